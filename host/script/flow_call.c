/* flow_call.c - calls of functions and methods that are no verbs (flow.h).
 *
 * To say what a function of Lua does: a row in `builtins`.
 */
#include "script/flow.h"

static void give(struct flow *flow, struct values *out, const struct guess *guess)
{
    (void)flow;
    if (out->count < VALUES_MAX)
        out->items[out->count++] = guess;
}

static void give_kind(struct flow *flow, struct values *out, enum guess_kind kind)
{
    give(flow, out, guess_new(flow->arena, kind));
}

static const struct node *node_of(const struct values *given, int index, const struct node *call)
{
    return index < given->count && given->nodes[index] ? given->nodes[index] : call;
}

/* Runs every function among the values, as somebody else would: with what, we do not know. */
static void run_functions(struct flow *flow, const struct values *given)
{
    for (int i = 0; i < given->count; i++) {
        struct values nothing = {.is_open = true};
        struct way before = flow->way;
        if (given->items[i]->kind != GUESS_FUNCTION)
            continue;
        flow_run(flow, given->items[i]->function, &nothing);
        flow->way = way_join(flow, before, flow->way);
    }
}

/* A function that Lua's own library calls: nothing in it can wait. */
static void run_callback(struct flow *flow, const char *name, const struct guess *function,
                         const struct guess *item)
{
    const char *outer = flow->callback;
    struct values given = {.is_open = true};
    struct way before = flow->way;
    if (function->kind != GUESS_FUNCTION)
        return;
    for (int i = 0; item && i < 2; i++)
        given.items[given.count++] = item;
    flow->callback = name;
    flow_run(flow, function->function, &given);
    flow->callback = outer;
    flow->way = way_join(flow, before, flow->way);
}

/* ---- Lua's own functions --------------------------------------------------------------------- */

static const char *outer_instead = "Make the table inside the stage, or keep the value with "
                                   "case:set.";

static void check_outer(struct flow *flow, struct node *call, const char *name,
                        const struct values *given)
{
    if (given->count > 0 && flow->root && given->items[0]->is_outer &&
        given->items[0]->kind != GUESS_TEXT)
        flow_report(
            flow, call, CHECK_OUTER_WRITE,
            arena_printf(flow->arena, "%s changes a table declared outside of the stage", name),
            outer_instead);
}

static void check_hole(struct flow *flow, const struct node *at, const char *name,
                       const struct values *given)
{
    if (given->count > 0 && given->items[0]->has_hole)
        flow_report(
            flow, at, CHECK_HOLE,
            arena_printf(flow->arena, "%s goes along a list that may have a nil in it", name),
            "Add only what is there: if x ~= nil then list[#list + 1] = x end.");
}

/* Every argument is looked into. */
static void need_all(struct flow *flow, struct node *call, const char *name,
                     const struct values *given)
{
    const char *use = arena_printf(flow->arena, "%s looks into it", name);
    for (int i = 0; i < given->count; i++) {
        if (i == 0)
            flow_need_open(flow, node_of(given, i, call), given->items[i], use);
        else if (given->items[i]->kind == GUESS_PERSONAL)
            flow_need_open(flow, node_of(given, i, call), given->items[i], use);
    }
}

static void on_each(struct flow *flow, struct node *call, const char *name, struct values *given,
                    struct values *out)
{
    const struct guess *list = given->count > 0 ? given->items[0] : NULL;
    need_all(flow, call, name, given);
    if (strcmp(name, "ipairs") == 0)
        check_hole(flow, call, name, given);
    for (int i = 0; i < 3; i++)
        give_kind(flow, out, GUESS_ANY);
    bool has_items = list && (list->kind == GUESS_TABLE || list->kind == GUESS_LIST ||
                              list->kind == GUESS_ANSWERS);
    if (!has_items || !list->item || (list->kind == GUESS_TABLE && list->members))
        return;
    struct guess *item = guess_copy(flow->arena, list->item);
    item->nil = NIL_NEVER;
    item->is_outer = list->is_outer;
    give(flow, out, item);
}

static void on_error(struct flow *flow, struct node *call, const char *name, struct values *given,
                     struct values *out)
{
    (void)call, (void)name, (void)given, (void)out;
    flow->way.is_dead = true;
}

static void on_assert(struct flow *flow, struct node *call, const char *name, struct values *given,
                      struct values *out)
{
    struct way yes, no;
    (void)name;
    if (call->kind == NODE_CALL && call->b) {
        bool is_second = flow->subject->is_second;
        flow->subject->is_second = false; /* its faults are said already */
        flow_test(flow, call->b, &yes, &no);
        flow->subject->is_second = is_second;
        flow->way = yes;
    }
    for (int i = 0; i < given->count; i++) {
        struct guess *guess = guess_copy(flow->arena, given->items[i]);
        if (i == 0)
            guess->nil = NIL_NEVER;
        give(flow, out, guess);
    }
}

static void on_pcall(struct flow *flow, struct node *call, const char *name, struct values *given,
                     struct values *out)
{
    (void)call, (void)name;
    run_functions(flow, given);
    flow->way.is_dead = false;
    give_kind(flow, out, GUESS_BOOL);
    out->is_open = true;
}

static void on_personal(struct flow *flow, struct node *call, const char *name,
                        struct values *given, struct values *out)
{
    if (given->count > 0 && given->items[0]->kind == GUESS_PERSONAL)
        flow_need_open(flow, node_of(given, 0, call), given->items[0],
                       arena_printf(flow->arena, "%s looks into it", name));
    give_kind(flow, out, strcmp(name, "tostring") == 0 ? GUESS_TEXT : GUESS_ANY);
}

static void on_setmetatable(struct flow *flow, struct node *call, const char *name,
                            struct values *given, struct values *out)
{
    static const char *const fields[] = {"__gc", "__close", "__mode", "__metatable", "__pairs"};
    (void)name;
    check_outer(flow, call, "setmetatable", given);
    for (size_t i = 0; given->count > 1 && i < sizeof fields / sizeof *fields; i++) {
        if (guess_member(given->items[1], slice_of(fields[i])))
            flow_report(flow, node_of(given, 1, call), CHECK_REFUSED,
                        arena_printf(flow->arena, "setmetatable does not take %s here", fields[i]),
                        "Leave the field out.");
    }
    const struct guess *call_field =
        given->count > 1 ? guess_member(given->items[1], slice_of("__call")) : NULL;
    if (call_field && call_field->kind != GUESS_FUNCTION && call_field->kind != GUESS_ANY)
        flow_report(flow, node_of(given, 1, call), CHECK_REFUSED,
                    "setmetatable takes only a function as __call",
                    "Write __call = function(self, ...) ... end.");
    out->is_open = true;
}

static void on_change(struct flow *flow, struct node *call, const char *name, struct values *given,
                      struct values *out)
{
    check_outer(flow, call, name, given);
    need_all(flow, call, name, given);
    if (strcmp(name, "table.insert") == 0 && given->count > 1 &&
        given->items[0]->kind == GUESS_TABLE) {
        struct guess *more = guess_copy(flow->arena, given->items[0]);
        struct guess *item = guess_copy(flow->arena, given->items[given->count - 1]);
        item->path = item->alias = NULL;
        more->item = more->item ? guess_join(flow->arena, more->item, item) : item;
        flow_learn(flow, given->items[0], more);
    }
    out->is_open = true;
}

static void on_sort(struct flow *flow, struct node *call, const char *name, struct values *given,
                    struct values *out)
{
    (void)out;
    on_change(flow, call, name, given, &(struct values){0});
    check_hole(flow, call, name, given);
    if (given->count > 1)
        run_callback(flow, name, given->items[1], given->items[0]->item);
}

static void on_list(struct flow *flow, struct node *call, const char *name, struct values *given,
                    struct values *out)
{
    need_all(flow, call, name, given);
    check_hole(flow, call, name, given);
    bool is_personal =
        given->count > 0 && given->items[0]->item && given->items[0]->item->kind == GUESS_PERSONAL;
    if (is_personal && strcmp(name, "table.concat") == 0)
        flow_need_open(flow, call, given->items[0]->item, "table.concat looks into it");
    give_kind(flow, out, strcmp(name, "table.concat") == 0 ? GUESS_TEXT : GUESS_ANY);
    out->is_open = strcmp(name, "table.concat") != 0;
}

static void on_text(struct flow *flow, struct node *call, const char *name, struct values *given,
                    struct values *out)
{
    need_all(flow, call, name, given);
    if (strcmp(name, "string.gsub") == 0 && given->count > 2)
        run_callback(flow, name, given->items[2], NULL);
    bool is_text = strcmp(name, "string.format") == 0 || strcmp(name, "string.rep") == 0 ||
                   strcmp(name, "string.sub") == 0 || strcmp(name, "string.upper") == 0 ||
                   strcmp(name, "string.lower") == 0 || strcmp(name, "string.gsub") == 0;
    give_kind(flow, out, is_text ? GUESS_TEXT : GUESS_ANY);
    out->is_open = true;
}

static void on_math(struct flow *flow, struct node *call, const char *name, struct values *given,
                    struct values *out)
{
    static const char *const whole[] = {"math.floor", "math.ceil", "math.tointeger"};
    struct guess *number = guess_new(flow->arena, GUESS_NUMBER);
    bool rounds = false;
    need_all(flow, call, name, given);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        rounds = rounds || strcmp(name, whole[i]) == 0;
    for (int i = 0; i < given->count; i++)
        number->is_real = number->is_real || given->items[i]->is_real;
    number->is_real = (number->is_real && !rounds) || strcmp(name, "math.sqrt") == 0;
    if (strcmp(name, "math.type") == 0 || strcmp(name, "math.tointeger") == 0)
        number = guess_new(flow->arena, GUESS_ANY);
    give(flow, out, number);
    out->is_open = strcmp(name, "math.modf") == 0;
}

static void on_duration(struct flow *flow, struct node *call, const char *name,
                        struct values *given, struct values *out)
{
    if (given->count > 0)
        flow_need_whole(flow, node_of(given, 0, call), given->items[0],
                        arena_printf(flow->arena, "%s needs a whole number", name));
    give_kind(flow, out, GUESS_DURATION);
}

static void on_anything(struct flow *flow, struct node *call, const char *name,
                        struct values *given, struct values *out)
{
    (void)call, (void)name;
    run_functions(flow, given);
    out->is_open = true;
}

static const struct {
    const char *name; /* a whole library where it ends with a dot */
    void (*on)(struct flow *flow, struct node *call, const char *name, struct values *given,
               struct values *out);
} builtins[] = {
    {"ipairs",       on_each        },
    {"pairs",        on_each        },
    {"error",        on_error       },
    {"assert",       on_assert      },
    {"pcall",        on_pcall       },
    {"tostring",     on_personal    },
    {"tonumber",     on_personal    },
    {"rawlen",       on_personal    },
    {"setmetatable", on_setmetatable},
    {"rawset",       on_change      },
    {"table.insert", on_change      },
    {"table.remove", on_change      },
    {"table.sort",   on_sort        },
    {"table.move",   on_anything    },
    {"table.pack",   on_anything    },
    {"table.",       on_list        },
    {"string.",      on_text        },
    {"utf8.",        on_text        },
    {"math.",        on_math        },
    {"minutes",      on_duration    },
    {"hours",        on_duration    },
    {"days",         on_duration    },
    {"workdays",     on_duration    },
    {"open_hours",   on_duration    },
};

void flow_builtin(struct flow *flow, struct node *call, const char *name, struct values *given,
                  struct values *out)
{
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++) {
        size_t len = strlen(builtins[i].name);
        bool is_library = builtins[i].name[len - 1] == '.';
        if (is_library ? strncmp(name, builtins[i].name, len) == 0
                       : strcmp(name, builtins[i].name) == 0) {
            builtins[i].on(flow, call, name, given, out);
            return;
        }
    }
    on_anything(flow, call, name, given, out);
}

/* ---- methods --------------------------------------------------------------------------------- */

static void call_answers(struct flow *flow, struct node *call, const struct guess *list,
                         struct values *out)
{
    bool is_count = slice_is(call->text, "count");
    struct guess outcome = {.kind = GUESS_TEXT, .decl = list->decl};
    struct values given;
    flow_values(flow, call->b, &given);
    if (!is_count && !slice_is(call->text, "has") && !slice_is(call->text, "only"))
        flow_report(
            flow, call, CHECK_BAD_RESULT,
            arena_printf(flow->arena, "a list of answers has no :%.*s", SLICE_ARG(call->text)),
            "It has answers[1], #answers, :has \"x\", :only \"x\" and :count \"x\".");
    else if (call->b && call->b->kind == NODE_STRING && list->decl)
        flow_check_word(flow, call->b, &outcome, call->b->text);
    give_kind(flow, out, is_count ? GUESS_NUMBER : GUESS_BOOL);
}

static bool is_data(enum guess_kind kind)
{
    switch (kind) {
    case GUESS_ANSWER:
    case GUESS_EVENT:
    case GUESS_ENDING:
    case GUESS_REFERENCE:
    case GUESS_EITHER:
    case GUESS_ROW:
    case GUESS_LIST:
    case GUESS_DATA:
    case GUESS_SETTINGS:
    case GUESS_BOOL:
    case GUESS_NUMBER:
    case GUESS_DURATION:
        return true;
    default:
        return false;
    }
}

static void call_text(struct flow *flow, struct node *call, const struct guess *text,
                      struct values *out)
{
    struct values given, all = {.count = 1, .items = {text}, .nodes = {call->a}};
    flow_values(flow, call->b, &given);
    for (int i = 0; i < given.count && all.count < VALUES_MAX; i++) {
        all.nodes[all.count] = given.nodes[i];
        all.items[all.count++] = given.items[i];
    }
    const struct guess *method = flow_library(flow, call, "string", call->text);
    if (method->kind == GUESS_BUILTIN)
        flow_builtin(flow, call, method->name, &all, out);
    else
        out->is_open = true;
}

static void call_method(struct flow *flow, struct node *call, struct values *out)
{
    struct guess *object = flow_value(flow, call->a);
    struct values given;
    const char *use =
        arena_printf(flow->arena, "its method \"%.*s\" is called", SLICE_ARG(call->text));
    if (object->kind == GUESS_CASE) {
        out->items[0] = flow_verb(flow, call, out);
        out->count = out->items[1] ? 2 : 1;
        return;
    }
    if (object->kind == GUESS_ANSWERS || object->kind == GUESS_TEXT) {
        flow_need_open(flow, call, object, use);
        (object->kind == GUESS_TEXT ? call_text : call_answers)(flow, call, object, out);
        return;
    }
    flow_values(flow, call->b, &given);
    if (object->kind == GUESS_PERSONAL)
        flow_need_open(flow, call, object, use);
    else if (is_data(object->kind))
        flow_report(flow, call, CHECK_BAD_RESULT,
                    arena_printf(flow->arena, "there is no \":%.*s\" to call on what this is",
                                 SLICE_ARG(call->text)),
                    "Read its fields with a dot; the verbs belong to the case: case:verb(...).");
    run_functions(flow, &given);
    out->is_open = true;
}

/* ---- functions ------------------------------------------------------------------------------- */

static struct node *first_function(struct node *node)
{
    while (node && node->kind == NODE_GROUP)
        node = node->a;
    if (!node || node->kind == NODE_FUNCTION)
        return node;
    for (struct node *field = node->kind == NODE_TABLE ? node->a : NULL; field;
         field = field->next) {
        if (!field->a && field->b->kind == NODE_FUNCTION)
            return field->b;
    }
    return NULL;
}

/* customize "x" { before = { stage = function ... }, ... }, workflow "x" { move = { ... } } */
static void keep_changes(struct flow *flow, const struct node *table)
{
    static const struct {
        const char *name;
        enum ending_kind kind;
    } parts[] = {
        {"before",  ENDING_HOOK   },
        {"after",   ENDING_HOOK   },
        {"replace", ENDING_INSTEAD},
        {"move",    ENDING_MOVE   },
    };
    for (const struct node *part = table->a; part; part = part->next) {
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            bool is_part = node_is_text(part->a, parts[i].name) && part->b->kind == NODE_TABLE;
            for (struct node *field = is_part ? part->b->a : NULL; field; field = field->next) {
                if (field->a && field->a->kind == NODE_STRING && field->b->kind == NODE_FUNCTION)
                    flow_keep(flow, field->a->text, parts[i].kind, field->b);
            }
        }
    }
}

/* stage "x" { ... } and on "x" (...): kept, to be followed after the file. */
static void keep_declared(struct flow *flow, struct node *call)
{
    struct node *head = call->a;
    bool is_two = head->kind == NODE_CALL && head->a->kind == NODE_NAME && !head->a->variable &&
                  head->b && head->b->kind == NODE_STRING;
    if (!is_two || !flow->is_declaring || !call->b)
        return;
    bool is_handler = slice_is(head->a->text, "on");
    struct node *function = first_function(call->b);
    if ((is_handler || slice_is(head->a->text, "stage")) && function)
        flow_keep(flow, head->b->text, is_handler ? ENDING_HANDLER : ENDING_STAGE, function);
    else if ((slice_is(head->a->text, "customize") || slice_is(head->a->text, "workflow")) &&
             call->b->kind == NODE_TABLE)
        keep_changes(flow, call->b);
}

static void call_function(struct flow *flow, struct node *call, struct values *out)
{
    struct guess *callee = flow_value(flow, call->a);
    struct values given;
    keep_declared(flow, call);
    flow_values(flow, call->b, &given);
    if (callee->kind == GUESS_FUNCTION) {
        give(flow, out, flow_run(flow, callee->function, &given));
        out->is_open = true; /* it may return more than one */
        return;
    }
    if (callee->kind == GUESS_BUILTIN) {
        flow_builtin(flow, call, callee->name, &given, out);
        return;
    }
    bool is_nothing =
        callee->kind != GUESS_ANY && callee->kind != GUESS_TABLE && callee->kind != GUESS_CLOSED;
    if (is_nothing)
        flow_report(flow, call, CHECK_BAD_RESULT, "what is called here is no function",
                    "Verbs are called with a colon: case:verb(...).");
    if (!flow->is_declaring)
        run_functions(flow, &given);
    out->is_open = true;
}

void flow_call_values(struct flow *flow, struct node *call, struct values *out)
{
    *out = (struct values){0};
    switch (call->kind) {
    case NODE_METHOD:
        call_method(flow, call, out);
        break;
    case NODE_CALL:
        call_function(flow, call, out);
        break;
    default:
        give(flow, out, flow_value(flow, call));
    }
}
