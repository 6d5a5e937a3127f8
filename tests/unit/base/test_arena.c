/* test_arena.c - allocations are aligned, apart from each other, and die together. Under UBSan a
 * misaligned one fails by itself; under ASan so does touching what was not handed out.
 */
#include "lib/check.h"
#include <stdalign.h>
#include <stdlib.h>
#include "base/arena.h"

struct demanding {
    char byte;
    max_align_t widest;
};

static void test_alignment(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t len = 0; len < 200; len++) {
        char *bytes = arena_alloc(&arena, len);
        assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
        memset(bytes, 0xEE, len);
        struct demanding *item = ARENA_NEW(&arena, struct demanding);
        assert_int_equal(item->byte, 0);
        item->widest = (max_align_t){0};
    }
    arena_close(&arena);
}

static void test_nothing_overlaps(void **state)
{
    (void)state;
    enum { COUNT = 4000 };
    struct arena arena = {0};
    unsigned char *items[COUNT];
    size_t lens[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        lens[i] = i % 97 == 0 ? 50000 + i : i * 37 % 500;
        items[i] = arena_alloc(&arena, lens[i]);
        memset(items[i], (int)(i % 251), lens[i]);
    }
    size_t asked = 0;
    for (size_t i = 0; i < COUNT; i++) {
        asked += lens[i];
        for (size_t j = 0; j < lens[i]; j++)
            assert_int_equal(items[i][j], i % 251);
    }
    assert_true(arena.used >= asked && arena.used <= asked + COUNT * alignof(max_align_t));
    arena_close(&arena);
    assert_null(arena.block);
    assert_int_equal(arena.used, 0);
    arena_close(&arena);
}

static void test_empty_ones_differ(void **state)
{
    (void)state;
    struct arena arena = {0};
    void *a = arena_alloc(&arena, 0);
    void *b = arena_alloc(&arena, 0);
    assert_non_null(a);
    assert_ptr_not_equal(a, b);
    arena_close(&arena);
}

static void test_clear_keeps_one_block(void **state)
{
    (void)state;
    struct arena arena = {0};
    arena_clear(&arena); /* nothing yet */
    for (int round = 0; round < 50; round++) {
        arena_alloc(&arena, 10 * 1000 * 1000); /* of its own, never kept */
        for (int i = 0; i < 1000; i++)
            memset(arena_alloc(&arena, 100), round, 100);
        struct arena_block *first = arena.block;
        arena_clear(&arena);
        assert_int_equal(arena.used, 0);
        assert_ptr_equal(arena.block, first);
        char *again = arena_zero(&arena, 64);
        for (int i = 0; i < 64; i++)
            assert_int_equal(again[i], 0);
    }
    arena_close(&arena);
}

static void test_large_first(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *large = arena_alloc(&arena, 100000);
    memset(large, 1, 100000);
    char *small = arena_alloc(&arena, 10);
    memset(small, 2, 10);
    assert_int_equal(large[99999], 1);
    arena_close(&arena);
}

static void test_copies(void **state)
{
    (void)state;
    struct arena arena = {0};
    char source[] = "text";
    char *text = arena_text(&arena, source);
    struct slice part = arena_copy(&arena, (struct slice){.bytes = source, .len = 2});
    struct slice none = arena_copy(&arena, (struct slice){0});
    memset(source, 'x', 4);
    assert_string_equal(text, "text");
    assert_string_equal(part.bytes, "te");
    assert_int_equal(part.len, 2);
    assert_string_equal(none.bytes, "");
    assert_string_equal(arena_printf(&arena, "%s/%d", "parties", 2), "parties/2");
    assert_string_equal(arena_printf(&arena, "%s", ""), "");
    int *numbers = ARENA_ARRAY(&arena, int, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(numbers[i], 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alignment),         cmocka_unit_test(test_nothing_overlaps),
        cmocka_unit_test(test_empty_ones_differ), cmocka_unit_test(test_clear_keeps_one_block),
        cmocka_unit_test(test_large_first),       cmocka_unit_test(test_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
