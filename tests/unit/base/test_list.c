/* test_list.c - first in, first out; and the slices everything is told in. */
#include "lib/check.h"
#include "base/list.h"
#include "base/slice.h"

struct job {
    int number;
    struct list_link link;
};

static int pop_number(struct list *list)
{
    struct job *job = LIST_ITEM(list_pop(list), struct job, link);
    return job ? job->number : -1;
}

static void test_order(void **state)
{
    (void)state;
    struct list list = {0};
    struct job jobs[] = {{.number = 0}, {.number = 1}, {.number = 2}};
    assert_true(list_is_empty(&list));
    assert_int_equal(pop_number(&list), -1);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 3; i++)
            list_push(&list, &jobs[i].link);
        assert_int_equal(list.count, 3);
        for (int i = 0; i < 3; i++)
            assert_int_equal(pop_number(&list), i);
        assert_true(list_is_empty(&list));
        assert_int_equal(list.count, 0);
    }
}

static void test_append(void **state)
{
    (void)state;
    struct job jobs[4] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
    struct list a = {0}, b = {0};
    list_append(&a, &b); /* nothing to nothing */
    assert_true(list_is_empty(&a));
    list_push(&b, &jobs[0].link);
    list_push(&b, &jobs[1].link);
    list_append(&a, &b); /* to an empty one */
    assert_true(list_is_empty(&b));
    list_push(&b, &jobs[2].link);
    list_append(&a, &b);
    list_append(&a, &b);
    list_push(&a, &jobs[3].link);
    assert_int_equal(a.count, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pop_number(&a), i);
    assert_int_equal(pop_number(&a), -1);
}

static void test_slices(void **state)
{
    (void)state;
    assert_true(slice_is(slice_of("ab"), "ab"));
    assert_false(slice_is(slice_of("ab"), "abc"));
    assert_true(slice_is((struct slice){0}, ""));
    assert_true(slice_is_equal(slice_of(NULL), slice_of("")));
    assert_true(slice_compare(slice_of("a"), slice_of("ab")) < 0);
    assert_true(slice_compare(slice_of("b"), slice_of("ab")) > 0);
    assert_true(slice_compare(slice_of("z"), slice_of("\xE6")) < 0); /* bytes are unsigned */
    assert_int_equal(slice_compare(slice_of(""), slice_of("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_append),
        cmocka_unit_test(test_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
