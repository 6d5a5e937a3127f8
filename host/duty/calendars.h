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
/* Before it is shared. An office of the tree, by code; `parent` NULL: at the top; `own`: its hours,
 * counted once more, NULL: it has none. After the last one calendars_seal makes their calendars. */
void calendars_add_office(struct calendars *calendars, const char *code, const char *parent,
                          struct opening *own);
void calendars_seal(struct calendars *calendars);
/* One that was in force once. */
void calendars_know(struct calendars *calendars, struct calendar *calendar);
/* Why it is as it is now: of the last edit. "" unless said; copied. */
/* Is the list one that somebody loaded, and not the release's or the embedded one? */
void calendars_set_loaded(struct calendars *calendars, bool is_loaded);
bool calendars_is_loaded(const struct calendars *calendars);
/* How often it was edited: the version of the record it was made of; 0: never. */
void calendars_set_edit(struct calendars *calendars, int64_t edit);
int64_t calendars_edit(const struct calendars *calendars);
void calendars_set_why(struct calendars *calendars, const char *why);
const char *calendars_why(const struct calendars *calendars);

struct calendars *calendars_ref(struct calendars *calendars);
void calendars_unref(struct calendars *calendars); /* any thread; NULL allowed */

/* In force, of that office. Lives as long as the snapshot. */
struct calendar *calendars_of(const struct calendars *calendars, struct slice office);
struct calendar *calendars_list(const struct calendars *calendars);
/* By its version; NULL: this host never had it. */
struct calendar *calendars_find(const struct calendars *calendars, const char *version);
size_t calendars_count(const struct calendars *calendars); /* known by version */
struct calendar *calendars_item(const struct calendars *calendars, size_t index);

struct calendars_office {
    const char *code, *parent; /* parent NULL: at the top */
    struct opening *own;       /* NULL: none */
    struct calendar *calendar;
};
/* By code. */
size_t calendars_office_count(const struct calendars *calendars);
const struct calendars_office *calendars_office(const struct calendars *calendars, size_t index);
