/* clock_bench.h - clocks under the published calendar, made and asked in one line each. */
#pragma once
#include "world.h"
#include "data/secret.h"
#include "duty/clock.h"
#include "holidays.h"

static struct calendar *published;
static struct arena arena;

static inline int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    assert_status(calendar_load(slice_of(holidays_csv), &published, &err), 0, &err);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    calendar_unref(published);
    arena_close(&arena);
    return 0;
}

/* --- making clocks --------------------------------------------------------------------------- */

static inline struct clock clock_of(const char *owner, int n, const char *unit, const char *from)
{
    struct err err = {0};
    struct clock clock;
    struct clock_request request = {
        .id = "XF-D1",
        .decl = json(&arena, arena_printf(&arena,
                                          "{\"owner\":\"%s\",\"basis\":\"assumed\","
                                          "\"within\":{\"n\":%d,\"unit\":\"%s\"}}",
                                          owner, n, unit)),
        .from = value_string(&arena, from),
        .now_ms = at("2026-01-05T09:00")};
    assert_status(clock_start(&arena, &request, published, &clock, &err), 0, &err);
    return clock;
}

static inline struct due due_of(const struct clock *clock)
{
    struct due due;
    clock_due(clock, published, &due);
    return due;
}

static inline int32_t pause_at(struct clock *clock, const char *from)
{
    struct err err = {0};
    int32_t number;
    struct ledger_entry entry = {.at_ms = at(from), .from_ms = at(from)};
    assert_status(clock_pause(clock, &entry, &number, &err), 0, &err);
    return number;
}

static inline void resume_at(struct clock *clock, int32_t number, const char *from)
{
    struct err err = {0};
    struct ledger_entry entry = {.at_ms = at(from), .from_ms = at(from), .number = number};
    assert_status(clock_resume(clock, &entry, &err), 0, &err);
}

static inline void pause_between(struct clock *clock, const char *from, const char *until)
{
    resume_at(clock, pause_at(clock, from), until);
}

static inline void exclude(struct clock *clock, const char *first, const char *last)
{
    struct err err = {0};
    struct ledger_entry entry = {
        .at_ms = at("2026-01-05T09:00"), .from_date = day(first), .to_date = day(last)};
    assert_status(clock_exclude(clock, &entry, &err), 0, &err);
}

static inline int extend(struct clock *clock, int n, enum duration_unit unit, const char *granted,
                         struct err *err)
{
    struct ledger_entry entry = {
        .at_ms = at(granted), .length = {n, unit}
    };
    *err = (struct err){0};
    return clock_extend(clock, published, &entry, err);
}

static inline void assert_due(const struct clock *clock, const char *wanted)
{
    struct due due = due_of(clock);
    assert_true(due.has_date);
    assert_day(due.date, wanted);
    assert_true(due.at_ms == date_start_ms(due.date + 1));
}

static inline void assert_held(const struct clock *clock)
{
    struct due due = due_of(clock);
    assert_false(due.has_date);
    assert_int_equal(due.state, CLOCK_PAUSED);
    assert_false(due.is_provisional);
}
