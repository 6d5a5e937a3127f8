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
enum { TABLES = 2000 }; /* drawn at random */

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

/* So many cases, all in one place: each counts or does not. */
static void add_many(struct cells *cells, struct cells_at at, int of, int count)
{
    static int32_t who;
    for (int i = 0; i < of; i++)
        cells_add(cells, at, (struct cells_hit){.of = 1, .count = i < count, .who = who++});
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
    add_many(cells, (struct cells_at){.month = 0, .office = 3, .type = 1}, 7, 5);
    add_many(cells, (struct cells_at){.month = 2, .office = 1, .type = 1}, 2, 1);
    add_many(cells, (struct cells_at){.month = 5, .office = 0, .type = 2}, 4, 0);
    cells_hide(&cells, 1);
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
    add_many(cells, (struct cells_at){.month = 0, .office = 3, .type = 0}, 4, 4);
    add_many(cells, (struct cells_at){.month = 0, .office = 4, .type = 0}, 20, 10);
    cells_hide(&cells, 1);
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
    add_many(cells, (struct cells_at){.month = 0, .office = 3, .type = 0}, 100, 2);
    add_many(cells, (struct cells_at){.month = 0, .office = 4, .type = 0}, 100, 98);
    add_many(cells, (struct cells_at){.month = 0, .office = 2, .type = 0}, 50, 50);
    cells_hide(&cells, 1);
    assert_true(cells_get(cells, &few).is_hidden);
    assert_true(cells_get(cells, &rest).is_hidden);
    assert_false(cells_get(cells, &none).is_hidden); /* nobody is in the rest */
    cells_close(cells);
}

/* 600 minutes of one case are about one case, and 20 tasks of two are about two. */
static void test_few_cases(void **state)
{
    struct cells *cells = open_cells(SMALL, false), *shares = open_cells(SMALL, true);
    struct cells_at at = {.month = 0, .office = 3, .type = 0};
    struct cells_cut cut = cut_of(0, 3, 0);
    (void)state;
    cells_add(cells, at, (struct cells_hit){.count = 600, .who = 1});
    cells_hide(&cells, 1);
    assert_true(cells_get(cells, &cut).is_hidden);
    for (int i = 0; i < 40; i++) /* of eight that count two do not, in five things each */
        cells_add(shares, at, (struct cells_hit){.of = 1, .count = i < 30, .who = i / 5});
    cells_hide(&shares, 1);
    assert_true(cells_get(shares, &cut).is_hidden);
    cells_close(cells);
    cells_close(shares);
}

/* ---- the adversary ---- */

enum {
    SHAPE_OFFICES = 6,
    SHAPE_TYPES = 4,
    SHAPE_NODES = 2 * SHAPE_OFFICES,
    CELLS = TIMES * SHAPE_NODES * (SHAPE_TYPES + 1),
    PRIME = 1000003
};

/* A county drawn at random. */
struct shape {
    int32_t parents[SHAPE_OFFICES];
    size_t offices, types;
};

struct adversary {
    const struct shape *shape;
    int column[CELLS]; /* of what is hidden; -1: known */
    int columns;
    int64_t *matrix; /* row by row */
    int rows;
};

static size_t nodes_of(const struct shape *shape)
{
    return 2 * shape->offices; /* with all below, then of its own */
}

static int cell_number(size_t time, size_t node, size_t type)
{
    return (int)((time * SHAPE_NODES + node) * (SHAPE_TYPES + 1) + type);
}

static struct cells_cut cut_in(const struct shape *shape, size_t time, size_t node, size_t type)
{
    struct cells_cut cut = cut_of(time, 0, 0);
    cut.office = node % shape->offices;
    cut.is_own = node >= shape->offices;
    cut.type = type < shape->types ? type : CELLS_ALL_TYPES;
    return cut;
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

static void add_types(struct adversary *adversary, size_t time, size_t node)
{
    int parts[SHAPE_TYPES];
    const struct shape *shape = adversary->shape;
    for (size_t type = 0; type < shape->types; type++)
        parts[type] = cell_number(time, node, type);
    add_equation(adversary, cell_number(time, node, shape->types), parts, (int)shape->types);
}

static void add_times(struct adversary *adversary, size_t node, size_t type)
{
    int parts[4];
    for (size_t quarter = 0; quarter < 4; quarter++) {
        for (size_t i = 0; i < 3; i++)
            parts[i] = cell_number(quarter * 3 + i, node, type);
        add_equation(adversary, cell_number(12 + quarter, node, type), parts, 3);
    }
    for (size_t quarter = 0; quarter < 4; quarter++)
        parts[quarter] = cell_number(12 + quarter, node, type);
    add_equation(adversary, cell_number(16, node, type), parts, 4);
}

static void add_offices(struct adversary *adversary, size_t time, size_t type)
{
    const struct shape *shape = adversary->shape;
    for (size_t office = 0; office < shape->offices; office++) {
        int parts[SHAPE_OFFICES] = {cell_number(time, shape->offices + office, type)}, count = 1;
        for (size_t i = 0; i < shape->offices; i++)
            if (shape->parents[i] == (int32_t)office)
                parts[count++] = cell_number(time, i, type);
        add_equation(adversary, cell_number(time, office, type), parts, count);
    }
}

static void add_equations(struct adversary *adversary)
{
    const struct shape *shape = adversary->shape;
    for (size_t time = 0; time < TIMES; time++)
        for (size_t node = 0; node < nodes_of(shape); node++)
            add_types(adversary, time, node);
    for (size_t node = 0; node < nodes_of(shape); node++)
        for (size_t type = 0; type <= shape->types; type++)
            add_times(adversary, node, type);
    for (size_t time = 0; time < TIMES; time++)
        for (size_t type = 0; type <= shape->types; type++)
            add_offices(adversary, time, type);
}

static int64_t inverse(int64_t n)
{
    int64_t power = 1, base = n;
    for (int64_t e = PRIME - 2; e > 0; e /= 2, base = base * base % PRIME)
        if (e % 2)
            power = power * base % PRIME;
    return power;
}

static void swap_rows(int64_t *a, int64_t *b, int columns)
{
    for (int i = 0; i < columns; i++) {
        int64_t held = a[i];
        a[i] = b[i];
        b[i] = held;
    }
}

/* Takes `times` of the pivot's row from another; what is left of the column is nothing. */
static void take_from(int64_t *row, const int64_t *pivot, int column, int columns)
{
    int64_t times = PRIME - row[column];
    if (row[column] == 0)
        return;
    for (int i = column; i < columns; i++)
        if (pivot[i])
            row[i] = (row[i] + times * pivot[i]) % PRIME;
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
        if (row != pivot)
            swap_rows(&m[row * columns], &m[pivot * columns], columns);
        int64_t *own = &m[pivot * columns], factor = inverse(own[column]);
        for (int i = column; i < columns; i++)
            own[i] = own[i] * factor % PRIME;
        for (int other = 0; other < adversary->rows; other++)
            if (other != pivot)
                take_from(&m[other * columns], own, column, columns);
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

/* What shows in any of the cubes is known. */
static int attack(const struct shape *shape, struct cells *const *cubes, size_t count)
{
    struct adversary *adversary = mem_zero(sizeof *adversary);

    adversary->shape = shape;
    for (size_t time = 0; time < TIMES; time++)
        for (size_t node = 0; node < nodes_of(shape); node++)
            for (size_t type = 0; type <= shape->types; type++) {
                struct cells_cut cut = cut_in(shape, time, node, type);
                bool is_hidden = true;
                for (size_t c = 0; c < count; c++)
                    is_hidden &= cells_get(cubes[c], &cut).is_hidden;
                adversary->column[cell_number(time, node, type)] =
                    is_hidden ? adversary->columns++ : -1;
            }
    adversary->matrix = mem_zero(
        (3 * TIMES * nodes_of(shape) * (shape->types + 1) * (size_t)adversary->columns + 1) *
        sizeof(int64_t));
    add_equations(adversary);
    int found = solve(adversary);
    free(adversary->matrix);
    free(adversary);
    return found;
}

static struct shape draw_shape(void)
{
    struct shape shape = {.offices = 1 + (size_t)draw(SHAPE_OFFICES),
                          .types = 1 + (size_t)draw(SHAPE_TYPES)};
    shape.parents[0] = -1;
    for (size_t i = 1; i < shape.offices; i++)
        shape.parents[i] = (int32_t)draw((int64_t)i);
    return shape;
}

static struct cells *open_shape(const struct shape *shape, bool has_of)
{
    struct cells *cells;
    struct err err = {0};
    const struct cells_plan plan = {.years = YEARS,
                                    .parent = shape->parents,
                                    .office_count = shape->offices,
                                    .type_count = shape->types,
                                    .small = SMALL,
                                    .has_of = has_of};
    assert_int_equal(cells_open(&plan, &cells, &err), 0);
    return cells;
}

/* Cases lie thick in some places and thin in others. */
static struct cells_at draw_at(const struct shape *shape)
{
    int64_t reach = draw(3);
    return (struct cells_at){.month = (int)draw(reach ? 12 : 4),
                             .office = (size_t)draw((int64_t)shape->offices),
                             .type = (size_t)draw(reach == 1 ? 1 : (int64_t)shape->types)};
}

static void test_nothing_can_be_found_out(void **state)
{
    int hidden = 0, shown = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= TABLES; seed++) {
        dice = seed;
        (void)draw(2);
        struct shape shape = draw_shape();
        struct cells *cells = open_shape(&shape, seed % 4 != 0);
        int64_t cases = draw(draw(2) ? 60 : 600);
        for (int64_t i = 0; i < cases; i++)
            cells_add(cells, draw_at(&shape), (struct cells_hit){1, draw(10) > 2, (int32_t)i});
        cells_hide(&cells, 1);
        int found = attack(&shape, &cells, 1);
        if (found != 0)
            fail_msg("seed %d: %d hidden cells can be found out", (int)seed, found);
        for (size_t node = 0; cases > 200 && node < nodes_of(&shape); node++) {
            struct cells_cut year = cut_in(&shape, 16, node, shape.types);
            hidden += cells_get(cells, &year).is_hidden;
            shown += !cells_get(cells, &year).is_hidden;
        }
        cells_close(cells);
    }
    assert_true(shown > 4 * hidden); /* not by hiding all */
}

/* "Closed in time" is out of what "closed" counts: what one hides the other must not show. */
static void test_rates_of_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= TABLES / 10; seed++) {
        dice = seed;
        struct shape shape = draw_shape();
        struct cells *two[] = {open_shape(&shape, false), open_shape(&shape, true)};
        for (int64_t i = 0, cases = draw(400); i < cases; i++) {
            struct cells_at at = draw_at(&shape);
            cells_add(two[0], at, (struct cells_hit){0, 1, (int32_t)i});
            cells_add(two[1], at, (struct cells_hit){1, draw(10) > 4, (int32_t)i});
        }
        cells_hide(two, 2);
        int found = attack(&shape, two, 2);
        if (found != 0)
            fail_msg("seed %d: %d hidden cells can be found out", (int)seed, found);
        cells_close(two[0]);
        cells_close(two[1]);
    }
}

/* The pattern does not hang on what else was asked for: other years, offices without cases. */
static void test_one_pattern(void **state)
{
    static const int32_t sparse[] = {-1, 0, 0, 0, 1, 1, 3, 1};
    static const size_t among[] = {0, 1, 3, 4, 5}; /* where the offices of `parents` stand in it */
    struct err err = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct cells *own = open_cells(SMALL, true), *other;
        struct cells_plan plan = {.years = 2,
                                  .parent = sparse,
                                  .office_count = 8,
                                  .type_count = TYPES,
                                  .small = SMALL,
                                  .has_of = true};
        assert_int_equal(cells_open(&plan, &other, &err), 0);
        dice = seed;
        for (int64_t i = 0, cases = draw(300); i < cases; i++) {
            struct cells_at at = {
                .month = (int)draw(12), .office = (size_t)draw(4), .type = (size_t)draw(TYPES)};
            struct cells_hit hit = {1, draw(2), (int32_t)i};
            cells_add(own, at, hit);
            at.office = among[at.office];
            at.month += 12;
            cells_add(other, at, hit);
        }
        for (int64_t i = 0, cases = draw(300); i < cases; i++)
            cells_add(other, (struct cells_at){.month = (int)draw(12), .office = among[draw(5)]},
                      (struct cells_hit){1, 1, (int32_t)i});
        cells_hide(&own, 1);
        cells_hide(&other, 1);
        for (size_t time = 0; time < TIMES; time++)
            for (size_t node = 0; node < 2 * OFFICES; node++)
                for (size_t type = 0; type <= TYPES; type++) {
                    struct cells_cut cut = cut_of(time, node, type), same;
                    same = cut;
                    same.office = among[cut.office];
                    same.first_month += 12;
                    same.last_month += 12;
                    assert_int_equal(cells_get(own, &cut).is_hidden,
                                     cells_get(other, &same).is_hidden);
                }
        cells_close(own);
        cells_close(other);
    }
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
        cmocka_unit_test(test_few_cases),
        cmocka_unit_test(test_nothing_can_be_found_out),
        cmocka_unit_test(test_rates_of_the_same),
        cmocka_unit_test(test_one_pattern),
        cmocka_unit_test(test_what_is_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
