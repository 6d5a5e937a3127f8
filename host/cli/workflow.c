/* workflow.c - `comity workflow ...`: the workflows there are, and one of them drawn. `graph` reads
 * a folder of workflows with --workflows and needs no host then; without it asks the running one.
 */
#include <stdio.h>
#include <string.h>

#include "cli/scripts.h"
#include "cli/telling.h"
#include "duty/graph.h"

static int workflow_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"name", "zh", "en", NULL};
    struct question question = {.method = "GET", .target = "/api/v1/workflows"};

    return telling_table(cli, &question, arena, columns);
}

static int fetch_graph(struct cli *cli, struct buf *out)
{
    struct buf target = {0};

    buf_add_text(&target, "/api/v1/workflows/");
    remote_encode(&target, cli_word(cli, 1));
    buf_add_text(&target, "/graph");
    remote_add_query(&target, "format", cli->format);
    remote_add_query(&target, "lang", cli->lang);
    remote_add_query(&target, "office", cli->office);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = remote_fetch(cli, &question, out);
    buf_close(&target);
    return code;
}

static enum graph_words words_of(const struct cli *cli)
{
    if (!cli->lang)
        return GRAPH_BOTH;
    return strcmp(cli->lang, "en") == 0 ? GRAPH_EN : GRAPH_ZH;
}

static int draw(const struct cli *cli, const struct value *workflow, struct arena *arena,
                struct buf *out)
{
    struct graph graph;
    struct err err = {0};

    graph_read(workflow, words_of(cli), arena, &graph);
    if (cli->format && strcmp(cli->format, "mermaid") == 0) {
        graph_write_mermaid(&graph, out);
        return EXIT_DONE;
    }
    if (graph_lay(&graph, &err) != 0)
        return cli_fail(&err);
    graph_write_svg(&graph, out);
    return EXIT_DONE;
}

static int draw_folder(struct cli *cli, struct arena *arena, struct buf *out)
{
    struct scripts scripts = {0};
    struct release *release = NULL;
    struct err err;
    int code = EXIT_DONE;

    err_clear(&err);
    int rc = scripts_read(cli->workflows, &scripts, &err);
    if (rc == 0)
        rc = release_open(scripts.files, scripts.count, &release, &err);
    const struct value *workflow =
        rc == 0 ? release_workflow(release, cli->office ? cli->office : RELEASE_AS_WRITTEN,
                                   cli_word(cli, 1))
                : NULL;
    if (rc != 0) {
        code = cli_fail(&err);
    } else if (!workflow) {
        fprintf(stderr,
                "comity: %s has no workflow \"%s\". `comity check %s` lists what is there.\n",
                cli->workflows, cli_word(cli, 1), cli->workflows);
        code = EXIT_NO;
    } else {
        code = draw(cli, workflow, arena, out);
    }
    release_unref(release);
    scripts_close(&scripts);
    return code;
}

static int workflow_graph(struct cli *cli, struct arena *arena)
{
    struct buf out = {0};

    if (cli->format && strcmp(cli->format, "svg") != 0 && strcmp(cli->format, "mermaid") != 0)
        return cli_fail_usage(cli, "--format is svg or mermaid.");
    if (cli->lang && strcmp(cli->lang, "en") != 0 && strcmp(cli->lang, "zh") != 0)
        return cli_fail_usage(cli, "--lang is en or zh; both if nothing is said.");
    int code = cli->workflows ? draw_folder(cli, arena, &out) : fetch_graph(cli, &out);
    if (code == EXIT_DONE)
        fwrite(out.bytes, 1, out.len, stdout);
    buf_close(&out);
    return code;
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",  1, 1, workflow_list },
        {"graph", 2, 2, workflow_graph},
        {NULL,    0, 0, NULL          },
    };
    return cli_run_words(cli, words, "Say what to do: list, or graph with the name of a workflow.");
}

const struct subcommand subcommand_workflow = {
    .name = "workflow",
    .words = "list | graph NAME",
    .options = "data host token-file workflows office format lang json",
    .en = "the workflows there are, and one of them drawn from its stages",
    .zh = "查看流程，按阶段绘制流程图",
    .more = "`graph NAME` writes a picture to stdout: --format svg (unless said) or mermaid. With\n"
            "--workflows PATH it is drawn from a folder and needs no host; --office CODE draws it "
            "as that\n"
            "office ends up with it. Boxes are stages, dashed ones are signals that lead "
            "somewhere, and\n"
            "\u25a0 says how a case may end there.\n",
    .run = run,
};
