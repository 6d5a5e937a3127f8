/* letter.c - `comity letter ...`: the letters of a case, printed, and what became of their copies.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/print.h"
#include "cli/telling.h"

/* /api/v1/cases/ID/letters[/N][/rest]; false: said why. */
static bool make_target(struct cli *cli, struct arena *arena, const char *rest, struct buf *target,
                        int *code)
{
    const char *letter = cli_word(cli, 2);
    const char *id = remote_find_case(cli, cli_word(cli, 1), arena, code);

    if (!id)
        return false;
    buf_add_text(target, "/api/v1/cases/");
    remote_encode(target, id);
    buf_add_text(target, "/letters");
    if (letter) {
        buf_add_byte(target, '/');
        remote_encode(target, letter);
    }
    buf_add_text(target, rest);
    return true;
}

/* "asker issued, clerk served 2026-02-10" */
static void word_letters(const struct cli *cli, struct arena *arena, const struct value *page)
{
    const struct value *items = value_get(page, "items");
    bool is_en = cli->lang && strcmp(cli->lang, "en") == 0;

    for (size_t i = 0; i < value_len(items); i++) {
        struct value *item = value_item(items, i);
        const struct value *copies = value_get(item, "to");
        struct buf to = {0};
        for (size_t j = 0; j < value_len(copies); j++) {
            const struct value *copy = value_item(copies, j);
            const char *who = value_get_text(copy, "relation");
            who = who ? who : value_text_or(value_get(copy, "role"), "person");
            buf_printf(&to, "%s%s %s %s", j ? ", " : "", who,
                       value_text_or(value_get(copy, "state"), "?"),
                       value_text_or(value_get(copy, "on"), ""));
        }
        value_put(arena, item, "to", value_text(arena, buf_slice(&to)));
        value_put(arena, item, "title", value_get(item, is_en ? "en" : "zh"));
        value_put(arena, item, "letter", value_get(item, "ordinal"));
        buf_close(&to);
    }
}

static int letter_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"letter", "number", "title", "status", "to", "at", NULL};
    struct buf target = {0};
    struct value *answer;
    int code;

    if (!make_target(cli, arena, "", &target, &code))
        return code;
    struct question question = {.method = "GET", .target = target.bytes};
    code = remote_ask(cli, &question, arena, &answer);
    if (code == EXIT_DONE && cli->is_json) {
        print_json(answer);
    } else if (code == EXIT_DONE) {
        word_letters(cli, arena, answer);
        print_table(answer, columns);
    }
    buf_close(&target);
    return code;
}

/* The bytes go to stdout as they are: `comity letter show 2026E000001 1 --format docx > x.docx`. */
static int letter_show(struct cli *cli, struct arena *arena)
{
    struct buf target = {0}, bytes = {0};
    int code;

    if (!make_target(cli, arena, "", &target, &code))
        return code;
    remote_add_query(&target, "format", cli->format);
    remote_add_query(&target, "lang", cli->lang);
    remote_add_query(&target, "copy", cli->copy);
    struct question question = {.method = "GET", .target = target.bytes};
    code = remote_fetch(cli, &question, &bytes);
    if (code == EXIT_DONE && fwrite(bytes.bytes, 1, bytes.len, stdout) != bytes.len) {
        fprintf(stderr, "The letter could not be written: is the disk full?\n");
        code = EXIT_DISK;
    }
    buf_close(&bytes);
    buf_close(&target);
    return code;
}

static int letter_proof(struct cli *cli, struct arena *arena)
{
    static const char *const names[] = {"case", "letter", "copy", "status", "at", NULL};
    struct buf target = {0};
    struct value *body = value_map(arena);
    int code;

    if (!make_target(cli, arena, "/proof", &target, &code))
        return code;
    value_put(arena, body, "outcome", value_string(arena, cli->outcome));
    value_put(arena, body, "way", value_string(arena, cli->way));
    value_put(arena, body, "on", value_string(arena, cli->on));
    value_put(arena, body, "reason", value_string(arena, cli->why));
    if (cli->copy)
        value_put(arena, body, "copy", value_int(arena, strtoll(cli->copy, NULL, 10)));
    struct question question = {.method = "POST", .target = target.bytes, .body = body};
    code = telling_members(cli, &question, arena, names);
    buf_close(&target);
    return code;
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"list",  2, 2, letter_list },
        {"show",  3, 3, letter_show },
        {"proof", 3, 3, letter_proof},
        {NULL,    0, 0, NULL        },
    };
    return cli_run_words(cli, words, "Say what to do with which letter.");
}

const struct subcommand subcommand_letter = {
    .name = "letter",
    .words = "list CASE | show CASE N | proof CASE N",
    .options = "data host token-file key format lang copy outcome way on reason json",
    .en = "list and print letters of a case, and say that one was brought",
    .zh = "查询、打印案件文书，登记送达",
    .more =
        "CASE is a case's id or number, N the number of the letter in it (`list` shows it).\n"
        "`show` writes a page to print, or with --format docx an office document, to stdout.\n"
        "`proof` needs --outcome served with --way (in_person, by_post, online, left_there,\n"
        "by_notice) or --outcome failed with --reason; --on DATE if it was not today, --copy N\n"
        "if the letter has several recipients (from 0).\n",
    .run = run,
};
