/* accept_task.c - what people do with tasks: claim, release, complete.
 *
 * A task's row is the only truth about who holds it; it is decided here, in the turn of its own
 * case, and nowhere else. A single task ends its wait when it is done; one of a task_each only when
 * the last of them is, or when an answer says the outcome that stops all (`stop_on`).
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/handoff.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/tasks.h"

int task_of_part(struct turn *turn, const struct part *part, struct task *task, struct err *err)
{
    struct value *body;
    int rc = canon_read(turn->arena, part->body, &body, err);
    return rc == 0 ? task_from_value(turn->arena, body, task, err) : rc;
}

void task_keep(struct turn *turn, const struct part *from, const struct task *task)
{
    struct part part = *from;
    part.status = (int)task->status;
    part.assignee = slice_of(task->assignee ? task->assignee : "");
    part.body = canon_text(turn->arena, task_to_value(turn->arena, task));
    parts_put(&turn->cf->parts, &part);
}

const char *task_label(struct arena *arena, const struct task *task)
{
    return task->index < 0 ? task->command
                           : arena_printf(arena, "%s#%d", task->command, task->index);
}

void task_note(struct turn *turn, const struct task *task)
{
    turn_note_done(turn, "task", slice_of(task_label(turn->arena, task)),
                   task_status_word(task->status));
}

/* One that has ended is not in memory: it can only be told how it ended. */
static struct part *ended_task(struct turn *turn, const struct id *ref)
{
    struct part *part = ARENA_NEW(turn->arena, struct part);
    struct err ignored = {0};
    int rc = reader_task(turn->worker->reader, turn->cf->row.id, ref, turn->arena, part, &ignored);
    return rc == 0 && !part_is_live(part) ? part : NULL;
}

static int find_task(struct turn *turn, struct part **part, struct task *task, struct err *err)
{
    const struct id *ref = &turn->event->act->task;
    char text[ID_TEXT_LEN + 1];
    int rc = accept_needs_open(turn, err);

    *part = parts_find_ref(&turn->cf->parts, PART_TASK, ref);
    if (!*part)
        *part = ended_task(turn, ref);
    if (!*part)
        return rc != 0 ? rc
                       : err_set(err, STATUS_NOT_FOUND, "There is no task %s in this case.",
                                 id_to_text(&turn->event->act->task, text));
    int read = task_of_part(turn, *part, task, err);
    return read != 0 ? read : 0;
}

/* Who did what to which task, into the row. */
static void turn_put_task(struct turn *turn, const struct task *task)
{
    char text[ID_TEXT_LEN + 1];

    turn_put_by(turn);
    value_put(turn->arena, turn->event_value, "task",
              value_string(turn->arena, id_to_text(&task->id, text)));
    value_put(turn->arena, turn->event_value, "form", value_string(turn->arena, task->form));
}

/* INV-2: neither who acts nor the absent one he acts for may have an interest in the case. The row
 * says both. */
static int check_recusal(struct turn *turn, const struct task *task, const struct actor *actor,
                         struct err *err)
{
    const char *absent = actor_acts_for(actor, task->to, actor->office);
    int rc = recusal_check(turn, task, actor->id, err);

    if (rc == 0 && absent)
        rc = recusal_check(turn, task, absent, err);
    value_put(turn->arena, turn->event_value, "for", value_string(turn->arena, absent));
    return rc;
}

/* The case may be closed: then the task has ended, and its first result is the better answer. */
static int act_on_task(struct turn *turn,
                       int (*change)(struct task *, const struct task_act *, struct err *),
                       struct err *err)
{
    struct part *part;
    struct task task;
    int rc = find_task(turn, &part, &task, err);
    if (rc != 0)
        return rc;
    struct task_act act = {.actor = turn_actor(turn, task.office), .now_ms = turn->at};
    rc = change(&task, &act, err);
    if (rc == 0 && task.status == TASK_CLAIMED)
        rc = check_recusal(turn, &task, act.actor, err);
    if (rc != 0)
        return rc;
    turn_put_task(turn, &task);
    task_note(turn, &task);
    task_keep(turn, part, &task);
    turn->skips_hearing = true;
    return 0;
}

int accept_claim(struct turn *turn, struct err *err)
{
    return act_on_task(turn, task_claim, err);
}

int accept_release(struct turn *turn, struct err *err)
{
    return act_on_task(turn, task_release, err);
}

/* ---- completing ---- */

/* Ends an own clock of the command: it was started for this task or wait. */
void own_clock_drop(struct turn *turn, const char *key)
{
    if (key && strchr(key, '@'))
        parts_drop(&turn->cf->parts, PART_CLOCK, slice_of(key));
}

static void cancel_siblings(struct turn *turn, const char *command, struct err *err)
{
    struct part *part;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct task task;
        if (task_of_part(turn, part, &task, err) != 0 || task_is_ended(&task) ||
            strcmp(task.command, command) != 0 || task_cancel(&task, turn->at, err) != 0)
            continue;
        task_note(turn, &task);
        task_keep(turn, part, &task);
    }
}

/* The tasks of a command that has ended are of no more use to the case: the list of tasks keeps
 * them, the case forgets nothing that its journal holds. */
static struct value *gather_answers(struct turn *turn, const struct value *body)
{
    struct value *answers = value_list(turn->arena);
    const struct value *given = value_get(body, "answers");
    int64_t count = value_get_int(body, "count", 0);

    for (int64_t i = 0; i < count; i++) {
        struct value *answer = value_get(given, arena_printf(turn->arena, "%lld", (long long)i));
        if (!value_is_nil(answer))
            value_push(turn->arena, answers, answer);
    }
    return answers;
}

/* One of many answered: kept in the wait; the last one, or one that stops all, ends it. */
static void each_answered(struct turn *turn, struct part *wait, const struct task *task,
                          struct value *body, struct err *err)
{
    struct arena *arena = turn->arena;
    struct value *given = value_get(body, "answers");
    const char *stop_on = value_get_text(body, "stop_on");
    bool is_stopped = stop_on && task->outcome && strcmp(stop_on, task->outcome) == 0;

    if (value_is_nil(given)) {
        given = value_map(arena);
        value_put(arena, body, "answers", given);
    }
    if (task->row)
        value_put(arena, turn->answer, "row", value_row(arena, slice_of(task->row)));
    value_put(arena, given, arena_printf(arena, "%d", task->index), turn->answer);
    struct part changed = *wait;
    changed.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &changed);
    if (is_stopped)
        cancel_siblings(turn, task->command, err);
    else if ((int64_t)value_len(given) < value_get_int(body, "count", 0))
        return;
    own_clock_drop(turn, value_get_text(body, "due"));
    own_clock_drop(turn, task->expires);
    wait = parts_find(&turn->cf->parts, PART_WAIT, slice_of(task->command));
    if (wait)
        wait_end(turn, wait, gather_answers(turn, body), false, false);
}

static int end_wait_of_task(struct turn *turn, const struct task *task, struct err *err)
{
    struct part *wait = parts_find(&turn->cf->parts, PART_WAIT, slice_of(task->command));
    struct value *body;

    if (!wait || wait->status != WAIT_OPEN)
        return 0;
    int rc = canon_read(turn->arena, wait->body, &body, err);
    if (rc != 0)
        return rc;
    if (task->index >= 0) {
        each_answered(turn, wait, task, body, err);
        return 0;
    }
    own_clock_drop(turn, task->due);
    own_clock_drop(turn, task->expires);
    handoff_answered(turn, body, task->outcome);
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(task->command)), turn->answer,
             false, true);
    return 0;
}

/* A task opened by a signal that must be confirmed first. */
static int end_confirmation(struct turn *turn, const struct task *task, struct err *err)
{
    struct slice key = {.bytes = task->command + strlen("confirm/"),
                        .len = strlen(task->command) - strlen("confirm/")};
    struct part *kept = parts_find(&turn->cf->parts, PART_SIGNAL, key);
    return kept ? signal_confirmed(turn, kept, task->outcome, err) : 0;
}

int accept_complete(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    const struct actor *actor = NULL;
    struct part *part;
    struct task task;
    struct value *clean;
    struct err closed = {0};

    int is_closed = accept_needs_open(turn, &closed);
    int rc = find_task(turn, &part, &task, err);
    if (rc == STATUS_CLOSED && part)
        rc = task_of_part(turn, part, &task, err);
    if (rc == 0) {
        actor = turn_actor(turn, task.office);
        rc = task_may_complete(&task, actor, err);
    }
    if (rc == 0 && is_closed != 0) {
        *err = closed;
        return is_closed;
    }
    if (rc == 0)
        rc = check_recusal(turn, &task, actor, err);
    if (rc == 0)
        rc = handoff_may_answer(turn, &task, act->outcome, err);
    if (rc == 0)
        rc = accept_form(turn, task.form, act->outcome, act->data, &clean, err);
    struct task_act done = {.actor = actor, .outcome = act->outcome, .now_ms = turn->at};
    if (rc == 0)
        rc = task_complete(&task, &done, err);
    if (rc != 0)
        return rc;
    turn_put_task(turn, &task);
    turn->answer = accept_answer(turn, clean, act->outcome);
    task_note(turn, &task);
    task_keep(turn, part, &task);
    if (strncmp(task.command, "confirm/", strlen("confirm/")) == 0)
        return end_confirmation(turn, &task, err);
    return end_wait_of_task(turn, &task, err);
}
