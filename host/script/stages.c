/* stages.c - the graph of stages (stages.h).
 *
 * An edge is a literal stage that a function returns. A handler's edges begin at every stage where
 * its signal is taken (only_in, not_in), so `next` may name what only a handler returns. A function
 * that returns what no guess can name has every edge of its `next`.
 */
#include "script/stages.h"
#include <stdio.h>
#include <stdlib.h>

static void report_at(struct subject *subject, const struct ending *ending, const struct node *at,
                      enum check_code code, const char *texts[2])
{
    if (subject->only && strcmp(subject->only, ending->path) != 0)
        return;
    struct check_finding finding = {.code = code,
                                    .file = ending->path,
                                    .line = at->line,
                                    .column = at->column,
                                    .what = texts[0],
                                    .instead = texts[1]};
    report_add(subject->report, &finding);
}

static bool is_listed(const struct value *list, struct slice text)
{
    for (size_t i = 0; i < value_len(list); i++) {
        if (slice_is(text, value_text_or(value_item(list, i), "")))
            return true;
    }
    return false;
}

static const struct value *stage_named(const struct subject *subject, const char *name)
{
    return value_get(value_get(subject->workflow, "stages"), name);
}

static bool returns(const struct ending *ending, struct slice stage)
{
    for (const struct returned *one = ending->returned; one; one = one->next) {
        if (slice_is_equal(one->stage, stage))
            return true;
    }
    return false;
}

/* Is the signal of this handler taken in that stage? */
static bool is_taken_in(const struct subject *subject, const struct ending *handler,
                        const char *stage)
{
    const struct value *signal = value_get(value_get(subject->workflow, "signals"), handler->name);
    const struct value *only = value_get(signal, "only_in");
    if (value_len(only) > 0)
        return is_listed(only, slice_of(stage));
    return !is_listed(value_get(signal, "not_in"), slice_of(stage));
}

static bool handler_returns(const struct subject *subject, const char *from, struct slice stage)
{
    for (const struct ending *ending = subject->endings; ending; ending = ending->next) {
        if (ending->kind == ENDING_HANDLER && is_taken_in(subject, ending, from) &&
            (ending->is_unknown || returns(ending, stage)))
            return true;
    }
    return false;
}

/* ---- next ------------------------------------------------------------------------------------ */

/* A stage that is misspelt leads nowhere: what else is said of the graph would only repeat that. */
static void check_returned(struct subject *subject, struct ending *ending)
{
    struct arena *arena = subject->arena;
    const struct value *stages = value_get(subject->workflow, "stages");
    const struct value *next = value_get(stage_named(subject, ending->name), "next");
    const char *who = ending->kind == ENDING_HANDLER ? "the handler of"
                      : ending->kind == ENDING_MOVE  ? "the move from"
                                                     : "stage";
    for (const struct returned *one = ending->returned; one; one = one->next) {
        const char *texts[2];
        if (value_is_nil(value_get_slice(stages, one->stage))) {
            texts[0] = arena_printf(arena, "%s \"%s\" returns \"%.*s\", which is not a stage", who,
                                    ending->name, SLICE_ARG(one->stage));
            texts[1] = arena_printf(arena, "Stages are: %s.", value_listed(stages, NULL, arena));
        } else if ((ending->kind == ENDING_STAGE || ending->kind == ENDING_INSTEAD) &&
                   !is_listed(next, one->stage)) {
            texts[0] =
                arena_printf(arena, "stage \"%s\" may return \"%.*s\", which is not in next { %s }",
                             ending->name, SLICE_ARG(one->stage), value_listed(next, NULL, arena));
            texts[1] = "Add it there, or return one of these.";
        } else {
            continue;
        }
        report_at(subject, ending, one->at, CHECK_NOT_IN_NEXT, texts);
        ending->is_unknown = true;
    }
}

/* "petition/workflow.lua:48" -> 48 */
static struct node declared_at(const struct value *declared)
{
    const char *at = value_get_text(declared, "at"), *colon = at ? strrchr(at, ':') : NULL;
    return (struct node){.line = colon ? (int)strtol(colon + 1, NULL, 10) : 1, .column = 1};
}

static void check_next(struct subject *subject, const struct ending *ending)
{
    const struct value *stage = stage_named(subject, ending->name);
    const struct value *next = value_get(stage, "next");
    struct node at = declared_at(stage);
    if (ending->kind != ENDING_STAGE || ending->is_unknown)
        return;
    for (size_t i = 0; i < value_len(next); i++) {
        const char *name = value_text_or(value_item(next, i), "");
        const char *texts[2] = {
            arena_printf(subject->arena, "stage \"%s\" names \"%s\" in next and never returns it",
                         ending->name, name),
            "Take it out of next, or return it where the procedure goes there."};
        if (!returns(ending, slice_of(name)) &&
            !handler_returns(subject, ending->name, slice_of(name)))
            report_at(subject, ending, &at, CHECK_UNUSED_NEXT, texts);
    }
}

/* ---- reaching and ending --------------------------------------------------------------------- */

enum { STAGES_MAX = 1000 };

struct graph {
    struct subject *subject;
    const struct ending *stages[STAGES_MAX];
    bool is_reached[STAGES_MAX], is_ending[STAGES_MAX];
    int count;
};

/* Does the stage lead there: by what it returns, and how offices have bent that way? */
static bool leads_to(const struct subject *subject, const struct ending *from, struct slice stage)
{
    const struct value *route = value_get(stage_named(subject, from->name), "route");
    for (const struct returned *one = from->returned; one; one = one->next) {
        const char *via = value_text_or(value_get_slice(route, one->stage), NULL);
        if (slice_is_equal(via ? slice_of(via) : one->stage, stage))
            return true;
    }
    return false;
}

static bool has_edge(const struct graph *graph, const struct ending *from, const struct ending *to)
{
    struct slice name = slice_of(to->name);
    bool is_guessed = from->is_unknown &&
                      is_listed(value_get(stage_named(graph->subject, from->name), "next"), name);
    return is_guessed || leads_to(graph->subject, from, name) ||
           handler_returns(graph->subject, from->name, name);
}

static bool handler_closes(const struct subject *subject, const char *stage)
{
    for (const struct ending *ending = subject->endings; ending; ending = ending->next) {
        if (ending->kind == ENDING_HANDLER && (ending->closes || ending->is_unknown) &&
            is_taken_in(subject, ending, stage))
            return true;
    }
    return false;
}

static bool is_moved_to(const struct subject *subject, const char *stage)
{
    for (const struct returned *one = subject->moved; one; one = one->next)
        if (slice_is(one->stage, stage))
            return true;
    return false;
}

/* What is said may begin a case of its own there. */
static bool is_begun_in(const struct subject *subject, const char *stage)
{
    const struct value *signals = value_get(subject->workflow, "signals");
    for (size_t i = 0; i < value_len(signals); i++)
        if (value_is_text(value_get(signals->map.members[i].value, "begins"), stage))
            return true;
    return false;
}

static void graph_init(struct graph *graph, struct subject *subject)
{
    const char *start = value_get_text(subject->workflow, "start");
    graph->subject = subject;
    for (const struct ending *ending = subject->endings; ending; ending = ending->next) {
        bool is_stage = ending->kind == ENDING_STAGE || ending->kind == ENDING_INSTEAD;
        if (!is_stage || graph->count == STAGES_MAX)
            continue;
        int index = graph->count++;
        graph->stages[index] = ending;
        graph->is_reached[index] = (start && strcmp(start, ending->name) == 0) ||
                                   is_moved_to(subject, ending->name) ||
                                   is_begun_in(subject, ending->name);
        graph->is_ending[index] =
            ending->closes || ending->is_unknown || handler_closes(subject, ending->name);
    }
}

/* One edge after the other until nothing changes: there are few stages. */
static void graph_spread(struct graph *graph)
{
    for (bool is_new = true; is_new;) {
        is_new = false;
        for (int i = 0; i < graph->count; i++) {
            for (int k = 0; k < graph->count; k++) {
                bool reaches = graph->is_reached[i] && !graph->is_reached[k];
                bool ends = graph->is_ending[k] && !graph->is_ending[i];
                if ((!reaches && !ends) || !has_edge(graph, graph->stages[i], graph->stages[k]))
                    continue;
                graph->is_reached[k] = graph->is_reached[k] || reaches;
                graph->is_ending[i] = graph->is_ending[i] || ends;
                is_new = true;
            }
        }
    }
}

static void check_graph(struct subject *subject)
{
    struct graph *graph = ARENA_NEW(subject->arena, struct graph);
    graph_init(graph, subject);
    graph_spread(graph);
    for (int i = 0; i < graph->count; i++) {
        const struct ending *stage = graph->stages[i];
        struct node at = declared_at(stage_named(subject, stage->name));
        const char *lost[2] = {
            arena_printf(subject->arena, "stage \"%s\" cannot be reached from stage \"%s\"",
                         stage->name, value_text_or(value_get(subject->workflow, "start"), "?")),
            "Return its name from another stage or from a handler, or remove it."};
        const char *endless[2] = {
            arena_printf(subject->arena, "stage \"%s\" can never come to an end of the case",
                         stage->name),
            "Let it, or a stage behind it, return case:close \"outcome\" on some way."};
        if (!graph->is_reached[i])
            report_at(subject, stage, &at, CHECK_UNREACHABLE, lost);
        if (!graph->is_ending[i])
            report_at(subject, stage, &at, CHECK_ENDLESS, endless);
    }
}

void stages_check(struct subject *subject)
{
    for (struct ending *ending = subject->endings; ending; ending = ending->next)
        check_returned(subject, ending);
    for (const struct ending *ending = subject->endings; ending; ending = ending->next)
        check_next(subject, ending);
    check_graph(subject);
}
