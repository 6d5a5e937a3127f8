/* retell.h - one case lived again, in a world of its own: simulated loop and store, held time, the
 * engine of every host, and nobody outside.
 *
 * What people, chance and other cases did comes from the case's journal (engine/telling.h), each at
 * the time it happened. The case's own timers fire as they did: what fell due late because the host
 * was off falls due as late again, and so does whatever else falls due in such a gap. Effects go
 * nowhere; no message leaves the world; the cases it starts are told of, not lived.
 *
 * A world is used by one thread, for one case after the other, and made anew every so often.
 */
#pragma once
#include "duty/calendars.h"
#include "engine/course.h"
#include "engine/edition.h"
#include "engine/telling.h"

struct retell_world;

/* Where releases come from: a counted reference, or NULL if this host cannot use that one. */
struct release_source {
    struct release *(*find)(void *owner, int64_t id);
    void *owner;
    struct calendars *calendars; /* by which days are counted; borrowed */
};

struct retell_world *retell_world_new(const struct release_source *source);
void retell_world_free(struct retell_world *world); /* NULL allowed */

/* A falling due as the record has it: of what, for when, and when it fired - or when something else
 * ended what it was of, though it was past due. The host was late from `late_ms` on. */
struct told_due {
    enum part_kind kind;
    const char *key;
    int64_t due_ms, late_ms, at, seq; /* at INT64_MAX: it has not fired yet */
    bool has_fired;
    bool is_spent; /* by the candidate that is being lived */
};

struct told_dues {
    struct told_due *items;
    size_t count, capacity;
};

enum retold_note_kind {
    RETOLD_ANSWER_UNUSED,  /* a recorded answer has nothing to go to */
    RETOLD_ANSWER_REFUSED, /* it would not be taken: `why` */
    RETOLD_SIGNAL_REFUSED,
    RETOLD_NOT_BEGUN,   /* the case would not begin: `why` */
    RETOLD_NOT_GUESSED, /* nobody was asked this, and its time runs out: told no further */
};

struct retold_note {
    struct retold_note *next;
    enum retold_note_kind kind;
    const char *name, *row; /* form or signal */
    int64_t at;
    const char *why;
};

struct retelling_plan {
    struct telling *telling;
    struct reader *reader;      /* of the host: how other cases ended */
    int64_t candidate;          /* release it is lived on from the beginning; 0: those recorded */
    int64_t until_ms;           /* candidate: time runs on to here, if it has not ended */
    struct told_dues *dues;     /* recorded: filled in; candidate: obeyed. In the caller's arena */
    const struct course *known; /* candidate: the course on the recorded releases */
};

struct retold {
    bool has_begun;
    struct course course;
    struct retold_note *notes, *last_note;
};

/* Fails only where the world itself does, or a release is not to be had. */
MUST_CHECK int retell_case(struct retell_world *world, const struct retelling_plan *plan,
                           struct arena *arena, struct retold *out, struct err *err);
