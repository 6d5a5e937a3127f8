/* calendar.c - `comity calendar due|explain|check|import|hours`: which days count, and when a
 * period ends.
 *
 * due, explain and check work without any host, by the list this program was built with or by a
 * file; with --data or --host the running host answers, by the list and the offices it has.
 */
#include <stdio.h>
#include <string.h>

#include "base/wallclock.h"
#include "cli/calendar_words.h"
#include "cli/print.h"
#include "cli/remote.h"
#include "cli/scripts.h"
#include "duty/reckon.h"

static bool has_host(const struct cli *cli)
{
    return cli->data || cli->host;
}

static const char *in_language(const struct cli *cli, const struct value *both)
{
    return value_text_or(value_get(both, cli->lang && strcmp(cli->lang, "zh") == 0 ? "zh" : "en"),
                         "");
}

/* ---- printing ---- */

void calendar_print_due(const struct cli *cli, const struct value *due)
{
    const struct value *note = value_get(due, "note"), *lines = value_get(due, "lines");
    const char *date = value_get_text(due, "due"), *at = value_get_text(due, "at");
    const char *start = value_get_text(due, "start");
    bool is_instant = value_get_text(value_get(due, "within"), "unit") &&
                      strlen(value_get_text(value_get(due, "within"), "unit")) != 2;

    is_instant |= value_is_text(value_get(value_get(due, "within"), "unit"), "oh");
    for (size_t i = 0; i < value_len(lines); i++) {
        const struct value *line = value_item(lines, i);
        printf("  %-10s %s %s\n", value_text_or(value_get(line, "date"), ""),
               value_get_bool(line, "counts", false) ? "+" : " ", in_language(cli, line));
    }
    if (date)
        printf("%s -> %s%s\n", start, is_instant ? at : date,
               value_get_bool(due, "is_provisional", false) ? " (provisional 暂定)" : "");
    else
        printf("%s -> %s\n", start ? start : "", value_text_or(value_get(due, "state"), ""));
    if (!value_is_nil(note))
        printf("%s\n", in_language(cli, note));
}

/* ---- due ---- */

static struct value *question_of(const struct cli *cli, struct arena *arena, bool explains)
{
    struct value *question = value_map(arena);
    value_put(arena, question, "start", value_string(arena, cli->start));
    value_put(arena, question, "budget", value_string(arena, cli->budget));
    value_put(arena, question, "owner", value_string(arena, cli->owner));
    value_put(arena, question, "office", value_string(arena, cli->office));
    if (explains)
        value_put(arena, question, "explain", value_bool(arena, true));
    return question;
}

static int due_here(const struct value *question, struct arena *arena, struct value **out,
                    struct err *err)
{
    struct calendar *list = calendar_embedded();
    struct calendars *calendars = calendars_new(NULL, list);
    int rc = reckon_due(arena, calendars, question, out, err);
    calendars_unref(calendars);
    calendar_unref(list);
    return rc;
}

static int due_there(struct cli *cli, struct value *one, struct arena *arena, struct value **out)
{
    struct value *body = value_map(arena), *items = value_list(arena), *answer;
    value_push(arena, items, one);
    value_put(arena, body, "items", items);
    struct question question = {.method = "POST", .target = "/api/v1/calendars/due", .body = body};
    int code = remote_ask(cli, &question, arena, &answer);
    *out = value_item(value_get(answer, "items"), 0);
    return code;
}

static int due_ask(struct cli *cli, bool explains)
{
    struct arena arena = {0};
    struct value *answer = &value_nil;
    struct err err = {0};
    int code = EXIT_DONE;

    if (!cli->start || !cli->budget)
        return cli_fail_usage(cli, "Give --start 2026-02-10 and --budget 5wd.");
    if (cli->office && !has_host(cli))
        return cli_fail_usage(cli, "An office is known to a host: add --data DIR or --host URL.");
    struct value *question = question_of(cli, &arena, explains);
    if (has_host(cli))
        code = due_there(cli, question, &arena, &answer);
    else if (due_here(question, &arena, &answer, &err) != 0)
        code = cli_fail(&err);
    const struct value *error = value_get(answer, "error");
    if (code == EXIT_DONE && !value_is_nil(error)) {
        err_set(&err, STATUS_INVALID, "%s", value_text_or(value_get(error, "message"), ""));
        code = cli_fail(&err);
    } else if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        calendar_print_due(cli, answer);
    arena_close(&arena);
    return code;
}

static int word_due(struct cli *cli)
{
    return due_ask(cli, false);
}

/* ---- explain ---- */

static void print_day(const struct cli *cli, const struct value *day)
{
    const struct value *hours = value_get(day, "hours");
    printf("%s: %s", value_text_or(value_get(day, "date"), ""), in_language(cli, day));
    if (value_get_text(day, "name"))
        printf(", %s", value_get_text(day, "name"));
    for (size_t i = 0; i < value_len(hours); i++)
        printf("%s%s", i ? " " : ", ", value_text_or(value_item(hours, i), ""));
    putchar('\n');
}

static int day_ask(struct cli *cli, const char *date, struct arena *arena, struct value **out)
{
    struct buf target = {0};
    buf_add_text(&target, "/api/v1/calendars");
    remote_add_query(&target, "office", cli->office);
    remote_add_query(&target, "date", date);
    struct question question = {.method = "GET", .target = target.bytes};
    int code = remote_ask(cli, &question, arena, out);
    buf_close(&target);
    return code;
}

static int word_explain(struct cli *cli)
{
    struct arena arena = {0};
    struct value *answer = &value_nil;
    const char *text = cli_word(cli, 1);
    int code = EXIT_DONE;
    int32_t date;

    if (!text)
        return due_ask(cli, true);
    if (!date_from_text(slice_of(text), &date))
        return cli_fail_usage(cli, "Give a date, 2026-02-10, or --start and --budget.");
    if (has_host(cli)) {
        code = day_ask(cli, text, &arena, &answer);
        answer = value_get(answer, "day");
    } else {
        struct calendar *list = calendar_embedded();
        answer = reckon_day(&arena, list, date);
        calendar_unref(list);
    }
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print_day(cli, answer);
    arena_close(&arena);
    return code;
}

/* ---- check ---- */

static int check_file(struct cli *cli, const char *path, struct arena *arena, struct value **out)
{
    struct calendar *list;
    struct slice text;
    struct err err = {0};
    int rc = file_read(path, 1 << 20, arena, &text, &err);
    if (rc == 0)
        rc = calendar_load(text, &list, &err);
    if (rc != 0) {
        snprintf(err.where, sizeof err.where, "%s", path);
        return cli_fail(&err);
    }
    *out = reckon_calendar(arena, list, date_of(wallclock_real()->now_ms(wallclock_real())));
    calendar_unref(list);
    (void)cli;
    return EXIT_DONE;
}

static int word_check(struct cli *cli)
{
    struct arena arena = {0};
    struct value *answer = &value_nil;
    int code = EXIT_DONE;

    if (cli_word(cli, 1))
        code = check_file(cli, cli_word(cli, 1), &arena, &answer);
    else if (has_host(cli))
        code = day_ask(cli, NULL, &arena, &answer);
    else {
        struct calendar *list = calendar_embedded();
        int64_t now = wallclock_real()->now_ms(wallclock_real());
        answer = reckon_calendar(&arena, list, date_of(now));
        calendar_unref(list);
    }
    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE) {
        static const char *const names[] = {"version", "years", NULL};
        const struct value *notes = value_get(answer, "notes");
        print_members(answer, names);
        for (size_t i = 0; i < value_len(notes); i++)
            printf("%s\n", in_language(cli, value_item(notes, i)));
    }
    arena_close(&arena);
    return code;
}

/* --------------------------------------------------------------------------------------------- */

static int run(struct cli *cli)
{
    static const struct {
        const char *word;
        int least, most;
        int (*run)(struct cli *cli);
    } words[] = {
        {"due",     1, 1, word_due         },
        {"explain", 1, 2, word_explain     },
        {"check",   1, 2, word_check       },
        {"import",  2, 2, calendar_edit_run},
        {"hours",   3, 3, calendar_edit_run},
    };
    const char *word = cli_word(cli, 0);
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0 && cli->count >= words[i].least &&
            cli->count <= words[i].most)
            return words[i].run(cli);
    return cli_fail_usage(cli, "Say due, explain, check, import or hours.");
}

const struct subcommand subcommand_calendar = {
    .name = "calendar",
    .words = "due | explain [DATE] | check [FILE] | import FILE | hours OFFICE FILE",
    .options = "data host token-file start budget owner office preview why lang json",
    .en = "working days, opening hours, and when a period ends",
    .zh = "工作日历、办公时间与期限计算",
    .more = "`due --start 2026-02-10 --budget 5wd` counts by the rules of all clocks; units: cd "
            "days, wd\nworking days, h, min, oh opening hours. `explain` says why, day by day, or "
            "what DATE is.\nWithout --data or --host the list in this program is used.\n"
            "`import FILE` loads a list of holidays into a host, `hours OFFICE FILE` an office's "
            "hours and\nclosures (JSON); --preview says first which due dates would move, --why "
            "is kept.\n",
    .run = run,
};
