/* mover.c - takes a checkpoint apart, so that commits do not wait for its sync.
 *
 * SQLite's checkpoint copies the WAL into the database file and syncs that, in one call. The sync
 * of some thousand scattered pages takes as long as fifty commits. Here a connection of its own
 * that never syncs copies a slice at a time, a thread syncs the file beside the commits, and only
 * what was copied meanwhile is synced between two of them.
 *
 *   CLEAN --move--> MOVED --flush--> FLUSHING --its thread--> FLUSHED --secure--> CLEAN
 *                   move may come at any time and changes nothing but what is in the file
 *
 *   M1. Unless CLEAN, a reader stands on the WAL (the pin). SQLite then never begins the WAL anew,
 *       so all that was copied is in it still, synced: after a power failure it is copied again.
 *   M2. The pin is let go only when a sync that began after the last copy went well.
 *   M3. When that sync fails, pages in memory may be believed and lost: the store must be reopened
 *       (reopen.c), which has all of the WAL copied again.
 *   M4. Copying, pinning and committing happen on the store's thread only: SQLite before 3.51.3 can
 *       damage a database that two connections write and checkpoint at the same moment.
 *
 * SQLite notes what was copied in the -shm file, which is made anew when the first connection
 * opens the database. A foreign program may keep it alive over our death; therefore writer_open
 * syncs the database file before anything is written.
 */
#include <errno.h>
#include <string.h>
#include "store/sqlite.h"

/* ---- the thread that syncs ------------------------------------------------------------------ */

static void *run(void *argument)
{
    struct mover *mover = argument;
    pthread_mutex_lock(&mover->lock);
    for (;;) {
        while (mover->flush != FLUSH_RUNNING && !mover->is_over)
            pthread_cond_wait(&mover->bell, &mover->lock);
        if (mover->flush != FLUSH_RUNNING)
            break;
        pthread_mutex_unlock(&mover->lock);
        int rc = db_sync(&mover->copy); /* not closed while a flush runs */
        pthread_mutex_lock(&mover->lock);
        mover->flush = rc == SQLITE_OK ? FLUSH_DONE : FLUSH_FAILED;
        pthread_cond_broadcast(&mover->bell);
    }
    pthread_mutex_unlock(&mover->lock);
    return NULL;
}

int mover_start(struct mover *mover, struct err *err)
{
    int error = pthread_create(&mover->thread, NULL, run, mover);
    if (error != 0)
        return err_set(err, STATUS_IO, "The thread that syncs cannot be started: %s.",
                       strerror(error));
    pthread_setname_np(mover->thread, "sync");
    mover->has_thread = true;
    return 0;
}

void mover_stop(struct mover *mover)
{
    if (!mover->has_thread)
        return;
    pthread_mutex_lock(&mover->lock);
    mover->is_over = true;
    pthread_cond_broadcast(&mover->bell);
    pthread_mutex_unlock(&mover->lock);
    pthread_join(mover->thread, NULL);
    mover->has_thread = false;
}

enum flush mover_flush_state(struct mover *mover)
{
    pthread_mutex_lock(&mover->lock);
    enum flush flush = mover->flush;
    pthread_mutex_unlock(&mover->lock);
    return flush;
}

void mover_flush(struct mover *mover)
{
    if (!mover->is_pinned)
        return;
    pthread_mutex_lock(&mover->lock);
    if (mover->flush == FLUSH_NONE || mover->flush == FLUSH_DONE) {
        mover->flush = FLUSH_RUNNING;
        mover->flushed_pages = mover->moved_pages;
        mover->flush_count++;
        pthread_cond_broadcast(&mover->bell);
    }
    pthread_mutex_unlock(&mover->lock);
}

/* Waits for a flush that runs; what it came to. The kernel tells of a failure once: it is kept. */
static int end_flush(struct mover *mover)
{
    pthread_mutex_lock(&mover->lock);
    while (mover->flush == FLUSH_RUNNING)
        pthread_cond_wait(&mover->bell, &mover->lock);
    bool has_failed = mover->flush == FLUSH_FAILED;
    mover->flush = has_failed ? FLUSH_FAILED : FLUSH_NONE;
    pthread_mutex_unlock(&mover->lock);
    return has_failed ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

/* ---- the pin -------------------------------------------------------------------------------- */

static void let_go(struct mover *mover)
{
    static const struct query commit = {QUERY_COMMIT, "COMMIT"};
    if (mover->pin.handle && !sqlite3_get_autocommit(mover->pin.handle) &&
        db_once(&mover->pin, &commit) != SQLITE_OK)
        db_close(&mover->pin); /* that ends its transaction too */
}

/* The WAL has frames that were not copied, so SQLite gives the reader a mark on the WAL. */
static int pin_down(struct mover *mover)
{
    static const struct query begin = {QUERY_BEGIN_READ, "BEGIN"};
    static const struct query look = {QUERY_PIN, "SELECT epoch FROM host"};
    int rc = db_once(&mover->pin, &begin);
    if (rc == SQLITE_OK)
        rc = db_once(&mover->pin, &look);
    return rc;
}

/* ---- moving --------------------------------------------------------------------------------- */

static int open_connections(struct sqlite_store *store)
{
    struct mover *mover = &store->mover;
    if (mover->copy.handle && mover->pin.handle)
        return SQLITE_OK;
    mover_close(mover); /* nothing is pinned while one of the two is missing */
    int rc = db_open(&mover->copy, store->path, store->vfs, DB_WRITER);
    if (rc == SQLITE_OK)
        rc = db_exec(&mover->copy, "PRAGMA synchronous = OFF; PRAGMA cache_size = -64");
    if (rc == SQLITE_OK)
        rc = db_open(&mover->pin, store->path, store->vfs, DB_READER);
    if (rc != SQLITE_OK)
        mover_close(mover);
    return rc;
}

int mover_secure(struct mover *mover)
{
    if (!mover->is_pinned)
        return SQLITE_OK;
    int rc = end_flush(mover);
    if (rc == SQLITE_OK)
        rc = db_sync(&mover->copy);
    mover->is_lost = rc != SQLITE_OK;
    if (rc != SQLITE_OK)
        return rc;
    let_go(mover);
    mover->is_pinned = false;
    mover->flush_count = 0;
    return SQLITE_OK;
}

/* Moves the pin to the end of the WAL: what stands behind its old place could not be copied. */
static int pin_anew(struct mover *mover)
{
    let_go(mover);
    int rc = mover->pin.handle ? pin_down(mover) : SQLITE_IOERR;
    if (rc == SQLITE_OK) {
        mover->is_pinned = true;
        return rc;
    }
    int secured = mover_secure(mover); /* nothing was written since, so it is not too late */
    let_go(mover);
    return secured == SQLITE_OK ? rc : secured;
}

int mover_move(struct sqlite_store *store)
{
    struct mover *mover = &store->mover;
    int in_wal = 0, done = 0;
    if (store->writer.wal_pages == mover->moved_pages)
        return SQLITE_OK;
    int rc = open_connections(store);
    if (rc == SQLITE_OK)
        rc = pin_anew(mover);
    if (rc != SQLITE_OK)
        return rc;
    rc = sqlite3_wal_checkpoint_v2(mover->copy.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_wal,
                                   &done);
    mover->moved_pages = store->writer.wal_pages;
    return (rc & 0xff) == SQLITE_BUSY ? SQLITE_OK : rc;
}

void mover_close(struct mover *mover)
{
    (void)end_flush(mover);
    mover->flush = FLUSH_NONE; /* no flush runs, and nobody else asks for one */
    db_close(&mover->pin);
    db_close(&mover->copy);
    mover->is_pinned = mover->is_lost = false;
    mover->moved_pages = mover->flushed_pages = 0;
    mover->flush_count = 0;
}
