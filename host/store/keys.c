/* keys.c - table `keys`: first answers to Idempotency-Keys, kept for KEY_LIFE_MS.
 *
 * Rows are in order of time as far as clocks go, so each new one clears away a few of the oldest. A
 * key whose life is over may be used again; one that lives refuses the write set.
 */
#include "store/tables.h"

static int purge(struct db *db, int64_t before_ms)
{
    static const struct query query = {
        QUERY_KEY_PURGE, "DELETE FROM keys WHERE id < (SELECT min(id) FROM keys) + 4 AND at < ?"};
    struct run run = db_run(db, &query);
    run_int(&run, before_ms);
    return run_once(&run);
}

int keys_put(struct db *db, const struct key_row *key)
{
    static const struct query query = {
        QUERY_KEY_PUT,
        "INSERT INTO keys (digest, request, case_ref, journal_id, at, reply) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?7) "
        "ON CONFLICT (digest) DO UPDATE SET request = ?2, case_ref = ?3, journal_id = ?4, at = ?5, "
        "reply = ?7 WHERE at < ?6"};
    struct run run = db_run(db, &query);
    run_digest(&run, &key->digest);
    run_digest(&run, &key->request);
    run_id_or_null(&run, &key->case_ref);
    run_int(&run, key->journal_id);
    run_int(&run, key->at);
    run_int(&run, key->at - KEY_LIFE_MS);
    run_text(&run, key->reply);
    int rc = run_once(&run);
    if (rc == SQLITE_OK && sqlite3_changes(db->handle) == 0)
        return SQLITE_CONSTRAINT_UNIQUE;
    return rc == SQLITE_OK ? purge(db, key->at - KEY_LIFE_MS) : rc;
}

bool keys_find(struct db *db, const struct digest *digest, struct arena *arena, struct key_row *out,
               int *code)
{
    static const struct query query = {
        QUERY_KEY_FIND,
        "SELECT digest, request, case_ref, journal_id, at, reply FROM keys WHERE digest = ?"};
    struct run run = db_run(db, &query);
    run_digest(&run, digest);
    bool is_there = run_step(&run);
    if (is_there) {
        get_digest(&run, &out->digest);
        get_digest(&run, &out->request);
        get_id(&run, &out->case_ref);
        out->journal_id = get_int(&run);
        out->at = get_int(&run);
        out->reply = get_text(&run, arena);
    }
    *code = run_end(&run);
    return is_there;
}
