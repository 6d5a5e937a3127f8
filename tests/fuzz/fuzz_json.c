/* fuzz_json.c - JSON from outside. Whatever is taken has one canonical text, which reads back as an
 * equal value, also by way of the indented form for people; whatever is not has a reason.
 */
#include "data/canon.h"
#include "data/json.h"
#include "fuzz/fuzz.h"

static void check_taken(struct arena *arena, const struct value *value)
{
    struct err err = {0};
    struct value *again, *pretty;
    struct slice text = canon_text(arena, value);
    fuzz_require(canon_read(arena, text, &again, &err) == 0, "canonical text can be read");
    fuzz_require(value_is_equal(value, again), "it reads back as an equal value");
    fuzz_require(slice_is_equal(text, canon_text(arena, again)), "canonical text is a fixed point");

    struct buf buf = {0};
    struct json_bounds wide = {.max_bytes = SIZE_MAX}; /* indented text is longer */
    json_write(&buf, value, 2);
    fuzz_require(json_read(arena, buf_slice(&buf), &wide, &pretty, &err) == 0,
                 "indented text can be read");
    fuzz_require(value_is_equal(value, pretty), "it reads back as an equal value too");
    buf_close(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena = {0};
    struct err err = {0};
    struct value *value = NULL;
    struct slice text = {.bytes = (const char *)bytes, .len = len};
    int rc = json_read(&arena, text, NULL, &value, &err);
    if (rc == 0) {
        check_taken(&arena, value);
    } else {
        fuzz_require(rc == STATUS_MALFORMED || rc == STATUS_TOO_LARGE, "refused by a known status");
        fuzz_require(err.status == rc && err.text[0], "refused with a sentence");
    }
    arena_close(&arena);
    return 0;
}
