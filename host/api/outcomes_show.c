/* outcomes_show.c - GET /api/v1/releases/{digest}/outcomes: how the last comparison with a release
 * stands, and what would have been different, by cause.
 */
#include "api/endpoints.h"
#include "api/outcomes.h"

const struct input_rule outcomes_show_input[] = {INPUT_LAST};

static void show(struct call *call, const struct release_named *release)
{
    const struct outcomes *outcomes = outcomes_find_last(call, release);
    if (outcomes)
        call_answer_json(call, 200, outcomes_report(outcomes, &call->arena));
}

void answer_outcomes_show(struct call *call)
{
    if (input_take(call))
        preflights_find(call, show);
}
