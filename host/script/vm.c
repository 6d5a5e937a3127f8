/* vm.c - one Lua state: its memory, its two doors, its verdict.
 *
 * Memory. Every block of the state comes from on_alloc (cut by vm_heap.c), which keeps the sum
 * under the cap and refuses strings over 1 MiB (when `block` is NULL Lua passes the type of the
 * object as old size). Lua answers a refusal with a full collection and a second try, so one
 * refusal is no verdict yet; but it costs as many units as the heap is large, lest a script lives
 * off collections at the cap. The verdict "memory" is given where the status LUA_ERRMEM arrives: in
 * pcall and at the doors.
 *
 * Doors. vm_protect runs a C body on the main thread; vm_resume runs a thread of a script. Both
 * note in vm->running which thread is inside Lua, because the allocator arms the hook there.
 *
 * Verdict. NULL -> code, once a turn; budget_begin forgets it. While it stands the hook fires at
 * every instruction and vm_resume refuses to run.
 *
 * Failures of a script become a struct err without running any Lua (no __tostring): text cut to the
 * size of err, the place of the innermost line of a script, the stack.
 */
#include "script/vm.h"

#include <assert.h>
#include <lauxlib.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/buf.h"
#include "script/budget.h"
#include "script/sandbox.h"
#include "script/vm_fault.h"

enum {
    BIG_BLOCK = 64 * 1024,   /* charged at once, not at the next hook */
    STRING_HEAD = 64,        /* more than a TString's header */
    HELD_SLACK = 256 * 1024, /* a slab, beside the quarter that sizes may waste */
    COLLECT_AFTER_KIB = 64   /* allocated since the state was opened, until the first collection */
};

/* What vm_protect hands to its body runner; on the C stack of the caller. */
struct protected_call {
    lua_CFunction body;
    void *arg;
    struct err *err;
    struct protected_call *outer;
};

struct vm_inside {
    struct vm vm; /* first: the only thing others see */
    struct protected_call *call;
};

static const char verdict_object; /* its address is the error object of a verdict */

/* --- memory -------------------------------------------------------------------------------- */

static bool is_too_much(const struct vm *vm, size_t old, size_t new, size_t tag, bool is_fresh)
{
    if (is_fresh && tag == LUA_TSTRING && new > VM_STRING_BYTES + STRING_HEAD)
        return true;
    return new > old && vm->heap_bytes - old + new > vm->limits.heap_bytes;
}

static void *refuse_block(struct vm *vm)
{
    vm->bytes_owed += (int64_t)vm->heap_bytes; /* the collection that follows */
    return NULL;
}

/* For tests. Lua answers a refused block with a full collection and asks for it once more: what a
 * script can see must not hang on when that happens, and no C function may hold what it frees. */
static bool must_collect(struct vm *vm)
{
    if (vm->limits.collect_each == 0 || !vm->L)
        return false;
    vm->has_collected = !vm->has_collected && ++vm->blocks_grown % vm->limits.collect_each == 0;
    return vm->has_collected;
}

static void note_growth(struct vm *vm, size_t bytes)
{
    vm->bytes_owed += (int64_t)bytes;
    if (vm->heap_bytes > vm->heap_peak)
        vm->heap_peak = vm->heap_bytes;
    if (bytes > BIG_BLOCK && vm->running && !vm->is_armed) {
        vm->is_armed = true;
        budget_arm(vm->running);
    }
}

static void *on_alloc(void *data, void *block, size_t osize, size_t nsize)
{
    struct vm *vm = data;
    size_t old = block ? osize : 0;

    if (nsize == 0) {
        vm_heap_free(&vm->heap, block, old);
        vm->heap_bytes -= old;
        return NULL;
    }
    if (is_too_much(vm, old, nsize, osize, !block))
        return refuse_block(vm);
    if (nsize > old && must_collect(vm))
        return NULL;
    void *fresh = vm_heap_resize(&vm->heap, block, old, nsize);
    if (!fresh)
        return refuse_block(vm);
    vm->heap_bytes = vm->heap_bytes - old + nsize;
    if (nsize > old)
        note_growth(vm, nsize - old);
    return fresh;
}

/* Only a Lua call outside both doors can come here: a mistake of ours. */
static int on_panic(lua_State *L)
{
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "no text";
    fprintf(stderr, "comity: Lua called outside a protected call: %s\n", text);
    abort();
}

/* --- life ---------------------------------------------------------------------------------- */

static struct fiber_limits fill_limits(const struct fiber_limits *given)
{
    struct fiber_limits limits = given ? *given : (struct fiber_limits){0};
    if (limits.heap_bytes == 0)
        limits.heap_bytes = VM_HEAP_BYTES;
    if (limits.heap_bytes > VM_HEAP_MOST)
        limits.heap_bytes = VM_HEAP_MOST;
    if (limits.units <= 0)
        limits.units = VM_UNITS;
    if (limits.wall_ms <= 0)
        limits.wall_ms = VM_WALL_MS;
    return limits;
}

static int l_open_sandbox(lua_State *L)
{
    sandbox_open(L);
    return 0;
}

/* Nothing of a fresh state is garbage, and most states hear one thing and are closed: the collector
 * has not begun by then. A negative step is credit. Refused blocks collect all the same. */
static void start_collector(lua_State *L)
{
    lua_gc(L, LUA_GCRESTART);
    lua_gc(L, LUA_GCSTEP, -COLLECT_AFTER_KIB);
}

int vm_open(const struct fiber_limits *limits, struct vm **out, struct err *err)
{
    struct vm_inside *inside = mem_zero(sizeof *inside);
    struct vm *vm = &inside->vm;

    /* Number text and the order of strings hang on it; nobody may have changed it. */
    assert(strcmp(setlocale(LC_ALL, NULL), "C") == 0);
    *out = NULL;
    vm->limits = fill_limits(limits);
    vm->clock = vm->limits.clock ? vm->limits.clock : wallclock_real();
    vm->heap.most_bytes = vm->limits.heap_bytes + vm->limits.heap_bytes / 4 + HELD_SLACK;
    vm->L = lua_newstate(on_alloc, vm);
    if (!vm->L) {
        vm_close(vm);
        return err_set(err, STATUS_NO_MEMORY, "no memory for a script's state");
    }
    *(struct vm **)lua_getextraspace(vm->L) = vm;
    lua_gc(vm->L, LUA_GCSTOP);
    lua_atpanic(vm->L, on_panic);
    budget_begin(vm, 0, 0, false);
    if (vm_protect(vm, l_open_sandbox, NULL, err) < 0) {
        vm_close(vm);
        return err_set(err, STATUS_NO_MEMORY, "the memory limit of a script is too low to start");
    }
    start_collector(vm->L);
    vm->bytes_owed = 0;
    *out = vm;
    return 0;
}

void vm_close(struct vm *vm)
{
    if (!vm)
        return;
    vm->running = NULL;
    /* Nothing in a state has a finalizer: its memory goes at once, unless somebody watches. */
    if (vm->L && vm_heap_is_plain()) {
        lua_close(vm->L);
        assert(vm->heap_bytes == 0);
    }
    vm_heap_close(&vm->heap);
    free(vm);
}

size_t vm_heap_bytes(const struct vm *vm)
{
    return vm->heap_bytes;
}

size_t vm_held_bytes(const struct vm *vm)
{
    return vm->heap.held_bytes + sizeof(struct vm_inside);
}

/* --- verdict ------------------------------------------------------------------------------- */

const char *vm_verdict(const struct vm *vm)
{
    return vm->verdict;
}

void vm_set_verdict(struct vm *vm, const char *code, const char *format, ...)
{
    va_list args;

    if (vm->verdict)
        return;
    vm->verdict = code;
    va_start(args, format);
    vsnprintf(vm->verdict_text, sizeof vm->verdict_text, format, args);
    va_end(args);
    if (vm->running)
        budget_arm(vm->running);
}

int vm_verdict_err(const struct vm *vm, struct err *err)
{
    assert(vm->verdict);
    return err_set_at(err, STATUS_HOST_VERDICT, vm->verdict, vm->verdict_where, "%s",
                      vm->verdict_text);
}

void vm_note_place(lua_State *L)
{
    struct vm *vm = vm_of(L);
    if (vm->verdict_where[0] == '\0')
        vm_where(L, vm->verdict_where, sizeof vm->verdict_where);
}

void vm_stop(lua_State *L)
{
    assert(vm_of(L)->verdict);
    vm_note_place(L);
    budget_arm(L);
    if (lua_isyieldable(L))
        lua_yield(L, 0);
    lua_pushlightuserdata(L, (void *)&verdict_object);
    lua_error(L);
    abort(); /* lua_error does not return */
}

/* --- door one: a C body on the main thread --------------------------------------------------- */

/* Message handler: the stack still stands, so the place of the error can be told. */
static int on_failure(lua_State *L)
{
    struct vm_inside *inside = (struct vm_inside *)vm_of(L);

    if (!inside->vm.verdict && !vm_judge(L, LUA_ERRRUN))
        fault_note(L, L, inside->call->err);
    return 1;
}

static int run_body(lua_State *L)
{
    struct protected_call *call = lua_touserdata(L, 1);
    lua_settop(L, 0);
    lua_pushlightuserdata(L, call->arg);
    return call->body(L);
}

int vm_protect(struct vm *vm, lua_CFunction body, void *arg, struct err *err)
{
    struct vm_inside *inside = (struct vm_inside *)vm;
    struct err unused = {0};
    struct protected_call call = {body, arg, err ? err : &unused, inside->call};
    lua_State *outer = vm->running;
    lua_State *L = vm->L;

    if (!lua_checkstack(L, 8))
        return err_set(err, STATUS_NO_MEMORY, "the script's stack is full");
    inside->call = &call;
    vm->running = L;
    budget_watch(L);
    int top = lua_gettop(L);
    lua_pushcfunction(L, on_failure);
    lua_pushcfunction(L, run_body);
    lua_pushlightuserdata(L, &call);
    int status = lua_pcall(L, 1, 0, top + 1);
    if (status != LUA_OK)
        vm_judge(L, status);
    lua_settop(L, top);
    vm->running = outer;
    vm->is_raised = false;
    inside->call = call.outer;
    if (vm->verdict)
        return vm_verdict_err(vm, err);
    return status == LUA_OK ? 0 : call.err->status;
}

/* --- door two: a thread of a script ---------------------------------------------------------- */

struct failure {
    lua_State *thread;
    struct err *err;
};

static int l_note_failure(lua_State *L)
{
    struct failure *failure = lua_touserdata(L, 1);
    fault_note(L, failure->thread, failure->err);
    return 0;
}

/* The thread is dead with its stack still standing and the error object on top. */
static enum vm_outcome tell_failure(struct vm *vm, lua_State *thread, int status, struct err *err)
{
    struct failure failure = {thread, err};
    struct err inner = {0};

    if (vm_judge(thread, status)) {
        vm_verdict_err(vm, err);
        return VM_STOPPED;
    }
    vm->is_raised = false;
    err_clear(err);
    if (vm_protect(vm, l_note_failure, &failure, &inner) < 0 && err->status == 0)
        err_set(err, STATUS_SCRIPT_FAILED, "the script raised an error; no memory to tell which");
    return VM_RAISED;
}

enum vm_outcome vm_resume(struct vm *vm, lua_State *thread, int nargs, int *nresults,
                          struct err *err)
{
    lua_State *outer = vm->running;
    struct err unused = {0};

    err = err ? err : &unused;
    *nresults = 0;
    /* A new thread starts with a full count, so each resume costs one round of the hook. */
    if (!budget_spend(vm, BUDGET_STEPS)) {
        vm_verdict_err(vm, err);
        return VM_STOPPED;
    }
    vm->running = thread;
    budget_watch(thread);
    int status = lua_resume(thread, vm->L, nargs, nresults);
    vm->running = outer;
    if (vm->verdict) {
        vm_verdict_err(vm, err);
        return VM_STOPPED;
    }
    if (status == LUA_OK)
        return VM_FINISHED;
    if (status == LUA_YIELD)
        return VM_YIELDED;
    return tell_failure(vm, thread, status, err);
}
