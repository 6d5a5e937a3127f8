/* person.c - `comity person ...`: who works here. Tables are read and written as docs/people.md
 * says.
 */
#include <stdio.h>
#include <string.h>

#include "cli/print.h"
#include "cli/staffing.h"

static const char *const shown[] = {"key",     "id",    "name",  "memberships", "skills",
                                    "phone",   "email", "hours", "notices",     "has_id_number",
                                    "version", NULL};
static const char *const columns[] = {"key", "name", "memberships", "skills", "phone", NULL};

static int person_list(struct cli *cli, struct arena *arena)
{
    return staffing_ask(
        cli,
        &(struct staffing){.method = "GET", .path = {"people"}, .shown = columns, .is_list = true},
        arena);
}

static int person_show(struct cli *cli, struct arena *arena)
{
    return staffing_ask(cli,
                        &(struct staffing){
                            .method = "GET", .path = {"people", cli_word(cli, 1)},
                                 .shown = shown
    },
                        arena);
}

/* What the options and the data say together. */
static int person_data(struct cli *cli, const char *word, struct arena *arena, struct value **body)
{
    int code = remote_read_data(word, arena, body);
    if (code != EXIT_DONE)
        return code;
    if (cli->person_name)
        value_put(arena, *body, "name", value_string(arena, cli->person_name));
    if (cli->phone)
        value_put(arena, *body, "phone", value_string(arena, cli->phone));
    if (cli->member)
        value_put(arena, *body, "memberships", staffing_members(arena, cli->member));
    return EXIT_DONE;
}

static int person_add(struct cli *cli, struct arena *arena)
{
    struct value *body;
    int code = person_data(cli, cli_word(cli, 2), arena, &body);
    if (code != EXIT_DONE)
        return code;
    value_put(arena, body, "key", value_string(arena, cli_word(cli, 1)));
    return staffing_ask(
        cli, &(struct staffing){.method = "POST", .path = {"people"}, .body = body, .shown = shown},
        arena);
}

static int person_set(struct cli *cli, struct arena *arena)
{
    struct value *body;
    int code = person_data(cli, cli_word(cli, 2), arena, &body);
    if (code != EXIT_DONE)
        return code;
    return staffing_ask(
        cli,
        &(struct staffing){
            .method = "PATCH", .path = {"people", cli_word(cli, 1)},
                 .body = body, .shown = shown
    },
        arena);
}

static int person_end(struct cli *cli, struct arena *arena)
{
    return staffing_ask(cli,
                        &(struct staffing){
                            .method = "POST",
                            .path = {"people", cli_word(cli, 1), "end"},
                            .body = value_map(arena),
                            .shown = shown
    },
                        arena);
}

/* Each wrong place on a line of its own, as an editor finds it: FILE:LINE: COLUMN: what. */
static int tell_faults(const char *path, const struct value *problem)
{
    const struct value *errors = value_get(problem, "errors");
    for (size_t i = 0; i < value_len(errors); i++) {
        const struct value *error = value_item(errors, i), *said = value_get(error, "message");
        fprintf(stderr, "%s:%lld: %s: %s %s\n", path, (long long)value_get_int(error, "line", 0),
                value_text_or(value_get(error, "column"), ""),
                value_text_or(value_get(said, "en"), ""), value_text_or(value_get(said, "zh"), ""));
    }
    fprintf(stderr, "comity: nothing was imported.\n");
    return EXIT_NO;
}

static int person_import(struct cli *cli, struct arena *arena)
{
    static const char *const counts[] = {"added", "changed", "ended", "same", "preview", NULL};
    struct value *body = value_map(arena), *answer;
    struct slice text;
    int code = staffing_read(cli_word(cli, 1), arena, &text);

    if (code != EXIT_DONE)
        return code;
    value_put(arena, body, "csv", value_text(arena, text));
    value_put(arena, body, "preview", value_bool(arena, cli->is_preview));
    struct question question = {
        .method = "POST", .target = "/api/v1/people/import", .body = body, .expected = "invalid"};
    code = remote_ask(cli, &question, arena, &answer);
    if (code != EXIT_DONE && code != EXIT_NO)
        return code;
    if (cli->is_json)
        print_json(answer);
    else if (code == EXIT_NO && value_len(value_get(answer, "errors")))
        return tell_faults(cli_word(cli, 1), answer);
    else if (code == EXIT_DONE)
        print_members(answer, counts);
    return code;
}

static int person_export(struct cli *cli, struct arena *arena)
{
    struct question question = {.method = "GET", .target = "/api/v1/people/export?as=json"};
    struct value *answer;
    int code = remote_ask(cli, &question, arena, &answer);

    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        printf("%s", value_text_or(value_get(answer, "csv"), ""));
    return code;
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",   1, 1, person_list  },
        {"show",   2, 2, person_show  },
        {"add",    2, 3, person_add   },
        {"set",    2, 3, person_set   },
        {"end",    2, 2, person_end   },
        {"import", 2, 2, person_import},
        {"export", 1, 1, person_export},
        {NULL,     0, 0, NULL         },
    };
    return cli_run_words(cli, words, "Say what to do with whom.");
}

const struct subcommand subcommand_person = {
    .name = "person",
    .words = "list | show KEY | add KEY [DATA] | set KEY [DATA] | end KEY | import FILE | export",
    .options = "data host token-file office role limit name phone member version preview json",
    .en = "who works here: names, roles in offices, skills, hours",
    .zh = "管理工作人员：姓名、各单位任职、技能、可用时间",
    .more =
        "KEY is the login name: 1 to 32 letters, digits, . _ -. DATA is JSON, @FILE or -:\n"
        "  {\"name\":\"...\",\"phone\":\"...\",\"skills\":[\"first_aid\"],\n"
        "   \"memberships\":[{\"office\":\"T\",\"role\":\"mediator\",\"until\":\"2026-12-31\"}]}\n"
        "--member T:mediator,C:clerk@2026-01-01~2026-12-31 says the same in short.\n"
        "`set --version N` changes version N only. `import` takes a CSV table with names of\n"
        "columns in English or Chinese, all of it or nothing; --preview says what would change.\n"
        "A token to act as somebody: `comity token add --person KEY`.\n",
    .run = run,
};
