/* clock_advance.c - POST /api/v1/clock/advance: lets the time of a training office pass, by a
 * length or to a moment. Answered when everything that fell due on the way has been done.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "duty/duration.h"
#include "engine/advance.h"

const struct input_rule clock_advance_input[] = {
    {.place = INPUT_BODY, .name = "by", .most = 20, .about = "So long: 90min, 36h, 20cd"},
    {.place = INPUT_BODY,
     .name = "to",
     .most = 40,
     .about = "To this moment (RFC 3339), or to 09:00 of a date"                        },
    INPUT_LAST
};

enum { NINE_MS = 9 * 3600 * 1000 };

static void on_done(void *owner, int status)
{
    struct call *call = owner;
    struct arena *arena = &call->arena;
    char text[40];

    if (status != 0) {
        problem_answer_status(call, status, NULL);
        return;
    }
    struct wallclock *clock = loop_wallclock(call->service->loop);
    struct value *answer = value_map(arena);
    value_put(arena, answer, "now",
              value_string(arena, arena_text(arena, time_to_text(clock->now_ms(clock), text))));
    call_answer_json(call, 200, answer);
}

static int by_length(struct slice text, int64_t now_ms, int64_t *to_ms, struct err *err)
{
    struct duration length;
    int rc = duration_from_text(text, &length, err);

    if (rc == 0 && (length.unit == DUR_WORKDAY || length.unit == DUR_OPEN_HOUR))
        rc = err_set(err, STATUS_INVALID, "`by` is in min, h or cd.");
    if (rc == 0)
        *to_ms =
            now_ms + (length.unit == DUR_DAY ? length.n * (int64_t)DAY_MS : duration_ms(length));
    return rc;
}

static int find_moment(const struct value *input, int64_t now_ms, int64_t *to_ms, struct err *err)
{
    const char *by = value_get_text(input, "by"), *to = value_get_text(input, "to");
    int32_t date;

    if (!by == !to)
        return err_set(err, STATUS_INVALID, "Say either `by`, how long, or `to`, which moment.");
    if (by)
        return by_length(slice_of(by), now_ms, to_ms, err);
    if (date_from_text(slice_of(to), &date))
        *to_ms = date_start_ms(date) + NINE_MS;
    else if (!time_from_text(slice_of(to), to_ms))
        return err_set(err, STATUS_INVALID, "`to` is a date, as 2026-12-20, or a time (RFC 3339).");
    return 0;
}

void answer_clock_advance(struct call *call)
{
    const struct value *input = input_take(call);
    struct err err = {0};
    int64_t to_ms = 0;

    if (!input)
        return;
    int rc = find_moment(input, loop_now_ms(call->service->loop), &to_ms, &err);
    if (rc == 0)
        rc = engine_advance(call->service->engine, to_ms, on_done, call, &err);
    if (rc < 0)
        problem_answer(call, &err);
}
