/* rows.c - hashes that chain rows, the same for whoever writes or checks them; growing arrays. */
#include "store/tables.h"

const char *const task_status_words[TASK_STATUS_WORDS] = {"open", "claimed", "done", "expired",
                                                          "cancelled"};

const char *case_status_word(int64_t status)
{
    switch (status) {
    case CASE_OPEN:
        return "open";
    case CASE_PARKED:
        return "parked";
    case CASE_CLOSED:
        return "closed";
    default:
        return "unknown";
    }
}

void journal_hash(const struct digest *former, const struct id *case_ref,
                  const struct journal_row *row, struct digest *out)
{
    struct digest_state state;
    digest_init(&state, NULL, 0);
    digest_add(&state, former->bytes, DIGEST_BYTES);
    digest_add(&state, case_ref->bytes, ID_BYTES);
    digest_add_int(&state, row->seq);
    digest_add_int(&state, row->release);
    digest_add_int(&state, row->at);
    digest_add(&state, row->body.bytes, row->body.len);
    digest_end(&state, out);
}

static void add_text(struct digest_state *state, struct slice text)
{
    digest_add_int(state, (int64_t)text.len); /* so that "a" "bc" and "ab" "c" differ */
    digest_add(state, text.bytes, text.len);
}

void audit_hash(const struct digest *former, const struct audit_row *row, struct digest *out)
{
    struct digest_state state;
    digest_init(&state, NULL, 0);
    digest_add(&state, former->bytes, DIGEST_BYTES);
    digest_add_int(&state, row->at);
    add_text(&state, row->actor);
    add_text(&state, row->what);
    digest_add(&state, row->case_ref.bytes, ID_BYTES);
    add_text(&state, row->body);
    digest_end(&state, out);
}

void *rows_add(struct rows *rows)
{
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity ? rows->capacity * 2 : 8;
        char *items = arena_zero(rows->arena, capacity * rows->size);
        if (rows->count)
            memcpy(items, rows->items, rows->count * rows->size);
        rows->items = items;
        rows->capacity = capacity;
    }
    return (char *)rows->items + rows->size * rows->count++;
}
