/* db.h - one SQLite connection with its prepared statements. Inside store/ only.
 *
 * Every statement of the room has a slot here and its text beside its use, as a `struct query`. A
 * connection prepares it at its first use and keeps it until db_close. To run one:
 *
 *   struct run run = db_run(db, &find_case);
 *   run_id(&run, ref);                       binds in order; the bytes are borrowed until run_end
 *   if (run_step(&run)) id = get_int(&run);  reads columns in order, again from the first
 *   int rc = run_end(&run);                  at each step; 0, or the first SQLite code that failed
 *
 * A run that failed does nothing more, so errors are asked for once, at the end. Codes here are
 * SQLite's; db_status translates them where they leave the room.
 */
#pragma once
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/slice.h"
#include "data/digest.h"
#include "store/query_slots.h"

struct query {
    enum query_slot slot;
    const char *sql;
};

struct db {
    sqlite3 *handle;
    sqlite3_stmt *prepared[QUERY_COUNT];
};

enum db_mode { DB_WRITER, DB_READER };

struct run {
    sqlite3_stmt *stmt;
    int rc;
    int next; /* parameter or column */
};

/* Opens with our pragmas; vfs NULL: the system's. Returns a SQLite code; db_close in any case. */
MUST_CHECK int db_open(struct db *db, const char *path, const char *vfs, enum db_mode mode);
/* Not the store's: no WAL, nothing kept from being forgotten by SQLite. Made if it is not there. */
MUST_CHECK int db_open_plain(struct db *db, const char *path);
MUST_CHECK int db_sync(struct db *db); /* the database file, not the WAL */
void db_close(struct db *db);          /* {0} again; may be called twice */
MUST_CHECK int db_exec(struct db *db, const char *sql);

struct run db_run(struct db *db, const struct query *query);
void run_int(struct run *run, int64_t number);
void run_text(struct run *run, struct slice text); /* empty: '' */
void run_text_or_null(struct run *run, struct slice text);
void run_blob(struct run *run, const void *bytes, size_t len);
void run_id(struct run *run, const struct id *id);
void run_id_or_null(struct run *run, const struct id *id); /* zero: NULL */
void run_digest(struct run *run, const struct digest *digest);
bool run_step(struct run *run); /* true: there is a row */
int run_end(struct run *run);
int run_once(struct run *run); /* step and end, for statements without rows */
/* Columns of the present row. NULL reads as 0, "" and zero bytes. */
int64_t get_int(struct run *run);
struct slice get_text(struct run *run, struct arena *arena); /* a copy */
struct slice peek_text(struct run *run);                     /* borrowed until the next step */
void get_id(struct run *run, struct id *id);
void get_digest(struct run *run, struct digest *digest);

/* db_run with only a step and an end. */
MUST_CHECK int db_once(struct db *db, const struct query *query);

/* Ends a failed transaction if SQLite has not. The first failure is told, so this has none. */
void db_roll_back(struct db *db);

/* What a SQLite code means outside, with a sentence in err: "`doing` failed: ...". */
int db_status(struct db *db, int code, const char *doing, struct err *err);
/* Disk full or not writable, as opposed to broken. */
bool db_is_full(struct db *db, int code);
bool db_is_constraint(int code);
