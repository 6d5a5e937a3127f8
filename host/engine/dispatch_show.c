/* dispatch_show.c - dispatches as people see them (dispatch_show.h). Reads only; any thread. */
#include "engine/dispatch_show.h"
#include "data/canon.h"
#include "duty/dispatch_row.h"
#include "duty/staff.h"
#include "engine/dispatches.h"
#include "engine/inside.h"
#include "engine/veil.h"
#include "store/lists.h"

void dispatch_look_open(struct engine *engine, const struct actor *actor,
                        struct dispatch_look *look)
{
    *look = (struct dispatch_look){
        .staff = staff_ref(engine->staff), .actor = actor, .now_ms = loop_now_ms(engine->loop)};
}

void dispatch_look_close(struct dispatch_look *look)
{
    staff_unref(look->staff);
    look->staff = NULL;
}

bool dispatch_id_read(const char *text, struct id *ref, const char **name)
{
    const char *dash = strchr(text, '-');
    *name = dash ? dash + 1 : "";
    return dash && **name && id_from_text(text, (size_t)(dash - text), ref);
}

/* Whoever holds a place is shown what its declaration names, and nothing else. */
static const struct show_look show_opened = {.is_personal = true};

static struct value *time_value(struct arena *arena, int64_t at_ms)
{
    char text[40];
    return at_ms ? value_string(arena, time_to_text(at_ms, text)) : &value_nil;
}

static struct dispatch_view view_of(const struct dispatch_look *look, const char *office)
{
    return (struct dispatch_view){
        .staff = look->staff, .actor = look->actor, .case_office = office, .now_ms = look->now_ms};
}

/* What everybody it is offered to may know. */
static void put_terms(struct arena *arena, const struct dispatch *dispatch, struct value *out)
{
    static const char *const told[] = {"skills", "risk", "area", "waitlist", "swap", "tell", NULL};
    const struct value *terms = dispatch->terms;

    value_put(arena, out, "name", value_string(arena, dispatch->name));
    value_put(arena, out, "status", value_string(arena, dispatch_status_word(dispatch->status)));
    for (size_t i = 0; told[i]; i++)
        value_put(arena, out, told[i], value_copy(arena, value_get(terms, told[i])));
    if (dispatch->asks_approval)
        value_put(arena, out, "approval", value_bool(arena, true));
    value_put(arena, out, dispatch->has_levels ? "level" : "wave",
              value_int(arena, dispatch->wave + 1));
    value_put(arena, out, "starts", time_value(arena, value_get_int(terms, "starts_ms", 0)));
    value_put(arena, out, "ends", time_value(arena, value_get_int(terms, "ends_ms", 0)));
    value_put(arena, out, "wave_until", time_value(arena, dispatch->wave_until_ms));
    value_put(arena, out, "opened_at", time_value(arena, dispatch->opened_ms));
    value_put(arena, out, "filled_at", time_value(arena, dispatch->filled_ms));
    value_put(arena, out, "over_at", time_value(arena, dispatch->over_ms));
}

struct value *dispatches_show(const struct case_image *image, struct arena *arena)
{
    struct dispatches dispatches;
    struct value *list = value_list(arena);
    struct err ignored = {0};
    char ref[ID_TEXT_LEN + 1];

    if (dispatches_read(image, arena, &dispatches, &ignored) != 0)
        return NULL; /* damaged: verify tells */
    id_to_text(&image->row.ref, ref);
    for (size_t i = 0; i < dispatches.count; i++) {
        const struct dispatch *dispatch = dispatches.items[i];
        struct value *one = value_map(arena);
        value_put(arena, one, "id",
                  value_string(arena, arena_printf(arena, "%s-%s", ref, dispatch->name)));
        put_terms(arena, dispatch, one);
        value_put(arena, one, "need", value_int(arena, dispatch->total_need));
        value_put(arena, one, "held", value_int(arena, dispatch->total_held));
        value_put(arena, one, "served", value_int(arena, dispatch->total_served));
        value_put(arena, one, "minutes", value_int(arena, dispatch->minutes));
        value_put(arena, one, "no_shows", value_int(arena, dispatch->no_shows));
        value_push(arena, list, one);
    }
    dispatches_close(&dispatches);
    return value_len(list) ? list : NULL;
}

/* ---- what is open to me ---- */

struct wanting {
    struct dispatch_look *look;
    const struct dispatch_wish *wish;
    struct arena *arena;
};

static int64_t first_wave(const struct dispatch_view *view, const struct dispatch *dispatch)
{
    const struct value *circles =
        value_get(dispatch->terms, dispatch->has_levels ? "levels" : "waves");
    for (int32_t i = 0; i <= dispatch->wave; i++)
        if (dispatch_reaches(view, dispatch, value_get(value_item(circles, (size_t)i), "to")))
            return i + 1;
    return 0;
}

static bool has_word(const struct value *words, const char *word)
{
    return words->type == VALUE_LIST ? words_have(words, word) : value_is_text(words, word);
}

/* Offered at times at which he said that he can be asked; he may claim another all the same. */
static bool is_at_his_time(const struct dispatch_view *view, const struct dispatch *dispatch)
{
    const struct staff_person *person = staff_person(view->staff, view->actor->id);
    int64_t starts = value_get_int(dispatch->terms, "starts_ms", 0);
    return !person || starts == 0 || staff_is_available(person, starts);
}

static bool is_wished(const struct wanting *wanting, const struct dispatch_view *view,
                      const struct dispatch *dispatch)
{
    const struct dispatch_wish *wish = wanting->wish;
    const char *area = value_get_text(dispatch->terms, "area");
    struct dispatch_actor actor;
    int64_t wave = first_wave(view, dispatch);

    dispatch_actor_of(view, dispatch, NULL, &actor);
    if (wish->area && strcmp(area ? area : view->case_office, wish->area) != 0 &&
        !staff_is_within(view->staff, area ? area : view->case_office, wish->area))
        return false;
    if (wish->skill && !has_word(value_get(dispatch->terms, "skills"), wish->skill))
        return false;
    if (wish->wave && wave != wish->wave)
        return false;
    return (wish->is_all && actor.leads) ||
           (wave != 0 && actor.has_skills && is_at_his_time(view, dispatch));
}

/* NULL: not for him. */
static struct value *make_item(void *owner, const struct listed_dispatch *listed)
{
    struct wanting *wanting = owner;
    struct arena *arena = wanting->arena;
    struct dispatch_view view = view_of(wanting->look, listed->office.bytes);
    struct dispatch *dispatch;
    struct value *body, *item = NULL;
    struct err ignored = {0};
    char ref[ID_TEXT_LEN + 1];

    if (canon_read(arena, listed->body, &body, &ignored) != 0 ||
        dispatch_from_value(body, listed->status, &dispatch, &ignored) != 0)
        return NULL; /* damaged: verify tells */
    if (is_wished(wanting, &view, dispatch)) {
        item = value_map(arena);
        id_to_text(&listed->case_ref, ref);
        value_put(arena, item, "id",
                  value_string(arena, arena_printf(arena, "%s-%s", ref, dispatch->name)));
        value_put(arena, item, "workflow", value_text(arena, listed->workflow));
        value_put(arena, item, "office", value_text(arena, listed->office));
        put_terms(arena, dispatch, item);
        value_put(arena, item, "need", value_copy(arena, value_get(dispatch->terms, "need")));
        value_put(arena, item, "held", value_int(arena, listed->held));
    }
    dispatch_free(dispatch);
    return item;
}

int dispatch_list(struct engine *engine, struct reader *reader, struct dispatch_look *look,
                  const struct dispatch_wish *wish, struct arena *arena, struct value **out,
                  struct err *err)
{
    struct wanting wanting = {.look = look, .wish = wish, .arena = arena};
    struct dispatch_filter filter = {.eyes = look->eyes ? &look->eyes->list : NULL,
                                     .make = make_item,
                                     .owner = &wanting,
                                     .cursor = wish->cursor,
                                     .limit = wish->limit};
    (void)engine;
    return list_dispatches(reader, &filter, arena, out, err);
}

/* ---- one ---- */

struct seeing {
    struct engine *engine;
    struct reader *reader;
    struct dispatch_look *look;
    const struct dispatch_request *request;
    const struct case_image *image;
    const struct dispatch *dispatch;
    struct dispatch_actor actor;
    struct arena *arena;
    struct value *out;
};

static struct value *show_post(struct seeing *seeing, const struct post *post)
{
    struct arena *arena = seeing->arena;
    struct value *value = value_map(arena);

    value_put(arena, value, "post", value_string(arena, post->id));
    value_put(arena, value, "title", value_string(arena, post->title));
    value_put(arena, value, "at", value_string(arena, post->at));
    value_put(arena, value, "starts", time_value(arena, post->starts_ms));
    value_put(arena, value, "ends", time_value(arena, post->ends_ms));
    value_put(arena, value, "need", value_int(arena, post->need));
    value_put(arena, value, "held", value_int(arena, post->held));
    value_put(arena, value, "waiting", value_int(arena, post->waiting));
    return value;
}

static void put_posts(struct seeing *seeing)
{
    struct arena *arena = seeing->arena;
    const struct dispatch *dispatch = seeing->dispatch;
    struct value *list = value_list(arena);
    size_t i = (size_t)seeing->request->posts_after;

    for (; i < dispatch->post_count && value_len(list) < seeing->request->limit; i++)
        value_push(arena, list, show_post(seeing, &dispatch->posts[i]));
    value_put(arena, seeing->out, "posts", list);
    if (i < dispatch->post_count)
        value_put(arena, seeing->out, "posts_next", value_int(arena, (int64_t)i));
}

static void put_steps(struct seeing *seeing, const struct place *place, struct value *value)
{
    struct arena *arena = seeing->arena;
    const struct value *levels = value_get(seeing->dispatch->terms, "levels");

    value_put(arena, value, "level", value_int(arena, place->post + 1));
    value_put(arena, value, "to",
              value_copy(arena, value_get(value_item(levels, (size_t)place->post), "to")));
    value_put(arena, value, "alerted_at", time_value(arena, place->alerted_ms));
    value_put(arena, value, "acknowledged_at", time_value(arena, place->acknowledged_ms));
    value_put(arena, value, "departed_at", time_value(arena, place->departed_ms));
    value_put(arena, value, "arrived_at", time_value(arena, place->arrived_ms));
    value_put(arena, value, "left_at", time_value(arena, place->left_ms));
    value_put(arena, value, "result", value_string(arena, place->result));
}

static struct value *show_place(struct seeing *seeing, const struct place *place)
{
    struct arena *arena = seeing->arena;
    const struct dispatch *dispatch = seeing->dispatch;
    struct value *value = value_map(arena);

    value_put(arena, value, "place", value_string(arena, place_key(arena, dispatch, place)));
    value_put(arena, value, "status", value_string(arena, place_status_word(place->status)));
    if (dispatch->has_levels) {
        put_steps(seeing, place, value);
        return value;
    }
    value_put(arena, value, "post", value_string(arena, dispatch->posts[place->post].id));
    value_put(arena, value, "claimed_at", time_value(arena, place->since_ms));
    value_put(arena, value, "in_at", time_value(arena, place->in_ms));
    value_put(arena, value, "out_at", time_value(arena, place->out_ms));
    if (place->status == PLACE_SERVED)
        value_put(arena, value, "minutes", value_int(arena, place->minutes));
    if (place->is_unchecked)
        value_put(arena, value, "unchecked", value_bool(arena, true));
    if (place->is_insured)
        value_put(arena, value, "insured", value_bool(arena, true));
    if (place->offer)
        value_put(arena, value, "offered", value_bool(arena, true));
    if (place->status == PLACE_WAITING)
        value_put(arena, value, "line", value_int(arena, dispatch_line(dispatch, place)));
    return value;
}

/* Who leads sees all places and whose they are; everybody else his own, and those on offer. */
static void put_places(struct seeing *seeing)
{
    struct arena *arena = seeing->arena;
    const struct dispatch *dispatch = seeing->dispatch;
    struct value *all = value_list(arena), *mine = value_list(arena), *offered = value_list(arena);

    for (size_t i = 0; i < dispatch->place_count; i++) {
        const struct place *place = dispatch->places[i];
        bool is_mine = place->person && strcmp(place->person, seeing->actor.id) == 0;
        bool is_shown = seeing->actor.leads && place->serial > seeing->request->places_after &&
                        value_len(all) < seeing->request->limit;
        struct value *value =
            is_mine || is_shown || place->offer == -1 ? show_place(seeing, place) : NULL;
        if (is_mine)
            value_push(arena, mine, value);
        else if (place->offer == -1)
            value_push(arena, offered, value);
        if (!is_shown)
            continue;
        value = value_copy(arena, value);
        value_put(arena, value, "person", value_string(arena, place->person));
        if (!dispatch->has_levels && dispatch_no_shows(dispatch, place->person))
            value_put(arena, value, "no_shows",
                      value_int(arena, dispatch_no_shows(dispatch, place->person)));
        value_push(arena, all, value);
    }
    value_put(arena, seeing->out, "mine", mine);
    if (value_len(offered))
        value_put(arena, seeing->out, "offered", offered);
    if (seeing->actor.leads)
        value_put(arena, seeing->out, "places", all);
    if (dispatch_no_shows(dispatch, seeing->actor.id))
        value_put(arena, seeing->out, "no_shows",
                  value_int(arena, dispatch_no_shows(dispatch, seeing->actor.id)));
}

/* ---- what only a holder sees ---- */

static bool is_sealed(const struct seeing *seeing, const char *field)
{
    const char *key = arena_printf(seeing->arena, "seal/%s", field);
    for (size_t i = 0; i < seeing->image->part_count; i++)
        if (seeing->image->parts[i].kind == PART_CUSTODY &&
            slice_is(seeing->image->parts[i].key, key))
            return true;
    return false;
}

static int put_details(struct seeing *seeing, struct err *err)
{
    struct arena *arena = seeing->arena;
    const struct value *show = value_get(seeing->dispatch->terms, "show");
    const struct value *with = value_get(seeing->dispatch->terms, "with");
    struct value *shown, *details = value_map(arena), *opened;
    size_t count = show->type == VALUE_LIST ? value_len(show) : value_is_nil(show) ? 0 : 1;
    int rc = case_show(seeing->engine, seeing->reader, &seeing->request->ref, &show_opened, arena,
                       &shown, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        const char *field =
            value_text_or(show->type == VALUE_LIST ? value_item(show, i) : show, "");
        if (!is_sealed(seeing, field))
            value_put(arena, details, field, value_get(value_get(shown, "data"), field));
    }
    for (size_t i = 0; rc == 0 && i < value_len(with); i++) {
        rc = case_show_value(seeing->engine, seeing->reader, &seeing->request->ref, &show_opened,
                             with->map.members[i].value, arena, &opened, err);
        if (rc == 0)
            value_put_slice(arena, details, with->map.members[i].key, opened);
    }
    if (rc == 0)
        value_put(arena, seeing->out, "details", details);
    return rc;
}

static bool is_same_post(const struct post *a, const struct post *b)
{
    return strcmp(a->title ? a->title : "", b->title ? b->title : "") == 0 &&
           strcmp(a->at ? a->at : "", b->at ? b->at : "") == 0;
}

/* The note of who was at this post last, before mine. */
static const struct place *note_before(const struct dispatch *dispatch, const struct place *mine)
{
    const struct post *post = &dispatch->posts[mine->post];
    const struct place *found = NULL;

    for (size_t i = 0; i < dispatch->place_count; i++) {
        const struct place *place = dispatch->places[i];
        if (place->note && place != mine && place->status == PLACE_SERVED &&
            is_same_post(&dispatch->posts[place->post], post) &&
            (!found || place->out_ms > found->out_ms))
            found = place;
    }
    return found;
}

static int put_note(struct seeing *seeing, struct err *err)
{
    struct arena *arena = seeing->arena;
    const struct place *mine = dispatch_place_of(seeing->dispatch, seeing->actor.id, -1);
    const struct place *before = mine ? note_before(seeing->dispatch, mine) : NULL;
    struct value *opened;

    if (!before)
        return 0;
    int rc = case_show_value(seeing->engine, seeing->reader, &seeing->request->ref, &show_opened,
                             value_handle(arena, slice_of(before->note)), arena, &opened, err);
    if (rc == 0)
        value_put(arena, seeing->out, "handed_over", value_get(opened, "value"));
    return rc;
}

static int see(struct seeing *seeing, struct err *err)
{
    struct arena *arena = seeing->arena;
    const struct dispatch *dispatch = seeing->dispatch;
    bool is_holder = dispatch_shows(dispatch, seeing->actor.id, seeing->look->now_ms);
    char ref[ID_TEXT_LEN + 1], code[8];
    int rc = 0;

    id_to_text(&seeing->request->ref, ref);
    value_put(arena, seeing->out, "id",
              value_string(arena, arena_printf(arena, "%s-%s", ref, dispatch->name)));
    value_put(arena, seeing->out, "office", value_text(arena, seeing->image->row.office));
    put_terms(arena, dispatch, seeing->out);
    value_put(arena, seeing->out, "need", value_int(arena, dispatch->total_need));
    value_put(arena, seeing->out, "held", value_int(arena, dispatch->total_held));
    value_put(arena, seeing->out, "served", value_int(arena, dispatch->total_served));
    put_posts(seeing);
    put_places(seeing);
    if (seeing->actor.leads && !dispatch->has_levels)
        value_put(arena, seeing->out, "code",
                  value_string(arena, dispatch_code(seeing->engine, &seeing->request->ref,
                                                    dispatch->name, code)));
    seeing->look->needs_audit = is_holder;
    if (is_holder && seeing->request->is_personal)
        rc = put_details(seeing, err);
    if (rc == 0 && is_holder && seeing->request->is_personal)
        rc = put_note(seeing, err);
    return rc;
}

int dispatch_show(struct engine *engine, struct reader *reader, struct dispatch_look *look,
                  const struct dispatch_request *request, struct arena *arena, struct value **out,
                  struct err *err)
{
    struct case_image image;
    struct dispatches dispatches = {0};
    struct seeing seeing = {.engine = engine,
                            .reader = reader,
                            .look = look,
                            .request = request,
                            .image = &image,
                            .arena = arena,
                            .out = value_map(arena)};
    int rc = reader_load_live(reader, &request->ref, arena, &image, err);

    if (rc == 0)
        rc = dispatches_read(&image, arena, &dispatches, err);
    seeing.dispatch = rc == 0 ? dispatches_get(&dispatches, request->name) : NULL;
    bool is_seen = rc == 0 && seeing.dispatch &&
                   (!look->eyes || eyes_may_see(look->eyes, image.row.office, image.row.extra, 0));
    if (rc == STATUS_NOT_FOUND || (rc == 0 && !is_seen))
        rc = err_set(err, STATUS_NOT_FOUND, "There is no such dispatch.");
    if (rc == 0) {
        struct dispatch_view view = view_of(look, image.row.office.bytes);
        const struct place *mine = dispatch_place_of(seeing.dispatch, look->actor->id, -1);
        dispatch_actor_of(&view, seeing.dispatch, mine, &seeing.actor);
        bool is_for_him = seeing.actor.leads || mine || first_wave(&view, seeing.dispatch) != 0;
        rc = is_for_him ? see(&seeing, err)
                        : err_set(err, STATUS_NOT_FOUND, "There is no such dispatch.");
    }
    dispatches_close(&dispatches);
    *out = seeing.out;
    return rc;
}
