/* test_check.c - what the static check finds, each thing where it stands, and what it leaves alone.
 *
 * Each text stands in a stage of a small workflow (`prelude`), on line 1 and later of the file
 * w/stages.lua. "code line:column" is what must be found, and nothing else; "" says: nothing.
 */
#include "lib/check.h"
#include <stdio.h>
#include "base/buf.h"
#include "script/check.h"

static const char prelude[] =
    "workflow \"w\" { zh = \"工\", en = \"W\", intake = \"intake\", start = \"a\",\n"
    "  people = { party = \"parties\" },\n"
    "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" }, { \"left\", zh = \"止\", en = "
    "\"Left\" } } }\n"
    "setting \"most\" { 3, basis = \"assumed\", zh = \"多\", en = \"Most\" }\n"
    "clock \"C1\" { zh = \"钟\", en = \"C\", owner = \"office\", basis = \"assumed\", within = "
    "days(3) }\n"
    "clock \"C2\" { zh = \"钟\", en = \"C\", owner = \"citizen\", basis = \"assumed\", set_by = "
    "\"x\" }\n"
    "form \"intake\" { zh = \"表\", en = \"F\",\n"
    "  text \"name\" { zh = \"名\", en = \"N\", required = true },\n"
    "  text \"street\" { zh = \"街\", en = \"S\", plain = true },\n"
    "  number \"amount\" { zh = \"额\", en = \"A\" }, number \"total\" { zh = \"总\", en = \"T\", "
    "required = true },\n"
    "  choice \"kind\" { zh = \"类\", en = \"K\", required = true, { \"x\", zh = \"一\", en = "
    "\"X\" }, { \"y\", zh = \"二\", en = \"Y\" } },\n"
    "  rows \"parties\" { zh = \"方\", en = \"P\", min = 1, people \"who\" { zh = \"谁\", en = "
    "\"Who\", required = true },\n"
    "    date \"born\" { zh = \"生\", en = \"B\", personal = true, facts = { minor = age_under(18) "
    "} },\n"
    "    date \"ends\" { zh = \"期\", en = \"D\" } } ,\n"
    "  rows \"extras\" { zh = \"附\", en = \"E\", text \"label\" { zh = \"签\", en = \"L\", plain "
    "= true } } }\n"
    "form \"f\" { zh = \"答\", en = \"Answer\",\n"
    "  outcome \"agree\" { zh = \"同\", en = \"A\", needs = { \"day\" } }, outcome \"refuse\" { zh "
    "= \"拒\", en = \"R\" },\n"
    "  text \"reason\" { zh = \"由\", en = \"R\" }, date \"day\" { zh = \"日\", en = \"D\" },\n"
    "  number \"n\" { zh = \"数\", en = \"N\" }, yes_no \"good\" { zh = \"好\", en = \"G\" },\n"
    "  choice \"way_out\" { zh = \"路\", en = \"W\", { \"p\", zh = \"一\", en = \"P\" }, { \"q\", "
    "zh = \"二\", en = \"Q\" } } }\n"
    "form \"plain\" { zh = \"简\", en = \"Plain\", number \"n\" { zh = \"数\", en = \"N\", "
    "required = true } }\n"
    "signal \"s\" { zh = \"信\", en = \"S\", from = { \"party\" }, form = \"plain\", about = "
    "\"parties\" }\n"
    "signal \"h\" { zh = \"办\", en = \"H\", from = { \"party\" }, form = \"f\", only_in = { \"z\" "
    "} }\n"
    "on \"h\" (function(case, answer) case:set { handled = answer.outcome } end)\n"
    "stage \"a\" { zh = \"甲\", en = \"A\", next = { \"b\" }, function(case) return \"b\" end }\n"
    "stage \"z\" { zh = \"末\", en = \"Z\", function(case) return case:close \"done\" end }\n";

struct sample {
    const char *text;
    const char *found; /* "code line:column, code line:column" */
};

/* The body of stage "b", whose next is { "z" }; a return behind it where it ends without one. */
#define BODY(text)                                                                                 \
    "stage \"b\" { zh = \"乙\", en = \"B\", next = { \"z\" }, function(case)\n" text "\nend }"
#define THEN(text) BODY(text "\nreturn \"z\"")

static const char *found_in(struct arena *arena, const struct script_file *files, size_t count)
{
    struct value *findings = value_list(arena);
    const char *found = "";
    check_release(files, count, arena, findings);
    for (size_t i = 0; i < value_len(findings); i++) {
        const struct value *finding = value_item(findings, i);
        found = arena_printf(
            arena, "%s%s%s %d:%d", found, *found ? ", " : "", value_get_text(finding, "code"),
            (int)value_get_int(finding, "line", 0), (int)value_get_int(finding, "column", 0));
        assert_true(strlen(value_get_text(finding, "what")) > 0);
        assert_true(strlen(value_get_text(finding, "why")) > 0);
        assert_true(strlen(value_get_text(finding, "instead")) > 0);
    }
    return found;
}

static int check_sample(const struct sample *sample)
{
    struct arena arena = {0};
    struct script_file files[] = {
        {.path = "offices/tree.csv", .text = slice_of("code,parent,kind,zh,en\nC,,county,县,C")},
        {.path = "w/letters/l.html", .text = slice_of("<p></p>")                                },
        {.path = "w/stages.lua",     .text = slice_of(sample->text)                             },
        {.path = "w/workflow.lua",   .text = slice_of(prelude)                                  }
    };
    const char *found = found_in(&arena, files, 4);
    int wrong = strcmp(found, sample->found) != 0;
    if (wrong)
        print_message("%s\n   found    %s\n   expected %s\n", sample->text, found, sample->found);
    arena_close(&arena);
    return wrong;
}

#define CHECK_ALL(samples)                                                                         \
    do {                                                                                           \
        int wrong = 0;                                                                             \
        for (size_t i = 0; i < sizeof(samples) / sizeof *(samples); i++)                           \
            wrong += check_sample(&(samples)[i]);                                                  \
        assert_int_equal(wrong, 0);                                                                \
    } while (0)

static void test_syntax_and_names(void **state)
{
    static const struct sample samples[] = {
        {THEN(""),                                                                 ""                    },
        {BODY("return = 1"),                                                       "syntax 2:8"          },
        {THEN("x = 1"),                                                            "unknown_global 2:1"  },
        {THEN("local y = nope"),                                                   "unknown_global 2:11" },
        {THEN("local y = table.nope"),                                             "unknown_global 2:17" },
        {THEN("case:tusk \"f\""),                                                  "unknown_verb 2:6"    },
        {THEN("case:letter(\"f\", { to = \"clerk\" })"),                           "unknown_name 2:13"   },
        {THEN("case:task(\"g\", { to = \"clerk\" })"),                             "unknown_name 2:11"   },
        {THEN("case:task(\"f\", { to = \"clerk\",\n due = \"C9\" })"),             "unknown_name 3:8"    },
        {THEN("case:task(\"f\", { too = \"clerk\" })"),                            "bad_option 2:18"     },
        {THEN("case:start_clock(\"C1\", {})"),                                     "bad_option 2:1"      },
        {THEN("case:start_clock(\"C1\", { from = case:today(), due = days(3) })"), ""                    },
        {THEN("case:task(\"f\", { to = \"clerk\", expires = days(3) })"),          "bad_option 2:42"     },
        {THEN("local c = \"C1\" case:task(\"f\", { to = \"clerk\", due = c })"),   ""                    },
        {THEN("for _, c in ipairs { \"C1\", \"C9\" } do case:stop_clock(c) end"),
         "unknown_name 2:54"                                                                             },
        {THEN("local x = case:running \"C9\""),                                    "unknown_name 2:24"   },
        {THEN("local f = case.data.name case:task(f)"),                            "not_literal 2:36"    },
        {THEN("case:await \"h\""),                                                 "bad_option 2:12"     },
        {THEN("case:add(\"nope\", {})"),                                           "unknown_name 2:10"   },
        {THEN("case:start_case(\"v\", {})"),                                       "unknown_name 2:17"   },
        {THEN("local x = case.settings.most + case.settings.least"),               "unknown_setting 2:46"},
        {THEN("case:note { zh = \"一\" }"),                                       "missing_language 2:1"},
        {THEN("local o = { to = \"clerk\" } case:task(\"f\", o)"),                 ""                    },
    };
    (void)state;
    CHECK_ALL(samples);
}

static void test_fields(void **state)
{
    static const struct sample samples[] = {
        {THEN("local x = case.data.nope"),                                                 "unknown_field 2:21"  },
        {THEN("local x = case.nope"),                                                      "unknown_field 2:16"  },
        {THEN("local f = case.task"),                                                      "unknown_field 2:16"  },
        {THEN("case:set { later = 1 } local x = case.data.later + case.data.handled"),     ""                    },
        {THEN("case:set { [case.data.street] = 1 } local x = case.data.any"),              ""                    },
        {THEN("local a = case:task(\"f\", { to = \"clerk\" }) local x = a.nope"),
         "unknown_field 2:56"                                                                                    },
        {THEN("local x = case:task(\"f\", { to = \"clerk\" }).by"),                        ""                    },
        {THEN("for _, p in ipairs(case.data.parties) do local x = p.minor or p.nope end"),
         "unknown_field 2:65"                                                                                    },
        {THEN("for _, p in ipairs(case.data.parties) do case:set(p, { came = true }) local x = "
              "p.came end"),
         ""                                                                                                      },
        {THEN("local e = case:await_clock \"C1\" local x = e.row, e.due, e.nope"),
         "unknown_field 2:59"                                                                                    },
        {THEN("local a = case:all { p = function() return case:task(\"f\", { to = \"clerk\" }) end "
              "}\n"
              "local x = a.p.reason, a.q"),
         "unknown_field 3:25"                                                                                    },
        {THEN("local l = case:task_each(\"f\", case.data.parties, { to = \"clerk\" }) local x = "
              "l.nope"),
         "unknown_field 2:80"                                                                                    },
        {THEN("local a = case:task(\"f\", { to = \"clerk\" }) if a.outcome == \"agreed\" then "
              "return \"z\" end"),
         "unknown_outcome 2:60"                                                                                  },
        {THEN("if case.data.kind == \"w\" then return \"z\" end"),                         "unknown_outcome 2:22"},
        {THEN("local l = case:task_each(\"f\", case.data.parties, { to = \"clerk\" }) if l:has "
              "\"no\" then return \"z\" end"),
         "unknown_outcome 2:77"                                                                                  },
        {THEN("local l = case:task_each(\"f\", case.data.parties, { to = \"clerk\", stop_on = "
              "\"no\" })"),
         "unknown_outcome 2:76"                                                                                  },
        {THEN("if case:stop_clock \"C1\" == \"soon\" then return \"z\" end"),
         "unknown_outcome 2:28"                                                                                  },
        {THEN("local w = case:first { p = function() case:sleep(days(1)) end } if w == \"q\" then "
              "return \"z\" end"),
         "unknown_outcome 2:73"                                                                                  },
    };
    (void)state;
    CHECK_ALL(samples);
}

static void test_stages(void **state)
{
    static const struct sample samples[] = {
        {BODY("return \"q\""),                                                         "not_in_next 2:8"                  },
        {BODY("return \"a\""),                                                         "not_in_next 2:8"                  },
        {BODY("if case.data.amount then return \"z\" end"),                            "no_return 3:1"                    },
        {BODY("if case.data.amount then return \"z\" end return"),                     "no_return 2:41"                   },
        {BODY("if case.data.amount then return \"z\" end error \"no\""),               ""                                 },
        {BODY("while true do if case.data.amount then return \"z\" end end"),          ""                                 },
        {BODY("repeat if case.data.amount then return \"z\" end until false"),         ""                                 },
        {BODY("local s = \"z\" return s"),                                             "not_literal 2:22"                 },
        {BODY("if case.data.amount then return \"z\" end return 5"),                   "bad_return 2:48"                  },
        {BODY("if case.data.amount then return \"z\" end case:close \"done\""),        "bad_return 2:41"                  },
        {BODY("if case.data.amount then return \"z\" end return case:close \"nope\""),
         "unknown_name 2:59"                                                                                              },
        {THEN("local function stop() return case:close \"done\" end case:all { p = function() "
              "return stop() end }"),
         "bad_return 2:30"                                                                                                },
        {THEN("case:all { p = function() return case:close \"done\" end }"),           "bad_return 2:34"                  },
        {BODY("return case:close \"done\""),                                           "unused_next 1:1, unreachable 26:1"},
        {THEN("if case.data.amount then return case:close \"left\" end"),              ""                                 },
        {BODY("local function finish(why) return case:close \"done\" end if case.data.amount then "
              "return \"z\" end return finish(1)"),
         ""                                                                                                               },
        {THEN("") "\nstage \"lost\" { zh = \"失\", en = \"L\", function(case) return case:close "
                  "\"done\" end }",                                           "unreachable 5:1"                  },
        {"stage \"b\" { zh = \"乙\", en = \"B\", next = { \"z\", \"c\" }, function(case) if "
         "case.data.amount then return \"c\" end return \"z\" end }\n"
         "stage \"c\" { zh = \"丙\", en = \"C\", next = { \"c\" }, function(case) "
         "case:sleep(days(1)) return \"c\" end }",                            "endless 2:1"                      },
    };
    (void)state;
    CHECK_ALL(samples);
}

static void test_silence_and_emptiness(void **state)
{
    static const struct sample samples[] = {
        {THEN("local a = case:task(\"f\", { to = \"clerk\", expires = \"C1\" }) case:set { why = "
              "a.reason }"),
         "silence 2:79"                                                                                                          },
        {THEN("local a = case:task(\"f\", { to = \"clerk\", expires = \"C1\" })\nif a.outcome == "
              "\"expired\" then return \"z\" end case:set { why = a.reason }"),
         ""                                                                                                                      },
        {THEN("local a = case:task(\"f\", { to = \"clerk\", expires = \"C1\" })\nif a.outcome ~= "
              "\"expired\" then case:set { why = a.reason } end"),
         ""                                                                                                                      },
        {THEN("local a = case:task(\"f\", { to = \"clerk\", expires = \"C1\" })\nif a.outcome == "
              "\"agree\" or a.outcome == \"refuse\" then case:set { why = a.reason, on = a.on } "
              "end"),
         ""                                                                                                                      },
        {THEN("local a = case:task(\"f\", { to = \"clerk\", expires = \"C1\" })\nif a.outcome == "
              "\"refuse\" then return \"z\" end case:set { why = a.reason }"),
         "silence 3:65"                                                                                                          },
        {THEN("local a = case:task(\"f\", { to = \"clerk\", expires = \"C1\" }) local o = "
              "a.outcome\nif o == \"expired\" then return \"z\" end case:set { why = a.reason }"),
         ""                                                                                                                      },
        {THEN("local a = case:await(\"s\", { expires = \"C1\" }) case:set { n = a.n }"),
         "silence 2:64"                                                                                                          },
        {THEN("local l = case:ask_each(\"f\", case.data.parties, { expires = \"C1\" })\nfor _, a "
              "in ipairs(l) do case:set(a.row, { day = a.day }) end"),
         "silence 3:52"                                                                                                          },
        {THEN("local l = case:ask_each(\"f\", case.data.parties, { expires = \"C1\" })\nif not "
              "l:only \"agree\" then return \"z\" end\nfor _, a in ipairs(l) do case:set(a.row, { "
              "day = a.day }) end"),
         ""                                                                                                                      },
        {THEN("local w, e = case:first { p = function() return case:await(\"s\", { expires = "
              "\"C1\" }) end,\n q = function() return case:await_clock \"C1\" end }\nif w == \"p\" "
              "and e.outcome ~= \"expired\" then case:set { n = e.n } end"),
         ""                                                                                                                      },
        {THEN("local w, e = case:first { p = function() return case:await(\"s\", { expires = "
              "\"C1\" }) end,\n q = function() return case:await_clock \"C1\" end }\nif w == \"p\" "
              "then case:set { n = e.n } end"),
         "silence 4:35"                                                                                                          },
        {THEN("local x = case.data.amount + 1"),                                                            "optional_value 2:11"},
        {THEN("local x = (case.data.amount or 0) + case.data.total"),                                       ""                   },
        {THEN("if case.data.amount and case.data.amount > 3 then return \"z\" end"),                        ""                   },
        {THEN("local m = case.data.amount if not m then return \"z\" end local x = m + "
              "case.data.amount"),
         ""                                                                                                                      },
        {THEN("for _, e in ipairs(case.data.extras) do end"),                                               "optional_value 2:20"},
        {THEN("local a = case:task(\"f\", { to = \"clerk\" }) case:start_clock(\"C1\", { from = "
              "a.day })"),
         "optional_value 2:76"                                                                                                   },
        {THEN("local a = case:task(\"f\", { to = \"clerk\" }) if a.outcome == \"agree\" then "
              "case:start_clock(\"C1\", { from = a.day }) end"),
         ""                                                                                                                      },
        {THEN("local a = case:task(\"f\", { to = \"clerk\" }) case:start_clock(\"C2\", { from = "
              "a.on, due = a.day })"),
         "optional_value 2:88"                                                                                                   },
        {THEN("for _, p in ipairs(case.data.parties) do case:start_clock(\"C2\", { row = p, from = "
              "case:today(), due = p.ends }) end"),
         "optional_value 2:103"                                                                                                  },
        {THEN("case:sleep(nil)"),                                                                           "optional_value 2:12"},
        {THEN("case:sleep(days(case.data.amount))"),                                                        "optional_value 2:17"},
        {THEN("case:set { amount = 5 } local x = case.data.amount + 1"),                                    ""                   },
    };
    (void)state;
    CHECK_ALL(samples);
}

static void test_personal_values(void **state)
{
    static const struct sample samples[] = {
        {THEN("if case.data.name == \"王\" then return \"z\" end"),                             "personal_value 2:4" },
        {THEN("if case.data.name ~= nil and not (case.data.name == nil) then return \"z\" end"),
         ""                                                                                                           },
        {THEN("local x = \"a\" .. case.data.name"),                                              "personal_value 2:18"},
        {THEN("local x = #case.data.name"),                                                      "personal_value 2:12"},
        {THEN("local x = case.data.name:upper()"),                                               "personal_value 2:11"},
        {THEN("local x = string.find(case.data.name, \"a\")"),                                   "personal_value 2:23"},
        {THEN("local x = tostring(case.data.name)"),                                             "personal_value 2:20"},
        {THEN("local n = case.data.name if n then case:task(\"f\", { to = \"clerk\", with = { name "
              "= n } }) end"),
         ""                                                                                                           },
        {THEN("local p = case.data.parties[1] local x = p.who == p.born"),                       "personal_value 2:42"},
        {THEN("local x = case.data.street == \"柳泉街\""),                                    ""                   },
        {THEN("local x = case.data.name.first"),                                                 "personal_value 2:26"},
    };
    (void)state;
    CHECK_ALL(samples);
}

static void test_waits(void **state)
{
    static const struct sample samples[] = {
        {THEN("for _, p in ipairs(case.data.parties) do case:task(\"f\", { to = \"clerk\" }) end"),
         "wait_in_loop 2:42"                                                                                              },
        {THEN("while case.data.amount do case:sleep(days(1)) end"),                                 "wait_in_loop 2:27"   },
        {THEN("for i = 1, 3 do case:set { total = i } case:record(\"x\", function() return i end) "
              "end"),
         "wait_in_loop 2:40"                                                                                              },
        {THEN("local function ask() return case:task(\"f\", { to = \"clerk\" }) end for i = 1, 3 "
              "do ask() end"),
         "wait_in_loop 2:29"                                                                                              },
        {THEN("local function ask() return case:task(\"f\", { to = \"clerk\" }) end ask()"),        ""                    },
        {THEN("for _, a in ipairs(case:task_each(\"f\", case.data.parties, { to = \"clerk\" })) do "
              "local x = a.row end"),
         ""                                                                                                               },
        {THEN("table.sort({ 1, 2 }, function(a, b) case:sleep(days(1)) return a < b end)"),
         "wait_in_callback 2:37"                                                                                          },
        {THEN("local x = (\"a\"):gsub(\"a\", function() case:sleep(days(1)) end)"),
         "wait_in_callback 2:38"                                                                                          },
        {THEN("case:record(\"x\", function() case:note { zh = \"一\", en = \"One\" } end)"),
         "verb_in_record 2:29"                                                                                            },
        {THEN("case:record(\"x\", function() return case:random(3) end)"),                          "verb_in_record 2:36" },
        {THEN("") "\nsignal \"k\" { zh = \"停\", en = \"K\", from = { \"party\" }, form = "
                  "\"plain\" }\n"
                  "on \"k\" (function(case) case:task(\"f\", { to = \"clerk\" }) end)",    "wait_in_handler 6:24"},
    };
    (void)state;
    CHECK_ALL(samples);
}

static void test_what_does_not_last(void **state)
{
    static const struct sample samples[] = {
        {"local n = 0\n" THEN("n = n + 1"),                                                          "outer_write 3:1"  },
        {"local t = { list = {} }\n" THEN(
             "t.x = 1\ntable.insert(t.list, 2)\nlocal own = {} own.x = t.list own[1] = 2"),
         "outer_write 3:1, outer_write 4:1"                                                                             },
        {"local t = {}\nlocal function keep(x) t[#t + 1] = x end\n" THEN("keep(1)"),
         "outer_write 2:24"                                                                                             },
        {"local function one(list) list[1] = 1 return list end\n" THEN("local x = one({})"),         ""                 },
        {"local words = { \"x\" }\nlocal seen = {}\nfor _, w in ipairs(words) do seen[w] = true "
         "end\n" THEN("local x = seen.x"),
         ""                                                                                                             },
        {THEN("local x = os.time()"),                                                                "refused 2:11"     },
        {THEN("local x = io.open \"a\""),                                                            "refused 2:11"     },
        {THEN("local x = coroutine.create(function() end)"),                                         "refused 2:11"     },
        {THEN("local x = load \"return 1\""),                                                        "refused 2:11"     },
        {THEN("print(1)"),                                                                           "refused 2:1"      },
        {THEN("local x = math.random(3)"),                                                           "refused 2:16"     },
        {THEN("local x = setmetatable({}, { __gc = function() end })"),                              "refused 2:28"     },
        {THEN("local x = setmetatable({}, { __call = {} })"),                                        "refused 2:28"     },
        {THEN("local x <close> = nil"),                                                              "refused 2:7"      },
        {THEN("case:set { half = case.data.total / 2 }"),                                            "fraction 2:10"    },
        {THEN("case:set { half = case.data.total // 2, up = math.ceil(case.data.total / 3) }"),      ""                 },
        {THEN("case:sleep(days(1.5))"),                                                              "fraction 2:17"    },
        {THEN("local n = #{ 1, nil, 3 }"),                                                           "hole 2:11"        },
        {THEN("local l = { case.data.street, case.data.amount } for i, v in ipairs(l) do end"),
         "hole 2:62"                                                                                                    },
        {THEN("local a = case:task(\"f\", { to = \"clerk\" }) local x = a:reason()"),
         "bad_result 2:54"                                                                                              },
        {THEN("local l = case:task_each(\"f\", case.data.parties, { to = \"clerk\" }) local x = "
              "l:first()"),
         "bad_result 2:78"                                                                                              },
        {THEN("local l = case:task_each(\"f\", case.data.parties, { to = \"clerk\" }) local x = "
              "l:count \"agree\" + #l"),
         ""                                                                                                             },
        {THEN("case.data.total = 5"),                                                                "bad_result 2:1"   },
        {THEN("case:task(\"f\", { to = \"clrek\" })"),                                               "unknown_role 2:23"},
        {THEN("case:task(\"f\", { to = \"party\" })"),                                               ""                 },
    };
    (void)state;
    CHECK_ALL(samples);
}

/* Files of a release with offices; `own` is the file of town T, below county C. */
static const char *found_in_office(struct arena *arena, const char *above, const char *own)
{
    static const char tree[] = "code,parent,kind,zh,en\nC,,county,县,C\nT,C,town,镇,T\n";
    static const char stages[] = THEN("");
    const char *paths[] = {"offices/C/w.lua", "offices/T/w.lua", "offices/tree.csv", "w/stages.lua",
                           "w/workflow.lua"};
    const char *texts[] = {above, own, tree, stages, prelude};
    struct script_file files[sizeof paths / sizeof *paths];
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        files[i] = (struct script_file){.path = paths[i], .text = slice_of(texts[i])};
    return found_in(arena, files, sizeof files / sizeof *files);
}

#define COUNTY                                                                                     \
    "customize \"w\" { settings = { most = 2 }, replace = { b = function(case) case:set { seen = " \
    "1 } return \"z\" end } }"

static void test_offices(void **state)
{
    static const struct sample samples[] = {
        {"customize \"w\" { before = { b = function(case) local x = case.data.seen + "
         "case.data.total end } }",                                                 ""               },
        {"customize \"w\" { before = { b = function(case) local x = case.data.nope end } }",
         "unknown_field 1:67"                                                                                 },
        {"customize \"w\" { after = { b = function(case) if case.data.amount then return end "
         "return \"z\" end } }",                                                    "bad_return 1:89"},
        {"customize \"w\" { replace = { b = function(case) return \"a\" end } }",
         "not_in_next 1:55"                                                                                   },
        {"customize \"w\" { replace = { b = function(case) if case.data.amount then return \"z\" "
         "end end } }",                                                             "no_return 1:1"  },
        {"customize \"w\" { route = { b = { z = \"own\" } } }\n"
         "stage \"own\" { zh = \"己\", en = \"O\", next = { \"z\" }, function(case) "
         "case:task(\"f\", { to = \"clerk\", due = \"C1\" }) return \"z\" end }",   ""               },
        {"customize \"w\" { route = { b = { z = \"own\" } } }\n"
         "stage \"own\" { zh = \"己\", en = \"O\", next = { \"z\", \"a\" }, function(case) return "
         "\"z\" end }",                                                             "unused_next 2:1"},
    };
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct arena arena = {0};
        const char *found = found_in_office(&arena, COUNTY, samples[i].text);
        if (strcmp(found, samples[i].found) != 0) {
            print_message("%s\n   found    %s\n   expected %s\n", samples[i].text, found,
                          samples[i].found);
            wrong++;
        }
        arena_close(&arena);
    }
    assert_int_equal(wrong, 0);
}

/* move = { ... }: returns a stage that there is, and fields that stages may read. */
static void test_moves(void **state)
{
    static const char text[] = "workflow \"w\" { zh = \"工\", en = \"W\", start = \"a\", outcomes "
                               "= { { \"done\", zh = \"完\", en = \"Done\" } },\n"
                               "  move = { gone = function(old) if old.data.x then return \"a\", { "
                               "moved = true } end end,\n"
                               "    lost = function(old) return \"b\" end } }\n"
                               "stage \"a\" { zh = \"甲\", en = \"A\", function(case) if "
                               "case.data.moved or case.data.never then case:sleep(days(1)) end\n"
                               "  return case:close \"done\" end }\n";
    struct arena arena = {0};
    struct script_file file = {.path = "w/workflow.lua", .text = slice_of(text)};
    (void)state;
    assert_string_equal(found_in(&arena, &file, 1), "not_in_next 3:33, unknown_field 4:80");
    arena_close(&arena);
}

/* All that is wrong with the declarations of all workflows, and nothing that follows from it. */
static void test_declarations(void **state)
{
    static const char text[] =
        "workflow \"v\" { zh = \"工\", start = \"a\", outcomes = { { \"done\", zh = \"完\", en = "
        "\"Done\" } } }\n"
        "form \"f\" { zh = \"表\", en = \"F\",\n"
        "  text \"x\" { zh = \"一\" },\n"
        "  number \"n\" { zh = \"数\", en = \"N\", min = \"3\" } }\n"
        "letter \"l\" { }\n"
        "clock \"C1\" { zh = \"钟\", en = \"C\", owner = \"nobody\", basis = \"assumed\", within = "
        "days(3) }\n"
        "stage \"a\" { zh = \"甲\", en = \"A\", function(case) case:task(\"f\", { due = \"C1\" }) "
        "return case:close \"done\" end }\n";
    struct arena arena = {0};
    const char *paths[] = {"u/workflow.lua", "v/workflow.lua", "w/workflow.lua"};
    const char *texts[] = {"setting \"s\" { }", text, prelude};
    struct script_file files[3];
    (void)state;
    for (size_t i = 0; i < 3; i++)
        files[i] = (struct script_file){.path = paths[i], .text = slice_of(texts[i])};
    assert_string_equal(found_in(&arena, files, 3),
                        "bad_declaration 1:1, missing_language 1:1, missing_language 3:3, "
                        "bad_declaration 4:3, missing_language 5:1, bad_declaration 6:1, "
                        "bad_declaration 25:1");
    arena_close(&arena);
}

static void test_other_faults(void **state)
{
    struct arena arena = {0};
    struct script_file files[] = {
        {.path = "w/workflow.lua", .text = slice_of("x = '\xff'")}
    };
    (void)state;
    assert_string_equal(found_in(&arena, files, 1), "bad_source 1:1");
    files[0].text = slice_of("-- \xEF\xBB\xBF\nx = 1 | (2 or 3");
    assert_string_equal(found_in(&arena, files, 1), "syntax 2:16");
    files[0].path = "workflow.lua";
    files[0].text = slice_of("x = 1");
    assert_string_equal(found_in(&arena, files, 1), "bad_declaration 1:1");
    assert_string_equal(found_in(&arena, files, 0), "bad_declaration 1:1");
    arena_close(&arena);
}

/* Line 1: what the verbs name. */
#define MORE                                                                                       \
    "clock \"P\" { zh = \"钟\", en = \"P\", owner = \"office\", basis = \"law: X\", within = "    \
    "days(60), "                                                                                   \
    "pausable = \"hearing\", extend = { id = \"P-E\", by = days(30), approver = \"unit_head\", "   \
    "letter = \"l\", basis = \"law: X\" } } letter \"l\" { zh = \"函\", en = \"L\" } "            \
    "notice \"n\" { zh = \"知\", en = \"N\" } form \"hand\" { zh = \"转\", en = \"H\", outcome " \
    "\"receive\" { zh = \"收\", en = \"R\" }, outcome \"object\" { zh = \"异\", en = \"O\", "    \
    "needs = "                                                                                     \
    "{ \"why\" } }, text \"why\" { zh = \"由\", en = \"W\", plain = true } } "
#define ASK  "local yes = case:task(\"f\", { to = \"clerk\" })\n"
#define MAKE "case:dispatch(\"d\", { need = 3, waves = { { to = \"grid\", lasts = hours(1) } } })\n"

static void test_clocks_and_letters(void **state)
{
    static const struct sample samples[] = {
        {MORE THEN(ASK "case:pause_clock(\"P\", { reason = \"hearing\", approval = yes }) "
                       "case:resume_clock \"P\""),
         ""                                                                                                                      },
        {MORE THEN(ASK "case:pause_clock(\"P\",\n{ reason = \"lunch\", approval = yes })"),
         "unknown_name 4:12"                                                                                                     },
        {MORE THEN(ASK "case:pause_clock(\"C1\",\n{ reason = \"hearing\", approval = yes })"),
         "unknown_name 4:12"                                                                                                     },
        {MORE THEN("case:pause_clock(\"P\", { reason = \"hearing\" })"),                                     "bad_option 2:1"    },
        {MORE THEN("case:pause_clock(\"P\",\n{ reason = \"hearing\", approval = true })"),
         "bad_option 3:34"                                                                                                       },
        {MORE THEN("local late = case:task(\"f\", { to = \"clerk\", expires = \"C1\" "
                   "})\ncase:pause_clock(\"P\",\n{ reason = \"hearing\", approval = late })"),
         "silence 4:34"                                                                                                          },
        {MORE THEN(
             ASK
             "case:extend_clock(\"P\", { by = days(30), reason = \"complex\", approval = yes })"),
         ""                                                                                                                      },
        {MORE THEN(
             ASK
             "case:extend_clock(\"C1\", { by = days(30), reason = \"complex\", approval = yes })"),
         "bad_option 3:1"                                                                                                        },
        {MORE THEN(ASK "case:extend_clock(\"P\", { by = days(30), approval = yes })"),
         "bad_option 3:1"                                                                                                        },
        {MORE THEN("case:extend_clock(\"P\", { by = days(30), reason = \"complex\" })"),
         "bad_option 2:1"                                                                                                        },
        {MORE THEN("case:letter(\"l\", { to = \"party\", with = { a = case.data.name } })"),                 ""                  },
        {MORE THEN("case:letter(\"n\", { to = \"party\" })"),                                                "unknown_name 2:13" },
        {MORE THEN("case:notify(\"n\", { to = { \"party\", \"assignee\" } })"),                              ""                  },
        {MORE THEN("case:notify \"n\""),                                                                     "bad_option 2:1"    },
        {MORE THEN("if case:serve(\"l\", { to = \"party\" }).outcome == \"served\" then case:note "
                   "{ zh = \"达\", en = \"S\" } end"),
         ""                                                                                                                      },
        {MORE THEN("if case:serve(\"l\", { to = \"party\" }).outcome == \"posted\" then case:note "
                   "{ zh = \"达\", en = \"S\" } end"),
         "unknown_outcome 2:49"                                                                                                  },
        {MORE THEN("local day = case:serve(\"l\", { to = \"party\" }).day"),                                 "unknown_field 2:47"},
        {MORE THEN("if case:effect(\"send\", { with = { n = 3 } }).outcome == \"sent\" then "
                   "case:sleep(days(1)) end"),
         "unknown_outcome 2:57"                                                                                                  },
        {MORE THEN("case:card(\"red\", { to = \"assignee\", reason = \"late\" })"),                          ""                  },
        {MORE THEN("case:card(\"green\", { reason = \"late\" })"),                                           "unknown_name 2:11" },
        {MORE THEN("case:await_clock(\"P\", { left = \"25%\" })"),                                           ""                  },
    };
    (void)state;
    CHECK_ALL(samples);
}

static void test_offices_and_dispatch(void **state)
{
    static const struct sample samples[] = {
        {MORE THEN("local t = case:handoff(\"hand\", { office = \"parent\", to = "
                   "\"clerk\", expires = \"C1\" })\nif t.outcome == \"object\" then "
                   "case:set { w = t.why } end"),
         ""                                                                                                                   },
        {MORE THEN("case:handoff(\"hand\", { office = \"D\", to = \"clerk\" })"),
         "unknown_name 2:33"                                                                                                  },
        {MORE THEN("case:handoff(\"hand\", { office = \"C\", to = \"clerk\" })"),                          ""                 },
        {MORE THEN("case:handoff(\"f\", { office = \"C\", to = \"clerk\" })"),                             "bad_option 2:14"  },
        {MORE THEN("case:handoff(\"hand\", { to = \"clerk\" })"),                                          "bad_option 2:1"   },
        {MORE THEN("local t = case:handoff(\"hand\", { office = \"C\", to = \"clerk\" }) "
                   "if t.outcome == \"agree\" then case:sleep(days(1)) end"),
         "unknown_outcome 2:80"                                                                                               },
        {MORE THEN("case:split({ case.data.parties[1] }, { start = \"z\", as = \"part\", "
                   "clocks = { \"C1\" }, office = \"C\" })"),
         ""                                                                                                                   },
        {MORE THEN("case:split({ case.data.parties[1] }, { start = \"zz\", as = \"part\" })"),
         "unknown_name 2:48"                                                                                                  },
        {MORE THEN("case:split({ case.data.parties[1] }, { start = \"z\", as = "
                   "\"part\",\nclocks = { \"C1\", \"C9\" } })"),
         "unknown_name 3:18"                                                                                                  },
        {MORE THEN("case:split({ case.data.parties[1] }, { as = \"part\" })"),                             "bad_option 2:1"   },
        {MORE THEN("case:split({ case.data.parties[1] }, { start = \"alone\", as = "
                   "\"part\" })") " stage \"alone\" { zh = \"独\", en = \"Alone\", "
                                  "function(case) return case:close \"done\" end }",              ""                 },
        {MORE THEN("case:seal \"name\" case:seal(case.data.parties[1])"),                                  ""                 },
        {MORE THEN(ASK "case:assign(\"mediator\", yes.by) case:task(\"f\", { to = \"mediator\" })"),
         ""                                                                                                                   },
        {MORE THEN(MAKE "case:attend \"d\" case:task_each(\"f\", case:places \"d\", { to = "
                        "\"clerk\" })"),
         ""                                                                                                                   },
        {MORE THEN(MAKE "case:attend \"e\""),                                                              "unknown_name 3:13"},
        {MORE THEN(MAKE "case:task_each(\"f\", case:places \"e\", { to = \"clerk\" })"),
         "unknown_name 3:33"                                                                                                  },
        {MORE THEN("case:set { n = case:dispatch(\"d\", { waves = { { to = \"grid\", lasts "
                   "= \"C1\" } } }).filled }"),
         ""                                                                                                                   },
        {MORE THEN("case:set { n = case:dispatch(\"d\", { waves = { { to = \"grid\", lasts "
                   "= \"C1\" } } }).full }"),
         "unknown_field 2:82"                                                                                                 },
        {MORE THEN("case:dispatch(\"d\", { waves = { { to = \"grid\",\nlasts = \"C9\" } } })"),
         "unknown_name 3:9"                                                                                                   },
        {MORE THEN("case:dispatch(\"d\", { waves = { { to = \"grid\" } } })"),                             "bad_option 2:32"  },
        {MORE THEN("case:dispatch(\"d\", { waves = { { lasts = days(1) } } })"),                           "bad_option 2:32"  },
        {MORE THEN("case:dispatch(\"d\", { waves = { } })"),                                               "bad_option 2:30"  },
        {MORE THEN("case:dispatch(\"d\", { need = 3 })"),                                                  "bad_option 2:1"   },
        {MORE THEN("case:dispatch(\"d\", { posts = \"plan\", waves = { { to = \"grid\", "
                   "lasts = days(1) } } })"),
         "unknown_name 2:30"                                                                                                  },
        {MORE THEN("case:dispatch(\"d\", { finish = \"x\", waves = { { to = \"grid\", "
                   "lasts = days(1) } } })"),
         "unknown_name 2:31"                                                                                                  },
        {MORE THEN("case:dispatch(\"d\", { levels = { { to = \"station\", acknowledge = "
                   "minutes(3), arrive = \"C1\" } } })"),
         ""                                                                                                                   },
        {MORE THEN("case:dispatch(\"d\", { levels = { { to = \"station\",\narrive = \"C9\" } } })"),
         "unknown_name 3:10"                                                                                                  },
        {MORE THEN("case:dispatch(\"d\", { levels = { { arrive = minutes(9) } } })"),
         "bad_option 2:33"                                                                                                    },
        {MORE THEN(
             "case:dispatch(\"d\", { levels = { { to = \"station\",\nlasts = minutes(9) } } })"),
         "bad_option 3:9"                                                                                                     },
    };
    (void)state;
    CHECK_ALL(samples);
}

static void test_small_things(void **state)
{
    static const struct sample samples[] = {
        {THEN("local a = case:task(\"f\", { to = \"clerk\" }) a.reason = 1"),                    "bad_result 2:44"    },
        {BODY("if case.data.amount then return \"z\" end return \"z\", 2"),                      "bad_return 2:53"    },
        {THEN("case:sleep(open_hours(3))"),                                                      ""                   },
        {THEN("local x = case.data.total()"),                                                    "bad_result 2:11"    },
        {THEN("local c = case.data.street case:task(\"f\", { to = \"clerk\", due = c })"),
         "not_literal 2:65"                                                                                           },
        {THEN("case:start_case(\"w\", { with = { total = 1, nope = 2 } })"),                     "unknown_field 2:44" },
        {THEN("case:start_case(\"w\", { carry = { \"total\", \"nope\" } })"),                    "unknown_field 2:43" },
        {THEN("local x = case.data.parties.who"),                                                "unknown_field 2:29" },
        {THEN("local b = {} case:all(b)"),                                                       "not_literal 2:14"   },
        {THEN("case:add(\"extras\", { label = \"x\" }) for _, e in ipairs(case.data.extras) do "
              "local x = e.label, e.nope end"),
         "unknown_field 2:98"                                                                                         },
        {THEN("for i = 1, 3 do goto continue case:sleep(days(1)) ::continue:: end"),             ""                   },
        {THEN("local ok, err = pcall(function() return case.data.nope end)"),                    "unknown_field 2:51" },
        {THEN("local n = assert(case.data.amount) local x = n + case.data.amount"),              ""                   },
        {THEN("if not case.data.amount then error \"none\" end local x = case.data.amount + 1"),
         ""                                                                                                           },
        {THEN("local function unused(case) case:tusk() end"),                                    "unknown_verb 2:34"  },
        {THEN("function f() end"),                                                               "unknown_global 2:10"},
        {THEN("local s = \"a\" for _ in s:gmatch(\"a\") do end local t = s:nope()"),
         "unknown_global 2:55"                                                                                        },
    };
    (void)state;
    CHECK_ALL(samples);
}

/* Functions that call each other a billion times: said so, soon, and nothing is made up. */
static void test_entangled(void **state)
{
    struct arena arena = {0};
    struct buf text = {0};
    (void)state;
    buf_add_text(&text, "local function f0(x) return x end\n");
    for (int i = 1; i < 8; i++) {
        buf_printf(&text, "local function f%d(x)", i);
        for (int k = 0; k < 20; k++)
            buf_printf(&text, " f%d(x)", i - 1);
        buf_add_text(&text, " return x end\n");
    }
    buf_add_text(&text, THEN("f7(1)"));
    struct script_file files[] = {
        {.path = "w/stages.lua",   .text = buf_slice(&text) },
        {.path = "w/workflow.lua", .text = slice_of(prelude)}
    };
    assert_non_null(strstr(found_in(&arena, files, 2), "too_much"));
    buf_close(&text);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_syntax_and_names),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_silence_and_emptiness),
        cmocka_unit_test(test_personal_values),
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_what_does_not_last),
        cmocka_unit_test(test_clocks_and_letters),
        cmocka_unit_test(test_offices_and_dispatch),
        cmocka_unit_test(test_small_things),
        cmocka_unit_test(test_entangled),
        cmocka_unit_test(test_offices),
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_declarations),
        cmocka_unit_test(test_other_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
