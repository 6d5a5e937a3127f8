/* office.c - `comity office ...`: the offices of the active release. The table itself travels with
 * the release (workflows/offices/tree.csv): `export` writes it, `import` checks one and puts it
 * there.
 */
#include <stdio.h>

#include "cli/staffing.h"
#include "cli/telling.h"
#include "data/csv.h"
#include "script/tree.h"

static const char *const tree_columns[] = {"code",         "parent",    "kind", "zh",
                                           "en",           "level",     "area", "review_body",
                                           "sealed_route", "successor", NULL};

static int office_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"code", "parent", "kind", "zh", "en", "successor", NULL};
    struct question question = {.method = "GET", .target = "/api/v1/offices"};

    return telling_table(cli, &question, arena, columns);
}

static int office_show(struct cli *cli, struct arena *arena)
{
    static const char *const names[] = {
        "code",  "parent", "kind",      "zh",          "en",           "level", "area",
        "under", "roles",  "successor", "review_body", "sealed_route", NULL};
    return staffing_ask(cli,
                        &(struct staffing){
                            .method = "GET", .path = {"offices", cli_word(cli, 1)},
                                 .shown = names
    },
                        arena);
}

static int office_duty(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"key", "name", "id", NULL};
    struct buf target = {0};

    buf_add_text(&target, "/api/v1/offices/");
    remote_encode(&target, cli_word(cli, 1));
    buf_add_text(&target, "/duty");
    remote_add_query(&target, "at", cli->at);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = telling_table(cli, &question, arena, columns);
    buf_close(&target);
    return code;
}

static void add_office(struct buf *out, const struct value *office, struct arena *arena)
{
    for (size_t i = 0; tree_columns[i]; i++) {
        const struct value *value = value_get(office, tree_columns[i]);
        const char *text = value->type == VALUE_INT
                               ? arena_printf(arena, "%lld", (long long)value->integer)
                               : value_text_or(value, "");
        csv_add(out, slice_of(text), i == 0);
    }
    csv_end_line(out);
}

static int office_export(struct cli *cli, struct arena *arena)
{
    struct question question = {.method = "GET", .target = "/api/v1/offices"};
    struct value *answer;
    struct buf out = {0};
    int code = remote_ask(cli, &question, arena, &answer);

    if (code != EXIT_DONE)
        return code;
    for (size_t i = 0; tree_columns[i]; i++)
        csv_add(&out, slice_of(tree_columns[i]), i == 0);
    csv_end_line(&out);
    const struct value *items = value_get(answer, "items");
    for (size_t i = 0; i < value_len(items); i++)
        add_office(&out, value_item(items, i), arena);
    fwrite(out.bytes, 1, out.len, stdout);
    buf_close(&out);
    return EXIT_DONE;
}

static int write_table(const char *path, struct slice text)
{
    FILE *file = fopen(path, "wb");
    bool is_written = file && fwrite(text.bytes, 1, text.len, file) == text.len;
    if (file)
        is_written = fclose(file) == 0 && is_written;
    if (!is_written)
        fprintf(stderr, "comity: %s cannot be written.\n", path);
    return is_written ? EXIT_DONE : EXIT_DISK;
}

static int office_import(struct cli *cli, struct arena *arena)
{
    struct slice text;
    struct value *tree;
    const char *root;
    struct err err;
    int code = staffing_read(cli_word(cli, 1), arena, &text);

    if (code != EXIT_DONE)
        return code;
    err_clear(&err);
    if (tree_read(text, cli_word(cli, 1), arena, &tree, &root, &err) != 0)
        return cli_fail(&err);
    printf("offices: %zu, at the top: %s\n", value_len(tree), root);
    if (!cli->workflows)
        return EXIT_DONE;
    code = write_table(arena_printf(arena, "%s/offices/tree.csv", cli->workflows), text);
    if (code == EXIT_DONE)
        printf("Written. It becomes active with the release: comity publish %s\n", cli->workflows);
    return code;
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",   1, 1, office_list  },
        {"show",   2, 2, office_show  },
        {"duty",   2, 2, office_duty  },
        {"export", 1, 1, office_export},
        {"import", 2, 2, office_import},
        {NULL,     0, 0, NULL         },
    };
    return cli_run_words(cli, words, "Say what to do with which office.");
}

const struct subcommand subcommand_office = {
    .name = "office",
    .words = "list | show CODE | duty CODE | export | import FILE",
    .options = "data host token-file at workflows json",
    .en = "the tree of offices, and who is on duty there",
    .zh = "查看单位树与值班人员",
    .more =
        "`import FILE` checks a table of offices; with --workflows PATH it is put into that folder "
        "as\n"
        "offices/tree.csv, and becomes active with the next release. An office that was merged or\n"
        "abolished stays in the table and names its successor.\n",
    .run = run,
};
