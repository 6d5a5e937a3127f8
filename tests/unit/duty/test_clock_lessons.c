/* test_clock_lessons.c - what users of other systems complain of, one test each (docs/lessons.md);
 * what an edit of the calendar does to a clock; and what must hold of any clock, by chance. */
#include "world.h"
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

/* --- clocks --------------------------------------------------------------------------------------
 */

static struct clock clock_of(const char *owner, int n, const char *unit, const char *from)
{
    struct err err = {0};
    struct clock clock;
    struct clock_request request = {
        .id = "XF-D1",
        .decl = json(&arena, arena_printf(&arena,
                                          "{\"basis\":\"law: XF 34\",\"owner\":\"%s\","
                                          "\"within\":{\"n\":%d,\"unit\":\"%s\"}}",
                                          owner, n, unit)),
        .from = value_string(&arena, from),
        .now_ms = at("2026-01-05T09:00")};
    assert_status(clock_start(&arena, &request, published, &clock, &err), 0, &err);
    return clock;
}

static int32_t pause_at(struct clock *clock, int64_t from_ms)
{
    struct err err = {0};
    int32_t number;
    struct ledger_entry entry = {.at_ms = from_ms, .from_ms = from_ms};
    assert_status(clock_pause(clock, &entry, &number, &err), 0, &err);
    return number;
}

static void resume_at(struct clock *clock, int32_t number, int64_t from_ms)
{
    struct err err = {0};
    struct ledger_entry entry = {.at_ms = from_ms, .from_ms = from_ms, .number = number};
    assert_status(clock_resume(clock, &entry, &err), 0, &err);
}

static void pause_between(struct clock *clock, const char *from, const char *until)
{
    resume_at(clock, pause_at(clock, at(from)), at(until));
}

static void assert_due(const struct clock *clock, const struct calendar *calendar,
                       const char *wanted)
{
    struct due due;
    clock_due(clock, calendar, &due);
    assert_true(due.has_date);
    assert_day(due.date, wanted);
}

static struct calendar *closed_on(const char *first, const char *last, const char *duties)
{
    struct opening *opening;
    struct err err = {0};
    assert_status(opening_from_value(json(&arena, arena_printf(&arena,
                                                               "{\"closures\":[{\"duties\":\"%s\","
                                                               "\"first\":\"%s\",\"last\":\"%s\","
                                                               "\"why\":\"flood\"}]}",
                                                               duties, first, last)),
                                     &opening, &err),
                  0, &err);
    struct calendar *calendar = calendar_with(published, &opening, 1);
    opening_unref(opening);
    return calendar;
}

/* --- complaints ----------------------------------------------------------------------------------
 */

static void test_pause_stops_the_clock_at_once(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 5, "wd", "2026-03-02");
    struct due due;
    assert_due(&clock, published, "2026-03-09");
    pause_at(&clock, at("2026-03-04T10:00"));
    clock_due(&clock, published, &due);
    assert_false(due.has_date);
    assert_int_equal(due.state, CLOCK_PAUSED);
}

static void test_nothing_falls_due_while_paused(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_of("office", 24, "h", "2026-03-02T09:00:00+08:00");
    int32_t number = pause_at(&clock, at("2026-03-02T10:00"));
    assert_int_equal(clock_fall_due(&clock, published, at("2026-04-01T00:00"), &err),
                     STATUS_CONFLICT);
    assert_false(clock_is_late(&clock, published, at("2026-04-01T00:00")));
    resume_at(&clock, number, at("2026-03-12T10:00"));
    struct due due;
    clock_due(&clock, published, &due);
    assert_time(due.at_ms, "2026-03-13T09:00:00+08:00");
}

static void test_what_is_stopped_counts_no_more(void **state)
{
    (void)state;
    struct err err = {0};
    enum clock_result result;
    int32_t number;
    struct clock clock = clock_of("office", 5, "wd", "2026-03-02");
    struct ledger_entry entry = {.at_ms = at("2026-03-20T09:00"),
                                 .from_ms = at("2026-03-20T09:00")};
    assert_status(clock_stop(&clock, published, at("2026-03-05T09:00"), &result, &err), 0, &err);
    assert_int_equal(result, CLOCK_MET);
    assert_int_equal(clock_pause(&clock, &entry, &number, &err), STATUS_CONFLICT);
    assert_false(clock_is_late(&clock, published, at("2026-12-01T00:00")));
}

static void test_pause_before_the_start_moves_nothing(void **state)
{
    (void)state;
    struct clock days = clock_of("office", 5, "cd", "2026-03-02");
    struct clock hours = clock_of("office", 5, "h", "2026-03-02T09:00:00+08:00");
    struct due due;
    pause_between(&days, "2026-02-20T09:00", "2026-03-02T18:00");
    assert_due(&days, published, "2026-03-07");
    pause_between(&hours, "2026-02-20T09:00", "2026-03-02T09:00");
    clock_due(&hours, published, &due);
    assert_time(due.at_ms, "2026-03-02T14:00:00+08:00");
}

static void test_every_day_is_explained(void **state)
{
    (void)state;
    struct clock clock = clock_of("citizen", 30, "cd", "2026-01-20");
    struct value *why = clock_explain(&arena, &clock, published);
    const struct value *lines = value_get(why, "lines");
    assert_string_equal(value_get_text(why, "basis"), "law: XF 34");
    assert_string_equal(value_get_text(why, "due"), "2026-02-24");
    /* the start, thirty days, the five of the holiday it rolls over, the end */
    assert_int_equal(value_len(lines), 1 + 30 + 5 + 1);
    for (size_t i = 0; i < value_len(lines); i++) {
        assert_non_null(value_get_text(value_item(lines, i), "zh"));
        assert_non_null(value_get_text(value_item(lines, i), "en"));
    }
}

static void test_result_without_a_list_says_so(void **state)
{
    (void)state;
    struct clock clock = clock_of("office", 5, "wd", "2031-03-03");
    struct value *why = clock_explain(&arena, &clock, published);
    assert_true(value_get_bool(why, "is_not_loaded", false));
    assert_string_equal(value_get_text(value_get(why, "note"), "en"),
                        "calendar not loaded: by the weekday rule, provisional");
    assert_non_null(value_get_text(value_get(why, "note"), "zh"));
    clock = clock_of("office", 5, "cd", "2031-03-03"); /* no day had to be known */
    why = clock_explain(&arena, &clock, published);
    assert_true(value_is_nil(value_get(why, "note")));
}

/* --- an edit of the calendar -------------------------------------------------------------------
 */

static enum clock_recalc recalculate(struct clock *clock, const struct calendar *former,
                                     const struct calendar *now, const char *when)
{
    struct clock_change change;
    return clock_recalculate(clock, former, now, at(when), json(&arena, "{\"why\":\"flood\"}"),
                             &change);
}

static void test_pause_is_not_lost_when_the_calendar_changes(void **state)
{
    (void)state;
    struct calendar *closed = closed_on("2026-03-05", "2026-03-06", "stop");
    struct clock clock = clock_of("office", 5, "wd", "2026-03-02");
    struct err err = {0};
    struct clock again;
    pause_between(&clock, "2026-03-03T09:00", "2026-03-04T09:00");
    assert_due(&clock, published, "2026-03-10");
    assert_int_equal(recalculate(&clock, published, closed, "2026-03-04T10:00"), RECALC_MOVED);
    assert_due(&clock, closed, "2026-03-12");
    assert_string_equal(clock.calendar, calendar_version(closed));
    const struct ledger_entry *last = &clock.ledger[clock.ledger_len - 1];
    assert_int_equal(last->kind, LEDGER_RECALCULATED);
    assert_int_equal(last->from_ms, date_start_ms(day("2026-03-11")));
    assert_int_equal(last->to_ms, date_start_ms(day("2026-03-13")));
    assert_status(clock_from_value(&arena, clock_to_value(&arena, &clock), &again, &err), 0, &err);
    assert_true(value_is_equal(clock_to_value(&arena, &again), clock_to_value(&arena, &clock)));
    calendar_unref(closed);
}

static void test_what_fell_due_stays_fallen(void **state)
{
    (void)state;
    struct calendar *closed = closed_on("2026-03-05", "2026-03-06", "stop");
    struct clock marked = clock_of("office", 5, "wd", "2026-03-02");
    struct clock late = clock_of("office", 5, "wd", "2026-03-02");
    struct err err = {0};
    assert_status(clock_fall_due(&marked, published, at("2026-03-10T00:00"), &err), 0, &err);
    assert_int_equal(recalculate(&marked, published, closed, "2026-03-10T00:00"), RECALC_KEPT);
    /* past, though its timer has not fired yet */
    assert_int_equal(recalculate(&late, published, closed, "2026-03-10T00:01"), RECALC_KEPT);
    assert_due(&late, published, "2026-03-09");
    calendar_unref(closed);
}

static void test_a_citizen_is_never_given_less(void **state)
{
    (void)state;
    struct calendar *closed = closed_on("2026-03-05", "2026-03-06", "stop");
    struct clock citizen = clock_of("citizen", 5, "wd", "2026-03-02");
    struct clock office = clock_of("office", 5, "wd", "2026-03-02");
    assert_int_equal(recalculate(&citizen, published, closed, "2026-03-02T10:00"), RECALC_MOVED);
    assert_int_equal(recalculate(&office, published, closed, "2026-03-02T10:00"), RECALC_MOVED);
    /* and back: the office has no right to the days, the citizen keeps them */
    assert_int_equal(recalculate(&citizen, closed, published, "2026-03-02T11:00"), RECALC_KEPT);
    assert_int_equal(recalculate(&office, closed, published, "2026-03-02T11:00"), RECALC_MOVED);
    assert_due(&citizen, closed, "2026-03-11");
    assert_string_equal(citizen.calendar, calendar_version(closed));
    assert_due(&office, published, "2026-03-09");
    calendar_unref(closed);
}

static void test_closure_in_which_duties_run_moves_the_public_only(void **state)
{
    (void)state;
    struct calendar *closed = closed_on("2026-03-09", "2026-03-09", "run");
    struct clock citizen = clock_of("citizen", 5, "wd", "2026-03-02");
    struct clock office = clock_of("office", 5, "wd", "2026-03-02");
    assert_int_equal(recalculate(&office, published, closed, "2026-03-02T10:00"), RECALC_ADOPTED);
    assert_int_equal(recalculate(&citizen, published, closed, "2026-03-02T10:00"), RECALC_MOVED);
    assert_due(&office, closed, "2026-03-09");
    assert_due(&citizen, closed, "2026-03-10");
    calendar_unref(closed);
}

static void test_hours_follow_no_closure(void **state)
{
    (void)state;
    struct calendar *closed = closed_on("2026-03-02", "2026-03-20", "stop");
    struct clock clock = clock_of("office", 48, "h", "2026-03-02T09:00:00+08:00");
    assert_int_equal(recalculate(&clock, published, closed, "2026-03-02T10:00"), RECALC_ADOPTED);
    calendar_unref(closed);
}

/* --- properties ----------------------------------------------------------------------------------
 */

static uint64_t seed = 88172645463325252u;

static int roll(int from, int until)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return from + (int)((seed >> 20) % (uint64_t)(until - from + 1));
}

enum { ROUNDS = 5000 };

/* Working days between the start and what was added are as many as were added, and one day less
 * has one less. */
static void test_add_then_between_is_identity(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        int32_t from = day("2024-01-01") + roll(0, 900);
        struct duration length = {.n = roll(1, 150), .unit = DUR_WORKDAY};
        int32_t last = calendar_add(published, from, length, NULL);
        assert_int_equal(calendar_workdays_between(published, from, last), length.n);
        assert_int_equal(calendar_workdays_between(published, from, last - 1), length.n - 1);
    }
}

/* A pause shifts the end of hours by as much as it takes away before that end: active time is the
 * same. */
static void test_pause_is_neutral_in_active_time(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        struct clock clock = clock_of("office", roll(1, 300), "h", "2026-03-02T09:00:00+08:00");
        int64_t from = clock.start_ms + roll(0, 2000) * INT64_C(60000);
        int64_t until = from + roll(0, 2000) * INT64_C(60000);
        struct due before, after;
        clock_due(&clock, published, &before);
        resume_at(&clock, pause_at(&clock, from), until);
        clock_due(&clock, published, &after);
        bool is_seen = from < before.at_ms;
        assert_int_equal(after.at_ms - before.at_ms, is_seen ? until - from : 0);
        arena_clear(&arena);
    }
}

/* Pauses and hearing days told in another order give the same due date. */
static void test_order_of_the_ledger_does_not_matter(void **state)
{
    (void)state;
    static const char *const units[] = {"cd", "wd", "h", "oh"};
    for (int i = 0; i < ROUNDS; i++) {
        const char *unit = units[roll(0, 3)];
        struct clock clock = clock_of(roll(0, 1) ? "office" : "citizen", roll(0, 40), unit,
                                      "2026-03-02T09:00:00+08:00");
        struct due due, again;
        for (int k = roll(2, 6); k > 0; k--) {
            int64_t from = clock.start_ms + roll(-500, 9000) * INT64_C(60000);
            int32_t number = pause_at(&clock, from);
            if (roll(0, 9) > 0)
                resume_at(&clock, number, from + roll(0, 5000) * INT64_C(60000));
        }
        clock_due(&clock, published, &due);
        for (size_t last = clock.ledger_len - 1; last > 1; last--) {
            size_t other = 1 + (size_t)roll(0, (int)last - 1);
            struct ledger_entry swapped = clock.ledger[last];
            clock.ledger[last] = clock.ledger[other];
            clock.ledger[other] = swapped;
        }
        clock_due(&clock, published, &again);
        assert_int_equal(due.has_date, again.has_date);
        assert_int_equal(due.at_ms, again.at_ms);
        assert_int_equal(due.is_provisional, again.is_provisional);
        arena_clear(&arena);
    }
}

/* What is shown is what was computed. */
static void test_explained_is_what_was_computed(void **state)
{
    (void)state;
    for (int i = 0; i < 500; i++) {
        struct clock clock = clock_of(roll(0, 1) ? "office" : "citizen", roll(0, 60),
                                      roll(0, 1) ? "wd" : "cd", "2026-03-02");
        struct due due;
        char text[16];
        clock_due(&clock, published, &due);
        struct value *why = clock_explain(&arena, &clock, published);
        const struct value *lines = value_get(why, "lines");
        int64_t counted = 0;
        for (size_t k = 0; k < value_len(lines); k++)
            counted += value_get_bool(value_item(lines, k), "counts", false);
        assert_int_equal(counted, clock.within.n);
        assert_string_equal(value_get_text(why, "due"), date_to_text(due.date, text));
        arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pause_stops_the_clock_at_once),
        cmocka_unit_test(test_nothing_falls_due_while_paused),
        cmocka_unit_test(test_what_is_stopped_counts_no_more),
        cmocka_unit_test(test_pause_before_the_start_moves_nothing),
        cmocka_unit_test(test_every_day_is_explained),
        cmocka_unit_test(test_result_without_a_list_says_so),
        cmocka_unit_test(test_pause_is_not_lost_when_the_calendar_changes),
        cmocka_unit_test(test_what_fell_due_stays_fallen),
        cmocka_unit_test(test_a_citizen_is_never_given_less),
        cmocka_unit_test(test_closure_in_which_duties_run_moves_the_public_only),
        cmocka_unit_test(test_hours_follow_no_closure),
        cmocka_unit_test(test_add_then_between_is_identity),
        cmocka_unit_test(test_pause_is_neutral_in_active_time),
        cmocka_unit_test(test_order_of_the_ledger_does_not_matter),
        cmocka_unit_test(test_explained_is_what_was_computed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
