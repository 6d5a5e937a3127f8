/* test_threads.c - three threads submit, two read, and COMMIT fails and the disk is full meanwhile.
 *
 * Each submitter owns its cases and always has one write set of each in flight, as script threads
 * do. Readers check all the time that what was settled before they asked is what they see. Meant
 * for the thread sanitizer as much as for the assertions.
 */
#include "world.h"
#include <stdatomic.h>
#include <stdio.h>
#include "base/fault.h"
#include "base/log.h"

enum { SUBMITTERS = 3, READERS = 2, CASES_EACH = 12, STEPS = 60 };

struct submitter {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    struct list back; /* settled write sets of mine */
    struct case_row rows[CASES_EACH];
    atomic_llong acknowledged[CASES_EACH];
    struct reader *reader;
};

static struct submitter submitters[SUBMITTERS];
static struct world world; /* for its directory and limits; the store here has its own callbacks */
static struct store *store;
static atomic_bool is_over;
static atomic_int unknown, full;

/* Which case a set is of: its owner points to the row. */
static struct submitter *submitter_of(const struct write_set *set)
{
    for (size_t i = 0; i < SUBMITTERS; i++)
        if ((struct case_row *)set->owner >= submitters[i].rows &&
            (struct case_row *)set->owner < submitters[i].rows + CASES_EACH)
            return &submitters[i];
    return NULL;
}

static void on_settled(void *owner, struct list *settled)
{
    (void)owner;
    while (!list_is_empty(settled)) {
        struct write_set *set = LIST_ITEM(list_pop(settled), struct write_set, link);
        struct submitter *it = submitter_of(set);
        if (set->status == 0)
            atomic_store(&it->acknowledged[(struct case_row *)set->owner - it->rows], set->row.seq);
        pthread_mutex_lock(&it->lock);
        list_push(&it->back, &set->link);
        pthread_cond_signal(&it->arrived);
        pthread_mutex_unlock(&it->lock);
    }
}

static void submit(struct case_row *row)
{
    struct write_set *set = write_set_new();
    struct journal_row *turn = write_set_add_row(set);
    set->has_case = true;
    set->owner = row;
    set->epoch = store_epoch(store);
    set->generation = store_generation(store);
    set->expected_seq = row->seq;
    set->row = *row;
    turn->seq = ++set->row.seq;
    turn->is_opening = turn->seq == 1;
    turn->is_replayed = true;
    turn->body = slice_of("{}");
    journal_hash(&set->row.hash, &row->ref, turn, &turn->hash);
    set->row.hash = turn->hash;
    set->bytes = 100;
    store_submit(store, set);
}

/* The truth after UNKNOWN, as the engine asks it. */
static void read_again(struct submitter *it, struct case_row *row)
{
    struct arena arena = {0};
    struct case_image image;
    struct err err = {0};
    int status = reader_load(it->reader, &row->ref, &arena, &image, &err);
    assert_true(status == 0 || (status == STATUS_NOT_FOUND && row->seq == 0));
    if (status == 0) {
        assert_true(image.row.seq == row->seq || image.row.seq == row->seq + 1);
        row->id = image.row.id;
        row->seq = image.row.seq;
        row->head = image.row.head;
        row->back = image.row.back;
        row->hash = image.row.hash;
    }
    arena_close(&arena);
}

static struct write_set *take_one(struct submitter *it)
{
    pthread_mutex_lock(&it->lock);
    while (list_is_empty(&it->back))
        pthread_cond_wait(&it->arrived, &it->lock);
    struct write_set *set = LIST_ITEM(list_pop(&it->back), struct write_set, link);
    pthread_mutex_unlock(&it->lock);
    return set;
}

static void *run_submitter(void *argument)
{
    struct submitter *it = argument;
    size_t open = CASES_EACH;
    for (size_t i = 0; i < CASES_EACH; i++)
        submit(&it->rows[i]);
    while (open > 0) {
        struct write_set *set = take_one(it);
        struct case_row *row = set->owner;
        if (set->status == 0)
            *row = set->row;
        else if (set->status == STATUS_UNKNOWN)
            read_again(it, row);
        else
            assert_int_equal(set->status, STATUS_FULL);
        atomic_fetch_add(&unknown, set->status == STATUS_UNKNOWN);
        atomic_fetch_add(&full, set->status == STATUS_FULL);
        write_set_close(set);
        if (row->seq < STEPS)
            submit(row);
        else
            open--;
    }
    return NULL;
}

static void read_one(struct reader *reader, struct submitter *it, size_t index)
{
    struct arena arena = {0};
    struct case_image image;
    struct err err = {0};
    struct id ref = world_id((uint8_t)((size_t)(it - submitters) * CASES_EACH + index));
    int64_t before = atomic_load(&it->acknowledged[index]);
    int status = reader_load(reader, &ref, &arena, &image, &err);
    if (status == STATUS_NOT_FOUND) {
        assert_int_equal(before, 0);
    } else {
        assert_int_equal(status, 0);
        assert_true(image.row.seq >= before);
    }
    arena_close(&arena);
}

/* Twice in one transaction: what was so stays so, whatever is written meanwhile. */
static void read_held(struct reader *reader, uint8_t number)
{
    struct arena arena = {0};
    struct case_image first = {0}, second = {0};
    struct err err = {0};
    struct id ref = world_id(number);

    assert_int_equal(reader_hold(reader, &err), 0);
    int status = reader_load(reader, &ref, &arena, &first, &err);
    assert_int_equal(reader_load(reader, &ref, &arena, &second, &err), status);
    assert_int_equal(first.row.seq, second.row.seq);
    reader_let_go(reader);
    arena_close(&arena);
}

static void *run_reader(void *argument)
{
    struct reader *reader = argument;
    for (size_t n = 0; !atomic_load(&is_over); n++) {
        read_one(reader, &submitters[n % SUBMITTERS], n * 7 % CASES_EACH);
        if (n % 3 == 0)
            read_held(reader, (uint8_t)(n % (SUBMITTERS * CASES_EACH)));
    }
    return NULL;
}

static void open_submitter(struct submitter *it, size_t number)
{
    struct err err = {0};
    *it = (struct submitter){0};
    pthread_mutex_init(&it->lock, NULL);
    pthread_cond_init(&it->arrived, NULL);
    for (size_t i = 0; i < CASES_EACH; i++)
        it->rows[i] = world_row((uint8_t)(number * CASES_EACH + i));
    assert_int_equal(reader_open(store, &it->reader, &err), 0);
}

static void check_all(void)
{
    struct arena arena = {0};
    for (size_t i = 0; i < SUBMITTERS * CASES_EACH; i++) {
        struct case_image image;
        struct journal_row *rows;
        size_t count;
        struct err err = {0};
        struct id ref = world_id((uint8_t)i);
        assert_int_equal(reader_load(submitters[0].reader, &ref, &arena, &image, &err), 0);
        assert_int_equal(image.row.seq, STEPS);
        assert_int_equal(reader_back(submitters[0].reader, image.row.head, SIZE_MAX, &arena, &rows,
                                     &count, &err),
                         0);
        assert_int_equal(count, STEPS);
    }
    arena_close(&arena);
}

static void test_all_at_once(void **state)
{
    (void)state;
    struct err err = {0};
    struct reader *readers[READERS];
    pthread_t threads[READERS];
    world_open(&world, WORLD_SQLITE);
    world_stop(&world);
    struct store_options options = {
        .directory = world.directory, .limits = &world.limits, .on_settled = on_settled};
    fault_open("store.unknown_kept=7,store.full=12,store.unknown_lost=15,store.full=21");
    assert_int_equal(store_open(&options, &store, &err), 0);
    for (size_t i = 0; i < SUBMITTERS; i++)
        open_submitter(&submitters[i], i);
    for (size_t i = 0; i < READERS; i++) {
        assert_int_equal(reader_open(store, &readers[i], &err), 0);
        pthread_create(&threads[i], NULL, run_reader, readers[i]);
    }
    for (size_t i = 0; i < SUBMITTERS; i++)
        pthread_create(&submitters[i].thread, NULL, run_submitter, &submitters[i]);
    for (size_t i = 0; i < SUBMITTERS; i++)
        pthread_join(submitters[i].thread, NULL);
    atomic_store(&is_over, true);
    for (size_t i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    check_all();
    assert_true(atomic_load(&unknown) > 0 && atomic_load(&full) > 0);
    for (size_t i = 0; i < READERS; i++)
        reader_close(readers[i]);
    for (size_t i = 0; i < SUBMITTERS; i++)
        reader_close(submitters[i].reader);
    store_close(store);
    world_close(&world);
}

static int64_t seq_seen(struct reader *reader, const struct id *ref)
{
    struct arena arena = {0};
    struct case_image image;
    struct err err = {0};
    assert_int_equal(reader_load(reader, ref, &arena, &image, &err), 0);
    arena_close(&arena);
    return image.row.seq;
}

static void test_held_reads_see_one_moment(void **state)
{
    struct case_row row = world_row(1);
    struct err err = {0};
    (void)state;
    world_open(&world, WORLD_SQLITE);
    world_take_turns(&world, &row, 1);
    assert_int_equal(reader_hold(world.reader, &err), 0);
    assert_int_equal(seq_seen(world.reader, &row.ref), 1);
    struct write_set *set = world_set(&world, &row, 1);
    assert_int_equal(world_write_once(&world, set), 0);
    assert_int_equal(seq_seen(world.reader, &row.ref), 1);
    reader_let_go(world.reader);
    assert_int_equal(seq_seen(world.reader, &row.ref), 2);
    world_close(&world);
}

int main(void)
{
    static struct wallclock_held clock;
    wallclock_held_init(&clock, 0);
    log_open(&clock.base, LOG_ERROR + 1);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_held_reads_see_one_moment),
                                       cmocka_unit_test(test_all_at_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
