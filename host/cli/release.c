/* release.c - `comity release ...`: looks at releases of the running host. Each word is a row of
 * the table below; to add one: its function and its row.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/release_explain.h"
#include "cli/releasing.h"
#include "cli/remote.h"

struct release_call {
    struct cli *cli;
    struct arena arena;
    struct value *answer;
};

static int look(struct release_call *call, const char *target)
{
    return releasing_ask(call->cli, target, NULL, &call->arena, &call->answer);
}

static void shorten(struct arena *arena, struct value *item)
{
    const char *digest = value_get_text(item, "digest");
    value_put(arena, item, "digest",
              value_string(arena, arena_printf(arena, "%.*s", RELEASE_SHOWN, digest)));
}

static int release_list(struct release_call *call)
{
    static const char *const columns[] = {"digest", "active", "at", "by", "cases", "note", NULL};
    struct arena *arena = &call->arena;
    int code = look(call, "/api/v1/releases");
    if (code != EXIT_DONE)
        return code;
    const struct value *items = value_get(call->answer, "items");
    if (call->cli->is_json) {
        print_json(call->answer);
        return code;
    }
    for (size_t i = 0; i < value_len(items); i++) {
        struct value *item = value_item(items, i);
        bool is_active = value_get_bool(item, "is_active", false);
        shorten(arena, item);
        value_put(arena, item, "active", value_string(arena, is_active ? "active" : NULL));
        value_put(arena, item, "cases", value_get(item, "open_cases"));
    }
    print_table(call->answer, columns);
    return code;
}

static int show_file(struct release_call *call, const char *name, const char *path)
{
    struct buf rest = {0};
    buf_add_text(&rest, "/files");
    remote_add_query(&rest, "path", path);
    int code = look(call, releasing_target(&call->arena, name, rest.bytes));
    buf_close(&rest);
    if (code == EXIT_DONE && call->cli->is_json)
        print_json(call->answer);
    else if (code == EXIT_DONE)
        printf("%s", value_get_text(call->answer, "text"));
    return code;
}

static int release_show(struct release_call *call)
{
    static const char *const names[] = {"digest", "at",         "by",        "note",
                                        "active", "open_cases", "workflows", NULL};
    struct arena *arena = &call->arena;
    const char *path = cli_word(call->cli, 2);
    if (path)
        return show_file(call, cli_word(call->cli, 1), path);
    int code = look(call, releasing_target(arena, cli_word(call->cli, 1), ""));
    if (code != EXIT_DONE || call->cli->is_json) {
        if (code == EXIT_DONE)
            print_json(call->answer);
        return code;
    }
    const struct value *files = value_get(call->answer, "files");
    const struct value *activations = value_get(call->answer, "activations");
    value_put(arena, call->answer, "active", value_get(call->answer, "is_active"));
    print_members(call->answer, names);
    for (size_t i = 0; i < value_len(activations); i++) {
        const struct value *item = value_item(activations, i);
        printf("%s: %s", value_get_text(item, "kind"), value_get_text(item, "at"));
        if (value_get_text(item, "by"))
            printf(" by %s", value_get_text(item, "by"));
        if (value_get_text(item, "why"))
            printf(": %s", value_get_text(item, "why"));
        putchar('\n');
    }
    for (size_t i = 0; i < value_len(files); i++)
        printf("%8lld %s\n", (long long)value_get_int(value_item(files, i), "bytes", 0),
               value_get_text(value_item(files, i), "path"));
    return code;
}

static void print_file_diff(const struct value *file)
{
    const char *change = value_get_text(file, "change"), *path = value_get_text(file, "path");
    bool is_added = strcmp(change, "added") == 0, is_removed = strcmp(change, "removed") == 0;
    printf("--- %s%s\n", is_added ? "/dev/null" : "a/", is_added ? "" : path);
    printf("+++ %s%s\n", is_removed ? "/dev/null" : "b/", is_removed ? "" : path);
    const char *diff = value_get_text(file, "diff");
    printf("%s", diff ? diff : "");
}

/* One name: against the active release. */
static int release_diff(struct release_call *call)
{
    const char *from = cli_word(call->cli, 1), *to = cli_word(call->cli, 2);
    struct buf rest = {0};
    buf_add_text(&rest, "/diff/");
    remote_encode(&rest, to ? to : from);
    int code = look(call, releasing_target(&call->arena, to ? from : "active", rest.bytes));
    buf_close(&rest);
    const struct value *files = value_get(code == EXIT_DONE ? call->answer : &value_nil, "files");
    if (code == EXIT_DONE && call->cli->is_json) {
        print_json(call->answer);
        return code;
    }
    for (size_t i = 0; i < value_len(files); i++)
        print_file_diff(value_item(files, i));
    if (code == EXIT_DONE && value_len(files) == 0)
        printf("(no difference)\n");
    return code;
}

static int release_stays(struct release_call *call)
{
    static const char *const columns[] = {"number", "workflow", "stage", "verdict",
                                          "where",  "message",  NULL};
    const char *name = cli_word(call->cli, 1);
    struct buf rest = {0};
    buf_add_text(&rest, "/stays");
    remote_add_query(&rest, "limit", call->cli->limit);
    int code = look(call, releasing_target(&call->arena, name ? name : "active", rest.bytes));
    buf_close(&rest);
    if (code == EXIT_DONE && call->cli->is_json)
        print_json(call->answer);
    else if (code == EXIT_DONE)
        print_table(call->answer, columns);
    return code;
}

static int release_word_explain(struct release_call *call)
{
    return release_explain(call->cli);
}

static const struct release_word {
    const char *word;
    int least, most; /* words, itself included */
    int (*run)(struct release_call *call);
} release_words[] = {
    {"list",    1, 1, release_list        },
    {"show",    2, 3, release_show        },
    {"diff",    2, 3, release_diff        },
    {"stays",   1, 2, release_stays       },
    {"explain", 3, 3, release_word_explain},
};

static int run(struct cli *cli)
{
    struct release_call call = {.cli = cli};
    const char *word = cli_word(cli, 0);

    for (size_t i = 0; word && i < sizeof release_words / sizeof *release_words; i++) {
        const struct release_word *row = &release_words[i];
        if (strcmp(word, row->word) != 0 || cli->count < row->least || cli->count > row->most)
            continue;
        int code = row->run(&call);
        arena_close(&call.arena);
        return code;
    }
    return cli_fail_usage(cli, "Say what you want to know of which release.");
}

const struct subcommand subcommand_release = {
    .name = "release",
    .words =
        "list | show DIGEST [FILE] | diff [FROM] TO | stays [DIGEST] | explain OFFICE WORKFLOW",
    .options = "data host token-file limit workflows lang json",
    .en = "look at releases: what is in them, what is different, who stays behind",
    .zh = "查看版本：内容、差异、尚未迁移的案件",
    .more = "DIGEST is a release's digest, its first six or more characters, or `active`.\n"
            "`diff` with one name compares it with the active release.\n"
            "`explain` shows a workflow as an office ends up with it and where each part comes\n"
            "from: of the active release, or of the folder given by --workflows.\n",
    .run = run,
};
