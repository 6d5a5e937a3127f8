/* test_clock_reference.c - 100,000 random clocks against a slow reference that shares no code with
 * the host: a table of days made by stepping, working days counted one by one, hours minute by
 * minute. Each case follows from its number, which a failure prints with all of it.
 *
 * The table begins on 2020-01-01, a Wednesday, 18262 days after 1970-01-01.
 */
#include <stdlib.h>
#include "world.h"
#include "duty/clock.h"

enum {
    CASES = 100000,
    CASES_A_CALENDAR = 50,
    DAYS = 4383, /* 2020 to 2031 */
    FIRST_DAY = 18262,
    FIRST_YEAR = 2020,
    YEARS = 12,
    PAUSES = 4,
    SPANS = 3,
    NEVER = -1,
};

/* --- chance, the same each time ----------------------------------------------------------------
 */

static uint64_t seed;

static int roll(int from, int until) /* both included */
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return from + (int)((seed >> 20) % (uint64_t)(until - from + 1));
}

/* --- the table of days -------------------------------------------------------------------------
 */

struct ref_day {
    int year, month, day, weekday; /* 0 = Monday */
    char text[40];
    int listed;              /* 0: no, 1: holiday, 2: make-up workday */
    int closed;              /* 0: no, 1: duties stop, 2: duties run */
    int own_from, own_until; /* minutes of the day, -1: no hours of its own */
    bool has_list, has_next_list;
};

static struct ref_day days[DAYS];
static int spans[7][SPANS][2], span_count[7];
static bool on_holidays, has_hours;
static struct calendar *calendar;
static struct arena arena;

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static void lay_days(void)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = FIRST_YEAR, month = 1, day_of_month = 1;
    for (int i = 0; i < DAYS; i++) {
        days[i] = (struct ref_day){.year = year,
                                   .month = month,
                                   .day = day_of_month,
                                   .weekday = (2 + i) % 7,
                                   .own_from = -1};
        snprintf(days[i].text, sizeof days[i].text, "%04d-%02d-%02d", year, month, day_of_month);
        int length = lengths[month - 1] + (month == 2 && is_leap(year));
        if (++day_of_month > length) {
            day_of_month = 1;
            month = month == 12 ? 1 : month + 1;
            year += month == 1;
        }
    }
}

/* Lists of some years, closures, hours; the same told to the host as a file and a record. */
static void lay_list(struct buf *csv)
{
    bool has_list[YEARS + 1] = {false};
    for (int i = 2; i < YEARS - 2; i++)
        has_list[i] = roll(0, 3) > 0;
    has_list[roll(3, 5)] = true;
    buf_add_text(csv, "date,kind,name,source\n");
    for (int i = 0; i < DAYS; i++) {
        struct ref_day *at_day = &days[i];
        at_day->has_list = has_list[at_day->year - FIRST_YEAR];
        at_day->has_next_list = has_list[at_day->year - FIRST_YEAR + 1];
        if (!at_day->has_list)
            continue;
        if ((at_day->month == 1 && at_day->day == 1) || roll(0, 25) == 0)
            at_day->listed = 1;
        else if (at_day->weekday >= 5 && roll(0, 12) == 0)
            at_day->listed = 2;
        if (at_day->listed)
            buf_printf(csv, "%s,%s,x,y\n", at_day->text,
                       at_day->listed == 1 ? "holiday" : "workday");
    }
}

static void lay_week(struct buf *json)
{
    static const char *const words[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    bool has_any = false;
    buf_add_text(json, "\"week\":{");
    for (int w = 0; w < 7; w++) {
        int from = roll(0, 600);
        span_count[w] = roll(0, 3) == 0 ? 0 : roll(1, SPANS);
        if (w == 6 && !has_any)
            span_count[w] = 1;
        has_any |= span_count[w] > 0;
        buf_printf(json, "%s\"%s\":[", w > 0 ? "," : "", words[w]);
        for (int s = 0; s < span_count[w]; s++) {
            int until = from + roll(1, 200);
            spans[w][s][0] = from;
            spans[w][s][1] = until;
            buf_printf(json, "%s[\"%02d:%02d\",\"%02d:%02d\"]", s > 0 ? "," : "", from / 60,
                       from % 60, until / 60, until % 60);
            from = until + roll(1, 80);
        }
        buf_add_text(json, "]");
    }
    buf_add_text(json, "}");
}

static void lay_opening(struct buf *json)
{
    const char *comma = "";
    on_holidays = roll(0, 3) == 0;
    buf_printf(json, "{\"closures\":[");
    for (int i = 0; i < 6; i++) {
        int first = roll(3 * 366, 7 * 366), last = first + roll(0, 6), runs = roll(0, 1);
        buf_printf(json,
                   "%s{\"duties\":\"%s\",\"first\":\"%s\",\"last\":\"%s\",\"why\":\"repairs\"}",
                   i > 0 ? "," : "", runs ? "run" : "stop", days[first].text, days[last].text);
        for (int d = first; d <= last; d++)
            days[d].closed = days[d].closed == 1 || !runs ? 1 : 2;
    }
    buf_add_text(json, "],\"days\":{");
    for (int d = 3 * 366; d < 7 * 366; d += roll(1, 200)) {
        days[d].own_from = roll(0, 700);
        days[d].own_until = days[d].own_from + roll(1, 300);
        buf_printf(json, "%s\"%s\":[[\"%02d:%02d\",\"%02d:%02d\"]]", comma, days[d].text,
                   days[d].own_from / 60, days[d].own_from % 60, days[d].own_until / 60,
                   days[d].own_until % 60);
        comma = ",";
    }
    buf_printf(json, "},\"on_holidays\":%s,", on_holidays ? "true" : "false");
    lay_week(json);
    buf_add_text(json, "}");
}

static void lay_calendar(void)
{
    struct buf csv = {0}, json_text = {0};
    struct calendar *list;
    struct opening *opening;
    struct err err = {0};

    calendar_unref(calendar);
    lay_days();
    lay_list(&csv);
    assert_status(calendar_load(buf_slice(&csv), &list, &err), 0, &err);
    has_hours = roll(0, 3) > 0;
    calendar = list;
    if (has_hours) {
        lay_opening(&json_text);
        buf_add_byte(&json_text, 0);
        assert_status(opening_from_value(json(&arena, json_text.bytes), &opening, &err), 0, &err);
        calendar = calendar_with(list, &opening, 1);
        opening_unref(opening);
        calendar_unref(list);
    }
    buf_close(&csv);
    buf_close(&json_text);
}

/* --- the rules, in the plainest words ----------------------------------------------------------
 */

static bool works_by_list(int d)
{
    if (days[d].listed)
        return days[d].listed == 2;
    return days[d].weekday < 5;
}

static bool works(int d, bool is_citizen)
{
    if (!works_by_list(d) || days[d].closed == 1)
        return false;
    return !is_citizen || days[d].closed == 0;
}

static bool is_known(int d)
{
    if (!days[d].has_list)
        return false;
    return days[d].month < 12 || days[d].day < 25 || days[d].has_next_list;
}

/* Is the office open in that minute of that day? */
static bool is_open(int d, int minute)
{
    int row = days[d].weekday;
    if (days[d].closed)
        return false;
    if (days[d].own_from >= 0)
        return minute >= days[d].own_from && minute < days[d].own_until;
    if (!has_hours) {
        if (days[d].listed == 1 || (row > 4 && days[d].listed == 0))
            return false;
        return (minute >= 540 && minute < 720) || (minute >= 840 && minute < 1020);
    }
    if (days[d].listed == 1 && !on_holidays)
        return false;
    if (days[d].listed == 2) {
        for (row = 0; row < 5 && span_count[row] == 0;)
            row++;
        if (row == 5)
            return false;
    }
    for (int s = 0; s < span_count[row]; s++)
        if (minute >= spans[row][s][0] && minute < spans[row][s][1])
            return true;
    return false;
}

/* --- one case ----------------------------------------------------------------------------------
 */

struct ref_case {
    int unit; /* enum duration_unit */
    int n;
    bool is_citizen;
    int start_day, start_minute;
    int pauses[PAUSES][2], pause_count;    /* minutes since the table began; [1] NEVER: open */
    int excluded[2][2], excluded_count;    /* days, both included */
    int extensions[3][2], extension_count; /* n, unit */
};

struct ref_due {
    bool is_held, is_provisional, is_not_loaded;
    int day, minute; /* minute since the table began; of days: the end of the last day */
};

static bool stops_day(const struct ref_case *c, int d)
{
    for (int i = 0; i < c->pause_count; i++)
        if (c->pauses[i][1] != NEVER && d >= c->pauses[i][0] / 1440 && d < c->pauses[i][1] / 1440)
            return true;
    for (int i = 0; i < c->excluded_count; i++)
        if (d >= c->excluded[i][0] && d <= c->excluded[i][1])
            return true;
    return false;
}

static bool holds_day(const struct ref_case *c, int d)
{
    for (int i = 0; i < c->pause_count; i++)
        if (c->pauses[i][1] == NEVER && d >= c->pauses[i][0] / 1440)
            return true;
    return false;
}

static void look_at(struct ref_due *due, int d)
{
    due->is_provisional |= !is_known(d);
    due->is_not_loaded |= !days[d].has_list;
}

/* The first day on which n have been counted, beginning with the day after. */
static void ref_stretch(const struct ref_case *c, int n, int unit, struct ref_due *due)
{
    int counted = 0;
    while (counted < n) {
        due->day++;
        if (holds_day(c, due->day)) {
            due->is_held = true;
            return;
        }
        if (unit == DUR_WORKDAY)
            look_at(due, due->day);
        if (!stops_day(c, due->day) && (unit == DUR_DAY || works(due->day, c->is_citizen)))
            counted++;
    }
}

static void ref_days(const struct ref_case *c, struct ref_due *due)
{
    due->day = c->start_day;
    ref_stretch(c, c->n, c->unit, due);
    for (int i = 0; i < c->extension_count && !due->is_held; i++)
        ref_stretch(c, c->extensions[i][0], c->extensions[i][1], due);
    while (c->is_citizen && !due->is_held) {
        due->is_held = holds_day(c, due->day);
        if (due->is_held)
            break;
        look_at(due, due->day);
        if (works(due->day, true) && !stops_day(c, due->day))
            break;
        due->day++;
    }
    due->minute = (due->day + 1) * 1440;
}

static bool stops_minute(const struct ref_case *c, int m)
{
    for (int i = 0; i < c->pause_count; i++)
        if (c->pauses[i][1] != NEVER && m >= c->pauses[i][0] && m < c->pauses[i][1])
            return true;
    for (int i = 0; i < c->excluded_count; i++)
        if (m >= c->excluded[i][0] * 1440 && m < (c->excluded[i][1] + 1) * 1440)
            return true;
    return false;
}

static bool holds_minute(const struct ref_case *c, int m)
{
    for (int i = 0; i < c->pause_count; i++)
        if (c->pauses[i][1] == NEVER && m >= c->pauses[i][0])
            return true;
    return false;
}

/* Minute by minute until enough have passed. */
static void ref_minutes(const struct ref_case *c, struct ref_due *due)
{
    int m = c->start_day * 1440 + c->start_minute, left = 0;
    bool is_open_unit = c->unit == DUR_OPEN_HOUR;
    left += c->unit == DUR_MIN ? c->n : 60 * c->n;
    for (int i = 0; i < c->extension_count; i++)
        left += c->extensions[i][1] == DUR_MIN ? c->extensions[i][0] : 60 * c->extensions[i][0];
    for (; left > 0; m++) {
        if (is_open_unit)
            look_at(due, m / 1440);
        if (is_open_unit && !is_open(m / 1440, m % 1440))
            continue;
        if (stops_minute(c, m))
            continue;
        if (holds_minute(c, m)) {
            due->is_held = true;
            return;
        }
        left--;
    }
    due->minute = m;
    due->day = m / 1440;
}

static struct ref_due ref_due_of(const struct ref_case *c)
{
    struct ref_due due = {0};
    if (c->unit == DUR_DAY || c->unit == DUR_WORKDAY)
        ref_days(c, &due);
    else
        ref_minutes(c, &due);
    if (due.is_held)
        due.is_provisional = due.is_not_loaded = false;
    return due;
}

/* --- the same told to the host -----------------------------------------------------------------
 */

static int64_t minute_ms(int minute)
{
    return ((int64_t)FIRST_DAY * 1440 + minute - 480) * 60000;
}

static void host_start(const struct ref_case *c, struct clock *clock)
{
    static const char *const units[] = {[DUR_MIN] = "min",
                                        [DUR_HOUR] = "h",
                                        [DUR_DAY] = "cd",
                                        [DUR_WORKDAY] = "wd",
                                        [DUR_OPEN_HOUR] = "oh"};
    struct err err = {0};
    struct clock_request request = {
        .id = "R-1",
        .decl =
            json(&arena, arena_printf(&arena,
                                      "{\"owner\":\"%s\",\"basis\":\"assumed\","
                                      "\"within\":{\"n\":%d,\"unit\":\"%s\"}}",
                                      c->is_citizen ? "citizen" : "office", c->n, units[c->unit])),
        .from = value_int(&arena, minute_ms(c->start_day * 1440 + c->start_minute)),
        .now_ms = minute_ms(c->start_day * 1440 + c->start_minute)};
    assert_status(clock_start(&arena, &request, calendar, clock, &err), 0, &err);
}

static void add_pause(struct ref_case *c, struct clock *clock)
{
    int from = c->start_day * 1440 + c->start_minute + roll(-2000, 12000);
    int until = roll(0, 6) == 0 ? NEVER : from + roll(0, 1) * roll(0, 1400) + roll(0, 5000);
    struct ledger_entry entry = {.at_ms = minute_ms(from), .from_ms = minute_ms(from)};
    struct err err = {0};
    int32_t number;
    assert_status(clock_pause(clock, &entry, &number, &err), 0, &err);
    c->pauses[c->pause_count][0] = from;
    c->pauses[c->pause_count++][1] = until;
    if (until == NEVER)
        return;
    entry = (struct ledger_entry){
        .at_ms = minute_ms(until), .from_ms = minute_ms(until), .number = number};
    assert_status(clock_resume(clock, &entry, &err), 0, &err);
}

static void add_excluded(struct ref_case *c, struct clock *clock)
{
    int first = c->start_day + roll(0, 8), last = first + roll(0, 3);
    struct ledger_entry entry = {.at_ms = minute_ms(first * 1440),
                                 .from_date = FIRST_DAY + first,
                                 .to_date = FIRST_DAY + last};
    struct err err = {0};
    assert_status(clock_exclude(clock, &entry, &err), 0, &err);
    c->excluded[c->excluded_count][0] = first;
    c->excluded[c->excluded_count++][1] = last;
}

/* Granted in time, it is taken; after the due date, refused: the reference must think the same. */
static void add_extension(struct ref_case *c, struct clock *clock)
{
    bool is_days = c->unit == DUR_DAY || c->unit == DUR_WORKDAY;
    int unit = is_days ? roll(DUR_DAY, DUR_WORKDAY) : c->unit;
    int n = unit == DUR_MIN ? roll(1, 900) : roll(1, 9);
    int granted = c->start_day * 1440 + c->start_minute + roll(-10, 15000);
    struct ref_due due = ref_due_of(c);
    bool is_late = !due.is_held && (is_days ? granted >= due.minute : granted > due.minute);
    struct ledger_entry entry = {
        .at_ms = minute_ms(granted), .length = {n, (enum duration_unit)unit}
    };
    struct err err = {0};
    assert_status(clock_extend(clock, calendar, &entry, &err), is_late ? STATUS_CONFLICT : 0, &err);
    if (is_late)
        return;
    c->extensions[c->extension_count][0] = n;
    c->extensions[c->extension_count++][1] = unit;
}

static void make_case(struct ref_case *c, struct clock *clock)
{
    static const int most[] = {[DUR_MIN] = 2000,
                               [DUR_HOUR] = 36,
                               [DUR_DAY] = 45,
                               [DUR_WORKDAY] = 30,
                               [DUR_OPEN_HOUR] = 16};
    *c = (struct ref_case){.unit = roll(DUR_MIN, DUR_OPEN_HOUR),
                           .is_citizen = roll(0, 1) == 1,
                           .start_day = roll(3 * 366, 7 * 366),
                           .start_minute = roll(0, 1439)};
    c->n = roll(0, 9) == 0 ? 0 : roll(0, most[c->unit]);
    host_start(c, clock);
    for (int left = roll(0, 5); left > 0; left--) {
        int what = roll(0, 3);
        if (what < 2 && c->pause_count < PAUSES)
            add_pause(c, clock);
        else if (what == 2 && c->excluded_count < 2)
            add_excluded(c, clock);
        else if (what == 3 && c->extension_count < 3)
            add_extension(c, clock);
    }
}

static void compare(const struct ref_case *c, const struct clock *clock, int number)
{
    struct ref_due wanted = ref_due_of(c);
    struct due due;
    clock_due(clock, calendar, &due);
    bool is_same = due.has_date == !wanted.is_held && !due.is_never &&
                   due.is_provisional == wanted.is_provisional &&
                   due.is_not_loaded == wanted.is_not_loaded;
    if (is_same && due.has_date)
        is_same = due.at_ms == minute_ms(wanted.minute) && due.date == FIRST_DAY + wanted.day;
    if (is_same)
        return;
    char got[40] = "none";
    if (due.has_date)
        time_to_text(due.at_ms, got);
    fail_msg("case %d: unit %d n %d %s from %s %02d:%02d, %d pauses, %d excluded, %d extensions: "
             "got %s %d%d, the reference says %s day %s minute %d %d%d",
             number, c->unit, c->n, c->is_citizen ? "citizen" : "office", days[c->start_day].text,
             c->start_minute / 60, c->start_minute % 60, c->pause_count, c->excluded_count,
             c->extension_count, got, due.is_provisional, due.is_not_loaded,
             wanted.is_held ? "held" : "due", days[wanted.day].text, wanted.minute % 1440,
             wanted.is_provisional, wanted.is_not_loaded);
}

static void test_reference(void **state)
{
    (void)state;
    int counts[5] = {0}, held = 0, provisional = 0;
    for (int number = 0; number < CASES; number++) {
        struct ref_case c;
        struct clock clock;
        struct due due;
        seed = 0x9e3779b97f4a7c15u * (uint64_t)(number / CASES_A_CALENDAR + 1);
        if (number % CASES_A_CALENDAR == 0) {
            arena_clear(&arena);
            lay_calendar();
        }
        seed = 0xd1342543de82ef95u * (uint64_t)(number + 1);
        make_case(&c, &clock);
        compare(&c, &clock, number);
        clock_due(&clock, calendar, &due);
        counts[c.unit]++;
        held += !due.has_date;
        provisional += due.is_provisional;
    }
    for (int unit = 0; unit < 5; unit++) /* the chances are such that each kind is met often */
        assert_true(counts[unit] > CASES / 8);
    assert_true(held > CASES / 100 && provisional > CASES / 20);
    calendar_unref(calendar);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
