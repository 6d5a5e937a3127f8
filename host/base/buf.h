/* buf.h - a growable run of bytes. Started as {0}; the owner calls buf_close. Growing aborts the
 * process when memory is gone (our own small allocations may: the journal makes a restart safe).
 * `bytes` is always NUL-terminated once anything was written; `len` does not count the NUL. The two
 * that run for every piece of a journal row are inline.
 */
#pragma once
#include <stdint.h>
#include "base/slice.h"
#include "base/status.h"

struct buf {
    char *bytes;
    size_t len;
    size_t capacity;
};

void buf_close(struct buf *buf); /* frees; the buf is {0} again */
void buf_clear(struct buf *buf); /* keeps the memory */
void buf_reserve(struct buf *buf, size_t more);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_slice(struct buf *buf, struct slice slice);
void buf_add_int(struct buf *buf, int64_t number);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

static inline bool buf_has_room(const struct buf *buf, size_t more)
{
    return more < buf->capacity - buf->len; /* and a NUL behind */
}

static inline void buf_add(struct buf *buf, const void *bytes, size_t len)
{
    if (!buf_has_room(buf, len))
        buf_reserve(buf, len);
    if (len)
        memcpy(buf->bytes + buf->len, bytes, len);
    buf->len += len;
    buf->bytes[buf->len] = '\0';
}

static inline void buf_add_byte(struct buf *buf, char byte)
{
    if (!buf_has_room(buf, 1))
        buf_reserve(buf, 1);
    buf->bytes[buf->len++] = byte;
    buf->bytes[buf->len] = '\0';
}

static inline struct slice buf_slice(const struct buf *buf)
{
    return (struct slice){.bytes = buf->bytes ? buf->bytes : "", .len = buf->len};
}

/* malloc, calloc, realloc, strdup that abort with a sentence when memory is gone. */
void *mem_alloc(size_t len);
void *mem_zero(size_t len);
void *mem_resize(void *block, size_t len);
char *mem_copy_text(const char *text);
