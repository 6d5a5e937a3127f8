/* report.c - `comity report ...`: figures about the work, by office, month and type. */
#include <stdio.h>
#include <string.h>

#include "cli/print.h"
#include "cli/telling.h"

static const char *worded(const struct cli *cli, const struct value *thing)
{
    return value_text_or(value_get(thing, cli->lang && strcmp(cli->lang, "en") == 0 ? "en" : "zh"),
                         "");
}

static int report_list(struct cli *cli, struct arena *arena)
{
    struct question question = {.method = "GET", .target = "/api/v1/reports"};
    struct value *answer;
    int code = remote_ask(cli, &question, arena, &answer);

    if (code != EXIT_DONE)
        return code;
    if (cli->is_json) {
        print_json(answer);
        return code;
    }
    const struct value *items = value_get(answer, "items");
    for (size_t i = 0; i < value_len(items); i++) {
        const struct value *workflow = value_item(items, i), *rates = value_get(workflow, "rates");
        printf("%s  %s\n", value_text_or(value_get(workflow, "name"), ""), worded(cli, workflow));
        for (size_t k = 0; k < value_len(rates); k++)
            printf("  %s.%s  %s\n", value_text_or(value_get(workflow, "name"), ""),
                   value_text_or(value_get(value_item(rates, k), "name"), ""),
                   worded(cli, value_item(rates, k)));
    }
    return code;
}

static void make_target(struct cli *cli, const char *name, struct buf *target)
{
    buf_add_text(target, "/api/v1/reports/");
    remote_encode(target, name);
    remote_add_query(target, "from", cli->from);
    remote_add_query(target, "to", cli->to);
    remote_add_query(target, "office", cli->office);
    remote_add_query(target, "by", cli->by);
    remote_add_query(target, "lang", cli->lang);
    remote_add_query(target, "small", cli->is_published ? "hide" : NULL);
    remote_add_query(target, "recompute", cli->is_recomputing ? "true" : NULL);
}

/* The bytes go to stdout as they are: `comity report petition --format xlsx > x.xlsx`. */
static int report_bytes(struct cli *cli, struct buf *target)
{
    struct buf bytes = {0};
    remote_add_query(target, "format", cli->format);
    struct question question = {.method = "GET", .target = target->bytes};
    int code = remote_fetch(cli, &question, &bytes);

    if (code == EXIT_DONE && fwrite(bytes.bytes, 1, bytes.len, stdout) != bytes.len) {
        fprintf(stderr, "The report could not be written: is the disk full?\n");
        code = EXIT_DISK;
    }
    buf_close(&bytes);
    return code;
}

/* What was folded anew, against what was kept: differences are a fault that is mended now. */
static int tell_check(const struct value *checked)
{
    long long differ = (long long)value_get_int(checked, "differ", 0);
    if (value_is_nil(checked))
        return EXIT_DONE;
    fprintf(
        stderr, "%lld cases folded anew from their journals; %lld differed from what was kept%s\n",
        (long long)value_get_int(checked, "cases", 0), differ, differ ? " and are mended." : ".");
    return differ ? EXIT_NO : EXIT_DONE;
}

static int report_print(struct cli *cli, struct arena *arena, struct buf *target)
{
    static const char *const columns[] = {"rate",  "office", "month",  "type",
                                          "count", "of",     "figure", NULL};
    struct question question = {.method = "GET", .target = target->bytes};
    struct value *answer;
    int code = remote_ask(cli, &question, arena, &answer);

    if (code != EXIT_DONE)
        return code;
    if (cli->is_json || (cli->format && strcmp(cli->format, "json") == 0)) {
        print_json(answer);
        return tell_check(value_get(answer, "checked"));
    }
    struct value *page = value_map(arena), *rows = value_get(answer, "rows");
    for (size_t i = 0; i < value_len(rows); i++)
        if (value_get_bool(value_item(rows, i), "is_hidden", false))
            value_put(arena, value_item(rows, i), "figure", value_string(arena, "*"));
    value_put(arena, page, "items", rows);
    print_table(page, columns);
    return tell_check(value_get(answer, "checked"));
}

static int run(struct cli *cli)
{
    const char *name = cli_word(cli, 0);
    struct arena arena = {0};
    struct buf target = {0};
    bool is_file = cli->format && strcmp(cli->format, "json") != 0;
    int code;

    if (!name || cli->count != 1)
        return cli_fail_usage(cli, "Say which report: `comity report list` names them.");
    if (strcmp(name, "list") == 0) {
        code = report_list(cli, &arena);
    } else {
        make_target(cli, name, &target);
        code = is_file ? report_bytes(cli, &target) : report_print(cli, &arena, &target);
    }
    buf_close(&target);
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_report = {
    .name = "report",
    .words = "list | WORKFLOW | WORKFLOW.RATE",
    .options = "data host token-file office from to by format lang publish recompute json",
    .en = "figures about the work: rates by office, month and type",
    .zh = "统计报表：按机构、月份、类型统计各项指标",
    .more =
        "FROM and TO are months (2026-01); --by office,month,type says what gets a row each.\n"
        "--format csv or xlsx writes a file to stdout. Of fewer than 5 cases (the setting\n"
        "small_cells of the workflow) statisticians see `*`; with --publish everybody does.\n"
        "--recompute makes the figures anew from every journal and says whether they differed.\n",
    .run = run,
};
