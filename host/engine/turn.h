/* turn.h - one turn of one case while it is being taken: what the row will say. */
#pragma once
#include "engine/casefile.h"

/* One command of the script, checked. */
struct asked {
    struct asked *next;
    enum verb verb;
    const char *id, *name, *row;
    const struct value *args;
    struct value *result;
    struct value *refused;    /* { code, message }: raised at its line, applied never */
    const struct value *plan; /* what check found out for apply; not journalled */
};

struct turn {
    struct casefile *cf;
    struct engine *engine;
    struct worker *worker;
    struct write_set *writes;
    struct chance *chance; /* the engine's, but in shadow */
    struct arena *arena;   /* of the write set: dies when it has settled */
    const struct event *event;
    int64_t at, seq;
    size_t arena_before; /* used by the turns before it in the same write set */
    bool is_idle;        /* the event was forgotten: no row */
    bool is_accepted;    /* what fails from here on is the host's failure, and ends the loan */
    bool is_outside;     /* time has passed: the count of hops starts again */
    bool skips_hearing;  /* a claim and the like: ends no wait */
    bool moves_hands;    /* who can do which task may have changed (hands.h) */

    /* the row */
    struct value *event_value; /* { kind, by, ... } */
    struct value *done;        /* what accept moved */
    struct value *heard;       /* [{ id, value | error | from }] */
    struct value *opening;     /* of an opening row */
    struct value *clocks;      /* { key = date | false }: due dates that moved without a command */
    struct value *answer;      /* what a wait hears of this event */
    struct asked *first, *last;
    const char *moves_to;      /* the stage is left for this one: carried (carry.h) */
    const char *next, *closed; /* how the stage ended */
    const char *ends_as;       /* the core closes the case, its stage as it stands (merge.h) */
    struct value *error;       /* { code, message }: parked */
    struct value *cancelled;   /* branches closed in this turn, paths */

    const struct value *from; /* of a case that another has started: who that is; NULL */
    const char *group;        /* of a part: the number of the letter it comes from; NULL */

    const char *calendar; /* days were counted by this one; NULL: none were */

    const char *form; /* what came in was checked against it; NULL: against none */

    /* the reply to the act */
    struct value *errors; /* of a form */
    struct value *result; /* of a conflict: how it stands now; NULL */
};

void turn_init(struct turn *turn, struct casefile *cf, struct worker *worker,
               struct write_set *writes, const struct event *event);
MUST_CHECK int turn_take(struct casefile *cf, const struct event *event, struct turn *turn,
                         struct err *err);

/* The second half alone, on a casefile with a fiber: the script hears what stands in line and is
 * asked; nothing is applied. STATUS_SCRIPT_FAILED, STATUS_HOST_VERDICT: it would be parked. */
MUST_CHECK int turn_hear(struct turn *turn, struct err *err);
/* Is there something the script has not heard and may hear now? */
bool turn_has_news(const struct turn *turn);
bool casefile_has_news(struct casefile *cf, int64_t settled_seq);

/* Ends a wait with a value; heard in this turn or the next. `is_from_event`: the value is
 * turn->answer. */
void wait_end(struct turn *turn, struct part *wait, struct value *value, bool is_error,
              bool is_from_event);
/* Adds { what = key, ... } to `done`. */
void turn_note_done(struct turn *turn, const char *what, struct slice key, const char *status);

enum wait_status { WAIT_OPEN = 1, WAIT_ENDED = 2 };
enum signal_status { SIGNAL_KEPT = 1, SIGNAL_TO_HANDLE, SIGNAL_CONFIRMING };

bool branch_is_within(struct slice id, const char *branch);
