/* vm_heap.c - blocks of one Lua state (vm_heap.h).
 *
 * Sizes up to 1 KiB are rounded up to 16 bytes and have a list of vacant blocks each; what no list
 * has is cut from the newest slab. Slabs begin with 16 KiB, about half of a workflow's state, and
 * double up to 256 KiB. Larger blocks are malloc's with a link in front, so that closing finds
 * them. What is given back stays with the state until it closes: idle states are evicted whole.
 * But a script that fills and drops one size after another would hold them all, 25 times its cap:
 * so what is held has a bound of its own (most_bytes), beyond which a block is refused.
 *
 * Measured on ten steps a case, 4,000 cases at once on four threads: malloc and free, whose arenas
 * these blocks wandered between, took a quarter of the processor time.
 */
#include "script/vm_heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SLAB_FIRST = 16 * 1024, SLAB_MOST = 256 * 1024 };

struct vm_slab {
    struct vm_slab *older;
    size_t bytes;
};

struct vm_large {
    struct vm_large *next, **from; /* the pointer that points here */
};

struct vm_vacant {
    struct vm_vacant *next;
};

_Static_assert(sizeof(struct vm_slab) % VM_HEAP_UNIT == 0, "blocks stay aligned");
_Static_assert(sizeof(struct vm_large) % VM_HEAP_UNIT == 0, "blocks stay aligned");

#if defined(__SANITIZE_ADDRESS__)
#define HEAP_IS_PLAIN true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEAP_IS_PLAIN true
#endif
#endif
#ifndef HEAP_IS_PLAIN
#define HEAP_IS_PLAIN false
#endif

bool vm_heap_is_plain(void)
{
    return HEAP_IS_PLAIN;
}

static size_t class_of(size_t size)
{
    return (size - 1) / VM_HEAP_UNIT;
}

static bool is_small(size_t size)
{
    return size <= VM_HEAP_SMALL && !HEAP_IS_PLAIN;
}

/* ---- small blocks ---- */

static bool may_hold(const struct vm_heap *heap, size_t more)
{
    return heap->most_bytes == 0 || heap->held_bytes + more <= heap->most_bytes;
}

static bool add_slab(struct vm_heap *heap)
{
    size_t bytes = SLAB_FIRST;
    if (heap->slabs)
        bytes = heap->slabs->bytes < SLAB_MOST ? 2 * heap->slabs->bytes : (size_t)SLAB_MOST;
    struct vm_slab *slab = may_hold(heap, bytes) ? malloc(bytes) : NULL;
    if (!slab)
        return false;
    *slab = (struct vm_slab){.older = heap->slabs, .bytes = bytes};
    heap->slabs = slab;
    heap->at = (char *)(slab + 1);
    heap->end = (char *)slab + bytes;
    heap->held_bytes += bytes;
    return true;
}

static void *take_small(struct vm_heap *heap, size_t size)
{
    size_t class = class_of(size), rounded = (class + 1) * VM_HEAP_UNIT;
    struct vm_vacant *vacant = heap->vacant[class];

    if (vacant) {
        heap->vacant[class] = vacant->next;
        return vacant;
    }
    if ((size_t)(heap->end - heap->at) < rounded && !add_slab(heap))
        return NULL;
    char *block = heap->at;
    heap->at += rounded;
    return block;
}

static void free_small(struct vm_heap *heap, void *block, size_t size)
{
    struct vm_vacant *vacant = block;
    vacant->next = heap->vacant[class_of(size)];
    heap->vacant[class_of(size)] = vacant;
}

/* ---- large blocks ---- */

static void link_large(struct vm_heap *heap, struct vm_large *large)
{
    large->next = heap->larges;
    large->from = &heap->larges;
    if (large->next)
        large->next->from = &large->next;
    heap->larges = large;
}

static void unlink_large(struct vm_large *large)
{
    *large->from = large->next;
    if (large->next)
        large->next->from = large->from;
}

static void *resize_large(struct vm_heap *heap, void *block, size_t old, size_t new)
{
    struct vm_large *large = block ? (struct vm_large *)block - 1 : NULL;

    if (new > SIZE_MAX - sizeof *large || (new > old && !may_hold(heap, new - old)))
        return NULL;
    if (large)
        unlink_large(large);
    struct vm_large *fresh = realloc(large, sizeof *fresh + new);
    if (!fresh) {
        if (large)
            link_large(heap, large);
        return NULL;
    }
    link_large(heap, fresh);
    heap->held_bytes += new - old;
    return fresh + 1;
}

static void free_large(struct vm_heap *heap, void *block, size_t size)
{
    struct vm_large *large = (struct vm_large *)block - 1;
    unlink_large(large);
    heap->held_bytes -= size;
    free(large);
}

/* ---- the three calls ---- */

void *vm_heap_resize(struct vm_heap *heap, void *block, size_t old, size_t new)
{
    if (!block)
        return is_small(new) ? take_small(heap, new) : resize_large(heap, NULL, 0, new);
    if (!is_small(old) && !is_small(new))
        return resize_large(heap, block, old, new);
    if (is_small(old) && is_small(new) && class_of(old) == class_of(new))
        return block;
    void *fresh = is_small(new) ? take_small(heap, new) : resize_large(heap, NULL, 0, new);
    if (!fresh)
        return NULL;
    memcpy(fresh, block, old < new ? old : new);
    vm_heap_free(heap, block, old);
    return fresh;
}

void vm_heap_free(struct vm_heap *heap, void *block, size_t size)
{
    if (!block)
        return;
    if (is_small(size))
        free_small(heap, block, size);
    else
        free_large(heap, block, size);
}

void vm_heap_close(struct vm_heap *heap)
{
    while (heap->larges) {
        struct vm_large *large = heap->larges;
        unlink_large(large);
        free(large);
    }
    while (heap->slabs) {
        struct vm_slab *slab = heap->slabs;
        heap->slabs = slab->older;
        free(slab);
    }
    *heap = (struct vm_heap){0};
}
