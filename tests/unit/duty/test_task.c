/* test_task.c - who may do what with a task, in which order, and that the first result stays. */
#include "world.h"
#include "duty/task.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static struct actor actor_of(const char *id, const char *roles)
{
    return (struct actor){.id = id, .roles = json(&arena, roles)};
}

static struct task task_new(void)
{
    return (struct task){.id = {{1, 2, 3}},
                         .command = "agreed/2",
                         .index = -1,
                         .form = "acceptance",
                         .to = json(&arena, "[\"mediator\",\"clerk\"]"),
                         .opened_ms = 1000,
                         .at_ms = 1000};
}

enum move { CLAIM, RELEASE, COMPLETE, CANCEL, EXPIRE, MOVE_COUNT };

static int make(struct task *task, enum move move, const struct actor *actor, struct err *err)
{
    struct task_act act = {.actor = actor, .outcome = "accept", .now_ms = 2000, .arena = &arena};
    *err = (struct err){0};
    switch (move) {
    case CLAIM:
        return task_claim(task, &act, err);
    case RELEASE:
        return task_release(task, &act, err);
    case COMPLETE:
        return task_complete(task, &act, err);
    case CANCEL:
        return task_cancel(task, 2000, err);
    default:
        return task_expire(task, 2000, err);
    }
}

/* From every status every move: where it leads, or that nothing changes. */
static void test_every_move(void **state)
{
    (void)state;
    enum { NO = -1 };
    static const int leads[5][MOVE_COUNT] = {
        [TASK_OPEN] = {TASK_CLAIMED, NO,        TASK_DONE, TASK_CANCELLED, TASK_EXPIRED},
        [TASK_CLAIMED] = {NO,           TASK_OPEN, TASK_DONE, TASK_CANCELLED, TASK_EXPIRED},
        [TASK_DONE] = {NO,           NO,        NO,        NO,             NO          },
        [TASK_EXPIRED] = {NO,           NO,        NO,        NO,             NO          },
        [TASK_CANCELLED] = {NO,           NO,        NO,        NO,             NO          },
    };
    static const enum move to_get_there[5] = {MOVE_COUNT, CLAIM, COMPLETE, EXPIRE, CANCEL};
    struct actor anna = actor_of("anna", "[\"clerk\"]");
    struct err err;
    for (int from = TASK_OPEN; from <= TASK_CANCELLED; from++) {
        for (int move = 0; move < MOVE_COUNT; move++) {
            struct task task = task_new();
            if (from != TASK_OPEN)
                assert_int_equal(make(&task, to_get_there[from], &anna, &err), 0);
            assert_int_equal(task.status, from);
            struct task before = task;
            int rc = make(&task, (enum move)move, &anna, &err);
            if (leads[from][move] == NO) {
                assert_status(rc, STATUS_CONFLICT, &err);
                assert_memory_equal(&before, &task, sizeof task);
                assert_true(strlen(err.text) > 10);
            } else {
                assert_status(rc, 0, &err);
                assert_int_equal(task.status, leads[from][move]);
                assert_int_equal(task.at_ms, 2000);
            }
        }
    }
}

static void test_first_result_stays(void **state)
{
    (void)state;
    struct err err;
    struct actor anna = actor_of("anna", "[\"clerk\"]"), bo = actor_of("bo", "[\"mediator\"]");
    struct task task = task_new();
    struct task_act first = {
        .actor = &anna, .outcome = "accept", .now_ms = at("2026-02-10T09:00"), .arena = &arena};
    struct task_act second = {
        .actor = &bo, .outcome = "refuse", .now_ms = at("2026-02-11T09:00"), .arena = &arena};
    assert_int_equal(task_complete(&task, &first, &err), 0);
    err = (struct err){0};
    assert_status(task_complete(&task, &second, &err), STATUS_CONFLICT, &err);
    assert_says(&err, "2026-02-10T09:00:00+08:00 with outcome accept");
    assert_string_equal(err_code(&err), "task_done");
    assert_string_equal(task.outcome, "accept");
    assert_string_equal(task.by, "anna");
    assert_string_equal(task.assignee, "anna");
    assert_status(task_cancel(&task, 5, &err), STATUS_CONFLICT, &err);
    assert_int_equal(task.status, TASK_DONE);
}

static void test_claimed_by_another(void **state)
{
    (void)state;
    struct err err;
    struct actor anna = actor_of("anna", "[\"clerk\"]"), bo = actor_of("bo", "[\"mediator\"]");
    struct task task = task_new();
    assert_int_equal(make(&task, CLAIM, &anna, &err), 0);
    assert_status(make(&task, CLAIM, &bo, &err), STATUS_CONFLICT, &err);
    assert_string_equal(err_code(&err), "claimed_by_other");
    assert_null(strstr(err.text, "anna"));
    assert_status(make(&task, COMPLETE, &bo, &err), STATUS_CONFLICT, &err);
    assert_status(make(&task, RELEASE, &bo, &err), STATUS_FORBIDDEN, &err);
    assert_status(make(&task, CLAIM, &anna, &err), STATUS_CONFLICT, &err);
    assert_string_equal(err_code(&err), "already_claimed");
    assert_int_equal(make(&task, RELEASE, &anna, &err), 0);
    assert_null(task.assignee);
    assert_int_equal(make(&task, CLAIM, &bo, &err), 0);
    assert_string_equal(task.assignee, "bo");
    assert_int_equal(make(&task, EXPIRE, &bo, &err), 0);
    assert_null(task.assignee);
    assert_status(make(&task, COMPLETE, &bo, &err), STATUS_CONFLICT, &err);
    assert_string_equal(err_code(&err), "task_expired");
}

static void test_who(void **state)
{
    (void)state;
    struct err err;
    struct actor stranger = actor_of("eve", "[\"auditor\"]"), nobody = actor_of("x", "null");
    struct actor chief = {.id = "admin", .is_administrator = true};
    struct task task = task_new();
    assert_status(make(&task, CLAIM, &stranger, &err), STATUS_FORBIDDEN, &err);
    assert_says(&err, "mediator, clerk");
    assert_status(make(&task, COMPLETE, &nobody, &err), STATUS_FORBIDDEN, &err);
    assert_true(task_is_for(&task, &chief));
    task.candidates = json(&arena, "[\"eve\"]");
    assert_true(task_is_for(&task, &stranger));
    task.except = json(&arena, "[\"eve\",\"clerk\"]");
    assert_false(task_is_for(&task, &stranger));
    struct actor both = actor_of("carl", "[\"mediator\",\"clerk\"]");
    assert_false(task_is_for(&task, &both)); /* one excluded role is enough */
    assert_status(make(&task, CLAIM, &both, &err), STATUS_FORBIDDEN, &err);
    assert_string_equal(err_code(&err), "excluded");
    struct actor bo = actor_of("bo", "[\"mediator\"]");
    assert_int_equal(task_may_complete(&task, &bo, &err), 0);
    task.except = json(&arena, "[\"admin\"]");
    assert_false(task_is_for(&task, &chief));
}

static void test_round_trip(void **state)
{
    (void)state;
    struct err err = {0};
    struct actor anna = actor_of("anna", "[\"clerk\"]");
    struct task before = task_new(), after;
    before.title = json(&arena, "{\"en\":\"Accept\",\"zh\":\"受理\"}");
    before.due = "TJ-D6#obligations/2";
    before.row = "obligations/2";
    before.index = 3;
    for (int move = -1; move < MOVE_COUNT; move++) {
        struct task task = before;
        if (move >= 0 && make(&task, (enum move)move, &anna, &err) < 0)
            continue;
        struct value *value;
        struct slice text = canon_text(&arena, task_to_value(&arena, &task));
        assert_status(canon_read(&arena, text, &value, &err), 0, &err);
        assert_status(task_from_value(&arena, value, &after, &err), 0, &err);
        assert_true(slice_is_equal(text, canon_text(&arena, task_to_value(&arena, &after))));
        assert_int_equal(after.status, task.status);
        assert_true(id_is_equal(&after.id, &before.id));
        assert_int_equal(after.index, 3);
        assert_null(after.office);
    }
    struct slice small = canon_text(
        &arena, task_to_value(&arena, &(struct task){.index = -1, .form = "a", .command = "1"}));
    assert_null(strstr(small.bytes, "null"));
    assert_null(strstr(small.bytes, "index"));
    assert_true(small.len < 120);
}

static void test_damaged_rows(void **state)
{
    (void)state;
    struct err err = {0};
    struct task task = task_new(), read;
    const char *id = value_get_text(task_to_value(&arena, &task), "id");
    static const char *const rows[] = {
        "{}",
        "5",
        "{\"at\":1,\"form\":\"a\",\"id\":\"short\",\"opened\":1,\"status\":\"open\"}",
        "{\"at\":1,\"form\":\"a\",\"id\":\"%s\",\"opened\":1,\"status\":\"asleep\"}",
        "{\"at\":1,\"id\":\"%s\",\"opened\":1,\"status\":\"open\"}",
        "{\"at\":1,\"form\":\"a\",\"id\":\"%s\",\"opened\":1,\"status\":\"claimed\"}",
        "{\"assignee\":\"x\",\"at\":1,\"form\":\"a\",\"id\":\"%s\",\"opened\":1,\"status\":"
        "\"open\"}",
        "{\"at\":1,\"extra\":1,\"form\":\"a\",\"id\":\"%s\",\"opened\":1,\"status\":\"open\"}",
        "{\"at\":\"1\",\"form\":\"a\",\"id\":\"%s\",\"opened\":1,\"status\":\"open\"}",
        "{\"at\":1,\"form\":\"a\",\"id\":\"%s\",\"index\":4294967296,\"opened\":1,\"status\":"
        "\"open\"}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[400];
        const char *mark = strstr(rows[i], "%s");
        snprintf(text, sizeof text, "%.*s%s%s", mark ? (int)(mark - rows[i]) : 400, rows[i],
                 mark ? id : "", mark ? mark + 2 : "");
        if (task_from_value(&arena, json(&arena, text), &read, &err) != STATUS_CORRUPT)
            fail_msg("taken: %s", text);
    }
}

/* --- work that changes hands ------------------------------------------------------------------ */

static struct task_act act_of(const struct actor *actor, const char *person)
{
    return (struct task_act){
        .actor = actor, .person = person, .outcome = "accept", .now_ms = 3000, .arena = &arena};
}

static void assert_reads_back(const struct task *task)
{
    struct task after;
    struct err err = {0};
    struct value *value = task_to_value(&arena, task);
    assert_status(task_from_value(&arena, value, &after, &err), 0, &err);
    assert_true(value_is_equal(value, task_to_value(&arena, &after)));
    assert_int_equal(after.phase, task->phase);
    assert_int_equal(after.version, task->version);
}

static void test_assign_and_reassign(void **state)
{
    (void)state;
    struct err err = {0};
    struct actor head = actor_of("head", "[\"unit_head\"]"), eve = actor_of("eve", "[]");
    struct actor bo = actor_of("bo", "[\"mediator\"]");
    struct task task = task_new();
    struct task_act to_eve = act_of(&head, "eve"), to_bo = act_of(&head, "bo");
    assert_status(task_assign(&task, &to_eve, &err), 0, &err);
    assert_string_equal(task.assignee, "eve");
    assert_int_equal(task.status, TASK_CLAIMED);
    assert_int_equal(task_may_complete(&task, &eve, &err), 0); /* by being given it */
    assert_status(task_may_complete(&task, &bo, &err), STATUS_CONFLICT, &err);
    task.follow_up = "2026-02-10";
    assert_status(task_assign(&task, &to_bo, &err), 0, &err);
    assert_string_equal(task.assignee, "bo");
    assert_null(task.follow_up); /* it was hers */
    assert_status(task_may_complete(&task, &eve, &err), STATUS_FORBIDDEN, &err);
    assert_status(task_assign(&task, &to_bo, &err), STATUS_CONFLICT, &err);
    assert_string_equal(err_code(&err), "already_claimed");
    assert_int_equal(task.version, 2);
    struct value *changes = task_changes_since(&arena, &task, 1);
    assert_int_equal(value_len(changes), 1);
    assert_true(value_is_text(value_get(value_item(changes, 0), "what"), "reassigned"));
    assert_true(value_is_text(value_get(value_item(changes, 0), "from"), "eve"));
    assert_reads_back(&task);
}

static void test_delegated_work_comes_back_for_a_look(void **state)
{
    (void)state;
    struct err err = {0};
    struct actor anna = actor_of("anna", "[\"clerk\"]"), bo = actor_of("bo", "[]");
    struct task task = task_new();
    struct task_act to_bo = act_of(&anna, "bo"), by_bo = act_of(&bo, "carl");
    assert_status(task_delegate(&task, &to_bo, &err), STATUS_FORBIDDEN, &err); /* not hers yet */
    err = (struct err){0};
    assert_int_equal(make(&task, CLAIM, &anna, &err), 0);
    assert_status(task_delegate(&task, &to_bo, &err), 0, &err);
    assert_string_equal(task.owner, "anna");
    assert_true(task_needs_second(&task));
    assert_status(task_delegate(&task, &by_bo, &err), STATUS_CONFLICT, &err); /* not twice */
    struct value *answer = value_map(&arena);
    err = (struct err){0};
    assert_status(task_hold(&task, &by_bo, answer, &err), 0, &err);
    assert_int_equal(task.phase, TASK_LOOK);
    assert_string_equal(task.assignee, "anna");
    assert_reads_back(&task);
    assert_true(task_may_complete(&task, &bo, &err) < 0);
    assert_status(task_release(&task, &to_bo, &err), STATUS_CONFLICT, &err);
    err = (struct err){0};
    assert_status(task_send_back(&task, &to_bo, value_string(&arena, "why"), &err), 0, &err);
    assert_int_equal(task.phase, TASK_WORK);
    assert_string_equal(task.assignee, "bo");
    assert_true(value_is_text(value_get(task.sent_back, "reason"), "why"));
    assert_reads_back(&task);
    assert_status(task_hold(&task, &by_bo, answer, &err), 0, &err);
    assert_status(task_agree(&task, &to_bo, &err), 0, &err);
    assert_int_equal(task.status, TASK_DONE);
    assert_string_equal(task.by, "bo");
    assert_string_equal(task.agreed_by, "anna");
    assert_string_equal(task.outcome, "accept");
    assert_reads_back(&task);
}

static void test_delegated_for_good_does_not_come_back(void **state)
{
    (void)state;
    struct err err = {0};
    struct actor anna = actor_of("anna", "[\"clerk\"]");
    struct task task = task_new();
    struct task_act to_bo = act_of(&anna, "bo");
    to_bo.is_for_good = true;
    assert_int_equal(make(&task, CLAIM, &anna, &err), 0);
    assert_status(task_delegate(&task, &to_bo, &err), 0, &err);
    assert_null(task.owner);
    assert_false(task_needs_second(&task));
    assert_status(task_may_complete(&task, &anna, &err), STATUS_CONFLICT, &err);
}

static void test_nobody_agrees_to_an_answer_of_his_own(void **state)
{
    (void)state;
    struct err err = {0};
    struct actor anna = actor_of("anna", "[\"clerk\",\"unit_head\"]");
    struct actor head = actor_of("head", "[\"unit_head\"]"), bo = actor_of("bo", "[\"clerk\"]");
    struct task task = task_new();
    struct task_act by_anna = act_of(&anna, NULL), by_head = act_of(&head, NULL);
    task.approve = json(&arena, "[\"unit_head\"]");
    assert_true(task_needs_second(&task));
    assert_status(task_hold(&task, &by_anna, value_map(&arena), &err), 0, &err);
    assert_int_equal(task.phase, TASK_APPROVAL);
    assert_int_equal(task.status, TASK_OPEN);
    assert_true(value_is_equal(task_words(&task), task.approve));
    assert_status(task_may_complete(&task, &anna, &err), STATUS_FORBIDDEN, &err);
    assert_string_equal(err_code(&err), "same_person");
    assert_status(task_claim(&task, &by_anna, &err), STATUS_FORBIDDEN, &err);
    assert_status(task_may_complete(&task, &bo, &err), STATUS_FORBIDDEN, &err);
    err = (struct err){0};
    assert_status(task_claim(&task, &by_head, &err), 0, &err);
    assert_status(task_release(&task, &by_head, &err), 0, &err); /* the answer still waits */
    assert_int_equal(task.phase, TASK_APPROVAL);
    assert_reads_back(&task);
    assert_status(task_agree(&task, &by_head, &err), 0, &err);
    assert_string_equal(task.by, "anna");
    assert_string_equal(task.agreed_by, "head");
    struct task late = task_new();
    late.approve = task.approve;
    assert_status(task_hold(&late, &by_anna, value_map(&arena), &err), 0, &err);
    assert_status(task_expire(&late, 4000, &err), 0, &err); /* silence is no consent */
    assert_null(late.outcome);
    assert_reads_back(&late);
}

static void test_a_substitute_does_the_work_of_the_absent(void **state)
{
    (void)state;
    struct err err = {0};
    struct actor anna = actor_of("anna", "[\"clerk\"]"), bo = actor_of("bo", "[]");
    struct task task = task_new();
    struct task_act by_bo = act_of(&bo, NULL);
    assert_int_equal(make(&task, CLAIM, &anna, &err), 0);
    assert_true(task_complete(&task, &by_bo, &err) < 0);
    bo.covers = json(&arena, "[\"anna\"]");
    err = (struct err){0};
    assert_status(task_complete(&task, &by_bo, &err), 0, &err);
    assert_string_equal(task.by, "bo");
    assert_string_equal(task.covering, "anna"); /* both are on record */
    assert_reads_back(&task);
    struct membership hers = {.office = "o", .role = "clerk", .covering = "anna"};
    bo.covers = NULL;
    bo.memberships = &hers;
    bo.membership_count = 1;
    task = task_new();
    assert_status(task_complete(&task, &by_bo, &err), 0, &err);
    assert_string_equal(task.covering, "anna");
}

static void test_the_last_changes_are_kept(void **state)
{
    (void)state;
    struct err err = {0};
    struct actor anna = actor_of("anna", "[\"clerk\"]");
    struct task task = task_new();
    for (int i = 0; i < 15; i++) {
        assert_int_equal(make(&task, CLAIM, &anna, &err), 0);
        assert_int_equal(make(&task, RELEASE, &anna, &err), 0);
    }
    assert_int_equal(task.version, 30);
    assert_int_equal(value_len(task.changes), TASK_CHANGES_KEPT);
    assert_int_equal(value_len(task_changes_since(&arena, &task, 28)), 2);
    assert_int_equal(value_len(task_changes_since(&arena, &task, 30)), 0);
    assert_reads_back(&task);
}

static void test_priority_is_one_of_three(void **state)
{
    (void)state;
    struct task task = task_new();
    assert_int_equal(task_rank(&task), 2);
    assert_true(task_set_priority(&task, "urgent"));
    assert_int_equal(task_rank(&task), 0);
    assert_reads_back(&task);
    assert_true(task_set_priority(&task, "high"));
    assert_int_equal(task_rank(&task), 1);
    assert_false(task_set_priority(&task, "whenever"));
    assert_int_equal(task_rank(&task), 1);
    assert_true(task_set_priority(&task, "normal"));
    assert_null(task.priority);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_move),
        cmocka_unit_test(test_first_result_stays),
        cmocka_unit_test(test_claimed_by_another),
        cmocka_unit_test(test_who),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_damaged_rows),
        cmocka_unit_test(test_assign_and_reassign),
        cmocka_unit_test(test_delegated_work_comes_back_for_a_look),
        cmocka_unit_test(test_delegated_for_good_does_not_come_back),
        cmocka_unit_test(test_nobody_agrees_to_an_answer_of_his_own),
        cmocka_unit_test(test_a_substitute_does_the_work_of_the_absent),
        cmocka_unit_test(test_the_last_changes_are_kept),
        cmocka_unit_test(test_priority_is_one_of_three),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
