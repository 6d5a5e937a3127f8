/* people_import.c - POST /api/v1/people/import {csv, preview}: people from a table, all of them or
 * none. What the table says already is no change, so the same table twice is imported once; who
 * does not stand in it stays as he is.
 */
#include "api/endpoints.h"
#include "api/recording.h"
#include "api/service.h"
#include "base/id.h"
#include "engine/staff_table.h"

const struct input_rule people_import_input[] = {
    {.place = INPUT_BODY,
     .name = "csv",
     .most = UPLOAD_BYTES_MOST,
     .is_required = true,
     .about = "The table, its first line naming the columns: docs/people.md"},
    {.place = INPUT_BODY,
     .name = "preview",
     .type = INPUT_YES_NO,
     .about = "Only say what would change"},
    INPUT_LAST,
};

struct importing {
    struct recording *recording;
    struct reader *reader;
    int64_t added, changed, ended, same;
};

static int refuse_row(struct staff_input *input)
{
    input_fault(input, "memberships", "forbidden", "无权更改此人员",
                "only an administrator, or the head of the office (unit_head) for his own office, "
                "may change this person");
    return 0;
}

static void plan_end(struct importing *importing, const struct record_change *change)
{
    recording_end(importing->recording, RECORD_PERSON, change->key, change->expected, change->body);
    importing->ended++;
}

static void plan_put(struct importing *importing, const struct record_change *change,
                     int64_t *counted)
{
    recording_put(importing->recording, RECORD_PERSON, change->key, change->expected, change->body);
    ++*counted;
}

/* One line of the table against the record as it stands. */
static int import_row(struct importing *importing, const struct value *row, struct err *err)
{
    struct recording *recording = importing->recording;
    struct staff_input *input = &recording->checked;
    const char *key = value_text_or(value_get(row, "key"), "");
    bool is_left = value_get_bool(row, "is_left", false);
    size_t faults = value_len(input->errors);
    struct record_row record = {0};
    struct value *former = NULL;
    struct id id;
    char text[ID_TEXT_LEN + 1];

    int rc =
        record_read(importing->reader, RECORD_PERSON, key, input->arena, &record, &former, err);
    if (rc != 0 && rc != STATUS_NOT_FOUND)
        return rc;
    err_clear(err);
    bool is_there = rc == 0 && record.status != 0;
    chance_id(recording->call->service->chance, &id);
    const char *own = rc == 0 ? value_get_text(former, "id") : id_to_text(&id, text);
    struct value *body =
        person_input(input, value_get(row, "given"), is_there ? former : NULL, own);
    if (value_len(input->errors) > faults)
        return 0;
    if (!person_may_be_changed(recording->actor, is_there ? former : NULL, body))
        return refuse_row(input);
    struct record_change change = {.key = key, .expected = record.version, .body = body};
    if (is_left && is_there)
        plan_end(importing, &change);
    else if (is_left || (is_there && value_is_equal(former, body)))
        importing->same++;
    else
        plan_put(importing, &change, is_there ? &importing->changed : &importing->added);
    return 0;
}

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    struct staff_input *input = &recording->checked;
    struct importing importing = {.recording = recording, .reader = reader};
    struct value *rows;
    int rc = people_table_read(input, value_get(recording->input, "csv")->text, &rows, err);

    if (rc == 0)
        rc = reader_hold(reader, err);
    if (rc != 0)
        return rc;
    bool is_sound = value_len(input->errors) == 0;
    for (size_t i = 0; rc == 0 && i < value_len(rows); i++) {
        const struct value *row = value_item(rows, i);
        size_t faults = value_len(input->errors);
        rc = is_sound || staff_key_is_valid(value_text_or(value_get(row, "key"), ""))
                 ? import_row(&importing, row, err)
                 : 0;
        people_table_place(input, faults, value_get_int(row, "line", 0));
    }
    reader_let_go(reader);
    recording->is_preview = value_get_bool(recording->input, "preview", false);
    value_put(arena, recording->reply, "version", &value_nil);
    value_put(arena, recording->reply, "added", value_int(arena, importing.added));
    value_put(arena, recording->reply, "changed", value_int(arena, importing.changed));
    value_put(arena, recording->reply, "ended", value_int(arena, importing.ended));
    value_put(arena, recording->reply, "same", value_int(arena, importing.same));
    value_put(arena, recording->reply, "preview", value_bool(arena, recording->is_preview));
    return rc;
}

void answer_people_import(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "people_imported", prepare);
}
