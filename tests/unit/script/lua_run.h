/* lua_run.h - for tests: a vm that runs a text as a coroutine, as a fiber does. */
#pragma once
#include "script/vm.h"

/* Runs text on a new thread of vm in a turn of its own; the printed results, separated by spaces,
 * in `shown` ("" unless it finished). */
enum vm_outcome run_text(struct vm *vm, const char *text, char shown[400], struct err *err);

/* Opens a vm with these limits (NULL: the usual), runs one text, closes it. */
enum vm_outcome run_once(const struct fiber_limits *limits, const char *text, char shown[400],
                         struct err *err);
