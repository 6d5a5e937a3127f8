/* case_move.c - `comity case move`: cases go on on the active release by an administrator's word.
 * One by its id, or with --workflow and --stage all that stand there. --preview only looks.
 */
#include <stdio.h>

#include "cli/case_words.h"
#include "cli/print.h"
#include "cli/remote.h"

static void print_ends(const struct value *ends)
{
    for (size_t i = 0; i < value_len(ends); i++) {
        const struct value *item = value_item(ends, i);
        printf("  ends  %s %s\n", value_text_or(value_get(item, "verb"), ""),
               value_text_or(value_get(item, "name"), value_text_or(value_get(item, "id"), "")));
    }
}

static void print_preview(const struct value *item)
{
    bool goes_on = value_get_bool(item, "goes_on", false);

    printf("%s in %s: %s\n", value_text_or(value_get(item, "number"), ""),
           value_text_or(value_get(item, "stage"), ""),
           value_text_or(value_get(item, "verdict"), ""));
    if (value_get_text(item, "message"))
        printf("  %s %s\n", value_text_or(value_get(item, "where"), ""),
               value_get_text(item, "message"));
    if (goes_on)
        printf("  goes on where it is\n");
    else
        printf("  begins stage %s\n", value_text_or(value_get(item, "to"), ""));
    print_ends(value_get(item, "ends"));
}

static void print_answer(const struct cli *cli, const struct value *answer)
{
    static const char *const names[] = {"case", "case_status", "from", "to", "seq", "at", NULL};
    const struct value *items = value_get(answer, "items");
    int64_t cases = value_get_int(answer, "cases", -1);

    if (cli->is_json) {
        print_json(answer);
        return;
    }
    for (size_t i = 0; i < value_len(items); i++)
        print_preview(value_item(items, i));
    if (cases >= 0)
        printf(cli->is_preview ? "%lld cases would move; nothing was changed\n"
                               : "%lld cases move\n",
               (long long)cases);
    else if (cli->is_preview)
        print_preview(answer);
    else
        print_members(answer, names);
}

int case_move_run(struct cli *cli)
{
    struct arena arena = {0};
    struct buf target = {0};
    struct value *body, *answer;
    const char *name = cli_word(cli, 1), *id = NULL;
    int code = EXIT_DONE;

    if (!cli->why)
        return cli_fail_usage(cli, "Say why: --reason TEXT. It is kept with the case.");
    if (!name && (!cli->workflow || !cli->stage))
        return cli_fail_usage(cli, "Name a case, or --workflow and --stage for all that are "
                                   "there.");
    if (name && (cli->workflow || cli->stage || cli->release))
        return cli_fail_usage(cli, "Name a case or a workflow and stage, not both.");
    body = value_map(&arena);
    buf_add_text(&target, "/api/v1/cases/");
    if (name)
        id = remote_find_case(cli, name, &arena, &code);
    if (id) {
        remote_encode(&target, id);
        buf_add_text(&target, "/");
    }
    buf_add_text(&target, "move");
    if (!name) {
        value_put(&arena, body, "workflow", value_string(&arena, cli->workflow));
        value_put(&arena, body, "stage", value_string(&arena, cli->stage));
        value_put(&arena, body, "release", value_string(&arena, cli->release));
    }
    value_put(&arena, body, "to", value_string(&arena, cli->to));
    value_put(&arena, body, "reason", value_string(&arena, cli->why));
    if (cli->is_preview)
        value_put(&arena, body, "preview", value_bool(&arena, true));
    if (code == EXIT_DONE) {
        struct question question = {.method = "POST", .target = target.bytes, .body = body};
        code = remote_ask(cli, &question, &arena, &answer);
    }
    if (code == EXIT_DONE)
        print_answer(cli, answer);
    buf_close(&target);
    arena_close(&arena);
    return code;
}
