/* lib.h - what the library files (lib_*.c) share: limits and a few calls. */
#pragma once
#include "script/vm.h"

enum {
    LIB_NUMBER_TEXT = 200,        /* bytes of a text that can be read as a number */
    LIB_TABLE_ITEMS = 200 * 1000, /* longest list table.* and pairs take */
    LIB_MOVE_ITEMS = 100 * 1000,  /* table.move */
    LIB_UNPACK_ITEMS = 1000,      /* table.unpack, string.byte */
};

/* [-0, +1] tostring(), __tostring included. */
RAISES const char *lib_push_text(lua_State *L, int index);
/* [-0, +1 or 0] The number at index, or read from the text there; false: pushes nothing. */
RAISES bool lib_push_number(lua_State *L, int index);

/* Keys ascending: integers, then texts bytewise; others are refused (lib_pairs.c). */
RAISES int l_pairs_pairs(lua_State *L);
RAISES int l_pairs_next(lua_State *L);

/* Metatables are copied when they are set (lib_meta.c). */
RAISES int l_meta_set(lua_State *L);
RAISES int l_meta_get(lua_State *L);

/* Length of the list at index for table.*; refuses what lib_table.c says. A locked table is
 * replaced by the real one in its slot. */
enum lib_use { LIB_READS, LIB_WRITES };
RAISES lua_Integer lib_check_list(lua_State *L, int index, enum lib_use use);

RAISES int l_table_sort(lua_State *L);    /* lib_sort.c */
RAISES int l_string_format(lua_State *L); /* lib_format.c */

/* Valid UTF-8 (no surrogates, nothing over 10FFFF, shortest forms) and no zero byte. */
bool lib_utf8_is_valid(struct slice text);

/* Growing text, at most VM_STRING_BYTES; beyond `first` its memory is a userdata in the slot `box`.
 * text_open pushes the slot, text_push the finished string. Must not be copied. */
struct text {
    lua_State *L;
    int box;
    char *bytes;
    size_t len, capacity;
    char first[256];
};
RAISES void text_open(lua_State *L, struct text *text);
RAISES void text_add(struct text *text, const char *bytes, size_t len);
RAISES void text_push(struct text *text); /* [-0, +1] */
/* Raises "result too long" if a result of len bytes is not allowed. */
RAISES void text_check(lua_State *L, size_t len);
