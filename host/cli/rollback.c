/* rollback.c - `comity rollback --why REASON`: the release before the active one is active again.
 */
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/releasing.h"

static int run(struct cli *cli)
{
    struct arena arena = {0};
    struct value *body = value_map(&arena), *answer;

    if (cli->count > 1)
        return cli_fail_usage(cli, "Name no release, or the active one, to be taken back.");
    if (!cli->why)
        return cli_fail_usage(cli, "Say why: --why REASON. It is kept with the activation.");
    value_put(&arena, body, "why", value_string(&arena, cli->why));
    value_put(&arena, body, "from", value_string(&arena, cli_word(cli, 0)));
    int code = releasing_ask(cli, "/api/v1/releases/rollback", body, &arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        releasing_print_activation(answer);
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_rollback = {
    .name = "rollback",
    .words = "[DIGEST] --why REASON",
    .options = "data host token-file why json",
    .en = "make the release before the active one active again",
    .zh = "退回到前一个启用的版本",
    .more =
        "Each rollback goes one activation back. With DIGEST only if that release is the active\n"
        "one, so that sending it twice does not go back twice.\n",
    .run = run,
};
