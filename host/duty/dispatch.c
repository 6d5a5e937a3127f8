/* dispatch.c - its life and the claiming of places (dispatch.h). What happens at the place itself
 * is in dispatch_serve.c, levels are in dispatch_level.c, rows in dispatch_row.c.
 *
 * Every deed has two halves: first all checks, which change nothing, then the move. place_move is
 * the only one that changes a status, and keeps every count. To add a deed: a function of that
 * shape, and a row in `deeds`.
 */
#include "duty/dispatch.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/buf.h"
#include "duty/actor.h"
#include "duty/dispatch_inside.h"
#include "duty/dispatch_row.h"

static const char *const place_words[] = {
    [PLACE_WAITING] = "waiting",
    [PLACE_ASKED] = "asked",
    [PLACE_HELD] = "held",
    [PLACE_PRESENT] = "present",
    [PLACE_SERVED] = "served",
    [PLACE_ALERTED] = "alerted",
    [PLACE_ACKNOWLEDGED] = "acknowledged",
    [PLACE_DEPARTED] = "departed",
    [PLACE_ARRIVED] = "arrived",
    [PLACE_DONE] = "done",
    [PLACE_LEFT] = "left",
    [PLACE_NO_SHOW] = "no_show",
    [PLACE_DECLINED] = "declined",
    [PLACE_CALLED_OFF] = "called_off",
    [PLACE_KEPT] = "kept",
};

const char *place_status_word(enum place_status status)
{
    size_t count = sizeof place_words / sizeof *place_words;
    const char *word = (size_t)status < count ? place_words[status] : NULL;
    return word ? word : "unknown";
}

const char *dispatch_status_word(enum dispatch_status status)
{
    static const char *const words[] = {
        [DISPATCH_INVITING] = "inviting",   [DISPATCH_SETTLED] = "settled",
        [DISPATCH_ATTENDING] = "attending", [DISPATCH_ALERTING] = "alerting",
        [DISPATCH_OVER] = "over",
    };
    if (status == DISPATCH_ENDED)
        return "ended";
    return status >= DISPATCH_INVITING && status <= DISPATCH_OVER ? words[status] : "unknown";
}

bool place_is_taken(enum place_status status)
{
    return status == PLACE_HELD || status == PLACE_PRESENT || status == PLACE_SERVED;
}

static const struct {
    const char *word;
    int (*run)(struct dispatch *dispatch, const struct deed *deed, struct place **out,
               struct err *err);
} deeds[DEED_KINDS] = {
    [DEED_CLAIM] = {"claim",       dispatch_claim      },
    [DEED_LEAVE] = {"leave",       dispatch_leave      },
    [DEED_SWAP] = {"swap",        dispatch_swap       },
    [DEED_CONFIRM] = {"confirm",     dispatch_confirm    },
    [DEED_DECLINE] = {"decline",     dispatch_decline    },
    [DEED_INSURE] = {"insure",      dispatch_insure     },
    [DEED_CHECKIN] = {"checkin",     dispatch_checkin    },
    [DEED_CHECKOUT] = {"checkout",    dispatch_checkout   },
    [DEED_RATE] = {"rate",        dispatch_rate       },
    [DEED_ACKNOWLEDGE] = {"acknowledge", dispatch_acknowledge},
    [DEED_DEPART] = {"depart",      dispatch_depart     },
    [DEED_ARRIVE] = {"arrive",      dispatch_arrive     },
    [DEED_RESULT] = {"result",      dispatch_result     },
};

const char *deed_word(enum deed_kind kind)
{
    return deeds[kind].word;
}

int dispatch_do(struct dispatch *dispatch, enum deed_kind kind, const struct deed *deed,
                struct place **out, struct err *err)
{
    return deeds[kind].run(dispatch, deed, out, err);
}

/* ---- life ---- */

struct dispatch *dispatch_new(const char *name)
{
    struct dispatch *dispatch = mem_zero(sizeof *dispatch);
    dispatch->name = arena_text(&dispatch->arena, name);
    dispatch->terms = value_map(&dispatch->arena);
    dispatch->absences = value_map(&dispatch->arena);
    dispatch->wave = -1;
    return dispatch;
}

void dispatch_free(struct dispatch *dispatch)
{
    if (!dispatch)
        return;
    free(dispatch->posts);
    free(dispatch->places);
    free(dispatch->people);
    arena_close(&dispatch->arena);
    free(dispatch);
}

static int check_count(const struct value *terms, const char *name, int64_t most, struct err *err)
{
    const struct value *given = value_get(terms, name);
    if (value_is_nil(given) ||
        (given->type == VALUE_INT && given->integer >= 0 && given->integer <= most))
        return 0;
    return err_set(err, STATUS_INVALID, "%s is a whole number from 0 to %lld.", name,
                   (long long)most);
}

int dispatch_set_terms(struct dispatch *dispatch, const struct value *terms, struct err *err)
{
    enum { PLACES_MOST = 1000000 };
    const char *risk = value_get_text(terms, "risk"), *swap = value_get_text(terms, "swap");
    const char *minors = value_get_text(terms, "minors");
    size_t levels = value_len(value_get(terms, "levels"));
    int rc = check_count(terms, "need", PLACES_MOST, err);

    if (rc == 0)
        rc = check_count(terms, "fewest", PLACES_MOST, err);
    if (rc == 0)
        rc = check_count(terms, "waitlist", PLACES_MOST, err);
    if (rc == 0 && levels > LEVELS_MOST)
        rc = err_set(err, STATUS_INVALID, "there are %zu levels, %d at most.", levels, LEVELS_MOST);
    if (rc == 0 && swap && strcmp(swap, "consent") != 0)
        rc = err_set(err, STATUS_INVALID, "swap is \"consent\", or left out.");
    if (rc == 0 && minors && strcmp(minors, "consent") != 0)
        rc = err_set(err, STATUS_INVALID, "minors is \"consent\", or left out.");
    if (rc != 0)
        return rc;
    dispatch->terms = value_copy(&dispatch->arena, terms);
    dispatch->need = (int32_t)value_get_int(terms, "need", 0);
    dispatch->fewest = (int32_t)value_get_int(terms, "fewest", 0);
    dispatch->waitlist = (int32_t)value_get_int(terms, "waitlist", 0);
    dispatch->no_show_ms = value_get_int(terms, "no_show_ms", 0);
    dispatch->call_ms = value_get_int(terms, "call_ms", 0);
    dispatch->asks_consent = minors != NULL;
    dispatch->is_risky = risk && strcmp(risk, "low") != 0;
    dispatch->asks_approval = !value_is_nil(value_get(terms, "approve"));
    dispatch->may_swap = swap != NULL;
    dispatch->has_levels = levels > 0;
    return 0;
}

static int check_post(const struct dispatch *dispatch, const struct post *post, struct err *err)
{
    if (dispatch->post_count >= POSTS_MOST)
        return err_set(err, STATUS_INVALID, "there are more than %d posts.", POSTS_MOST);
    if (post->need < 0)
        return err_set(err, STATUS_INVALID, "post %s: need is not negative.", post->id);
    if (post->ends_ms <= post->starts_ms)
        return err_set(err, STATUS_INVALID, "post %s: it ends before it starts.", post->id);
    if (post->ends_ms - post->starts_ms > SHIFT_MOST_MS)
        return err_set(err, STATUS_INVALID,
                       "post %s: a shift has 8 hours at most. Divide it into shifts.", post->id);
    return 0;
}

int dispatch_add_post(struct dispatch *dispatch, const struct post *post, struct err *err)
{
    struct arena *arena = &dispatch->arena;
    size_t count = dispatch->post_count;
    int rc = check_post(dispatch, post, err);

    if (rc != 0)
        return rc;
    if ((count & (count - 1)) == 0) /* places name posts by number: they may move */
        dispatch->posts =
            mem_resize(dispatch->posts, (count ? 2 * count : 1) * sizeof *dispatch->posts);
    dispatch->posts[dispatch->post_count++] = (struct post){
        .id = arena_text(arena, post->id),
        .title = post->title ? arena_text(arena, post->title) : NULL,
        .at = post->at ? arena_text(arena, post->at) : NULL,
        .starts_ms = post->starts_ms,
        .ends_ms = post->ends_ms,
        .need = post->need,
    };
    dispatch->total_need += post->need;
    if (post->ends_ms > dispatch->last_ends_ms)
        dispatch->last_ends_ms = post->ends_ms;
    return 0;
}

void dispatch_open(struct dispatch *dispatch, int64_t now_ms)
{
    dispatch->status = dispatch->has_levels ? DISPATCH_ALERTING : DISPATCH_INVITING;
    dispatch->opened_ms = now_ms;
    dispatch->is_changed = true;
}

bool dispatch_has_next_wave(const struct dispatch *dispatch)
{
    return dispatch->wave + 1 < (int32_t)value_len(value_get(dispatch->terms, "waves"));
}

void dispatch_widen(struct dispatch *dispatch, int64_t until_ms)
{
    assert(dispatch_has_next_wave(dispatch));
    dispatch->wave++;
    dispatch->wave_until_ms = until_ms;
    dispatch->is_changed = true;
}

void dispatch_wave_over(struct dispatch *dispatch)
{
    dispatch->wave_until_ms = 0;
    dispatch->is_last_over = dispatch->is_changed = true;
}

void dispatch_settle(struct dispatch *dispatch, int64_t now_ms)
{
    dispatch->is_told = dispatch->is_changed = true;
    dispatch->is_awaited = false;
    if (dispatch->status != DISPATCH_INVITING && dispatch->status != DISPATCH_ATTENDING)
        return; /* levels go on until it is done, whatever the script does */
    if (dispatch->status == DISPATCH_INVITING && dispatch->total_held >= dispatch->total_need)
        dispatch->filled_ms = now_ms;
    dispatch->status = DISPATCH_SETTLED;
    dispatch->wave_until_ms = 0;
}

void dispatch_attend(struct dispatch *dispatch)
{
    if (dispatch->status == DISPATCH_SETTLED)
        dispatch->status = DISPATCH_ATTENDING;
    dispatch->is_awaited = dispatch->is_changed = true;
}

void dispatch_end(struct dispatch *dispatch, int64_t now_ms)
{
    for (size_t i = 0; i < dispatch->place_count; i++) {
        struct place *place = dispatch->places[i];
        place->timer_ms = 0;
        if (place->status == PLACE_PRESENT)
            place->out_ms = now_ms;
        if (place->status == PLACE_SERVED || place->status == PLACE_DONE)
            place_move(dispatch, place, PLACE_KEPT);
        else if (!place_is_ended(place))
            place_move(dispatch, place, PLACE_CALLED_OFF);
    }
    dispatch->status = DISPATCH_ENDED;
    dispatch->absences = value_map(&dispatch->arena); /* nobody carries them along */
    dispatch->is_changed = true;
}

/* ---- what is news ---- */

static bool has_served(const struct dispatch *dispatch, int64_t now_ms)
{
    if (dispatch->total_held > dispatch->total_served)
        return false; /* somebody holds a place and has not come or gone */
    for (size_t i = 0; i < dispatch->post_count; i++) {
        const struct post *post = &dispatch->posts[i];
        if (post->served == 0 && post->need > 0 && now_ms < post->ends_ms)
            return false;
    }
    return true;
}

static bool has_answered(const struct dispatch *dispatch)
{
    return dispatch->answered > 0 || dispatch->is_last_over;
}

enum dispatch_news dispatch_news(const struct dispatch *dispatch, int64_t now_ms)
{
    enum dispatch_status status = dispatch->status;
    bool is_filled = dispatch->total_held >= dispatch->total_need;

    if (status == DISPATCH_INVITING && (is_filled || dispatch->is_last_over))
        return NEWS_INVITED;
    if (dispatch->has_levels && !dispatch->is_told &&
        (status == DISPATCH_OVER || (status == DISPATCH_ALERTING && has_answered(dispatch))))
        return NEWS_INVITED;
    if (dispatch->is_awaited &&
        (status == DISPATCH_OVER || (status == DISPATCH_ATTENDING && has_served(dispatch, now_ms))))
        return NEWS_ATTENDED;
    return NEWS_NONE;
}

void dispatch_told(struct dispatch *dispatch, enum dispatch_news news, int64_t now_ms)
{
    dispatch->is_changed = true;
    if (news == NEWS_INVITED) {
        dispatch_settle(dispatch, now_ms);
        return;
    }
    dispatch->is_awaited = false;
    if (dispatch->status != DISPATCH_ATTENDING)
        return;
    dispatch->status = DISPATCH_OVER;
    dispatch->over_ms = now_ms;
    dispatch->wave_until_ms = 0;
}

int64_t dispatch_timer(const struct dispatch *dispatch, int64_t now_ms)
{
    int64_t until = dispatch->wave_until_ms, last = dispatch->last_ends_ms;

    if (dispatch->status != DISPATCH_INVITING && dispatch->status != DISPATCH_ATTENDING)
        return 0;
    if (until > now_ms && (dispatch->status == DISPATCH_INVITING || until < last))
        return until;
    return dispatch->status == DISPATCH_ATTENDING && last > now_ms ? last : 0;
}

/* ---- claiming ---- */

static const char *line_word(int32_t line, char text[24])
{
    static const char *const ends[] = {"th", "st", "nd", "rd"};
    int32_t last = line % 10;
    bool is_teen = line % 100 / 10 == 1;
    snprintf(text, 24, "%d%s", line, last <= 3 && !is_teen ? ends[last] : "th");
    return text;
}

static int has_already(const struct dispatch *dispatch, const struct place *own, struct err *err)
{
    char text[24];

    if (own->status == PLACE_WAITING)
        return err_set_at(err, STATUS_CONFLICT, "waiting", NULL,
                          "All places are taken; you are %s on the waiting list.",
                          line_word(dispatch_line(dispatch, own), text));
    if (own->status == PLACE_ASKED)
        return err_set_at(err, STATUS_CONFLICT, "asked_already", NULL,
                          "You have asked for this place already. An organiser decides.");
    return err_set_at(err, STATUS_CONFLICT, "held_already", NULL, "You hold this place already.");
}

static int check_person(const struct dispatch *dispatch, const struct dispatch_actor *actor,
                        struct err *err)
{
    if (!actor->is_reached)
        return err_set_at(err, STATUS_FORBIDDEN, "not_asked", NULL,
                          "This is not offered to you now: it goes to another circle first.");
    if (!actor->has_skills)
        return err_set_at(err, STATUS_FORBIDDEN, "skills_missing", NULL,
                          "It needs skills that your record does not show.");
    if (dispatch->is_risky && !actor->is_adult)
        return err_set_at(err, STATUS_FORBIDDEN, "adults_only", NULL,
                          "There is some risk in it: adults only, by the date of birth on record.");
    if (dispatch->asks_consent && !actor->is_adult && !actor->has_consent)
        return err_set_at(err, STATUS_FORBIDDEN, "consent_missing", NULL,
                          "The record shows neither that you are of age nor that your guardian "
                          "agrees. Bring the written consent to the organiser.");
    return 0;
}

static int check_open(const struct dispatch *dispatch, const struct post *post, int64_t now_ms,
                      struct err *err)
{
    bool is_full = post->held >= post->need;

    if (dispatch->has_levels)
        return err_set_at(err, STATUS_CONFLICT, "levels", NULL,
                          "Units are alerted here: acknowledge, nobody claims a place.");
    if (dispatch->status == DISPATCH_OVER || dispatch->status == DISPATCH_ENDED ||
        now_ms >= post->ends_ms)
        return err_set_at(err, STATUS_CONFLICT, "over", NULL, "It is over: nothing to claim.");
    if (dispatch->status == DISPATCH_SETTLED && !is_full)
        return err_set_at(err, STATUS_CONFLICT, "not_open", NULL,
                          "Nobody is invited at the moment. Ask the organiser.");
    if (is_full && post->waiting >= dispatch->waitlist)
        return err_set_at(err, STATUS_CONFLICT, "no_places", NULL,
                          dispatch->waitlist ? "All places are taken and the waiting list is full."
                                             : "All places are taken.");
    return 0;
}

static int claimed_post(const struct dispatch *dispatch, const struct deed *deed, int32_t *out,
                        struct err *err)
{
    int index = deed->post                  ? dispatch_find_post(dispatch, deed->post)
                : dispatch->post_count == 1 ? 0
                                            : -1;
    if (dispatch->has_levels)
        return err_set_at(err, STATUS_CONFLICT, "levels", NULL,
                          "Units are alerted here: acknowledge, nobody claims a place.");
    if (index < 0 && !deed->post)
        return err_set(err, STATUS_MALFORMED, "There are %zu posts: say which one, \"post\".",
                       dispatch->post_count);
    if (index < 0)
        return err_set(err, STATUS_NOT_FOUND, "There is no such post.");
    *out = index;
    return 0;
}

static void hold(struct dispatch *dispatch, struct place *place, int64_t now_ms)
{
    place->timer_ms = place_timer(dispatch, place, now_ms);
    place_move(dispatch, place, PLACE_HELD);
}

int dispatch_claim(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                   struct err *err)
{
    static const struct place *const none[2];
    int32_t index;
    int rc = claimed_post(dispatch, deed, &index, err);
    struct post *post = rc == 0 ? &dispatch->posts[index] : NULL;
    struct place *own = rc == 0 ? dispatch_place_of(dispatch, deed->actor->id, index) : NULL;

    if (rc == 0 && own)
        rc = has_already(dispatch, own, err);
    if (rc == 0)
        rc = check_open(dispatch, post, deed->now_ms, err);
    if (rc == 0)
        rc = check_person(dispatch, deed->actor, err);
    if (rc == 0)
        rc = person_is_free(dispatch, deed->actor->id, post, none, err);
    if (rc != 0)
        return rc;
    struct place *place = place_new(dispatch, deed->serial, index, deed->actor->id);
    place->since_ms = deed->now_ms;
    place->is_insured = deed->actor->is_insured;
    if (post->held >= post->need)
        place_move(dispatch, place, PLACE_WAITING);
    else if (dispatch->asks_approval)
        place_move(dispatch, place, PLACE_ASKED);
    else
        hold(dispatch, place, deed->now_ms);
    *out = place;
    return 0;
}

/* ---- giving back ---- */

void post_fill(struct dispatch *dispatch, struct post *post, int64_t now_ms)
{
    struct err ignored = {0};
    struct place *next;

    if (dispatch->status > DISPATCH_ATTENDING || now_ms >= post->ends_ms)
        return;
    for (struct place *place = post->first; place && post->held < post->need; place = next) {
        const struct place *const self[2] = {place};
        next = place->next_of_post;
        if (place->status != PLACE_WAITING ||
            person_is_free(dispatch, place->person, post, self, &ignored) != 0)
            continue;
        if (dispatch->asks_approval)
            place_move(dispatch, place, PLACE_ASKED);
        else
            hold(dispatch, place, now_ms);
    }
}

int dispatch_leave(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                   struct err *err)
{
    struct place *place;
    int rc = deed_place(dispatch, deed, &place, err);

    if (rc == 0)
        rc = deed_is_own(deed, place, err);
    if (rc == 0 && place->status == PLACE_PRESENT)
        rc = err_set_at(err, STATUS_CONFLICT, "present", NULL,
                        "You have checked in. Check out instead.");
    if (rc == 0 && place->status > PLACE_PRESENT)
        rc = err_set_at(err, STATUS_CONFLICT, "over", NULL, "This place is %s.",
                        place_status_word(place->status));
    if (rc != 0)
        return rc;
    place->timer_ms = 0;
    place->left_ms = deed->now_ms;
    place_move(dispatch, place, PLACE_LEFT);
    post_fill(dispatch, &dispatch->posts[place->post], deed->now_ms);
    *out = place;
    return 0;
}

/* ---- swapping: always by the word of both ---- */

static int check_swap(const struct dispatch *dispatch, const struct place *place, int64_t now_ms,
                      struct err *err)
{
    if (!dispatch->may_swap)
        return err_set_at(err, STATUS_CONFLICT, "no_swap", NULL,
                          "Places of this dispatch are not swapped. Leave it instead.");
    if (place->status != PLACE_HELD || now_ms >= dispatch->posts[place->post].ends_ms)
        return err_set_at(err, STATUS_CONFLICT, "not_held", NULL,
                          "Only a place that is held and not begun can be swapped.");
    return 0;
}

/* Somebody takes a place that was offered to anybody. */
static int take_offered(struct dispatch *dispatch, struct place *place, const struct deed *deed,
                        struct err *err)
{
    static const struct place *const none[2];
    const struct post *post = &dispatch->posts[place->post];
    int rc = place->offer == -1 ? 0
                                : err_set_at(err, STATUS_CONFLICT, "not_offered", NULL,
                                             "Its holder has not offered this place.");
    struct place *own = dispatch_place_of(dispatch, deed->actor->id, place->post);

    if (rc == 0 && own && own->status != PLACE_WAITING)
        rc = has_already(dispatch, own, err);
    if (rc == 0)
        rc = check_person(dispatch, deed->actor, err);
    if (rc == 0)
        rc = person_is_free(dispatch, deed->actor->id, post, none, err);
    if (rc != 0)
        return rc;
    if (own)
        place_move(dispatch, own, PLACE_LEFT);
    place->offer = place->reminded_ms = 0;
    place->is_insured = deed->actor->is_insured;
    place->since_ms = deed->now_ms;
    place->timer_ms = place_timer(dispatch, place, deed->now_ms);
    place_give(dispatch, place, deed->actor->id);
    return 0;
}

/* Both have said so: each gets the other's post. */
static int exchange(struct dispatch *dispatch, struct place *mine, struct place *theirs,
                    struct err *err)
{
    const struct place *const both[2] = {mine, theirs};
    int rc = person_is_free(dispatch, mine->person, &dispatch->posts[theirs->post], both, err);
    const char *person = mine->person;
    bool is_insured = mine->is_insured;

    if (rc == 0)
        rc = person_is_free(dispatch, theirs->person, &dispatch->posts[mine->post], both, err);
    if (rc != 0)
        return rc;
    mine->offer = theirs->offer = 0;
    mine->is_insured = theirs->is_insured;
    theirs->is_insured = is_insured;
    place_give(dispatch, mine, theirs->person);
    place_give(dispatch, theirs, person);
    return 0;
}

int dispatch_swap(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                  struct err *err)
{
    struct place *place, *other = deed->other ? dispatch_place(dispatch, deed->other) : NULL;
    int rc = deed_place(dispatch, deed, &place, err);

    if (rc == 0)
        rc = check_swap(dispatch, place, deed->now_ms, err);
    if (rc == 0 && deed->other && (!other || place_is_ended(other)))
        rc = err_set(err, STATUS_NOT_FOUND, "There is no such place to have for it.");
    if (rc == 0 && other)
        rc = check_swap(dispatch, other, deed->now_ms, err);
    if (rc != 0)
        return rc;
    *out = place;
    if (strcmp(place->person, deed->actor->id) != 0)
        return take_offered(dispatch, place, deed, err);
    if (other && other->offer == place->serial)
        return exchange(dispatch, place, other, err);
    place->offer = other ? other->serial : -1;
    place_note(dispatch, place);
    return 0;
}

/* ---- organisers ---- */

static int asked_place(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                       struct err *err)
{
    int rc = deed_needs_leader(deed, err);
    if (rc == 0)
        rc = deed_place(dispatch, deed, out, err);
    return rc;
}

int dispatch_confirm(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                     struct err *err)
{
    struct place *place = NULL;
    int rc = asked_place(dispatch, deed, &place, err);
    const struct place *const self[2] = {place};

    if (rc == 0 && place->status != PLACE_ASKED)
        rc = err_set_at(err, STATUS_CONFLICT, "not_asked_for", NULL, "This place is %s.",
                        place_status_word(place->status));
    struct post *post = rc == 0 ? &dispatch->posts[place->post] : NULL;
    if (rc == 0 && post->held >= post->need)
        rc = err_set_at(err, STATUS_CONFLICT, "no_places", NULL, "All places are taken.");
    if (rc == 0)
        rc = person_is_free(dispatch, place->person, post, self, err);
    if (rc != 0)
        return rc;
    hold(dispatch, place, deed->now_ms);
    *out = place;
    return 0;
}

int dispatch_decline(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                     struct err *err)
{
    struct place *place = NULL;
    int rc = asked_place(dispatch, deed, &place, err);

    if (rc == 0 && place->status != PLACE_ASKED && place->status != PLACE_WAITING &&
        place->status != PLACE_HELD)
        rc = err_set_at(err, STATUS_CONFLICT, "over", NULL, "This place is %s.",
                        place_status_word(place->status));
    if (rc != 0)
        return rc;
    place->timer_ms = 0;
    place_move(dispatch, place, PLACE_DECLINED);
    post_fill(dispatch, &dispatch->posts[place->post], deed->now_ms);
    *out = place;
    return 0;
}
