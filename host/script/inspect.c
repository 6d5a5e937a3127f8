/* inspect.c - a fiber as a debugger shows it (inspect.h).
 *
 * Each live branch is a coroutine that stands in a yield (or in the error that ended it); its stack
 * is read with lua_getstack and lua_getlocal, level by level from the innermost function, host
 * functions passed over. A variable is moved to the main thread to be written down, so the
 * coroutine's stack is as it was. The reading runs behind vm_protect: if the state has no memory
 * left, what was found until then is shown.
 *
 * A member of a group that raises is freed once its owner has raised in its place, so it is written
 * down when it happens (watch_raised) and forgotten if the script goes on.
 *
 * Lines: the hook of budget.c also fires per line while vm->on_line is set; they go round a ring.
 */
#include "script/inspect.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>
#include "script/playing.h"
#include "script/shown.h"

enum { LEVELS_MOST = 200 }; /* of a stack looked at */

static const struct inspect_bounds {
    int frames, variables, branches;
    size_t bytes; /* of all texts together, about */
    int64_t steps;
    struct shown_bounds value;
} inspect_bounds[] = {
    [INSPECT_SHORT] = {3,  24,  50,   32 << 10,  200 * 1000,      {160, 8, 3}   },
    [INSPECT_FULL] = {20, 250, 1000, 512 << 10, 4 * 1000 * 1000, {4000, 100, 6}},
};

struct inspecting {
    struct fiber *fiber;
    struct arena *arena;
    const struct inspect_bounds *bounds;
    bool is_full;
    int64_t steps;
    size_t bytes; /* of texts so far */
    struct value *branches;
    const struct branch *raised;
};

/* ---- variables ---- */

static bool is_wanted(const struct inspecting *inspecting, lua_State *L)
{
    int type = lua_type(L, -1);
    return inspecting->is_full || (type != LUA_TFUNCTION && type != LUA_TUSERDATA) ||
           strcmp(shown_type(L, -1, inspecting->arena), "personal") == 0;
}

static struct value *find_variable(const struct value *list, const char *name)
{
    for (size_t i = value_len(list); i-- > 0;)
        if (value_is_text(value_get(value_item(list, i), "name"), name))
            return value_item(list, i);
    return NULL;
}

/* [-1, +0] The variable on top of the main thread, or one more that was left out. */
static void add_variable(struct inspecting *inspecting, lua_State *L, const char *name,
                         struct value *list, int64_t *more)
{
    struct arena *arena = inspecting->arena;

    if (!is_wanted(inspecting, L)) {
        lua_pop(L, 1);
        return;
    }
    if (value_len(list) >= (size_t)inspecting->bounds->variables ||
        inspecting->bytes > inspecting->bounds->bytes) {
        ++*more;
        lua_pop(L, 1);
        return;
    }
    struct value *variable = value_map(arena), *former = find_variable(list, name);
    struct slice text = shown_text(L, -1, &inspecting->bounds->value, &inspecting->steps, arena);
    value_put(arena, variable, "name", value_string(arena, name));
    value_put(arena, variable, "type", value_string(arena, shown_type(L, -1, arena)));
    value_put(arena, variable, "value", value_text(arena, text));
    if (former)
        value_put(arena, former, "shadowed", value_bool(arena, true));
    value_push(arena, list, variable);
    inspecting->bytes += text.len + strlen(name) + 64;
    lua_pop(L, 1);
}

static void add_locals(struct inspecting *inspecting, lua_State *L, lua_State *thread,
                       lua_Debug *ar, struct value *frame)
{
    struct value *list = value_list(inspecting->arena);
    const char *name;
    int64_t more = 0;

    for (int n = 1; (name = lua_getlocal(thread, ar, n)); n++) {
        lua_xmove(thread, L, 1);
        if (name[0] == '(') /* what the compiler keeps for itself */
            lua_pop(L, 1);
        else
            add_variable(inspecting, L, name, list, &more);
    }
    value_put(inspecting->arena, frame, "locals", list);
    if (more)
        value_put(inspecting->arena, frame, "more", value_int(inspecting->arena, more));
}

/* What it uses of the functions around it, and of its file. */
static void add_upvalues(struct inspecting *inspecting, lua_State *L, lua_State *thread,
                         lua_Debug *ar, struct value *frame)
{
    struct value *list = value_list(inspecting->arena);
    const char *name;
    int64_t more = 0;

    lua_getinfo(thread, "f", ar);
    lua_xmove(thread, L, 1);
    for (int n = 1; (name = lua_getupvalue(L, -1, n)); n++) {
        if (strcmp(name, "_ENV") == 0 || name[0] == '\0' || name[0] == '(')
            lua_pop(L, 1);
        else
            add_variable(inspecting, L, name, list, &more);
    }
    lua_pop(L, 1);
    if (value_len(list))
        value_put(inspecting->arena, frame, "upvalues", list);
}

/* ---- frames ---- */

static struct value *frame_place(struct arena *arena, const lua_Debug *ar)
{
    return value_string(arena, arena_printf(arena, "%s:%d", ar->source + 1, ar->currentline));
}

static struct value *add_frame(struct inspecting *inspecting, lua_State *L, lua_State *thread,
                               lua_Debug *ar)
{
    struct arena *arena = inspecting->arena;
    struct value *frame = value_map(arena);

    value_put(arena, frame, "where", frame_place(arena, ar));
    if (ar->name)
        value_put(arena, frame, "name", value_string(arena, ar->name));
    else
        value_put(arena, frame, "defined", value_int(arena, ar->linedefined));
    add_locals(inspecting, L, thread, ar, frame);
    add_upvalues(inspecting, L, thread, ar, frame);
    return frame;
}

/* Innermost first. */
static void add_frames(struct inspecting *inspecting, lua_State *L, lua_State *thread,
                       struct value *shown)
{
    struct arena *arena = inspecting->arena;
    struct value *frames = value_list(arena);
    lua_Debug ar;
    int64_t more = 0;

    for (int level = 0; level < LEVELS_MOST && lua_getstack(thread, level, &ar); level++) {
        if (!lua_checkstack(thread, 4) || !lua_getinfo(thread, "nSl", &ar))
            break;
        if (ar.currentline <= 0 || ar.source[0] != '@')
            continue;
        if (value_len(frames) == 0)
            value_put(arena, shown, "where", frame_place(arena, &ar));
        if (value_len(frames) >= (size_t)inspecting->bounds->frames)
            more++;
        else
            value_push(arena, frames, add_frame(inspecting, L, thread, &ar));
    }
    value_put(arena, shown, "frames", frames);
    if (more)
        value_put(arena, shown, "more", value_int(arena, more));
}

/* ---- branches ---- */

static const struct group *group_of(const struct fiber *fiber, const struct branch *owner)
{
    for (const struct branch *branch = fiber->first; branch; branch = branch->next)
        if (branch->group && branch->group->owner == owner)
            return branch->group;
    return NULL;
}

static struct value *waits_value(struct inspecting *inspecting, const struct branch *branch)
{
    struct arena *arena = inspecting->arena;
    struct value *waits = value_map(arena);
    const struct group *group;

    if (branch->state == BRANCH_WAITING) {
        value_put(arena, waits, "id", value_string(arena, branch->wait_id));
        value_put(arena, waits, "verb", value_string(arena, verb_word(branch->wait_verb)));
        if (branch->wait_name[0])
            value_put(arena, waits, "name", value_string(arena, branch->wait_name));
    } else if (branch->state == BRANCH_JOINING && (group = group_of(inspecting->fiber, branch))) {
        value_put(arena, waits, "verb", value_string(arena, verb_word(group->verb)));
    }
    return value_len(waits) ? waits : &value_nil;
}

static const char *kind_word(const struct branch *branch)
{
    return branch->kind == BRANCH_STAGE     ? "stage"
           : branch->kind == BRANCH_HANDLER ? "handler"
           : branch->kind == BRANCH_HOOK    ? "hook"
                                            : "member";
}

static struct value *branch_value(struct inspecting *inspecting, const struct branch *branch)
{
    struct arena *arena = inspecting->arena;
    struct value *shown = value_map(arena);
    const char *name = branch->path->text;

    if (branch->kind == BRANCH_STAGE)
        name = inspecting->fiber->stage;
    value_put(arena, shown, "branch", value_string(arena, branch->path->text));
    value_put(arena, shown, "kind", value_string(arena, kind_word(branch)));
    value_put(arena, shown, "name", value_string(arena, name));
    value_put(arena, shown, "waits", waits_value(inspecting, branch));
    return shown;
}

/* Of the branch that raised, while its stack stands. */
static int l_inspect_raised(lua_State *L)
{
    struct inspecting *inspecting = lua_touserdata(L, 1);
    const struct branch *branch = inspecting->raised;

    luaL_checkstack(L, 20, "inspect");
    struct value *shown = branch_value(inspecting, branch);
    value_push(inspecting->arena, inspecting->branches, shown);
    add_frames(inspecting, L, branch->thread, shown);
    return 0;
}

static int l_inspect(lua_State *L)
{
    struct inspecting *inspecting = lua_touserdata(L, 1);

    luaL_checkstack(L, 20, "inspect");
    for (struct branch *branch = inspecting->fiber->first; branch; branch = branch->next) {
        if (!branch->is_begun || branch->state == BRANCH_ENDED)
            continue;
        if (value_len(inspecting->branches) >= (size_t)inspecting->bounds->branches)
            break;
        struct value *shown = branch_value(inspecting, branch);
        value_push(inspecting->arena, inspecting->branches, shown);
        add_frames(inspecting, L, branch->thread, shown);
    }
    return 0;
}

static struct value *inspect(struct fiber *fiber, lua_CFunction body, const struct branch *raised,
                             enum inspect_detail detail, struct arena *arena)
{
    const struct inspect_bounds *bounds = &inspect_bounds[detail];
    struct inspecting inspecting = {.fiber = fiber,
                                    .arena = arena,
                                    .bounds = bounds,
                                    .is_full = detail == INSPECT_FULL,
                                    .steps = bounds->steps,
                                    .raised = raised,
                                    .branches = value_list(arena)};
    struct err err = {0};

    if (fiber->state == FIBER_FAILED && fiber->raised)
        value_push(arena, inspecting.branches, value_copy(arena, fiber->raised));
    if (vm_protect(fiber->vm, body, &inspecting, &err) != 0)
        return inspecting.branches; /* as far as it got */
    return inspecting.branches;
}

struct value *fiber_inspect(struct fiber *fiber, enum inspect_detail detail, struct arena *arena)
{
    return inspect(fiber, l_inspect, NULL, detail, arena);
}

/* ---- lines ---- */

struct lines {
    enum inspect_detail detail;
    size_t count; /* noted since the turn began */
    struct line {
        char file[160];
        int number;
        int64_t times;
    } ring[FIBER_LINES];
};

static void on_line(struct vm *vm, lua_State *L, lua_Debug *ar)
{
    struct lines *lines = ((struct fiber *)vm->owner)->lines;
    struct line *last = &lines->ring[(lines->count + FIBER_LINES - 1) % FIBER_LINES];

    if (!lua_getinfo(L, "S", ar) || ar->source[0] != '@')
        return;
    const char *file = ar->source + 1;
    if (lines->count > 0 && last->number == ar->currentline && strcmp(last->file, file) == 0) {
        last->times++;
        return;
    }
    struct line *line = &lines->ring[lines->count++ % FIBER_LINES];
    snprintf(line->file, sizeof line->file, "%s", file);
    line->number = ar->currentline;
    line->times = 1;
}

void fiber_watch(struct fiber *fiber, enum inspect_detail detail)
{
    fiber->lines = ARENA_NEW(&fiber->keep, struct lines);
    fiber->lines->detail = detail;
    fiber->vm->on_line = on_line;
}

void watch_raised(struct fiber *fiber, const struct branch *branch)
{
    if (!fiber->lines || fiber->raised)
        return; /* of branches within branches the innermost */
    struct value *shown =
        inspect(fiber, l_inspect_raised, branch, fiber->lines->detail, &fiber->keep);
    if (value_len(shown))
        fiber->raised = value_item(shown, 0);
}

void watch_begin(struct fiber *fiber)
{
    if (fiber->lines)
        fiber->lines->count = 0;
}

struct value *fiber_lines(const struct fiber *fiber, struct arena *arena)
{
    const struct lines *lines = fiber->lines;
    struct value *list = value_list(arena);
    size_t first = lines && lines->count > FIBER_LINES ? lines->count - FIBER_LINES : 0;

    for (size_t i = first; lines && i < lines->count; i++) {
        const struct line *line = &lines->ring[i % FIBER_LINES];
        struct value *shown = value_map(arena);
        value_put(arena, shown, "where",
                  value_string(arena, arena_printf(arena, "%s:%d", line->file, line->number)));
        value_put(arena, shown, "times", value_int(arena, line->times));
        value_push(arena, list, shown);
    }
    return list;
}
