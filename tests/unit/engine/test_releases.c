/* test_releases.c - scripts that change while cases wait: a stage stays on its release, the next
 * one opens on the new (rules.md E10, E11); what replays otherwise is told with turn, old and new
 * call and line, and nothing of it is kept (E9). */
#include "stand.h"
#include "base/fault.h"
#include "engine/inside.h"

#define NEVER_LOADS                                                                                \
    "edition.load=1,edition.load=2,edition.load=3,edition.load=4,edition.load=5,edition.load=6,"   \
    "edition.load=7,edition.load=8,edition.load=9"

#define TASK "  case:task(\"decide\", { to = \"clerk\" })\n"
#define FIRST(inner)                                                                               \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n" inner \
    "  return \"second\"\nend }\n"
#define SECOND(inner)                                                                              \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n" inner                      \
    "  return case:close \"done\"\nend }\n"

static const char old_body[] =
    FIRST(TASK "  case:set { a = \"old\" }\n" TASK) SECOND("  case:set { b = \"old\" }\n" TASK);
static const char new_body[] =
    FIRST("  case:sleep(hours(1))\n") SECOND("  case:set { b = \"new\" }\n" TASK TASK);

static void an_open_stage_stays_and_the_next_is_new(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, old_body);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    int64_t release = stand_case(&stand).row.release;
    stand_change_small(&stand, NULL, new_body);
    stand_crash(&stand);
    stand_verify(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"a\":\"old\""));
    assert_int_equal(stand_case(&stand).row.release, release);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"b\":\"new\""));
    assert_int_not_equal(stand_case(&stand).row.release, release);
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_close(&stand);
}

#define HEAD_WITH(extra)                                                                           \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n" extra   \
    "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"

static void upgrade_may_be_for_new_cases_only(void **state)
{
    struct stand stand;
    struct id former;
    (void)state;
    stand_open_small(&stand, old_body);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    former = stand.ref;
    int64_t release = stand_case(&stand).row.release;
    stand_change_small(&stand, HEAD_WITH("  upgrade = \"new_cases_only\",\n"), new_body);
    stand_crash(&stand);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_not_equal(stand_case(&stand).row.release, release);
    stand.ref = former;
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"b\":\"old\""));
    assert_int_equal(stand_case(&stand).row.release, release);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_stage_the_new_release_has_not_opens_on_the_old(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, old_body);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    int64_t release = stand_case(&stand).row.release;
    stand_change_small(&stand, NULL,
                       "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                       "  case:sleep(hours(1))\n  return case:close \"done\"\nend }\n");
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(stand_case(&stand).row.release, release);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_close(&stand);
}

static const char *incident(struct stand *stand, size_t *count)
{
    struct case_image image = stand_case(stand);
    struct incident_row *rows;
    struct err err = {0};

    assert_int_equal(reader_incidents(rehearsal_reader(stand->rehearsal), image.row.id, true,
                                      &stand->arena, &rows, count, &err),
                     0);
    return *count ? rows[*count - 1].body.bytes : "";
}

/* Recorded in the turn that heard the first task: set, then a task. */
static void divergence_is_told_and_parks(void **state)
{
    static const struct {
        const char *body, *says[4];
    } rows[] = {
        {FIRST(TASK "  case:set { a = 1 }\n  case:sleep(hours(1))\n") SECOND(TASK),
         {"turn 3", "recorded task \\\"decide\\\"", "now sleep",
          "\"where\":\"w/workflow.lua:11\""}                                                                            },
        {FIRST(TASK TASK) SECOND(TASK),
         {"turn 3", "recorded set", "now task", "w/workflow.lua:10\""}                                                  },
        {FIRST(TASK "  case:set { a = 1 }\n  case:task(\"word\", { to = \"clerk\" })\n")
             SECOND(TASK),
         {"turn 3", "recorded task \\\"decide\\\"", "now task \\\"word\\\"",
          "w/workflow.lua:11\""}                                                                                        },
        {FIRST(TASK "  case:set { a = 1 }\n") SECOND(TASK),                         {"turn 3", "ends the stage", "", ""}},
        {FIRST(TASK "  error { code = \"E\" }\n") SECOND(TASK),
         {"turn 3", "now raises", "", "w/workflow.lua:10\""}                                                            },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stand stand;
        size_t count;
        stand_open_small(&stand, old_body);
        assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
        assert_int_equal(stand_act(&stand, ACT_RETRY), 0); /* a turn that replay skips */
        assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
        stand_crash(&stand);
        stand_play_otherwise(&stand, NULL, rows[i].body);
        assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0); /* recorded */
        stand_expect(&stand, "first", CASE_PARKED);
        const char *told = incident(&stand, &count);
        assert_int_equal(count, 1);
        for (size_t k = 0; k < 4; k++)
            if (!strstr(told, rows[i].says[k]))
                fail_msg("\"%s\" is not in %s", rows[i].says[k], told);
        stand_play_otherwise(&stand, NULL, old_body);
        assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
        stand_expect(&stand, "second", CASE_OPEN);
        incident(&stand, &count);
        assert_int_equal(count, 0);
        stand_verify(&stand);
        stand_close(&stand);
    }
}

/* Options that changed are no divergence: verb, name, row and order are. */
static void changed_options_are_the_same(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, old_body);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_crash(&stand);
    stand_play_otherwise(
        &stand, NULL,
        FIRST("  case:task(\"decide\", { to = \"mediator\" })\n  case:set { a = \"other\" }\n"
              "  case:task(\"decide\", { to = \"clerk\", due = \"C1\" })\n"
              "  case:set { kept = case.data.a }\n") SECOND(TASK));
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"kept\":\"old\""));
    stand_close(&stand);
}

/* All but the active one. */
static void forget_unused(struct engine *engine)
{
    struct editions *none = editions_none(), *only = editions_with(none, engine->active);

    only->active = engine->active;
    editions_unref(none);
    editions_unref(engine->editions);
    engine->editions = only;
}

/* A release this host cannot use: nothing crashes, the case is parked and says so. */
static void a_missing_release_parks(void **state)
{
    struct stand stand;
    size_t count;
    (void)state;
    stand_open_small(&stand, old_body);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_change_small(&stand, NULL, new_body);
    stand_crash(&stand);
    forget_unused(rehearsal_engine(stand.rehearsal));
    fault_open(NEVER_LOADS);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_non_null(strstr(incident(&stand, &count), "release"));
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    const struct edition *active = edition_ref(engine->active);
    struct editions *none = editions_none(), *all = engine->editions;
    engine->editions = none;
    engine->active = NULL;
    assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_int_equal(stand_signal(&stand, "s", "{}"), STATUS_CONFLICT);
    fault_open(NULL);
    editions_unref(engine->editions);
    engine->editions = all;
    engine->active = active;
    edition_unref(active);
    assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(an_open_stage_stays_and_the_next_is_new),
        STAND_BOTH(upgrade_may_be_for_new_cases_only),
        STAND_BOTH(a_stage_the_new_release_has_not_opens_on_the_old),
        STAND_BOTH(divergence_is_told_and_parks),
        STAND_BOTH(changed_options_are_the_same),
        STAND_BOTH(a_missing_release_parks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
