/* sheet.h - the plan of a dispatch as a table: a row for each post and shift.
 *
 * Columns: post, place, starts, ends, need. A row is {post, place?, starts, ends, need}, times with
 * +08:00. It comes as a list of such rows or as the text of a CSV file (RFC 4180) whose first line
 * names the columns, in any order; there a time may be written "2026-05-01 08:30".
 */
#pragma once
#include "base/arena.h"
#include "base/slice.h"
#include "data/value.h"

/* False if it is no CSV, a column is unknown, missing or named twice, or a line has more fields. */
bool sheet_from_csv(struct slice text, struct arena *arena, const struct value **out);

/* The row to keep; NULL: `part` names what is wrong with it and `fault` says so. */
struct value *sheet_row(const struct value *given, struct arena *arena, const char **part,
                        const char **fault);
/* What a part must be, in Chinese. */
const char *sheet_hint(const char *part);
/* [{name, type, required, min, max}] */
struct value *sheet_columns(struct arena *arena);
