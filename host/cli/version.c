/* version.c - `comity version`. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "config.h"

static int run(struct cli *cli)
{
    struct arena arena = {0};
    if (!cli->is_json) {
        printf("comity %s\n", COMITY_VERSION);
        return EXIT_DONE;
    }
    struct value *map = value_map(&arena);
    value_put(&arena, map, "version", value_string(&arena, COMITY_VERSION));
    print_json(map);
    arena_close(&arena);
    return EXIT_DONE;
}

const struct subcommand subcommand_version = {
    .name = "version",
    .words = "",
    .options = "json",
    .en = "which Comity this is",
    .zh = "版本",
    .run = run,
};
