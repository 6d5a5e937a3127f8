/* acting.h - from a call to an act of the engine and back: what all endpoints that change a case
 * have in common.
 */
#pragma once
#include "api/call.h"
#include "engine/engine.h"

/* An act by the call's actor, with its Idempotency-Key. `data` of the input is copied into it. */
struct act *acting_new(struct call *call, enum act_kind kind, const struct value *input);
/* Posts it; the call is answered when the act is. Takes the act. */
void acting_post(struct call *call, struct act *act);
/* The same for a task, named by {id} of the path: finds its case first. */
void acting_post_task(struct call *call, enum act_kind kind, const struct value *input);
