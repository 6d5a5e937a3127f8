/* test_roster.c - whose turn it is, and what changes it. */
#include "world.h"
#include "duty/roster.h"

static const char *const a[] = {"a"}, *const b[] = {"b"}, *const c[] = {"c"}, *const d[] = {"d"},
                         *const e[] = {"e"}, *const f[] = {"f"}, *const g[] = {"g"};
static const struct roster_team seven[] = {
    {a, 1},
    {b, 1},
    {c, 1},
    {d, 1},
    {e, 1},
    {f, 1},
    {g, 1}
};
static const struct roster_shift whole_day[] = {
    {.from_min = 8 * 60, .until_min = 8 * 60}
};
static const struct roster_shift three[] = {
    {.from_min = 0,       .until_min = 8 * 60 },
    {.from_min = 8 * 60,  .until_min = 16 * 60},
    {.from_min = 16 * 60, .until_min = 0      },
};

static struct roster daily(void)
{
    return (struct roster){.key = "duty",
                           .office = "370102",
                           .starts = day("2026-03-02"),
                           .turn = ROSTER_BY_DAY,
                           .days = 0x7f,
                           .shifts = whole_day,
                           .shift_count = 1,
                           .teams = seven,
                           .team_count = 7};
}

static const char *on_duty(const struct roster *roster, const char *when)
{
    struct roster_team team = roster_team_at(roster, at(when));
    return team.count ? team.people[0] : "nobody";
}

#define assert_on_duty(roster, when, who) assert_string_equal(on_duty(roster, when), who)

static void test_teams_take_turns_by_day(void **state)
{
    (void)state;
    struct roster roster = daily();
    assert_on_duty(&roster, "2026-03-02T07:59", "nobody"); /* before the first shift */
    assert_on_duty(&roster, "2026-03-02T08:00", "a");
    assert_on_duty(&roster, "2026-03-03T07:59", "a"); /* it ends in the morning */
    assert_on_duty(&roster, "2026-03-03T08:00", "b");
    assert_on_duty(&roster, "2026-03-09T08:00", "a");
    assert_on_duty(&roster, "2027-03-02T08:00", "b"); /* 365 days are 52 weeks and a day */
}

static void test_turns_by_shift_and_by_week(void **state)
{
    (void)state;
    struct roster roster = daily();
    roster.shifts = three;
    roster.shift_count = 3;
    roster.turn = ROSTER_BY_SHIFT;
    roster.team_count = 4;
    assert_on_duty(&roster, "2026-03-02T00:00", "a");
    assert_on_duty(&roster, "2026-03-02T15:59", "b");
    assert_on_duty(&roster, "2026-03-02T23:59", "c");
    assert_on_duty(&roster, "2026-03-03T00:00", "d");
    assert_on_duty(&roster, "2026-03-03T08:00", "a");
    roster.turn = ROSTER_BY_WEEK;
    roster.starts = day("2026-03-05"); /* a Thursday: weeks are those of the calendar */
    assert_on_duty(&roster, "2026-03-04T10:00", "nobody");
    assert_on_duty(&roster, "2026-03-05T10:00", "a");
    assert_on_duty(&roster, "2026-03-08T23:00", "a");
    assert_on_duty(&roster, "2026-03-09T00:00", "b");
}

/* oncall #55: where weekends were left out of a rotation of seven, two of them never had a turn. */
static void test_roster_without_weekends_starves_nobody(void **state)
{
    (void)state;
    struct roster roster = daily();
    int turns['h'] = {0};
    roster.days = 0x1f;
    for (int32_t date = roster.starts; date < roster.starts + 7 * 7; date++) {
        struct roster_team team = roster_team_at(&roster, date_start_ms(date) + 9 * 3600 * 1000);
        assert_int_equal(team.count, date_weekday(date) < 5);
        if (team.count)
            turns[(int)team.people[0][0]]++;
    }
    for (int who = 'a'; who <= 'g'; who++)
        assert_int_equal(turns[who], 5);
    assert_on_duty(&roster, "2026-03-07T07:00", "e"); /* Friday's ends on Saturday morning */
    assert_on_duty(&roster, "2026-03-07T08:00", "nobody");
    assert_on_duty(&roster, "2026-03-09T08:00", "f");
}

/* goalert #862: fixed holiday schedules. */
static void test_holidays_are_said_by_date(void **state)
{
    (void)state;
    struct roster roster = daily();
    struct roster_fixed fixed[] = {
        {.date = day("2026-03-04"), .team = {g, 1}},
        {.date = day("2026-03-05"), .team = {0}   }, /* nobody, said outright */
    };
    roster.fixed = fixed;
    roster.fixed_count = 2;
    assert_on_duty(&roster, "2026-03-04T09:00", "g");
    assert_on_duty(&roster, "2026-03-05T07:00", "g");
    assert_on_duty(&roster, "2026-03-05T09:00", "nobody");
    assert_on_duty(&roster, "2026-03-06T09:00", "e"); /* the turns of the others stay */
}

/* goalert #1362: overrides were ignored where a rotation was attached. Here there is one thing. */
static void test_override_goes_before_all(void **state)
{
    (void)state;
    struct roster roster = daily();
    struct roster_fixed fixed = {
        .date = day("2026-03-04"), .team = {g, 1}
    };
    struct roster_override overrides[] = {
        {.period = {at("2026-03-04T12:00"), at("2026-03-04T18:00")}, .team = {d, 1}},
        {.period = {at("2026-03-04T15:00"), at("2026-03-04T16:00")}, .team = {e, 1}},
    };
    roster.fixed = &fixed;
    roster.fixed_count = 1;
    roster.overrides = overrides;
    roster.override_count = 2;
    assert_on_duty(&roster, "2026-03-04T11:59", "g");
    assert_on_duty(&roster, "2026-03-04T12:00", "d");
    assert_on_duty(&roster, "2026-03-04T15:30", "e"); /* what was said last */
    assert_on_duty(&roster, "2026-03-04T16:00", "d");
    assert_on_duty(&roster, "2026-03-04T18:00", "g");
}

static void test_next_change(void **state)
{
    (void)state;
    struct roster roster = daily();
    struct roster_override override = {
        .period = {at("2026-03-04T12:00"), at("2026-03-04T18:00")},
          .team = {d,                      1                     }
    };
    roster.overrides = &override;
    roster.override_count = 1;
    assert_int_equal(roster_next_change(&roster, at("2026-03-04T08:00")), at("2026-03-04T12:00"));
    assert_int_equal(roster_next_change(&roster, at("2026-03-04T12:00")), at("2026-03-04T18:00"));
    assert_int_equal(roster_next_change(&roster, at("2026-03-04T18:00")), at("2026-03-05T08:00"));
    assert_int_equal(roster_next_change(&roster, at("2026-02-27T00:00")), at("2026-03-02T08:00"));
    roster.days = 0;
    assert_true(roster_next_change(&roster, at("2026-03-05T00:00")) == INT64_MAX);
}

/* Stepping day by day says the same as counting. */
static void test_turns_agree_with_a_slow_count(void **state)
{
    (void)state;
    for (unsigned days = 1; days < 0x80; days++) {
        struct roster roster = daily();
        int64_t turn = 0;
        roster.days = (uint8_t)days;
        roster.starts = day("2025-12-30");
        for (int32_t date = roster.starts; date < roster.starts + 60; date++) {
            int64_t noon = date_start_ms(date) + 12 * 3600 * 1000;
            struct roster_team team = roster_team_at(&roster, noon);
            bool is_on = (days >> date_weekday(date) & 1) != 0;
            assert_int_equal(team.count, is_on);
            if (is_on)
                assert_ptr_equal(team.people, seven[turn++ % 7].people);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_teams_take_turns_by_day),
        cmocka_unit_test(test_turns_by_shift_and_by_week),
        cmocka_unit_test(test_roster_without_weekends_starves_nobody),
        cmocka_unit_test(test_holidays_are_said_by_date),
        cmocka_unit_test(test_override_goes_before_all),
        cmocka_unit_test(test_next_change),
        cmocka_unit_test(test_turns_agree_with_a_slow_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
