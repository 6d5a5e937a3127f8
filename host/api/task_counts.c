/* task_counts.c - GET /api/v1/tasks/counts: how much work waits: { mine, group, overdue, follow_up
 * }. Each is counted up to 1,000; a list that says 1,000 has that many or more.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/work.h"
#include "engine/veil.h"

const struct input_rule task_counts_input[] = {
    {.place = INPUT_QUERY,
     .name = "office",
     .most = INPUT_NAME_MOST,
     .about = "Of this office's people"},
    INPUT_LAST,
};

static const char *const lists[] = {"mine", "group", "overdue", "follow_up"};
enum { LISTS = sizeof lists / sizeof *lists };

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct arena *arena = &reading->read.arena;
    struct work_filter *filters = reading->plan;
    int rc = 0;
    reading->out = value_map(arena);
    for (int i = 0; rc == 0 && i < LISTS; i++) {
        int64_t count;
        filters[i].eyes = &reading->eyes->list;
        rc = list_work_count(reader, &filters[i], arena, &count, err);
        if (rc == 0)
            value_put(arena, reading->out, lists[i], value_int(arena, count));
    }
    return rc;
}

void answer_task_counts(struct call *call)
{
    const struct value *input = input_take(call);
    struct work_filter *filters = ARENA_ARRAY(&call->arena, struct work_filter, LISTS);
    struct err err = {0};
    int rc = 0;
    if (!input)
        return;
    for (int i = 0; rc == 0 && i < LISTS; i++)
        rc = work_of(call, lists[i], value_get_text(input, "office"), &filters[i], &err);
    if (rc == 0)
        reading_start(call, filters, fill, NULL);
    else
        problem_answer(call, &err);
}
