/* each_case.h - a visit to every case, in the order they came in, closed ones too.
 *
 * The rows come a page at a time, so memory stays small however many there are; between two pages
 * others may commit. For rounds that resume, or that look at many pages on many threads, there is
 * reader_cases (store.h).
 */
#pragma once
#include "store/store.h"

enum { EACH_ENOUGH = 1 };

/* `visit` returns 0 to go on, EACH_ENOUGH to end the round, or a status, which ends it and is
 * returned. Its row lives as long as the visit. */
MUST_CHECK int each_case(struct reader *reader,
                         int (*visit)(void *owner, const struct case_row *row, struct err *err),
                         void *owner, struct err *err);
/* Only cases with a dispatch that is going on. */
MUST_CHECK int each_dispatching(struct reader *reader,
                                int (*visit)(void *owner, const struct case_row *row,
                                             struct err *err),
                                void *owner, struct err *err);
