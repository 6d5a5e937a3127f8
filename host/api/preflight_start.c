/* preflight_start.c - POST /api/v1/releases/{digest}/preflight: replays every open case on a stored
 * release, writing nothing. Answered at once with how it stands; its progress is told by events
 * ("preflight") and by GET. Recorded in the audit log before it begins.
 */
#include "api/endpoints.h"
#include "api/preflights.h"
#include "api/problem.h"
#include "api/service.h"

const struct input_rule preflight_start_input[] = {INPUT_LAST};

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    const struct release_named *release = call->private_data;
    struct engine *engine = call->service->engine;
    struct err err = {0};

    if (status != 0 && status != STATUS_FULL) {
        problem_answer_status(call, status, "It could not be recorded, so nothing was begun.");
        return;
    }
    if (engine_preflight(engine, release->id, &release->digest, &err) != 0) {
        problem_answer(call, &err);
        return;
    }
    call_answer_json(call, 202,
                     preflight_progress(preflight_last(engine, release->id), &call->arena));
}

static void start(struct call *call, const struct release_named *release)
{
    struct release_named *kept = ARENA_NEW(&call->arena, struct release_named);
    *kept = *release;
    call->private_data = kept;
    engine_audit(call->service->engine, call->actor, "release.preflight", NULL, on_audited, call);
}

void answer_preflight_start(struct call *call)
{
    if (input_take(call))
        preflights_find(call, start);
}
