/* calls.h - the narrow door behind store.h: what an implementation gives. Embedded first in its
 * own struct store / struct reader. store.c only hands on to it. */
#pragma once
#include "store/store.h"

struct reader_calls;

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

struct reader {
    const struct reader_calls *calls;
};
