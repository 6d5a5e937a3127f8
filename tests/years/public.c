/* public.c - what comes from outside (years.h): new cases, what people tell a case unasked, letters
 * that are brought, cards that are answered, volunteers who come or do not.
 */
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "duty/card.h"
#include "duty/signal.h"
#include "engine/calendars.h"
#include "engine/dispatches.h"
#include "engine/inside.h"
#include "engine/offices.h"
#include "engine/veil.h"
#include "years/years.h"

/* ---- a new case ------------------------------------------------------------------------------ */

static const struct {
    const char *workflow, *offices[6];
} doors[] = {
    {"petition",           {"370102010", "370102010", "370102003", "370102004", "370102030", NULL}},
    {"dispute_mediation",  {"370102020", "370102003", "370102004", NULL, NULL, NULL}              },
    {"volunteer_dispatch", {"370102003", "370102004", "370102003001", "370102004003", NULL, NULL} },
};

static const char *draw_door(struct years *years, const char *workflow)
{
    for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++) {
        size_t count = 0;
        if (strcmp(doors[i].workflow, workflow) != 0)
            continue;
        while (doors[i].offices[count])
            count++;
        return doors[i].offices[run_draw(&years->run, count)];
    }
    return "370102";
}

void public_start(struct years *years)
{
    struct run *run = &years->run;
    const struct value *workflows = value_get(engine_model(run->world.engine), "workflows");
    if (value_len(workflows) == 0)
        return;
    const struct member *member = &workflows->map.members[run_draw(run, value_len(workflows))];
    const char *name = arena_copy(&run->arena, member->key).bytes;
    const char *intake = value_get_text(member->value, "intake");
    struct form_filled filled = {.data = value_map(&run->arena)};
    if (intake && !clerk_fill(years, member->value, intake, NULL, &filled)) {
        run_fail(run, "the intake form of %s cannot be filled", name);
        return;
    }
    county_see_staff(years);
    struct request *request = clerk_request(years, ACT_START, NULL, NULL);
    request->person = county_person(years, years->staff[run_draw(run, years->staff_count)].name);
    request->workflow = name;
    request->office = draw_door(years, name);
    request->data = filled.data;
    request->key = arena_printf(&run->arena, "intake-%lld", (long long)request->mark);
    years->arrivals++;
    clerk_send(years, request);
}

/* ---- signals --------------------------------------------------------------------------------- */

/* The lists of a case have their rows in the journal's openings; a row is named "LIST/N". */
static const char *draw_row(struct years *years, const struct case_image *image, const char *list)
{
    struct arena *arena = &years->run.arena;
    struct value *data;
    struct err err = {0};
    if (case_data(years->run.world.reader, image, arena, &data, &err) != 0)
        return NULL;
    const struct value *rows = value_get(data, list);
    if (value_len(rows) == 0)
        return NULL;
    const struct value *row = value_item(rows, run_draw(&years->run, value_len(rows)));
    return value_get_text(row, "$row");
}

static const struct person *draw_sender(struct years *years, const struct case_image *image,
                                        const struct signal_decl *decl)
{
    const char *office = arena_copy(&years->run.arena, image->row.office).bytes;
    size_t count = value_len(decl->from);
    const struct value *word = value_item(decl->from, run_draw(&years->run, count));
    struct value *words = value_list(&years->run.arena);
    value_push(&years->run.arena, words, (struct value *)word);
    const struct person *person = clerk_find(years, words, office, NULL);
    return person ? person : county_citizen(years, value_text_or(word, ""));
}

static void say(struct years *years, const struct case_image *image, const struct value *workflow,
                const struct signal_decl *decl)
{
    struct form_filled filled = {.data = value_map(&years->run.arena)};
    if (decl->form && !clerk_fill(years, workflow, decl->form, NULL, &filled))
        return;
    struct request *request =
        clerk_request(years, ACT_SIGNAL, &image->row.ref, draw_sender(years, image, decl));
    request->name = arena_text(&years->run.arena, decl->name);
    request->outcome = filled.outcome;
    request->data = filled.data;
    if (value_len(decl->about) > 0)
        request->row = draw_row(years, image, value_text_or(value_item(decl->about, 0), ""));
    else if (decl->about && decl->about->type == VALUE_TEXT)
        request->row = draw_row(years, image, value_text_or(decl->about, ""));
    years->signals++;
    clerk_send(years, request);
}

void public_signal(struct years *years, const struct case_image *image)
{
    const struct value *workflow = clerk_workflow(years, image);
    const struct value *signals = value_get(workflow, "signals");
    struct signal_moment moment = {
        .stage = arena_copy(&years->run.arena, image->row.stage).bytes,
        .is_closed = image->row.status == CASE_CLOSED,
        .closed_ms = image->row.at,
        .now_ms = years->run.world.clock.now,
        .calendar = calendars_of(engine_calendars(years->run.world.engine), image->row.office),
    };
    if (value_len(signals) == 0)
        return;
    for (size_t k = 0, first = run_draw(&years->run, value_len(signals)); k < value_len(signals);
         k++) {
        const struct member *one = &signals->map.members[(first + k) % value_len(signals)];
        struct signal_decl decl;
        struct err err = {0};
        if (signal_decl_from_value(one->key.bytes, one->value, &decl, &err) == 0 &&
            signal_is_offered(&decl, &moment, &err) == 0) {
            say(years, image, workflow, &decl);
            return;
        }
    }
}

/* ---- letters and cards ----------------------------------------------------------------------- */

/* Of a sealed case somebody who is cleared there. */
static const struct person *anybody_in(struct years *years, const struct case_image *image,
                                       struct slice office)
{
    const char *code = arena_copy(&years->run.arena, office).bytes;
    bool is_sealed = case_is_sealed(image->row.extra);
    county_see_staff(years);
    for (size_t k = 0, first = run_draw(&years->run, years->staff_count); k < years->staff_count;
         k++) {
        const struct actor *actor = &years->staff[(first + k) % years->staff_count].actor;
        for (size_t i = 0; i < actor->membership_count; i++)
            if (slice_is(office, actor->memberships[i].office) &&
                (!is_sealed || actor_holds(actor, SEALED_ROLE, code)))
                return county_person(years, actor->id);
    }
    return county_administrator(years);
}

static void put_text(struct years *years, struct request *request, const char *name,
                     const char *text)
{
    value_put(&years->run.arena, request->data, name, value_string(&years->run.arena, text));
}

void public_bring(struct years *years, const struct case_image *image, const struct part *letter,
                  int64_t copy)
{
    static const char *const ways[] = {"in_person", "by_post", "online", "left_there", "by_notice"};
    struct arena *arena = &years->run.arena;
    struct value *body;
    struct err err = {0};
    if (canon_read(arena, arena_copy(arena, letter->body), &body, &err) != 0)
        return;
    struct request *request = clerk_request(years, ACT_LETTER, &image->row.ref,
                                            anybody_in(years, image, image->row.office));
    bool is_served = run_is_lucky(&years->run, 92);
    request->name = arena_printf(arena, "%lld", (long long)value_get_int(body, "ordinal", 0));
    request->outcome = is_served ? "served" : "failed";
    if (is_served)
        put_text(years, request, "way", ways[run_draw(&years->run, 5)]);
    else
        put_text(years, request, "reason", "canary reason");
    value_put(arena, request->data, "copy", value_int(arena, copy));
    years->letters++;
    clerk_send(years, request);
}

void public_answer_card(struct years *years, const struct case_image *image,
                        const struct part *card)
{
    static const char *const acts[] = {"answer", "answer", "answer", "acknowledge", "withdraw"};
    struct arena *arena = &years->run.arena;
    struct value *body = value_map(arena);
    struct err err = {0};
    (void)!canon_read(arena, arena_copy(arena, card->body), &body, &err);
    const char *unit = value_get_text(body, "office");
    struct request *request =
        clerk_request(years, ACT_CARD, &image->row.ref,
                      anybody_in(years, image, unit ? slice_of(unit) : image->row.office));
    request->name = arena_copy(arena, card->key).bytes;
    request->outcome = years->is_finishing ? "answer" : acts[run_draw(&years->run, 5)];
    put_text(years, request, "reply", "canary reply");
    put_text(years, request, "reason", "canary reason");
    clerk_send(years, request);
}

/* ---- volunteers ------------------------------------------------------------------------------ */

static struct request *deed(struct years *years, const struct case_image *image,
                            const struct dispatch *dispatch, const struct person *person,
                            const char *what)
{
    struct request *request = clerk_request(years, ACT_PLACE, &image->row.ref, person);
    request->name = arena_text(&years->run.arena, dispatch->name);
    request->outcome = what;
    years->places++;
    return request;
}

static const struct person *draw_volunteer(struct years *years)
{
    county_see_staff(years);
    for (size_t k = 0, first = run_draw(&years->run, years->staff_count); k < years->staff_count;
         k++) {
        const struct actor *actor = &years->staff[(first + k) % years->staff_count].actor;
        if (actor_holds(actor, "volunteer", NULL))
            return county_person(years, actor->id);
    }
    return NULL;
}

static int64_t invite(struct years *years, const struct case_image *image,
                      const struct dispatch *dispatch)
{
    const struct person *person = draw_volunteer(years);
    if (person && run_is_lucky(&years->run, 60)) {
        struct request *request = deed(years, image, dispatch, person, "claim");
        size_t post = run_draw(&years->run, dispatch->post_count ? dispatch->post_count : 1);
        if (dispatch->post_count > 1)
            put_text(years, request, "post",
                     arena_text(&years->run.arena, dispatch->posts[post].id));
        clerk_send(years, request);
    }
    return years->run.world.clock.now + (1 + (int64_t)run_draw(&years->run, 300)) * 60 * 1000;
}

static void name_place(struct years *years, struct request *request,
                       const struct dispatch *dispatch, const struct place *place)
{
    put_text(years, request, "place",
             arena_printf(&years->run.arena, "%s/%lld", dispatch->name, (long long)place->serial));
}

/* The leader checks in and out who has no code; some never come. */
static void attend(struct years *years, const struct case_image *image,
                   const struct dispatch *dispatch, const struct place *place)
{
    const struct post *post = &dispatch->posts[place->post];
    int64_t now = years->run.world.clock.now;
    const struct person *person = place->person ? county_person(years, place->person) : NULL;
    char code[8];
    if (!person)
        return;
    if (place->status == PLACE_HELD && now >= post->starts_ms - 20 * 60 * 1000 &&
        run_is_lucky(&years->run, 80)) {
        struct request *request = deed(years, image, dispatch, person, "checkin");
        put_text(
            years, request, "code",
            arena_text(&years->run.arena, dispatch_code(years->run.world.engine, &image->row.ref,
                                                        dispatch->name, code)));
        name_place(years, request, dispatch, place);
        clerk_send(years, request);
    } else if (place->status == PLACE_PRESENT && now >= post->ends_ms &&
               run_is_lucky(&years->run, 85)) {
        struct request *request = deed(years, image, dispatch, person, "checkout");
        name_place(years, request, dispatch, place);
        clerk_send(years, request);
    } else if (place->status == PLACE_HELD && now < post->starts_ms &&
               run_is_lucky(&years->run, 5)) {
        struct request *request = deed(years, image, dispatch, person, "leave");
        name_place(years, request, dispatch, place);
        clerk_send(years, request);
    }
}

/* A risky service: who organises it says that the helper is insured; what is asked for is
 * confirmed. */
static void organise(struct years *years, const struct case_image *image,
                     const struct dispatch *dispatch, const struct place *place)
{
    bool is_waiting_for_insurance =
        dispatch->is_risky && place->status == PLACE_HELD && !place->is_insured;
    if (place->status != PLACE_ASKED && !is_waiting_for_insurance)
        return;
    struct request *request = deed(years, image, dispatch, county_administrator(years),
                                   place->status == PLACE_ASKED ? "confirm" : "insure");
    name_place(years, request, dispatch, place);
    clerk_send(years, request);
}

/* When to look at its places again: shortly before and after the next beginning or end. */
static int64_t next_look(const struct dispatch *dispatch, int64_t now)
{
    int64_t next = now + (int64_t)DAY_MS;
    for (size_t i = 0; i < dispatch->post_count; i++) {
        const int64_t moments[] = {dispatch->posts[i].starts_ms - 10 * 60 * 1000,
                                   dispatch->posts[i].starts_ms + 10 * 60 * 1000,
                                   dispatch->posts[i].ends_ms + 5 * 60 * 1000};
        for (int k = 0; k < 3; k++)
            if (moments[k] > now && moments[k] < next)
                next = moments[k];
    }
    return next;
}

int64_t public_volunteer(struct years *years, const struct case_image *image)
{
    enum { LOOKED_AT_MOST = 40 };
    struct arena arena = {0};
    struct dispatches all = {0};
    struct err err = {0};
    int64_t now = years->run.world.clock.now, next = INT64_MAX;
    if (dispatches_read(image, &arena, &all, &err) != 0)
        run_fail(&years->run, "dispatches cannot be read: %s", err.text);
    for (size_t i = 0; i < all.count && !years->run.has_failed; i++) {
        const struct dispatch *dispatch = all.items[i];
        int64_t look = INT64_MAX;
        if (dispatch->status == DISPATCH_INVITING)
            look = invite(years, image, dispatch);
        else if (dispatch->status == DISPATCH_SETTLED || dispatch->status == DISPATCH_ATTENDING)
            look = next_look(dispatch, now);
        for (size_t k = 0; look < INT64_MAX && k < dispatch->place_count && k < LOOKED_AT_MOST;
             k++) {
            organise(years, image, dispatch, dispatch->places[k]);
            attend(years, image, dispatch, dispatch->places[k]);
        }
        next = look < next ? look : next;
    }
    dispatches_close(&all);
    arena_close(&arena);
    return next;
}
