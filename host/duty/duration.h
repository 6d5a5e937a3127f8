/* duration.h - a length of time as offices write it: a whole number and a unit.
 *
 * Minutes and hours run through everything; calendar days and working days are counted on local
 * dates (calendar.h); opening hours pass only while the office is open. The model form is
 * {n = 5, unit = "min" | "h" | "cd" | "wd" | "oh"}. No length is
 * negative, fractional or longer than a hundred years; months do not exist (domain: enter 30 cd).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "data/value.h"
#include "duty/phrase.h"

enum duration_unit { DUR_MIN, DUR_HOUR, DUR_DAY, DUR_WORKDAY, DUR_OPEN_HOUR };

struct duration {
    int64_t n;
    enum duration_unit unit;
};

enum { DURATION_TEXT_SIZE = 48 };

/* STATUS_INVALID with a sentence for anything that is not exactly {n, unit} within bounds. */
MUST_CHECK int duration_from_value(const struct value *value, struct duration *out,
                                   struct err *err);
struct value *duration_to_value(struct arena *arena, struct duration duration);

/* "5个工作日", "5 working days"; returns text. */
char *duration_to_text(struct duration duration, enum language language,
                       char text[DURATION_TEXT_SIZE]);

/* cd and wd are counted on dates; h, min and oh are not. */
static inline bool duration_is_days(struct duration duration)
{
    return duration.unit == DUR_DAY || duration.unit == DUR_WORKDAY;
}

/* Milliseconds of an h, min or oh duration; those of oh only pass while the office is open:
 * calendar_end_ms. */
int64_t duration_ms(struct duration duration);

/* The word of the model ("wd"). */
const char *duration_unit_word(enum duration_unit unit);
/* "5wd", "90 min": a whole number and a word of the model. STATUS_INVALID with a sentence. */
MUST_CHECK int duration_from_text(struct slice text, struct duration *out, struct err *err);
