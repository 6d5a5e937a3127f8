/* dispatch_level.c - those who answer an alarm: levels, alerted one after another or at once.
 *
 *   ALERTED --> ACKNOWLEDGED --> DEPARTED --> ARRIVED
 *      |             |              |            |
 *      +-------------+--------------+------------+--> DONE: freed, or cannot come
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
    if (!*place || place_is_ended(*place))
        return err_set(err, STATUS_NOT_FOUND, "No such level is alerted.");
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
    dispatch->answered += place->acknowledged_ms == 0;
    dispatch->came += status == PLACE_ARRIVED;
    dispatch->is_changed = true;
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

static bool is_word_of_result(const char *word)
{
    static const char *const words[] = {"freed", "next_level", "cannot_come"};
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* It is over: said by a unit, or by who organises it - also where no unit is at it any more. */
static int end_alarm(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                     struct err *err)
{
    struct place *place = deed->place ? dispatch_place(dispatch, deed->place) : NULL;
    bool is_left = place && place->status == PLACE_DONE && deed->actor->leads &&
                   dispatch->status == DISPATCH_ALERTING;
    int rc = is_left ? 0 : check_level(dispatch, deed, &place, err);

    if (rc != 0)
        return rc;
    if (!is_left) {
        place->result = arena_text(&dispatch->arena, deed->result);
        place->person = arena_text(&dispatch->arena, deed->actor->id);
        place->left_ms = deed->now_ms;
        place_move(dispatch, place, PLACE_DONE);
    }
    free_all(dispatch, place, deed->now_ms);
    *out = place;
    return 0;
}

int dispatch_result(struct dispatch *dispatch, const struct deed *deed, struct place **out,
                    struct err *err)
{
    struct place *place;
    int rc;

    if (!is_word_of_result(deed->result))
        return err_set(err, STATUS_MALFORMED,
                       "result is \"freed\", \"next_level\" (more help is needed) or "
                       "\"cannot_come\".");
    if (strcmp(deed->result, "freed") == 0)
        return end_alarm(dispatch, deed, out, err);
    rc = check_level(dispatch, deed, &place, err);
    if (rc != 0)
        return rc;
    place->result = arena_text(&dispatch->arena, deed->result);
    place->person = arena_text(&dispatch->arena, deed->actor->id);
    if (strcmp(deed->result, "cannot_come") == 0) { /* else it stays at work itself */
        place->left_ms = deed->now_ms;
        place->timer_ms = 0;
        place_move(dispatch, place, PLACE_DONE);
    }
    place_note(dispatch, place);
    escalate(dispatch, place, deed->now_ms);
    *out = place;
    return 0;
}
