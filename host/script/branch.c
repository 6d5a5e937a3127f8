/* branch.c - the coroutines of a stage: its own, those of `all` and `first`, those of handlers.
 *
 * A branch has a path; a path has a counter of commands that goes on when it is entered again. A
 * group is one call of `all` or `first`: its owner yields with the group made and its members on
 * the stack of ready branches, the first in key order on top, so the driver runs each until it
 * waits before the next, and inner groups before their siblings.
 *
 *   member ends   all: when it was the last, the owner is ready    first: decided, the others are
 *                                                                  cancelled, the owner is ready
 *   member raises the others are cancelled, the owner is ready and raises
 *
 * Invariants: (1) a cancelled branch is never resumed and is told to the host once, newest first;
 * (2) members not yet begun are cancelled silently, they opened nothing; (3) an ended member keeps
 * its thread, on whose stack its value lies, until the owner has taken it.
 */
#include "script/playing.h"
#include <assert.h>
#include <lauxlib.h>
#include <stdlib.h>

static struct path *path_get(struct fiber *fiber, const char *text)
{
    for (struct path *path = fiber->paths; path; path = path->next) {
        if (strcmp(path->text, text) == 0)
            return path;
    }
    struct path *path = ARENA_NEW(&fiber->keep, struct path);
    path->text = arena_text(&fiber->keep, text);
    path->next = fiber->paths;
    fiber->paths = path;
    return path;
}

static void append(struct fiber *fiber, struct branch *branch)
{
    branch->before = fiber->last;
    branch->next = NULL;
    if (fiber->last)
        fiber->last->next = branch;
    else
        fiber->first = branch;
    fiber->last = branch;
}

static void unlink_branch(struct fiber *fiber, struct branch *branch)
{
    if (branch->before)
        branch->before->next = branch->next;
    else
        fiber->first = branch->next;
    if (branch->next)
        branch->next->before = branch->before;
    else
        fiber->last = branch->before;
}

struct branch *branch_new(struct fiber *fiber, enum branch_kind kind, const char *path)
{
    struct branch *branch = fiber->spare;
    if (branch)
        fiber->spare = branch->ready_next;
    else
        branch = ARENA_NEW(&fiber->keep, struct branch);
    *branch = (struct branch){.kind = kind, .path = path_get(fiber, path), .thread_ref = LUA_NOREF};
    append(fiber, branch);
    fiber->branch_count++;
    return branch;
}

/* A branch whose coroutine will run the function on top of L with `case` and what was pushed. */
struct branch *branch_make(lua_State *L, struct fiber *fiber, enum branch_kind kind,
                           const char *path)
{
    int function = lua_gettop(L);
    lua_State *thread = lua_newthread(L);
    lua_pushvalue(L, function);
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber->case_ref);
    lua_xmove(L, thread, 2);
    int ref = luaL_ref(L, LUA_REGISTRYINDEX);
    struct branch *branch = branch_new(fiber, kind, path);
    branch->thread = thread;
    branch->thread_ref = ref;
    branch->pushed = 1;
    return branch;
}

void branch_begin(struct fiber *fiber, struct branch *branch)
{
    unlink_branch(fiber, branch);
    append(fiber, branch);
    branch->is_begun = true;
}

static void ready_remove(struct fiber *fiber, struct branch *branch)
{
    struct branch **link = &fiber->ready;
    while (*link && *link != branch)
        link = &(*link)->ready_next;
    if (*link)
        *link = branch->ready_next;
}

/* Gives back its coroutine, which is never resumed again. The key of the reference exists, so this
 * does not allocate and cannot raise. */
void branch_free(struct fiber *fiber, struct branch *branch)
{
    ready_remove(fiber, branch);
    luaL_unref(vm_lua(fiber->vm), LUA_REGISTRYINDEX, branch->thread_ref);
    unlink_branch(fiber, branch);
    fiber->branch_count--;
    *branch =
        (struct branch){.state = BRANCH_ENDED, .ready_next = fiber->spare, .thread_ref = LUA_NOREF};
    fiber->spare = branch;
}

const char *branch_next_id(struct branch *branch, struct arena *arena)
{
    const char *path = branch->path->text;
    char digits[16];
    size_t at = sizeof digits - 1, len = strlen(path);

    digits[at] = '\0';
    for (unsigned rest = branch->path->last + 1; rest > 0; rest /= 10)
        digits[--at] = (char)('0' + rest % 10);
    if (len > 0)
        digits[--at] = '/';
    char *id = arena_alloc(arena, len + sizeof digits - at);
    memcpy(id, path, len);
    memcpy(id + len, digits + at, sizeof digits - at);
    return id;
}

void branch_take_id(struct branch *branch)
{
    branch->path->last++;
}

struct branch *branch_find_wait(struct fiber *fiber, const char *id)
{
    for (struct branch *branch = fiber->first; branch; branch = branch->next) {
        if (branch->state == BRANCH_WAITING && strcmp(branch->wait_id, id) == 0)
            return branch;
    }
    return NULL;
}

void branch_push_ready(struct fiber *fiber, struct branch *branch)
{
    assert(branch->state != BRANCH_ENDED);
    branch->state = BRANCH_READY;
    branch->ready_next = fiber->ready;
    fiber->ready = branch;
}

struct branch *branch_pop_ready(struct fiber *fiber)
{
    struct branch *branch = fiber->ready;
    if (branch)
        fiber->ready = branch->ready_next;
    return branch;
}

/* Is `branch` a member of the group, or below one? */
static bool is_inside(const struct branch *branch, const struct group *group)
{
    for (const struct group *own = branch->group; own; own = own->owner->group) {
        if (own == group)
            return true;
    }
    return false;
}

/* Ends all that live under the group, newest first; `kept` has ended by itself. */
static int group_cancel(struct fiber *fiber, struct group *group, const struct branch *kept,
                        struct err *err)
{
    int rc = 0;
    struct branch *before;
    for (struct branch *branch = fiber->last; branch && rc == 0; branch = before) {
        before = branch->before;
        if (branch == kept || branch->state == BRANCH_ENDED || !is_inside(branch, group))
            continue;
        if (branch->is_begun)
            rc = fiber->host->on_cancel(fiber->host_data, branch->path->text, err);
        branch->state = BRANCH_ENDED; /* freed below: an inner owner is still asked for its group */
    }
    return rc;
}

/* Frees every ended branch under the group but `kept`, inner ones first. */
static void group_free_ended(struct fiber *fiber, struct group *group, const struct branch *kept)
{
    struct branch *before;
    for (struct branch *branch = fiber->last; branch; branch = before) {
        before = branch->before;
        if (branch != kept && branch->state == BRANCH_ENDED && is_inside(branch, group))
            branch_free(fiber, branch);
    }
}

int group_member_ended(struct fiber *fiber, struct branch *branch, bool is_raised, struct err *err)
{
    struct group *group = branch->group;
    int rc = 0;
    branch->state = BRANCH_ENDED;
    group->ended++;
    if (is_raised || group->verb == VERB_FIRST) {
        *(is_raised ? &group->raised : &group->winner) = branch;
        rc = group_cancel(fiber, group, branch, err);
        group_free_ended(fiber, group, branch);
    } else if (group->ended < group->count) {
        return 0;
    }
    branch_push_ready(fiber, group->owner);
    return rc;
}

/* [-0, +n, raises]: the value a member ended with, moved to L; its branch is gone after. */
static void take_value(lua_State *L, struct fiber *fiber, struct branch *member)
{
    luaL_checkstack(L, 1, "too many branches");
    if (member->pushed > 0) {
        lua_settop(member->thread, -member->pushed); /* only the first value counts */
        lua_xmove(member->thread, L, 1);
    } else {
        lua_pushnil(L);
    }
    branch_free(fiber, member);
}

static void push_key(lua_State *L, const struct branch *member)
{
    if (member->number)
        lua_pushinteger(L, member->number);
    else
        lua_pushlstring(L, member->name.bytes, member->name.len);
}

/* The owner goes on behind its yield: what the members gave. */
static int l_group_done(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    struct fiber *fiber = fiber_of(L);
    struct group *group = (struct group *)context;
    if (group->raised) {
        take_value(L, fiber, group->raised);
        return lua_error(L);
    }
    if (group->verb == VERB_FIRST) {
        push_key(L, group->winner);
        take_value(L, fiber, group->winner);
        return 2;
    }
    lua_createtable(L, 0, (int)group->count);
    for (size_t i = 0; i < group->count; i++) {
        push_key(L, group->members[i]);
        take_value(L, fiber, group->members[i]);
        lua_rawset(L, -3);
    }
    return 1;
}

/* Names that paths of the engine begin with. */
static bool is_reserved(struct slice name)
{
    return slice_is(name, "on") || slice_is(name, "before") || slice_is(name, "after");
}

static bool is_plain_name(struct slice name)
{
    bool is_good = name.len > 0 && name.len <= 40;
    for (size_t i = 0; is_good && i < name.len; i++) {
        char c = name.bytes[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        is_good = is_letter || (i > 0 && c >= '0' && c <= '9');
    }
    return is_good;
}

/* One key of the table of branches (at -2, its function at -1), checked, into *member. */
static void read_member(lua_State *L, struct fiber *fiber, const char *word, struct branch *member)
{
    if (!lua_isfunction(L, -1))
        fiber_raise(L, "bad_branch", "case:%s needs a function for each branch, not a %s.", word,
                    luaL_typename(L, -1));
    if (lua_isinteger(L, -2) && lua_tointeger(L, -2) > 0) {
        member->number = lua_tointeger(L, -2);
        member->name = slice_of(arena_printf(fiber->arena, "%lld", (long long)member->number));
        return;
    }
    if (lua_type(L, -2) != LUA_TSTRING)
        fiber_raise(L, "bad_branch",
                    "case:%s: a branch has a name, as in { late = function() ... end }.", word);
    size_t len;
    const char *text = lua_tolstring(L, -2, &len);
    member->name = arena_copy(fiber->arena, (struct slice){.bytes = text, .len = len});
    if (!is_plain_name(member->name) || is_reserved(member->name))
        fiber_raise(
            L, "bad_branch",
            "case:%s: a branch cannot be called \"%.60s\". Use letters, digits and _, and not "
            "on, before or after.",
            word, member->name.bytes);
}

static int order_members(const void *a, const void *b)
{
    const struct branch *left = a, *right = b;
    if (left->number != right->number && left->number && right->number)
        return left->number < right->number ? -1 : 1;
    if (left->number || right->number)
        return left->number ? -1 : 1; /* integers, then names */
    return slice_compare(left->name, right->name);
}

/* The branches of the table at index 2, in key order; in the arena of the turn. */
static struct branch *read_members(lua_State *L, struct fiber *fiber, enum verb verb, size_t *count)
{
    const char *word = verb_word(verb);
    size_t found = 0;
    luaL_checkstack(L, 4, NULL);
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
        found++;
    if (found == 0)
        fiber_raise(L, "bad_branch",
                    "case:%s has no branches. Write case:%s { name = function() ... end }.", word,
                    word);
    if (found + fiber->branch_count > BRANCHES_MAX)
        fiber_raise(L, "bad_branch",
                    "case:%s: more than %d branches at once. Use task_each or ask_each.", word,
                    BRANCHES_MAX);
    struct branch *members = ARENA_ARRAY(fiber->arena, struct branch, found);
    size_t i = 0;
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
        read_member(L, fiber, word, &members[i++]);
    qsort(members, found, sizeof *members, order_members);
    *count = found;
    return members;
}

/* A live branch for one member: its coroutine holds the function, ready to begin. */
static struct branch *start_member(lua_State *L, struct fiber *fiber, struct group *group,
                                   const struct branch *read)
{
    const char *path = group->owner->path->text;
    lua_State *thread = lua_newthread(L);
    push_key(L, read);
    lua_rawget(L, 2);
    lua_xmove(L, thread, 1);
    int ref = luaL_ref(L, LUA_REGISTRYINDEX);
    struct branch *branch = branch_new(
        fiber, BRANCH_MEMBER,
        arena_printf(fiber->arena, "%s%s%.*s", path, *path ? "/" : "", SLICE_ARG(read->name)));
    branch->thread = thread;
    branch->thread_ref = ref;
    branch->name = arena_copy(&fiber->keep, read->name);
    branch->number = read->number;
    branch->group = group;
    branch->depth = group->owner->depth + 1;
    return branch;
}

/* case:all { ... } and case:first { ... }; the table is at index 2. */
int l_case_group(lua_State *L, enum verb verb)
{
    struct fiber *fiber = fiber_of(L);
    struct branch *owner = fiber->playing;
    size_t count;
    struct branch *read = read_members(L, fiber, verb, &count);
    if (owner->depth >= GROUP_DEPTH_MAX)
        fiber_raise(L, "bad_branch",
                    "case:%s: branches lie more than %d deep. Move some to a stage.",
                    verb_word(verb), GROUP_DEPTH_MAX);
    struct value *names = value_list(fiber->arena);
    for (size_t i = 0; i < count; i++)
        value_push(fiber->arena, names,
                   read[i].number ? value_int(fiber->arena, read[i].number)
                                  : value_text(fiber->arena, read[i].name));
    struct value *args = value_map(fiber->arena);
    value_put(fiber->arena, args, "branches", names);
    struct command command = {.verb = verb, .args = args};
    fiber_command(L, &command);
    struct group *group = ARENA_NEW(&fiber->keep, struct group);
    *group = (struct group){.verb = verb,
                            .owner = owner,
                            .count = count,
                            .members = ARENA_ARRAY(&fiber->keep, struct branch *, count)};
    for (size_t i = 0; i < count; i++)
        group->members[i] = start_member(L, fiber, group, &read[i]);
    for (size_t i = count; i > 0; i--)
        branch_push_ready(fiber, group->members[i - 1]);
    owner->state = BRANCH_JOINING;
    return lua_yieldk(L, 0, (lua_KContext)group, l_group_done);
}
