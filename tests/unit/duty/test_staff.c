/* test_staff.c - who works where and who may be asked: offices, roles with their dates, absence and
 * substitutes, recusal. */
#include "world.h"
#include "duty/actor.h"
#include "duty/staff.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* A county with a town, its village, a petition office, and an office merged into the town. */
static const struct staff_office county[] = {
    {.code = "370102",    .kind = "county",      .level = 0                             },
    {.code = "370102003", .kind = "town",        .parent = "370102",                      .level = 1},
    {.code = "370102003001",                   .kind = "village",                   .parent = "370102003",                       .level = 2},
    {.code = "xf",         .kind = "department",                              .parent = "370102",                                    .review_body = "city", .level = 1},
    {.code = "old", .kind = "town",.parent = "370102",.successor = "370102003"},
    {.code = "city",       .kind = "city",              .sealed_route = "xf"                                                               },
};

struct given {
    const char *id;
    struct staff_membership memberships[3];
    struct digest number;
};

static struct staff_person *person_of(const struct given *given)
{
    struct staff_person person = {
        .id = given->id,
        .key = given->id,
        .memberships = given->memberships,
        .themselves = {.items = &given->number, .count = 1}
    };
    while (person.membership_count < 3 && given->memberships[person.membership_count].role)
        person.membership_count++;
    return staff_person_new(&person);
}

static struct staff *staff_of(const struct given *given, size_t count, struct staff_plan plan)
{
    struct staff_person *people[8];
    for (size_t i = 0; i < count; i++)
        people[i] = person_of(&given[i]);
    plan.offices = county;
    plan.office_count = sizeof county / sizeof *county;
    plan.people = people;
    plan.person_count = count;
    struct staff *staff = staff_new(&plan);
    for (size_t i = 0; i < count; i++)
        staff_person_unref(people[i]);
    return staff;
}

static const struct given five[] = {
    {.id = "wang", .memberships = {{.office = "370102003", .role = "mediator"}}, .number = {{9}}},
    {.id = "chen",
     .memberships = {{.office = "370102003", .role = "mediator"},
                     {.office = "370102003", .role = "unit_head"}},
     .number = {{8}}                                                                            },
    {.id = "li",   .memberships = {{.office = "370102", .role = "mediator"}},    .number = {{7}}},
    {.id = "zhao", .memberships = {{.office = "old", .role = "mediator"}},       .number = {{6}}},
    {.id = "sun",  .memberships = {{.office = "370102003001", .role = "clerk"}}, .number = {{5}}},
};
enum { FIVE = sizeof five / sizeof *five };

static void assert_asked(const struct staff *staff, struct staff_query query, const char *wanted)
{
    struct buf text = {0};
    canon_write(&text, staff_candidates(staff, &query, &arena));
    buf_add(&text, "", 1);
    assert_string_equal(text.bytes, wanted);
    buf_close(&text);
}

/* Mediators of the town, on a Monday morning. */
static struct staff_query mediators(void)
{
    return (struct staff_query){
        .office = "370102003", .role = "mediator", .now_ms = at("2026-03-02T09:00")};
}

static struct staff_query of_office(const char *office)
{
    struct staff_query query = mediators();
    query.office = office;
    return query;
}

static struct staff_query of_role(const char *role)
{
    struct staff_query query = mediators();
    query.role = role;
    return query;
}

static struct staff_query at_time(const char *when)
{
    struct staff_query query = mediators();
    query.now_ms = at(when);
    return query;
}

static struct staff_query about(const struct staff_subjects *subjects)
{
    struct staff_query query = mediators();
    query.subjects = subjects;
    return query;
}

static struct staff_query without(const char *except)
{
    struct staff_query query = mediators();
    query.except = json(&arena, except);
    return query;
}

static void test_role_holds_in_its_office_only(void **state)
{
    (void)state;
    struct staff *staff = staff_of(five, FIVE, (struct staff_plan){0});
    assert_asked(staff, of_office("370102"), "[\"li\"]");
    assert_asked(staff, of_office("370102003001"), "[]");
    assert_asked(staff, of_role("unit_head"), "[\"chen\"]");
    assert_true(staff_holds(staff, "li", "mediator", "370102", at("2026-03-02T09:00")));
    assert_false(staff_holds(staff, "li", "mediator", "370102003", at("2026-03-02T09:00")));
    staff_unref(staff);
}

/* domain.md 3, XF 24: a unit merged or abolished hands on to its successor. */
static void test_merged_unit_works_on_in_its_successor(void **state)
{
    (void)state;
    struct staff *staff = staff_of(five, FIVE, (struct staff_plan){0});
    assert_asked(staff, mediators(), "[\"chen\",\"wang\",\"zhao\"]");
    assert_asked(staff, of_office("old"), "[\"chen\",\"wang\",\"zhao\"]");
    assert_string_equal(staff_office_now(staff, "old")->code, "370102003");
    assert_string_equal(staff_review_body(staff, "old"), "370102");
    staff_unref(staff);
}

static void test_review_body_and_sealed_route(void **state)
{
    (void)state;
    struct staff *staff = staff_of(five, FIVE, (struct staff_plan){0});
    assert_string_equal(staff_review_body(staff, "xf"), "city");
    assert_string_equal(staff_review_body(staff, "370102003"), "370102");
    assert_null(staff_review_body(staff, "370102"));
    assert_string_equal(staff_sealed_route(staff, "city"), "xf");
    assert_null(staff_sealed_route(staff, "370102003001"));
    assert_null(staff_office(staff, "nowhere"));
    assert_true(staff_is_within(staff, "370102003001", "370102"));
    assert_false(staff_is_within(staff, "370102", "370102003001"));
    staff_unref(staff);
}

static void test_roles_have_dates(void **state)
{
    (void)state;
    const struct given dated[] = {
        {.id = "early",
         .memberships = {{"370102003", "mediator", {.until_ms = at("2026-03-02T00:00")}}}},
        {.id = "late",
         .memberships = {{"370102003", "mediator", {.from_ms = at("2026-03-02T00:00")}}} },
    };
    struct staff *staff = staff_of(dated, 2, (struct staff_plan){0});
    assert_asked(staff, at_time("2026-03-01T23:59"), "[\"early\"]");
    assert_asked(staff, at_time("2026-03-02T00:00"), "[\"late\"]");
    staff_unref(staff);
}

/* holunda taskpool #935: the work of an absent colleague. */
static void test_absent_colleague_is_covered(void **state)
{
    (void)state;
    static const char *const substitutes[] = {"chen", "li"};
    struct staff_absence absences[] = {
        {.person = "wang",
         .period = {at("2026-03-01T00:00"), at("2026-03-08T00:00")},
         .substitutes = substitutes,
         .substitute_count = 2},
        {.person = "chen", .period = {at("2026-03-05T00:00"), at("2026-03-06T00:00")}                                   },
    };
    struct staff *staff =
        staff_of(five, FIVE, (struct staff_plan){.absences = absences, .absence_count = 2});
    assert_asked(staff, of_office("370102003"), "[\"chen\",\"zhao\"]");
    assert_asked(staff, at_time("2026-03-05T09:00"), "[\"li\",\"zhao\"]");
    assert_asked(staff, at_time("2026-03-08T00:00"), "[\"chen\",\"wang\",\"zhao\"]");
    struct value *covered = staff_covers(staff, "li", at("2026-03-05T09:00"), &arena);
    assert_int_equal(value_len(covered), 1);
    assert_true(value_is_text(value_item(covered, 0), "wang"));
    assert_int_equal(value_len(staff_covers(staff, "li", at("2026-03-09T09:00"), &arena)), 0);
    staff_unref(staff);
}

static void test_nobody_is_asked_in_place_of_the_recused(void **state)
{
    (void)state;
    static const char *const substitutes[] = {"li"};
    struct staff_absence absence = {
        .person = "wang", .substitutes = substitutes, .substitute_count = 1};
    struct staff *staff =
        staff_of(five, FIVE, (struct staff_plan){.absences = &absence, .absence_count = 1});
    struct staff_subjects declared = {.people = json(&arena, "[\"wang\"]")};
    assert_asked(staff, about(&declared), "[\"chen\",\"zhao\"]");
    declared.people = json(&arena, "[\"li\"]"); /* the substitute is: nobody stands in */
    assert_asked(staff, about(&declared), "[\"chen\",\"zhao\"]");
    assert_asked(staff, without("[\"chen\"]"), "[\"li\",\"zhao\"]");
    staff_unref(staff);
}

/* ---- INV-2 ---- */

static void test_members_of_the_subject_unit_are_recused(void **state)
{
    (void)state;
    int64_t now = at("2026-03-02T09:00");
    struct staff *staff = staff_of(five, FIVE, (struct staff_plan){0});
    struct staff_subjects town = {.units = json(&arena, "[\"370102003\"]")};
    assert_int_equal(staff_recusal(staff, "wang", now, &town), RECUSAL_UNIT);
    assert_int_equal(staff_recusal(staff, "sun", now, &town), RECUSAL_UNIT);  /* under it */
    assert_int_equal(staff_recusal(staff, "zhao", now, &town), RECUSAL_UNIT); /* merged into it */
    assert_int_equal(staff_recusal(staff, "li", now, &town), RECUSAL_NONE);   /* above it */
    struct staff_subjects former = {.units = json(&arena, "[\"old\"]")};
    assert_int_equal(staff_recusal(staff, "wang", now, &former), RECUSAL_UNIT);
    assert_int_equal(staff_recusal(staff, "somebody", now, &town), RECUSAL_NONE);
    assert_asked(staff, about(&town), "[]");
    staff_unref(staff);
}

static void test_body_that_decided_does_not_review(void **state)
{
    (void)state;
    int64_t now = at("2026-03-02T09:00");
    struct staff *staff = staff_of(five, FIVE, (struct staff_plan){0});
    struct staff_subjects review = {.decided = json(&arena, "[\"370102003\"]")};
    assert_int_equal(staff_recusal(staff, "wang", now, &review), RECUSAL_DECIDED);
    assert_int_equal(staff_recusal(staff, "sun", now, &review), RECUSAL_NONE);
    assert_int_equal(staff_recusal(staff, "li", now, &review), RECUSAL_NONE);
    staff_unref(staff);
}

static void test_standing_conflicts_and_parties(void **state)
{
    (void)state;
    int64_t now = at("2026-03-02T09:00");
    struct digest number = {{9}}, kin = {{42}};
    struct staff_conflict conflicts[] = {
        {.person = "li", .office = "370102003"                         },
        { .person = "chen",  .party = kin, .period = {.until_ms = at("2026-04-01T00:00")}},
    };
    struct staff *staff =
        staff_of(five, FIVE, (struct staff_plan){.conflicts = conflicts, .conflict_count = 2});
    struct staff_subjects village = {.units = json(&arena, "[\"370102003001\"]")};
    struct staff_subjects himself = {
        .parties = {.items = &number, .count = 1}
    };
    struct staff_subjects relative = {
        .parties = {.items = &kin, .count = 1}
    };
    assert_int_equal(staff_recusal(staff, "li", now, &village), RECUSAL_UNIT);
    assert_int_equal(staff_recusal(staff, "wang", now, &himself), RECUSAL_PARTY);
    assert_int_equal(staff_recusal(staff, "chen", now, &himself), RECUSAL_NONE);
    assert_int_equal(staff_recusal(staff, "chen", now, &relative), RECUSAL_PARTY);
    assert_true(staff_is_recused(staff, "chen", now, &relative));
    assert_int_equal(staff_recusal(staff, "chen", at("2026-04-01T00:00"), &relative), RECUSAL_NONE);
    staff_unref(staff);
}

/* ---- the rest ---- */

static void test_empty_duty_is_an_answer(void **state)
{
    (void)state;
    static const char *const team[] = {"wang", "gone"};
    static const char *const substitutes[] = {"chen"};
    struct roster_team teams[] = {
        {.people = team, .count = 2}
    };
    struct roster_shift day_shift = {.from_min = 8 * 60, .until_min = 20 * 60};
    struct roster roster = {.key = "duty",
                            .office = "old",
                            .starts = day("2026-01-01"),
                            .days = 0x1f,
                            .shifts = &day_shift,
                            .shift_count = 1,
                            .teams = teams,
                            .team_count = 1};
    struct staff_absence absence = {
        .person = "wang",
        .period = {at("2026-03-03T00:00"), at("2026-03-04T00:00")},
        .substitutes = substitutes,
        .substitute_count = 1
    };
    struct staff *staff = staff_of(
        five, FIVE,
        (struct staff_plan){
            .rosters = &roster, .roster_count = 1, .absences = &absence, .absence_count = 1});
    struct staff_query query = mediators();
    struct value *on_duty = staff_on_duty(staff, &query, &arena);
    assert_int_equal(value_len(on_duty), 1); /* a person without a record is asked nothing */
    assert_true(value_is_text(value_item(on_duty, 0), "wang"));
    query.now_ms = at("2026-03-03T09:00");
    assert_true(value_is_text(value_item(staff_on_duty(staff, &query, &arena), 0), "chen"));
    query.now_ms = at("2026-03-02T22:00");
    assert_int_equal(value_len(staff_on_duty(staff, &query, &arena)), 0);
    query.now_ms = at("2026-03-07T09:00"); /* a Saturday */
    assert_int_equal(value_len(staff_on_duty(staff, &query, &arena)), 0);
    staff_unref(staff);
}

static void test_skills_and_hours(void **state)
{
    (void)state;
    struct staff_window windows[] = {
        {.days = 0x1f, .from_min = 18 * 60, .until_min = 2 * 60 },
        {.days = 0x60, .from_min = 8 * 60,  .until_min = 12 * 60},
    };
    static const char *const skills[] = {"sign_language", "first_aid"};
    struct staff_person given = {.id = "wang", .key = "wang", .name = "W"};
    assert_true(staff_is_available(&given, at("2026-03-02T03:00")));
    given.windows = windows;
    given.window_count = 2;
    given.skills = skills;
    given.skill_count = 2;
    struct staff_person *person = staff_person_new(&given);
    assert_string_equal(person->name, "W");
    assert_null(person->phone);
    assert_true(staff_is_available(person, at("2026-03-02T18:00")));
    assert_false(staff_is_available(person, at("2026-03-02T17:59")));
    assert_true(staff_is_available(person, at("2026-03-07T01:59"))); /* since Friday evening */
    assert_false(staff_is_available(person, at("2026-03-07T02:00")));
    assert_true(staff_is_available(person, at("2026-03-08T08:00")));
    assert_false(staff_is_available(person, at("2026-03-09T01:00"))); /* Sunday has no evening */
    assert_true(staff_has_skills(person, json(&arena, "[\"first_aid\"]")));
    assert_false(staff_has_skills(person, json(&arena, "[\"first_aid\",\"boat\"]")));
    assert_true(staff_has_skills(person, NULL));
    staff_person_unref(person);
}

static void test_snapshots_share_people(void **state)
{
    (void)state;
    struct staff_person *person = person_of(&five[0]);
    struct staff_plan plan = {.people = &person, .person_count = 1};
    struct staff *former = staff_new(&plan), *later = staff_new(&plan);
    assert_ptr_equal(staff_person(former, "wang"), staff_person(later, "wang"));
    staff_person_unref(person);
    staff_unref(former);
    assert_string_equal(staff_person_by_key(later, "wang")->id, "wang");
    assert_null(staff_person(later, "nobody"));
    assert_false(staff_is_empty(later));
    staff_unref(later);
}

static void test_actor_holds(void **state)
{
    (void)state;
    struct membership memberships[] = {
        {.office = "370102003", .role = "mediator"},
        { .office = "370102", .role = "dispatcher",   .covering = "li"},
    };
    struct actor actor = {.id = "wang",
                          .memberships = memberships,
                          .membership_count = 2,
                          .covers = json(&arena, "[\"li\"]"),
                          .roles = json(&arena, "[\"x\"]")};
    struct value *dispatcher = json(&arena, "[\"dispatcher\"]");
    assert_true(actor_holds(&actor, "mediator", "370102003"));
    assert_false(actor_holds(&actor, "mediator", "370102"));
    assert_true(actor_holds(&actor, "mediator", NULL));
    assert_true(actor_holds(&actor, "x", "anywhere"));
    assert_false(actor_holds_one_of(&actor, dispatcher, "370102003"));
    assert_string_equal(actor_acts_for(&actor, dispatcher, "370102"), "li");
    assert_null(actor_acts_for(&actor, json(&arena, "[\"dispatcher\",\"x\"]"), "370102"));
    assert_true(actor_is_or_covers(&actor, "li"));
    assert_false(actor_is_or_covers(&actor, "chen"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_role_holds_in_its_office_only, tear_down),
        cmocka_unit_test_teardown(test_merged_unit_works_on_in_its_successor, tear_down),
        cmocka_unit_test_teardown(test_review_body_and_sealed_route, tear_down),
        cmocka_unit_test_teardown(test_roles_have_dates, tear_down),
        cmocka_unit_test_teardown(test_absent_colleague_is_covered, tear_down),
        cmocka_unit_test_teardown(test_nobody_is_asked_in_place_of_the_recused, tear_down),
        cmocka_unit_test_teardown(test_members_of_the_subject_unit_are_recused, tear_down),
        cmocka_unit_test_teardown(test_body_that_decided_does_not_review, tear_down),
        cmocka_unit_test_teardown(test_standing_conflicts_and_parties, tear_down),
        cmocka_unit_test_teardown(test_empty_duty_is_an_answer, tear_down),
        cmocka_unit_test_teardown(test_skills_and_hours, tear_down),
        cmocka_unit_test_teardown(test_snapshots_share_people, tear_down),
        cmocka_unit_test_teardown(test_actor_holds, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
