/* test_lists.c - the reading half: order, pages, filters, what an item holds.
 *
 * Sixty tasks over ten cases, their times and roles spread by arithmetic; each filter's pages are
 * walked and compared with what a plain sort over the same sixty gives.
 */
#include "world.h"
#include <stdio.h>
#include <stdlib.h>
#include "store/lists.h"

enum { CASES = 10, TASKS = 60 };

struct made {
    int number; /* order of insertion, as the rowid */
    int status;
    int64_t due_at, opened_at;
    const char *to, *form, *assignee;
    struct id ref, case_ref;
};

static struct made made[TASKS];

static void make_task(int i)
{
    static const char *const roles[] = {"clerk", "mediator\nclerk", "head", "clerk of court"};
    made[i] = (struct made){
        .number = i,
        .status = i % 7 % 5,
        .due_at = i % 3 == 0 ? 0 : 1000 + i * 37 % 11 * 100,
        .opened_at = 500 + i * 13 % 10,
        .to = roles[i % 4],
        .form = i % 2 ? "acceptance" : "follow_up",
        .assignee = i % 7 % 5 == 0 ? ""
                    : i % 5        ? "wang"
                                   : "li",
        .ref = {{0xee, (uint8_t)i}},
        .case_ref = world_id((uint8_t)(i / 6)),
    };
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
        for (int i = c * 6; i < c * 6 + 6; i++) {
            char *key = arena_printf(&set->arena, "intake/%d", i % 6 + 1);
            struct part *part = &world_put(set, PART_TASK, key, 0)->part;
            part->ref = made[i].ref;
            part->status = made[i].status;
            part->form = slice_of(made[i].form);
            part->to = slice_of(made[i].to);
            part->assignee = slice_of(made[i].assignee);
            part->due_at = made[i].due_at;
            part->opened_at = made[i].opened_at;
        }
        assert_int_equal(world_write_once(&world, set), 0);
    }
    return &world;
}

static bool has_role(const char *to, const char *role)
{
    return strcmp(to, role) == 0 || (strcmp(to, "mediator\nclerk") == 0 &&
                                     (strcmp(role, "clerk") == 0 || strcmp(role, "mediator") == 0));
}

static bool is_wanted(const struct made *task, const struct task_filter *filter)
{
    return (!filter->case_ref || id_is_equal(filter->case_ref, &task->case_ref)) &&
           (!filter->status.len || slice_is(filter->status, task_status_words[task->status])) &&
           (!filter->assignee.len || slice_is(filter->assignee, task->assignee)) &&
           (!filter->form.len || slice_is(filter->form, task->form)) &&
           (!filter->role.len || has_role(task->to, filter->role.bytes)) &&
           (!filter->due_before || (task->due_at && task->due_at < filter->due_before));
}

static int compare_made(const void *a, const void *b)
{
    const struct made *x = a, *y = b;
    if ((x->due_at == 0) != (y->due_at == 0))
        return x->due_at == 0 ? 1 : -1;
    if (x->due_at != y->due_at)
        return x->due_at < y->due_at ? -1 : 1;
    if (x->opened_at != y->opened_at)
        return x->opened_at < y->opened_at ? -1 : 1;
    return x->number - y->number;
}

static void assert_item(const struct value *item, const struct made *task)
{
    char text[ID_TEXT_LEN + 1];
    assert_string_equal(value_get_text(item, "id"), id_to_text(&task->ref, text));
    assert_string_equal(value_get_text(item, "case"), id_to_text(&task->case_ref, text));
    assert_string_equal(value_get_text(item, "status"), task_status_words[task->status]);
    assert_string_equal(value_get_text(item, "form"), task->form);
    assert_int_equal(value_get_int(item, "due", 0), task->due_at);
    assert_int_equal(value_get_int(item, "opened_at", 0), task->opened_at);
    assert_string_equal(value_text_or(value_get(item, "assignee"), ""), task->assignee);
    assert_int_equal(value_len(value_get(item, "to")), strchr(task->to, '\n') ? 2 : 1);
    assert_non_null(value_get_text(value_get(item, "task"), "key"));
}

/* Walks every page of a filter and compares it with the plain sort. */
static size_t walk(struct world *world, struct task_filter filter, size_t limit)
{
    struct made wanted[TASKS];
    size_t count = 0, seen = 0;
    for (int i = 0; i < TASKS; i++)
        if (is_wanted(&made[i], &filter))
            wanted[count++] = made[i];
    qsort(wanted, count, sizeof *wanted, compare_made);
    filter.limit = limit;
    do {
        struct value *page;
        struct err err = {0};
        int status = list_tasks(world->reader, &filter, &world->arena, &page, &err);
        if (status != 0)
            fail_msg("%s", err.text);
        const struct value *items = value_get(page, "items");
        assert_true(value_len(items) <= limit);
        for (size_t i = 0; i < value_len(items); i++, seen++) {
            assert_true(seen < count);
            assert_item(value_item(items, i), &wanted[seen]);
        }
        const char *next = value_get_text(page, "next");
        filter.cursor = slice_of(next ? next : "");
    } while (filter.cursor.len);
    assert_int_equal(seen, count);
    return count;
}

static void walk_all(struct world *world, struct task_filter filter)
{
    assert_true(walk(world, filter, 1) > 0);
    walk(world, filter, 3);
    walk(world, filter, 7);
    walk(world, filter, 200);
}

static void test_tasks_by_every_filter(void **state)
{
    (void)state;
    struct world *world = open_world();
    const struct slice open = slice_of("open");
    struct id third = world_id(3);
    walk_all(world, (struct task_filter){.limit = 1});
    walk_all(world, (struct task_filter){.case_ref = &third});
    walk_all(world, (struct task_filter){.case_ref = &third, .status = open});
    walk_all(world, (struct task_filter){.status = open});
    walk_all(world, (struct task_filter){.status = slice_of("cancelled")});
    walk_all(world, (struct task_filter){.status = open, .role = slice_of("clerk")});
    walk_all(world, (struct task_filter){.role = slice_of("mediator")});
    struct task_filter filter = {.role = slice_of("clerk of court")};
    filter.form = slice_of("acceptance");
    walk_all(world, filter);
    walk_all(world, (struct task_filter){.assignee = slice_of("li")});
    filter = (struct task_filter){.assignee = slice_of("wang")};
    filter.status = slice_of("claimed");
    walk_all(world, filter);
    walk_all(world, (struct task_filter){.due_before = 1500});
    walk_all(world, (struct task_filter){.status = open, .due_before = 1500});
    assert_int_equal(walk(world, (struct task_filter){.role = slice_of("court")}, 5), 0);
    assert_int_equal(walk(world, (struct task_filter){.assignee = slice_of("nobody")}, 5), 0);
    world_close(world);
}

static void assert_refused(struct world *world, const char *cursor, size_t limit)
{
    const struct task_filter filter = {.cursor = slice_of(cursor), .limit = limit};
    struct value *page;
    struct err err = {0};
    assert_int_equal(list_tasks(world->reader, &filter, &world->arena, &page, &err),
                     STATUS_MALFORMED);
    assert_true(strlen(err.text) > 20);
}

static void test_what_cannot_be_asked(void **state)
{
    (void)state;
    struct world *world = open_world();
    assert_refused(world, "", 0);
    assert_refused(world, "", 201);
    assert_refused(world, "1.2", 10);
    assert_refused(world, "1.2.3.4", 10);
    assert_refused(world, "1.2.x", 10);
    assert_refused(world, "1..3", 10);
    assert_refused(world, "-1.2.3", 10);
    assert_refused(world, "1.2.99999999999999999999999", 10);
    struct task_filter tasks = {.limit = 10, .status = slice_of("opened")};
    struct case_filter cases = {.limit = 10, .status = slice_of("done")};
    struct value *page;
    struct err err = {0};
    assert_int_equal(list_tasks(world->reader, &tasks, &world->arena, &page, &err),
                     STATUS_MALFORMED);
    assert_int_equal(list_cases(world->reader, &cases, &world->arena, &page, &err),
                     STATUS_MALFORMED);
    world_close(world);
}

static void test_one_task(void **state)
{
    (void)state;
    struct world *world = open_world();
    struct part part;
    struct id case_ref, nobody = world_id(255);
    struct err err = {0};
    assert_int_equal(
        list_find_task(world->reader, &made[25].ref, &world->arena, &part, &case_ref, &err), 0);
    assert_true(id_is_equal(&case_ref, &made[25].case_ref));
    assert_true(slice_is(part.key, "intake/2"));
    assert_true(slice_is(part.to, made[25].to));
    assert_int_equal(part.due_at, made[25].due_at);
    assert_int_equal(part.status, made[25].status);
    assert_int_equal(list_find_task(world->reader, &nobody, &world->arena, &part, &case_ref, &err),
                     STATUS_NOT_FOUND);
    world_close(world);
}

/* Numbers of the cases on each page, "2,1|0" for two pages. */
static const char *case_pages(struct world *world, struct case_filter filter)
{
    struct buf out = {0};
    do {
        struct value *page;
        struct err err = {0};
        assert_int_equal(list_cases(world->reader, &filter, &world->arena, &page, &err), 0);
        const struct value *items = value_get(page, "items");
        for (size_t i = 0; i < value_len(items); i++)
            buf_printf(&out, "%s%s", i ? "," : "",
                       value_text_or(value_get(value_item(items, i), "number"), "-") + 4);
        const char *next = value_get_text(page, "next");
        filter.cursor = slice_of(next ? next : "");
        buf_add_text(&out, next ? "|" : "");
    } while (filter.cursor.len);
    const char *text = arena_copy(&world->arena, buf_slice(&out)).bytes;
    buf_close(&out);
    return text;
}

static void test_cases(void **state)
{
    (void)state;
    struct world *world = open_world();
    struct case_image image;
    struct err err = {0};
    for (uint8_t i = 2; i < 5; i++) {
        struct id ref = world_id(i);
        assert_int_equal(reader_load(world->reader, &ref, &world->arena, &image, &err), 0);
        image.row.status = i == 2 ? CASE_PARKED : CASE_CLOSED;
        image.row.stage = slice_of("performance");
        world_take_turns(world, &image.row, 1);
    }
    assert_string_equal(case_pages(world, (struct case_filter){.limit = 4}), "9,8,7,6|5,4,3,2|1,0");
    assert_string_equal(case_pages(world, (struct case_filter){.limit = 5}), "9,8,7,6,5|4,3,2,1,0");
    assert_string_equal(
        case_pages(world, (struct case_filter){.limit = 9, .status = slice_of("open")}),
        "9,8,7,6,5,1,0");
    assert_string_equal(
        case_pages(world, (struct case_filter){.limit = 9, .status = slice_of("closed")}), "4,3");
    assert_string_equal(case_pages(world, (struct case_filter){.limit = 1,
                                                               .status = slice_of("parked"),
                                                               .stage = slice_of("performance")}),
                        "2");
    assert_string_equal(
        case_pages(world, (struct case_filter){.limit = 9, .number = slice_of("V-007")}), "7");
    assert_string_equal(
        case_pages(world, (struct case_filter){.limit = 9, .workflow = slice_of("petition")}), "");
    world_close(world);
}

static void test_incidents_and_events(void **state)
{
    (void)state;
    struct world *world = open_world();
    struct case_row row = world_row(90);
    for (uint8_t i = 0; i < 5; i++) {
        struct write_set *set = world_set(world, &row, 1);
        set->rows[0].body =
            slice_of(arena_printf(&set->arena, "{\"event\":{\"kind\":\"signal\",\"n\":%d}}", i));
        write_set_add(set, OP_INCIDENT)->incident =
            (struct incident_row){.ref = {{0xdd, i}},
                                  .case_ref = row.ref,
                                  .at = 100 + i,
                                  .ended_at = i == 2 ? 200 : 0,
                                  .kind = slice_of("script"),
                                  .code = slice_of("script_failed"),
                                  .body = slice_of("{\"message\":\"no such role\"}")};
        assert_int_equal(world_write(world, set), 0);
        row = set->row;
        write_set_close(set);
    }
    struct value *page, *events;
    struct err err = {0};
    struct incident_filter failed = {.only_open = true, .limit = 3};
    assert_int_equal(list_incidents(world->reader, &failed, &world->arena, &page, &err), 0);
    const struct value *items = value_get(page, "items");
    assert_int_equal(value_len(items), 3);
    assert_int_equal(value_get_int(value_item(items, 0), "at", 0), 104);
    assert_int_equal(value_get_int(value_item(items, 2), "at", 0), 101); /* 102 has ended */
    assert_string_equal(value_get_text(value_get(value_item(items, 0), "incident"), "message"),
                        "no such role");
    failed.cursor = slice_of(value_get_text(page, "next"));
    assert_int_equal(list_incidents(world->reader, &failed, &world->arena, &page, &err), 0);
    assert_int_equal(value_len(value_get(page, "items")), 1);
    assert_true(value_is_nil(value_get(page, "next")));
    failed = (struct incident_filter){.limit = 9};
    assert_int_equal(list_incidents(world->reader, &failed, &world->arena, &page, &err), 0);
    assert_int_equal(value_len(value_get(page, "items")), 5);

    struct event_filter stream = {.after = CASES + 1, .limit = 2};
    int64_t last;
    assert_int_equal(list_events(world->reader, &stream, &world->arena, &events, &last, &err), 0);
    assert_int_equal(last, CASES + 3);
    assert_int_equal(value_len(events), 2);
    const struct value *event = value_item(events, 0);
    assert_int_equal(value_get_int(event, "id", 0), CASES + 2);
    assert_int_equal(value_get_int(event, "seq", 0), 2);
    assert_int_equal(value_get_int(value_get(event, "event"), "n", -1), 1);
    char text[ID_TEXT_LEN + 1];
    assert_string_equal(value_get_text(event, "case"), id_to_text(&row.ref, text));
    world_close(world);
}

/* What was settled is seen by whoever asks next (rules.md E15). */
static void test_a_list_is_fresh(void **state)
{
    (void)state;
    struct world *world = open_world();
    struct case_row row = world_row(91);
    for (int i = 0; i < 20; i++) {
        world_take_turns(world, &row, 1);
        struct value *page;
        struct err err = {0};
        struct case_filter filter = {.limit = 1};
        assert_int_equal(list_cases(world->reader, &filter, &world->arena, &page, &err), 0);
        assert_int_equal(value_get_int(value_item(value_get(page, "items"), 0), "seq", 0), i + 1);
    }
    world_close(world);
}

static void test_lists_come_from_sqlite_only(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, WORLD_SIMULATED);
    struct value *page;
    struct err err = {0};
    struct case_filter filter = {.limit = 1};
    assert_int_equal(list_cases(world.reader, &filter, &world.arena, &page, &err), STATUS_LATER);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tasks_by_every_filter),
        cmocka_unit_test(test_what_cannot_be_asked),
        cmocka_unit_test(test_one_task),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_incidents_and_events),
        cmocka_unit_test(test_a_list_is_fresh),
        cmocka_unit_test(test_lists_come_from_sqlite_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
