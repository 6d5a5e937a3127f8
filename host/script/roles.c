/* roles.c - roles are words of the release: tokens and tables of an office name them too, which the
 * check cannot see (roles.h). So a role named once only is doubted, unless it is an ordinary one.
 */
#include "script/roles.h"
#include <ctype.h>

static const char *const ordinary[] = {
    "admin",
    "applicant",
    "citizen",
    "clerk",
    "director",
    "dispatcher",
    "grid_worker",
    "intake_clerk",
    "leader_in_charge",
    "mediator",
    "officer",
    "organiser",
    "party",
    "recipient",
    "requester",
    "resident",
    "supervisor",
    "unit_clerk",
    "unit_head",
    /* relations and words the core itself looks up */
    "assignee",
    "candidates",
    "lead_unit",
    "on_duty",
};

static void note(struct role_list *list, const char *file, const struct node *at, bool is_asked)
{
    struct role **link = &list->first;
    if (at->text.len > 0 && isdigit((unsigned char)at->text.bytes[0]))
        return; /* a date, the code of an office: no word for a role */
    while (*link && !slice_is_equal((*link)->name, at->text))
        link = &(*link)->next;
    if (!*link) {
        *link = ARENA_NEW(list->arena, struct role);
        **link =
            (struct role){.name = at->text, .file = file, .line = at->line, .column = at->column};
    }
    (*link)->times++;
    (*link)->is_asked = (*link)->is_asked || is_asked;
}

/* "x" or { "x", "y" } */
static void note_all(struct role_list *list, const char *file, const struct node *value)
{
    if (value->kind == NODE_STRING)
        note(list, file, value, true);
    for (const struct node *field = value->kind == NODE_TABLE ? value->a : NULL; field;
         field = field->next) {
        if (!field->a && field->b->kind == NODE_STRING)
            note(list, file, field->b, true);
    }
}

static bool is_asking(const struct node *field)
{
    static const char *const words[] = {"to",     "from",     "except",  "approve",
                                        "notify", "reassign", "approver"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (node_is_text(field->a, words[i]))
            return true;
    }
    return false;
}

void roles_collect(struct role_list *list, const char *file, const struct node *node)
{
    for (; node; node = node->next) {
        if (node->kind == NODE_FIELD && is_asking(node))
            note_all(list, file, node->b);
        if (node->kind == NODE_FIELD && node_is_text(node->a, "people")) {
            for (const struct node *field = node->b->a; field; field = field->next) {
                if (field->kind == NODE_FIELD && field->a && field->a->kind == NODE_STRING)
                    note(list, file, field->a, false);
            }
        }
        if (node->kind == NODE_METHOD && slice_is(node->text, "as") && node->b &&
            node->b->kind == NODE_STRING)
            note(list, file, node->b, false);
        if (node->kind == NODE_METHOD && node->b && node->b->kind == NODE_STRING &&
            (slice_is(node->text, "dispatch") || slice_is(node->text, "assign")))
            note(list, file, node->b, false); /* those who hold a place; the relation */
        if (node->kind == NODE_FIELD &&
            (node_is_text(node->a, "waves") || node_is_text(node->a, "levels")))
            continue; /* levels of offices, not roles */
        roles_collect(list, file, node->a);
        roles_collect(list, file, node->b);
        roles_collect(list, file, node->c);
    }
}

static bool is_ordinary(struct slice name)
{
    for (size_t i = 0; i < sizeof ordinary / sizeof *ordinary; i++) {
        if (slice_is(name, ordinary[i]))
            return true;
    }
    return false;
}

void roles_check(struct role_list *list, struct report *report)
{
    for (const struct role *role = list->first; role; role = role->next) {
        if (!role->is_asked || role->times > 1 || is_ordinary(role->name))
            continue;
        struct check_finding finding = {
            .code = CHECK_UNKNOWN_ROLE,
            .file = role->file,
            .line = role->line,
            .column = role->column,
            .what = arena_printf(report->arena, "role \"%.*s\" is named here and nowhere else",
                                 SLICE_ARG(role->name)),
            .instead = "Correct the word; if it is right, let a spec act as it: "
                       "t:as(\"...\"):complete(...)."};
        report_add(report, &finding);
    }
}
