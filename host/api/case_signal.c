/* case_signal.c - POST /api/v1/cases/{id}/signals/{name} {data}: somebody tells a case something.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule case_signal_input[] = {
    INPUT_DATA("Answer to the signal's form; `row` where the signal is about a row"),
    INPUT_LAST,
};

void answer_case_signal(struct call *call)
{
    struct id ref;
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &ref))
        return;
    struct act *act = acting_new(call, ACT_SIGNAL, input);
    act->case_ref = ref;
    act->name = arena_text(&act->arena, call_param(call, "name"));
    acting_post(call, act);
}
