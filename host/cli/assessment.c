/* assessment.c - `comity assessment ...`: units assessed by their rates, appeals, rulings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/print.h"
#include "cli/telling.h"

static const char *worded(const struct cli *cli, const struct value *thing, const char *zh,
                          const char *en)
{
    return value_text_or(value_get(thing, cli->lang && strcmp(cli->lang, "en") == 0 ? en : zh), "");
}

static void print_unit(const struct cli *cli, const struct value *unit)
{
    const struct value *parts = value_get(unit, "parts");
    printf("%-6s %s %s\n", value_text_or(value_get(unit, "score"), "-"),
           value_text_or(value_get(unit, "office"), ""),
           worded(cli, unit, "office_zh", "office_en"));
    for (size_t i = 0; i < value_len(parts); i++) {
        const struct value *part = value_item(parts, i);
        printf("         %-24s %lld/%lld  %s\n", value_text_or(value_get(part, "rate"), ""),
               (long long)value_get_int(part, "count", 0), (long long)value_get_int(part, "of", 0),
               value_text_or(value_get(part, "points"), "-"));
    }
}

static void print_assessment(const struct cli *cli, const struct value *body)
{
    const struct value *units = value_get(body, "units"), *appeals = value_get(body, "appeals");

    printf("%s  %s %s  %s\n", value_text_or(value_get(body, "key"), ""),
           worded(cli, body, "zh", "en"), value_text_or(value_get(body, "rules"), ""),
           value_text_or(value_get(body, "state"), ""));
    printf("%s - %s, appeals until %s\n", value_text_or(value_get(body, "from"), ""),
           value_text_or(value_get(body, "to"), ""),
           value_text_or(value_get(body, "appeal_until"), ""));
    for (size_t i = 0; i < value_len(units); i++)
        print_unit(cli, value_item(units, i));
    for (size_t i = 0; i < value_len(appeals); i++) {
        const struct value *appeal = value_item(appeals, i);
        printf("appeal %zu: %s %s, %s: %s\n", i + 1, value_text_or(value_get(appeal, "office"), ""),
               value_text_or(value_get(appeal, "rate"), ""),
               value_text_or(value_get(appeal, "ground"), ""),
               value_text_or(value_get(appeal, "outcome"), "not ruled yet"));
    }
}

static int ask(struct cli *cli, struct arena *arena, const struct question *question)
{
    struct value *answer;
    int code = remote_ask(cli, question, arena, &answer);

    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print_assessment(cli, value_is_nil(value_get(answer, "assessment"))
                                  ? answer
                                  : value_get(answer, "assessment"));
    return code;
}

/* /api/v1/assessments/KEY[rest] */
static void make_target(const char *key, const char *rest, struct buf *target)
{
    buf_add_text(target, "/api/v1/assessments/");
    remote_encode(target, key);
    buf_add_text(target, rest);
}

static int assessment_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"key", "period", "rules", "state", "appeal_until", NULL};
    struct question question = {.method = "GET", .target = "/api/v1/assessments"};
    return telling_table(cli, &question, arena, columns);
}

static int assessment_show(struct cli *cli, struct arena *arena)
{
    struct buf target = {0};
    make_target(cli_word(cli, 1), "", &target);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = ask(cli, arena, &question);
    buf_close(&target);
    return code;
}

/* WORKFLOW.NAME PERIOD */
static int assessment_circulate(struct cli *cli, struct arena *arena)
{
    char *name = arena_text(arena, cli_word(cli, 1)), *dot = strchr(name, '.');
    struct value *body = value_map(arena);

    if (!dot)
        return cli_fail_usage(cli, "Say which: WORKFLOW.NAME, as petition.units.");
    *dot = '\0';
    value_put(arena, body, "workflow", value_string(arena, name));
    value_put(arena, body, "name", value_string(arena, dot + 1));
    value_put(arena, body, "period", value_string(arena, cli_word(cli, 2)));
    value_put(arena, body, "office", value_string(arena, cli->office));
    struct question question = {.method = "POST", .target = "/api/v1/assessments", .body = body};
    return ask(cli, arena, &question);
}

static int post(struct cli *cli, struct arena *arena, const char *rest)
{
    struct buf target = {0};
    struct value *body;
    int code = remote_read_data(cli_word(cli, 2), arena, &body);

    if (code != EXIT_DONE)
        return code;
    make_target(cli_word(cli, 1), rest, &target);
    struct question question = {.method = "POST", .target = target.bytes, .body = body};
    code = ask(cli, arena, &question);
    buf_close(&target);
    return code;
}

static int assessment_appeal(struct cli *cli, struct arena *arena)
{
    return post(cli, arena, "/appeals");
}

static int assessment_rule(struct cli *cli, struct arena *arena)
{
    return post(cli, arena, "/rulings");
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",      1, 1, assessment_list     },
        {"show",      2, 2, assessment_show     },
        {"circulate", 3, 3, assessment_circulate},
        {"appeal",    3, 3, assessment_appeal   },
        {"rule",      3, 3, assessment_rule     },
        {NULL,        0, 0, NULL                },
    };
    return cli_run_words(cli, words, "Say what to do with which assessment.");
}

const struct subcommand subcommand_assessment = {
    .name = "assessment",
    .words = "list | show KEY | circulate WORKFLOW.NAME PERIOD | appeal KEY DATA | rule KEY DATA",
    .options = "data host token-file office lang json",
    .en = "units assessed by their rates: circulated, appealed against, frozen",
    .zh = "单位考评：按指标计分、通报、申诉、定稿",
    .more =
        "PERIOD is a year, a quarter or a month that is over: 2026, 2026-Q1, 2026-03.\n"
        "DATA of an appeal is JSON: {\"office\", \"rate\", \"ground\", \"cases\"}; of a ruling\n"
        "{\"appeal\": 1, \"outcome\": \"upheld\", \"count\": 9, \"of\": 9} or \"rejected\".\n"
        "Units are assessed, never persons.\n",
    .run = run,
};
