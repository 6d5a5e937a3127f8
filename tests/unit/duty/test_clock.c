/* test_clock.c - when a deadline falls: the vectors of the domain, its exact readings, and what
 * must hold for any ledger. */
#include "world.h"
#include "data/secret.h"
#include "duty/clock.h"
#include "holidays.h"

static struct calendar *published;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    assert_status(calendar_load(slice_of(holidays_csv), &published, &err), 0, &err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    calendar_unref(published);
    arena_close(&arena);
    return 0;
}

/* --- making clocks --------------------------------------------------------------------------- */

static struct clock clock_of(const char *owner, int n, const char *unit, const char *from)
{
    struct err err = {0};
    struct clock clock;
    struct clock_request request = {
        .id = "XF-D1",
        .decl = json(&arena, arena_printf(&arena,
                                          "{\"owner\":\"%s\",\"basis\":\"assumed\","
                                          "\"within\":{\"n\":%d,\"unit\":\"%s\"}}",
                                          owner, n, unit)),
        .from = value_string(&arena, from),
        .now_ms = at("2026-01-05T09:00")};
    assert_status(clock_start(&arena, &request, published, &clock, &err), 0, &err);
    return clock;
}

static struct due due_of(const struct clock *clock)
{
    struct due due;
    clock_due(clock, published, &due);
    return due;
}

static int32_t pause_at(struct clock *clock, const char *from)
{
    struct err err = {0};
    int32_t number;
    struct ledger_entry entry = {.at_ms = at(from), .from_ms = at(from)};
    assert_status(clock_pause(clock, &entry, &number, &err), 0, &err);
    return number;
}

static void resume_at(struct clock *clock, int32_t number, const char *from)
{
    struct err err = {0};
    struct ledger_entry entry = {.at_ms = at(from), .from_ms = at(from), .number = number};
    assert_status(clock_resume(clock, &entry, &err), 0, &err);
}

static void pause_between(struct clock *clock, const char *from, const char *until)
{
    resume_at(clock, pause_at(clock, from), until);
}

static void exclude(struct clock *clock, const char *first, const char *last)
{
    struct err err = {0};
    struct ledger_entry entry = {
        .at_ms = at("2026-01-05T09:00"), .from_date = day(first), .to_date = day(last)};
    assert_status(clock_exclude(clock, &entry, &err), 0, &err);
}

static int extend(struct clock *clock, int n, enum duration_unit unit, const char *granted,
                  struct err *err)
{
    struct ledger_entry entry = {
        .at_ms = at(granted), .length = {n, unit}
    };
    *err = (struct err){0};
    return clock_extend(clock, published, &entry, err);
}

static void assert_due(const struct clock *clock, const char *wanted)
{
    struct due due = due_of(clock);
    assert_true(due.has_date);
    assert_day(due.date, wanted);
    assert_true(due.at_ms == date_start_ms(due.date + 1));
}

static void assert_held(const struct clock *clock)
{
    struct due due = due_of(clock);
    assert_false(due.has_date);
    assert_int_equal(due.state, CLOCK_PAUSED);
    assert_false(due.is_provisional);
}

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

/* --- what holds for any ledger --------------------------------------------------------------- */

static int64_t random_below(struct chance *chance, int64_t most)
{
    return (int64_t)(chance_next(chance) % (uint64_t)most);
}

static struct clock random_clock(struct chance *chance)
{
    static const char *const units[] = {"cd", "wd", "h", "min"};
    const char *unit = units[random_below(chance, 4)];
    char from[40];
    time_to_text(at("2024-02-01T00:00") + random_below(chance, 700 * (int64_t)DAY_MS), from);
    int n = (int)random_below(chance, unit[0] == 'm' ? 20000 : unit[0] == 'h' ? 800 : 60);
    struct clock clock = clock_of(random_below(chance, 2) ? "office" : "citizen", n, unit, from);
    int64_t pauses = random_below(chance, 6);
    for (int64_t i = 0; i < pauses; i++) {
        struct err err = {0};
        int32_t number;
        int64_t begin = clock.start_ms + random_below(chance, 60 * (int64_t)DAY_MS);
        struct ledger_entry entry = {.at_ms = begin, .from_ms = begin};
        assert_status(clock_pause(&clock, &entry, &number, &err), 0, &err);
        entry.from_ms += random_below(chance, 9 * (int64_t)DAY_MS);
        entry.number = number;
        assert_status(clock_resume(&clock, &entry, &err), 0, &err);
    }
    if (random_below(chance, 3) == 0) {
        struct err err = {0};
        struct ledger_entry entry = {
            .at_ms = clock.start_ms, .length = {1 + random_below(chance, 9), clock.within.unit}
        };
        assert_status(clock_extend(&clock, published, &entry, &err), 0, &err);
    }
    return clock;
}

static bool is_paused_at(const struct clock *clock, int64_t moment, bool is_date)
{
    for (size_t i = 0; i + 1 < clock->ledger_len; i++) {
        const struct ledger_entry *pause = &clock->ledger[i], *resume = &clock->ledger[i + 1];
        if (pause->kind != LEDGER_PAUSED) /* each is followed by its own end here */
            continue;
        int64_t from = is_date ? date_of(pause->from_ms) : pause->from_ms;
        int64_t until = is_date ? date_of(resume->from_ms) : resume->from_ms;
        if (from <= moment && moment < until)
            return true;
    }
    return false;
}

static int64_t budget_of(const struct clock *clock)
{
    int64_t n = clock->within.n;
    for (size_t i = 0; i < clock->ledger_len; i++)
        if (clock->ledger[i].kind == LEDGER_EXTENDED)
            n += clock->ledger[i].length.n;
    return n;
}

/* Pauses are neutral: what counts between start and due is the budget, counted here naively. */
static void test_active_time_is_the_budget(void **state)
{
    (void)state;
    struct chance chance;
    chance_seeded(&chance, 7);
    for (int i = 0; i < 1500; i++) {
        struct clock clock = random_clock(&chance);
        struct due due = due_of(&clock);
        assert_true(due.has_date);
        int64_t active = 0;
        if (duration_is_days(clock.within)) {
            for (int32_t date = clock.start_date + 1; date <= due.date; date++)
                active +=
                    !is_paused_at(&clock, date, true) &&
                    (clock.within.unit == DUR_DAY || calendar_is_working(published, date, NULL));
            /* a citizen's roll adds the landing day, and of a cd period days that do not work */
            bool is_rolling = clock.owner == CLOCK_CITIZEN &&
                              (clock.within.unit == DUR_DAY || budget_of(&clock) == 0);
            int64_t most = budget_of(&clock) + (is_rolling ? 12 : 0);
            if (active < budget_of(&clock) || active > most)
                fail_msg("clock %d: %d active days of %d", i, (int)active, (int)budget_of(&clock));
        } else {
            const int64_t minute = 60000;
            int64_t whole = (due.at_ms - clock.start_ms) / minute;
            int64_t paused_ms = 0, step = minute / 4;
            for (int64_t t = clock.start_ms; t < due.at_ms; t += step)
                paused_ms += is_paused_at(&clock, t, false) ? step : 0;
            int64_t wanted = budget_of(&clock) * (clock.within.unit == DUR_HOUR ? 60 : 1);
            int64_t off = whole - paused_ms / minute - wanted;
            if (off < -8 || off > 8) /* sampled four times a minute, at most ten edges */
                fail_msg("clock %d: off by %d minutes", i, (int)off);
        }
    }
}

static void test_ledger_order_does_not_matter(void **state)
{
    (void)state;
    struct chance chance;
    chance_seeded(&chance, 11);
    for (int i = 0; i < 1500; i++) {
        struct clock clock = random_clock(&chance);
        struct due before = due_of(&clock);
        for (size_t k = clock.ledger_len; k > 1; k--) {
            size_t other = (size_t)random_below(&chance, (int64_t)k);
            struct ledger_entry kept = clock.ledger[k - 1];
            clock.ledger[k - 1] = clock.ledger[other];
            clock.ledger[other] = kept;
        }
        struct due after = due_of(&clock);
        assert_true(before.at_ms == after.at_ms);
        assert_int_equal(before.date, after.date);
        assert_int_equal(before.is_provisional, after.is_provisional);
    }
}

/* A pause never shortens, and one that begins after the end changes nothing. */
static void test_pause_never_shortens(void **state)
{
    (void)state;
    struct chance chance;
    chance_seeded(&chance, 13);
    for (int i = 0; i < 1500; i++) {
        struct clock clock = random_clock(&chance);
        struct due before = due_of(&clock);
        struct err err = {0};
        int32_t number;
        bool is_after = i % 2;
        int64_t begin = is_after ? before.at_ms + random_below(&chance, DAY_MS)
                                 : clock.start_ms + random_below(&chance, 30 * (int64_t)DAY_MS);
        struct ledger_entry entry = {.at_ms = begin, .from_ms = begin};
        assert_status(clock_pause(&clock, &entry, &number, &err), 0, &err);
        entry.number = number;
        entry.from_ms += random_below(&chance, 9 * (int64_t)DAY_MS);
        assert_status(clock_resume(&clock, &entry, &err), 0, &err);
        struct due after = due_of(&clock);
        if (is_after ? after.at_ms != before.at_ms : after.at_ms < before.at_ms)
            fail_msg("clock %d", i);
    }
}

/* --- explaining ------------------------------------------------------------------------------ */

static void test_explain(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 5, "wd", "2026-02-10");
    struct value *why = clock_explain(&arena, &clock, published);
    assert_string_equal(value_get_text(why, "due"), "2026-02-24");
    assert_string_equal(value_get_text(why, "at"), "2026-02-25T00:00:00+08:00");
    assert_string_equal(value_get_text(why, "state"), "running");
    const struct value *lines = value_get(why, "lines");
    assert_int_equal(value_len(lines), 1 + 14 + 1); /* start, 02-11 to 02-24, end */
    int64_t counted = 0;
    for (size_t i = 0; i < value_len(lines); i++) {
        const struct value *line = value_item(lines, i);
        assert_non_null(value_get_text(line, "zh"));
        assert_non_null(value_get_text(line, "en"));
        assert_non_null(value_get_text(line, "date"));
        counted += value_get_bool(line, "counts", false);
    }
    assert_int_equal(counted, 5);
    const struct value *makeup = value_item(lines, 4); /* 02-14 */
    assert_string_equal(value_get_text(makeup, "date"), "2026-02-14");
    assert_string_equal(value_get_text(makeup, "zh"), "春节调休上班，第4个工作日");
    assert_string_equal(value_get_text(makeup, "en"),
                        "make-up workday: 春节调休上班, working day 4");
    const struct value *holiday = value_item(lines, 7); /* 02-17 */
    assert_string_equal(value_get_text(holiday, "zh"), "春节，不计入");
    assert_false(value_get_bool(holiday, "counts", true));
}

static const char *last_line(const struct value *why, const char *language, size_t back)
{
    const struct value *lines = value_get(why, "lines");
    return value_get_text(value_item(lines, value_len(lines) - 1 - back), language);
}

static void test_explain_all_steps(void **state)
{
    (void)state;
    struct clock rolled = clock_of("citizen", 60, "cd", "2025-12-03");
    struct value *why = clock_explain(&arena, &rolled, published);
    assert_string_equal(last_line(why, "zh", 1), "周日，期限届满日顺延");
    assert_string_equal(last_line(why, "en", 1), "Sunday, the last day moves on");
    struct clock held = clock_of("office", 5, "wd", "2026-03-02");
    pause_at(&held, "2026-03-04T09:00");
    why = clock_explain(&arena, &held, published);
    assert_null(value_get_text(why, "due"));
    assert_string_equal(value_get_text(why, "state"), "paused");
    assert_non_null(strstr(last_line(why, "en", 0), "no due date"));
    struct clock hours = clock_of("office", 2, "h", "2026-03-02T09:00:00+08:00");
    pause_between(&hours, "2026-03-02T10:00", "2026-03-02T10:45");
    why = clock_explain(&arena, &hours, published);
    assert_int_equal(value_len(value_get(why, "lines")), 3);
    assert_non_null(strstr(last_line(why, "zh", 1), "2026-03-02T10:45:00+08:00"));
    struct clock unknown = clock_of("office", 1, "wd", "2027-03-01");
    why = clock_explain(&arena, &unknown, published);
    assert_true(value_get_bool(why, "is_not_loaded", false));
    assert_non_null(strstr(last_line(why, "en", 1), "calendar not loaded"));
    assert_non_null(strstr(last_line(why, "zh", 1), "未载入"));
}

static void test_explain_is_bounded(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 36500, "cd", "2026-03-02");
    struct value *why = clock_explain(&arena, &clock, published);
    assert_int_equal(value_len(value_get(why, "lines")), CLOCK_EXPLAIN_DAYS_MAX + 2);
    assert_string_equal(last_line(why, "en", 1), "35701 lines are left out here");
    assert_string_equal(value_get_text(why, "due"), "2126-02-06");
}

/* What is explained is what was computed: as many counted lines as the budget says. */
static void test_explain_agrees(void **state)
{
    (void)state;
    struct chance chance;
    chance_seeded(&chance, 17);
    for (int i = 0; i < 300; i++) {
        struct arena scratch = {0};
        struct clock clock = random_clock(&chance);
        struct value *why = clock_explain(&scratch, &clock, published);
        char text[40];
        assert_string_equal(value_get_text(why, "at"), time_to_text(due_of(&clock).at_ms, text));
        int64_t counted = 0;
        const struct value *lines = value_get(why, "lines");
        for (size_t k = 0; k < value_len(lines); k++)
            counted += value_get_bool(value_item(lines, k), "counts", false);
        if (duration_is_days(clock.within))
            assert_int_equal(counted, budget_of(&clock));
        arena_close(&scratch);
    }
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
        cmocka_unit_test(test_active_time_is_the_budget),
        cmocka_unit_test(test_ledger_order_does_not_matter),
        cmocka_unit_test(test_pause_never_shortens),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_explain_all_steps),
        cmocka_unit_test(test_explain_is_bounded),
        cmocka_unit_test(test_explain_agrees),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
