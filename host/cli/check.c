/* check.c - `comity check PATH`: reads the workflows as `serve` would and says what is wrong where,
 * all of it. Of a file, what is wrong in it, beside the files it belongs to. Needs no host and no
 * data directory.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/scripts.h"
#include "engine/calendar_check.h"
#include "engine/letters_check.h"
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

/* One file means little without those it belongs to: the folder to read instead, and in *only the
 * end of the file's name there. A folder, or a file that stands alone, is itself. */
static const char *folder_of(struct arena *arena, const char *path, const char **only)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    const char *folder =
        slash ? arena_copy(arena, (struct slice){.bytes = path, .len = len}).bytes : ".";
    struct stat info;

    *only = NULL;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return path;
    *only = slash ? slash + 1 : path;
    if (stat(arena_printf(arena, "%s/workflow.lua", folder), &info) == 0)
        return folder;
    if (stat(arena_printf(arena, "%s/../tree.csv", folder), &info) == 0) {
        *only = len > 0 ? path : *only;
        return arena_printf(arena, "%s/../..", folder);
    }
    *only = NULL;
    return path;
}

static bool ends_alike(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    size_t len = a_len < b_len ? a_len : b_len;
    return strcmp(a + a_len - len, b + b_len - len) == 0;
}

/* Those of that file. */
static struct value *findings_of(struct arena *arena, const struct value *all, const char *only,
                                 bool *is_good)
{
    struct value *own = value_list(arena);

    *is_good = true;
    for (size_t i = 0; i < value_len(all); i++) {
        struct value *finding = value_item(all, i);
        if (!ends_alike(value_get_text(finding, "file"), only))
            continue;
        value_push(arena, own, finding);
        *is_good = *is_good && !value_is_text(value_get(finding, "severity"), "error");
    }
    return own;
}

/* { ok, findings, release, workflows, offices }; the last three only of what can be opened. */
static struct value *report(struct arena *arena, const struct scripts *scripts, const char *only,
                            bool *is_good)
{
    struct value *map = value_map(arena), *findings = value_list(arena);
    struct release *release = NULL;
    struct err err;

    err_clear(&err);
    struct value *letters = value_list(arena);
    *is_good = check_release_letters(scripts->files, scripts->count, arena, findings, letters);
    *is_good &= calendar_check(scripts->files, scripts->count, arena, findings);
    *is_good &= letters_check(scripts->files, scripts->count, letters, arena, findings);
    if (only)
        findings = findings_of(arena, findings, only, is_good);
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
    if (!value_get_bool(map, "ok", false) || !value_get_text(map, "release")) {
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
    const char *only, *path = folder_of(&arena, cli->words[0], &only);
    int rc = scripts_read(path, &scripts, &err);
    if (rc < 0) {
        arena_close(&arena);
        return cli_fail(&err);
    }
    const struct value *map = report(&arena, &scripts, only, &is_good);
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
