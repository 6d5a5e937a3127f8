/* lib_sort.c - table.sort as a stable merge sort.
 *
 * Stock Lua picks random pivots in unbalanced parts, so that equal elements change places from run
 * to run. Here equal elements keep their order, a comparator that contradicts itself gives some
 * order instead of an error, and each comparison is charged. The list is sorted in two work tables
 * and written back at the end: an error on the way leaves it as it was.
 *
 * Stack of l_table_sort: 1 list, 2 comparator or nil, 3 and 4 the work tables; above: comparing.
 */
#include <lauxlib.h>
#include <string.h>
#include "script/budget.h"
#include "script/lib.h"

enum { COMPARE_UNITS = 4, BYTES_A_UNIT = 64 };

struct sort {
    lua_State *L;
    bool has_comparator;
};

/* One part to merge: [at, end) of the work table `from`. */
struct run {
    lua_Integer at, end;
};

/* Texts bytewise, as Lua compares them in the "C" locale, but charged by what is compared. */
RAISES static bool is_text_less(lua_State *L)
{
    struct slice a, b;

    a.bytes = lua_tolstring(L, -2, &a.len);
    b.bytes = lua_tolstring(L, -1, &b.len);
    if (a.bytes == b.bytes)
        return false;
    budget_charge(L, (int64_t)(a.len < b.len ? a.len : b.len) / BYTES_A_UNIT);
    return slice_compare(a, b) < 0;
}

/* [-2, +0] Is the value at -2 to come strictly before the one on top? */
RAISES static bool is_less(struct sort *sort)
{
    lua_State *L = sort->L;
    bool less;

    budget_charge(L, COMPARE_UNITS);
    if (sort->has_comparator) {
        lua_pushvalue(L, 2);
        lua_insert(L, -3);
        lua_call(L, 2, 1);
        less = lua_toboolean(L, -1);
        lua_pop(L, 1);
        return less;
    }
    if (lua_type(L, -1) == LUA_TSTRING && lua_type(L, -2) == LUA_TSTRING)
        less = is_text_less(L);
    else
        less = lua_compare(L, -2, -1, LUA_OPLT);
    lua_pop(L, 2);
    return less;
}

/* Is the right one's first to come before the left one's first? Equal: no, which makes it stable.
 */
RAISES static bool is_right_first(struct sort *sort, int from, lua_Integer left, lua_Integer right)
{
    lua_rawgeti(sort->L, from, right);
    lua_rawgeti(sort->L, from, left);
    return is_less(sort);
}

RAISES static void merge(struct sort *sort, int from, int to, struct run left, struct run right)
{
    lua_Integer out = left.at;
    bool is_ordered = right.at >= right.end || !is_right_first(sort, from, left.end - 1, right.at);

    while (left.at < left.end || right.at < right.end) {
        bool takes_right = left.at >= left.end || (right.at < right.end && !is_ordered &&
                                                   is_right_first(sort, from, left.at, right.at));
        lua_rawgeti(sort->L, from, takes_right ? right.at++ : left.at++);
        lua_rawseti(sort->L, to, out++);
    }
}

/* Merges runs of `width` until one is left; returns the work table that holds it. */
RAISES static int merge_all(struct sort *sort, lua_Integer len)
{
    int from = 3, to = 4;

    for (lua_Integer width = 1; width < len; width *= 2) {
        for (lua_Integer at = 1; at <= len; at += 2 * width) {
            lua_Integer middle = at + width <= len + 1 ? at + width : len + 1;
            lua_Integer end = at + 2 * width <= len + 1 ? at + 2 * width : len + 1;
            merge(sort, from, to, (struct run){at, middle}, (struct run){middle, end});
        }
        from = 7 - from;
        to = 7 - to;
    }
    return from;
}

RAISES static void copy_list(lua_State *L, int from, int to, lua_Integer len)
{
    for (lua_Integer i = 1; i <= len; i++) {
        lua_rawgeti(L, from, i);
        lua_rawseti(L, to, i);
    }
}

RAISES int l_table_sort(lua_State *L)
{
    lua_Integer len = lib_check_list(L, 1, LIB_WRITES);
    struct sort sort = {L, !lua_isnoneornil(L, 2)};

    if (sort.has_comparator)
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    if (len < 2)
        return 0;
    luaL_checkstack(L, 10, "sort");
    budget_charge(L, len);
    lua_createtable(L, (int)len, 0);
    lua_createtable(L, (int)len, 0);
    copy_list(L, 1, 3, len);
    copy_list(L, merge_all(&sort, len), 1, len);
    return 0;
}
