/* case_unmerge.c - POST /api/v1/cases/{id}/unmerge { reason }: a case that was merged into another
 * goes on by itself again, as long as nothing has been sent on through it.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule case_unmerge_input[] = {
    {.place = INPUT_BODY,
     .name = "reason",
     .most = 2000,
     .about = "Why; it is kept with the case. Name no person in it"},
    INPUT_LAST,
};

void answer_case_unmerge(struct call *call)
{
    struct id ref;
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &ref))
        return;
    struct act *act = acting_new(call, ACT_UNMERGE, input);
    act->case_ref = ref;
    act->reason = arena_text(&act->arena, value_text_or(value_get(input, "reason"), ""));
    acting_post(call, act);
}
