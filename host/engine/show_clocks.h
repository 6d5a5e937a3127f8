/* show_clocks.h - the clocks of a case, each with why it is due then. */
#pragma once
#include "engine/engine.h"

/* { items = [ clock_explain + { key, ledger } ] } of the clocks of the case, those stopped too.
 * Inside a read. */
MUST_CHECK int case_clocks(struct engine *engine, struct reader *reader, const struct id *ref,
                           struct arena *arena, struct value **out, struct err *err);
