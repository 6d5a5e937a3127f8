/* places.h - in which line an office's changes stand, for the errors they give. */
#pragma once
#include "data/value.h"

/* The members of `customize "..." { ... }` three names deep: { "clocks/XF-D1/within" = 3, ... }.
 * A table that Lua has made knows no lines any more; the text does. */
struct value *places_read(struct slice text, struct arena *arena);
