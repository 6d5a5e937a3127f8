/* calls.h - the narrow door behind store.h: what an implementation gives. Embedded first in its
 * own struct store / struct reader. store.c only hands on to it.
 */
#pragma once
#include "store/office.h"

struct store_calls {
    void (*close)(struct store *);
    void (*submit)(struct store *, struct write_set *);
    int (*reader_open)(struct store *, struct reader **, struct err *);
    int64_t (*epoch)(const struct store *);
    int64_t (*generation)(const struct store *);
};

struct store {
    const struct store_calls *calls;
};

/* A list on its way out: `items` is an array in the arena. */
struct found {
    struct arena *arena;
    void *items;
    size_t count;
};

/* Ends a reader call: hands the list out to the caller's own type. */
#define HAND_OUT(call)                                                                             \
    struct found found = {.arena = arena};                                                         \
    int status = (call);                                                                           \
    *rows = found.items;                                                                           \
    *count = found.count;                                                                          \
    return status

struct reader_calls {
    void (*close)(struct reader *);
    int (*hold)(struct reader *, struct err *); /* NULL: each call sees what it sees */
    void (*let_go)(struct reader *);
    int (*load)(struct reader *, const struct id *, bool only_live, struct arena *,
                struct case_image *, struct err *);
    int (*task)(struct reader *, int64_t case_id, const struct id *, struct arena *, struct part *,
                struct err *);
    int (*stage)(struct reader *, const struct case_row *, struct found *, struct err *);
    int (*back)(struct reader *, int64_t from, size_t limit, struct found *, struct err *);
    int (*due)(struct reader *, const struct due_row *after, int64_t until_ms, size_t limit,
               struct found *, struct err *);
    int (*ready)(struct reader *, int64_t after, size_t limit, struct found *, struct err *);
    int (*dispatching)(struct reader *, int64_t after, size_t limit, struct found *, struct err *);
    int (*tasked)(struct reader *, int64_t after, size_t limit, struct found *, struct err *);
    int (*inbox)(struct reader *, int64_t after, size_t limit, struct found *, struct err *);
    int (*cases)(struct reader *, int64_t after, size_t limit, struct found *, struct err *);
    int (*key)(struct reader *, const struct digest *, struct arena *, struct key_row *,
               struct err *);
    int (*vault)(struct reader *, int64_t case_id, const struct id *, struct arena *,
                 struct vault_row *, struct vault_key_row *, struct err *);
    int (*vault_keys)(struct reader *, int64_t case_id, struct found *, struct err *);
    int (*incidents)(struct reader *, int64_t case_id, bool only_open, struct found *,
                     struct err *);
    int (*releases)(struct reader *, struct found *, int64_t *active, struct err *);
    int (*release_heads)(struct reader *, struct found *, int64_t *active, struct err *);
    int (*release)(struct reader *, int64_t id, struct arena *, struct release_row *, struct err *);
    int (*activations)(struct reader *, int64_t before, size_t limit, struct found *, struct err *);
    int (*stay)(struct reader *, int64_t case_id, struct arena *, struct stay_row *, struct err *);
    int (*stays)(struct reader *, int64_t after, size_t limit, struct found *, struct err *);
    int (*series)(struct reader *, struct slice prefix, struct arena *, struct series_row *,
                  struct err *);
    int (*letter_numbers)(struct reader *, struct found *, struct err *);
    int (*tokens)(struct reader *, struct found *, struct err *);
    int (*part)(struct reader *, int64_t case_id, const struct part *like, struct arena *,
                struct part *, struct err *);
    int (*record)(struct reader *, enum record_kind, struct slice key, struct arena *,
                  struct record_row *, struct err *);
    int (*records)(struct reader *, const struct record_span *, struct found *, struct err *);
    int (*effect)(struct reader *, const struct id *, struct arena *, struct effect_row *,
                  struct err *);
    int (*effects)(struct reader *, const struct effect_span *, struct found *, struct err *);
    int (*notice)(struct reader *, const struct id *, struct arena *, struct notice_row *,
                  struct err *);
    int (*notices)(struct reader *, int64_t after, size_t limit, struct found *, struct err *);
};

struct reader {
    const struct reader_calls *calls;
};
