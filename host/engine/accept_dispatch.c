/* accept_dispatch.c - what people do with places, and what time does.
 *
 *   a deed        EVENT_PLACE: decided here, in the turn of the case and nowhere else. Wakes no
 *                 script: a thousand claims are a thousand rows, not one replay
 *   time          EVENT_DUE of a place or of a wave. Wakes no script either
 *   what follows  EVENT_DISPATCH, taken as the next turn in the same write set when either has
 *                 filled the dispatch, ended its last wave or its attendance: ends the wait
 *
 * So the script hears totals, once, and replay skips all that led to them. A deed names a dispatch
 * and at most a post or a place; what else came with it was checked by its endpoint's rules.
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/calendars.h"
#include "engine/command.h"
#include "engine/dispatch_inside.h"
#include "engine/engaged.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/tasks.h"

/* ---- deeds ---- */

static bool kind_of_word(const char *word, enum deed_kind *kind)
{
    for (int i = 0; i < DEED_KINDS; i++)
        if (word && strcmp(deed_word((enum deed_kind)i), word) == 0) {
            *kind = (enum deed_kind)i;
            return true;
        }
    return false;
}

/* The first level the actor was alerted at and that is not over: one unit has one level, mostly. */
static int64_t own_level(const struct dispatch_view *view, const struct dispatch *dispatch)
{
    for (size_t i = 0; i < dispatch->place_count; i++) {
        const struct place *place = dispatch->places[i];
        struct dispatch_actor actor;
        dispatch_actor_of(view, dispatch, place, &actor);
        if (place->status != PLACE_DONE && !place_is_ended(place) && actor.is_reached)
            return place->serial;
    }
    return 0;
}

/* A hand-over note is free text: it lies in the vault before anything is journalled. */
static int seal_note(struct turn *turn, const struct value *note, struct deed *deed,
                     struct err *err)
{
    struct sealing *sealing;
    struct form_sealer sealer;
    struct value *handle;
    struct seal_request request = {
        .type = "text", .field = "note", .row = -1, .person_key = -1, .plain = note};

    if (note->type != VALUE_TEXT || note->text.len == 0)
        return 0;
    if (note->text.len > 4 * NOTE_MOST)
        return err_set(err, STATUS_INVALID, "A note has %d characters at most.", NOTE_MOST);
    sealing = ARENA_NEW(turn->arena, struct sealing);
    vault_sealer(turn, sealing, &sealer);
    int rc = sealer.seal(sealer.owner, &request, &handle);
    vault_sealing_close(sealing);
    if (rc != 0)
        return err_set(err, rc, "The note could not be sealed.");
    deed->note = value_text_or(handle, NULL);
    return 0;
}

static bool is_code(struct turn *turn, const struct dispatch *dispatch, const char *given)
{
    char code[8];
    return given &&
           strcmp(given, dispatch_code(turn->engine, &turn->cf->ref, dispatch->name, code)) == 0;
}

static void read_deed(struct turn *turn, const struct dispatch *dispatch, struct deed *deed,
                      struct dispatch_actor *actor)
{
    const struct act *act = turn->event->act;
    const struct value *data = act->data;
    struct dispatch_view view = {.staff = turn_staff(turn),
                                 .actor = act->actor,
                                 .case_office = turn->cf->row.office.bytes,
                                 .now_ms = turn->at};

    *deed = (struct deed){
        .actor = actor,
        .now_ms = turn->at,
        .serial = act->told_seq ? act->told_seq : turn->seq,
        .post = value_get_text(data, "post"),
        .place = place_serial(value_get_text(data, "place")),
        .other = place_serial(value_get_text(data, "for")),
        .result = value_get_text(data, "result"),
        .minutes = value_get_int(data, "minutes", 0),
        .rating = (int32_t)value_get_int(data, "rating", 0),
        .says_insured = value_get_bool(data, "insured", false),
    };
    if (dispatch->has_levels && deed->place == 0)
        deed->place = own_level(&view, dispatch);
    if (dispatch->has_levels && deed->place == 0)
        deed->place = dispatch->wave + 1; /* of who organises it; of others it is refused */
    const struct place *place = deed->place ? dispatch_place(dispatch, deed->place) : NULL;
    dispatch_actor_of(&view, dispatch, place, actor);
    actor->knows_code = is_code(turn, dispatch, value_get_text(data, "code"));
    if (place && place->person && strcmp(place->person, actor->id) != 0)
        actor->is_insured = false; /* who leads is, not he who comes */
}

/* What was asked, and what came of it: enough to ask for it again. */
static void put_deed(struct turn *turn, const struct dispatch *dispatch, enum deed_kind kind,
                     const struct place *place)
{
    static const char *const asked[] = {"for", "result", "rating"};
    const struct value *data = turn->event->act->data;
    struct arena *arena = turn->arena;
    struct value *event = turn->event_value;

    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        value_put(arena, event, asked[i], value_copy(arena, value_get(data, asked[i])));
    value_put(arena, event, "confirmed", value_copy(arena, value_get(data, "minutes")));

    turn_put_by(turn);
    value_put(arena, event, "act", value_string(arena, deed_word(kind)));
    value_put(arena, event, "dispatch", value_string(arena, dispatch->name));
    value_put(arena, event, "place", value_string(arena, place_key(arena, dispatch, place)));
    value_put(arena, event, "place_status", value_string(arena, place_status_word(place->status)));
    if (!dispatch->has_levels)
        value_put(arena, event, "post", value_string(arena, dispatch->posts[place->post].id));
    if (place->status == PLACE_WAITING)
        value_put(arena, event, "line", value_int(arena, dispatch_line(dispatch, place)));
    if (place->status == PLACE_SERVED)
        value_put(arena, event, "minutes", value_int(arena, place->minutes));
}

/* What the form `finish` asks of who has served: taken with the check-out, which never waits for
 * it.
 */
static int take_finish(struct turn *turn, const struct dispatch *dispatch, struct err *err)
{
    const struct act *act = turn->event->act;
    const char *form = value_get_text(dispatch->terms, "finish");
    const struct value *given = value_get(act->data, "data");
    struct value *clean;

    if (value_is_nil(given))
        return 0;
    if (!form)
        return err_set(err, STATUS_MALFORMED, "Nothing is asked at the end of this service.");
    int rc = accept_form(turn, form, value_get_text(act->data, "outcome"), given, &clean, err);
    if (rc == 0)
        value_put(turn->arena, turn->event_value, "finish", clean);
    return rc;
}

/* ---- other cases ---- */

static void find_elsewhere(struct turn *turn, struct dispatch *dispatch, const char *person)
{
    if (person)
        engaged_find(turn->engine->engaged, &turn->cf->ref, person, turn->arena,
                     &dispatch->elsewhere);
}

/* What the deed has moved binds whoever has it now. */
static void take_changed(struct turn *turn, const struct dispatch *dispatch)
{
    for (const struct place *at = dispatch->changed; at; at = at->next_changed) {
        const struct post *post = &dispatch->posts[at->post];
        const struct elsewhere times = {
            .person = at->person, .starts_ms = post->starts_ms, .ends_ms = post->ends_ms};
        if (!place_is_ended(at))
            engaged_take(turn->engine->engaged, &turn->cf->ref,
                         place_key(turn->arena, dispatch, at), &times);
    }
}

/* Who takes a place must not be bound elsewhere at that time: asked and noted under one lock, since
 * he may claim in two cases at once. */
static int do_deed(struct turn *turn, struct dispatch *dispatch, enum deed_kind kind,
                   const struct deed *deed, struct place **out, struct err *err)
{
    bool takes = (kind == DEED_CLAIM || kind == DEED_SWAP) && !dispatch->has_levels;
    const struct place *other = deed->other ? dispatch_place(dispatch, deed->other) : NULL;

    if (!takes || turn->engine->telling)
        return dispatch_do(dispatch, kind, deed, out, err);
    engaged_lock(turn->engine->engaged);
    find_elsewhere(turn, dispatch, deed->actor->id);
    find_elsewhere(turn, dispatch, other ? other->person : NULL);
    int rc = dispatch_do(dispatch, kind, deed, out, err);
    dispatch->elsewhere = (struct elsewheres){0};
    if (rc == 0)
        take_changed(turn, dispatch);
    engaged_unlock(turn->engine->engaged);
    return rc;
}

int accept_place(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    struct dispatch *dispatch;
    struct dispatch_actor actor;
    struct deed deed;
    struct place *place;
    enum deed_kind kind = DEED_CLAIM;
    int rc = accept_needs_open(turn, err);

    if (rc == 0 && !kind_of_word(act->outcome, &kind))
        rc = err_set(err, STATUS_MALFORMED, "Nobody can do that with a place.");
    if (rc == 0)
        rc = turn_dispatch(turn, act->name, &dispatch, err);
    if (rc == 0)
        rc = recusal_check(turn, NULL, act->actor->id, err);
    if (rc != 0)
        return rc;
    read_deed(turn, dispatch, &deed, &actor);
    if (kind == DEED_CHECKOUT)
        rc = seal_note(turn, value_get(act->data, "note"), &deed, err);
    if (rc == 0 && kind == DEED_CHECKOUT)
        rc = take_finish(turn, dispatch, err);
    if (rc == 0)
        rc = do_deed(turn, dispatch, kind, &deed, &place, err);
    if (rc != 0)
        return rc;
    put_deed(turn, dispatch, kind, place);
    dispatch_keep(turn, dispatch);
    turn->skips_hearing = true;
    return 0;
}

/* ---- keeping ---- */

/* A wave's length from now: its own, or that of the clock of the case it was named after. */
static int64_t wave_end(struct turn *turn, const struct value *wave)
{
    int64_t until = value_get_int(wave, "until", 0);
    struct arena *arena = turn->arena;
    struct value *decl = value_map(arena);
    struct clock_request request = {
        .id = "wave", .decl = decl, .from = value_int(arena, turn->at), .now_ms = turn->at};
    struct clock clock;
    struct due due;
    struct err ignored = {0};

    if (until > turn->at)
        return until;
    if (value_is_nil(value_get(wave, "lasts")))
        return 0;
    value_put(arena, decl, "owner", value_string(arena, "office"));
    value_put(arena, decl, "basis", value_string(arena, "assumed"));
    value_put(arena, decl, "within", value_copy(arena, value_get(wave, "lasts")));
    if (clock_start(arena, &request, turn_calendar(turn), &clock, &ignored) != 0)
        return 0;
    clock_due(&clock, turn_calendar(turn), &due);
    return due.at_ms;
}

void dispatch_next_wave(struct turn *turn, struct dispatch *dispatch)
{
    const struct value *waves = value_get(dispatch->terms, "waves");
    const struct value *wave = value_item(waves, (size_t)(dispatch->wave + 1));
    int64_t until = wave_end(turn, wave);

    if (until == 0 && !dispatch->has_levels) /* without a length: until it begins */
        until = dispatch->last_ends_ms;
    dispatch_widen(dispatch, until);
    dispatch_tell_wave(turn, dispatch);
}

/* Somebody is missing while the service is on: a wider circle is asked, unless one is being asked.
 */
static void ask_for_more(struct turn *turn, struct dispatch *dispatch)
{
    if (dispatch->status == DISPATCH_ATTENDING && dispatch->total_held < dispatch->total_need &&
        dispatch->wave_until_ms <= turn->at && dispatch_has_next_wave(dispatch) &&
        turn->at < dispatch->last_ends_ms)
        dispatch_next_wave(turn, dispatch);
}

void dispatch_keep(struct turn *turn, struct dispatch *dispatch)
{
    const struct place *place;

    ask_for_more(turn, dispatch);
    while ((place = dispatch_take_changed(dispatch))) {
        dispatch_write_place(turn, dispatch, place);
        dispatch_tell_place(turn, dispatch, place);
    }
    dispatch_write(turn, dispatch);
}

/* ---- time ---- */

static void wave_is_over(struct turn *turn, struct dispatch *dispatch)
{
    if (dispatch->wave_until_ms > turn->at || dispatch->status == DISPATCH_ALERTING)
        return;
    if (dispatch->status == DISPATCH_INVITING && dispatch_has_next_wave(dispatch))
        dispatch_next_wave(turn, dispatch);
    else if (dispatch->status == DISPATCH_INVITING)
        dispatch_wave_over(dispatch);
    dispatch->is_changed = true; /* its timer moves on in any case */
}

int due_dispatch(struct turn *turn, const struct part *part, struct err *err)
{
    struct arena *arena = turn->arena;
    const char *key = arena_copy(arena, part->key).bytes;
    const char *slash = part->kind == PART_PLACE ? strrchr(key, '/') : NULL;
    const char *name = slash ? arena_printf(arena, "%.*s", (int)(slash - key), key) : key;
    struct dispatch *dispatch;
    bool was_last_over;
    int rc = turn_dispatch(turn, name, &dispatch, err);

    if (rc == STATUS_NOT_FOUND)
        rc = err_set(err, STATUS_CORRUPT, "a place without its dispatch");
    if (rc != 0)
        return rc;
    value_put(arena, turn->event_value, "dispatch", value_string(arena, name));
    was_last_over = dispatch->is_last_over;
    struct place *place = slash ? dispatch_place(dispatch, place_serial(key)) : NULL;
    if (place)
        dispatch_look(dispatch, place, turn->at);
    else
        wave_is_over(turn, dispatch);
    dispatch->is_changed |= !place; /* a timer fires once: its row says when the next one is */
    if (dispatch->has_levels && dispatch->is_last_over && !was_last_over)
        dispatch_tell_late(turn, dispatch);
    dispatch_keep(turn, dispatch);
    turn->skips_hearing = true;
    return 0;
}

/* ---- what the script hears ---- */

static struct value *invited_value(struct turn *turn, const struct dispatch *dispatch)
{
    struct arena *arena = turn->arena;
    struct value *value = value_map(arena);
    int64_t filled = dispatch->total_held, need = dispatch->total_need;

    if (dispatch->has_levels) {
        filled = dispatch->answered;
        need = 1;
    }
    bool has_fewest = !value_is_nil(value_get(dispatch->terms, "fewest"));
    value_put(arena, value, "need", value_int(arena, need));
    value_put(arena, value, "fewest", value_int(arena, has_fewest ? dispatch->fewest : need));
    value_put(arena, value, "filled", value_int(arena, filled));
    return value;
}

static struct value *attended_value(struct turn *turn, const struct dispatch *dispatch)
{
    struct arena *arena = turn->arena;
    struct value *value = value_map(arena);
    int64_t done = dispatch->total_served, minutes = dispatch->minutes;

    if (dispatch->has_levels)
        done = dispatch->came;
    if (dispatch->has_levels)
        minutes = (dispatch->over_ms - dispatch->opened_ms) / 60000;
    value_put(arena, value, "done", value_int(arena, done));
    value_put(arena, value, "minutes", value_int(arena, minutes));
    value_put(arena, value, "no_shows", value_int(arena, dispatch->no_shows));
    return value;
}

static struct part *find_wait(struct turn *turn, enum verb verb, const char *name,
                              struct value **body)
{
    struct told_wait *told;
    size_t count = waits_told(turn, &told);

    for (size_t i = 0; i < count; i++)
        if (told[i].is_open && value_is_text(value_get(told[i].body, "verb"), verb_word(verb)) &&
            value_is_text(value_get(told[i].body, "name"), name)) {
            *body = told[i].body;
            return wait_still_open(turn, &told[i]);
        }
    return NULL;
}

int accept_dispatch(struct turn *turn, struct err *err)
{
    struct arena *arena = turn->arena;
    struct dispatch *dispatch;
    struct value *body, *value;
    int rc = turn_dispatch(turn, turn->event->key, &dispatch, err);
    if (rc != 0)
        return rc;
    enum dispatch_news news = dispatch_news(dispatch, turn->at);
    if (news == NEWS_NONE) {
        turn->is_idle = true;
        return 0;
    }
    bool is_invited = news == NEWS_INVITED;
    dispatch_told(dispatch, news, turn->at);
    value = is_invited ? invited_value(turn, dispatch) : attended_value(turn, dispatch);
    value_put(arena, turn->event_value, "of", value_string(arena, dispatch->name));
    value_put(arena, turn->event_value, "news",
              value_string(arena, is_invited ? "invited" : "attended"));
    dispatch_keep(turn, dispatch);
    struct part *wait =
        find_wait(turn, is_invited ? VERB_DISPATCH : VERB_ATTEND, dispatch->name, &body);
    if (wait) {
        own_clock_drop(turn, value_get_text(body, "expires"));
        wait =
            parts_find(&turn->cf->parts, PART_WAIT, slice_of(arena_copy(arena, wait->key).bytes));
        wait_end(turn, wait, value, false, false);
    }
    return 0;
}

void dispatch_wait_cancelled(struct turn *turn, const struct value *wait)
{
    const char *verb = value_get_text(wait, "verb"), *name = value_get_text(wait, "name");
    struct dispatch *dispatch;
    struct err ignored = {0};

    if (!verb || !name || (verb_of(verb) != VERB_DISPATCH && verb_of(verb) != VERB_ATTEND) ||
        turn_dispatch(turn, name, &dispatch, &ignored) != 0)
        return;
    dispatch_settle(dispatch, turn->at);
    dispatch_keep(turn, dispatch);
}

void dispatches_end(struct turn *turn)
{
    struct casefile *cf = turn->cf;
    struct err ignored = {0};
    size_t first = 0;

    if (!parts_next(&cf->parts, PART_DISPATCH, &first))
        return;
    if (dispatches_load(cf, &ignored) != 0)
        return; /* damaged rows: verify tells; the case ends all the same */
    for (size_t i = 0; i < cf->dispatches.count; i++) {
        dispatch_end(cf->dispatches.items[i], turn->at);
        dispatch_keep(turn, cf->dispatches.items[i]);
    }
}
