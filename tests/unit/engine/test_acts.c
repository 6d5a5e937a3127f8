/* test_acts.c - what is done from outside: once however often it is sent (rules.md E14, E20), all
 * or nothing also beside others of its loan (E4), with numbers that leave no gaps (E19). */
#include "stand.h"
#include "base/fault.h"
#include "engine/inside.h"
#include "loop/simulated.h"

#define ASKS                                                                                       \
    "signal \"s\" { zh = \"说\", en = \"S\", from = { \"clerk\" }, form = \"word\" }\n"           \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  local a = case:task(\"decide\", { to = \"clerk\" })\n"                                      \
    "  case:set { how = a.outcome }\n"                                                             \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

struct heard {
    struct stand *stand;
    bool is_answered, is_repeated;
    int status;
    const char *reply, *text;
};

static void on_answer(struct act *act, const struct answer *answer)
{
    struct heard *heard = act->owner;
    assert_false(heard->is_answered);
    heard->is_answered = true;
    heard->is_repeated = answer->is_repeated;
    heard->status = answer->status;
    heard->text = arena_text(&heard->stand->arena, answer->err.text);
    if (answer->reply)
        heard->reply = canon_text(&heard->stand->arena, answer->reply).bytes;
}

/* Posts, does not wait: the answer comes later, whatever it is. */
static void send(struct stand *stand, struct act *act, const char *key, const char *body,
                 struct heard *heard)
{
    *heard = (struct heard){.stand = stand};
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    act->on_answer = on_answer;
    act->owner = heard;
    if (key)
        act_set_key(rehearsal_engine(stand->rehearsal), act, "POST /x", slice_of(key),
                    slice_of(body));
    engine_post(rehearsal_engine(stand->rehearsal), act);
    assert_false(heard->is_answered);
}

static void twins_get_one_answer(void **state)
{
    struct stand stand;
    struct heard one, twin, other;
    struct engine_health health;
    (void)state;
    stand_open_small(&stand, ASKS);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    send(&stand, stand_task_act(&stand, "decide", "yes"), "k", "{}", &one);
    send(&stand, stand_task_act(&stand, "decide", "yes"), "k", "{}", &twin);
    send(&stand, stand_task_act(&stand, "decide", "no"), "k", "{no}", &other);
    engine_health(rehearsal_engine(stand.rehearsal), &health);
    assert_int_equal(health.unsettled, 3);
    rehearsal_settle(stand.rehearsal);
    engine_health(rehearsal_engine(stand.rehearsal), &health);
    assert_int_equal(health.unsettled, 0);
    assert_int_equal(one.status, 0);
    assert_false(one.is_repeated);
    assert_int_equal(twin.status, 0);
    assert_true(twin.is_repeated);
    assert_string_equal(one.reply, twin.reply);
    assert_int_equal(other.status, STATUS_KEY_REUSED);
    stand_crash(&stand);
    send(&stand, stand_task_act(&stand, "decide", "yes"), "k", "{}", &twin);
    send(&stand, stand_task_act(&stand, "decide", "yes"), "k2", "{}", &other);
    rehearsal_settle(stand.rehearsal);
    assert_true(twin.is_repeated);
    assert_string_equal(one.reply, twin.reply);
    assert_int_equal(other.status, 0);
    send(&stand, act_new(ACT_RETRY), "k", "{no}", &other);
    rehearsal_settle(stand.rehearsal);
    assert_int_not_equal(other.status, 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

/* A refusal is not kept: the same key does it later; its twin is refused with it. */
static void a_refused_key_may_try_again(void **state)
{
    struct stand stand;
    struct heard one, twin;
    (void)state;
    stand_open_small(&stand, ASKS);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    struct act *wrong[] = {stand_task_act(&stand, "decide", "no"),
                           stand_task_act(&stand, "decide", "no")};
    send(&stand, wrong[0], "k", "{}", &one);
    send(&stand, wrong[1], "k", "{}", &twin);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(one.status, STATUS_INVALID);
    assert_int_equal(twin.status, STATUS_INVALID);
    send(&stand, stand_task_act(&stand, "decide", "yes"), "k", "{yes}", &one);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(one.status, 0);
    assert_false(one.is_repeated);
    stand_crash(&stand);
    send(&stand, stand_task_act(&stand, "decide", "yes"), "k", "{yes}", &twin);
    rehearsal_settle(stand.rehearsal);
    assert_true(twin.is_repeated);
    assert_string_equal(one.reply, twin.reply);
    stand_close(&stand);
}

/* The store refuses what comes until the `good_from`th answer was given. */
struct refusing {
    struct stand *stand;
    int answered, good_from;
    int status[6];
};

static void on_refusing(struct act *act, const struct answer *answer)
{
    static const struct store_faults none;
    struct refusing *refusing = act->owner;
    refusing->status[refusing->answered++] = answer->status;
    if (refusing->answered == refusing->good_from)
        disk_set_faults(rehearsal_disk(refusing->stand->rehearsal), &none);
}

/* The first act has a loan of its own, the others share the next; one of them is refused, and it
 * alone (engine rule E3): the rest is recorded, in order. */
static void a_refused_write_set_takes_no_other_act_along(void **state)
{
    static const struct store_faults refuse = {.refuse = 1000000};
    struct stand stand;
    struct refusing refusing = {.stand = &stand, .good_from = 2};
    (void)state;
    stand_open_small(&stand, ASKS);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    disk_set_faults(rehearsal_disk(stand.rehearsal), &refuse);
    for (int i = 0; i < 6; i++) {
        struct act *act = i == 4 ? stand_task_act(&stand, "decide", "no") /* without its reason */
                                 : stand_signal_act(&stand, "s", "{\"say\":\"a\"}");
        act->actor = rehearsal_actor(stand.rehearsal, "admin", "admin");
        act->on_answer = on_refusing;
        act->owner = &refusing;
        engine_post(rehearsal_engine(stand.rehearsal), act);
    }
    rehearsal_settle(stand.rehearsal);
    static const int expected[] = {STATUS_REFUSED, STATUS_REFUSED, 0, 0, STATUS_INVALID, 0};
    assert_int_equal(refusing.answered, 6);
    assert_memory_equal(refusing.status, expected, sizeof expected);
    stand_verify(&stand);
    stand_close(&stand);
}

/* A key lives for seven days: then it is a new one. */
static void a_key_may_be_used_again_after_a_week(void **state)
{
    struct stand stand;
    struct heard one;
    (void)state;
    stand_open_small(&stand, ASKS);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    send(&stand, stand_signal_act(&stand, "s", "{\"say\":\"a\"}"), "k", "a", &one);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(one.status, 0);
    stand_advance(&stand, (int64_t)7 * DAY_MS - 1000);
    send(&stand, stand_signal_act(&stand, "s", "{\"say\":\"b\"}"), "k", "b", &one);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(one.status, STATUS_KEY_REUSED);
    stand_advance(&stand, 2000);
    send(&stand, stand_signal_act(&stand, "s", "{\"say\":\"b\"}"), "k", "b", &one);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(one.status, 0);
    assert_false(one.is_repeated);
    stand_close(&stand);
}

/* What has ended is not in memory any more, and still answers how. */
static void an_ended_task_says_how_it_ended(void **state)
{
    struct stand stand;
    struct heard again;
    (void)state;
    stand_open_small(&stand, ASKS);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    struct act *acts[] = {stand_task_act(&stand, "decide", "yes"),
                          stand_task_act(&stand, "decide", "no"),
                          stand_task_act(&stand, "decide", NULL)};
    acts[2]->kind = ACT_CLAIM;
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    for (int i = 0; i < 3; i++) {
        if (i == 1)
            stand_crash(&stand);
        send(&stand, acts[i], NULL, "", &again);
        rehearsal_settle(stand.rehearsal);
        assert_int_equal(again.status, STATUS_CONFLICT);
        assert_non_null(strstr(again.text, "yes"));
    }
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

static void numbers_have_no_gaps(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, ASKS);
    for (int i = 0; i < 3; i++)
        assert_int_equal(stand_start(&stand, "{}"), STATUS_INVALID);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "number"), "2026W000001");
    stand_crash(&stand);
    assert_int_equal(stand_start(&stand, "{}"), STATUS_INVALID);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "number"), "2026W000002");
    stand_close(&stand);
}

/* The host cannot rebuild the fiber: nothing of the whole loan is written, and it can be done
 * again. What was accepted in memory must not reach the disk with the act beside it. The first act
 * is lent at once; the two behind it share the next loan. */
static void a_host_error_writes_nothing(void **state)
{
    struct stand stand;
    struct heard claim, release, complete;
    (void)state;
    stand_open_small(&stand, ASKS);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_crash(&stand);
    int64_t seq = stand_case(&stand).row.seq;
    struct act *first = stand_task_act(&stand, "decide", NULL);
    struct act *second = stand_task_act(&stand, "decide", NULL);
    first->kind = ACT_CLAIM;
    second->kind = ACT_RELEASE;
    fault_open("replay.read=1");
    send(&stand, first, NULL, "", &claim);
    send(&stand, second, NULL, "", &release);
    send(&stand, stand_task_act(&stand, "decide", "yes"), NULL, "", &complete);
    for (int i = 0; i < 10000 && !complete.is_answered; i++)
        loop_simulated_step(rehearsal_loop(stand.rehearsal));
    assert_int_equal(claim.status, 0);
    assert_int_equal(release.status, STATUS_NO_MEMORY);
    assert_int_equal(complete.status, STATUS_NO_MEMORY);
    assert_int_equal(stand_case(&stand).row.seq, seq + 1);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    fault_open(NULL);
    rehearsal_settle(stand.rehearsal);
    stand_verify(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* The disk is full while a timer is due: the host waits, it does not spin. */
static void a_full_disk_does_not_spin(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                             "  case:sleep(hours(1))\n"
                             "  return case:close \"done\"\n"
                             "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    rehearsal_engine(stand.rehearsal)->is_full = true; /* as the store tells it */
    struct wallclock_held *clock = rehearsal_clock(stand.rehearsal);
    clock->now += 2 * 3600 * 1000;
    clock->boot += 2 * 3600 * 1000;
    assert_true(loop_simulated_settle(rehearsal_loop(stand.rehearsal), 2000) < 2000);
    stand_expect(&stand, "first", CASE_OPEN);
    rehearsal_engine(stand.rehearsal)->is_full = false;
    stand_advance(&stand, 1000);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(twins_get_one_answer),
        STAND_BOTH(a_refused_key_may_try_again),
        STAND_BOTH(a_refused_write_set_takes_no_other_act_along),
        STAND_BOTH(numbers_have_no_gaps),
        STAND_BOTH(an_ended_task_says_how_it_ended),
        STAND_BOTH(a_key_may_be_used_again_after_a_week),
        STAND_BOTH(a_host_error_writes_nothing),
        STAND_BOTH(a_full_disk_does_not_spin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
