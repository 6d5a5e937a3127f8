/* roster.c - who is on duty (roster.h).
 *
 * A shift belongs to the date it begins on. At a moment at most two dates matter: today, and
 * yesterday, whose last shift may run past midnight. Whose turn it is follows from the number of
 * turns since `starts`, which is counted and never stepped: days with shifts (by day), those days
 * times the shifts of a day (by shift), or weeks (by week). Nothing is stored, so nothing drifts,
 * and a change of the list of teams changes what is said of the past too - which nobody asks: who
 * was told is in the journals.
 */
#include "duty/roster.h"

#include "base/wallclock.h"

enum { MINUTE_MS = 60 * 1000, DAY_MINUTES = 24 * 60, WEEK_DAYS = 7 };

static const struct roster_team nobody;

bool period_has(struct staff_period period, int64_t now_ms)
{
    return now_ms >= period.from_ms && (period.until_ms == 0 || now_ms < period.until_ms);
}

static bool has_shifts(const struct roster *roster, int32_t date)
{
    return date >= roster->starts && (roster->days >> date_weekday(date) & 1) != 0;
}

/* Days with shifts in [starts, date). */
static int64_t days_before(const struct roster *roster, int32_t date)
{
    int64_t span = date - roster->starts, per_week = 0, count;

    for (int day = 0; day < WEEK_DAYS; day++)
        per_week += roster->days >> day & 1;
    count = span / WEEK_DAYS * per_week;
    for (int32_t rest = date - (int32_t)(span % WEEK_DAYS); rest < date; rest++)
        count += roster->days >> date_weekday(rest) & 1;
    return count;
}

/* Weeks begin on Monday: the first is that of `starts`. */
static int64_t weeks_before(const struct roster *roster, int32_t date)
{
    int32_t first = roster->starts - date_weekday(roster->starts);
    return (date - first) / WEEK_DAYS;
}

static const struct roster_team *fixed_team(const struct roster *roster, int32_t date)
{
    for (size_t i = roster->fixed_count; i-- > 0;)
        if (roster->fixed[i].date == date)
            return &roster->fixed[i].team;
    return NULL;
}

static struct roster_team team_of_shift(const struct roster *roster, int32_t date, size_t shift)
{
    const struct roster_team *fixed = fixed_team(roster, date);
    int64_t turn;

    if (fixed)
        return *fixed;
    if (roster->team_count == 0)
        return nobody;
    if (roster->turn == ROSTER_BY_WEEK)
        turn = weeks_before(roster, date);
    else if (roster->turn == ROSTER_BY_DAY)
        turn = days_before(roster, date);
    else
        turn = days_before(roster, date) * (int64_t)roster->shift_count + (int64_t)shift;
    return roster->teams[(size_t)turn % roster->team_count];
}

static struct staff_period period_of_shift(const struct roster_shift *shift, int32_t date)
{
    int64_t start = date_start_ms(date);
    int until = shift->until_min;
    if (until <= shift->from_min)
        until += DAY_MINUTES;
    return (struct staff_period){.from_ms = start + (int64_t)shift->from_min * MINUTE_MS,
                                 .until_ms = start + (int64_t)until * MINUTE_MS};
}

struct roster_team roster_team_at(const struct roster *roster, int64_t now_ms)
{
    int32_t today = date_of(now_ms);

    for (size_t i = roster->override_count; i-- > 0;)
        if (period_has(roster->overrides[i].period, now_ms))
            return roster->overrides[i].team;
    for (int32_t date = today; date >= today - 1; date--)
        for (size_t i = 0; i < roster->shift_count && has_shifts(roster, date); i++)
            if (period_has(period_of_shift(&roster->shifts[i], date), now_ms))
                return team_of_shift(roster, date, i);
    return nobody;
}

static void note_if_next(int64_t at_ms, int64_t now_ms, int64_t *next_ms)
{
    if (at_ms > now_ms && at_ms < *next_ms)
        *next_ms = at_ms;
}

int64_t roster_next_change(const struct roster *roster, int64_t now_ms)
{
    int64_t next_ms = INT64_MAX;
    int32_t today = date_of(now_ms);

    for (size_t i = 0; i < roster->override_count; i++) {
        note_if_next(roster->overrides[i].period.from_ms, now_ms, &next_ms);
        note_if_next(roster->overrides[i].period.until_ms, now_ms, &next_ms);
    }
    for (int32_t date = today - 1; date <= today + ROSTER_AHEAD_DAYS; date++)
        for (size_t i = 0; i < roster->shift_count && has_shifts(roster, date); i++) {
            struct staff_period period = period_of_shift(&roster->shifts[i], date);
            note_if_next(period.from_ms, now_ms, &next_ms);
            note_if_next(period.until_ms, now_ms, &next_ms);
        }
    return next_ms;
}
