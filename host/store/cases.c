/* cases.c - table `cases`: each case as its last turn left it.
 *
 * The update is the guard: it names the seq and the head the write set builds on and changes no row
 * if they have moved on. There are two of it. Most turns change nothing that an index stands on;
 * CASE_STEP does not name those columns, so SQLite leaves the indexes alone. It asks in its WHERE
 * that they are as they were; if they are not, CASE_UPDATE does the whole row.
 */
#include "store/tables.h"

#define CASE_COLUMNS                                                                               \
    "id, ref, number, workflow, office, stage, outcome, status, is_ready, release, seq, head, "    \
    "back, opened_at, at, hash, extra"

static void read_case(struct run *run, struct arena *arena, struct case_row *row)
{
    row->id = get_int(run);
    get_id(run, &row->ref);
    row->number = get_text(run, arena);
    row->workflow = get_text(run, arena);
    row->office = get_text(run, arena);
    row->stage = get_text(run, arena);
    row->outcome = get_text(run, arena);
    row->status = (enum case_status)get_int(run);
    row->is_ready = get_int(run) != 0;
    row->release = get_int(run);
    row->seq = get_int(run);
    row->head = get_int(run);
    row->back = get_int(run);
    row->opened_at = get_int(run);
    row->at = get_int(run);
    get_digest(run, &row->hash);
    row->extra = get_text(run, arena);
}

int cases_insert(struct db *db, const struct case_row *row)
{
    static const struct query query = {QUERY_CASE_INSERT,
                                       "INSERT INTO cases (" CASE_COLUMNS ") VALUES "
                                       "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    struct run run = db_run(db, &query);
    run_int(&run, row->id);
    run_id(&run, &row->ref);
    run_text_or_null(&run, row->number);
    run_text(&run, row->workflow);
    run_text(&run, row->office);
    run_text(&run, row->stage);
    run_text(&run, row->outcome);
    run_int(&run, row->status);
    run_int(&run, row->is_ready);
    run_int(&run, row->release);
    run_int(&run, row->seq);
    run_int(&run, row->head);
    run_int(&run, row->back);
    run_int(&run, row->opened_at);
    run_int(&run, row->at);
    run_digest(&run, &row->hash);
    run_text(&run, row->extra);
    return run_once(&run);
}

/* The same parameters in both, so that binding is the same. A head belongs to one case and one seq;
 * seq is asked for all the same, since it is what the caller says it stands on. */
#define STEP_SET                                                                                   \
    "stage = ?1, outcome = ?2, release = ?3, seq = ?4, head = ?5, back = ?6, at = ?7, hash = ?8, " \
    "extra = ?9, office = ?10"
#define STEP_GUARD "id = ?14 AND seq = ?15 AND head = ?16"

static int update(struct db *db, const struct query *query, const struct case_row *row,
                  int64_t former_seq, int64_t former_head)
{
    struct run run = db_run(db, query);
    run_text(&run, row->stage);
    run_text(&run, row->outcome);
    run_int(&run, row->release);
    run_int(&run, row->seq);
    run_int(&run, row->head);
    run_int(&run, row->back);
    run_int(&run, row->at);
    run_digest(&run, &row->hash);
    run_text(&run, row->extra);
    run_text(&run, row->office);
    run_int(&run, row->status);
    run_int(&run, row->is_ready);
    run_text_or_null(&run, row->number);
    run_int(&run, row->id);
    run_int(&run, former_seq);
    run_int(&run, former_head);
    int rc = run_once(&run);
    return rc == SQLITE_OK && sqlite3_changes(db->handle) == 0 ? SQLITE_NOTFOUND : rc;
}

int cases_update(struct db *db, const struct case_row *row, int64_t former_seq, int64_t former_head)
{
    static const struct query step = {QUERY_CASE_STEP,
                                      "UPDATE cases SET " STEP_SET " WHERE " STEP_GUARD
                                      " AND status = ?11 AND is_ready = ?12 AND number IS ?13"};
    static const struct query whole = {QUERY_CASE_UPDATE, "UPDATE cases SET " STEP_SET
                                                          ", status = ?11, is_ready = ?12, "
                                                          "number = ?13 WHERE " STEP_GUARD};
    int rc = update(db, &step, row, former_seq, former_head);
    return rc == SQLITE_NOTFOUND ? update(db, &whole, row, former_seq, former_head) : rc;
}

int cases_last_id(struct db *db, int64_t *id)
{
    static const struct query query = {QUERY_CASE_LAST_ID, "SELECT max(id) FROM cases"};
    struct run run = db_run(db, &query);
    if (run_step(&run))
        *id = get_int(&run);
    return run_end(&run);
}

bool cases_find(struct db *db, const struct id *ref, struct arena *arena, struct case_row *out,
                int *code)
{
    static const struct query query = {QUERY_CASE_FIND,
                                       "SELECT " CASE_COLUMNS " FROM cases WHERE ref = ?"};
    struct run run = db_run(db, &query);
    run_id(&run, ref);
    bool is_there = run_step(&run);
    if (is_there)
        read_case(&run, arena, out);
    *code = run_end(&run);
    return is_there;
}

static int list(struct db *db, const struct query *query, int64_t after, size_t limit,
                struct rows *rows)
{
    struct run run = db_run(db, query);
    run_int(&run, after);
    run_int(&run, (int64_t)limit);
    while (run_step(&run))
        read_case(&run, rows->arena, rows_add(rows));
    return run_end(&run);
}

int cases_ready(struct db *db, int64_t after, size_t limit, struct rows *rows)
{
    static const struct query query = {QUERY_CASE_READY,
                                       "SELECT " CASE_COLUMNS " FROM cases INDEXED BY cases_ready "
                                       "WHERE is_ready = 1 AND id > ? AND status = 1 "
                                       "ORDER BY id LIMIT ?"};
    return list(db, &query, after, limit, rows);
}

int cases_dispatching(struct db *db, int64_t after, size_t limit, struct rows *rows)
{
    static const struct query query = {
        QUERY_CASE_DISPATCHING,
        "SELECT " CASE_COLUMNS " FROM cases WHERE id > ? AND id IN (SELECT case_id FROM parts "
        "INDEXED BY parts_dispatch WHERE kind = 7 AND status < 5 AND instr(key, '#') = 0) "
        "ORDER BY id LIMIT ?"};
    return list(db, &query, after, limit, rows);
}

int cases_tasked(struct db *db, int64_t after, size_t limit, struct rows *rows)
{
    static const struct query query = {
        QUERY_CASE_TASKED,
        "SELECT " CASE_COLUMNS " FROM cases WHERE id IN (SELECT DISTINCT case_id FROM tasks "
        "INDEXED BY tasks_live WHERE status < 2 AND case_id > ?1 ORDER BY case_id LIMIT ?2) "
        "ORDER BY id"};
    return list(db, &query, after, limit, rows);
}

/* By the journal, so what has not moved costs nothing. Each case once: at the first of its rows
 * above the mark, the one that follows on a row below it. */
static const struct query query_moved = {
    QUERY_CASE_MOVED, "SELECT moved_at, " CASE_COLUMNS " FROM (SELECT id AS moved_at, case_id "
                      "FROM journal WHERE id > ?1 AND id <= ?2 AND prev <= ?3) "
                      "CROSS JOIN cases ON cases.id = case_id ORDER BY moved_at LIMIT ?4"};

const char *cases_moved_sql(void)
{
    return query_moved.sql;
}

int cases_moved(struct db *db, struct moved_walk *walk, size_t limit, struct rows *rows)
{
    struct run run = db_run(db, &query_moved);
    run_int(&run, walk->at);
    run_int(&run, walk->until);
    run_int(&run, walk->mark);
    run_int(&run, (int64_t)limit);
    while (run_step(&run)) {
        walk->at = get_int(&run);
        read_case(&run, rows->arena, rows_add(rows));
    }
    return run_end(&run);
}

int cases_all(struct db *db, int64_t after, size_t limit, struct rows *rows)
{
    static const struct query query = {
        QUERY_CASE_ALL, "SELECT " CASE_COLUMNS " FROM cases WHERE id > ? ORDER BY id LIMIT ?"};
    return list(db, &query, after, limit, rows);
}
