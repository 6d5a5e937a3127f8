/* release_explain.h - `comity release explain OFFICE WORKFLOW`. */
#pragma once
#include "cli/cli.h"

/* The words are those of the command line: explain, office, workflow. An exit code. */
int release_explain(struct cli *cli);

/* explain_print.c: { office, workflow } as GET /offices/{code}/workflows/{name} gives it, in words;
 * `lang`: "zh", else English. */
void explain_print(const struct value *answer, const char *lang);
