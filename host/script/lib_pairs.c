/* lib_pairs.c - pairs and next in an order that is the same in every process.
 *
 * Stock Lua visits text keys in an order that hangs on addresses and time. Ours: integers
 * ascending, then texts bytewise; any other key is refused (a table as a key has no order). pairs
 * captures the keys at its start, O(n log n); fields set to nil meanwhile are passed over, new ones
 * are not visited. next(t, k) is stateless: the smallest key after k, found by looking at all, and
 * charged so; next(t) to ask "is it empty" is what it is for.
 */
#include <assert.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>
#include "script/budget.h"
#include "script/keys.h"
#include "script/lib.h"
#include "script/sandbox.h"

enum { SORT_UNITS = 10 }; /* a key */

static int compare_keys(const struct key *a, const struct key *b)
{
    if (!a->slot || !b->slot) {
        if (a->slot || b->slot)
            return a->slot ? 1 : -1;
        return a->integer < b->integer ? -1 : a->integer > b->integer;
    }
    return slice_compare(a->text, b->text);
}

static int on_compare(const void *a, const void *b)
{
    return compare_keys(a, b);
}

/* Of several the first by name: which is met first hangs on addresses, and a script sees the text.
 */
static void note_odd(const char **odd, const char *name)
{
    if (!*odd || strcmp(name, *odd) < 0)
        *odd = name;
}

/* Reads the key at index (a text gets slot 1). False for a host note and for what has no order. */
RAISES static bool read_key(lua_State *L, int index, struct key *key, const char **odd)
{
    int is_whole;

    *key = (struct key){0};
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        key->text.bytes = lua_tolstring(L, index, &key->text.len);
        key->slot = 1;
        return true;
    case LUA_TNUMBER:
        key->integer = lua_tointegerx(L, index, &is_whole);
        if (!is_whole)
            note_odd(odd, "fraction");
        return is_whole;
    case LUA_TLIGHTUSERDATA:
        return false;
    default:
        note_odd(odd, luaL_typename(L, index));
        return false;
    }
}

RAISES static void refuse_odd(lua_State *L, const char *odd)
{
    if (odd)
        luaL_error(L, "this table has a %s as a key; only integers and texts have an order", odd);
}

RAISES static int count_keys(lua_State *L, int table)
{
    int count = 0;

    lua_pushnil(L);
    while (lua_next(L, table)) {
        lua_pop(L, 1);
        count++;
    }
    if (count > LIB_TABLE_ITEMS)
        luaL_error(L, "too many fields to go through: more than %d", LIB_TABLE_ITEMS);
    return count;
}

/* Fills keys->items in the order of lua_next; texts go to the table at `keeper`. */
RAISES static bool gather_keys(lua_State *L, int table, int keeper, struct keys *keys,
                               const char **odd)
{
    int texts = 0;
    bool is_sorted = true;

    lua_pushnil(L);
    while (lua_next(L, table)) {
        struct key *key = &keys->items[keys->len];
        lua_pop(L, 1);
        if (!read_key(L, -1, key, odd))
            continue;
        if (key->slot) {
            key->slot = ++texts;
            lua_pushvalue(L, -1);
            lua_rawseti(L, keeper, texts);
        }
        if (keys->len++ > 0 && compare_keys(key - 1, key) > 0)
            is_sorted = false;
    }
    return is_sorted;
}

struct keys *keys_push(lua_State *L, int table, const char **odd)
{
    luaL_checkstack(L, 8, "keys");
    int count = count_keys(L, table);
    budget_charge(L, count / 4 + 1);
    struct keys *keys = lua_newuserdatauv(L, sizeof *keys + sizeof *keys->items * (size_t)count, 0);
    *keys = (struct keys){0};
    lua_createtable(L, 0, 0);
    *odd = NULL;
    if (!gather_keys(L, table, lua_gettop(L), keys, odd)) {
        budget_charge(L, (int64_t)count * SORT_UNITS);
        qsort(keys->items, (size_t)keys->len, sizeof *keys->items, on_compare);
    }
    return keys;
}

/* Upvalues: 1 the real table, 2 struct keys, 3 the texts. */
RAISES static int pairs_step(lua_State *L)
{
    struct keys *keys = lua_touserdata(L, lua_upvalueindex(2));

    while (keys->at < keys->len) {
        const struct key *key = &keys->items[keys->at++];
        if (key->slot)
            lua_rawgeti(L, lua_upvalueindex(3), key->slot);
        else
            lua_pushinteger(L, key->integer);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
            return 2;
        lua_pop(L, 2);
    }
    lua_pushnil(L);
    return 1;
}

RAISES int l_pairs_pairs(lua_State *L)
{
    const char *odd;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    sandbox_push_real(L, 1);
    keys_push(L, 2, &odd);
    refuse_odd(L, odd);
    lua_pushcclosure(L, pairs_step, 3);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

/* [-0, +1] The smallest key of the table at 3 that comes after `after` (NULL: of all), or nil. */
RAISES static void push_key_after(lua_State *L, const struct key *after)
{
    struct key key, best = {0};
    const char *odd = NULL;
    bool has_best = false;
    int seen = 0;

    lua_pushnil(L); /* 4: the best so far */
    lua_pushnil(L); /* 5: where lua_next is */
    while (lua_next(L, 3)) {
        lua_pop(L, 1);
        seen++;
        if (!read_key(L, 5, &key, &odd) || (after && compare_keys(&key, after) <= 0) ||
            (has_best && compare_keys(&key, &best) >= 0))
            continue;
        best = key;
        has_best = true;
        lua_copy(L, 5, 4);
    }
    refuse_odd(L, odd);
    budget_charge(L, seen);
}

RAISES int l_pairs_next(lua_State *L)
{
    struct key after = {0};
    const char *odd = NULL;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    sandbox_push_real(L, 1);
    bool from_start = lua_isnil(L, 2);
    luaL_argcheck(L, from_start || read_key(L, 2, &after, &odd), 2, "not a key");
    push_key_after(L, from_start ? NULL : &after);
    if (lua_isnil(L, 4))
        return 1;
    lua_pushvalue(L, 4);
    lua_rawget(L, 3);
    return 2;
}
