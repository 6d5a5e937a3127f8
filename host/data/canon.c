/* canon.c - values to canonical bytes and back.
 *
 * canon_write runs for every turn of every case, so it goes straight from the tree to the buffer:
 * one reserve per text, runs without escapes copied whole, printf only for reals. The order of
 * members is that of the tree (value.c keeps them sorted).
 *
 * canon_read takes the short way of canon_quick.c. What is not canonical there goes the long way:
 * json.c reads it, and then {"$h": ...} and {"$r": ...} are turned, in place, into handles and
 * rows. Measured on a journal body of 221 bytes: 0.5 us the short way, 5.7 us the long one. Our
 * own texts may nest deeper than what comes from outside: a journal body wraps the data of an event
 * in a few levels of its own.
 */
#include <assert.h>
#include <stdio.h>
#include "data/canon.h"
#include "data/canon_quick.h"
#include "data/json.h"

enum { CANON_USUAL_BYTES = 500 }; /* most rows are shorter, so that their buffer need not grow */

static void write_text(struct buf *buf, struct slice text);
static void write_real(struct buf *buf, double real);
static void write_list(struct buf *buf, const struct value *list);
static void write_map(struct buf *buf, const struct value *map);
static void write_reference(struct buf *buf, const char *opening, struct slice text);
static int find_references(struct value *value, struct err *err);

void canon_write(struct buf *buf, const struct value *value)
{
    switch (value->type) {
    case VALUE_NIL:
        buf_add(buf, "null", 4);
        break;
    case VALUE_BOOL:
        buf_add_text(buf, value->boolean ? "true" : "false");
        break;
    case VALUE_INT:
        buf_add_int(buf, value->integer);
        break;
    case VALUE_REAL:
        write_real(buf, value->real);
        break;
    case VALUE_TEXT:
        write_text(buf, value->text);
        break;
    case VALUE_LIST:
        write_list(buf, value);
        break;
    case VALUE_MAP:
        write_map(buf, value);
        break;
    case VALUE_HANDLE:
        write_reference(buf, "{\"$h\":", value->text);
        break;
    case VALUE_ROW:
        write_reference(buf, "{\"$r\":", value->text);
        break;
    }
}

struct slice canon_text(struct arena *arena, const struct value *value)
{
    struct buf buf = {0};
    buf_reserve(&buf, CANON_USUAL_BYTES);
    canon_write(&buf, value);
    struct slice text = arena_copy(arena, buf_slice(&buf));
    buf_close(&buf);
    return text;
}

int canon_read(struct arena *arena, struct slice text, struct value **out, struct err *err)
{
    return canon_read_quickly(arena, text, out) ? 0 : canon_read_fully(arena, text, out, err);
}

int canon_read_fully(struct arena *arena, struct slice text, struct value **out, struct err *err)
{
    static const struct json_bounds bounds = {
        .max_bytes = CANON_MAX_BYTES,
        .max_depth = CANON_MAX_DEPTH,
        .is_dollar_allowed = true,
        .is_int64_allowed = true,
    };
    struct value *value;
    struct err detail = {0};
    int rc = json_read(arena, text, &bounds, &value, &detail);
    if (rc == STATUS_NO_MEMORY)
        return err_set(err, rc, "%s", detail.text);
    if (rc == 0)
        rc = find_references(value, &detail);
    if (rc != 0)
        return err_set_at(err, STATUS_CORRUPT, NULL, detail.where, "a stored text is damaged: %s",
                          detail.text);
    *out = value;
    return 0;
}

/* -- writing ---------------------------------------------------------------------------------- */

/* The letter behind the backslash; 'u' where JSON has none; 0 where nothing is to be escaped. */
static const char escapes[256] = {
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b',         't',           'n', 'u',
    'f', 'r', 'u', 'u', 'u', 'u', 'u', 'u', 'u',         'u',           'u', 'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\',
};

static void write_escape(struct buf *buf, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char letter = escapes[c];
    if (letter == 'u') {
        char escaped[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        buf_add(buf, escaped, sizeof escaped);
    } else {
        char escaped[2] = {'\\', letter};
        buf_add(buf, escaped, sizeof escaped);
    }
}

static void write_text(struct buf *buf, struct slice text)
{
    buf_reserve(buf, text.len + 2);
    buf_add_byte(buf, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        if (!escapes[c])
            continue;
        buf_add(buf, text.bytes + from, i - from);
        write_escape(buf, c);
        from = i + 1;
    }
    if (text.len > from)
        buf_add(buf, text.bytes + from, text.len - from);
    buf_add_byte(buf, '"');
}

/* %.17g reads back as the same double. Only the decimal point depends on the locale, in some it is
 * more than one byte: whatever stands there becomes one '.'. */
static void write_real(struct buf *buf, double real)
{
    char text[40];
    int len = snprintf(text, sizeof text, "%.17g", real);
    assert(len > 0 && len < (int)sizeof text);
    bool is_marked = false, is_point = false;
    for (int i = 0; i < len; i++) {
        char c = text[i];
        bool is_plain = (c >= '0' && c <= '9') || c == '-' || c == '+' || c == 'e';
        if (is_plain)
            buf_add_byte(buf, c);
        else if (!is_point)
            buf_add_byte(buf, '.');
        is_point = !is_plain;
        is_marked = is_marked || is_point || c == 'e';
    }
    if (!is_marked)
        buf_add(buf, ".0", 2);
}

static void write_list(struct buf *buf, const struct value *list)
{
    buf_add_byte(buf, '[');
    for (size_t i = 0; i < list->list.len; i++) {
        if (i > 0)
            buf_add_byte(buf, ',');
        canon_write(buf, list->list.items[i]);
    }
    buf_add_byte(buf, ']');
}

static void write_map(struct buf *buf, const struct value *map)
{
    bool is_first = true;
    buf_add_byte(buf, '{');
    for (size_t i = 0; i < map->map.len; i++) {
        const struct member *member = &map->map.members[i];
        if (value_is_nil(member->value))
            continue;
        if (!is_first)
            buf_add_byte(buf, ',');
        is_first = false;
        write_text(buf, member->key);
        buf_add_byte(buf, ':');
        canon_write(buf, member->value);
    }
    buf_add_byte(buf, '}');
}

static void write_reference(struct buf *buf, const char *opening, struct slice text)
{
    buf_add_text(buf, opening);
    write_text(buf, text);
    buf_add_byte(buf, '}');
}

/* -- reading ---------------------------------------------------------------------------------- */

/* What the host notes in a row of a list: its name, and when it ended. */
static bool is_row_note(const struct member *member)
{
    enum value_type type = member->value->type;
    if (slice_is(member->key, "$row"))
        return type == VALUE_TEXT;
    return slice_is(member->key, "$ended") &&
           (type == VALUE_TEXT || type == VALUE_INT || type == VALUE_BOOL);
}

static int map_find_references(struct value *map, struct err *err)
{
    const struct member *first = map->map.members;
    bool is_handle = map->map.len == 1 && slice_is(first->key, "$h");
    bool is_row = map->map.len == 1 && slice_is(first->key, "$r");
    if ((is_handle || is_row) && first->value->type == VALUE_TEXT) {
        struct slice text = first->value->text;
        map->type = is_handle ? VALUE_HANDLE : VALUE_ROW;
        map->text = text;
        return 0;
    }
    for (size_t i = 0; i < map->map.len; i++) {
        const struct member *member = &map->map.members[i];
        bool is_dollar = member->key.len > 0 && member->key.bytes[0] == '$';
        if (is_dollar && !is_row_note(member))
            return err_set(err, STATUS_CORRUPT, "a member that begins with '$' is not one of ours");
        int rc = find_references(member->value, err);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int find_references(struct value *value, struct err *err)
{
    if (value->type == VALUE_MAP)
        return map_find_references(value, err);
    for (size_t i = 0; i < value_len(value); i++) {
        int rc = find_references(value->list.items[i], err);
        if (rc != 0)
            return rc;
    }
    return 0;
}
