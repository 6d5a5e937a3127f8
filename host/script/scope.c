/* scope.c - names, loops and labels of a text being read (scope.h).
 *
 * Names are one list, the latest first; a block remembers where the list stood when it began. A
 * goto back finds its label among those seen. A goto ahead waits in the list of jumps with the
 * number of locals it has seen: a label that comes with more of them would be jumped to over a
 * declaration. Leaving a block lowers that number to what the block began with.
 */
#include "script/scope.h"

struct label {
    struct label *outer;
    struct slice name;
    int line;
};

struct jump {
    struct jump *outer;
    struct node *node;
    int active;
};

void scope_init(struct scope *scope, struct arena *arena)
{
    *scope = (struct scope){.arena = arena};
}

static int fail(struct scope *scope, const struct node *at, const char *what, const char *instead)
{
    scope->what = what;
    scope->instead = instead;
    scope->fault_line = at->line;
    scope->fault_column = at->column;
    return -1;
}

void scope_enter(struct scope *scope, struct block *block, bool is_loop)
{
    *block = (struct block){.outer = scope->block,
                            .variables = scope->seen,
                            .active = scope->active,
                            .is_loop = is_loop,
                            .has_vararg = scope->block && scope->block->has_vararg,
                            .function = scope->block ? scope->block->function : NULL,
                            .labels = scope->labels,
                            .jumps = scope->jumps};
    scope->block = block;
}

void scope_enter_function(struct scope *scope, struct block *block, struct node *function)
{
    scope_enter(scope, block, false);
    block->is_function = true;
    block->function = function;
    scope->active = 0;
    scope->labels = NULL; /* none of an outer function is seen */
}

void scope_vararg(struct scope *scope, bool has_vararg)
{
    scope->block->has_vararg = has_vararg;
}

bool scope_has_vararg(const struct scope *scope)
{
    return scope->block->has_vararg;
}

bool scope_in_loop(const struct scope *scope)
{
    for (const struct block *block = scope->block; block; block = block->outer) {
        if (block->is_loop)
            return true;
        if (block->is_function)
            return false;
    }
    return false;
}

int scope_leave(struct scope *scope)
{
    struct block *block = scope->block;
    if (block->is_function && scope->jumps != block->jumps) {
        const struct jump *first = scope->jumps;
        while (first->outer != block->jumps)
            first = first->outer;
        return fail(scope, first->node,
                    arena_printf(scope->arena, "goto names label \"%.*s\", which is not seen here",
                                 SLICE_ARG(first->node->text)),
                    "Write ::label:: in the same or an outer block of the same function.");
    }
    int least = block->is_function ? 0 : block->active;
    for (struct jump *jump = scope->jumps; jump != block->jumps; jump = jump->outer) {
        if (jump->active > least)
            jump->active = least;
    }
    scope->seen = block->variables;
    scope->active = block->active;
    scope->labels = block->labels;
    scope->block = block->outer;
    return 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

int scope_declare(struct scope *scope, struct node *name, enum variable_kind kind)
{
    struct variable *variable = ARENA_NEW(scope->arena, struct variable);
    variable->name = name->text;
    variable->kind = kind;
    variable->line = name->line;
    variable->column = name->column;
    variable->index = scope->variables++;
    variable->function = scope->block->function;
    variable->outer = scope->seen;
    scope->seen = variable;
    name->variable = variable;
    if (++scope->active > PARSE_LOCALS)
        return fail(scope, name, "too many local names in one function",
                    "Use a table for some of them, or divide the function.");
    return 0;
}

void scope_hidden(struct scope *scope, int count)
{
    scope->active += count;
}

struct variable *scope_find(const struct scope *scope, struct slice name)
{
    for (struct variable *variable = scope->seen; variable; variable = variable->outer) {
        if (slice_is_equal(variable->name, name))
            return variable;
    }
    return NULL;
}

int scope_assign(struct scope *scope, struct node *name)
{
    struct variable *variable = name->variable;
    if (!variable)
        return 0;
    variable->is_assigned = true;
    if (variable->kind != VARIABLE_CONST && variable->kind != VARIABLE_CLOSE)
        return 0;
    return fail(scope, name,
                arena_printf(scope->arena, "\"%.*s\" is <const> and cannot be given another value",
                             SLICE_ARG(name->text)),
                "Use another name, or take <const> away.");
}

/* ---- goto ------------------------------------------------------------------------------------ */

static const struct label *find_label(const struct scope *scope, struct slice name)
{
    for (const struct label *label = scope->labels; label; label = label->outer) {
        if (slice_is_equal(label->name, name))
            return label;
    }
    return NULL;
}

int scope_goto(struct scope *scope, struct node *node)
{
    if (find_label(scope, node->text))
        return 0;
    struct jump *jump = ARENA_NEW(scope->arena, struct jump);
    *jump = (struct jump){.outer = scope->jumps, .node = node, .active = scope->active};
    scope->jumps = jump;
    return 0;
}

/* Takes the jumps to this label out of those that wait in its block. */
static int land_jumps(struct scope *scope, const struct node *label, int active)
{
    struct jump **link = &scope->jumps;
    while (*link != scope->block->jumps) {
        struct jump *jump = *link;
        if (!slice_is_equal(jump->node->text, label->text)) {
            link = &jump->outer;
            continue;
        }
        if (jump->active < active)
            return fail(scope, jump->node,
                        arena_printf(scope->arena,
                                     "goto \"%.*s\" jumps over the declaration of a local name",
                                     SLICE_ARG(label->text)),
                        "Declare the local before the goto, or put do ... end around it.");
        *link = jump->outer;
    }
    return 0;
}

int scope_label(struct scope *scope, struct node *node, bool is_last)
{
    const struct label *same = find_label(scope, node->text);
    if (same)
        return fail(scope, node,
                    arena_printf(scope->arena, "label \"%.*s\" stands here and in line %d",
                                 SLICE_ARG(node->text), same->line),
                    "Rename one of them.");
    struct label *label = ARENA_NEW(scope->arena, struct label);
    *label = (struct label){.outer = scope->labels, .name = node->text, .line = node->line};
    scope->labels = label;
    const struct block *block = scope->block;
    int begun_with = block->is_function ? 0 : block->active;
    return land_jumps(scope, node, is_last ? begun_with : scope->active);
}
