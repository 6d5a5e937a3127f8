/* test_offices.c - cases of offices that change the workflow: which office a stage plays is kept
 * in its opening row, releases come and go under it, and cases are of offices that there are.
 */
#include "stand.h"
#include "engine/inside.h"
#include "engine/offices.h"

#define TASK(form) "case:task(\"" form "\", { to = \"clerk\" }) "
#define BODY                                                                                       \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n" TASK( \
        "decide") "return \"second\" end }\n"                                                      \
                  "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n" TASK(        \
                      "decide") "return case:close \"done\" end }\n"
#define CHILDREN                                                                                   \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"      \
    "  for _, where in ipairs(case.data.amount and {} or { \"C\", \"parent\", \"none\" }) do\n"    \
    "    local ok, why = pcall(function()\n"                                                       \
    "      return case:start_case(\"w\", { as = where, office = where, with = { subject = "        \
    "case.data.subject, amount = 1 } }) end)\n"                                                    \
    "    if not ok then case:set { [\"no_\" .. where] = why.code } end\n"                          \
    "  end\n" TASK("decide") "return \"second\" end }\n"                                           \
                             "stage \"second\" { zh = \"二\", en = \"Second\", function(case) "   \
                             "return case:close \"done\" "                                         \
                             "end }\n"

static const char tree[] = "code,parent,kind,zh,en\nC,,county,县,County\nT,C,town,镇,Town\n"
                           "V,T,village,村,Village\n";
static const char town_door[] =
    "customize \"w\" { route = { first = { second = \"door\" } } }\n"
    "stage \"door\" { zh = \"门\", en = \"Door\", next = { \"second\" }, function(case) " TASK(
        "decide") "return \"second\" end }\n";
static const char town_hook[] =
    "customize \"w\" { before = { first = function(case) " TASK("word") "end } }\n";

/* The small workflow with this body; `town` NULL: offices that change nothing. */
static void use_offices(struct stand *stand, const char *body, const char *town)
{
    struct script_file *small, *files = ARENA_ARRAY(&stand->arena, struct script_file, 4);
    struct err err = {0};
    size_t count;

    stand_small_files(stand, body, &small, &count);
    memcpy(files, small, count * sizeof *files);
    files[count++] = (struct script_file){"offices/tree.csv", slice_of(tree)};
    if (town)
        files[count++] = (struct script_file){"offices/T/w.lua", slice_of(town)};
    rehearsal_use_files(stand->rehearsal, files, count);
    if (rehearsal_use_scripts(stand->rehearsal, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    rehearsal_settle(stand->rehearsal);
}

static int start_in(struct stand *stand, const char *office)
{
    struct act *act = act_new(ACT_START);

    act->workflow = "w";
    act->office = office;
    act->data = value_map(&act->arena);
    value_put(&act->arena, act->data, "subject", value_string(&act->arena, "x"));
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    if (stand->answer.status == 0) {
        const char *id = value_get_text(stand->answer.reply, "id");
        assert_true(id_from_text(id, strlen(id), &stand->ref));
    }
    return stand->answer.status;
}

static void decide(struct stand *stand)
{
    assert_int_equal(stand_complete(stand, "decide", "yes", "{}"), 0);
}

/* The opening row of the stage the case is in. */
static const struct value *opening(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    struct journal_row *rows;
    struct value *body;
    struct err err = {0};
    size_t count;

    assert_int_equal(reader_stage(rehearsal_reader(stand->rehearsal), &image.row, &stand->arena,
                                  &rows, &count, &err),
                     0);
    assert_int_equal(canon_read(&stand->arena, rows[0].body, &body, &err), 0);
    return value_get(body, "opening");
}

static void an_opening_names_the_office(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    assert_int_equal(start_in(&stand, NULL), 0);
    assert_null(value_get_text(opening(&stand), "office")); /* as before there were offices */
    struct id former = stand.ref;
    use_offices(&stand, BODY, town_door);
    assert_int_equal(start_in(&stand, "V"), 0);
    assert_string_equal(value_get_text(opening(&stand), "office"), "V");
    assert_true(slice_is(stand_case(&stand).row.office, "V"));
    decide(&stand);
    stand_expect(&stand, "door", CASE_OPEN);
    stand_crash(&stand);
    assert_string_equal(value_get_text(opening(&stand), "office"), "V");
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    stand_verify(&stand);
    /* a case from before goes on: what there are no offices for is as written */
    stand.ref = former;
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    decide(&stand);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* The case waits in the town's own stage when the town takes it back: it ends that stage where it
 * began it, and goes on with the new release. */
static void a_stage_of_an_office_may_go(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    use_offices(&stand, BODY, town_door);
    assert_int_equal(start_in(&stand, "T"), 0);
    decide(&stand);
    stand_expect(&stand, "door", CASE_OPEN);
    int64_t release = stand_case(&stand).row.release;
    use_offices(&stand, BODY, NULL);
    stand_crash(&stand);
    stand_expect(&stand, "door", CASE_OPEN);
    assert_int_equal(stand_case(&stand).row.release, release);
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_not_equal(stand_case(&stand).row.release, release);
    decide(&stand);
    stand_expect(&stand, "second", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* What the town adds before the point its case has reached: that case stays, another office's
 * moves.
 */
static void only_cases_of_the_office_stay(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    use_offices(&stand, BODY, NULL);
    assert_int_equal(start_in(&stand, "T"), 0);
    struct id town = stand.ref;
    assert_int_equal(start_in(&stand, "C"), 0);
    struct id county = stand.ref;
    int64_t release = stand_case(&stand).row.release;
    use_offices(&stand, BODY, town_hook);
    stand.ref = town;
    decide(&stand);
    assert_int_equal(stand_case(&stand).row.status, CASE_OPEN);
    stand_expect(&stand, "second", CASE_OPEN); /* on the release it began with, then on the new */
    stand.ref = county;
    decide(&stand);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_int_not_equal(stand_case(&stand).row.release, release);
    assert_int_equal(start_in(&stand, "T"), 0);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_case_is_of_an_office_there_is(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    assert_int_equal(start_in(&stand, "office"), 0);
    assert_int_equal(start_in(&stand, "T"), STATUS_MALFORMED);
    assert_non_null(strstr(stand.answer.err.text, "There is one, \"office\""));
    use_offices(&stand, BODY, town_door);
    assert_int_equal(start_in(&stand, "X"), STATUS_MALFORMED);
    assert_non_null(strstr(stand.answer.err.text, "There is no office \"X\" in the active"));
    assert_int_equal(start_in(&stand, ""), 0);
    assert_true(slice_is(stand_case(&stand).row.office, "C"));
    assert_int_equal(start_in(&stand, NULL), 0);
    assert_true(slice_is(stand_case(&stand).row.office, "C"));
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    assert_int_equal(value_len(engine_offices(engine, &stand.arena)), 3);
    assert_true(
        value_is_text(value_get(value_item(engine_offices(engine, &stand.arena), 0), "code"), "C"));
    assert_true(engine_has_office(engine, "V"));
    assert_false(engine_has_office(engine, "office"));
    stand_close(&stand);
}

/* Offices that inherit the same share one workflow; the others have the one as written. */
static void offices_share_what_they_inherit(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    use_offices(&stand, BODY, town_door);
    const struct edition *active = rehearsal_engine(stand.rehearsal)->active;
    struct slice w = slice_of("w");
    const struct workflow *town = edition_workflow(active, slice_of("T"), w);
    const struct workflow *county = edition_workflow(active, slice_of("C"), w);
    assert_ptr_not_equal(town, county);
    assert_ptr_equal(edition_workflow(active, slice_of("V"), w), town);
    assert_ptr_equal(edition_workflow(active, slice_of("X"), w), county);
    assert_ptr_equal(edition_workflow(active, slice_of(""), w), county);
    assert_null(edition_workflow(active, slice_of("T"), slice_of("v")));
    assert_non_null(workflow_form(town, "decide"));
    assert_int_equal(active->changed_count, 1);
    stand_close(&stand);
}

/* A child is of the office that is named, of the one above, or not at all. */
static void a_child_is_of_the_office_named(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    use_offices(&stand, CHILDREN,
                "customize \"w\" { replace = { first = function(case) " TASK(
                    "word") "return \"second\" end } }\n");
    assert_int_equal(start_in(&stand, "V"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    assert_int_equal(start_in(&stand, "C"), 0); /* the county's: it has no parent */
    assert_non_null(strstr(stand_data(&stand), "\"no_none\""));
    assert_non_null(strstr(stand_data(&stand), "\"no_parent\""));
    assert_null(strstr(stand_data(&stand), "\"no_C\""));
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(an_opening_names_the_office),     STAND_BOTH(a_stage_of_an_office_may_go),
        STAND_BOTH(only_cases_of_the_office_stay),   STAND_BOTH(a_case_is_of_an_office_there_is),
        STAND_BOTH(offices_share_what_they_inherit), STAND_BOTH(a_child_is_of_the_office_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
