/* mirror.c - the tables behind case.data (mirror.h).
 *
 * Two tables per shown table: the real one, filled here with lua_rawset, and the locked one in
 * front of it, which is what scripts hold. fiber->rows_ref: name of a row -> its locked table; the
 * name lies in the real one under the key note_row, which no script can see. fiber->data_ref: the
 * locked case.data. To show another kind of value: mirror_push.
 */
#include "script/mirror.h"
#include <lauxlib.h>
#include "script/codec.h"
#include "script/rule.h"
#include "script/sandbox.h"

static const char note_row = 0; /* its address is the key */

static const char *const data_title = "case.data";

/* [-0, +1] The real table of the row with that name, made and noted if it is new. */
static void push_real_row(lua_State *L, struct slice name)
{
    struct fiber *fiber = fiber_of(L);
    luaL_checkstack(L, 6, NULL);
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber->rows_ref);
    lua_pushlstring(L, name.bytes, name.len);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_newtable(L);
        lua_pushlstring(L, name.bytes, name.len);
        lua_rawsetp(L, -2, &note_row);
        sandbox_lock(L, data_title);
        lua_pushlstring(L, name.bytes, name.len);
        lua_pushvalue(L, -2);
        lua_rawset(L, -5); /* rows[name] = locked */
        lua_remove(L, -2); /* the nil */
    }
    lua_remove(L, -2); /* rows */
    sandbox_push_real(L, lua_gettop(L));
    lua_remove(L, -2);
}

/* [-0, +1] The locked one. */
static void push_row(lua_State *L, struct slice name)
{
    push_real_row(L, name);
    lua_pop(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber_of(L)->rows_ref);
    lua_pushlstring(L, name.bytes, name.len);
    lua_rawget(L, -2);
    lua_remove(L, -2);
}

/* Host members ("$row", "$ended") are not shown. */
static bool is_shown(const struct member *member)
{
    return member->key.len == 0 || member->key.bytes[0] != '$';
}

/* [-1 +1] The members of a map into the real table on top. */
static void fill(lua_State *L, const struct value *map, const char *title)
{
    for (size_t i = 0; map->type == VALUE_MAP && i < map->map.len; i++) {
        const struct member *member = &map->map.members[i];
        if (!is_shown(member))
            continue;
        lua_pushlstring(L, member->key.bytes, member->key.len);
        mirror_push(L, member->value, title);
        lua_rawset(L, -3);
    }
}

static void clear(lua_State *L)
{
    luaL_checkstack(L, 4, NULL);
    for (lua_pushnil(L); lua_next(L, -2);) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TLIGHTUSERDATA)
            continue;
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, -4); /* clearing the key at hand is allowed while walking */
    }
}

/* A row of data: its object stays, what it holds is new. */
static void push_named_row(lua_State *L, const struct value *map, const char *title)
{
    struct slice name = value_get(map, "$row")->text;
    push_real_row(L, name);
    clear(L);
    fill(L, map, title);
    lua_pop(L, 1);
    push_row(L, name);
}

static void push_list(lua_State *L, const struct value *list, const char *title)
{
    lua_Integer count = 0;
    lua_createtable(L, (int)value_len(list), 0);
    for (size_t i = 0; i < value_len(list); i++) {
        const struct value *item = value_item(list, i);
        bool is_ended = !value_is_nil(value_get(item, "$ended"));
        mirror_push(L, item, title); /* an ended row is known, but in no list */
        if (is_ended)
            lua_pop(L, 1);
        else
            lua_rawseti(L, -2, ++count);
    }
    sandbox_lock(L, title);
}

void mirror_push(lua_State *L, const struct value *value, const char *title)
{
    luaL_checkstack(L, 8, NULL);
    switch (value->type) {
    case VALUE_LIST:
        push_list(L, value, title);
        break;
    case VALUE_MAP:
        if (value_get(value, "$row")->type == VALUE_TEXT) {
            push_named_row(L, value, title);
            break;
        }
        lua_newtable(L);
        fill(L, value, title);
        sandbox_lock(L, title);
        break;
    default:
        codec_push(L, value);
    }
}

/* case.settings.x that no setting declares: upvalue 1 is nothing, the fiber knows the names. */
static int l_setting_missing(lua_State *L)
{
    struct fiber *fiber = fiber_of(L);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    const struct value *settings = value_get(fiber->workflow, "settings");
    if (!value_is_nil(value_get(settings, key)))
        lua_pushnil(L);
    else
        return fiber_raise(L, "unknown_setting", "there is no setting \"%.60s\". Settings are: %s.",
                           key, value_listed(settings, NULL, fiber->arena));
    return 1;
}

void mirror_open(lua_State *L, const struct value *data, const struct value *settings)
{
    struct fiber *fiber = fiber_of(L);
    lua_newtable(L);
    fiber->rows_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    fill(L, data, data_title);
    sandbox_lock(L, data_title);
    fiber->data_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    fill(L, settings, "case.settings");
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, l_setting_missing);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    sandbox_lock(L, "case.settings");
    fiber->settings_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* [-0, +1] The real table of case.data. */
static void push_real_data(lua_State *L)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber_of(L)->data_ref);
    sandbox_push_real(L, lua_gettop(L));
    lua_remove(L, -2);
}

void mirror_set(lua_State *L, const char *row, const struct value *members)
{
    if (row)
        push_real_row(L, slice_of(row));
    else
        push_real_data(L);
    fill(L, members, data_title);
    lua_pop(L, 1);
}

/* [-0, +1] The real table of a list of case.data, made if it is new. */
static void push_real_list(lua_State *L, const char *list)
{
    push_real_data(L);
    if (lua_getfield(L, -1, list) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        sandbox_lock(L, data_title);
        lua_pushvalue(L, -1);
        lua_setfield(L, -3, list);
    }
    sandbox_push_real(L, lua_gettop(L));
    lua_replace(L, -3);
    lua_pop(L, 1);
}

int mirror_add(lua_State *L, const char *list, const struct value *row)
{
    mirror_push(L, row, data_title);
    push_real_list(L, list);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
    return 1;
}

/* "parties/2" leaves the list "parties"; those behind it move up. */
void mirror_drop(lua_State *L, const char *row)
{
    const char *slash = strrchr(row, '/');
    if (!slash)
        return;
    lua_pushlstring(L, row, (size_t)(slash - row));
    push_real_list(L, lua_tostring(L, -1));
    push_row(L, slice_of(row));
    lua_Integer count = (lua_Integer)lua_rawlen(L, -2), kept = 0;
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -2, i);
        if (lua_rawequal(L, -1, -2))
            lua_pop(L, 1);
        else
            lua_rawseti(L, -3, ++kept);
    }
    for (lua_Integer i = kept + 1; i <= count; i++) {
        lua_pushnil(L);
        lua_rawseti(L, -3, i);
    }
    lua_pop(L, 3);
}

void mirror_push_reference(lua_State *L, const struct value *reference)
{
    if (reference->type == VALUE_ROW)
        push_row(L, reference->text);
    else
        codec_push_reference(L, reference);
}

struct value *mirror_take_reference(lua_State *L, int index, struct arena *arena)
{
    if (lua_type(L, index) == LUA_TUSERDATA) {
        const struct value *reference = codec_get_reference(L, index);
        return reference ? value_copy(arena, reference) : NULL;
    }
    if (!sandbox_is_locked(L, index))
        return NULL;
    struct value *row = NULL;
    size_t len;
    sandbox_push_real(L, lua_absindex(L, index));
    lua_rawgetp(L, -1, &note_row);
    const char *name = lua_tolstring(L, -1, &len);
    if (name)
        row = value_row(arena, (struct slice){.bytes = name, .len = len});
    lua_pop(L, 2);
    return row;
}
