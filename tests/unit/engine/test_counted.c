/* test_counted.c - what statistics may count of cases that not everybody may know of: nothing of a
 * sealed one, and of a veiled one nothing that people did behind the veil - also not that it was
 * linked to a case that everybody knows.
 */
#include "lib/check.h"
#include "engine/report.h"
#include "engine/veil.h"

static const char sealed[] = "{\"sealed\":{\"units\":[\"T\"]}}",
                  veiled[] = "{\"veil\":{\"seq\":5}}";

static void links_from_what_is_hidden(void **state)
{
    (void)state;
    assert_true(case_is_sealed(slice_of(sealed)));
    assert_false(report_tells_of_link(slice_of(sealed), 9));
    assert_false(report_tells_of_link(slice_of(veiled), 4));
    assert_true(report_tells_of_link(slice_of(veiled), 5));
    assert_true(report_tells_of_link(slice_of("{}"), 1));
    assert_true(report_tells_of_link(slice_of(""), 1));
    assert_false(report_tells_of_link(slice_of("{\"veil\":"), 9)); /* damaged: nothing is told */
}

static void facts_of_what_is_hidden(void **state)
{
    struct arena arena = {0};
    struct case_facts facts = {0};
    (void)state;
    fact_add(&facts, &arena, FACT_TASK, "done")->seq = 4;
    fact_add(&facts, &arena, FACT_CLOCK, "met")->seq = 4;
    fact_add(&facts, &arena, FACT_TASK, "done")->seq = 5;
    report_leave_out(&facts, slice_of("{}"));
    assert_int_equal(facts.count, 3);
    report_leave_out(&facts, slice_of(veiled));
    assert_int_equal(facts.count, 2);
    report_leave_out(&facts, slice_of(sealed));
    assert_int_equal(facts.count, 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_from_what_is_hidden),
        cmocka_unit_test(facts_of_what_is_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
