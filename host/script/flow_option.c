/* flow_option.c - the options of a verb, and what stages keep in case.data (flow.h). */
#include "script/flow.h"

void flow_set_data(struct flow *flow, struct slice name, const struct guess *guess)
{
    struct subject *subject = flow->subject;
    struct data_field *field = subject->data;
    struct guess *kept = guess_copy(flow->arena, guess);
    bool is_kept = kept->kind <= GUESS_DURATION || kept->kind == GUESS_LIST ||
                   kept->kind == GUESS_ROW || kept->kind == GUESS_PERSONAL;
    if (!is_kept)
        kept = guess_new(flow->arena, GUESS_ANY);
    kept->path = kept->alias = kept->owner = NULL;
    kept->texts = NULL;
    kept->is_outer = false;
    while (field && !slice_is_equal(field->name, name))
        field = field->next;
    if (!field) {
        field = ARENA_NEW(flow->arena, struct data_field);
        *field = (struct data_field){.name = name, .guess = kept, .next = subject->data};
        subject->data = field;
    } else {
        field->guess = guess_join(flow->arena, field->guess, kept);
    }
    if (memchr(name.bytes, '/', name.len))
        return;
    const char *path = arena_printf(flow->arena, "@.data.%.*s", SLICE_ARG(name));
    struct guess *now = guess_copy(flow->arena, guess);
    now->path = path;
    flow->way.facts = facts_forget(flow->arena, flow->way.facts, path);
    flow->way.facts = facts_put(flow->arena, flow->way.facts, path, now);
}

static const struct value *form_of_call(struct flow *flow, const struct node *call)
{
    bool is_literal = call->b && call->b->kind == NODE_STRING;
    return is_literal ? value_get_slice(value_get(flow->subject->workflow, "forms"), call->b->text)
                      : &value_nil;
}

static void check_stop_on(struct flow *flow, const struct option *option)
{
    struct guess outcome = {.kind = GUESS_TEXT, .decl = form_of_call(flow, option->call)};
    for (const struct words *word = option->guess->texts; word; word = word->next) {
        if (!value_is_nil(outcome.decl))
            flow_check_word(flow, option->at, &outcome, word->word);
    }
}

/* carry = { "topic" }: fields this case has. */
static void check_carried(struct flow *flow, const struct option *option)
{
    const struct guess *data = guess_new(flow->arena, GUESS_DATA);
    for (struct node *field = option->at->kind == NODE_TABLE ? option->at->a : NULL; field;
         field = field->next) {
        if (!field->a && field->b->kind == NODE_STRING)
            flow_member(flow, field->b, data, field->b->text);
    }
}

/* with = { name = value } of start_case: fields of the other workflow's intake. */
static void check_started_with(struct flow *flow, const struct option *option)
{
    const struct node *name = option->call->b;
    const struct value *other = name && name->kind == NODE_STRING
                                    ? value_get_slice(flow->subject->workflows, name->text)
                                    : &value_nil;
    const char *intake = value_get_text(other, "intake");
    const struct value *fields =
        value_get(value_get(value_get(other, "forms"), intake ? intake : ""), "fields");
    for (struct node *field = option->at->kind == NODE_TABLE && !value_is_nil(other) ? option->at->a
                                                                                     : NULL;
         field; field = field->next) {
        bool is_known = !field->a || field->a->kind != NODE_STRING;
        for (size_t i = 0; !is_known && i < value_len(fields); i++)
            is_known = slice_is(field->a->text,
                                value_text_or(value_get(value_item(fields, i), "name"), ""));
        if (!is_known)
            flow_report(flow, field->a, CHECK_UNKNOWN_FIELD,
                        arena_printf(flow->arena, "the intake of workflow \"%.*s\" has no \"%.*s\"",
                                     SLICE_ARG(name->text), SLICE_ARG(field->a->text)),
                        arena_printf(flow->arena, "It has: %s.",
                                     value_listed(fields, "name", flow->arena)));
    }
}

/* `due` of a clock that is only set by a date. */
static bool needs_due(struct flow *flow, const struct option *option)
{
    const struct node *name = option->call->b;
    const struct value *clock =
        name && name->kind == NODE_STRING
            ? value_get_slice(value_get(flow->subject->workflow, "clocks"), name->text)
            : &value_nil;
    return !value_is_nil(clock) && value_is_nil(value_get(clock, "within"));
}

static void check_value(struct flow *flow, const struct option *option)
{
    const struct option_rule *rule = option->rule;
    const char *use =
        arena_printf(flow->arena, "case:%s needs %s", verb_word(option->verb), rule->name);
    if (flow_option_named(flow, option))
        return;
    bool may_be_personal = rule->kind == OPTION_REASON || rule->kind == OPTION_TO;
    if (rule->is_needed && may_be_personal)
        flow_need(flow, option->at, option->guess, use);
    else if (rule->is_needed || (rule->kind == OPTION_DATE && needs_due(flow, option)))
        flow_need_open(flow, option->at, option->guess, use);
    else if (strcmp(rule->name, "stop_on") == 0)
        check_stop_on(flow, option);
    else if (strcmp(rule->name, "carry") == 0)
        check_carried(flow, option);
    else if (strcmp(rule->name, "with") == 0 && option->verb == VERB_START_CASE)
        check_started_with(flow, option);
    if (rule->kind != OPTION_MAP || option->guess->kind != GUESS_TABLE)
        return;
    for (const struct guess_member *m = option->guess->members; m; m = m->next) {
        if (m->guess->kind == GUESS_NUMBER && m->guess->is_real)
            flow_need_whole(flow, option->at, m->guess, "it is written into the journal");
    }
}

static void check_missing(struct flow *flow, struct node *call, enum verb verb,
                          const struct guess *given)
{
    const struct option_rule *rule = verb_rule(verb)->options;
    for (; rule->name; rule++) {
        bool is_language = strcmp(rule->name, "zh") == 0 || strcmp(rule->name, "en") == 0;
        if (!rule->is_needed || (given && guess_member(given, slice_of(rule->name))))
            continue;
        flow_report(flow, call, is_language ? CHECK_MISSING_LANGUAGE : CHECK_BAD_OPTION,
                    arena_printf(flow->arena, "case:%s needs %s", verb_word(verb), rule->name),
                    arena_printf(flow->arena, "Add %s = ... to its options.", rule->name));
    }
    if (verb == VERB_DISPATCH && !(given && (guess_member(given, slice_of("waves")) ||
                                             guess_member(given, slice_of("levels")))))
        flow_report(flow, call, CHECK_BAD_OPTION, "case:dispatch needs waves",
                    "Add waves = { ... } to invite people, or levels = { ... } to alert units.");
}

/* ---- what a letter is given ------------------------------------------------------------------ */

/* The `with` of the call as written; NULL: none, or *is_open: it is not written out there. */
static const struct node *written_with(const struct node *options, bool *is_open)
{
    const struct node *with = NULL;

    for (const struct node *field = options ? options->a : NULL; field; field = field->next)
        if (field->a && node_is_text(field->a, "with"))
            with = field->b;
    *is_open = with && with->kind != NODE_TABLE;
    for (const struct node *field = with ? with->a : NULL; field && !*is_open; field = field->next)
        *is_open = !field->a || field->a->kind != NODE_STRING;
    return *is_open ? NULL : with;
}

/* A field of an answer or of the case. One of a row came through a list, which may hold only those
 * that have it: nobody knows. */
static bool may_be_empty(const struct guess *value)
{
    return value && value->nil == NIL_MAYBE && value->what && strstr(value->what, " form \"");
}

static void name_given(struct flow *flow, const struct node *with, const struct guess *values,
                       struct value *use)
{
    struct value *given = value_list(flow->arena), *maybe = value_list(flow->arena);

    for (const struct node *field = with ? with->a : NULL; field; field = field->next) {
        const struct guess *value = values ? guess_member(values, field->a->text) : NULL;
        if (!value || value->kind != GUESS_NIL)
            value_push(flow->arena, may_be_empty(value) ? maybe : given,
                       value_text(flow->arena, field->a->text));
    }
    value_put(flow->arena, use, "given", given);
    value_put(flow->arena, use, "maybe", maybe);
}

/* Whether it fills all places of its template is for those who can read templates. */
static void note_letter(struct flow *flow, const struct node *call, const struct node *options,
                        const struct guess *given)
{
    struct arena *arena = flow->arena;
    struct value *use = value_map(arena);
    const struct node *name = call->b;
    const struct value *decl =
        name && name->kind == NODE_STRING
            ? value_get_slice(value_get(flow->subject->workflow, "letters"), name->text)
            : &value_nil;
    bool is_open;
    const struct node *with = written_with(options, &is_open);

    if (value_is_nil(decl) || is_open || !flow->subject->is_second ||
        !flow->subject->report->letters)
        return;
    name_given(flow, with, given ? guess_member(given, slice_of("with")) : NULL, use);
    value_put(arena, use, "letter", value_text(arena, name->text));
    value_put(arena, use, "file", value_string(arena, flow->path));
    value_put(arena, use, "line", value_int(arena, name->line));
    value_put(arena, use, "column", value_int(arena, name->column));
    value_put(arena, use, "path", value_copy(arena, value_get(decl, "path")));
    value_put(arena, use, "path_en", value_copy(arena, value_get(decl, "path_en")));
    value_push(arena, flow->subject->report->letters, use);
}

void flow_options(struct flow *flow, struct node *call, enum verb verb, struct node *table,
                  const struct guess *given)
{
    bool is_open = given && (given->kind != GUESS_TABLE || !table);
    for (struct node *field = table ? table->a : NULL; field; field = field->next) {
        bool is_written = field->a && field->a->kind == NODE_STRING &&
                          (field->op == OP_DOT || !flow->subject->is_opening);
        if (!is_written) {
            is_open = true;
            continue;
        }
        struct option option = {
            .call = call, .at = field->b, .verb = verb, .rule = verb_option(verb, field->a->text)};
        option.guess = guess_member(given, field->a->text);
        if (option.rule && option.guess)
            check_value(flow, &option);
        else if (!option.rule)
            flow_report(flow, field->a, CHECK_BAD_OPTION,
                        arena_printf(flow->arena, "case:%s has no option \"%.*s\"", verb_word(verb),
                                     SLICE_ARG(field->a->text)),
                        arena_printf(flow->arena, "It may have: %s.",
                                     verb_options_listed(verb, flow->arena)));
    }
    if (!is_open)
        check_missing(flow, call, verb, given);
    if (!is_open && (verb == VERB_LETTER || verb == VERB_SERVE))
        note_letter(flow, call, table, given);
}
