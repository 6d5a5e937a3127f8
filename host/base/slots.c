/* slots.c - which cases were being worked on when the process died (slots.h). The file is two rows
 * of ids: `now`, written while working, and `last`, what the life before died with. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/slots.h"

struct slots_file {
    uint64_t has_crashed;
    struct id now[SLOTS_MOST];
    struct id last[SLOTS_MOST];
};

struct slots {
    struct slots_file *file;
};

static bool slots_have(const struct id *ids, const struct id *id)
{
    for (int i = 0; i < SLOTS_MOST; i++)
        if (id_is_equal(&ids[i], id))
            return true;
    return false;
}

/* What the last life died with becomes `last`; what the one before died with too is struck. */
static void slots_turn_over(struct slots_file *file, struct id struck[SLOTS_MOST],
                            int *struck_count)
{
    *struck_count = 0;
    if (!file->has_crashed)
        memset(file->now, 0, sizeof file->now);
    file->has_crashed = 0;
    for (int i = 0; i < SLOTS_MOST; i++)
        if (!id_is_zero(&file->now[i]) && slots_have(file->last, &file->now[i]))
            struck[(*struck_count)++] = file->now[i];
    memcpy(file->last, file->now, sizeof file->last);
    memset(file->now, 0, sizeof file->now);
}

int slots_open(const char *path, struct slots **out, struct id struck[SLOTS_MOST],
               int *struck_count, struct err *err)
{
    void *mapped = MAP_FAILED;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    *out = NULL;
    *struck_count = 0;
    if (fd >= 0 && ftruncate(fd, sizeof(struct slots_file)) == 0)
        mapped = mmap(NULL, sizeof(struct slots_file), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    int error = errno;
    if (fd >= 0)
        close(fd);
    if (mapped == MAP_FAILED)
        return err_set(err, STATUS_IO, "Cannot keep %s: %s.", path, strerror(error));
    *out = mem_zero(sizeof **out);
    (*out)->file = mapped;
    slots_turn_over(mapped, struck, struck_count);
    return 0;
}

void slots_close(struct slots *slots)
{
    if (!slots)
        return;
    memset(slots->file, 0, sizeof *slots->file);
    munmap(slots->file, sizeof *slots->file);
    free(slots);
}

void slots_mark_crash(struct slots *slots)
{
    if (slots)
        slots->file->has_crashed = 1;
}

void slots_set(struct slots *slots, int slot, const struct id *id)
{
    if (slots && slot >= 0 && slot < SLOTS_MOST)
        slots->file->now[slot] = *id;
}

void slots_clear(struct slots *slots, int slot)
{
    if (slots && slot >= 0 && slot < SLOTS_MOST)
        slots->file->now[slot] = (struct id){0};
}
