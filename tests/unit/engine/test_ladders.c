/* test_ladders.c - ladders of a case: taken by the core step by step, whatever state the case and
 * its script are in; cards, and what people do to clocks from outside. */
#include "stand.h"
#include "base/fault.h"
#include "duty/card.h"
#include "duty/ladder.h"
#include "engine/cards.h"
#include "engine/editions.h"
#include "engine/inside.h"

enum { HOUR_MS = 3600 * 1000 };

#define LADDER                                                                                      \
    "letter \"longer\" { zh = \"延期告知\", en = \"Extension\" }\n"                             \
    "clock \"L1\" { zh = \"办结\", en = \"Close\", owner = \"office\", basis = \"assumed\",\n"    \
    "  within = days(20), ladder = \"six\", pausable = { \"hearing\" }, pause_by = "                \
    "\"unit_head\",\n"                                                                              \
    "  extend = { id = \"L1-E\", by = days(10), approver = \"unit_head\", letter = \"longer\",\n"   \
    "    basis = \"assumed\" } }\n"                                                                 \
    "clock \"REPLY\" { zh = \"答复\", en = \"Reply\", owner = \"office\", basis = \"assumed\",\n" \
    "  within = workdays(3) }\n"                                                                    \
    "ladder \"six\" {\n"                                                                            \
    "  { \"soon\", left = \"50%\", notify = \"clerk\" },\n"                                         \
    "  { \"blue\", left = days(2), card = \"blue\", notify = \"assignee\" },\n"                     \
    "  { \"yellow\", at = \"due\", card = \"yellow\", notify = { \"assignee\", \"unit_head\" } "    \
    "},\n"                                                                                          \
    "  { \"red\", late = workdays(1), card = \"red\", notify = \"supervisor\", reply = \"REPLY\" "  \
    "},\n"                                                                                          \
    "  { \"alarm\", late = workdays(2), incident = { zh = \"迟\", en = \"Late\" } },\n"            \
    "  { \"last\", late = workdays(5), notify = \"leader_in_charge\" },\n"                          \
    "}\n"

#define WAITS                                                                                      \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  case:start_clock(\"L1\", { from = case:today() })\n"                                        \
    "  case:task(\"decide\", { to = \"clerk\", due = \"L1\" })\n"                                  \
    "  case:stop_clock \"L1\"\n"                                                                   \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

static void open_waiting(struct stand *stand)
{
    stand_open_with(stand, LADDER, WAITS);
    assert_int_equal(stand_start(stand, "{\"subject\":\"x\"}"), 0);
}

static void advance_to(struct stand *stand, const char *date)
{
    int32_t day;
    assert_true(date_from_text(slice_of(date), &day));
    rehearsal_advance(stand->rehearsal, date_start_ms(day) + 9 * HOUR_MS);
}

/* ---- looking ---- */

/* The names of the steps the journal tells of, each with the moment it was for: "soon@2026-01-16 ".
 */
static const char *told_steps(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    struct journal_row *rows;
    struct err err = {0};
    size_t count;
    const char *text = "";

    if (reader_back(rehearsal_reader(stand->rehearsal), image.row.head, 10000, &stand->arena, &rows,
                    &count, &err) != 0)
        fail_msg("%s", err.text);
    for (size_t i = count; i-- > 0;) {
        struct value *body;
        char date[16];
        assert_int_equal(canon_read(&stand->arena, rows[i].body, &body, &err), 0);
        const struct value *event = value_get(body, "event");
        if (!value_get_text(event, "step"))
            continue;
        date_to_text(date_of(value_get_int(event, "moment", 0)), date);
        text =
            arena_printf(&stand->arena, "%s%s@%s ", text, value_get_text(event, "step"), date + 5);
    }
    return text;
}

static const char all_steps[] =
    "soon@01-16 blue@01-23 yellow@01-25 red@01-26 alarm@01-27 last@01-30 ";

/* The body of the first card of that colour. */
static bool find_card(struct stand *stand, const char *colour, const char **key, struct card *card)
{
    struct case_image image = stand_case(stand);
    struct err err = {0};

    for (size_t i = 0; i < image.part_count; i++) {
        struct value *body;
        if (image.parts[i].kind != PART_CARD)
            continue;
        assert_int_equal(canon_read(&stand->arena, image.parts[i].body, &body, &err), 0);
        assert_int_equal(card_from_value(&stand->arena, body, card, &err), 0);
        *key = arena_copy(&stand->arena, image.parts[i].key).bytes;
        if (strcmp(card_colour_word(card->colour), colour) == 0)
            return true;
    }
    return false;
}

static const struct value *shown_clock(struct stand *stand, const char *id)
{
    struct value *shown;
    struct err err = {0};
    if (case_show(rehearsal_engine(stand->rehearsal), rehearsal_reader(stand->rehearsal),
                  &stand->ref, &(struct show_look){.is_personal = true}, &stand->arena, &shown,
                  &err) != 0)
        fail_msg("%s", err.text);
    const struct value *clocks = value_get(shown, "clocks");
    for (size_t i = 0; i < value_len(clocks); i++)
        if (value_is_text(value_get(value_item(clocks, i), "id"), id))
            return value_item(clocks, i);
    return &value_nil;
}

static size_t open_incidents(struct stand *stand, const char *code)
{
    struct incident_row *rows;
    struct err err = {0};
    size_t count, found = 0;
    struct case_image image = stand_case(stand);

    assert_int_equal(reader_incidents(rehearsal_reader(stand->rehearsal), image.row.id, true,
                                      &stand->arena, &rows, &count, &err),
                     0);
    for (size_t i = 0; i < count; i++)
        found += slice_is(rows[i].code, code);
    return found;
}

/* ---- acting ---- */

static struct act *clock_act(struct stand *stand, const char *what, const char *clock)
{
    struct act *act = act_new(ACT_CLOCK);
    act->case_ref = stand->ref;
    act->name = clock;
    act->outcome = what;
    act->data = value_map(&act->arena);
    return act;
}

static struct act *with_text(struct act *act, const char *name, const char *text)
{
    value_put(&act->arena, act->data, name, value_string(&act->arena, text));
    return act;
}

static struct act *extending(struct stand *stand, int64_t days)
{
    struct act *act = with_text(clock_act(stand, "extend", "L1"), "reason", "complex");
    value_put(&act->arena, act->data, "by",
              duration_to_value(&act->arena, (struct duration){.n = days, .unit = DUR_DAY}));
    return act;
}

static struct act *card_act(struct stand *stand, const char *what, const char *key)
{
    struct act *act = act_new(ACT_CARD);
    act->case_ref = stand->ref;
    act->name = key;
    act->outcome = what;
    act->data = value_map(&act->arena);
    return act;
}

static void expect_code(struct stand *stand, int rc, const char *code)
{
    assert_int_not_equal(rc, 0);
    assert_string_equal(err_code(&stand->answer.err), code);
}

/* ---- climbing ---- */

static void each_step_is_taken_once_in_order_at_its_time(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    advance_to(&stand, "2026-01-15");
    assert_string_equal(told_steps(&stand), "");
    advance_to(&stand, "2026-01-25");
    assert_string_equal(told_steps(&stand), "soon@01-16 blue@01-23 yellow@01-25 ");
    advance_to(&stand, "2026-02-20");
    assert_string_equal(told_steps(&stand), all_steps);
    assert_int_equal(open_incidents(&stand, "ladder"), 1);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_host_that_was_off_takes_each_step_on_its_return_with_its_true_moment(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    rehearsal_clock(stand.rehearsal)->now += 40 * (int64_t)DAY_MS;
    rehearsal_clock(stand.rehearsal)->boot += 40 * (int64_t)DAY_MS;
    stand_crash(&stand);
    stand_advance(&stand, HOUR_MS);
    assert_string_equal(told_steps(&stand), all_steps);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_case_that_stops_its_clock_climbs_no_further(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    advance_to(&stand, "2026-01-20");
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    advance_to(&stand, "2026-03-01");
    assert_string_equal(told_steps(&stand), "soon@01-16 ");
    stand_verify(&stand);
    stand_close(&stand);
}

/* The script fails; its deadlines are the citizen's and go on. */
static void a_parked_case_climbs_its_ladder(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_with(&stand, LADDER,
                    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                    "  case:start_clock(\"L1\", { from = case:today() })\n"
                    "  case:task(\"decide\", { to = \"clerk\" })\n"
                    "  error \"broken\"\n"
                    "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    advance_to(&stand, "2026-02-20");
    assert_string_equal(told_steps(&stand), all_steps);
    stand_expect(&stand, "first", CASE_PARKED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* A dead letter of an office stays an incident of the office, though the case is retried. */
static void an_incident_of_a_ladder_outlives_a_retry(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    advance_to(&stand, "2026-01-28");
    assert_int_equal(open_incidents(&stand, "ladder"), 1);
    assert_int_equal(stand_act(&stand, ACT_RETRY), 0);
    assert_int_equal(open_incidents(&stand, "ladder"), 1);
    stand_close(&stand);
}

static void a_release_published_later_does_not_change_a_running_ladder(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    stand_activate_small(&stand, NULL,
                         "clock \"L1\" { zh = \"办\", en = \"C\", owner = \"office\",\n"
                         "  basis = \"assumed\", within = days(20) }\n" WAITS);
    advance_to(&stand, "2026-02-20");
    assert_string_equal(told_steps(&stand), all_steps);
    stand_verify(&stand);
    stand_close(&stand);
}

/* The release the case runs on cannot be used by this host any more; its deadlines run. */
static void a_case_without_its_release_climbs_its_ladder(void **state)
{
    struct stand stand;
    struct buf faults = {0};
    (void)state;
    open_waiting(&stand);
    stand_skips_sweep = true;
    stand_crash(&stand);
    struct engine *engine = rehearsal_engine(stand.rehearsal);
    const struct edition *active = engine->active;
    struct editions *none = editions_none(), *all = engine->editions;
    engine->editions = none;
    engine->active = NULL;
    for (int i = 1; i <= 32; i++)
        buf_printf(&faults, "%sedition.load=%d", i > 1 ? "," : "", i);
    buf_add_byte(&faults, '\0');
    fault_open(faults.bytes);
    advance_to(&stand, "2026-02-20");
    fault_open(NULL);
    editions_unref(engine->editions);
    engine->editions = all;
    engine->active = active;
    assert_string_equal(told_steps(&stand), all_steps);
    stand_verify(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    buf_close(&faults);
    stand_close(&stand);
}

/* Killed between any two write sets, it loses no step and takes none twice. */
static void a_ladder_survives_death_between_any_two_steps(void **state)
{
    (void)state;
    for (int at = 0; at <= 6; at++) {
        struct stand stand;
        static const char *const days[] = {"2026-01-16", "2026-01-23", "2026-01-25", "2026-01-26",
                                           "2026-01-27", "2026-01-30", "2026-02-20"};
        open_waiting(&stand);
        for (int i = 0; i < 7; i++) {
            int32_t day;
            assert_true(date_from_text(slice_of(days[i]), &day));
            rehearsal_advance(stand.rehearsal, date_start_ms(day) - 1);
            if (i == at)
                stand_crash(&stand);
            rehearsal_clock(stand.rehearsal)->now += 1; /* due now, and not seen yet */
            rehearsal_clock(stand.rehearsal)->boot += 1;
            if (i == at)
                stand_crash(&stand);
            stand_advance(&stand, 1);
            if (i == at)
                stand_crash(&stand);
        }
        assert_string_equal(told_steps(&stand), all_steps);
        stand_verify(&stand);
        stand_close(&stand);
    }
}

static void a_jump_of_the_clock_holds_ladders_too(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    stand_advance(&stand, 60 * 1000);
    rehearsal_clock(stand.rehearsal)->now += 60 * (int64_t)DAY_MS;
    stand_advance(&stand, 60 * 1000);
    assert_string_equal(told_steps(&stand), "");
    stand_advance(&stand, 12 * 60 * 1000);
    assert_string_equal(told_steps(&stand), all_steps);
    stand_close(&stand);
}

/* ---- what a step does ---- */

static void a_step_wakes_the_handler_of_its_signal(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_with(
        &stand,
        "clock \"L2\" { zh = \"钟\", en = \"C\", owner = \"office\", basis = \"assumed\",\n"
        "  within = hours(4), ladder = \"l\" }\n"
        "ladder \"l\" { { \"half\", left = \"50%\", signal = \"late\" },\n"
        "  { \"over\", late = hours(1), signal = \"waited\" } }\n"
        "signal \"late\" { zh = \"迟\", en = \"Late\", from = { \"clerk\" }, form = \"word\" }\n"
        "signal \"waited\" { zh = \"等\", en = \"Waited\", from = { \"clerk\" }, form = \"word\" "
        "}\n"
        "on \"late\" (function(case, signal) case:set { note = signal.outcome } end)\n",
        "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
        "  case:start_clock(\"L2\", { from = case:now() })\n"
        "  local said = case:await \"waited\"\n"
        "  case:set { amount = case.data.note == \"half\" and said.outcome == \"over\" and 1 or 2 "
        "}\n"
        "  case:stop_clock \"L2\"\n"
        "  return case:close \"done\"\n"
        "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(&stand, 6 * HOUR_MS);
    stand_expect(&stand, "first", CASE_CLOSED);
    assert_non_null(strstr(stand_data(&stand), "\"amount\":1"));
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_card_is_answered_by_the_unit_and_withdrawn_by_its_issuer(void **state)
{
    struct stand stand;
    struct card card;
    const char *key;
    (void)state;
    open_waiting(&stand);
    advance_to(&stand, "2026-01-26");
    assert_true(find_card(&stand, "red", &key, &card));
    assert_string_equal(card.step, "red");
    assert_non_null(card.reply);
    assert_false(value_is_nil(shown_clock(&stand, "REPLY")));
    assert_int_equal(stand_post_as(&stand, card_act(&stand, "acknowledge", key), "an", "clerk"), 0);
    expect_code(&stand, stand_post_as(&stand, card_act(&stand, "acknowledge", key), "an", "clerk"),
                "card_stands");
    assert_int_not_equal(stand_post_as(&stand, card_act(&stand, "answer", key), "an", "clerk"), 0);
    assert_int_equal(stand_post_as(&stand,
                                   with_text(card_act(&stand, "answer", key), "reply", "done"),
                                   "an", "clerk"),
                     0);
    expect_code(&stand,
                stand_post_as(&stand, with_text(card_act(&stand, "withdraw", key), "reason", "no"),
                              "an", "clerk"),
                "not_issuer");
    assert_int_equal(stand_post_as(&stand,
                                   with_text(card_act(&stand, "withdraw", key), "reason", "a slip"),
                                   "chief", "supervisor"),
                     0);
    assert_true(find_card(&stand, "red", &key, &card));
    assert_int_equal(card.status, CARD_WITHDRAWN);
    assert_string_equal(card_status_word(card.status), "withdrawn");
    assert_int_not_equal(card.answered.at_ms, 0);
    stand_verify(&stand);
    expect_code(&stand,
                stand_post_as(&stand, with_text(card_act(&stand, "answer", key), "reply", "x"),
                              "an", "clerk"),
                "card_stands");
    stand_close(&stand);
}

static void a_script_gives_cards_to_units_and_never_to_citizens(void **state)
{
    struct stand stand;
    struct card card;
    const char *key;
    (void)state;
    stand_open_small(&stand,
                     "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                     "  case:card(\"orange\", { to = \"unit_head\", reason = \"poor quality\" })\n"
                     "  case:task(\"decide\", { to = \"clerk\" })\n"
                     "  return case:close \"done\"\n"
                     "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_true(find_card(&stand, "orange", &key, &card));
    assert_true(value_is_text(card.issued.words, "poor quality"));
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    assert_int_equal(stand_post_as(&stand, with_text(card_act(&stand, "answer", key), "reply", "x"),
                                   "an", "clerk"),
                     0); /* a card outlives its case */
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- extensions ---- */

static void an_extension_by_who_may_not_is_refused(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    expect_code(&stand, stand_post_as(&stand, extending(&stand, 5), "an", "officer"),
                "not_approver");
    expect_code(&stand, stand_post_as(&stand, extending(&stand, 11), "head", "unit_head"),
                "extension_too_long");
    assert_int_equal(stand_post_as(&stand, extending(&stand, 5), "head", "unit_head"), 0);
    expect_code(&stand, stand_post_as(&stand, extending(&stand, 5), "head", "unit_head"),
                "extended_before");
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "due"), "2026-01-30"));
    stand_verify(&stand);
    stand_close(&stand);
}

static void an_extension_after_the_due_date_is_not_valid(void **state)
{
    struct stand stand;
    (void)state;
    open_waiting(&stand);
    advance_to(&stand, "2026-01-26");
    expect_code(&stand, stand_post_as(&stand, extending(&stand, 5), "head", "unit_head"),
                "extension_too_late");
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "due"), "2026-01-25"));
    stand_close(&stand);
}

static struct act *deciding(struct stand *stand, int64_t application)
{
    struct act *act = clock_act(stand, "extend", "L1");
    value_put(&act->arena, act->data, "application", value_int(&act->arena, application));
    return act;
}

static void who_applies_does_not_approve_though_he_is_the_head(void **state)
{
    struct stand stand;
    struct act *act;
    (void)state;
    open_waiting(&stand);
    act = extending(&stand, 6);
    value_put(&act->arena, act->data, "apply", value_bool(&act->arena, true));
    assert_int_equal(stand_post_as(&stand, act, "head", "unit_head"), 0);
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "due"), "2026-01-25"));
    expect_code(&stand, stand_post_as(&stand, deciding(&stand, 1), "head", "unit_head"),
                "approver_is_applicant");
    assert_int_equal(stand_post_as(&stand, deciding(&stand, 1), "deputy", "unit_head"), 0);
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "due"), "2026-01-31"));
    expect_code(&stand, stand_post_as(&stand, deciding(&stand, 1), "deputy", "unit_head"),
                "decided_before");
    stand_verify(&stand);
    stand_close(&stand);
}

static void an_application_turned_down_moves_nothing(void **state)
{
    struct stand stand;
    struct act *act;
    (void)state;
    open_waiting(&stand);
    act = extending(&stand, 6);
    value_put(&act->arena, act->data, "apply", value_bool(&act->arena, true));
    assert_int_equal(stand_post_as(&stand, act, "an", "officer"), 0);
    act = with_text(deciding(&stand, 1), "reason", "not complex");
    value_put(&act->arena, act->data, "refuse", value_bool(&act->arena, true));
    assert_int_equal(stand_post_as(&stand, act, "head", "unit_head"), 0);
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "due"), "2026-01-25"));
    stand_verify(&stand);
    stand_close(&stand);
}

/* GLPI #24481: it was breached while it was pending. */
static void a_paused_clock_climbs_nothing_and_falls_due_later(void **state)
{
    struct stand stand;
    struct act *act;
    (void)state;
    open_waiting(&stand);
    advance_to(&stand, "2026-01-10");
    act = with_text(clock_act(&stand, "pause", "L1"), "reason", "hearing");
    expect_code(&stand, stand_post_as(&stand, act, "an", "clerk"), "not_approver");
    act = with_text(clock_act(&stand, "pause", "L1"), "reason", "holiday");
    expect_code(&stand, stand_post_as(&stand, act, "head", "unit_head"), "not_pausable");
    act = with_text(clock_act(&stand, "pause", "L1"), "reason", "hearing");
    assert_int_equal(stand_post_as(&stand, act, "head", "unit_head"), 0);
    advance_to(&stand, "2026-02-09");
    assert_string_equal(told_steps(&stand), "");
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "state"), "paused"));
    act = clock_act(&stand, "resume", "L1");
    assert_int_equal(stand_post_as(&stand, act, "head", "unit_head"), 0);
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "due"), "2026-02-24"));
    advance_to(&stand, "2026-02-24");
    assert_string_equal(told_steps(&stand), "soon@02-15 blue@02-22 yellow@02-24 ");
    stand_verify(&stand);
    stand_close(&stand);
}

/* What a script may ask for has moved without it: asked again in replay it says the same. */
static void a_script_sees_the_date_that_people_moved(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_with(&stand, LADDER,
                    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                    "  case:start_clock(\"L1\", { from = case:today() })\n"
                    "  case:task(\"decide\", { to = \"clerk\" })\n"
                    "  case:set { note = case:due \"L1\" }\n"
                    "  if case:due \"L1\" == \"2026-01-30\" then case:task(\"decide\", { to = "
                    "\"clerk\" }) end\n"
                    "  case:stop_clock \"L1\"\n"
                    "  return case:close \"done\"\n"
                    "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_post_as(&stand, extending(&stand, 5), "head", "unit_head"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "2026-01-30"));
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_script_pauses_resumes_and_extends_as_declared(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_with(
        &stand, LADDER,
        "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
        "  case:start_clock(\"L1\", { from = case:today() })\n"
        "  local head = case:task(\"decide\", { to = \"unit_head\" })\n"
        "  case:pause_clock(\"L1\", { reason = \"hearing\", approval = head })\n"
        "  local ok, err = pcall(function()\n"
        "    case:pause_clock(\"L1\", { reason = \"hearing\", approval = head }) end)\n"
        "  case:set { note = err.code }\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n"
        "  case:resume_clock \"L1\"\n"
        "  local answer = case:task(\"decide\", { to = \"unit_head\" })\n"
        "  local due = case:extend_clock(\"L1\", { by = days(10), reason = \"complex\",\n"
        "    approval = answer })\n"
        "  case:set { amount = due == case:due \"L1\" and 1 or 2 }\n"
        "  case:task(\"decide\", { to = \"clerk\" })\n"
        "  case:stop_clock \"L1\"\n"
        "  return case:close \"done\"\n"
        "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "paused_before"));
    advance_to(&stand, "2026-01-10");
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "due"), "2026-01-29"));
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_true(value_is_text(value_get(shown_clock(&stand, "L1"), "due"), "2026-02-08"));
    assert_non_null(strstr(stand_data(&stand), "\"amount\":1"));
    stand_verify(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

/* ---- the ladder itself ---- */

static void a_ladder_is_held_and_withdrawn_by_who_supervises(void **state)
{
    struct stand stand;
    struct act *act;
    (void)state;
    open_waiting(&stand);
    act = with_text(clock_act(&stand, "hold", "L1"), "until", "2026-02-03");
    with_text(act, "reason", "the court has it");
    expect_code(&stand, stand_post_as(&stand, act, "an", "clerk"), "not_approver");
    act = with_text(clock_act(&stand, "hold", "L1"), "until", "2026-02-03");
    with_text(act, "reason", "the court has it");
    assert_int_equal(stand_post_as(&stand, act, "chief", "supervisor"), 0);
    advance_to(&stand, "2026-02-02");
    assert_string_equal(told_steps(&stand), "");
    assert_true(
        value_is_text(value_get(value_get(shown_clock(&stand, "L1"), "ladder"), "state"), "held"));
    advance_to(&stand, "2026-02-03");
    assert_string_equal(told_steps(&stand), all_steps);
    act = clock_act(&stand, "acknowledge", "L1");
    assert_int_equal(stand_post_as(&stand, act, "an", "clerk"), 0);
    stand_verify(&stand);
    stand_close(&stand);
    open_waiting(&stand);
    act = with_text(clock_act(&stand, "withdraw", "L1"), "reason", "moved to the court");
    assert_int_equal(stand_post_as(&stand, act, "chief", "leader_in_charge"), 0);
    advance_to(&stand, "2026-03-03");
    assert_string_equal(told_steps(&stand), "");
    stand_verify(&stand);
    stand_close(&stand);
}

/* ---- clocks of one task ---- */

static void a_clock_of_one_task_climbs_until_the_task_is_done(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_with(&stand, LADDER,
                    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                    "  case:task(\"decide\", { to = \"clerk\", due = \"L1\" })\n"
                    "  case:task(\"word\", { to = \"clerk\" })\n"
                    "  return case:close \"done\"\n"
                    "end }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    advance_to(&stand, "2026-01-25");
    assert_string_equal(told_steps(&stand), "soon@01-16 blue@01-23 yellow@01-25 ");
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    advance_to(&stand, "2026-02-20");
    assert_string_equal(told_steps(&stand), "soon@01-16 blue@01-23 yellow@01-25 ");
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(each_step_is_taken_once_in_order_at_its_time),
        STAND_BOTH(a_host_that_was_off_takes_each_step_on_its_return_with_its_true_moment),
        STAND_BOTH(a_case_that_stops_its_clock_climbs_no_further),
        STAND_BOTH(a_parked_case_climbs_its_ladder),
        STAND_BOTH(an_incident_of_a_ladder_outlives_a_retry),
        STAND_BOTH(a_release_published_later_does_not_change_a_running_ladder),
        STAND_BOTH(a_case_without_its_release_climbs_its_ladder),
        STAND_BOTH(a_ladder_survives_death_between_any_two_steps),
        STAND_BOTH(a_jump_of_the_clock_holds_ladders_too),
        STAND_BOTH(a_step_wakes_the_handler_of_its_signal),
        STAND_BOTH(a_card_is_answered_by_the_unit_and_withdrawn_by_its_issuer),
        STAND_BOTH(a_script_gives_cards_to_units_and_never_to_citizens),
        STAND_BOTH(an_extension_by_who_may_not_is_refused),
        STAND_BOTH(an_extension_after_the_due_date_is_not_valid),
        STAND_BOTH(who_applies_does_not_approve_though_he_is_the_head),
        STAND_BOTH(an_application_turned_down_moves_nothing),
        STAND_BOTH(a_paused_clock_climbs_nothing_and_falls_due_later),
        STAND_BOTH(a_script_sees_the_date_that_people_moved),
        STAND_BOTH(a_script_pauses_resumes_and_extends_as_declared),
        STAND_BOTH(a_ladder_is_held_and_withdrawn_by_who_supervises),
        STAND_BOTH(a_clock_of_one_task_climbs_until_the_task_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
