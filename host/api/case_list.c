/* case_list.c - GET /api/v1/cases: cases by page, without personal values. */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule case_list_input[] = {
    {.place = INPUT_QUERY,
     .name = "workflow",
     .most = INPUT_NAME_MOST,
     .about = "Of this workflow"                                                                       },
    {.place = INPUT_QUERY, .name = "status", .most = 20,              .about = "open, parked or closed"},
    {.place = INPUT_QUERY, .name = "stage",  .most = INPUT_NAME_MOST, .about = "In this stage"         },
    {.place = INPUT_QUERY, .name = "number", .most = INPUT_NAME_MOST, .about = "With this number"      },
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"opened_at", "at", NULL};
    struct case_filter *filter = reading->plan;
    filter->eyes = &reading->eyes->list;
    int rc = list_cases(reader, filter, &reading->read.arena, &reading->out, err);
    if (rc == 0)
        word_item_times(&reading->read.arena, reading->out, times);
    return rc;
}

void answer_case_list(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct case_filter *filter = ARENA_NEW(&call->arena, struct case_filter);
    filter->workflow = input_slice(input, "workflow");
    filter->status = input_slice(input, "status");
    filter->stage = input_slice(input, "stage");
    filter->number = input_slice(input, "number");
    filter->cursor = input_slice(input, "cursor");
    filter->limit = input_limit(input);
    reading_start(call, filter, fill, NULL);
}
