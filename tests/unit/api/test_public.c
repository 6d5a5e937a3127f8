/* test_public.c - what is open to everybody: how often, and in which words. */
#include "lib/check.h"
#include <string.h>
#include "api/patience.h"
#include "api/public_words.h"
#include "data/secret.h"

static struct patience *patience;
static const uint8_t here[16], one[16] = {1}, other[16] = {2};
static int64_t now = 1767600000000;

static int begin(void **state)
{
    static struct chance chance;
    (void)state;
    chance_seeded(&chance, 3);
    patience = patience_new(&chance);
    return 0;
}

static int end(void **state)
{
    (void)state;
    patience_free(patience);
    return 0;
}

static int taken(const uint8_t peer[16], int cost, int most)
{
    int count = 0;
    while (count < most && patience_take(patience, peer, now, cost))
        count++;
    return count;
}

static void an_address_has_a_bucket_that_fills(void **state)
{
    (void)state;
    assert_int_equal(taken(one, PATIENCE_LOOK, 1000), 60);
    assert_false(patience_take(patience, one, now, PATIENCE_LOOK));
    assert_true(patience_take(patience, other, now, PATIENCE_LOOK)); /* others do not wait */
    now += 999;
    assert_false(patience_take(patience, one, now, PATIENCE_LOOK));
    now += 1;
    assert_int_equal(taken(one, PATIENCE_LOOK, 1000), 1);
    now += 24 * 3600 * 1000;
    assert_int_equal(taken(one, PATIENCE_LOOK, 1000), 60); /* no more for having been away */
}

static void a_guess_costs_ten_looks(void **state)
{
    (void)state;
    assert_int_equal(taken(one, PATIENCE_GUESS, 1000), 6);
    assert_false(patience_take(patience, one, now, PATIENCE_LOOK));
    now += 1000;
    assert_int_equal(taken(one, PATIENCE_GUESS, 1000), 1); /* into debt, to be waited off */
    now += 9000;
    assert_false(patience_take(patience, one, now, PATIENCE_LOOK));
    now += 1000;
    assert_true(patience_take(patience, one, now, PATIENCE_LOOK));
}

static int known(uint8_t code, int most)
{
    int count = 0;
    while (count < most && patience_take_known(patience, &code, 1, now))
        count++;
    return count;
}

static void codes_together_have_a_bucket(void **state)
{
    int count = 0;
    (void)state;
    assert_int_equal(known(1, 1000), 60);
    assert_int_equal(known(2, 1000), 60);
    for (uint8_t i = 3; i < 100; i++)
        count += known(i, 10);
    assert_int_equal(count, 80);
    now += 1000;
    assert_int_equal(known(200, 1000), 50);
}

/* Who guesses keeps nobody from his own case: neither his neighbours nor anybody else. */
static void guesses_lock_nobody_out(void **state)
{
    (void)state;
    for (int i = 1; i < 5000; i++) {
        uint8_t peer[16] = {9, (uint8_t)i, (uint8_t)(i >> 8)};
        (void)taken(peer, PATIENCE_GUESS, 10);
    }
    assert_int_equal(taken(here, PATIENCE_GUESS, 1000), 20); /* bounded too */
    assert_int_equal(known(1, 1000), 60);
}

static void a_clock_set_back_gives_nothing(void **state)
{
    (void)state;
    assert_int_equal(taken(one, PATIENCE_LOOK, 1000), 60);
    now -= 3600 * 1000;
    assert_false(patience_take(patience, one, now, PATIENCE_LOOK));
    now += 2000; /* and it goes on from there, it does not stand still for an hour */
    assert_int_equal(taken(one, PATIENCE_LOOK, 1000), 2);
    now += 3600 * 1000;
}

/* ---- words ---- */

static bool is_chinese(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0xe4 && (unsigned char)*text <= 0xe9)
            return true;
    return false;
}

static void every_word_is_in_both_languages(void **state)
{
    (void)state;
    for (int i = 0; i < SAY_COUNT; i++) {
        const char *zh = public_text((enum public_word)i, LANGUAGE_ZH);
        const char *en = public_text((enum public_word)i, LANGUAGE_EN);
        assert_true(*zh && *en);
        assert_int_equal(strstr(zh, "{1}") != NULL, strstr(en, "{1}") != NULL);
        assert_int_equal(strstr(zh, "{2}") != NULL, strstr(en, "{2}") != NULL);
        if (i != SAY_OTHER_LANGUAGE) /* said to who reads the other one */
            assert_false(is_chinese(en));
        if (i != SAY_OTHER_LANGUAGE && i != SAY_SOURCE)
            assert_true(is_chinese(zh));
    }
}

static void sources_are_named(void **state)
{
    static const struct {
        const char *basis, *zh, *en;
    } rows[] = {
        {"law: XF 34",         "《信访工作条例》第34条",                               "Regulation on Petition Work, Art. 34"},
        {"law: TJ 29, 31",     "《人民调解法》第29、31条",                             "People's Mediation Law, Art. 29, 31" },
        {"law: TJ 33; MS 205", "《人民调解法》第33条、《民事诉讼法》第205条",
         "People's Mediation Law, Art. 33; Civil Procedure Law, Art. 205"                                                              },
        {"local: XYZ 5",       "地方有关规定",                                             "local rules"                         },
        {"policy: G66",        "国家有关政策规定",                                       "national policy"                     },
        {"assumed",            "本单位办理规定",                                          "the office's own rules"              },
        {"",                   "本单位办理规定",                                          "the office's own rules"              },
        {"law: ;;; ,",         "国家有关政策规定",                                       "national policy"                     },
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(public_basis(&arena, rows[i].basis, LANGUAGE_ZH), rows[i].zh);
        assert_string_equal(public_basis(&arena, rows[i].basis, LANGUAGE_EN), rows[i].en);
    }
    char longest[4096];
    memset(longest, 'X', sizeof longest - 1);
    memcpy(longest, "law: XF ", 8);
    longest[sizeof longest - 1] = '\0';
    assert_non_null(strstr(public_basis(&arena, longest, LANGUAGE_ZH), "信访工作条例"));
    assert_non_null(public_basis(&arena, NULL, LANGUAGE_ZH));
    arena_close(&arena);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(an_address_has_a_bucket_that_fills), EACH(a_guess_costs_ten_looks),
        EACH(codes_together_have_a_bucket),       EACH(guesses_lock_nobody_out),
        EACH(a_clock_set_back_gives_nothing),     cmocka_unit_test(every_word_is_in_both_languages),
        cmocka_unit_test(sources_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
