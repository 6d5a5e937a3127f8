/* Our libraries against stock Lua's, called with arguments drawn from a pool that holds the ends of
 * every range. Where both give values they must be the same; where one raises the other must raise.
 * What differs on purpose (bounds, order, absent functions) is not called here, or is drawn small.
 */
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
#include "script/sandbox.h"

enum { ROUNDS = 1000 };

/* seed -> one long text of results; in Lua, so that both sides run the very same calls. */
static const char *const probe =
    "local seed = ...\n"
    "local type, pcall, tostring, select, pack = type, pcall, tostring, select, table.pack\n"
    "local math_type = math.type\n"
    "local function pick(n)\n"
    "  seed = (seed * 6364136223846793005 + 1442695040888963407) & 0x7fffffffffffffff\n"
    "  return (seed >> 33) % n + 1\n"
    "end\n"
    "local big = math.maxinteger\n"
    "local integers = { 0, 1, 2, 3, -1, -2, -3, 5, 7, -7, 10, big, -big - 1, big - 1, 255, 256 }\n"
    "local reals = { 0.5, -0.5, 1.0, 3.0, -2.0, 1e15, 2^53, 2^63, -2^63, 1e308, 1/0, -1/0, 0.1 }\n"
    "local texts = { '', 'a', 'abc', 'x y', '10', ' 0x1F ', '1e2', '-3.5', 'z', '\\0b', '信访件', "
    "'a\\xff', '%d', '7z', '0x', '1 2' }\n"
    "local function number() return pick(3) > 1 and integers[pick(#integers)] or "
    "reals[pick(#reals)] end\n"
    "local function small() return pick(9) - 5 end\n"
    "local function text() return texts[pick(#texts)] end\n"
    "local function any()\n"
    "  local k = pick(12)\n"
    "  if k <= 5 then return number() elseif k <= 10 then return text() elseif k == 11 then return "
    "nil end\n"
    "  return true\n"
    "end\n"
    "local function list()\n"
    "  local t = {}\n"
    "  for i = 1, pick(6) - 1 do t[i] = pick(4) == 1 and text() or small() end\n"
    "  return t\n"
    "end\n"
    "local out = {}\n"
    "local function show(v)\n"
    "  if type(v) == 'table' then\n"
    "    local s = '{'\n"
    "    for i = 1, 9 do s = s .. show(v[i]) .. ',' end\n"
    "    return s .. '}' .. tostring(v.n)\n"
    "  end\n"
    "  if v ~= v then return 'nan' end\n"
    "  return (math_type(v) or type(v)) .. ':' .. tostring(v)\n"
    "end\n"
    "local function try(name, f, ...)\n"
    "  local r = pack(pcall(f, ...))\n"
    "  local s = name .. '('\n"
    "  for i = 1, select('#', ...) do s = s .. show((select(i, ...))) .. ' ' end\n"
    "  s = s .. ')'\n"
    "  if not r[1] then out[#out + 1] = s .. ' raises' return end\n"
    "  for i = 2, r.n do s = s .. ' ' .. show(r[i]) end\n"
    "  out[#out + 1] = s\n"
    "end\n"
    "local S, T, M, U = string, table, math, utf8\n"
    "for _ = 1, 6 do\n"
    "  try('sub', S.sub, any(), any(), any()) try('sub2', S.sub, text(), number())\n"
    "  try('byte', S.byte, any(), any(), any()) try('len', S.len, any())\n"
    "  try('upper', S.upper, any()) try('lower', S.lower, any()) try('reverse', S.reverse, any())\n"
    "  try('char', S.char, any(), any()) try('rep', S.rep, any(), small(), any())\n"
    "  try('find', S.find, text(), text(), any(), any())\n"
    "  local kinds = 'dioxXeEfFgGcs'\n"
    "  local flags = { '', '-', '+', ' ', '#', '0', '-0', '5', '-8', '.3', '08.2', '+.0', '12', "
    "'.0' }\n"
    "  local k = pick(#kinds)\n"
    "  local spec = '<%' .. flags[pick(#flags)] .. S.sub(kinds, k, k) .. '>'\n"
    "  local v = any()\n"
    "  if type(v) ~= 'string' or not S.find(v, '\\0', 1, true) then try('format ' .. spec, "
    "S.format, spec, v) end\n"
    "  try('tonumber', tonumber, any()) try('tonumber2', tonumber, text(), any())\n"
    "  try('tostring', tostring, any()) try('select', select, any(), any(), any())\n"
    "  try('rawequal', rawequal, any(), any()) try('type', type, any())\n"
    "  local t = list()\n"
    "  try('concat', T.concat, t, text()) try('concat3', T.concat, t, text(), pick(3), #t)\n"
    "  try('unpack', T.unpack, t, small(), small()) try('pack', T.pack, any(), any())\n"
    "  local a, b = list(), list()\n"
    "  try('insert', T.insert, a, number(), 'new') try('inserted', function() return a end)\n"
    "  try('insert2', T.insert, a, 'last') try('inserted', function() return a end)\n"
    "  try('remove', T.remove, b, pick(2) == 1 and small() or nil) try('removed', function() "
    "return b end)\n"
    "  try('move', T.move, list(), pick(3), pick(4), pick(5), list())\n"
    "  local c = list()\n"
    "  for i = 1, #c do c[i] = small() end\n"
    "  try('sort', T.sort, c) try('sorted', function() return c end)\n"
    "  for _, name in ipairs { 'floor', 'ceil', 'abs', 'sqrt', 'tointeger', 'type' } do\n"
    "    try(name, M[name], pick(4) == 1 and any() or number())\n"
    "  end\n"
    "  local x, y = number(), number()\n"
    "  try('fmod', M.fmod, x, y) try('modf', M.modf, x) try('max', M.max, x, y, number())\n"
    "  try('min', M.min, x, y, number()) try('ult', M.ult, x, y)\n"
    "  local u = text()\n"
    "  try('ulen', U.len, u, any(), any()) try('ucodepoint', U.codepoint, u, small(), small())\n"
    "  try('uoffset', U.offset, u, small(), pick(2) == 1 and small() or nil)\n"
    "  try('ucodes', function() local s = '' for p, k in U.codes(u) do s = s .. p .. ':' .. k .. ' "
    "' end return s end)\n"
    "  try('uchar', U.char, pick(500), pick(90000) % 0xD000)\n"
    "  local p, q = any(), any()\n"
    "  try('+', function(p, q) return p + q end, p, q) try('-', function(p, q) return p - q end, "
    "p, q)\n"
    "  try('*', function(p, q) return p * q end, p, q) try('/', function(p, q) return p / q end, "
    "p, q)\n"
    "  try('//', function(p, q) return p // q end, p, q) try('%', function(p, q) return p % q end, "
    "p, q)\n"
    "  try('neg', function(p) return -p end, p) try('..', function(p, q) return p .. q end, p, q)\n"
    "  try('<', function(p, q) return p < q end, p, q)\n"
    "end\n"
    "return T.concat(out, '\\n')\n";

struct call {
    int64_t seed;
    char *out;
};

static void take_result(lua_State *L, struct call *call)
{
    size_t len;
    const char *text = lua_tolstring(L, -1, &len);
    call->out = malloc(len + 1);
    memcpy(call->out, text, len + 1);
}

static int l_ours(lua_State *L)
{
    struct call *call = lua_touserdata(L, 1);
    assert_int_equal(luaL_loadstring(L, probe), LUA_OK);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
    lua_pushinteger(L, call->seed);
    lua_call(L, 1, 1);
    take_result(L, call);
    return 0;
}

static void run_stock(lua_State *L, struct call *call)
{
    assert_int_equal(luaL_loadstring(L, probe), LUA_OK);
    lua_pushinteger(L, call->seed);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK)
        fail_msg("stock: %s", lua_tostring(L, -1));
    take_result(L, call);
    lua_pop(L, 1);
}

/* The first line where they differ. */
static void complain(const char *ours, const char *theirs)
{
    while (*ours) {
        size_t a = strcspn(ours, "\n"), b = strcspn(theirs, "\n");
        if (a != b || memcmp(ours, theirs, a) != 0)
            fail_msg("ours:  %.*s\nstock: %.*s", (int)a, ours, (int)b, theirs);
        ours += a + (ours[a] == '\n');
        theirs += b + (theirs[b] == '\n');
    }
}

static void test_same_as_stock(void **state)
{
    lua_State *stock = luaL_newstate();

    (void)state;
    luaL_openlibs(stock);
    for (int64_t seed = 1; seed <= ROUNDS; seed++) {
        struct call ours = {.seed = seed * 7919}, theirs = ours;
        struct err err = {0};
        struct vm *vm;
        assert_int_equal(vm_open(NULL, &vm, &err), 0);
        if (vm_protect(vm, l_ours, &ours, &err) != 0)
            fail_msg("seed %d: %s %s", (int)seed, err.where, err.text);
        vm_close(vm);
        run_stock(stock, &theirs);
        complain(ours.out, theirs.out);
        free(ours.out);
        free(theirs.out);
    }
    lua_close(stock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_as_stock)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
