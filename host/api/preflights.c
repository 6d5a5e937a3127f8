/* preflights.c - which pre-flight a call is about (preflights.h). */
#include "api/preflights.h"

#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/releases.h"

struct finding_plan {
    const char *name;
    struct release_named found;
    void (*go_on)(struct call *call, const struct release_named *release);
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct finding_plan *plan = reading->plan;
    struct release_found found;
    int rc = release_find(reader, plan->name, &reading->read.arena, &found, err);
    if (rc == 0)
        plan->found = (struct release_named){.id = found.row.id, .digest = found.row.digest};
    return rc;
}

static void on_filled(struct reading *reading)
{
    const struct finding_plan *plan = reading->plan;
    plan->go_on(reading->call, &plan->found);
}

void preflights_find(struct call *call,
                     void (*go_on)(struct call *call, const struct release_named *release))
{
    struct finding_plan *plan = ARENA_NEW(&call->arena, struct finding_plan);
    plan->name = arena_text(&call->arena, call_param(call, "digest"));
    plan->go_on = go_on;
    reading_start(call, plan, fill, on_filled);
}

struct preflight *preflights_last(struct call *call, const struct release_named *release)
{
    struct preflight *preflight = preflight_last(call->service->engine, release->id);
    if (!preflight)
        problem_answer_status(call, STATUS_NOT_FOUND,
                              "No pre-flight of this release was run since the host started. POST "
                              "to this address starts one.");
    return preflight;
}
