/* test_signal.c - where and until when a signal is offered, and to whom. */
#include "world.h"
#include "duty/signal.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static struct signal_decl decl_of(const char *text)
{
    struct signal_decl decl;
    struct err err = {0};
    assert_status(signal_decl_from_value("withdraw", json(&arena, text), &decl, &err), 0, &err);
    return decl;
}

static int offered(const struct signal_decl *decl, const char *stage, struct err *err)
{
    struct signal_moment moment = {
        .stage = stage, .now_ms = at("2026-02-10T09:00"), .calendar = calendar_weekdays()};
    *err = (struct err){0};
    return signal_is_offered(decl, &moment, err);
}

static int offered_after(const struct signal_decl *decl, const char *closed, const char *now,
                         struct err *err)
{
    struct signal_moment moment = {.stage = "nowhere",
                                   .is_closed = true,
                                   .closed_ms = at(closed),
                                   .now_ms = at(now),
                                   .calendar = calendar_weekdays()};
    *err = (struct err){0};
    return signal_is_offered(decl, &moment, err);
}

static void test_stages(void **state)
{
    (void)state;
    struct err err;
    struct signal_decl all = decl_of("{\"from\":[\"clerk\"]}");
    assert_status(offered(&all, "asking", &err), 0, &err);
    struct signal_decl only = decl_of("{\"from\":[\"clerk\"],\"only_in\":[\"asking\",\"filing\"]}");
    assert_status(offered(&only, "filing", &err), 0, &err);
    assert_status(offered(&only, "performing", &err), STATUS_NOT_OFFERED, &err);
    assert_says(&err, "only in the stages asking, filing; the case is in \"performing\"");
    struct signal_decl not_in = decl_of("{\"from\":[\"clerk\"],\"not_in\":[\"filing\"]}");
    assert_status(offered(&not_in, "asking", &err), 0, &err);
    assert_status(offered(&not_in, "filing", &err), STATUS_NOT_OFFERED, &err);
    assert_says(&err, "\"filing\"");
    struct signal_decl never = decl_of("{\"from\":[\"clerk\"],\"only_in\":[]}");
    assert_status(offered(&never, "asking", &err), STATUS_NOT_OFFERED, &err);
}

static void test_after_close(void **state)
{
    (void)state;
    struct err err;
    static const struct {
        const char *decl, *closed, *now;
        int status;
    } rows[] = {
        {"{\"from\":[\"a\"]}",                                                              "2026-02-10T09:00", "2026-02-10T09:01", STATUS_NOT_OFFERED},
        {"{\"from\":[\"a\"],\"after_close\":{\"n\":7,\"unit\":\"cd\"}}",                    "2026-02-10T09:00",
         "2026-02-17T23:59",                                                                                                        0                 },
        {"{\"from\":[\"a\"],\"after_close\":{\"n\":7,\"unit\":\"cd\"}}",                    "2026-02-10T09:00",
         "2026-02-18T00:00",                                                                                                        STATUS_NOT_OFFERED},
        {"{\"from\":[\"a\"],\"after_close\":{\"n\":1,\"unit\":\"wd\"}}",                    "2026-02-13T09:00",
         "2026-02-16T23:59",                                                                                                        0                 },
        {"{\"from\":[\"a\"],\"after_close\":{\"n\":1,\"unit\":\"wd\"}}",                    "2026-02-13T09:00",
         "2026-02-17T00:00",                                                                                                        STATUS_NOT_OFFERED},
        {"{\"from\":[\"a\"],\"after_close\":{\"n\":2,\"unit\":\"h\"}}",                     "2026-02-10T09:00",
         "2026-02-10T10:59",                                                                                                        0                 },
        {"{\"from\":[\"a\"],\"after_close\":{\"n\":2,\"unit\":\"h\"}}",                     "2026-02-10T09:00",
         "2026-02-10T11:00",                                                                                                        STATUS_NOT_OFFERED},
        {"{\"from\":[\"a\"],\"only_in\":[\"x\"],\"after_close\":{\"n\":2,\"unit\":\"h\"}}",
         "2026-02-10T09:00",                                                                                    "2026-02-10T09:01", 0                 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct signal_decl decl = decl_of(rows[i].decl);
        int rc = offered_after(&decl, rows[i].closed, rows[i].now, &err);
        assert_status(rc, rows[i].status, &err);
        if (rc < 0)
            assert_string_equal(err_code(&err), "case_closed");
    }
}

static void test_from(void **state)
{
    (void)state;
    struct err err = {0};
    struct signal_decl decl = decl_of("{\"from\":[\"requester\",\"dispatcher\"]}");
    struct actor requester = {.id = "a", .roles = json(&arena, "[\"requester\"]")};
    struct actor eve = {.id = "e", .roles = json(&arena, "[\"volunteer\"]")};
    struct actor chief = {.id = "admin", .is_administrator = true};
    assert_int_equal(signal_may_send(&decl, &requester, &err), 0);
    assert_int_equal(signal_may_send(&decl, &chief, &err), 0);
    assert_status(signal_may_send(&decl, &eve, &err), STATUS_FORBIDDEN, &err);
    assert_says(&err, "requester, dispatcher");
}

static void test_declaration(void **state)
{
    (void)state;
    struct signal_decl decl = decl_of(
        "{\"from\":[\"a\"],\"form\":\"withdrawal\",\"confirm\":{\"form\":\"freely_made\",\"to\":"
        "\"dispatcher\"},\"about\":[\"obligations\"],\"is_handled\":true}");
    assert_string_equal(decl.form, "withdrawal");
    assert_string_equal(value_get_text(decl.confirm, "form"), "freely_made");
    assert_true(words_have(decl.about, "obligations"));
    assert_true(decl.is_handled);
    assert_false(decl.is_after_close);
    static const char *const wrong[] = {
        "{}",
        "{\"from\":[]}",
        "{\"from\":[\"a\"],\"only_in\":[\"x\"],\"not_in\":[\"y\"]}",
        "{\"from\":[\"a\"],\"after_close\":7}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct err err = {0};
        assert_status(signal_decl_from_value("w", json(&arena, wrong[i]), &decl, &err),
                      STATUS_INVALID, &err);
        assert_says(&err, "\"w\"");
    }
}

/* A list longer than the sentence is cut, never written past its end. */
static void test_long_lists(void **state)
{
    (void)state;
    struct value *words = value_list(&arena);
    for (int i = 0; i < 100; i++)
        value_push(&arena, words, value_string(&arena, "a_rather_long_name_of_a_role"));
    for (size_t size = 8; size < 200; size++) {
        char text[200];
        memset(text, '#', sizeof text);
        words_to_text(words, text, size);
        assert_true(strlen(text) < size);
        assert_string_equal(text + strlen(text) - 3, "...");
        if (size < sizeof text)
            assert_int_equal(text[size], '#');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages),     cmocka_unit_test(test_after_close),
        cmocka_unit_test(test_from),       cmocka_unit_test(test_declaration),
        cmocka_unit_test(test_long_lists),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
