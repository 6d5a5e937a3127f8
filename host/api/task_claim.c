/* task_claim.c - POST /api/v1/tasks/{id}/claim: a task becomes the work of the actor. */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule task_claim_input[] = {INPUT_VERSION, INPUT_LAST};

void answer_task_claim(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        acting_post_task(call, ACT_CLAIM, input);
}
