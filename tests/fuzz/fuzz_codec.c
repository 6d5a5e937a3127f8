/* fuzz_codec.c - tables of a script to values and back. The bytes are choices in the grammar of
 * expressions, with a handle and a row at hand (b and t). What is taken has a canonical text that
 * reads back equal, and comes back equal from a second trip through Lua; what is not is refused
 * with the code bad_value, or the expression failed by itself.
 */
#include <lauxlib.h>
#include <string.h>
#include "data/canon.h"
#include "fuzz/fuzz.h"
#include "fuzz/lua_grammar.h"
#include "script/budget.h"
#include "script/codec.h"
#include "script/sandbox.h"

struct trip {
    struct slice expression;
    struct arena arena;
    enum codec_rule rule;
    struct value *first, *second;
};

static int l_trip(lua_State *L)
{
    struct trip *trip = lua_touserdata(L, 1);

    lua_pushliteral(L, "local b, t, a, f = ... return ");
    lua_pushlstring(L, trip->expression.bytes, trip->expression.len);
    lua_concat(L, 2);
    struct slice text;
    text.bytes = lua_tolstring(L, -1, &text.len);
    if (vm_compile(L, text, "@fuzz") != LUA_OK)
        return lua_error(L);
    sandbox_push_locked_env(L);
    lua_setupvalue(L, -2, 1);
    codec_push(L, value_handle(&trip->arena, slice_of("v1")));
    codec_push(L, value_row(&trip->arena, slice_of("parties/1")));
    lua_call(L, 2, 1);
    trip->first = codec_take(L, -1, &trip->arena, trip->rule, "it");
    codec_push(L, trip->first);
    trip->second = codec_take(L, -1, &trip->arena, CODEC_REALS, NULL);
    return 0;
}

static void check_taken(struct trip *trip)
{
    struct err err = {0};
    struct value *again;
    struct slice text = canon_text(&trip->arena, trip->first);

    fuzz_require(value_is_equal(trip->first, trip->second), "a second trip changes nothing");
    fuzz_require(canon_read(&trip->arena, text, &again, &err) == 0, "what is taken can be read");
    fuzz_require(value_is_equal(trip->first, again), "and reads back as an equal value");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct fiber_limits limits = {.heap_bytes = 1 << 20, .units = 20000};
    struct trip trip = {.rule = len % 2 ? CODEC_WHOLE : CODEC_REALS};
    struct buf text = {0};
    struct err err = {0};
    struct vm *vm;

    grammar_expression(&text, bytes, len);
    trip.expression = buf_slice(&text);
    fuzz_require(vm_open(&limits, &vm, &err) == 0, "a state can be opened");
    int rc = vm_protect(vm, l_trip, &trip, &err);
    if (rc == 0)
        check_taken(&trip);
    else
        fuzz_require((rc == STATUS_SCRIPT_FAILED || rc == STATUS_HOST_VERDICT) && err.text[0],
                     "a refusal has a sentence");
    vm_close(vm);
    arena_close(&trip.arena);
    buf_close(&text);
    return 0;
}
