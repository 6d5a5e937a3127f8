/* keys.h - the keys of a table in the one order scripts and the journal know: integers ascending,
 * then texts bytewise.
 */
#pragma once
#include "base/slice.h"
#include "script/vm.h"

/* A text key's bytes belong to Lua; `slot` is its place in the table that keeps it alive, 0 for an
 * integer. */
struct key {
    struct slice text;
    lua_Integer integer;
    int slot;
};

struct keys {
    int len, at;
    struct key items[];
};

/* [-0, +2] Pushes the sorted keys (a userdata, returned) and the table that keeps their texts. Host
 * notes are left out. *odd names the type of a key without order if there is one, else NULL. */
RAISES struct keys *keys_push(lua_State *L, int table, const char **odd);
