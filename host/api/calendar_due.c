/* calendar_due.c - POST /api/v1/calendars/due: when periods would end, up to 200 at once, 20 of
 * them explained. Each item is answered for itself: a question that makes no sense gets an error in
 * its place. Counted on a worker thread: a hundred years of days take milliseconds.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "duty/reckon.h"
#include "engine/calendars.h"

const struct input_rule calendar_due_input[] = {
    {.place = INPUT_BODY,
     .name = "items",
     .type = INPUT_MAPS,
     .most = RECKON_MOST,
     .is_required = true,
     .about = "{start, budget, owner, office, explain} each: 2026-02-10[T09:30], 5wd, office or "
              "citizen, a code, true"},
    INPUT_LAST,
};

static struct value *answer_one(struct reading *reading, const struct value *question)
{
    struct arena *arena = &reading->read.arena;
    struct err err = {0};
    struct value *answer;

    if (reckon_due(arena, engine_calendars(reading->read.engine), question, &answer, &err) == 0)
        return answer;
    struct value *error = value_map(arena);
    answer = value_map(arena);
    value_put(arena, error, "code", value_string(arena, err_code(&err)));
    value_put(arena, error, "message", value_string(arena, err.text));
    value_put(arena, answer, "error", error);
    return answer;
}

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    const struct value *items = reading->plan;
    struct arena *arena = &reading->read.arena;
    struct value *answers = value_list(arena);

    (void)reader;
    (void)err;
    for (size_t i = 0; i < value_len(items); i++)
        value_push(arena, answers, answer_one(reading, value_item(items, i)));
    reading->out = value_map(arena);
    value_put(arena, reading->out, "items", answers);
    return 0;
}

void answer_calendar_due(struct call *call)
{
    const struct value *input = input_take(call);
    size_t explained = 0;
    if (!input)
        return;
    struct value *items = value_get(input, "items");
    for (size_t i = 0; i < value_len(items); i++)
        explained += value_get_bool(value_item(items, i), "explain", false);
    if (explained > RECKON_EXPLAINED_MOST)
        problem_answer_status(call, STATUS_MALFORMED, "At most 20 items may ask to be explained.");
    else
        reading_start(call, items, fill, NULL);
}
