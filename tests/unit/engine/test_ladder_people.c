/* test_ladder_people.c - whom the steps of a ladder tell, to whom they give the work, and who may
 * approve: by the records of people and offices. Offices: town A under county C. */
#include "stand.h"
#include "duty/staff.h"
#include "engine/inside.h"

enum { HOUR_MS = 3600 * 1000 };

static const char forms[] =
    "form \"intake\" { zh = \"登记\", en = \"Intake\",\n"
    "  text \"subject\" { zh = \"事由\", en = \"Subject\", plain = true } }\n"
    "form \"word\" { zh = \"话\", en = \"Word\" }\n";

#define HEAD                                                                                        \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"         \
    "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"             \
    "letter \"longer\" { zh = \"延期告知\", en = \"Extension\" }\n"                             \
    "clock \"L1\" { zh = \"办结\", en = \"Close\", owner = \"office\", basis = \"law: XF 34\",\n" \
    "  within = hours(10), ladder = \"l\", extend = { id = \"L1-E\", by = hours(5),\n"              \
    "    approver = \"unit_head\", letter = \"longer\", basis = \"law: XF 34\" } }\n"
#define STAGE                                                                                      \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"first\" }, function(case)\n"       \
    "  case:task(\"word\", { to = \"clerk\", due = \"L1\" })\n"                                    \
    "  return \"first\"\nend }\n"
#define LADDER(steps) "ladder \"l\" {\n" steps "}\n"

static const char tree[] = "code,parent,kind,zh,en\nC,,county,县,County\nA,C,town,甲,A\n";

/* ---- people ---- */

struct held {
    const char *id, *role, *office;
    const char *token; /* what his token says, if more than his role */
};

static const char *id_of(struct stand *stand, const char *name, const char *role)
{
    return rehearsal_actor(stand->rehearsal, name, role)->id;
}

static struct staff_person *person_of(struct stand *stand, const struct held *held)
{
    struct staff_membership membership = {
        .office = held->office, .role = held->role, .valid = {.until_ms = INT64_MAX}};
    struct staff_person person = {
        .id = id_of(stand, held->id, held->token ? held->token : held->role),
        .key = held->id,
        .name = held->id,
        .memberships = &membership,
        .membership_count = 1};
    return staff_person_new(&person);
}

static const char *name_of(struct stand *stand, const char *id)
{
    const struct staff_person *person =
        staff_person(rehearsal_engine(stand->rehearsal)->staff, id ? id : "");
    return person ? person->name : "?";
}

/* The people of this host from now on; the first of `absent` is away, the second stands in. */
static void employ(struct stand *stand, const struct held *people, size_t count,
                   const char *const absent[2])
{
    static const struct staff_office offices[] = {
        {.code = "C",     .kind = "county", .zh = "县", .en = "County"},
        { .code = "A", .parent = "C",      .kind = "town",   .zh = "甲",     .en = "A", .level = 1},
    };
    struct staff_person *persons[8];
    const char *instead = absent ? id_of(stand, absent[1], "deputy") : NULL;
    struct staff_absence away = {.person = absent ? id_of(stand, absent[0], "unit_head") : NULL,
                                 .period = {.until_ms = INT64_MAX},
                                 .substitutes = &instead,
                                 .substitute_count = 1};
    struct engine *engine = rehearsal_engine(stand->rehearsal);

    for (size_t i = 0; i < count; i++)
        persons[i] = person_of(stand, &people[i]);
    struct staff_plan plan = {.offices = offices,
                              .office_count = 2,
                              .people = persons,
                              .person_count = count,
                              .absences = &away,
                              .absence_count = absent ? 1 : 0};
    struct staff *staff = staff_new(&plan);
    for (size_t i = 0; i < count; i++)
        staff_person_unref(persons[i]);
    staff_unref(engine->staff);
    engine->staff = staff;
}

static const struct held office_people[] = {
    {"an",    "clerk",      "A", NULL},
    {"bo",    "clerk",      "A", NULL},
    {"head",  "unit_head",  "A", NULL},
    {"vice",  "deputy",     "A", NULL},
    {"chief", "supervisor", "C", NULL},
};
enum { OFFICE_PEOPLE = sizeof office_people / sizeof *office_people };

/* ---- the case ---- */

static void open_office(struct stand *stand, const char *ladder, const struct held *people,
                        size_t count)
{
    struct script_file *files;
    struct err err = {0};
    struct act *act = act_new(ACT_START);

    stand_open(stand, forms, HEAD LADDER("{ \"one\", at = \"due\", notify = \"clerk\" } ") STAGE,
               stand_evicts);
    files = ARENA_ARRAY(&stand->arena, struct script_file, 3);
    files[0] = (struct script_file){"w/forms.lua", slice_of(forms)};
    files[1] = (struct script_file){
        "w/workflow.lua", slice_of(arena_printf(&stand->arena, "%s%s%s", HEAD, ladder, STAGE))};
    files[2] = (struct script_file){"offices/tree.csv", slice_of(tree)};
    rehearsal_use_files(stand->rehearsal, files, 3);
    if (rehearsal_use_scripts(stand->rehearsal, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    rehearsal_settle(stand->rehearsal);
    employ(stand, people, count, NULL);
    act->workflow = "w";
    act->office = "A";
    act->data = value_map(&act->arena);
    assert_int_equal(stand_post_as(stand, act, "admin", "admin"), 0);
    const char *id = value_get_text(stand->answer.reply, "id");
    assert_true(id_from_text(id, strlen(id), &stand->ref));
}

static void claim_as(struct stand *stand, const char *name)
{
    struct act *act = stand_task_act(stand, "word", NULL);
    act->kind = ACT_CLAIM;
    assert_int_equal(stand_post_as(stand, act, name, "clerk"), 0);
}

/* The last step of the journal, as "name: person person; what=why". */
static const char *last_step(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    struct journal_row *rows;
    struct err err = {0};
    size_t count;

    assert_int_equal(reader_back(rehearsal_reader(stand->rehearsal), image.row.head, 1000,
                                 &stand->arena, &rows, &count, &err),
                     0);
    for (size_t i = 0; i < count; i++) {
        struct value *body;
        assert_int_equal(canon_read(&stand->arena, rows[i].body, &body, &err), 0);
        const struct value *event = value_get(body, "event");
        const char *text = value_get_text(event, "step");
        const struct value *told = value_get(event, "told"), *left = value_get(event, "skipped");
        for (size_t k = 0; text && k < value_len(told); k++)
            text = arena_printf(&stand->arena, "%s %s", text,
                                name_of(stand, value_get_text(value_item(told, k), "person")));
        for (size_t k = 0; text && k < value_len(left); k++)
            text = arena_printf(&stand->arena, "%s %s=%s", text,
                                value_text_or(value_get(value_item(left, k), "what"), ""),
                                value_text_or(value_get(value_item(left, k), "why"), ""));
        if (text)
            return text;
    }
    return "";
}

static size_t incidents_of(struct stand *stand, const char *code)
{
    struct incident_row *rows;
    struct err err = {0};
    size_t count, found = 0;
    struct case_image image = stand_case(stand);
    assert_int_equal(reader_incidents(rehearsal_reader(stand->rehearsal), image.row.id, true,
                                      &stand->arena, &rows, &count, &err),
                     0);
    for (size_t i = 0; i < count; i++)
        found += slice_is(rows[i].code, code);
    return found;
}

static const char *assignee_of(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_TASK)
            return name_of(stand, arena_copy(&stand->arena, image.parts[i].assignee).bytes);
    return "";
}

/* ---- whom ---- */

#define TELLS_ASSIGNEE LADDER("{ \"one\", left = hours(2), notify = \"assignee\" },")

static void the_assignee_is_told_or_who_could_take_the_work(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand, TELLS_ASSIGNEE, office_people, OFFICE_PEOPLE);
    claim_as(&stand, "bo");
    stand_advance(&stand, 9 * HOUR_MS);
    assert_string_equal(last_step(&stand), "one bo");
    stand_verify(&stand);
    stand_close(&stand);
    open_office(&stand, TELLS_ASSIGNEE, office_people, OFFICE_PEOPLE);
    stand_advance(&stand, 9 * HOUR_MS);
    assert_string_equal(last_step(&stand), "one an bo notify=nobody");
    assert_int_equal(incidents_of(&stand, "nobody_to_tell"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* goalert#1362: overrides were ignored. Who is away is not waited for. */
static void who_is_absent_is_not_told_but_who_stands_in(void **state)
{
    struct stand stand;
    static const char *const absent[2] = {"head", "vice"};
    (void)state;
    open_office(&stand, LADDER("{ \"one\", left = hours(2), notify = \"unit_head\" },"),
                office_people, OFFICE_PEOPLE);
    employ(&stand, office_people, OFFICE_PEOPLE, absent);
    stand_advance(&stand, 9 * HOUR_MS);
    assert_string_equal(last_step(&stand), "one vice");
    stand_close(&stand);
}

/* goalert#4548. The next step's people are told now; its card comes when it is due. */
static void an_empty_step_tells_the_people_of_the_next_at_once(void **state)
{
    struct stand stand;
    static const struct held few[] = {
        {"head", "unit_head", "A", NULL}
    };
    (void)state;
    open_office(&stand,
                LADDER("{ \"one\", left = hours(2), notify = \"leader_in_charge\" },\n"
                       "{ \"two\", late = hours(3), card = \"red\", notify = \"unit_head\" },"),
                few, 1);
    stand_advance(&stand, 9 * HOUR_MS);
    assert_string_equal(last_step(&stand), "one head notify=nobody");
    struct case_image image = stand_case(&stand);
    for (size_t i = 0; i < image.part_count; i++)
        assert_true(image.parts[i].kind != PART_CARD);
    stand_verify(&stand);
    stand_close(&stand);
}

/* A task nobody can do stays open, climbs, and is an incident of the office. */
static void a_task_nobody_can_do_climbs_and_is_an_incident_of_the_office(void **state)
{
    struct stand stand;
    static const struct held none[] = {
        {"chief", "auditor", "C", NULL}
    };
    (void)state;
    open_office(&stand,
                LADDER("{ \"one\", left = hours(2), notify = \"assignee\" },\n"
                       "{ \"two\", at = \"due\", notify = \"unit_head\" },\n"
                       "{ \"three\", late = hours(1), card = \"red\" },"),
                none, 1);
    stand_advance(&stand, 12 * HOUR_MS);
    assert_string_equal(last_step(&stand), "three");
    assert_int_equal(incidents_of(&stand, "nobody_to_tell"), 1);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- what ---- */

static void a_step_gives_the_work_to_another(void **state)
{
    struct stand stand;
    (void)state;
    open_office(
        &stand,
        LADDER("{ \"one\", left = hours(2), reassign = \"unit_head\", notify = \"assignee\" },"),
        office_people, OFFICE_PEOPLE);
    claim_as(&stand, "an");
    stand_advance(&stand, 9 * HOUR_MS);
    assert_string_equal(assignee_of(&stand), "head");
    stand_verify(&stand);
    stand_close(&stand);
}

/* Up goes the case, not its time: number, clock and start stay as they were. */
static void a_step_raises_the_case_and_resets_nothing(void **state)
{
    struct stand stand;
    (void)state;
    open_office(
        &stand,
        LADDER("{ \"one\", late = hours(1), raise = \"parent\", notify = \"supervisor\" },\n"
               "{ \"two\", late = hours(2), raise = \"parent\" },"),
        office_people, OFFICE_PEOPLE);
    struct slice number = stand_case(&stand).row.number;
    stand_advance(&stand, 11 * HOUR_MS);
    assert_string_equal(stand_case(&stand).row.office.bytes, "C");
    assert_true(slice_is_equal(stand_case(&stand).row.number, number));
    assert_string_equal(last_step(&stand), "one chief");
    stand_advance(&stand, HOUR_MS);
    assert_string_equal(last_step(&stand), "two raise=no_office");
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- approving ---- */

static int extend_as(struct stand *stand, const char *name)
{
    struct case_image image = stand_case(stand);
    struct act *act = act_new(ACT_CLOCK);
    act->case_ref = stand->ref;
    act->outcome = "extend";
    act->name = "L1";
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_CLOCK)
            act->name = arena_copy(&act->arena, image.parts[i].key).bytes;
    act->data = value_map(&act->arena);
    value_put(&act->arena, act->data, "reason", value_string(&act->arena, "complex"));
    return stand_post_as(stand, act, name, "nothing");
}

static void only_the_head_of_the_unit_or_who_stands_in_approves(void **state)
{
    struct stand stand;
    static const char *const absent[2] = {"head", "vice"};
    (void)state;
    open_office(&stand, TELLS_ASSIGNEE, office_people, OFFICE_PEOPLE);
    assert_int_equal(extend_as(&stand, "an"), STATUS_FORBIDDEN);
    assert_string_equal(err_code(&stand.answer.err), "not_approver");
    assert_int_equal(extend_as(&stand, "chief"), STATUS_FORBIDDEN);
    employ(&stand, office_people, OFFICE_PEOPLE, absent);
    assert_int_equal(extend_as(&stand, "head"), STATUS_FORBIDDEN);
    assert_int_equal(extend_as(&stand, "vice"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Whoever works on the case is the applicant of what he would grant himself. */
static void a_head_who_works_on_the_case_does_not_extend_it_himself(void **state)
{
    struct stand stand;
    static const struct held two[] = {
        {"head", "unit_head", "A", "unit_head,clerk"},
        {"two",  "unit_head", "A", NULL             }
    };
    (void)state;
    open_office(&stand, TELLS_ASSIGNEE, two, 2);
    claim_as(&stand, "head");
    assert_int_equal(extend_as(&stand, "head"), STATUS_FORBIDDEN);
    assert_string_equal(err_code(&stand.answer.err), "approver_is_applicant");
    assert_int_equal(extend_as(&stand, "two"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(the_assignee_is_told_or_who_could_take_the_work),
        STAND_BOTH(who_is_absent_is_not_told_but_who_stands_in),
        STAND_BOTH(an_empty_step_tells_the_people_of_the_next_at_once),
        STAND_BOTH(a_task_nobody_can_do_climbs_and_is_an_incident_of_the_office),
        STAND_BOTH(a_step_gives_the_work_to_another),
        STAND_BOTH(a_step_raises_the_case_and_resets_nothing),
        STAND_BOTH(only_the_head_of_the_unit_or_who_stands_in_approves),
        STAND_BOTH(a_head_who_works_on_the_case_does_not_extend_it_himself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
