/* canon.h - values to canonical JSON and back (value.h says what is canonical).
 *
 * Reading goes through json.h and its bounds; it accepts any JSON and returns what canon_write
 * would write again, so canon_write(canon_read(x)) is a fixed point for canonical x.
 */
#pragma once
#include "data/value.h"

void canon_write(struct buf *buf, const struct value *value);
struct slice canon_text(struct arena *arena, const struct value *value); /* in the arena */

/* Reads one of our own texts: '$' keys are understood. Fails with STATUS_CORRUPT. */
MUST_CHECK int canon_read(struct arena *arena, struct slice text, struct value **out,
                          struct err *err);
