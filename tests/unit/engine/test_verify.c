/* test_verify.c - verify finds whatever on the disk is not what the journal says.
 *
 * One case, in its second stage, waits for a task, a signal and two clocks. Each test changes one
 * thing behind the host's back, as a slip, a bad sector or a clever hand would, and expects the
 * sentence that names it. A clever hand makes the hashes follow again (forge): what is left then
 * is that the rows of the case and the script no longer agree with the journal. */
#include "stand.h"
#include <stdio.h>
#include "duty/task.h"
#include "engine/verify.h"
#include "store/simulated_disk.h"

static const char body[] =
    "signal \"hello\" { zh = \"喂\", en = \"Hello\", from = { \"clerk\" }, form = \"word\" }\n"
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"
    "  case:task(\"decide\", { to = \"clerk\" })\n"
    "  return \"second\"\n"
    "end }\n"
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"
    "  case:start_clock(\"C1\", { from = case:now() })\n"
    "  case:start_clock(\"C2\", { from = case:now() })\n"
    "  case:task(\"word\", { to = \"clerk\" })\n"
    "  case:all {\n"
    "    task = function() return case:task(\"decide\", { to = \"clerk\", expires = \"C1\" }) "
    "end,\n"
    "    word = function() return case:await \"hello\" end,\n"
    "  }\n"
    "  case:stop_clock \"C2\"\n"
    "  return case:close \"done\"\n"
    "end }\n";

struct scene {
    struct stand stand;
    struct disk *disk;
    struct case_row *row; /* on the disk */
};

static void open_scene(struct scene *scene)
{
    struct stand *stand = &scene->stand;
    stand_open_small(stand, body);
    assert_int_equal(stand_start(stand, "{\"subject\":\"x\",\"amount\":3}"), 0);
    assert_int_equal(stand_complete(stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_complete(stand, "word", NULL, "{\"say\":\"a\"}"), 0);
    stand_expect(stand, "second", CASE_OPEN);
    stand_verify(stand);
    scene->disk = rehearsal_disk(stand->rehearsal);
    scene->row = disk_case(scene->disk, &stand->ref);
}

struct faults {
    size_t count;
    char text[sizeof(((struct err *)0)->text)];
};

static void on_fault(void *owner, const struct id *ref, const struct err *err)
{
    struct faults *faults = owner;
    (void)ref;
    faults->count++;
    snprintf(faults->text, sizeof faults->text, "%s", err->text);
}

/* Verify tells of one fault, in these words. */
static void expect_fault(struct scene *scene, const char *words)
{
    struct stand *stand = &scene->stand;
    struct faults faults = {0};
    struct verify_result result;
    struct err err = {0};

    assert_int_equal(verify_all(rehearsal_engine(stand->rehearsal),
                                rehearsal_reader(stand->rehearsal), on_fault, &faults, &result,
                                &err),
                     STATUS_CORRUPT);
    assert_int_equal(result.faults, 1);
    assert_int_equal(faults.count, 1);
    if (!strstr(faults.text, words))
        fail_msg("said \"%s\", not \"%s\"", faults.text, words);
    assert_string_equal(err.text, "1 of 1 cases are not what their journal says.");
}

static void close_scene(struct scene *scene)
{
    stand_close(&scene->stand);
}

/* ---- changing what lies on the disk ---- */

static struct journal_row *turn_at(struct scene *scene, int64_t seq)
{
    struct table *journal = &scene->disk->tables[DISK_JOURNAL];
    for (size_t i = 0; i < journal->count; i++) {
        struct journal_row *row = table_at(journal, i);
        if (row->case_id == scene->row->id && row->seq == seq)
            return row;
    }
    fail_msg("no turn %lld", (long long)seq);
    return NULL;
}

/* Every hash made to follow from what the rows hold now. */
static void forge(struct scene *scene)
{
    struct digest former = {0};
    for (int64_t seq = 1; seq <= scene->row->seq; seq++) {
        struct journal_row *row = turn_at(scene, seq);
        journal_hash(&former, &scene->row->ref, row, &row->hash);
        former = row->hash;
    }
    scene->row->hash = former;
}

/* The text is in the row once; `to` is not longer. */
static void replace(struct slice *text, const char *from, const char *to)
{
    char *at = memmem(text->bytes, text->len, from, strlen(from));
    if (!at)
        fail_msg("no %s in %.*s", from, SLICE_ARG(*text));
    size_t behind = (size_t)(text->bytes + text->len - at) - strlen(from);
    assert_true(strlen(to) <= strlen(from));
    memcpy(at, to, strlen(to));
    memmove(at + strlen(to), at + strlen(from), behind);
    text->len -= strlen(from) - strlen(to);
}

static struct part *part_at(struct scene *scene, enum part_kind kind, const char *key)
{
    struct table *parts = &scene->disk->tables[DISK_PARTS];
    for (size_t i = 0; i < parts->count; i++) {
        struct kept_part *kept = table_at(parts, i);
        if (kept->part.kind == kind && strstr(kept->part.key.bytes, key))
            return &kept->part;
    }
    fail_msg("no part %s", key);
    return NULL;
}

static void drop_part(struct scene *scene, enum part_kind kind, const char *key)
{
    struct kept_part like = {.case_id = scene->row->id, .part = *part_at(scene, kind, key)};
    table_drop(&scene->disk->tables[DISK_PARTS], &like);
}

/* The first turn whose row has these words. */
static int64_t turn_with(struct scene *scene, const char *words)
{
    for (int64_t seq = 1; seq <= scene->row->seq; seq++)
        if (strstr(turn_at(scene, seq)->body.bytes, words))
            return seq;
    fail_msg("no turn has %s", words);
    return 0;
}

/* ---- the chain ---- */

static void finds_a_changed_turn(void **state)
{
    struct scene scene;
    char expected[80];
    (void)state;
    open_scene(&scene);
    int64_t seq = turn_with(&scene, "\"amount\":3");
    replace(&turn_at(&scene, seq)->body, "\"amount\":3", "\"amount\":4");
    snprintf(expected, sizeof expected, "turn %lld is not the one that was recorded",
             (long long)seq);
    expect_fault(&scene, expected);
    close_scene(&scene);
}

static void finds_a_changed_time_and_release(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    turn_at(&scene, 2)->at++;
    expect_fault(&scene, "turn 2 is not the one that was recorded");
    turn_at(&scene, 2)->at--;
    turn_at(&scene, 1)->release++;
    expect_fault(&scene, "turn 1 is not the one that was recorded");
    turn_at(&scene, 1)->release--;
    stand_verify(&scene.stand);
    close_scene(&scene);
}

static void finds_a_turn_that_was_made_anew(void **state)
{
    struct scene scene;
    char expected[80];
    (void)state;
    open_scene(&scene);
    struct journal_row *head = turn_at(&scene, scene.row->seq);
    struct digest former = turn_at(&scene, scene.row->seq - 1)->hash;
    head->at++;
    journal_hash(&former, &scene.row->ref, head, &head->hash);
    snprintf(expected, sizeof expected, "turn %lld is not the one its follower names",
             (long long)scene.row->seq);
    expect_fault(&scene, expected);
    close_scene(&scene);
}

static void finds_a_missing_turn(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    turn_at(&scene, 3)->prev = turn_at(&scene, 1)->id; /* as if turn 2 had never been */
    expect_fault(&scene, "turn 3 is not the one that was recorded");
    journal_hash(&turn_at(&scene, 1)->hash, &scene.row->ref, turn_at(&scene, 3),
                 &turn_at(&scene, 3)->hash);
    for (int64_t seq = 4; seq <= scene.row->seq; seq++)
        journal_hash(&turn_at(&scene, seq - 1)->hash, &scene.row->ref, turn_at(&scene, seq),
                     &turn_at(&scene, seq)->hash);
    scene.row->hash = turn_at(&scene, scene.row->seq)->hash;
    expect_fault(&scene, "turn 2 is missing");
    close_scene(&scene);
}

static void finds_a_journal_without_beginning_or_end(void **state)
{
    static const struct digest none;
    struct scene scene;
    (void)state;
    open_scene(&scene);
    int64_t head = scene.row->head;
    scene.row->head = 0;
    expect_fault(&scene, "turns are missing");
    scene.row->head = turn_at(&scene, scene.row->seq - 1)->id;
    expect_fault(&scene, "is not the one its follower names");
    scene.row->head = head;
    turn_at(&scene, 2)->prev = 0;
    expect_fault(&scene, "turn 2 is not the one that was recorded");
    struct digest former = none;
    for (int64_t seq = 2; seq <= scene.row->seq; seq++) {
        journal_hash(&former, &scene.row->ref, turn_at(&scene, seq), &turn_at(&scene, seq)->hash);
        former = turn_at(&scene, seq)->hash;
    }
    scene.row->hash = former;
    expect_fault(&scene, "the first 1 turns are missing");
    close_scene(&scene);
}

static void finds_a_row_of_a_newer_host(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    replace(&turn_at(&scene, scene.row->seq)->body, "\"v\":1}", "\"v\":9}");
    forge(&scene);
    expect_fault(&scene, "is of version 9, this host reads up to 1. Start the newer host.");
    close_scene(&scene);
}

static void finds_a_row_that_no_host_has_written(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    int64_t seq = turn_with(&scene, "\"name\":\"C1\"");
    replace(&turn_at(&scene, seq)->body, "\"name\":\"C1\"", "\"nahe\":\"C1\"");
    forge(&scene);
    expect_fault(&scene, "a journal row that no host has written");
    replace(&turn_at(&scene, seq)->body, "{\"", "[\"");
    forge(&scene);
    expect_fault(&scene, "a stored text is damaged");
    close_scene(&scene);
}

/* ---- the case ---- */

static void finds_a_case_closed_or_parked_behind_our_back(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    scene.row->status = CASE_CLOSED;
    expect_fault(&scene, "the case is closed, its journal says open");
    scene.row->status = CASE_PARKED;
    expect_fault(&scene, "the case is parked, its journal says open");
    close_scene(&scene);
}

static void finds_another_outcome_of_a_closed_case(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    assert_int_equal(stand_complete(&scene.stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_signal(&scene.stand, "hello", "{\"say\":\"b\"}"), 0);
    stand_expect(&scene.stand, "second", CASE_CLOSED);
    stand_verify(&scene.stand);
    scene.row = disk_case(scene.disk, &scene.stand.ref);
    replace(&scene.row->outcome, "done", "gone");
    expect_fault(&scene, "the case ended as \"gone\", its journal says \"done\"");
    replace(&scene.row->outcome, "gone", "done");
    scene.row->status = CASE_OPEN;
    expect_fault(&scene, "the case is open, its journal says closed");
    close_scene(&scene);
}

static void finds_another_stage(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    replace(&scene.row->stage, "second", "first");
    expect_fault(&scene, "the case is in first, its journal in second");
    close_scene(&scene);
}

static void finds_a_stage_without_opening(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    for (int64_t seq = 1; seq <= scene.row->seq; seq++)
        turn_at(&scene, seq)->is_opening = false;
    expect_fault(&scene, "the stage has no opening row");
    close_scene(&scene);
}

static void finds_a_script_that_did_otherwise(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    int64_t seq = turn_with(&scene, "\"kind\":\"task\",\"name\":\"word\"");
    replace(&turn_at(&scene, seq)->body, "\"kind\":\"task\",\"name\":\"word\"",
            "\"kind\":\"task\",\"name\":\"work\"");
    forge(&scene);
    expect_fault(&scene, "work");
    close_scene(&scene);
}

static void finds_a_missing_release(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    scene.row->release = 77;
    expect_fault(&scene, "The release 77 with the workflow w, on which this case runs, is not in");
    close_scene(&scene);
}

/* ---- what hangs on it ---- */

static void finds_waits_too_few_and_too_many(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    struct kept_part extra = {.case_id = scene.row->id,
                              .part = *part_at(&scene, PART_WAIT, "word")};
    extra.part.key = slice_of("77");
    extra.part.due_ms = 0;
    table_put(&scene.disk->tables[DISK_PARTS], &extra);
    expect_fault(&scene, "waits for command 77, which its journal has ended or never asked for");
    table_drop(&scene.disk->tables[DISK_PARTS], &extra);
    stand_verify(&scene.stand);
    drop_part(&scene, PART_WAIT, "word");
    expect_fault(&scene, "the case has 1 waits, its journal tells of 2");
    close_scene(&scene);
}

static void finds_another_status_of_a_task(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    part_at(&scene, PART_TASK, "task/1")->status = TASK_DONE;
    expect_fault(&scene, "is done, its journal says open");
    part_at(&scene, PART_TASK, "task/1")->status = TASK_OPEN;
    stand_verify(&scene.stand);
    close_scene(&scene);
}

static void finds_a_finished_task_that_is_open_again(void **state)
{
    struct scene scene;
    struct table *parts;
    (void)state;
    open_scene(&scene);
    parts = &scene.disk->tables[DISK_PARTS];
    for (size_t i = 0; i < parts->count; i++) {
        struct kept_part *kept = table_at(parts, i);
        if (kept->part.kind == PART_TASK && slice_is(kept->part.form, "word"))
            kept->part.status = TASK_OPEN;
    }
    expect_fault(&scene, "is open, its journal says done");
    close_scene(&scene);
}

static void finds_a_task_nobody_asked_for(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    struct slice *text = &part_at(&scene, PART_TASK, "task/1")->body;
    replace(text, "\"task/1\"", "\"tusk/1\"");
    expect_fault(&scene, "the journal never asked for the task");
    close_scene(&scene);
}

static void finds_clocks_that_run_or_stand_against_the_journal(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    struct kept_part kept = {.case_id = scene.row->id, .part = *part_at(&scene, PART_CLOCK, "C2")};
    kept.part.key = slice_of("C3");
    kept.part.due_ms = 0;
    table_put(&scene.disk->tables[DISK_PARTS], &kept);
    expect_fault(&scene, "the clock C3 runs, its journal says otherwise");
    table_drop(&scene.disk->tables[DISK_PARTS], &kept);
    stand_verify(&scene.stand);
    const char *ledger = strchr(kept.part.body.bytes, ']');
    kept.part.key = slice_of("C2");
    kept.part.body = slice_of(
        arena_printf(&scene.stand.arena, "%.*s,{\"at\":1767574800000,\"is\":\"stopped\"}%s",
                     (int)(ledger - kept.part.body.bytes), kept.part.body.bytes, ledger));
    table_put(&scene.disk->tables[DISK_PARTS], &kept);
    expect_fault(&scene, "the clock C2 is stopped");
    drop_part(&scene, PART_CLOCK, "C2");
    expect_fault(&scene, "1 clocks run, the journal tells of 2");
    close_scene(&scene);
}

/* The rest of the office is looked at all the same. */
static void one_fault_hides_no_other(void **state)
{
    struct scene scene;
    struct verify_result result;
    struct faults faults = {0};
    struct err err = {0};
    (void)state;
    open_scene(&scene);
    for (int i = 0; i < 3; i++)
        assert_int_equal(stand_start(&scene.stand, "{\"subject\":\"y\"}"), 0);
    struct table *cases = &scene.disk->tables[DISK_CASES];
    assert_int_equal(cases->count, 4);
    ((struct case_row *)table_at(cases, 0))->hash.bytes[0] ^= 1;
    ((struct case_row *)table_at(cases, 2))->status = CASE_CLOSED;
    assert_int_equal(verify_all(rehearsal_engine(scene.stand.rehearsal),
                                rehearsal_reader(scene.stand.rehearsal), on_fault, &faults, &result,
                                &err),
                     STATUS_CORRUPT);
    assert_int_equal(faults.count, 2);
    assert_int_equal(result.cases, 4);
    assert_string_equal(err.text, "2 of 4 cases are not what their journal says.");
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_changed_turn),
        cmocka_unit_test(finds_a_changed_time_and_release),
        cmocka_unit_test(finds_a_turn_that_was_made_anew),
        cmocka_unit_test(finds_a_missing_turn),
        cmocka_unit_test(finds_a_journal_without_beginning_or_end),
        cmocka_unit_test(finds_a_row_of_a_newer_host),
        cmocka_unit_test(finds_a_row_that_no_host_has_written),
        cmocka_unit_test(finds_a_case_closed_or_parked_behind_our_back),
        cmocka_unit_test(finds_another_outcome_of_a_closed_case),
        cmocka_unit_test(finds_another_stage),
        cmocka_unit_test(finds_a_stage_without_opening),
        cmocka_unit_test(finds_a_script_that_did_otherwise),
        cmocka_unit_test(finds_a_missing_release),
        cmocka_unit_test(finds_waits_too_few_and_too_many),
        cmocka_unit_test(finds_another_status_of_a_task),
        cmocka_unit_test(finds_a_finished_task_that_is_open_again),
        cmocka_unit_test(finds_a_task_nobody_asked_for),
        cmocka_unit_test(finds_clocks_that_run_or_stand_against_the_journal),
        cmocka_unit_test(one_fault_hides_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
