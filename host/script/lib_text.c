/* lib_text.c - a growing text: the first bytes on the C stack, then in a userdata, so an error in
 * the middle leaks nothing. Unlike luaL_Buffer it never holds more than a script's text may be.
 */
#include <lauxlib.h>
#include <string.h>
#include "script/lib.h"

void text_check(lua_State *L, size_t len)
{
    if (len > VM_STRING_BYTES)
        luaL_error(L, "result too long: a text has at most %d bytes", VM_STRING_BYTES);
}

void text_open(lua_State *L, struct text *text)
{
    luaL_checkstack(L, 2, "text");
    text->L = L;
    text->bytes = text->first;
    text->len = 0;
    text->capacity = sizeof text->first;
    lua_pushnil(L);
    text->box = lua_gettop(L);
}

void text_add(struct text *text, const char *bytes, size_t len)
{
    if (len > VM_STRING_BYTES - text->len)
        text_check(text->L, text->len + len);
    if (text->len + len > text->capacity) {
        size_t capacity = text->capacity * 2;
        while (capacity < text->len + len)
            capacity *= 2;
        luaL_checkstack(text->L, 1, "text");
        char *fresh = lua_newuserdatauv(text->L, capacity, 0);
        memcpy(fresh, text->bytes, text->len);
        lua_replace(text->L, text->box);
        text->bytes = fresh;
        text->capacity = capacity;
    }
    if (len)
        memcpy(text->bytes + text->len, bytes, len);
    text->len += len;
}

void text_push(struct text *text)
{
    lua_pushlstring(text->L, text->bytes, text->len);
}
