/* release_file.c - GET /api/v1/releases/{digest}/files?path=...: the text of one file, as it was
 * published.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/releases.h"

const struct input_rule release_file_input[] = {
    {.place = INPUT_QUERY,
     .name = "path",
     .most = 400,
     .is_required = true,
     .about = "As the release lists it"},
    INPUT_LAST,
};

struct file_plan {
    const char *digest, *path;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    const struct file_plan *plan = reading->plan;
    return release_file(reader, plan->digest, plan->path, &reading->read.arena, &reading->out, err);
}

void answer_release_file(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct file_plan *plan = ARENA_NEW(&call->arena, struct file_plan);
    plan->digest = call_param(call, "digest");
    plan->path = value_get_text(input, "path");
    reading_start(call, plan, fill, NULL);
}
