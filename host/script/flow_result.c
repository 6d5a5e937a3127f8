/* flow_result.c - what a verb gives, and what that has (verb_call.h). To add a verb: its case in
 * flow_result; an event with fields of its own: result_event with their names.
 */
#include "script/verb_call.h"

static const struct value *form_named(struct flow *flow, struct slice name)
{
    return value_get_slice(value_get(flow->subject->workflow, "forms"), name);
}

static bool has_option(const struct guess *options, const char *name)
{
    return options && guess_member(options, slice_of(name));
}

const struct guess *call_argument(const struct verb_call *read, int index)
{
    return index < read->given.count ? read->given.items[index] : NULL;
}

static struct guess *answer_to(struct flow *flow, const struct value *form,
                               const struct guess *options)
{
    struct guess *answer = guess_new(flow->arena, GUESS_ANSWER);
    if (value_is_nil(form))
        return guess_new(flow->arena, GUESS_ANY);
    answer->decl = form;
    answer->outcomes = outcomes_all(form);
    if (has_option(options, "expires"))
        answer->outcomes |= OUTCOME_EXPIRED;
    return answer;
}

static struct guess *result_task(struct flow *flow, const struct verb_call *read)
{
    return answer_to(flow, form_named(flow, read->name), call_argument(read, 1));
}

static struct guess *result_each(struct flow *flow, const struct verb_call *read)
{
    const struct guess *rows = call_argument(read, 1), *options = call_argument(read, 2);
    struct guess *answer = answer_to(flow, form_named(flow, read->name), options);
    if (answer->kind != GUESS_ANSWER)
        return answer;
    struct guess *list = guess_new(flow->arena, GUESS_ANSWERS);
    list->decl = answer->decl;
    list->is_silent = has_option(options, "expires");
    list->item = answer;
    answer->item = guess_new(flow->arena, GUESS_ROW);
    if (rows && rows->item && rows->item->kind == GUESS_ROW)
        answer->item->decl = rows->item->decl;
    return list;
}

const struct value *flow_rows_field(const struct flow *flow, struct slice name)
{
    const struct value *forms = value_get(flow->subject->workflow, "forms");
    for (size_t i = 0; i < value_len(forms); i++) {
        const struct value *fields = value_get(forms->map.members[i].value, "fields");
        for (size_t k = 0; k < value_len(fields); k++) {
            const struct value *field = value_item(fields, k);
            if (value_is_text(value_get(field, "type"), "rows") &&
                slice_is(name, value_text_or(value_get(field, "name"), "")))
                return field;
        }
    }
    return NULL;
}

static struct guess *result_await(struct flow *flow, const struct verb_call *read)
{
    const struct value *signal =
        value_get_slice(value_get(flow->subject->workflow, "signals"), read->name);
    const char *form = value_get_text(signal, "form"), *about = value_get_text(signal, "about");
    struct guess *answer =
        answer_to(flow, form_named(flow, slice_of(form ? form : "")), call_argument(read, 1));
    if (about && answer->kind == GUESS_ANSWER) {
        answer->item = guess_new(flow->arena, GUESS_ROW);
        answer->item->decl = flow_rows_field(flow, slice_of(about));
    }
    return answer;
}

/* What an event has besides its outcome, and what it is called in messages. */
static struct guess *result_event(struct flow *flow, const char *what, const char *fields,
                                  const char *const *outcomes)
{
    struct guess *guess = guess_new(flow->arena, GUESS_EVENT);
    for (; outcomes && *outcomes; outcomes++)
        guess->texts = words_add(flow->arena, guess->texts, slice_of(*outcomes));
    guess->what = what;
    guess->name = fields;
    return guess;
}

static struct guess *result_texts(struct flow *flow, enum guess_kind kind, const char *const *texts)
{
    struct guess *guess = guess_new(flow->arena, kind);
    for (; *texts; texts++)
        guess->texts = words_add(flow->arena, guess->texts, slice_of(*texts));
    return guess;
}

/* Received also when it expires: then its fields are empty, and it is no silence. */
static struct guess *result_handoff(struct flow *flow, const struct verb_call *read)
{
    struct guess *answer = answer_to(flow, form_named(flow, read->name), NULL);
    answer->is_silent = false;
    return answer;
}

static struct guess *result_add(struct flow *flow, const struct verb_call *read)
{
    struct guess *row = guess_new(flow->arena, GUESS_ROW);
    row->decl = flow_rows_field(flow, read->name);
    return row;
}

static const char *const ends_of_clock[] = {"due", "stopped", "left", NULL};
static const char *const ends_of_serving[] = {"served", "failed", "expired", NULL};
static const char *const ends_of_starting[] = {"started", "refused", NULL};
static const char *const ends_of_effect[] = {"done", "failed", NULL};
static const char *const ends_of_stopping[] = {"met", "late", NULL};

struct guess *flow_result(struct flow *flow, const struct verb_call *read)
{
    switch (read->verb) {
    case VERB_TASK:
    case VERB_ASK:
        return result_task(flow, read);
    case VERB_TASK_EACH:
    case VERB_ASK_EACH:
        return result_each(flow, read);
    case VERB_AWAIT:
        return result_await(flow, read);
    case VERB_AWAIT_CLOCK:
        return result_event(flow, "the end of a clock", "outcome, row, due", ends_of_clock);
    case VERB_DISPATCH:
        return result_event(flow, "what case:dispatch gives", "need, fewest, filled", NULL);
    case VERB_ATTEND:
        return result_event(flow, "what case:attend gives", "done, minutes, no_shows", NULL);
    case VERB_SERVE:
        return result_event(flow, "the end of case:serve", "outcome, on, way, at, by",
                            ends_of_serving);
    case VERB_EFFECT:
        return result_texts(flow, GUESS_ENDING, ends_of_effect);
    case VERB_HANDOFF:
        return result_handoff(flow, read);
    case VERB_AWAIT_CASE:
        return guess_new(flow->arena, GUESS_ENDING);
    case VERB_AWAIT_START:
        return result_texts(flow, GUESS_ENDING, ends_of_starting);
    case VERB_STOP_CLOCK:
        return result_texts(flow, GUESS_TEXT, ends_of_stopping);
    case VERB_START_CLOCK:
        return guess_new(flow->arena, GUESS_TEXT);
    case VERB_START_CASE:
        return guess_new(flow->arena, GUESS_REFERENCE);
    case VERB_ADD:
        return result_add(flow, read);
    case VERB_CLOSE:
        return guess_new(flow->arena, GUESS_CLOSED);
    case VERB_RECORD:
        return guess_new(flow->arena, GUESS_ANY);
    case VERB_SPLIT: /* a sealed part has no reference */
        return guess_new(flow->arena, has_option(call_argument(read, 1), "sealed")
                                          ? GUESS_ANY
                                          : GUESS_REFERENCE);
    case VERB_OFFICE_OF: {
        struct guess *office = guess_new(flow->arena, GUESS_TEXT);
        office->nil = NIL_UNKNOWN;
        return office;
    }
    case VERB_PLACES:
        return guess_new(flow->arena, GUESS_LIST);
    case VERB_LETTER:
        return guess_new(flow->arena, GUESS_REFERENCE);
    case VERB_EXTEND_CLOCK:
    case VERB_RESUME_CLOCK:
        return guess_new(flow->arena, GUESS_TEXT);
    default:
        return guess_new(flow->arena, GUESS_NIL);
    }
}

/* ---- what it has ----------------------------------------------------------------------------- */

static bool is_listed(const char *fields, struct slice name)
{
    size_t len = strlen(fields);
    for (size_t i = 0; i < len; i += strcspn(fields + i, ",") + 2) {
        size_t part = strcspn(fields + i, ",");
        if (part == name.len && memcmp(fields + i, name.bytes, part) == 0)
            return true;
    }
    return false;
}

static struct guess *event_field(struct flow *flow, const struct guess *event, struct slice name)
{
    static const struct {
        const char *name;
        enum guess_kind kind;
        enum guess_nil nil;
    } fields[] = {
        {"outcome", GUESS_TEXT,      NIL_NEVER  },
        {"row",     GUESS_ROW,       NIL_UNKNOWN},
        {"due",     GUESS_TEXT,      NIL_NEVER  },
        {"on",      GUESS_TEXT,      NIL_UNKNOWN},
        {"way",     GUESS_TEXT,      NIL_UNKNOWN},
        {"at",      GUESS_ANY,       NIL_UNKNOWN},
        {"by",      GUESS_REFERENCE, NIL_UNKNOWN},
    };
    struct guess *guess = guess_new(flow->arena, GUESS_NUMBER);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!slice_is(name, fields[i].name))
            continue;
        guess = guess_new(flow->arena, fields[i].kind);
        guess->nil = fields[i].nil;
    }
    if (slice_is(name, "outcome"))
        guess->texts = event->texts;
    return guess;
}

struct guess *flow_read_event(struct flow *flow, const struct node *at, const struct guess *object,
                              struct slice name)
{
    if (object->kind == GUESS_ENDING && !slice_is(name, "outcome"))
        return guess_new(flow->arena, GUESS_ANY); /* what that workflow, or the other side, says */
    if (object->kind == GUESS_ENDING || is_listed(object->name, name))
        return event_field(flow, object, name);
    flow_report(flow, at, CHECK_UNKNOWN_FIELD,
                arena_printf(flow->arena, "%s has no \"%.*s\"", object->what, SLICE_ARG(name)),
                arena_printf(flow->arena, "It has: %s.", object->name));
    return guess_new(flow->arena, GUESS_ANY);
}
