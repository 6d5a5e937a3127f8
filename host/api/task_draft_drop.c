/* task_draft_drop.c - DELETE /api/v1/tasks/{id}/draft: the caller's draft is thrown away. */
#include "api/drafting.h"
#include "api/endpoints.h"

const struct input_rule task_draft_drop_input[] = {INPUT_LAST};

void answer_task_draft_drop(struct call *call)
{
    if (input_take(call))
        drafting_start(call, DRAFTING_DROP, NULL, -1);
}
