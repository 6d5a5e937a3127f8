/* rate.c - facts of a case against a declared rate (rate.h). */
#include "duty/rate.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "base/wallclock.h"
#include "duty/duration.h"

/* ---- opening ---- */

static int open_side(const struct value *declared, const char *side, struct fact_pattern *out,
                     bool *has, struct err *err)
{
    const struct value *pattern = value_get(declared, side);
    *has = !value_is_nil(pattern);
    return *has ? fact_pattern_open(pattern, out, err) : 0;
}

static int open_except(const struct value *declared, struct arena *arena, struct rate *out,
                       struct err *err)
{
    const struct value *list = value_get(declared, "except");
    int rc = 0;

    out->except_count = value_len(list);
    out->except = ARENA_ARRAY(arena, struct fact_pattern, out->except_count + 1);
    for (size_t i = 0; rc == 0 && i < out->except_count; i++)
        rc = fact_pattern_open(value_item(list, i), &out->except[i], err);
    return rc;
}

static int open_within(const struct value *declared, struct rate *out, struct err *err)
{
    struct duration within;
    const struct value *given = value_get(declared, "within");

    out->has_within = !value_is_nil(given);
    if (!out->has_within)
        return 0;
    int rc = duration_from_value(given, &within, err);
    if (rc == 0 && duration_is_days(within))
        out->within_days = within.n;
    else if (rc == 0)
        out->within_ms = duration_ms(within);
    return rc;
}

static enum rate_measure measure_of(const struct value *declared, bool has_of)
{
    const struct value *measure = value_get(declared, "measure");
    if (value_is_text(measure, "median"))
        return RATE_MEDIAN;
    if (value_is_text(measure, "p90"))
        return RATE_P90;
    if (value_is_text(measure, "mean"))
        return RATE_MEAN;
    return has_of ? RATE_SHARE : RATE_NUMBER;
}

int rate_open(const char *name, const struct value *declared, struct arena *arena, struct rate *out,
              struct err *err)
{
    bool has_count;

    *out = (struct rate){.name = name,
                         .zh = value_text_or(value_get(declared, "zh"), name),
                         .en = value_text_or(value_get(declared, "en"), name)};
    int rc = open_side(declared, "count", &out->count, &has_count, err);
    if (rc == 0 && !has_count)
        rc = err_set(err, STATUS_INVALID, "rate \"%s\" counts nothing", name);
    if (rc == 0)
        rc = open_side(declared, "of", &out->of, &out->has_of, err);
    if (rc == 0)
        rc = open_side(declared, "unless", &out->unless, &out->has_unless, err);
    if (rc == 0)
        rc = open_side(declared, "from", &out->from, &out->has_from, err);
    if (rc == 0)
        rc = open_except(declared, arena, out, err);
    if (rc == 0)
        rc = open_within(declared, out, err);
    out->measure = measure_of(declared, out->has_of);
    out->is_of_thing = out->has_of && fact_pattern_is_akin(&out->count, &out->of);
    return rc;
}

/* ---- one case ---- */

static int64_t deadline(const struct rate *rate, int64_t from_ms)
{
    if (rate->within_days)
        return date_start_ms(date_of(from_ms) + (int32_t)rate->within_days + 1) - 1;
    return from_ms + rate->within_ms;
}

static bool stands_outside(const struct rate *rate, const struct case_facts *facts)
{
    for (size_t i = 0; i < rate->except_count; i++)
        for (size_t k = 0; k < facts->count; k++)
            if (fact_matches(&rate->except[i], &facts->items[k]))
                return true;
    return false;
}

/* Has what must not follow followed in time? A link that must not is one of another case to this.
 */
static bool is_undone(const struct rate *rate, const struct case_facts *facts,
                      const struct fact *counted)
{
    int64_t until_ms = deadline(rate, counted->at_ms);

    for (size_t i = 0; i < facts->link_count; i++)
        if (fact_pattern_is_link(&rate->unless, facts->links[i].as) &&
            facts->links[i].at_ms > counted->at_ms && facts->links[i].at_ms <= until_ms)
            return true;
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (fact->kind != FACT_LINK && fact->at_ms > counted->at_ms && fact->at_ms <= until_ms &&
            fact_matches(&rate->unless, fact))
            return true;
    }
    return false;
}

/* `of`: what it is out of; NULL: of nothing. */
static bool counts(const struct rate *rate, const struct case_facts *facts, const struct fact *fact,
                   const struct fact *of)
{
    int64_t began = fact->since_ms ? fact->since_ms : of ? of->at_ms : fact->at_ms;

    if (!fact_matches(&rate->count, fact))
        return false;
    if (rate->has_unless)
        return !is_undone(rate, facts, fact);
    return !rate->has_within || fact->at_ms <= deadline(rate, began);
}

/* How much of what came to pass belongs to this `of`; each fact is taken once. */
static int64_t take_count(const struct rate *rate, const struct case_facts *facts,
                          const struct fact *of, bool *taken)
{
    int64_t count = 0;

    for (size_t i = 0; i < facts->count && (count == 0 || of->kind == FACT_PLACE); i++) {
        const struct fact *fact = &facts->items[i];
        if (taken[i] || fact->kind != rate->count.kind ||
            (rate->is_of_thing && fact->thing != of->thing) || !counts(rate, facts, fact, of))
            continue;
        taken[i] = true;
        count += of->kind == FACT_PLACE && rate->is_of_thing ? fact->amount : 1;
    }
    return count;
}

static void add_shares(const struct rate *rate, const struct case_facts *facts,
                       void (*add)(void *owner, const struct rate_hit *hit), void *owner)
{
    bool *taken = NULL;

    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *of = &facts->items[i];
        if (!fact_matches(&rate->of, of))
            continue;
        if (!taken)
            taken = mem_zero(facts->count * sizeof *taken);
        struct rate_hit hit = {.at_ms = of->at_ms, .office = of->office, .of = of->amount};
        hit.count = take_count(rate, facts, of, taken);
        add(owner, &hit);
    }
    free(taken);
}

/* Where the time of what is counted began; 0: unknown. */
static int64_t began_ms(const struct rate *rate, const struct case_facts *facts,
                        const struct fact *counted)
{
    if (!rate->has_from)
        return counted->since_ms;
    for (size_t i = 0; i < facts->count && facts->items[i].at_ms <= counted->at_ms; i++)
        if (fact_matches(&rate->from, &facts->items[i]))
            return facts->items[i].at_ms;
    return 0;
}

void rate_add_case(const struct rate *rate, const struct case_facts *facts,
                   void (*add)(void *owner, const struct rate_hit *hit), void *owner)
{
    enum { MINUTE_MS = 60000 };

    if (stands_outside(rate, facts))
        return;
    if (rate->measure == RATE_SHARE) {
        add_shares(rate, facts, add, owner);
        return;
    }
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        struct rate_hit hit = {.at_ms = fact->at_ms, .office = fact->office, .count = fact->amount};
        if (!counts(rate, facts, fact, NULL))
            continue;
        if (rate->measure != RATE_NUMBER) {
            int64_t from_ms = began_ms(rate, facts, fact);
            if (from_ms == 0)
                continue;
            hit.count = 1;
            hit.minutes = (fact->at_ms - from_ms) / MINUTE_MS;
        }
        add(owner, &hit);
    }
}

/* ---- the figure ---- */

static int compare_minutes(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* The nearest rank: of one to ten values the ninetieth of a hundred is the last but none. */
static int64_t at_percent(const struct rate_sum *sum, int64_t percent)
{
    int64_t rank = (sum->count * percent + 99) / 100;
    return sum->minutes[rank > 0 ? rank - 1 : 0];
}

static int64_t median(const struct rate_sum *sum)
{
    int64_t middle = sum->count / 2;
    if (sum->count % 2 == 1)
        return sum->minutes[middle];
    return (sum->minutes[middle - 1] + sum->minutes[middle]) / 2;
}

static int64_t mean(const struct rate_sum *sum)
{
    int64_t whole = 0;
    for (int64_t i = 0; i < sum->count; i++)
        whole += sum->minutes[i];
    return (whole + sum->count / 2) / sum->count;
}

const char *rate_figure(const struct rate *rate, struct rate_sum *sum, struct arena *arena)
{
    if (rate->measure == RATE_NUMBER && rate->count.kind == FACT_MONEY) /* counted in fen */
        return arena_printf(arena, "%" PRId64 ".%02" PRId64, sum->count / 100, sum->count % 100);
    if (rate->measure == RATE_NUMBER)
        return arena_printf(arena, "%" PRId64, sum->count);
    if (rate->measure == RATE_SHARE) {
        if (sum->of == 0)
            return NULL;
        int64_t tenths = (sum->count * 1000 + sum->of / 2) / sum->of; /* of a per cent */
        if (tenths == 1000 && sum->count < sum->of)
            tenths = 999; /* all but a few is not all */
        return arena_printf(arena, "%" PRId64 ".%" PRId64, tenths / 10, tenths % 10);
    }
    if (sum->count == 0)
        return NULL;
    qsort(sum->minutes, (size_t)sum->count, sizeof *sum->minutes, compare_minutes);
    int64_t figure = rate->measure == RATE_MEDIAN ? median(sum)
                     : rate->measure == RATE_P90  ? at_percent(sum, 90)
                                                  : mean(sum);
    return arena_printf(arena, "%" PRId64, figure);
}

const char *rate_unit(const struct rate *rate)
{
    if (rate->measure == RATE_SHARE)
        return "%";
    if (rate->measure == RATE_NUMBER)
        return rate->count.kind == FACT_MONEY ? "yuan" : "";
    return "min";
}
