/* vault.c - tables `vault_keys` and `vault`: personal values, sealed before they come here.
 *
 * A destroyed key keeps its row with nothing in it. The connection has secure_delete on, so the
 * bytes it held are overwritten in the file; batch.c then has the WAL truncated.
 */
#include "store/tables.h"

int vault_key_put(struct db *db, const struct vault_key_row *key)
{
    static const struct query query = {
        QUERY_VAULT_KEY_PUT, "INSERT INTO vault_keys (ref, case_id, sealed) VALUES (?, ?, ?) "
                             "ON CONFLICT (case_id, ref) DO UPDATE SET sealed = excluded.sealed"};
    struct run run = db_run(db, &query);
    run_id(&run, &key->ref);
    run_int(&run, key->case_id);
    run_blob(&run, key->sealed.bytes, key->sealed.len);
    return run_once(&run);
}

int vault_key_list(struct db *db, int64_t case_id, struct rows *rows)
{
    static const struct query query = {
        QUERY_VAULT_KEY_LIST,
        "SELECT ref, case_id, sealed FROM vault_keys WHERE case_id = ? ORDER BY ref"};
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    while (run_step(&run)) {
        struct vault_key_row *row = rows_add(rows);
        get_id(&run, &row->ref);
        row->case_id = get_int(&run);
        row->sealed = get_text(&run, rows->arena);
    }
    return run_end(&run);
}

int vault_put(struct db *db, int64_t case_id, const struct vault_row *value)
{
    static const struct query query = {
        QUERY_VAULT_PUT, "INSERT INTO vault (case_id, ref, key, sealed) VALUES (?, ?, ?, ?)"};
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    run_id(&run, &value->ref);
    run_id(&run, &value->key);
    run_blob(&run, value->sealed.bytes, value->sealed.len);
    return run_once(&run);
}

bool vault_find(struct db *db, int64_t case_id, const struct id *ref, struct arena *arena,
                struct vault_row *out, struct vault_key_row *key, int *code)
{
    static const struct query query = {
        QUERY_VAULT_FIND, "SELECT v.ref, v.key, v.sealed, k.ref, v.case_id, k.sealed FROM vault v "
                          "LEFT JOIN vault_keys k ON k.case_id = v.case_id AND k.ref = v.key "
                          "WHERE v.case_id = ? AND v.ref = ?"};
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    run_id(&run, ref);
    bool is_there = run_step(&run);
    if (is_there) {
        get_id(&run, &out->ref);
        get_id(&run, &out->key);
        out->sealed = get_text(&run, arena);
        get_id(&run, &key->ref);
        key->case_id = get_int(&run);
        key->sealed = get_text(&run, arena);
    }
    *code = run_end(&run);
    return is_there;
}
