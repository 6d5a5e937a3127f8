/* roster.c - `comity roster ...`: who takes turns at being on duty. */
#include "cli/staffing.h"

static const char *const shown[] = {"key",   "office",  "zh",     "en",    "starts",
                                    "turn",  "days",    "shifts", "teams", "overrides",
                                    "fixed", "version", NULL};
static const char *const columns[] = {"key", "office", "zh", "en", "turn", "teams", NULL};

static int roster_list(struct cli *cli, struct arena *arena)
{
    return staffing_ask(
        cli,
        &(struct staffing){.method = "GET", .path = {"rosters"}, .shown = columns, .is_list = true},
        arena);
}

static int roster_show(struct cli *cli, struct arena *arena)
{
    return staffing_ask(cli,
                        &(struct staffing){
                            .method = "GET", .path = {"rosters", cli_word(cli, 1)},
                                 .shown = shown
    },
                        arena);
}

static int roster_set(struct cli *cli, struct arena *arena)
{
    struct value *body;
    int code = remote_read_data(cli_word(cli, 2), arena, &body);
    if (code != EXIT_DONE)
        return code;
    return staffing_ask(
        cli,
        &(struct staffing){
            .method = "PUT", .path = {"rosters", cli_word(cli, 1)},
                 .body = body, .shown = shown
    },
        arena);
}

static int roster_override(struct cli *cli, struct arena *arena)
{
    struct value *body = value_map(arena);
    if (!cli->from || !cli->until)
        return cli_fail_usage(cli, "Say from when until when: --from, --until.");
    value_put(arena, body, "from", value_string(arena, cli->from));
    value_put(arena, body, "until", value_string(arena, cli->until));
    value_put(arena, body, "people", staffing_list(arena, cli->people));
    return staffing_ask(cli,
                        &(struct staffing){
                            .method = "POST",
                            .path = {"rosters", cli_word(cli, 1), "overrides"},
                            .body = body,
                            .shown = shown
    },
                        arena);
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",     1, 1, roster_list    },
        {"show",     2, 2, roster_show    },
        {"set",      3, 3, roster_set     },
        {"override", 2, 2, roster_override},
        {NULL,       0, 0, NULL           },
    };
    return cli_run_words(cli, words, "Say what to do with which roster.");
}

const struct subcommand subcommand_roster = {
    .name = "roster",
    .words = "list | show KEY | set KEY DATA | override KEY",
    .options = "data host token-file office limit from until people version json",
    .en = "who takes turns at being on duty",
    .zh = "管理值班表",
    .more =
        "DATA is JSON, @FILE or -; what is not said stays as it is:\n"
        "  {\"office\":\"T\",\"starts\":\"2026-01-01\",\"turn\":\"day\",\"days\":[1,2,3,4,5],\n"
        "   "
        "\"shifts\":[{\"from\":\"08:00\",\"until\":\"20:00\"}],\"teams\":[[\"wang\"],[\"chen\","
        "\"li\"]],\n"
        "   \"fixed\":[{\"date\":\"2026-02-17\",\"people\":[\"li\"]}]}\n"
        "`override KEY --from --until --people`: somebody else in that time. Whoever has other\n"
        "shifts then is told. Who is on duty: `comity office duty CODE`.\n",
    .run = run,
};
