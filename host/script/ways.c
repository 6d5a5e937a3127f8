/* ways.c - where the functions of stages and handlers lead (ways.h): read from the text.
 *
 * At the level of the file stand `stage "x" { ..., function(case) ... end }` and
 * `on "x" (function(case) ... end)`. Their functions are walked, and those of the file they call.
 * To find another way out of a stage: a row in `look_at`.
 */
#include "script/ways.h"
#include "script/parse.h"

enum { CALLS_DEEP = 64 };

/* A function is walked once as what returns for the handler, and once as what does not. */
struct walked {
    const struct walked *next;
    const struct node *function;
    bool is_own;
};

struct walk {
    struct arena *arena;
    const struct node *body; /* of the file */
    struct value *returns, *closes, *parts;
    int depth; /* of functions called by functions */
    const struct walked *walked;
};

static void walk_list(struct walk *walk, const struct node *node, bool is_own);

static const struct node *without_brackets(const struct node *node)
{
    while (node && node->kind == NODE_GROUP)
        node = node->a;
    return node;
}

static void add_once(struct walk *walk, struct value *list, const struct node *name)
{
    if (!name || name->kind != NODE_STRING)
        return;
    for (size_t i = 0; i < value_len(list); i++)
        if (slice_is(name->text, value_text_or(value_item(list, i), "")))
            return;
    value_push(walk->arena, list, value_text(walk->arena, name->text));
}

/* The function a name stands for, if the file says so at its own level. */
static const struct node *function_of(const struct walk *walk, const struct node *name)
{
    for (const struct node *node = walk->body; node; node = node->next) {
        bool is_function =
            node->kind == NODE_LOCAL_FUNCTION || node->kind == NODE_FUNCTION_STATEMENT;
        if (is_function && node->a->variable && node->a->variable == name->variable)
            return node->b;
    }
    return NULL;
}

static bool was_walked(struct walk *walk, const struct node *function, bool is_own)
{
    for (const struct walked *one = walk->walked; one; one = one->next)
        if (one->function == function && (one->is_own || !is_own))
            return true;
    struct walked *now = ARENA_NEW(walk->arena, struct walked);
    *now = (struct walked){.next = walk->walked, .function = function, .is_own = is_own};
    walk->walked = now;
    return false;
}

static void walk_called(struct walk *walk, const struct node *call, bool is_own)
{
    const struct node *function =
        call->a->kind == NODE_NAME && walk->depth < CALLS_DEEP ? function_of(walk, call->a) : NULL;
    if (!function || was_walked(walk, function, is_own))
        return;
    walk->depth++;
    walk_list(walk, function->b, is_own);
    walk->depth--;
}

/* case:close "x", case:split(rows, { start = "x" }) */
static void look_at_verb(struct walk *walk, const struct node *call)
{
    const struct node *first = without_brackets(call->b);
    const struct node *options = first ? without_brackets(first->next) : NULL;
    if (slice_is(call->text, "close"))
        add_once(walk, walk->closes, first);
    if (!slice_is(call->text, "split") || !options || options->kind != NODE_TABLE)
        return;
    for (const struct node *one = options->a; one; one = one->next)
        if (node_is_text(one->a, "start"))
            add_once(walk, walk->parts, one->b);
}

static void look_at(struct walk *walk, const struct node *node, bool is_own)
{
    if (node->kind == NODE_METHOD)
        look_at_verb(walk, node);
    else if (node->kind == NODE_CALL)
        walk_called(walk, node, is_own);
    else if (node->kind == NODE_RETURN && is_own)
        add_once(walk, walk->returns, without_brackets(node->a));
}

/* is_own: `return` ends the handler itself, or what it returns the value of. */
static void walk_list(struct walk *walk, const struct node *node, bool is_own)
{
    for (; node; node = node->next) {
        bool is_inside = is_own && node->kind != NODE_FUNCTION;
        look_at(walk, node, is_own);
        walk_list(walk, node->a, is_inside);
        walk_list(walk, node->b, is_inside);
        walk_list(walk, node->c, is_inside);
    }
}

/* Only names that the workflow has: a function may return other texts, too. */
static void put_known(struct walk *walk, struct value *thing, const char *key, struct value *names,
                      const struct value *known)
{
    struct value *kept = value_list(walk->arena);
    for (size_t i = 0; i < value_len(names); i++)
        if (!value_is_nil(value_get(known, value_text_or(value_item(names, i), ""))))
            value_push(walk->arena, kept, value_item(names, i));
    if (value_len(kept) > 0)
        value_put(walk->arena, thing, key, kept);
}

/* Outcomes are a list; their names as members. */
static struct value *outcomes_by_id(struct arena *arena, const struct value *workflow)
{
    const struct value *outcomes = value_get(workflow, "outcomes");
    struct value *by_id = value_map(arena);
    for (size_t i = 0; i < value_len(outcomes); i++)
        value_put(arena, by_id, value_get_text(value_item(outcomes, i), "id"),
                  value_item(outcomes, i));
    return by_id;
}

static void read_function(const struct node *body, const struct node *function,
                          struct value *workflow, struct value *thing, bool is_handler,
                          struct arena *arena)
{
    struct walk walk = {.arena = arena, .body = body};
    const struct value *stages = value_get(workflow, "stages");
    walk.returns = value_list(arena);
    walk.closes = value_list(arena);
    walk.parts = value_list(arena);
    walk_list(&walk, function->b, true);
    put_known(&walk, thing, "closes", walk.closes, outcomes_by_id(arena, workflow));
    put_known(&walk, thing, "parts", walk.parts, stages);
    if (is_handler)
        put_known(&walk, thing, "returns", walk.returns, stages);
}

/* The function behind `stage "x" { ... }`: its one member without a key; behind on: itself. */
static const struct node *function_in(const struct node *argument)
{
    argument = without_brackets(argument);
    if (!argument || argument->kind == NODE_FUNCTION || argument->kind != NODE_TABLE)
        return argument && argument->kind == NODE_FUNCTION ? argument : NULL;
    for (const struct node *field = argument->a; field; field = field->next)
        if (!field->a && field->b && field->b->kind == NODE_FUNCTION)
            return field->b;
    return NULL;
}

void ways_read(struct slice text, struct value *workflow, struct arena *arena)
{
    struct arena own = {0};
    struct tree tree;
    struct lex_fault fault;
    int rc = parse_text(text, &own, &tree, &fault);
    for (const struct node *node = rc ? NULL : tree.body; node; node = node->next) {
        const struct node *call = node->kind == NODE_CALL_STATEMENT ? node->a : NULL;
        if (!call || call->kind != NODE_CALL || call->a->kind != NODE_CALL)
            continue;
        bool is_stage = node_is_name(call->a->a, "stage");
        bool is_handler = node_is_name(call->a->a, "on");
        const struct node *name = without_brackets(call->a->b), *function = function_in(call->b);
        if ((!is_stage && !is_handler) || !function || !name || name->kind != NODE_STRING)
            continue;
        struct value *thing =
            value_get_slice(value_get(workflow, is_stage ? "stages" : "signals"), name->text);
        if (!value_is_nil(thing))
            read_function(tree.body, function, workflow, thing, is_handler, arena);
    }
    arena_close(&own);
}
