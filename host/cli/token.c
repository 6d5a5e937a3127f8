/* token.c - `comity token add NAME --role R,...`: lets somebody speak to the host. The token is
 * shown once; the host keeps a digest of it.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/staffing.h"

/* "clerk,mediator" -> a list. */
static struct value *roles(struct arena *arena, const char *text)
{
    struct value *list = value_list(arena);
    while (*text) {
        size_t len = strcspn(text, ",");
        if (len)
            value_push(arena, list, value_text(arena, (struct slice){text, len}));
        text += len + (text[len] == ',');
    }
    return list;
}

static int tell_token(const struct cli *cli, int code, const struct value *answer)
{
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        printf("%s\n", value_get_text(answer, "token"));
    return code;
}

static int add_for_person(struct cli *cli, struct arena *arena)
{
    struct value *body = value_map(arena), *answer;
    struct buf target = {0};

    value_put(arena, body, "label", value_string(arena, cli->note));
    buf_add_text(&target, "/api/v1/people/");
    remote_encode(&target, cli->person);
    buf_add_text(&target, "/tokens");
    struct question question = {.method = "POST", .target = target.bytes, .body = body};
    int code = remote_ask(cli, &question, arena, &answer);
    buf_close(&target);
    return tell_token(cli, code, answer);
}

static int token_add(struct cli *cli, struct arena *arena)
{
    struct value *body = value_map(arena), *answer;

    if (cli->person && cli->count == 1)
        return add_for_person(cli, arena);
    if (cli->count != 2 || !cli->role)
        return cli_fail_usage(cli, "Say for whom and with which roles, or --person KEY.");
    value_put(arena, body, "name", value_string(arena, cli->words[1]));
    value_put(arena, body, "roles", roles(arena, cli->role));
    struct question question = {.method = "POST", .target = "/api/v1/tokens", .body = body};
    int code = remote_ask(cli, &question, arena, &answer);
    return tell_token(cli, code, answer);
}

static int token_list(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"id", "person", "label", "at", NULL};
    return staffing_ask(
        cli,
        &(struct staffing){.method = "GET", .path = {"tokens"}, .shown = columns, .is_list = true},
        arena);
}

static int token_end(struct cli *cli, struct arena *arena)
{
    static const char *const names[] = {"version", NULL};
    return staffing_ask(cli,
                        &(struct staffing){
                            .method = "POST",
                            .path = {"tokens", cli_word(cli, 1), "end"},
                            .body = value_map(arena),
                            .shown = names
    },
                        arena);
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"add",  1, 2, token_add },
        {"list", 1, 1, token_list},
        {"end",  2, 2, token_end },
        {NULL,   0, 0, NULL      },
    };
    return cli_run_words(cli, words, "Say for whom and with which roles, or --person KEY.");
}

const struct subcommand subcommand_token = {
    .name = "token",
    .words = "add NAME --role R,... | add --person KEY | list | end TOKEN",
    .options = "data host token-file role person note limit json",
    .en = "make a token for somebody; it is shown once",
    .zh = "为工作人员生成令牌（仅显示一次）",
    .more = "`add --person KEY` makes one to act as this person of the records, with the roles he "
            "holds\n"
            "in his offices; `end TOKEN` takes it away at once, by its id in `list`. A token with\n"
            "--role stands for no person: its roles hold everywhere.\n",
    .run = run,
};
