/* db.c - opening connections, preparing statements once, binding and reading in order.
 *
 * Both kinds of connection use WAL. Only the store's thread writes and checkpoints: SQLite before
 * 3.51.3 can corrupt a database when two connections do so at the same moment. Readers are opened
 * read-only and never checkpoint.
 *
 * To add a statement: a slot in db.h, a `static const struct query` beside the function that uses
 * it.
 */
#include "store/db.h"

#include <errno.h>
#include <pthread.h>

static void start_sqlite(void)
{
    /* Counting every allocation under a global mutex costs and tells us nothing. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

/* cache_size in KiB: the writer touches random cases, a reader a few at a time. */
static const char *const writer_pragmas = "PRAGMA journal_mode = WAL;"
                                          "PRAGMA synchronous = FULL;"
                                          "PRAGMA wal_autocheckpoint = 0;"
                                          "PRAGMA journal_size_limit = 67108864;"
                                          "PRAGMA secure_delete = ON;"
                                          "PRAGMA temp_store = MEMORY;"
                                          "PRAGMA cache_size = -65536;";
static const char *const reader_pragmas = "PRAGMA query_only = ON;"
                                          "PRAGMA wal_autocheckpoint = 0;"
                                          "PRAGMA temp_store = MEMORY;"
                                          "PRAGMA cache_size = -8192;";

int db_open(struct db *db, const char *path, const char *vfs, enum db_mode mode)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_sqlite);
    *db = (struct db){0};
    int access =
        mode == DB_WRITER ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int rc = sqlite3_open_v2(path, &db->handle, access | SQLITE_OPEN_NOMUTEX, vfs);
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, 5000);
    /* The last connection to close would move the WAL into the database and delete it. After a
     * COMMIT of unknown outcome it must stay as it is (reopen.c); else sqlite.c does that itself.
     */
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return db_exec(db, mode == DB_WRITER ? writer_pragmas : reader_pragmas);
}

int db_open_plain(struct db *db, const char *path)
{
    enum { WAIT_MS = 5000 };
    *db = (struct db){0};
    int rc = sqlite3_open_v2(
        path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, WAIT_MS);
    return db_exec(db, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL;"
                       "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;");
}

int db_sync(struct db *db)
{
    sqlite3_file *file = NULL;
    int rc = sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (rc != SQLITE_OK || !file || !file->pMethods)
        return SQLITE_IOERR_FSYNC;
    return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

void db_close(struct db *db)
{
    for (int slot = 0; slot < QUERY_COUNT; slot++)
        sqlite3_finalize(db->prepared[slot]);
    sqlite3_close(db->handle);
    *db = (struct db){0};
}

int db_exec(struct db *db, const char *sql)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
}

struct run db_run(struct db *db, const struct query *query)
{
    struct run run = {.stmt = db->prepared[query->slot]};
    if (!run.stmt) {
        run.rc = sqlite3_prepare_v3(db->handle, query->sql, -1, SQLITE_PREPARE_PERSISTENT,
                                    &run.stmt, NULL);
        db->prepared[query->slot] = run.stmt;
    }
    return run;
}

static void note(struct run *run, int rc)
{
    if (run->rc == SQLITE_OK)
        run->rc = rc;
}

void run_int(struct run *run, int64_t number)
{
    note(run, sqlite3_bind_int64(run->stmt, ++run->next, number));
}

void run_text(struct run *run, struct slice text)
{
    const char *bytes = text.len ? text.bytes : "";
    note(run,
         sqlite3_bind_text64(run->stmt, ++run->next, bytes, text.len, SQLITE_STATIC, SQLITE_UTF8));
}

void run_text_or_null(struct run *run, struct slice text)
{
    if (text.len)
        run_text(run, text);
    else
        note(run, sqlite3_bind_null(run->stmt, ++run->next));
}

void run_blob(struct run *run, const void *bytes, size_t len)
{
    const void *from = len ? bytes : "";
    note(run, sqlite3_bind_blob64(run->stmt, ++run->next, from, len, SQLITE_STATIC));
}

void run_id(struct run *run, const struct id *id)
{
    run_blob(run, id->bytes, ID_BYTES);
}

void run_id_or_null(struct run *run, const struct id *id)
{
    if (id_is_zero(id))
        note(run, sqlite3_bind_null(run->stmt, ++run->next));
    else
        run_id(run, id);
}

void run_digest(struct run *run, const struct digest *digest)
{
    run_blob(run, digest->bytes, DIGEST_BYTES);
}

bool run_step(struct run *run)
{
    if (run->rc != SQLITE_OK)
        return false;
    int rc = sqlite3_step(run->stmt);
    run->next = 0;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        run->rc = rc;
    return rc == SQLITE_ROW;
}

int run_end(struct run *run)
{
    sqlite3_reset(run->stmt); /* repeats the code of the step, which is noted already */
    return run->rc;
}

int run_once(struct run *run)
{
    run_step(run);
    return run_end(run);
}

int db_once(struct db *db, const struct query *query)
{
    struct run run = db_run(db, query);
    return run_once(&run);
}

void db_roll_back(struct db *db)
{
    static const struct query query = {QUERY_ROLLBACK, "ROLLBACK"};
    if (sqlite3_get_autocommit(db->handle))
        return;
    struct run run = db_run(db, &query);
    run_step(&run);
    sqlite3_reset(run.stmt);
}

int64_t get_int(struct run *run)
{
    return sqlite3_column_int64(run->stmt, run->next++);
}

struct slice get_text(struct run *run, struct arena *arena)
{
    int column = run->next++;
    const void *bytes =
        sqlite3_column_blob(run->stmt, column); /* TEXT too: its bytes as they are */
    size_t len = (size_t)sqlite3_column_bytes(run->stmt, column);
    return arena_copy(arena, (struct slice){.bytes = bytes ? bytes : "", .len = len});
}

struct slice peek_text(struct run *run)
{
    int column = run->next++;
    const void *bytes = sqlite3_column_blob(run->stmt, column);
    return (struct slice){.bytes = bytes ? bytes : "",
                          .len = (size_t)sqlite3_column_bytes(run->stmt, column)};
}

static void get_bytes(struct run *run, void *to, size_t len)
{
    int column = run->next++;
    const void *bytes = sqlite3_column_blob(run->stmt, column);
    if (bytes && (size_t)sqlite3_column_bytes(run->stmt, column) == len)
        memcpy(to, bytes, len);
    else
        memset(to, 0, len);
}

void get_id(struct run *run, struct id *id)
{
    get_bytes(run, id->bytes, ID_BYTES);
}

void get_digest(struct run *run, struct digest *digest)
{
    get_bytes(run, digest->bytes, DIGEST_BYTES);
}

bool db_is_constraint(int code)
{
    return (code & 0xff) == SQLITE_CONSTRAINT;
}

/* Of the WAL, where commits write. sqlite3_system_errno does not tell: a failed COMMIT leaves it.
 */
static int last_errno_of_wal(struct db *db)
{
    sqlite3_file *wal = NULL;
    int error = 0;
    if (sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal) != SQLITE_OK ||
        !wal || !wal->pMethods ||
        wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &error) != SQLITE_OK)
        return 0;
    return error;
}

bool db_is_full(struct db *db, int code)
{
    int error = db->handle ? sqlite3_system_errno(db->handle) : 0;
    switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_READONLY:
        return true;
    case SQLITE_IOERR: /* SQLite says FULL for ENOSPC only */
        if (code == SQLITE_IOERR_WRITE && db->handle && last_errno_of_wal(db) != 0)
            error = last_errno_of_wal(db);
        return code == SQLITE_IOERR_WRITE && (error == EROFS || error == EDQUOT);
    case SQLITE_CANTOPEN:
        return error == EROFS || error == EACCES || error == ENOSPC || error == EDQUOT;
    default:
        return false;
    }
}

/* Beside db_is_full: what a commit may be told after it was written. */
static bool is_for_want_of_space(struct db *db, int code)
{
    int error = db->handle ? sqlite3_system_errno(db->handle) : 0;
    return (code & 0xff) == SQLITE_IOERR && (error == ENOSPC || error == EROFS || error == EDQUOT);
}

int db_status(struct db *db, int code, const char *doing, struct err *err)
{
    bool is_last = db->handle && sqlite3_extended_errcode(db->handle) == code;
    const char *text = is_last ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_OK:
        return 0;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(err, STATUS_CORRUPT,
                       "%s failed: the database is damaged (%s). Stop the host, keep the folder "
                       "as it is and restore the last backup.",
                       doing, text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, STATUS_LOCKED,
                       "%s failed: another program has the database open (%s). Close it.", doing,
                       text);
    case SQLITE_NOMEM:
        return err_set(err, STATUS_NO_MEMORY, "%s failed: memory ran out.", doing);
    default:
        break;
    }
    if (db_is_full(db, code) || is_for_want_of_space(db, code))
        return err_set(err, STATUS_FULL, "%s failed: the disk is full or cannot be written (%s).",
                       doing, text);
    return err_set(err, STATUS_IO, "%s failed: %s.", doing, text);
}
