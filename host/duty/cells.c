/* cells.c - the cube of counts and what of it is hidden (cells.h).
 *
 * Nodes of time: the months, then the quarters, then the years. Nodes of offices: each office with
 * all below it, then for those with others below them a node of its own cases. Nodes of types: each
 * type, then all. A cell is one of each. Every count is added to all cells above it at once.
 *
 * Hiding: first what is small in itself. Then line by line - a sum and its parts along one
 * direction, everything else fixed - until nothing changes: where something hidden could be found
 * out, the smallest part that still shows is hidden too; where none is left, the sum.
 */
#include "duty/cells.h"
#include <stdlib.h>
#include "base/buf.h"

enum { MONTHS = 12, QUARTERS = 4, QUARTER_MONTHS = 3 };

struct cell {
    int64_t of, count;
    bool is_hidden;
};

struct cells {
    struct cells_plan plan;
    int32_t *parent;
    size_t *own; /* of an office: the node of its own cases; itself if none is below it */
    size_t months, times, offices, types;
    struct cell *cells;
};

static struct cell *cell_at(const struct cells *cells, size_t time, size_t office, size_t type)
{
    return &cells->cells[(time * cells->offices + office) * cells->types + type];
}

static void number_offices(struct cells *cells)
{
    size_t count = cells->plan.office_count;

    cells->offices = count;
    for (size_t i = 0; i < count; i++)
        cells->own[i] = i;
    for (size_t i = 0; i < count; i++) {
        int32_t above = cells->parent[i];
        if (above >= 0 && cells->own[above] == (size_t)above)
            cells->own[above] = cells->offices++;
    }
}

int cells_open(const struct cells_plan *plan, struct cells **out, struct err *err)
{
    struct cells *cells = mem_zero(sizeof *cells);

    cells->plan = *plan;
    cells->parent = mem_zero((plan->office_count + 1) * sizeof *cells->parent);
    cells->own = mem_zero((plan->office_count + 1) * sizeof *cells->own);
    for (size_t i = 0; i < plan->office_count; i++)
        cells->parent[i] = plan->parent[i];
    number_offices(cells);
    cells->months = (size_t)plan->years * MONTHS;
    cells->times = cells->months + (size_t)plan->years * QUARTERS + (size_t)plan->years;
    cells->types = plan->type_count + 1;
    size_t count = cells->times * cells->offices * cells->types;
    if (plan->years > CELLS_YEARS_MOST || count > CELLS_MOST) {
        cells_close(cells);
        *out = NULL;
        return err_set(err, STATUS_TOO_LARGE,
                       "This report would have more than %d cells. Ask for fewer years.",
                       CELLS_MOST);
    }
    cells->cells = mem_zero(count * sizeof *cells->cells);
    *out = cells;
    return 0;
}

void cells_close(struct cells *cells)
{
    if (!cells)
        return;
    free(cells->parent);
    free(cells->own);
    free(cells->cells);
    free(cells);
}

static size_t quarter_of(const struct cells *cells, size_t month)
{
    return cells->months + month / QUARTER_MONTHS;
}

static size_t year_of(const struct cells *cells, size_t month)
{
    return cells->months + (size_t)cells->plan.years * QUARTERS + month / MONTHS;
}

static void add_to(struct cells *cells, const struct cells_at *at, size_t office, int64_t of,
                   int64_t count)
{
    size_t month = (size_t)at->month;
    const size_t times[] = {month, quarter_of(cells, month), year_of(cells, month)};
    const size_t types[] = {at->type, cells->types - 1};

    for (size_t t = 0; t < sizeof times / sizeof *times; t++)
        for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
            struct cell *cell = cell_at(cells, times[t], office, types[k]);
            cell->of += of;
            cell->count += count;
        }
}

void cells_add(struct cells *cells, struct cells_at at, int64_t of, int64_t count)
{
    if (cells->own[at.office] != at.office)
        add_to(cells, &at, cells->own[at.office], of, count);
    for (int32_t office = (int32_t)at.office; office >= 0; office = cells->parent[office])
        add_to(cells, &at, (size_t)office, of, count);
}

/* ---- hiding ---- */

static bool is_small(const struct cells *cells, int64_t n)
{
    return n > 0 && n < cells->plan.small;
}

static bool is_unsafe(const struct cells *cells, int64_t of, int64_t count)
{
    if (!cells->plan.has_of)
        return is_small(cells, count);
    return is_small(cells, of) || is_small(cells, count) || is_small(cells, of - count);
}

static int64_t size_of(const struct cells *cells, const struct cell *cell)
{
    return cells->plan.has_of ? cell->of : cell->count;
}

/* The parts of one sum. */
struct line {
    const struct cells *cells;
    struct cell *sum;
    struct cell **parts;
    size_t count;
};

/* Can what is hidden in the line be found out from what shows? */
static bool line_tells(const struct line *line)
{
    int64_t of = 0, count = 0;
    size_t hidden = 0;

    for (size_t i = 0; i < line->count; i++)
        if (line->parts[i]->is_hidden) {
            hidden += size_of(line->cells, line->parts[i]) > 0;
            of += line->parts[i]->of;
            count += line->parts[i]->count;
        }
    return hidden == 1 || (hidden > 0 && is_unsafe(line->cells, of, count));
}

static struct cell *smallest_shown(const struct line *line)
{
    struct cell *found = NULL;
    for (size_t i = 0; i < line->count; i++) {
        struct cell *part = line->parts[i];
        if (!part->is_hidden && size_of(line->cells, part) > 0 &&
            (!found || size_of(line->cells, part) < size_of(line->cells, found)))
            found = part;
    }
    return found;
}

/* Does everything show of which a hidden sum is made? */
static bool line_adds_up(const struct line *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (line->parts[i]->is_hidden && size_of(line->cells, line->parts[i]) > 0)
            return false;
    return size_of(line->cells, line->sum) > 0;
}

/* True: something was hidden. */
static bool hide_line(const struct line *line)
{
    bool has_changed = false;

    while (line->sum->is_hidden ? line_adds_up(line) : line_tells(line)) {
        struct cell *part = smallest_shown(line);
        if (!part)
            part = line->sum;
        if (part->is_hidden) /* a sum of nothing that shows */
            break;
        part->is_hidden = true;
        has_changed = true;
    }
    return has_changed;
}

static bool hide_types(struct cells *cells, struct line *line)
{
    bool has_changed = false;
    for (size_t time = 0; time < cells->times; time++)
        for (size_t office = 0; office < cells->offices; office++) {
            line->sum = cell_at(cells, time, office, cells->types - 1);
            line->count = cells->types - 1;
            for (size_t type = 0; type < line->count; type++)
                line->parts[type] = cell_at(cells, time, office, type);
            has_changed |= hide_line(line);
        }
    return has_changed;
}

/* A sum of time at `sum` with parts from `first` on. */
static bool hide_time(struct cells *cells, struct line *line, size_t sum, size_t first)
{
    bool has_changed = false;
    for (size_t office = 0; office < cells->offices; office++)
        for (size_t type = 0; type < cells->types; type++) {
            line->sum = cell_at(cells, sum, office, type);
            for (size_t i = 0; i < line->count; i++)
                line->parts[i] = cell_at(cells, first + i, office, type);
            has_changed |= hide_line(line);
        }
    return has_changed;
}

static bool hide_times(struct cells *cells, struct line *line)
{
    size_t quarters = (size_t)cells->plan.years * QUARTERS;
    bool has_changed = false;

    line->count = QUARTER_MONTHS;
    for (size_t i = 0; i < quarters; i++)
        has_changed |= hide_time(cells, line, cells->months + i, i * QUARTER_MONTHS);
    line->count = QUARTERS;
    for (size_t i = 0; i < (size_t)cells->plan.years; i++)
        has_changed |=
            hide_time(cells, line, cells->months + quarters + i, cells->months + i * QUARTERS);
    return has_changed;
}

static bool hide_office(struct cells *cells, struct line *line, size_t office)
{
    bool has_changed = false;
    for (size_t time = 0; time < cells->times; time++)
        for (size_t type = 0; type < cells->types; type++) {
            line->sum = cell_at(cells, time, office, type);
            line->count = 0;
            line->parts[line->count++] = cell_at(cells, time, cells->own[office], type);
            for (size_t i = office + 1; i < cells->plan.office_count; i++)
                if (cells->parent[i] == (int32_t)office)
                    line->parts[line->count++] = cell_at(cells, time, i, type);
            has_changed |= hide_line(line);
        }
    return has_changed;
}

static bool hide_offices(struct cells *cells, struct line *line)
{
    bool has_changed = false;
    for (size_t office = 0; office < cells->plan.office_count; office++)
        if (cells->own[office] != office)
            has_changed |= hide_office(cells, line, office);
    return has_changed;
}

void cells_hide(struct cells *cells)
{
    size_t count = cells->times * cells->offices * cells->types;
    struct line line = {.cells = cells};

    if (cells->plan.small == 0)
        return;
    for (size_t i = 0; i < count; i++)
        cells->cells[i].is_hidden = is_unsafe(cells, cells->cells[i].of, cells->cells[i].count);
    line.parts = mem_zero((cells->offices + cells->types + MONTHS) * sizeof *line.parts);
    for (bool has_changed = true; has_changed;) {
        has_changed = hide_types(cells, &line);
        has_changed |= hide_times(cells, &line);
        has_changed |= hide_offices(cells, &line);
    }
    free(line.parts);
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
    size_t office = cut->is_own ? cells->own[cut->office] : cut->office;
    size_t type = cut->type == CELLS_ALL_TYPES ? cells->types - 1 : cut->type;
    size_t last = (size_t)cut->last_month, node;
    struct cells_sum sum = {0};

    for (size_t month = (size_t)cut->first_month; month <= last;) {
        month += next_span(cells, month, last, &node);
        const struct cell *cell = cell_at(cells, node, office, type);
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
