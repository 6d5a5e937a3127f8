/* What the scan refuses, and that it leaves honest files alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/buf.h"
#include "script/scan.h"

/* before + times * part + after */
static struct buf make(const char *before, const char *part, int times, const char *after)
{
    struct buf buf = {0};
    buf_add_text(&buf, before);
    for (int i = 0; i < times; i++)
        buf_add_text(&buf, part);
    buf_add_text(&buf, after);
    return buf;
}

static void check_taken(const char *before, const char *part, int times, const char *after)
{
    struct buf text = make(before, part, times, after);
    struct err err = {0};
    if (scan_source(buf_slice(&text), "x.lua", &err) != 0)
        fail_msg("%s%s...: %s: %s", before, part, err.where, err.text);
    buf_close(&text);
}

static void check_refused(const char *before, const char *part, int times, const char *after,
                          const char *expected)
{
    struct buf text = make(before, part, times, after);
    struct err err = {0};
    int rc = scan_source(buf_slice(&text), "x.lua", &err);
    if (rc != STATUS_SCRIPT_FAILED || !strstr(err.text, expected))
        fail_msg("%s%s...: %d %s, not %s", before, part, rc, err.text, expected);
    assert_string_equal(err_code(&err), "bad_source");
    assert_non_null(strstr(err.where, "x.lua:"));
    buf_close(&text);
}

static void test_bytes(void **state)
{
    struct err err = {0};

    (void)state;
    check_taken("", "-", 64 * 1024, "");
    check_refused("", "-", 64 * 1024 + 1, "", "at most 64 KiB");
    check_refused("\x1bLua", "x", 1, "", "only text");
    check_refused("\xEF\xBB\xBF", "x = 1", 1, "", "byte order mark");
    assert_int_equal(scan_source((struct slice){"a\0b", 3}, "x.lua", &err), STATUS_SCRIPT_FAILED);
}

static void test_field_steps(void **state)
{
    static const char why[] = "more than 1000 field steps";
    (void)state;
    check_taken("return a", ".x", 1000, "");
    check_refused("return a", ".x", 1001, "", why);
    check_refused("a", ".x", 1001, " = 1", why);
    check_refused("return a", "[1]", 1001, "", why);
    check_refused("return a", "['x']", 1001, "", why);
    check_refused("return a", "[1 + 1].x", 501, "", why);
    check_refused("return a", ":x()", 1001, "", why);
    check_refused("return a", ".x(b.c, 1)", 1001, "", why);
    check_refused("return a", ".x{}", 1001, "", why);
    check_refused("return a", ".x''", 1001, "", why);
    check_refused("return ((a", ".x", 1001, "))", why);
    check_refused("return f(a", ".x", 1001, ")", why);
    check_refused("return {a", ".x", 1001, "}", why);
    check_refused("--[[ ]] return a", " --c\n .x", 1001, "", why);
    /* Each chain counts alone. */
    check_taken("", "f.g.h() ", 2000, "");
    check_taken("", "a.b = c.d\n", 2000, "");
    check_taken("return a.b", " + a.b", 2000, "");
    check_taken("local t = {", "a.b, ", 2000, "}");
    /* Dots in texts and comments are none. */
    check_taken("return '", ".x", 2000, "'");
    check_taken("return [==[", ".x", 2000, "]==]");
    check_taken("--", ".x", 2000, "\nreturn 1");
    check_taken("--[[", ".x", 2000, "]] return 1");
}

/* A chain goes on behind a group. */
static void test_field_steps_through_groups(void **state)
{
    struct buf text = make("return (a", ".x", 600, ")");
    struct err err = {0};

    (void)state;
    for (int i = 0; i < 401; i++)
        buf_add_text(&text, ".y");
    assert_int_equal(scan_source(buf_slice(&text), "x.lua", &err), STATUS_SCRIPT_FAILED);
    buf_close(&text);
}

/* Where our reader and Lua's must end comments and texts at the same byte. */
static void test_nothing_hides(void **state)
{
    static const char why[] = "more than 1000 field steps";
    (void)state;
    check_refused("-- c\rreturn a", ".x", 1001, "", why);
    check_refused("return 'a\\\r\n' .. a", ".x", 1001, " .. 'b'", why);
    check_refused("return 'a\\\n\r' .. a", ".x", 1001, " .. 'b'", why);
    check_refused("return 'a\\z \n\r\n ' .. a", ".x", 1001, " .. 'b'", why);
    check_refused("return 'a\\'' .. a", ".x", 1001, "", why);
    check_refused("return [[\n]=]] .. a", ".x", 1001, "", why);
    check_refused("--[==[ ]=] ]==] return a", ".x", 1001, "", why);
    check_refused("--[=x\nreturn a", ".x", 1001, "", why);
}

static void test_nesting(void **state)
{
    (void)state;
    check_taken("return ", "(", 100,
                "1))))))))))))))))))))))))))))))))))))))))))))))))))"
                "))))))))))))))))))))))))))))))))))))))))))))))))))");
    check_refused("return ", "(", 200, "", "more than 150");
    check_refused("return ", "{", 200, "", "more than 150");
    check_refused("", "do ", 200, "", "more than 150");
    check_refused("return ", "function() return ", 200, "", "more than 150");
    check_refused("return a)", "", 0, "", "not opened");
    check_refused("if x then } end", "", 0, "", "not opened");
    check_refused("until x", "", 0, "", "not opened");
}

static void test_constants_beside_bitwise_operators(void **state)
{
    static const char why[] = "more than 250 constants";
    (void)state;
    check_taken("local t = {", "'x', ", 3000, "}");
    check_refused("local t = {", "'x', ", 251, "} return 1 | (2 or 3)", why);
    check_refused("local t = {", "5, ", 251, "} return ~1", why);
    check_refused("return function() return 1 & 2,", "a.b, ", 130, "1 end", why);
    /* Another function's constants are its own. */
    check_taken("local f = function() return 1 | 2 end local t = {", "'x', ", 3000, "}");
    check_taken("return ", "x ~= ", 300, "y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_field_steps),
        cmocka_unit_test(test_field_steps_through_groups),
        cmocka_unit_test(test_nothing_hides),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_constants_beside_bitwise_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
