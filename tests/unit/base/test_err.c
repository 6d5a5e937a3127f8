/* test_err.c - status.c and err.c: every status has a code of its own; texts are cut at a
 * character, and an err may be wrapped in itself.
 */
#include "lib/check.h"
#include <string.h>
#include "base/err.h"

static void test_codes_are_unique(void **state)
{
    (void)state;
    static const int all[] = {
#define X(name, value, code, text) value,
        STATUS_LIST(X)
#undef X
    };
    size_t count = sizeof all / sizeof all[0];
    for (size_t i = 0; i < count; i++) {
        assert_true(all[i] < 0);
        assert_string_not_equal(status_code(all[i]), "unknown_status");
        assert_string_not_equal(status_text(all[i]), "");
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(status_code(all[i]), status_code(all[j]));
    }
    assert_string_equal(status_code(STATUS_OK), "ok");
    assert_string_equal(status_code(STATUS_NOT_FOUND), "not_found");
    assert_string_equal(status_code(-9999), "unknown_status");
    assert_string_equal(status_code(1), "unknown_status");
}

static void test_set_replaces_everything(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(err_set_at(&err, STATUS_INVALID, "too_long", "a.lua:3", "%d", 7),
                     STATUS_INVALID);
    memcpy(err.stack, "a stack", 8); /* as script/ would */
    assert_string_equal(err_code(&err), "too_long");
    assert_string_equal(err.where, "a.lua:3");
    assert_string_equal(err.text, "7");

    assert_int_equal(err_set(&err, STATUS_BUSY, "later"), STATUS_BUSY);
    assert_string_equal(err_code(&err), "busy");
    assert_string_equal(err.where, "");
    assert_string_equal(err.stack, "");
    assert_string_equal(err.text, "later");

    assert_int_equal(err_set_at(&err, STATUS_IO, NULL, NULL, "x"), STATUS_IO);
    assert_string_equal(err_code(&err), "io_error");

    err_clear(&err);
    assert_int_equal(err.status, 0);
    assert_string_equal(err.text, "");
}

static void test_null_err_still_answers(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, STATUS_FULL, "x"), STATUS_FULL);
    assert_int_equal(err_set_at(NULL, STATUS_FULL, "c", "w", "x"), STATUS_FULL);
    err_clear(NULL);
}

static void test_own_text_as_argument(void **state)
{
    (void)state;
    struct err err = {0};
    err_set_at(&err, STATUS_IO, "code", "where", "inner");
    err_set(&err, STATUS_CORRUPT, "outer (%s, %s)", err.text, err.where);
    assert_string_equal(err.text, "outer (inner, where)");
    err_set_at(&err, STATUS_CORRUPT, "c", err.text, "again %s", err.text);
    assert_string_equal(err.where, "outer (inner, where)");
    assert_string_equal(err.text, "again outer (inner, where)");
}

static void test_wrap(void **state)
{
    (void)state;
    struct err err = {0};
    err_set_at(&err, STATUS_IO, "code", "here", "the disk is gone");
    assert_int_equal(err_wrap(&err, "opening %s", "x.db"), STATUS_IO);
    assert_string_equal(err.text, "opening x.db: the disk is gone");
    assert_string_equal(err.code, "code");
    assert_string_equal(err.where, "here");
    for (int i = 0; i < 200; i++)
        err_wrap(&err, "once more");
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

/* Three-byte characters behind 0, 1, 2 plain bytes: the cut falls at each place inside one. */
static void test_cut_at_a_character(void **state)
{
    (void)state;
    char many[3 * 400 + 1] = "";
    for (size_t i = 0; i < 400; i++)
        memcpy(many + 3 * i, "\xE6\xA1\x88", 3);
    many[sizeof many - 1] = '\0';
    for (int front = 0; front < 3; front++) {
        struct err err = {0};
        err_set_at(&err, STATUS_IO, many, many, "%.*s%s", front, "ab", many);
        size_t ahead = (size_t)front;
        assert_int_equal((strlen(err.text) - ahead) % 3, 0);
        assert_true(strlen(err.text) >= sizeof err.text - 3);
        assert_int_equal(strlen(err.where) % 3, 0);
        assert_true(strlen(err.where) >= sizeof err.where - 3);
        assert_int_equal(strlen(err.code) % 3, 0);
        err_set(&err, STATUS_IO, "%s", many);
        err_wrap(&err, "%.*s", front, "ab");
        assert_true(strlen(err.text) >= sizeof err.text - 3);
        assert_int_equal((strlen(err.text) - ahead - 2) % 3, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_are_unique),
        cmocka_unit_test(test_set_replaces_everything),
        cmocka_unit_test(test_null_err_still_answers),
        cmocka_unit_test(test_own_text_as_argument),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
