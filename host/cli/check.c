/* check.c - `comity check PATH`: reads the workflows as `serve` would and says what is wrong where.
 */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/scripts.h"
#include "script/release.h"

static struct value *fault_value(struct arena *arena, const struct err *err)
{
    struct value *fault = value_map(arena);
    value_put(arena, fault, "where", value_string(arena, err->where));
    value_put(arena, fault, "code", value_string(arena, err_code(err)));
    value_put(arena, fault, "message", value_string(arena, err->text));
    return fault;
}

/* { ok, release, workflows } or { ok, fault } */
static struct value *report(struct arena *arena, const struct release *release,
                            const struct err *err)
{
    struct value *map = value_map(arena), *names = value_list(arena);
    char text[2 * DIGEST_BYTES + 1];

    value_put(arena, map, "ok", value_bool(arena, release != NULL));
    if (!release) {
        value_put(arena, map, "fault", fault_value(arena, err));
        return map;
    }
    const struct value *workflows = value_get(release_model(release), "workflows");
    for (size_t i = 0; i < value_len(workflows); i++)
        value_push(arena, names, value_text(arena, workflows->map.members[i].key));
    value_put(arena, map, "workflows", names);
    value_put(arena, map, "release",
              value_string(arena, digest_to_text(release_digest(release), text)));
    return map;
}

static void print_report(const struct value *map)
{
    const struct value *names = value_get(map, "workflows");
    printf("%zu %s, no faults; release %.12s\n", value_len(names),
           value_len(names) == 1 ? "workflow" : "workflows", value_get_text(map, "release"));
    for (size_t i = 0; i < value_len(names); i++)
        printf("  %s\n", value_text_or(value_item(names, i), ""));
}

static int run(struct cli *cli)
{
    struct arena arena = {0};
    struct scripts scripts = {0};
    struct release *release = NULL;
    struct err err;

    if (cli->count != 1)
        return cli_fail_usage(cli, "Name one folder of workflows.");
    err_clear(&err);
    int rc = scripts_read(cli->words[0], &scripts, &err);
    if (rc == 0)
        rc = release_open(scripts.files, scripts.count, &release, &err);
    if (cli->is_json)
        print_json(report(&arena, release, &err));
    else if (rc == 0)
        print_report(report(&arena, release, &err));
    int code = rc == 0 ? EXIT_DONE : cli_fail(&err);
    release_unref(release);
    scripts_close(&scripts);
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_check = {
    .name = "check",
    .words = "PATH",
    .options = "json",
    .en = "check a folder of workflows; faults with file and line",
    .zh = "检查流程脚本，指出文件与行号",
    .run = run,
};
