/* batch.c - one transaction: many write sets, each all or nothing.
 *
 * Every write set begins with its guard (the update or insert of its case), so one that is refused
 * there has written nothing and the batch goes on without it. Only a constraint met later leaves
 * something behind. That is rare: the batch is then rolled back and done again with a savepoint
 * around each set. So the usual batch pays for no savepoint.
 *
 *   BEGIN -> sets -> COMMIT                        all settled
 *              |        `-- failed: disk full ...  STATUS_FULL (a full disk fails before the frame
 *              |        |                          that commits is whole, so nothing is there)
 *              |        `-- failed otherwise ..... STATUS_UNKNOWN
 *              |-- constraint after writing ...... ROLLBACK, again with savepoints
 *              `-- failed otherwise .............. ROLLBACK, STATUS_FULL or STATUS_CORRUPT
 *
 * To add an op: its kind in store.h, a row in `op_calls` here, its table's file, the same in
 * simulated.c.
 */
#include "base/fault.h"
#include "store/sqlite.h"
#include "store/tables.h"

/* What a set has come to: a SQLite code, and whether it left anything in the transaction. */
struct applied {
    int code;
    bool has_written;
};

static int refuse(struct write_set *set, const char *code, const char *text)
{
    err_clear(&set->err);
    set->status = err_set_at(&set->err, STATUS_REFUSED, code, NULL, "%s", text);
    return SQLITE_CONSTRAINT;
}

static bool op_is_sound(const struct write_set *set, const struct op *op)
{
    switch (op->kind) {
    case OP_KEY:
        return set->has_case ? op->number >= 0 && (size_t)op->number < set->row_count
                             : op->number == KEY_OF_DEED;
    case OP_PUT_PART:
    case OP_DROP_PART:
        return set->has_case && op->part.kind >= PART_WAIT && op->part.kind < PART_KINDS;
    case OP_VAULT:
        return set->has_case;
    case OP_STAY:
    case OP_UNSTAY:
        return set->has_case || op->stay.case_id != 0;
    case OP_RECORD:
        return op->record.kind >= RECORD_PERSON && op->record.kind < RECORD_KINDS &&
               op->record.key.len > 0;
    case OP_EFFECT:
        return op->effect.status >= EFFECT_PENDING && op->effect.status < EFFECT_STATUSES;
    default:
        return true;
    }
}

static bool is_sound(const struct write_set *set)
{
    for (const struct op *op = set->first_op; op; op = op->next)
        if (!op_is_sound(set, op))
            return false;
    if (!set->has_case)
        return set->row_count == 0;
    if (set->row.seq != set->expected_seq + (int64_t)set->row_count || set->row.seq < 1)
        return false;
    for (size_t i = 0; i < set->row_count; i++)
        if (set->rows[i].seq != set->expected_seq + 1 + (int64_t)i)
            return false;
    return true;
}

/* Gives the rows their ids and links, and the case its head and back. */
static void link_rows(const struct writer *writer, struct write_set *set, struct case_row *after)
{
    *after = set->row;
    if (set->expected_seq == 0) {
        after->id = writer->next_case;
        after->head = after->back = 0;
    }
    for (size_t i = 0; i < set->row_count; i++) {
        struct journal_row *row = &set->rows[i];
        row->id = writer->next_journal + (int64_t)i;
        row->case_id = after->id;
        row->prev = after->head;
        row->back = row->is_opening ? 0 : after->back;
        after->head = row->id;
        if (row->is_opening || row->is_replayed)
            after->back = row->id;
    }
}

static int write_case(struct writer *writer, struct write_set *set, struct case_row *after)
{
    link_rows(writer, set, after);
    if (set->expected_seq != 0) {
        int rc = cases_update(&writer->db, after, set->expected_seq, set->row.head);
        return rc == SQLITE_NOTFOUND
                   ? refuse(set, "stale_seq", "The case has moved on since it was read.")
                   : rc;
    }
    int rc = cases_insert(&writer->db, after);
    if (!db_is_constraint(rc))
        return rc;
    if (strstr(sqlite3_errmsg(writer->db.handle), "cases.number"))
        return refuse(set, "number_taken", "The number of the case is taken.");
    return refuse(set, "case_exists", "The case is there already.");
}

static int op_put_part(struct writer *writer, struct write_set *set, struct op *op)
{
    int rc = parts_write(&writer->db, set->row.id, &op->part);
    return db_is_constraint(rc) && op->part.kind == PART_LETTER
               ? refuse(set, "number_taken", "The number of a letter is in use.")
               : rc;
}

static int op_drop_part(struct writer *writer, struct write_set *set, struct op *op)
{
    return parts_remove(&writer->db, set->row.id, &op->part);
}

static int op_send(struct writer *writer, struct write_set *set, struct op *op)
{
    (void)set;
    return inbox_send(&writer->db, &op->message);
}

static int op_take(struct writer *writer, struct write_set *set, struct op *op)
{
    int rc = inbox_take(&writer->db, op->number, set->has_case ? &set->row.ref : NULL);
    return rc == SQLITE_NOTFOUND
               ? refuse(set, "message_taken", "The message was taken before or is another's.")
               : rc;
}

static int op_key(struct writer *writer, struct write_set *set, struct op *op)
{
    op->key.journal_id = set->has_case ? set->rows[op->number].id : 0;
    int rc = keys_put(&writer->db, &op->key);
    return db_is_constraint(rc) ? refuse(set, "key_taken", "The Idempotency-Key is in use.") : rc;
}

static int op_incident(struct writer *writer, struct write_set *set, struct op *op)
{
    if (op->incident.case_id == 0 && set->has_case)
        op->incident.case_id = set->row.id;
    return incidents_put(&writer->db, &op->incident);
}

static int op_vault_key(struct writer *writer, struct write_set *set, struct op *op)
{
    if (op->vault_key.case_id == 0)
        op->vault_key.case_id = set->row.id;
    if (op->vault_key.sealed.len == 0)
        writer->must_truncate = true;
    return vault_key_put(&writer->db, &op->vault_key);
}

static int op_vault(struct writer *writer, struct write_set *set, struct op *op)
{
    return vault_put(&writer->db, set->row.id, &op->vault);
}

static int op_release(struct writer *writer, struct write_set *set, struct op *op)
{
    (void)set;
    return releases_put(&writer->db, &op->release);
}

static int op_activate(struct writer *writer, struct write_set *set, struct op *op)
{
    for (const struct op *before = set->first_op; op->number == 0 && before != op;
         before = before->next)
        if (before->kind == OP_RELEASE)
            op->number = before->release.id;
    op->activation.release = op->number;
    int rc = activations_add(&writer->db, &op->activation);
    if (rc == SQLITE_NOTFOUND)
        return refuse(set, "constraint", "There is no such release.");
    return rc == SQLITE_OK ? stays_drop_others(&writer->db, op->number) : rc;
}

static int op_stay(struct writer *writer, struct write_set *set, struct op *op)
{
    if (op->stay.case_id == 0)
        op->stay.case_id = set->row.id;
    return stays_put(&writer->db, &op->stay);
}

static int op_unstay(struct writer *writer, struct write_set *set, struct op *op)
{
    return stays_drop(&writer->db, op->stay.case_id ? op->stay.case_id : set->row.id);
}

static int op_token(struct writer *writer, struct write_set *set, struct op *op)
{
    (void)set;
    return tokens_put(&writer->db, &op->token);
}

static int op_audit(struct writer *writer, struct write_set *set, struct op *op)
{
    (void)set;
    return audit_append(&writer->db, &op->audit, &writer->audit);
}

static int step_result(struct write_set *set, int rc)
{
    return rc == SQLITE_NOTFOUND ? refuse(set, "stale_version", "It has changed since it was read.")
                                 : rc;
}

static int op_record(struct writer *writer, struct write_set *set, struct op *op)
{
    op->record.version = op->number + 1;
    return step_result(set, records_put(&writer->db, &op->record, op->number));
}

static int op_effect(struct writer *writer, struct write_set *set, struct op *op)
{
    if (op->effect.case_id == 0 && set->has_case)
        op->effect.case_id = set->row.id;
    op->effect.version = op->number + 1;
    return step_result(set, effects_put(&writer->db, &op->effect, op->number));
}

static int op_notice(struct writer *writer, struct write_set *set, struct op *op)
{
    if (op->notice.case_id == 0 && set->has_case)
        op->notice.case_id = set->row.id;
    return notices_put(&writer->db, &op->notice);
}

static int op_notice_read(struct writer *writer, struct write_set *set, struct op *op)
{
    int rc = notices_read(&writer->db, &op->notice_read);
    return rc == SQLITE_NOTFOUND ? refuse(set, "constraint", "There is no such notice.") : rc;
}

static int (*const op_calls[])(struct writer *, struct write_set *, struct op *) = {
    [OP_PUT_PART] = op_put_part,
    [OP_DROP_PART] = op_drop_part,
    [OP_SEND] = op_send,
    [OP_TAKE] = op_take,
    [OP_KEY] = op_key,
    [OP_INCIDENT] = op_incident,
    [OP_VAULT_KEY] = op_vault_key,
    [OP_VAULT] = op_vault,
    [OP_RELEASE] = op_release,
    [OP_ACTIVATE] = op_activate,
    [OP_STAY] = op_stay,
    [OP_UNSTAY] = op_unstay,
    [OP_TOKEN] = op_token,
    [OP_AUDIT] = op_audit,
    [OP_RECORD] = op_record,
    [OP_EFFECT] = op_effect,
    [OP_NOTICE] = op_notice,
    [OP_NOTICE_READ] = op_notice_read,
};

static int write_ops(struct writer *writer, struct write_set *set, struct applied *applied)
{
    int rc = SQLITE_OK;
    for (struct op *op = set->first_op; op && rc == SQLITE_OK; op = op->next) {
        rc = op_calls[op->kind](writer, set, op);
        applied->has_written |= rc == SQLITE_OK;
    }
    if (db_is_constraint(rc) && set->status != STATUS_REFUSED)
        refuse(set, "constraint", sqlite3_errmsg(writer->db.handle));
    return rc;
}

static int write_rows(struct writer *writer, struct write_set *set)
{
    struct case_row after;
    int rc = write_case(writer, set, &after);
    if (rc != SQLITE_OK)
        return rc;
    writer->next_case += set->expected_seq == 0;
    writer->next_journal += (int64_t)set->row_count;
    set->row.id = after.id;
    set->row.head = after.head;
    set->row.back = after.back;
    return SQLITE_OK;
}

/* Takes back what applying did to set->row, so that it can be applied again or handed back. */
static void restore_set(struct write_set *set, const struct former *former)
{
    set->row.id = former->id;
    set->row.head = former->head;
    set->row.back = former->back;
}

static struct applied apply_set(struct writer *writer, struct write_set *set)
{
    struct applied applied = {0};
    writer->formers[writer->former_count++] =
        (struct former){set->row.id, set->row.head, set->row.back};
    set->status = 0;
    if (!is_sound(set))
        applied.code = refuse(set, "not_sound", "Rows, seq and keys do not fit together.");
    else if (set->epoch != writer->epoch)
        applied.code = refuse(set, "wrong_epoch", "This host does not own the case any more.");
    else if (set->has_case)
        applied.code = write_rows(writer, set);
    if (applied.code != SQLITE_OK)
        return applied;
    applied.has_written = set->has_case;
    for (size_t i = 0; i < set->row_count && applied.code == SQLITE_OK; i++)
        applied.code = journal_insert(&writer->db, &set->rows[i]);
    if (applied.code == SQLITE_OK)
        applied.code = write_ops(writer, set, &applied);
    return applied;
}

/* What a rollback must take back in memory. */
struct counters {
    int64_t next_case, next_journal;
    struct digest audit;
    bool must_truncate;
};

static struct counters note_counters(const struct writer *writer)
{
    return (struct counters){writer->next_case, writer->next_journal, writer->audit,
                             writer->must_truncate};
}

static void reset_counters(struct writer *writer, const struct counters *from)
{
    writer->next_case = from->next_case;
    writer->next_journal = from->next_journal;
    writer->audit = from->audit;
    writer->must_truncate = from->must_truncate;
}

static const struct query begin = {QUERY_BEGIN_WRITE, "BEGIN IMMEDIATE"};
static const struct query commit = {QUERY_COMMIT, "COMMIT"};

static void roll_back(struct writer *writer, const struct counters *from, struct list *sets)
{
    struct list_link *link = sets->first;
    reset_counters(writer, from);
    db_roll_back(&writer->db);
    for (size_t i = 0; i < writer->former_count; i++, link = link->next)
        restore_set(LIST_ITEM(link, struct write_set, link), &writer->formers[i]);
    writer->former_count = 0;
}

/* Sets were filled by other cores; waiting for their memory took a sixth of this thread's time. So
 * each set is asked for in three steps, each one turn of the loop ahead of the next, so that none
 * has to wait for an address: its header, then its rows, then the body of the first. */
static void prefetch(const struct list_link *link)
{
    enum { LINE = 64 };
    const struct write_set *next = LIST_ITEM(link->next, struct write_set, link);
    const struct write_set *second =
        next ? LIST_ITEM(next->link.next, struct write_set, link) : NULL;
    const char *third =
        second ? (const char *)LIST_ITEM(second->link.next, struct write_set, link) : NULL;
    for (size_t at = 0; third && at < offsetof(struct write_set, err); at += LINE)
        __builtin_prefetch(third + at);
    for (size_t at = 0; second && second->row_count && at < sizeof *second->rows; at += LINE)
        __builtin_prefetch((const char *)second->rows + at);
    for (size_t at = 0; next && next->row_count && at < next->rows->body.len && at < 8 * LINE;
         at += LINE)
        __builtin_prefetch(next->rows->body.bytes + at);
}

/* SQLITE_CONSTRAINT: some set left a trace and was refused, so all must be done again. */
static int apply_plainly(struct writer *writer, struct list *sets)
{
    int rc = db_once(&writer->db, &begin);
    for (struct list_link *link = sets->first; link && rc == SQLITE_OK; link = link->next) {
        prefetch(link);
        struct applied applied = apply_set(writer, LIST_ITEM(link, struct write_set, link));
        if (!db_is_constraint(applied.code) || applied.has_written)
            rc = applied.code;
    }
    return rc;
}

static int apply_one_apart(struct writer *writer, struct write_set *set)
{
    static const struct query start = {QUERY_SAVEPOINT, "SAVEPOINT one"};
    static const struct query back = {QUERY_SAVEPOINT_BACK, "ROLLBACK TO one"};
    static const struct query end = {QUERY_SAVEPOINT_END, "RELEASE one"};
    struct counters counters = note_counters(writer);
    int rc = db_once(&writer->db, &start);
    if (rc != SQLITE_OK)
        return rc;
    struct applied applied = apply_set(writer, set);
    if (db_is_constraint(applied.code)) {
        reset_counters(writer, &counters);
        restore_set(set, &writer->formers[writer->former_count - 1]);
        applied.code = db_once(&writer->db, &back);
    }
    return applied.code == SQLITE_OK ? db_once(&writer->db, &end) : applied.code;
}

static int apply_apart(struct writer *writer, struct list *sets)
{
    int rc = db_once(&writer->db, &begin);
    for (struct list_link *link = sets->first; link && rc == SQLITE_OK; link = link->next)
        rc = apply_one_apart(writer, LIST_ITEM(link, struct write_set, link));
    return rc;
}

/* Faults for tests: a COMMIT that fails after, or before, having done its work. */
static int commit_now(struct db *db)
{
    fault_is_set("store.before_commit");
    if (fault_is_set("store.full"))
        return SQLITE_FULL;
    if (fault_is_set("store.unknown_lost"))
        return SQLITE_IOERR_FSYNC;
    int rc = db_once(db, &commit);
    fault_is_set("store.after_commit");
    return rc == SQLITE_OK && fault_is_set("store.unknown_kept") ? SQLITE_IOERR_FSYNC : rc;
}

static int failed_before_commit(struct writer *writer, int rc, struct err *err)
{
    int status = db_status(&writer->db, rc, "writing to the database", err);
    return status == STATUS_CORRUPT ? status : STATUS_FULL;
}

int batch_commit(struct writer *writer, struct list *sets, struct err *err)
{
    struct counters counters = note_counters(writer);
    int rc = apply_plainly(writer, sets);
    if (db_is_constraint(rc)) {
        roll_back(writer, &counters, sets);
        rc = apply_apart(writer, sets);
    }
    if (rc != SQLITE_OK) {
        int status = failed_before_commit(writer, rc, err);
        roll_back(writer, &counters, sets);
        return status;
    }
    rc = commit_now(&writer->db);
    if (rc != SQLITE_OK) {
        bool is_full = db_is_full(&writer->db, rc);
        (void)db_status(&writer->db, rc, "committing to the database", err);
        roll_back(writer, &counters, sets);
        return is_full ? STATUS_FULL : STATUS_UNKNOWN;
    }
    writer->former_count = 0;
    return 0;
}
