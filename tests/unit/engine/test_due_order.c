/* test_due_order.c - in which order many cases hear of their clocks. One clock each, so that
 * nothing but the order of the timers decides.
 *
 * What a host promises: cases whose timers have passed are handed to the script threads in the
 * order in which they fell due, whatever order they were started in. Which of the turns that were
 * handed over is recorded first is up to the threads: the simulated loop takes any of the first
 * sixteen. So a turn may be recorded while at most fifteen cases that were due before it are not:
 * never more.
 *
 *   5,000   fall due within one second, while the host is too busy to look at the clock
 *   10,000  fall due while the host is off
 *
 * (a tenth of them under a sanitizer). Each is taken once, with the time it was truly due. */
#include "stand.h"
#include <stdio.h>
#include <stdlib.h>
#include "duty/clock.h"

enum {
    IN_A_SECOND = MANY_CASES * 50,
    WHILE_OFF = MANY_CASES * 100,
    OVERTAKEN_MOST = 15,
    HOUR_MS = 3600 * 1000
};

/* A clock of an hour that began so many milliseconds from now. */
#define DECLARATIONS                                                                               \
    "clock \"H1\" { zh = \"钟\", en = \"C\", owner = \"office\", basis = \"assumed\",\n"          \
    "  within = minutes(60) }\n"
#define STAGE                                                                                      \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  case:start_clock(\"H1\", { from = case:now() + tonumber(case.data.amount) })\n"             \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  case:stop_clock(\"H1\")\n"                                                                  \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

struct awaited {
    struct id ref;
    int64_t due_ms;
    int64_t row_id; /* of the row that tells of the falling due */
};

struct many {
    struct stand stand;
    struct awaited *cases;
    int count;
};

/* Started in an order that has nothing to do with the one they fall due in: 7919 is a prime. */
static void open_many(struct many *many, int count, int places, int place_ms)
{
    char data[80];

    *many = (struct many){.count = count};
    many->cases = mem_zero(sizeof *many->cases * (size_t)count);
    stand_skips_sweep = true;
    stand_open_with(&many->stand, DECLARATIONS, STAGE);
    for (int i = 0; i < count; i++) {
        int64_t after_ms = (int64_t)((int64_t)i * 7919 % places) * place_ms;
        (void)snprintf(data, sizeof data, "{\"subject\":\"x\",\"amount\":%lld}",
                       (long long)after_ms);
        assert_int_equal(stand_start(&many->stand, data), 0);
        many->cases[i] = (struct awaited){.ref = many->stand.ref,
                                          .due_ms = rehearsal_now_ms(many->stand.rehearsal) +
                                                    after_ms + HOUR_MS};
    }
}

static void close_many(struct many *many)
{
    stand_verify(&many->stand);
    stand_close(&many->stand);
    stand_skips_sweep = false;
    free(many->cases);
}

static size_t pending(struct many *many, int64_t until_ms)
{
    struct arena arena = {0};
    struct due_row *rows;
    struct err err = {0};
    size_t count;

    assert_int_equal(reader_due(rehearsal_reader(many->stand.rehearsal), NULL, until_ms, 1000000,
                                &arena, &rows, &count, &err),
                     0);
    arena_close(&arena);
    return count;
}

/* The clock of the case says when it truly fell due, and when that was seen. */
static void check_ledger(const struct awaited *awaited, const struct case_image *image,
                         int64_t seen_ms, struct arena *arena)
{
    size_t fallen = 0;

    for (size_t i = 0; i < image->part_count; i++) {
        struct value *body;
        struct clock clock;
        struct err err = {0};
        if (image->parts[i].kind != PART_CLOCK)
            continue;
        assert_int_equal(image->parts[i].due_ms, 0);
        assert_int_equal(canon_read(arena, image->parts[i].body, &body, &err), 0);
        assert_int_equal(clock_from_value(arena, body, &clock, &err), 0);
        for (size_t k = 0; k < clock.ledger_len; k++) {
            if (clock.ledger[k].kind != LEDGER_DUE)
                continue;
            fallen++;
            assert_int_equal(clock.ledger[k].from_ms, awaited->due_ms);
            assert_int_equal(clock.ledger[k].at_ms, seen_ms);
        }
    }
    assert_int_equal(fallen, 1);
}

static void read_case(struct many *many, struct awaited *awaited, int64_t seen_ms)
{
    struct reader *reader = rehearsal_reader(many->stand.rehearsal);
    struct arena arena = {0};
    struct case_image image;
    struct journal_row *rows;
    struct err err = {0};
    size_t count, told = 0;

    assert_int_equal(reader_load_live(reader, &awaited->ref, &arena, &image, &err), 0);
    assert_int_equal(reader_back(reader, image.row.head, 1000, &arena, &rows, &count, &err), 0);
    for (size_t i = 0; i < count; i++) {
        struct value *body;
        assert_int_equal(canon_read(&arena, rows[i].body, &body, &err), 0);
        if (!value_is_text(value_get(value_get(body, "event"), "kind"), "due"))
            continue;
        told++;
        awaited->row_id = rows[i].id;
        assert_int_equal(rows[i].at, seen_ms);
    }
    assert_int_equal(told, 1);
    check_ledger(awaited, &image, seen_ms, &arena);
    arena_close(&arena);
}

static int by_row(const void *a, const void *b)
{
    const struct awaited *left = a, *right = b;
    return left->row_id < right->row_id ? -1 : left->row_id > right->row_id;
}

static void check_taken_in_order(struct many *many, int64_t seen_ms)
{
    assert_int_equal(pending(many, INT64_MAX), 0);
    for (int i = 0; i < many->count; i++)
        read_case(many, &many->cases[i], seen_ms);
    qsort(many->cases, (size_t)many->count, sizeof *many->cases, by_row);
    for (int i = 0; i < many->count; i++) {
        int overtaken = 0;
        for (int k = i + 1; k < many->count; k++)
            overtaken += many->cases[k].due_ms < many->cases[i].due_ms;
        if (overtaken > OVERTAKEN_MOST)
            fail_msg("the turn taken as number %d was before %d that had fallen due before it", i,
                     overtaken);
    }
}

/* Both clocks go on and nothing else happens. */
static void pass(struct many *many, int64_t by_ms)
{
    rehearsal_clock(many->stand.rehearsal)->now += by_ms;
    rehearsal_clock(many->stand.rehearsal)->boot += by_ms;
}

static void thousands_due_in_one_second_are_taken_in_due_order(void **state)
{
    struct many many;
    (void)state;
    open_many(&many, IN_A_SECOND, 1000, 1);
    stand_advance(&many.stand, HOUR_MS - 1);
    assert_int_equal(pending(&many, INT64_MAX), IN_A_SECOND);
    assert_int_equal(pending(&many, rehearsal_now_ms(many.stand.rehearsal) + 1000), IN_A_SECOND);
    pass(&many, 1000);
    rehearsal_settle(many.stand.rehearsal);
    check_taken_in_order(&many, rehearsal_now_ms(many.stand.rehearsal));
    close_many(&many);
}

/* Ten hours of due times, one in 3.6 seconds, and it comes back two hours later. */
static void what_fell_due_while_the_host_was_off_is_taken_in_due_order(void **state)
{
    struct many many;
    (void)state;
    open_many(&many, WHILE_OFF, WHILE_OFF, 10 * HOUR_MS / WHILE_OFF);
    assert_int_equal(pending(&many, INT64_MAX), WHILE_OFF);
    pass(&many, 12 * (int64_t)HOUR_MS);
    stand_crash(&many.stand);
    check_taken_in_order(&many, rehearsal_now_ms(many.stand.rehearsal));
    close_many(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_due_in_one_second_are_taken_in_due_order),
        cmocka_unit_test(what_fell_due_while_the_host_was_off_is_taken_in_due_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
