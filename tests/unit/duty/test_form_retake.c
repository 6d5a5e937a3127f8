/* test_form_retake.c - recorded answers against forms they were perhaps not given to: what the form
 * took then comes out as it was recorded; what it would not take now is refused with its place;
 * nothing is sealed, and facts are those that were fixed. */
#include "world.h"
#include "duty/form.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static struct form *open_form(const char *decl)
{
    struct form *form;
    struct err err = {0};
    assert_status(form_open(&arena, "test", json(&arena, decl), &form, &err), 0, &err);
    return form;
}

static struct value *recorded(const char *text)
{
    struct value *value;
    struct err err = {0};
    assert_status(canon_read(&arena, slice_of(text), &value, &err), 0, &err);
    return value;
}

/* The clean answer as text, or "field:code ..." */
static const char *retake(const char *decl, const char *outcome, const char *answer)
{
    struct form_answer given = {
        .outcome = outcome, .data = recorded(answer), .today = day("2026-02-10")};
    struct form_result result = {0};
    struct err err = {0};
    struct buf text = {0};

    int rc = form_retake(open_form(decl), &given, &arena, &result, &err);
    if (rc == 0)
        return canon_text(&arena, result.clean).bytes;
    assert_int_equal(rc, STATUS_INVALID);
    for (size_t i = 0; i < value_len(result.errors); i++) {
        const struct value *error = value_item(result.errors, i);
        assert_non_null(value_get_text(value_get(error, "message"), "zh"));
        buf_printf(&text, "%s%s:%s", i ? " " : "", value_get_text(error, "field"),
                   value_get_text(error, "code"));
    }
    const char *kept = arena_copy(&arena, buf_slice(&text)).bytes;
    buf_close(&text);
    return kept;
}

#define CHOICES(list) "{\"name\":\"how\",\"type\":\"choice\",\"choices\":[" list "]}"

static void what_was_taken_comes_out_as_recorded(void **state)
{
    static const char decl[] =
        "{\"fields\":[{\"name\":\"who\",\"type\":\"people\",\"required\":true},"
        "{\"name\":\"n\",\"type\":\"number\",\"min\":1},{\"name\":\"born\",\"type\":\"date\","
        "\"personal\":true,\"facts\":{\"is_minor\":{\"kind\":\"age_under\",\"n\":18}}},"
        "{\"name\":\"rows\",\"type\":\"rows\",\"fields\":[{\"name\":\"word\",\"type\":\"text\","
        "\"plain\":true},{\"name\":\"name\",\"type\":\"people\"}]}]}";
    static const char answer[] =
        "{\"born\":{\"$h\":\"h1\"},\"is_minor\":true,\"n\":3,\"rows\":[{\"name\":{\"$h\":\"h2\"},"
        "\"word\":\"a\"},{\"word\":\"b\"}],\"who\":{\"$h\":\"h3\"}}";
    (void)state;
    assert_string_equal(retake(decl, NULL, answer), answer);
    /* by, on and the like are put there by who takes it */
    assert_string_equal(
        retake(decl, NULL, "{\"by\":\"x\",\"office\":\"o\",\"who\":{\"$h\":\"h3\"}}"),
        "{\"who\":{\"$h\":\"h3\"}}");
}

static void what_it_would_not_take_is_named(void **state)
{
    (void)state;
    assert_string_equal(retake("{\"outcomes\":[{\"id\":\"yes\",\"needs\":[\"n\"]}],\"fields\":["
                               "{\"name\":\"n\",\"type\":\"number\"}]}",
                               "yes", "{}"),
                        "n:required");
    assert_string_equal(retake("{\"outcomes\":[{\"id\":\"yes\"}],\"fields\":[]}", "no", "{}"),
                        "outcome:not_a_choice");
    assert_string_equal(retake("{\"fields\":[]}", "no", "{}"), "outcome:undeclared");
    assert_string_equal(
        retake("{\"fields\":[" CHOICES("{\"id\":\"a\"}") "]}", NULL, "{\"how\":\"b\"}"),
        "how:not_a_choice");
    assert_string_equal(
        retake("{\"fields\":[{\"name\":\"n\",\"type\":\"number\",\"max\":2}]}", NULL, "{\"n\":3}"),
        "n:out_of_range");
    assert_string_equal(
        retake("{\"fields\":[{\"name\":\"rows\",\"type\":\"rows\",\"max\":1,\"fields\":["
               "{\"name\":\"n\",\"type\":\"number\",\"required\":true}]}]}",
               NULL, "{\"rows\":[{\"n\":1},{}]}"),
        "rows:too_few_or_many rows[1].n:required");
}

/* "today" was the day it was given: later it is another one. */
static void a_day_is_held_to_its_own_today(void **state)
{
    (void)state;
    assert_string_equal(
        retake("{\"fields\":[{\"name\":\"d\",\"type\":\"date\",\"min\":\"today\"}]}", NULL,
               "{\"d\":\"2001-02-03\"}"),
        "{\"d\":\"2001-02-03\"}");
}

/* What was sealed cannot be read now; what lay open and is sealed now becomes a handle. */
static void what_is_sealed_is_never_opened(void **state)
{
    (void)state;
    assert_string_equal(retake("{\"fields\":[{\"name\":\"t\",\"type\":\"text\",\"plain\":true}]}",
                               NULL, "{\"t\":{\"$h\":\"h1\"}}"),
                        "t:sealed_then");
    assert_string_equal(
        retake("{\"fields\":[{\"name\":\"t\",\"type\":\"text\"}]}", NULL, "{\"t\":\"open\"}"),
        "{\"t\":{\"$h\":\"00000000000000000000000000\"}}");
}

/* Facts are those fixed then; one nobody fixed is not known, unless its date lies open. */
static void facts_are_not_computed_from_handles(void **state)
{
    static const char sealed[] =
        "{\"fields\":[{\"name\":\"born\",\"type\":\"date\",\"personal\":true,"
        "\"facts\":{\"is_child\":{\"kind\":\"age_under\",\"n\":14}}}]}";
    static const char open[] = "{\"fields\":[{\"name\":\"born\",\"type\":\"date\","
                               "\"facts\":{\"is_child\":{\"kind\":\"age_under\",\"n\":14}}}]}";
    (void)state;
    assert_string_equal(retake(sealed, NULL, "{\"born\":{\"$h\":\"h1\"},\"is_child\":false}"),
                        "{\"born\":{\"$h\":\"h1\"},\"is_child\":false}");
    assert_string_equal(retake(sealed, NULL, "{\"born\":{\"$h\":\"h1\"},\"is_minor\":true}"),
                        "born.is_child:fact_not_recorded");
    assert_string_equal(retake(open, NULL, "{\"born\":\"2020-01-01\"}"),
                        "{\"born\":\"2020-01-01\",\"is_child\":true}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_was_taken_comes_out_as_recorded, tear_down),
        cmocka_unit_test_teardown(what_it_would_not_take_is_named, tear_down),
        cmocka_unit_test_teardown(a_day_is_held_to_its_own_today, tear_down),
        cmocka_unit_test_teardown(what_is_sealed_is_never_opened, tear_down),
        cmocka_unit_test_teardown(facts_are_not_computed_from_handles, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
