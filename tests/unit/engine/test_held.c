/* test_held.c - what the host holds back: timers after the clock of the machine jumped, cases that
 * the last two lives died with. And what may not be held back: a wait for what is past already. */
#include "stand.h"

static const int64_t minute_ms = 60 * 1000;

#define SLEEPS                                                                                     \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  case:sleep(hours(72))\n"                                                                    \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

static bool is_holding(struct stand *stand)
{
    struct engine_health health;
    engine_health(rehearsal_engine(stand->rehearsal), &health);
    return health.is_holding;
}

/* Somebody sets the clock of the machine; a minute later the host has seen it. */
static void set_clock(struct stand *stand, int64_t by_ms)
{
    rehearsal_clock(stand->rehearsal)->now += by_ms;
    stand_advance(stand, minute_ms);
}

static void open_asleep(struct stand *stand)
{
    stand_open_small(stand, SLEEPS);
    assert_int_equal(stand_start(stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(stand, minute_ms);
    assert_false(is_holding(stand));
}

static void a_jump_is_held_for_ten_minutes(void **state)
{
    struct stand stand;
    (void)state;
    open_asleep(&stand);
    set_clock(&stand, 5 * (int64_t)DAY_MS);
    assert_true(is_holding(&stand));
    stand_advance(&stand, 8 * minute_ms);
    assert_true(is_holding(&stand));
    assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    stand_advance(&stand, 3 * minute_ms);
    assert_false(is_holding(&stand));
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_person_lets_it_hold_longer_or_go_on(void **state)
{
    struct stand stand;
    (void)state;
    open_asleep(&stand);
    set_clock(&stand, 5 * (int64_t)DAY_MS);
    for (int i = 0; i < 3; i++) {
        engine_clock_wait(rehearsal_engine(stand.rehearsal));
        stand_advance(&stand, 8 * minute_ms);
        assert_true(is_holding(&stand));
        assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    }
    engine_clock_accept(rehearsal_engine(stand.rehearsal));
    assert_false(is_holding(&stand));
    stand_advance(&stand, 1);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    engine_clock_wait(rehearsal_engine(stand.rehearsal)); /* nothing to wait for */
    assert_false(is_holding(&stand));
    stand_close(&stand);
}

static void a_slip_put_right_fires_nothing(void **state)
{
    struct stand stand;
    (void)state;
    open_asleep(&stand);
    set_clock(&stand, 5 * (int64_t)DAY_MS);
    assert_true(is_holding(&stand));
    set_clock(&stand, -5 * (int64_t)DAY_MS);
    assert_false(is_holding(&stand));
    assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    stand_advance(&stand, 2 * (int64_t)DAY_MS);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    stand_advance(&stand, (int64_t)DAY_MS);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    stand_close(&stand);
}

static void less_than_an_hour_is_not_held(void **state)
{
    struct stand stand;
    (void)state;
    open_asleep(&stand);
    set_clock(&stand, 59 * minute_ms);
    assert_false(is_holding(&stand));
    stand_advance(&stand, 3 * (int64_t)DAY_MS - 59 * minute_ms);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    stand_close(&stand);
}

/* ---- quarantine ---- */

static const char *newest_incident(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    struct incident_row *rows;
    struct err err = {0};
    size_t count = 0;

    assert_int_equal(reader_incidents(rehearsal_reader(stand->rehearsal), image.row.id, true,
                                      &stand->arena, &rows, &count, &err),
                     0);
    return count ? rows[count - 1].code.bytes : "";
}

static void a_suspect_is_parked_before_it_hears(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                             "  case:task(\"decide\", { to = \"clerk\" })\n"
                             "  case:set { heard = true }\n"
                             "  case:task(\"decide\", { to = \"clerk\" })\n"
                             "  return case:close \"done\"\n"
                             "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    struct id suspect = stand.ref;
    engine_watch(rehearsal_engine(stand.rehearsal), NULL, &suspect, 1);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"y\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN); /* the others go on */
    stand.ref = suspect;
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0); /* and it is recorded */
    stand_expect(&stand, "first", CASE_PARKED);
    assert_string_equal(newest_incident(&stand), "quarantine");
    assert_null(strstr(stand_data(&stand), "heard"));
    stand_verify(&stand);
    assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"heard\":true"));
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0); /* trusted again */
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- what is past already ---- */

static void nobody_waits_for_a_clock_that_has_run_out(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand,
                     "signal \"hello\" { zh = \"喂\", en = \"Hello\", from = { \"clerk\" }, form = "
                     "\"word\" }\n"
                     "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                     "  case:start_clock(\"C1\", { from = case:now() })\n"
                     "  case:sleep(days(5))\n"
                     "  local task = case:task(\"decide\", { to = \"clerk\", expires = \"C1\" })\n"
                     "  local word = case:await(\"hello\", { expires = \"C1\" })\n"
                     "  case:set { task = task.outcome, word = word.outcome }\n"
                     "  case:task(\"decide\", { to = \"clerk\" })\n"
                     "  return case:close \"done\"\n"
                     "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(&stand, 6 * (int64_t)DAY_MS);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"task\":\"expired\",\"word\":\"expired\""));
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(a_jump_is_held_for_ten_minutes),
        STAND_BOTH(a_person_lets_it_hold_longer_or_go_on),
        STAND_BOTH(a_slip_put_right_fires_nothing),
        STAND_BOTH(less_than_an_hour_is_not_held),
        STAND_BOTH(a_suspect_is_parked_before_it_hears),
        STAND_BOTH(nobody_waits_for_a_clock_that_has_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
