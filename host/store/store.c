/* store.c - write sets, and the handing on of every call to the implementation behind it.
 *
 * A write set and all it points to live in its own arena: whoever holds it, holds everything.
 * To add a reader call: store.h, a row in calls.h, three lines here, and one function each in
 * reader.c and simulated_reader.c; tests/unit/store/conformance.c then runs against both.
 */
#include "store/calls.h"

#include <stdlib.h>
#include "base/buf.h"
#include "store/sqlite.h"

const struct store_limits store_limits_default = {
    .ballast_bytes = 64 << 20,
    .min_free_bytes = 1 << 30,
    .min_free_percent = 5,
    .checkpoint_pages = 4000,
    .truncate_bytes = 64 << 20,
    .alarm_bytes = 256 << 20,
    .refuse_bytes = 1 << 30,
    .probe_ms = 1000,
};

struct write_set *write_set_new(void)
{
    return mem_zero(sizeof(struct write_set));
}

void write_set_close(struct write_set *set)
{
    if (!set)
        return;
    arena_close(&set->arena);
    free(set);
}

void write_set_clear(struct write_set *set)
{
    struct arena arena = set->arena;
    arena_clear(&arena);
    *set = (struct write_set){.arena = arena};
}

struct op *write_set_add(struct write_set *set, enum op_kind kind)
{
    struct op *op = ARENA_NEW(&set->arena, struct op);
    op->kind = kind;
    if (set->last_op)
        set->last_op->next = op;
    else
        set->first_op = op;
    set->last_op = op;
    return op;
}

void write_set_rewind(struct write_set *set, struct op *last)
{
    if (last)
        last->next = NULL;
    else
        set->first_op = NULL;
    set->last_op = last;
}

struct journal_row *write_set_add_row(struct write_set *set)
{
    if (set->row_count == set->row_capacity) {
        size_t capacity = set->row_capacity ? set->row_capacity * 2 : 4;
        struct journal_row *rows = ARENA_ARRAY(&set->arena, struct journal_row, capacity);
        if (set->row_count)
            memcpy(rows, set->rows, set->row_count * sizeof *rows);
        set->rows = rows;
        set->row_capacity = capacity;
    }
    return &set->rows[set->row_count++];
}

int store_create(const char *directory, struct err *err)
{
    return sqlite_store_create(directory, NULL, err);
}

int store_open(const struct store_options *options, struct store **out, struct err *err)
{
    return sqlite_store_open(options, out, err);
}

void store_close(struct store *store)
{
    if (store)
        store->calls->close(store);
}

void store_submit(struct store *store, struct write_set *set)
{
    store->calls->submit(store, set);
}

int64_t store_epoch(const struct store *store)
{
    return store->calls->epoch(store);
}

int64_t store_generation(const struct store *store)
{
    return store->calls->generation(store);
}

int reader_open(struct store *store, struct reader **out, struct err *err)
{
    *out = NULL;
    return store->calls->reader_open(store, out, err);
}

void reader_close(struct reader *reader)
{
    if (reader)
        reader->calls->close(reader);
}

int reader_hold(struct reader *reader, struct err *err)
{
    return reader->calls->hold ? reader->calls->hold(reader, err) : 0;
}

void reader_let_go(struct reader *reader)
{
    if (reader->calls->let_go)
        reader->calls->let_go(reader);
}

int reader_load(struct reader *reader, const struct id *ref, struct arena *arena,
                struct case_image *out, struct err *err)
{
    *out = (struct case_image){0};
    return reader->calls->load(reader, ref, false, arena, out, err);
}

int reader_load_live(struct reader *reader, const struct id *ref, struct arena *arena,
                     struct case_image *out, struct err *err)
{
    *out = (struct case_image){0};
    return reader->calls->load(reader, ref, true, arena, out, err);
}

int reader_task(struct reader *reader, int64_t case_id, const struct id *ref, struct arena *arena,
                struct part *out, struct err *err)
{
    *out = (struct part){.kind = PART_TASK};
    return reader->calls->task(reader, case_id, ref, arena, out, err);
}

int reader_stage(struct reader *reader, const struct case_row *row, struct arena *arena,
                 struct journal_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->stage(reader, row, &found, err));
}

int reader_back(struct reader *reader, int64_t from, size_t limit, struct arena *arena,
                struct journal_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->back(reader, from, limit, &found, err));
}

int reader_due(struct reader *reader, const struct due_row *after, int64_t until_ms, size_t limit,
               struct arena *arena, struct due_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->due(reader, after, until_ms, limit, &found, err));
}

int reader_ready(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                 struct case_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->ready(reader, after, limit, &found, err));
}

int reader_dispatching(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                       struct case_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->dispatching(reader, after, limit, &found, err));
}

int reader_tasked(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                  struct case_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->tasked(reader, after, limit, &found, err));
}

int reader_inbox(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                 struct message_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->inbox(reader, after, limit, &found, err));
}

int reader_cases(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                 struct case_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->cases(reader, after, limit, &found, err));
}

int reader_key(struct reader *reader, const struct digest *digest, struct arena *arena,
               struct key_row *out, struct err *err)
{
    *out = (struct key_row){0};
    return reader->calls->key(reader, digest, arena, out, err);
}

int reader_vault(struct reader *reader, int64_t case_id, const struct id *ref, struct arena *arena,
                 struct vault_row *out, struct vault_key_row *key, struct err *err)
{
    *out = (struct vault_row){0};
    *key = (struct vault_key_row){0};
    return reader->calls->vault(reader, case_id, ref, arena, out, key, err);
}

int reader_vault_keys(struct reader *reader, int64_t case_id, struct arena *arena,
                      struct vault_key_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->vault_keys(reader, case_id, &found, err));
}

int reader_incidents(struct reader *reader, int64_t case_id, bool only_open, struct arena *arena,
                     struct incident_row **rows, size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->incidents(reader, case_id, only_open, &found, err));
}

int reader_series(struct reader *reader, struct slice prefix, struct arena *arena,
                  struct series_row *out, struct err *err)
{
    *out = (struct series_row){0};
    return reader->calls->series(reader, prefix, arena, out, err);
}

int reader_letter_numbers(struct reader *reader, struct arena *arena, struct slice **rows,
                          size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->letter_numbers(reader, &found, err));
}

int reader_tokens(struct reader *reader, struct arena *arena, struct token_row **rows,
                  size_t *count, struct err *err)
{
    HAND_OUT(reader->calls->tokens(reader, &found, err));
}
