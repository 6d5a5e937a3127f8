/* advance.h - lets the time of a training office pass: from one timer to the next, each heard at
 * its own moment, as fast as turns go. An office that is not for training has no such door.
 *
 *   idle --engine_advance--> SETTLING --nothing runs--> MOVED --next pass--> SETTLING ... --> idle
 *                                '---- nothing runs, and it is `to_ms` ----> on_done
 *
 * What goes outside is not waited for: it takes real time.
 */
#pragma once
#include "engine/engine.h"

enum advance_state { ADVANCE_IDLE, ADVANCE_SETTLING, ADVANCE_MOVED };

struct advance {
    enum advance_state state;
    struct loop_timer timer;
    int64_t to_ms, next_ms, near_ms;
    void (*on_done)(void *owner, int status);
    void *owner;
};

enum { ADVANCE_DAYS_MOST = 400 };

/* STATUS_CONFLICT: not an office for training, or it is under way; STATUS_INVALID: back, or too
 * far. on_done, later: 0, or STATUS_STOPPING when the host goes before it is there. */
MUST_CHECK int engine_advance(struct engine *engine, int64_t to_ms,
                              void (*on_done)(void *owner, int status), void *owner,
                              struct err *err);
bool engine_may_advance(const struct engine *engine);
void advance_open(struct engine *engine);
void advance_stop(struct engine *engine);
