/* publish.c - `comity publish PATH`: hands a folder of workflows to the running host, which checks
 * it and stores it as a release; says what is new against the active one and what a pre-flight
 * finds. With --activate it is made active at once.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/releasing.h"
#include "cli/scripts.h"

static size_t count_lines(const char *diff, char sign)
{
    size_t count = 0;
    for (; diff && *diff; diff = strchr(diff, '\n'), diff += diff != NULL)
        count += *diff == sign;
    return count;
}

static void print_file(const struct value *file)
{
    const char *diff = value_get_text(file, "diff");
    printf("  %-8s %s (+%zu -%zu)\n", value_get_text(file, "change"), value_get_text(file, "path"),
           count_lines(diff, '+'), count_lines(diff, '-'));
}

static void print_declaration(const struct value *item)
{
    const struct value *from = value_get(item, "from"), *to = value_get(item, "to");
    printf("  %-8s %s: %s \"%s\"", value_get_text(item, "change"), value_get_text(item, "workflow"),
           value_get_text(item, "kind"), value_get_text(item, "name"));
    if (from->type == VALUE_INT && to->type == VALUE_INT)
        printf(" from %lld to %lld", (long long)from->integer, (long long)to->integer);
    else if (from->type == VALUE_TEXT && to->type == VALUE_TEXT)
        printf(" from %s to %s", from->text.bytes, to->text.bytes);
    putchar('\n');
}

static void print_diff(const struct value *diff)
{
    const struct value *files = value_get(diff, "files");
    const struct value *declared = value_get(diff, "declarations");
    printf("against the active release %.*s:\n", RELEASE_SHOWN, value_get_text(diff, "from"));
    for (size_t i = 0; i < value_len(files); i++)
        print_file(value_item(files, i));
    for (size_t i = 0; i < value_len(declared); i++)
        print_declaration(value_item(declared, i));
    if (value_len(files) == 0)
        printf("  nothing is different\n");
}

/* What is new; nothing where no release is active yet. */
static int compare(struct cli *cli, const char *digest, struct arena *arena, struct value **diff)
{
    struct value *list;
    int code = releasing_ask(cli, "/api/v1/releases", NULL, arena, &list);
    const struct value *items = value_get(list, "items");
    bool has_active = false;

    *diff = &value_nil;
    for (size_t i = 0; code == EXIT_DONE && i < value_len(items); i++)
        has_active |= value_get_bool(value_item(items, i), "is_active", false);
    if (code != EXIT_DONE || !has_active)
        return code;
    return releasing_ask(cli,
                         releasing_target(arena, "active", arena_printf(arena, "/diff/%s", digest)),
                         NULL, arena, diff);
}

static void print_warnings(const struct value *findings)
{
    for (size_t i = 0; i < value_len(findings); i++) {
        const struct value *finding = value_item(findings, i);
        printf("%s: %s\n", value_text_or(value_get(finding, "where"), "?"),
               value_text_or(value_get(finding, "message"), ""));
    }
}

static void print_publication(const struct value *answer)
{
    const char *digest = value_get_text(answer, "digest");
    long long passed = value_get_int(value_get(answer, "specs"), "passed", 0);

    if (value_get_bool(answer, "is_known", false))
        printf("%.*s was published before: nothing was stored\n", RELEASE_SHOWN, digest);
    else
        printf("%.*s is published; %lld %s passed\n", RELEASE_SHOWN, digest, passed,
               passed == 1 ? "spec" : "specs");
}

/* What is to be done next, unless it is. */
static void print_next(const struct cli *cli, const char *digest, bool is_active)
{
    if (is_active)
        printf("It is the active release already\n");
    else if (!cli->is_activating)
        printf("It is not active. To make it so: comity activate %.*s --why REASON\n",
               RELEASE_SHOWN, digest);
}

static int publish(struct cli *cli, const struct scripts *scripts, struct arena *arena)
{
    struct value *answer, *diff, *report = &value_nil, *activation = &value_nil;
    int code = releasing_publish(cli, scripts, arena, &answer);

    if (code != EXIT_DONE)
        return code;
    const char *digest = value_get_text(answer, "digest");
    code = compare(cli, digest, arena, &diff);
    bool is_active = code == EXIT_DONE && value_is_text(value_get(diff, "from"), digest);
    if (code == EXIT_DONE && !cli->is_json) {
        print_warnings(value_get(answer, "findings"));
        if (!value_is_nil(diff))
            print_diff(diff);
        print_publication(answer);
    }
    if (code == EXIT_DONE && !is_active && !cli->is_forced)
        code = preflight_run(cli, digest, arena, &report);
    if (code == EXIT_DONE && !cli->is_json)
        print_next(cli, digest, is_active);
    if (code == EXIT_DONE && cli->is_activating)
        code = releasing_activate(cli, digest, cli->why, arena, &activation);
    if (cli->is_json && code == EXIT_DONE) {
        value_put(arena, answer, "diff", diff);
        value_put(arena, answer, "preflight", report);
        value_put(arena, answer, "activation", activation);
        print_json(answer);
    }
    return code;
}

static int run(struct cli *cli)
{
    struct arena arena = {0};
    struct scripts scripts = {0};
    struct err err = {0};

    if (cli->count != 1)
        return cli_fail_usage(cli, "Name one folder of workflows.");
    if (cli->is_activating && !cli->why)
        return cli_fail_usage(cli, "--activate asks for a reason: --why REASON.");
    if (scripts_read(cli->words[0], &scripts, &err) < 0)
        return cli_fail(&err);
    int code = publish(cli, &scripts, &arena);
    scripts_close(&scripts);
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_publish = {
    .name = "publish",
    .words = "PATH [--note NOTE] [--activate --why REASON]",
    .options = "data host token-file note activate why without-preflight lang json",
    .en = "check workflows and store them as a release",
    .zh = "检查流程脚本并存为一个版本",
    .more =
        "The host checks the files, runs their specs and stores them; then every open case is\n"
        "replayed on the new release, writing nothing, and you are told what is different and\n"
        "which cases could not go on with it. Cases go on as they are until the release is made\n"
        "active. Files with faults are refused, all faults named.\n",
    .run = run,
};
