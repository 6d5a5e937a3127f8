/* preflights.h - from a call about /releases/{digest}/preflight to the pre-flight it means.
 *
 * `{digest}` is a digest or six or more of its first characters; releases are in the store, so the
 * row is looked up on a worker thread, and `go_on` is called on the loop thread with what was
 * found.
 */
#pragma once
#include "api/call.h"
#include "engine/preflight.h"

struct release_named {
    int64_t id;
    struct digest digest;
};

/* `go_on` ends the call. A release that is not there is answered as 404. */
void preflights_find(struct call *call,
                     void (*go_on)(struct call *call, const struct release_named *release));
/* The last pre-flight of the release; NULL: the call was answered as 404. */
struct preflight *preflights_last(struct call *call, const struct release_named *release);
