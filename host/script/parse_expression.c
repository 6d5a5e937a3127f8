/* parse_expression.c - the rules of Lua's values: literals, tables, functions, calls, operators
 * (parser.h). To add an operator: a row in `binaries` or `unaries`.
 */
#include "script/parser.h"

static int read_binding(struct parser *p, int least, struct node **out);

/* ---- expressions ----------------------------------------------------------------------------- */

/* e1, e2, ... into a list; *count if asked for. */
int read_list(struct parser *p, struct node **out)
{
    struct node **tail = out;
    for (;;) {
        if (read_expression(p, tail))
            return -1;
        tail = &(*tail)->next;
        if (!parser_is(p, ","))
            return 0;
        if (parser_advance(p))
            return -1;
    }
}

static int read_parameters(struct parser *p, struct node *function)
{
    struct node **tail = &function->a;
    while (*tail)
        tail = &(*tail)->next; /* self */
    if (parser_take(p, "("))
        return -1;
    while (!parser_is(p, ")")) {
        if (parser_is(p, "...")) {
            function->op = OP_VARARG;
            if (parser_advance(p))
                return -1;
            break;
        }
        struct node *name = NULL;
        if (parser_take_name(p, &name) ||
            parser_scope(p, scope_declare(&p->scope, name, VARIABLE_PARAMETER)))
            return -1;
        *tail = name;
        tail = &name->next;
        if (!parser_is(p, ","))
            break;
        if (parser_advance(p))
            return -1;
        if (parser_is(p, ")"))
            return parser_fail_found(p, "a name",
                                     "Take out the comma, or name one more parameter.");
    }
    return parser_take(p, ")");
}

/* Behind `function`; `self` declares the hidden parameter of a method. */
int read_function(struct parser *p, const struct lexeme *opened, bool has_self, struct node **out)
{
    struct node *function = node_new(p, NODE_FUNCTION);
    struct block block;
    function->line = opened->line;
    function->column = opened->column;
    scope_enter_function(&p->scope, &block, function);
    if (has_self) {
        function->a = node_new(p, NODE_NAME);
        function->a->text = slice_of("self");
        if (parser_scope(p, scope_declare(&p->scope, function->a, VARIABLE_PARAMETER)))
            return -1;
    }
    if (read_parameters(p, function))
        return -1;
    scope_vararg(&p->scope, function->op == OP_VARARG);
    if (read_block(p, &function->b))
        return -1;
    function->end_line = p->now.line;
    if (parser_take_closing(p, "end", "function", opened) ||
        parser_scope(p, scope_leave(&p->scope)))
        return -1;
    *out = function;
    return parser_settle(p, function);
}

static int read_field_parts(struct parser *p, struct node *field)
{
    if (p->now.type == LEX_NAME) {
        if (parser_look_ahead(p))
            return -1;
        if (lexeme_is(&p->ahead, "=")) {
            field->a = node_new(p, NODE_STRING);
            field->a->text = p->now.text;
            field->op = OP_DOT;
            return parser_advance(p) || parser_advance(p) || read_expression(p, &field->b) ? -1 : 0;
        }
    } else if (parser_is(p, "[")) {
        return parser_advance(p) || read_expression(p, &field->a) || parser_take(p, "]") ||
                       parser_take(p, "=") || read_expression(p, &field->b)
                   ? -1
                   : 0;
    }
    return read_expression(p, &field->b);
}

static int read_field(struct parser *p, struct node **out)
{
    *out = node_new(p, NODE_FIELD);
    return read_field_parts(p, *out) || parser_settle(p, *out) ? -1 : 0;
}

static int read_table(struct parser *p, struct node **out)
{
    struct node *table = node_new(p, NODE_TABLE), **tail = &table->a;
    struct lexeme opened = p->now;
    if (parser_advance(p))
        return -1;
    while (!parser_is(p, "}")) {
        if (read_field(p, tail))
            return -1;
        tail = &(*tail)->next;
        if (!parser_is(p, ",") && !parser_is(p, ";"))
            break;
        if (parser_advance(p))
            return -1;
    }
    table->end_line = p->now.line;
    *out = table;
    return parser_take_closing(p, "}", "{", &opened) || parser_settle(p, table) ? -1 : 0;
}

static int read_literal(struct parser *p, enum node_kind kind, struct node **out)
{
    *out = node_new(p, kind);
    (*out)->text = p->now.text;
    if (kind == NODE_INTEGER)
        (*out)->integer = p->now.integer;
    else if (kind == NODE_REAL)
        (*out)->real = p->now.real;
    return parser_advance(p);
}

/* "x", {...} or (...) behind a function. */
static int read_arguments(struct parser *p, struct node **out)
{
    if (p->now.type == LEX_STRING)
        return read_literal(p, NODE_STRING, out);
    if (parser_is(p, "{"))
        return read_table(p, out);
    if (!parser_is(p, "("))
        return parser_fail_found(p, "a call's \"(\", a text or { }", "Write what is given to it.");
    struct lexeme opened = p->now;
    if (parser_advance(p))
        return -1;
    if (!parser_is(p, ")") && read_list(p, out))
        return -1;
    return parser_take_closing(p, ")", "(", &opened);
}

static int read_primary(struct parser *p, struct node **out)
{
    if (p->now.type == LEX_NAME) {
        if (parser_take_name(p, out))
            return -1;
        parser_resolve(p, *out);
        return 0;
    }
    if (!parser_is(p, "("))
        return parser_fail(
            p,
            arena_printf(p->arena, "%s cannot begin a statement or a value here", parser_found(p)),
            "Correct this place or the one before it.");
    struct lexeme opened = p->now;
    *out = node_new(p, NODE_GROUP);
    if (parser_advance(p) || read_expression(p, &(*out)->a))
        return -1;
    return parser_take_closing(p, ")", "(", &opened) || parser_settle(p, *out) ? -1 : 0;
}

/* .name, [key], :name(...), (...) behind `left`; *out stays `left` where none follows. */
static int read_suffix(struct parser *p, struct node *left, struct node **out)
{
    struct node *node = left;
    if (parser_is(p, ".") || parser_is(p, "[")) {
        bool is_dotted = parser_is(p, ".");
        node = node_around(p, NODE_INDEX, left);
        if (parser_advance(p))
            return -1;
        if (is_dotted) {
            node->op = OP_DOT;
            if (parser_take_name(p, &node->b))
                return -1;
            node->b->kind = NODE_STRING;
        } else if (read_expression(p, &node->b) || parser_take(p, "]")) {
            return -1;
        }
    } else if (parser_is(p, ":")) {
        struct node *name = NULL;
        node = node_around(p, NODE_METHOD, left);
        if (parser_advance(p))
            return -1;
        if (parser_take_name(p, &name))
            return -1;
        node->text = name->text;
        node->c = name; /* where the name stands */
        name->kind = NODE_STRING;
        if (read_arguments(p, &node->b))
            return -1;
    } else if (parser_is(p, "(") || parser_is(p, "{") || p->now.type == LEX_STRING) {
        node = node_around(p, NODE_CALL, left);
        if (read_arguments(p, &node->b))
            return -1;
    }
    node->end_line = p->line_before;
    *out = node;
    return node == left ? 0 : parser_settle(p, node);
}

int read_suffixed(struct parser *p, struct node **out)
{
    struct node *left = NULL, *node = NULL;
    if (read_primary(p, &left))
        return -1;
    for (;;) {
        if (read_suffix(p, left, &node))
            return -1;
        if (node == left)
            break;
        left = node;
    }
    *out = node;
    return 0;
}

static int read_simple(struct parser *p, struct node **out)
{
    static const struct {
        const char *word;
        enum node_kind kind;
    } words[] = {
        {"nil",   NODE_NIL  },
        {"true",  NODE_TRUE },
        {"false", NODE_FALSE},
    };
    struct lexeme opened = p->now;
    if (p->now.type == LEX_STRING)
        return read_literal(p, NODE_STRING, out);
    if (p->now.type == LEX_INTEGER)
        return read_literal(p, NODE_INTEGER, out);
    if (p->now.type == LEX_REAL)
        return read_literal(p, NODE_REAL, out);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (parser_is(p, words[i].word))
            return read_literal(p, words[i].kind, out);
    }
    if (parser_is(p, "...") && !scope_has_vararg(&p->scope))
        return parser_fail(p, "... stands in a function that takes no ... itself",
                           "Add ... to the function's parameters.");
    if (parser_is(p, "..."))
        return read_literal(p, NODE_VARARG, out);
    if (parser_is(p, "{"))
        return read_table(p, out);
    if (parser_is(p, "function"))
        return parser_advance(p) ? -1 : read_function(p, &opened, false, out);
    return read_suffixed(p, out);
}

/* left and right: how tightly it binds on either side. */
static const struct binary {
    const char *word;
    enum node_op op;
    int left, right;
} binaries[] = {
    {"or",  OP_OR,     1,  1 },
    {"and", OP_AND,    2,  2 },
    {"<",   OP_LT,     3,  3 },
    {">",   OP_GT,     3,  3 },
    {"<=",  OP_LE,     3,  3 },
    {">=",  OP_GE,     3,  3 },
    {"~=",  OP_NE,     3,  3 },
    {"==",  OP_EQ,     3,  3 },
    {"|",   OP_BOR,    4,  4 },
    {"~",   OP_BXOR,   5,  5 },
    {"&",   OP_BAND,   6,  6 },
    {"<<",  OP_SHL,    7,  7 },
    {">>",  OP_SHR,    7,  7 },
    {"..",  OP_CONCAT, 9,  8 },
    {"+",   OP_ADD,    10, 10},
    {"-",   OP_SUB,    10, 10},
    {"*",   OP_MUL,    11, 11},
    {"/",   OP_DIV,    11, 11},
    {"//",  OP_IDIV,   11, 11},
    {"%",   OP_MOD,    11, 11},
    {"^",   OP_POW,    14, 13},
};
enum { UNARY_BINDS = 12 };

static const struct unary {
    const char *word;
    enum node_op op;
} unaries[] = {
    {"not", OP_NOT },
    {"-",   OP_NEG },
    {"#",   OP_LEN },
    {"~",   OP_BNOT},
};

static const struct binary *binary_now(const struct parser *p)
{
    if (p->now.type != LEX_SYMBOL && p->now.type != LEX_WORD)
        return NULL;
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++) {
        if (parser_is(p, binaries[i].word))
            return &binaries[i];
    }
    return NULL;
}

static int read_unary(struct parser *p, struct node **out)
{
    for (size_t i = 0; i < sizeof unaries / sizeof *unaries; i++) {
        if (!parser_is(p, unaries[i].word))
            continue;
        struct node *node = node_new(p, NODE_UNARY);
        node->op = unaries[i].op;
        *out = node;
        return parser_advance(p) || read_binding(p, UNARY_BINDS, &node->a) || parser_settle(p, node)
                   ? -1
                   : 0;
    }
    return read_simple(p, out);
}

/* Everything that binds tighter than `least`. */
static int read_binding(struct parser *p, int least, struct node **out)
{
    struct node *left = NULL;
    if (parser_enter(p) || read_unary(p, &left))
        return -1;
    const struct binary *binary = binary_now(p);
    while (binary && binary->left > least) {
        struct node *node = node_around(p, NODE_BINARY, left);
        node->op = binary->op;
        if (parser_advance(p) || read_binding(p, binary->right, &node->b) || parser_settle(p, node))
            return -1;
        node->end_line = p->line_before;
        left = node;
        binary = binary_now(p);
    }
    parser_leave(p);
    *out = left;
    return 0;
}

int read_expression(struct parser *p, struct node **out)
{
    return read_binding(p, 0, out);
}

/* ---- questions ------------------------------------------------------------------------------- */

const char *node_op_word(enum node_op op)
{
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++) {
        if (binaries[i].op == op)
            return binaries[i].word;
    }
    for (size_t i = 0; i < sizeof unaries / sizeof *unaries; i++) {
        if (unaries[i].op == op)
            return unaries[i].word;
    }
    return "?";
}

bool node_is_name(const struct node *node, const char *name)
{
    return node && node->kind == NODE_NAME && slice_is(node->text, name);
}

bool node_is_text(const struct node *node, const char *text)
{
    return node && node->kind == NODE_STRING && slice_is(node->text, text);
}
