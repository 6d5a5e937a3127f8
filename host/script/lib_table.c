/* lib_table.c - table.*, raw: no metamethod runs, and tables whose metatable says what # or a write
 * means are refused rather than read differently from what their author meant.
 *
 * Locked tables (case.data and the like) may be read, not written. Lists are at most 200,000 long;
 * every call charges a unit per element it touches. sort is in lib_sort.c.
 */
#include <lauxlib.h>
#include "script/budget.h"
#include "script/lib.h"
#include "script/sandbox.h"

static bool has_field(lua_State *L, int index, const char *name)
{
    bool has = luaL_getmetafield(L, index, name) != LUA_TNIL;
    if (has)
        lua_pop(L, 1);
    return has;
}

lua_Integer lib_check_list(lua_State *L, int index, enum lib_use use)
{
    luaL_checktype(L, index, LUA_TTABLE);
    if (sandbox_is_locked(L, index)) {
        if (use == LIB_WRITES)
            luaL_error(L, "this table cannot be changed");
        sandbox_push_real(L, index);
        lua_replace(L, index);
    } else if (has_field(L, index, "__len") || has_field(L, index, "__newindex")) {
        luaL_argerror(L, index, "a list whose metatable has __len or __newindex is not taken here");
    }
    lua_Unsigned len = lua_rawlen(L, index);
    if (len > LIB_TABLE_ITEMS)
        luaL_error(L, "the list is too long: more than %d elements", LIB_TABLE_ITEMS);
    return (lua_Integer)len;
}

/* table.insert(list, [position,] value) */
RAISES static int l_table_insert(lua_State *L)
{
    lua_Integer end = lib_check_list(L, 1, LIB_WRITES) + 1, position = end;
    int count = lua_gettop(L);

    luaL_argcheck(L, end <= LIB_TABLE_ITEMS, 1, "the list is full");
    if (count == 3) {
        position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, position >= 1 && position <= end, 2, "position out of bounds");
        budget_charge(L, end - position);
        for (lua_Integer i = end; i > position; i--) {
            lua_rawgeti(L, 1, i - 1);
            lua_rawseti(L, 1, i);
        }
    } else if (count != 2) {
        return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    lua_rawseti(L, 1, position);
    return 0;
}

/* table.remove(list [, position]) */
RAISES static int l_table_remove(lua_State *L)
{
    lua_Integer len = lib_check_list(L, 1, LIB_WRITES);
    lua_Integer position = luaL_optinteger(L, 2, len);

    if (lua_gettop(L) >= 2)
        luaL_argcheck(L, position >= (len > 0) && position <= len + 1, 2, "position out of bounds");
    lua_settop(L, 1);
    lua_rawgeti(L, 1, position);
    budget_charge(L, len > position ? len - position : 0);
    for (; position < len; position++) {
        lua_rawgeti(L, 1, position + 1);
        lua_rawseti(L, 1, position);
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, position);
    return 1;
}

/* table.concat(list [, between [, first [, last]]]) */
RAISES static int l_table_concat(lua_State *L)
{
    lua_Integer len = lib_check_list(L, 1, LIB_READS);
    struct slice between = {"", 0}, item;
    struct text out;

    if (!lua_isnoneornil(L, 2))
        between.bytes = luaL_checklstring(L, 2, &between.len);
    lua_Integer first = luaL_optinteger(L, 3, 1), last = luaL_optinteger(L, 4, len);
    luaL_argcheck(L, last <= len && first >= 1, 3, "out of bounds");
    budget_charge(L, last > first ? last - first : 0);
    text_open(L, &out);
    for (lua_Integer i = first; i <= last; i++) {
        int type = lua_rawgeti(L, 1, i);
        if (type != LUA_TSTRING && type != LUA_TNUMBER)
            return luaL_error(L, "invalid value (a %s at index %I) in table for 'concat'",
                              luaL_typename(L, -1), (LUAI_UACINT)i);
        item.bytes = lua_tolstring(L, -1, &item.len);
        text_add(&out, item.bytes, item.len);
        if (i < last)
            text_add(&out, between.bytes, between.len);
        lua_pop(L, 1);
    }
    text_push(&out);
    return 1;
}

/* table.move(from, first, last, position [, to]) */
RAISES static int l_table_move(lua_State *L)
{
    int to = lua_isnoneornil(L, 5) ? 1 : 5;
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
    lua_Integer position = luaL_checkinteger(L, 4);

    lib_check_list(L, 1, to == 1 ? LIB_WRITES : LIB_READS);
    if (to == 5)
        lib_check_list(L, 5, LIB_WRITES);
    if (last >= first) {
        luaL_argcheck(L, first > -LIB_TABLE_ITEMS && last <= LIB_TABLE_ITEMS, 3, "out of bounds");
        luaL_argcheck(L, last - first < LIB_MOVE_ITEMS, 3, "too many elements to move");
        luaL_argcheck(L, position > -LIB_TABLE_ITEMS && position <= LIB_TABLE_ITEMS, 4,
                      "out of bounds");
        lua_Integer count = last - first + 1;
        bool is_upward = position > first && position <= last && to == 1;
        budget_charge(L, count);
        for (lua_Integer i = 0; i < count; i++) {
            lua_Integer at = is_upward ? count - 1 - i : i;
            lua_rawgeti(L, 1, first + at);
            lua_rawseti(L, to, position + at);
        }
    }
    lua_pushvalue(L, to);
    return 1;
}

/* table.unpack(list [, first [, last]]) */
RAISES static int l_table_unpack(lua_State *L)
{
    lua_Integer len = lib_check_list(L, 1, LIB_READS);
    lua_Integer first = luaL_optinteger(L, 2, 1), last = luaL_optinteger(L, 3, len);

    if (first > last)
        return 0;
    if ((lua_Unsigned)last - (lua_Unsigned)first >= LIB_UNPACK_ITEMS)
        return luaL_error(L, "too many results: at most %d", LIB_UNPACK_ITEMS);
    int count = (int)(last - first) + 1;
    luaL_checkstack(L, count, "unpack");
    budget_charge(L, count);
    for (int i = 0; i < count; i++)
        lua_rawgeti(L, 1, first + i);
    return count;
}

RAISES static int l_table_pack(lua_State *L)
{
    int count = lua_gettop(L);

    lua_createtable(L, count, 1);
    lua_insert(L, 1);
    for (int i = count; i >= 1; i--)
        lua_rawseti(L, 1, i);
    lua_pushinteger(L, count);
    lua_setfield(L, 1, "n");
    return 1;
}

static const luaL_Reg table_calls[] = {
    {"concat", l_table_concat},
    {"insert", l_table_insert},
    {"move",   l_table_move  },
    {"pack",   l_table_pack  },
    {"remove", l_table_remove},
    {"sort",   l_table_sort  },
    {"unpack", l_table_unpack},
    {NULL,     NULL          },
};

void lib_table_open(lua_State *L)
{
    luaL_newlib(L, table_calls);
}
