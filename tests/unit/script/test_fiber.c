/* test_fiber.c - verbs, answers, data and errors of a stage, against a host that writes down. */
#include "stand.h"
#include <stdlib.h>
#include <string.h>

#define IN_STAND(body)                                                                             \
    struct stand stand = {0};                                                                      \
    stand_body(&stand, body)

static void test_task_gives_answer(void **state)
{
    (void)state;
    IN_STAND("local answer = case:task(\"f\", { to = \"clerk\", due = \"C1\", with = { reason = "
             "case.data.name } })\n"
             "case:set { risk = answer.outcome, n = answer.count, why = answer.reason, young = "
             "answer.minor }\n"
             "if answer.born == nil and answer.row == nil then return \"b\" end");
    assert_int_equal(stand.state, FIBER_WAITING);
    assert_string_equal(stand.where.bytes, "w/workflow.lua:2");
    stand_expect(
        &stand,
        "1 task f - {\"due\":\"C1\",\"to\":\"clerk\",\"with\":{\"reason\":{\"$h\":\"h1\"}}}\n");
    stand_hear(&stand, "1",
               "{\"count\":7,\"minor\":true,\"outcome\":\"agree\",\"reason\":{\"$h\":\"h9\"}}");
    stand_expect(&stand,
                 "2 set - - {\"n\":7,\"risk\":\"agree\",\"why\":{\"$h\":\"h9\"},\"young\":true}\n");
    assert_int_equal(stand.state, FIBER_RETURNED);
    assert_string_equal(fiber_result_name(stand.fiber), "b");
    stand_close(&stand);
}

static void test_each_gives_list_in_row_order(void **state)
{
    (void)state;
    IN_STAND("local list = case:ask_each(\"f\", case.data.parties, { expires = \"C1\", stop_on = "
             "\"refuse\" })\n"
             "local n = 0 for i, one in ipairs(list) do n = n + i if one.row ~= "
             "case.data.parties[i] then error \"row\" end end\n"
             "case:set { all = #list, n = n, has = list:has \"agree\", only = list:only \"agree\", "
             "count = list:count \"agree\" }\n"
             "case:set { nobody = case:ask_each(\"f\", {}):only \"agree\" }\n"
             "return \"b\"");
    stand_expect(&stand,
                 "1 ask_each f - "
                 "{\"expires\":\"C1\",\"rows\":[{\"$r\":\"parties/1\"},{\"$r\":\"parties/3\"}],"
                 "\"stop_on\":\"refuse\"}\n");
    stand_hear(&stand, "1",
               "[{\"outcome\":\"agree\",\"row\":{\"$r\":\"parties/"
               "1\"}},{\"outcome\":\"expired\",\"row\":{\"$r\":\"parties/3\"}}]");
    stand_expect(&stand, "2 set - - {\"all\":2,\"count\":1,\"has\":true,\"n\":3,\"only\":false}\n3 "
                         "ask_each f - {\"rows\":[]}\n");
    stand_hear(&stand, "3", "[]");
    stand_expect(&stand, "4 set - - {\"nobody\":false}\n");
    assert_int_equal(stand.state, FIBER_RETURNED);
    stand_close(&stand);
}

/* One line of a stage, and the place and words of the error it makes. */
struct fault {
    const char *body;
    const char *where;
    const char *text;
};

static const struct fault run_faults[] = {
  /* names and options a check cannot see, because they are no literals */
    {"local v = \"tusk\" case[v](case, \"f\")",                                             "w/workflow.lua:2", "there is no case.tusk"                           },
    {"local c = \"pink\" case:card(c, { reason = \"x\" })",                                 "w/workflow.lua:2",
     "A card is blue, yellow, orange or red"                                                                                                                      },
    {"local l = \"k\" case:letter(l, { to = \"x\" })",                                      "w/workflow.lua:2",
     "letter \"k\", which is not declared. Declared are: \"l\""                                                                                                   },
    {"local o = {} case:letter(\"l\", o)",                                                  "w/workflow.lua:2", "case:letter needs to"                            },
    {"local o = { { to = \"x\" } } case:dispatch(\"d\", { waves = o })",                    "w/workflow.lua:2",
     "where lasts is a length or the id of a clock"                                                                                                               },
    {"local o, s = {}, \"z\" case:split(o, { start = s, as = \"x\" })",                     "w/workflow.lua:2",
     "start must be a stage of this workflow"                                                                                                                     },
    {"case:split(5, { start = \"a\", as = \"x\" })",                                        "w/workflow.lua:2",
     "needs rows of the case first"                                                                                                                               },
    {"case:assign(\"mediator\", 5)",                                                        "w/workflow.lua:2", "needs who it is"                                 },
    {"case:seal(5)",                                                                        "w/workflow.lua:2", "needs a row of the case, or the name of a field" },
    {"local s = \"125%\" case:await_clock(\"C1\", { left = s })",                           "w/workflow.lua:2",
     "left must be a share such as"                                                                                                                               },
    {"local o = { by = 5, reason = \"x\", approval = {} } case:extend_clock(\"C1\", o)",
     "w/workflow.lua:2",                                                                                        "by must be a length such as days(5)"             },
    {"local o = { by = days(5), approval = {} } case:extend_clock(\"C1\", o)",              "w/workflow.lua:2",
     "case:extend_clock needs reason"                                                                                                                             },
    {"local d = 5 case:places(d)",                                                          "w/workflow.lua:2", "case:places needs the name of a dispatch"        },
    {"local n = \"nope\"\ncase:task(n)",                                                    "w/workflow.lua:3",
     "form \"nope\", which is not declared. Declared are: \"f\""                                                                                                  },
    {"local n = \"C9\" case:task(\"f\", { due = n })",                                      "w/workflow.lua:2",
     "due must be the id of a declared clock, not \"C9\""                                                                                                         },
    {"case:task(\"f\", { [\"til\"] = \"C1\" })",                                            "w/workflow.lua:2",
     "has no option \"til\". It may have: \"to\""                                                                                                                 },
    {"case:task(\"f\", { to = 5 })",                                                        "w/workflow.lua:2", "to must be a role"                               },
    {"case:task(\"f\", \"clerk\")",                                                         "w/workflow.lua:2", "options are a table"                             },
    {"case:task(\"f\", { \"clerk\" })",                                                     "w/workflow.lua:2", "has no name"                                     },
    {"case:task(\"f\", {}, 3)",                                                             "w/workflow.lua:2", "more than it takes"                              },
    {"case:task(5)",                                                                        "w/workflow.lua:2", "needs the name of a form in quotes, not a number"},
    {"case.task(\"f\")",                                                                    "w/workflow.lua:2", "with a colon"                                    },
    {"case:task_each(\"f\", { { here = true } })",                                          "w/workflow.lua:2",
     "needs rows of the case second"                                                                                                                              },
    {"local o = {} case:start_clock(\"C1\", o)",                                            "w/workflow.lua:2", "needs from"                                      },
    {"case:start_clock(\"C1\", { from = true })",                                           "w/workflow.lua:2", "from must be a date"                             },
    {"case:sleep(5)",                                                                       "w/workflow.lua:2", "needs a length such as days(5)"                  },
    {"case:sleep_until(days(5))",                                                           "w/workflow.lua:2", "needs a date"                                    },
    {"case:set(5)",                                                                         "w/workflow.lua:2", "needs a table"                                   },
    {"case:set({ here = true }, { here = false })",                                         "w/workflow.lua:2", "needs a row of the case"                         },
    {"local l = \"nope\" case:add(l, { here = true })",                                     "w/workflow.lua:2", "not a rows field"                                },
    {"case:drop(case.data.parties[1])",                                                     "w/workflow.lua:2", "needs a reason"                                  },
    {"case:set { n = 1.5 }",                                                                "w/workflow.lua:2", "set.n: numbers are whole"                        },
    {"case:set { n = 0/0 }",                                                                "w/workflow.lua:2", "number"                                          },
    {"case:set { n = 2^53 }",                                                               "w/workflow.lua:2", "number"                                          },
    {"case:set { f = function() end }",                                                     "w/workflow.lua:2", "function"                                        },
    {"case:note { zh = \"a\", [\"en\"] = 5 }",                                              "w/workflow.lua:2", "en must be a text"                               },
    {"case:random(0)",                                                                      "w/workflow.lua:2", "needs a whole number"                            },
    {"case:after(\"tomorrow\", days(1))",                                                   "w/workflow.lua:2", "needs a date and a length"                       },
    {"local c = \"C7\" case:due(c)",                                                        "w/workflow.lua:2", "clock \"C7\", which is not declared"             },
    {"case.data.risk = \"high\"",                                                           "w/workflow.lua:2", "case.data cannot be changed"                     },
    {"case.data.parties[1].here = 5",                                                       "w/workflow.lua:2", "cannot be changed"                               },
    {"case.risk = 5",                                                                       "w/workflow.lua:2", "Write case:set"                                  },
    {"x = case.settings.nope",                                                              "w/workflow.lua:2",
     "there is no setting \"nope\". Settings are: \"most\""                                                                                                       },
    {"x = nope",                                                                            "w/workflow.lua:2", "there is no \"nope\" here"                       },
    {"nope = 5",                                                                            "w/workflow.lua:2", "nope"                                            },
    {"x = require",                                                                         "w/workflow.lua:2", "require is not needed"                           },
    {"open_hours(-3)",                                                                      "w/workflow.lua:2", "open_hours needs a whole number"                 },
    {"case:sleep(days(-1))",                                                                "w/workflow.lua:2", "days needs a whole number"                       },
 /* personal values */
    {"x = \"a\" .. case.data.name",                                                         "w/workflow.lua:2", "personal value"                                  },
    {"x = #case.data.name",                                                                 "w/workflow.lua:2", "personal value"                                  },
    {"x = case.data.name < case.data.name",                                                 "w/workflow.lua:2", "personal value"                                  },
    {"x = case.data.name + 1",                                                              "w/workflow.lua:2", "personal value"                                  },
    {"x = case.data.name.first",                                                            "w/workflow.lua:2", "personal value"                                  },
    {"x = case.data.name()",                                                                "w/workflow.lua:2", "personal value"                                  },
    {"x = tostring(case.data.name)",                                                        "w/workflow.lua:2", "personal value"                                  },
    {"x = string.upper(case.data.name)",                                                    "w/workflow.lua:2", ""                                                },
    {"x = string.format(\"%s\", case.data.name)",                                           "w/workflow.lua:2", "personal value"                                  },
 /* moments */
    {"local l = { 2, 1 } table.sort(l, function(p, q)\ncase:task(\"f\") return p < q end)",
     "w/workflow.lua:3",                                                                                        "sort or gsub"                                    },
    {"x = string.gsub(\"a\", \"a\", function()\ncase:task(\"f\") end)",                     "w/workflow.lua:3",
     "sort or gsub"                                                                                                                                               },
    {"case:close \"done\"\ncase:set { a = 1 }",                                             "w/workflow.lua:3", "comes after case:close"                          },
    {"case:all { p = function() return case:close \"done\" end }",                          "w/workflow.lua:2",
     "close inside a branch"                                                                                                                                      },
    {"case:all {}",                                                                         "w/workflow.lua:2", "has no branches"                                 },
    {"case:all { p = 5 }",                                                                  "w/workflow.lua:2", "needs a function for each branch"                },
    {"case:all { [\"a/b\"] = function() end }",                                             "w/workflow.lua:2", "cannot be called"                                },
    {"case:all { on = function() end }",                                                    "w/workflow.lua:2", "cannot be called"                                },
    {"case:first(function() end)",                                                          "w/workflow.lua:2", "needs a table of functions"                      },
 /* ends */
    {"local s = \"c\" return s",                                                            "w/workflow.lua:2",
     "may return \"c\", which is not in next { \"a\", \"b\" }"                                                                                                    },
    {"return 5",                                                                            "w/workflow.lua:2", "returns a number"                                },
    {"x = 1",                                                                               "w/workflow.lua:2", "ends without saying what comes next"             },
    {"case:close \"done\" return \"b\"",                                                    "w/workflow.lua:2", "does not return it"                              },
    {"case:close \"done\"",                                                                 "w/workflow.lua:2", "does not return it"                              },
    {"error \"my own\"",                                                                    "w/workflow.lua:2", "my own"                                          },
    {"error { code = \"mine\", message = \"own words\" }",                                  "w/workflow.lua:2", "own words"                                       },
};

static void test_errors_name_line_and_remedy(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof run_faults / sizeof *run_faults; i++) {
        const struct fault *fault = &run_faults[i];
        struct stand stand = {0};
        stand_body(&stand, fault->body);
        if (stand.state != FIBER_FAILED || strcmp(stand.err.where, fault->where) != 0 ||
            !strstr(stand.err.text, fault->text)) {
            print_message("%s\n   gave state %d, %s: %s\n   expected %s: ...%s\n", fault->body,
                          stand.state, stand.err.where, stand.err.text, fault->where, fault->text);
            wrong++;
        }
        stand_close(&stand);
    }
    assert_int_equal(wrong, 0);
}

static void test_data_reads_like_tables(void **state)
{
    (void)state;
    IN_STAND("local n, keys = 0, \"\"\n"
             "for i, party in ipairs(case.data.parties) do n = n + i end\n"
             "for key in pairs(case.data) do keys = keys .. key .. \" \" end\n"
             "for key in pairs(case.data.parties[1]) do keys = keys .. key .. \" \" end\n"
             "case:set { n = n, keys = keys, len = #case.data.parties, list = "
             "table.concat(case.data.list, \"-\"),\n"
             "  number = case.number, office = case.office, stage = case.stage, most = "
             "case.settings.most, none = case.data.nope,\n"
             "  at = case:now(), on = case:today(), after = case:after(\"2026-02-10\", "
             "workdays(3)), due = case:due \"C1\",\n"
             "  run = case:running(\"C1\", { row = case.data.parties[2] }) }\n"
             "return \"b\"");
    stand_expect(&stand,
                 "? after - {\"date\":\"2026-02-10\",\"duration\":{\"n\":3,\"unit\":\"wd\"}}\n"
                 "? due C1 {}\n? running C1 {\"row\":{\"$r\":\"parties/3\"}}\n"
                 "1 set - - "
                 "{\"after\":\"2026-03-01\",\"at\":1770685200000,\"due\":\"2026-03-01\",\"keys\":"
                 "\"list name parties "
                 "risk here "
                 "\",\"len\":2,\"list\":\"1-2\",\"most\":3,\"n\":3,\"number\":\"2026W1\","
                 "\"office\":\"370102\","
                 "\"on\":\"2026-02-10\",\"run\":true,\"stage\":\"a\"}\n");
    assert_int_equal(stand.state, FIBER_RETURNED);
    stand_close(&stand);
}

static void test_data_follows_commands(void **state)
{
    (void)state;
    IN_STAND("local first = case.data.parties[1]\n"
             "case:set { risk = \"high\" }\n"
             "case:set(first, { here = false, said = \"no\" })\n"
             "local new = case:add(\"parties\", { here = true })\n"
             "case:note { zh = \"一\", en = case.data.risk .. tostring(first.here) .. first.said "
             ".. #case.data.parties .. tostring(new == case.data.parties[3]) }\n"
             "case:drop(case.data.parties[2], \"moved away\")\n"
             "case:note { zh = \"二\", en = #case.data.parties .. tostring(case.data.parties[2] == "
             "new) .. tostring(case.data.parties[3]) }\n"
             "case:set(new, { here = false })\n"
             "return \"b\"");
    stand_expect(
        &stand,
        "1 set - - {\"risk\":\"high\"}\n2 set - parties/1 {\"here\":false,\"said\":\"no\"}\n"
        "3 add parties - {\"here\":true}\n4 note - - {\"en\":\"highfalseno3true\",\"zh\":\"一\"}\n"
        "5 drop - parties/3 {\"reason\":\"moved away\"}\n6 note - - "
        "{\"en\":\"2truenil\",\"zh\":\"二\"}\n"
        "7 set - parties/11 {\"here\":false}\n");
    assert_int_equal(stand.state, FIBER_RETURNED);
    stand_close(&stand);
}

static void test_set_shows_what_the_core_resolved(void **state)
{
    (void)state;
    struct stand stand = {.on_result = "set",
                          .result = "{\"parties\":[{\"$row\":\"parties/"
                                    "1\",\"here\":false},{\"$row\":\"parties/8\",\"here\":true}]}"};
    stand_body(&stand, "local first = case.data.parties[1]\n"
                       "case:set { parties = { { here = false }, { here = true } } }\n"
                       "local same = first == case.data.parties[1] and first.here == false\n"
                       "case:ask_each(\"f\", case.data.parties, { with = { same = same } })");
    stand_expect(
        &stand,
        "1 set - - {\"parties\":[{\"here\":false},{\"here\":true}]}\n"
        "2 ask_each f - "
        "{\"rows\":[{\"$r\":\"parties/1\"},{\"$r\":\"parties/8\"}],\"with\":{\"same\":true}}\n");
    stand_close(&stand);
}

/* What the core left out of a row is gone from it, though the object is the same. */
static void test_row_replaced_forgets_what_it_had(void **state)
{
    (void)state;
    struct stand stand = {.on_result = "set",
                          .result = "{\"parties\":[{\"$row\":\"parties/1\",\"said\":\"no\"}]}"};
    stand_body(&stand, "local first = case.data.parties[1]\n"
                       "case:set { parties = { { said = \"no\" } } }\n"
                       "case:note { zh = \"一\", en = tostring(first.here) .. first.said .. "
                       "#case.data.parties }\nreturn \"b\"");
    stand_expect(&stand, "1 set - - {\"parties\":[{\"said\":\"no\"}]}\n2 note - - "
                         "{\"en\":\"nilno1\",\"zh\":\"一\"}\n");
    stand_close(&stand);
}

static void test_only_means_everybody_asked(void **state)
{
    (void)state;
    static const struct {
        const char *heard, *set;
    } rows[] = {
        {"[{\"outcome\":\"refuse\"}]",
         "2 set - - {\"n\":1,\"only\":false}\n"                                                       }, /* stopped: one was not heard */
        {"[{\"outcome\":\"refuse\"},{\"outcome\":\"refuse\"}]",
         "2 set - - {\"n\":2,\"only\":true}\n"                                                        },
        {"[{\"outcome\":\"refuse\"},null]",                     "2 set - - {\"n\":2,\"only\":false}\n"},
        {"[]",                                                  "2 set - - {\"n\":0,\"only\":false}\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        IN_STAND("local list = case:ask_each(\"f\", case.data.parties, { stop_on = \"refuse\" })\n"
                 "case:set { only = list:only \"refuse\", n = #list } return \"b\"");
        buf_clear(&stand.log);
        stand_hear(&stand, "1", rows[i].heard);
        stand_expect(&stand, rows[i].set);
        stand_close(&stand);
    }
}

static void test_silence_is_never_consent(void **state)
{
    (void)state;
    static const char *const outcomes[] = {"{\"outcome\":\"expired\"}",
                                           "{\"outcome\":\"cancelled\",\"count\":3}"};
    for (size_t i = 0; i < 2; i++) {
        IN_STAND("local answer = case:await(\"paid\", { expires = \"C1\" })\nif answer.outcome == "
                 "\"agree\" then return \"b\" end\n"
                 "if answer.count == 3 then return \"b\" end\nreturn \"a\"");
        stand_expect(&stand, "1 await paid - {\"expires\":\"C1\"}\n");
        stand_hear(&stand, "1", outcomes[i]);
        stand_expect_failed(&stand, "w/workflow.lua:4", "nobody answered");
        stand_close(&stand);
    }
}

static void test_unknown_field_of_answer(void **state)
{
    (void)state;
    IN_STAND("local answer = case:task \"f\"\n\nx = answer.rison return \"b\"");
    stand_hear(&stand, "1", "{\"outcome\":\"agree\"}");
    stand_expect_failed(
        &stand, "w/workflow.lua:4",
        "form \"f\" has no field \"rison\". Its answers have: \"reason\", \"count\"");
    stand_close(&stand);
}

static void test_record(void **state)
{
    (void)state;
    const char *body =
        "local n = case:record(\"draw\", function() return { 1, { a = \"b\" } } end)\n"
        "n[3] = 5\n"
        "local good, err = pcall(function() return case:record(\"bad\", function() error { code = "
        "\"mine\", message = \"m\" } end) end)\n"
        "local _, text = pcall(function() return case:record(\"text\", function() error \"plain\" "
        "end) end)\n"
        "case:set { n = n, good = good, code = err.code, message = err.message, text = "
        "text.message }\n"
        "return \"b\"";
    struct stand stand = {0};
    stand_body(&stand, body);
    stand_expect(&stand, "1 record draw - {\"value\":[1,{\"a\":\"b\"}]}\n");
    stand_hear(&stand, "1", "[1,{\"a\":\"b\"}]");
    stand_expect(&stand, "2 record bad - {\"error\":{\"code\":\"mine\",\"message\":\"m\"}}\n");
    stand_hear_error(&stand, "2", "{\"code\":\"mine\",\"message\":\"m\"}");
    stand_expect(&stand,
                 "3 record text - {\"error\":{\"code\":\"error\",\"message\":\"plain\"}}\n");
    stand_hear_error(&stand, "3", "{\"code\":\"error\",\"message\":\"plain\"}");
    stand_expect(&stand, "4 set - - "
                         "{\"code\":\"mine\",\"good\":false,\"message\":\"m\",\"n\":[1,{\"a\":"
                         "\"b\"},5],\"text\":\"plain\"}\n");
    assert_int_equal(stand.state, FIBER_RETURNED);
    stand_close(&stand);
    stand = (struct stand){.is_replay =
                               true}; /* the function is not called: its value is in the journal */
    stand_body(&stand, "local n = case:record(\"draw\", function() error \"called\" end) case:set "
                       "{ n = n } return \"b\"");
    stand_expect(&stand, "1 record draw - null\n");
    stand_hear(&stand, "1", "4");
    stand_expect(&stand, "2 set - - {\"n\":4}\n");
    stand_close(&stand);
}

static void test_no_verb_inside_record(void **state)
{
    (void)state;
    static const char *const inside[] = {"case:set { a = 1 }", "case:task \"f\"",
                                         "x = case:random(6)", "x = case:uuid()"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        struct stand stand = {0};
        struct buf body = {0};
        buf_printf(&body, "case:record(\"r\", function() %s end)", inside[i]);
        stand_body(&stand, body.bytes);
        assert_int_equal(stand.state, FIBER_WAITING);
        if (!strstr(stand.log.bytes, "verb_in_record"))
            fail_msg("%s gave %s", inside[i], stand.log.bytes);
        buf_close(&body);
        stand_close(&stand);
    }
}

static void test_close(void **state)
{
    (void)state;
    IN_STAND("local function finish() return case:close \"done\" end return finish()");
    stand_expect(&stand, "1 close done - {}\n");
    assert_int_equal(stand.state, FIBER_CLOSED);
    assert_string_equal(fiber_result_name(stand.fiber), "done");
    stand_hear(&stand, "1", "null");
    assert_int_equal(stand.state, FIBER_STOPPED);
    stand_close(&stand);
}

static void test_refusal_raises_at_the_verb(void **state)
{
    (void)state;
    struct stand stand = {.refuse = "start_clock"};
    stand_body(&stand, "x = 1\ncase:start_clock(\"C1\", { from = case:today() })");
    stand_expect_failed(&stand, "w/workflow.lua:3", "start_clock is refused");
    assert_string_equal(stand.err.code, "not_now");
    stand_close(&stand);
    stand = (struct stand){.refuse = "start_clock"};
    stand_body(&stand,
               "local good, err = pcall(case.start_clock, case, \"C1\", { from = case:today() })\n"
               "case:set { code = err.code }\nreturn \"b\"");
    stand_expect(&stand, "2 set - - {\"code\":\"not_now\"}\n"); /* 1 was refused */
    stand_close(&stand);
}

static void test_divergence_is_not_seen_by_pcall(void **state)
{
    (void)state;
    struct stand stand = {.diverge = "set"};
    stand_body(&stand, "pcall(function()\ncase:set { a = 1 } end)\ncase:task \"f\"");
    assert_int_equal(stand.state, FIBER_STOPPED);
    assert_string_equal(err_code(&stand.err), "diverged");
    assert_string_equal(stand.err.where, "w/workflow.lua:3");
    stand_expect(&stand, "");
    stand_close(&stand);
}

static void test_budget_and_memory_stop(void **state)
{
    (void)state;
    struct stand stand = {.limits = {.units = 100000}};
    stand_body(&stand, "pcall(function() while true do end end)");
    assert_int_equal(stand.state, FIBER_STOPPED);
    assert_string_equal(err_code(&stand.err), "budget");
    stand_close(&stand);
    stand = (struct stand){.limits = {.units = 100000}};
    stand_body(&stand, "case:record(\"r\", function() while true do end end)");
    assert_int_equal(stand.state, FIBER_STOPPED);
    assert_string_equal(err_code(&stand.err), "budget");
    stand_close(&stand);
    stand = (struct stand){.limits = {.heap_bytes = 400 * 1024}};
    stand_body(&stand, "local t = {} pcall(function() while true do t[#t + 1] = { 1 } end end)");
    assert_int_equal(stand.state, FIBER_STOPPED);
    assert_string_equal(err_code(&stand.err), "memory");
    stand_close(&stand);
}

static void test_unknown_wait(void **state)
{
    (void)state;
    IN_STAND("case:task \"f\"");
    stand_hear(&stand, "2", "null");
    assert_int_equal(stand.state, FIBER_STOPPED);
    assert_string_equal(err_code(&stand.err), "unknown_wait");
    stand_close(&stand);
}

static void test_error_heard_is_raised_at_the_wait(void **state)
{
    (void)state;
    IN_STAND("x = 1\ncase:await_case(\"ref\")");
    stand_expect(&stand, "1 await_case - - {\"ref\":\"ref\"}\n");
    stand_hear_error(&stand, "1", "{\"code\":\"refused\",\"message\":\"the other case refused\"}");
    stand_expect_failed(&stand, "w/workflow.lua:3", "the other case refused");
    assert_string_equal(stand.err.code, "refused");
    stand_close(&stand);
}

static void test_other_verbs(void **state)
{
    (void)state;
    struct stand stand = {.on_result = "start_case", .result = "\"child1\""};
    stand_body(&stand, "local child = case:start_case(\"w\", { as = \"item\", carry = { \"risk\" "
                       "}, with = { reason = case.data.name } })\n"
                       "case:link(\"part\", child)\n"
                       "case:start_clock(\"C1\", { from = case:today(), row = "
                       "case.data.parties[1], due = \"2026-05-01\" })\n"
                       "case:stop_clock \"C1\"\n"
                       "case:sleep(hours(24))\ncase:sleep_until(\"2026-05-01\")\n"
                       "local event = case:await_clock(\"C1\", { row = case.data.parties[1] })\n"
                       "case:incident { zh = \"事\", en = \"x\" .. tostring(event.row == "
                       "case.data.parties[1]) .. event.due }\n"
                       "return \"b\"");
    stand_expect(&stand,
                 "1 start_case w - "
                 "{\"as\":\"item\",\"carry\":[\"risk\"],\"with\":{\"reason\":{\"$h\":\"h1\"}}}\n"
                 "2 link part - {\"ref\":\"child1\"}\n"
                 "3 start_clock C1 parties/1 "
                 "{\"due\":\"2026-05-01\",\"from\":\"2026-02-10\",\"row\":{\"$r\":\"parties/1\"}}\n"
                 "4 stop_clock C1 - {}\n5 sleep - - {\"n\":24,\"unit\":\"h\"}\n");
    stand_hear(&stand, "5", "null");
    stand_expect(&stand, "6 sleep_until - - \"2026-05-01\"\n");
    stand_hear(&stand, "6", "null");
    stand_expect(&stand, "7 await_clock C1 parties/1 {\"row\":{\"$r\":\"parties/1\"}}\n");
    stand_hear(&stand, "7",
               "{\"due\":\"2026-05-01\",\"outcome\":\"due\",\"row\":{\"$r\":\"parties/1\"}}");
    stand_expect(&stand, "8 incident - - {\"en\":\"xtrue2026-05-01\",\"zh\":\"事\"}\n");
    stand_hear(&stand, "8", "null");
    assert_int_equal(stand.state, FIBER_RETURNED);
    stand_close(&stand);
}

static void test_chance_repeats_from_its_seed(void **state)
{
    (void)state;
    char *first = NULL;
    for (int round = 0; round < 3; round++) {
        struct stand stand = {
            .seed = {1, 2, (uint8_t)(round == 2)}
        };
        stand_body(&stand, "case:set { n = case:random(1000000), u = case:uuid(), one = "
                           "case:random(1) } return \"b\"");
        if (round == 0)
            first = strdup(stand.log.bytes);
        else if (round == 1)
            assert_string_equal(stand.log.bytes, first);
        else
            assert_string_not_equal(stand.log.bytes, first);
        stand_close(&stand);
    }
    free(first);
}

/* Every verb and question with every three of these: a clean error or a command, never a crash. */
static void test_any_arguments(void **state)
{
    (void)state;
    struct stand stand = {
        .refuse = "*", .limits = {.units = (int64_t)1 << 40, .wall_ms = 600000}
    };
    stand_body(&stand,
               "local round = {} round.round = round\n"
               "local deep = {} for i = 1, 100 do deep = { deep } end\n"
               "local pool = { false, 0, -1, 1.5, 1 << 62, \"\", \"f\", \"w\", \"done\", \"C1\", "
               "\"paid\", "
               "\"parties\", {}, { 1, nil, 3 }, { from = \"2026-02-10\" },\n"
               "  { zh = \"一\", en = \"x\" }, { a = function() end }, round, deep, days(3), case, "
               "case.data, case.data.parties, case.data.parties[1],\n"
               "  case.data.name, case.settings, function() end, pcall, \"l\", \"n\", \"red\", "
               "{ to = \"x\" }, { office = \"o\", to = \"x\" }, { start = \"a\", as = \"x\" },\n"
               "  { reason = \"x\", approval = { outcome = \"agree\" } }, { by = days(3), reason = "
               "\"x\", approval = { outcome = \"agree\" } },\n"
               "  { waves = { { to = \"x\", lasts = \"C1\" } } }, { reason = \"x\" } }\n"
               "local words = { \"task\", \"task_each\", \"ask\", \"ask_each\", \"await\", "
               "\"await_clock\", \"await_case\", \"await_start\", \"sleep\", \"sleep_until\", "
               "\"record\",\n"
               "  \"incident\", \"all\", \"first\", \"start_clock\", \"stop_clock\", "
               "\"start_case\", \"link\", \"set\", \"add\", \"drop\", \"note\", \"close\",\n"
               "  \"pause_clock\", \"resume_clock\", \"extend_clock\", \"dispatch\", \"attend\", "
               "\"handoff\", \"split\", \"assign\", \"seal\", \"letter\", \"serve\", \"notify\",\n"
               "  \"effect\", \"card\", \"places\", \"office_of\",\n"
               "  \"now\", \"today\", \"after\", \"random\", \"uuid\", \"due\", \"running\" }\n"
               "for _, word in ipairs(words) do\n"
               "  pcall(case[word]) pcall(case[word], case)\n"
               "  for i = 1, #pool do\n"
               "    pcall(case[word], pool[i]) pcall(case[word], case, pool[i])\n"
               "    for k = 1, #pool do\n"
               "      pcall(case[word], case, pool[i], pool[k])\n"
               "      if (i + k) % 3 == 0 then for l = 1, #pool do pcall(case[word], case, "
               "pool[i], pool[k], pool[l]) end end\n"
               "    end\n"
               "  end\n"
               "end\n"
               "return \"b\"");
    if (stand.state != FIBER_RETURNED)
        fail_msg("state %d %s: %s %s", stand.state, stand.err.where, err_code(&stand.err),
                 stand.err.text);
    for (int verb = VERB_NONE + 1; verb < VERB_CANCEL; verb++) {
        if (!(stand.asked >> verb & 1))
            fail_msg("case:%s was never good enough to reach the host", verb_word((enum verb)verb));
    }
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_task_gives_answer),
        cmocka_unit_test(test_each_gives_list_in_row_order),
        cmocka_unit_test(test_errors_name_line_and_remedy),
        cmocka_unit_test(test_data_reads_like_tables),
        cmocka_unit_test(test_data_follows_commands),
        cmocka_unit_test(test_set_shows_what_the_core_resolved),
        cmocka_unit_test(test_row_replaced_forgets_what_it_had),
        cmocka_unit_test(test_only_means_everybody_asked),
        cmocka_unit_test(test_silence_is_never_consent),
        cmocka_unit_test(test_unknown_field_of_answer),
        cmocka_unit_test(test_record),
        cmocka_unit_test(test_no_verb_inside_record),
        cmocka_unit_test(test_close),
        cmocka_unit_test(test_refusal_raises_at_the_verb),
        cmocka_unit_test(test_divergence_is_not_seen_by_pcall),
        cmocka_unit_test(test_budget_and_memory_stop),
        cmocka_unit_test(test_unknown_wait),
        cmocka_unit_test(test_error_heard_is_raised_at_the_wait),
        cmocka_unit_test(test_other_verbs),
        cmocka_unit_test(test_chance_repeats_from_its_seed),
        cmocka_unit_test(test_any_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
