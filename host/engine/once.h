/* once.h - the same request twice is done once (engine rule E14).
 *
 * While an act with a key runs, its twin joins it and gets the same answer; afterwards the key's
 * row, written with the event, names the journal row from which the first answer is rendered again.
 * Refusals are not kept. Only keyed digests are ever stored.
 */
#pragma once
#include "engine/engine.h"

/* A request that may come twice, and the two digests it is known by. `route` counts as sent: its
 * ids are part of what was asked. */
struct once_request {
    const struct actor *actor;
    const char *route; /* "POST /api/v1/cases" */
    struct slice key, body;
};
struct once_digests {
    struct digest key, request;
};
/* Any thread. */
void once_digest(const struct engine *engine, const struct once_request *request,
                 struct once_digests *out);

enum { ONCE_BUCKETS = 4096 };

struct onces {
    struct act *buckets[ONCE_BUCKETS]; /* running acts with a key, by own.next_once */
};

/* True if the act was taken over: it joined a twin, or its key is in use with another body. */
bool once_join(struct engine *engine, struct act *act);
/* Ends the act's key; its twins get its answer. */
void once_leave(struct engine *engine, struct act *act);
/* The text that a key in use with another request is answered with. */
extern const char once_reused_text[];
/* Looks the key up in the store: 0 with answer.is_repeated and the first reply, 0 without if the
 * key is new or older than KEY_LIFE_MS, STATUS_KEY_REUSED. Script thread. */
MUST_CHECK int once_find(struct reader *reader, struct act *act, struct write_set *writes,
                         int64_t now_ms, struct err *err);
