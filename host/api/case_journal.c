/* case_journal.c - GET /api/v1/cases/{id}/journal: the turns of a case, oldest first; a page back
 * is `before` = `next` of this one.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "base/wallclock.h"

const struct input_rule case_journal_input[] = {
    {.place = INPUT_QUERY,
     .name = "before",
     .type = INPUT_INT,
     .most = INT64_MAX,
     .about = "Turns before this one; `next` of the page after"},
    INPUT_LIMIT,
    INPUT_LAST,
};

struct journal_plan {
    struct id ref;
    int64_t before;
    size_t limit;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", NULL};
    const struct journal_plan *plan = reading->plan;
    const struct journal_page page = {
        .before = plan->before, .limit = plan->limit, .eyes = reading->eyes};
    int rc = case_journal(reading->read.engine, reader, &plan->ref, &page, &reading->read.arena,
                          &reading->out, err);
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such case.");
    if (rc == 0)
        word_item_times(&reading->read.arena, reading->out, times);
    return rc;
}

void answer_case_journal(struct call *call)
{
    struct journal_plan *plan = ARENA_NEW(&call->arena, struct journal_plan);
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &plan->ref))
        return;
    plan->before = value_get_int(input, "before", 0);
    plan->limit = input_limit(input);
    reading_start(call, plan, fill, NULL);
}
