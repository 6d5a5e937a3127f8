/* test_many_clocks.c - clocks in great number: 20,000 pending at once, in 100 cases of 200 rows (a
 * tenth of them under a sanitizer, which costs a factor of twenty); a
 * host that was off over 10,000 due times takes each once on its return, in order, with the time it
 * was truly due. */
#include "stand.h"
#include "duty/clock.h"

enum { CASES = MANY_CASES, ROWS = 200, MINUTE_MS = 60 * 1000, HOUR_MS = 3600 * 1000 };

/* Rows have clocks of 1 to 200 hours, a step half-way and one at the end. */
#define MANY                                                                                       \
    "clock \"M1\" { zh = \"钟\", en = \"C\", owner = \"office\", basis = \"assumed\",\n"          \
    "  set_by = \"assigner\", ladder = \"l\" }\n"                                                  \
    "ladder \"l\" { { \"before\", left = days(1), notify = \"clerk\" },\n"                         \
    "  { \"due\", at = \"due\", notify = \"clerk\" } }\n"
#define STAGE                                                                                      \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"                             \
    "  for i, item in ipairs(case.data.items) do\n"                                                \
    "    case:start_clock(\"M1\", { row = item, from = case:today(),\n"                            \
    "      due = case:after(case:today(), days(3 + i % 50)) })\n"                                  \
    "  end\n"                                                                                      \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  for _, item in ipairs(case.data.items) do case:stop_clock(\"M1\", { row = item }) end\n"    \
    "  return case:close \"done\"\n"                                                               \
    "end }\n"

static struct id refs[CASES];

static void open_many(struct stand *stand)
{
    struct arena arena = {0};
    struct buf items = {0};

    for (int i = 0; i < ROWS; i++)
        buf_printf(&items, "%s{\"words\":\"w%d\"}", i ? "," : "", i);
    stand_open_with(stand, MANY, STAGE);
    const char *data =
        arena_printf(&arena, "{\"subject\":\"x\",\"items\":[%.*s]}", SLICE_ARG(buf_slice(&items)));
    for (int i = 0; i < CASES; i++) {
        assert_int_equal(stand_start(stand, data), 0);
        refs[i] = stand->ref;
    }
    buf_close(&items);
    arena_close(&arena);
}

static size_t pending(struct stand *stand)
{
    struct arena arena = {0};
    struct due_row *rows;
    struct err err = {0};
    size_t count;
    assert_int_equal(reader_due(rehearsal_reader(stand->rehearsal), NULL, INT64_MAX, 1000000,
                                &arena, &rows, &count, &err),
                     0);
    arena_close(&arena);
    return count;
}

struct taken {
    size_t steps, dues;
    int64_t last_moment; /* of the steps and dues of one case */
    bool is_ordered;
};

/* What the journal of one case tells: each moment not before the one in front. */
static void read_journal(struct stand *stand, struct taken *taken)
{
    struct arena arena = {0};
    struct case_image image;
    struct journal_row *rows;
    struct err err = {0};
    size_t count;

    taken->last_moment = 0;
    assert_int_equal(
        reader_load_live(rehearsal_reader(stand->rehearsal), &stand->ref, &arena, &image, &err), 0);
    assert_int_equal(reader_back(rehearsal_reader(stand->rehearsal), image.row.head, 100000, &arena,
                                 &rows, &count, &err),
                     0);
    for (size_t i = count; i-- > 0;) {
        struct value *body;
        assert_int_equal(canon_read(&arena, rows[i].body, &body, &err), 0);
        const struct value *event = value_get(body, "event");
        if (!value_is_text(value_get(event, "kind"), "due"))
            continue;
        int64_t moment = value_get_int(event, "moment", 0);
        taken->steps += moment > 0;
        taken->dues += moment == 0;
        if (moment > 0 && moment < taken->last_moment)
            if (moment > 0 && moment < taken->last_moment)
                taken->is_ordered = false;
        taken->last_moment = moment > 0 ? moment : taken->last_moment;
    }
    arena_close(&arena);
}

/* On time: the clock goes on by hours and nothing is late, nothing early. */
static void twenty_thousand_clocks_climb_on_time(void **state)
{
    struct stand stand;
    struct taken taken = {.is_ordered = true};
    (void)state;
    open_many(&stand);
    assert_int_equal(pending(&stand), CASES * ROWS);
    for (int i = 0; i < 5 * 24; i += 6) {
        stand_advance(&stand, 6 * HOUR_MS);
        struct arena arena = {0};
        struct due_row *rows;
        struct err err = {0};
        size_t count;
        assert_int_equal(reader_due(rehearsal_reader(stand.rehearsal), NULL,
                                    rehearsal_now_ms(stand.rehearsal), 10, &arena, &rows, &count,
                                    &err),
                         0);
        assert_int_equal(count, 0);
        arena_close(&arena);
    }
    for (int i = 0; i < CASES; i++) {
        stand.ref = refs[i];
        read_journal(&stand, &taken);
    }
    assert_true(taken.is_ordered);
    assert_true(taken.steps > 10 * CASES);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_host_off_over_ten_thousand_due_times_takes_each_once_in_order(void **state)
{
    struct stand stand;
    struct taken taken = {.is_ordered = true};
    (void)state;
    open_many(&stand);
    rehearsal_clock(stand.rehearsal)->now += 60 * (int64_t)DAY_MS;
    rehearsal_clock(stand.rehearsal)->boot += 60 * (int64_t)DAY_MS;
    stand_crash(&stand);
    stand_advance(&stand, MINUTE_MS);
    for (int i = 0; i < CASES; i++) {
        stand.ref = refs[i];
        read_journal(&stand, &taken);
    }
    assert_int_equal(taken.steps, 2 * CASES * ROWS);
    assert_int_equal(taken.dues, CASES * ROWS);
    assert_true(taken.is_ordered);
    assert_int_equal(pending(&stand), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twenty_thousand_clocks_climb_on_time),
        cmocka_unit_test(a_host_off_over_ten_thousand_due_times_takes_each_once_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
