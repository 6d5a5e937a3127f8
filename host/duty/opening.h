/* opening.h - when one office is open: its week, days of their own, closures. Immutable, counted.
 *
 *   {"week": {"mon": [["09:00", "12:00"], ["14:00", "17:00"]], ..., "makeup": [...]},
 *    "on_holidays": true,
 *    "days": {"2026-03-01": [["09:00", "12:00"]]},
 *    "closures": [{"first": "2026-03-02", "last": "2026-03-03", "why": "...", "duties": "run"}]}
 *
 * Every member may be left out; then the office above says it. Times are of the local day, "24:00"
 * ends one. `makeup` is for make-up workdays; left out, they have the hours of the first of Monday
 * to Friday that has any. `on_holidays`: listed holidays are open by their weekday all the same. A
 * closure takes working days and hours away; with `duties` "run" the office's own periods go on
 * through it, and only the public's wait.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "data/value.h"

struct opening;

enum {
    OPENING_SPANS_MAX = 8,   /* of one day */
    OPENING_DAYS_MAX = 1000, /* days of their own, and closures each */
    OPENING_WHY_MAX = 200,   /* bytes */
    OPENING_VERSION_SIZE = 17,
};

/* Minutes of the local day, half-open, 0 to 1440. */
struct open_span {
    int16_t from, until;
};

struct open_hours {
    struct open_span spans[OPENING_SPANS_MAX]; /* ascending, apart */
    int count;
};

struct closure {
    int32_t first, last; /* both included */
    bool duties_run;
    const char *why;
};

/* STATUS_INVALID with a sentence that names the member. */
MUST_CHECK int opening_from_value(const struct value *value, struct opening **out, struct err *err);
/* As it was read: canonical, what a record holds. */
struct value *opening_to_value(struct arena *arena, const struct opening *opening);
struct opening *opening_ref(struct opening *opening);
void opening_unref(struct opening *opening); /* NULL allowed */
/* The first 16 hexadecimal characters of the digest of its canonical text. */
const char *opening_version(const struct opening *opening);

bool opening_has_week(const struct opening *opening);
bool opening_is_on_holidays(const struct opening *opening);
/* weekday: 0 = Monday ... 6 = Sunday; of the office's week, which it must have. */
const struct open_hours *opening_of_weekday(const struct opening *opening, int weekday);
const struct open_hours *opening_of_makeup(const struct opening *opening);
/* Its own hours of that very day; NULL: none are said. */
const struct open_hours *opening_of_day(const struct opening *opening, int32_t date);
/* One that covers the day, those in which duties do not run first; NULL. */
const struct closure *opening_closure(const struct opening *opening, int32_t date);

/* Monday to Friday 09:00-12:00, 14:00-17:00 [assumed]: where nobody says when offices are open. */
const struct opening *opening_default(void);
