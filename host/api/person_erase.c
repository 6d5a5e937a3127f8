/* person_erase.c - POST /api/v1/cases/{id}/people/{person}/erase: the key of a person in a case is
 * destroyed. Their values can never be read again; the case still replays. Cannot be undone.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule person_erase_input[] = {INPUT_LAST};

void answer_person_erase(struct call *call)
{
    struct id ref, person;
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &ref) || !input_take_id(call, "person", &person))
        return;
    struct act *act = acting_new(call, ACT_ERASE, input);
    act->case_ref = ref;
    act->name = arena_text(&act->arena, call_param(call, "person"));
    acting_post(call, act);
}
