/* canon_quick.h - the two ways of canon_read, for canon.c and its tests only. */
#pragma once
#include "data/value.h"

enum { CANON_MAX_BYTES = 64 * 1024 * 1024, CANON_MAX_DEPTH = 64 };

/* Reads text exactly as canon_write writes it, without reals and integers of 19 digits. False: it
 * is something else, perhaps still JSON; then *out is untouched and the arena holds only waste. */
MUST_CHECK bool canon_read_quickly(struct arena *arena, struct slice text, struct value **out);

/* Any JSON; fails as canon_read does. */
MUST_CHECK int canon_read_fully(struct arena *arena, struct slice text, struct value **out,
                                struct err *err);
