/* fuzz_parse.c - our parser takes exactly what Lua's compiler takes, and never does worse than
 * fail.
 *
 * Odd first byte: the rest is the text. Even: each byte names a word of Lua, so that mutations give
 * statements more often than noise. Bounds of size differ (nesting, registers, constants) and are
 * left out of the comparison; every place our fault names lies in the text.
 */
#include <lauxlib.h>
#include <string.h>
#include "base/buf.h"
#include "fuzz/fuzz.h"
#include "script/parse.h"

static const char *const pieces[] = {
    "a",
    "b",
    "case",
    "x",
    "_ENV",
    "f",
    "1",
    "0x7fP-2",
    "3.5e2",
    "\"t\"",
    "'u\\z  v'",
    "[[w]]",
    "[==[ ]] ]==]",
    "nil",
    "true",
    "false",
    "...",
    "and",
    "or",
    "not",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "^",
    "..",
    "==",
    "~=",
    "<",
    "<=",
    ">",
    ">=",
    "&",
    "|",
    "~",
    "<<",
    ">>",
    "#",
    "=",
    ",",
    ";",
    ":",
    "::",
    ".",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "function",
    "end",
    "if",
    "then",
    "else",
    "elseif",
    "while",
    "do",
    "repeat",
    "until",
    "for",
    "in",
    "return",
    "break",
    "goto",
    "local",
    "<const>",
    "<close>",
    "\n",
    "-- c\n",
    "--[[ d ]]",
    "local a = 1 ",
    "a = a ",
    "f() ",
    "if a then ",
    "do ",
    "end ",
    "while x do ",
    "repeat ",
    "until b ",
    "for a = 1, 2 do ",
    "for a, b in f() do ",
    "function f(a, ...) ",
    "local function b() ",
    "return ",
    "goto l ",
    "::l:: ",
    "goto m ",
    "::m:: ",
    "break ",
    "case:task(\"x\", { to = 1 }) ",
    "x.y.z ",
    "x[1] ",
    "f \"s\" ",
    "f { 1, a = 2, [3] = 4 } ",
    "local b <const> = 2 ",
    "b = 1 ",
    "(a)",
    "a.b = c ",
};

static int is_bound(const char *message)
{
    static const char *const bounds[] = {"too many",    "overflow",  "C levels", "too long",
                                         "too complex", "registers", "memory"};
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        if (strstr(message, bounds[i]))
            return 1;
    }
    return 0;
}

static void compare(struct slice text)
{
    struct arena arena = {0};
    struct tree tree;
    struct lex_fault fault;
    int ours = parse_text(text, &arena, &tree, &fault);
    lua_State *L = luaL_newstate();
    fuzz_require(L != NULL, "a state can be made");
    int lua = luaL_loadbufferx(L, text.bytes, text.len, "=t", "t");
    const char *said = lua == LUA_OK ? "" : lua_tostring(L, -1);
    int is_size = is_bound(said) || (ours && strstr(fault.what, "too many")) ||
                  (ours && strstr(fault.what, "too large"));
    if (!is_size && (ours == 0) != (lua == LUA_OK)) {
        fprintf(stderr, "ours: %d:%d %s\nLua: %s\n---\n%.*s\n", fault.line, fault.column,
                ours ? fault.what : "taken", lua == LUA_OK ? "taken" : said, SLICE_ARG(text));
        fuzz_require(0, "we take what Lua takes");
    }
    if (ours) {
        int lines = 1;
        for (size_t i = 0; i < text.len; i++)
            lines += text.bytes[i] == '\n' || text.bytes[i] == '\r';
        fuzz_require(fault.line >= 1 && fault.line <= lines && fault.column >= 1,
                     "a fault has a place in the text");
        fuzz_require(fault.what[0] && fault.instead[0], "a fault says what and what instead");
    }
    lua_close(L);
    arena_close(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct buf text = {0};
    if (len == 0)
        return 0;
    if (bytes[0] % 2)
        buf_add(&text, bytes + 1, len - 1);
    for (size_t i = 1; bytes[0] % 2 == 0 && i < len && i < 2000; i++) {
        buf_add_text(&text, pieces[bytes[i] % (sizeof pieces / sizeof *pieces)]);
        if (bytes[i] >= 128)
            buf_add_byte(&text, ' ');
    }
    compare(buf_slice(&text));
    buf_close(&text);
    return 0;
}
