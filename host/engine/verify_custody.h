/* verify_custody.h - who holds a case and how it came there, told by its whole journal and compared
 * with its row and parts; the same of what is sealed and who is bound to a relation.
 */
#pragma once
#include "data/value.h"
#include "store/store.h"

struct told_custody { /* begins as {0} with an arena that outlives the walk */
    struct arena *arena;
    const char *holder, *born; /* by the newest leg; by the first row */
    struct value *known;       /* { key of the part = true } */
    struct value *merges;      /* { key = is there still one } */
};

/* Rows from the newest to the oldest. */
MUST_CHECK int verify_custody_tell(struct told_custody *told, const struct journal_row *row,
                                   struct err *err);
MUST_CHECK int verify_custody(const struct told_custody *told, const struct case_image *image,
                              struct err *err);
