/* test_dispatch.c - a few places and many people (duty/dispatch.h): never one more than needed,
 * nobody at two posts, nobody ordered; hours, waiting, swapping; levels that never cancel. */
#include "lib/check.h"
#include <stdio.h>
#include <stdlib.h>
#include "duty/dispatch_ask.h"
#include "duty/dispatch_row.h"

enum { HOUR = 3600 * 1000, MINUTE = 60 * 1000 };
#define DAY   ((int64_t)24 * HOUR)
#define START ((int64_t)20000 * DAY) /* nine in the morning of some day */

struct bench {
    struct arena arena;
    struct value *terms;
    struct dispatch *dispatch;
    struct err err;
    int64_t now, serial;
    struct place *place; /* of the last deed */
};

static void bench_open(struct bench *bench, int64_t need)
{
    *bench = (struct bench){.now = START - 2 * DAY};
    bench->terms = value_map(&bench->arena);
    value_put(&bench->arena, bench->terms, "need", value_int(&bench->arena, need));
}

static void put(struct bench *bench, const char *name, struct value *value)
{
    value_put(&bench->arena, bench->terms, name, value);
}

static void put_number(struct bench *bench, const char *name, int64_t number)
{
    put(bench, name, value_int(&bench->arena, number));
}

static void put_text(struct bench *bench, const char *name, const char *text)
{
    put(bench, name, value_string(&bench->arena, text));
}

static void make(struct bench *bench)
{
    bench->dispatch = dispatch_new("helpers");
    if (dispatch_set_terms(bench->dispatch, bench->terms, &bench->err) != 0)
        fail_msg("%s", bench->err.text);
}

static void add_post(struct bench *bench, const char *id, int64_t starts, int64_t ends,
                     int32_t need)
{
    struct post post = {.id = id, .starts_ms = starts, .ends_ms = ends, .need = need};
    if (dispatch_add_post(bench->dispatch, &post, &bench->err) != 0)
        fail_msg("%s", bench->err.text);
}

/* One post of four hours. */
static void begin(struct bench *bench)
{
    make(bench);
    add_post(bench, "1", START, START + 4 * HOUR, bench->dispatch->need);
    dispatch_open(bench->dispatch, bench->now);
}

static void bench_close(struct bench *bench)
{
    assert_null(dispatch_check(bench->dispatch));
    dispatch_free(bench->dispatch);
    arena_close(&bench->arena);
}

static struct dispatch_actor person(const char *id)
{
    return (struct dispatch_actor){
        .id = id, .is_reached = true, .has_skills = true, .is_adult = true, .knows_code = true};
}

static struct dispatch_actor leader(void)
{
    struct dispatch_actor actor = person("lead");
    actor.leads = true;
    return actor;
}

static int act(struct bench *bench, enum deed_kind kind, const struct dispatch_actor *actor,
               struct deed deed)
{
    deed.actor = actor;
    deed.now_ms = bench->now;
    deed.serial = ++bench->serial;
    err_clear(&bench->err);
    int rc = dispatch_do(bench->dispatch, kind, &deed, &bench->place, &bench->err);
    assert_null(dispatch_check(bench->dispatch));
    return rc;
}

static int by(struct bench *bench, enum deed_kind kind, const char *id)
{
    struct dispatch_actor actor = person(id);
    return act(bench, kind, &actor, (struct deed){0});
}

static int claim_post(struct bench *bench, const char *id, const char *post)
{
    struct dispatch_actor actor = person(id);
    return act(bench, DEED_CLAIM, &actor, (struct deed){.post = post});
}

#define assert_refused(rc, bench, wanted_code)                                                     \
    do {                                                                                           \
        assert_true((rc) != 0);                                                                    \
        assert_string_equal(err_code(&(bench)->err), wanted_code);                                 \
    } while (0)

/* ---- claiming ---- */

static void never_one_more_than_needed(void **state)
{
    struct bench bench;
    char id[16];
    int winners = 0, waiting = 0;
    (void)state;
    bench_open(&bench, 100);
    put_number(&bench, "waitlist", 5);
    begin(&bench);
    for (int i = 0; i < 10000; i++) {
        snprintf(id, sizeof id, "p%d", i);
        if (by(&bench, DEED_CLAIM, id) != 0) {
            assert_refused(bench.err.status, &bench, "no_places");
            continue;
        }
        winners += bench.place->status == PLACE_HELD;
        waiting += bench.place->status == PLACE_WAITING;
        if (i == 99)
            assert_int_equal(dispatch_news(bench.dispatch, bench.now), NEWS_INVITED);
    }
    assert_int_equal(winners, 100);
    assert_int_equal(waiting, 5);
    assert_int_equal(bench.dispatch->total_held, 100);
    bench_close(&bench);
}

static void a_claim_twice_is_told_where_it_stands(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench, 1);
    put_number(&bench, "waitlist", 9);
    begin(&bench);
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    assert_refused(by(&bench, DEED_CLAIM, "an"), &bench, "held_already");
    assert_int_equal(by(&bench, DEED_CLAIM, "bo"), 0);
    assert_int_equal(by(&bench, DEED_CLAIM, "ci"), 0);
    assert_int_equal(by(&bench, DEED_CLAIM, "di"), 0);
    assert_int_equal(dispatch_line(bench.dispatch, bench.place), 3);
    assert_refused(by(&bench, DEED_CLAIM, "di"), &bench, "waiting");
    assert_string_equal(bench.err.text, "All places are taken; you are 3rd on the waiting list.");
    bench_close(&bench);
}

static void who_leaves_makes_room_for_who_waits_in_order(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench, 1);
    put_number(&bench, "waitlist", 2);
    begin(&bench);
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    assert_int_equal(by(&bench, DEED_CLAIM, "bo"), 0);
    assert_int_equal(by(&bench, DEED_CLAIM, "ci"), 0);
    assert_int_equal(by(&bench, DEED_LEAVE, "an"), 0);
    assert_int_equal(bench.place->status, PLACE_LEFT);
    assert_int_equal(dispatch_place_of(bench.dispatch, "bo", 0)->status, PLACE_HELD);
    assert_int_equal(dispatch_place_of(bench.dispatch, "ci", 0)->status, PLACE_WAITING);
    assert_int_equal(dispatch_no_shows(bench.dispatch, "an"), 0); /* told in time: nothing counts */
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);            /* and may come back, behind */
    assert_int_equal(dispatch_line(bench.dispatch, bench.place), 2);
    bench_close(&bench);
}

static void nobody_acts_for_another(void **state)
{
    struct bench bench;
    struct dispatch_actor other = person("bo"), lead = leader();
    (void)state;
    bench_open(&bench, 2);
    begin(&bench);
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    int64_t place = bench.place->serial;
    assert_refused(act(&bench, DEED_LEAVE, &other, (struct deed){.place = place}), &bench,
                   "not_yours");
    assert_refused(act(&bench, DEED_LEAVE, &lead, (struct deed){.place = place}), &bench,
                   "not_yours");
    assert_refused(act(&bench, DEED_CONFIRM, &other, (struct deed){.place = place}), &bench,
                   "organisers_only");
    assert_int_equal(bench.dispatch->total_held, 1);
    bench_close(&bench);
}

static void who_is_not_reached_or_not_fit_is_told_why(void **state)
{
    struct bench bench;
    struct dispatch_actor actor = person("an");
    (void)state;
    bench_open(&bench, 1);
    put_text(&bench, "risk", "high");
    begin(&bench);
    actor.is_adult = false;
    assert_refused(act(&bench, DEED_CLAIM, &actor, (struct deed){0}), &bench, "adults_only");
    actor.has_skills = false;
    assert_refused(act(&bench, DEED_CLAIM, &actor, (struct deed){0}), &bench, "skills_missing");
    actor.is_reached = false;
    assert_refused(act(&bench, DEED_CLAIM, &actor, (struct deed){0}), &bench, "not_asked");
    assert_int_equal(bench.dispatch->place_count, 0);
    bench_close(&bench);
}

static void a_minor_needs_the_consent_of_a_guardian(void **state)
{
    struct bench bench;
    struct dispatch_actor actor = person("an");
    (void)state;
    bench_open(&bench, 1);
    put_text(&bench, "minors", "consent");
    begin(&bench);
    actor.is_adult = false;
    assert_refused(act(&bench, DEED_CLAIM, &actor, (struct deed){0}), &bench, "consent_missing");
    actor.has_consent = true;
    assert_int_equal(act(&bench, DEED_CLAIM, &actor, (struct deed){0}), 0);
    bench_close(&bench);
}

static void an_organiser_decides_where_one_must_ask(void **state)
{
    struct bench bench;
    struct dispatch_actor lead = leader();
    int64_t first, second;
    (void)state;
    bench_open(&bench, 1);
    put_text(&bench, "approve", "organiser");
    begin(&bench);
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    assert_int_equal(bench.place->status, PLACE_ASKED);
    first = bench.place->serial;
    assert_int_equal(by(&bench, DEED_CLAIM, "bo"), 0);
    second = bench.place->serial;
    assert_int_equal(dispatch_news(bench.dispatch, bench.now), NEWS_NONE);
    assert_int_equal(act(&bench, DEED_DECLINE, &lead, (struct deed){.place = first}), 0);
    assert_int_equal(act(&bench, DEED_CONFIRM, &lead, (struct deed){.place = second}), 0);
    assert_int_equal(bench.place->status, PLACE_HELD);
    assert_int_equal(dispatch_news(bench.dispatch, bench.now), NEWS_INVITED);
    assert_refused(act(&bench, DEED_CONFIRM, &lead, (struct deed){.place = first}), &bench,
                   "not_found"); /* declined: gone */
    bench_close(&bench);
}

/* ---- two posts ---- */

static void nobody_is_at_two_posts(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench, 0);
    make(&bench);
    add_post(&bench, "gate", START, START + 4 * HOUR, 1);
    add_post(&bench, "hall", START + 3 * HOUR, START + 7 * HOUR, 1);
    add_post(&bench, "late", START + 4 * HOUR, START + 8 * HOUR, 1);
    add_post(&bench, "night", START + 9 * HOUR, START + 12 * HOUR, 1);
    add_post(&bench, "morrow", START + 18 * HOUR, START + 26 * HOUR, 1);
    dispatch_open(bench.dispatch, bench.now);
    assert_int_equal(claim_post(&bench, "an", "gate"), 0);
    assert_refused(claim_post(&bench, "an", "hall"), &bench, "overlaps");
    assert_int_equal(claim_post(&bench, "an", "late"), 0); /* 8 hours in a row */
    assert_refused(claim_post(&bench, "an", "night"), &bench, "no_rest");
    assert_int_equal(claim_post(&bench, "an", "morrow"), 0); /* 10 hours later */
    assert_refused(by(&bench, DEED_CLAIM, "bo"), &bench, "malformed");
    assert_refused(claim_post(&bench, "bo", "nowhere"), &bench, "not_found");
    bench_close(&bench);
}

static void a_shift_is_eight_hours_at_most(void **state)
{
    struct bench bench;
    struct post post = {.id = "long", .starts_ms = START, .ends_ms = START + 9 * HOUR, .need = 1};
    (void)state;
    bench_open(&bench, 0);
    make(&bench);
    assert_int_equal(dispatch_add_post(bench.dispatch, &post, &bench.err), STATUS_INVALID);
    bench_close(&bench);
}

/* ---- swapping ---- */

static void a_place_changes_hands_by_the_word_of_both(void **state)
{
    struct bench bench;
    struct dispatch_actor an = person("an"), bo = person("bo");
    int64_t gate, hall;
    (void)state;
    bench_open(&bench, 0);
    put_text(&bench, "swap", "consent");
    make(&bench);
    add_post(&bench, "gate", START, START + 4 * HOUR, 1);
    add_post(&bench, "hall", START + 2 * HOUR, START + 5 * HOUR, 1);
    dispatch_open(bench.dispatch, bench.now);
    assert_int_equal(claim_post(&bench, "an", "gate"), 0);
    gate = bench.place->serial;
    assert_int_equal(claim_post(&bench, "bo", "hall"), 0);
    hall = bench.place->serial;
    assert_refused(act(&bench, DEED_SWAP, &bo, (struct deed){.place = gate}), &bench,
                   "not_offered");
    assert_int_equal(act(&bench, DEED_SWAP, &an, (struct deed){.place = gate, .other = hall}), 0);
    assert_string_equal(dispatch_place(bench.dispatch, gate)->person, "an"); /* one word only */
    assert_int_equal(act(&bench, DEED_SWAP, &bo, (struct deed){.place = hall, .other = gate}), 0);
    assert_string_equal(dispatch_place(bench.dispatch, gate)->person, "bo");
    assert_string_equal(dispatch_place(bench.dispatch, hall)->person, "an");
    assert_int_equal(act(&bench, DEED_SWAP, &bo, (struct deed){.place = gate}), 0);
    assert_refused(act(&bench, DEED_SWAP, &an, (struct deed){.place = gate}), &bench, "overlaps");
    assert_int_equal(by(&bench, DEED_LEAVE, "an"), 0);
    assert_int_equal(act(&bench, DEED_SWAP, &an, (struct deed){.place = gate}), 0);
    assert_string_equal(dispatch_place(bench.dispatch, gate)->person, "an");
    bench_close(&bench);
}

/* ---- service ---- */

static void attend(struct bench *bench)
{
    assert_int_equal(dispatch_news(bench->dispatch, bench->now), NEWS_INVITED);
    dispatch_told(bench->dispatch, NEWS_INVITED, bench->now);
    dispatch_attend(bench->dispatch);
}

static void hours_are_actual_service_in_halves(void **state)
{
    static const struct {
        int64_t in, out, confirmed; /* minutes from the start */
        int32_t minutes;
    } lines[] = {
        {-60, 240, 0,   240}, /* not before the start */
        {10,  240, 0,   210}, /* 3 h 50 */
        {0,   29,  0,   0  },
        {0,   310, 0,   300}, /* 4 h planned, and an hour at most */
        {0,   239, 0,   210},
        {0,   310, 315, 300},
        {0,   310, 400, 390}, /* who leads says so */
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct bench bench;
        struct dispatch_actor lead = leader();
        bench_open(&bench, 1);
        begin(&bench);
        assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
        int64_t place = bench.place->serial;
        attend(&bench);
        bench.now = START + lines[i].in * MINUTE;
        assert_int_equal(by(&bench, DEED_CHECKIN, "an"), 0);
        bench.now = START + lines[i].out * MINUTE;
        int rc = lines[i].confirmed
                     ? act(&bench, DEED_CHECKOUT, &lead,
                           (struct deed){.place = place, .minutes = lines[i].confirmed})
                     : by(&bench, DEED_CHECKOUT, "an");
        assert_int_equal(rc, 0);
        assert_int_equal(bench.place->minutes, lines[i].minutes);
        assert_int_equal(bench.dispatch->minutes, lines[i].minutes);
        assert_int_equal(dispatch_news(bench.dispatch, bench.now), NEWS_ATTENDED);
        bench_close(&bench);
    }
}

static void who_leads_puts_hours_right_later(void **state)
{
    struct bench bench;
    struct dispatch_actor lead = leader(), an = person("an");
    (void)state;
    bench_open(&bench, 1);
    begin(&bench);
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    int64_t place = bench.place->serial;
    attend(&bench);
    bench.now = START;
    assert_int_equal(by(&bench, DEED_CHECKIN, "an"), 0);
    assert_refused(act(&bench, DEED_CHECKOUT, &an, (struct deed){.minutes = 480}), &bench,
                   "organisers_only");
    dispatch_look(bench.dispatch, bench.place, bench.place->timer_ms); /* nobody checked him out */
    assert_true(bench.place->is_unchecked);
    assert_int_equal(bench.place->minutes, 240);
    assert_refused(by(&bench, DEED_CHECKOUT, "an"), &bench, "not_present");
    assert_int_equal(
        act(&bench, DEED_CHECKOUT, &lead, (struct deed){.place = place, .minutes = 330}), 0);
    assert_int_equal(bench.dispatch->minutes, 330);
    assert_false(bench.place->is_unchecked);
    bench_close(&bench);
}

static void nobody_begins_uninsured_where_there_is_risk(void **state)
{
    struct bench bench;
    struct dispatch_actor an = person("an"), lead = leader();
    (void)state;
    bench_open(&bench, 2);
    put_text(&bench, "risk", "high");
    begin(&bench);
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    int64_t place = bench.place->serial;
    bench.now = START;
    assert_refused(act(&bench, DEED_CHECKIN, &an, (struct deed){.says_insured = true}), &bench,
                   "not_insured");
    assert_refused(act(&bench, DEED_CHECKIN, &lead, (struct deed){.place = place}), &bench,
                   "not_insured");
    assert_refused(act(&bench, DEED_INSURE, &an, (struct deed){0}), &bench, "organisers_only");
    assert_int_equal(act(&bench, DEED_INSURE, &lead, (struct deed){.place = place}), 0);
    an.knows_code = false;
    assert_refused(act(&bench, DEED_CHECKIN, &an, (struct deed){0}), &bench, "wrong_code");
    an.knows_code = true;
    assert_int_equal(act(&bench, DEED_CHECKIN, &an, (struct deed){0}), 0);
    assert_refused(by(&bench, DEED_LEAVE, "an"), &bench, "present");
    bench_close(&bench);
}

static void who_is_late_is_called_before_the_place_is_lost(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench, 1);
    put_number(&bench, "no_show_ms", 30 * MINUTE);
    put_number(&bench, "call_ms", 15 * MINUTE);
    begin(&bench);
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    struct place *an = bench.place;
    attend(&bench);
    dispatch_look(bench.dispatch, an, START - DAY);
    assert_true(an->timer_ms == START + 15 * MINUTE);
    dispatch_look(bench.dispatch, an, an->timer_ms);
    assert_int_equal(an->status, PLACE_HELD);
    assert_true(an->called_ms == START + 15 * MINUTE);
    assert_true(an->timer_ms == START + 30 * MINUTE);
    dispatch_look(bench.dispatch, an, an->timer_ms);
    assert_int_equal(an->status, PLACE_NO_SHOW);
    bench_close(&bench);
}

static void who_does_not_come_is_replaced_and_counted_once(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench, 1);
    put_number(&bench, "waitlist", 1);
    put_number(&bench, "no_show_ms", 30 * MINUTE);
    begin(&bench);
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    struct place *an = bench.place;
    assert_int_equal(by(&bench, DEED_CLAIM, "bo"), 0);
    attend(&bench);
    assert_true(an->timer_ms == START - DAY); /* told, so that somebody else can be found */
    bench.now = an->timer_ms;
    dispatch_look(bench.dispatch, an, bench.now);
    assert_int_equal(an->status, PLACE_HELD);
    assert_true(an->reminded_ms == bench.now);
    assert_true(an->timer_ms == START + 30 * MINUTE);
    bench.now = an->timer_ms;
    dispatch_look(bench.dispatch, an, bench.now);
    assert_int_equal(an->status, PLACE_NO_SHOW);
    assert_int_equal(dispatch_no_shows(bench.dispatch, "an"), 1);
    assert_int_equal(bench.dispatch->no_shows, 1);
    struct place *bo = dispatch_place_of(bench.dispatch, "bo", 0);
    assert_int_equal(bo->status, PLACE_HELD);
    assert_true(bo->timer_ms == bench.now + 30 * MINUTE);
    assert_int_equal(dispatch_news(bench.dispatch, bench.now), NEWS_NONE);
    dispatch_look(bench.dispatch, bo, bo->timer_ms);
    assert_int_equal(dispatch_news(bench.dispatch, START + 4 * HOUR), NEWS_ATTENDED);
    dispatch_end(bench.dispatch, START + 5 * HOUR);
    assert_int_equal(dispatch_no_shows(bench.dispatch, "an"), 0); /* dies with the case */
    bench_close(&bench);
}

static void details_are_shown_from_the_claim_to_the_end(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench, 1);
    put_number(&bench, "waitlist", 1);
    begin(&bench);
    assert_false(dispatch_shows(bench.dispatch, "an", bench.now));
    assert_int_equal(by(&bench, DEED_CLAIM, "an"), 0);
    assert_int_equal(by(&bench, DEED_CLAIM, "bo"), 0);
    assert_true(dispatch_shows(bench.dispatch, "an", bench.now));
    assert_false(dispatch_shows(bench.dispatch, "bo", bench.now)); /* he waits */
    attend(&bench);
    bench.now = START;
    assert_int_equal(by(&bench, DEED_CHECKIN, "an"), 0);
    assert_true(dispatch_shows(bench.dispatch, "an", bench.now));
    bench.now = START + 4 * HOUR;
    assert_int_equal(by(&bench, DEED_CHECKOUT, "an"), 0);
    assert_false(dispatch_shows(bench.dispatch, "an", bench.now));
    bench_close(&bench);
}

/* ---- levels ---- */

static void add_level(struct bench *bench, const char *to, int64_t acknowledge, int64_t arrive)
{
    struct value *levels = value_get(bench->terms, "levels"), *level = value_map(&bench->arena);

    if (value_is_nil(levels)) {
        levels = value_list(&bench->arena);
        put(bench, "levels", levels);
    }
    value_put(&bench->arena, level, "to", value_string(&bench->arena, to));
    value_put(&bench->arena, level, "acknowledge_ms", value_int(&bench->arena, acknowledge));
    value_put(&bench->arena, level, "arrive_ms", value_int(&bench->arena, arrive));
    value_push(&bench->arena, levels, level);
}

static void rescue(struct bench *bench)
{
    bench_open(bench, 0);
    add_level(bench, "maintenance", 3 * MINUTE, 30 * MINUTE);
    add_level(bench, "grid_station", 3 * MINUTE, 30 * MINUTE);
    add_level(bench, "fire", 3 * MINUTE, 30 * MINUTE);
    make(bench);
    dispatch_open(bench->dispatch, bench->now);
    dispatch_alert(bench->dispatch, 0, bench->now);
}

static int answer(struct bench *bench, enum deed_kind kind, int level)
{
    struct dispatch_actor unit = person("unit");
    return act(bench, kind, &unit, (struct deed){.place = level});
}

static void a_level_that_is_late_alerts_the_next_and_goes_on(void **state)
{
    struct bench bench;
    (void)state;
    rescue(&bench);
    struct place *first = dispatch_place(bench.dispatch, 1);
    assert_true(first->timer_ms == bench.now + 3 * MINUTE);
    assert_null(dispatch_place(bench.dispatch, 2));
    bench.now = first->timer_ms;
    dispatch_look(bench.dispatch, first, bench.now); /* nobody acknowledged */
    assert_non_null(dispatch_place(bench.dispatch, 2));
    assert_int_equal(first->status, PLACE_ALERTED);
    assert_true(first->timer_ms == bench.now + 27 * MINUTE);
    bench.now += MINUTE;
    assert_int_equal(answer(&bench, DEED_ACKNOWLEDGE, 1), 0); /* late, and welcome */
    assert_int_equal(dispatch_news(bench.dispatch, bench.now), NEWS_INVITED);
    dispatch_told(bench.dispatch, NEWS_INVITED, bench.now);
    assert_int_equal(answer(&bench, DEED_ARRIVE, 2), 0); /* no form, no step before is needed */
    assert_int_equal(answer(&bench, DEED_ARRIVE, 1), 0);
    assert_refused(answer(&bench, DEED_DEPART, 1), &bench, "said_already");
    assert_null(dispatch_place(bench.dispatch, 3));
    bench_close(&bench);
}

static void only_freed_ends_what_others_do(void **state)
{
    struct bench bench;
    struct dispatch_actor unit = person("unit");
    (void)state;
    rescue(&bench);
    dispatch_alert(bench.dispatch, 2, bench.now); /* smoke: all at once */
    assert_int_equal(answer(&bench, DEED_ARRIVE, 3), 0);
    assert_int_equal(answer(&bench, DEED_DEPART, 1), 0);
    assert_int_equal(
        act(&bench, DEED_RESULT, &unit, (struct deed){.place = 2, .result = "cannot_come"}), 0);
    assert_int_equal(bench.dispatch->status, DISPATCH_ALERTING);
    assert_int_equal(dispatch_place(bench.dispatch, 1)->status, PLACE_DEPARTED);
    assert_refused(act(&bench, DEED_RESULT, &unit, (struct deed){.place = 3, .result = "well"}),
                   &bench, "malformed");
    assert_int_equal(act(&bench, DEED_RESULT, &unit, (struct deed){.place = 3, .result = "freed"}),
                     0);
    assert_int_equal(dispatch_place(bench.dispatch, 1)->status, PLACE_CALLED_OFF);
    assert_int_equal(dispatch_place(bench.dispatch, 3)->status, PLACE_DONE);
    assert_int_equal(bench.dispatch->status, DISPATCH_OVER);
    assert_refused(answer(&bench, DEED_ARRIVE, 1), &bench, "not_found");
    bench_close(&bench);
}

static void who_cannot_come_makes_way_at_once(void **state)
{
    struct bench bench;
    struct dispatch_actor unit = person("unit");
    (void)state;
    rescue(&bench);
    assert_int_equal(answer(&bench, DEED_ACKNOWLEDGE, 1), 0);
    assert_int_equal(
        act(&bench, DEED_RESULT, &unit, (struct deed){.place = 1, .result = "cannot_come"}), 0);
    assert_int_equal(dispatch_place(bench.dispatch, 2)->status, PLACE_ALERTED);
    assert_int_equal(
        act(&bench, DEED_RESULT, &unit, (struct deed){.place = 2, .result = "next_level"}), 0);
    assert_int_equal(dispatch_place(bench.dispatch, 2)->status, PLACE_ALERTED);
    assert_int_equal(dispatch_place(bench.dispatch, 3)->status, PLACE_ALERTED);
    struct place *last = dispatch_place(bench.dispatch, 3);
    dispatch_look(bench.dispatch, last, last->timer_ms);
    assert_true(bench.dispatch->is_last_over); /* people are told; the alert stands */
    assert_int_equal(last->status, PLACE_ALERTED);
    assert_int_equal(answer(&bench, DEED_ARRIVE, 3), 0);
    bench_close(&bench);
}

static void who_organises_ends_an_alarm_no_unit_is_at(void **state)
{
    struct bench bench;
    struct dispatch_actor unit = person("unit"), lead = leader();
    (void)state;
    rescue(&bench);
    for (int level = 1; level <= 3; level++)
        assert_int_equal(
            act(&bench, DEED_RESULT, &unit, (struct deed){.place = level, .result = "cannot_come"}),
            0);
    assert_true(bench.dispatch->is_last_over);
    assert_int_equal(bench.dispatch->status, DISPATCH_ALERTING);
    assert_refused(act(&bench, DEED_RESULT, &unit, (struct deed){.place = 3, .result = "freed"}),
                   &bench, "over");
    assert_int_equal(act(&bench, DEED_RESULT, &lead, (struct deed){.place = 3, .result = "freed"}),
                     0);
    assert_int_equal(bench.dispatch->status, DISPATCH_OVER);
    assert_string_equal(bench.place->result, "cannot_come");
    bench_close(&bench);
}

/* ---- rows, and everything at random ---- */

static struct dispatch *reload(struct bench *bench)
{
    struct arena *arena = &bench->arena;
    const struct dispatch *from = bench->dispatch;
    struct dispatch *to;

    assert_int_equal(
        dispatch_from_value(dispatch_to_value(arena, from), (int)from->status, &to, &bench->err),
        0);
    for (size_t i = 0; i < from->post_count; i += POSTS_A_ROW)
        assert_int_equal(
            dispatch_add_posts(to, dispatch_posts_to_value(arena, from, i), &bench->err), 0);
    for (size_t i = from->place_count; i-- > 0;)
        if (!place_is_ended(from->places[i]))
            assert_int_equal(
                dispatch_add_place(to, from->places[i]->serial, (int)from->places[i]->status,
                                   place_to_value(arena, from->places[i]), &bench->err),
                0);
    return to;
}

static void assert_same(const struct dispatch *a, const struct dispatch *b)
{
    assert_int_equal(a->total_held, b->total_held);
    assert_int_equal(a->total_asked, b->total_asked);
    assert_int_equal(a->total_served, b->total_served);
    assert_int_equal(a->minutes, b->minutes);
    assert_int_equal(a->total_need, b->total_need);
    assert_int_equal(a->no_shows, b->no_shows);
    for (size_t i = 0; i < a->post_count; i++) {
        assert_int_equal(a->posts[i].held, b->posts[i].held);
        assert_int_equal(a->posts[i].waiting, b->posts[i].waiting);
    }
    assert_null(dispatch_check(b));
}

static uint64_t draw(uint64_t *dice, uint64_t below)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (*dice >> 33) % below;
}

static void drawn_post(struct bench *bench, uint64_t *dice, int i)
{
    char id[16];
    int64_t starts = START + (int64_t)draw(dice, 72) * HOUR;
    snprintf(id, sizeof id, "%d", i);
    add_post(bench, id, starts, starts + (int64_t)(1 + draw(dice, 8)) * HOUR,
             (int32_t)draw(dice, 4));
}

static void drawn_deed(struct bench *bench, uint64_t *dice)
{
    static const enum deed_kind kinds[] = {DEED_CLAIM,   DEED_CLAIM,   DEED_CLAIM,   DEED_CLAIM,
                                           DEED_LEAVE,   DEED_SWAP,    DEED_SWAP,    DEED_CONFIRM,
                                           DEED_DECLINE, DEED_CHECKIN, DEED_CHECKOUT};
    const struct dispatch *dispatch = bench->dispatch;
    char id[16], post[16];
    snprintf(id, sizeof id, "p%d", (int)draw(dice, 25));
    snprintf(post, sizeof post, "%d", (int)draw(dice, dispatch->post_count));
    struct dispatch_actor actor = person(id);
    struct deed deed = {.post = post};
    actor.leads = draw(dice, 4) == 0;
    enum deed_kind kind = kinds[draw(dice, sizeof kinds / sizeof *kinds)];
    if (kind != DEED_CLAIM && dispatch->place_count && draw(dice, 2))
        deed.place = dispatch->places[draw(dice, dispatch->place_count)]->serial;
    if (kind == DEED_SWAP && dispatch->place_count && draw(dice, 3) == 0)
        deed.other = dispatch->places[draw(dice, dispatch->place_count)]->serial;
    (void)act(bench, kind, &actor, deed);
}

static void everything_at_random_keeps_the_invariants(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct bench bench;
        uint64_t dice = seed;
        bench_open(&bench, 0);
        put_number(&bench, "waitlist", (int64_t)draw(&dice, 4));
        put_number(&bench, "no_show_ms", 30 * MINUTE);
        put_text(&bench, "swap", "consent");
        if (draw(&dice, 3) == 0)
            put_text(&bench, "approve", "organiser");
        make(&bench);
        for (int i = 0; i < 70; i++)
            drawn_post(&bench, &dice, i);
        dispatch_open(bench.dispatch, bench.now);
        for (int round = 0; round < 900; round++) {
            drawn_deed(&bench, &dice);
            bench.now += (int64_t)draw(&dice, 20) * MINUTE;
            for (size_t i = 0; i < bench.dispatch->place_count; i++) {
                struct place *place = bench.dispatch->places[i];
                if (place->timer_ms && place->timer_ms <= bench.now)
                    dispatch_look(bench.dispatch, place, bench.now);
            }
            assert_null(dispatch_check(bench.dispatch));
            if (round == 300)
                dispatch_settle(bench.dispatch, bench.now);
            if (round == 400)
                dispatch_attend(bench.dispatch);
            if (round % 90 == 0) {
                struct dispatch *again = reload(&bench);
                assert_same(bench.dispatch, again);
                dispatch_free(bench.dispatch);
                bench.dispatch = again;
            }
        }
        bench_close(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_one_more_than_needed),
        cmocka_unit_test(a_claim_twice_is_told_where_it_stands),
        cmocka_unit_test(who_leaves_makes_room_for_who_waits_in_order),
        cmocka_unit_test(nobody_acts_for_another),
        cmocka_unit_test(who_is_not_reached_or_not_fit_is_told_why),
        cmocka_unit_test(an_organiser_decides_where_one_must_ask),
        cmocka_unit_test(nobody_is_at_two_posts),
        cmocka_unit_test(a_shift_is_eight_hours_at_most),
        cmocka_unit_test(a_place_changes_hands_by_the_word_of_both),
        cmocka_unit_test(hours_are_actual_service_in_halves),
        cmocka_unit_test(who_leads_puts_hours_right_later),
        cmocka_unit_test(nobody_begins_uninsured_where_there_is_risk),
        cmocka_unit_test(a_minor_needs_the_consent_of_a_guardian),
        cmocka_unit_test(who_is_late_is_called_before_the_place_is_lost),
        cmocka_unit_test(who_does_not_come_is_replaced_and_counted_once),
        cmocka_unit_test(details_are_shown_from_the_claim_to_the_end),
        cmocka_unit_test(a_level_that_is_late_alerts_the_next_and_goes_on),
        cmocka_unit_test(only_freed_ends_what_others_do),
        cmocka_unit_test(who_cannot_come_makes_way_at_once),
        cmocka_unit_test(who_organises_ends_an_alarm_no_unit_is_at),
        cmocka_unit_test(everything_at_random_keeps_the_invariants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
