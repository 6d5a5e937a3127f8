/* personal.h - who may look at personal values, and how a request says that it would rather not. */
#pragma once
#include "api/call.h"
#include "api/input.h"

#define INPUT_PERSONAL                                                                             \
    {                                                                                              \
        .place = INPUT_QUERY, .name = "personal", .type = INPUT_YES_NO,                            \
        .about = "false: leave personal values closed, and no look at them is recorded"            \
    }

/* Whoever may is taken to want it. The look is recorded (engine_audit) before it is taken. */
bool personal_is_asked(struct call *call, const struct value *input);
