/* test_figures.c - which cases a report folds again: all the first time, then each that has moved
 * once and no other, however many turns it took and whatever moves meanwhile; and that what has not
 * moved is not read.
 */
#include "world.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include "store/figures.h"
#include "store/tables.h"

enum { CASES = 7, PAGE = 2 };

struct stand {
    struct world world;
    struct case_row cases[CASES];
    struct figures *figures;
};

static void open_stand(struct stand *stand)
{
    struct err err = {0};
    world_open(&stand->world, WORLD_SQLITE);
    for (int i = 0; i < CASES; i++) {
        stand->cases[i] = world_row((uint8_t)(i + 1));
        world_take_turns(&stand->world, &stand->cases[i], 2);
    }
    assert_int_equal(figures_open(stand->world.reader, &stand->figures, &err), 0);
}

static void close_stand(struct stand *stand)
{
    char path[128];
    figures_close(stand->figures);
    snprintf(path, sizeof path, "%s/figures.db", stand->world.directory);
    assert_int_equal(remove(path), 0);
    world_close(&stand->world);
}

static void move(struct stand *stand, int number, size_t turns)
{
    world_take_turns(&stand->world, &stand->cases[number - 1], turns);
}

/* The numbers of the cases that are given, in their order; `mover` takes a turn behind each page.
 */
static const char *changed(struct stand *stand, int mover)
{
    struct arena *arena = &stand->world.arena;
    const char *said = "";
    struct err err = {0};
    size_t count = PAGE;

    while (count == PAGE) {
        struct case_row *rows;
        assert_int_equal(
            figures_changed(stand->figures, stand->world.reader, PAGE, arena, &rows, &count, &err),
            0);
        for (size_t i = 0; i < count; i++) {
            said = arena_printf(arena, "%s%d", said, rows[i].ref.bytes[ID_BYTES - 1]);
            const struct case_row *kept = &stand->cases[rows[i].ref.bytes[ID_BYTES - 1] - 1];
            assert_int_equal(rows[i].seq, kept->seq); /* as it is now */
        }
        if (mover)
            move(stand, mover, 1);
    }
    return said;
}

static const char *refresh(struct stand *stand, int mover)
{
    struct err err = {0};
    assert_int_equal(figures_begin(stand->figures, &err), 0);
    const char *said = changed(stand, mover);
    assert_int_equal(figures_end(stand->figures, stand->world.reader, &err), 0);
    return said;
}

static void each_that_moved_once(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(&stand);
    assert_string_equal(refresh(&stand, 0), "1234567");
    assert_string_equal(refresh(&stand, 0), "");
    move(&stand, 5, 1);
    assert_string_equal(refresh(&stand, 0), "5");
    move(&stand, 6, 3);
    move(&stand, 2, 1);
    move(&stand, 6, 1);
    move(&stand, 7, 2);
    move(&stand, 2, 2);
    assert_string_equal(refresh(&stand, 0), "627");
    assert_string_equal(refresh(&stand, 0), "");
    for (int number = CASES; number > 0; number--)
        move(&stand, number, 1);
    assert_string_equal(refresh(&stand, 0), "7654321");
    close_stand(&stand);
}

/* What moves while they are given is given the next time, and does not keep this one going. */
static void what_moves_meanwhile_is_next(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(&stand);
    assert_string_equal(refresh(&stand, 1), "1234567");
    assert_string_equal(refresh(&stand, 0), "1");
    for (int number = 3; number <= 6; number++)
        move(&stand, number, 1);
    assert_string_equal(refresh(&stand, 7), "3456");
    assert_string_equal(refresh(&stand, 0), "7");
    assert_string_equal(refresh(&stand, 0), "");
    close_stand(&stand);
}

static void all_again_when_asked(void **state)
{
    struct stand stand;
    struct err err = {0};
    (void)state;
    open_stand(&stand);
    assert_string_equal(refresh(&stand, 0), "1234567");
    move(&stand, 3, 1);
    assert_int_equal(figures_begin(stand.figures, &err), 0);
    figures_take_all(stand.figures);
    assert_string_equal(changed(&stand, 0), "1234567");
    figures_undo(stand.figures); /* nothing of it was kept */
    assert_string_equal(refresh(&stand, 0), "3");
    assert_int_equal(figures_begin(stand.figures, &err), 0);
    assert_int_equal(figures_forget(stand.figures, &err), 0);
    assert_string_equal(changed(&stand, 0), "1234567");
    assert_int_equal(figures_end(stand.figures, stand.world.reader, &err), 0);
    assert_string_equal(refresh(&stand, 0), "");
    close_stand(&stand);
}

/* Every report asks, and most of a million cases have not moved. */
static void what_has_not_moved_is_not_read(void **state)
{
    static const char *const plans[] = {"SEARCH journal USING INTEGER PRIMARY KEY (rowid>? AND "
                                        "rowid<?)",
                                        "SEARCH cases USING INTEGER PRIMARY KEY (rowid=?)"};
    struct stand stand;
    char path[128], sql[800];
    sqlite3 *db;
    sqlite3_stmt *stmt;
    (void)state;
    open_stand(&stand);
    snprintf(path, sizeof path, "%s/comity.db", stand.world.directory);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", cases_moved_sql());
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        assert_string_equal((const char *)sqlite3_column_text(stmt, 3), plans[i]);
    }
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE); /* nothing is sorted */
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    close_stand(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_that_moved_once),
        cmocka_unit_test(what_moves_meanwhile_is_next),
        cmocka_unit_test(all_again_when_asked),
        cmocka_unit_test(what_has_not_moved_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
