/* case_retry.c - POST /api/v1/cases/{id}/retry: a parked case replays what it heard and hears the
 * rest, after the script or the reason of the host verdict has been mended.
 */
#include "api/acting.h"
#include "api/endpoints.h"

const struct input_rule case_retry_input[] = {INPUT_LAST};

void answer_case_retry(struct call *call)
{
    struct id ref;
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &ref))
        return;
    struct act *act = acting_new(call, ACT_RETRY, input);
    act->case_ref = ref;
    acting_post(call, act);
}
