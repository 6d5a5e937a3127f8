/* test_value.c - trees: order of members, copies that share nothing, reading that never meets NULL.
 */
#include "lib/check.h"
#include <stdlib.h>
#include "data/canon.h"

static struct arena arena;

static int arena_setup(void **state)
{
    (void)state;
    arena = (struct arena){0};
    return 0;
}

static int arena_teardown(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static struct value *number(int64_t integer)
{
    return value_int(&arena, integer);
}

static void check_sorted(const struct value *map)
{
    for (size_t i = 1; i < map->map.len; i++)
        assert_true(slice_compare(map->map.members[i - 1].key, map->map.members[i].key) < 0);
}

/* All orders of five keys, among them the empty one, a prefix of another and a non-ASCII one. */
static void put_orders(const char **keys, int from, int count)
{
    if (from < count) {
        for (int i = from; i < count; i++) {
            const char *kept = keys[from];
            keys[from] = keys[i];
            keys[i] = kept;
            put_orders(keys, from + 1, count);
            keys[i] = keys[from];
            keys[from] = kept;
        }
        return;
    }
    struct value *map = value_map(&arena);
    for (int i = 0; i < count; i++) {
        value_put(&arena, map, keys[i], number(i));
        check_sorted(map);
        assert_int_equal(map->map.len, i + 1);
    }
    for (int i = 0; i < count; i++)
        assert_int_equal(value_get_int(map, keys[i], -1), i);
    assert_string_equal(map->map.members[0].key.bytes, "");
    assert_string_equal(map->map.members[4].key.bytes, "案");
    assert_true(value_is_nil(value_get(map, "abc")));
    assert_true(value_is_nil(value_get(map, "zz")));
    arena_clear(&arena);
}

static void test_every_order(void **state)
{
    (void)state;
    const char *keys[] = {"a", "ab", "b", "", "案"};
    put_orders(keys, 0, 5);
}

static void test_many_members(void **state)
{
    (void)state;
    struct value *map = value_map(&arena);
    uint32_t word = 1;
    for (int i = 0; i < 3000; i++) {
        word = word * 1664525u + 1013904223u;
        value_put(&arena, map, arena_printf(&arena, "%u", word >> 20), number(i));
    }
    check_sorted(map);
    assert_true(map->map.len > 1000 && map->map.len < 3000); /* some keys came twice */
}

static void test_put_replaces_and_removes(void **state)
{
    (void)state;
    struct value *map = value_map(&arena);
    value_put(&arena, map, "b", number(1));
    value_put(&arena, map, "a", number(2));
    value_put(&arena, map, "c", number(3));
    value_put(&arena, map, "b", number(4));
    assert_int_equal(value_len(map), 3);
    assert_int_equal(value_get_int(map, "b", 0), 4);
    value_put(&arena, map, "b", &value_nil);
    assert_int_equal(value_len(map), 2);
    assert_true(value_is_nil(value_get(map, "b")));
    value_put(&arena, map, "none", &value_nil);
    value_put(&arena, map, "a", NULL);
    value_put(&arena, map, "c", value_string(&arena, NULL));
    assert_int_equal(value_len(map), 0);
    assert_string_equal(canon_text(&arena, map).bytes, "{}");
}

static void test_key_and_text_are_copied(void **state)
{
    (void)state;
    char key[] = "key", text[] = "text";
    struct value *map = value_map(&arena);
    value_put_slice(&arena, map, (struct slice){.bytes = key, .len = 2},
                    value_string(&arena, text));
    memset(key, 'x', 3);
    memset(text, 'x', 4);
    assert_string_equal(canon_text(&arena, map).bytes, "{\"ke\":\"text\"}");
    struct value *part = value_text(&arena, (struct slice){.bytes = "abcdef", .len = 3});
    assert_string_equal(value_text_or(part, ""), "abc"); /* a NUL follows */
}

static void test_keys_may_hold_any_byte(void **state)
{
    (void)state;
    struct value *map = value_map(&arena);
    value_put_slice(&arena, map, (struct slice){.bytes = "a\0b", .len = 3}, number(1));
    value_put_slice(&arena, map, (struct slice){.bytes = "a\0c", .len = 3}, number(2));
    value_put(&arena, map, "a", number(3));
    assert_int_equal(value_len(map), 3);
    assert_int_equal(value_get_int(map, "a", 0), 3);
    assert_string_equal(canon_text(&arena, map).bytes, "{\"a\":3,\"a\\u0000b\":1,\"a\\u0000c\":2}");
}

static void test_list(void **state)
{
    (void)state;
    struct value *list = value_list(&arena);
    for (int i = 0; i < 1000; i++)
        value_push(&arena, list, number(i));
    value_push(&arena, list, &value_nil);
    assert_int_equal(value_len(list), 1001);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(value_int_or(value_item(list, i), -1), i);
    assert_true(value_is_nil(value_item(list, 1000)));
    assert_ptr_equal(value_item(list, 1001), &value_nil);
    assert_ptr_equal(value_item(list, SIZE_MAX), &value_nil);
}

static void test_reading_the_wrong_type(void **state)
{
    (void)state;
    struct value *map = value_map(&arena), *text = value_string(&arena, "7");
    value_put(&arena, map, "text", text);
    value_put(&arena, map, "number", number(7));
    value_put(&arena, map, "true", value_bool(&arena, true));
    const struct value *deep = value_get(value_get(value_get(map, "text"), "x"), "y");
    assert_ptr_equal(deep, &value_nil);
    assert_ptr_equal(value_get(NULL, "x"), &value_nil);
    assert_ptr_equal(value_item(map, 0), &value_nil);
    assert_ptr_equal(value_item(NULL, 0), &value_nil);
    assert_int_equal(value_len(text), 0);
    assert_int_equal(value_len(NULL), 0);
    assert_true(value_is_nil(NULL));
    assert_null(value_get_text(map, "number"));
    assert_null(value_get_text(map, "missing"));
    assert_string_equal(value_get_text(map, "text"), "7");
    assert_int_equal(value_get_int(map, "text", -3), -3);
    assert_int_equal(value_get_int(map, "number", -3), 7);
    assert_int_equal(value_int_or(value_real(&arena, 7.0), -3), -3);
    assert_true(value_get_bool(map, "number", true));
    assert_false(value_get_bool(map, "number", false));
    assert_true(value_get_bool(map, "true", false));
    assert_true(value_is_text(text, "7"));
    assert_false(value_is_text(text, "77"));
    assert_false(value_is_text(number(7), "7"));
    assert_false(value_is_text(value_handle(&arena, slice_of("7")), "7"));
    assert_string_equal(value_text_or(value_handle(&arena, slice_of("h")), ""), "h");
    assert_string_equal(value_text_or(value_row(&arena, slice_of("p/2")), ""), "p/2");
}

/* A value of every type, nested. */
static struct value *every_type(struct arena *in)
{
    struct value *map = value_map(in), *list = value_list(in);
    value_push(in, list, &value_nil);
    value_push(in, list, value_bool(in, false));
    value_push(in, list, value_int(in, INT64_MIN));
    value_push(in, list, value_real(in, 0.5));
    value_push(in, list, value_string(in, "text"));
    value_push(in, list, value_handle(in, slice_of("handle")));
    value_push(in, list, value_row(in, slice_of("parties/2")));
    value_push(in, list, value_list(in));
    value_push(in, list, value_map(in));
    value_put(in, map, "list", list);
    value_put(in, map, "number", value_int(in, 3));
    return map;
}

static void test_copy_shares_nothing(void **state)
{
    (void)state;
    struct arena other = {0};
    struct value *from = every_type(&other);
    struct value *copy = value_copy(&arena, from);
    assert_true(value_is_equal(from, copy));
    struct value_text_pair {
        struct slice a, b;
    } texts = {canon_text(&arena, from), canon_text(&arena, copy)};
    assert_true(slice_is_equal(texts.a, texts.b));
    arena_close(&other); /* under ASan a shared part would be read after it was freed */
    assert_string_equal(canon_text(&arena, copy).bytes, texts.a.bytes);
}

static void test_equality(void **state)
{
    (void)state;
    struct value *all = every_type(&arena), *list = value_get(all, "list");
    for (size_t i = 0; i < value_len(list); i++) {
        for (size_t j = 0; j < value_len(list); j++) {
            bool is_equal = value_is_equal(value_item(list, i), value_item(list, j));
            assert_int_equal(is_equal, i == j);
        }
    }
    assert_false(value_is_equal(number(3), value_real(&arena, 3.0)));
    assert_false(value_is_equal(value_real(&arena, 0.0), value_real(&arena, -0.0)));
    assert_false(value_is_equal(value_string(&arena, "x"), value_handle(&arena, slice_of("x"))));
    struct value *other = every_type(&arena);
    assert_true(value_is_equal(all, other));
    value_put(&arena, other, "number", number(4));
    assert_false(value_is_equal(all, other));
    value_put(&arena, other, "number", number(3));
    value_put(&arena, other, "more", number(3));
    assert_false(value_is_equal(all, other));
    value_put(&arena, other, "more", NULL);
    value_push(&arena, value_get(other, "list"), number(1));
    assert_false(value_is_equal(all, other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_order),
        cmocka_unit_test(test_many_members),
        cmocka_unit_test(test_put_replaces_and_removes),
        cmocka_unit_test(test_key_and_text_are_copied),
        cmocka_unit_test(test_keys_may_hold_any_byte),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_reading_the_wrong_type),
        cmocka_unit_test(test_copy_shares_nothing),
        cmocka_unit_test(test_equality),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
