/* scope.h - what is declared where while a text is read: names, loops, labels (for parse.c). */
#pragma once
#include "script/parse.h"

/* A block that is open. Lives on the reader's stack. */
struct block {
    struct block *outer;
    struct variable *variables; /* seen when it began */
    int active;                 /* of the function then */
    bool is_loop, is_function, has_vararg;
    struct node *function; /* NULL at the level of the file */
    struct label *labels;  /* seen when it began, of the function */
    struct jump *jumps;    /* forward gotos whose label has not come; shared by blocks inside */
};

struct scope {
    struct arena *arena;
    struct block *block;
    struct variable *seen; /* the latest */
    int active, variables; /* in the function now; in all */
    struct label *labels;
    struct jump *jumps;
    const char *what, *instead; /* of the fault */
    int fault_line, fault_column;
};

void scope_init(struct scope *scope, struct arena *arena);
void scope_enter(struct scope *scope, struct block *block, bool is_loop);
void scope_enter_function(struct scope *scope, struct block *block, struct node *function);
void scope_vararg(struct scope *scope, bool has_vararg);
bool scope_has_vararg(const struct scope *scope);
bool scope_in_loop(const struct scope *scope);
/* Leaves the innermost block. -1: a goto without its label. */
MUST_CHECK int scope_leave(struct scope *scope);

/* Makes name->variable. -1: too many in one function. */
MUST_CHECK int scope_declare(struct scope *scope, struct node *name, enum variable_kind kind);
void scope_hidden(struct scope *scope, int count); /* slots a loop takes for itself */
struct variable *scope_find(const struct scope *scope, struct slice name); /* NULL: a global */
MUST_CHECK int scope_assign(struct scope *scope, struct node *name);       /* -1: it is <const> */

MUST_CHECK int scope_goto(struct scope *scope, struct node *jump);
/* is_last: nothing follows in its block, so that no local begins before its end. */
MUST_CHECK int scope_label(struct scope *scope, struct node *label, bool is_last);
