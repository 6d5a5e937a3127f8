/* test_declare.c - every declaration by the spec beside its module: scripts/form.lua,
 * form_spec.lua. Stock Lua reads the specs; each of their texts becomes a release.
 */
#include <lauxlib.h>
#include <lualib.h>
#include "stand.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int wrong;

/* A text behind the prelude and two stages, or alone. */
static int open_text(struct stand *stand, const char *text, bool is_whole)
{
    struct buf whole = {0};
    if (!is_whole)
        buf_printf(&whole, "%.*s", (int)strlen(stand_prelude) - 1, stand_prelude);
    if (!is_whole)
        buf_add_text(&whole, "stage \"a\" { zh = \"甲\", en = \"A\", next = { \"b\" }, "
                             "function(case) return \"b\" end } "
                             "stage \"b\" { zh = \"乙\", en = \"B\", function(case) return "
                             "case:close \"done\" end }\n");
    buf_add_text(&whole, text);
    struct script_file file = {.path = "w/workflow.lua", .text = buf_slice(&whole)};
    int rc = release_open(&file, 1, &stand->release, &stand->err);
    buf_close(&whole);
    return rc;
}

/* "clocks.XF-D1.within" */
static const struct value *find(const struct value *value, const char *path)
{
    char part[64];
    while (*path) {
        size_t len = strcspn(path, ".");
        snprintf(part, sizeof part, "%.*s", (int)len, path);
        value = value->type == VALUE_LIST ? value_item(value, (size_t)atoll(part))
                                          : value_get(value, part);
        path += len + (path[len] == '.');
    }
    return value;
}

/* { text, whole, { path, json } ... } on top. */
static void check_taken(lua_State *L, const char *module)
{
    struct stand stand = {0};
    lua_getfield(L, -1, "whole");
    lua_rawgeti(L, -2, 1);
    const char *text = lua_tostring(L, -1);
    if (open_text(&stand, text, lua_toboolean(L, -2))) {
        print_message("%s: refused at %s: %s\n%s\n", module, stand.err.where, stand.err.text, text);
        wrong++;
    }
    lua_pop(L, 2);
    for (int i = 2; stand.release && lua_rawgeti(L, -1, i) == LUA_TTABLE; i++, lua_pop(L, 1)) {
        lua_rawgeti(L, -1, 1);
        lua_rawgeti(L, -2, 2);
        struct slice json = canon_text(
            &stand.arena, find(release_workflow(stand.release, "", "w"), lua_tostring(L, -2)));
        if (!slice_is(json, lua_tostring(L, -1))) {
            print_message("%s: %s is\n   %s\n   expected\n   %s\n", module, lua_tostring(L, -2),
                          json.bytes, lua_tostring(L, -1));
            wrong++;
        }
        lua_pop(L, 2);
    }
    if (stand.release)
        lua_pop(L, 1);
    stand_close(&stand);
}

/* { text, at, says, whole } on top. */
static void check_refused(lua_State *L, const char *module)
{
    struct stand stand = {0};
    char where[64];
    lua_getfield(L, -1, "whole");
    lua_rawgeti(L, -2, 1);
    lua_getfield(L, -3, "at");
    lua_getfield(L, -4, "says");
    const char *text = lua_tostring(L, -3), *says = lua_tostring(L, -1);
    snprintf(where, sizeof where, "w/workflow.lua:%d", (int)lua_tointeger(L, -2));
    int rc = open_text(&stand, text, lua_toboolean(L, -4));
    if (rc != STATUS_SCRIPT_FAILED || strcmp(stand.err.where, where) != 0 ||
        !strstr(stand.err.text, says)) {
        print_message("%s: %s\n   gave %d %s: %s\n   expected %s: ...%s\n", module, text, rc,
                      stand.err.where, stand.err.text, where, says);
        wrong++;
    }
    lua_pop(L, 4);
    stand_close(&stand);
}

static int each(lua_State *L, const char *part, const char *module,
                void (*check)(lua_State *, const char *))
{
    int count = 0;
    lua_getfield(L, -1, part);
    for (int i = 1; lua_rawgeti(L, -1, i) == LUA_TTABLE; i++, count++) {
        check(L, module);
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
    return count;
}

static void check_module(const char *module)
{
    char path[512];
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    snprintf(path, sizeof path, "%s/%s_spec.lua", SCRIPTS_DIR, module);
    if (luaL_dofile(L, path) != LUA_OK)
        fail_msg("%s", lua_tostring(L, -1));
    wrong = 0;
    int taken = each(L, "takes", module, check_taken),
        refused = each(L, "refuses", module, check_refused);
    lua_close(L);
    assert_true(taken > 0 && refused > 0);
    assert_int_equal(wrong, 0);
}

static void test_workflow(void **state)
{
    (void)state;
    check_module("workflow");
}

static void test_setting(void **state)
{
    (void)state;
    check_module("setting");
}

static void test_clock(void **state)
{
    (void)state;
    check_module("clock");
}

static void test_form(void **state)
{
    (void)state;
    check_module("form");
}

static void test_signal(void **state)
{
    (void)state;
    check_module("signal");
}

static void test_stage(void **state)
{
    (void)state;
    check_module("stage");
}

static void test_ladder(void **state)
{
    (void)state;
    check_module("ladder");
}

static void test_letter(void **state)
{
    (void)state;
    check_module("letter");
}

static void test_notice(void **state)
{
    (void)state;
    check_module("notice");
}

static void test_assessment(void **state)
{
    (void)state;
    check_module("assessment");
}

static void test_rate(void **state)
{
    (void)state;
    check_module("rate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_workflow),   cmocka_unit_test(test_setting),
        cmocka_unit_test(test_clock),      cmocka_unit_test(test_form),
        cmocka_unit_test(test_signal),     cmocka_unit_test(test_stage),
        cmocka_unit_test(test_ladder),     cmocka_unit_test(test_letter),
        cmocka_unit_test(test_notice),     cmocka_unit_test(test_rate),
        cmocka_unit_test(test_assessment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
