/* task_list.c - GET /api/v1/tasks: pieces of work for people, due first. */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule task_list_input[] = {
    {.place = INPUT_QUERY, .name = "case",       .type = INPUT_ID,        .about = "Of this case"               },
    {.place = INPUT_QUERY,
     .name = "status",
     .most = 20,
     .about = "open, claimed, done, expired or cancelled"                                                       },
    {.place = INPUT_QUERY, .name = "assignee",   .most = 26,              .about = "Claimed by; `me` is allowed"},
    {.place = INPUT_QUERY, .name = "role",       .most = INPUT_NAME_MOST, .about = "For this role"              },
    {.place = INPUT_QUERY, .name = "form",       .most = INPUT_NAME_MOST, .about = "With this form"             },
    {.place = INPUT_QUERY, .name = "due_before", .type = INPUT_TIME,      .about = "Due before"                 },
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

/* What people want to know of the task itself stands beside the columns of the list. */
static void flatten(struct arena *arena, struct value *item)
{
    static const char *const kept[] = {"title", "row", "outcome", "by"};
    static const char *const times[] = {"due", "opened_at", NULL};
    const struct value *task = value_get(item, "task");

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        value_put(arena, item, kept[i], value_get(task, kept[i]));
    value_put(arena, item, "task", &value_nil);
    word_times(arena, item, times);
}

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct arena *arena = &reading->read.arena;
    struct task_filter *filter = reading->plan;
    filter->eyes = &reading->eyes->list;
    int rc = list_tasks(reader, filter, arena, &reading->out, err);
    const struct value *items = rc == 0 ? value_get(reading->out, "items") : &value_nil;
    for (size_t i = 0; i < value_len(items); i++)
        flatten(arena, value_item(items, i));
    return rc;
}

void answer_task_list(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct task_filter *filter = ARENA_NEW(&call->arena, struct task_filter);
    struct slice case_text = input_slice(input, "case");
    struct id *ref = ARENA_NEW(&call->arena, struct id);
    if (id_from_text(case_text.bytes, case_text.len, ref))
        filter->case_ref = ref;
    filter->status = input_slice(input, "status");
    filter->assignee = input_slice(input, "assignee");
    if (slice_is(filter->assignee, "me"))
        filter->assignee = slice_of(call->actor->id);
    filter->role = input_slice(input, "role");
    filter->form = input_slice(input, "form");
    filter->due_before = value_get_int(input, "due_before", 0);
    filter->cursor = input_slice(input, "cursor");
    filter->limit = input_limit(input);
    reading_start(call, filter, fill, NULL);
}
