/* records.c - table `records`: what an office keeps about itself. A row holds the newest version;
 * what changed, and by whom, is in the audit log.
 */
#include "store/tables.h"

#define RECORD_SELECT "SELECT id, kind, key, version, status, at, body FROM records "

static int insert(struct db *db, const struct record_row *row)
{
    static const struct query query = {QUERY_RECORD_PUT,
                                       "INSERT INTO records (kind, key, version, status, at, body) "
                                       "VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING"};
    struct run run = db_run(db, &query);
    run_int(&run, row->kind);
    run_text(&run, row->key);
    run_int(&run, row->status);
    run_int(&run, row->at);
    run_text(&run, row->body);
    return run_once(&run);
}

static int replace(struct db *db, const struct record_row *row, int64_t version)
{
    static const struct query query = {
        QUERY_RECORD_STEP, "UPDATE records SET version = version + 1, status = ?, at = ?, body = ? "
                           "WHERE kind = ? AND key = ? AND version = ?"};
    struct run run = db_run(db, &query);
    run_int(&run, row->status);
    run_int(&run, row->at);
    run_text(&run, row->body);
    run_int(&run, row->kind);
    run_text(&run, row->key);
    run_int(&run, version);
    return run_once(&run);
}

int records_put(struct db *db, const struct record_row *row, int64_t version)
{
    int rc = version ? replace(db, row, version) : insert(db, row);
    return rc == SQLITE_OK && sqlite3_changes(db->handle) == 0 ? SQLITE_NOTFOUND : rc;
}

static void read_record(struct run *run, struct arena *arena, struct record_row *row)
{
    row->id = get_int(run);
    row->kind = (enum record_kind)get_int(run);
    row->key = get_text(run, arena);
    row->version = get_int(run);
    row->status = (int)get_int(run);
    row->at = get_int(run);
    row->body = get_text(run, arena);
}

bool records_find(struct db *db, enum record_kind kind, struct slice key, struct arena *arena,
                  struct record_row *out, int *code)
{
    static const struct query query = {QUERY_RECORD_FIND,
                                       RECORD_SELECT "WHERE kind = ? AND key = ?"};
    struct run run = db_run(db, &query);
    run_int(&run, kind);
    run_text(&run, key);
    bool is_there = run_step(&run);
    if (is_there)
        read_record(&run, arena, out);
    *code = run_end(&run);
    return is_there;
}

int records_list(struct db *db, const struct record_span *span, struct rows *rows)
{
    static const struct query query = {QUERY_RECORD_LIST, RECORD_SELECT
                                       "WHERE kind = ? AND key > ? AND (status <> 0 OR ?) "
                                       "ORDER BY key LIMIT ?"};
    struct run run = db_run(db, &query);
    run_int(&run, span->kind);
    run_text(&run, span->after);
    run_int(&run, span->has_ended);
    run_int(&run, (int64_t)span->limit);
    while (run_step(&run))
        read_record(&run, rows->arena, rows_add(rows));
    return run_end(&run);
}
