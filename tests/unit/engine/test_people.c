/* test_people.c - people of a host: records that outlive it, whom words mean, who may not act, and
 * what is told of rosters. */
#include <stdlib.h>
#include "stand.h"
#include "duty/staff.h"
#include "engine/inside.h"
#include "engine/people.h"
#include "engine/recipients.h"
#include "engine/records.h"
#include "engine/recusal.h"
#include "engine/roster_news.h"

static const char tree[] = "code,parent,kind,zh,en\nC,,county,县,County\nT,C,town,镇,Town\n"
                           "V,T,village,村,Village\n";
static const char workflow[] =
    "workflow \"w\" { zh = \"办\", en = \"W\", start = \"first\", outcomes = { { \"done\", zh = "
    "\"完\", en = \"Done\" } } }\n"
    "form \"decide\" { zh = \"定\", en = \"Decide\" }\n"
    "form \"review\" { zh = \"查\", en = \"Review\" }\n"
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
    "  case:task(\"decide\", { to = \"clerk\" })\n"
    "  case:task(\"review\", { to = \"clerk\", office = \"review_body\" })\n"
    "  return case:close \"done\"\n"
    "end }\n";
static const struct script_file files[] = {
    {"w/workflow.lua",   {workflow, sizeof workflow - 1}},
    {"offices/tree.csv", {tree, sizeof tree - 1}        },
};

static struct rehearsal *rehearsal;
static struct arena arena;

static void assert_status(int status, int wanted, const struct err *err)
{
    if (status != wanted)
        fail_msg("status %d, not %d: %s", status, wanted, err->text);
}

static struct engine *engine_now(void)
{
    return rehearsal_engine(rehearsal);
}

static int set_up(void **state)
{
    struct rehearsal_options options = {.seed = 7, .files = files, .file_count = 2};
    struct err err = {0};
    (void)state;
    arena = (struct arena){0};
    assert_status(rehearsal_open(&options, &rehearsal, &err), 0, &err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rehearsal_close(rehearsal);
    arena_close(&arena);
    return 0;
}

static struct value *json(const char *text)
{
    struct value *value;
    struct err err = {0};
    if (canon_read(&arena, slice_of(text), &value, &err) < 0)
        fail_msg("%s in %s", err.text, text);
    return value;
}

static void on_done(struct records_change *change)
{
    *(bool *)change->owner = true;
}

/* The status of putting a record there as the version after `expected`. */
static int put(enum record_kind kind, const char *key, int64_t expected, const char *body)
{
    struct records_change *change = records_change_new(NULL, "test");
    bool is_done = false;
    *records_change_add(change) = (struct record_change){
        .kind = kind, .key = key, .expected = expected, .status = 1, .body = json(body)};
    change->on_done = on_done;
    change->owner = &is_done;
    engine_change_records(engine_now(), change);
    loop_run_until(rehearsal_loop(rehearsal), &is_done);
    int status = change->status;
    records_change_free(change);
    return status;
}

/* Ids of 26 characters, as the host makes them. */
#define ANN  "0aaaaaaaaaaaaaaaaaaaaaaaaa"
#define BO   "0bbbbbbbbbbbbbbbbbbbbbbbbb"
#define CHEN "0ccccccccccccccccccccccccc"
#define DAI  "0ddddddddddddddddddddddddd"

static void put_four(void)
{
    assert_int_equal(put(RECORD_PERSON, "ann", 0,
                         "{\"id\":\"" ANN
                         "\",\"memberships\":[{\"office\":\"T\",\"role\":\"clerk\"},"
                         "{\"office\":\"C\",\"role\":\"clerk\"}],\"name\":\"A\"}"),
                     0);
    assert_int_equal(put(RECORD_PERSON, "bo", 0,
                         "{\"id\":\"" BO
                         "\",\"memberships\":[{\"office\":\"C\",\"role\":\"clerk\"},"
                         "{\"office\":\"C\",\"role\":\"unit_head\"}],\"name\":\"B\"}"),
                     0);
    assert_int_equal(put(RECORD_PERSON, "chen", 0,
                         "{\"id\":\"" CHEN "\",\"memberships\":[{\"office\":\"C\",\"role\":"
                         "\"supervisor\"}],\"name\":\"C\"}"),
                     0);
    assert_int_equal(put(RECORD_PERSON, "dai", 0,
                         "{\"id\":\"" DAI "\",\"memberships\":[{\"office\":\"T\",\"role\":"
                         "\"unit_head\"}],\"name\":\"D\"}"),
                     0);
}

/* ---- records --------------------------------------------------------------------------------- */

static void test_records_change_with_their_version(void **state)
{
    (void)state;
    put_four();
    assert_int_equal(put(RECORD_PERSON, "ann", 0, "{\"id\":\"" ANN "\",\"name\":\"other\"}"),
                     STATUS_CONFLICT);
    assert_int_equal(put(RECORD_PERSON, "ann", 1, "{\"id\":\"" ANN "\",\"name\":\"A2\"}"), 0);
    assert_int_equal(put(RECORD_PERSON, "ann", 1, "{\"id\":\"" ANN "\",\"name\":\"A3\"}"),
                     STATUS_CONFLICT);
    assert_string_equal(staff_person_by_key(engine_now()->staff, "ann")->name, "A2");
}

static void test_people_outlive_a_crash(void **state)
{
    struct err err = {0};
    (void)state;
    put_four();
    assert_int_equal(put(RECORD_ABSENCE, "ann@1", 0,
                         "{\"from\":0,\"person\":\"" ANN "\",\"substitutes\":[\"" BO
                         "\"],\"until\":0}"),
                     0);
    struct staff *before = engine_staff(engine_now());
    assert_status(rehearsal_crash(rehearsal, &err), 0, &err);
    assert_ptr_not_equal(before, engine_now()->staff);
    assert_string_equal(staff_person(engine_now()->staff, BO)->key, "bo");
    assert_true(staff_is_absent(engine_now()->staff, ANN, rehearsal_now_ms(rehearsal)));
    assert_string_equal(staff_person(before, BO)->key, "bo"); /* who held it holds it still */
    staff_unref(before);
}

/* ---- whom words mean ------------------------------------------------------------------------- */

struct scene {
    struct casefile cf;
    struct write_set *writes;
    struct event event;
    struct turn turn;
};

static void scene_open(struct scene *scene, const char *office)
{
    *scene = (struct scene){.event = {.kind = EVENT_GO}};
    scene->cf.engine = engine_now();
    scene->cf.row.office = slice_of(office);
    scene->cf.loan.staff = engine_staff(engine_now());
    scene->cf.loan.now_ms = rehearsal_now_ms(rehearsal);
    scene->writes = write_set_new();
    turn_init(&scene->turn, &scene->cf, NULL, scene->writes, &scene->event);
}

static void scene_close(struct scene *scene)
{
    parts_close(&scene->cf.parts);
    write_set_close(scene->writes);
    staff_unref(scene->cf.loan.staff);
}

static void add_fact(struct scene *scene, const char *key, const char *body)
{
    struct part part = {
        .kind = PART_FACT, .key = slice_of(key), .status = 1, .body = slice_of(body)};
    parts_put(&scene->cf.parts, &part);
}

/* First letters of the ids, "-" for nobody; a role that nobody is known for as "role@office". */
static const char *meant(struct scene *scene, const char *word, const char *office)
{
    struct recipients_where where = {.office = office};
    struct value *found = recipients_of(&scene->turn, value_string(&arena, word), &where);
    const char *said = "";
    for (size_t i = 0; i < value_len(found); i++) {
        const struct value *entry = value_item(found, i);
        const char *person = value_get_text(entry, "person");
        said = person ? arena_printf(&arena, "%s%c", said, person[1])
                      : arena_printf(&arena, "%s%s@%s", said, value_get_text(entry, "role"),
                                     value_get_text(entry, "office"));
    }
    return *said ? said : "-";
}

static void test_roles_stand_for_themselves_without_people(void **state)
{
    struct scene scene;
    (void)state;
    scene_open(&scene, "T");
    assert_string_equal(meant(&scene, "clerk", NULL), "clerk@T");
    assert_string_equal(meant(&scene, "supervisor", "parent"), "supervisor@C");
    scene_close(&scene);
}

static void test_words_mean_people(void **state)
{
    struct scene scene;
    (void)state;
    put_four();
    scene_open(&scene, "T");
    assert_string_equal(meant(&scene, "clerk", NULL), "a");
    assert_string_equal(meant(&scene, "clerk", "parent"), "ab");
    assert_string_equal(meant(&scene, "clerk", "review_body"), "ab");
    assert_string_equal(meant(&scene, "unit_head", NULL), "d");
    assert_string_equal(meant(&scene, "supervisor", NULL), "c"); /* the nearest above */
    assert_string_equal(meant(&scene, "leader_in_charge", NULL), "-");
    assert_string_equal(meant(&scene, "on_duty", NULL), "-"); /* nobody: an answer */
    assert_string_equal(meant(&scene, "lead_unit", "C"), "d");
    assert_string_equal(meant(&scene, CHEN, NULL), "c");
    add_fact(&scene, "relation/mediator", "{\"person\":\"" BO "\"}");
    assert_string_equal(meant(&scene, "mediator", NULL), "b"); /* bound by `assign` */
    scene_close(&scene);
}

static void test_nobody_with_an_interest_is_meant(void **state)
{
    struct scene scene;
    struct err err = {0};
    (void)state;
    put_four();
    scene_open(&scene, "T");
    add_fact(&scene, "recused/" BO, "{}");
    assert_string_equal(meant(&scene, "clerk", "C"), "a");
    add_fact(&scene, "subject", "{\"offices\":[\"T\"]}");
    assert_string_equal(meant(&scene, "clerk", "C"), "-");
    assert_int_equal(recusal_check(&scene.turn, NULL, ANN, &err), STATUS_FORBIDDEN);
    assert_string_equal(err_code(&err), "recused");
    assert_null(strstr(err.text, ANN));
    assert_int_equal(recusal_check(&scene.turn, NULL, CHEN, &err), 0);
    scene_close(&scene);
}

static void test_numbers_are_the_same_however_written(void **state)
{
    struct digest a[PERSON_DIGESTS_MOST], b[PERSON_DIGESTS_MOST];
    (void)state;
    assert_int_equal(person_digests(engine_now(), "138 0001-0001", "11010519491231002x", a), 2);
    assert_int_equal(person_digests(engine_now(), "+8613800010001", "11010519491231002X", b), 2);
    assert_memory_equal(a, b, sizeof a);
    assert_int_equal(person_digests(engine_now(), NULL, "", b), 0);
    assert_int_equal(person_digests(engine_now(), "11010519491231002X", NULL, b), 1);
    assert_memory_not_equal(&a[1], &b[0], sizeof a[1]); /* a telephone is no document */
}

/* ---- who decided does not review ------------------------------------------------------------- */

static int act(enum act_kind kind, struct act like)
{
    struct act *posted = act_new(kind);
    struct answer answer = {0};
    posted->case_ref = like.case_ref;
    posted->task = like.task;
    posted->actor = like.actor;
    posted->workflow = like.workflow;
    posted->office = like.office;
    posted->data = value_map(&posted->arena);
    rehearsal_act(rehearsal, posted, &arena, &answer);
    if (answer.status != 0 && answer.status != STATUS_FORBIDDEN)
        fail_msg("%s", answer.err.text);
    return answer.status;
}

static struct id open_task(const struct id *ref, const char *form)
{
    struct case_image image;
    struct err err = {0};
    struct id found = {0};
    assert_status(reader_load(rehearsal_reader(rehearsal), ref, &arena, &image, &err), 0, &err);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_TASK && slice_is(image.parts[i].form, form))
            found = image.parts[i].ref;
    return found;
}

static struct id only_case(void)
{
    struct case_row *rows;
    size_t count;
    struct err err = {0};
    assert_status(reader_cases(rehearsal_reader(rehearsal), 0, 2, &arena, &rows, &count, &err), 0,
                  &err);
    assert_int_equal(count, 1);
    return rows[0].ref;
}

static void test_body_that_decided_cannot_review(void **state)
{
    struct membership both[] = {
        {"T", "clerk", NULL},
        {"C", "clerk", NULL}
    };
    struct actor ann = {.id = ANN, .memberships = both, .membership_count = 2, .is_person = true};
    struct actor bo = {.id = BO, .memberships = &both[1], .membership_count = 1, .is_person = true};
    struct err err = {0};
    (void)state;
    put_four();
    assert_int_equal(act(ACT_START, (struct act){.actor = &ann, .workflow = "w", .office = "T"}),
                     0);
    struct id ref = only_case();
    struct id task = open_task(&ref, "decide");
    assert_int_equal(act(ACT_COMPLETE, (struct act){.actor = &bo, .case_ref = ref, .task = task}),
                     STATUS_FORBIDDEN); /* of the county: not his office */
    assert_int_equal(act(ACT_COMPLETE, (struct act){.actor = &ann, .case_ref = ref, .task = task}),
                     0);
    assert_status(rehearsal_crash(rehearsal, &err), 0, &err);
    task = open_task(&ref, "review");
    assert_int_equal(act(ACT_CLAIM, (struct act){.actor = &ann, .case_ref = ref, .task = task}),
                     STATUS_FORBIDDEN); /* a clerk of the county too, but the town decided */
    assert_int_equal(act(ACT_COMPLETE, (struct act){.actor = &bo, .case_ref = ref, .task = task}),
                     0);
}

/* ---- rosters --------------------------------------------------------------------------------- */

static struct value *news(const char *former, const char *body)
{
    struct roster_change change = {.key = "duty",
                                   .former = former ? json(former) : NULL,
                                   .body = json(body),
                                   .now_ms = rehearsal_now_ms(rehearsal)};
    return roster_news(&change, &arena);
}

#define ROSTER(more)                                                                               \
    "{\"days\":[1,2,3,4,5,6,7],\"office\":\"T\",\"starts\":\"2026-01-01\",\"teams\":[[\"" ANN      \
    "\"],[\"" BO "\"]]" more ",\"turn\":\"day\"}"

/* goalert #583: notify when someone changes your future shifts. */
static void test_who_has_other_shifts_is_told(void **state)
{
    (void)state;
    assert_int_equal(value_len(news(ROSTER(""), ROSTER(""))), 0); /* the same again is no news */
    struct value *told =
        news(ROSTER(""),
             "{\"days\":[1,2,3,4,5,6,7],\"fixed\":[{\"date\":\"2026-01-07\",\"people\":[\"" DAI
             "\"]}],\"office\":\"T\",\"starts\":\"2026-01-01\",\"teams\":[[\"" ANN "\"],[\"" BO
             "\"]],\"turn\":\"day\"}");
    assert_int_equal(value_len(told), 2);
    const struct value *first = value_item(told, 0), *second = value_item(told, 1);
    assert_string_equal(value_get_text(first, "person"), ANN); /* whose day it was */
    assert_string_equal(value_get_text(second, "person"), DAI);
    const struct value *with = value_get(value_get(first, "body"), "with");
    assert_string_equal(value_get_text(with, "lost"), "2026-01-07T00:00");
    assert_string_equal(value_get_text(with, "gained"), "-");
}

static void test_who_comes_and_goes_is_told(void **state)
{
    int64_t midnight = date_start_ms(date_from_civil(2026, 1, 7));
    struct roster roster;
    (void)state;
    put_four();
    assert_true(roster_of_body(json(ROSTER("")), "duty", &arena, &roster));
    struct value *told = roster_hand_over(engine_now()->staff, &roster, midnight, &arena);
    assert_int_equal(value_len(told), 2);
    assert_string_equal(value_get_text(value_item(told, 0), "person"), ANN);
    assert_string_equal(value_get_text(value_item(told, 0), "name"), "duty_begins");
    assert_string_equal(value_get_text(value_item(told, 1), "person"), BO);
    assert_string_equal(value_get_text(value_item(told, 1), "name"), "duty_ends");
    told = roster_hand_over(engine_now()->staff, &roster, midnight + 3600 * 1000, &arena);
    assert_int_equal(value_len(told), 0);
}

static size_t notices_named(const char *name)
{
    struct notice_row *rows;
    struct err err = {0};
    size_t count, found = 0;
    assert_status(reader_notices(rehearsal_reader(rehearsal), 0, 1000, &arena, &rows, &count, &err),
                  0, &err);
    for (size_t i = 0; i < count; i++)
        found += slice_is(rows[i].name, name);
    return found;
}

static void test_each_hand_over_is_told_once(void **state)
{
    int64_t day_ms = DAY_MS;
    struct err err = {0};
    (void)state;
    put_four();
    assert_int_equal(put(RECORD_ROSTER, "duty", 0, ROSTER("")), 0);
    rehearsal_advance(rehearsal, rehearsal_now_ms(rehearsal) + 3 * day_ms);
    rehearsal_settle(rehearsal);
    assert_int_equal(notices_named("duty_begins"), 3);
    assert_status(rehearsal_crash(rehearsal, &err), 0, &err);
    rehearsal_advance(rehearsal, rehearsal_now_ms(rehearsal) + day_ms);
    rehearsal_settle(rehearsal);
    assert_int_equal(notices_named("duty_begins"), 4);
    assert_int_equal(notices_named("duty_ends"), 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_records_change_with_their_version),
        TEST(test_people_outlive_a_crash),
        TEST(test_roles_stand_for_themselves_without_people),
        TEST(test_words_mean_people),
        TEST(test_nobody_with_an_interest_is_meant),
        TEST(test_numbers_are_the_same_however_written),
        TEST(test_body_that_decided_cannot_review),
        TEST(test_who_has_other_shifts_is_told),
        TEST(test_who_comes_and_goes_is_told),
        TEST(test_each_hand_over_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
