/* input.c - bodies and queries against the rules of their endpoint (input.h).
 *
 * The body is JSON within the bounds of data/json.h; an empty one stands for {}. Query values are
 * read into the type of their rule. The first fault ends the call with 400 and names the member,
 * never its value.
 */
#include "api/input.h"

#include <stdlib.h>

#include "api/endpoints.h"
#include "api/problem.h"
#include "base/id.h"
#include "base/wallclock.h"
#include "data/json.h"

static const struct input_rule *rule_find(const struct input_rule *rule, enum input_place place,
                                          struct slice name)
{
    for (; rule->place != INPUT_END; rule++)
        if (rule->place == place && slice_is(name, rule->name))
            return rule;
    return NULL;
}

static bool is_words(const struct value *value, int64_t most)
{
    if (value->type != VALUE_LIST || value_len(value) == 0 || (int64_t)value_len(value) > most)
        return false;
    for (size_t i = 0; i < value_len(value); i++) {
        const struct value *word = value_item(value, i);
        if (word->type != VALUE_TEXT || word->text.len == 0 || word->text.len > INPUT_NAME_MOST)
            return false;
    }
    return true;
}

static bool is_maps(const struct value *value, int64_t most)
{
    if (value->type != VALUE_LIST || value_len(value) == 0 || (int64_t)value_len(value) > most)
        return false;
    for (size_t i = 0; i < value_len(value); i++)
        if (value_item(value, i)->type != VALUE_MAP)
            return false;
    return true;
}

static bool is_of_type(const struct input_rule *rule, const struct value *value)
{
    struct id id;
    switch (rule->type) {
    case INPUT_TEXT:
        return value->type == VALUE_TEXT && value->text.len > 0 &&
               (int64_t)value->text.len <= rule->most;
    case INPUT_WORDS:
        return is_words(value, rule->most);
    case INPUT_LIST:
        return value->type == VALUE_LIST && (int64_t)value_len(value) <= rule->most;
    case INPUT_MAP:
        return value->type == VALUE_MAP;
    case INPUT_MAPS:
        return is_maps(value, rule->most);
    case INPUT_INT:
        return value->type == VALUE_INT && value->integer >= 0 && value->integer <= rule->most;
    case INPUT_YES_NO:
        return value->type == VALUE_BOOL;
    case INPUT_ID:
        return value->type == VALUE_TEXT && id_from_text(value->text.bytes, value->text.len, &id);
    case INPUT_TIME:
        return value->type == VALUE_INT;
    }
    return false;
}

static const char *type_text(const struct input_rule *rule, struct arena *arena)
{
    switch (rule->type) {
    case INPUT_TEXT:
        return arena_printf(arena, "a text of 1 to %lld bytes", (long long)rule->most);
    case INPUT_WORDS:
        return arena_printf(arena, "a list of 1 to %lld words", (long long)rule->most);
    case INPUT_LIST:
        return arena_printf(arena, "a list of at most %lld", (long long)rule->most);
    case INPUT_MAP:
        return "an object";
    case INPUT_MAPS:
        return arena_printf(arena, "a list of 1 to %lld objects", (long long)rule->most);
    case INPUT_INT:
        return arena_printf(arena, "a whole number from 0 to %lld", (long long)rule->most);
    case INPUT_YES_NO:
        return "true or false";
    case INPUT_ID:
        return "an id of 26 characters";
    case INPUT_TIME:
        return "a time like 2026-02-10T09:00:00+08:00";
    }
    return "";
}

/* One request being read; faults gather in `err` and are answered in one place, last of all. */
struct intake {
    struct call *call;
    const struct input_rule *rules;
    struct value *input;
    struct err err;
};

static int fault(struct intake *intake, const char *place, struct slice name, const char *text)
{
    return err_set(&intake->err, STATUS_MALFORMED, "%s \"%.*s\" %s.", place,
                   SLICE_ARG(slice_repeatable(name)), text);
}

static int take(struct intake *intake, const struct input_rule *rule, struct value *value)
{
    struct arena *arena = &intake->call->arena;
    if (!is_of_type(rule, value))
        return fault(intake, rule->place == INPUT_BODY ? "The member" : "The parameter",
                     slice_of(rule->name),
                     arena_printf(arena, "must be %s", type_text(rule, arena)));
    value_put(arena, intake->input, rule->name, value);
    return 0;
}

static int take_body(struct intake *intake)
{
    struct value *body;
    if (intake->call->body.len == 0)
        return 0;
    const struct json_bounds bounds = {.max_bytes = intake->call->endpoint->body_most};
    int rc = json_read(&intake->call->arena, intake->call->body, &bounds, &body, &intake->err);
    if (rc == 0 && body->type != VALUE_MAP)
        rc = err_set(&intake->err, STATUS_MALFORMED, "The body must be a JSON object.");
    for (size_t i = 0; rc == 0 && i < body->map.len; i++) {
        const struct member *member = &body->map.members[i];
        const struct input_rule *rule = rule_find(intake->rules, INPUT_BODY, member->key);
        rc = rule ? take(intake, rule, member->value)
                  : fault(intake, "The member", member->key, "is not known here");
    }
    return rc;
}

/* Text of the query as a value of the rule's type; nil if it cannot be one. */
static struct value *query_value(struct arena *arena, const struct input_rule *rule,
                                 const char *text)
{
    char *end;
    int64_t at_ms;
    if (rule->type == INPUT_INT) {
        long long number = strtoll(text, &end, 10);
        return *text && !*end ? value_int(arena, number) : &value_nil;
    }
    if (rule->type == INPUT_YES_NO)
        return strcmp(text, "true") == 0    ? value_bool(arena, true)
               : strcmp(text, "false") == 0 ? value_bool(arena, false)
                                            : &value_nil;
    if (rule->type == INPUT_TIME)
        return time_from_text(slice_of(text), &at_ms) ? value_int(arena, at_ms) : &value_nil;
    return value_string(arena, text);
}

static int take_query(struct intake *intake)
{
    int rc = 0;
    for (const struct call_pair *pair = intake->call->queries; rc == 0 && pair; pair = pair->next) {
        struct slice name = slice_of(pair->name);
        const struct input_rule *rule = rule_find(intake->rules, INPUT_QUERY, name);
        if (!rule)
            rc = fault(intake, "The parameter", name, "is not known here");
        else if (!value_is_nil(value_get(intake->input, rule->name)))
            rc = fault(intake, "The parameter", name, "was given twice");
        else
            rc = take(intake, rule, query_value(&intake->call->arena, rule, pair->value));
    }
    return rc;
}

static int check_required(struct intake *intake)
{
    for (const struct input_rule *rule = intake->rules; rule->place != INPUT_END; rule++)
        if (rule->is_required && value_is_nil(value_get(intake->input, rule->name)))
            return fault(intake, "The member", slice_of(rule->name), "is missing");
    return 0;
}

static int check_key(struct intake *intake)
{
    const char *key = intake->call->idempotency_key;
    size_t len = key ? strlen(key) : 1;
    return len > 0 && len <= INPUT_KEY_MOST
               ? 0
               : fault(intake, "The header", slice_of("Idempotency-Key"),
                       "must have 1 to 128 characters");
}

int input_read(struct call *call, struct value **out, struct err *err)
{
    struct intake intake = {
        .call = call,
        .rules = endpoint_notes_of(call)->input,
        .input = value_map(&call->arena),
    };
    int rc = check_key(&intake);
    if (rc == 0)
        rc = take_body(&intake);
    if (rc == 0)
        rc = take_query(&intake);
    if (rc == 0)
        rc = check_required(&intake);
    *out = intake.input;
    if (rc != 0)
        *err = intake.err;
    return rc;
}

struct value *input_take(struct call *call)
{
    struct value *input;
    struct err err = {0};
    if (input_read(call, &input, &err) == 0)
        return input;
    problem_answer(call, &err);
    return NULL;
}

bool input_take_id(struct call *call, const char *param, struct id *id)
{
    const char *text = call_param(call, param);
    if (id_from_text(text, strlen(text), id))
        return true;
    problem_answer_status(call, STATUS_NOT_FOUND, "There is no such id.");
    return false;
}

size_t input_limit(const struct value *input)
{
    int64_t limit = value_get_int(input, "limit", INPUT_PAGE);
    return limit < 1 ? 1 : (size_t)limit;
}

struct slice input_slice(const struct value *input, const char *name)
{
    const struct value *value = value_get(input, name);
    return value->type == VALUE_TEXT ? value->text : slice_of("");
}
