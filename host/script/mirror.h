/* mirror.h - case.data as a script sees it: live, read-only, kept equal to what the core does.
 *
 * Every table is locked (sandbox.h). A row of a list is one object per name for the life of the
 * fiber, so answer.row == case.data.parties[1]; it carries its name as a host note, and goes into a
 * command as VALUE_ROW. Ended rows ("$ended") are in no list; who holds one may still read it.
 */
#pragma once
#include "script/playing.h"

/* case.data and case.settings, from what the stage starts with. */
RAISES void mirror_open(lua_State *L, const struct value *data, const struct value *settings);
/* The members of the case (row NULL) or of a row are replaced. */
RAISES void mirror_set(lua_State *L, const char *row, const struct value *members);
/* [-0, +1] A new row { "$row": name, ... } at the end of a list. Returns 1. */
RAISES int mirror_add(lua_State *L, const char *list, const struct value *row);
RAISES void mirror_drop(lua_State *L, const char *row);
/* [-0, +1] A value as data shows it: locked, rows as themselves; `title` as of sandbox_lock. */
RAISES void mirror_push(lua_State *L, const struct value *value, const char *title);

/* The hooks of the vm (vm.h): rows as themselves, handles as plain references. */
RAISES void mirror_push_reference(lua_State *L, const struct value *reference);
RAISES struct value *mirror_take_reference(lua_State *L, int index, struct arena *arena);
