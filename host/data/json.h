/* json.h - JSON from outside, held within bounds.
 *
 * Refused with STATUS_MALFORMED and a place: not UTF-8, NUL, lone surrogates, duplicate members,
 * depth over 32, trailing bytes, integers beyond +-(2^53-1), non-finite reals, members that begin
 * with '$'. `max_depth` 0 means 32.
 */
#pragma once
#include "data/value.h"

struct json_bounds {
    size_t max_bytes;       /* 0: 1 MiB */
    int max_depth;          /* 0: 32 */
    bool is_dollar_allowed; /* our own canonical text */
    bool is_int64_allowed;  /* integers beyond 2^53-1 */
};

MUST_CHECK int json_read(struct arena *arena, struct slice text, const struct json_bounds *bounds,
                         struct value **out, struct err *err);

/* Writes for people and programs outside: like canon_write, but members put as null are written;
 * indent > 0 puts each member on a line of its own. */
void json_write(struct buf *buf, const struct value *value, int indent);
