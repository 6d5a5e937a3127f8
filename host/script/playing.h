/* playing.h - the inside of a fiber, shared by the few files that play it; nobody else includes it.
 *
 *   fiber.c     the driver: opens, begins, hears; resumes what is ready until everything waits
 *   branch.c    coroutines of a stage: their paths, numbers, groups (all, first), ends
 *   ending.c    what a stage or a handler may return
 *   hooks.c     the steps of a stage: what offices run before and after it, who plays its body
 *   lib_case.c  the verbs: shape of the arguments, command to the host, yield
 *   mirror.c    case.data as the script sees it        answer.c  what a wait gives
 *   inspect.c   where its branches stand, for a debugger
 *
 * Whatever may raise runs under one of two doors: fiber_protect (the main thread) and the resume of
 * a branch. What a coroutine is resumed with is not pushed from outside: its continuation takes it
 * from `heard` or from its group, inside.
 */
#pragma once
#include <lua.h>
#include "base/arena.h"
#include "script/fiber.h"
#include "script/random.h"
#include "script/vm.h"

/* Where numbers of commands go on when the same path is entered again. Lives as long as the fiber.
 */
struct path {
    struct path *next;
    const char *text; /* "" of the stage itself, "agreed", "agreed/late", "on/withdraw/1" */
    unsigned last;    /* number of the last command */
};

/* READY -> (resumed) -> WAITING -> READY ...        waits for one command
 *                    -> JOINING -> READY            waits for its group
 *                    -> ENDED                       its value lies on its stack, for the group
 * Any of them -> ENDED by branch_cancel. */
enum branch_state {
    BRANCH_READY,
    BRANCH_WAITING,
    BRANCH_JOINING,
    BRANCH_ENDED,
};

enum branch_kind {
    BRANCH_STAGE,
    BRANCH_HANDLER,
    BRANCH_HOOK,   /* what an office runs before or after a stage */
    BRANCH_MEMBER, /* of a group */
};

/* One coroutine. In the fiber's arena; found in fiber->branches in order of start. */
struct branch {
    struct branch *next, *before; /* live branches */
    struct branch *ready_next;
    enum branch_state state;
    enum branch_kind kind;
    struct path *path;
    struct slice name; /* key in its group; integers as digits */
    int64_t number;    /* of an integer key, else 0 */
    struct group *group;
    lua_State *thread;
    int thread_ref, depth;
    int pushed; /* arguments on the stack of a thread not yet begun, or values of an ended one */
    bool is_begun;
    char wait_id[160];
    enum verb wait_verb;
    size_t wait_rows;   /* of task_each and ask_each: how many are asked */
    char wait_name[72]; /* its form, signal, clock, or "" */
};

/* A part of a stage, run one after the other: see hooks.c. */
struct step {
    enum branch_kind kind; /* STAGE: its body; HOOK */
    int ref;               /* its function, in the registry */
    const char *path;
};

/* all or first: made at the call, decided when all members ended, one ended, or one raised. */
struct group {
    enum verb verb;
    struct branch *owner;
    struct branch **members; /* in key order */
    size_t count, ended;
    struct branch *winner; /* of first */
    struct branch *raised; /* its error object lies on its stack */
};

struct fiber {
    struct vm *vm;
    struct release *release;
    const char *play_office;      /* in keep: whose changes are played */
    const struct value *workflow; /* its part of the release's model, as that office has it */
    const struct script_host *host;
    void *host_data;
    struct arena keep;   /* as long as the fiber: paths, branches, names */
    struct arena *arena; /* of the turn */
    int64_t at_ms;
    bool is_replay, is_begun;
    enum fiber_state state;
    struct path *paths;
    struct branch *first, *last; /* live branches in order of start */
    struct branch *ready;        /* what is resumed next: a stack */
    struct branch *playing;
    struct branch *spare;
    size_t branch_count;
    const struct value *heard; /* while the branch that waited for it is resumed */
    bool is_error_heard;
    const char *recording;  /* name of the record whose function runs; no verbs inside */
    struct branch *closing; /* called case:close and must return it */
    char close_outcome[72], result_name[72];
    const void *closed_token; /* what case:close gives: one userdata */
    struct err verdict;       /* of the host's table, if it stopped the fiber */
    struct random random;
    struct lines *lines;  /* inspect.c; NULL: nobody watches */
    struct value *raised; /* the branch that raised last, if nothing has run since; in keep */
    const char *stage, *number, *office, *group; /* in keep */
    const struct value *from;                    /* in keep: the case that started this one; nil */
    struct step *steps;                          /* in keep */
    size_t step_count, step_at;                  /* the one to begin next */
    /* In the registry of the Lua state; LUA_NOREF until made. */
    int stages_ref, handlers_ref, overlays_ref, case_ref, data_ref, settings_ref, rows_ref,
        handles_ref, closed_ref;
};

enum { BRANCHES_MAX = 1000, GROUP_DEPTH_MAX = 8 };

struct fiber *fiber_of(lua_State *L); /* that L belongs to */

/* "file:line" of the office's code that runs in L; in the arena of the turn. */
const char *fiber_where(lua_State *L);
/* Raises { code, message } at that place. */
RAISES int fiber_raise(lua_State *L, const char *code, const char *format, ...) PRINTF_LIKE(3, 4);
/* What a host call gave: returns if 0, raises, or stops the fiber (and does not return). */
RAISES void fiber_heed(lua_State *L, int rc, const struct err *err);

/* ending.c: the branch has returned, its values lie on its stack. FIBER_WAITING: a handler that
 * ended with nothing, gone now; else the state the fiber has from here on. */
enum fiber_state ending_of_stage(struct fiber *fiber, struct branch *branch, struct err *err);
enum fiber_state ending_of_handler(struct fiber *fiber, struct branch *branch, struct err *err);
enum fiber_state ending_of_hook(struct fiber *fiber, struct branch *branch, struct err *err);

/* hooks.c, bodies of vm_protect: runs the workflow's chunks, with declarations that only keep
 * stages, handlers and changes; begins the step that comes next. */
RAISES int hooks_play_chunks(lua_State *L);
RAISES int hooks_begin_next(lua_State *L);
/* [-0, +0] Finds the steps of fiber->stage. */
RAISES void hooks_plan(lua_State *L, struct fiber *fiber);

/* lib_case.c: makes the object `case`; gives a command its id and hands it to the host. */
RAISES void lib_case_open(lua_State *L);
RAISES void fiber_command(lua_State *L, struct command *command);

/* inspect.c: a turn begins; a member of a group has raised, its stack still stands. */
void watch_begin(struct fiber *fiber);
void watch_raised(struct fiber *fiber, const struct branch *branch);

/* release.c: runs the compiled chunks of a workflow that declare stages or handlers. */
RAISES void release_play(lua_State *L, const struct release *release, const char *workflow);
/* overlay.c: [-0, +0] the files of the offices from the top down to that one, about that workflow;
 * the list on top gets an item { office, changes } for each. */
RAISES void release_play_overlays(lua_State *L, const struct release *release, const char *office,
                                  const char *workflow);

/* branch.c */
struct branch *branch_new(struct fiber *fiber, enum branch_kind kind, const char *path);
/* One whose coroutine will run the function on top of L with `case` and what was pushed. */
RAISES struct branch *branch_make(lua_State *L, struct fiber *fiber, enum branch_kind kind,
                                  const char *path);
/* It is resumed for the first time: from here on it is the newest. */
void branch_begin(struct fiber *fiber, struct branch *branch);
void branch_free(struct fiber *fiber, struct branch *branch);
const char *branch_next_id(struct branch *branch, struct arena *arena); /* not taken yet */
void branch_take_id(struct branch *branch);
struct branch *branch_find_wait(struct fiber *fiber, const char *id); /* or NULL */
void branch_push_ready(struct fiber *fiber, struct branch *branch);
struct branch *branch_pop_ready(struct fiber *fiber);
/* A member ended (its values lie on its stack) or raised: its group may be decided. */
MUST_CHECK int group_member_ended(struct fiber *fiber, struct branch *branch, bool is_raised,
                                  struct err *err);
/* case:all and case:first. */
RAISES int l_case_group(lua_State *L, enum verb verb);
