/* dispatches.c - dispatches as parts of a case (dispatches.h): made from rows, kept as rows; and
 * who somebody is to one. What people do to them is in accept_dispatch.c, what scripts ask for in
 * command_dispatch.c. */
#include "engine/dispatches.h"
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "data/digest.h"
#include "duty/dispatch_row.h"
#include "duty/staff.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/dispatch_inside.h"

/* ---- from rows ---- */

void dispatches_close(struct dispatches *dispatches)
{
    for (size_t i = 0; i < dispatches->count; i++)
        dispatch_free(dispatches->items[i]);
    free(dispatches->items);
    *dispatches = (struct dispatches){0};
}

struct dispatch *dispatches_get(const struct dispatches *dispatches, const char *name)
{
    for (size_t i = 0; i < dispatches->count; i++)
        if (strcmp(dispatches->items[i]->name, name) == 0)
            return dispatches->items[i];
    return NULL;
}

static void add_dispatch(struct dispatches *dispatches, struct dispatch *dispatch)
{
    dispatches->items =
        mem_resize(dispatches->items, (dispatches->count + 1) * sizeof(struct dispatch *));
    dispatches->items[dispatches->count++] = dispatch;
}

static int read_dispatch(struct dispatches *dispatches, const struct part *part,
                         const struct value *body, struct arena *arena, struct err *err)
{
    const char *mark = memchr(part->key.bytes, '#', part->key.len);
    struct dispatch *dispatch;

    if (!mark) {
        int rc = dispatch_from_value(body, part->status, &dispatch, err);
        if (rc == 0)
            add_dispatch(dispatches, dispatch);
        return rc;
    }
    struct slice name = {.bytes = part->key.bytes, .len = (size_t)(mark - part->key.bytes)};
    dispatch = dispatches_get(dispatches, arena_copy(arena, name).bytes);
    return dispatch ? dispatch_add_posts(dispatch, body, err) : 0; /* of one that has ended */
}

int64_t place_serial(const char *text)
{
    const char *slash = text ? strrchr(text, '/') : NULL;
    const char *digits = slash ? slash + 1 : text;
    int64_t serial = 0;

    if (!digits || !*digits || strlen(digits) > 15)
        return 0;
    for (; *digits; digits++) {
        if (*digits < '0' || *digits > '9')
            return 0;
        serial = 10 * serial + (*digits - '0');
    }
    return serial;
}

static int read_place(struct dispatches *dispatches, const struct part *part,
                      const struct value *body, struct err *err)
{
    const char *name = value_get_text(body, "dispatch");
    struct dispatch *dispatch = name ? dispatches_get(dispatches, name) : NULL;

    if (!dispatch)
        return 0; /* of one that has ended */
    return dispatch_add_place(dispatch, place_serial(part->key.bytes), part->status, body, err);
}

static int read_part(struct dispatches *dispatches, const struct part *part, struct arena *arena,
                     struct err *err)
{
    struct value *body;
    int rc;

    if (part->kind == PART_PLACE && !part_is_live(part))
        return 0;
    rc = canon_read(arena, part->body, &body, err);
    if (rc == 0 && part->kind == PART_DISPATCH)
        rc = read_dispatch(dispatches, part, body, arena, err);
    else if (rc == 0)
        rc = read_place(dispatches, part, body, err);
    return rc;
}

int dispatches_read(const struct case_image *image, struct arena *arena, struct dispatches *out,
                    struct err *err)
{
    int rc = 0;

    *out = (struct dispatches){.is_loaded = true};
    for (size_t i = 0; rc == 0 && i < image->part_count; i++) {
        const struct part *part = &image->parts[i]; /* by kind, then key */
        if (part->kind == PART_DISPATCH || part->kind == PART_PLACE)
            rc = read_part(out, part, arena, err);
    }
    if (rc != 0)
        dispatches_close(out);
    return rc;
}

/* In memory the dispatch itself came before its posts, and both before its places. */
int dispatches_load(struct casefile *cf, struct err *err)
{
    struct arena arena = {0};
    const struct part *part;
    int rc = 0;

    if (cf->dispatches.is_loaded)
        return 0;
    for (size_t i = 0; rc == 0 && (part = parts_next(&cf->parts, PART_DISPATCH, &i));)
        rc = read_part(&cf->dispatches, part, &arena, err);
    for (size_t i = 0; rc == 0 && (part = parts_next(&cf->parts, PART_PLACE, &i));)
        rc = read_part(&cf->dispatches, part, &arena, err);
    arena_close(&arena);
    cf->dispatches.is_loaded = rc == 0;
    if (rc != 0)
        dispatches_close(&cf->dispatches);
    return rc;
}

int turn_dispatch(struct turn *turn, const char *name, struct dispatch **out, struct err *err)
{
    struct casefile *cf = turn->cf;
    int rc = dispatches_load(cf, err);

    *out = rc == 0 ? dispatches_get(&cf->dispatches, name) : NULL;
    if (rc == 0 && !*out)
        rc = err_set(err, STATUS_NOT_FOUND, "There is no such dispatch in this case.");
    return rc;
}

static bool is_his(struct turn *turn, const struct part *part, const char *name, const char *person)
{
    bool is_held = part->status == PLACE_HELD || part->status == PLACE_PRESENT ||
                   part->status == PLACE_SERVED || part->status == PLACE_KEPT;
    struct value *body;
    struct err ignored = {0};

    return part->kind == PART_PLACE && is_held &&
           canon_read(turn->arena, part->body, &body, &ignored) == 0 &&
           value_is_text(value_get(body, "dispatch"), name) &&
           value_is_text(value_get(body, "person"), person);
}

bool turn_holds_place(struct turn *turn, const char *name, const char *person)
{
    const struct part *part;
    struct case_image image;
    struct err ignored = {0};

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_PLACE, &i));)
        if (is_his(turn, part, name, person))
            return true;
    if (turn->cf->row.status != CASE_CLOSED || /* memory has what is live */
        reader_load(turn->worker->reader, &turn->cf->ref, turn->arena, &image, &ignored) != 0)
        return false;
    for (size_t i = 0; i < image.part_count; i++)
        if (is_his(turn, &image.parts[i], name, person))
            return true;
    return false;
}

const struct place *turn_place(struct turn *turn, const char *row, const struct dispatch **of)
{
    const char *slash = row ? strrchr(row, '/') : NULL;
    struct dispatch *dispatch = NULL;
    struct err ignored = {0};

    if (!slash || !parts_find(&turn->cf->parts, PART_PLACE, slice_of(row)) ||
        turn_dispatch(turn, arena_printf(turn->arena, "%.*s", (int)(slash - row), row), &dispatch,
                      &ignored) != 0)
        return NULL;
    const struct place *place = dispatch_place(dispatch, place_serial(row));
    *of = dispatch;
    return place && !place_is_ended(place) ? place : NULL;
}

static void put_moment(struct arena *arena, struct value *shown, const char *name, int64_t at_ms)
{
    char text[40];
    if (at_ms)
        value_put(arena, shown, name, value_string(arena, time_to_text(at_ms, text)));
}

/* 90 minutes: 1.5. Hours come in halves. */
static struct value *hours_words(struct arena *arena, int32_t minutes)
{
    const char *half = minutes % 60 ? ".5" : "";
    struct value *words = value_map(arena);
    value_put(arena, words, "zh",
              value_string(arena, arena_printf(arena, "%d%s小时", minutes / 60, half)));
    value_put(arena, words, "en",
              value_string(arena, arena_printf(arena, "%d%s %s", minutes / 60, half,
                                               minutes == 60 ? "hour" : "hours")));
    return words;
}

struct value *place_shown(struct arena *arena, const struct dispatch *dispatch,
                          const struct place *place)
{
    const struct post *post = dispatch->has_levels ? NULL : &dispatch->posts[place->post];
    struct value *shown = value_map(arena);

    value_put(arena, shown, "place", value_string(arena, place_key(arena, dispatch, place)));
    if (!post)
        return shown;
    value_put(arena, shown, "post", value_string(arena, post->title));
    value_put(arena, shown, "meeting_point", value_string(arena, post->at));
    put_moment(arena, shown, "starts", post->starts_ms);
    put_moment(arena, shown, "ends", post->ends_ms);
    if (place->status != PLACE_SERVED)
        return shown;
    value_put(arena, shown, "served_on", date_value(arena, date_of(place->in_ms)));
    value_put(arena, shown, "minutes", value_int(arena, place->minutes));
    value_put(arena, shown, "hours", hours_words(arena, place->minutes));
    return shown;
}

const char *casefile_dispatch_news(struct casefile *cf)
{
    const struct dispatches *dispatches = &cf->dispatches;

    if (cf->row.status == CASE_CLOSED) /* one that moved in this loan is in memory */
        return NULL;
    for (size_t i = 0; i < dispatches->count; i++)
        if (dispatch_news(dispatches->items[i], cf->row.at) != NEWS_NONE)
            return dispatches->items[i]->name;
    return NULL;
}

bool casefile_is_sought(const struct casefile *cf)
{
    return cf->is_loaded && cf->dispatches.count > 0 && cf->row.status != CASE_CLOSED;
}

size_t casefile_dispatch_bytes(const struct casefile *cf)
{
    enum { PART_BYTES = 600 }; /* a place with key and body, in the heap */
    size_t bytes = cf->parts.count * PART_BYTES;
    for (size_t i = 0; i < cf->dispatches.count; i++)
        bytes += cf->dispatches.items[i]->arena.used +
                 cf->dispatches.items[i]->post_count * sizeof(struct post);
    return bytes;
}

/* ---- to rows ---- */

const char *place_key(struct arena *arena, const struct dispatch *dispatch,
                      const struct place *place)
{
    return arena_printf(arena, "%s/%lld", dispatch->name, (long long)place->serial);
}

static void note_place(struct turn *turn, const char *key, const struct place *place)
{
    struct arena *arena = turn->arena;
    turn_note_done(turn, "place", slice_of(key), place_status_word(place->status));
    value_put(arena, value_item(turn->done, value_len(turn->done) - 1), "person",
              value_string(arena, place->person));
}

void dispatch_write_place(struct turn *turn, const struct dispatch *dispatch,
                          const struct place *place)
{
    struct arena *arena = turn->arena;
    const char *key = place_key(arena, dispatch, place);
    struct value *body = place_to_value(arena, place);
    struct part part = {.kind = PART_PLACE, .key = slice_of(key), .status = (int)place->status};

    if (!place_is_ended(place))
        part.due_ms = place->timer_ms;
    value_put(arena, body, "dispatch", value_string(arena, dispatch->name));
    part.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &part);
    note_place(turn, key, place);
}

void dispatch_write(struct turn *turn, struct dispatch *dispatch)
{
    struct part part = {
        .kind = PART_DISPATCH, .key = slice_of(dispatch->name), .status = (int)dispatch->status};

    if (!dispatch->is_changed)
        return;
    dispatch->is_changed = false;
    part.due_ms = dispatch_timer(dispatch, turn->at);
    part.body = canon_text(turn->arena, dispatch_to_value(turn->arena, dispatch));
    parts_put(&turn->cf->parts, &part);
    turn_note_done(turn, "dispatch", slice_of(dispatch->name),
                   dispatch_status_word(dispatch->status));
}

static const char *posts_key(struct arena *arena, const struct dispatch *dispatch, size_t from)
{
    return arena_printf(arena, "%s#%04zu", dispatch->name, from / POSTS_A_ROW);
}

void dispatch_drop_posts(struct turn *turn, const struct dispatch *dispatch)
{
    for (size_t i = 0; i < dispatch->post_count; i += POSTS_A_ROW)
        parts_drop(&turn->cf->parts, PART_DISPATCH, slice_of(posts_key(turn->arena, dispatch, i)));
}

void dispatch_write_posts(struct turn *turn, const struct dispatch *dispatch)
{
    struct arena *arena = turn->arena;

    for (size_t i = 0; i < dispatch->post_count; i += POSTS_A_ROW) {
        const char *key = posts_key(arena, dispatch, i);
        struct part part = {.kind = PART_DISPATCH, .key = slice_of(key), .status = 1};
        part.body = canon_text(arena, dispatch_posts_to_value(arena, dispatch, i));
        parts_put(&turn->cf->parts, &part);
    }
}

/* ---- who somebody is to it ---- */

static bool is_word_of_circle(const char *word)
{
    static const char *const circles[] = {"grid",     "village", "community", "town", "street",
                                          "district", "county",  "city",      NULL};
    for (size_t i = 0; circles[i]; i++)
        if (strcmp(circles[i], word) == 0)
            return true;
    return false;
}

/* Whose people are asked: `office`, else that of the case. */
static const char *asking_office(const struct dispatch_view *view, const struct dispatch *dispatch)
{
    const char *office = value_get_text(dispatch->terms, "office");
    return office ? office : view->case_office;
}

/* The office of that kind that the place of service lies in. */
static const char *circle_office(const struct dispatch_view *view, const struct dispatch *dispatch,
                                 const char *word)
{
    const char *area = value_get_text(dispatch->terms, "area");
    const struct staff_office *office =
        staff_office_now(view->staff, area ? area : asking_office(view, dispatch));
    while (office && (!office->kind || strcmp(office->kind, word) != 0))
        office = office->parent ? staff_office_now(view->staff, office->parent) : NULL;
    return office ? office->code : NULL;
}

static bool is_volunteer_of(const struct dispatch_view *view, const char *office)
{
    const struct actor *actor = view->actor;
    for (size_t i = 0; i < actor->membership_count; i++)
        if (strcmp(actor->memberships[i].role, "volunteer") == 0 &&
            staff_is_within(view->staff, actor->memberships[i].office, office))
            return true;
    return words_have(actor->roles, "volunteer");
}

/* A circle is known by the kind of an office: its volunteers are asked. Any other word is a role,
 * in the office of the case, above it or under it. */
static bool reaches_word(const struct dispatch_view *view, const struct dispatch *dispatch,
                         const char *word)
{
    const struct actor *actor = view->actor;
    const char *circle = circle_office(view, dispatch, word);
    const char *office = asking_office(view, dispatch);

    if (actor->is_administrator)
        return true;
    if (circle)
        return is_volunteer_of(view, circle);
    if (staff_is_empty(view->staff))
        return words_have(actor->roles, is_word_of_circle(word) ? "volunteer" : word);
    for (size_t i = 0; i < actor->membership_count; i++) {
        const struct membership *held = &actor->memberships[i];
        if (strcmp(held->role, word) == 0 && (staff_is_within(view->staff, held->office, office) ||
                                              staff_is_within(view->staff, office, held->office)))
            return true;
    }
    return words_have(actor->roles, word);
}

bool dispatch_reaches(const struct dispatch_view *view, const struct dispatch *dispatch,
                      const struct value *to)
{
    if (to->type == VALUE_TEXT)
        return reaches_word(view, dispatch, to->text.bytes);
    for (size_t i = 0; i < value_len(to); i++)
        if (value_item(to, i)->type == VALUE_TEXT &&
            reaches_word(view, dispatch, value_item(to, i)->text.bytes))
            return true;
    return false;
}

/* Roles may be left out of the asking. */
static bool is_excepted(const struct dispatch_view *view, const struct dispatch *dispatch)
{
    const struct value *except = value_get(dispatch->terms, "except");

    if (view->actor->is_administrator)
        return false;
    if (except->type == VALUE_TEXT)
        return actor_holds(view->actor, except->text.bytes, NULL);
    return actor_holds_one_of(view->actor, except, NULL);
}

static bool is_reached(const struct dispatch_view *view, const struct dispatch *dispatch,
                       const struct place *place)
{
    const struct value *levels = value_get(dispatch->terms, "levels");
    const struct value *waves = value_get(dispatch->terms, "waves");

    if (is_excepted(view, dispatch))
        return false;
    if (dispatch->has_levels)
        return place && dispatch_reaches(view, dispatch,
                                         value_get(value_item(levels, (size_t)place->post), "to"));
    for (int32_t i = 0; i <= dispatch->wave; i++)
        if (dispatch_reaches(view, dispatch, value_get(value_item(waves, (size_t)i), "to")))
            return true;
    return false;
}

/* "adult", "insured": roles with dates in the record of a person, so that no date of birth need be
 * kept and an insurance ends by itself; a token of a host without people says it in its roles. */
static bool has_fact(const struct dispatch_view *view, const char *fact)
{
    return actor_holds(view->actor, fact, NULL);
}

static bool has_skills(const struct dispatch_view *view, const struct value *skills)
{
    const struct staff_person *person = staff_person(view->staff, view->actor->id);
    bool has_all = true;

    if (value_is_nil(skills) || view->actor->is_administrator)
        return true;
    if (person)
        return staff_has_skills(person, skills);
    if (skills->type == VALUE_TEXT)
        return words_have(view->actor->roles, skills->text.bytes);
    for (size_t i = 0; i < value_len(skills); i++)
        has_all &= words_have(view->actor->roles, value_text_or(value_item(skills, i), ""));
    return has_all;
}

static const struct value *leaders_of(const struct dispatch *dispatch)
{
    return value_get(dispatch->terms, "approve");
}

static bool leads(const struct dispatch_view *view, const struct dispatch *dispatch)
{
    static const char *const roles[] = {"organiser", "dispatcher", "team_leader", NULL};
    const struct value *approve = leaders_of(dispatch);

    if (view->actor->is_administrator)
        return true;
    for (size_t i = 0; roles[i]; i++)
        if (actor_holds(view->actor, roles[i], view->case_office))
            return true;
    if (approve->type == VALUE_TEXT)
        return actor_holds(view->actor, approve->text.bytes, view->case_office);
    return actor_holds_one_of(view->actor, approve, view->case_office);
}

void dispatch_actor_of(const struct dispatch_view *view, const struct dispatch *dispatch,
                       const struct place *place, struct dispatch_actor *out)
{
    *out = (struct dispatch_actor){
        .id = view->actor->id,
        .is_reached = is_reached(view, dispatch, place),
        .has_skills = has_skills(view, value_get(dispatch->terms, "skills")),
        .is_adult = has_fact(view, "adult"),
        .is_insured = has_fact(view, "insured"),
        .has_consent = has_fact(view, "guardian_consent"),
        .leads = leads(view, dispatch),
    };
}

/* ---- whom a wave calls ---- */

static bool circle_has(const struct dispatch_view *view, const struct dispatch *dispatch,
                       const struct staff_person *person, int32_t wave)
{
    const struct value *waves = value_get(dispatch->terms, "waves");
    const char *word = value_text_or(value_get(value_item(waves, (size_t)wave), "to"), "");
    const char *circle = circle_office(view, dispatch, word);

    for (size_t i = 0; i < person->membership_count; i++) {
        const struct staff_membership *held = &person->memberships[i];
        bool is_it = circle ? strcmp(held->role, "volunteer") == 0 &&
                                  staff_is_within(view->staff, held->office, circle)
                            : strcmp(held->role, word) == 0;
        if (is_it && staff_holds(view->staff, person->id, held->role, held->office, view->now_ms))
            return true;
    }
    return false;
}

static bool is_called(const struct dispatch_view *view, const struct dispatch *dispatch,
                      const struct staff_person *person)
{
    const struct value *skills = value_get(dispatch->terms, "skills");
    int64_t starts = value_get_int(dispatch->terms, "starts_ms", 0);

    for (int32_t i = 0; i < dispatch->wave; i++)
        if (circle_has(view, dispatch, person, i))
            return false; /* told before */
    return circle_has(view, dispatch, person, dispatch->wave) &&
           (value_is_nil(skills) || staff_has_skills(person, skills)) &&
           (starts == 0 || staff_is_available(person, starts));
}

struct value *dispatch_called(const struct dispatch_view *view, const struct dispatch *dispatch,
                              struct arena *arena)
{
    struct staff_person *const *people;
    struct value *list = value_list(arena);
    size_t count = staff_people(view->staff, &people);

    for (size_t i = 0; i < count && value_len(list) < CALLED_MOST; i++)
        if (is_called(view, dispatch, people[i])) {
            struct value *entry = value_map(arena);
            value_put(arena, entry, "person", value_string(arena, people[i]->id));
            value_push(arena, list, entry);
        }
    return list;
}

const char *dispatch_code(const struct engine *engine, const struct id *case_ref, const char *name,
                          char text[8])
{
    enum { CODES = 1000000 };
    struct digest_state state;
    struct digest digest;
    uint32_t number;

    digest_init(&state, engine->child_key, sizeof engine->child_key);
    digest_add(&state, "dispatch code", 13);
    digest_add(&state, case_ref->bytes, sizeof case_ref->bytes);
    digest_add(&state, name, strlen(name));
    digest_end(&state, &digest);
    memcpy(&number, digest.bytes, sizeof number);
    snprintf(text, 8, "%06u", (unsigned)(number % CODES));
    return text;
}
