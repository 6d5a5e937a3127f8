/* flow_named.c - options whose literals name what is declared: clocks, stages, forms, offices,
 * waves, the reasons of a pause (flow.h). To add one: a row in `named` or a case in
 * flow_option_named.
 */
#include "script/verb_call.h"

static const char *where_of(struct flow *flow, const struct option *option)
{
    return arena_printf(flow->arena, "case:%s: %s", verb_word(option->verb), option->rule->name);
}

/* One word against a map of the model. */
static void check_word(struct flow *flow, const struct option *option, const struct node *at,
                       const char *kind, const char *map, struct slice word)
{
    const struct value *known = value_get(flow->subject->workflow, map);
    if (!value_is_nil(value_get_slice(known, word)))
        return;
    flow_report(flow, at, CHECK_UNKNOWN_NAME,
                arena_printf(flow->arena, "%s names %s \"%.*s\", which is not declared",
                             where_of(flow, option), kind, SLICE_ARG(word)),
                arena_printf(flow->arena, "%c%ss are: %s.", kind[0] - 'a' + 'A', kind + 1,
                             value_listed(known, NULL, flow->arena)));
}

static void check_words(struct flow *flow, const struct option *option, const char *kind,
                        const char *map)
{
    const struct words *word = option->guess->texts;
    if (!word)
        flow_report(flow, option->at, CHECK_NOT_LITERAL,
                    arena_printf(flow->arena, "the %s of %s is not written out here", kind,
                                 where_of(flow, option)),
                    strcmp(kind, "clock") == 0 ? "Write its id in quotes." : "Write it in quotes.");
    if (option->at->kind != NODE_STRING && flow->subject->is_opening)
        return;
    for (; word; word = word->next)
        check_word(flow, option, option->at, kind, map, word->word);
}

static void check_clock(struct flow *flow, const struct option *option)
{
    const struct guess *guess = option->guess;
    if (guess->kind != GUESS_TEXT && guess->kind != GUESS_ANY && !flow->subject->is_opening) {
        flow_report(flow, option->at, CHECK_BAD_OPTION,
                    arena_printf(flow->arena, "%s is no clock here", where_of(flow, option)),
                    "Declare a clock and write its id: every deadline has an id and a basis.");
        return;
    }
    check_words(flow, option, "clock", "clocks");
}

/* "x" or { "x", "y" } */
static void check_clocks(struct flow *flow, const struct option *option)
{
    if (option->at->kind != NODE_TABLE) {
        check_clock(flow, option);
        return;
    }
    for (const struct node *item = option->at->a; item; item = item->next) {
        if (item->b->kind == NODE_STRING)
            check_word(flow, option, item->b, "clock", "clocks", item->b->text);
    }
}

/* A part begins in the stage: it is reached from here. */
static void check_stage(struct flow *flow, const struct option *option)
{
    struct subject *subject = flow->subject;
    check_words(flow, option, "stage", "stages");
    for (const struct words *word = option->guess->texts; word; word = word->next) {
        struct returned *root = ARENA_NEW(subject->arena, struct returned);
        *root = (struct returned){.stage = word->word, .at = option->at, .next = subject->moved};
        subject->moved = root;
    }
}

static void check_posts(struct flow *flow, const struct option *option)
{
    for (const struct words *word = option->guess->texts; word; word = word->next) {
        if (workflow_has_posts(flow->subject->workflow, word->word))
            continue;
        flow_report(flow, option->at, CHECK_UNKNOWN_NAME,
                    arena_printf(flow->arena, "%s names \"%.*s\", which is no sheet or rows field",
                                 where_of(flow, option), SLICE_ARG(word->word)),
                    "Declare it in a form: sheet \"plan\" { zh = \"...\", en = \"...\" }.");
    }
}

/* ---- waves ----------------------------------------------------------------------------------- */

static void bad_wave(struct flow *flow, const struct node *at, const char *what)
{
    flow_report(flow, at, CHECK_BAD_OPTION,
                arena_printf(flow->arena, "case:dispatch: waves: %s", what),
                "Write waves = { { to = \"grid\", lasts = hours(24) }, ... }.");
}

/* One { to, lasts }: a clock where lasts is a text. */
static void check_wave(struct flow *flow, const struct option *option, const struct node *wave)
{
    bool has_to = false, has_length = false;
    if (wave->kind != NODE_TABLE)
        return; /* made elsewhere */
    for (const struct node *item = wave->a; item; item = item->next) {
        has_to = has_to || node_is_text(item->a, "to");
        has_length = has_length || node_is_text(item->a, "lasts");
        if (!node_is_text(item->a, "to") && !node_is_text(item->a, "lasts"))
            bad_wave(flow, item->b, "a wave has to and lasts, and nothing else");
        if (node_is_text(item->a, "lasts") && item->b->kind == NODE_STRING)
            check_word(flow, option, item->b, "clock", "clocks", item->b->text);
    }
    if (!has_to || !has_length)
        bad_wave(flow, wave, has_to ? "this one has no lasts" : "this one has no to");
}

static void check_waves(struct flow *flow, const struct option *option)
{
    if (option->at->kind != NODE_TABLE)
        return;
    if (!option->at->a)
        bad_wave(flow, option->at, "there is none, so nobody would be asked");
    for (const struct node *item = option->at->a; item; item = item->next)
        check_wave(flow, option, item->b);
}

/* One { to, acknowledge, arrive } of an alarm: clocks where a length is a text. */
static void check_level(struct flow *flow, const struct option *option, const struct node *level)
{
    static const char instead[] = "Write levels = { { to = \"station\", acknowledge = minutes(3), "
                                  "arrive = minutes(30) }, ... }.";
    bool has_to = false;
    if (level->kind != NODE_TABLE)
        return; /* made elsewhere */
    for (const struct node *item = level->a; item; item = item->next) {
        bool is_length = node_is_text(item->a, "acknowledge") || node_is_text(item->a, "arrive");
        has_to = has_to || node_is_text(item->a, "to");
        if (is_length && item->b->kind == NODE_STRING)
            check_word(flow, option, item->b, "clock", "clocks", item->b->text);
        if (!is_length && !node_is_text(item->a, "to"))
            flow_report(flow, item->b, CHECK_BAD_OPTION,
                        "case:dispatch: levels: a level has to, acknowledge and arrive, and "
                        "nothing else",
                        instead);
    }
    if (!has_to)
        flow_report(flow, level, CHECK_BAD_OPTION,
                    "case:dispatch: levels: this one does not say to whom", instead);
}

static void check_levels(struct flow *flow, const struct option *option)
{
    for (const struct node *item = option->at->kind == NODE_TABLE ? option->at->a : NULL; item;
         item = item->next)
        check_level(flow, option, item->b);
}

/* ---- approvals, reasons, offices ------------------------------------------------------------- */

static void check_answer(struct flow *flow, const struct option *option)
{
    const struct guess *guess = option->guess;
    if (guess->kind == GUESS_ANSWER && (guess->outcomes & OUTCOME_EXPIRED))
        flow_report(flow, option->at, CHECK_SILENCE,
                    arena_printf(flow->arena, "%s is an answer that may have expired",
                                 where_of(flow, option)),
                    "Ask first: if answer.outcome == \"expired\" then ... return ... end.");
    else if (guess->kind != GUESS_ANSWER && guess->kind != GUESS_ANY && guess->kind != GUESS_EITHER)
        flow_report(flow, option->at, CHECK_BAD_OPTION,
                    arena_printf(flow->arena, "%s is no answer here", where_of(flow, option)),
                    "Give the whole answer of who approved it: local yes = case:task(...), then "
                    "approval = yes.");
}

static const struct value *clock_of_call(struct flow *flow, const struct option *option)
{
    const struct node *name = option->call->b;
    return name && name->kind == NODE_STRING
               ? value_get_slice(value_get(flow->subject->workflow, "clocks"), name->text)
               : &value_nil;
}

/* Only for what the clock names as pausable may it stand still. */
static void check_pause(struct flow *flow, const struct option *option)
{
    const struct value *clock = clock_of_call(flow, option);
    const struct value *reasons = value_get(clock, "pausable");
    for (const struct words *word = option->guess->texts; word; word = word->next) {
        bool is_known = value_is_nil(clock);
        for (size_t i = 0; i < value_len(reasons); i++)
            is_known = is_known || slice_is(word->word, value_text_or(value_item(reasons, i), ""));
        if (is_known)
            continue;
        flow_report(flow, option->at, CHECK_UNKNOWN_NAME,
                    arena_printf(flow->arena, "the clock may not be paused for \"%.*s\"",
                                 SLICE_ARG(word->word)),
                    arena_printf(flow->arena, "Its reasons (pausable) are: %s.",
                                 value_listed(reasons, NULL, flow->arena)));
    }
}

static void check_extend(struct flow *flow, const struct option *option)
{
    const struct value *clock = clock_of_call(flow, option);
    if (!value_is_nil(clock) && value_is_nil(value_get(clock, "extend")))
        flow_report(flow, option->call, CHECK_BAD_OPTION,
                    arena_printf(flow->arena,
                                 "the clock \"%.*s\" does not say that it may be "
                                 "extended",
                                 SLICE_ARG(option->call->b->text)),
                    "Declare how: extend = { id, by, approver, letter, basis }.");
}

static bool is_office(const struct value *tree, struct slice word)
{
    static const char *const words[] = {"parent", "review_body", "sealed_route"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (slice_is(word, words[i]))
            return true;
    }
    return !value_is_nil(value_get_slice(tree, word));
}

static void check_office(struct flow *flow, const struct option *option)
{
    const struct value *tree = flow->subject->tree;
    for (const struct words *word = option->guess->texts; word && tree; word = word->next) {
        if (value_is_nil(tree) || is_office(tree, word->word))
            continue;
        flow_report(flow, option->at, CHECK_UNKNOWN_NAME,
                    arena_printf(flow->arena,
                                 "%s names office \"%.*s\", which is not in "
                                 "offices/tree.csv",
                                 where_of(flow, option), SLICE_ARG(word->word)),
                    "Write the code of an office there, \"parent\", \"review_body\" or "
                    "\"sealed_route\".");
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool by_name(struct flow *flow, const struct option *option)
{
    if (strcmp(option->rule->name, "office") == 0)
        check_office(flow, option);
    else if (option->verb == VERB_PAUSE_CLOCK && strcmp(option->rule->name, "reason") == 0)
        check_pause(flow, option);
    else if (option->verb == VERB_EXTEND_CLOCK && strcmp(option->rule->name, "by") == 0)
        check_extend(flow, option);
    return false; /* what holds for its kind holds too */
}

bool flow_option_named(struct flow *flow, const struct option *option)
{
    switch (option->rule->kind) {
    case OPTION_CLOCK:
        check_clock(flow, option);
        return true;
    case OPTION_CLOCKS:
        check_clocks(flow, option);
        return true;
    case OPTION_STAGE:
        check_stage(flow, option);
        return true;
    case OPTION_FORM:
        check_words(flow, option, "form", "forms");
        return true;
    case OPTION_POSTS:
        check_posts(flow, option);
        return true;
    case OPTION_WAVES:
        check_waves(flow, option);
        return true;
    case OPTION_LEVELS:
        check_levels(flow, option);
        return true;
    case OPTION_ANSWER:
        check_answer(flow, option);
        return true;
    default:
        return by_name(flow, option);
    }
}
