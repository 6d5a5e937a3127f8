/* checkpoint.c - when the WAL is moved into the database: between commits, on the store's thread.
 *
 *   each SLICE of growth         copied, not synced                             mover_move
 *   checkpoint_pages of growth   synced beside the commits                      mover_flush
 *   that is done                 what came meanwhile is copied and synced here, mover_secure
 *                                and the next commit begins the WAL anew
 *   longer than truncate_bytes, or a key was destroyed and the WAL still holds it
 *                                all is synced here, then SQLite's TRUNCATE
 *
 * If much came while the sync was under way it is synced beside once more. When that was done, or
 * the WAL has grown by PATIENCE times checkpoint_pages, the commits wait for the rest. Beginning
 * anew, and TRUNCATE, succeed only when no reader stands on the WAL, so they are asked for again
 * after the next growth (for a key: each time). What fails loses nothing: SQLite does it again from
 * where it stood.
 *
 * A store that is stepped has no thread and syncs nothing: SQLite's own PASSIVE does for it.
 */
#include "base/log.h"
#include "store/sqlite.h"

enum {
    PAGE_BYTES = 4096,
    FRAME_BYTES = PAGE_BYTES + 24,
    ERASE_WAIT_MS = 1000,
    SLICES = 8,  /* of checkpoint_pages; a slice is copied in 2 to 3 ms */
    TAILS = 16,  /* of checkpoint_pages: so few pages are synced as fast as one */
    FLUSHES = 2, /* where commits are as long as a tail, no tail gets short */
    PATIENCE = 3 /* times checkpoint_pages */
};

static int64_t wal_bytes(const struct sqlite_store *store)
{
    return store->writer.wal_pages * FRAME_BYTES;
}

static int checkpoint(struct sqlite_store *store, int mode)
{
    struct writer *writer = &store->writer;
    int in_wal = 0, done = 0;
    sqlite3_busy_timeout(writer->db.handle, writer->must_truncate ? ERASE_WAIT_MS : 0);
    int rc = sqlite3_wal_checkpoint_v2(writer->db.handle, NULL, mode, &in_wal, &done);
    sqlite3_busy_timeout(writer->db.handle, 5000);
    writer->checked_pages = writer->wal_pages;
    if (mode == SQLITE_CHECKPOINT_TRUNCATE && rc == SQLITE_OK) {
        writer->wal_pages = writer->checked_pages = 0;
        writer->must_truncate = false;
    }
    return (rc & 0xff) == SQLITE_BUSY ? SQLITE_OK : rc;
}

static int cut(struct sqlite_store *store)
{
    int rc = mover_secure(&store->mover);
    return rc == SQLITE_OK ? checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE) : rc;
}

static int finish(struct sqlite_store *store)
{
    int rc = mover_move(store);
    if (rc == SQLITE_OK)
        rc = mover_secure(&store->mover);
    if (rc == SQLITE_OK)
        store->writer.checked_pages = store->writer.wal_pages;
    return rc;
}

/* May the commits wait for the rest? */
static bool is_nearly_done(struct sqlite_store *store, int64_t grown)
{
    int64_t most = store->limits.checkpoint_pages;
    enum flush flush = mover_flush_state(&store->mover);
    bool is_enough = store->writer.wal_pages - store->mover.flushed_pages <= most / TAILS ||
                     store->mover.flush_count >= FLUSHES;
    return flush == FLUSH_FAILED || (flush == FLUSH_DONE && is_enough) || grown >= PATIENCE * most;
}

static int move_on(struct sqlite_store *store)
{
    struct writer *writer = &store->writer;
    struct mover *mover = &store->mover;
    int64_t most = store->limits.checkpoint_pages,
            grown = writer->wal_pages - writer->checked_pages;
    int rc = SQLITE_OK;
    bool is_due = grown >= most && mover_flush_state(mover) != FLUSH_RUNNING;
    if (writer->wal_pages < mover->moved_pages)
        mover->moved_pages = 0; /* begun anew */
    if (grown >= most && is_nearly_done(store, grown))
        return finish(store);
    if (is_due || writer->wal_pages - mover->moved_pages > most / SLICES)
        rc = mover_move(store);
    if (rc == SQLITE_OK && is_due)
        mover_flush(mover);
    return rc;
}

static void watch_length(struct sqlite_store *store)
{
    bool is_long = wal_bytes(store) > store->limits.alarm_bytes;
    if (is_long && !store->has_alarm)
        log_warn("store",
                 "the write-ahead log is longer than %lld MiB: a reader keeps it from being cut",
                 (long long)(store->limits.alarm_bytes >> 20));
    store->has_alarm = is_long;
}

int checkpoint_if_grown(struct sqlite_store *store)
{
    struct writer *writer = &store->writer;
    int rc;
    if (writer->wal_pages < writer->checked_pages)
        writer->checked_pages = 0; /* the WAL was begun anew */
    bool is_grown = writer->wal_pages - writer->checked_pages >= store->limits.checkpoint_pages;
    bool is_long = is_grown && wal_bytes(store) > store->limits.truncate_bytes;
    if (is_long || writer->must_truncate)
        rc = cut(store);
    else if (!store->options.is_stepped)
        rc = move_on(store);
    else
        rc = is_grown ? checkpoint(store, SQLITE_CHECKPOINT_PASSIVE) : SQLITE_OK;
    if (rc != SQLITE_OK)
        log_warn("store", "a checkpoint failed and will be tried again: %s", sqlite3_errstr(rc));
    watch_length(store);
    return rc;
}

/* What fails here fails for want of space, which is known. */
void checkpoint_when_full(struct sqlite_store *store)
{
    if (store->writer.wal_pages > 0 && cut(store) != SQLITE_OK)
        log_debug("store", "no room for a checkpoint yet");
}

bool checkpoint_refuses_new(const struct sqlite_store *store)
{
    return wal_bytes(store) > store->limits.refuse_bytes;
}
