/* conformance_office.c - the contract of store/office.h and of the newer parts, run against SQLite
 * and the simulated store alike. See conformance.c.
 */
#include "world.h"
#include "store/office.h"

static struct world world;
static struct err err;

static void open_world(void **state)
{
    world_open(&world, *(enum world_kind *)*state);
}

/* Writes the set; the code of its refusal, or NULL. */
static const char *refusal(struct write_set *set)
{
    static char code[40];
    int status = world_write(&world, set);
    if (status == STATUS_REFUSED)
        memcpy(code, set->err.code, strlen(set->err.code) + 1);
    else
        assert_int_equal(status, 0);
    write_set_close(set);
    return status ? code : NULL;
}

static void add_record(struct write_set *set, enum record_kind kind, const char *key,
                       int64_t version, int status, const char *body)
{
    struct op *op = write_set_add(set, OP_RECORD);
    op->number = version;
    op->record = (struct record_row){.kind = kind,
                                     .key = slice_of(key),
                                     .status = status,
                                     .at = 10 + version,
                                     .body = slice_of(body)};
}

static const char *put_record(const char *key, int64_t version, int status, const char *body)
{
    struct write_set *set = world_plain_set(&world);
    add_record(set, RECORD_PERSON, key, version, status, body);
    return refusal(set);
}

static void test_records_change_by_version(void **state)
{
    open_world(state);
    struct record_row row;
    assert_int_equal(
        reader_record(world.reader, RECORD_PERSON, slice_of("wang"), &world.arena, &row, &err),
        STATUS_NOT_FOUND);
    assert_string_equal(err.text, "");
    assert_string_equal(put_record("wang", 1, 1, "{}"), "stale_version");
    assert_null(put_record("wang", 0, 1, "{\"a\":1}"));
    assert_string_equal(put_record("wang", 0, 1, "{}"), "stale_version");
    assert_null(put_record("wang", 1, 1, "{\"a\":2}"));
    assert_string_equal(put_record("wang", 1, 1, "{\"a\":3}"), "stale_version");
    assert_int_equal(
        reader_record(world.reader, RECORD_PERSON, slice_of("wang"), &world.arena, &row, &err), 0);
    assert_int_equal(row.version, 2);
    assert_int_equal(row.at, 11);
    assert_slice(row.body, "{\"a\":2}");
    assert_int_equal(
        reader_record(world.reader, RECORD_OFFICE, slice_of("wang"), &world.arena, &row, &err),
        STATUS_NOT_FOUND);                           /* another kind */
    struct write_set *set = world_plain_set(&world); /* twice in one set, and all or nothing */
    add_record(set, RECORD_PERSON, "wang", 2, 1, "{\"a\":4}");
    add_record(set, RECORD_PERSON, "wang", 3, 1, "{\"a\":5}");
    assert_null(refusal(set));
    set = world_plain_set(&world);
    add_record(set, RECORD_PERSON, "wang", 4, 1, "{\"a\":6}");
    add_record(set, RECORD_PERSON, "wang", 4, 1, "{\"a\":7}");
    assert_string_equal(refusal(set), "stale_version");
    world_reopen(&world);
    assert_int_equal(
        reader_record(world.reader, RECORD_PERSON, slice_of("wang"), &world.arena, &row, &err), 0);
    assert_int_equal(row.version, 4);
    assert_slice(row.body, "{\"a\":5}");
    set = world_plain_set(&world);
    add_record(set, RECORD_PERSON, "", 0, 1, "{}");
    assert_string_equal(refusal(set), "not_sound");
    set = world_plain_set(&world);
    add_record(set, RECORD_KINDS, "x", 0, 1, "{}");
    assert_string_equal(refusal(set), "not_sound");
    world_close(&world);
}

static void test_records_by_key_page_by_page(void **state)
{
    open_world(state);
    struct write_set *set = world_plain_set(&world);
    static const char *const keys[] = {"li", "zhao", "ma", "wang", "chen"};
    for (int i = 0; i < 5; i++)
        add_record(set, RECORD_PERSON, keys[i], 0, 1, "{}");
    add_record(set, RECORD_OFFICE, "32", 0, 1, "{}");
    assert_null(refusal(set));
    assert_null(put_record("ma", 1, 0, "{}"));
    static const char *const live[] = {"chen", "li", "wang", "zhao"};
    static const char *const all[] = {"chen", "li", "ma", "wang", "zhao"};
    for (int has_ended = 0; has_ended < 2; has_ended++) {
        struct record_span span = {.kind = RECORD_PERSON, .limit = 2, .has_ended = has_ended != 0};
        struct record_row *rows;
        size_t count, seen = 0;
        do {
            assert_int_equal(reader_records(world.reader, &span, &world.arena, &rows, &count, &err),
                             0);
            for (size_t i = 0; i < count; i++)
                assert_slice(rows[i].key, (has_ended ? all : live)[seen++]);
            if (count)
                span.after = rows[count - 1].key;
        } while (count);
        assert_int_equal(seen, has_ended ? 5 : 4);
    }
    world_close(&world);
}

static struct op *add_effect(struct write_set *set, uint8_t number, int64_t next_at)
{
    struct op *op = write_set_add(set, OP_EFFECT);
    op->effect = (struct effect_row){.ref = world_id(number),
                                     .key = slice_of("intake/3"),
                                     .target = slice_of("court"),
                                     .kind = slice_of("webhook"),
                                     .status = EFFECT_PENDING,
                                     .next_at = next_at,
                                     .at = 5,
                                     .body = slice_of("{\"n\":1}"),
                                     .error = slice_of("")};
    return op;
}

static void test_an_effect_comes_with_its_turn(void **state)
{
    open_world(state);
    struct case_row row = world_row(1), twin = world_row(1);
    struct write_set *set = world_set(&world, &row, 1);
    add_effect(set, 90, 100)->effect.case_ref = row.ref;
    assert_int_equal(world_write(&world, set), 0);
    int64_t case_id = set->row.id;
    write_set_close(set);
    set = world_set(&world, &twin, 1); /* a turn that does not commit */
    add_effect(set, 91, 100);
    assert_string_equal(refusal(set), "case_exists");
    struct effect_row effect;
    struct id lost = world_id(91), kept = world_id(90);
    assert_int_equal(reader_effect(world.reader, &lost, &world.arena, &effect, &err),
                     STATUS_NOT_FOUND);
    assert_int_equal(reader_effect(world.reader, &kept, &world.arena, &effect, &err), 0);
    assert_int_equal(effect.case_id, case_id);
    assert_true(id_is_equal(&effect.case_ref, &row.ref));
    assert_slice(effect.target, "court");
    assert_slice(effect.kind, "webhook");
    assert_slice(effect.key, "intake/3");
    assert_slice(effect.body, "{\"n\":1}");
    assert_int_equal(effect.version, 1);

    set = world_plain_set(&world); /* what an attempt changes; the case stays whose it is */
    struct op *op = write_set_add(set, OP_EFFECT);
    op->number = 1;
    op->effect = effect;
    op->effect.case_id = 0;
    op->effect.case_ref = (struct id){0};
    op->effect.key = slice_of("other");
    op->effect.attempts = 3;
    op->effect.status = EFFECT_DEAD;
    op->effect.error = slice_of("refused: 500");
    assert_null(refusal(set));
    assert_int_equal(reader_effect(world.reader, &kept, &world.arena, &effect, &err), 0);
    assert_int_equal(effect.version, 2);
    assert_int_equal(effect.attempts, 3);
    assert_int_equal(effect.status, EFFECT_DEAD);
    assert_int_equal(effect.case_id, case_id);
    assert_slice(effect.key, "intake/3");
    assert_slice(effect.error, "refused: 500");
    set = world_plain_set(&world);
    add_effect(set, 90, 100);
    assert_string_equal(refusal(set), "stale_version"); /* it is there */
    set = world_plain_set(&world);
    add_effect(set, 90, 100)->number = 1;
    assert_string_equal(refusal(set), "stale_version");
    set = world_plain_set(&world);
    add_effect(set, 92, 100)->effect.status = 0;
    assert_string_equal(refusal(set), "not_sound");
    world_close(&world);
}

static void test_pending_effects_in_order(void **state)
{
    open_world(state);
    struct write_set *set = world_plain_set(&world);
    static const int64_t next_at[] = {300, 100, 300, 200, 900};
    for (uint8_t i = 0; i < 5; i++)
        add_effect(set, (uint8_t)(10 + i), next_at[i]);
    add_effect(set, 20, 50)->effect.status = EFFECT_DONE;
    assert_null(refusal(set));
    static const uint8_t wanted[] = {11, 13, 10, 12};
    struct effect_span span = {.status = EFFECT_PENDING, .until_ms = 899, .limit = 3};
    struct effect_row *rows;
    size_t count, seen = 0;
    do {
        assert_int_equal(reader_effects(world.reader, &span, &world.arena, &rows, &count, &err), 0);
        for (size_t i = 0; i < count; i++) {
            struct id id = world_id(wanted[seen++]);
            assert_true(id_is_equal(&rows[i].ref, &id));
            span.after_next_at = rows[i].next_at;
            span.after_id = rows[i].id;
        }
    } while (count);
    assert_int_equal(seen, 4);
    set = world_plain_set(&world);
    add_effect(set, 11, 1000)->number = 1; /* tried, to be tried again later */
    assert_null(refusal(set));
    span = (struct effect_span){.status = EFFECT_PENDING, .until_ms = 2000, .limit = 9};
    assert_int_equal(reader_effects(world.reader, &span, &world.arena, &rows, &count, &err), 0);
    assert_int_equal(count, 5);
    assert_int_equal(rows[4].next_at, 1000);
    world_close(&world);
}

/* What may have been sent since the backup waits for a person; what comes later does not. */
static void test_after_a_restore_pending_effects_are_held(void **state)
{
    open_world(state);
    struct write_set *set = world_plain_set(&world);
    add_effect(set, 1, 100);
    add_effect(set, 2, 100)->effect.status = EFFECT_DEAD;
    assert_null(refusal(set));
    world_reopen(&world); /* as every day */
    struct effect_span span = {.status = EFFECT_PENDING, .until_ms = 1000, .limit = 9};
    struct effect_row *rows, one;
    size_t count;
    assert_int_equal(reader_effects(world.reader, &span, &world.arena, &rows, &count, &err), 0);
    assert_int_equal(count, 1);
    world_stop(&world);
    if (world.kind == WORLD_SQLITE)
        assert_int_equal(store_mark_restored(world.directory, &err), 0);
    else
        disk_mark_restored(world.disk);
    assert_int_equal(world_start(&world, &err), 0);
    assert_int_equal(reader_effects(world.reader, &span, &world.arena, &rows, &count, &err), 0);
    assert_int_equal(count, 0);
    struct id id = world_id(1);
    assert_int_equal(reader_effect(world.reader, &id, &world.arena, &one, &err), 0);
    assert_int_equal(one.status, EFFECT_HELD);
    assert_int_equal(one.version, 2);
    id = world_id(2);
    assert_int_equal(reader_effect(world.reader, &id, &world.arena, &one, &err), 0);
    assert_int_equal(one.status, EFFECT_DEAD);
    set = world_plain_set(&world);
    add_effect(set, 3, 100);
    assert_null(refusal(set));
    world_reopen(&world); /* once only */
    assert_int_equal(reader_effects(world.reader, &span, &world.arena, &rows, &count, &err), 0);
    assert_int_equal(count, 1);
    span.status = EFFECT_HELD;
    assert_int_equal(reader_effects(world.reader, &span, &world.arena, &rows, &count, &err), 0);
    assert_int_equal(count, 1);
    world_close(&world);
}

static void test_notices_and_their_reading(void **state)
{
    open_world(state);
    struct case_row row = world_row(1);
    struct write_set *set = world_set(&world, &row, 1);
    const struct notice_row notice = {.ref = world_id(40),
                                      .case_ref = row.ref,
                                      .at = 7,
                                      .not_before = 9,
                                      .office = slice_of("320583"),
                                      .person = slice_of(""),
                                      .role = slice_of("clerk"),
                                      .name = slice_of("returned"),
                                      .body = slice_of("{}")};
    write_set_add(set, OP_NOTICE)->notice = notice;
    write_set_add(set, OP_NOTICE_READ)->notice_read =
        (struct notice_read_row){.notice = notice.ref, .person = slice_of("wang"), .at = 8};
    assert_int_equal(world_write(&world, set), 0);
    int64_t case_id = set->row.id;
    write_set_close(set);
    struct notice_row one, *rows;
    size_t count;
    assert_int_equal(reader_notice(world.reader, &notice.ref, &world.arena, &one, &err), 0);
    assert_int_equal(one.case_id, case_id);
    assert_int_equal(one.not_before, 9);
    assert_slice(one.office, "320583");
    assert_slice(one.role, "clerk");
    assert_slice(one.name, "returned");
    set = world_plain_set(&world);
    write_set_add(set, OP_NOTICE)->notice = notice;
    assert_string_equal(refusal(set), "constraint");
    set = world_plain_set(&world);
    write_set_add(set, OP_NOTICE_READ)->notice_read =
        (struct notice_read_row){.notice = notice.ref, .person = slice_of("wang"), .at = 99};
    assert_null(refusal(set)); /* again: nothing */
    set = world_plain_set(&world);
    write_set_add(set, OP_NOTICE_READ)->notice_read =
        (struct notice_read_row){.notice = world_id(41), .person = slice_of("wang"), .at = 99};
    assert_string_equal(refusal(set), "constraint");
    assert_int_equal(reader_notices(world.reader, 0, 9, &world.arena, &rows, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_int_equal(reader_notices(world.reader, rows[0].id, 9, &world.arena, &rows, &count, &err),
                     0);
    assert_int_equal(count, 0);
    world_close(&world);
}

/* What has ended is kept, found by its key, and not loaded for a turn. */
static void test_ended_parts_are_loaded_only_when_asked_for(void **state)
{
    open_world(state);
    struct case_row row = world_row(1);
    struct write_set *set = world_set(&world, &row, 1);
    world_put(set, PART_FACT, "minor", 0);
    world_put(set, PART_LINK, "child", 0);
    world_put(set, PART_PLACE, "b", 70)->part.status = 99;
    world_put(set, PART_PLACE, "a", 0)->part.status = 100;
    world_put(set, PART_CARD, "1", 60);
    world_put(set, PART_WAIT, "1", 50)->part.status = 100;
    assert_int_equal(world_write(&world, set), 0);
    int64_t id = set->row.id;
    write_set_close(set);
    struct case_image image;
    struct part part;
    assert_int_equal(reader_load_live(world.reader, &row.ref, &world.arena, &image, &err), 0);
    static const enum part_kind kinds[] = {PART_WAIT, PART_LINK, PART_CARD, PART_PLACE, PART_FACT};
    assert_int_equal(image.part_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(image.parts[i].kind, kinds[i + 1]);
    assert_int_equal(reader_load(world.reader, &row.ref, &world.arena, &image, &err), 0);
    assert_int_equal(image.part_count, 6);
    assert_int_equal(
        reader_part(world.reader, id, PART_PLACE, slice_of("a"), &world.arena, &part, &err), 0);
    assert_int_equal(part.status, 100);
    assert_false(part_is_live(&part));
    assert_int_equal(
        reader_part(world.reader, id, PART_CARD, slice_of("a"), &world.arena, &part, &err),
        STATUS_NOT_FOUND);
    struct due_row *rows;
    size_t count;
    assert_int_equal(reader_due(world.reader, NULL, 100, 9, &world.arena, &rows, &count, &err), 0);
    assert_int_equal(count, 3);
    assert_int_equal(rows[1].kind, PART_CARD);
    assert_int_equal(rows[2].kind, PART_PLACE);
    world_close(&world);
}

int main(void)
{
    static enum world_kind sqlite = WORLD_SQLITE, simulated = WORLD_SIMULATED;
    const struct CMUnitTest tests[] = {
        EACH(test_records_change_by_version),
        EACH(test_records_by_key_page_by_page),
        EACH(test_an_effect_comes_with_its_turn),
        EACH(test_pending_effects_in_order),
        EACH(test_after_a_restore_pending_effects_are_held),
        EACH(test_notices_and_their_reading),
        EACH(test_ended_parts_are_loaded_only_when_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
