/* graph_svg.c - a graph that was laid (graph.h), as an SVG picture without scripts, fonts or links
 * from elsewhere: it can stand in a page, be printed, or be opened alone.
 */
#include "duty/graph.h"
#include "base/markup.h"

static const char *class_of(const struct graph_edge *edge)
{
    static const char *const classes[] = {[GRAPH_NEXT] = "next",
                                          [GRAPH_SIGNAL] = "signal",
                                          [GRAPH_PART] = "part",
                                          [GRAPH_THROUGH] = "through"};
    return edge->kind == GRAPH_NEXT && edge->is_back ? "back" : classes[edge->kind];
}

static void write_loop(const struct graph_box *box, const char *class, struct buf *out)
{
    double x = box->x + box->width / 2, upper = box->y + box->height * 0.3,
           lower = box->y + box->height * 0.7;
    buf_printf(out,
               "<path class=\"%s\" marker-end=\"url(#arrow)\" "
               "d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"/>\n",
               class, x, upper, x + box->loop, upper - 6, x + box->loop, lower + 6, x + 1, lower);
}

static void write_edge(const struct graph *graph, const struct graph_edge *edge, struct buf *out)
{
    const struct graph_point *points = edge->points;
    if (edge->from == edge->to) {
        write_loop(&graph->boxes[edge->from], "back", out);
        return;
    }
    buf_printf(out, "<path class=\"%s\" marker-%s=\"url(#arrow)\" d=\"M%.1f %.1f", class_of(edge),
               edge->is_back ? "start" : "end", points[0].x, points[0].y);
    for (size_t i = 1; i < edge->point_count; i++) {
        double middle = (points[i - 1].y + points[i].y) / 2;
        if (i % 2)
            buf_printf(out, "L%.1f %.1f", points[i].x, points[i].y);
        else
            buf_printf(out, "C%.1f %.1f %.1f %.1f %.1f %.1f", points[i - 1].x, middle, points[i].x,
                       middle, points[i].x, points[i].y);
    }
    buf_add_text(out, "\"/>\n");
}

static void write_box(const struct graph_box *box, struct buf *out)
{
    double y = box->y + 24;
    buf_printf(
        out,
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%d\"/>\n",
        box->is_signal  ? "heard"
        : box->is_start ? "start"
                        : "stage",
        box->x - box->width / 2, box->y, box->width, box->height, box->is_signal ? 14 : 4);
    for (int i = 0; i < box->text_count; i++) {
        bool is_end = i >= box->text_count - box->ends;
        buf_printf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">",
                   i == 0   ? "name"
                   : is_end ? "ends"
                            : "small",
                   box->x, y);
        markup_add(out, slice_of(box->texts[i]));
        buf_add_text(out, "</text>\n");
        y += i == 0 ? 17 : 15.5;
    }
}

void graph_write_svg(const struct graph *graph, struct buf *out)
{
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" "
               "height=\"%.0f\">\n<title>",
               graph->width, graph->height, graph->width, graph->height);
    markup_add(out, slice_of(graph->title));
    buf_add_text(
        out,
        "</title>\n<style>"
        "text{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif;"
        "text-anchor:middle;fill:#1b1b1b}"
        ".name{font-size:15px;font-weight:600}.small{font-size:11.5px;fill:#555}"
        ".ends{font-size:11.5px;fill:#8a1f11}.key{font-size:11.5px;fill:#555;text-anchor:start}"
        "rect{fill:#fff;stroke:#44546a;stroke-width:1.2}.start{fill:#e8f0fb;stroke-width:2}"
        ".heard{fill:#fdf6e3;stroke:#a67c00;stroke-dasharray:5 3}"
        "path{fill:none;stroke:#44546a;stroke-width:1.3}.back{stroke:#9aa5b1}"
        ".signal{stroke:#a67c00;stroke-dasharray:5 3}.part{stroke:#5b7f3a;stroke-dasharray:2 3}"
        ".through{stroke-width:2.4}</style>\n"
        "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
        "markerHeight=\"7\" orient=\"auto-start-reverse\"><path style=\"fill:#44546a;stroke:none\" "
        "d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
    buf_printf(out, "<rect style=\"stroke:none\" width=\"%.0f\" height=\"%.0f\"/>\n", graph->width,
               graph->height);
    buf_printf(out, "<text class=\"name\" x=\"%.1f\" y=\"32\">", graph->width / 2);
    markup_add(out, slice_of(graph->title));
    buf_add_text(out, "</text>\n");
    for (size_t i = 0; i < graph->edge_count; i++)
        write_edge(graph, &graph->edges[i], out);
    for (size_t i = 0; i < graph->box_count; i++)
        if (!graph->boxes[i].is_lane)
            write_box(&graph->boxes[i], out);
    buf_printf(out,
               "<text class=\"key\" x=\"12\" y=\"%.0f\">\u25a0 \u529e\u7ed3 end \u00b7 "
               "\u865a\u7ebf\u6846 \u4e8b\u9879 signal</text>\n</svg>\n",
               graph->height - 12);
}
