/* releasing.h - what the commands about releases have in common: the target of a release, asking,
 * the report of an activation.
 */
#pragma once
#include "cli/cli.h"

enum { RELEASE_SHOWN = 12 }; /* characters of a digest that people see */

/* "/api/v1/releases/NAME" and `rest`, encoded, in the arena. */
const char *releasing_target(struct arena *arena, const char *name, const char *rest);
/* GET or POST (when there is a body) of a target; an exit code. */
int releasing_ask(struct cli *cli, const char *target, const struct value *body,
                  struct arena *arena, struct value **answer);
/* A pre-flight of the release (preflight.c): followed, and what it found told unless with --json; 0
 * only if it came to its end. */
int preflight_run(struct cli *cli, const char *release, struct arena *arena, struct value **report);
struct scripts; /* cli/scripts.h */
/* Hands them to the host, which checks and stores them; `answer` has the digest. */
int releasing_publish(struct cli *cli, const struct scripts *scripts, struct arena *arena,
                      struct value **answer);
/* Makes the release active with --why and says what came of it (nothing with --json: `answer`). */
int releasing_activate(struct cli *cli, const char *name, const char *why, struct arena *arena,
                       struct value **answer);
void releasing_print_activation(const struct value *answer);
