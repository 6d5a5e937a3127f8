/* casefile.h - a case while the host has it in hand.
 *
 * The loop thread owns every casefile and lends it to one script thread at a time. While it is lent
 * the loop touches `inbox` and nothing else of it.
 *
 *                 casefile_wake                   on_loan_ran, on_loan_settled
 *     IDLE -------------------------> LENT ------------------------------------> IDLE
 *      |                                |
 *      +-- evicted: freed               +-- failed: what it holds is dropped, the disk is right
 *
 * Invariants
 *   C1. One write set in flight per case (engine rule E2): it is submitted by the loan and settled
 *       before the next loan begins.
 *   C2. fiber and has_stage come and go together, but for the moment between two stages.
 *   C3. row, parts, stage say what the last settled write set left - or the casefile is dropped.
 */
#pragma once
#include "engine/editions.h"
#include "engine/event.h"
#include "engine/dispatch_list.h"
#include "engine/parts.h"
#include "engine/stage.h"

struct worker; /* engine/loan.h */
struct staff;  /* duty/staff.h */

enum casefile_state { CASEFILE_IDLE, CASEFILE_LENT };

struct loan {
    struct job job;
    struct note note;
    struct list events;       /* struct event, in order: not taken yet */
    struct list taken;        /* struct event: their acts are answered when the loan ends */
    struct write_set *writes; /* NULL: nothing to write */
    struct write_set *spare;  /* an empty one for the run; NULL: it makes one */
    int status;               /* of the whole loan; of the write set once settled */
    struct err err;
    struct editions *editions;    /* in memory when lent; counted */
    struct calendars *calendars;  /* in force when lent; counted */
    const struct edition *active; /* of them: for all turns of the loan; NULL: none is */
    struct staff *staff;          /* who works where, when lent; counted */
    bool is_suspect;              /* what it would hear may be what kills the host */
    bool has_run, has_settled;    /* both arrive on the loop, in any order */
    int64_t generation;           /* of the store when lent */
    int64_t now_ms;               /* when lent: the time of its turns */
    size_t heap_bytes;            /* of the fiber afterwards */
};

struct casefile {
    struct engine *engine;
    struct id ref;
    struct casefile *next_in_bucket;
    struct casefile *older, *newer; /* among the idle that stay in memory */
    enum casefile_state state;
    struct list inbox; /* loop thread only */
    struct loan loan;
    size_t counted_bytes; /* of the residency budget */

    /* the case, as its last turn left it */
    bool is_loaded;
    struct arena arena; /* texts of row */
    struct case_row row;
    int64_t order; /* gives what ended its place in line */
    int64_t hops;  /* stages entered without an outside event or time passing */
    int64_t hop_at;
    int64_t closed_at; /* its row moves on with what is recorded after the close */
    /* The office whose changes the present stage plays: the one that held the case when it began.
     * Empty: the one that holds it. */
    struct slice plays;
    struct slice marks; /* what only the cleared may see (veil.h), canonical text; empty: nothing */
    struct parts parts;
    struct dispatches dispatches;           /* of the parts, once asked for: engine/dispatches.h */
    const struct edition *edition;          /* counted */
    const struct workflow *workflow;        /* of the edition */
    const struct calendars *calendars_seen; /* its clocks are known to follow these */
    int64_t stays_from; /* the release that the present stage will not go to; 0: none known */
    bool is_shadow;     /* never lent: a turn keeps to its budget in replay too (shadow.h) */
    bool has_stage;
    struct stage stage;
    struct fiber *fiber;
    const struct script_host *host; /* who answers the fiber's verbs now: a turn or a replay */
    void *host_data;
    const char *calendar_then; /* while a row is replayed: the calendar it counted by */
    struct value
        *moved; /* due dates that moved in this loan, as in struct turn; in its write set */
    bool next_is_carried;            /* the case is carried into the next stage (carry.h) */
    const struct value *next_fields; /* set there; in the write set's arena */
    const char *next_stage;          /* the stage ended: this one opens in the next turn */
};

/* Puts the event into the case's inbox; lends the case if it is idle. Loop thread. */
void casefile_wake(struct engine *engine, const struct id *ref, struct event *event);
/* Lends idle cases whose inbox is not empty. */
void casefile_lend(struct casefile *cf);
/* Forgets what memory holds of the case; the next turn loads it again. */
void casefile_drop(struct casefile *cf);
/* Answers the acts of its inbox: it is not known whether they were recorded. */
void casefile_answer_waiting(struct casefile *cf);
void casefile_drop_fiber(struct casefile *cf);
void casefile_free(struct casefile *cf);

/* Loads row and parts. STATUS_NOT_FOUND if the store has no such case. Script thread. */
MUST_CHECK int casefile_load(struct casefile *cf, struct reader *reader, struct err *err);
/* The same without its release: for who looks at rows only. Any worker thread. */
MUST_CHECK int casefile_load_rows(struct casefile *cf, struct reader *reader, struct err *err);
/* Sets texts of the row, copied. */
void casefile_set_stage(struct casefile *cf, const char *stage);
void casefile_set_outcome(struct casefile *cf, const char *outcome);
/* It is held by another office from now on; the present stage goes on as it began. */
void casefile_set_office(struct casefile *cf, const char *office);
struct slice casefile_plays(const struct casefile *cf);
/* The same of a row, in the arena. */
struct slice row_plays(const struct case_row *row, struct arena *arena);
/* "sealed", "veil": engine/veil.h. */
void casefile_mark(struct casefile *cf, const char *name, struct value *mark);
/* A case that stays in memory for months leaves the texts of former stages behind. */
void casefile_compact(struct casefile *cf);
/* Puts the case on a release: that of the loan's set, else compiled again. Script thread.
 * STATUS_HOST_VERDICT if this host cannot use it. */
MUST_CHECK int casefile_use_edition(struct casefile *cf, struct reader *reader, int64_t release,
                                    struct err *err);
/* Puts it on an edition in hand. */
void casefile_set_edition(struct casefile *cf, const struct edition *edition,
                          const struct workflow *workflow);

/* The directory of casefiles in hand. */
struct directory {
    struct casefile **buckets;
    size_t bucket_count, count;
    struct casefile *oldest, *newest; /* idle, holding a fiber */
    size_t idle_bytes;
};
void directory_open(struct directory *directory);
void directory_close(struct directory *directory);
struct casefile *directory_find(struct directory *directory, const struct id *ref);
void directory_add(struct directory *directory, struct casefile *cf);
void directory_remove(struct directory *directory, struct casefile *cf);
void directory_count_idle(struct directory *directory, struct casefile *cf, size_t bytes);
void directory_uncount_idle(struct directory *directory, struct casefile *cf);
