/* demo_outside.c - what happens away from the desk: letters that are brought, places that
 * volunteers claim and serve (demo_life.h).
 */
#include "base/wallclock.h"
#include "cli/demo_life.h"

enum { HOUR_MS = 3600 * 1000, MINUTE_MS = 60 * 1000 };

static int64_t draw(struct demo *demo, int64_t below)
{
    return chance_below(&demo->chance, below);
}

/* ---- letters --------------------------------------------------------------------------------- */

static void plan_letter(struct demo *demo, const struct demo_entry *found,
                        const struct value *letter, size_t copy)
{
    enum { DAYS_MOST = 4 };
    const char *office = value_text_or(value_get(letter, "office"), "");
    struct value *item = value_map(&demo->arena), *words = value_list(&demo->arena);
    static const char *const bringers[] = {"clerk", "unit_clerk", "officer", "dispatcher",
                                           "organiser"};

    for (size_t i = 0; !found->eyes && i < sizeof bringers / sizeof *bringers; i++)
        value_push(&demo->arena, words, value_string(&demo->arena, bringers[i]));
    value_put(&demo->arena, item, "ordinal",
              value_copy(&demo->arena, value_get(letter, "ordinal")));
    value_put(&demo->arena, item, "copy", value_int(&demo->arena, (int64_t)copy));
    int64_t at = demo_now(demo) + HOUR_MS * (1 + draw(demo, 24 * DAYS_MOST));
    demo_plan(demo, &(struct demo_entry){.at_ms = demo_working(demo, at),
                                         .kind = DEMO_LETTER,
                                         .person = demo_who(demo, words, office),
                                         .eyes = found->eyes,
                                         .id = arena_text(&demo->arena, found->id),
                                         .item = item});
}

void demo_see_letters(struct demo *demo, const struct demo_entry *found,
                      const struct value *letters)
{
    struct arena arena = {0};
    for (size_t i = 0; i < value_len(letters); i++) {
        const struct value *letter = value_item(letters, i), *to = value_get(letter, "to");
        for (size_t copy = 0; copy < value_len(to); copy++) {
            const char *what = arena_printf(&arena, "letter %lld %zu",
                                            (long long)value_get_int(letter, "ordinal", 0), copy);
            bool is_issued = value_is_text(value_get(letter, "status"), "issued") &&
                             value_is_text(value_get(value_item(to, copy), "state"), "issued");
            if (is_issued && demo_is_new(demo, what, found->id))
                plan_letter(demo, found, letter, copy);
        }
    }
    arena_close(&arena);
}

/* Printed, then brought; one of thirty cannot be. Those of a sealed case who is cleared brings. */
void demo_do_letter(struct demo *demo, const struct demo_entry *entry)
{
    enum { FAILS_OF = 30 };
    static const char *const ways[] = {"in_person", "by_post", "in_person", "online", "left_there"};
    struct arena arena = {0};
    struct virtual_reply reply;
    struct value *body = value_map(&arena);
    const char *letter = arena_printf(&arena, "/api/v1/cases/%s/letters/%lld", entry->id,
                                      (long long)value_get_int(entry->item, "ordinal", 0));
    const char *token = demo_token(demo, entry->person ? entry->person : entry->eyes);
    struct virtual_call print = {.method = "GET", .path = letter, .token = token};
    struct virtual_call proof = {.method = "POST",
                                 .path = arena_printf(&arena, "%s/proof", letter),
                                 .token = token,
                                 .body = body};
    bool fails = draw(demo, FAILS_OF) == 0;

    demo_ask(demo, &print, &arena, &reply);
    value_put(&arena, body, "copy", value_copy(&arena, value_get(entry->item, "copy")));
    value_put(&arena, body, "outcome", value_string(&arena, fails ? "failed" : "served"));
    if (fails)
        value_put(&arena, body, "reason", value_string(&arena, "地址无人，邮件退回。"));
    else
        value_put(&arena, body, "way",
                  value_string(&arena, ways[draw(demo, sizeof ways / sizeof *ways)]));
    demo_ask(demo, &proof, &arena, &reply);
    if (reply.status == 403 && !entry->eyes) { /* the case has gone to another office meanwhile */
        proof.token = demo->admin;
        demo_ask(demo, &proof, &arena, &reply);
    }
    if (demo_was_shown(demo, &proof, &reply, entry->eyes)) {
        demo->tally.letters++;
        demo_look(demo, entry->id, entry->eyes);
    }
    arena_close(&arena);
}

/* ---- places ---------------------------------------------------------------------------------- */

static bool is_volunteer(const struct demo_person *person)
{
    for (size_t i = 0; i < person->staff->membership_count; i++)
        if (strcmp(person->staff->memberships[i].role, "volunteer") == 0)
            return true;
    return false;
}

static struct demo_entry place_entry(const struct demo_entry *from, const char *what, int64_t at_ms)
{
    struct demo_entry entry = *from;
    entry.kind = DEMO_PLACE;
    entry.what = what;
    entry.at_ms = at_ms;
    return entry;
}

static int64_t time_of(const struct value *map, const char *name)
{
    const struct value *time = value_get(map, name);
    int64_t at_ms;
    return time->type == VALUE_TEXT && time_from_text(time->text, &at_ms) ? at_ms : 0;
}

/* Once for each person and invitation: whether he will, and when he says so. */
static void see_dispatch(struct demo *demo, struct demo_person *person, const struct value *item)
{
    enum { WILLING = 75 };
    const char *id = value_text_or(value_get(item, "id"), "");
    if (!demo_is_new(demo, person->staff->id, id) || draw(demo, 100) >= WILLING)
        return;
    struct value *kept = value_map(&demo->arena);
    value_put(&demo->arena, kept, "office", value_copy(&demo->arena, value_get(item, "office")));
    struct demo_entry entry = {
        .workflow = demo_workflow(demo, value_text_or(value_get(item, "workflow"), "")),
        .person = person,
        .id = arena_text(&demo->arena, id),
        .item = kept};
    entry = place_entry(&entry, "claim", demo_now(demo) + draw(demo, 5 * HOUR_MS));
    demo_plan(demo, &entry);
}

/* Is help wanted anywhere at all? */
static bool is_inviting(struct demo *demo)
{
    struct arena arena = {0};
    struct virtual_reply reply;
    struct virtual_call call = {
        .method = "GET", .path = "/api/v1/dispatches?all=true&limit=1", .token = demo->admin};
    demo_ask(demo, &call, &arena, &reply);
    bool is = demo_went_well(demo, &call, &reply) && value_len(value_get(reply.body, "items")) > 0;
    arena_close(&arena);
    return is;
}

void demo_see_dispatches(struct demo *demo)
{
    bool is = is_inviting(demo);
    for (size_t i = 0; is && i < demo->person_count; i++) {
        struct arena arena = {0};
        struct virtual_reply reply;
        struct virtual_call call = {.method = "GET",
                                    .path = "/api/v1/dispatches?limit=100",
                                    .token = demo->people[i].token};
        if (!is_volunteer(&demo->people[i]))
            continue;
        demo_ask(demo, &call, &arena, &reply);
        const struct value *items = value_get(reply.body, "items");
        for (size_t k = 0; demo_went_well(demo, &call, &reply) && k < value_len(items); k++)
            see_dispatch(demo, &demo->people[i], value_item(items, k));
        arena_close(&arena);
    }
}

/* Who leads: knows the code of the meeting point, and which places are held. */
static bool show(struct demo *demo, const struct demo_entry *entry, const char *token,
                 struct arena *arena, struct virtual_reply *reply)
{
    struct virtual_call call = {
        .method = "GET",
        .path = arena_printf(arena, "/api/v1/dispatches/%s?limit=200", entry->id),
        .token = token};
    demo_ask(demo, &call, arena, reply);
    return reply->status < 400;
}

static bool deed(struct demo *demo, const struct demo_entry *entry, const char *token,
                 struct value *body, const char *word, struct arena *arena,
                 struct virtual_reply *reply)
{
    struct virtual_call call = {
        .method = "POST",
        .path = arena_printf(arena, "/api/v1/dispatches/%s/%s", entry->id, word),
        .token = token,
        .body = body};
    demo_ask(demo, &call, arena, reply);
    return reply->status < 400;
}

static void look_at_case(struct demo *demo, const struct demo_entry *entry, struct arena *arena)
{
    size_t len = strcspn(entry->id, "-");
    demo_look(demo, arena_copy(arena, (struct slice){entry->id, len}).bytes, NULL);
}

/* The first post that still wants somebody. */
static void claim(struct demo *demo, const struct demo_entry *entry, struct arena *arena)
{
    enum { NO_SHOWS = 7, LEAVES = 5 };
    struct virtual_reply reply;
    struct value *body = value_map(arena);
    const char *token = entry->person->token;

    if (!show(demo, entry, token, arena, &reply))
        return;
    const struct value *posts = value_get(reply.body, "posts"), *post = &value_nil;
    for (size_t i = 0; value_is_nil(post) && i < value_len(posts); i++) {
        const struct value *one = value_item(posts, i);
        if (value_get_int(one, "held", 0) < value_get_int(one, "need", 0))
            post = one;
    }
    if (value_len(posts) > 1 && !value_is_nil(post))
        value_put(arena, body, "post", value_copy(arena, value_get(post, "post")));
    int64_t starts = time_of(value_is_nil(post) ? reply.body : post, "starts");
    int64_t ends = time_of(value_is_nil(post) ? reply.body : post, "ends");
    if (!deed(demo, entry, token, body, "claim", arena, &reply))
        return;
    demo->tally.places++;
    const char *place = value_get_text(reply.body, "place");
    if (place)
        value_put(&demo->arena, demo->holders,
                  arena_printf(arena, "%.*s:%s", (int)strcspn(entry->id, "-"), entry->id, place),
                  value_string(&demo->arena, entry->person->staff->key));
    int64_t drawn = draw(demo, 100);
    if (drawn < LEAVES && starts > demo_now(demo)) {
        struct demo_entry leave =
            place_entry(entry, "leave", demo_now(demo) + draw(demo, starts - demo_now(demo)));
        demo_plan(demo, &leave);
    } else if (drawn >= LEAVES + NO_SHOWS && starts > 0) {
        struct demo_entry in =
            place_entry(entry, "checkin", starts + MINUTE_MS * (draw(demo, 20) - 5));
        struct demo_entry out =
            place_entry(entry, "checkout", ends + MINUTE_MS * (draw(demo, 25) - 5));
        demo_plan(demo, &in);
        demo_plan(demo, &out);
    }
    look_at_case(demo, entry, arena);
}

/* A place that waits for who organises it is confirmed by him. */
static struct demo_person *leader(struct demo *demo, const struct demo_entry *entry)
{
    struct arena arena = {0};
    struct value *words = value_list(&arena);
    static const char *const leads[] = {"organiser", "dispatcher"};
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        value_push(&arena, words, value_string(&arena, leads[i]));
    struct demo_person *found =
        demo_who(demo, words, value_text_or(value_get(entry->item, "office"), ""));
    arena_close(&arena);
    return found;
}

static void checkin(struct demo *demo, const struct demo_entry *entry, struct arena *arena)
{
    struct virtual_reply reply;
    struct value *body = value_map(arena);
    const char *token = demo_token(demo, leader(demo, entry));

    if (show(demo, entry, token, arena, &reply))
        value_put(arena, body, "code", value_copy(arena, value_get(reply.body, "code")));
    deed(demo, entry, entry->person->token, body, "checkin", arena, &reply);
}

static void checkout(struct demo *demo, const struct demo_entry *entry, struct arena *arena)
{
    enum { RATES = 60, GOOD = 3 };
    const struct value *forms =
        entry->workflow ? value_get(entry->workflow->model, "forms") : &value_nil;
    struct demo_question question = {.workflow = entry->workflow,
                                     .form = value_get(forms, "photo_feedback")};
    struct virtual_reply reply;
    struct value *body = value_map(arena), *rating = value_map(arena);
    struct form_filled filled = {0};

    if (!deed(demo, entry, entry->person->token, body, "checkout", arena, &reply) &&
        reply.status == 422 && demo_answer(demo, &question, arena, &filled)) {
        value_put(arena, body, "data", filled.data);
        value_put(arena, body, "outcome", value_string(arena, filled.outcome));
        deed(demo, entry, entry->person->token, body, "checkout", arena, &reply);
    }
    if (reply.status < 400 && draw(demo, 100) < RATES) {
        value_put(arena, rating, "rating", value_int(arena, GOOD + draw(demo, 3)));
        deed(demo, entry, entry->person->token, rating, "rate", arena, &reply);
    }
    look_at_case(demo, entry, arena);
}

void demo_do_place(struct demo *demo, const struct demo_entry *entry)
{
    struct arena arena = {0};
    struct virtual_reply reply;
    if (strcmp(entry->what, "claim") == 0)
        claim(demo, entry, &arena);
    else if (strcmp(entry->what, "checkin") == 0)
        checkin(demo, entry, &arena);
    else if (strcmp(entry->what, "checkout") == 0)
        checkout(demo, entry, &arena);
    else
        deed(demo, entry, entry->person->token, value_map(&arena), entry->what, &arena, &reply);
    arena_close(&arena);
}
