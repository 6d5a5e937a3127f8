/* parts.c - tables `parts` (waits, clocks, cards ...) and `tasks`: what hangs on a case.
 *
 * Tasks have a table of their own because lists for people ask for them in many ways; in a loaded
 * case both come back as parts, by kind, then key bytewise. Tasks have no timers: their clocks do.
 */
#include "store/tables.h"

static int put_task(struct db *db, int64_t case_id, const struct part *part)
{
    static const struct query query = {
        QUERY_TASK_PUT,
        "INSERT INTO tasks (case_id, key, status, due_ms, body, ref, form, \"to\", assignee, "
        "opened_at, due_at, office, words, rank, follow_up, due_order) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "iif(?11 = 0, 999999999999999, ?11)) "
        "ON CONFLICT (case_id, key) DO UPDATE SET status = excluded.status, "
        "due_ms = excluded.due_ms, body = excluded.body, ref = excluded.ref, "
        "form = excluded.form, \"to\" = excluded.\"to\", assignee = excluded.assignee, "
        "opened_at = excluded.opened_at, due_at = excluded.due_at, office = excluded.office, "
        "words = excluded.words, rank = excluded.rank, follow_up = excluded.follow_up, "
        "due_order = excluded.due_order"};
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    run_text(&run, part->key);
    run_int(&run, part->status);
    run_int(&run, part->due_ms);
    run_text(&run, part->body);
    run_id(&run, &part->ref);
    run_text(&run, part->form);
    run_text(&run, part->to);
    run_text(&run, part->assignee);
    run_int(&run, part->opened_at);
    run_int(&run, part->due_at);
    run_text(&run, part->office);
    run_text(&run, part->words);
    run_int(&run, part->rank);
    run_int(&run, part->follow_up);
    return run_once(&run);
}

int parts_write(struct db *db, int64_t case_id, const struct part *part)
{
    static const struct query query = {
        QUERY_PART_PUT,
        "INSERT INTO parts (case_id, kind, key, status, due_ms, body) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (case_id, kind, key) DO UPDATE SET status = excluded.status, "
        "due_ms = excluded.due_ms, body = excluded.body"};
    if (part->kind == PART_TASK)
        return put_task(db, case_id, part);
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    run_int(&run, part->kind);
    run_text(&run, part->key);
    run_int(&run, part->status);
    run_int(&run, part->due_ms);
    run_text(&run, part->body);
    return run_once(&run);
}

int parts_remove(struct db *db, int64_t case_id, const struct part *part)
{
    static const struct query drop_part = {
        QUERY_PART_DROP, "DELETE FROM parts WHERE case_id = ? AND key = ? AND kind = ?"};
    static const struct query drop_task = {QUERY_TASK_DROP,
                                           "DELETE FROM tasks WHERE case_id = ? AND key = ?"};
    struct run run = db_run(db, part->kind == PART_TASK ? &drop_task : &drop_part);
    run_int(&run, case_id);
    run_text(&run, part->key);
    if (part->kind != PART_TASK)
        run_int(&run, part->kind);
    return run_once(&run);
}

static void read_part(struct run *run, struct arena *arena, struct part *part)
{
    part->kind = (enum part_kind)get_int(run);
    part->key = get_text(run, arena);
    part->status = (int)get_int(run);
    part->due_ms = get_int(run);
    part->body = get_text(run, arena);
    if (part->kind != PART_TASK)
        return;
    get_id(run, &part->ref);
    part->form = get_text(run, arena);
    part->to = get_text(run, arena);
    part->assignee = get_text(run, arena);
    part->opened_at = get_int(run);
    part->due_at = get_int(run);
    part->office = get_text(run, arena);
    part->words = get_text(run, arena);
    part->rank = (int)get_int(run);
    part->follow_up = get_int(run);
}

#define PART_SELECT "SELECT kind, key, status, due_ms, body FROM parts "

/* Kinds of one range; what has ended is left out by its status. */
struct range {
    enum part_kind least, most;
    bool only_live;
};

static int load_range(struct db *db, int64_t case_id, struct range range, struct rows *rows)
{
    static const struct query query = {QUERY_PART_LOAD,
                                       PART_SELECT "WHERE case_id = ? AND kind BETWEEN ? AND ? AND "
                                                   "status <= ? ORDER BY kind, key"};
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    run_int(&run, range.least);
    run_int(&run, range.most);
    run_int(&run, range.only_live ? PART_STATUS_ENDED - 1 : INT64_MAX);
    while (run_step(&run))
        read_part(&run, rows->arena, rows_add(rows));
    return run_end(&run);
}

static int load(struct db *db, const struct query *query, int64_t case_id, struct rows *rows)
{
    struct run run = db_run(db, query);
    run_int(&run, case_id);
    while (run_step(&run))
        read_part(&run, rows->arena, rows_add(rows));
    return run_end(&run);
}

bool parts_find_part(struct db *db, int64_t case_id, const struct part *like, struct arena *arena,
                     struct part *out, int *code)
{
    static const struct query query = {QUERY_PART_FIND,
                                       PART_SELECT "WHERE case_id = ? AND kind = ? AND key = ?"};
    struct run run = db_run(db, &query);
    run_int(&run, case_id);
    run_int(&run, like->kind);
    run_text(&run, like->key);
    bool is_there = run_step(&run);
    if (is_there)
        read_part(&run, arena, out);
    *code = run_end(&run);
    return is_there;
}

#define TASK_SELECT                                                                                \
    "SELECT 2, key, status, due_ms, body, ref, form, \"to\", assignee, opened_at, due_at, "        \
    "office, "                                                                                     \
    "words, rank, follow_up FROM tasks "

bool parts_find_task(struct db *db, int64_t case_id, const struct id *ref, struct arena *arena,
                     struct part *out, int *code)
{
    static const struct query query = {QUERY_TASK_FIND,
                                       TASK_SELECT "WHERE ref = ? AND case_id = ?"};
    struct run run = db_run(db, &query);
    run_id(&run, ref);
    run_int(&run, case_id);
    bool is_there = run_step(&run);
    if (is_there)
        read_part(&run, arena, out);
    *code = run_end(&run);
    return is_there;
}

int parts_read(struct db *db, int64_t case_id, bool only_live, struct rows *rows)
{
    static const struct query live_parts = {QUERY_PART_LOAD_LIVE, PART_SELECT
                                            "INDEXED BY parts_live WHERE case_id = ? AND kind > 5 "
                                            "AND status < 100 ORDER BY kind, key"};
    static const struct query tasks = {QUERY_TASK_LOAD,
                                       TASK_SELECT "WHERE case_id = ? ORDER BY key"};
    static const struct query live_tasks = {
        QUERY_TASK_LOAD_LIVE,
        TASK_SELECT "INDEXED BY tasks_live WHERE case_id = ? AND status < 2 ORDER BY key"};
    _Static_assert(PART_TASK == 2 && TASK_STATUS_LIVE_MOST == 1 && PART_LINK == 5 &&
                       PART_STATUS_ENDED == 100,
                   "the statements above say so");
    const struct range waits = {PART_WAIT, PART_WAIT, only_live};
    const struct range few = {PART_CLOCK, PART_LINK, only_live};
    const struct range many = {PART_CARD, PART_KINDS, only_live};
    int rc = load_range(db, case_id, waits, rows);
    if (rc == SQLITE_OK)
        rc = load(db, only_live ? &live_tasks : &tasks, case_id, rows);
    if (rc == SQLITE_OK)
        rc = load_range(db, case_id, few, rows);
    if (rc != SQLITE_OK)
        return rc;
    return only_live ? load(db, &live_parts, case_id, rows) : load_range(db, case_id, many, rows);
}

#define DUE_SELECT                                                                                 \
    "SELECT p.due_ms, p.case_id, c.ref, p.kind, p.key FROM parts p INDEXED BY parts_due "          \
    "CROSS JOIN cases c ON c.id = p.case_id WHERE p.due_ms > 0 "

static int read_due(struct run *run, struct rows *rows)
{
    while (run_step(run)) {
        struct due_row *row = rows_add(rows);
        row->due_ms = get_int(run);
        row->case_id = get_int(run);
        get_id(run, &row->case_ref);
        row->kind = (enum part_kind)get_int(run);
        row->key = get_text(run, rows->arena);
    }
    return run_end(run);
}

/* What falls due in the very millisecond of `after`, behind it. A statement of its own: in one with
 * the rest, each page would begin at the start of that millisecond, and a million timers set for
 * the same midnight would be read half a million times. */
static int due_at_once(struct db *db, const struct due_row *after, size_t limit, struct rows *rows)
{
    static const struct query query = {
        QUERY_PART_DUE_SAME,
        DUE_SELECT "AND p.due_ms = ? AND (p.case_id, p.kind, p.key) > (?, ?, ?) "
                   "ORDER BY p.due_ms, p.case_id, p.kind, p.key LIMIT ?"};
    struct run run = db_run(db, &query);
    run_int(&run, after->due_ms);
    run_int(&run, after->case_id);
    run_int(&run, after->kind);
    run_text(&run, after->key);
    run_int(&run, (int64_t)limit);
    return read_due(&run, rows);
}

int parts_due(struct db *db, const struct due_row *after, int64_t until_ms, size_t limit,
              struct rows *rows)
{
    static const struct query query = {QUERY_PART_DUE, DUE_SELECT
                                       "AND p.due_ms > ? AND p.due_ms <= ? "
                                       "ORDER BY p.due_ms, p.case_id, p.kind, p.key LIMIT ?"};
    if (after && after->due_ms <= until_ms) {
        int rc = due_at_once(db, after, limit, rows);
        if (rc != SQLITE_OK)
            return rc;
    }
    if (rows->count >= limit)
        return SQLITE_OK;
    struct run run = db_run(db, &query);
    run_int(&run, after ? after->due_ms : 0);
    run_int(&run, until_ms);
    run_int(&run, (int64_t)(limit - rows->count));
    return read_due(&run, rows);
}

/* Letters are few beside the rest, and their index holds only them. */
int parts_letter_numbers(struct db *db, struct rows *rows)
{
    static const struct query query = {QUERY_LETTER_NUMBERS,
                                       "SELECT max(key) FROM parts INDEXED BY letters_number "
                                       "WHERE kind = 9 AND key > '=' AND key < '>' "
                                       "GROUP BY substr(key, 1, instr(key, char(10)))"};
    struct run run = db_run(db, &query);
    while (run_step(&run))
        *(struct slice *)rows_add(rows) = get_text(&run, rows->arena);
    return run_end(&run);
}
