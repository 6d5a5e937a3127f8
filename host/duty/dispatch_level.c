/* dispatch_level.c - those who answer an alarm: levels, alerted one after another or at once.
 *
 *   ALERTED --> ACKNOWLEDGED --> DEPARTED --> ARRIVED --> DONE
 *      |             |              |            |
 *      +-------------+--------------+------------+--> LEFT (cannot come)
 *
 * A level says how soon it must acknowledge and how soon arrive, from its alert. Whichever is
 * missed alerts the next level, as does "cannot come" and a result that is not "freed"; the level
 * itself stays alerted and may still arrive. Only "freed" ends what others do. Steps may be left
 * out - who has arrived need not have told that he departed - and no step waits for a form: times
 * are those of the deeds. When the last level too is late, the core tells people (is_last_over).
 */
#include <stdio.h>
#include "duty/dispatch_inside.h"

static const struct value *level_of(const struct dispatch *dispatch, const struct place *place)
{
    return value_item(value_get(dispatch->terms, "levels"), (size_t)place->post);
}

static bool is_ended(const struct place *place)
{
    return place->status == PLACE_DONE || place_is_ended(place);
}

/* The next moment at which it would be late; 0: none is left. */
static int64_t level_timer(const struct dispatch *dispatch, const struct place *place,
                           int64_t now_ms)
{
    const struct value *level = level_of(dispatch, place);
    int64_t acknowledge = value_get_int(level, "acknowledge_ms", 0);
    int64_t arrive = value_get_int(level, "arrive_ms", 0);

    if (acknowledge && place->acknowledged_ms == 0 && place->alerted_ms + acknowledge > now_ms)
        return place->alerted_ms + acknowledge;
    if (arrive && place->arrived_ms == 0 && place->alerted_ms + arrive > now_ms)
        return place->alerted_ms + arrive;
    return 0;
}

bool dispatch_has_next_level(const struct dispatch *dispatch)
{
    return dispatch->wave + 1 < (int32_t)value_len(value_get(dispatch->terms, "levels"));
}

void dispatch_alert(struct dispatch *dispatch, int32_t level, int64_t now_ms)
{
    for (int32_t next = dispatch->wave + 1; next <= level; next++) {
        struct place *place = place_new(dispatch, next + 1, next, NULL);
        dispatch->wave = next;
        dispatch->is_changed = true;
        place->since_ms = place->alerted_ms = now_ms;
        place->timer_ms = level_timer(dispatch, place, now_ms);
        place_move(dispatch, place, PLACE_ALERTED);
    }
}

/* Is a later level there already? Else it is alerted; behind the last one people are told. */
static void escalate(struct dispatch *dispatch, const struct place *place, int64_t now_ms)
{
    if (place->post < dispatch->wave)
        return;
    if (dispatch_has_next_level(dispatch)) {
        dispatch_alert(dispatch, dispatch->wave + 1, now_ms);
        return;
    }
    dispatch->is_last_over = dispatch->is_changed = true;
}

void level_look(struct dispatch *dispatch, struct place *place, int64_t now_ms)
{
    if (is_ended(place) || dispatch->status != DISPATCH_ALERTING)
        return;
    place->timer_ms = level_timer(dispatch, place, now_ms);
    if (place->arrived_ms == 0)
        escalate(dispatch, place, now_ms);
}

static int check_level(const struct dispatch *dispatch, const struct deed *deed,
                       struct place **place, struct err *err)
{
    if (!dispatch->has_levels)
        return err_set_at(err, STATUS_CONFLICT, "no_levels", NULL,
                          "Nobody was alerted here: claim a place, then check in.");
    *place = deed->place ? dispatch_place(dispatch, deed->place) : NULL;
    if (!*place)
        return err_set(err, STATUS_NOT_FOUND, "No such level has been alerted.");
    if (!deed->actor->is_reached && !deed->actor->leads)
        return err_set_at(err, STATUS_FORBIDDEN, "not_alerted", NULL,
                          "Your unit was not alerted at this level.");
    if (dispatch->status != DISPATCH_ALERTING || is_ended(*place))
        return err_set_at(err, STATUS_CONFLICT, "over", NULL, "This is over: the level is %s.",
                          place_status_word((*place)->status));
    return 0;
}

/* Moves on to `status`, never back: the first time of each step stays. */
static int step(struct dispatch *dispatch, const struct deed *deed, enum place_status status,
                struct place **out, struct err *err)
{
    struct place *place;
    int rc = check_level(dispatch, deed, &place, err);

    if (rc == 0 && place->status >= status)
        rc = err_set_at(err, STATUS_CONFLICT, "said_already", NULL,
                        "That was said already: it is %s.", place_status_word(place->status));
    if (rc != 0)
        return rc;
    if (place->acknowledged_ms == 0)
        place->acknowledged_ms = deed->now_ms;
    if (status >= PLACE_DEPARTED && place->departed_ms == 0)
        place->departed_ms = status == PLACE_DEPARTED ? deed->now_ms : 0;
    if (status == PLACE_ARRIVED)
        place->arrived_ms = deed->now_ms;
    place->person = arena_text(&dispatch->arena, deed->actor->id);
    place->timer_ms = level_timer(dispatch, place, deed->now_ms);
    place_move(dispatch, place, status);
    *out = place;
    return 0;
}

int dispatch_acknowledge(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                         struct err *err)
{
    return step(dispatch, deed, PLACE_ACKNOWLEDGED, out, err);
}

int dispatch_depart(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                    struct err *err)
{
    return step(dispatch, deed, PLACE_DEPARTED, out, err);
}

int dispatch_arrive(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                    struct err *err)
{
    return step(dispatch, deed, PLACE_ARRIVED, out, err);
}

/* Those still on their way need not come: not by a later level, by the end of it all. */
static void free_all(struct dispatch *dispatch, const struct place *by, int64_t now_ms)
{
    for (size_t i = 0; i < dispatch->place_count; i++) {
        struct place *place = dispatch->places[i];
        place->timer_ms = 0;
        if (place != by && !is_ended(place)) {
            place->left_ms = now_ms;
            place_move(dispatch, place,
                       place->status == PLACE_ARRIVED ? PLACE_DONE : PLACE_CALLED_OFF);
        }
    }
    dispatch->over_ms = now_ms;
    dispatch->status = DISPATCH_OVER;
    dispatch->is_changed = true;
}

int dispatch_result(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                    struct err *err)
{
    struct place *place;
    bool is_freed = deed->result && strcmp(deed->result, "freed") == 0;
    bool is_next = deed->result && strcmp(deed->result, "next_level") == 0;
    bool cannot = deed->result && strcmp(deed->result, "cannot_come") == 0;
    int rc = check_level(dispatch, deed, &place, err);

    if (rc == 0 && !is_freed && !is_next && !cannot)
        rc = err_set(err, STATUS_MALFORMED,
                     "result is \"freed\", \"next_level\" (more help is needed) or "
                     "\"cannot_come\".");
    if (rc != 0)
        return rc;
    place->result = arena_text(&dispatch->arena, deed->result);
    place->person = arena_text(&dispatch->arena, deed->actor->id);
    *out = place;
    if (is_next) { /* it stays at work itself */
        escalate(dispatch, place, deed->now_ms);
        place_note(dispatch, place);
        return 0;
    }
    place->left_ms = deed->now_ms;
    place->timer_ms = 0;
    place_move(dispatch, place, is_freed ? PLACE_DONE : PLACE_LEFT);
    if (is_freed)
        free_all(dispatch, place, deed->now_ms);
    else
        escalate(dispatch, place, deed->now_ms);
    return 0;
}
