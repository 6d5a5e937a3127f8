/* cells_hide.c - which cells are hidden (cells.h).
 *
 * First what is small in itself. Then each hidden cell is *covered*: in each direction a way is
 * taken through it - from a part at the bottom up to the top, or up to where another such path
 * comes down - and all cells of the three ways together are hidden as well, also empty ones. What
 * goes up by one along the one path and down along the other changes no sum that shows, so there is
 * another table of the same sums in which the cell is another number, without a number below
 * nothing and without a part that is more than what it is a part of: no solving of the sums can
 * find it. A cell hidden for another one is covered by the same ways. Of all ways the one that
 * hides least is taken.
 *
 *        year 30                    year 30
 *      Q1 14   Q2 16       ->     Q1 *    Q2 *         the ways of "Feb 2": Feb and Mar, or
 *    Jan 7 Feb 2 Mar 5          Jan 7 Feb * Mar *      Feb, Q1, Q2 and a month of Q2, or all above
 *
 * Last, what the hidden parts of a line come to together is not small either (H2). To try another
 * way: a row more in `ways_of`.
 */
#include <stdlib.h>
#include "duty/cells_inside.h"

enum { WAY_MOST = 32, WAYS_MOST = 256, PARTS_TRIED = 32 };

/* The nodes of one direction that change together; signs: they go up, or down. */
struct way {
    uint32_t nodes[WAY_MOST];
    bool is_down[WAY_MOST];
    size_t count;
};

struct ways {
    struct way ways[WAYS_MOST];
    size_t count;
};

struct hiding {
    struct cells *cells;
    struct ways *ways[AXES];
    size_t at[AXES]; /* the cell that is to be covered */
    bool has_changed;
};

static struct cell *cell_of(const struct cells *cells, const size_t at[AXES])
{
    return &cells->cells[cell_number(cells, at)];
}

static bool is_small(const struct cells *cells, int64_t n)
{
    return n > 0 && n < cells->plan.small;
}

/* `cases`: of whom it is. */
static bool is_unsafe(const struct cells *cells, int64_t of, int64_t count,
                      const int32_t cases[SIDES])
{
    if (!cells->plan.has_of)
        return is_small(cells, count) || is_small(cells, cases[SIDE_COUNTS]);
    for (int side = 0; side < SIDES; side++)
        if (is_small(cells, cases[side]))
            return true;
    return is_small(cells, of) || is_small(cells, count) || is_small(cells, of - count);
}

static int64_t size_of(const struct cells *cells, const struct cell *cell)
{
    return cells->plan.has_of ? cell->of : cell->count;
}

static void hide(struct hiding *hiding, struct cell *cell)
{
    cell->is_hidden = true;
    hiding->has_changed = true;
}

/* ---- ways of one direction ---- */

static bool way_add(struct way *way, uint32_t node, bool is_down)
{
    if (way->count == WAY_MOST)
        return false;
    way->nodes[way->count] = node;
    way->is_down[way->count++] = is_down;
    return true;
}

/* An office without any cases of its year is none that a case could have been of; whether such are
 * in the list must not matter. */
static bool is_alive(const struct hiding *hiding, int direction, uint32_t part)
{
    const struct axis *times = &hiding->cells->axes[AXIS_TIME];
    size_t at[AXES] = {hiding->at[AXIS_TIME], part, hiding->cells->plan.type_count};

    if (direction != AXIS_OFFICE)
        return true;
    while (times->above[at[AXIS_TIME]] != AXIS_NONE)
        at[AXIS_TIME] = times->above[at[AXIS_TIME]];
    return size_of(hiding->cells, cell_of(hiding->cells, at)) > 0;
}

/* Which part to go down by: one that is hidden already, else the smallest, else an empty one. */
static uint32_t best_part(const struct hiding *hiding, int direction, uint32_t node)
{
    const struct axis *axis = &hiding->cells->axes[direction];
    size_t at[AXES] = {hiding->at[0], hiding->at[1], hiding->at[2]};
    const struct cell *best = NULL;
    uint32_t found = AXIS_NONE;

    for (uint32_t i = axis->from[node]; i < axis->from[node + 1]; i++) {
        at[direction] = axis->parts[i];
        const struct cell *cell = cell_of(hiding->cells, at);
        int64_t size = size_of(hiding->cells, cell);
        bool is_better =
            !best || cell->is_hidden > best->is_hidden ||
            (cell->is_hidden == best->is_hidden && size < size_of(hiding->cells, best));
        if (size > 0 && is_better) {
            best = cell;
            found = axis->parts[i];
        } else if (found == AXIS_NONE && is_alive(hiding, direction, axis->parts[i])) {
            found = axis->parts[i];
        }
    }
    return found;
}

/* From below up to the node. */
static bool way_down(const struct hiding *hiding, int direction, uint32_t node, bool is_down,
                     struct way *way)
{
    const struct axis *axis = &hiding->cells->axes[direction];

    for (bool is_sum = true; is_sum && node != AXIS_NONE;) {
        if (!way_add(way, node, is_down))
            return false;
        is_sum = axis->from[node] < axis->from[node + 1];
        if (is_sum)
            node = best_part(hiding, direction, node);
    }
    return node != AXIS_NONE;
}

static void keep_way(struct ways *ways, const struct way *way)
{
    if (ways->count < WAYS_MOST)
        ways->ways[ways->count++] = *way;
}

/* Across to the parts of the same sum that are empty, or that are not. */
static void ways_across(const struct hiding *hiding, int direction, const struct way *up,
                        struct ways *ways, bool is_empty)
{
    const struct axis *axis = &hiding->cells->axes[direction];
    size_t at[AXES] = {hiding->at[0], hiding->at[1], hiding->at[2]};
    uint32_t from = up->nodes[up->count - 1], above = axis->above[from];
    int tried = 0;

    for (uint32_t i = axis->from[above]; i < axis->from[above + 1] && tried < PARTS_TRIED; i++) {
        uint32_t part = axis->parts[i];
        struct way across = *up;
        at[direction] = part;
        if (part == from || !is_alive(hiding, direction, part) ||
            (size_of(hiding->cells, cell_of(hiding->cells, at)) == 0) != is_empty)
            continue;
        tried++;
        if (way_down(hiding, direction, part, true, &across))
            keep_way(ways, &across);
    }
}

/* Up from the node, by each number of steps: to the top, or across to a part beside it. `below`:
 * what was gone down by and, last, the node. */
static void ways_up(const struct hiding *hiding, int direction, const struct way *below,
                    struct ways *ways)
{
    const struct axis *axis = &hiding->cells->axes[direction];
    struct way up = *below;
    uint32_t above = axis->above[hiding->at[direction]];

    for (; above != AXIS_NONE; above = axis->above[above]) {
        ways_across(hiding, direction, &up, ways, false);
        ways_across(hiding, direction, &up, ways, true);
        if (!way_add(&up, above, false))
            return;
    }
    keep_way(ways, &up);
}

/* All ways through the node of the cell that are looked at. A sum is gone down from by each of its
 * parts, and from there by the best. */
static void ways_of(const struct hiding *hiding, int direction, struct ways *ways)
{
    const struct axis *axis = &hiding->cells->axes[direction];
    uint32_t node = (uint32_t)hiding->at[direction];
    size_t at[AXES] = {hiding->at[0], hiding->at[1], hiding->at[2]};
    struct way own = {.nodes = {node}, .count = 1};
    int tried = 0;

    ways->count = 0;
    if (axis->from[node] == axis->from[node + 1])
        ways_up(hiding, direction, &own, ways);
    for (uint32_t i = axis->from[node]; i < axis->from[node + 1] && tried < PARTS_TRIED; i++) {
        struct way below = {0};
        at[direction] = axis->parts[i];
        if (size_of(hiding->cells, cell_of(hiding->cells, at)) == 0)
            continue;
        tried++;
        if (way_down(hiding, direction, axis->parts[i], false, &below) &&
            way_add(&below, node, false))
            ways_up(hiding, direction, &below, ways);
    }
}

/* ---- covering ---- */

/* The cells of three ways together. What goes down in them must be there: either everywhere
 * something that counts, or everywhere something that does not. */
struct cover {
    const struct way *ways[AXES];
    int64_t cost;             /* what would be hidden for it */
    bool counts[2], lacks[2]; /* of cells of one sign, of those of the other */
};

static bool has_node(const struct way *way, uint32_t node)
{
    for (size_t i = 0; i < way->count; i++)
        if (way->nodes[i] == node)
            return true;
    return false;
}

/* What is lost by hiding the cell. One that is all of a sum above it, which is hidden with it, says
 * nothing that the sum does not; the sums at the top are what people read first. */
static int64_t cost_of(const struct cells *cells, const struct cover *cover, const size_t at[AXES])
{
    static const int top[AXES] = {[AXIS_TIME] = 2, [AXIS_OFFICE] = 4, [AXIS_TYPE] = 2};
    int64_t size = size_of(cells, cell_of(cells, at)), cost = size;

    if (size == 0) /* nothing is lost, but "one here or one there" hides less than "some" */
        return cells->plan.small;
    for (int direction = 0; direction < AXES; direction++) {
        size_t over[AXES] = {at[0], at[1], at[2]};
        uint32_t above = cells->axes[direction].above[at[direction]];
        over[direction] = above;
        if (above == AXIS_NONE)
            cost *= top[direction];
        else if (has_node(cover->ways[direction], above) &&
                 size_of(cells, cell_of(cells, over)) == size)
            return 0;
    }
    return cost;
}

static bool look_at(const struct cells *cells, struct cover *cover, const size_t at[AXES],
                    bool is_down)
{
    const struct cell *cell = cell_of(cells, at);

    cover->counts[is_down] &= cell->count > 0;
    cover->lacks[is_down] &= cell->of > cell->count;
    if (!cell->is_hidden)
        cover->cost += cost_of(cells, cover, at);
    return cover->counts[0] || cover->counts[1] || cover->lacks[0] || cover->lacks[1];
}

static bool is_cheaper(const struct cells *cells, struct cover *cover, int64_t than)
{
    const struct way *times = cover->ways[0], *offices = cover->ways[1], *types = cover->ways[2];

    cover->cost = 0;
    cover->counts[0] = cover->counts[1] = cover->lacks[0] = cover->lacks[1] = true;
    for (size_t t = 0; t < times->count; t++)
        for (size_t o = 0; o < offices->count; o++)
            for (size_t k = 0; k < types->count; k++) {
                const size_t at[AXES] = {times->nodes[t], offices->nodes[o], types->nodes[k]};
                bool is_down = times->is_down[t] ^ offices->is_down[o] ^ types->is_down[k];
                if (!look_at(cells, cover, at, is_down) || cover->cost >= than)
                    return false;
            }
    return true;
}

static void take_cover(struct hiding *hiding, const struct cover *cover)
{
    const struct way *times = cover->ways[0], *offices = cover->ways[1], *types = cover->ways[2];

    for (size_t t = 0; t < times->count; t++)
        for (size_t o = 0; o < offices->count; o++)
            for (size_t k = 0; k < types->count; k++) {
                const size_t at[AXES] = {times->nodes[t], offices->nodes[o], types->nodes[k]};
                struct cell *cell = cell_of(hiding->cells, at);
                if (!cell->is_hidden)
                    hide(hiding, cell);
                cell->is_covered = true;
            }
}

/* Of a tree too deep for a way nothing is shown. */
static void hide_everything(struct hiding *hiding)
{
    size_t count = cells_total(hiding->cells);
    for (size_t i = 0; i < count; i++) {
        if (!hiding->cells->cells[i].is_hidden)
            hide(hiding, &hiding->cells->cells[i]);
        hiding->cells->cells[i].is_covered = true;
    }
}

/* A base cell that is not empty, straight up to the top in every direction: this is always open. */
static void cover_all_above(struct hiding *hiding)
{
    bool is_whole = true;
    struct way ways[AXES] = {0};
    struct cover cover = {
        .ways = {&ways[0], &ways[1], &ways[2]}
    };
    size_t at[AXES] = {hiding->at[0], hiding->at[1], hiding->at[2]};

    for (int direction = 0; direction < AXES; direction++) {
        const struct axis *axis = &hiding->cells->axes[direction];
        while (axis->from[at[direction]] < axis->from[at[direction] + 1]) {
            uint32_t part = best_part(hiding, direction, (uint32_t)at[direction]);
            at[direction] = hiding->at[direction] = part;
        }
        for (uint32_t node = (uint32_t)at[direction]; node != AXIS_NONE; node = axis->above[node])
            is_whole &= way_add(&ways[direction], node, false);
    }
    if (is_whole)
        take_cover(hiding, &cover);
    else
        hide_everything(hiding);
}

static void cover_cell(struct hiding *hiding)
{
    struct cover best = {.cost = INT64_MAX}, next;

    for (int direction = 0; direction < AXES; direction++)
        ways_of(hiding, direction, hiding->ways[direction]);
    for (size_t t = 0; t < hiding->ways[0]->count; t++)
        for (size_t o = 0; o < hiding->ways[1]->count; o++)
            for (size_t k = 0; k < hiding->ways[2]->count && best.cost > 0; k++) {
                next.ways[0] = &hiding->ways[0]->ways[t];
                next.ways[1] = &hiding->ways[1]->ways[o];
                next.ways[2] = &hiding->ways[2]->ways[k];
                if (is_cheaper(hiding->cells, &next, best.cost))
                    best = next;
            }
    if (best.cost < INT64_MAX)
        take_cover(hiding, &best);
    else
        cover_all_above(hiding);
}

static void cover_hidden(struct hiding *hiding)
{
    const struct cells *cells = hiding->cells;
    size_t count = cells_total(cells), types = cells->axes[AXIS_TYPE].count;
    size_t offices = cells->axes[AXIS_OFFICE].count;

    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &cells->cells[i];
        if (!cell->is_hidden || cell->is_covered || size_of(cells, cell) == 0)
            continue;
        hiding->at[AXIS_TIME] = i / types / offices;
        hiding->at[AXIS_OFFICE] = i / types % offices;
        hiding->at[AXIS_TYPE] = i % types;
        cover_cell(hiding);
    }
}

/* ---- what hidden parts come to together ---- */

/* The parts of one sum along one direction. */
static void look_at_line(struct hiding *hiding, int direction, const size_t sum_at[AXES])
{
    const struct cells *cells = hiding->cells;
    const struct axis *axis = &cells->axes[direction];
    size_t at[AXES] = {sum_at[0], sum_at[1], sum_at[2]}, node = sum_at[direction];
    struct cell *sum = cell_of(cells, sum_at), *least = NULL;
    struct cell hidden = {0};

    if (sum->is_hidden)
        return;
    for (uint32_t i = axis->from[node]; i < axis->from[node + 1]; i++) {
        at[direction] = axis->parts[i];
        struct cell *part = cell_of(cells, at);
        hidden.of += part->is_hidden ? part->of : 0;
        hidden.count += part->is_hidden ? part->count : 0;
        for (int side = 0; side < SIDES; side++)
            hidden.cases[side] += part->is_hidden ? part->cases[side] : 0;
        if (!part->is_hidden && size_of(cells, part) > 0 &&
            (!least || size_of(cells, part) < size_of(cells, least)))
            least = part;
    }
    if (is_unsafe(cells, hidden.of, hidden.count, hidden.cases))
        hide(hiding, least ? least : sum);
}

static void look_at_lines(struct hiding *hiding)
{
    const struct axis *axes = hiding->cells->axes;
    size_t at[AXES];

    for (at[0] = 0; at[0] < axes[0].count; at[0]++)
        for (at[1] = 0; at[1] < axes[1].count; at[1]++)
            for (at[2] = 0; at[2] < axes[2].count; at[2]++)
                for (int direction = 0; direction < AXES; direction++)
                    if (axes[direction].from[at[direction]] <
                        axes[direction].from[at[direction] + 1])
                        look_at_line(hiding, direction, at);
}

/* ---- several cubes ---- */

static void hide_small(struct cells *cells)
{
    size_t count = cells_total(cells);
    for (size_t i = 0; i < count; i++) {
        struct cell *cell = &cells->cells[i];
        cell->is_hidden = is_unsafe(cells, cell->of, cell->count, cell->cases);
    }
}

/* What is hidden in one is hidden in all; true: that was something. */
static bool hide_alike(struct cells *const *all, size_t all_count)
{
    size_t count = cells_total(all[0]);
    bool has_changed = false;

    for (size_t i = 0; i < count; i++) {
        bool is_hidden = false, is_shown = false;
        for (size_t c = 0; c < all_count; c++) {
            is_hidden |= all[c]->cells[i].is_hidden;
            is_shown |= !all[c]->cells[i].is_hidden;
        }
        for (size_t c = 0; c < all_count; c++)
            all[c]->cells[i].is_hidden = is_hidden;
        has_changed |= is_hidden && is_shown;
    }
    return has_changed;
}

void cells_hide(struct cells *const *all, size_t all_count)
{
    struct hiding hiding = {0};

    if (all_count == 0 || all[0]->plan.small == 0)
        return;
    for (int direction = 0; direction < AXES; direction++)
        hiding.ways[direction] = mem_zero(sizeof *hiding.ways[direction]);
    for (size_t c = 0; c < all_count; c++)
        hide_small(all[c]);
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (size_t c = 0; c < all_count; c++) {
            hiding.cells = all[c];
            hiding.has_changed = false;
            cover_hidden(&hiding);
            look_at_lines(&hiding);
            has_changed |= hiding.has_changed;
        }
        has_changed |= hide_alike(all, all_count);
    }
    for (int direction = 0; direction < AXES; direction++)
        free(hiding.ways[direction]);
}
