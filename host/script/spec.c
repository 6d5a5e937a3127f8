/* spec.c - runs the specs of a workflow (spec.h): `spec "title" (function(t) ... end)`, those of
 * its spec.lua upon it as it is written, those of an office's file at that office.
 *
 * The files run once and only collect: examples by workflow and name, specs in order. Then each
 * spec runs behind a door of its own, with a fresh budget, so that one that loops does not end the
 * rest. What a spec holds - t, a case, an actor, what is expected - are userdata with a user value
 * or two; their methods pack the arguments and call the host's table. To add an act: a row in its
 * object's table, and a line in spec.h.
 */
#include "script/spec.h"
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include "script/budget.h"
#include "script/codec.h"
#include "script/declare.h"
#include "script/rule.h"
#include "script/sandbox.h"
#include "script/scan.h"
#include "script/vm.h"

struct spec_run {
    struct vm *vm;
    const struct script_file *files;
    size_t count;
    const struct spec_host *host;
    void *host_data;
    struct arena arena;   /* of one spec */
    const char *workflow; /* whose folder is read */
    const char *office;   /* whose file is read, or whose spec runs; "" of a workflow's folder */
    bool has_offices;
    int specs_ref, examples_ref;
    lua_Integer current; /* the spec that runs, from 1 */
};

enum { SPEC_WALL_MS = 600 * 1000 };
static const int64_t spec_units = (int64_t)1 << 40; /* driving a host is not the script's work */

static struct spec_run *run_of(lua_State *L)
{
    return vm_of(L)->owner;
}

/* ---- objects --------------------------------------------------------------------------------- */

/* [-values, +1] An object of a class with the values on top as its user values. */
static void push_object(lua_State *L, const char *class, int values)
{
    lua_newuserdatauv(L, 0, values);
    lua_insert(L, -values - 1);
    for (int i = values; i > 0; i--)
        lua_setiuservalue(L, -i - 1, i);
    luaL_setmetatable(L, class);
}

static void check_object(lua_State *L, int index, const char *class, const char *what)
{
    if (!luaL_testudata(L, index, class))
        l_raise(L, "bad_argument", "%s is wanted here, not a %s.", what, luaL_typename(L, index));
}

/* The case at index, as the host gave it. */
static struct value *take_case(lua_State *L, int index)
{
    check_object(L, index, "spec.case", "a case, as t:start gives it,");
    lua_getiuservalue(L, index, 1);
    struct value *value = codec_take(L, lua_gettop(L), &run_of(L)->arena, CODEC_WHOLE, "case");
    lua_pop(L, 1);
    return value;
}

static struct value *take_text(lua_State *L, int index, const char *what)
{
    if (lua_type(L, index) != LUA_TSTRING)
        l_raise(L, "bad_argument", "%s must be a text in quotes, not a %s.", what,
                luaL_typename(L, index));
    return value_string(&run_of(L)->arena, lua_tostring(L, index));
}

static struct value *take_any(lua_State *L, int index, const char *what)
{
    if (lua_isnoneornil(L, index))
        return &value_nil;
    return codec_take(L, index, &run_of(L)->arena, CODEC_WHOLE, what);
}

static struct value *new_args(lua_State *L)
{
    struct arena *arena = &run_of(L)->arena;
    struct value *args = value_map(arena);
    char where[200];
    vm_where(L, where, sizeof where);
    value_put(arena, args, "where", value_string(arena, where));
    return args;
}

static void put(lua_State *L, struct value *args, const char *key, struct value *value)
{
    value_put(&run_of(L)->arena, args, key, value);
}

/* Hands an act to the host; raises what it refuses. */
static struct value *act(lua_State *L, const char *name, struct value *args)
{
    struct spec_run *run = run_of(L);
    struct value *out = &value_nil;
    struct err err = {0};
    if (run->host->on_act(run->host_data, name, args, &run->arena, &out, &err))
        l_raise_err(L, &err);
    return out;
}

/* ---- t --------------------------------------------------------------------------------------- */

static int l_t_now(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "at", take_text(L, 2, "t:now"));
    act(L, "now", args);
    return 0;
}

/* [-0, +1] The data of an example, or nil: of the office whose spec runs, else of the folder. */
static void push_example(lua_State *L, const char *workflow, const char *name)
{
    const char *offices[] = {run_of(L)->office, ""};
    lua_rawgeti(L, LUA_REGISTRYINDEX, run_of(L)->examples_ref);
    for (int i = 0; i < 2; i++) {
        lua_pushfstring(L, "%s/%s/%s", offices[i], workflow, name);
        if (lua_rawget(L, -2) != LUA_TNIL || i == 1)
            break;
        lua_pop(L, 1);
    }
    lua_remove(L, -2);
}

static const char *own_office(const struct spec_run *run)
{
    return *run->office ? run->office : RELEASE_AS_WRITTEN;
}

/* t:start("workflow", "example" or { data }, { office = ... }); without office in that of the
 * spec's file. */
static int l_t_start(lua_State *L)
{
    struct value *args = new_args(L);
    struct value *workflow = take_text(L, 2, "the workflow of t:start");
    put(L, args, "workflow", workflow);
    if (lua_type(L, 3) == LUA_TSTRING) {
        const char *name = lua_tostring(L, 3);
        put(L, args, "example", take_text(L, 3, "example"));
        push_example(L, value_text_or(workflow, ""), name);
        if (lua_isnil(L, -1))
            return l_raise(
                L, "unknown_name",
                "there is no example \"%.60s\" of workflow \"%.60s\". Declare it in examples.lua.",
                name, value_text_or(workflow, ""));
        put(L, args, "data", take_any(L, lua_gettop(L), "example"));
    } else {
        put(L, args, "data", take_any(L, 3, "data"));
    }
    put(L, args, "office", value_get(take_any(L, 4, "options"), "office"));
    if (value_is_nil(value_get(args, "office")) && run_of(L)->has_offices)
        put(L, args, "office", value_string(&run_of(L)->arena, own_office(run_of(L))));
    codec_push(L, act(L, "start", args));
    push_object(L, "spec.case", 1);
    return 1;
}

/* t:example("workflow", "name"): its data, to change and start with. */
static int l_t_example(lua_State *L)
{
    struct value *workflow = take_text(L, 2, "the workflow of t:example");
    struct value *name = take_text(L, 3, "the name of t:example");
    push_example(L, value_text_or(workflow, ""), value_text_or(name, ""));
    codec_push(L, take_any(L, lua_gettop(L), "example"));
    return 1;
}

static int l_t_advance(lua_State *L)
{
    struct value *args = new_args(L);
    struct value *by = take_any(L, 2, "t:advance");
    if (value_get(by, "n")->type != VALUE_INT)
        return l_raise(L, "bad_argument", "t:advance needs a length such as days(5) or hours(24).");
    put(L, args, "by", by);
    act(L, "advance", args);
    return 0;
}

static int l_t_advance_to(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "at", take_text(L, 2, "t:advance_to"));
    act(L, "advance_to", args);
    return 0;
}

static int l_t_as(lua_State *L)
{
    take_text(L, 2, "t:as");
    lua_pushvalue(L, 2);
    lua_pushnil(L);
    push_object(L, "spec.actor", 2);
    return 1;
}

static int l_t_expect(lua_State *L)
{
    take_case(L, 2);
    lua_pushvalue(L, 2);
    push_object(L, "spec.expect", 1);
    return 1;
}

static int l_t_retry(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "case", take_case(L, 2));
    act(L, "retry", args);
    return 0;
}

/* ---- a case ---------------------------------------------------------------------------------- */

/* case:due("ID", { row = "obligations/1" }) */
static int l_case_due(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "case", take_case(L, 1));
    put(L, args, "name", take_text(L, 2, "the clock of case:due"));
    put(L, args, "row", value_get(take_any(L, 3, "options"), "row"));
    codec_push(L, act(L, "due", args));
    return 1;
}

/* ---- an actor -------------------------------------------------------------------------------- */

/* :refused "code": the same actor, whose next act has to be refused so. */
static int l_actor_refused(lua_State *L)
{
    check_object(L, 1, "spec.actor", "an actor, as t:as gives it,");
    take_text(L, 2, "the code of :refused");
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    push_object(L, "spec.actor", 2);
    return 1;
}

static struct value *actor_args(lua_State *L)
{
    check_object(L, 1, "spec.actor", "an actor, as t:as gives it,");
    struct value *args = new_args(L);
    lua_getiuservalue(L, 1, 1);
    put(L, args, "actor", take_text(L, lua_gettop(L), "the actor"));
    lua_pop(L, 1);
    put(L, args, "case", take_case(L, 2));
    put(L, args, "name", take_text(L, 3, "the name of a form, a signal or a clock"));
    return args;
}

/* An act of an actor: done, or refused with just the code that is expected. */
static int act_as(lua_State *L, const char *name, struct value *args)
{
    struct spec_run *run = run_of(L);
    struct value *out = &value_nil;
    struct err err = {0};
    lua_getiuservalue(L, 1, 2);
    const char *expected = lua_tostring(L, -1);
    int rc = run->host->on_act(run->host_data, name, args, &run->arena, &out, &err);
    if (!expected && rc)
        return l_raise_err(L, &err);
    if (expected && !rc)
        return l_raise(L, "not_refused", "this was to be refused (\"%s\") and was done.", expected);
    if (expected && strcmp(err_code(&err), expected) != 0)
        return l_raise(L, "not_refused",
                       "this was to be refused as \"%s\" and was refused as \"%s\": %s", expected,
                       err_code(&err), err.text);
    codec_push(L, out);
    return 1;
}

static int l_actor_claim(lua_State *L)
{
    struct value *args = actor_args(L);
    put(L, args, "row", value_get(take_any(L, 4, "options"), "row"));
    return act_as(L, "claim", args);
}

static int l_actor_complete(lua_State *L)
{
    struct value *args = actor_args(L);
    put(L, args, "data", take_any(L, 4, "data"));
    return act_as(L, "complete", args);
}

static int l_actor_signal(lua_State *L)
{
    struct value *args = actor_args(L);
    put(L, args, "data", take_any(L, 4, "data"));
    return act_as(L, "signal", args);
}

/* :extend(case, "XF-D6", days(30), "why", { row = ... }) */
static int l_actor_extend(lua_State *L)
{
    struct value *args = actor_args(L);
    put(L, args, "by", take_any(L, 4, "the length of :extend"));
    put(L, args, "reason", take_any(L, 5, "the reason of :extend"));
    put(L, args, "row", value_get(take_any(L, 6, "options"), "row"));
    return act_as(L, "extend", args);
}

/* :pause(case, "XF-D11", "hearing", { row = ... }) */
static int l_actor_pause(lua_State *L)
{
    struct value *args = actor_args(L);
    put(L, args, "reason", take_any(L, 4, "the reason of :pause"));
    put(L, args, "row", value_get(take_any(L, 5, "options"), "row"));
    return act_as(L, "pause", args);
}

static int l_actor_resume(lua_State *L)
{
    struct value *args = actor_args(L);
    put(L, args, "row", value_get(take_any(L, 4, "options"), "row"));
    return act_as(L, "resume", args);
}

/* :cannot_see(case, "field") */
static int l_actor_cannot_see(lua_State *L)
{
    return act_as(L, "cannot_see", actor_args(L));
}

/* ---- what is expected ------------------------------------------------------------------------ */

/* What an expectation is given: t:expect(case):incident() needs no name. */
enum expectation {
    EXPECT_NAME,
    EXPECT_MAYBE_NAME,
    EXPECT_DATE, /* :due("ID", date or nil, { row = ... }) */
};

static int expect(lua_State *L, const char *name, enum expectation given)
{
    check_object(L, 1, "spec.expect", "t:expect(case)");
    struct value *args = new_args(L);
    lua_getiuservalue(L, 1, 1);
    put(L, args, "case", take_case(L, lua_gettop(L)));
    lua_pop(L, 1);
    if (given != EXPECT_MAYBE_NAME || !lua_isnoneornil(L, 2))
        put(L, args, "name", take_text(L, 2, "what is expected"));
    if (given == EXPECT_DATE) {
        put(L, args, "value", take_any(L, 3, "date"));
        put(L, args, "row", value_get(take_any(L, 4, "options"), "row"));
    }
    act(L, name, args);
    lua_settop(L, 1);
    return 1; /* so that expectations follow each other */
}

static int l_expect_stage(lua_State *L)
{
    return expect(L, "expect.stage", EXPECT_NAME);
}

static int l_expect_status(lua_State *L)
{
    return expect(L, "expect.status", EXPECT_NAME);
}

static int l_expect_task(lua_State *L)
{
    return expect(L, "expect.task", EXPECT_NAME);
}

static int l_expect_due(lua_State *L)
{
    return expect(L, "expect.due", EXPECT_DATE);
}

static int l_expect_outcome(lua_State *L)
{
    return expect(L, "expect.outcome", EXPECT_NAME);
}

static int l_expect_incident(lua_State *L)
{
    return expect(L, "expect.incident", EXPECT_MAYBE_NAME);
}

static int l_expect_card(lua_State *L)
{
    return expect(L, "expect.card", EXPECT_NAME);
}

static int l_expect_notified(lua_State *L)
{
    return expect(L, "expect.notified", EXPECT_NAME);
}

static int l_expect_letter(lua_State *L)
{
    return expect(L, "expect.letter", EXPECT_NAME);
}

static int l_expect_held_by(lua_State *L)
{
    return expect(L, "expect.held_by", EXPECT_NAME);
}

static const luaL_Reg t_calls[] = {
    {"now",        l_t_now       },
    {"start",      l_t_start     },
    {"example",    l_t_example   },
    {"advance",    l_t_advance   },
    {"as",         l_t_as        },
    {"advance_to", l_t_advance_to},
    {"expect",     l_t_expect    },
    {"retry",      l_t_retry     },
    {NULL,         NULL          },
};
static const luaL_Reg case_calls[] = {
    {"due", l_case_due},
    {NULL,  NULL      }
};
static const luaL_Reg actor_calls[] = {
    {"claim",      l_actor_claim     },
    {"complete",   l_actor_complete  },
    {"signal",     l_actor_signal    },
    {"refused",    l_actor_refused   },
    {"extend",     l_actor_extend    },
    {"pause",      l_actor_pause     },
    {"resume",     l_actor_resume    },
    {"cannot_see", l_actor_cannot_see},
    {NULL,         NULL              },
};
static const luaL_Reg expect_calls[] = {
    {"stage",    l_expect_stage   },
    {"status",   l_expect_status  },
    {"task",     l_expect_task    },
    {"due",      l_expect_due     },
    {"outcome",  l_expect_outcome },
    {"incident", l_expect_incident},
    {"card",     l_expect_card    },
    {"notified", l_expect_notified},
    {"letter",   l_expect_letter  },
    {"held_by",  l_expect_held_by },
    {NULL,       NULL             },
};

/* Upvalues: the methods, what the object is called. */
static int l_no_method(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2);
    return l_raise(L, "unknown_verb", "%s has no :%.60s. docs/lua.md lists what a spec may do.",
                   lua_tostring(L, lua_upvalueindex(2)), key);
}

static void make_class(lua_State *L, const char *class, const char *title, const luaL_Reg *calls)
{
    luaL_newmetatable(L, class);
    lua_newtable(L);
    luaL_setfuncs(L, calls, 0);
    lua_pushstring(L, title);
    lua_pushcclosure(L, l_no_method, 2);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

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
    make_class(L, "spec.t", "t", t_calls);
    make_class(L, "spec.case", "a case in a spec", case_calls);
    make_class(L, "spec.actor", "an actor", actor_calls);
    make_class(L, "spec.expect", "t:expect(case)", expect_calls);
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

static int read_files(struct spec_run *run, const char *name, struct err *err)
{
    int rc = 0;
    run->office = "";
    for (size_t i = 0; i < run->count && rc == 0; i++) {
        const struct script_file *file = &run->files[i];
        if (!is_named(file, name) || is_of_office(file))
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
    push_object(L, "spec.t", 0);
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
        budget_begin(run.vm, 0, 0, false);
        rc = vm_protect(run.vm, l_open_world, NULL, err);
    }
    if (rc == 0)
        rc = read_files(&run, "examples.lua", err);
    if (rc == 0)
        rc = read_files(&run, "spec.lua", err);
    if (rc == 0)
        rc = read_offices(&run, err);
    for (run.current = 1; rc == 0 && run_one(&run); run.current++)
        continue;
    vm_close(run.vm);
    arena_close(&run.arena);
    return rc;
}
