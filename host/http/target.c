/* target.c - addresses are outsiders' text: everything here looks at each byte once and trusts
 * none.
 *
 * Paths are not normalised: "." and "..", empty segments and encoded slashes match no endpoint and
 * are 404. Names and values that endpoints see are decoded exactly once.
 */
#include "http/target.h"

#include <ctype.h>
#include <strings.h>

enum { PAIRS_MOST = 64 };

static bool malformed(struct refusal *refusal, const char *detail)
{
    *refusal = (struct refusal){400, "malformed_address", detail};
    return false;
}

/* What RFC 3986 allows in a path or query, raw. */
static bool is_target_byte(char byte)
{
    return (byte > 0x20 && byte < 0x7f && !strchr("\"#<>\\^`{|}", byte));
}

static bool is_host_byte(char byte)
{
    return isalnum((unsigned char)byte) || (byte && strchr("-._~!$&'()*+,;=%", byte));
}

static bool is_port(struct slice text)
{
    unsigned port = 0;
    if (text.len == 0 || text.len > 5)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!isdigit((unsigned char)text.bytes[i]))
            return false;
        port = port * 10 + (unsigned)(text.bytes[i] - '0');
    }
    return port <= 65535;
}

static bool is_address6(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isxdigit((unsigned char)text.bytes[i]) && text.bytes[i] != ':' && text.bytes[i] != '.')
            return false;
    return text.len >= 2;
}

/* [v6] or [v6]:port; `text` begins with '['. */
static bool is_bracketed_host(struct slice text)
{
    const char *end = memchr(text.bytes, ']', text.len);
    if (!end)
        return false;
    size_t len = (size_t)(end - text.bytes);
    struct slice rest = {end + 1, text.len - len - 1};
    if (!is_address6((struct slice){text.bytes + 1, len - 1}))
        return false;
    return rest.len == 0 ||
           (rest.bytes[0] == ':' && is_port((struct slice){rest.bytes + 1, rest.len - 1}));
}

bool target_is_host(struct slice text)
{
    size_t len = 0;
    if (text.len == 0 || text.len > 300)
        return false;
    if (text.bytes[0] == '[')
        return is_bracketed_host(text);
    while (len < text.len && is_host_byte(text.bytes[len]))
        len++;
    if (len == 0 || len == text.len)
        return len > 0;
    return text.bytes[len] == ':' &&
           is_port((struct slice){text.bytes + len + 1, text.len - len - 1});
}

/* Cuts "http://host" off, if it is there and names this host. */
static bool cut_origin(struct slice *text, struct slice host, struct refusal *refusal)
{
    static const char scheme[] = "http://";
    const size_t scheme_len = sizeof scheme - 1;

    if (text->len > 0 && text->bytes[0] == '/')
        return true;
    if (text->len < scheme_len || strncasecmp(text->bytes, scheme, scheme_len) != 0)
        return malformed(refusal, "The address must begin with a slash.");
    text->bytes += scheme_len, text->len -= scheme_len;
    if (host.len == 0 || text->len < host.len ||
        strncasecmp(text->bytes, host.bytes, host.len) != 0)
        return malformed(refusal, "The address names another host than the Host field.");
    text->bytes += host.len, text->len -= host.len;
    if (text->len == 0 || text->bytes[0] != '/')
        return malformed(refusal, "The address must have a path.");
    return true;
}

bool target_read(struct arena *arena, struct slice text, struct slice host, struct target *target,
                 struct refusal *refusal)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_target_byte(text.bytes[i]))
            return malformed(refusal, "The address has a character that must be encoded.");
    if (!cut_origin(&text, host, refusal))
        return false;
    const char *mark = memchr(text.bytes, '?', text.len);
    size_t path_len = mark ? (size_t)(mark - text.bytes) : text.len;
    target->path = arena_copy(arena, (struct slice){text.bytes, path_len}).bytes;
    target->query =
        mark ? arena_copy(arena, (struct slice){mark + 1, text.len - path_len - 1}) : slice_of("");
    return true;
}

/* ---- percent-encoding -------------------------------------------------------------------------
 */

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte = (char)(byte | 0x20);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* By the first byte (RFC 3629): 0 for one that begins no character. */
static size_t utf8_expected(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2)
        return 0;
    if (first < 0xe0)
        return 2;
    if (first < 0xf0)
        return 3;
    return first < 0xf5 ? 4 : 0;
}

/* The length of the character at `at`; 0 if it is cut, overlong, a surrogate or beyond U+10FFFF. */
static size_t utf8_len(const unsigned char *at, size_t left)
{
    size_t len = utf8_expected(at[0]);
    if (len == 0 || len > left)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0;
    return len;
}

bool text_is_utf8(struct slice text)
{
    const unsigned char *bytes = (const unsigned char *)text.bytes;
    size_t i = 0, len = 1;
    for (; i < text.len && len > 0; i += len)
        len = utf8_len(bytes + i, text.len - i);
    return len > 0;
}

static const char *decode(struct arena *arena, struct slice text, char space)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.bytes[i] == '+' ? space : text.bytes[i];
        if (byte == '%') {
            int high = i + 2 < text.len ? hex_digit(text.bytes[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(text.bytes[i + 2]) : -1;
            if (low < 0)
                return NULL;
            byte = (char)(high * 16 + low);
            i += 2;
        }
        if (byte == 0x7f || (unsigned char)byte < 0x20)
            return NULL;
        out[len++] = byte;
    }
    out[len] = '\0';
    return text_is_utf8((struct slice){out, len}) ? out : NULL;
}

const char *target_decode(struct arena *arena, struct slice text)
{
    return decode(arena, text, '+');
}

static bool read_pair(struct arena *arena, struct slice text, struct call_pair *pair)
{
    const char *sign = memchr(text.bytes, '=', text.len);
    size_t name_len = sign ? (size_t)(sign - text.bytes) : text.len;
    struct slice value = {sign ? sign + 1 : "", sign ? text.len - name_len - 1 : 0};
    pair->name = decode(arena, (struct slice){text.bytes, name_len}, ' ');
    pair->value = decode(arena, value, ' ');
    return pair->name && pair->value;
}

bool target_read_query(struct arena *arena, struct slice query, struct call_pair **pairs,
                       struct refusal *refusal)
{
    struct call_pair **last = pairs;
    size_t count = 0;

    while (query.len > 0) {
        const char *sign = memchr(query.bytes, '&', query.len);
        size_t len = sign ? (size_t)(sign - query.bytes) : query.len;
        struct slice text = {query.bytes, len};
        size_t step = sign ? len + 1 : len;
        query.bytes += step, query.len -= step;
        if (len == 0)
            continue;
        if (++count > PAIRS_MOST)
            return malformed(refusal, "The address has too many parameters.");
        *last = ARENA_NEW(arena, struct call_pair);
        if (!read_pair(arena, text, *last))
            return malformed(refusal, "A parameter of the address is not encoded properly.");
        last = &(*last)->next;
    }
    return true;
}
