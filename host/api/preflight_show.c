/* preflight_show.c - GET /api/v1/releases/{digest}/preflight: how the last pre-flight of a release
 * stands, and what it found, by cause.
 */
#include "api/endpoints.h"
#include "api/preflights.h"

const struct input_rule preflight_show_input[] = {INPUT_LAST};

static void show(struct call *call, const struct release_named *release)
{
    const struct preflight *preflight = preflights_last(call, release);
    if (preflight)
        call_answer_json(call, 200, preflight_report(preflight, &call->arena));
}

void answer_preflight_show(struct call *call)
{
    if (input_take(call))
        preflights_find(call, show);
}
