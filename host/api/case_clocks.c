/* case_clocks.c - GET /api/v1/cases/{id}/clocks: each clock of the case with its due date, why it
 * falls there day by day, the legal source, and what was done to it.
 */
#include "engine/show_clocks.h"
#include "api/endpoints.h"
#include "api/reading.h"
#include "api/service.h"

const struct input_rule case_clocks_input[] = {INPUT_LAST};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    int rc = case_clocks(reading->read.engine, reader, reading->plan, &reading->read.arena,
                         &reading->out, err);
    return rc == STATUS_NOT_FOUND ? err_set(err, rc, "There is no such case.") : rc;
}

void answer_case_clocks(struct call *call)
{
    struct id *ref = ARENA_NEW(&call->arena, struct id);
    if (input_take(call) && input_take_id(call, "id", ref))
        reading_start(call, ref, fill, NULL);
}
