/* absence.c - `comity absence ...` and `comity conflict ...`: who is away, and who has an interest.
 */
#include "cli/staffing.h"

static const char *const shown[] = {"key",   "person", "office",      "with",    "from",
                                    "until", "why",    "substitutes", "version", NULL};

static int list(struct cli *cli, const char *what, struct arena *arena)
{
    return staffing_ask(
        cli, &(struct staffing){.method = "GET", .path = {what}, .shown = shown, .is_list = true},
        arena);
}

static int end(struct cli *cli, const char *what, struct arena *arena)
{
    return staffing_ask(cli,
                        &(struct staffing){
                            .method = "POST",
                            .path = {what, cli_word(cli, 1), "end"},
                            .body = value_map(arena),
                            .shown = shown
    },
                        arena);
}

static void put(struct arena *arena, struct value *body, const char *name, const char *text)
{
    value_put(arena, body, name, value_string(arena, text));
}

static struct value *body_of(struct cli *cli, struct arena *arena)
{
    struct value *body = value_map(arena);
    put(arena, body, "person", cli_word(cli, 1));
    put(arena, body, "from", cli->from);
    put(arena, body, "until", cli->until);
    put(arena, body, "why", cli->why);
    return body;
}

/* ---- absences ---- */

static int absence_list(struct cli *cli, struct arena *arena)
{
    return list(cli, "absences", arena);
}

static int absence_end(struct cli *cli, struct arena *arena)
{
    return end(cli, "absences", arena);
}

static int absence_add(struct cli *cli, struct arena *arena)
{
    struct value *body = body_of(cli, arena);
    if (!cli->from)
        return cli_fail_usage(cli, "Say from when: --from DATE.");
    value_put(arena, body, "substitutes", staffing_list(arena, cli->people));
    return staffing_ask(
        cli,
        &(struct staffing){.method = "POST", .path = {"absences"}, .body = body, .shown = shown},
        arena);
}

static int run_absence(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list", 1, 1, absence_list},
        {"add",  2, 2, absence_add },
        {"end",  2, 2, absence_end },
        {NULL,   0, 0, NULL        },
    };
    return cli_run_words(cli, words, "Say who is away: `absence add KEY --from DATE`.");
}

const struct subcommand subcommand_absence = {
    .name = "absence",
    .words = "list | add KEY | end ABSENCE",
    .options = "data host token-file person limit from until people why json",
    .en = "who is away, and who is asked instead",
    .zh = "管理缺勤与代理",
    .more =
        "--people KEY,... are the substitutes in the order they are asked; the first who is there\n"
        "gets what the absent one would. --why is leave, sick, travel, training, left or other.\n",
    .run = run_absence,
};

/* ---- conflicts ---- */

static int conflict_list(struct cli *cli, struct arena *arena)
{
    return list(cli, "conflicts", arena);
}

static int conflict_end(struct cli *cli, struct arena *arena)
{
    return end(cli, "conflicts", arena);
}

static int conflict_add(struct cli *cli, struct arena *arena)
{
    struct value *body = body_of(cli, arena), *party;
    int code = remote_read_data(cli_word(cli, 2), arena, &party);
    if (code != EXIT_DONE)
        return code;
    put(arena, body, "office", cli->office);
    cli->office = NULL;
    if (cli_word(cli, 2))
        value_put(arena, body, "party", party);
    return staffing_ask(
        cli,
        &(struct staffing){.method = "POST", .path = {"conflicts"}, .body = body, .shown = shown},
        arena);
}

/* Of one case: oneself, or --person. */
static int conflict_case(struct cli *cli, struct arena *arena)
{
    static const char *const names[] = {"case", "person", "status", "at", NULL};
    struct value *body = value_map(arena);
    int code;
    const char *id = remote_find_case(cli, cli_word(cli, 1), arena, &code);

    if (!id)
        return code;
    put(arena, body, "person", cli->person);
    put(arena, body, "why", cli->why);
    return staffing_ask(
        cli,
        &(struct staffing){
            .method = "POST", .path = {"cases", id, "recusals"},
                 .body = body, .shown = names
    },
        arena);
}

static int run_conflict(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list", 1, 1, conflict_list},
        {"add",  2, 3, conflict_add },
        {"end",  2, 2, conflict_end },
        {"case", 2, 2, conflict_case},
        {NULL,   0, 0, NULL         },
    };
    return cli_run_words(cli, words, "Say whose conflict it is.");
}

const struct subcommand subcommand_conflict = {
    .name = "conflict",
    .words = "list | add KEY [PARTY] | end CONFLICT | case CASE",
    .options = "data host token-file person office limit from until why json",
    .en = "who has an interest: acts in no case of that office or party",
    .zh = "管理回避：与单位或者当事人有利害关系的人员",
    .more = "`add KEY --office CODE`: with an office and what stands under it. `add KEY PARTY`: "
            "with a\n"
            "party, {\"phone\":\"...\",\"id_number\":\"...\"}, @FILE or -; only a keyed digest is "
            "kept.\n"
            "`case CASE [--person KEY]`: in this one case, oneself unless said.\n"
            "--why is kin, interest, former_handler or other.\n",
    .run = run_conflict,
};
