/* simulated_office_read.c - the calls of office.h over a simulated disk. */
#include "store/simulated_store.h"

int simulated_part(struct reader *reader, int64_t case_id, const struct part *like,
                   struct arena *arena, struct part *out, struct err *err)
{
    (void)err;
    const struct table *parts = table_of(reader, DISK_PARTS);
    const struct kept_part wanted = {.case_id = case_id, .part = *like};
    if (!table_find(parts, &wanted))
        return STATUS_NOT_FOUND;
    struct kept_part kept;
    table_copy_out(parts, table_lower(parts, &wanted), arena, &kept);
    *out = kept.part;
    return 0;
}

int simulated_record(struct reader *reader, enum record_kind kind, struct slice key,
                     struct arena *arena, struct record_row *out, struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_RECORDS);
    const struct record_row like = {.kind = kind, .key = key};
    if (!table_find(table, &like))
        return STATUS_NOT_FOUND;
    table_copy_out(table, table_lower(table, &like), arena, out);
    return 0;
}

int simulated_records(struct reader *reader, const struct record_span *span, struct found *found,
                      struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_RECORDS);
    const struct record_row like = {.kind = span->kind, .key = span->after};
    size_t at = table_lower(table, &like), capacity = 0;
    if (span->after.len && table_find(table, &like))
        at++;
    for (; at < table->count && found->count < span->limit; at++) {
        const struct record_row *row = table_at(table, at);
        if (row->kind != span->kind)
            break;
        if (row->status != 0 || span->has_ended)
            table_copy_out(table, at, found->arena, found_add(found, sizeof *row, &capacity));
    }
    return 0;
}

static int by_ref(struct reader *reader, enum disk_table refs, enum disk_table rows,
                  const struct id *ref, struct arena *arena, void *out)
{
    const struct ref_entry *entry = table_find(table_of(reader, refs), ref);
    return entry ? copy_one(table_of(reader, rows), entry->case_id, arena, out) : STATUS_NOT_FOUND;
}

int simulated_effect(struct reader *reader, const struct id *ref, struct arena *arena,
                     struct effect_row *out, struct err *err)
{
    (void)err;
    return by_ref(reader, DISK_EFFECT_REFS, DISK_EFFECTS, ref, arena, out);
}

int simulated_effects(struct reader *reader, const struct effect_span *span, struct found *found,
                      struct err *err)
{
    (void)err;
    const struct table *next = table_of(reader, DISK_EFFECTS_NEXT);
    const struct table *effects = table_of(reader, DISK_EFFECTS);
    const struct next_entry after = {span->status, span->after_next_at, span->after_id};
    size_t at = table_lower(next, &after), capacity = 0;
    if (table_find(next, &after))
        at++;
    for (; at < next->count && found->count < span->limit; at++) {
        const struct next_entry *entry = table_at(next, at);
        if (entry->status != (int64_t)span->status || entry->next_at > span->until_ms)
            break;
        table_copy_out(effects, table_lower(effects, &entry->id), found->arena,
                       found_add(found, sizeof(struct effect_row), &capacity));
    }
    return 0;
}

int simulated_notice(struct reader *reader, const struct id *ref, struct arena *arena,
                     struct notice_row *out, struct err *err)
{
    (void)err;
    return by_ref(reader, DISK_NOTICE_REFS, DISK_NOTICES, ref, arena, out);
}

int simulated_notices(struct reader *reader, int64_t after, size_t limit, struct found *found,
                      struct err *err)
{
    (void)err;
    const struct table *table = table_of(reader, DISK_NOTICES);
    const int64_t next = after + 1;
    size_t capacity = 0;
    for (size_t at = table_lower(table, &next); at < table->count && found->count < limit; at++)
        table_copy_out(table, at, found->arena,
                       found_add(found, sizeof(struct notice_row), &capacity));
    return 0;
}
