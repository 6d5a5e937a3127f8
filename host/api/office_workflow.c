/* office_workflow.c - GET /api/v1/offices/{code}/workflows/{name}: a workflow as that office ends
 * up with it. Each part that an office declared or changed has `source`: which office, which file
 * and line, what; every other part is as written `at` its line.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "engine/offices.h"

const struct input_rule office_workflow_input[] = {INPUT_LAST};

void answer_office_workflow(struct call *call)
{
    if (!input_take(call))
        return;
    struct engine *engine = call->service->engine;
    const char *code = call_param(call, "code"), *name = call_param(call, "name");
    const struct value *workflow = engine_workflow_model(engine, code, name);
    struct value *answer = value_map(&call->arena);

    if (!engine_has_office(engine, code)) {
        problem_answer_status(call, STATUS_NOT_FOUND, "The active release has no such office.");
        return;
    }
    if (!workflow || value_is_nil(workflow)) {
        problem_answer_status(call, STATUS_NOT_FOUND,
                              "The active release has no workflow of that name.");
        return;
    }
    value_put(&call->arena, answer, "office", value_string(&call->arena, code));
    value_put(&call->arena, answer, "workflow", value_copy(&call->arena, workflow));
    call_answer_json(call, 200, answer);
}
