/* test_releases.c - releases, activations and stays: the contract of store/releases.h, run against
 * SQLite and the simulated store alike.
 */
#include "world.h"
#include "store/releases.h"

static struct world *open_world(void **state)
{
    static struct world world;
    world_open(&world, *(enum world_kind *)*state);
    return &world;
}

static void assert_refused(struct world *world, struct write_set *set, const char *code)
{
    assert_int_equal(world_write(world, set), STATUS_REFUSED);
    assert_string_equal(set->err.code, code);
    write_set_close(set);
}

static void publish(struct world *world, uint8_t digest, const char *by, const char *body)
{
    struct write_set *set = world_plain_set(world);
    write_set_add(set, OP_RELEASE)->release = (struct release_row){.digest = {{digest}},
                                                                   .at = 40 + digest,
                                                                   .by = slice_of(by),
                                                                   .note = slice_of("why not"),
                                                                   .body = slice_of(body)};
    assert_int_equal(world_write_once(world, set), 0);
}

static struct op *add_activation(struct write_set *set, int64_t release, const char *kind)
{
    struct op *op = write_set_add(set, OP_ACTIVATE);
    op->number = release;
    op->activation = (struct activation_row){.at = 100 + release,
                                             .by = slice_of("anna"),
                                             .why = slice_of("the law changed"),
                                             .kind = slice_of(kind)};
    return op;
}

static void activate(struct world *world, int64_t release, const char *kind)
{
    struct write_set *set = world_plain_set(world);
    add_activation(set, release, kind);
    assert_int_equal(world_write_once(world, set), 0);
}

static void add_stay(struct write_set *set, int64_t case_id, int64_t release, int verdict)
{
    write_set_add(set, OP_STAY)->stay = (struct stay_row){.case_id = case_id,
                                                          .release = release,
                                                          .stage_seq = 3,
                                                          .seq = 7,
                                                          .verdict = verdict,
                                                          .body = slice_of("{\"at\":1}")};
}

static size_t list_stays(struct world *world, int64_t after, size_t limit, struct stay_row **rows)
{
    struct err err = {0};
    size_t count;
    assert_int_equal(reader_stays(world->reader, after, limit, &world->arena, rows, &count, &err),
                     0);
    return count;
}

static size_t list_activations(struct world *world, int64_t before, size_t limit,
                               struct activation_row **rows)
{
    struct err err = {0};
    size_t count;
    assert_int_equal(
        reader_activations(world->reader, before, limit, &world->arena, rows, &count, &err), 0);
    return count;
}

static int64_t active_release(struct world *world)
{
    struct release_row *rows;
    struct err err = {0};
    size_t count;
    int64_t active;
    assert_int_equal(
        reader_release_heads(world->reader, &world->arena, &rows, &count, &active, &err), 0);
    return active;
}

/* A known digest is recognised: nothing is added, and the first publisher stays. */
static void test_releases_are_kept_once(void **state)
{
    struct world *world = open_world(state);
    for (int round = 0; round < 2; round++) {
        struct write_set *set = world_plain_set(world);
        struct op *op = write_set_add(set, OP_RELEASE);
        op->release = (struct release_row){
            .digest = {{3}}, .at = 4 + round, .by = slice_of("anna"), .body = slice_of("{}")};
        struct op *active = add_activation(set, 0, "serve");
        assert_int_equal(world_write(world, set), 0);
        assert_int_equal(op->release.id, 1);
        assert_int_equal(active->number, 1);
        write_set_close(set);
    }
    publish(world, 4, "bert", "{\"files\":{}}");
    struct release_row *rows;
    size_t count;
    int64_t active;
    struct err err = {0};
    assert_int_equal(reader_releases(world->reader, &world->arena, &rows, &count, &active, &err),
                     0);
    assert_int_equal(count, 2);
    assert_int_equal(active, 1);
    assert_int_equal(rows[0].at, 4);
    assert_slice(rows[0].by, "anna");
    assert_slice(rows[0].note, "");
    assert_int_equal(rows[1].digest.bytes[0], 4);
    assert_slice(rows[1].by, "bert");
    assert_slice(rows[1].note, "why not");
    assert_slice(rows[1].body, "{\"files\":{}}");
    world_close(world);
}

static void test_heads_come_without_bodies(void **state)
{
    struct world *world = open_world(state);
    publish(world, 8, "bert", "{\"files\":{}}");
    struct release_row *rows, one;
    size_t count;
    int64_t active;
    struct err err = {0};
    assert_int_equal(
        reader_release_heads(world->reader, &world->arena, &rows, &count, &active, &err), 0);
    assert_int_equal(count, 1);
    assert_int_equal(active, 0);
    assert_slice(rows[0].by, "bert");
    assert_slice(rows[0].body, "");
    assert_int_equal(reader_release(world->reader, rows[0].id, &world->arena, &one, &err), 0);
    assert_slice(one.body, "{\"files\":{}}");
    assert_int_equal(one.at, 48);
    assert_int_equal(one.digest.bytes[0], 8);
    assert_int_equal(reader_release(world->reader, 9, &world->arena, &one, &err), STATUS_NOT_FOUND);
    assert_string_equal(err.text, "");
    world_close(world);
}

/* Each names the one before it; they outlive a restart; pages go back in time. */
static void test_activations_are_told(void **state)
{
    struct world *world = open_world(state);
    publish(world, 1, "anna", "{}");
    publish(world, 2, "anna", "{}");
    struct write_set *set = world_plain_set(world);
    add_activation(set, 3, "activate");
    assert_refused(world, set, "constraint");
    set = world_plain_set(world);
    add_activation(set, 0, "activate"); /* and no release was stored before it */
    assert_refused(world, set, "constraint");
    assert_int_equal(active_release(world), 0);
    activate(world, 1, "serve");
    activate(world, 2, "activate");
    activate(world, 1, "rollback");
    world_reopen(world);
    assert_int_equal(active_release(world), 1);
    struct activation_row *rows;
    assert_int_equal(list_activations(world, 0, 10, &rows), 3);
    assert_int_equal(rows[0].release, 1);
    assert_int_equal(rows[0].former, 2);
    assert_int_equal(rows[0].at, 101);
    assert_slice(rows[0].by, "anna");
    assert_slice(rows[0].why, "the law changed");
    assert_slice(rows[0].kind, "rollback");
    assert_int_equal(rows[1].release, 2);
    assert_int_equal(rows[1].former, 1);
    assert_int_equal(rows[2].former, 0);
    assert_slice(rows[2].kind, "serve");
    int64_t newest = rows[0].id;
    assert_int_equal(list_activations(world, newest, 1, &rows), 1);
    assert_int_equal(rows[0].release, 2);
    assert_int_equal(list_activations(world, rows[0].id, 10, &rows), 1);
    assert_slice(rows[0].kind, "serve");
    assert_int_equal(list_activations(world, rows[0].id, 10, &rows), 0);
    world_close(world);
}

/* The list of those that stay is written with the activation, or neither is. */
static void test_an_activation_brings_its_stays(void **state)
{
    enum { MANY = 500 };
    struct world *world = open_world(state);
    struct stay_row *rows, stay;
    struct err err = {0};
    publish(world, 1, "anna", "{}");
    publish(world, 2, "anna", "{}");
    struct write_set *set = world_plain_set(world);
    add_activation(set, 1, "activate");
    for (int64_t id = 1; id <= MANY; id++)
        add_stay(set, id, 1, 4);
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(list_stays(world, 0, MANY * 2, &rows), MANY);
    assert_int_equal(list_stays(world, 490, 5, &rows), 5);
    assert_int_equal(rows[0].case_id, 491);
    assert_int_equal(reader_stay(world->reader, 77, &world->arena, &stay, &err), 0);
    assert_int_equal(stay.release, 1);
    assert_int_equal(stay.stage_seq, 3);
    assert_int_equal(stay.seq, 7);
    assert_int_equal(stay.verdict, 4);
    assert_slice(stay.body, "{\"at\":1}");
    assert_int_equal(reader_stay(world->reader, MANY + 1, &world->arena, &stay, &err),
                     STATUS_NOT_FOUND);
    assert_string_equal(err.text, "");

    /* One that is refused behind its activation leaves all as it was. */
    set = world_plain_set(world);
    add_activation(set, 2, "activate");
    add_stay(set, 900, 2, 4);
    add_activation(set, 99, "activate");
    assert_refused(world, set, "constraint");
    assert_int_equal(active_release(world), 1);
    assert_int_equal(list_stays(world, 0, MANY * 2, &rows), MANY);

    /* The next clears those of the others and keeps its own, whichever was written first. */
    set = world_plain_set(world);
    add_stay(set, 5, 2, 6);
    add_activation(set, 2, "activate");
    add_stay(set, 9, 2, 5);
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(list_stays(world, 0, MANY * 2, &rows), 2);
    assert_int_equal(rows[0].case_id, 5);
    assert_int_equal(rows[0].verdict, 6);
    assert_int_equal(rows[1].case_id, 9);
    world_close(world);
}

/* A case notes with its own turn that it stays, and with another that it goes on. */
static void test_a_case_stays_and_goes_on(void **state)
{
    struct world *world = open_world(state);
    struct case_row row = world_row(1);
    struct stay_row *rows;
    struct err err = {0};
    struct stay_row stay;
    struct write_set *set = world_set(world, &row, 1);
    add_stay(set, 0, 1, 4);
    assert_int_equal(world_write(world, set), 0);
    row = set->row;
    write_set_close(set);
    assert_int_equal(reader_stay(world->reader, row.id, &world->arena, &stay, &err), 0);
    assert_int_equal(stay.case_id, row.id);
    set = world_set(world, &row, 1);
    add_stay(set, 0, 1, 5); /* again: replaced */
    assert_int_equal(world_write(world, set), 0);
    row = set->row;
    write_set_close(set);
    assert_int_equal(list_stays(world, 0, 10, &rows), 1);
    assert_int_equal(rows[0].verdict, 5);
    set = world_set(world, &row, 1);
    write_set_add(set, OP_UNSTAY);
    assert_int_equal(world_write_once(world, set), 0);
    assert_int_equal(list_stays(world, 0, 10, &rows), 0);
    set = world_plain_set(world);
    write_set_add(set, OP_UNSTAY)->stay.case_id = row.id; /* not there: nothing */
    assert_int_equal(world_write_once(world, set), 0);
    static const enum op_kind kinds[] = {OP_STAY, OP_UNSTAY};
    for (int i = 0; i < 2; i++) { /* of no case */
        set = world_plain_set(world);
        write_set_add(set, kinds[i])->stay.body = slice_of("{}");
        assert_refused(world, set, "not_sound");
    }
    world_close(world);
}

#define EACH(test)                                                                                 \
    {#test " (sqlite)", test, NULL, NULL, &sqlite},                                                \
    {                                                                                              \
#test " (simulated)", test, NULL, NULL, &simulated                                         \
    }

int main(void)
{
    static enum world_kind sqlite = WORLD_SQLITE, simulated = WORLD_SIMULATED;
    const struct CMUnitTest tests[] = {
        EACH(test_releases_are_kept_once),   EACH(test_heads_come_without_bodies),
        EACH(test_activations_are_told),     EACH(test_an_activation_brings_its_stays),
        EACH(test_a_case_stays_and_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
