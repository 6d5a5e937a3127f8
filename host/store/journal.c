/* journal.c - table `journal`: every turn of every case, in the order of commit, for ever.
 *
 * Rows are appended at the end of the tree and never touched again (triggers see to it). `mark`
 * holds the two facts of a row that steer replay: bit 0 it opens a stage, bit 1 it is replayed.
 */
#include "store/tables.h"

enum { MARK_OPENING = 1, MARK_REPLAYED = 2 };

int journal_insert(struct db *db, const struct journal_row *row)
{
    static const struct query query = {
        QUERY_JOURNAL_APPEND, "INSERT INTO journal (id, case_id, seq, prev, back, mark, release, "
                              "at, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    struct run run = db_run(db, &query);
    run_int(&run, row->id);
    run_int(&run, row->case_id);
    run_int(&run, row->seq);
    run_int(&run, row->prev);
    run_int(&run, row->back);
    run_int(&run, (row->is_opening ? MARK_OPENING : 0) | (row->is_replayed ? MARK_REPLAYED : 0));
    run_int(&run, row->release);
    run_int(&run, row->at);
    run_text(&run, row->body);
    run_digest(&run, &row->hash);
    return run_once(&run);
}

int journal_last_id(struct db *db, int64_t *id)
{
    static const struct query query = {QUERY_JOURNAL_LAST_ID, "SELECT max(id) FROM journal"};
    struct run run = db_run(db, &query);
    if (run_step(&run))
        *id = get_int(&run);
    return run_end(&run);
}

static void read_row(struct run *run, struct arena *arena, struct journal_row *row)
{
    row->id = get_int(run);
    row->case_id = get_int(run);
    row->seq = get_int(run);
    row->prev = get_int(run);
    row->back = get_int(run);
    int64_t mark = get_int(run);
    row->is_opening = (mark & MARK_OPENING) != 0;
    row->is_replayed = (mark & MARK_REPLAYED) != 0;
    row->release = get_int(run);
    row->at = get_int(run);
    row->body = get_text(run, arena);
    get_digest(run, &row->hash);
}

int journal_follow(struct db *db, int64_t id, enum journal_way way, size_t limit, struct rows *rows)
{
    static const struct query query = {
        QUERY_JOURNAL_GET, "SELECT id, case_id, seq, prev, back, mark, release, at, body, hash "
                           "FROM journal WHERE id = ?"};
    while (id > 0 && limit-- > 0) {
        struct run run = db_run(db, &query);
        run_int(&run, id);
        int64_t next = id; /* a row that is not there, or leads forward, is damage */
        if (run_step(&run)) {
            struct journal_row *row = rows_add(rows);
            read_row(&run, rows->arena, row);
            next = way == JOURNAL_BY_BACK ? row->back : row->prev;
        }
        int rc = run_end(&run);
        if (rc != SQLITE_OK)
            return rc;
        if (next >= id)
            return SQLITE_CORRUPT;
        id = next;
    }
    return SQLITE_OK;
}
