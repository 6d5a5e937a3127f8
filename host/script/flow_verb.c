/* flow_verb.c - calls of the case's verbs and questions (flow.h).
 *
 * What a verb takes stands in rule.c, for the run and for this; what it gives in flow_result.c.
 */
#include "script/verb_call.h"

/* ---- where it may stand ---------------------------------------------------------------------- */

static bool is_in_loop(const struct flow *flow)
{
    for (const struct frame *frame = flow->frame; frame; frame = frame->caller) {
        if (frame->loops > 0)
            return true;
        if (frame->is_apart)
            return false;
    }
    return false;
}

static void check_place(struct flow *flow, struct node *call, enum verb verb)
{
    const char *word = verb_word(verb);
    const char *what = arena_printf(flow->arena, "case:%s waits", word);
    if (flow->record) {
        flow_report(flow, call, CHECK_VERB_IN_RECORD,
                    arena_printf(flow->arena,
                                 "case:%s stands in the function of case:record \"%s\"", word,
                                 flow->record),
                    "Call it before or after the record.");
        return;
    }
    if (!verb_waits(verb))
        return;
    if (flow->callback)
        flow_report(
            flow, call, CHECK_WAIT_IN_CALLBACK,
            arena_printf(flow->arena, "%s, inside a function given to %s", what, flow->callback),
            arena_printf(flow->arena, "Collect first, then call case:%s.", word));
    else if (flow->ending && flow->ending->kind == ENDING_HANDLER)
        flow_report(flow, call, CHECK_WAIT_IN_HANDLER,
                    arena_printf(flow->arena, "the handler of \"%s\" calls case:%s, which waits",
                                 flow->ending->name, word),
                    "Let the handler return a stage, and wait there.");
    else if (is_in_loop(flow))
        flow_report(flow, call, CHECK_WAIT_IN_LOOP,
                    arena_printf(flow->arena, "%s, in the body of a loop", what),
                    "Ask all at once (case:task_each, case:ask_each), or let the stage return its "
                    "own name and come round again.");
}

/* ---- names ----------------------------------------------------------------------------------- */

/* A dispatch is known by its first argument, wherever it is called. */
static void check_dispatch(struct flow *flow, const struct node *at, const char *word,
                           struct slice name)
{
    const struct words *known = flow->subject->dispatches;
    const char *listed = "";
    for (const struct words *one = known; one; one = one->next)
        listed = arena_printf(flow->arena, "%s%s\"%.*s\"", listed, *listed ? ", " : "",
                              SLICE_ARG(one->word));
    if (!flow->subject->is_second || words_has(known, name))
        return;
    flow_report(flow, at, CHECK_UNKNOWN_NAME,
                arena_printf(flow->arena, "case:%s names dispatch \"%.*s\", which no stage makes",
                             word, SLICE_ARG(name)),
                arena_printf(flow->arena, "Dispatches are: %s.", *listed ? listed : "none"));
}

static void check_free(struct flow *flow, const struct node *at, enum verb verb, struct slice name)
{
    struct subject *subject = flow->subject;
    if (verb == VERB_DISPATCH)
        subject->dispatches = words_add(subject->arena, subject->dispatches, name);
    else if (verb == VERB_ATTEND || verb == VERB_PLACES)
        check_dispatch(flow, at, verb_word(verb), name);
}

static void check_handoff_form(struct flow *flow, const struct node *at, struct slice name)
{
    const struct value *form = value_get_slice(value_get(flow->subject->workflow, "forms"), name);
    const struct value *outcomes = value_get(form, "outcomes");
    if (value_is_nil(form) ||
        (value_has_id(outcomes, slice_of("receive")) && value_has_id(outcomes, slice_of("object"))))
        return;
    flow_report(flow, at, CHECK_BAD_OPTION,
                arena_printf(flow->arena,
                             "form \"%.*s\" of case:handoff has not both outcomes "
                             "\"receive\" and \"object\"",
                             SLICE_ARG(name)),
                "The other office receives the case or objects to it: declare both.");
}

static void check_word(struct flow *flow, const struct node *at, enum verb verb, struct slice name)
{
    const struct value *workflow = flow->subject->workflow;
    enum named named = verb_rule(verb)->named;
    const char *map = named_map(named);
    const struct value *known = map ? value_get(workflow, map) : NULL;
    const char *word = verb_word(verb);
    if (named == NAMED_WORKFLOW)
        known = flow->subject->workflows;
    const char *listed = known ? value_listed(known, NULL, flow->arena) : "none";
    const char *what = named_word(named), *instead = "Declared are";
    bool is_known = !known || !value_is_nil(value_get_slice(known, name));
    if (named == NAMED_COLOUR) {
        is_known = colour_is(name);
        instead = "Colours are";
        listed = "\"blue\", \"yellow\", \"orange\", \"red\"";
    } else if (named == NAMED_OUTCOME) {
        is_known = value_has_id(value_get(workflow, "outcomes"), name);
        listed = value_listed(value_get(workflow, "outcomes"), "id", flow->arena);
        instead = "Its outcomes are";
    } else if (named == NAMED_LIST) {
        is_known = workflow_has_list(workflow, name);
        what = "list";
        listed = "the rows fields of the forms";
        instead = "Lists are";
    }
    if (!is_known)
        flow_report(flow, at, CHECK_UNKNOWN_NAME,
                    arena_printf(flow->arena, "case:%s names %s \"%.*s\", %s", word, what,
                                 SLICE_ARG(name),
                                 named == NAMED_OUTCOME  ? "which the workflow does not have"
                                 : named == NAMED_LIST   ? "which is not a rows field of any form"
                                 : named == NAMED_COLOUR ? "which no card has"
                                                         : "which is not declared"),
                    arena_printf(flow->arena, "%s: %s.", instead, listed));
    const struct value *signal = value_get_slice(value_get(workflow, "signals"), name);
    if (verb == VERB_AWAIT && value_get_bool(signal, "is_handled", false))
        flow_report(flow, at, CHECK_BAD_OPTION,
                    arena_printf(flow->arena,
                                 "case:await waits for signal \"%.*s\", which has a handler",
                                 SLICE_ARG(name)),
                    "A signal is handled or awaited, never both: remove one of them.");
}

/* The first argument; its text where there is exactly one. */
static struct slice read_name(struct flow *flow, struct node *call, enum verb verb,
                              const struct values *given)
{
    struct slice none = {0};
    const struct guess *name = given->count > 0 ? given->items[0] : NULL;
    const struct node *at = given->count > 0 && given->nodes[0] ? given->nodes[0] : call;
    enum named named = verb_rule(verb)->named;
    bool is_free = named == NAMED_FREE || named == NAMED_DISPATCH;
    if (!name || name->kind != GUESS_TEXT || !name->texts) {
        if (!is_free)
            flow_report(flow, at, CHECK_NOT_LITERAL,
                        arena_printf(flow->arena, "the %s of case:%s is not written out here",
                                     named_word(verb_rule(verb)->named), verb_word(verb)),
                        "Write it in quotes.");
        return none;
    }
    bool is_literal = at->kind == NODE_STRING || !flow->subject->is_opening;
    for (const struct words *word = name->texts; word && is_literal; word = word->next) {
        if (is_free)
            check_free(flow, at, verb, word->word);
        else
            check_word(flow, at, verb, word->word);
        if (verb == VERB_HANDOFF)
            check_handoff_form(flow, at, word->word);
    }
    return name->texts->next ? none : name->texts->word;
}

/* ---- branches -------------------------------------------------------------------------------- */

static struct guess *run_branch(struct flow *flow, struct node *value)
{
    struct values nothing = {0};
    bool is_branch = flow->is_branch;
    flow->is_branch = flow->is_next_apart = true;
    struct guess *guess = flow_run(flow, value, &nothing);
    flow->is_branch = is_branch;
    return guess;
}

/* Each branch begins where the call stands; behind it holds what all leave. */
static struct guess *run_branches(struct flow *flow, struct node *table)
{
    struct guess *all = guess_new(flow->arena, GUESS_TABLE);
    struct way start = flow->way, end = {.is_dead = true};
    for (struct node *field = table->a; field; field = field->next) {
        if (!field->a || field->a->kind != NODE_STRING || field->b->kind != NODE_FUNCTION)
            continue;
        flow->way = start;
        struct guess_member *member = ARENA_NEW(flow->arena, struct guess_member);
        *member =
            (struct guess_member){.name = field->a->text,
                                  .guess = guess_copy(flow->arena, run_branch(flow, field->b)),
                                  .next = all->members};
        member->guess->path = member->guess->alias = NULL;
        all->members = member;
        end = way_join(flow, end, flow->way);
    }
    flow->way = end.is_dead ? start : end;
    all->is_closed = true;
    return all;
}

static struct guess *verb_branches(struct flow *flow, const struct verb_call *read)
{
    struct node *table = read->call->b;
    if (!table || table->kind != NODE_TABLE || table->next) {
        flow_report(flow, read->call, CHECK_NOT_LITERAL,
                    arena_printf(flow->arena, "the branches of case:%s are not written out here",
                                 verb_word(read->verb)),
                    arena_printf(flow->arena, "Write case:%s { name = function() ... end, ... }.",
                                 verb_word(read->verb)));
        read->more->is_open = true;
        return guess_new(flow->arena, GUESS_ANY);
    }
    struct guess *all = run_branches(flow, table);
    if (read->verb == VERB_ALL)
        return all;
    struct guess *which = guess_new(flow->arena, GUESS_TEXT);
    struct guess *either = guess_new(flow->arena, GUESS_EITHER);
    which->owner = arena_printf(flow->arena, "#%d", flow->chooser++);
    for (const struct guess_member *branch = all->members; branch; branch = branch->next)
        which->texts = words_add(flow->arena, which->texts, branch->name);
    either->members = all->members;
    either->name = which->owner;
    flow->way.facts = facts_put(flow->arena, flow->way.facts, which->owner, which);
    read->more->items[1] = either; /* behind the name, which the caller puts first */
    return which;
}

static void verb_record(struct flow *flow, const struct verb_call *read)
{
    const struct guess *function = call_argument(read, 1);
    const char *outer = flow->record;
    struct values nothing = {0};
    if (!function || function->kind != GUESS_FUNCTION)
        return;
    flow->record = read->name.bytes ? arena_copy(flow->arena, read->name).bytes : "?";
    struct guess *recorded = flow_run(flow, function->function, &nothing);
    flow->record = outer;
    if (recorded->kind == GUESS_NUMBER && recorded->is_real)
        flow_need_whole(flow, read->call, recorded, "case:record keeps it");
}

/* ---- arguments ------------------------------------------------------------------------------- */

static const struct node *place(const struct verb_call *read, int index)
{
    bool has = index < read->given.count && read->given.nodes[index];
    return has ? read->given.nodes[index] : read->call;
}

static void need(struct flow *flow, const struct verb_call *read, int index, const char *what)
{
    const struct guess *guess = call_argument(read, index);
    if (!guess && read->given.is_open)
        return;
    if (!guess)
        guess = guess_new(flow->arena, GUESS_NIL);
    flow_need(flow, place(read, index), guess,
              arena_printf(flow->arena, "case:%s needs %s", verb_word(read->verb), what));
}

static void take_options(struct flow *flow, const struct verb_call *read, int index)
{
    const struct guess *given = call_argument(read, index);
    struct node *node = index < read->given.count ? read->given.nodes[index] : NULL;
    flow_options(flow, read->call, read->verb, node && node->kind == NODE_TABLE ? node : NULL,
                 given);
}

static void take_members(struct flow *flow, const struct verb_call *read, int index,
                         const char *list)
{
    const struct guess *members = call_argument(read, index);
    struct node *node = index < read->given.count ? read->given.nodes[index] : NULL;
    bool is_open = !node || node->kind != NODE_TABLE || !members;
    for (struct node *field = is_open ? NULL : node->a; field; field = field->next)
        is_open = is_open || !field->a || field->a->kind != NODE_STRING;
    flow->subject->is_data_open = flow->subject->is_data_open || is_open;
    if (!members || members->kind != GUESS_TABLE)
        return;
    for (const struct guess_member *m = members->members; m; m = m->next) {
        struct guess *kept = guess_copy(flow->arena, m->guess);
        kept->nil = NIL_NEVER;
        flow_need_whole(flow, place(read, index), kept->is_real ? kept : &(struct guess){0},
                        arena_printf(flow->arena, "case:%s keeps it", verb_word(read->verb)));
        const char *name = list ? arena_printf(flow->arena, "%s/%.*s", list, SLICE_ARG(m->name))
                                : arena_printf(flow->arena, "%.*s", SLICE_ARG(m->name));
        flow_set_data(flow, slice_of(name), m->guess);
    }
}

static void verb_set(struct flow *flow, const struct verb_call *read)
{
    bool is_whole = read->given.count <= 1 && !read->given.is_open;
    if (is_whole) {
        take_members(flow, read, 0, NULL);
        return;
    }
    const struct guess *row = call_argument(read, 0);
    bool is_known = row && row->kind == GUESS_ROW && row->decl;
    need(flow, read, 0, "a row first");
    take_members(flow, read, 1, is_known ? value_text_or(value_get(row->decl, "name"), "?") : "?");
}

/* The list is there from now on. */
static void verb_add(struct flow *flow, struct verb_call *read)
{
    read->name = read_name(flow, read->call, read->verb, &read->given);
    take_members(flow, read, 1, read->name.len ? arena_copy(flow->arena, read->name).bytes : "?");
    const struct value *field = read->name.len ? flow_rows_field(flow, read->name) : NULL;
    if (!field)
        return;
    struct guess *list = guess_field(flow->arena, field, "this case");
    list->nil = NIL_NEVER;
    flow_set_data(flow, read->name, list);
}

static void take_arguments(struct flow *flow, struct verb_call *read)
{
    switch (verb_shape(read->verb)) {
    case SHAPE_NAME:
        read->name = read_name(flow, read->call, read->verb, &read->given);
        if (read->verb != VERB_CLOSE)
            take_options(flow, read, 1);
        break;
    case SHAPE_BIND:
        read->name = read_name(flow, read->call, read->verb, &read->given);
        need(flow, read, 1, read->verb == VERB_LINK ? "the reference of a case" : "who it is");
        break;
    case SHAPE_PARTS:
        need(flow, read, 0, "rows of the case");
        take_options(flow, read, 1);
        break;
    case SHAPE_ROWS:
        read->name = read_name(flow, read->call, read->verb, &read->given);
        need(flow, read, 1, "rows of the case");
        take_options(flow, read, 2);
        break;
    case SHAPE_ROW:
        if (read->verb == VERB_ADD)
            verb_add(flow, read);
        else
            verb_set(flow, read);
        break;
    case SHAPE_TABLE:
        if (read->verb != VERB_ALL && read->verb != VERB_FIRST)
            take_options(flow, read, 0);
        break;
    case SHAPE_TIME:
        need(flow, read, 0, read->verb == VERB_SLEEP ? "a length, as days(5)" : "a date");
        break;
    case SHAPE_ANY:
        need(flow, read, 0,
             read->verb == VERB_SEAL ? "a row, or the name of a field" : "the reference of a case");
        break;
    case SHAPE_TEXT:
        need(flow, read, 0, "a row first");
        break;
    case SHAPE_FN:
        read->name = read_name(flow, read->call, read->verb, &read->given);
        break;
    }
}

/* ---- questions ------------------------------------------------------------------------------- */

static void check_clock_name(struct flow *flow, struct node *call, const struct values *given,
                             const char *word)
{
    const struct value *clocks = value_get(flow->subject->workflow, "clocks");
    const struct guess *name = given->count > 0 ? given->items[0] : NULL;
    if (flow->subject->is_opening)
        return;
    for (const struct words *text = name ? name->texts : NULL; text; text = text->next) {
        if (value_is_nil(value_get_slice(clocks, text->word)))
            flow_report(flow, given->nodes[0] ? given->nodes[0] : call, CHECK_UNKNOWN_NAME,
                        arena_printf(flow->arena,
                                     "case:%s names clock \"%.*s\", which is not "
                                     "declared",
                                     word, SLICE_ARG(text->word)),
                        arena_printf(flow->arena, "Clocks are: %s.",
                                     value_listed(clocks, NULL, flow->arena)));
    }
}

static struct guess *ask(struct flow *flow, struct node *call, const char *word)
{
    static const struct {
        const char *word;
        enum guess_kind kind;
    } kinds[] = {
        {"now",     GUESS_NUMBER},
        {"today",   GUESS_TEXT  },
        {"after",   GUESS_TEXT  },
        {"random",  GUESS_NUMBER},
        {"uuid",    GUESS_TEXT  },
        {"due",     GUESS_TEXT  },
        {"running", GUESS_BOOL  },
    };
    struct guess *result = guess_new(flow->arena, GUESS_ANY);
    struct values given;
    flow_values(flow, call->b, &given);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(word, kinds[i].word) == 0)
            result = guess_new(flow->arena, kinds[i].kind);
    }
    bool is_chance = strcmp(word, "random") == 0 || strcmp(word, "uuid") == 0;
    if (is_chance && flow->record)
        flow_report(
            flow, call, CHECK_VERB_IN_RECORD,
            arena_printf(flow->arena, "case:%s stands in the function of case:record", word),
            "Draw before it.");
    if (strcmp(word, "due") == 0 || strcmp(word, "running") == 0)
        check_clock_name(flow, call, &given, word);
    if (strcmp(word, "due") == 0)
        result->nil = NIL_UNKNOWN;
    for (int i = 0; i < given.count && strcmp(word, "after") == 0; i++)
        flow_need_open(flow, given.nodes[i] ? given.nodes[i] : call, given.items[i],
                       "case:after needs a date and a length");
    if (strcmp(word, "random") == 0 && given.count > 0)
        flow_need_whole(flow, given.nodes[0] ? given.nodes[0] : call, given.items[0],
                        "case:random needs a whole number");
    return result;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static struct guess *no_verb(struct flow *flow, struct node *call, const char *word)
{
    struct values given;
    flow_values(flow, call->b, &given);
    flow_report(flow, call->c, CHECK_UNKNOWN_VERB,
                arena_printf(flow->arena, "there is no verb case:%s", word),
                "docs/lua.md lists all verbs.");
    return guess_new(flow->arena, GUESS_ANY);
}

struct guess *flow_verb(struct flow *flow, struct node *call, struct values *more)
{
    const char *word = arena_printf(flow->arena, "%.*s", SLICE_ARG(call->text));
    struct verb_call read = {.call = call, .verb = verb_of(word), .more = more};
    if (query_is(word))
        return ask(flow, call, word);
    if (read.verb == VERB_NONE || read.verb == VERB_CANCEL)
        return no_verb(flow, call, word);
    check_place(flow, call, read.verb);
    if (read.verb == VERB_ALL || read.verb == VERB_FIRST)
        return verb_branches(flow, &read);
    flow_values(flow, call->b, &read.given);
    take_arguments(flow, &read);
    if (read.verb == VERB_RECORD)
        verb_record(flow, &read);
    if (read.verb == VERB_CLOSE && flow->is_branch)
        flow_report(flow, call, CHECK_BAD_RETURN,
                    "case:close stands inside a branch of all or first",
                    "Let the branch return, and close behind it.");
    return flow_result(flow, &read);
}
