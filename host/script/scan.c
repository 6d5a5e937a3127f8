/* scan.c - bounds on a source text, by its words alone (source.h).
 *
 * liblua 5.4's compiler and its error messages have costs that no hook sees: naming a variable
 * after an error goes along a chain of fields once per field, in itself (200,000 fields overflow
 * the C stack). And one piece of wrong code: a bitwise operator with a constant, in a function with
 * more than 255 constants. Neither needs a parser: brackets and blocks nest, and at each level we
 * count the field steps of the present chain, in each function its possible constants.
 *
 * What does not nest is refused here, so that what we count is what the compiler sees. To add a
 * bound: count it in take_token, refuse it through `refuse`.
 */
#include "script/scan.h"

#include <stdio.h>
#include <string.h>
#include "base/status.h"
#include "script/source.h"

enum level_kind {
    LEVEL_CHUNK,
    LEVEL_FUNCTION, /* function ... end */
    LEVEL_BLOCK,    /* do or if ... end */
    LEVEL_REPEAT,   /* repeat ... until */
    LEVEL_GROUP,    /* ( expression ) */
    LEVEL_CALL,     /* ( arguments ) */
    LEVEL_INDEX,    /* [ key ] */
    LEVEL_TABLE,    /* { fields } */
};

struct level {
    enum level_kind kind;
    int steps;        /* of the chain now being read */
    int most_steps;   /* of any chain read at this level */
    int constants;    /* CHUNK, FUNCTION: texts, numbers and names */
    int bitwise_line; /* there too: where one stands, 0 if none */
};

struct scan {
    struct source source;
    const char *path;
    struct err *err;
    struct token last; /* the one before */
    int depth;
    struct level levels[SCAN_DEPTH];
};

static int refuse(struct scan *scan, int line, const char *why)
{
    char where[160];
    snprintf(where, sizeof where, "%s:%d", scan->path, line);
    return err_set_at(scan->err, STATUS_SCRIPT_FAILED, "bad_source", where, "%s", why);
}

static struct level *top(struct scan *scan)
{
    return &scan->levels[scan->depth - 1];
}

static struct level *function_of(struct scan *scan)
{
    int i = scan->depth - 1;
    while (scan->levels[i].kind != LEVEL_FUNCTION && scan->levels[i].kind != LEVEL_CHUNK)
        i--;
    return &scan->levels[i];
}

static int open_level(struct scan *scan, enum level_kind kind, int line)
{
    if (scan->depth == SCAN_DEPTH)
        return refuse(scan, line,
                      "more than 150 brackets and blocks in each other: use functions "
                      "of their own");
    scan->levels[scan->depth++] = (struct level){.kind = kind};
    return 0;
}

static int check_constants(struct scan *scan, const struct level *level)
{
    if (level->bitwise_line && level->constants > SCAN_CONSTANTS)
        return refuse(scan, level->bitwise_line,
                      "& | ~ << >> in a function with more than 250 constants may be compiled "
                      "wrongly: move it to a function of its own");
    return 0;
}

/* `fits` holds the kinds this closing word may close. */
static int close_level(struct scan *scan, unsigned fits, int line)
{
    struct level closed = *top(scan);

    if (!(fits & 1u << closed.kind))
        return refuse(scan, line, "this closes something that was not opened");
    scan->depth--;
    if (closed.kind == LEVEL_GROUP)
        top(scan)->steps = closed.most_steps;
    return closed.kind == LEVEL_FUNCTION ? check_constants(scan, &closed) : 0;
}

static int add_step(struct scan *scan, int line)
{
    struct level *level = top(scan);

    if (++level->steps > level->most_steps)
        level->most_steps = level->steps;
    if (level->steps > SCAN_STEPS)
        return refuse(scan, line,
                      "more than 1000 field steps in one expression: use a local name "
                      "for a part of it");
    return 0;
}

/* Could the token be the end of something that can be called or indexed? */
static bool ends_operand(const struct token *token)
{
    static const char *const words[] = {"and",    "break",  "do",   "else",  "elseif", "for",
                                        "if",     "goto",   "in",   "local", "not",    "or",
                                        "repeat", "return", "then", "until", "while",  "function"};

    if (token->type == TOKEN_STRING)
        return true;
    if (token->type == TOKEN_SYMBOL)
        return token_is(token, ")") || token_is(token, "]") || token_is(token, "}");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(token, words[i]))
            return false;
    return token->type == TOKEN_NAME;
}

/* Words that open or close a block; *rc as of open_level. False for any other name. */
static bool is_block_word(struct scan *scan, const struct token *token, int *rc)
{
    static const struct {
        const char *word;
        enum level_kind kind;
    } openers[] = {
        {"function", LEVEL_FUNCTION},
        {"do",       LEVEL_BLOCK   },
        {"if",       LEVEL_BLOCK   },
        {"repeat",   LEVEL_REPEAT  },
    };

    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
        if (token_is(token, openers[i].word)) {
            *rc = open_level(scan, openers[i].kind, token->line);
            return true;
        }
    if (token_is(token, "end"))
        *rc = close_level(scan, 1u << LEVEL_FUNCTION | 1u << LEVEL_BLOCK, token->line);
    else if (token_is(token, "until"))
        *rc = close_level(scan, 1u << LEVEL_REPEAT, token->line);
    else
        return false;
    return true;
}

static int take_name(struct scan *scan, const struct token *token)
{
    bool is_field = token_is(&scan->last, ".") || token_is(&scan->last, ":");
    int rc = 0;

    if (!is_field && is_block_word(scan, token, &rc))
        return rc;
    if (!is_field)
        top(scan)->steps = 0; /* a chain begins */
    function_of(scan)->constants++;
    return 0;
}

static int take_bracket(struct scan *scan, const struct token *token)
{
    bool continues = ends_operand(&scan->last);
    int rc = 0;

    switch (token->text.bytes[0]) {
    case '(':
        return open_level(scan, continues ? LEVEL_CALL : LEVEL_GROUP, token->line);
    case '[':
        if (continues)
            rc = add_step(scan, token->line);
        return rc < 0 ? rc : open_level(scan, LEVEL_INDEX, token->line);
    case '{':
        return open_level(scan, LEVEL_TABLE, token->line);
    case ')':
        return close_level(scan, 1u << LEVEL_GROUP | 1u << LEVEL_CALL, token->line);
    case ']':
        return close_level(scan, 1u << LEVEL_INDEX, token->line);
    default:
        return close_level(scan, 1u << LEVEL_TABLE, token->line);
    }
}

static int take_symbol(struct scan *scan, const struct token *token)
{
    static const char *const bitwise[] = {"&", "|", "~", "<<", ">>"};

    if (token->text.len == 1 && strchr("()[]{}", token->text.bytes[0]))
        return take_bracket(scan, token);
    if (token_is(token, ".") || token_is(token, ":"))
        return add_step(scan, token->line);
    for (size_t i = 0; i < sizeof bitwise / sizeof *bitwise; i++)
        if (token_is(token, bitwise[i]))
            function_of(scan)->bitwise_line = token->line;
    return 0;
}

static int take_token(struct scan *scan, const struct token *token)
{
    switch (token->type) {
    case TOKEN_NAME:
        return take_name(scan, token);
    case TOKEN_SYMBOL:
        return take_symbol(scan, token);
    default:
        function_of(scan)->constants++;
        return 0;
    }
}

static int check_bytes(struct scan *scan, struct slice text)
{
    if (text.len > SCAN_BYTES)
        return refuse(scan, 1, "a file of scripts has at most 64 KiB: divide it");
    if (text.len > 0 && text.bytes[0] == '\x1b')
        return refuse(scan, 1, "this is compiled Lua: only text is taken");
    if (text.len >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0)
        return refuse(scan, 1, "the text begins with a byte order mark: save it as UTF-8 without");
    if (text.len > 0 && memchr(text.bytes, '\0', text.len))
        return refuse(scan, 1, "the text has a zero byte");
    return 0;
}

int scan_source(struct slice text, const char *path, struct err *err)
{
    struct scan scan = {.path = path, .err = err, .depth = 1};
    int rc = check_bytes(&scan, text);

    source_init(&scan.source, text);
    while (rc == 0) {
        struct token token = source_next(&scan.source);
        if (token.type == TOKEN_END)
            break;
        rc = take_token(&scan, &token);
        scan.last = token;
    }
    return rc < 0 ? rc : check_constants(&scan, &scan.levels[0]);
}
