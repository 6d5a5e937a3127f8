/* graph.h - a workflow drawn from its stages.
 *
 * graph_read makes a graph of the model of a workflow (script/release.h): a box for each stage and
 * for each signal that leads somewhere. graph_lay gives every box its place and every edge its way:
 *
 *     layer 0        [ start ]                edges go down from layer to layer, between boxes
 *                      |    \                 only; one that leads back up is drawn from the top
 *     layer 1     [ a ]     [ b ]             of its box to the bottom of the other; one that
 *                      \    |                 crosses a layer has a lane of its own there.
 *     layer 2          [ c ]
 *
 * The same workflow is always drawn the same. All is in the caller's arena.
 */
#pragma once
#include "base/err.h"
#include "data/value.h"

enum { GRAPH_TEXTS = 10, GRAPH_MOST = 1200 };

enum graph_edge_kind {
    GRAPH_NEXT,    /* a stage leads on */
    GRAPH_SIGNAL,  /* what its handler says */
    GRAPH_PART,    /* a part is split off and begins there */
    GRAPH_THROUGH, /* by way of a stage that an office put in between */
};

struct graph_box {
    const char *id;
    bool is_signal, is_start, is_lane; /* is_lane: room for an edge that crosses the layer */
    const char *texts[GRAPH_TEXTS];    /* lines, the first is the name; small ones follow */
    int text_count, ends;              /* the last `ends` of the texts say how a case ends here */
    int layer, order;                  /* of its layer, from the left */
    double x, y, width, height;        /* x: the middle; y: the top */
    double loop;                       /* free room at the right, for an edge to itself */
};

struct graph_point {
    double x, y;
};

struct graph_edge {
    size_t from, to; /* boxes */
    enum graph_edge_kind kind;
    bool is_back;  /* drawn upwards */
    size_t *stops; /* the upper box, the lanes it has, the lower box */
    size_t stop_count;
    /* From the upper box to the lower: straight from each even point to the next, then a curve.
     * None of an edge from a box to itself. */
    struct graph_point *points;
    size_t point_count;
};

struct graph {
    struct arena *arena;
    const char *title;
    struct graph_box *boxes;
    size_t box_count, box_most;
    struct graph_edge *edges;
    size_t edge_count;
    double width, height;
};

enum graph_words { GRAPH_BOTH, GRAPH_ZH, GRAPH_EN };

void graph_read(const struct value *workflow, enum graph_words words, struct arena *arena,
                struct graph *out);
/* STATUS_TOO_LARGE with a sentence beyond GRAPH_MOST boxes, edges and lanes: laying takes the
 * square of them, 0.1 s for as many. */
MUST_CHECK int graph_lay(struct graph *graph, struct err *err);
void graph_write_svg(const struct graph *graph, struct buf *out); /* of one that was laid */
void graph_write_mermaid(const struct graph *graph, struct buf *out);

/* Roughly how wide a line of text is set, in the size of the name and in the small one. */
double graph_text_width(const char *text, bool is_name);
