/* serve_watch.h - `serve --watch PATH`: a developer's folder is published and activated when it is
 * saved.
 */
#pragma once
#include "engine/publish.h"

enum watch_state {
    WATCH_LOOKING,
    WATCH_PUBLISHING,
    WATCH_REPLAYING,
    WATCH_ACTIVATING,
    WATCH_STOPPED
};

struct serve_watch {
    enum watch_state state;
    const char *path; /* borrowed */
    struct loop *loop;
    struct engine *engine;
    struct loop_timer timer;
    struct digest seen; /* of the folder at the last look: half a save looks different again */
    int64_t release;    /* being replayed or activated, and its digest */
    struct digest digest;
    struct digest tried; /* published, or refused: not to be tried again */
    struct err trouble;  /* said last of a folder that could not be read */
};

/* Looks from now on, twice a second. */
void serve_watch_start(struct serve_watch *watch, struct loop *loop, struct engine *engine,
                       const char *path);
/* Looks no more; what is under way is finished. */
void serve_watch_stop(struct serve_watch *watch);
