/* arena.h - memory that dies together: what a turn, a request or a load needs.
 *
 * Started as {0}; arena_close frees everything at once, arena_clear keeps one block for reuse.
 * Blocks come from mem_alloc, so an arena never returns NULL. Not for more than one thread.
 */
#pragma once
#include <stdint.h>
#include "base/slice.h"
#include "base/status.h"

struct arena_block;

struct arena {
    struct arena_block *block; /* the one being filled; older ones hang behind it */
    size_t used;               /* bytes handed out since the last clear */
};

void arena_close(struct arena *arena);
void arena_clear(struct arena *arena);
void *arena_alloc(struct arena *arena, size_t len); /* aligned for any type, not zeroed */
void *arena_zero(struct arena *arena, size_t len);
char *arena_text(struct arena *arena, const char *text);         /* a copy, NUL-terminated */
struct slice arena_copy(struct arena *arena, struct slice from); /* a copy, NUL after it */
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

#define ARENA_NEW(arena, type)          ((type *)arena_zero((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_zero((arena), sizeof(type) * (count)))
