/* notice_list.c - GET /api/v1/notices: what the caller was told, by name or by a role they hold,
 * newest first, with how many there are and how many are unread.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/notices.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule notice_list_input[] = {
    {.place = INPUT_QUERY, .name = "unread", .most = 5, .about = "true: only those not read yet"},
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", "shown_at", "read_at", NULL};
    struct notice_filter *plan = reading->plan;
    struct arena *arena = &reading->read.arena;

    plan->eyes = &reading->eyes->list;
    int rc = list_notices(reader, plan, arena, &reading->out, err);
    if (rc != 0)
        return rc;
    const struct value *items = value_get(reading->out, "items");
    for (size_t i = 0; i < value_len(items); i++)
        notice_word(arena, value_item(items, i));
    word_item_times(arena, reading->out, times);
    return 0;
}

void answer_notice_list(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct notice_filter *plan = ARENA_NEW(&call->arena, struct notice_filter);
    plan->person = slice_of(call->actor->id);
    plan->holds = notice_holds(call->actor, &call->arena);
    plan->only_unread = slice_is(input_slice(input, "unread"), "true");
    plan->now_ms = call->at_ms;
    plan->cursor = input_slice(input, "cursor");
    plan->limit = input_limit(input);
    reading_start(call, plan, fill, NULL);
}
