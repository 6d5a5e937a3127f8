/* stage.c - the stage a case is in, as its rows since the opening tell it (stage.h).
 *
 * case.data is one map. A list of maps in it is a list of rows: each row carries its name as
 * "$row" ("parties/2": the list and a number never given twice in the list, even when rows have
 * ended), and an ended row "$ended" with the reason. The tree is rebuilt along the path of a change
 * and never shared with the arena of a turn.
 */
#include "engine/stage.h"
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "engine/turn.h"

enum { STAGE_ARENA_SLACK = 1 << 20 };

static uint8_t hex_digit(char c)
{
    return (uint8_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
}

static bool seed_from_text(const char *text, uint8_t seed[16])
{
    if (!text || strlen(text) != 32 || strspn(text, "0123456789abcdef") != 32)
        return false;
    for (int i = 0; i < 16; i++)
        seed[i] = (uint8_t)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
    return true;
}

static struct value *seed_to_value(struct arena *arena, const uint8_t seed[16])
{
    char text[33];
    for (int i = 0; i < 16; i++)
        snprintf(text + 2 * i, 3, "%02x", seed[i]);
    return value_string(arena, text);
}

/* A copy; empty if there is none, NULL if it is something else. */
static struct value *opening_map(struct stage *stage, const struct value *opening, const char *name)
{
    const struct value *map = value_get(opening, name);
    if (value_is_nil(map))
        return value_map(&stage->arena);
    return map->type == VALUE_MAP ? value_copy(&stage->arena, map) : NULL;
}

int stage_open(struct stage *stage, const struct value *opening, int64_t seq, struct err *err)
{
    *stage = (struct stage){.seq = seq};
    const char *name = value_get_text(opening, "stage");
    if (!name || !seed_from_text(value_get_text(opening, "seed"), stage->seed))
        return err_set(err, STATUS_CORRUPT, "an opening row without a stage or a seed");
    stage->name = arena_text(&stage->arena, name);
    stage->office = arena_text(&stage->arena, value_text_or(value_get(opening, "office"), ""));
    stage->from = value_copy(&stage->arena, value_get(opening, "from"));
    const char *group = value_get_text(opening, "group");
    stage->group = group ? arena_text(&stage->arena, group) : NULL;
    stage->started = value_map(&stage->arena);
    stage->data = opening_map(stage, opening, "data");
    stage->settings = opening_map(stage, opening, "settings");
    stage->clocks = opening_map(stage, opening, "clocks");
    if (stage->data && stage->settings && stage->clocks)
        return 0;
    stage_close(stage);
    return err_set(err, STATUS_CORRUPT, "an opening row whose data, settings or clocks are no map");
}

void stage_close(struct stage *stage)
{
    arena_close(&stage->arena);
    *stage = (struct stage){0};
}

struct value *stage_opening(struct arena *arena, const struct stage_start *start)
{
    struct value *opening = value_map(arena);
    value_put(arena, opening, "stage", value_string(arena, start->name));
    if (start->office.len)
        value_put(arena, opening, "office", value_text(arena, start->office));
    if (value_len(start->data))
        value_put(arena, opening, "data", value_copy(arena, start->data));
    if (value_len(start->settings))
        value_put(arena, opening, "settings", value_copy(arena, start->settings));
    if (value_len(start->clocks))
        value_put(arena, opening, "clocks", value_copy(arena, start->clocks));
    if (start->from && !value_is_nil(start->from))
        value_put(arena, opening, "from", value_copy(arena, start->from));
    value_put(arena, opening, "group", value_string(arena, start->group));
    value_put(arena, opening, "seed", seed_to_value(arena, start->seed));
    return opening;
}

const char *clock_key(struct arena *arena, const char *id, const char *row)
{
    return row && *row ? arena_printf(arena, "%s#%s", id, row) : arena_text(arena, id);
}

/* ---- case.data ---- */

struct value *data_list(const struct value *data, const char *name)
{
    struct value *list = value_get(data, name);
    return list->type == VALUE_LIST ? list : NULL;
}

size_t data_size(const struct value *data)
{
    struct buf text = {0};

    canon_write(&text, data);
    size_t size = text.len;
    buf_close(&text);
    return size;
}

struct value *data_any_row(const struct value *data, const char *name)
{
    const char *slash = name ? strrchr(name, '/') : NULL;
    if (!slash)
        return NULL;
    struct slice list_name = {.bytes = name, .len = (size_t)(slash - name)};
    struct value *list = value_get_slice(data, list_name);
    for (size_t i = 0; list->type == VALUE_LIST && i < value_len(list); i++) {
        struct value *row = value_item(list, i);
        if (value_is_text(value_get(row, "$row"), name))
            return row;
    }
    return NULL;
}

struct value *data_row(const struct value *data, const char *name)
{
    struct value *row = data_any_row(data, name);
    return row && value_is_nil(value_get(row, "$ended")) ? row : NULL;
}

/* Takes a row out of its list. */
static void data_take_row(struct value *data, const char *name)
{
    const char *slash = strrchr(name, '/');
    struct slice list_name = {.bytes = name, .len = slash ? (size_t)(slash - name) : 0};
    struct value *list = value_get_slice(data, list_name);
    size_t kept = 0;

    if (list->type != VALUE_LIST)
        return;
    for (size_t i = 0; i < list->list.len; i++)
        if (!value_is_text(value_get(list->list.items[i], "$row"), name))
            list->list.items[kept++] = list->list.items[i];
    list->list.len = kept;
}

void data_name_rows(struct arena *arena, struct value *data)
{
    for (size_t i = 0; i < value_len(data); i++) {
        struct member *member = &data->map.members[i];
        for (size_t k = 0; member->value->type == VALUE_LIST && k < value_len(member->value); k++) {
            struct value *row = value_item(member->value, k);
            if (row->type == VALUE_MAP)
                value_put(arena, row, "$row",
                          value_string(arena, arena_printf(arena, "%.*s/%zu",
                                                           SLICE_ARG(member->key), k + 1)));
        }
    }
}

/* Many small changes leave old values behind: copy the living once they are the smaller part. */
static void stage_compact(struct stage *stage)
{
    if (stage->arena.used < STAGE_ARENA_SLACK)
        return;
    struct arena fresh = {0};
    struct recorded *last = NULL, *list = NULL;

    stage->name = arena_text(&fresh, stage->name);
    stage->office = arena_text(&fresh, stage->office);
    stage->started = value_copy(&fresh, stage->started);
    stage->data = value_copy(&fresh, stage->data);
    stage->settings = value_copy(&fresh, stage->settings);
    stage->clocks = value_copy(&fresh, stage->clocks);
    for (struct recorded *old = stage->recorded; old; old = old->next) {
        struct recorded *copy = ARENA_NEW(&fresh, struct recorded);
        *copy = *old;
        copy->id = arena_text(&fresh, old->id);
        copy->value = value_copy(&fresh, old->value);
        copy->next = NULL;
        if (last)
            last->next = copy;
        else
            list = copy;
        last = copy;
    }
    stage->recorded = list;
    arena_close(&stage->arena);
    stage->arena = fresh;
    stage->arena.used = 0; /* counts what comes from now on */
}

static void note_set(struct stage *stage, const char *row, const struct value *args)
{
    struct value *target = row ? data_row(stage->data, row) : stage->data;
    for (size_t i = 0; target && i < value_len(args); i++) {
        const struct member *member = &args->map.members[i];
        value_put_slice(&stage->arena, target, member->key,
                        value_copy(&stage->arena, member->value));
    }
}

static void note_add(struct stage *stage, const char *list_name, const struct value *row)
{
    struct value *list = data_list(stage->data, list_name);
    if (!list) {
        list = value_list(&stage->arena);
        value_put(&stage->arena, stage->data, list_name, list);
    }
    value_push(&stage->arena, list, value_copy(&stage->arena, row));
}

static void note_drop(struct stage *stage, const char *row, const struct value *reason)
{
    struct value *target = data_row(stage->data, row);
    if (target)
        value_put(&stage->arena, target, "$ended",
                  value_is_nil(reason) ? value_bool(&stage->arena, true)
                                       : value_copy(&stage->arena, reason));
}

/* A row that is somebody else's now: its name and that it has moved, nothing of what it said. */
static void note_moved(struct stage *stage, const char *name)
{
    struct value *row = data_row(stage->data, name);

    for (size_t i = row ? value_len(row) : 0; i-- > 0;) {
        struct slice key = row->map.members[i].key;
        if (!slice_is(key, "$row"))
            value_put_slice(&stage->arena, row, key, &value_nil);
    }
    note_drop(stage, name, value_string(&stage->arena, "moved"));
}

/* Rows that move out: ended here as "moved", or gone as if they had never been. Their clocks go
 * with them. */
static void note_split(struct stage *stage, const struct value *args)
{
    const struct value *rows = value_get(args, "rows");
    bool is_sealed = value_get_bool(args, "sealed", false);

    for (size_t i = 0; i < value_len(rows); i++) {
        const char *name = value_text_or(value_item(rows, i), "");
        if (is_sealed)
            data_take_row(stage->data, name);
        else
            note_moved(stage, name);
        size_t len = strlen(name);
        for (size_t k = value_len(stage->clocks); k-- > 0;) {
            struct slice key = stage->clocks->map.members[k].key;
            if (key.len > len && key.bytes[key.len - len - 1] == '#' &&
                memcmp(key.bytes + key.len - len, name, len) == 0)
                value_put_slice(&stage->arena, stage->clocks, key, &value_nil);
        }
    }
}

static void note_clock(struct stage *stage, const char *name, const char *row, struct value *due,
                       bool is_running)
{
    struct arena *arena = &stage->arena;
    struct value *view = value_map(arena);
    value_put(arena, view, "due", value_copy(arena, due));
    value_put(arena, view, "running", value_bool(arena, is_running));
    value_put(arena, stage->clocks, clock_key(arena, name, row), view);
}

void stage_note_clocks(struct stage *stage, const struct value *moved)
{
    struct arena *arena = &stage->arena;

    for (size_t i = 0; i < value_len(moved); i++) {
        const struct member *member = &moved->map.members[i];
        struct value *known = value_get_slice(stage->clocks, member->key);
        if (known->type == VALUE_MAP)
            value_put(arena, known, "due",
                      member->value->type == VALUE_TEXT ? value_copy(arena, member->value)
                                                        : &value_nil);
    }
}

static void note_record(struct stage *stage, const char *id, struct value *result, int64_t seq)
{
    struct recorded *recorded = ARENA_NEW(&stage->arena, struct recorded);
    struct value *error = value_get(result, "error");
    struct recorded **end = &stage->recorded;

    recorded->id = arena_text(&stage->arena, id);
    recorded->is_error = !value_is_nil(error);
    recorded->value =
        value_copy(&stage->arena, recorded->is_error ? error : value_get(result, "value"));
    recorded->seq = seq;
    while (*end)
        end = &(*end)->next;
    *end = recorded;
}

/* Nobody waits any more for what a cancelled branch has recorded. */
static void note_cancel(struct stage *stage, const char *branch)
{
    struct recorded **at = &stage->recorded;
    while (*at)
        if (branch_is_within(slice_of((*at)->id), branch))
            *at = (*at)->next;
        else
            at = &(*at)->next;
}

void stage_note(struct stage *stage, enum verb verb, const char *id, const char *name,
                const char *row, const struct value *args, struct value *result, int64_t seq)
{
    stage_compact(stage);
    switch (verb) {
    case VERB_SET:
        note_set(stage, row, args);
        break;
    case VERB_ADD:
        note_add(stage, name, result);
        break;
    case VERB_DROP:
        note_drop(stage, row, value_get(args, "reason"));
        break;
    case VERB_SPLIT:
        note_split(stage, args);
        break;
    case VERB_START_CLOCK:
        note_clock(stage, name, row, result, true);
        value_put(&stage->arena, stage->started, name, value_bool(&stage->arena, true));
        break;
    case VERB_PAUSE_CLOCK:
    case VERB_RESUME_CLOCK:
    case VERB_EXTEND_CLOCK:
        note_clock(stage, name, row, result ? result : &value_nil, true);
        break;
    case VERB_STOP_CLOCK: {
        struct value *known = value_get(stage->clocks, clock_key(&stage->arena, name, row));
        note_clock(stage, name, row, value_get(known, "due"), false);
        break;
    }
    case VERB_RECORD:
        note_record(stage, id, result, seq);
        break;
    case VERB_CANCEL:
        note_cancel(stage, id);
        break;
    default:
        break;
    }
}
