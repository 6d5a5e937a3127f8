/* test_cells.c - sums by month, office and type, and what is hidden of them. The adversary knows
 * every cell that shows and that sums are sums, and does what sums allow: all he may find out by
 * solving them is what he was shown.
 */
#include "lib/check.h"
#include <stdlib.h>
#include "base/buf.h"
#include "duty/cells.h"

enum { OFFICES = 5, TYPES = 3, YEARS = 1, TIMES = 17, SMALL = 5 };
static const int32_t parents[OFFICES] = {-1, 0, 0, 1, 1};
/* nodes of offices for whoever asks: 0..4 with all below, then the own cases of 0 and 1 */
enum { NODES = OFFICES + 2 };

static struct cells *open_cells(int64_t small, bool has_of)
{
    struct cells *cells;
    struct err err = {0};
    const struct cells_plan plan = {.years = YEARS,
                                    .parent = parents,
                                    .office_count = OFFICES,
                                    .type_count = TYPES,
                                    .small = small,
                                    .has_of = has_of};
    assert_int_equal(cells_open(&plan, &cells, &err), 0);
    return cells;
}

static uint64_t dice;
static int64_t draw(int64_t below)
{
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((dice >> 33) % (uint64_t)below);
}

static struct cells_cut cut_of(size_t time, size_t node, size_t type)
{
    struct cells_cut cut = {.first_month = (int)time, .last_month = (int)time};
    if (time >= 12 && time < 16) {
        cut.first_month = (int)(time - 12) * 3;
        cut.last_month = cut.first_month + 2;
    } else if (time == 16) {
        cut.first_month = 0;
        cut.last_month = 11;
    }
    cut.office = node < OFFICES ? node : node - OFFICES;
    cut.is_own = node >= OFFICES;
    cut.type = type < TYPES ? type : CELLS_ALL_TYPES;
    return cut;
}

/* ---- sums ---- */

static void test_sums(void **state)
{
    struct cells *cells = open_cells(0, true);
    (void)state;
    cells_add(cells, (struct cells_at){.month = 0, .office = 3, .type = 1}, 7, 5);
    cells_add(cells, (struct cells_at){.month = 2, .office = 1, .type = 1}, 2, 1);
    cells_add(cells, (struct cells_at){.month = 5, .office = 0, .type = 2}, 4, 0);
    cells_hide(cells);
    struct cells_cut year = cut_of(16, 0, TYPES);
    struct cells_sum sum = cells_get(cells, &year);
    assert_int_equal(sum.of, 13);
    assert_int_equal(sum.count, 6);
    struct cells_cut quarter = cut_of(12, 1, 1);
    assert_int_equal(cells_get(cells, &quarter).of, 9); /* with those below it */
    quarter.is_own = true;
    assert_int_equal(cells_get(cells, &quarter).of, 2);
    struct cells_cut span = {.first_month = 1, .last_month = 5, .type = CELLS_ALL_TYPES};
    assert_int_equal(cells_get(cells, &span).of, 6); /* two months and a quarter */
    struct cells_cut leaf = {
        .first_month = 0, .last_month = 11, .office = 3, .is_own = true, .type = 1};
    assert_int_equal(cells_get(cells, &leaf).of, 7);
    cells_close(cells);
}

/* ---- what is hidden ---- */

static void test_small_is_hidden(void **state)
{
    struct cells *cells = open_cells(SMALL, true);
    struct cells_cut one = cut_of(0, 3, 0), other = cut_of(0, 4, 0), whole = cut_of(16, 0, TYPES);
    (void)state;
    cells_add(cells, (struct cells_at){.month = 0, .office = 3, .type = 0}, 4, 4);
    cells_add(cells, (struct cells_at){.month = 0, .office = 4, .type = 0}, 20, 10);
    cells_hide(cells);
    assert_true(cells_get(cells, &one).is_hidden);
    assert_int_equal(cells_get(cells, &one).of, 0);  /* not told beside it either */
    assert_true(cells_get(cells, &other).is_hidden); /* 24 - 20 */
    assert_false(cells_get(cells, &whole).is_hidden);
    assert_int_equal(cells_get(cells, &whole).of, 24);
    assert_int_equal(cells_get_all(cells, &one).of, 4);
    cells_close(cells);
}

static void test_parts_of_a_rate(void **state)
{
    struct cells *cells = open_cells(SMALL, true);
    struct cells_cut few = cut_of(0, 3, 0), rest = cut_of(0, 4, 0), none = cut_of(0, 2, 0);
    (void)state;
    cells_add(cells, (struct cells_at){.month = 0, .office = 3, .type = 0}, 100, 2);
    cells_add(cells, (struct cells_at){.month = 0, .office = 4, .type = 0}, 100, 98);
    cells_add(cells, (struct cells_at){.month = 0, .office = 2, .type = 0}, 50, 50);
    cells_hide(cells);
    assert_true(cells_get(cells, &few).is_hidden);
    assert_true(cells_get(cells, &rest).is_hidden);
    assert_false(cells_get(cells, &none).is_hidden); /* nobody is in the rest */
    cells_close(cells);
}

/* ---- the adversary ---- */

enum { CELLS = TIMES * NODES * (TYPES + 1), LINES_MOST = CELLS * 3, PRIME = 1000003 };

struct adversary {
    bool is_hidden[CELLS];
    int64_t of[CELLS];
    int column[CELLS]; /* of what is hidden and not empty; -1: known */
    int columns;
    int64_t *matrix; /* row by row */
    int rows;
};

static int cell_number(size_t time, size_t node, size_t type)
{
    return (int)((time * NODES + node) * (TYPES + 1) + type);
}

/* sum - parts = 0, in what is not known. */
static void add_equation(struct adversary *adversary, int sum, const int *parts, int count)
{
    int64_t *row = &adversary->matrix[adversary->rows * adversary->columns];
    bool is_about = false;
    if (adversary->column[sum] >= 0)
        row[adversary->column[sum]] = PRIME - 1, is_about = true;
    for (int i = 0; i < count; i++)
        if (adversary->column[parts[i]] >= 0)
            row[adversary->column[parts[i]]] = 1, is_about = true;
    adversary->rows += is_about;
}

static void add_equations(struct adversary *adversary)
{
    int parts[16];
    for (size_t time = 0; time < TIMES; time++)
        for (size_t node = 0; node < NODES; node++) {
            for (int type = 0; type < TYPES; type++)
                parts[type] = cell_number(time, node, (size_t)type);
            add_equation(adversary, cell_number(time, node, TYPES), parts, TYPES);
        }
    for (size_t node = 0; node < NODES; node++)
        for (size_t type = 0; type <= TYPES; type++) {
            for (size_t quarter = 0; quarter < 4; quarter++) {
                for (size_t i = 0; i < 3; i++)
                    parts[i] = cell_number(quarter * 3 + i, node, type);
                add_equation(adversary, cell_number(12 + quarter, node, type), parts, 3);
            }
            for (size_t quarter = 0; quarter < 4; quarter++)
                parts[quarter] = cell_number(12 + quarter, node, type);
            add_equation(adversary, cell_number(16, node, type), parts, 4);
        }
    for (size_t time = 0; time < TIMES; time++)
        for (size_t type = 0; type <= TYPES; type++) {
            const int top[] = {cell_number(time, 5, type), cell_number(time, 1, type),
                               cell_number(time, 2, type)};
            const int town[] = {cell_number(time, 6, type), cell_number(time, 3, type),
                                cell_number(time, 4, type)};
            add_equation(adversary, cell_number(time, 0, type), top, 3);
            add_equation(adversary, cell_number(time, 1, type), town, 3);
        }
}

static int64_t inverse(int64_t n)
{
    int64_t power = 1, base = n;
    for (int64_t e = PRIME - 2; e > 0; e /= 2, base = base * base % PRIME)
        if (e % 2)
            power = power * base % PRIME;
    return power;
}

/* Reduced row echelon form; how many cells are the only unknown of some row. */
static int solve(struct adversary *adversary)
{
    int columns = adversary->columns, pivot = 0, found = 0;
    int64_t *m = adversary->matrix;

    for (int column = 0; column < columns && pivot < adversary->rows; column++) {
        int row = pivot;
        while (row < adversary->rows && m[row * columns + column] == 0)
            row++;
        if (row == adversary->rows)
            continue;
        for (int i = 0; i < columns; i++) {
            int64_t held = m[row * columns + i];
            m[row * columns + i] = m[pivot * columns + i];
            m[pivot * columns + i] = held;
        }
        int64_t factor = inverse(m[pivot * columns + column]);
        for (int i = 0; i < columns; i++)
            m[pivot * columns + i] = m[pivot * columns + i] * factor % PRIME;
        for (int other = 0; other < adversary->rows; other++) {
            int64_t times = m[other * columns + column];
            for (int i = 0; other != pivot && times && i < columns; i++)
                m[other * columns + i] =
                    (m[other * columns + i] + (PRIME - times) * m[pivot * columns + i]) % PRIME;
        }
        pivot++;
    }
    for (int row = 0; row < pivot; row++) {
        int unknown = 0;
        for (int i = 0; i < columns; i++)
            unknown += m[row * columns + i] != 0;
        found += unknown == 1;
    }
    return found;
}

static int attack(const struct cells *cells)
{
    struct adversary *adversary = mem_zero(sizeof *adversary);

    for (size_t time = 0; time < TIMES; time++)
        for (size_t node = 0; node < NODES; node++)
            for (size_t type = 0; type <= TYPES; type++) {
                struct cells_cut cut = cut_of(time, node, type);
                int number = cell_number(time, node, type);
                bool is_hidden = cells_get(cells, &cut).is_hidden;
                adversary->column[number] = is_hidden ? adversary->columns++ : -1;
            }
    adversary->matrix =
        mem_zero(((size_t)LINES_MOST * (size_t)adversary->columns + 1) * sizeof(int64_t));
    add_equations(adversary);
    int found = solve(adversary);
    free(adversary->matrix);
    free(adversary);
    return found;
}

static void test_nothing_can_be_found_out(void **state)
{
    int hidden = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct cells *cells = open_cells(SMALL, true);
        dice = seed;
        int64_t cases = 20 + draw(400);
        for (int64_t i = 0; i < cases; i++)
            cells_add(cells,
                      (struct cells_at){.month = (int)draw(12),
                                        .office = (size_t)draw(OFFICES),
                                        .type = (size_t)draw(TYPES)},
                      1, draw(10) > 2);
        cells_hide(cells);
        int found = attack(cells);
        if (found != 0)
            fail_msg("seed %d: %d hidden cells can be found out", (int)seed, found);
        struct cells_cut whole = cut_of(16, 0, TYPES);
        hidden += cells_get(cells, &whole).is_hidden;
        cells_close(cells);
    }
    assert_true(hidden < 30); /* not by hiding all */
}

static void test_what_is_too_large(void **state)
{
    struct err err = {0};
    struct cells *cells;
    const struct cells_plan plan = {
        .years = CELLS_YEARS_MOST + 1, .parent = parents, .office_count = OFFICES, .type_count = 1};
    (void)state;
    assert_int_equal(cells_open(&plan, &cells, &err), STATUS_TOO_LARGE);
    assert_null(cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_small_is_hidden),
        cmocka_unit_test(test_parts_of_a_rate),
        cmocka_unit_test(test_nothing_can_be_found_out),
        cmocka_unit_test(test_what_is_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
