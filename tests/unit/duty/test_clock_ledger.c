/* test_clock_ledger.c - what must hold for any ledger, and that what is explained is what was
 * computed. */
#include "clock_bench.h"

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
