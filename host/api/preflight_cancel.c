/* preflight_cancel.c - POST /api/v1/releases/{digest}/preflight/cancel: it ends at the next case.
 * What it found until then is kept; a second time changes nothing.
 */
#include "api/endpoints.h"
#include "api/preflights.h"

const struct input_rule preflight_cancel_input[] = {INPUT_LAST};

static void cancel(struct call *call, const struct release_named *release)
{
    struct preflight *preflight = preflights_last(call, release);
    if (!preflight)
        return;
    preflight_cancel(preflight);
    call_answer_json(call, 200, preflight_progress(preflight, &call->arena));
}

void answer_preflight_cancel(struct call *call)
{
    if (input_take(call))
        preflights_find(call, cancel);
}
