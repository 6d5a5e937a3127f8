/* rate.h - what a declared rate makes of the facts of one case.
 *
 * With `of`, each fact that it means is one of those the rate is out of; it counts if what `count`
 * means happened too: to the same thing (that run of the clock, that letter) where both sides are
 * about one kind of thing, else in the same case, each fact once. So a rate never exceeds one, and
 * a month says how many of its own came to it, as things stand today.
 * Without `of` it is a number; with `measure` the minutes that each took.
 */
#pragma once
#include "duty/fact.h"

enum rate_measure { RATE_SHARE, RATE_NUMBER, RATE_MEDIAN, RATE_P90, RATE_MEAN };

struct rate {
    const char *name, *zh, *en;
    enum rate_measure measure;
    struct fact_pattern count, of, unless, from;
    struct fact_pattern *except;
    size_t except_count;
    bool has_of, has_unless, has_from, has_within, is_of_thing;
    int64_t within_days, within_ms; /* one of them */
};

/* Borrows from the declaration. STATUS_INVALID for what no release declares. */
MUST_CHECK int rate_open(const char *name, const struct value *declared, struct arena *arena,
                         struct rate *out, struct err *err);

/* One fact that the rate is out of (of a number: that is counted), when and where it happened. */
struct rate_hit {
    int64_t at_ms;
    const char *office;
    int64_t of, count; /* of a number: of is 0 */
    int64_t minutes;   /* of a measure */
};

/* Calls `add` for each hit of the case. */
void rate_add_case(const struct rate *rate, const struct case_facts *facts,
                   void (*add)(void *owner, const struct rate_hit *hit), void *owner);

/* The figure: "96.9" of a share, "17" of a number, minutes of a measure; NULL: there is none. The
 * values are sorted by it. */
struct rate_sum {
    int64_t of, count;
    int64_t *minutes; /* of a measure: `count` of them */
};
const char *rate_figure(const struct rate *rate, struct rate_sum *sum, struct arena *arena);
const char *rate_unit(const struct rate *rate); /* "%", "", "yuan", "min" */
