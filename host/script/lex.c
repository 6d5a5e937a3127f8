/* lex.c - the strict reader of Lua's words (lex.h). Positions count characters of UTF-8: a byte
 * that continues one is not counted. Numbers follow Lua: decimal whole numbers that do not fit
 * become real, hexadecimal ones wrap around. To add a symbol: a row in `symbols`, longest first.
 */
#include "script/lex.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/buf.h"

static const char *const words[] = {"and",   "break", "do",       "else", "elseif", "end",
                                    "false", "for",   "function", "goto", "if",     "in",
                                    "local", "nil",   "not",      "or",   "repeat", "return",
                                    "then",  "true",  "until",    "while"};

void lex_init(struct lex *lex, struct slice text, struct arena *arena, struct lex_fault *fault)
{
    *lex = (struct lex){.at = text.bytes,
                        .end = text.bytes + text.len,
                        .line = 1,
                        .mark = text.bytes,
                        .mark_column = 1,
                        .arena = arena,
                        .fault = fault};
}

bool lex_is_word(struct slice name)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (slice_is(name, words[i]))
            return true;
    }
    return false;
}

bool lexeme_is(const struct lexeme *lexeme, const char *word)
{
    return (lexeme->type == LEX_WORD || lexeme->type == LEX_SYMBOL) && slice_is(lexeme->text, word);
}

/* ---- places and faults ----------------------------------------------------------------------- */

/* The column of `lex->at`; counts from the last place asked for. */
static int column_of(struct lex *lex)
{
    for (; lex->mark < lex->at; lex->mark++)
        lex->mark_column += ((unsigned char)*lex->mark & 0xC0) != 0x80;
    return lex->mark_column;
}

static int fail(struct lex *lex, const struct lexeme *at, const char *what, const char *instead)
{
    struct lex_fault *fault = lex->fault;
    fault->line = at->line;
    fault->column = at->column;
    snprintf(fault->what, sizeof fault->what, "%s", what);
    snprintf(fault->instead, sizeof fault->instead, "%s", instead);
    return -1;
}

static bool has(const struct lex *lex, size_t ahead, char c)
{
    return (size_t)(lex->end - lex->at) > ahead && lex->at[ahead] == c;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* At a line end: \n, \r, or the two together in either order are one. */
static void step_line(struct lex *lex)
{
    char first = *lex->at++;
    if (lex->at < lex->end && is_line_end(*lex->at) && *lex->at != first)
        lex->at++;
    lex->line++;
    lex->mark = lex->at;
    lex->mark_column = 1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int hex_of(char c)
{
    if (is_digit(c))
        return c - '0';
    return (c | 0x20) - 'a' + 10;
}

/* ---- long brackets and blanks ---------------------------------------------------------------- */

/* The number of = in [==[, or -1 for a bracket alone, -2 for [= without a second bracket. */
static int long_level(const struct lex *lex)
{
    int level = 0;
    while (has(lex, 1 + (size_t)level, '='))
        level++;
    if (has(lex, 1 + (size_t)level, '['))
        return level;
    return level == 0 ? -1 : -2;
}

static bool closes_long(const struct lex *lex, int level)
{
    for (int i = 0; i < level; i++) {
        if (!has(lex, 1 + (size_t)i, '='))
            return false;
    }
    return has(lex, 0, ']') && has(lex, 1 + (size_t)level, ']');
}

/* From [==[ to ]==]. `text` gets the content with line ends as \n; NULL for a comment. */
static int read_long(struct lex *lex, const struct lexeme *at, int level, struct buf *text)
{
    lex->at += level + 2;
    if (lex->at < lex->end && is_line_end(*lex->at))
        step_line(lex); /* a line end right behind the bracket does not count */
    while (lex->at < lex->end && !closes_long(lex, level)) {
        if (is_line_end(*lex->at)) {
            step_line(lex);
            if (text)
                buf_add_byte(text, '\n');
        } else {
            if (text)
                buf_add_byte(text, *lex->at);
            lex->at++;
        }
    }
    if (lex->at >= lex->end)
        return fail(lex, at,
                    text ? "this long text is never closed" : "this long comment is never closed",
                    "Close it with ]] (with as many = between as it was opened with).");
    lex->at += level + 2;
    return 0;
}

static int skip_comment(struct lex *lex)
{
    struct lexeme at = {.line = lex->line, .column = column_of(lex)};
    lex->at += 2;
    int level = has(lex, 0, '[') ? long_level(lex) : -1;
    if (level >= 0)
        return read_long(lex, &at, level, NULL);
    while (lex->at < lex->end && !is_line_end(*lex->at))
        lex->at++;
    return 0;
}

static int skip_blank(struct lex *lex)
{
    while (lex->at < lex->end) {
        char c = *lex->at;
        if (is_line_end(c)) {
            step_line(lex);
        } else if (c == ' ' || c == '\t' || c == '\v' || c == '\f') {
            lex->at++;
        } else if (c == '-' && has(lex, 1, '-')) {
            if (skip_comment(lex))
                return -1;
        } else {
            return 0;
        }
    }
    return 0;
}

/* ---- quoted texts ---------------------------------------------------------------------------- */

static int fail_escape(struct lex *lex, const char *what)
{
    struct lexeme at = {.line = lex->line, .column = column_of(lex)};
    return fail(lex, &at, what,
                "After a backslash may stand n, t, \\, a quote, xXX, u{XXX} or up to three digits. "
                "A backslash itself is written \\\\.");
}

static void add_utf8(struct buf *text, uint32_t code)
{
    char bytes[6];
    int count = 0;
    if (code < 0x80) {
        buf_add_byte(text, (char)code);
        return;
    }
    uint32_t most = 0x3f; /* what fits the first byte */
    do {
        bytes[count++] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
        most >>= 1;
    } while (code > most);
    buf_add_byte(text, (char)((~most << 1) | code));
    while (count > 0)
        buf_add_byte(text, bytes[--count]);
}

static int read_unicode(struct lex *lex, struct buf *text)
{
    uint64_t code = 0;
    int digits = 0;
    lex->at++;
    if (!has(lex, 0, '{'))
        return fail_escape(lex, "\\u needs { and } around its number");
    for (lex->at++; lex->at < lex->end && is_hex(*lex->at); lex->at++, digits++) {
        code = code * 16 + (uint64_t)hex_of(*lex->at);
        if (code > 0x7FFFFFFF)
            return fail_escape(lex, "the number in \\u{ } is too large");
    }
    if (digits == 0 || !has(lex, 0, '}'))
        return fail_escape(lex, "\\u needs a hexadecimal number in { }");
    lex->at++;
    add_utf8(text, (uint32_t)code);
    return 0;
}

static int read_digits(struct lex *lex, struct buf *text)
{
    int code = 0;
    for (int i = 0; i < 3 && lex->at < lex->end && is_digit(*lex->at); i++)
        code = code * 10 + (*lex->at++ - '0');
    if (code > 255)
        return fail_escape(lex, "the number after the backslash is greater than 255");
    buf_add_byte(text, (char)code);
    return 0;
}

static int read_hex(struct lex *lex, struct buf *text)
{
    lex->at++;
    if (lex->end - lex->at < 2 || !is_hex(lex->at[0]) || !is_hex(lex->at[1]))
        return fail_escape(lex, "\\x needs two hexadecimal digits");
    buf_add_byte(text, (char)(hex_of(lex->at[0]) * 16 + hex_of(lex->at[1])));
    lex->at += 2;
    return 0;
}

static void skip_z(struct lex *lex)
{
    lex->at++;
    while (lex->at < lex->end) {
        char c = *lex->at;
        if (is_line_end(c))
            step_line(lex);
        else if (c == ' ' || c == '\t' || c == '\v' || c == '\f')
            lex->at++;
        else
            return;
    }
}

static int read_escape(struct lex *lex, struct buf *text)
{
    static const char from[] = "abfnrtv\\\"'", to[] = "\a\b\f\n\r\t\v\\\"'";
    lex->at++;
    if (lex->at >= lex->end)
        return 0; /* the text is not closed: said by the caller */
    char c = *lex->at;
    const char *simple = c ? strchr(from, c) : NULL;
    if (simple) {
        buf_add_byte(text, to[simple - from]);
        lex->at++;
        return 0;
    }
    if (is_line_end(c)) {
        step_line(lex);
        buf_add_byte(text, '\n');
        return 0;
    }
    if (c == 'z') {
        skip_z(lex);
        return 0;
    }
    if (c == 'x')
        return read_hex(lex, text);
    if (c == 'u')
        return read_unicode(lex, text);
    return is_digit(c) ? read_digits(lex, text)
                       : fail_escape(lex, "this may not stand after a backslash");
}

static int read_quoted(struct lex *lex, const struct lexeme *at, struct buf *text)
{
    char quote = *lex->at++;
    while (lex->at < lex->end && *lex->at != quote) {
        if (is_line_end(*lex->at))
            break;
        if (*lex->at == '\\') {
            if (read_escape(lex, text))
                return -1;
        } else {
            buf_add_byte(text, *lex->at++);
        }
    }
    if (!has(lex, 0, quote))
        return fail(lex, at, "this text is not closed before its line ends",
                    "Add the closing quote; a text over several lines stands between [[ and ]].");
    lex->at++;
    return 0;
}

static int read_string(struct lex *lex, struct lexeme *out, int level)
{
    struct buf text = {0};
    int rc = level >= 0 ? read_long(lex, out, level, &text) : read_quoted(lex, out, &text);
    out->type = LEX_STRING;
    out->text = arena_copy(lex->arena, buf_slice(&text));
    buf_close(&text);
    return rc;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Whole digits only; *out wraps for hexadecimal. False: not whole, or decimal and too large. */
static bool read_whole(const char *text, size_t len, int64_t *out)
{
    bool is_hexadecimal = len > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
    uint64_t sum = 0;
    for (size_t i = is_hexadecimal ? 2 : 0; i < len; i++) {
        if (is_hexadecimal ? !is_hex(text[i]) : !is_digit(text[i]))
            return false;
        uint64_t digit = (uint64_t)hex_of(text[i]);
        if (!is_hexadecimal && sum > ((uint64_t)INT64_MAX - digit) / 10)
            return false;
        sum = sum * (is_hexadecimal ? 16 : 10) + digit;
    }
    *out = (int64_t)sum;
    return true;
}

static int read_number(struct lex *lex, struct lexeme *out)
{
    const char *start = lex->at;
    bool is_hexadecimal = *start == '0' && (has(lex, 1, 'x') || has(lex, 1, 'X'));
    char exponent = is_hexadecimal ? 'p' : 'e';
    lex->at += is_hexadecimal ? 2 : 1;
    while (lex->at < lex->end) {
        if ((*lex->at | 0x20) == exponent) {
            lex->at++;
            if (has(lex, 0, '+') || has(lex, 0, '-'))
                lex->at++;
        } else if (is_hex(*lex->at) || *lex->at == '.') {
            lex->at++;
        } else {
            break;
        }
    }
    while (lex->at < lex->end && (is_letter(*lex->at) || is_digit(*lex->at)))
        lex->at++; /* letters right behind: part of a number that is none */
    out->text = arena_copy(lex->arena, (struct slice){start, (size_t)(lex->at - start)});
    out->type = LEX_INTEGER;
    if (read_whole(out->text.bytes, out->text.len, &out->integer))
        return 0;
    char *stop;
    out->type = LEX_REAL;
    out->real = strtod(out->text.bytes, &stop);
    if (*stop == '\0')
        return 0;
    return fail(lex, out, "this is not a number Lua can read",
                "Write digits only, or put a space between the number and the next word.");
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void read_name(struct lex *lex, struct lexeme *out)
{
    const char *start = lex->at;
    while (lex->at < lex->end && (is_letter(*lex->at) || is_digit(*lex->at)))
        lex->at++;
    out->text = (struct slice){start, (size_t)(lex->at - start)};
    out->type = lex_is_word(out->text) ? LEX_WORD : LEX_NAME;
}

static int read_symbol(struct lex *lex, struct lexeme *out)
{
    static const char *const symbols[] = {"...", "..", "==", "~=", "<=", ">=", "//", "::", "<<",
                                          ">>",  "+",  "-",  "*",  "/",  "%",  "^",  "#",  "&",
                                          "~",   "|",  "<",  ">",  "=",  "(",  ")",  "{",  "}",
                                          "[",   "]",  ";",  ":",  ",",  "."};
    size_t left = (size_t)(lex->end - lex->at);
    out->type = LEX_SYMBOL;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        size_t len = strlen(symbols[i]);
        if (left < len || memcmp(lex->at, symbols[i], len) != 0)
            continue;
        out->text = (struct slice){lex->at, len};
        lex->at += len;
        return 0;
    }
    if ((unsigned char)*lex->at >= 0x80)
        return fail(lex, out, "this character may stand only in a text or a comment",
                    "Put the words in quotes; brackets, commas and quotes of Lua are the ones of "
                    "the English keyboard: ( ) { } , \" \".");
    return fail(lex, out, "this character means nothing in Lua", "Remove it.");
}

int lex_next(struct lex *lex, struct lexeme *out)
{
    if (skip_blank(lex))
        return -1;
    *out = (struct lexeme){
        .type = LEX_END, .line = lex->line, .column = column_of(lex), .text = slice_of("")};
    if (lex->at >= lex->end)
        return 0;
    char c = *lex->at;
    if (is_letter(c)) {
        read_name(lex, out);
        return 0;
    }
    if (is_digit(c) || (c == '.' && lex->end - lex->at > 1 && is_digit(lex->at[1])))
        return read_number(lex, out);
    if (c == '"' || c == '\'')
        return read_string(lex, out, -1);
    int level = c == '[' ? long_level(lex) : -1;
    if (level >= 0)
        return read_string(lex, out, level);
    if (level == -2)
        return fail(lex, out, "[= begins a long text, but its second [ is missing",
                    "Write [=[ ... ]=], or put a space before the =.");
    return read_symbol(lex, out);
}
