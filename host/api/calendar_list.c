/* calendar_list.c - GET /api/v1/calendars: the list in force, its years and what is to be done
 * about it; with `date`, that day as the country or an office sees it.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "base/wallclock.h"
#include "duty/reckon.h"
#include "engine/calendars.h"

const struct input_rule calendar_list_input[] = {
    {.place = INPUT_QUERY,
     .name = "office",
     .most = INPUT_NAME_MOST,
     .about = "as this office has it"                                                 },
    {.place = INPUT_QUERY, .name = "date", .most = 10, .about = "this day: 2026-02-10"},
    INPUT_LAST,
};

void answer_calendar_list(struct call *call)
{
    struct arena *arena = &call->arena;
    const struct value *input = input_take(call);
    if (!input)
        return;
    const struct calendars *calendars = engine_calendars(call->service->engine);
    struct slice office = input_slice(input, "office"), text = input_slice(input, "date");
    const struct calendar *calendar =
        office.len ? calendars_of(calendars, office) : calendars_list(calendars);
    struct value *answer = reckon_calendar(arena, calendar, date_of(call->at_ms));
    int32_t date;

    if (text.len && !date_from_text(text, &date)) {
        problem_answer_status(call, STATUS_MALFORMED, "`date` is a date like 2026-02-10.");
        return;
    }
    if (text.len)
        value_put(arena, answer, "day", reckon_day(arena, calendar, date));
    call_answer_json(call, 200, answer);
}
