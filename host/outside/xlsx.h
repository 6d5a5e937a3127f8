/* xlsx.h - a table as an office sheet (.xlsx), for people who go on reckoning.
 *
 * { title, sheet = name of the sheet, notes = { text, ... }, columns = { text, ... }, rows = {
 * { text or integer, ... }, ... } }. Notes stand above the table, each in a line; the heading stays
 * in view. A text is a text: nothing in it is taken for a formula.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "data/value.h"

/* Appends the bytes of the file. `directory`: for working files, which have no name when anything
 * is written to them, so a host that dies leaves none of it. */
MUST_CHECK int xlsx_write(const struct value *table, const char *directory, struct buf *out,
                          struct err *err);
