/* vm_fault.c - errors of a script: raised by bindings, judged at the doors, told to people.
 *
 * An error a script may branch on is a table {code, message}; where it was raised travels with it
 * as a host note that scripts cannot see (so it never enters the journal). Errors of Lua itself
 * are texts "file:line: message". Both become a struct err here, without running any Lua.
 *
 * Memory and the stack are no errors of the script: how much fits differs between processes. Lua
 * reports them as LUA_ERRMEM, LUA_ERRERR or a text that ends in "stack overflow"; a script that
 * calls error("stack overflow") itself is told apart by vm->is_raised.
 */
#include "script/vm_fault.h"

#include <ctype.h>
#include <lauxlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "script/sandbox.h"

enum { WHERE_LEVELS = 60 };

static bool ends_with(lua_State *L, const char *tail)
{
    size_t len, tail_len = strlen(tail);

    if (lua_type(L, -1) != LUA_TSTRING)
        return false;
    const char *text = lua_tolstring(L, -1, &len);
    return len >= tail_len && memcmp(text + len - tail_len, tail, tail_len) == 0;
}

bool vm_judge(lua_State *L, int status)
{
    struct vm *vm = vm_of(L);

    if (vm->verdict)
        return true;
    if (status == LUA_ERRMEM)
        vm_set_verdict(vm, "memory",
                       "the script needs more memory than %zu KiB, or a text over "
                       "%d KiB",
                       vm->limits.heap_bytes >> 10, VM_STRING_BYTES >> 10);
    else if (status == LUA_ERRERR || (!vm->is_raised && ends_with(L, "stack overflow")))
        vm_set_verdict(vm, "stack", "functions call each other too deep");
    return vm->verdict != NULL;
}

/* An error in the compiler passes the message handler of vm_protect before it comes back here. */
int vm_compile(lua_State *L, struct slice text, const char *chunk_name)
{
    struct vm *vm = vm_of(L);

    vm->is_raised = true;
    int status = luaL_loadbufferx(L, text.bytes, text.len, chunk_name, "t");
    vm->is_raised = status == LUA_ERRSYNTAX || status == LUA_ERRRUN;
    return status;
}

/* --- raising --------------------------------------------------------------------------------- */

/* [-1, +1] {code, message} from the message on top. */
static void make_error(lua_State *L, const char *code)
{
    char where[LUA_IDSIZE + 24];

    vm_where(L, where, sizeof where);
    lua_createtable(L, 0, 3);
    lua_insert(L, -2);
    lua_setfield(L, -2, "message");
    lua_pushstring(L, code);
    lua_setfield(L, -2, "code");
    lua_pushstring(L, where);
    lua_rawsetp(L, -2, &sandbox_key_where);
}

int l_raise(lua_State *L, const char *code, const char *format, ...)
{
    char text[800];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    luaL_checkstack(L, 6, "error");
    lua_pushstring(L, text);
    make_error(L, code);
    return lua_error(L);
}

int l_raise_err(lua_State *L, const struct err *err)
{
    return l_raise(L, err_code(err), "%s", err->text);
}

void vm_where(lua_State *L, char *where, size_t len)
{
    lua_Debug ar;

    where[0] = '\0';
    for (int level = 0; level < WHERE_LEVELS && lua_getstack(L, level, &ar); level++) {
        if (!lua_getinfo(L, "Sl", &ar) || ar.currentline <= 0 || ar.source[0] != '@')
            continue;
        snprintf(where, len, "%s:%d", ar.short_src, ar.currentline);
        return;
    }
}

/* --- telling --------------------------------------------------------------------------------- */

/* Length of "file:line: " at the start of text, 0 if there is none. */
static size_t place_len(const char *text)
{
    const char *colon = strchr(text, ':');

    if (!colon || colon == text || !isdigit((unsigned char)colon[1]))
        return 0;
    const char *end = colon + 1;
    while (isdigit((unsigned char)*end))
        end++;
    return end[0] == ':' && end[1] == ' ' ? (size_t)(end - text) + 2 : 0;
}

static void note_text(const char *text, const char *where, struct err *err)
{
    char place[sizeof err->where];
    size_t len = place_len(text);

    if (len > 2 && len - 2 < sizeof place) {
        memcpy(place, text, len - 2);
        place[len - 2] = '\0';
        where = place;
        text += len;
    }
    err_set_at(err, STATUS_SCRIPT_FAILED, NULL, where, "%s",
               text[0] ? text : "the script raised an empty text");
}

/* The text under a raw key of the table at `index`, or NULL; left on the stack, which keeps it. */
static const char *raw_text(lua_State *L, int index, const char *key)
{
    lua_pushstring(L, key);
    lua_rawget(L, index);
    return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}

static void note_table(lua_State *L, int index, const char *where, struct err *err)
{
    const char *code = raw_text(L, index, "code");
    const char *message = raw_text(L, index, "message");

    if (lua_rawgetp(L, index, &sandbox_key_where) == LUA_TSTRING)
        where = lua_tostring(L, -1);
    code = code && code[0] ? code : NULL;
    err_set_at(err, STATUS_SCRIPT_FAILED, code, where, "%s",
               message && message[0] ? message
               : code                ? code
                                     : "the script raised a table without code and message");
}

/* What fits of a text, cut at a character. */
static void copy_cut(char *to, size_t room, const char *text)
{
    size_t len = strlen(text);

    if (len >= room)
        for (len = room - 1; len > 0 && (text[len] & 0xC0) == 0x80;)
            len--;
    memcpy(to, text, len);
    to[len] = '\0';
}

void fault_note(lua_State *L, lua_State *thread, struct err *err)
{
    char where[sizeof err->where];

    luaL_checkstack(L, 8, "error");
    vm_where(thread, where, sizeof where);
    lua_pushnil(L);
    if (thread == L) {
        lua_copy(L, -2, -1);
    } else if (lua_checkstack(thread, 1)) {
        lua_pushvalue(thread, -1);
        lua_xmove(thread, L, 1);
        lua_replace(L, -2);
    }
    int index = lua_gettop(L);
    if (lua_type(L, index) == LUA_TSTRING)
        note_text(lua_tostring(L, index), where, err);
    else if (lua_type(L, index) == LUA_TTABLE)
        note_table(L, index, where, err);
    else
        note_text(sandbox_push_plain_text(L, index), where, err);
    luaL_traceback(L, thread, NULL, thread == L ? 1 : 0);
    copy_cut(err->stack, sizeof err->stack, lua_tostring(L, -1));
    lua_settop(L, index - 1);
}
