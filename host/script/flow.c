/* flow.c - ways through statements and functions (flow.h).
 *
 * A file is followed at its own level first; the stages and handlers it declares are kept and
 * followed after it, so that they know all its local names. To add a statement: a row in
 * `statements`.
 */
#include "script/flow.h"

struct follow {
    struct slice name;
    enum ending_kind kind;
    struct node *function;
    struct follow *next;
};

/* ---- reporting ------------------------------------------------------------------------------- */

void flow_report(struct flow *flow, const struct node *at, enum check_code code, const char *what,
                 const char *instead)
{
    struct check_finding finding = {.code = code,
                                    .file = flow->path,
                                    .line = at->line,
                                    .column = at->column,
                                    .what = what,
                                    .instead = instead};
    bool is_sure = flow->steps <= FLOW_STEPS || code == CHECK_TOO_MUCH;
    if (flow->subject->is_second && !flow->way.is_dead && is_sure)
        report_add(flow->subject->report, &finding);
}

const char *flow_path(struct flow *flow, const char *path, struct slice name)
{
    return path ? arena_printf(flow->arena, "%s.%.*s", path, SLICE_ARG(name)) : NULL;
}

/* ---- ways ------------------------------------------------------------------------------------ */

void flow_charge(struct flow *flow, const struct fact *facts)
{
    flow->steps += 1 + (facts ? facts->depth / FLOW_FACTS : 0);
}

struct way way_join(struct flow *flow, struct way a, struct way b)
{
    if (a.is_dead)
        return b;
    if (b.is_dead)
        return a;
    for (int i = facts_apart(a.facts, b.facts); i >= 0; i -= FLOW_FACTS / 8)
        flow_charge(flow, a.facts);
    if (flow->steps > FLOW_STEPS)
        return a; /* nothing is said any more */
    return (struct way){.facts = facts_join(flow->arena, a.facts, b.facts)};
}

static const char *variable_path(struct flow *flow, const struct variable *variable)
{
    return arena_printf(flow->arena, "v%d", variable->index);
}

static void know(struct flow *flow, const char *path, const struct guess *guess)
{
    struct guess *own = guess_copy(flow->arena, guess);
    own->alias = guess->path ? guess->path : guess->alias;
    own->path = path;
    flow_charge(flow, flow->way.facts);
    flow->way.facts = facts_forget(flow->arena, flow->way.facts, path);
    flow->way.facts = facts_put(flow->arena, flow->way.facts, path, own);
}

static void bind(struct flow *flow, const struct variable *variable, const struct guess *guess)
{
    know(flow, variable_path(flow, variable), guess);
}

void flow_learn(struct flow *flow, const struct guess *about, struct guess *now)
{
    const char *paths[] = {about->path, about->alias};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (!paths[i])
            continue;
        struct guess *own = guess_copy(flow->arena, now);
        own->path = paths[i];
        flow->way.facts = facts_put(flow->arena, flow->way.facts, paths[i], own);
    }
}

/* ---- giving values --------------------------------------------------------------------------- */

static const char *outer_instead = "Keep it in the case: case:set { name = value }, and read "
                                   "case.data.name.";

static void assign_name(struct flow *flow, struct node *target, const struct guess *value)
{
    struct variable *variable = target->variable;
    if (!variable) {
        flow_report(flow, target, CHECK_UNKNOWN_GLOBAL,
                    arena_printf(flow->arena,
                                 "\"%.*s\" is given a value, but no local is called so",
                                 SLICE_ARG(target->text)),
                    "Write local before it, or correct the name.");
        return;
    }
    if (flow->root && !variable->function)
        flow_report(flow, target, CHECK_OUTER_WRITE,
                    arena_printf(flow->arena,
                                 "\"%.*s\" is declared outside (line %d) and changed here",
                                 SLICE_ARG(target->text), variable->line),
                    outer_instead);
    bind(flow, variable, value);
}

/* t[#t + 1] = x: the table has such items from now on. */
static void assign_item(struct flow *flow, const struct guess *table, const struct guess *value)
{
    struct guess *more = guess_copy(flow->arena, table);
    more->item =
        table->item ? guess_join(flow->arena, table->item, value) : guess_copy(flow->arena, value);
    more->item->path = more->item->alias = NULL;
    flow_learn(flow, table, more);
}

static void assign_field(struct flow *flow, struct node *target, const struct guess *value)
{
    const struct guess *object = flow_value(flow, target->a);
    struct guess *key = flow_value(flow, target->b);
    bool is_case = object->kind == GUESS_CASE || object->kind == GUESS_DATA ||
                   object->kind == GUESS_ROW || object->kind == GUESS_LIST;
    if (is_case)
        flow_report(flow, target, CHECK_BAD_RESULT, "the data of a case cannot be assigned to",
                    "Write case:set { name = value }, or case:set(row, { name = value }).");
    else if (object->kind == GUESS_ANSWER || object->kind == GUESS_ANSWERS)
        flow_report(flow, target, CHECK_BAD_RESULT, "an answer cannot be changed",
                    "Put the value into a local, or case:set { name = value }.");
    else if (flow->root && object->is_outer)
        flow_report(flow, target, CHECK_OUTER_WRITE,
                    "a table declared outside of the stage is changed here", outer_instead);
    if (object->kind != GUESS_TABLE)
        return;
    if (target->b->kind == NODE_STRING && object->path)
        know(flow, flow_path(flow, object->path, target->b->text), value);
    else if (key->kind != GUESS_TEXT)
        assign_item(flow, object, value);
}

void flow_assign(struct flow *flow, struct node *target, const struct guess *value)
{
    if (target->kind == NODE_NAME)
        assign_name(flow, target, value);
    else if (target->kind == NODE_INDEX)
        assign_field(flow, target, value);
}

static const struct guess *value_at(struct flow *flow, const struct values *values, int index)
{
    if (index < values->count)
        return values->items[index];
    return guess_new(flow->arena, values->is_open ? GUESS_ANY : GUESS_NIL);
}

static void follow_local(struct flow *flow, struct node *node)
{
    struct values values;
    int index = 0;
    flow_values(flow, node->b, &values);
    for (struct node *name = node->a; name; name = name->next) {
        if (name->variable->kind == VARIABLE_CLOSE)
            flow_report(flow, name, CHECK_REFUSED, "<close> runs code at a moment nobody can see",
                        "Take <close> away.");
        bind(flow, name->variable, value_at(flow, &values, index++));
    }
}

static void follow_assign(struct flow *flow, struct node *node)
{
    struct values values;
    int index = 0;
    flow_values(flow, node->b, &values);
    for (struct node *target = node->a; target; target = target->next)
        flow_assign(flow, target, value_at(flow, &values, index++));
}

/* ---- loops ----------------------------------------------------------------------------------- */

static void forget_assigned(struct flow *flow, const struct node *node);

static void forget_name(struct flow *flow, const struct node *target)
{
    if (target->kind == NODE_NAME && target->variable)
        flow->way.facts =
            facts_forget(flow->arena, flow->way.facts, variable_path(flow, target->variable));
}

/* Everything the list of nodes may assign, at any depth. */
static void forget_assigned(struct flow *flow, const struct node *node)
{
    for (; node; node = node->next) {
        if (node->kind == NODE_ASSIGN || node->kind == NODE_FUNCTION_STATEMENT) {
            for (const struct node *target = node->a; target; target = target->next)
                forget_name(flow, target);
        }
        if (node->kind == NODE_METHOD &&
            (slice_is(node->text, "set") || slice_is(node->text, "add")))
            flow->way.facts = facts_forget(flow->arena, flow->way.facts, "@.data");
        forget_assigned(flow, node->a);
        forget_assigned(flow, node->b);
        forget_assigned(flow, node->c);
    }
}

static void follow_body(struct flow *flow, struct node *body, struct way *breaks)
{
    flow->pending++;
    struct way *outer = flow->frame->breaks;
    *breaks = (struct way){.is_dead = true};
    flow->frame->breaks = breaks;
    flow->frame->loops++;
    flow_statements(flow, body);
    flow->frame->loops--;
    flow->frame->breaks = outer;
    flow->pending--;
}

static void follow_while(struct flow *flow, struct node *node)
{
    struct way yes, no, breaks;
    forget_assigned(flow, node->b);
    flow_test(flow, node->a, &yes, &no);
    flow->way = yes;
    follow_body(flow, node->b, &breaks);
    flow->way = way_join(flow, no, breaks);
}

static void follow_repeat(struct flow *flow, struct node *node)
{
    struct way yes = {.is_dead = true}, no, breaks;
    forget_assigned(flow, node->a);
    follow_body(flow, node->a, &breaks);
    if (!flow->way.is_dead)
        flow_test(flow, node->b, &yes, &no);
    flow->way = way_join(flow, yes, breaks);
}

static void follow_for_number(struct flow *flow, struct node *node)
{
    struct guess *number = guess_new(flow->arena, GUESS_NUMBER);
    struct way before, breaks;
    for (struct node *bound = node->b; bound; bound = bound->next) {
        struct guess *guess = flow_value(flow, bound);
        flow_need_open(flow, bound, guess, "a loop counts with it");
        number->is_real = number->is_real || guess->is_real;
    }
    forget_assigned(flow, node->c);
    before = flow->way;
    bind(flow, node->a->variable, number);
    follow_body(flow, node->c, &breaks);
    flow->way = way_join(flow, way_join(flow, before, flow->way), breaks);
}

/* What for ... in ipairs(x) gives each time; NULL: not known. */
static const struct guess *item_of(struct flow *flow, struct node *iterator)
{
    bool is_each = iterator->kind == NODE_CALL && !iterator->a->variable &&
                   (node_is_name(iterator->a, "ipairs") || node_is_name(iterator->a, "pairs"));
    struct values given;
    if (!is_each || !iterator->b) {
        flow_values(flow, iterator, &given);
        return NULL;
    }
    flow_call_values(flow, iterator, &given);
    return given.count > 3 ? given.items[3] : NULL; /* behind the three ipairs itself gives */
}

static void follow_for_in(struct flow *flow, struct node *node)
{
    const struct guess *item = item_of(flow, node->b);
    struct way before, breaks;
    struct node *name = node->a;
    forget_assigned(flow, node->c);
    before = flow->way;
    for (int index = 0; name; name = name->next, index++) {
        const struct guess *each = index == 1 && item ? item : guess_new(flow->arena, GUESS_ANY);
        bind(flow, name->variable, each);
    }
    follow_body(flow, node->c, &breaks);
    flow->way = way_join(flow, way_join(flow, before, flow->way), breaks);
}

/* ---- other statements ------------------------------------------------------------------------ */

static void follow_call(struct flow *flow, struct node *node)
{
    struct values values;
    flow_call_values(flow, node->a, &values);
    if (values.count == 0 || values.items[0]->kind != GUESS_CLOSED)
        return;
    flow_report(flow, node, CHECK_BAD_RETURN, "case:close is called and not returned",
                "Write return case:close \"outcome\".");
    flow->way.is_dead = true;
    if (flow->ending)
        flow->ending->is_unknown = true;
}

static void follow_do(struct flow *flow, struct node *node)
{
    flow_statements(flow, node->a);
}

static void follow_if(struct flow *flow, struct node *node)
{
    struct way rest = flow->way, end = {.is_dead = true}, yes;
    flow->pending++;
    for (struct node *arm = node->a; arm; arm = arm->next) {
        flow->way = rest;
        rest.is_dead = true;
        if (arm->a) {
            flow_test(flow, arm->a, &yes, &rest);
            flow->way = yes;
        }
        flow_statements(flow, arm->b);
        end = way_join(flow, end, flow->way);
    }
    flow->pending--;
    flow->way = way_join(flow, end, rest);
}

static void follow_function(struct flow *flow, struct node *node)
{
    flow_assign(flow, node->a, flow_value(flow, node->b));
}

static void follow_local_function(struct flow *flow, struct node *node)
{
    bind(flow, node->a->variable, flow_value(flow, node->b));
}

static void follow_jump(struct flow *flow, struct node *node)
{
    if (node->kind == NODE_BREAK && flow->frame->breaks)
        *flow->frame->breaks = way_join(flow, *flow->frame->breaks, flow->way);
    flow->way.is_dead = true;
}

/* Whoever jumps here may come from anywhere: only what held when the function began holds. */
static void follow_label(struct flow *flow, struct node *node)
{
    (void)node;
    flow->way = (struct way){.facts = flow->frame->start};
    if (flow->frame->function)
        forget_assigned(flow, flow->frame->function->b);
}

/* ---- return ---------------------------------------------------------------------------------- */

static void add_returned(struct flow *flow, struct slice stage, const struct node *at)
{
    struct returned *returned = ARENA_NEW(flow->arena, struct returned);
    *returned = (struct returned){.stage = stage, .at = at, .next = flow->ending->returned};
    flow->ending->returned = returned;
}

static bool must_return(const struct ending *ending)
{
    return ending->kind == ENDING_STAGE || ending->kind == ENDING_INSTEAD;
}

static void return_guess(struct flow *flow, struct node *value, const struct guess *guess)
{
    if (guess->kind == GUESS_CLOSED) {
        flow->ending->closes = true;
        return;
    }
    if (guess->kind == GUESS_NIL && !must_return(flow->ending))
        return;
    bool is_name = guess->kind == GUESS_ANY || guess->kind == GUESS_TEXT;
    flow->ending->is_unknown = true;
    if (is_name)
        flow_report(flow, value, CHECK_NOT_LITERAL,
                    "the stage that comes next is not written out here",
                    "Return each stage by its name in quotes, on a way of its own: "
                    "if x then return \"a\" end return \"b\".");
    else
        flow_report(flow, value, CHECK_BAD_RETURN, "what is returned here is no stage",
                    "Return the name of a stage in quotes, or return case:close \"outcome\".");
}

static void return_from_hook(struct flow *flow, struct node *node)
{
    if (!node->a || flow_value(flow, node->a)->kind == GUESS_NIL)
        return;
    flow_report(flow, node->a, CHECK_BAD_RETURN,
                "what runs before or after a stage returns nothing",
                "Take the value away; where the case goes on is said by the stage itself, or by "
                "route.");
}

/* return "stage", { name = value }: what a move sets in case.data. */
static void take_moved(struct flow *flow, struct node *node)
{
    const struct guess *fields = flow_value(flow, node);
    bool is_known = fields->kind == GUESS_TABLE && !fields->item;
    flow->subject->is_data_open = flow->subject->is_data_open || !is_known;
    for (const struct guess_member *member = fields->members; member; member = member->next)
        flow_set_data(flow, member->name, member->guess);
}

/* A return of the function of a stage or handler itself. */
static void return_stage(struct flow *flow, struct node *node)
{
    if (!node->a) {
        flow->ending->falls = true;
        if (must_return(flow->ending))
            flow_report(flow, node, CHECK_NO_RETURN,
                        arena_printf(flow->arena,
                                     "stage \"%s\" returns without saying what comes "
                                     "next",
                                     flow->ending->name),
                        "Return the name of a stage, or return case:close \"outcome\".");
        return;
    }
    struct guess *guess = flow_value(flow, node->a);
    if (flow->way.is_dead)
        return; /* it raised */
    if (node->a->kind == NODE_STRING)
        add_returned(flow, node->a->text, node->a);
    else
        return_guess(flow, node->a, guess);
    if (node->a->next && flow->ending->kind == ENDING_MOVE)
        take_moved(flow, node->a->next);
    else if (node->a->next)
        flow_report(flow, node->a->next, CHECK_BAD_RETURN, "a stage returns one value, not two",
                    "Return only the name of the stage.");
}

static void follow_return(struct flow *flow, struct node *node)
{
    struct frame *frame = flow->frame;
    if (frame->is_stage && flow->ending->kind == ENDING_HOOK) {
        return_from_hook(flow, node);
    } else if (frame->is_stage) {
        return_stage(flow, node);
    } else {
        struct values values;
        flow_values(flow, node->a, &values);
        const struct guess *guess = value_at(flow, &values, 0);
        frame->returned = frame->returned ? guess_join(flow->arena, frame->returned, guess)
                                          : guess_copy(flow->arena, guess);
    }
    if (!frame->is_stage)
        frame->end = way_join(flow, frame->end, flow->way);
    flow->way.is_dead = true;
}

static const struct {
    enum node_kind kind;
    void (*follow)(struct flow *flow, struct node *node);
} statements[] = {
    {NODE_LOCAL,              follow_local         },
    {NODE_ASSIGN,             follow_assign        },
    {NODE_CALL_STATEMENT,     follow_call          },
    {NODE_DO,                 follow_do            },
    {NODE_WHILE,              follow_while         },
    {NODE_REPEAT,             follow_repeat        },
    {NODE_IF,                 follow_if            },
    {NODE_FOR_NUMBER,         follow_for_number    },
    {NODE_FOR_IN,             follow_for_in        },
    {NODE_FUNCTION_STATEMENT, follow_function      },
    {NODE_LOCAL_FUNCTION,     follow_local_function},
    {NODE_RETURN,             follow_return        },
    {NODE_BREAK,              follow_jump          },
    {NODE_GOTO,               follow_jump          },
    {NODE_LABEL,              follow_label         },
};

/* Ways that are joined later must share what they began with; else nobody misses the old facts. */
static void tidy_facts(struct flow *flow)
{
    enum { SLACK = 256 };
    int depth = flow->way.facts ? flow->way.facts->depth : 0;
    if (flow->pending > 0 || depth < 2 * flow->tidy + SLACK)
        return;
    flow->way.facts = facts_tidy(flow->arena, flow->way.facts);
    flow->tidy = flow->way.facts->depth;
    flow->steps += flow->tidy;
}

void flow_statements(struct flow *flow, struct node *list)
{
    for (struct node *node = list; node; node = node->next) {
        tidy_facts(flow);
        if (flow->way.is_dead && node->kind != NODE_LABEL)
            continue;
        for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
            if (statements[i].kind == node->kind)
                statements[i].follow(flow, node);
        }
    }
}

/* ---- functions ------------------------------------------------------------------------------- */

static bool is_running(const struct flow *flow, const struct node *function)
{
    for (const struct frame *frame = flow->frame; frame; frame = frame->caller) {
        if (frame->function == function)
            return true;
    }
    return false;
}

static void bind_parameters(struct flow *flow, struct node *function, const struct values *given)
{
    int index = 0;
    for (struct node *name = function->a; name; name = name->next, index++) {
        const struct guess *guess = value_at(flow, given, index);
        bool is_case = slice_is(name->text, "case") && guess->kind == GUESS_ANY;
        bind(flow, name->variable, is_case ? guess_new(flow->arena, GUESS_CASE) : guess);
    }
}

struct guess *flow_run(struct flow *flow, struct node *function, const struct values *given)
{
    struct frame frame = {.caller = flow->frame,
                          .function = function,
                          .end = {.is_dead = true},
                          .is_apart = flow->is_next_apart};
    flow->is_next_apart = false;
    if (is_running(flow, function) || flow->depth >= FLOW_DEPTH)
        return guess_new(flow->arena, GUESS_ANY);
    function->is_followed = true;
    flow->depth++;
    bind_parameters(flow, function, given);
    frame.start = flow->way.facts;
    flow->frame = &frame;
    flow_statements(flow, function->b);
    flow->frame = frame.caller;
    flow->depth--;
    bool falls = !flow->way.is_dead;
    flow->way = way_join(flow, frame.end, flow->way);
    if (!frame.returned)
        return guess_new(flow->arena, GUESS_NIL);
    return falls ? guess_join(flow->arena, frame.returned, guess_new(flow->arena, GUESS_NIL))
                 : frame.returned;
}

/* The function of a stage or handler, or one that nobody calls. */
static void follow_root(struct flow *flow, struct node *function, const struct values *given,
                        struct ending *ending)
{
    struct frame frame = {.function = function,
                          .end = {.is_dead = true},
                          .is_stage = ending != NULL,
                          .is_apart = true};
    struct way file = flow->way;
    function->is_followed = true;
    flow->frame = &frame;
    flow->root = function;
    flow->ending = ending;
    bind_parameters(flow, function, given);
    frame.start = flow->way.facts;
    flow_statements(flow, function->b);
    if (ending && !flow->way.is_dead) {
        struct node end = {.line = function->end_line, .column = 1};
        ending->falls = true;
        if (must_return(ending))
            flow_report(flow, &end, CHECK_NO_RETURN,
                        arena_printf(flow->arena,
                                     "stage \"%s\" can come to its end here without a "
                                     "return",
                                     ending->name),
                        "Return the name of a stage, or return case:close \"outcome\", on every "
                        "way.");
    }
    flow->way = file;
    flow->root = NULL;
    flow->ending = NULL;
    flow->frame = NULL;
}

/* The stage as it was: an office has taken it over. */
static void drop_stage(struct subject *subject, const char *name)
{
    struct ending **link = &subject->endings;
    while (*link) {
        bool is_it = must_return(*link) && strcmp((*link)->name, name) == 0;
        if (is_it)
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
}

static void follow_stage(struct flow *flow, const struct follow *follow)
{
    struct subject *subject = flow->subject;
    struct ending *ending = ARENA_NEW(flow->arena, struct ending);
    bool is_move = follow->kind == ENDING_MOVE;
    struct values given = {.count = 1,
                           .items = {guess_new(flow->arena, is_move ? GUESS_ANY : GUESS_CASE)}};
    *ending = (struct ending){.name = arena_copy(flow->arena, follow->name).bytes,
                              .kind = follow->kind,
                              .function = follow->function,
                              .path = flow->path,
                              .next = NULL};
    if (follow->kind == ENDING_HANDLER) {
        const struct value *signal =
            value_get_slice(value_get(subject->workflow, "signals"), follow->name);
        const char *form = value_get_text(signal, "form");
        struct guess *answer = guess_new(flow->arena, form ? GUESS_ANSWER : GUESS_ANY);
        answer->decl = value_get(value_get(subject->workflow, "forms"), form ? form : "");
        answer->outcomes = outcomes_all(answer->decl);
        given.items[given.count++] = answer;
    }
    if (follow->kind == ENDING_INSTEAD)
        drop_stage(subject, ending->name);
    ending->next = subject->endings;
    subject->endings = ending;
    follow_root(flow, follow->function, &given, ending);
}

void flow_keep(struct flow *flow, struct slice name, enum ending_kind kind, struct node *function)
{
    struct follow *follow = ARENA_NEW(flow->arena, struct follow), **tail = &flow->follows;
    *follow = (struct follow){.name = name, .kind = kind, .function = function};
    while (*tail)
        tail = &(*tail)->next;
    *tail = follow;
}

static void follow_rest(struct flow *flow, struct node *node)
{
    for (; node; node = node->next) {
        if (node->kind == NODE_FUNCTION && !node->is_followed) {
            struct values given = {.is_open = true};
            follow_root(flow, node, &given, NULL);
        }
        follow_rest(flow, node->a);
        follow_rest(flow, node->b);
        follow_rest(flow, node->c);
    }
}

static void mark_functions(struct node *node)
{
    for (; node; node = node->next) {
        node->is_followed = false;
        mark_functions(node->a);
        mark_functions(node->b);
        mark_functions(node->c);
    }
}

void flow_file(struct subject *subject, const char *path, const struct tree *tree)
{
    struct frame frame = {.end = {.is_dead = true}, .is_apart = true};
    struct flow flow = {.subject = subject, .arena = subject->arena, .path = path, .frame = &frame};
    mark_functions(tree->body);
    flow.is_declaring = true;
    flow_statements(&flow, tree->body);
    flow.is_declaring = false;
    flow.way.is_dead = false;
    for (const struct follow *follow = flow.follows; follow; follow = follow->next)
        follow_stage(&flow, follow);
    follow_rest(&flow, tree->body);
}
