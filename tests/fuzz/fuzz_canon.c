/* fuzz_canon.c - our own texts, damaged or not: what is read writes one text for ever after, and a
 * copy is equal.
 */
#include "data/canon.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena = {0};
    struct err err = {0};
    struct value *value = NULL, *again = NULL;
    struct slice text = {.bytes = (const char *)bytes, .len = len};
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
