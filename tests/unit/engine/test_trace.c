/* test_trace.c - a case replayed for people: each turn with what the script asked for, where, and
 * what its variables held; former stages; parked cases; divergence; nothing personal. */
#include <stdlib.h>
#include "engine/inside.h"
#include "engine/trace.h"
#include "stand.h"
#include "store/simulated_disk.h"

#define FIRST(inner)                                                                               \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"first\", \"second\" }, "           \
    "function(case)\n" inner "  return \"second\"\nend }\n"
#define SECOND(inner)                                                                              \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n" inner                      \
    "  return case:close \"done\"\nend }\n"
#define TASK "  local answer = case:task(\"decide\", { to = \"clerk\" })\n"
#define SIGNAL                                                                                     \
    "signal \"say\" { zh = \"说\", en = \"Say\", from = { \"clerk\" }, form = \"word\" }\n"

static struct value *trace(struct stand *stand, int64_t at, int64_t before, size_t limit)
{
    struct trace_ask ask = {.at = at, .before = before, .limit = limit};
    struct value *page = &value_nil;
    struct err err = {0};

    if (case_trace(rehearsal_engine(stand->rehearsal), rehearsal_reader(stand->rehearsal),
                   &stand->ref, &ask, &stand->arena, &page, &err) != 0)
        fail_msg("%s", err.text);
    return page;
}

static struct value *turn_of(const struct value *page, int64_t seq)
{
    const struct value *items = value_get(page, "items");
    for (size_t i = 0; i < value_len(items); i++)
        if (value_get_int(value_item(items, i), "seq", 0) == seq)
            return value_item(items, i);
    fail_msg("turn %lld is not shown", (long long)seq);
    return &value_nil;
}

static const char *text_of(struct stand *stand, const struct value *value)
{
    return canon_text(&stand->arena, value).bytes;
}

/* "first,waits 2 at w/workflow.lua:9" of a turn's only branch. */
static void expect_stands(const struct value *turn, const char *id, const char *line)
{
    const struct value *branches = value_get(turn, "branches");
    assert_int_equal(value_len(branches), 1);
    const struct value *branch = value_item(branches, 0);
    assert_string_equal(value_get_text(value_get(branch, "waits"), "id"), id);
    assert_string_equal(value_get_text(branch, "line"), line);
}

/* The value of a variable of the innermost function of the first branch. */
static const char *local_of(const struct value *turn, const char *name)
{
    const struct value *branch = value_item(value_get(turn, "branches"), 0);
    const struct value *locals = value_get(value_item(value_get(branch, "frames"), 0), "locals");
    for (size_t i = 0; i < value_len(locals); i++)
        if (value_is_text(value_get(value_item(locals, i), "name"), name))
            return value_get_text(value_item(locals, i), "value");
    return "(none)";
}

static void shows_each_turn_of_the_open_stage(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST("  local n = case.data.amount + 1\n" TASK
                                   "  case:set { n = n, seen = answer.outcome }\n"
                                   "  local later = case:task(\"word\", { to = \"clerk\" })\n")
                                 SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\",\"amount\":4}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    struct value *page = trace(&stand, 0, 0, 50);
    assert_string_equal(value_get_text(page, "stage"), "first");
    assert_int_equal(value_get_int(page, "opened", 0), 1);
    assert_int_equal(value_len(value_get(page, "items")), 2);
    assert_true(value_is_nil(value_get(page, "next")));
    assert_true(value_is_nil(value_get(page, "fault")));
    const struct value *one = turn_of(page, 1), *two = turn_of(page, 2);
    expect_stands(one, "1", "local answer = case:task(\"decide\", { to = \"clerk\" })");
    assert_string_equal(local_of(one, "n"), "5");
    assert_string_equal(local_of(one, "answer"), "(none)");
    expect_stands(two, "3", "local later = case:task(\"word\", { to = \"clerk\" })");
    assert_non_null(strstr(local_of(two, "answer"), "outcome = \"yes\""));
    const struct value *set = value_item(value_get(two, "commands"), 0);
    assert_string_equal(value_get_text(set, "kind"), "set");
    assert_string_equal(value_get_text(set, "line"), "case:set { n = n, seen = answer.outcome }");
    assert_string_equal(value_get_text(set, "where"), "w/workflow.lua:11");
    /* a page shows the last line only, one turn all of them and its data */
    assert_int_equal(value_len(value_get(two, "ran")), 1);
    assert_true(value_is_nil(value_get(two, "data")));
    const struct value *full = turn_of(trace(&stand, 2, 0, 0), 2);
    assert_int_equal(value_len(value_get(full, "ran")), 2); /* behind the wait */
    assert_int_equal(value_get_int(value_get(full, "data"), "n", 0), 5);
    assert_int_equal(value_len(value_get(trace(&stand, 1, 0, 0), "items")), 1);
    assert_true(
        value_is_nil(value_get(value_get(turn_of(trace(&stand, 1, 0, 0), 1), "data"), "n")));
    stand_verify(&stand);
    stand_close(&stand);
}

static void walks_back_into_former_stages(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST(TASK "  if answer.outcome == \"no\" then return \"first\" end\n")
                                 SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\",\"note\":\"n\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "no", "{\"reason\":\"r\"}"), 0); /* 2, 3 */
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);                /* 4, 5 */
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);                /* 6 */
    stand_expect(&stand, "second", CASE_CLOSED);
    struct value *page = trace(&stand, 0, 0, 50);
    assert_string_equal(value_get_text(page, "stage"), "second");
    assert_int_equal(value_get_int(page, "opened", 0), 5);
    assert_string_equal(value_get_text(turn_of(page, 6), "closed"), "done");
    assert_true(value_is_nil(value_get(turn_of(page, 6), "branches")));
    assert_string_equal(value_get_text(value_item(value_get(turn_of(page, 6), "ran"), 0), "line"),
                        "return case:close \"done\"");
    page = trace(&stand, 0, value_get_int(page, "next", 0), 50);
    assert_string_equal(value_get_text(page, "stage"), "first");
    assert_int_equal(value_get_int(page, "opened", 0), 3);
    assert_string_equal(value_get_text(turn_of(page, 4), "next"), "second");
    page = trace(&stand, 0, value_get_int(page, "next", 0), 50);
    assert_int_equal(value_get_int(page, "opened", 0), 1);
    assert_string_equal(value_get_text(turn_of(page, 2), "next"), "first");
    assert_string_equal(local_of(turn_of(page, 1), "answer"), "(none)");
    assert_true(value_is_nil(value_get(page, "next")));
    /* pages smaller than a stage, and any turn alone */
    page = trace(&stand, 0, 5, 1);
    assert_int_equal(value_len(value_get(page, "items")), 1);
    assert_string_equal(value_get_text(turn_of(page, 4), "next"), "second");
    assert_int_equal(value_get_int(page, "next", 0), 4);
    page = trace(&stand, 0, 4, 1);
    expect_stands(turn_of(page, 3), "1",
                  "local answer = case:task(\"decide\", { to = \"clerk\" })");
    for (int64_t seq = 1; seq <= 6; seq++)
        assert_int_equal(value_len(value_get(trace(&stand, seq, 0, 0), "items")), 1);
    stand_close(&stand);
}

static int status_of(struct stand *stand, const struct id *ref, int64_t at, int64_t before,
                     const char *text)
{
    struct trace_ask ask = {.at = at, .before = before, .limit = 50};
    struct value *page;
    struct err err = {0};
    int rc = case_trace(rehearsal_engine(stand->rehearsal), rehearsal_reader(stand->rehearsal), ref,
                        &ask, &stand->arena, &page, &err);
    if (text)
        assert_string_equal(err.text, text);
    return rc;
}

static void refuses_turns_and_cases_that_are_not_there(void **state)
{
    struct stand stand;
    struct id other = {.bytes = {1}};
    (void)state;
    stand_open_small(&stand, FIRST(TASK) SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(status_of(&stand, &other, 0, 0, "There is no such case."), STATUS_NOT_FOUND);
    assert_int_equal(
        status_of(&stand, &stand.ref, 2, 0, "The case has no turn 2; its last is turn 1."),
        STATUS_NOT_FOUND);
    assert_int_equal(status_of(&stand, &stand.ref, INT64_MAX, 0, NULL), STATUS_NOT_FOUND);
    assert_int_equal(status_of(&stand, &stand.ref, 0, INT64_MAX, NULL), 0);
    assert_int_equal(status_of(&stand, &stand.ref, 0, 1, NULL), 0);
    stand_close(&stand);
}

static void shows_what_is_personal_only_to_be_there(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand,
        SIGNAL FIRST("  local subject = case.data.subject\n"
                     "  local said = case:await \"say\"\n"
                     "  case:task(\"word\", { to = \"clerk\", with = { w = said.quiet } })\n")
            SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"canary-one\"}"), 0);
    assert_int_equal(stand_signal(&stand, "say", "{\"quiet\":\"canary-two\",\"say\":\"open\"}"), 0);
    struct value *page = trace(&stand, 0, 0, 50), *full = trace(&stand, 2, 0, 0);
    assert_string_equal(local_of(turn_of(page, 2), "subject"), "(personal)");
    assert_non_null(strstr(local_of(turn_of(page, 2), "said"), "quiet = (personal)"));
    assert_non_null(strstr(local_of(turn_of(page, 2), "said"), "say = \"open\""));
    assert_null(strstr(text_of(&stand, page), "canary"));
    assert_null(strstr(text_of(&stand, full), "canary"));
    assert_null(strstr(text_of(&stand, full), "$h"));
    assert_non_null(strstr(text_of(&stand, full), "{\"personal\":true}"));
    stand_close(&stand);
}

static void shows_why_a_case_is_parked(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand,
                     FIRST("  local function check(a) error { code = \"odd\", message = \"odd "
                           "answer\" } end\n" TASK "  check(answer)\n") SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    const struct value *turn = turn_of(trace(&stand, 0, 0, 50), 2);
    const struct value *incident = value_get(turn, "incident");
    assert_string_equal(value_get_text(value_get(turn, "error"), "code"), "odd");
    assert_string_equal(value_get_text(incident, "message"), "odd answer");
    assert_string_equal(value_get_text(incident, "where"), "w/workflow.lua:9");
    assert_non_null(strstr(value_get_text(incident, "stack"), "w/workflow.lua:11"));
    /* once more, to see what it held where it failed; nothing of that is kept */
    struct buf before = {0}, after = {0};
    disk_dump(rehearsal_disk(stand.rehearsal), &before);
    const struct value *retry = value_get(trace(&stand, 0, 0, 50), "retry");
    assert_string_equal(value_get_text(retry, "code"), "odd");
    assert_string_equal(value_get_text(retry, "where"), "w/workflow.lua:9");
    assert_non_null(strstr(local_of(retry, "a"), "outcome = \"yes\""));
    disk_dump(rehearsal_disk(stand.rehearsal), &after);
    assert_string_equal(before.bytes, after.bytes);
    buf_close(&before);
    buf_close(&after);
    assert_true(value_is_nil(value_get(trace(&stand, 1, 0, 0), "retry")));
    assert_false(value_is_nil(value_get(trace(&stand, 2, 0, 0), "retry")));
    /* nothing was heard: it still stands where it waited */
    expect_stands(turn, "1", "local answer = case:task(\"decide\", { to = \"clerk\" })");
    stand_close(&stand);
}

/* The budget, not an error: what it held is seen as well. */
static void shows_what_a_stopped_script_held(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST("  local n = 0\n" TASK "  while answer do n = n + 1 end\n")
                                 SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    const struct value *retry = value_get(trace(&stand, 0, 0, 50), "retry");
    assert_string_equal(value_get_text(retry, "code"), "budget");
    assert_string_equal(value_get_text(retry, "line"), "while answer do n = n + 1 end");
    assert_true(atoi(local_of(retry, "n")) > 1000);
    stand_close(&stand);
}

/* What a host died of twice is heard again only where another death does no harm. */
static void a_quarantined_case_is_not_heard_in_the_host(void **state)
{
    struct stand stand;
    struct trace_ask ask = {.limit = 50, .is_expendable = true};
    struct value *page;
    struct err err = {0};
    (void)state;
    stand_evicts = true; /* loaded again, it is looked at again */
    stand_open_small(&stand, FIRST(TASK) SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    engine_watch(rehearsal_engine(stand.rehearsal), NULL, &stand.ref, 1);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    const struct value *retry = value_get(trace(&stand, 0, 0, 50), "retry");
    assert_true(value_get_bool(retry, "is_quarantined", false));
    assert_int_equal(case_trace(rehearsal_engine(stand.rehearsal),
                                rehearsal_reader(stand.rehearsal), &stand.ref, &ask, &stand.arena,
                                &page, &err),
                     0);
    assert_true(value_get_bool(value_get(page, "retry"), "goes_on", false));
    stand_close(&stand);
}

/* Text of the same length in the stored scripts. */
static void change_scripts(struct stand *stand, const char *from, const char *to)
{
    struct table *releases = &rehearsal_disk(stand->rehearsal)->tables[DISK_RELEASES];
    struct release_row *row = table_at(releases, 0);
    char *at = strstr(row->body.bytes, from);

    assert_int_equal(strlen(from), strlen(to));
    assert_non_null(at);
    memcpy(at, to, strlen(to));
}

/* As after a damaged disk, or under another Lua. */
static void says_where_the_scripts_do_otherwise(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST("  local n = 1\n" TASK "  case:set { number = 12345 }\n" TASK)
                                 SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    change_scripts(&stand, "case:set { number = 12345 }", "case:sleep(hours(1))       ");
    struct value *page = trace(&stand, 0, 0, 50);
    assert_int_equal(value_len(value_get(page, "items")), 1);
    const struct value *fault = value_get(page, "fault");
    assert_int_equal(value_get_int(fault, "seq", 0), 2);
    assert_string_equal(value_get_text(fault, "code"), "diverged");
    assert_string_equal(value_get_text(fault, "where"), "w/workflow.lua:11");
    assert_string_equal(value_get_text(fault, "line"), "case:sleep(hours(1))");
    assert_non_null(strstr(value_get_text(fault, "message"), "At turn 2"));
    assert_string_equal(local_of(fault, "n"), "1"); /* where it stands now */
    stand_close(&stand);
}

static void shows_branches_and_handlers(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand,
                     SIGNAL "on \"say\" (function(case, said)\n  case:set { said = said.say }\n"
                            "end)\n" FIRST("  case:all {\n"
                                           "    a = function() local i = 7 case:task(\"decide\", "
                                           "{ to = \"clerk\" }) end,\n"
                                           "    b = function() case:sleep(hours(1)) end }\n")
                                SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_signal(&stand, "say", "{\"say\":\"hello\"}"), 0);
    struct value *page = trace(&stand, 0, 0, 50);
    const struct value *branches = value_get(turn_of(page, 1), "branches");
    assert_int_equal(value_len(branches), 3);
    assert_string_equal(value_get_text(value_item(branches, 1), "branch"), "a");
    assert_string_equal(value_get_text(value_item(branches, 2), "branch"), "b");
    const struct value *two = turn_of(page, 2), *set = value_item(value_get(two, "commands"), 0);
    assert_string_equal(value_get_text(set, "id"), "on/say/1/1");
    assert_string_equal(value_get_text(set, "line"), "case:set { said = said.say }");
    assert_int_equal(value_len(value_get(two, "branches")), 3);
    stand_close(&stand);
}

/* Claims and releases wake no script; a stage of many turns is read in pages. */
static void reads_long_stages_in_pages(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand,
        SIGNAL FIRST("  local n = 0\n  repeat n = case:record(\"n\", function() return n + 1 "
                     "end) until n == 300\n" TASK) SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    struct value *page = trace(&stand, 0, 0, 50);
    int64_t last = value_get_int(value_get(page, "case"), "seq", 0);
    assert_true(last > 256);
    assert_int_equal(value_len(value_get(page, "items")), 50);
    assert_string_equal(local_of(turn_of(page, last), "n"), "300");
    int64_t turns = 50;
    for (int64_t next = 0; (next = value_get_int(page, "next", 0)); turns++) {
        page = trace(&stand, 0, next, 50);
        turns += (int64_t)value_len(value_get(page, "items")) - 1;
    }
    assert_int_equal(turns, last);
    stand_close(&stand);
}

/* A look from another thread's place: no casefile of the directory is touched. */
static void leaves_the_case_alone(void **state)
{
    struct stand stand;
    struct buf before = {0}, after = {0};
    (void)state;
    stand_open_small(&stand, FIRST(TASK) SECOND(TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    disk_dump(rehearsal_disk(stand.rehearsal), &before);
    for (int i = 0; i < 3; i++)
        trace(&stand, 0, 0, 50);
    disk_dump(rehearsal_disk(stand.rehearsal), &after);
    assert_string_equal(before.bytes, after.bytes);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    stand_verify(&stand);
    buf_close(&before);
    buf_close(&after);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(shows_each_turn_of_the_open_stage),
        STAND_BOTH(walks_back_into_former_stages),
        STAND_BOTH(refuses_turns_and_cases_that_are_not_there),
        STAND_BOTH(shows_what_is_personal_only_to_be_there),
        STAND_BOTH(shows_why_a_case_is_parked),
        STAND_BOTH(shows_what_a_stopped_script_held),
        cmocka_unit_test(a_quarantined_case_is_not_heard_in_the_host),
        STAND_BOTH(says_where_the_scripts_do_otherwise),
        STAND_BOTH(shows_branches_and_handlers),
        STAND_BOTH(reads_long_stages_in_pages),
        STAND_BOTH(leaves_the_case_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
