/* options.c - what may stand behind a subcommand: one row per option, for all commands. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/cli.h"

/* name, value (NULL: it takes none), what it says, member of struct cli */
#define OPTION(name, value, about, member)                                                         \
    {                                                                                              \
        name, value, about, offsetof(struct cli, member)                                           \
    }

static const struct option {
    const char *name, *value, *about;
    size_t offset;
} options[] = {
    OPTION("data", "DIR", "the data directory; of a running host, to find it", data),
    OPTION("host", "URL", "a running host, as `serve` prints it", host),
    OPTION("token-file", "FILE", "the token to speak with (DIR/admin.token unless said)",
           token_file),
    OPTION("listen", "ADDR:PORT", "where to answer; port 0: any free one (127.0.0.1:8080)", listen),
    OPTION("workflows", "PATH", "the folder of workflows to serve", workflows),
    OPTION("watch", "PATH", "a folder of workflows, published and activated when it is saved",
           watch),
    OPTION("extension", "FILE,...", "native ways to send (comity_ext.h), loaded at the start",
           extension),
    OPTION("scan", "COMMAND", "looks at each file on its stdin: ends with 0, or 1 if infected",
           scan),
    OPTION("letters", "DIR", "write what the specs issue there, as pages and office documents",
           letters),
    OPTION("threads", "N", "threads that run scripts", threads),
    OPTION("key", "KEY", "Idempotency-Key: the same key gets the first answer again", key),
    OPTION("workflow", "NAME", "of this workflow", workflow),
    OPTION("office", "CODE", "the office whose case it is", office),
    OPTION("status", "STATUS", "with this status", status),
    OPTION("card", "COLOUR", "with an open card of this colour", card),
    OPTION("assignee", "ID", "claimed by; `me` for one's own", assignee),
    OPTION("limit", "N", "items on a page, 50 unless said", limit),
    OPTION("role", "R,...", "roles, with commas between them", role),
    OPTION("list", "NAME", "mine, group, overdue, follow_up, or office with --office", list),
    OPTION("follow-up", "DATE", "the day to see it again, or none", follow_up),
    OPTION("priority", "WORD", "normal, high or urgent", priority),
    OPTION("at-version", "N", "only if the task is still at this version", task_version),
    OPTION("for-good", NULL, "it does not come back", is_for_good),
    OPTION("training", NULL, "an office to learn with: its clock can be moved ahead", is_training),
    OPTION("drop", NULL, "throw the draft away", is_dropping),
    OPTION("name", "NAME", "name of the person", person_name),
    OPTION("phone", "NUMBER", "telephone", phone),
    OPTION("member", "OFFICE:ROLE,...", "roles in offices, with commas between them", member),
    OPTION("person", "KEY", "the person, by key", person),
    OPTION("people", "KEY,...", "people, with commas between them", people),
    OPTION("until", "DATE", "until this date (included) or time", until),
    OPTION("outcome", "NAME", "one of the form's outcomes", outcome),
    OPTION("row", "LIST/N", "the row a signal is about", row),
    OPTION("eval", "CODE", "run this instead of a file", eval),
    OPTION("at", "TURN", "this turn alone, in full", at),
    OPTION("before", "TURN", "turns before this one", before),
    OPTION("lang", "en|zh", "the language of what is printed", lang),
    OPTION("start", "DATE[THH:MM]", "when the period begins", start),
    OPTION("budget", "NUNIT", "how long it is: 5wd 30cd 24h 90min 16oh", budget),
    OPTION("owner", "office|citizen", "whose period it is (office)", owner),
    OPTION("note", "NOTE", "what is new, for who looks at the list", note),
    OPTION("why", "REASON", "the reason; it is kept", why),
    OPTION("reason", "REASON", "the reason; it is kept", why),
    OPTION("stage", "STAGE", "in this stage", stage),
    OPTION("release", "DIGEST", "on this release, by the beginning of its name", release),
    OPTION("preview", NULL, "only say what would happen", is_preview),
    OPTION("activate", NULL, "make it the active release at once", is_activating),
    OPTION("without-preflight", NULL, "do not look at the open cases first", is_forced),
    OPTION("outcomes", NULL, "what would have been different in cases of the past", is_outcomes),
    OPTION("from", "DATE", "cases begun on this date or later; of a report the first month", from),
    OPTION("to", "DATE",
           "cases begun on this date or before, the last month; of `case move` the stage", to),
    OPTION("verbose", NULL, "more of it", is_verbose),
    OPTION("unread", NULL, "only those not read yet", is_unread),
    OPTION("held", NULL, "all that is held since a backup was put back", is_held),
    OPTION("target", "NAME", "to this target", target),
    OPTION("secret-file", "FILE", "its first line is the secret", secret_file),
    OPTION("version", "N", "the version that is replaced", version),
    OPTION("format", "NAME",
           "of a letter html (a page to print) or docx; of a graph svg or mermaid", format),
    OPTION("copy", "N", "of which recipient, from 0", copy),
    OPTION("way", "WAY", "how it was brought", way),
    OPTION("on", "DATE", "on which day", on),
    OPTION("cases", "N", "how many cases (300)", cases),
    OPTION("seed", "N", "what chance begins with; the same number makes the same cases (1)", seed),
    OPTION("by", "WORD,...", "a row for each office, month, type", by),
    OPTION("publish", NULL, "hide what is small, whoever asks", is_published),
    OPTION("recompute", NULL, "fold every journal anew and compare", is_recomputing),
    OPTION("json", NULL, "print JSON", is_json),
    OPTION("help", NULL, "this text", is_help),
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

/* Is the name among the words of the list? */
static bool is_listed(const char *list, const char *name, size_t len)
{
    while (list && *list) {
        size_t word = strcspn(list, " ");
        if (word == len && strncmp(list, name, len) == 0)
            return true;
        list += word + strspn(list + word, " ");
    }
    return false;
}

static const struct option *option_find(const struct subcommand *command, const char *name,
                                        size_t len)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (strlen(options[i].name) == len && strncmp(options[i].name, name, len) == 0 &&
            (is_listed(command->options, name, len) || strcmp(options[i].name, "help") == 0))
            return &options[i];
    return NULL;
}

/* One option at argv[*at], "--name VALUE" or "--name=VALUE"; moves *at over its value. */
static int take_option(struct cli *cli, int argc, char **argv, int *at)
{
    const char *name = argv[*at] + 2;
    size_t len = strcspn(name, "=");
    const struct option *option = option_find(cli->command, name, len);

    if (!option)
        return cli_fail_usage(cli, "There is no option --%.*s here.", (int)len, name);
    void *place = (char *)cli + option->offset;
    if (!option->value) {
        *(bool *)place = true;
        return EXIT_DONE;
    }
    if (name[len] == '=')
        *(const char **)place = name + len + 1;
    else if (*at + 1 < argc)
        *(const char **)place = argv[++*at];
    else
        return cli_fail_usage(cli, "--%s needs a value: %s.", option->name, option->value);
    return EXIT_DONE;
}

int options_parse(struct cli *cli, int argc, char **argv)
{
    int rc = EXIT_DONE;
    bool is_over = false; /* after "--" */
    cli->words = mem_zero(((size_t)argc + 1) * sizeof *cli->words);
    for (int i = 0; rc == EXIT_DONE && i < argc; i++) {
        if (!is_over && strcmp(argv[i], "--") == 0)
            is_over = true;
        else if (!is_over && strncmp(argv[i], "--", 2) == 0)
            rc = take_option(cli, argc, argv, &i);
        else
            cli->words[cli->count++] = argv[i];
    }
    return rc;
}

void options_print(const struct subcommand *command)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!is_listed(command->options, options[i].name, strlen(options[i].name)))
            continue;
        int width = printf("  --%s %s", options[i].name, options[i].value ? options[i].value : "");
        printf("%*s%s\n", width < 26 ? 26 - width : 1, "", options[i].about);
    }
}
