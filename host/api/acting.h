/* acting.h - from a call to an act of the engine and back: what all endpoints that change a case
 * have in common.
 */
#pragma once
#include "api/call.h"
#include "api/input.h"
#include "engine/engine.h"

/* Of every act on a task: the version it was read as (or If-Match). */
#define INPUT_VERSION                                                                              \
    {                                                                                              \
        .place = INPUT_BODY, .name = "version", .type = INPUT_INT, .most = INT64_C(1) << 40,       \
        .about = "Refused (409, with what has changed) unless the task is at this version; "       \
                 "If-Match says the same"                                                          \
    }
#define INPUT_PERSON(text)                                                                         \
    {                                                                                              \
        .place = INPUT_BODY, .name = "person", .most = INPUT_NAME_MOST, .is_required = true,       \
        .about = (text)                                                                            \
    }
#define INPUT_REASON(required, text)                                                               \
    {                                                                                              \
        .place = INPUT_BODY, .name = "reason", .most = 8000, .is_required = (required),            \
        .about = (text)                                                                            \
    }

/* An act by the call's actor, with its Idempotency-Key. `data` of the input is copied into it. */
struct act *acting_new(struct call *call, enum act_kind kind, const struct value *input);
/* Posts it; the call is answered when the act is. Takes the act. */
void acting_post(struct call *call, struct act *act);
/* The same for a task, named by {id} of the path: finds its case first. */
void acting_post_task(struct call *call, enum act_kind kind, const struct value *input);
