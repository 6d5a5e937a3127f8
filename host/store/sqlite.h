/* sqlite.h - the SQLite store from inside. Inside store/ only.
 *
 * Threads: `writer` belongs to the store's thread; what stands under `lock` to whoever holds it;
 * generation and state are read by everybody.
 */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include "store/calls.h"
#include "store/db.h"

enum { BATCH_SETS = 4096, BATCH_BYTES = 8 << 20 };

/* What a case's row said before its write set was applied; for when it comes to nothing. */
struct former {
    int64_t id, head, back;
};

/* The one connection that writes, and what it knows without asking. */
struct writer {
    struct db db;
    struct former formers[BATCH_SETS]; /* of the batch being applied, in its order */
    size_t former_count;
    int64_t epoch;
    int64_t next_case, next_journal;
    struct digest audit;   /* hash of the last row of the audit log */
    int64_t wal_pages;     /* in the WAL after the last commit */
    int64_t checked_pages; /* of those, how many there were when all was last in the database */
    bool must_truncate;    /* a key was destroyed: the WAL still knows it */
};

enum flush { FLUSH_NONE, FLUSH_RUNNING, FLUSH_DONE, FLUSH_FAILED };

/* Copies the WAL into the database file and has that synced, apart from each other (mover.c). */
struct mover {
    struct db copy;        /* checkpoints, and never syncs */
    struct db pin;         /* reads: while it does, the WAL is not begun anew */
    bool is_pinned;        /* what was copied may be in memory only */
    bool is_lost;          /* and was not synced when it should have been: reopen */
    int64_t moved_pages;   /* of the WAL, when the last copying ended */
    int flush_count;       /* begun since the WAL was last let go */
    int64_t flushed_pages; /* of those, when the last flush began */
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t bell;
    enum flush flush;
    bool is_over;
};

struct sqlite_reader {
    struct reader base;
    struct sqlite_store *store;
    struct sqlite_reader *next;
    pthread_mutex_t lock; /* held during a call, and by the store's thread while it reopens */
    bool is_held;         /* reader_hold: the transaction and the lock outlive the call */
    struct db db;
};

struct sqlite_store {
    struct store base;
    struct store_options options; /* texts copied */
    struct store_limits limits;
    char *directory, *path, *wal_path, *ballast_path, *vfs;
    int lock_fd, wake_fd;
    struct writer writer;
    struct mover mover;
    pthread_t thread;
    bool has_thread, has_alarm;
    _Atomic(int64_t) generation;
    _Atomic(enum store_state) state;

    pthread_mutex_t lock;
    struct list queue; /* submitted */
    bool is_asleep, is_closing;
    struct sqlite_reader *readers;
};

/* sqlite.c */
MUST_CHECK int sqlite_store_create(const char *directory, const char *vfs, struct err *err);
MUST_CHECK int sqlite_store_open(const struct store_options *options, struct store **out,
                                 struct err *err);
/* Opens writer->db: schema, counters. Used again after UNKNOWN. */
MUST_CHECK int writer_open(struct sqlite_store *store, struct err *err);

/* thread.c */
MUST_CHECK int thread_start(struct sqlite_store *store, struct err *err);
void thread_stop(struct sqlite_store *store); /* settles what was submitted first */
void thread_submit(struct store *store, struct write_set *set);
/* Instead of a thread (is_stepped). */
bool thread_has_work(const struct sqlite_store *store);
void thread_step(struct sqlite_store *store);

/* batch.c: applies and commits; 0 and each set->status given, or for all of them STATUS_FULL,
 * STATUS_UNKNOWN, STATUS_CORRUPT. */
MUST_CHECK int batch_commit(struct writer *writer, struct list *sets, struct err *err);

/* checkpoint.c: SQLITE_OK or what failed. */
MUST_CHECK int checkpoint_if_grown(struct sqlite_store *store);
void checkpoint_when_full(struct sqlite_store *store);
bool checkpoint_refuses_new(const struct sqlite_store *store);

/* mover.c, on the store's thread: SQLITE_OK or what failed. */
MUST_CHECK int mover_start(struct mover *mover, struct err *err); /* its thread */
void mover_stop(struct mover *mover);
MUST_CHECK int mover_move(struct sqlite_store *store); /* copies what the WAL has grown by */
void mover_flush(struct mover *mover);                 /* has what was copied synced, beside */
enum flush mover_flush_state(struct mover *mover);
/* Syncs what was copied and lets the WAL go. When that fails is_lost is set: reopen. */
MUST_CHECK int mover_secure(struct mover *mover);
void mover_close(struct mover *mover); /* its connections; what was copied counts for nothing */

/* space.c */
void space_reserve(struct sqlite_store *store); /* makes the ballast if there is room */
void space_give_up(struct sqlite_store *store);
bool space_is_low(const struct sqlite_store *store);
bool space_probe(struct sqlite_store *store, bool *is_unknown); /* true: may be written again */

/* reopen.c: after UNKNOWN. STATUS_OK: the disk is the truth again. */
MUST_CHECK int reopen_store(struct sqlite_store *store, struct err *err);

/* reader.c */
MUST_CHECK int sqlite_reader_open(struct store *store, struct reader **out, struct err *err);
/* Begins a read transaction; NULL on failure with *status set. Ends with sqlite_reader_end. */
struct db *sqlite_reader_begin(struct reader *reader, int *status, struct err *err);
/* `code`: of the queries in between; returns the status. */
int sqlite_reader_end(struct reader *reader, int code, struct err *err);
bool reader_is_sqlite(const struct reader *reader);
