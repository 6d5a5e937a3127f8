/* vm_fault.h - what a failed Lua call was: the host's verdict, or an error of the script. */
#pragma once
#include "script/vm.h"

/* Looks at a failure (status of a Lua call, error object on top of L). If it was memory or the
 * stack it becomes the verdict. True if a verdict stands. Raises nothing. */
bool vm_judge(lua_State *L, int status);

/* Fills err from the error object on top of `thread`, whose stack still stands. Behind a door;
 * may raise memory errors, after err was filled but for the stack. */
RAISES void fault_note(lua_State *L, lua_State *thread, struct err *err);
