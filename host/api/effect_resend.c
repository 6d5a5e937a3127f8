/* effect_resend.c - POST /api/v1/effects/{id}/resend: one that was given up or is held;
 * POST /api/v1/effects/resend: all that are held since a backup was put back.
 */
#include "api/deeding.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "engine/target.h"

const struct input_rule effect_resend_input[] = {INPUT_LAST};
const struct input_rule effect_resend_held_input[] = {INPUT_LAST};

static void on_done(void *owner, int status, const struct value *reply, const struct err *err)
{
    struct call *call = owner;
    if (status != 0)
        problem_answer(call, err);
    else
        call_answer_json(call, 200, reply);
}

static void go(struct call *call, void *plan, const struct once_digests *key)
{
    struct effect_resend resend = {
        .ref = plan, .actor = call->actor, .key = key, .on_done = on_done, .owner = call};
    engine_resend(call->service->engine, &resend);
}

static void begin(struct call *call, struct id *ref)
{
    const struct deeding deeding = {.plan = ref, .go = go};
    deeding_start(call, &deeding);
}

void answer_effect_resend(struct call *call)
{
    struct id *id = ARENA_NEW(&call->arena, struct id);
    if (input_take(call) && input_take_id(call, "id", id))
        begin(call, id);
}

void answer_effect_resend_held(struct call *call)
{
    if (input_take(call))
        begin(call, NULL);
}
