/* fiber.h - the coroutine of a case's current stage: one Lua state, disposable, rebuilt by replay.
 *
 * The engine opens a fiber on a release and workflow, begins a stage, and then tells it, one at a
 * time, what it waited for (fiber_hear) or which signal came (fiber_signal). Each call runs the
 * script until it waits again and returns how it stands. While it runs, every verb calls the
 * engine's table (`struct script_host`) - live, to check and note the command; in replay, to
 * compare it with the journal. The fiber never knows which of the two it is.
 *
 * A fiber is used by one thread at a time, any thread. It holds no workflow state that the journal
 * does not: after FIBER_FAILED or FIBER_STOPPED it can only be closed.
 *
 * Command ids: number of the command in its branch, behind the branch's path: "3", "agreed/2",
 * "agreed/late/1". Numbers go on when the same path is entered again. Signal handlers are branches
 * named by the engine ("on/withdraw/1"). `all`/`first` take a number in their branch like any verb.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/wallclock.h"
#include "data/value.h"
#include "script/release.h"
#include "script/verb.h"

struct fiber;

/* One verb call. Lives until on_command returns; values are in the arena given to fiber_turn. */
struct command {
    enum verb verb;
    const char *id;       /* "agreed/2" */
    const char *name;     /* form, signal, clock, workflow, list, outcome; NULL if it has none */
    const char *row;      /* name of the row it is about ("parties/2"); NULL */
    struct value *args;   /* the options, canonical; rows of ROWS under "rows"; &value_nil */
    const char *where;    /* "dispute_mediation/workflow.lua:48" */
    struct value *result; /* out: what a verb that does not wait gives to the script */
};

struct script_host {
    /* 0: taken (a waiting verb now waits). STATUS_SCRIPT_FAILED: raise err at the verb's line.
     * STATUS_HOST_VERDICT: stop the fiber (divergence); err says why. */
    int (*on_command)(void *host, struct command *command, struct err *err);
    /* `due`, `running`, `after`: name and args as above, value out. Same statuses. */
    int (*on_query)(void *host, const char *query, const char *name, const struct value *args,
                    struct value **out, struct err *err);
    /* The branch with this path will never run again: close what it had open, newest first. */
    int (*on_cancel)(void *host, const char *branch, struct err *err);
};

struct fiber_limits {
    size_t heap_bytes;       /* 0: 16 MiB */
    int64_t units;           /* 0: 20 million a turn */
    int64_t wall_ms;         /* 0: 1,500 a turn; replay: 60,000 for all of it */
    struct wallclock *clock; /* measures wall_ms; NULL: the machine's */
    bool bounds_replay;      /* `units` holds in replay too: row by row */
    unsigned collect_each;   /* tests: before every n-th block Lua collects all; 0: as it likes */
};

/* What `case` shows and what the stage starts from. Borrowed until fiber_begin returns. */
struct fiber_stage {
    const char *stage;
    const struct value *data;     /* case.data; rows carry "$row", ended rows "$ended" */
    const struct value *settings; /* resolved */
    const struct value *about;    /* { number, office, workflow, id, group, from } */
    uint8_t seed[16];             /* of random and uuid */
};

enum fiber_state {
    FIBER_WAITING,  /* waits for at least one thing */
    FIBER_RETURNED, /* the stage ended; fiber_result_name: next stage */
    FIBER_CLOSED,   /* return case:close "x"; fiber_result_name: the outcome */
    FIBER_FAILED,   /* the script raised: err has code, text, where, stack */
    FIBER_STOPPED,  /* host verdict: err has code budget|memory|stack|wall|diverged and text */
};

/* What a fiber plays: a workflow as one office ends up with it. */
struct fiber_play {
    struct release *release;
    const char *office, *workflow;
};

/* Makes the Lua state and runs the workflow's chunks (milliseconds at most; may be stopped). */
MUST_CHECK int fiber_open(const struct fiber_play *play, const struct fiber_limits *limits,
                          const struct script_host *host, void *host_data, struct fiber **out,
                          struct err *err);
void fiber_close(struct fiber *fiber); /* NULL allowed */

/* Before each heard turn: the turn's time, a fresh budget, the arena for commands and answers.
 * In replay: once per row with that row's `at`; is_replay lifts the unit budget. */
void fiber_turn(struct fiber *fiber, int64_t at_ms, struct arena *arena, bool is_replay);

enum fiber_state fiber_begin(struct fiber *fiber, const struct fiber_stage *stage, struct err *err);
/* The command `id` has ended with this value; with is_error, {code, message} is raised there.
 * Hearing an id nobody waits for is a host error (FIBER_STOPPED, code "unknown_wait"). */
enum fiber_state fiber_hear(struct fiber *fiber, const char *id, const struct value *value,
                            bool is_error, struct err *err);
/* Runs the handler of a signal as branch `id`. A handler that returns a stage or a close ends the
 * stage (FIBER_RETURNED, FIBER_CLOSED), else the state of the stage goes on (FIBER_WAITING). */
enum fiber_state fiber_signal(struct fiber *fiber, const char *id, const char *signal,
                              const struct value *answer, struct err *err);

/* The hook of a workflow for cases of a former release in `stage` (workflow "x" { move = ... }): on
 * a fiber that has not begun and only closes afterwards. FIBER_RETURNED: *out, in the arena of the
 * turn; else FIBER_FAILED or FIBER_STOPPED with err. */
struct fiber_move {
    const char *stage;
    const struct value *data;    /* case.data */
    const struct value *waiting; /* [{ verb, name }]: what the stage had open */
    uint8_t seed[16];
};
struct fiber_moved {
    const char *to;       /* a stage of the workflow */
    struct value *fields; /* to be set in case.data; NULL: none */
    const char *where;    /* "file:line" of the hook */
};
enum fiber_state fiber_move(struct fiber *fiber, const struct fiber_move *move,
                            struct fiber_moved *out, struct err *err);

const char *fiber_result_name(const struct fiber *fiber); /* valid until the next call */
size_t fiber_heap_bytes(const struct fiber *fiber);
