/* lib_base.c - the basic functions of scripts.
 *
 * Differences from stock Lua, each for a row of the hazards:
 *   pairs, next    ordered (lib_pairs.c)          tostring  numbers objects, no addresses
 *   pcall          never catches a verdict        setmetatable, getmetatable  (lib_meta.c)
 *   error          tables with a code keep the place they came from
 *   rawset         refuses locked tables          tonumber  texts of at most 200 bytes
 * xpcall, load, print and others are absent (sandbox.c).
 */
#include <lauxlib.h>
#include <string.h>
#include "script/budget.h"
#include "script/lib.h"
#include "script/sandbox.h"
#include "script/vm_fault.h"

/* --- errors ------------------------------------------------------------------------------------
 */

/* pcall_done(L): results are on the stack from 1. [true, results] or [false, error]. */
RAISES static int l_pcall_done(lua_State *L, int status, lua_KContext ignored)
{
    (void)ignored;
    if (status == LUA_OK || status == LUA_YIELD)
        return lua_gettop(L);
    if (vm_judge(L, status))
        vm_stop(L);
    vm_of(L)->is_raised = false;
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

RAISES static int l_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, l_pcall_done);
    return l_pcall_done(L, status, 0);
}

/* A table with a code gets a note of the place, unless it has one (it is raised again). */
static void note_place(lua_State *L, int index)
{
    char where[200];

    if (sandbox_is_locked(L, index))
        return;
    lua_pushliteral(L, "code");
    lua_rawget(L, index);
    bool has_place = lua_rawgetp(L, index, &sandbox_key_where) != LUA_TNIL;
    if (lua_type(L, -2) == LUA_TSTRING && !has_place) {
        vm_where(L, where, sizeof where);
        lua_pushstring(L, where);
        lua_rawsetp(L, index, &sandbox_key_where);
    }
    lua_pop(L, 2);
}

RAISES static int l_error(lua_State *L)
{
    int level = (int)luaL_optinteger(L, 2, 1);

    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TTABLE)
        note_place(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING && level > 0) {
        luaL_where(L, level);
        lua_pushvalue(L, 1);
        lua_concat(L, 2);
    }
    vm_of(L)->is_raised = true;
    return lua_error(L);
}

RAISES static int l_assert(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_toboolean(L, 1))
        return lua_gettop(L);
    if (lua_isnoneornil(L, 2))
        return luaL_error(L, "assertion failed!");
    lua_settop(L, 2);
    if (lua_type(L, 2) == LUA_TTABLE)
        note_place(L, 2);
    vm_of(L)->is_raised = true;
    return lua_error(L);
}

/* --- types and texts ---------------------------------------------------------------------------
 */

RAISES static int l_type(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
}

const char *lib_push_text(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, "tostring");
    if (luaL_getmetafield(L, index, "__tostring") == LUA_TNIL)
        return sandbox_push_plain_text(L, index);
    lua_pushvalue(L, index);
    lua_call(L, 1, 1);
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "'__tostring' must return a string");
    return lua_tostring(L, -1);
}

RAISES static int l_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    lib_push_text(L, 1);
    return 1;
}

/* Value of a digit in bases up to 36; 99 if it is none. */
static int digit_value(unsigned char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'z' ? byte - 'a' + 10 : 99;
}

/* The whole text as a number in `base`, blanks around it allowed. */
static bool read_in_base(struct slice text, int base, lua_Integer *number)
{
    static const char blanks[] = " \f\n\r\t\v";
    lua_Unsigned sum = 0;
    size_t at = 0, end = text.len;

    while (at < end && strchr(blanks, text.bytes[at]) && text.bytes[at])
        at++;
    while (end > at && strchr(blanks, text.bytes[end - 1]) && text.bytes[end - 1])
        end--;
    bool is_negative = at < end && text.bytes[at] == '-';
    at += is_negative;
    if (at == end)
        return false;
    for (; at < end; at++) {
        int digit = digit_value((unsigned char)text.bytes[at]);
        if (digit >= base)
            return false;
        sum = sum * (lua_Unsigned)base + (lua_Unsigned)digit;
    }
    *number = (lua_Integer)(is_negative ? 0u - sum : sum);
    return true;
}

RAISES static int tonumber_in_base(lua_State *L)
{
    lua_Integer base = luaL_checkinteger(L, 2), number;
    struct slice text;

    luaL_checktype(L, 1, LUA_TSTRING);
    luaL_argcheck(L, base >= 2 && base <= 36, 2, "base out of range");
    text.bytes = lua_tolstring(L, 1, &text.len);
    if (text.len <= LIB_NUMBER_TEXT && read_in_base(text, (int)base, &number))
        lua_pushinteger(L, number);
    else
        luaL_pushfail(L);
    return 1;
}

bool lib_push_number(lua_State *L, int index)
{
    size_t len;

    if (lua_type(L, index) == LUA_TNUMBER) {
        lua_pushvalue(L, index);
        return true;
    }
    if (lua_type(L, index) != LUA_TSTRING)
        return false;
    const char *text = lua_tolstring(L, index, &len);
    return len <= LIB_NUMBER_TEXT && lua_stringtonumber(L, text) == len + 1;
}

RAISES static int l_tonumber(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_isnoneornil(L, 2))
        return tonumber_in_base(L);
    if (!lib_push_number(L, 1))
        luaL_pushfail(L);
    return 1;
}

/* --- tables ------------------------------------------------------------------------------------
 */

RAISES static int ipairs_step(lua_State *L)
{
    lua_Integer i = (lua_Integer)((lua_Unsigned)luaL_checkinteger(L, 2) + 1);

    lua_pushinteger(L, i);
    return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

RAISES static int l_ipairs(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushcfunction(L, ipairs_step);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

RAISES static int l_rawequal(lua_State *L)
{
    luaL_checkany(L, 1);
    luaL_checkany(L, 2);
    lua_pushboolean(L, lua_rawequal(L, 1, 2));
    return 1;
}

RAISES static int l_rawlen(lua_State *L)
{
    if (lua_type(L, 1) == LUA_TTABLE)
        sandbox_push_real(L, 1);
    else {
        luaL_checktype(L, 1, LUA_TSTRING);
        lua_pushvalue(L, 1);
    }
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

RAISES static int l_rawget(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    sandbox_push_real(L, 1);
    lua_pushvalue(L, 2);
    lua_rawget(L, -2);
    return 1;
}

RAISES static int l_rawset(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    luaL_checkany(L, 3);
    if (sandbox_is_locked(L, 1))
        return luaL_error(L, "this table cannot be changed");
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

RAISES static int l_select(lua_State *L)
{
    int count = lua_gettop(L);

    if (lua_type(L, 1) == LUA_TSTRING && strcmp(lua_tostring(L, 1), "#") == 0) {
        lua_pushinteger(L, count - 1);
        return 1;
    }
    lua_Integer i = luaL_checkinteger(L, 1);
    if (i < 0)
        i = count + i;
    else if (i > count)
        i = count;
    luaL_argcheck(L, i >= 1, 1, "index out of range");
    return count - (int)i;
}

static const luaL_Reg base_calls[] = {
    {"assert",       l_assert     },
    {"error",        l_error      },
    {"getmetatable", l_meta_get   },
    {"ipairs",       l_ipairs     },
    {"next",         l_pairs_next },
    {"pairs",        l_pairs_pairs},
    {"pcall",        l_pcall      },
    {"rawequal",     l_rawequal   },
    {"rawget",       l_rawget     },
    {"rawlen",       l_rawlen     },
    {"rawset",       l_rawset     },
    {"select",       l_select     },
    {"setmetatable", l_meta_set   },
    {"tonumber",     l_tonumber   },
    {"tostring",     l_tostring   },
    {"type",         l_type       },
    {NULL,           NULL         },
};

void lib_base_open(lua_State *L)
{
    luaL_setfuncs(L, base_calls, 0);
    lua_pushliteral(L, "Lua 5.4");
    lua_setfield(L, -2, "_VERSION");
}
