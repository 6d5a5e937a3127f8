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
                                       "INSERT INTO releases (digest, at, \"by\", note, body) "
                                       "VALUES (?, ?, ?, ?, ?)"};
    int rc = find(db, &release->digest, &release->id);
    if (rc != SQLITE_OK || release->id != 0)
        return rc;
    struct run run = db_run(db, &query);
    run_digest(&run, &release->digest);
    run_int(&run, release->at);
    run_text(&run, release->by);
    run_text(&run, release->note);
    run_text(&run, release->body);
    rc = run_once(&run);
    if (rc == SQLITE_OK)
        release->id = sqlite3_last_insert_rowid(db->handle);
    return rc;
}

static int read_active(struct db *db, int64_t *active)
{
    static const struct query query = {QUERY_RELEASE_ACTIVE, "SELECT active_release FROM host"};
    struct run run = db_run(db, &query);
    *active = run_step(&run) ? get_int(&run) : 0;
    return run_end(&run);
}

int releases_activate(struct db *db, int64_t id, int64_t *former)
{
    static const struct query query = {QUERY_RELEASE_ACTIVATE,
                                       "UPDATE host SET active_release = ?1 "
                                       "WHERE EXISTS (SELECT 1 FROM releases WHERE id = ?1)"};
    int rc = read_active(db, former);
    if (rc != SQLITE_OK)
        return rc;
    struct run run = db_run(db, &query);
    run_int(&run, id);
    rc = run_once(&run);
    return rc == SQLITE_OK && sqlite3_changes(db->handle) == 0 ? SQLITE_NOTFOUND : rc;
}

static void read_release(struct run *run, struct arena *arena, struct release_row *row)
{
    row->id = get_int(run);
    get_digest(run, &row->digest);
    row->at = get_int(run);
    row->by = get_text(run, arena);
    row->note = get_text(run, arena);
    row->body = get_text(run, arena);
}

int releases_list(struct db *db, enum releases_shape shape, struct rows *rows, int64_t *active)
{
    static const struct query whole = {
        QUERY_RELEASE_LIST, "SELECT id, digest, at, \"by\", note, body FROM releases ORDER BY id"};
    static const struct query heads = {
        QUERY_RELEASE_HEADS, "SELECT id, digest, at, \"by\", note, '' FROM releases ORDER BY id"};
    struct run run = db_run(db, shape == RELEASES_WHOLE ? &whole : &heads);
    while (run_step(&run))
        read_release(&run, rows->arena, rows_add(rows));
    int rc = run_end(&run);
    return rc == SQLITE_OK ? read_active(db, active) : rc;
}

bool releases_find(struct db *db, int64_t id, struct arena *arena, struct release_row *out,
                   int *code)
{
    static const struct query query = {
        QUERY_RELEASE_GET, "SELECT id, digest, at, \"by\", note, body FROM releases WHERE id = ?"};
    struct run run = db_run(db, &query);
    run_int(&run, id);
    bool is_there = run_step(&run);
    if (is_there)
        read_release(&run, arena, out);
    *code = run_end(&run);
    return is_there;
}
