/* notice.c - `comity notice ...`: what one was told. */
#include <stdio.h>
#include <string.h>

#include "cli/print.h"
#include "cli/telling.h"

/* The text in the language asked for, or both. */
static void word_notices(const struct cli *cli, struct arena *arena, const struct value *page)
{
    const struct value *items = value_get(page, "items");
    for (size_t i = 0; i < value_len(items); i++) {
        struct value *item = value_item(items, i);
        const struct value *text = value_get(item, "text");
        if (value_is_nil(text))
            text = value_get(item, "title");
        const char *zh = value_get_text(text, "zh"), *en = value_get_text(text, "en");
        bool is_en = cli->lang && strcmp(cli->lang, "en") == 0;
        const char *one = (is_en && en) || !zh ? en : zh;
        value_put(arena, item, "text",
                  cli->lang || !zh || !en
                      ? value_string(arena, one)
                      : value_string(arena, arena_printf(arena, "%s / %s", zh, en)));
        value_put(arena, item, "read",
                  value_string(arena, value_get_text(item, "read_at") ? "yes" : "no"));
    }
}

static int notice_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"id", "at", "number", "read", "text", NULL};
    struct buf target = {0};
    struct value *answer;

    buf_add_text(&target, "/api/v1/notices");
    remote_add_query(&target, "unread", cli->is_unread ? "true" : NULL);
    remote_add_query(&target, "limit", cli->limit);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = remote_ask(cli, &question, arena, &answer);
    if (code == EXIT_DONE && cli->is_json) {
        print_json(answer);
    } else if (code == EXIT_DONE) {
        word_notices(cli, arena, answer);
        print_table(answer, columns);
        printf("%lld unread 条未读\n",
               (long long)value_get_int(value_get(answer, "counts"), "unread", 0));
    }
    buf_close(&target);
    return code;
}

static int notice_read(struct cli *cli, struct arena *arena)
{
    static const char *const names[] = {"id", NULL};
    struct buf target = {0};

    buf_add_text(&target, "/api/v1/notices/");
    remote_encode(&target, cli_word(cli, 1));
    buf_add_text(&target, "/read");
    struct question question = {.method = "POST", .target = target.bytes, .body = value_map(arena)};
    int code = telling_members(cli, &question, arena, names);
    buf_close(&target);
    return code;
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list", 1, 1, notice_list},
        {"read", 2, 2, notice_read},
        {NULL,   0, 0, NULL       },
    };
    return cli_run_words(cli, words, "Say what to do: list, or read with the id of a notice.");
}

const struct subcommand subcommand_notice = {
    .name = "notice",
    .words = "list | read ID",
    .options = "data host token-file unread lang limit json",
    .en = "what you were told, and marking it as read",
    .zh = "查看发给自己的通知，标记已读",
    .run = run,
};
