/* release_show.c - GET /api/v1/releases/{digest}: its files, the workflows it declares, and when it
 * was made active, by whom and why. A digest may be cut to six characters; "active" is one too.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/releases.h"

const struct input_rule release_show_input[] = {INPUT_LAST};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", NULL};
    struct arena *arena = &reading->read.arena;
    int rc = release_show(reader, reading->plan, arena, &reading->out, err);
    if (rc != 0)
        return rc;
    const struct value *activations = value_get(reading->out, "activations");
    word_times(arena, reading->out, times);
    for (size_t i = 0; i < value_len(activations); i++)
        word_times(arena, value_item(activations, i), times);
    return 0;
}

void answer_release_show(struct call *call)
{
    if (input_take(call))
        reading_start(call, arena_text(&call->arena, call_param(call, "digest")), fill, NULL);
}
