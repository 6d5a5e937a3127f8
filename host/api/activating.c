/* activating.c - from a call to an activation and back (activating.h). */
#include "api/activating.h"
#include "api/deeding.h"
#include "api/problem.h"
#include "api/service.h"

static void on_done(struct activation *activation)
{
    struct call *call = activation->owner;

    if (activation->status != 0) {
        problem_answer(call, &activation->err);
        activation_free(activation);
        return;
    }
    call_answer_json(call, 200, activation_reply(activation, &call->arena));
    activation_free(activation);
}

static void go(struct call *call, void *activation_, const struct once_digests *key)
{
    struct activation *activation = activation_;
    activation->key = key;
    engine_activate(call->service->engine, activation);
}

static void drop(void *activation)
{
    activation_free(activation);
}

void activating_start(struct call *call, struct activation *activation, const struct value *input)
{
    activation->actor = call->actor;
    activation->why = value_get_text(input, "why");
    activation->on_done = on_done;
    activation->owner = call;
    deeding_start(call, &(struct deeding){.plan = activation, .go = go, .drop = drop});
}
