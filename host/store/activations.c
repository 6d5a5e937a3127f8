/* activations.c - table `activations`: which release was active from when on, who made it so and
 * why. Append-only by trigger. */
#include "store/tables.h"

int activations_add(struct db *db, struct activation_row *row)
{
    static const struct query query = {
        QUERY_ACTIVATION_ADD, "INSERT INTO activations (release, former, at, \"by\", why, kind) "
                              "VALUES (?, ?, ?, ?, ?, ?)"};
    int rc = releases_activate(db, row->release, &row->former);
    if (rc != SQLITE_OK)
        return rc;
    struct run run = db_run(db, &query);
    run_int(&run, row->release);
    run_int(&run, row->former);
    run_int(&run, row->at);
    run_text(&run, row->by);
    run_text(&run, row->why);
    run_text(&run, row->kind);
    rc = run_once(&run);
    if (rc == SQLITE_OK)
        row->id = sqlite3_last_insert_rowid(db->handle);
    return rc;
}

/* Newest first. */
int activations_list(struct db *db, int64_t before, size_t limit, struct rows *rows)
{
    static const struct query query = {
        QUERY_ACTIVATION_LIST, "SELECT id, release, former, at, \"by\", why, kind FROM activations "
                               "WHERE ?1 = 0 OR id < ?1 ORDER BY id DESC LIMIT ?2"};
    struct run run = db_run(db, &query);
    run_int(&run, before);
    run_int(&run, limit > INT64_MAX ? INT64_MAX : (int64_t)limit);
    while (run_step(&run)) {
        struct activation_row *row = rows_add(rows);
        row->id = get_int(&run);
        row->release = get_int(&run);
        row->former = get_int(&run);
        row->at = get_int(&run);
        row->by = get_text(&run, rows->arena);
        row->why = get_text(&run, rows->arena);
        row->kind = get_text(&run, rows->arena);
    }
    return run_end(&run);
}
