/* check.c - the static check of a release (check.h).
 *
 *   every file:   bounds (scan.c), syntax (parse.c)         any fault: the rest waits for it
 *   the release:  declarations, in their recording world    (release.c)
 *   a workflow:   its files followed twice (flow.c): first to learn what stages keep in case.data,
 *                 then to report; the graph of its stages (stages.c)
 *   the release:  roles (roles.c)
 */
#include "script/check.h"
#include <stdio.h>
#include <stdlib.h>
#include "script/flow.h"
#include "script/letter_files.h"
#include "script/hooked.h"
#include "script/roles.h"
#include "script/scan.h"
#include "script/stages.h"

struct checked {
    const struct script_file *file;
    struct slice workflow; /* its folder's last part */
    struct slice office;   /* offices/CODE/workflow.lua: its code, and `workflow` from its name */
    struct tree tree;
    bool is_lua, is_followed; /* not spec.lua, not examples.lua */
};

static bool ends_with(struct slice text, const char *end)
{
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.bytes + text.len - len, end, len) == 0;
}

static void place_file(struct checked *checked, const struct script_file *file)
{
    struct slice path = slice_of(file->path);
    const char *slash = strrchr(file->path, '/');
    size_t folder = slash ? (size_t)(slash - file->path) : 0, start = folder;
    while (start > 0 && file->path[start - 1] != '/')
        start--;
    checked->file = file;
    checked->workflow = (struct slice){file->path + start, folder - start};
    checked->is_lua = ends_with(path, ".lua");
    if (strncmp(file->path, "offices/", 8) == 0 && start == 8 && checked->is_lua) {
        checked->office = checked->workflow;
        checked->workflow = (struct slice){slash + 1, path.len - folder - 1 - strlen(".lua")};
    }
    checked->is_followed =
        checked->is_lua && !ends_with(path, "spec.lua") && !ends_with(path, "examples.lua");
}

/* ---- faults of others as findings ------------------------------------------------------------ */

/* The first sentence of a text, without its full stop; the rest. */
static void split_sentence(struct arena *arena, char *text, const char *parts[2])
{
    char *again = strstr(text, " (all that a person reads has zh and en)"); /* the code says so */
    if (again)
        *again = '\0';
    const char *stop = strstr(text, ". ");
    parts[0] = text;
    parts[1] = "";
    if (stop) {
        parts[0] = arena_copy(arena, (struct slice){text, (size_t)(stop - text)}).bytes;
        parts[1] = stop + 2;
        return;
    }
    size_t len = strlen(text);
    if (len && text[len - 1] == '.')
        parts[0] = arena_copy(arena, (struct slice){text, len - 1}).bytes;
    parts[1] = "docs/lua.md says what may stand here.";
}

static int column_in(const struct checked *files, size_t count, const char *path, int line)
{
    const char *at = NULL, *end = NULL;
    int column = 1;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].file->path, path) == 0) {
            at = files[i].file->text.bytes;
            end = at + files[i].file->text.len;
        }
    }
    for (; at && at < end && line > 1; at++)
        line -= *at == '\n';
    while (at && at < end && (*at == ' ' || *at == '\t')) {
        at++;
        column++;
    }
    return column;
}

static enum check_code code_of(const struct err *err)
{
    if (strcmp(err_code(err), "syntax") == 0)
        return CHECK_SYNTAX;
    if (strcmp(err_code(err), "bad_source") == 0 || strcmp(err_code(err), "not_utf8") == 0)
        return CHECK_BAD_SOURCE;
    if (strstr(err->text, "has zh and en") || strstr(err->text, " needs zh") ||
        strstr(err->text, " needs en"))
        return CHECK_MISSING_LANGUAGE;
    if (strstr(err->text, "cannot be reached"))
        return CHECK_UNREACHABLE;
    return CHECK_BAD_DECLARATION;
}

static void report_err(struct report *report, const struct checked *files, size_t count,
                       const struct err *err)
{
    const char *parts[2], *colon = strrchr(err->where, ':');
    const char *path = err->where;
    int line = colon ? (int)strtol(colon + 1, NULL, 10) : 1;
    if (colon)
        path = arena_copy(report->arena, (struct slice){err->where, (size_t)(colon - err->where)})
                   .bytes;
    if (!*path && count > 0)
        path = files[0].file->path;
    split_sentence(report->arena, arena_text(report->arena, err->text), parts);
    struct check_finding finding = {.code = code_of(err),
                                    .file = path,
                                    .line = line > 0 ? line : 1,
                                    .column = column_in(files, count, path, line),
                                    .what = parts[0],
                                    .instead = parts[1]};
    report_add(report, &finding);
}

static void report_faults(struct report *report, const struct checked *files, size_t count,
                          const struct value *faults, const struct err *last)
{
    for (size_t i = 0; i < value_len(faults); i++) {
        const struct value *fault = value_item(faults, i);
        struct err err;
        err_clear(&err);
        (void)err_set_at(&err, STATUS_SCRIPT_FAILED, value_get_text(fault, "code"),
                         value_get_text(fault, "at"), "%s", value_get_text(fault, "text"));
        report_err(report, files, count, &err);
    }
    if (value_len(faults) == 0)
        report_err(report, files, count, last);
}

/* ---- one file -------------------------------------------------------------------------------- */

static bool read_file(struct report *report, struct checked *checked)
{
    const struct script_file *file = checked->file;
    struct lex_fault fault;
    struct err err;
    err_clear(&err);
    if (!checked->is_lua)
        return true;
    if (scan_source(file->text, file->path, &err)) {
        /* what is wrong in the grammar says more than a bound it breaks */
        if (parse_text(file->text, report->arena, &checked->tree, &fault) == 0 ||
            file->text.len > SCAN_BYTES) {
            report_err(report, checked, 1, &err);
            return false;
        }
    } else if (parse_text(file->text, report->arena, &checked->tree, &fault) == 0) {
        return true;
    }
    struct check_finding finding = {.code = CHECK_SYNTAX,
                                    .file = file->path,
                                    .line = fault.line,
                                    .column = fault.column,
                                    .what = fault.what,
                                    .instead = fault.instead};
    report_add(report, &finding);
    return false;
}

struct all_files {
    const struct checked *files;
    size_t count;
    const struct value *tree; /* of offices */
};

/* ---- workflows ------------------------------------------------------------------------------- */

static void follow_files(struct subject *subject, const struct checked *files, size_t count,
                         struct slice workflow)
{
    for (size_t i = 0; i < count; i++) {
        if (files[i].is_followed && !files[i].office.len &&
            slice_is_equal(files[i].workflow, workflow))
            flow_file(subject, files[i].file->path, &files[i].tree);
    }
}

/* The stages that its move hooks name. */
static void follow_moves(struct subject *subject, const char *path, const struct tree *tree)
{
    const struct value *stages = value_get(subject->workflow, "stages");
    struct returned *moved = hooked_stages(tree->body, subject->arena);

    struct returned **end = &subject->moved;
    while (*end)
        end = &(*end)->next;
    *end = moved;
    for (const struct returned *one = moved; one; one = one->next) {
        struct check_finding finding = {
            .code = CHECK_NOT_IN_NEXT,
            .file = path,
            .line = one->at->line,
            .column = one->at->column,
            .what = arena_printf(subject->arena, "move returns \"%.*s\", which is not a stage",
                                 SLICE_ARG(one->stage)),
            .instead = arena_printf(subject->arena, "Stages are: %s.",
                                    value_listed(stages, NULL, subject->arena))};
        if (value_is_nil(value_get_slice(stages, one->stage)))
            report_add(subject->report, &finding);
    }
}

static void check_workflow(struct report *report, const struct all_files *all,
                           const struct value *workflows, const struct member *member)
{
    const struct checked *files = all->files;
    size_t count = all->count;
    struct subject subject = {.arena = report->arena,
                              .report = report,
                              .workflow = member->value,
                              .workflows = workflows,
                              .tree = all->tree};
    follow_files(&subject, files, count, member->key);
    subject.endings = NULL;
    subject.is_second = true;
    follow_files(&subject, files, count, member->key);
    for (size_t i = 0; i < count; i++)
        if (files[i].is_followed && slice_is_equal(files[i].workflow, member->key))
            follow_moves(&subject, files[i].file->path, &files[i].tree);
    stages_check(&subject);
}

/* ---- what offices change --------------------------------------------------------------------- */

static const struct checked *office_file(const struct checked *files, size_t count,
                                         struct slice office, struct slice workflow)
{
    for (size_t i = 0; i < count; i++) {
        if (files[i].office.len && slice_is_equal(files[i].office, office) &&
            slice_is_equal(files[i].workflow, workflow))
            return &files[i];
    }
    return NULL;
}

/* The workflow as that office inherits it: its own files, then those of the offices above. */
static void follow_above(struct subject *subject, const struct all_files *all,
                         const struct checked *own)
{
    const char *parent = value_get_text(value_get_slice(all->tree, own->office), "parent");
    const struct checked *above =
        parent ? office_file(all->files, all->count, slice_of(parent), own->workflow) : NULL;
    struct checked nobody = {.office = slice_of(parent ? parent : ""), .workflow = own->workflow};
    if (parent)
        follow_above(subject, all, above ? above : &nobody);
    else
        follow_files(subject, all->files, all->count, own->workflow);
    if (above)
        flow_file(subject, above->file->path, &above->tree);
}

static void check_office(struct report *report, const struct all_files *all,
                         const struct release *release, const struct checked *own)
{
    const char *office = arena_copy(report->arena, own->office).bytes;
    const char *name = arena_copy(report->arena, own->workflow).bytes;
    struct subject subject = {.arena = report->arena,
                              .report = report,
                              .workflow = release_workflow(release, office, name),
                              .workflows = value_get(release_model(release), "workflows"),
                              .tree = all->tree,
                              .only = own->file->path};
    if (!subject.workflow)
        return;
    follow_above(&subject, all, own);
    flow_file(&subject, own->file->path, &own->tree);
    subject.endings = NULL;
    follow_above(&subject, all, own);
    subject.is_second = true;
    flow_file(&subject, own->file->path, &own->tree);
    stages_check(&subject);
}

static void check_opened(struct report *report, const struct checked *files, size_t count,
                         const struct release *release)
{
    const struct value *model = release_model(release), *workflows = value_get(model, "workflows");
    struct all_files all = {.files = files, .count = count, .tree = value_get(model, "tree")};
    struct role_list roles = {.arena = report->arena};
    for (size_t i = 0; i < value_len(workflows); i++)
        check_workflow(report, &all, workflows, &workflows->map.members[i]);
    for (size_t i = 0; i < count; i++) {
        if (files[i].office.len)
            check_office(report, &all, release, &files[i]);
        roles_collect(&roles, files[i].file->path, files[i].tree.body);
    }
    roles_check(&roles, report);
    letter_files_check(release, report);
}

bool check_release(const struct script_file *files, size_t count, struct arena *arena,
                   struct value *findings)
{
    return check_release_letters(files, count, arena, findings, value_list(arena));
}

bool check_release_letters(const struct script_file *files, size_t count, struct arena *arena,
                           struct value *findings, struct value *letters)
{
    struct report report = {.arena = arena, .findings = findings, .letters = letters};
    struct checked *checked = ARENA_ARRAY(arena, struct checked, count ? count : 1);
    struct declare_faults faults = {.arena = arena, .list = value_list(arena)};
    struct release *release = NULL;
    struct err err;
    bool can_open = true;
    err_clear(&err);
    for (size_t i = 0; i < count; i++) {
        place_file(&checked[i], &files[i]);
        can_open = read_file(&report, &checked[i]) && can_open;
    }
    if (can_open && release_open_unchecked(files, count, &faults, &release, &err))
        report_faults(&report, checked, count, faults.list, &err);
    if (release)
        check_opened(&report, checked, count, release);
    release_unref(release);
    report_sort(&report);
    return report.errors == 0;
}

/* ---- for release_open ------------------------------------------------------------------------ */

/* `return "x"` of a handler's own function. */
static void collect_returned(const struct node *node, struct arena *arena, struct value *returned)
{
    for (; node; node = node->next) {
        if (node->kind == NODE_FUNCTION)
            continue;
        if (node->kind == NODE_RETURN && node->a && node->a->kind == NODE_STRING)
            value_push(arena, returned, value_text(arena, node->a->text));
        collect_returned(node->a, arena, returned);
        collect_returned(node->b, arena, returned);
        collect_returned(node->c, arena, returned);
    }
}

/* case:split(rows, { start = "x" }): the stage in which a part begins. */
static void collect_starts(const struct node *node, struct arena *arena, struct value *returned)
{
    for (; node; node = node->next) {
        const struct node *options = node->b ? node->b->next : NULL;
        bool is_split = node->kind == NODE_METHOD && slice_is(node->text, "split") && options &&
                        options->kind == NODE_TABLE;
        for (const struct node *one = is_split ? options->a : NULL; one; one = one->next) {
            if (node_is_text(one->a, "start") && one->b->kind == NODE_STRING)
                value_push(arena, returned, value_text(arena, one->b->text));
        }
        collect_starts(node->a, arena, returned);
        collect_starts(node->b, arena, returned);
        collect_starts(node->c, arena, returned);
    }
}

void check_returned(struct slice text, struct arena *arena, struct value *returned)
{
    struct arena own = {0};
    struct tree tree;
    struct lex_fault fault;
    int rc = parse_text(text, &own, &tree, &fault);
    for (const struct node *node = rc ? NULL : tree.body; node; node = node->next) {
        const struct node *call = node->kind == NODE_CALL_STATEMENT ? node->a : NULL;
        const struct node *value = call ? call->b : NULL;
        bool is_handler = call && call->kind == NODE_CALL && call->a->kind == NODE_CALL &&
                          node_is_name(call->a->a, "on");
        while (value && value->kind == NODE_GROUP)
            value = value->a;
        if (is_handler && value && value->kind == NODE_FUNCTION)
            collect_returned(value->b, arena, returned);
    }
    for (const struct returned *one = rc ? NULL : hooked_stages(tree.body, &own); one;
         one = one->next)
        value_push(arena, returned, value_text(arena, one->stage));
    if (rc == 0)
        collect_starts(tree.body, arena, returned);
    arena_close(&own);
}

static bool is_of_names(const struct value *finding)
{
    static const enum check_code names[] = {CHECK_UNKNOWN_VERB,     CHECK_UNKNOWN_NAME,
                                            CHECK_BAD_OPTION,       CHECK_NOT_IN_NEXT,
                                            CHECK_MISSING_LANGUAGE, CHECK_WAIT_IN_HANDLER};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (value_is_text(value_get(finding, "code"), check_code_text(names[i])))
            return true;
    }
    return false;
}

static int fail_with(const struct value *finding, struct err *err)
{
    char where[160];
    snprintf(where, sizeof where, "%s:%d", value_get_text(finding, "file"),
             (int)value_get_int(finding, "line", 0));
    return err_set_at(err, STATUS_SCRIPT_FAILED, "script_failed", where, "%s. %s",
                      value_get_text(finding, "what"), value_get_text(finding, "instead"));
}

int check_calls(struct slice text, const char *path, const struct value *workflow,
                const struct value *workflows, struct err *err)
{
    struct arena arena = {0};
    struct report report = {.arena = &arena, .findings = value_list(&arena)};
    struct subject subject = {.arena = &arena,
                              .report = &report,
                              .workflow = workflow,
                              .workflows = workflows,
                              .is_second = true,
                              .is_opening = true};
    struct tree tree;
    struct lex_fault fault;
    int rc = 0;
    if (parse_text(text, &arena, &tree, &fault) == 0) { /* else: beyond our bounds, not Lua's */
        flow_file(&subject, path, &tree);
        follow_moves(&subject, path, &tree);
        stages_check(&subject);
    }
    report_sort(&report);
    for (size_t i = 0; rc == 0 && i < value_len(report.findings); i++) {
        if (is_of_names(value_item(report.findings, i)))
            rc = fail_with(value_item(report.findings, i), err);
    }
    arena_close(&arena);
    return rc;
}
