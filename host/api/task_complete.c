/* task_complete.c - POST /api/v1/tasks/{id}/complete {outcome, data}: a person has done a task.
 *
 * Where an answer waits for a second person, it is he who sends "agree", or "refuse" with a reason.
 *
 * The body is read by the rules below, the task's case is found on a worker, and an act goes to the
 * engine; the form is checked in the turn of the case, the only place where a task is decided. The
 * answer comes after the commit: 200 recorded, 422 with each wrong field, 409 with the first
 * result.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule task_complete_input[] = {
    {.place = INPUT_BODY,
     .name = "outcome",
     .most = INPUT_NAME_MOST,
     .about = "One of the form's outcomes; left out where it has none"},
    INPUT_DATA("Answer to the task's form"),
    INPUT_VERSION,
    INPUT_LAST,
};

void answer_task_complete(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        acting_post_task(call, ACT_COMPLETE, input);
}
