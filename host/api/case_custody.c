/* case_custody.c - POST /api/v1/cases/{id}/custody { to, reason }: a case goes to the office above
 * the one that holds it, to another one, or "back" to where it was. Number and clocks stay.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule case_custody_input[] = {
    {.place = INPUT_BODY,
     .name = "to",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "\"parent\", \"review_body\", the code of an office, or \"back\""},
    {.place = INPUT_BODY,
     .name = "reason",
     .most = 2000,
     .is_required = true,
     .about = "Why; it is kept with the case. Name no person in it"            },
    INPUT_LAST,
};

void answer_case_custody(struct call *call)
{
    struct id ref;
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &ref))
        return;
    struct act *act = acting_new(call, ACT_CUSTODY, input);
    act->case_ref = ref;
    act->name = arena_text(&act->arena, value_text_or(value_get(input, "to"), ""));
    act->reason = arena_text(&act->arena, value_text_or(value_get(input, "reason"), ""));
    acting_post(call, act);
}
