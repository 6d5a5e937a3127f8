/* test_spec.c - the runner of specs: acts reach the host as spec.h says, failures are told. */
#include "stand.h"
#include <stdio.h>
#include <string.h>
#include "script/spec.h"

struct house {
    struct buf log;
    const char *refuse; /* an act that is refused as "not_now" */
};

static int on_begin(void *data, const char *title, struct err *err)
{
    struct house *house = data;
    (void)err;
    buf_printf(&house->log, "begin %s\n", title);
    return 0;
}

static int on_act(void *data, const char *act, const struct value *args, struct arena *arena,
                  struct value **out, struct err *err)
{
    struct house *house = data;
    buf_printf(&house->log, "%s ", act);
    canon_write(&house->log, args);
    buf_add_text(&house->log, "\n");
    if (house->refuse && strcmp(house->refuse, act) == 0)
        return err_set_at(err, STATUS_SCRIPT_FAILED, "not_now", NULL, "%s is refused", act);
    if (strcmp(act, "start") == 0)
        *out = value_string(arena, "case-1");
    if (strcmp(act, "due") == 0)
        *out = value_string(arena, "2026-02-01");
    return 0;
}

static void on_end(void *data, const char *title, const struct err *failure)
{
    struct house *house = data;
    buf_printf(&house->log, "end %s", title);
    if (failure)
        buf_printf(&house->log, " FAILED %s: %s: %s", failure->where, err_code(failure),
                   failure->text);
    buf_add_text(&house->log, "\n");
}

static const struct spec_host host = {on_begin, on_act, on_end};

static int run(struct house *house, const char *spec, struct err *err)
{
    const struct script_file files[] = {
        {"w/spec.lua",     slice_of(spec)                                                                                  },
        {"w/workflow.lua", slice_of("this is not read here")                                                               },
        {"w/examples.lua", slice_of("example \"plain\" { data = { risk = \"low\" } }\n"
                                    "example \"other\" { workflow = \"v\", data = { n = 1 } }\n")},
    };
    return spec_run(files, 3, &host, house, err);
}

static void expect_log(const char *spec, const char *refuse, const char *log)
{
    struct house house = {.refuse = refuse};
    struct err err = {0};
    if (run(&house, spec, &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_string_equal(house.log.bytes ? house.log.bytes : "", log);
    buf_close(&house.log);
}

static void test_acts(void **state)
{
    (void)state;
    expect_log(
        "spec \"TJ-D1: all acts\" (function(t)\n"
        "t:now \"2026-01-05 09:00\"\n"
        "local case = t:start(\"w\", \"plain\")\n"
        "t:start(\"v\", t:example(\"v\", \"other\"), { office = \"370102\" })\n"
        "t:advance(days(2)); t:advance_to(case:due \"C1\")\n"
        "t:as(\"clerk\"):claim(case, \"f\", { row = \"parties/1\" })\n"
        "t:as(\"clerk\"):complete(case, \"f\", { outcome = \"agree\", n = 5 })\n"
        "t:as(\"party\"):signal(case, \"paid\", { row = \"parties/2\" })\n"
        "t:retry(case)\n"
        "t:expect(case):stage \"a\" :status \"open\" :task \"f\" :due(\"C1\", \"2026-02-01\") "
        ":outcome \"done\" :incident \"x\" :incident() :due(\"C1\", nil, { row = \"parties/2\" })\n"
        "end)",
        NULL,
        "begin TJ-D1: all acts\n"
        "now {\"at\":\"2026-01-05 09:00\",\"where\":\"w/spec.lua:2\"}\n"
        "start "
        "{\"data\":{\"risk\":\"low\"},\"example\":\"plain\",\"where\":\"w/"
        "spec.lua:3\",\"workflow\":\"w\"}\n"
        "start "
        "{\"data\":{\"n\":1},\"office\":\"370102\",\"where\":\"w/spec.lua:4\",\"workflow\":\"v\"}\n"
        "advance {\"by\":{\"n\":2,\"unit\":\"cd\"},\"where\":\"w/spec.lua:5\"}\n"
        "due {\"case\":\"case-1\",\"name\":\"C1\",\"where\":\"w/spec.lua:5\"}\n"
        "advance_to {\"at\":\"2026-02-01\",\"where\":\"w/spec.lua:5\"}\n"
        "claim "
        "{\"actor\":\"clerk\",\"case\":\"case-1\",\"name\":\"f\",\"row\":\"parties/"
        "1\",\"where\":\"w/spec.lua:6\"}\n"
        "complete "
        "{\"actor\":\"clerk\",\"case\":\"case-1\",\"data\":{\"n\":5,\"outcome\":\"agree\"},"
        "\"name\":\"f\",\"where\":\"w/spec.lua:7\"}\n"
        "signal "
        "{\"actor\":\"party\",\"case\":\"case-1\",\"data\":{\"row\":\"parties/"
        "2\"},\"name\":\"paid\",\"where\":\"w/spec.lua:8\"}\n"
        "retry {\"case\":\"case-1\",\"where\":\"w/spec.lua:9\"}\n"
        "expect.stage {\"case\":\"case-1\",\"name\":\"a\",\"where\":\"w/spec.lua:10\"}\n"
        "expect.status {\"case\":\"case-1\",\"name\":\"open\",\"where\":\"w/spec.lua:10\"}\n"
        "expect.task {\"case\":\"case-1\",\"name\":\"f\",\"where\":\"w/spec.lua:10\"}\n"
        "expect.due "
        "{\"case\":\"case-1\",\"name\":\"C1\",\"value\":\"2026-02-01\",\"where\":\"w/"
        "spec.lua:10\"}\n"
        "expect.outcome {\"case\":\"case-1\",\"name\":\"done\",\"where\":\"w/spec.lua:10\"}\n"
        "expect.incident {\"case\":\"case-1\",\"name\":\"x\",\"where\":\"w/spec.lua:10\"}\n"
        "expect.incident {\"case\":\"case-1\",\"where\":\"w/spec.lua:10\"}\n"
        "expect.due "
        "{\"case\":\"case-1\",\"name\":\"C1\",\"row\":\"parties/2\",\"where\":\"w/spec.lua:10\"}\n"
        "end TJ-D1: all acts\n");
}

static void test_refusals(void **state)
{
    (void)state;
    const char *act =
        "complete "
        "{\"actor\":\"clerk\",\"case\":\"case-1\",\"name\":\"f\",\"where\":\"w/spec.lua:2\"}\n";
    const char *start = "start {\"where\":\"w/spec.lua:1\",\"workflow\":\"w\"}\n";
    struct buf log = {0};
    buf_printf(&log, "begin r\n%s%send r\n", start, act);
    expect_log("spec \"r\" (function(t) local case = t:start(\"w\")\nt:as(\"clerk\"):refused "
               "\"not_now\" :complete(case, \"f\") end)",
               "complete", log.bytes);
    buf_clear(&log);
    buf_printf(&log, "begin r\n%s%send r FAILED w/spec.lua:2: not_now: complete is refused\n",
               start, act);
    expect_log("spec \"r\" (function(t) local case = "
               "t:start(\"w\")\nt:as(\"clerk\"):complete(case, \"f\") end)",
               "complete", log.bytes);
    buf_clear(&log);
    buf_printf(&log,
               "begin r\n%s%send r FAILED w/spec.lua:2: not_refused: this was to be refused as "
               "\"invalid\" and was refused as \"not_now\": complete is refused\n",
               start, act);
    expect_log("spec \"r\" (function(t) local case = t:start(\"w\")\nt:as(\"clerk\"):refused "
               "\"invalid\" :complete(case, \"f\") end)",
               "complete", log.bytes);
    buf_clear(&log);
    buf_printf(&log,
               "begin r\n%s%send r FAILED w/spec.lua:2: not_refused: this was to be refused "
               "(\"invalid\") and was done.\n",
               start, act);
    expect_log("spec \"r\" (function(t) local case = t:start(\"w\")\nt:as(\"clerk\"):refused "
               "\"invalid\" :complete(case, \"f\") end)",
               NULL, log.bytes);
    buf_close(&log);
}

static void test_one_failure_does_not_end_the_rest(void **state)
{
    (void)state;
    expect_log(
        "spec \"one\" (function(t)\nerror \"own words\" end)\n"
        "spec \"two\" (function(t) local x = t.nothing end)\n"
        "spec \"three\" (function(t)\nt:start(\"w\", \"nope\") end)\n"
        "spec \"four\" (function(t)\nt:expect(\"case-1\") end)\n"
        "spec \"five\" (function(t)\nlocal case = t:start(\"w\") t:expect(case):colour \"red\" "
        "end)\n"
        "spec \"six\" (function(t) end)",
        NULL,
        "begin one\nend one FAILED w/spec.lua:2: script_failed: own words\n"
        "begin two\nend two FAILED w/spec.lua:3: unknown_verb: t has no :nothing. docs/lua.md "
        "lists what a spec may do.\n"
        "begin three\nend three FAILED w/spec.lua:5: unknown_name: there is no example \"nope\" of "
        "workflow \"w\". Declare it in examples.lua.\n"
        "begin four\nend four FAILED w/spec.lua:7: bad_argument: a case, as t:start gives it, is "
        "wanted here, not a string.\n"
        "begin five\nstart {\"where\":\"w/spec.lua:9\",\"workflow\":\"w\"}\nend five FAILED "
        "w/spec.lua:9: unknown_verb: t:expect(case) has no :colour. docs/lua.md lists what a spec "
        "may "
        "do.\n"
        "begin six\nend six\n");
}

/* A spec that never ends is stopped, and the next one runs. */
static void test_endless_spec_is_stopped(void **state)
{
    (void)state;
    struct house house = {0};
    struct err err = {0};
    assert_int_equal(run(&house,
                         "spec \"one\" (function(t) local s = \"a\" while true do s = s .. s end "
                         "end)\nspec \"two\" (function(t) end)",
                         &err),
                     0);
    assert_non_null(strstr(house.log.bytes, "end one FAILED"));
    assert_non_null(strstr(house.log.bytes, "memory"));
    assert_non_null(strstr(house.log.bytes, "begin two\nend two\n"));
    buf_close(&house.log);
}

static void test_files_that_cannot_be_read(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *where, *part;
    } rows[] = {
        {"\nspec \"x\" (function(t)",       "w/spec.lua:2", "expected"                 },
        {"spec \"x\" (5)",                  "w/spec.lua:1", ""                         },
        {"spec(5)",                         "w/spec.lua:1", "needs a title"            },
        {"example \"plain\" { data = {} }", "w/spec.lua:1", "is declared twice"        },
        {"example \"x\" { }",               "w/spec.lua:1", "needs data"               },
        {"example \"x\" { dato = {} }",     "w/spec.lua:1", "has no option \"dato\""   },
        {"nope()",                          "w/spec.lua:1", "there is no \"nope\" here"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct house house = {0};
        struct err err = {0};
        int rc = run(&house, rows[i].spec, &err);
        if (rc != STATUS_SCRIPT_FAILED || strcmp(err.where, rows[i].where) != 0 ||
            !strstr(err.text, rows[i].part))
            fail_msg("%s gave %d %s: %s", rows[i].spec, rc, err.where, err.text);
        buf_close(&house.log);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acts),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_one_failure_does_not_end_the_rest),
        cmocka_unit_test(test_endless_spec_is_stopped),
        cmocka_unit_test(test_files_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
