/* simulated_disk.c - the tables of a simulated host: the same keys, guards and constraints as the
 * schema of SQLite, in sorted arrays.
 *
 * A write set is first asked for an objection, which looks at everything that could refuse it, and
 * only then applied, which cannot fail: so it is all or nothing without any undoing.
 * What belongs to the office rather than a case is in simulated_office.c.
 * To add a table: its kind in `kinds`, what refuses it in disk_objection, its op in apply_op,
 * its lines in simulated_dump.c.
 */
#include "store/simulated_disk.h"

#include <stdlib.h>

static int compare_int(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* Rows whose key is an int64 in front. */
static int compare_by_id(const void *a, const void *b)
{
    int64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return compare_int(x, y);
}

static int compare_refs(const void *a, const void *b)
{
    return memcmp(a, b, ID_BYTES);
}

static int compare_digests(const void *a, const void *b)
{
    return memcmp(a, b, DIGEST_BYTES);
}

static int compare_numbers(const void *a, const void *b)
{
    return slice_compare(((const struct number_entry *)a)->number,
                         ((const struct number_entry *)b)->number);
}

static int compare_parts(const void *a, const void *b)
{
    const struct kept_part *x = a, *y = b;
    int order = compare_int(x->case_id, y->case_id);
    if (order == 0)
        order = compare_int(x->part.kind, y->part.kind);
    return order ? order : slice_compare(x->part.key, y->part.key);
}

static int compare_due(const void *a, const void *b)
{
    const struct due_row *x = a, *y = b;
    int order = compare_int(x->due_ms, y->due_ms);
    if (order == 0)
        order = compare_int(x->case_id, y->case_id);
    if (order == 0)
        order = compare_int(x->kind, y->kind);
    return order ? order : slice_compare(x->key, y->key);
}

static int compare_vault_keys(const void *a, const void *b)
{
    const struct vault_key_row *x = a, *y = b;
    int order = compare_int(x->case_id, y->case_id);
    return order ? order : memcmp(x->ref.bytes, y->ref.bytes, ID_BYTES);
}

static int compare_vault(const void *a, const void *b)
{
    const struct kept_vault *x = a, *y = b;
    int order = compare_int(x->case_id, y->case_id);
    return order ? order : memcmp(x->row.ref.bytes, y->row.ref.bytes, ID_BYTES);
}

#define TEXT(type, member) offsetof(struct type, member)

static const struct table_kind kinds[DISK_TABLES] = {
    [DISK_CASES] = {sizeof(struct case_row),
                    compare_by_id,                                  {TEXT(case_row, number), TEXT(case_row, workflow), TEXT(case_row, office),
                     TEXT(case_row, stage), TEXT(case_row, outcome), TEXT(case_row, extra)},
                    6                                                                                                                           },
    [DISK_REFS] = {sizeof(struct ref_entry),      compare_refs,    {0},                                                                       0},
    [DISK_NUMBERS] = {sizeof(struct number_entry),
                    compare_numbers,                                {TEXT(number_entry, number)},
                    1                                                                                                                           },
    [DISK_JOURNAL] = {sizeof(struct journal_row),    compare_by_id,   {TEXT(journal_row, body)},                                                 1},
    [DISK_PARTS] = {sizeof(struct kept_part),
                    compare_parts,                                  {TEXT(kept_part, part.key), TEXT(kept_part, part.body),
                     TEXT(kept_part, part.form), TEXT(kept_part, part.to),
                     TEXT(kept_part, part.assignee), TEXT(kept_part, part.office),
                     TEXT(kept_part, part.words)},
                    7                                                                                                                           },
    [DISK_DUE] = {sizeof(struct due_row),        compare_due,     {TEXT(due_row, key)},                                                      1},
    [DISK_TASK_REFS] = {sizeof(struct ref_entry),      compare_refs,    {0},                                                                       0},
    [DISK_INBOX] = {sizeof(struct message_row),    compare_by_id,   {TEXT(message_row, body)},                                                 1},
    [DISK_KEYS] = {sizeof(struct key_row),        compare_digests, {TEXT(key_row, reply)},                                                    1},
    [DISK_INCIDENTS] = {sizeof(struct kept_incident),
                    compare_by_id,                                  {TEXT(kept_incident, row.kind), TEXT(kept_incident, row.code),
                         TEXT(kept_incident, row.body)},
                    3                                                                                                                           },
    [DISK_VAULT_KEYS] = {sizeof(struct vault_key_row),
                    compare_vault_keys,                             {TEXT(vault_key_row, sealed)},
                    1                                                                                                                           },
    [DISK_VAULT] = {sizeof(struct kept_vault),     compare_vault,   {TEXT(kept_vault, row.sealed)},                                            1},
    [DISK_RELEASES] = {sizeof(struct release_row),
                    compare_by_id,                                  {TEXT(release_row, by), TEXT(release_row, note), TEXT(release_row, body)},
                    3                                                                                                                           },
    [DISK_ACTIVATIONS] = {sizeof(struct activation_row),
                    compare_by_id,                                  {TEXT(activation_row, by), TEXT(activation_row, why),
                           TEXT(activation_row, kind)},
                    3                                                                                                                           },
    [DISK_STAYS] = {sizeof(struct stay_row),       compare_by_id,   {TEXT(stay_row, body)},                                                    1},
    [DISK_TOKENS] = {sizeof(struct kept_token),
                    compare_by_id,                                  {TEXT(kept_token, row.name), TEXT(kept_token, row.roles)},
                    2                                                                                                                           },
    [DISK_RECORDS] = {sizeof(struct record_row),
                    compare_records,                                {TEXT(record_row, key), TEXT(record_row, body)},
                    2                                                                                                                           },
    [DISK_EFFECTS] = {sizeof(struct effect_row),
                    compare_by_id,                                  {TEXT(effect_row, key), TEXT(effect_row, target), TEXT(effect_row, kind),
                       TEXT(effect_row, body), TEXT(effect_row, error)},
                    5                                                                                                                           },
    [DISK_EFFECT_REFS] = {sizeof(struct ref_entry),      compare_refs,    {0},                                                                       0},
    [DISK_EFFECTS_NEXT] = {sizeof(struct next_entry),     compare_next,    {0},                                                                       0},
    [DISK_NOTICES] = {sizeof(struct notice_row),
                    compare_by_id,                                  {TEXT(notice_row, office), TEXT(notice_row, person), TEXT(notice_row, role),
                       TEXT(notice_row, name), TEXT(notice_row, body)},
                    5                                                                                                                           },
    [DISK_NOTICE_REFS] = {sizeof(struct ref_entry),      compare_refs,    {0},                                                                       0},
    [DISK_NOTICE_READS] = {sizeof(struct kept_read),
                    compare_reads,                                  {TEXT(kept_read, row.person)},
                    1                                                                                                                           },
    [DISK_AUDIT] = {sizeof(struct kept_audit),
                    compare_by_id,                                  {TEXT(kept_audit, row.actor), TEXT(kept_audit, row.what),
                     TEXT(kept_audit, row.body)},
                    3                                                                                                                           },
};

/* ---- tables ---- */

static struct slice *text_at(const struct table *table, void *row, size_t index)
{
    return (struct slice *)(void *)((char *)row + table->kind->texts[index]);
}

/* Makes the texts of a row copied bytewise its own. */
static void own_texts(const struct table *table, void *row)
{
    for (size_t i = 0; i < table->kind->text_count; i++) {
        struct slice *text = text_at(table, row, i);
        char *copy = mem_alloc(text->len + 1);
        if (text->len)
            memcpy(copy, text->bytes, text->len);
        copy[text->len] = '\0';
        text->bytes = copy;
    }
}

static void free_texts(const struct table *table, void *row)
{
    for (size_t i = 0; i < table->kind->text_count; i++)
        free((char *)text_at(table, row, i)->bytes); /* our own, from own_texts */
}

void *table_at(const struct table *table, size_t index)
{
    return table->items + index * table->kind->size;
}

size_t table_lower(const struct table *table, const void *like)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->kind->compare(table_at(table, middle), like) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void *table_find(const struct table *table, const void *like)
{
    size_t at = table_lower(table, like);
    if (at == table->count || table->kind->compare(table_at(table, at), like) != 0)
        return NULL;
    return table_at(table, at);
}

void table_put(struct table *table, const void *row)
{
    size_t at = table_lower(table, row), size = table->kind->size;
    char *place;
    if (at < table->count && table->kind->compare(table_at(table, at), row) == 0) {
        char *former = mem_alloc(size); /* freed after copying: `row` may borrow from it */
        place = table_at(table, at);
        memcpy(former, place, size);
        memcpy(place, row, size);
        own_texts(table, place);
        free_texts(table, former);
        free(former);
        return;
    }
    if (table->count == table->capacity) {
        table->capacity = table->capacity ? table->capacity * 2 : 16;
        table->items = mem_resize(table->items, table->capacity * size);
    }
    place = table_at(table, at);
    memmove(place + size, place, (table->count - at) * size);
    memcpy(place, row, size);
    own_texts(table, place);
    table->count++;
}

void table_drop(struct table *table, const void *like)
{
    char *place = table_find(table, like);
    if (!place)
        return;
    size_t size = table->kind->size, at = (size_t)(place - table->items) / size;
    free_texts(table, place);
    table->count--;
    memmove(place, place + size, (table->count - at) * size);
}

void table_copy_out(const struct table *table, size_t index, struct arena *arena, void *out)
{
    memcpy(out, table_at(table, index), table->kind->size);
    for (size_t i = 0; i < table->kind->text_count; i++) {
        struct slice *text = text_at(table, out, i);
        *text = arena_copy(arena, *text);
    }
}

/* ---- disks ---- */

struct disk *disk_new(uint64_t seed)
{
    struct disk *disk = mem_zero(sizeof *disk);
    for (int i = 0; i < DISK_TABLES; i++)
        disk->tables[i].kind = &kinds[i];
    chance_seeded(&disk->chance, seed);
    return disk;
}

void disk_close(struct disk *disk)
{
    for (int i = 0; disk && i < DISK_TABLES; i++) {
        struct table *table = &disk->tables[i];
        for (size_t row = 0; row < table->count; row++)
            free_texts(table, table_at(table, row));
        free(table->items);
    }
    free(disk);
}

struct disk *disk_copy(const struct disk *from)
{
    struct disk *disk = mem_alloc(sizeof *disk);
    *disk = *from;
    for (int i = 0; i < DISK_TABLES; i++) {
        struct table *table = &disk->tables[i];
        table->capacity = table->count;
        table->items = mem_alloc(table->count * table->kind->size + 1);
        if (table->count)
            memcpy(table->items, from->tables[i].items, table->count * table->kind->size);
        for (size_t row = 0; row < table->count; row++)
            own_texts(table, table_at(table, row));
    }
    return disk;
}

void disk_set_faults(struct disk *disk, const struct store_faults *faults)
{
    disk->faults = *faults;
}

struct case_row *disk_case(const struct disk *disk, const struct id *ref)
{
    const struct ref_entry *entry = table_find(&disk->tables[DISK_REFS], ref);
    return entry ? table_find(&disk->tables[DISK_CASES], &entry->case_id) : NULL;
}

/* ---- what refuses a write set ---- */

static bool is_shaped(const struct write_set *set)
{
    if (!set->has_case)
        return set->row_count == 0;
    if (set->row.seq != set->expected_seq + (int64_t)set->row_count || set->row.seq < 1)
        return false;
    for (size_t i = 0; i < set->row_count; i++)
        if (set->rows[i].seq != set->expected_seq + 1 + (int64_t)i)
            return false;
    return true;
}

static const char *case_objection(const struct disk *disk, const struct write_set *set)
{
    const struct case_row *now = disk_case(disk, &set->row.ref);
    if (set->expected_seq == 0 && now)
        return "case_exists";
    if (set->expected_seq != 0 && (!now || now->id != set->row.id ||
                                   now->seq != set->expected_seq || now->head != set->row.head))
        return "stale_seq";
    const struct number_entry like = {.number = set->row.number};
    const struct number_entry *owner =
        set->row.number.len ? table_find(&disk->tables[DISK_NUMBERS], &like) : NULL;
    return owner && (!now || owner->case_id != now->id) ? "number_taken" : NULL;
}

/* No two cases have a letter of the same number. */
static const char *letter_objection(const struct disk *disk, const struct write_set *set,
                                    const struct part *part)
{
    const struct table *parts = &disk->tables[DISK_PARTS];
    for (size_t i = 0; part->key.len && part->key.bytes[0] == LETTER_NUMBERED && i < parts->count;
         i++) {
        const struct kept_part *kept = table_at(parts, i);
        if (kept->part.kind == PART_LETTER && kept->case_id != set->row.id &&
            slice_is_equal(kept->part.key, part->key))
            return "number_taken";
    }
    return NULL;
}

static const char *part_objection(const struct disk *disk, const struct write_set *set,
                                  const struct op *op)
{
    if (!set->has_case || op->part.kind < PART_WAIT || op->part.kind >= PART_KINDS)
        return "not_sound";
    if (op->kind == OP_PUT_PART && op->part.kind == PART_LETTER)
        return letter_objection(disk, set, &op->part);
    if (op->kind != OP_PUT_PART || op->part.kind != PART_TASK)
        return NULL;
    const struct ref_entry *entry = table_find(&disk->tables[DISK_TASK_REFS], &op->part.ref);
    if (!entry)
        return NULL;
    const struct kept_part like = {.case_id = entry->case_id, .part = op->part};
    const struct kept_part *part = table_find(&disk->tables[DISK_PARTS], &like);
    bool is_same =
        entry->case_id == set->row.id && part && id_is_equal(&part->part.ref, &op->part.ref);
    return is_same ? NULL : "constraint";
}

static const char *take_objection(const struct disk *disk, const struct write_set *set,
                                  const struct op *op)
{
    const struct message_row *message = table_find(&disk->tables[DISK_INBOX], &op->number);
    if (!message || (set->has_case && !id_is_equal(&message->to, &set->row.ref)))
        return "message_taken";
    for (const struct op *before = set->first_op; before != op; before = before->next)
        if (before->kind == OP_TAKE && before->number == op->number)
            return "message_taken";
    return NULL;
}

static const char *key_objection(const struct disk *disk, const struct write_set *set,
                                 const struct op *op)
{
    if (set->has_case ? op->number < 0 || (size_t)op->number >= set->row_count
                      : op->number != KEY_OF_DEED)
        return "not_sound";
    const struct key_row *former = table_find(&disk->tables[DISK_KEYS], &op->key.digest);
    if (former && former->at >= op->key.at - KEY_LIFE_MS)
        return "key_taken";
    for (const struct op *before = set->first_op; before != op; before = before->next)
        if (before->kind == OP_KEY && !compare_digests(&before->key.digest, &op->key.digest))
            return "key_taken";
    return NULL;
}

static const char *vault_objection(const struct disk *disk, const struct write_set *set,
                                   const struct op *op)
{
    if (!set->has_case)
        return "not_sound";
    const struct kept_vault like = {.case_id = set->row.id, .row = op->vault};
    if (set->expected_seq != 0 && table_find(&disk->tables[DISK_VAULT], &like))
        return "constraint";
    for (const struct op *before = set->first_op; before != op; before = before->next)
        if (before->kind == OP_VAULT && id_is_equal(&before->vault.ref, &op->vault.ref))
            return "constraint";
    return NULL;
}

static const char *activate_objection(const struct disk *disk, const struct write_set *set,
                                      const struct op *op)
{
    if (op->number != 0)
        return table_find(&disk->tables[DISK_RELEASES], &op->number) ? NULL : "constraint";
    for (const struct op *before = set->first_op; before != op; before = before->next)
        if (before->kind == OP_RELEASE)
            return NULL;
    return "constraint";
}

static const char *token_objection(const struct disk *disk, const struct op *op)
{
    const struct table *tokens = &disk->tables[DISK_TOKENS];
    for (size_t i = 0; i < tokens->count; i++)
        if (!compare_digests(&((struct kept_token *)table_at(tokens, i))->row.digest,
                             &op->token.digest))
            return "constraint";
    return NULL;
}

static const char *op_objection(const struct disk *disk, const struct write_set *set,
                                const struct op *op)
{
    switch (op->kind) {
    case OP_PUT_PART:
    case OP_DROP_PART:
        return part_objection(disk, set, op);
    case OP_TAKE:
        return take_objection(disk, set, op);
    case OP_KEY:
        return key_objection(disk, set, op);
    case OP_VAULT:
        return vault_objection(disk, set, op);
    case OP_ACTIVATE:
        return activate_objection(disk, set, op);
    case OP_STAY:
    case OP_UNSTAY:
        return set->has_case || op->stay.case_id != 0 ? NULL : "not_sound";
    case OP_TOKEN:
        return token_objection(disk, op);
    default:
        return disk_office_objection(disk, set, op);
    }
}

const char *disk_objection(const struct disk *disk, const struct write_set *set)
{
    if (!is_shaped(set))
        return "not_sound";
    if (set->epoch != disk->epoch)
        return "wrong_epoch";
    const char *code = set->has_case ? case_objection(disk, set) : NULL;
    for (const struct op *op = set->first_op; op && !code; op = op->next)
        code = op_objection(disk, set, op);
    return code;
}

/* ---- writing ---- */

static void put_case(struct disk *disk, struct write_set *set)
{
    struct case_row *row = &set->row;
    const struct case_row *former = disk_case(disk, &row->ref);
    if (former && former->number.len) {
        const struct number_entry like = {.number = former->number};
        table_drop(&disk->tables[DISK_NUMBERS], &like);
    }
    if (!former)
        row->id = (int64_t)disk->tables[DISK_CASES].count + 1;
    table_put(&disk->tables[DISK_CASES], row);
    const struct ref_entry entry = {.ref = row->ref, .case_id = row->id};
    table_put(&disk->tables[DISK_REFS], &entry);
    const struct number_entry number = {.number = row->number, .case_id = row->id};
    if (row->number.len)
        table_put(&disk->tables[DISK_NUMBERS], &number);
}

static void append_rows(struct disk *disk, struct write_set *set)
{
    struct case_row *after = &set->row;
    if (set->expected_seq == 0) {
        after->id = (int64_t)disk->tables[DISK_CASES].count + 1;
        after->head = after->back = 0;
    }
    for (size_t i = 0; i < set->row_count; i++) {
        struct journal_row *row = &set->rows[i];
        row->id = (int64_t)disk->tables[DISK_JOURNAL].count + 1;
        row->case_id = after->id;
        row->prev = after->head;
        row->back = row->is_opening ? 0 : after->back;
        after->head = row->id;
        if (row->is_opening || row->is_replayed)
            after->back = row->id;
        table_put(&disk->tables[DISK_JOURNAL], row);
    }
}

static void drop_part(struct disk *disk, const struct write_set *set, const struct part *part)
{
    const struct kept_part like = {.case_id = set->row.id, .part = *part};
    const struct kept_part *former = table_find(&disk->tables[DISK_PARTS], &like);
    if (!former)
        return;
    const struct due_row due = {former->part.due_ms, set->row.id, set->row.ref, part->kind,
                                former->part.key};
    table_drop(&disk->tables[DISK_DUE], &due);
    if (part->kind == PART_TASK)
        table_drop(&disk->tables[DISK_TASK_REFS], &former->part.ref);
    table_drop(&disk->tables[DISK_PARTS], &like);
}

static void put_part(struct disk *disk, const struct write_set *set, const struct part *part)
{
    drop_part(disk, set, part);
    const struct kept_part kept = {.case_id = set->row.id, .part = *part};
    table_put(&disk->tables[DISK_PARTS], &kept);
    const struct due_row due = {part->due_ms, set->row.id, set->row.ref, part->kind, part->key};
    if (part->due_ms > 0 && part->kind != PART_TASK)
        table_put(&disk->tables[DISK_DUE], &due);
    const struct ref_entry entry = {.ref = part->ref, .case_id = set->row.id};
    if (part->kind == PART_TASK)
        table_put(&disk->tables[DISK_TASK_REFS], &entry);
}

static void put_incident(struct disk *disk, const struct write_set *set,
                         struct incident_row *incident)
{
    struct table *table = &disk->tables[DISK_INCIDENTS];
    if (incident->case_id == 0 && set->has_case)
        incident->case_id = set->row.id;
    struct kept_incident kept = {.order = (int64_t)table->count + 1, .row = *incident};
    for (size_t i = 0; i < table->count; i++) {
        const struct kept_incident *former = table_at(table, i);
        if (!id_is_equal(&former->row.ref, &incident->ref))
            continue;
        kept.order = former->order;
        kept.row.case_id = former->row.case_id;
        kept.row.case_ref = former->row.case_ref;
    }
    table_put(table, &kept);
}

static void put_release(struct disk *disk, struct release_row *release)
{
    struct table *table = &disk->tables[DISK_RELEASES];
    release->id = (int64_t)table->count + 1;
    for (size_t i = 0; i < table->count; i++) {
        const struct release_row *former = table_at(table, i);
        if (compare_digests(&former->digest, &release->digest) == 0) {
            release->id = former->id;
            return;
        }
    }
    table_put(table, release);
}

static void activate(struct disk *disk, const struct write_set *set, struct op *op)
{
    for (const struct op *before = set->first_op; op->number == 0 && before != op;
         before = before->next)
        if (before->kind == OP_RELEASE)
            op->number = before->release.id;
    struct activation_row *row = &op->activation;
    row->id = (int64_t)disk->tables[DISK_ACTIVATIONS].count + 1;
    row->release = op->number;
    row->former = disk->active_release;
    table_put(&disk->tables[DISK_ACTIVATIONS], row);
    disk->active_release = op->number;
    struct table *stays = &disk->tables[DISK_STAYS];
    for (size_t i = stays->count; i-- > 0;) {
        const struct stay_row *stay = table_at(stays, i);
        const int64_t case_id = stay->case_id;
        if (stay->release != op->number)
            table_drop(stays, &case_id);
    }
}

static void put_stay(struct disk *disk, const struct write_set *set, struct stay_row *stay)
{
    if (stay->case_id == 0)
        stay->case_id = set->row.id;
    table_put(&disk->tables[DISK_STAYS], stay);
}

static void drop_stay(struct disk *disk, const struct write_set *set, const struct stay_row *stay)
{
    const int64_t case_id = stay->case_id ? stay->case_id : set->row.id;
    table_drop(&disk->tables[DISK_STAYS], &case_id);
}

static void append_audit(struct disk *disk, const struct audit_row *row)
{
    static const struct digest none;
    struct table *table = &disk->tables[DISK_AUDIT];
    struct kept_audit kept = {.order = (int64_t)table->count + 1, .row = *row};
    const struct kept_audit *last = table->count ? table_at(table, table->count - 1) : NULL;
    audit_hash(last ? &last->hash : &none, row, &kept.hash);
    table_put(table, &kept);
}

static void put_vault_key(struct disk *disk, const struct write_set *set,
                          struct vault_key_row *vault_key)
{
    if (vault_key->case_id == 0)
        vault_key->case_id = set->row.id;
    table_put(&disk->tables[DISK_VAULT_KEYS], vault_key);
}

static void apply_op(struct disk *disk, struct write_set *set, struct op *op)
{
    const struct kept_vault vault = {.case_id = set->row.id, .row = op->vault};
    const struct kept_token token = {.order = (int64_t)disk->tables[DISK_TOKENS].count + 1,
                                     .row = op->token};
    switch (op->kind) {
    case OP_PUT_PART:
        put_part(disk, set, &op->part);
        break;
    case OP_DROP_PART:
        drop_part(disk, set, &op->part);
        break;
    case OP_SEND:
        op->message.id = ++disk->last_message;
        table_put(&disk->tables[DISK_INBOX], &op->message);
        break;
    case OP_TAKE:
        table_drop(&disk->tables[DISK_INBOX], &op->number);
        break;
    case OP_KEY:
        op->key.journal_id = set->has_case ? set->rows[op->number].id : 0;
        table_put(&disk->tables[DISK_KEYS], &op->key);
        break;
    case OP_INCIDENT:
        put_incident(disk, set, &op->incident);
        break;
    case OP_VAULT_KEY:
        put_vault_key(disk, set, &op->vault_key);
        break;
    case OP_VAULT:
        table_put(&disk->tables[DISK_VAULT], &vault);
        break;
    case OP_RELEASE:
        put_release(disk, &op->release);
        break;
    case OP_ACTIVATE:
        activate(disk, set, op);
        break;
    case OP_STAY:
        put_stay(disk, set, &op->stay);
        break;
    case OP_UNSTAY:
        drop_stay(disk, set, &op->stay);
        break;
    case OP_TOKEN:
        table_put(&disk->tables[DISK_TOKENS], &token);
        break;
    case OP_AUDIT:
        append_audit(disk, &op->audit);
        break;
    default:
        disk_apply_office(disk, set, op);
        break;
    }
}

void disk_apply(struct disk *disk, struct write_set *set)
{
    if (set->has_case) {
        append_rows(disk, set);
        put_case(disk, set);
    }
    for (struct op *op = set->first_op; op; op = op->next)
        apply_op(disk, set, op);
}
