/* test_dispatches.c - places of a case (engine/dispatches.h): a claim wakes no script, what it led
 * to does; never one more than needed, whatever dies in between; what is held outlives its stage.
 */
#include "stand.h"
#include <stdio.h>
#include "engine/dispatches.h"
#include "engine/inside.h"

#define WAVES                                                                                      \
    "waves = { { to = \"volunteer\", lasts = hours(1) }, { to = \"county\", lasts = hours(2) } }"
/* H1 is half an hour. */
#define HALF_HOUR                                                                                  \
    "clock \"H1\" { zh = \"到\", en = \"Come\", owner = \"office\", basis = \"assumed\",\n"       \
    "  within = minutes(30) }\n"
#define TIMES "starts = case:now() + 24 * 3600000, ends = case:now() + 28 * 3600000"

/* Two stages: inviting, then serving. `%` is what the dispatch asks for. */
#define HELPERS(more)                                                                              \
    HALF_HOUR                                                                                      \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"      \
    "  local team = case:dispatch(\"helpers\", { " more ", " TIMES ", " WAVES " })\n"              \
    "  case:set { amount = team.filled, note = \"of \" .. team.need .. \"/\" .. team.fewest }\n"   \
    "  return \"second\"\n"                                                                        \
    "end }\n"                                                                                      \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"                           \
    "  local rows = case:places \"helpers\"\n"                                                     \
    "  case:set { amount = #rows }\n"                                                              \
    "  local service = case:attend \"helpers\"\n"                                                  \
    "  case:set { note = service.done .. \" \" .. service.minutes .. \" \" .. "                    \
    "service.no_shows }\n"                                                                         \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

enum { HOUR = 3600 * 1000, MINUTE = 60 * 1000 };

static const struct actor *who(struct stand *stand, const char *name)
{
    return rehearsal_actor(stand->rehearsal, name,
                           strcmp(name, "lead") == 0 ? "organiser" : "volunteer");
}

static struct act *deed(struct stand *stand, const char *what)
{
    struct act *act = act_new(ACT_PLACE);
    act->case_ref = stand->ref;
    act->name = "helpers";
    act->outcome = what;
    act->data = value_map(&act->arena);
    return act;
}

static int send_as(struct stand *stand, const char *name, struct act *act)
{
    act->actor = who(stand, name);
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

static int does(struct stand *stand, const char *name, const char *what)
{
    return send_as(stand, name, deed(stand, what));
}

static int does_at(struct stand *stand, const char *name, const char *what, const char *place)
{
    struct act *act = deed(stand, what);
    value_put(&act->arena, act->data, "place", value_string(&act->arena, place));
    return send_as(stand, name, act);
}

static const char *reply(struct stand *stand, const char *member)
{
    return value_get_text(stand->answer.reply, member);
}

/* Of the places on disk: how many have that status. */
static size_t places(struct stand *stand, int status)
{
    struct case_image image = stand_case(stand);
    size_t count = 0;
    for (size_t i = 0; i < image.part_count; i++)
        count += image.parts[i].kind == PART_PLACE && image.parts[i].status == status;
    return count;
}

static void begin(struct stand *stand, const char *body)
{
    stand_open_small(stand, body);
    assert_int_equal(stand_start(stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(stand, "first", CASE_OPEN);
}

static void end(struct stand *stand)
{
    stand_verify(stand);
    stand_close(stand);
}

static void assert_data(struct stand *stand, const char *part)
{
    const char *data = stand_data(stand);
    if (!strstr(data, part))
        fail_msg("%s is not in %s", part, data);
}

static const char *code(struct stand *stand)
{
    char *text = arena_alloc(&stand->arena, 8);
    return dispatch_code(rehearsal_engine(stand->rehearsal), &stand->ref, "helpers", text);
}

static int checks_in(struct stand *stand, const char *name)
{
    struct act *act = deed(stand, "checkin");
    value_put(&act->arena, act->data, "code", value_string(&act->arena, code(stand)));
    return send_as(stand, name, act);
}

struct in_crowd {
    struct stand *stand;
    struct answer *answer;
};

static void on_crowd(struct act *act, const struct answer *answer)
{
    struct in_crowd *one = act->owner;
    *one->answer = *answer;
    one->answer->reply = answer->reply ? value_copy(&one->stand->arena, answer->reply) : &value_nil;
}

/* All post before one is answered. */
static void crowd_claims(struct stand *stand, int count, struct answer *answers)
{
    struct in_crowd *crowd = ARENA_ARRAY(&stand->arena, struct in_crowd, (size_t)count);
    for (int i = 0; i < count; i++) {
        struct act *act = deed(stand, "claim");
        crowd[i] = (struct in_crowd){stand, &answers[i]};
        act->actor = who(stand, arena_printf(&stand->arena, "p%d", i));
        act->on_answer = on_crowd;
        act->owner = &crowd[i];
        engine_post(rehearsal_engine(stand->rehearsal), act);
    }
    rehearsal_settle(stand->rehearsal);
}

/* ---- claiming ---- */

static void the_last_place_wakes_the_script(void **state)
{
    struct stand stand;
    (void)state;
    begin(&stand, HELPERS("need = 2, fewest = 1"));
    assert_int_equal(does(&stand, "an", "claim"), 0);
    assert_string_equal(reply(&stand, "status"), "held");
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(does(&stand, "an", "claim"), STATUS_CONFLICT);
    assert_int_equal(does(&stand, "bo", "claim"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_data(&stand, "\"amount\":2,\"note\":\"of 2/1\"");
    end(&stand);
}

static void a_claim_is_skipped_by_replay(void **state)
{
    struct stand stand;
    (void)state;
    begin(&stand, HELPERS("need = 9"));
    int64_t back = stand_case(&stand).row.back, seq = stand_case(&stand).row.seq;
    assert_int_equal(does(&stand, "an", "claim"), 0);
    assert_int_equal(does(&stand, "bo", "claim"), 0);
    assert_int_equal(does(&stand, "an", "leave"), 0);
    assert_true(stand_case(&stand).row.back == back);
    assert_true(stand_case(&stand).row.seq == seq + 3);
    stand_crash(&stand);
    assert_int_equal(does(&stand, "ci", "claim"), 0);
    struct casefile *cf = directory_find(&rehearsal_engine(stand.rehearsal)->directory, &stand.ref);
    if (!stand_evicts) { /* it stays for the next claim, and nobody has made a Lua state for it */
        assert_non_null(cf);
        assert_null(cf->fiber);
        assert_true(cf->is_loaded);
    }
    assert_int_equal(places(&stand, PLACE_HELD), 2);
    end(&stand);
}

static void waves_widen_and_the_last_one_ends_the_waiting(void **state)
{
    struct stand stand;
    (void)state;
    begin(&stand, HELPERS("need = 3"));
    assert_int_equal(does(&stand, "an", "claim"), 0);
    stand_advance(&stand, HOUR);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(does(&stand, "bo", "claim"), 0);
    stand_crash(&stand);
    stand_advance(&stand, 2 * HOUR);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_data(&stand, "\"amount\":2,\"note\":\"of 3/3\"");
    end(&stand);
}

static void a_crowd_gets_what_there_is_and_no_more(void **state)
{
    enum { CROWD = 600, NEED = 100 };
    struct stand stand;
    struct answer *answers;
    int winners = 0, waiting = 0, told = 0;
    (void)state;
    begin(&stand, HELPERS("need = 100, waitlist = 7"));
    answers = ARENA_ARRAY(&stand.arena, struct answer, CROWD);
    crowd_claims(&stand, CROWD, answers);
    for (int i = 0; i < CROWD; i++) {
        const char *status = value_get_text(answers[i].reply, "status");
        winners += answers[i].status == 0 && strcmp(status, "held") == 0;
        waiting += answers[i].status == 0 && strcmp(status, "waiting") == 0;
        told += answers[i].status == STATUS_CONFLICT &&
                strcmp(err_code(&answers[i].err), "no_places") == 0;
    }
    assert_int_equal(winners, NEED);
    assert_int_equal(waiting, 7);
    assert_int_equal(told, CROWD - NEED - 7);
    assert_int_equal(places(&stand, PLACE_HELD), NEED);
    stand_expect(&stand, "second", CASE_OPEN);
    end(&stand);
}

/* ---- two cases ---- */

static int claims_in(struct stand *stand, const struct id *ref, const char *name)
{
    stand->ref = *ref;
    return does(stand, name, "claim");
}

/* Both cases ask for the same hours of tomorrow. */
static void nobody_has_places_in_two_cases_at_once(void **state)
{
    struct stand stand;
    struct id one, two;
    (void)state;
    begin(&stand, HELPERS("need = 1, waitlist = 2"));
    one = stand.ref;
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    two = stand.ref;
    assert_int_equal(claims_in(&stand, &one, "an"), 0);
    assert_int_equal(claims_in(&stand, &two, "an"), STATUS_CONFLICT);
    assert_string_equal(err_code(&stand.answer.err), "overlaps");
    assert_int_equal(claims_in(&stand, &one, "bo"), 0); /* waits, and is bound by it */
    assert_int_equal(claims_in(&stand, &two, "bo"), STATUS_CONFLICT);
    stand_crash(&stand); /* what is on disk binds in the next life too */
    assert_int_equal(claims_in(&stand, &two, "an"), STATUS_CONFLICT);
    assert_int_equal(claims_in(&stand, &two, "bo"), STATUS_CONFLICT);
    stand.ref = one;
    assert_int_equal(does(&stand, "an", "leave"), 0); /* and bo moves up */
    assert_int_equal(claims_in(&stand, &two, "an"), 0);
    assert_int_equal(claims_in(&stand, &one, "an"), STATUS_CONFLICT);
    assert_int_equal(claims_in(&stand, &two, "bo"), STATUS_CONFLICT);
    end(&stand);
}

/* A place that was swapped binds who has it now, and him alone. */
static void a_swap_moves_what_binds(void **state)
{
    struct stand stand;
    struct id one, two;
    (void)state;
    begin(&stand, HELPERS("need = 2, swap = \"consent\""));
    one = stand.ref;
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    two = stand.ref;
    assert_int_equal(claims_in(&stand, &one, "an"), 0);
    const char *place = arena_text(&stand.arena, reply(&stand, "place"));
    assert_int_equal(claims_in(&stand, &two, "ci"), 0);
    stand.ref = one;
    assert_int_equal(does_at(&stand, "an", "swap", place), 0);
    assert_int_equal(does_at(&stand, "ci", "swap", place), STATUS_CONFLICT);
    assert_string_equal(err_code(&stand.answer.err), "overlaps");
    assert_int_equal(does_at(&stand, "bo", "swap", place), 0);
    assert_int_equal(claims_in(&stand, &two, "bo"), STATUS_CONFLICT);
    assert_int_equal(claims_in(&stand, &two, "an"), 0);
    end(&stand);
}

/* Each claims in both cases before any of it is answered: in one he succeeds, never in both. */
static void of_two_claims_at_one_moment_one_is_taken(void **state)
{
    enum { PEOPLE = 40 };
    struct stand stand;
    struct answer *answers[2];
    struct in_crowd crowd[2 * PEOPLE];
    struct id cases[2];
    (void)state;
    begin(&stand, HELPERS("need = 90"));
    cases[0] = stand.ref;
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    cases[1] = stand.ref;
    for (int k = 0; k < 2; k++)
        answers[k] = ARENA_ARRAY(&stand.arena, struct answer, PEOPLE);
    for (int i = 0; i < 2 * PEOPLE; i++) {
        stand.ref = cases[i % 2];
        struct act *act = deed(&stand, "claim");
        crowd[i] = (struct in_crowd){&stand, &answers[i % 2][i / 2]};
        act->actor = who(&stand, arena_printf(&stand.arena, "p%d", i / 2));
        act->on_answer = on_crowd;
        act->owner = &crowd[i];
        engine_post(rehearsal_engine(stand.rehearsal), act);
    }
    rehearsal_settle(stand.rehearsal);
    for (int i = 0; i < PEOPLE; i++)
        assert_int_equal((answers[0][i].status == 0) + (answers[1][i].status == 0), 1);
    end(&stand);
}

/* ---- service ---- */

static void serve_one(struct stand *stand)
{
    begin(stand, HELPERS("need = 1, no_show = \"H1\", waitlist = 3"));
    assert_int_equal(does(stand, "an", "claim"), 0);
    assert_int_equal(does(stand, "bo", "claim"), 0);
    assert_string_equal(reply(stand, "status"), "waiting");
    assert_true(value_get_int(stand->answer.reply, "line", 0) == 1);
    stand_expect(stand, "second", CASE_OPEN);
}

static void service_is_counted_across_stages_and_crashes(void **state)
{
    struct stand stand;
    (void)state;
    serve_one(&stand);
    stand_crash(&stand);
    stand_advance(&stand, 24 * HOUR + 10 * MINUTE);
    assert_int_equal(does(&stand, "an", "checkin"), STATUS_FORBIDDEN); /* no code */
    assert_int_equal(checks_in(&stand, "an"), 0);
    stand_crash(&stand);
    stand_advance(&stand, 3 * HOUR);
    assert_int_equal(does(&stand, "an", "checkout"), 0);
    assert_true(value_get_int(stand.answer.reply, "minutes", 0) == 180);
    assert_data(&stand, "\"note\":\"1 180 0\"");
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "second", CASE_CLOSED);
    assert_int_equal(places(&stand, PLACE_CALLED_OFF), 1); /* who was still waiting */
    assert_int_equal(places(&stand, PLACE_KEPT), 1);
    end(&stand);
}

static void who_does_not_come_is_replaced_from_the_waiting_list(void **state)
{
    struct stand stand;
    (void)state;
    serve_one(&stand);
    stand_advance(&stand, 24 * HOUR + 30 * MINUTE);
    assert_int_equal(places(&stand, PLACE_NO_SHOW), 1);
    assert_int_equal(places(&stand, PLACE_HELD), 1);
    assert_int_equal(checks_in(&stand, "bo"), 0);
    stand_advance(&stand, 5 * HOUR); /* nobody checks him out */
    assert_data(&stand, "\"note\":\"1 210 1\"");
    end(&stand);
}

static void an_attendance_nobody_comes_to_ends_with_its_time(void **state)
{
    struct stand stand;
    (void)state;
    begin(&stand, HELPERS("need = 1, no_show = \"H1\""));
    assert_int_equal(does(&stand, "an", "claim"), 0);
    stand_advance(&stand, 24 * HOUR + 30 * MINUTE); /* now the county is asked too */
    stand_crash(&stand);
    assert_int_equal(does(&stand, "an", "claim"), 0); /* late, no grudge */
    assert_int_equal(does(&stand, "an", "leave"), 0);
    stand_advance(&stand, 4 * HOUR);
    assert_data(&stand, "\"note\":\"0 0 1\"");
    end(&stand);
}

static void hours_are_put_right_by_who_leads(void **state)
{
    struct stand stand;
    struct act *act;
    (void)state;
    serve_one(&stand);
    stand_advance(&stand, 24 * HOUR);
    const char *place = NULL;
    struct case_image image = stand_case(&stand);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_PLACE && image.parts[i].status == PLACE_HELD)
            place = image.parts[i].key.bytes;
    assert_int_equal(does_at(&stand, "lead", "checkin", place), 0); /* by who leads: no code */
    assert_int_equal(does_at(&stand, "bo", "checkout", place), STATUS_FORBIDDEN);
    stand_advance(&stand, HOUR);
    act = deed(&stand, "checkout");
    value_put(&act->arena, act->data, "place", value_string(&act->arena, place));
    value_put(&act->arena, act->data, "minutes", value_int(&act->arena, 320));
    assert_int_equal(send_as(&stand, "lead", act), 0);
    assert_data(&stand, "\"note\":\"1 300 0\"");
    end(&stand);
}

static void the_form_at_the_end_comes_with_the_check_out(void **state)
{
    struct stand stand;
    struct act *act;
    struct value *data;
    (void)state;
    begin(&stand, HELPERS("need = 1, finish = \"word\", except = \"officer\""));
    act = deed(&stand, "claim");
    act->actor = rehearsal_actor(stand.rehearsal, "of", "volunteer\nofficer");
    rehearsal_act(stand.rehearsal, act, &stand.arena, &stand.answer);
    assert_int_equal(stand.answer.status, STATUS_FORBIDDEN); /* is not asked */
    assert_int_equal(does(&stand, "an", "claim"), 0);
    stand_advance(&stand, 24 * HOUR);
    assert_int_equal(checks_in(&stand, "an"), 0);
    for (int i = 0; i < 2; i++) {
        act = deed(&stand, "checkout");
        data = value_map(&act->arena);
        value_put(&act->arena, data, i == 0 ? "unknown" : "say",
                  value_string(&act->arena, "all well"));
        value_put(&act->arena, act->data, "data", data);
        assert_int_equal(send_as(&stand, "an", act), i == 0 ? STATUS_MALFORMED : 0);
    }
    assert_data(&stand, "\"note\":\"1 0 0\"");
    end(&stand);
}

/* ---- what a stage leaves behind ---- */

#define CALLED                                                                                     \
    "signal \"s\" { zh = \"说\", en = \"S\", from = { \"clerk\" }, form = \"word\" }\n"           \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"      \
    "  local which = case:first {\n"                                                               \
    "    team = function() return case:dispatch(\"helpers\", { need = 2, waitlist = 2, " TIMES     \
    ", " WAVES " }) end,\n"                                                                        \
    "    word = function() return case:await \"s\" end }\n"                                        \
    "  case:set { note = which }\n"                                                                \
    "  return \"second\"\n"                                                                        \
    "end }\n"                                                                                      \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"                           \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

static void the_end_of_a_stage_ends_waves_and_leaves_places(void **state)
{
    struct stand stand;
    (void)state;
    begin(&stand, CALLED);
    assert_int_equal(does(&stand, "an", "claim"), 0);
    assert_int_equal(stand_signal(&stand, "s", NULL), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(does(&stand, "bo", "claim"), STATUS_CONFLICT);
    assert_string_equal(err_code(&stand.answer.err), "not_open");
    assert_int_equal(places(&stand, PLACE_HELD), 1);
    stand_advance(&stand, 3 * HOUR); /* no wave is left to end */
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_equal(does(&stand, "an", "leave"), 0);
    assert_int_equal(places(&stand, PLACE_LEFT), 1);
    end(&stand);
}

/* ---- refusals at the line ---- */

static void expect_refused(const char *options, const char *part)
{
    struct stand stand;
    char body[600];

    snprintf(body, sizeof body,
             "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
             "  local ok, e = pcall(case.dispatch, case, \"helpers\", { %s })\n"
             "  case:set { note = e and e.message or \"fine\" }\n"
             "  case:task(\"decide\", { to = \"clerk\" })\n"
             "  return case:close \"done\" end }\n",
             options);
    begin(&stand, body);
    assert_data(&stand, part);
    end(&stand);
}

static void what_cannot_be_is_refused_at_its_line(void **state)
{
    (void)state;
    expect_refused("need = 1, " TIMES, "give waves");
    expect_refused(WAVES ", " TIMES, "say how many are needed");
    expect_refused("need = 1, " WAVES, "one of them is missing");
    expect_refused("need = 1, " WAVES ", starts = case:now(), ends = case:now() + 9 * 3600000",
                   "8 hours at most");
    expect_refused("need = -1, " TIMES ", " WAVES, "need is a whole number");
    expect_refused("need = 1, swap = \"anyhow\", " TIMES ", " WAVES, "swap is");
}

/* ---- an alarm ---- */

#define RESCUE                                                                                     \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"      \
    "  local team = case:dispatch(\"helpers\", { levels = {\n"                                     \
    "    { to = \"maintenance\", acknowledge = minutes(3), arrive = minutes(30) },\n"              \
    "    { to = \"grid_station\", acknowledge = minutes(3), arrive = minutes(30) },\n"             \
    "    { to = \"fire\", acknowledge = minutes(3) } } })\n"                                       \
    "  case:set { note = team.filled .. \"/\" .. team.need }\n"                                    \
    "  return \"second\"\n"                                                                        \
    "end }\n"                                                                                      \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"                           \
    "  local done = case:attend \"helpers\"\n"                                                     \
    "  case:set { note = done.done .. \" in \" .. done.minutes }\n"                                \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

static int unit(struct stand *stand, const char *role, const char *what, const char *result)
{
    struct act *act = deed(stand, what);
    if (result)
        value_put(&act->arena, act->data, "result", value_string(&act->arena, result));
    act->actor = rehearsal_actor(stand->rehearsal, role, role);
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

static void an_alarm_climbs_by_itself_until_somebody_is_freed(void **state)
{
    struct stand stand;
    (void)state;
    begin(&stand, RESCUE);
    assert_int_equal(places(&stand, PLACE_ALERTED), 1);
    assert_int_equal(unit(&stand, "grid_station", "acknowledge", NULL), STATUS_FORBIDDEN);
    stand_advance(&stand, 3 * MINUTE);
    assert_int_equal(places(&stand, PLACE_ALERTED), 2);
    stand_crash(&stand);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(unit(&stand, "grid_station", "acknowledge", NULL), 0);
    stand_expect(&stand, "second", CASE_OPEN); /* levels go on: the first may still arrive */
    assert_data(&stand, "\"note\":\"1/1\"");
    assert_int_equal(unit(&stand, "maintenance", "arrive", NULL), 0);
    stand_advance(&stand, 7 * MINUTE);
    assert_int_equal(unit(&stand, "fire", "arrive", NULL), STATUS_FORBIDDEN); /* not alerted */
    assert_int_equal(unit(&stand, "maintenance", "result", "freed"), 0);
    assert_data(&stand, "\"note\":\"1 in 10\"");
    assert_int_equal(places(&stand, PLACE_CALLED_OFF), 1);
    assert_int_equal(unit(&stand, "grid_station", "arrive", NULL), STATUS_NOT_FOUND);
    end(&stand);
}

static void an_alarm_nobody_answers_is_an_incident_and_stands(void **state)
{
    struct stand stand;
    struct incident_row *rows;
    struct err err = {0};
    size_t count = 0;
    (void)state;
    begin(&stand, RESCUE);
    for (int i = 0; i < 4; i++)
        stand_advance(&stand, 3 * MINUTE);
    assert_int_equal(places(&stand, PLACE_ALERTED), 3);
    assert_int_equal(reader_incidents(rehearsal_reader(stand.rehearsal), 0, true, &stand.arena,
                                      &rows, &count, &err),
                     0);
    assert_int_equal(count, 1);
    assert_true(slice_is(rows[0].code, "no_unit_came"));
    stand_expect(&stand, "second", CASE_OPEN);
    assert_data(&stand, "\"note\":\"0/1\"");
    assert_int_equal(unit(&stand, "fire", "arrive", NULL), 0); /* late, and welcome */
    assert_int_equal(unit(&stand, "fire", "result", "freed"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_data(&stand, "\"note\":\"1 in 12\"");
    end(&stand);
}

/* ---- a plan of thousands of posts ---- */

static const char plan_forms[] = "form \"intake\" { zh = \"登记\", en = \"Intake\", sheet \"plan\" "
                                 "{ zh = \"排班\", en = \"Plan\" },\n"
                                 "  text \"note\" { zh = \"注\", en = \"Note\", plain = true } }\n"
                                 "form \"decide\" { zh = \"决定\", en = \"Decide\", outcome "
                                 "\"yes\" { zh = \"是\", en = \"Yes\" } }\n";

static const char plan_text[] =
    "workflow \"w\" { zh = \"例\", en = \"Example\", intake = \"intake\", start = \"first\",\n"
    "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
    "  local team = case:dispatch(\"helpers\", { posts = \"plan\", waitlist = 1,\n"
    "    waves = { { to = \"volunteer\", lasts = hours(24) } } })\n"
    "  case:set { note = team.filled .. \"/\" .. team.need }\n"
    "  case:task(\"decide\", { to = \"clerk\" })\n"
    "  return case:close \"done\"\n"
    "end }\n";

enum { PLAN_POSTS = 1000, SHIFTS = 3 }; /* of eight hours: a day and a night */

static int start_plan(struct stand *stand)
{
    struct act *act = act_new(ACT_START);
    struct arena *arena = &act->arena;
    struct value *plan = value_list(arena);
    int64_t day = (rehearsal_now_ms(stand->rehearsal) / 1000 + 48 * 3600) * 1000;
    char text[40];

    for (int i = 0; i < PLAN_POSTS * SHIFTS; i++) {
        struct value *row = value_map(arena);
        int64_t starts = day + (i % SHIFTS) * (int64_t)8 * HOUR;
        value_put(arena, row, "post", value_string(arena, arena_printf(arena, "post %d", i / 3)));
        value_put(arena, row, "place", value_string(arena, "gate"));
        value_put(arena, row, "starts", value_string(arena, time_to_text(starts, text)));
        value_put(arena, row, "ends",
                  value_string(arena, time_to_text(starts + (int64_t)8 * HOUR, text)));
        value_put(arena, row, "need", value_int(arena, 1));
        value_push(arena, plan, row);
    }
    act->workflow = "w";
    act->data = value_map(arena);
    value_put(arena, act->data, "plan", plan);
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    const char *id = value_get_text(stand->answer.reply, "id");
    return stand->answer.status == 0 && id_from_text(id, strlen(id), &stand->ref) ? 0 : -1;
}

static int claims_post(struct stand *stand, const char *name, int post)
{
    struct act *act = deed(stand, "claim");
    value_put(&act->arena, act->data, "post",
              value_string(&act->arena, arena_printf(&act->arena, "%d", post)));
    return send_as(stand, name, act);
}

static size_t dispatch_bytes(struct stand *stand, size_t *rows)
{
    struct case_image image = stand_case(stand);
    size_t bytes = 0;
    *rows = 0;
    for (size_t i = 0; i < image.part_count; i++) {
        *rows += image.parts[i].kind == PART_DISPATCH;
        bytes += image.parts[i].kind == PART_DISPATCH ? image.parts[i].body.len : 0;
    }
    return bytes;
}

/* What a claim writes does not depend on how many posts there are: one place, one row of the
 * journal. */
static void a_plan_of_thousands_costs_a_claim_nothing(void **state)
{
    struct stand stand;
    struct journal_row *turns;
    struct err err = {0};
    size_t rows, rows_before, count;
    (void)state;
    stand_open(&stand, plan_forms, plan_text, stand_evicts);
    assert_int_equal(start_plan(&stand), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    size_t before = dispatch_bytes(&stand, &rows_before);
    assert_int_equal(rows_before, 1 + (PLAN_POSTS * SHIFTS + 63) / 64);
    assert_int_equal(claims_post(&stand, "an", 1), 0);
    assert_int_equal(claims_post(&stand, "an", 2), STATUS_CONFLICT); /* 16 hours */
    assert_string_equal(err_code(&stand.answer.err), "no_rest");
    assert_int_equal(claims_post(&stand, "an", 4), STATUS_CONFLICT); /* elsewhere, at that time */
    assert_string_equal(err_code(&stand.answer.err), "overlaps");
    assert_int_equal(claims_post(&stand, "bo", 2999), 0);
    assert_int_equal(claims_post(&stand, "ci", 2999), 0);
    assert_string_equal(reply(&stand, "status"), "waiting");
    assert_int_equal(claims_post(&stand, "di", 2999), STATUS_CONFLICT);
    assert_int_equal(claims_post(&stand, "di", 3001), STATUS_NOT_FOUND);
    assert_int_equal(dispatch_bytes(&stand, &rows), before); /* and not one of them was rewritten */
    assert_int_equal(rows, rows_before);
    assert_int_equal(places(&stand, PLACE_HELD), 2);
    assert_int_equal(reader_back(rehearsal_reader(stand.rehearsal), stand_case(&stand).row.head, 1,
                                 &stand.arena, &turns, &count, &err),
                     0);
    assert_true(turns[0].body.len < 600);
    stand_crash(&stand);
    assert_int_equal(claims_post(&stand, "di", 1500), 0);
    stand_advance(&stand, 24 * HOUR);
    assert_data(&stand, "\"note\":\"3/3000\"");
    end(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(the_last_place_wakes_the_script),
        STAND_BOTH(a_claim_is_skipped_by_replay),
        STAND_BOTH(waves_widen_and_the_last_one_ends_the_waiting),
        STAND_BOTH(a_crowd_gets_what_there_is_and_no_more),
        STAND_BOTH(nobody_has_places_in_two_cases_at_once),
        STAND_BOTH(a_swap_moves_what_binds),
        STAND_BOTH(of_two_claims_at_one_moment_one_is_taken),
        STAND_BOTH(service_is_counted_across_stages_and_crashes),
        STAND_BOTH(who_does_not_come_is_replaced_from_the_waiting_list),
        STAND_BOTH(an_attendance_nobody_comes_to_ends_with_its_time),
        STAND_BOTH(hours_are_put_right_by_who_leads),
        STAND_BOTH(the_form_at_the_end_comes_with_the_check_out),
        STAND_BOTH(the_end_of_a_stage_ends_waves_and_leaves_places),
        STAND_BOTH(what_cannot_be_is_refused_at_its_line),
        STAND_BOTH(an_alarm_climbs_by_itself_until_somebody_is_freed),
        STAND_BOTH(a_plan_of_thousands_costs_a_claim_nothing),
        STAND_BOTH(an_alarm_nobody_answers_is_an_incident_and_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
