/* test_id.c - one id has exactly one text. */
#include "lib/check.h"
#include "base/id.h"

static void check_pair(const uint8_t bytes[ID_BYTES], const char *expected)
{
    struct id id, back;
    char text[ID_TEXT_LEN + 1];
    memcpy(id.bytes, bytes, ID_BYTES);
    assert_string_equal(id_to_text(&id, text), expected);
    assert_true(id_from_text(expected, strlen(expected), &back));
    assert_true(id_is_equal(&id, &back));
}

static void test_known(void **state)
{
    (void)state;
    uint8_t bytes[ID_BYTES] = {0};
    check_pair(bytes, "00000000000000000000000000");
    bytes[15] = 1;
    check_pair(bytes, "00000000000000000000000001");
    bytes[15] = 31;
    check_pair(bytes, "0000000000000000000000000z");
    bytes[15] = 32;
    check_pair(bytes, "00000000000000000000000010");
    memset(bytes, 0xFF, sizeof bytes);
    check_pair(bytes, "7zzzzzzzzzzzzzzzzzzzzzzzzz");
    memset(bytes, 0, sizeof bytes);
    bytes[0] = 0x80;
    check_pair(bytes, "40000000000000000000000000");
}

static void test_each_bit_goes_round(void **state)
{
    (void)state;
    char text[ID_TEXT_LEN + 1], before[ID_TEXT_LEN + 1] = "";
    for (int bit = 0; bit < 128; bit++) {
        struct id id = {{0}}, back;
        id.bytes[15 - bit / 8] = (uint8_t)(1 << bit % 8);
        id_to_text(&id, text);
        assert_true(strcmp(before, text) < 0); /* texts sort like bytes */
        assert_true(id_from_text(text, ID_TEXT_LEN, &back));
        assert_memory_equal(&id, &back, sizeof id);
        memcpy(before, text, sizeof text);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "0000000000000000000000000",   /* 25 */
        "000000000000000000000000000", /* 27 */
        "80000000000000000000000000",  /* a spare bit set */
        "z0000000000000000000000000",
        "0000000000000000000000000A", /* upper case */
        "0000000000000000000000000i", /* look-alikes */
        "0000000000000000000000000l",
        "0000000000000000000000000o",
        "0000000000000000000000000u",
        "0000000000000000000000000-",
        "0000000000000000000000000\xE6",
    };
    struct id id;
    memset(&id, 0xAB, sizeof id);
    struct id untouched = id;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(id_from_text(wrong[i], strlen(wrong[i]), &id));
    char holds_nul[ID_TEXT_LEN] = {'0'};
    memset(holds_nul, '0', sizeof holds_nul);
    holds_nul[13] = '\0';
    assert_false(id_from_text(holds_nul, sizeof holds_nul, &id));
    assert_memory_equal(&id, &untouched, sizeof id);
}

static void test_comparing(void **state)
{
    (void)state;
    struct id zero = {{0}}, one = {{0}};
    one.bytes[15] = 1;
    assert_true(id_is_zero(&zero));
    assert_false(id_is_zero(&one));
    assert_false(id_is_equal(&zero, &one));
    one.bytes[0] = 1;
    assert_true(id_hash(&zero) != id_hash(&one));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_each_bit_goes_round),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_comparing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
