/* clock.c - `comity clock accept|wait|advance`: after the machine's clock jumped forward by over an
 * hour the host holds timers for up to ten minutes, until somebody says which time is right. The
 * time of an office for training is moved ahead.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/remote.h"

static int advance(struct cli *cli)
{
    struct arena arena = {0};
    const char *moment = cli_word(cli, 1);

    if (cli->count != 2)
        return cli_fail_usage(cli, "advance takes a length, as 20cd or 36h, or a date.");
    struct value *answer, *body = value_map(&arena);
    value_put(&arena, body, strchr(moment, '-') ? "to" : "by", value_string(&arena, moment));
    struct question question = {.method = "POST", .target = "/api/v1/clock/advance", .body = body};
    int code = remote_ask(cli, &question, &arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        printf("it is now %s\n", value_text_or(value_get(answer, "now"), ""));
    arena_close(&arena);
    return code;
}

static int run(struct cli *cli)
{
    struct arena arena = {0};
    struct value *answer;
    const char *word = cli_word(cli, 0);
    bool is_accepted = word && strcmp(word, "accept") == 0;

    if (word && strcmp(word, "advance") == 0)
        return advance(cli);
    if (cli->count != 1 || (!is_accepted && strcmp(word, "wait") != 0))
        return cli_fail_usage(cli, "accept: the new time is right; wait: it is wrong; advance: let "
                                   "the time of a training office pass.");
    struct question question = {
        .method = "POST",
        .target = is_accepted ? "/api/v1/clock/accept" : "/api/v1/clock/wait",
    };
    int code = remote_ask(cli, &question, &arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        printf("%s\n", value_get_bool(answer, "holding", false) ? "timers are held 期限计时暂缓"
                                                                : "timers run 期限计时正常");
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_clock = {
    .name = "clock",
    .words = "accept | wait | advance 20cd|36h|DATE",
    .options = "data host token-file json",
    .en =
        "after a jump of the machine's clock: accept the new time, or wait; in a training office: "
        "let time pass",
    .zh = "系统时钟跳变后：确认新时间，或等待校正；演练机构：把时间向前推进",
    .run = run,
};
