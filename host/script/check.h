/* check.h - what can be known of a release without running a case: the static check.
 *
 * check_release is the whole of it: `comity check` prints what it finds, publishing refuses what
 * has errors. What release_open does by itself are the two others. docs/lua.md lists the codes,
 * report.h has them.
 */
#pragma once
#include "script/release.h"
#include "script/report.h"

/* Adds every finding to the list `findings`, by file and place: maps with file line column code
 * severity ("error", "warning") what why instead. True if there is no error among them. */
bool check_release(const struct script_file *files, size_t count, struct arena *arena,
                   struct value *findings);

/* The same, and every call of letter and serve whose values are written out, into the list
 * `letters`: maps { letter, file, line, column, given, maybe, path, path_en }. `given` and `maybe`
 * (what may be empty) are names; the paths are those of the templates. For who can read these. */
bool check_release_letters(const struct script_file *files, size_t count, struct arena *arena,
                           struct value *findings, struct value *letters);

/* Adds the stages that signal handlers in this text return, as texts. */
void check_returned(struct slice text, struct arena *arena, struct value *returned);

/* Names only: verbs, options, what calls name, returned stages. STATUS_SCRIPT_FAILED with the first
 * fault. The rest is left out, so that a release once taken can always be opened again. */
MUST_CHECK int check_calls(struct slice text, const char *path, const struct value *workflow,
                           const struct value *workflows, struct err *err);
