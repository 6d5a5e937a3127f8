/* cli.h - the command line: subcommands in one table, options in another, exit codes in a third.
 *
 * A subcommand is a file of its own with one `const struct subcommand`; cli.c lists them. It gets
 * its options parsed and its words in `words`, prints results on stdout (as JSON with --json) and
 * troubles on stderr, and returns an exit code.
 */
#pragma once
#include <stdbool.h>
#include "base/err.h"
#include "data/value.h"

/* Documented in `comity help`, README.md and comity(1). */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_NO = 1,           /* faults found, a script raised, the host refused */
    EXIT_WRONG_USAGE = 64, /* the command was called wrongly */
    EXIT_NO_HOST = 69,     /* no host answers, or another process holds the data directory */
    EXIT_DISK = 74,        /* reading or writing failed; `serve`: the store cannot go on */
    EXIT_LATER = 75,       /* try again: busy, stopping, or the outcome is not known */
    EXIT_NOT_ALLOWED = 77, /* the token is missing, unknown or may not do this */
    EXIT_UNUSABLE = 78,    /* key missing, data damaged or of a newer Comity */
};

struct cli {
    const struct subcommand *command;
    const char **words; /* what stood between the options; ends with NULL */
    int count;
    /* Options; NULL or 0 if they were not given. */
    const char *data, *host, *token_file, *listen, *workflows, *key;
    const char *workflow, *office, *status, *name, *role, *outcome, *row, *assignee, *limit, *card;
    const char *letters;
    const char *threads, *extension, *eval, *at, *before, *lang;
    const char *start, *budget, *owner; /* of a period */
    const char *person_name, *phone, *member, *until, *people, *person;
    const char *note, *why, *watch, *from, *to, *stage, *release;
    const char *target, *secret_file, *version;
    const char *format, *copy, *way, *on; /* of a letter */
    const char *cases, *seed;             /* of a demonstration */
    bool is_json, is_help, is_verbose, is_unread, is_held;
    bool is_activating, is_forced; /* --activate, --without-preflight */
    bool is_outcomes, is_preview, is_training;
    const char *list, *follow_up, *priority, *task_version; /* of tasks */
    const char *scan;
    bool is_for_good, is_dropping;
    const char *by; /* of a report */
    bool is_published, is_recomputing;
    int argc; /* the whole command line, for commands that read their own options */
    char **argv;
};

/* One word of a subcommand that has several: run by cli_run_words. */
struct cli_word_row {
    const char *word;
    int least, most; /* words, itself included */
    int (*run)(struct cli *cli, struct arena *arena);
};
/* `usage`: what to say if no row fits; rows end with a NULL word. */
int cli_run_words(struct cli *cli, const struct cli_word_row *rows, const char *usage);

struct subcommand {
    const char *name;
    const char *words;   /* "start WORKFLOW [DATA] | list | ..." */
    const char *options; /* names it takes, "data host json"; NULL: it reads argv itself */
    const char *en, *zh; /* one line each */
    const char *more;    /* for `comity help NAME`; may be NULL */
    int (*run)(struct cli *cli);
};

int cli_main(int argc, char **argv);

/* Says what is wrong on stderr and returns the exit code of the status. */
int cli_fail(const struct err *err);
/* Wrong usage: a sentence and how it is called. */
int cli_fail_usage(const struct cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);
int cli_exit_code(int status);
/* The n-th word, or NULL. */
const char *cli_word(const struct cli *cli, int n);

/* Fills `cli` from argv[2] on; 0 or an exit code, having said why. */
int options_parse(struct cli *cli, int argc, char **argv);
/* The lines of the options a command takes, for its help. */
void options_print(const struct subcommand *command);
