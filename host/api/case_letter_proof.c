/* case_letter_proof.c - POST /api/v1/cases/{id}/letters/{letter}/proof { copy, outcome, way, on,
 * reason }: a copy of a letter was brought to whom it is for, or could not be. The first proof of a
 * copy stays.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule case_letter_proof_input[] = {
    {.place = INPUT_BODY,
     .name = "copy",
     .type = INPUT_INT,
     .most = 10000,
     .about = "Of which recipient, from 0: as `to` of the letter lists them"},
    {.place = INPUT_BODY,
     .name = "outcome",
     .most = 10,
     .is_required = true,
     .about = "served or failed"},
    {.place = INPUT_BODY,
     .name = "way",
     .most = 20,
     .about = "Of a served one: in_person, by_post, online, left_there or by_notice"   },
    {.place = INPUT_BODY,
     .name = "on",
     .most = 10,
     .about = "The day, as 2026-02-10; today if nothing is said"    },
    {.place = INPUT_BODY,
     .name = "reason",
     .most = 2000,
     .about = "Why not; of a failed one. Kept as a personal value"},
    INPUT_LAST,
};

void answer_case_letter_proof(struct call *call)
{
    struct id ref;
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &ref))
        return;
    struct act *act = acting_new(call, ACT_LETTER, input);
    act->case_ref = ref;
    act->name = arena_text(&act->arena, call_param(call, "letter"));
    act->outcome = arena_text(&act->arena, value_text_or(value_get(input, "outcome"), ""));
    act->data = value_copy(&act->arena, input);
    acting_post(call, act);
}
