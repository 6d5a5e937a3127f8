/* dispatch.h - a few places and many people, or an alarm and those who answer it; as data.
 *
 * One primitive with two forms. *Waves* invite: each reaches a wider circle, whoever it reaches may
 * claim a place for himself, and nobody is ever given one (domain INV-5). *Levels* alert: each is
 * one unit, which acknowledges, departs, arrives; a later level is alerted when an earlier one is
 * too late or cannot come, and cancels nothing (dispatch_level.c).
 *
 *   INVITING --all held, or the last wave over--> SETTLED --attend--> ATTENDING --last out--> OVER
 *   ALERTING --somebody says that it is done----------------------------------------------> OVER
 *
 * A place of a wave:
 *              confirm              check in            check out
 *   ASKED -------------> HELD -----------------> PRESENT ---------> SERVED
 *     |     promoted ----^  |                       |
 *   WAITING -+              +-- leave, no_show ---> LEFT, NO_SHOW, CALLED_OFF, DECLINED
 *
 * Invariants, for every post and every person (dispatch_check):
 *   P1. Places HELD, PRESENT and SERVED are never more than the post needs.
 *   P2. Nobody holds two posts whose times touch, or shifts without 10 hours' rest between them, or
 *       one of more than 8 hours.
 *   P3. A place is held by who claimed it himself: asked for, waited for, or took over.
 *
 * Pure: no time but `now_ms` of the deed. A deed that is refused has changed nothing; one that is
 * not leaves the places it moved in `changed`, each to be kept as a row of its own: a claim costs
 * the same however many posts there are. Memory is the dispatch's.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "data/value.h"

enum dispatch_status {
    DISPATCH_INVITING = 1,
    DISPATCH_SETTLED,
    DISPATCH_ATTENDING,
    DISPATCH_ALERTING,
    DISPATCH_OVER,
    DISPATCH_ENDED = 100 /* with its case */
};

enum place_status {
    PLACE_WAITING = 1,
    PLACE_ASKED,
    PLACE_HELD,
    PLACE_PRESENT,
    PLACE_SERVED,
    PLACE_ALERTED,
    PLACE_ACKNOWLEDGED,
    PLACE_DEPARTED,
    PLACE_ARRIVED, /* of levels */
    PLACE_DONE,    /* of levels: freed, or cannot come */
    PLACE_LEFT = 100,
    PLACE_NO_SHOW,
    PLACE_DECLINED,
    PLACE_CALLED_OFF,
    PLACE_KEPT, /* SERVED or DONE in a dispatch that has ended */
};

enum {
    SHIFT_MOST_MS = 8 * 3600 * 1000,
    REST_LEAST_MS = 10 * 3600 * 1000,
    REMIND_MS = 24 * 3600 * 1000,  /* before it begins: time to find a substitute */
    SERVICE_PAST_MS = 3600 * 1000, /* hours count until then, behind the planned end */
    SERVICE_STEP_MIN = 30,
    HOURS_MOST_MIN = 24 * 60
};
enum { POSTS_MOST = 20000, LEVELS_MOST = 16, NOTE_MOST = 500 };

/* What somebody has in other cases, as whoever knows them says it: nobody is at two places. */
struct elsewhere {
    struct elsewhere *next;
    const char *person;
    int64_t starts_ms, ends_ms;
};
struct elsewheres {
    struct elsewhere *first;
};

struct post {
    const char *id, *title, *at; /* at: the meeting point, NULL: not told */
    int64_t starts_ms, ends_ms;
    int32_t need, held; /* held: HELD, PRESENT, SERVED */
    int32_t waiting, served;
    struct place *first, *last; /* of this post, as they came */
};

struct place {
    struct place *next_of_post, *next_of_person, *next_changed;
    int64_t serial;     /* its row is keyed NAME/SERIAL; of levels: from 1 */
    int32_t post;       /* of levels: which level */
    const char *person; /* id; of levels: who spoke last, or NULL */
    enum place_status status;
    int64_t since_ms, reminded_ms, called_ms; /* claimed; told a day before; told that he is late */
    int64_t in_ms, out_ms;
    int64_t alerted_ms, acknowledged_ms, departed_ms, arrived_ms, left_ms;
    int32_t minutes, rating;
    int64_t timer_ms;  /* when the core looks at it next; 0: never by itself */
    int64_t offer;     /* 0: not offered; -1: to anybody; else the serial it would be changed for */
    bool is_insured;   /* said by an organiser */
    bool is_unchecked; /* nobody checked it out: the planned end counts */
    bool is_changed;
    const char *note, *result; /* handle of a hand-over note; word of a level; NULL */
};

/* What a dispatch was asked to be: `terms` stand in its row. */
struct dispatch {
    struct arena arena;
    const char *name;
    enum dispatch_status status;
    const struct value *terms; /* as checked by the engine: waves, levels, show, skills, ... */
    int32_t need, fewest, waitlist, wave; /* wave: the last that was opened, from 0 */
    int64_t no_show_ms, call_ms; /* after the start: he lost his place, he is called; 0: never */
    bool is_risky, asks_approval, asks_consent, may_swap, has_levels;
    bool is_told;    /* the script has heard that it was filled, or over */
    bool is_awaited; /* and waits for the end of the attendance */
    bool is_last_over;
    int64_t opened_ms, wave_until_ms, over_ms;
    int64_t filled_ms; /* when the last place was taken at first; 0: not yet */
    int64_t last_ends_ms;
    struct value *absences; /* { person = how often he did not come }; dies with the case */
    struct post *posts;
    struct place **places; /* in order of serial */
    struct place **people; /* by a hash of the person: chains of next_of_person */
    size_t bucket_count, person_places, post_count, place_count, place_capacity;
    int64_t total_need, total_held, total_asked, total_served, no_shows, minutes;
    int32_t answered, came;      /* levels that acknowledged, that arrived */
    struct place *changed;       /* since dispatch_take_changed */
    struct elsewheres elsewhere; /* during a claim or swap: of who takes a place */
    bool is_changed;             /* its own row */
};

/* ---- life ---- */
struct dispatch *dispatch_new(const char *name);
void dispatch_free(struct dispatch *dispatch);
/* Into the fields above; STATUS_INVALID with a sentence for the script. */
MUST_CHECK int dispatch_set_terms(struct dispatch *dispatch, const struct value *terms,
                                  struct err *err);
MUST_CHECK int dispatch_add_post(struct dispatch *dispatch, const struct post *post,
                                 struct err *err);
void dispatch_open(struct dispatch *dispatch, int64_t now_ms);
/* The next wave; `until_ms` is when it is over. */
bool dispatch_has_next_wave(const struct dispatch *dispatch);
void dispatch_widen(struct dispatch *dispatch, int64_t until_ms);
void dispatch_wave_over(struct dispatch *dispatch);              /* the last one */
void dispatch_settle(struct dispatch *dispatch, int64_t now_ms); /* open waves are cancelled */
void dispatch_attend(struct dispatch *dispatch);
/* With its case, or because another of its name is asked for: who holds a place is called off. */
void dispatch_end(struct dispatch *dispatch, int64_t now_ms);

/* What the script waits for. */
enum dispatch_news {
    NEWS_NONE,
    NEWS_INVITED, /* filled, or the last wave is over; somebody acknowledged, or nobody */
    NEWS_ATTENDED
};
enum dispatch_news dispatch_news(const struct dispatch *dispatch, int64_t now_ms);
void dispatch_told(struct dispatch *dispatch, enum dispatch_news news, int64_t now_ms);

/* ---- by itself ---- */
/* A level more is alerted, whatever the others do. */
void dispatch_alert(struct dispatch *dispatch, int32_t level, int64_t now_ms);
bool dispatch_has_next_level(const struct dispatch *dispatch);
/* The timer of a place has come: no-show, end of a shift nobody checked out, a level too late. */
void dispatch_look(struct dispatch *dispatch, struct place *place, int64_t now_ms);

/* Places that were moved since, one after another; then NULL. */
struct place *dispatch_take_changed(struct dispatch *dispatch);
