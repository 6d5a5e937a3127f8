/* test_opening.c - when offices are open, and what counts in opening hours. */
#include "world.h"
#include "duty/clock.h"
#include "holidays.h"

static struct calendar *list;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    assert_status(calendar_load(slice_of(holidays_csv), &list, &err), 0, &err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    calendar_unref(list);
    arena_close(&arena);
    return 0;
}

/* A calendar of one office with these hours. The caller lets it go. */
static struct calendar *office_of(const char *hours)
{
    struct opening *opening;
    struct err err = {0};
    assert_status(opening_from_value(json(&arena, hours), &opening, &err), 0, &err);
    struct calendar *calendar = calendar_with(list, &opening, 1);
    opening_unref(opening);
    return calendar;
}

static const char usual_week[] = "{\"week\":{\"fri\":[[\"09:00\",\"12:00\"],[\"14:00\",\"17:00\"]],"
                                 "\"mon\":[[\"09:00\",\"12:00\"],[\"14:00\",\"17:00\"]],"
                                 "\"thu\":[[\"09:00\",\"12:00\"],[\"14:00\",\"17:00\"]],"
                                 "\"tue\":[[\"09:00\",\"12:00\"],[\"14:00\",\"17:00\"]],"
                                 "\"wed\":[[\"09:00\",\"12:00\"],[\"14:00\",\"17:00\"]]}}";

static struct due open_due(const struct calendar *calendar, int n, const char *from)
{
    struct err err = {0};
    struct clock clock;
    struct due due;
    struct clock_request request = {
        .id = "G-1",
        .decl = json(&arena, arena_printf(&arena,
                                          "{\"basis\":\"assumed\",\"owner\":\"office\","
                                          "\"within\":{\"n\":%d,\"unit\":\"oh\"}}",
                                          n)),
        .from = value_string(&arena, from),
        .now_ms = at("2026-01-05T09:00")};
    assert_status(clock_start(&arena, &request, calendar, &clock, &err), 0, &err);
    clock_due(&clock, calendar, &due);
    return due;
}

static void assert_open_due(const struct calendar *calendar, int n, const char *from,
                            const char *wanted)
{
    struct due due = open_due(calendar, n, from);
    assert_true(due.has_date);
    assert_time(due.at_ms, wanted);
}

static void test_hours_of_a_day(void **state)
{
    (void)state;
    struct calendar *calendar = office_of(usual_week);
    assert_open_due(calendar, 2, "2026-03-03T09:00:00+08:00", "2026-03-03T11:00:00+08:00");
    assert_open_due(calendar, 4, "2026-03-03T09:00:00+08:00", "2026-03-03T15:00:00+08:00");
    assert_open_due(calendar, 1, "2026-03-03T12:30:00+08:00", "2026-03-03T15:00:00+08:00");
    assert_open_due(calendar, 6, "2026-03-03T03:00:00+08:00", "2026-03-03T17:00:00+08:00");
    assert_open_due(calendar, 1, "2026-03-06T16:30:00+08:00", "2026-03-09T09:30:00+08:00");
    assert_open_due(calendar, 0, "2026-03-07T16:30:00+08:00", "2026-03-07T16:30:00+08:00");
    calendar_unref(calendar);
}

static void test_a_holiday_has_no_lunch_either(void **state)
{
    (void)state;
    struct calendar *calendar = office_of(usual_week);
    /* 2026-02-16 is a Monday within the spring festival; the office opens again on the 24th */
    assert_open_due(calendar, 1, "2026-02-13T16:30:00+08:00", "2026-02-14T09:30:00+08:00");
    assert_open_due(calendar, 7, "2026-02-13T16:00:00+08:00", "2026-02-14T17:00:00+08:00");
    assert_open_due(calendar, 8, "2026-02-13T16:00:00+08:00", "2026-02-24T10:00:00+08:00");
    calendar_unref(calendar);
}

static void test_schedule_lacking_weekdays_skips_them(void **state)
{
    (void)state;
    struct calendar *calendar =
        office_of("{\"week\":{\"thu\":[[\"09:00\",\"10:00\"]],\"tue\":[[\"09:00\",\"10:00\"]]}}");
    assert_open_due(calendar, 3, "2026-03-02T08:00:00+08:00", "2026-03-10T10:00:00+08:00");
    /* its make-up day has the hours of Tuesday, the first it has */
    assert_open_due(calendar, 1, "2026-02-13T08:00:00+08:00", "2026-02-14T10:00:00+08:00");
    calendar_unref(calendar);
}

static void test_empty_schedule_is_refused_and_never_endless(void **state)
{
    (void)state;
    static const char *const empty[] = {"{\"week\":{}}", "{\"week\":{\"mon\":[],\"tue\":[]}}",
                                        "{\"week\":{\"makeup\":[[\"09:00\",\"10:00\"]]}}"};
    struct opening *opening;
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        struct err err = {0};
        assert_status(opening_from_value(json(&arena, empty[i]), &opening, &err), STATUS_INVALID,
                      &err);
        assert_says(&err, "week: no day of it has any hours");
        assert_null(opening);
    }
    /* An office closed for years: no due date, said so, and no search without end. */
    struct calendar *calendar = office_of(
        "{\"closures\":[{\"first\":\"2026-03-02\",\"last\":\"2039-12-31\",\"why\":\"moved\"}]}");
    struct due due = open_due(calendar, 1, "2026-03-02T09:00:00+08:00");
    int64_t opens;
    assert_false(due.has_date);
    assert_true(due.is_never);
    assert_false(calendar_next_opening(calendar, at("2026-03-02T09:00"), &opens));
    calendar_unref(calendar);
}

static void test_window_crossing_midnight_is_no_new_day(void **state)
{
    (void)state;
    struct calendar *calendar =
        office_of("{\"on_holidays\":true,\"week\":{\"fri\":[[\"20:00\",\"24:00\"]],"
                  "\"sat\":[[\"00:00\",\"04:00\"]]}}");
    assert_open_due(calendar, 5, "2026-03-06T20:00:00+08:00", "2026-03-07T01:00:00+08:00");
    assert_open_due(calendar, 4, "2026-03-06T20:00:00+08:00", "2026-03-07T00:00:00+08:00");
    calendar_unref(calendar);
}

static void test_pause_outside_opening_hours_moves_nothing(void **state)
{
    (void)state;
    struct calendar *calendar = office_of(usual_week);
    struct err err = {0};
    struct clock clock;
    struct due due;
    int32_t number;
    struct clock_request request = {.id = "G-1",
                                    .decl =
                                        json(&arena, "{\"basis\":\"assumed\",\"owner\":\"office\","
                                                     "\"within\":{\"n\":4,\"unit\":\"oh\"}}"),
                                    .from = value_string(&arena, "2026-03-03T09:00:00+08:00"),
                                    .now_ms = at("2026-03-03T09:00")};
    assert_status(clock_start(&arena, &request, calendar, &clock, &err), 0, &err);
    struct ledger_entry pause = {.at_ms = at("2026-03-03T12:10"),
                                 .from_ms = at("2026-03-03T12:10")};
    struct ledger_entry resume = {
        .at_ms = at("2026-03-03T13:50"), .from_ms = at("2026-03-03T13:50"), .number = 1};
    assert_status(clock_pause(&clock, &pause, &number, &err), 0, &err);
    assert_status(clock_resume(&clock, &resume, &err), 0, &err);
    clock_due(&clock, calendar, &due);
    assert_time(due.at_ms, "2026-03-03T15:00:00+08:00");
    /* one that lies half in the lunch break takes its other half only */
    pause.from_ms = at("2026-03-03T13:30");
    resume.from_ms = at("2026-03-03T14:20");
    resume.number = 2;
    assert_status(clock_pause(&clock, &pause, &number, &err), 0, &err);
    assert_status(clock_resume(&clock, &resume, &err), 0, &err);
    clock_due(&clock, calendar, &due);
    assert_time(due.at_ms, "2026-03-03T15:20:00+08:00");
    calendar_unref(calendar);
}

static void test_next_opening_is_not_midnight(void **state)
{
    (void)state;
    static const struct {
        const char *at, *opens;
    } rows[] = {
        {"2026-03-03T00:00", "2026-03-03T09:00:00+08:00"},
        {"2026-03-03T10:00", "2026-03-03T10:00:00+08:00"},
        {"2026-03-03T12:00", "2026-03-03T14:00:00+08:00"},
        {"2026-03-06T17:00", "2026-03-09T09:00:00+08:00"},
        {"2026-02-15T00:00", "2026-02-24T09:00:00+08:00"},
    };
    struct calendar *calendar = office_of(usual_week);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t opens;
        assert_true(calendar_next_opening(calendar, at(rows[i].at), &opens));
        assert_time(opens, rows[i].opens);
        assert_true(calendar_next_opening(list, at(rows[i].at), &opens)); /* the usual hours */
        assert_time(opens, rows[i].opens);
    }
    calendar_unref(calendar);
}

static void test_closures_and_days_of_their_own(void **state)
{
    (void)state;
    struct calendar *calendar = office_of(
        "{\"closures\":[{\"duties\":\"run\",\"first\":\"2026-03-05\",\"last\":\"2026-03-05\","
        "\"why\":\"power "
        "cut\"},{\"first\":\"2026-03-03\",\"last\":\"2026-03-04\",\"why\":\"flood\"}],"
        "\"days\":{\"2026-03-07\":[[\"10:00\",\"11:00\"]]}}");
    struct calendar_day day3 = calendar_get_day(calendar, day("2026-03-03"));
    struct calendar_day day5 = calendar_get_day(calendar, day("2026-03-05"));
    assert_int_equal(day3.kind, DAY_CLOSED);
    assert_false(day3.is_working || day3.is_public);
    assert_string_equal(day3.name, "flood");
    assert_true(day5.is_working);
    assert_false(day5.is_public);
    assert_open_due(calendar, 5, "2026-03-02T14:00:00+08:00", "2026-03-06T11:00:00+08:00");
    /* the hours of a Saturday of its own make it no working day */
    assert_open_due(calendar, 7, "2026-03-06T09:00:00+08:00", "2026-03-07T11:00:00+08:00");
    assert_false(calendar_is_working(calendar, day("2026-03-07"), NULL));
    calendar_unref(calendar);
}

static void test_offices_above_close_those_below(void **state)
{
    (void)state;
    struct opening *chain[2];
    struct err err = {0};
    assert_status(opening_from_value(json(&arena, "{\"week\":{\"mon\":[[\"08:00\",\"09:00\"]]}}"),
                                     &chain[0], &err),
                  0, &err);
    assert_status(opening_from_value(json(&arena, "{\"closures\":[{\"first\":\"2026-03-02\","
                                                  "\"last\":\"2026-03-02\",\"why\":\"storm\"}],"
                                                  "\"week\":{\"mon\":[[\"10:00\",\"12:00\"]]}}"),
                                     &chain[1], &err),
                  0, &err);
    struct calendar *calendar = calendar_with(list, chain, 2);
    assert_open_due(calendar, 1, "2026-03-02T00:00:00+08:00", "2026-03-09T09:00:00+08:00");
    assert_int_equal(strlen(calendar_version(calendar)), 3 * 16 + 2);
    calendar_unref(calendar);
    opening_unref(chain[0]);
    opening_unref(chain[1]);
}

static void test_refusals_name_the_member(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"[]",                                                                                "members week"     },
        {"{\"weeks\":{}}",                                                                    "members week"     },
        {"{\"week\":{\"someday\":[]}}",                                                       "the days are mon" },
        {"{\"week\":{\"mon\":[[\"9:00\",\"12:00\"]]}}",                                       "mon: a time from" },
        {"{\"week\":{\"mon\":[[\"12:00\",\"09:00\"]]}}",                                      "mon: a time from" },
        {"{\"week\":{\"mon\":[[\"09:00\",\"24:01\"]]}}",                                      "mon: a time from" },
        {"{\"week\":{\"mon\":[[\"09:00\",\"12:00\"],[\"12:00\",\"13:00\"]]}}",                "do not touch"     },
        {"{\"days\":{\"2026-02-30\":[]}}",                                                    "a date is written"},
        {"{\"on_holidays\":1}",                                                               "on_holidays is"   },
        {"{\"closures\":[{\"first\":\"2026-03-03\",\"last\":\"2026-03-02\",\"why\":\"x\"}]}",
         "the first and the last day"                                                                            },
        {"{\"closures\":[{\"first\":\"2026-03-03\",\"last\":\"2026-03-03\"}]}",               "say why"          },
        {"{\"closures\":[{\"duties\":\"go\",\"first\":\"2026-03-03\",\"last\":\"2026-03-03\","
         "\"why\":\"x\"}]}",                                                         "duties is"        },
        {"{\"closures\":[{\"first\":\"2026-03-03\",\"last\":\"2026-03-03\",\"until\":1,"
         "\"why\":\"x\"}]}",                                                         "the members are"  },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct opening *opening;
        struct err err = {0};
        assert_status(opening_from_value(json(&arena, rows[i].text), &opening, &err),
                      STATUS_INVALID, &err);
        assert_says(&err, rows[i].says);
        assert_null(opening);
    }
}

static void test_embedded_list(void **state)
{
    (void)state;
    struct calendar *embedded = calendar_embedded();
    static const int wanted[] = {2024, 2025, 2026}, working[] = {251, 248, 248};
    int years[8];
    assert_true(embedded != calendar_weekdays());
    assert_int_equal(calendar_years(embedded, years, 8), 3);
    for (int i = 0; i < 3; i++) {
        int32_t first = date_from_civil(wanted[i], 1, 1), last = date_from_civil(wanted[i], 12, 31);
        assert_int_equal(years[i], wanted[i]);
        assert_int_equal(calendar_workdays_between(embedded, first - 1, last), working[i]);
    }
    calendar_unref(embedded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hours_of_a_day),
        cmocka_unit_test(test_a_holiday_has_no_lunch_either),
        cmocka_unit_test(test_schedule_lacking_weekdays_skips_them),
        cmocka_unit_test(test_empty_schedule_is_refused_and_never_endless),
        cmocka_unit_test(test_window_crossing_midnight_is_no_new_day),
        cmocka_unit_test(test_pause_outside_opening_hours_moves_nothing),
        cmocka_unit_test(test_next_opening_is_not_midnight),
        cmocka_unit_test(test_closures_and_days_of_their_own),
        cmocka_unit_test(test_offices_above_close_those_below),
        cmocka_unit_test(test_refusals_name_the_member),
        cmocka_unit_test(test_embedded_list),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
