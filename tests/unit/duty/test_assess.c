/* test_assess.c - units assessed: points by weight, what a unit does not have, appeals, rulings,
 * and the day from which nothing changes.
 */
#include "lib/check.h"
#include <stdlib.h>
#include <string.h>
#include "data/canon.h"
#include "duty/assess.h"

static const char declared[] =
    "{\"indicators\":[{\"better\":\"high\",\"rate\":\"on_time\",\"weight\":30},{\"better\":\"low\","
    "\"rate\":\"repeats\",\"weight\":10}]}";
static const char report[] =
    "{\"rows\":[{\"count\":9,\"figure\":\"90.0\",\"of\":10,\"office\":\"T\",\"office_zh\":\"镇\","
    "\"rate\":\"on_time\"},{\"count\":5,\"of\":5,\"office\":\"U\",\"rate\":\"on_time\"},{\"count\":"
    "1,\"of\":4,\"office\":\"T\",\"rate\":\"repeats\"},{\"count\":99,\"of\":99,\"office\":\"T\","
    "\"rate\":\"other\"},{\"count\":14,\"is_total\":true,\"of\":15,\"rate\":\"on_time\"}]}";

struct stand {
    struct arena arena;
    struct value *body;
    struct err err;
};

static struct value *read_text(struct stand *stand, const char *text)
{
    struct value *value;
    assert_int_equal(canon_read(&stand->arena, slice_of(text), &value, &stand->err), 0);
    return value;
}

static void stand_open(struct stand *stand)
{
    struct arena *arena = &stand->arena;
    struct value *rules = read_text(stand, declared);
    stand->body = value_map(arena);
    value_put(arena, stand->body, "indicators", value_get(rules, "indicators"));
    value_put(arena, stand->body, "units", assess_units(arena, rules, read_text(stand, report)));
    value_put(arena, stand->body, "appeals", value_list(arena));
    value_put(arena, stand->body, "appeal_until", value_string(arena, "2026-04-10"));
}

static const char *score_of(const struct stand *stand, size_t unit)
{
    return value_text_or(value_get(value_item(value_get(stand->body, "units"), unit), "score"),
                         "none");
}

static void test_points(void **state)
{
    struct stand stand = {0};
    (void)state;
    stand_open(&stand);
    assert_int_equal(value_len(value_get(stand.body, "units")), 2);
    assert_string_equal(score_of(&stand, 0), "86.3");  /* (30 x 90.0 + 10 x 75.0) / 40 */
    assert_string_equal(score_of(&stand, 1), "100.0"); /* it has no repeats: their weight is none */
    const struct value *parts = value_get(value_item(value_get(stand.body, "units"), 0), "parts");
    assert_int_equal(value_len(parts), 2); /* what is no indicator is not in it */
    assert_string_equal(value_get_text(value_item(parts, 1), "points"), "75.0");
    arena_close(&stand.arena);
}

static int appeal(struct stand *stand, const char *office, const char *rate, const char *today)
{
    const struct assess_appeal appeal = {
        .office = office, .rate = rate, .ground = "figures", .cases = &value_nil, .today = today};
    struct value *out;
    int rc = assess_appeal(&stand->arena, stand->body, &appeal, &out, &stand->err);
    if (rc == 0)
        stand->body = out;
    return rc;
}

static int rule(struct stand *stand, int64_t number, const char *outcome, int64_t count, int64_t of)
{
    const struct assess_ruling ruling = {
        .number = number, .outcome = outcome, .count = count, .of = of, .today = "2026-04-13"};
    struct value *out;
    int rc = assess_rule(&stand->arena, stand->body, &ruling, &out, &stand->err);
    if (rc == 0)
        stand->body = out;
    return rc;
}

static void test_appeals(void **state)
{
    struct stand stand = {0};
    (void)state;
    stand_open(&stand);
    assert_string_equal(assess_state(stand.body, "2026-04-10"), "circulated");
    assert_string_equal(assess_state(stand.body, "2026-04-11"), "frozen");
    assert_int_equal(appeal(&stand, "X", "on_time", "2026-04-02"), STATUS_NOT_FOUND);
    assert_int_equal(appeal(&stand, "U", "repeats", "2026-04-02"), STATUS_NOT_FOUND);
    assert_int_equal(appeal(&stand, "T", "on_time", "2026-04-11"), STATUS_CONFLICT);
    assert_int_equal(appeal(&stand, "T", "on_time", "2026-04-10"), 0);
    assert_string_equal(assess_state(stand.body, "2026-04-11"), "circulated"); /* not ruled yet */
    assert_int_equal(rule(&stand, 2, "rejected", 0, 0), STATUS_NOT_FOUND);
    assert_int_equal(rule(&stand, 1, "perhaps", 0, 0), STATUS_INVALID);
    assert_int_equal(rule(&stand, 1, "upheld", 10, 9), STATUS_INVALID);
    assert_int_equal(rule(&stand, 1, "upheld", 9, 9), 0);
    assert_string_equal(score_of(&stand, 0), "93.8"); /* (30 x 100 + 10 x 75.0) / 40 */
    const struct value *part =
        value_item(value_get(value_item(value_get(stand.body, "units"), 0), "parts"), 0);
    assert_int_equal(value_get_int(value_get(part, "was"), "of", 0), 10);
    assert_int_equal(rule(&stand, 1, "rejected", 0, 0), STATUS_CONFLICT);
    assert_string_equal(assess_state(stand.body, "2026-04-13"), "frozen");
    arena_close(&stand.arena);
}

static void test_no_words_about_people(void **state)
{
    struct stand stand = {0};
    struct value *out, *cases;
    (void)state;
    stand_open(&stand);
    cases = value_list(&stand.arena);
    value_push(&stand.arena, cases, value_string(&stand.arena, "2026P000001"));
    struct assess_appeal one = {.office = "T",
                                .rate = "on_time",
                                .ground = "exclusion",
                                .cases = cases,
                                .today = "2026-04-01"};
    assert_int_equal(assess_appeal(&stand.arena, stand.body, &one, &out, &stand.err), 0);
    value_push(&stand.arena, cases, value_string(&stand.arena, "林秋禾的案件"));
    assert_int_equal(assess_appeal(&stand.arena, stand.body, &one, &out, &stand.err),
                     STATUS_INVALID);
    one.cases = &value_nil;
    one.ground = "he is lazy";
    assert_int_equal(assess_appeal(&stand.arena, stand.body, &one, &out, &stand.err),
                     STATUS_INVALID);
    arena_close(&stand.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_appeals),
        cmocka_unit_test(test_no_words_about_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
