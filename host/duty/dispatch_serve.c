/* dispatch_serve.c - what happens at the place: coming, going, not coming, and the hours of it.
 *
 * Hours are actual service: from the check-in, but not before the planned start, to the check-out,
 * but not later than an hour behind the planned end, unless who leads says otherwise; rounded down
 * to half hours. Who does not come is counted, here and nowhere else, and loses nothing but the
 * place. Nobody is watched: a place knows when somebody came and went, not where he is.
 */
#include <stdio.h>
#include "duty/dispatch_inside.h"

enum { EARLIEST_MS = 4 * 3600 * 1000 }; /* before the start: then it is another day's mistake */

int dispatch_insure(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                    struct err *err)
{
    struct place *place;
    int rc = deed_needs_leader(deed, err);

    if (rc == 0)
        rc = deed_place(dispatch, deed, &place, err);
    if (rc == 0 && place->status >= PLACE_SERVED)
        rc = err_set_at(err, STATUS_CONFLICT, "over", NULL, "This place is %s.",
                        place_status_word(place->status));
    if (rc != 0)
        return rc;
    place->is_insured = true;
    place_note(dispatch, place);
    *out = place;
    return 0;
}

static int check_arrival(const struct dispatch *dispatch, const struct place *place,
                         const struct deed *deed, struct err *err)
{
    const struct post *post = &dispatch->posts[place->post];
    bool says_insured = deed->says_insured && deed->actor->leads;

    if (place->status != PLACE_HELD)
        return err_set_at(err, STATUS_CONFLICT, "not_held", NULL, "This place is %s.",
                          place_status_word(place->status));
    if (deed->now_ms < post->starts_ms - EARLIEST_MS)
        return err_set_at(err, STATUS_CONFLICT, "too_early", NULL,
                          "It does not begin yet. Check in when you are there.");
    if (deed->now_ms >= post->ends_ms)
        return err_set_at(err, STATUS_CONFLICT, "over", NULL, "This shift is over.");
    if (dispatch->is_risky && !place->is_insured && !says_insured && !deed->actor->is_insured)
        return err_set_at(err, STATUS_CONFLICT, "not_insured", NULL,
                          "There is some risk in it: nobody begins before he is insured. An "
                          "organiser records the insurance.");
    return 0;
}

int dispatch_checkin(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                     struct err *err)
{
    struct place *place;
    int rc = deed_place(dispatch, deed, &place, err);

    if (rc == 0 && dispatch->has_levels)
        rc =
            err_set_at(err, STATUS_CONFLICT, "levels", NULL, "Units arrive; they do not check in.");
    if (rc == 0 && !deed->actor->leads)
        rc = deed_is_own(deed, place, err);
    if (rc == 0 && !deed->actor->leads && !deed->actor->knows_code)
        rc = err_set_at(err, STATUS_FORBIDDEN, "wrong_code", NULL,
                        "That is not the code of the meeting point. Ask who leads there; he can "
                        "check you in as well.");
    if (rc == 0)
        rc = check_arrival(dispatch, place, deed, err);
    if (rc != 0)
        return rc;
    place->is_insured |= deed->actor->is_insured || (deed->says_insured && deed->actor->leads);
    place->in_ms = deed->now_ms;
    place->timer_ms = dispatch->posts[place->post].ends_ms + SERVICE_PAST_MS;
    place->offer = 0;
    place_move(dispatch, place, PLACE_PRESENT);
    *out = place;
    return 0;
}

static int32_t served_minutes(const struct post *post, const struct place *place)
{
    int64_t from = place->in_ms > post->starts_ms ? place->in_ms : post->starts_ms;
    int64_t until = place->out_ms, latest = post->ends_ms + SERVICE_PAST_MS;

    if (place->is_unchecked)
        latest = post->ends_ms;
    if (until > latest)
        until = latest;
    if (until <= from)
        return 0;
    int64_t minutes = (until - from) / 60000;
    return (int32_t)(minutes - minutes % SERVICE_STEP_MIN);
}

/* The hours as who leads confirms them; of one that was checked out already, they are put right. */
static int check_hours(const struct place *place, const struct deed *deed, struct err *err)
{
    if (deed->minutes < 0 || deed->minutes > HOURS_MOST_MIN)
        return err_set(err, STATUS_MALFORMED, "minutes is a whole number from 0 to %d.",
                       HOURS_MOST_MIN);
    if (deed->minutes > 0 && !deed->actor->leads)
        return err_set_at(err, STATUS_FORBIDDEN, "organisers_only", NULL,
                          "Only who leads can confirm other hours than those counted.");
    if (place->status == PLACE_PRESENT || (place->status == PLACE_SERVED && deed->minutes > 0))
        return 0;
    return err_set_at(err, STATUS_CONFLICT, "not_present", NULL,
                      "Only who has checked in can check out; this place is %s.",
                      place_status_word(place->status));
}

int dispatch_checkout(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                      struct err *err)
{
    struct place *place;
    int rc = deed_place(dispatch, deed, &place, err);

    if (rc == 0 && !deed->actor->leads)
        rc = deed_is_own(deed, place, err);
    if (rc == 0)
        rc = check_hours(place, deed, err);
    if (rc != 0)
        return rc;
    if (place->status == PLACE_PRESENT)
        place->out_ms = deed->now_ms;
    place_move(dispatch, place, PLACE_PRESENT); /* so that its hours are counted once */
    place->minutes = deed->minutes > 0 ? (int32_t)(deed->minutes - deed->minutes % SERVICE_STEP_MIN)
                                       : served_minutes(&dispatch->posts[place->post], place);
    place->is_unchecked = false;
    place->timer_ms = 0;
    if (deed->note)
        place->note = arena_text(&dispatch->arena, deed->note);
    place_move(dispatch, place, PLACE_SERVED);
    *out = place;
    return 0;
}

int dispatch_rate(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                  struct err *err)
{
    enum { RATING_MOST = 5 };
    struct place *place;
    int rc = deed_place(dispatch, deed, &place, err);

    if (rc == 0)
        rc = deed_is_own(deed, place, err);
    if (rc == 0 && place->status != PLACE_SERVED)
        rc = err_set_at(err, STATUS_CONFLICT, "not_served", NULL,
                        "A service is rated when it is over; this place is %s.",
                        place_status_word(place->status));
    if (rc == 0 && (deed->rating < 1 || deed->rating > RATING_MOST))
        rc = err_set(err, STATUS_MALFORMED, "rating is a whole number from 1 to %d.", RATING_MOST);
    if (rc != 0)
        return rc;
    place->rating = deed->rating;
    place_note(dispatch, place);
    *out = place;
    return 0;
}

/* ---- by time ---- */

int64_t place_timer(const struct dispatch *dispatch, const struct place *place, int64_t now_ms)
{
    const struct post *post = &dispatch->posts[place->post];
    int64_t from = post->starts_ms > now_ms ? post->starts_ms : now_ms;

    if (place->reminded_ms == 0 && post->starts_ms - REMIND_MS > now_ms)
        return post->starts_ms - REMIND_MS;
    if (dispatch->call_ms && place->called_ms == 0)
        return from + dispatch->call_ms;
    return dispatch->no_show_ms ? from + dispatch->no_show_ms : 0;
}

static void miss(struct dispatch *dispatch, struct place *place, int64_t now_ms)
{
    struct arena *arena = &dispatch->arena;
    int32_t before = dispatch_no_shows(dispatch, place->person);

    value_put(arena, dispatch->absences, place->person, value_int(arena, before + 1));
    dispatch->no_shows++;
    dispatch->is_changed = true;
    place_move(dispatch, place, PLACE_NO_SHOW);
    post_fill(dispatch, &dispatch->posts[place->post], now_ms);
}

void dispatch_look(struct dispatch *dispatch, struct place *place, int64_t now_ms)
{
    place->timer_ms = 0;
    if (dispatch->has_levels) {
        level_look(dispatch, place, now_ms);
    } else if (place->status == PLACE_HELD && now_ms < dispatch->posts[place->post].starts_ms) {
        place->reminded_ms = now_ms;
        place->timer_ms = place_timer(dispatch, place, now_ms);
    } else if (place->status == PLACE_HELD && dispatch->call_ms && place->called_ms == 0) {
        place->called_ms = now_ms; /* and has what is left of the time */
        place->timer_ms = now_ms + dispatch->no_show_ms - dispatch->call_ms;
    } else if (place->status == PLACE_HELD) {
        miss(dispatch, place, now_ms);
    } else if (place->status == PLACE_PRESENT) {
        place->out_ms = now_ms;
        place->is_unchecked = true;
        place->minutes = served_minutes(&dispatch->posts[place->post], place);
        place_move(dispatch, place, PLACE_SERVED);
    }
    place_note(dispatch, place);
}
