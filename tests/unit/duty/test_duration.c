/* test_duration.c - what is a duration, and what is refused. */
#include "world.h"
#include "duty/duration.h"

static int read(const char *text, struct duration *out, struct err *err)
{
    struct arena arena = {0};
    *err = (struct err){0};
    int rc = duration_from_value(json(&arena, text), out, err);
    arena_close(&arena);
    return rc;
}

static void test_read(void **state)
{
    (void)state;
    struct err err;
    struct duration duration;
    assert_status(read("{\"n\":5,\"unit\":\"wd\"}", &duration, &err), 0, &err);
    assert_int_equal(duration.n, 5);
    assert_int_equal(duration.unit, DUR_WORKDAY);
    assert_status(read("{\"n\":0,\"unit\":\"cd\"}", &duration, &err), 0, &err);
    assert_true(duration_is_days(duration));
    assert_status(read("{\"n\":2,\"unit\":\"h\"}", &duration, &err), 0, &err);
    assert_int_equal(duration_ms(duration), 7200000);
    assert_false(duration_is_days(duration));
    assert_status(read("{\"n\":52600000,\"unit\":\"min\"}", &duration, &err), 0, &err);
    assert_true(duration_ms(duration) == INT64_C(3156000000000));
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "{\"n\":-1,\"unit\":\"cd\"}",
        "{\"n\":1.5,\"unit\":\"cd\"}",
        "{\"n\":1.0,\"unit\":\"cd\"}",
        "{\"n\":5}",
        "{\"unit\":\"cd\"}",
        "{\"n\":5,\"unit\":\"month\"}",
        "{\"n\":5,\"unit\":\"\"}",
        "{\"n\":5,\"unit\":5}",
        "{\"n\":36501,\"unit\":\"cd\"}",
        "{\"n\":25001,\"unit\":\"wd\"}",
        "{\"n\":876001,\"unit\":\"h\"}",
        "{\"n\":52600001,\"unit\":\"min\"}",
        "{\"n\":9007199254740991,\"unit\":\"min\"}",
        "{\"n\":5,\"unit\":\"cd\",\"x\":1}",
        "5",
        "\"5cd\"",
        "[5,\"cd\"]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct err err;
        struct duration duration;
        assert_status(read(wrong[i], &duration, &err), STATUS_INVALID, &err);
        assert_true(strlen(err.text) > 10);
    }
    struct err err = {0};
    struct duration duration;
    assert_status(duration_from_value(NULL, &duration, &err), STATUS_INVALID, &err);
}

static void test_text(void **state)
{
    (void)state;
    char text[DURATION_TEXT_SIZE];
    struct duration duration = {5, DUR_WORKDAY};
    assert_string_equal(duration_to_text(duration, LANGUAGE_ZH, text), "5个工作日");
    assert_string_equal(duration_to_text(duration, LANGUAGE_EN, text), "5 working days");
    duration = (struct duration){1, DUR_DAY};
    assert_string_equal(duration_to_text(duration, LANGUAGE_ZH, text), "1日");
    assert_string_equal(duration_to_text(duration, LANGUAGE_EN, text), "1 day");
    duration = (struct duration){30, DUR_MIN};
    assert_string_equal(duration_to_text(duration, LANGUAGE_ZH, text), "30分钟");
    assert_string_equal(duration_to_text(duration, LANGUAGE_EN, text), "30 minutes");
    duration = (struct duration){24, DUR_HOUR};
    assert_string_equal(duration_to_text(duration, LANGUAGE_ZH, text), "24小时");
}

static void test_round_trip(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (int unit = DUR_MIN; unit <= DUR_WORKDAY; unit++) {
        struct duration before = {7, (enum duration_unit)unit}, after;
        struct err err = {0};
        struct value *value = duration_to_value(&arena, before);
        assert_status(duration_from_value(value, &after, &err), 0, &err);
        assert_int_equal(after.n, 7);
        assert_int_equal(after.unit, unit);
        assert_string_equal(value_get_text(value, "unit"),
                            duration_unit_word((enum duration_unit)unit));
    }
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
