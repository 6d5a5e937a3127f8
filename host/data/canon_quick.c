/* canon_quick.c - reading our own canonical text in one pass.
 *
 * Every wake of an evicted case and every row of a pre-flight is read here, so it does what a
 * general reader cannot: it knows that members come sorted, without spaces, nulls or repeats, and
 * with one way to escape each character. Whatever is not exactly that - damage, JSON written by
 * others, and reals, which no command may hold - is not judged here: the answer is "no", and
 * canon.c goes the long way through json.c, which knows all of JSON and names what is wrong.
 *
 * Q1. The text is copied into the arena once. Texts of the tree are slices of that copy: escapes
 *     are undone in place (they only shrink), and the closing quote becomes the NUL that follows
 *     each text.
 * Q2. A NUL stands behind the copy and no character that is accepted anywhere is NUL, so no read
 *     needs to look for the end; only read_all asks whether the NUL it met was the last.
 * Q3. What is accepted gives the same tree as json.c would give (tests/fuzz/fuzz_canon.c).
 */
#include "data/canon_quick.h"

struct quick {
    struct arena *arena;
    char *at;
    int depth;
};

static bool read_any(struct quick *quick, struct value **out);

bool canon_read_quickly(struct arena *arena, struct slice text, struct value **out)
{
    if (text.len == 0 || text.len > CANON_MAX_BYTES)
        return false;
    char *copy = arena_alloc(arena, text.len + 1);
    memcpy(copy, text.bytes, text.len);
    copy[text.len] = '\0';
    struct quick quick = {.arena = arena, .at = copy};
    struct value *value;
    if (!read_any(&quick, &value) || quick.at != copy + text.len)
        return false;
    *out = value;
    return true;
}

static struct value *value_make(struct quick *quick, enum value_type type)
{
    struct value *value = arena_alloc(quick->arena, sizeof *value);
    value->type = type;
    return value;
}

/* -- texts ------------------------------------------------------------------------------------ */

/* What a byte of a text is: 0 stands for itself, 1 ends a run, more: leads that many bytes. */
static const unsigned char kinds[256] = {
    /* clang-format off */
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ['"'] = 1, ['\\'] = 1,
    [0x80] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    [0xC0] = 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    [0xE0] = 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    [0xF0] = 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    /* clang-format on */
};

/* Is this a character of `len` bytes, neither overlong, nor a surrogate, nor above U+10FFFF? Only
 * the second byte can make it one of those. */
static bool is_character(const char *text, int len)
{
    const unsigned char *bytes = (const unsigned char *)text;
    unsigned low = 0x80, high = 0xBF;
    if (bytes[0] == 0xE0)
        low = 0xA0;
    else if (bytes[0] == 0xED)
        high = 0x9F;
    else if (bytes[0] == 0xF0)
        low = 0x90;
    else if (bytes[0] == 0xF4)
        high = 0x8F;
    if (bytes[1] < low || bytes[1] > high)
        return false;
    return len < 3 || ((bytes[2] & 0xC0) == 0x80 && (len < 4 || (bytes[3] & 0xC0) == 0x80));
}

/* Past the characters that stand for themselves. */
static char *skip_plain(char *at)
{
    for (;;) {
        int kind = kinds[(unsigned char)*at];
        if (kind == 0)
            at++;
        else if (kind > 1 && is_character(at, kind))
            at += kind;
        else
            return at;
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character an escape stands for, 0 if canon_write would not have written it so. `at` is behind
 * the backslash and is moved behind the escape. */
static char read_escape(char **at)
{
    static const char named[256] = {['"'] = '"',  ['\\'] = '\\', ['b'] = '\b', ['f'] = '\f',
                                    ['n'] = '\n', ['r'] = '\r',  ['t'] = '\t'};
    char *from = *at;
    *at = from + 1;
    if (from[0] != 'u')
        return named[(unsigned char)from[0]];
    if (from[1] != '0' || from[2] != '0' || (from[3] != '0' && from[3] != '1'))
        return 0;
    int low = hex_digit(from[4]);
    if (low < 0)
        return 0;
    *at = from + 5;
    char c = (char)((from[3] - '0') * 16 + low);
    return strchr("\b\f\n\r\t", c) ? 0 : c; /* also for NUL, which strchr finds */
}

static bool read_text(struct quick *quick, struct slice *out)
{
    if (*quick->at != '"')
        return false;
    char *start = quick->at + 1;
    char *from = skip_plain(start), *to = from;
    while (*from == '\\') {
        from++;
        char c = read_escape(&from);
        if (c == 0)
            return false;
        *to++ = c;
        char *end = skip_plain(from);
        memmove(to, from, (size_t)(end - from));
        to += end - from;
        from = end;
    }
    if (*from != '"')
        return false;
    *to = '\0';
    *out = (struct slice){.bytes = start, .len = (size_t)(to - start)};
    quick->at = from + 1;
    return true;
}

/* -- the other values ------------------------------------------------------------------------- */

/* Up to 18 digits, which cannot overflow; longer ones are rare enough for the long way. */
static bool read_int(struct quick *quick, struct value **out)
{
    char *at = quick->at;
    bool is_negative = *at == '-';
    at += is_negative;
    char *first = at;
    int64_t integer = 0;
    while (*at >= '0' && *at <= '9' && at - first < 18)
        integer = integer * 10 + (*at++ - '0');
    bool is_padded = *first == '0' && (at - first > 1 || is_negative);
    bool goes_on = (*at >= '0' && *at <= '9') || *at == '.' || *at == 'e' || *at == 'E';
    if (at == first || is_padded || goes_on)
        return false;
    *out = value_make(quick, VALUE_INT);
    (*out)->integer = is_negative ? -integer : integer;
    quick->at = at;
    return true;
}

static bool read_word(struct quick *quick, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(quick->at, word, len) != 0)
        return false;
    quick->at += len;
    return true;
}

static bool read_list(struct quick *quick, struct value **out)
{
    struct value *list = value_list(quick->arena);
    quick->at++;
    *out = list;
    if (*quick->at == ']') {
        quick->at++;
        return true;
    }
    for (;;) {
        struct value *item;
        if (!read_any(quick, &item))
            return false;
        value_push(quick->arena, list, item);
        char c = *quick->at++;
        if (c != ',')
            return c == ']';
    }
}

static void map_append(struct quick *quick, struct value *map, const struct member *member)
{
    size_t len = map->map.len;
    if (len == map->map.capacity) {
        size_t capacity = len ? len * 2 : 8;
        struct member *members = arena_alloc(quick->arena, capacity * sizeof *members);
        if (len)
            memcpy(members, map->map.members, len * sizeof *members);
        map->map.members = members;
        map->map.capacity = capacity;
    }
    map->map.members[len] = *member;
    map->map.len = len + 1;
}

/* One "key":value. Keys ascend, nil is left out, and of the keys that begin with '$' only "$row"
 * may stand among others; "$h" and "$r" are read_reference's. */
static bool read_member(struct quick *quick, struct value *map)
{
    struct member member;
    if (!read_text(quick, &member.key) || *quick->at != ':')
        return false;
    if (map->map.len > 0 && slice_compare(map->map.members[map->map.len - 1].key, member.key) >= 0)
        return false;
    quick->at++;
    if (!read_any(quick, &member.value) || value_is_nil(member.value))
        return false;
    if (member.key.len > 0 && member.key.bytes[0] == '$' &&
        !(slice_is(member.key, "$row") && member.value->type == VALUE_TEXT))
        return false;
    map_append(quick, map, &member);
    return true;
}

/* {"$h":"..."} and {"$r":"..."}, from behind the name to behind the brace. */
static bool read_reference(struct quick *quick, enum value_type type, struct value **out)
{
    struct slice text;
    quick->at += strlen("\"$h\":");
    if (!read_text(quick, &text) || *quick->at != '}')
        return false;
    quick->at++;
    *out = value_make(quick, type);
    (*out)->text = text;
    return true;
}

static bool read_map(struct quick *quick, struct value **out)
{
    quick->at++;
    if (strncmp(quick->at, "\"$h\":", 5) == 0)
        return read_reference(quick, VALUE_HANDLE, out);
    if (strncmp(quick->at, "\"$r\":", 5) == 0)
        return read_reference(quick, VALUE_ROW, out);
    struct value *map = value_map(quick->arena);
    *out = map;
    if (*quick->at == '}') {
        quick->at++;
        return true;
    }
    for (;;) {
        if (!read_member(quick, map))
            return false;
        char c = *quick->at++;
        if (c != ',')
            return c == '}';
    }
}

static bool read_nested(struct quick *quick, struct value **out)
{
    if (quick->depth == CANON_MAX_DEPTH)
        return false;
    quick->depth++;
    bool is_read = *quick->at == '{' ? read_map(quick, out) : read_list(quick, out);
    quick->depth--;
    return is_read;
}

static bool read_any(struct quick *quick, struct value **out)
{
    struct slice text;
    switch (*quick->at) {
    case '{':
    case '[':
        return read_nested(quick, out);
    case '"':
        if (!read_text(quick, &text))
            return false;
        *out = value_make(quick, VALUE_TEXT);
        (*out)->text = text;
        return true;
    case 't':
        *out = value_bool(quick->arena, true);
        return read_word(quick, "true");
    case 'f':
        *out = value_bool(quick->arena, false);
        return read_word(quick, "false");
    case 'n':
        *out = &value_nil;
        return read_word(quick, "null");
    default:
        return read_int(quick, out);
    }
}
