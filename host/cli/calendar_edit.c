/* calendar_edit.c - `comity calendar import FILE`, `comity calendar hours OFFICE FILE`: the edit is
 * looked at first, always; with --preview that is all. Without it the preview just seen is done.
 */
#include <stdio.h>
#include <string.h>

#include "cli/calendar_words.h"
#include "cli/print.h"
#include "cli/remote.h"
#include "cli/scripts.h"

static int read_body(struct cli *cli, struct arena *arena, struct value **out)
{
    bool is_hours = strcmp(cli_word(cli, 0), "hours") == 0;
    const char *file = cli_word(cli, is_hours ? 2 : 1);
    struct value *hours;
    struct slice text;
    struct err err = {0};

    *out = value_map(arena);
    value_put(arena, *out, "why", value_string(arena, cli->why));
    if (is_hours) {
        const char *word = strcmp(file, "-") == 0 ? file : arena_printf(arena, "@%s", file);
        int code = remote_read_data(word, arena, &hours);
        value_put(arena, *out, "office", value_string(arena, cli_word(cli, 1)));
        value_put(arena, *out, "hours", code == EXIT_DONE ? hours : &value_nil);
        return code;
    }
    if (file_read(file, 1 << 20, arena, &text, &err) != 0)
        return cli_fail(&err);
    value_put(arena, *out, "list", value_text(arena, text));
    return EXIT_DONE;
}

static void print_moves(const struct value *answer)
{
    static const char *const columns[] = {"number", "case", "office", "clock",
                                          "owner",  "from", "to",     NULL};
    print_table(answer, columns);
    printf("%lld clocks of %lld cases %s; %lld would be overdue at once\n",
           (long long)value_get_int(answer, "clocks", 0),
           (long long)value_get_int(answer, "cases", 0),
           value_get_bool(answer, "is_done", false) ? "have moved 期限已调整"
                                                    : "would move 期限将调整",
           (long long)value_get_int(answer, "overdue_at_once", 0));
}

int calendar_edit_run(struct cli *cli)
{
    struct arena arena = {0};
    struct value *body, *answer = &value_nil;
    int code = read_body(cli, &arena, &body);

    if (code == EXIT_DONE && !cli->is_preview && !cli->why)
        code = cli_fail_usage(cli, "Say --why: everybody whose due date moves may ask. --preview "
                                   "only looks.");
    struct question look = {.method = "POST", .target = "/api/v1/calendars/preview", .body = body};
    if (code == EXIT_DONE)
        code = remote_ask(cli, &look, &arena, &answer);
    if (code == EXIT_DONE && !cli->is_preview) {
        value_put(&arena, body, "preview", value_get(answer, "preview"));
        struct question doing = {.method = "POST", .target = "/api/v1/calendars", .body = body};
        code = remote_ask(cli, &doing, &arena, &answer);
    }
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print_moves(answer);
    arena_close(&arena);
    return code;
}
