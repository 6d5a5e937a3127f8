/* reading.h - from a call to a read on a worker thread and back: what all endpoints that only look
 * have in common.
 */
#pragma once
#include "api/call.h"
#include "engine/engine.h"

struct eyes; /* engine/veil.h */
struct staff;

struct reading {
    struct read read; /* its arena is the place for `out` */
    struct call *call;
    void *plan;              /* of the endpoint, in the call's arena */
    struct staff *staff;     /* a reference: what the eyes look at */
    const struct eyes *eyes; /* of who asks, in the read's arena: to hand to lists */
    struct value *out;
    enum {
        GUARDS_NOTHING,
        GUARDS_CASE,
        GUARDS_WHOLE,
        GUARDS_TASK
    } guards; /* what the path names */
    struct id guarded;
    /* On a worker thread: touches plan, out and the reader, not the call. */
    int (*fill)(struct reading *reading, struct reader *reader, struct err *err);
    /* On the loop thread after success; NULL: `out` is the answer. Ends the call or goes on. */
    void (*on_filled)(struct reading *reading);
    bool takes_failures; /* on_filled comes after a failure too, with read.status and read.err */
};

/* A failure of `fill` answers the call as a problem. */
void reading_start(struct call *call, void *plan,
                   int (*fill)(struct reading *, struct reader *, struct err *),
                   void (*on_filled)(struct reading *));

/* The same for who has something to let go of when it fails. */
void reading_start_whole(struct call *call, void *plan,
                         int (*fill)(struct reading *, struct reader *, struct err *),
                         void (*on_filled)(struct reading *));

/* Members of a map whose integers are times in ms become RFC 3339 texts; 0 leaves the member out.
 * `names` ends with NULL. */
void word_times(struct arena *arena, struct value *map, const char *const *names);
/* The same for every item of { items = [...] }. */
void word_item_times(struct arena *arena, struct value *page, const char *const *names);
