/* assess.h - units assessed by their rates (domain, section 12): points, appeals, the day from
 * which nothing changes any more. Of offices, never of persons.
 *
 *     CIRCULATED --appeal--> CIRCULATED --ruling--> CIRCULATED     until the last day for appeals
 *          `-- the day after, when every appeal is ruled --> FROZEN
 *
 * The state is told by the day, not kept. An assessment is a record:
 *   { workflow, name, zh, en, rules (their version), basis, period, from, to, release,
 * circulated_on, appeal_until, indicators = { { rate, zh, en, weight, better, formula }, ... },
 *     units = { { office, office_zh, office_en, score, parts = { { rate, count, of, figure,
 *     points, was }, ... } }, ... },
 *     appeals = { { office, rate, ground, cases, on, by, outcome, ruled_on, ruled_by }, ... } }
 * Scores and points are of a hundred, with one decimal. `was` is what a part said before a ruling
 * changed it. Grounds and outcomes are words; nothing in it names a citizen.
 */
#pragma once
#include "data/value.h"
#include "base/err.h"

/* The units with their parts, of the rows of a report by unit (engine/report.h). */
struct value *assess_units(struct arena *arena, const struct value *declared,
                           const struct value *report);
/* "circulated" or "frozen". */
const char *assess_state(const struct value *body, const char *today);

/* Each returns the body as it is then, in the arena. STATUS_CONFLICT once it is frozen or past the
 * last day, STATUS_NOT_FOUND for a unit or rate that is not in it, STATUS_INVALID with a sentence.
 */
struct assess_appeal {
    const char *office, *rate;
    const char *ground;        /* figures exclusion beyond_control other */
    const struct value *cases; /* numbers of the cases it is about; nil: none */
    const char *today, *by;
};
MUST_CHECK int assess_appeal(struct arena *arena, const struct value *body,
                             const struct assess_appeal *appeal, struct value **out,
                             struct err *err);
struct assess_ruling {
    int64_t number;      /* of the appeal, from 1 */
    const char *outcome; /* upheld rejected */
    int64_t count, of;   /* upheld: what the part says from now on */
    const char *today, *by;
};
MUST_CHECK int assess_rule(struct arena *arena, const struct value *body,
                           const struct assess_ruling *ruling, struct value **out, struct err *err);
