/* case_custody.c - `comity case raise`, `back`, `merge`, `unmerge`: which office holds a case, and
 * which other case it is one with. */
#include "cli/case_words.h"
#include "cli/telling.h"

/* POST /api/v1/cases/ID/WHAT with the reason and one more member. */
static int post(struct cli *cli, const char *what, const char *name, const char *text)
{
    static const char *const names[] = {"case", "holder", "into", "case_status", "seq", "at", NULL};
    struct arena arena = {0};
    struct buf target = {0};
    struct value *body = value_map(&arena);
    int code = EXIT_DONE;
    const char *id = remote_find_case(cli, cli_word(cli, 1), &arena, &code);

    if (id) {
        value_put(&arena, body, "reason", value_string(&arena, cli->why));
        if (name)
            value_put(&arena, body, name, value_string(&arena, text));
        buf_add_text(&target, "/api/v1/cases/");
        remote_encode(&target, id);
        buf_printf(&target, "/%s", what);
        struct question question = {.method = "POST", .target = target.bytes, .body = body};
        code = telling_members(cli, &question, &arena, names);
    }
    buf_close(&target);
    arena_close(&arena);
    return code;
}

static int needs_why(struct cli *cli)
{
    return cli_fail_usage(cli, "Say why: --reason TEXT. It is kept with the case.");
}

int case_raise_run(struct cli *cli)
{
    return cli->why ? post(cli, "custody", "to", cli->to ? cli->to : "parent") : needs_why(cli);
}

int case_back_run(struct cli *cli)
{
    return cli->why ? post(cli, "custody", "to", "back") : needs_why(cli);
}

int case_merge_run(struct cli *cli)
{
    return cli->why ? post(cli, "merge", "into", cli_word(cli, 2)) : needs_why(cli);
}

int case_unmerge_run(struct cli *cli)
{
    return cli->why ? post(cli, "unmerge", NULL, NULL) : needs_why(cli);
}
