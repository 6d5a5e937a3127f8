/* stays.c - table `stays`: cases that stay behind the active release until they leave their stage.
 *
 * A case has one row at most. An activation deletes the rows of every other release and brings its
 * own; a case that leaves its stage deletes its own. */
#include "store/tables.h"

int stays_put(struct db *db, const struct stay_row *row)
{
    static const struct query query = {
        QUERY_STAY_PUT,
        "INSERT INTO stays (case_id, release, stage_seq, seq, verdict, body) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET "
        "release = excluded.release, stage_seq = excluded.stage_seq, seq = excluded.seq, "
        "verdict = excluded.verdict, body = excluded.body"};
    struct run run = db_run(db, &query);
    run_int(&run, row->case_id);
    run_int(&run, row->release);
    run_int(&run, row->stage_seq);
    run_int(&run, row->seq);
    run_int(&run, row->verdict);
    run_text(&run, row->body);
    return run_once(&run);
}

int stays_drop(struct db *db, int64_t case_id)
{
    static const struct query query = {QUERY_STAY_DROP, "DELETE FROM stays WHERE case_id = ?"};
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    return run_once(&run);
}

int stays_drop_others(struct db *db, int64_t release)
{
    static const struct query query = {QUERY_STAY_DROP_OTHERS,
                                       "DELETE FROM stays WHERE release <> ?"};
    struct run run = db_run(db, &query);
    run_int(&run, release);
    return run_once(&run);
}

static void read_stay(struct run *run, struct arena *arena, struct stay_row *row)
{
    row->case_id = get_int(run);
    row->release = get_int(run);
    row->stage_seq = get_int(run);
    row->seq = get_int(run);
    row->verdict = (int)get_int(run);
    row->body = get_text(run, arena);
}

#define STAY_COLUMNS "SELECT case_id, release, stage_seq, seq, verdict, body FROM stays "

bool stays_find(struct db *db, int64_t case_id, struct arena *arena, struct stay_row *out,
                int *code)
{
    static const struct query query = {QUERY_STAY_FIND, STAY_COLUMNS "WHERE case_id = ?"};
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    bool is_there = run_step(&run);
    if (is_there)
        read_stay(&run, arena, out);
    *code = run_end(&run);
    return is_there;
}

int stays_list(struct db *db, int64_t after, size_t limit, struct rows *rows)
{
    static const struct query query = {QUERY_STAY_LIST,
                                       STAY_COLUMNS "WHERE case_id > ? ORDER BY case_id LIMIT ?"};
    struct run run = db_run(db, &query);
    run_int(&run, after);
    run_int(&run, limit > INT64_MAX ? INT64_MAX : (int64_t)limit);
    while (run_step(&run))
        read_stay(&run, rows->arena, rows_add(rows));
    return run_end(&run);
}
