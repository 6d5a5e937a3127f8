/* fault.h - faults injected by name where they would strike; for tests.
 *
 *   if (fault_is_set("store.commit")) rc = STATUS_IO;
 *
 * Set from the environment variable COMITY_FAULT at fault_open ("store.commit=3,turn.die=7!"): the
 * n-th passage of that name strikes; with "!" the process dies there by SIGKILL (crash tests).
 * Without COMITY_FAULT a passage costs one relaxed load. Safe from every thread.
 */
#pragma once
#include <stdbool.h>

void fault_open(const char *plan); /* NULL or "": none */
bool fault_is_set(const char *name);
