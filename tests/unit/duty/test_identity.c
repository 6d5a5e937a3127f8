/* test_identity.c - telephone numbers, and check digits that find what hands get wrong. */
#include "world.h"
#include "duty/identity.h"

static void test_phones(void **state)
{
    (void)state;
    static const char *const right[] = {"13900000001",  "19912345678",    "0531-86000004",
                                        "010-12345678", "02112345678",    "053186000004",
                                        "0757-1234567", "010-12345678-9", "0531-86000004-123456"};
    static const char *const wrong[] = {"",
                                        "12900000001",
                                        "1390000000",
                                        "139000000011",
                                        "1390000000a",
                                        "86000004",
                                        "0531-860000",
                                        "0531-",
                                        "0531-860000041",
                                        "05-12345678",
                                        "05311-8600004",
                                        "+8613900000001",
                                        "139 00000001",
                                        "0531-86000004-",
                                        "-",
                                        "0",
                                        "010",
                                        "010-1234567x",
                                        "0531-86000004-1234567",
                                        "012345678"};
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        if (!phone_is_valid(slice_of(right[i])))
            fail_msg("%s was refused", right[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (phone_is_valid(slice_of(wrong[i])))
            fail_msg("%s was taken", wrong[i]);
}

static void test_id_card(void **state)
{
    (void)state;
    assert_true(id_card_is_valid(slice_of("11010519491231002X")));
    assert_true(id_card_is_valid(slice_of("11010519491231002x")));
    assert_true(id_card_is_valid(slice_of("440524188001010014")) == false); /* no such year here */
    assert_false(id_card_is_valid(slice_of("11010519491231002")));
    assert_false(id_card_is_valid(slice_of("1101051949123100210")));
    assert_false(id_card_is_valid(slice_of("")));
    assert_false(id_card_is_valid(slice_of("110105194912310021")));
    assert_false(id_card_is_valid(slice_of("1101051949023000X2")));
}

/* A right sum does not save a day that never was: look for one with 31 February. */
static void test_id_card_birth(void **state)
{
    (void)state;
    static const char *const stems[] = {"11010519490231002", "11010519491301002",
                                        "11010519490228002"};
    for (int stem = 0; stem < 3; stem++) {
        int taken = 0;
        for (const char *last = "0123456789X"; *last; last++) {
            char text[19];
            snprintf(text, sizeof text, "%s%c", stems[stem], *last);
            taken += id_card_is_valid(slice_of(text));
        }
        assert_int_equal(taken, stem == 2 ? 1 : 0);
    }
}

static void test_unified_code(void **state)
{
    (void)state;
    assert_true(unified_code_is_valid(slice_of("91350100M000100Y43")));
    assert_false(unified_code_is_valid(slice_of("91350100M000100Y44")));
    assert_false(unified_code_is_valid(slice_of("91350100m000100Y43")));
    assert_false(unified_code_is_valid(slice_of("9135010OM000100Y43")));
    assert_false(unified_code_is_valid(slice_of("91350100I000100Y43")));
    assert_false(unified_code_is_valid(slice_of("91350100M000100Y4")));
    assert_false(unified_code_is_valid((struct slice){"91350100\0M00100Y43", 18}));
}

/* Every single wrong character and every swap of unequal neighbours is found. */
static void check_all_slips(const char *right, const char *alphabet, bool (*is_valid)(struct slice))
{
    size_t len = strlen(right);
    char text[32];
    for (size_t i = 0; i < len; i++) {
        for (const char *other = alphabet; *other; other++) {
            snprintf(text, sizeof text, "%s", right);
            text[i] = *other;
            if (*other != right[i] && is_valid(slice_of(text)))
                fail_msg("%s was taken", text);
        }
        snprintf(text, sizeof text, "%s", right);
        if (i + 1 == len || text[i] == text[i + 1])
            continue;
        text[i] = right[i + 1];
        text[i + 1] = right[i];
        if (is_valid(slice_of(text)))
            fail_msg("%s was taken", text);
    }
}

static void test_slips(void **state)
{
    (void)state;
    check_all_slips("11010519491231002X", "0123456789", id_card_is_valid);
    check_all_slips("91350100M000100Y43", "0123456789ABCDEFGHJKLMNPQRTUWXY", unified_code_is_valid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phones),        cmocka_unit_test(test_id_card),
        cmocka_unit_test(test_id_card_birth), cmocka_unit_test(test_unified_code),
        cmocka_unit_test(test_slips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
