/* acts_place.c - what people do with the places of a dispatch, and whether it was kept (run.h):
 * most of it fits the case, some comes from who may not, too late or twice.
 *
 * What the journals tell is followed with nothing of the engine's own: whose a place is, and that
 * the posts of "crew" - 1 and 2 overlap, 3 is the next day - have never one holder more than needed
 * and nobody twice at the same time. Whoever was told of a deed finds it in the journal, once.
 */
#include <stdlib.h>
#include "base/wallclock.h"
#include "data/canon.h"
#include "duty/dispatch_ask.h"
#include "engine/dispatches.h"
#include "simulation/helped.h"
#include "simulation/run.h"

#define DRAW(run, array) ((array)[run_draw((run), sizeof(array) / sizeof(array)[0])])

enum { HOUR_MS = 3600 * 1000, POSTS = 3 };

static const struct {
    int from, until; /* hours from the start of the case */
    int need;
} posts[POSTS] = {
    {6,  9,  1},
    {8,  11, 2},
    {30, 33, 1},
};

struct value *posts_make(struct run *run)
{
    struct value *list = value_list(&run->arena);
    char text[40];

    for (int i = 0; i < POSTS; i++) {
        struct value *row = value_map(&run->arena);
        int64_t now = run->world.latest_ms / 1000 * 1000;
        value_put(&run->arena, row, "post", value_string(&run->arena, "gate"));
        value_put(
            &run->arena, row, "starts",
            value_string(&run->arena, time_to_text(now + posts[i].from * (int64_t)HOUR_MS, text)));
        value_put(
            &run->arena, row, "ends",
            value_string(&run->arena, time_to_text(now + posts[i].until * (int64_t)HOUR_MS, text)));
        value_put(&run->arena, row, "need", value_int(&run->arena, posts[i].need));
        value_push(&run->arena, list, row);
    }
    return list;
}

/* ---- deeds ---- */

static const struct part *draw_part(struct run *run, const struct case_image *image,
                                    enum part_kind kind, const char *begins)
{
    const struct part *found = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == kind && !memchr(part->key.bytes, '#', part->key.len) &&
            strncmp(part->key.bytes, begins, strlen(begins)) == 0 && run_draw(run, ++seen) == 0)
            found = part;
    }
    return found;
}

static void put_text(struct run *run, struct request *request, const char *name, const char *text)
{
    value_put(&run->arena, request->data, name, value_string(&run->arena, text));
}

static void put_crew(struct run *run, struct request *request, const struct case_image *image)
{
    static const char *const post_ids[] = {"1", "2", "2", "3", "4"};
    const struct part *place = draw_part(run, image, PART_PLACE, "crew/");
    bool is_claim = strcmp(request->outcome, "claim") == 0;

    if (is_claim || run_is_lucky(run, 30))
        put_text(run, request, "post", DRAW(run, post_ids));
    if (place && !is_claim && run_is_lucky(run, 70))
        put_text(run, request, "place", arena_copy(&run->arena, place->key).bytes);
    if (place && strcmp(request->outcome, "swap") == 0 && run_is_lucky(run, 40)) {
        place = draw_part(run, image, PART_PLACE, "crew/");
        put_text(run, request, "for", arena_copy(&run->arena, place->key).bytes);
    }
    if (strcmp(request->outcome, "checkin") == 0 && run_is_lucky(run, 80)) {
        char code[8];
        put_text(run, request, "code",
                 dispatch_code(run->world.engine, &image->row.ref, "crew", code));
    }
    if (strcmp(request->outcome, "checkout") == 0 && run_is_lucky(run, 50))
        put_text(run, request, "note", "canary note");
    if (strcmp(request->outcome, "checkout") == 0 && run_is_lucky(run, 20))
        value_put(&run->arena, request->data, "minutes", value_int(&run->arena, 95));
}

static struct request *new_request(struct run *run, const struct case_image *image,
                                   const char *name, const char *what)
{
    struct request *request = request_new(run, ACT_PLACE);
    request->case_ref = image->row.ref;
    request->name = name;
    request->outcome = what;
    request->data = value_map(&run->arena);
    return request;
}

static void act_on_crew(struct run *run, const struct case_image *image, bool is_inviting)
{
    static const char *const crew[] = {"claim",   "claim",    "claim",    "leave",   "swap",
                                       "swap",    "confirm",  "decline",  "checkin", "checkin",
                                       "checkin", "checkout", "checkout", "insure",  "rate"};
    for (uint64_t left = 1 + run_draw(run, 5); left > 0; left--) { /* a small crowd */
        bool is_claim = is_inviting && run_is_lucky(run, 60);
        struct request *request =
            new_request(run, image, "crew", is_claim ? "claim" : DRAW(run, crew));
        put_crew(run, request, image);
        request_send(run, request);
    }
}

bool act_on_place(struct run *run, const struct case_image *image)
{
    static const char *const rescue[] = {"acknowledge", "depart", "arrive", "result", "claim"};
    static const char *const results[] = {"freed", "next_level", "cannot_come", "maybe"};
    const struct part *dispatch = draw_part(run, image, PART_DISPATCH, "");
    if (!dispatch)
        return false;
    if (slice_is(dispatch->key, "crew")) {
        act_on_crew(run, image, dispatch->status == DISPATCH_INVITING);
        return true;
    }
    struct request *request = new_request(run, image, "rescue", DRAW(run, rescue));
    if (strcmp(request->outcome, "result") == 0)
        put_text(run, request, "result", DRAW(run, results));
    request_send(run, request);
    return true;
}

/* An alarm ends when somebody says that it is done. */
bool act_to_free(struct run *run, const struct case_image *image)
{
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind != PART_DISPATCH || part->status != DISPATCH_ALERTING)
            continue;
        struct request *request = new_request(run, image, "rescue", "result");
        request->person = &run->people[PEOPLE - 1];
        put_text(run, request, "result", "freed");
        request_send(run, request);
        return true;
    }
    return false;
}

/* ---- what the journals tell ---- */

static bool is_taken(const char *status)
{
    return strcmp(status, "held") == 0 || strcmp(status, "present") == 0 ||
           strcmp(status, "served") == 0;
}

static void follow_moves(struct helped *helped, const struct value *body)
{
    const struct value *event = value_get(body, "event"), *done = value_get(body, "done");
    const char *place = value_get_text(event, "place"), *post = value_get_text(event, "post");

    if (place && post)
        value_put(helped->arena, helped->posts, place, value_string(helped->arena, post));
    for (size_t i = 0; i < value_len(done); i++) {
        const struct value *entry = value_item(done, i);
        const char *key = value_get_text(entry, "place");
        bool is_held = key && is_taken(value_text_or(value_get(entry, "status"), ""));
        if (key)
            value_put(helped->arena, helped->holders, key,
                      is_held ? value_copy(helped->arena, value_get(entry, "person")) : &value_nil);
    }
}

const char *helped_follow(struct helped *helped, const struct value *body)
{
    if (!helped->posts) {
        helped->posts = value_map(helped->arena);
        helped->holders = value_map(helped->arena);
    }
    follow_moves(helped, body);
    int taken[POSTS + 1] = {0};
    for (size_t i = 0; i < value_len(helped->holders); i++) {
        const struct member *one = &helped->holders->map.members[i];
        const char *post = value_text_or(value_get_slice(helped->posts, one->key), "0");
        if (strncmp(one->key.bytes, "crew/", 5) != 0 || post[0] < '1' || post[0] > '0' + POSTS)
            continue;
        if (++taken[post[0] - '0'] > posts[post[0] - '1'].need)
            return "gave away one place more than needed";
        for (size_t k = 0; k < i; k++) {
            const struct member *other = &helped->holders->map.members[k];
            const char *there = value_text_or(value_get_slice(helped->posts, other->key), "0");
            bool is_same_time = (post[0] == '3') == (there[0] == '3');
            if (is_same_time && value_is_equal(one->value, other->value))
                return "let somebody hold two posts at once";
        }
    }
    return NULL;
}

/* A row that records a deed, by the case and its seq. */
void helped_note(struct run *run, const struct case_row *row, int64_t seq,
                 const struct value *event)
{
    struct arena *arena = &run->arena;
    char ref[ID_TEXT_LEN + 1];

    if (!value_is_text(value_get(event, "kind"), "place"))
        return;
    if (!run->deeds)
        run->deeds = value_map(arena);
    value_put(arena, run->deeds,
              arena_printf(arena, "%s/%lld", id_to_text(&row->ref, ref), (long long)seq),
              value_copy(arena, event));
}

void check_deeds(struct run *run)
{
    for (struct request *request = run->first; request; request = request->next) {
        struct arena arena = {0};
        struct value *reply;
        struct err err = {0};
        char ref[ID_TEXT_LEN + 1];
        if (request->kind != ACT_PLACE || request->fate != FATE_RECORDED)
            continue;
        if (canon_read(&arena, slice_of(request->reply), &reply, &err) != 0)
            run_fail(run, "mark %lld has no reply", (long long)request->mark);
        const char *key = arena_printf(&arena, "%s/%lld", id_to_text(&request->case_ref, ref),
                                       (long long)value_get_int(reply, "seq", 0));
        struct value *deed = value_get(run->deeds, key);
        if (!value_is_text(value_get(deed, "by"), request->person->name) ||
            !value_is_text(value_get(deed, "act"), request->outcome) ||
            !value_is_equal(value_get(deed, "place"), value_get(reply, "place")))
            run_fail(run,
                     "mark %lld was told that it did \"%s\"; turn %s tells otherwise, or of "
                     "another request",
                     (long long)request->mark, request->outcome, key);
        else
            value_put(&run->arena, run->deeds, key, value_map(&run->arena)); /* its only one */
        arena_close(&arena);
    }
}
