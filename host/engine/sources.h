/* sources.h - lines of a release's scripts, from the text the database keeps. */
#pragma once
#include "store/store.h"

struct sources {
    struct arena arena;
    int64_t release; /* that is loaded; 0: none */
    const struct value *files;
};

/* Loads the scripts of a release, unless they are. A release that is missing has no lines. */
MUST_CHECK int sources_load(struct sources *sources, struct reader *reader, int64_t release,
                            struct err *err);
void sources_close(struct sources *sources);
/* The line at "file:line", without the spaces around it; NULL if there is none. */
const char *sources_line(const struct sources *sources, const char *where, struct arena *arena);
