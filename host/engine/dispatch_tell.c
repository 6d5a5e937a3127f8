/* dispatch_tell.c - who is told of what happens to a dispatch.
 *
 * Nobody is told what he has just done himself: the answer tells him. Volunteers are told of a wave
 * through their role in the circle, holders in person, organisers through theirs; units of an alarm
 * at once, whatever the hour. Texts are the host's own; to tell one thing more: a row in
 * `tellings`.
 */
#include "duty/staff.h"
#include "engine/dispatch_inside.h"
#include "engine/inside.h"
#include "engine/notify.h"
#include "engine/recipients.h"

enum telling_to { TO_HOLDER, TO_ORGANISERS, TO_CIRCLE, TO_UNIT };

struct telling_text {
    const char *name, *zh, *en;
    enum telling_to to;
};

static const struct telling_text invited = {"dispatch_invited", "有志愿服务岗位可报名",
                                            "Help is wanted: there are places to claim", TO_CIRCLE};
static const struct telling_text tomorrow = {
    "place_tomorrow", "服务将在一天后开始；如不能到岗，请尽早退出以便安排他人",
    "It begins in a day. If you cannot come, say so now: somebody else can", TO_HOLDER};
static const struct telling_text called = {
    "place_late", "服务已经开始，志愿者尚未签到，请立即联系",
    "It has begun, and the volunteer has not checked in: call now", TO_HOLDER};
static const struct telling_text late = {"dispatch_late", "各级力量均未按时响应",
                                         "No unit has answered in time", TO_ORGANISERS};
static const struct telling_text alerted = {"unit_alerted", "请立即前往处置",
                                            "You are alerted: go at once", TO_UNIT};
static const struct telling_text stood_down = {"unit_called_off", "处置已结束，无需前往",
                                               "It is done: you need not come", TO_UNIT};

static const struct telling_text tellings[] = {
    [PLACE_ASKED] = {"place_asked",      "有人报名，请审核", "Somebody asks for a place", TO_ORGANISERS},
    [PLACE_HELD] = {"place_given",      "您已获得岗位",       "A place is yours now",      TO_HOLDER    },
    [PLACE_LEFT] = {"place_left",       "有志愿者不能到岗", "Somebody cannot come",      TO_ORGANISERS},
    [PLACE_NO_SHOW] = {"place_no_show",    "有志愿者未到岗",    "Somebody has not come",     TO_ORGANISERS},
    [PLACE_DECLINED] = {"place_declined",   "您的报名未被接受", "This place is not for you",
                     TO_HOLDER                                                                                 },
    [PLACE_CALLED_OFF] = {"place_called_off", "服务已取消",          "The service is called off", TO_HOLDER    },
};

static void send(struct turn *turn, const struct dispatch *dispatch,
                 const struct telling_text *telling, struct value *to, const char *key)
{
    struct arena *arena = turn->arena;
    struct value *text = value_map(arena), *with = value_map(arena), *told;
    struct err ignored = {0};
    struct notice_request request = {.name = telling->name,
                                     .key = key,
                                     .text = text,
                                     .to = to,
                                     .with = with,
                                     .is_life_safety = dispatch->has_levels};

    value_put(arena, text, "zh", value_string(arena, telling->zh));
    value_put(arena, text, "en", value_string(arena, telling->en));
    value_put(arena, with, "dispatch", value_string(arena, dispatch->name));
    value_put(arena, with, "place", value_string(arena, key));
    if (notice_send(turn, &request, &told, &ignored) != 0)
        turn_note_done(turn, "notice", slice_of(telling->name), "not_sent");
}

static struct value *person_list(struct arena *arena, const char *person)
{
    struct value *list = value_list(arena), *entry = value_map(arena);
    value_put(arena, entry, "person", value_string(arena, person));
    value_push(arena, list, entry);
    return list;
}

static struct value *organisers(struct turn *turn, const struct dispatch *dispatch)
{
    struct arena *arena = turn->arena;
    const struct value *approve = value_get(dispatch->terms, "approve");
    struct value *list = value_list(arena);

    if (!value_is_nil(approve))
        return value_copy(arena, approve);
    value_push(arena, list, value_string(arena, "organiser"));
    value_push(arena, list, value_string(arena, "dispatcher"));
    return list;
}

/* Where the host has records of people, those the wave is the first to reach; else a role. */
static struct value *circle_of(struct turn *turn, const struct dispatch *dispatch)
{
    const struct value *waves = value_get(dispatch->terms, "waves");
    const struct dispatch_view view = {
        .staff = turn_staff(turn), .case_office = turn->cf->row.office.bytes, .now_ms = turn->at};

    if (staff_is_empty(view.staff))
        return value_copy(turn->arena, value_get(value_item(waves, (size_t)dispatch->wave), "to"));
    return dispatch_called(&view, dispatch, turn->arena);
}

static struct value *unit_of(struct turn *turn, const struct dispatch *dispatch,
                             const struct place *place)
{
    const struct value *levels = value_get(dispatch->terms, "levels");
    return value_copy(turn->arena, value_get(value_item(levels, (size_t)place->post), "to"));
}

static void tell_level(struct turn *turn, const struct dispatch *dispatch,
                       const struct place *place, const char *key)
{
    if (place->status == PLACE_ALERTED && place->alerted_ms == turn->at)
        send(turn, dispatch, &alerted, unit_of(turn, dispatch, place), key);
    if (place->status == PLACE_CALLED_OFF)
        send(turn, dispatch, &stood_down, unit_of(turn, dispatch, place), key);
}

static const char *doer(const struct turn *turn)
{
    return turn->event->act && turn->event->act->actor ? turn->event->act->actor->id : "";
}

/* By the step of the ladder of the clock `no_show`: "assignee" is who holds the place. */
static struct value *who_is_called(struct turn *turn, const struct dispatch *dispatch,
                                   const struct place *place)
{
    struct arena *arena = turn->arena;
    const struct value *words = value_get(dispatch->terms, "call_to");
    struct value *list = value_list(arena);

    for (size_t i = 0; i < value_len(words); i++) {
        const struct value *word = value_item(words, i);
        value_push(arena, list,
                   value_is_text(word, "assignee")
                       ? value_copy(arena, value_item(person_list(arena, place->person), 0))
                       : value_copy(arena, word));
    }
    return list;
}

void dispatch_tell_place(struct turn *turn, const struct dispatch *dispatch,
                         const struct place *place)
{
    struct arena *arena = turn->arena;
    const char *key = place_key(arena, dispatch, place);
    size_t status = (size_t)place->status;
    const struct telling_text *telling =
        status < sizeof tellings / sizeof *tellings ? &tellings[status] : NULL;

    if (dispatch->has_levels) {
        tell_level(turn, dispatch, place, key);
        return;
    }
    if (!telling || !telling->name)
        return;
    if (telling->to == TO_HOLDER && strcmp(place->person, doer(turn)) == 0)
        return;
    if (place->status == PLACE_HELD && place->called_ms == turn->at) {
        send(turn, dispatch, &called, who_is_called(turn, dispatch, place), key);
        return;
    }
    if (place->status == PLACE_HELD && place->since_ms == turn->at)
        return;
    if (place->status == PLACE_HELD && place->reminded_ms == turn->at)
        telling = &tomorrow;
    send(turn, dispatch, telling,
         telling->to == TO_HOLDER ? person_list(arena, place->person) : organisers(turn, dispatch),
         key);
}

void dispatch_tell_wave(struct turn *turn, const struct dispatch *dispatch)
{
    send(turn, dispatch, &invited, circle_of(turn, dispatch),
         arena_printf(turn->arena, "%s/wave/%d", dispatch->name, dispatch->wave));
}

/* Units are alerted and silent: that is for a person, and stays until one has ended it. */
void dispatch_tell_late(struct turn *turn, const struct dispatch *dispatch)
{
    struct err err = {0};

    err_set_at(&err, STATUS_CONFLICT, "no_unit_came", NULL,
               "No unit has answered the alarm \"%s\" in time, the last level neither. All of them "
               "stay alerted: call them.",
               dispatch->name);
    incident_add(turn, "dispatch", &err);
    send(turn, dispatch, &late, organisers(turn, dispatch), dispatch->name);
}
