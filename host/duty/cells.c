/* cells.c - the cube of counts by month, office and type, with all its sums (cells.h). What of it
 * is hidden is decided in cells_hide.c.
 *
 * Nodes of time: the months, then the quarters, then the years. Nodes of offices: each office with
 * all below it, then for each a node of its own cases - also for one that has none below it, so
 * that offices without cases change nothing for the others. Nodes of types: each type, then all.
 * A cell is one of each. Every count is added to all cells above it at once.
 */
#include <stdlib.h>
#include "duty/cells_inside.h"

enum { MONTHS = 12, QUARTERS = 4, QUARTER_MONTHS = 3 };

/* ---- directions ---- */

static void axis_open(struct axis *axis, size_t count)
{
    axis->count = count;
    axis->above = mem_zero((count + 1) * sizeof *axis->above);
    axis->from = mem_zero((count + 2) * sizeof *axis->from);
    axis->parts = mem_zero((count + 1) * sizeof *axis->parts);
    for (size_t i = 0; i < count; i++)
        axis->above[i] = AXIS_NONE;
}

/* Once `above` is said of each. */
static void axis_list_parts(struct axis *axis)
{
    uint32_t *next = mem_zero((axis->count + 1) * sizeof *next);

    for (size_t i = 0; i < axis->count; i++)
        if (axis->above[i] != AXIS_NONE)
            axis->from[axis->above[i] + 1]++;
    for (size_t i = 0; i < axis->count; i++) {
        axis->from[i + 1] += axis->from[i];
        next[i] = axis->from[i];
    }
    for (size_t i = 0; i < axis->count; i++)
        if (axis->above[i] != AXIS_NONE)
            axis->parts[next[axis->above[i]]++] = (uint32_t)i;
    free(next);
}

static void axis_close(struct axis *axis)
{
    free(axis->above);
    free(axis->from);
    free(axis->parts);
}

static size_t quarter_of(const struct cells *cells, size_t month)
{
    return cells->months + month / QUARTER_MONTHS;
}

static size_t year_of(const struct cells *cells, size_t month)
{
    return cells->months + (size_t)cells->plan.years * QUARTERS + month / MONTHS;
}

static uint32_t own_of(const struct cells *cells, size_t office)
{
    return (uint32_t)(cells->plan.office_count + office);
}

static void open_axes(struct cells *cells, const int32_t *parent)
{
    struct axis *times = &cells->axes[AXIS_TIME], *offices = &cells->axes[AXIS_OFFICE];
    struct axis *types = &cells->axes[AXIS_TYPE];

    for (size_t month = 0; month < cells->months; month++) {
        times->above[month] = (uint32_t)quarter_of(cells, month);
        times->above[quarter_of(cells, month)] = (uint32_t)year_of(cells, month);
    }
    for (size_t i = 0; i < cells->plan.office_count; i++) {
        offices->above[own_of(cells, i)] = (uint32_t)i;
        if (parent[i] >= 0)
            offices->above[i] = (uint32_t)parent[i];
    }
    for (size_t i = 0; i < cells->plan.type_count; i++)
        types->above[i] = (uint32_t)cells->plan.type_count;
    for (size_t axis = 0; axis < AXES; axis++)
        axis_list_parts(&cells->axes[axis]);
}

/* ---- the cube ---- */

int cells_open(const struct cells_plan *plan, struct cells **out, struct err *err)
{
    size_t years = (size_t)plan->years, offices = 2 * plan->office_count;
    size_t times = years * (MONTHS + QUARTERS + 1), types = plan->type_count + 1;

    *out = NULL;
    if (plan->years > CELLS_YEARS_MOST || offices > CELLS_MOST || types > CELLS_MOST ||
        times * offices > CELLS_MOST / types)
        return err_set(err, STATUS_TOO_LARGE,
                       "This report would have more than %d cells. Ask for fewer years.",
                       CELLS_MOST);
    struct cells *cells = mem_zero(sizeof *cells);
    cells->plan = *plan;
    cells->plan.parent = NULL; /* not ours */
    cells->months = years * MONTHS;
    axis_open(&cells->axes[AXIS_TIME], times);
    axis_open(&cells->axes[AXIS_OFFICE], offices);
    axis_open(&cells->axes[AXIS_TYPE], types);
    open_axes(cells, plan->parent);
    cells->cells = mem_zero((cells_total(cells) + 1) * sizeof *cells->cells);
    *out = cells;
    return 0;
}

void cells_close(struct cells *cells)
{
    if (!cells)
        return;
    for (size_t axis = 0; axis < AXES; axis++)
        axis_close(&cells->axes[axis]);
    free(cells->cells);
    free(cells);
}

static void see(struct cell *cell, int side, int32_t who)
{
    cell->cases[side] += cell->last[side] != who + 1;
    cell->last[side] = who + 1;
}

static void add_to(struct cells *cells, const struct cells_at *at, size_t office,
                   const struct cells_hit *hit)
{
    size_t month = (size_t)at->month;
    const size_t times[] = {month, quarter_of(cells, month), year_of(cells, month)};
    const size_t types[] = {at->type, cells->plan.type_count};

    for (size_t t = 0; t < sizeof times / sizeof *times; t++)
        for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
            struct cell *cell =
                &cells->cells[cell_number(cells, (size_t[]){times[t], office, types[k]})];
            cell->of += hit->of;
            cell->count += hit->count;
            see(cell, SIDE_ALL, hit->who);
            if (hit->count > 0)
                see(cell, SIDE_COUNTS, hit->who);
            if (hit->of > hit->count)
                see(cell, SIDE_REST, hit->who);
        }
}

void cells_add(struct cells *cells, struct cells_at at, struct cells_hit hit)
{
    const struct axis *offices = &cells->axes[AXIS_OFFICE];
    for (uint32_t office = own_of(cells, at.office); office != AXIS_NONE;
         office = offices->above[office])
        add_to(cells, &at, office, &hit);
}

/* ---- what is shown ---- */

/* The longest span of whole years, quarters or months that begins at that month. */
static size_t next_span(const struct cells *cells, size_t month, size_t last, size_t *node)
{
    if (month % MONTHS == 0 && month + MONTHS - 1 <= last) {
        *node = year_of(cells, month);
        return MONTHS;
    }
    if (month % QUARTER_MONTHS == 0 && month + QUARTER_MONTHS - 1 <= last) {
        *node = quarter_of(cells, month);
        return QUARTER_MONTHS;
    }
    *node = month;
    return 1;
}

static struct cells_sum sum_up(const struct cells *cells, const struct cells_cut *cut,
                               bool sees_all)
{
    size_t office = cut->is_own ? own_of(cells, cut->office) : cut->office;
    size_t type = cut->type == CELLS_ALL_TYPES ? cells->plan.type_count : cut->type;
    size_t last = (size_t)cut->last_month, node;
    struct cells_sum sum = {0};

    for (size_t month = (size_t)cut->first_month; month <= last;) {
        month += next_span(cells, month, last, &node);
        const struct cell *cell = &cells->cells[cell_number(cells, (size_t[]){node, office, type})];
        sum.of += cell->of;
        sum.count += cell->count;
        sum.is_hidden |= cell->is_hidden;
    }
    if (sum.is_hidden && !sees_all)
        return (struct cells_sum){.is_hidden = true};
    return sum;
}

struct cells_sum cells_get(const struct cells *cells, const struct cells_cut *cut)
{
    return sum_up(cells, cut, false);
}

struct cells_sum cells_get_all(const struct cells *cells, const struct cells_cut *cut)
{
    return sum_up(cells, cut, true);
}
