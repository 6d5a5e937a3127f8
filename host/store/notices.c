/* notices.c - tables `notices` and `notice_reads`: what people are told, and what they have seen.
 */
#include "store/tables.h"

#define NOTICE_SELECT                                                                              \
    "SELECT id, ref, case_id, case_ref, at, not_before, office, person, role, name, body "         \
    "FROM notices "

int notices_put(struct db *db, const struct notice_row *row)
{
    static const struct query query = {
        QUERY_NOTICE_PUT,
        "INSERT INTO notices (ref, case_id, case_ref, at, not_before, office, person, role, name, "
        "body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    struct run run = db_run(db, &query);
    run_id(&run, &row->ref);
    run_int(&run, row->case_id);
    run_id_or_null(&run, &row->case_ref);
    run_int(&run, row->at);
    run_int(&run, row->not_before);
    run_text(&run, row->office);
    run_text(&run, row->person);
    run_text(&run, row->role);
    run_text(&run, row->name);
    run_text(&run, row->body);
    return run_once(&run);
}

static void read_notice(struct run *run, struct arena *arena, struct notice_row *row)
{
    row->id = get_int(run);
    get_id(run, &row->ref);
    row->case_id = get_int(run);
    get_id(run, &row->case_ref);
    row->at = get_int(run);
    row->not_before = get_int(run);
    row->office = get_text(run, arena);
    row->person = get_text(run, arena);
    row->role = get_text(run, arena);
    row->name = get_text(run, arena);
    row->body = get_text(run, arena);
}

bool notices_find(struct db *db, const struct id *ref, struct arena *arena, struct notice_row *out,
                  int *code)
{
    static const struct query query = {QUERY_NOTICE_FIND, NOTICE_SELECT "WHERE ref = ?"};
    struct run run = db_run(db, &query);
    run_id(&run, ref);
    bool is_there = run_step(&run);
    if (is_there)
        read_notice(&run, arena, out);
    *code = run_end(&run);
    return is_there;
}

int notices_read(struct db *db, const struct notice_read_row *row)
{
    static const struct query query = {
        QUERY_NOTICE_READ, "INSERT INTO notice_reads (notice_id, person, at) "
                           "SELECT id, ?, ? FROM notices WHERE ref = ? ON CONFLICT DO NOTHING"};
    struct run run = db_run(db, &query);
    run_text(&run, row->person);
    run_int(&run, row->at);
    run_id(&run, &row->notice);
    int rc = run_once(&run);
    if (rc != SQLITE_OK || sqlite3_changes(db->handle) > 0)
        return rc;
    struct arena arena = {0}; /* read before, or not there? */
    struct notice_row notice;
    bool is_there = notices_find(db, &row->notice, &arena, &notice, &rc);
    arena_close(&arena);
    return rc == SQLITE_OK && !is_there ? SQLITE_NOTFOUND : rc;
}

int notices_list(struct db *db, int64_t after, size_t limit, struct rows *rows)
{
    static const struct query query = {QUERY_NOTICE_LIST,
                                       NOTICE_SELECT "WHERE id > ? ORDER BY id LIMIT ?"};
    struct run run = db_run(db, &query);
    run_int(&run, after);
    run_int(&run, (int64_t)limit);
    while (run_step(&run))
        read_notice(&run, rows->arena, rows_add(rows));
    return run_end(&run);
}
