/* people_export.c - GET /api/v1/people/export: the people one leads as a table that people_import
 * takes back. Numbers of documents are not in it: only digests of them are kept.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/recording.h"
#include "api/service.h"
#include "data/canon.h"
#include "engine/staff_table.h"

const struct input_rule people_export_input[] = {
    {.place = INPUT_QUERY, .name = "as", .most = 4, .about = "csv (unless said), or json: {csv}"},
    INPUT_LAST,
};

struct export_plan {
    const struct actor *actor;
    struct staff *staff;
    struct buf text;
    bool is_json;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    enum { SPAN = 500 };
    struct export_plan *plan = reading->plan;
    struct arena pages[2] = {{0}, {0}}; /* `after` lies in the page before */
    struct record_span span = {.kind = RECORD_PERSON, .limit = SPAN};
    struct record_row *rows;
    size_t count = SPAN;
    int rc = 0;

    people_table_head(&plan->text);
    for (int page = 0; rc == 0 && count == SPAN; page ^= 1) {
        arena_clear(&pages[page]);
        rc = reader_records(reader, &span, &pages[page], &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            struct value *body;
            const char *key = arena_copy(&pages[page], rows[i].key).bytes;
            rc = canon_read(&pages[page], rows[i].body, &body, err);
            if (rc == 0 && actor_leads(plan->actor, plan->staff, value_get_text(body, "id")))
                people_table_add(&plan->text, body, key);
            span.after = rows[i].key;
        }
    }
    arena_close(&pages[0]);
    arena_close(&pages[1]);
    return rc;
}

static void answer_json(struct call *call, struct slice text)
{
    struct value *answer = value_map(&call->arena);
    value_put(&call->arena, answer, "csv", value_text(&call->arena, text));
    call_answer_json(call, 200, answer);
}

static void on_filled(struct reading *reading)
{
    struct export_plan *plan = reading->plan;
    struct buf text = plan->text;
    struct staff *staff = plan->staff;

    if (reading->read.status != 0)
        problem_answer(reading->call, &reading->read.err);
    else if (plan->is_json)
        answer_json(reading->call, buf_slice(&text));
    else
        call_answer_bytes(reading->call, 200, "text/csv; charset=utf-8", buf_slice(&text));
    buf_close(&text);
    staff_unref(staff);
}

void answer_people_export(struct call *call)
{
    struct export_plan *plan = ARENA_NEW(&call->arena, struct export_plan);
    const struct value *input = input_take(call);
    if (!input)
        return;
    plan->is_json = slice_is(input_slice(input, "as"), "json");
    plan->actor = call->actor;
    plan->staff = engine_staff(call->service->engine);
    reading_start_whole(call, plan, fill, on_filled);
}
