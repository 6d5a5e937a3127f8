/* calendar.h - which days an office works: Monday to Friday, less the listed holidays, plus the
 * listed make-up workdays, less the closures of the office and of those above it; and when it is
 * open. Immutable and counted: a snapshot that threads share.
 *
 * A closure is no working day. One in which duties run is none for the public only: an office's own
 * periods count it, a citizen's do not and do not end on it.
 *
 * A year is *listed* when the calendar has a row for its 1 January (every yearly notice begins with
 * that holiday). A day is *known* when its year is listed, and from 25 December on only when the
 * next year is listed too: that notice may still move the last days of the year. What is not known
 * follows the weekday rule and makes a result provisional.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/slice.h"
#include "duty/duration.h"
#include "duty/opening.h"

struct calendar;

enum {
    CALENDAR_CHAIN_MAX = 8, /* offices above each other that have hours of their own */
    CALENDAR_VERSION_SIZE = OPENING_VERSION_SIZE * (CALENDAR_CHAIN_MAX + 1),
    CALENDAR_CLOSED_DAYS_MAX = 1100, /* after so many days without an open minute it never opens */
};

enum day_kind { DAY_WEEKDAY, DAY_WEEKEND, DAY_HOLIDAY, DAY_MAKEUP, DAY_CLOSED };

struct calendar_day {
    enum day_kind kind;
    bool is_working; /* the office's periods count it */
    bool is_public;  /* a citizen's do, and may end on it: no closure at all */
    bool is_listed;  /* its year has a list; false: "calendar not loaded" */
    bool is_known;   /* listed, and no later notice can change it */
    const char
        *name; /* of the holiday, the make-up day; why it is closed; NULL. Lives as the calendar */
};

/* No list at all: weekdays only, nothing is known. The same static object each time. */
struct calendar *calendar_weekdays(void);

/* CSV with the header `date,kind,name,source`; kind is holiday or workday. STATUS_MALFORMED with
 * "line 7: ..." for a bad row; nothing is kept then. */
MUST_CHECK int calendar_load(struct slice csv, struct calendar **out, struct err *err);
/* The list this program was built with (workflows/calendars/cn.csv). The caller has a reference. */
struct calendar *calendar_embedded(void);
struct slice calendar_embedded_text(void);
/* The list of `base` with these hours, of the office itself first, then of those above. At most
 * CALENDAR_CHAIN_MAX. All are counted once more. */
struct calendar *calendar_with(const struct calendar *base, struct opening *const *chain,
                               size_t chain_len);
struct calendar *calendar_ref(struct calendar *calendar);
void calendar_unref(struct calendar *calendar); /* NULL allowed */

/* The list's - "weekdays", or the first 16 hexadecimal characters of its digest - then those of the
 * hours, each behind a '+'. Equal versions are equal calendars. */
const char *calendar_version(const struct calendar *calendar);
/* The list as it was read; empty: there is none. */
struct slice calendar_list_text(const struct calendar *calendar);
/* Years with a list, ascending; at most `most` are written, all are counted. */
size_t calendar_years(const struct calendar *calendar, int *years, size_t most);

struct calendar_day calendar_get_day(const struct calendar *calendar, int32_t date);
bool calendar_is_working(const struct calendar *calendar, int32_t date, bool *is_known);

/* The last day of a period of n days after `date` (the start day is not counted; 0: `date`
 * itself). `length` is cd or wd. *is_known (may be NULL): every day whose status counted is known.
 */
int32_t calendar_add(const struct calendar *calendar, int32_t date, struct duration length,
                     bool *is_known);

/* `date` itself if offices work then, else the next working day. */
int32_t calendar_roll(const struct calendar *calendar, int32_t date, bool *is_known);

/* Working days after `from` up to and including `to`; 0 if `to` is not later. */
int64_t calendar_workdays_between(const struct calendar *calendar, int32_t from, int32_t to);

/* --- hours (opening.c of the chain: the nearest office that says it) --- */

/* The open spans of that day; none when closed. */
void calendar_hours(const struct calendar *calendar, int32_t date, struct open_hours *out);
/* The first instant not before `at_ms` at which the office is open, for notices that do not come at
 * midnight. False: it does not open any more (CALENDAR_CLOSED_DAYS_MAX). */
bool calendar_next_opening(const struct calendar *calendar, int64_t at_ms, int64_t *opens_ms);

/* The instant a length after `at_ms` is over, whatever its unit: days end at 24:00 of the last one.
 * False: the office does not open so long any more. */
bool calendar_end_ms(const struct calendar *calendar, int64_t at_ms, struct duration length,
                     int64_t *end_ms);
