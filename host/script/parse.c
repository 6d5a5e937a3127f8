/* parse.c - Lua's grammar by recursive descent: statements, and the reading of a whole text
 * (parse.h).
 *
 * One function for each rule of the manual's grammar; parse_expression.c has those of values, and
 * scope.c keeps what is declared where and resolves names, goto and labels while the text is read.
 * The first fault ends the reading: parser_fail writes it and gives -1, and every rule hands that
 * on. What nests counts its depth in parser_enter and parser_leave. To add a statement: a row in
 * `statements`.
 */
#include "script/parser.h"
#include <stdio.h>

/* ---- lexemes --------------------------------------------------------------------------------- */

int parser_advance(struct parser *p)
{
    p->line_before = p->now.line;
    if (p->has_ahead) {
        p->now = p->ahead;
        p->has_ahead = false;
        return 0;
    }
    return lex_next(&p->lex, &p->now);
}

int parser_look_ahead(struct parser *p)
{
    if (p->has_ahead)
        return 0;
    p->has_ahead = true;
    return lex_next(&p->lex, &p->ahead);
}

bool parser_is(const struct parser *p, const char *word)
{
    return lexeme_is(&p->now, word);
}

/* What stands at `now`, as a person reads it. */
const char *parser_found(struct parser *p)
{
    enum { SHOWN = 40 };
    struct slice text = p->now.text;
    if (p->now.type == LEX_END)
        return "the end of the file";
    if (p->now.type == LEX_STRING)
        return "a text in quotes";
    if (text.len > SHOWN)
        return "a long word";
    return arena_printf(p->arena, "\"%.*s\"", SLICE_ARG(text));
}

int parser_fail_at(struct parser *p, int line, int column, const char *what, const char *instead)
{
    struct lex_fault *fault = p->lex.fault;
    fault->line = line;
    fault->column = column;
    snprintf(fault->what, sizeof fault->what, "%s", what);
    snprintf(fault->instead, sizeof fault->instead, "%s", instead);
    return -1;
}

int parser_fail(struct parser *p, const char *what, const char *instead)
{
    return parser_fail_at(p, p->now.line, p->now.column, what, instead);
}

int parser_fail_found(struct parser *p, const char *expected, const char *instead)
{
    const char *what =
        arena_printf(p->arena, "%s is expected here, not %s", expected, parser_found(p));
    return parser_fail(p, what, instead);
}

int parser_take(struct parser *p, const char *word)
{
    if (parser_is(p, word))
        return parser_advance(p);
    return parser_fail_found(p, arena_printf(p->arena, "\"%s\"", word),
                             "Correct this place or the one before it.");
}

/* The word that closes what `opened` began. */
int parser_take_closing(struct parser *p, const char *word, const char *opener,
                        const struct lexeme *opened)
{
    if (parser_is(p, word))
        return parser_advance(p);
    const char *what = arena_printf(p->arena, "the \"%s\" of line %d is not closed before %s",
                                    opener, opened->line, parser_found(p));
    return parser_fail(p, what,
                       arena_printf(p->arena, "Write \"%s\" where it ends, or a comma before %s.",
                                    word, parser_found(p)));
}

int parser_enter(struct parser *p)
{
    if (++p->depth > PARSE_DEPTH)
        return parser_fail(p, "too many brackets, blocks or operators stand in each other here",
                           "Give a part of it a local name, or put it into a function of its own.");
    return 0;
}

void parser_leave(struct parser *p)
{
    p->depth--;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

struct node *node_new(struct parser *p, enum node_kind kind)
{
    struct node *node = ARENA_NEW(p->arena, struct node);
    node->kind = kind;
    node->line = node->end_line = p->now.line;
    node->column = p->now.column;
    return node;
}

/* A node that begins where `first` does. */
struct node *node_around(struct parser *p, enum node_kind kind, struct node *first)
{
    struct node *node = node_new(p, kind);
    node->line = first->line;
    node->column = first->column;
    node->a = first;
    return node;
}

int parser_scope(struct parser *p, int rc)
{
    if (rc == 0)
        return 0;
    struct scope *scope = &p->scope;
    return parser_fail_at(p, scope->fault_line ? scope->fault_line : p->now.line,
                          scope->fault_line ? scope->fault_column : p->now.column, scope->what,
                          scope->instead);
}

int parser_take_name(struct parser *p, struct node **out)
{
    if (p->now.type == LEX_WORD)
        return parser_fail(p,
                           arena_printf(p->arena, "%s is a word of Lua itself and cannot be a name",
                                        parser_found(p)),
                           "Choose another name.");
    if (p->now.type != LEX_NAME)
        return parser_fail_found(p, "a name", "Write a name: letters, digits and _.");
    *out = node_new(p, NODE_NAME);
    (*out)->text = p->now.text;
    return parser_advance(p);
}

static int highest(const struct node *list, int height)
{
    for (; list; list = list->next) {
        if (list->height > height)
            height = list->height;
    }
    return height;
}

int parser_settle(struct parser *p, struct node *node)
{
    node->height = 1 + highest(node->a, highest(node->b, highest(node->c, 0)));
    if (node->height <= PARSE_HEIGHT)
        return 0;
    return parser_fail_at(p, node->line, node->column,
                          "too many operators, calls or blocks belong to each other here",
                          "Give a part of it a local name, or put it into a function of its own.");
}

void parser_resolve(struct parser *p, struct node *name)
{
    name->variable = scope_find(&p->scope, name->text);
}

/* ---- statements ------------------------------------------------------------------------------ */

static bool ends_block(const struct parser *p)
{
    return p->now.type == LEX_END || parser_is(p, "end") || parser_is(p, "else") ||
           parser_is(p, "elseif") || parser_is(p, "until");
}

/* A block with a scope of its own. */
static int read_scoped(struct parser *p, bool is_loop, struct node **out)
{
    struct block block;
    scope_enter(&p->scope, &block, is_loop);
    return read_block(p, out) || parser_scope(p, scope_leave(&p->scope)) ? -1 : 0;
}

static int read_if(struct parser *p, struct node **out)
{
    struct lexeme opened = p->now;
    struct node *node = node_new(p, NODE_IF), **tail = &node->a;
    bool is_last = false;
    *out = node;
    while (!is_last && !parser_is(p, "end")) {
        struct node *arm = node_new(p, NODE_ARM);
        is_last = parser_is(p, "else");
        if (!is_last && tail != &node->a && !parser_is(p, "elseif"))
            break;
        if (parser_advance(p))
            return -1;
        if (!is_last && (read_expression(p, &arm->a) || parser_take(p, "then")))
            return -1;
        if (read_scoped(p, false, &arm->b) || parser_settle(p, arm))
            return -1;
        *tail = arm;
        tail = &arm->next;
    }
    node->end_line = p->now.line;
    return parser_take_closing(p, "end", "if", &opened);
}

static int read_while(struct parser *p, struct node **out)
{
    struct lexeme opened = p->now;
    struct node *node = node_new(p, NODE_WHILE);
    *out = node;
    if (parser_advance(p) || read_expression(p, &node->a) || parser_take(p, "do") ||
        read_scoped(p, true, &node->b))
        return -1;
    node->end_line = p->now.line;
    return parser_take_closing(p, "end", "while", &opened);
}

static int read_do(struct parser *p, struct node **out)
{
    struct lexeme opened = p->now;
    struct node *node = node_new(p, NODE_DO);
    *out = node;
    if (parser_advance(p) || read_scoped(p, false, &node->a))
        return -1;
    node->end_line = p->now.line;
    return parser_take_closing(p, "end", "do", &opened);
}

/* The condition sees the locals of the body. */
static int read_repeat(struct parser *p, struct node **out)
{
    struct lexeme opened = p->now;
    struct node *node = node_new(p, NODE_REPEAT);
    struct block loop, inner;
    *out = node;
    scope_enter(&p->scope, &loop, true);
    scope_enter(&p->scope, &inner, false);
    if (parser_advance(p) || read_block(p, &node->a))
        return -1;
    node->end_line = p->now.line;
    if (parser_take_closing(p, "until", "repeat", &opened) || read_expression(p, &node->b))
        return -1;
    return parser_scope(p, scope_leave(&p->scope)) || parser_scope(p, scope_leave(&p->scope)) ? -1
                                                                                              : 0;
}

/* do ... end of a for, whose names are declared inside. */
static int read_for_body(struct parser *p, struct node *node, const struct lexeme *opened)
{
    struct block loop, inner;
    if (parser_take(p, "do"))
        return -1;
    scope_enter(&p->scope, &loop, true);
    scope_hidden(&p->scope, node->kind == NODE_FOR_NUMBER ? 3 : 4);
    scope_enter(&p->scope, &inner, false);
    for (struct node *name = node->a; name; name = name->next) {
        if (parser_scope(p, scope_declare(&p->scope, name, VARIABLE_LOOP)))
            return -1;
    }
    if (read_block(p, &node->c))
        return -1;
    node->end_line = p->now.line;
    if (parser_take_closing(p, "end", "for", opened))
        return -1;
    return parser_scope(p, scope_leave(&p->scope)) || parser_scope(p, scope_leave(&p->scope)) ? -1
                                                                                              : 0;
}

static int read_for(struct parser *p, struct node **out)
{
    struct lexeme opened = p->now;
    struct node *node = node_new(p, NODE_FOR_IN), **tail = &node->a;
    *out = node;
    if (parser_advance(p) || parser_take_name(p, tail))
        return -1;
    if (parser_is(p, "=")) {
        node->kind = NODE_FOR_NUMBER;
        if (parser_advance(p) || read_expression(p, &node->b) || parser_take(p, ",") ||
            read_expression(p, &node->b->next))
            return -1;
        if (parser_is(p, ",") && (parser_advance(p) || read_expression(p, &node->b->next->next)))
            return -1;
        return read_for_body(p, node, &opened);
    }
    while (parser_is(p, ",")) {
        tail = &(*tail)->next;
        if (parser_advance(p) || parser_take_name(p, tail))
            return -1;
    }
    if (!parser_is(p, "in"))
        return parser_fail_found(p, "\"=\" or \"in\"",
                                 "Write for i = 1, 10 do, or for _, row in ipairs(list) do.");
    if (parser_advance(p) || read_list(p, &node->b))
        return -1;
    return read_for_body(p, node, &opened);
}

static int check_target(struct parser *p, struct node *target)
{
    if (target->kind == NODE_INDEX)
        return 0;
    if (target->kind != NODE_NAME)
        return parser_fail(p, "only a name or a field can be given a value",
                           "Take the brackets away, or put the value into a local.");
    return parser_scope(p, scope_assign(&p->scope, target));
}

/* function a.b:c(...) */
static int read_function_statement(struct parser *p, struct node **out)
{
    struct lexeme opened = p->now;
    struct node *node = node_new(p, NODE_FUNCTION_STATEMENT), *target = NULL;
    bool has_self = false;
    *out = node;
    if (parser_advance(p) || parser_take_name(p, &target))
        return -1;
    parser_resolve(p, target);
    while (!has_self && (parser_is(p, ".") || parser_is(p, ":"))) {
        has_self = parser_is(p, ":");
        struct node *index = node_around(p, NODE_INDEX, target);
        index->op = OP_DOT;
        if (parser_advance(p) || parser_take_name(p, &index->b))
            return -1;
        index->b->kind = NODE_STRING;
        target = index;
    }
    node->a = target;
    if (read_function(p, &opened, has_self, &node->b))
        return -1;
    node->end_line = p->line_before;
    return check_target(p, target);
}

static int read_attribute(struct parser *p, enum variable_kind *kind)
{
    struct node *name = NULL;
    *kind = VARIABLE_LOCAL;
    if (!parser_is(p, "<"))
        return 0;
    if (parser_advance(p) || parser_take_name(p, &name))
        return -1;
    if (slice_is(name->text, "const"))
        *kind = VARIABLE_CONST;
    else if (slice_is(name->text, "close"))
        *kind = VARIABLE_CLOSE;
    else
        return parser_fail_at(p, name->line, name->column, "this is no attribute of a local name",
                              "Write <const>, or leave it out.");
    return parser_take(p, ">");
}

static int read_local_function(struct parser *p, struct node *node, const struct lexeme *opened)
{
    node->kind = NODE_LOCAL_FUNCTION;
    if (parser_advance(p) || parser_take_name(p, &node->a) ||
        parser_scope(p, scope_declare(&p->scope, node->a, VARIABLE_LOCAL)))
        return -1;
    return read_function(p, opened, false, &node->b);
}

/* The names are seen only behind the values. */
static int read_local(struct parser *p, struct node **out)
{
    enum { NAMES_MAX = PARSE_LOCALS };
    enum variable_kind kinds[NAMES_MAX];
    struct node *node = node_new(p, NODE_LOCAL), **tail = &node->a;
    int count = 0, closing = 0;
    *out = node;
    if (parser_advance(p))
        return -1;
    struct lexeme opened = p->now;
    if (parser_is(p, "function"))
        return read_local_function(p, node, &opened);
    for (bool has_more = true; has_more; count++) {
        if (count == NAMES_MAX)
            return parser_fail(p, "too many local names in one function",
                               "Use a table for some of them.");
        if (parser_take_name(p, tail) || read_attribute(p, &kinds[count]))
            return -1;
        closing += kinds[count] == VARIABLE_CLOSE;
        tail = &(*tail)->next;
        has_more = parser_is(p, ",");
        if (has_more && parser_advance(p))
            return -1;
    }
    if (closing > 1)
        return parser_fail(p, "one local statement closes two values", "Declare them one by one.");
    if (parser_is(p, "=") && (parser_advance(p) || read_list(p, &node->b)))
        return -1;
    count = 0;
    for (struct node *name = node->a; name; name = name->next) {
        if (parser_scope(p, scope_declare(&p->scope, name, kinds[count++])))
            return -1;
    }
    node->end_line = p->line_before;
    return 0;
}

static int read_return(struct parser *p, struct node **out)
{
    *out = node_new(p, NODE_RETURN);
    if (parser_advance(p))
        return -1;
    if (!ends_block(p) && !parser_is(p, ";") && read_list(p, &(*out)->a))
        return -1;
    (*out)->end_line = p->line_before;
    return parser_is(p, ";") ? parser_advance(p) : 0;
}

static int read_jump(struct parser *p, struct node **out)
{
    struct node *name = NULL;
    *out = node_new(p, parser_is(p, "break") ? NODE_BREAK : NODE_GOTO);
    if (parser_is(p, "break")) {
        if (!scope_in_loop(&p->scope))
            return parser_fail(p, "break stands outside of any loop", "Take it out.");
        return parser_advance(p);
    }
    if (parser_advance(p) || parser_take_name(p, &name))
        return -1;
    (*out)->text = name->text;
    return parser_scope(p, scope_goto(&p->scope, *out));
}

static int read_statement(struct parser *p, struct node **out);

static int read_label(struct parser *p, struct node **out)
{
    struct node *name = NULL, *node = node_new(p, NODE_LABEL), **tail = &node->next;
    *out = node;
    if (parser_advance(p) || parser_take_name(p, &name) || parser_take(p, "::"))
        return -1;
    node->text = name->text;
    while (parser_is(p, ";") || parser_is(p, "::")) {
        if (read_statement(p, tail))
            return -1;
        while (*tail)
            tail = &(*tail)->next;
    }
    bool is_last = ends_block(p) && !parser_is(p, "until");
    return parser_scope(p, scope_label(&p->scope, node, is_last));
}

static int read_call_or_assign(struct parser *p, struct node **out)
{
    struct node *first = NULL;
    if (read_suffixed(p, &first))
        return -1;
    if (!parser_is(p, "=") && !parser_is(p, ",")) {
        if (first->kind != NODE_CALL && first->kind != NODE_METHOD)
            return parser_fail_at(
                p, first->line, first->column,
                arena_printf(p->arena, "a statement that does nothing, before %s", parser_found(p)),
                "Call a function, give a value with =, or take it out.");
        *out = node_around(p, NODE_CALL_STATEMENT, first);
        (*out)->end_line = p->line_before;
        return 0;
    }
    struct node *node = node_around(p, NODE_ASSIGN, first);
    *out = node;
    if (check_target(p, first))
        return -1;
    for (struct node **tail = &first->next; parser_is(p, ","); tail = &(*tail)->next) {
        if (parser_advance(p) || read_suffixed(p, tail) || check_target(p, *tail))
            return -1;
    }
    if (parser_take(p, "=") || read_list(p, &node->b))
        return -1;
    node->end_line = p->line_before;
    return 0;
}

static const struct statement {
    const char *word;
    int (*read)(struct parser *p, struct node **out);
} statements[] = {
    {"if",       read_if                },
    {"while",    read_while             },
    {"do",       read_do                },
    {"for",      read_for               },
    {"repeat",   read_repeat            },
    {"function", read_function_statement},
    {"local",    read_local             },
    {"::",       read_label             },
    {"return",   read_return            },
    {"break",    read_jump              },
    {"goto",     read_jump              },
};

/* *out may stay NULL: an empty statement. */
static int read_statement(struct parser *p, struct node **out)
{
    int (*read)(struct parser *, struct node **) = read_call_or_assign;
    if (parser_is(p, ";"))
        return parser_advance(p);
    if (parser_enter(p))
        return -1;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (parser_is(p, statements[i].word))
            read = statements[i].read;
    }
    if (read(p, out) || parser_settle(p, *out))
        return -1;
    parser_leave(p);
    return 0;
}

int read_block(struct parser *p, struct node **out)
{
    while (!ends_block(p)) {
        bool is_last = parser_is(p, "return");
        if (read_statement(p, out))
            return -1;
        while (*out)
            out = &(*out)->next;
        if (is_last)
            break;
    }
    return 0;
}

static int read_chunk(struct parser *p, struct tree *out)
{
    struct block block;
    scope_enter_function(&p->scope, &block, NULL);
    scope_vararg(&p->scope, true);
    if (parser_advance(p) || read_block(p, &out->body))
        return -1;
    if (p->now.type != LEX_END)
        return parser_fail_found(p, "the end of the file",
                                 parser_is(p, "end")
                                     ? "There is one \"end\" too many, here or before."
                                     : "Nothing may follow a return but the end of its block.");
    return parser_scope(p, scope_leave(&p->scope));
}

/* At the end of the file a fault is an opening that nobody closed, mostly far above. */
static void name_opening(struct slice text, struct arena *arena, struct lex_fault *fault)
{
    const char *opener, *closing;
    int line;

    if (!parse_find_unclosed(text, arena, &opener, &closing, &line))
        return;
    snprintf(fault->what, sizeof fault->what,
             "the \"%s\" of line %d is not closed before the end of the file", opener, line);
    snprintf(fault->instead, sizeof fault->instead, "Write \"%s\" where it ends.", closing);
}

int parse_text(struct slice text, struct arena *arena, struct tree *out, struct lex_fault *fault)
{
    struct parser p = {.arena = arena};
    *out = (struct tree){0};
    *fault = (struct lex_fault){0};
    lex_init(&p.lex, text, arena, fault);
    scope_init(&p.scope, arena);
    p.now = (struct lexeme){.line = 1, .column = 1};
    if (text.len > PARSE_BYTES)
        return parser_fail(&p, "the file is too large", "Divide it.");
    if (read_chunk(&p, out)) {
        if (p.now.type == LEX_END)
            name_opening(text, arena, fault);
        return -1;
    }
    out->variables = p.scope.variables;
    return 0;
}
