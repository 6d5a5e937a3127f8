/* input.h - what a request may say: declared per endpoint, checked before the endpoint looks.
 *
 * A rule names a member of the body or of the query, its type and its bound. What no rule names is
 * an error: a misspelt member must not pass as "not given". The free part of a body (`data`) is a
 * map, checked later against its form.
 */
#pragma once
#include "api/call.h"
#include "base/err.h"
#include "base/id.h"

enum input_place { INPUT_END, INPUT_BODY, INPUT_QUERY };
enum input_type {
    INPUT_TEXT,  /* `most` bytes, not empty */
    INPUT_WORDS, /* a list of 1 to `most` texts */
    INPUT_LIST,  /* a list of at most `most`, checked by the endpoint */
    INPUT_MAP,
    INPUT_MAPS, /* a list of 1 to `most` maps */
    INPUT_INT,  /* 0 to `most` */
    INPUT_YES_NO,
    INPUT_ID,
    INPUT_TIME, /* RFC 3339 -> ms */
};

struct input_rule {
    enum input_place place;
    const char *name;
    enum input_type type;
    int64_t most;
    bool is_required;
    const char *about; /* for the OpenAPI document */
};

enum { INPUT_NAME_MOST = 100, INPUT_PAGE = 50, INPUT_PAGE_MOST = 200, INPUT_KEY_MOST = 128 };

/* Rows of every list, of lists of what belongs to people, and the row that ends each table. */
#define INPUT_CURSOR                                                                               \
    {                                                                                              \
        .place = INPUT_QUERY, .name = "cursor", .most = 400, .about = "`next` of the page before"  \
    }
#define INPUT_LIMIT                                                                                \
    {                                                                                              \
        .place = INPUT_QUERY, .name = "limit", .type = INPUT_INT, .most = INPUT_PAGE_MOST,         \
        .about = "Items on a page, 50 unless said"                                                 \
    }
#define INPUT_OF_PERSON                                                                            \
    {                                                                                              \
        .place = INPUT_QUERY, .name = "person", .most = INPUT_NAME_MOST,                           \
        .about = "Of this person: the key"                                                         \
    }
#define INPUT_MEMBER(text, kind, bound, what)                                                      \
    {                                                                                              \
        .place = INPUT_BODY, .name = (text), .type = (kind), .most = (bound), .about = (what)      \
    }
#define INPUT_DATA(text)                                                                           \
    {                                                                                              \
        .place = INPUT_BODY, .name = "data", .type = INPUT_MAP, .about = (text)                    \
    }
#define INPUT_LAST                                                                                 \
    {                                                                                              \
        .place = INPUT_END                                                                         \
    }

/* Body and query as one map by name, in the call's arena. NULL: the call has been answered. */
struct value *input_take(struct call *call);

/* The same without answering: for large bodies, on a worker thread while nobody else has the call.
 */
MUST_CHECK int input_read(struct call *call, struct value **out, struct err *err);

/* A parameter of the path that must be an id. False: answered as not found. */
bool input_take_id(struct call *call, const char *param, struct id *id);

/* `limit`, or 50. */
size_t input_limit(const struct value *input);
/* A text of the input as a slice, empty if it was not given. */
struct slice input_slice(const struct value *input, const char *name);
