/* lex.h - the words of a Lua 5.4 text with their places, read strictly: what Lua's own reader
 * refuses is refused here, in words a clerk can follow. For parse.c; bounds of a text are scan.h's,
 * which must read even what is broken and therefore has a reader of its own (source.h).
 */
#pragma once
#include <stdint.h>
#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

enum lex_type {
    LEX_END,
    LEX_NAME,
    LEX_WORD,   /* a word of Lua: "if", "end" */
    LEX_SYMBOL, /* "==", "(" */
    LEX_STRING,
    LEX_INTEGER,
    LEX_REAL,
};

struct lexeme {
    enum lex_type type;
    int line, column;  /* from 1; a column counts characters, not bytes */
    struct slice text; /* as written; of a string what it says, escapes resolved, in the arena */
    union {
        int64_t integer;
        double real;
    };
};

/* The first fault of a text: what is wrong where, and what to write instead. */
struct lex_fault {
    int line, column;
    char what[240];
    char instead[240];
};

struct lex {
    const char *at, *end;
    int line;
    const char *mark; /* a place of this line whose column is known */
    int mark_column;
    struct arena *arena;
    struct lex_fault *fault;
};

void lex_init(struct lex *lex, struct slice text, struct arena *arena, struct lex_fault *fault);
/* 0, or -1 with the fault set. */
MUST_CHECK int lex_next(struct lex *lex, struct lexeme *out);
bool lexeme_is(const struct lexeme *lexeme, const char *word); /* a word or symbol */
bool lex_is_word(struct slice name);                           /* of Lua itself */
