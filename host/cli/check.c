/* check.c - `comity check PATH`: reads the workflows as `serve` would and says what is wrong where,
 * all of it. Needs no host and no data directory.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/scripts.h"
#include "script/check.h"

/* What offices change: the paths of their files. */
static struct value *office_files(struct arena *arena, const struct scripts *scripts)
{
    struct value *paths = value_list(arena);
    for (size_t i = 0; i < scripts->count; i++) {
        const char *path = scripts->files[i].path;
        if (strncmp(path, "offices/", 8) == 0 && strcmp(path, "offices/tree.csv") != 0)
            value_push(arena, paths, value_string(arena, path));
    }
    return paths;
}

/* { ok, findings, release, workflows, offices }; the last three only of what can be opened. */
static struct value *report(struct arena *arena, const struct scripts *scripts, bool *is_good)
{
    struct value *map = value_map(arena), *findings = value_list(arena);
    struct release *release = NULL;
    struct err err;

    err_clear(&err);
    *is_good = check_release(scripts->files, scripts->count, arena, findings);
    value_put(arena, map, "ok", value_bool(arena, *is_good));
    value_put(arena, map, "findings", findings);
    if (!*is_good || release_open_unchecked(scripts->files, scripts->count, NULL, &release, &err))
        return map;
    struct value *names = value_list(arena);
    char text[2 * DIGEST_BYTES + 1];
    const struct value *workflows = value_get(release_model(release), "workflows");
    for (size_t i = 0; i < value_len(workflows); i++)
        value_push(arena, names, value_text(arena, workflows->map.members[i].key));
    value_put(arena, map, "workflows", names);
    value_put(arena, map, "offices", office_files(arena, scripts));
    value_put(arena, map, "release",
              value_string(arena, digest_to_text(release_digest(release), text)));
    release_unref(release);
    return map;
}

static void print_report(const struct value *map, struct arena *arena)
{
    const struct value *names = value_get(map, "workflows"), *findings = value_get(map, "findings");
    size_t count = value_len(findings);
    for (size_t i = 0; i < count; i++)
        printf("%s\n", report_sentence(value_item(findings, i), arena));
    if (!value_get_bool(map, "ok", false)) {
        printf("%zu %s\n", count, count == 1 ? "finding" : "findings");
        return;
    }
    printf("%zu %s, no faults; release %.12s\n", value_len(names),
           value_len(names) == 1 ? "workflow" : "workflows", value_get_text(map, "release"));
    for (size_t i = 0; i < value_len(names); i++)
        printf("  %s\n", value_text_or(value_item(names, i), ""));
    const struct value *offices = value_get(map, "offices");
    for (size_t i = 0; i < value_len(offices); i++)
        printf("  %s\n", value_text_or(value_item(offices, i), ""));
}

static int run(struct cli *cli)
{
    struct arena arena = {0};
    struct scripts scripts = {0};
    bool is_good = false;
    struct err err;

    if (cli->count != 1)
        return cli_fail_usage(cli, "Name one folder of workflows.");
    err_clear(&err);
    int rc = scripts_read(cli->words[0], &scripts, &err);
    if (rc < 0)
        return cli_fail(&err);
    const struct value *map = report(&arena, &scripts, &is_good);
    if (cli->is_json)
        print_json(map);
    else
        print_report(map, &arena);
    scripts_close(&scripts);
    arena_close(&arena);
    return is_good ? EXIT_DONE : EXIT_NO;
}

const struct subcommand subcommand_check = {
    .name = "check",
    .words = "PATH",
    .options = "json",
    .en = "check a folder of workflows: every fault with file, line and what to write instead",
    .zh = "检查流程脚本，逐一指出问题所在的文件、行、列和改法",
    .run = run,
};
