/* lib_math.c - math.*, but for random (chance comes through the case) and for the functions whose
 * last digit differs between C libraries and processors (sin, cos, tan, asin, acos, atan, exp,
 * log): a replay on another machine must see the same numbers. sqrt is exact by IEEE 754.
 */
#include <float.h>
#include <lauxlib.h>
#include <math.h>
#include "script/sandbox.h"

RAISES static int push_whole(lua_State *L, lua_Number number)
{
    lua_Integer integer;
    if (lua_numbertointeger(number, &integer))
        lua_pushinteger(L, integer);
    else
        lua_pushnumber(L, number);
    return 1;
}

RAISES static int l_math_floor(lua_State *L)
{
    luaL_checknumber(L, 1);
    if (!lua_isinteger(L, 1))
        return push_whole(L, floor(lua_tonumber(L, 1)));
    lua_settop(L, 1);
    return 1;
}

RAISES static int l_math_ceil(lua_State *L)
{
    luaL_checknumber(L, 1);
    if (!lua_isinteger(L, 1))
        return push_whole(L, ceil(lua_tonumber(L, 1)));
    lua_settop(L, 1);
    return 1;
}

RAISES static int l_math_abs(lua_State *L)
{
    luaL_checknumber(L, 1);
    if (lua_isinteger(L, 1)) {
        lua_Integer n = lua_tointeger(L, 1);
        lua_pushinteger(L, n < 0 ? (lua_Integer)(0u - (lua_Unsigned)n) : n);
    } else {
        lua_pushnumber(L, fabs(lua_tonumber(L, 1)));
    }
    return 1;
}

/* The sign is the dividend's, as in C. */
RAISES static int l_math_fmod(lua_State *L)
{
    luaL_checknumber(L, 1);
    luaL_checknumber(L, 2);
    if (!lua_isinteger(L, 1) || !lua_isinteger(L, 2)) {
        lua_pushnumber(L, fmod(lua_tonumber(L, 1), lua_tonumber(L, 2)));
        return 1;
    }
    lua_Integer a = lua_tointeger(L, 1), b = lua_tointeger(L, 2);
    luaL_argcheck(L, b != 0, 2, "zero");
    lua_pushinteger(L, b == -1 ? 0 : a % b); /* the least integer % -1 traps */
    return 1;
}

RAISES static int l_math_modf(lua_State *L)
{
    if (lua_isinteger(L, 1)) {
        lua_settop(L, 1);
        lua_pushnumber(L, 0.0);
        return 2;
    }
    lua_Number number = luaL_checknumber(L, 1);
    lua_Number whole = number < 0 ? ceil(number) : floor(number);

    push_whole(L, whole);
    lua_pushnumber(L, isinf(number) ? 0.0 : number - whole);
    return 2;
}

RAISES static int l_math_sqrt(lua_State *L)
{
    lua_pushnumber(L, sqrt(luaL_checknumber(L, 1)));
    return 1;
}

RAISES static int l_math_tointeger(lua_State *L)
{
    int is_whole;

    luaL_checkany(L, 1);
    lua_Integer integer = lua_tointegerx(L, 1, &is_whole);
    if (is_whole)
        lua_pushinteger(L, integer);
    else
        luaL_pushfail(L);
    return 1;
}

RAISES static int l_math_type(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_type(L, 1) == LUA_TNUMBER)
        lua_pushstring(L, lua_isinteger(L, 1) ? "integer" : "float");
    else
        luaL_pushfail(L);
    return 1;
}

RAISES static int l_math_ult(lua_State *L)
{
    lua_pushboolean(L,
                    (lua_Unsigned)luaL_checkinteger(L, 1) < (lua_Unsigned)luaL_checkinteger(L, 2));
    return 1;
}

/* The argument that is least (want < 0) or greatest. */
static int pick(lua_State *L, bool wants_least)
{
    int count = lua_gettop(L), best = 1;

    luaL_checknumber(L, 1);
    for (int i = 2; i <= count; i++) {
        luaL_checknumber(L, i);
        if (lua_compare(L, wants_least ? i : best, wants_least ? best : i, LUA_OPLT))
            best = i;
    }
    lua_pushvalue(L, best);
    return 1;
}

RAISES static int l_math_min(lua_State *L)
{
    return pick(L, true);
}

RAISES static int l_math_max(lua_State *L)
{
    return pick(L, false);
}

static const luaL_Reg math_calls[] = {
    {"abs",       l_math_abs      },
    {"ceil",      l_math_ceil     },
    {"floor",     l_math_floor    },
    {"fmod",      l_math_fmod     },
    {"max",       l_math_max      },
    {"min",       l_math_min      },
    {"modf",      l_math_modf     },
    {"sqrt",      l_math_sqrt     },
    {"tointeger", l_math_tointeger},
    {"type",      l_math_type     },
    {"ult",       l_math_ult      },
    {NULL,        NULL            },
};

void lib_math_open(lua_State *L)
{
    luaL_newlib(L, math_calls);
    lua_pushinteger(L, LUA_MAXINTEGER);
    lua_setfield(L, -2, "maxinteger");
    lua_pushinteger(L, LUA_MININTEGER);
    lua_setfield(L, -2, "mininteger");
    lua_pushnumber(L, HUGE_VAL);
    lua_setfield(L, -2, "huge");
    lua_pushnumber(L, 3.141592653589793238462643383279502884);
    lua_setfield(L, -2, "pi");
}
