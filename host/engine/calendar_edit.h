/* calendar_edit.h - a new list of holidays, or hours and closures of an office: seen first, then
 * done.
 *
 *   preview   counts every running clock again as it would be, and says which move: case, clock,
 * old and new due date. Nothing is written. The answer has a `preview`, the name of what was seen:
 * the calendars as they are and as they would become. commit    names that preview. If the
 * calendars have changed since, it is refused with code `stale_preview`. Else one write set: the
 * records, the audit row, a message for each case it touches. A case that came meanwhile looks by
 * itself (recalc.h).
 *
 * Records (RECORD_CALENDAR):
 *   "state"         { list, offices = { code = piece }, why, at }: what is in force; one edit at a
 * time "piece/X"       a list { csv } or hours { hours }, X its version; never changed "known/V" a
 * calendar V that was in force for somebody: clocks may name it for years
 */
#pragma once
#include "engine/calendars.h"
#include "engine/once.h"
#include "store/office.h"

enum { EDIT_SHOWN_MOST = 500, EDIT_CASES_MOST = 200000, EDIT_WHY_MOST = 300 };

struct calendar_edit {
    struct arena arena; /* of all that the edit points to; started as {0} */
    const struct actor *actor;
    const char *office;        /* NULL: the list of the country */
    struct slice csv;          /* of the list */
    const struct value *hours; /* of the office; nil: it has none of its own any more */
    const char *why;           /* for everybody who asks why a due date moved */
    bool is_preview;
    const char *preview; /* a commit: what was seen */
    const struct once_digests *key;
    /* On the loop thread, once; the owner frees it. `reply` is in the arena. */
    void (*on_done)(struct calendar_edit *edit);
    void *owner;
    int status;
    struct err err;
    struct value *reply;
    struct calendar_edit_private {
        struct engine *engine;
        struct read read;
        struct note note;
        struct calendars *next; /* counted */
        struct write_set *writes;
        struct id *touched;
        size_t touched_count;
        int64_t now_ms, state_version;
        size_t moved, overdue;
        struct value *items;
    } own;
};

struct calendar_edit *calendar_edit_new(void);
void calendar_edit_free(struct calendar_edit *edit);
void engine_edit_calendar(struct engine *engine, struct calendar_edit *edit);

/* ---- calendar_records.c ---- */

/* The records, read on any thread with a reader. */
struct calendar_records {
    struct record_row *rows;
    size_t count;
};
MUST_CHECK int calendar_records_read(struct reader *reader, struct arena *arena,
                                     struct calendar_records *out, struct err *err);
/* What they say, with the offices of the active release, in the place of what there was. Where no
 * record says another, the list is that of the active release, else the embedded one. A record that
 * cannot be read is told in the log and left out. Loop thread, or before workers start. */
void calendar_records_take(struct engine *engine, const struct calendar_records *records);
/* This committed write set has added some. Loop thread. */
void calendar_records_follow(struct engine *engine, const struct write_set *writes);
/* What is in force and in no record yet - the list of the program or of a release, what a tree of
 * offices has made of it - is recorded, for clocks name it and the next program may bring another.
 * Loop thread, once the host is ready. */
void calendar_records_keep(struct engine *engine);
/* After the active release has changed: its tree of offices, its list. Loop thread. */
void calendars_rebuild(struct engine *engine);
/* The offices of `former`, those of `tree` (nil: none) first, into a new set with this list. The
 * one called `office` (NULL: none) gets `own` in the place of its hours. */
struct calendars *calendars_made(const struct calendars *former, struct calendar *list,
                                 const struct value *tree, const char *office, struct opening *own);
