/* test_tasks.c - work that changes hands, and answers that need a second person, in the turns of a
 * case. Each test runs twice: keeping fibers, and evicting them after every turn. */
#include "stand.h"
#include "data/json.h"
#include "duty/task.h"
#include "engine/inside.h"

#define STAGE(options)                                                                             \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  local a = case:task(\"decide\", { to = \"clerk\"" options " })\n"                           \
    "  case:set { by = a.by, how = a.outcome }\n"                                                  \
    "  case:task(\"word\", { to = \"clerk\", except = a.by })\n"                                   \
    "  return case:close \"done\"\nend }\n"

static struct stand stand;

static void open_stand(const char *body)
{
    stand = (struct stand){0};
    stand_open_small(&stand, body);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
}

static const struct actor *who(const char *name, const char *roles)
{
    return rehearsal_actor(stand.rehearsal, name, roles);
}

struct doing {
    const struct actor *actor;
    const char *form, *outcome, *data, *person;
    bool is_for_good, has_version;
    int64_t version;
};

static int act(enum act_kind kind, struct doing doing)
{
    struct act *act = stand_task_act(&stand, doing.form ? doing.form : "decide", doing.outcome);
    struct err err = {0};
    act->kind = kind;
    act->actor = doing.actor;
    act->name = doing.person;
    act->is_for_good = doing.is_for_good;
    act->has_version = doing.has_version;
    act->version = doing.version;
    if (doing.data)
        assert_int_equal(json_read(&act->arena, slice_of(doing.data), NULL, &act->data, &err), 0);
    rehearsal_act(stand.rehearsal, act, &stand.arena, &stand.answer);
    rehearsal_settle(stand.rehearsal);
    return stand.answer.status;
}

#define ACT(kind, ...) act(kind, (struct doing){__VA_ARGS__})

static struct task task_now(const char *form)
{
    struct case_image image = stand_case(&stand);
    struct task task = {0};
    struct value *body;
    struct err err = {0};
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_TASK && slice_is(image.parts[i].form, form)) {
            assert_int_equal(canon_read(&stand.arena, image.parts[i].body, &body, &err), 0);
            assert_int_equal(task_from_value(&stand.arena, body, &task, &err), 0);
        }
    return task;
}

static const char *code(void)
{
    return err_code(&stand.answer.err);
}

/* ---- a second person ------------------------------------------------------------------------ */

static void test_an_answer_waits_for_a_second_person(void **state)
{
    (void)state;
    open_stand(STAGE(", approve = \"unit_head\""));
    const struct actor *anna = who("anna", "clerk,unit_head"), *head = who("head", "unit_head");
    assert_int_equal(ACT(ACT_COMPLETE, .actor = anna, .outcome = "yes"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "phase"), "approval");
    assert_string_equal(value_get_text(stand.answer.reply, "status"), "open");
    assert_null(strstr(stand_data(&stand), "how")); /* the script has not heard of it */
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = anna, .outcome = "agree"), STATUS_FORBIDDEN);
    assert_string_equal(code(), "same_person");
    assert_int_equal(ACT(ACT_COMPLETE, .actor = who("bo", "clerk"), .outcome = "agree"),
                     STATUS_FORBIDDEN);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = head, .outcome = "yes"), STATUS_INVALID);
    assert_int_equal(ACT(ACT_CLAIM, .actor = head), 0);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = head, .outcome = "agree"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "status"), "done");
    assert_non_null(strstr(stand_data(&stand), "\"how\":\"yes\""));
    assert_non_null(strstr(stand_data(&stand), anna->id)); /* the answer is hers */
    struct task task = task_now("decide");
    assert_string_equal(task.by, anna->id);
    assert_string_equal(task.agreed_by, head->id);
    stand_verify(&stand);
    /* `except` is who answered, not who agreed */
    assert_int_equal(ACT(ACT_CLAIM, .form = "word", .actor = anna), STATUS_FORBIDDEN);
    assert_string_equal(code(), "excluded");
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "word", NULL, "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

static void test_a_refusal_goes_back_with_its_reason(void **state)
{
    (void)state;
    open_stand(STAGE(", approve = \"unit_head\""));
    const struct actor *anna = who("anna", "clerk"), *head = who("head", "unit_head");
    assert_int_equal(ACT(ACT_COMPLETE, .actor = anna, .outcome = "yes"), 0);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = head, .outcome = "refuse"), STATUS_INVALID);
    assert_true(value_is_text(value_get(value_item(stand.answer.errors, 0), "field"), "reason"));
    assert_int_equal(ACT(ACT_COMPLETE, .actor = head, .outcome = "refuse",
                         .data = "{\"reason\":\"ask the neighbours first\"}"),
                     0);
    struct task task = task_now("decide");
    assert_int_equal(task.phase, TASK_WORK);
    assert_string_equal(task.assignee, anna->id);
    /* what one person writes of another lies in the vault, not in the rows */
    assert_int_equal(value_get(task.sent_back, "reason")->type, VALUE_HANDLE);
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(
        ACT(ACT_COMPLETE, .actor = anna, .outcome = "no", .data = "{\"reason\":\"asked\"}"), 0);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = head, .outcome = "agree"), 0);
    assert_non_null(strstr(stand_data(&stand), "\"how\":\"no\""));
    stand_verify(&stand);
    stand_close(&stand);
}

static void test_each_of_many_waits_for_its_own_second_person(void **state)
{
    (void)state;
    stand = (struct stand){0};
    stand_open_small(&stand,
                     "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                     "  local all = case:task_each(\"decide\", case.data.items, { to = \"clerk\", "
                     "approve = \"unit_head\" })\n"
                     "  case:set { yes = all:count \"yes\", first = all[1].outcome }\n"
                     "  case:task(\"word\", { to = \"clerk\" })\n"
                     "  return case:close \"done\"\nend }\n");
    assert_int_equal(
        stand_start(&stand, "{\"subject\":\"x\",\"items\":[{\"words\":\"a\"},{\"words\":\"b\"}]}"),
        0);
    const struct actor *anna = who("anna", "clerk"), *head = who("head", "unit_head");
    for (int i = 0; i < 2; i++) { /* the first that is live */
        assert_int_equal(ACT(ACT_COMPLETE, .actor = anna, .outcome = "yes"), 0);
        stand_crash(&stand);
        assert_int_equal(ACT(ACT_COMPLETE, .actor = head, .outcome = "agree"), 0);
        stand_verify(&stand);
    }
    assert_non_null(strstr(stand_data(&stand), "\"yes\":2"));
    stand_close(&stand);
}

/* ---- delegating ----------------------------------------------------------------------------- */

static void test_delegated_work_is_looked_at_and_counts_once(void **state)
{
    (void)state;
    open_stand(STAGE(", approve = \"unit_head\""));
    const struct actor *anna = who("anna", "clerk"), *bo = who("bo", "clerk");
    const struct actor *head = who("head", "unit_head");
    assert_int_equal(ACT(ACT_DELEGATE, .actor = anna, .person = bo->id), STATUS_FORBIDDEN);
    assert_int_equal(ACT(ACT_CLAIM, .actor = anna), 0);
    assert_int_equal(ACT(ACT_DELEGATE, .actor = anna, .person = bo->id), 0);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = anna, .outcome = "yes"), STATUS_CONFLICT);
    stand_crash(&stand);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = bo, .outcome = "yes"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "phase"), "look");
    stand_verify(&stand);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = head, .outcome = "agree"), STATUS_FORBIDDEN);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = anna, .outcome = "agree"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "phase"), "approval");
    stand_crash(&stand);
    assert_null(strstr(stand_data(&stand), "how"));
    assert_int_equal(ACT(ACT_COMPLETE, .actor = head, .outcome = "agree"), 0);
    assert_string_equal(task_now("decide").by, bo->id);
    assert_non_null(strstr(stand_data(&stand), bo->id));
    stand_verify(&stand);
    stand_close(&stand);
}

static void test_delegated_for_good_counts_at_once(void **state)
{
    (void)state;
    open_stand(STAGE(""));
    const struct actor *anna = who("anna", "clerk"), *bo = who("bo", "");
    assert_int_equal(ACT(ACT_CLAIM, .actor = anna), 0);
    assert_int_equal(ACT(ACT_DELEGATE, .actor = anna, .person = bo->id, .is_for_good = true), 0);
    stand_crash(&stand);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = bo, .outcome = "yes"), 0);
    assert_non_null(strstr(stand_data(&stand), "\"how\":\"yes\""));
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- assigning ------------------------------------------------------------------------------ */

static void test_the_work_of_a_colleague_is_given_to_another_with_a_reason(void **state)
{
    (void)state;
    open_stand(STAGE(""));
    const struct actor *anna = who("anna", "clerk"), *bo = who("bo", "clerk");
    const struct actor *head = who("head", "unit_head");
    assert_int_equal(ACT(ACT_ASSIGN, .actor = anna, .person = anna->id), STATUS_FORBIDDEN);
    assert_string_equal(code(), "not_in_charge");
    assert_int_equal(ACT(ACT_ASSIGN, .actor = head, .person = anna->id), 0);
    assert_string_equal(task_now("decide").assignee, anna->id);
    assert_int_equal(ACT(ACT_CLAIM, .actor = bo), STATUS_CONFLICT);
    assert_int_equal(ACT(ACT_ASSIGN, .actor = head, .person = bo->id), STATUS_INVALID);
    assert_true(value_is_text(value_get(value_item(stand.answer.errors, 0), "field"), "reason"));
    assert_int_equal(
        ACT(ACT_ASSIGN, .actor = head, .person = bo->id, .data = "{\"reason\":\"she is ill\"}"), 0);
    stand_crash(&stand);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = anna, .outcome = "yes"), STATUS_CONFLICT);
    assert_int_equal(ACT(ACT_COMPLETE, .actor = bo, .outcome = "yes"), 0);
    struct value *changes =
        task_changes_since(&stand.arena, &(struct task){.changes = task_now("decide").changes}, 0);
    assert_int_equal(value_len(changes), 3);
    stand_verify(&stand);
    stand_close(&stand);
}

static void test_who_is_excluded_cannot_be_given_the_work(void **state)
{
    (void)state;
    open_stand(STAGE(""));
    const struct actor *anna = who("anna", "clerk"), *head = who("head", "unit_head");
    assert_int_equal(ACT(ACT_COMPLETE, .actor = anna, .outcome = "yes"), 0);
    assert_int_equal(ACT(ACT_ASSIGN, .form = "word", .actor = head, .person = anna->id),
                     STATUS_FORBIDDEN);
    assert_string_equal(code(), "excluded");
    const struct actor *bo = who("bo", "clerk");
    assert_int_equal(ACT(ACT_CLAIM, .form = "word", .actor = bo), 0);
    assert_int_equal(ACT(ACT_DELEGATE, .form = "word", .actor = bo, .person = anna->id),
                     STATUS_FORBIDDEN);
    stand_close(&stand);
}

/* ---- a stale page --------------------------------------------------------------------------- */

static void test_a_stale_page_is_told_what_changed(void **state)
{
    (void)state;
    open_stand(STAGE(""));
    const struct actor *anna = who("anna", "clerk"), *head = who("head", "unit_head");
    assert_int_equal(ACT(ACT_MARK, .actor = head, .data = "{\"priority\":\"urgent\"}"), 0);
    assert_int_equal(ACT(ACT_CLAIM, .actor = anna, .has_version = true, .version = 0),
                     STATUS_CONFLICT);
    assert_string_equal(code(), "stale_version");
    const struct value *result = stand.answer.reply;
    assert_int_equal(value_get_int(result, "version", -1), 1);
    const struct value *change = value_item(value_get(result, "changes"), 0);
    assert_true(value_is_text(value_get(change, "by"), head->id));
    assert_true(value_is_text(value_get(change, "what"), "marked"));
    assert_true(value_is_text(value_get(change, "priority"), "urgent"));
    assert_int_equal(ACT(ACT_CLAIM, .actor = anna, .has_version = true, .version = 1), 0);
    assert_int_equal(
        ACT(ACT_COMPLETE, .actor = anna, .outcome = "yes", .has_version = true, .version = 1),
        STATUS_CONFLICT);
    assert_string_equal(code(), "stale_version");
    assert_int_equal(
        ACT(ACT_COMPLETE, .actor = anna, .outcome = "yes", .has_version = true, .version = 2), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

static void test_marks_move_no_work(void **state)
{
    (void)state;
    open_stand(STAGE(", priority = \"high\""));
    const struct actor *anna = who("anna", "clerk"), *head = who("head", "unit_head");
    assert_string_equal(task_now("decide").priority, "high");
    assert_int_equal(ACT(ACT_MARK, .actor = anna, .data = "{\"follow_up\":\"2026-02-10\"}"),
                     STATUS_FORBIDDEN);
    assert_int_equal(ACT(ACT_CLAIM, .actor = anna), 0);
    assert_int_equal(ACT(ACT_MARK, .actor = anna, .data = "{\"follow_up\":\"2026-02-30\"}"),
                     STATUS_INVALID);
    assert_int_equal(ACT(ACT_MARK, .actor = anna, .data = "{\"follow_up\":\"2026-02-10\"}"), 0);
    assert_int_equal(ACT(ACT_MARK, .actor = anna, .data = "{\"priority\":\"urgent\"}"),
                     STATUS_FORBIDDEN);
    assert_int_equal(ACT(ACT_MARK, .actor = head, .data = "{\"priority\":\"soon\"}"),
                     STATUS_INVALID);
    assert_int_equal(ACT(ACT_MARK, .actor = head, .data = "{\"priority\":\"normal\"}"), 0);
    struct task task = task_now("decide");
    assert_int_equal(task.status, TASK_CLAIMED);
    assert_string_equal(task.follow_up, "2026-02-10");
    assert_null(task.priority);
    stand_verify(&stand);
    assert_int_equal(ACT(ACT_MARK, .actor = anna, .data = "{\"follow_up\":\"\"}"), 0);
    assert_null(task_now("decide").follow_up);
    stand_close(&stand);
}

static void test_two_people_race_and_one_has_it(void **state)
{
    (void)state;
    open_stand(STAGE(""));
    struct act *first = stand_task_act(&stand, "decide", NULL);
    struct act *second = stand_task_act(&stand, "decide", NULL);
    first->kind = second->kind = ACT_CLAIM;
    assert_int_equal(stand_post_both(&stand, first, second), STATUS_CONFLICT);
    assert_string_equal(code(), "already_claimed"); /* both are the same administrator here */
    stand_close(&stand);
}

static void test_wrong_options_raise_at_their_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {", priority = \"whenever\"", ", approve = \"\"",
                                        ", show = {}", ", office = 5"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct arena own = {0};
        const char *body = arena_printf(
            &own,
            "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
            "  case:task(\"decide\", { to = \"clerk\"%s })\n  return case:close \"done\"\nend }\n",
            wrong[i]);
        stand_open_small(&stand, body);
        stand_start(&stand, "{\"subject\":\"x\"}");
        stand_expect(&stand, "first", CASE_PARKED);
        stand_close(&stand);
        arena_close(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(test_an_answer_waits_for_a_second_person),
        STAND_BOTH(test_a_refusal_goes_back_with_its_reason),
        STAND_BOTH(test_each_of_many_waits_for_its_own_second_person),
        STAND_BOTH(test_delegated_work_is_looked_at_and_counts_once),
        STAND_BOTH(test_delegated_for_good_counts_at_once),
        STAND_BOTH(test_the_work_of_a_colleague_is_given_to_another_with_a_reason),
        STAND_BOTH(test_who_is_excluded_cannot_be_given_the_work),
        STAND_BOTH(test_a_stale_page_is_told_what_changed),
        STAND_BOTH(test_marks_move_no_work),
        STAND_BOTH(test_two_people_race_and_one_has_it),
        STAND_BOTH(test_wrong_options_raise_at_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
