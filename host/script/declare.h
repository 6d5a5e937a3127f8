/* declare.h - the two worlds a workflow's files run in.
 *
 * Declaring (once for a release): every `kind "name" { ... }`, checked by scripts/ and taken
 * into a model. Playing (each time a stage opens): the same chunks, where only `stage` and `on`
 * keep their functions and everything else does nothing.
 */
#pragma once
#include <lua.h>
#include "data/value.h"
#include "script/vm.h"

/* [-2, +0] The words of playing, into the environment. Takes two tables: stages below, handlers on
 * top: name -> function. */
RAISES void declare_play_words(lua_State *L);

/* [-0, +1] The declaring library; its words are in the environment. */
RAISES void declare_open(lua_State *L);
/* The workflow `name`; `returned`: the stages its handlers return, a list of texts. */
RAISES void declare_begin(lua_State *L, int library, const char *name,
                          const struct value *returned);
/* After each file. Returns true if it declared a stage or a handler: it has to be played. */
RAISES bool declare_file_end(lua_State *L, int library);
/* The model of the workflow, into the arena. */
RAISES struct value *declare_finish(lua_State *L, int library, struct arena *arena);

/* minutes hours days workdays age_under, into the table on top. */
RAISES void duration_open(lua_State *L);
/* [-1, +0] Names that the environment does not have are errors with what to do. */
RAISES void declare_lock_names(lua_State *L);
