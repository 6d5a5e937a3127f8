/* accept_task.c - what people do with tasks: claim, release, answer, agree to an answer.
 *
 * A task's row is the only truth about who holds it; it is decided here, in the turn of its own
 * case, and nowhere else. A single task ends its wait when it is done; one of a task_each only when
 * the last of them is, or when an answer says the outcome that stops all (`stop_on`).
 *
 * Where a second person must agree, the first answer is recorded in its own row and waits in the
 * task (duty/task.h); it ends the wait in the turn in which the second one agrees. Who refuses says
 * why, and the task goes back to whom the answer came from.
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/handoff.h"
#include "engine/inside.h"
#include "engine/merge.h"
#include "engine/tasks.h"

static int claim_or_release(struct turn *turn,
                            int (*change)(struct task *, const struct task_act *, struct err *),
                            struct err *err)
{
    struct task_hand hand;
    int rc = task_take(turn, &hand, err);
    if (rc == 0)
        rc = task_refuse_stale(turn, &hand, err);
    if (rc == 0)
        rc = change(&hand.task, &hand.act, err);
    if (rc == 0 && hand.task.status == TASK_CLAIMED)
        rc = task_check_actor(turn, &hand, err);
    if (rc != 0)
        return rc;
    task_put_back(turn, &hand);
    turn->skips_hearing = true;
    return 0;
}

int accept_claim(struct turn *turn, struct err *err)
{
    return claim_or_release(turn, task_claim, err);
}

int accept_release(struct turn *turn, struct err *err)
{
    return claim_or_release(turn, task_release, err);
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
                          struct value *answer, struct err *err)
{
    struct value *body;
    struct arena *arena = turn->arena;
    if (canon_read(arena, wait->body, &body, err) != 0)
        return;
    struct value *given = value_get(body, "answers");
    const char *stop_on = value_get_text(body, "stop_on");
    bool is_stopped = stop_on && task->outcome && strcmp(stop_on, task->outcome) == 0;

    if (value_is_nil(given)) {
        given = value_map(arena);
        value_put(arena, body, "answers", given);
    }
    if (task->row)
        value_put(arena, answer, "row", value_row(arena, slice_of(task->row)));
    value_put(arena, given, arena_printf(arena, "%d", task->index), answer);
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

/* `answer` is what the script hears: of this event, or one that waited for a second person. */
static int end_wait_of_task(struct turn *turn, const struct task *task, struct value *answer,
                            struct err *err)
{
    struct part *wait = parts_find(&turn->cf->parts, PART_WAIT, slice_of(task->command));
    struct value *body;

    if (!wait || wait->status != WAIT_OPEN)
        return 0;
    int rc = canon_read(turn->arena, wait->body, &body, err);
    if (rc != 0)
        return rc;
    if (task->index >= 0) {
        each_answered(turn, wait, task, answer, err);
        return 0;
    }
    own_clock_drop(turn, task->due);
    own_clock_drop(turn, task->expires);
    handoff_answered(turn, body, task->outcome, answer);
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(task->command)), answer, false,
             answer == turn->answer);
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

static int answer_counts(struct turn *turn, const struct task *task, struct value *answer,
                         struct err *err)
{
    if (case_is_merged(turn->cf)) {
        turn->skips_hearing = true;
        merge_forward_answer(turn, "answer", task->form, answer);
        return 0;
    }
    if (strncmp(task->command, "confirm/", strlen("confirm/")) == 0)
        return end_confirmation(turn, task, err);
    return end_wait_of_task(turn, task, answer, err);
}

static int take_answer(struct turn *turn, struct task_hand *hand, struct err *err)
{
    const struct act *act = turn->event->act;
    struct value *clean;
    int rc = accept_form(turn, hand->task.form, act->outcome, act->data, &clean, err);
    if (rc != 0)
        return rc;
    turn->answer = accept_answer(turn, clean, act->outcome);
    if (!task_needs_second(&hand->task)) {
        rc = task_complete(&hand->task, &hand->act, err);
        if (rc == 0)
            task_put_back(turn, hand);
        return rc == 0 ? answer_counts(turn, &hand->task, turn->answer, err) : rc;
    }
    rc = task_hold(&hand->task, &hand->act, turn->answer, err);
    if (rc == 0)
        task_put_back(turn, hand);
    turn->skips_hearing = true;
    return rc;
}

/* The second person: agrees, or says why not. */
static int take_second(struct turn *turn, struct task_hand *hand, struct err *err)
{
    const struct act *act = turn->event->act;
    struct value *clean;
    struct value *held = value_copy(turn->arena, value_get(hand->task.held, "answer"));
    int rc = accept_own_form(turn, OWN_FORM_SECOND, act->outcome, act->data, &clean, err);
    if (rc != 0)
        return rc;
    turn->answer = accept_answer(turn, clean, act->outcome);
    if (strcmp(act->outcome, "agree") == 0)
        rc = task_agree(&hand->task, &hand->act, err);
    else
        rc = task_send_back(&hand->task, &hand->act,
                            value_copy(turn->arena, value_get(clean, "reason")), err);
    if (rc != 0)
        return rc;
    task_put_back(turn, hand);
    if (!task_is_ended(&hand->task)) {
        turn->skips_hearing = true;
        return 0;
    }
    if (value_is_nil(value_get(held, "agreed_by"))) /* who approves what the answer asks for */
        value_put(turn->arena, held, "agreed_by", value_string(turn->arena, hand->task.agreed_by));
    return answer_counts(turn, &hand->task, held, err);
}

int accept_complete(struct turn *turn, struct err *err)
{
    struct task_hand hand;
    struct err closed = {0};
    int is_closed = accept_needs_open(turn, &closed);
    int rc = task_take(turn, &hand, err);

    if (rc == 0)
        rc = task_refuse_stale(turn, &hand, err);
    if (rc == 0)
        rc = task_may_complete(&hand.task, hand.act.actor, err);
    if (rc == 0 && is_closed != 0 && !case_is_merged(turn->cf)) {
        *err = closed;
        return is_closed;
    }
    if (rc == 0)
        rc = task_check_actor(turn, &hand, err);
    if (rc == 0 && hand.task.phase == TASK_WORK)
        rc = handoff_may_answer(turn, &hand.task, turn->event->act->outcome, err);
    if (rc != 0)
        return rc;
    return hand.task.phase == TASK_WORK ? take_answer(turn, &hand, err)
                                        : take_second(turn, &hand, err);
}
