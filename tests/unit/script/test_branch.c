/* test_branch.c - all, first, handlers: order, numbers, cancelling, raising; the same in every
 * life. */
#include "stand.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static const char *self; /* this program, to run again as another process */

#define IN_STAND(body)                                                                             \
    struct stand stand = {0};                                                                      \
    stand_body(&stand, body)

static void test_branches_run_in_key_order(void **state)
{
    (void)state;
    IN_STAND(
        "local got = case:all {\n"
        "  zeta = function() case:note { zh = \"z\", en = \"z\" } return case:task \"f\" end,\n"
        "  [10] = function() return case:task \"f\" end,\n"
        "  [2] = function() case:set { two = 1 } return 2 end,\n"
        "  alpha = function() return case:task(\"f\").outcome end,\n"
        "}\n"
        "case:set { two = got[2], alpha = got.alpha, ten = got[10].count }\nreturn \"b\"");
    stand_expect(&stand, "1 all - - {\"branches\":[2,10,\"alpha\",\"zeta\"]}\n"
                         "2/1 set - - {\"two\":1}\n10/1 task f - {}\nalpha/1 task f - {}\n"
                         "zeta/1 note - - {\"en\":\"z\",\"zh\":\"z\"}\nzeta/2 task f - {}\n");
    stand_hear(&stand, "zeta/2", "{\"outcome\":\"agree\"}");
    stand_hear(&stand, "10/1", "{\"outcome\":\"agree\",\"count\":7}");
    assert_int_equal(stand.state, FIBER_WAITING);
    stand_expect(&stand, "");
    stand_hear(&stand, "alpha/1", "{\"outcome\":\"refuse\"}");
    stand_expect(&stand, "2 set - - {\"alpha\":\"refuse\",\"ten\":7,\"two\":2}\n");
    assert_int_equal(stand.state, FIBER_RETURNED);
    stand_close(&stand);
}

static void test_first_cancels_newest_first(void **state)
{
    (void)state;
    IN_STAND("local which, value = case:first {\n"
             "  a = function() return case:task(\"f\").outcome end,\n"
             "  b = function() case:all { x = function() return case:task \"f\" end, y = "
             "function() return case:task \"f\" end } end,\n"
             "  c = function() return case:await \"paid\" end,\n"
             "}\n"
             "case:set { which = which, value = value }\nreturn \"b\"");
    stand_expect(&stand, "1 first - - {\"branches\":[\"a\",\"b\",\"c\"]}\na/1 task f - {}\n"
                         "b/1 all - - {\"branches\":[\"x\",\"y\"]}\nb/x/1 task f - {}\nb/y/1 task "
                         "f - {}\nc/1 await paid - {}\n");
    stand_hear(&stand, "a/1", "{\"outcome\":\"agree\"}");
    /* begun in the order a b x y c */
    stand_expect(&stand, "cancel c\ncancel b/y\ncancel b/x\ncancel b\n2 set - - "
                         "{\"value\":\"agree\",\"which\":\"a\"}\n");
    stand_hear(&stand, "c/1", "null"); /* nobody waits for it any more */
    assert_int_equal(stand.state, FIBER_STOPPED);
    stand_close(&stand);
}

static void test_first_to_finish_in_order_wins(void **state)
{
    (void)state;
    IN_STAND("local which, value = case:first {\n"
             "  a = function() return case:task \"f\" end,\n"
             "  b = function() return 5 end,\n"
             "  c = function() case:set { never = 1 } return 6 end,\n"
             "}\n"
             "case:set { which = which, value = value }\nreturn \"b\"");
    stand_expect(&stand,
                 "1 first - - {\"branches\":[\"a\",\"b\",\"c\"]}\na/1 task f - {}\ncancel a\n"
                 "2 set - - {\"value\":5,\"which\":\"b\"}\n");
    stand_close(&stand);
}

static void test_numbers_go_on_when_a_path_is_entered_again(void **state)
{
    (void)state;
    IN_STAND("for i = 1, 2 do\n"
             "  case:all { late = function() case:task \"f\" case:task \"f\" end, [1] = function() "
             "case:sleep(days(i)) end }\n"
             "end return \"b\"");
    stand_expect(&stand, "1 all - - {\"branches\":[1,\"late\"]}\n1/1 sleep - - "
                         "{\"n\":1,\"unit\":\"cd\"}\nlate/1 task f - {}\n");
    stand_hear(&stand, "late/1", "{\"outcome\":\"agree\"}");
    stand_expect(&stand, "late/2 task f - {}\n");
    stand_hear(&stand, "late/2", "{\"outcome\":\"agree\"}");
    stand_hear(&stand, "1/1", "null");
    stand_expect(&stand, "2 all - - {\"branches\":[1,\"late\"]}\n1/2 sleep - - "
                         "{\"n\":2,\"unit\":\"cd\"}\nlate/3 task f - {}\n");
    stand_close(&stand);
}

static void test_raise_cancels_siblings_and_raises_at_the_call(void **state)
{
    (void)state;
    IN_STAND(
        "local good, err = pcall(function()\n"
        "  case:all {\n"
        "    a = function() return case:task \"f\" end,\n"
        "    b = function() case:task \"f\" error { code = \"mine\", message = \"words\" } end,\n"
        "    c = function() return case:task \"f\" end,\n"
        "  } end)\n"
        "case:set { good = good, code = err.code }\n"
        "case:first { d = function() case:task \"f\"\n error \"again\" end }");
    stand_hear(&stand, "a/1", "{\"outcome\":\"agree\"}");
    buf_clear(&stand.log);
    stand_hear(&stand, "b/1", "{\"outcome\":\"agree\"}");
    stand_expect(&stand, "cancel c\n2 set - - {\"code\":\"mine\",\"good\":false}\n3 first - - "
                         "{\"branches\":[\"d\"]}\nd/1 task f - {}\n");
    stand_hear(&stand, "d/1", "{\"outcome\":\"agree\"}");
    stand_expect_failed(&stand, "w/workflow.lua:10", "again");
    stand_close(&stand);
}

static void test_too_many_and_too_deep(void **state)
{
    (void)state;
    IN_STAND("local t = {} for i = 1, 1001 do t[i] = function() case:sleep(days(1)) end "
             "end\ncase:all(t)");
    stand_expect_failed(&stand, "w/workflow.lua:3", "more than 1000 branches");
    stand_close(&stand);
    struct stand deep = {0};
    stand_body(
        &deep,
        "local function down(n)\n case:all { x = function() down(n + 1) end } end\n down(1)");
    stand_expect_failed(&deep, "w/workflow.lua:3", "more than 8 deep");
    stand_close(&deep);
}

/* Rounds of branches leave nothing behind but their paths. */
static void test_many_rounds(void **state)
{
    (void)state;
    IN_STAND("for i = 1, 300 do case:first { a = function() return case:task \"f\" end, b = "
             "function() return case:await \"paid\" end } end\n"
             "return \"b\"");
    size_t heap = 0;
    for (int i = 1; i <= 300; i++) {
        char id[32];
        snprintf(id, sizeof id, i % 2 ? "a/%d" : "b/%d", i);
        assert_int_equal(stand.state, FIBER_WAITING);
        stand_hear(&stand, id, "{\"outcome\":\"agree\"}");
        if (i == 100)
            heap = fiber_heap_bytes(stand.fiber);
    }
    assert_int_equal(stand.state, FIBER_RETURNED);
    assert_true(fiber_heap_bytes(stand.fiber) < 2 * heap);
    stand_close(&stand);
}

/* ---- handlers -------------------------------------------------------------------------------- */

#define HANDLED(handler)                                                                           \
    "stage \"a\" { zh = \"甲\", en = \"A\", next = { \"b\" }, function(case) case:task \"f\" "    \
    "return \"b\" end }\n"                                                                         \
    "stage \"b\" { zh = \"乙\", en = \"B\", function(case) return case:close \"done\" end }\n"    \
    "on \"stop\" (function(case, answer) " handler "\nend)\n"

static void test_handler_commands_while_the_stage_waits(void **state)
{
    (void)state;
    struct stand stand = {0};
    stand_play(&stand, HANDLED("case:set { why = answer.reason, who = answer.row } if "
                               "answer.outcome == \"refuse\" then return \"b\" end"));
    stand_expect(&stand, "1 task f - {}\n");
    stand_signal(
        &stand, "on/stop/1", "stop",
        "{\"outcome\":\"agree\",\"reason\":{\"$h\":\"h2\"},\"row\":{\"$r\":\"parties/1\"}}");
    assert_int_equal(stand.state, FIBER_WAITING);
    stand_expect(&stand,
                 "on/stop/1/1 set - - {\"who\":{\"$r\":\"parties/1\"},\"why\":{\"$h\":\"h2\"}}\n");
    stand_signal(&stand, "on/stop/2", "stop", "{\"outcome\":\"refuse\"}");
    assert_int_equal(stand.state, FIBER_RETURNED);
    assert_string_equal(fiber_result_name(stand.fiber), "b");
    stand_expect(&stand, "on/stop/2/1 set - - {}\n");
    stand_close(&stand);
}

static void test_handler_closes(void **state)
{
    (void)state;
    struct stand stand = {0};
    stand_play(&stand, HANDLED("return case:close \"done\""));
    stand_signal(&stand, "on/stop/1", "stop", "{\"outcome\":\"agree\"}");
    assert_int_equal(stand.state, FIBER_CLOSED);
    assert_string_equal(fiber_result_name(stand.fiber), "done");
    stand_close(&stand);
}

static void test_handler_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text, *where, *part;
    } rows[] = {
        {HANDLED("local t = case.task t(case, \"f\")"),                 "w/workflow.lua:4",
         "waits, and this is the handler"                                                                       },
        {HANDLED("local f = case.all f(case, { x = function() end })"), "w/workflow.lua:4",
         "waits, and this is the handler"                                                                       },
        {HANDLED("local s = \"nope\" return s"),                        "w/workflow.lua:1",
         "returns \"nope\", which is not a stage"                                                               },
        {HANDLED("return 5"),                                           "w/workflow.lua:1", "returns a number"  },
        {HANDLED("case:close \"done\""),                                "w/workflow.lua:1", "does not return it"},
        {HANDLED("\nerror \"own\""),                                    "w/workflow.lua:5", "own"               },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stand stand = {0};
        stand_play(&stand, rows[i].text);
        stand_signal(&stand, "on/stop/1", "stop", "{\"outcome\":\"agree\"}");
        stand_expect_failed(&stand, rows[i].where, rows[i].part);
        stand_close(&stand);
    }
}

static void test_signal_handled_is_not_awaited(void **state)
{
    (void)state;
    struct stand stand = {0};
    stand_play(&stand, "stage \"a\" { zh = \"甲\", en = \"A\", function(case) local s = \"stop\" "
                       "case:await(s) end }\n"
                       "on \"stop\" (function(case) end)\n");
    stand_expect_failed(&stand, "w/workflow.lua:2", "A signal is handled or awaited, never both");
    stand_close(&stand);
}

/* ---- the same in every life ------------------------------------------------------------------ */

/* Everything that could differ from one life to another: order of keys, sort, chance, texts. */
static const char *const life =
    "local keys = {}\n"
    "for key in pairs { zz = 1, b = 2, aa = 3, [7] = 4, [3] = 5, q = 6, rr = 7, sss = 8, tt = 9 } "
    "do keys[#keys + 1] = tostring(key) end\n"
    "local sorted = {} for i = 1, 300 do sorted[i] = { n = i % 7, at = i } end\n"
    "table.sort(sorted, function(p, q) return p.n < q.n end)\n"
    "local order = \"\" for i = 1, 300 do order = order .. sorted[i].at .. \" \" end\n"
    "case:set { keys = table.concat(keys, \" \"), order = order, n = case:random(1000000), u = "
    "case:uuid(), t = tostring({}) }\n"
    "local got = case:all {\n"
    "  one = function() return case:first { x = function() return case:task \"f\" end, y = "
    "function() return case:await \"paid\" end } end,\n"
    "  two = function() return case:record(\"r\", function() return { a = 1 } end) end,\n"
    "}\n"
    "case:set { one = got.one, two = got.two.a, n = case:random(1000000) }\n"
    "return \"b\"";

static char *live(void)
{
    struct stand stand = {
        .seed = {9, 8, 7}
    };
    stand_body(&stand, life);
    stand_hear(&stand, "two/1", "{\"a\":1}");
    stand_hear(&stand, "one/y/1", "{\"outcome\":\"agree\"}");
    assert_int_equal(stand.state, FIBER_RETURNED);
    char *log = strdup(stand.log.bytes);
    stand_close(&stand);
    return log;
}

static void test_same_commands_in_another_process(void **state)
{
    (void)state;
    char command[512];
    char *here = live();
    for (int round = 0; round < 3; round++) {
        char there[16384];
        snprintf(command, sizeof command, "'%s' live", self);
        FILE *pipe = popen(command, "r");
        assert_non_null(pipe);
        size_t len = fread(there, 1, sizeof there - 1, pipe);
        there[len] = '\0';
        assert_int_equal(pclose(pipe), 0);
        assert_string_equal(there, here);
    }
    assert_non_null(strstr(here, "cancel one/x\n"));
    free(here);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branches_run_in_key_order),
        cmocka_unit_test(test_first_cancels_newest_first),
        cmocka_unit_test(test_first_to_finish_in_order_wins),
        cmocka_unit_test(test_numbers_go_on_when_a_path_is_entered_again),
        cmocka_unit_test(test_raise_cancels_siblings_and_raises_at_the_call),
        cmocka_unit_test(test_too_many_and_too_deep),
        cmocka_unit_test(test_many_rounds),
        cmocka_unit_test(test_handler_commands_while_the_stage_waits),
        cmocka_unit_test(test_handler_closes),
        cmocka_unit_test(test_handler_faults),
        cmocka_unit_test(test_signal_handled_is_not_awaited),
        cmocka_unit_test(test_same_commands_in_another_process),
    };
    self = argv[0];
    if (argc > 1) {
        char *log = live();
        fputs(log, stdout);
        free(log);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
