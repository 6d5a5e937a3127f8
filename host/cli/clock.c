/* clock.c - `comity clock accept|wait`: after the machine's clock jumped forward by over an hour
 * the host holds timers for up to ten minutes, until somebody says which time is right.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/remote.h"

static int run(struct cli *cli)
{
    struct arena arena = {0};
    struct value *answer;
    const char *word = cli_word(cli, 0);
    bool is_accepted = word && strcmp(word, "accept") == 0;

    if (cli->count != 1 || (!is_accepted && strcmp(word, "wait") != 0))
        return cli_fail_usage(cli, "accept: the new time is right; wait: it is wrong.");
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
    .words = "accept | wait",
    .options = "data host token-file json",
    .en = "after a jump of the machine's clock: accept the new time, or wait",
    .zh = "系统时钟跳变后：确认新时间，或等待校正",
    .run = run,
};
