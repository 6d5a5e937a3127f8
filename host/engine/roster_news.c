/* roster_news.c - what people are told of rosters (roster_news.h).
 *
 * Both kinds of news follow from comparing who is on duty just before and from a moment on, so
 * nothing about notices is kept. A timer stands at the next moment at which any roster may change
 * hands; each hand-over is a write set of its own, and its notices have ids that follow from
 * roster, person and moment: what was told before a crash is refused by the store as there already.
 */
#include "engine/roster_news.h"

#include <stdlib.h>
#include "data/canon.h"
#include "duty/phrase.h"
#include "engine/deed.h"

enum { STEPS_MOST = 4000 };

/* ---- shifts that changed --------------------------------------------------------------------- */

static bool has_person(struct roster_team team, const char *person)
{
    for (size_t i = 0; i < team.count; i++)
        if (strcmp(team.people[i], person) == 0)
            return true;
    return false;
}

struct news {
    struct arena *arena;
    const struct roster_change *change;
    struct value *people; /* { id = { gained, lost } } */
};

static void note(struct news *news, const char *person, const char *what, int64_t at_ms)
{
    struct arena *arena = news->arena;
    struct value *of = value_get(news->people, person);
    char text[40];

    if (value_is_nil(of)) {
        of = value_map(arena);
        value_put(arena, of, "gained", value_list(arena));
        value_put(arena, of, "lost", value_list(arena));
        value_put(arena, news->people, person, of);
    }
    value_push(arena, value_get(of, what), value_string(arena, time_to_text(at_ms, text)));
}

/* From this moment on another team may be there than was going to be. */
static void compare_teams(struct news *news, struct roster_team before, struct roster_team after,
                          int64_t at_ms)
{
    for (size_t i = 0; i < before.count; i++)
        if (!has_person(after, before.people[i]))
            note(news, before.people[i], "lost", at_ms);
    for (size_t i = 0; i < after.count; i++)
        if (!has_person(before, after.people[i]))
            note(news, after.people[i], "gained", at_ms);
}

/* Times in one line; of very many the first ones. */
static struct value *joined(struct arena *arena, const struct value *times)
{
    enum { SHOWN_MOST = 20 };
    const char *text = "";
    for (size_t i = 0; i < value_len(times) && i < SHOWN_MOST; i++)
        text = arena_printf(arena, "%s%s%.16s", text, i ? ", " : "",
                            value_text_or(value_item(times, i), ""));
    if (value_len(times) > SHOWN_MOST)
        text = arena_printf(arena, "%s ...", text);
    return value_string(arena, *text ? text : "-");
}

/* A notice as engine/notices.c words it: { title, text, with }. */
static struct value *notice_new(struct arena *arena, const char *person, const char *name,
                                struct value *with)
{
    static const struct {
        const char *name, *zh, *en, *text_zh, *text_en;
    } rows[] = {
        {"shifts_changed", "值班安排有变动", "Your shifts have changed",
         "值班表 {roster}（{office}）。新增：{gained}；取消：{lost}",                                         "Roster {roster} ({office}). New: {gained}. No longer: {lost}"},
        {"duty_begins",    "值班开始",          "Your duty begins",         "值班表 {roster}（{office}），{at}",
         "Roster {roster} ({office}), {at}"                                                                                                                                              },
        {"duty_ends",      "值班结束",          "Your duty ends",           "值班表 {roster}（{office}），{at}",
         "Roster {roster} ({office}), {at}"                                                                                                                                              },
    };
    struct value *notice = value_map(arena), *body = value_map(arena);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0) {
            value_put(arena, body, "title", phrase(arena, rows[i].zh, rows[i].en));
            value_put(arena, body, "text", phrase(arena, rows[i].text_zh, rows[i].text_en));
        }
    value_put(arena, body, "with", with);
    value_put(arena, notice, "person", value_string(arena, person));
    value_put(arena, notice, "name", value_string(arena, name));
    value_put(arena, notice, "body", body);
    return notice;
}

static struct value *notice_of(struct news *news, const char *person, const struct value *shifts)
{
    struct arena *arena = news->arena;
    struct value *with = value_map(arena);

    value_put(arena, with, "roster", value_string(arena, news->change->key));
    value_put(arena, with, "office", value_get(news->change->body, "office"));
    value_put(arena, with, "gained", joined(arena, value_get(shifts, "gained")));
    value_put(arena, with, "lost", joined(arena, value_get(shifts, "lost")));
    return notice_new(arena, person, "shifts_changed", with);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

struct value *roster_news(const struct roster_change *change, struct arena *arena)
{
    struct news news = {.arena = arena, .change = change, .people = value_map(arena)};
    struct value *notices = value_list(arena);
    struct roster before = {0}, after = {0};
    int64_t at_ms = change->now_ms, end_ms = at_ms + (int64_t)ROSTER_NEWS_DAYS * DAY_MS;

    if (change->former)
        roster_of_body(change->former, change->key, arena, &before);
    roster_of_body(change->body, change->key, arena, &after);
    for (int i = 0; at_ms < end_ms && i < STEPS_MOST; i++) {
        compare_teams(&news, roster_team_at(&before, at_ms), roster_team_at(&after, at_ms), at_ms);
        int64_t next =
            earlier(roster_next_change(&before, at_ms), roster_next_change(&after, at_ms));
        at_ms = earlier(next, at_ms + (int64_t)ROSTER_AHEAD_DAYS * DAY_MS);
    }
    for (size_t i = 0; i < value_len(news.people); i++) {
        const struct member *member = &news.people->map.members[i];
        value_push(arena, notices, notice_of(&news, member->key.bytes, member->value));
    }
    return notices;
}

/* ---- duty that changes hands ----------------------------------------------------------------- */

static const char *asked_instead(const struct staff *staff, const char *person, int64_t at_ms)
{
    struct staff_query query = {.now_ms = at_ms};
    return staff_person(staff, person) ? staff_instead_of(staff, person, &query) : NULL;
}

static bool is_asked(const struct staff *staff, struct roster_team team, const char *person,
                     int64_t at_ms)
{
    for (size_t i = 0; i < team.count; i++) {
        const char *asked = asked_instead(staff, team.people[i], at_ms);
        if (asked && strcmp(asked, person) == 0)
            return true;
    }
    return false;
}

static void add_hand_over(const struct roster *roster, const char *person, const char *name,
                          int64_t at_ms, struct value *notices, struct arena *arena)
{
    struct value *with = value_map(arena);
    char text[40];

    value_put(arena, with, "roster", value_string(arena, roster->key));
    value_put(arena, with, "office", value_string(arena, roster->office));
    value_put(arena, with, "at", value_string(arena, time_to_text(at_ms, text)));
    value_push(arena, notices, notice_new(arena, person, name, with));
}

struct value *roster_hand_over(const struct staff *staff, const struct roster *roster,
                               int64_t at_ms, struct arena *arena)
{
    struct roster_team went = roster_team_at(roster, at_ms - 1),
                       came = roster_team_at(roster, at_ms);
    struct value *notices = value_list(arena);

    for (size_t i = 0; i < came.count; i++) {
        const char *person = asked_instead(staff, came.people[i], at_ms);
        if (person && !is_asked(staff, went, person, at_ms - 1))
            add_hand_over(roster, person, "duty_begins", at_ms, notices, arena);
    }
    for (size_t i = 0; i < went.count; i++) {
        const char *person = asked_instead(staff, went.people[i], at_ms - 1);
        if (person && !is_asked(staff, came, person, at_ms))
            add_hand_over(roster, person, "duty_ends", at_ms, notices, arena);
    }
    return notices;
}

/* ---- watching (loop thread) ------------------------------------------------------------------ */

struct told_hand_over {
    struct note note;
    struct engine *engine;
    struct write_set *writes;
};

/* Refused: it was told in another life of the host. */
static void on_told(struct note *note)
{
    struct told_hand_over *told = (struct told_hand_over *)(void *)note;
    struct engine *engine = told->engine;
    write_set_close(told->writes);
    free(told);
    deed_end(engine);
}

static void tell(struct engine *engine, const struct value *notices, int64_t at_ms)
{
    struct err ignored = {0};
    if (value_len(notices) == 0 || deed_refusal(engine, &ignored) != 0)
        return;
    struct told_hand_over *told = mem_zero(sizeof *told);
    struct write_set *writes = told->writes = write_set_new();
    for (size_t i = 0; i < value_len(notices); i++) {
        const struct value *notice = value_item(notices, i);
        struct op *op = write_set_add(writes, OP_NOTICE);
        struct slice body = canon_text(&writes->arena, notice);
        digest_id(engine->child_key, slice_of("duty"), body, &op->notice.ref);
        op->notice.at = op->notice.not_before = at_ms;
        op->notice.office = op->notice.role = slice_of("");
        op->notice.person =
            slice_of(arena_text(&writes->arena, value_text_or(value_get(notice, "person"), "")));
        op->notice.name =
            slice_of(arena_text(&writes->arena, value_text_or(value_get(notice, "name"), "")));
        op->notice.body = canon_text(&writes->arena, value_get(notice, "body"));
    }
    told->engine = engine;
    told->note.on_note = on_told;
    deed_submit(engine, writes, &told->note);
}

static void tell_all(struct engine *engine, int64_t at_ms)
{
    const struct roster *rosters;
    size_t count = staff_rosters(engine->staff, &rosters);

    for (size_t i = 0; i < count; i++) {
        struct arena arena = {0};
        tell(engine, roster_hand_over(engine->staff, &rosters[i], at_ms, &arena), at_ms);
        arena_close(&arena);
    }
}

static void on_hand_over(struct loop_timer *timer)
{
    struct engine *engine = timer->owner;
    int64_t at_ms = engine->hand_over_ms;

    if (engine->state == ENGINE_RUNNING && loop_now_ms(engine->loop) >= at_ms)
        tell_all(engine, at_ms);
    roster_watch(engine);
}

void roster_watch(struct engine *engine)
{
    const struct roster *rosters;
    size_t count = staff_rosters(engine->staff, &rosters);
    int64_t next_ms = INT64_MAX;

    roster_unwatch(engine);
    if (count == 0)
        return;
    int64_t now_ms = loop_now_ms(engine->loop);
    for (size_t i = 0; i < count; i++)
        next_ms = earlier(next_ms, roster_next_change(&rosters[i], now_ms));
    engine->hand_over.on_timer = on_hand_over;
    engine->hand_over.owner = engine;
    engine->hand_over_ms = next_ms;
    loop_timer_start(engine->loop, &engine->hand_over, earlier(next_ms - now_ms, DAY_MS));
}

void roster_unwatch(struct engine *engine)
{
    loop_timer_stop(engine->loop, &engine->hand_over);
}
