/* parse.h - a Lua 5.4 text as a tree, each node with its place and each name with what it stands
 * for. Takes exactly the texts Lua's own compiler takes (tests/fuzz/fuzz_parse.c compares), but for
 * bounds of its size: nesting and height, here, and registers, there. Bad text never does more than
 * fail.
 *
 * Everything lies in the caller's arena; texts of names point into the source, which must outlive
 * the tree.
 */
#pragma once
#include "script/lex.h"

/* HEIGHT: of the tree, so that walking it needs little stack. */
enum { PARSE_DEPTH = 190, PARSE_HEIGHT = 250, PARSE_BYTES = 1 << 20, PARSE_LOCALS = 200 };

/*    kind              a, b, c                            text, op
 *    ---- expressions */
enum node_kind {
    NODE_NIL,
    NODE_TRUE,
    NODE_FALSE,
    NODE_INTEGER,
    NODE_REAL,
    NODE_STRING,   /*                                      text: what it says */
    NODE_VARARG,   /* ... */
    NODE_NAME,     /*                                      text; variable, NULL of a global */
    NODE_INDEX,    /* a the object, b the key              OP_DOT: b is a STRING */
    NODE_CALL,     /* a the function, b the arguments */
    NODE_METHOD,   /* a the object, b the arguments        text: the name */
    NODE_FUNCTION, /* a the parameters (NAMEs), b the body OP_VARARG: ends in ... */
    NODE_TABLE,    /* a the FIELDs */
    NODE_FIELD,    /* a the key or NULL, b the value */
    NODE_BINARY,   /* a, b                                 op */
    NODE_UNARY,    /* a                                    op */
    NODE_GROUP,    /* a, in brackets */
    /* ---- statements */
    NODE_LOCAL,              /* a the NAMEs, b the values */
    NODE_ASSIGN,             /* a the targets, b the values */
    NODE_CALL_STATEMENT,     /* a */
    NODE_DO,                 /* a the body */
    NODE_WHILE,              /* a the condition, b the body */
    NODE_REPEAT,             /* a the body, b the condition */
    NODE_IF,                 /* a the ARMs */
    NODE_ARM,                /* a the condition, NULL of else; b the body */
    NODE_FOR_NUMBER,         /* a the NAME, b from, to, by; c the body */
    NODE_FOR_IN,             /* a the NAMEs, b the values, c the body */
    NODE_FUNCTION_STATEMENT, /* a the target, b the FUNCTION */
    NODE_LOCAL_FUNCTION,     /* a the NAME, b the FUNCTION */
    NODE_RETURN,             /* a the values */
    NODE_BREAK,
    NODE_GOTO,  /*                                         text: the label */
    NODE_LABEL, /*                                         text */
};

enum node_op {
    OP_NONE,
    OP_DOT,
    OP_VARARG,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_MOD,
    OP_POW,
    OP_DIV,
    OP_IDIV,
    OP_BAND,
    OP_BOR,
    OP_BXOR,
    OP_SHL,
    OP_SHR,
    OP_CONCAT,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_AND,
    OP_OR,
    OP_NEG, /* unary from here */
    OP_NOT,
    OP_LEN,
    OP_BNOT,
};

enum variable_kind {
    VARIABLE_LOCAL,
    VARIABLE_CONST, /* <const> */
    VARIABLE_CLOSE, /* <close> */
    VARIABLE_PARAMETER,
    VARIABLE_LOOP, /* of a for */
};

struct node;

struct variable {
    struct slice name;
    enum variable_kind kind;
    int line, column;
    int index;              /* its own in this tree, from 0 */
    struct node *function;  /* where it is declared; NULL at the level of the file */
    bool is_assigned;       /* again, after its declaration */
    struct variable *outer; /* parse.c: the one declared before it that is still seen */
    int scope_count;        /* parse.c: active in the function, itself included */
};

struct node {
    enum node_kind kind;
    enum node_op op;
    int line, column, end_line;
    int height; /* of the tree below it */
    struct slice text;
    union {
        int64_t integer;
        double real;
    };
    struct variable *variable;
    struct node *a, *b, *c;
    struct node *next; /* in the list it stands in */
    bool is_followed;  /* of a FUNCTION: for who walks the tree; the parser leaves it false */
};

struct tree {
    struct node *body; /* the statements */
    int variables;     /* how many there are */
};

/* 0; or -1 with the first fault. */
/* What Lua's own compiler would not take, in our words, and its line; NULL: it is good. */
const char *parse_fault_text(struct slice text, struct arena *arena, int *line);
/* The innermost opening that the text leaves open at its end, what closes it, its line. */
bool parse_find_unclosed(struct slice text, struct arena *arena, const char **opener,
                         const char **closing, int *line);
MUST_CHECK int parse_text(struct slice text, struct arena *arena, struct tree *out,
                          struct lex_fault *fault);

const char *node_op_word(enum node_op op); /* "+" */
/* case.data.x -> is it `name` or a text of that content? NULL-safe. */
bool node_is_name(const struct node *node, const char *name);
bool node_is_text(const struct node *node, const char *text);
