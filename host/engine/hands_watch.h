/* hands_watch.h - open tasks looked at again when people have changed (engine rule E7), though
 * nothing happens to their cases.
 *
 * Who holds a role, is away, stands in or has an interest changes with a record of the host, with
 * the tree of a release, and by itself when a role, an absence or a conflict begins or ends. Each
 * time a *look* goes over the cases with an open task, page by page, in the background and behind
 * everything else; it writes nothing. A case in which something is to be said gets EVENT_HANDS: a
 * turn that wakes no script and in which hands.h opens or ends the incident.
 *
 *   RESTING --people change, the moment comes, a life begins--> READING --last page--> RESTING
 *                                                                |   ^                (again:
 * READING) too much is under way v   | PAUSE_MS PAUSED
 *
 * Nothing about it is kept on disk. A look that died with its host is made up for by the one that
 * each life begins with; a case that was on loan when people changed asks for itself when it comes
 * back. What a look finds, the turn finds again or leaves alone, so a look too many writes nothing.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "loop/loop.h"

struct engine;
struct casefile;

enum hands_watch_state { HANDS_RESTING, HANDS_READING, HANDS_PAUSED };

struct hands_watch {
    enum hands_watch_state state;
    bool is_again;     /* people have changed since this look began: one more */
    int64_t after;     /* rowid of the last case looked at */
    int64_t looked_ms; /* when the look began: what changes by itself later is still to come */
    struct loop_timer pause, next;
    uint64_t looked, told; /* cases of this look */
};

/* All loop thread. */
void hands_watch_begin(struct engine *engine);
void hands_watch_stop(struct engine *engine);
/* The clock was moved: is the next look due? */
void hands_watch_follow_clock(struct engine *engine);
/* When people change by themselves next, at most `most_ms`. */
int64_t hands_watch_next_ms(const struct engine *engine, int64_t most_ms);
bool hands_watch_rests(const struct engine *engine);
/* Was this loan lent before people changed? Then the case asks once more. */
bool hands_watch_is_due(struct casefile *cf);
