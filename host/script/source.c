/* source.c - a reader of Lua words: one look ahead, no memory. What bounds a text is scan.h's. */
#include "script/source.h"

void source_init(struct source *source, struct slice text)
{
    *source = (struct source){.at = text.bytes, .end = text.bytes + text.len, .line = 1};
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Steps one byte on; counts lines. */
static void step(struct source *source)
{
    if (*source->at == '\n')
        source->line++;
    source->at++;
}

static bool has(const struct source *source, size_t ahead, char c)
{
    return (size_t)(source->end - source->at) > ahead && source->at[ahead] == c;
}

/* [[ or [==[ begins here: its level, else -1. */
static int long_level(const struct source *source)
{
    size_t level = 0;
    if (!has(source, 0, '['))
        return -1;
    while (has(source, 1 + level, '='))
        level++;
    return has(source, 1 + level, '[') ? (int)level : -1;
}

/* From [[ to ]] of the same level; what is between them. */
static struct slice read_long(struct source *source, int level)
{
    for (int i = 0; i < level + 2; i++)
        step(source);
    struct slice text = {.bytes = source->at};
    while (source->at < source->end) {
        int equals = 0;
        while (has(source, 0, ']') && has(source, 1 + (size_t)equals, '='))
            equals++;
        if (equals == level && has(source, 0, ']') && has(source, 1 + (size_t)level, ']'))
            break;
        step(source);
    }
    text.len = (size_t)(source->at - text.bytes);
    for (int i = 0; i < level + 2 && source->at < source->end; i++)
        step(source);
    return text;
}

/* Lua ends a line at either, and takes the two together as one. */
static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || is_line_end(c);
}

/* Behind a backslash and what it takes with it: a line end of two bytes, all blanks after \z. */
static void skip_escape(struct source *source)
{
    step(source);
    if (source->at == source->end)
        return;
    char kind = *source->at;
    step(source);
    if (is_line_end(kind) && source->at < source->end && is_line_end(*source->at) &&
        *source->at != kind)
        step(source);
    while (kind == 'z' && source->at < source->end && is_blank(*source->at))
        step(source);
}

static struct slice read_quoted(struct source *source)
{
    char quote = *source->at;
    step(source);
    struct slice text = {.bytes = source->at};
    while (source->at < source->end && *source->at != quote && !is_line_end(*source->at)) {
        if (*source->at == '\\')
            skip_escape(source);
        else
            step(source);
    }
    text.len = (size_t)(source->at - text.bytes);
    if (has(source, 0, quote))
        step(source);
    return text;
}

static void skip_comment(struct source *source)
{
    source->at += 2;
    int level = long_level(source);
    if (level >= 0) {
        read_long(source, level);
        return;
    }
    while (source->at < source->end && !is_line_end(*source->at))
        step(source);
}

static void skip_blank(struct source *source)
{
    while (source->at < source->end) {
        if (is_blank(*source->at))
            step(source);
        else if (*source->at == '-' && has(source, 1, '-'))
            skip_comment(source);
        else
            return;
    }
}

static struct slice read_while(struct source *source, bool (*is_part)(char c))
{
    struct slice text = {.bytes = source->at};
    while (source->at < source->end && is_part(*source->at))
        source->at++;
    text.len = (size_t)(source->at - text.bytes);
    return text;
}

static bool is_word_part(char c)
{
    return is_letter(c) || is_digit(c);
}

static bool is_number_part(char c)
{
    return is_word_part(c) || c == '.';
}

static struct slice read_symbol(struct source *source)
{
    static const char *const symbols[] = {
        "...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};
    size_t left = (size_t)(source->end - source->at), len = 1;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        size_t size = strlen(symbols[i]);
        if (left >= size && memcmp(source->at, symbols[i], size) == 0) {
            len = size;
            break;
        }
    }
    struct slice text = {.bytes = source->at, .len = len};
    source->at += len;
    return text;
}

struct token source_next(struct source *source)
{
    skip_blank(source);
    struct token token = {.type = TOKEN_END, .line = source->line};
    if (source->at >= source->end)
        return token;
    char c = *source->at;
    int level = long_level(source);
    if (is_letter(c)) {
        token.type = TOKEN_NAME;
        token.text = read_while(source, is_word_part);
    } else if (is_digit(c) ||
               (c == '.' && source->end - source->at > 1 && is_digit(source->at[1]))) {
        token.type = TOKEN_NUMBER;
        token.text = read_while(source, is_number_part);
    } else if (c == '"' || c == '\'') {
        token.type = TOKEN_STRING;
        token.text = read_quoted(source);
    } else if (level >= 0) {
        token.type = TOKEN_STRING;
        token.text = read_long(source, level);
    } else {
        token.type = TOKEN_SYMBOL;
        token.text = read_symbol(source);
    }
    return token;
}

bool token_is(const struct token *token, const char *word)
{
    return (token->type == TOKEN_NAME || token->type == TOKEN_SYMBOL) &&
           slice_is(token->text, word);
}
