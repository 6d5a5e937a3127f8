/* bench_w6.c - W6: a host on an empty folder: how soon it is ready, what it holds, how large it is.
 */
#include "cli/bench.h"

#include <elf.h>
#include <stdio.h>

/* Up to the end of the last part that is loaded: what `strip` would leave, within a few KiB. */
static int64_t loaded_bytes(const char *program)
{
    FILE *file = fopen(program, "rb");
    Elf64_Ehdr head;
    Elf64_Phdr part;
    uint64_t end = 0;

    if (file && fread(&head, sizeof head, 1, file) == 1 &&
        fseek(file, (long)head.e_phoff, SEEK_SET) == 0)
        for (int i = 0; i < head.e_phnum && fread(&part, sizeof part, 1, file) == 1; i++)
            if (part.p_type == PT_LOAD && part.p_offset + part.p_filesz > end)
                end = part.p_offset + part.p_filesz;
    if (file)
        fclose(file);
    return (int64_t)end;
}

static int start_once(struct bench *bench, double *ready_ms, int64_t *resident, struct err *err)
{
    struct bench_child child;
    int rc = bench_child_start(bench, "w6", &child, err);
    if (rc != 0)
        return rc;
    *resident = bench_child_resident(&child);
    *ready_ms = child.ready_ms;
    bench_child_stop(&child);
    return 0;
}

/* The folder is new at the first start and holds nothing at the others: the best of them. */
int bench_w6(struct bench *bench, struct err *err)
{
    double best_ms = 0, first_ms = 0;
    int64_t resident = 0, most = 0;
    int rc = bench_child_init(bench, "w6", err);

    for (int i = 0; rc == 0 && i < 5; i++) {
        double ms = 0;
        rc = start_once(bench, &ms, &resident, err);
        if (i == 0)
            first_ms = ms;
        if (i == 0 || ms < best_ms)
            best_ms = ms;
        if (resident > most)
            most = resident;
    }
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"w6.first", "first start on a new folder, until `ready`",
                                       first_ms, "ms", BOUND_MOST, 100});
    bench_note(bench, &(struct figure){"w6.start", "until `ready`, best of five", best_ms, "ms",
                                       BOUND_MOST, 100});
    bench_note(bench, &(struct figure){"w6.resident", "resident when ready", (double)most / 1e6,
                                       "MB", BOUND_MOST, 25});
    bench_note(bench,
               &(struct figure){"w6.binary", "the binary, without what debuggers read",
                                (double)loaded_bytes(bench->program) / 1e6, "MB", BOUND_MOST, 12});
    return 0;
}
