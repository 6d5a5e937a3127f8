/* calendars.h - all calendars of a host at one moment: the country's list, what each office has
 * made of it, and every calendar a clock may still name. Immutable once shared, counted: a snapshot
 * is lent with each loan, and an edit makes a new one.
 */
#pragma once
#include "duty/calendar.h"

struct calendars;

/* Knows what `former` (NULL allowed) knew; `list` is in force where no office says more. Counts
 * both as needed; the caller has one reference. */
struct calendars *calendars_new(const struct calendars *former, struct calendar *list);
/* Before it is shared: an office's own calendar; and one that was in force once. */
void calendars_set(struct calendars *calendars, const char *office, struct calendar *calendar);
void calendars_know(struct calendars *calendars, struct calendar *calendar);

struct calendars *calendars_ref(struct calendars *calendars);
void calendars_unref(struct calendars *calendars); /* any thread; NULL allowed */

/* In force, of that office. Lives as long as the snapshot. */
struct calendar *calendars_of(const struct calendars *calendars, struct slice office);
struct calendar *calendars_list(const struct calendars *calendars);
/* By its version; NULL: this host never had it. */
struct calendar *calendars_find(const struct calendars *calendars, const char *version);
size_t calendars_count(const struct calendars *calendars); /* known by version */
struct calendar *calendars_item(const struct calendars *calendars, size_t index);
