/* parser.h - what the two halves of the parser share: parse.c (statements, and the reading itself)
 * and parse_expression.c.
 */
#pragma once
#include "script/parse.h"
#include "script/scope.h"

struct parser {
    struct lex lex;
    struct lexeme now, ahead;
    bool has_ahead;
    int depth, line_before; /* of the lexeme before `now` */
    struct arena *arena;
    struct scope scope;
};

/* Each gives 0, or -1 with the fault written. */
MUST_CHECK int parser_advance(struct parser *p);
MUST_CHECK int parser_look_ahead(struct parser *p);
MUST_CHECK int parser_take(struct parser *p, const char *word);
/* The word that closes what `opened` began. */
MUST_CHECK int parser_take_closing(struct parser *p, const char *word, const char *opener,
                                   const struct lexeme *opened);
MUST_CHECK int parser_take_name(struct parser *p, struct node **out);
MUST_CHECK int parser_enter(struct parser *p); /* something that nests */
void parser_leave(struct parser *p);
bool parser_is(const struct parser *p, const char *word);

int parser_fail_at(struct parser *p, int line, int column, const char *what, const char *instead);
int parser_fail(struct parser *p, const char *what, const char *instead);
int parser_fail_found(struct parser *p, const char *expected, const char *instead);
MUST_CHECK int parser_scope(struct parser *p, int rc); /* of a scope_...: its fault becomes ours */
const char *parser_found(struct parser *p); /* what stands at `now`, as a person reads it */

struct node *node_new(struct parser *p, enum node_kind kind);
struct node *node_around(struct parser *p, enum node_kind kind, struct node *first);
/* Call once the node has its children: -1 if the tree becomes too high. */
MUST_CHECK int parser_settle(struct parser *p, struct node *node);
void parser_resolve(struct parser *p, struct node *name);

MUST_CHECK int read_expression(struct parser *p, struct node **out);
MUST_CHECK int read_list(struct parser *p, struct node **out);     /* e1, e2, ... */
MUST_CHECK int read_suffixed(struct parser *p, struct node **out); /* a name, a field, a call */
/* Behind `function`; has_self: of a method, with a hidden first parameter. */
MUST_CHECK int read_function(struct parser *p, const struct lexeme *opened, bool has_self,
                             struct node **out);
MUST_CHECK int read_block(struct parser *p, struct node **out);
