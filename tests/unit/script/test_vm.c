/* The state, its doors, its verdicts, the basic library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "lua_run.h"
#include "script/budget.h"

struct row {
    const char *text, *expected;
};

static void check_values(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct err err = {0};
        char shown[400];
        enum vm_outcome outcome = run_once(NULL, rows[i].text, shown, &err);
        if (outcome != VM_FINISHED)
            fail_msg("%s: outcome %d: %s", rows[i].text, outcome, err.text);
        if (strcmp(shown, rows[i].expected) != 0)
            fail_msg("%s: %s, not %s", rows[i].text, shown, rows[i].expected);
    }
}

static void check_errors(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct err err = {0};
        char shown[400];
        enum vm_outcome outcome = run_once(NULL, rows[i].text, shown, &err);
        if (outcome != VM_RAISED)
            fail_msg("%s: outcome %d: %s%s", rows[i].text, outcome, shown, err.text);
        if (!strstr(err.text, rows[i].expected))
            fail_msg("%s: %s, not %s", rows[i].text, err.text, rows[i].expected);
        assert_string_equal(err.where, "test.lua:1");
    }
}

/* Time stands still: units, memory and stack alone end it, however slow the machine. */
static void check_verdicts(const struct row *rows, size_t count)
{
    struct wallclock_held held;
    struct fiber_limits limits = {.clock = &held.base};

    wallclock_held_init(&held, 0);
    for (size_t i = 0; i < count; i++) {
        struct err err = {0};
        char shown[400];
        enum vm_outcome outcome = run_once(&limits, rows[i].text, shown, &err);
        if (outcome != VM_STOPPED)
            fail_msg("%s: outcome %d: %s%s", rows[i].text, outcome, shown, err.text);
        assert_string_equal(err_code(&err), rows[i].expected);
        assert_int_equal(err.status, STATUS_HOST_VERDICT);
    }
}

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* They are made when they are first wanted; nobody can tell. */
static void test_libraries_are_there_for_whoever_looks(void **state)
{
    static const struct row rows[] = {
        {"return ('x'):rep(3), string.rep('y', 2)",                                 "xxx yy"                    },
        {"return ('x').rep == string.rep, ('x').nothing",                           "true nil"                  },
        {"return string.rep == ('x').rep, string.nothing",                          "true nil"                  },
        {"return math.max(1, 2), table.concat({1, 2}), utf8.len('é')",             "2 12 1"                    },
        {"local s = '' for k, v in pairs(_G) do if type(v) == 'table' then s = s .. k .. ' ' end "
         "end return s",                                                   "_G math string table utf8 "},
        {"local s = '' for k, v in next, _G do if type(v) == 'table' then s = s .. k .. ' ' end "
         "end return s",                                                   "_G math string table utf8 "},
        {"return type(rawget(_G, 'utf8')), type(rawget(_G, 'os')), type(_G.table)",
         "table nil table"                                                                                      },
        {"return rawequal(math, rawget(_G, 'math')), rawequal(table, table)",       "true true"                 },
    };
    (void)state;
    check_values(rows, COUNT(rows));
    check_errors(&(struct row){"utf8.len = 1", "utf8 cannot be changed"}, 1);
}

static void test_basic_library(void **state)
{
    static const struct row rows[] = {
        {"return 1 + 2, 'x'",                                                                            "3 x"                  },
        {"return type(load), type(print), type(coroutine), type(os)",                                    "nil nil nil nil"      },
        {"local t = {b=1, a=2, [3]=3, [-1]=4, 'x'} local s = '' for k, v in pairs(t) do s = s .. "
         "tostring(k) .. '=' .. tostring(v) .. ';' end return s",                               "-1=4;1=x;3=3;a=2;b=1;"},
        {"local s = '' for k in next, {z=1, y=2, 5} do s = s .. k end return s",                         "1yz"                  },
        {"return next({}), next({[7]=8})",                                                               "nil 7 8"              },
        {"local t = {a=1, b=2, c=3} local n = 0 for k in pairs(t) do t.b = nil n = n + 1 end "
         "return n",                                                                            "2"                    },
        {"local a, f = {}, function() end return tostring(a), tostring(f), tostring(a)",
         "table#1 function#2 table#1"                                                                                           },
        {"return pcall(error, {code = 'x'}) , select(2, pcall(error, {code = 'x'})).code",
         "false x"                                                                                                              },
        {"return pcall(error, 'plain', 0)",                                                              "false plain"          },
        {"return select(2, pcall(error, 'here'))",                                                       "here"                 },
        {"local t = {5, 6} return next(t, 1.0), select('#', next(t, 2))",                                "2 1"                  },
        {"return tonumber('0x10'), tonumber('10', 2), tonumber('z', 36), tonumber('8', 8)",
         "16 2 35 nil"                                                                                                          },
        {"return tonumber(' -ff ', 16), tonumber('1e1'), tonumber(''), tonumber({})",
         "-255 10.0 nil nil"                                                                                                    },
        {"return select('#', 1, nil), select(-1, 1, 2)",                                                 "2 2"                  },
        {"local M = {} M.__index = M function M.go() return 5 end local mt = M "
         "local o = setmetatable({}, M) return o.go(), getmetatable(o) == M",                   "5 true"               },
        {"local m = {} local a = setmetatable({}, m) m.__index = {x = 1} local b = "
         "setmetatable({}, m) "
         "return a.x, b.x",                                                                     "nil 1"                },
        {"return getmetatable('x'), getmetatable(math)",                                                 "nil nil"              },
        {"return rawlen({1, 2}), rawget(math, 'pi') == math.pi, #math",                                  "2 true 0"             },
        {"return math.type(3), math.fmod(-6, 4), math.max(1, 2.5), math.tointeger(3.0)",
         "integer -2 2.5 3"                                                                                                     },
        {"return utf8.len('信访'), utf8.char(20449), utf8.codepoint('访'), utf8.offset('信访', 2)",
         "2 信 35775 4"                                                                                                        },
        {"local s = 0 for p, c in utf8.codes('a信') do s = s + p * c end return s",                     "40995"                },
        {"return utf8.len('\\xff'), (utf8.len('\\u{D7FF}'))",                                            "nil 1"                },
    };
    (void)state;
    check_values(rows, COUNT(rows));
}

static void test_errors_have_a_place(void **state)
{
    static const struct row rows[] = {
        {"error('text')",                                                            "text"                                               },
        {"error({code = 'mine', message = 'told'})",                                 "told"                                               },
        {"local x = nil; return x.y",                                                "attempt to index a nil value"                       },
        {"x = 1",                                                                    "\"x\" is not declared here: write \"local x = ...\""},
        {"math.pi = 3",                                                              "math cannot be changed (field \"pi\")"              },
        {"rawset(math, 'pi', 3)",                                                    "this table cannot be changed"                       },
        {"setmetatable(math, {})",                                                   "cannot change the metatable"                        },
        {"setmetatable({}, {__gc = 1})",                                             "may not have \"__gc\""                              },
        {"setmetatable({}, {__call = {}})",                                          "must be a function"                                 },
        {"for k in pairs({[{}] = 1}) do end",                                        "this table has a table as a key"                    },
        {"for k in pairs({[1.5] = 1}) do end",                                       "this table has a fraction as a key"                 },
        {"error('stack overflow')",                                                  "stack overflow"                                     },
        {"error(setmetatable({}, {__tostring = function() while true do end end}))",
         "without code and message"                                                                                                       },
        {"for p in utf8.codes('\\xff') do end",                                      "invalid UTF-8"                                      },
    };
    (void)state;
    check_errors(rows, COUNT(rows));
}

static void test_verdicts_pass_through_pcall(void **state)
{
    static const struct row rows[] = {
        {"while true do end",                                                  "budget"},
        {"while true do pcall(function() while true do end end) end",          "budget"},
        {"local f; f = function() return 1 + f() end return pcall(f)",         "stack" },
        {"local t = setmetatable({}, {}) local m = {} m.__index = function(t, k) return t[k .. "
         "'x'] end "
         "return pcall(function() return setmetatable({}, m).x end)", "stack" },
        {"local t = {} for i = 1, 1e9 do t[i] = {i} end",                      "memory"},
        {"local s = 'x' while true do s = s .. s end",                         "memory"},
        {"local s = 'x' while true do pcall(function() s = s .. s end) end",   "memory"},
    };
    (void)state;
    check_verdicts(rows, COUNT(rows));
}

static int64_t on_tick(struct wallclock *clock)
{
    struct wallclock_held *held = (struct wallclock_held *)clock;
    return held->boot += 100; /* each look takes a tenth of a second */
}

static void test_wall_limit_by_the_given_clock(void **state)
{
    struct wallclock_held held;
    struct err err = {0};
    char shown[400];

    (void)state;
    wallclock_held_init(&held, 0);
    held.base.boot_ms = on_tick;
    struct fiber_limits limits = {.clock = &held.base};
    assert_int_equal(run_once(&limits, "while true do end", shown, &err), VM_STOPPED);
    assert_string_equal(err_code(&err), "wall");
    assert_string_equal(err.where, "test.lua:1");
}

static void test_state_goes_on_after_a_verdict(void **state)
{
    struct err err = {0};
    struct vm *vm;
    char shown[400];

    (void)state;
    assert_int_equal(vm_open(NULL, &vm, &err), 0);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(run_text(vm, "while true do end", shown, &err), VM_STOPPED);
        assert_int_equal(run_text(vm, "return 1 + 1", shown, &err), VM_FINISHED);
        assert_string_equal(shown, "2");
    }
    vm_close(vm);
}

static void test_open_is_small(void **state)
{
    struct err err = {0};
    struct vm *vm;

    (void)state;
    assert_int_equal(vm_open(NULL, &vm, &err), 0);
    print_message("a fresh state: %zu bytes\n", vm_heap_bytes(vm));
    assert_true(vm_heap_bytes(vm) <= 20 * 1024);
    vm_close(vm);
}

static void test_open_without_memory(void **state)
{
    (void)state;
    for (size_t bytes = 1; bytes < 20 * 1024; bytes += 37) {
        struct fiber_limits limits = {.heap_bytes = bytes};
        struct err err = {0};
        struct vm *vm;
        int rc = vm_open(&limits, &vm, &err);
        assert_true(rc == 0 || rc == STATUS_NO_MEMORY);
        vm_close(vm);
    }
}

/* A bit of everything that allocates, with a little more memory each time, until it succeeds:
 * either the verdict is memory, at any allocation whatever, or the result is right. */
static void test_memory_ends_anywhere(void **state)
{
    static const char text[] =
        "local t, s = {}, '' for i = 1, 30 do t['k' .. i] = { i, tostring(i) } end "
        "for k, v in pairs(t) do s = s .. k .. #v end "
        "local ok, e = pcall(error, { code = 'c' }) "
        "local o = setmetatable({}, { __index = function(_, k) return k .. k end }) "
        "local l = { 5, 3, 4 } table.sort(l, function(a, b) return a < b end) "
        "return #s, e.code, o.x, table.concat(l, ','), ('%5.1f'):format(2), (s:gsub('k', "
        "'%0%0')):len()";
    enum vm_outcome outcome = VM_STOPPED;
    int stopped = 0;

    (void)state;
    for (size_t bytes = 10 * 1024; outcome != VM_FINISHED; bytes += 64) {
        struct fiber_limits limits = {.heap_bytes = bytes};
        struct err err = {0};
        struct vm *vm;
        char shown[400];
        if (vm_open(&limits, &vm, &err) != 0)
            continue;
        outcome = run_text(vm, text, shown, &err);
        assert_true(vm->heap_peak <= bytes);
        if (outcome == VM_FINISHED)
            assert_string_equal(shown, "111 c xx 3,4,5   2.0 141");
        else
            assert_string_equal(err_code(&err), "memory");
        stopped += outcome == VM_STOPPED;
        vm_close(vm);
    }
    assert_true(stopped > 50);
}

/* A block that is refused is paid for, so nobody lives off collections at the cap. */
static void test_peak_stays_under_the_cap(void **state)
{
    struct fiber_limits limits = {.heap_bytes = 1 << 20};
    struct err err = {0};
    struct vm *vm;
    char shown[400];

    (void)state;
    assert_int_equal(vm_open(&limits, &vm, &err), 0);
    assert_int_equal(run_text(vm, "local t = {} while true do t[#t + 1] = {} end", shown, &err),
                     VM_STOPPED);
    assert_string_equal(err_code(&err), "memory");
    assert_in_range(vm->heap_peak, limits.heap_bytes * 6 / 10, limits.heap_bytes);
    vm_close(vm);
}

/* A collection before every block, as other tests make it, and the same result. */
static void test_collecting_all_the_time(void **state)
{
    static const char text[] = "local seen = {} for i = 1, 300 do local t = { tostring(i):rep(3) } "
                               "seen[#seen + 1] = t[1] end "
                               "return #seen, seen[7], (table.concat(seen):sub(-6))";
    size_t peak[2];

    (void)state;
    for (unsigned each = 0; each < 2; each++) {
        struct fiber_limits limits = {.collect_each = each};
        struct err err = {0};
        struct vm *vm;
        char shown[400];
        assert_int_equal(vm_open(&limits, &vm, &err), 0);
        assert_int_equal(run_text(vm, text, shown, &err), VM_FINISHED);
        assert_string_equal(shown, "300 777 300300");
        peak[each] = vm->heap_peak;
        assert_true(each == 0 || vm->blocks_grown > 900);
        vm_close(vm);
    }
    assert_true(peak[1] < peak[0]);
}

/* Blocks given back are kept by size; filling one size after another must not hold them all. */
static void test_held_memory_is_bounded_too(void **state)
{
    static const char text[] =
        "local function fill(len) local t, base = {}, ('x'):rep(len - 8) "
        "for i = 1, 600000 // (len + 40) do t[i] = base .. (10000000 + i) end end "
        "for len = 900, 60, -16 do fill(len) end";
    struct fiber_limits limits = {.heap_bytes = 1 << 20};
    struct err err = {0};
    struct vm *vm;
    char shown[400];

    (void)state;
    assert_int_equal(vm_open(&limits, &vm, &err), 0);
    enum vm_outcome outcome = run_text(vm, text, shown, &err);
    assert_true(outcome == VM_FINISHED || outcome == VM_STOPPED);
    assert_true(vm_held_bytes(vm) <= limits.heap_bytes * 5 / 4 + 260 * 1024);
    vm_close(vm);
}

static void test_replay_has_no_unit_budget(void **state)
{
    struct fiber_limits limits = {.units = 1000};
    struct err err = {0};
    struct vm *vm;

    (void)state;
    assert_int_equal(vm_open(&limits, &vm, &err), 0);
    budget_begin(vm, 0, 0, true);
    assert_true(budget_spend(vm, 1000 * 1000));
    budget_begin(vm, 0, 0, false);
    assert_false(budget_spend(vm, 1001));
    assert_string_equal(vm_verdict(vm), "budget");
    vm_close(vm);
}

/* One wall limit over all rows of a replay; a live turn begins a new one. */
static void test_replay_has_one_wall_limit(void **state)
{
    struct wallclock_held held;
    struct fiber_limits limits = {.clock = &held.base};
    struct err err = {0};
    struct vm *vm;

    (void)state;
    wallclock_held_init(&held, 0);
    assert_int_equal(vm_open(&limits, &vm, &err), 0);
    for (int row = 0; row < 59; row++) {
        budget_begin(vm, 0, 0, true);
        held.boot += 1000;
        assert_true(budget_spend(vm, 100 * 1000));
    }
    budget_begin(vm, 0, 0, true);
    held.boot += 1000;
    assert_false(budget_spend(vm, 100 * 1000));
    assert_string_equal(vm_verdict(vm), "wall");
    budget_begin(vm, 0, 0, false);
    assert_true(budget_spend(vm, 100 * 1000));
    vm_close(vm);
}

static void test_compiler_overflow_is_an_error_of_the_text(void **state)
{
    struct err err = {0};
    char text[2000] = "return ", shown[400];

    (void)state;
    for (size_t len = strlen(text); len < sizeof text - 4; len += 2)
        memcpy(text + len, "- 1", 4);
    assert_int_equal(run_once(NULL, text, shown, &err), VM_RAISED);
    assert_non_null(strstr(err.text, "overflow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_ends_anywhere),
        cmocka_unit_test(test_peak_stays_under_the_cap),
        cmocka_unit_test(test_collecting_all_the_time),
        cmocka_unit_test(test_held_memory_is_bounded_too),
        cmocka_unit_test(test_replay_has_no_unit_budget),
        cmocka_unit_test(test_replay_has_one_wall_limit),
        cmocka_unit_test(test_compiler_overflow_is_an_error_of_the_text),
        cmocka_unit_test(test_libraries_are_there_for_whoever_looks),
        cmocka_unit_test(test_basic_library),
        cmocka_unit_test(test_errors_have_a_place),
        cmocka_unit_test(test_verdicts_pass_through_pcall),
        cmocka_unit_test(test_wall_limit_by_the_given_clock),
        cmocka_unit_test(test_state_goes_on_after_a_verdict),
        cmocka_unit_test(test_open_is_small),
        cmocka_unit_test(test_open_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
