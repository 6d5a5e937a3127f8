/* case_letters.c - GET /api/v1/cases/{id}/letters: what was written in a case, to whom, and what
 * became of each copy. Values are closed here; the paper itself is case_letter.c.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/letters.h"

const struct input_rule case_letters_input[] = {INPUT_LAST};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    return letters_show(reader, reading->plan, reading->eyes, &reading->read.arena, &reading->out,
                        err);
}

void answer_case_letters(struct call *call)
{
    struct id *ref = ARENA_NEW(&call->arena, struct id);
    if (input_take(call) && input_take_id(call, "id", ref))
        reading_start(call, ref, fill, NULL);
}
