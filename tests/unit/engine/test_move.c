/* test_move.c - open cases and activations: who moves, who stays, until when, and what that costs
 * in memory (rules.md E10, E11). */
#include <stdio.h>
#include "stand.h"
#include "engine/carry.h"
#include "engine/inside.h"
#include "engine/move.h"
#include "store/releases.h"

#define TASK "  case:task(\"decide\", { to = \"clerk\" })\n"
#define FIRST(inner)                                                                               \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n" inner \
    "  return \"second\"\nend }\n"
#define SECOND(inner)                                                                              \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n" inner                      \
    "  return case:close \"done\"\nend }\n"
#define SET(what) "  case:set { a = \"" what "\" }\n"

/* Releases of one workflow; all but the last call the same until a case has come to a second task.
 */
static const char r1[] = FIRST(TASK SET("1") TASK TASK) SECOND(TASK);
static const char r2[] = FIRST(TASK SET("2") TASK TASK) SECOND(TASK TASK);
static const char r3[] = FIRST(TASK SET("3") TASK) SECOND(SET("third") TASK);
static const char other[] = FIRST("  case:sleep(hours(1))\n") SECOND(SET("other") TASK);

static int64_t release_of(struct stand *stand)
{
    return stand_case(stand).row.release;
}

static int64_t active_of(struct stand *stand)
{
    return rehearsal_engine(stand->rehearsal)->active->id;
}

static void decide(struct stand *stand)
{
    assert_int_equal(stand_complete(stand, "decide", "yes", "{}"), 0);
}

static void begin(struct stand *stand)
{
    assert_int_equal(stand_start(stand, "{\"subject\":\"x\"}"), 0);
}

static void a_case_moves_when_it_hears(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, r1);
    begin(&stand);
    int64_t first = release_of(&stand);
    stand_activate_small(&stand, NULL, r2);
    assert_int_equal(release_of(&stand), first); /* an activation writes nothing about it */
    struct act *claim = stand_task_act(&stand, "decide", NULL);
    claim->kind = ACT_CLAIM;
    claim->actor = rehearsal_actor(stand.rehearsal, "admin", "admin");
    rehearsal_act(stand.rehearsal, claim, &stand.arena, &stand.answer);
    assert_int_equal(stand.answer.status, 0);
    assert_int_equal(release_of(&stand), first); /* it wakes no script */
    decide(&stand);
    assert_int_equal(release_of(&stand), active_of(&stand));
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"2\""));
    assert_int_equal(stand_stays(&stand), -1);
    assert_int_equal(stand_case(&stand).row.seq, 3); /* nothing was written but the turns */
    stand_verify(&stand);
    stand_activate_small(&stand, NULL, r1); /* a rollback is the same thing */
    assert_int_equal(active_of(&stand), first);
    decide(&stand);
    assert_int_equal(release_of(&stand), first);
    stand_expect(&stand, "first", CASE_OPEN);
    stand_crash(&stand);
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    decide(&stand);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

static void one_that_diverges_stays_until_its_stage_ends(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, r1);
    begin(&stand);
    int64_t first = release_of(&stand);
    stand_activate_small(&stand, NULL, other);
    decide(&stand);
    assert_int_equal(release_of(&stand), first);
    assert_int_equal(stand_stays(&stand), VERDICT_DIVERGES);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"1\""));
    stand_crash(&stand);
    decide(&stand);
    assert_int_equal(release_of(&stand), first);
    assert_int_equal(stand_stays(&stand), VERDICT_DIVERGES);
    stand_verify(&stand);
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(release_of(&stand), active_of(&stand));
    assert_int_equal(stand_stays(&stand), -1);
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"other\""));
    stand_verify(&stand);
    stand_close(&stand);
}

/* Found once, it is not tried again: the list says so, also in another life. */
static void what_stays_is_not_tried_again(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, r1);
    begin(&stand);
    int64_t first = release_of(&stand);
    stand_activate_small(&stand, NULL, other);
    decide(&stand);
    stand_crash(&stand);
    /* as this text it would replay the same: only the list keeps it back */
    stand_play_otherwise(&stand, NULL, r1);
    decide(&stand);
    assert_int_equal(release_of(&stand), first);
    stand_close(&stand);
}

static void a_stage_that_is_gone_stays(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, FIRST(TASK) SECOND(TASK TASK));
    begin(&stand);
    int64_t first = release_of(&stand);
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    stand_activate_small(&stand, NULL,
                         "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n" TASK
                         "  return case:close \"done\"\nend }\n");
    decide(&stand);
    assert_int_equal(release_of(&stand), first);
    assert_int_equal(stand_stays(&stand), VERDICT_GONE);
    decide(&stand);
    stand_expect(&stand, "second", CASE_CLOSED);
    assert_int_equal(stand_stays(&stand), -1);
    stand_verify(&stand);
    stand_close(&stand);
}

static void one_for_new_cases_only_is_listed(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, r1);
    begin(&stand);
    int64_t first = release_of(&stand);
    stand_activate_small(
        &stand,
        "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"
        "  upgrade = \"new_cases_only\", start = \"first\",\n"
        "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n",
        r2);
    decide(&stand);
    assert_int_equal(stand_stays(&stand), VERDICT_HELD);
    decide(&stand);
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(release_of(&stand), first);
    assert_int_equal(stand_stays(&stand), VERDICT_HELD);
    decide(&stand);
    stand_expect(&stand, "second", CASE_CLOSED); /* r1 has one task there, r2 two */
    assert_int_equal(stand_stays(&stand), -1);
    stand_close(&stand);
}

/* Three releases live at once, a crash, a restart: every case goes on by its own. */
static void three_releases_live_at_once(void **state)
{
    struct stand stand;
    struct id cases[3];
    int64_t releases[3];
    (void)state;
    stand_open_small(&stand, r1);
    begin(&stand);
    cases[0] = stand.ref;
    decide(&stand);
    decide(&stand); /* has called a third task: r3 ends the stage there */
    stand_activate_small(&stand, NULL, other);
    begin(&stand);
    cases[1] = stand.ref;
    stand_activate_small(&stand, NULL, r3);
    begin(&stand);
    cases[2] = stand.ref;
    for (int i = 0; i < 3; i++) {
        stand.ref = cases[i];
        releases[i] = release_of(&stand);
    }
    assert_int_not_equal(releases[0], releases[1]);
    assert_int_not_equal(releases[1], releases[2]);
    stand_crash(&stand);
    stand.ref = cases[0];
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"third\""));
    stand.ref = cases[1];
    stand_advance(&stand, 2 * 3600 * 1000);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(release_of(&stand), releases[2]);
    stand.ref = cases[2];
    decide(&stand);
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"3\""));
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    stand_verify(&stand);
    stand_close(&stand);
}

/* What came in was checked against the form of the present release: that is who hears it. */
static void an_answer_is_heard_where_its_form_is(void **state)
{
    static const char one[] =
        "form \"extra\" { zh = \"外\", en = \"Extra\",\n"
        "  text \"say\" { zh = \"说\", en = \"Say\", plain = true } }\n" FIRST(
            "  local a = case:task(\"extra\", { to = \"clerk\" })\n  case:set { a = \"1\" }\n" TASK)
            SECOND(TASK);
    static const char two[] =
        "form \"extra\" { zh = \"外\", en = \"Extra\",\n"
        "  text \"more\" { zh = \"多\", en = \"More\", plain = true, required = true } }\n" FIRST(
            "  local a = case:task(\"extra\", { to = \"clerk\" })\n  case:set { a = a.more "
            "}\n" TASK) SECOND(TASK);
    struct stand stand;
    (void)state;
    stand_open_small(&stand, one);
    begin(&stand);
    int64_t first = release_of(&stand);
    stand_activate_small(&stand, NULL, two);
    assert_int_equal(stand_complete(&stand, "extra", NULL, "{\"say\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(release_of(&stand), first);
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"1\""));
    decide(&stand); /* the new script asks for a field nobody gave: it diverges */
    stand_expect(&stand, "second", CASE_OPEN);
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- the sweep ---- */

static void sweep(struct stand *stand)
{
    rehearsal_settle(stand->rehearsal);
    assert_true(sweep_rests(rehearsal_engine(stand->rehearsal)));
}

/* Nobody touches the cases: within the round it is known who stays, and nothing else is written. */
static void the_sweep_lists_those_that_stay(void **state)
{
    enum { CASES = 40 }; /* more than one page looks at */
    struct stand stand;
    struct id cases[CASES];
    (void)state;
    stand_open_small(&stand, r1);
    for (int i = 0; i < CASES; i++) {
        begin(&stand);
        cases[i] = stand.ref;
        if (i % 2)
            decide(&stand);
    }
    int64_t first = release_of(&stand);
    /* the same until the first decision, another call after it */
    stand_activate_small(&stand, NULL, FIRST(TASK "  case:sleep(hours(1))\n") SECOND(TASK));
    sweep(&stand);
    for (int i = 0; i < CASES; i++) {
        stand.ref = cases[i];
        assert_int_equal(stand_stays(&stand), i % 2 ? VERDICT_DIVERGES : -1);
        assert_int_equal(stand_case(&stand).row.seq, i % 2 ? 2 : 1);
        assert_int_equal(release_of(&stand), first);
    }
    decide(&stand); /* it knows: it hears on its own */
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(release_of(&stand), first);
    stand_activate_small(&stand, NULL, r1); /* nobody is behind any more */
    sweep(&stand);
    assert_int_equal(stand_stays(&stand), -1);
    stand_verify(&stand);
    stand_close(&stand);
}

/* A crash in the middle of it: the next life begins it again. */
static void the_sweep_survives_a_restart(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, r1);
    begin(&stand);
    stand_activate_small(&stand, NULL, other);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(stand_stays(&stand), -1);
    rehearsal_sweep_again(stand.rehearsal);
    stand_crash(&stand);
    sweep(&stand);
    assert_int_equal(stand_stays(&stand), VERDICT_DIVERGES);
    stand_close(&stand);
}

static void the_activation_that_mends_a_fault_retries(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST(TASK "  error { code = \"E1\" }\n") SECOND(TASK));
    begin(&stand);
    decide(&stand);
    stand_expect(&stand, "first", CASE_PARKED);
    stand_activate_small(&stand, NULL, FIRST(TASK "  error { code = \"E2\" }\n") SECOND(TASK));
    sweep(&stand);
    stand_expect(&stand, "first", CASE_PARKED); /* as broken as before: left alone */
    int64_t seq = stand_case(&stand).row.seq;
    assert_int_equal(seq, 2);
    stand_activate_small(&stand, NULL, r1);
    sweep(&stand);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(release_of(&stand), active_of(&stand));
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"1\""));
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    stand_verify(&stand);
    stand_close(&stand);
}

/* As if this host ran the same text otherwise than the one before it: the first round of its life
 * finds who cannot go on, and nobody else is touched. */
static void another_host_proves_every_case(void **state)
{
    struct stand stand;
    struct id begun, decided;
    (void)state;
    stand_open_small(&stand, r1);
    begin(&stand);
    begun = stand.ref;
    begin(&stand);
    decided = stand.ref;
    decide(&stand);
    stand_crash(&stand);
    sweep(&stand);
    stand_expect(&stand, "first", CASE_OPEN);
    rehearsal_engine(stand.rehearsal)->sweep.is_proving = true;
    stand_play_otherwise(&stand, NULL, FIRST(TASK "  case:sleep(hours(1))\n") SECOND(TASK));
    sweep(&stand);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_int_equal(stand_case(&stand).row.seq, 3);
    stand.ref = begun;
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_case(&stand).row.seq, 1);
    stand.ref = decided;
    stand_play_otherwise(&stand, NULL, r1);
    assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- carried ---- */

#define HEAD_MOVE(hooks)                                                                           \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"        \
    "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" },\n"               \
    "  { \"not_done\", zh = \"未\", en = \"Not done\" } }, move = {\n" hooks " } }\n"

static struct journal_row *rows_of(struct stand *stand, size_t *count)
{
    struct case_image image = stand_case(stand);
    struct journal_row *rows;
    struct err err = {0};

    assert_int_equal(reader_back(rehearsal_reader(stand->rehearsal), image.row.head, 100,
                                 &stand->arena, &rows, count, &err),
                     0);
    return rows; /* newest first */
}

static void a_hook_carries_a_case(void **state)
{
    struct stand stand;
    size_t count;
    (void)state;
    stand_open_small(&stand, r1);
    begin(&stand);
    decide(&stand);
    stand_activate_small(
        &stand,
        HEAD_MOVE("first = function(old)\n"
                  "    return \"second\", { was = old.stage, a_was = old.data.a,\n"
                  "      open = old.waiting[1].verb .. \" \" .. old.waiting[1].name }\n  end"),
        other);
    sweep(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(release_of(&stand), active_of(&stand));
    assert_int_equal(stand_stays(&stand), -1);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1); /* the old one is cancelled */
    assert_non_null(strstr(stand_data(&stand), "\"was\":\"first\""));
    assert_non_null(strstr(stand_data(&stand), "\"a_was\":\"1\""));
    assert_non_null(strstr(stand_data(&stand), "\"open\":\"task decide\""));
    struct journal_row *rows = rows_of(&stand, &count);
    assert_int_equal(count, 4);
    assert_non_null(strstr(rows[1].body.bytes, "\"kind\":\"move\""));
    assert_non_null(strstr(rows[1].body.bytes, "\"by\":\"activation\""));
    assert_true(rows[0].is_opening);
    stand_verify(&stand);
    stand_crash(&stand);
    decide(&stand);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_close(&stand);
}

/* Its stage is not there any more, and it was parked there. */
static void a_hook_carries_out_of_a_stage_that_is_gone(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST("") SECOND(TASK "  error { code = \"E\" }\n"));
    begin(&stand);
    decide(&stand);
    stand_expect(&stand, "second", CASE_PARKED);
    stand_activate_small(&stand, HEAD_MOVE("second = function(old) return \"first\" end"),
                         "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n" TASK
                         "  return case:close \"done\"\nend }\n");
    sweep(&stand);
    stand_expect(&stand, "first", CASE_OPEN);
    decide(&stand);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* A turn that comes before the sweep is heard where it was asked; then the sweep carries it. */
static void an_answer_before_the_sweep_is_not_lost(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, r1);
    begin(&stand);
    int64_t first = release_of(&stand);
    stand_activate_small(&stand,
                         HEAD_MOVE("first = function(old) return \"second\", { a = old.data.a } "
                                   "end"),
                         other);
    decide(&stand);
    assert_int_equal(release_of(&stand), first);
    assert_int_equal(stand_stays(&stand), VERDICT_MOVES);
    rehearsal_sweep_again(stand.rehearsal);
    stand_crash(&stand);
    sweep(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(stand_stays(&stand), -1);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_hook_that_fails_leaves_the_case(void **state)
{
    static const char *const hooks[] = {
        "first = function(old) error { code = \"E\" } end",
        "first = function(old) return old.data.a end",
        "first = function(old) return \"second\", 7 end",
        "first = function(old) return \"second\", { 7 } end",
        "first = function(old) while true do end end",
        "first = function(old) old.data.a = 2 return \"second\" end",
        "first = function(old) return \"second\", { a = string.rep(\"x\", 70000) } end",
    };
    (void)state;
    for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++) {
        struct stand stand;
        char head[900];
        stand_open_small(&stand, r1);
        begin(&stand);
        decide(&stand);
        int64_t first = release_of(&stand);
        snprintf(head, sizeof head, HEAD_MOVE("%s"), hooks[i]);
        stand_activate_small(&stand, head, other);
        sweep(&stand);
        stand_expect(&stand, "first", CASE_OPEN);
        assert_int_equal(release_of(&stand), first);
        assert_int_equal(stand_stays(&stand), VERDICT_DIVERGES);
        assert_int_equal(stand_case(&stand).row.seq, 2);
        decide(&stand); /* it goes on as before */
        stand_expect(&stand, "first", CASE_OPEN);
        stand_verify(&stand);
        stand_close(&stand);
    }
}

/* ---- by hand ---- */

static int move(struct stand *stand, const char *to)
{
    struct act *act = act_new(ACT_MOVE);

    act->case_ref = stand->ref;
    act->name = to;
    act->reason = "because";
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

static void one_is_moved_by_hand(void **state)
{
    struct stand stand;
    size_t count;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, r1);
    begin(&stand);
    assert_int_equal(move(&stand, NULL), STATUS_CONFLICT); /* it is there already */
    assert_int_equal(move(&stand, "nowhere"), STATUS_INVALID);
    decide(&stand);
    stand_activate_small(&stand, NULL, r2);
    assert_int_equal(move(&stand, NULL), 0); /* the same so far: it just goes on there */
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(release_of(&stand), active_of(&stand));
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    struct journal_row *rows = rows_of(&stand, &count);
    assert_non_null(strstr(rows[0].body.bytes, "\"reason\":\"because\""));
    assert_int_equal(count, 3);
    stand_verify(&stand);
    stand_crash(&stand);
    decide(&stand);
    stand_activate_small(&stand, NULL, other);
    assert_int_equal(move(&stand, NULL), 0); /* not the same: its stage begins anew */
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(release_of(&stand), active_of(&stand));
    assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    stand_verify(&stand);
    assert_int_equal(move(&stand, "second"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"other\""));
    decide(&stand);
    stand_expect(&stand, "second", CASE_CLOSED);
    assert_int_equal(move(&stand, "first"), STATUS_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* What an administrator decides overrules upgrade = "new_cases_only"; a parked case goes on. */
static void a_parked_one_is_moved_by_hand(void **state)
{
    struct stand stand;
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, FIRST(TASK "  error { code = \"E1\" }\n") SECOND(TASK));
    begin(&stand);
    decide(&stand);
    stand_expect(&stand, "first", CASE_PARKED);
    stand_activate_small(
        &stand,
        "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"
        "  upgrade = \"new_cases_only\", start = \"first\",\n"
        "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n",
        r2);
    assert_int_equal(move(&stand, "second"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(release_of(&stand), active_of(&stand));
    decide(&stand);
    decide(&stand);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_look_before_changes_nothing(void **state)
{
    struct stand stand;
    struct value *shown;
    struct err err = {0};
    (void)state;
    stand_skips_sweep = true;
    stand_open_small(&stand, r1);
    begin(&stand);
    decide(&stand);
    stand_activate_small(&stand, NULL, other);
    struct carry_question question = {.ref = stand.ref};
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    assert_int_equal(carry_preview(engine, engine->active, rehearsal_reader(stand.rehearsal),
                                   &question, &stand.arena, &shown, &err),
                     0);
    assert_true(value_is_text(value_get(shown, "verdict"), "diverges"));
    assert_true(value_is_text(value_get(shown, "to"), "first"));
    assert_false(value_get_bool(shown, "goes_on", true));
    assert_int_equal(value_len(value_get(shown, "ends")), 1);
    assert_true(
        value_is_text(value_get(value_item(value_get(shown, "ends"), 0), "name"), "decide"));
    assert_int_equal(stand_case(&stand).row.seq, 2);
    question.to = "nowhere";
    assert_int_equal(carry_preview(engine, engine->active, rehearsal_reader(stand.rehearsal),
                                   &question, &stand.arena, &shown, &err),
                     STATUS_INVALID);
    stand_close(&stand);
}

/* ---- memory ---- */

/* One case waits on the first release all the time; fifty others come and go. */
static void memory_returns_after_fifty_activations(void **state)
{
    enum { EDITIONS_MOST = 2 + EDITIONS_IDLE_MOST };
    struct stand stand;
    struct id ref;
    (void)state;
    stand_open_small(&stand, r1);
    begin(&stand);
    ref = stand.ref;
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    assert_int_equal(atomic_load(&engine->editions_alive), 1);
    for (int i = 0; i < 50; i++) {
        char body[800];
        snprintf(body, sizeof body, FIRST(TASK "  case:set { a = %d }\n") SECOND(TASK), i % 30);
        stand_activate_small(&stand, NULL, body);
        begin(&stand);
        decide(&stand);
        decide(&stand);
        stand_expect(&stand, "second", CASE_CLOSED);
        assert_in_range(atomic_load(&engine->editions_alive), 1, EDITIONS_MOST);
        assert_in_range(engine->editions->count, 1, EDITIONS_MOST);
    }
    assert_int_equal(atomic_load(&engine->editions_alive), engine->editions->count);
    stand.ref = ref;
    decide(&stand); /* compiled again, if it is gone, to find that nothing has changed so far */
    assert_int_equal(release_of(&stand), active_of(&stand));
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(a_case_moves_when_it_hears),
        STAND_BOTH(one_that_diverges_stays_until_its_stage_ends),
        STAND_BOTH(what_stays_is_not_tried_again),
        STAND_BOTH(a_stage_that_is_gone_stays),
        STAND_BOTH(one_for_new_cases_only_is_listed),
        STAND_BOTH(three_releases_live_at_once),
        STAND_BOTH(an_answer_is_heard_where_its_form_is),
        STAND_BOTH(the_sweep_lists_those_that_stay),
        STAND_BOTH(the_sweep_survives_a_restart),
        STAND_BOTH(the_activation_that_mends_a_fault_retries),
        STAND_BOTH(another_host_proves_every_case),
        STAND_BOTH(a_hook_carries_a_case),
        STAND_BOTH(a_hook_carries_out_of_a_stage_that_is_gone),
        STAND_BOTH(an_answer_before_the_sweep_is_not_lost),
        STAND_BOTH(a_hook_that_fails_leaves_the_case),
        STAND_BOTH(one_is_moved_by_hand),
        STAND_BOTH(a_parked_one_is_moved_by_hand),
        STAND_BOTH(a_look_before_changes_nothing),
        STAND_BOTH(memory_returns_after_fifty_activations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
