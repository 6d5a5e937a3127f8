/* lib_meta.c - setmetatable and getmetatable.
 *
 * Checking a metatable when it is set proves nothing, since its fields can be added afterwards. So
 * what is put in force is a private copy of the allowed fields; getmetatable gives back the
 * script's own table. A field changed later counts from the next setmetatable on. Many objects of
 * one class share one copy (a host note in the class), made anew only when a field has changed.
 *
 * Refused: __gc, __close, __mode (each a crash or an unstoppable loop in liblua 5.4), __metatable,
 * __pairs, and a __call that is not a function. Metatables of the host have no origin note:
 * getmetatable gives nil for them and setmetatable refuses to replace them.
 */
#include <lauxlib.h>
#include "script/budget.h"
#include "script/lib.h"
#include "script/sandbox.h"

static const char *const refused[] = {"__gc", "__close", "__mode", "__metatable", "__pairs", NULL};

static const char *const copied[] = {
    "__index", "__newindex", "__call",   "__tostring", "__name", "__len", "__eq",
    "__lt",    "__le",       "__concat", "__unm",      "__add",  "__sub", "__mul",
    "__div",   "__mod",      "__pow",    "__idiv",     "__band", "__bor", "__bxor",
    "__shl",   "__shr",      "__bnot",   NULL,
};

/* [-0, +1] Pushes field `name` of the table at index, raw. */
static int push_field(lua_State *L, int index, const char *name)
{
    lua_pushstring(L, name);
    return lua_rawget(L, index);
}

RAISES static void check_fields(lua_State *L, int given)
{
    for (int i = 0; refused[i]; i++) {
        if (push_field(L, given, refused[i]) != LUA_TNIL)
            luaL_error(L, "a metatable may not have \"%s\" here", refused[i]);
        lua_pop(L, 1);
    }
    int type = push_field(L, given, "__call");
    if (type != LUA_TNIL && type != LUA_TFUNCTION)
        luaL_error(L, "\"__call\" of a metatable must be a function");
    type = push_field(L, given, "__name");
    if (type != LUA_TNIL && type != LUA_TSTRING)
        luaL_error(L, "\"__name\" of a metatable must be a text");
    lua_pop(L, 2);
}

/* Does the private metatable on top still say what the given one says? */
static bool is_current(lua_State *L, int given)
{
    int private = lua_gettop(L);
    bool is_same = true;

    for (int i = 0; copied[i] && is_same; i++) {
        push_field(L, given, copied[i]);
        push_field(L, private, copied[i]);
        is_same = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
    }
    return is_same;
}

/* [-0, +1] */
static void make_private(lua_State *L, int given)
{
    lua_createtable(L, 0, 4);
    for (int i = 0; copied[i]; i++) {
        lua_pushstring(L, copied[i]);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, given) == LUA_TNIL)
            lua_pop(L, 2);
        else
            lua_rawset(L, -3);
    }
    lua_pushvalue(L, given);
    lua_rawsetp(L, -2, &sandbox_key_origin);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, given, &sandbox_key_private);
}

RAISES int l_meta_set(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
    lua_settop(L, 2);
    if (lua_getmetatable(L, 1) && lua_rawgetp(L, -1, &sandbox_key_origin) == LUA_TNIL)
        return luaL_error(L, "cannot change the metatable of this table");
    lua_settop(L, 2);
    if (lua_isnil(L, 2)) {
        lua_setmetatable(L, 1);
        return 1;
    }
    if (sandbox_is_locked(L, 2))
        return luaL_error(L, "this table cannot be a metatable");
    budget_charge(L, 40);
    check_fields(L, 2);
    if (lua_rawgetp(L, 2, &sandbox_key_private) != LUA_TTABLE || !is_current(L, 2)) {
        lua_settop(L, 2);
        make_private(L, 2);
    }
    lua_setmetatable(L, 1);
    lua_settop(L, 1);
    return 1;
}

RAISES int l_meta_get(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_getmetatable(L, 1)) {
        lua_pushnil(L);
        return 1;
    }
    lua_rawgetp(L, -1, &sandbox_key_origin);
    return 1;
}
