/* notice_read.c - POST /api/v1/notices/{id}/read: the caller has seen it. A second time is nothing,
 * so an Idempotency-Key changes nothing here.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/notices.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule notice_read_input[] = {INPUT_LAST};

struct plan {
    struct notice_filter filter;
    struct id notice;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct plan *plan = reading->plan;
    int rc = list_find_notice(reader, &plan->filter, &plan->notice, err);
    return rc == STATUS_NOT_FOUND ? err_set(err, rc, "There is no such notice for you.") : rc;
}

static void on_done(void *owner, int status, const struct err *err)
{
    struct call *call = owner;
    struct value *answer = value_map(&call->arena);
    if (status != 0) {
        problem_answer(call, err);
        return;
    }
    value_put(&call->arena, answer, "id", value_string(&call->arena, call_param(call, "id")));
    call_answer_json(call, 200, answer);
}

static void on_found(struct reading *reading)
{
    struct call *call = reading->call;
    const struct plan *plan = reading->plan;
    engine_read_notice(call->service->engine, &plan->notice, call->actor, on_done, call);
}

void answer_notice_read(struct call *call)
{
    struct plan *plan = ARENA_NEW(&call->arena, struct plan);
    if (!input_take(call) || !input_take_id(call, "id", &plan->notice))
        return;
    plan->filter.person = slice_of(call->actor->id);
    plan->filter.holds = notice_holds(call->actor, &call->arena);
    plan->filter.now_ms = call->at_ms;
    reading_start(call, plan, fill, on_found);
}
