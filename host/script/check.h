/* check.h - what can be known of a workflow without running it: every name is a literal string. */
#pragma once
#include "base/err.h"
#include "data/value.h"

/* Adds the stages that signal handlers in this text return, as texts. */
void check_returned(struct slice text, struct arena *arena, struct value *returned);

/* Every `case:verb("name", { option = ... })` and every `return "stage"` of a text against the
 * model: unknown verbs, names, options, stages. STATUS_SCRIPT_FAILED with file:line. */
MUST_CHECK int check_calls(struct slice text, const char *path, const struct value *workflow,
                           const struct value *workflows, struct err *err);
