/* moving.c - the hook by which a workflow carries a case of a former release into one of its
 * stages: workflow "x" { move = { STAGE = function(old) return "stage", { field = value } end } }.
 *
 * It runs once, outside of any branch: no `case`, so no verbs, and nothing to wait for. What it is
 * given is read-only; what it may say is a stage of the workflow and fields of case.data.
 */
#include <lauxlib.h>
#include "script/codec.h"
#include "script/declare.h"
#include "script/mirror.h"
#include "script/playing.h"
#include "script/rule.h"
#include "script/sandbox.h"

struct hook {
    const struct fiber_move *move;
    struct fiber_moved *out;
};

static void push_old(lua_State *L, const struct fiber_move *move)
{
    mirror_open(L, move->data, &value_nil);
    lua_createtable(L, 0, 3);
    lua_pushstring(L, move->stage);
    lua_setfield(L, -2, "stage");
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber_of(L)->data_ref);
    lua_setfield(L, -2, "data");
    codec_push(L, move->waiting);
    lua_setfield(L, -2, "waiting");
    sandbox_lock(L, "old");
}

/* Where the hook begins, for what is said about it. */
static void note_place(lua_State *L, struct fiber_moved *out)
{
    lua_Debug at;

    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &at);
    out->where = arena_printf(fiber_of(L)->arena, "%s:%d",
                              at.source[0] == '@' ? at.source + 1 : at.source, at.linedefined);
}

static int l_hook(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    struct hook *hook = lua_touserdata(L, 1);
    const struct value *stages = value_get(fiber->workflow, "stages");

    if (!declare_push_move(L, hook->move->stage))
        return fiber_raise(L, "no_move", "the workflow has no move for stage \"%s\"",
                           hook->move->stage);
    note_place(L, hook->out);
    push_old(L, hook->move);
    lua_call(L, 1, 2);
    const char *to = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
    if (!to || value_is_nil(value_get(stages, to)))
        return fiber_raise(L, "bad_return",
                           "move of stage \"%s\" returns %s%.60s%s, which is not a stage. Return "
                           "one of: %s.",
                           hook->move->stage, to ? "\"" : "a ", to ? to : luaL_typename(L, -2),
                           to ? "\"" : "", value_listed(stages, NULL, fiber->arena));
    hook->out->to = arena_text(fiber->arena, to);
    if (lua_isnil(L, -1))
        return 0;
    if (!lua_istable(L, -1))
        return fiber_raise(L, "bad_return",
                           "move of stage \"%s\" returns a %s behind the stage. Return fields of "
                           "case.data there: { field = value }.",
                           hook->move->stage, luaL_typename(L, -1));
    hook->out->fields = codec_take(L, lua_gettop(L), fiber->arena, CODEC_WHOLE, "fields");
    return 0;
}

enum fiber_state fiber_move(struct fiber *fiber, const struct fiber_move *move,
                            struct fiber_moved *out, struct err *err)
{
    struct hook hook = {.move = move, .out = out};

    *out = (struct fiber_moved){0};
    random_init(&fiber->random, move->seed);
    int rc = vm_protect(fiber->vm, l_hook, &hook, err);
    if (rc == 0 && out->fields && out->fields->type != VALUE_MAP)
        rc = err_set_at(err, STATUS_SCRIPT_FAILED, "bad_return", out->where,
                        "move of stage \"%s\" returns a list behind the stage. Return fields of "
                        "case.data there: { field = value }.",
                        move->stage);
    if (rc == 0)
        return fiber->state = FIBER_RETURNED;
    return fiber->state = rc == STATUS_SCRIPT_FAILED ? FIBER_FAILED : FIBER_STOPPED;
}
