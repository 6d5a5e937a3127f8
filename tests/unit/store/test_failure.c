/* test_failure.c - the three failures of the store and no other: refused alone, full, unknown; the
 * ballast, the reserve, the length of the WAL; a key that is destroyed leaves no bytes behind.
 */
#include "world.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/fault.h"
#include "base/log.h"

static struct world world;

static void open_world(void)
{
    world_open(&world, WORLD_SQLITE);
}

static void close_world(void)
{
    fault_open(NULL);
    world_close(&world);
}

static int64_t recorded_seq(const struct case_row *row)
{
    struct case_image image;
    struct err err = {0};
    int status = reader_load(world.reader, &row->ref, &world.arena, &image, &err);
    assert_true(status == 0 || status == STATUS_NOT_FOUND);
    return status == 0 ? image.row.seq : 0;
}

static int64_t file_size(const char *name)
{
    char path[128];
    struct stat file;
    snprintf(path, sizeof path, "%s/%s", world.directory, name);
    return stat(path, &file) == 0 ? (int64_t)file.st_size : -1;
}

static void test_a_full_disk_is_told_and_passes(void **state)
{
    (void)state;
    open_world();
    struct case_row row = world_row(1);
    world_take_turns(&world, &row, 1);
    fault_open("store.full=1");
    struct write_set *set = world_set(&world, &row, 1);
    assert_int_equal(world_write(&world, set), STATUS_FULL);
    assert_int_equal(set->row.head, row.head); /* as it came: it may be tried again */
    write_set_close(set);
    world_wait_state(&world, STORE_OPEN); /* the probe found that it can be written */
    assert_int_equal(world.states_told, 2);
    assert_int_equal(world.generation, 1);
    assert_int_equal(recorded_seq(&row), 1);
    world_take_turns(&world, &row, 1);
    assert_int_equal(recorded_seq(&row), 2);
    close_world();
}

/* Both ways of not knowing; what the disk then says holds, also after a restart. */
static void unknown(const char *plan, int64_t wanted)
{
    open_world();
    struct case_row row = world_row(1), other = world_row(2);
    world_take_turns(&world, &row, 1);
    fault_open(plan);
    struct write_set *unclear = world_set(&world, &row, 1);
    struct write_set *behind = world_set(&world, &other, 1);
    assert_int_equal(world_write_once(&world, unclear), STATUS_UNKNOWN);
    assert_int_equal(store_generation(world.store), 2);
    assert_int_equal(world.generation, 2);
    assert_int_equal(world.state, STORE_OPEN);
    assert_int_equal(world_write_once(&world, behind), STATUS_UNKNOWN); /* of the old generation */
    assert_int_equal(recorded_seq(&row), wanted);
    assert_int_equal(recorded_seq(&other), 0);

    struct case_image image;
    struct err err = {0};
    assert_int_equal(reader_load(world.reader, &row.ref, &world.arena, &image, &err), 0);
    world_take_turns(&world, &image.row, 2);
    world_take_turns(&world, &other, 1);
    world_reopen(&world);
    assert_int_equal(recorded_seq(&row), wanted + 2);
    assert_int_equal(recorded_seq(&other), 1);
    close_world();
}

static void test_unknown_and_lost(void **state)
{
    (void)state;
    unknown("store.unknown_lost=1", 1);
}

static void test_unknown_and_kept(void **state)
{
    (void)state;
    unknown("store.unknown_kept=1", 2);
}

/* Several readers at once while the store is reopened under them. */
static void test_readers_outlive_a_reopening(void **state)
{
    (void)state;
    enum { READERS = 5 };
    open_world();
    struct reader *readers[READERS];
    struct err err = {0};
    struct case_row row = world_row(1);
    world_take_turns(&world, &row, 1);
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(reader_open(world.store, &readers[i], &err), 0);
    fault_open("store.unknown_kept=1");
    assert_int_equal(world_write_once(&world, world_set(&world, &row, 1)), STATUS_UNKNOWN);
    for (size_t i = 0; i < READERS; i++) {
        struct case_image image;
        assert_int_equal(reader_load(readers[i], &row.ref, &world.arena, &image, &err), 0);
        assert_int_equal(image.row.seq, 2);
        reader_close(readers[i]);
    }
    close_world();
}

static void restart_with(const struct store_limits *limits)
{
    struct err err = {0};
    world_stop(&world);
    world.limits = *limits;
    assert_int_equal(world_start(&world, &err), 0);
}

static void test_low_space_stops_the_store(void **state)
{
    (void)state;
    open_world();
    struct store_limits limits = world.limits;
    struct case_row row = world_row(1);
    limits.min_free_bytes = INT64_MAX;
    limits.min_free_percent = 101;
    restart_with(&limits);
    assert_int_equal(world_write_once(&world, world_set(&world, &row, 1)), STATUS_FULL);
    assert_int_equal(world.state, STORE_FULL);
    assert_int_equal(recorded_seq(&row), 0); /* it can still be read */
    limits.min_free_percent = 0;             /* below both, not below one */
    restart_with(&limits);
    assert_int_equal(world_write_once(&world, world_set(&world, &row, 1)), 0);
    close_world();
}

static void test_the_ballast_goes_and_comes_back(void **state)
{
    (void)state;
    open_world();
    struct store_limits limits = world.limits;
    struct case_row row = world_row(1);
    assert_int_equal(file_size("ballast"), -1);
    limits.ballast_bytes = 1 << 20;
    limits.probe_ms = 3600 * 1000; /* so that it can be looked at while it is gone */
    restart_with(&limits);
    if (file_size("ballast") == 0)
        skip(); /* a file system that cannot reserve blocks */
    assert_int_equal(file_size("ballast"), 1 << 20);
    fault_open("store.full=1");
    assert_int_equal(world_write_once(&world, world_set(&world, &row, 1)), STATUS_FULL);
    assert_int_equal(file_size("ballast"), 0);
    limits.probe_ms = 1;
    restart_with(&limits);
    assert_int_equal(file_size("ballast"), 1 << 20);
    fault_open("store.full=1");
    assert_int_equal(world_write_once(&world, world_set(&world, &row, 1)), STATUS_FULL);
    world_wait_state(&world, STORE_OPEN);
    assert_int_equal(file_size("ballast"), 1 << 20);
    close_world();
}

static void write_much(struct case_row *row, int times)
{
    for (int i = 0; i < times; i++) {
        struct write_set *set = world_set(&world, row, 1);
        char *body = arena_zero(&set->arena, 40000);
        memset(body, 'x', 40000);
        set->rows[0].body = (struct slice){.bytes = body, .len = 40000};
        assert_int_equal(world_write(&world, set), 0);
        *row = set->row;
        write_set_close(set);
    }
}

static void test_the_log_is_kept_short(void **state)
{
    (void)state;
    open_world();
    struct store_limits limits = world.limits;
    struct case_row row = world_row(1);
    limits.checkpoint_pages = 20;
    limits.truncate_bytes = 400000;
    restart_with(&limits);
    write_much(&row, 100); /* 4 MB */
    assert_true(file_size("comity.db-wal") < 1000000);
    assert_true(file_size("comity.db") > 3000000);
    close_world();
}

/* What was copied and synced beside the commits need not be kept: the file is used again. */
static void test_the_log_is_begun_anew_between_commits(void **state)
{
    (void)state;
    open_world();
    struct store_limits limits = world.limits;
    struct case_row row = world_row(1);
    limits.checkpoint_pages = 20;
    limits.truncate_bytes = INT64_MAX;
    restart_with(&limits);
    write_much(&row, 100); /* 4 MB */
    assert_true(file_size("comity.db-wal") < 500000);
    assert_true(file_size("comity.db") > 3000000);
    close_world();
}

/* A log that cannot be cut: new cases wait, what has begun goes on. */
static void test_a_log_too_long_refuses_new_cases(void **state)
{
    (void)state;
    open_world();
    struct store_limits limits = world.limits;
    struct case_row row = world_row(1), other = world_row(2);
    limits.checkpoint_pages = INT64_MAX;
    limits.refuse_bytes = 400000;
    restart_with(&limits);
    write_much(&row, 20);
    struct write_set *set = world_set(&world, &other, 1);
    assert_int_equal(world_write(&world, set), STATUS_FULL);
    assert_true(strlen(set->err.text) > 20);
    write_set_close(set);
    assert_int_equal(world.state, STORE_OPEN);
    world_take_turns(&world, &row, 1);
    world_reopen(&world); /* closing moves the log into the database */
    assert_int_equal(world_write_once(&world, world_set(&world, &other, 1)), 0);
    close_world();
}

/* What fills the disk may be our own log: it is cut before the probe asks for more. */
static void test_a_full_disk_has_the_log_cut(void **state)
{
    (void)state;
    open_world();
    struct store_limits limits = world.limits;
    struct case_row row = world_row(1);
    limits.checkpoint_pages = INT64_MAX;
    restart_with(&limits);
    write_much(&row, 20);
    assert_true(file_size("comity.db-wal") > 800000);
    fault_open("store.full=1");
    assert_int_equal(world_write_once(&world, world_set(&world, &row, 1)), STATUS_FULL);
    world_wait_state(&world, STORE_OPEN);
    assert_true(file_size("comity.db-wal") < 100000);
    assert_int_equal(recorded_seq(&row), 20);
    close_world();
}

static bool holds(const char *name, const char *bytes, size_t len)
{
    char path[128];
    struct buf file = {0};
    snprintf(path, sizeof path, "%s/%s", world.directory, name);
    int fd = open(path, O_RDONLY);
    char block[65536];
    ssize_t got;
    while (fd >= 0 && (got = read(fd, block, sizeof block)) > 0)
        buf_add(&file, block, (size_t)got);
    if (fd >= 0)
        close(fd);
    bool is_found = file.len && memmem(file.bytes, file.len, bytes, len) != NULL;
    buf_close(&file);
    return is_found;
}

static void put_key(struct case_row *row, uint8_t number, const char *sealed)
{
    struct write_set *set = world_set(&world, row, 1);
    write_set_add(set, OP_VAULT_KEY)->vault_key =
        (struct vault_key_row){.ref = world_id(number), .sealed = slice_of(sealed)};
    assert_int_equal(world_write(&world, set), 0);
    *row = set->row;
    write_set_close(set);
}

static void test_a_destroyed_key_leaves_no_bytes(void **state)
{
    (void)state;
    enum { KEYS = 120 }; /* several pages: cells are moved about */
    open_world();
    struct case_row row = world_row(1);
    char secrets[KEYS][72];
    for (uint8_t i = 0; i < KEYS; i++) {
        snprintf(secrets[i], sizeof secrets[i], "sealed-key-of-person-%03d-%043d", i, i);
        put_key(&row, i, secrets[i]);
    }
    assert_true(holds("comity.db-wal", secrets[7], strlen(secrets[7])));
    for (uint8_t i = 0; i < KEYS; i += 2)
        put_key(&row, i, "");
    for (uint8_t i = 0; i < KEYS; i++) {
        bool is_there = holds("comity.db", secrets[i], strlen(secrets[i])) ||
                        holds("comity.db-wal", secrets[i], strlen(secrets[i]));
        assert_int_equal(is_there, i % 2);
    }
    close_world();
}

int main(void)
{
    static struct wallclock_held clock;
    wallclock_held_init(&clock, 0);
    log_open(&clock.base, LOG_ERROR + 1); /* what is logged here is expected */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_disk_is_told_and_passes),
        cmocka_unit_test(test_unknown_and_lost),
        cmocka_unit_test(test_unknown_and_kept),
        cmocka_unit_test(test_readers_outlive_a_reopening),
        cmocka_unit_test(test_low_space_stops_the_store),
        cmocka_unit_test(test_the_ballast_goes_and_comes_back),
        cmocka_unit_test(test_the_log_is_kept_short),
        cmocka_unit_test(test_the_log_is_begun_anew_between_commits),
        cmocka_unit_test(test_a_log_too_long_refuses_new_cases),
        cmocka_unit_test(test_a_full_disk_has_the_log_cut),
        cmocka_unit_test(test_a_destroyed_key_leaves_no_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
