/* answer.c - what the host says to an act, rendered from the journal row that recorded it and from
 * nothing else, so that it can be said again word for word (engine rule E20). */
#include "engine/inside.h"
#include "engine/row.h"

static const char *status_of(const struct value *body)
{
    if (!value_is_nil(value_get(body, "error")))
        return "parked";
    return value_get_text(body, "closed") || value_get_text(body, "ends_as") ? "closed" : "open";
}

static void put_copy(struct arena *arena, struct value *to, const char *name,
                     const struct value *from, const char *from_name)
{
    value_put(arena, to, name, value_copy(arena, value_get(from, from_name)));
}

static void put_time(struct arena *arena, struct value *reply, const char *name, int64_t at_ms)
{
    char text[40];
    value_put(arena, reply, name, value_string(arena, time_to_text(at_ms, text)));
}

static void render_start(struct arena *arena, struct value *reply, const struct value *body,
                         const char *ref)
{
    const struct value *event = value_get(body, "event");
    value_put(arena, reply, "id", value_string(arena, ref));
    put_copy(arena, reply, "number", event, "number");
    put_copy(arena, reply, "workflow", event, "workflow");
    put_copy(arena, reply, "stage", value_get(body, "opening"), "stage");
    value_put(arena, reply, "status", value_string(arena, status_of(body)));
}

static void render_task(struct arena *arena, struct value *reply, const struct value *body,
                        const char *ref)
{
    const struct value *event = value_get(body, "event");
    const struct value *done = value_get(body, "done");

    put_copy(arena, reply, "id", event, "task");
    value_put(arena, reply, "case", value_string(arena, ref));
    put_copy(arena, reply, "form", event, "form");
    for (size_t i = 0; i < value_len(done); i++)
        if (value_get_text(value_item(done, i), "task")) {
            put_copy(arena, reply, "status", value_item(done, i), "status");
            break;
        }
    put_copy(arena, reply, "outcome", value_get(event, "answer"), "outcome");
    put_copy(arena, reply, "by", event, "by");
    put_copy(arena, reply, "phase", event, "phase"); /* the answer waits for somebody */
    put_copy(arena, reply, "assignee", event, "to");
    put_copy(arena, reply, "version", event, "version");
    put_copy(arena, reply, "follow_up", event, "follow_up");
    put_copy(arena, reply, "priority", event, "priority");
}

/* Of what people do to a clock or a card. */
static const char *const act_names[] = {"act", "card", "clock", "entry", "n", "due"};

/* What somebody did to a place of a dispatch, and what it is now. */
static void render_place(struct arena *arena, struct value *reply, const struct value *body,
                         const char *ref)
{
    static const char *const kept[] = {"act", "dispatch", "place", "post", "line", "minutes", "by"};
    const struct value *event = value_get(body, "event");
    const char *name = value_text_or(value_get(event, "dispatch"), "");

    value_put(arena, reply, "id", value_string(arena, arena_printf(arena, "%s-%s", ref, name)));
    value_put(arena, reply, "case", value_string(arena, ref));
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        put_copy(arena, reply, kept[i], event, kept[i]);
    put_copy(arena, reply, "status", event, "place_status");
}

static void render_other(struct arena *arena, struct value *reply, const struct value *body,
                         const char *ref)
{
    const struct value *event = value_get(body, "event");
    value_put(arena, reply, "case", value_string(arena, ref));
    put_copy(arena, reply, "signal", event, "signal");
    put_copy(arena, reply, "from", event, "from");
    put_copy(arena, reply, "begins", event, "begins");
    if (value_is_text(value_get(event, "kind"), "move"))
        put_copy(arena, reply, "to", event, "to");
    put_copy(arena, reply, "person", event, "person");
    put_copy(arena, reply, "letter", event, "letter");
    put_copy(arena, reply, "copy", event, "copy");
    put_copy(arena, reply, "holder", event, "holder");
    put_copy(arena, reply, "into", event, "into");
    if (value_get_text(event, "act"))
        for (size_t i = 0; i < sizeof act_names / sizeof *act_names; i++)
            put_copy(arena, reply, act_names[i], event, act_names[i]);
    value_put(arena, reply, "status", value_string(arena, "recorded"));
    value_put(arena, reply, "case_status", value_string(arena, status_of(body)));
}

int answer_render(const struct id *case_ref, const struct journal_row *row, struct arena *arena,
                  struct value **out, struct err *err)
{
    struct value *body;
    char ref[ID_TEXT_LEN + 1];
    int rc = row_read(arena, row, &body, err);
    if (rc != 0)
        return rc;
    struct value *reply = value_map(arena);
    const struct value *kind = value_get(value_get(body, "event"), "kind");

    id_to_text(case_ref, ref);
    if (value_is_text(kind, "started"))
        render_start(arena, reply, body, ref);
    else if (value_is_text(kind, "place"))
        render_place(arena, reply, body, ref);
    else if (!value_is_nil(value_get(value_get(body, "event"), "task")))
        render_task(arena, reply, body, ref);
    else
        render_other(arena, reply, body, ref);
    value_put(arena, reply, "seq", value_int(arena, row->seq));
    put_time(arena, reply, "at", row->at);
    *out = reply;
    return 0;
}
