/* test_digest.c - BLAKE2b-256 as others compute it, in any pieces; keyed ids framed by length. */
#include "lib/check.h"
#include "data/digest.h"

static const char *text_of(struct slice bytes)
{
    static char text[2 * DIGEST_BYTES + 1];
    struct digest digest;
    digest_of(bytes, &digest);
    return digest_to_text(&digest, text);
}

/* From `b2sum -l 256`. */
static void test_known(void **state)
{
    (void)state;
    assert_string_equal(text_of(slice_of("")),
                        "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    assert_string_equal(text_of(slice_of("abc")),
                        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void test_pieces_do_not_matter(void **state)
{
    (void)state;
    uint8_t bytes[1000], key[32] = {1};
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    for (size_t key_len = 0; key_len <= 32; key_len += 16) {
        struct digest whole, pieces;
        struct digest_state digest;
        digest_init(&digest, key_len ? key : NULL, key_len);
        digest_add(&digest, bytes, sizeof bytes);
        digest_end(&digest, &whole);
        digest_init(&digest, key, key_len);
        for (size_t at = 0, step = 0; at < sizeof bytes; at += step, step++) {
            size_t len = at + step > sizeof bytes ? sizeof bytes - at : step;
            digest_add(&digest, len ? bytes + at : NULL, len);
        }
        digest_end(&digest, &pieces);
        assert_memory_equal(&whole, &pieces, sizeof whole);
    }
}

static void test_int_is_little_endian(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x81};
    struct digest a, b;
    struct digest_state digest;
    digest_init(&digest, NULL, 0);
    digest_add_int(&digest, (int64_t)0x8102030405060708u);
    digest_end(&digest, &a);
    digest_of((struct slice){.bytes = (const char *)bytes, .len = sizeof bytes}, &b);
    assert_memory_equal(&a, &b, sizeof a);
}

static void test_ids(void **state)
{
    (void)state;
    uint8_t key[32] = {0}, other_key[32] = {1};
    struct id id, same, other;
    digest_id(key, slice_of("ab"), slice_of("c"), &id);
    digest_id(key, slice_of("ab"), slice_of("c"), &same);
    assert_true(id_is_equal(&id, &same));
    digest_id(key, slice_of("a"), slice_of("bc"), &other);
    assert_false(id_is_equal(&id, &other));
    digest_id(key, slice_of("abc"), slice_of(""), &other);
    assert_false(id_is_equal(&id, &other));
    digest_id(other_key, slice_of("ab"), slice_of("c"), &other);
    assert_false(id_is_equal(&id, &other));
    /* Stored in databases: this one may never change. */
    char text[ID_TEXT_LEN + 1];
    assert_string_equal(id_to_text(&id, text), "1mmecnjs18vjf0bbrncxq3m7rp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_pieces_do_not_matter),
        cmocka_unit_test(test_int_is_little_endian),
        cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
