/* err.c - fills the fixed fields of `struct err`.
 *
 * Every text is formatted beside the struct and copied in afterwards, so that a caller may pass the
 * err's own text as an argument. What does not fit is cut at the start of a UTF-8 character: half a
 * character would make the JSON of a problem document invalid.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/err.h"

static void text_store(char *to, size_t size, const char *from);
static void text_format(char *to, size_t size, const char *format, va_list args);

int err_set(struct err *err, int status, const char *format, ...)
{
    if (!err)
        return status;
    char text[sizeof err->text];
    va_list args;
    va_start(args, format);
    text_format(text, sizeof text, format, args);
    va_end(args);
    err_clear(err);
    err->status = status;
    text_store(err->text, sizeof err->text, text);
    return status;
}

int err_set_at(struct err *err, int status, const char *code, const char *where, const char *format,
               ...)
{
    if (!err)
        return status;
    struct err fresh = {.status = status};
    va_list args;
    va_start(args, format);
    text_format(fresh.text, sizeof fresh.text, format, args);
    va_end(args);
    text_store(fresh.code, sizeof fresh.code, code ? code : "");
    text_store(fresh.where, sizeof fresh.where, where ? where : "");
    *err = fresh;
    return status;
}

int err_wrap(struct err *err, const char *format, ...)
{
    assert(err && err->status != 0);
    char front[sizeof err->text];
    va_list args;
    va_start(args, format);
    text_format(front, sizeof front, format, args);
    va_end(args);

    char whole[2 * sizeof err->text + 2];
    size_t len = strlen(front);
    memcpy(whole, front, len);
    memcpy(whole + len, ": ", 2);
    memcpy(whole + len + 2, err->text, strlen(err->text) + 1);
    text_store(err->text, sizeof err->text, whole);
    return err->status;
}

const char *err_code(const struct err *err)
{
    return err->code[0] ? err->code : status_code(err->status);
}

void err_clear(struct err *err)
{
    if (!err)
        return;
    err->status = 0;
    err->code[0] = err->where[0] = err->text[0] = err->stack[0] = '\0';
}

static void text_store(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);
    if (len >= size) {
        len = size - 1;
        while (len > 0 && ((unsigned char)from[len] & 0xC0) == 0x80)
            len--;
    }
    memcpy(to, from, len);
    to[len] = '\0';
}

/* vsnprintf cuts anywhere: what it cut short is cut again, before the broken character. */
static void text_format(char *to, size_t size, const char *format, va_list args)
{
    int full = vsnprintf(to, size, format, args);
    if (full < 0)
        to[0] = '\0';
    if (full < 0 || (size_t)full < size)
        return;
    size_t last = size - 1; /* the NUL; step back to the start of the last character */
    do
        last--;
    while (last > 0 && ((unsigned char)to[last] & 0xC0) == 0x80);
    unsigned char lead = (unsigned char)to[last];
    size_t need = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (last + need > size - 1)
        to[last] = '\0';
}
