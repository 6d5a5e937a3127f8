/* test_wallclock.c - every day of eleven centuries, the dates that do not exist, and RFC 3339. */
#include "lib/check.h"
#include <stdio.h>
#include "base/wallclock.h"

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* The calendar is walked day by day beside the arithmetic. 1900-01-01 was a Monday. */
static void test_every_day(void **state)
{
    (void)state;
    int32_t date = date_from_civil(1900, 1, 1);
    assert_int_equal(date, -25567);
    int weekday = 0;
    for (int year = 1900; year <= 2999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= month_days(year, month); day++, date++) {
                int y, m, d;
                date_to_civil(date, &y, &m, &d);
                bool is_same = y == year && m == month && d == day &&
                               date_from_civil(year, month, day) == date &&
                               date_weekday(date) == weekday;
                if (!is_same)
                    fail_msg("day %d: expected %d-%d-%d, got %d-%d-%d, weekday %d", date, year,
                             month, day, y, m, d, date_weekday(date));
                weekday = (weekday + 1) % 7;
            }
        }
    }
}

static void test_before_christ_and_far_off(void **state)
{
    (void)state;
    static const int32_t dates[] = {INT32_MIN, INT32_MIN + 1, -800000, -719469, -719468, -1, 0,
                                    1,         INT32_MAX};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        int year, month, day, weekday = date_weekday(dates[i]);
        date_to_civil(dates[i], &year, &month, &day);
        assert_int_equal(date_from_civil(year, month, day), dates[i]);
        assert_true(weekday >= 0 && weekday <= 6);
        char text[16];
        assert_true(strlen(date_to_text(dates[i], text)) < sizeof text);
    }
    assert_int_equal(date_weekday(0), 3);
    assert_int_equal(date_weekday(-4), 6);
}

static void test_midnight_is_ours(void **state)
{
    (void)state;
    const int64_t hour = 3600 * 1000;
    assert_int_equal(date_of(0), 0);
    assert_int_equal(date_of(16 * hour - 1), 0);
    assert_int_equal(date_of(16 * hour), 1); /* midnight in +08:00 */
    assert_int_equal(date_of(-8 * hour), 0);
    assert_int_equal(date_of(-8 * hour - 1), -1);
    assert_true(date_start_ms(0) == -8 * hour);
    for (int32_t date = -30000; date < 30000; date += 7) {
        assert_int_equal(date_of(date_start_ms(date)), date);
        assert_int_equal(date_of(date_start_ms(date) - 1), date - 1);
        assert_int_equal(date_of(date_start_ms(date + 1) - 1), date);
    }
    assert_int_equal(date_of(INT64_MAX), INT32_MAX);
    assert_int_equal(date_of(INT64_MIN), INT32_MIN);
}

static void test_date_texts(void **state)
{
    (void)state;
    static const char *const right[] = {"1900-01-01", "1970-01-01", "2000-02-29", "2024-02-29",
                                        "2026-02-10", "2026-12-31", "2999-12-31"};
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        int32_t date;
        char text[16];
        assert_true(date_from_text(slice_of(right[i]), &date));
        assert_string_equal(date_to_text(date, text), right[i]);
    }
    static const char *const wrong[] = {
        "",           "2026",        "2026-02-30", "2023-02-29", "1900-02-29",  "2100-02-29",
        "2026-04-31", "2026-00-10",  "2026-13-01", "2026-01-00", "2026-01-32",  "1899-12-31",
        "3000-01-01", "2026-2-10",   "2026-02-1",  "2026/02/10", "2026-02-10 ", " 2026-02-10",
        "20260210",   "2026-02-10T", "+026-02-10", "2026-02--1", "2o26-02-10",  "2026-02-1\xEF",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int32_t date = 77;
        if (date_from_text(slice_of(wrong[i]), &date))
            fail_msg("\"%s\" was taken for a date", wrong[i]);
        assert_int_equal(date, 77);
    }
    int32_t date;
    assert_false(date_from_text((struct slice){0}, &date));
    assert_false(date_from_text((struct slice){.bytes = "2026-02-\0001", .len = 10}, &date));
}

static void test_time_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *again;
    } right[] = {
        {"2026-02-10T09:30:00+08:00",           "2026-02-10T09:30:00+08:00"    },
        {"2026-02-10T01:30:00Z",                "2026-02-10T09:30:00+08:00"    },
        {"2026-02-10t01:30:00z",                "2026-02-10T09:30:00+08:00"    },
        {"2026-02-10T01:30Z",                   "2026-02-10T09:30:00+08:00"    },
        {"2026-02-09T22:00:00-03:30",           "2026-02-10T09:30:00+08:00"    },
        {"2026-02-10T09:30+08:00",              "2026-02-10T09:30:00+08:00"    },
        {"2026-02-10T09:30:00.250+08:00",       "2026-02-10T09:30:00.250+08:00"},
        {"2026-02-10T09:30:00.2+08:00",         "2026-02-10T09:30:00.200+08:00"},
        {"2026-02-10T09:30:00.000999999+08:00", "2026-02-10T09:30:00+08:00"    },
        {"2026-02-10T09:30:00.123456789+08:00", "2026-02-10T09:30:00.123+08:00"},
        {"2025-12-31T23:59:59Z",                "2026-01-01T07:59:59+08:00"    },
        {"1969-12-31T23:59:59.999Z",            "1970-01-01T07:59:59.999+08:00"},
        {"2024-02-29T23:59:59-23:59",           "2024-03-02T07:58:59+08:00"    },
        {"1900-01-01T00:00:00+08:00",           "1900-01-01T00:00:00+08:00"    },
        {"2999-12-31T23:59:59.999+08:00",       "2999-12-31T23:59:59.999+08:00"},
    };
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        int64_t at;
        char text[40];
        if (!time_from_text(slice_of(right[i].text), &at))
            fail_msg("\"%s\" was refused", right[i].text);
        assert_string_equal(time_to_text(at, text), right[i].again);
    }
    int64_t at;
    assert_true(time_from_text(slice_of("1970-01-01T00:00:00Z"), &at));
    assert_true(at == 0);
    assert_true(time_from_text(slice_of("2001-09-09T01:46:40Z"), &at));
    assert_true(at == 1000000000000);
}

static void test_times_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2026-02-10",
        "2026-02-10T",
        "2026-02-10T09",
        "2026-02-10T09:30",
        "2026-02-10T09:30:00",
        "2026-02-10 09:30:00Z",
        "2026-02-10T24:00:00Z",
        "2026-02-10T23:60:00Z",
        "2026-02-10T23:59:60Z",
        "2026-02-30T09:30:00Z",
        "2026-02-10T09:30:Z",
        "2026-02-10T09:30:00.Z",
        "2026-02-10T09:30:00.1234567890Z",
        "2026-02-10T09:30.5Z",
        "2026-02-10T09:30:00+8:00",
        "2026-02-10T09:30:00+0800",
        "2026-02-10T09:30:00+08",
        "2026-02-10T09:30:00+24:00",
        "2026-02-10T09:30:00+08:60",
        "2026-02-10T09:30:00Z ",
        "2026-02-10T09:30:00ZZ",
        "2026-02-10T9:30:00Z",
        "2026-02-10T-9:30:00Z",
        "2026-02-10T09:30:00−08:00", /* a minus sign that is no hyphen */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t at = 77;
        if (time_from_text(slice_of(wrong[i]), &at))
            fail_msg("\"%s\" was taken for a time", wrong[i]);
        assert_true(at == 77);
    }
    int64_t at;
    assert_false(time_from_text((struct slice){0}, &at));
    assert_false(time_from_text((struct slice){.bytes = "2026-02-10T09:30:00\0", .len = 20}, &at));
}

/* Every prefix of a good time is refused, and read no byte further (ASan watches the copy). */
static void test_every_prefix(void **state)
{
    (void)state;
    static const char good[] = "2026-02-10T09:30:00.250+08:00";
    for (size_t len = 0; len < sizeof good - 1; len++) {
        char *copy = test_malloc(len + (len == 0));
        memcpy(copy, good, len);
        int64_t at;
        assert_false(time_from_text((struct slice){.bytes = copy, .len = len}, &at));
        test_free(copy);
    }
}

static void test_extreme_times_have_a_text(void **state)
{
    (void)state;
    char text[40];
    assert_true(strlen(time_to_text(INT64_MAX, text)) < sizeof text);
    assert_true(strlen(time_to_text(INT64_MIN, text)) < sizeof text);
    assert_string_equal(time_to_text(-1, text), "1970-01-01T07:59:59.999+08:00");
}

static void test_held_clock_stands_still(void **state)
{
    (void)state;
    struct wallclock_held held;
    wallclock_held_init(&held, 5000);
    struct wallclock *clock = &held.base;
    assert_true(clock->now_ms(clock) == 5000);
    assert_true(clock->now_ms(clock) == 5000);
    assert_true(clock->boot_ms(clock) == 0);
    held.now += 10;
    held.boot += 3;
    assert_true(clock->now_ms(clock) == 5010);
    assert_true(clock->boot_ms(clock) == 3);
}

static void test_real_clock(void **state)
{
    (void)state;
    struct wallclock *clock = wallclock_real();
    assert_ptr_equal(clock, wallclock_real());
    int64_t first = clock->boot_ms(clock);
    assert_true(first > 0);
    assert_true(clock->boot_ms(clock) >= first);
    int64_t year_2020 = date_start_ms(date_from_civil(2020, 1, 1));
    assert_true(clock->now_ms(clock) > year_2020); /* milliseconds, and of 1970 */
    assert_true(clock->now_ms(clock) < year_2020 * 10);
}

/* Both of its readings go ahead: who compares them sees no jump. */
static void test_a_clock_ahead_of_another(void **state)
{
    (void)state;
    struct wallclock_held held;
    struct wallclock_ahead ahead;
    wallclock_held_init(&held, 5000);
    wallclock_ahead_init(&ahead, &held.base, 700);
    struct wallclock *clock = &ahead.base;
    int64_t apart = clock->now_ms(clock) - clock->boot_ms(clock);
    assert_int_equal(clock->now_ms(clock), 5700);
    held.now += 10;
    held.boot += 10;
    assert_int_equal(clock->now_ms(clock), 5710);
    ahead.ahead_ms = 1000;
    assert_int_equal(clock->now_ms(clock), 6010);
    assert_int_equal(clock->now_ms(clock) - clock->boot_ms(clock), apart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_before_christ_and_far_off),
        cmocka_unit_test(test_midnight_is_ours),
        cmocka_unit_test(test_date_texts),
        cmocka_unit_test(test_time_texts),
        cmocka_unit_test(test_times_refused),
        cmocka_unit_test(test_every_prefix),
        cmocka_unit_test(test_extreme_times_have_a_text),
        cmocka_unit_test(test_held_clock_stands_still),
        cmocka_unit_test(test_a_clock_ahead_of_another),
        cmocka_unit_test(test_real_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
