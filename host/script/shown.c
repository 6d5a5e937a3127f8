/* shown.c - a value of a script as text for people (shown.h).
 *
 * Of a table the smallest `members` keys are kept while walking over all of them, so what is shown
 * does not hang on where Lua keeps a field. To show another kind of value: a branch in add_value.
 */
#include "script/shown.h"

#include <inttypes.h>
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "script/codec.h"
#include "script/mirror.h"
#include "script/playing.h"
#include "script/sandbox.h"

struct shown {
    lua_State *L;
    char *bytes;
    size_t len, room;
    bool is_cut; /* nothing more is added */
    const struct shown_bounds *bounds;
    int64_t *steps;
    struct arena *arena;
    int depth;
    const void *above[SHOWN_DEPTH_MOST]; /* the tables around what is written */
};

/* A key that is shown; its text belongs to the table. */
struct shown_key {
    struct slice text;
    lua_Integer number;
    bool is_text;
};

struct shown_keys {
    size_t len, most;
    int64_t all;    /* of the table; host notes left out */
    bool is_partly; /* not all were looked at */
    struct shown_key items[SHOWN_MEMBERS_MOST];
};

/* ---- text ---- */

static void add(struct shown *shown, const char *bytes, size_t len)
{
    if (shown->is_cut || len > shown->room - shown->len) {
        shown->is_cut = true;
        return;
    }
    memcpy(shown->bytes + shown->len, bytes, len);
    shown->len += len;
}

static void add_text(struct shown *shown, const char *text)
{
    add(shown, text, strlen(text));
}

static void add_integer(struct shown *shown, int64_t number)
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%" PRId64, number);
    add(shown, digits, (size_t)len);
}

/* Bytes of the character at the front; 0: it is none of UTF-8. */
static size_t character_len(const char *bytes, size_t len)
{
    const unsigned char *at = (const unsigned char *)bytes;
    size_t wanted = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;

    if (wanted == 0 || wanted > len || at[0] > 0xF4)
        return 0;
    for (size_t i = 1; i < wanted; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    bool is_long = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xF0 && at[1] < 0x90);
    bool is_beyond = (at[0] == 0xED && at[1] > 0x9F) || (at[0] == 0xF4 && at[1] > 0x8F);
    return is_long || is_beyond ? 0 : wanted;
}

/* Quoted; what is no character of a line stands as \ddd. */
static void add_quoted(struct shown *shown, struct slice text)
{
    add_text(shown, "\"");
    for (size_t i = 0, len; i < text.len && !shown->is_cut; i += len) {
        const char *at = text.bytes + i;
        char escape[8];
        len = character_len(at, text.len - i);
        if (len == 1 && (*at == '"' || *at == '\\')) {
            add(shown, (char[]){'\\', *at}, 2);
        } else if (len == 1 && *at == '\n') {
            add_text(shown, "\\n");
        } else if (len == 0 || (len == 1 && ((unsigned char)*at < 0x20 || *at == 0x7F))) {
            snprintf(escape, sizeof escape, "\\%03d", (unsigned char)*at);
            add_text(shown, escape);
            len = 1;
        } else {
            add(shown, at, len);
        }
    }
    add_text(shown, "\"");
}

static void add_number(struct shown *shown, int index)
{
    char text[64];

    if (lua_isinteger(shown->L, index)) {
        add_integer(shown, lua_tointeger(shown->L, index));
        return;
    }
    double real = lua_tonumber(shown->L, index);
    snprintf(text, sizeof text, "%.14g", real);
    if (isnan(real))
        memcpy(text, "nan", 4); /* its sign is the processor's */
    add_text(shown, text);
    if (strspn(text, "-0123456789") == strlen(text))
        add_text(shown, ".0");
}

/* ---- tables ---- */

static int compare_keys(const struct shown_key *a, const struct shown_key *b)
{
    if (a->is_text != b->is_text)
        return a->is_text ? 1 : -1;
    if (a->is_text)
        return slice_compare(a->text, b->text);
    return a->number < b->number ? -1 : a->number > b->number;
}

/* Keeps it if it is among the smallest. */
static void keep_key(struct shown_keys *keys, const struct shown_key *key)
{
    size_t at = keys->len;

    while (at > 0 && compare_keys(key, &keys->items[at - 1]) < 0)
        at--;
    if (at == keys->most)
        return;
    size_t moved = (keys->len < keys->most ? keys->len : keys->most - 1) - at;
    memmove(&keys->items[at + 1], &keys->items[at], moved * sizeof *key);
    keys->items[at] = *key;
    keys->len += keys->len < keys->most;
}

/* The key at -2 of a walk. Keys without an order (true, 0.5, a table) are counted only. */
static void note_key(lua_State *L, struct shown_keys *keys)
{
    struct shown_key key = {0};

    if (lua_type(L, -2) == LUA_TLIGHTUSERDATA)
        return;
    keys->all++;
    if (lua_type(L, -2) == LUA_TSTRING) {
        key.is_text = true;
        key.text.bytes = lua_tolstring(L, -2, &key.text.len);
        keep_key(keys, &key);
    } else if (lua_isinteger(L, -2)) {
        key.number = lua_tointeger(L, -2);
        keep_key(keys, &key);
    }
}

static void find_keys(struct shown *shown, int table, struct shown_keys *keys)
{
    lua_State *L = shown->L;

    keys->most =
        shown->bounds->members < SHOWN_MEMBERS_MOST ? shown->bounds->members : SHOWN_MEMBERS_MOST;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (--*shown->steps < 0) {
            keys->is_partly = true;
            lua_pop(L, 2);
            return;
        }
        note_key(L, keys);
    }
}

static bool is_name(struct slice text)
{
    bool is_it = text.len > 0 && text.len <= 60;
    for (size_t i = 0; is_it && i < text.len; i++) {
        char c = text.bytes[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        is_it = is_letter || (i > 0 && c >= '0' && c <= '9');
    }
    return is_it;
}

static void add_key(struct shown *shown, const struct shown_key *key, lua_Integer *next)
{
    if (!key->is_text && key->number == *next) {
        ++*next;
        return;
    }
    if (key->is_text && is_name(key->text)) {
        add(shown, key->text.bytes, key->text.len);
    } else {
        add_text(shown, "[");
        if (key->is_text)
            add_quoted(shown, key->text);
        else
            add_integer(shown, key->number);
        add_text(shown, "]");
    }
    add_text(shown, " = ");
}

static void add_value(struct shown *shown, int index);

static void add_members(struct shown *shown, int table, const struct shown_keys *keys)
{
    lua_State *L = shown->L;
    lua_Integer next = 1;

    for (size_t i = 0; i < keys->len && !shown->is_cut; i++) {
        const struct shown_key *key = &keys->items[i];
        add_text(shown, i ? ", " : " ");
        add_key(shown, key, &next);
        if (key->is_text) {
            lua_pushlstring(L, key->text.bytes, key->text.len);
            lua_rawget(L, table);
        } else {
            lua_rawgeti(L, table, key->number);
        }
        add_value(shown, lua_gettop(L));
        lua_pop(L, 1);
    }
}

static void add_rest(struct shown *shown, const struct shown_keys *keys)
{
    int64_t rest = keys->all - (int64_t)keys->len;

    if (keys->is_partly) {
        add_text(shown, keys->len ? ", ... and more" : " ... and more");
    } else if (rest > 0) {
        add_text(shown, keys->len ? ", ... " : " ... ");
        add_integer(shown, rest);
        add_text(shown, " more");
    }
    add_text(shown, keys->all || keys->is_partly ? " }" : "}");
}

static bool is_above(const struct shown *shown, const void *table)
{
    for (int i = 0; i < shown->depth; i++)
        if (shown->above[i] == table)
            return true;
    return false;
}

/* The title of a locked table that is the host's own ("_G", "string"), not data; or NULL. */
static const char *library_title(lua_State *L, int index)
{
    static const char *const titles[] = {"_G", "string", "table", "math", "utf8"};
    const char *found = NULL;

    if (!sandbox_is_locked(L, index) || !lua_getmetatable(L, index))
        return NULL;
    lua_rawgetp(L, -1, &sandbox_key_title);
    const char *title = lua_tostring(L, -1);
    for (size_t i = 0; title && i < sizeof titles / sizeof *titles; i++)
        if (strcmp(titles[i], title) == 0)
            found = titles[i];
    lua_pop(L, 2);
    return found;
}

/* "parties/2 " in front of a row of case.data. */
static void add_row_name(struct shown *shown, int index)
{
    struct value *row = mirror_take_reference(shown->L, index, shown->arena);
    if (row && row->type == VALUE_ROW) {
        add(shown, row->text.bytes, row->text.len);
        add_text(shown, " ");
    }
}

static void add_table(struct shown *shown, int index)
{
    lua_State *L = shown->L;
    const char *title = library_title(L, index);
    struct shown_keys keys = {0};

    if (title) {
        add_text(shown, title);
        return;
    }
    add_row_name(shown, index);
    sandbox_push_real(L, index);
    int table = lua_gettop(L);
    const void *address = lua_topointer(L, table);
    if (is_above(shown, address)) {
        add_text(shown, "(cycle)");
    } else if (shown->depth >= shown->bounds->depth || shown->depth >= SHOWN_DEPTH_MOST) {
        add_text(shown, "{...}");
    } else {
        find_keys(shown, table, &keys);
        shown->above[shown->depth++] = address;
        add_text(shown, "{");
        add_members(shown, table, &keys);
        shown->depth--;
        add_rest(shown, &keys);
    }
    lua_pop(L, 1);
}

/* ---- the rest ---- */

static void add_function(struct shown *shown, int index)
{
    lua_Debug ar;

    lua_pushvalue(shown->L, index);
    lua_getinfo(shown->L, ">S", &ar);
    if (ar.source[0] != '@') {
        add_text(shown, "function of the host");
        return;
    }
    add_text(shown, "function ");
    add_text(shown, ar.source + 1);
    add_text(shown, ":");
    add_integer(shown, ar.linedefined);
}

static bool is_case(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TUSERDATA || fiber_of(L)->case_ref == LUA_NOREF)
        return false;
    lua_rawgeti(L, LUA_REGISTRYINDEX, fiber_of(L)->case_ref);
    bool is_it = lua_rawequal(L, index, -1);
    lua_pop(L, 1);
    return is_it;
}

static void add_userdata(struct shown *shown, int index)
{
    const struct value *reference = codec_get_reference(shown->L, index);

    if (is_case(shown->L, index))
        add_text(shown, "case");
    else if (lua_touserdata(shown->L, index) == fiber_of(shown->L)->closed_token)
        add_text(shown, "case:close");
    else if (reference && reference->type == VALUE_HANDLE)
        add_text(shown, "(personal)");
    else
        add_text(shown, "(an object of the host)");
}

static void add_value(struct shown *shown, int index)
{
    lua_State *L = shown->L;
    struct slice text;

    luaL_checkstack(L, 8, "show");
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        add_text(shown, "nil");
        return;
    case LUA_TBOOLEAN:
        add_text(shown, lua_toboolean(L, index) ? "true" : "false");
        return;
    case LUA_TNUMBER:
        add_number(shown, index);
        return;
    case LUA_TSTRING:
        text.bytes = lua_tolstring(L, index, &text.len);
        add_quoted(shown, text);
        return;
    case LUA_TTABLE:
        add_table(shown, index);
        return;
    case LUA_TFUNCTION:
        add_function(shown, index);
        return;
    default:
        add_userdata(shown, index);
    }
}

struct slice shown_text(lua_State *L, int index, const struct shown_bounds *bounds, int64_t *steps,
                        struct arena *arena)
{
    struct shown shown = {
        .L = L, .bounds = bounds, .steps = steps, .arena = arena, .room = bounds->bytes};
    static const char more[] = "...";

    shown.bytes = arena_alloc(arena, bounds->bytes + sizeof more);
    add_value(&shown, lua_absindex(L, index));
    if (shown.is_cut) {
        memcpy(shown.bytes + shown.len, more, sizeof more - 1);
        shown.len += sizeof more - 1;
    }
    shown.bytes[shown.len] = '\0';
    return (struct slice){.bytes = shown.bytes, .len = shown.len};
}

const char *shown_type(lua_State *L, int index, struct arena *arena)
{
    if (lua_type(L, index) == LUA_TUSERDATA) {
        const struct value *reference = codec_get_reference(L, index);
        if (reference && reference->type == VALUE_HANDLE)
            return "personal";
        return is_case(L, index) ? "case" : "object";
    }
    if (lua_type(L, index) == LUA_TTABLE && mirror_take_reference(L, index, arena))
        return "row";
    return luaL_typename(L, index);
}
