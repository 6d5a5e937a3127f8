/* test_parse.c - the tree of a text: how operators bind, what names stand for, where things are.
 * That exactly Lua's texts are taken is fuzz_parse's matter.
 */
#include "lib/check.h"
#include <stdio.h>
#include "base/buf.h"
#include "script/parse.h"

static void show(struct buf *out, const struct node *node);

static void show_list(struct buf *out, const struct node *node)
{
    for (const char *space = ""; node; node = node->next, space = " ") {
        buf_add_text(out, space);
        show(out, node);
    }
}

/* Values only: (+ a (* b c)), with a local as its name and index, a global in capitals. */
static void show(struct buf *out, const struct node *node)
{
    switch (node->kind) {
    case NODE_INTEGER:
        buf_printf(out, "%lld", (long long)node->integer);
        break;
    case NODE_REAL:
        buf_printf(out, "%.17g", node->real);
        break;
    case NODE_STRING:
        buf_printf(out, "\"%.*s\"", SLICE_ARG(node->text));
        break;
    case NODE_NAME:
        buf_printf(out, "%.*s", SLICE_ARG(node->text));
        if (node->variable)
            buf_printf(out, "%d", node->variable->index);
        break;
    case NODE_BINARY:
    case NODE_UNARY:
        buf_printf(out, "(%s ", node_op_word(node->op));
        show(out, node->a);
        if (node->b) {
            buf_add_text(out, " ");
            show(out, node->b);
        }
        buf_add_text(out, ")");
        break;
    default:
        buf_printf(out, "[%d ", node->kind);
        show_list(out, node->a);
        buf_add_text(out, "|");
        show_list(out, node->b);
        buf_add_text(out, "]");
    }
}

static void check_value(const char *text, const char *expected)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct tree tree;
    struct lex_fault fault;
    const char *whole = arena_printf(&arena, "local a, b, c return %s", text);
    if (parse_text(slice_of(whole), &arena, &tree, &fault))
        fail_msg("%s: %s", text, fault.what);
    show_list(&out, tree.body->next->a);
    assert_string_equal(out.bytes, expected);
    buf_close(&out);
    arena_close(&arena);
}

static void test_operators(void **state)
{
    (void)state;
    check_value("a + b * c", "(+ a0 (* b1 c2))");
    check_value("a .. b .. c", "(.. a0 (.. b1 c2))");
    check_value("a - b - c", "(- (- a0 b1) c2)");
    check_value("-a ^ b ^ c", "(- (^ a0 (^ b1 c2)))");
    check_value("2 ^ -a", "(^ 2 (- a0))");
    check_value("not a == b", "(== (not a0) b1)");
    check_value("a or b and c", "(or a0 (and b1 c2))");
    check_value("a | b ~ c & 1 << 2 .. 3", "(| a0 (~ b1 (& c2 (<< 1 (.. 2 3)))))");
    check_value("a < b == c", "(== (< a0 b1) c2)");
    check_value("#x // ~1 % 2", "(% (// (# x) (~ 1)) 2)");
}

static void test_literals(void **state)
{
    (void)state;
    check_value("0x10, 1e2, .5, 9223372036854775807, 9223372036854775808",
                "16 100 0.5 9223372036854775807 9.2233720368547758e+18");
    check_value("0xffffffffffffffff", "-1");
    check_value("'\\65\\x42\\u{2F}\\z \n c', [[\nd]]", "\"AB/c\" \"d\"");
    check_value("\"受\\\"理\"", "\"受\"理\"");
}

static const struct node *parsed(const char *text, struct arena *arena)
{
    struct tree tree;
    struct lex_fault fault;
    if (parse_text(slice_of(text), arena, &tree, &fault))
        fail_msg("%s: %s", text, fault.what);
    return tree.body;
}

static void test_places(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct node *body = parsed("x = { a = '受理', b = y }\n  f(\n z:w \"q\")", &arena);
    const struct node *fields = body->b->a;
    assert_int_equal(fields->next->column, 17); /* characters, not bytes */
    assert_int_equal(fields->next->b->column, 21);
    const struct node *call = body->next->a;
    assert_int_equal(call->line, 2);
    assert_int_equal(call->column, 3);
    assert_int_equal(call->end_line, 3);
    assert_int_equal(call->b->kind, NODE_METHOD);
    assert_int_equal(call->b->line, 3);
    assert_int_equal(call->b->c->column, 4);
    arena_close(&arena);
}

static void test_names(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct node *body = parsed("local a = a\nlocal function f(a) a = 1 return function() "
                                     "return a end end\nfor a in a do local a = a end",
                                     &arena);
    assert_null(body->b->variable); /* the value sees no name of its own statement */
    const struct node *function = body->next->b, *assign = function->b;
    assert_ptr_equal(assign->a->variable, function->a->variable);
    assert_true(function->a->variable->is_assigned);
    assert_ptr_equal(function->a->variable->function, function);
    const struct node *inner = assign->next->a;
    assert_ptr_equal(inner->b->a->variable, function->a->variable);
    const struct node *loop = body->next->next;
    assert_ptr_equal(loop->b->variable, body->a->variable);
    assert_ptr_equal(loop->c->b->variable, loop->a->variable);
    assert_null(body->a->variable->function);
    assert_false(body->a->variable->is_assigned);
    arena_close(&arena);
}

static void check_fault(const char *text, int line, int column, const char *what)
{
    struct arena arena = {0};
    struct tree tree;
    struct lex_fault fault;
    assert_int_equal(parse_text(slice_of(text), &arena, &tree, &fault), -1);
    if (fault.line != line || fault.column != column || !strstr(fault.what, what))
        fail_msg("%s\n  gave %d:%d %s", text, fault.line, fault.column, fault.what);
    arena_close(&arena);
}

static void test_faults(void **state)
{
    (void)state;
    check_fault("x = = 1", 1, 5, "\"=\" cannot begin a statement or a value here");
    check_fault("if a then\n f()\n", 3, 1, "the \"if\" of line 1 is not closed before the end of");
    check_fault("x = {\n a = 1\n b = 2 }", 3, 2, "the \"{\" of line 1 is not closed before \"b\"");
    check_fault("f(1\ng()", 2, 1, "the \"(\" of line 1 is not closed before \"g\"");
    /* at the end of the file: which opening it is that nobody closed */
    check_fault("w {\n a = 1,\n", 3, 1, "the \"{\" of line 1 is not closed before the end of");
    check_fault("x = (1 +\n f(2 +\n", 3, 1, "the \"(\" of line 2 is not closed before the end of");
    check_fault("local f = function()\n return x,\n", 3, 1, "the \"function\" of line 1 is not");
    check_fault("if x then\nwhile y do\nz()\nend\n", 5, 1, "the \"if\" of line 1 is not closed");
    check_fault("repeat\nf()\n", 3, 1, "the \"repeat\" of line 1 is not closed");
    check_fault("local x =\n", 2, 1, "cannot begin a statement or a value here");
    check_fault("local end = 1", 1, 7, "\"end\" is a word of Lua itself");
    check_fault("x = \"受理", 1, 5, "not closed before its line ends");
    check_fault("x = 理", 1, 5, "may stand only in a text or a comment");
    check_fault("f()\nend", 2, 1, "the end of the file is expected here, not \"end\"");
    check_fault("a.b", 1, 1, "a statement that does nothing");
    check_fault("break", 1, 1, "outside of any loop");
    check_fault("goto x", 1, 1, "label \"x\", which is not seen");
    check_fault("local a <const> = 1\na = 2", 2, 1, "\"a\" is <const>");
    check_fault("function f() return ... end", 1, 21, "takes no ...");
    check_fault("x = 3x", 1, 5, "not a number");
    check_fault("x = 'a\\qb'", 1, 8, "may not stand after a backslash");
}

static void test_depth(void **state)
{
    (void)state;
    struct buf text = {0};
    struct arena arena = {0};
    struct tree tree;
    struct lex_fault fault;
    buf_add_text(&text, "x = ");
    for (int i = 0; i < 100000; i++)
        buf_add_text(&text, i % 2 ? "{" : "(");
    assert_int_equal(parse_text(buf_slice(&text), &arena, &tree, &fault), -1);
    assert_non_null(strstr(fault.what, "too many"));
    buf_close(&text);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators), cmocka_unit_test(test_literals),
        cmocka_unit_test(test_places),    cmocka_unit_test(test_names),
        cmocka_unit_test(test_faults),    cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
