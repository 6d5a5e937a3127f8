/* token.c - `comity token add NAME --role R,...`: lets somebody speak to the host. The token is
 * shown once; the host keeps a digest of it.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/remote.h"

/* "clerk,mediator" -> a list. */
static struct value *roles(struct arena *arena, const char *text)
{
    struct value *list = value_list(arena);
    while (*text) {
        size_t len = strcspn(text, ",");
        if (len)
            value_push(arena, list, value_text(arena, (struct slice){text, len}));
        text += len + (text[len] == ',');
    }
    return list;
}

static int run(struct cli *cli)
{
    struct arena arena = {0};
    struct value *answer;

    if (cli->count != 2 || strcmp(cli->words[0], "add") != 0 || !cli->role)
        return cli_fail_usage(cli, "Say for whom and with which roles.");
    struct value *body = value_map(&arena);
    value_put(&arena, body, "name", value_string(&arena, cli->words[1]));
    value_put(&arena, body, "roles", roles(&arena, cli->role));
    struct question question = {.method = "POST", .target = "/api/v1/tokens", .body = body};
    int code = remote_ask(cli, &question, &arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        printf("%s\n", value_get_text(answer, "token"));
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_token = {
    .name = "token",
    .words = "add NAME --role R,...",
    .options = "data host token-file role json",
    .en = "make a token for somebody; it is shown once",
    .zh = "为工作人员生成令牌（仅显示一次）",
    .run = run,
};
