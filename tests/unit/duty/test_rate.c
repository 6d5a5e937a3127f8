/* test_rate.c - what rates make of facts: by thing and by case, what stands outside, what must not
 * follow, medians; facts as text.
 */
#include "lib/check.h"
#include <stdlib.h>
#include <string.h>
#include "base/wallclock.h"
#include "data/canon.h"
#include "duty/rate.h"

enum { START_DATE = 20500 };

struct stand {
    struct arena arena;
    struct case_facts facts;
    int64_t of, count, hits, minutes[64];
};

static int64_t on_day(int day)
{
    return date_start_ms(START_DATE + day) + 9 * 3600 * 1000;
}

static struct fact *add(struct stand *stand, enum fact_kind kind, const char *word,
                        const char *name, int day)
{
    struct fact *fact = fact_add(&stand->facts, &stand->arena, kind, word);
    assert_non_null(fact->word);
    fact->name = name;
    fact->at_ms = on_day(day);
    fact->office = "370102";
    return fact;
}

static void on_hit(void *owner, const struct rate_hit *hit)
{
    struct stand *stand = owner;
    stand->of += hit->of;
    stand->count += hit->count;
    stand->minutes[stand->hits++] = hit->minutes;
}

static const char *figure(struct stand *stand, const char *declared)
{
    struct value *value;
    struct err err = {0};
    struct rate rate;
    assert_int_equal(canon_read(&stand->arena, slice_of(declared), &value, &err), 0);
    assert_int_equal(rate_open("r", value, &stand->arena, &rate, &err), 0);
    stand->of = stand->count = stand->hits = 0;
    rate_add_case(&rate, &stand->facts, on_hit, stand);
    struct rate_sum sum = {.of = stand->of, .count = stand->count, .minutes = stand->minutes};
    const char *text = rate_figure(&rate, &sum, &stand->arena);
    return arena_printf(&stand->arena, "%lld/%lld %s%s", (long long)stand->count,
                        (long long)stand->of, text ? text : "-", rate_unit(&rate));
}

static void stand_end(struct stand *stand)
{
    arena_close(&stand->arena);
}

static void test_runs_of_a_clock(void **state)
{
    struct stand stand = {0};
    (void)state;
    for (int run = 1; run <= 3; run++) {
        add(&stand, FACT_CLOCK, "started", "XF-D6", run)->thing = run;
        add(&stand, FACT_CLOCK, run == 2 ? "late" : "met", "XF-D6", run)->thing = run;
    }
    add(&stand, FACT_CLOCK, "started", "XF-D6", 9)->thing = 4; /* it runs */
    add(&stand, FACT_CLOCK, "met", "XF-D1", 9)->thing = 5;
    assert_string_equal(figure(&stand, "{\"count\":{\"clock\":\"met\",\"id\":[\"XF-D6\"]},\"of\":{"
                                       "\"clock\":\"due\",\"id\":[\"XF-D6\"]}}"),
                        "2/3 66.7%");
    assert_string_equal(figure(&stand, "{\"count\":{\"clock\":\"met\",\"id\":[\"XF-D6\"]},\"of\":{"
                                       "\"clock\":\"started\",\"id\":[\"XF-D6\"]}}"),
                        "2/4 50.0%");
    assert_string_equal(figure(&stand, "{\"count\":{\"clock\":\"met\"}}"), "3/0 3");
    stand_end(&stand);
}

static void test_within_a_case(void **state)
{
    struct stand stand = {0};
    const char *transferred = "{\"count\":{\"clock\":\"met\",\"id\":[\"XF-D1\"]},\"of\":{\"case\":"
                              "\"started\"}}";
    (void)state;
    add(&stand, FACT_CASE, "started", NULL, 0);
    assert_string_equal(figure(&stand, transferred), "0/1 0.0%");
    add(&stand, FACT_CLOCK, "met", "XF-D1", 3)->thing = 1;
    add(&stand, FACT_CLOCK, "met", "XF-D1", 4)->thing = 2; /* one case is one case */
    assert_string_equal(figure(&stand, transferred), "1/1 100.0%");
    stand_end(&stand);
}

static void test_outcomes_and_choices(void **state)
{
    struct stand stand = {0};
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct fact *fact = add(&stand, FACT_SIGNAL, "taken", "rating", i);
        fact->thing = i + 1;
        fact->outcome = i == 3 ? "not" : i == 2 ? "basically" : "satisfied";
        fact->where = i == 0 ? "attitude=good\nway=phone\n" : "attitude=bad\n";
    }
    assert_string_equal(figure(&stand,
                               "{\"count\":{\"name\":[\"rating\"],\"outcome\":[\"satisfied\","
                               "\"basically\"],\"signal\":\"taken\"},\"of\":{\"name\":[\"rating\"],"
                               "\"signal\":\"taken\"}}"),
                        "3/4 75.0%");
    assert_string_equal(figure(&stand, "{\"count\":{\"signal\":\"taken\",\"where\":{\"attitude\":["
                                       "\"good\",\"fair\"],\"way\":[\"phone\"]}}}"),
                        "1/0 1");
    assert_string_equal(
        figure(&stand, "{\"count\":{\"signal\":\"taken\",\"where\":{\"attitude\":[\"goo\"]}}}"),
        "0/0 0");
    stand_end(&stand);
}

static void test_first_resolution(void **state)
{
    struct stand stand = {0};
    struct fact_link link = {.as = "repeats"};
    const char *first = "{\"count\":{\"case\":\"closed\"},\"except\":[{\"as\":[\"repeats\"],"
                        "\"link\":\"made\"}],\"of\":{\"case\":\"closed\"},\"unless\":{\"as\":["
                        "\"repeats\"],\"link\":\"made\"},\"within\":{\"n\":180,\"unit\":\"cd\"}}";
    (void)state;
    add(&stand, FACT_CASE, "started", NULL, 0);
    add(&stand, FACT_CASE, "closed", NULL, 10)->outcome = "replied";
    assert_string_equal(figure(&stand, first), "1/1 100.0%");
    stand.facts.links = &link;
    stand.facts.link_count = 1;
    link.at_ms = on_day(190); /* the last of 180 days, until its end */
    assert_string_equal(figure(&stand, first), "0/1 0.0%");
    link.at_ms = date_start_ms(START_DATE + 191);
    assert_string_equal(figure(&stand, first), "1/1 100.0%");
    link.at_ms = on_day(5); /* before it was closed */
    assert_string_equal(figure(&stand, first), "1/1 100.0%");
    link.at_ms = on_day(20);
    link.as = "child";
    assert_string_equal(figure(&stand, first), "1/1 100.0%");
    add(&stand, FACT_LINK, "made", "repeats", 11); /* it is a repeat itself: outside of both */
    assert_string_equal(figure(&stand, first), "0/0 -%");
    stand_end(&stand);
}

static void test_places(void **state)
{
    struct stand stand = {0};
    (void)state;
    add(&stand, FACT_PLACE, "needed", "helpers", 0)->amount = 8;
    add(&stand, FACT_PLACE, "filled", "helpers", 0)->amount = 6;
    add(&stand, FACT_MONEY, "stated", "agreement", 0)->amount = 123405;
    add(&stand, FACT_PLACE, "minutes", "helpers", 0)->amount = 150;
    for (size_t i = 0; i < stand.facts.count; i++)
        stand.facts.items[i].thing = 1;
    assert_string_equal(
        figure(&stand, "{\"count\":{\"place\":\"filled\"},\"of\":{\"place\":\"needed\"}}"),
        "6/8 75.0%");
    assert_string_equal(figure(&stand, "{\"count\":{\"place\":\"minutes\"}}"), "150/0 150");
    assert_string_equal(figure(&stand, "{\"count\":{\"money\":\"stated\"}}"),
                        "123405/0 1234.05yuan");
    stand_end(&stand);
}

static void test_times(void **state)
{
    struct stand stand = {0};
    (void)state;
    for (int i = 1; i <= 10; i++) {
        struct fact *fact = add(&stand, FACT_PLACE, "claimed", "helpers", 1);
        fact->since_ms = fact->at_ms - (int64_t)i * 6 * 60000;
    }
    add(&stand, FACT_PLACE, "claimed", "helpers", 1); /* since when is unknown: not measured */
    assert_string_equal(
        figure(&stand, "{\"count\":{\"place\":\"claimed\"},\"measure\":\"median\"}"), "10/0 33min");
    assert_string_equal(figure(&stand, "{\"count\":{\"place\":\"claimed\"},\"measure\":\"p90\"}"),
                        "10/0 54min");
    assert_string_equal(figure(&stand, "{\"count\":{\"place\":\"claimed\"},\"measure\":\"mean\"}"),
                        "10/0 33min");
    assert_string_equal(
        figure(&stand,
               "{\"count\":{\"place\":\"claimed\"},\"within\":{\"n\":30,\"unit\":\"min\"}}"),
        "6/0 6");
    stand_end(&stand);
}

static void test_from(void **state)
{
    struct stand stand = {0};
    (void)state;
    add(&stand, FACT_CASE, "started", NULL, 0);
    add(&stand, FACT_TASK, "done", "opinion", 2)->since_ms = on_day(1);
    assert_string_equal(figure(&stand, "{\"count\":{\"task\":\"done\"},\"measure\":\"mean\"}"),
                        "1/0 1440min");
    assert_string_equal(figure(&stand, "{\"count\":{\"task\":\"done\"},\"from\":{\"case\":"
                                       "\"started\"},\"measure\":\"mean\"}"),
                        "1/0 2880min");
    assert_string_equal(figure(&stand, "{\"count\":{\"task\":\"done\"},\"from\":{\"case\":"
                                       "\"closed\"},\"measure\":\"mean\"}"),
                        "0/0 -min");
    stand_end(&stand);
}

static void test_all_but_one_is_not_all(void **state)
{
    struct arena arena = {0};
    struct rate rate = {.measure = RATE_SHARE};
    struct rate_sum sum = {.of = 10000, .count = 9999};
    (void)state;
    assert_string_equal(rate_figure(&rate, &sum, &arena), "99.9");
    arena_close(&arena);
}

static void test_as_text(void **state)
{
    struct stand stand = {0};
    struct case_facts again = {0};
    struct buf text = {0};
    struct err err = {0};
    (void)state;
    struct fact *fact = add(&stand, FACT_TASK, "done", "rating", 3);
    fact->where = "a=b\nc=d\n";
    fact->outcome = "ok";
    fact->amount = -2;
    fact = add(&stand, FACT_LINK, "made", "repeats", 4);
    memset(&fact->other, 7, sizeof fact->other);
    facts_write(&stand.facts, &text);
    assert_int_equal(facts_read(buf_slice(&text), &stand.arena, &again, &err), 0);
    assert_int_equal(again.count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(fact_is_equal(&again.items[i], &stand.facts.items[i]));
    for (size_t len = 1; len < text.len; len++) { /* cut anywhere but between two lines */
        struct case_facts cut = {0};
        int rc = facts_read((struct slice){text.bytes, len}, &stand.arena, &cut, &err);
        assert_int_equal(rc, text.bytes[len - 1] == '\n' ? 0 : STATUS_CORRUPT);
    }
    const char *bad[] = {"99\tmet\t\t\t\t\t0\t0\t0\t0\t0\t\n", "2\twon\t\t\t\t\t0\t0\t0\t0\t0\t\n",
                         "x\n", "2\tmet\t\t\t\t\t0\t0\t0\t0\tx\t\n",
                         "7\tmade\t\t\t\t\t0\t0\t0\t0\t0\tnobody\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct case_facts cut = {0};
        assert_int_equal(facts_read(slice_of(bad[i]), &stand.arena, &cut, &err), STATUS_CORRUPT);
    }
    buf_close(&text);
    stand_end(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_of_a_clock),
        cmocka_unit_test(test_within_a_case),
        cmocka_unit_test(test_outcomes_and_choices),
        cmocka_unit_test(test_first_resolution),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_from),
        cmocka_unit_test(test_all_but_one_is_not_all),
        cmocka_unit_test(test_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
