/* test_work.c - lists of work: mine and the group's, never mixed, in one order on every page.
 *
 * Tasks are spread over offices, ranks, people and times by arithmetic; the pages of each filter
 * are compared with what a plain sort over the same tasks gives.
 */
#include "world.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include "store/lists_work.h"
#include "store/tables.h"

enum { CASES = 10, EACH = 12, TASKS = CASES * EACH };

struct made {
    int number, status, rank;
    int64_t due_at, opened_at, follow_up;
    const char *office, *words, *assignee;
    struct id ref;
};

static struct made made[TASKS];

static void make_task(int i)
{
    static const char *const offices[] = {"370102", "370102003", "370102"};
    static const char *const words[] = {"clerk", "mediator\nclerk", "head", "clerk\n!wang", "@li"};
    int status = i % 7 < 4 ? 0 : i % 7 < 6 ? 1 : 2;
    made[i] = (struct made){
        .number = i,
        .status = status,
        .rank = i % 5 == 0   ? 0
                : i % 3 == 0 ? 1
                             : 2,
        .due_at = i % 4 == 0 ? 0 : 1000 + i * 37 % 11 * 100,
        .opened_at = 500 + i * 13 % 10,
        .follow_up = status == 1 && i % 2 ? 2000 + i : 0,
        .office = offices[i % 3],
        .words = words[i * 7 % 5],
        .assignee = status == 0 ? ""
                    : i % 4     ? "wang"
                                : "li",
        .ref = {{0xee, (uint8_t)i}},
    };
}

static struct part *put_task(struct write_set *set, const struct made *task)
{
    char *key = arena_printf(&set->arena, "intake/%d", task->number);
    struct part *part = &world_put(set, PART_TASK, key, 0)->part;
    part->ref = task->ref;
    part->status = task->status;
    part->form = slice_of("decide");
    part->to = slice_of("clerk");
    part->assignee = slice_of(task->assignee);
    part->due_at = task->due_at;
    part->opened_at = task->opened_at;
    part->office = slice_of(task->office);
    part->words = slice_of(task->words);
    part->rank = task->rank;
    part->follow_up = task->follow_up;
    return part;
}

static struct world *open_world(void)
{
    static struct world world;
    world_open(&world, WORLD_SQLITE);
    for (int i = 0; i < TASKS; i++)
        make_task(i);
    for (int c = 0; c < CASES; c++) {
        struct case_row row = world_row((uint8_t)c);
        char number[16];
        snprintf(number, sizeof number, "V-%03d", c);
        row.number = slice_of(number);
        struct write_set *set = world_set(&world, &row, 1);
        for (int i = c * EACH; i < (c + 1) * EACH; i++)
            put_task(set, &made[i]);
        assert_int_equal(world_write_once(&world, set), 0);
    }
    return &world;
}

/* ---- what a plain sort gives ---- */

static bool has_line(const char *lines, struct slice word)
{
    while (*lines) {
        size_t len = strcspn(lines, "\n");
        if (len == word.len && memcmp(lines, word.bytes, len) == 0)
            return true;
        lines += len + (lines[len] != '\0');
    }
    return false;
}

static bool is_of(const struct made *task, const struct work_source *source)
{
    if (source->kind == WORK_MINE)
        return task->status == 1 && slice_is(source->name, task->assignee);
    if (source->kind == WORK_OFFICE)
        return task->status < 2 && slice_is(source->name, task->office);
    bool is_for = source->word_count == 0;
    for (size_t i = 0; i < source->word_count; i++)
        is_for = is_for || has_line(task->words, source->words[i]);
    bool is_there = source->kind == WORK_NAMED
                        ? strchr(task->words, '@') != NULL
                        : !source->name.bytes || slice_is(source->name, task->office);
    return task->status == 0 && is_for && is_there;
}

static bool is_wanted(const struct made *task, const struct work_filter *filter)
{
    bool is = false;
    for (size_t i = 0; i < filter->source_count; i++) {
        bool is_here = is_of(task, &filter->sources[i]);
        for (size_t k = 0; is_here && filter->sources[i].kind != WORK_MINE && k < filter->not_count;
             k++)
            is_here = !has_line(task->words, filter->not_for[k]);
        is = is || is_here;
    }
    if (filter->due_before && (task->due_at == 0 || task->due_at >= filter->due_before))
        return false;
    if (filter->follow_up_until && (!task->follow_up || task->follow_up > filter->follow_up_until))
        return false;
    return is;
}

static int compare_made(const void *a, const void *b)
{
    const struct made *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank - y->rank;
    if ((x->due_at == 0) != (y->due_at == 0))
        return x->due_at == 0 ? 1 : -1;
    if (x->due_at != y->due_at)
        return x->due_at < y->due_at ? -1 : 1;
    if (x->opened_at != y->opened_at)
        return x->opened_at < y->opened_at ? -1 : 1;
    return x->number - y->number;
}

static size_t walk(struct world *world, struct work_filter filter, size_t limit)
{
    struct made wanted[TASKS];
    size_t count = 0, seen = 0;
    char text[ID_TEXT_LEN + 1];
    struct err err = {0};
    for (int i = 0; i < TASKS; i++)
        if (is_wanted(&made[i], &filter))
            wanted[count++] = made[i];
    qsort(wanted, count, sizeof *wanted, compare_made);
    filter.limit = limit;
    do {
        struct value *page;
        if (list_work(world->reader, &filter, &world->arena, &page, &err) != 0)
            fail_msg("%s", err.text);
        const struct value *items = value_get(page, "items");
        assert_true(value_len(items) <= limit);
        for (size_t i = 0; i < value_len(items); i++, seen++) {
            assert_true(seen < count);
            assert_string_equal(value_get_text(value_item(items, i), "id"),
                                id_to_text(&wanted[seen].ref, text));
        }
        const char *next = value_get_text(page, "next");
        filter.cursor = slice_of(next ? next : "");
    } while (filter.cursor.len);
    assert_int_equal(seen, count);
    int64_t counted;
    assert_int_equal(list_work_count(world->reader, &filter, &world->arena, &counted, &err), 0);
    assert_int_equal(counted, (int64_t)count);
    return count;
}

static size_t walk_all(struct world *world, struct work_filter filter)
{
    walk(world, filter, 1);
    walk(world, filter, 3);
    walk(world, filter, 7);
    return walk(world, filter, 200);
}

static const struct slice clerk[] = {
    {"clerk", 5}
};
static const struct slice mediator[] = {
    {"mediator", 8},
    {"head",     4}
};
static const struct slice li[] = {
    {"@li", 3}
};
static const struct slice not_wang[] = {
    {"!wang", 5}
};

#define FILTER(...)                                                                                \
    (struct work_filter)                                                                           \
    {                                                                                              \
        .sources = (const struct work_source[]){__VA_ARGS__},                                      \
        .source_count =                                                                            \
            sizeof((const struct work_source[]){__VA_ARGS__}) / sizeof(struct work_source)         \
    }
#define MINE(name)                                                                                 \
    {                                                                                              \
        WORK_MINE, {name, sizeof name - 1}, NULL, 0                                                \
    }
#define TOWN(words)                                                                                \
    {                                                                                              \
        WORK_GROUP, {"370102003", 9}, words, sizeof words / sizeof *words                          \
    }
#define AREA(words)                                                                                \
    {                                                                                              \
        WORK_GROUP, {"370102", 6}, words, sizeof words / sizeof *words                             \
    }

static void test_pages_of_every_list(void **state)
{
    (void)state;
    struct world *world = open_world();
    assert_true(walk_all(world, FILTER(MINE("wang"))) > 10);
    assert_true(walk_all(world, FILTER(MINE("wang"), MINE("li"))) > 20);
    assert_true(walk_all(world, FILTER(TOWN(clerk))) > 5);
    assert_true(walk_all(world, FILTER(TOWN(clerk), AREA(mediator))) > 10);
    assert_true(walk_all(world, FILTER({
                                    WORK_GROUP, {NULL, 0},
                                     clerk, 1
    })) > 10);
    assert_true(walk_all(world, FILTER({
                                    WORK_GROUP, {NULL, 0},
                                     NULL, 0
    })) > 30);
    assert_true(walk_all(world, FILTER(
                                    {
                                        WORK_NAMED, {"", 0},
                                         li, 1
    },
                                    TOWN(clerk))) > 5);
    assert_true(walk_all(world, FILTER({
                                    WORK_OFFICE, {"370102", 6},
                                     NULL, 0
    })) > 30);
    struct work_filter filter = FILTER(AREA(clerk));
    size_t with = walk_all(world, filter);
    filter.not_for = not_wang;
    filter.not_count = 1;
    assert_true(walk_all(world, filter) < with); /* who is excluded does not see it */
    filter = FILTER(MINE("wang"), AREA(clerk));
    filter.due_before = 1500;
    assert_true(walk_all(world, filter) > 3);
    filter = FILTER(MINE("wang"));
    filter.follow_up_until = 2060;
    assert_true(walk_all(world, filter) > 2);
    assert_int_equal(walk(world, FILTER(MINE("nobody")), 5), 0);
    world_close(world);
}

/* digiwf-core#406: work of the group must be claimed; then it is somebody's and nobody else's. */
static void test_group_tasks_and_mine_do_not_mix(void **state)
{
    (void)state;
    struct world *world = open_world();
    struct work_filter group = FILTER({
                           WORK_GROUP, {NULL, 0},
                            NULL, 0
    }),
                       mine = FILTER(MINE("li"));
    size_t before = walk(world, group, 200), had = walk(world, mine, 200);
    int taken = 0;
    while (made[taken].status != 0)
        taken++;
    made[taken].status = 1;
    made[taken].assignee = "li";
    struct case_image image;
    struct err err = {0};
    struct id ref = world_id((uint8_t)(taken / EACH));
    assert_int_equal(reader_load(world->reader, &ref, &world->arena, &image, &err), 0);
    struct write_set *set = world_set(world, &image.row, 1);
    put_task(set, &made[taken]);
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(walk(world, group, 200), before - 1);
    assert_int_equal(walk(world, mine, 200), had + 1);
    world_close(world);
}

/* Every list reads its entries off an index in the order of the list: nothing is sorted, and no
 * table is read but for what is shown. */
static void test_lists_of_work_come_off_indices(void **state)
{
    (void)state;
    struct world *world = open_world();
    char path[128], sql[600];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/comity.db", world->directory);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (int kind = WORK_MINE; kind <= WORK_OFFICE; kind++) {
        sqlite3_stmt *stmt;
        int lines = 0;
        snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", list_work_sql((enum work_kind)kind));
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
        for (; sqlite3_step(stmt) == SQLITE_ROW; lines++) {
            const char *plan = (const char *)sqlite3_column_text(stmt, 3);
            if (!strstr(plan, "USING COVERING INDEX") || strstr(plan, "SCAN") ||
                strstr(plan, "TEMP B-TREE"))
                fail_msg("list %d: %s", kind, plan);
        }
        assert_int_equal(lines, 1);
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
    world_close(world);
}

/* Turns and pages of a case ask for its incidents, and none is ever deleted. */
static void test_incidents_of_a_case_come_off_an_index(void **state)
{
    (void)state;
    struct world *world = open_world();
    char path[128], sql[400];
    sqlite3 *db;
    sqlite3_stmt *stmt;
    snprintf(path, sizeof path, "%s/comity.db", world->directory);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", incidents_of_case_sql());
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 3),
                        "SEARCH incidents USING INDEX incidents_case (case_id=?)");
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    world_close(world);
}

/* A hundred thousand open tasks of one office: the first page, the last, the count. */
static void test_a_hundred_thousand_tasks(void **state)
{
    enum { MANY_CASES = 200, OF_EACH = 500 };
    static struct world world;
    (void)state;
    world_open(&world, WORLD_SQLITE);
    for (int c = 0; c < MANY_CASES; c++) {
        struct case_row row = world_row((uint8_t)c);
        row.number = slice_of("");
        struct write_set *set = world_set(&world, &row, 1);
        for (int i = 0; i < OF_EACH; i++) {
            int n = c * OF_EACH + i;
            struct made task = {.number = n,
                                .rank = 2,
                                .due_at = 1000 + n * 7 % 50000,
                                .opened_at = 500,
                                .office = "370102",
                                .words = n % 1000 == 0 ? "head" : "clerk",
                                .assignee = "",
                                .ref = {{0xee, (uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16)}}};
            put_task(set, &task);
        }
        assert_int_equal(world_write_once(&world, set), 0);
    }
    struct work_filter filter = FILTER(AREA(clerk));
    struct value *page;
    struct err err = {0};
    filter.limit = 50;
    assert_int_equal(list_work(world.reader, &filter, &world.arena, &page, &err), 0);
    assert_int_equal(value_len(value_get(page, "items")), 50);
    assert_true(world.arena.used < 4 << 20); /* the others were not gathered */
    filter = FILTER(AREA(mediator));         /* a hundred of them for the head */
    filter.limit = 200;
    assert_int_equal(list_work(world.reader, &filter, &world.arena, &page, &err), 0);
    assert_int_equal(value_len(value_get(page, "items")), 100);
    int64_t count;
    filter = FILTER(AREA(clerk));
    assert_int_equal(list_work_count(world.reader, &filter, &world.arena, &count, &err), 0);
    assert_int_equal(count, WORK_COUNT_MOST);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_of_every_list),
        cmocka_unit_test(test_group_tasks_and_mine_do_not_mix),
        cmocka_unit_test(test_lists_of_work_come_off_indices),
        cmocka_unit_test(test_incidents_of_a_case_come_off_an_index),
        cmocka_unit_test(test_a_hundred_thousand_tasks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
