/* Tables to values and back; references. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <lauxlib.h>
#include "data/canon.h"
#include "lua_run.h"
#include "script/budget.h"
#include "script/codec.h"
#include "script/sandbox.h"

/* One expression is evaluated, taken, written, pushed and taken again. */
struct trip {
    const char *expression;
    enum codec_rule rule;
    struct arena arena;
    struct value *first, *second;
};

static int l_trip(lua_State *L)
{
    struct trip *trip = lua_touserdata(L, 1);

    lua_pushfstring(L, "return %s", trip->expression);
    if (luaL_loadbufferx(L, lua_tostring(L, -1), strlen(lua_tostring(L, -1)), "@codec", "t"))
        return lua_error(L);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
    trip->first = codec_take(L, -1, &trip->arena, trip->rule, "with");
    codec_push(L, trip->first);
    trip->second = codec_take(L, -1, &trip->arena, trip->rule, NULL);
    return 0;
}

static int run_trip(struct trip *trip, struct err *err)
{
    struct vm *vm;

    assert_int_equal(vm_open(NULL, &vm, err), 0);
    int rc = vm_protect(vm, l_trip, trip, err);
    vm_close(vm);
    return rc;
}

static void check_taken(const char *expression, enum codec_rule rule, const char *expected)
{
    struct trip trip = {.expression = expression, .rule = rule};
    struct err err = {0};

    if (run_trip(&trip, &err) != 0)
        fail_msg("%s: %s", expression, err.text);
    struct slice text = canon_text(&trip.arena, trip.first);
    if (!slice_is(text, expected))
        fail_msg("%s: %.*s, not %s", expression, SLICE_ARG(text), expected);
    assert_true(value_is_equal(trip.first, trip.second));
    arena_close(&trip.arena);
}

static void check_refused(const char *expression, const char *expected)
{
    struct trip trip = {.expression = expression};
    struct err err = {0};
    int rc = run_trip(&trip, &err);

    if (rc != STATUS_SCRIPT_FAILED || !strstr(err.text, expected))
        fail_msg("%s: %d %s, not %s", expression, rc, err.text, expected);
    assert_string_equal(err_code(&err), "bad_value");
    arena_close(&trip.arena);
}

static void test_kept(void **state)
{
    (void)state;
    check_taken("nil", CODEC_WHOLE, "null");
    check_taken("true", CODEC_WHOLE, "true");
    check_taken("-7", CODEC_WHOLE, "-7");
    check_taken("3.0", CODEC_WHOLE, "3");
    check_taken("3.0", CODEC_REALS, "3.0");
    check_taken("0.1", CODEC_REALS, "0.10000000000000001");
    check_taken("9007199254740991", CODEC_WHOLE, "9007199254740991");
    check_taken("'信访'", CODEC_WHOLE, "\"信访\"");
    check_taken("{}", CODEC_WHOLE, "{}");
    check_taken("{1, 'b', {}}", CODEC_WHOLE, "[1,\"b\",{}]");
    check_taken("{b = 1, a = {true}, c = nil}", CODEC_WHOLE, "{\"a\":[true],\"b\":1}");
    check_taken("setmetatable({x = 1}, {__index = {y = 2}})", CODEC_WHOLE, "{\"x\":1}");
}

static void test_refused_with_path(void **state)
{
    (void)state;
    check_refused("0.5", "with: numbers are whole here");
    check_refused("9007199254740992", "with: a number is at most");
    check_refused("-9007199254740992", "with: a number is at most");
    check_refused("0/0", "with: not a number");
    check_refused("1/0", "with: an infinite number");
    check_refused("{a = {b = {type}}}", "with.a.b[1]: a function cannot be kept");
    check_refused("{1, nil, 3}", "with: a list with holes");
    check_refused("{[0] = 1}", "with: a list with holes");
    check_refused("{1, x = 2}", "with: a list with named fields");
    check_refused("{[1.5] = 1}", "with: only whole numbers and texts");
    check_refused("{a = {[true] = 1}}", "with.a: only whole numbers and texts");
    check_refused("{['$h'] = 'x'}", "with.$h: a name may not begin with '$'");
    check_refused("'\\xff'", "with: a text must be valid UTF-8");
    check_refused("'a\\0b'", "with: a text must be valid UTF-8");
    check_refused("{['\\xff'] = 1}", "a text must be valid UTF-8");
    check_refused("(function() local t = {} t.me = t return t end)()",
                  "with.me: this table contains itself");
    check_refused("(function() local t = {} for i = 1, 64 do t = {t} end return t end)()",
                  "more than 64 deep");
    check_refused("(function() local t = {} for i = 1, 100001 do t[i] = true end return t end)()",
                  "more than 100000 values");
    check_refused("(function() local s = ('x'):rep(2^19) return {s, s, s} end)()",
                  "with[3]: more than 1 MiB of text");
}

/* --- references
 * -------------------------------------------------------------------------------------- */

struct pass {
    const char *chunk;
    struct value *handle, *row;
    struct arena arena;
    struct value *taken;
};

/* The chunk gets a handle and a row as globals h, g (the same id anew) and r. */
static int l_pass(lua_State *L)
{
    struct pass *pass = lua_touserdata(L, 1);

    sandbox_push_env(L);
    codec_push(L, pass->handle);
    lua_setfield(L, -2, "h");
    codec_push(L, pass->handle);
    lua_setfield(L, -2, "g");
    codec_push(L, pass->row);
    lua_setfield(L, -2, "r");
    if (luaL_loadstring(L, pass->chunk))
        return lua_error(L);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
    pass->taken = codec_take(L, -1, &pass->arena, CODEC_WHOLE, "with");
    return 0;
}

static int run_pass(const char *chunk, char out[300], struct err *err)
{
    struct pass pass = {.chunk = chunk};
    struct vm *vm;

    out[0] = '\0';
    pass.handle = value_handle(&pass.arena, slice_of("v7"));
    pass.row = value_row(&pass.arena, slice_of("parties/2"));
    assert_int_equal(vm_open(NULL, &vm, err), 0);
    int rc = vm_protect(vm, l_pass, &pass, err);
    if (rc == 0)
        snprintf(out, 300, "%s", canon_text(&pass.arena, pass.taken).bytes);
    vm_close(vm);
    arena_close(&pass.arena);
    return rc;
}

static void test_references_are_passed_on(void **state)
{
    static const struct {
        const char *chunk, *expected;
    } rows[] = {
        {"return {h, r}",                                             "[{\"$h\":\"v7\"},{\"$r\":\"parties/2\"}]"},
        {"return h == g and h ~= r and h ~= 'v7' and rawequal(h, h)", "true"                                    },
        {"return type(h)",                                            "\"userdata\""                            },
        {"return getmetatable(h) == nil",                             "true"                                    },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err err = {0};
        char out[300];
        if (run_pass(rows[i].chunk, out, &err) != 0)
            fail_msg("%s: %s", rows[i].chunk, err.text);
        assert_string_equal(out, rows[i].expected);
    }
}

static void test_references_refuse_everything_else(void **state)
{
    static const char *const chunks[] = {
        "return h .. ''",    "return '' .. h",  "return h < g",
        "return h + 1",      "return 1 + h",    "return -h",
        "return #h",         "return h.name",   "h.name = 1",
        "return h()",        "return h <= g",   "return h | 1",
        "return ~h",         "return h // 2",   "return tostring(h)",
        "return h:upper()",  "return h['x']",   "return ('%s'):format(h)",
        "for _ in h do end", "return r .. 'x'",
    };
    (void)state;
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        struct err err = {0};
        char out[300];
        int rc = run_pass(chunks[i], out, &err);
        if (rc != STATUS_SCRIPT_FAILED ||
            !strstr(err.text, "can only be compared with == and passed on"))
            fail_msg("%s: %d %s%s", chunks[i], rc, out, err.text);
    }
}

/* Equal tables, filled in different orders, in states of different seeds: equal bytes. */
static void test_order_does_not_show(void **state)
{
    static const char *const builds[] = {
        "(function() local t = {} for i = 1, 40 do t['k' .. i] = i end return t end)()",
        "(function() local t = {} for i = 40, 1, -1 do t['k' .. i] = i end return t end)()",
        ("(function() local t = {} for i = 1, 400 do t['k' .. i] = i end "
         "for i = 41, 400 do t['k' .. i] = nil end return t end)()"),
    };
    struct arena arena = {0};
    struct slice first = {0};

    (void)state;
    for (int round = 0; round < 9; round++) {
        struct trip trip = {.expression = builds[round % 3]};
        struct err err = {0};
        assert_int_equal(run_trip(&trip, &err), 0);
        struct slice text = canon_text(&arena, trip.first);
        if (round == 0)
            first = text;
        assert_true(slice_is_equal(text, first));
        arena_close(&trip.arena);
    }
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_refused_with_path),
        cmocka_unit_test(test_references_are_passed_on),
        cmocka_unit_test(test_references_refuse_everything_else),
        cmocka_unit_test(test_order_does_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
