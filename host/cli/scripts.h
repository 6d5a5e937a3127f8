/* scripts.h - a folder of workflows, read into memory as the files of a release. */
#pragma once
#include "base/arena.h"
#include "script/release.h"

struct scripts {
    struct arena arena;
    struct script_file *files; /* in bytewise order of path */
    size_t count;
};

/* Every *.lua, every letters/X.html and offices/tree.csv below `path`, hidden folders left out,
 * named from there
 * ("dispute_mediation/workflow.lua"); for the folder of one workflow, or one file, with the name of
 * its folder before it. STATUS_NOT_FOUND if there is none; STATUS_TOO_LARGE beyond 2,000 files,
 * 16 MiB, or 12 folders deep. */
MUST_CHECK int scripts_read(const char *path, struct scripts *out, struct err *err);
void scripts_close(struct scripts *scripts);

/* One whole file of at most `most` bytes into the arena; "-" is stdin. */
MUST_CHECK int file_read(const char *path, size_t most, struct arena *arena, struct slice *out,
                         struct err *err);
