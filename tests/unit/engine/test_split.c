/* test_split.c - rows of a case become cases of their own: moved once, whatever dies; clocks keep
 * their start; what is personal goes from vault to vault; a sealed part leaves nothing behind by
 * which somebody could find out that it was there (INV-1).
 */
#include "stand.h"
#include <stdio.h>
#include "engine/inside.h"
#include "engine/veil.h"
#include "store/simulated_disk.h"

static const char forms[] = "form \"intake\" { zh = \"登记\", en = \"Intake\",\n"
                            "  people \"sender\" { zh = \"信访人\", en = \"Sender\" },\n"
                            "  rows \"demands\" { zh = \"诉求\", en = \"Demands\",\n"
                            "    text \"what\" { zh = \"内容\", en = \"What\" } } }\n"
                            "form \"classify\" { zh = \"分类\", en = \"Classify\",\n"
                            "  outcome \"keep\" { zh = \"留\", en = \"Keep\" },\n"
                            "  outcome \"part\" { zh = \"分\", en = \"Part\" },\n"
                            "  outcome \"seal\" { zh = \"密\", en = \"Seal\" } }\n"
                            "form \"word\" { zh = \"话\", en = \"Word\" }\n";

static const char workflow[] =
    "workflow \"w\" { zh = \"信访\", en = \"Petition\", code = \"W\", intake = \"intake\",\n"
    "  start = \"classifying\", starts = { \"XF-D1\" }, people = { sender = \"sender\" },\n"
    "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" }, { \"moved\", zh = \"转\", en = "
    "\"Moved\" } } }\n"
    "clock \"XF-D1\" { zh = \"转送\", en = \"Transfer\", owner = \"office\",\n"
    "  basis = \"law: XF 22\", within = days(15) }\n"
    "signal \"about\" { zh = \"关于\", en = \"About\", from = { \"clerk\" }, form = \"word\",\n"
    "  about = \"demands\" }\n"
    "stage \"classifying\" { zh = \"分类\", en = \"Classifying\", next = { \"working\", "
    "\"accusing\" },\n"
    "function(case)\n"
    "  local kept\n"
    "  for _, answer in ipairs(case:task_each(\"classify\", case.data.demands, { to = \"clerk\" "
    "})) do\n"
    "    if answer.outcome == \"seal\" then\n"
    "      local ref = case:split({ answer.row }, { start = \"accusing\", as = \"sealed_part\",\n"
    "        sealed = true, office = \"D\" })\n"
    "      case:set { had_ref = ref ~= nil }\n"
    "    elseif answer.outcome == \"part\" then\n"
    "      case:set { part = case:split({ answer.row }, { start = \"working\", as = \"item\",\n"
    "        clocks = { \"XF-D1\" } }) }\n"
    "    else kept = answer.row end\n"
    "  end\n"
    "  case:set { left = #(case.data.demands or {}), kept = kept }\n"
    "  if kept then return \"working\" end\n"
    "  case:stop_clock \"XF-D1\"\n"
    "  return case:close \"moved\"\n"
    "end }\n"
    "stage \"working\" { zh = \"办\", en = \"Working\", function(case)\n"
    "  case:task(\"word\", { to = \"clerk\", with = { what = case.data.demands[1] } })\n"
    "  case:stop_clock \"XF-D1\"\n"
    "  return case:close \"done\"\nend }\n"
    "stage \"accusing\" { zh = \"举报\", en = \"Accusation\", function(case)\n"
    "  case:task(\"word\", { to = \"clerk\" })\n"
    "  return case:close \"done\"\nend }\n";

static const char tree[] = "code,parent,kind,zh,en\nC,,county,县,County\nA,C,town,甲,A\n"
                           "D,C,committee,纪委,Discipline\n";

static void open_offices(struct stand *stand)
{
    struct script_file *files;
    struct err err = {0};

    stand_open(stand, forms, workflow, stand_evicts);
    files = ARENA_ARRAY(&stand->arena, struct script_file, 3);
    files[0] = (struct script_file){"w/forms.lua", slice_of(forms)};
    files[1] = (struct script_file){"w/workflow.lua", slice_of(workflow)};
    files[2] = (struct script_file){"offices/tree.csv", slice_of(tree)};
    rehearsal_use_files(stand->rehearsal, files, 3);
    if (rehearsal_use_scripts(stand->rehearsal, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    rehearsal_settle(stand->rehearsal);
}

static const char letter[] =
    "{\"sender\":{\"name\":\"canary-name\",\"phone\":\"13800138000\"},\"demands\":["
    "{\"what\":\"canary-first\"},{\"what\":\"canary-second\"},{\"what\":\"canary-third\"}]}";

/* Answers the tasks of the letter in the order of its rows. */
static void classify(struct stand *stand, const char *const outcomes[3])
{
    for (int i = 0; i < 3; i++) {
        struct case_image image = stand_case(stand);
        char row[32];
        struct act *act = act_new(ACT_COMPLETE);
        snprintf(row, sizeof row, "\"row\":\"demands/%d\"", i + 1);
        for (size_t k = 0; k < image.part_count; k++)
            if (image.parts[k].kind == PART_TASK && image.parts[k].status <= 1 &&
                strstr(image.parts[k].body.bytes, row))
                act->task = image.parts[k].ref;
        act->case_ref = stand->ref;
        act->outcome = outcomes[i];
        act->data = value_map(&act->arena);
        act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
        rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
        assert_int_equal(stand->answer.status, 0);
    }
    rehearsal_settle(stand->rehearsal);
}

static size_t cases_of(struct stand *stand, struct case_row **rows)
{
    struct err err = {0};
    size_t count;
    assert_int_equal(
        reader_cases(rehearsal_reader(stand->rehearsal), 0, 100, &stand->arena, rows, &count, &err),
        0);
    return count;
}

static const struct part *part_of(const struct case_image *image, enum part_kind kind,
                                  const char *key)
{
    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].kind == kind && slice_is(image->parts[i].key, key))
            return &image->parts[i];
    return NULL;
}

static void expect_nothing_plain(struct stand *stand)
{
    struct buf dump = {0};
    disk_dump(rehearsal_disk(stand->rehearsal), &dump);
    assert_null(strstr(dump.bytes, "canary-"));
    assert_null(strstr(dump.bytes, "13800138000"));
    buf_close(&dump);
}

/* ---- ordinary parts ---- */

static void a_part_is_a_case_of_its_own(void **state)
{
    struct stand stand;
    struct case_row *rows;
    int seconds = 0, thirds = 0;
    (void)state;
    open_offices(&stand);
    assert_int_equal(stand_start(&stand, letter), 0);
    struct case_image origin = stand_case(&stand);
    int64_t due = part_of(&origin, PART_CLOCK, "XF-D1")->due_ms;
    stand_advance(&stand, 24 * 3600 * 1000);
    classify(&stand, (const char *const[]){"keep", "part", "part"});
    assert_int_equal(cases_of(&stand, &rows), 3);
    stand_expect(&stand, "working", CASE_OPEN);
    const char *data = stand_data(&stand);
    assert_non_null(strstr(data, "canary-first"));
    assert_non_null(strstr(data, "\"left\":1"));
    assert_null(strstr(data, "canary-second")); /* moved out whole: its name is left */
    assert_non_null(strstr(data, "\"ended\":\"moved\""));
    expect_nothing_plain(&stand);
    for (int i = 1; i < 3; i++) {
        struct id origin_ref = stand.ref;
        stand.ref = rows[i].ref;
        struct case_image part = stand_case(&stand);
        stand_expect(&stand, "working", CASE_OPEN);
        data = stand_data(&stand);
        seconds += strstr(data, "canary-second") != NULL;
        thirds += strstr(data, "canary-third") != NULL;
        assert_null(strstr(data, "canary-first"));
        assert_non_null(strstr(data, "canary-name"));
        assert_non_null(strstr(data, "\"row\":\"demands/1\""));
        assert_int_equal(part_of(&part, PART_CLOCK, "XF-D1")->due_ms, due); /* its first start */
        assert_non_null(
            strstr(part_of(&part, PART_LINK, "parent")->body.bytes, "\"group\":\"2026W000001\""));
        assert_true(slice_is(part.row.number, "2026W000002") ||
                    slice_is(part.row.number, "2026W000003"));
        stand.ref = origin_ref;
    }
    assert_true(seconds == 1 && thirds == 1);
    stand_verify(&stand);
    stand_crash(&stand);
    stand_verify(&stand);
    /* a part that ends is told to the case it came from */
    int64_t seq = stand_case(&stand).row.seq;
    stand.ref = rows[1].ref;
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
    stand_expect(&stand, "working", CASE_CLOSED);
    stand.ref = rows[0].ref;
    assert_int_equal(stand_case(&stand).row.seq, seq + 1);
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- sealed parts ---- */

/* Everything of the case that others are shown, and what the disk holds of it behind the veil. */
static void expect_no_trace(struct stand *stand, const struct case_row *sealed)
{
    struct case_image image = stand_case(stand);
    char ref[ID_TEXT_LEN + 1];

    id_to_text(&sealed->ref, ref);
    for (size_t i = 0; i < image.part_count; i++) {
        const struct part *part = &image.parts[i];
        assert_false(part->kind == PART_LINK);
        assert_null(strstr(part->body.bytes, ref));
        assert_null(strstr(part->body.bytes, "seal"));
        assert_null(strstr(part->body.bytes, "demands/2"));
    }
    const char *data = stand_data(stand);
    assert_null(strstr(data, "canary-second"));
    assert_null(strstr(data, ref));
    assert_non_null(strstr(data, "\"row\":\"demands/1\""));
    assert_non_null(strstr(data, "\"row\":\"demands/2\"")); /* what was the third */
    assert_null(strstr(data, "demands/3"));
    assert_non_null(strstr(data, "\"had_ref\":false"));
}

static bool shows(const struct eyes *eyes, const struct case_row *row, int64_t seq)
{
    return eyes_may_see(eyes, row->office, row->extra, seq);
}

static void a_sealed_part_leaves_nothing(void **state)
{
    struct stand stand;
    struct case_row *rows;
    (void)state;
    open_offices(&stand);
    assert_int_equal(stand_start(&stand, letter), 0);
    classify(&stand, (const char *const[]){"keep", "seal", "keep"});
    stand_expect(&stand, "working", CASE_OPEN);
    assert_int_equal(cases_of(&stand, &rows), 2);
    expect_no_trace(&stand, &rows[1]);
    expect_nothing_plain(&stand);
    /* a series of its own: the next ordinary case has the next number */
    assert_true(slice_is(rows[1].number, "S2026W000001"));
    struct id origin = stand.ref;
    assert_int_equal(stand_start(&stand, "{}"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "number"), "2026W000002");
    stand.ref = origin;

    /* who sees it, who does not */
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    const struct eyes *clerk =
        engine_eyes(engine, rehearsal_actor(stand.rehearsal, "k", "clerk"), &stand.arena);
    const struct eyes *cleared =
        engine_eyes(engine, rehearsal_actor(stand.rehearsal, "s", "sealed"), &stand.arena);
    struct case_row row = stand_case(&stand).row;
    assert_false(shows(clerk, &rows[1], 0));
    assert_true(shows(cleared, &rows[1], 0));
    assert_true(shows(clerk, &row, 0));
    assert_false(shows(clerk, &row, 1)); /* the letter as it came: behind the veil */
    assert_true(shows(clerk, &row, row.seq));
    assert_true(shows(cleared, &row, 1));
    stand_verify(&stand);
    stand_crash(&stand);
    stand_verify(&stand);

    /* its end is told to nobody here */
    int64_t seq = stand_case(&stand).row.seq;
    stand.ref = rows[1].ref;
    stand_expect(&stand, "accusing", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "canary-second"));
    assert_null(strstr(stand_data(&stand), "canary-first"));
    assert_non_null(strstr(stand_data(&stand), "canary-name"));
    assert_true(slice_is(stand_case(&stand).row.office, "D"));
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
    stand_expect(&stand, "accusing", CASE_CLOSED);
    stand.ref = origin;
    assert_int_equal(stand_case(&stand).row.seq, seq);
    stand_verify(&stand);
    stand_close(&stand);
}

/* For who is not cleared it is a case that does not exist, word for word. */
static void a_sealed_case_answers_like_an_unknown_one(void **state)
{
    static const struct id unknown = {
        .bytes = {1, 2, 3}
    };
    struct stand stand;
    struct case_row *rows;
    struct answer answers[2];
    (void)state;
    open_offices(&stand);
    assert_int_equal(stand_start(&stand, letter), 0);
    classify(&stand, (const char *const[]){"keep", "seal", "keep"});
    assert_int_equal(cases_of(&stand, &rows), 2);
    for (int kind = ACT_SIGNAL; kind <= ACT_UNMERGE; kind++) {
        if (kind == ACT_CLAIM || kind == ACT_RELEASE || kind == ACT_COMPLETE)
            continue; /* named by their task: found before the case is asked */
        for (int i = 0; i < 2; i++) {
            struct act *act = act_new((enum act_kind)kind);
            act->case_ref = i ? unknown : rows[1].ref;
            act->other = stand.ref;
            act->name = "about";
            act->reason = "x";
            act->data = value_map(&act->arena);
            act->actor = rehearsal_actor(stand.rehearsal, "k", "clerk supervisor");
            rehearsal_act(stand.rehearsal, act, &stand.arena, &answers[i]);
        }
        assert_int_equal(answers[0].status, STATUS_NOT_FOUND);
        assert_int_equal(answers[1].status, STATUS_NOT_FOUND);
        assert_string_equal(answers[0].err.text, answers[1].err.text);
        assert_string_equal(err_code(&answers[0].err), err_code(&answers[1].err));
    }
    struct reader *reader = rehearsal_reader(stand.rehearsal);
    const struct eyes *clerk =
        engine_eyes(rehearsal_engine(stand.rehearsal),
                    rehearsal_actor(stand.rehearsal, "k", "clerk"), &stand.arena);
    struct err err = {0}, other = {0};
    assert_int_equal(eyes_check_case(clerk, reader, &rows[1].ref, &stand.arena, &err),
                     STATUS_NOT_FOUND);
    assert_int_equal(eyes_check_case(clerk, reader, &unknown, &stand.arena, &other),
                     STATUS_NOT_FOUND);
    assert_string_equal(err.text, other.text);
    stand_close(&stand);
}

/* All of the letter moves out: nothing but the receipt is left. */
static void a_letter_may_move_out_whole(void **state)
{
    struct stand stand;
    struct case_row *rows;
    (void)state;
    open_offices(&stand);
    assert_int_equal(stand_start(&stand, letter), 0);
    classify(&stand, (const char *const[]){"seal", "seal", "part"});
    stand_expect(&stand, "classifying", CASE_CLOSED);
    assert_true(slice_is(stand_case(&stand).row.outcome, "moved"));
    assert_int_equal(cases_of(&stand, &rows), 4);
    assert_null(strstr(stand_data(&stand), "canary-first"));
    assert_null(strstr(stand_data(&stand), "canary-second"));
    expect_nothing_plain(&stand);
    stand_verify(&stand);
    stand_crash(&stand);
    stand_verify(&stand);
    stand_close(&stand);
}

/* What was erased before the split is no value that was never given: a letter can name it. */
static void what_is_erased_stays_erased_in_a_part(void **state)
{
    struct stand stand;
    struct case_row *rows;
    struct value *shown;
    struct err err = {0};
    (void)state;
    open_offices(&stand);
    assert_int_equal(stand_start(&stand, letter), 0);
    assert_int_equal(case_show(rehearsal_engine(stand.rehearsal), rehearsal_reader(stand.rehearsal),
                               &stand.ref, &(struct show_look){.is_personal = true}, &stand.arena,
                               &shown, &err),
                     0);
    struct act *act = act_new(ACT_ERASE);
    act->case_ref = stand.ref;
    act->name = arena_text(&act->arena,
                           value_get_text(value_get(value_get(shown, "data"), "sender"), "person"));
    act->actor = rehearsal_actor(stand.rehearsal, "admin", "admin");
    rehearsal_act(stand.rehearsal, act, &stand.arena, &stand.answer);
    assert_int_equal(stand.answer.status, 0);
    classify(&stand, (const char *const[]){"keep", "part", "keep"});
    assert_int_equal(cases_of(&stand, &rows), 2);
    stand.ref = rows[1].ref;
    const char *data = stand_data(&stand);
    assert_null(strstr(data, "canary-name"));
    assert_non_null(strstr(data, "\"sender\":{\"erased\":true"));
    assert_non_null(strstr(data, "canary-second"));
    stand_verify(&stand);
    stand_crash(&stand);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(a_part_is_a_case_of_its_own),
        STAND_BOTH(what_is_erased_stays_erased_in_a_part),
        STAND_BOTH(a_sealed_part_leaves_nothing),
        STAND_BOTH(a_sealed_case_answers_like_an_unknown_one),
        STAND_BOTH(a_letter_may_move_out_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
