/* accept_time.c - what falls due: a sleep, a clock, a step of a clock's ladder. The timer names the
 * row and the due time it was set for; a row that is gone or has moved means that nobody wants it
 * any more. A clock has one timer, for whichever of its steps and its falling due is first; each
 * turn takes one of them, so they come in their order whatever the host was late by. */
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/accept.h"
#include "engine/climb.h"
#include "engine/command.h"
#include "engine/dispatches.h"
#include "engine/handoff.h"
#include "engine/inside.h"
#include "engine/tasks.h"

struct value *expired_answer(struct turn *turn)
{
    struct value *answer = value_map(turn->arena);
    value_put(turn->arena, answer, "outcome", value_string(turn->arena, "expired"));
    return answer;
}

static int due_sleep(struct turn *turn, struct part *wait)
{
    struct value *ended = value_map(turn->arena);

    if (wait_left_due(turn, wait))
        return 0;
    value_put(turn->arena, ended, "outcome", value_string(turn->arena, "due"));
    turn_note_done(turn, "wait", wait->key, "due");
    wait_end(turn, wait, ended, false, false);
    return 0;
}

/* The tasks of a command expire with its waiting; what was answered before stays. */
static void expire_tasks(struct turn *turn, const char *command, struct value *given)
{
    struct part *part;
    struct err ignored = {0};

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct task task;
        if (task_of_part(turn, part, &task, &ignored) != 0 || strcmp(task.command, command) != 0 ||
            task_is_ended(&task) || task_expire(&task, turn->at, &ignored) != 0)
            continue;
        if (given) {
            struct value *answer = expired_answer(turn);
            if (task.row)
                value_put(turn->arena, answer, "row", value_row(turn->arena, slice_of(task.row)));
            value_put(turn->arena, given, arena_printf(turn->arena, "%d", task.index), answer);
        }
        task_note(turn, &task);
        own_clock_drop(turn, task.due);
        task_keep(turn, part, &task);
    }
}

static void expire_wait(struct turn *turn, struct part *wait, struct value *body)
{
    struct arena *arena = turn->arena;
    const char *command = arena_copy(arena, wait->key).bytes;
    own_clock_drop(turn, value_get_text(body, "expires"));
    int64_t count = value_get_int(body, "count", -1);
    struct value *given = NULL, *value;

    if (count >= 0) {
        given = value_get(body, "answers");
        if (value_is_nil(given))
            given = value_map(arena);
    }
    dispatch_wait_cancelled(turn, body);
    expire_tasks(turn, command, given);
    if (given) {
        value = value_list(arena);
        for (int64_t i = 0; i < count; i++)
            value_push(arena, value, value_get(given, arena_printf(arena, "%lld", (long long)i)));
    } else if (!(value = handoff_expired(turn, body))) {
        value = expired_answer(turn);
    }
    turn_note_done(turn, "wait", slice_of(command), "expired");
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(command)), value, false, false);
}

void wait_expire(struct turn *turn, struct part *wait)
{
    struct value *body;
    struct err ignored = {0};
    if (canon_read(turn->arena, wait->body, &body, &ignored) == 0)
        expire_wait(turn, wait, body);
}

static bool waits_for_clock(const struct value *body, const struct clock *clock)
{
    const char *row = value_get_text(body, "row");
    return value_is_text(value_get(body, "verb"), "await_clock") &&
           value_is_text(value_get(body, "name"), clock->id) &&
           (!row || strcmp(row, clock->row) == 0);
}

struct value *clock_news_value(struct turn *turn, const struct clock *clock)
{
    struct arena *arena = turn->arena;
    struct value *news = value_map(arena);
    struct due due;

    clock_due(clock, turn_clock_calendar(turn, clock), &due);
    value_put(arena, news, "outcome", value_string(arena, "due"));
    value_put(arena, news, "due", date_value(arena, due.date));
    if (clock->row && *clock->row)
        value_put(arena, news, "row", value_row(arena, slice_of(clock->row)));
    return news;
}

/* Everything that waits for this clock: `expires` of waits, and one await_clock. */
static void end_waits_of_clock(struct turn *turn, const char *key, struct clock *clock)
{
    struct told_wait *told;
    struct part *wait;
    struct err ignored = {0};
    size_t count = waits_told(turn, &told);

    for (size_t i = 0; i < count; i++) {
        if (!(wait = wait_still_open(turn, &told[i])))
            continue;
        if (value_is_text(value_get(told[i].body, "expires"), key))
            expire_wait(turn, wait, told[i].body);
        else if (waits_for_clock(told[i].body, clock) && clock_has_news(clock) &&
                 clock_hand_over(clock, turn->at, &ignored) == 0) {
            wait_remember(turn, wait, "handed", key);
            wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, told[i].key),
                     clock_news_value(turn, clock), false, false);
        }
    }
}

/* The period is over: marked, and handed to whatever waits for it. */
static int clock_falls(struct turn *turn, const char *key, struct clock *clock, struct err *err)
{
    int rc = clock_fall_due(clock, turn_clock_calendar(turn, clock), turn->at, err);
    if (rc != 0)
        return rc;
    value_put(turn->arena, turn->event_value, "clock", value_string(turn->arena, key));
    turn_note_done(turn, "clock", slice_of(key), "due");
    end_waits_of_clock(turn, key, clock);
    return 0;
}

/* Which is first: a step of the ladder, or the falling due? Of two at one moment the falling due.
 */
static bool step_is_first(struct turn *turn, const struct clock *clock, struct ladder_step *step)
{
    struct due due;

    if (!ladder_next(clock, turn_clock_calendar(turn, clock), step))
        return false;
    clock_due(clock, turn_clock_calendar(turn, clock), &due);
    return clock_is_marked(clock) || step->fires_ms < due.at_ms;
}

static int due_clock(struct turn *turn, struct part *part, struct err *err)
{
    const char *key = arena_copy(turn->arena, part->key).bytes;
    struct clock clock;
    struct ladder_step step;
    int rc = clock_of_part(turn, part, &clock, err);
    if (rc != 0)
        return rc;
    if (!step_is_first(turn, &clock, &step))
        rc = clock_falls(turn, key, &clock, err);
    else if (step.fires_ms > turn->at)
        rc = STATUS_CONFLICT;
    else
        rc = climb_step(turn, key, &clock, &step, err);
    if (rc == STATUS_CONFLICT) { /* it has moved: nobody wants this timer */
        err_clear(err);
        turn->is_idle = true;
        return 0;
    }
    if (rc != 0)
        return rc;
    if (strchr(key, '@') && !parts_find(&turn->cf->parts, PART_CLOCK, slice_of(key)))
        return 0; /* it ended with its wait */
    clock_keep(turn, key, &clock);
    return 0;
}

/* What this timer stands for: what it was set for, or what of the case fell due before that. A
 * clock that was due twice while the host was off has its second timer set only after the first,
 * behind those of others. What a timer was set for and does not take is written again, and with it
 * the timer is set anew. A life that is told again fires in the order of its record. */
static struct part *first_due(struct turn *turn)
{
    static const enum part_kind kinds[] = {PART_WAIT, PART_CLOCK, PART_DISPATCH, PART_PLACE};
    const struct event *event = turn->event;
    struct parts *parts = &turn->cf->parts;
    struct part *own = parts_find(parts, event->part_kind, slice_of(event->key)), *first, *part;

    if (own && own->due_ms != event->due_ms)
        own = NULL; /* moved, or gone: nobody wants it any more */
    first = own;
    int64_t before = own ? own->due_ms - 1 : turn->at;
    for (size_t k = 0; !turn->engine->telling && k < sizeof kinds / sizeof *kinds; k++)
        for (size_t i = 0; (part = parts_next(parts, kinds[k], &i));)
            if (part->due_ms != 0 && part->due_ms <= before) {
                first = part;
                before = part->due_ms - 1;
            }
    if (own && first != own) {
        struct part again = *own;
        parts_put(parts, &again);
    }
    return first;
}

int accept_due(struct turn *turn, struct err *err)
{
    struct part *part = first_due(turn);

    if (!part || turn->cf->row.status == CASE_CLOSED) {
        turn->is_idle = true;
        return 0;
    }
    if (turn->at < part->due_ms)
        turn->at = part->due_ms;
    turn->is_outside = part->due_ms > turn->cf->hop_at; /* else it waited for the past */
    value_put(turn->arena, turn->event_value, "of", value_text(turn->arena, part->key));
    if (part->kind == PART_WAIT)
        return due_sleep(turn, part);
    if (part->kind == PART_DISPATCH || part->kind == PART_PLACE)
        return due_dispatch(turn, part, err);
    return due_clock(turn, part, err);
}
