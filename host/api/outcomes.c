/* outcomes.c - which comparison a call is about (outcomes.h). */
#include "api/outcomes.h"

#include "api/problem.h"
#include "api/service.h"

struct outcomes *outcomes_find_last(struct call *call, const struct release_named *release)
{
    struct outcomes *outcomes = outcomes_last(call->service->engine, release->id);
    if (!outcomes)
        problem_answer_status(call, STATUS_NOT_FOUND,
                              "No cases were compared with this release since the host started. "
                              "POST to this address begins it.");
    return outcomes;
}
