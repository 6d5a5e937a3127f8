/* case_move.c - POST /api/v1/cases/{id}/move { to, reason, preview }: a case goes on on the active
 * release by an administrator's word - where it is, if what it recorded holds there, else in that
 * stage anew, or in the stage `to`. With `preview` nothing is written.
 */
#include "api/acting.h"
#include "api/endpoints.h"
#include "api/moving.h"

const struct input_rule case_move_input[] = {MOVING_TO, MOVING_REASON, MOVING_PREVIEW, INPUT_LAST};

void answer_case_move(struct call *call)
{
    struct id ref;
    const struct value *input = input_take(call);
    const char *to = input ? value_get_text(input, "to") : NULL;
    if (!input || !input_take_id(call, "id", &ref))
        return;
    if (value_get_bool(input, "preview", false)) {
        struct carry_many *many = carry_many_new();
        many->has_ref = true;
        many->ref = ref;
        moving_start(call, many, input);
        return;
    }
    struct act *act = acting_new(call, ACT_MOVE, input);
    act->case_ref = ref;
    act->name = to ? arena_text(&act->arena, to) : NULL;
    act->reason = arena_text(&act->arena, value_text_or(value_get(input, "reason"), ""));
    acting_post(call, act);
}
