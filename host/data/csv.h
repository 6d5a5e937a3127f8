/* csv.h - tables as spreadsheets write them: lines of values with commas between.
 *
 * A value may stand in quotes, with commas, line breaks and "" for one quote in it. A byte order
 * mark at the beginning and \r before a line break are taken and lost; blanks around a value too.
 * Lines without any value are skipped. Lines are counted as an editor counts them.
 */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct csv {
    struct slice rest;
    int line; /* of what is read next, from 1 */
};

struct csv_row {
    struct slice *values; /* in the arena */
    size_t count;
    int line; /* where it begins */
};

void csv_open(struct csv *csv, struct slice text);
/* 1: a row; 0: the end; STATUS_MALFORMED with the line. */
MUST_CHECK int csv_next(struct csv *csv, struct arena *arena, struct csv_row *row, struct err *err);

/* Adds one value and what stands before it (a comma, unless it is the first of its line). A value
 * that a spreadsheet would take for a formula (= + - @ and a letter after it) gets a ' in front. */
void csv_add(struct buf *out, struct slice value, bool is_first);
void csv_end_line(struct buf *out);
