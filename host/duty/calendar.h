/* calendar.h - which days offices work: Monday to Friday, less the listed holidays, plus the listed
 * make-up workdays. Immutable and counted: a snapshot that threads share.
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

struct calendar;

enum day_kind { DAY_WEEKDAY, DAY_WEEKEND, DAY_HOLIDAY, DAY_MAKEUP };

struct calendar_day {
    enum day_kind kind;
    bool is_working;
    bool is_listed;   /* its year has a list; false: "calendar not loaded" */
    bool is_known;    /* listed, and no later notice can change it */
    const char *name; /* of the holiday or make-up day; NULL. Lives as long as the calendar */
};

/* No list at all: weekdays only, nothing is known. The same static object each time. */
struct calendar *calendar_weekdays(void);

/* CSV with the header `date,kind,name,source`; kind is holiday or workday. STATUS_MALFORMED with
 * "line 7: ..." for a bad row; nothing is kept then. */
MUST_CHECK int calendar_load(struct slice csv, struct calendar **out, struct err *err);
struct calendar *calendar_ref(struct calendar *calendar);
void calendar_unref(struct calendar *calendar); /* NULL allowed */

/* "weekdays", or the first 16 hexadecimal characters of the digest of the list. */
const char *calendar_version(const struct calendar *calendar);

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
