/* test_notices.c - telling people: not at midnight, of life and safety at once, citizens by the
 * target that is there for them; and effects: the same key in every turn they are asked for, held
 * for who restores, sent again.
 */
#include "stand.h"
#include "engine/inside.h"
#include "engine/notify.h"
#include "engine/rehearsal_outside.h"
#include "engine/routes.h"
#include "engine/target.h"
#include "store/office.h"

enum { HOUR_MS = 3600 * 1000 };

static struct stand stand;

#define NOTICES                                                                                    \
    "notice \"plain\" { zh = \"通知\", en = \"Notice\" }\n"                                      \
    "notice \"alarm\" { zh = \"险情\", en = \"Alarm\", life_safety = true }\n"
#define TELLING                                                                                    \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  case:task(\"word\", { to = \"clerk\" })\n"                                                  \
    "  case:notify(\"plain\", { to = { \"clerk\", \"head\" }, with = { n = 3 } })\n"               \
    "  case:notify(\"alarm\", { to = \"clerk\" })\n"                                               \
    "  return case:close \"done\"\nend }\n"

static const struct notice_row *find_notice(const char *name, const char *role)
{
    struct notice_row *rows;
    size_t count;
    struct err err = {0};
    assert_int_equal(reader_notices(rehearsal_reader(stand.rehearsal), 0, 100, &stand.arena, &rows,
                                    &count, &err),
                     0);
    for (size_t i = 0; i < count; i++)
        if (slice_is(rows[i].name, name) && slice_is(rows[i].role, role))
            return &rows[i];
    return NULL;
}

/* Begun on a Monday at 09:00; what is told at `hour` of day `day` is shown when. */
static int64_t shown_after(int day, int hour)
{
    stand_open_with(&stand, NOTICES, TELLING);
    int64_t begun = rehearsal_now_ms(stand.rehearsal);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"a\",\"amount\":1}"), 0);
    stand_advance(&stand, (int64_t)day * DAY_MS + (hour - 9) * HOUR_MS);
    int64_t told = rehearsal_now_ms(stand.rehearsal);
    assert_int_equal(stand_complete(&stand, "word", NULL, "{\"say\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    const struct notice_row *plain = find_notice("plain", "clerk");
    const struct notice_row *head = find_notice("plain", "head");
    const struct notice_row *alarm = find_notice("alarm", "clerk");
    assert_true(plain && head && alarm);
    assert_int_equal(plain->at, told);
    assert_int_equal(head->not_before, plain->not_before);
    assert_int_equal(alarm->not_before, told); /* life and safety: at once */
    assert_true(id_is_equal(&plain->case_ref, &stand.ref));
    assert_false(id_is_equal(&plain->ref, &head->ref));
    int64_t shown = plain->not_before - begun;
    stand_verify(&stand);
    stand_close(&stand);
    return shown;
}

static void test_nobody_is_told_at_midnight(void **state)
{
    (void)state;
    assert_int_equal(shown_after(0, 10), HOUR_MS);             /* while the office is open */
    assert_int_equal(shown_after(0, 23), (int64_t)DAY_MS);     /* the next morning */
    assert_int_equal(shown_after(1, 3), (int64_t)DAY_MS);      /* the same morning */
    assert_int_equal(shown_after(5, 12), 7 * (int64_t)DAY_MS); /* Saturday: Monday */
}

static int told_status;

static void on_changed(void *owner, int status, const struct value *reply, const struct err *err)
{
    (void)owner, (void)reply, (void)err;
    told_status = status;
}

static void change_target(const char *name, const char *settings, const char *secret,
                          int64_t version)
{
    struct value *value = NULL;
    struct err err = {0};
    if (settings)
        assert_int_equal(canon_read(&stand.arena, slice_of(settings), &value, &err), 0);
    const struct target_change change = {.name = name,
                                         .settings = value,
                                         .secret = secret,
                                         .version = version,
                                         .on_done = on_changed};
    engine_change_target(rehearsal_engine(stand.rehearsal), &change);
    rehearsal_settle(stand.rehearsal);
}

static void test_targets_and_their_secrets(void **state)
{
    (void)state;
    struct engine *engine;
    struct record_row row;
    struct value *settings;
    struct err err = {0};
    const char *secret;
    stand_open_with(&stand, NOTICES, TELLING);
    engine = rehearsal_engine(stand.rehearsal);
    assert_null(route_of(engine, ROUTE_CITIZENS, ROUTE_PHONE));
    change_target("sms", "{\"address\":\"phone\",\"kind\":\"extension\",\"use\":\"citizens\"}",
                  "canary", 0);
    assert_int_equal(told_status, 0);
    assert_string_equal(route_of(engine, ROUTE_CITIZENS, ROUTE_PHONE), "sms");
    assert_null(route_of(engine, ROUTE_PEOPLE, ROUTE_PHONE));
    change_target("sms", "{\"kind\":\"extension\"}", NULL, 0); /* there is one */
    assert_int_equal(told_status, STATUS_CONFLICT);
    change_target("sms", "{\"kind\":\"extension\",\"use\":\"both\"}", NULL, 1);
    assert_int_equal(told_status, 0); /* its secret stays */
    assert_string_equal(route_of(engine, ROUTE_PEOPLE, ROUTE_MAIL), "sms");
    assert_int_equal(reader_record(rehearsal_reader(stand.rehearsal), RECORD_TARGET,
                                   slice_of("sms"), &stand.arena, &row, &err),
                     0);
    assert_int_equal(row.version, 2);
    assert_null(memmem(row.body.bytes, row.body.len, "canary", 6));
    assert_int_equal(canon_read(&stand.arena, row.body, &settings, &err), 0);
    assert_int_equal(target_secret(engine, "sms", settings, &stand.arena, &secret, &err), 0);
    assert_string_equal(secret, "canary");
    /* Another target's name opens nothing. */
    assert_int_equal(target_secret(engine, "other", settings, &stand.arena, &secret, &err),
                     STATUS_CORRUPT);
    change_target("sms", NULL, NULL, 0);
    assert_int_equal(told_status, 0);
    assert_null(route_of(engine, ROUTE_PEOPLE, ROUTE_MAIL));
    change_target("never", NULL, NULL, 0);
    assert_int_equal(told_status, STATUS_NOT_FOUND);
    change_target("sms", "{\"kind\":\"extension\"}", NULL, 0); /* begins anew */
    assert_int_equal(told_status, 0);
    stand_close(&stand);
}

#define SENDING                                                                                    \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  local a = case:effect(\"out\", { with = { n = 1 } }).outcome\n"                             \
    "  case:set { note = nil, items = nil }\n"                                                     \
    "  case:task(\"word\", { to = \"clerk\" })\n"                                                  \
    "  return case:close \"done\"\nend }\n"

static struct effect_row the_effect(enum effect_status status)
{
    const struct effect_span span = {
        .status = status, .after_next_at = INT64_MIN, .until_ms = INT64_MAX, .limit = 10};
    struct effect_row *rows;
    size_t count;
    struct err err = {0};
    assert_int_equal(
        reader_effects(rehearsal_reader(stand.rehearsal), &span, &stand.arena, &rows, &count, &err),
        0);
    assert_int_equal(count, 1);
    return rows[0];
}

static size_t open_incidents(void)
{
    struct incident_row *rows;
    size_t count;
    struct err err = {0};
    assert_int_equal(reader_incidents(rehearsal_reader(stand.rehearsal), 0, true, &stand.arena,
                                      &rows, &count, &err),
                     0);
    return count;
}

static int64_t resent;

static void on_resent(void *owner, int status, const struct value *reply, const struct err *err)
{
    (void)owner, (void)err;
    told_status = status;
    resent = value_get_int(reply, "resent", -1);
}

static void resend(const struct id *ref)
{
    const struct effect_resend request = {.ref = ref, .on_done = on_resent};
    engine_resend(rehearsal_engine(stand.rehearsal), &request);
    rehearsal_settle(stand.rehearsal);
}

/* A dead letter waits for a person, whatever becomes of its case. */
static void test_a_dead_letter_is_sent_again(void **state)
{
    (void)state;
    stand_open_small(&stand, SENDING);
    struct rehearsal_outside *outside = rehearsal_outside_of(stand.rehearsal);
    assert_true(rehearsal_outside_say(outside, "out", "failed", &value_nil));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"a\",\"amount\":1}"), 0);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1); /* the case goes on */
    struct effect_row dead = the_effect(EFFECT_DEAD);
    assert_int_equal(dead.attempts, 1);
    assert_int_equal(open_incidents(), 1);
    assert_true(rehearsal_outside_say(outside, "out", "done", &value_nil));
    stand_advance(&stand, 30 * (int64_t)DAY_MS);
    (void)the_effect(EFFECT_DEAD); /* not by itself */
    resend(&dead.ref);
    assert_int_equal(told_status, 0);
    assert_int_equal(resent, 1);
    struct effect_row done = the_effect(EFFECT_DONE);
    assert_true(id_is_equal(&dead.ref, &done.ref));
    assert_int_equal(open_incidents(), 0);
    resend(&dead.ref);
    assert_int_equal(told_status, STATUS_CONFLICT);
    struct id nobody = {{1}};
    resend(&nobody);
    assert_int_equal(told_status, STATUS_NOT_FOUND);
    stand_expect(&stand, "first", CASE_OPEN);
    stand_verify(&stand);
    stand_close(&stand);
}

/* What was on its way when the backup was made goes out when somebody says so. */
static void test_held_effects_wait_for_a_person(void **state)
{
    (void)state;
    stand_open_small(&stand, SENDING);
    struct rehearsal_outside *outside = rehearsal_outside_of(stand.rehearsal);
    assert_true(rehearsal_outside_say(outside, "out", "silent", &value_nil));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"a\",\"amount\":1}"), 0);
    rehearsal_settle(stand.rehearsal);
    struct effect_row pending = the_effect(EFFECT_PENDING);
    assert_int_equal(pending.attempts, 1);
    assert_true(rehearsal_outside_say(outside, "out", "done", &value_nil));
    disk_mark_restored(rehearsal_disk(stand.rehearsal));
    stand_crash(&stand);
    stand_advance(&stand, 7 * (int64_t)DAY_MS);
    assert_int_equal(the_effect(EFFECT_HELD).attempts, 1);
    assert_int_equal(stand_open_tasks(&stand, "word"), 0); /* the case waits */
    resend(NULL);
    assert_int_equal(resent, 1);
    struct effect_row done = the_effect(EFFECT_DONE);
    assert_true(id_is_equal(&pending.ref, &done.ref));
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    resend(NULL);
    assert_int_equal(resent, 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* A target that is silent is tried less and less, and given up after days; each attempt counts. */
static void test_attempts_end(void **state)
{
    (void)state;
    stand_open_small(&stand, SENDING);
    assert_true(
        rehearsal_outside_say(rehearsal_outside_of(stand.rehearsal), "out", "silent", &value_nil));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"a\",\"amount\":1}"), 0);
    stand_advance(&stand, 60 * 1000);
    assert_in_range(the_effect(EFFECT_PENDING).attempts, 3, 4); /* after 5 and 25 s */
    stand_advance(&stand, 24 * HOUR_MS);
    assert_in_range(the_effect(EFFECT_PENDING).attempts, 8, 11);
    stand_crash(&stand);
    stand_advance(&stand, 6 * (int64_t)DAY_MS);
    assert_int_equal(the_effect(EFFECT_DEAD).attempts, EFFECT_ATTEMPTS_MOST);
    assert_int_equal(open_incidents(), 1);
    assert_int_equal(stand_open_tasks(&stand, "word"), 1);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(test_nobody_is_told_at_midnight),
        cmocka_unit_test(test_targets_and_their_secrets),
        STAND_BOTH(test_a_dead_letter_is_sent_again),
        STAND_BOTH(test_held_effects_wait_for_a_person),
        STAND_BOTH(test_attempts_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
