/* reopen.c - after a COMMIT that failed: find out what is true, and make it last.
 *
 * When fsync fails, Linux marks the pages it could not write as clean. They are still in memory, so
 * SQLite would read them, believe them and append behind them; the next fsync writes only what came
 * later and reports success. After a power failure there is a hole in the WAL, recovery stops
 * there, and everything acknowledged since is gone. So, in this order:
 *
 *   1. every connection is closed, the readers' too (each is locked first: calls are short),
 *   2. the WAL is written onto itself, which makes all its pages dirty, and synced,
 *   3. the database is opened again: recovery reads the WAL, and what it finds is on disk.
 *
 * Step 2 trusts the disk in one thing: a sector that is overwritten with the bytes it holds already
 * has them still when power fails in the middle.
 *
 * tests/crash/ shows acknowledged rows lost when step 2 is left out.
 */
#include <stdlib.h>
#include "base/buf.h"
#include "base/log.h"
#include "store/sqlite.h"

/* SQLite's own VFS cannot write 128 KiB or more in one call: it takes the length modulo that. */
enum { CHUNK_BYTES = 64 << 10 };

static int rewrite(sqlite3_file *file)
{
    sqlite3_int64 size = 0;
    int rc = file->pMethods->xFileSize(file, &size);
    char *chunk = mem_alloc(CHUNK_BYTES);
    for (sqlite3_int64 at = 0; rc == SQLITE_OK && at < size; at += CHUNK_BYTES) {
        int len = size - at < CHUNK_BYTES ? (int)(size - at) : CHUNK_BYTES;
        rc = file->pMethods->xRead(file, chunk, len, at);
        if (rc == SQLITE_OK)
            rc = file->pMethods->xWrite(file, chunk, len, at);
    }
    free(chunk);
    return rc == SQLITE_OK ? file->pMethods->xSync(file, SQLITE_SYNC_FULL) : rc;
}

/* Goes through the VFS, so that tests see it. */
static int rewrite_wal(const struct sqlite_store *store)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(store->vfs);
    int is_there = 0;
    int rc = vfs->xAccess(vfs, store->wal_path, SQLITE_ACCESS_EXISTS, &is_there);
    if (rc != SQLITE_OK || !is_there)
        return rc;
    sqlite3_file *file = mem_zero((size_t)vfs->szOsFile);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL;
    rc = vfs->xOpen(vfs, store->wal_path, file, flags, &flags);
    if (rc == SQLITE_OK)
        rc = rewrite(file);
    if (file->pMethods)
        file->pMethods->xClose(file);
    free(file);
    return rc;
}

static void lock_readers(struct sqlite_store *store)
{
    pthread_mutex_lock(&store->lock);
    for (struct sqlite_reader *reader = store->readers; reader; reader = reader->next) {
        pthread_mutex_lock(&reader->lock);
        db_close(&reader->db); /* opened again at its next call */
    }
}

static void unlock_readers(struct sqlite_store *store)
{
    for (struct sqlite_reader *reader = store->readers; reader; reader = reader->next)
        pthread_mutex_unlock(&reader->lock);
    pthread_mutex_unlock(&store->lock);
}

static int reopen(struct sqlite_store *store, struct err *err)
{
    mover_close(&store->mover);
    db_close(&store->writer.db);
    int rc = store->limits.skips_wal_rewrite ? SQLITE_OK : rewrite_wal(store);
    if (rc != SQLITE_OK)
        return err_set(err, STATUS_IO,
                       "the write-ahead log cannot be written and synced (%s). Check the disk, "
                       "then start again.",
                       sqlite3_errstr(rc));
    int status = writer_open(store, err);
    if (status == 0)
        store->writer.must_truncate = true; /* an erased key may have been among the unknown */
    return status;
}

int reopen_store(struct sqlite_store *store, struct err *err)
{
    lock_readers(store);
    int status = reopen(store, err);
    if (status != 0)
        db_close(&store->writer.db);
    unlock_readers(store);
    return status;
}
