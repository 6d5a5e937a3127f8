/* test_track.c - codes of letters: what was given out is read again however people type it, what
 * was not is refused, and no code can be made into another. */
#include "lib/check.h"
#include "engine/rehearsal.h"
#include "engine/track.h"

enum { ROUNDS = 2000 };

static struct rehearsal *rehearsal;

static int open_host(void **state)
{
    struct err err = {0};
    (void)state;
    return rehearsal_open(&(struct rehearsal_options){.seed = 1}, &rehearsal, &err);
}

static int close_host(void **state)
{
    (void)state;
    rehearsal_close(rehearsal);
    return 0;
}

static struct track made(struct chance *chance)
{
    struct track track = {.case_id = (int64_t)(chance_next(chance) >> 24)}; /* 40 bits */
    chance->fill(chance, track.whose, sizeof track.whose);
    return track;
}

static bool is_same(const struct track *a, const struct track *b)
{
    return a->case_id == b->case_id && memcmp(a->whose, b->whose, sizeof a->whose) == 0;
}

static void a_code_is_read_again(void **state)
{
    const struct engine *engine = rehearsal_engine(rehearsal);
    struct chance chance;
    (void)state;
    chance_seeded(&chance, 7);
    for (int i = 0; i < ROUNDS; i++) {
        struct track track = made(&chance), read;
        char text[TRACK_TEXT_LEN + 1];
        track_to_text(engine, &track, text);
        assert_int_equal(strlen(text), TRACK_TEXT_LEN);
        assert_int_equal(strspn(text, "0123456789abcdefghjkmnpqrstvwxyz"), TRACK_TEXT_LEN);
        assert_true(track_from_text(engine, slice_of(text), &read));
        assert_true(is_same(&track, &read));
    }
}

/* "O" for 0, "I" and "l" for 1, in fours, in capitals. */
static void people_type_it_as_they_like(void **state)
{
    const struct engine *engine = rehearsal_engine(rehearsal);
    struct chance chance;
    int looked_alike = 0;
    (void)state;
    chance_seeded(&chance, 8);
    for (int i = 0; i < ROUNDS; i++) {
        struct track track = made(&chance), read;
        char text[TRACK_TEXT_LEN + 1], typed[2 * TRACK_TEXT_LEN];
        size_t len = 0;
        track_to_text(engine, &track, text);
        for (size_t k = 0; text[k]; k++) {
            if (k % 4 == 0)
                typed[len++] = k % 8 == 0 ? ' ' : '-';
            char c = text[k];
            looked_alike += c == '0' || c == '1';
            typed[len++] = c == '0'               ? 'O'
                           : c == '1'             ? (k % 2 ? 'I' : 'l')
                           : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A')
                                                  : c;
        }
        assert_true(track_from_text(engine, (struct slice){typed, len}, &read));
        assert_true(is_same(&track, &read));
    }
    assert_true(looked_alike > ROUNDS);
}

/* Every single digit changed to every other one: 32 * 31 codes near a true one, none of them true.
 */
static void no_code_becomes_another(void **state)
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    const struct engine *engine = rehearsal_engine(rehearsal);
    struct track track =
                     {
                         .case_id = 41, .whose = {1, 2, 3, 4, 5}
    },
                 read;
    char text[TRACK_TEXT_LEN + 1];
    (void)state;
    track_to_text(engine, &track, text);
    for (size_t k = 0; k < TRACK_TEXT_LEN; k++) {
        char true_digit = text[k];
        for (size_t d = 0; d < 32; d++) {
            text[k] = digits[d];
            assert_int_equal(track_from_text(engine, slice_of(text), &read),
                             digits[d] == true_digit);
        }
        text[k] = true_digit;
    }
    for (size_t len = 0; len < TRACK_TEXT_LEN; len++)
        assert_false(track_from_text(engine, (struct slice){text, len}, &read));
    char longer[] = "00000000000000000000000000000000000000000000";
    assert_false(track_from_text(engine, slice_of(longer), &read));
    assert_false(track_from_text(engine, slice_of("../../../../../../../etc/passwd!"), &read));
    assert_false(track_from_text(engine, slice_of("u0000000000000000000000000000000"), &read));
}

/* Cases that follow each other have codes that have nothing in common: none tells how many there
 * are. */
static void codes_tell_nothing_of_the_case(void **state)
{
    const struct engine *engine = rehearsal_engine(rehearsal);
    char former[TRACK_TEXT_LEN + 1], text[TRACK_TEXT_LEN + 1];
    int same = 0;
    (void)state;
    for (int64_t i = 1; i <= ROUNDS; i++) {
        track_to_text(engine, &(struct track){.case_id = i}, text);
        for (size_t k = 0; i > 1 && k < TRACK_TEXT_LEN; k++)
            same += text[k] == former[k];
        memcpy(former, text, sizeof former);
    }
    /* of 64,000 digits one in 32 is the same by chance: 2,000, give or take 44 */
    assert_in_range(same, 1700, 2300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_read_again),
        cmocka_unit_test(people_type_it_as_they_like),
        cmocka_unit_test(no_code_becomes_another),
        cmocka_unit_test(codes_tell_nothing_of_the_case),
    };
    return cmocka_run_group_tests(tests, open_host, close_host);
}
