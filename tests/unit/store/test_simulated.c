/* test_simulated.c - the faults of the simulated store, its crash, and that one seed is one world.
 * What it has in common with SQLite is in conformance.c.
 */
#include "world.h"
#include "store/simulated_disk.h"

static struct world world;

static void open_world(uint64_t seed, const struct store_faults *faults)
{
    struct err err = {0};
    world_open(&world, WORLD_SIMULATED);
    world_stop(&world);
    disk_close(world.disk);
    world.disk = disk_new(seed);
    if (faults)
        disk_set_faults(world.disk, faults);
    assert_int_equal(world_start(&world, &err), 0);
}

static int64_t recorded_seq(const struct case_row *row)
{
    const struct case_row *now = disk_case(world.disk, &row->ref);
    return now ? now->seq : 0;
}

static void test_refusing(void **state)
{
    (void)state;
    const struct store_faults always = {.refuse = 1000000}, never = {0};
    open_world(1, &always);
    struct case_row row = world_row(1);
    struct write_set *set = world_set(&world, &row, 1);
    assert_int_equal(world_write(&world, set), STATUS_REFUSED);
    assert_string_equal(set->err.code, "simulated");
    write_set_close(set);
    assert_int_equal(recorded_seq(&row), 0);
    disk_set_faults(world.disk, &never);
    world_take_turns(&world, &row, 1);
    world_close(&world);
}

static void test_being_full_ends(void **state)
{
    (void)state;
    const struct store_faults full = {.full = 1000000, .full_lasts = 2}, never = {0};
    open_world(1, &full);
    struct case_row row = world_row(1);
    assert_int_equal(world_write_once(&world, world_set(&world, &row, 1)), STATUS_FULL);
    assert_int_equal(world.state, STORE_FULL);
    disk_set_faults(world.disk, &never);
    assert_int_equal(world_write_once(&world, world_set(&world, &row, 1)), STATUS_FULL);
    assert_true(store_simulated_has_work(world.store)); /* it ends by itself, too */
    store_simulated_step(world.store);
    assert_int_equal(world.state, STORE_OPEN);
    assert_false(store_simulated_has_work(world.store));
    world_take_turns(&world, &row, 1);
    world_close(&world);
}

static void unknown(const struct store_faults *faults, int64_t wanted)
{
    const struct store_faults never = {0};
    open_world(1, faults);
    struct case_row row = world_row(1), other = world_row(2);
    struct write_set *set = world_set(&world, &row, 1);
    struct write_set *behind = world_set(&world, &other, 1);
    assert_int_equal(world_write_once(&world, set), STATUS_UNKNOWN);
    assert_int_equal(recorded_seq(&row), wanted);
    assert_int_equal(world.generation, 2);
    assert_int_equal(store_generation(world.store), 2);
    disk_set_faults(world.disk, &never);
    assert_int_equal(world_write_once(&world, behind), STATUS_UNKNOWN);
    assert_int_equal(recorded_seq(&other), 0);
    world_close(&world);
}

static void test_not_knowing_either_way(void **state)
{
    (void)state;
    const struct store_faults kept = {.unknown_kept = 1000000}, lost = {.unknown_lost = 1000000};
    unknown(&kept, 1);
    unknown(&lost, 0);
}

/* At a crash some first part of what was submitted stays: never a later one without an earlier. */
static void test_a_crash_keeps_a_first_part(void **state)
{
    (void)state;
    enum { SETS = 6 };
    bool has_kept_all = false, has_lost_all = false, has_split = false;
    for (uint64_t seed = 0; seed < 60; seed++) {
        open_world(seed, NULL);
        struct case_row rows[SETS];
        size_t kept = 0;
        for (uint8_t i = 0; i < SETS; i++) {
            rows[i] = world_row(i);
            store_submit(world.store, world_set(&world, &rows[i], 1));
        }
        world_reopen(&world);
        struct list settled = world_take(&world, SETS);
        while (!list_is_empty(&settled)) {
            struct write_set *set = LIST_ITEM(list_pop(&settled), struct write_set, link);
            assert_int_equal(set->status, STATUS_UNKNOWN);
            write_set_close(set);
        }
        while (kept < SETS && recorded_seq(&rows[kept]) == 1)
            kept++;
        for (size_t i = kept; i < SETS; i++)
            assert_int_equal(recorded_seq(&rows[i]), 0);
        has_kept_all |= kept == SETS;
        has_lost_all |= kept == 0;
        has_split |= kept > 0 && kept < SETS;
        world_close(&world);
    }
    assert_true(has_kept_all && has_lost_all && has_split);
}

static void write_some(uint64_t seed, struct buf *dump)
{
    const struct store_faults faults = {.refuse = 100000,
                                        .full = 50000,
                                        .unknown_kept = 50000,
                                        .unknown_lost = 50000,
                                        .full_lasts = 1};
    open_world(seed, &faults);
    struct case_row rows[8];
    for (uint8_t i = 0; i < 8; i++)
        rows[i] = world_row(i);
    for (size_t i = 0; i < 200; i++) {
        struct case_row *row = &rows[i * 5 % 8];
        const struct case_row *now = disk_case(world.disk, &row->ref);
        if (now)
            *row = *now;
        struct write_set *set = world_set(&world, row, 1 + i % 3);
        struct op *op = write_set_add(set, OP_PUT_PART);
        op->part = (struct part){.kind = PART_CLOCK,
                                 .key = slice_of("TJ-D1"),
                                 .due_ms = (int64_t)i + 1,
                                 .body = slice_of("{}")};
        world_write_once(&world, set);
        row->workflow = slice_of("dispute_mediation"); /* not what the disk will free */
    }
    disk_dump(world.disk, dump);
    world_close(&world);
}

static void test_one_seed_is_one_world(void **state)
{
    (void)state;
    struct buf first = {0}, again = {0}, other = {0};
    write_some(7, &first);
    write_some(7, &again);
    write_some(8, &other);
    assert_int_equal(first.len, again.len);
    assert_memory_equal(first.bytes, again.bytes, first.len);
    assert_true(first.len != other.len || memcmp(first.bytes, other.bytes, first.len) != 0);
    buf_close(&first);
    buf_close(&again);
    buf_close(&other);
}

static void test_a_copy_is_a_world_of_its_own(void **state)
{
    (void)state;
    open_world(1, NULL);
    struct case_row row = world_row(1);
    world_take_turns(&world, &row, 2);
    struct disk *copy = disk_copy(world.disk);
    struct buf before = {0}, after = {0}, now = {0};
    disk_dump(copy, &before);
    world_take_turns(&world, &row, 1);
    disk_dump(copy, &after);
    disk_dump(world.disk, &now);
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.bytes, after.bytes, before.len);
    assert_true(now.len > before.len);
    disk_close(copy);
    buf_close(&before);
    buf_close(&after);
    buf_close(&now);
    world_close(&world);
}

/* Two worlds in which the same happened in another order of commits between cases look the same. */
static void test_a_dump_knows_no_order_of_commits(void **state)
{
    (void)state;
    struct buf dumps[2] = {{0}, {0}};
    for (int round = 0; round < 2; round++) {
        struct case_row a = world_row(1), b = world_row(2);
        open_world(1, NULL);
        world_take_turns(&world, round ? &a : &b, 1);
        world_take_turns(&world, round ? &b : &a, 1);
        disk_dump(world.disk, &dumps[round]);
        world_close(&world);
    }
    assert_int_equal(dumps[0].len, dumps[1].len);
    assert_memory_equal(dumps[0].bytes, dumps[1].bytes, dumps[0].len);
    buf_close(&dumps[0]);
    buf_close(&dumps[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusing),
        cmocka_unit_test(test_being_full_ends),
        cmocka_unit_test(test_not_knowing_either_way),
        cmocka_unit_test(test_a_crash_keeps_a_first_part),
        cmocka_unit_test(test_one_seed_is_one_world),
        cmocka_unit_test(test_a_copy_is_a_world_of_its_own),
        cmocka_unit_test(test_a_dump_knows_no_order_of_commits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
