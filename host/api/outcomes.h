/* outcomes.h - from a call about /releases/{digest}/outcomes to the comparison it means. */
#pragma once
#include "api/preflights.h"
#include "engine/outcomes.h"

/* The last comparison with the release; NULL: the call was answered as 404. */
struct outcomes *outcomes_find_last(struct call *call, const struct release_named *release);
