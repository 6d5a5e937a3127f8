/* flow_test.c - what a condition says on either way (flow.h).
 *
 * `if answer.outcome == "x"` leaves that outcome only; `if x`, `x ~= nil` say that x is there. What
 * is said of a local also holds for the field it was read from.
 */
#include "script/flow.h"

static void test_same(struct flow *flow, struct way *yes, struct way *no)
{
    *yes = *no = flow->way;
}

/* On way `way`, the value is there; or it is not. */
static void learn_nil(struct flow *flow, struct way *way, const struct guess *guess, bool is_nil)
{
    if (way->is_dead || (!guess->path && !guess->alias))
        return;
    struct guess *now = guess_copy(flow->arena, guess);
    if (is_nil && guess->kind == GUESS_BOOL)
        return; /* false, perhaps */
    if (is_nil)
        now = guess_new(flow->arena, guess->nil == NIL_NEVER ? guess->kind : GUESS_NIL);
    else
        now->nil = NIL_NEVER;
    now->what = guess->what;
    struct way before = flow->way;
    flow->way = *way;
    flow_learn(flow, guess, now);
    *way = flow->way;
    flow->way = before;
}

static void test_value(struct flow *flow, struct node *node, struct way *yes, struct way *no)
{
    struct guess *guess = flow_value(flow, node);
    test_same(flow, yes, no);
    if (node->kind == NODE_TRUE)
        no->is_dead = true;
    if (node->kind == NODE_FALSE || node->kind == NODE_NIL)
        yes->is_dead = true;
    learn_nil(flow, yes, guess, false);
    if (guess->kind != GUESS_ANY)
        learn_nil(flow, no, guess, true);
}

/* ---- outcomes -------------------------------------------------------------------------------- */

/* The answer with (or without) that outcome; NULL: it cannot be so. */
static struct guess *with_outcome(struct flow *flow, const struct guess *answer, struct slice word,
                                  bool is_it)
{
    uint64_t bit = outcome_bit(answer->decl, word);
    uint64_t bits = is_it ? bit : ~bit;
    if (!is_it && bit == UINT64_C(1) << OUTCOMES_MAX)
        bits = ~UINT64_C(0); /* that one stands for several */
    struct guess *now = guess_copy(flow->arena, answer);
    now->outcomes &= bits;
    return now->outcomes ? now : NULL;
}

/* Of the branches' values, those that can have it. */
static struct guess *either_with_outcome(struct flow *flow, const struct guess *either,
                                         struct slice word, bool is_it)
{
    struct guess *now = guess_copy(flow->arena, either);
    struct guess_member **tail = &now->members;
    for (const struct guess_member *branch = either->members; branch; branch = branch->next) {
        struct guess *guess = branch->guess;
        if (guess->kind == GUESS_ANSWER)
            guess = with_outcome(flow, guess, word, is_it);
        if (!guess)
            continue;
        *tail = ARENA_NEW(flow->arena, struct guess_member);
        **tail = (struct guess_member){.name = branch->name, .guess = guess};
        tail = &(*tail)->next;
    }
    *tail = NULL;
    return now->members ? now : NULL;
}

/* On way `way`, the answer whose outcome this is has (or has not) that one. */
static void learn_outcome(struct flow *flow, struct way *way, const struct guess *outcome,
                          struct slice word, bool is_it)
{
    const struct guess *answer = way->is_dead ? NULL : facts_find(way->facts, outcome->owner);
    struct guess *now = NULL;
    if (answer && answer->kind == GUESS_ANSWER)
        now = with_outcome(flow, answer, word, is_it);
    else if (answer && answer->kind == GUESS_EITHER)
        now = either_with_outcome(flow, answer, word, is_it);
    if (now)
        way->facts = facts_put(flow->arena, way->facts, outcome->owner, now);
}

/* The name of the branch that won. */
static void learn_branch(struct flow *flow, struct way *way, const struct guess *which,
                         struct slice word, bool is_it)
{
    struct words *left = NULL;
    for (const struct words *name = which->texts; name; name = name->next) {
        if (slice_is_equal(name->word, word) == is_it)
            left = words_add(flow->arena, left, name->word);
    }
    if (way->is_dead || !left)
        return;
    struct guess *now = guess_copy(flow->arena, which);
    now->texts = left;
    way->facts = facts_put(flow->arena, way->facts, which->owner, now);
}

static const struct value *choices_of(const struct guess *guess)
{
    return value_get(guess->decl, "choices");
}

void flow_check_word(struct flow *flow, const struct node *at, const struct guess *guess,
                     struct slice word)
{
    const struct value *listed = &value_nil;
    const char *of = NULL;
    if (guess->kind != GUESS_TEXT)
        return;
    if (guess->decl && value_len(choices_of(guess)) > 0) {
        listed = choices_of(guess);
        of = arena_printf(flow->arena, "%s has no choice", guess->what ? guess->what : "the field");
    } else if (guess->decl && !outcome_bit(guess->decl, word)) {
        listed = value_get(guess->decl, "outcomes");
        of = arena_printf(flow->arena, "form \"%s\" has no outcome",
                          value_text_or(value_get(guess->decl, "name"), "?"));
    }
    if (of && !value_has_id(listed, word))
        flow_report(
            flow, at, CHECK_UNKNOWN_OUTCOME,
            arena_printf(flow->arena, "%s \"%.*s\"", of, SLICE_ARG(word)),
            arena_printf(flow->arena, "It has: %s.", value_listed(listed, "id", flow->arena)));
    else if (!guess->decl && guess->texts && !words_has(guess->texts, word))
        flow_report(flow, at, CHECK_UNKNOWN_OUTCOME,
                    arena_printf(flow->arena, "this can never be \"%.*s\"", SLICE_ARG(word)),
                    arena_printf(flow->arena, "It is one of: %s.",
                                 words_listed(guess->texts, flow->arena)));
}

/* ---- == and ~= ------------------------------------------------------------------------------- */

static const struct node *without_brackets(const struct node *node)
{
    while (node->kind == NODE_GROUP)
        node = node->a;
    return node;
}

static void check_personal(struct flow *flow, const struct node *at, const struct guess *a,
                           const struct guess *b)
{
    bool is_personal = a->kind == GUESS_PERSONAL || b->kind == GUESS_PERSONAL;
    if (!is_personal || a->kind == GUESS_NIL || b->kind == GUESS_NIL)
        return;
    const struct guess *personal = a->kind == GUESS_PERSONAL ? a : b;
    flow_report(flow, at, CHECK_PERSONAL_VALUE,
                arena_printf(flow->arena,
                             "%s is personal and is compared here: the two never are "
                             "the same",
                             personal->what ? personal->what : "this value"),
                "Compare with nil only; ask what the script must know of it as facts of the "
                "field.");
}

static void learn_equal(struct flow *flow, const struct guess *guess, struct slice word,
                        struct way *equal, struct way *other)
{
    bool is_branch = guess->owner && guess->owner[0] == '#';
    learn_nil(flow, equal, guess, false);
    if (is_branch) {
        learn_branch(flow, equal, guess, word, true);
        learn_branch(flow, other, guess, word, false);
    } else if (guess->owner) {
        learn_outcome(flow, equal, guess, word, true);
        learn_outcome(flow, other, guess, word, false);
    }
}

static void test_equal(struct flow *flow, struct node *node, struct way *equal, struct way *other)
{
    struct guess *a = flow_value(flow, node->a), *b = flow_value(flow, node->b);
    const struct node *left = without_brackets(node->a), *right = without_brackets(node->b);
    check_personal(flow, node, a, b);
    if (right->kind == NODE_STRING)
        flow_check_word(flow, right, a, right->text);
    if (left->kind == NODE_STRING)
        flow_check_word(flow, left, b, left->text);
    test_same(flow, equal, other);
    if (right->kind == NODE_NIL || left->kind == NODE_NIL) {
        const struct guess *tested = right->kind == NODE_NIL ? a : b;
        learn_nil(flow, equal, tested, true);
        learn_nil(flow, other, tested, false);
    } else if (right->kind == NODE_STRING) {
        learn_equal(flow, a, right->text, equal, other);
    } else if (left->kind == NODE_STRING) {
        learn_equal(flow, b, left->text, equal, other);
    } else if (right->kind == NODE_TRUE || right->kind == NODE_INTEGER) {
        learn_nil(flow, equal, a, false);
    }
}

static void test_order(struct flow *flow, struct node *node, struct way *yes, struct way *no)
{
    struct node *sides[] = {node->a, node->b};
    const char *use = arena_printf(flow->arena, "\"%s\" compares it", node_op_word(node->op));
    for (size_t i = 0; i < 2; i++)
        flow_need_open(flow, sides[i], flow_value(flow, sides[i]), use);
    test_same(flow, yes, no);
}

/* ---- list:only "x" --------------------------------------------------------------------------- */

/* list:only "x" says that all have answered; not list:has "expired" does too. */
static void test_method(struct flow *flow, struct node *node, struct way *yes, struct way *no)
{
    test_value(flow, node, yes, no);
    bool says_on_yes = slice_is(node->text, "only") && !node_is_text(node->b, "expired");
    bool says_on_no = slice_is(node->text, "has") && node_is_text(node->b, "expired");
    struct way *way = says_on_yes ? yes : no;
    if ((!says_on_yes && !says_on_no) || way->is_dead || node->a->kind != NODE_NAME)
        return;
    bool is_second = flow->subject->is_second;
    flow->subject->is_second = false;
    const struct guess *list = flow_value(flow, node->a);
    flow->subject->is_second = is_second;
    if (list->kind != GUESS_ANSWERS || !list->path)
        return;
    struct guess *now = guess_copy(flow->arena, list);
    now->is_silent = false;
    if (now->item) {
        now->item = guess_copy(flow->arena, list->item);
        now->item->outcomes &= ~OUTCOME_EXPIRED;
    }
    way->facts = facts_put(flow->arena, way->facts, list->path, now);
}

/* ---- and, or, not ---------------------------------------------------------------------------- */

static void test_and(struct flow *flow, struct node *node, struct way *yes, struct way *no)
{
    struct way first_yes, first_no, second_no = {.is_dead = true};
    flow_test(flow, node->a, &first_yes, &first_no);
    flow->way = *yes = first_yes;
    if (!first_yes.is_dead)
        flow_test(flow, node->b, yes, &second_no);
    *no = way_join(flow, first_no, second_no);
}

static void test_or(struct flow *flow, struct node *node, struct way *yes, struct way *no)
{
    struct way first_yes, first_no, second_yes = {.is_dead = true};
    flow_test(flow, node->a, &first_yes, &first_no);
    flow->way = *no = first_no;
    if (!first_no.is_dead)
        flow_test(flow, node->b, &second_yes, no);
    *yes = way_join(flow, first_yes, second_yes);
}

static void test_binary(struct flow *flow, struct node *node, struct way *yes, struct way *no)
{
    switch (node->op) {
    case OP_AND:
        test_and(flow, node, yes, no);
        break;
    case OP_OR:
        test_or(flow, node, yes, no);
        break;
    case OP_EQ:
        test_equal(flow, node, yes, no);
        break;
    case OP_NE:
        test_equal(flow, node, no, yes);
        break;
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        test_order(flow, node, yes, no);
        break;
    default:
        test_value(flow, node, yes, no);
    }
}

void flow_test(struct flow *flow, struct node *condition, struct way *yes, struct way *no)
{
    switch (condition->kind) {
    case NODE_GROUP:
        flow_test(flow, condition->a, yes, no);
        break;
    case NODE_BINARY:
        test_binary(flow, condition, yes, no);
        break;
    case NODE_UNARY:
        if (condition->op == OP_NOT)
            flow_test(flow, condition->a, no, yes);
        else
            test_value(flow, condition, yes, no);
        break;
    case NODE_METHOD:
        test_method(flow, condition, yes, no);
        break;
    default:
        test_value(flow, condition, yes, no);
    }
}
