/* task_show.c - GET /api/v1/tasks/{id}: one task, as in the list, with what is to be seen with it.
 *
 *   NONE   personal values stay closed: no right, not asked for, or a disk that cannot record it
 *   ALLOWED --there are personal values--> WANTED --audit row committed--> RECORDED: read again
 *                                             +--disk full--> NONE
 */
#include "api/endpoints.h"
#include "api/personal.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "base/wallclock.h"
#include "data/canon.h"
#include "store/lists.h"

const struct input_rule task_show_input[] = {
    INPUT_PERSONAL,
    INPUT_LAST,
};

struct task_plan {
    struct id task, case_ref;
    enum { LOOK_NONE, LOOK_ALLOWED, LOOK_WANTED, LOOK_RECORDED } look;
};

static void put_time(struct arena *arena, struct value *map, const char *name, int64_t at_ms)
{
    char text[40];
    if (at_ms)
        value_put(arena, map, name, value_string(arena, time_to_text(at_ms, text)));
}

/* One word per line -> a list. */
static struct value *words(struct arena *arena, struct slice lines)
{
    struct value *list = value_list(arena);
    while (lines.len) {
        const char *end = memchr(lines.bytes, '\n', lines.len);
        size_t len = end ? (size_t)(end - lines.bytes) : lines.len;
        value_push(arena, list, value_text(arena, (struct slice){lines.bytes, len}));
        lines.bytes += len + (end ? 1 : 0);
        lines.len -= len + (end ? 1 : 0);
    }
    return list;
}

static struct value *task_value(struct arena *arena, const struct part *part,
                                const struct id *case_ref, const struct value *body)
{
    static const char *const kept[] = {"title", "row", "outcome", "by"};
    struct value *task = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    value_put(arena, task, "id", value_string(arena, id_to_text(&part->ref, text)));
    value_put(arena, task, "case", value_string(arena, id_to_text(case_ref, text)));
    value_put(arena, task, "form", value_text(arena, part->form));
    value_put(arena, task, "to", words(arena, part->to));
    value_put(arena, task, "status",
              value_string(arena, part->status >= 0 && part->status < TASK_STATUS_WORDS
                                      ? task_status_words[part->status]
                                      : NULL));
    if (part->assignee.len)
        value_put(arena, task, "assignee", value_text(arena, part->assignee));
    put_time(arena, task, "due", part->due_at);
    put_time(arena, task, "opened_at", part->opened_at);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        value_put(arena, task, kept[i], value_get(body, kept[i]));
    return task;
}

static int read_task(struct task_plan *plan, struct reading *reading, struct reader *reader,
                     struct value **body, struct err *err)
{
    struct arena *arena = &reading->read.arena;
    struct part part;

    int rc = list_find_task(reader, &plan->task, arena, &part, &plan->case_ref, err);
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such task.");
    if (rc == 0)
        rc = canon_read(arena, part.body, body, err);
    if (rc == 0)
        reading->out = task_value(arena, &part, &plan->case_ref, *body);
    return rc;
}

static bool has_handle(const struct value *value)
{
    bool has = value->type == VALUE_HANDLE;
    for (size_t i = 0; !has && i < value_len(value); i++)
        has = has_handle(value->type == VALUE_MAP ? value->map.members[i].value
                                                  : value_item(value, i));
    return has;
}

/* With what its script gave whoever does it to see. Nothing personal is opened unless the look has
 * been recorded. */
static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct task_plan *plan = reading->plan;
    struct value *body, *shown;
    int rc = read_task(plan, reading, reader, &body, err);
    const struct value *with = rc == 0 ? value_get(body, "with") : &value_nil;

    if (value_is_nil(with))
        return rc;
    if (plan->look == LOOK_ALLOWED && has_handle(with))
        plan->look = LOOK_WANTED;
    const struct show_look look = {.is_personal = plan->look == LOOK_RECORDED,
                                   .eyes = reading->eyes};
    rc = case_show_value(reading->read.engine, reader, &plan->case_ref, &look, with,
                         &reading->read.arena, &shown, err);
    if (rc == 0)
        value_put(&reading->read.arena, reading->out, "with", shown);
    return rc;
}

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    struct task_plan *plan = call->private_data;

    plan->look = status == 0 ? LOOK_RECORDED : LOOK_NONE;
    if (status == 0 || status == STATUS_FULL)
        reading_start(call, plan, fill, NULL);
    else
        problem_answer_status(call, status, "The look could not be recorded, so nothing is shown.");
}

static void on_filled(struct reading *reading)
{
    struct task_plan *plan = reading->plan;
    struct call *call = reading->call;

    if (plan->look == LOOK_WANTED)
        engine_audit(call->service->engine, call->actor, "task.show", &plan->case_ref, on_audited,
                     call);
    else
        call_answer_json(call, 200, reading->out);
}

void answer_task_show(struct call *call)
{
    struct task_plan *plan = ARENA_NEW(&call->arena, struct task_plan);
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &plan->task))
        return;
    plan->look = personal_is_asked(call, input) ? LOOK_ALLOWED : LOOK_NONE;
    call->private_data = plan;
    reading_start(call, plan, fill, on_filled);
}
