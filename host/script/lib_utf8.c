/* lib_utf8.c - utf8.*, strict everywhere: no surrogates, no code points over 10FFFF, no overlong
 * forms, no stray continuation bytes (stock utf8.codes accepts some, and all have a `lax` switch
 * that is left out here).
 */
#include <lauxlib.h>
#include <string.h>
#include "script/budget.h"
#include "script/lib.h"
#include "script/sandbox.h"

enum { CODE_MOST = 0x10FFFF };

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Bytes of the character at the start of text; 0 if it is not one. */
static size_t decode(struct slice text, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)text.bytes;

    if (text.len == 0)
        return 0;
    *code = at[0];
    if (at[0] < 0x80)
        return 1;
    size_t len = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
    if (at[0] < 0xC2 || at[0] > 0xF4 || text.len < len)
        return 0;
    *code = at[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (!is_continuation(at[i]))
            return 0;
        *code = *code << 6 | (at[i] & 0x3Fu);
    }
    bool is_surrogate = *code >= 0xD800 && *code <= 0xDFFF;
    return *code < least[len] || *code > CODE_MOST || is_surrogate ? 0 : len;
}

static struct slice behind(struct slice text, size_t skip)
{
    return (struct slice){.bytes = text.bytes + skip, .len = text.len - skip};
}

bool lib_utf8_is_valid(struct slice text)
{
    uint32_t code;

    while (text.len > 0) {
        size_t len = decode(text, &code);
        if (len == 0 || code == 0)
            return false;
        text = behind(text, len);
    }
    return true;
}

static size_t encode(uint32_t code, char bytes[4])
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, code >>= 6)
        bytes[i] = (char)(0x80 | (code & 0x3F));
    bytes[0] = (char)((0xF00u >> len & 0xFF) | code);
    return len;
}

/* Position i (from the end if negative) as an offset; may lie outside. */
static lua_Integer offset_of(lua_Integer i, size_t len)
{
    if (i >= 0)
        return i - 1;
    return (lua_Unsigned)0 - (lua_Unsigned)i > len ? -1 : (lua_Integer)len + i;
}

static struct slice check_text(lua_State *L, int index)
{
    struct slice text;
    luaL_checktype(L, index, LUA_TSTRING);
    text.bytes = lua_tolstring(L, index, &text.len);
    return text;
}

RAISES static int l_utf8_char(lua_State *L)
{
    int count = lua_gettop(L);
    struct text out;
    char bytes[4];

    text_open(L, &out);
    for (int i = 1; i <= count; i++) {
        lua_Integer code = luaL_checkinteger(L, i);
        bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
        luaL_argcheck(L, code >= 0 && code <= CODE_MOST && !is_surrogate, i, "not a character");
        text_add(&out, bytes, encode((uint32_t)code, bytes));
    }
    text_push(&out);
    return 1;
}

/* utf8.len(s, i, j): characters that start between i and j; nil and the place of a bad byte. */
RAISES static int l_utf8_len(lua_State *L)
{
    struct slice text = check_text(L, 1);
    lua_Integer at = offset_of(luaL_optinteger(L, 2, 1), text.len);
    lua_Integer last = offset_of(luaL_optinteger(L, 3, -1), text.len);
    lua_Integer count = 0;
    uint32_t code;

    luaL_argcheck(L, at >= 0 && at <= (lua_Integer)text.len, 2, "initial position out of bounds");
    luaL_argcheck(L, last < (lua_Integer)text.len, 3, "final position out of bounds");
    budget_charge(L, (int64_t)text.len / 4);
    for (; at <= last; count++) {
        size_t len = decode(behind(text, (size_t)at), &code);
        if (len == 0) {
            luaL_pushfail(L);
            lua_pushinteger(L, at + 1);
            return 2;
        }
        at += (lua_Integer)len;
    }
    lua_pushinteger(L, count);
    return 1;
}

RAISES static int l_utf8_codepoint(lua_State *L)
{
    struct slice text = check_text(L, 1);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    lua_Integer at = offset_of(first, text.len);
    lua_Integer last = offset_of(luaL_optinteger(L, 3, first), text.len);
    int count = 0;
    uint32_t code;

    luaL_argcheck(L, at >= 0, 2, "out of bounds");
    luaL_argcheck(L, last < (lua_Integer)text.len, 3, "out of bounds");
    for (; at <= last; count++) {
        size_t len = decode(behind(text, (size_t)at), &code);
        if (len == 0)
            return luaL_error(L, "invalid UTF-8 code");
        if (count >= LIB_UNPACK_ITEMS)
            return luaL_error(L, "too many results: at most %d", LIB_UNPACK_ITEMS);
        luaL_checkstack(L, 1, "codepoint");
        budget_charge(L, 1);
        lua_pushinteger(L, (lua_Integer)code);
        at += (lua_Integer)len;
    }
    return count;
}

static bool starts_here(struct slice text, lua_Integer at)
{
    return at >= (lua_Integer)text.len || !is_continuation((unsigned char)text.bytes[at]);
}

/* utf8.offset(s, n, i): where the n-th character from i begins. */
RAISES static int l_utf8_offset(lua_State *L)
{
    struct slice text = check_text(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2), len = (lua_Integer)text.len;
    lua_Integer at = offset_of(luaL_optinteger(L, 3, n >= 0 ? 1 : len + 1), text.len);

    luaL_argcheck(L, at >= 0 && at <= len, 3, "position out of bounds");
    budget_charge(L, (int64_t)text.len / 4);
    while (n == 0 && at > 0 && !starts_here(text, at))
        at--;
    if (n != 0 && !starts_here(text, at))
        return luaL_error(L, "initial position is a continuation byte");
    for (; n < 0 && at > 0; n++)
        do
            at--;
        while (at > 0 && !starts_here(text, at));
    for (n -= n > 0; n > 0 && at < len; n--)
        do
            at++;
        while (!starts_here(text, at));
    if (n == 0)
        lua_pushinteger(L, at + 1);
    else
        luaL_pushfail(L);
    return 1;
}

RAISES static int codes_step(lua_State *L)
{
    struct slice text = check_text(L, 1);
    lua_Integer at = luaL_checkinteger(L, 2);
    uint32_t code;

    if (at < 0 || at > (lua_Integer)text.len)
        return 0;
    if (at > 0) /* behind the character that starts at `at` */
        at += (lua_Integer)decode(behind(text, (size_t)at - 1), &code) - 1;
    if (at >= (lua_Integer)text.len)
        return 0;
    if (decode(behind(text, (size_t)at), &code) == 0)
        return luaL_error(L, "invalid UTF-8 code");
    lua_pushinteger(L, at + 1);
    lua_pushinteger(L, (lua_Integer)code);
    return 2;
}

RAISES static int l_utf8_codes(lua_State *L)
{
    check_text(L, 1);
    lua_settop(L, 1);
    lua_pushcfunction(L, codes_step);
    lua_insert(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

static const luaL_Reg utf8_calls[] = {
    {"char",      l_utf8_char     },
    {"codepoint", l_utf8_codepoint},
    {"codes",     l_utf8_codes    },
    {"len",       l_utf8_len      },
    {"offset",    l_utf8_offset   },
    {NULL,        NULL            },
};

void lib_utf8_open(lua_State *L)
{
    luaL_newlib(L, utf8_calls);
    lua_pushliteral(L, "[\0-\x7F\xC2-\xF4][\x80-\xBF]*");
    lua_setfield(L, -2, "charpattern");
}
