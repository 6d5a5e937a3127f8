/* test_turns.c - a case through its turns: tasks, waits, records, stages, faults, crashes. Each
 * test runs twice: keeping fibers, and evicting them after every turn. */
#include "stand.h"

static const char forms[] = "form \"intake\" { zh = \"登记\", en = \"Intake\", text \"subject\" { "
                            "zh = \"事由\", en = \"Subject\", required = true },"
                            "  number \"amount\" { zh = \"数\", en = \"Amount\", min = 0 } }\n"
                            "form \"decide\" { zh = \"决定\", en = \"Decide\", outcome \"yes\" { "
                            "zh = \"是\", en = \"Yes\" },"
                            "  outcome \"no\" { zh = \"否\", en = \"No\", needs = { \"reason\" } },"
                            "  text \"reason\" { zh = \"理由\", en = \"Reason\", plain = true } }\n"
                            "form \"word\" { zh = \"话\", en = \"Word\", text \"say\" { zh = "
                            "\"说\", en = \"Say\", plain = true } }\n";

#define HEAD                                                                                        \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\", start = "  \
    "\"first\","                                                                                    \
    "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" }, { \"not_done\", zh = \"未\", en = " \
    "\"Not done\" } } }\n"                                                                          \
    "clock \"C1\" { zh = \"钟\", en = \"Clock\", owner = \"citizen\", basis = \"assumed\", "       \
    "within = days(3) }\n"

static bool evicts; /* the variant under test */

static void open_stand(struct stand *stand, const char *text)
{
    stand_open(stand, forms, text, evicts);
}

static void task_goes_round(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(
        &stand, HEAD
        "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"
        "  local a = case:task(\"decide\", { to = \"clerk\" })\n"
        "  if a.outcome == \"no\" then return case:close \"not_done\" end\n"
        "  case:set { by_date = a.on }\n"
        "  return \"second\"\n"
        "end }\n"
        "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n"
        "  return case:close \"done\"\n"
        "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"篱笆\",\"amount\":3}"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "number"), "2026W000001");
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_complete(&stand, "decide", "no", "{}"), STATUS_INVALID);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    stand_verify(&stand);
    stand_crash(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

static void records_run_once(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(&stand, HEAD
               "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
               "  local sum = 0\n"
               "  for i = 1, 10 do sum = sum + case:record(\"step\", function() return i end) end\n"
               "  local ok, e = pcall(function() return case:record(\"bad\", function() error { "
               "code = \"E7\" } end) end)\n"
               "  case:set { sum = sum, ok = ok, code = e.code }\n"
               "  case:task(\"decide\", { to = \"clerk\" })\n"
               "  return case:close \"done\"\n"
               "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"sum\":55"));
    assert_non_null(strstr(stand_data(&stand), "\"code\":\"E7\""));
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

static void fault_parks_and_retry_goes_on(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(&stand, HEAD "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                            "  local a = case:task(\"decide\", { to = \"clerk\" })\n"
                            "  local x = nil\n"
                            "  case:set { y = x.z }\n"
                            "  return case:close \"done\"\n"
                            "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    stand_crash(&stand);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    struct case_image image = stand_case(&stand);
    struct incident_row *rows;
    struct err err = {0};
    size_t count;
    assert_int_equal(reader_incidents(rehearsal_reader(stand.rehearsal), image.row.id, true,
                                      &stand.arena, &rows, &count, &err),
                     0);
    assert_int_equal(count, 1);
    assert_non_null(strstr(rows[0].body.bytes, "w/workflow.lua:6"));
    stand_close(&stand);
}

static void first_cancels_the_loser(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(
        &stand, HEAD
        "signal \"hello\" { zh = \"喂\", en = \"Hello\", from = { \"clerk\" }, form = \"word\" }\n"
        "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
        "  local which, what = case:first {\n"
        "    slow = function() case:sleep(hours(5)) return \"slept\" end,\n"
        "    task = function() return case:task(\"decide\", { to = \"clerk\" }).outcome end,\n"
        "  }\n"
        "  case:set { which = which, what = what }\n"
        "  local got = case:await \"hello\"\n"
        "  case:set { say = got.say }\n"
        "  case:sleep(hours(1))\n"
        "  return case:close \"done\"\n"
        "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "hello", "{\"say\":\"kept\"}"), 0);
    stand_advance(&stand, 5 * 3600 * 1000);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    assert_non_null(strstr(stand_data(&stand), "\"which\":\"slow\""));
    assert_non_null(strstr(stand_data(&stand), "\"say\":\"kept\""));
    stand_verify(&stand);
    stand_crash(&stand);
    stand_advance(&stand, 3600 * 1000);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

static void waiting_ends_with_its_clock(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(&stand,
               HEAD "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                    "  local a = case:task(\"decide\", { to = \"clerk\", expires = \"C1\" })\n"
                    "  case:set { how = a.outcome }\n"
                    "  return case:close \"done\"\n"
                    "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(&stand, (int64_t)2 * DAY_MS);
    stand_expect(&stand, "first", CASE_OPEN);
    stand_crash(&stand);
    stand_advance(&stand, (int64_t)2 * DAY_MS);
    stand_expect(&stand, "first", CASE_CLOSED);
    assert_non_null(strstr(stand_data(&stand), "\"how\":\"expired\""));
    stand_verify(&stand);
    stand_close(&stand);
}

static void personal_text_is_not_in_the_journal(void **state)
{
    struct stand stand;
    struct buf dump = {0};
    (void)state;
    open_stand(
        &stand,
        HEAD "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
             "  case:set { copy = case.data.subject }\n"
             "  case:task(\"decide\", { to = \"clerk\", with = { subject = case.data.subject } })\n"
             "  return case:close \"done\"\n"
             "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"canary-7391\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "canary-7391"));
    disk_dump(rehearsal_disk(stand.rehearsal), &dump);
    assert_null(strstr(dump.bytes, "canary-7391"));
    buf_close(&dump);
    stand_verify(&stand);
    stand_close(&stand);
}

/* A signal that came in the old stage is heard by the next, after that has begun. */
static void signal_waits_for_the_next_stage(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(
        &stand, HEAD
        "signal \"hello\" { zh = \"喂\", en = \"Hello\", from = { \"clerk\" }, form = \"word\" }\n"
        "on \"hello\" (function(case, answer)\n"
        "  if case.stage == \"first\" then error { code = \"E1\" } end\n"
        "  case:set { say = answer.say }\n"
        "end)\n"
        "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n"
        "  case:record(\"step\", function() return 1 end)\n"
        "  return \"second\"\n"
        "end }\n"
        "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n"
        "  return case:close \"done\"\n"
        "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    struct act *task = stand_task_act(&stand, "decide", "yes");
    struct act *signal = stand_signal_act(&stand, "hello", "{\"say\":\"you\"}");
    assert_int_equal(stand_post_both(&stand, task, signal), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"say\":\"you\""));
    stand_verify(&stand);
    stand_close(&stand);
}

/* An await takes the kept signal, and a handler ends the stage before the await hears it. */
static void signal_given_to_a_closed_wait_goes_back(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(
        &stand, HEAD
        "signal \"hello\" { zh = \"喂\", en = \"Hello\", from = { \"clerk\" }, form = \"word\" }\n"
        "signal \"go\" { zh = \"走\", en = \"Go\", from = { \"clerk\" }, form = \"word\" }\n"
        "on \"go\" (function(case)\n"
        "  if case.stage == \"second\" then return \"third\" end\n"
        "end)\n"
        "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n"
        "  case:record(\"step\", function() return 1 end)\n"
        "  return \"second\"\n"
        "end }\n"
        "stage \"second\" { zh = \"二\", en = \"Second\", next = { \"third\" }, function(case)\n"
        "  case:set { second = case:await(\"hello\").say }\n"
        "  return \"third\"\n"
        "end }\n"
        "stage \"third\" { zh = \"三\", en = \"Third\", function(case)\n"
        "  case:set { third = case:await(\"hello\").say }\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n"
        "  return case:close \"done\"\n"
        "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "hello", "{\"say\":\"one\"}"), 0);
    assert_int_equal(stand_signal(&stand, "hello", "{\"say\":\"two\"}"), 0);
    struct act *task = stand_task_act(&stand, "decide", "yes");
    assert_int_equal(stand_post_both(&stand, task, stand_signal_act(&stand, "go", "{}")), 0);
    stand_expect(&stand, "third", CASE_OPEN);
    assert_null(strstr(stand_data(&stand), "\"second\""));
    assert_non_null(strstr(stand_data(&stand), "\"third\":\"one\""));
    stand_verify(&stand);
    stand_close(&stand);
}

/* Both ended while the case was parked: the loser is closed unheard, and its clock is news again.
 */
static void due_clock_given_to_a_closed_wait_goes_back(void **state)
{
    struct stand stand;
    (void)state;
    open_stand(
        &stand, HEAD
        "signal \"hello\" { zh = \"喂\", en = \"Hello\", from = { \"clerk\" }, form = \"word\" }\n"
        "signal \"boom\" { zh = \"错\", en = \"Boom\", from = { \"clerk\" }, form = \"word\" }\n"
        "on \"boom\" (function(case)\n"
        "  if case:today() < \"2026-01-07\" then error { code = \"E9\" } end\n"
        "end)\n"
        "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
        "  case:start_clock(\"C1\", { from = case:today() })\n"
        "  local which = case:first {\n"
        "    a = function() return case:await \"hello\" end,\n"
        "    b = function() return case:await_clock \"C1\" end,\n"
        "  }\n"
        "  case:set { which = which }\n"
        "  case:set { later = case:await_clock(\"C1\").outcome }\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n"
        "  return case:close \"done\"\n"
        "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "boom", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_int_equal(stand_signal(&stand, "hello", "{}"), 0);
    stand_advance(&stand, (int64_t)5 * DAY_MS);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"which\":\"a\""));
    assert_non_null(strstr(stand_data(&stand), "\"later\":\"due\""));
    stand_verify(&stand);
    stand_close(&stand);
}

static int keep_fibers(void **state)
{
    (void)state;
    evicts = false;
    return 0;
}

static int evict_fibers(void **state)
{
    (void)state;
    evicts = true;
    return 0;
}

#define BOTH(test)                                                                                 \
    cmocka_unit_test_setup(test, keep_fibers), cmocka_unit_test_setup(test, evict_fibers)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(task_goes_round),
        BOTH(records_run_once),
        BOTH(fault_parks_and_retry_goes_on),
        BOTH(first_cancels_the_loser),
        BOTH(signal_waits_for_the_next_stage),
        BOTH(signal_given_to_a_closed_wait_goes_back),
        BOTH(due_clock_given_to_a_closed_wait_goes_back),
        BOTH(waiting_ends_with_its_clock),
        BOTH(personal_text_is_not_in_the_journal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
