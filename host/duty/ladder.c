/* ladder.c - which step comes next, and when (ladder.h).
 *
 * L1. A step is taken once: its number is in the ledger, and only higher ones may follow.
 * L2. A step is never due before the one in front of it was due: of two moments out of order the
 *     later one counts.
 * L3. Nothing here keeps a moment: it is computed from the clock, and what was taken keeps in its
 *     entry the moment it was for.
 *
 * `acknowledge = DURATION` of a step says how long those it told have to say that they have seen
 * it. If nobody does, the next step is due then, however far its own moment may be; if there was
 * nobody to tell, it is due at once: waiting for nobody helps nobody. A step without a moment of
 * its own is for that case only, and is passed over once the step before it was acknowledged.
 *
 * To add a way to place a step: a branch in ladder_moment.
 */
#include "duty/ladder.h"

#include <assert.h>
#include <stdlib.h>

#include "base/wallclock.h"
#include "duty/clock_period.h"

static const char *const state_words[] = {
    [LADDER_NONE] = "none",       [LADDER_CLIMBING] = "climbing",   [LADDER_HELD] = "held",
    [LADDER_WAITING] = "waiting", [LADDER_WITHDRAWN] = "withdrawn", [LADDER_CLIMBED] = "climbed",
    [LADDER_OVER] = "over",
};

const char *ladder_state_word(enum ladder_state state)
{
    return state_words[state];
}

static const struct value *steps_of(const struct clock *clock)
{
    return value_get(clock->ladder, "steps");
}

/* ---- a share of the period ---- */

enum { DAYS_KEPT_MOST = 4096, BLUE_PERCENT = 25 };

/* The walk over a period, remembered: which days counted, or which stretches of hours did not. */
struct walk {
    int32_t days[DAYS_KEPT_MOST]; /* the last ones that counted, as a ring */
    int64_t day_count;
    struct {
        int64_t from, until;
    } gaps[CLOCK_LEDGER_MAX];
    size_t gap_count;
    int64_t start_ms;
};

static void on_period_step(void *owner, const struct period_step *step)
{
    struct walk *walk = owner;
    if (step->kind == STEP_START)
        walk->start_ms = step->at_ms;
    else if (step->kind == STEP_COUNTED)
        walk->days[walk->day_count++ % DAYS_KEPT_MOST] = step->date;
    else if (step->kind == STEP_STOPPED && step->until_ms > step->at_ms &&
             walk->gap_count < CLOCK_LEDGER_MAX) {
        walk->gaps[walk->gap_count].from = step->at_ms;
        walk->gaps[walk->gap_count++].until = step->until_ms;
    }
}

/* The start of the day from which on `left` of the days that count are left, that day included. */
static int64_t day_with_left(const struct clock *clock, const struct due *due, struct walk *walk,
                             int64_t percent)
{
    int64_t set_days = 0;
    if (clock->is_set && clock->set_date > clock->start_date)
        set_days = clock->set_date - clock->start_date;
    int64_t left = (walk->day_count + set_days) * percent / 100;
    if (left < 1)
        left = 1;
    if (left <= walk->day_count && left <= DAYS_KEPT_MOST)
        return date_start_ms(walk->days[(walk->day_count - left) % DAYS_KEPT_MOST]);
    if (clock->is_set)
        return date_start_ms(clock->set_date + 1 - (int32_t)(left - walk->day_count));
    return date_start_ms(due->date - (int32_t)left + 1); /* longer than any period: by dates */
}

/* When no more than that share of the time that counts is left. */
static int64_t time_with_left(const struct due *due, const struct walk *walk, int64_t percent)
{
    int64_t total = due->at_ms - walk->start_ms, at = walk->start_ms;
    for (size_t i = 0; i < walk->gap_count; i++)
        total -= walk->gaps[i].until - walk->gaps[i].from;
    int64_t before = total - total / 100 * percent - total % 100 * percent / 100;
    for (size_t i = 0; i < walk->gap_count; i++) {
        if (walk->gaps[i].from - at >= before)
            break;
        before -= walk->gaps[i].from - at;
        at = walk->gaps[i].until;
    }
    return at + before;
}

static int64_t moment_of_share(const struct clock *clock, const struct calendar *calendar,
                               const struct due *due, int64_t percent)
{
    struct walk *walk = mem_zero(sizeof *walk); /* 24 KiB: too much for a stack */
    struct period_visitor visitor = {.visit = on_period_step, .owner = walk};
    struct due again;
    period_walk(clock, calendar, &visitor, &again);
    int64_t at = clock_is_days(clock) ? day_with_left(clock, due, walk, percent)
                                      : time_with_left(due, walk, percent);
    free(walk);
    return at;
}

/* ---- before and after the due time ---- */

/* The n-th working day before `date`. */
static int32_t workdays_before(const struct calendar *calendar, int32_t date, int64_t n)
{
    while (n > 0)
        n -= calendar_is_working(calendar, --date, NULL);
    return date;
}

/* `by` before (sign -1) or after the due time. Of hours and minutes: from the very end. Of days: of
 * a period of days from its last day; of a period of hours from its last date, same time of day. */
static int64_t moment_away(const struct clock *clock, const struct calendar *calendar,
                           const struct due *due, struct duration by, int sign)
{
    if (!duration_is_days(by))
        return due->at_ms + sign * duration_ms(by);
    int32_t date;
    if (sign > 0)
        date = calendar_add(calendar, due->date, by, NULL);
    else if (by.unit == DUR_WORKDAY)
        date = workdays_before(calendar, due->date, by.n);
    else
        date = due->date - (int32_t)by.n;
    int64_t into_day = clock_is_days(clock) ? 0 : due->at_ms - date_start_ms(due->date);
    return date_start_ms(date) + into_day;
}

/* "25%": 25; -1 for anything else. */
static int64_t percent_of(const struct value *left)
{
    const char *text = left->type == VALUE_TEXT ? left->text.bytes : "";
    char *end;
    long percent = strtol(text, &end, 10);
    return end != text && strcmp(end, "%") == 0 && percent > 0 && percent < 100 ? percent : -1;
}

static bool moment_by(const struct clock *clock, const struct calendar *calendar,
                      const struct due *due, const struct value *terms, int64_t *at_ms)
{
    const struct value *left = value_get(terms, "left"), *late = value_get(terms, "late");
    struct duration by;
    struct err ignored = {0};

    if (percent_of(left) > 0)
        *at_ms = moment_of_share(clock, calendar, due, percent_of(left));
    else if (duration_from_value(left, &by, &ignored) == 0)
        *at_ms = moment_away(clock, calendar, due, by, -1);
    else if (duration_from_value(late, &by, &ignored) == 0)
        *at_ms = moment_away(clock, calendar, due, by, 1);
    else if (value_is_text(value_get(terms, "at"), "due"))
        *at_ms = clock_is_days(clock) ? date_start_ms(due->date) : due->at_ms;
    else
        return false;
    return true;
}

bool ladder_moment(const struct clock *clock, const struct calendar *calendar,
                   const struct value *terms, int64_t *at_ms)
{
    struct due due;
    clock_due(clock, calendar, &due);
    return due.has_date && moment_by(clock, calendar, &due, terms, at_ms);
}

/* ---- the next step ---- */

static const struct ledger_entry *last_taken(const struct clock *clock)
{
    return clock_entry(clock, LEDGER_STEPPED, 0);
}

/* Those told by the step in front did not answer in time, or there were none. */
static bool moment_unanswered(const struct value *front, const struct ledger_entry *taken,
                              const struct calendar *calendar, int64_t *at_ms)
{
    const struct value *asked = value_get(front, "acknowledge");
    struct duration wait;
    struct err ignored = {0};
    bool has_limit = duration_from_value(asked, &wait, &ignored) == 0;

    if (!has_limit && !value_bool_or(asked, false))
        return false;
    if (value_get_bool(taken->detail, "nobody", false))
        *at_ms = taken->at_ms;
    else if (has_limit && duration_is_days(wait))
        *at_ms = date_start_ms(calendar_add(calendar, date_of(taken->at_ms), wait, NULL) + 1);
    else if (has_limit)
        *at_ms = taken->at_ms + duration_ms(wait);
    return has_limit || value_get_bool(taken->detail, "nobody", false);
}

/* When the step of that index is due, behind what was taken last; false: never, or not now. */
static bool moment_of_next(const struct clock *clock, const struct calendar *calendar,
                           const struct due *due, size_t index, int64_t *at_ms)
{
    const struct value *steps = steps_of(clock);
    const struct ledger_entry *taken = last_taken(clock);
    int64_t own, unanswered;
    bool has_own = moment_by(clock, calendar, due, value_item(steps, index), &own);
    bool is_hurried = taken && (size_t)taken->number == index &&
                      !clock_entry(clock, LEDGER_ACKNOWLEDGED, taken->number) &&
                      moment_unanswered(value_item(steps, index - 1), taken, calendar, &unanswered);

    for (size_t i = 0; has_own && i < index; i++) { /* L2 */
        int64_t front;
        if (moment_by(clock, calendar, due, value_item(steps, i), &front) && front > own)
            own = front;
    }
    if (!has_own && !is_hurried)
        return false;
    *at_ms = !has_own || (is_hurried && unanswered < own) ? unanswered : own;
    return true;
}

/* Nothing is to come of it by what its ledger says. */
static bool is_at_rest(const struct clock *clock)
{
    return value_len(steps_of(clock)) == 0 || clock_is_stopped(clock) ||
           clock_entry(clock, LEDGER_WITHDRAWN, 0);
}

bool ladder_next(const struct clock *clock, const struct calendar *calendar,
                 struct ladder_step *out)
{
    const struct value *steps = steps_of(clock);
    const struct ledger_entry *taken = last_taken(clock), *held;
    struct due due;
    size_t index = taken ? (size_t)taken->number : 0;

    if (is_at_rest(clock) || index >= value_len(steps))
        return false;
    clock_due(clock, calendar, &due);
    if (!due.has_date)
        return false;
    while (index < value_len(steps) && !moment_of_next(clock, calendar, &due, index, &out->at_ms))
        index++; /* it was for the case that nobody answers */
    if (index >= value_len(steps))
        return false;
    out->number = (int32_t)index + 1;
    out->terms = value_item(steps, index);
    out->name = value_text_or(value_get(out->terms, "name"), "");
    held = clock_entry(clock, LEDGER_HELD, 0);
    out->fires_ms = held && held->from_ms > out->at_ms ? held->from_ms : out->at_ms;
    return true;
}

enum ladder_state ladder_state(const struct clock *clock, const struct calendar *calendar,
                               int64_t now_ms)
{
    const struct ledger_entry *held = clock_entry(clock, LEDGER_HELD, 0);
    struct ladder_step next;
    struct due due;

    if (value_len(steps_of(clock)) == 0)
        return LADDER_NONE;
    if (clock_entry(clock, LEDGER_WITHDRAWN, 0))
        return LADDER_WITHDRAWN;
    if (clock_is_stopped(clock))
        return LADDER_OVER;
    clock_due(clock, calendar, &due);
    if (!due.has_date)
        return LADDER_WAITING;
    if (!ladder_next(clock, calendar, &next))
        return LADDER_CLIMBED;
    return held && held->from_ms > now_ms ? LADDER_HELD : LADDER_CLIMBING;
}

/* ---- acts ---- */

int ladder_take(struct clock *clock, const struct calendar *calendar,
                const struct ladder_step *step, const struct ladder_act *act, struct err *err)
{
    struct ladder_step next;

    if (!ladder_next(clock, calendar, &next) || next.number != step->number ||
        next.fires_ms > act->now_ms)
        return err_set(err, STATUS_CONFLICT, "clock %s: the step is not due (any more)", clock->id);
    return clock_record(clock,
                        &(struct ledger_entry){.kind = LEDGER_STEPPED,
                                               .number = next.number,
                                               .at_ms = act->now_ms,
                                               .from_ms = next.at_ms,
                                               .detail = act->detail},
                        err);
}

static int check_ladder(const struct clock *clock, struct err *err)
{
    if (value_len(steps_of(clock)) == 0)
        return err_set_at(err, STATUS_CONFLICT, "no_ladder", NULL, "Clock %s has no ladder.",
                          clock->id);
    if (clock_entry(clock, LEDGER_WITHDRAWN, 0))
        return err_set_at(err, STATUS_CONFLICT, "ladder_withdrawn", NULL,
                          "The ladder of clock %s was withdrawn before.", clock->id);
    return 0;
}

int ladder_acknowledge(struct clock *clock, int32_t number, const struct ladder_act *act,
                       struct err *err)
{
    const struct ledger_entry *taken = clock_entry(clock, LEDGER_STEPPED, number);
    int rc = check_ladder(clock, err);

    if (rc == 0 && !taken)
        rc = err_set_at(err, STATUS_CONFLICT, "nothing_to_acknowledge", NULL,
                        "No such step of the ladder of clock %s has been taken.", clock->id);
    if (rc < 0)
        return rc;
    if (clock_entry(clock, LEDGER_ACKNOWLEDGED, taken->number))
        return err_set_at(err, STATUS_CONFLICT, "acknowledged", NULL,
                          "This step was acknowledged before; the first one stays.");
    return clock_record(clock,
                        &(struct ledger_entry){.kind = LEDGER_ACKNOWLEDGED,
                                               .number = taken->number,
                                               .at_ms = act->now_ms,
                                               .detail = act->detail},
                        err);
}

int ladder_hold(struct clock *clock, const struct ladder_act *act, struct err *err)
{
    int rc = check_ladder(clock, err);

    if (rc < 0)
        return rc;
    if (act->until_ms <= act->now_ms)
        return err_set(err, STATUS_INVALID, "A ladder is held until a later date.");
    return clock_record(clock,
                        &(struct ledger_entry){.kind = LEDGER_HELD,
                                               .at_ms = act->now_ms,
                                               .from_ms = act->until_ms,
                                               .detail = act->detail},
                        err);
}

int ladder_withdraw(struct clock *clock, const struct ladder_act *act, struct err *err)
{
    int rc = check_ladder(clock, err);

    if (rc < 0)
        return rc;
    return clock_record(clock,
                        &(struct ledger_entry){
                            .kind = LEDGER_WITHDRAWN, .at_ms = act->now_ms, .detail = act->detail},
                        err);
}

/* ---- lights ---- */

const char *clock_light(const struct clock *clock, const struct calendar *calendar, int64_t now_ms)
{
    struct due due;
    int64_t blue;

    if (clock_is_stopped(clock))
        return NULL;
    clock_due(clock, calendar, &due);
    if (!due.has_date)
        return "paused";
    if (now_ms >= due.at_ms)
        return "red";
    if (date_of(now_ms) >= due.date)
        return "yellow";
    blue = moment_of_share(clock, calendar, &due, BLUE_PERCENT);
    int64_t last = date_start_ms(workdays_before(calendar, due.date, 1));
    return now_ms >= blue || (clock_is_days(clock) && now_ms >= last) ? "blue" : "green";
}

/* ---- showing ---- */

static void put_time(struct arena *arena, struct value *map, const char *name, int64_t at_ms)
{
    char text[40];
    value_put(arena, map, name, value_string(arena, time_to_text(at_ms, text)));
}

static struct value *step_to_show(struct arena *arena, const struct clock *clock,
                                  const struct calendar *calendar, size_t index)
{
    const struct value *terms = value_item(steps_of(clock), index);
    int32_t number = (int32_t)index + 1;
    const struct ledger_entry *taken = clock_entry(clock, LEDGER_STEPPED, number),
                              *last = last_taken(clock);
    struct value *map = value_map(arena);
    int64_t at;

    value_put(arena, map, "name", value_copy(arena, value_get(terms, "name")));
    if (taken) {
        put_time(arena, map, "at", taken->from_ms);
        put_time(arena, map, "taken", taken->at_ms);
    } else if (ladder_moment(clock, calendar, terms, &at))
        put_time(arena, map, "at", at);
    bool is_passed = !taken && last && last->number > number;
    bool is_seen = taken && clock_entry(clock, LEDGER_ACKNOWLEDGED, number);
    value_put(arena, map, "state",
              value_string(arena, is_seen     ? "acknowledged"
                                  : taken     ? "taken"
                                  : is_passed ? "passed over"
                                              : "to come"));
    return map;
}

struct value *ladder_to_show(struct arena *arena, const struct clock *clock,
                             const struct calendar *calendar, int64_t now_ms)
{
    struct value *map = value_map(arena), *steps = value_list(arena);
    const struct ledger_entry *held = clock_entry(clock, LEDGER_HELD, 0);
    enum ladder_state state = ladder_state(clock, calendar, now_ms);
    struct ladder_step next;

    value_put(arena, map, "name", value_copy(arena, value_get(clock->ladder, "name")));
    value_put(arena, map, "state", value_string(arena, state_words[state]));
    if (ladder_next(clock, calendar, &next)) {
        value_put(arena, map, "next", value_string(arena, next.name));
        put_time(arena, map, "next_at", next.fires_ms);
    }
    if (state == LADDER_HELD)
        put_time(arena, map, "held_until", held->from_ms);
    for (size_t i = 0; i < value_len(steps_of(clock)); i++)
        value_push(arena, steps, step_to_show(arena, clock, calendar, i));
    value_put(arena, map, "steps", steps);
    return map;
}
