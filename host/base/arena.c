/* arena.c - a chain of blocks, filled from the front, freed together.
 *
 * Blocks double from 4 KiB to 1 MiB. `arena->block` is the one being filled; a request too large
 * for a quarter of the next block gets a block of its own, hung behind it, so that one big text
 * does not waste the rest of the current block. Hence the first block is never an oversized one,
 * and it is what arena_clear keeps.
 *
 * Under AddressSanitizer the unused part of each block is poisoned: writing past a block's used
 * part, or reading what arena_clear gave back, is reported.
 */
#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"
#include "base/buf.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define ARENA_HIDE(bytes, len) ASAN_POISON_MEMORY_REGION((bytes), (len))
#define ARENA_SHOW(bytes, len) ASAN_UNPOISON_MEMORY_REGION((bytes), (len))
#else
#define ARENA_HIDE(bytes, len) ((void)(bytes), (void)(len))
#define ARENA_SHOW(bytes, len) ((void)(bytes), (void)(len))
#endif

enum { BLOCK_FIRST = 4096, BLOCK_LARGEST = 1024 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t capacity, used;
    alignas(max_align_t) char bytes[];
};

static struct arena_block *block_new(size_t capacity)
{
    if (capacity > SIZE_MAX - sizeof(struct arena_block))
        capacity = SIZE_MAX - sizeof(struct arena_block); /* mem_alloc refuses it, loudly */
    struct arena_block *block = mem_alloc(sizeof *block + capacity);
    block->older = NULL;
    block->capacity = capacity;
    block->used = 0;
    ARENA_HIDE(block->bytes, capacity);
    return block;
}

static void block_free_chain(struct arena_block *block)
{
    while (block) {
        struct arena_block *older = block->older;
        ARENA_SHOW(block->bytes, block->capacity);
        free(block);
        block = older;
    }
}

static void *block_take(struct arena_block *block, size_t len, size_t padded)
{
    assert(padded <= block->capacity - block->used);
    char *bytes = block->bytes + block->used;
    block->used += padded;
    ARENA_SHOW(bytes, len);
    (void)len;
    return bytes;
}

void arena_close(struct arena *arena)
{
    block_free_chain(arena->block);
    *arena = (struct arena){0};
}

void arena_clear(struct arena *arena)
{
    struct arena_block *kept = arena->block;
    arena->used = 0;
    if (!kept)
        return;
    block_free_chain(kept->older);
    kept->older = NULL;
    kept->used = 0;
    ARENA_HIDE(kept->bytes, kept->capacity);
}

/* No block has room: a new first block, or one for this request alone behind the first. */
static void *arena_grow(struct arena *arena, size_t len, size_t padded)
{
    struct arena_block *first = arena->block;
    size_t next = !first                            ? (size_t)BLOCK_FIRST
                  : first->capacity < BLOCK_LARGEST ? first->capacity * 2
                                                    : (size_t)BLOCK_LARGEST;
    if (!first || padded <= next / 4) {
        struct arena_block *block = block_new(next);
        block->older = first;
        arena->block = first = block;
        if (padded <= next)
            return block_take(block, len, padded);
    }
    struct arena_block *own = block_new(padded);
    own->older = first->older;
    first->older = own;
    return block_take(own, len, padded);
}

void *arena_alloc(struct arena *arena, size_t len)
{
    const size_t unit = alignof(max_align_t);
    size_t padded = len > SIZE_MAX - unit ? SIZE_MAX / unit * unit : (len + unit - 1) / unit * unit;
    if (padded == 0)
        padded = unit; /* every allocation has an address of its own */
    arena->used += padded;
    struct arena_block *block = arena->block;
    if (block && padded <= block->capacity - block->used)
        return block_take(block, len, padded);
    return arena_grow(arena, len, padded);
}

void *arena_zero(struct arena *arena, size_t len)
{
    return memset(arena_alloc(arena, len), 0, len);
}

char *arena_text(struct arena *arena, const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(arena_alloc(arena, size), text, size);
}

struct slice arena_copy(struct arena *arena, struct slice from)
{
    char *bytes = arena_alloc(arena, from.len + 1);
    if (from.len)
        memcpy(bytes, from.bytes, from.len);
    bytes[from.len] = '\0';
    return (struct slice){.bytes = bytes, .len = from.len};
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    size_t size = len < 0 ? 1 : (size_t)len + 1;
    char *text = arena_alloc(arena, size);
    text[0] = '\0';
    va_start(args, format);
    if (len > 0)
        vsnprintf(text, size, format, args);
    va_end(args);
    return text;
}
