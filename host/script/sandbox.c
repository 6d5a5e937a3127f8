/* sandbox.c - the environment of scripts, built by allow-list from empty tables.
 *
 * Absent on purpose: load, loadfile, loadstring, dofile, require, debug, io, os, package,
 * coroutine, collectgarbage, warn, xpcall, print, string.dump, string.pack. To offer something: a
 * row in its library's table (lib_*.c), never luaL_openlibs, and an attack in
 * tests/script/attacks/.
 *
 * S1. A script reaches no table of the environment itself, only locked ones.
 * S2. No metatable a script gave is in force: setmetatable copies it (lib_meta.c).
 * S3. Libraries are made when a script first names one, or calls a method of a text: most turns
 * need none, and making all four was a third of opening a state. Who looks through at the
 *     environment itself (pairs, rawget) finds them all made, so no script can tell.
 * S4. Host notes hang on light userdata keys; scripts have no light userdata.
 */
#include "script/sandbox.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

const char sandbox_key_real, sandbox_key_title, sandbox_key_origin, sandbox_key_private,
    sandbox_key_number, sandbox_key_where;

static const char key_env, key_locked_env, key_numbers; /* of the registry */

/* --- locked tables --------------------------------------------------------------------------- */

RAISES static int l_locked_newindex(lua_State *L)
{
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2);

    lua_getmetatable(L, 1);
    lua_rawgetp(L, -1, &sandbox_key_title);
    const char *title = lua_tostring(L, -1);
    if (strcmp(title, "_G") == 0)
        return luaL_error(L, "\"%s\" is not declared here: write \"local %s = ...\"", key, key);
    return luaL_error(L, "%s cannot be changed (field \"%s\")", title, key);
}

RAISES static int l_locked_len(lua_State *L)
{
    sandbox_push_real(L, 1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

void sandbox_lock(lua_State *L, const char *title)
{
    luaL_checkstack(L, 5, "lock");
    lua_createtable(L, 0, 0);
    lua_createtable(L, 0, 5);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, l_locked_newindex);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, l_locked_len);
    lua_setfield(L, -2, "__len");
    lua_pushvalue(L, -3);
    lua_rawsetp(L, -2, &sandbox_key_real);
    lua_pushstring(L, title);
    lua_rawsetp(L, -2, &sandbox_key_title);
    lua_setmetatable(L, -2);
    lua_replace(L, -2);
}

bool sandbox_is_locked(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index))
        return false;
    bool is_locked = lua_rawgetp(L, -1, &sandbox_key_real) == LUA_TTABLE;
    lua_pop(L, 2);
    return is_locked;
}

RAISES static void make_libraries(lua_State *L);

bool sandbox_push_real(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TTABLE)
        return false;
    luaL_checkstack(L, 3, "table");
    lua_pushvalue(L, index);
    if (!lua_getmetatable(L, index))
        return true;
    if (lua_rawgetp(L, -1, &sandbox_key_real) == LUA_TTABLE)
        lua_replace(L, -3);
    else
        lua_pop(L, 1);
    lua_pop(L, 1);
    if (lua_topointer(L, -1) == vm_of(L)->env)
        make_libraries(L);
    return true;
}

/* --- texts without addresses -------------------------------------------------------------------
 */

/* Tables keep their number themselves; other objects in a table of the registry, which holds them:
 * a script that numbers many functions pays for it with its heap. */
static lua_Integer take_number(lua_State *L, int index)
{
    lua_Integer number;
    bool is_table = lua_type(L, index) == LUA_TTABLE;

    luaL_checkstack(L, 4, "tostring");
    index = lua_absindex(L, index);
    if (is_table)
        lua_rawgetp(L, index, &sandbox_key_number);
    else {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &key_numbers);
        lua_pushvalue(L, index);
        lua_rawget(L, -2);
    }
    if (lua_isinteger(L, -1)) {
        number = lua_tointeger(L, -1);
    } else {
        number = ++vm_of(L)->named;
        if (!is_table)
            lua_pushvalue(L, index);
        lua_pushinteger(L, number);
        if (is_table)
            lua_rawsetp(L, index, &sandbox_key_number);
        else
            lua_rawset(L, -4);
    }
    lua_pop(L, is_table ? 1 : 2);
    return number;
}

const char *sandbox_push_plain_text(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, "tostring");
    switch (lua_type(L, index)) {
    case LUA_TNUMBER: /* the sign of a nan is the processor's */
        if (lua_tonumber(L, index) != lua_tonumber(L, index))
            return lua_pushstring(L, "nan");
        lua_pushvalue(L, index);
        return lua_tostring(L, -1);
    case LUA_TSTRING:
        lua_pushvalue(L, index);
        return lua_tostring(L, -1);
    case LUA_TBOOLEAN:
        return lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
    case LUA_TNIL:
        return lua_pushstring(L, "nil");
    case LUA_TLIGHTUSERDATA:
        return lua_pushstring(L, "userdata");
    default:
        return lua_pushfstring(L, "%s#%I", luaL_typename(L, index),
                               (LUAI_UACINT)take_number(L, index));
    }
}

/* --- the environment ----------------------------------------------------------------------------
 */

static const struct {
    const char *name;
    void (*open)(lua_State *L);
} libraries[] = {
    {"string", lib_string_open},
    {"table",  lib_table_open },
    {"math",   lib_math_open  },
    {"utf8",   lib_utf8_open  },
};
enum { LIBRARIES = sizeof libraries / sizeof libraries[0] };

/* [-0, +0] For the environment on top. */
RAISES static void make_library(lua_State *L, size_t i)
{
    luaL_checkstack(L, 10, "library");
    lua_pushstring(L, libraries[i].name);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        libraries[i].open(L);
        sandbox_lock(L, libraries[i].name);
        lua_setfield(L, -3, libraries[i].name);
    }
    lua_pop(L, 1);
}

RAISES static void make_libraries(lua_State *L)
{
    for (size_t i = 0; i < LIBRARIES; i++)
        make_library(L, i);
}

bool sandbox_push_library(lua_State *L, const char *name)
{
    for (size_t i = 0; i < LIBRARIES; i++) {
        if (strcmp(libraries[i].name, name) == 0) {
            sandbox_push_env(L);
            make_library(L, i);
            lua_getfield(L, -1, name);
            lua_remove(L, -2);
            return true;
        }
    }
    return false;
}

/* __index of the environment until declare_lock_names gives it its own. */
RAISES static int l_missing_name(lua_State *L)
{
    return lua_type(L, 2) == LUA_TSTRING && sandbox_push_library(L, lua_tostring(L, 2));
}

void sandbox_open(lua_State *L)
{
    lua_createtable(L, 0, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_numbers);
    lua_createtable(L, 0, 64); /* what the host adds has room */
    lib_base_open(L);
    lib_string_open_texts(L);
    vm_of(L)->env = lua_topointer(L, -1);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, l_missing_name);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_env);
    lua_pushvalue(L, -1);
    sandbox_lock(L, "_G");
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "_G");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_locked_env);
    lua_pop(L, 1);
}

void sandbox_push_env(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &key_env);
}

void sandbox_push_locked_env(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &key_locked_env);
}
