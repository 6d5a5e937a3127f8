/* task_draft_save.c - PUT /api/v1/tasks/{id}/draft {outcome, data, version}: keeps what is written
 * so far, right or wrong: no form is asked. With `version` (0: there is none yet) another window
 * does not overwrite it unseen.
 */
#include "api/acting.h"
#include "api/drafting.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "data/canon.h"

const struct input_rule task_draft_save_input[] = {
    {.place = INPUT_BODY,
     .name = "outcome",
     .most = INPUT_NAME_MOST,
     .about = "As it would be sent"                                              },
    INPUT_DATA("As it would be sent, complete or not"),
    { .place = INPUT_BODY,
     .name = "version",
     .type = INPUT_INT,
     .most = INT64_C(1) << 40,
     .about = "Refused unless the draft is at this version; 0: there is none yet"},
    INPUT_LAST,
};

void answer_task_draft_save(struct call *call)
{
    const struct value *input = input_take(call);
    struct arena *arena = &call->arena;
    if (!input)
        return;
    struct value *value = value_map(arena);
    value_put(arena, value, "outcome", value_get(input, "outcome"));
    value_put(arena, value, "data", value_get(input, "data"));
    if (canon_text(arena, value).len > DRAFT_BYTES_MOST)
        problem_answer_status(call, STATUS_TOO_LARGE, "A draft has at most 256 KiB.");
    else
        drafting_start(call, DRAFTING_SAVE, value, value_get_int(input, "version", -1));
}
