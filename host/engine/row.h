/* row.h - one turn as one journal row (engine rule E5).
 *
 * Body: { v, event: { kind, ... }, done, heard, commands: [{ id, kind, name, row, args, result }],
 * opening, next, closed, error }, what is empty left out. Of a command, `refused` is what raised
 * there, `result` what the core
 * resolved and is never compared in replay; verb, name, row and id are.
 */
#pragma once
#include "engine/turn.h"

enum { ROW_VERSION = 1 };

/* Appends the turn's row, chained to the one before, and moves the case's row with it. */
MUST_CHECK int journal_append(struct write_set *writes, struct casefile *cf, struct turn *turn,
                              struct err *err);
/* Reads a body of any version this host knows; STATUS_CORRUPT names the row. */
MUST_CHECK int row_read(struct arena *arena, const struct journal_row *row, struct value **body,
                        struct err *err);
