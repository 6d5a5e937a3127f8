/* dispatch_row.c - a dispatch to values and back (dispatch_row.h). A member that is 0, false or
 * nothing is left out. Posts are rows of seven in a list, without names: there may be thousands. */
#include "duty/dispatch_row.h"
#include <stddef.h>
#include "duty/dispatch_inside.h"

static void put_int(struct arena *arena, struct value *map, const char *name, int64_t number)
{
    if (number != 0)
        value_put(arena, map, name, value_int(arena, number));
}

static void put_flag(struct arena *arena, struct value *map, const char *name, bool is_it)
{
    if (is_it)
        value_put(arena, map, name, value_bool(arena, true));
}

static int not_ours(const char *what, struct err *err)
{
    return err_set(err, STATUS_CORRUPT, "%s that no host has written", what);
}

/* ---- the dispatch itself ---- */

struct value *dispatch_to_value(struct arena *arena, const struct dispatch *dispatch)
{
    struct value *value = value_map(arena);

    if (value_len(dispatch->absences))
        value_put(arena, value, "absences", value_copy(arena, dispatch->absences));
    put_int(arena, value, "answered", dispatch->answered);
    put_flag(arena, value, "awaited", dispatch->is_awaited);
    put_int(arena, value, "came", dispatch->came);
    put_int(arena, value, "filled", dispatch->filled_ms);
    put_flag(arena, value, "last_over", dispatch->is_last_over);
    value_put(arena, value, "name", value_string(arena, dispatch->name));
    put_int(arena, value, "no_shows", dispatch->no_shows);
    put_int(arena, value, "opened", dispatch->opened_ms);
    put_int(arena, value, "over", dispatch->over_ms);
    value_put(arena, value, "terms", value_copy(arena, dispatch->terms));
    put_flag(arena, value, "told", dispatch->is_told);
    put_int(arena, value, "wave", dispatch->wave + 1);
    put_int(arena, value, "wave_until", dispatch->wave_until_ms);
    return value;
}

int dispatch_from_value(const struct value *value, int status, struct dispatch **out,
                        struct err *err)
{
    const char *name = value_get_text(value, "name");
    struct err why = {0};

    *out = NULL;
    if (!name ||
        (status != DISPATCH_ENDED && (status < DISPATCH_INVITING || status > DISPATCH_OVER)))
        return not_ours("a dispatch", err);
    struct dispatch *dispatch = dispatch_new(name);
    if (dispatch_set_terms(dispatch, value_get(value, "terms"), &why) != 0) {
        dispatch_free(dispatch);
        return not_ours("a dispatch", err);
    }
    if (value_get(value, "absences")->type == VALUE_MAP)
        dispatch->absences = value_copy(&dispatch->arena, value_get(value, "absences"));
    dispatch->status = (enum dispatch_status)status;
    dispatch->answered = (int32_t)value_get_int(value, "answered", 0);
    dispatch->came = (int32_t)value_get_int(value, "came", 0);
    dispatch->is_awaited = value_get_bool(value, "awaited", false);
    dispatch->is_last_over = value_get_bool(value, "last_over", false);
    dispatch->is_told = value_get_bool(value, "told", false);
    dispatch->filled_ms = value_get_int(value, "filled", 0);
    dispatch->no_shows = value_get_int(value, "no_shows", 0);
    dispatch->opened_ms = value_get_int(value, "opened", 0);
    dispatch->over_ms = value_get_int(value, "over", 0);
    dispatch->wave = (int32_t)value_get_int(value, "wave", 0) - 1;
    dispatch->wave_until_ms = value_get_int(value, "wave_until", 0);
    *out = dispatch;
    return 0;
}

/* ---- posts ---- */

struct value *dispatch_posts_to_value(struct arena *arena, const struct dispatch *dispatch,
                                      size_t from)
{
    struct value *list = value_list(arena), *value = value_map(arena);

    for (size_t i = from; i < dispatch->post_count && i < from + POSTS_A_ROW; i++) {
        const struct post *post = &dispatch->posts[i];
        struct value *row = value_list(arena);
        value_push(arena, row, value_string(arena, post->id));
        value_push(arena, row, value_string(arena, post->title ? post->title : ""));
        value_push(arena, row, value_string(arena, post->at ? post->at : ""));
        value_push(arena, row, value_int(arena, post->starts_ms));
        value_push(arena, row, value_int(arena, post->ends_ms));
        value_push(arena, row, value_int(arena, post->need));
        value_push(arena, list, row);
    }
    value_put(arena, value, "posts", list);
    return value;
}

static const char *text_or_none(const struct value *value)
{
    const char *text = value_text_or(value, "");
    return *text ? text : NULL;
}

int dispatch_add_posts(struct dispatch *dispatch, const struct value *value, struct err *err)
{
    const struct value *list = value_get(value, "posts");
    struct err why = {0};

    for (size_t i = 0; i < value_len(list); i++) {
        const struct value *row = value_item(list, i);
        struct post post = {
            .id = value_text_or(value_item(row, 0), NULL),
            .title = text_or_none(value_item(row, 1)),
            .at = text_or_none(value_item(row, 2)),
            .starts_ms = value_int_or(value_item(row, 3), 0),
            .ends_ms = value_int_or(value_item(row, 4), 0),
            .need = (int32_t)value_int_or(value_item(row, 5), 0),
        };
        if (!post.id || dispatch_add_post(dispatch, &post, &why) != 0)
            return not_ours("a post", err);
    }
    return 0;
}

/* ---- places ---- */

/* Names of numbers, in the order of the struct: one list for both ways. */
static const struct {
    const char *name;
    size_t offset;
} numbers[] = {
    {"acknowledged", offsetof(struct place, acknowledged_ms)},
    {"alerted",      offsetof(struct place, alerted_ms)     },
    {"arrived",      offsetof(struct place, arrived_ms)     },
    {"called",       offsetof(struct place, called_ms)      },
    {"departed",     offsetof(struct place, departed_ms)    },
    {"in",           offsetof(struct place, in_ms)          },
    {"left",         offsetof(struct place, left_ms)        },
    {"offer",        offsetof(struct place, offer)          },
    {"out",          offsetof(struct place, out_ms)         },
    {"reminded",     offsetof(struct place, reminded_ms)    },
    {"since",        offsetof(struct place, since_ms)       },
    {"timer",        offsetof(struct place, timer_ms)       },
};

struct value *place_to_value(struct arena *arena, const struct place *place)
{
    struct value *value = value_map(arena);

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int64_t number;
        memcpy(&number, (const char *)place + numbers[i].offset, sizeof number);
        put_int(arena, value, numbers[i].name, number);
    }
    put_flag(arena, value, "insured", place->is_insured);
    put_int(arena, value, "minutes", place->minutes);
    if (place->note)
        value_put(arena, value, "note", value_handle(arena, slice_of(place->note)));
    value_put(arena, value, "person", value_string(arena, place->person));
    value_put(arena, value, "post", value_int(arena, place->post));
    put_int(arena, value, "rating", place->rating);
    value_put(arena, value, "result", value_string(arena, place->result));
    put_flag(arena, value, "unchecked", place->is_unchecked);
    return value;
}

static bool is_place_status(const struct dispatch *dispatch, int status)
{
    if (status >= PLACE_LEFT)
        return status <= PLACE_KEPT;
    return dispatch->has_levels ? status >= PLACE_ALERTED && status <= PLACE_DONE
                                : status >= PLACE_WAITING && status <= PLACE_SERVED;
}

int dispatch_add_place(struct dispatch *dispatch, int64_t serial, int status,
                       const struct value *value, struct err *err)
{
    struct arena *arena = &dispatch->arena;
    const char *person = value_get_text(value, "person");
    const char *note = value_text_or(value_get(value, "note"), NULL);
    const char *result = value_get_text(value, "result");
    int64_t post = value_get_int(value, "post", -1);
    int64_t posts = dispatch->has_levels ? (int64_t)value_len(value_get(dispatch->terms, "levels"))
                                         : (int64_t)dispatch->post_count;

    if (post < 0 || post >= posts || serial <= 0 || dispatch_place(dispatch, serial) ||
        !is_place_status(dispatch, status) || (!person && !dispatch->has_levels))
        return not_ours("a place", err);
    struct place *place =
        place_new(dispatch, serial, (int32_t)post, dispatch->has_levels ? NULL : person);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int64_t number = value_get_int(value, numbers[i].name, 0);
        memcpy((char *)place + numbers[i].offset, &number, sizeof number);
    }
    if (dispatch->has_levels && person)
        place->person = arena_text(arena, person);
    place->is_insured = value_get_bool(value, "insured", false);
    place->minutes = (int32_t)value_get_int(value, "minutes", 0);
    place->rating = (int32_t)value_get_int(value, "rating", 0);
    place->is_unchecked = value_get_bool(value, "unchecked", false);
    place->note = note ? arena_text(arena, note) : NULL;
    place->result = result ? arena_text(arena, result) : NULL;
    place_move(dispatch, place, (enum place_status)status);
    dispatch_take_changed(dispatch); /* it is as its row says */
    return 0;
}
