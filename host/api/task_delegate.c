/* task_delegate.c - POST /api/v1/tasks/{id}/delegate {person, for_good, reason}: who has a task
 * passes it on; the answer comes back for a look, unless for good. */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule task_delegate_input[] = {
    INPUT_PERSON("Who is to do it: id or login name"),
    {.place = INPUT_BODY,
                                           .name = "for_good",
                                           .type = INPUT_YES_NO,
                                           .about = "true: it does not come back"},
    INPUT_REASON(false, "What to mind"),
    INPUT_VERSION,
    INPUT_LAST,
};

void answer_task_delegate(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        acting_post_task(call, ACT_DELEGATE, input);
}
