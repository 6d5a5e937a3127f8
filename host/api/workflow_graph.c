/* workflow_graph.c - GET /api/v1/workflows/{name}/graph: the stages of a workflow as a picture
 * (format=svg) or as text for Mermaid, as it is written or as an office ends up with it.
 */
#include <string.h>
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "duty/graph.h"
#include "engine/offices.h"

const struct input_rule workflow_graph_input[] = {
    {.place = INPUT_QUERY,
     .name = "format",
     .most = 8,
     .about = "svg: a picture, as if nothing is said; mermaid: text"              },
    {.place = INPUT_QUERY, .name = "lang", .most = 4, .about = "zh, en, or both"  },
    {.place = INPUT_QUERY,
     .name = "office",
     .most = 32,
     .about = "as this office ends up with it; that at the top if nothing is said"},
    INPUT_LAST,
};

static const char *const languages[] = {
    [GRAPH_BOTH] = "both", [GRAPH_ZH] = "zh", [GRAPH_EN] = "en"};

static bool find_words(const char *lang, enum graph_words *words)
{
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        if (strcmp(languages[i], lang) == 0) {
            *words = (enum graph_words)i;
            return true;
        }
    }
    return false;
}

static void answer_svg(struct call *call, const struct graph *graph)
{
    struct buf out = {0};
    graph_write_svg(graph, &out);
    call_add_header(call, "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'");
    struct slice bytes = arena_copy(&call->arena, buf_slice(&out));
    buf_close(&out);
    call_answer_bytes(call, 200, "image/svg+xml", bytes);
}

static void answer_mermaid(struct call *call, const struct graph *graph)
{
    struct buf out = {0};
    graph_write_mermaid(graph, &out);
    struct slice bytes = arena_copy(&call->arena, buf_slice(&out));
    buf_close(&out);
    call_answer_bytes(call, 200, "text/plain; charset=utf-8", bytes);
}

void answer_workflow_graph(struct call *call)
{
    const struct value *input = input_take(call);
    struct graph graph;
    struct err err = {0};
    enum graph_words words = GRAPH_BOTH;
    if (!input)
        return;
    const char *format = value_text_or(value_get(input, "format"), "svg");
    bool is_mermaid = strcmp(format, "mermaid") == 0;
    const struct value *workflow =
        engine_workflow_model(call->service->engine, value_text_or(value_get(input, "office"), ""),
                              call_param(call, "name"));
    if ((!is_mermaid && strcmp(format, "svg") != 0) ||
        !find_words(value_text_or(value_get(input, "lang"), "both"), &words)) {
        problem_answer_status(call, STATUS_MALFORMED,
                              "format is svg or mermaid, lang is zh, en or both.");
        return;
    }
    if (!workflow || value_is_nil(workflow)) {
        problem_answer_status(call, STATUS_NOT_FOUND,
                              "The active release has no workflow of that name.");
        return;
    }
    graph_read(workflow, words, &call->arena, &graph);
    if (is_mermaid) {
        answer_mermaid(call, &graph);
        return;
    }
    if (graph_lay(&graph, &err) != 0)
        problem_answer(call, &err);
    else
        answer_svg(call, &graph);
}
