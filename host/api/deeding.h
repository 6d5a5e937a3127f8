/* deeding.h - what administrators do to the host, sent once or twice: the Idempotency-Key of a deed
 * (engine/deed.h) is looked up before it is begun.
 */
#pragma once
#include "api/call.h"
#include "engine/once.h"

struct deeding {
    void *plan; /* of the endpoint: what is to be done */
    /* On the loop thread: begins it and answers the call. `key` lives as long as the call; NULL:
     * the request came without one. */
    void (*go)(struct call *call, void *plan, const struct once_digests *key);
    void (*drop)(void *plan); /* instead of go: the call has been answered; NULL: nothing to free */
};

/* Answers a repeat with the first answer, or goes on. `deeding` is copied. */
void deeding_start(struct call *call, const struct deeding *deeding);
