/* test_heap.c - whatever goes in comes out in order. */
#include "lib/check.h"
#include <stdlib.h>
#include "base/heap.h"

static bool is_smaller(const void *a, const void *b)
{
    return *(const int *)a < *(const int *)b;
}

static void test_empty(void **state)
{
    (void)state;
    struct heap heap = {.is_before = is_smaller};
    assert_null(heap_first(&heap));
    assert_null(heap_pop(&heap));
    heap_close(&heap);
    int one = 1;
    heap_push(&heap, &one);
    assert_ptr_equal(heap_first(&heap), &one);
    assert_ptr_equal(heap_pop(&heap), &one);
    assert_null(heap_pop(&heap));
    heap_close(&heap);
    heap_close(&heap);
}

/* All 5,040 orders of seven items, with one pair of equal ones. */
static void check_orders(int *numbers, int from, int count)
{
    if (from < count) {
        for (int i = from; i < count; i++) {
            int kept = numbers[from];
            numbers[from] = numbers[i];
            numbers[i] = kept;
            check_orders(numbers, from + 1, count);
            numbers[i] = numbers[from];
            numbers[from] = kept;
        }
        return;
    }
    struct heap heap = {.is_before = is_smaller};
    for (int i = 0; i < count; i++)
        heap_push(&heap, &numbers[i]);
    int last = -1;
    for (int i = 0; i < count; i++) {
        int *next = heap_first(&heap);
        assert_ptr_equal(next, heap_pop(&heap));
        assert_true(*next >= last);
        last = *next;
    }
    heap_close(&heap);
}

static void test_every_order(void **state)
{
    (void)state;
    int numbers[] = {3, 1, 4, 1, 5, 9, 2};
    check_orders(numbers, 0, 7);
}

static void test_pushes_between_pops(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    int *numbers = calloc(COUNT, sizeof *numbers);
    assert_non_null(numbers);
    struct heap heap = {.is_before = is_smaller};
    unsigned word = 12345;
    long sum = 0, out = 0;
    for (int i = 0; i < COUNT; i++) {
        word = word * 1103515245u + 12345u;
        numbers[i] = (int)(word >> 8 & 0xFFFF);
        sum += numbers[i];
        heap_push(&heap, &numbers[i]);
        if (i % 3 == 2)
            out += *(int *)heap_pop(&heap);
    }
    int last = -1;
    for (int *next; (next = heap_pop(&heap));) {
        assert_true(*next >= last);
        last = *next;
        out += last;
    }
    assert_true(sum == out);
    heap_close(&heap);
    free(numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_every_order),
        cmocka_unit_test(test_pushes_between_pops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
