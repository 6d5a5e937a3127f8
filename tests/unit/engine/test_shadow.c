/* test_shadow.c - a case replayed on a candidate release, in shadow: each kind of edit has its
 * verdict (rules.md E5, E10, E11), names turn, calls and line, and leaves no trace. */
#include "stand.h"
#include "engine/inside.h"
#include "engine/shadow.h"

#define HEAD_WITH(extra, within)                                                                   \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n" extra   \
    "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"            \
    "clock \"C1\" { zh = \"钟\", en = \"Clock\", owner = \"citizen\", basis = \"assumed\",\n"     \
    "  within = days(3) }\n"                                                                       \
    "clock \"C2\" { zh = \"办\", en = \"Office clock\", owner = \"office\", basis = "             \
    "\"assumed\",\n"                                                                               \
    "  within = " within " }\n"
#define HEAD HEAD_WITH("", "days(3)")

#define FORM(en)                                                                                   \
    "form \"extra\" { zh = \"加\", en = \"" en "\",\n"                                             \
    "  outcome \"yes\" { zh = \"是\", en = \"Yes\" } }\n"                                         \
    "form \"unused\" { zh = \"闲\", en = \"Unused\" }\n"
#define STAGE(name, inner)                                                                         \
    "stage \"" name                                                                                \
    "\" { zh = \"一\", en = \"First\", next = { \"last\" }, function(case)\n" inner                \
    "  return \"last\"\nend }\n"
#define LAST                                                                                       \
    "stage \"last\" { zh = \"末\", en = \"Last\", function(case)\n  return case:close "           \
    "\"done\"\nend }\n"
#define BEFORE  "  case:task(\"decide\", { to = \"clerk\" })\n  case:set { a = \"old\" }\n"
#define REACHED "  case:task(\"extra\", { to = \"clerk\", due = \"C2\" })\n"
#define AFTER   "  case:set { b = \"old\" }\n  case:task(\"word\", { to = \"clerk\" })\n"
#define BODY    FORM("Extra") STAGE("first", BEFORE REACHED AFTER) LAST

/* Its first task is done, it waits in the second. */
static void open_waiting(struct stand *stand)
{
    stand_open_small(stand, BODY);
    assert_int_equal(stand_start(stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_act(stand, ACT_RETRY), 0); /* a turn that replay skips */
    assert_int_equal(stand_complete(stand, "decide", "yes", "{}"), 0);
    stand_expect(stand, "first", CASE_OPEN);
}

static struct finding replay_on(struct stand *stand, const char *head, const char *body)
{
    struct edition *candidate;
    struct finding finding;
    struct err err = {0};
    struct case_row row = stand_case(stand).row;

    if (edition_open(99, stand_release(stand, head, body), &candidate, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    int rc = shadow_replay(rehearsal_engine(stand->rehearsal), candidate,
                           rehearsal_reader(stand->rehearsal), &row, &stand->arena, &finding, &err);
    edition_unref(candidate);
    if (rc != 0)
        fail_msg("%d %s", rc, err.text);
    struct case_row still = stand_case(stand).row;
    assert_memory_equal(&still.hash, &row.hash, sizeof row.hash);
    assert_int_equal(finding.case_id, row.id);
    assert_int_equal(finding.seq, row.seq);
    assert_string_equal(finding.number, row.number.bytes);
    return finding;
}

static void expect_text(const char *text, const char *expected)
{
    if (!expected || !*expected)
        assert_true(!text || expected);
    else if (!text || !strstr(text, expected))
        fail_msg("\"%s\" is not in \"%s\"", expected, text ? text : "(none)");
}

struct edit {
    const char *what, *head, *body;
    enum verdict verdict;
    int turn;
    const char *recorded, *now, *where;
};

static void expect_verdict(struct stand *stand, const struct edit *edit)
{
    struct finding finding = replay_on(stand, edit->head, edit->body);

    if (finding.verdict != edit->verdict)
        fail_msg("%s: %s (%s %s)", edit->what, verdict_word(finding.verdict),
                 finding.message ? finding.message : "", finding.where ? finding.where : "");
    assert_int_equal(finding.at_turn, edit->turn);
    expect_text(finding.recorded, edit->recorded);
    expect_text(finding.now, edit->now);
    expect_text(finding.where, edit->where);
    if (finding.verdict != VERDICT_SAME && finding.verdict != VERDICT_CHANGED)
        assert_non_null(finding.message);
    if (finding.verdict == VERDICT_MOVES)
        assert_string_equal(finding.moves_to, "last");
    assert_false(finding.is_parked);
    assert_int_equal(finding.stage_seq, 1);
}

#define EDIT(...)                                                                                  \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

static const struct edit edits[] = {
    EDIT(.what = "nothing", .head = HEAD, .body = BODY, .verdict = VERDICT_SAME),
    EDIT(.what = "comment and format", .head = "-- moved down\n\n\n" HEAD,
         .body = FORM("Extra") "-- the first\n" STAGE(
             "first",
             "\n  -- who decides?\n  case:task(\n    \"decide\",\n    { to = \"clerk\" }\n  )\n"
             "  case:set { a = \"old\" } -- kept\n" REACHED AFTER) LAST,
         .verdict = VERDICT_SAME),
    EDIT(.what = "changed after the point reached", .head = HEAD,
         .body = FORM("Extra") STAGE("first", BEFORE REACHED
                                     "  case:set { b = \"new\" }\n  case:sleep(hours(1))\n") LAST,
         .verdict = VERDICT_SAME),
    EDIT(.what = "a form nobody was given", .head = HEAD,
         .body = FORM("Extra") "form \"more\" { zh = \"多\", en = \"More\" }\n" STAGE(
             "first", BEFORE REACHED AFTER) LAST,
         .verdict = VERDICT_SAME),
    EDIT(.what = "an option before", .head = HEAD,
         .body = FORM("Extra") STAGE("first", "  case:task(\"decide\", { to = \"mediator\" })\n"
                                              "  case:set { a = \"old\" }\n" REACHED AFTER) LAST,
         .verdict = VERDICT_CHANGED),
    EDIT(.what = "a value before", .head = HEAD,
         .body = FORM("Extra") STAGE("first", "  case:task(\"decide\", { to = \"clerk\" })\n"
                                              "  case:set { a = \"new\" }\n" REACHED AFTER) LAST,
         .verdict = VERDICT_CHANGED),
    EDIT(.what = "the title of the form it waits for", .head = HEAD,
         .body = FORM("More") STAGE("first", BEFORE REACHED AFTER) LAST,
         .verdict = VERDICT_CHANGED),
    EDIT(.what = "the length of the clock it waits under", .head = HEAD_WITH("", "days(4)"),
         .body = BODY, .verdict = VERDICT_CHANGED),
    EDIT(.what = "a renamed task before", .head = HEAD,
         .body = FORM("Extra") STAGE("first", "  case:task(\"word\", { to = \"clerk\" })\n"
                                              "  case:set { a = \"old\" }\n" REACHED AFTER) LAST,
         .verdict = VERDICT_DIVERGES, .turn = 1, .recorded = "task \"decide\"",
         .now = "task \"word\"", .where = "w/workflow.lua:11"),
    EDIT(.what = "an added wait before", .head = HEAD,
         .body = FORM("Extra") STAGE("first", "  case:sleep(hours(1))\n" BEFORE REACHED AFTER) LAST,
         .verdict = VERDICT_DIVERGES, .turn = 1, .recorded = "task \"decide\"", .now = "sleep",
         .where = "w/workflow.lua:11"),
    EDIT(.what = "an added wait just before the point reached", .head = HEAD,
         .body = FORM("Extra") STAGE(
             "first", BEFORE
             "  case:await \"s\"\n" REACHED AFTER) "signal \"s\" { zh = \"信\", en = \"S\", from "
                                                   "= { \"clerk\" }, form = \"word\" }\n" LAST,
         .verdict = VERDICT_DIVERGES, .turn = 3, .recorded = "task \"extra\"", .now = "await \"s\"",
         .where = "w/workflow.lua:13"),
    EDIT(.what = "one call more at the end", .head = HEAD,
         .body = FORM("Extra")
             STAGE("first", BEFORE "  case:all { a = function() case:task(\"extra\", { to = "
                                   "\"clerk\" }) end }\n" AFTER) LAST,
         .verdict = VERDICT_DIVERGES, .turn = 3, .recorded = "task \"extra\"", .now = "all",
         .where = "w/workflow.lua:13"),
    EDIT(.what = "a call that does not come", .head = HEAD,
         .body = FORM("Extra") STAGE("first", BEFORE) LAST, .verdict = VERDICT_DIVERGES, .turn = 3,
         .recorded = "waited", .now = "ends the stage with \"last\"", .where = "w/workflow.lua:12"),
    EDIT(.what = "an error before", .head = HEAD,
         .body = FORM("Extra") STAGE("first", "  case:task(\"decide\", { to = \"clerk\" })\n"
                                              "  error { code = \"E1\" }\n") LAST,
         .verdict = VERDICT_RAISES, .turn = 3, .now = "raises", .where = "w/workflow.lua:12"),
    EDIT(.what = "no end of it", .head = HEAD,
         .body = FORM("Extra") STAGE("first", BEFORE "  while true do end\n") LAST,
         .verdict = VERDICT_RAISES, .turn = 3, .now = "is stopped", .where = "w/workflow.lua:13"),
    EDIT(.what = "the stage removed", .head = HEAD,
         .body = FORM("Extra") STAGE("other", BEFORE REACHED AFTER) LAST, .verdict = VERDICT_GONE),
    EDIT(.what = "an added wait before, and a hook that carries it",
         .head = HEAD_WITH("  move = { first = function(old) return \"last\" end },\n", "days(3)"),
         .body = FORM("Extra") STAGE("first", "  case:sleep(hours(1))\n" BEFORE REACHED AFTER) LAST,
         .verdict = VERDICT_MOVES, .turn = 1, .recorded = "task \"decide\"", .now = "sleep",
         .where = "w/workflow.lua:12"),
    EDIT(.what = "for new cases only",
         .head = HEAD_WITH("  upgrade = \"new_cases_only\",\n", "days(3)"),
         .body = FORM("Extra") STAGE("first", "  case:sleep(hours(1))\n") LAST,
         .verdict = VERDICT_HELD),
};

static void each_edit_has_its_verdict(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++)
        if (edits[i].verdict == VERDICT_GONE) { /* the start is gone with it */
            struct edit edit = edits[i];
            edit.head =
                "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = "
                "\"intake\",\n"
                "  start = \"other\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"
                "clock \"C2\" { zh = \"办\", en = \"C\", owner = \"office\", basis = \"assumed\",\n"
                "  within = days(3) }\n";
            expect_verdict(&stand, &edit);
        } else
            expect_verdict(&stand, &edits[i]);
    stand_verify(&stand);
    assert_int_equal(stand_complete(&stand, "extra", "yes", "{}"), 0); /* as if nothing had been */
    assert_non_null(strstr(stand_data(&stand), "\"b\":\"old\""));
    stand_close(&stand);
}

/* Branches, signals with handlers, recorded values, rows: what replays is found the same. */
#define RICH                                                                                       \
    "signal \"s\" { zh = \"信\", en = \"S\", from = { \"clerk\" }, form = \"word\" }\n"           \
    "on \"s\" (function(case, answer) case:set { said = answer.say } end)\n"                       \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"last\" }, function(case)\n"        \
    "  case:start_clock(\"C1\", { from = case:today() })\n"                                        \
    "  local n = case:record(\"n\", function() return 7 end)\n"                                    \
    "  case:set { n = n, items = { { words = \"a\" }, { words = \"b\" } } }\n"                     \
    "  case:add(\"items\", { words = \"c\" })\n"                                                   \
    "  case:all {\n"                                                                               \
    "    a = function() case:task(\"decide\", { to = \"clerk\" }) end,\n"                          \
    "    b = function() case:sleep(hours(1)) case:await_clock \"C1\" end }\n"                      \
    "  case:task(\"word\", { to = \"clerk\", due = \"C2\" })\n"                                    \
    "  return \"last\"\nend }\n" LAST

static void what_replays_is_the_same(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, RICH);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "s", "{\"say\":\"1\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(replay_on(&stand, NULL, RICH).verdict, VERDICT_SAME);
    stand_advance(&stand, 2 * 3600 * 1000);
    assert_int_equal(replay_on(&stand, NULL, RICH).verdict, VERDICT_SAME);
    stand_advance(&stand, (int64_t)10 * DAY_MS);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    struct finding finding = replay_on(&stand, NULL, RICH);
    if (finding.verdict != VERDICT_SAME)
        fail_msg("%s %s", verdict_word(finding.verdict), finding.message ? finding.message : "");
    assert_int_equal(finding.stage_seq, 1);
    stand_close(&stand);
}

#define PARKS(then)                                                                                \
    FORM("Extra")                                                                                  \
    STAGE("first", "  local a = case:task(\"decide\", { to = \"clerk\" })\n" then                  \
                   "  case:task(\"word\", { to = \"clerk\" })\n")                                  \
    LAST

static void a_parked_case_hears_the_rest(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, PARKS("  error { code = \"E1\" }\n"));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);

    struct finding finding = replay_on(&stand, HEAD, PARKS("  case:set { fine = true }\n"));
    assert_int_equal(finding.verdict, VERDICT_SAME);
    assert_true(finding.is_parked && finding.gets_past);

    finding = replay_on(&stand, HEAD, PARKS("  error { code = \"E2\" }\n"));
    assert_int_equal(finding.verdict, VERDICT_SAME);
    assert_true(finding.is_parked && !finding.gets_past);
    assert_string_equal(finding.where, "w/workflow.lua:12");

    /* what asks when the office opens: a shadow was lent no calendar */
    finding = replay_on(
        &stand, HEAD,
        "notice \"told\" { zh = \"告\", en = \"Told\", text = { zh = \"x\", en = \"x\" } }\n" PARKS(
            "  case:notify(\"told\", { to = \"clerk\" })\n"));
    assert_true(finding.is_parked && finding.gets_past);

    finding = replay_on(&stand, HEAD, PARKS("  case:task(\"extra\", { to = 7 })\n"));
    assert_false(finding.gets_past); /* what a live turn would refuse */

    finding =
        replay_on(&stand, HEAD, FORM("Extra") STAGE("first", "  case:sleep(hours(1))\n") LAST);
    assert_int_equal(finding.verdict, VERDICT_DIVERGES);
    assert_true(finding.is_parked && !finding.gets_past);

    stand_expect(&stand, "first", CASE_PARKED);
    assert_int_equal(stand_open_tasks(&stand, "word"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_closed_case_is_not_checked(void **state)
{
    struct stand stand;
    struct finding finding;
    struct err err = {0};
    (void)state;
    stand_open_small(&stand, LAST STAGE("first", ""));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    struct case_row row = stand_case(&stand).row;
    assert_int_equal(row.status, CASE_CLOSED);
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    assert_int_equal(shadow_replay(engine, engine->active, rehearsal_reader(stand.rehearsal), &row,
                                   &stand.arena, &finding, &err),
                     STATUS_CLOSED);
    row.status = CASE_PARKED; /* it closed after its row was read */
    assert_int_equal(shadow_replay(engine, engine->active, rehearsal_reader(stand.rehearsal), &row,
                                   &stand.arena, &finding, &err),
                     STATUS_CLOSED);
    stand_close(&stand);
}

static void a_finding_is_a_value(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    struct finding finding = replay_on(&stand, edits[8].head, edits[8].body);
    const char *text = canon_text(&stand.arena, finding_value(&stand.arena, &finding)).bytes;
    expect_text(text, "\"now\":\"task \\\"word\\\"\"");
    expect_text(text, "\"recorded\":\"task \\\"decide\\\"\"");
    expect_text(text, "\"stage\":\"first\"");
    expect_text(text, "\"turn\":1");
    expect_text(text, "\"verdict\":\"diverges\"");
    for (int i = 0; i < VERDICT_COUNT; i++) {
        enum verdict verdict;
        assert_true(verdict_from_word(verdict_word((enum verdict)i), &verdict));
        assert_int_equal(verdict, i);
    }
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(each_edit_has_its_verdict),    STAND_BOTH(what_replays_is_the_same),
        STAND_BOTH(a_parked_case_hears_the_rest), cmocka_unit_test(a_closed_case_is_not_checked),
        cmocka_unit_test(a_finding_is_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
