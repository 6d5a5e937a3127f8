/* budget.h - how much a script may do in a turn, and how it is stopped.
 *
 * units = instructions + bytes allocated / 64 + what C functions charge (pattern steps / 16, ...).
 * Every BUDGET_STEPS instructions the count hook adds up; a block over 64 KiB is added at once.
 */
#pragma once
#include "script/vm.h"

enum { BUDGET_STEPS = 100 };

/* A new turn: units and wall_ms as given (0: the vm's limits), the verdict forgotten. In replay
 * there is no unit budget and one wall limit over all turns until a live one begins. */
void budget_begin(struct vm *vm, int64_t units, int64_t wall_ms, bool is_replay);

/* Units for work done (or about to be done) in C. May end the script: never returns then. */
RAISES void budget_charge(lua_State *L, int64_t units);

/* The same for C that cannot stop here: false if a verdict stands now. Raises nothing. */
bool budget_spend(struct vm *vm, int64_t units);

/* Makes the hook fire at the next instruction of the thread. Raises nothing, allocates nothing. */
void budget_arm(lua_State *L);

/* Puts the count hook on a thread; vm_resume and vm_protect do it. */
void budget_watch(lua_State *L);
