/* releases.c - table `releases`, immutable, one row for each content; host.active_release. */
#include "store/tables.h"

static int find(struct db *db, const struct digest *digest, int64_t *id)
{
    static const struct query query = {QUERY_RELEASE_FIND,
                                       "SELECT id FROM releases WHERE digest = ?"};
    struct run run = db_run(db, &query);
    run_digest(&run, digest);
    *id = run_step(&run) ? get_int(&run) : 0;
    return run_end(&run);
}

int releases_put(struct db *db, struct release_row *release)
{
    static const struct query query = {QUERY_RELEASE_PUT,
                                       "INSERT INTO releases (digest, at, body) VALUES (?, ?, ?)"};
    int rc = find(db, &release->digest, &release->id);
    if (rc != SQLITE_OK || release->id != 0)
        return rc;
    struct run run = db_run(db, &query);
    run_digest(&run, &release->digest);
    run_int(&run, release->at);
    run_text(&run, release->body);
    rc = run_once(&run);
    if (rc == SQLITE_OK)
        release->id = sqlite3_last_insert_rowid(db->handle);
    return rc;
}

int releases_activate(struct db *db, int64_t id)
{
    static const struct query query = {QUERY_RELEASE_ACTIVATE,
                                       "UPDATE host SET active_release = ?1 "
                                       "WHERE EXISTS (SELECT 1 FROM releases WHERE id = ?1)"};
    struct run run = db_run(db, &query);
    run_int(&run, id);
    int rc = run_once(&run);
    return rc == SQLITE_OK && sqlite3_changes(db->handle) == 0 ? SQLITE_NOTFOUND : rc;
}

int releases_list(struct db *db, struct rows *rows, int64_t *active)
{
    static const struct query all = {QUERY_RELEASE_LIST,
                                     "SELECT id, digest, at, body FROM releases ORDER BY id"};
    static const struct query which = {QUERY_RELEASE_ACTIVE, "SELECT active_release FROM host"};
    struct run run = db_run(db, &all);
    while (run_step(&run)) {
        struct release_row *row = rows_add(rows);
        row->id = get_int(&run);
        get_digest(&run, &row->digest);
        row->at = get_int(&run);
        row->body = get_text(&run, rows->arena);
    }
    int rc = run_end(&run);
    if (rc != SQLITE_OK)
        return rc;
    run = db_run(db, &which);
    *active = run_step(&run) ? get_int(&run) : 0;
    return run_end(&run);
}
