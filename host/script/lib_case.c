/* lib_case.c - `case` as a script sees it: the verbs, the questions, the data.
 *
 * A verb holds no logic: its arguments are read by their shape (arguments.h) into a struct command,
 * which goes to the host's table; a verb that waits yields. What a wait gives is made by answer.c
 * when the coroutine goes on. To add a verb: a row in verb.h and rule.c.
 *
 * Stack convention: 1 is `case`, 2 and 3 what the verb was called with.
 */
#include "script/playing.h"
#include <lauxlib.h>
#include "base/wallclock.h"
#include "script/answer.h"
#include "script/arguments.h"
#include "script/codec.h"
#include "script/mirror.h"
#include "script/rule.h"
#include "script/vm_fault.h"

/* ---- what holds for every verb ------------------------------------------------------------- */

static void check_self(lua_State *L, struct fiber *fiber, const char *word)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber->case_ref);
    if (!lua_rawequal(L, 1, -1))
        fiber_raise(L, "bad_call", "%s is a verb of the case. Write case:%s with a colon.", word,
                    word);
    lua_pop(L, 1);
}

static void check_moment(lua_State *L, struct fiber *fiber, enum verb verb)
{
    const char *word = verb_word(verb);
    if (!fiber->playing)
        fiber_raise(L, "bad_call",
                    "case:%s outside of a stage. Call it in the function of a stage.", word);
    if (fiber->recording)
        fiber_raise(L, "verb_in_record",
                    "case:%s inside the function of case:record \"%s\". Call it before or after.",
                    word, fiber->recording);
    if (fiber->closing)
        fiber_raise(L, "after_close",
                    "case:%s comes after case:close \"%s\". Write return case:close \"%s\".", word,
                    fiber->close_outcome, fiber->close_outcome);
    if (!verb_waits(verb))
        return;
    for (const struct branch *own = fiber->playing; own;
         own = own->group ? own->group->owner : NULL) {
        if (own->kind == BRANCH_HANDLER)
            fiber_raise(
                L, "wait_in_handler",
                "case:%s waits, and this is the handler of a signal. A handler gives orders and "
                "returns; let it return a stage, and wait there.",
                word);
    }
    if (!lua_isyieldable(L) || L != fiber->playing->thread)
        fiber_raise(L, "cannot_wait",
                    "case:%s waits, which is not possible inside a function given to sort or gsub. "
                    "Collect first, then call case:%s.",
                    word, word);
}

RAISES void fiber_command(lua_State *L, struct command *command)
{
    struct fiber *fiber = fiber_of(L);
    struct branch *branch = fiber->playing;
    struct err err = {0};
    command->id = branch_next_id(branch, fiber->arena);
    command->where = fiber_where(L);
    command->result = &value_nil;
    if (!command->args)
        command->args = &value_nil;
    if (strlen(command->id) >= sizeof branch->wait_id)
        fiber_raise(L, "bad_branch",
                    "the names of the branches around this call are too long together.");
    int rc = fiber->host->on_command(fiber->host_data, command, &err);
    branch_take_id(branch); /* a refused one too: its refusal can be recorded under its id */
    fiber_heed(L, rc, &err);
}

/* ---- what comes back ----------------------------------------------------------------------- */

/* Where a waiting verb goes on: what was heard, or the error heard. */
static int l_wait_done(lua_State *L, int status, lua_KContext context)
{
    (void)status, (void)context;
    struct fiber *fiber = fiber_of(L);
    struct branch *branch = fiber->playing;
    lua_settop(L, 0);
    if (fiber->is_error_heard)
        return answer_raise(L, fiber->heard);
    return answer_push(L, branch, fiber->heard);
}

static int wait_for(lua_State *L, const struct command *command)
{
    struct fiber *fiber = fiber_of(L);
    struct branch *branch = fiber->playing;
    branch->state = BRANCH_WAITING;
    branch->wait_verb = command->verb;
    branch->wait_rows = value_len(value_get(command->args, "rows"));
    memcpy(branch->wait_name, command->name ? command->name : "",
           command->name ? strlen(command->name) + 1 : 1);
    memcpy(branch->wait_id, command->id, strlen(command->id) + 1);
    return lua_yieldk(L, 0, 0, l_wait_done);
}

/* set, add, drop and split change what the script sees; close marks the fiber. */
static int give_result(lua_State *L, const struct command *command)
{
    struct fiber *fiber = fiber_of(L);
    switch (command->verb) {
    case VERB_SET: /* args as the core keeps them: rows have their names */
        mirror_set(L, command->row, command->args);
        return 0;
    case VERB_ADD:
        return mirror_add(L, command->name, command->result);
    case VERB_DROP:
        mirror_drop(L, command->row);
        return 0;
    case VERB_SPLIT: {
        const struct value *rows = value_get(command->args, "rows");
        for (size_t i = 0; i < value_len(rows); i++)
            mirror_drop(L, value_text_or(value_item(rows, i), ""));
        codec_push(L, command->result);
        return 1;
    }
    case VERB_CLOSE:
        fiber->closing = fiber->playing;
        memcpy(fiber->close_outcome, command->name, strlen(command->name) + 1);
        lua_rawgeti(L, LUA_REGISTRYINDEX, fiber->closed_ref);
        return 1;
    default:
        codec_push(L, command->result);
        return 1;
    }
}

static void check_close(lua_State *L, struct fiber *fiber)
{
    if (fiber->playing->kind == BRANCH_MEMBER)
        fiber_raise(L, "close_in_branch",
                    "case:close inside a branch of all or first. Let the branch return, and close "
                    "behind it.");
}

/* ---- record -------------------------------------------------------------------------------- */

static int record_command(lua_State *L, const char *name, struct value *args)
{
    struct command command = {.verb = VERB_RECORD, .name = name, .args = args};
    fiber_command(L, &command);
    return wait_for(L, &command);
}

/* [-1, +0, raises] What the function of a record gave, as a value, where the light userdata says.
 */
static int l_take_recorded(lua_State *L)
{
    struct value **value = lua_touserdata(L, 1);
    *value = arguments_value(L, "record", 2);
    return 0;
}

/* Protected: a value that cannot be kept is an error of the record, which replay finds again. */
static int take_recorded(lua_State *L, struct value **value)
{
    luaL_checkstack(L, 2, "record");
    lua_pushcfunction(L, l_take_recorded);
    lua_insert(L, -2);
    lua_pushlightuserdata(L, value);
    lua_insert(L, -2);
    return lua_pcall(L, 2, 0, 0);
}

/* The function of a record has ended: on top of the stack its value, or what it raised. */
static int l_record_called(lua_State *L, int status, lua_KContext context)
{
    (void)context;
    struct fiber *fiber = fiber_of(L);
    const char *name = fiber->recording;
    struct value *args = value_map(fiber->arena), *value = NULL;
    fiber->recording = NULL;
    if (status == LUA_OK || status == LUA_YIELD)
        status = take_recorded(L, &value);
    if (status != LUA_OK && vm_judge(L, status))
        vm_stop(L); /* a verdict is not the function's error */
    if (status == LUA_OK)
        value_put(fiber->arena, args, "value", value);
    else
        value_put(fiber->arena, args, "error", answer_take_error(L));
    return record_command(L, name, args);
}

/* case:record("name", function): the function runs now, once in the life of the case. In replay it
 * is not called: the journal knows what it gave. */
static int call_record(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    const char *name = arguments_name(L, VERB_RECORD, 2);
    if (!lua_isfunction(L, 3))
        fiber_raise(L, "bad_argument",
                    "case:record needs a function second: case:record(\"%s\", function() ... end).",
                    name);
    arguments_end(L, VERB_RECORD, 3);
    if (fiber->is_replay)
        return record_command(L, name, NULL);
    fiber->recording = name;
    return l_record_called(L, lua_pcallk(L, 0, 1, 0, 0, l_record_called), 0);
}

static int call_group(lua_State *L, enum verb verb)
{
    const char *word = verb_word(verb);
    if (!lua_istable(L, 2))
        fiber_raise(L, "bad_argument",
                    "case:%s needs a table of functions: case:%s { name = function() ... end }.",
                    word, word);
    arguments_end(L, verb, 2);
    return l_case_group(L, verb);
}

static int call_verb(lua_State *L, enum verb verb)
{
    struct fiber *fiber = fiber_of(L);
    struct command command = {.verb = verb};
    check_self(L, fiber, verb_word(verb));
    check_moment(L, fiber, verb);
    if (verb == VERB_ALL || verb == VERB_FIRST)
        return call_group(L, verb);
    if (verb == VERB_RECORD)
        return call_record(L);
    if (verb == VERB_CLOSE)
        check_close(L, fiber);
    arguments_read(L, verb, &command);
    fiber_command(L, &command);
    return verb_waits(verb) ? wait_for(L, &command) : give_result(L, &command);
}

/* ---- questions: nothing in the journal, the same in replay --------------------------------- */

static void check_query(lua_State *L, const char *word)
{
    struct fiber *fiber = fiber_of(L);
    check_self(L, fiber, word);
    if (!fiber->playing)
        fiber_raise(L, "bad_call",
                    "case:%s outside of a stage. Call it in the function of a stage.", word);
}

/* Chance would run on live and not in replay, where the function is not called. */
static void check_chance(lua_State *L, const char *word)
{
    struct fiber *fiber = fiber_of(L);
    check_query(L, word);
    if (fiber->recording)
        fiber_raise(L, "verb_in_record",
                    "case:%s inside the function of case:record \"%s\". Draw before it.", word,
                    fiber->recording);
}

static int l_query_now(lua_State *L)
{
    check_query(L, "now");
    lua_pushinteger(L, fiber_of(L)->at_ms);
    return 1;
}

static int l_query_today(lua_State *L)
{
    char text[16];
    check_query(L, "today");
    lua_pushstring(L, date_to_text(date_of(fiber_of(L)->at_ms), text));
    return 1;
}

static int l_query_random(lua_State *L)
{
    check_chance(L, "random");
    lua_Integer n = lua_isinteger(L, 2) ? lua_tointeger(L, 2) : 0;
    if (n < 1 || n > ((lua_Integer)1 << 53) - 1)
        fiber_raise(L, "bad_argument",
                    "case:random needs a whole number from 1 on: case:random(6) gives 1 to 6.");
    lua_pushinteger(L, random_below(&fiber_of(L)->random, n));
    return 1;
}

static int l_query_uuid(lua_State *L)
{
    char text[RANDOM_UUID_LEN + 1];
    check_chance(L, "uuid");
    lua_pushstring(L, random_uuid(&fiber_of(L)->random, text));
    return 1;
}

static int ask_host(lua_State *L, const char *query, const char *name, const struct value *args)
{
    struct fiber *fiber = fiber_of(L);
    struct value *answer = &value_nil;
    struct err err = {0};
    fiber_heed(L, fiber->host->on_query(fiber->host_data, query, name, args, &answer, &err), &err);
    codec_push(L, answer);
    return 1;
}

static int l_query_after(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    int32_t date;
    check_query(L, "after");
    struct value *from = arguments_value(L, "after", 2), *duration = arguments_value(L, "after", 3);
    if (from->type != VALUE_TEXT || !date_from_text(from->text, &date) ||
        !value_is_duration(duration))
        fiber_raise(
            L, "bad_argument",
            "case:after needs a date and a length: case:after(\"2026-02-10\", workdays(3)).");
    struct value *args = value_map(fiber->arena);
    value_put(fiber->arena, args, "date", from);
    value_put(fiber->arena, args, "duration", duration);
    return ask_host(L, "after", NULL, args);
}

/* due and running: case:due(id, { row = row }) */
static int ask_clock(lua_State *L, const char *query)
{
    struct fiber *fiber = fiber_of(L);
    check_query(L, query);
    const char *id =
        lua_type(L, 2) == LUA_TSTRING ? arena_text(fiber->arena, lua_tostring(L, 2)) : "";
    const struct value *clocks = value_get(fiber->workflow, "clocks");
    if (value_is_nil(value_get(clocks, id)))
        fiber_raise(L, "unknown_name",
                    "case:%s names clock \"%.80s\", which is not declared. Clocks are: %s.", query,
                    id, value_listed(clocks, NULL, fiber->arena));
    struct value *args = value_map(fiber->arena);
    if (!lua_isnoneornil(L, 3))
        args = arguments_options(L, VERB_STOP_CLOCK, 3); /* the same options: row */
    return ask_host(L, query, id, args);
}

static int l_query_due(lua_State *L)
{
    return ask_clock(L, "due");
}

static int l_query_running(lua_State *L)
{
    return ask_clock(L, "running");
}

/* ---- the case itself ----------------------------------------------------------------------- */

#define X(name, word, shape, waits)                                                                \
    static int l_##name(lua_State *L)                                                              \
    {                                                                                              \
        return call_verb(L, name);                                                                 \
    }
VERB_LIST(X)
#undef X

static const lua_CFunction verb_calls[VERB_COUNT] = {
#define X(name, word, shape, waits) [name] = l_##name,
    VERB_LIST(X)
#undef X
};

static const luaL_Reg query_calls[] = {
    {"now",     l_query_now    }, /* ms, of the event of this turn */
    {"today",   l_query_today  }, /* its date */
    {"after",   l_query_after  }, /* a date and a length: a date */
    {"random",  l_query_random }, /* 1..n */
    {"uuid",    l_query_uuid   },
    {"due",     l_query_due    }, /* of a running clock, or nil */
    {"running", l_query_running},
    {NULL,      NULL           },
};

/* case.data and its like: true if pushed. */
static bool push_shown(lua_State *L, struct fiber *fiber, const char *key)
{
    const struct {
        const char *key;
        int ref;
        const char *text;
    } rows[] = {
        {"data",     fiber->data_ref,     NULL         },
        {"settings", fiber->settings_ref, NULL         },
        {"number",   0,                   fiber->number},
        {"office",   0,                   fiber->office},
        {"stage",    0,                   fiber->stage },
        {"group",    0,                   fiber->group },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].key, key) != 0)
            continue;
        if (rows[i].ref)
            lua_rawgeti(L, LUA_REGISTRYINDEX, rows[i].ref);
        else
            lua_pushstring(L, rows[i].text); /* NULL: nil */
        return true;
    }
    return false;
}

/* case.data, case:task: what `case` has under a key. */
static int l_case_index(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    if (push_shown(L, fiber, key))
        return 1;
    if (strcmp(key, "from") == 0) {
        if (value_is_nil(fiber->from))
            lua_pushnil(L);
        else
            mirror_push(L, fiber->from, "case.from");
        return 1;
    }
    enum verb verb = verb_of(key);
    if (verb != VERB_NONE && verb != VERB_CANCEL) {
        lua_pushcfunction(L, verb_calls[verb]);
        return 1;
    }
    for (const luaL_Reg *query = query_calls; query->name; query++) {
        if (strcmp(query->name, key) == 0) {
            lua_pushcfunction(L, query->func);
            return 1;
        }
    }
    return fiber_raise(L, "unknown_verb",
                       "there is no case.%.60s. A case has data, settings, number, office, stage, "
                       "group, from, and the verbs of "
                       "docs/lua.md.",
                       key);
}

static int l_case_newindex(lua_State *L)
{
    return fiber_raise(L, "read_only",
                       "a case is changed by its verbs only. Write case:set { name = value }.");
}

void lib_case_open(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    lua_newuserdatauv(L, 0, 0);
    lua_createtable(L, 0, 3);
    lua_pushcfunction(L, l_case_index);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, l_case_newindex);
    lua_setfield(L, -2, "__newindex");
    lua_pushliteral(L, "case");
    lua_setfield(L, -2, "__name");
    lua_setmetatable(L, -2);
    fiber->case_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}
