/* kept.h - one case as it stands at the end, for those who check what must be true of it. */
#pragma once
#include "years/years.h"

/* With its journal, oldest first. */
struct seen {
    struct years *years;
    const struct case_image *image;
    const struct docket *docket;
    struct arena *arena;
    struct value **rows; /* bodies */
    struct journal_row *journal;
    size_t count;
};

void kept_broken(const struct seen *seen, const char *promise, const char *detail);
/* reached.c: the stages it came to. */
void reached_note(const struct seen *seen);
/* kept_acts.c: what the turns of a case owe each other. */
void kept_check_acts(const struct seen *seen);
