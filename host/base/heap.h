/* heap.h - a binary min-heap of pointers, ordered by a function. Started as {.is_before = f};
 * the owner calls heap_close, which frees the heap and not the items.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct heap {
    void **items;
    size_t count, capacity;
    bool (*is_before)(const void *a, const void *b);
};

void heap_close(struct heap *heap);
void heap_push(struct heap *heap, void *item);
void *heap_first(const struct heap *heap); /* NULL if empty */
void *heap_pop(struct heap *heap);         /* NULL if empty */
