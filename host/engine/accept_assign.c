/* accept_assign.c - work that changes hands by somebody's word, and what its holder notes on it.
 *
 * Who leads the office the task is for, or who dispatches there, gives it to a person or takes it
 * from one to another, with a reason. Who has it passes it on to a colleague: for good, or to look
 * at the answer before it counts. The person must be there, fit for it and without an interest in
 * the case (duty/staff.h): a script cannot choose otherwise, nor can a superior.
 *
 * A mark - a day to see it again, a priority - moves no work. A priority is the task's, never a
 * person's: it stands in the list of work and is gone with it.
 */
#include "base/wallclock.h"
#include "engine/accept.h"
#include "engine/inside.h"
#include "engine/notify.h"
#include "engine/tasks.h"

static bool leads(const struct actor *actor)
{
    return actor_holds(actor, "unit_head", actor->office) ||
           actor_holds(actor, "dispatcher", actor->office);
}

static int check_leads(const struct task_hand *hand, struct err *err)
{
    if (leads(hand->act.actor))
        return 0;
    return err_set_at(err, STATUS_FORBIDDEN, "not_in_charge", NULL,
                      "only a unit_head or dispatcher of the office may do that to the task \"%s\"",
                      hand->task.form);
}

static int take(struct turn *turn, struct task_hand *hand, struct err *err)
{
    int rc = task_take(turn, hand, err);
    return rc == 0 ? task_refuse_stale(turn, hand, err) : rc;
}

/* The reason may name a citizen: it goes to the vault, into row and task by its handle. */
static int take_reason(struct turn *turn, struct task_hand *hand, bool is_needed, struct err *err)
{
    struct value *clean;
    int rc = accept_own_form(turn, is_needed ? OWN_FORM_REASON : OWN_FORM_NOTE, NULL,
                             turn->event->act->data, &clean, err);
    if (rc == 0)
        value_put(turn->arena, turn->event_value, "reason",
                  value_copy(turn->arena, value_get(clean, "reason")));
    (void)hand;
    return rc;
}

static void put_back(struct turn *turn, struct task_hand *hand)
{
    struct arena *arena = turn->arena;
    value_put(arena, turn->event_value, "to", value_string(arena, hand->act.person));
    task_put_back(turn, hand);
    turn->skips_hearing = true;
}

/* Who gets a task hears of it, unless he took it himself. A host that cannot tell him has the task
 * in his list all the same. */
static void tell_assignee(struct turn *turn, const struct task *task)
{
    struct arena *arena = turn->arena;
    const struct value *forms =
        turn->cf->workflow ? value_get(turn->cf->workflow->model, "forms") : &value_nil;
    const struct value *form = value_get(forms, task->form);
    struct value *text = value_map(arena), *told;
    struct err ignored = {0};
    const char *by = turn_by(turn);

    if (!task->assignee || (by && strcmp(by, task->assignee) == 0))
        return;
    value_put(arena, text, "zh",
              value_string(arena, arena_printf(arena, "案件%.*s的任务“%s”交您办理。",
                                               SLICE_ARG(turn->cf->row.number),
                                               value_text_or(value_get(form, "zh"), task->form))));
    value_put(arena, text, "en",
              value_string(arena, arena_printf(arena, "The task \"%s\" of case %.*s is yours now.",
                                               value_text_or(value_get(form, "en"), task->form),
                                               SLICE_ARG(turn->cf->row.number))));
    struct notice_request notice = {
        .name = "task_assigned",
        .key = arena_printf(arena, "assigned/%s", task_label(arena, task)),
        .text = text,
        .to = value_string(arena, task->assignee),
    };
    if (notice_send(turn, &notice, &told, &ignored) == 0)
        value_put(arena, turn->event_value, "told", told);
}

int accept_assign(struct turn *turn, struct err *err)
{
    struct task_hand hand;
    int rc = take(turn, &hand, err);
    if (rc == 0)
        rc = check_leads(&hand, err);
    if (rc == 0)
        rc = task_find_person(turn, &hand, false, err);
    if (rc == 0) /* from one to another only for a reason */
        rc = take_reason(turn, &hand, hand.task.status == TASK_CLAIMED, err);
    if (rc == 0)
        rc = task_assign(&hand.task, &hand.act, err);
    if (rc != 0)
        return rc;
    put_back(turn, &hand);
    tell_assignee(turn, &hand.task);
    return 0;
}

int accept_delegate(struct turn *turn, struct err *err)
{
    struct task_hand hand;
    int rc = take(turn, &hand, err);
    hand.act.is_for_good = turn->event->act->is_for_good;
    if (rc == 0)
        rc = task_has_it(&hand.task, hand.act.actor, err);
    if (rc == 0)
        rc = task_find_person(turn, &hand, true, err);
    if (rc == 0)
        rc = take_reason(turn, &hand, false, err);
    if (rc == 0)
        rc = task_delegate(&hand.task, &hand.act, err);
    if (rc != 0)
        return rc;
    value_put(turn->arena, turn->event_value, "for_good",
              value_bool(turn->arena, hand.act.is_for_good));
    put_back(turn, &hand);
    tell_assignee(turn, &hand.task);
    return 0;
}

/* ---- marks ----------------------------------------------------------------------------------- */

static int mark_follow_up(struct turn *turn, struct task_hand *hand, const struct value *given,
                          struct err *err)
{
    const char *day = value_get_text(given, "follow_up");
    int32_t date;

    if (!day)
        return 0;
    if (!hand->task.assignee || !actor_is_or_covers(hand->act.actor, hand->task.assignee))
        return err_set(err, STATUS_FORBIDDEN,
                       "only who has the task \"%s\" says when to see it again", hand->task.form);
    if (day[0] && !date_from_text(slice_of(day), &date))
        return err_set_at(err, STATUS_INVALID, "not_a_date", NULL,
                          "follow_up is a date like 2026-02-10, or empty to take it away.");
    hand->task.follow_up = day[0] ? day : NULL;
    value_put(turn->arena, turn->event_value, "follow_up", value_string(turn->arena, day));
    return 0;
}

static int mark_priority(struct turn *turn, struct task_hand *hand, const struct value *given,
                         struct err *err)
{
    const char *word = value_get_text(given, "priority");

    if (!word)
        return 0;
    int rc = check_leads(hand, err);
    if (rc == 0 && !task_set_priority(&hand->task, word))
        rc = err_set_at(err, STATUS_INVALID, "not_a_choice", NULL,
                        "priority is normal, high or urgent.");
    if (rc == 0)
        value_put(turn->arena, turn->event_value, "priority", value_string(turn->arena, word));
    return rc;
}

int accept_mark(struct turn *turn, struct err *err)
{
    const struct value *given = turn->event->act->data;
    struct task_hand hand;
    int rc = take(turn, &hand, err);
    if (rc == 0 && task_is_ended(&hand.task))
        rc = task_may_complete(&hand.task, hand.act.actor, err);
    if (rc == 0)
        rc = mark_follow_up(turn, &hand, given, err);
    if (rc == 0)
        rc = mark_priority(turn, &hand, given, err);
    if (rc != 0)
        return rc;
    struct value *more = value_map(turn->arena);
    value_put(turn->arena, more, "follow_up",
              value_copy(turn->arena, value_get(given, "follow_up")));
    value_put(turn->arena, more, "priority", value_copy(turn->arena, value_get(given, "priority")));
    hand.task.at_ms = turn->at;
    task_note_change(&hand.task, &hand.act, "marked", more);
    task_put_back(turn, &hand);
    turn->skips_hearing = true;
    return 0;
}
