/* verify_parts.h - what hangs on a case, told by its journal alone and compared with the rows. */
#pragma once
#include "duty/calendars.h"
#include "engine/stage.h"
#include "store/store.h"

/* `rows` are all of the open stage, of every kind, the opening first; `stage` is folded from them.
 * Timers are due when the calendar says so. */
MUST_CHECK int verify_parts(const struct case_image *image, const struct journal_row *rows,
                            size_t count, const struct stage *stage,
                            const struct calendars *calendars, struct arena *arena,
                            struct err *err);
