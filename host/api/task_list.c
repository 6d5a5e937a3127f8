/* task_list.c - GET /api/v1/tasks: pieces of work for people.
 *
 * With `list` the work of who asks - mine, group, overdue, follow_up - or of an office he leads:
 * the urgent first, then due, then oldest (api/work.c). Without, all tasks by what a filter says,
 * due first.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/work.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule task_list_input[] = {
    {.place = INPUT_QUERY,
     .name = "list",
     .most = 20,
     .about = "mine, group, overdue, follow_up or office; only with office, cursor and limit"                   },
    {.place = INPUT_QUERY,
     .name = "office",
     .most = INPUT_NAME_MOST,
     .about = "With list: of this office's people"                                                              },
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
    static const char *const kept[] = {"title", "row",      "outcome",   "by",     "phase",
                                       "owner", "priority", "follow_up", "version"};
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

static int fill_work(struct reading *reading, struct reader *reader, struct err *err)
{
    struct arena *arena = &reading->read.arena;
    struct work_filter *filter = reading->plan;
    filter->eyes = &reading->eyes->list;
    int rc = list_work(reader, filter, arena, &reading->out, err);
    const struct value *items = rc == 0 ? value_get(reading->out, "items") : &value_nil;
    for (size_t i = 0; i < value_len(items); i++)
        flatten(arena, value_item(items, i));
    return rc;
}

static bool has_other_filters(const struct value *input)
{
    static const char *const others[] = {"case", "status", "assignee",
                                         "role", "form",   "due_before"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!value_is_nil(value_get(input, others[i])))
            return true;
    return false;
}

static void answer_work(struct call *call, const struct value *input, const char *list)
{
    struct work_filter *filter = ARENA_NEW(&call->arena, struct work_filter);
    struct err err = {0};
    int rc =
        list && !has_other_filters(input)
            ? work_of(call, list, value_get_text(input, "office"), filter, &err)
            : err_set(&err, STATUS_MALFORMED,
                      "`list` goes with office, cursor and limit only, and `office` with list.");
    filter->cursor = input_slice(input, "cursor");
    filter->limit = input_limit(input);
    if (rc == 0)
        reading_start(call, filter, fill_work, NULL);
    else
        problem_answer(call, &err);
}

void answer_task_list(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    if (value_get_text(input, "list") || value_get_text(input, "office")) {
        answer_work(call, input, value_get_text(input, "list"));
        return;
    }
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
