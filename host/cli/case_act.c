/* case_act.c - `comity case clock` and `comity case card`: what people do to the clocks of a case
 * and to the supervision cards it was given. */
#include <string.h>

#include "cli/case_words.h"
#include "cli/telling.h"

/* words: WHAT ID KEY ACT [DATA]; `words_name` is where the text of --reason goes. */
static int act_run(struct cli *cli, const char *what, const char *words_name)
{
    static const char *const names[] = {"case", "card", "clock", "act", "entry",
                                        "n",    "due",  "seq",   "at",  NULL};
    struct arena arena = {0};
    struct buf target = {0};
    struct value *body;
    int code = remote_read_data(cli_word(cli, 4), &arena, &body);
    const char *id =
        code == EXIT_DONE ? remote_find_case(cli, cli_word(cli, 1), &arena, &code) : NULL;

    if (id) {
        if (cli->why)
            value_put(&arena, body, words_name, value_string(&arena, cli->why));
        if (cli->row)
            value_put(&arena, body, "row", value_string(&arena, cli->row));
        buf_printf(&target, "/api/v1/cases/");
        remote_encode(&target, id);
        buf_printf(&target, "/%s/", what);
        remote_encode(&target, cli_word(cli, 2));
        buf_add_text(&target, "/");
        remote_encode(&target, cli_word(cli, 3));
        struct question question = {.method = "POST", .target = target.bytes, .body = body};
        code = telling_members(cli, &question, &arena, names);
    }
    buf_close(&target);
    arena_close(&arena);
    return code;
}

int case_clock_run(struct cli *cli)
{
    return act_run(cli, "clocks", "reason");
}

int case_card_run(struct cli *cli)
{
    const char *act = cli_word(cli, 3);
    return act_run(cli, "cards", act && strcmp(act, "answer") == 0 ? "reply" : "reason");
}
