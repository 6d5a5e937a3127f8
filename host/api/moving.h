/* moving.h - what both endpoints that move cases have in common. */
#pragma once
#include "api/call.h"
#include "api/input.h"
#include "engine/carry_many.h"

enum { REASON_MOST = 2000 };

#define MOVING_TO                                                                                  \
    {                                                                                              \
        .place = INPUT_BODY, .name = "to", .most = INPUT_NAME_MOST,                                \
        .about = "The stage to enter; without it the one they are in"                              \
    }
#define MOVING_REASON                                                                              \
    {                                                                                              \
        .place = INPUT_BODY, .name = "reason", .most = REASON_MOST, .is_required = true,           \
        .about = "Why; it is kept with the case"                                                   \
    }
#define MOVING_PREVIEW                                                                             \
    {                                                                                              \
        .place = INPUT_BODY, .name = "preview", .type = INPUT_YES_NO,                              \
        .about = "Only say what would happen"                                                      \
    }

/* Takes `many`; `to`, `reason` and `preview` are those of the input. Answers the call. */
void moving_start(struct call *call, struct carry_many *many, const struct value *input);
