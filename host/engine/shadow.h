/* shadow.h - one case replayed on a candidate release, in shadow: nothing is written, no casefile
 * of the directory is touched, no live turn waits for it.
 *
 * The rows of the case's stage are heard by a fiber of the candidate; its commands are compared
 * with those recorded (rule E5). What comes of it is a *finding*, a value. A finding belongs to
 * (case, stage entry, seq): "same" is proved for the seq it was found at and no later one, while
 * "diverges" holds until the case leaves the stage (rule E11).
 */
#pragma once
#include "data/secret.h"
#include "engine/editions.h"
#include "engine/engine.h"

enum verdict {
    VERDICT_SAME,
    VERDICT_CHANGED,  /* the same calls; options, texts or terms of them have changed since */
    VERDICT_MOVES,    /* diverges or is gone, and a `move` hook carries it */
    VERDICT_HELD,     /* the workflow says upgrade = "new_cases_only" */
    VERDICT_DIVERGES, /* calls something else than was recorded */
    VERDICT_RAISES,   /* raises, or runs out of its budget, where it did not */
    VERDICT_GONE,     /* the candidate has no such workflow or stage */
    VERDICT_COUNT
};

/* Texts are in the caller's arena or NULL. */
struct finding {
    struct id ref;
    int64_t case_id, stage_seq, seq;
    int64_t at_turn; /* where it parted ways; 0: nowhere */
    enum verdict verdict;
    bool is_parked, gets_past; /* parked, and the candidate gets past what it is parked for */
    const char *number, *workflow, *office, *stage;
    const char *command;  /* id of the command, "agreed/2" */
    const char *recorded; /* the call as recorded: task "investigate" */
    const char *now;      /* what the candidate does there */
    const char *where;    /* file:line of the candidate */
    const char *message;  /* for its reader: one sentence */
    const char *moves_to; /* VERDICT_MOVES: the stage the hook names */
    struct slice marks;   /* of a sealed or veiled case (veil.h): who may be told of it */
};

/* Any worker thread. Returns an error only for what is no fault of the script: a row that cannot be
 * read, the case closed meanwhile (STATUS_CLOSED). */
MUST_CHECK int shadow_replay(struct engine *engine, const struct edition *candidate,
                             struct reader *reader, const struct case_row *row, struct arena *arena,
                             struct finding *out, struct err *err);

/* The same for many cases on one thread: remembers the releases they are on and how these differ
 * from the candidate. */
struct shadow {
    struct engine *engine;
    const struct edition *candidate; /* borrowed */
    struct reader *reader;
    struct editions *known; /* counted; grows by the releases that cases are found on */
    int64_t missing;        /* a release that this host cannot use */
    /* Rows of the stage of one case, if somebody has read them already; else it reads them. */
    struct shadow_rows {
        int64_t case_id, seq;
        struct journal_row *rows;
        size_t count;
    } ahead;
    struct chance chance; /* of its own: what it draws is thrown away */
    struct arena arena;   /* of `terms` */
    struct arena scratch; /* of one case */
    struct terms *terms;
};
/* `known`: editions somebody has already, NULL: none. */
void shadow_open(struct shadow *shadow, struct engine *engine, const struct edition *candidate,
                 struct reader *reader, struct editions *known);
void shadow_close(struct shadow *shadow);
MUST_CHECK int shadow_case(struct shadow *shadow, const struct case_row *row, struct arena *arena,
                           struct finding *out, struct err *err);

const char *verdict_word(enum verdict verdict); /* "same", "changed", ... */
bool verdict_from_word(const char *word, enum verdict *out);
/* What of a case's `extra` a finding keeps. */
struct slice finding_marks(struct arena *arena, struct slice extra);
/* Is it for the cleared only? Of a sealed case always; of one whose stage began behind the veil
 * unless the declarations alone say it, which are the same for all cases there. */
bool finding_is_hidden(const struct finding *finding);
/* The case stays on its release until it leaves the stage: held, diverges, raises, gone. */
bool verdict_stays(enum verdict verdict);
/* { case, number, workflow, office, stage, stage_seq, seq, verdict, turn, command, recorded, now,
 *   where, message, moves_to, parked, gets_past } */
struct value *finding_value(struct arena *arena, const struct finding *finding);
