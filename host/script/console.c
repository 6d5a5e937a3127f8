/* console.c - chunks run as a stage would run them: `comity lua`, the attack corpus, the fuzzers.
 *
 * The same scan, environment, budget and caps; only the environment has a table in front in which a
 * chunk may declare globals, so that a name lives on in the next line of the REPL. Each chunk is a
 * coroutine of its own, in a turn of its own; after a verdict the next chunk goes on.
 */
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "script/budget.h"
#include "script/chunk.h"
#include "script/lib.h"
#include "script/sandbox.h"
#include "script/parse.h"
#include "script/scan.h"
#include "script/vm.h"

struct console {
    struct vm *vm;
};

/* One call of console_run. */
struct run {
    struct console *console;
    struct slice text;
    const char *name;
    lua_State *thread;
    int nresults;
    struct buf *out;
};

static const char key_env, key_thread; /* of the registry */

/* --- the state -----------------------------------------------------------------------------------
 */

static int l_open_env(lua_State *L)
{
    lua_createtable(L, 0, 0);
    lua_createtable(L, 0, 1);
    sandbox_push_env(L);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_env);
    return 0;
}

int console_open(const struct fiber_limits *limits, struct console **out, struct err *err)
{
    struct console *console = mem_zero(sizeof *console);
    int rc = vm_open(limits, &console->vm, err);

    if (rc == 0)
        rc = vm_protect(console->vm, l_open_env, NULL, err);
    *out = rc == 0 ? console : NULL;
    if (rc < 0)
        console_close(console);
    return rc;
}

void console_close(struct console *console)
{
    if (!console)
        return;
    vm_close(console->vm);
    free(console);
}

/* --- a chunk
 * --------------------------------------------------------------------------------------- */

/* [-0, +1] As an expression if it is one, else as it stands: a function, or the compiler's error.
 */
static int push_compiled(lua_State *L, const struct run *run)
{
    lua_pushfstring(L, "@%s", run->name);
    const char *name = lua_tostring(L, -1);
    lua_pushliteral(L, "return ");
    lua_pushlstring(L, run->text.bytes, run->text.len);
    lua_concat(L, 2);
    struct slice expression;
    expression.bytes = lua_tolstring(L, -1, &expression.len);
    int status = vm_compile(L, expression, name);
    if (status == LUA_ERRSYNTAX) {
        lua_pop(L, 1);
        status = vm_compile(L, run->text, name);
    }
    return status;
}

/* Leaves the chunk's function on a new thread. */
static int l_load(lua_State *L)
{
    struct run *run = lua_touserdata(L, 1);

    run->thread = lua_newthread(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_thread);
    if (push_compiled(L, run) != LUA_OK)
        return lua_error(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &key_env);
    lua_setupvalue(L, -2, 1);
    lua_xmove(L, run->thread, 1);
    return 0;
}

/* Prints the results; __tostring may run, inside the budget of the chunk. */
static int l_print(lua_State *L)
{
    struct run *run = lua_touserdata(L, 1);
    size_t len;

    luaL_checkstack(L, run->nresults + 4, "too many results");
    lua_xmove(run->thread, L, run->nresults);
    for (int i = 0; i < run->nresults; i++) {
        lib_push_text(L, 2 + i);
        const char *text = lua_tolstring(L, -1, &len);
        buf_add(run->out, text, len);
        buf_add_byte(run->out, '\n');
        lua_pop(L, 1);
    }
    return 0;
}

static int l_forget(lua_State *L)
{
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_thread);
    return 0;
}

static int run_loaded(struct run *run, struct err *err)
{
    struct vm *vm = run->console->vm;

    switch (vm_resume(vm, run->thread, 0, &run->nresults, err)) {
    case VM_FINISHED:
        return vm_protect(vm, l_print, run, err);
    case VM_YIELDED: /* nothing here yields but a verdict */
        return err_set(err, STATUS_SCRIPT_FAILED, "the chunk waits for something");
    case VM_RAISED:
        return STATUS_SCRIPT_FAILED;
    case VM_STOPPED:
        break;
    }
    return STATUS_HOST_VERDICT;
}

/* Lua only says "near <eof>": our parser knows what was never closed. */
static void name_opening(const struct run *run, struct err *err)
{
    struct arena arena = {0};
    char where[sizeof err->where];
    int line = 0;
    const char *said = parse_fault_text(run->text, &arena, &line);

    if (said) {
        snprintf(where, sizeof where, "%.100s:%d", run->name, line);
        err_set_at(err, STATUS_SCRIPT_FAILED, "syntax", where, "%s", said);
    }
    arena_close(&arena);
}

int console_run(struct console *console, struct slice text, const char *chunk_name, struct buf *out,
                struct err *err)
{
    struct run run = {.console = console, .text = text, .name = chunk_name, .out = out};
    struct err spare = {0}, unused = {0};

    err = err ? err : &spare;
    err_clear(err);
    budget_begin(console->vm, 0, 0, false);
    int rc = scan_source(text, chunk_name, err);
    if (rc == 0)
        rc = vm_protect(console->vm, l_load, &run, err);
    if (rc != 0 && strstr(err->text, "<eof>"))
        name_opening(&run, err);
    if (rc == 0)
        rc = run_loaded(&run, err);
    if (rc < 0 && err->where[0] == '\0') /* of the compiler's overflow nobody knows the line */
        snprintf(err->where, sizeof err->where, "%s", chunk_name);
    budget_begin(console->vm, 0, 0, false);
    int forgotten = vm_protect(console->vm, l_forget, NULL, &unused);
    return rc < 0 ? rc : forgotten;
}
