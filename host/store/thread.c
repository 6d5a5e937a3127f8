/* thread.c - the store's thread: takes what was submitted, commits, settles, checkpoints.
 *
 *              batch failed before COMMIT,
 *              or space is low                      reopen_store failed, or the file is damaged
 *     OPEN -----------------------------> FULL          OPEN, FULL ------------------> DEAD
 *      ^                                   |
 *      +-- space_probe: it can be written -+
 *
 * A COMMIT of unknown outcome leaves the state OPEN and moves the generation on: the store is
 * reopened before anything is settled, so whoever hears UNKNOWN and reads then, reads the truth.
 *
 * Submitters push onto `queue` under the lock and ring only when the thread sleeps. The thread
 * takes the whole queue at once into `pending` and cuts batches from that.
 *   Th1. Write sets settle in the order of submission, each exactly once, on this thread.
 *   Th2. A write set of an older generation is never tried.
 *   Th3. In FULL nothing is tried until a probe has succeeded.
 *
 * A store that is_stepped has no thread: its owner has one batch committed at a time, so that a run
 * in virtual time is the same each time. It never leaves FULL: its directory is thrown away.
 */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "base/fault.h"
#include "base/log.h"
#include "store/sqlite.h"

static struct write_set *set_of(struct list_link *link)
{
    return LIST_ITEM(link, struct write_set, link);
}

static void settle(struct sqlite_store *store, struct list *sets)
{
    fault_is_set("store.settle"); /* crash tests: committed, and nobody told */
    if (!list_is_empty(sets))
        store->options.on_settled(store->options.owner, sets);
}

static void tell_state(struct sqlite_store *store, enum store_state state)
{
    store->state = state;
    if (store->options.on_state)
        store->options.on_state(store->options.owner, state, store->generation);
}

static void mark_all(struct list *sets, int status, const struct err *err)
{
    for (struct list_link *link = sets->first; link; link = link->next) {
        struct write_set *set = set_of(link);
        set->status = status;
        set->err = *err;
        set->err.status = status;
    }
}

static void become_full(struct sqlite_store *store, const struct err *err)
{
    if (store->state != STORE_OPEN)
        return;
    log_error("store", "nothing can be recorded until there is space again: %s", err->text);
    space_give_up(store);
    tell_state(store, STORE_FULL);
}

static void become_dead(struct sqlite_store *store, const struct err *err)
{
    log_error("store", "the store cannot go on: %s", err->text);
    tell_state(store, STORE_DEAD);
}

/* A COMMIT failed: nobody knows, so stop believing memory and ask the disk again. */
static void become_unknown(struct sqlite_store *store, const struct err *why)
{
    struct err err = {0};
    log_error("store", "%s It is not known whether it was recorded: reopening.", why->text);
    store->generation++;
    if (reopen_store(store, &err) == 0)
        tell_state(store, STORE_OPEN);
    else
        become_dead(store, &err);
}

static void on_failure(struct sqlite_store *store, int status, const struct err *err)
{
    if (status == STATUS_FULL)
        become_full(store, err);
    else if (status == STATUS_UNKNOWN)
        become_unknown(store, err);
    else
        become_dead(store, err);
}

/* Without trying: 0 if the set is to be tried. */
static int refuse_early(const struct sqlite_store *store, struct write_set *set)
{
    if (store->state == STORE_DEAD || set->generation != store->generation)
        return err_set(&set->err, STATUS_UNKNOWN,
                       "It is not known whether this was recorded. Ask again with the same key.");
    if (store->state == STORE_FULL)
        return err_set(&set->err, STATUS_FULL,
                       "The disk of the host is full or cannot be written. Free some space.");
    if (set->has_case && set->expected_seq == 0 && checkpoint_refuses_new(store))
        return err_set(&set->err, STATUS_FULL,
                       "The write-ahead log has grown too long for new cases. Look for a program "
                       "that keeps the database open.");
    return 0;
}

/* What was copied into the database could not be synced: the WAL has it, memory may not. */
static void stop_believing(struct sqlite_store *store)
{
    struct err err = {0};
    if (!store->mover.is_lost)
        return;
    err_set(&err, STATUS_UNKNOWN, "The database file could not be synced.");
    become_unknown(store, &err);
}

static void keep_wal_short(struct sqlite_store *store)
{
    struct err err = {0};
    int rc = checkpoint_if_grown(store);
    if (rc != SQLITE_OK && db_is_full(&store->writer.db, rc)) {
        err_set(&err, STATUS_FULL, "the disk is full.");
        become_full(store, &err);
    }
    stop_believing(store);
}

static void commit_batch(struct sqlite_store *store, struct list *sets)
{
    struct err err = {0};
    int status = space_is_low(store)
                     ? err_set(&err, STATUS_FULL, "the disk has less free space than is kept back.")
                     : batch_commit(&store->writer, sets, &err);
    if (status != 0) {
        on_failure(store, status, &err);
        mark_all(sets, status == STATUS_CORRUPT ? STATUS_UNKNOWN : status, &err);
    } else if (store->writer.must_truncate) {
        keep_wal_short(store); /* an erased key is settled once it is gone, if readers allow */
    }
    settle(store, sets);
    if (store->state == STORE_OPEN)
        keep_wal_short(store);
}

/* Cuts one batch from the front: either sets to be tried, or sets that are not. */
static void take_batch(struct sqlite_store *store, struct list *pending, struct list *batch,
                       bool *is_tried)
{
    size_t bytes = 0;
    *batch = (struct list){0};
    while (pending->first && batch->count < BATCH_SETS && bytes < BATCH_BYTES) {
        struct write_set *set = set_of(pending->first);
        int status = refuse_early(store, set);
        if (list_is_empty(batch))
            *is_tried = status == 0;
        if (*is_tried != (status == 0))
            return;
        set->status = status;
        bytes += set->bytes;
        list_push(batch, list_pop(pending));
    }
}

static void commit_pending(struct sqlite_store *store, struct list *pending)
{
    struct list batch;
    bool is_tried = false;
    take_batch(store, pending, &batch, &is_tried);
    if (is_tried)
        commit_batch(store, &batch);
    else
        settle(store, &batch);
}

static void probe(struct sqlite_store *store)
{
    bool is_unknown = false;
    checkpoint_when_full(store); /* cutting our own log may be all the room it takes */
    if (store->mover.is_lost) {
        stop_believing(store);
        return;
    }
    if (space_probe(store, &is_unknown)) {
        log_info("store", "the disk can be written again");
        tell_state(store, STORE_OPEN);
    } else if (is_unknown) {
        struct err err = {0};
        err_set(&err, STATUS_UNKNOWN, "A test write could not be committed.");
        become_unknown(store, &err);
    }
}

static void wait_for_bell(struct sqlite_store *store, int timeout_ms)
{
    struct pollfd bell = {.fd = store->wake_fd, .events = POLLIN};
    uint64_t rings;
    if (poll(&bell, 1, timeout_ms) > 0 && read(store->wake_fd, &rings, sizeof rings) < 0)
        assert(errno == EAGAIN);
}

/* Moves what was submitted to `pending`. If there is nothing, sleeps once; false: closing and all
 * done. */
static bool fetch(struct sqlite_store *store, struct list *pending)
{
    pthread_mutex_lock(&store->lock);
    list_append(pending, &store->queue);
    bool is_idle = list_is_empty(pending);
    bool is_over = is_idle && store->is_closing;
    store->is_asleep = is_idle && !is_over;
    pthread_mutex_unlock(&store->lock);
    if (is_idle && !is_over) {
        bool is_watching = store->state == STORE_FULL || store->writer.must_truncate;
        wait_for_bell(store, is_watching ? store->limits.probe_ms : -1);
    }
    return !is_over;
}

static void *run(void *argument)
{
    struct sqlite_store *store = argument;
    struct list pending = {0};
    while (fetch(store, &pending)) {
        if (!list_is_empty(&pending))
            commit_pending(store, &pending);
        else if (store->state == STORE_FULL)
            probe(store);
        else if (store->state == STORE_OPEN && store->writer.must_truncate)
            keep_wal_short(store);
    }
    return NULL;
}

static void ring(struct sqlite_store *store)
{
    const uint64_t one = 1;
    ssize_t written = write(store->wake_fd, &one, sizeof one);
    assert(written == sizeof one); /* the counter cannot be full: it is read before each sleep */
    (void)written;
}

void thread_submit(struct store *base, struct write_set *set)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    pthread_mutex_lock(&store->lock);
    assert(!store->is_closing && (store->has_thread || store->options.is_stepped));
    list_push(&store->queue, &set->link);
    bool must_ring = store->is_asleep;
    store->is_asleep = false;
    pthread_mutex_unlock(&store->lock);
    if (must_ring)
        ring(store);
}

bool thread_has_work(const struct sqlite_store *store)
{
    return !list_is_empty(&store->queue);
}

/* The queue is whole again behind: one batch at a time, as the thread cuts them. */
void thread_step(struct sqlite_store *store)
{
    struct list pending = store->queue;
    store->queue = (struct list){0};
    commit_pending(store, &pending);
    list_append(&pending, &store->queue); /* submitted by whoever heard of the batch */
    store->queue = pending;
}

int thread_start(struct sqlite_store *store, struct err *err)
{
    if (store->options.is_stepped)
        return 0;
    store->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (store->wake_fd < 0)
        return err_set(err, STATUS_IO, "The store's thread cannot be started: %s.",
                       strerror(errno));
    int error = pthread_create(&store->thread, NULL, run, store);
    if (error != 0)
        return err_set(err, STATUS_IO, "The store's thread cannot be started: %s.",
                       strerror(error));
    pthread_setname_np(store->thread, "store");
    store->has_thread = true;
    return mover_start(&store->mover, err);
}

void thread_stop(struct sqlite_store *store)
{
    while (store->options.is_stepped && thread_has_work(store))
        thread_step(store);
    if (store->has_thread) {
        pthread_mutex_lock(&store->lock);
        store->is_closing = true;
        pthread_mutex_unlock(&store->lock);
        ring(store);
        pthread_join(store->thread, NULL);
        store->has_thread = false;
        mover_stop(&store->mover);
    }
    if (store->wake_fd >= 0)
        close(store->wake_fd);
    store->wake_fd = -1;
}
