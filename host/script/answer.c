/* answer.c - answers, lists of answers, events (answer.h).
 *
 * An answer is a locked table. Behind it the real one has a metatable whose __index is asked for
 * what is not there: it holds the form (in the release's model, which outlives the state), so that
 * an empty field is nil and an unknown one an error at the script's line. A silent answer - nobody
 * answered - holds its outcome and its row only: silence is never consent.
 */
#include "script/answer.h"
#include <lauxlib.h>
#include "script/codec.h"
#include "script/mirror.h"
#include "script/rule.h"
#include "script/sandbox.h"

static const char *const common_names[] = {"outcome", "by", "on", "at", "office", "row", "way"};

static bool is_common(const char *name)
{
    for (size_t i = 0; i < sizeof common_names / sizeof *common_names; i++) {
        if (strcmp(common_names[i], name) == 0)
            return true;
    }
    return false;
}

/* Is it a field of the form, or a fact about one? */
static bool is_field(const struct value *form, const char *name)
{
    const struct value *fields = value_get(form, "fields");
    for (size_t i = 0; i < value_len(fields); i++) {
        const struct value *field = value_item(fields, i);
        if (value_is_text(value_get(field, "name"), name) ||
            !value_is_nil(value_get(value_get(field, "facts"), name)))
            return true;
    }
    return false;
}

static const char *key_text(lua_State *L)
{
    return lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2);
}

/* A field the answer does not hold. Upvalue 1: its form. */
static int l_answer_missing(lua_State *L)
{
    const struct value *form = lua_touserdata(L, lua_upvalueindex(1));
    const char *key = key_text(L);
    if (!is_common(key) && !is_field(form, key))
        return fiber_raise(L, "unknown_field",
                           "form \"%s\" has no field \"%.60s\". Its answers have: %s, and outcome, "
                           "by, on, at, office, "
                           "row, way.",
                           value_get_text(form, "name"), key,
                           value_listed(value_get(form, "fields"), "name", fiber_of(L)->arena));
    lua_pushnil(L);
    return 1;
}

/* Upvalue 1: the outcome that says why there is nothing. */
static int l_silent_missing(lua_State *L)
{
    return fiber_raise(L, "no_answer",
                       "nobody answered (outcome \"%s\"), so there is no \"%.60s\". Ask for "
                       "outcome first: silence is "
                       "never consent.",
                       lua_tostring(L, lua_upvalueindex(1)), key_text(L));
}

/* Upvalues: what it is, the fields it may have, ", " between. */
static int l_event_missing(lua_State *L)
{
    const char *key = key_text(L), *fields = lua_tostring(L, lua_upvalueindex(2));
    size_t len = strlen(key);
    for (const char *at = fields; at; at = strchr(at, ',') ? strchr(at, ',') + 2 : NULL) {
        if (strncmp(at, key, len) == 0 && (at[len] == ',' || at[len] == '\0')) {
            lua_pushnil(L);
            return 1;
        }
    }
    return fiber_raise(L, "unknown_field", "%s has no \"%.60s\". It has: %s.",
                       lua_tostring(L, lua_upvalueindex(1)), key, fields);
}

/* [-2, +1] Puts the __index function on top behind the real table below it, and locks that. */
static void lock_with(lua_State *L, const char *title)
{
    lua_createtable(L, 0, 1);
    lua_insert(L, -2);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    sandbox_lock(L, title);
}

static void push_members(lua_State *L, const struct value *map, bool is_silent)
{
    lua_createtable(L, 0, 8);
    for (size_t i = 0; map->type == VALUE_MAP && i < map->map.len; i++) {
        const struct member *member = &map->map.members[i];
        if (is_silent && !slice_is(member->key, "outcome") && !slice_is(member->key, "row"))
            continue;
        lua_pushlstring(L, member->key.bytes, member->key.len);
        mirror_push(L, member->value, "an answer");
        lua_rawset(L, -3);
    }
}

static void push_event(lua_State *L, const struct value *heard, const char *what,
                       const char *fields)
{
    luaL_checkstack(L, 8, NULL);
    push_members(L, heard, false);
    lua_pushstring(L, what);
    lua_pushstring(L, fields);
    lua_pushcclosure(L, l_event_missing, 2);
    lock_with(L, what);
}

/* Nobody answered: the wait or the task ended without. */
static const char *silent_outcome(const struct value *heard)
{
    const char *outcome = value_get_text(heard, "outcome");
    if (heard->type != VALUE_MAP)
        return "cancelled";
    bool is_silent =
        outcome && (strcmp(outcome, "expired") == 0 || strcmp(outcome, "cancelled") == 0);
    return is_silent ? outcome : NULL;
}

static void push_answer(lua_State *L, const struct value *form, const struct value *heard)
{
    const char *silent = silent_outcome(heard);
    luaL_checkstack(L, 8, NULL);
    push_members(L, heard, silent != NULL);
    if (silent) {
        lua_pushstring(L, silent);
        lua_setfield(L, -2, "outcome");
        lua_pushstring(L, silent);
        lua_pushcclosure(L, l_silent_missing, 1);
    } else {
        lua_pushlightuserdata(L, (void *)form);
        lua_pushcclosure(L, l_answer_missing, 1);
    }
    lock_with(L, "an answer");
}

static const char note_asked = 0; /* its address: in a list of answers, how many were asked */

/* ---- lists of answers: list:has "x", list:only "x", list:count "x" --------------------------- */

static int count_outcomes(lua_State *L, const char *method, size_t *all)
{
    if (!sandbox_push_real(L, 1) || lua_type(L, 2) != LUA_TSTRING)
        return fiber_raise(L, "bad_argument", "write answers:%s \"outcome\".", method);
    int found = 0;
    *all = lua_rawlen(L, -1);
    for (size_t i = 1; i <= *all; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i);
        lua_getfield(L, -1, "outcome");
        found += lua_rawequal(L, -1, 2);
        lua_pop(L, 2);
    }
    return found;
}

static int l_answers_has(lua_State *L)
{
    size_t all;
    lua_pushboolean(L, count_outcomes(L, "has", &all) > 0);
    return 1;
}

/* Everybody who was asked said so: of nobody nothing can be said, and who was not heard because
 * `stop_on` ended the asking has said nothing. */
static int l_answers_only(lua_State *L)
{
    size_t all;
    int found = count_outcomes(L, "only", &all);
    lua_rawgetp(L, -1, &note_asked); /* behind it lies the real list */
    lua_pushboolean(L, found > 0 && (lua_Integer)found == lua_tointeger(L, -1));
    return 1;
}

static int l_answers_count(lua_State *L)
{
    size_t all;
    lua_pushinteger(L, count_outcomes(L, "count", &all));
    return 1;
}

static const luaL_Reg answers_calls[] = {
    {"has",   l_answers_has  },
    {"only",  l_answers_only },
    {"count", l_answers_count},
    {NULL,    NULL           },
};

static int l_answers_missing(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TNUMBER) {
        lua_pushnil(L);
        return 1;
    }
    const char *key = key_text(L);
    for (const luaL_Reg *call = answers_calls; call->name; call++) {
        if (strcmp(call->name, key) == 0) {
            lua_pushcfunction(L, call->func);
            return 1;
        }
    }
    return fiber_raise(
        L, "unknown_field",
        "a list of answers has no \"%.60s\". It has answers[1], #answers, :has, :only and :count.",
        key);
}

static void push_answers(lua_State *L, const struct value *form, size_t asked,
                         const struct value *heard)
{
    luaL_checkstack(L, 8, NULL);
    lua_createtable(L, (int)value_len(heard), 1);
    lua_pushinteger(L, (lua_Integer)asked);
    lua_rawsetp(L, -2, &note_asked);
    for (size_t i = 0; i < value_len(heard); i++) {
        push_answer(L, form, value_item(heard, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushcfunction(L, l_answers_missing);
    lock_with(L, "a list of answers");
}

/* ---- by verb --------------------------------------------------------------------------------- */

static const struct value *form_of(struct fiber *fiber, const char *name)
{
    return value_get(value_get(fiber->workflow, "forms"), name);
}

static const struct value *form_of_signal(struct fiber *fiber, const char *signal)
{
    const char *form =
        value_get_text(value_get(value_get(fiber->workflow, "signals"), signal), "form");
    return form_of(fiber, form ? form : "");
}

void answer_push_signal(lua_State *L, const char *signal, const struct value *heard)
{
    push_answer(L, form_of_signal(fiber_of(L), signal), heard);
}

int answer_push(lua_State *L, const struct branch *branch, const struct value *heard)
{
    struct fiber *fiber = fiber_of(L);
    const char *name = branch->wait_name;
    switch (branch->wait_verb) {
    case VERB_TASK:
    case VERB_ASK:
        push_answer(L, form_of(fiber, name), heard);
        break;
    case VERB_TASK_EACH:
    case VERB_ASK_EACH:
        push_answers(L, form_of(fiber, name), branch->wait_rows, heard);
        break;
    case VERB_AWAIT:
        answer_push_signal(L, name, heard);
        break;
    case VERB_HANDOFF: /* received also where nobody answered: its fields are empty then */
        push_answer(L, form_of(fiber, name), heard);
        break;
    case VERB_AWAIT_CLOCK:
        push_event(L, heard, "the end of a clock", "outcome, row, due");
        break;
    case VERB_DISPATCH:
        push_event(L, heard, "what case:dispatch gives", "need, fewest, filled");
        break;
    case VERB_ATTEND:
        push_event(L, heard, "what case:attend gives", "done, minutes, no_shows");
        break;
    case VERB_SERVE:
        push_event(L, heard, "the end of case:serve", "outcome, on, way, at, by");
        break;
    case VERB_RECORD:
        codec_push(L, heard); /* the script's own value: it may do with it what it likes */
        break;
    default:
        mirror_push(L, heard, "an answer");
    }
    return 1;
}

int answer_raise(lua_State *L, const struct value *error)
{
    const char *code = value_get_text(error, "code"), *message = value_get_text(error, "message");
    return l_raise(L, code ? code : "error", "%s", message ? message : "");
}

/* "petition/workflow.lua:12: text" -> "text" */
static const char *without_place(const char *text)
{
    const char *at = strstr(text, ".lua:");
    if (!at)
        return text;
    at += strlen(".lua:");
    const char *digits = at;
    while (*at >= '0' && *at <= '9')
        at++;
    return at > digits && at[0] == ':' && at[1] == ' ' ? at + 2 : text;
}

struct value *answer_take_error(lua_State *L)
{
    struct arena *arena = fiber_of(L)->arena;
    struct value *error = value_map(arena);
    const char *code = NULL, *message = NULL;
    luaL_checkstack(L, 4, NULL);
    if (lua_istable(L, -1)) {
        lua_pushvalue(L, -1);
        lua_pushliteral(L, "code");
        lua_rawget(L, -2);
        code = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
        lua_pushliteral(L, "message");
        lua_rawget(L, -3);
        message = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
        value_put(arena, error, "code", value_string(arena, code ? code : "error"));
        value_put(arena, error, "message", value_string(arena, message ? message : ""));
        lua_pop(L, 3);
        return error;
    }
    message = sandbox_push_plain_text(L, lua_gettop(L));
    value_put(arena, error, "code", value_string(arena, "error"));
    value_put(arena, error, "message", value_string(arena, without_place(message)));
    lua_pop(L, 1);
    return error;
}
