/* test_vm_heap.c - blocks of one Lua state: they keep what is in them, do not overlap, are used
 * again, and go with the heap. Runs in the release build: under AddressSanitizer every block is
 * malloc's own.
 */
#include "lib/check.h"

#include <stdint.h>
#include <string.h>
#include "script/vm_heap.h"

enum { BLOCKS = 400, ROUNDS = 20000 };

struct held {
    unsigned char *bytes;
    size_t size;
    unsigned char mark;
};

static uint64_t state = 88172645463325252u;

static uint64_t draw(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
}

static void assert_whole(const struct held *held, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (held->bytes[i] != held->mark)
            fail_msg("byte %zu of %zu was written over", i, held->size);
}

static void change(struct vm_heap *heap, struct held *held, unsigned char mark)
{
    size_t size = draw(10) == 0 ? 1 + draw(5000) : 1 + draw(200);
    if (held->bytes)
        assert_whole(held, held->size);
    if (held->bytes && draw(3) == 0) {
        vm_heap_free(heap, held->bytes, held->size);
        *held = (struct held){0};
        return;
    }
    held->bytes = vm_heap_resize(heap, held->bytes, held->size, size);
    assert_non_null(held->bytes);
    assert_int_equal((uintptr_t)held->bytes % 16, 0);
    assert_whole(held, held->size < size ? held->size : size);
    held->size = size;
    held->mark = mark;
    memset(held->bytes, mark, size);
}

static void test_blocks_keep_what_is_in_them(void **unused)
{
    struct vm_heap heap = {0};
    struct held blocks[BLOCKS] = {0};
    (void)unused;

    for (int i = 0; i < ROUNDS; i++)
        change(&heap, &blocks[draw(BLOCKS)], (unsigned char)i);
    for (int i = 0; i < BLOCKS; i++)
        if (blocks[i].bytes)
            assert_whole(&blocks[i], blocks[i].size);
    vm_heap_close(&heap); /* what still stands goes with it */
    assert_int_equal(heap.held_bytes, 0);
}

static void test_what_is_given_back_is_used_again(void **unused)
{
    struct vm_heap heap = {0};
    (void)unused;

    void *first = vm_heap_resize(&heap, NULL, 0, 40);
    size_t held = heap.held_bytes;
    for (int i = 0; i < 100000; i++) {
        void *block = vm_heap_resize(&heap, NULL, 0, 48);
        vm_heap_free(&heap, block, 48);
    }
    if (!vm_heap_is_plain())
        assert_int_equal(heap.held_bytes, held);
    vm_heap_free(&heap, first, 40);
    if (!vm_heap_is_plain())
        assert_ptr_equal(vm_heap_resize(&heap, NULL, 0, 33), first);
    vm_heap_close(&heap);
}

static void test_large_blocks_are_counted_and_let_go(void **unused)
{
    struct vm_heap heap = {0};
    (void)unused;

    void *large = vm_heap_resize(&heap, NULL, 0, 100000);
    assert_int_equal(heap.held_bytes, 100000);
    large = vm_heap_resize(&heap, large, 100000, 300000);
    assert_int_equal(heap.held_bytes, 300000);
    assert_null(vm_heap_resize(&heap, large, 300000, SIZE_MAX - 8));
    vm_heap_free(&heap, large, 300000);
    assert_int_equal(heap.held_bytes, 0);
    vm_heap_close(&heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_keep_what_is_in_them),
        cmocka_unit_test(test_what_is_given_back_is_used_again),
        cmocka_unit_test(test_large_blocks_are_counted_and_let_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
