/* inside.h - the engine itself, for the files of this room only.
 *
 * Loop thread: everything but what is marked. Script threads read `chance`, `master`, `child_key`
 * and the loop's time, which do not change while loans are out; of releases and calendars they see
 * what their loan has taken along.
 */
#pragma once
#include <stdatomic.h>
#include "base/heap.h"
#include "duty/calendars.h"
#include "duty/staff.h"
#include "engine/advance.h"
#include "engine/casefile.h"
#include "engine/due.h"
#include "engine/hands_watch.h"
#include "engine/number.h"
#include "engine/once.h"
#include "engine/people.h"
#include "engine/recover.h"
#include "engine/sweep.h"

enum engine_state { ENGINE_NEW, ENGINE_RUNNING, ENGINE_LOST, ENGINE_DRAINING, ENGINE_DEAD };

struct engine {
    struct engine_options options;
    struct loop *loop;
    struct store *store;
    struct chance *chance;
    _Atomic(struct calendars *) calendars; /* in force: calendars.h */
    struct former *former_calendars;
    struct value *kept_calendars; /* versions that stand in records: { version = true } */
    struct arena kept_arena;
    bool has_recalculated; /* clocks were compared with the calendars once in this life */
    struct secret_key master;
    uint8_t child_key[32];     /* ids of children, digests of keys: derived from the master key */
    struct editions *editions; /* in memory now (editions.h) */
    const struct edition *active; /* of them; NULL: none */
    bool keeps_editions;          /* those nobody uses too */
    atomic_int editions_alive;    /* compiled and not let go of by everybody */

    enum engine_state state;
    bool is_full;
    bool is_activating;
    bool is_halted; /* read by script threads; set in rehearsals only */
    struct slots *slots;
    struct id suspects[ENGINE_SUSPECTS];
    size_t suspect_count;
    atomic_int workers; /* counted as they open: each has a slot */
    struct directory directory;
    struct telling *telling; /* a world that retells a case (engine/telling.h); NULL in any other */
    struct dues dues;
    struct advance advance;
    struct outbox *outbox;                                     /* engine/sending.h */
    _Atomic(const struct routes *) routes;                     /* engine/routes.h */
    _Atomic(const struct public_addresses *) public_addresses; /* engine/public_address.h */
    struct onces onces;
    struct numbers numbers;
    struct people people;
    struct engaged *engaged;     /* places over all cases; NULL where a case is told again */
    struct staff *staff;         /* who works where now: counted, replaced whole */
    struct loop_timer hand_over; /* at hand_over_ms the next roster may change hands */
    int64_t hand_over_ms;
    struct staff *staff_none; /* an empty one, for casefiles that were never lent */
    struct sweep sweep;
    struct hands_watch hands;
    struct outcomes *outcomes;           /* the newest first */
    struct list spares;                  /* struct write_set, empty */
    uint64_t unsettled, unsettled_bytes; /* outside acts */
    uint64_t loans, turns;
    bool was_ready;                /* acts were taken once in this life */
    bool is_gathering;             /* engine_recover reads */
    size_t uploads;                /* files on their way in */
    struct loop_timer attachments; /* when to clear up next */
    struct loop_timer retry;       /* to recover once more */
    int64_t told_generation;       /* what the store said of itself last */
    int told_state;
    void (*on_drained)(void *owner);
    void *drained_owner;
    void (*on_turn)(void *owner, int64_t journal_id, const struct id *case_ref, const char *event);
    void *on_turn_owner;
    struct preflight *preflights; /* the newest first */
    void (*on_preflight)(void *owner, struct preflight *preflight);
    void *on_preflight_owner;
};

/* Quarantine: see engine_watch. */
bool engine_suspects(const struct engine *engine, const struct id *ref);
void engine_trust(struct engine *engine, const struct id *ref);
void engine_after_loan(struct engine *engine);
/* The outcome of commits is unknown, or the store is back: what memory knows is dropped. */
void engine_lose(struct engine *engine);
void engine_recover(struct engine *engine);
/* Delivers the answer of an act, once, and frees it. */
void act_answer(struct engine *engine, struct act *act);
/* The same with a refusal, later. */
void act_refuse(struct engine *engine, struct act *act, int status, const char *text);
void act_uncount(struct engine *engine, struct act *act); /* it is unsettled no more */
void act_free(struct act *act);

/* Begins the stage the casefile has open; its fiber is open. */
enum fiber_state stage_begin(struct casefile *cf, struct err *err);
MUST_CHECK int stage_open_fiber(struct casefile *cf, struct err *err);
void casefile_set_host(struct casefile *cf, const struct script_host *host, void *data);

/* `due`, `running`, `after`: the same live and in replay. */
MUST_CHECK int stage_query(struct casefile *cf, struct arena *arena, const char *query,
                           const char *name, const struct value *args, struct value **out,
                           struct err *err);
MUST_CHECK int turn_query(struct turn *turn, const char *query, const char *name,
                          const struct value *args, struct value **out, struct err *err);
/* Adds an incident row to the turn's write set. */
const struct incident_row *incident_add(struct turn *turn, const char *kind, const struct err *err);
/* What a script asks of a person, or what the core will end by itself: "asked", "nobody". Gives
 * what is to be kept to end it. */
struct value *incident_keep(struct turn *turn, const char *kind, const struct err *err);
void incident_end_kept(struct turn *turn, const char *kind, const struct value *kept);
/* Ends all that is open but what scripts asked for. */
MUST_CHECK int incidents_end_failures(struct turn *turn, struct err *err);
/* The struct value of an answer to an act, from the journal row that recorded it. */
MUST_CHECK int answer_render(const struct id *case_ref, const struct journal_row *row,
                             struct arena *arena, struct value **out, struct err *err);
