/* lua_grammar.c - see lua_grammar.h. To reach a new library function: a name in `functions`. */
#include "fuzz/lua_grammar.h"

enum { TEXT_MAX = 6000, DEPTH_MAX = 7 };

struct grammar {
    const uint8_t *at, *end;
    struct buf *out;
    int depth;
};

static const char *const functions[] = {
    "string.byte",
    "string.char",
    "string.find",
    "string.format",
    "string.gmatch",
    "string.gsub",
    "string.len",
    "string.lower",
    "string.match",
    "string.rep",
    "string.reverse",
    "string.sub",
    "string.upper",
    "table.concat",
    "table.insert",
    "table.move",
    "table.pack",
    "table.remove",
    "table.sort",
    "table.unpack",
    "math.abs",
    "math.ceil",
    "math.floor",
    "math.fmod",
    "math.max",
    "math.min",
    "math.modf",
    "math.sqrt",
    "math.tointeger",
    "math.type",
    "math.ult",
    "utf8.char",
    "utf8.codepoint",
    "utf8.codes",
    "utf8.len",
    "utf8.offset",
    "assert",
    "error",
    "getmetatable",
    "ipairs",
    "next",
    "pairs",
    "pcall",
    "rawequal",
    "rawget",
    "rawlen",
    "rawset",
    "select",
    "setmetatable",
    "tonumber",
    "tostring",
    "type",
    "a",
    "f",
    "load",
};

static const char *const atoms[] = {
    "nil",
    "true",
    "false",
    "0",
    "1",
    "2",
    "-1",
    "3",
    "7",
    "1.5",
    "-0.0",
    "2^53",
    "1e308",
    "1/0",
    "0/0",
    "math.maxinteger",
    "math.mininteger",
    "200000",
    "65536",
    "''",
    "'a'",
    "'abc'",
    "'%d'",
    "'(a*)b-'",
    "'%f[%w]'",
    "'[^a-c]'",
    "'%b()'",
    "'.-x'",
    "'()'",
    "'%1'",
    "'信访'",
    "'\\xff'",
    "'a\\0b'",
    "'10'",
    "' 0x1F '",
    "'%5.2f %s'",
    "('ab'):rep(300)",
    "'n'",
    "'code'",
    "'__index'",
    "'__gc'",
    "a",
    "b",
    "t",
    "f",
    "{}",
    "string",
    "math",
    "_G",
    "...",
};

static const char *const operators[] = {"+", "-",  "*",  "/", "//", "%", "^",  "..", "==",  "~=",
                                        "<", "<=", ">=", "&", "|",  "~", "<<", ">>", "and", "or"};

static const char *const fields[] = {"__index", "__newindex", "__call", "__tostring", "__name",
                                     "__len",   "__eq",       "__lt",   "__concat",   "__add",
                                     "__unm",   "__gc",       "__mode", "__close",    "__pairs",
                                     "code",    "message",    "x",      "n",          "y"};

#define PICK(g, list) (list)[take(g) % (sizeof(list) / sizeof *(list))]

static unsigned take(struct grammar *g)
{
    return g->at < g->end ? *g->at++ : 0;
}

static void say(struct grammar *g, const char *text)
{
    buf_add_text(g->out, text);
}

static bool is_shallow(struct grammar *g)
{
    return g->depth < DEPTH_MAX && g->at < g->end && g->out->len < TEXT_MAX;
}

static void write_block(struct grammar *g);
static void write_expression(struct grammar *g);

static void write_arguments(struct grammar *g)
{
    unsigned count = take(g) % 5;

    say(g, "(");
    for (unsigned i = 0; i < count; i++) {
        say(g, i ? ", " : "");
        write_expression(g);
    }
    say(g, ")");
}

static void write_call(struct grammar *g)
{
    bool is_caught = take(g) % 3 > 0;
    const char *name = PICK(g, functions);

    if (!is_caught) {
        say(g, name);
        write_arguments(g);
        return;
    }
    say(g, "pcall(");
    say(g, name);
    for (unsigned i = take(g) % 5; i > 0; i--) {
        say(g, ", ");
        write_expression(g);
    }
    say(g, ")");
}

static void write_table(struct grammar *g)
{
    say(g, "{ ");
    for (unsigned i = take(g) % 5; i > 0; i--) {
        unsigned kind = take(g) % 4;
        if (kind == 0) {
            say(g, "[");
            write_expression(g);
            say(g, "] = ");
        } else if (kind == 1) {
            say(g, PICK(g, fields));
            say(g, " = ");
        }
        write_expression(g);
        say(g, ", ");
    }
    say(g, "}");
}

static void write_function(struct grammar *g)
{
    say(g, "function(a, b, ...) ");
    write_block(g);
    say(g, " end");
}

static void write_index(struct grammar *g)
{
    say(g, take(g) % 2 ? "t" : "a");
    say(g, ".");
    say(g, PICK(g, fields));
}

static void write_compound(struct grammar *g)
{
    switch (take(g) % 8) {
    case 0:
    case 1:
        write_table(g);
        return;
    case 2:
        write_function(g);
        return;
    case 3:
        say(g, "(");
        write_expression(g);
        say(g, " ");
        say(g, PICK(g, operators));
        say(g, " ");
        write_expression(g);
        say(g, ")");
        return;
    case 4:
        say(g, take(g) % 2 ? "#" : "- ");
        write_expression(g);
        return;
    case 5:
        say(g, "setmetatable({}, ");
        write_table(g);
        say(g, ")");
        return;
    case 6:
        write_index(g);
        return;
    default:
        write_call(g);
    }
}

static void write_expression(struct grammar *g)
{
    if (!is_shallow(g) || take(g) % 2) {
        say(g, PICK(g, atoms));
        return;
    }
    g->depth++;
    write_compound(g);
    g->depth--;
}

static void write_loop(struct grammar *g)
{
    static const char *const heads[] = {"for a, b in pairs(", "for a, b in ipairs(",
                                        "for a, b in next, (", "for a in string.gmatch('aXbX', "};
    unsigned kind = take(g) % 6;

    if (kind == 4) {
        say(g, "for a = 1, 5 do ");
    } else if (kind == 5) {
        say(g, "while ");
        write_expression(g);
        say(g, " do ");
    } else {
        say(g, heads[kind]);
        write_expression(g);
        say(g, ") do ");
    }
    write_block(g);
    say(g, " end ");
}

static void write_assignment(struct grammar *g)
{
    static const char *const targets[] = {"a", "b", "t", "local a", "local b", "t[#t + 1]", "x"};
    if (take(g) % 3 == 0)
        write_index(g);
    else
        say(g, PICK(g, targets));
    say(g, " = ");
    write_expression(g);
    say(g, "; ");
}

static void write_statement(struct grammar *g)
{
    switch (take(g) % 6) {
    case 0:
        write_loop(g);
        return;
    case 1:
        say(g, "if ");
        write_expression(g);
        say(g, " then ");
        write_block(g);
        say(g, " end ");
        return;
    case 2:
        say(g, "t[#t + 1] = ");
        write_call(g);
        say(g, "; ");
        return;
    case 3:
        say(g, "local f = ");
        write_function(g);
        say(g, "; ");
        return;
    default:
        write_assignment(g);
    }
}

static void write_block(struct grammar *g)
{
    g->depth++;
    for (unsigned i = take(g) % 5; i > 0 && is_shallow(g); i--)
        write_statement(g);
    g->depth--;
    if (take(g) % 4 == 0) {
        say(g, "do return ");
        write_expression(g);
        say(g, " end ");
    }
}

void grammar_chunk(struct buf *out, const uint8_t *bytes, size_t len)
{
    struct grammar g = {.at = bytes, .end = bytes + len, .out = out};

    say(&g, "local a, b, t, f = 1, 'b', {}, function(...) return ... end\n");
    while (is_shallow(&g)) { /* mostly caught, so that the next statement is reached */
        bool is_caught = take(&g) % 4 > 0;
        say(&g, is_caught ? "pcall(function(...) " : "");
        write_statement(&g);
        say(&g, is_caught ? " end)\n" : "\n");
    }
    say(&g, "return a, b, #t, t[1]");
}

void grammar_expression(struct buf *out, const uint8_t *bytes, size_t len)
{
    struct grammar g = {.at = bytes, .end = bytes + len, .out = out};
    write_table(&g);
}
