/* case_duplicates.c - GET /api/v1/cases/{id}/duplicates: cases of the same people, for who
 * registers them: whether the matter is here already.
 */
#include "engine/duplicates.h"
#include "api/endpoints.h"
#include "api/reading.h"
#include "api/service.h"

const struct input_rule case_duplicates_input[] = {INPUT_LAST};

struct plan {
    struct id ref;
    const struct actor *actor;
    const struct value *roles;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"opened_at", NULL};
    const struct plan *plan = reading->plan;
    const struct duplicates_look look = {
        .ref = &plan->ref, .roles = plan->roles, .actor = plan->actor, .eyes = reading->eyes};
    int rc = case_duplicates(reader, &look, &reading->read.arena, &reading->out, err);

    if (rc == 0)
        word_item_times(&reading->read.arena, reading->out, times);
    return rc == STATUS_NOT_FOUND ? err_set(err, rc, "There is no such case.") : rc;
}

void answer_case_duplicates(struct call *call)
{
    struct plan *plan = ARENA_NEW(&call->arena, struct plan);
    plan->actor = call->actor;
    plan->roles = duplicates_roles(call->service->engine, &call->arena);
    if (input_take(call) && input_take_id(call, "id", &plan->ref))
        reading_start(call, plan, fill, NULL);
}
