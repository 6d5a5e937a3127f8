/* task.c - `comity task ...`: pieces of work of a running host. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/print.h"
#include "cli/telling.h"

static const char *const shown[] = {"id",      "case",      "form",     "status",  "phase",
                                    "outcome", "assignee",  "for",      "owner",   "due",
                                    "to",      "follow_up", "priority", "at",      "moved",
                                    "version", "mine",      "group",    "overdue", NULL};

static int task_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"id",  "number", "form",     "row", "to",
                                          "due", "status", "priority", NULL};
    const char *of = cli_word(cli, 1);
    struct buf target = {0};
    int code;

    if (of && !(of = remote_find_case(cli, of, arena, &code)))
        return code;
    buf_add_text(&target, "/api/v1/tasks");
    remote_add_query(&target, "list", cli->list);
    remote_add_query(&target, "office", cli->office);
    remote_add_query(&target, "case", of);
    if (!cli->list)
        remote_add_query(&target, "status", cli->status ? cli->status : "open");
    remote_add_query(&target, "assignee", cli->assignee);
    remote_add_query(&target, "role", cli->role);
    remote_add_query(&target, "limit", cli->limit);
    struct question question = {.method = "GET", .target = target.bytes};
    code = telling_table(cli, &question, arena, columns);
    buf_close(&target);
    return code;
}

static int ask_task(struct cli *cli, struct arena *arena, const char *method, const char *rest,
                    const struct value *body)
{
    struct buf target = {0};
    int code;
    const char *id = remote_find_task(cli, cli_word(cli, 1), arena, &code);

    if (!id)
        return code;
    buf_add_text(&target, "/api/v1/tasks/");
    remote_encode(&target, id);
    buf_add_text(&target, rest);
    struct question question = {.method = method, .target = target.bytes, .body = body};
    code = telling_members(cli, &question, arena, shown);
    buf_close(&target);
    return code;
}

static int task_show(struct cli *cli, struct arena *arena)
{
    return ask_task(cli, arena, "GET", "", NULL);
}

/* What every act on a task may say: at which version it was read. */
static struct value *act_body(const struct cli *cli, struct arena *arena)
{
    struct value *body = value_map(arena);
    if (cli->task_version)
        value_put(arena, body, "version", value_int(arena, strtoll(cli->task_version, NULL, 10)));
    return body;
}

static int task_claim(struct cli *cli, struct arena *arena)
{
    return ask_task(cli, arena, "POST", "/claim", act_body(cli, arena));
}

static int task_release(struct cli *cli, struct arena *arena)
{
    return ask_task(cli, arena, "POST", "/release", act_body(cli, arena));
}

/* ---- work that changes hands ---- */

static struct value *hand_body(const struct cli *cli, struct arena *arena)
{
    struct value *body = act_body(cli, arena);
    value_put(arena, body, "person", value_string(arena, cli_word(cli, 2)));
    value_put(arena, body, "reason", value_string(arena, cli->why));
    return body;
}

static int task_assign(struct cli *cli, struct arena *arena)
{
    return ask_task(cli, arena, "POST", "/assign", hand_body(cli, arena));
}

/* All that one person has, where --from and --to say whose. */
static int reassign_all(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"task", "form", "code", "message", NULL};
    struct value *body = value_map(arena), *answer, *page = value_map(arena);
    const struct question question = {
        .method = "POST", .target = "/api/v1/tasks/reassign", .body = body};
    value_put(arena, body, "from", value_string(arena, cli->from));
    value_put(arena, body, "to", value_string(arena, cli->to));
    value_put(arena, body, "reason", value_string(arena, cli->why));
    int code = remote_ask(cli, &question, arena, &answer);
    if (code != EXIT_DONE)
        return code;
    struct value *refused = value_get(answer, "refused");
    if (cli->is_json) {
        print_json(answer);
    } else {
        print_members(answer, shown);
        value_put(arena, page, "items", refused);
        if (value_len(refused) > 0)
            print_table(page, columns);
    }
    return value_len(refused) > 0 ? EXIT_NO : EXIT_DONE;
}

static int task_reassign(struct cli *cli, struct arena *arena)
{
    if (cli->from && cli->to && cli->count == 1)
        return reassign_all(cli, arena);
    if (cli->count != 3 || cli->from || cli->to)
        return cli_fail_usage(cli, "Name a task and a person, or --from and --to for all work.");
    return ask_task(cli, arena, "POST", "/reassign", hand_body(cli, arena));
}

static int task_delegate(struct cli *cli, struct arena *arena)
{
    struct value *body = hand_body(cli, arena);
    if (cli->is_for_good)
        value_put(arena, body, "for_good", value_bool(arena, true));
    return ask_task(cli, arena, "POST", "/delegate", body);
}

static int task_mark(struct cli *cli, struct arena *arena)
{
    struct value *body = act_body(cli, arena);
    value_put(arena, body, "follow_up", value_string(arena, cli->follow_up));
    value_put(arena, body, "priority", value_string(arena, cli->priority));
    return ask_task(cli, arena, "POST", "/mark", body);
}

static int task_counts(struct cli *cli, struct arena *arena)
{
    struct buf target = {0};
    buf_add_text(&target, "/api/v1/tasks/counts");
    remote_add_query(&target, "office", cli->office);
    const struct question question = {.method = "GET", .target = target.bytes};
    int code = telling_members(cli, &question, arena, shown);
    buf_close(&target);
    return code;
}

/* Shows it; with DATA keeps that. */
static int task_draft(struct cli *cli, struct arena *arena)
{
    struct value *body = value_map(arena), *data;
    if (cli->is_dropping)
        return ask_task(cli, arena, "DELETE", "/draft", NULL);
    if (!cli_word(cli, 2)) {
        cli->is_json = true; /* whatever it is, it is shown as it was written */
        return ask_task(cli, arena, "GET", "/draft", NULL);
    }
    int code = remote_read_data(cli_word(cli, 2), arena, &data);
    if (code != EXIT_DONE)
        return code;
    value_put(arena, body, "outcome", value_string(arena, cli->outcome));
    value_put(arena, body, "data", data);
    return ask_task(cli, arena, "PUT", "/draft", body);
}

static int task_complete(struct cli *cli, struct arena *arena)
{
    struct value *body = act_body(cli, arena), *data;
    int code = remote_read_data(cli_word(cli, 2), arena, &data);
    if (code != EXIT_DONE)
        return code;
    value_put(arena, body, "outcome", value_string(arena, cli->outcome));
    value_put(arena, body, "data", data);
    return ask_task(cli, arena, "POST", "/complete", body);
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",     1, 2, task_list    },
        {"show",     2, 2, task_show    },
        {"claim",    2, 2, task_claim   },
        {"release",  2, 2, task_release },
        {"complete", 2, 3, task_complete},
        {"assign",   3, 3, task_assign  },
        {"reassign", 1, 3, task_reassign},
        {"delegate", 3, 3, task_delegate},
        {"mark",     2, 2, task_mark    },
        {"counts",   1, 1, task_counts  },
        {"draft",    2, 3, task_draft   },
        {NULL,       0, 0, NULL         },
    };
    return cli_run_words(cli, words, "Say what to do with which task.");
}

const struct subcommand subcommand_task = {
    .name = "task",
    .words = "list [CASE] | counts | show ID | claim ID | release ID | complete ID [DATA] | "
             "assign ID PERSON | reassign ID PERSON | reassign --from P --to Q | "
             "delegate ID PERSON | mark ID | draft ID [DATA]",
    .options = "data host token-file key list office status assignee role outcome from to reason "
               "for-good follow-up priority at-version drop limit json",
    .en = "list, claim, complete and pass on tasks",
    .zh = "查询、认领、办结、交办、转办任务",
    .more =
        "CASE is a case's id or number; ID a task's id, or CASE/FORM: the first open task of that\n"
        "form. DATA is the answer to the task's form: a JSON object, @FILE, or - for stdin.\n"
        "PERSON is a login name or an id. `reassign --from P --to Q` gives all that P has to Q.\n"
        "A delegated answer comes back for a look unless --for-good; who looks, or must approve,\n"
        "completes with --outcome agree, or refuse and a reason.\n"
        "人员可用登录名或编号。reassign --from 甲 --to 乙 "
        "把甲手上的全部任务转给乙。委托办理的结果\n"
        "退回委托人复核，--for-good 除外；复核或审批用 --outcome agree，不同意用 refuse "
        "并写明理由。\n",
    .run = run,
};
