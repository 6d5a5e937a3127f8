/* fiber.c - plays the current stage of a case: opens it, tells it what it waited for, drives its
 * branches until everything waits.
 *
 *   fiber_open ──> fiber_begin ──> WAITING ──fiber_hear, fiber_signal──> WAITING ...
 *                                     └─> RETURNED | CLOSED | FAILED | STOPPED: only fiber_close
 *
 * One call resumes the branch that waited for the id, and then whatever that makes ready, depth
 * first (branch.c). Invariants: (1) `playing` is the branch whose coroutine runs, NULL outside;
 * (2) a branch yields only from a verb, which has set what it waits for; (3) a verdict of the host
 * ends the fiber, and nothing is resumed after it.
 *
 * The world a stage sees is made by playing the workflow's compiled chunks once with declarations
 * that do nothing, but `stage` and `on`, which keep their functions (declare.c).
 */
#include "script/playing.h"
#include <assert.h>
#include <lauxlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "script/answer.h"
#include "script/budget.h"
#include "script/codec.h"
#include "script/declare.h"
#include "script/mirror.h"
#include "script/rule.h"
#include "script/sandbox.h"

struct fiber *fiber_of(lua_State *L)
{
    return vm_of(L)->owner;
}

const char *fiber_where(lua_State *L)
{
    char where[200];
    vm_where(L, where, sizeof where);
    return arena_text(fiber_of(L)->arena, where);
}

int fiber_raise(lua_State *L, const char *code, const char *format, ...)
{
    char text[800];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return l_raise(L, code, "%s", text);
}

/* The code of a verdict, as the literal that vm_set_verdict wants. */
static const char *verdict_code(const char *code)
{
    static const char *const codes[] = {"diverged", "budget", "memory", "stack", "wall"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(codes[i], code) == 0)
            return codes[i];
    }
    return "host";
}

void fiber_heed(lua_State *L, int rc, const struct err *err)
{
    struct fiber *fiber = fiber_of(L);
    if (rc == 0)
        return;
    if (rc == STATUS_SCRIPT_FAILED)
        l_raise_err(L, err);
    fiber->verdict = *err;
    if (!fiber->verdict.where[0])
        vm_where(L, fiber->verdict.where, sizeof fiber->verdict.where);
    vm_set_verdict(fiber->vm, verdict_code(err_code(err)), "%s", err->text);
    vm_stop(L);
}

/* ---- verdicts ------------------------------------------------------------------------------- */

/* A verdict: the host's own words if the host gave it, else the vm's. */
static enum fiber_state stop(struct fiber *fiber, struct err *err)
{
    if (fiber->verdict.status) {
        *err = fiber->verdict;
        err->status = STATUS_HOST_VERDICT;
    }
    return fiber->state = FIBER_STOPPED;
}

static enum fiber_state stop_for(struct fiber *fiber, struct err *err, const char *code,
                                 const char *text, const char *id)
{
    err_set_at(err, STATUS_HOST_VERDICT, code, NULL, "%s \"%s\"", text, id);
    return fiber->state = FIBER_STOPPED;
}

/* The host's own table failed outside of Lua. */
static enum fiber_state stop_by_host(struct fiber *fiber, struct err *err)
{
    vm_set_verdict(fiber->vm, verdict_code(err_code(err)), "%s", err->text);
    fiber->verdict = *err;
    return stop(fiber, err);
}

/* ---- the driver ------------------------------------------------------------------------------ */

static bool protect(struct fiber *fiber, lua_CFunction body, void *arg, struct err *err);

/* A step ended well: the next begins, or the stage has ended as its body said. */
static enum fiber_state step_ended(struct fiber *fiber, struct err *err)
{
    if (fiber->step_at == fiber->step_count)
        return fiber->state = FIBER_RETURNED;
    fiber->state = FIBER_WAITING;
    return protect(fiber, hooks_begin_next, NULL, err) ? FIBER_WAITING : fiber->state;
}

static enum fiber_state on_finished(struct fiber *fiber, struct branch *branch, struct err *err)
{
    enum fiber_state state;
    switch (branch->kind) {
    case BRANCH_STAGE:
        state = ending_of_stage(fiber, branch, err);
        if (state != FIBER_RETURNED || fiber->step_at == fiber->step_count)
            return state;
        branch_free(fiber, branch);
        return step_ended(fiber, err);
    case BRANCH_HOOK:
        state = ending_of_hook(fiber, branch, err);
        return state == FIBER_WAITING ? step_ended(fiber, err) : state;
    case BRANCH_HANDLER:
        return ending_of_handler(fiber, branch, err);
    case BRANCH_MEMBER:
        return group_member_ended(fiber, branch, false, err) ? stop_by_host(fiber, err)
                                                             : FIBER_WAITING;
    }
    return FIBER_STOPPED; /* not reached */
}

static enum fiber_state on_raised(struct fiber *fiber, struct branch *branch, struct err *err)
{
    struct err host = {0};
    if (branch->kind != BRANCH_MEMBER)
        return fiber->state = FIBER_FAILED; /* err is filled */
    watch_raised(fiber, branch);
    branch->pushed = 1;
    if (group_member_ended(fiber, branch, true, &host) == 0)
        return FIBER_WAITING; /* its owner raises it again */
    *err = host;
    return stop_by_host(fiber, err);
}

/* Resumes one branch until it waits or ends. */
static enum fiber_state play(struct fiber *fiber, struct branch *branch, struct err *err)
{
    int nargs = branch->is_begun ? 0 : branch->pushed, nresults = 0;
    if (!branch->is_begun)
        branch_begin(fiber, branch);
    fiber->playing = branch;
    enum vm_outcome outcome = vm_resume(fiber->vm, branch->thread, nargs, &nresults, err);
    fiber->playing = NULL;
    fiber->recording = NULL;
    fiber->heard = NULL;
    branch->pushed = nresults;
    switch (outcome) {
    case VM_YIELDED:
        fiber->raised = NULL;
        assert(branch->state == BRANCH_WAITING || branch->state == BRANCH_JOINING);
        lua_settop(branch->thread, -nresults - 1);
        return FIBER_WAITING;
    case VM_FINISHED:
        fiber->raised = NULL;
        return on_finished(fiber, branch, err);
    case VM_RAISED:
        return on_raised(fiber, branch, err);
    case VM_STOPPED:
        return stop(fiber, err);
    }
    return FIBER_STOPPED; /* not reached */
}

static enum fiber_state drive(struct fiber *fiber, struct err *err)
{
    struct branch *branch;
    enum fiber_state state = FIBER_WAITING;
    while (state == FIBER_WAITING && (branch = branch_pop_ready(fiber)))
        state = play(fiber, branch, err);
    return state;
}

/* Runs a body on the main thread; false if the fiber has ended by it. */
static bool protect(struct fiber *fiber, lua_CFunction body, void *arg, struct err *err)
{
    int rc = vm_protect(fiber->vm, body, arg, err);
    if (rc == 0)
        return true;
    if (rc == STATUS_HOST_VERDICT)
        stop(fiber, err);
    else
        fiber->state = FIBER_FAILED;
    return false;
}

/* ---- opening --------------------------------------------------------------------------------- */

int fiber_open(const struct fiber_play *play, const struct fiber_limits *limits,
               const struct script_host *host, void *host_data, struct fiber **out, struct err *err)
{
    const struct value *model = release_workflow(play->release, play->office, play->workflow);
    *out = NULL;
    if (!model)
        return err_set(err, STATUS_NOT_FOUND, "the release has no workflow \"%s\"", play->workflow);
    struct fiber *fiber = mem_zero(sizeof *fiber);
    fiber->release = release_ref(play->release);
    fiber->workflow = model;
    fiber->play_office = arena_text(&fiber->keep, play->office ? play->office : "");
    fiber->host = host;
    fiber->host_data = host_data;
    fiber->arena = &fiber->keep; /* until a turn gives its own */
    int rc = vm_open(limits, &fiber->vm, err);
    if (rc == 0) {
        fiber->vm->owner = fiber;
        fiber->vm->push_reference = mirror_push_reference;
        fiber->vm->take_reference = mirror_take_reference;
        budget_begin(fiber->vm, 0, 0, false);
        rc = vm_protect(fiber->vm, hooks_play_chunks, NULL, err);
    }
    if (rc)
        fiber_close(fiber);
    else
        *out = fiber;
    return rc;
}

void fiber_close(struct fiber *fiber)
{
    if (!fiber)
        return;
    vm_close(fiber->vm);
    release_unref(fiber->release);
    arena_close(&fiber->keep);
    free(fiber);
}

void fiber_turn(struct fiber *fiber, int64_t at_ms, struct arena *arena, bool is_replay)
{
    fiber->at_ms = at_ms;
    fiber->arena = arena;
    fiber->is_replay = is_replay;
    watch_begin(fiber);
    budget_begin(fiber->vm, 0, 0, is_replay);
}

/* ---- the three ways to be told --------------------------------------------------------------- */

static const char *keep_text(struct fiber *fiber, const struct value *about, const char *key)
{
    const char *text = value_get_text(about, key);
    return text ? arena_text(&fiber->keep, text) : NULL;
}

static int l_begin(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    const struct fiber_stage *stage = lua_touserdata(L, 1);
    mirror_open(L, stage->data, stage->settings);
    hooks_plan(L, fiber);
    return hooks_begin_next(L);
}

enum fiber_state fiber_begin(struct fiber *fiber, const struct fiber_stage *stage, struct err *err)
{
    assert(!fiber->is_begun && fiber->state == FIBER_WAITING);
    fiber->is_begun = true;
    fiber->stage = arena_text(&fiber->keep, stage->stage);
    fiber->number = keep_text(fiber, stage->about, "number");
    fiber->office = keep_text(fiber, stage->about, "office");
    fiber->group = keep_text(fiber, stage->about, "group");
    fiber->from = value_copy(&fiber->keep, value_get(stage->about, "from"));
    random_init(&fiber->random, stage->seed);
    if (!protect(fiber, l_begin, (void *)stage, err))
        return fiber->state;
    return drive(fiber, err);
}

enum fiber_state fiber_hear(struct fiber *fiber, const char *id, const struct value *value,
                            bool is_error, struct err *err)
{
    if (!fiber->is_begun || fiber->state != FIBER_WAITING)
        return stop_for(fiber, err, "ended_fiber", "the stage has ended and cannot hear", id);
    struct branch *branch = branch_find_wait(fiber, id);
    if (!branch)
        return stop_for(fiber, err, "unknown_wait", "the stage does not wait for", id);
    fiber->heard = value;
    fiber->is_error_heard = is_error;
    branch_push_ready(fiber, branch);
    return drive(fiber, err);
}

struct told_signal {
    const char *id, *signal;
    const struct value *answer;
};

static int l_signal(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    const struct told_signal *told = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber->handlers_ref);
    if (lua_getfield(L, -1, told->signal) != LUA_TFUNCTION)
        return fiber_raise(L, "unknown_signal", "workflow \"%s\" has no handler for signal \"%s\"",
                           value_get_text(fiber->workflow, "name"), told->signal);
    struct branch *branch = branch_make(L, fiber, BRANCH_HANDLER, told->id);
    snprintf(branch->wait_name, sizeof branch->wait_name, "%s", told->signal);
    answer_push_signal(L, told->signal, told->answer);
    lua_xmove(L, branch->thread, 1);
    branch->pushed = 2;
    branch_push_ready(fiber, branch);
    return 0;
}

enum fiber_state fiber_signal(struct fiber *fiber, const char *id, const char *signal,
                              const struct value *answer, struct err *err)
{
    struct told_signal told = {id, signal, answer};
    if (!fiber->is_begun || fiber->state != FIBER_WAITING)
        return stop_for(fiber, err, "ended_fiber", "the stage has ended and cannot hear", id);
    if (!protect(fiber, l_signal, &told, err))
        return fiber->state;
    return drive(fiber, err);
}

const char *fiber_result_name(const struct fiber *fiber)
{
    return fiber->result_name;
}

size_t fiber_heap_bytes(const struct fiber *fiber)
{
    return vm_held_bytes(fiber->vm);
}
