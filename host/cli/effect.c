/* effect.c - `comity effect ...`: what goes outside, what was given up, sending it again. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/remote.h"

static int effect_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"id",     "at",       "number", "target",
                                          "status", "attempts", "error",  NULL};
    struct buf target = {0};
    struct value *answer;

    buf_add_text(&target, "/api/v1/effects");
    remote_add_query(&target, "status", cli->status);
    remote_add_query(&target, "target", cli->target);
    remote_add_query(&target, "limit", cli->limit);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = remote_ask(cli, &question, arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print_table(answer, columns);
    buf_close(&target);
    return code;
}

static int ask_effect(struct cli *cli, struct arena *arena, const char *method, const char *rest)
{
    static const char *const names[] = {"id",       "case",    "key", "target", "kind",   "status",
                                        "attempts", "next_at", "at",  "error",  "resent", NULL};
    const char *id = cli_word(cli, 1);
    struct buf target = {0};
    struct value *answer;

    buf_add_text(&target, "/api/v1/effects");
    if (id) {
        buf_add_text(&target, "/");
        remote_encode(&target, id);
    }
    buf_add_text(&target, rest);
    struct question question = {.method = method, .target = target.bytes};
    if (strcmp(method, "POST") == 0)
        question.body = value_map(arena);
    int code = remote_ask(cli, &question, arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print_members(answer, names);
    buf_close(&target);
    return code;
}

static int run(struct cli *cli)
{
    const char *word = cli_word(cli, 0);
    struct arena arena = {0};
    int code;

    if (word && strcmp(word, "list") == 0 && cli->count == 1)
        code = effect_list(cli, &arena);
    else if (word && strcmp(word, "show") == 0 && cli->count == 2)
        code = ask_effect(cli, &arena, "GET", "");
    else if (word && strcmp(word, "resend") == 0 && cli->count == (cli->is_held ? 1 : 2))
        code = ask_effect(cli, &arena, "POST", "/resend");
    else
        code = cli_fail_usage(cli, "Say which effect to show or to send again; or resend --held "
                                   "for all that wait since a backup was put back.");
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_effect = {
    .name = "effect",
    .words = "list | show ID | resend ID | resend --held",
    .options = "data host token-file key status target held limit json",
    .en = "what goes outside: mail, webhooks, calls; sending again what was given up",
    .zh = "查看对外发送（邮件、回调、接口），重发失败的发送",
    .more = "STATUS is pending, done, dead (given up) or held (a backup was put back, so it may\n"
            "have been sent before: nothing of it goes out until you say so).\n",
    .run = run,
};
