/* release_explain.c - `comity release explain OFFICE WORKFLOW`: a workflow as an office ends up
 * with it, and the file and line each part comes from. Of the active release of a running host, or,
 * with
 * --workflows DIR, of a folder that has not been published.
 */
#include "cli/release_explain.h"

#include <stdio.h>
#include <string.h>

#include "cli/print.h"
#include "cli/remote.h"
#include "cli/scripts.h"
#include "script/release.h"

/* The model is the release's: it lives as long as that. */
static int find_model(const struct release *release, const char *office, const char *name,
                      const struct value **out, struct err *err)
{
    *out = release_workflow(release, office, name);
    if (!release_office_code(release, office))
        return err_set(err, STATUS_NOT_FOUND,
                       "There is no office %s in offices/tree.csv of that folder.", office);
    return *out ? 0
                : err_set(err, STATUS_NOT_FOUND, "There is no workflow %s in that folder.", name);
}

static int explain_folder(struct cli *cli, struct arena *arena, struct value **out)
{
    const char *office = cli_word(cli, 1);
    struct scripts scripts;
    struct release *release = NULL;
    const struct value *model;
    struct err err = {0};

    *out = value_map(arena);
    if (scripts_read(cli->workflows, &scripts, &err) < 0)
        return cli_fail(&err);
    int rc = release_open(scripts.files, scripts.count, &release, &err);
    if (rc == 0)
        rc = find_model(release, office, cli_word(cli, 2), &model, &err);
    if (rc == 0) {
        value_put(arena, *out, "office", value_string(arena, release_office_code(release, office)));
        value_put(arena, *out, "workflow", value_copy(arena, model));
    }
    release_unref(release);
    scripts_close(&scripts);
    return rc == 0 ? EXIT_DONE : cli_fail(&err);
}

static int explain_active(struct cli *cli, struct arena *arena, struct value **out)
{
    struct buf target = {0};
    buf_add_text(&target, "/api/v1/offices/");
    remote_encode(&target, cli_word(cli, 1));
    buf_add_text(&target, "/workflows/");
    remote_encode(&target, cli_word(cli, 2));
    int code =
        remote_ask(cli, &(struct question){.method = "GET", .target = target.bytes}, arena, out);
    buf_close(&target);
    return code;
}

int release_explain(struct cli *cli)
{
    struct arena arena = {0};
    struct value *answer;

    if (cli->lang && strcmp(cli->lang, "zh") != 0 && strcmp(cli->lang, "en") != 0)
        return cli_fail_usage(cli, "--lang is zh or en.");
    int code = cli->workflows ? explain_folder(cli, &arena, &answer)
                              : explain_active(cli, &arena, &answer);
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        explain_print(answer, cli->lang);
    arena_close(&arena);
    return code;
}
