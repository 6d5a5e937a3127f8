/* test_branches.c - what runs side by side in a stage: who is cancelled, what is closed, in which
 * order it is heard (rules.md E8), and that a replay finds it so. */
#include "stand.h"

#define FIRST                                                                                      \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"first\" }, function(case)\n"
#define TASK "case:task(\"decide\", { to = \"clerk\" })"
#define END                                                                                        \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

/* The loser had recorded something: nobody waits for that any more. */
static void a_cancelled_record_is_not_heard(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand,
                     FIRST "  local which = case:first {\n"
                           "    a = function() case:record(\"x\", function() return 1 end) " TASK
                           " end,\n"
                           "    b = function() return 1 end,\n"
                           "  }\n"
                           "  case:set { which = which }\n"
                           "  " TASK "\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"which\":\"b\""));
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

/* What the core refused and the script caught is the same in replay. */
static void a_refused_verb_is_refused_again_in_replay(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST "  local ok, e = pcall(function() case:stop_clock \"C2\" end)\n"
                                   "  " TASK "\n"
                                   "  case:set { ok = ok, code = e.code, message = e.message }\n"
                                   "  " TASK "\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"code\":\"bad_command\""));
    assert_non_null(strstr(stand_data(&stand), "C2 does not run"));
    stand_verify(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

/* A function whose value cannot be kept has failed, live and in replay. */
static void a_record_of_what_cannot_be_kept_is_an_error(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand, FIRST
        "  local ok, e = pcall(function() case:record(\"x\", function() return print end) end)\n"
        "  local ok2, e2 = pcall(function() case:record(\"y\", function() return function() end "
        "end) "
        "end)\n"
        "  " TASK "\n"
        "  case:set { ok2 = ok2, code = e2.code }\n"
        "  " TASK "\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"ok2\":false"));
    stand_verify(&stand);
    stand_close(&stand);
}

/* A branch that raises: its siblings are cancelled, it raises at the line of `all`. */
static void a_branch_that_raises_cancels_the_others(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand,
        FIRST "  local ok, e = pcall(function()\n"
              "    case:all {\n"
              "      a = function() case:all { x = function() case:sleep(hours(9)) end,\n"
              "                                y = function() " TASK " end } end,\n"
              "      b = function() case:sleep(hours(1)) error { code = \"E5\" } end,\n"
              "      c = function() case:task(\"word\", { to = \"clerk\", due = \"C1\" }) end,\n"
              "    }\n"
              "  end)\n"
              "  case:set { ok = ok, code = e.code }\n"
              "  case:task(\"decide\", { to = \"clerk\" })\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    stand_advance(&stand, 3600 * 1000);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"code\":\"E5\""));
    assert_int_equal(stand_open_tasks(&stand, "word"), 0);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    struct case_image image = stand_case(&stand);
    size_t waits = 0, clocks = 0;
    for (size_t i = 0; i < image.part_count; i++) {
        waits += image.parts[i].kind == PART_WAIT;
        clocks += image.parts[i].kind == PART_CLOCK;
    }
    assert_int_equal(waits, 1);
    assert_int_equal(clocks, 0);
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

/* The last `done` that names cancelled waits, as one text: "c/1 b/2 a/1". */
static const char *last_cancelled(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    struct journal_row *rows;
    struct err err = {0};
    size_t count;
    const char *found = "";

    assert_int_equal(reader_back(rehearsal_reader(stand->rehearsal), image.row.head, 100,
                                 &stand->arena, &rows, &count, &err),
                     0);
    for (size_t i = 0; i < count && !*found; i++) {
        struct value *body;
        assert_int_equal(canon_read(&stand->arena, rows[i].body, &body, &err), 0);
        const struct value *done = value_get(body, "done");
        for (size_t k = 0; k < value_len(done); k++)
            if (value_is_text(value_get(value_item(done, k), "status"), "cancelled") &&
                value_get_text(value_item(done, k), "wait"))
                found = arena_printf(&stand->arena, "%s%s%s", found, *found ? " " : "",
                                     value_get_text(value_item(done, k), "wait"));
    }
    return found;
}

#define GO_ON                                                                                      \
    "signal \"go\" { zh = \"走\", en = \"Go\", from = { \"clerk\" }, form = \"word\" }\n"         \
    "on \"go\" (function(case, answer) return \"first\" end)\n"

/* What a stage had open is closed newest first, whether the case was in memory or not. */
static void a_stage_closes_newest_first(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, GO_ON FIRST
                     "  case:all {\n"
                     "    a = function() case:sleep(hours(1)) case:sleep(hours(50)) end,\n"
                     "    b = function() case:sleep(hours(2)) case:sleep(hours(50)) end,\n"
                     "    c = function() case:sleep(hours(40)) end,\n"
                     "  }\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(&stand, 3 * 3600 * 1000);
    assert_int_equal(stand_signal(&stand, "go", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_string_equal(last_cancelled(&stand), "b/2 a/2 c/1");
    stand_verify(&stand);
    stand_close(&stand);
}

/* One clock ends several waits: they hear of it in the order in which they began. */
static void waits_of_one_clock_end_in_order(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand,
        "signal \"s\" { zh = \"说\", en = \"S\", from = { \"clerk\" }, form = \"word\" }\n" FIRST
        "  case:start_clock(\"C1\", { from = case:today() })\n"
        "  local order = {}\n"
        "  case:all {\n"
        "    a = function() case:sleep(hours(1)) case:await(\"s\", { expires = \"C1\" }) "
        "order[#order "
        "+ 1] = \"a\" end,\n"
        "    b = function() case:await(\"s\", { expires = \"C1\" }) order[#order + 1] = \"b\" "
        "end,\n"
        "  }\n"
        "  case:set { order = table.concat(order, \" \") }\n"
        "  " TASK "\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(&stand, (int64_t)5 * DAY_MS);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"order\":\"b a\""));
    stand_verify(&stand);
    stand_close(&stand);
}

/* Both branches of `first` end at once: the second never hears of it, and nothing of it is left. */
static void the_slower_of_two_that_ended_is_closed(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand,
        "signal \"s\" { zh = \"说\", en = \"S\", from = { \"clerk\" }, form = \"word\" }\n" FIRST
        "  case:start_clock(\"C1\", { from = case:today() })\n"
        "  local which = case:first {\n"
        "    a = function() case:await(\"s\", { expires = \"C1\" }) end,\n"
        "    b = function() case:await(\"s\", { expires = \"C1\" }) end,\n"
        "  }\n"
        "  case:set { which = which }\n"
        "  " TASK "\n" END);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(&stand, (int64_t)5 * DAY_MS);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"which\":\"a\""));
    assert_string_equal(last_cancelled(&stand), "b/1");
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(a_cancelled_record_is_not_heard),
        STAND_BOTH(a_refused_verb_is_refused_again_in_replay),
        STAND_BOTH(a_record_of_what_cannot_be_kept_is_an_error),
        STAND_BOTH(a_branch_that_raises_cancels_the_others),
        STAND_BOTH(a_stage_closes_newest_first),
        STAND_BOTH(waits_of_one_clock_end_in_order),
        STAND_BOTH(the_slower_of_two_that_ended_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
