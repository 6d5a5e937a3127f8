/* moving.c - from a call to a move of cases and back (moving.h). */
#include "api/deeding.h"
#include "api/moving.h"
#include "api/problem.h"
#include "api/service.h"

static void on_done(struct carry_many *many)
{
    struct call *call = many->owner;
    struct arena *arena = &call->arena;

    if (many->status != 0) {
        problem_answer(call, &many->err);
    } else if (many->has_ref) {
        call_answer_json(call, 200, value_copy(arena, value_item(many->items, 0)));
    } else {
        call_answer_json(call, 200, carry_many_reply(many, arena));
    }
    carry_many_free(many);
}

static void go(struct call *call, void *many_, const struct once_digests *key)
{
    struct carry_many *many = many_;
    many->key = key;
    engine_carry_many(call->service->engine, many);
}

static void drop(void *many)
{
    carry_many_free(many);
}

void moving_start(struct call *call, struct carry_many *many, const struct value *input)
{
    many->to = value_get_text(input, "to");
    many->reason = value_get_text(input, "reason");
    many->is_preview = value_get_bool(input, "preview", false);
    many->actor = call->actor;
    many->on_done = on_done;
    many->owner = call;
    deeding_start(call, &(struct deeding){.plan = many, .go = go, .drop = drop});
}
