/* conformance_kept.c - the contract of store.h for what a case keeps beside its journal: keys of
 * requests, numbers of letters, incidents, the vault, tokens. See conformance.c.
 */
#include "conformance.h"

static struct write_set *set_with_key(struct world *world, struct case_row *row, uint8_t digest,
                                      int64_t at)
{
    struct write_set *set = world_set(world, row, 1);
    struct op *op = write_set_add(set, OP_KEY);
    op->key.digest.bytes[5] = digest;
    op->key.request.bytes[0] = 7;
    op->key.case_ref = row->ref;
    op->key.at = at;
    return set;
}

static void test_keys_live_a_week(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1), other = world_row(2);
    const int64_t now = 20000000000;
    struct write_set *set = set_with_key(world, &row, 1, now);
    assert_int_equal(world_write(world, set), 0);
    row = set->row;
    int64_t first = set->rows[0].id;
    write_set_close(set);
    struct digest digest = {
        {0, 0, 0, 0, 0, 1}
    };
    struct key_row key;
    struct err err = {0};
    assert_int_equal(reader_key(world->reader, &digest, &world->arena, &key, &err), 0);
    assert_int_equal(key.journal_id, first);
    assert_int_equal(key.request.bytes[0], 7);
    assert_int_equal(key.at, now);
    assert_true(id_is_equal(&key.case_ref, &row.ref));
    set = set_with_key(world, &other, 1, now + KEY_LIFE_MS);
    assert_int_equal(refusal(world, set, "key_taken"), STATUS_REFUSED);
    set = set_with_key(world, &other, 1, now + KEY_LIFE_MS + 1);
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(reader_key(world->reader, &digest, &world->arena, &key, &err), 0);
    assert_true(key.journal_id > first);
    assert_true(id_is_equal(&key.case_ref, &other.ref));
    world_close(world);
}

/* A write set of no case keeps the answer itself; one of a case names its row. */
static void test_the_key_of_a_deed_keeps_its_answer(void **state)
{
    struct world *world = open_world(state);
    struct write_set *set = world_plain_set(world);
    struct digest digest = {
        {0, 0, 0, 0, 0, 1}
    };
    struct key_row key;
    struct err err = {0};
    struct op *op = write_set_add(set, OP_KEY);
    op->number = KEY_OF_DEED;
    op->key = (struct key_row){.digest = digest, .at = 5, .reply = slice_of("{\"cases\":3}")};
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(reader_key(world->reader, &digest, &world->arena, &key, &err), 0);
    assert_int_equal(key.journal_id, 0);
    assert_true(id_is_zero(&key.case_ref));
    assert_true(slice_is(key.reply, "{\"cases\":3}"));
    set = world_plain_set(world);
    op = write_set_add(set, OP_KEY);
    op->key.digest.bytes[0] = 9; /* row 0 of a write set that has none */
    assert_int_equal(refusal(world, set, "not_sound"), STATUS_REFUSED);
    struct case_row row = world_row(1);
    set = set_with_key(world, &row, 2, 5);
    set->last_op->number = KEY_OF_DEED;
    assert_int_equal(refusal(world, set, "not_sound"), STATUS_REFUSED);
    world_close(world);
}

/* Of each series the last number, whatever else is a letter; and no number twice. */
static void test_numbers_of_letters(void **state)
{
    struct world *world = open_world(state);
    struct case_row a = world_row(1), b = world_row(2);
    struct write_set *set = world_set(world, &a, 1);
    struct slice *keys;
    size_t count;
    struct err err = {0};
    world_put(set, PART_LETTER, "0001", 0);
    world_put(set, PART_LETTER, "=x{n}\n00000009", 0);
    world_put(set, PART_LETTER, "=x{n}\n00000010", 0);
    world_put(set, PART_CARD, "=x{n}\n00000011", 0);
    world_put(set, PART_LETTER, "=xy{n}\n00000002", 0);
    assert_int_equal(world_write_once(world, set), 0);
    set = world_set(world, &b, 1);
    world_put(set, PART_LETTER, "0001", 0);
    world_put(set, PART_LETTER, "=x{n}\n00000010", 0);
    assert_int_equal(refusal(world, set, "number_taken"), STATUS_REFUSED);
    set = world_set(world, &b, 1);
    world_put(set, PART_LETTER, "=x{n}\n00000012", 0);
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(reader_letter_numbers(world->reader, &world->arena, &keys, &count, &err), 0);
    assert_int_equal(count, 2);
    bool is_first = slice_is(keys[0], "=x{n}\n00000012");
    assert_true(slice_is(keys[is_first ? 0 : 1], "=x{n}\n00000012"));
    assert_true(slice_is(keys[is_first ? 1 : 0], "=xy{n}\n00000002"));
    world_check_series(world, "=x{n}\n", 12, 9); /* 9, 10 and 12 are there */
    world_check_series(world, "=xy{n}\n", 2, 1);
    world_check_series(world, "=y{n}\n", 0, 0);
    world_close(world);
}

static void test_incidents(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1);
    struct write_set *set = world_set(world, &row, 1);
    struct incident_row incident = {.ref = world_id(50),
                                    .case_ref = row.ref,
                                    .at = 5,
                                    .kind = slice_of("script"),
                                    .code = slice_of("script_failed"),
                                    .body = slice_of("{\"message\":\"x\"}")};
    write_set_add(set, OP_INCIDENT)->incident = incident;
    assert_int_equal(world_write(world, set), 0);
    row = set->row;
    write_set_close(set);
    struct incident_row of_host = {.ref = world_id(51),
                                   .at = 6,
                                   .kind = slice_of("asked"),
                                   .code = slice_of(""),
                                   .body = slice_of("{}")};
    set = world_plain_set(world);
    write_set_add(set, OP_INCIDENT)->incident = of_host;
    assert_int_equal(world_write_once(world, set), 0);
    struct incident_row *rows;
    size_t count;
    struct err err = {0};
    assert_int_equal(reader_incidents(world->reader, 0, true, &world->arena, &rows, &count, &err),
                     0);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].case_id, row.id);
    assert_true(id_is_equal(&rows[0].case_ref, &row.ref));
    assert_slice(rows[0].body, "{\"message\":\"x\"}");
    incident.ended_at = 9;
    set = world_set(world, &row, 1);
    write_set_add(set, OP_INCIDENT)->incident = incident;
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(
        reader_incidents(world->reader, row.id, true, &world->arena, &rows, &count, &err), 0);
    assert_int_equal(count, 0);
    assert_int_equal(
        reader_incidents(world->reader, row.id, false, &world->arena, &rows, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].ended_at, 9);
    world_close(world);
}

static void test_vault(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1);
    struct write_set *set = world_set(world, &row, 1);
    const struct vault_key_row person = {.ref = world_id(60), .sealed = slice_of("sealed key")};
    const struct vault_row value = {
        .ref = world_id(61), .key = world_id(60), .sealed = slice_of("sealed value")};
    write_set_add(set, OP_VAULT_KEY)->vault_key = person;
    write_set_add(set, OP_VAULT)->vault = value;
    assert_int_equal(world_write(world, set), 0);
    row = set->row;
    write_set_close(set);
    struct vault_row got;
    struct vault_key_row key;
    struct err err = {0};
    assert_int_equal(
        reader_vault(world->reader, row.id, &value.ref, &world->arena, &got, &key, &err), 0);
    assert_slice(got.sealed, "sealed value");
    assert_slice(key.sealed, "sealed key");
    assert_int_equal(key.case_id, row.id);
    assert_int_equal(
        reader_vault(world->reader, row.id + 1, &value.ref, &world->arena, &got, &key, &err),
        STATUS_NOT_FOUND); /* another case's handle is nothing */
    set = world_set(world, &row, 1);
    write_set_add(set, OP_VAULT)->vault = value;
    assert_int_equal(refusal(world, set, "constraint"), STATUS_REFUSED);
    set = world_set(world, &row, 1);
    struct op *destroy = write_set_add(set, OP_VAULT_KEY);
    destroy->vault_key = (struct vault_key_row){.ref = person.ref, .case_id = row.id};
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(
        reader_vault(world->reader, row.id, &value.ref, &world->arena, &got, &key, &err), 0);
    assert_int_equal(key.sealed.len, 0);
    struct vault_key_row *keys;
    size_t count;
    assert_int_equal(reader_vault_keys(world->reader, row.id, &world->arena, &keys, &count, &err),
                     0);
    assert_int_equal(count, 1);
    assert_int_equal(keys[0].sealed.len, 0);
    world_close(world);
}

static void test_tokens_and_audit(void **state)
{
    struct world *world = open_world(state);
    const struct token_row token = {.digest = {{1}},
                                    .name = slice_of("admin"),
                                    .roles = slice_of("admin\nclerk"),
                                    .actor = world_id(70),
                                    .at = 3};
    struct write_set *set = world_plain_set(world);
    write_set_add(set, OP_TOKEN)->token = token;
    write_set_add(set, OP_AUDIT)->audit = (struct audit_row){
        .at = 1, .actor = slice_of("admin"), .what = slice_of("token"), .body = slice_of("{}")};
    assert_int_equal(world_write_once(world, set), 0);
    set = world_plain_set(world);
    write_set_add(set, OP_AUDIT)->audit = (struct audit_row){.at = 2};
    write_set_add(set, OP_TOKEN)->token = token;
    assert_int_equal(refusal(world, set, "constraint"), STATUS_REFUSED);
    struct token_row *rows;
    size_t count;
    struct err err = {0};
    assert_int_equal(reader_tokens(world->reader, &world->arena, &rows, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_slice(rows[0].name, "admin");
    assert_slice(rows[0].roles, "admin\nclerk");
    assert_true(id_is_equal(&rows[0].actor, &token.actor));
    world_close(world);
}

int main(void)
{
    static enum world_kind sqlite = WORLD_SQLITE, simulated = WORLD_SIMULATED;
    const struct CMUnitTest tests[] = {
        EACH(test_keys_live_a_week),
        EACH(test_the_key_of_a_deed_keeps_its_answer),
        EACH(test_numbers_of_letters),
        EACH(test_incidents),
        EACH(test_vault),
        EACH(test_tokens_and_audit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
