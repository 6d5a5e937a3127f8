/* shown.h - a value of a script as text for people, for the debugger. Inside script/ only.
 *
 * Written like Lua: { "a", kind = "x", [7] = true }. Keys come in the one order scripts know
 * (integers, then texts bytewise), tables are read raw (no metamethod runs), locked tables through
 * their lock. A table that lies inside itself is (cycle); what is deeper, longer or more than the
 * bounds ends in "..." or ", ... 990 more". A personal value is (personal): its content is not in
 * the state at all. The text is always UTF-8.
 */
#pragma once
#include "script/vm.h"

enum { SHOWN_DEPTH_MOST = 8, SHOWN_MEMBERS_MOST = 100 };

struct shown_bounds {
    size_t bytes;   /* of the text of one value */
    size_t members; /* of one table; at most SHOWN_MEMBERS_MOST */
    int depth;      /* at most SHOWN_DEPTH_MOST */
};

/* The value at index, in the arena. `steps` is how many fields may still be looked at, over all
 * calls: a table of a million fields takes as many. */
RAISES struct slice shown_text(lua_State *L, int index, const struct shown_bounds *bounds,
                               int64_t *steps, struct arena *arena);
/* What kind of thing it is, for programs: as type() says, but "personal", "row" and "case". */
RAISES const char *shown_type(lua_State *L, int index, struct arena *arena);
