/* fuzz_canon.c - our own texts, damaged or not: what is read writes one text for ever after, and a
 * copy is equal. What the short way takes, the long way takes for the same value; what was written
 * is read by the short way unless it holds a real.
 */
#include "data/canon.h"
#include "data/canon_quick.h"
#include "fuzz/fuzz.h"

/* Reals and integers of 19 digits are left to the long way. */
static bool is_for_the_long_way(const struct value *value)
{
    if (value->type == VALUE_INT)
        return value->integer >= 1000000000000000000 || value->integer <= -1000000000000000000;
    for (size_t i = 0; i < value_len(value); i++) {
        bool is_map = value->type == VALUE_MAP;
        if (is_for_the_long_way(is_map ? value->map.members[i].value : value->list.items[i]))
            return true;
    }
    return value->type == VALUE_REAL;
}

static void check_ways(struct arena *arena, struct slice text)
{
    struct value *quick, *full;
    struct err err = {0};
    bool is_quick = canon_read_quickly(arena, text, &quick);
    int rc = canon_read_fully(arena, text, &full, &err);
    fuzz_require(!is_quick || rc == 0, "the long way takes what the short way takes");
    fuzz_require(!is_quick || value_is_equal(quick, full), "and for the same value");
    if (rc != 0)
        return;
    struct slice written = canon_text(arena, full);
    fuzz_require(!is_quick || slice_is_equal(text, written), "only canonical text goes that way");
    fuzz_require(canon_read_quickly(arena, written, &quick) != is_for_the_long_way(full),
                 "and all of it does, but for such numbers");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena = {0};
    struct err err = {0};
    struct value *value = NULL, *again = NULL;
    struct slice text = {.bytes = (const char *)bytes, .len = len};
    check_ways(&arena, text);
    int rc = canon_read(&arena, text, &value, &err);
    if (rc == 0) {
        struct slice first = canon_text(&arena, value);
        fuzz_require(canon_read(&arena, first, &again, &err) == 0, "what was written can be read");
        fuzz_require(value_is_equal(value, again), "and is equal");
        fuzz_require(slice_is_equal(first, canon_text(&arena, again)), "and is a fixed point");
        fuzz_require(value_is_equal(value, value_copy(&arena, value)), "a copy is equal");
    } else {
        fuzz_require(rc == STATUS_CORRUPT && err.status == rc && err.text[0], "damage is named");
    }
    arena_close(&arena);
    return 0;
}
