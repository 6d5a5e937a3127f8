/* arguments.c - what a verb was called with (arguments.h): a reader for each shape, the options by
 * their rows in rule.c. To add a kind of option: rule.h, its line in option_fault here and in
 * flow_option.c; to add a shape: a reader among arguments_read, and flow_verb.c.
 *
 * Stack convention: 1 is `case`, 2 and 3 what the verb was called with.
 */
#include "script/arguments.h"
#include <lauxlib.h>
#include "script/codec.h"
#include "script/rule.h"

const char *arguments_name(lua_State *L, enum verb verb, int index)
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
    if (named == NAMED_COLOUR && !colour_is(slice_of(name)))
        fiber_raise(L, "unknown_name",
                    "case:card names colour \"%s\". A card is blue, yellow, orange or red.", name);
    if (named == NAMED_LIST && !workflow_has_list(fiber->workflow, slice_of(name)))
        fiber_raise(L, "unknown_name",
                    "case:add names list \"%s\", which is not a rows field of any form.", name);
    return known ? value_get(known, name) : &value_nil;
}

struct value *arguments_value(lua_State *L, const char *word, int index)
{
    if (lua_isnoneornil(L, index))
        return &value_nil;
    return codec_take(L, index, fiber_of(L)->arena, CODEC_WHOLE, word);
}

static const char *row_name(lua_State *L, const char *word, int index)
{
    struct value *row = arguments_value(L, word, index);
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

bool value_is_duration(const struct value *value)
{
    static const char *const units[] = {"min", "h", "cd", "wd", "oh"};
    const char *unit = value_get_text(value, "unit");
    for (size_t i = 0; unit && i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i]) == 0)
            return value_get(value, "n")->type == VALUE_INT;
    }
    return false;
}

static bool is_declared(const struct value *workflow, const char *map, const struct value *name)
{
    return name->type == VALUE_TEXT &&
           !value_is_nil(value_get_slice(value_get(workflow, map), name->text));
}

static bool is_clock(const struct value *workflow, const struct value *value)
{
    return is_declared(workflow, "clocks", value);
}

static bool is_clocks(const struct value *workflow, const struct value *value)
{
    bool is_good = is_text_list(value);
    for (size_t i = 0; is_good && i < value_len(value); i++)
        is_good = is_clock(workflow, value_item(value, i));
    return is_good || is_clock(workflow, value);
}

/* "25%": of the length of a clock. */
static bool is_share(const struct value *value)
{
    int64_t share = 0;
    if (value->type != VALUE_TEXT || value->text.len < 2 || value->text.len > 3)
        return false;
    for (size_t i = 0; i + 1 < value->text.len; i++) {
        if (value->text.bytes[i] < '0' || value->text.bytes[i] > '9')
            return false;
        share = share * 10 + (value->text.bytes[i] - '0');
    }
    return value->text.bytes[value->text.len - 1] == '%' && share > 0;
}

/* { { to = "grid", lasts = "VS-D2" }, ... } */
static bool is_waves(const struct value *workflow, const struct value *value)
{
    bool is_good = value->type == VALUE_LIST && value_len(value) > 0;
    for (size_t i = 0; is_good && i < value_len(value); i++) {
        const struct value *wave = value_item(value, i), *lasts = value_get(wave, "lasts");
        is_good = wave->type == VALUE_MAP && value_len(wave) == 2 &&
                  is_people(value_get(wave, "to")) &&
                  (value_is_duration(lasts) || is_clock(workflow, lasts));
    }
    return is_good;
}

/* { { to = "maintenance", acknowledge = minutes(3), arrive = "EM-D3" }, ... }: lengths may be left
 * out. */
static bool is_levels(const struct value *workflow, const struct value *value)
{
    static const char *const lengths[] = {"acknowledge", "arrive"};
    bool is_good = value->type == VALUE_LIST && value_len(value) > 0;
    for (size_t i = 0; is_good && i < value_len(value); i++) {
        const struct value *level = value_item(value, i);
        size_t known = 1;
        is_good = level->type == VALUE_MAP && is_people(value_get(level, "to"));
        for (size_t k = 0; is_good && k < sizeof lengths / sizeof *lengths; k++) {
            const struct value *length = value_get(level, lengths[k]);
            known += !value_is_nil(length);
            is_good =
                value_is_nil(length) || value_is_duration(length) || is_clock(workflow, length);
        }
        is_good = is_good && value_len(level) == known;
    }
    return is_good;
}

#define WANTED(is_good, text) ((is_good) ? NULL : (text))

/* What an option of several kinds should have been, or NULL if it is right. */
static const char *declared_fault(const struct value *workflow, enum option_kind kind,
                                  const struct value *value)
{
    switch (kind) {
    case OPTION_CLOCK:
        return WANTED(is_clock(workflow, value), "the id of a declared clock");
    case OPTION_CLOCKS:
        return WANTED(is_clocks(workflow, value), "the id of a declared clock, or a list of ids");
    case OPTION_STAGE:
        return WANTED(is_declared(workflow, "stages", value), "a stage of this workflow");
    case OPTION_FORM:
        return WANTED(is_declared(workflow, "forms", value), "a declared form");
    case OPTION_POSTS:
        return WANTED(value->type == VALUE_TEXT && workflow_has_posts(workflow, value->text),
                      "a rows or sheet field of any form");
    case OPTION_WAVES:
        return WANTED(is_waves(workflow, value),
                      "a list such as { { to = \"grid\", lasts = hours(24) }, ... }, where lasts "
                      "is a length or the id of a clock");
    case OPTION_LEVELS:
        return WANTED(is_levels(workflow, value),
                      "a list such as { { to = \"station\", acknowledge = minutes(3), arrive = "
                      "minutes(30) }, ... }, where each length may be the id of a clock");
    default:
        return NULL;
    }
}

/* What an option should have been, or NULL if it is right. */
static const char *option_fault(const struct value *workflow, const struct option_rule *rule,
                                const struct value *value)
{
    enum value_type type = value->type;
    switch (rule->kind) {
    case OPTION_TO:
        return WANTED(is_people(value), "a role or relation in quotes, a row, or a list of them");
    case OPTION_ROW:
        return WANTED(type == VALUE_ROW, "a row of the case");
    case OPTION_TEXT:
        return WANTED(type == VALUE_TEXT && value->text.len, "a text in quotes");
    case OPTION_TEXTS:
        return WANTED(type == VALUE_TEXT || is_text_list(value), "a name or a list of names");
    case OPTION_FLAG:
        return WANTED(type == VALUE_BOOL, "true or false");
    case OPTION_NUMBER:
        return WANTED(type == VALUE_INT, "a whole number");
    case OPTION_MAP:
        return WANTED(type == VALUE_MAP || value_len(value) == 0, "a table { name = value }");
    case OPTION_ANSWER:
        return WANTED(type == VALUE_MAP, "an answer, as case:task gives it");
    case OPTION_DATE:
        return WANTED(type == VALUE_TEXT || type == VALUE_INT,
                      "a date such as \"2026-02-10\", or a time");
    case OPTION_DURATION:
        return WANTED(value_is_duration(value), "a length such as days(5)");
    case OPTION_LEFT:
        return WANTED(value_is_duration(value) || is_share(value),
                      "a share such as \"25%\", or a length such as days(5)");
    case OPTION_REASON:
        return WANTED((type == VALUE_TEXT || type == VALUE_HANDLE) && value->text.len, "a text");
    default:
        return declared_fault(workflow, rule->kind, value);
    }
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

/* The options at `index` (nothing there: an empty map), each checked. */
struct value *arguments_options(lua_State *L, enum verb verb, int index)
{
    struct fiber *fiber = fiber_of(L);
    struct value *options = value_map(fiber->arena);
    if (!lua_isnoneornil(L, index)) {
        luaL_checkstack(L, 4, NULL);
        if (!lua_istable(L, index))
            fiber_raise(L, "bad_argument",
                        "case:%s: options are a table { name = value }, not a %s.", verb_word(verb),
                        luaL_typename(L, index));
        struct value *given = arguments_value(L, verb_word(verb), index);
        if (given->type == VALUE_MAP)
            options = given;
        else if (value_len(given) > 0 || given->type != VALUE_LIST)
            fiber_raise(L, "bad_argument", "case:%s: an option has no name. Write name = value.",
                        verb_word(verb));
    }
    for (size_t i = 0; i < options->map.len; i++)
        check_option(L, verb, &options->map.members[i]);
    for (const struct option_rule *rule = verb_rule(verb)->options; rule->name; rule++) {
        if (rule->is_needed && value_is_nil(value_get(options, rule->name)))
            fiber_raise(L, "missing_option", "case:%s needs %s. Add %s = ... to its options.",
                        verb_word(verb), rule->name, rule->name);
    }
    return options;
}

void arguments_end(lua_State *L, enum verb verb, int last)
{
    if (lua_gettop(L) > last)
        fiber_raise(L, "bad_argument", "case:%s was given more than it takes.", verb_word(verb));
}

/* Members to set: a table with names, no list. */
static struct value *read_members(lua_State *L, enum verb verb, int index)
{
    struct fiber *fiber = fiber_of(L);
    struct value *members =
        lua_istable(L, index) ? arguments_value(L, verb_word(verb), index) : &value_nil;
    if (members->type == VALUE_LIST && value_len(members) == 0)
        members = value_map(fiber->arena);
    if (members->type != VALUE_MAP)
        fiber_raise(L, "bad_argument", "case:%s needs a table { name = value }.", verb_word(verb));
    return members;
}

/* The rows at `index`, the options behind them. */
static void read_rows(lua_State *L, enum verb verb, int index, struct command *command)
{
    struct value *rows =
        lua_istable(L, index) ? arguments_value(L, verb_word(verb), index) : &value_nil;
    if (rows->type == VALUE_MAP && value_len(rows) == 0)
        rows = value_list(fiber_of(L)->arena);
    bool is_good = rows->type == VALUE_LIST;
    for (size_t i = 0; is_good && i < value_len(rows); i++)
        is_good = value_item(rows, i)->type == VALUE_ROW;
    if (!is_good)
        fiber_raise(L, "bad_argument",
                    "case:%s needs rows of the case %s, as case.data.parties or a list of some "
                    "of them.",
                    verb_word(verb), index == 2 ? "first" : "second");
    command->args = arguments_options(L, verb, index + 1);
    value_put(fiber_of(L)->arena, command->args, "rows", rows);
    arguments_end(L, verb, index + 1);
}

/* set{...}; set(row, {...}); add("list", {...}) */
static void read_row(lua_State *L, enum verb verb, struct command *command)
{
    bool is_whole = verb == VERB_SET && lua_gettop(L) <= 2;
    if (verb == VERB_ADD) {
        command->name = arguments_name(L, verb, 2);
        check_named(L, verb, command->name);
    } else if (!is_whole) {
        command->row = row_name(L, verb_word(verb), 2);
    }
    command->args = read_members(L, verb, is_whole ? 2 : 3);
    arguments_end(L, verb, 3);
}

static void read_time(lua_State *L, enum verb verb, struct command *command)
{
    bool is_sleep = verb == VERB_SLEEP;
    struct value *value = arguments_value(L, verb_word(verb), 2);
    bool is_good =
        is_sleep ? value_is_duration(value) : value->type == VALUE_TEXT || value->type == VALUE_INT;
    if (!is_good)
        fiber_raise(L, "bad_argument", "case:%s needs %s.", verb_word(verb),
                    is_sleep ? "a length such as days(5) or hours(24)"
                             : "a date such as \"2026-02-10\", or a time");
    command->args = value;
    arguments_end(L, verb, 2);
}

static void read_reference(lua_State *L, enum verb verb, int index, struct command *command)
{
    struct fiber *fiber = fiber_of(L);
    struct value *ref = arguments_value(L, verb_word(verb), index);
    if (value_is_nil(ref) || ref->type == VALUE_BOOL || ref->type == VALUE_INT)
        fiber_raise(L, "bad_argument",
                    "case:%s needs the reference of a case, as case:start_case gives it.",
                    verb_word(verb));
    command->args = value_map(fiber->arena);
    value_put(fiber->arena, command->args, "ref", ref);
    arguments_end(L, verb, index);
}

static void read_reason(lua_State *L, enum verb verb, struct command *command)
{
    struct fiber *fiber = fiber_of(L);
    command->row = row_name(L, verb_word(verb), 2);
    struct value *reason = arguments_value(L, verb_word(verb), 3);
    if ((reason->type != VALUE_TEXT && reason->type != VALUE_HANDLE) || reason->text.len == 0)
        fiber_raise(L, "bad_argument", "case:%s needs a reason: case:%s(row, \"why\").",
                    verb_word(verb), verb_word(verb));
    command->args = value_map(fiber->arena);
    value_put(fiber->arena, command->args, "reason", reason);
    arguments_end(L, verb, 3);
}

/* link("evidence", ref); assign("mediator", who) */
static void read_bound(lua_State *L, enum verb verb, struct command *command)
{
    command->name = arguments_name(L, verb, 2);
    if (verb == VERB_LINK) {
        read_reference(L, verb, 3, command);
        return;
    }
    struct value *who = arguments_value(L, verb_word(verb), 3);
    if (!is_people(who))
        fiber_raise(L, "bad_argument",
                    "case:%s needs who it is, as answer.by or a row: case:%s(\"%s\", answer.by).",
                    verb_word(verb), verb_word(verb), command->name);
    command->args = value_map(fiber_of(L)->arena);
    value_put(fiber_of(L)->arena, command->args, "who", who);
    arguments_end(L, verb, 3);
}

/* seal(row), seal "field" */
static void read_sealed(lua_State *L, enum verb verb, struct command *command)
{
    struct fiber *fiber = fiber_of(L);
    struct value *ref = arguments_value(L, verb_word(verb), 2);
    bool is_field = ref->type == VALUE_TEXT && ref->text.len > 0 && ref->text.len <= 64;
    if (!is_field && ref->type != VALUE_ROW)
        fiber_raise(L, "bad_argument",
                    "case:seal needs a row of the case, or the name of a field in quotes.");
    command->args = value_map(fiber->arena);
    value_put(fiber->arena, command->args, "ref", ref);
    if (is_field)
        command->name = value_text_or(ref, NULL);
    else
        command->row = value_text_or(ref, NULL);
    arguments_end(L, verb, 2);
}

static void read_named(lua_State *L, enum verb verb, struct command *command)
{
    command->name = arguments_name(L, verb, 2);
    const struct value *declared = check_named(L, verb, command->name);
    if (verb == VERB_AWAIT && value_get_bool(declared, "is_handled", false))
        fiber_raise(L, "handled_signal",
                    "case:await waits for signal \"%s\", which has a handler. A signal is handled "
                    "or awaited, "
                    "never both: remove one of them.",
                    command->name);
    command->args = arguments_options(L, verb, 3);
    const struct value *row = value_get(command->args, "row");
    if (row->type == VALUE_ROW)
        command->row = value_text_or(row, NULL);
    arguments_end(L, verb, 3);
}

void arguments_read(lua_State *L, enum verb verb, struct command *command)
{
    switch (verb_shape(verb)) {
    case SHAPE_NAME:
        read_named(L, verb, command);
        break;
    case SHAPE_ROWS:
        command->name = arguments_name(L, verb, 2);
        check_named(L, verb, command->name);
        read_rows(L, verb, 3, command);
        break;
    case SHAPE_PARTS:
        read_rows(L, verb, 2, command);
        break;
    case SHAPE_BIND:
        read_bound(L, verb, command);
        break;
    case SHAPE_ROW:
        read_row(L, verb, command);
        break;
    case SHAPE_TABLE:
        command->args = arguments_options(L, verb, 2);
        arguments_end(L, verb, 2);
        break;
    case SHAPE_TIME:
        read_time(L, verb, command);
        break;
    case SHAPE_ANY:
        if (verb == VERB_SEAL)
            read_sealed(L, verb, command);
        else
            read_reference(L, verb, 2, command);
        break;
    case SHAPE_TEXT:
        read_reason(L, verb, command);
        break;
    case SHAPE_FN:
        break; /* record reads its own */
    }
}
