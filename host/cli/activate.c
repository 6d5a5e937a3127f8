/* activate.c - `comity activate DIGEST --why REASON`: makes a published release the active one. */
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/releasing.h"

static int run(struct cli *cli)
{
    struct arena arena = {0};
    struct value *answer;

    if (cli->count != 1)
        return cli_fail_usage(cli, "Name one release, by its digest or the beginning of it.");
    if (!cli->why)
        return cli_fail_usage(cli, "Say why: --why REASON. It is kept with the activation.");
    int code = releasing_activate(cli, cli->words[0], cli->why, &arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_activate = {
    .name = "activate",
    .words = "DIGEST --why REASON",
    .options = "data host token-file why without-preflight lang json",
    .en = "make a published release the active one",
    .zh = "启用已发布的版本",
    .more = "New cases and stages open on it at once; open cases follow at their next turn. Those\n"
            "that cannot stay on their release until they leave the stage: comity release stays.\n"
            "Where no pre-flight has looked at the open cases since the host started, one does "
            "first.\n",
    .run = run,
};
