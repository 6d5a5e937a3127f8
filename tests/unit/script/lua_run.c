#include "lua_run.h"

#include <assert.h>
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>
#include "script/budget.h"
#include "script/sandbox.h"

struct load {
    const char *text;
    lua_State *thread;
    char *shown;
    int nresults;
};

static int l_load(lua_State *L)
{
    struct load *load = lua_touserdata(L, 1);

    load->thread = lua_newthread(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, load);
    if (vm_compile(load->thread, slice_of(load->text), "@test.lua") != LUA_OK) {
        lua_xmove(load->thread, L, 1);
        return lua_error(L);
    }
    sandbox_push_locked_env(L);
    lua_xmove(L, load->thread, 1);
    lua_setupvalue(load->thread, 1, 1);
    return 0;
}

static int l_show(lua_State *L)
{
    struct load *load = lua_touserdata(L, 1);
    size_t len = 0;

    for (int i = load->nresults; i > 0; i--) {
        lua_pushvalue(load->thread, -i);
        lua_xmove(load->thread, L, 1);
        const char *text = sandbox_push_plain_text(L, -1);
        len += (size_t)snprintf(load->shown + len, len < 400 ? 400 - len : 0, "%s%s",
                                len ? " " : "", text);
        lua_pop(L, 2);
    }
    return 0;
}

enum vm_outcome run_text(struct vm *vm, const char *text, char shown[400], struct err *err)
{
    struct load load = {.text = text, .shown = shown};

    shown[0] = '\0';
    err_clear(err);
    budget_begin(vm, 0, 0, false);
    int rc = vm_protect(vm, l_load, &load, err);
    if (rc < 0)
        return rc == STATUS_HOST_VERDICT ? VM_STOPPED : VM_RAISED;
    enum vm_outcome outcome = vm_resume(vm, load.thread, 0, &load.nresults, err);
    if (outcome == VM_FINISHED) {
        rc = vm_protect(vm, l_show, &load, err);
        assert(rc == 0);
    }
    return outcome;
}

enum vm_outcome run_once(const struct fiber_limits *limits, const char *text, char shown[400],
                         struct err *err)
{
    struct vm *vm;
    int rc = vm_open(limits, &vm, err);

    assert(rc == 0);
    enum vm_outcome outcome = run_text(vm, text, shown, err);
    vm_close(vm);
    return outcome;
}
