/* parts.c - what hangs on a case, in memory (parts.h). A plain array: cases have few parts, and the
 * order of the array is never seen outside. */
#include "engine/parts.h"
#include <stdlib.h>

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
}

static void part_copy(struct part *to, const struct part *from)
{
    *to = *from;
    to->key = own_copy(from->key);
    to->body = own_copy(from->body);
    to->form = own_copy(from->form);
    to->to = own_copy(from->to);
    to->assignee = own_copy(from->assignee);
}

void parts_close(struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        part_free(&parts->items[i].part);
    free(parts->items);
    *parts = (struct parts){0};
}

static struct held_part *parts_add(struct parts *parts)
{
    if (parts->count == parts->capacity) {
        parts->capacity = parts->capacity ? 2 * parts->capacity : 8;
        parts->items = mem_resize(parts->items, parts->capacity * sizeof *parts->items);
    }
    struct held_part *held = &parts->items[parts->count++];
    *held = (struct held_part){0};
    return held;
}

void parts_load(struct parts *parts, const struct part *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct held_part *held = parts_add(parts);
        part_copy(&held->part, &from[i]);
        held->is_stored = true;
    }
}

static struct held_part *parts_find_held(struct parts *parts, enum part_kind kind, struct slice key)
{
    for (size_t i = 0; i < parts->count; i++) {
        struct held_part *held = &parts->items[i];
        if (held->part.kind == kind && slice_is_equal(held->part.key, key))
            return held;
    }
    return NULL;
}

struct part *parts_find(struct parts *parts, enum part_kind kind, struct slice key)
{
    struct held_part *held = parts_find_held(parts, kind, key);
    return held && !held->is_gone ? &held->part : NULL;
}

struct part *parts_find_ref(struct parts *parts, enum part_kind kind, const struct id *ref)
{
    for (size_t i = 0; i < parts->count; i++) {
        struct held_part *held = &parts->items[i];
        if (!held->is_gone && held->part.kind == kind && id_is_equal(&held->part.ref, ref))
            return &held->part;
    }
    return NULL;
}

struct part *parts_next(struct parts *parts, enum part_kind kind, size_t *index)
{
    while (*index < parts->count) {
        struct held_part *held = &parts->items[(*index)++];
        if (!held->is_gone && held->part.kind == kind)
            return &held->part;
    }
    return NULL;
}

void parts_put(struct parts *parts, const struct part *part)
{
    struct held_part *held = parts_find_held(parts, part->kind, part->key);
    struct part copy;

    part_copy(&copy, part); /* first: `part` may point into what is freed now */
    if (held)
        part_free(&held->part);
    else
        held = parts_add(parts);
    held->part = copy;
    held->is_dirty = true;
    held->is_gone = false;
}

void parts_drop(struct parts *parts, enum part_kind kind, struct slice key)
{
    struct held_part *held = parts_find_held(parts, kind, key);
    if (!held)
        return;
    held->is_gone = true;
    held->is_dirty = true;
}

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
    writes->bytes += from->key.len + from->body.len + 64;
}

void parts_flush(struct parts *parts, struct write_set *writes)
{
    size_t kept = 0;

    for (size_t i = 0; i < parts->count; i++) {
        struct held_part *held = &parts->items[i];
        if (held->is_dirty && (held->is_stored || !held->is_gone))
            flush_one(held, writes);
        if (held->is_gone || !part_is_live(&held->part)) {
            part_free(&held->part);
            continue;
        }
        held->is_stored = true;
        held->is_dirty = false;
        parts->items[kept++] = *held;
    }
    parts->count = kept;
}
