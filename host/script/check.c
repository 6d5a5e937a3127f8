/* check.c - reads the literals of a workflow's text and holds them against its model.
 *
 * It follows words, not grammar: blocks are counted (function, if, do, repeat against end, until),
 * brackets are counted, and a *region* is the text of one `stage "x" { ... }` or
 * `on "x" ( ... )`. In a region, `return "name"` of its outermost function ends a stage; a call is
 * `case` `:` word. Calls are read on a copy of the reader, so that what they hold - options with
 * other calls in them, branches - is met again by the walk itself.
 *
 * What is no literal is left to the run. To check more of a call: check_named and check_option.
 */
#include "script/check.h"
#include <stdio.h>
#include "script/rule.h"
#include "script/source.h"

enum region {
    REGION_NONE,
    REGION_STAGE,
    REGION_HANDLER,
};

enum { BLOCKS_MAX = 512 };

struct walk {
    struct source source;
    struct token token; /* the one looked at */
    const char *path;
    const struct value *workflow, *workflows;
    struct value *returned; /* only collecting: NULL when checking */
    struct arena *arena;
    enum region region;
    struct slice region_name;
    int region_brackets; /* depth of brackets before it began */
    int brackets;
    int functions; /* depth of functions */
    bool is_function[BLOCKS_MAX];
    size_t blocks;
    struct err *err;
};

#define FAIL(walk, ...)                                                                            \
    err_set_at((walk)->err, STATUS_SCRIPT_FAILED, "script_failed",                                 \
               arena_printf((walk)->arena, "%s:%d", (walk)->path, (walk)->token.line),             \
               __VA_ARGS__)

/* One call while it is read: on a copy of the walk's reader. */
struct call {
    struct source source;
    struct token token;
    enum verb verb;
};

static void call_next(struct call *call)
{
    call->token = source_next(&call->source);
}

/* A literal name of a call: must the workflow declare it, and does it? */
static int check_named(struct walk *walk, enum verb verb, struct slice name)
{
    const struct verb_rule *rule = verb_rule(verb);
    const char *map = named_map(rule->named);
    const struct value *known = map ? value_get(walk->workflow, map) : NULL;
    if (rule->named == NAMED_WORKFLOW)
        known = walk->workflows;
    if (known && value_is_nil(value_get_slice(known, name)))
        return FAIL(walk, "case:%s names %s \"%.*s\", which is not declared. Declared are: %s.",
                    verb_word(verb), named_word(rule->named), SLICE_ARG(name),
                    value_listed(known, NULL, walk->arena));
    const struct value *outcomes = value_get(walk->workflow, "outcomes");
    if (rule->named == NAMED_OUTCOME && !value_has_id(outcomes, name))
        return FAIL(walk,
                    "case:close names outcome \"%.*s\", which the workflow does not have. Its "
                    "outcomes are: %s.",
                    SLICE_ARG(name), value_listed(outcomes, "id", walk->arena));
    if (rule->named == NAMED_LIST && !workflow_has_list(walk->workflow, name))
        return FAIL(walk, "case:add names list \"%.*s\", which is not a rows field of any form.",
                    SLICE_ARG(name));
    const struct value *signal = value_get_slice(value_get(walk->workflow, "signals"), name);
    if (verb == VERB_AWAIT && value_get_bool(signal, "is_handled", false))
        return FAIL(
            walk,
            "case:await waits for signal \"%.*s\", which has a handler. A signal is handled "
            "or awaited, never both: remove one of them.",
            SLICE_ARG(name));
    return 0;
}

/* `key = ` of an options table; `value` is the literal text behind it, or has no bytes. */
static int check_option(struct walk *walk, enum verb verb, struct slice key, struct slice value)
{
    const struct option_rule *option = verb_option(verb, key);
    if (!option)
        return FAIL(walk, "case:%s has no option \"%.*s\". It may have: %s.", verb_word(verb),
                    SLICE_ARG(key), verb_options_listed(verb, walk->arena));
    const struct value *clocks = value_get(walk->workflow, "clocks");
    if (option->kind == OPTION_CLOCK && value.bytes && value_is_nil(value_get_slice(clocks, value)))
        return FAIL(walk,
                    "case:%s: %s names clock \"%.*s\", which is not declared. Clocks are: %s.",
                    verb_word(verb), option->name, SLICE_ARG(value),
                    value_listed(clocks, NULL, walk->arena));
    return 0;
}

/* The value behind a key, if it is one literal text. */
static struct slice literal_value(const struct call *call)
{
    struct call ahead = *call;
    struct slice none = {0};
    call_next(&ahead);
    if (ahead.token.type != TOKEN_STRING)
        return none;
    struct slice text = ahead.token.text;
    call_next(&ahead);
    return token_is(&ahead.token, ",") || token_is(&ahead.token, "}") ? text : none;
}

static int bracket_step(const struct token *token)
{
    if (token_is(token, "(") || token_is(token, "{") || token_is(token, "["))
        return 1;
    if (token_is(token, ")") || token_is(token, "}") || token_is(token, "]"))
        return -1;
    return 0;
}

/* Did the table that was just read hold what the verb cannot do without? */
static int check_needed(struct walk *walk, enum verb verb, const bool *seen)
{
    const struct option_rule *option = verb_rule(verb)->options;
    for (size_t i = 0; option[i].name; i++) {
        bool is_needed =
            option[i].kind == OPTION_NEEDED_DATE || option[i].kind == OPTION_NEEDED_TEXT;
        if (is_needed && !seen[i])
            return FAIL(walk, "case:%s needs %s. Add %s = ... to its options.", verb_word(verb),
                        option[i].name, option[i].name);
    }
    return 0;
}

/* call->token is the `{` of literal options: every key at its first depth. */
static int check_options(struct walk *walk, struct call *call)
{
    bool seen[RULE_OPTIONS_MAX] = {false};
    bool is_key_next = true, has_computed_keys = false;
    int depth = 1, rc = 0;
    for (call_next(call); rc == 0 && depth > 0 && call->token.type != TOKEN_END; call_next(call)) {
        struct token key = call->token;
        depth += bracket_step(&key);
        has_computed_keys = has_computed_keys || (is_key_next && token_is(&key, "["));
        if (depth == 1 && is_key_next && key.type == TOKEN_NAME) {
            struct call ahead = *call;
            call_next(&ahead);
            if (token_is(&ahead.token, "=")) {
                rc = check_option(walk, call->verb, key.text, literal_value(&ahead));
                const struct option_rule *option = verb_option(call->verb, key.text);
                if (option)
                    seen[option - verb_rule(call->verb)->options] = true;
            }
        }
        is_key_next = depth == 1 && (token_is(&key, ",") || token_is(&key, ";"));
    }
    return rc || has_computed_keys ? rc : check_needed(walk, call->verb, seen);
}

/* Which argument holds the options: 0 if the verb has none. */
static int options_place(enum verb verb)
{
    if (!verb_rule(verb)->options[0].name)
        return 0;
    switch (verb_shape(verb)) {
    case SHAPE_NAME:
        return 2;
    case SHAPE_ROWS:
        return 3;
    case SHAPE_TABLE:
        return 1;
    default:
        return 0;
    }
}

/* call->token is the `(`: its first argument, and its options where they are literal. */
static int check_arguments(struct walk *walk, struct call *call)
{
    static const bool none[RULE_OPTIONS_MAX];
    int place = 1, depth = 1, rc = 0;
    bool is_start = true;
    for (call_next(call); depth > 0 && call->token.type != TOKEN_END; call_next(call)) {
        if (is_start && place == 1 && call->token.type == TOKEN_STRING) {
            struct token name = call->token;
            struct call ahead = *call;
            call_next(&ahead);
            if (token_is(&ahead.token, ",") || token_is(&ahead.token, ")"))
                rc = check_named(walk, call->verb, name.text);
        } else if (is_start && place == options_place(call->verb) && token_is(&call->token, "{")) {
            return check_options(walk, call);
        }
        if (rc)
            return rc;
        depth += bracket_step(&call->token);
        is_start = depth == 1 && token_is(&call->token, ",");
        place += is_start;
    }
    return place < options_place(call->verb) ? check_needed(walk, call->verb, none) : 0;
}

/* The walk stands on `case`: is this a call of a verb? */
static int check_call(struct walk *walk)
{
    struct call call = {.source = walk->source};
    call_next(&call);
    if (!token_is(&call.token, ":"))
        return 0;
    call_next(&call);
    const char *word = arena_printf(walk->arena, "%.*s", SLICE_ARG(call.token.text));
    call.verb = verb_of(word);
    if (verb_is_later(word))
        return FAIL(walk, "case:%s comes later. Leave it out for now.", word);
    if (query_is(word))
        return 0;
    if (call.verb == VERB_NONE || call.verb == VERB_CANCEL)
        return FAIL(walk, "there is no verb case:%s. docs/lua.md lists all verbs.", word);
    if (walk->region == REGION_HANDLER && verb_waits(call.verb))
        return FAIL(
            walk,
            "the handler of \"%.*s\" calls case:%s, which waits. A handler gives orders and "
            "returns; let it return a stage, and wait there.",
            SLICE_ARG(walk->region_name), word);
    call_next(&call);
    if (call.token.type == TOKEN_STRING) {
        int rc = check_named(walk, call.verb, call.token.text);
        return rc ? rc : check_needed(walk, call.verb, (bool[RULE_OPTIONS_MAX]){false});
    }
    if (token_is(&call.token, "{") && options_place(call.verb) == 1)
        return check_options(walk, &call);
    return token_is(&call.token, "(") ? check_arguments(walk, &call) : 0;
}

/* `return "name"` of the outermost function of a stage or a handler. */
static int check_return(struct walk *walk)
{
    static const char *const ends[] = {"end", ";", "else", "elseif", "until"};
    struct source ahead = walk->source;
    struct token name = source_next(&ahead);
    struct token after = source_next(&ahead);
    bool is_literal = false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        is_literal = is_literal || token_is(&after, ends[i]);
    if (name.type != TOKEN_STRING || !is_literal)
        return 0;
    if (walk->returned) {
        if (walk->region == REGION_HANDLER)
            value_push(walk->arena, walk->returned, value_text(walk->arena, name.text));
        return 0;
    }
    const struct value *stages = value_get(walk->workflow, "stages");
    const struct value *stage = value_get_slice(stages, name.text);
    if (value_is_nil(stage))
        return FAIL(walk, "%s \"%.*s\" returns \"%.*s\", which is not a stage. Stages are: %s.",
                    walk->region == REGION_STAGE ? "stage" : "the handler of",
                    SLICE_ARG(walk->region_name), SLICE_ARG(name.text),
                    value_listed(stages, NULL, walk->arena));
    const struct value *next = value_get(value_get_slice(stages, walk->region_name), "next");
    bool is_next = walk->region == REGION_HANDLER;
    for (size_t i = 0; i < value_len(next); i++)
        is_next = is_next || slice_is(name.text, value_text_or(value_item(next, i), ""));
    if (!is_next)
        return FAIL(
            walk,
            "stage \"%.*s\" may return \"%.*s\", which is not in next { %s }. Add it there, "
            "or return one of these.",
            SLICE_ARG(walk->region_name), SLICE_ARG(name.text),
            value_listed(next, NULL, walk->arena));
    return 0;
}

/* `stage "x"` or `on "x"` outside of any function begins a region. */
static void region_begin(struct walk *walk)
{
    struct source ahead = walk->source;
    struct token name = source_next(&ahead);
    if (name.type != TOKEN_STRING)
        return;
    walk->region = token_is(&walk->token, "stage") ? REGION_STAGE : REGION_HANDLER;
    walk->region_name = name.text;
    walk->region_brackets = walk->brackets;
}

static void count_blocks(struct walk *walk)
{
    const struct token *token = &walk->token;
    bool is_function = token_is(token, "function");
    bool is_open =
        is_function || token_is(token, "if") || token_is(token, "do") || token_is(token, "repeat");
    if (is_open && walk->blocks < BLOCKS_MAX) {
        walk->is_function[walk->blocks++] = is_function;
        walk->functions += is_function;
    } else if ((token_is(token, "end") || token_is(token, "until")) && walk->blocks > 0) {
        walk->functions -= walk->is_function[--walk->blocks];
    }
    int bracket = bracket_step(token);
    walk->brackets += bracket;
    if (bracket < 0 && walk->functions == 0 && walk->brackets <= walk->region_brackets)
        walk->region = REGION_NONE;
}

static int walk_text(struct walk *walk, struct slice text)
{
    int rc = 0;
    bool is_field = false; /* behind a dot, `case` and `return` are names of fields */
    source_init(&walk->source, text);
    walk->token = source_next(&walk->source);
    while (rc == 0 && walk->token.type != TOKEN_END) {
        count_blocks(walk);
        const struct token *token = &walk->token;
        if (!is_field && walk->functions == 0 &&
            (token_is(token, "stage") || token_is(token, "on")))
            region_begin(walk);
        else if (walk->region != REGION_NONE && walk->functions == 1 && token_is(token, "return"))
            rc = check_return(walk);
        else if (!is_field && !walk->returned && token_is(token, "case"))
            rc = check_call(walk);
        is_field = token_is(token, ".") || token_is(token, ":");
        walk->token = source_next(&walk->source);
    }
    return rc;
}

void check_returned(struct slice text, struct arena *arena, struct value *returned)
{
    struct walk walk = {.path = "", .arena = arena, .returned = returned};
    int rc = walk_text(&walk, text);
    (void)rc; /* collecting cannot fail */
}

int check_calls(struct slice text, const char *path, const struct value *workflow,
                const struct value *workflows, struct err *err)
{
    struct arena arena = {0};
    struct walk walk = {
        .path = path, .workflow = workflow, .workflows = workflows, .arena = &arena, .err = err};
    int rc = walk_text(&walk, text);
    arena_close(&arena);
    return rc;
}
