/* verify_places.h - the places of a case, told by its whole journal and compared with the rows, and
 * the promises of a dispatch: never one more than needed, nobody at two posts. Places outlive
 * stages and are not replayed, so they are gathered while the chain is walked.
 */
#pragma once
#include "store/store.h"

struct told_place;

struct told_places { /* begins as {0} with an arena that outlives the walk */
    struct arena *arena;
    struct told_place **buckets;
    size_t bucket_count, count;
};

/* Rows come newest first: what was told of a place first is what it is. */
MUST_CHECK int verify_places_tell(struct told_places *told, const struct journal_row *row,
                                  struct err *err);
MUST_CHECK int verify_places(const struct told_places *told, const struct case_image *image,
                             struct err *err);
