/* arguments.h - reads what a verb of the case was called with into a command: its name, its row,
 * its options as they are written, each checked against rule.h. What is wrong raises at the
 * script's line.
 */
#pragma once
#include "script/playing.h"

RAISES void arguments_read(lua_State *L, enum verb verb, struct command *command);

/* The name at `index`, in the arena of the turn. */
RAISES const char *arguments_name(lua_State *L, enum verb verb, int index);
/* The options at `index` (nothing there: an empty map), each checked. */
RAISES struct value *arguments_options(lua_State *L, enum verb verb, int index);
/* What stands at `index` as a value; nothing there: nil. `word` for the message. */
RAISES struct value *arguments_value(lua_State *L, const char *word, int index);
/* Nothing may stand behind `last`. */
RAISES void arguments_end(lua_State *L, enum verb verb, int last);
/* { n, unit } */
bool value_is_duration(const struct value *value);
