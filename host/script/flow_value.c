/* flow_value.c - what a value may be (flow.h): names, fields, tables, operators.
 *
 * To add a kind of thing with fields of its own: a reader in `readers`.
 */
#include "script/verb_call.h"

/* ---- what a value must be -------------------------------------------------------------------- */

static const char *called(const struct guess *guess)
{
    return guess->what ? guess->what : "this value";
}

void flow_need(struct flow *flow, const struct node *at, const struct guess *guess, const char *use)
{
    if (guess->kind == GUESS_NIL)
        flow_report(flow, at, CHECK_OPTIONAL_VALUE,
                    arena_printf(flow->arena, "this is nil here, and %s", use),
                    "Give it a value first.");
    else if (guess->nil == NIL_MAYBE)
        flow_report(flow, at, CHECK_OPTIONAL_VALUE,
                    arena_printf(flow->arena, "%s may be empty, and %s", called(guess), use),
                    "Look first (if x ~= nil then ... end), give another value (x or 0), make the "
                    "field required, or name it in needs of the outcome.");
}

void flow_need_open(struct flow *flow, const struct node *at, const struct guess *guess,
                    const char *use)
{
    flow_need(flow, at, guess, use);
    if (guess->kind == GUESS_PERSONAL)
        flow_report(flow, at, CHECK_PERSONAL_VALUE,
                    arena_printf(flow->arena, "%s is personal, and %s", called(guess), use),
                    "Pass it on in with, set or add; ask what the script must know of it as facts "
                    "of the field, or make a text that names nobody plain.");
}

void flow_need_whole(struct flow *flow, const struct node *at, const struct guess *guess,
                     const char *use)
{
    flow_need_open(flow, at, guess, use);
    if (guess->kind == GUESS_NUMBER && guess->is_real)
        flow_report(flow, at, CHECK_FRACTION,
                    arena_printf(flow->arena, "this number may have a fraction, and %s", use),
                    "Divide with //, or round with math.floor.");
}

/* ---- fields ---------------------------------------------------------------------------------- */

static const char *form_title(struct flow *flow, const struct value *form)
{
    return arena_printf(flow->arena, "form \"%s\"", value_text_or(value_get(form, "name"), "?"));
}

/* Rows of which there must be one: where the form has outcomes, only with those that need them. */
static bool is_always_given(const struct value *form, const struct value *field)
{
    return value_is_text(value_get(field, "type"), "rows") && value_get_int(field, "min", 0) > 0 &&
           value_len(value_get(form, "outcomes")) == 0;
}

/* The field or fact of that name; NULL if there is none. `owner` has the fields: a form, or rows.
 */
static struct guess *declared_field(struct flow *flow, const struct value *owner, struct slice name,
                                    const char *of)
{
    const struct value *fields = value_get(owner, "fields");
    for (size_t i = 0; i < value_len(fields); i++) {
        const struct value *field = value_item(fields, i);
        if (slice_is(name, value_text_or(value_get(field, "name"), ""))) {
            struct guess *guess = guess_field(flow->arena, field, of);
            if (is_always_given(owner, field))
                guess->nil = NIL_NEVER;
            return guess;
        }
        if (!value_is_nil(value_get_slice(value_get(field, "facts"), name))) {
            struct guess *fact = guess_new(flow->arena, GUESS_BOOL);
            fact->nil = NIL_UNKNOWN;
            return fact;
        }
    }
    return NULL;
}

static struct guess *unknown_field(struct flow *flow, const struct node *at, const char *of,
                                   struct slice name, const char *listed)
{
    flow_report(flow, at, CHECK_UNKNOWN_FIELD,
                arena_printf(flow->arena, "%s has no \"%.*s\"", of, SLICE_ARG(name)),
                arena_printf(flow->arena, "It has: %s.", listed));
    return guess_new(flow->arena, GUESS_ANY);
}

/* outcome by on at office row way: of every answer. NULL: another name. */
static struct guess *common_field(struct flow *flow, const struct guess *answer, struct slice name)
{
    static const struct {
        const char *name;
        enum guess_kind kind;
    } common[] = {
        {"outcome", GUESS_TEXT     },
        {"by",      GUESS_REFERENCE},
        {"on",      GUESS_TEXT     },
        {"at",      GUESS_ANY      },
        {"office",  GUESS_TEXT     },
        {"way",     GUESS_TEXT     },
        {"row",     GUESS_ROW      },
    };
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        if (!slice_is(name, common[i].name))
            continue;
        struct guess *guess = guess_new(flow->arena, common[i].kind);
        if (i == 0) {
            guess->owner = answer->path;
            guess->decl = answer->decl;
        } else if (common[i].kind == GUESS_ROW) {
            guess = answer->item ? guess_copy(flow->arena, answer->item)
                                 : guess_new(flow->arena, GUESS_ROW);
        }
        if (i > 0 && guess->nil == NIL_NEVER)
            guess->nil = answer->item ? NIL_NEVER : NIL_UNKNOWN;
        return guess;
    }
    return NULL;
}

/* Must be filled for every outcome that is still possible? */
static bool is_needed(const struct guess *answer, struct slice name)
{
    const struct value *outcomes = value_get(answer->decl, "outcomes");
    if (value_len(outcomes) == 0 || value_len(outcomes) > OUTCOMES_MAX)
        return false;
    for (size_t i = 0; i < value_len(outcomes); i++) {
        const struct value *needs = value_get(value_item(outcomes, i), "needs");
        bool has = !(answer->outcomes & (UINT64_C(1) << i));
        for (size_t k = 0; k < value_len(needs); k++)
            has = has || slice_is(name, value_text_or(value_item(needs, k), ""));
        if (!has)
            return false;
    }
    return true;
}

static void check_silence(struct flow *flow, const struct node *at, const struct guess *answer,
                          struct slice name)
{
    if (!(answer->outcomes & OUTCOME_EXPIRED) || slice_is(name, "outcome") || slice_is(name, "row"))
        return;
    flow_report(flow, at, CHECK_SILENCE,
                arena_printf(flow->arena,
                             "\"%.*s\" is read where the answer to %s may have expired",
                             SLICE_ARG(name), form_title(flow, answer->decl)),
                "Ask first: if answer.outcome == \"expired\" then ... return ... end.");
}

static struct guess *read_answer(struct flow *flow, const struct node *at,
                                 const struct guess *answer, struct slice name)
{
    const struct value *fields = value_get(answer->decl, "fields");
    struct guess *guess = common_field(flow, answer, name);
    check_silence(flow, at, answer, name);
    if (guess)
        return guess;
    guess = declared_field(flow, answer->decl, name, form_title(flow, answer->decl));
    if (!guess)
        return unknown_field(
            flow, at, arena_printf(flow->arena, "an answer to %s", form_title(flow, answer->decl)),
            name,
            arena_printf(flow->arena, "%s, and outcome, by, on, at, office, row, way",
                         value_listed(fields, "name", flow->arena)));
    if (is_needed(answer, name))
        guess->nil = NIL_NEVER;
    return guess;
}

/* What stages set: under the field's name, or "list/field" of a row. */
static const struct data_field *set_field(const struct flow *flow, const char *name)
{
    for (const struct data_field *field = flow->subject->data; field; field = field->next) {
        if (slice_is(field->name, name))
            return field;
    }
    return NULL;
}

static const struct value *intake_form(const struct flow *flow)
{
    const struct value *workflow = flow->subject->workflow;
    const char *intake = value_get_text(workflow, "intake");
    return value_get(value_get(workflow, "forms"), intake ? intake : "");
}

/* What is said in a signal that begins a case is data of that case: in others it is not there. */
static struct guess *begun_field(struct flow *flow, struct slice name)
{
    const struct value *workflow = flow->subject->workflow;
    const struct value *signals = value_get(workflow, "signals");
    struct guess *guess = NULL;

    for (size_t i = 0; !guess && i < value_len(signals); i++) {
        const struct value *signal = signals->map.members[i].value;
        const char *form = value_text_or(value_get(signal, "form"), "");
        if (!value_is_nil(value_get(signal, "begins")))
            guess = declared_field(flow, value_get(value_get(workflow, "forms"), form), name,
                                   arena_printf(flow->arena, "the form \"%s\"", form));
    }
    if (guess)
        guess->nil = NIL_UNKNOWN;
    return guess;
}

static struct guess *read_data(struct flow *flow, const struct node *at, const struct guess *data,
                               struct slice name)
{
    const struct value *workflow = flow->subject->workflow;
    const char *intake = value_get_text(workflow, "intake");
    (void)data;
    struct guess *given = declared_field(
        flow, intake_form(flow), name,
        arena_printf(flow->arena, "the intake form \"%s\"", intake ? intake : "none"));
    const struct data_field *set =
        set_field(flow, arena_printf(flow->arena, "%.*s", SLICE_ARG(name)));
    if (!given)
        given = begun_field(flow, name);
    if (given && !set)
        return given;
    if (set) {
        given = given ? guess_join(flow->arena, given, set->guess)
                      : guess_copy(flow->arena, set->guess);
        given->path = given->alias = given->owner = NULL;
        given->nil = NIL_UNKNOWN; /* a stage may have set it before */
        return given;
    }
    if (!flow->subject->is_data_open)
        flow_report(flow, at, CHECK_UNKNOWN_FIELD,
                    arena_printf(flow->arena, "no form gives case.data.%.*s and no stage sets it",
                                 SLICE_ARG(name)),
                    arena_printf(
                        flow->arena,
                        "The intake gives: %s. What a stage finds out is kept by case:set "
                        "{ name = value }.",
                        value_listed(value_get(intake_form(flow), "fields"), "name", flow->arena)));
    return guess_new(flow->arena, GUESS_ANY);
}

static struct guess *read_row(struct flow *flow, const struct node *at, const struct guess *row,
                              struct slice name)
{
    const struct value *fields = value_get(row->decl, "fields");
    const char *list = value_text_or(value_get(row->decl, "name"), "?");
    const char *of = arena_printf(flow->arena, "a row of \"%s\"", list);
    if (!row->decl)
        return guess_new(flow->arena, GUESS_ANY);
    struct guess *guess = declared_field(flow, row->decl, name, of);
    const char *own = arena_printf(flow->arena, "%s/%.*s", list, SLICE_ARG(name));
    bool is_set = set_field(flow, own) ||
                  set_field(flow, arena_printf(flow->arena, "?/%.*s", SLICE_ARG(name)));
    if (guess && is_set)
        guess->nil = NIL_UNKNOWN;
    if (guess)
        return guess;
    if (is_set || flow->subject->is_data_open)
        return guess_new(flow->arena, GUESS_ANY);
    return unknown_field(flow, at, of, name, value_listed(fields, "name", flow->arena));
}

static struct guess *read_settings(struct flow *flow, const struct node *at,
                                   const struct guess *object, struct slice name)
{
    const struct value *settings = value_get(flow->subject->workflow, "settings");
    const struct value *setting = value_get_slice(settings, name);
    (void)object;
    if (value_is_nil(setting)) {
        flow_report(flow, at, CHECK_UNKNOWN_SETTING,
                    arena_printf(flow->arena, "setting \"%.*s\" is not declared", SLICE_ARG(name)),
                    arena_printf(flow->arena, "Settings are: %s.",
                                 value_listed(settings, NULL, flow->arena)));
        return guess_new(flow->arena, GUESS_ANY);
    }
    switch (value_get(setting, "value")->type) {
    case VALUE_INT:
        return guess_new(flow->arena, GUESS_NUMBER);
    case VALUE_TEXT:
        return guess_new(flow->arena, GUESS_TEXT);
    case VALUE_BOOL:
        return guess_new(flow->arena, GUESS_BOOL);
    default:
        return guess_new(flow->arena, GUESS_DURATION);
    }
}

static struct guess *read_case(struct flow *flow, const struct node *at, const struct guess *object,
                               struct slice name)
{
    static const struct {
        const char *name;
        enum guess_kind kind;
    } members[] = {
        {"data",     GUESS_DATA    },
        {"settings", GUESS_SETTINGS},
        {"number",   GUESS_TEXT    },
        {"office",   GUESS_TEXT    },
        {"stage",    GUESS_TEXT    },
        {"group",    GUESS_TEXT    },
        {"from",     GUESS_ANY     },
    };
    (void)object;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (slice_is(name, members[i].name)) {
            struct guess *guess = guess_new(flow->arena, members[i].kind);
            if (members[i].kind == GUESS_TEXT || members[i].kind == GUESS_ANY)
                guess->nil = NIL_UNKNOWN;
            return guess;
        }
    }
    const char *word = arena_printf(flow->arena, "%.*s", SLICE_ARG(name));
    if (verb_of(word) != VERB_NONE || query_is(word))
        flow_report(flow, at, CHECK_UNKNOWN_FIELD,
                    arena_printf(flow->arena, "%s is a verb and stands behind a dot", word),
                    arena_printf(flow->arena, "Write case:%s(...) with a colon.", word));
    else
        flow_report(flow, at, CHECK_UNKNOWN_FIELD,
                    arena_printf(flow->arena, "a case has no \"%s\"", word),
                    "It has data, settings, number, office, stage, group, from, and the verbs of "
                    "docs/lua.md.");
    return guess_new(flow->arena, GUESS_ANY);
}

static bool is_method(struct slice name)
{
    return slice_is(name, "has") || slice_is(name, "only") || slice_is(name, "count");
}

static struct guess *read_answers(struct flow *flow, const struct node *at,
                                  const struct guess *object, struct slice name)
{
    (void)object;
    if (is_method(name))
        return guess_new(flow->arena, GUESS_ANY);
    return unknown_field(flow, at, "a list of answers", name,
                         "answers[1], #answers, :has, :only and :count");
}

static struct guess *read_list(struct flow *flow, const struct node *at, const struct guess *object,
                               struct slice name)
{
    const char *of = arena_printf(flow->arena, "the list \"%s\"",
                                  value_text_or(value_get(object->decl, "name"), "?"));
    flow_report(flow, at, CHECK_UNKNOWN_FIELD,
                arena_printf(flow->arena, "%s has no \"%.*s\"", of, SLICE_ARG(name)),
                "Its rows have fields: for _, row in ipairs(list) do ... row.name ... end.");
    return guess_new(flow->arena, GUESS_ANY);
}

static struct guess *read_table(struct flow *flow, const struct node *at,
                                const struct guess *object, struct slice name)
{
    const struct guess *member = guess_member(object, name);
    if (member)
        return guess_copy(flow->arena, member);
    if (object->is_closed && object->members)
        return unknown_field(flow, at, "what all gave", name,
                             arena_printf(flow->arena, "the branches named there"));
    return guess_new(flow->arena, GUESS_ANY);
}

/* Of the branches still possible, each has its own fields: one that has it is enough. */
static struct guess *read_either(struct flow *flow, const struct node *at,
                                 const struct guess *object, struct slice name)
{
    const struct guess *left = object->name ? facts_find(flow->way.facts, object->name) : NULL;
    struct guess *joined = NULL;
    struct report *report = flow->subject->report;
    for (const struct guess_member *branch = object->members; branch; branch = branch->next) {
        if (left && left->texts && !words_has(left->texts, branch->name))
            continue;
        int before = report->errors;
        size_t findings = value_len(report->findings);
        struct guess *guess = flow_member(flow, at, branch->guess, name);
        bool is_unknown = report->errors > before &&
                          value_is_text(value_get(value_item(report->findings, findings), "code"),
                                        "unknown_field");
        if (is_unknown && (joined || branch->next)) { /* another branch may have it */
            report->findings->list.len = findings;
            report->errors = before;
            guess = guess_new(flow->arena, GUESS_ANY);
        }
        joined = joined ? guess_join(flow->arena, joined, guess) : guess;
    }
    if (!joined)
        joined = guess_new(flow->arena, GUESS_ANY);
    if (slice_is(name, "outcome"))
        joined->owner = object->path;
    return joined;
}

static struct guess *read_personal(struct flow *flow, const struct node *at,
                                   const struct guess *object, struct slice name)
{
    (void)name;
    flow_need_open(flow, at, object, "a script cannot look into it");
    return guess_new(flow->arena, GUESS_ANY);
}

static struct guess *read_library(struct flow *flow, const struct node *at,
                                  const struct guess *object, struct slice name)
{
    return guess_copy(flow->arena, flow_library(flow, at, object->name, name));
}

static const struct {
    enum guess_kind kind;
    struct guess *(*read)(struct flow *flow, const struct node *at, const struct guess *object,
                          struct slice name);
} readers[] = {
    {GUESS_ANSWER,   read_answer    },
    {GUESS_DATA,     read_data      },
    {GUESS_ROW,      read_row       },
    {GUESS_SETTINGS, read_settings  },
    {GUESS_CASE,     read_case      },
    {GUESS_EVENT,    flow_read_event},
    {GUESS_ENDING,   flow_read_event},
    {GUESS_ANSWERS,  read_answers   },
    {GUESS_LIST,     read_list      },
    {GUESS_TABLE,    read_table     },
    {GUESS_EITHER,   read_either    },
    {GUESS_PERSONAL, read_personal  },
    {GUESS_LIBRARY,  read_library   },
};

struct guess *flow_member(struct flow *flow, const struct node *at, const struct guess *object,
                          struct slice name)
{
    const char *root = object->kind == GUESS_CASE ? "@" : object->path;
    const char *path = flow_path(flow, root, name);
    const struct guess *known = path ? facts_find(flow->way.facts, path) : NULL;
    struct guess *guess = NULL;
    for (size_t i = 0; !known && i < sizeof readers / sizeof *readers; i++) {
        if (readers[i].kind == object->kind)
            guess = readers[i].read(flow, at, object, name);
    }
    if (known)
        guess = guess_copy(flow->arena, known);
    if (!guess)
        guess = guess_new(flow->arena, GUESS_ANY);
    guess->path = path;
    guess->is_outer = guess->is_outer || object->is_outer;
    return guess;
}

/* ---- names, tables --------------------------------------------------------------------------- */

static struct guess *value_name(struct flow *flow, struct node *node)
{
    if (!node->variable)
        return guess_copy(flow->arena, flow_global(flow, node));
    const char *path = arena_printf(flow->arena, "v%d", node->variable->index);
    const struct guess *known = facts_find(flow->way.facts, path);
    bool is_case =
        !known && node->variable->kind == VARIABLE_PARAMETER && slice_is(node->text, "case");
    struct guess *guess = known ? guess_copy(flow->arena, known)
                                : guess_new(flow->arena, is_case ? GUESS_CASE : GUESS_ANY);
    guess->path = path;
    guess->is_outer = guess->is_outer || (flow->root && !node->variable->function);
    return guess;
}

static struct guess *item_guess(struct flow *flow, const struct guess *object)
{
    bool has_items =
        object->kind == GUESS_TABLE || object->kind == GUESS_LIST || object->kind == GUESS_ANSWERS;
    struct guess *item = has_items && object->item ? guess_copy(flow->arena, object->item)
                                                   : guess_new(flow->arena, GUESS_ANY);
    item->nil = NIL_UNKNOWN;
    item->is_outer = object->is_outer;
    return item;
}

static struct guess *value_index(struct flow *flow, struct node *node)
{
    const struct guess *object = flow_value(flow, node->a);
    if (node->b->kind == NODE_STRING) {
        struct node at = *node;
        at.line = node->b->line;
        at.column = node->b->column;
        flow_need(flow, &at, object,
                  arena_printf(flow->arena, "its \"%.*s\" is read", SLICE_ARG(node->b->text)));
        return flow_member(flow, &at, object, node->b->text);
    }
    flow_value(flow, node->b);
    flow_need_open(flow, node, object, "something in it is read");
    return item_guess(flow, object);
}

static void add_member(struct flow *flow, struct guess *table, struct slice name,
                       const struct guess *guess)
{
    struct guess_member *member = ARENA_NEW(flow->arena, struct guess_member);
    *member = (struct guess_member){
        .name = name, .guess = guess_copy(flow->arena, guess), .next = table->members};
    member->guess->alias = guess->path ? guess->path : guess->alias;
    member->guess->path = NULL;
    table->members = member;
}

static void add_item(struct flow *flow, struct guess *table, const struct guess *guess)
{
    struct guess *item = guess_copy(flow->arena, guess);
    item->path = item->alias = NULL;
    table->item = table->item ? guess_join(flow->arena, table->item, item) : item;
}

static struct guess *value_table(struct flow *flow, struct node *node)
{
    struct guess *table = guess_new(flow->arena, GUESS_TABLE);
    for (struct node *field = node->a; field; field = field->next) {
        struct guess *key =
            field->a && field->a->kind != NODE_STRING ? flow_value(flow, field->a) : NULL;
        struct guess *value = flow_value(flow, field->b);
        if (field->a && field->a->kind == NODE_STRING)
            add_member(flow, table, field->a->text, value);
        else if (!key || key->kind == GUESS_NUMBER)
            add_item(flow, table, value);
        bool is_empty = value->kind == GUESS_NIL || value->nil == NIL_MAYBE;
        table->has_hole = table->has_hole || (!field->a && is_empty && field->next);
    }
    return table;
}

/* ---- operators ------------------------------------------------------------------------------- */

static struct guess *value_choice(struct flow *flow, struct node *node)
{
    struct way yes, no;
    flow_test(flow, node->a, &yes, &no);
    struct way left = node->op == OP_AND ? no : yes, right = node->op == OP_AND ? yes : no;
    flow->way = left;
    struct guess *first = NULL, *second = NULL;
    if (!left.is_dead) { /* again, silently: what it is where it decides */
        bool is_second = flow->subject->is_second;
        flow->subject->is_second = false;
        first = flow_value(flow, node->a);
        flow->subject->is_second = is_second;
        left = flow->way;
    }
    flow->way = right;
    if (!right.is_dead)
        second = flow_value(flow, node->b);
    flow->way = way_join(flow, left, flow->way);
    if (!first || !second)
        return first ? first : second ? second : guess_new(flow->arena, GUESS_ANY);
    if (node->op == OP_OR) {
        first = guess_copy(flow->arena, first);
        first->nil = NIL_NEVER;
        if (first->kind == GUESS_NIL)
            return second;
    } else if (first->kind != GUESS_BOOL) { /* x and y: nil where x is */
        second = guess_copy(flow->arena, second);
        if (second->nil == NIL_NEVER)
            second->nil = NIL_UNKNOWN;
        return second;
    }
    return guess_join(flow->arena, first, second);
}

static struct guess *value_compared(struct flow *flow, struct node *node)
{
    struct way yes, no;
    flow_test(flow, node, &yes, &no);
    flow->way = way_join(flow, yes, no);
    return guess_new(flow->arena, GUESS_BOOL);
}

static struct guess *value_number(struct flow *flow, struct node *node)
{
    struct guess *number = guess_new(flow->arena, GUESS_NUMBER);
    struct node *sides[] = {node->a, node->b};
    const char *use = arena_printf(flow->arena, "\"%s\" needs a number", node_op_word(node->op));
    for (size_t i = 0; i < 2 && sides[i]; i++) {
        struct guess *guess = flow_value(flow, sides[i]);
        flow_need_open(flow, sides[i], guess, use);
        number->is_real = number->is_real || (guess->kind == GUESS_NUMBER && guess->is_real);
    }
    number->is_real = number->is_real || node->op == OP_DIV || node->op == OP_POW;
    return number;
}

static struct guess *value_concat(struct flow *flow, struct node *node)
{
    struct node *sides[] = {node->a, node->b};
    for (size_t i = 0; i < 2; i++)
        flow_need_open(flow, sides[i], flow_value(flow, sides[i]), "\"..\" needs a text");
    return guess_new(flow->arena, GUESS_TEXT);
}

static struct guess *value_length(struct flow *flow, struct node *node)
{
    struct guess *guess = flow_value(flow, node->a);
    flow_need_open(flow, node->a, guess, "\"#\" needs a list or a text");
    if (guess->has_hole)
        flow_report(flow, node, CHECK_HOLE, "\"#\" of a list that may have a nil in it",
                    "Add only what is there: if x ~= nil then list[#list + 1] = x end.");
    return guess_new(flow->arena, GUESS_NUMBER);
}

static struct guess *value_binary(struct flow *flow, struct node *node)
{
    switch (node->op) {
    case OP_AND:
    case OP_OR:
        return value_choice(flow, node);
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        return value_compared(flow, node);
    case OP_CONCAT:
        return value_concat(flow, node);
    default:
        return value_number(flow, node);
    }
}

static struct guess *value_unary(struct flow *flow, struct node *node)
{
    switch (node->op) {
    case OP_NOT:
        return value_compared(flow, node);
    case OP_LEN:
        return value_length(flow, node);
    default:
        return value_number(flow, node);
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static struct guess *value_literal(struct flow *flow, const struct node *node)
{
    struct guess *guess;
    switch (node->kind) {
    case NODE_NIL:
        return guess_new(flow->arena, GUESS_NIL);
    case NODE_TRUE:
    case NODE_FALSE:
        return guess_new(flow->arena, GUESS_BOOL);
    case NODE_INTEGER:
        return guess_new(flow->arena, GUESS_NUMBER);
    case NODE_REAL:
        guess = guess_new(flow->arena, GUESS_NUMBER);
        guess->is_real = true;
        return guess;
    case NODE_STRING:
        return guess_text(flow->arena, node->text);
    default:
        return guess_new(flow->arena, GUESS_ANY);
    }
}

static bool has_steps(struct flow *flow, const struct node *node)
{
    flow_charge(flow, flow->way.facts);
    if (flow->steps <= FLOW_STEPS)
        return true;
    if (!flow->is_over)
        flow_report(flow, node, CHECK_TOO_MUCH,
                    "this and what follows is not checked: there are too many ways to come here",
                    "Divide the file, or let functions call each other less.");
    flow->is_over = true;
    if (flow->ending)
        flow->ending->is_unknown = true;
    return false;
}

static struct guess *value_call(struct flow *flow, struct node *node)
{
    struct values values;
    flow_call_values(flow, node, &values);
    if (values.count > 0)
        return guess_copy(flow->arena, values.items[0]);
    return guess_new(flow->arena, values.is_open ? GUESS_ANY : GUESS_NIL);
}

static struct guess *value_function(struct flow *flow, struct node *node)
{
    struct guess *guess = guess_new(flow->arena, GUESS_FUNCTION);
    guess->function = node;
    return guess;
}

struct guess *flow_value(struct flow *flow, struct node *node)
{
    if (!has_steps(flow, node))
        return guess_new(flow->arena, GUESS_ANY);
    switch (node->kind) {
    case NODE_NAME:
        return value_name(flow, node);
    case NODE_INDEX:
        return value_index(flow, node);
    case NODE_CALL:
    case NODE_METHOD:
        return value_call(flow, node);
    case NODE_FUNCTION:
        return value_function(flow, node);
    case NODE_TABLE:
        return value_table(flow, node);
    case NODE_BINARY:
        return value_binary(flow, node);
    case NODE_UNARY:
        return value_unary(flow, node);
    case NODE_GROUP:
        return flow_value(flow, node->a);
    default:
        return value_literal(flow, node);
    }
}

void flow_values(struct flow *flow, struct node *list, struct values *out)
{
    *out = (struct values){0};
    for (struct node *node = list; node; node = node->next) {
        bool is_last = !node->next;
        if (is_last && (node->kind == NODE_CALL || node->kind == NODE_METHOD)) {
            struct values more;
            flow_call_values(flow, node, &more);
            for (int i = 0; i < more.count && out->count < VALUES_MAX; i++) {
                out->nodes[out->count] = i == 0 ? node : NULL;
                out->items[out->count++] = more.items[i];
            }
            out->is_open = more.is_open;
            return;
        }
        if (is_last && node->kind == NODE_VARARG) {
            out->is_open = true;
            return;
        }
        struct guess *guess = flow_value(flow, node);
        if (out->count == VALUES_MAX)
            continue;
        out->nodes[out->count] = node;
        out->items[out->count++] = guess;
    }
    out->is_open = out->count == VALUES_MAX;
}
