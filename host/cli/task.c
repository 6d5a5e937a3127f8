/* task.c - `comity task ...`: pieces of work of a running host. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/remote.h"

static int print_answer(const struct cli *cli, const struct value *answer)
{
    static const char *const names[] = {"id",       "case", "form", "status", "outcome",
                                        "assignee", "due",  "to",   "at",     NULL};
    if (cli->is_json)
        print_json(answer);
    else
        print_members(answer, names);
    return EXIT_DONE;
}

static int task_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"id", "number", "form",   "row",
                                          "to", "due",    "status", NULL};
    const char *of = cli_word(cli, 1);
    struct buf target = {0};
    struct value *answer;
    int code;

    if (of && !(of = remote_find_case(cli, of, arena, &code)))
        return code;
    buf_add_text(&target, "/api/v1/tasks");
    remote_add_query(&target, "case", of);
    remote_add_query(&target, "status", cli->status ? cli->status : "open");
    remote_add_query(&target, "assignee", cli->assignee);
    remote_add_query(&target, "role", cli->role);
    remote_add_query(&target, "limit", cli->limit);
    struct question question = {.method = "GET", .target = target.bytes};
    code = remote_ask(cli, &question, arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print_table(answer, columns);
    buf_close(&target);
    return code;
}

static int ask_task(struct cli *cli, struct arena *arena, const char *method, const char *rest,
                    const struct value *body)
{
    struct buf target = {0};
    struct value *answer;
    int code;
    const char *id = remote_find_task(cli, cli_word(cli, 1), arena, &code);

    if (!id)
        return code;
    buf_add_text(&target, "/api/v1/tasks/");
    remote_encode(&target, id);
    buf_add_text(&target, rest);
    struct question question = {.method = method, .target = target.bytes, .body = body};
    code = remote_ask(cli, &question, arena, &answer);
    buf_close(&target);
    return code == EXIT_DONE ? print_answer(cli, answer) : code;
}

static int task_show(struct cli *cli, struct arena *arena)
{
    return ask_task(cli, arena, "GET", "", NULL);
}

static int task_claim(struct cli *cli, struct arena *arena)
{
    return ask_task(cli, arena, "POST", "/claim", value_map(arena));
}

static int task_release(struct cli *cli, struct arena *arena)
{
    return ask_task(cli, arena, "POST", "/release", value_map(arena));
}

static int task_complete(struct cli *cli, struct arena *arena)
{
    struct value *body = value_map(arena), *data;
    int code = remote_read_data(cli_word(cli, 2), arena, &data);
    if (code != EXIT_DONE)
        return code;
    value_put(arena, body, "outcome", value_string(arena, cli->outcome));
    value_put(arena, body, "data", data);
    return ask_task(cli, arena, "POST", "/complete", body);
}

static const struct task_word {
    const char *word;
    int least, most; /* words, itself included */
    int (*run)(struct cli *cli, struct arena *arena);
} task_words[] = {
    {"list",     1, 2, task_list    },
    {"show",     2, 2, task_show    },
    {"claim",    2, 2, task_claim   },
    {"release",  2, 2, task_release },
    {"complete", 2, 3, task_complete},
};

static int run(struct cli *cli)
{
    struct arena arena = {0};
    const char *word = cli_word(cli, 0);

    for (size_t i = 0; word && i < sizeof task_words / sizeof *task_words; i++) {
        if (strcmp(word, task_words[i].word) != 0 || cli->count < task_words[i].least ||
            cli->count > task_words[i].most)
            continue;
        int code = task_words[i].run(cli, &arena);
        arena_close(&arena);
        return code;
    }
    return cli_fail_usage(cli, "Say what to do with which task.");
}

const struct subcommand subcommand_task = {
    .name = "task",
    .words = "list [CASE] | show ID | claim ID | release ID | complete ID [DATA]",
    .options = "data host token-file key status assignee role outcome limit json",
    .en = "list, claim and complete tasks",
    .zh = "查询、认领、办结任务",
    .more =
        "CASE is a case's id or number; ID a task's id, or CASE/FORM: the first open task of that\n"
        "form. DATA is the answer to the task's form: a JSON object, @FILE, or - for stdin.\n",
    .run = run,
};
