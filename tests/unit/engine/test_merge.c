/* test_merge.c - two cases that are one: what is sent to a duplicate reaches the other, its holder
 * and every sender are told, nothing comes to pass twice, and it can be taken back (zammad #983,
 * #3105; osTicket #5644).
 */
#include <stdio.h>
#include "stand.h"
#include "duty/calendar.h"
#include "engine/calendar_edit.h"
#include "engine/inside.h"
#include "engine/merge.h"
#include "loop/simulated.h"
#include "store/simulated_disk.h"

#define BODY                                                                                       \
    "signal \"more\" { zh = \"补充\", en = \"More\", from = { \"clerk\" }, form = \"word\" }\n"  \
    "signal \"early\" { zh = \"早\", en = \"Early\", from = { \"clerk\" }, form = \"word\",\n"    \
    "  not_in = { \"first\" } }\n"                                                                 \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  if case.data.amount == 7 then\n"                                                            \
    "    case:start_case(\"w\", { with = { subject = case.data.subject, amount = 1 } })\n"         \
    "  end\n"                                                                                      \
    "  case:start_clock(\"C2\", { from = case:today() })\n"                                        \
    "  case:all {\n"                                                                               \
    "    a = function() case:task(\"decide\", { to = \"clerk\" }) end,\n"                          \
    "    b = function() local more = case:await(\"more\")\n"                                       \
    "      case:set { said = more.say, hush = more.quiet } end,\n"                                 \
    "    c = function() case:sleep(days(30)) end,\n"                                               \
    "  }\n"                                                                                        \
    "  case:stop_clock \"C2\"\n"                                                                   \
    "  return case:close \"done\"\nend }\n"

static struct id start_one(struct stand *stand)
{
    assert_int_equal(stand_start(stand, "{\"subject\":\"canary-61\"}"), 0);
    return stand->ref;
}

static int post(struct stand *stand, enum act_kind kind, const struct id *other, const char *roles)
{
    struct act *act = act_new(kind);

    act->case_ref = stand->ref;
    if (other)
        act->other = *other;
    act->reason = "the same letter";
    act->actor = rehearsal_actor(stand->rehearsal, roles, roles);
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

static int merge_into(struct stand *stand, struct id other)
{
    return post(stand, ACT_MERGE, &other, "clerk");
}

static void expect_merged(struct stand *stand)
{
    stand_expect(stand, "first", CASE_CLOSED);
    assert_true(slice_is(stand_case(stand).row.outcome, MERGED_OUTCOME));
}

static size_t waiting_messages(struct stand *stand)
{
    struct message_row *rows;
    struct err err = {0};
    size_t count;
    assert_int_equal(reader_inbox(rehearsal_reader(stand->rehearsal), 0, 100, &stand->arena, &rows,
                                  &count, &err),
                     0);
    return count;
}

/* zammad #983: a reply to a merged case must land on the target, not reopen the dead one. */
static void what_is_sent_to_a_merged_case_reaches_the_other(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    struct id lead = start_one(&stand), twin = start_one(&stand);
    assert_int_equal(merge_into(&stand, lead), 0);
    expect_merged(&stand);
    stand_crash(&stand);
    stand_verify(&stand);
    /* the sender keeps his receipt: it is answered where he sent it */
    assert_int_equal(stand_signal(&stand, "more", "{\"say\":\"twice\",\"quiet\":\"canary-62\"}"),
                     0);
    expect_merged(&stand);
    stand.ref = lead;
    assert_non_null(strstr(stand_data(&stand), "\"said\":\"twice\""));
    assert_non_null(strstr(stand_data(&stand), "canary-62")); /* opened with its own key */
    stand_expect(&stand, "first", CASE_OPEN);
    stand_verify(&stand);
    /* re-sealed under the keys of the other: no journal and no message held it open */
    struct buf dump = {0};
    disk_dump(rehearsal_disk(stand.rehearsal), &dump);
    assert_null(strstr(dump.bytes, "canary-"));
    buf_close(&dump);
    assert_int_equal(waiting_messages(&stand), 0);
    /* an answer to a task of the duplicate, and a signal the other does not take now, are kept */
    stand.ref = twin;
    int64_t seq = stand_case(&stand).row.seq;
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_signal(&stand, "early", "{}"), 0);
    assert_int_equal(stand_case(&stand).row.seq, seq + 2);
    stand.ref = lead;
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    stand_expect(&stand, "first", CASE_OPEN);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Nothing of a merged case falls due; taken back, it goes on as if it had never been away. */
static void a_merge_can_be_taken_back(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    struct id lead = start_one(&stand), twin = start_one(&stand);
    assert_int_equal(merge_into(&stand, lead), 0);
    expect_merged(&stand);
    int64_t seq = stand_case(&stand).row.seq;
    stand_advance(&stand, (int64_t)10 * 24 * 3600 * 1000); /* beyond C2 */
    assert_int_equal(stand_case(&stand).row.seq, seq);
    stand_crash(&stand);
    assert_int_equal(post(&stand, ACT_UNMERGE, NULL, "clerk"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_case(&stand).row.outcome.len, 0);
    stand_verify(&stand);
    stand_advance(&stand, 1000);
    struct case_image image = stand_case(&stand);
    for (size_t i = 0; i < image.part_count; i++) /* C2 fell due at once, marked in its ledger */
        if (image.parts[i].kind == PART_CLOCK)
            assert_int_equal(image.parts[i].due_ms, 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_signal(&stand, "more", "{\"say\":\"mine\"}"), 0);
    stand_advance(&stand, (int64_t)31 * 24 * 3600 * 1000);
    stand_expect(&stand, "first", CASE_CLOSED);
    assert_true(slice_is(stand_case(&stand).row.outcome, "done"));
    stand.ref = lead;
    assert_null(strstr(stand_data(&stand), "mine"));
    stand_verify(&stand);
    /* not once something has gone on through it */
    stand.ref = start_one(&stand);
    twin = stand.ref;
    assert_int_equal(merge_into(&stand, start_one(&stand)), STATUS_CONFLICT); /* into itself */
    struct id other = stand.ref;
    stand.ref = twin;
    assert_int_equal(merge_into(&stand, other), 0);
    assert_int_equal(stand_signal(&stand, "more", "{}"), 0);
    assert_int_equal(post(&stand, ACT_UNMERGE, NULL, "clerk"), STATUS_CONFLICT);
    expect_merged(&stand);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Found by a seed: an answer that came between the wish to leave and its grant went on to the other
 * and was waited for, for ever, by the case that was open again. */
static void what_comes_while_a_case_leaves_keeps_it_merged(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    struct id lead = start_one(&stand), twin = start_one(&stand);
    assert_int_equal(merge_into(&stand, lead), 0);
    struct act *leave = act_new(ACT_UNMERGE), *say = act_new(ACT_SIGNAL);
    leave->case_ref = say->case_ref = twin;
    leave->reason = "another matter";
    say->name = "more";
    assert_int_equal(stand_post_both(&stand, leave, say), 0);
    rehearsal_settle(stand.rehearsal);
    expect_merged(&stand);
    int64_t seq = stand_case(&stand).row.seq;
    assert_int_equal(post(&stand, ACT_UNMERGE, NULL, "clerk"), STATUS_CONFLICT);
    stand_verify(&stand);
    /* the other knows it as before: its end is told */
    stand.ref = lead;
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_advance(&stand, (int64_t)31 * 24 * 3600 * 1000);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand.ref = twin;
    assert_int_equal(stand_case(&stand).row.seq, seq + 1);
    assert_int_equal(waiting_messages(&stand), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- the calendar ---- */

#define CITIZENS_TERM                                                                              \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  case:start_clock(\"C1\", { from = case:today() })\n"                                        \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\nend }\n"

static void on_edited(struct calendar_edit *edit)
{
    (void)edit;
}

/* Seen, then done: the days of `names` (date,kind,zh,en) are added to the list. */
static void edit_list(struct stand *stand, const char *names)
{
    struct calendar_edit *edits[2];

    for (int i = 0; i < 2; i++) {
        struct slice list = calendar_embedded_text();
        struct calendar_edit *edit = edits[i] = calendar_edit_new();
        edit->csv =
            slice_of(arena_printf(&edit->arena, "%.*s%s", (int)list.len, list.bytes, names));
        edit->why = "a holiday was announced";
        edit->is_preview = i == 0;
        edit->preview =
            i ? arena_text(&edit->arena, value_get_text(edits[0]->reply, "preview")) : NULL;
        edit->on_done = on_edited;
        engine_edit_calendar(rehearsal_engine(stand->rehearsal), edit);
        rehearsal_settle(stand->rehearsal);
        assert_int_equal(edit->status, 0);
    }
    calendar_edit_free(edits[0]);
    calendar_edit_free(edits[1]);
}

static int64_t due_of_clock(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_CLOCK)
            return image.parts[i].due_ms;
    return 0;
}

/* An edit passes a frozen case by; open again, it follows at once and not when somebody next comes
 * to it. */
static void a_case_taken_back_follows_the_calendar(void **state)
{
    struct stand stand;
    char days[64], date[16];
    (void)state;
    stand_open_small(&stand, CITIZENS_TERM); /* rolls on over holidays */
    struct id lead = start_one(&stand);
    start_one(&stand);
    int64_t due = due_of_clock(&stand);
    assert_true(due > 0);
    assert_int_equal(merge_into(&stand, lead), 0);
    date_to_text(date_of(due) - 1, date); /* the last day that counts */
    snprintf(days, sizeof days, "%s,holiday,x,y\n", date);
    edit_list(&stand, days);
    assert_int_equal(due_of_clock(&stand), 0);
    assert_int_equal(post(&stand, ACT_UNMERGE, NULL, "clerk"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_true(due_of_clock(&stand) > due);
    stand_verify(&stand);
    stand.ref = lead;
    assert_true(due_of_clock(&stand) > due);
    stand_close(&stand);
}

/* Both at once: neither knows of the other when it asks. No ring may come of it. */
static void two_cases_are_not_merged_into_each_other(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    struct id a = start_one(&stand), b = start_one(&stand);
    struct act *acts[2];
    for (int i = 0; i < 2; i++) {
        acts[i] = act_new(ACT_MERGE);
        acts[i]->case_ref = i ? b : a;
        acts[i]->other = i ? a : b;
        acts[i]->reason = "the same";
    }
    assert_int_equal(stand_post_both(&stand, acts[0], acts[1]), 0);
    rehearsal_settle(stand.rehearsal);
    int closed = 0;
    stand.ref = a;
    closed += stand_case(&stand).row.status == CASE_CLOSED;
    stand.ref = b;
    closed += stand_case(&stand).row.status == CASE_CLOSED;
    assert_true(closed <= 1);
    assert_int_equal(waiting_messages(&stand), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* The end of the other is told to its duplicates, and by a duplicate to who started it; children of
 * a duplicate report to the other from then on (osTicket #5644). */
static void an_end_is_told_to_all_at_once(void **state)
{
    struct stand stand;
    struct case_row *rows;
    struct err err = {0};
    size_t count;
    (void)state;
    stand_open_small(&stand, BODY);
    struct id lead = start_one(&stand);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\",\"amount\":7}"), 0);
    struct id parent = stand.ref;
    assert_int_equal(
        reader_cases(rehearsal_reader(stand.rehearsal), 0, 100, &stand.arena, &rows, &count, &err),
        0);
    assert_int_equal(count, 3);
    struct id child = rows[2].ref;
    stand.ref = parent; /* merged: its child belongs to the lead now */
    assert_int_equal(merge_into(&stand, lead), 0);
    expect_merged(&stand);
    stand.ref = child;
    struct case_image image = stand_case(&stand);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_LINK && slice_is(image.parts[i].key, "parent"))
            assert_true(id_is_equal(&image.parts[i].ref, &lead));
    stand_verify(&stand);
    /* the lead ends: the duplicate hears of it, once, also over a crash */
    stand.ref = parent;
    int64_t seq = stand_case(&stand).row.seq;
    stand.ref = lead;
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_signal(&stand, "more", "{}"), 0);
    stand_advance(&stand, (int64_t)31 * 24 * 3600 * 1000);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_crash(&stand);
    stand.ref = parent;
    assert_int_equal(stand_case(&stand).row.seq, seq + 1);
    expect_merged(&stand);
    assert_int_equal(post(&stand, ACT_UNMERGE, NULL, "clerk"), 0);
    expect_merged(&stand); /* the other is closed: the merge stays */
    assert_int_equal(waiting_messages(&stand), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

#define WAITS_FOR_CHILD                                                                            \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  if case.data.amount == 7 then\n"                                                            \
    "    local child = case:start_case(\"w\", { with = { subject = \"x\", amount = 1 } })\n"       \
    "    case:set { said = case:await_case(child).outcome }\n"                                     \
    "    return case:close \"done\"\n"                                                             \
    "  end\n"                                                                                      \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\nend }\n"

/* A child that ends while the case that waits for it is merged tells the other, which never waited:
 * once that case is open again it must hear of it all the same; also where the child itself was
 * merged, and the end is that of its lead. */
static void hears_of_child_later(bool child_is_merged)
{
    struct stand stand;
    struct case_row *rows;
    struct err err = {0};
    size_t count;
    stand_open_small(&stand, WAITS_FOR_CHILD);
    struct id lead = start_one(&stand), twin = start_one(&stand);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\",\"amount\":7}"), 0);
    struct id parent = stand.ref;
    assert_int_equal(
        reader_cases(rehearsal_reader(stand.rehearsal), 0, 100, &stand.arena, &rows, &count, &err),
        0);
    assert_int_equal(count, 4);
    struct id child = rows[3].ref;
    assert_int_equal(merge_into(&stand, lead), 0);
    stand.ref = child;
    if (child_is_merged) {
        assert_int_equal(merge_into(&stand, twin), 0);
        stand.ref = twin;
    }
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand.ref = parent;
    expect_merged(&stand);
    stand_crash(&stand);
    assert_int_equal(post(&stand, ACT_UNMERGE, NULL, "clerk"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    assert_true(slice_is(stand_case(&stand).row.outcome, "done"));
    assert_non_null(strstr(stand_data(&stand), "\"said\":\"done\""));
    assert_int_equal(waiting_messages(&stand), 0);
    stand_verify(&stand);
    stand.ref = child;
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_case_taken_back_hears_of_the_child_that_ended(void **state)
{
    (void)state;
    hears_of_child_later(false);
}

static void a_case_taken_back_hears_of_the_merged_child_that_ended(void **state)
{
    (void)state;
    hears_of_child_later(true);
}

static void a_merge_is_refused_with_its_reason(void **state)
{
    static const struct id unknown = {.bytes = {9}};
    struct stand stand;
    (void)state;
    stand_open_small(&stand, BODY);
    struct id lead = start_one(&stand), twin = start_one(&stand);
    assert_int_equal(merge_into(&stand, twin), STATUS_CONFLICT);
    assert_int_equal(merge_into(&stand, unknown), STATUS_NOT_FOUND);
    assert_int_equal(post(&stand, ACT_MERGE, &lead, "volunteer"), STATUS_FORBIDDEN);
    assert_int_equal(post(&stand, ACT_UNMERGE, NULL, "clerk"), STATUS_CONFLICT);
    assert_int_equal(merge_into(&stand, lead), 0);
    assert_int_equal(merge_into(&stand, lead), STATUS_CLOSED);
    stand.ref = lead;
    assert_int_equal(merge_into(&stand, twin), STATUS_CONFLICT); /* it is closed */
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(what_is_sent_to_a_merged_case_reaches_the_other),
        STAND_BOTH(a_merge_can_be_taken_back),
        STAND_BOTH(what_comes_while_a_case_leaves_keeps_it_merged),
        STAND_BOTH(a_case_taken_back_follows_the_calendar),
        STAND_BOTH(two_cases_are_not_merged_into_each_other),
        STAND_BOTH(an_end_is_told_to_all_at_once),
        STAND_BOTH(a_case_taken_back_hears_of_the_child_that_ended),
        STAND_BOTH(a_case_taken_back_hears_of_the_merged_child_that_ended),
        STAND_BOTH(a_merge_is_refused_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
