/* test_buf.c - bytes grow, stay NUL-terminated, and integers are written as printf would. */
#include "lib/check.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/buf.h"

static void check_text(const struct buf *buf, const char *expected)
{
    assert_string_equal(buf->bytes, expected);
    assert_int_equal(buf->len, strlen(expected));
}

static void test_empty(void **state)
{
    (void)state;
    struct buf buf = {0};
    struct slice slice = buf_slice(&buf);
    assert_non_null(slice.bytes);
    assert_int_equal(slice.len, 0);
    buf_clear(&buf);
    buf_close(&buf);
    buf_close(&buf);
    buf_add(&buf, NULL, 0);
    check_text(&buf, "");
    buf_close(&buf);
    assert_null(buf.bytes);
}

static void test_each_way_of_adding(void **state)
{
    (void)state;
    struct buf buf = {0};
    buf_add(&buf, "ab", 2);
    buf_add_byte(&buf, 'c');
    buf_add_text(&buf, "de");
    buf_add_slice(&buf, (struct slice){.bytes = "fgh", .len = 2});
    buf_printf(&buf, "%s-%d", "h", 7);
    check_text(&buf, "abcdefgh-7");
    buf_clear(&buf);
    check_text(&buf, "");
    buf_printf(&buf, "%s", "");
    check_text(&buf, "");
    buf_close(&buf);
}

static void test_integers(void **state)
{
    (void)state;
    static const int64_t numbers[] = {
        0,         1,         -1,        9,   10,   99,   100,       -100,          4096,
        INT32_MAX, INT32_MIN, INT64_MAX, -10, 1001, -999, 123456789, INT64_MAX - 1, INT64_MIN + 1,
        INT64_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "%" PRId64, numbers[i]);
        struct buf buf = {0};
        buf_add_int(&buf, numbers[i]);
        check_text(&buf, expected);
        buf_close(&buf);
    }
}

static void test_growth_is_amortised(void **state)
{
    (void)state;
    struct buf buf = {0};
    size_t moves = 0, capacity = 0;
    for (int i = 0; i < 1000000; i++) {
        buf_add_byte(&buf, (char)('a' + i % 26));
        moves += buf.capacity != capacity;
        capacity = buf.capacity;
        assert_true(buf.len < buf.capacity); /* room for the NUL */
    }
    assert_true(moves <= 20);
    for (size_t i = 0; i < buf.len; i++)
        assert_int_equal(buf.bytes[i], 'a' + (char)(i % 26));
    assert_int_equal(buf.bytes[buf.len], '\0');
    buf_close(&buf);
}

static void test_reserve_to_the_byte(void **state)
{
    (void)state;
    for (size_t more = 0; more < 300; more++) {
        struct buf buf = {0};
        buf_add_text(&buf, "x");
        buf_reserve(&buf, more);
        assert_true(buf.capacity >= more + 2);
        char *before = buf.bytes;
        for (size_t i = 0; i < more; i++)
            buf_add_byte(&buf, 'y');
        assert_ptr_equal(before, buf.bytes);
        buf_close(&buf);
    }
}

static void test_memory(void **state)
{
    (void)state;
    unsigned char *zeroes = mem_zero(100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(zeroes[i], 0);
    zeroes = mem_resize(zeroes, 0); /* stays a block that can be freed */
    assert_non_null(zeroes);
    free(zeroes);
    char *copy = mem_copy_text("text");
    assert_string_equal(copy, "text");
    free(copy);
    void *none = mem_alloc(0);
    assert_non_null(none);
    free(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_each_way_of_adding),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_growth_is_amortised),
        cmocka_unit_test(test_reserve_to_the_byte),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
