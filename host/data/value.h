/* value.h - the data a case is made of, and its one canonical form.
 *
 * A value is a tree: nil, boolean, integer, real, text, list, map, and two references that a script
 * may only pass on: a *handle* (a personal value in the vault) and a *row* (a row of a list in
 * case.data). Trees live in an arena and are not changed once shared. Maps keep their members
 * sorted bytewise by key and hold each key once, so equal values have equal bytes.
 *
 * Canonical JSON: members sorted, no spaces, integers as digits, reals as %.17g always with a
 * '.' or 'e' (so 3 and 3.0 stay apart), text escaped only where JSON must (" \ and below 0x20 as
 * \b \f \n \r \t or \u00xx). A handle is {"$h":"..."}, a row {"$r":"parties/2"}. Nothing else may
 * have a key that begins with '$', except the members "$row" by which a row of a list carries its
 * own name and "$ended" (a text, an integer or a boolean) of a row that is in its list no more.
 * Not-a-number and infinities do not exist. nil members of a map are left out.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"

enum value_type {
    VALUE_NIL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_REAL,
    VALUE_TEXT,
    VALUE_LIST,
    VALUE_MAP,
    VALUE_HANDLE,
    VALUE_ROW,
};

struct member;

struct value {
    enum value_type type;
    union {
        bool boolean;
        int64_t integer;
        double real;
        struct slice text; /* TEXT, HANDLE, ROW; a NUL follows it */
        struct {
            struct value **items;
            size_t len, capacity;
        } list;
        struct {
            struct member *members; /* sorted by key */
            size_t len, capacity;
        } map;
    };
};

struct member {
    struct slice key;
    struct value *value;
};

/* Making. Text is copied into the arena. value_nil is one shared constant. */
extern struct value value_nil;
struct value *value_bool(struct arena *arena, bool boolean);
struct value *value_int(struct arena *arena, int64_t integer);
struct value *value_real(struct arena *arena, double real); /* must be finite */
struct value *value_text(struct arena *arena, struct slice text);
struct value *value_string(struct arena *arena, const char *text); /* NULL gives nil */
struct value *value_handle(struct arena *arena, struct slice id);
struct value *value_row(struct arena *arena, struct slice name);
struct value *value_list(struct arena *arena);
struct value *value_map(struct arena *arena);
void value_push(struct arena *arena, struct value *list, struct value *item);
/* Adds or replaces; nil removes. The key is copied. */
void value_put(struct arena *arena, struct value *map, const char *key, struct value *item);
void value_put_slice(struct arena *arena, struct value *map, struct slice key, struct value *item);
/* A member that says outright that there is nothing: json_write writes it as null. Not for what is
 * kept: canonical text leaves it out. */
void value_put_null(struct arena *arena, struct value *map, const char *key);
struct value *value_copy(struct arena *arena, const struct value *from); /* deep */

/* Reading. A missing member is &value_nil; so a chain of value_get never meets NULL. */
struct value *value_get(const struct value *map, const char *key);
struct value *value_get_slice(const struct value *map, struct slice key);
struct value *value_item(const struct value *list, size_t index); /* &value_nil when beyond */
size_t value_len(const struct value *list_or_map);                /* 0 for other types */
bool value_is_nil(const struct value *value);
bool value_is_text(const struct value *value, const char *text);
/* The text of a TEXT, HANDLE or ROW as a C string, or `otherwise`. */
const char *value_text_or(const struct value *value, const char *otherwise);
int64_t value_int_or(const struct value *value, int64_t otherwise);
bool value_bool_or(const struct value *value, bool otherwise);
const char *value_get_text(const struct value *map, const char *key); /* NULL if missing */
int64_t value_get_int(const struct value *map, const char *key, int64_t otherwise);
bool value_get_bool(const struct value *map, const char *key, bool otherwise);
bool value_is_equal(const struct value *a, const struct value *b);
