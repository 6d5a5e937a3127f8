/* verify_links.h - the linked cases of a case, told by its whole journal and compared with the
 * rows. Links outlive stages, so they are gathered while the chain is walked.
 */
#pragma once
#include "data/value.h"
#include "store/store.h"

struct told_links { /* begins as {0} with an arena that outlives the walk */
    struct arena *arena;
    struct value *known; /* { key of the link = true } */
};

MUST_CHECK int verify_links_tell(struct told_links *told, const struct journal_row *row,
                                 struct err *err);
MUST_CHECK int verify_links(const struct told_links *told, const struct case_image *image,
                            struct err *err);
