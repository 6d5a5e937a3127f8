/* graph.c - the boxes and edges of a workflow (graph.h), and its text for Mermaid.
 *
 * Stages come in the order in which they are reached from the first one, so that what belongs
 * together stands together. To draw another kind of edge: a row of graph_edge_kind, its reading
 * here, its line in graph_svg.c and below.
 */
#include "duty/graph.h"
#include <stdio.h>
#include <string.h>

struct reading {
    struct graph *graph;
    const struct value *workflow, *stages;
    enum graph_words words;
    size_t edge_most;
};

/* ---- boxes ----------------------------------------------------------------------------------- */

static size_t find_box(const struct graph *graph, const char *id, bool is_signal)
{
    for (size_t i = 0; i < graph->box_count; i++)
        if (graph->boxes[i].is_signal == is_signal && strcmp(graph->boxes[i].id, id) == 0)
            return i;
    return graph->box_count;
}

static void add_text(struct graph_box *box, const char *text)
{
    if (text && *text && box->text_count < GRAPH_TEXTS)
        box->texts[box->text_count++] = text;
}

/* The name in one language or both. */
static void add_name(const struct reading *reading, struct graph_box *box,
                     const struct value *thing)
{
    const char *zh = value_get_text(thing, "zh"), *en = value_get_text(thing, "en");
    if (reading->words != GRAPH_EN)
        add_text(box, zh ? zh : box->id);
    if (reading->words != GRAPH_ZH)
        add_text(box, en ? en : box->id);
}

static const struct value *outcome_of(const struct value *workflow, const char *id)
{
    const struct value *outcomes = value_get(workflow, "outcomes");
    for (size_t i = 0; i < value_len(outcomes); i++)
        if (value_is_text(value_get(value_item(outcomes, i), "id"), id))
            return value_item(outcomes, i);
    return &value_nil;
}

/* How a case may end here: the last lines of the box. */
static void add_ends(const struct reading *reading, struct graph_box *box,
                     const struct value *thing)
{
    const struct value *closes = value_get(thing, "closes");
    for (size_t i = 0; i < value_len(closes) && box->text_count < GRAPH_TEXTS; i++) {
        const char *id = value_text_or(value_item(closes, i), "");
        const struct value *outcome = outcome_of(reading->workflow, id);
        const char *zh = value_get_text(outcome, "zh"), *en = value_get_text(outcome, "en");
        const char *text = reading->words == GRAPH_EN ? en : zh;
        add_text(box, arena_printf(reading->graph->arena, "\u25a0 %s", text ? text : id));
        box->ends++;
    }
}

static struct graph_box *add_box(struct reading *reading, const char *id, const struct value *thing,
                                 bool is_signal)
{
    struct graph_box *box = &reading->graph->boxes[reading->graph->box_count++];
    *box = (struct graph_box){.id = id, .is_signal = is_signal};
    box->is_start = !is_signal && value_is_text(value_get(reading->workflow, "start"), id);
    add_name(reading, box, thing);
    add_ends(reading, box, thing);
    return box;
}

/* Depth first from the stage that a case begins in. */
static void reach(struct reading *reading, const char *id)
{
    const struct value *stage = value_get(reading->stages, id);
    if (value_is_nil(stage) || find_box(reading->graph, id, false) < reading->graph->box_count)
        return;
    add_box(reading, id, stage, false);
    const struct value *next = value_get(stage, "next"), *route = value_get(stage, "route");
    for (size_t i = 0; i < value_len(next); i++) {
        const char *to = value_text_or(value_item(next, i), "");
        reach(reading, value_text_or(value_get(route, to), to));
    }
}

/* ---- edges ----------------------------------------------------------------------------------- */

static void add_edge(struct reading *reading, size_t from, const char *to,
                     enum graph_edge_kind kind)
{
    struct graph *graph = reading->graph;
    size_t end = find_box(graph, to, false);
    for (size_t i = 0; i < graph->edge_count; i++)
        if (graph->edges[i].from == from && graph->edges[i].to == end)
            return;
    if (end < graph->box_count && graph->edge_count < reading->edge_most)
        graph->edges[graph->edge_count++] =
            (struct graph_edge){.from = from, .to = end, .kind = kind};
}

static void add_edges(struct reading *reading, size_t from, const struct value *names,
                      const struct value *route, enum graph_edge_kind kind)
{
    for (size_t i = 0; i < value_len(names); i++) {
        const char *to = value_text_or(value_item(names, i), "");
        const char *via = value_get_text(route, to);
        add_edge(reading, from, via ? via : to, via ? GRAPH_THROUGH : kind);
    }
}

static void read_signals(struct reading *reading)
{
    const struct value *signals = value_get(reading->workflow, "signals");
    for (size_t i = 0; i < value_len(signals); i++) {
        const struct value *signal = signals->map.members[i].value;
        const struct value *returns = value_get(signal, "returns");
        if (value_len(returns) == 0 && value_len(value_get(signal, "closes")) == 0)
            continue;
        add_box(reading, signals->map.members[i].key.bytes, signal, true);
        add_edges(reading, reading->graph->box_count - 1, returns, &value_nil, GRAPH_SIGNAL);
    }
}

void graph_read(const struct value *workflow, enum graph_words words, struct arena *arena,
                struct graph *out)
{
    struct reading reading = {.graph = out, .workflow = workflow, .words = words};
    const struct value *stages = reading.stages = value_get(workflow, "stages");
    const char *zh = value_get_text(workflow, "zh"), *en = value_get_text(workflow, "en");
    size_t most = value_len(stages) + value_len(value_get(workflow, "signals"));

    *out = (struct graph){.arena = arena, .box_most = most};
    out->title = words == GRAPH_EN   ? en
                 : words == GRAPH_ZH ? zh
                                     : arena_printf(arena, "%s  %s", zh ? zh : "", en ? en : "");
    out->boxes = ARENA_ARRAY(arena, struct graph_box, most + 1);
    reading.edge_most = most * most + 1;
    out->edges = ARENA_ARRAY(arena, struct graph_edge, reading.edge_most);
    reach(&reading, value_text_or(value_get(workflow, "start"), ""));
    for (size_t i = 0; i < value_len(stages); i++)
        reach(&reading, stages->map.members[i].key.bytes);
    for (size_t i = 0; i < out->box_count; i++) {
        const struct value *stage = value_get(stages, out->boxes[i].id);
        add_edges(&reading, i, value_get(stage, "next"), value_get(stage, "route"), GRAPH_NEXT);
        add_edges(&reading, i, value_get(stage, "parts"), &value_nil, GRAPH_PART);
    }
    read_signals(&reading);
}

/* ---- Mermaid --------------------------------------------------------------------------------- */

/* A quote ends a text there; what is written as an entity is shown. */
static void add_quoted(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"')
            buf_add_text(out, "#quot;");
        else if (*text == '<' || *text == '>' || *text == '#' || *text == '&')
            buf_printf(out, "#%d;", *text);
        else
            buf_add_byte(out, *text);
    }
}

static void write_box(const struct graph_box *box, size_t number, struct buf *out)
{
    buf_printf(out, "    %c%zu%s\"", box->is_signal ? 'g' : 's', number,
               box->is_signal  ? "{{"
               : box->is_start ? "(["
                               : "[");
    for (int i = 0; i < box->text_count; i++) {
        buf_add_text(out, i ? "<br/>" : "");
        add_quoted(out, box->texts[i]);
    }
    buf_printf(out, "\"%s\n", box->is_signal ? "}}" : box->is_start ? "])" : "]");
}

void graph_write_mermaid(const struct graph *graph, struct buf *out)
{
    static const char *const arrows[] = {[GRAPH_NEXT] = "-->",
                                         [GRAPH_SIGNAL] = "-.->",
                                         [GRAPH_PART] = "-. \u5206 part .->",
                                         [GRAPH_THROUGH] = "==>"};
    buf_add_text(out, "flowchart TD\n");
    for (size_t i = 0; i < graph->box_count; i++)
        if (!graph->boxes[i].is_lane)
            write_box(&graph->boxes[i], i, out);
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct graph_edge *edge = &graph->edges[i];
        buf_printf(out, "    %c%zu %s s%zu\n", graph->boxes[edge->from].is_signal ? 'g' : 's',
                   edge->from, arrows[edge->kind], edge->to);
    }
}
