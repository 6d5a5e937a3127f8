/* floor.c - see floor.h. Pragmas are those of the writer, checkpoints by SQLite itself at the same
 * number of pages; statements are prepared once.
 */
#include "store/floor.h"

#include <stdlib.h>
#include <unistd.h>
#include "base/buf.h"
#include "store/db.h"
#include "store/store.h"

/* The columns of schema.c, without its indexes, checks and triggers. */
static const char tables[] =
    "PRAGMA wal_autocheckpoint = 4000;"
    "CREATE TABLE cases (id INTEGER PRIMARY KEY, ref BLOB, number TEXT, workflow TEXT,"
    "  office TEXT, stage TEXT, outcome TEXT, status INTEGER, is_ready INTEGER, release INTEGER,"
    "  seq INTEGER, head INTEGER, back INTEGER, opened_at INTEGER, at INTEGER, hash BLOB,"
    "  extra TEXT);"
    "CREATE TABLE journal (id INTEGER PRIMARY KEY, case_id INTEGER, seq INTEGER, prev INTEGER,"
    "  back INTEGER, mark INTEGER, release INTEGER, at INTEGER, body TEXT, hash BLOB);";

static const struct query begin = {QUERY_BEGIN_WRITE, "BEGIN IMMEDIATE"};
static const struct query commit = {QUERY_COMMIT, "COMMIT"};

static int make_cases(struct db *db, int64_t count)
{
    static const struct query query = {
        QUERY_CASE_INSERT,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
        "INSERT INTO cases SELECT i, randomblob(16), NULL, 'dispute_mediation', '320583',"
        " 'performance', '', 1, 1, 1, 0, 0, 0, 1769904000000, 1769904000000, zeroblob(32), '{}'"
        " FROM n"};
    struct run run = db_run(db, &query);
    run_int(&run, count);
    return run_once(&run);
}

static int write_step(struct db *db, int64_t id, const struct floor_plan *plan, const char *body)
{
    static const struct query append = {
        QUERY_JOURNAL_APPEND, "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    static const struct query step = {
        QUERY_CASE_STEP,
        "UPDATE cases SET stage = 'performance', outcome = '', release = 1, seq = ?1, head = ?1, "
        "back = ?1, at = ?1 + 1769904000000, hash = ?2, extra = '{}', office = '320583' "
        "WHERE id = ?3"};
    const struct digest hash = {{(uint8_t)id}};
    const int64_t case_id = 1 + id % plan->cases;
    struct run run = db_run(db, &append);
    run_int(&run, id);
    run_int(&run, case_id);
    for (int column = 3; column <= 8; column++)
        run_int(&run, id);
    run_text(&run, (struct slice){.bytes = body, .len = plan->body_bytes});
    run_digest(&run, &hash);
    int rc = run_once(&run);
    if (rc != SQLITE_OK)
        return rc;
    run = db_run(db, &step);
    run_int(&run, id);
    run_digest(&run, &hash);
    run_int(&run, case_id);
    return run_once(&run);
}

static int write_batch(struct db *db, int64_t from, int64_t to, const struct floor_plan *plan,
                       const char *body)
{
    int rc = db_once(db, &begin);
    for (int64_t id = from; id < to && rc == SQLITE_OK; id++)
        rc = write_step(db, id, plan, body);
    return rc == SQLITE_OK ? db_once(db, &commit) : rc;
}

static int run_plan(struct db *db, const struct floor_plan *plan, struct floor_result *out)
{
    char *body = mem_alloc(plan->body_bytes + 1);
    memset(body, 'x', plan->body_bytes);
    int rc = make_cases(db, plan->cases);
    const int64_t start_ms = plan->clock->boot_ms(plan->clock);
    while (out->rows < plan->rows && rc == SQLITE_OK) {
        int64_t left = plan->rows - out->rows;
        int64_t count = left < plan->batch ? left : plan->batch;
        rc = write_batch(db, 1 + out->rows, 1 + out->rows + count, plan, body);
        out->rows += count;
        out->commits++;
    }
    out->elapsed_ms = plan->clock->boot_ms(plan->clock) - start_ms;
    free(body);
    return rc;
}

static void remove_files(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct buf name = {0};
        buf_printf(&name, "%s%s", path, ends[i]);
        unlink(name.bytes);
        buf_close(&name);
    }
}

int store_floor(const struct floor_plan *plan, struct floor_result *out, struct err *err)
{
    struct buf path = {0};
    struct db db;
    *out = (struct floor_result){0};
    buf_printf(&path, "%s/floor.db", plan->directory);
    remove_files(path.bytes); /* of a run that was stopped */
    int rc = db_open(&db, path.bytes, NULL, DB_WRITER);
    if (rc == SQLITE_OK)
        rc = db_exec(&db, tables);
    if (rc == SQLITE_OK)
        rc = run_plan(&db, plan, out);
    int status = db_status(&db, rc, "measuring the floor", err);
    db_close(&db);
    remove_files(path.bytes);
    buf_close(&path);
    return status;
}
