/* spec_words.c - what a spec says: t, a case, an actor, what is expected (spec_inside.h). Nothing
 * is decided here: each word packs its arguments and hands them to the host's table. To add one: a
 * function and a row in its class, its args in spec.h, its act in engine/rehearsal_*.c.
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

/* ---- objects --------------------------------------------------------------------------------- */

void spec_push_object(lua_State *L, const char *class, int values)
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
    spec_push_object(L, "spec.case", 1);
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

/* t:outside("archive", "failed" or { fields }) */
static int l_t_outside(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "name", take_text(L, 2, "the target of t:outside"));
    put(L, args, "data", take_any(L, 3, "answer"));
    act(L, "outside", args);
    return 0;
}

static int l_t_advance_to(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "at", take_text(L, 2, "t:advance_to"));
    act(L, "advance_to", args);
    return 0;
}

/* t:as "clerk"; t:as("clerk", "Li") is another clerk than t:as("clerk", "Wang"). */
static int l_t_as(lua_State *L)
{
    take_text(L, 2, "t:as");
    if (!lua_isnoneornil(L, 3))
        take_text(L, 3, "the name of t:as");
    lua_settop(L, 3);
    lua_pushvalue(L, 2);
    lua_pushnil(L);
    lua_pushvalue(L, 3);
    spec_push_object(L, "spec.actor", 3);
    return 1;
}

static int l_t_expect(lua_State *L)
{
    take_case(L, 2);
    lua_pushvalue(L, 2);
    spec_push_object(L, "spec.expect", 1);
    return 1;
}

/* t:county() or t:county { "inspector" }: people for every role in every office */
static int l_t_county(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "roles", take_any(L, 2, "the roles of t:county"));
    act(L, "county", args);
    return 0;
}

/* t:expect_rate("petition", "on_time", { count = 1, of = 2 }): over all cases of the spec */
static int l_t_expect_rate(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "workflow", take_text(L, 2, "the workflow of t:expect_rate"));
    put(L, args, "name", take_text(L, 3, "the rate of t:expect_rate"));
    put(L, args, "data", take_any(L, 4, "what t:expect_rate expects"));
    act(L, "expect_rate", args);
    return 0;
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

/* case:linked("injury", 2): the second case linked under that name, in the order they began. */
static int l_case_linked(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "case", take_case(L, 1));
    put(L, args, "name", take_text(L, 2, "the name of case:linked"));
    put(L, args, "number", take_any(L, 3, "the number of case:linked"));
    codec_push(L, act(L, "linked", args));
    spec_push_object(L, "spec.case", 1);
    return 1;
}

/* case:code "helpers": what is said at the meeting point. */
static int l_case_code(lua_State *L)
{
    struct value *args = new_args(L);
    put(L, args, "case", take_case(L, 1));
    put(L, args, "name", take_text(L, 2, "the dispatch of case:code"));
    codec_push(L, act(L, "code", args));
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
    lua_getiuservalue(L, 1, 3);
    spec_push_object(L, "spec.actor", 3);
    return 1;
}

/* What an actor does to a case; the caller puts the rest. */
static struct value *actor_case_args(lua_State *L)
{
    check_object(L, 1, "spec.actor", "an actor, as t:as gives it,");
    struct value *args = new_args(L);
    lua_getiuservalue(L, 1, 1);
    put(L, args, "actor", take_text(L, lua_gettop(L), "the actor"));
    lua_getiuservalue(L, 1, 3);
    put(L, args, "person", take_any(L, lua_gettop(L), "the name of the actor"));
    lua_pop(L, 2);
    put(L, args, "case", take_case(L, 2));
    return args;
}

static struct value *actor_args(lua_State *L)
{
    struct value *args = actor_case_args(L);
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

/* :serve(case, "receipt", { way = "in_person" }): proof that a letter was brought, or was not */
static int l_actor_serve(lua_State *L)
{
    struct value *args = actor_args(L);
    put(L, args, "data", take_any(L, 4, "data"));
    return act_as(L, "serve", args);
}

/* :place(case, "helpers", "checkin", { place = ... }): a deed about a place. */
static int l_actor_place(lua_State *L)
{
    struct value *args = actor_args(L);
    put(L, args, "deed", take_text(L, 4, "the deed of :place"));
    put(L, args, "data", take_any(L, 5, "data"));
    return act_as(L, "place", args);
}

/* :look(case, "helpers"): a dispatch as it shows to him. */
static int l_actor_look(lua_State *L)
{
    return act_as(L, "look", actor_args(L));
}

/* :cannot_see(case, "field") :cannot_see(case) */
static int l_actor_cannot_see(lua_State *L)
{
    struct value *args = actor_case_args(L);
    if (!lua_isnoneornil(L, 3))
        put(L, args, "name", take_text(L, 3, "the field of :cannot_see"));
    return act_as(L, "cannot_see", args);
}

/* :reads_nothing_of(case, "words") */
static int l_actor_reads_nothing_of(lua_State *L)
{
    struct value *args = actor_case_args(L);
    put(L, args, "name", take_text(L, 3, "the words of :reads_nothing_of"));
    if (!*lua_tostring(L, 3))
        return l_raise(L, "bad_argument", "the words of :reads_nothing_of are empty.");
    return act_as(L, "reads_nothing", args);
}

/* :linked(case, "sealed_part", 2): the case as he finds it; nil where that was to be refused. */
static int l_actor_linked(lua_State *L)
{
    struct value *args = actor_case_args(L);
    put(L, args, "name", take_text(L, 3, "the name of :linked"));
    put(L, args, "number", take_any(L, 4, "the number of :linked"));
    act_as(L, "linked", args);
    if (!lua_isnil(L, -1))
        spec_push_object(L, "spec.case", 1);
    return 1;
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
    {"now",         l_t_now        },
    {"start",       l_t_start      },
    {"example",     l_t_example    },
    {"advance",     l_t_advance    },
    {"as",          l_t_as         },
    {"advance_to",  l_t_advance_to },
    {"expect",      l_t_expect     },
    {"expect_rate", l_t_expect_rate},
    {"retry",       l_t_retry      },
    {"outside",     l_t_outside    },
    {"county",      l_t_county     },
    {NULL,          NULL           },
};
static const luaL_Reg case_calls[] = {
    {"due",    l_case_due   },
    {"linked", l_case_linked},
    {"code",   l_case_code  },
    {NULL,     NULL         },
};
static const luaL_Reg actor_calls[] = {
    {"claim",            l_actor_claim           },
    {"complete",         l_actor_complete        },
    {"signal",           l_actor_signal          },
    {"refused",          l_actor_refused         },
    {"extend",           l_actor_extend          },
    {"pause",            l_actor_pause           },
    {"resume",           l_actor_resume          },
    {"serve",            l_actor_serve           },
    {"place",            l_actor_place           },
    {"look",             l_actor_look            },
    {"linked",           l_actor_linked          },
    {"cannot_see",       l_actor_cannot_see      },
    {"reads_nothing_of", l_actor_reads_nothing_of},
    {NULL,               NULL                    },
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

void spec_words_open(lua_State *L)
{
    make_class(L, "spec.t", "t", t_calls);
    make_class(L, "spec.case", "a case in a spec", case_calls);
    make_class(L, "spec.actor", "an actor", actor_calls);
    make_class(L, "spec.expect", "t:expect(case)", expect_calls);
}
