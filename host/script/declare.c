/* declare.c - carries scripts/declare.lua and its modules, and the words of playing (declare.h).
 *
 * The library is Lua; what it needs of the host are two functions: where() - "file:line" in the
 * office's files, behind its own frames - and fail(at, text), which raises an error that carries
 * that place. To add a declaration: scripts/declare.lua says how; here its word goes into `ignored`
 * unless it comes from the library's list.
 */
#include "script/declare.h"
#include <lauxlib.h>
#include <string.h>
#include "script/codec.h"
#include "script/embedded.h"
#include "script/sandbox.h"

/* ---- lengths of time ------------------------------------------------------------------------- */

enum { DURATION_MOST = 100 * 1000 };

static int push_duration(lua_State *L, const char *word, const char *unit)
{
    lua_Integer n = lua_isinteger(L, 1) ? lua_tointeger(L, 1) : -1;
    if (n < 0 || n > DURATION_MOST)
        return l_raise(L, "bad_duration", "%s needs a whole number from 0 to %d, as in %s(5).",
                       word, DURATION_MOST, word);
    lua_createtable(L, 0, 2);
    lua_pushinteger(L, n);
    lua_setfield(L, -2, "n");
    lua_pushstring(L, unit);
    lua_setfield(L, -2, "unit");
    return 1;
}

static int l_minutes(lua_State *L)
{
    return push_duration(L, "minutes", "min");
}

static int l_hours(lua_State *L)
{
    return push_duration(L, "hours", "h");
}

static int l_days(lua_State *L)
{
    return push_duration(L, "days", "cd");
}

static int l_workdays(lua_State *L)
{
    return push_duration(L, "workdays", "wd");
}

static int l_open_hours(lua_State *L)
{
    return push_duration(L, "open_hours", "oh");
}

static int l_age_under(lua_State *L)
{
    lua_Integer n = lua_isinteger(L, 1) ? lua_tointeger(L, 1) : 0;
    if (n < 1 || n > 150)
        return l_raise(L, "bad_fact", "age_under needs an age in years, as in age_under(18).");
    lua_createtable(L, 0, 2);
    lua_pushliteral(L, "age_under");
    lua_setfield(L, -2, "kind");
    lua_pushinteger(L, n);
    lua_setfield(L, -2, "n");
    return 1;
}

void duration_open(lua_State *L)
{
    static const luaL_Reg words[] = {
        {"minutes",    l_minutes   },
        {"hours",      l_hours     },
        {"days",       l_days      },
        {"workdays",   l_workdays  },
        {"open_hours", l_open_hours},
        {"age_under",  l_age_under },
        {NULL,         NULL        },
    };
    luaL_setfuncs(L, words, 0);
}

/* ---- playing --------------------------------------------------------------------------------- */

/* kind "name" { ... }: nothing, whatever is given. */
static int l_ignore(lua_State *L)
{
    lua_pushcfunction(L, l_ignore);
    return 1;
}

/* Upvalues: the table of functions, the name. The argument: a stage's table or a handler. */
static int l_keep_function(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(2));
    if (lua_istable(L, 1))
        lua_rawgeti(L, 1, 1);
    else
        lua_pushvalue(L, 1);
    lua_rawset(L, lua_upvalueindex(1));
    return 0;
}

/* stage "name", on "name". Upvalue: the table of functions. */
static int l_keep_name(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_pushcclosure(L, l_keep_function, 2);
    return 1;
}

/* customize "name" { ... }: the second call. Upvalue: the list of overlays. */
static int l_keep_changes(lua_State *L)
{
    lua_rawgeti(L, lua_upvalueindex(1), (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "changes");
    return 0;
}

static int l_customize(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushcclosure(L, l_keep_changes, 1);
    return 1;
}

static const char moves_key; /* in the registry: the table `move` of the workflow */

/* workflow "name" { ... }: the second call. */
static int l_keep_moves(lua_State *L)
{
    lua_settop(L, 1);
    if (!lua_istable(L, 1))
        return 0;
    lua_pushliteral(L, "move");
    lua_rawget(L, 1);
    if (lua_istable(L, -1))
        lua_rawsetp(L, LUA_REGISTRYINDEX, &moves_key);
    return 0;
}

static int l_workflow(lua_State *L)
{
    lua_pushcfunction(L, l_keep_moves);
    return 1;
}

bool declare_push_move(lua_State *L, const char *stage)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &moves_key);
    if (lua_istable(L, -1)) {
        lua_pushstring(L, stage);
        lua_rawget(L, -2);
        lua_remove(L, -2);
    }
    if (lua_isfunction(L, -1))
        return true;
    lua_pop(L, 1);
    return false;
}

static const char *const ignored[] = {
    "workflow",  "setting", "clock", "form",    "signal",     "outcome",  "text",   "choice",
    "yes_no",    "number",  "money", "date",    "time",       "duration", "people", "phone",
    "id_number", "address", "files", "rows",    "office",     "sheet",    "ladder", "letter",
    "notice",    "rate",    "spec",  "example", "assessment",
};

void declare_ignore_words(lua_State *L, bool is_on)
{
    static const char *const kinds[] = {"stage", "on", "customize"};
    sandbox_push_env(L);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        is_on ? lua_pushcfunction(L, l_ignore) : lua_pushnil(L);
        lua_setfield(L, -2, kinds[i]);
    }
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        if (strcmp(ignored[i], "spec") == 0 || strcmp(ignored[i], "example") == 0)
            continue;
        is_on ? lua_pushcfunction(L, l_ignore) : lua_pushnil(L);
        lua_setfield(L, -2, ignored[i]);
    }
    lua_pop(L, 1);
}

void declare_play_words(lua_State *L)
{
    luaL_checkstack(L, 6, NULL);
    sandbox_push_env(L);
    lua_insert(L, -4);
    lua_pushcclosure(L, l_customize, 1);
    lua_setfield(L, -4, "customize");
    lua_pushcclosure(L, l_keep_name, 1);
    lua_setfield(L, -3, "on");
    lua_pushcclosure(L, l_keep_name, 1);
    lua_setfield(L, -2, "stage");
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        lua_pushcfunction(L, l_ignore);
        lua_setfield(L, -2, ignored[i]);
    }
    lua_pushcfunction(L, l_workflow);
    lua_setfield(L, -2, "workflow");
    duration_open(L);
    declare_lock_names(L);
}

/* ---- names nobody gave ----------------------------------------------------------------------- */

static int l_unknown_name(lua_State *L)
{
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    if (sandbox_push_library(L, name))
        return 1;
    if (strcmp(name, "require") == 0)
        return l_raise(
            L, "unknown_name",
            "require is not needed: what one file of a workflow declares, all its files find by "
            "name. Share functions by putting them in the same file.");
    return l_raise(
        L, "unknown_name",
        "there is no \"%.60s\" here. Declare it with local before it is used, or correct the name.",
        name);
}

void declare_lock_names(lua_State *L)
{
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, l_unknown_name);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

/* ---- declaring ------------------------------------------------------------------------------- */

/* host.where() */
static int l_where(lua_State *L)
{
    lua_Debug at;
    for (int level = 1; lua_getstack(L, level, &at); level++) {
        lua_getinfo(L, "Sl", &at);
        if (at.currentline > 0 && at.source[0] == '@' && strncmp(at.source, "@scripts/", 9) != 0) {
            lua_pushfstring(L, "%s:%d", at.source + 1, at.currentline);
            return 1;
        }
    }
    lua_pushliteral(L, "");
    return 1;
}

/* Its address: where the faults to be collected stand in the registry. */
static const char key_faults = 0;

static struct declare_faults *collecting(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &key_faults);
    struct declare_faults *faults = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return faults;
}

void declare_collect(lua_State *L, struct declare_faults *faults)
{
    lua_pushlightuserdata(L, faults);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_faults);
}

void declare_fault_add(struct declare_faults *faults, const char *at, const char *code,
                       const char *text)
{
    if (!faults)
        return;
    struct value *fault = value_map(faults->arena);
    value_put(faults->arena, fault, "at", value_string(faults->arena, at));
    value_put(faults->arena, fault, "code", value_string(faults->arena, code));
    value_put(faults->arena, fault, "text", value_string(faults->arena, text));
    value_push(faults->arena, faults->list, fault);
}

/* host.collects() */
static int l_collects(lua_State *L)
{
    lua_pushboolean(L, collecting(L) != NULL);
    return 1;
}

/* host.fail(at, text) */
static int l_fail(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    luaL_checktype(L, 2, LUA_TSTRING);
    lua_settop(L, 2);
    declare_fault_add(collecting(L), lua_tostring(L, 1), "bad_declaration", lua_tostring(L, 2));
    lua_createtable(L, 0, 3);
    lua_pushliteral(L, "bad_declaration");
    lua_setfield(L, -2, "code");
    lua_pushvalue(L, 2);
    lua_setfield(L, -2, "message");
    lua_pushvalue(L, 1);
    lua_rawsetp(L, -2, &sandbox_key_where);
    return lua_error(L);
}

/* load_module(name, ...): runs a file of scripts/ with the arguments behind its name. */
static int l_load_module(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    const struct embedded_file *file = embedded_scripts;
    while (file->name && strcmp(file->name, name) != 0)
        file++;
    if (!file->name)
        return luaL_error(L, "scripts/%s.lua is not compiled in", name);
    if (luaL_loadbufferx(L, file->bytes, file->len, file->chunk, "t") != LUA_OK)
        return lua_error(L);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
    lua_replace(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

void declare_open(lua_State *L)
{
    static const luaL_Reg host[] = {
        {"where",    l_where   },
        {"fail",     l_fail    },
        {"collects", l_collects},
        {NULL,       NULL      }
    };
    lua_pushcfunction(L, l_load_module);
    lua_pushliteral(L, "declare");
    luaL_newlib(L, host);
    lua_pushcfunction(L, l_load_module);
    lua_call(L, 3, 1);
    sandbox_push_env(L);
    lua_getfield(L, -2, "words");
    for (lua_pushnil(L); lua_next(L, -2);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2); /* env words name name word */
        lua_settable(L, -5);
    }
    lua_pop(L, 1);
    duration_open(L);
    declare_lock_names(L);
}

void declare_begin(lua_State *L, int library, const char *name, const struct value *returned)
{
    lua_getfield(L, library, "open");
    lua_pushstring(L, name);
    codec_push(L, returned);
    lua_call(L, 2, 0);
}

void declare_begin_over(lua_State *L, int library, const struct declare_over *over)
{
    lua_getfield(L, library, "open_over");
    codec_push(L, over->base);
    codec_push(L, over->returned);
    lua_pushstring(L, over->office);
    codec_push(L, over->places);
    lua_pushstring(L, over->path);
    lua_call(L, 5, 0);
}

bool declare_file_end(lua_State *L, int library)
{
    lua_getfield(L, library, "file_end");
    lua_call(L, 0, 1);
    bool is_played = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return is_played;
}

struct value *declare_finish(lua_State *L, int library, struct arena *arena)
{
    lua_getfield(L, library, "finish");
    lua_call(L, 0, 1);
    struct value *model = codec_take(L, lua_gettop(L), arena, CODEC_WHOLE, "model");
    lua_pop(L, 1);
    return model;
}
