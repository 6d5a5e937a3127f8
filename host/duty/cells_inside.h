/* cells_inside.h - what cells.c and cells_hide.c share. */
#pragma once
#include "base/buf.h"
#include "duty/cells.h"

/* One direction of the cube: which nodes are sums of which. */
struct axis {
    size_t count;
    uint32_t *above; /* of each node the sum it is a part of; AXIS_NONE: of none */
    uint32_t *from;  /* parts[from[n]] up to parts[from[n + 1]] are the parts of node n */
    uint32_t *parts;
};
#define AXIS_NONE UINT32_MAX

/* Of whom a cell is: anybody, who counts, who does not. */
enum { SIDE_ALL, SIDE_COUNTS, SIDE_REST, SIDES };

struct cell {
    int64_t of, count;
    int32_t cases[SIDES], last[SIDES]; /* how many different ones, and who came last, from 1 */
    bool is_hidden;
    bool is_covered; /* cells_hide.c: there is another table in which it is another number */
};

enum { AXIS_TIME, AXIS_OFFICE, AXIS_TYPE, AXES };

struct cells {
    struct cells_plan plan;
    struct axis axes[AXES];
    size_t months;
    struct cell *cells;
};

static inline size_t cell_number(const struct cells *cells, const size_t at[AXES])
{
    return (at[AXIS_TIME] * cells->axes[AXIS_OFFICE].count + at[AXIS_OFFICE]) *
               cells->axes[AXIS_TYPE].count +
           at[AXIS_TYPE];
}

static inline size_t cells_total(const struct cells *cells)
{
    return cells->axes[AXIS_TIME].count * cells->axes[AXIS_OFFICE].count *
           cells->axes[AXIS_TYPE].count;
}
