/* test_left.c - await_clock with `left`: who waits is told when so much is left and no sooner, also
 * if the clock was moved meanwhile, and what ended the wait otherwise. Each test runs twice:
 * keeping fibers, and evicting them after every turn.
 */
#include "stand.h"

static const char forms[] = "form \"intake\" { zh = \"登记\", en = \"Intake\", text \"subject\" { "
                            "zh = \"事由\", en = \"Subject\", required = true } }\n"
                            "form \"go\" { zh = \"停\", en = \"Stop\", text \"say\" { zh = \"说\", "
                            "en = \"Say\", plain = true } }\n"
                            "form \"hold\" { zh = \"准\", en = \"Hold\", outcome \"yes\" { "
                            "zh = \"是\", en = \"Yes\" } }\n";

#define HEAD                                                                                       \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\", start = " \
    "\"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"                      \
    "clock \"C1\" { zh = \"钟\", en = \"Clock\", owner = \"citizen\", basis = \"assumed\", "      \
    "within = days(20), pausable = { \"holiday\" } }\n"                                            \
    "signal \"go\" { zh = \"停\", en = \"Stop\", from = { \"clerk\" }, form = \"go\" }\n"         \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  case:start_clock(\"C1\", { from = case:today() })\n"

#define TAIL                                                                                       \
    "  case:await \"go\"\n"                                                                        \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

static void advance_days(struct stand *stand, int days)
{
    for (int i = 0; i < days; i++)
        stand_advance(stand, DAY_MS);
}

static bool has(struct stand *stand, const char *text)
{
    return strstr(stand_data(stand), text) != NULL;
}

/* 20 days from the 5th are over with the 26th, a Monday; five days before it the 21st begins. */
static void told_when_so_much_is_left(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, forms,
               HEAD "  local news = case:await_clock(\"C1\", { left = days(5) })\n"
                    "  case:set { heard = news.outcome, due = news.due }\n"
                    "  case:set { again = case:await_clock(\"C1\", { left = \"50%\" }).outcome }\n"
                    "  case:set { over = case:await_clock(\"C1\").outcome }\n" TAIL,
               stand_evicts);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    advance_days(&stand, 15);
    stand_crash(&stand);
    assert_false(has(&stand, "heard"));
    advance_days(&stand, 1);
    assert_true(has(&stand, "\"heard\":\"left\""));
    assert_true(has(&stand, "\"heard\":\"left\""));
    assert_true(has(&stand, "\"again\":\"left\"")); /* so little is left already */
    assert_false(has(&stand, "over"));
    stand_verify(&stand);
    advance_days(&stand, 6);
    assert_true(has(&stand, "\"over\":\"due\""));
    assert_int_equal(stand_signal(&stand, "go", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

static void moves_with_its_clock(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, forms,
               HEAD "  case:all {\n"
                    "    a = function() case:set { heard = case:await_clock(\"C1\", { left = "
                    "days(5) }).outcome } end,\n"
                    "    b = function() local held = case:task(\"hold\", { to = \"clerk\" })\n"
                    "      case:pause_clock(\"C1\", { reason = \"holiday\", approval = held })\n"
                    "      case:sleep(days(6)) case:resume_clock \"C1\" end }\n" TAIL,
               stand_evicts);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    advance_days(&stand, 3);
    assert_int_equal(stand_complete(&stand, "hold", "yes", "{}"), 0);
    advance_days(&stand, 16);
    assert_false(has(&stand, "heard"));
    stand_crash(&stand);
    advance_days(&stand, 4);
    assert_true(has(&stand, "\"heard\":\"left\""));
    stand_verify(&stand);
    stand_close(&stand);
}

static void stopped_before(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, forms,
               HEAD "  case:all {\n"
                    "    a = function() case:set { heard = case:await_clock(\"C1\", { left = "
                    "days(5) }).outcome } end,\n"
                    "    b = function() case:sleep(days(3)) case:stop_clock \"C1\" end }\n" TAIL,
               stand_evicts);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    advance_days(&stand, 5);
    assert_true(has(&stand, "\"heard\":\"stopped\""));
    advance_days(&stand, 20); /* and its timer with it */
    stand_expect(&stand, "first", CASE_OPEN);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(told_when_so_much_is_left),
        STAND_BOTH(moves_with_its_clock),
        STAND_BOTH(stopped_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
