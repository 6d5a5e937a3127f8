/* duration.c - lengths of time as offices write them.
 *
 * One table says all there is about a unit. To add a unit: a row here, its walk in clock_period.c,
 * calendar_end_ms.
 */
#include "duty/duration.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

static const struct unit_row {
    const char *word;
    const char *zh;
    const char *en_one, *en_many;
    int64_t most; /* about a hundred years: nothing an office promises is longer */
    int64_t ms;   /* 0: counted on dates */
} units[] = {
    [DUR_MIN] = {"min", "分钟",          "minute",       "minutes",       INT64_C(52600000), MINUTE_MS},
    [DUR_HOUR] = {"h",   "小时",          "hour",         "hours",         INT64_C(876000),   HOUR_MS  },
    [DUR_DAY] = {"cd",  "日",             "day",          "days",          INT64_C(36500),    0        },
    [DUR_WORKDAY] = {"wd",  "个工作日",    "working day",  "working days",  INT64_C(25000),    0        },
    [DUR_OPEN_HOUR] = {"oh",  "个办公小时", "opening hour", "opening hours", INT64_C(200000),
                 HOUR_MS                                                                                },
};

enum { UNIT_COUNT = sizeof units / sizeof units[0] };

/* -1 if there is no such unit. */
static int unit_of(const struct value *word)
{
    for (int unit = 0; unit < UNIT_COUNT; unit++)
        if (value_is_text(word, units[unit].word))
            return unit;
    return -1;
}

static int length_make(int64_t n, int unit, struct duration *out, struct err *err)
{
    if (n > units[unit].most)
        return err_set(err, STATUS_INVALID, "a duration is at most %" PRId64 " %s",
                       units[unit].most, units[unit].en_many);
    *out = (struct duration){.n = n, .unit = (enum duration_unit)unit};
    return 0;
}

int duration_from_value(const struct value *value, struct duration *out, struct err *err)
{
    if (!value || value->type != VALUE_MAP || value_len(value) != 2)
        return err_set(err, STATUS_INVALID,
                       "a duration is a whole number and a unit: {n = 5, unit = \"wd\"}");
    int unit = unit_of(value_get(value, "unit"));
    if (unit < 0)
        return err_set(err, STATUS_INVALID, "the unit of a duration is min, h, cd, wd or oh");
    const struct value *n = value_get(value, "n");
    if (n->type != VALUE_INT || n->integer < 0)
        return err_set(err, STATUS_INVALID, "a duration is a whole number of %s, 0 or more",
                       units[unit].en_many);
    return length_make(n->integer, unit, out, err);
}

int duration_from_text(struct slice text, struct duration *out, struct err *err)
{
    int64_t n = 0;
    size_t digits = 0;
    for (; digits < text.len && text.bytes[digits] >= '0' && text.bytes[digits] <= '9'; digits++)
        if (n < INT64_C(1000000000)) /* far beyond the most; no overflow on the way there */
            n = 10 * n + (text.bytes[digits] - '0');
    size_t from = digits;
    while (from < text.len && text.bytes[from] == ' ')
        from++;
    struct slice word = {.bytes = text.bytes + from, .len = text.len - from};
    int unit = -1;
    for (int i = 0; i < UNIT_COUNT; i++)
        if (slice_is(word, units[i].word))
            unit = i;
    if (digits == 0 || unit < 0)
        return err_set(err, STATUS_INVALID,
                       "a length is a whole number, 0 or more, and a unit: 5wd, 30cd, 24h, 90min "
                       "or 16oh");
    return length_make(n, unit, out, err);
}

struct value *duration_to_value(struct arena *arena, struct duration duration)
{
    struct value *map = value_map(arena);
    value_put(arena, map, "n", value_int(arena, duration.n));
    value_put(arena, map, "unit", value_string(arena, units[duration.unit].word));
    return map;
}

char *duration_to_text(struct duration duration, enum language language,
                       char text[DURATION_TEXT_SIZE])
{
    const struct unit_row *unit = &units[duration.unit];
    if (language == LANGUAGE_ZH)
        snprintf(text, DURATION_TEXT_SIZE, "%" PRId64 "%s", duration.n, unit->zh);
    else
        snprintf(text, DURATION_TEXT_SIZE, "%" PRId64 " %s", duration.n,
                 duration.n == 1 ? unit->en_one : unit->en_many);
    return text;
}

int64_t duration_ms(struct duration duration)
{
    assert(!duration_is_days(duration));
    return duration.n * units[duration.unit].ms;
}

const char *duration_unit_word(enum duration_unit unit)
{
    return units[unit].word;
}
