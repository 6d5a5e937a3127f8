/* hooks.c - what a fiber plays: the chunks of its workflow and of the offices that change it, and
 * the steps of a stage as its office has them: what offices run before it, its body or the
 * body of the nearest office that replaced it, what offices run after it.
 *
 *   before (the office at the top first) -> body -> after (the nearest office first)
 *
 * Each hook is a coroutine of its own with the path before/CODE or after/CODE, so that what one
 * office adds or removes renumbers nobody else's commands. A body that closes the case, and a
 * handler that ends the stage, leave what would have come after.
 */
#include <lauxlib.h>
#include "script/declare.h"
#include "script/playing.h"

/* [-0, +1] An empty table, kept in the registry too. */
static int push_kept_table(lua_State *L)
{
    lua_newtable(L);
    lua_pushvalue(L, -1);
    return luaL_ref(L, LUA_REGISTRYINDEX);
}

/* [-0, +0] The workflow's chunks, with declarations that only keep stages and handlers. */
int hooks_play_chunks(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    const char *name = value_get_text(fiber->workflow, "name");
    fiber->stages_ref = push_kept_table(L);
    fiber->handlers_ref = push_kept_table(L);
    fiber->overlays_ref = push_kept_table(L);
    declare_play_words(L); /* takes all three */
    lib_case_open(L);
    fiber->closed_token = lua_newuserdatauv(L, 0, 0);
    fiber->closed_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    release_play(L, fiber->release, name);
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber->overlays_ref);
    release_play_overlays(L, fiber->release, fiber->play_office, name);
    return 0;
}

/* [-0, +1] changes[kind][stage] of the overlay at that place of the list on top, if a function. */
static bool push_changed(lua_State *L, int list, lua_Integer place, const char *kind,
                         const char *stage)
{
    const char *const path[] = {"changes", kind, stage};
    int before = lua_gettop(L);
    lua_rawgeti(L, list, place);
    for (size_t i = 0; i < sizeof path / sizeof path[0] && lua_istable(L, -1); i++) {
        lua_pushstring(L, path[i]);
        lua_rawget(L, -2);
    }
    if (lua_isfunction(L, -1)) {
        lua_replace(L, before + 1);
        lua_settop(L, before + 1);
        return true;
    }
    lua_settop(L, before);
    return false;
}

static const char *office_at(lua_State *L, int list, lua_Integer place)
{
    lua_rawgeti(L, list, place);
    lua_getfield(L, -1, "office");
    const char *office = lua_tostring(L, -1); /* kept by the list */
    lua_pop(L, 2);
    return office;
}

/* [-1, +0] The function on top is the next step. */
static void add_step(lua_State *L, struct fiber *fiber, enum branch_kind kind, const char *path)
{
    struct step *step = &fiber->steps[fiber->step_count++];
    *step = (struct step){.kind = kind, .path = path, .ref = luaL_ref(L, LUA_REGISTRYINDEX)};
}

static void add_hook(lua_State *L, struct fiber *fiber, int list, lua_Integer place,
                     const char *kind)
{
    if (push_changed(L, list, place, kind, fiber->stage))
        add_step(L, fiber, BRANCH_HOOK,
                 arena_printf(&fiber->keep, "%s/%s", kind, office_at(L, list, place)));
}

/* [-0, +1] */
static void push_body(lua_State *L, struct fiber *fiber, int list)
{
    for (lua_Integer i = (lua_Integer)lua_rawlen(L, list); i > 0; i--) {
        if (push_changed(L, list, i, "replace", fiber->stage))
            return;
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber->stages_ref);
    lua_pushstring(L, fiber->stage);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    if (!lua_isfunction(L, -1))
        fiber_raise(L, "unknown_stage", "workflow \"%s\" has no stage \"%s\"",
                    value_get_text(fiber->workflow, "name"), fiber->stage);
}

void hooks_plan(lua_State *L, struct fiber *fiber)
{
    luaL_checkstack(L, 10, "stage");
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber->overlays_ref);
    int list = lua_gettop(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, list);
    fiber->steps = ARENA_ARRAY(&fiber->keep, struct step, 2 * (size_t)count + 1);
    for (lua_Integer i = 1; i <= count; i++)
        add_hook(L, fiber, list, i, "before");
    push_body(L, fiber, list);
    add_step(L, fiber, BRANCH_STAGE, "");
    for (lua_Integer i = count; i > 0; i--)
        add_hook(L, fiber, list, i, "after");
    lua_settop(L, list - 1);
}

int hooks_begin_next(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    const struct step *step = &fiber->steps[fiber->step_at++];
    lua_rawgeti(L, LUA_REGISTRYINDEX, step->ref);
    branch_push_ready(fiber, branch_make(L, fiber, step->kind, step->path));
    return 0;
}
