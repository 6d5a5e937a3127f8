/* json.c - JSON from outside: bounds first, jansson for the grammar, then our own tree.
 *
 * 1. Size and depth are checked before jansson sees a byte (its own depth limit is 2048).
 * 2. jansson refuses what is not JSON, not UTF-8, lone surrogates, NUL, duplicate members, trailing
 *    bytes, integers beyond int64, reals beyond double.
 * 3. While its tree is copied into the arena, integers and '$' members are checked. Members are
 *    sorted once per map: inserting them one by one would be quadratic, for a sender to exploit.
 *
 * What is wrong is said by place (line and column, or a path of members) and never by quoting the
 * text: it may be personal. So jansson's own messages, which quote, are not used.
 */
#include <jansson.h>
#include <locale.h>
#include <stdlib.h>
#include "data/canon.h"
#include "data/json.h"

enum { JSON_MAX_BYTES = 1024 * 1024, JSON_MAX_DEPTH = 32, PLACE_NAME = 40 };

static const int64_t INTEGER_MAX = ((int64_t)1 << 53) - 1;

/* Where the copying is: the chain from here to the top. */
struct place {
    const struct place *above;
    struct slice name; /* of the member; empty: an item of a list */
    size_t index;
};

struct reading {
    struct arena *arena;
    const struct json_bounds *bounds;
    struct err *err;
};

static int check_bounds(struct slice text, const struct json_bounds *bounds, struct err *err);
static int refuse_grammar(const json_error_t *error, struct err *err);
static json_t *parse(struct slice text, json_error_t *error);
static int copy_any(struct reading *reading, json_t *from, const struct place *place,
                    struct value **out);

int json_read(struct arena *arena, struct slice text, const struct json_bounds *bounds,
              struct value **out, struct err *err)
{
    static const struct json_bounds usual;
    struct reading reading = {.arena = arena, .bounds = bounds ? bounds : &usual, .err = err};
    int rc = check_bounds(text, reading.bounds, err);
    if (rc != 0)
        return rc;
    json_error_t error;
    json_t *root = parse(text, &error);
    if (!root)
        return refuse_grammar(&error, err);
    rc = copy_any(&reading, root, NULL, out);
    json_decref(root);
    return rc;
}

/* -- before ----------------------------------------------------------------------------------- */

static int refuse_at(struct err *err, int line, int column, const char *what)
{
    char where[64];
    snprintf(where, sizeof where, "line %d, column %d", line, column);
    return err_set_at(err, STATUS_MALFORMED, NULL, where, "the JSON cannot be read at %s: %s",
                      where, what);
}

/* Index of the bracket that is nested too deep, or text.len. Brackets in strings do not count; what
 * is not JSON at all is left to jansson, which stops at the same byte or before. */
static size_t find_too_deep(struct slice text, int max_depth)
{
    int depth = 0;
    bool is_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (c == '"')
            is_string = !is_string;
        else if (is_string)
            i += c == '\\';
        else if (c == '[' || c == '{')
            depth++;
        else if (c == ']' || c == '}')
            depth--;
        if (depth > max_depth)
            return i;
    }
    return text.len;
}

static int check_bounds(struct slice text, const struct json_bounds *bounds, struct err *err)
{
    size_t max_bytes = bounds->max_bytes ? bounds->max_bytes : JSON_MAX_BYTES;
    int max_depth = bounds->max_depth ? bounds->max_depth : JSON_MAX_DEPTH;
    if (text.len > max_bytes)
        return err_set(err, STATUS_TOO_LARGE, "the JSON has %zu bytes; at most %zu are read",
                       text.len, max_bytes);
    size_t deep = find_too_deep(text, max_depth);
    if (deep == text.len)
        return 0;
    int line = 1, column = 1;
    for (size_t i = 0; i < deep; i++) {
        bool is_end = text.bytes[i] == '\n';
        line += is_end;
        column = is_end ? 1 : column + 1;
    }
    char what[64];
    snprintf(what, sizeof what, "it is nested more than %d deep", max_depth);
    return refuse_at(err, line, column, what);
}

/* -- grammar ---------------------------------------------------------------------------------- */

/* In the C locale: jansson reads numbers with strtod, and where the decimal point has two bytes
 * (ps_AF) it aborts. In glibc the C locale is a constant, so this allocates nothing. */
static json_t *parse(struct slice text, json_error_t *error)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = uselocale(plain);
    json_t *root = json_loadb(text.len ? text.bytes : "", text.len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, error);
    uselocale(before);
    freelocale(plain);
    return root;
}

static int refuse_grammar(const json_error_t *error, struct err *err)
{
    static const struct {
        enum json_error_code code;
        const char *what;
    } reasons[] = {
        {json_error_invalid_utf8,           "the text is not UTF-8"                       },
        {json_error_premature_end_of_input, "it ends too early"                           },
        {json_error_end_of_input_expected,  "something follows the end of the value"      },
        {json_error_null_character,         "a text holds the character NUL"              },
        {json_error_null_byte_in_key,       "the name of a member holds the character NUL"},
        {json_error_duplicate_key,          "a member occurs twice"                       },
        {json_error_numeric_overflow,       "a number is too large"                       },
    };
    enum json_error_code code = json_error_code(error);
    if (code == json_error_out_of_memory)
        return err_set(err, STATUS_NO_MEMORY, "memory ran out while JSON was read");
    const char *what = "this is not JSON";
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].code == code)
            what = reasons[i].what;
    }
    return refuse_at(err, error->line, error->column, what);
}

/* -- copying ---------------------------------------------------------------------------------- */

/* Names of fields are shown, anything that does not look like one is not: it may be personal. */
static bool is_field_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.bytes[i];
        bool is_ours = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-' || c == '$';
        if (!is_ours)
            return false;
    }
    return name.len > 0 && name.len <= PLACE_NAME;
}

static void place_write(const struct place *place, struct buf *buf)
{
    if (!place)
        return;
    place_write(place->above, buf);
    buf_add_byte(buf, '/');
    if (!place->name.bytes)
        buf_add_int(buf, (int64_t)place->index);
    else
        buf_add_slice(buf, is_field_name(place->name) ? place->name : slice_of("*"));
}

static int refuse_place(struct reading *reading, const struct place *place, const char *what)
{
    struct buf path = {0};
    place_write(place, &path);
    struct slice at = buf_slice(&path);
    int rc = err_set_at(reading->err, STATUS_MALFORMED, NULL, at.bytes,
                        "the JSON is not taken%s%s: %s", at.len ? " at " : "", at.bytes, what);
    buf_close(&path);
    return rc;
}

static int copy_integer(struct reading *reading, int64_t integer, const struct place *place,
                        struct value **out)
{
    if (!reading->bounds->is_int64_allowed && (integer > INTEGER_MAX || integer < -INTEGER_MAX))
        return refuse_place(reading, place, "a whole number must lie within +-(2^53-1)");
    *out = value_int(reading->arena, integer);
    return 0;
}

static int copy_list(struct reading *reading, json_t *from, const struct place *place,
                     struct value **out)
{
    struct value *list = value_list(reading->arena);
    size_t len = json_array_size(from);
    list->list.items = arena_alloc(reading->arena, len * sizeof(struct value *));
    list->list.capacity = len;
    for (size_t i = 0; i < len; i++) {
        struct place here = {.above = place, .index = i};
        int rc = copy_any(reading, json_array_get(from, i), &here, &list->list.items[i]);
        if (rc != 0)
            return rc;
        list->list.len = i + 1;
    }
    *out = list;
    return 0;
}

static int member_order(const void *a, const void *b)
{
    return slice_compare(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static void map_sort(struct value *map)
{
    struct member *members = map->map.members;
    for (size_t i = 1; i < map->map.len; i++) {
        if (member_order(&members[i - 1], &members[i]) < 0)
            continue;
        qsort(members, map->map.len, sizeof *members, member_order);
        return;
    }
}

/* A member that is null is left out, as canon_write would. */
static int copy_map(struct reading *reading, json_t *from, const struct place *place,
                    struct value **out)
{
    struct value *map = value_map(reading->arena);
    size_t len = json_object_size(from);
    map->map.members = arena_alloc(reading->arena, len * sizeof(struct member));
    map->map.capacity = len;
    for (void *at = json_object_iter(from); at; at = json_object_iter_next(from, at)) {
        struct slice key = {.bytes = json_object_iter_key(at), .len = json_object_iter_key_len(at)};
        struct place here = {.above = place, .name = key};
        if (key.len && key.bytes[0] == '$' && !reading->bounds->is_dollar_allowed)
            return refuse_place(reading, &here, "the name of a member may not begin with '$'");
        struct member *member = &map->map.members[map->map.len];
        int rc = copy_any(reading, json_object_iter_value(at), &here, &member->value);
        if (rc != 0)
            return rc;
        if (value_is_nil(member->value))
            continue;
        member->key = arena_copy(reading->arena, key);
        map->map.len++;
    }
    map_sort(map);
    *out = map;
    return 0;
}

static int copy_any(struct reading *reading, json_t *from, const struct place *place,
                    struct value **out)
{
    struct slice text;
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        return copy_map(reading, from, place, out);
    case JSON_ARRAY:
        return copy_list(reading, from, place, out);
    case JSON_STRING:
        text = (struct slice){.bytes = json_string_value(from), .len = json_string_length(from)};
        *out = value_text(reading->arena, text);
        return 0;
    case JSON_INTEGER:
        return copy_integer(reading, json_integer_value(from), place, out);
    case JSON_REAL:
        *out = value_real(reading->arena, json_real_value(from));
        return 0;
    case JSON_TRUE:
    case JSON_FALSE:
        *out = value_bool(reading->arena, json_is_true(from));
        return 0;
    default:
        *out = &value_nil;
        return 0;
    }
}

/* -- writing for people ----------------------------------------------------------------------- */

static void write_any(struct buf *buf, const struct value *value, int indent, int margin);

static void write_line(struct buf *buf, int indent, int spaces)
{
    if (indent == 0)
        return;
    buf_add_byte(buf, '\n');
    for (int i = 0; i < spaces; i++)
        buf_add_byte(buf, ' ');
}

static void write_members(struct buf *buf, const struct value *value, int indent, int margin)
{
    bool is_map = value->type == VALUE_MAP;
    int inner = margin + indent;
    buf_add_byte(buf, is_map ? '{' : '[');
    for (size_t i = 0; i < value_len(value); i++) {
        if (i > 0)
            buf_add_byte(buf, ',');
        write_line(buf, indent, inner);
        if (is_map) {
            struct value name = {.type = VALUE_TEXT, .text = value->map.members[i].key};
            canon_write(buf, &name);
            buf_add_text(buf, indent ? ": " : ":");
        }
        write_any(buf, is_map ? value->map.members[i].value : value->list.items[i], indent, inner);
    }
    write_line(buf, indent, margin);
    buf_add_byte(buf, is_map ? '}' : ']');
}

static void write_any(struct buf *buf, const struct value *value, int indent, int margin)
{
    if (value_len(value) == 0)
        canon_write(buf, value);
    else
        write_members(buf, value, indent, margin);
}

void json_write(struct buf *buf, const struct value *value, int indent)
{
    write_any(buf, value, indent, 0);
}
