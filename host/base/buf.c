/* buf.c - growing bytes, and the allocator that does not fail.
 *
 * Capacity doubles, so n bytes added one at a time cost O(n). One byte more than `len` is always
 * kept for the NUL. buf_add_int is written by hand: it runs several times in every turn.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/fault.h"

enum { BUF_FIRST_CAPACITY = 64 };

static _Noreturn void memory_gone(void);

void buf_close(struct buf *buf)
{
    free(buf->bytes);
    *buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    if (buf->bytes)
        buf->bytes[0] = '\0';
}

void buf_reserve(struct buf *buf, size_t more)
{
    size_t need;
    if (__builtin_add_overflow(buf->len, more, &need) || __builtin_add_overflow(need, 1, &need))
        memory_gone();
    if (need <= buf->capacity)
        return;
    size_t capacity = buf->capacity ? buf->capacity : BUF_FIRST_CAPACITY;
    while (capacity < need)
        capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
    buf->bytes = mem_resize(buf->bytes, capacity);
    buf->capacity = capacity;
}

void buf_add_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_add_slice(struct buf *buf, struct slice slice)
{
    buf_add(buf, slice.bytes, slice.len);
}

void buf_add_int(struct buf *buf, int64_t number)
{
    char digits[20]; /* filled from the end; 2^63 has 19 */
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        digits[--at] = '-';
    buf_add(buf, digits + at, sizeof digits - at);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        return;
    buf_reserve(buf, (size_t)len);
    va_start(args, format);
    vsnprintf(buf->bytes + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

void *mem_alloc(size_t len)
{
    void *block = malloc(len ? len : 1);
    if (!block || fault_is_set("memory"))
        memory_gone();
    return block;
}

void *mem_zero(size_t len)
{
    void *block = calloc(1, len ? len : 1);
    if (!block || fault_is_set("memory"))
        memory_gone();
    return block;
}

void *mem_resize(void *block, size_t len)
{
    void *moved = realloc(block, len ? len : 1);
    if (!moved || fault_is_set("memory"))
        memory_gone();
    return moved;
}

char *mem_copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(mem_alloc(size), text, size);
}

/* Says so without allocating, then dies: what was acknowledged is in the journal. */
static _Noreturn void memory_gone(void)
{
    static const char sentence[] =
        "comity: memory ran out; the host stops here and can be started again, nothing "
        "acknowledged is lost\n";
    ssize_t written = write(STDERR_FILENO, sentence, sizeof sentence - 1);
    (void)written; /* nobody is left to tell */
    abort();
}
