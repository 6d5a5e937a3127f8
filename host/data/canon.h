/* canon.h - values to canonical JSON and back (value.h says what is canonical).
 *
 * Reading accepts any JSON (64 MiB, 64 deep, no other '$' names) and returns what canon_write would
 * write again, so canon_write(canon_read(x)) is a fixed point for canonical x. It is quick for
 * canonical text without reals, and as slow as json_read for the rest.
 */
#pragma once
#include "data/value.h"

void canon_write(struct buf *buf, const struct value *value);
struct slice canon_text(struct arena *arena, const struct value *value); /* in the arena */

/* Reads one of our own texts: '$' keys are understood. Fails with STATUS_CORRUPT. */
MUST_CHECK int canon_read(struct arena *arena, struct slice text, struct value **out,
                          struct err *err);
