/* lib_case.c - `case` as a script sees it: the verbs, the questions, the data.
 *
 * A verb holds no logic: it checks the shape of its arguments by its row in rule.c, packs a struct
 * command, gives it to the host's table, and yields if the verb waits. What a wait gives is made by
 * answer.c when the coroutine goes on. To add a verb: a row in verb.h and rule.c; one with a shape
 * of its own also a reader among `read_arguments`.
 *
 * Stack convention: 1 is `case`, 2 and 3 what the verb was called with.
 */
#include "script/playing.h"
#include <lauxlib.h>
#include "base/wallclock.h"
#include "script/answer.h"
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

/* ---- reading arguments --------------------------------------------------------------------- */

static const char *read_name(lua_State *L, enum verb verb, int index)
{
    struct fiber *fiber = fiber_of(L);
    size_t len;
    if (lua_type(L, index) != LUA_TSTRING)
        fiber_raise(L, "bad_argument", "case:%s needs the name of a %s in quotes, not a %s.",
                    verb_word(verb), named_word(verb_rule(verb)->named), luaL_typename(L, index));
    const char *text = lua_tolstring(L, index, &len);
    if (len == 0 || len > 64 || strlen(text) != len)
        fiber_raise(L, "bad_argument", "case:%s: a name has 1 to 64 characters.", verb_word(verb));
    return arena_text(fiber->arena, text);
}

/* The declared thing of that name; raises where the workflow has none. */
static const struct value *check_named(lua_State *L, enum verb verb, const char *name)
{
    struct fiber *fiber = fiber_of(L);
    enum named named = verb_rule(verb)->named;
    const char *map = named_map(named);
    const struct value *known = map ? value_get(fiber->workflow, map) : NULL;
    if (named == NAMED_WORKFLOW)
        known = value_get(release_model(fiber->release), "workflows");
    if (known && value_is_nil(value_get(known, name)))
        fiber_raise(
            L, "unknown_name", "case:%s names %s \"%s\", which is not declared. Declared are: %s.",
            verb_word(verb), named_word(named), name, value_listed(known, NULL, fiber->arena));
    const struct value *outcomes = value_get(fiber->workflow, "outcomes");
    if (named == NAMED_OUTCOME && !value_has_id(outcomes, slice_of(name)))
        fiber_raise(
            L, "unknown_name",
            "case:close names outcome \"%s\", which the workflow does not have. Its outcomes are: "
            "%s.",
            name, value_listed(outcomes, "id", fiber->arena));
    if (named == NAMED_LIST && !workflow_has_list(fiber->workflow, slice_of(name)))
        fiber_raise(L, "unknown_name",
                    "case:add names list \"%s\", which is not a rows field of any form.", name);
    return known ? value_get(known, name) : &value_nil;
}

static struct value *take_value(lua_State *L, const char *word, int index)
{
    if (lua_isnoneornil(L, index))
        return &value_nil;
    return codec_take(L, index, fiber_of(L)->arena, CODEC_WHOLE, word);
}

static const char *row_name(lua_State *L, const char *word, int index)
{
    struct value *row = take_value(L, word, index);
    if (row->type != VALUE_ROW)
        fiber_raise(L, "bad_argument",
                    "case:%s needs a row of the case, as case.data.parties[1] is one, not a %s.",
                    word, luaL_typename(L, index));
    return value_text_or(row, "");
}

static bool is_text_list(const struct value *value)
{
    bool is_good = value->type == VALUE_LIST;
    for (size_t i = 0; is_good && i < value_len(value); i++)
        is_good = value_item(value, i)->type == VALUE_TEXT;
    return is_good;
}

static bool is_people(const struct value *value)
{
    switch (value->type) {
    case VALUE_TEXT:
    case VALUE_ROW:
    case VALUE_HANDLE:
        return true;
    case VALUE_LIST:
        for (size_t i = 0; i < value_len(value); i++) {
            if (value_item(value, i)->type == VALUE_LIST || !is_people(value_item(value, i)))
                return false;
        }
        return value_len(value) > 0;
    default:
        return false;
    }
}

/* What an option should have been, or NULL if it is right. */
static const char *option_fault(const struct value *workflow, const struct option_rule *rule,
                                const struct value *value)
{
    enum value_type type = value->type;
    switch (rule->kind) {
    case OPTION_ANY:
        return NULL;
    case OPTION_TO:
        return is_people(value) ? NULL : "a role or relation in quotes, a row, or a list of them";
    case OPTION_CLOCK:
        if (type == VALUE_TEXT &&
            !value_is_nil(value_get_slice(value_get(workflow, "clocks"), value->text)))
            return NULL;
        return "the id of a declared clock";
    case OPTION_ROW:
        return type == VALUE_ROW ? NULL : "a row of the case";
    case OPTION_TEXT:
    case OPTION_NEEDED_TEXT:
        return type == VALUE_TEXT && value->text.len ? NULL : "a text in quotes";
    case OPTION_TEXTS:
        return type == VALUE_TEXT || is_text_list(value) ? NULL : "a name or a list of names";
    case OPTION_FLAG:
        return type == VALUE_BOOL ? NULL : "true or false";
    case OPTION_MAP:
        return type == VALUE_MAP || value_len(value) == 0 ? NULL : "a table { name = value }";
    case OPTION_DATE:
    case OPTION_NEEDED_DATE:
        return type == VALUE_TEXT || type == VALUE_INT ? NULL
                                                       : "a date such as \"2026-02-10\", or a time";
    }
    return NULL;
}

static void check_option(lua_State *L, enum verb verb, const struct member *member)
{
    struct fiber *fiber = fiber_of(L);
    const struct option_rule *rule = verb_option(verb, member->key);
    if (!rule)
        fiber_raise(L, "unknown_option", "case:%s has no option \"%.*s\". It may have: %s.",
                    verb_word(verb), SLICE_ARG(member->key),
                    verb_options_listed(verb, fiber->arena));
    const char *wanted = option_fault(fiber->workflow, rule, member->value);
    if (wanted && rule->kind == OPTION_CLOCK)
        fiber_raise(L, "unknown_name", "case:%s: %s must be %s, not \"%s\". Clocks are: %s.",
                    verb_word(verb), rule->name, wanted, value_text_or(member->value, "..."),
                    value_listed(value_get(fiber->workflow, "clocks"), NULL, fiber->arena));
    if (wanted)
        fiber_raise(L, "bad_option", "case:%s: %s must be %s.", verb_word(verb), rule->name,
                    wanted);
}

static bool is_needed(const struct option_rule *rule)
{
    return rule->kind == OPTION_NEEDED_DATE || rule->kind == OPTION_NEEDED_TEXT;
}

/* The options at `index` (nothing there: an empty map), each checked. */
static struct value *read_options(lua_State *L, enum verb verb, int index)
{
    struct fiber *fiber = fiber_of(L);
    struct value *options = value_map(fiber->arena);
    if (!lua_isnoneornil(L, index)) {
        luaL_checkstack(L, 4, NULL);
        if (!lua_istable(L, index))
            fiber_raise(L, "bad_argument",
                        "case:%s: options are a table { name = value }, not a %s.", verb_word(verb),
                        luaL_typename(L, index));
        struct value *given = take_value(L, verb_word(verb), index);
        if (given->type == VALUE_MAP)
            options = given;
        else if (value_len(given) > 0 || given->type != VALUE_LIST)
            fiber_raise(L, "bad_argument", "case:%s: an option has no name. Write name = value.",
                        verb_word(verb));
    }
    for (size_t i = 0; i < options->map.len; i++)
        check_option(L, verb, &options->map.members[i]);
    for (const struct option_rule *rule = verb_rule(verb)->options; rule->name; rule++) {
        if (is_needed(rule) && value_is_nil(value_get(options, rule->name)))
            fiber_raise(L, "missing_option", "case:%s needs %s. Add %s = ... to its options.",
                        verb_word(verb), rule->name, rule->name);
    }
    return options;
}

static void no_more(lua_State *L, enum verb verb, int last)
{
    if (lua_gettop(L) > last)
        fiber_raise(L, "bad_argument", "case:%s was given more than it takes.", verb_word(verb));
}

/* Members to set: a table with names, no list. */
static struct value *read_members(lua_State *L, enum verb verb, int index)
{
    struct fiber *fiber = fiber_of(L);
    struct value *members =
        lua_istable(L, index) ? take_value(L, verb_word(verb), index) : &value_nil;
    if (members->type == VALUE_LIST && value_len(members) == 0)
        members = value_map(fiber->arena);
    if (members->type != VALUE_MAP)
        fiber_raise(L, "bad_argument", "case:%s needs a table { name = value }.", verb_word(verb));
    return members;
}

static void read_rows(lua_State *L, enum verb verb, struct command *command)
{
    struct value *rows = lua_istable(L, 3) ? take_value(L, verb_word(verb), 3) : &value_nil;
    if (rows->type == VALUE_MAP && value_len(rows) == 0)
        rows = value_list(fiber_of(L)->arena);
    bool is_good = rows->type == VALUE_LIST;
    for (size_t i = 0; is_good && i < value_len(rows); i++)
        is_good = value_item(rows, i)->type == VALUE_ROW;
    if (!is_good)
        fiber_raise(L, "bad_argument",
                    "case:%s needs rows of the case second, as case.data.parties or a list of some "
                    "of them.",
                    verb_word(verb));
    command->args = read_options(L, verb, 4);
    value_put(fiber_of(L)->arena, command->args, "rows", rows);
    no_more(L, verb, 4);
}

/* set{...}; set(row, {...}); add("list", {...}) */
static void read_row(lua_State *L, enum verb verb, struct command *command)
{
    bool is_whole = verb == VERB_SET && lua_gettop(L) <= 2;
    if (verb == VERB_ADD) {
        command->name = read_name(L, verb, 2);
        check_named(L, verb, command->name);
    } else if (!is_whole) {
        command->row = row_name(L, verb_word(verb), 2);
    }
    command->args = read_members(L, verb, is_whole ? 2 : 3);
    no_more(L, verb, 3);
}

static bool is_duration(const struct value *value)
{
    static const char *const units[] = {"min", "h", "cd", "wd"};
    const char *unit = value_get_text(value, "unit");
    for (size_t i = 0; unit && i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i]) == 0)
            return value_get(value, "n")->type == VALUE_INT;
    }
    return false;
}

static void read_time(lua_State *L, enum verb verb, struct command *command)
{
    bool is_sleep = verb == VERB_SLEEP;
    struct value *value = take_value(L, verb_word(verb), 2);
    bool is_good =
        is_sleep ? is_duration(value) : value->type == VALUE_TEXT || value->type == VALUE_INT;
    if (!is_good)
        fiber_raise(L, "bad_argument", "case:%s needs %s.", verb_word(verb),
                    is_sleep ? "a length such as days(5) or hours(24)"
                             : "a date such as \"2026-02-10\", or a time");
    command->args = value;
    no_more(L, verb, 2);
}

static void read_reference(lua_State *L, enum verb verb, int index, struct command *command)
{
    struct fiber *fiber = fiber_of(L);
    struct value *ref = take_value(L, verb_word(verb), index);
    if (value_is_nil(ref) || ref->type == VALUE_BOOL || ref->type == VALUE_INT)
        fiber_raise(L, "bad_argument",
                    "case:%s needs the reference of a case, as case:start_case gives it.",
                    verb_word(verb));
    command->args = value_map(fiber->arena);
    value_put(fiber->arena, command->args, "ref", ref);
    no_more(L, verb, index);
}

static void read_reason(lua_State *L, enum verb verb, struct command *command)
{
    struct fiber *fiber = fiber_of(L);
    command->row = row_name(L, verb_word(verb), 2);
    struct value *reason = take_value(L, verb_word(verb), 3);
    if ((reason->type != VALUE_TEXT && reason->type != VALUE_HANDLE) || reason->text.len == 0)
        fiber_raise(L, "bad_argument", "case:%s needs a reason: case:%s(row, \"why\").",
                    verb_word(verb), verb_word(verb));
    command->args = value_map(fiber->arena);
    value_put(fiber->arena, command->args, "reason", reason);
    no_more(L, verb, 3);
}

static void read_named(lua_State *L, enum verb verb, struct command *command)
{
    command->name = read_name(L, verb, 2);
    const struct value *declared = check_named(L, verb, command->name);
    if (verb == VERB_AWAIT && value_get_bool(declared, "is_handled", false))
        fiber_raise(L, "handled_signal",
                    "case:await waits for signal \"%s\", which has a handler. A signal is handled "
                    "or awaited, "
                    "never both: remove one of them.",
                    command->name);
    if (verb == VERB_LINK) {
        read_reference(L, verb, 3, command);
        return;
    }
    command->args = read_options(L, verb, 3);
    const struct value *row = value_get(command->args, "row");
    if (row->type == VALUE_ROW)
        command->row = value_text_or(row, NULL);
    no_more(L, verb, 3);
}

static void read_arguments(lua_State *L, enum verb verb, struct command *command)
{
    switch (verb_shape(verb)) {
    case SHAPE_NAME:
        read_named(L, verb, command);
        break;
    case SHAPE_ROWS:
        command->name = read_name(L, verb, 2);
        check_named(L, verb, command->name);
        read_rows(L, verb, command);
        break;
    case SHAPE_ROW:
        read_row(L, verb, command);
        break;
    case SHAPE_TABLE:
        command->args = read_options(L, verb, 2);
        no_more(L, verb, 2);
        break;
    case SHAPE_TIME:
        read_time(L, verb, command);
        break;
    case SHAPE_ANY:
        read_reference(L, verb, 2, command);
        break;
    case SHAPE_TEXT:
        read_reason(L, verb, command);
        break;
    case SHAPE_FN:
        break; /* record reads its own */
    }
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

/* set, add and drop change what the script sees; close marks the fiber. */
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
    *value = take_value(L, "record", 2);
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
    const char *name = read_name(L, VERB_RECORD, 2);
    if (!lua_isfunction(L, 3))
        fiber_raise(L, "bad_argument",
                    "case:record needs a function second: case:record(\"%s\", function() ... end).",
                    name);
    no_more(L, VERB_RECORD, 3);
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
    no_more(L, verb, 2);
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
    read_arguments(L, verb, &command);
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
    struct value *from = take_value(L, "after", 2), *duration = take_value(L, "after", 3);
    if (from->type != VALUE_TEXT || !date_from_text(from->text, &date) || !is_duration(duration))
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
        args = read_options(L, VERB_STOP_CLOCK, 3); /* the same options: row */
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
    if (verb_is_later(key))
        return fiber_raise(L, "comes_later", "case:%s comes later. Leave it out for now.", key);
    return fiber_raise(L, "unknown_verb",
                       "there is no case.%.60s. A case has data, settings, number, office, stage, "
                       "and the verbs of "
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
