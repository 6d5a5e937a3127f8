/* test_ladder.c - which step of a ladder comes when: before, at and after the due time, through
 * pauses, extensions and other calendars; and that none is ever taken twice or out of order. */
#include "world.h"
#include "data/secret.h"
#include "duty/ladder.h"
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

/* --- making ---------------------------------------------------------------------------------- */

static const char supervision[] =
    "{\"name\":\"supervision\",\"steps\":["
    "{\"name\":\"blue\",\"left\":\"25%\",\"card\":\"blue\"},"
    "{\"name\":\"yellow\",\"at\":\"due\",\"card\":\"yellow\"},"
    "{\"name\":\"red\",\"late\":{\"n\":1,\"unit\":\"wd\"},\"card\":\"red\"},"
    "{\"name\":\"raise\",\"late\":{\"n\":5,\"unit\":\"wd\"},\"raise\":\"parent\"}]}";

static struct clock clock_with(const char *ladder, int n, const char *unit, const char *from)
{
    struct err err = {0};
    struct clock clock;
    struct clock_request request = {
        .id = "XF-D6",
        .decl = json(&arena, arena_printf(&arena,
                                          "{\"owner\":\"office\",\"basis\":\"assumed\","
                                          "\"within\":{\"n\":%d,\"unit\":\"%s\"}}",
                                          n, unit)),
        .from = strchr(from, 'T') ? value_int(&arena, at(from)) : value_string(&arena, from),
        .ladder = json(&arena, ladder),
        .now_ms = at("2025-12-03T09:00")};
    assert_status(clock_start(&arena, &request, published, &clock, &err), 0, &err);
    return clock;
}

/* A ladder of one step placed as `place` says. */
static struct clock clock_with_step(const char *place, int n, const char *unit, const char *from)
{
    return clock_with(
        arena_printf(&arena, "{\"name\":\"l\",\"steps\":[{\"name\":\"one\",%s}]}", place), n, unit,
        from);
}

static struct ladder_step next_of(const struct clock *clock)
{
    struct ladder_step step = {0};
    assert_true(ladder_next(clock, published, &step));
    return step;
}

static void expect_next(const struct clock *clock, const char *name, const char *when)
{
    struct ladder_step step = next_of(clock);
    char text[40];
    assert_string_equal(step.name, name);
    if (step.fires_ms != at(when))
        fail_msg("%s is due %s, not %s", name, time_to_text(step.fires_ms, text), when);
}

static void expect_place(const char *place, const char *unit, int n, const char *from,
                         const char *when)
{
    struct clock clock = clock_with_step(place, n, unit, from);
    expect_next(&clock, "one", when);
}

static void take_at(struct clock *clock, int64_t now_ms)
{
    struct err err = {0};
    struct ladder_step step = next_of(clock);
    struct ladder_act act = {.now_ms = now_ms};
    assert_status(ladder_take(clock, published, &step, &act, &err), 0, &err);
}

static void take(struct clock *clock)
{
    take_at(clock, next_of(clock).fires_ms);
}

static void extend(struct clock *clock, int n, const char *when)
{
    struct err err = {0};
    struct ledger_entry entry = {
        .at_ms = at(when), .length = {.n = n, .unit = DUR_DAY}
    };
    assert_status(clock_extend(clock, published, &entry, &err), 0, &err);
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

static void expect_state(const struct clock *clock, const char *now, enum ladder_state state)
{
    assert_string_equal(ladder_state_word(ladder_state(clock, published, at(now))),
                        ladder_state_word(state));
}

/* --- where steps lie ---------------------------------------------------------------------------
 */

/* The example of the workflow of petitions: 60 days from 2025-12-03 end with Sunday 2026-02-01. */
static void test_steps_lie_before_at_and_after_the_due_date(void **state)
{
    (void)state;
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03");
    expect_next(&clock, "blue", "2026-01-18T00:00");
    take(&clock);
    expect_next(&clock, "yellow", "2026-02-01T00:00");
    take(&clock);
    expect_next(&clock, "red", "2026-02-02T00:00");
    take(&clock);
    expect_next(&clock, "raise", "2026-02-06T00:00");
    take(&clock);
    struct ladder_step step;
    assert_false(ladder_next(&clock, published, &step));
    expect_state(&clock, "2026-02-07T00:00", LADDER_CLIMBED);
}

static void test_a_share_of_a_short_period_is_its_last_day(void **state)
{
    (void)state;
    expect_place("\"left\":\"25%\"", "wd", 3, "2026-01-05", "2026-01-08T00:00");
    expect_place("\"left\":\"25%\"", "cd", 1, "2026-01-05", "2026-01-06T00:00");
    expect_place("\"left\":\"50%\"", "wd", 4, "2026-01-05", "2026-01-08T00:00");
}

static void test_working_days_before_and_after_skip_the_days_off(void **state)
{
    (void)state; /* 2026-02-10 + 5 wd = 02-24: the spring festival lies between */
    expect_place("\"left\":{\"n\":2,\"unit\":\"wd\"}", "wd", 5, "2026-02-10", "2026-02-13T00:00");
    expect_place("\"late\":{\"n\":1,\"unit\":\"wd\"}", "wd", 5, "2026-02-10", "2026-02-25T00:00");
    expect_place("\"left\":{\"n\":2,\"unit\":\"cd\"}", "wd", 5, "2026-02-10", "2026-02-22T00:00");
}

static void test_steps_of_hours_count_from_the_very_end(void **state)
{
    (void)state;
    expect_place("\"at\":\"due\"", "h", 24, "2026-01-05T15:30", "2026-01-06T15:30");
    expect_place("\"left\":{\"n\":30,\"unit\":\"min\"}", "h", 2, "2026-01-05T15:30",
                 "2026-01-05T17:00");
    expect_place("\"late\":{\"n\":3,\"unit\":\"h\"}", "cd", 2, "2026-01-05", "2026-01-08T03:00");
    expect_place("\"late\":{\"n\":1,\"unit\":\"wd\"}", "h", 4, "2026-01-09T13:00",
                 "2026-01-12T17:00");
    expect_place("\"left\":\"25%\"", "h", 4, "2026-01-09T13:00", "2026-01-09T16:00");
}

/* GLPI PR#22678: it fired at 00:00 when its window crossed a day. */
static void test_a_step_one_hour_before_is_right_across_midnight(void **state)
{
    (void)state;
    expect_place("\"left\":{\"n\":1,\"unit\":\"h\"}", "h", 2, "2026-01-05T22:30",
                 "2026-01-05T23:30");
    expect_place("\"left\":{\"n\":1,\"unit\":\"h\"}", "min", 150, "2026-01-05T22:00",
                 "2026-01-05T23:30");
    expect_place("\"left\":{\"n\":1,\"unit\":\"h\"}", "cd", 1, "2026-01-05", "2026-01-06T23:00");
}

static void test_a_step_whose_moment_is_past_is_due_at_once_with_its_true_moment(void **state)
{
    (void)state;
    struct clock clock = clock_with(supervision, 4, "cd", "2025-11-03");
    struct ladder_step step = next_of(&clock);
    assert_true(step.at_ms < at("2025-12-03T09:00"));
    take_at(&clock, at("2025-12-03T09:00"));
    assert_int_equal(clock_entry(&clock, LEDGER_STEPPED, 1)->from_ms, at("2025-11-07T00:00"));
    assert_int_equal(clock_entry(&clock, LEDGER_STEPPED, 1)->at_ms, at("2025-12-03T09:00"));
    expect_next(&clock, "yellow", "2025-11-07T00:00");
}

static void test_steps_declared_out_of_order_wait_for_those_in_front(void **state)
{
    (void)state;
    struct clock clock = clock_with("{\"name\":\"l\",\"steps\":["
                                    "{\"name\":\"a\",\"late\":{\"n\":2,\"unit\":\"cd\"}},"
                                    "{\"name\":\"b\",\"at\":\"due\"}]}",
                                    3, "cd", "2026-01-05");
    expect_next(&clock, "a", "2026-01-10T00:00");
    take(&clock);
    expect_next(&clock, "b", "2026-01-10T00:00");
}

/* --- what moves them ---------------------------------------------------------------------------
 */

/* GLPI #6902, #15605: the pause was lost; here it moves every step that is still to come. */
static void test_a_pause_moves_the_steps_that_are_to_come(void **state)
{
    (void)state;
    struct clock clock = clock_with(supervision, 10, "cd", "2026-03-02");
    expect_next(&clock, "blue", "2026-03-11T00:00");
    int32_t pause = pause_at(&clock, "2026-03-05T10:00");
    struct ladder_step step;
    assert_false(ladder_next(&clock, published, &step));
    expect_state(&clock, "2026-03-06T00:00", LADDER_WAITING);
    resume_at(&clock, pause, "2026-03-08T10:00");
    expect_next(&clock, "blue", "2026-03-14T00:00");
}

static void test_a_pause_moves_the_steps_of_hours_by_its_length(void **state)
{
    (void)state;
    struct clock clock = clock_with_step("\"left\":\"25%\"", 4, "h", "2026-01-09T13:00");
    resume_at(&clock, pause_at(&clock, "2026-01-09T14:00"), "2026-01-09T14:40");
    expect_next(&clock, "one", "2026-01-09T16:40");
    resume_at(&clock, pause_at(&clock, "2026-01-09T17:00"), "2026-01-09T17:30");
    expect_next(&clock, "one", "2026-01-09T16:40");
}

static void test_an_extension_moves_what_is_to_come_and_fires_nothing_again(void **state)
{
    (void)state;
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03");
    take(&clock); /* blue, on 2026-01-18 */
    extend(&clock, 30, "2026-01-20T09:00");
    expect_next(&clock, "yellow", "2026-03-03T00:00");
    take(&clock);
    expect_next(&clock, "red", "2026-03-04T00:00");
    assert_int_equal(clock_count(&clock, LEDGER_STEPPED), 2);
}

static void test_an_extension_counts_into_the_share_that_is_left(void **state)
{
    (void)state;
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03");
    extend(&clock, 30, "2025-12-20T09:00"); /* 90 days to 2026-03-03; 22 left */
    expect_next(&clock, "blue", "2026-02-10T00:00");
}

static void test_another_calendar_moves_the_steps_not_taken(void **state)
{
    (void)state;
    struct clock clock =
        clock_with_step("\"late\":{\"n\":1,\"unit\":\"wd\"}", 5, "cd", "2026-02-10");
    struct ladder_step step;
    assert_true(ladder_next(&clock, calendar_weekdays(), &step));
    assert_int_equal(step.at_ms, at("2026-02-16T00:00"));
    expect_next(&clock, "one", "2026-02-24T00:00");
}

static void test_a_step_taken_is_never_taken_again(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03");
    struct ladder_step first = next_of(&clock);
    struct ladder_act act = {.now_ms = first.fires_ms};
    assert_status(ladder_take(&clock, published, &first, &act, &err), 0, &err);
    assert_int_equal(ladder_take(&clock, published, &first, &act, &err), STATUS_CONFLICT);
    struct ladder_step second = next_of(&clock);
    assert_int_equal(ladder_take(&clock, published, &second, &act, &err), STATUS_CONFLICT);
    assert_int_equal(clock_count(&clock, LEDGER_STEPPED), 1);
}

static void test_a_clock_that_stops_ends_its_ladder(void **state)
{
    (void)state;
    struct err err = {0};
    enum clock_result result;
    struct ladder_step step;
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03");
    take(&clock);
    assert_status(clock_stop(&clock, published, at("2026-01-30T09:00"), &result, &err), 0, &err);
    assert_false(ladder_next(&clock, published, &step));
    expect_state(&clock, "2026-02-20T00:00", LADDER_OVER);
}

/* --- what people decide ------------------------------------------------------------------------
 */

static void test_a_hold_delays_steps_and_keeps_their_true_moments(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03");
    struct ladder_act act = {.now_ms = at("2026-01-10T09:00"), .until_ms = at("2026-02-03T09:00")};
    assert_status(ladder_hold(&clock, &act, &err), 0, &err);
    expect_state(&clock, "2026-01-20T00:00", LADDER_HELD);
    expect_next(&clock, "blue", "2026-02-03T09:00");
    take(&clock);
    assert_int_equal(clock_entry(&clock, LEDGER_STEPPED, 1)->from_ms, at("2026-01-18T00:00"));
    expect_next(&clock, "yellow", "2026-02-03T09:00");
    act.until_ms = at("2026-01-09T09:00");
    assert_int_equal(ladder_hold(&clock, &act, &err), STATUS_INVALID);
}

static void test_a_withdrawn_ladder_is_not_climbed_any_more(void **state)
{
    (void)state;
    struct err err = {0};
    struct ladder_step step;
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03");
    struct ladder_act act = {.now_ms = at("2026-01-10T09:00")};
    assert_status(ladder_withdraw(&clock, &act, &err), 0, &err);
    assert_false(ladder_next(&clock, published, &step));
    expect_state(&clock, "2026-02-20T00:00", LADDER_WITHDRAWN);
    assert_int_equal(ladder_withdraw(&clock, &act, &err), STATUS_CONFLICT);
    assert_int_equal(ladder_hold(&clock, &act, &err), STATUS_CONFLICT);
}

static const char alarm_ladder[] =
    "{\"name\":\"alarm\",\"steps\":["
    "{\"name\":\"station\",\"at\":\"due\",\"acknowledge\":{\"n\":10,\"unit\":\"min\"}},"
    "{\"name\":\"centre\",\"acknowledge\":{\"n\":10,\"unit\":\"min\"}},"
    "{\"name\":\"county\",\"late\":{\"n\":2,\"unit\":\"h\"}}]}";

static void test_a_step_nobody_acknowledges_hurries_the_next(void **state)
{
    (void)state;
    struct clock clock = clock_with(alarm_ladder, 30, "min", "2026-01-05T10:00");
    expect_next(&clock, "station", "2026-01-05T10:30");
    take(&clock);
    expect_next(&clock, "centre", "2026-01-05T10:40");
    take(&clock);
    expect_next(&clock, "county", "2026-01-05T10:50");
}

static void test_an_acknowledged_step_lets_the_next_keep_its_moment(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_with(alarm_ladder, 30, "min", "2026-01-05T10:00");
    struct ladder_act act = {.now_ms = at("2026-01-05T10:33")};
    assert_int_equal(ladder_acknowledge(&clock, 0, &act, &err), STATUS_CONFLICT);
    take(&clock);
    assert_status(ladder_acknowledge(&clock, 0, &act, &err), 0, &err);
    expect_next(&clock, "county", "2026-01-05T12:30");
    assert_int_equal(ladder_acknowledge(&clock, 1, &act, &err), STATUS_CONFLICT);
}

/* goalert#4548: a step with nobody on duty still waited its full delay. */
static void test_an_empty_step_waits_for_nobody(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_with(alarm_ladder, 30, "min", "2026-01-05T10:00");
    struct value *nobody = value_map(&arena);
    value_put(&arena, nobody, "nobody", value_bool(&arena, true));
    struct ladder_step step = next_of(&clock);
    struct ladder_act act = {.now_ms = step.fires_ms, .detail = nobody};
    assert_status(ladder_take(&clock, published, &step, &act, &err), 0, &err);
    expect_next(&clock, "centre", "2026-01-05T10:30");
}

static void expect_light(const struct clock *clock, const char *now, const char *light)
{
    assert_string_equal(clock_light(clock, published, at(now)), light);
}

static void test_lights_say_how_a_clock_stands(void **state)
{
    (void)state;
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03");
    expect_light(&clock, "2026-01-17T23:59", "green");
    expect_light(&clock, "2026-01-18T00:00", "blue");
    expect_light(&clock, "2026-02-01T00:00", "yellow");
    expect_light(&clock, "2026-02-02T00:00", "red");
    clock = clock_with(supervision, 4, "h", "2026-01-05T09:00");
    expect_light(&clock, "2026-01-05T11:59", "yellow");
    clock = clock_with(supervision, 3, "wd", "2026-01-05");
    expect_light(&clock, "2026-01-06T12:00", "green");
    expect_light(&clock, "2026-01-07T00:00", "blue");
    pause_at(&clock, "2026-01-07T00:00");
    expect_light(&clock, "2026-01-20T00:00", "paused");
}

/* --- what is kept ------------------------------------------------------------------------------
 */

static void test_what_a_ladder_has_done_is_written_and_read_again(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03"), again;
    struct ladder_act act = {.now_ms = at("2026-01-19T09:00"), .until_ms = at("2026-02-03T09:00")};
    take(&clock);
    assert_status(ladder_acknowledge(&clock, 0, &act, &err), 0, &err);
    assert_status(ladder_hold(&clock, &act, &err), 0, &err);
    struct value *value = clock_to_value(&arena, &clock);
    assert_status(clock_from_value(&arena, value, &again, &err), 0, &err);
    expect_next(&again, "yellow", "2026-02-03T09:00");

    struct value *ledger = value_get(value, "ledger");
    value_push(&arena, ledger, value_copy(&arena, value_item(ledger, 1)));
    assert_int_equal(clock_from_value(&arena, value, &again, &err), STATUS_CORRUPT);
}

static void test_a_step_beyond_the_ladder_is_no_clock(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_with_step("\"at\":\"due\"", 3, "cd", "2026-01-05"), again;
    take(&clock);
    struct value *value = clock_to_value(&arena, &clock);
    value_put(&arena, value, "ladder", &value_nil);
    assert_int_equal(clock_from_value(&arena, value, &again, &err), STATUS_CORRUPT);
}

/* Somebody holds it again and again: the steps still find their place. */
static void test_a_ledger_filled_by_people_leaves_room_for_the_steps(void **state)
{
    (void)state;
    struct err err = {0};
    struct clock clock = clock_with(supervision, 60, "cd", "2025-12-03"), again;
    struct ladder_act act = {.now_ms = at("2025-12-04T09:00"), .until_ms = at("2025-12-05T09:00")};
    while (ladder_hold(&clock, &act, &err) == 0)
        act.now_ms++;
    assert_says(&err, "no more fit");
    for (int i = 0; i < 4; i++)
        take(&clock);
    assert_status(clock_fall_due(&clock, published, at("2026-03-04T09:00"), &err), 0, &err);
    struct value *value = clock_to_value(&arena, &clock);
    assert_status(clock_from_value(&arena, value, &again, &err), 0, &err);
}

/* --- whatever happens --------------------------------------------------------------------------
 */

static int64_t draw(struct chance *chance, int64_t most)
{
    return (int64_t)(chance_next(chance) % (uint64_t)most);
}

/* Random lives of a clock: each step once, in order, none before its time. */
static void test_whatever_happens_each_step_comes_once_and_in_order(void **state)
{
    (void)state;
    struct chance chance_;
    struct chance *chance = &chance_;
    chance_seeded(chance, 7);
    for (int life = 0; life < 400; life++) {
        struct arena before = arena;
        arena = (struct arena){0};
        int days = 1 + (int)draw(chance, 60);
        struct clock clock = clock_with(supervision, days, life % 2 ? "cd" : "wd", "2025-12-03");
        int64_t now = at("2025-12-03T09:00");
        int32_t open = 0, taken = 0;
        for (int act = 0; act < 60; act++) {
            struct err ignored = {0};
            struct ladder_step step;
            struct ledger_entry entry = {.at_ms = now, .from_ms = now, .number = open};
            now += draw(chance, 4 * DAY_MS);
            switch (draw(chance, 5)) {
            case 0:
                if (open ? clock_resume(&clock, &entry, &ignored) == 0
                         : clock_pause(&clock, &entry, &open, &ignored) == 0)
                    open = entry.number ? 0 : open;
                break;
            case 1:
                entry.length = (struct duration){.n = 3, .unit = DUR_DAY};
                if (clock_extend(&clock, published, &entry, &ignored) != 0)
                    break;
                break;
            default:
                if (!ladder_next(&clock, published, &step) || step.fires_ms > now)
                    break;
                assert_true(step.number > taken);
                taken = step.number;
                take_at(&clock, now);
                const struct ledger_entry *done = clock_entry(&clock, LEDGER_STEPPED, taken);
                assert_true(done->from_ms <= done->at_ms);
            }
        }
        arena_close(&arena);
        arena = before;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_lie_before_at_and_after_the_due_date),
        cmocka_unit_test(test_a_share_of_a_short_period_is_its_last_day),
        cmocka_unit_test(test_working_days_before_and_after_skip_the_days_off),
        cmocka_unit_test(test_steps_of_hours_count_from_the_very_end),
        cmocka_unit_test(test_a_step_one_hour_before_is_right_across_midnight),
        cmocka_unit_test(test_a_step_whose_moment_is_past_is_due_at_once_with_its_true_moment),
        cmocka_unit_test(test_steps_declared_out_of_order_wait_for_those_in_front),
        cmocka_unit_test(test_a_pause_moves_the_steps_that_are_to_come),
        cmocka_unit_test(test_a_pause_moves_the_steps_of_hours_by_its_length),
        cmocka_unit_test(test_an_extension_moves_what_is_to_come_and_fires_nothing_again),
        cmocka_unit_test(test_an_extension_counts_into_the_share_that_is_left),
        cmocka_unit_test(test_another_calendar_moves_the_steps_not_taken),
        cmocka_unit_test(test_a_step_taken_is_never_taken_again),
        cmocka_unit_test(test_a_clock_that_stops_ends_its_ladder),
        cmocka_unit_test(test_a_hold_delays_steps_and_keeps_their_true_moments),
        cmocka_unit_test(test_a_withdrawn_ladder_is_not_climbed_any_more),
        cmocka_unit_test(test_a_step_nobody_acknowledges_hurries_the_next),
        cmocka_unit_test(test_an_acknowledged_step_lets_the_next_keep_its_moment),
        cmocka_unit_test(test_an_empty_step_waits_for_nobody),
        cmocka_unit_test(test_lights_say_how_a_clock_stands),
        cmocka_unit_test(test_what_a_ladder_has_done_is_written_and_read_again),
        cmocka_unit_test(test_a_step_beyond_the_ladder_is_no_clock),
        cmocka_unit_test(test_a_ledger_filled_by_people_leaves_room_for_the_steps),
        cmocka_unit_test(test_whatever_happens_each_step_comes_once_and_in_order),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
