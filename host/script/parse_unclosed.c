/* parse_unclosed.c - which opening a text leaves open at its end: what a person has to find where
 * Lua only says "near <eof>" (parse.h). Brackets and words are counted, nothing is read as grammar.
 */
#include "script/parse.h"

enum { OPEN_MOST = 2 * PARSE_DEPTH };

struct opening {
    const char *word, *closing;
    int line;
};

static const struct {
    const char *word, *closing;
} pairs[] = {
    {"(",        ")"    },
    {"[",        "]"    },
    {"{",        "}"    },
    {"repeat",   "until"},
    {"function", "end"  },
    {"if",       "end"  },
    {"do",       "end"  },
};

static bool is_closing(const struct lexeme *lexeme)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (lexeme_is(lexeme, pairs[i].closing))
            return true;
    return false;
}

bool parse_find_unclosed(struct slice text, struct arena *arena, const char **opener,
                         const char **closing, int *line)
{
    struct opening open[OPEN_MOST];
    struct lex lex;
    struct lexeme now = {0};
    struct lex_fault fault;
    int count = 0;

    lex_init(&lex, text, arena, &fault);
    while (lex_next(&lex, &now) == 0 && now.type != LEX_END) {
        if (is_closing(&now)) {
            if (count == 0 || !lexeme_is(&now, open[count - 1].closing))
                return false; /* it is another fault */
            count--;
            continue;
        }
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
            if (!lexeme_is(&now, pairs[i].word))
                continue;
            if (count == OPEN_MOST)
                return false;
            open[count++] = (struct opening){pairs[i].word, pairs[i].closing, now.line};
        }
    }
    if (count == 0)
        return false;
    *opener = open[count - 1].word;
    *closing = open[count - 1].closing;
    *line = open[count - 1].line;
    return true;
}

const char *parse_fault_text(struct slice text, struct arena *arena, int *line)
{
    struct tree tree;
    struct lex_fault fault;

    if (parse_text(text, arena, &tree, &fault) == 0)
        return NULL;
    *line = fault.line;
    return arena_printf(arena, "%s. %s", fault.what, fault.instead);
}
