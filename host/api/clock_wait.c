/* clock_wait.c - POST /api/v1/clock/wait: after the machine's clock jumped forward by more than an
 * hour, an administrator says that the new time is wrong; timers hold until it has been mended.
 */
#include "api/endpoints.h"
#include "api/service.h"

const struct input_rule clock_wait_input[] = {INPUT_LAST};

void answer_clock_wait(struct call *call)
{
    struct arena *arena = &call->arena;
    struct engine_health health;
    if (!input_take(call))
        return;
    engine_clock_wait(call->service->engine);
    engine_health(call->service->engine, &health);
    struct value *answer = value_map(arena);
    value_put(arena, answer, "holding", value_bool(arena, health.is_holding));
    call_answer_json(call, 200, answer);
}
