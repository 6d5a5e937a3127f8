/* test_signal_rules.c - what is said to a case unasked, rule by rule (E8, E16): confirmed first
 * where the workflow says so, offered where it says so, after the close for as long as it says.
 */
#include "stand.h"
#include "engine/inside.h"

#define STAGES                                                                                     \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"      \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return \"second\"\nend }\n"                                                                 \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"                           \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\nend }\n"
#define CONFIRMED                                                                                  \
    "signal \"withdraw\" { zh = \"撤\", en = \"Withdraw\", from = { \"clerk\" }, form = "         \
    "\"word\",\n  confirm = { form = \"decide\", to = \"officer\" } }\n"                           \
    "on \"withdraw\" (function(case)\n"                                                            \
    "  case:set { said = case.stage }\n"                                                           \
    "  return case:close \"not_done\"\nend)\n" STAGES

static void complete_one(struct stand *stand, const char *command, const char *outcome)
{
    struct case_image image = stand_case(stand);
    struct act *act = act_new(ACT_COMPLETE);

    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_TASK && image.parts[i].status <= 1 &&
            strstr(image.parts[i].body.bytes, command))
            act->task = image.parts[i].ref;
    act->case_ref = stand->ref;
    act->outcome = outcome;
    act->data = value_map(&act->arena);
    if (strcmp(outcome, "no") == 0)
        value_put(&act->arena, act->data, "reason", value_string(&act->arena, "pressed"));
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    assert_int_equal(stand->answer.status, 0);
}

#define OF_SIGNAL "\"command\":\"confirm/"
#define OF_SCRIPT "\"command\":\"1\""

/* The confirming task is the case's own: the stage goes on and ends, the task stays; only then is
 * the signal heard, in whatever stage the case is by then. */
static void a_confirmation_outlives_its_stage(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, CONFIRMED);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "withdraw", "{}"), 0);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 2);
    stand_expect(&stand, "first", CASE_OPEN);
    complete_one(&stand, OF_SCRIPT, "yes");
    stand_expect(&stand, "second", CASE_OPEN);
    stand_crash(&stand);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 2);
    stand_verify(&stand);
    complete_one(&stand, OF_SIGNAL, "yes");
    stand_expect(&stand, "second", CASE_CLOSED);
    assert_true(slice_is(stand_case(&stand).row.outcome, "not_done"));
    assert_non_null(strstr(stand_data(&stand), "\"said\":\"second\""));
    stand_verify(&stand);
    stand_close(&stand);
}

/* Not confirmed is not said: nothing of it is heard, the task is done, the stage goes on. */
static void what_is_not_confirmed_is_not_heard(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, CONFIRMED);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "withdraw", "{}"), 0);
    complete_one(&stand, OF_SIGNAL, "no");
    stand_expect(&stand, "first", CASE_OPEN);
    struct case_image image = stand_case(&stand);
    for (size_t i = 0; i < image.part_count; i++)
        assert_false(image.parts[i].kind == PART_SIGNAL);
    complete_one(&stand, OF_SCRIPT, "yes");
    complete_one(&stand, OF_SCRIPT, "yes");
    stand_expect(&stand, "second", CASE_CLOSED);
    assert_true(slice_is(stand_case(&stand).row.outcome, "done"));
    assert_null(strstr(stand_data(&stand), "said"));
    stand_verify(&stand);
    stand_close(&stand);
}

/* Two of them are two tasks; the case closes with the first that is confirmed, the other ends. */
static void each_is_confirmed_by_itself(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, CONFIRMED);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "withdraw", "{}"), 0);
    assert_int_equal(stand_signal(&stand, "withdraw", "{}"), 0);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 3);
    complete_one(&stand, OF_SIGNAL, "yes");
    stand_expect(&stand, "first", CASE_CLOSED);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

#define OFFERED                                                                                    \
    "signal \"early\" { zh = \"早\", en = \"Early\", from = { \"clerk\" }, form = \"word\",\n"    \
    "  not_in = { \"second\" } }\n"                                                                \
    "signal \"late\" { zh = \"晚\", en = \"Late\", from = { \"clerk\" }, form = \"word\",\n"      \
    "  only_in = { \"second\" } }\n"                                                               \
    "signal \"days\" { zh = \"日\", en = \"Days\", from = { \"clerk\" }, form = \"word\",\n"      \
    "  after_close = days(2) }\n"                                                                  \
    "signal \"office\" { zh = \"工\", en = \"Office\", from = { \"clerk\" }, form = \"word\",\n"  \
    "  after_close = workdays(2) }\n"                                                              \
    "signal \"hours\" { zh = \"时\", en = \"Hours\", from = { \"clerk\" }, form = \"word\",\n"    \
    "  after_close = hours(3) }\n"                                                                 \
    "on \"early\" (function(case) end)\non \"late\" (function(case) end)\n"                        \
    "on \"days\" (function(case) end)\non \"office\" (function(case) end)\n"                       \
    "on \"hours\" (function(case) end)\n" STAGES

/* A refusal gives its reason and writes nothing. */
static void a_signal_is_taken_where_it_is_offered(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, OFFERED);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "early", "{}"), 0);
    int64_t seq = stand_case(&stand).row.seq;
    assert_int_equal(stand_signal(&stand, "late", "{}"), STATUS_NOT_OFFERED);
    assert_non_null(strstr(stand.answer.err.text, "second"));
    assert_int_equal(stand_case(&stand).row.seq, seq);
    complete_one(&stand, OF_SCRIPT, "yes");
    assert_int_equal(stand_signal(&stand, "late", "{}"), 0);
    seq = stand_case(&stand).row.seq;
    assert_int_equal(stand_signal(&stand, "early", "{}"), STATUS_NOT_OFFERED);
    assert_non_null(strstr(stand.answer.err.text, "second"));
    assert_int_equal(stand_case(&stand).row.seq, seq);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Closed on Friday 2026-01-09: days run through the weekend to the end of Sunday, working days to
 * the end of Tuesday, hours from the instant; what is taken is recorded and wakes no script. */
static void after_the_close_the_calendar_counts(void **state)
{
    const int64_t hour = 3600 * 1000, day = 24 * hour;
    struct stand stand;
    (void)state;
    stand_open_small(&stand, OFFERED);
    stand_advance(&stand, 4 * day); /* from Monday, 09:00 */
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    complete_one(&stand, OF_SCRIPT, "yes");
    complete_one(&stand, OF_SCRIPT, "yes");
    stand_expect(&stand, "second", CASE_CLOSED);
    assert_int_equal(stand_signal(&stand, "early", "{}"), STATUS_NOT_OFFERED);
    int64_t seq = stand_case(&stand).row.seq;
    assert_int_equal(stand_signal(&stand, "hours", "{}"), 0);
    assert_int_equal(stand_case(&stand).row.seq, seq + 1);
    stand_advance(&stand, 3 * hour);
    assert_int_equal(stand_signal(&stand, "hours", "{}"), STATUS_NOT_OFFERED);
    stand_advance(&stand, 2 * day + 11 * hour); /* Sunday, 23:00 */
    assert_int_equal(stand_signal(&stand, "days", "{}"), 0);
    stand_advance(&stand, 2 * hour); /* Monday, 01:00 */
    stand_crash(&stand);
    assert_int_equal(stand_signal(&stand, "days", "{}"), STATUS_NOT_OFFERED);
    stand_advance(&stand, day + 22 * hour); /* Tuesday, 23:00 */
    assert_int_equal(stand_signal(&stand, "office", "{}"), 0);
    stand_advance(&stand, 2 * hour);
    assert_int_equal(stand_signal(&stand, "office", "{}"), STATUS_NOT_OFFERED);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(a_confirmation_outlives_its_stage),
        STAND_BOTH(what_is_not_confirmed_is_not_heard),
        STAND_BOTH(each_is_confirmed_by_itself),
        STAND_BOTH(a_signal_is_taken_where_it_is_offered),
        STAND_BOTH(after_the_close_the_calendar_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
