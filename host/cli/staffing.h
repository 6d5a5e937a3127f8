/* staffing.h - what the subcommands about people have in common: asking and telling. */
#pragma once
#include "cli/cli.h"
#include "cli/remote.h"

struct staffing {
    const char *method;
    const char *path[4]; /* pieces behind /api/v1/, encoded and joined with "/" */
    const struct value *body;
    const char *const *shown; /* names of members, or of columns of a list; ends with NULL */
    bool is_list;
};
/* Asks the host and prints what it says: as lines, as a table, or with --json as it is. */
int staffing_ask(struct cli *cli, const struct staffing *ask, struct arena *arena);
/* "a,b" -> ["a", "b"]; NULL gives an empty list. */
struct value *staffing_list(struct arena *arena, const char *text);
/* "T:mediator,C:clerk@2026-01-01~" -> [{ office, role, from, until }] */
struct value *staffing_members(struct arena *arena, const char *text);
/* Reads a whole file, or stdin for "-". 0 or an exit code, said why. */
int staffing_read(const char *path, struct arena *arena, struct slice *out);
