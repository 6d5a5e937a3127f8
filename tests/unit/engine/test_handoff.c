/* test_handoff.c - a case goes from office to office: received, objected to, received by silence,
 * raised, given back; the number stays, no clock is reset, a stage plays on as it began.
 */
#include "stand.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/verify.h"
#include "store/simulated_disk.h"

static const char forms[] =
    "form \"intake\" { zh = \"登记\", en = \"Intake\",\n"
    "  text \"subject\" { zh = \"事由\", en = \"Subject\", plain = true } }\n"
    "form \"transfer\" { zh = \"转送\", en = \"Transfer\",\n"
    "  outcome \"receive\" { zh = \"收件\", en = \"Receive\" },\n"
    "  outcome \"object\" { zh = \"异议\", en = \"Object\", needs = { \"why\" } },\n"
    "  text \"why\" { zh = \"理由\", en = \"Why\", plain = true } }\n"
    "form \"word\" { zh = \"话\", en = \"Word\" }\n";

#define HEAD                                                                                       \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"        \
    "  start = \"first\", starts = { \"XF-D1\" },\n"                                               \
    "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"                               \
    "clock \"XF-D1\" { zh = \"办\", en = \"Office clock\", owner = \"citizen\",\n"                \
    "  basis = \"law: XF 22\", within = days(15) }\n"                                              \
    "clock \"XF-D4\" { zh = \"异\", en = \"Object\", owner = \"office\",\n"                       \
    "  basis = \"law: XF 23\", within = workdays(5) }\n"
#define SECOND                                                                                     \
    "stage \"second\" { zh = \"二\", en = \"Second\", next = { \"second\" }, function(case)\n"    \
    "  case:set { office = case.office }\n"                                                        \
    "  case:task(\"word\", { to = \"clerk\" })\n"                                                  \
    "  return \"second\"\nend }\n"
#define FIRST(inner)                                                                               \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n" inner \
    "  return \"second\"\nend }\n" SECOND
#define GIVE(options)                                                                              \
    "  local given = case:handoff(\"transfer\", { office = \"B\", to = \"clerk\", expires = "      \
    "\"XF-D4\"" options " })\n"                                                                    \
    "  case:set { how = given.outcome, at = given.office }\n"

static const char tree[] = "code,parent,kind,zh,en\nC,,county,县,County\nA,C,town,甲,A\n"
                           "B,C,town,乙,B\n";
/* What office A says of the stage: it is asked once more before it ends. */
static const char a_town[] =
    "customize \"w\" { after = { first = function(case) case:task(\"word\", { to = \"clerk\" })\n"
    "end } }\n";

static void open_offices(struct stand *stand, const char *body)
{
    struct script_file *files;
    struct err err = {0};
    const char *text;

    stand_open(stand, forms, HEAD FIRST(""), stand_evicts);
    text = arena_printf(&stand->arena, "%s%s", HEAD, body);
    files = ARENA_ARRAY(&stand->arena, struct script_file, 4);
    files[0] = (struct script_file){"w/forms.lua", slice_of(forms)};
    files[1] = (struct script_file){"w/workflow.lua", slice_of(text)};
    files[2] = (struct script_file){"offices/tree.csv", slice_of(tree)};
    files[3] = (struct script_file){"offices/A/w.lua", slice_of(a_town)};
    rehearsal_use_files(stand->rehearsal, files, 4);
    if (rehearsal_use_scripts(stand->rehearsal, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    rehearsal_settle(stand->rehearsal);
}

static void start_in(struct stand *stand, const char *office)
{
    struct act *act = act_new(ACT_START);

    act->workflow = "w";
    act->office = office;
    act->data = value_map(&act->arena);
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    assert_int_equal(stand->answer.status, 0);
    const char *id = value_get_text(stand->answer.reply, "id");
    assert_true(id_from_text(id, strlen(id), &stand->ref));
}

static void expect_holder(struct stand *stand, const char *office)
{
    assert_string_equal(stand_case(stand).row.office.bytes, office);
}

/* Legs of the way as "A>B:received A<..." in order. */
static const char *way_of(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    const char *way = "";

    for (size_t i = 0; i < image.part_count; i++) {
        struct value *body;
        struct err err = {0};
        if (image.parts[i].kind != PART_CUSTODY)
            continue;
        assert_int_equal(canon_read(&stand->arena, image.parts[i].body, &body, &err), 0);
        way = arena_printf(&stand->arena, "%s%s>%s:%s ", way, value_get_text(body, "from"),
                           value_get_text(body, "to"), value_get_text(body, "kind"));
    }
    return way;
}

static int64_t due_of(struct stand *stand, const char *key)
{
    struct case_image image = stand_case(stand);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_CLOCK && slice_is(image.parts[i].key, key))
            return image.parts[i].due_ms;
    return 0;
}

/* ---- handing over ---- */

/* The sender holds it until it is received; then number and legal clock are what they were. */
static void a_case_is_held_until_it_is_received(void **state)
{
    struct stand stand;
    (void)state;
    open_offices(&stand, FIRST(GIVE("")));
    start_in(&stand, "A");
    const char *number = stand_case(&stand).row.number.bytes;
    int64_t due = due_of(&stand, "XF-D1");
    assert_true(due > 0);
    expect_holder(&stand, "A");
    stand_advance(&stand, 2 * 24 * 3600 * 1000);
    assert_int_equal(stand_complete(&stand, "transfer", "receive", "{}"), 0);
    expect_holder(&stand, "B");
    assert_string_equal(way_of(&stand), "A>B:received ");
    assert_string_equal(stand_case(&stand).row.number.bytes, number);
    assert_int_equal(due_of(&stand, "XF-D1"), due);
    stand_verify(&stand);
    /* the stage goes on with what office A says of it, also when it is rebuilt */
    stand_expect(&stand, "first", CASE_OPEN);
    stand_crash(&stand);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(
        strstr(stand_data(&stand), "\"at\":\"B\",\"how\":\"receive\",\"office\":\"B\""));
    stand_verify(&stand);
    stand_crash(&stand);
    stand_verify(&stand);
    stand_close(&stand);
}

static void an_objection_leaves_it_where_it_is(void **state)
{
    struct stand stand;
    (void)state;
    open_offices(&stand, FIRST(GIVE("")));
    start_in(&stand, "C");
    assert_int_equal(stand_complete(&stand, "transfer", "object", "{}"), STATUS_INVALID);
    assert_int_equal(stand_complete(&stand, "transfer", "object", "{\"why\":\"not ours\"}"), 0);
    expect_holder(&stand, "C");
    assert_string_equal(way_of(&stand), "");
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"how\":\"object\""));
    stand_verify(&stand);
    stand_close(&stand);
}

/* XF-D4: five working days of silence are a receipt; every field of the answer can be read. */
static void silence_is_a_receipt(void **state)
{
    struct stand stand;
    (void)state;
    open_offices(&stand, FIRST(GIVE("") "  case:set { by_silence = given.way == \"silence\" }\n"));
    start_in(&stand, "C");
    stand_advance(&stand, 4 * 24 * 3600 * 1000);
    expect_holder(&stand, "C");
    stand_crash(&stand);
    stand_advance(&stand, 4 * 24 * 3600 * 1000);
    expect_holder(&stand, "B");
    assert_string_equal(way_of(&stand), "C>B:received ");
    assert_non_null(strstr(stand_data(&stand), "\"by_silence\":true"));
    assert_non_null(strstr(stand_data(&stand), "\"how\":\"receive\""));
    stand_verify(&stand);
    stand_close(&stand);
}

static void what_was_ruled_is_not_objected_to(void **state)
{
    struct stand stand;
    (void)state;
    open_offices(&stand, FIRST(GIVE(", final = true")));
    start_in(&stand, "C");
    int64_t seq = stand_case(&stand).row.seq;
    assert_int_equal(stand_complete(&stand, "transfer", "object", "{\"why\":\"not ours\"}"),
                     STATUS_CONFLICT);
    assert_string_equal(err_code(&stand.answer.err), "handoff_final");
    assert_int_equal(stand_case(&stand).row.seq, seq);
    assert_int_equal(stand_complete(&stand, "transfer", "receive", "{}"), 0);
    assert_string_equal(way_of(&stand), "C>B:ruled ");
    stand_verify(&stand);
    stand_close(&stand);
}

#define BACK_AND_FORTH                                                                             \
    FIRST(GIVE("") "  case:task(\"word\", { to = \"clerk\" })\n"                                   \
                   "  local ok, why = pcall(function() return case:handoff(\"transfer\", {\n"      \
                   "    office = \"C\", to = \"clerk\" }) end)\n"                                  \
                   "  case:set { went = ok, why = not ok and why.code or nil }\n"                  \
                   "  if not ok then case:handoff(\"transfer\", { office = \"C\", to = \"clerk\"," \
                   " final = true }) end\n")

/* A -> B -> A within five working days needs a ruling; later it does not. */
static void what_came_is_not_sent_straight_back(void **state)
{
    struct stand stand;
    (void)state;
    for (int later = 0; later < 2; later++) {
        open_offices(&stand, BACK_AND_FORTH);
        start_in(&stand, "C");
        assert_int_equal(stand_complete(&stand, "transfer", "receive", "{}"), 0);
        stand_advance(&stand, (later ? 8 : 4) * (int64_t)24 * 3600 * 1000);
        assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
        stand_crash(&stand);
        assert_int_equal(stand_complete(&stand, "transfer", "receive", "{}"), 0);
        expect_holder(&stand, "C");
        stand_expect(&stand, "second", CASE_OPEN);
        assert_string_equal(way_of(&stand),
                            later ? "C>B:received B>C:received " : "C>B:received B>C:ruled ");
        assert_non_null(strstr(stand_data(&stand), later ? "\"went\":true" : "\"went\":false"));
        stand_verify(&stand);
        stand_close(&stand);
    }
}

static void a_handoff_names_an_office_and_a_form_that_fit(void **state)
{
    struct stand stand;
    (void)state;
    open_offices(&stand,
                 FIRST("  local codes = {}\n"
                       "  for _, office in ipairs { \"X\", \"C\", \"parent\" } do\n"
                       "    local ok, why = pcall(function() case:handoff(\"transfer\", { office = "
                       "office, to = \"clerk\" }) end)\n"
                       "    codes[#codes + 1] = ok and \"ok\" or why.code\n"
                       "  end\n"
                       "  case:set { codes = table.concat(codes, \" \") }\n"));
    start_in(&stand, "C");
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(
        strstr(stand_data(&stand),
               "\"codes\":\"bad_command ok bad_command\"")); /* held already: received */
    stand_close(&stand);
}

/* Asked before, a way that is not there parks nothing. */
static void a_script_asks_which_office_a_word_means(void **state)
{
    struct stand stand;
    (void)state;
    open_offices(&stand, FIRST("  case:set { above = case:office_of \"parent\" or \"none\",\n"
                               "    other = case:office_of \"X\" or \"none\",\n"
                               "    own = case:office_of(\"B\") or \"none\" }\n"));
    start_in(&stand, "C");
    stand_expect(&stand, "second", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"above\":\"none\""));
    assert_non_null(strstr(stand_data(&stand), "\"other\":\"none\",\"own\":\"B\""));
    stand_crash(&stand);
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- by a person's word, or a ladder's ---- */

static int direct(struct stand *stand, const char *to, const char *role, const char *reason)
{
    struct act *act = act_new(ACT_CUSTODY);

    act->case_ref = stand->ref;
    act->name = to;
    act->reason = reason;
    act->actor = rehearsal_actor(stand->rehearsal, role, role);
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

/* Whose people see the one open task of that form in their list. */
static const char *listed_for(struct stand *stand, const char *form)
{
    struct case_image image = stand_case(stand);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_TASK && slice_is(image.parts[i].form, form) &&
            part_is_live(&image.parts[i]))
            return arena_copy(&stand->arena, image.parts[i].office).bytes;
    return "nobody";
}

/* CiviCRM could not give a case back to its former manager: here it is a leg like any other. Number
 * and clocks stay, tasks and waits go on, and one who may not is refused. */
static void a_case_is_raised_and_given_back(void **state)
{
    struct stand stand;
    (void)state;
    open_offices(&stand, FIRST("  case:task(\"word\", { to = \"clerk\" })\n"));
    start_in(&stand, "A");
    const char *number = stand_case(&stand).row.number.bytes;
    int64_t due = due_of(&stand, "XF-D1");
    assert_int_equal(direct(&stand, "parent", "clerk", "late"), STATUS_FORBIDDEN);
    assert_int_equal(direct(&stand, "parent", "supervisor", NULL), STATUS_MALFORMED);
    assert_int_equal(direct(&stand, "back", "supervisor", "x"), STATUS_CONFLICT);
    assert_int_equal(direct(&stand, "Z", "supervisor", "x"), STATUS_MALFORMED);
    assert_string_equal(listed_for(&stand, "word"), "A");
    assert_int_equal(direct(&stand, "parent", "supervisor", "late"), 0);
    expect_holder(&stand, "C");
    assert_string_equal(listed_for(&stand, "word"), "C");
    assert_int_equal(direct(&stand, "parent", "supervisor", "x"), STATUS_NOT_OFFERED);
    stand_crash(&stand);
    assert_int_equal(direct(&stand, "back", "supervisor", "settled"), 0);
    expect_holder(&stand, "A");
    assert_string_equal(listed_for(&stand, "word"), "A");
    assert_string_equal(way_of(&stand), "A>C:raised C>A:given_back ");
    assert_string_equal(stand_case(&stand).row.number.bytes, number);
    assert_int_equal(due_of(&stand, "XF-D1"), due);
    stand_verify(&stand);
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0); /* office A asks once more */
    stand_expect(&stand, "second", CASE_OPEN);
    stand_verify(&stand);
    stand_close(&stand);
}

/* The row says who holds it; another word in it than the journal's is a fault. */
static void verify_knows_the_way(void **state)
{
    struct stand stand;
    struct verify_result result;
    struct err err = {0};
    (void)state;
    open_offices(&stand, FIRST(GIVE("")));
    start_in(&stand, "A");
    assert_int_equal(stand_complete(&stand, "transfer", "receive", "{}"), 0);
    struct case_image image = stand_case(&stand);
    stand_verify(&stand);
    struct case_row *row = disk_case(rehearsal_disk(stand.rehearsal), &image.row.ref);
    assert_non_null(row);
    *(char *)(uintptr_t)row->office.bytes = 'C';
    assert_int_equal(verify_all(rehearsal_engine(stand.rehearsal),
                                rehearsal_reader(stand.rehearsal), NULL, NULL, &result, &err),
                     STATUS_CORRUPT);
    *(char *)(uintptr_t)row->office.bytes = 'B';
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(a_case_is_held_until_it_is_received),
        STAND_BOTH(an_objection_leaves_it_where_it_is),
        STAND_BOTH(silence_is_a_receipt),
        STAND_BOTH(what_was_ruled_is_not_objected_to),
        STAND_BOTH(what_came_is_not_sent_straight_back),
        STAND_BOTH(a_case_is_raised_and_given_back),
        STAND_BOTH(verify_knows_the_way),
        STAND_BOTH(a_handoff_names_an_office_and_a_form_that_fit),
        STAND_BOTH(a_script_asks_which_office_a_word_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
