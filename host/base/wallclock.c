/* wallclock.c - the machine's clocks, the held clock, and the arithmetic of dates.
 *
 * Days are counted from 1970-01-01; civil dates by Howard Hinnant's algorithm, in which a year
 * begins in March so that the leap day comes last. Everything is integer arithmetic on +08:00, a
 * fixed zone: no tz database, no locale, no struct tm.
 */
#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include "base/wallclock.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2999, MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

/* What is still to be read of a text; every read_ function moves it only when it succeeds. */
struct cursor {
    const char *at, *end;
};

static int64_t clock_ms(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t real_now_ms(struct wallclock *clock)
{
    (void)clock;
    return clock_ms(CLOCK_REALTIME);
}

static int64_t real_boot_ms(struct wallclock *clock)
{
    (void)clock;
    return clock_ms(CLOCK_BOOTTIME);
}

struct wallclock *wallclock_real(void)
{
    static struct wallclock real = {.now_ms = real_now_ms, .boot_ms = real_boot_ms};
    return &real;
}

int64_t wallclock_ticks_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t held_now_ms(struct wallclock *clock)
{
    return ((struct wallclock_held *)clock)->now;
}

static int64_t held_boot_ms(struct wallclock *clock)
{
    return ((struct wallclock_held *)clock)->boot;
}

void wallclock_held_init(struct wallclock_held *held, int64_t now_ms)
{
    *held = (struct wallclock_held){
        .base = {.now_ms = held_now_ms, .boot_ms = held_boot_ms},
        .now = now_ms,
    };
}

static int64_t ahead_now_ms(struct wallclock *clock)
{
    struct wallclock_ahead *ahead = (struct wallclock_ahead *)(void *)clock;
    return ahead->under->now_ms(ahead->under) + atomic_load(&ahead->ahead_ms);
}

static int64_t ahead_boot_ms(struct wallclock *clock)
{
    struct wallclock_ahead *ahead = (struct wallclock_ahead *)(void *)clock;
    return ahead->under->boot_ms(ahead->under) + atomic_load(&ahead->ahead_ms);
}

void wallclock_ahead_init(struct wallclock_ahead *ahead, struct wallclock *under, int64_t ahead_ms)
{
    ahead->base = (struct wallclock){.now_ms = ahead_now_ms, .boot_ms = ahead_boot_ms};
    ahead->under = under;
    atomic_store(&ahead->ahead_ms, ahead_ms);
}

/* -- dates ------------------------------------------------------------------------------------ */

static int64_t floor_div(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

int32_t date_of(int64_t at_ms)
{
    int64_t local;
    if (__builtin_add_overflow(at_ms, (int64_t)WALLCLOCK_ZONE_MS, &local))
        local = INT64_MAX;
    int64_t date = floor_div(local, DAY_MS);
    if (date > INT32_MAX)
        return INT32_MAX;
    return date < INT32_MIN ? INT32_MIN : (int32_t)date;
}

int64_t date_start_ms(int32_t date)
{
    return (int64_t)date * DAY_MS - WALLCLOCK_ZONE_MS;
}

int date_weekday(int32_t date)
{
    int64_t from_monday = ((int64_t)date + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(from_monday < 0 ? from_monday + 7 : from_monday);
}

int32_t date_from_civil(int year, int month, int day)
{
    assert(month >= 1 && month <= 12);
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * 146097 + day_of_era - 719468);
}

void date_to_civil(int32_t date, int *year, int *month, int *day)
{
    int64_t days = (int64_t)date + 719468;
    int64_t era = floor_div(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153; /* 0 = March */
    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

/* -- reading ---------------------------------------------------------------------------------- */

static bool read_digits(struct cursor *cursor, int count, int *number)
{
    if (cursor->end - cursor->at < count)
        return false;
    int read = 0;
    for (int i = 0; i < count; i++) {
        char c = cursor->at[i];
        if (c < '0' || c > '9')
            return false;
        read = read * 10 + (c - '0');
    }
    cursor->at += count;
    *number = read;
    return true;
}

static bool read_byte(struct cursor *cursor, const char *one_of)
{
    if (cursor->at == cursor->end || *cursor->at == '\0' || !strchr(one_of, *cursor->at))
        return false;
    cursor->at++;
    return true;
}

static bool read_date(struct cursor *cursor, int32_t *date)
{
    int year, month, day;
    if (!read_digits(cursor, 4, &year) || !read_byte(cursor, "-") ||
        !read_digits(cursor, 2, &month) || !read_byte(cursor, "-") || !read_digits(cursor, 2, &day))
        return false;
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12)
        return false;
    int32_t read = date_from_civil(year, month, day);
    int real_year, real_month, real_day;
    date_to_civil(read, &real_year, &real_month, &real_day);
    if (real_month != month || real_day != day) /* 30 February is 1 or 2 March */
        return false;
    *date = read;
    return true;
}

/* ".250" in milliseconds; up to nine digits, what is finer is dropped. */
static bool read_fraction(struct cursor *cursor, int64_t *ms)
{
    int digit, count = 0;
    int64_t scale = 100;
    for (; read_digits(cursor, 1, &digit); count++, scale /= 10)
        *ms += digit * scale;
    return count >= 1 && count <= 9;
}

/* "09:30", "09:30:00", "09:30:00.250" */
static bool read_clock(struct cursor *cursor, int64_t *ms)
{
    int hour, minute, second = 0;
    if (!read_digits(cursor, 2, &hour) || !read_byte(cursor, ":") ||
        !read_digits(cursor, 2, &minute))
        return false;
    bool has_seconds = read_byte(cursor, ":");
    if (has_seconds && !read_digits(cursor, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ms = hour * (int64_t)HOUR_MS + minute * (int64_t)MINUTE_MS + second * 1000;
    return !has_seconds || !read_byte(cursor, ".") || read_fraction(cursor, ms);
}

/* "Z", "+08:00", "-03:30" */
static bool read_offset(struct cursor *cursor, int64_t *ms)
{
    *ms = 0;
    if (read_byte(cursor, "Zz"))
        return true;
    bool is_west = cursor->at < cursor->end && *cursor->at == '-';
    int hour, minute;
    if (!read_byte(cursor, "+-") || !read_digits(cursor, 2, &hour) || !read_byte(cursor, ":") ||
        !read_digits(cursor, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *ms = hour * (int64_t)HOUR_MS + minute * (int64_t)MINUTE_MS;
    if (is_west)
        *ms = -*ms;
    return true;
}

bool date_from_text(struct slice text, int32_t *date)
{
    if (text.len != 10)
        return false;
    struct cursor cursor = {.at = text.bytes, .end = text.bytes + text.len};
    return read_date(&cursor, date);
}

bool time_from_text(struct slice text, int64_t *at_ms)
{
    if (text.len == 0)
        return false;
    struct cursor cursor = {.at = text.bytes, .end = text.bytes + text.len};
    int32_t date;
    int64_t clock, offset;
    if (!read_date(&cursor, &date) || !read_byte(&cursor, "Tt") || !read_clock(&cursor, &clock) ||
        !read_offset(&cursor, &offset) || cursor.at != cursor.end)
        return false;
    *at_ms = (int64_t)date * DAY_MS + clock - offset;
    return true;
}

/* -- writing ---------------------------------------------------------------------------------- */

char *date_to_text(int32_t date, char text[16])
{
    int year, month, day;
    date_to_civil(date, &year, &month, &day);
    snprintf(text, 16, "%04d-%02d-%02d", year, month, day);
    return text;
}

char *time_to_text(int64_t at_ms, char text[40])
{
    int32_t date = date_of(at_ms);
    int64_t within = at_ms - date_start_ms(date);
    if (within < 0 || within >= DAY_MS)
        within = 0; /* beyond what a date can name: the day says enough */
    int second = (int)(within / 1000), ms = (int)(within % 1000);
    char day[16], fraction[8] = "";
    if (ms != 0)
        snprintf(fraction, sizeof fraction, ".%03d", ms);
    snprintf(text, 40, "%sT%02d:%02d:%02d%s+08:00", date_to_text(date, day), second / 3600,
             second / 60 % 60, second % 60, fraction);
    return text;
}
