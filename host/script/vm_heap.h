/* vm_heap.h - the memory of one Lua state: small blocks cut from slabs, freed together.
 *
 * A state lives on any thread and dies as a whole, and its blocks are small: so each state keeps
 * its own free lists and nobody locks anything. Closing the heap frees all, whatever was given
 * back. Under AddressSanitizer every block is one of malloc's instead, so that it sees them.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { VM_HEAP_SMALL = 1024, VM_HEAP_UNIT = 16, VM_HEAP_CLASSES = VM_HEAP_SMALL / VM_HEAP_UNIT };

struct vm_slab;
struct vm_large;
struct vm_vacant;

struct vm_heap {
    struct vm_slab *slabs;   /* newest first; small blocks are cut from it */
    struct vm_large *larges; /* blocks of their own */
    char *at, *end;          /* what is uncut of the newest slab */
    struct vm_vacant *vacant[VM_HEAP_CLASSES];
    size_t held_bytes; /* of slabs and larges: what the system gave */
    size_t most_bytes; /* that may be held; 0: no bound. Set it before the first block */
};

/* As realloc with sizes: `block` may be NULL (old 0), `new` is not 0. NULL if memory is gone; the
 * old block then stands. */
void *vm_heap_resize(struct vm_heap *heap, void *block, size_t old, size_t new);
void vm_heap_free(struct vm_heap *heap, void *block, size_t size); /* NULL allowed */
/* Must every block be freed before vm_heap_close? */
bool vm_heap_is_plain(void);
void vm_heap_close(struct vm_heap *heap);
