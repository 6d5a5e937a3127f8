/* slice.h - borrowed bytes with a length. Text in a slice is UTF-8 and need not end in NUL. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *bytes;
    size_t len;
};

/* "%.*s" with SLICE_ARG(s) prints a slice. */
#define SLICE_ARG(s) (int)(s).len, (s).bytes

static inline struct slice slice_of(const char *text)
{
    return (struct slice){.bytes = text, .len = text ? strlen(text) : 0};
}

static inline bool slice_is_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.bytes, b.bytes, a.len) == 0);
}

static inline bool slice_is(struct slice a, const char *text)
{
    return slice_is_equal(a, slice_of(text));
}

/* Bytewise order, the shorter first where one begins the other. */
static inline int slice_compare(struct slice a, struct slice b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.bytes, b.bytes, len) : 0;
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

/* The code of an office as areas are numbered: 6, 9 or 12 digits. No telephone and no identity
 * number reads so: the first digit is no zero, and they have other lengths. */
static inline bool slice_is_area(struct slice text)
{
    bool is_area = (text.len == 6 || text.len == 9 || text.len == 12) && text.bytes[0] != '0';
    for (size_t i = 0; is_area && i < text.len; i++)
        is_area = text.bytes[i] >= '0' && text.bytes[i] <= '9';
    return is_area;
}

/* A name that came from outside, as an error may repeat it: itself if it reads as one of ours
 * ("birth_date", "parties/2", the code of an office). Anything else may be what somebody said of a
 * person, and is "?". */
static inline struct slice slice_repeatable(struct slice name)
{
    enum { LONGEST = 64 };
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$";
    bool is_name = name.len > 0 && name.len <= LONGEST;
    for (size_t i = 0; is_name && i < name.len; i++)
        is_name = name.bytes[i] && (strchr(letters, name.bytes[i]) ||
                                    (i > 0 && strchr("0123456789-./", name.bytes[i])));
    return is_name || slice_is_area(name) ? name : slice_of("?");
}
