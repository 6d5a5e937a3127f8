/* answer.h - what a wait gives to the script: fields plus outcome by on at office row way. */
#pragma once
#include "script/playing.h"

/* [-0, +1] What was heard by a branch, for the verb and the name it waits for. Returns 1. An
 * unknown field raises, and so does every field of an expired answer but outcome and row. */
RAISES int answer_push(lua_State *L, const struct branch *branch, const struct value *heard);
/* The answer to a signal, for its handler. */
RAISES void answer_push_signal(lua_State *L, const char *signal, const struct value *heard);
/* Raises { code, message } as it was recorded. */
RAISES int answer_raise(lua_State *L, const struct value *error);
/* The error object on top as { code, message }: no place, no stack (engine E18). */
RAISES struct value *answer_take_error(lua_State *L);
