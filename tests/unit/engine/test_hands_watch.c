/* test_hands_watch.c - people change, and the tasks that nobody can do any more are told though
 * nothing happens to their cases; somebody comes, and it is over. Offices: towns A and B and the
 * committee D under county C. It is Monday, 9 o'clock.
 */
#include "stand.h"
#include "engine/inside.h"
#include "engine/records.h"
#include "loop/simulated.h"

static const char forms[] =
    "form \"intake\" { zh = \"登记\", en = \"Intake\",\n"
    "  rows \"demands\" { zh = \"诉求\", en = \"Demands\",\n"
    "    office \"unit\" { zh = \"被反映单位\", en = \"Unit complained of\" } } }\n"
    "form \"word\" { zh = \"话\", en = \"Word\", outcome \"yes\" { zh = \"是\", en = \"Yes\" } }\n";

static const char workflow[] =
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"
    "  subject = \"demands/unit\", start = \"first\",\n"
    "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"accusing\" }, function(case)\n"
    "  case:task(\"word\", { to = \"clerk\" })\n"
    "  case:split({ case.data.demands[1] }, { start = \"accusing\", as = \"part\",\n"
    "    sealed = true, office = \"D\" })\n"
    "  return case:close \"done\"\nend }\n"
    "stage \"accusing\" { zh = \"举报\", en = \"Accusation\", function(case)\n"
    "  case:task(\"word\", { to = \"clerk\" })\n"
    "  return case:close \"done\"\nend }\n";

#define TREE                                                                                       \
    "code,parent,kind,zh,en,successor\nC,,county,县,County,\nB,C,town,乙,B,\n"                   \
    "D,C,committee,纪委,Discipline,\n"

/* Ids of 26 characters, as the host makes them. */
#define ANN "0aaaaaaaaaaaaaaaaaaaaaaaaa"
#define BO  "0bbbbbbbbbbbbbbbbbbbbbbbbb"
#define DAN "0ddddddddddddddddddddddddd"
#define ONE(id, office, role)                                                                      \
    "{\"id\":\"" id "\",\"memberships\":[{\"office\":\"" office "\",\"role\":\"" role              \
    "\"}],\"name\":\"N\"}"

static void use_tree(struct stand *stand, const char *tree)
{
    struct script_file *files = ARENA_ARRAY(&stand->arena, struct script_file, 3);
    struct err err = {0};

    files[0] = (struct script_file){"w/forms.lua", slice_of(forms)};
    files[1] = (struct script_file){"w/workflow.lua", slice_of(workflow)};
    files[2] = (struct script_file){"offices/tree.csv", slice_of(tree)};
    rehearsal_use_files(stand->rehearsal, files, 3);
    if (rehearsal_use_scripts(stand->rehearsal, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    rehearsal_settle(stand->rehearsal);
}

/* ---- records --------------------------------------------------------------------------------- */

static void on_done(struct records_change *change)
{
    *(bool *)change->owner = true;
}

/* The record as the next version, or ended; nothing that follows from it has happened yet. */
static void note(struct stand *stand, enum record_kind kind, const char *key, const char *body)
{
    struct records_change *change = records_change_new(NULL, "test");
    struct record_row row = {0};
    struct value *value = &value_nil;
    struct err err = {0};
    bool is_done = false;
    int rc = reader_record(rehearsal_reader(stand->rehearsal), kind, slice_of(key), &stand->arena,
                           &row, &err);

    assert_true(rc == 0 || rc == STATUS_NOT_FOUND);
    struct slice text = body ? slice_of(body) : row.body;
    if (canon_read(&change->arena, text, &value, &err) != 0)
        fail_msg("%s", err.text);
    *records_change_add(change) = (struct record_change){
        .kind = kind, .key = key, .expected = row.version, .status = body != NULL, .body = value};
    change->on_done = on_done;
    change->owner = &is_done;
    engine_change_records(rehearsal_engine(stand->rehearsal), change);
    loop_run_until(rehearsal_loop(stand->rehearsal), &is_done);
    assert_int_equal(change->status, 0);
    records_change_free(change);
}

static void put(struct stand *stand, enum record_kind kind, const char *key, const char *body)
{
    note(stand, kind, key, body);
    rehearsal_settle(stand->rehearsal);
}

/* From the beginning of a day of this week to that of another; 0 is Monday. */
static const char *absence(struct stand *stand, const char *person, int from, int until,
                           const char *substitute)
{
    int64_t monday = date_start_ms(date_from_civil(2026, 1, 5));
    return arena_printf(&stand->arena,
                        "{\"from\":%lld,\"person\":\"%s\",\"substitutes\":[%s%s%s],\"until\":%lld}",
                        (long long)(monday + from * (int64_t)DAY_MS), person,
                        substitute ? "\"" : "", substitute ? substitute : "",
                        substitute ? "\"" : "", (long long)(monday + until * (int64_t)DAY_MS));
}

static void go_to_day(struct stand *stand, int day)
{
    int64_t at = date_start_ms(date_from_civil(2026, 1, 5)) + day * (int64_t)DAY_MS + 3600 * 1000;
    rehearsal_advance(stand->rehearsal, at);
}

/* ---- the case -------------------------------------------------------------------------------- */

static void start_about(struct stand *stand, const char *unit)
{
    struct act *act = act_new(ACT_START);
    struct value *rows = value_list(&act->arena), *row = value_map(&act->arena);

    act->workflow = "w";
    act->office = "A";
    act->data = value_map(&act->arena);
    value_put(&act->arena, row, "unit", value_string(&act->arena, unit));
    value_push(&act->arena, rows, row);
    value_put(&act->arena, act->data, "demands", rows);
    assert_int_equal(stand_post_as(stand, act, "admin", "admin"), 0);
    const char *id = value_get_text(stand->answer.reply, "id");
    assert_true(id_from_text(id, strlen(id), &stand->ref));
}

/* Ann is the only clerk of town A, whose case has a task for a clerk. */
static void open_office(struct stand *stand)
{
    stand_open(stand, forms, workflow, stand_evicts);
    use_tree(stand, TREE "A,C,town,甲,A,\n");
    put(stand, RECORD_PERSON, "ann", ONE(ANN, "A", "clerk"));
    start_about(stand, "B");
    stand_expect(stand, "first", CASE_OPEN);
}

/* Open incidents of the case, all of which are of this kind. */
static size_t incidents_of(struct stand *stand)
{
    struct incident_row *rows;
    struct err err = {0};
    size_t count;
    struct case_image image = stand_case(stand);

    assert_int_equal(reader_incidents(rehearsal_reader(stand->rehearsal), image.row.id, true,
                                      &stand->arena, &rows, &count, &err),
                     0);
    for (size_t i = 0; i < count; i++)
        assert_true(slice_is(rows[i].kind, "nobody"));
    return count;
}

/* And every case is as its journal says. */
static size_t nobody(struct stand *stand)
{
    stand_verify(stand);
    return incidents_of(stand);
}

static int64_t turns_of(struct stand *stand)
{
    return stand_case(stand).row.seq;
}

static int act_on_task(struct stand *stand, enum act_kind kind, const char *id)
{
    struct act *act = stand_task_act(stand, "word", kind == ACT_COMPLETE ? "yes" : NULL);
    act->kind = kind;
    return stand_post_as(stand, act, id, "clerk");
}

static int give_to(struct stand *stand, const char *person)
{
    struct act *act = stand_task_act(stand, "word", NULL);
    act->kind = ACT_ASSIGN;
    act->name = person;
    value_put(&act->arena, act->data, "reason", value_string(&act->arena, "so"));
    return stand_post_as(stand, act, "admin", "admin");
}

/* ---- records change -------------------------------------------------------------------------- */

static void the_last_who_could_leaves_and_another_is_employed(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    assert_int_equal(nobody(&stand), 0);
    put(&stand, RECORD_PERSON, "ann", NULL);
    /* nobody is left in the records at all: roles stand for themselves, as before there were any */
    assert_int_equal(nobody(&stand), 0);
    put(&stand, RECORD_PERSON, "bo", ONE(BO, "C", "clerk"));
    assert_int_equal(nobody(&stand), 1);
    put(&stand, RECORD_PERSON, "dan", ONE(DAN, "A", "clerk"));
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

static void the_role_is_taken_and_given_back(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "mediator"));
    assert_int_equal(nobody(&stand), 1);
    stand_crash(&stand);
    assert_int_equal(nobody(&stand), 1);
    put(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "clerk"));
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

/* What he has taken nobody else can do, though there are others. */
static void who_has_it_leaves(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_PERSON, "bo", ONE(BO, "A", "clerk"));
    assert_int_equal(give_to(&stand, "ann"), 0);
    assert_int_equal(nobody(&stand), 0);
    put(&stand, RECORD_PERSON, "ann", NULL);
    assert_int_equal(nobody(&stand), 1);
    /* who stands in for him has it then */
    put(&stand, RECORD_ABSENCE, "left", absence(&stand, ANN, 0, 300, BO));
    assert_int_equal(nobody(&stand), 0);
    put(&stand, RECORD_ABSENCE, "left", NULL);
    assert_int_equal(nobody(&stand), 1);
    assert_int_equal(give_to(&stand, "bo"), 0);
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

/* What a token of the office has that stands for nobody is not nobody's. */
static void what_a_token_has_is_in_hand(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    assert_int_equal(act_on_task(&stand, ACT_CLAIM, "some token"), 0);
    put(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "mediator"));
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

static void an_interest_is_found(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_CONFLICT, "c", "{\"office\":\"B\",\"person\":\"" ANN "\"}");
    assert_int_equal(nobody(&stand), 1);
    put(&stand, RECORD_CONFLICT, "c", NULL);
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

/* The town goes under: its work is the county's, and there somebody is. */
static void the_tree_changes(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_PERSON, "ann", ONE(ANN, "C", "clerk"));
    assert_int_equal(nobody(&stand), 1);
    use_tree(&stand, TREE "A,C,town,甲,A,C\n");
    assert_int_equal(nobody(&stand), 0);
    use_tree(&stand, TREE "A,C,town,甲,A,D\n");
    assert_int_equal(nobody(&stand), 1);
    stand_close(&stand);
}

/* Who stands in for somebody of the accused unit is not told of the case, as long as he does. */
static void the_only_one_cleared_stands_in_for_somebody_of_the_unit(void **state)
{
    struct stand stand;
    struct case_row *rows;
    struct err err = {0};
    size_t count;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_PERSON, "dan",
        "{\"id\":\"" DAN "\",\"memberships\":[{\"office\":\"D\",\"role\":\"clerk\"},"
        "{\"office\":\"D\",\"role\":\"sealed\"}],\"name\":\"N\"}");
    put(&stand, RECORD_PERSON, "bo", ONE(BO, "B", "clerk"));
    assert_int_equal(act_on_task(&stand, ACT_COMPLETE, "some token"), 0);
    assert_int_equal(
        reader_cases(rehearsal_reader(stand.rehearsal), 0, 9, &stand.arena, &rows, &count, &err),
        0);
    assert_int_equal(count, 2);
    stand.ref = rows[1].ref;
    stand_expect(&stand, "accusing", CASE_OPEN);
    assert_int_equal(nobody(&stand), 0);
    put(&stand, RECORD_ABSENCE, "away", absence(&stand, BO, 0, 14, DAN));
    assert_int_equal(nobody(&stand), 1);
    put(&stand, RECORD_ABSENCE, "away", NULL);
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

/* ---- time passes ----------------------------------------------------------------------------- */

static void an_absence_begins_and_ends(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_ABSENCE, "away", absence(&stand, ANN, 2, 9, NULL));
    assert_int_equal(nobody(&stand), 0);
    go_to_day(&stand, 1);
    assert_int_equal(nobody(&stand), 0);
    go_to_day(&stand, 2);
    assert_int_equal(nobody(&stand), 1);
    stand_crash(&stand);
    int64_t turns = turns_of(&stand);
    go_to_day(&stand, 8);
    assert_int_equal(nobody(&stand), 1); /* told once, while it lasts */
    assert_int_equal(turns_of(&stand), turns);
    /* and though it is looked at again when he is back soon: what has begun ends when he is */
    put(&stand, RECORD_PERSON, "bo", ONE(BO, "C", "clerk"));
    assert_int_equal(nobody(&stand), 1);
    assert_int_equal(turns_of(&stand), turns);
    go_to_day(&stand, 9);
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

/* Its moment came while no host ran. */
static void an_absence_that_began_meanwhile(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_ABSENCE, "away", absence(&stand, ANN, 2, 9, NULL));
    engine_halt(rehearsal_engine(stand.rehearsal));
    go_to_day(&stand, 3);
    stand_crash(&stand);
    assert_int_equal(nobody(&stand), 1);
    stand_close(&stand);
}

static void an_absence_with_a_substitute_makes_none(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_PERSON, "bo", ONE(BO, "C", "clerk"));
    put(&stand, RECORD_ABSENCE, "away", absence(&stand, ANN, 2, 9, BO));
    go_to_day(&stand, 2);
    assert_int_equal(nobody(&stand), 0);
    /* one who may not is none */
    put(&stand, RECORD_CONFLICT, "c", "{\"office\":\"B\",\"person\":\"" BO "\"}");
    assert_int_equal(nobody(&stand), 1);
    put(&stand, RECORD_CONFLICT, "c", NULL);
    assert_int_equal(nobody(&stand), 0);
    /* nor is one who is away himself */
    put(&stand, RECORD_ABSENCE, "too", absence(&stand, BO, 3, 7, NULL));
    assert_int_equal(nobody(&stand), 0);
    go_to_day(&stand, 3);
    assert_int_equal(nobody(&stand), 1);
    go_to_day(&stand, 7);
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

/* Over before the next working day is: lunch, a day in town, a Friday with its weekend. */
static void a_short_absence_makes_none(void **state)
{
    static const int days[][3] = {
        {2, 3, 0}, /* Wednesday */
        {2, 4, 1}, /* and Thursday */
        {4, 7, 0}, /* Friday to Sunday */
        {4, 8, 1}, /* and Monday */
    };
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct stand stand;
        open_office(&stand);
        put(&stand, RECORD_ABSENCE, "away", absence(&stand, ANN, days[i][0], days[i][1], NULL));
        go_to_day(&stand, days[i][0]);
        assert_int_equal(nobody(&stand), days[i][2]);
        int64_t turns = turns_of(&stand);
        go_to_day(&stand, days[i][1]);
        assert_int_equal(nobody(&stand), 0);
        go_to_day(&stand, days[i][1] + 5);
        assert_int_equal(turns_of(&stand), turns + days[i][2]);
        stand_close(&stand);
    }
}

/* A role has a last day, and another begins. */
static void roles_end_and_begin_by_the_calendar(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_PERSON, "ann",
        "{\"id\":\"" ANN "\",\"memberships\":[{\"office\":\"A\",\"role\":\"clerk\",\"until\":"
        "\"2026-01-06\"}],\"name\":\"N\"}");
    put(&stand, RECORD_PERSON, "bo",
        "{\"id\":\"" BO "\",\"memberships\":[{\"from\":\"2026-01-12\",\"office\":\"A\",\"role\":"
        "\"clerk\"}],\"name\":\"N\"}");
    assert_int_equal(nobody(&stand), 0);
    go_to_day(&stand, 2);
    assert_int_equal(nobody(&stand), 1);
    go_to_day(&stand, 7);
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

/* ---- how it is looked ------------------------------------------------------------------------ */

/* What concerns nobody here is no turn of the case, however often people change. */
static void nothing_is_told_twice(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand);
    put(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "mediator"));
    int64_t turns = turns_of(&stand);
    for (int i = 0; i < 5; i++) {
        put(&stand, RECORD_PERSON, "bo", ONE(BO, "C", "clerk"));
        put(&stand, RECORD_ABSENCE, "away", absence(&stand, BO, i, 9 + i, NULL));
        go_to_day(&stand, i + 1);
    }
    assert_int_equal(turns_of(&stand), turns);
    assert_int_equal(nobody(&stand), 1);
    stand_close(&stand);
}

/* Recorded, and the host dies before anybody has looked. */
static void the_host_dies_between_the_record_and_the_look(void **state)
{
    (void)state;
    for (int steps = 0; steps < 12; steps++) {
        struct stand stand;
        open_office(&stand);
        int64_t turns = turns_of(&stand);
        note(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "mediator"));
        for (int i = 0; i < steps; i++)
            loop_simulated_step(rehearsal_loop(stand.rehearsal));
        stand_crash(&stand);
        assert_int_equal(nobody(&stand), 1);
        assert_int_equal(turns_of(&stand), turns + 1);
        stand_close(&stand);
    }
}

static void ignore(struct act *act, const struct answer *answer)
{
    assert_int_equal(answer->status, 0);
    (void)act;
}

/* The task is opened in a turn that was lent before people changed, and commits after they were
 * looked at: at whatever step of it the change comes. */
static void people_change_while_the_case_is_at_work(void **state)
{
    (void)state;
    for (int steps = 0; steps < 20; steps++) {
        struct stand stand;
        struct act *act = act_new(ACT_START);
        open_office(&stand);
        act->workflow = "w";
        act->office = "A";
        act->data = value_map(&act->arena);
        act->actor = rehearsal_actor(stand.rehearsal, "admin", "admin");
        act->on_answer = ignore;
        engine_post(rehearsal_engine(stand.rehearsal), act);
        stand.ref = act->case_ref;
        for (int i = 0; i < steps; i++)
            loop_simulated_step(rehearsal_loop(stand.rehearsal));
        put(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "mediator"));
        assert_int_equal(nobody(&stand), 1);
        stand_close(&stand);
    }
}

/* Cases at work when people change, of which the look sees nothing yet, as many as threads never
 * take at once: some are lent before it and commit behind it, whichever they are.
 */
static void people_change_while_many_are_at_work(void **state)
{
    enum { CASES = 60 };
    struct stand stand;
    struct id refs[CASES];
    (void)state;
    open_office(&stand);
    for (int i = 0; i < CASES; i++) {
        struct act *act = act_new(ACT_START);
        act->workflow = "w";
        act->office = "A";
        act->data = value_map(&act->arena);
        act->actor = rehearsal_actor(stand.rehearsal, "admin", "admin");
        act->on_answer = ignore;
        engine_post(rehearsal_engine(stand.rehearsal), act);
        refs[i] = act->case_ref;
    }
    put(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "mediator"));
    for (int i = 0; i < CASES; i++) {
        stand.ref = refs[i];
        assert_int_equal(incidents_of(&stand), 1);
    }
    stand_verify(&stand);
    stand_close(&stand);
}

/* She is gone and back before all have been looked at: those that were told are asked once more. */
static void people_change_during_a_look(void **state)
{
    enum { CASES = 300, TOLD = 100 };
    struct stand stand;
    struct id refs[CASES];
    (void)state;
    open_office(&stand);
    for (int i = 0; i < CASES; i++) {
        start_about(&stand, "B");
        refs[i] = stand.ref;
    }
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    note(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "mediator"));
    while (engine->hands.told < TOLD || engine->loans > 0)
        assert_true(loop_simulated_step(rehearsal_loop(stand.rehearsal)));
    assert_false(hands_watch_rests(engine));
    note(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "clerk"));
    stand_advance(&stand, 10 * 1000);
    for (int i = 0; i < CASES; i++) {
        stand.ref = refs[i];
        assert_int_equal(incidents_of(&stand), 0);
    }
    stand_verify(&stand);
    stand_close(&stand);
}

/* Someone comes or goes each minute: that is looked at some minutes later, for all at once. */
static void what_only_the_time_asks_for_waits_a_little(void **state)
{
    enum { MINUTE = 60 * 1000 };
    struct stand stand;
    (void)state;
    open_office(&stand);
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    int64_t now_ms = rehearsal_now_ms(stand.rehearsal);
    for (int i = 1; i <= 9; i++)
        put(&stand, RECORD_ABSENCE, arena_printf(&stand.arena, "away%d", i),
            arena_printf(&stand.arena,
                         "{\"from\":%lld,\"person\":\"" BO "\",\"substitutes\":[],"
                         "\"until\":%lld}",
                         (long long)now_ms + i * MINUTE, (long long)now_ms + 30 * (int64_t)DAY_MS));
    int64_t looked_ms = engine->hands.looked_ms;
    assert_in_range(looked_ms, now_ms, now_ms + MINUTE / 2);
    stand_advance(&stand, 9 * MINUTE + MINUTE / 2);
    assert_int_equal(engine->hands.looked_ms, looked_ms);
    stand_advance(&stand, MINUTE);
    assert_int_equal(engine->hands.looked_ms, looked_ms + 10 * MINUTE);
    stand_close(&stand);
}

/* All of a town at once: told bit by bit, so that there is always room for others. */
static void a_storm_leaves_room_for_others(void **state)
{
    enum { CASES = 300, LOANS_MOST = 128 + 64 + 1 };
    struct stand stand;
    struct incident_row *rows;
    struct err err = {0};
    struct id refs[CASES];
    size_t told = 0, count;
    (void)state;
    open_office(&stand);
    for (int i = 0; i < CASES; i++) {
        start_about(&stand, "B");
        refs[i] = stand.ref;
    }
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    note(&stand, RECORD_PERSON, "ann", ONE(ANN, "A", "mediator"));
    while (loop_simulated_step(rehearsal_loop(stand.rehearsal)))
        assert_true(engine->loans <= LOANS_MOST);
    stand_advance(&stand, 10 * 1000);
    for (int i = 0; i < CASES; i++) {
        struct case_image image;
        stand.ref = refs[i];
        image = stand_case(&stand);
        assert_int_equal(reader_incidents(rehearsal_reader(stand.rehearsal), image.row.id, true,
                                          &stand.arena, &rows, &count, &err),
                         0);
        told += count;
    }
    assert_int_equal(told, CASES);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(the_last_who_could_leaves_and_another_is_employed),
        STAND_BOTH(the_role_is_taken_and_given_back),
        STAND_BOTH(who_has_it_leaves),
        STAND_BOTH(what_a_token_has_is_in_hand),
        STAND_BOTH(an_interest_is_found),
        STAND_BOTH(the_tree_changes),
        STAND_BOTH(the_only_one_cleared_stands_in_for_somebody_of_the_unit),
        STAND_BOTH(an_absence_begins_and_ends),
        STAND_BOTH(an_absence_that_began_meanwhile),
        STAND_BOTH(an_absence_with_a_substitute_makes_none),
        STAND_BOTH(a_short_absence_makes_none),
        STAND_BOTH(roles_end_and_begin_by_the_calendar),
        STAND_BOTH(nothing_is_told_twice),
        STAND_BOTH(the_host_dies_between_the_record_and_the_look),
        STAND_BOTH(people_change_while_the_case_is_at_work),
        STAND_BOTH(people_change_while_many_are_at_work),
        STAND_BOTH(people_change_during_a_look),
        STAND_BOTH(what_only_the_time_asks_for_waits_a_little),
        STAND_BOTH(a_storm_leaves_room_for_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
