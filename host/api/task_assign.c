/* task_assign.c - POST /api/v1/tasks/{id}/assign {person, reason}: an open task becomes the work of
 * a person, by the word of who leads the office or dispatches there. */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule task_assign_input[] = {
    INPUT_PERSON("Whose work it becomes: id or login name"),
    INPUT_REASON(false, "Needed where somebody has the task already"),
    INPUT_VERSION,
    INPUT_LAST,
};

void answer_task_assign(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        acting_post_task(call, ACT_ASSIGN, input);
}
