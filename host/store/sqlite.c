/* sqlite.c - making, locking, opening and closing a data directory.
 *
 *   DIR/comity.db  -wal  -shm   the database
 *   DIR/lock                    held by flock: exclusively while a host serves, shared by verify
 *   DIR/ballast                 see space.c
 *
 * The lock is a file of its own because closing any descriptor of comity.db would drop the locks
 * SQLite holds on it. It goes with the process, however that ends.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/buf.h"
#include "store/schema.h"
#include "store/stepped.h"
#include "store/tables.h"

static char *join(const char *directory, const char *name)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%s", directory, name);
    buf_add(&path, "", 1); /* SQLite reads file names up to two NULs */
    return path.bytes;
}

static int io_error(struct err *err, const char *doing, const char *path)
{
    int error = errno;
    int status = error == ENOSPC || error == EROFS || error == EDQUOT ? STATUS_FULL : STATUS_IO;
    return err_set(err, status, "%s %s: %s.", doing, path, strerror(error));
}

static int make_directory(const char *directory, struct err *err)
{
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return io_error(err, "Cannot make the folder", directory);
    return 0;
}

static int take_lock(const char *directory, int how, int *fd, struct err *err)
{
    char *path = join(directory, "lock");
    int status = 0;
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0)
        status = io_error(err, "Cannot open", path);
    else if (flock(*fd, how | LOCK_NB) != 0)
        status = errno == EWOULDBLOCK
                     ? err_set(err, STATUS_LOCKED,
                               "Another process holds the data directory %s. Stop it first, or ask "
                               "the running host.",
                               directory)
                     : io_error(err, "Cannot lock", path);
    free(path);
    return status;
}

/* The entry of a new file lasts only once its folder is synced. */
static int sync_directory(const char *directory, struct err *err)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        int status = io_error(err, "Cannot sync the folder", directory);
        if (fd >= 0)
            close(fd);
        return status;
    }
    close(fd);
    return 0;
}

static int create_database(const char *path, const char *vfs, struct err *err)
{
    struct db db;
    int rc = db_open(&db, path, vfs, DB_WRITER);
    int status =
        rc == SQLITE_OK ? schema_create(&db, err) : db_status(&db, rc, "making the database", err);
    if (status == 0) { /* comity.db alone is the database from the first: it is never empty */
        rc = sqlite3_wal_checkpoint_v2(db.handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        status = db_status(&db, rc, "making the database", err);
    }
    db_close(&db);
    return status;
}

int sqlite_store_create(const char *directory, const char *vfs, struct err *err)
{
    int lock_fd = -1;
    char *path = join(directory, "comity.db");
    int status = make_directory(directory, err);
    if (status == 0)
        status = take_lock(directory, LOCK_EX, &lock_fd, err);
    if (status == 0 && access(path, F_OK) == 0)
        status = err_set(err, STATUS_CONFLICT,
                         "%s already holds a database. Nothing was changed. Name an empty folder.",
                         directory);
    if (status == 0)
        status = create_database(path, vfs, err);
    if (status == 0)
        status = sync_directory(directory, err);
    if (lock_fd >= 0)
        close(lock_fd);
    free(path);
    return status;
}

int store_mark_restored(const char *directory, struct err *err)
{
    struct db db = {0};
    int lock_fd = -1;
    char *path = join(directory, "comity.db");
    int status = take_lock(directory, LOCK_EX, &lock_fd, err);
    int rc = status == 0 ? db_open(&db, path, NULL, DB_WRITER) : SQLITE_OK;
    if (status == 0)
        status = db_status(&db, rc, "opening the database", err);
    if (status == 0)
        status = schema_migrate(&db, err);
    if (status == 0)
        status = db_status(&db, db_exec(&db, "UPDATE host SET is_restored = 1"),
                           "marking the database as restored", err);
    db_close(&db);
    if (lock_fd >= 0)
        close(lock_fd);
    free(path);
    return status;
}

static int note_wal(void *context, sqlite3 *handle, const char *name, int pages)
{
    (void)handle, (void)name;
    ((struct writer *)context)->wal_pages = pages;
    return SQLITE_OK;
}

static int load_counters(struct writer *writer)
{
    int64_t last_case = 0, last_row = 0;
    int rc = cases_last_id(&writer->db, &last_case);
    if (rc == SQLITE_OK)
        rc = journal_last_id(&writer->db, &last_row);
    if (rc == SQLITE_OK)
        rc = audit_last(&writer->db, &writer->audit);
    writer->next_case = last_case + 1;
    writer->next_journal = last_row + 1;
    return rc;
}

int writer_open(struct sqlite_store *store, struct err *err)
{
    struct writer *writer = &store->writer;
    int rc = db_open(&writer->db, store->path, store->vfs, DB_WRITER);
    if (rc != SQLITE_OK)
        return db_status(&writer->db, rc, "opening the database", err);
    rc = db_sync(&writer->db); /* of what a host copied that was killed then (mover.c) */
    if (rc != SQLITE_OK)
        return db_status(&writer->db, rc, "syncing the database", err);
    sqlite3_wal_hook(writer->db.handle, note_wal, writer);
    int status = schema_migrate(&writer->db, err);
    if (status != 0)
        return status;
    rc = load_counters(writer);
    writer->wal_pages = writer->checked_pages = 0; /* told by the hook from the first commit on */
    return db_status(&writer->db, rc, "reading the database", err);
}

static int get_epoch(struct db *db, int64_t *epoch)
{
    static const struct query query = {QUERY_EPOCH_GET, "SELECT epoch FROM host"};
    struct run run = db_run(db, &query);
    if (run_step(&run))
        *epoch = get_int(&run);
    return run_end(&run);
}

/* With it what a backup that was put back must not do again is held. */
static int begin_epoch(struct db *db)
{
    static const struct query begin = {QUERY_BEGIN_WRITE, "BEGIN IMMEDIATE"};
    static const struct query next = {QUERY_EPOCH_NEXT,
                                      "UPDATE host SET epoch = epoch + 1, is_restored = 0"};
    static const struct query commit = {QUERY_COMMIT, "COMMIT"};
    int rc = db_once(db, &begin);
    if (rc == SQLITE_OK)
        rc = effects_hold(db);
    if (rc == SQLITE_OK)
        rc = db_once(db, &next);
    if (rc == SQLITE_OK)
        rc = db_once(db, &commit);
    if (rc != SQLITE_OK)
        db_roll_back(db);
    return rc;
}

static int take_epoch(struct sqlite_store *store, struct err *err)
{
    struct writer *writer = &store->writer;
    int rc = begin_epoch(&writer->db);
    if (db_is_full(&writer->db, rc)) {
        space_give_up(store);
        rc = begin_epoch(&writer->db);
    }
    if (rc == SQLITE_OK)
        rc = get_epoch(&writer->db, &writer->epoch);
    return db_status(&writer->db, rc, "starting on the database", err);
}

static int open_for_writing(struct sqlite_store *store, struct err *err)
{
    int status = writer_open(store, err);
    if (status == STATUS_FULL) { /* the ballast is kept for this */
        db_close(&store->writer.db);
        space_give_up(store);
        err_clear(err);
        status = writer_open(store, err);
    }
    if (status == 0)
        status = take_epoch(store, err);
    if (status == 0)
        space_reserve(store);
    if (status == 0 && store->options.is_stepped)
        status =
            db_status(&store->writer.db, db_exec(&store->writer.db, "PRAGMA synchronous = OFF"),
                      "opening the database", err);
    return status == 0 ? thread_start(store, err) : status;
}

/* writer.db is a reader here: there is none that writes. */
static int open_for_reading(struct sqlite_store *store, struct err *err)
{
    struct writer *writer = &store->writer;
    int rc = db_open(&writer->db, store->path, store->vfs, DB_READER);
    if (rc != SQLITE_OK)
        return db_status(&writer->db, rc, "opening the database", err);
    int status = schema_check(&writer->db, err);
    if (status == 0)
        status = db_status(&writer->db, get_epoch(&writer->db, &writer->epoch),
                           "reading the database", err);
    return status;
}

static void close_store(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    thread_stop(store);
    if (store->writer.db.handle && store->options.is_stepped && /* from here on it is to last */
        db_exec(&store->writer.db, "PRAGMA synchronous = FULL") != SQLITE_OK)
        store->state = STORE_DEAD; /* then the log stays as it is, and its reader takes it in */
    if (mover_secure(&store->mover) != SQLITE_OK)
        store->state = STORE_DEAD; /* the log has all of it, and stays */
    mover_close(&store->mover);
    if (store->writer.db.handle && store->state == STORE_OPEN && !store->options.is_read_only)
        sqlite3_wal_checkpoint_v2(store->writer.db.handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
                                  NULL); /* what fails here is done at the next start */
    db_close(&store->writer.db);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    pthread_mutex_destroy(&store->lock);
    pthread_mutex_destroy(&store->mover.lock);
    pthread_cond_destroy(&store->mover.bell);
    free(store->directory);
    free(store->path);
    free(store->wal_path);
    free(store->ballast_path);
    free(store->vfs);
    free(store);
}

static int64_t get_store_epoch(const struct store *base)
{
    return ((const struct sqlite_store *)base)->writer.epoch;
}

static int64_t get_store_generation(const struct store *base)
{
    return ((const struct sqlite_store *)base)->generation;
}

bool store_has_work(void *store)
{
    return thread_has_work(store);
}

void store_step(void *store)
{
    thread_step(store);
}

static const struct store_calls calls = {
    .close = close_store,
    .submit = thread_submit,
    .reader_open = sqlite_reader_open,
    .epoch = get_store_epoch,
    .generation = get_store_generation,
};

static struct sqlite_store *new_store(const struct store_options *options)
{
    struct sqlite_store *store = mem_zero(sizeof *store);
    store->base.calls = &calls;
    store->options = *options;
    store->limits = options->limits ? *options->limits : store_limits_default;
    store->directory = mem_copy_text(options->directory);
    store->path = join(options->directory, "comity.db");
    store->wal_path = join(options->directory, "comity.db-wal");
    store->ballast_path = join(options->directory, "ballast");
    store->vfs = options->vfs ? mem_copy_text(options->vfs) : NULL;
    store->lock_fd = store->wake_fd = -1;
    store->generation = 1;
    pthread_mutex_init(&store->lock, NULL);
    pthread_mutex_init(&store->mover.lock, NULL);
    pthread_cond_init(&store->mover.bell, NULL);
    return store;
}

int sqlite_store_open(const struct store_options *options, struct store **out, struct err *err)
{
    struct sqlite_store *store = new_store(options);
    struct stat info;
    int status = 0;
    *out = NULL;
    if (stat(store->path, &info) != 0)
        status = err_set(err, STATUS_NOT_FOUND,
                         "There is no database in %s. Make one with `comity init %s`.",
                         store->directory, store->directory);
    else if (info.st_size == 0) /* SQLite would begin to write to it when it is opened */
        status = schema_refuse_empty(err);
    if (status == 0)
        status = take_lock(store->directory, options->is_read_only ? LOCK_SH : LOCK_EX,
                           &store->lock_fd, err);
    if (status == 0)
        status =
            options->is_read_only ? open_for_reading(store, err) : open_for_writing(store, err);
    if (status != 0) {
        store->state = STORE_FULL; /* not to be checkpointed: leave the files as they are */
        close_store(&store->base);
        return status;
    }
    *out = &store->base;
    return 0;
}
