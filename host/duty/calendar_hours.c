/* calendar_hours.c - when an office is open, by its hours and those of the offices above it.
 *
 * What a day's hours are, the first that applies:
 *   closed       a closure of the office or of one above it
 *   its own      hours said for that very day, by the nearest office
 *   a make-up    the week's `makeup`
 *   a holiday    none, unless the week is kept on holidays
 *   the week     hours of the weekday, by the nearest office that has a week; else the usual ones
 *
 * No search is endless: after CALENDAR_CLOSED_DAYS_MAX days without an open minute it says so.
 */
#include "duty/calendar_inside.h"

#include <assert.h>

#include "base/wallclock.h"

enum { MINUTE_MS = 60000 };

static const struct open_hours *own_day_find(const struct calendar *calendar, int32_t date)
{
    for (size_t i = 0; i < calendar->chain_len; i++) {
        const struct open_hours *hours = opening_of_day(calendar->chain[i], date);
        if (hours)
            return hours;
    }
    return NULL;
}

static const struct opening *week_find(const struct calendar *calendar)
{
    for (size_t i = 0; i < calendar->chain_len; i++)
        if (opening_has_week(calendar->chain[i]))
            return calendar->chain[i];
    return opening_default();
}

static bool is_closed(const struct calendar *calendar, int32_t date)
{
    for (size_t i = 0; i < calendar->chain_len; i++)
        if (opening_closure(calendar->chain[i], date))
            return true;
    return false;
}

void calendar_hours(const struct calendar *calendar, int32_t date, struct open_hours *out)
{
    *out = (struct open_hours){0};
    if (is_closed(calendar, date))
        return;
    const struct open_hours *own = own_day_find(calendar, date);
    if (own) {
        *out = *own;
        return;
    }
    const struct opening *week = week_find(calendar);
    enum day_kind kind = calendar_get_day(calendar, date).kind;
    if (kind == DAY_MAKEUP)
        *out = *opening_of_makeup(week);
    else if (kind != DAY_HOLIDAY || opening_is_on_holidays(week))
        *out = *opening_of_weekday(week, date_weekday(date));
}

bool calendar_next_opening(const struct calendar *calendar, int64_t at_ms, int64_t *opens_ms)
{
    int32_t date = date_of(at_ms);
    for (int days = 0; days < CALENDAR_CLOSED_DAYS_MAX; days++, date++) {
        struct open_hours hours;
        calendar_hours(calendar, date, &hours);
        for (int i = 0; i < hours.count; i++) {
            int64_t from = date_start_ms(date) + (int64_t)hours.spans[i].from * MINUTE_MS;
            int64_t until = date_start_ms(date) + (int64_t)hours.spans[i].until * MINUTE_MS;
            if (at_ms >= until)
                continue;
            *opens_ms = at_ms > from ? at_ms : from;
            return true;
        }
    }
    return false;
}

/* Opening hours one after the other until `left` has passed in them. */
static bool open_pass(const struct calendar *calendar, int64_t at, int64_t left, int64_t *end_ms)
{
    int closed = 0;
    *end_ms = at;
    for (int32_t date = date_of(at); left > 0; date++) {
        struct open_hours hours;
        calendar_hours(calendar, date, &hours);
        closed = hours.count > 0 ? 0 : closed + 1;
        if (closed >= CALENDAR_CLOSED_DAYS_MAX)
            return false;
        for (int i = 0; i < hours.count && left > 0; i++) {
            int64_t from = date_start_ms(date) + (int64_t)hours.spans[i].from * MINUTE_MS;
            int64_t until = date_start_ms(date) + (int64_t)hours.spans[i].until * MINUTE_MS;
            if (from < at)
                from = at;
            if (until <= from)
                continue;
            int64_t taken = until - from < left ? until - from : left;
            left -= taken;
            *end_ms = from + taken;
        }
    }
    return true;
}

bool calendar_end_ms(const struct calendar *calendar, int64_t at_ms, struct duration length,
                     int64_t *end_ms)
{
    assert(length.n >= 0);
    if (length.unit == DUR_OPEN_HOUR)
        return open_pass(calendar, at_ms, duration_ms(length), end_ms);
    if (duration_is_days(length))
        *end_ms = date_start_ms(calendar_add(calendar, date_of(at_ms), length, NULL) + 1);
    else
        *end_ms = at_ms + duration_ms(length);
    return true;
}
