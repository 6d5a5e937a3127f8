/* test_stepped.c - a store without a thread: nothing happens until it is stepped, then all of it in
 * the order of submission, and at its close what was left; what it wrote is there for the next.
 */
#include "world.h"
#include "store/stepped.h"

static struct world world;
static struct store *store;

struct heard {
    struct list sets;
    int times;
    struct write_set *more; /* submitted by who hears of the first */
};
static struct heard heard;

static void on_settled(void *owner, struct list *settled)
{
    struct heard *said = owner;
    said->times++;
    list_append(&said->sets, settled);
    if (said->more)
        store_submit(store, said->more);
    said->more = NULL;
}

/* The directory that the world has made, without the world's own store. */
static int set_up(void **state)
{
    (void)state;
    world = (struct world){0};
    heard = (struct heard){0};
    world_open(&world, WORLD_SQLITE);
    world_stop(&world);
    struct store_options options = {.directory = world.directory,
                                    .on_settled = on_settled,
                                    .owner = &heard,
                                    .is_stepped = true,
                                    .limits = &world.limits};
    struct err err = {0};
    if (store_open(&options, &store, &err) != 0)
        fail_msg("%s", err.text);
    world.store = store; /* for the epoch and generation of sets */
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    while (!list_is_empty(&heard.sets))
        write_set_close(LIST_ITEM(list_pop(&heard.sets), struct write_set, link));
    world.store = NULL;
    world_close(&world);
    return 0;
}

static void submit_case(uint8_t number)
{
    struct case_row row = world_row(number);
    store_submit(store, world_set(&world, &row, 1));
}

static void assert_settled(size_t count)
{
    assert_int_equal(heard.sets.count, count);
    for (struct list_link *link = heard.sets.first; link; link = link->next)
        assert_int_equal(LIST_ITEM(link, struct write_set, link)->status, 0);
}

/* The next store finds so many cases. */
static void assert_kept(size_t count)
{
    struct case_row *rows;
    size_t found;
    struct err err = {0};
    world.store = NULL;
    assert_int_equal(world_start(&world, &err), 0);
    assert_int_equal(reader_cases(world.reader, 0, 100, &world.arena, &rows, &found, &err), 0);
    assert_int_equal(found, count);
    world_stop(&world);
}

static void test_nothing_happens_by_itself(void **state)
{
    (void)state;
    assert_false(store_has_work(store));
    submit_case(1);
    submit_case(2);
    assert_true(store_has_work(store));
    assert_settled(0);
    store_step(store);
    assert_settled(2);
    assert_int_equal(heard.times, 1); /* one batch */
    assert_false(store_has_work(store));
    store_close(store);
    assert_kept(2);
}

static void test_who_hears_may_submit_more(void **state)
{
    struct case_row row = world_row(3);
    (void)state;
    heard.more = world_set(&world, &row, 1);
    submit_case(1);
    store_step(store);
    assert_settled(1);
    assert_true(store_has_work(store));
    store_step(store);
    assert_settled(2);
    store_close(store);
    assert_kept(2);
}

static void test_what_is_left_settles_at_the_close(void **state)
{
    (void)state;
    submit_case(1);
    submit_case(2);
    submit_case(3);
    store_close(store);
    assert_settled(3);
    assert_kept(3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing_happens_by_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_who_hears_may_submit_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_left_settles_at_the_close, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
