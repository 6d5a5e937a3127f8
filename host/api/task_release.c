/* task_release.c - POST /api/v1/tasks/{id}/release: a claimed task is open to others again. */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule task_release_input[] = {INPUT_VERSION, INPUT_LAST};

void answer_task_release(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        acting_post_task(call, ACT_RELEASE, input);
}
