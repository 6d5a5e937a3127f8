/* sweep.h - after an activation: every open case that has not moved yet, proved in the background.
 *
 * Nothing waits for it; a case moves by itself when it hears. What the sweep adds is that an office
 * knows within seconds who stays and why, and that a case parked for a fault the active release has
 * mended goes on without anybody's hand (engine rule E11).
 *
 *   RESTING --sweep_begin--> READING (a job on LANE_SHADOW) --its page is done--> READING ...
 * RESTING ^                                |
 *                               +---- on_timer <--- PAUSED <-----+ too much under way, the disk is
 *                                                                  full, the outcome unknown
 *
 * A page ends after SWEEP_CASES replays, so that a new activation, which begins the sweep again, is
 * never far behind. The job writes nothing: what it finds goes as an event to the case, whose own
 * loan - the only writer it has - looks whether it still holds and writes the stay without a row in
 * the journal. After a start the sweep runs again: what it was about stands in the database.
 *
 * The first round of a life proves every open case, also on the release it is on: the host or its
 * Lua may be another than the one that recorded it (engine rule E12). One that diverges is woken,
 * and parked with its line as it would be when something came.
 */
#pragma once
#include "engine/shadow.h"

enum sweep_state { SWEEP_RESTING, SWEEP_READING, SWEEP_PAUSED };

struct sweep {
    enum sweep_state state;
    bool is_again;   /* a release became active while a page was being read */
    bool is_proving; /* this round looks at every open case, on its own release too */
    bool is_allowed; /* the engine has found what the last life left */
    int64_t after;   /* rowid of the last case looked at */
    struct loop_timer timer;
    struct shadow shadow; /* of this round; one job at a time has it */
    const struct edition *candidate;
    uint64_t looked, stays, retried, carried; /* this round */
};

/* Loop thread. */
void sweep_begin(struct engine *engine);
/* The engine is ready: begins, if a release is active. */
void sweep_allow(struct engine *engine);
void sweep_close(struct engine *engine);
/* Nothing is under way and nothing is left to look at. */
bool sweep_rests(const struct engine *engine);
