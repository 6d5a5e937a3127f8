/* releasing.c - see releasing.h. */
#include "cli/releasing.h"

#include <stdio.h>
#include <string.h>

#include "cli/remote.h"
#include "cli/scripts.h"

const char *releasing_target(struct arena *arena, const char *name, const char *rest)
{
    struct buf target = {0};
    buf_add_text(&target, "/api/v1/releases");
    if (name) {
        buf_add_byte(&target, '/');
        remote_encode(&target, name);
    }
    buf_add_text(&target, rest);
    const char *copy = arena_copy(arena, buf_slice(&target)).bytes;
    buf_close(&target);
    return copy;
}

int releasing_ask(struct cli *cli, const char *target, const struct value *body,
                  struct arena *arena, struct value **answer)
{
    struct question question = {.method = body ? "POST" : "GET", .target = target, .body = body};
    return remote_ask(cli, &question, arena, answer);
}

static struct value *files_value(struct arena *arena, const struct scripts *scripts)
{
    struct value *files = value_map(arena);
    for (size_t i = 0; i < scripts->count; i++)
        value_put(arena, files, scripts->files[i].path, value_text(arena, scripts->files[i].text));
    return files;
}

int releasing_publish(struct cli *cli, const struct scripts *scripts, struct arena *arena,
                      struct value **answer)
{
    struct value *body = value_map(arena);
    value_put(arena, body, "files", files_value(arena, scripts));
    value_put(arena, body, "note", value_string(arena, cli->note));
    return releasing_ask(cli, "/api/v1/releases", body, arena, answer);
}

/* Where no pre-flight has looked at the open cases yet, one does, and then it is asked again. */
int releasing_activate(struct cli *cli, const char *name, const char *why, struct arena *arena,
                       struct value **answer)
{
    struct value *body = value_map(arena), *report;
    struct question question = {
        .method = "POST",
        .target = releasing_target(arena, name, "/activate"),
        .body = body,
        .expected = "no_preflight",
    };
    value_put(arena, body, "why", value_string(arena, why));
    if (cli->is_forced)
        value_put(arena, body, "force", value_bool(arena, true));
    *answer = &value_nil;
    int code = remote_ask(cli, &question, arena, answer);
    if (code == EXIT_NO && value_is_text(value_get(*answer, "code"), question.expected)) {
        question.expected = NULL;
        code = preflight_run(cli, name, arena, &report);
        if (code == EXIT_DONE)
            code = remote_ask(cli, &question, arena, answer);
        if (code == EXIT_DONE)
            value_put(arena, *answer, "preflight", report);
    }
    if (code == EXIT_DONE && !cli->is_json)
        releasing_print_activation(*answer);
    return code;
}

void releasing_print_activation(const struct value *answer)
{
    const char *digest = value_get_text(answer, "digest");
    const char *former = value_get_text(answer, "former");
    long long stays = value_get_int(answer, "stays", 0);

    if (value_get_bool(answer, "was_active", false)) {
        printf("%.*s is the active release already: nothing was done\n", RELEASE_SHOWN, digest);
        return;
    }
    printf("%.*s is active", RELEASE_SHOWN, digest);
    if (former)
        printf("; before it %.*s was", RELEASE_SHOWN, former);
    putchar('\n');
    if (stays > 0)
        printf("%lld %s: comity release stays\n", stays,
               stays == 1 ? "case stays behind until it leaves its stage"
                          : "cases stay behind until they leave their stage");
}
