/* hooked.c - the stages that the move hooks of a workflow return (hooked.h): found in the text, as
 * literals behind `return` of the hooks' own functions. */
#include "script/hooked.h"

static const struct node *without_brackets(const struct node *node)
{
    while (node && node->kind == NODE_GROUP)
        node = node->a;
    return node;
}

static const struct node *field_named(const struct node *table, const char *name)
{
    table = without_brackets(table);
    if (!table || table->kind != NODE_TABLE)
        return NULL;
    for (const struct node *field = table->a; field; field = field->next)
        if (field->a && field->a->kind == NODE_STRING && slice_is(field->a->text, name))
            return without_brackets(field->b);
    return NULL;
}

static void collect(const struct node *node, struct arena *arena, struct returned ***end)
{
    for (; node; node = node->next) {
        if (node->kind == NODE_FUNCTION)
            continue;
        if (node->kind == NODE_RETURN && node->a && node->a->kind == NODE_STRING) {
            struct returned *one = ARENA_NEW(arena, struct returned);
            *one = (struct returned){.stage = node->a->text, .at = node->a};
            **end = one;
            *end = &one->next;
        }
        collect(node->a, arena, end);
        collect(node->b, arena, end);
        collect(node->c, arena, end);
    }
}

struct returned *hooked_stages(const struct node *body, struct arena *arena)
{
    struct returned *first = NULL, **end = &first;

    for (const struct node *node = body; node; node = node->next) {
        const struct node *call = node->kind == NODE_CALL_STATEMENT ? node->a : NULL;
        bool is_workflow = call && call->kind == NODE_CALL && call->a->kind == NODE_CALL &&
                           node_is_name(call->a->a, "workflow");
        const struct node *hooks = is_workflow ? field_named(call->b, "move") : NULL;
        if (!hooks || hooks->kind != NODE_TABLE)
            continue;
        for (const struct node *field = hooks->a; field; field = field->next) {
            const struct node *function = without_brackets(field->b);
            if (function && function->kind == NODE_FUNCTION)
                collect(function->b, arena, &end);
        }
    }
    return first;
}
