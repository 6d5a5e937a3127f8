/* case_start.c - POST /api/v1/cases {workflow, data, office?}: a case begins.
 *
 * The intake form is checked in the case's first turn; 201 says that it has been recorded.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule case_start_input[] = {
    {.place = INPUT_BODY,
     .name = "workflow",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "Name of a workflow of the active release"},
    {.place = INPUT_BODY,                   .name = "office", .most = INPUT_NAME_MOST, .about = "Code of the office"},
    INPUT_DATA("Answer to the intake form"),
    INPUT_LAST,
};

void answer_case_start(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct act *act = acting_new(call, ACT_START, input);
    act->workflow = arena_text(&act->arena, value_get_text(input, "workflow"));
    if (value_get_text(input, "office"))
        act->office = arena_text(&act->arena, value_get_text(input, "office"));
    acting_post(call, act);
}
