/* task_draft_show.c - GET /api/v1/tasks/{id}/draft: what the caller has begun to write, nobody
 * else's.
 */
#include "api/drafting.h"
#include "api/endpoints.h"

const struct input_rule task_draft_show_input[] = {INPUT_LAST};

void answer_task_draft_show(struct call *call)
{
    if (input_take(call))
        drafting_start(call, DRAFTING_SHOW, NULL, -1);
}
