/* clock_period.c - when a period ends: the time arithmetic of the domain, exactly.
 *
 * A period is a list of *stretches*: the budget, then each extension in the order granted. Pauses
 * and excluded days become *spans*, half-open, of dates for a period of days and of milliseconds
 * for one of hours; an open pause is a span without end, and whatever would have to pass it is
 * held.
 *
 * Days. The walk stands on the start day and goes on day by day. A day in a span does not count; of
 * a wd stretch a day off does not either. The last day counted is the unrolled last day; an
 * extension goes on from there. A citizen's last day then moves, once, to the next working day
 * outside all spans. An office's does not move.
 *
 * Hours. One sum of all stretches runs from the start instant through everything but the spans.
 *
 * Opening hours. The same sum, but it passes only while the office is open (calendar_hours); an
 * office that does not open any more gives no date and says so, and no search is endless.
 *
 * P1. Only the union of spans counts, so the order of the ledger does not (stretches are taken by
 *     their number).
 * P2. A period that is over before a span begins does not see it.
 * P3. The status of a day is looked up only where it decides; only then it can make the result
 *     provisional. In a wd stretch that is every day of it, also one in a span; of opening hours
 *     every day from the first to the last.
 * P4. A date that was set is not computed: it neither rolls nor pauses. Extended, it is a period.
 *
 * To add a kind of ledger entry that moves a due date: a case in spans_collect, or a stretch.
 */
#include "duty/clock_period.h"

#include <assert.h>
#include <stdlib.h>

#include "base/wallclock.h"

/* Half-open; of dates or of milliseconds. */
struct span {
    int64_t from, until;
};

struct period {
    const struct clock *clock;
    const struct calendar *calendar;
    const struct period_visitor *visitor;
    struct due *out;
    int64_t open_from; /* of the first pause without end; INT64_MAX: none */
    struct span spans[CLOCK_LEDGER_MAX];
    size_t span_count;
};

bool clock_is_days(const struct clock *clock)
{
    return clock->is_set || duration_is_days(clock->within);
}

bool clock_is_open_hours(const struct clock *clock)
{
    return !clock->is_set && clock->within.unit == DUR_OPEN_HOUR;
}

static void step_tell(const struct period *period, struct period_step step)
{
    if (period->visitor)
        period->visitor->visit(period->visitor->owner, &step);
}

/* --- spans ----------------------------------------------------------------------------------- */

static const struct ledger_entry *resume_find(const struct clock *clock, int32_t number)
{
    for (size_t i = 0; i < clock->ledger_len; i++)
        if (clock->ledger[i].kind == LEDGER_RESUMED && clock->ledger[i].number == number)
            return &clock->ledger[i];
    return NULL;
}

/* An instant in the period's own measure. */
static int64_t measure(const struct clock *clock, int64_t at_ms)
{
    return clock_is_days(clock) ? date_of(at_ms) : at_ms;
}

static void span_add(struct period *period, int64_t from, int64_t until)
{
    if (from < until)
        period->spans[period->span_count++] = (struct span){.from = from, .until = until};
}

static void pause_add(struct period *period, const struct ledger_entry *pause)
{
    int64_t from = measure(period->clock, pause->from_ms);
    const struct ledger_entry *resume = resume_find(period->clock, pause->number);
    if (resume)
        span_add(period, from, measure(period->clock, resume->from_ms));
    else if (from < period->open_from)
        period->open_from = from;
}

static int span_compare(const void *a, const void *b)
{
    int64_t left = ((const struct span *)a)->from, right = ((const struct span *)b)->from;
    return (left > right) - (left < right);
}

static void spans_collect(struct period *period)
{
    const struct clock *clock = period->clock;
    assert(clock->ledger_len <= CLOCK_LEDGER_MAX);
    period->open_from = INT64_MAX;
    for (size_t i = 0; i < clock->ledger_len; i++) {
        const struct ledger_entry *entry = &clock->ledger[i];
        if (entry->kind == LEDGER_PAUSED)
            pause_add(period, entry);
        else if (entry->kind == LEDGER_EXCLUDED && clock_is_days(clock))
            span_add(period, entry->from_date, (int64_t)entry->to_date + 1);
        else if (entry->kind == LEDGER_EXCLUDED)
            span_add(period, date_start_ms(entry->from_date), date_start_ms(entry->to_date + 1));
    }
    qsort(period->spans, period->span_count, sizeof period->spans[0], span_compare);
}

/* Is the date in a span? Spans are sorted, so the first that begins later ends the search. */
static bool date_is_stopped(const struct period *period, int32_t date)
{
    for (size_t i = 0; i < period->span_count && period->spans[i].from <= date; i++)
        if (date < period->spans[i].until)
            return true;
    return false;
}

/* --- extensions ------------------------------------------------------------------------------ */

/* The extension of that number, from 1; NULL beyond the last. */
static const struct ledger_entry *extension_find(const struct clock *clock, int32_t number)
{
    for (size_t i = 0; i < clock->ledger_len; i++)
        if (clock->ledger[i].kind == LEDGER_EXTENDED && clock->ledger[i].number == number)
            return &clock->ledger[i];
    return NULL;
}

/* --- days ------------------------------------------------------------------------------------ */

/* Does the day count for this owner? Notes what is not known about it (P3). */
static bool day_look_up(struct period *period, int32_t date)
{
    struct calendar_day day = calendar_get_day(period->calendar, date);
    period->out->is_provisional |= !day.is_known;
    period->out->is_not_loaded |= !day.is_listed;
    return period->clock->owner == CLOCK_CITIZEN ? day.is_public : day.is_working;
}

/* Says what became of this day in a stretch. */
static enum period_step_kind day_count(struct period *period, int32_t date, struct duration length)
{
    bool is_off = length.unit == DUR_WORKDAY && !day_look_up(period, date);
    if (date_is_stopped(period, date))
        return STEP_STOPPED;
    return is_off ? STEP_DAY_OFF : STEP_COUNTED;
}

/* Moves *date to the last day of the stretch; false if an open pause holds it. */
static bool stretch_walk(struct period *period, struct duration length, int32_t *date)
{
    for (int64_t count = 0; count < length.n;) {
        ++*date;
        if (*date >= period->open_from) {
            step_tell(period, (struct period_step){.kind = STEP_HELD, .date = *date});
            return false;
        }
        enum period_step_kind kind = day_count(period, *date, length);
        count += kind == STEP_COUNTED;
        step_tell(period, (struct period_step){
                              .kind = kind, .date = *date, .count = count, .length = length});
    }
    return true;
}

/* Moves a citizen's last day; false if an open pause holds it. */
static bool date_roll(struct period *period, int32_t *date)
{
    for (;; ++*date) {
        if (*date >= period->open_from) {
            step_tell(period, (struct period_step){.kind = STEP_HELD, .date = *date});
            return false;
        }
        bool is_working = day_look_up(period, *date);
        if (is_working && !date_is_stopped(period, *date))
            return true;
        step_tell(period, (struct period_step){.kind = STEP_ROLLED, .date = *date});
    }
}

static bool extensions_walk(struct period *period, int32_t *date)
{
    const struct ledger_entry *extension;
    for (int32_t number = 1; (extension = extension_find(period->clock, number)); number++) {
        step_tell(period, (struct period_step){
                              .kind = STEP_EXTENDED, .date = *date, .length = extension->length});
        if (!stretch_walk(period, extension->length, date))
            return false;
    }
    return true;
}

static bool days_walk(struct period *period)
{
    const struct clock *clock = period->clock;
    int32_t date = clock->is_set ? clock->set_date : clock->start_date;
    step_tell(period, (struct period_step){.kind = clock->is_set ? STEP_SET : STEP_START,
                                           .date = date,
                                           .length = clock->within});
    if (!clock->is_set && !stretch_walk(period, clock->within, &date))
        return false;
    if (!extensions_walk(period, &date))
        return false;
    bool is_period = !clock->is_set || extension_find(clock, 1); /* P4 */
    if (is_period && clock->owner == CLOCK_CITIZEN && !date_roll(period, &date))
        return false;
    period->out->date = date;
    period->out->at_ms = date_start_ms(date + 1);
    return true;
}

/* --- hours and minutes ----------------------------------------------------------------------- */

static int64_t hours_total_ms(const struct period *period)
{
    int64_t total = duration_ms(period->clock->within);
    const struct ledger_entry *extension;
    for (int32_t number = 1; (extension = extension_find(period->clock, number)); number++) {
        total += duration_ms(extension->length);
        step_tell(period, (struct period_step){.kind = STEP_EXTENDED, .length = extension->length});
    }
    return total;
}

static bool hours_walk(struct period *period)
{
    int64_t at = period->clock->start_ms;
    step_tell(period, (struct period_step){
                          .kind = STEP_START, .at_ms = at, .length = period->clock->within});
    int64_t left = hours_total_ms(period);
    for (size_t i = 0; i < period->span_count; i++) {
        struct span span = period->spans[i];
        int64_t from = span.from > at ? span.from : at;
        if (from - at >= left) /* P2 */
            break;
        if (span.until <= at)
            continue;
        if (from >= period->open_from)
            break;
        step_tell(period, (struct period_step){
                              .kind = STEP_STOPPED, .at_ms = from, .until_ms = span.until});
        left -= from - at;
        at = span.until;
    }
    if (left > 0 && period->open_from < at + left) {
        int64_t from = period->open_from > at ? period->open_from : at;
        step_tell(period, (struct period_step){.kind = STEP_HELD, .at_ms = from});
        return false;
    }
    period->out->at_ms = at + left;
    period->out->date = date_of(at + left);
    return true;
}

/* --- opening hours --------------------------------------------------------------------------- */

struct open_walk {
    struct period *period;
    int64_t at, left, total;
};

/* The first instant from `at` on that lies in no span. */
static int64_t after_stops(const struct period *period, int64_t at)
{
    for (size_t i = 0; i < period->span_count && period->spans[i].from <= at; i++)
        if (at < period->spans[i].until)
            at = period->spans[i].until; /* sorted by from: one that begins earlier was seen */
    return at;
}

static int64_t next_stop(const struct period *period, int64_t at)
{
    for (size_t i = 0; i < period->span_count; i++)
        if (period->spans[i].from > at)
            return period->spans[i].from;
    return INT64_MAX;
}

/* Passes one span of a day's opening; false if an open pause holds it. */
static bool open_span_pass(struct open_walk *walk, int64_t from, int64_t until)
{
    struct period *period = walk->period;
    int64_t at = from > walk->at ? from : walk->at;
    while (walk->left > 0 && at < until) {
        int64_t on = after_stops(period, at);
        if (on > at) {
            int64_t back = on < until ? on : until;
            step_tell(period,
                      (struct period_step){.kind = STEP_STOPPED, .at_ms = at, .until_ms = back});
            at = back;
            continue;
        }
        if (at >= period->open_from) {
            step_tell(period, (struct period_step){.kind = STEP_HELD, .at_ms = at});
            return false;
        }
        int64_t end = next_stop(period, at);
        end = end < period->open_from ? end : period->open_from;
        end = end < until ? end : until;
        end = end - at < walk->left ? end : at + walk->left;
        walk->left -= end - at;
        step_tell(period, (struct period_step){.kind = STEP_OPEN,
                                               .at_ms = at,
                                               .until_ms = end,
                                               .count = walk->total - walk->left});
        at = end;
    }
    walk->at = at > walk->at ? at : walk->at;
    return true;
}

static bool open_day_pass(struct open_walk *walk, int32_t date, const struct open_hours *hours)
{
    for (int i = 0; i < hours->count && walk->left > 0; i++) {
        int64_t from = date_start_ms(date) + (int64_t)hours->spans[i].from * 60000;
        int64_t until = date_start_ms(date) + (int64_t)hours->spans[i].until * 60000;
        if (until > walk->at && !open_span_pass(walk, from, until))
            return false;
    }
    return true;
}

static bool open_walk_pass(struct period *period)
{
    struct open_walk walk = {.period = period, .at = period->clock->start_ms};
    step_tell(period, (struct period_step){
                          .kind = STEP_START, .at_ms = walk.at, .length = period->clock->within});
    walk.left = walk.total = hours_total_ms(period);
    int closed = 0;
    for (int32_t date = date_of(walk.at); walk.left > 0; date++) {
        struct open_hours hours;
        day_look_up(period, date);
        calendar_hours(period->calendar, date, &hours);
        closed = hours.count > 0 ? 0 : closed + 1;
        if (closed >= CALENDAR_CLOSED_DAYS_MAX) {
            period->out->is_never = true;
            step_tell(period, (struct period_step){.kind = STEP_NEVER, .at_ms = walk.at});
            return false;
        }
        if (hours.count == 0)
            step_tell(period, (struct period_step){.kind = STEP_DAY_OFF, .date = date});
        if (!open_day_pass(&walk, date, &hours))
            return false;
    }
    period->out->at_ms = walk.at;
    period->out->date = date_of(walk.at);
    return true;
}

/* --------------------------------------------------------------------------------------------- */

void period_walk(const struct clock *clock, const struct calendar *calendar,
                 const struct period_visitor *visitor, struct due *out)
{
    struct period period;
    period.clock = clock;
    period.calendar = calendar;
    period.visitor = visitor;
    period.out = out;
    period.span_count = 0; /* the spans themselves stay unset: 4 KiB not worth clearing */
    *out = (struct due){.state = clock_state(clock)};
    spans_collect(&period);
    if (clock_is_days(clock))
        out->has_date = days_walk(&period);
    else
        out->has_date = clock_is_open_hours(clock) ? open_walk_pass(&period) : hours_walk(&period);
    if (!out->has_date) {
        out->is_provisional = out->is_not_loaded = false; /* there is no result to doubt */
        return;
    }
    if (out->state == CLOCK_PAUSED)
        out->state = CLOCK_RUNNING;
    step_tell(&period,
              (struct period_step){.kind = STEP_ENDED, .date = out->date, .at_ms = out->at_ms});
}

void clock_due(const struct clock *clock, const struct calendar *calendar, struct due *out)
{
    period_walk(clock, calendar, NULL, out);
}
