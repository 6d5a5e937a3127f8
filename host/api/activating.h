/* activating.h - what making a release active and taking it back have in common. */
#pragma once
#include "api/call.h"
#include "engine/publish.h"

enum { WHY_MOST = 500 };

/* Fills in actor and answer and starts it. `why` of the input goes into the list of activations. */
void activating_start(struct call *call, struct activation *activation, const struct value *input);
