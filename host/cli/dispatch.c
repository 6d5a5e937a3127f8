/* dispatch.c - `comity dispatch ...`: places to claim and alarms to answer, of a running host. */
#include <stdio.h>
#include <string.h>

#include "cli/print.h"
#include "cli/telling.h"

static int dispatch_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"id",         "name",   "status", "need",   "held",
                                          "wave_until", "skills", "risk",   "office", NULL};
    struct buf target = {0};

    buf_add_text(&target, "/api/v1/dispatches");
    remote_add_query(&target, "limit", cli->limit);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = telling_table(cli, &question, arena, columns);
    buf_close(&target);
    return code;
}

static int ask(struct cli *cli, struct arena *arena, const char *act, const struct value *body,
               struct value **answer)
{
    struct buf target = {0};

    buf_add_text(&target, "/api/v1/dispatches/");
    remote_encode(&target, cli_word(cli, 1));
    if (act) {
        buf_add_text(&target, "/");
        remote_encode(&target, act);
    }
    struct question question = {
        .method = act ? "POST" : "GET", .target = target.bytes, .body = body};
    int code = remote_ask(cli, &question, arena, answer);
    buf_close(&target);
    return code;
}

static void print_dispatch(const struct value *answer, struct arena *arena)
{
    static const char *const names[] = {"id",     "name", "status", "need",      "held", "served",
                                        "skills", "risk", "code",   "opened_at", NULL};
    static const char *const posts[] = {"post", "title", "at",   "starts",
                                        "ends", "need",  "held", NULL};
    static const char *const places[] = {"place",  "post",       "status", "line",
                                         "person", "claimed_at", "in_at",  NULL};
    const char *const lists[] = {"posts", "places", "mine"};

    print_members(answer, names);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct value *page = value_map(arena);
        if (value_len(value_get(answer, lists[i])) == 0)
            continue;
        printf("%s\n", lists[i]);
        value_put(arena, page, "items", value_get(answer, lists[i]));
        print_table(page, i == 0 ? posts : places);
    }
}

static int dispatch_show(struct cli *cli, struct arena *arena)
{
    struct value *answer;
    int code = ask(cli, arena, NULL, NULL, &answer);

    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print_dispatch(answer, arena);
    return code;
}

static int dispatch_act(struct cli *cli, struct arena *arena)
{
    static const char *const names[] = {"id",   "act",     "place", "post", "status",
                                        "line", "minutes", "at",    NULL};
    struct value *body, *answer;
    int code = remote_read_data(cli_word(cli, 2), arena, &body);

    if (code == EXIT_DONE)
        code = ask(cli, arena, cli_word(cli, 0), body, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print_members(answer, names);
    return code;
}

static int run(struct cli *cli)
{
    struct arena arena = {0};
    const char *word = cli_word(cli, 0);
    int code;

    if (word && strcmp(word, "list") == 0 && cli->count == 1)
        code = dispatch_list(cli, &arena);
    else if (word && strcmp(word, "show") == 0 && cli->count == 2)
        code = dispatch_show(cli, &arena);
    else if (word && strcmp(word, "list") != 0 && cli->count >= 2 && cli->count <= 3)
        code = dispatch_act(cli, &arena);
    else
        code = cli_fail_usage(cli, "Say what to do with which dispatch.");
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_dispatch = {
    .name = "dispatch",
    .words = "list | show ID | claim|leave|swap|confirm|decline|insure|checkin|checkout|rate ID "
             "[DATA] | acknowledge|depart|arrive|result ID [DATA]",
    .options = "data host token-file key limit json",
    .en = "claim places where help is wanted; answer alarms",
    .zh = "志愿服务报名、签到；应急响应",
    .more = "ID is what `list` shows. DATA is a JSON object, @FILE, or - for stdin: \"post\" or "
            "\"place\"\n"
            "where there are several, \"code\" to check in, \"for\" a place to swap, \"result\" of "
            "an alarm:\n"
            "freed, next_level or cannot_come.\n",
    .run = run,
};
