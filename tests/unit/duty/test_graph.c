/* test_graph.c - workflows drawn: what stands where for small ones, and for many made from seeds
 * that nothing covers anything: no box a box, no edge a box that is not its own. */
#include "lib/check.h"
#include <stdio.h>
#include <string.h>
#include "base/buf.h"
#include "data/json.h"
#include "duty/graph.h"

static struct value *read_model(struct arena *arena, const char *text)
{
    struct value *model = NULL;
    struct err err = {0};
    assert_int_equal(json_read(arena, slice_of(text), NULL, &model, &err), 0);
    return model;
}

static const char small[] =
    "{\"zh\":\"\u8bd5\",\"en\":\"Trial <&>\",\"start\":\"one\","
    "\"outcomes\":[{\"id\":\"done\",\"zh\":\"\u529e\u7ed3\",\"en\":\"Done\"}],"
    "\"stages\":{"
    "\"one\":{\"zh\":\"\u4e00\",\"en\":\"One \\\"1\\\"\",\"next\":[\"two\",\"one\"],"
    "\"parts\":[\"three\"]},"
    "\"two\":{\"zh\":\"\u4e8c\",\"en\":\"Two\",\"next\":[\"one\",\"three\"],"
    "\"route\":{\"three\":\"between\"}},"
    "\"between\":{\"zh\":\"\u95f4\",\"en\":\"Between\",\"next\":[\"three\"]},"
    "\"three\":{\"zh\":\"\u4e09\",\"en\":\"Three\",\"closes\":[\"done\"]}},"
    "\"signals\":{"
    "\"stop\":{\"zh\":\"\u505c\",\"en\":\"Stop\",\"returns\":[\"three\"]},"
    "\"tell\":{\"zh\":\"\u544a\",\"en\":\"Tell\"}}}";

static void mermaid_tells_all(void **state)
{
    struct arena arena = {0};
    struct graph graph;
    struct buf out = {0};
    (void)state;
    graph_read(read_model(&arena, small), GRAPH_EN, &arena, &graph);
    graph_write_mermaid(&graph, &out);
    assert_string_equal(out.bytes, "flowchart TD\n"
                                   "    s0([\"One #quot;1#quot;\"])\n"
                                   "    s1[\"Two\"]\n"
                                   "    s2[\"Between\"]\n"
                                   "    s3[\"Three<br/>\u25a0 Done\"]\n"
                                   "    g4{{\"Stop\"}}\n"
                                   "    s0 --> s1\n"
                                   "    s0 --> s0\n"
                                   "    s0 -. \u5206 part .-> s3\n"
                                   "    s1 --> s0\n"
                                   "    s1 ==> s2\n"
                                   "    s2 --> s3\n"
                                   "    g4 -.-> s3\n");
    buf_close(&out);
    arena_close(&arena);
}

static void a_picture_is_whole_and_the_same_each_time(void **state)
{
    struct arena arena = {0};
    struct graph graph;
    struct buf out[2] = {{0}, {0}};
    (void)state;
    for (int i = 0; i < 2; i++) {
        graph_read(read_model(&arena, small), GRAPH_BOTH, &arena, &graph);
        assert_int_equal(graph_lay(&graph, &(struct err){0}), 0);
        graph_write_svg(&graph, &out[i]);
    }
    assert_string_equal(out[0].bytes, out[1].bytes);
    assert_non_null(strstr(out[0].bytes, "Trial &lt;&amp;&gt;"));
    assert_non_null(strstr(out[0].bytes, "One &quot;1&quot;"));
    assert_non_null(strstr(out[0].bytes, ">\u25a0 \u529e\u7ed3<"));
    assert_null(strstr(out[0].bytes, "Tell"));
    assert_null(strstr(out[0].bytes, "nan"));
    assert_non_null(strstr(out[0].bytes, "</svg>"));
    for (int i = 0; i < 2; i++)
        buf_close(&out[i]);
    arena_close(&arena);
}

static void nothing_is_drawn_of_nothing(void **state)
{
    struct arena arena = {0};
    struct graph graph;
    struct buf out = {0};
    (void)state;
    graph_read(read_model(&arena, "{\"zh\":\"\u7a7a\",\"en\":\"Empty\",\"start\":\"x\"}"),
               GRAPH_BOTH, &arena, &graph);
    assert_int_equal(graph_lay(&graph, &(struct err){0}), 0);
    graph_write_svg(&graph, &out);
    assert_int_equal(graph.box_count, 0);
    assert_null(strstr(out.bytes, "nan"));
    assert_null(strstr(out.bytes, "inf"));
    buf_close(&out);
    arena_close(&arena);
}

/* -- many ---------------------------------------------------------------------------------------
 */

static uint64_t dice;

static uint64_t draw(uint64_t below)
{
    uint64_t z = dice += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % below;
}

static struct value *make_model(struct arena *arena)
{
    struct value *model = value_map(arena), *stages = value_map(arena), *signals = value_map(arena);
    uint64_t count = 1 + draw(30);
    value_put(arena, model, "start", value_string(arena, "s0"));
    value_put(arena, model, "zh", value_string(arena, "\u6d41\u7a0b"));
    value_put(arena, model, "en", value_string(arena, "A workflow"));
    for (uint64_t i = 0; i < count; i++) {
        struct value *stage = value_map(arena), *next = value_list(arena);
        for (uint64_t k = draw(5); k > 0; k--)
            value_push(arena, next,
                       value_string(arena, arena_printf(arena, "s%d", (int)draw(count))));
        value_put(arena, stage, "next", next);
        value_put(arena, stage, "zh",
                  value_string(arena,
                               draw(2) ? "\u9636\u6bb5"
                                       : "\u4e00\u4e2a\u540d\u79f0\u5f88\u957f\u7684\u9636\u6bb5"));
        value_put(arena, stage, "en",
                  value_string(arena, draw(2) ? "Stage" : "A stage with quite a long name"));
        value_put(arena, stages, arena_printf(arena, "s%d", (int)i), stage);
    }
    for (uint64_t i = draw(4); i > 0; i--) {
        struct value *signal = value_map(arena), *to = value_list(arena);
        value_push(arena, to, value_string(arena, arena_printf(arena, "s%d", (int)draw(count))));
        value_put(arena, signal, "returns", to);
        value_put(arena, signals, arena_printf(arena, "g%d", (int)i), signal);
    }
    value_put(arena, model, "stages", stages);
    value_put(arena, model, "signals", signals);
    return model;
}

static bool covers(const struct graph_box *box, struct graph_point at)
{
    return at.x > box->x - box->width / 2 + 0.01 && at.x < box->x + box->width / 2 - 0.01 &&
           at.y > box->y + 0.01 && at.y < box->y + box->height - 0.01;
}

static size_t part_of(const size_t *parts, size_t box)
{
    return parts[box] == box ? box : part_of(parts, parts[box]);
}

/* What no edge joins stands beside the rest, however far the rest leans to one side: somewhere a
 * box of it is as near as it may be, if there is anything on its left at all. */
static void check_parts(const struct graph *graph, int seed)
{
    size_t parts[400];
    assert_in_range(graph->box_count, 0, 400);
    for (size_t i = 0; i < graph->box_count; i++)
        parts[i] = i;
    for (size_t i = 0; i < graph->edge_count; i++)
        for (size_t k = 1; k < graph->edges[i].stop_count; k++)
            parts[part_of(parts, graph->edges[i].stops[k])] =
                part_of(parts, graph->edges[i].stops[0]);
    for (size_t part = 0; part < graph->box_count; part++) {
        double nearest = -1;
        bool has_start = false;
        for (size_t i = 0; i < graph->box_count; i++) {
            has_start |= graph->boxes[i].is_start && part_of(parts, i) == part;
            for (size_t j = 0; j < graph->box_count && part_of(parts, i) == part; j++) {
                const struct graph_box *a = &graph->boxes[i], *b = &graph->boxes[j];
                double gap = a->x - a->width / 2 - b->x - b->width / 2 - b->loop;
                bool is_left = b->layer == a->layer && b->order < a->order;
                if (is_left && part_of(parts, j) != part && (nearest < 0 || gap < nearest))
                    nearest = gap;
            }
        }
        if (nearest > 60 && !has_start)
            fail_msg("seed %d: %.0f of empty paper left of a part", seed, nearest);
    }
}

static void check_boxes(const struct graph *graph, int seed)
{
    for (size_t i = 0; i < graph->box_count; i++) {
        const struct graph_box *a = &graph->boxes[i];
        if (a->x - a->width / 2 < 0 || a->x + a->width / 2 > graph->width || a->y < 0 ||
            a->y + a->height > graph->height)
            fail_msg("seed %d: box %s is outside of the picture", seed, a->id);
        for (int k = 0; k < a->text_count; k++)
            if (graph_text_width(a->texts[k], k == 0) > a->width - 10)
                fail_msg("seed %d: a text of box %s is wider than it", seed, a->id);
        for (size_t j = 0; j < i; j++) {
            const struct graph_box *b = &graph->boxes[j];
            double between = a->x < b->x ? b->x - a->x : a->x - b->x;
            if (a->layer == b->layer && between < (a->width + b->width) / 2 + 10)
                fail_msg("seed %d: boxes %s and %s touch", seed, a->id, b->id);
            if (a->layer < b->layer && a->y + a->height > b->y)
                fail_msg("seed %d: box %s reaches down to %s", seed, a->id, b->id);
        }
    }
}

/* A point of the curve of graph_svg.c. */
static struct graph_point on_curve(struct graph_point a, struct graph_point b, double t)
{
    double u = 1 - t, middle = (a.y + b.y) / 2;
    double own = u * u * u + 3 * u * u * t, other = 3 * u * t * t + t * t * t;
    return (struct graph_point){own * a.x + other * b.x, u * u * u * a.y + 3 * u * u * t * middle +
                                                             3 * u * t * t * middle +
                                                             t * t * t * b.y};
}

static void check_edge(const struct graph *graph, const struct graph_edge *edge, int seed)
{
    assert_int_equal(edge->point_count, edge->from == edge->to ? 0 : 2 * edge->stop_count - 1);
    for (size_t i = 1; i < edge->point_count; i++) {
        for (double t = 0; t <= 1; t += 0.1) {
            struct graph_point a = edge->points[i - 1], b = edge->points[i];
            struct graph_point at =
                i % 2 ? (struct graph_point){a.x, a.y + t * (b.y - a.y)} : on_curve(a, b, t);
            for (size_t k = 0; k < graph->box_count; k++)
                if (!graph->boxes[k].is_lane && covers(&graph->boxes[k], at))
                    fail_msg("seed %d: an edge of %s runs over %s", seed,
                             graph->boxes[edge->from].id, graph->boxes[k].id);
        }
    }
}

static void nothing_covers_anything(void **state)
{
    (void)state;
    for (int seed = 1; seed <= 300; seed++) {
        struct arena arena = {0};
        struct graph graph;
        dice = (uint64_t)seed;
        graph_read(make_model(&arena), GRAPH_BOTH, &arena, &graph);
        assert_int_equal(graph_lay(&graph, &(struct err){0}), 0);
        check_boxes(&graph, seed);
        check_parts(&graph, seed);
        for (size_t i = 0; i < graph.edge_count; i++)
            check_edge(&graph, &graph.edges[i], seed);
        arena_close(&arena);
    }
}

/* Drawn on the thread of all: what takes long is refused. 200 stages that lead to 24 others each
 * took over a hundred seconds. */
static void too_many_ways_are_refused(void **state)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct graph graph;
    struct err err = {0};
    (void)state;
    buf_add_text(&text, "{\"start\":\"s0\",\"outcomes\":[],\"signals\":{},\"stages\":{");
    for (int i = 0; i < 200; i++) {
        buf_printf(&text, "%s\"s%d\":{\"en\":\"S\",\"next\":[", i ? "," : "", i);
        for (int k = 1; k < 25; k++)
            buf_printf(&text, "%s\"s%d\"", k > 1 ? "," : "", (i + k * 7) % 200);
        buf_add_text(&text, "]}");
    }
    buf_add_text(&text, "}}");
    graph_read(read_model(&arena, text.bytes), GRAPH_EN, &arena, &graph);
    assert_int_equal(graph_lay(&graph, &err), STATUS_TOO_LARGE);
    assert_non_null(strstr(err.text, "mermaid"));
    buf_close(&text);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mermaid_tells_all),
        cmocka_unit_test(a_picture_is_whole_and_the_same_each_time),
        cmocka_unit_test(nothing_is_drawn_of_nothing),
        cmocka_unit_test(nothing_covers_anything),
        cmocka_unit_test(too_many_ways_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
