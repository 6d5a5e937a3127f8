/* case_move_many.c - POST /api/v1/cases/move { workflow, stage, release, to, reason, preview }: all
 * open cases of a workflow in a stage that are behind the active release, or with `to` all in that
 * stage. Each moves in a turn of its own after the answer; { cases = how many }.
 */
#include "api/endpoints.h"
#include "api/moving.h"

const struct input_rule case_move_many_input[] = {
    {.place = INPUT_BODY,
     .name = "workflow",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "Cases of this workflow"},
    {.place = INPUT_BODY,
     .name = "stage",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "In this stage"},
    {.place = INPUT_BODY,
     .name = "release",
     .most = 64,
     .about = "On this release only: its digest, or six or more characters of its beginning"      },
    MOVING_TO,
    MOVING_REASON,
    MOVING_PREVIEW,
    INPUT_LAST,
};

void answer_case_move_many(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct carry_many *many = carry_many_new();
    many->workflow = value_get_text(input, "workflow");
    many->stage = value_get_text(input, "stage");
    many->release = value_get_text(input, "release");
    moving_start(call, many, input);
}
