/* case.c - `comity case ...`: cases of a running host. Each word is a row of the table below. */
#include <stdio.h>
#include <string.h>

#include "cli/case_words.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/remote.h"

/* One question about cases: how it is asked and how its answer is shown. */
struct case_call {
    struct cli *cli;
    struct arena arena;
    struct buf target;
    struct value *answer;
};

static int ask(struct case_call *call, const char *method, const struct value *body)
{
    struct question question = {.method = method, .target = call->target.bytes, .body = body};
    return remote_ask(call->cli, &question, &call->arena, &call->answer);
}

/* The path of the case named by the second word; an exit code if there is none. */
static int target_case(struct case_call *call, const char *rest)
{
    int code;
    const char *id = remote_find_case(call->cli, cli_word(call->cli, 1), &call->arena, &code);
    if (!id)
        return code;
    buf_add_text(&call->target, "/api/v1/cases/");
    remote_encode(&call->target, id);
    buf_add_text(&call->target, rest);
    return EXIT_DONE;
}

static int show(struct case_call *call)
{
    static const char *const names[] = {
        "id",   "number",      "workflow",    "office", "status", "stage", "outcome", "signal",
        "case", "case_status", "waiting_for", "opened", "seq",    "at",    "data",    NULL};
    if (call->cli->is_json)
        print_json(call->answer);
    else
        print_members(call->answer, names);
    return EXIT_DONE;
}

static int case_start(struct case_call *call)
{
    struct cli *cli = call->cli;
    struct value *body = value_map(&call->arena), *data;
    int code = remote_read_data(cli_word(cli, 2), &call->arena, &data);
    if (code != EXIT_DONE)
        return code;
    value_put(&call->arena, body, "workflow", value_string(&call->arena, cli_word(cli, 1)));
    value_put(&call->arena, body, "office", value_string(&call->arena, cli->office));
    value_put(&call->arena, body, "data", data);
    buf_add_text(&call->target, "/api/v1/cases");
    code = ask(call, "POST", body);
    return code == EXIT_DONE ? show(call) : code;
}

static int case_list(struct case_call *call)
{
    static const char *const columns[] = {"id",    "number", "workflow", "status",
                                          "stage", "card",   "at",       NULL};
    struct cli *cli = call->cli;
    buf_add_text(&call->target, "/api/v1/cases");
    remote_add_query(&call->target, "workflow", cli->workflow);
    remote_add_query(&call->target, "status", cli->status);
    remote_add_query(&call->target, "card", cli->card);
    remote_add_query(&call->target, "limit", cli->limit);
    int code = ask(call, "GET", NULL);
    if (code == EXIT_DONE && cli->is_json)
        print_json(call->answer);
    else if (code == EXIT_DONE)
        print_table(call->answer, columns);
    return code;
}

static int case_show(struct case_call *call)
{
    int code = target_case(call, "");
    if (code == EXIT_DONE)
        code = ask(call, "GET", NULL);
    return code == EXIT_DONE ? show(call) : code;
}

static int case_journal(struct case_call *call)
{
    static const char *const columns[] = {"seq", "at", "kind", "commands", NULL};
    int code = target_case(call, "/journal");
    if (code != EXIT_DONE)
        return code;
    remote_add_query(&call->target, "limit", call->cli->limit);
    code = ask(call, "GET", NULL);
    if (code != EXIT_DONE || call->cli->is_json) {
        if (code == EXIT_DONE)
            print_json(call->answer);
        return code;
    }
    const struct value *items = value_get(call->answer, "items");
    for (size_t i = 0; i < value_len(items); i++) {
        struct value *item = value_item(items, i), *names = value_list(&call->arena);
        const struct value *commands = value_get(item, "commands");
        for (size_t c = 0; c < value_len(commands); c++)
            value_push(&call->arena, names, value_get(value_item(commands, c), "kind"));
        value_put(&call->arena, item, "kind", value_get(value_get(item, "event"), "kind"));
        value_put(&call->arena, item, "commands", value_len(names) ? names : &value_nil);
    }
    print_table(call->answer, columns);
    return code;
}

static int case_signal(struct case_call *call)
{
    struct cli *cli = call->cli;
    struct value *body = value_map(&call->arena), *data;
    int code = remote_read_data(cli_word(cli, 3), &call->arena, &data);
    if (code != EXIT_DONE)
        return code;
    if (cli->row)
        value_put(&call->arena, data, "row", value_string(&call->arena, cli->row));
    value_put(&call->arena, body, "data", data);
    code = target_case(call, "/signals/");
    if (code != EXIT_DONE)
        return code;
    remote_encode(&call->target, cli_word(cli, 2));
    code = ask(call, "POST", body);
    return code == EXIT_DONE ? show(call) : code;
}

static int case_retry(struct case_call *call)
{
    int code = target_case(call, "/retry");
    if (code == EXIT_DONE)
        code = ask(call, "POST", value_map(&call->arena));
    return code == EXIT_DONE ? show(call) : code;
}

static int case_replay(struct case_call *call)
{
    return case_replay_run(call->cli);
}

static int case_export(struct case_call *call)
{
    return case_export_run(call->cli);
}

static int case_move(struct case_call *call)
{
    return case_move_run(call->cli);
}

static int case_raise(struct case_call *call)
{
    return case_raise_run(call->cli);
}

static int case_back(struct case_call *call)
{
    return case_back_run(call->cli);
}

static int case_merge(struct case_call *call)
{
    return case_merge_run(call->cli);
}

static int case_unmerge(struct case_call *call)
{
    return case_unmerge_run(call->cli);
}

static int case_clock(struct case_call *call)
{
    return case_clock_run(call->cli);
}

static int case_card(struct case_call *call)
{
    return case_card_run(call->cli);
}

static int case_clocks(struct case_call *call)
{
    int code = target_case(call, "/clocks");
    if (code == EXIT_DONE)
        code = ask(call, "GET", NULL);
    if (code == EXIT_DONE)
        case_clocks_print(call->cli, call->answer);
    return code;
}

static int case_duplicates(struct case_call *call)
{
    static const char *const columns[] = {"number",    "workflow",     "office", "status",
                                          "opened_at", "same_subject", NULL};
    int code = target_case(call, "/duplicates");
    if (code == EXIT_DONE)
        code = ask(call, "GET", NULL);
    if (code == EXIT_DONE && call->cli->is_json)
        print_json(call->answer);
    else if (code == EXIT_DONE)
        print_table(call->answer, columns);
    return code;
}

static const struct case_word {
    const char *word;
    int least, most; /* words, itself included */
    int (*run)(struct case_call *call);
} case_words[] = {
    {"start",      2, 3, case_start     },
    {"list",       1, 1, case_list      },
    {"show",       2, 2, case_show      },
    {"journal",    2, 2, case_journal   },
    {"replay",     2, 2, case_replay    },
    {"export",     2, 2, case_export    },
    {"signal",     3, 4, case_signal    },
    {"clocks",     2, 2, case_clocks    },
    {"duplicates", 2, 2, case_duplicates},
    {"retry",      2, 2, case_retry     },
    {"move",       1, 2, case_move      },
    {"raise",      2, 2, case_raise     },
    {"back",       2, 2, case_back      },
    {"merge",      3, 3, case_merge     },
    {"unmerge",    2, 2, case_unmerge   },
    {"clock",      4, 5, case_clock     },
    {"card",       4, 5, case_card      },
};

static int run(struct cli *cli)
{
    struct case_call call = {.cli = cli};
    const char *word = cli_word(cli, 0);

    for (size_t i = 0; word && i < sizeof case_words / sizeof *case_words; i++) {
        if (strcmp(word, case_words[i].word) != 0 || cli->count < case_words[i].least ||
            cli->count > case_words[i].most)
            continue;
        int code = case_words[i].run(&call);
        buf_close(&call.target);
        arena_close(&call.arena);
        return code;
    }
    return cli_fail_usage(cli, "Say what to do with which case.");
}

const struct subcommand subcommand_case = {
    .name = "case",
    .words = "start WORKFLOW [DATA] | list | show ID | journal ID | replay ID|FILE | clocks ID | "
             "duplicates ID | "
             "export ID | "
             "signal ID "
             "NAME [DATA] "
             "| retry ID | move [ID] | raise ID | back ID | merge ID OTHER | unmerge ID | clock ID "
             "CLOCK ACT [DATA] | card ID CARD ACT",
    .options =
        "data host token-file key office workflow status card limit row at before lang stage "
        "release to reason preview json",
    .en = "start cases, look at them, tell them something",
    .zh = "立案、查询案件、向案件发送事项",
    .more =
        "ID is a case's id or its number. DATA is a JSON object, @FILE, or - for stdin.\n"
        "`replay` plays the case again and shows for each turn what came, what the script "
        "asked for\nand where, and what its variables held; with --at TURN one turn in full.\n"
        "`export ID > FILE` writes a file for `comity verify FILE` and `comity case replay "
        "FILE`,\nwhich need no host. No personal value is in it.\n"
        "`move` takes a case to the active release: where it is, if all it has recorded holds "
        "there,\nelse its stage begins anew, or with --to STAGE that one. Without ID: all "
        "cases of --workflow\nin --stage. --preview says what would end; --reason is "
        "needed.\n"
        "`duplicates`: other cases of the same people, for who registers cases; see `merge`.\n"
        "`raise`: the office above, or --to OFFICE, holds the case from now on; `back` gives it "
        "back.\n`merge`: the case ID is a duplicate of OTHER and is closed; what is sent to it "
        "reaches OTHER.\n`unmerge` takes that back. All need --reason.\n"
        "`clock`: ACT is pause, resume, extend; of its ladder acknowledge, hold, withdraw. "
        "--reason is kept,\nDATA is as in POST .../clocks/{clock}/{act}. `card`: ACT is "
        "acknowledge, answer, withdraw;\n--reason is what is answered, or why it is withdrawn.\n",
    .run = run,
};
