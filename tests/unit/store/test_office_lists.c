/* test_office_lists.c - the outbox and the notices as people see them: whose they are, what is
 * unread, pages and counts.
 */
#include "world.h"
#include <stdio.h>
#include "store/lists.h"

static struct world world;
static struct err err;

static void add_notice(struct write_set *set, uint8_t number, const char *person, const char *role,
                       const char *office)
{
    write_set_add(set, OP_NOTICE)->notice = (struct notice_row){
        .ref = world_id(number),
        .case_ref = set->has_case ? set->row.ref : world_id(0),
        .at = number,
        .not_before = number == 9 ? 5000 : number,
        .office = slice_of(office),
        .person = slice_of(person),
        .role = slice_of(role),
        .name = slice_of("returned"),
        .body = slice_of("{\"n\":1}"),
    };
}

static void read_by(uint8_t number, const char *person)
{
    struct write_set *set = world_plain_set(&world);
    write_set_add(set, OP_NOTICE_READ)->notice_read =
        (struct notice_read_row){.notice = world_id(number), .person = slice_of(person), .at = 77};
    assert_int_equal(world_write_once(&world, set), 0);
}

static void open_world(void)
{
    world_open(&world, WORLD_SQLITE);
    struct case_row row = world_row(1);
    row.number = slice_of("V-1");
    struct write_set *set = world_set(&world, &row, 1);
    add_notice(set, 1, "wang", "", "");
    add_notice(set, 2, "", "clerk", "320583");
    add_notice(set, 3, "", "clerk", "320500");
    add_notice(set, 4, "", "head", "320583");
    add_notice(set, 5, "li", "", "");
    add_notice(set, 6, "", "clerk", ""); /* of all offices */
    add_notice(set, 7, "wang", "", "");
    add_notice(set, 9, "wang", "", ""); /* not before 5000 */
    assert_int_equal(world_write_once(&world, set), 0);
}

static const struct value *hold(const char *role, const char *office)
{
    struct value *pair = value_list(&world.arena), *list = value_list(&world.arena);
    value_push(&world.arena, pair, value_string(&world.arena, role));
    value_push(&world.arena, pair, value_string(&world.arena, office));
    value_push(&world.arena, list, pair);
    return list;
}

/* The numbers of the notices on all pages, newest first, as text. */
static const char *seen(struct notice_filter filter, int64_t all, int64_t unread)
{
    static char text[100];
    struct value *page;
    size_t len = 0;
    text[0] = '\0';
    filter.limit = 2;
    do {
        assert_int_equal(list_notices(world.reader, &filter, &world.arena, &page, &err), 0);
        const struct value *items = value_get(page, "items"), *counts = value_get(page, "counts");
        assert_int_equal(value_get(counts, "all")->integer, all);
        assert_int_equal(value_get(counts, "unread")->integer, unread);
        for (size_t i = 0; i < value_len(items); i++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%d ",
                                    (int)value_get(value_item(items, i), "at")->integer);
        filter.cursor = slice_of(value_text_or(value_get(page, "next"), ""));
    } while (filter.cursor.len);
    return text;
}

static void test_notices_of_a_person_and_their_roles(void **state)
{
    (void)state;
    open_world();
    struct notice_filter filter = {.person = slice_of("wang"), .now_ms = 1000};
    assert_string_equal(seen(filter, 2, 2), "7 1 ");
    filter.holds = hold("clerk", "320583");
    assert_string_equal(seen(filter, 4, 4), "7 6 2 1 ");
    filter.holds = hold("clerk", ""); /* everywhere */
    assert_string_equal(seen(filter, 5, 5), "7 6 3 2 1 ");
    filter.now_ms = 5000;
    assert_string_equal(seen(filter, 6, 6), "9 7 6 3 2 1 ");
    filter.now_ms = 1000;
    read_by(6, "li"); /* somebody else's reading is not ours */
    assert_string_equal(seen(filter, 5, 5), "7 6 3 2 1 ");
    read_by(6, "wang");
    read_by(1, "wang");
    filter.only_unread = true;
    assert_string_equal(seen(filter, 5, 3), "7 3 2 ");
    filter.person = slice_of(""); /* who has no name has no notices of their own */
    filter.holds = NULL;
    assert_string_equal(seen(filter, 0, 0), "");
    struct value *page;
    filter = (struct notice_filter){.person = slice_of("wang"), .now_ms = 1000, .limit = 9};
    assert_int_equal(list_notices(world.reader, &filter, &world.arena, &page, &err), 0);
    const struct value *item = value_item(value_get(page, "items"), 1);
    assert_true(value_is_text(value_get(item, "number"), "V-1"));
    assert_int_equal(value_get(item, "read_at")->integer, 77);
    assert_int_equal(value_get(value_get(item, "notice"), "n")->integer, 1);
    filter.limit = 0;
    assert_int_equal(list_notices(world.reader, &filter, &world.arena, &page, &err),
                     STATUS_MALFORMED);
    world_close(&world);
}

static void test_whose_notice_it_is(void **state)
{
    (void)state;
    open_world();
    struct notice_filter filter = {
        .person = slice_of("wang"), .now_ms = 1000, .holds = hold("clerk", "320583")};
    struct id mine = world_id(1), of_role = world_id(2), elsewhere = world_id(3),
              another = world_id(5), later = world_id(9);
    assert_int_equal(list_find_notice(world.reader, &filter, &mine, &err), 0);
    assert_int_equal(list_find_notice(world.reader, &filter, &of_role, &err), 0);
    assert_int_equal(list_find_notice(world.reader, &filter, &elsewhere, &err), STATUS_NOT_FOUND);
    assert_int_equal(list_find_notice(world.reader, &filter, &another, &err), STATUS_NOT_FOUND);
    assert_int_equal(list_find_notice(world.reader, &filter, &later, &err), STATUS_NOT_FOUND);
    world_close(&world);
}

static void test_effects(void **state)
{
    (void)state;
    open_world();
    struct case_row row = world_row(2);
    struct write_set *set = world_set(&world, &row, 1);
    for (uint8_t i = 0; i < 5; i++)
        write_set_add(set, OP_EFFECT)->effect = (struct effect_row){
            .ref = world_id((uint8_t)(60 + i)),
            .case_ref = row.ref,
            .key = slice_of("1"),
            .target = slice_of(i % 2 ? "court" : "sms"),
            .kind = slice_of("webhook"),
            .status = i == 3 ? EFFECT_DEAD : EFFECT_PENDING,
            .at = i,
            .next_at = i,
            .body = slice_of("{}"),
            .error = slice_of(i == 3 ? "refused" : ""),
        };
    assert_int_equal(world_write_once(&world, set), 0);
    struct effect_filter filter = {.limit = 2};
    struct value *page;
    int64_t next = 4;
    do {
        assert_int_equal(list_effects(world.reader, &filter, &world.arena, &page, &err), 0);
        const struct value *items = value_get(page, "items");
        for (size_t i = 0; i < value_len(items); i++)
            assert_int_equal(value_get(value_item(items, i), "at")->integer, next--);
        filter.cursor = slice_of(value_text_or(value_get(page, "next"), ""));
    } while (filter.cursor.len);
    assert_int_equal(next, -1);
    filter = (struct effect_filter){.limit = 9, .status = slice_of("dead")};
    assert_int_equal(list_effects(world.reader, &filter, &world.arena, &page, &err), 0);
    assert_int_equal(value_len(value_get(page, "items")), 1);
    const struct value *item = value_item(value_get(page, "items"), 0);
    assert_true(value_is_text(value_get(item, "error"), "refused"));
    assert_true(value_is_text(value_get(item, "status"), "dead"));
    filter = (struct effect_filter){.limit = 9, .target = slice_of("sms"), .case_ref = &row.ref};
    assert_int_equal(list_effects(world.reader, &filter, &world.arena, &page, &err), 0);
    assert_int_equal(value_len(value_get(page, "items")), 3);
    struct id other = world_id(1);
    filter.case_ref = &other;
    assert_int_equal(list_effects(world.reader, &filter, &world.arena, &page, &err), 0);
    assert_int_equal(value_len(value_get(page, "items")), 0);
    filter = (struct effect_filter){.limit = 9, .status = slice_of("lost")};
    assert_int_equal(list_effects(world.reader, &filter, &world.arena, &page, &err),
                     STATUS_MALFORMED);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notices_of_a_person_and_their_roles),
        cmocka_unit_test(test_whose_notice_it_is),
        cmocka_unit_test(test_effects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
