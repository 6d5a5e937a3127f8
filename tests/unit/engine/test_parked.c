/* test_parked.c - what goes on while a script does not: a parked case accepts, its clocks run, and
 * the retry hears all of it in order (rules.md E4, E17); turns that wake no script are skipped by
 * replay; a signal that must be confirmed outlives the stage it was sent in (E8). */
#include "stand.h"
#include "engine/inside.h"

#define FIRST                                                                                      \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"first\" }, function(case)\n"
#define END "  return case:close \"done\"\nend }\n"
#define SIGNALS                                                                                    \
    "signal \"bad\" { zh = \"坏\", en = \"Bad\", from = { \"clerk\" }, form = \"word\" }\n"       \
    "signal \"one\" { zh = \"甲\", en = \"One\", from = { \"clerk\" }, form = \"word\" }\n"       \
    "signal \"two\" { zh = \"乙\", en = \"Two\", from = { \"clerk\" }, form = \"word\" }\n"

/* Same length, so that the lines are the same: only what `bad` does has changed. */
#define MANY(bad)                                                                                  \
    SIGNALS FIRST                                                                                  \
        "  case:start_clock(\"C1\", { from = case:today() })\n"                                    \
        "  local order = {}\n"                                                                     \
        "  local function heard(name) order[#order + 1] = name end\n"                              \
        "  case:all {\n"                                                                           \
        "    bad = function() case:await \"bad\" " bad " end,\n"                                   \
        "    one = function() case:await \"one\" heard \"one\" case:await \"one\" heard \"once "   \
        "more\" "                                                                                  \
        "end,\n"                                                                                   \
        "    task = function() case:task(\"decide\", { to = \"clerk\" }) heard \"task\" end,\n"    \
        "    rest = function() case:sleep(hours(1)) heard \"rest\" end,\n"                         \
        "    time = function() case:await_clock \"C1\" heard \"clock\" end,\n"                     \
        "  }\n"                                                                                    \
        "  case:set { order = table.concat(order, \" \") }\n"                                      \
        "  local which = case:first {\n"                                                           \
        "    again = function() case:await_clock \"C1\" end,\n"                                    \
        "    task = function() case:task(\"decide\", { to = \"clerk\" }) end,\n"                   \
        "  }\n"                                                                                    \
        "  case:set { which = which }\n"                                                           \
        "  case:task(\"word\", { to = \"clerk\" })\n" END

static int claim(struct stand *stand, const char *form, enum act_kind kind)
{
    struct act *act = stand_task_act(stand, form, NULL);
    act->kind = kind;
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

static void all_is_heard_in_order_after_the_retry(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true; /* which would retry it */
    stand_open_small(&stand, MANY("error { code = \"E1\" }"));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "bad", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_int_equal(claim(&stand, "decide", ACT_CLAIM), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_signal(&stand, "one", "{\"say\":\"1\"}"), 0);
    assert_int_equal(stand_signal(&stand, "one", "{\"say\":\"2\"}"), 0);
    stand_advance(&stand, 2 * 3600 * 1000);
    stand_advance(&stand, (int64_t)5 * DAY_MS);
    stand_expect(&stand, "first", CASE_PARKED);
    stand_verify(&stand);
    stand_change_small(&stand, NULL, MANY("                     "));
    stand_crash(&stand);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"order\":\"task one rest clock once more\""));
    stand_verify(&stand);
    /* the clock was handed over: it is not again */
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"which\":\"task\""));
    stand_verify(&stand);
    stand_close(&stand);
}

static void replay_skips_what_woke_no_script(void **state)
{
    struct stand stand;
    struct journal_row *rows;
    struct err err = {0};
    size_t count;
    (void)state;
    stand_open_small(&stand, FIRST "  case:task(\"decide\", { to = \"clerk\" })\n"
                                   "  case:task(\"word\", { to = \"clerk\" })\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(claim(&stand, "decide", ACT_CLAIM), 0);
        assert_int_equal(claim(&stand, "decide", ACT_RELEASE), 0);
    }
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_int_equal(claim(&stand, "word", ACT_CLAIM), 0);
    struct case_image image = stand_case(&stand);
    assert_int_equal(image.row.seq, 9);
    assert_int_equal(reader_back(rehearsal_reader(stand.rehearsal), image.row.head, 100,
                                 &stand.arena, &rows, &count, &err),
                     0);
    assert_int_equal(count, 9); /* newest first */
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(rows[i].is_replayed, i == 1 || i == 8);
    assert_int_equal(image.row.back, rows[1].id);
    assert_int_equal(rows[1].back, rows[8].id);
    assert_int_equal(rows[8].back, 0);
    assert_int_equal(reader_stage(rehearsal_reader(stand.rehearsal), &image.row, &stand.arena,
                                  &rows, &count, &err),
                     0);
    assert_int_equal(count, 2);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

#define CONFIRMED                                                                                  \
    "signal \"alarm\" { zh = \"报\", en = \"Alarm\", from = { \"clerk\" }, form = \"word\",\n"    \
    "  confirm = { form = \"decide\", to = \"clerk\" } }\n"                                        \
    "on \"alarm\" (function(case, answer) case:set { say = answer.say, where = case.stage } "      \
    "end)\n"                                                                                       \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"      \
    "  case:task(\"word\", { to = \"clerk\" })\n  return \"second\"\nend }\n"                      \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"                           \
    "  case:task(\"word\", { to = \"clerk\" })\n" END

static void a_signal_is_confirmed_in_another_stage(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, CONFIRMED);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(stand_signal(&stand, "alarm", i ? "{\"say\":\"b\"}" : "{\"say\":\"a\"}"),
                         0);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 3);
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 3);
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_non_null(strstr(stand_data(&stand), "\"say\":\"a\""));
    assert_non_null(strstr(stand_data(&stand), "\"where\":\"second\""));
    assert_int_equal(stand_complete(&stand, "decide", "no", "{\"reason\":\"no\"}"), 0);
    assert_non_null(strstr(stand_data(&stand), "\"say\":\"a\""));
    stand_verify(&stand);
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
    stand_expect(&stand, "second", CASE_CLOSED);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

static void no_case_closes_over_a_clock_of_the_office(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand,
                     FIRST "  case:start_clock(\"C2\", { from = case:today() })\n"
                           "  case:start_clock(\"C1\", { from = case:today() })\n"
                           "  local ok, e = pcall(function() return case:close \"done\" end)\n"
                           "  case:set { ok = ok, message = e.message }\n"
                           "  case:task(\"decide\", { to = \"clerk\" })\n"
                           "  local late, e2 = pcall(function() return case:close \"done\" end)\n"
                           "  if late then error { code = \"closed_late\" } end\n"
                           "  case:stop_clock \"C2\"\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"ok\":false"));
    assert_non_null(strstr(stand_data(&stand), "C2 of the office still runs"));
    stand_advance(&stand, (int64_t)9 * DAY_MS); /* fallen due is not stopped */
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    int64_t seq = stand_case(&stand).row.seq;
    stand_crash(&stand);
    stand_advance(&stand, (int64_t)9 * DAY_MS);
    assert_int_equal(stand_case(&stand).row.seq, seq);
    stand_close(&stand);
}

/* After a long sleep of the host all is heard in the order in which it fell due. */
static void timers_fire_in_due_order(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand, FIRST
        "  local order = {}\n"
        "  local function nap(name, n) return function() case:sleep(hours(n)) order[#order + 1] = "
        "name end end\n"
        "  case:all { a = nap(\"5\", 5), b = nap(\"2\", 2), c = nap(\"4\", 4), d = nap(\"1\", 1), "
        "e = "
        "nap(\"2 too\", 2) }\n"
        "  case:set { order = table.concat(order, \" \") }\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    struct wallclock_held *clock = rehearsal_clock(stand.rehearsal);
    clock->now += 6 * 3600 * 1000;
    clock->boot += 6 * 3600 * 1000;
    stand_crash(&stand);
    stand_advance(&stand, 1000);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"order\":\"1 2 2 too 4 5\""));
    stand_verify(&stand);
    stand_close(&stand);
}

static struct act *retry_act(struct stand *stand)
{
    struct act *act = act_new(ACT_RETRY);
    act->case_ref = stand->ref;
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    return act;
}

static void on_retried(struct act *act, const struct answer *answer)
{
    *(int *)act->owner = answer->status;
}

/* The first is under way when the others come, and those two are one loan: the third must go on
 * where the second stopped, not where the first did. */
static void each_retry_goes_on_where_the_last_stopped(void **state)
{
    struct stand stand;
    int status = 1;
    (void)state;
    stand_open_small(
        &stand,
        "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"
        "  case:set { n = (case.data.n or 0) + 1 }\n  return \"second\"\nend }\n"
        "stage \"second\" { zh = \"二\", en = \"Second\", next = { \"first\" }, function(case)\n"
        "  if case.data.n > 100000 then return case:close \"done\" end\n"
        "  return \"first\"\nend }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "second", CASE_PARKED);
    assert_non_null(strstr(stand_data(&stand), "\"n\":51"));
    struct act *act = retry_act(&stand);
    act->on_answer = on_retried;
    act->owner = &status;
    engine_post(rehearsal_engine(stand.rehearsal), act);
    assert_int_equal(stand_post_both(&stand, retry_act(&stand), retry_act(&stand)), 0);
    assert_int_equal(status, 0);
    assert_int_equal(stand_case(&stand).row.status, CASE_PARKED);
    assert_non_null(strstr(stand_data(&stand), "\"n\":202,"));
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(all_is_heard_in_order_after_the_retry),
        STAND_BOTH(replay_skips_what_woke_no_script),
        STAND_BOTH(a_signal_is_confirmed_in_another_stage),
        STAND_BOTH(no_case_closes_over_a_clock_of_the_office),
        STAND_BOTH(timers_fire_in_due_order),
        STAND_BOTH(each_retry_goes_on_where_the_last_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
