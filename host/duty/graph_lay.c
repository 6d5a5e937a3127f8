/* graph_lay.c - places for the boxes of a graph (graph.h), in the five steps of Sugiyama: edges
 * that lead back are turned round, every box gets a layer, edges that cross a layer get a lane in
 * it, layers are put in an order with few crossings, and last come the numbers.
 *
 *   L1. Of two boxes of a layer none covers the other; there is a gap between them.
 *   L2. Edges bend only between two layers, where no box is; within a layer they go straight down,
 *       below their own box or in their lane.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "duty/graph.h"

enum { SWEEPS = 24, SHIFTS = 16 };
static const double name_size = 15, small_size = 11.5, box_gap = 26, lane_width = 8, layer_gap = 54,
                    margin = 24, loop_room = 26;

struct layer {
    size_t *boxes; /* from the left */
    size_t count;
    double top, height;
};

struct laying {
    struct graph *graph;
    struct layer *layers;
    size_t layer_count;
    double *keys; /* of a box, while a layer is sorted */
};

/* ---- sizes ----------------------------------------------------------------------------------- */

double graph_text_width(const char *text, bool is_name)
{
    double size = is_name ? name_size : small_size, width = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        bool is_first = (*c & 0xC0) != 0x80;
        if (is_first)
            width += *c >= 0xE0 ? size : size * 0.58;
    }
    return width;
}

static void measure(struct graph *graph)
{
    for (size_t i = 0; i < graph->box_count; i++) {
        struct graph_box *box = &graph->boxes[i];
        for (int k = 0; k < box->text_count; k++)
            box->width = fmax(box->width, graph_text_width(box->texts[k], k == 0));
        box->width = fmax(box->width + 28, 84);
        box->height = 22 + name_size + (box->text_count - 1) * (small_size + 4);
    }
    for (size_t i = 0; i < graph->edge_count; i++)
        if (graph->edges[i].from == graph->edges[i].to)
            graph->boxes[graph->edges[i].to].loop = loop_room;
}

/* ---- layers ---------------------------------------------------------------------------------- */

enum visit { NOT_SEEN, ON_THE_WAY, SEEN };

static void turn_back_edges(struct graph *graph, enum visit *visits, size_t box)
{
    visits[box] = ON_THE_WAY;
    for (size_t i = 0; i < graph->edge_count; i++) {
        struct graph_edge *edge = &graph->edges[i];
        if (edge->from != box || edge->to == box)
            continue;
        if (visits[edge->to] == ON_THE_WAY)
            edge->is_back = true;
        else if (visits[edge->to] == NOT_SEEN)
            turn_back_edges(graph, visits, edge->to);
    }
    visits[box] = SEEN;
}

static size_t upper_of(const struct graph_edge *edge)
{
    return edge->is_back ? edge->to : edge->from;
}

static size_t lower_of(const struct graph_edge *edge)
{
    return edge->is_back ? edge->from : edge->to;
}

/* Every box as high as its edges let it; a signal right above what it leads to. */
static void choose_layers(struct graph *graph)
{
    bool has_moved = true;
    while (has_moved) {
        has_moved = false;
        for (size_t i = 0; i < graph->edge_count; i++) {
            const struct graph_edge *edge = &graph->edges[i];
            struct graph_box *lower = &graph->boxes[lower_of(edge)];
            int least = graph->boxes[upper_of(edge)].layer + 1;
            if (edge->from != edge->to && lower->layer < least) {
                lower->layer = least;
                has_moved = true;
            }
        }
    }
    for (size_t b = 0; b < graph->box_count; b++) {
        int least = -1;
        for (size_t i = 0; i < graph->edge_count && graph->boxes[b].is_signal; i++) {
            int layer = graph->boxes[graph->edges[i].to].layer;
            if (graph->edges[i].from == b && (least < 0 || layer - 1 < least))
                least = layer - 1;
        }
        if (least > 0)
            graph->boxes[b].layer = least;
    }
}

static size_t count_lanes(const struct graph *graph)
{
    size_t lanes = 0;
    for (size_t i = 0; i < graph->edge_count; i++)
        if (graph->edges[i].from != graph->edges[i].to)
            lanes += (size_t)(graph->boxes[lower_of(&graph->edges[i])].layer -
                              graph->boxes[upper_of(&graph->edges[i])].layer - 1);
    return lanes;
}

static void add_lanes(struct graph *graph)
{
    size_t most = graph->box_count + count_lanes(graph);
    struct graph_box *boxes = ARENA_ARRAY(graph->arena, struct graph_box, most + 1);
    memcpy(boxes, graph->boxes, graph->box_count * sizeof *boxes);
    graph->boxes = boxes;
    for (size_t i = 0; i < graph->edge_count; i++) {
        struct graph_edge *edge = &graph->edges[i];
        size_t upper = upper_of(edge), lower = lower_of(edge);
        if (upper == lower)
            continue;
        size_t span = (size_t)(boxes[lower].layer - boxes[upper].layer);
        edge->stops = ARENA_ARRAY(graph->arena, size_t, span + 1);
        edge->stops[edge->stop_count++] = upper;
        for (size_t k = 1; k < span; k++) {
            boxes[graph->box_count] = (struct graph_box){.id = "",
                                                         .is_lane = true,
                                                         .layer = boxes[upper].layer + (int)k,
                                                         .width = lane_width};
            edge->stops[edge->stop_count++] = graph->box_count++;
        }
        edge->stops[edge->stop_count++] = lower;
    }
}

static void fill_layers(struct laying *laying)
{
    struct graph *graph = laying->graph;
    for (size_t i = 0; i < graph->box_count; i++)
        if ((size_t)graph->boxes[i].layer + 1 > laying->layer_count)
            laying->layer_count = (size_t)graph->boxes[i].layer + 1;
    laying->layers = ARENA_ARRAY(graph->arena, struct layer, laying->layer_count + 1);
    laying->keys = ARENA_ARRAY(graph->arena, double, graph->box_count + 1);
    for (size_t i = 0; i < laying->layer_count; i++)
        laying->layers[i].boxes = ARENA_ARRAY(graph->arena, size_t, graph->box_count);
    for (size_t i = 0; i < graph->box_count; i++) {
        struct layer *layer = &laying->layers[graph->boxes[i].layer];
        graph->boxes[i].order = (int)layer->count;
        layer->boxes[layer->count++] = i;
    }
}

/* ---- order ----------------------------------------------------------------------------------- */

/* What lies in the layer above (or below) along the edges of a box: the sum of a number of each. */
struct neighbours {
    double sum, count;
};

typedef double box_number(const struct graph_box *box);

static double number_of_order(const struct graph_box *box)
{
    return box->order;
}

static double number_of_place(const struct graph_box *box)
{
    return box->x;
}

static struct neighbours look_around(const struct graph *graph, size_t box, bool is_above,
                                     box_number *number)
{
    struct neighbours found = {0};
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct graph_edge *edge = &graph->edges[i];
        for (size_t k = 0; k + 1 < edge->stop_count; k++) {
            size_t own = is_above ? edge->stops[k + 1] : edge->stops[k];
            size_t other = is_above ? edge->stops[k] : edge->stops[k + 1];
            if (own != box)
                continue;
            found.sum += number(&graph->boxes[other]);
            found.count++;
        }
    }
    return found;
}

/* By key, and where that is the same as they stand. */
static void sort_layer(struct laying *laying, struct layer *layer)
{
    struct graph_box *boxes = laying->graph->boxes;
    for (size_t i = 1; i < layer->count; i++) {
        size_t box = layer->boxes[i], k = i;
        for (; k > 0 && laying->keys[layer->boxes[k - 1]] > laying->keys[box]; k--)
            layer->boxes[k] = layer->boxes[k - 1];
        layer->boxes[k] = box;
    }
    for (size_t i = 0; i < layer->count; i++)
        boxes[layer->boxes[i]].order = (int)i;
}

static void order_by(struct laying *laying, struct layer *layer, bool is_above)
{
    for (size_t i = 0; i < layer->count; i++) {
        size_t box = layer->boxes[i];
        struct neighbours found = look_around(laying->graph, box, is_above, number_of_order);
        laying->keys[box] = found.count > 0 ? found.sum / found.count : (double)i;
    }
    sort_layer(laying, layer);
}

static size_t count_crossings(const struct graph *graph)
{
    size_t count = 0;
    for (size_t i = 0; i < graph->edge_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct graph_edge *a = &graph->edges[i], *b = &graph->edges[j];
            for (size_t k = 0; k + 1 < a->stop_count; k++) {
                const struct graph_box *upper = &graph->boxes[a->stops[k]];
                int at = upper->layer - (b->stop_count ? graph->boxes[b->stops[0]].layer : 0);
                if (b->stop_count == 0 || at < 0 || (size_t)at + 1 >= b->stop_count)
                    continue;
                int above = upper->order - graph->boxes[b->stops[at]].order;
                int below =
                    graph->boxes[a->stops[k + 1]].order - graph->boxes[b->stops[at + 1]].order;
                count += (above > 0 && below < 0) || (above < 0 && below > 0);
            }
        }
    }
    return count;
}

static void keep_order(const struct graph *graph, double *kept)
{
    for (size_t i = 0; i < graph->box_count; i++)
        kept[i] = graph->boxes[i].order;
}

static void choose_order(struct laying *laying)
{
    struct graph *graph = laying->graph;
    double *best = ARENA_ARRAY(graph->arena, double, graph->box_count + 1);
    size_t fewest = count_crossings(graph);
    keep_order(graph, best);
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
        for (size_t k = 1; k < laying->layer_count; k++) {
            bool is_down = sweep % 2 == 0;
            size_t at = is_down ? k : laying->layer_count - 1 - k;
            order_by(laying, &laying->layers[at], is_down);
        }
        size_t crossings = count_crossings(graph);
        if (crossings < fewest) {
            fewest = crossings;
            keep_order(graph, best);
        }
    }
    memcpy(laying->keys, best, graph->box_count * sizeof *best);
    for (size_t i = 0; i < laying->layer_count; i++)
        sort_layer(laying, &laying->layers[i]);
}

/* ---- places ---------------------------------------------------------------------------------- */

/* Boxes pushed together: they stand side by side around one place that is best for all of them. */
struct cluster {
    double sum, weight;
    size_t first;
};

/* Every box of the layer as near to its key as its neighbours allow (least squares): clusters that
 * would overlap become one. */
static void settle_layer(struct laying *laying, const struct layer *layer)
{
    struct graph_box *boxes = laying->graph->boxes;
    struct cluster *clusters = ARENA_ARRAY(laying->graph->arena, struct cluster, layer->count + 1);
    double *offsets = ARENA_ARRAY(laying->graph->arena, double, layer->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < layer->count; i++) {
        const struct graph_box *box = &boxes[layer->boxes[i]];
        const struct graph_box *left = i ? &boxes[layer->boxes[i - 1]] : box;
        double weight = box->is_lane ? 4 : 1;
        offsets[i] =
            i ? offsets[i - 1] + left->width / 2 + left->loop + box_gap + box->width / 2 : 0;
        clusters[count++] =
            (struct cluster){.sum = weight * (laying->keys[layer->boxes[i]] - offsets[i]),
                             .weight = weight,
                             .first = i};
        while (count > 1 && clusters[count - 2].sum / clusters[count - 2].weight >
                                clusters[count - 1].sum / clusters[count - 1].weight) {
            clusters[count - 2].sum += clusters[count - 1].sum;
            clusters[count - 2].weight += clusters[count - 1].weight;
            count--;
        }
    }
    for (size_t c = 0; c < count; c++) {
        size_t end = c + 1 < count ? clusters[c + 1].first : layer->count;
        for (size_t i = clusters[c].first; i < end; i++)
            boxes[layer->boxes[i]].x = clusters[c].sum / clusters[c].weight + offsets[i];
    }
}

static void shift_layer(struct laying *laying, const struct layer *layer, bool is_above)
{
    for (size_t i = 0; i < layer->count; i++) {
        size_t box = layer->boxes[i];
        struct neighbours found = look_around(laying->graph, box, is_above, number_of_place);
        laying->keys[box] = found.count > 0 ? found.sum / found.count : laying->graph->boxes[box].x;
    }
    settle_layer(laying, layer);
}

static void choose_columns(struct laying *laying)
{
    memset(laying->keys, 0, laying->graph->box_count * sizeof *laying->keys);
    for (size_t i = 0; i < laying->layer_count; i++)
        settle_layer(laying, &laying->layers[i]);
    for (int shift = 0; shift < SHIFTS; shift++) {
        for (size_t k = 1; k < laying->layer_count; k++) {
            bool is_down = shift % 2 == 0;
            size_t at = is_down ? k : laying->layer_count - 1 - k;
            shift_layer(laying, &laying->layers[at], is_down);
        }
    }
}

/* ---- parts that no edge joins ---- */

static size_t part_of(const size_t *parts, size_t box)
{
    while (parts[box] != box)
        box = parts[box];
    return box;
}

/* parts[box]: the box its part is known by. */
static void find_parts(const struct graph *graph, size_t *parts)
{
    for (size_t i = 0; i < graph->box_count; i++)
        parts[i] = i;
    for (size_t i = 0; i < graph->edge_count; i++)
        for (size_t k = 1; k < graph->edges[i].stop_count; k++)
            parts[part_of(parts, graph->edges[i].stops[k])] =
                part_of(parts, graph->edges[i].stops[k - 1]);
}

/* How far this part may go to the left before one of its boxes meets another part's. */
static double room_left(const struct laying *laying, const size_t *parts, size_t part)
{
    const struct graph_box *boxes = laying->graph->boxes;
    double room = INFINITY;

    for (size_t l = 0; l < laying->layer_count; l++) {
        const struct layer *layer = &laying->layers[l];
        for (size_t k = 1; k < layer->count; k++) {
            const struct graph_box *box = &boxes[layer->boxes[k]];
            const struct graph_box *left = &boxes[layer->boxes[k - 1]];
            bool is_border = part_of(parts, layer->boxes[k]) == part &&
                             part_of(parts, layer->boxes[k - 1]) != part;
            if (is_border)
                room = fmin(room, box->x - box->width / 2 - left->x - left->width / 2 - left->loop -
                                      2 * box_gap);
        }
    }
    return isinf(room) ? 0 : fmax(room, 0);
}

static bool move_part(struct laying *laying, const size_t *parts, size_t part)
{
    struct graph *graph = laying->graph;
    double room = room_left(laying, parts, part);

    for (size_t i = 0; i < graph->box_count && room > 0; i++)
        if (part_of(parts, i) == part)
            graph->boxes[i].x -= room;
    return room > 1;
}

/* Nothing holds two parts together, and the numbers drift apart: each but that of the start is
 * moved to the left as far as it goes, and again, since one that went makes room for the next. */
static void draw_parts_together(struct laying *laying)
{
    struct graph *graph = laying->graph;
    size_t *parts = ARENA_ARRAY(graph->arena, size_t, graph->box_count + 1);
    bool has_moved = true;
    size_t main_part = 0;

    find_parts(graph, parts);
    for (size_t i = 0; i < graph->box_count; i++)
        if (graph->boxes[i].is_start)
            main_part = part_of(parts, i);
    for (size_t round = 0; has_moved && round < graph->box_count; round++) {
        has_moved = false;
        for (size_t i = 0; i < graph->box_count; i++)
            if (part_of(parts, i) == i && i != main_part)
                has_moved = move_part(laying, parts, i) || has_moved;
    }
}

static void choose_rows(struct laying *laying)
{
    struct graph *graph = laying->graph;
    double y = margin + 30; /* the title stands above */
    double left = INFINITY, right = -INFINITY;
    for (size_t i = 0; i < laying->layer_count; i++) {
        struct layer *layer = &laying->layers[i];
        layer->top = y;
        for (size_t k = 0; k < layer->count; k++) {
            struct graph_box *box = &graph->boxes[layer->boxes[k]];
            box->y = y;
            layer->height = fmax(layer->height, box->height);
            left = fmin(left, box->x - box->width / 2);
            right = fmax(right, box->x + box->width / 2 + box->loop);
        }
        y += layer->height + layer_gap;
    }
    for (size_t i = 0; i < graph->box_count; i++) {
        graph->boxes[i].x += margin - left;
        if (graph->boxes[i].is_lane)
            graph->boxes[i].height = laying->layers[graph->boxes[i].layer].height;
    }
    if (graph->box_count == 0)
        left = right = 0;
    graph->width = fmax(right - left, graph_text_width(graph->title, true)) + 2 * margin;
    graph->height = y - layer_gap + margin + 26; /* and what the lines mean below */
}

/* ---- edges ----------------------------------------------------------------------------------- */

/* Where an edge touches a box: side by side in the order of where they go. */
static double touch(const struct graph *graph, const struct graph_edge *edge, bool is_above)
{
    size_t own = is_above ? edge->stops[edge->stop_count - 1] : edge->stops[0];
    size_t other = is_above ? edge->stops[edge->stop_count - 2] : edge->stops[1];
    const struct graph_box *box = &graph->boxes[own];
    double before = 0, all = 0;
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct graph_edge *one = &graph->edges[i];
        if (one->stop_count == 0 ||
            (is_above ? one->stops[one->stop_count - 1] : one->stops[0]) != own)
            continue;
        size_t end = is_above ? one->stops[one->stop_count - 2] : one->stops[1];
        double x = graph->boxes[end].x, own_x = graph->boxes[other].x;
        all++;
        before += x < own_x || (!(x > own_x) && one < edge);
    }
    double step = fmin(18, (box->width - 24) / fmax(all, 1));
    return box->x + (before - (all - 1) / 2) * step;
}

static void draw_edge(struct laying *laying, struct graph_edge *edge)
{
    struct graph *graph = laying->graph;
    if (edge->stop_count == 0)
        return;
    edge->points = ARENA_ARRAY(graph->arena, struct graph_point, 2 * edge->stop_count);
    for (size_t i = 0; i < edge->stop_count; i++) {
        const struct graph_box *box = &graph->boxes[edge->stops[i]];
        const struct layer *layer = &laying->layers[box->layer];
        bool is_first = i == 0, is_last = i + 1 == edge->stop_count;
        double x = is_first  ? touch(graph, edge, false)
                   : is_last ? touch(graph, edge, true)
                             : box->x;
        if (!is_first)
            edge->points[edge->point_count++] = (struct graph_point){x, box->y};
        if (is_first)
            edge->points[edge->point_count++] = (struct graph_point){x, box->y + box->height};
        if (!is_last)
            edge->points[edge->point_count++] = (struct graph_point){x, layer->top + layer->height};
    }
}

int graph_lay(struct graph *graph, struct err *err)
{
    struct laying laying = {.graph = graph};
    enum visit *visits = ARENA_ARRAY(graph->arena, enum visit, graph->box_count + 1);
    measure(graph);
    for (size_t i = 0; i < graph->box_count; i++)
        if (visits[i] == NOT_SEEN)
            turn_back_edges(graph, visits, i);
    choose_layers(graph);
    if (graph->box_count + graph->edge_count + count_lanes(graph) > GRAPH_MOST)
        return err_set(err, STATUS_TOO_LARGE,
                       "The stages lead to each other in too many ways to be drawn as a picture. "
                       "Ask for format=mermaid, which is text.");
    add_lanes(graph);
    fill_layers(&laying);
    choose_order(&laying);
    choose_columns(&laying);
    draw_parts_together(&laying);
    choose_rows(&laying);
    for (size_t i = 0; i < graph->edge_count; i++)
        draw_edge(&laying, &graph->edges[i]);
    return 0;
}
