/* vm.h - one Lua state with everything that keeps it harmless. Inside script/ only.
 *
 * A vm owns a lua_State, its memory cap, its budget and its verdict. Two doors lead into Lua:
 * vm_protect (a C body under lua_pcall) and vm_resume (a coroutine of a script). Nothing else may
 * run a lua_* call that can raise; what can is marked RAISES and is only called behind a door.
 *
 * A *verdict* is the host's decision to end a turn: budget, memory, stack, wall, diverged. The
 * first one stays. It leaves the script by a yield that nobody resumes - no pcall sees that - or,
 * where yielding is illegal (sort comparators, gsub callbacks, a body of vm_protect), by an error
 * that is raised again at every instruction until it is out. After a verdict no thread is resumed
 * until budget_begin starts another turn.
 *
 * Ownership: the vm owns all threads and values in it; texts borrowed from Lua die with their slot.
 * One thread of the process at a time.
 */
#pragma once
#include <lua.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/wallclock.h"
#include "data/value.h"
#include "script/fiber.h"
#include "script/vm_heap.h"

/* May longjmp or yield: hold nothing that needs freeing. */
#define RAISES

enum {
    VM_HEAP_BYTES = 16 << 20, /* unless the limits say otherwise */
    VM_HEAP_MOST = 64 << 20,
    VM_STRING_BYTES = 1 << 20,    /* longest string of a script */
    VM_UNITS = 20 * 1000 * 1000,  /* a turn */
    VM_WALL_MS = 1500,            /* a turn */
    VM_REPLAY_WALL_MS = 60 * 1000 /* a whole replay */
};

struct vm {
    lua_State *L;               /* main thread: bodies of vm_protect only */
    lua_State *running;         /* the thread now inside Lua; NULL outside */
    struct wallclock *clock;    /* for the wall limit */
    struct fiber_limits limits; /* with the defaults filled in */
    struct vm_heap heap;
    unsigned blocks_grown; /* counted for limits.collect_each only */
    bool has_collected;    /* the block asked for next was refused once */
    size_t heap_bytes;     /* asked for and not given back; what the limit counts */
    size_t heap_peak;
    int64_t units_left;     /* of this turn; may be below zero once the verdict stands */
    int64_t units_to_clock; /* until the wall clock is looked at again */
    unsigned looks;         /* at the wall clock, ever */
    int64_t bytes_owed;     /* allocated, not yet turned into units */
    int64_t wall_end_ms;    /* on clock->boot_ms; 0: no turn */
    bool is_replay;         /* no unit budget, unless limits.bounds_replay */
    bool is_armed;          /* the hook fires at the next instruction, to charge bytes */
    bool is_raised;         /* a script called error(): its text is no proof of anything */
    const char *verdict;    /* NULL, or "budget" "memory" "stack" "wall" "diverged" ... */
    char verdict_text[240];
    char verdict_where[160]; /* line of the script, once it is known */
    const void *env;         /* the environment, to know it by (sandbox.c) */
    int64_t named;           /* how many objects have a number (tostring) */
    void *owner;             /* the struct fiber (or console) on top; not ours */

    /* Each line of a script before it runs; NULL: nobody asks. Raises nothing, allocates nothing.
     */
    void (*on_line)(struct vm *vm, lua_State *L, lua_Debug *ar);
    /* How the owner shows a VALUE_ROW or VALUE_HANDLE. NULL: plain references (codec.c).
     * RAISES; pushes exactly one value. */
    void (*push_reference)(lua_State *L, const struct value *reference);
    /* The reference shown by the value at `index`, in the arena; NULL if it shows none. Raises
     * nothing but memory errors. Asked before anything else for tables and userdata. */
    struct value *(*take_reference)(lua_State *L, int index, struct arena *arena);
};

enum vm_outcome {
    VM_YIELDED,  /* the script waits; *nresults values on top of the thread */
    VM_FINISHED, /* it returned; *nresults values on top of the thread */
    VM_RAISED,   /* it failed; err filled; the error object is on top of the thread */
    VM_STOPPED,  /* a verdict; err filled; the thread must not be touched again */
};

/* 0, or STATUS_NO_MEMORY. limits may be NULL. On failure *out is NULL. */
MUST_CHECK int vm_open(const struct fiber_limits *limits, struct vm **out, struct err *err);
void vm_close(struct vm *vm); /* NULL allowed */

static inline lua_State *vm_lua(struct vm *vm)
{
    return vm->L;
}

static inline struct vm *vm_of(lua_State *L)
{
    return *(struct vm **)lua_getextraspace(L);
}

/* [-0, +1] luaL_loadbufferx, text only, for a text that scan_source took; returns its status. What
 * the compiler finds too deep is then an error of the text, not the verdict "stack". */
RAISES int vm_compile(lua_State *L, struct slice text, const char *chunk_name);

/* Runs body(L) with arg as lightuserdata at 1 and an empty stack otherwise, on the main thread; the
 * stack is as before afterwards. 0, STATUS_SCRIPT_FAILED (it raised) or STATUS_HOST_VERDICT. Bodies
 * nest. The body cannot yield. */
MUST_CHECK int vm_protect(struct vm *vm, lua_CFunction body, void *arg, struct err *err);

/* Runs thread until it yields, ends, fails or is stopped. nargs values (and, the first time, the
 * function below them) are on top of it. Behind vm_protect or not. */
enum vm_outcome vm_resume(struct vm *vm, lua_State *thread, int nargs, int *nresults,
                          struct err *err);

/* NULL while none was given. */
const char *vm_verdict(const struct vm *vm);
/* The first verdict stays. `code` must be a literal. The script ends at its next instruction. */
void vm_set_verdict(struct vm *vm, const char *code, const char *format, ...) PRINTF_LIKE(3, 4);
/* Fills err from the verdict; returns STATUS_HOST_VERDICT. */
int vm_verdict_err(const struct vm *vm, struct err *err);

/* Notes the line the script is at as the place of the verdict, unless one is noted. */
void vm_note_place(lua_State *L);

/* Ends the running script for the verdict that stands: yields or raises, never returns. */
RAISES _Noreturn void vm_stop(lua_State *L);

/* Raises {code = code, message = ...}; where it happened travels with it. Never returns. */
RAISES int l_raise(lua_State *L, const char *code, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same from an err: code, text. */
RAISES int l_raise_err(lua_State *L, const struct err *err);

/* "petition/workflow.lua:48" of the innermost Lua function on L, or "". Raises nothing. */
void vm_where(lua_State *L, char *where, size_t len);

size_t vm_heap_bytes(const struct vm *vm);
/* What the state costs the machine: at least that, and it shrinks only when the state closes. */
size_t vm_held_bytes(const struct vm *vm);
