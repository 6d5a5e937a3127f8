/* heap.c - a binary heap in one array: the children of item i are items 2i+1 and 2i+2.
 *
 * Invariant: no item is before its parent. Items that are equal come out in no particular order;
 * who needs one puts it into is_before.
 */
#include <stdlib.h>
#include "base/buf.h"
#include "base/heap.h"

static void heap_rise(struct heap *heap, size_t at);
static void heap_sink(struct heap *heap, size_t at);

void heap_close(struct heap *heap)
{
    free(heap->items);
    heap->items = NULL;
    heap->count = heap->capacity = 0;
}

void heap_push(struct heap *heap, void *item)
{
    if (heap->count == heap->capacity) {
        heap->capacity = heap->capacity ? heap->capacity * 2 : 16;
        heap->items = mem_resize(heap->items, heap->capacity * sizeof *heap->items);
    }
    heap->items[heap->count] = item;
    heap_rise(heap, heap->count++);
}

void *heap_first(const struct heap *heap)
{
    return heap->count ? heap->items[0] : NULL;
}

void *heap_pop(struct heap *heap)
{
    if (heap->count == 0)
        return NULL;
    void *first = heap->items[0];
    heap->items[0] = heap->items[--heap->count];
    if (heap->count)
        heap_sink(heap, 0);
    return first;
}

static void heap_rise(struct heap *heap, size_t at)
{
    void *item = heap->items[at];
    while (at > 0 && heap->is_before(item, heap->items[(at - 1) / 2])) {
        heap->items[at] = heap->items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->items[at] = item;
}

static void heap_sink(struct heap *heap, size_t at)
{
    void *item = heap->items[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count && heap->is_before(heap->items[child + 1], heap->items[child]))
            child++;
        if (!heap->is_before(heap->items[child], item))
            break;
        heap->items[at] = heap->items[child];
        at = child;
    }
    heap->items[at] = item;
}
