/* test_outcomes.c - cases lived again (engine/outcome.h): on the release they ran on they come out
 * as recorded; on another, what differs is what that other release does otherwise, and nothing is
 * guessed. */
#include "engine/calendars.h"
#include "engine/outcome.h"
#include <stdio.h>
#include <stdlib.h>
#include "engine/inside.h"
#include "engine/outcomes.h"
#include "engine/publish.h"
#include "loop/simulated.h"
#include "stand.h"

enum { CANDIDATE = 99 };

struct bench {
    struct stand stand;
    struct release *candidate;
    struct outcome_finder finder;
    struct arena arena;
};

static struct release *find_release(void *owner, int64_t id)
{
    struct bench *bench = owner;
    if (id == CANDIDATE)
        return release_ref(bench->candidate);
    const struct edition *edition = engine_edition(rehearsal_engine(bench->stand.rehearsal), id);
    return edition ? release_ref(edition->release) : NULL;
}

/* `candidate` NULL: the very body. */
static struct outcome compare_case(struct bench *bench, const char *head, const char *candidate)
{
    struct release_source source = {.find = find_release,
                                    .owner = bench,
                                    .calendars =
                                        engine_calendars(rehearsal_engine(bench->stand.rehearsal))};
    struct outcome out;

    bench->candidate = stand_release(&bench->stand, head, candidate);
    outcome_finder_open(&bench->finder, &source, CANDIDATE,
                        rehearsal_now_ms(bench->stand.rehearsal));
    outcome_find(&bench->finder, rehearsal_reader(bench->stand.rehearsal), &bench->stand.ref,
                 &bench->arena, &out);
    outcome_finder_close(&bench->finder);
    release_unref(bench->candidate);
    return out;
}

static void bench_close(struct bench *bench)
{
    arena_close(&bench->arena);
    stand_close(&bench->stand);
}

static void bench_open(struct bench *bench, const char *body)
{
    *bench = (struct bench){0};
    stand_open_small(&bench->stand, body);
}

static void expect_same(const struct outcome *out)
{
    if (out->verdict == OUTCOME_INCOMPARABLE)
        fail_msg("incomparable: %s", out->reason);
    if (out->notes)
        fail_msg("note %d %s %s", (int)out->notes->kind, out->notes->name, out->notes->why);
    if (out->differences.first)
        fail_msg("%s \"%s\" %s -> %s, %lld ms", difference_word(out->differences.first->kind),
                 out->differences.first->subject, out->differences.first->was,
                 out->differences.first->now, (long long)out->differences.first->shift_ms);
    assert_int_equal(out->verdict, OUTCOME_SAME);
}

static const struct difference *find_difference(const struct outcome *out,
                                                enum difference_kind kind, const char *subject)
{
    if (out->verdict == OUTCOME_INCOMPARABLE)
        fail_msg("incomparable: %s", out->reason);
    for (const struct difference *at = out->differences.first; at; at = at->next)
        if (at->kind == kind && strcmp(at->subject, subject) == 0)
            return at;
    for (const struct difference *at = out->differences.first; at; at = at->next)
        print_error("%s \"%s\" %s -> %s, %lld ms\n", difference_word(at->kind), at->subject,
                    at->was, at->now, (long long)at->shift_ms);
    fail_msg("no difference %s \"%s\"", difference_word(kind), subject);
    return NULL;
}

#define HOURS(n) ((int64_t)(n)*3600 * 1000)
#define DAYS(n)  ((int64_t)(n)*DAY_MS)

#define FIRST(inner)                                                                               \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n" inner \
    "end }\n"
#define SECOND(inner)                                                                              \
    "stage \"second\" { zh = \"二\", en = \"Second\", "                                           \
    "function(case)\n" inner "end }\n"
#define GO "signal \"go\" { zh = \"走\", en = \"Go\", from = { \"clerk\" }, form = \"word\" }\n"

#define MUCH                                                                                       \
    GO FIRST("  local n = case:record(\"dice\", function() return 6 end)\n"                        \
             "  case:set { dice = n, lucky = case:random(1000), mark = case:uuid() }\n"            \
             "  case:start_clock(\"C1\", { from = case:now() })\n"                                 \
             "  local a = case:task(\"decide\", { to = \"clerk\", due = \"C1\" })\n"               \
             "  if a.outcome == \"no\" then return case:close \"not_done\" end\n"                  \
             "  local s = case:await(\"go\", { expires = \"C1\" })\n"                              \
             "  case:sleep(hours(30))\n"                                                           \
             "  return \"second\"\n")                                                              \
        SECOND("  case:task_each(\"word\", case.data.items, { to = \"clerk\" })\n"                 \
               "  case:stop_clock \"C1\"\n"                                                        \
               "  return case:close \"done\"\n")

static void live_much(struct bench *bench)
{
    struct stand *stand = &bench->stand;

    assert_int_equal(stand_start(stand, "{\"subject\":\"canary-71\",\"amount\":3,\"items\":"
                                        "[{\"words\":\"a\"},{\"words\":\"b\"}]}"),
                     0);
    stand_advance(stand, HOURS(5));
    assert_int_equal(stand_complete(stand, "decide", "yes", "{\"reason\":\"because\"}"), 0);
    stand_advance(stand, HOURS(20));
    assert_int_equal(stand_signal(stand, "go", "{\"say\":\"x\",\"quiet\":\"canary-72\"}"), 0);
    stand_advance(stand, HOURS(31));
    assert_int_equal(stand_complete(stand, "word", NULL, "{\"say\":\"1\"}"), 0);
    stand_advance(stand, DAYS(4));
    assert_int_equal(stand_complete(stand, "word", NULL, "{\"quiet\":\"canary-73\"}"), 0);
    stand_expect(stand, "second", CASE_CLOSED);
}

static void the_same_release_makes_no_difference(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench, MUCH);
    live_much(&bench);
    struct outcome out = compare_case(&bench, NULL, MUCH);
    expect_same(&out);
    assert_int_equal(out.was.stage_count, 2);
    assert_int_equal(out.was.task_count, 3);
    assert_int_equal(out.was.clock_count, 1);
    assert_string_equal(out.was.clocks[0].ended, "late");
    assert_int_not_equal(out.was.clocks[0].fell_at, 0);
    assert_string_equal(out.was.outcome, "done");
    bench_close(&bench);
}

static int act_of(struct bench *bench, enum act_kind kind, const char *name)
{
    struct stand *stand = &bench->stand;
    struct case_image image = stand_case(stand);
    struct act *act = act_new(kind);

    act->case_ref = stand->ref;
    act->actor = rehearsal_actor(stand->rehearsal, name, "clerk");
    act->data = value_map(&act->arena);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_TASK && slice_is(image.parts[i].form, "word"))
            act->task = image.parts[i].ref;
    rehearsal_act(stand->rehearsal, act, &bench->arena, &stand->answer);
    return stand->answer.status;
}

/* Who keeps out gives back what he holds, also in a life told again. */
static void keeping_out_is_told_again(void **state)
{
    static const char body[] = "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                               "  case:task(\"word\", { to = \"clerk\" })\n"
                               "  return case:close \"done\"\n"
                               "end }\n";
    struct bench bench;
    (void)state;
    bench_open(&bench, body);
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"canary-71\",\"amount\":3}"), 0);
    assert_int_equal(act_of(&bench, ACT_CLAIM, "anna"), 0);
    assert_int_equal(act_of(&bench, ACT_RECUSE, "anna"), 0);
    assert_int_equal(act_of(&bench, ACT_CLAIM, "anna"), STATUS_FORBIDDEN);
    assert_int_equal(act_of(&bench, ACT_CLAIM, "bo"), 0);
    assert_int_equal(act_of(&bench, ACT_COMPLETE, "bo"), 0);
    struct outcome out = compare_case(&bench, NULL, body);
    expect_same(&out);
    bench_close(&bench);
}

static void a_longer_clock_moves_a_deadline(void **state)
{
    static const char head[] =
        "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"
        "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" },\n"
        "  { \"not_done\", zh = \"未\", en = \"Not done\" } } }\n"
        "clock \"C1\" { zh = \"钟\", en = \"Clock\", owner = \"citizen\", basis = \"assumed\",\n"
        "  within = days(10) }\n"
        "clock \"C2\" { zh = \"办\", en = \"Office clock\", owner = \"office\",\n"
        "  basis = \"assumed\", within = days(3) }\n";
    struct bench bench;
    (void)state;
    bench_open(&bench, MUCH);
    live_much(&bench);
    struct outcome out = compare_case(&bench, head, MUCH);
    assert_int_equal(find_difference(&out, DIFFERENCE_CLOCK_MOVED, "C1")->shift_ms, DAYS(7));
    find_difference(&out, DIFFERENCE_CLOCK_SPARED, "C1");
    assert_string_equal(find_difference(&out, DIFFERENCE_CLOCK_ENDED, "C1")->now, "met");
    assert_int_equal(find_difference(&out, DIFFERENCE_TASK_DUE, "decide")->shift_ms, DAYS(7));
    assert_int_equal(out.differences.count, 4);
    assert_null(out.waits);
    bench_close(&bench);
}

/* Steps and letters are part of how a case has gone. */
static void a_new_ladder_tells_more_people(void **state)
{
    static const char head[] =
        "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"
        "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" },\n"
        "  { \"not_done\", zh = \"未\", en = \"Not done\" } } }\n"
        "clock \"C1\" { zh = \"钟\", en = \"Clock\", owner = \"citizen\", basis = \"assumed\",\n"
        "  within = days(3), ladder = \"up\" }\n"
        "clock \"C2\" { zh = \"办\", en = \"Office clock\", owner = \"office\",\n"
        "  basis = \"assumed\", within = days(3) }\n"
        "letter \"slip\" { zh = \"催办函\", en = \"Reminder\" }\n"
        "ladder \"up\" { { \"soon\", left = days(1), notify = \"clerk\" },\n"
        "  { \"due\", at = \"due\", letter = \"slip\" } }\n";
    struct bench bench;
    (void)state;
    bench_open(&bench, MUCH);
    live_much(&bench);
    struct outcome out = compare_case(&bench, head, MUCH);
    const struct difference *first = find_difference(&out, DIFFERENCE_STEP_MORE, "C1");
    assert_string_equal(first->now, "soon");
    find_difference(&out, DIFFERENCE_LETTER_MORE, "slip");
    assert_int_equal(out.now.step_count, 2);
    assert_int_equal(out.was.step_count, 0);
    assert_int_equal(out.now.letter_count, 1);
    assert_int_equal(out.differences.count, 3);
    bench_close(&bench);
}

#define CHOOSE(n)                                                                                  \
    FIRST("  local a = case:task(\"decide\", { to = \"clerk\" })\n"                                \
          "  if (case.data.amount or 0) > " #n " then return \"second\" end\n"                     \
          "  return case:close \"done\"\n")                                                        \
    SECOND("  case:task(\"word\", { to = \"clerk\" })\n"                                           \
           "  return case:close \"not_done\"\n")

/* Who is asked what nobody was asked waits for ever: it is said, not guessed. */
static void another_branch_leads_to_another_stage(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench, CHOOSE(5));
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"s\",\"amount\":4}"), 0);
    assert_int_equal(stand_complete(&bench.stand, "decide", "yes", "{}"), 0);
    stand_expect(&bench.stand, "first", CASE_CLOSED);
    stand_advance(&bench.stand, DAYS(3));
    struct outcome out = compare_case(&bench, NULL, CHOOSE(3));
    assert_string_equal(find_difference(&out, DIFFERENCE_STILL_OPEN, "")->now, "second");
    find_difference(&out, DIFFERENCE_STAGE_MORE, "second");
    find_difference(&out, DIFFERENCE_TASK_MORE, "word");
    assert_non_null(out.waits);
    assert_string_equal(out.waits->form, "word");
    assert_null(out.waits->next);

    /* and the other way round: what was answered has nothing to go to */
    bench_close(&bench);
    bench_open(&bench, CHOOSE(3));
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"s\",\"amount\":4}"), 0);
    assert_int_equal(stand_complete(&bench.stand, "decide", "yes", "{}"), 0);
    stand_advance(&bench.stand, DAYS(1));
    assert_int_equal(stand_complete(&bench.stand, "word", NULL, "{\"say\":\"x\"}"), 0);
    out = compare_case(&bench, NULL, CHOOSE(5));
    const struct difference *ended = find_difference(&out, DIFFERENCE_ENDED, "");
    assert_string_equal(ended->was, "not_done");
    assert_string_equal(ended->now, "done");
    assert_int_equal(find_difference(&out, DIFFERENCE_END_TIME, "")->shift_ms, -DAYS(1));
    assert_non_null(out.notes);
    assert_int_equal(out.notes->kind, RETOLD_ANSWER_UNUSED);
    assert_string_equal(out.notes->name, "word");
    bench_close(&bench);
}

/* Facts and personal values are those of the journal: nothing is opened. */
static void what_was_sealed_stays_sealed(void **state)
{
    static const char body[] =
        FIRST("  local a = case:task(\"word\", { to = \"clerk\" })\n"
              "  if a.quiet then case:set { has = true, kept = a.quiet } end\n"
              "  if case.data.subject then return case:close \"done\" end\n"
              "  return case:close \"not_done\"\n") SECOND("  return case:close \"done\"\n");
    struct bench bench;
    (void)state;
    bench_open(&bench, body);
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"canary-74\"}"), 0);
    assert_int_equal(stand_complete(&bench.stand, "word", NULL, "{\"quiet\":\"canary-75\"}"), 0);
    stand_expect(&bench.stand, "first", CASE_CLOSED);
    struct outcome out = compare_case(&bench, NULL, body);
    expect_same(&out);
    bench_close(&bench);
}

/* A script that fails parks the case, there as here; one that is mended does not. */
static void a_mended_script_does_not_park(void **state)
{
#define RISKY(line)                                                                                \
    FIRST("  local n = case:record(\"n\", function() return 1 end)\n" line                         \
          "  case:task(\"decide\", { to = \"clerk\" })\n"                                          \
          "  return case:close \"done\"\n")                                                        \
    SECOND("  return case:close \"done\"\n")
    struct bench bench;
    (void)state;
    bench_open(&bench, RISKY("  error { code = \"E7\" }\n"));
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"s\"}"), 0);
    stand_expect(&bench.stand, "first", CASE_PARKED);
    stand_advance(&bench.stand, DAYS(1));
    assert_int_equal(stand_act(&bench.stand, ACT_RETRY), 0); /* in vain */
    stand_expect(&bench.stand, "first", CASE_PARKED);
    struct outcome out = compare_case(&bench, NULL, RISKY("  error { code = \"E7\" }\n"));
    expect_same(&out);
    assert_int_equal(out.was.incident_count, 2);
    out = compare_case(&bench, NULL, RISKY(""));
    find_difference(&out, DIFFERENCE_NOT_PARKED, "");
    find_difference(&out, DIFFERENCE_INCIDENT_LESS, "E7");
    assert_non_null(out.waits);
    assert_string_equal(out.waits->form, "decide");
    bench_close(&bench);
}

/* What the candidate asks and nobody was asked is not answered by its running out. */
static void nobody_s_silence_is_guessed(void **state)
{
    static const char body[] =
        FIRST("  case:task(\"decide\", { to = \"clerk\" })\n"
              "  return case:close \"done\"\n") SECOND("  return case:close \"done\"\n");
    static const char asks[] =
        FIRST("  case:task(\"decide\", { to = \"clerk\" })\n"
              "  local a = case:task(\"word\", { to = \"clerk\", expires = \"C1\" })\n"
              "  if a.outcome == \"expired\" then return case:close \"not_done\" end\n"
              "  return case:close \"done\"\n") SECOND("  return case:close \"done\"\n");
    struct bench bench;
    (void)state;
    bench_open(&bench, body);
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"s\"}"), 0);
    assert_int_equal(stand_complete(&bench.stand, "decide", "yes", "{}"), 0);
    stand_expect(&bench.stand, "first", CASE_CLOSED);
    stand_advance(&bench.stand, DAYS(30));
    struct outcome out = compare_case(&bench, NULL, asks);
    assert_string_equal(find_difference(&out, DIFFERENCE_STILL_OPEN, "")->now, "first");
    assert_non_null(out.notes);
    assert_int_equal(out.notes->kind, RETOLD_NOT_GUESSED);
    assert_string_equal(out.notes->name, "word");
    assert_non_null(out.waits);
    bench_close(&bench);

    /* where people were asked and kept silent, that is what happened */
    bench_open(&bench, asks);
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"s\"}"), 0);
    assert_int_equal(stand_complete(&bench.stand, "decide", "yes", "{}"), 0);
    stand_advance(&bench.stand, DAYS(30));
    stand_expect(&bench.stand, "first", CASE_CLOSED);
    out = compare_case(&bench, NULL, asks);
    expect_same(&out);
    assert_string_equal(out.was.outcome, "not_done");
    bench_close(&bench);
}

/* An answer that the candidate's form would refuse is left, with the reason. */
static void an_answer_no_longer_offered_is_left(void **state)
{
    static const char body[] =
        FIRST("  case:task(\"decide\", { to = \"clerk\" })\n"
              "  return case:close \"done\"\n") SECOND("  return case:close \"done\"\n");
    static const char forms[] =
        "form \"intake\" { zh = \"登记\", en = \"Intake\",\n"
        "  text \"subject\" { zh = \"事由\", en = \"Subject\", required = true },\n"
        "  number \"amount\" { zh = \"数\", en = \"Amount\" } }\n"
        "form \"decide\" { zh = \"决定\", en = \"Decide\",\n"
        "  outcome \"no\" { zh = \"否\", en = \"No\" } }\n";
    struct bench bench;
    (void)state;
    bench_open(&bench, body);
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"s\"}"), 0);
    assert_int_equal(stand_complete(&bench.stand, "decide", "yes", "{}"), 0);
    struct arena arena = {0};
    const char *text = arena_printf(
        &arena,
        "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"
        "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n%s",
        body);
    struct script_file files[] = {
        {"w/forms.lua",    slice_of(forms)},
        {"w/workflow.lua", slice_of(text) }
    };
    struct release_source source = {.find = find_release,
                                    .owner = &bench,
                                    .calendars =
                                        engine_calendars(rehearsal_engine(bench.stand.rehearsal))};
    struct err err = {0};
    struct outcome out;
    if (release_open(files, 2, &bench.candidate, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    outcome_finder_open(&bench.finder, &source, CANDIDATE, rehearsal_now_ms(bench.stand.rehearsal));
    outcome_find(&bench.finder, rehearsal_reader(bench.stand.rehearsal), &bench.stand.ref,
                 &bench.arena, &out);
    find_difference(&out, DIFFERENCE_STILL_OPEN, "");
    assert_non_null(out.notes);
    assert_int_equal(out.notes->kind, RETOLD_ANSWER_REFUSED);
    assert_non_null(strstr(out.notes->why, "not offered now"));
    outcome_finder_close(&bench.finder);
    release_unref(bench.candidate);
    arena_close(&arena);
    bench_close(&bench);
}

/* Other cases are told of: they end as they did, when they did. */
static void other_cases_end_as_they_did(void **state)
{
#define FAMILY(more)                                                                               \
    GO FIRST("  if case.data.amount == 1 then case:sleep(hours(7)) return \"second\" end\n"        \
             "  local a = case:start_case(\"w\", { carry = { \"subject\" },\n"                     \
             "    with = { amount = 1 } })\n"                                                      \
             "  local b = case:start_case(\"w\", { with = { amount = -5 } })\n" more               \
             "  local x, y = case:await_case(b), nil\n"                                            \
             "  case:task(\"decide\", { to = \"clerk\" })\n"                                       \
             "  y = case:await_case(a)\n"                                                          \
             "  if x.outcome == \"refused\" and y.outcome == \"done\" then\n"                      \
             "    return case:close \"done\" end\n"                                                \
             "  return case:close \"not_done\"\n") SECOND("  return case:close \"done\"\n")
    struct bench bench;
    struct case_row *rows;
    struct err err = {0};
    size_t count;
    (void)state;
    bench_open(&bench, FAMILY(""));
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"canary-76\"}"), 0);
    struct id parent = bench.stand.ref;
    stand_advance(&bench.stand, HOURS(9)); /* the child ends before it is awaited */
    assert_int_equal(stand_complete(&bench.stand, "decide", "yes", "{}"), 0);
    stand_expect(&bench.stand, "first", CASE_CLOSED);
    struct outcome out = compare_case(&bench, NULL, FAMILY(""));
    expect_same(&out);
    assert_string_equal(out.was.outcome, "done");
    out = compare_case(&bench, NULL, FAMILY("  case:sleep(hours(3))\n"));
    find_difference(&out, DIFFERENCE_TASK_TIME, "decide");
    assert_int_equal(reader_cases(rehearsal_reader(bench.stand.rehearsal), 0, 10, &bench.arena,
                                  &rows, &count, &err),
                     0);
    assert_int_equal(count, 2);
    bench.stand.ref = rows[1].ref; /* the child itself */
    out = compare_case(&bench, NULL, FAMILY(""));
    expect_same(&out);
    bench.stand.ref = parent;
    bench_close(&bench);
}

/* Chance falls as it fell, and what was recorded is what the script hears, whatever its function
 * would give now. */
static void chance_and_records_are_those_of_the_journal(void **state)
{
#define LOTS(dice)                                                                                 \
    FIRST("  local n = case:record(\"dice\", function() return " #dice " end)\n"                   \
          "  if n == 7 then return \"second\" end\n"                                               \
          "  local lot = case:random(99999)\n"                                                     \
          "  case:sleep(minutes(lot))\n"                                                           \
          "  return case:close \"done\"\n")                                                        \
    SECOND("  return case:close \"not_done\"\n")
    struct bench bench;
    (void)state;
    bench_open(&bench, LOTS(6));
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"s\"}"), 0);
    stand_advance(&bench.stand, DAYS(700));
    stand_expect(&bench.stand, "first", CASE_CLOSED);
    struct outcome out = compare_case(&bench, NULL, LOTS(7));
    expect_same(&out);
    bench_close(&bench);
}

static void a_case_carried_by_hand_is_not_guessed(void **state)
{
    static const char body[] =
        FIRST("  case:task(\"decide\", { to = \"clerk\" })\n  return \"second\"\n")
            SECOND("  return case:close \"done\"\n");
    struct bench bench;
    (void)state;
    bench_open(&bench, body);
    assert_int_equal(stand_start(&bench.stand, "{\"subject\":\"s\"}"), 0);
    struct act *act = act_new(ACT_MOVE);
    act->case_ref = bench.stand.ref;
    act->name = "second";
    act->reason = "because";
    act->actor = rehearsal_actor(bench.stand.rehearsal, "admin", "admin");
    rehearsal_act(bench.stand.rehearsal, act, &bench.stand.arena, &bench.stand.answer);
    assert_int_equal(bench.stand.answer.status, 0);
    struct outcome out = compare_case(&bench, NULL, body);
    assert_int_equal(out.verdict, OUTCOME_INCOMPARABLE);
    assert_non_null(strstr(out.reason, "carried to another stage"));
    bench_close(&bench);
}

/* ---- the cases of a period ---- */

static void on_published(struct publish *publish)
{
    *(bool *)publish->owner = true;
}

/* The candidate as the store has it, not active. */
static int64_t publish_small(struct bench *bench, const char *body, struct digest *digest)
{
    struct publish *publish = publish_new();
    struct script_file *files;
    bool is_done = false;

    stand_small_files(&bench->stand, body, &files, &publish->count);
    publish->files = files;
    publish->on_done = on_published;
    publish->owner = &is_done;
    engine_publish(rehearsal_engine(bench->stand.rehearsal), publish);
    rehearsal_settle(bench->stand.rehearsal);
    assert_true(is_done);
    if (publish->status != 0)
        fail_msg("%s %s", publish->err.text, canon_text(&bench->arena, publish->findings).bytes);
    int64_t release = publish->release;
    *digest = publish->digest;
    publish_free(publish);
    return release;
}

static const char *group_text(const struct value *report, const char *kind, const char *lang)
{
    const struct value *groups = value_get(report, "groups");
    for (size_t i = 0; i < value_len(groups); i++)
        if (value_is_text(value_get(value_item(groups, i), "kind"), kind))
            return value_get_text(value_item(groups, i), lang);
    fail_msg("no group %s", kind);
    return NULL;
}

static void start_case_of(struct bench *bench, int amount)
{
    char data[64];
    snprintf(data, sizeof data, "{\"subject\":\"s\",\"amount\":%d}", amount);
    assert_int_equal(stand_start(&bench->stand, data), 0);
    assert_int_equal(stand_complete(&bench->stand, "decide", "yes", "{}"), 0);
    stand_advance(&bench->stand, DAYS(1));
}

static void a_period_is_compared_in_office_words(void **state)
{
    struct bench bench;
    struct err err = {0};
    (void)state;
    bench_open(&bench, CHOOSE(5));
    struct engine *engine = rehearsal_engine(bench.stand.rehearsal);
    int32_t first = date_of(rehearsal_now_ms(bench.stand.rehearsal));
    for (int i = 1; i <= 40; i++) /* one a day; 4 and 5 go to "second" on the candidate */
        start_case_of(&bench, i % 10);
    struct outcomes_query query = {.from = first + 1, .to = first + 30};
    query.release = publish_small(&bench, CHOOSE(3), &query.digest);
    assert_null(outcomes_last(engine, query.release));
    assert_int_equal(engine_outcomes(engine, &query, &err), 0);
    assert_int_equal(engine_outcomes(engine, &query, &err), STATUS_CONFLICT);
    rehearsal_settle(bench.stand.rehearsal);
    struct outcomes *outcomes = outcomes_last(engine, query.release);
    assert_int_equal(outcomes_state(outcomes), OUTCOMES_DONE);
    struct value *report = outcomes_report(outcomes, &bench.arena);
    const struct value *counts = value_get(report, "counts");
    assert_int_equal(value_get_int(report, "total", 0), 30);
    assert_int_equal(value_get_int(report, "cases", 0), 30);
    assert_int_equal(value_get_int(counts, "same", 0), 24);
    assert_int_equal(value_get_int(counts, "different", 0), 6);
    assert_int_equal(value_get_int(counts, "incomparable", 0), 0);
    assert_int_equal(value_get_int(counts, "ended_otherwise", 0), 6);
    assert_string_equal(group_text(report, "still_open", "en"),
                        "6 cases: ended as 'Done', would still be open in 'Second'.");
    assert_string_equal(group_text(report, "waits_for", "zh"),
                        "6件：会停在“二”环节等待“话”，而当时无人被要求填写。");
    assert_non_null(strstr(value_get_text(report, "zh"), "可比较的30件中，6件会有不同的结果"));

    /* page by page */
    size_t seen = 0;
    int64_t after = 0;
    do {
        struct value *page = outcomes_cases(outcomes, after, -1, 4, &bench.arena);
        const struct value *items = value_get(page, "items");
        for (size_t i = 0; i < value_len(items); i++)
            assert_string_equal(value_get_text(value_item(items, i), "verdict"), "different");
        seen += value_len(items);
        after = strtoll(value_text_or(value_get(page, "next"), "0"), NULL, 10);
    } while (after != 0);
    assert_int_equal(seen, 6);
    const struct value *none = outcomes_cases(outcomes, 0, OUTCOME_INCOMPARABLE, 4, &bench.arena);
    assert_int_equal(value_len(value_get(none, "items")), 0);

    /* the same scripts: no difference; a workflow nobody has begun: no case */
    query.release = engine->active->id;
    query.from = query.to = 0;
    assert_int_equal(engine_outcomes(engine, &query, &err), 0);
    rehearsal_settle(bench.stand.rehearsal);
    report = outcomes_report(outcomes_last(engine, query.release), &bench.arena);
    assert_int_equal(value_get_int(value_get(report, "counts"), "same", 0), 40);
    query.workflow = "other";
    assert_int_equal(engine_outcomes(engine, &query, &err), 0);
    outcomes_cancel(outcomes_last(engine, query.release));
    rehearsal_settle(bench.stand.rehearsal);
    assert_int_equal(outcomes_state(outcomes_last(engine, query.release)), OUTCOMES_CANCELLED);
    bench_close(&bench);
}

/* The host may die at any moment of it. */
static void a_host_that_dies_leaves_nothing_behind(void **state)
{
    struct bench bench;
    struct err err = {0};
    (void)state;
    for (int steps = 0; steps < 60; steps += 3) {
        bench_open(&bench, CHOOSE(5));
        for (int i = 1; i <= 5; i++)
            start_case_of(&bench, i);
        struct engine *engine = rehearsal_engine(bench.stand.rehearsal);
        struct outcomes_query query = {.release = engine->active->id};
        assert_int_equal(engine_outcomes(engine, &query, &err), 0);
        for (int i = 0; i < steps; i++)
            loop_simulated_step(rehearsal_loop(bench.stand.rehearsal));
        stand_crash(&bench.stand);
        stand_verify(&bench.stand);
        bench_close(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(the_same_release_makes_no_difference),
        STAND_BOTH(keeping_out_is_told_again),
        STAND_BOTH(a_longer_clock_moves_a_deadline),
        STAND_BOTH(a_new_ladder_tells_more_people),
        STAND_BOTH(another_branch_leads_to_another_stage),
        STAND_BOTH(what_was_sealed_stays_sealed),
        STAND_BOTH(a_mended_script_does_not_park),
        STAND_BOTH(nobody_s_silence_is_guessed),
        STAND_BOTH(an_answer_no_longer_offered_is_left),
        STAND_BOTH(other_cases_end_as_they_did),
        STAND_BOTH(chance_and_records_are_those_of_the_journal),
        STAND_BOTH(a_case_carried_by_hand_is_not_guessed),
        STAND_BOTH(a_period_is_compared_in_office_words),
        cmocka_unit_test(a_host_that_dies_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
