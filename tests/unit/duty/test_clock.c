/* test_clock.c - when a deadline falls: the vectors of the domain, its exact readings, and how a
 * clock is kept. */
#include "clock_bench.h"

/* --- the vectors ----------------------------------------------------------------------------- */

static void test_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int n;
        const char *unit, *office, *citizen;
    } vectors[] = {
        {"2026-02-10", 5,  "wd", "2026-02-24", "2026-02-24"},
        {"2025-09-26", 5,  "wd", "2025-10-10", "2025-10-10"},
        {"2024-09-27", 5,  "wd", "2024-10-10", "2024-10-10"},
        {"2026-09-18", 2,  "wd", "2026-09-21", "2026-09-21"},
        {"2025-01-24", 5,  "wd", "2025-02-07", "2025-02-07"},
        {"2026-02-10", 15, "cd", "2026-02-25", "2026-02-25"},
        {"2025-12-03", 60, "cd", "2026-02-01", "2026-02-02"},
        {"2026-08-26", 30, "cd", "2026-09-25", "2026-09-28"},
        {"2026-01-20", 30, "cd", "2026-02-19", "2026-02-24"},
        {"2024-01-05", 30, "cd", "2024-02-04", "2024-02-04"},
    };
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct clock office = clock_of("office", vectors[i].n, vectors[i].unit, vectors[i].from);
        struct clock citizen = clock_of("citizen", vectors[i].n, vectors[i].unit, vectors[i].from);
        assert_due(&office, vectors[i].office);
        assert_due(&citizen, vectors[i].citizen);
        assert_false(due_of(&office).is_provisional);
        assert_false(due_of(&citizen).is_provisional);
    }
}

static void test_start_day(void **state)
{
    (void)state;
    static const char *const starts[] = {"2026-02-10T00:00:00+08:00", "2026-02-10T23:59:59+08:00",
                                         "2026-02-09T16:00:00Z", "2026-02-10T15:59:59Z",
                                         "2026-02-10T01:00:00+09:00"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        struct clock clock = clock_of("office", 5, "wd", starts[i]);
        assert_due(&clock, "2026-02-24");
    }
    struct clock on_holiday = clock_of("office", 1, "wd", "2026-02-17");
    assert_due(&on_holiday, "2026-02-24");
    struct clock month_end = clock_of("office", 1, "cd", "2024-02-28");
    assert_due(&month_end, "2024-02-29");
}

static void test_budget_zero(void **state)
{
    (void)state;
    struct clock office = clock_of("office", 0, "wd", "2026-02-17");
    assert_due(&office, "2026-02-17");
    struct clock citizen = clock_of("citizen", 0, "cd", "2026-02-17");
    assert_due(&citizen, "2026-02-24");
    struct clock minutes = clock_of("office", 0, "min", "2026-02-17T10:00:00+08:00");
    assert_time(due_of(&minutes).at_ms, "2026-02-17T10:00:00+08:00");
}

static void test_hours(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 24, "h", "2026-02-16T22:30:00+08:00");
    assert_time(due_of(&clock).at_ms, "2026-02-17T22:30:00+08:00");
    assert_day(due_of(&clock).date, "2026-02-17");
    struct clock citizen = clock_of("citizen", 90, "min", "2026-02-14T23:00:00+08:00");
    assert_time(due_of(&citizen).at_ms, "2026-02-15T00:30:00+08:00"); /* never rolls */
    struct clock far = clock_of("office", 48, "h", "2031-01-01T00:00:00+08:00");
    assert_false(due_of(&far).is_provisional);
}

/* --- pauses ---------------------------------------------------------------------------------- */

static void test_pause_of_days(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 10, "cd", "2026-03-02"); /* due 03-12 */
    pause_between(&clock, "2026-03-05T15:00", "2026-03-08T09:00");   /* 5, 6, 7 do not count */
    assert_due(&clock, "2026-03-15");
    struct clock within = clock_of("office", 10, "cd", "2026-03-02");
    pause_between(&within, "2026-03-05T08:00", "2026-03-05T23:59");
    assert_due(&within, "2026-03-12");
    struct clock midnight = clock_of("office", 10, "cd", "2026-03-02");
    pause_between(&midnight, "2026-03-05T23:59", "2026-03-06T00:00");
    assert_due(&midnight, "2026-03-13");
}

static void test_pause_of_workdays(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 5, "wd", "2026-02-10"); /* 11 12 13 14 24 */
    pause_between(&clock, "2026-02-13T10:00", "2026-02-24T10:00");  /* over the holiday */
    assert_due(&clock, "2026-02-26");
    struct clock idle = clock_of("office", 5, "wd", "2026-02-10");
    pause_between(&idle, "2026-02-15T10:00", "2026-02-24T10:00"); /* only days off stopped */
    assert_due(&idle, "2026-02-24");
}

static void test_overlapping_pauses(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 10, "cd", "2026-03-02");
    int32_t expert = pause_at(&clock, "2026-03-04T09:00");
    int32_t ill = pause_at(&clock, "2026-03-05T09:00");
    assert_held(&clock);
    resume_at(&clock, expert, "2026-03-06T09:00");
    assert_held(&clock);
    resume_at(&clock, ill, "2026-03-08T09:00"); /* the union: 4 to 7 */
    assert_due(&clock, "2026-03-16");
    assert_int_equal(due_of(&clock).state, CLOCK_RUNNING);
    struct clock same = clock_of("office", 10, "cd", "2026-03-02");
    pause_between(&same, "2026-03-04T09:00", "2026-03-08T09:00");
    pause_between(&same, "2026-03-05T09:00", "2026-03-06T09:00");
    assert_due(&same, "2026-03-16");
}

static void test_open_pause(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 3, "cd", "2026-03-02"); /* ends 03-05 24:00 */
    pause_at(&clock, "2026-03-06T00:00");
    assert_due(&clock, "2026-03-05"); /* ended before the pause */
    assert_int_equal(due_of(&clock).state, CLOCK_RUNNING);
    struct clock last_day = clock_of("office", 3, "cd", "2026-03-02");
    int32_t number = pause_at(&last_day, "2026-03-05T23:59");
    assert_held(&last_day);
    resume_at(&last_day, number, "2026-03-05T23:59");
    assert_due(&last_day, "2026-03-05");
    struct clock later = clock_of("office", 3, "cd", "2026-03-02");
    pause_between(&later, "2026-03-20T09:00", "2026-03-25T09:00");
    assert_due(&later, "2026-03-05");
    /* a citizen's Sunday would roll to the Monday, but the pause holds it */
    struct clock rolling = clock_of("citizen", 6, "cd", "2026-03-02");
    pause_at(&rolling, "2026-03-09T08:00");
    assert_held(&rolling);
}

static void test_pause_of_hours(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 2, "h", "2026-03-02T09:00:00+08:00");
    pause_between(&clock, "2026-03-02T10:00", "2026-03-02T10:45");
    assert_time(due_of(&clock).at_ms, "2026-03-02T11:45:00+08:00");
    pause_between(&clock, "2026-03-02T10:30", "2026-03-02T11:00"); /* overlaps */
    assert_time(due_of(&clock).at_ms, "2026-03-02T12:00:00+08:00");
    pause_at(&clock, "2026-03-02T12:00"); /* just over: half-open */
    assert_true(due_of(&clock).has_date);
    struct clock held = clock_of("office", 2, "h", "2026-03-02T09:00:00+08:00");
    pause_at(&held, "2026-03-02T10:59");
    assert_held(&held);
    struct clock before = clock_of("office", 2, "h", "2026-03-02T09:00:00+08:00");
    pause_between(&before, "2026-03-02T08:00", "2026-03-02T09:20");
    assert_time(due_of(&before).at_ms, "2026-03-02T11:20:00+08:00");
    struct clock open = clock_of("office", 2, "h", "2026-03-02T09:00:00+08:00");
    pause_at(&open, "2026-03-02T09:30");
    pause_between(&open, "2026-03-02T10:00", "2026-03-02T12:00");
    assert_held(&open);
    struct clock over = clock_of("office", 2, "h", "2026-03-02T09:00:00+08:00");
    pause_between(&over, "2026-03-02T11:00", "2026-03-02T12:00"); /* begins as the period ends */
    assert_time(due_of(&over).at_ms, "2026-03-02T11:00:00+08:00");
    struct clock zero = clock_of("office", 0, "min", "2026-03-02T09:00:00+08:00");
    pause_at(&zero, "2026-03-02T08:00");
    assert_time(due_of(&zero).at_ms, "2026-03-02T09:00:00+08:00");
}

static void test_hearing_dates(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 10, "cd", "2026-03-02");
    exclude(&clock, "2026-03-05", "2026-03-06"); /* every hearing date does not count */
    assert_due(&clock, "2026-03-14");
    exclude(&clock, "2026-03-14", "2026-03-14");
    assert_due(&clock, "2026-03-15");
    struct clock hours = clock_of("office", 2, "h", "2026-03-02T23:00:00+08:00");
    exclude(&hours, "2026-03-03", "2026-03-03");
    assert_time(due_of(&hours).at_ms, "2026-03-04T01:00:00+08:00");
}

static void test_roll_over_a_pause(void **state)
{
    (void)state;
    struct clock clock = clock_of("citizen", 6, "cd", "2026-03-02"); /* Sunday 03-08 */
    assert_due(&clock, "2026-03-09");
    exclude(&clock, "2026-03-09", "2026-03-10");
    assert_due(&clock, "2026-03-11");
    struct clock office = clock_of("office", 6, "cd", "2026-03-02");
    exclude(&office, "2026-03-09", "2026-03-10");
    assert_due(&office, "2026-03-08");
}

/* --- extensions ------------------------------------------------------------------------------ */

static void test_extension(void **state)
{
    (void)state;
    struct err err;
    struct clock office = clock_of("office", 60, "cd", "2025-12-03"); /* 2026-02-01 */
    assert_status(extend(&office, 30, DUR_DAY, "2026-01-20T09:00", &err), 0, &err);
    assert_due(&office, "2026-03-03");
    /* a citizen's goes on from the unrolled last day and rolls once */
    struct clock citizen = clock_of("citizen", 60, "cd", "2025-12-03");
    assert_status(extend(&citizen, 27, DUR_DAY, "2026-02-02T23:59", &err), 0, &err);
    assert_due(&citizen, "2026-02-28"); /* a make-up workday */
    assert_status(extend(&citizen, 1, DUR_DAY, "2026-02-28T12:00", &err), 0, &err);
    assert_due(&citizen, "2026-03-02");
    /* in its own unit, in the order granted */
    struct clock mixed = clock_of("office", 5, "wd", "2026-02-10"); /* 02-24 */
    assert_status(extend(&mixed, 3, DUR_DAY, "2026-02-11T09:00", &err), 0, &err);
    assert_due(&mixed, "2026-02-27");
    assert_status(extend(&mixed, 2, DUR_WORKDAY, "2026-02-12T09:00", &err), 0, &err);
    assert_due(&mixed, "2026-03-02"); /* 02-28 works, 03-01 does not */
    struct clock hours = clock_of("office", 2, "h", "2026-03-02T09:00:00+08:00");
    assert_status(extend(&hours, 30, DUR_MIN, "2026-03-02T11:00", &err), 0, &err);
    assert_time(due_of(&hours).at_ms, "2026-03-02T11:30:00+08:00");
}

static void test_extension_refused(void **state)
{
    (void)state;
    struct err err;
    struct clock clock = clock_of("office", 3, "cd", "2026-03-02"); /* 03-05 */
    assert_status(extend(&clock, 3, DUR_DAY, "2026-03-06T00:00", &err), STATUS_CONFLICT, &err);
    assert_string_equal(err_code(&err), "extension_too_late");
    assert_status(extend(&clock, 3, DUR_HOUR, "2026-03-03T00:00", &err), STATUS_INVALID, &err);
    assert_says(&err, "do not mix");
    assert_status(extend(&clock, 0, DUR_DAY, "2026-03-03T00:00", &err), STATUS_INVALID, &err);
    assert_due(&clock, "2026-03-05");
    assert_int_equal(clock.ledger_len, 1);
    assert_status(extend(&clock, 3, DUR_DAY, "2026-03-05T23:59", &err), 0, &err);
    struct clock hours = clock_of("office", 2, "h", "2026-03-02T09:00:00+08:00");
    assert_status(extend(&hours, 1, DUR_HOUR, "2026-03-02T11:01", &err), STATUS_CONFLICT, &err);
    assert_status(extend(&hours, 1, DUR_DAY, "2026-03-02T09:01", &err), STATUS_INVALID, &err);
    /* while a pause holds it there is no due date that could have passed */
    struct clock held = clock_of("office", 3, "cd", "2026-03-02");
    pause_at(&held, "2026-03-03T09:00");
    assert_status(extend(&held, 3, DUR_DAY, "2026-06-01T00:00", &err), 0, &err);
}

/* --- what is not known ----------------------------------------------------------------------- */

static void test_provisional(void **state)
{
    (void)state;
    static const struct {
        const char *owner;
        int n;
        const char *unit, *from, *due;
        bool is_provisional, is_not_loaded;
    } rows[] = {
        {"office",  5,  "wd", "2027-03-01", "2027-03-08", true,  true },
        {"office",  1,  "wd", "2026-12-31", "2027-01-01", true,  true },
        {"office",  0,  "wd", "2027-03-01", "2027-03-01", false, false},
        {"office",  30, "cd", "2027-03-01", "2027-03-31", false, false},
        {"citizen", 30, "cd", "2027-03-01", "2027-03-31", true,  true },
        {"citizen", 30, "cd", "2026-12-01", "2026-12-31", true,  false},
        {"citizen", 23, "cd", "2026-12-01", "2026-12-24", false, false},
        {"citizen", 24, "cd", "2026-12-01", "2026-12-25", true,  false},
        {"office",  4,  "wd", "2026-12-21", "2026-12-25", true,  false},
        {"office",  3,  "wd", "2026-12-21", "2026-12-24", false, false},
        {"office",  3,  "wd", "2025-12-26", "2025-12-31", false, false},
        {"citizen", 5,  "wd", "2023-12-28", "2024-01-05", true,  true },
        {"citizen", 5,  "cd", "2023-12-28", "2024-01-02", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct clock clock = clock_of(rows[i].owner, rows[i].n, rows[i].unit, rows[i].from);
        struct due due = due_of(&clock);
        assert_day(due.date, rows[i].due);
        if (due.is_provisional != rows[i].is_provisional ||
            due.is_not_loaded != rows[i].is_not_loaded)
            fail_msg("row %zu: provisional %d, not loaded %d", i, due.is_provisional,
                     due.is_not_loaded);
    }
    struct clock clock = clock_of("office", 5, "wd", "2026-02-10");
    struct due due;
    clock_due(&clock, calendar_weekdays(), &due);
    assert_day(due.date, "2026-02-17");
    assert_true(due.is_not_loaded);
    /* an extension in working days needs the list, the budget in calendar days did not */
    struct err err;
    struct clock extended = clock_of("office", 30, "cd", "2026-12-01");
    assert_false(due_of(&extended).is_provisional);
    assert_status(extend(&extended, 1, DUR_WORKDAY, "2026-12-20T09:00", &err), 0, &err);
    assert_true(due_of(&extended).is_not_loaded);
}

/* --- dates that are set ---------------------------------------------------------------------- */

static void test_set_date(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock;
    struct clock_request request = {
        .id = "TJ-D6",
        .decl = json(&arena, "{\"owner\":\"citizen\",\"set_by\":\"agreement\"}"),
        .row = "obligations/2",
        .from = value_string(&arena, "2026-01-20"),
        .due = value_string(&arena, "2026-03-08"),
        .now_ms = at("2026-01-20T09:00")};
    assert_status(clock_start(&arena, &request, published, &clock, &err), 0, &err);
    assert_due(&clock, "2026-03-08"); /* a Sunday, agreed: it stays */
    assert_false(due_of(&clock).is_provisional);
    int32_t number;
    struct ledger_entry pause = {.at_ms = at("2026-02-01T09:00"),
                                 .from_ms = at("2026-02-01T09:00")};
    assert_status(clock_pause(&clock, &pause, &number, &err), STATUS_CONFLICT, &err);
    assert_says(&err, "extended, not paused");
    assert_status(extend(&clock, 6, DUR_DAY, "2026-03-01T09:00", &err), 0, &err);
    assert_due(&clock, "2026-03-16"); /* Saturday 14th, a period now, so it rolls */
    request.due = NULL;
    assert_status(clock_start(&arena, &request, published, &clock, &err), STATUS_INVALID, &err);
    assert_says(&err, "say when it is due");
}

static void test_start_refused(void **state)
{
    (void)state;
    static const char *const days = "{\"owner\":\"office\",\"within\":{\"n\":5,\"unit\":\"wd\"}}";
    static const struct {
        const char *decl, *from, *choice, *due, *says;
    } rows[] = {
        {days,                                                          "null",               NULL,   NULL,             "`from` is missing"              },
        {days,                                                          "\"2026-02-30\"",     NULL,   NULL,             "`from` is missing"              },
        {days,                                                          "\"yesterday\"",      NULL,   NULL,             "`from`"                         },
        {days,                                                          "\"1969-12-31\"",     NULL,   NULL,             "`from`"                         },
        {days,                                                          "99999999999999999",  NULL,   NULL,             "`from`"                         },
        {days,                                                          "-99999999999999999", NULL,   NULL,             "`from`"                         },
        {days,                                                          "\"2026-02-10\"",     NULL,   "\"2026-03-01\"", "not set by anybody"             },
        {"{\"owner\":\"office\",\"within\":{\"n\":2,\"unit\":\"h\"}}",  "\"2026-02-10\"",     NULL,   NULL,
         "a date alone"                                                                                                                                  },
        {"{\"owner\":\"police\",\"within\":{\"n\":2,\"unit\":\"h\"}}",  "1",                  NULL,   NULL,             "owner"                          },
        {"{\"within\":{\"n\":2,\"unit\":\"h\"}}",                       "1",                  NULL,   NULL,             "owner"                          },
        {"{\"owner\":\"office\",\"within\":{\"n\":-2,\"unit\":\"h\"}}", "1",                  NULL,   NULL,             "XF-D1"                          },
        {"{\"owner\":\"office\",\"choose\":\"urgency\",\"within\":{\"low\":{\"n\":2,\"unit\":\"h\"}"
         "}}",                                                 "1",                  NULL,   NULL,             "\"urgency\", which has no value"},
        {"{\"owner\":\"office\",\"choose\":\"urgency\",\"within\":{\"low\":{\"n\":2,\"unit\":\"h\"}"
         "}}",                                                 "1",                  "high", NULL,             "no length for \"high\""         },
        {"{\"owner\":\"office\",\"set_by\":\"parties\"}",               "1",                  NULL,   "\"soon\"",       "is a date"                      },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = {0};
        struct clock clock;
        struct clock_request request = {.id = "XF-D1",
                                        .decl = json(&arena, rows[i].decl),
                                        .choice = rows[i].choice,
                                        .from = json(&arena, rows[i].from),
                                        .due = rows[i].due ? json(&arena, rows[i].due) : NULL,
                                        .now_ms = at("2026-02-10T09:00")};
        int rc = clock_start(&arena, &request, published, &clock, &err);
        if (rc != STATUS_INVALID)
            fail_msg("row %zu: %s", i, status_code(rc));
        assert_says(&err, rows[i].says);
    }
}

static void test_choice(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock;
    struct clock_request request = {
        .id = "VS-D1",
        .decl = json(&arena, "{\"owner\":\"office\",\"choose\":\"urgency\",\"within\":{"
                             "\"urgent\":{\"n\":2,\"unit\":\"h\"},"
                             "\"ordinary\":{\"n\":2,\"unit\":\"wd\"}}}"),
        .choice = "ordinary",
        .from = value_int(&arena, at("2026-02-14T09:00")),
        .now_ms = at("2026-02-14T09:00")};
    assert_status(clock_start(&arena, &request, published, &clock, &err), 0, &err);
    assert_due(&clock, "2026-02-25");
    request.choice = "urgent";
    assert_status(clock_start(&arena, &request, published, &clock, &err), 0, &err);
    assert_time(due_of(&clock).at_ms, "2026-02-14T11:00:00+08:00");
}

/* --- life ------------------------------------------------------------------------------------ */

static void test_stop(void **state)
{
    (void)state;
    static const struct {
        const char *unit, *from, *stop;
        enum clock_result result;
    } rows[] = {
        {"cd", "2026-03-02",                "2026-03-04T23:59", CLOCK_MET },
        {"cd", "2026-03-02",                "2026-03-05T00:00", CLOCK_LATE},
        {"h",  "2026-03-02T09:00:00+08:00", "2026-03-02T11:00", CLOCK_MET },
        {"h",  "2026-03-02T09:00:00+08:00", "2026-03-02T11:01", CLOCK_LATE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = {0};
        enum clock_result result;
        struct clock clock = clock_of("office", 2, rows[i].unit, rows[i].from);
        assert_int_equal(clock_is_late(&clock, published, at(rows[i].stop)), rows[i].result);
        assert_status(clock_stop(&clock, published, at(rows[i].stop), &result, &err), 0, &err);
        assert_int_equal(result, rows[i].result);
        assert_int_equal(clock_state(&clock), CLOCK_STOPPED);
        assert_int_equal(due_of(&clock).state, CLOCK_STOPPED);
        /* the first result stays, whenever asked */
        assert_status(clock_stop(&clock, published, at("2030-01-01T00:00"), &result, &err),
                      STATUS_CONFLICT, &err);
        assert_int_equal(clock_is_late(&clock, published, at("2030-01-01T00:00")), rows[i].result);
    }
    struct err err = {0};
    enum clock_result result;
    struct clock paused = clock_of("office", 2, "cd", "2026-03-02");
    pause_at(&paused, "2026-03-03T09:00");
    assert_status(clock_stop(&paused, published, at("2027-03-05T00:00"), &result, &err), 0, &err);
    assert_int_equal(result, CLOCK_MET);
}

static void test_fall_due_once(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_of("office", 2, "cd", "2026-03-02"); /* over at 03-05 00:00 */
    assert_status(clock_hand_over(&clock, at("2026-03-04T12:00"), &err), STATUS_CONFLICT, &err);
    assert_status(clock_fall_due(&clock, published, at("2026-03-04T23:59"), &err), STATUS_CONFLICT,
                  &err);
    assert_says(&err, "not due yet");
    assert_false(clock_has_news(&clock));
    assert_status(clock_fall_due(&clock, published, at("2026-03-05T00:00"), &err), 0, &err);
    assert_true(clock_has_news(&clock));
    assert_status(clock_fall_due(&clock, published, at("2026-03-06T00:00"), &err), STATUS_CONFLICT,
                  &err);
    assert_int_equal(clock_state(&clock), CLOCK_RUNNING); /* a mark, not an end */
    assert_status(clock_hand_over(&clock, at("2026-03-09T00:00"), &err), 0, &err);
    assert_false(clock_has_news(&clock));
    assert_status(clock_hand_over(&clock, at("2026-03-09T00:00"), &err), STATUS_CONFLICT, &err);
    assert_int_equal(clock.ledger_len, 3);
}

static void test_news_ends_with_the_stop(void **state)
{
    (void)state;
    struct err err = {0};
    enum clock_result result;
    struct clock clock = clock_of("office", 2, "cd", "2026-03-02");
    assert_status(clock_fall_due(&clock, published, at("2026-03-05T00:00"), &err), 0, &err);
    assert_status(clock_stop(&clock, published, at("2026-03-06T00:00"), &result, &err), 0, &err);
    assert_int_equal(result, CLOCK_LATE);
    assert_false(clock_has_news(&clock));
    struct clock stopped = clock_of("office", 2, "cd", "2026-03-02");
    assert_status(clock_stop(&stopped, published, at("2026-03-03T00:00"), &result, &err), 0, &err);
    assert_status(clock_fall_due(&stopped, published, at("2026-03-05T00:00"), &err),
                  STATUS_CONFLICT, &err);
    struct ledger_entry entry = {.at_ms = at("2026-03-04T00:00"),
                                 .from_ms = at("2026-03-04T00:00")};
    int32_t number;
    assert_status(clock_pause(&stopped, &entry, &number, &err), STATUS_CONFLICT, &err);
    assert_status(extend(&stopped, 1, DUR_DAY, "2026-03-03T00:00", &err), STATUS_CONFLICT, &err);
    assert_string_equal(err_code(&err), "clock_stopped");
    struct clock paused = clock_of("office", 2, "cd", "2026-03-02");
    pause_at(&paused, "2026-03-03T00:00");
    assert_status(clock_fall_due(&paused, published, at("2026-04-05T00:00"), &err), STATUS_CONFLICT,
                  &err);
}

static void test_pause_refused(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_of("office", 9, "cd", "2026-03-02");
    struct ledger_entry entry = {.at_ms = 1, .from_ms = at("2026-03-04T00:00"), .number = 1};
    assert_status(clock_resume(&clock, &entry, &err), STATUS_CONFLICT, &err);
    int32_t number = pause_at(&clock, "2026-03-04T12:00");
    entry.number = number;
    assert_status(clock_resume(&clock, &entry, &err), STATUS_INVALID, &err);
    resume_at(&clock, number, "2026-03-05T12:00");
    entry.from_ms = at("2026-03-06T00:00");
    assert_status(clock_resume(&clock, &entry, &err), STATUS_CONFLICT, &err);
    entry.from_ms = INT64_MAX;
    assert_status(clock_pause(&clock, &entry, &number, &err), STATUS_INVALID, &err);
    struct ledger_entry days = {.at_ms = at("2026-03-04T00:00"),
                                .from_date = day("2026-03-06"),
                                .to_date = day("2026-03-05")};
    assert_status(clock_exclude(&clock, &days, &err), STATUS_INVALID, &err);
    assert_int_equal(clock.ledger_len, 3);
}

static void test_full_ledger_still_stops(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_of("office", 9, "cd", "2026-03-02");
    struct ledger_entry days = {.at_ms = at("2026-03-04T00:00"),
                                .from_date = day("2026-03-06"),
                                .to_date = day("2026-03-06")};
    while (clock.ledger_len < CLOCK_LEDGER_PEOPLE)
        assert_status(clock_exclude(&clock, &days, &err), 0, &err);
    assert_status(clock_exclude(&clock, &days, &err), STATUS_CONFLICT, &err);
    enum clock_result result;
    assert_status(clock_stop(&clock, published, at("2026-03-04T00:00"), &result, &err), 0, &err);
    assert_due(&clock, "2026-03-12");
}

/* --- rows ------------------------------------------------------------------------------------ */

static struct clock busy_clock(void)
{
    struct err err = {0};
    struct clock clock = clock_of("citizen", 20, "wd", "2026-02-10T10:00:00+08:00");
    pause_between(&clock, "2026-02-12T09:00", "2026-02-25T09:00");
    exclude(&clock, "2026-03-02", "2026-03-03");
    assert_status(extend(&clock, 5, DUR_DAY, "2026-03-02T00:00", &err), 0, &err);
    pause_at(&clock, "2027-01-02T09:00");
    assert_status(clock_fall_due(&clock, published, at("2026-12-01T00:00"), &err), 0, &err);
    assert_status(clock_hand_over(&clock, at("2026-12-01T00:00"), &err), 0, &err);
    return clock;
}

static void test_round_trip(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock before = busy_clock(), after;
    struct slice text = canon_text(&arena, clock_to_value(&arena, &before));
    struct value *value;
    assert_status(canon_read(&arena, text, &value, &err), 0, &err);
    assert_status(clock_from_value(&arena, value, &after, &err), 0, &err);
    struct slice again = canon_text(&arena, clock_to_value(&arena, &after));
    assert_true(slice_is_equal(text, again));
    assert_int_equal(due_of(&before).at_ms, due_of(&after).at_ms);
    assert_int_equal(after.ledger_len, before.ledger_len);
    assert_string_equal(after.calendar, calendar_version(published));
}

static void test_row_is_compact(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 5, "wd", "2026-02-10");
    struct slice text = canon_text(&arena, clock_to_value(&arena, &clock));
    assert_true(text.len < 200);
    assert_non_null(strstr(text.bytes, "\"from\":\"2026-02-10\""));
    assert_null(strstr(text.bytes, "\"row\""));
}

/* Any one member taken out, doubled in meaning or spoilt is found. */
static void test_damaged_rows(void **state)
{
    (void)state;
    static const char *const damaged[] = {
        "{}",
        "[]",
        "7",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[],"
        "\"owner\":\"office\",\"within\":{\"n\":5,\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\"},{\"at\":1,\"is\":\"started\"}],\"owner\":\"office\",\"within\":{\"n\":5,"
        "\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-31\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\"}],\"owner\":\"office\",\"within\":{\"n\":5,\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\"}],\"owner\":\"office\",\"within\":{\"n\":5,\"unit\":\"h\"}}",
        "{\"cal\":\"weekdays\",\"from\":9223372036854775807,\"id\":\"A\",\"ledger\":[{\"at\":1,"
        "\"is\":\"started\"}],\"owner\":\"office\",\"within\":{\"n\":5,\"unit\":\"h\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\"},{\"at\":1,\"from\":5,\"is\":\"resumed\",\"n\":1}],\"owner\":\"office\","
        "\"within\":{\"n\":5,\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\"},{\"at\":1,\"from\":5,\"is\":\"paused\",\"n\":2}],\"owner\":\"office\","
        "\"within\":{\"n\":5,\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\"},{\"at\":1,\"is\":\"handed\"}],\"owner\":\"office\",\"within\":{\"n\":5,"
        "\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\"},{\"at\":1,\"is\":\"stopped\"},{\"at\":1,\"is\":\"stopped\"}],\"owner\":"
        "\"office\",\"within\":{\"n\":5,\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\",\"x\":1}],\"owner\":\"office\",\"within\":{\"n\":5,\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"extra\":1,\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\""
        ":1,\"is\":\"started\"}],\"owner\":\"office\",\"within\":{\"n\":5,\"unit\":\"wd\"}}",
        "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\",\"ledger\":[{\"at\":1,\"is\":"
        "\"started\"},{\"at\":9223372036854775807,\"is\":\"stopped\"}],\"owner\":\"office\","
        "\"within\":{\"n\":5,\"unit\":\"wd\"}}",
    };
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        struct err err = {0};
        struct clock clock;
        int rc = clock_from_value(&arena, json(&arena, damaged[i]), &clock, &err);
        if (rc != STATUS_CORRUPT)
            fail_msg("row %zu was taken: %s", i, damaged[i]);
    }
    struct err err = {0};
    struct clock clock;
    assert_status(
        clock_from_value(&arena,
                         json(&arena, "{\"cal\":\"weekdays\",\"from\":\"2026-02-10\",\"id\":\"A\","
                                      "\"ledger\":[{\"at\":1,\"is\":\"started\"}],\"owner\":"
                                      "\"office\",\"within\":{\"n\":5,\"unit\":\"wd\"}}"),
                         &clock, &err),
        0, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_start_day),
        cmocka_unit_test(test_budget_zero),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_pause_of_days),
        cmocka_unit_test(test_pause_of_workdays),
        cmocka_unit_test(test_overlapping_pauses),
        cmocka_unit_test(test_open_pause),
        cmocka_unit_test(test_pause_of_hours),
        cmocka_unit_test(test_hearing_dates),
        cmocka_unit_test(test_roll_over_a_pause),
        cmocka_unit_test(test_extension),
        cmocka_unit_test(test_extension_refused),
        cmocka_unit_test(test_provisional),
        cmocka_unit_test(test_set_date),
        cmocka_unit_test(test_start_refused),
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_fall_due_once),
        cmocka_unit_test(test_news_ends_with_the_stop),
        cmocka_unit_test(test_pause_refused),
        cmocka_unit_test(test_full_ledger_still_stops),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_row_is_compact),
        cmocka_unit_test(test_damaged_rows),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
