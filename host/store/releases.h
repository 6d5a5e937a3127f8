/* releases.h - releases, their activations and the cases that stay behind, read.
 *
 * Calls of a reader like those in store.h, of both implementations. Written by OP_RELEASE,
 * OP_ACTIVATE, OP_STAY and OP_UNSTAY.
 */
#pragma once
#include "store/store.h"

/* Oldest first, and which is active (0: none). */
MUST_CHECK int reader_releases(struct reader *reader, struct arena *arena,
                               struct release_row **rows, size_t *count, int64_t *active,
                               struct err *err);
/* The same without bodies, which may have megabytes each. */
MUST_CHECK int reader_release_heads(struct reader *reader, struct arena *arena,
                                    struct release_row **rows, size_t *count, int64_t *active,
                                    struct err *err);
/* One with its body. STATUS_NOT_FOUND without a text. */
MUST_CHECK int reader_release(struct reader *reader, int64_t id, struct arena *arena,
                              struct release_row *out, struct err *err);
/* Newest first, at most `limit`, those before `before` (0: from the newest). */
MUST_CHECK int reader_activations(struct reader *reader, int64_t before, size_t limit,
                                  struct arena *arena, struct activation_row **rows, size_t *count,
                                  struct err *err);
/* STATUS_NOT_FOUND without a text: it does not stay. */
MUST_CHECK int reader_stay(struct reader *reader, int64_t case_id, struct arena *arena,
                           struct stay_row *out, struct err *err);
/* By case_id above `after`. */
MUST_CHECK int reader_stays(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                            struct stay_row **rows, size_t *count, struct err *err);
