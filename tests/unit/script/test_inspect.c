/* test_inspect.c - what a debugger sees of a fiber: branches, functions, variables, lines; bounded,
 * in one order, without running anything of the script. */
#include <stdio.h>
#include <string.h>
#include "script/inspect.h"
#include "stand.h"

#define IN_STAND(body)                                                                             \
    struct stand stand = {0};                                                                      \
    stand_body(&stand, body)

static void add_variables(struct buf *out, const struct value *list, const char *before)
{
    for (size_t i = 0; i < value_len(list); i++) {
        const struct value *variable = value_item(list, i);
        buf_printf(out, "%s%s = %s%s\n", before, value_get_text(variable, "name"),
                   value_get_text(variable, "value"),
                   value_get_bool(variable, "shadowed", false) ? " (shadowed)" : "");
    }
}

/* A branch, its functions, their variables, one a line. */
static const char *shown(struct stand *stand, enum inspect_detail detail)
{
    struct value *branches = fiber_inspect(stand->fiber, detail, &stand->arena);
    struct buf out = {0};

    for (size_t i = 0; i < value_len(branches); i++) {
        const struct value *branch = value_item(branches, i), *waits = value_get(branch, "waits");
        const struct value *frames = value_get(branch, "frames");
        buf_printf(&out, "%s %s", value_get_text(branch, "kind"), value_get_text(branch, "name"));
        if (!value_is_nil(waits))
            buf_printf(&out, " for %s %s", value_get_text(waits, "verb"),
                       value_text_or(value_get(waits, "id"), "-"));
        buf_printf(&out, " at %s\n", value_text_or(value_get(branch, "where"), "?"));
        for (size_t k = 0; k < value_len(frames); k++) {
            const struct value *frame = value_item(frames, k);
            if (k > 0 || value_get_text(frame, "name"))
                buf_printf(&out, "#%zu %s %s\n", k, value_text_or(value_get(frame, "name"), "?"),
                           value_get_text(frame, "where"));
            add_variables(&out, value_get(frame, "locals"), "  ");
            add_variables(&out, value_get(frame, "upvalues"), "  ^");
            if (value_get_int(frame, "more", 0))
                buf_printf(&out, "  %lld more\n", (long long)value_get_int(frame, "more", 0));
        }
        if (value_get_int(branch, "more", 0))
            buf_printf(&out, "%lld more frames\n", (long long)value_get_int(branch, "more", 0));
    }
    const char *text = arena_text(&stand->arena, out.bytes ? out.bytes : "");
    buf_close(&out);
    return text;
}

static void expect(struct stand *stand, const char *text)
{
    assert_string_equal(shown(stand, INSPECT_SHORT), text);
}

/* The value of the variable `v` of the first branch's innermost function. */
static const char *shown_v(struct stand *stand, enum inspect_detail detail)
{
    struct value *branches = fiber_inspect(stand->fiber, detail, &stand->arena);
    const struct value *frame = value_item(value_get(value_item(branches, 0), "frames"), 0);
    const struct value *locals = value_get(frame, "locals");
    for (size_t i = 0; i < value_len(locals); i++)
        if (value_is_text(value_get(value_item(locals, i), "name"), "v"))
            return value_get_text(value_item(locals, i), "value");
    fail_msg("no variable v");
    return "";
}

static void expect_v(const char *body, const char *text)
{
    char whole[2000];
    snprintf(whole, sizeof whole, "local v = %s\ncase:task \"f\" return \"b\"", body);
    IN_STAND(whole);
    assert_string_equal(shown_v(&stand, INSPECT_FULL), text);
    stand_close(&stand);
}

static void test_shows_locals_where_the_stage_waits(void **state)
{
    (void)state;
    IN_STAND("local a, b = 1, \"two\"\nlocal c = { 3 }\ncase:task \"f\"\nlocal later = 4\n"
             "return \"b\"");
    expect(&stand, "stage a for task 1 at w/workflow.lua:4\n  x = nil\n  a = 1\n  b = \"two\"\n"
                   "  c = { 3 }\n");
    stand_close(&stand);
}

static void test_shows_functions_that_wait_for_each_other(void **state)
{
    (void)state;
    IN_STAND("local function inner(n)\n  local twice = 2 * n\n  case:task \"f\"\n  return twice\n"
             "end\nlocal function outer(m) local got = inner(m + 1) return got end\n"
             "local all = outer(4)\nreturn \"b\"");
    assert_string_equal(shown(&stand, INSPECT_SHORT),
                        "stage a for task 1 at w/workflow.lua:4\n"
                        "#0 inner w/workflow.lua:4\n  n = 5\n  twice = 10\n"
                        "#1 outer w/workflow.lua:7\n  m = 4\n"
                        "#2 ? w/workflow.lua:8\n  x = nil\n");
    stand_close(&stand);
}

static void test_shows_each_branch_with_what_it_uses_of_the_stage(void **state)
{
    (void)state;
    IN_STAND("local shared = 7\n"
             "local got = case:all {\n"
             "  east = function() local own = shared + 1 case:task \"f\" return own end,\n"
             "  west = function() local e = case:await \"paid\" return e end,\n"
             "}\nreturn \"b\"");
    assert_string_equal(shown(&stand, INSPECT_SHORT),
                        "stage a for all - at w/workflow.lua:3\n  x = nil\n  shared = 7\n"
                        "member east for task east/1 at w/workflow.lua:4\n  own = 8\n"
                        "  ^shared = 7\n"
                        "member west for await west/1 at w/workflow.lua:5\n");
    stand_hear(&stand, "east/1", "{\"outcome\":\"agree\"}");
    expect(&stand, "stage a for all - at w/workflow.lua:3\n  x = nil\n  shared = 7\n"
                   "member west for await west/1 at w/workflow.lua:5\n");
    stand_close(&stand);
}

static void test_shows_branches_of_first_and_loops(void **state)
{
    (void)state;
    IN_STAND("for i, name in ipairs { \"p\", \"q\" } do\n"
             "  local which = case:first {\n"
             "    a = function() return case:task(\"f\").outcome end,\n"
             "    b = function() case:sleep(hours(1)) end,\n"
             "  }\nend\nreturn \"b\"");
    expect(&stand, "stage a for first - at w/workflow.lua:3\n  x = nil\n  i = 1\n  name = \"p\"\n"
                   "member a for task a/1 at w/workflow.lua:4\n"
                   "member b for sleep b/1 at w/workflow.lua:5\n");
    stand_hear(&stand, "a/1", "{\"outcome\":\"agree\"}");
    expect(&stand, "stage a for first - at w/workflow.lua:3\n  x = nil\n  i = 2\n  name = \"q\"\n"
                   "member a for task a/2 at w/workflow.lua:4\n"
                   "member b for sleep b/2 at w/workflow.lua:5\n");
    stand_close(&stand);
}

static void test_marks_hidden_names(void **state)
{
    (void)state;
    IN_STAND("local n = 1\nlocal n = 2\ndo local n = 3 case:task \"f\" end\nreturn \"b\"");
    expect(&stand, "stage a for task 1 at w/workflow.lua:4\n  x = nil\n  n = 1 (shadowed)\n"
                   "  n = 2 (shadowed)\n  n = 3\n");
    stand_close(&stand);
}

static void test_shows_functions_and_the_case_only_in_full(void **state)
{
    (void)state;
    IN_STAND("local function f() end\nlocal s = string\ncase:task \"f\" f() return \"b\"");
    expect(&stand, "stage a for task 1 at w/workflow.lua:4\n  x = nil\n  s = string\n");
    assert_string_equal(shown(&stand, INSPECT_FULL),
                        "stage a for task 1 at w/workflow.lua:4\n  case = case\n  x = nil\n"
                        "  f = function w/workflow.lua:2\n  s = string\n");
    stand_close(&stand);
}

static void test_says_of_a_personal_value_only_that_it_is_there(void **state)
{
    (void)state;
    IN_STAND("local name = case.data.name\nlocal party = case.data.parties[1]\n"
             "local list = { name, party }\nlocal born = nil\ncase:task \"f\" return \"b\"");
    expect(&stand, "stage a for task 1 at w/workflow.lua:6\n  x = nil\n  name = (personal)\n"
                   "  party = parties/1 { here = true }\n"
                   "  list = { (personal), parties/1 { here = true } }\n  born = nil\n");
    assert_null(strstr(shown(&stand, INSPECT_FULL), "h1"));
    stand_close(&stand);
}

static void test_shows_answers(void **state)
{
    (void)state;
    IN_STAND("local answer = case:task \"f\"\nlocal more = case:task_each(\"f\", "
             "case.data.parties)\ncase:task \"f\" return \"b\"");
    stand_hear(&stand, "1", "{\"outcome\":\"agree\",\"count\":7,\"reason\":{\"$h\":\"h9\"}}");
    stand_hear(&stand, "2", "[{\"outcome\":\"agree\",\"row\":{\"$r\":\"parties/1\"}}]");
    expect(&stand, "stage a for task 3 at w/workflow.lua:4\n  x = nil\n"
                   "  answer = { count = 7, outcome = \"agree\", reason = (personal) }\n"
                   "  more = { { outcome = \"agree\", row = parties/1 { here = true } } }\n");
    stand_close(&stand);
}

static void test_writes_values_in_one_way(void **state)
{
    (void)state;
    expect_v("{ z = 1, a = 2, [3] = 3, [2] = 2, [1] = 1, [-4] = 0, [10] = 9 }",
             "{ [-4] = 0, 1, 2, 3, [10] = 9, a = 2, z = 1 }");
    expect_v("{ [\"a key\"] = true, [\"\"] = false, [1.5] = 1, [true] = 2 }",
             "{ [\"\"] = false, [\"a key\"] = true, ... 2 more }");
    expect_v("{ 1.5, 2.0, -0.0, 1e300, 2^53, 1 / 0, -1 / 0, 0 / 0 }",
             "{ 1.5, 2.0, -0.0, 1e+300, 9.007199254741e+15, inf, -inf, nan }");
    expect_v("\"a\\\"b\\\\\\n\\0\\t\\127 \\xC3\\xA9\\xFF\\xC0\\xED\\xA0\\x80 \\xE6\\xB2\\x88\"",
             "\"a\\\"b\\\\\\n\\000\\009\\127 \xC3\xA9\\255\\192\\237\\160\\128 \xE6\xB2\x88\"");
    expect_v("{}", "{}");
    expect_v("{ [1.5] = 1 }", "{ ... 1 more }");
    expect_v("{ string.upper, function() end }",
             "{ function of the host, function w/workflow.lua:2 }");
}

static void test_bounds_what_is_deep_or_goes_in_circles(void **state)
{
    (void)state;
    expect_v("{} v.me = v v.list = { v }", "{ list = { (cycle) }, me = (cycle) }");
    expect_v("{} local same = { 1 } v[1], v[2] = same, same", "{ { 1 }, { 1 } }");
    expect_v("{ { { { { { { 1 } } } } } } }", "{ { { { { { {...} } } } } } }");
}

static void test_bounds_huge_tables_and_texts(void **state)
{
    (void)state;
    IN_STAND("local v = {}\nfor i = 1, 100000 do v[i] = i end\nfor i = 1, 500 do v[\"k\" .. i] = "
             "i end\nlocal t = (\"\xE6\xB2\x88\"):rep(100000)\ncase:task \"f\" return \"b\"");
    assert_string_equal(shown_v(&stand, INSPECT_SHORT),
                        "{ 1, 2, 3, 4, 5, 6, 7, 8, ... 100492 more }");
    const char *full = shown_v(&stand, INSPECT_FULL);
    assert_non_null(strstr(full, "99, 100, ... 100400 more }"));
    const char *all = shown(&stand, INSPECT_SHORT);
    assert_true(strlen(all) < 600);
    assert_non_null(strstr(all, "\xE6\xB2\x88...\n")); /* cut behind a character */
    stand_close(&stand);
}

/* Tables in tables, each of them large: the number of fields looked at has an end. */
static void test_bounds_the_work_of_looking(void **state)
{
    (void)state;
    IN_STAND("local big = {}\nfor i = 1, 50000 do big[i + 0.5] = i end\n"
             "local v = {}\nfor i = 1, 100 do v[i] = { big, big, big } end\n"
             "local after = 1\ncase:task \"f\" return \"b\"");
    const char *all = shown(&stand, INSPECT_FULL);
    assert_non_null(strstr(all, "... and more"));
    assert_non_null(strstr(all, "  after = 1\n"));
    stand_close(&stand);
}

static void test_bounds_functions_and_variables(void **state)
{
    (void)state;
    IN_STAND(
        "local function down(n) if n == 0 then case:task \"f\" else down(n - 1) end return n end\n"
        "down(150)\nreturn \"b\"");
    assert_non_null(strstr(shown(&stand, INSPECT_SHORT), "149 more frames\n"));
    assert_non_null(strstr(shown(&stand, INSPECT_FULL), "132 more frames\n"));
    stand_close(&stand);
    struct buf body = {0};
    for (int i = 0; i < 60; i++)
        buf_printf(&body, "local n%d = %d ", i, i);
    buf_add_text(&body, "case:task \"f\" return \"b\"");
    stand = (struct stand){0};
    stand_body(&stand, body.bytes);
    assert_non_null(strstr(shown(&stand, INSPECT_SHORT), "  n22 = 22\n  37 more\n"));
    assert_null(strstr(shown(&stand, INSPECT_FULL), "more"));
    buf_close(&body);
    stand_close(&stand);
}

static void test_runs_no_metamethod(void **state)
{
    (void)state;
    IN_STAND("local seen = {}\n"
             "local function cry() seen[#seen + 1] = 1 error(\"a metamethod ran\") end\n"
             "local v = setmetatable({ own = 1 }, { __index = cry, __len = cry,\n"
             "  __tostring = cry, __eq = cry, __newindex = cry })\n"
             "case:task \"f\"\ncase:set { seen = #seen }\nreturn \"b\"");
    assert_string_equal(stand.err.text, "");
    assert_string_equal(shown_v(&stand, INSPECT_FULL), "{ own = 1 }");
    stand_hear(&stand, "1", "{\"outcome\":\"agree\"}");
    assert_int_equal(stand.state, FIBER_RETURNED);
    assert_non_null(strstr(stand.log.bytes, "{\"seen\":0}"));
    stand_close(&stand);
}

/* Looking changes nothing a script can see: it goes on as if nobody had looked. */
static void test_leaves_the_script_as_it_was(void **state)
{
    (void)state;
    IN_STAND("local v = { b = 1, a = { 2 } }\nlocal f = function() return v.a[1] end\n"
             "case:task \"f\"\ncase:set { same = tostring(f) == tostring(f), got = f() }\n"
             "case:task \"f\"\ncase:set { keys = (next(v)) }\nreturn \"b\"");
    stand.log.len = 0;
    for (int i = 0; i < 50; i++)
        shown(&stand, INSPECT_FULL);
    stand_hear(&stand, "1", "{\"outcome\":\"agree\"}");
    for (int i = 0; i < 50; i++)
        shown(&stand, INSPECT_SHORT);
    stand_hear(&stand, "3", "{\"outcome\":\"agree\"}");
    assert_int_equal(stand.state, FIBER_RETURNED);
    assert_non_null(strstr(stand.log.bytes, "{\"got\":2,\"same\":true}"));
    assert_non_null(strstr(stand.log.bytes, "{\"keys\":\"a\"}"));
    stand_close(&stand);
}

static void test_shows_where_a_script_failed(void **state)
{
    (void)state;
    IN_STAND(
        "local function check(n)\n  local limit = 3\n  if n > limit then error \"too much\" end\n"
        "end\nlocal count = 5\ncheck(count)\nreturn \"b\"");
    assert_int_equal(stand.state, FIBER_FAILED);
    expect(&stand, "stage a at w/workflow.lua:4\n#0 check w/workflow.lua:4\n  n = 5\n  limit = 3\n"
                   "#1 ? w/workflow.lua:7\n  x = nil\n  count = 5\n");
    stand_close(&stand);
}

static void test_shows_where_a_script_was_stopped(void **state)
{
    (void)state;
    struct stand stand = {.diverge = "task"};
    stand_body(&stand, "local n = 5\ncase:task \"f\"\nreturn \"b\"");
    assert_int_equal(stand.state, FIBER_STOPPED);
    expect(&stand, "stage a at w/workflow.lua:3\n  x = nil\n  n = 5\n");
    stand_close(&stand);
}

static void test_shows_a_handler_that_failed(void **state)
{
    (void)state;
    struct stand stand = {0};
    stand_play(&stand, "on \"stop\" (function(case, answer)\n  local n = answer.count + 1\n"
                       "  error { code = \"c\", message = \"m\" }\nend)\n"
                       "stage \"a\" { zh = \"甲\", en = \"A\", function(case) case:task \"f\" "
                       "return case:close \"done\" end }\n");
    stand_signal(&stand, "on/stop/1", "stop", "{\"count\":1}");
    assert_int_equal(stand.state, FIBER_FAILED);
    expect(&stand, "stage a for task 1 at w/workflow.lua:6\n"
                   "handler on/stop/1 at w/workflow.lua:4\n  answer = { count = 1 }\n  n = 2\n");
    stand_close(&stand);
}

/* Its coroutine is gone by then: it was written down as it happened. */
static void test_shows_the_branch_that_failed(void **state)
{
    (void)state;
    IN_STAND("local v = 1\nlocal got = case:all {\n"
             "  out = function() case:first {\n"
             "    low = function() local deep = case:task(\"f\").count error \"bad\" end,\n"
             "    hi = function() case:sleep(hours(1)) end } end,\n"
             "  other = function() case:sleep(hours(1)) end }\nreturn \"b\"");
    fiber_watch(stand.fiber, INSPECT_SHORT);
    stand_hear(&stand, "out/low/1", "{\"outcome\":\"agree\",\"count\":7}");
    assert_int_equal(stand.state, FIBER_FAILED);
    expect(&stand, "member out/low at w/workflow.lua:5\n  deep = 7\n"
                   "stage a at w/workflow.lua:3\n  x = nil\n  v = 1\n");
    stand_close(&stand);
}

/* What a script catches is forgotten. */
static void test_forgets_a_branch_whose_failure_was_caught(void **state)
{
    (void)state;
    IN_STAND("local ok = pcall(function() case:all {\n"
             "  low = function() case:task \"f\" error \"bad\" end } end)\n"
             "case:task \"f\"\nlocal later = 5\nerror \"worse\"\nreturn \"b\"");
    fiber_watch(stand.fiber, INSPECT_SHORT);
    stand_hear(&stand, "low/1", "{\"outcome\":\"agree\"}");
    expect(&stand, "stage a for task 2 at w/workflow.lua:4\n  x = nil\n  ok = false\n");
    stand_hear(&stand, "2", "{\"outcome\":\"agree\"}");
    assert_int_equal(stand.state, FIBER_FAILED);
    expect(&stand, "stage a at w/workflow.lua:6\n  x = nil\n  ok = false\n  later = 5\n");
    stand_close(&stand);
}

static void expect_lines(struct stand *stand, const char *text)
{
    struct value *lines = fiber_lines(stand->fiber, &stand->arena);
    struct buf out = {0};
    for (size_t i = 0; i < value_len(lines); i++)
        buf_printf(&out, "%s*%lld ", strchr(value_get_text(value_item(lines, i), "where"), ':') + 1,
                   (long long)value_get_int(value_item(lines, i), "times", 0));
    assert_string_equal(out.bytes ? out.bytes : "", text);
    buf_close(&out);
}

static void test_notes_the_lines_of_a_turn(void **state)
{
    (void)state;
    IN_STAND("case:task \"f\"\nlocal n = 0\nfor i = 1, 3 do n = n + i end\nif n > 5 then\n"
             "  n = 1\nend\ncase:task \"f\"\nfor i = 1, 100 do\n  n = n + i\nend\ncase:task \"f\"\n"
             "return \"b\"");
    expect_lines(&stand, ""); /* nobody asked */
    fiber_watch(stand.fiber, INSPECT_SHORT);
    stand_hear(&stand, "1", "{\"outcome\":\"agree\"}");
    expect_lines(&stand, "3*1 4*3 5*1 6*1 8*1 ");
    stand_hear(&stand, "2", "{\"outcome\":\"agree\"}");
    expect_lines(&stand, "9*1 10*1 9*1 10*1 9*1 10*1 9*1 10*1 9*1 10*1 9*1 10*1 9*1 10*1 9*1 "
                         "10*1 9*1 10*1 9*1 12*1 ");
    stand_close(&stand);
}

/* A watched script is stopped by its budget as any other. */
static void test_watching_lines_leaves_the_budget(void **state)
{
    (void)state;
    struct stand stand = {
        .limits = {.units = 100000, .wall_ms = 60000}
    };
    stand_body(&stand, "case:task \"f\"\nwhile true do\n  x = 1\nend\nreturn \"b\"");
    fiber_watch(stand.fiber, INSPECT_SHORT);
    stand_hear(&stand, "1", "{\"outcome\":\"agree\"}");
    assert_int_equal(stand.state, FIBER_STOPPED);
    assert_string_equal(err_code(&stand.err), "budget");
    stand_close(&stand);
}

/* With no memory left in the state, what could be read is shown. */
static void test_survives_a_full_state(void **state)
{
    (void)state;
    struct stand stand = {.limits = {.heap_bytes = 256 << 10}};
    stand_body(&stand,
               "local v = {}\npcall(function() for i = 1, 100000 do v[i] = (\"k\"):rep(100) "
               ".. i end end)\ncase:task \"f\" return \"b\"");
    for (int i = 0; i < 20; i++)
        shown(&stand, INSPECT_FULL);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shows_locals_where_the_stage_waits),
        cmocka_unit_test(test_shows_functions_that_wait_for_each_other),
        cmocka_unit_test(test_shows_each_branch_with_what_it_uses_of_the_stage),
        cmocka_unit_test(test_shows_branches_of_first_and_loops),
        cmocka_unit_test(test_marks_hidden_names),
        cmocka_unit_test(test_shows_functions_and_the_case_only_in_full),
        cmocka_unit_test(test_says_of_a_personal_value_only_that_it_is_there),
        cmocka_unit_test(test_shows_answers),
        cmocka_unit_test(test_writes_values_in_one_way),
        cmocka_unit_test(test_bounds_what_is_deep_or_goes_in_circles),
        cmocka_unit_test(test_bounds_huge_tables_and_texts),
        cmocka_unit_test(test_bounds_the_work_of_looking),
        cmocka_unit_test(test_bounds_functions_and_variables),
        cmocka_unit_test(test_runs_no_metamethod),
        cmocka_unit_test(test_leaves_the_script_as_it_was),
        cmocka_unit_test(test_shows_where_a_script_failed),
        cmocka_unit_test(test_shows_where_a_script_was_stopped),
        cmocka_unit_test(test_shows_a_handler_that_failed),
        cmocka_unit_test(test_shows_the_branch_that_failed),
        cmocka_unit_test(test_forgets_a_branch_whose_failure_was_caught),
        cmocka_unit_test(test_notes_the_lines_of_a_turn),
        cmocka_unit_test(test_watching_lines_leaves_the_budget),
        cmocka_unit_test(test_survives_a_full_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
