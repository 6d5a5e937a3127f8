/* test.c - `comity test PATH`: runs the specs of workflows, each on a whole host in virtual time.
 */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/scripts.h"
#include "cli/test_letters.h"
#include "engine/rehearsal.h"

struct outcome {
    struct arena arena;
    struct value *items;
    int passed, failed, written;
    bool is_json, has_letters;
    struct test_letters *letters; /* NULL: not asked for */
};

static void on_end(void *owner, const char *title, const struct err *failure)
{
    struct outcome *outcome = owner;
    struct value *item = value_map(&outcome->arena);

    *(failure ? &outcome->failed : &outcome->passed) += 1;
    if (!outcome->is_json) {
        printf("%s %s\n", failure ? "FAILED" : "ok    ", title);
        if (failure)
            printf("       %s%s%s\n", failure->where, failure->where[0] ? ": " : "", failure->text);
        return;
    }
    value_put(&outcome->arena, item, "title", value_string(&outcome->arena, title));
    value_put(&outcome->arena, item, "passed", value_bool(&outcome->arena, !failure));
    if (failure) {
        value_put(&outcome->arena, item, "where", value_string(&outcome->arena, failure->where));
        value_put(&outcome->arena, item, "message", value_string(&outcome->arena, failure->text));
    }
    value_push(&outcome->arena, outcome->items, item);
}

static void on_close(void *owner, struct rehearsal *rehearsal, const char *title)
{
    struct outcome *outcome = owner;
    (void)title;
    if (outcome->letters)
        test_letters_take(outcome->letters, rehearsal);
}

static int run_specs(struct outcome *outcome, const struct scripts *scripts, const char *folder,
                     struct err *err)
{
    const struct spec_watch watch = {.on_close = on_close, .on_end = on_end, .owner = outcome};
    struct err fault = {0};
    int rc = folder ? test_letters_open(folder, &outcome->letters, err) : 0;
    outcome->has_letters = folder != NULL;

    if (rc == 0)
        rc = rehearsal_watch_specs(scripts->files, scripts->count, &watch, err);
    if (outcome->letters && test_letters_close(outcome->letters, &outcome->written, &fault) != 0 &&
        rc == 0) {
        *err = fault;
        rc = fault.status;
    }
    return rc;
}

static void print_outcome(struct outcome *outcome)
{
    struct arena *arena = &outcome->arena;
    if (!outcome->is_json) {
        printf("%d passed, %d failed\n", outcome->passed, outcome->failed);
        if (outcome->has_letters)
            printf("%d letters written\n", outcome->written);
        return;
    }
    struct value *map = value_map(arena);
    value_put(arena, map, "items", outcome->items);
    value_put(arena, map, "passed", value_int(arena, outcome->passed));
    value_put(arena, map, "failed", value_int(arena, outcome->failed));
    print_json(map);
}

static int run(struct cli *cli)
{
    struct outcome outcome = {.is_json = cli->is_json};
    struct scripts scripts;
    struct err err;

    if (cli->count != 1)
        return cli_fail_usage(cli, "Name one folder of workflows.");
    err_clear(&err);
    if (scripts_read(cli->words[0], &scripts, &err) < 0)
        return cli_fail(&err);
    outcome.items = value_list(&outcome.arena);
    int rc = run_specs(&outcome, &scripts, cli->letters, &err);
    if (rc == 0 && outcome.passed + outcome.failed == 0)
        rc = err_set(&err, STATUS_NOT_FOUND, "There is no spec in %s.", cli->words[0]);
    if (rc == 0)
        print_outcome(&outcome);
    scripts_close(&scripts);
    arena_close(&outcome.arena);
    if (rc < 0)
        return cli_fail(&err);
    return outcome.failed ? EXIT_NO : EXIT_DONE;
}

const struct subcommand subcommand_test = {
    .name = "test",
    .words = "PATH",
    .options = "letters json",
    .en = "run the specs of workflows in virtual time",
    .zh = "在虚拟时间中运行流程的验收用例",
    .run = run,
};
