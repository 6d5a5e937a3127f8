/* test_directory.c - data directories that cannot be used: one clear sentence and no damage. And
 * what a good one holds: tables nobody may rewrite.
 */
#include "world.h"
#include "store/lists_work.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/releases.h"

static struct world world;

static int start(struct err *err)
{
    *err = (struct err){0};
    int status = world_start(&world, err);
    if (status != 0)
        assert_true(strlen(err->text) > 30);
    return status;
}

static void path_of(const char *name, char path[128])
{
    snprintf(path, 128, "%s/%s", world.directory, name);
}

static int run_sql(const char *sql, char message[200])
{
    char path[128], *text = NULL;
    sqlite3 *db = NULL;
    path_of("comity.db", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int rc = sqlite3_exec(db, sql, NULL, NULL, &text);
    if (message)
        snprintf(message, 200, "%s", text ? text : "");
    sqlite3_free(text);
    sqlite3_close(db);
    return rc;
}

static struct slice read_file(const char *name)
{
    char path[128];
    struct buf buf = {0};
    char block[65536];
    ssize_t got;
    path_of(name, path);
    int fd = open(path, O_RDONLY);
    while (fd >= 0 && (got = read(fd, block, sizeof block)) > 0)
        buf_add(&buf, block, (size_t)got);
    if (fd >= 0)
        close(fd);
    struct slice copy = arena_copy(&world.arena, buf_slice(&buf));
    buf_close(&buf);
    return copy;
}

static void write_file(const char *name, struct slice bytes)
{
    char path[128];
    path_of(name, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, bytes.bytes, bytes.len), bytes.len);
    close(fd);
}

static void test_a_newer_schema_is_left_alone(void **state)
{
    (void)state;
    struct err err;
    world_open(&world, WORLD_SQLITE);
    world_stop(&world);
    assert_int_equal(run_sql("PRAGMA journal_mode = DELETE; PRAGMA user_version = 99", NULL),
                     SQLITE_OK);
    struct slice before = read_file("comity.db");
    assert_int_equal(start(&err), STATUS_NEWER_SCHEMA);
    assert_non_null(strstr(err.text, "newer Comity"));
    assert_non_null(strstr(err.text, "99"));
    struct slice after = read_file("comity.db");
    /* All but the two bytes that say the file is read through a WAL. */
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.bytes + 100, after.bytes + 100, before.len - 100);
    world_close(&world);
}

/* What a step added is taken away again, so that a file of an older schema is there. */
#define UNDO_STEP_8 "PRAGMA user_version = 7;"
#define UNDO_STEP_7 UNDO_STEP_8 "DROP INDEX parts_party; PRAGMA user_version = 6;"
#define UNDO_STEP_6 "DROP INDEX parts_dispatch; PRAGMA user_version = 5;"
#define UNDO_STEP_5                                                                                \
    "DROP INDEX tasks_group; DROP INDEX tasks_named; DROP INDEX tasks_mine;"                       \
    "DROP INDEX tasks_office; ALTER TABLE tasks DROP COLUMN office;"                               \
    "ALTER TABLE tasks DROP COLUMN words; ALTER TABLE tasks DROP COLUMN rank;"                     \
    "ALTER TABLE tasks DROP COLUMN follow_up; ALTER TABLE tasks DROP COLUMN due_order;"            \
    "PRAGMA user_version = 4;"
#define UNDO_STEP_4                                                                                \
    "DROP INDEX letters_number; DROP INDEX parts_card; DROP INDEX parts_live;"                     \
    "ALTER TABLE host DROP COLUMN is_restored;"                                                    \
    "ALTER TABLE keys DROP COLUMN reply;"                                                          \
    "DROP TABLE records; DROP TABLE effects; DROP TABLE notices; DROP TABLE notice_reads;"         \
    "PRAGMA user_version = 3;"
#define UNDO_STEP_3                                                                                \
    "DROP TRIGGER releases_are_not_changed; DROP TRIGGER releases_are_not_deleted;"                \
    "DROP TABLE activations; DROP TABLE stays;"                                                    \
    "ALTER TABLE releases DROP COLUMN \"by\"; ALTER TABLE releases DROP COLUMN note;"              \
    "PRAGMA user_version = 2;"
#define UNDO_STEP_2 "DROP INDEX tasks_live; PRAGMA user_version = 1;"

/* Each step from each version: a file of the first schema is brought up to date, and not twice. */
static void test_an_older_schema_is_brought_up(void **state)
{
    (void)state;
    struct err err;
    world_open(&world, WORLD_SQLITE);
    struct case_row row = world_row(1);
    world_take_turns(&world, &row, 1);
    for (int i = 0; i < 2; i++) {
        world_stop(&world);
        assert_int_equal(
            run_sql(UNDO_STEP_7 UNDO_STEP_6 UNDO_STEP_5 UNDO_STEP_4 UNDO_STEP_3 UNDO_STEP_2, NULL),
            SQLITE_OK);
        assert_int_equal(start(&err), 0);
        struct case_image image;
        assert_int_equal(reader_load_live(world.reader, &row.ref, &world.arena, &image, &err), 0);
    }
    world_close(&world);
}

/* A host of the third schema with a case at work: it goes on, and all that is new can be written.
 */
static void test_a_third_schema_goes_on(void **state)
{
    (void)state;
    struct err err;
    struct case_image image;
    world_open(&world, WORLD_SQLITE);
    struct case_row row = world_row(1);
    struct write_set *set = world_set(&world, &row, 1);
    world_put(set, PART_CLOCK, "kept", 5000);
    assert_int_equal(world_write(&world, set), 0);
    row = set->row;
    write_set_close(set);
    world_stop(&world);
    assert_int_equal(run_sql(UNDO_STEP_7 UNDO_STEP_6 UNDO_STEP_5 UNDO_STEP_4, NULL), SQLITE_OK);
    assert_int_equal(start(&err), 0);
    set = world_set(&world, &row, 1);
    world_put(set, PART_CARD, "1", 0);
    write_set_add(set, OP_EFFECT)->effect =
        (struct effect_row){.ref = world_id(9), .status = EFFECT_PENDING, .body = slice_of("{}")};
    write_set_add(set, OP_NOTICE)->notice =
        (struct notice_row){.ref = world_id(8), .body = slice_of("{}")};
    struct op *op = write_set_add(set, OP_RECORD);
    op->record = (struct record_row){
        .kind = RECORD_PERSON, .key = slice_of("wang"), .status = 1, .body = slice_of("{}")};
    assert_int_equal(world_write_once(&world, set), 0);
    world_reopen(&world);
    assert_int_equal(reader_load_live(world.reader, &row.ref, &world.arena, &image, &err), 0);
    assert_int_equal(image.part_count, 2);
    assert_int_equal(image.parts[0].due_ms, 5000);
    world_close(&world);
}

/* Open work of a host of the fourth schema stands in the lists of its office. */
static void test_tasks_of_an_older_schema_are_listed(void **state)
{
    (void)state;
    static const struct slice words[] = {
        {"mediator", 8}
    };
    const struct work_source source = {WORK_GROUP, slice_of("370102"), words, 1};
    const struct work_filter filter = {.sources = &source, .source_count = 1, .limit = 5};
    struct err err;
    struct value *page;
    world_open(&world, WORLD_SQLITE);
    struct case_row row = world_row(1);
    row.office = slice_of("370102");
    struct write_set *set = world_set(&world, &row, 1);
    struct part *part = &world_put(set, PART_TASK, "1", 0)->part;
    part->ref = world_id(7);
    part->form = slice_of("decide");
    part->to = slice_of("clerk\nmediator");
    assert_int_equal(world_write_once(&world, set), 0);
    world_stop(&world);
    assert_int_equal(run_sql(UNDO_STEP_7 UNDO_STEP_6 UNDO_STEP_5, NULL), SQLITE_OK);
    assert_int_equal(start(&err), 0);
    assert_int_equal(list_work(world.reader, &filter, &world.arena, &page, &err), 0);
    assert_int_equal(value_len(value_get(page, "items")), 1);
    world_close(&world);
}

/* Parties as the seventh schema's first hosts noted them are found by their numbers, once each;
 * what is damaged is left as it is and keeps nobody from starting. */
static void test_parties_of_an_older_schema_are_found(void **state)
{
    (void)state;
    struct err err;
    struct id *refs;
    size_t count;
    world_open(&world, WORLD_SQLITE);
    struct case_row rows[] = {world_row(1), world_row(2), world_row(3)};
    for (size_t i = 0; i < 3; i++)
        world_take_turns(&world, &rows[i], 1);
    world_stop(&world);
    assert_int_equal(
        run_sql(
            UNDO_STEP_8
            "INSERT INTO parts (case_id, kind, key, status, due_ms, body) VALUES"
            " (1, 12, 'party/k1', 1, 0, '{\"digests\":[\"aa\",\"bb\"]}'),"
            " (2, 12, 'party/k2', 1, 0, '{\"digests\":[\"bb\"]}'), (2, 12, 'party/bb/k2', 1, 0, "
            "'{}'),"
            " (3, 12, 'party/k3', 1, 0, 'damaged'), (3, 12, 'subject', 1, 0, "
            "'{\"digests\":[\"bb\"]}');",
            NULL),
        SQLITE_OK);
    assert_int_equal(start(&err), 0);
    assert_int_equal(
        list_parties(world.reader, slice_of("aa"), 9, &world.arena, &refs, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_true(id_is_equal(&refs[0], &rows[0].ref));
    assert_int_equal(
        list_parties(world.reader, slice_of("bb"), 9, &world.arena, &refs, &count, &err), 0);
    assert_int_equal(count, 2);
    struct case_image image;
    assert_int_equal(reader_load_live(world.reader, &rows[1].ref, &world.arena, &image, &err), 0);
    assert_int_equal(image.part_count, 1);
    assert_int_equal(reader_load_live(world.reader, &rows[2].ref, &world.arena, &image, &err), 0);
    assert_int_equal(image.part_count, 2);
    world_close(&world);
}

/* A host of the second schema with two releases: the active one gets the activation it never had.
 */
static void test_releases_of_an_older_schema(void **state)
{
    (void)state;
    struct err err;
    struct activation_row *rows;
    struct release_row one;
    size_t count;
    world_open(&world, WORLD_SQLITE);
    world_stop(&world);
    assert_int_equal(run_sql(UNDO_STEP_7 UNDO_STEP_6 UNDO_STEP_5 UNDO_STEP_4 UNDO_STEP_3
                             "INSERT INTO releases VALUES (1, zeroblob(32), 11, '{}'),"
                             " (2, randomblob(32), 12, '{\"files\":{}}');"
                             "UPDATE host SET active_release = 2",
                             NULL),
                     SQLITE_OK);
    for (int i = 0; i < 2; i++) { /* once only */
        assert_int_equal(start(&err), 0);
        assert_int_equal(reader_activations(world.reader, 0, 9, &world.arena, &rows, &count, &err),
                         0);
        assert_int_equal(count, 1);
        assert_int_equal(rows[0].release, 2);
        assert_int_equal(rows[0].former, 0);
        assert_int_equal(rows[0].at, 12);
        assert_true(slice_is(rows[0].kind, "serve"));
        assert_int_equal(reader_release(world.reader, 2, &world.arena, &one, &err), 0);
        assert_true(slice_is(one.body, "{\"files\":{}}"));
        assert_int_equal(one.by.len, 0);
        world_stop(&world);
    }
    assert_int_equal(start(&err), 0);
    world_close(&world);
}

static void test_a_database_of_another_program(void **state)
{
    (void)state;
    struct err err;
    world_open(&world, WORLD_SQLITE);
    world_stop(&world);
    assert_int_equal(run_sql("PRAGMA application_id = 77", NULL), SQLITE_OK);
    assert_int_equal(start(&err), STATUS_CORRUPT);
    assert_non_null(strstr(err.text, "another program"));
    world_close(&world);
}

static void test_a_damaged_file(void **state)
{
    (void)state;
    struct err err;
    world_open(&world, WORLD_SQLITE);
    world_stop(&world);
    struct slice good = read_file("comity.db");
    write_file("comity.db", slice_of("This is a letter that somebody saved under the wrong name. "
                                     "It goes on for a while, longer than a header of SQLite."));
    assert_int_equal(start(&err), STATUS_CORRUPT);
    char *bad = arena_alloc(&world.arena, good.len);
    memcpy(bad, good.bytes, good.len);
    memset(bad + 100, 0x5a, 3000); /* the page of the schema */
    write_file("comity.db", (struct slice){.bytes = bad, .len = good.len});
    assert_int_equal(start(&err), STATUS_CORRUPT);
    write_file("comity.db", good);
    assert_int_equal(start(&err), 0);
    world_close(&world);
}

static void test_one_host_at_a_time(void **state)
{
    (void)state;
    struct err err = {0};
    world_open(&world, WORLD_SQLITE);
    struct store_options options = {.directory = world.directory, .limits = &world.limits};
    struct store *second;
    assert_int_equal(store_open(&options, &second, &err), STATUS_LOCKED);
    assert_non_null(strstr(err.text, "Another process"));
    options.is_read_only = true;
    assert_int_equal(store_open(&options, &second, &err), STATUS_LOCKED);
    world_close(&world);
}

static void test_reading_alone(void **state)
{
    (void)state;
    struct err err = {0};
    struct case_row row = world_row(1);
    struct store *store, *other;
    struct reader *reader;
    struct case_image image;
    world_open(&world, WORLD_SQLITE);
    world_take_turns(&world, &row, 3);
    int64_t epoch = store_epoch(world.store);
    world_stop(&world);
    struct store_options options = {.directory = world.directory, .is_read_only = true};
    assert_int_equal(store_open(&options, &store, &err), 0);
    assert_int_equal(store_open(&options, &other, &err), 0); /* several may read */
    assert_int_equal(store_epoch(store), epoch);
    assert_int_equal(reader_open(store, &reader, &err), 0);
    assert_int_equal(reader_load(reader, &row.ref, &world.arena, &image, &err), 0);
    assert_int_equal(image.row.seq, 3);
    assert_int_equal(start(&err), STATUS_LOCKED); /* but nobody may serve meanwhile */
    reader_close(reader);
    store_close(store);
    store_close(other);
    world_close(&world);
}

static void test_creating(void **state)
{
    (void)state;
    struct err err = {0};
    world_open(&world, WORLD_SQLITE);
    struct case_row row = world_row(1);
    world_take_turns(&world, &row, 1);
    world_stop(&world);
    assert_int_equal(store_create(world.directory, &err), STATUS_CONFLICT);
    assert_int_equal(start(&err), 0);
    struct case_image image;
    assert_int_equal(reader_load(world.reader, &row.ref, &world.arena, &image, &err), 0);
    assert_int_equal(store_create("/proc/no-such-folder/data", &err), STATUS_IO);
    struct store_options options = {.directory = "/tmp/comity-nothing-here"};
    struct store *store;
    assert_int_equal(store_open(&options, &store, &err), STATUS_NOT_FOUND);
    assert_non_null(strstr(err.text, "comity init"));
    world_close(&world);
}

/* An office must not begin again over what it had: `init` makes its folder whole or not at all. */
static void test_an_emptied_database_is_refused(void **state)
{
    (void)state;
    struct err err;
    world_open(&world, WORLD_SQLITE);
    struct case_row row = world_row(1);
    world_take_turns(&world, &row, 1);
    world_stop(&world);
    write_file("comity.db", slice_of(""));
    assert_int_equal(start(&err), STATUS_CORRUPT);
    assert_non_null(strstr(err.text, "is empty"));
    assert_int_equal(read_file("comity.db").len, 0);
    world_close(&world);
}

static void test_journal_and_audit_are_append_only(void **state)
{
    (void)state;
    static const char *const sins[] = {
        "UPDATE journal SET body = '{}'",   "DELETE FROM journal",
        "UPDATE audit SET what = ''",       "DELETE FROM audit",
        "DELETE FROM journal WHERE id = 1", "UPDATE activations SET why = ''",
        "DELETE FROM activations",
    };
    char message[200];
    world_open(&world, WORLD_SQLITE);
    struct case_row row = world_row(1);
    struct write_set *set = world_set(&world, &row, 1);
    write_set_add(set, OP_RELEASE)->release = (struct release_row){.body = slice_of("{}")};
    write_set_add(set, OP_ACTIVATE)->activation.kind = slice_of("serve");
    write_set_add(set, OP_AUDIT)->audit = (struct audit_row){.at = 1, .what = slice_of("looked")};
    assert_int_equal(world_write_once(&world, set), 0);
    world_stop(&world);
    for (size_t i = 0; i < sizeof sins / sizeof *sins; i++) {
        assert_int_equal(run_sql(sins[i], message), SQLITE_CONSTRAINT);
        assert_non_null(strstr(message, "append-only"));
    }
    assert_int_equal(run_sql("UPDATE releases SET note = ''", message), SQLITE_CONSTRAINT);
    assert_int_equal(run_sql("DELETE FROM releases", message), SQLITE_CONSTRAINT);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_newer_schema_is_left_alone),
        cmocka_unit_test(test_an_older_schema_is_brought_up),
        cmocka_unit_test(test_a_third_schema_goes_on),
        cmocka_unit_test(test_tasks_of_an_older_schema_are_listed),
        cmocka_unit_test(test_parties_of_an_older_schema_are_found),
        cmocka_unit_test(test_releases_of_an_older_schema),
        cmocka_unit_test(test_a_database_of_another_program),
        cmocka_unit_test(test_a_damaged_file),
        cmocka_unit_test(test_one_host_at_a_time),
        cmocka_unit_test(test_reading_alone),
        cmocka_unit_test(test_creating),
        cmocka_unit_test(test_an_emptied_database_is_refused),
        cmocka_unit_test(test_journal_and_audit_are_append_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
