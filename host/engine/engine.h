/* engine.h - the heart: cases, their turns, their time. What api/ and cli/ may know of it.
 *
 * Everything here is called on the loop thread unless it says otherwise. An *act* is something a
 * person does to a case from outside; it is answered exactly once, always later, after the commit
 * that records it or with the reason why nothing was recorded. Reads run on worker threads with a
 * reader of their own and see whatever was answered before they began.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "data/secret.h"
#include "data/value.h"
#include "duty/actor.h"
#include "engine/act.h"
#include "loop/loop.h"
#include "store/store.h"

struct engine;
struct eyes;   /* engine/veil.h */
struct sender; /* duty/effect.h */
struct slots;  /* base/slots.h */
struct shelf;  /* script/shelf.h */
struct staff;  /* duty/staff.h */
enum { ENGINE_SUSPECTS = 64 };
struct engine_options {
    struct loop *loop;
    struct chance *chance;
    struct secret_key master; /* of the vault; copied */
    size_t resident_bytes;    /* Lua heaps of idle cases; 0: 64 MiB */
    bool skips_sweep;         /* tests, and engines on a disk of their own making: engine/sweep.h */
    bool takes_as_written;    /* rehearsals: cases of no office, RELEASE_AS_WRITTEN */
    bool evicts_always;       /* tests: no fiber outlives its turn */
    const struct sender *sender; /* of effects; NULL: nothing is ever sent. Borrowed */
    const char *files;   /* the folder of files that people send; NULL: none are taken. Borrowed */
    int scan;            /* the socket of who runs the virus scanner; 0: none does */
    struct shelf *shelf; /* rehearsals: releases compiled before; NULL: none. Borrowed */
    const char *public_url;           /* rehearsals: how citizens reach this host until that is set
                                         (engine/public_address.h). Borrowed */
    int64_t near_ms;                  /* how far ahead timers are kept in memory; 0: 60,000 */
    int64_t turn_units, turn_wall_ms; /* tests: budget of a turn; 0: as script/fiber.h says */
    unsigned collect_each;            /* tests: as in script/fiber.h */
    /* How far the wall clock stood ahead of boot_ms when it was last taken to be right, in this
     * boot of the machine, if that is known. A jump since then is one that nobody has seen. */
    bool is_offset_known;
    int64_t clock_offset_ms;
    /* On the loop thread: this is now taken to be right. NULL: nobody keeps it. */
    void (*on_clock_trusted)(void *owner, int64_t offset_ms);
    /* An office for training (engine/advance.h): lets the loop's clock show now_ms; before that,
     * once, notes how far it may come. NULL: time passes by itself. */
    void (*move_clock)(void *owner, int64_t now_ms);
    int (*note_clock)(void *owner, int64_t to_ms, struct err *err);
    /* The store cannot go on: exit 74. */
    void (*on_dead)(void *owner, const struct err *err);
    /* The outcome of commits is not known: connections must be closed. Called before the acts
     * under way are answered STATUS_UNKNOWN. */
    void (*on_unknown)(void *owner);
    void *owner;
};

/* Opens nothing of its own but memory; the store is attached next, since it needs engine_on_*. */
MUST_CHECK int engine_open(const struct engine_options *options, struct engine **out,
                           struct err *err);
/* Hooks for struct store_options (owner: the engine). Called on the store's thread. */
void engine_on_settled(void *engine, struct list *settled);
void engine_on_state(void *engine, enum store_state state, int64_t generation);
/* Hooks for struct worker_plan (owner: the engine): each worker holds a reader. */
int engine_worker_open(void *engine, enum lane lane, void **worker, struct err *err);
void engine_worker_close(void *engine, void *worker);
/* Reads releases, tokens and numbers from the store; call before workers start. */
MUST_CHECK int engine_attach(struct engine *engine, struct store *store, struct err *err);
/* Before workers start: where script threads note the case they are at (base/slots.h, borrowed;
 * NULL: not kept), and the cases two lives in succession died with: they park before they hear. */
void engine_watch(struct engine *engine, struct slots *slots, const struct id *suspects,
                  size_t count);
/* Wakes what the last life left: ready cases, inbox, timers. */
void engine_start(struct engine *engine);
/* Runs the loop until acts are taken: what the last life left has been found. */
void engine_wait_ready(struct engine *engine);
/* No new acts (STATUS_STOPPING); on_drained runs when no loan is out. */
void engine_drain(struct engine *engine, void (*on_drained)(void *owner), void *owner);
/* The process is about to die without a drain (rehearsed crashes): no turn is begun any more, acts
 * are answered STATUS_UNKNOWN. */
void engine_halt(struct engine *engine);
void engine_close(struct engine *engine); /* after loop and store have been closed */

/* ---- releases at the start of a life; of a running host: publish.h ---- */
struct script_file;
/* Stores the files as a release unless it is the active one already and makes it active; new
 * stages open on it. Before engine_start, on the loop thread; waits for the commit. For rehearsals
 * and benchmarks: an office's host is offered its folder. */
MUST_CHECK int engine_use_scripts(struct engine *engine, const struct script_file *files,
                                  size_t count, struct err *err);
const struct value *engine_model(struct engine *engine); /* of the active release */

/* ---- reads ---- */
struct read {
    struct job job; /* of the engine */
    struct arena arena;
    /* On a worker thread; fills what its owner needs, in the arena. */
    int (*run)(struct read *read, struct engine *engine, struct reader *reader, struct err *err);
    void (*on_done)(struct read *read); /* on the loop thread; the owner frees the read */
    struct engine *engine;
    int status;
    struct err err;
};
void engine_read(struct engine *engine, struct read *read);

/* Called inside run. `is_personal`: vault values are opened (the caller has checked the rights and
 * wrote the audit row); else each shows as { "personal": true }. */
struct show_look {
    bool is_personal;
    const struct eyes *eyes; /* engine/veil.h; NULL: sees everything */
};
MUST_CHECK int case_show(struct engine *engine, struct reader *reader, const struct id *ref,
                         const struct show_look *look, struct arena *arena, struct value **out,
                         struct err *err);
/* The fields of a case as they stand, handles closed, without what is sealed. */
MUST_CHECK int case_data(struct reader *reader, const struct case_image *image, struct arena *arena,
                         struct value **out, struct err *err);
/* What hangs on a case, as case_show words it: `value` with its handles opened or not. */
MUST_CHECK int case_show_value(struct engine *engine, struct reader *reader, const struct id *ref,
                               const struct show_look *look, const struct value *value,
                               struct arena *arena, struct value **out, struct err *err);
struct journal_page {
    int64_t before;
    size_t limit;
    const struct eyes *eyes; /* NULL: sees everything */
};
/* { items = [ { seq, at, event, done, heard, commands, error, hash } ], next } oldest first, the
 * last `limit` rows before `before` (0: the end). */
MUST_CHECK int case_journal(struct engine *engine, struct reader *reader, const struct id *ref,
                            const struct journal_page *page, struct arena *arena,
                            struct value **out, struct err *err);

/* ---- people of this host ---- */
/* Who works where now; the caller's reference. */
struct staff *engine_staff(struct engine *engine);
/* Who acts by this token, in the arena and good for one request: NULL if it is not known, was
 * revoked, or its person has left. Role "admin" of a token, or of a person in the office at the
 * top, makes is_administrator. */
struct actor *engine_actor_by_token(struct engine *engine, struct slice token, struct arena *arena);
/* Roles one per line. Administrative write set; on_done on the loop thread after the commit. */
void engine_add_token(struct engine *engine, const char *name, const char *roles,
                      struct slice token, void (*on_done)(void *owner, int status), void *owner);
/* Appends to the audit log; on_done after the commit. */
void engine_audit(struct engine *engine, const struct actor *actor, const char *what,
                  const struct id *case_ref, void (*on_done)(void *owner, int status), void *owner);

/* ---- how the host stands ---- */
struct engine_health {
    bool is_ready, is_full, is_holding; /* holding: the clock jumped (rules.md E17) */
    bool is_training;                   /* its time may be moved ahead (engine/advance.h) */
    int64_t epoch, resident_bytes;
    uint64_t unsettled, resident, turns, loans;
};
void engine_health(const struct engine *engine, struct engine_health *out);
/* Ends the hold after a clock jump: accept the new time, or wait for a correction. */
void engine_clock_accept(struct engine *engine);
void engine_clock_wait(struct engine *engine);
/* Called for each settled turn with its journal id, for the event stream. */
void engine_on_turn(struct engine *engine,
                    void (*on_turn)(void *owner, int64_t journal_id, const struct id *case_ref,
                                    const char *event),
                    void *owner);
