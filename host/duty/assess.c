/* assess.c - points, appeals and rulings of an assessment (assess.h). */
#include "duty/assess.h"
#include <inttypes.h>
#include <string.h>

enum { WHOLE = 1000 }; /* a hundred points in tenths */

static const char *tenths(struct arena *arena, int64_t n)
{
    return arena_printf(arena, "%" PRId64 ".%" PRId64, n / 10, n % 10);
}

static const struct value *indicator_of(const struct value *indicators, const char *rate)
{
    for (size_t i = 0; i < value_len(indicators); i++)
        if (value_is_text(value_get(value_item(indicators, i), "rate"), rate))
            return value_item(indicators, i);
    return &value_nil;
}

/* Of a hundred, in tenths; -1: the unit had nothing of the kind. */
static int64_t points_of(const struct value *indicator, const struct value *part)
{
    int64_t count = value_get_int(part, "count", 0), of = value_get_int(part, "of", 0);
    if (of == 0)
        return -1;
    int64_t share = (count * WHOLE + of / 2) / of;
    share = share > WHOLE ? WHOLE : share;
    return value_is_text(value_get(indicator, "better"), "low") ? WHOLE - share : share;
}

/* The weighted mean of the parts that the unit has. */
static void score(struct arena *arena, const struct value *indicators, struct value *unit)
{
    const struct value *parts = value_get(unit, "parts");
    int64_t sum = 0, weights = 0;

    for (size_t i = 0; i < value_len(parts); i++) {
        struct value *part = value_item(parts, i);
        const char *rate = value_text_or(value_get(part, "rate"), "");
        const struct value *indicator = indicator_of(indicators, rate);
        int64_t points = points_of(indicator, part), weight = value_get_int(indicator, "weight", 0);
        if (points < 0)
            continue;
        value_put(arena, part, "points", value_string(arena, tenths(arena, points)));
        sum += points * weight;
        weights += weight;
    }
    if (weights > 0)
        value_put(arena, unit, "score",
                  value_string(arena, tenths(arena, (sum + weights / 2) / weights)));
}

static struct value *unit_of(const struct value *units, const char *office)
{
    for (size_t i = 0; i < value_len(units); i++)
        if (value_is_text(value_get(value_item(units, i), "office"), office))
            return value_item(units, i);
    return NULL;
}

static struct value *unit_for(struct arena *arena, struct value *units, const struct value *row)
{
    static const char *const names[] = {"office", "office_zh", "office_en"};
    struct value *unit = unit_of(units, value_text_or(value_get(row, "office"), ""));

    if (unit)
        return unit;
    unit = value_map(arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        value_put(arena, unit, names[i], value_copy(arena, value_get(row, names[i])));
    value_put(arena, unit, "parts", value_list(arena));
    value_push(arena, units, unit);
    return unit;
}

struct value *assess_units(struct arena *arena, const struct value *declared,
                           const struct value *report)
{
    static const char *const names[] = {"rate", "count", "of", "figure"};
    const struct value *indicators = value_get(declared, "indicators");
    const struct value *rows = value_get(report, "rows");
    struct value *units = value_list(arena);

    for (size_t i = 0; i < value_len(rows); i++) {
        const struct value *row = value_item(rows, i);
        const char *rate = value_text_or(value_get(row, "rate"), "");
        if (!value_get_text(row, "office") || value_is_nil(indicator_of(indicators, rate)))
            continue;
        struct value *part = value_map(arena);
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            value_put(arena, part, names[n], value_copy(arena, value_get(row, names[n])));
        value_push(arena, value_get(unit_for(arena, units, row), "parts"), part);
    }
    for (size_t i = 0; i < value_len(units); i++)
        score(arena, indicators, value_item(units, i));
    return units;
}

/* ---- appeals ---- */

static bool has_open_appeal(const struct value *body)
{
    const struct value *appeals = value_get(body, "appeals");
    for (size_t i = 0; i < value_len(appeals); i++)
        if (value_is_nil(value_get(value_item(appeals, i), "outcome")))
            return true;
    return false;
}

static bool is_past(const struct value *body, const char *today)
{
    return strcmp(today, value_text_or(value_get(body, "appeal_until"), "")) > 0;
}

const char *assess_state(const struct value *body, const char *today)
{
    return is_past(body, today) && !has_open_appeal(body) ? "frozen" : "circulated";
}

static struct value *find_part(const struct value *body, const char *office, const char *rate)
{
    struct value *unit = unit_of(value_get(body, "units"), office);
    const struct value *parts = unit ? value_get(unit, "parts") : &value_nil;
    for (size_t i = 0; i < value_len(parts); i++)
        if (value_is_text(value_get(value_item(parts, i), "rate"), rate))
            return value_item(parts, i);
    return NULL;
}

static bool is_word(const char *word, const char *const *words)
{
    for (; word && *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

/* A number as offices write it, 2026P000001: no name of anybody. */
static bool is_number(const struct value *text)
{
    const char *c = value_text_or(text, "");
    size_t len = strlen(c);
    for (; *c && ((*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z')); c++)
        continue;
    return len >= 6 && len <= 24 && !*c;
}

/* Of one indicator one appeal at a time: who repeats it would fill the record. */
static bool is_under_appeal(const struct value *body, const char *office, const char *rate)
{
    const struct value *appeals = value_get(body, "appeals");
    for (size_t i = 0; i < value_len(appeals); i++) {
        const struct value *appeal = value_item(appeals, i);
        if (value_is_text(value_get(appeal, "office"), office) &&
            value_is_text(value_get(appeal, "rate"), rate) &&
            value_is_nil(value_get(appeal, "outcome")))
            return true;
    }
    return false;
}

int assess_appeal(struct arena *arena, const struct value *body, const struct assess_appeal *appeal,
                  struct value **out, struct err *err)
{
    static const char *const grounds[] = {"figures", "exclusion", "beyond_control", "other", NULL};
    struct value *now = value_copy(arena, body), *entry = value_map(arena);

    if (is_past(body, appeal->today))
        return err_set_at(err, STATUS_CONFLICT, "too_late", NULL,
                          "The last day for appeals was %s. Nothing was recorded.",
                          value_text_or(value_get(body, "appeal_until"), ""));
    if (!find_part(body, appeal->office, appeal->rate))
        return err_set(err, STATUS_NOT_FOUND,
                       "This assessment has no such indicator of that office.");
    if (is_under_appeal(body, appeal->office, appeal->rate))
        return err_set_at(err, STATUS_CONFLICT, "appealed_already", NULL,
                          "There is an appeal against this indicator that is not ruled yet.");
    if (!is_word(appeal->ground, grounds))
        return err_set(err, STATUS_INVALID,
                       "ground is figures, exclusion, beyond_control or other.");
    for (size_t i = 0; i < value_len(appeal->cases); i++)
        if (!is_number(value_item(appeal->cases, i)))
            return err_set(err, STATUS_INVALID,
                           "cases are the numbers of cases, and nothing else.");
    value_put(arena, entry, "office", value_string(arena, appeal->office));
    value_put(arena, entry, "rate", value_string(arena, appeal->rate));
    value_put(arena, entry, "ground", value_string(arena, appeal->ground));
    if (value_len(appeal->cases) > 0)
        value_put(arena, entry, "cases", value_copy(arena, appeal->cases));
    value_put(arena, entry, "on", value_string(arena, appeal->today));
    value_put(arena, entry, "by", value_string(arena, appeal->by));
    value_push(arena, value_get(now, "appeals"), entry);
    *out = now;
    return 0;
}

static void change_part(struct arena *arena, struct value *part, const struct assess_ruling *ruling)
{
    struct value *was = value_map(arena);
    int64_t share = ruling->of ? (ruling->count * WHOLE + ruling->of / 2) / ruling->of : 0;

    value_put(arena, was, "count", value_copy(arena, value_get(part, "count")));
    value_put(arena, was, "of", value_copy(arena, value_get(part, "of")));
    value_put(arena, part, "was", was);
    value_put(arena, part, "count", value_int(arena, ruling->count));
    value_put(arena, part, "of", value_int(arena, ruling->of));
    value_put(arena, part, "points", &value_nil);
    value_put(arena, part, "figure",
              ruling->of ? value_string(arena, tenths(arena, share)) : &value_nil);
}

int assess_rule(struct arena *arena, const struct value *body, const struct assess_ruling *ruling,
                struct value **out, struct err *err)
{
    static const char *const outcomes[] = {"upheld", "rejected", NULL};
    struct value *now = value_copy(arena, body);
    struct value *appeal = ruling->number > 0
                               ? value_item(value_get(now, "appeals"), (size_t)ruling->number - 1)
                               : &value_nil;
    const char *office = value_text_or(value_get(appeal, "office"), "");
    bool is_upheld = ruling->outcome && strcmp(ruling->outcome, "upheld") == 0;

    if (value_is_nil(appeal))
        return err_set(err, STATUS_NOT_FOUND, "There is no such appeal.");
    if (!value_is_nil(value_get(appeal, "outcome")))
        return err_set_at(err, STATUS_CONFLICT, "ruled", NULL, "This appeal is ruled already.");
    if (!is_word(ruling->outcome, outcomes))
        return err_set(err, STATUS_INVALID, "outcome is upheld or rejected.");
    if (is_upheld && (ruling->count < 0 || ruling->of < ruling->count))
        return err_set(err, STATUS_INVALID,
                       "An appeal is upheld with what the indicator says from now on: count, and "
                       "of, which is no less.");
    value_put(arena, appeal, "outcome", value_string(arena, ruling->outcome));
    value_put(arena, appeal, "ruled_on", value_string(arena, ruling->today));
    value_put(arena, appeal, "ruled_by", value_string(arena, ruling->by));
    if (is_upheld) {
        struct value *unit = unit_of(value_get(now, "units"), office);
        change_part(arena, find_part(now, office, value_text_or(value_get(appeal, "rate"), "")),
                    ruling);
        value_put(arena, unit, "score", &value_nil);
        score(arena, value_get(now, "indicators"), unit);
    }
    *out = now;
    return 0;
}
