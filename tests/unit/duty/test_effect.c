/* test_effect.c - trying again, leaving a target alone, settings of targets. */
#include "lib/check.h"
#include <limits.h>
#include "base/buf.h"
#include "data/json.h"
#include "duty/effect.h"

static void test_delays_grow_and_spread(void **state)
{
    (void)state;
    static const int64_t wanted[] = {5000,    20000,    80000,    320000,  1280000,
                                     5120000, 20480000, 43200000, 43200000};
    int64_t total = 0;
    for (int i = 0; i < 9; i++) {
        int64_t least = INT64_MAX, most = 0;
        for (uint64_t draw = 0; draw < 20000000; draw += 10007) {
            int64_t delay = effect_delay_ms(i + 1, draw);
            least = delay < least ? delay : least;
            most = delay > most ? delay : most;
        }
        assert_true(least >= wanted[i] - wanted[i] / 5 && least < wanted[i]);
        assert_true(most <= wanted[i] + wanted[i] / 5 && most > wanted[i]);
    }
    for (int i = 1; i < EFFECT_ATTEMPTS_MOST; i++)
        total += effect_delay_ms(i, 0);             /* the shortest there is */
    assert_true(total > (int64_t)63 * 3600 * 1000); /* from Friday evening to Monday morning */
    assert_true(effect_delay_ms(INT_MAX, UINT64_MAX) <= (int64_t)15 * 3600 * 1000);
}

static void fall(struct breaker *breaker, int64_t now_ms)
{
    breaker_take(breaker, now_ms);
    breaker_note(breaker, SENT_LATER, now_ms, 0);
}

static void test_a_breaker_opens_and_probes(void **state)
{
    (void)state;
    struct breaker breaker = {0};
    for (int i = 0; i < 4; i++)
        fall(&breaker, 1000);
    breaker_note(&breaker, SENT_REFUSED, 1000, 0); /* they answer: they are there */
    for (int i = 0; i < 4; i++) {
        assert_true(breaker_may_send(&breaker, 1000));
        fall(&breaker, 1000);
    }
    assert_int_equal(breaker.state, BREAKER_CLOSED);
    fall(&breaker, 1000);
    assert_int_equal(breaker.state, BREAKER_OPEN);
    int64_t until = breaker_opens_at(&breaker);
    assert_true(until > 20000 && until < 40000);
    assert_false(breaker_may_send(&breaker, until - 1));
    breaker_note(&breaker, SENT_LATER, 2000, 0); /* one that was under way */
    assert_int_equal(breaker_opens_at(&breaker), until);
    assert_true(breaker_may_send(&breaker, until));
    breaker_take(&breaker, until); /* the probe, and no second one beside it */
    assert_int_equal(breaker.state, BREAKER_HALF_OPEN);
    assert_false(breaker_may_send(&breaker, until));
    breaker_note(&breaker, SENT_LATER, until, 0);
    assert_int_equal(breaker.state, BREAKER_OPEN);
    assert_true(breaker_opens_at(&breaker) - until > until - 1000); /* longer than before */
    until = breaker_opens_at(&breaker);
    breaker_take(&breaker, until);
    breaker_note(&breaker, SENT_DONE, until, 0);
    assert_int_equal(breaker.state, BREAKER_CLOSED);
    assert_true(breaker_may_send(&breaker, until));
    for (int i = 0; i < 200; i++) {
        breaker = (struct breaker){.openings = i, .failures = 4};
        fall(&breaker, 0);
        assert_true(breaker.open_until <= 18 * 60 * 1000);
    }
}

/* "" if it is taken, else the reason. */
static const char *objection(const char *text)
{
    static struct err err;
    struct arena arena = {0};
    struct value *settings;
    err = (struct err){0};
    assert_int_equal(json_read(&arena, slice_of(text), &(struct json_bounds){0}, &settings, &err),
                     0);
    int rc = target_check("court", settings, &err);
    arena_close(&arena);
    assert_true(rc == 0 || rc == STATUS_MALFORMED);
    return rc == 0 ? "" : err.text;
}

static void test_settings_of_targets(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{\"kind\":\"webhook\",\"url\":\"https://court.example/hook\"}",
        "{\"kind\":\"webhook\",\"url\":\"http://10.1.2.3/hook\",\"is_private\":true}",
        "{\"kind\":\"call\",\"url\":\"https://x.cn/"
        "a\",\"method\":\"PUT\",\"headers\":{\"X-A\":\"b\"}}",
        "{\"kind\":\"mail\",\"url\":\"smtps://mail.example\",\"from\":\"o@x.cn\",\"user\":\"o\"}",
        "{\"kind\":\"mail\",\"url\":\"smtp://127.0.0.1:2525\",\"from\":\"o@x.cn\",\"tls\":\"none\","
        "\"use\":\"people\",\"address\":\"mail\"}",
        "{\"kind\":\"extension\",\"extension\":\"sms\",\"attempts\":3,\"timeout_s\":5}",
    };
    static const struct {
        const char *settings, *reason;
    } bad[] = {
        {"{}",                                                                                 "needs a kind"      },
        {"{\"kind\":\"fax\"}",                                                                 "needs a kind"      },
        {"{\"kind\":\"webhook\"}",                                                             "needs url"         },
        {"{\"kind\":\"webhook\",\"url\":\"ftp://x/y\"}",                                       "begins with one of"},
        {"{\"kind\":\"webhook\",\"url\":\"file:///etc/passwd\"}",                              "begins with one of"},
        {"{\"kind\":\"webhook\",\"url\":\"https://\"}",                                        "begins with one of"},
        {"{\"kind\":\"webhook\",\"url\":\"http://x.example/y\"}",                              "in the open"       },
        {"{\"kind\":\"webhook\",\"url\":\"https://me:pw@x/y\"}",                               "a password"        },
        {"{\"kind\":\"webhook\",\"url\":\"https://x/y\",\"from\":\"a\"}",                      "has no from"       },
        {"{\"kind\":\"webhook\",\"url\":\"https://x/y\",\"url2\":\"a\"}",                      "nobody knows: url2"},
        {"{\"kind\":\"webhook\",\"url\":\"https://x/y\",\"headers\":{\"A\":\"b\\r\\nC: d\"}}",
         "cannot be sent"                                                                                          },
        {"{\"kind\":\"webhook\",\"url\":\"https://x/y\",\"headers\":{\"A:\":\"b\"}}",
         "cannot be sent"                                                                                          },
        {"{\"kind\":\"call\",\"url\":\"https://x/y\",\"method\":\"TRACE\"}",                   "one of these words"},
        {"{\"kind\":\"call\",\"url\":\"https://x/y\",\"method\":\"POST PUT\"}",
         "one of these words"                                                                                      },
        {"{\"kind\":\"call\",\"url\":\"https://x/y\\r\\nA: b\"}",                              "one line"          },
        {"{\"kind\":\"mail\",\"url\":\"smtps://x\"}",                                          "needs from"        },
        {"{\"kind\":\"mail\",\"url\":\"smtps://x\",\"from\":\"a\",\"tls\":\"maybe\"}",
         "one of these words"                                                                                      },
        {"{\"kind\":\"extension\",\"extension\":\"sms\",\"attempts\":15}",                     "1 to 14"           },
        {"{\"kind\":\"extension\",\"extension\":\"sms\",\"timeout_s\":0}",                     "1 to 120"          },
        {"{\"kind\":\"extension\",\"extension\":7}",                                           "cannot be one"     },
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_string_equal(objection(good[i]), "");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!strstr(objection(bad[i].settings), bad[i].reason))
            fail_msg("%s: \"%s\"", bad[i].settings, objection(bad[i].settings));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delays_grow_and_spread),
        cmocka_unit_test(test_a_breaker_opens_and_probes),
        cmocka_unit_test(test_settings_of_targets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
