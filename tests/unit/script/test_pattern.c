/* Our matcher against stock Lua's string library, on generated honest patterns; and its bounds.
 *
 * A seeded generator writes patterns and short texts over a small alphabet, so that much matches
 * and backtracks. Both libraries run the same call; results, captures and errors must agree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <lauxlib.h>
#include <lualib.h>
#include "lua_run.h"
#include "script/budget.h"
#include "script/pattern.h"
#include "script/sandbox.h"

enum { ROUNDS = 60000 };

static uint64_t seed = 20260210;

static unsigned pick(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed >> 33) % below;
}

struct scrap {
    char bytes[200];
    size_t len;
};

static void add(struct scrap *scrap, const char *text)
{
    size_t len = strlen(text);
    if (scrap->len + len + 1 < sizeof scrap->bytes) {
        memcpy(scrap->bytes + scrap->len, text, len + 1);
        scrap->len += len;
    }
}

static void add_byte(struct scrap *scrap, char c)
{
    add(scrap, (char[]){c, '\0'});
}

static const char *const classes[] = {"%a", "%d", "%s", "%w", "%p", "%l", "%u", "%x",
                                      "%c", "%g", "%A", "%D", "%S", "%W", "%P", "%L",
                                      "%U", "%X", "%C", "%G", "%.", "%%", "%-", "%]"};

static void add_single(struct scrap *scrap)
{
    switch (pick(6)) {
    case 0:
        add(scrap, ".");
        break;
    case 1:
        add(scrap, classes[pick(sizeof classes / sizeof *classes)]);
        break;
    case 2:
        add(scrap, pick(2) ? "[" : "[^");
        if (pick(6) == 0)
            add(scrap, "]");
        for (unsigned i = pick(3) + 1; i > 0; i--)
            switch (pick(4)) {
            case 0:
                add(scrap, "a-c");
                break;
            case 1:
                add(scrap, classes[pick(sizeof classes / sizeof *classes)]);
                break;
            case 2:
                add(scrap, "-");
                break;
            default:
                add_byte(scrap, "abc12 _"[pick(7)]);
            }
        add(scrap, "]");
        break;
    default:
        add_byte(scrap, "aabbc1 (x"[pick(7)]);
    }
}

/* Mostly well-formed; now and then not, since errors must agree as well. */
static void make_pattern(struct scrap *scrap)
{
    unsigned open = 0, closed = 0;

    *scrap = (struct scrap){0};
    if (pick(5) == 0)
        add(scrap, "^");
    for (unsigned i = pick(6) + 1; i > 0; i--) {
        unsigned kind = pick(16);
        if (kind == 0) {
            add(scrap, "(");
            open++;
        } else if (kind == 1 && open > closed) {
            add(scrap, ")");
            closed++;
        } else if (kind == 2) {
            add(scrap, "()");
        } else if (kind == 3) {
            add(scrap, "%b()");
        } else if (kind == 4) {
            add(scrap, pick(2) ? "%f[%w]" : "%f[^a]");
        } else if (kind == 5 && closed > 0) {
            add(scrap, "%1");
        } else {
            add_single(scrap);
            unsigned quantifier = pick(8);
            if (quantifier < 4)
                add_byte(scrap, "*+-?"[quantifier]);
        }
    }
    while (closed < open && pick(30) != 0) {
        add(scrap, ")");
        closed++;
    }
    if (pick(6) == 0)
        add(scrap, "$");
    if (pick(60) == 0)
        add(scrap, pick(2) ? "%" : "[a");
}

static void make_text(struct scrap *scrap)
{
    *scrap = (struct scrap){0};
    for (unsigned i = pick(18); i > 0; i--)
        add_byte(scrap, "aaabbbcc12 ()A_-]"[pick(17)]);
}

/* The text of an error without the place in front, and of ours and stock's wordings the common
 * part: that it is one. */
static const char *const probe =
    "local find, match, gmatch, gsub = string.find, string.match, string.gmatch, string.gsub\n"
    "local type, pcall, concat, pack, tostring = type, pcall, table.concat, table.pack, tostring\n"
    "local function show(ok, ...)\n"
    "  if not ok then return 'error' end\n"
    "  local all = pack(...)\n"
    "  for i = 1, all.n do all[i] = type(all[i]) == 'nil' and '-' or tostring(all[i]) end\n"
    "  return concat(all, '|')\n"
    "end\n"
    "local function each(s, p)\n"
    "  local out = {}\n"
    "  for a, b in gmatch(s, p) do out[#out + 1] = show(true, a, b) end\n"
    "  return concat(out, ';')\n"
    "end\n"
    "return function(s, p, n)\n"
    "  return concat({ show(pcall(find, s, p)), show(pcall(find, s, p, n)), show(pcall(match, s, "
    "p)),\n"
    "    show(pcall(find, s, p, n, true)), show(pcall(each, s, p)),\n"
    "    show(pcall(gsub, s, p, '<%0>')), show(pcall(gsub, s, p, '%1%1', n)),\n"
    "    show(pcall(gsub, s, p, function(a, b) return b and a .. '+' or nil end)),\n"
    "    show(pcall(gsub, s, p, { a = 'A', b = 7, c = false })) }, '\\n')\n"
    "end\n";

/* [-0, +1] The function of `probe` in a state. */
static int l_make_probe(lua_State *L)
{
    assert_int_equal(luaL_loadstring(L, probe), LUA_OK);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, probe);
    return 0;
}

struct call {
    const struct scrap *text, *pattern;
    int from;
    char out[4000];
};

static void run_probe(lua_State *L, struct call *call)
{
    lua_pushlstring(L, call->text->bytes, call->text->len);
    lua_pushlstring(L, call->pattern->bytes, call->pattern->len);
    lua_pushinteger(L, call->from);
    lua_call(L, 3, 1);
    snprintf(call->out, sizeof call->out, "%s", lua_tostring(L, -1));
    lua_pop(L, 1);
}

static int l_run_probe(lua_State *L)
{
    struct call *call = lua_touserdata(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, probe);
    run_probe(L, call);
    return 0;
}

static void test_same_as_stock(void **state)
{
    struct err err = {0};
    struct vm *vm;
    lua_State *stock = luaL_newstate();
    int agreed_matches = 0;

    (void)state;
    luaL_openlibs(stock);
    assert_int_equal(luaL_loadstring(stock, probe), LUA_OK);
    lua_call(stock, 0, 1);
    assert_int_equal(vm_open(NULL, &vm, &err), 0);
    assert_int_equal(vm_protect(vm, l_make_probe, NULL, &err), 0);
    for (int i = 0; i < ROUNDS; i++) {
        struct scrap text, pattern;
        make_pattern(&pattern);
        make_text(&text);
        struct call ours = {.text = &text, .pattern = &pattern, .from = (int)pick(9) - 4};
        struct call theirs = ours;
        budget_begin(vm, 0, 0, false);
        if (vm_protect(vm, l_run_probe, &ours, &err) != 0)
            fail_msg("find(\"%s\", \"%s\"): %s", text.bytes, pattern.bytes, err.text);
        lua_pushvalue(stock, 1);
        run_probe(stock, &theirs);
        if (strcmp(ours.out, theirs.out) != 0)
            fail_msg("text \"%s\" pattern \"%s\" from %d\nours:\n%s\nstock:\n%s", text.bytes,
                     pattern.bytes, ours.from, ours.out, theirs.out);
        agreed_matches += ours.out[0] != '-' && ours.out[0] != 'e';
    }
    assert_true(agreed_matches > ROUNDS / 4); /* the generator is not vacuous */
    vm_close(vm);
    lua_close(stock);
}

/* --- bounds
 * ---------------------------------------------------------------------------------------- */

static int64_t steps_of(const char *text, size_t times, const char *pattern_text)
{
    size_t len = strlen(text);
    char *subject = malloc(len * times + 1);
    struct pattern m;

    for (size_t i = 0; i < times; i++)
        memcpy(subject + i * len, text, len);
    struct slice items = slice_of(pattern_text);
    pattern_init(&m, (struct slice){subject, len * times}, items);
    for (size_t at = 0; at <= len * times && !m.fault; at++)
        if (pattern_match(&m, subject + at, items.bytes))
            break;
    free(subject);
    return m.fault ? -1 : m.steps;
}

static void test_steps_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(steps_of("a", 512, "a-a-a-b"), -1);
    assert_int_equal(steps_of("a", 128, "a-a-a-a-b"), -1);
    assert_int_equal(steps_of("a", 65536, ".-b"), -1);
    assert_int_equal(steps_of("(", 16384, "%b()"), -1);
    assert_int_equal(steps_of("a", 5000, "(a*)%1b"), -1);
    assert_int_equal(steps_of("a", 100000, "[bcdefghijklmnopqrstuvwxyz]"), -1);
    assert_int_equal(steps_of("a", 64, "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b"), -1);
}

/* Honest work on a page of text stays far below the limit. */
static void test_steps_of_honest_patterns(void **state)
{
    static const char *const patterns[] = {"^%s*(.-)%s*$", "%d+", "(%w+)=(%w+)", "[^,]+,",
                                           "%f[%w]%w+"};
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        int64_t steps = steps_of("one two, three; ", 256, patterns[i]);
        assert_in_range(steps, 1, PATTERN_STEPS / 10);
    }
}

static void test_too_deep_is_an_error(void **state)
{
    char text[1000];

    (void)state;
    for (size_t i = 0; i < 300; i++)
        memcpy(text + 2 * i, "a?", 3);
    assert_int_equal(steps_of("a", 300, text), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_stock),
        cmocka_unit_test(test_steps_are_bounded),
        cmocka_unit_test(test_steps_of_honest_patterns),
        cmocka_unit_test(test_too_deep_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
