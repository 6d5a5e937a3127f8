/* target_list.c - GET /api/v1/targets: where effects may go. Of a secret only that there is one. */
#include "api/endpoints.h"
#include "api/reading.h"
#include "data/canon.h"
#include "store/office.h"

const struct input_rule target_list_input[] = {INPUT_LAST};

enum { TARGETS_MOST = 1000 };

static struct value *word(struct arena *arena, const struct record_row *row, struct value *settings)
{
    struct value *out = value_copy(arena, settings);
    value_put(arena, out, "has_secret",
              value_bool(arena, !value_is_nil(value_get(settings, "sealed"))));
    value_put(arena, out, "sealed", &value_nil);
    value_put(arena, out, "name", value_text(arena, row->key));
    value_put(arena, out, "version", value_int(arena, row->version));
    value_put(arena, out, "at", value_int(arena, row->at));
    return out;
}

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", NULL};
    const struct record_span span = {.kind = RECORD_TARGET, .limit = TARGETS_MOST};
    struct arena *arena = &reading->read.arena;
    struct value *items = value_list(arena);
    struct record_row *rows;
    size_t count;
    int rc = reader_records(reader, &span, arena, &rows, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        struct value *settings;
        rc = canon_read(arena, rows[i].body, &settings, err);
        if (rc == 0)
            value_push(arena, items, word(arena, &rows[i], settings));
    }
    if (rc != 0)
        return rc;
    reading->out = value_map(arena);
    value_put(arena, reading->out, "items", items);
    word_item_times(arena, reading->out, times);
    return 0;
}

void answer_target_list(struct call *call)
{
    if (input_take(call))
        reading_start(call, NULL, fill, NULL);
}
