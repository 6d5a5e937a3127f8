/* case_replay.c - `comity case replay`: a case played again, turn by turn.
 *
 * Pages come newest first, none across the beginning of a stage, from the host or, for an exported
 * case, from an engine in this process; they are printed oldest first. Which pages: those of the
 * last --limit turns before --before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/case_words.h"
#include "cli/exported_file.h"
#include "cli/print.h"
#include "cli/remote.h"
#include "cli/replay_print.h"
#include "engine/trace.h"

enum { TURNS_USUAL = 200, PAGE_TURNS = 100 };

struct replaying {
    struct cli *cli;
    struct arena arena;
    const char *id; /* at the host; NULL: `exported` is it */
    struct exported exported;
    struct value *pages; /* newest first */
    int64_t next;        /* turns before this one come next; 0: there are none */
};

static enum replay_lang lang_of(const struct cli *cli)
{
    return cli->lang && strcmp(cli->lang, "zh") == 0 ? REPLAY_ZH : REPLAY_EN;
}

/* A positive number of an option. */
static int take_number(const struct cli *cli, const char *name, const char *text, int64_t *out)
{
    char *end;

    if (!text)
        return EXIT_DONE;
    *out = strtoll(text, &end, 10);
    if (*text >= '0' && *text <= '9' && *end == '\0' && *out > 0)
        return EXIT_DONE;
    return cli_fail_usage(cli, "--%s wants a number from 1 on, not \"%.40s\".", name, text);
}

static int ask_host(struct replaying *replaying, const struct trace_ask *ask, struct value **page)
{
    struct buf target = {0};
    const struct {
        const char *name;
        int64_t number;
    } queries[] = {
        {"at",     ask->at            },
        {"before", ask->before        },
        {"limit",  (int64_t)ask->limit}
    };
    struct question question = {.method = "GET"};

    buf_add_text(&target, "/api/v1/cases/");
    remote_encode(&target, replaying->id);
    buf_add_text(&target, "/replay");
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        char number[24];
        snprintf(number, sizeof number, "%lld", (long long)queries[i].number);
        remote_add_query(&target, queries[i].name, queries[i].number ? number : NULL);
    }
    question.target = target.bytes;
    int code = remote_ask(replaying->cli, &question, &replaying->arena, page);
    buf_close(&target);
    return code;
}

static int ask_file(struct replaying *replaying, const struct trace_ask *ask, struct value **page)
{
    struct exported *exported = &replaying->exported;
    struct trace_ask here = *ask;
    struct err err;

    err_clear(&err);
    here.is_expendable = true;
    int rc = case_trace(exported->engine, exported->reader, &exported->ref, &here,
                        &replaying->arena, page, &err);
    return rc == 0 ? EXIT_DONE : cli_fail(&err);
}

static int add_page(struct replaying *replaying, const struct trace_ask *ask, struct value **page)
{
    int code = replaying->id ? ask_host(replaying, ask, page) : ask_file(replaying, ask, page);
    if (code == EXIT_DONE)
        value_push(&replaying->arena, replaying->pages, *page);
    return code;
}

static int ask_pages(struct replaying *replaying, int64_t before, int64_t turns)
{
    struct value *page;
    int code = EXIT_DONE;

    replaying->next = before;
    do {
        struct trace_ask ask = {.before = replaying->next,
                                .limit = (size_t)(turns < PAGE_TURNS ? turns : PAGE_TURNS)};
        code = add_page(replaying, &ask, &page);
        if (code != EXIT_DONE)
            return code;
        turns -= (int64_t)value_len(value_get(page, "items"));
        replaying->next = value_get_int(page, "next", 0);
    } while (replaying->next > 1 && turns > 0);
    return code;
}

static bool has_fault(const struct replaying *replaying)
{
    for (size_t i = 0; i < value_len(replaying->pages); i++)
        if (!value_is_nil(value_get(value_item(replaying->pages, i), "fault")))
            return true;
    return false;
}

/* Oldest first. */
static void print_pages(struct replaying *replaying)
{
    struct arena *arena = &replaying->arena;
    size_t count = value_len(replaying->pages);
    struct value *pages = value_list(arena), *shown = value_map(arena);
    enum replay_lang lang = lang_of(replaying->cli);
    int64_t opened = 0;

    for (size_t i = count; i-- > 0;)
        value_push(arena, pages, value_item(replaying->pages, i));
    if (replaying->cli->is_json) {
        value_put(arena, shown, "pages", pages);
        if (replaying->next > 1)
            value_put(arena, shown, "next", value_int(arena, replaying->next));
        print_json(shown);
        return;
    }
    replay_print_case(value_item(pages, 0), lang);
    if (replaying->next > 1)
        printf(lang == REPLAY_ZH ? "（更早的步骤：加 --before %lld）\n"
                                 : "(for turns before these: --before %lld)\n",
               (long long)replaying->next);
    for (size_t i = 0; i < count; i++) {
        const struct value *page = value_item(pages, i);
        if (value_get_int(page, "opened", 0) != opened)
            replay_print_stage(page, lang);
        opened = value_get_int(page, "opened", 0);
        replay_print_page(page, replaying->cli->at != NULL, lang);
    }
}

static int open_case(struct replaying *replaying, const char *word)
{
    int code, rc;
    struct err err;

    if (exported_file_is(word)) {
        err_clear(&err);
        rc = exported_file_open(word, &replaying->arena, &replaying->exported, &err);
        return rc == 0 ? EXIT_DONE : cli_fail(&err);
    }
    replaying->id = remote_find_case(replaying->cli, word, &replaying->arena, &code);
    return code;
}

static int replay(struct replaying *replaying)
{
    struct cli *cli = replaying->cli;
    int64_t at = 0, before = 0, turns = TURNS_USUAL;
    struct value *page;
    int code = take_number(cli, "at", cli->at, &at);

    if (code == EXIT_DONE)
        code = take_number(cli, "before", cli->before, &before);
    if (code == EXIT_DONE)
        code = take_number(cli, "limit", cli->limit, &turns);
    if (code == EXIT_DONE)
        code = open_case(replaying, cli_word(cli, 1));
    if (code == EXIT_DONE && at)
        code = add_page(replaying, &(struct trace_ask){.at = at}, &page);
    else if (code == EXIT_DONE)
        code = ask_pages(replaying, before, turns);
    if (code != EXIT_DONE)
        return code;
    print_pages(replaying);
    return has_fault(replaying) ? EXIT_NO : EXIT_DONE;
}

int case_replay_run(struct cli *cli)
{
    struct replaying replaying = {.cli = cli};

    if (cli->lang && strcmp(cli->lang, "zh") != 0 && strcmp(cli->lang, "en") != 0)
        return cli_fail_usage(cli, "--lang is zh or en.");
    replaying.pages = value_list(&replaying.arena);
    int code = replay(&replaying);
    exported_close(&replaying.exported);
    arena_close(&replaying.arena);
    return code;
}
