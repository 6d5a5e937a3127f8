/* service.h - what endpoints work on. Opened by `comity serve`, lent to http, which hands it to
 * each call. Owns nothing but the event stream; lives on the loop thread.
 */
#pragma once
#include "api/call.h"
#include "data/secret.h"
#include "engine/engine.h"

struct feed;
struct patience;

struct service {
    int downloads; /* of files, under way */
    struct engine *engine;
    struct loop *loop;
    struct chance *chance;
    const char *version;
    struct patience *patience; /* with strangers; of service_open */
    struct feed *feed;         /* those who listen to events; of events.c */
    /* Adds lines of the rooms above to /metrics; may be NULL. */
    void (*add_metrics)(void *owner, struct buf *out);
    void *owner;
};

/* Begins to listen to the engine's turns. */
void service_open(struct service *service);
/* Every stream is closed; they are gone when http has drained. */
void service_close_streams(struct service *service);
void service_close(struct service *service); /* after http has drained */

/* The hook of http: names the actor by the call's token, refuses who may not. */
int service_authenticate(struct call *call, struct err *err);

extern const struct endpoint endpoints[];
