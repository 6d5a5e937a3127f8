/* case_merge.c - POST /api/v1/cases/{id}/merge { into, reason }: a duplicate is closed as merged
 * into another case, which its number or its id names; what is sent to it from then on reaches that
 * one.
 *
 *   `into` is an id --> act
 *          a number --> found on a worker, among the cases this person may see --> act
 */
#include "api/acting.h"
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule case_merge_input[] = {
    {.place = INPUT_BODY,
     .name = "into",
     .most = INPUT_NAME_MOST,
     .is_required = true,
     .about = "Id or number of the case that goes on"                },
    {.place = INPUT_BODY,
     .name = "reason",
     .most = 2000,
     .is_required = true,
     .about = "Why; it is kept with both cases. Name no person in it"},
    INPUT_LAST,
};

struct merge_plan {
    struct id ref, into;
    struct slice number;
    const struct value *input;
};

static void post(struct call *call, const struct merge_plan *plan)
{
    struct act *act = acting_new(call, ACT_MERGE, plan->input);
    act->case_ref = plan->ref;
    act->other = plan->into;
    act->reason = arena_text(&act->arena, value_text_or(value_get(plan->input, "reason"), ""));
    acting_post(call, act);
}

static int find(struct reading *reading, struct reader *reader, struct err *err)
{
    struct merge_plan *plan = reading->plan;
    const struct case_filter filter = {
        .eyes = &reading->eyes->list, .number = plan->number, .limit = 1};
    struct value *page;
    int rc = list_cases(reader, &filter, &reading->read.arena, &page, err);
    const char *id = rc == 0 ? value_get_text(value_item(value_get(page, "items"), 0), "id") : NULL;

    if (rc == 0 && (!id || !id_from_text(id, strlen(id), &plan->into)))
        rc = err_set(err, STATUS_NOT_FOUND, "There is no such case to merge into.");
    return rc;
}

static void on_found(struct reading *reading)
{
    post(reading->call, reading->plan);
}

void answer_case_merge(struct call *call)
{
    struct merge_plan *plan = ARENA_NEW(&call->arena, struct merge_plan);
    const struct value *input =
        input_take(call); /* NULL: the call has gone, and the plan with it */
    if (!input || !input_take_id(call, "id", &plan->ref))
        return;
    plan->input = input;
    plan->number = input_slice(plan->input, "into");
    if (id_from_text(plan->number.bytes, plan->number.len, &plan->into))
        post(call, plan);
    else
        reading_start(call, plan, find, on_found);
}
