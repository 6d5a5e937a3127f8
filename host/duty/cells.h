/* cells.h - counts by month, office and type, and which of them are too small to be shown.
 *
 * A cube with all its sums: months, quarters and years; offices with those below them; types and
 * all of them. A cell is hidden if it is about fewer than `small` cases and more than none - in
 * what is counted, in what that is out of, or in the rest - and as many others as it takes that it
 * cannot be found out. The pattern is made once for whole years and all offices, and whatever is
 * shown is cut from it, so that two tables cannot be held against each other either: it does not
 * hang on which years, which offices or which rate were asked for.
 *
 *   H1  for each hidden cell there is another table with the same numbers wherever they show, in
 *       which it is another number (cells_hide.c proves it cell by cell)
 *   H2  what the hidden parts of a sum that shows come to together is not small either
 *   H3  of cubes that have a number in common the same cells are hidden
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"

struct cells;

struct cells_plan {
    int years;             /* one after the other; at most CELLS_YEARS_MOST */
    const int32_t *parent; /* of each office its place in the list, above it; -1: none. After it */
    size_t office_count;
    size_t type_count; /* at least 1 */
    int64_t small;     /* 0: nothing is hidden */
    bool has_of;       /* a share: there is something it is out of */
};
enum { CELLS_YEARS_MOST = 5, CELLS_MOST = 1 << 20 };

/* STATUS_TOO_LARGE beyond CELLS_MOST. An office stands behind the one above it in the list. */
MUST_CHECK int cells_open(const struct cells_plan *plan, struct cells **out, struct err *err);
void cells_close(struct cells *cells); /* NULL allowed */

struct cells_at {
    int month;     /* from 0, of the first year on */
    size_t office; /* in the list */
    size_t type;
};
/* Those of one case come one after the other: a number of minutes may be large and yet be about
 * nobody but one. */
struct cells_hit {
    int64_t of, count;
    int32_t who; /* the number of the case, from 0 */
};
void cells_add(struct cells *cells, struct cells_at at, struct cells_hit hit);
/* When all is added: decides what is hidden, of several cubes of one plan (but for `has_of`) that
 * tell something of each other. */
void cells_hide(struct cells *const *all, size_t all_count);

/* What a table shows: */
struct cells_cut {
    int first_month, last_month; /* both included */
    size_t office;
    bool is_own; /* of the office itself, not of those below it */
    size_t type; /* CELLS_ALL_TYPES: of all */
};
#define CELLS_ALL_TYPES SIZE_MAX
struct cells_sum {
    int64_t of, count;
    bool is_hidden; /* of and count are 0 then */
};
struct cells_sum cells_get(const struct cells *cells, const struct cells_cut *cut);
/* The same, though it be hidden: for who may see the cases themselves. */
struct cells_sum cells_get_all(const struct cells *cells, const struct cells_cut *cut);
