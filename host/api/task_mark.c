/* task_mark.c - POST /api/v1/tasks/{id}/mark {follow_up, priority}: a day to see it again, by who
 * has it; how urgent it is, by who leads the office. */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule task_mark_input[] = {
    {.place = INPUT_BODY,
     .name = "follow_up",
     .most = 10,
     .about = "A date like 2026-02-10, or `none`"                                          },
    {.place = INPUT_BODY, .name = "priority", .most = 10, .about = "normal, high or urgent"},
    INPUT_VERSION,
    INPUT_LAST,
};

void answer_task_mark(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        acting_post_task(call, ACT_MARK, input);
}
