/* release_rollback.c - POST /api/v1/releases/rollback { why, from }: the release that was active
 * before the active one is active again. Two rollbacks go back two releases; so who may have to
 * send it twice says with `from` what is to be taken back.
 */
#include "api/activating.h"
#include "api/endpoints.h"

const struct input_rule release_rollback_input[] = {
    {.place = INPUT_BODY,
     .name = "why",
     .most = WHY_MOST,
     .is_required = true,
     .about = "The reason, kept in the list of activations"},
    {.place = INPUT_BODY,
     .name = "from",
     .most = 2 * DIGEST_BYTES,
     .about = "Only if this release, named by its digest, is active"},
    INPUT_LAST,
};

void answer_release_rollback(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct activation *activation = activation_new(ACTIVATION_ROLLBACK);
    activation->release = value_get_text(input, "from");
    activating_start(call, activation, input);
}
