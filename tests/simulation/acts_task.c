/* acts_task.c - work that changes hands and answers that wait for a second person, in cases of the
 * workflow "agreeing"; and a look at what became of it.
 */
#include "data/canon.h"
#include "duty/task.h"
#include "simulation/run.h"

static const enum act_kind hand_kinds[] = {ACT_CLAIM,    ACT_ASSIGN,   ACT_ASSIGN,
                                           ACT_DELEGATE, ACT_DELEGATE, ACT_COMPLETE,
                                           ACT_MARK,     ACT_COMPLETE, ACT_COMPLETE};
static const char *const second_outcomes[] = {"agree", "agree", "refuse", "yes"};
static const char *const priorities[] = {"urgent", "high", "normal", "soon"};

#define DRAW(run, array) ((array)[run_draw((run), sizeof(array) / sizeof(array)[0])])

static void put_text(struct run *run, struct request *request, const char *name, const char *text)
{
    value_put(&run->arena, request->data, name, value_string(&run->arena, text));
}

bool act_on_hands(struct run *run, const struct case_image *image, const struct part *task)
{
    if (!slice_is(image->row.workflow, "agreeing"))
        return false;
    struct request *request = request_new(run, DRAW(run, hand_kinds));
    request->case_ref = image->row.ref;
    request->task = task->ref;
    request->data = value_map(&run->arena);
    request->has_no_mark = true;
    if (request->kind == ACT_ASSIGN || request->kind == ACT_DELEGATE) {
        request->name = run->people[run_draw(run, PEOPLE)].actor.id;
        if (run_is_lucky(run, 80))
            put_text(run, request, "reason", "canary reason");
    } else if (request->kind == ACT_MARK) {
        put_text(run, request, "priority", DRAW(run, priorities));
    } else if (request->kind == ACT_COMPLETE) {
        request->outcome = DRAW(run, second_outcomes);
        if (run_is_lucky(run, 80))
            put_text(run, request, "reason", "canary reason");
    }
    request_send(run, request);
    return true;
}

/* What needs a second person is never done without one, nor by the first alone; what waits for one
 * is held. */
static const char *fault_of(const struct task *task)
{
    bool is_held = !value_is_nil(task->held);
    if (task->status == TASK_DONE && !value_is_nil(task->approve) && !task->agreed_by)
        return "is done and nobody agreed";
    if (task->status == TASK_DONE && task->agreed_by && strcmp(task->agreed_by, task->by) == 0)
        return "was agreed to by who answered it";
    if (!task_is_ended(task) && is_held != (task->phase != TASK_WORK))
        return "waits for somebody without an answer";
    if (task->outcome && task->status != TASK_DONE)
        return "has an outcome and is not done";
    return NULL;
}

void check_hands(struct run *run, const struct case_image *image, struct arena *arena)
{
    for (size_t i = 0; i < image->part_count; i++) {
        struct value *body;
        struct task task;
        struct err err = {0};
        if (image->parts[i].kind != PART_TASK)
            continue;
        bool is_read = canon_read(arena, image->parts[i].body, &body, &err) == 0 &&
                       task_from_value(arena, body, &task, &err) == 0;
        const char *fault = is_read ? fault_of(&task) : "cannot be read";
        if (fault)
            run_fail(run, "task %.*s %s", SLICE_ARG(image->parts[i].key), fault);
    }
}
