/* test_card.c - supervision cards: what is done to one stays, whoever comes later is told. */
#include "world.h"
#include "duty/card.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static struct card red_card(void)
{
    return (struct card){.colour = CARD_RED,
                         .status = CARD_ISSUED,
                         .office = "370102003",
                         .clock = "XF-D6",
                         .step = "red",
                         .issuer = "370102",
                         .issued = {.at_ms = at("2026-02-02T00:00")}};
}

static struct card_mark mark_of(const char *by, const char *words)
{
    return (struct card_mark){.at_ms = at("2026-02-03T09:00"),
                              .by = by,
                              .words = words ? value_string(&arena, words) : NULL};
}

static void test_a_card_is_acknowledged_and_then_answered(void **state)
{
    (void)state;
    struct err err = {0};
    struct card card = red_card();
    struct card_mark seen = mark_of("an", NULL), reply = mark_of("bo", "done");
    assert_status(card_acknowledge(&card, &seen, &err), 0, &err);
    assert_int_equal(card.status, CARD_ACKNOWLEDGED);
    assert_int_equal(card_acknowledge(&card, &seen, &err), STATUS_CONFLICT);
    assert_says(&err, "acknowledged on 2026-02-03");
    assert_status(card_answer(&card, &reply, &err), 0, &err);
    assert_int_equal(card_answer(&card, &reply, &err), STATUS_CONFLICT);
    assert_int_equal(card_acknowledge(&card, &seen, &err), STATUS_CONFLICT);
    assert_string_equal(card.answered.by, "bo");
}

static void test_an_answer_and_a_withdrawal_need_words(void **state)
{
    (void)state;
    struct err err = {0};
    struct card card = red_card();
    struct card_mark silent = mark_of("an", NULL);
    assert_int_equal(card_answer(&card, &silent, &err), STATUS_INVALID);
    assert_int_equal(card_withdraw(&card, &silent, &err), STATUS_INVALID);
    assert_int_equal(card.status, CARD_ISSUED);
}

static void test_a_card_withdrawn_keeps_what_was_said_to_it(void **state)
{
    (void)state;
    struct err err = {0};
    struct card card = red_card(), again;
    struct card_mark reply = mark_of("bo", "done"), reason = mark_of("chief", "by mistake");
    assert_status(card_answer(&card, &reply, &err), 0, &err);
    assert_status(card_withdraw(&card, &reason, &err), 0, &err);
    assert_int_equal(card_answer(&card, &reply, &err), STATUS_CONFLICT);
    struct value *value = card_to_value(&arena, &card);
    assert_status(card_from_value(&arena, value, &again, &err), 0, &err);
    assert_int_equal(again.status, CARD_WITHDRAWN);
    assert_string_equal(again.answered.by, "bo");
    assert_true(value_is_text(again.withdrawn.words, "by mistake"));
}

static void test_a_damaged_card_is_not_read(void **state)
{
    (void)state;
    struct err err = {0};
    struct card card = red_card(), again;
    struct value *value = card_to_value(&arena, &card);
    value_put(&arena, value, "colour", value_string(&arena, "pink"));
    assert_int_equal(card_from_value(&arena, value, &again, &err), STATUS_CORRUPT);
    value = card_to_value(&arena, &card);
    value_put(&arena, value, "score", value_int(&arena, 3));
    assert_int_equal(card_from_value(&arena, value, &again, &err), STATUS_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_card_is_acknowledged_and_then_answered),
        cmocka_unit_test(test_an_answer_and_a_withdrawal_need_words),
        cmocka_unit_test(test_a_card_withdrawn_keeps_what_was_said_to_it),
        cmocka_unit_test(test_a_damaged_card_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
