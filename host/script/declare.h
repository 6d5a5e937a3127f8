/* declare.h - the two worlds a workflow's files run in.
 *
 * Declaring (once for a release): every `kind "name" { ... }`, checked by scripts/ and taken
 * into a model. Playing (each time a stage opens): the same chunks, where only `stage` and `on`
 * keep their functions and everything else does nothing.
 */
#pragma once
#include <lua.h>
#include "data/value.h"
#include "script/release.h"
#include "script/vm.h"

/* [-3, +0] The words of playing, into the environment. Takes three tables: stages, handlers (name
 * -> function) and, on top, overlays: a list whose last item takes what the next `customize` holds.
 */
RAISES void declare_play_words(lua_State *L);

/* [-0, +0] The words of declarations do nothing from now on, or are gone again: for a file that is
 * read for its specs only. */
RAISES void declare_ignore_words(lua_State *L, bool is_on);

/* [-0, +1 or 0] The hook of workflow "name" { move = { STAGE = function } } that was played. */
RAISES bool declare_push_move(lua_State *L, const char *stage);

/* Every fault of declarations instead of the first: { at, code, text } into the list, before
 * declare_open. NULL: as ever. */
RAISES void declare_collect(lua_State *L, struct declare_faults *faults);
void declare_fault_add(struct declare_faults *faults, const char *at, const char *code,
                       const char *text); /* NULL: nothing */

/* [-0, +1] The declaring library; its words are in the environment. */
RAISES void declare_open(lua_State *L);
/* The workflow `name`; `returned`: the stages its handlers return, a list of texts. */
RAISES void declare_begin(lua_State *L, int library, const char *name,
                          const struct value *returned);
/* An office's file `path` about the workflow `base` (a model); `places` as places_read gives them.
 */
struct declare_over {
    const struct value *base, *returned, *places;
    const char *office, *path;
};
RAISES void declare_begin_over(lua_State *L, int library, const struct declare_over *over);
/* After each file. Returns true if it declared a stage or a handler: it has to be played. */
RAISES bool declare_file_end(lua_State *L, int library);
/* The model of the workflow, into the arena. */
RAISES struct value *declare_finish(lua_State *L, int library, struct arena *arena);

/* minutes hours days workdays age_under, into the table on top. */
RAISES void duration_open(lua_State *L);
/* [-1, +0] Names that the environment does not have are errors with what to do. */
RAISES void declare_lock_names(lua_State *L);
