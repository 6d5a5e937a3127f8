/* preflight.c - `comity preflight`: would this release carry the open cases? Starts a pre-flight on
 * the running host, shows how it goes on, prints what it found.
 *
 *   started --asked again each POLL_MS--> done | cancelled | failed --> the report
 *              Ctrl-C: cancelled on the host too; what was found until then is printed
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/cli.h"
#include "cli/preflight.h"
#include "cli/print.h"
#include "cli/releasing.h"
#include "cli/remote.h"
#include "cli/scripts.h"

enum { POLL_MS = 200, BAR_CELLS = 30 };

static volatile sig_atomic_t is_interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    is_interrupted = 1;
}

int asking_send(struct asking *asking, const struct value *body, const char *rest,
                struct arena *arena, struct value **answer)
{
    const char *target =
        releasing_target(arena, asking->release, arena_printf(arena, "%s%s", asking->what, rest));
    return releasing_ask(asking->cli, target, body, arena, answer);
}

/* ---- while it runs ---- */

static void print_bar(const struct value *state)
{
    const struct value *counts = value_get(state, "counts");
    long long total = (long long)value_get_int(state, "total", 0);
    long long cases = (long long)value_get_int(state, "cases", 0);
    long long cells = total > 0 ? BAR_CELLS * cases / total : 0;

    fprintf(stderr, "\r[");
    for (long long i = 0; i < BAR_CELLS; i++)
        fputc(i < cells ? '#' : '.', stderr);
    fprintf(stderr, "] %lld of %lld", cases, total);
    for (size_t i = 0; i < value_len(counts); i++) {
        const struct member *member = &counts->map.members[i];
        if (member->value->integer > 0)
            fprintf(stderr, ", %lld %.*s", (long long)member->value->integer,
                    SLICE_ARG(member->key));
    }
    fprintf(stderr, "\033[K");
    fflush(stderr);
}

static int cancel_once(struct asking *asking)
{
    struct arena arena = {0};
    struct value *answer;

    if (!is_interrupted || asking->has_cancelled)
        return EXIT_DONE;
    asking->has_cancelled = true;
    int code = asking_send(asking, value_map(&arena), "/cancel", &arena, &answer);
    arena_close(&arena);
    return code;
}

/* Until it has ended; *report is what was found. */
static int follow(struct asking *asking, struct arena *arena, struct value **report)
{
    struct timespec pause = {.tv_nsec = POLL_MS * 1000 * 1000};
    int code = EXIT_DONE;

    while (code == EXIT_DONE) {
        arena_clear(arena);
        code = cancel_once(asking);
        if (code == EXIT_DONE)
            code = asking_send(asking, NULL, "", arena, report);
        if (code == EXIT_DONE && asking->has_bar)
            print_bar(*report);
        if (code != EXIT_DONE || !value_is_text(value_get(*report, "state"), "running"))
            break;
        nanosleep(&pause, NULL);
    }
    if (asking->has_bar)
        fputc('\n', stderr);
    return code;
}

/* ---- what it found ---- */

static void print_line(const char *label, const struct value *text)
{
    if (!value_is_nil(text))
        printf("    %-10s %s\n", label, value_text_or(text, ""));
}

static void print_examples(const struct value *examples)
{
    printf("    %-10s", "cases");
    for (size_t i = 0; i < value_len(examples); i++)
        printf("%s%s", i ? ", " : " ",
               value_text_or(value_get(value_item(examples, i), "number"), "?"));
    printf("\n");
}

static void print_group(const struct value *group, const char *lang)
{
    printf("\n  %s\n", value_text_or(value_get(group, lang), ""));
    print_line("workflow", value_get(group, "workflow"));
    print_line("at", value_get(group, "where"));
    print_line("recorded", value_get(group, "recorded"));
    print_line("now", value_get(group, "now"));
    print_line("fault", value_get(group, "fault"));
    print_examples(value_get(group, "examples"));
}

static void print_page(const struct value *page, const char *lang)
{
    static const char *const columns[] = {"number", "workflow", "stage", "verdict",
                                          "turn",   "where",    "now",   NULL};
    (void)lang;
    print_table(page, columns);
}

int asking_each_page(struct asking *asking, const char *rest,
                     void (*print)(const struct value *page, const char *lang))
{
    const char *lang = asking->cli->lang ? asking->cli->lang : "en", *next = NULL;
    struct buf target = {0};
    struct arena arena = {0};
    struct value *page;
    int code;

    do {
        buf_clear(&target);
        buf_printf(&target, "%slimit=200", rest);
        if (next)
            buf_printf(&target, "&cursor=%s", next);
        code = asking_send(asking, NULL, buf_slice(&target).bytes, &arena, &page);
        next = code == EXIT_DONE ? value_get_text(page, "next") : NULL;
        if (code == EXIT_DONE) {
            value_put_null(&arena, page, "next"); /* the next page follows by itself */
            print(page, lang);
        }
    } while (next);
    buf_close(&target);
    arena_close(&arena);
    return code;
}

static void print_report(const struct value *report, const char *lang)
{
    const struct value *counts = value_get(report, "counts"), *groups = value_get(report, "groups");

    printf("%s: %lld of %lld open cases replayed\n", value_text_or(value_get(report, "state"), ""),
           (long long)value_get_int(report, "cases", 0),
           (long long)value_get_int(report, "total", 0));
    for (size_t i = 0; i < value_len(counts); i++) {
        const struct member *member = &counts->map.members[i];
        if (member->value->integer > 0)
            printf("  %8lld %.*s\n", (long long)member->value->integer, SLICE_ARG(member->key));
    }
    for (size_t i = 0; i < value_len(groups); i++)
        print_group(value_item(groups, i), lang);
    if (value_get_text(report, "error"))
        printf("%s\n", value_get_text(report, "error"));
}

/* 0: every open case would go on; held cases finish on their release by the workflow's own will. */
static int exit_of(const struct value *report)
{
    int64_t stays =
        value_get_int(report, "stays", 0) - value_get_int(value_get(report, "counts"), "held", 0);
    bool is_done = value_is_text(value_get(report, "state"), "done");
    return is_done && stays == 0 ? EXIT_DONE : EXIT_NO;
}

int asking_run(struct asking *asking, const struct value *body, struct arena *arena,
               struct value **report)
{
    struct sigaction action = {.sa_handler = on_interrupt}, before;

    asking->has_bar = !asking->cli->is_json && isatty(STDERR_FILENO);
    sigaction(SIGINT, &action, &before);
    int code = asking_send(asking, body, "", arena, report);
    if (code == EXIT_DONE)
        code = follow(asking, arena, report);
    sigaction(SIGINT, &before, NULL);
    return code;
}

/* Starts one and follows it to its end; said to people as it goes. */
static int replay_all(struct asking *asking, struct arena *arena, struct value **report)
{
    struct arena sent = {0};
    int code = asking_run(asking, value_map(&sent), arena, report);

    if (code == EXIT_DONE && !asking->cli->is_json)
        print_report(*report, asking->cli->lang ? asking->cli->lang : "en");
    arena_close(&sent);
    return code;
}

int preflight_run(struct cli *cli, const char *release, struct arena *arena, struct value **report)
{
    struct asking asking = {.cli = cli, .release = release, .what = "/preflight"};
    struct arena own = {0};
    struct value *found;

    int code = replay_all(&asking, &own, &found);
    if (code == EXIT_DONE)
        *report = value_copy(arena, found);
    arena_close(&own);
    if (code != EXIT_DONE || value_is_text(value_get(*report, "state"), "done"))
        return code;
    fprintf(stderr, "The pre-flight did not come to its end, so nothing else was done.\n");
    return EXIT_NO;
}

static int preflight(struct asking *asking)
{
    struct cli *cli = asking->cli;
    struct arena arena = {0};
    struct value *report;

    int code = replay_all(asking, &arena, &report);
    if (code == EXIT_DONE && cli->is_json)
        print_json(report);
    if (code == EXIT_DONE && cli->is_verbose && !cli->is_json)
        code = asking_each_page(asking, "/cases?", print_page);
    if (code == EXIT_DONE)
        code = exit_of(report);
    arena_close(&arena);
    return code;
}

/* A folder is published first, without being made active. */
static int publish(struct asking *asking, const char *folder, struct arena *arena)
{
    struct scripts scripts = {0};
    struct err err = {0};
    struct value *answer;

    if (scripts_read(folder, &scripts, &err) < 0)
        return cli_fail(&err);
    int code = releasing_publish(asking->cli, &scripts, arena, &answer);
    scripts_close(&scripts);
    if (code != EXIT_DONE)
        return code;
    asking->release = value_get_text(answer, "digest");
    if (!asking->cli->is_json)
        printf("%.*s is published and not active\n", RELEASE_SHOWN, asking->release);
    return code;
}

static bool is_folder(const char *word)
{
    struct stat status;
    return stat(word, &status) == 0 && S_ISDIR(status.st_mode);
}

static int run(struct cli *cli)
{
    struct asking asking = {.cli = cli, .release = cli_word(cli, 0), .what = "/preflight"};
    struct arena arena = {0};
    int code = EXIT_DONE;

    if (cli->count != 1)
        return cli_fail_usage(cli, "Name a folder of workflows, or a release by its digest.");
    if (!cli->is_outcomes && (cli->from || cli->to || cli->workflow))
        return cli_fail_usage(cli, "--from, --to and --workflow go with --outcomes.");
    if (is_folder(asking.release))
        code = publish(&asking, asking.release, &arena);
    if (code == EXIT_DONE)
        code = cli->is_outcomes ? preflight_outcomes(&asking) : preflight(&asking);
    arena_close(&arena);
    return code;
}

const struct subcommand subcommand_preflight = {
    .name = "preflight",
    .words = "PATH | DIGEST",
    .options = "data host token-file outcomes from to workflow note verbose lang json",
    .en = "replay every open case on a release, before it takes effect",
    .zh = "启用之前，用新版本试重演全部在办案件",
    .more =
        "Nothing of a case is written and nobody waits: live work goes first. Says how many\n"
        "cases would go on as they are, which would stay on their present release, why, and at\n"
        "which line; --verbose lists them. A folder is published first, without being made\n"
        "active. Ctrl-C ends it on the host too.\n"
        "\n"
        "--outcomes looks back instead: the cases begun from --from to --to, closed ones too, are\n"
        "lived again on the release with the answers people gave, and what would have been\n"
        "different is told, in numbers and case by case (--verbose).\n"
        "Exit code 1: some cases would stay behind, or it did not come to its end.\n",
    .run = run,
};
