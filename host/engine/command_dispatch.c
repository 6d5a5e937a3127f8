/* command_dispatch.c - dispatch, attend, places: what a script asks for.
 *
 * What is checked at the line becomes the *terms* of the dispatch: lengths of clocks, posts of a
 * sheet and times are resolved then, so no release changes them. The terms live in the row of the
 * dispatch, the posts beside it; the journal's result tells how many there are.
 */
#include <assert.h>
#include "data/canon.h"
#include "duty/dispatch_row.h"
#include "duty/ladder.h"
#include "engine/calendars.h"
#include "engine/command.h"
#include "engine/dispatch_inside.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/recipients.h"
#include "engine/tasks.h"
#include "engine/telling.h"
#include "engine/vault.h"

struct planning {
    struct turn *turn;
    const struct asked *asked;
    struct value *terms, *posts; /* posts: rows as dispatch_add_posts reads them */
    struct err *err;
};

static struct value *put(struct planning *planning, const char *name, struct value *value)
{
    value_put(planning->turn->arena, planning->terms, name, value);
    return value;
}

/* ---- lengths ---- */

/* The length a declared clock has for this case. */
static int length_of_clock(struct planning *planning, const char *id, struct duration *length)
{
    struct turn *turn = planning->turn;
    const struct value *decl = workflow_clock(turn->cf->workflow, id);
    const char *field = value_get_text(decl, "choose");
    struct clock_request request = {.id = id,
                                    .decl = decl,
                                    .choice =
                                        field ? value_get_text(turn->cf->stage.data, field) : NULL,
                                    .from = value_int(turn->arena, turn->at),
                                    .now_ms = turn->at};
    struct clock clock;
    struct err why = {0};

    if (value_is_nil(decl))
        return command_refuse(planning->err, planning->asked,
                              "there is no clock \"%s\" in this workflow.", id);
    if (clock_start(turn->arena, &request, turn_calendar(turn), &clock, &why) != 0)
        return command_refuse(planning->err, planning->asked, "%s", why.text);
    if (clock.is_set)
        return command_refuse(planning->err, planning->asked,
                              "the clock \"%s\" has no length of its own.", id);
    *length = clock.within;
    return 0;
}

/* "VS-D2" or hours(24). */
static int read_length(struct planning *planning, const struct value *given,
                       struct duration *length)
{
    struct err why = {0};

    if (given->type == VALUE_TEXT)
        return length_of_clock(planning, given->text.bytes, length);
    if (duration_from_value(given, length, &why) != 0)
        return command_refuse(planning->err, planning->asked, "%s", why.text);
    return 0;
}

static int64_t length_ms(struct duration length)
{
    return duration_is_days(length) ? length.n * 24 * 3600 * 1000 : duration_ms(length);
}

/* `name` of a wave or level becomes `name`_ms; left out: 0. */
static int put_ms(struct planning *planning, const struct value *from, const char *name,
                  struct value *to)
{
    struct arena *arena = planning->turn->arena;
    struct duration length;
    const struct value *given = value_get(from, name);

    if (value_is_nil(given))
        return 0;
    int rc = read_length(planning, given, &length);
    if (rc == 0)
        value_put(arena, to, arena_printf(arena, "%s_ms", name),
                  value_int(arena, length_ms(length)));
    return rc;
}

/* The first step of its ladder that tells people before it is due: who is late is called then. */
static void put_call(struct planning *planning, const char *id)
{
    struct turn *turn = planning->turn;
    struct arena *arena = turn->arena;
    const struct value *decl = workflow_clock(turn->cf->workflow, id);
    const struct value *ladders = value_get(turn->cf->workflow->model, "ladders");
    const struct value *steps =
        value_get(value_get(ladders, value_text_or(value_get(decl, "ladder"), "")), "steps");
    struct clock_request request = {
        .id = id, .decl = decl, .from = value_int(arena, turn->at), .now_ms = turn->at};
    struct clock clock;
    struct err ignored = {0};
    int64_t at_ms, no_show_ms = value_get_int(planning->terms, "no_show_ms", 0);

    if (value_len(steps) == 0 ||
        clock_start(arena, &request, turn_calendar(turn), &clock, &ignored) != 0)
        return;
    for (size_t i = 0; i < value_len(steps); i++) {
        const struct value *step = value_item(steps, i), *to = value_get(step, "notify");
        if (value_len(to) == 0 || !ladder_moment(&clock, turn_calendar(turn), step, &at_ms) ||
            at_ms <= turn->at || at_ms - turn->at >= no_show_ms)
            continue;
        put(planning, "call_ms", value_int(arena, at_ms - turn->at));
        put(planning, "call_to", value_copy(arena, to));
        return;
    }
}

/* ---- waves and levels ---- */

/* A running clock of the case ends the wave when it is due; else the wave has its length. */
static int read_wave(struct planning *planning, const struct value *given, struct value *wave)
{
    struct turn *turn = planning->turn;
    struct arena *arena = turn->arena;
    const struct value *lasts = value_get(given, "lasts");
    const char *id = value_text_or(lasts, NULL);
    struct part *part = id ? parts_find(&turn->cf->parts, PART_CLOCK, slice_of(id)) : NULL;
    struct duration length;

    value_put(arena, wave, "to", value_copy(arena, value_get(given, "to")));
    if (value_is_nil(lasts))
        return 0;
    int rc = read_length(planning, lasts, &length);
    if (rc == 0)
        value_put(arena, wave, "lasts", duration_to_value(arena, length));
    if (rc == 0 && part && part->due_ms > turn->at)
        value_put(arena, wave, "until", value_int(arena, part->due_ms));
    return rc;
}

static int read_level(struct planning *planning, const struct value *given, struct value *level)
{
    struct arena *arena = planning->turn->arena;

    value_put(arena, level, "to", value_copy(arena, value_get(given, "to")));
    int rc = put_ms(planning, given, "acknowledge", level);
    return rc == 0 ? put_ms(planning, given, "arrive", level) : rc;
}

static int read_circles(struct planning *planning, const char *name,
                        int (*read)(struct planning *, const struct value *, struct value *))
{
    struct arena *arena = planning->turn->arena;
    const struct value *given = value_get(planning->asked->args, name);
    struct value *list = value_list(arena);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < value_len(given); i++) {
        struct value *circle = value_map(arena);
        if (value_is_nil(value_get(value_item(given, i), "to")))
            rc = command_refuse(planning->err, planning->asked,
                                "%s[%zu] does not say to whom it goes: to = ... is missing.", name,
                                i + 1);
        if (rc == 0)
            rc = read(planning, value_item(given, i), circle);
        value_push(arena, list, circle);
    }
    if (value_len(list))
        put(planning, name, list);
    return rc;
}

/* ---- posts ---- */

static bool read_time(const struct value *given, int64_t *at_ms)
{
    *at_ms = value_int_or(given, 0);
    return given->type == VALUE_INT ||
           (given->type == VALUE_TEXT && time_from_text(given->text, at_ms));
}

/* Also in the row of the dispatch, for lists. */
static void put_time(struct planning *planning, const char *name)
{
    struct arena *arena = planning->turn->arena;
    int64_t at_ms;
    if (read_time(value_get(planning->asked->args, name), &at_ms))
        put(planning, arena_printf(arena, "%s_ms", name), value_int(arena, at_ms));
}

static int add_post(struct planning *planning, const struct value *row, size_t number)
{
    struct arena *arena = planning->turn->arena;
    struct value *post = value_list(arena);
    int64_t starts, ends;

    if (!read_time(value_get(row, "starts"), &starts) || !read_time(value_get(row, "ends"), &ends))
        return command_refuse(planning->err, planning->asked,
                              "%s: starts and ends are times; one of them is missing.",
                              number ? arena_printf(arena, "post %zu", number) : "the dispatch");
    value_push(arena, post, value_string(arena, arena_printf(arena, "%zu", number ? number : 1)));
    value_push(arena, post, value_string(arena, value_text_or(value_get(row, "post"), "")));
    value_push(arena, post, value_string(arena, value_text_or(value_get(row, "place"), "")));
    value_push(arena, post, value_int(arena, starts));
    value_push(arena, post, value_int(arena, ends));
    value_push(arena, post, value_int(arena, value_get_int(row, "need", 1)));
    value_push(arena, planning->posts, post);
    return 0;
}

/* The rows of the field: of a list of the case, or of a sheet, which lies in the vault. */
static int read_rows(struct planning *planning, const char *field, const struct value **rows)
{
    struct turn *turn = planning->turn;
    struct value *plain;
    const struct value *given = value_get(turn->cf->stage.data, field);

    *rows = given;
    if (given->type != VALUE_HANDLE)
        return value_len(given) ? 0
                                : command_refuse(planning->err, planning->asked,
                                                 "posts = \"%s\": the case has no such plan, or "
                                                 "it is empty.",
                                                 field);
    struct err why = {0};
    int rc = vault_open_here(turn, given->text, &plain, &why);
    if (rc == 0)
        *rows = plain;
    return rc == 0 || rc == STATUS_IO || rc == STATUS_CORRUPT
               ? rc
               : command_refuse(planning->err, planning->asked,
                                "posts = \"%s\": the plan is not there any more.", field);
}

static int read_posts(struct planning *planning)
{
    const struct value *args = planning->asked->args, *rows;
    const char *field = value_get_text(args, "posts");
    int rc;

    if (!field && !value_is_nil(value_get(args, "levels")))
        return 0;
    if (!field && value_is_nil(value_get(args, "need")))
        return command_refuse(planning->err, planning->asked,
                              "say how many are needed: need = ..., or posts = \"...\".");
    if (!field)
        return add_post(planning, args, 0);
    struct value *recorded = planning->turn->engine->telling
                                 ? telling_posts(planning->turn, planning->asked->name)
                                 : NULL;
    if (recorded) {
        planning->posts = recorded;
        return 0;
    }
    rc = read_rows(planning, field, &rows);
    for (size_t i = 0; rc == 0 && i < value_len(rows); i++)
        rc = add_post(planning, value_item(rows, i), i + 1);
    return rc;
}

/* ---- dispatch ---- */

static struct dispatch *make(const char *name, const struct value *plan, struct err *err)
{
    struct dispatch *dispatch = dispatch_new(name);
    int rc = dispatch_set_terms(dispatch, value_get(plan, "terms"), err);
    const struct value *posts = value_get(plan, "posts");

    for (size_t i = 0; rc == 0 && i < value_len(posts); i++) {
        const struct value *row = value_item(posts, i);
        const char *title = value_text_or(value_item(row, 1), "");
        const char *at = value_text_or(value_item(row, 2), "");
        struct post post = {.id = value_text_or(value_item(row, 0), ""),
                            .title = *title ? title : NULL,
                            .at = *at ? at : NULL,
                            .starts_ms = value_int_or(value_item(row, 3), 0),
                            .ends_ms = value_int_or(value_item(row, 4), 0),
                            .need = (int32_t)value_int_or(value_item(row, 5), 0)};
        rc = dispatch_add_post(dispatch, &post, err);
    }
    if (rc == 0)
        return dispatch;
    dispatch_free(dispatch);
    return NULL;
}

static bool is_name(const char *name)
{
    size_t len = name ? strlen(name) : 0;
    return len > 0 && len <= 40 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

static bool has_personal(const struct value *told)
{
    bool has = false;
    for (size_t i = 0; told->type == VALUE_MAP && !has && i < value_len(told); i++)
        has = told->map.members[i].value->type == VALUE_HANDLE;
    return has;
}

static int plan_terms(struct planning *planning)
{
    static const char *const copied[] = {"need",     "fewest", "skills",  "risk", "show",   "swap",
                                         "waitlist", "finish", "approve", "area", "minors", "with",
                                         "except",   "office", "at_once", "tell"};
    struct arena *arena = planning->turn->arena;
    const struct value *args = planning->asked->args;

    if (has_personal(value_get(args, "tell")))
        return command_refuse(planning->err, planning->asked,
                              "what `tell` says is read by everybody who is asked: a personal "
                              "value cannot stand in it. Make its field `plain`, or give it in "
                              "`with`, which only those see who hold a place.");
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
        if (!value_is_nil(value_get(args, copied[i])))
            put(planning, copied[i], value_copy(arena, value_get(args, copied[i])));
    const char *office = asked_option(planning->asked, "office");
    if (office) {
        office = office_of_word(planning->turn, office);
        if (!office)
            return command_refuse(planning->err, planning->asked,
                                  "office = \"%s\" is no office of this host.",
                                  asked_option(planning->asked, "office"));
        put(planning, "office", value_string(arena, office));
    }
    put_time(planning, "starts");
    put_time(planning, "ends");
    int rc = read_circles(planning, "waves", read_wave);
    if (rc == 0)
        rc = read_circles(planning, "levels", read_level);
    if (rc == 0)
        rc = put_ms(planning, args, "no_show", planning->terms);
    if (rc == 0 && asked_option(planning->asked, "no_show"))
        put_call(planning, asked_option(planning->asked, "no_show"));
    return rc;
}

int check_dispatch(struct turn *turn, struct asked *asked, struct err *err)
{
    struct arena *arena = turn->arena;
    struct planning planning = {.turn = turn,
                                .asked = asked,
                                .terms = value_map(arena),
                                .posts = value_list(arena),
                                .err = err};
    struct value *plan = value_map(arena);
    struct err why = {0};
    bool has_waves = !value_is_nil(value_get(asked->args, "waves"));
    bool has_levels = !value_is_nil(value_get(asked->args, "levels"));

    if (!is_name(asked->name))
        return command_refuse(
            err, asked, "the name of a dispatch has small letters, digits and _, 40 at most.");
    if (has_waves == has_levels)
        return command_refuse(err, asked,
                              "give waves = { ... } to invite people, or levels = { ... } to "
                              "alert units.");
    int rc = plan_terms(&planning);
    if (rc == 0)
        rc = read_posts(&planning);
    if (rc != 0)
        return rc;
    value_put(arena, plan, "terms", planning.terms);
    value_put(arena, plan, "posts", planning.posts);
    struct dispatch *made = make(asked->name, plan, &why);
    if (!made)
        return command_refuse(err, asked, "%s", why.text);
    asked->plan = plan;
    asked->result = value_map(arena);
    value_put(arena, asked->result, "posts", value_int(arena, (int64_t)made->post_count));
    value_put(arena, asked->result, "need", value_int(arena, made->total_need));
    dispatch_free(made);
    return 0;
}

/* Asked for again: it goes on if it is the same work at the same times, and who holds a place keeps
 * it. Else those who hold one have not said yes to this, and are called off. */
static bool goes_on(const struct dispatch *former, const struct dispatch *made)
{
    bool is_same = former->status == DISPATCH_SETTLED && !former->has_levels && !made->has_levels &&
                   former->post_count == made->post_count;
    for (size_t i = 0; is_same && i < made->post_count; i++)
        is_same = former->posts[i].starts_ms == made->posts[i].starts_ms &&
                  former->posts[i].ends_ms == made->posts[i].ends_ms &&
                  former->posts[i].held <= made->posts[i].need &&
                  former->posts[i].need == made->posts[i].need;
    return is_same;
}

/* In the place of `former`, or behind all others. */
static void dispatches_put(struct dispatches *dispatches, struct dispatch *former,
                           struct dispatch *made)
{
    for (size_t i = 0; i < dispatches->count; i++)
        if (dispatches->items[i] == former) {
            dispatches->items[i] = made;
            dispatch_free(former);
            return;
        }
    dispatches->items =
        mem_resize(dispatches->items, (dispatches->count + 1) * sizeof(struct dispatch *));
    dispatches->items[dispatches->count++] = made;
}

static struct dispatch *replace(struct turn *turn, struct dispatch *former, struct dispatch *made)
{
    struct dispatches *dispatches = &turn->cf->dispatches;
    struct err ignored = {0};

    if (former && goes_on(former, made)) {
        int rc = dispatch_set_terms(former, made->terms, &ignored);
        assert(rc == 0); /* as they were made */
        (void)rc;
        dispatch_open(former, turn->at);
        former->wave = -1;
        former->is_last_over = former->is_told = false;
        dispatch_free(made);
        return former;
    }
    if (former) {
        dispatch_end(former, turn->at);
        dispatch_keep(turn, former);
        dispatch_drop_posts(turn, former);
    }
    dispatch_open(made, turn->at);
    dispatches_put(dispatches, former, made);
    made->is_changed = true;
    dispatch_write(turn, made); /* before its posts: that is how they are loaded */
    dispatch_write_posts(turn, made);
    return made;
}

void apply_dispatch(struct turn *turn, const struct asked *asked)
{
    struct dispatch *former = NULL;
    struct err err = {0};
    struct dispatch *made = make(asked->name, asked->plan, &err);

    if (turn_dispatch(turn, asked->name, &former, &err) != 0)
        former = NULL; /* there is none */
    made = replace(turn, former, made);
    if (made->has_levels) {
        int64_t levels = (int64_t)value_len(value_get(made->terms, "levels"));
        int64_t at_once = value_get_int(made->terms, "at_once", 1);
        at_once = at_once > levels ? levels : at_once < 1 ? 1 : at_once;
        dispatch_alert(made, (int32_t)at_once - 1, turn->at);
    } else {
        dispatch_next_wave(turn, made);
    }
    dispatch_keep(turn, made);
    wait_add(turn, asked->id, asked->verb, asked->name, 0, value_map(turn->arena));
}

/* ---- attend, places ---- */

static int named_dispatch(struct turn *turn, const struct asked *asked, struct dispatch **out,
                          struct err *err)
{
    struct err why = {0};
    int rc = turn_dispatch(turn, asked->name ? asked->name : "", out, &why);

    if (rc == STATUS_NOT_FOUND)
        return command_refuse(err, asked,
                              "there is no dispatch \"%s\" in this case. Ask for it first: "
                              "case:dispatch(\"%s\", { ... }).",
                              asked->name ? asked->name : "", asked->name ? asked->name : "");
    if (rc != 0)
        *err = why;
    return rc;
}

int check_attend(struct turn *turn, struct asked *asked, struct err *err)
{
    struct dispatch *dispatch;
    int rc = named_dispatch(turn, asked, &dispatch, err);

    if (rc == 0 && dispatch->status == DISPATCH_INVITING)
        rc = command_refuse(err, asked,
                            "people are still being invited to \"%s\". Wait for case:dispatch "
                            "first.",
                            asked->name);
    if (rc == 0 && dispatch->is_awaited)
        rc = command_refuse(err, asked, "the script waits for it already.");
    return rc;
}

void apply_attend(struct turn *turn, const struct asked *asked)
{
    struct value *body = value_map(turn->arena);
    const char *expires = asked_option(asked, "expires");
    struct dispatch *dispatch;
    struct err ignored = {0};
    int64_t due_ms;

    if (turn_dispatch(turn, asked->name, &dispatch, &ignored) != 0)
        return; /* check has found it */
    if (expires)
        value_put(turn->arena, body, "expires",
                  value_string(turn->arena, clock_for(turn, asked, expires, &due_ms, &ignored)));
    dispatch_attend(dispatch);
    dispatch_keep(turn, dispatch);
    wait_add(turn, asked->id, asked->verb, asked->name, 0, body);
}

/* Rows of those who hold a place or have served: to be passed on. They are journalled, since claims
 * are not replayed. */
int check_places(struct turn *turn, struct asked *asked, struct err *err)
{
    struct arena *arena = turn->arena;
    struct dispatch *dispatch;
    int rc = named_dispatch(turn, asked, &dispatch, err);
    if (rc != 0)
        return rc;
    asked->result = value_list(arena);
    for (size_t i = 0; i < dispatch->place_count; i++) {
        const struct place *place = dispatch->places[i];
        bool is_held = place->status == PLACE_HELD || place->status == PLACE_PRESENT ||
                       place->status == PLACE_SERVED;
        if (value_get_bool(asked->args, "served", false))
            is_held = place->status == PLACE_SERVED;
        if (dispatch->has_levels)
            is_held = place->acknowledged_ms != 0 && !place_is_ended(place);
        if (is_held)
            value_push(arena, asked->result,
                       value_row(arena, slice_of(place_key(arena, dispatch, place))));
    }
    return 0;
}
