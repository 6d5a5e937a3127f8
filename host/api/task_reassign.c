/* task_reassign.c - POST /api/v1/tasks/{id}/reassign {person, reason}: somebody's work becomes
 * another's. The reason goes to the vault of the case. */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule task_reassign_input[] = {
    INPUT_PERSON("Whose work it becomes: id or login name"),
    INPUT_REASON(true, "Why it changes hands"),
    INPUT_VERSION,
    INPUT_LAST,
};

void answer_task_reassign(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        acting_post_task(call, ACT_ASSIGN, input);
}
