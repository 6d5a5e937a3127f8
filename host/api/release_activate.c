/* release_activate.c - POST /api/v1/releases/{digest}/activate { why, force }: new cases and stages
 * open on this release from now on, open cases follow at their next turn, and those that cannot are
 * listed (`stays`). Activating the active release does nothing, so a repeat is safe.
 */
#include "api/activating.h"
#include "api/endpoints.h"

const struct input_rule release_activate_input[] = {
    {.place = INPUT_BODY,
     .name = "why",
     .most = WHY_MOST,
     .is_required = true,
     .about = "The reason, kept in the list of activations"},
    {.place = INPUT_BODY,
     .name = "force",
     .type = INPUT_YES_NO,
     .about = "Also if no pre-flight has looked at the open cases"},
    INPUT_LAST,
};

void answer_release_activate(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct activation *activation = activation_new(ACTIVATION_PLAIN);
    activation->release = call_param(call, "digest");
    activation->is_forced = value_get_bool(input, "force", false);
    activating_start(call, activation, input);
}
