/* effects.c - table `effects`: the outbox. Rows come with the turn that asks for something outside,
 * and change when an attempt has ended or a person decides.
 */
#include "store/tables.h"

#define EFFECT_SELECT                                                                              \
    "SELECT id, ref, case_id, case_ref, key, target, kind, status, version, attempts, next_at, "   \
    "at, body, error FROM effects "

const char *effect_status_word(int64_t status)
{
    static const char *const words[EFFECT_STATUSES] = {
        [EFFECT_PENDING] = "pending",
        [EFFECT_DONE] = "done",
        [EFFECT_DEAD] = "dead",
        [EFFECT_HELD] = "held",
    };
    return status >= EFFECT_PENDING && status < EFFECT_STATUSES ? words[status] : "unknown";
}

static int insert(struct db *db, const struct effect_row *row)
{
    static const struct query query = {
        QUERY_EFFECT_PUT,
        "INSERT INTO effects (ref, case_id, case_ref, key, target, kind, status, version, "
        "attempts, next_at, at, body, error) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING"};
    struct run run = db_run(db, &query);
    run_id(&run, &row->ref);
    run_int(&run, row->case_id);
    run_id_or_null(&run, &row->case_ref);
    run_text(&run, row->key);
    run_text(&run, row->target);
    run_text(&run, row->kind);
    run_int(&run, row->status);
    run_int(&run, row->attempts);
    run_int(&run, row->next_at);
    run_int(&run, row->at);
    run_text(&run, row->body);
    run_text(&run, row->error);
    return run_once(&run);
}

static int replace(struct db *db, const struct effect_row *row, int64_t version)
{
    static const struct query query = {
        QUERY_EFFECT_STEP,
        "UPDATE effects SET version = version + 1, target = ?, status = ?, attempts = ?, "
        "next_at = ?, body = ?, error = ? WHERE ref = ? AND version = ?"};
    struct run run = db_run(db, &query);
    run_text(&run, row->target);
    run_int(&run, row->status);
    run_int(&run, row->attempts);
    run_int(&run, row->next_at);
    run_text(&run, row->body);
    run_text(&run, row->error);
    run_id(&run, &row->ref);
    run_int(&run, version);
    return run_once(&run);
}

int effects_put(struct db *db, const struct effect_row *row, int64_t version)
{
    int rc = version ? replace(db, row, version) : insert(db, row);
    return rc == SQLITE_OK && sqlite3_changes(db->handle) == 0 ? SQLITE_NOTFOUND : rc;
}

static void read_effect(struct run *run, struct arena *arena, struct effect_row *row)
{
    row->id = get_int(run);
    get_id(run, &row->ref);
    row->case_id = get_int(run);
    get_id(run, &row->case_ref);
    row->key = get_text(run, arena);
    row->target = get_text(run, arena);
    row->kind = get_text(run, arena);
    row->status = (enum effect_status)get_int(run);
    row->version = get_int(run);
    row->attempts = (int)get_int(run);
    row->next_at = get_int(run);
    row->at = get_int(run);
    row->body = get_text(run, arena);
    row->error = get_text(run, arena);
}

bool effects_find(struct db *db, const struct id *ref, struct arena *arena, struct effect_row *out,
                  int *code)
{
    static const struct query query = {QUERY_EFFECT_FIND, EFFECT_SELECT "WHERE ref = ?"};
    struct run run = db_run(db, &query);
    run_id(&run, ref);
    bool is_there = run_step(&run);
    if (is_there)
        read_effect(&run, arena, out);
    *code = run_end(&run);
    return is_there;
}

int effects_list(struct db *db, const struct effect_span *span, struct rows *rows)
{
    static const struct query query = {
        QUERY_EFFECT_LIST, EFFECT_SELECT
        "INDEXED BY effects_by_status WHERE status = ? AND (next_at, id) > (?, ?) AND next_at <= ? "
        "ORDER BY next_at, id LIMIT ?"};
    struct run run = db_run(db, &query);
    run_int(&run, span->status);
    run_int(&run, span->after_next_at);
    run_int(&run, span->after_id);
    run_int(&run, span->until_ms);
    run_int(&run, (int64_t)span->limit);
    while (run_step(&run))
        read_effect(&run, rows->arena, rows_add(rows));
    return run_end(&run);
}

int effects_hold(struct db *db)
{
    static const struct query query = {
        QUERY_EFFECT_HOLD, "UPDATE effects SET status = 4, version = version + 1 WHERE status = 1 "
                           "AND (SELECT is_restored FROM host) <> 0"};
    _Static_assert(EFFECT_PENDING == 1 && EFFECT_HELD == 4, "the statement above says so");
    return db_once(db, &query);
}
