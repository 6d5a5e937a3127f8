/* preflight_outcomes.c - `comity preflight --outcomes`: what would have been different in the cases
 * of a period, had this release been active (preflight.h).
 */
#include <stdio.h>

#include "cli/preflight.h"
#include "cli/print.h"

static void put(struct arena *arena, struct value *body, const char *name, const char *text)
{
    if (text)
        value_put(arena, body, name, value_string(arena, text));
}

static void print_examples(const struct value *examples)
{
    printf("      ");
    for (size_t i = 0; i < value_len(examples); i++) {
        const struct value *example = value_item(examples, i);
        const char *number = value_get_text(example, "number");
        printf("%s%s", i ? ", " : "",
               number ? number : value_text_or(value_get(example, "case"), "?"));
    }
    printf("\n");
}

static void print_report(const struct value *report, const char *lang)
{
    const struct value *groups = value_get(report, "groups");
    const char *workflow = "";

    printf("%s: %lld of %lld cases compared\n%s\n", value_text_or(value_get(report, "state"), ""),
           (long long)value_get_int(report, "cases", 0),
           (long long)value_get_int(report, "total", 0),
           value_text_or(value_get(report, lang), ""));
    for (size_t i = 0; i < value_len(groups); i++) {
        const struct value *group = value_item(groups, i);
        const char *of = value_text_or(value_get(group, "workflow"), "");
        if (strcmp(of, workflow) != 0)
            printf("\n  %s\n", of);
        workflow = of;
        printf("    %s\n", value_text_or(value_get(group, lang), ""));
        print_examples(value_get(group, "examples"));
    }
    if (value_get_text(report, "error"))
        printf("%s\n", value_get_text(report, "error"));
}

/* ---- case by case ---- */

static void print_stages(const char *label, const struct value *course)
{
    const struct value *stages = value_get(course, "stages");
    const char *outcome = value_get_text(course, "outcome");

    printf("    %-4s", label);
    for (size_t i = 0; i < value_len(stages); i++) {
        const struct value *stage = value_item(stages, i);
        printf("%s%s %.10s", i ? " > " : " ", value_text_or(value_get(stage, "stage"), ""),
               value_text_or(value_get(stage, "at"), ""));
    }
    printf(" > %s %.10s\n",
           outcome ? outcome : value_text_or(value_get(course, "status"), "not begun"),
           value_text_or(value_get(course, "closed_at"), ""));
}

static void print_things(const struct value *things, const char *name, const char *detail)
{
    for (size_t i = 0; i < value_len(things); i++) {
        const struct value *thing = value_item(things, i);
        const char *kind = value_text_or(value_get(thing, "kind"), "waits_for");
        printf("    %s %s %s", kind, value_text_or(value_get(thing, name), ""),
               value_text_or(value_get(thing, "row"), ""));
        if (value_get_text(thing, "was") || value_get_text(thing, "now"))
            printf(" %s -> %s", value_text_or(value_get(thing, "was"), "-"),
                   value_text_or(value_get(thing, "now"), "-"));
        if (value_get_int(thing, "shift_ms", 0))
            printf(" %+.2f days", (double)value_get_int(thing, "shift_ms", 0) / 86400000.0);
        if (detail)
            printf(" %s", value_text_or(value_get(thing, detail), ""));
        printf("\n");
    }
}

static void print_page(const struct value *page, const char *lang)
{
    const struct value *items = value_get(page, "items");

    (void)lang;
    for (size_t i = 0; i < value_len(items); i++) {
        const struct value *item = value_item(items, i);
        const char *number = value_get_text(item, "number");
        printf("\n%s %s: %s %s\n", number ? number : value_text_or(value_get(item, "case"), ""),
               value_text_or(value_get(item, "workflow"), ""),
               value_text_or(value_get(item, "verdict"), ""),
               value_text_or(value_get(item, "reason"), ""));
        if (value_is_text(value_get(item, "verdict"), "incomparable"))
            continue;
        print_stages("was", value_get(item, "was"));
        print_stages("now", value_get(item, "now"));
        print_things(value_get(item, "differences"), "subject", NULL);
        print_things(value_get(item, "notes"), "name", "why");
        print_things(value_get(item, "waits"), "form", "since");
    }
}

int preflight_outcomes(struct asking *asking)
{
    struct cli *cli = asking->cli;
    struct arena arena = {0}, begun = {0};
    struct value *body = value_map(&begun), *report;

    asking->what = "/outcomes";
    put(&begun, body, "from", cli->from);
    put(&begun, body, "to", cli->to);
    put(&begun, body, "workflow", cli->workflow);
    int code = asking_run(asking, body, &arena, &report);
    if (code == EXIT_DONE && cli->is_json)
        print_json(report);
    else if (code == EXIT_DONE)
        print_report(report, cli->lang ? cli->lang : "en");
    bool is_done = code == EXIT_DONE && value_is_text(value_get(report, "state"), "done");
    if (code == EXIT_DONE && cli->is_verbose && !cli->is_json)
        code = asking_each_page(asking, "/cases?", print_page);
    arena_close(&begun);
    arena_close(&arena);
    return code == EXIT_DONE && !is_done ? EXIT_NO : code;
}
