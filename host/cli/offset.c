/* offset.c - the file DIR/clock: "BOOT-ID OFFSET-MS" (offset.h). */
#include "cli/offset.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "cli/host.h"

enum { BOOT_ID = 37 };

/* The kernel's name for this boot; it cannot be read once the process has fenced itself in. */
static const char *boot_id(void)
{
    static char id[BOOT_ID];
    FILE *file = id[0] ? NULL : fopen("/proc/sys/kernel/random/boot_id", "re");
    if (file && !fgets(id, sizeof id, file))
        id[0] = '\0';
    if (file)
        fclose(file);
    return id;
}

bool offset_read(const char *data, int64_t *offset_ms)
{
    char path[HOST_PATH], id[BOOT_ID] = "";
    struct err ignored;
    const char *now = boot_id();
    FILE *file = host_path(data, "clock", path, &ignored) == 0 ? fopen(path, "re") : NULL;
    bool is_known = file && fscanf(file, "%36s %" SCNd64, id, offset_ms) == 2;

    if (file)
        fclose(file);
    return is_known && now[0] && strcmp(id, now) == 0;
}

void offset_write(const char *data, int64_t offset_ms)
{
    char text[BOOT_ID + 24];
    struct err err = {0};

    if (!boot_id()[0])
        return;
    snprintf(text, sizeof text, "%s %" PRId64 "\n", boot_id(), offset_ms);
    if (host_write_file(data, "clock", slice_of(text), false, &err) != 0)
        log_warn("host", "how the clock stands could not be noted: %s", err.text);
}
