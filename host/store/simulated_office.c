/* simulated_office.c - records, effects and notices of a simulated host: what refuses a write, what
 * it changes, and how it reads in a dump. See simulated_disk.c.
 */
#include <inttypes.h>
#include "store/simulated_disk.h"

static int order_of(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

int compare_records(const void *a, const void *b)
{
    const struct record_row *x = a, *y = b;
    int order = order_of(x->kind, y->kind);
    return order ? order : slice_compare(x->key, y->key);
}

int compare_next(const void *a, const void *b)
{
    const struct next_entry *x = a, *y = b;
    int order = order_of(x->status, y->status);
    if (order == 0)
        order = order_of(x->next_at, y->next_at);
    return order ? order : order_of(x->id, y->id);
}

int compare_reads(const void *a, const void *b)
{
    const struct kept_read *x = a, *y = b;
    int order = order_of(x->notice, y->notice);
    return order ? order : slice_compare(x->row.person, y->row.person);
}

/* ---- what refuses it ---- */

static const char *record_objection(const struct disk *disk, const struct write_set *set,
                                    const struct op *op)
{
    if (op->record.kind < RECORD_PERSON || op->record.kind >= RECORD_KINDS ||
        op->record.key.len == 0)
        return "not_sound";
    const struct record_row *row = table_find(&disk->tables[DISK_RECORDS], &op->record);
    int64_t version = row ? row->version : 0;
    for (const struct op *before = set->first_op; before != op; before = before->next)
        if (before->kind == OP_RECORD && compare_records(&before->record, &op->record) == 0)
            version = before->number + 1;
    return op->number == version ? NULL : "stale_version";
}

static const struct effect_row *effect_of(const struct disk *disk, const struct id *ref)
{
    const struct ref_entry *entry = table_find(&disk->tables[DISK_EFFECT_REFS], ref);
    return entry ? table_find(&disk->tables[DISK_EFFECTS], &entry->case_id) : NULL;
}

static const char *effect_objection(const struct disk *disk, const struct write_set *set,
                                    const struct op *op)
{
    if (op->effect.status < EFFECT_PENDING || op->effect.status >= EFFECT_STATUSES)
        return "not_sound";
    const struct effect_row *row = effect_of(disk, &op->effect.ref);
    int64_t version = row ? row->version : 0;
    for (const struct op *before = set->first_op; before != op; before = before->next)
        if (before->kind == OP_EFFECT && id_is_equal(&before->effect.ref, &op->effect.ref))
            version = before->number + 1;
    return op->number == version ? NULL : "stale_version";
}

static bool has_notice(const struct disk *disk, const struct write_set *set, const struct op *end,
                       const struct id *ref)
{
    for (const struct op *before = set->first_op; before != end; before = before->next)
        if (before->kind == OP_NOTICE && id_is_equal(&before->notice.ref, ref))
            return true;
    return table_find(&disk->tables[DISK_NOTICE_REFS], ref) != NULL;
}

const char *disk_office_objection(const struct disk *disk, const struct write_set *set,
                                  const struct op *op)
{
    switch (op->kind) {
    case OP_RECORD:
        return record_objection(disk, set, op);
    case OP_EFFECT:
        return effect_objection(disk, set, op);
    case OP_NOTICE:
        return has_notice(disk, set, op, &op->notice.ref) ? "constraint" : NULL;
    case OP_NOTICE_READ:
        return has_notice(disk, set, op, &op->notice_read.notice) ? NULL : "constraint";
    default:
        return NULL;
    }
}

/* ---- writing ---- */

static void put_record(struct disk *disk, struct op *op)
{
    struct table *table = &disk->tables[DISK_RECORDS];
    const struct record_row *former = table_find(table, &op->record);
    op->record.version = op->number + 1;
    op->record.id = former ? former->id : (int64_t)table->count + 1;
    table_put(table, &op->record);
}

static struct next_entry next_of(const struct effect_row *row)
{
    return (struct next_entry){row->status, row->next_at, row->id};
}

static void put_effect(struct disk *disk, const struct write_set *set, struct op *op)
{
    struct effect_row *row = &op->effect;
    const struct effect_row *former = effect_of(disk, &row->ref);
    if (row->case_id == 0 && set->has_case)
        row->case_id = set->row.id;
    row->version = op->number + 1;
    row->id = former ? former->id : (int64_t)disk->tables[DISK_EFFECTS].count + 1;
    struct effect_row after = *row;
    if (former) {
        const struct next_entry gone = next_of(former);
        table_drop(&disk->tables[DISK_EFFECTS_NEXT], &gone);
        after.case_id = former->case_id;
        after.case_ref = former->case_ref;
        after.key = former->key;
        after.kind = former->kind;
        after.at = former->at;
    }
    const struct next_entry next = next_of(&after);
    const struct ref_entry entry = {.ref = after.ref, .case_id = after.id};
    table_put(&disk->tables[DISK_EFFECTS], &after);
    table_put(&disk->tables[DISK_EFFECT_REFS], &entry);
    table_put(&disk->tables[DISK_EFFECTS_NEXT], &next);
}

static void put_notice(struct disk *disk, const struct write_set *set, struct notice_row *row)
{
    if (row->case_id == 0 && set->has_case)
        row->case_id = set->row.id;
    row->id = (int64_t)disk->tables[DISK_NOTICES].count + 1;
    const struct ref_entry entry = {.ref = row->ref, .case_id = row->id};
    table_put(&disk->tables[DISK_NOTICES], row);
    table_put(&disk->tables[DISK_NOTICE_REFS], &entry);
}

static void put_read(struct disk *disk, const struct notice_read_row *row)
{
    const struct ref_entry *entry = table_find(&disk->tables[DISK_NOTICE_REFS], &row->notice);
    const struct kept_read kept = {.notice = entry->case_id, .row = *row};
    if (!table_find(&disk->tables[DISK_NOTICE_READS], &kept))
        table_put(&disk->tables[DISK_NOTICE_READS], &kept);
}

void disk_apply_office(struct disk *disk, const struct write_set *set, struct op *op)
{
    if (op->kind == OP_RECORD)
        put_record(disk, op);
    else if (op->kind == OP_EFFECT)
        put_effect(disk, set, op);
    else if (op->kind == OP_NOTICE)
        put_notice(disk, set, &op->notice);
    else if (op->kind == OP_NOTICE_READ)
        put_read(disk, &op->notice_read);
}

void disk_mark_restored(struct disk *disk)
{
    disk->is_restored = true;
}

void disk_hold_effects(struct disk *disk)
{
    struct table *effects = &disk->tables[DISK_EFFECTS];
    for (size_t i = 0; disk->is_restored && i < effects->count; i++) {
        struct effect_row *row = table_at(effects, i);
        if (row->status != EFFECT_PENDING)
            continue;
        const struct next_entry gone = next_of(row);
        table_drop(&disk->tables[DISK_EFFECTS_NEXT], &gone);
        row->status = EFFECT_HELD;
        row->version++;
        const struct next_entry next = next_of(row);
        table_put(&disk->tables[DISK_EFFECTS_NEXT], &next);
    }
    disk->is_restored = false;
}

/* ---- telling; rowids are left out, they depend on the order of commits between cases ---- */

static void add_ref(struct buf *out, const struct id *id)
{
    char text[ID_TEXT_LEN + 1];
    buf_printf(out, " %s", id_is_zero(id) ? "-" : id_to_text(id, text));
}

static void add_slice(struct buf *out, struct slice text)
{
    buf_printf(out, " %zu:", text.len);
    buf_add_slice(out, text);
}

static void dump_effect(const struct effect_row *row, struct buf *out)
{
    buf_printf(out, "effect %s", effect_status_word(row->status));
    add_ref(out, &row->ref);
    add_ref(out, &row->case_ref);
    add_slice(out, row->key);
    add_slice(out, row->target);
    add_slice(out, row->kind);
    buf_printf(out, " %" PRId64 " %d %" PRId64 " %" PRId64, row->version, row->attempts,
               row->next_at, row->at);
    add_slice(out, row->body);
    add_slice(out, row->error);
    buf_add_byte(out, '\n');
}

static void dump_notice(const struct disk *disk, const struct notice_row *row, struct buf *out)
{
    buf_add_text(out, "notice");
    add_ref(out, &row->ref);
    add_ref(out, &row->case_ref);
    buf_printf(out, " %" PRId64 " %" PRId64, row->at, row->not_before);
    add_slice(out, row->office);
    add_slice(out, row->person);
    add_slice(out, row->role);
    add_slice(out, row->name);
    add_slice(out, row->body);
    buf_add_byte(out, '\n');
    const struct table *reads = &disk->tables[DISK_NOTICE_READS];
    const struct kept_read first = {.notice = row->id};
    for (size_t i = table_lower(reads, &first); i < reads->count; i++) {
        const struct kept_read *kept = table_at(reads, i);
        if (kept->notice != row->id)
            break;
        buf_add_text(out, "  read");
        add_slice(out, kept->row.person);
        buf_printf(out, " %" PRId64 "\n", kept->row.at);
    }
}

void disk_dump_office(const struct disk *disk, struct buf *out)
{
    const struct table *records = &disk->tables[DISK_RECORDS];
    for (size_t i = 0; i < records->count; i++) {
        const struct record_row *row = table_at(records, i);
        buf_printf(out, "record %d", (int)row->kind);
        add_slice(out, row->key);
        buf_printf(out, " %" PRId64 " %d %" PRId64, row->version, row->status, row->at);
        add_slice(out, row->body);
        buf_add_byte(out, '\n');
    }
    const struct table *effects = &disk->tables[DISK_EFFECT_REFS];
    for (size_t i = 0; i < effects->count; i++)
        dump_effect(effect_of(disk, &((struct ref_entry *)table_at(effects, i))->ref), out);
    const struct table *notices = &disk->tables[DISK_NOTICE_REFS];
    for (size_t i = 0; i < notices->count; i++) {
        const struct ref_entry *entry = table_at(notices, i);
        dump_notice(disk, table_find(&disk->tables[DISK_NOTICES], &entry->case_id), out);
    }
}
