/* incidents.c - table `incidents`: what failed and waits for a person. Kept when ended. */
#include "store/tables.h"

int incidents_put(struct db *db, const struct incident_row *incident)
{
    static const struct query query = {
        QUERY_INCIDENT_PUT,
        "INSERT INTO incidents (ref, case_id, case_ref, at, ended_at, kind, code, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ref) DO UPDATE SET at = excluded.at, "
        "ended_at = excluded.ended_at, kind = excluded.kind, code = excluded.code, "
        "body = excluded.body"};
    struct run run = db_run(db, &query);
    run_id(&run, &incident->ref);
    run_int(&run, incident->case_id);
    run_id_or_null(&run, &incident->case_ref);
    run_int(&run, incident->at);
    run_int(&run, incident->ended_at);
    run_text(&run, incident->kind);
    run_text(&run, incident->code);
    run_text(&run, incident->body);
    return run_once(&run);
}

#define SELECT_INCIDENTS                                                                           \
    "SELECT ref, case_id, case_ref, at, ended_at, kind, code, body FROM incidents "

/* Of one case by the index of cases: what has ended is kept, so the table only grows. */
static const struct query query_of_case = {
    QUERY_INCIDENTS_OF_CASE,
    SELECT_INCIDENTS "WHERE case_id = ?1 AND (?2 = 0 OR ended_at = 0) ORDER BY id"};
static const struct query query_all = {QUERY_INCIDENTS_ALL, SELECT_INCIDENTS
                                       "WHERE ?1 = 0 AND (?2 = 0 OR ended_at = 0) ORDER BY id"};

const char *incidents_of_case_sql(void)
{
    return query_of_case.sql;
}

/* Oldest first. */
int incidents_list(struct db *db, int64_t case_id, bool only_open, struct rows *rows)
{
    struct run run = db_run(db, case_id == 0 ? &query_all : &query_of_case);
    run_int(&run, case_id);
    run_int(&run, only_open);
    while (run_step(&run)) {
        struct incident_row *row = rows_add(rows);
        get_id(&run, &row->ref);
        row->case_id = get_int(&run);
        get_id(&run, &row->case_ref);
        row->at = get_int(&run);
        row->ended_at = get_int(&run);
        row->kind = get_text(&run, rows->arena);
        row->code = get_text(&run, rows->arena);
        row->body = get_text(&run, rows->arena);
    }
    return run_end(&run);
}
