/* spec.c - runs the specs of a workflow (spec.h): `spec "title" (function(t) ... end)`, those of
 * its spec.lua upon it as it is written, those of an office's file at that office.
 *
 * The files run once and only collect: examples by workflow and name, specs in order. Then each
 * spec runs behind a door of its own, with a fresh budget, so that one that loops does not end the
 * rest. What a spec holds - t, a case, an actor, what is expected - are userdata with a user value
 * or two; their methods pack the arguments and call the host's table. To add an act: a row in its
 * object's table, and a line in spec.h.
 */
#include "script/spec_inside.h"
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include "script/budget.h"
#include "script/codec.h"
#include "script/declare.h"
#include "script/rule.h"
#include "script/sandbox.h"
#include "script/scan.h"

enum { SPEC_WALL_MS = 600 * 1000 };
static const int64_t spec_units = (int64_t)1 << 40; /* driving a host is not the script's work */

/* ---- reading the files ----------------------------------------------------------------------- */

/* spec "title" (function(t) ... end): the second call. Upvalue: the title. */
static int l_spec_function(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_rawgeti(L, LUA_REGISTRYINDEX, run_of(L)->specs_ref);
    lua_createtable(L, 3, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, 2);
    lua_pushstring(L, run_of(L)->office);
    lua_rawseti(L, -2, 3);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    return 0;
}

static int l_spec(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING)
        return l_raise(
            L, "bad_declaration",
            "spec needs a title in quotes: spec \"what it shows\" (function(t) ... end).");
    lua_settop(L, 1);
    lua_pushcclosure(L, l_spec_function, 1);
    return 1;
}

/* example "name" { workflow = "w", data = { ... } }: the second call. Upvalue: the name. */
static int l_example_table(lua_State *L)
{
    const char *name = lua_tostring(L, lua_upvalueindex(1));
    luaL_checktype(L, 1, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "1";
        if (strcmp(key, "workflow") != 0 && strcmp(key, "data") != 0)
            return l_raise(L, "bad_declaration",
                           "example \"%s\" has no option \"%.60s\". It has workflow and data.",
                           name, key);
    }
    lua_getfield(L, 1, "workflow");
    const char *workflow = lua_isstring(L, -1) ? lua_tostring(L, -1) : run_of(L)->workflow;
    if (lua_getfield(L, 1, "data") != LUA_TTABLE)
        return l_raise(L, "bad_declaration", "example \"%s\" needs data = { ... }.", name);
    lua_rawgeti(L, LUA_REGISTRYINDEX, run_of(L)->examples_ref);
    lua_pushfstring(L, "%s/%s/%s", run_of(L)->office, workflow, name);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) != LUA_TNIL)
        return l_raise(L, "bad_declaration", "example \"%s\" is declared twice. Rename one.", name);
    lua_pop(L, 1);
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
    return 0;
}

static int l_example(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING)
        return l_raise(L, "bad_declaration",
                       "example needs a name in quotes: example \"name\" { data = { ... } }.");
    lua_settop(L, 1);
    lua_pushcclosure(L, l_example_table, 1);
    return 1;
}

static int l_open_world(lua_State *L)
{
    struct spec_run *run = run_of(L);
    lua_newtable(L);
    run->specs_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    run->examples_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    spec_words_open(L);
    sandbox_push_env(L);
    lua_pushcfunction(L, l_spec);
    lua_setfield(L, -2, "spec");
    lua_pushcfunction(L, l_example);
    lua_setfield(L, -2, "example");
    duration_open(L);
    declare_lock_names(L);
    return 0;
}

static int l_read_file(lua_State *L)
{
    const struct script_file *file = lua_touserdata(L, 1);
    const char *name = lua_pushfstring(L, "@%s", file->path);
    if (vm_compile(L, file->text, name) != LUA_OK)
        return lua_error(L);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 0);
    return 0;
}

static int l_ignore_on(lua_State *L)
{
    declare_ignore_words(L, true);
    return 0;
}

static int l_ignore_off(lua_State *L)
{
    declare_ignore_words(L, false);
    return 0;
}

static bool is_of_office(const struct script_file *file)
{
    size_t len = strlen(file->path);
    return strncmp(file->path, "offices/", 8) == 0 && len > 4 &&
           strcmp(file->path + len - 4, ".lua") == 0;
}

static bool is_named(const struct script_file *file, const char *name)
{
    const char *slash = strrchr(file->path, '/');
    return strcmp(slash ? slash + 1 : file->path, name) == 0;
}

/* spec.lua, and what is written beside it about one thing: rates_spec.lua. */
static bool is_spec_file(const struct script_file *file)
{
    size_t len = strlen(file->path), end = strlen("_spec.lua");
    return is_named(file, "spec.lua") ||
           (len > end && strcmp(file->path + len - end, "_spec.lua") == 0);
}

static bool is_example_file(const struct script_file *file)
{
    return is_named(file, "examples.lua");
}

/* "workflows/petition/spec.lua" -> "petition"; in the arena. */
static const char *folder_name(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *start = slash;
    while (start && start > path && start[-1] != '/')
        start--;
    return slash ? arena_copy(arena, (struct slice){.bytes = start, .len = (size_t)(slash - start)})
                       .bytes
                 : "";
}

static int read_file(struct spec_run *run, const struct script_file *file, struct err *err)
{
    budget_begin(run->vm, 0, 0, false);
    int rc = scan_source(file->text, file->path, err);
    return rc ? rc : vm_protect(run->vm, l_read_file, (void *)file, err);
}

static int read_files(struct spec_run *run, bool (*is_meant)(const struct script_file *file),
                      struct err *err)
{
    int rc = 0;
    run->office = "";
    for (size_t i = 0; i < run->count && rc == 0; i++) {
        const struct script_file *file = &run->files[i];
        if (!is_meant(file) || is_of_office(file))
            continue;
        run->workflow = folder_name(&run->arena, file->path);
        rc = read_file(run, file, err);
    }
    return rc;
}

/* offices/CODE/WORKFLOW.lua: what it declares is the release's, its specs and examples are here. */
static int read_offices(struct spec_run *run, struct err *err)
{
    int rc = vm_protect(run->vm, l_ignore_on, NULL, err);
    for (size_t i = 0; i < run->count && rc == 0; i++) {
        const struct script_file *file = &run->files[i];
        run->has_offices |= strcmp(file->path, "offices/tree.csv") == 0;
        if (!is_of_office(file))
            continue;
        const char *name = strrchr(file->path, '/') + 1;
        run->office = folder_name(&run->arena, file->path);
        run->workflow =
            arena_copy(&run->arena, (struct slice){.bytes = name, .len = strlen(name) - 4}).bytes;
        rc = read_file(run, file, err);
    }
    return rc ? rc : vm_protect(run->vm, l_ignore_off, NULL, err);
}

/* ---- running --------------------------------------------------------------------------------- */

static int l_run_spec(lua_State *L)
{
    struct spec_run *run = run_of(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, run->specs_ref);
    lua_rawgeti(L, -1, run->current);
    lua_rawgeti(L, -1, 2);
    spec_push_object(L, "spec.t", 0);
    lua_call(L, 1, 0);
    return 0;
}

static int l_title(lua_State *L)
{
    const char **title = lua_touserdata(L, 1);
    struct spec_run *run = run_of(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, run->specs_ref);
    lua_rawgeti(L, -1, run->current);
    *title = NULL;
    if (lua_istable(L, -1)) {
        lua_rawgeti(L, -1, 1);
        *title = arena_text(&run->arena, lua_tostring(L, -1));
        lua_rawgeti(L, -2, 3);
        run->office = arena_text(&run->arena, lua_tostring(L, -1));
    }
    return 0;
}

/* The spec run->current; false when there is none any more. */
static bool run_one(struct spec_run *run)
{
    struct err failure = {0};
    const char *title = NULL;
    arena_clear(&run->arena);
    budget_begin(run->vm, spec_units, SPEC_WALL_MS, false);
    if (vm_protect(run->vm, l_title, &title, &failure) || !title)
        return false;
    int rc = run->host->on_begin(run->host_data, title, &failure);
    if (rc == 0)
        rc = vm_protect(run->vm, l_run_spec, NULL, &failure);
    run->host->on_end(run->host_data, title, rc ? &failure : NULL);
    return true;
}

int spec_run(const struct script_file *files, size_t count, const struct spec_host *host,
             void *host_data, struct err *err)
{
    struct fiber_limits limits = {.heap_bytes = VM_HEAP_MOST};
    struct spec_run run = {.files = files, .count = count, .host = host, .host_data = host_data};
    int rc = vm_open(&limits, &run.vm, err);
    if (rc == 0) {
        run.vm->owner = &run;
        budget_begin(run.vm, 0, SPEC_WALL_MS, false);
        rc = vm_protect(run.vm, l_open_world, NULL, err);
    }
    if (rc == 0)
        rc = read_files(&run, is_example_file, err);
    if (rc == 0)
        rc = read_files(&run, is_spec_file, err);
    if (rc == 0)
        rc = read_offices(&run, err);
    for (run.current = 1; rc == 0 && run_one(&run); run.current++)
        continue;
    vm_close(run.vm);
    arena_close(&run.arena);
    return rc;
}
