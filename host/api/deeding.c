/* deeding.c - deeds with an Idempotency-Key (deeding.h).
 *
 * The body of a release has megabytes: its digest is made on the thread that looks the key up.
 */
#include "api/deeding.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/deed.h"

struct lookup {
    struct deeding deeding;
    struct once_request request;
    struct once_digests digests;
    int64_t now_ms;
};

static int look_up(struct reading *reading, struct reader *reader, struct err *err)
{
    struct lookup *lookup = reading->plan;

    once_digest(reading->read.engine, &lookup->request, &lookup->digests);
    int rc = deed_key_find(reader, &lookup->digests, lookup->now_ms, &reading->read.arena,
                           &reading->out, err);
    if (rc != 0)
        reading->out = NULL;
    return rc;
}

static void on_looked_up(struct reading *reading)
{
    struct call *call = reading->call;
    struct lookup *lookup = reading->plan;

    if (reading->read.status == 0 && value_is_nil(reading->out)) {
        lookup->deeding.go(call, lookup->deeding.plan, &lookup->digests);
        return;
    }
    if (lookup->deeding.drop)
        lookup->deeding.drop(lookup->deeding.plan);
    if (reading->read.status != 0) {
        problem_answer(call, &reading->read.err);
        return;
    }
    call_add_header(call, "Idempotency-Replayed", "true");
    call_answer_json(call, endpoint_notes_of(call)->success, reading->out);
}

void deeding_start(struct call *call, const struct deeding *deeding)
{
    if (!call->idempotency_key) {
        deeding->go(call, deeding->plan, NULL);
        return;
    }
    struct lookup *lookup = ARENA_NEW(&call->arena, struct lookup);
    lookup->deeding = *deeding;
    lookup->request = (struct once_request){
        .actor = call->actor,
        .route = arena_printf(&call->arena, "%s %s", call->method, call->path),
        .key = slice_of(call->idempotency_key),
        .body = call->body,
    };
    lookup->now_ms = call->at_ms;
    reading_start_whole(call, lookup, look_up, on_looked_up);
}
