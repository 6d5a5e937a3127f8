/* public_address.c - GET /api/v1/public_address: how citizens reach this host, with former values;
 * POST: from now on letters bear this one. What was issued before keeps its own.
 */
#include "engine/public_address.h"
#include "api/endpoints.h"
#include "api/reading.h"
#include "api/recording.h"

const struct input_rule public_address_show_input[] = {INPUT_LAST};
const struct input_rule public_address_set_input[] = {
    INPUT_MEMBER("url", INPUT_TEXT, 500, "https://..., without a slash at the end; left out: none"),
    INPUT_LAST,
};

/* ---- setting ---- */

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const char *url = value_get_text(recording->input, "url");
    struct record_row row = {0};
    struct value *former = &value_nil, *body;
    int rc = record_read(reader, RECORD_SETTING, PUBLIC_ADDRESS_RECORD, arena, &row, &former, err);

    if (rc == STATUS_NOT_FOUND) {
        err_clear(err);
        former = &value_nil;
        rc = 0;
    }
    if (rc == 0)
        rc = recording_expect(recording, row.version, err);
    if (rc == 0 && url)
        rc = public_address_check(url, err);
    if (rc == 0)
        rc = public_address_change(former, url, recording->now_ms, arena, &body, err);
    if (rc != 0)
        return rc;
    value_put(arena, recording->reply, "url", value_string(arena, url));
    if (value_is_text(value_get(former, "url"), url ? url : "")) /* the same again is no change */
        value_put(arena, recording->reply, "version", value_int(arena, row.version));
    else
        recording_put(recording, RECORD_SETTING, PUBLIC_ADDRESS_RECORD, row.version, body);
    return 0;
}

void answer_public_address_set(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "public_address_set", prepare);
}

/* ---- showing ---- */

static void push_row(struct arena *arena, struct value *items, const struct value *row)
{
    struct value *shown = value_map(arena);
    const char *url = value_get_text(row, "url");
    char at[40];

    if (!url)
        return;
    value_put(arena, shown, "url", value_string(arena, *url ? url : NULL));
    value_put(arena, shown, "since",
              value_string(arena, time_to_text(value_get_int(row, "since", 0), at)));
    value_push(arena, items, shown);
}

/* The newest first. */
static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct arena *arena = &reading->read.arena;
    struct value *items = value_list(arena), *body = &value_nil;
    struct record_row row = {0};
    int rc = record_read(reader, RECORD_SETTING, PUBLIC_ADDRESS_RECORD, arena, &row, &body, err);

    if (rc != 0 && rc != STATUS_NOT_FOUND)
        return rc;
    if (rc == STATUS_NOT_FOUND) /* never set */
        body = &value_nil;
    err_clear(err);
    const struct value *former = value_get(body, "former");
    push_row(arena, items, body);
    for (size_t i = value_len(former); i > 0; i--)
        push_row(arena, items, value_item(former, i - 1));
    reading->out = value_map(arena);
    value_put(arena, reading->out, "items", items);
    value_put(arena, reading->out, "version", value_int(arena, row.version));
    return 0;
}

void answer_public_address_show(struct call *call)
{
    if (input_take(call))
        reading_start(call, NULL, fill, NULL);
}
