/* source.h - the words of a Lua text: for the bounds every text must keep before Lua may compile
 * it, and for check.c, which reads the literal names of calls. It never fails: what it cannot read
 * it gives out as symbols, and the compiler says what is wrong.
 */
#pragma once
#include "base/slice.h"

enum token_type {
    TOKEN_END,
    TOKEN_NAME, /* words of Lua too */
    TOKEN_STRING,
    TOKEN_NUMBER,
    TOKEN_SYMBOL,
};

struct token {
    enum token_type type;
    struct slice text; /* of a string: what stands between its quotes */
    int line;
};

struct source {
    const char *at, *end;
    int line;
};

void source_init(struct source *source, struct slice text);
struct token source_next(struct source *source);
bool token_is(const struct token *token, const char *word); /* a name or symbol, not a string */
