/* test_preflight.c - all open cases on a candidate: counted, grouped by cause, listed in order, and
 * stopped at once when nobody wants it any more (rules.md E11). */
#include "stand.h"
#include "engine/inside.h"
#include "engine/preflight.h"
#include "loop/simulated.h"
#include "store/releases.h"

#define STAGE(inner)                                                                               \
    "stage \"first\" { zh = \"调解中\", en = \"Mediating\", next = { \"last\" }, "              \
    "function(case)\n" inner "  return \"last\"\nend }\n"
#define LAST                                                                                       \
    "stage \"last\" { zh = \"末\", en = \"Last\", function(case)\n"                               \
    "  return case:close \"done\"\nend }\n"
#define SECOND "  case:task(\"word\", { to = \"clerk\" })\n"
#define OLD                                                                                        \
    STAGE("  local a = case:task(\"decide\", { to = \"clerk\" })\n"                                \
          "  if a.outcome == \"no\" then error { code = \"E1\" } end\n" SECOND)                    \
    LAST
/* `then` stands where the old script fails. */
#define NEW(first, then) STAGE(first "  if a.outcome == \"no\" then " then " end\n" SECOND) LAST
#define SAME_FIRST       "  local a = case:task(\"decide\", { to = \"clerk\" })\n"

/* Cases run on OLD; the other release is stored and not active. */
static int64_t open_with_head(struct stand *stand, const char *head, const char *candidate,
                              struct digest *digest)
{
    struct release_row *rows;
    struct err err = {0};
    size_t count;
    int64_t active;

    stand_open_small(stand, OLD);
    stand_change_small(stand, head, candidate);
    stand_crash(stand);
    stand_change_small(stand, NULL, OLD);
    stand_crash(stand);
    assert_int_equal(reader_release_heads(rehearsal_reader(stand->rehearsal), &stand->arena, &rows,
                                          &count, &active, &err),
                     0);
    assert_int_equal(count, 2);
    assert_int_not_equal(rows[1].id, active);
    *digest = rows[1].digest;
    return rows[1].id;
}

static int64_t open_with(struct stand *stand, const char *candidate, struct digest *digest)
{
    return open_with_head(stand, NULL, candidate, digest);
}

static void start_cases(struct stand *stand, int count, const char *outcome)
{
    for (int i = 0; i < count; i++) {
        assert_int_equal(stand_start(stand, "{\"subject\":\"x\"}"), 0);
        if (outcome)
            assert_int_equal(stand_complete(stand, "decide", outcome, "{\"reason\":\"r\"}"), 0);
    }
}

static struct preflight *run(struct stand *stand, int64_t release, const struct digest *digest)
{
    struct engine *engine = rehearsal_engine(stand->rehearsal);
    struct err err = {0};

    if (engine_preflight(engine, release, digest, &err) != 0)
        fail_msg("%s", err.text);
    rehearsal_settle(stand->rehearsal);
    struct preflight *preflight = preflight_last(engine, release);
    assert_non_null(preflight);
    assert_int_equal(preflight_state(preflight), PREFLIGHT_DONE);
    return preflight;
}

static void expect_in(const char *text, const char *expected)
{
    if (!strstr(text, expected))
        fail_msg("\"%s\" is not in %s", expected, text);
}

static const char *report(struct stand *stand, const struct preflight *preflight)
{
    return canon_text(&stand->arena, preflight_report(preflight, &stand->arena)).bytes;
}

static void cases_are_counted_and_grouped_by_cause(void **state)
{
    struct stand stand;
    struct digest digest;
    (void)state;
    int64_t release = open_with(&stand, NEW("  case:sleep(hours(1))\n" SAME_FIRST, ""), &digest);
    start_cases(&stand, 12, NULL);
    start_cases(&stand, 2, "yes");
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0); /* closed: not checked */

    struct preflight *preflight = run(&stand, release, &digest);
    const struct preflight_tally *tally = preflight_tally(preflight);
    assert_int_equal(tally->cases, 13);
    assert_int_equal(preflight_total(preflight), 13);
    assert_int_equal(tally->by_verdict[VERDICT_DIVERGES], 13);
    assert_int_equal(tally->kept, 13);

    const char *text = report(&stand, preflight);
    expect_in(text, "\"count\":13,\"en\":\"13 cases wait in 'Mediating', whose script changed "
                    "before the point they have reached.");
    expect_in(text, "13 件案件停在“调解中”环节");
    expect_in(text, "\"now\":\"sleep\"");
    expect_in(text, "\"recorded\":\"task \\\"decide\\\"\"");
    expect_in(text, "\"where\":\"w/workflow.lua:9\"");
    expect_in(text, "\"state\":\"done\"");
    expect_in(text, "\"stays\":13");

    struct write_set *writes = write_set_new();
    assert_int_equal(preflight_stays(preflight, writes), 13);
    assert_int_equal(writes->first_op->kind, OP_STAY);
    assert_int_equal(writes->first_op->stay.release, release);
    assert_int_equal(writes->first_op->stay.stage_seq, 1);
    assert_int_equal(writes->first_op->stay.verdict, VERDICT_DIVERGES);
    expect_in(writes->first_op->stay.body.bytes, "\"where\":\"w/workflow.lua:9\"");
    write_set_close(writes);
    stand_verify(&stand);
    stand_close(&stand);
}

#define CARRYING                                                                                   \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"        \
    "  move = { first = function(old) return \"last\" end },\n"                                    \
    "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"

/* What a hook carries does not stay, and the report says where it goes. */
static void carried_cases_are_told(void **state)
{
    struct stand stand;
    struct digest digest;
    (void)state;
    int64_t release =
        open_with_head(&stand, CARRYING, NEW("  case:sleep(hours(1))\n" SAME_FIRST, ""), &digest);
    start_cases(&stand, 2, NULL);
    struct preflight *preflight = run(&stand, release, &digest);
    assert_int_equal(preflight_tally(preflight)->by_verdict[VERDICT_MOVES], 2);
    expect_in(report(&stand, preflight), "are moved to 'last' by the new release");
    expect_in(report(&stand, preflight), "\"stays\":0");
    stand_close(&stand);
}

static void parked_cases_are_checked_too(void **state)
{
    struct stand stand;
    struct digest digest;
    (void)state;
    int64_t release = open_with(&stand, NEW(SAME_FIRST, "case:set { x = 1 }"), &digest);
    start_cases(&stand, 3, "no");
    stand_expect(&stand, "first", CASE_PARKED);
    start_cases(&stand, 1, "yes");

    struct preflight *preflight = run(&stand, release, &digest);
    assert_int_equal(preflight_tally(preflight)->by_verdict[VERDICT_SAME], 4);
    assert_int_equal(preflight_tally(preflight)->parked, 3);
    assert_int_equal(preflight_tally(preflight)->gets_past, 3);
    const struct finding *finding = preflight_next(preflight, NULL, 0, VERDICT_COUNT);
    assert_true(finding && finding->is_parked && finding->gets_past);
    expect_in(report(&stand, preflight), "3 parked cases in 'Mediating' can go on");
    struct write_set *writes = write_set_new();
    assert_int_equal(preflight_stays(preflight, writes), 0);
    write_set_close(writes);
    stand_close(&stand);
}

/* More than pages at once can hold: every case once, in order, whoever's page came back first. */
static void pages_cover_all_cases(void **state)
{
    enum { CASES = 700 };
    struct stand stand;
    struct digest digest;
    int64_t after = 0;
    int count = 0;
    (void)state;
    int64_t release = open_with(&stand, NEW("  case:sleep(hours(1))\n", ""), &digest);
    start_cases(&stand, CASES, NULL);
    struct preflight *preflight = run(&stand, release, &digest);
    assert_int_equal(preflight_tally(preflight)->cases, CASES);
    for (const struct finding *finding;
         (finding = preflight_next(preflight, NULL, after, VERDICT_DIVERGES)); count++) {
        assert_true(finding->case_id > after);
        after = finding->case_id;
    }
    assert_int_equal(count, CASES);
    assert_null(preflight_next(preflight, NULL, 0, VERDICT_GONE));
    stand_close(&stand);
}

static int told;

static void on_told(void *owner, struct preflight *preflight)
{
    *(enum preflight_state *)owner = preflight_state(preflight);
    told++;
}

static void it_ends_when_nobody_wants_it(void **state)
{
    struct stand stand;
    struct digest digest, unknown = {{1}};
    struct err err = {0};
    enum preflight_state seen = PREFLIGHT_DONE;
    (void)state;
    int64_t release = open_with(&stand, NEW("  case:sleep(hours(1))\n", ""), &digest);
    start_cases(&stand, 20, NULL);
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    told = 0;
    engine_on_preflight(engine, on_told, &seen);
    assert_null(preflight_last(engine, release));

    assert_int_equal(engine_preflight(engine, release, &digest, &err), 0);
    assert_int_equal(engine_preflight(engine, release, &digest, &err), STATUS_CONFLICT);
    struct preflight *first = preflight_ref(preflight_last(engine, release));
    preflight_cancel(first);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(preflight_state(first), PREFLIGHT_CANCELLED);
    assert_int_equal(seen, PREFLIGHT_CANCELLED);
    assert_int_equal(told, 1);
    struct write_set *writes = write_set_new();
    assert_int_equal(preflight_stays(first, writes), 0);

    assert_true(run(&stand, release, &digest) != first); /* again, and the former is let go */
    assert_int_equal(seen, PREFLIGHT_DONE);
    preflight_unref(first);
    write_set_close(writes);

    assert_int_equal(engine_preflight(engine, 99, &unknown, &err), 0);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(preflight_state(preflight_last(engine, 99)), PREFLIGHT_FAILED);
    assert_int_equal(preflight_err(preflight_last(engine, 99))->status, STATUS_NOT_FOUND);

    /* the host dies, and another one stops, while it is under way */
    assert_int_equal(engine_preflight(engine, release, &digest, &err), 0);
    for (int i = 0; i < 4; i++)
        loop_simulated_step(rehearsal_loop(stand.rehearsal));
    stand_crash(&stand);
    engine = rehearsal_engine(stand.rehearsal);
    assert_null(preflight_last(engine, release));
    assert_int_equal(engine_preflight(engine, release, &digest, &err), 0);
    engine_drain(engine, NULL, NULL);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(preflight_state(preflight_last(engine, release)), PREFLIGHT_CANCELLED);
    assert_int_equal(engine_preflight(engine, release, &digest, &err), STATUS_STOPPING);
    stand_close(&stand);
}

/* The host died with it twice: it is named, and not tried. */
static void a_suspect_is_not_tried(void **state)
{
    struct stand stand;
    struct digest digest;
    (void)state;
    int64_t release = open_with(&stand, NEW(SAME_FIRST, ""), &digest);
    start_cases(&stand, 3, NULL);
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    engine->suspects[engine->suspect_count++] = stand.ref;
    struct preflight *preflight = run(&stand, release, &digest);
    const struct finding *finding = preflight_next(preflight, NULL, 0, VERDICT_RAISES);
    assert_true(finding && id_is_equal(&finding->ref, &stand.ref));
    expect_in(finding->message, "died twice");
    assert_int_equal(preflight_tally(preflight)->by_verdict[VERDICT_SAME], 2);
    stand_close(&stand);
}

/* A case that moved on while pages were read: its finding names the seq it was found at. */
static void live_turns_go_on_meanwhile(void **state)
{
    struct stand stand;
    struct digest digest;
    struct err err = {0};
    (void)state;
    int64_t release = open_with(&stand, NEW(SAME_FIRST "  case:sleep(hours(1))\n", ""), &digest);
    start_cases(&stand, 10, NULL);
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    assert_int_equal(engine_preflight(engine, release, &digest, &err), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    rehearsal_settle(stand.rehearsal);
    struct preflight *preflight = preflight_last(engine, release);
    const struct preflight_tally *tally = preflight_tally(preflight);
    assert_int_equal(tally->cases, 10);
    assert_in_range(tally->by_verdict[VERDICT_SAME], 9, 10);
    const struct finding *finding = preflight_next(preflight, NULL, 0, VERDICT_COUNT);
    if (finding)
        assert_int_equal(finding->seq, stand_case(&stand).row.seq);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Of a sealed case nothing, of one behind its veil only what the declarations say of all. */
static void what_is_sealed_is_hidden(void **state)
{
    const struct slice sealed = slice_of("{\"sealed\":{\"units\":[]}}");
    const struct slice veiled = slice_of("{\"veil\":{\"office\":\"o\",\"seq\":7,\"units\":[]}}");
    const struct hidden_row {
        struct slice marks;
        enum verdict verdict;
        int64_t stage_seq, seq, at_turn;
        bool is_hidden;
    } rows[] = {
        {{0},    VERDICT_DIVERGES, 3, 6, 4, false},
        {sealed, VERDICT_SAME,     3, 6, 0, true },
        {sealed, VERDICT_HELD,     3, 6, 0, true },
        {veiled, VERDICT_DIVERGES, 3, 6, 4, true },
        {veiled, VERDICT_CHANGED,  3, 6, 0, true },
        {veiled, VERDICT_MOVES,    3, 6, 4, true },
        {veiled, VERDICT_MOVES,    3, 6, 0, false},
        {veiled, VERDICT_HELD,     3, 6, 0, false},
        {veiled, VERDICT_GONE,     3, 6, 0, false},
        {veiled, VERDICT_RAISES,   0, 6, 0, true }, /* not replayed */
        {veiled, VERDICT_RAISES,   0, 7, 0, false},
        {veiled, VERDICT_DIVERGES, 7, 9, 8, false}, /* the stage after it */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct finding finding = {.marks = rows[i].marks,
                                        .verdict = rows[i].verdict,
                                        .stage_seq = rows[i].stage_seq,
                                        .seq = rows[i].seq,
                                        .at_turn = rows[i].at_turn};
        if (finding_is_hidden(&finding) != rows[i].is_hidden)
            fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(cases_are_counted_and_grouped_by_cause),
        STAND_BOTH(carried_cases_are_told),
        STAND_BOTH(parked_cases_are_checked_too),
        cmocka_unit_test(pages_cover_all_cases),
        STAND_BOTH(it_ends_when_nobody_wants_it),
        cmocka_unit_test(a_suspect_is_not_tried),
        STAND_BOTH(live_turns_go_on_meanwhile),
        cmocka_unit_test(what_is_sealed_is_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
