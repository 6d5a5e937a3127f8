/* effect_show.c - GET /api/v1/effects/{id}: one effect, with why its last attempt failed. */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/engine.h"
#include "engine/veil.h"
#include "data/canon.h"
#include "store/office.h"

const struct input_rule effect_show_input[] = {INPUT_LAST};

static struct value *word(struct arena *arena, const struct effect_row *row, struct value *body)
{
    struct value *out = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    value_put(arena, out, "id", value_string(arena, id_to_text(&row->ref, text)));
    if (!id_is_zero(&row->case_ref))
        value_put(arena, out, "case", value_string(arena, id_to_text(&row->case_ref, text)));
    value_put(arena, out, "key", value_text(arena, row->key));
    value_put(arena, out, "target", value_text(arena, row->target));
    value_put(arena, out, "kind", value_text(arena, row->kind));
    value_put(arena, out, "status", value_string(arena, effect_status_word(row->status)));
    value_put(arena, out, "attempts", value_int(arena, row->attempts));
    value_put(arena, out, "at", value_int(arena, row->at));
    if (row->status == EFFECT_PENDING)
        value_put(arena, out, "next_at", value_int(arena, row->next_at));
    if (row->error.len)
        value_put(arena, out, "error", value_text(arena, row->error));
    value_put(arena, out, "effect", show_closed(arena, body));
    return out;
}

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", "next_at", NULL};
    struct arena *arena = &reading->read.arena;
    struct effect_row row;
    struct value *body = &value_nil;
    int rc = reader_effect(reader, reading->plan, arena, &row, err);

    if (rc == 0 && !id_is_zero(&row.case_ref))
        rc = eyes_check_case(reading->eyes, reader, &row.case_ref, arena, err);
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such effect.");
    if (rc == 0)
        rc = canon_read(arena, row.body, &body, err);
    if (rc != 0)
        return rc;
    reading->out = word(arena, &row, body);
    word_times(arena, reading->out, times);
    return 0;
}

void answer_effect_show(struct call *call)
{
    struct id *id = ARENA_NEW(&call->arena, struct id);
    if (input_take(call) && input_take_id(call, "id", id))
        reading_start(call, id, fill, NULL);
}
