/* checkpoint.c - moving the WAL into the database, between commits, on the store's thread.
 *
 * PASSIVE whenever the WAL has grown by checkpoint_pages: waits for nobody. TRUNCATE when it is
 * longer than truncate_bytes, or when a key was destroyed and the WAL still holds it: succeeds only
 * when no reader stands on the WAL, so it is asked again after the next growth (for a key: each
 * time). A checkpoint that fails loses nothing: SQLite does it again from where it stood.
 */
#include "base/log.h"
#include "store/sqlite.h"

enum { PAGE_BYTES = 4096, FRAME_BYTES = PAGE_BYTES + 24, ERASE_WAIT_MS = 1000 };

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
    if (writer->wal_pages < writer->checked_pages)
        writer->checked_pages = 0; /* the WAL was begun anew */
    bool is_grown = writer->wal_pages - writer->checked_pages >= store->limits.checkpoint_pages;
    if (!is_grown && !writer->must_truncate)
        return SQLITE_OK;
    bool is_long = wal_bytes(store) > store->limits.truncate_bytes;
    int rc = checkpoint(store, is_long || writer->must_truncate ? SQLITE_CHECKPOINT_TRUNCATE
                                                                : SQLITE_CHECKPOINT_PASSIVE);
    if (rc != SQLITE_OK)
        log_warn("store", "a checkpoint failed and will be tried again: %s",
                 sqlite3_errmsg(writer->db.handle));
    watch_length(store);
    return rc;
}

/* What fails here fails for want of space, which is known. */
void checkpoint_when_full(struct sqlite_store *store)
{
    if (store->writer.wal_pages > 0 && checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE) != SQLITE_OK)
        log_debug("store", "no room for a checkpoint yet");
}

bool checkpoint_refuses_new(const struct sqlite_store *store)
{
    return wal_bytes(store) > store->limits.refuse_bytes;
}
