/* dispatch_place.c - places in memory: their chains, their counts, and who may have which.
 *
 * A place hangs in three lists: all places in order of serial (found by halving), those of its post
 * as they came (the waiting list is its waiting ones, in order), and those of its person (found by
 * hash). One that has ended stays in them until the dispatch is let go of; nobody counts it.
 */
#include <assert.h>
#include <stdlib.h>
#include "base/buf.h"
#include "duty/dispatch_inside.h"
#include "duty/dispatch_row.h"

/* ---- finding ---- */

bool place_is_ended(const struct place *place)
{
    return place->status >= PLACE_LEFT;
}

static size_t person_bucket(const struct dispatch *dispatch, const char *person)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *at = person; *at; at++)
        hash = (hash ^ (uint8_t)*at) * 1099511628211u;
    return (size_t)(hash ^ (hash >> 32)) & (dispatch->bucket_count - 1);
}

static size_t place_index(const struct dispatch *dispatch, int64_t serial)
{
    size_t low = 0, high = dispatch->place_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (dispatch->places[middle]->serial < serial)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct place *dispatch_place(const struct dispatch *dispatch, int64_t serial)
{
    size_t index = place_index(dispatch, serial);
    bool is_it = index < dispatch->place_count && dispatch->places[index]->serial == serial;
    return is_it ? dispatch->places[index] : NULL;
}

static struct place *person_first(const struct dispatch *dispatch, const char *person)
{
    return dispatch->bucket_count ? dispatch->people[person_bucket(dispatch, person)] : NULL;
}

struct place *dispatch_place_of(const struct dispatch *dispatch, const char *person, int32_t post)
{
    struct place *found = NULL;
    for (struct place *at = person_first(dispatch, person); at; at = at->next_of_person)
        if (!place_is_ended(at) && strcmp(at->person, person) == 0 &&
            (post < 0 || at->post == post) && (!found || at->serial < found->serial))
            found = at;
    return found;
}

/* Posts are numbered as they stand in their plan, so the first guess is right. */
int dispatch_find_post(const struct dispatch *dispatch, const char *id)
{
    char *end;
    long number = strtol(id, &end, 10);

    if (*end == '\0' && number >= 1 && (size_t)number <= dispatch->post_count &&
        strcmp(dispatch->posts[number - 1].id, id) == 0)
        return (int)number - 1;
    for (size_t i = 0; i < dispatch->post_count; i++)
        if (strcmp(dispatch->posts[i].id, id) == 0)
            return (int)i;
    return -1;
}

int32_t dispatch_line(const struct dispatch *dispatch, const struct place *place)
{
    int32_t line = 1;
    for (const struct place *at = dispatch->posts[place->post].first; at && at != place;
         at = at->next_of_post)
        line += at->status == PLACE_WAITING;
    return line;
}

int32_t dispatch_no_shows(const struct dispatch *dispatch, const char *person)
{
    return (int32_t)value_get_int(dispatch->absences, person, 0);
}

bool dispatch_shows(const struct dispatch *dispatch, const char *person, int64_t now_ms)
{
    for (const struct place *at = person_first(dispatch, person); at; at = at->next_of_person)
        if ((at->status == PLACE_HELD || at->status == PLACE_PRESENT) &&
            strcmp(at->person, person) == 0 &&
            now_ms < dispatch->posts[at->post].ends_ms + SERVICE_PAST_MS)
            return dispatch->status < DISPATCH_OVER;
    return false;
}

/* ---- hanging ---- */

static void chain_person(struct dispatch *dispatch, struct place *place)
{
    size_t bucket = person_bucket(dispatch, place->person);
    place->next_of_person = dispatch->people[bucket];
    dispatch->people[bucket] = place;
}

static void grow_buckets(struct dispatch *dispatch)
{
    free(dispatch->people);
    dispatch->bucket_count = dispatch->bucket_count ? 2 * dispatch->bucket_count : 64;
    dispatch->people = mem_zero(dispatch->bucket_count * sizeof *dispatch->people);
    for (size_t i = 0; i < dispatch->place_count; i++)
        if (dispatch->places[i]->person)
            chain_person(dispatch, dispatch->places[i]);
}

static void unchain_person(struct dispatch *dispatch, struct place *place)
{
    struct place **at = &dispatch->people[person_bucket(dispatch, place->person)];
    while (*at != place)
        at = &(*at)->next_of_person;
    *at = place->next_of_person;
}

/* Serials come in rising order but when rows are loaded. */
static void list_place(struct dispatch *dispatch, struct place *place)
{
    size_t index = place_index(dispatch, place->serial);
    if (dispatch->place_count == dispatch->place_capacity) {
        dispatch->place_capacity = dispatch->place_capacity ? 2 * dispatch->place_capacity : 64;
        dispatch->places =
            mem_resize(dispatch->places, dispatch->place_capacity * sizeof *dispatch->places);
    }
    memmove(&dispatch->places[index + 1], &dispatch->places[index],
            (dispatch->place_count - index) * sizeof *dispatch->places);
    dispatch->places[index] = place;
    dispatch->place_count++;
}

/* Whoever came first stands first, also when rows are loaded in the order of their keys, in which
 * 10 comes before 8. */
static void chain_post(struct dispatch *dispatch, struct place *place)
{
    struct post *of = &dispatch->posts[place->post];
    struct place *before = of->last;

    if (before && before->serial > place->serial) {
        size_t index = place_index(dispatch, place->serial);
        while (index > 0 && dispatch->places[index - 1]->post != place->post)
            index--;
        before = index > 0 ? dispatch->places[index - 1] : NULL;
    }
    place->next_of_post = before ? before->next_of_post : of->first;
    if (before)
        before->next_of_post = place;
    else
        of->first = place;
    if (!place->next_of_post)
        of->last = place;
}

struct place *place_new(struct dispatch *dispatch, int64_t serial, int32_t post, const char *person)
{
    struct place *place = ARENA_NEW(&dispatch->arena, struct place);

    assert(!dispatch_place(dispatch, serial));
    place->serial = serial;
    place->post = post;
    place->person = person ? arena_text(&dispatch->arena, person) : NULL;
    list_place(dispatch, place);
    if (person) {
        dispatch->person_places++;
        if (dispatch->bucket_count < dispatch->person_places)
            grow_buckets(dispatch);
        else
            chain_person(dispatch, place);
    }
    if (dispatch->has_levels)
        return place;
    chain_post(dispatch, place);
    return place;
}

void place_note(struct dispatch *dispatch, struct place *place)
{
    if (place->is_changed)
        return;
    place->is_changed = true;
    place->next_changed = dispatch->changed;
    dispatch->changed = place;
}

struct place *dispatch_take_changed(struct dispatch *dispatch)
{
    struct place *place = dispatch->changed;
    if (!place)
        return NULL;
    dispatch->changed = place->next_changed;
    place->is_changed = false;
    return place;
}

static void count(struct dispatch *dispatch, struct place *place, int32_t by)
{
    struct post *post = dispatch->has_levels ? NULL : &dispatch->posts[place->post];
    if (!post)
        return;
    post->waiting += place->status == PLACE_WAITING ? by : 0;
    post->held += place_is_taken(place->status) ? by : 0;
    post->served += place->status == PLACE_SERVED ? by : 0;
    dispatch->total_held += place_is_taken(place->status) ? by : 0;
    dispatch->total_asked += place->status == PLACE_ASKED ? by : 0;
    dispatch->total_served += place->status == PLACE_SERVED ? by : 0;
    dispatch->minutes += place->status == PLACE_SERVED ? by * place->minutes : 0;
}

void place_move(struct dispatch *dispatch, struct place *place, enum place_status status)
{
    count(dispatch, place, -1);
    place->status = status;
    if (place_is_ended(place))
        place->offer = 0;
    count(dispatch, place, 1);
    place_note(dispatch, place);
}

void place_give(struct dispatch *dispatch, struct place *place, const char *person)
{
    unchain_person(dispatch, place);
    place->person = arena_text(&dispatch->arena, person);
    chain_person(dispatch, place);
    place_note(dispatch, place);
}

/* ---- who may have which ---- */

static bool counts(const struct place *place, const char *person,
                   const struct place *const except[2])
{
    return (place->status == PLACE_ASKED || place_is_taken(place->status)) && place != except[0] &&
           place != except[1] && strcmp(place->person, person) == 0;
}

/* Times without 10 hours' rest between them are one shift, and a shift has 8 hours at most. */
static bool is_his(const struct elsewhere *at, const char *person)
{
    return strcmp(at->person, person) == 0;
}

static bool is_rested(const struct dispatch *dispatch, const char *person, const struct post *post,
                      const struct place *const except[2])
{
    int64_t from = post->starts_ms, until = post->ends_ms, was;

    do {
        was = until - from;
        for (const struct place *at = person_first(dispatch, person); at; at = at->next_of_person) {
            const struct post *other = &dispatch->posts[at->post];
            if (!counts(at, person, except) || other->starts_ms - until >= REST_LEAST_MS ||
                from - other->ends_ms >= REST_LEAST_MS)
                continue;
            from = other->starts_ms < from ? other->starts_ms : from;
            until = other->ends_ms > until ? other->ends_ms : until;
        }
        for (const struct elsewhere *at = dispatch->elsewhere.first; at; at = at->next) {
            if (!is_his(at, person) || at->starts_ms - until >= REST_LEAST_MS ||
                from - at->ends_ms >= REST_LEAST_MS)
                continue;
            from = at->starts_ms < from ? at->starts_ms : from;
            until = at->ends_ms > until ? at->ends_ms : until;
        }
    } while (until - from != was);
    return until - from <= SHIFT_MOST_MS;
}

int person_is_free(const struct dispatch *dispatch, const char *person, const struct post *post,
                   const struct place *const except[2], struct err *err)
{
    for (const struct place *at = person_first(dispatch, person); at; at = at->next_of_person) {
        const struct post *other = &dispatch->posts[at->post];
        if (counts(at, person, except) && post->starts_ms < other->ends_ms &&
            other->starts_ms < post->ends_ms)
            return err_set_at(err, STATUS_CONFLICT, "overlaps", NULL,
                              "It overlaps with place %lld at post %s: nobody can be at two posts.",
                              (long long)at->serial, other->id);
    }
    for (const struct elsewhere *at = dispatch->elsewhere.first; at; at = at->next)
        if (is_his(at, person) && post->starts_ms < at->ends_ms && at->starts_ms < post->ends_ms)
            return err_set_at(err, STATUS_CONFLICT, "overlaps", NULL,
                              "It overlaps with a place in another case: nobody can be at two "
                              "posts. Leave that one first.");
    if (is_rested(dispatch, person, post, except))
        return 0;
    return err_set_at(err, STATUS_CONFLICT, "no_rest", NULL,
                      "With the other shifts there it would be more than 8 hours without 10 hours "
                      "of rest.");
}

/* ---- whose deed ---- */

int deed_place(const struct dispatch *dispatch, const struct deed *deed, struct place **out,
               struct err *err)
{
    int post = deed->post ? dispatch_find_post(dispatch, deed->post) : -1;

    *out = deed->place ? dispatch_place(dispatch, deed->place)
                       : dispatch_place_of(dispatch, deed->actor->id, post);
    if (*out && !place_is_ended(*out)) /* one that has ended may be in no memory any more */
        return 0;
    return err_set(err, STATUS_NOT_FOUND,
                   deed->place ? "There is no such place in this dispatch."
                               : "You have no place in this dispatch.");
}

int deed_is_own(const struct deed *deed, const struct place *place, struct err *err)
{
    if (place->person && strcmp(place->person, deed->actor->id) == 0)
        return 0;
    return err_set_at(err, STATUS_FORBIDDEN, "not_yours", NULL,
                      "That is for who holds the place to say, and for nobody else.");
}

int deed_needs_leader(const struct deed *deed, struct err *err)
{
    if (deed->actor->leads)
        return 0;
    return err_set_at(err, STATUS_FORBIDDEN, "organisers_only", NULL,
                      "That is for an organiser of this dispatch.");
}

/* ---- checking ---- */

static const char *check_person_places(const struct dispatch *dispatch, const struct place *place)
{
    const struct place *const self[2] = {place};
    struct err ignored = {0};

    if (place->status != PLACE_ASKED && !place_is_taken(place->status))
        return NULL;
    return person_is_free(dispatch, place->person, &dispatch->posts[place->post], self, &ignored) ==
                   0
               ? NULL
               : "somebody holds two posts at once, or shifts without rest";
}

const char *dispatch_check(const struct dispatch *dispatch)
{
    int64_t held = 0;
    const char *fault = NULL;

    for (size_t i = 0; !dispatch->has_levels && !fault && i < dispatch->post_count; i++) {
        const struct post *post = &dispatch->posts[i];
        int32_t taken = 0;
        for (const struct place *at = post->first; at; at = at->next_of_post)
            taken += place_is_taken(at->status);
        if (taken > post->need)
            fault = "more places are held than needed";
        if (taken != post->held)
            fault = "the places of a post are counted wrongly";
        held += taken;
    }
    for (size_t i = 0; !dispatch->has_levels && !fault && i < dispatch->place_count; i++)
        fault = check_person_places(dispatch, dispatch->places[i]);
    return fault ? fault : held != dispatch->total_held ? "places are counted wrongly" : NULL;
}
