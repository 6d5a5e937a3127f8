/* office_duty.c - GET /api/v1/offices/{code}/duty: who is on duty now, or at a time; nobody is an
 * answer. Absent people are replaced by who stands in for them, as when somebody is asked.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "duty/staff.h"
#include "engine/engine.h"

const struct input_rule office_duty_input[] = {
    {.place = INPUT_QUERY,
     .name = "at",
     .type = INPUT_TIME,
     .about = "At this time; now unless said"},
    INPUT_LAST,
};

void answer_office_duty(struct call *call)
{
    struct arena *arena = &call->arena;
    const struct value *input = input_take(call);
    const char *code = call_param(call, "code");
    if (!input)
        return;
    struct staff *staff = engine_staff(call->service->engine);
    struct staff_query query = {.office = code, .now_ms = value_get_int(input, "at", call->at_ms)};
    struct value *answer = value_map(arena), *items = value_list(arena);
    struct value *found = staff_on_duty(staff, &query, arena);
    for (size_t i = 0; i < value_len(found); i++) {
        const struct staff_person *person =
            staff_person(staff, value_text_or(value_item(found, i), ""));
        struct value *item = value_map(arena);
        value_put(arena, item, "id", value_item(found, i));
        value_put(arena, item, "key", value_string(arena, person ? person->key : NULL));
        value_put(arena, item, "name", value_string(arena, person ? person->name : NULL));
        value_push(arena, items, item);
    }
    value_put(arena, answer, "office", value_string(arena, code));
    value_put(arena, answer, "items", items);
    staff_unref(staff);
    call_answer_json(call, 200, answer);
}
