/* value.c - trees of values in an arena.
 *
 * Lists and maps grow by doubling; the array they leave behind stays in the arena and dies with it.
 * A map's members are sorted by key: reading is a binary search, adding at the end (the usual case,
 * since our own texts are sorted) is one comparison.
 *
 * To add a type: one row in `enum value_type`, a maker here, a case in value_copy, value_is_equal
 * and in canon.c.
 */
#include <assert.h>
#include <math.h>
#include "data/value.h"

struct value value_nil = {.type = VALUE_NIL};

static struct value *value_new(struct arena *arena, enum value_type type);
static struct value *text_new(struct arena *arena, enum value_type type, struct slice text);
static bool map_find(const struct value *map, struct slice key, size_t *at);
static void map_insert(struct arena *arena, struct value *map, size_t at, struct member member);

/* -- making ----------------------------------------------------------------------------------- */

struct value *value_bool(struct arena *arena, bool boolean)
{
    struct value *value = value_new(arena, VALUE_BOOL);
    value->boolean = boolean;
    return value;
}

struct value *value_int(struct arena *arena, int64_t integer)
{
    struct value *value = value_new(arena, VALUE_INT);
    value->integer = integer;
    return value;
}

struct value *value_real(struct arena *arena, double real)
{
    assert(isfinite(real));
    struct value *value = value_new(arena, VALUE_REAL);
    value->real = real;
    return value;
}

struct value *value_text(struct arena *arena, struct slice text)
{
    return text_new(arena, VALUE_TEXT, text);
}

struct value *value_string(struct arena *arena, const char *text)
{
    return text ? text_new(arena, VALUE_TEXT, slice_of(text)) : &value_nil;
}

struct value *value_handle(struct arena *arena, struct slice id)
{
    return text_new(arena, VALUE_HANDLE, id);
}

struct value *value_row(struct arena *arena, struct slice name)
{
    return text_new(arena, VALUE_ROW, name);
}

struct value *value_list(struct arena *arena)
{
    return value_new(arena, VALUE_LIST);
}

struct value *value_map(struct arena *arena)
{
    return value_new(arena, VALUE_MAP);
}

void value_push(struct arena *arena, struct value *list, struct value *item)
{
    assert(list->type == VALUE_LIST);
    if (list->list.len == list->list.capacity) {
        size_t capacity = list->list.capacity ? list->list.capacity * 2 : 4;
        struct value **items = arena_alloc(arena, capacity * sizeof(struct value *));
        if (list->list.len)
            memcpy(items, list->list.items, list->list.len * sizeof *items);
        list->list.items = items;
        list->list.capacity = capacity;
    }
    list->list.items[list->list.len++] = item ? item : &value_nil;
}

void value_put(struct arena *arena, struct value *map, const char *key, struct value *item)
{
    value_put_slice(arena, map, slice_of(key), item);
}

void value_put_slice(struct arena *arena, struct value *map, struct slice key, struct value *item)
{
    assert(map->type == VALUE_MAP);
    size_t at;
    bool is_there = map_find(map, key, &at);
    struct member *members = map->map.members;
    if (!value_is_nil(item)) {
        if (is_there)
            members[at].value = item;
        else
            map_insert(arena, map, at,
                       (struct member){.key = arena_copy(arena, key), .value = item});
    } else if (is_there) {
        memmove(members + at, members + at + 1, (map->map.len - at - 1) * sizeof *members);
        map->map.len--;
    }
}

void value_put_null(struct arena *arena, struct value *map, const char *key)
{
    size_t at;
    value_put(arena, map, key, &value_nil);
    map_find(map, slice_of(key), &at);
    map_insert(arena, map, at,
               (struct member){.key = arena_copy(arena, slice_of(key)), .value = &value_nil});
}

struct value *value_copy(struct arena *arena, const struct value *from)
{
    switch (from->type) {
    case VALUE_NIL:
        return &value_nil;
    case VALUE_TEXT:
    case VALUE_HANDLE:
    case VALUE_ROW:
        return text_new(arena, from->type, from->text);
    case VALUE_LIST: {
        struct value *list = value_list(arena);
        for (size_t i = 0; i < from->list.len; i++)
            value_push(arena, list, value_copy(arena, from->list.items[i]));
        return list;
    }
    case VALUE_MAP: {
        struct value *map = value_map(arena);
        for (size_t i = 0; i < from->map.len; i++) {
            const struct member *member = &from->map.members[i];
            value_put_slice(arena, map, member->key, value_copy(arena, member->value));
        }
        return map;
    }
    default: {
        struct value *value = value_new(arena, from->type);
        *value = *from;
        return value;
    }
    }
}

/* -- reading ---------------------------------------------------------------------------------- */

struct value *value_get(const struct value *map, const char *key)
{
    return value_get_slice(map, slice_of(key));
}

struct value *value_get_slice(const struct value *map, struct slice key)
{
    size_t at;
    if (!map || map->type != VALUE_MAP || !map_find(map, key, &at))
        return &value_nil;
    return map->map.members[at].value;
}

struct value *value_item(const struct value *list, size_t index)
{
    if (!list || list->type != VALUE_LIST || index >= list->list.len)
        return &value_nil;
    return list->list.items[index];
}

size_t value_len(const struct value *list_or_map)
{
    if (!list_or_map)
        return 0;
    if (list_or_map->type == VALUE_LIST)
        return list_or_map->list.len;
    return list_or_map->type == VALUE_MAP ? list_or_map->map.len : 0;
}

bool value_is_nil(const struct value *value)
{
    return !value || value->type == VALUE_NIL;
}

bool value_is_text(const struct value *value, const char *text)
{
    return value && value->type == VALUE_TEXT && slice_is(value->text, text);
}

const char *value_text_or(const struct value *value, const char *otherwise)
{
    bool has_text = value && (value->type == VALUE_TEXT || value->type == VALUE_HANDLE ||
                              value->type == VALUE_ROW);
    return has_text ? value->text.bytes : otherwise;
}

int64_t value_int_or(const struct value *value, int64_t otherwise)
{
    return value && value->type == VALUE_INT ? value->integer : otherwise;
}

bool value_bool_or(const struct value *value, bool otherwise)
{
    return value && value->type == VALUE_BOOL ? value->boolean : otherwise;
}

const char *value_get_text(const struct value *map, const char *key)
{
    return value_text_or(value_get(map, key), NULL);
}

int64_t value_get_int(const struct value *map, const char *key, int64_t otherwise)
{
    return value_int_or(value_get(map, key), otherwise);
}

bool value_get_bool(const struct value *map, const char *key, bool otherwise)
{
    return value_bool_or(value_get(map, key), otherwise);
}

static bool list_is_equal(const struct value *a, const struct value *b)
{
    if (a->list.len != b->list.len)
        return false;
    for (size_t i = 0; i < a->list.len; i++) {
        if (!value_is_equal(a->list.items[i], b->list.items[i]))
            return false;
    }
    return true;
}

static bool map_is_equal(const struct value *a, const struct value *b)
{
    if (a->map.len != b->map.len)
        return false;
    for (size_t i = 0; i < a->map.len; i++) {
        if (!slice_is_equal(a->map.members[i].key, b->map.members[i].key) ||
            !value_is_equal(a->map.members[i].value, b->map.members[i].value))
            return false;
    }
    return true;
}

/* Equal means: the same canonical bytes. So 3 is not 3.0, and 0.0 is not -0.0. */
bool value_is_equal(const struct value *a, const struct value *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case VALUE_NIL:
        return true;
    case VALUE_BOOL:
        return a->boolean == b->boolean;
    case VALUE_INT:
        return a->integer == b->integer;
    case VALUE_REAL:
        return memcmp(&a->real, &b->real, sizeof a->real) == 0;
    case VALUE_LIST:
        return list_is_equal(a, b);
    case VALUE_MAP:
        return map_is_equal(a, b);
    default:
        return slice_is_equal(a->text, b->text);
    }
}

/* -- inside ----------------------------------------------------------------------------------- */

static struct value *value_new(struct arena *arena, enum value_type type)
{
    struct value *value = ARENA_NEW(arena, struct value);
    value->type = type;
    return value;
}

static struct value *text_new(struct arena *arena, enum value_type type, struct slice text)
{
    struct value *value = value_new(arena, type);
    value->text = arena_copy(arena, text);
    return value;
}

/* Where the key is, or where it would have to be. */
static bool map_find(const struct value *map, struct slice key, size_t *at)
{
    const struct member *members = map->map.members;
    size_t low = 0, high = map->map.len;
    if (high > 0 && slice_compare(members[high - 1].key, key) < 0)
        low = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = slice_compare(members[middle].key, key);
        if (order == 0) {
            *at = middle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *at = low;
    return false;
}

static void map_insert(struct arena *arena, struct value *map, size_t at, struct member member)
{
    size_t len = map->map.len;
    if (len == map->map.capacity) {
        size_t capacity = len ? len * 2 : 4;
        struct member *members = arena_alloc(arena, capacity * sizeof *members);
        if (len)
            memcpy(members, map->map.members, len * sizeof *members);
        map->map.members = members;
        map->map.capacity = capacity;
    }
    struct member *members = map->map.members;
    memmove(members + at + 1, members + at, (len - at) * sizeof *members);
    members[at] = member;
    map->map.len = len + 1;
}
