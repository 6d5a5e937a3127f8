/* remote.h - asks the running host over HTTP, for subcommands that touch live cases.
 *
 * Found by --host URL, or by --data DIR, where `serve` leaves DIR/address; the token by
 * --token-file, or DIR/admin.token.
 */
#pragma once
#include "cli/cli.h"

struct question {
    const char *method, *target; /* target: path and query, encoded */
    const struct value *body;    /* NULL: none */
    const char *version;         /* If-Match: the one that was read; NULL: not sent */
    const char *expected; /* a refusal with this code is not told: EXIT_NO with the problem in
                           * `answer`. NULL: all are */
};

/* 0: `answer` is what the host said with 2xx, in the arena. Else an exit code, the problem said on
 * stderr (or, with --json, printed on stdout as the host gave it). */
int remote_ask(struct cli *cli, const struct question *question, struct arena *arena,
               struct value **answer);

/* The same for what is not JSON: the bytes as they come. */
int remote_fetch(struct cli *cli, const struct question *question, struct buf *bytes);

/* The id of a case named by its id or its number for people; of a task named by its id or as
 * CASE/FORM, the first open one of that form. NULL: said why, *code is the exit code. */
const char *remote_find_case(struct cli *cli, const char *word, struct arena *arena, int *code);
const char *remote_find_task(struct cli *cli, const char *word, struct arena *arena, int *code);

/* Appends text percent-encoded, for paths and queries. */
void remote_encode(struct buf *target, const char *text);
/* Appends "?name=value" or "&name=value" unless value is NULL. */
void remote_add_query(struct buf *target, const char *name, const char *value);

/* A word of the command line as JSON: "@FILE" reads a file, "-" stdin; NULL gives {}. */
int remote_read_data(const char *word, struct arena *arena, struct value **out);
