/* test_hands.c - tasks that nobody can do: an incident of the office while it lasts, whatever the
 * ladder does. Offices: town A under county C. */
#include "stand.h"
#include "duty/staff.h"
#include "engine/hands_watch.h"
#include "engine/inside.h"

static const char forms[] =
    "form \"intake\" { zh = \"登记\", en = \"Intake\",\n"
    "  text \"subject\" { zh = \"事由\", en = \"Subject\", plain = true },\n"
    "  office \"unit\" { zh = \"被反映单位\", en = \"Unit complained of\" } }\n"
    "form \"word\" { zh = \"话\", en = \"Word\", outcome \"yes\" { zh = \"是\", en = \"Yes\" } }\n";

#define HEAD                                                                                       \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"        \
    "  subject = \"unit\",\n"                                                                      \
    "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"
#define SIGNAL "signal \"go\" { zh = \"走\", en = \"Go\", from = { \"clerk\" }, form = \"word\" }\n"
#define STAGE(options)                                                                             \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  case:task(\"word\", { to = \"clerk\"" options " })\n"                                       \
    "  return case:close \"done\"\nend }\n"

static const char tree[] = "code,parent,kind,zh,en\nC,,county,县,County\nA,C,town,甲,A\n";

struct held {
    const char *name, *role, *office;
};

static const char *id_of(struct stand *stand, const char *name, const char *role)
{
    return rehearsal_actor(stand->rehearsal, name, role)->id;
}

static void employ(struct stand *stand, const struct held *people, size_t count)
{
    static const struct staff_office offices[] = {
        {.code = "C",     .kind = "county", .zh = "县", .en = "County"},
        { .code = "A", .parent = "C",      .kind = "town",   .zh = "甲",     .en = "A", .level = 1},
    };
    struct staff_person *persons[4];
    struct engine *engine = rehearsal_engine(stand->rehearsal);

    for (size_t i = 0; i < count; i++) {
        struct staff_membership membership = {
            .office = people[i].office, .role = people[i].role, .valid = {.until_ms = INT64_MAX}};
        struct staff_person person = {.id = id_of(stand, people[i].name, people[i].role),
                                      .key = people[i].name,
                                      .name = people[i].name,
                                      .memberships = &membership,
                                      .membership_count = 1};
        persons[i] = staff_person_new(&person);
    }
    struct staff_plan plan = {
        .offices = offices, .office_count = 2, .people = persons, .person_count = count};
    struct staff *staff = staff_new(&plan);
    for (size_t i = 0; i < count; i++)
        staff_person_unref(persons[i]);
    staff_unref(engine->staff);
    engine->staff = staff;
}

static void start_about(struct stand *stand, const char *unit)
{
    struct act *act = act_new(ACT_START);
    act->workflow = "w";
    act->office = "A";
    act->data = value_map(&act->arena);
    value_put(&act->arena, act->data, "unit", value_string(&act->arena, unit));
    assert_int_equal(stand_post_as(stand, act, "admin", "admin"), 0);
    const char *id = value_get_text(stand->answer.reply, "id");
    assert_true(id_from_text(id, strlen(id), &stand->ref));
}

static void open_office(struct stand *stand, const char *stage, const struct held *people,
                        size_t count)
{
    struct script_file *files;
    struct err err = {0};

    stand_open(stand, forms, HEAD STAGE(""), stand_evicts);
    files = ARENA_ARRAY(&stand->arena, struct script_file, 3);
    files[0] = (struct script_file){"w/forms.lua", slice_of(forms)};
    files[1] = (struct script_file){"w/workflow.lua",
                                    slice_of(arena_printf(&stand->arena, "%s%s", HEAD, stage))};
    files[2] = (struct script_file){"offices/tree.csv", slice_of(tree)};
    rehearsal_use_files(stand->rehearsal, files, 3);
    if (rehearsal_use_scripts(stand->rehearsal, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    rehearsal_settle(stand->rehearsal);
    employ(stand, people, count);
    start_about(stand, NULL);
}

/* Open incidents of the case, all of which are of this kind. */
static size_t nobody(struct stand *stand)
{
    struct incident_row *rows;
    struct err err = {0};
    size_t count;
    struct case_image image = stand_case(stand);

    assert_int_equal(reader_incidents(rehearsal_reader(stand->rehearsal), image.row.id, true,
                                      &stand->arena, &rows, &count, &err),
                     0);
    for (size_t i = 0; i < count; i++) {
        assert_true(slice_is(rows[i].kind, "nobody"));
        assert_true(slice_is(rows[i].code, "nobody_can_do"));
    }
    return count;
}

static int agree(struct stand *stand, const struct held *who)
{
    struct act *act = stand_task_act(stand, "word", "agree");
    act->data = value_map(&act->arena);
    return stand_post_as(stand, act, who->name, who->role);
}

static int act_on_task(struct stand *stand, enum act_kind kind, const struct held *who)
{
    struct act *act = stand_task_act(stand, "word", kind == ACT_COMPLETE ? "yes" : NULL);
    act->kind = kind;
    if (kind == ACT_COMPLETE)
        act->data = value_map(&act->arena);
    return stand_post_as(stand, act, who->name, who->role);
}

static int post_case(struct stand *stand, enum act_kind kind, const char *name, const char *as,
                     const char *role)
{
    struct act *act = act_new(kind);
    act->case_ref = stand->ref;
    act->name = name;
    act->reason = "so";
    return stand_post_as(stand, act, as, role);
}

static const struct held chief = {"chief", "supervisor", "C"}, an = {"an", "clerk", "A"},
                         bo = {"bo", "clerk", "A"}, county_clerk = {"cu", "clerk", "C"};

/* Told once, and over in the first turn that finds somebody. */
static void a_task_that_nobody_can_do_is_an_incident_while_it_lasts(void **state)
{
    struct stand stand;
    const struct held both[] = {chief, an};
    (void)state;
    open_office(&stand, STAGE(""), &chief, 1);
    assert_int_equal(nobody(&stand), 1);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(nobody(&stand), 1);
    employ(&stand, both, 2);
    assert_int_equal(act_on_task(&stand, ACT_CLAIM, &an), 0);
    assert_int_equal(nobody(&stand), 0);
    stand_verify(&stand);
    assert_int_equal(act_on_task(&stand, ACT_COMPLETE, &an), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* The next stage, or the end, leaves no incident of a task that is no more. */
static void it_ends_with_the_task(void **state)
{
    struct stand stand;
    const struct held both[] = {chief, an};
    (void)state;
    open_office(&stand, STAGE(""), &chief, 1);
    assert_int_equal(nobody(&stand), 1);
    employ(&stand, both, 2);
    assert_int_equal(act_on_task(&stand, ACT_COMPLETE, &an), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    assert_int_equal(nobody(&stand), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* The unit a case is about is named by its very first turn: who belongs to it is out from there on.
 */
static void nobody_is_left_in_the_unit_it_is_about(void **state)
{
    struct stand stand;
    const struct held people[] = {an, bo, county_clerk};
    (void)state;
    open_office(&stand, STAGE(""), people, 3);
    assert_int_equal(nobody(&stand), 0);
    start_about(&stand, "A");
    assert_int_equal(nobody(&stand), 1);
    assert_int_equal(act_on_task(&stand, ACT_CLAIM, &an), STATUS_FORBIDDEN);
    stand_verify(&stand);
    stand_close(&stand);
}

static void where_roles_stand_for_themselves_there_is_always_somebody(void **state)
{
    struct stand stand;
    (void)state;
    open_office(&stand, STAGE(""), NULL, 0);
    assert_int_equal(nobody(&stand), 0);
    stand_close(&stand);
}

/* The last who could has an interest in the case; another holder has somebody. */
static void an_interest_leaves_nobody_and_another_holder_has_somebody(void **state)
{
    struct stand stand;
    const struct held people[] = {chief, an, county_clerk};
    (void)state;
    open_office(&stand, STAGE(""), people, 3);
    assert_int_equal(nobody(&stand), 0);
    assert_int_equal(act_on_task(&stand, ACT_CLAIM, &an), 0);
    assert_int_equal(post_case(&stand, ACT_RECUSE, NULL, "an", "clerk"), 0);
    assert_int_equal(nobody(&stand), 1);
    stand_verify(&stand);
    assert_int_equal(post_case(&stand, ACT_CUSTODY, "parent", "chief", "supervisor"), 0);
    assert_int_equal(nobody(&stand), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

static int signal_as(struct stand *stand, const char *name)
{
    struct act *act = stand_signal_act(stand, "go", "{}");
    act->outcome = "yes";
    return stand_post_as(stand, act, name, "clerk");
}

/* INV-2: who may act nowhere in the case sends it no signal in a role of the office either. */
static void who_has_an_interest_sends_no_signal(void **state)
{
    struct stand stand;
    const struct held people[] = {chief, an, bo};
    (void)state;
    open_office(&stand, SIGNAL STAGE(""), people, 3);
    assert_int_equal(signal_as(&stand, "an"), 0);
    assert_int_equal(post_case(&stand, ACT_RECUSE, NULL, "an", "clerk"), 0);
    assert_int_equal(signal_as(&stand, "an"), STATUS_FORBIDDEN);
    assert_string_equal(err_code(&stand.answer.err), "recused");
    assert_int_equal(signal_as(&stand, "bo"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Nobody agrees to his own answer. */
static void an_approval_needs_another_than_who_answered(void **state)
{
    struct stand stand;
    const struct held one[] = {chief, an}, two[] = {chief, an, bo};
    (void)state;
    open_office(&stand, STAGE(", approve = \"clerk\""), one, 2);
    assert_int_equal(nobody(&stand), 0);
    assert_int_equal(act_on_task(&stand, ACT_COMPLETE, &an), 0);
    assert_int_equal(nobody(&stand), 1);
    stand_verify(&stand);
    employ(&stand, two, 3);
    assert_int_equal(agree(&stand, &bo), 0);
    assert_int_equal(nobody(&stand), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Who took it in the town has no say in the county: there it waits to be taken. */
static void an_approval_is_taken_again_where_the_case_is_held(void **state)
{
    struct stand stand;
    const struct held people[] = {chief, an, bo, county_clerk};
    (void)state;
    open_office(&stand, STAGE(", approve = \"clerk\""), people, 4);
    assert_int_equal(act_on_task(&stand, ACT_COMPLETE, &an), 0);
    assert_int_equal(act_on_task(&stand, ACT_CLAIM, &bo), 0);
    assert_int_equal(agree(&stand, &county_clerk), STATUS_CONFLICT);
    assert_int_equal(post_case(&stand, ACT_CUSTODY, "parent", "chief", "supervisor"), 0);
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(agree(&stand, &county_clerk), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

static void look_again(struct stand *stand)
{
    hands_watch_begin(rehearsal_engine(stand->rehearsal));
    rehearsal_settle(stand->rehearsal);
}

/* Work stays with whom it was given; to agree takes the role on the day. */
static void who_loses_the_role_agrees_no_more(void **state)
{
    struct stand stand;
    const struct held before[] =
        {
            chief, an, bo
    },
                      after[] = {chief, an, {"bo", "driver", "A"}};
    (void)state;
    open_office(&stand, STAGE(", approve = \"clerk\""), before, 3);
    assert_int_equal(act_on_task(&stand, ACT_COMPLETE, &an), 0);
    assert_int_equal(act_on_task(&stand, ACT_CLAIM, &bo), 0);
    assert_int_equal(nobody(&stand), 0);
    employ(&stand, after, 3);
    look_again(&stand);
    assert_int_equal(nobody(&stand), 1);
    stand_verify(&stand);
    employ(&stand, before, 3);
    look_again(&stand);
    assert_int_equal(nobody(&stand), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(a_task_that_nobody_can_do_is_an_incident_while_it_lasts),
        STAND_BOTH(it_ends_with_the_task),
        STAND_BOTH(nobody_is_left_in_the_unit_it_is_about),
        STAND_BOTH(where_roles_stand_for_themselves_there_is_always_somebody),
        STAND_BOTH(an_interest_leaves_nobody_and_another_holder_has_somebody),
        STAND_BOTH(who_has_an_interest_sends_no_signal),
        STAND_BOTH(an_approval_needs_another_than_who_answered),
        STAND_BOTH(an_approval_is_taken_again_where_the_case_is_held),
        STAND_BOTH(who_loses_the_role_agrees_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
