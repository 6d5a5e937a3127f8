/* audit.c - table `audit`: who looked at what and who changed what, append-only and chained. */
#include "store/tables.h"

int audit_append(struct db *db, const struct audit_row *row, struct digest *former)
{
    static const struct query query = {
        QUERY_AUDIT_APPEND,
        "INSERT INTO audit (at, actor, what, case_ref, body, hash) VALUES (?, ?, ?, ?, ?, ?)"};
    struct digest hash;
    audit_hash(former, row, &hash);
    struct run run = db_run(db, &query);
    run_int(&run, row->at);
    run_text(&run, row->actor);
    run_text(&run, row->what);
    run_id_or_null(&run, &row->case_ref);
    run_text(&run, row->body);
    run_digest(&run, &hash);
    int rc = run_once(&run);
    if (rc == SQLITE_OK)
        *former = hash;
    return rc;
}

int audit_last(struct db *db, struct digest *out)
{
    static const struct query query = {QUERY_AUDIT_LAST,
                                       "SELECT hash FROM audit ORDER BY id DESC LIMIT 1"};
    *out = (struct digest){0};
    struct run run = db_run(db, &query);
    if (run_step(&run))
        get_digest(&run, out);
    return run_end(&run);
}
