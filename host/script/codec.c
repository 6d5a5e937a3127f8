/* codec.c - the border between tables of a script and values of a case.
 *
 * Taking walks the tables raw, in the order of keys.h, so equal tables give equal values. What is
 * refused is refused with its path. The ancestors of the table being taken are kept by address:
 * meeting one again is a cycle. All that is built lies in the caller's arena, so an error in the
 * middle leaks nothing.
 *
 * A reference is a full userdata {type, id} under a metatable of the host: == compares ids, every
 * other operation raises. The vm's owner may show rows and handles its own way (vm.h hooks).
 */
#include "script/codec.h"

#include <inttypes.h>
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "script/budget.h"
#include "script/keys.h"
#include "script/lib.h"
#include "script/sandbox.h"

#define WHOLE_MOST ((int64_t)9007199254740991) /* 2^53 - 1 */

/* --- references --------------------------------------------------------------------------------
 */

struct reference {
    struct value value; /* its text points behind this struct */
    char text[];
};

static const char key_reference_meta; /* of the registry */

static const char *reference_noun(const struct value *value)
{
    return value->type == VALUE_ROW ? "a row" : "a personal value";
}

RAISES static int l_reference_refuse(lua_State *L)
{
    const struct value *value = codec_get_reference(L, 1);
    if (!value)
        value = codec_get_reference(L, 2);
    return luaL_error(L, "%s can only be compared with == and passed on (with, set, add)",
                      value ? reference_noun(value) : "a reference");
}

RAISES static int l_reference_eq(lua_State *L)
{
    const struct value *a = codec_get_reference(L, 1), *b = codec_get_reference(L, 2);
    lua_pushboolean(L, a && b && value_is_equal(a, b));
    return 1;
}

/* [-0, +1] */
static void push_reference_meta(lua_State *L)
{
    static const char *const refused[] = {
        "__index", "__newindex", "__call", "__tostring", "__len", "__lt",   "__le",  "__concat",
        "__unm",   "__add",      "__sub",  "__mul",      "__div", "__mod",  "__pow", "__idiv",
        "__band",  "__bor",      "__bxor", "__shl",      "__shr", "__bnot", NULL,
    };

    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &key_reference_meta) == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    lua_createtable(L, 0, 24);
    for (int i = 0; refused[i]; i++) {
        lua_pushcfunction(L, l_reference_refuse);
        lua_setfield(L, -2, refused[i]);
    }
    lua_pushcfunction(L, l_reference_eq);
    lua_setfield(L, -2, "__eq");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_reference_meta);
}

void codec_push_reference(lua_State *L, const struct value *value)
{
    luaL_checkstack(L, 4, "reference");
    struct reference *reference = lua_newuserdatauv(L, sizeof *reference + value->text.len + 1, 0);
    memcpy(reference->text, value->text.bytes, value->text.len);
    reference->text[value->text.len] = '\0';
    reference->value = *value;
    reference->value.text.bytes = reference->text;
    push_reference_meta(L);
    lua_setmetatable(L, -2);
}

const struct value *codec_get_reference(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index))
        return NULL;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &key_reference_meta);
    bool is_ours = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return is_ours ? &((const struct reference *)lua_touserdata(L, index))->value : NULL;
}

/* --- to Lua ------------------------------------------------------------------------------------
 */

static void push_list(lua_State *L, const struct value *list)
{
    lua_createtable(L, (int)value_len(list), 0);
    for (size_t i = 0; i < value_len(list); i++) {
        codec_push(L, value_item(list, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_map(lua_State *L, const struct value *map)
{
    lua_createtable(L, 0, (int)map->map.len);
    for (size_t i = 0; i < map->map.len; i++) {
        const struct member *member = &map->map.members[i];
        lua_pushlstring(L, member->key.bytes, member->key.len);
        codec_push(L, member->value);
        lua_rawset(L, -3);
    }
}

static void push_reference(lua_State *L, const struct value *value)
{
    struct vm *vm = vm_of(L);
    if (vm->push_reference)
        vm->push_reference(L, value);
    else
        codec_push_reference(L, value);
}

void codec_push(lua_State *L, const struct value *value)
{
    luaL_checkstack(L, 6, "value");
    switch (value->type) {
    case VALUE_NIL:
        lua_pushnil(L);
        return;
    case VALUE_BOOL:
        lua_pushboolean(L, value->boolean);
        return;
    case VALUE_INT:
        lua_pushinteger(L, value->integer);
        return;
    case VALUE_REAL:
        lua_pushnumber(L, value->real);
        return;
    case VALUE_TEXT:
        lua_pushlstring(L, value->text.bytes, value->text.len);
        return;
    case VALUE_LIST:
        push_list(L, value);
        return;
    case VALUE_MAP:
        push_map(L, value);
        return;
    case VALUE_HANDLE:
    case VALUE_ROW:
        push_reference(L, value);
        return;
    }
}

/* --- from Lua ----------------------------------------------------------------------------------
 */

struct take {
    lua_State *L;
    struct arena *arena;
    enum codec_rule rule;
    const char *what;
    int nodes, depth;
    size_t bytes;
    const void *tables[CODEC_DEPTH]; /* the table being taken and those around it */
    struct key at[CODEC_DEPTH];      /* the key being taken in each */
};

/* A text of bounded size on the C stack; what does not fit is left out. */
struct path_text {
    char bytes[300];
    size_t len;
};

static void add_text(struct path_text *to, const char *bytes, size_t len)
{
    if (len > sizeof to->bytes - 1 - to->len)
        len = sizeof to->bytes - 1 - to->len;
    memcpy(to->bytes + to->len, bytes, len);
    to->len += len;
    to->bytes[to->len] = '\0';
}

static void add_step(const struct key *key, struct path_text *path)
{
    char digits[32];

    if (key->slot) {
        if (path->len)
            add_text(path, ".", 1);
        add_text(path, key->text.bytes, key->text.len < 60 ? key->text.len : 60);
        return;
    }
    int len = snprintf(digits, sizeof digits, "[%" PRId64 "]", (int64_t)key->integer);
    add_text(path, digits, (size_t)len);
}

RAISES static struct value *refuse(const struct take *take, const char *why)
{
    struct path_text path = {0};

    if (take->what)
        add_text(&path, take->what, strlen(take->what));
    for (int i = 0; i < take->depth; i++)
        add_step(&take->at[i], &path);
    l_raise(take->L, "bad_value", "%s%s%s", path.bytes, path.len ? ": " : "", why);
    return &value_nil;
}

/* The same, for the table being taken itself, not for one of its fields. */
RAISES static struct value *refuse_table(struct take *take, const char *why)
{
    take->depth--;
    return refuse(take, why);
}

static struct value *take_value(struct take *take, int index);

static struct value *take_number(struct take *take, int index)
{
    lua_Number real = lua_tonumber(take->L, index);
    int is_whole;
    int64_t integer = lua_tointegerx(take->L, index, &is_whole);
    bool keeps_real = take->rule == CODEC_REALS && !lua_isinteger(take->L, index);

    if (!isfinite(real))
        return refuse(take, isnan(real) ? "not a number (nan) cannot be kept"
                                        : "an infinite number cannot be kept");
    if (keeps_real)
        return value_real(take->arena, real);
    if (!is_whole)
        return refuse(take, "numbers are whole here: count in fen or minutes");
    if (integer > WHOLE_MOST || integer < -WHOLE_MOST)
        return refuse(take, "a number is at most 9007199254740991 here");
    return value_int(take->arena, integer);
}

static void check_text(struct take *take, struct slice text)
{
    take->bytes += text.len;
    if (take->bytes > CODEC_BYTES)
        refuse(take, "more than 1 MiB of text");
    if (!lib_utf8_is_valid(text))
        refuse(take, "a text must be valid UTF-8 without zero bytes");
}

static struct value *take_text(struct take *take, int index)
{
    struct slice text;
    text.bytes = lua_tolstring(take->L, index, &text.len);
    check_text(take, text);
    return value_text(take->arena, text);
}

/* keys are 1..n; the table is at `table`. */
static struct value *take_list(struct take *take, int table, const struct keys *keys)
{
    struct value *list = value_list(take->arena);

    if (keys->items[keys->len - 1].slot)
        return refuse_table(take, "a list with named fields cannot be kept: make it two tables");
    if (keys->items[0].integer != 1 || keys->items[keys->len - 1].integer != keys->len)
        return refuse_table(take,
                            "a list with holes cannot be kept: its numbers must be 1, 2, 3 ...");
    for (int i = 0; i < keys->len; i++) {
        take->at[take->depth - 1] = keys->items[i];
        lua_rawgeti(take->L, table, keys->items[i].integer);
        value_push(take->arena, list, take_value(take, lua_gettop(take->L)));
        lua_pop(take->L, 1);
    }
    return list;
}

/* keys are texts, kept by the table at `texts`. */
static struct value *take_map(struct take *take, int table, int texts, const struct keys *keys)
{
    struct value *map = value_map(take->arena);

    for (int i = 0; i < keys->len; i++) {
        const struct key *key = &keys->items[i];
        take->at[take->depth - 1] = *key;
        check_text(take, key->text);
        if (key->text.len > 0 && key->text.bytes[0] == '$')
            return refuse(take, "a name may not begin with '$'");
        lua_rawgeti(take->L, texts, key->slot);
        lua_rawget(take->L, table);
        value_put_slice(take->arena, map, key->text, take_value(take, lua_gettop(take->L)));
        lua_pop(take->L, 1);
    }
    return map;
}

static struct value *take_fields(struct take *take, int table)
{
    const char *odd;
    struct keys *keys = keys_push(take->L, table, &odd);
    int texts = lua_gettop(take->L);

    if (odd)
        return refuse_table(take, "only whole numbers and texts can be keys of what is kept");
    if (keys->len == 0)
        return value_map(take->arena);
    if (keys->items[0].slot)
        return take_map(take, table, texts, keys);
    return take_list(take, table, keys);
}

static struct value *take_table(struct take *take, int index)
{
    lua_State *L = take->L;
    int top = lua_gettop(L);

    if (take->depth == CODEC_DEPTH)
        return refuse(take, "tables lie more than 64 deep in each other");
    luaL_checkstack(L, 10, "value");
    sandbox_push_real(L, index);
    const void *table = lua_topointer(L, top + 1);
    for (int i = 0; i < take->depth; i++)
        if (take->tables[i] == table)
            return refuse(take, "this table contains itself");
    take->tables[take->depth] = table;
    take->at[take->depth++] = (struct key){0};
    struct value *value = take_fields(take, top + 1);
    take->depth--;
    lua_settop(L, top);
    return value;
}

/* A reference the owner or we show, or NULL. */
static struct value *take_reference(struct take *take, int index)
{
    struct vm *vm = vm_of(take->L);
    struct value *value = NULL;

    if (vm->take_reference)
        value = vm->take_reference(take->L, index, take->arena);
    if (value)
        return value;
    const struct value *plain = codec_get_reference(take->L, index);
    return plain ? value_copy(take->arena, plain) : NULL;
}

static struct value *take_value(struct take *take, int index)
{
    int type = lua_type(take->L, index);
    char why[80];

    if (++take->nodes > CODEC_NODES)
        return refuse(take, "more than 100000 values");
    switch (type) {
    case LUA_TNIL:
        return &value_nil;
    case LUA_TBOOLEAN:
        return value_bool(take->arena, lua_toboolean(take->L, index));
    case LUA_TNUMBER:
        return take_number(take, index);
    case LUA_TSTRING:
        return take_text(take, index);
    default:
        break;
    }
    struct value *reference = take_reference(take, index);
    if (reference)
        return reference;
    if (type == LUA_TTABLE)
        return take_table(take, index);
    snprintf(why, sizeof why, "a %s cannot be kept", lua_typename(take->L, type));
    return refuse(take, why);
}

struct value *codec_take(lua_State *L, int index, struct arena *arena, enum codec_rule rule,
                         const char *what)
{
    struct take take = {.L = L, .arena = arena, .rule = rule, .what = what};
    int top = lua_gettop(L);

    luaL_checkstack(L, 4, "value");
    struct value *value = take_value(&take, lua_absindex(L, index));
    lua_settop(L, top);
    budget_charge(L, take.nodes + (int64_t)(take.bytes / 64));
    return value;
}
