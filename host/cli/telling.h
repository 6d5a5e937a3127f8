/* telling.h - asks the host and prints what it says: what most subcommands end with.
 *
 * With --json the answer is printed as it came. What needs more than names of members or columns
 * asks by remote_ask and prints by print.h itself.
 */
#pragma once
#include "cli/remote.h"

/* A map, one line per name; names end with NULL. 0 or an exit code, as of remote_ask. */
int telling_members(struct cli *cli, const struct question *question, struct arena *arena,
                    const char *const *names);
/* A page of a list, one column per name. */
int telling_table(struct cli *cli, const struct question *question, struct arena *arena,
                  const char *const *columns);
