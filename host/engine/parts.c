/* parts.c - what hangs on a case, in memory (parts.h). */
#include "engine/parts.h"
#include <assert.h>
#include <stdlib.h>

struct held_part {
    struct part part;
    struct held_part *next_in_bucket, *next_dirty;
    size_t index;   /* in the list of its kind */
    bool is_stored; /* the store has a row of this key */
    bool is_dirty;  /* and it must be written, or if is_gone, dropped */
    bool is_gone;
};

static struct slice own_copy(struct slice from)
{
    char *bytes = mem_alloc(from.len + 1);
    if (from.len)
        memcpy(bytes, from.bytes, from.len);
    bytes[from.len] = '\0';
    return (struct slice){.bytes = bytes, .len = from.len};
}

static void part_free(struct part *part)
{
    free((void *)part->key.bytes);
    free((void *)part->body.bytes);
    free((void *)part->form.bytes);
    free((void *)part->to.bytes);
    free((void *)part->assignee.bytes);
    free((void *)part->office.bytes);
    free((void *)part->words.bytes);
}

static void part_copy(struct part *to, const struct part *from)
{
    *to = *from;
    to->key = own_copy(from->key);
    to->body = own_copy(from->body);
    to->form = own_copy(from->form);
    to->to = own_copy(from->to);
    to->assignee = own_copy(from->assignee);
    to->office = own_copy(from->office);
    to->words = own_copy(from->words);
}

static void held_free(struct held_part *held)
{
    if (held)
        part_free(&held->part);
    free(held);
}

void parts_close(struct parts *parts)
{
    for (int kind = 0; kind < PART_KINDS; kind++) {
        struct part_list *list = &parts->kinds[kind];
        for (size_t i = 0; i < list->count; i++)
            held_free(list->items[i]);
        free(list->items);
    }
    free(parts->buckets);
    *parts = (struct parts){0};
}

/* ---- finding ---- */

static struct held_part **bucket_of(const struct parts *parts, enum part_kind kind,
                                    struct slice key)
{
    uint64_t hash = 14695981039346656037u ^ (uint64_t)kind;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (uint8_t)key.bytes[i]) * 1099511628211u;
    return &parts->buckets[(hash ^ (hash >> 32)) & (parts->bucket_count - 1)];
}

static void bucket_add(struct parts *parts, struct held_part *held)
{
    struct held_part **bucket = bucket_of(parts, held->part.kind, held->part.key);
    held->next_in_bucket = *bucket;
    *bucket = held;
}

static void bucket_remove(struct parts *parts, struct held_part *held)
{
    struct held_part **at = bucket_of(parts, held->part.kind, held->part.key);
    while (*at != held)
        at = &(*at)->next_in_bucket;
    *at = held->next_in_bucket;
}

static void grow_buckets(struct parts *parts)
{
    free(parts->buckets);
    parts->bucket_count = parts->bucket_count ? 2 * parts->bucket_count : 16;
    parts->buckets = mem_zero(parts->bucket_count * sizeof *parts->buckets);
    for (int kind = 0; kind < PART_KINDS; kind++)
        for (size_t i = 0; i < parts->kinds[kind].count; i++)
            if (parts->kinds[kind].items[i])
                bucket_add(parts, parts->kinds[kind].items[i]);
}

static struct held_part *parts_find_held(struct parts *parts, enum part_kind kind, struct slice key)
{
    struct held_part *held = parts->bucket_count ? *bucket_of(parts, kind, key) : NULL;
    while (held && (held->part.kind != kind || !slice_is_equal(held->part.key, key)))
        held = held->next_in_bucket;
    return held;
}

struct part *parts_find(struct parts *parts, enum part_kind kind, struct slice key)
{
    struct held_part *held = parts_find_held(parts, kind, key);
    return held && !held->is_gone ? &held->part : NULL;
}

struct part *parts_next(struct parts *parts, enum part_kind kind, size_t *index)
{
    struct part_list *list = &parts->kinds[kind];
    while (*index < list->count) {
        struct held_part *held = list->items[(*index)++];
        if (held && !held->is_gone)
            return &held->part;
    }
    return NULL;
}

struct part *parts_find_ref(struct parts *parts, enum part_kind kind, const struct id *ref)
{
    struct part *part;
    for (size_t i = 0; (part = parts_next(parts, kind, &i));)
        if (id_is_equal(&part->ref, ref))
            return part;
    return NULL;
}

/* ---- changing ---- */

/* Takes what `part` points to. */
static struct held_part *parts_add(struct parts *parts, const struct part *part)
{
    struct part_list *list = &parts->kinds[part->kind];
    struct held_part *held = mem_zero(sizeof *held);

    assert(part->kind > 0 && part->kind < PART_KINDS);
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 8;
        list->items = mem_resize(list->items, list->capacity * sizeof(struct held_part *));
    }
    held->part = *part;
    held->index = list->count;
    list->items[list->count++] = held;
    if (++parts->count > parts->bucket_count)
        grow_buckets(parts);
    else
        bucket_add(parts, held);
    return held;
}

void parts_load(struct parts *parts, const struct part *from, size_t count)
{
    struct part copy;
    for (size_t i = 0; i < count; i++) {
        part_copy(&copy, &from[i]);
        parts_add(parts, &copy)->is_stored = true;
    }
}

static void note_dirty(struct parts *parts, struct held_part *held)
{
    if (held->is_dirty)
        return;
    held->is_dirty = true;
    held->next_dirty = NULL;
    if (parts->last_dirty)
        parts->last_dirty->next_dirty = held;
    else
        parts->first_dirty = held;
    parts->last_dirty = held;
}

void parts_put(struct parts *parts, const struct part *part)
{
    struct held_part *held = parts_find_held(parts, part->kind, part->key);
    struct part copy;

    part_copy(&copy, part); /* first: `part` may point into what is freed now */
    if (held) {
        part_free(&held->part);
        held->part = copy;
    } else
        held = parts_add(parts, &copy);
    held->is_gone = false;
    note_dirty(parts, held);
}

void parts_drop(struct parts *parts, enum part_kind kind, struct slice key)
{
    struct held_part *held = parts_find_held(parts, kind, key);
    if (!held)
        return;
    held->is_gone = true;
    note_dirty(parts, held);
}

/* ---- writing ---- */

static void flush_one(const struct held_part *held, struct write_set *writes)
{
    struct arena *arena = &writes->arena;
    struct op *op = write_set_add(writes, held->is_gone ? OP_DROP_PART : OP_PUT_PART);
    const struct part *from = &held->part;

    op->part = *from;
    op->part.key = arena_copy(arena, from->key);
    if (held->is_gone)
        return;
    op->part.body = arena_copy(arena, from->body);
    op->part.form = arena_copy(arena, from->form);
    op->part.to = arena_copy(arena, from->to);
    op->part.assignee = arena_copy(arena, from->assignee);
    op->part.office = arena_copy(arena, from->office);
    op->part.words = arena_copy(arena, from->words);
    writes->bytes += from->key.len + from->body.len + 64;
}

static void forget(struct parts *parts, struct held_part *held)
{
    struct part_list *list = &parts->kinds[held->part.kind];

    bucket_remove(parts, held);
    list->items[held->index] = NULL;
    list->gaps++;
    parts->count--;
    held_free(held);
}

/* The order stays; the gaps go when there are more of them than parts. */
static void close_gaps(struct part_list *list)
{
    size_t kept = 0;

    if (list->gaps * 2 <= list->count)
        return;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->items[i])
            continue;
        list->items[i]->index = kept;
        list->items[kept++] = list->items[i];
    }
    list->count = kept;
    list->gaps = 0;
}

void parts_flush(struct parts *parts, struct write_set *writes)
{
    struct held_part *held = parts->first_dirty, *next;

    parts->first_dirty = parts->last_dirty = NULL;
    for (; held; held = next) {
        next = held->next_dirty;
        if (held->is_stored || !held->is_gone)
            flush_one(held, writes);
        held->is_dirty = false;
        held->is_stored = true;
        if (held->is_gone || !part_is_live(&held->part))
            forget(parts, held);
    }
    for (int kind = 0; kind < PART_KINDS; kind++)
        close_gaps(&parts->kinds[kind]);
}
