/* release_list.c - GET /api/v1/releases: every release, newest first, with who published it and how
 * many open cases run on it.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/releases.h"

const struct input_rule release_list_input[] = {INPUT_LAST};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", NULL};
    struct arena *arena = &reading->read.arena;
    int rc = release_list(reader, arena, &reading->out, err);
    if (rc == 0)
        word_item_times(arena, reading->out, times);
    return rc;
}

void answer_release_list(struct call *call)
{
    if (input_take(call))
        reading_start(call, NULL, fill, NULL);
}
