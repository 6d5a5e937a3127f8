/* health.c - GET /healthz, /readyz, /metrics: how the host stands, for machines that watch it. */
#include "api/endpoints.h"
#include "api/service.h"

const struct input_rule healthz_input[] = {INPUT_LAST};
const struct input_rule readyz_input[] = {INPUT_LAST};
const struct input_rule metrics_input[] = {INPUT_LAST};

void answer_healthz(struct call *call)
{
    struct value *answer = value_map(&call->arena);
    value_put(&call->arena, answer, "status", value_string(&call->arena, "ok"));
    call_answer_json(call, 200, answer);
}

/* 503 while starting, stopping or reopening the store; a full disk is said, and reads go on. */
void answer_readyz(struct call *call)
{
    struct arena *arena = &call->arena;
    struct engine_health health;
    engine_health(call->service->engine, &health);

    struct value *answer = value_map(arena);
    value_put(arena, answer, "status",
              value_string(arena, health.is_ready ? "ready" : "not ready"));
    value_put(arena, answer, "disk_full", value_bool(arena, health.is_full));
    value_put(arena, answer, "clock_jumped", value_bool(arena, health.is_holding));
    if (health.is_training)
        value_put(arena, answer, "training", value_bool(arena, true));
    if (!health.is_ready)
        call_add_header(call, "Retry-After", "1");
    call_answer_json(call, health.is_ready ? 200 : 503, answer);
}

static void add_metric(struct buf *out, const char *name, const char *kind, uint64_t number)
{
    buf_printf(out, "# TYPE comity_%s %s\ncomity_%s %llu\n", name, kind, name,
               (unsigned long long)number);
}

void answer_metrics(struct call *call)
{
    const struct service *service = call->service;
    struct engine_health health;
    struct buf out = {0};
    if (!input_take(call))
        return;
    engine_health(service->engine, &health);

    add_metric(&out, "ready", "gauge", health.is_ready);
    add_metric(&out, "disk_full", "gauge", health.is_full);
    add_metric(&out, "clock_jumped", "gauge", health.is_holding);
    add_metric(&out, "epoch", "gauge", (uint64_t)health.epoch);
    add_metric(&out, "acts_unsettled", "gauge", health.unsettled);
    add_metric(&out, "cases_resident", "gauge", health.resident);
    add_metric(&out, "cases_resident_bytes", "gauge", (uint64_t)health.resident_bytes);
    add_metric(&out, "turns_total", "counter", health.turns);
    add_metric(&out, "loans_total", "counter", health.loans);
    if (service->add_metrics)
        service->add_metrics(service->owner, &out);
    call_answer_bytes(call, 200, "text/plain; version=0.0.4; charset=utf-8", buf_slice(&out));
    buf_close(&out);
}
