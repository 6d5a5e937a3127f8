/* effect.c - `comity effect ...`: what goes outside, what was given up, sending it again. */
#include <string.h>

#include "cli/telling.h"

static int effect_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"id",     "at",       "number", "target",
                                          "status", "attempts", "error",  NULL};
    struct buf target = {0};

    buf_add_text(&target, "/api/v1/effects");
    remote_add_query(&target, "status", cli->status);
    remote_add_query(&target, "target", cli->target);
    remote_add_query(&target, "limit", cli->limit);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = telling_table(cli, &question, arena, columns);
    buf_close(&target);
    return code;
}

static int ask_effect(struct cli *cli, struct arena *arena, const char *method, const char *rest)
{
    static const char *const names[] = {"id",       "case",    "key", "target", "kind",   "status",
                                        "attempts", "next_at", "at",  "error",  "resent", NULL};
    const char *id = cli_word(cli, 1);
    struct buf target = {0};

    buf_add_text(&target, "/api/v1/effects");
    if (id) {
        buf_add_text(&target, "/");
        remote_encode(&target, id);
    }
    buf_add_text(&target, rest);
    struct question question = {.method = method, .target = target.bytes};
    if (strcmp(method, "POST") == 0)
        question.body = value_map(arena);
    int code = telling_members(cli, &question, arena, names);
    buf_close(&target);
    return code;
}

static int effect_show(struct cli *cli, struct arena *arena)
{
    return ask_effect(cli, arena, "GET", "");
}

static const char usage[] = "Say which effect to show or to send again; or resend --held for all "
                            "that wait since a backup was put back.";

/* One by its id, or --held: all that are held. */
static int effect_resend(struct cli *cli, struct arena *arena)
{
    if (cli->is_held != (cli->count == 1))
        return cli_fail_usage(cli, "%s", usage);
    return ask_effect(cli, arena, "POST", "/resend");
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",   1, 1, effect_list  },
        {"show",   2, 2, effect_show  },
        {"resend", 1, 2, effect_resend},
        {NULL,     0, 0, NULL         },
    };
    return cli_run_words(cli, words, usage);
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
