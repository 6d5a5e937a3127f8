/* codec.h - values of a case to Lua and back.
 *
 * To Lua: a list becomes a table 1..n, a map a table, a handle or row what the vm's owner shows for
 * it (a reference: compares with == and is passed on, every other operation is an error).
 * From Lua: raw (no metamethods run), at most CODEC_DEPTH deep, CODEC_NODES values, CODEC_BYTES of
 * text; cycles, holes, mixed keys, functions, NaN, infinities and integers beyond +-(2^53-1) are
 * refused with the path: `with.parties[2].name: a function cannot be kept`. An empty table is a
 * map.
 */
#pragma once
#include "script/vm.h"

enum { CODEC_DEPTH = 64, CODEC_NODES = 100 * 1000, CODEC_BYTES = 1 << 20 };

enum codec_rule {
    CODEC_WHOLE, /* numbers are whole; 3.0 becomes 3 */
    CODEC_REALS, /* fractions too */
};

/* [-0, +1] */
RAISES void codec_push(lua_State *L, const struct value *value);

/* Takes the value at index into the arena; `what` names it in errors ("options", NULL). */
RAISES struct value *codec_take(lua_State *L, int index, struct arena *arena, enum codec_rule rule,
                                const char *what);

/* [-0, +1] A plain reference (userdata), as codec_push makes it without push_reference. */
RAISES void codec_push_reference(lua_State *L, const struct value *reference);
/* The reference in the userdata at index, NULL if it is none. Raises nothing. */
const struct value *codec_get_reference(lua_State *L, int index);
