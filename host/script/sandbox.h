/* sandbox.h - the world a script sees: allowed names only, none of them changeable.
 *
 * A *locked* table is an empty table with a private metatable: it reads through to the real one and
 * refuses writing. pairs, next, ipairs, #, rawget and the codec look through it. Tables and private
 * metatables carry host notes under keys that are light userdata; no script can make such a key and
 * pairs, next and the codec pass over them.
 */
#pragma once
#include "script/vm.h"

/* Keys of host notes (their addresses). */
extern const char sandbox_key_real;    /* in the metatable of a locked table: the real table */
extern const char sandbox_key_title;   /* there too: what an attempt to write is told */
extern const char sandbox_key_origin;  /* in a private metatable: the table the script gave */
extern const char sandbox_key_private; /* in the table the script gave: its private metatable */
extern const char sandbox_key_number;  /* in a table: its number for tostring */
extern const char sandbox_key_where;   /* in an error table: where it was raised */

/* Builds the environment of a fresh state. */
RAISES void sandbox_open(lua_State *L);

/* [-0, +1] The real environment, which the host may add to before any script runs. */
RAISES void sandbox_push_env(lua_State *L);
/* [-0, +1 or 0] The locked library of that name, made if it was not; false: there is none. */
RAISES bool sandbox_push_library(lua_State *L, const char *name);
/* [-0, +1] The locked environment: the _ENV of chunks. */
RAISES void sandbox_push_locked_env(lua_State *L);

/* [-1, +1] Replaces the table on top by a locked one. `title` (a literal) begins the refusal:
 * "case.data" gives: case.data cannot be changed. */
RAISES void sandbox_lock(lua_State *L, const char *title);

/* [-0, +1] Pushes the table behind the (absolute) index: the real one if it is locked, itself if
 * not; returns false and pushes nothing if it is no table. */
RAISES bool sandbox_push_real(lua_State *L, int index);
/* Is the value at index a locked table? */
bool sandbox_is_locked(lua_State *L, int index);

/* Marks the metatable on top as the host's: getmetatable gives nil, setmetatable refuses. That is
 * so for every metatable that did not come through setmetatable; nothing needs to be done. */

/* [-0, +1] What tostring shows, __tostring not called: "table#7", numbers, the text itself. */
RAISES const char *sandbox_push_plain_text(lua_State *L, int index);

/* The libraries; each pushes its (real) table. */
RAISES void lib_base_open(lua_State *L); /* fills the table on top instead */
RAISES void lib_string_open(lua_State *L);
RAISES void lib_string_open_texts(lua_State *L); /* before it: what texts do; pushes nothing */
RAISES void lib_table_open(lua_State *L);
RAISES void lib_math_open(lua_State *L);
RAISES void lib_utf8_open(lua_State *L);
