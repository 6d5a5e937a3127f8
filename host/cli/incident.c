/* incident.c - `comity incident list`: what failed and waits for a person. */
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/remote.h"

/* Where it happened and what it says stand in the incident itself. */
static void lift_members(struct arena *arena, const struct value *page)
{
    const struct value *items = value_get(page, "items");
    for (size_t i = 0; i < value_len(items); i++) {
        struct value *item = value_item(items, i);
        const struct value *incident = value_get(item, "incident");
        value_put(arena, item, "where", value_get(incident, "where"));
        value_put(arena, item, "message", value_get(incident, "message"));
    }
}

static int run(struct cli *cli)
{
    static const char *const columns[] = {"at", "kind", "code", "case", "where", "message", NULL};
    struct arena arena = {0};
    struct buf target = {0};
    struct value *answer;

    if (cli->count != 1 || strcmp(cli->words[0], "list") != 0)
        return cli_fail_usage(cli,
                              "Incidents are listed; a parked case is mended by `case retry`.");
    buf_add_text(&target, "/api/v1/incidents");
    remote_add_query(&target, "status", cli->status);
    remote_add_query(&target, "limit", cli->limit);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = remote_ask(cli, &question, &arena, &answer);
    if (code == EXIT_DONE && cli->is_json) {
        print_json(answer);
    } else if (code == EXIT_DONE) {
        lift_members(&arena, answer);
        print_table(answer, columns);
    }
    buf_close(&target);
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_incident = {
    .name = "incident",
    .words = "list",
    .options = "data host token-file status limit json",
    .en = "list what failed and waits for a person",
    .zh = "列出待人工处理的异常",
    .run = run,
};
