/* outcomes_cancel.c - POST /api/v1/releases/{digest}/outcomes/cancel: it ends at the next case.
 * What it found until then is kept; a second time changes nothing.
 */
#include "api/endpoints.h"
#include "api/outcomes.h"

const struct input_rule outcomes_cancel_input[] = {INPUT_LAST};

static void cancel(struct call *call, const struct release_named *release)
{
    struct outcomes *outcomes = outcomes_find_last(call, release);
    if (!outcomes)
        return;
    outcomes_cancel(outcomes);
    call_answer_json(call, 200, outcomes_progress(outcomes, &call->arena));
}

void answer_outcomes_cancel(struct call *call)
{
    if (input_take(call))
        preflights_find(call, cancel);
}
