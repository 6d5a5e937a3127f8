/* cli.c - argv to a subcommand, statuses to exit codes, and the help made of the same table.
 *
 * To add a subcommand: a file with one `const struct subcommand`, a line in each of the two lists
 * below.
 */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct subcommand subcommand_init, subcommand_demo, subcommand_serve, subcommand_check,
    subcommand_test, subcommand_publish, subcommand_activate, subcommand_rollback,
    subcommand_release, subcommand_preflight, subcommand_lua, subcommand_case, subcommand_task,
    subcommand_dispatch, subcommand_incident, subcommand_notice, subcommand_effect,
    subcommand_letter, subcommand_target, subcommand_address, subcommand_token, subcommand_person,
    subcommand_workflow, subcommand_office, subcommand_roster, subcommand_absence,
    subcommand_conflict, subcommand_verify, subcommand_clock, subcommand_calendar,
    subcommand_report, subcommand_assessment, subcommand_bench, subcommand_version;

static const struct subcommand *const commands[] = {
    &subcommand_init,    &subcommand_demo,      &subcommand_serve,    &subcommand_check,
    &subcommand_test,    &subcommand_publish,   &subcommand_activate, &subcommand_rollback,
    &subcommand_release, &subcommand_preflight, &subcommand_lua,      &subcommand_case,
    &subcommand_task,    &subcommand_dispatch,  &subcommand_incident, &subcommand_token,
    &subcommand_verify,  &subcommand_clock,     &subcommand_notice,   &subcommand_effect,
    &subcommand_target,  &subcommand_address,   &subcommand_calendar, &subcommand_letter,
    &subcommand_person,  &subcommand_office,    &subcommand_workflow, &subcommand_roster,
    &subcommand_absence, &subcommand_conflict,  &subcommand_report,   &subcommand_assessment,
    &subcommand_bench,   &subcommand_version,
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

/* ---- help ---- */

static int print_overview(void)
{
    printf("comity - a host on which an office's cases cannot be lost\n"
           "usage: comity COMMAND [WORDS] [OPTIONS]\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-10s %s\n             %s\n", commands[i]->name, commands[i]->en,
               commands[i]->zh);
    printf(
        "\n`comity COMMAND --help` tells more.\n"
        "Exit codes: 0 done, 1 the answer is no (a fault found, a script error, a refusal),\n"
        "64 wrong usage, 69 no host answers, or data or port are in use, 74 disk, 75 try again,\n"
        "77 not allowed, 78 data unusable (key missing, damaged, of a newer Comity).\n");
    return EXIT_DONE;
}

static int print_help(const struct subcommand *command)
{
    printf("%s\n%s\n\nusage: comity %s %s\n\n", command->en, command->zh, command->name,
           command->words);
    options_print(command);
    if (command->more)
        printf("\n%s", command->more);
    return EXIT_DONE;
}

int cli_run_words(struct cli *cli, const struct cli_word_row *rows, const char *usage)
{
    const char *word = cli_word(cli, 0);
    struct arena arena = {0};

    for (int i = 1; i < cli->count; i++)
        if (!*cli->words[i])
            return cli_fail_usage(cli, "One of the words is empty: it is not known what is meant.");

    for (; word && rows->word; rows++) {
        if (strcmp(word, rows->word) != 0 || cli->count < rows->least || cli->count > rows->most)
            continue;
        int code = rows->run(cli, &arena);
        arena_close(&arena);
        return code;
    }
    return cli_fail_usage(cli, "%s", usage);
}

/* ---- failing ---- */

static const struct exit_row {
    int status;
    int code;
} exit_rows[] = {
    {STATUS_USAGE,        EXIT_WRONG_USAGE},
    {STATUS_LOCKED,       EXIT_NO_HOST    },
    {STATUS_IO,           EXIT_DISK       },
    {STATUS_FULL,         EXIT_DISK       },
    {STATUS_BUSY,         EXIT_LATER      },
    {STATUS_UNKNOWN,      EXIT_LATER      },
    {STATUS_STOPPING,     EXIT_LATER      },
    {STATUS_UNAUTHORIZED, EXIT_NOT_ALLOWED},
    {STATUS_FORBIDDEN,    EXIT_NOT_ALLOWED},
    {STATUS_NO_KEY,       EXIT_UNUSABLE   },
    {STATUS_CORRUPT,      EXIT_UNUSABLE   },
    {STATUS_NEWER_SCHEMA, EXIT_UNUSABLE   },
};

int cli_exit_code(int status)
{
    if (status == 0)
        return EXIT_DONE;
    for (size_t i = 0; i < sizeof exit_rows / sizeof *exit_rows; i++)
        if (exit_rows[i].status == status)
            return exit_rows[i].code;
    return EXIT_NO;
}

int cli_fail(const struct err *err)
{
    if (err->where[0] && !strstr(err->text, err->where))
        fprintf(stderr, "%s: ", err->where);
    fprintf(stderr, "%s\n", err->text[0] ? err->text : status_text(err->status));
    return cli_exit_code(err->status);
}

int cli_fail_usage(const struct cli *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\nusage: comity %s %s\n", cli->command->name, cli->command->words);
    return EXIT_WRONG_USAGE;
}

const char *cli_word(const struct cli *cli, int n)
{
    return n < cli->count ? cli->words[n] : NULL;
}

/* ---- running ---- */

static const struct subcommand *subcommand_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* Success is what has arrived. */
static int written(int rc)
{
    if ((fflush(stdout) != 0 || ferror(stdout)) && rc == EXIT_DONE) {
        fprintf(stderr, "What was to be printed could not be written, or not all of it: is the "
                        "disk full?\n");
        rc = EXIT_DISK;
    }
    return rc;
}

static int run(const struct subcommand *command, int argc, char **argv)
{
    struct cli cli = {.command = command, .argc = argc, .argv = argv};
    int rc = command->options ? options_parse(&cli, argc - 2, argv + 2) : EXIT_DONE;
    if (!command->options && argc == 3)
        cli.is_help = strcmp(argv[2], "--help") == 0;
    if (rc == EXIT_DONE)
        rc = cli.is_help ? print_help(command) : command->run(&cli);
    free(cli.words);
    return written(rc);
}

int cli_main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "help";
    const struct subcommand *command = subcommand_find(name);

    if (command)
        return run(command, argc, argv);
    if (strcmp(name, "--version") == 0)
        return run(&subcommand_version, argc, argv);
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        command = argc > 2 ? subcommand_find(argv[2]) : NULL;
        return written(command ? print_help(command) : print_overview());
    }
    fprintf(stderr, "There is no command \"%s\". `comity help` lists them.\n", name);
    return EXIT_WRONG_USAGE;
}
