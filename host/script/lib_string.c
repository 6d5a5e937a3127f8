/* lib_string.c - string.*, over our own matcher (pattern.c).
 *
 * Differences from stock Lua: results are at most 1 MiB; a match that needs too many steps is an
 * error; format has no %p, %a, %q; byte gives at most 1,000 values; pack, unpack, packsize and dump
 * are absent. Upper and lower case are ASCII. Patterns charge a unit per 16 steps.
 * format is in lib_format.c.
 *
 * Method calls on texts (("x"):rep(3)) and arithmetic on them ("10" + 1) go through their
 * metatable, which no script can reach.
 */
#include <lauxlib.h>
#include <stdint.h>
#include <string.h>
#include "script/budget.h"
#include "script/lib.h"
#include "script/pattern.h"
#include "script/sandbox.h"

enum { STEPS_A_UNIT = 16, MAPPED_A_UNIT = 4 };

static struct slice check_slice(lua_State *L, int index)
{
    struct slice text;
    text.bytes = luaL_checklstring(L, index, &text.len);
    return text;
}

/* A start position as an offset + 1: negative counts from the end, never below 1. */
static size_t start_of(lua_Integer position, size_t len)
{
    if (position > 0)
        return (size_t)position;
    if (position == 0 || position < -(lua_Integer)len)
        return 1;
    return len + (size_t)position + 1;
}

/* An end position, at most len, at least 0. */
static size_t end_of(lua_Integer position, size_t len)
{
    if (position > (lua_Integer)len)
        return len;
    if (position >= 0)
        return (size_t)position;
    return position < -(lua_Integer)len ? 0 : len + (size_t)position + 1;
}

/* --- bytes ---------------------------------------------------------------------------------------
 */

RAISES static int l_string_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_slice(L, 1).len);
    return 1;
}

RAISES static int l_string_sub(lua_State *L)
{
    struct slice text = check_slice(L, 1);
    size_t start = start_of(luaL_checkinteger(L, 2), text.len);
    size_t end = end_of(luaL_optinteger(L, 3, -1), text.len);

    if (start <= end)
        lua_pushlstring(L, text.bytes + start - 1, end - start + 1);
    else
        lua_pushliteral(L, "");
    return 1;
}

RAISES static int l_string_byte(lua_State *L)
{
    struct slice text = check_slice(L, 1);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    size_t start = start_of(first, text.len);
    size_t end = end_of(luaL_optinteger(L, 3, first), text.len);

    if (start > end)
        return 0;
    if (end - start >= LIB_UNPACK_ITEMS)
        return luaL_error(L, "too many results: at most %d", LIB_UNPACK_ITEMS);
    int count = (int)(end - start) + 1;
    luaL_checkstack(L, count, "byte");
    budget_charge(L, count);
    for (int i = 0; i < count; i++)
        lua_pushinteger(L, (unsigned char)text.bytes[start - 1 + (size_t)i]);
    return count;
}

RAISES static int l_string_char(lua_State *L)
{
    int count = lua_gettop(L);
    struct text out;

    text_open(L, &out);
    for (int i = 1; i <= count; i++) {
        lua_Unsigned code = (lua_Unsigned)luaL_checkinteger(L, i);
        luaL_argcheck(L, code <= 255, i, "value out of range");
        text_add(&out, (char[]){(char)code}, 1);
    }
    text_push(&out);
    return 1;
}

/* [-0, +1] The text at 1 with each byte through `map`. */
RAISES static int push_mapped(lua_State *L, char (*map)(struct slice text, size_t i))
{
    struct slice text = check_slice(L, 1);
    char *bytes = lua_newuserdatauv(L, text.len + 1, 0);

    budget_charge(L, (int64_t)text.len / MAPPED_A_UNIT);
    for (size_t i = 0; i < text.len; i++)
        bytes[i] = map(text, i);
    lua_pushlstring(L, bytes, text.len);
    return 1;
}

static char upper_byte(struct slice text, size_t i)
{
    char c = text.bytes[i];
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static char lower_byte(struct slice text, size_t i)
{
    char c = text.bytes[i];
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static char mirrored_byte(struct slice text, size_t i)
{
    return text.bytes[text.len - 1 - i];
}

RAISES static int l_string_upper(lua_State *L)
{
    return push_mapped(L, upper_byte);
}

RAISES static int l_string_lower(lua_State *L)
{
    return push_mapped(L, lower_byte);
}

RAISES static int l_string_reverse(lua_State *L)
{
    return push_mapped(L, mirrored_byte);
}

RAISES static int l_string_rep(lua_State *L)
{
    struct slice text = check_slice(L, 1), between = {"", 0};
    lua_Integer count = luaL_checkinteger(L, 2);

    if (!lua_isnoneornil(L, 3))
        between = check_slice(L, 3);
    size_t each = text.len + between.len;
    if (count <= 0 || each == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((lua_Unsigned)count > VM_STRING_BYTES / each + 1)
        text_check(L, SIZE_MAX);
    size_t len = (size_t)count * each - between.len;
    text_check(L, len);
    char *bytes = lua_newuserdatauv(L, len + each, 0);
    memcpy(bytes, text.bytes, text.len);
    memcpy(bytes + text.len, between.bytes, between.len);
    for (size_t done = each; done < len; done *= 2) /* doubles what is there */
        memcpy(bytes + done, bytes, done < len - done ? done : len - done);
    lua_pushlstring(L, bytes, len);
    return 1;
}

/* --- patterns ------------------------------------------------------------------------------------
 */

/* Charges what the matcher did since *charged steps (beginning at a place of the text costs a unit
 * of its own), and raises its fault. */
RAISES static void settle(lua_State *L, struct pattern *m, int64_t *charged)
{
    int64_t units = (m->steps - *charged) / STEPS_A_UNIT;

    *charged += units * STEPS_A_UNIT;
    budget_charge(L, units + m->attempts);
    m->attempts = 0;
    if (m->fault)
        luaL_error(L, "%s", m->fault);
}

/* [-0, +1] Capture i; number 0 without any capture is the whole match. */
RAISES static void push_capture(lua_State *L, const struct pattern *m, int i, struct slice whole)
{
    if (i >= m->level) {
        if (i != 0)
            luaL_error(L, "invalid capture index %%%d", i + 1);
        lua_pushlstring(L, whole.bytes, whole.len);
        return;
    }
    const struct pattern_capture *capture = &m->captures[i];
    if (capture->len == PATTERN_POSITION)
        lua_pushinteger(L, capture->start - m->subject.bytes + 1);
    else if (capture->len < 0)
        luaL_error(L, "unfinished capture");
    else
        lua_pushlstring(L, capture->start, (size_t)capture->len);
}

/* [-0, +n] All captures, or the whole match if there are none and `otherwise_whole`. */
RAISES static int push_captures(lua_State *L, const struct pattern *m, struct slice whole,
                                bool otherwise_whole)
{
    int count = m->level == 0 && otherwise_whole ? 1 : m->level;

    luaL_checkstack(L, count + 2, "captures");
    for (int i = 0; i < count; i++)
        push_capture(L, m, i, whole);
    return count;
}

/* The first match at or after offset `from`; NULL if there is none. *start: where it begins. */
static const char *search(struct pattern *m, size_t from, struct slice text, const char **start)
{
    bool is_anchored = text.len > 0 && text.bytes[0] == '^';
    const char *items = text.bytes + is_anchored;

    for (size_t at = from; at <= m->subject.len; at++) {
        const char *end = pattern_match(m, m->subject.bytes + at, items);
        *start = m->subject.bytes + at;
        if (end || is_anchored || m->fault)
            return end;
    }
    return NULL;
}

RAISES static int find_plain(lua_State *L, struct slice subject, size_t from, struct slice needle)
{
    struct slice rest = {subject.bytes + from, subject.len - from};
    const char *found = pattern_find_plain(rest, needle);

    budget_charge(L, (int64_t)rest.len / 64);
    if (!found) {
        luaL_pushfail(L);
        return 1;
    }
    lua_pushinteger(L, found - subject.bytes + 1);
    lua_pushinteger(L, found - subject.bytes + (lua_Integer)needle.len);
    return 2;
}

RAISES static int find_or_match(lua_State *L, bool is_find)
{
    struct slice subject = check_slice(L, 1), text = check_slice(L, 2);
    size_t from = start_of(luaL_optinteger(L, 3, 1), subject.len) - 1;
    struct pattern m;
    const char *start;
    int64_t charged = 0;

    if (from > subject.len) {
        luaL_pushfail(L);
        return 1;
    }
    if (is_find && (lua_toboolean(L, 4) || pattern_is_plain(text)))
        return find_plain(L, subject, from, text);
    pattern_init(&m, subject, text);
    const char *end = search(&m, from, text, &start);
    settle(L, &m, &charged);
    if (!end) {
        luaL_pushfail(L);
        return 1;
    }
    struct slice whole = {start, (size_t)(end - start)};
    if (!is_find)
        return push_captures(L, &m, whole, true);
    lua_pushinteger(L, start - subject.bytes + 1);
    lua_pushinteger(L, end - subject.bytes);
    return 2 + push_captures(L, &m, whole, false);
}

RAISES static int l_string_find(lua_State *L)
{
    return find_or_match(L, true);
}

RAISES static int l_string_match(lua_State *L)
{
    return find_or_match(L, false);
}

struct walk {
    size_t at;         /* where the next match is looked for */
    size_t last_match; /* end of the one before; SIZE_MAX: none */
};

/* Upvalues: 1 subject, 2 pattern, 3 struct walk. A '^' is no anchor here. */
RAISES static int gmatch_step(lua_State *L)
{
    struct walk *walk = lua_touserdata(L, lua_upvalueindex(3));
    struct slice subject = check_slice(L, lua_upvalueindex(1));
    struct slice text = check_slice(L, lua_upvalueindex(2));
    struct pattern m;
    int64_t charged = 0;

    pattern_init(&m, subject, text);
    for (; walk->at <= subject.len && !m.fault; walk->at++) {
        const char *start = subject.bytes + walk->at;
        const char *end = pattern_match(&m, start, text.bytes);
        if (!end || (size_t)(end - subject.bytes) == walk->last_match)
            continue;
        walk->at = walk->last_match = (size_t)(end - subject.bytes);
        settle(L, &m, &charged);
        return push_captures(L, &m, (struct slice){start, (size_t)(end - start)}, true);
    }
    settle(L, &m, &charged);
    return 0;
}

RAISES static int l_string_gmatch(lua_State *L)
{
    struct slice subject = check_slice(L, 1);

    check_slice(L, 2);
    size_t from = start_of(luaL_optinteger(L, 3, 1), subject.len) - 1;
    lua_settop(L, 2);
    struct walk *walk = lua_newuserdatauv(L, sizeof *walk, 0);
    *walk = (struct walk){from > subject.len ? subject.len + 1 : from, SIZE_MAX};
    lua_pushcclosure(L, gmatch_step, 3);
    return 1;
}

/* --- gsub
 * ----------------------------------------------------------------------------------------- */

struct gsub {
    struct pattern m;
    struct text out;
    int64_t charged;
    bool is_changed;
};

RAISES static void add_template(lua_State *L, struct gsub *g, struct slice whole)
{
    struct slice news = check_slice(L, 3);

    for (size_t i = 0; i < news.len; i++) {
        if (news.bytes[i] != '%') {
            text_add(&g->out, &news.bytes[i], 1);
            continue;
        }
        char kind = ++i < news.len ? news.bytes[i] : '\0';
        if (kind == '%') {
            text_add(&g->out, "%", 1);
        } else if (kind == '0') {
            text_add(&g->out, whole.bytes, whole.len);
        } else if (kind >= '1' && kind <= '9') {
            push_capture(L, &g->m, kind - '1', whole);
            struct slice capture = check_slice(L, -1); /* a position becomes digits */
            text_add(&g->out, capture.bytes, capture.len);
            lua_pop(L, 1);
        } else {
            luaL_error(L, "invalid use of '%%' in replacement string");
        }
    }
    g->is_changed = true;
}

/* The value of the table or function at 3 for this match; false or nil keeps the original. */
RAISES static void add_looked_up(lua_State *L, struct gsub *g, struct slice whole)
{
    if (lua_type(L, 3) == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        int count = push_captures(L, &g->m, whole, true);
        lua_call(L, count, 1);
    } else {
        push_capture(L, &g->m, 0, whole);
        lua_gettable(L, 3);
    }
    if (!lua_toboolean(L, -1)) {
        text_add(&g->out, whole.bytes, whole.len);
    } else if (lua_isstring(L, -1)) {
        struct slice news = check_slice(L, -1);
        text_add(&g->out, news.bytes, news.len);
        g->is_changed = true;
    } else {
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    }
    lua_pop(L, 1);
}

/* Goes through the subject; returns how often it replaced. */
RAISES static lua_Integer replace_all(lua_State *L, struct gsub *g, struct slice text,
                                      lua_Integer most)
{
    bool is_anchored = text.len > 0 && text.bytes[0] == '^';
    bool is_template = lua_type(L, 3) == LUA_TSTRING || lua_type(L, 3) == LUA_TNUMBER;
    const char *at = g->m.subject.bytes, *last = NULL, *end_of_all = at + g->m.subject.len;
    lua_Integer count = 0;

    while (count < most) {
        const char *end = pattern_match(&g->m, at, text.bytes + is_anchored);
        settle(L, &g->m, &g->charged);
        if (end && end != last) {
            struct slice whole = {at, (size_t)(end - at)};
            count++;
            if (is_template)
                add_template(L, g, whole);
            else
                add_looked_up(L, g, whole);
            at = last = end;
        } else if (at < end_of_all) {
            text_add(&g->out, at++, 1);
        } else {
            break;
        }
        if (is_anchored)
            break;
    }
    text_add(&g->out, at, (size_t)(end_of_all - at));
    return count;
}

RAISES static int l_string_gsub(lua_State *L)
{
    struct slice subject = check_slice(L, 1), text = check_slice(L, 2);
    int type = lua_type(L, 3);
    struct gsub g;

    luaL_argexpected(L,
                     type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION ||
                         type == LUA_TTABLE,
                     3, "string/function/table");
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)subject.len + 1);
    lua_settop(L, 3);
    if (type == LUA_TNUMBER)
        lua_tostring(L, 3);
    pattern_init(&g.m, subject, text);
    g.charged = 0;
    g.is_changed = false;
    text_open(L, &g.out);
    lua_Integer count = replace_all(L, &g, text, most);
    if (g.is_changed)
        text_push(&g.out);
    else
        lua_pushvalue(L, 1);
    lua_pushinteger(L, count);
    return 2;
}

static const luaL_Reg string_calls[] = {
    {"byte",    l_string_byte   },
    {"char",    l_string_char   },
    {"find",    l_string_find   },
    {"format",  l_string_format },
    {"gmatch",  l_string_gmatch },
    {"gsub",    l_string_gsub   },
    {"len",     l_string_len    },
    {"lower",   l_string_lower  },
    {"match",   l_string_match  },
    {"rep",     l_string_rep    },
    {"reverse", l_string_reverse},
    {"sub",     l_string_sub    },
    {"upper",   l_string_upper  },
    {NULL,      NULL            },
};

/* --- arithmetic on texts
 * --------------------------------------------------------------------------- */

/* Stock Lua reads texts as numbers here too; ours reads at most 200 bytes. */
RAISES static int arith(lua_State *L, int op, const char *name)
{
    lua_settop(L, 2);
    if (lib_push_number(L, 1) && lib_push_number(L, 2)) {
        lua_arith(L, op);
        return 1;
    }
    lua_settop(L, 2);
    if (lua_type(L, 2) == LUA_TSTRING || !luaL_getmetafield(L, 2, name))
        return luaL_error(L, "attempt to perform arithmetic on a %s value",
                          luaL_typename(L, lua_type(L, 1) == LUA_TNUMBER ? 2 : 1));
    lua_insert(L, 1);
    lua_call(L, 2, 1);
    return 1;
}

RAISES static int l_text_add(lua_State *L)
{
    return arith(L, LUA_OPADD, "__add");
}

RAISES static int l_text_sub(lua_State *L)
{
    return arith(L, LUA_OPSUB, "__sub");
}

RAISES static int l_text_mul(lua_State *L)
{
    return arith(L, LUA_OPMUL, "__mul");
}

RAISES static int l_text_div(lua_State *L)
{
    return arith(L, LUA_OPDIV, "__div");
}

RAISES static int l_text_idiv(lua_State *L)
{
    return arith(L, LUA_OPIDIV, "__idiv");
}

RAISES static int l_text_mod(lua_State *L)
{
    return arith(L, LUA_OPMOD, "__mod");
}

RAISES static int l_text_pow(lua_State *L)
{
    return arith(L, LUA_OPPOW, "__pow");
}

RAISES static int l_text_unm(lua_State *L)
{
    if (!lib_push_number(L, 1))
        return luaL_error(L, "attempt to perform arithmetic on a string value");
    lua_arith(L, LUA_OPUNM);
    return 1;
}

static const luaL_Reg text_meta[] = {
    {"__add",  l_text_add },
    {"__sub",  l_text_sub },
    {"__mul",  l_text_mul },
    {"__div",  l_text_div },
    {"__idiv", l_text_idiv},
    {"__mod",  l_text_mod },
    {"__pow",  l_text_pow },
    {"__unm",  l_text_unm },
    {NULL,     NULL       },
};

/* The first method of a text makes the library, which takes the place of this function. */
RAISES static int l_text_index(lua_State *L)
{
    lua_settop(L, 2);
    sandbox_push_library(L, "string");
    lua_pushvalue(L, 2);
    lua_gettable(L, 3);
    return 1;
}

void lib_string_open_texts(lua_State *L)
{
    lua_pushliteral(L, "");
    luaL_newlib(L, text_meta);
    lua_pushcfunction(L, l_text_index);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void lib_string_open(lua_State *L)
{
    luaL_newlib(L, string_calls);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 2);
}
