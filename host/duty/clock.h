/* clock.h - a deadline kept as data: terms, a start, and a ledger of what happened to it.
 *
 * Due = f(ledger, calendar), computed when asked, never stored as truth (a store may keep at_ms as
 * an index and asks again when the calendar changes). Rules: docs of the domain, "time arithmetic".
 *
 *      (none) --start--> RUNNING --pause--> PAUSED --resume--> RUNNING
 *                           |                  |
 *                           +------ stop ------+--> STOPPED (met or late), final
 *
 * Falling due is no state but a mark in the ledger: a clock that has fallen due runs on until it is
 * stopped. The mark is made once and handed to the script once. State follows from the ledger too.
 *
 * Everything a clock points at lives in the arena it was made in, which must outlive it.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "data/value.h"
#include "duty/calendar.h"
#include "duty/duration.h"

/* Of the entries of a ledger people may fill so many; the rest stay free for what must come. */
enum { CLOCK_LEDGER_PEOPLE = 216 };
enum { CLOCK_LEDGER_MAX = 256, CLOCK_EXPLAIN_DAYS_MAX = 800 };

enum clock_owner { CLOCK_OFFICE, CLOCK_CITIZEN };
enum clock_state { CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_STOPPED };
enum clock_result { CLOCK_MET, CLOCK_LATE };

enum ledger_kind {
    LEDGER_STARTED,  /* the first entry of every clock                       */
    LEDGER_PAUSED,   /* number, from_ms                                      */
    LEDGER_RESUMED,  /* number of the pause it ends, from_ms                 */
    LEDGER_EXCLUDED, /* from_date, to_date: hearing days, both included      */
    LEDGER_EXTENDED, /* number, length                                       */
    LEDGER_DUE,      /* from_ms: the due instant that fell                   */
    LEDGER_HANDED,   /* the falling due went to the script                   */
    LEDGER_STOPPED,  /* the last one; met or late is computed, not kept      */
    /* These move no due date. Of an extension: */
    LEDGER_APPLIED, /* number, length: somebody asks for it; not granted yet */
    LEDGER_DENIED,  /* number of the application it turns down               */
    /* Of the ladder (ladder.h): */
    LEDGER_STEPPED,      /* number of the step, from_ms: the moment it was for    */
    LEDGER_ACKNOWLEDGED, /* number of the step somebody has seen                  */
    LEDGER_HELD,         /* from_ms: no step is taken before that instant         */
    LEDGER_WITHDRAWN,    /* no step is taken any more                             */
    /* The calendar's facts changed: from_ms the former due instant, to_ms the one now; 0: none. */
    LEDGER_RECALCULATED,
};

struct ledger_entry {
    enum ledger_kind kind;
    int64_t at_ms;   /* when it was recorded */
    int32_t number;  /* of a pause, an extension, an application: 1, 2, ... each; of a step its
                      * place in the ladder. Order in the list does not count */
    int64_t from_ms; /* when it takes effect */
    int64_t to_ms;
    int32_t from_date, to_date;
    struct duration length;
    const struct value *detail; /* reason, approver, source: ids and handles only; NULL */
};

struct clock {
    const char *id;  /* "TJ-D6" */
    const char *row; /* "obligations/2", or "" */
    enum clock_owner owner;
    const char *basis;      /* as declared when it started */
    const char *calendar;   /* by which it is computed: in force when it started, or since */
    bool is_set;            /* the due date was given with the answer that set it */
    bool is_start_date;     /* the start is a date, not an instant */
    int32_t set_date;       /* if is_set */
    int32_t start_date;     /* local date of the start, always valid */
    int64_t start_ms;       /* unless is_start_date */
    struct duration within; /* unless is_set */
    /* As declared when it started, so that no release changes them; NULL: none. */
    const struct value *ladder;   /* { name, steps }: ladder.h */
    const struct value *pausable; /* the reasons for which it may be paused */
    const struct value *pause_by; /* who may do so by himself, and not only the script */
    const struct value *extend;   /* { id, by, times, approver, letter, basis } */
    struct ledger_entry *ledger;
    size_t ledger_len, ledger_capacity;
    struct arena *arena;
};

/* What starts a clock. `decl` is the clock's row of the model. */
struct clock_request {
    const char *id;
    const struct value *decl;
    const char *row;            /* NULL or "": none */
    const char *choice;         /* value of the `choose` field; NULL if the clock has none */
    const struct value *from;   /* "2026-02-10", an RFC 3339 time, or milliseconds */
    const struct value *due;    /* the date given for a `set_by` clock; nil or NULL */
    const struct value *detail; /* approver and the like; nil or NULL */
    const struct value *ladder; /* the ladder named by the declaration; nil or NULL: none */
    int64_t now_ms;
};

struct due {
    enum clock_state state;
    bool has_date; /* false while an open pause holds the period */
    int64_t at_ms; /* the period is over at this instant: cd/wd, 00:00 of the day after `date` */
    int32_t date;  /* the last day; of h/min the local date of at_ms */
    bool is_provisional; /* a day that counted is not known yet (includes is_not_loaded) */
    bool is_never; /* no date: of opening hours, and the office does not open so long any more */
    bool is_not_loaded; /* "calendar not loaded": a day that counted lies in a year without list */
};

/* STATUS_INVALID with a sentence: no such choice, a missing or impossible start, an hour clock
 * started by a date alone, a date for a clock nobody sets. */
MUST_CHECK int clock_start(struct arena *arena, const struct clock_request *request,
                           const struct calendar *calendar, struct clock *out, struct err *err);

/* Cheap enough to ask each time: one step for each day of the period. */
void clock_due(const struct clock *clock, const struct calendar *calendar, struct due *out);
enum clock_state clock_state(const struct clock *clock);
bool clock_is_stopped(const struct clock *clock);
/* Past the due instant now, or, once stopped, when it was stopped. A period of days is late from
 * 00:00 of the day after; of hours and minutes only after the very instant. */
bool clock_is_late(const struct clock *clock, const struct calendar *calendar, int64_t now_ms);

/* STATUS_CONFLICT if it was stopped before; the first result stays. */
MUST_CHECK int clock_stop(struct clock *clock, const struct calendar *calendar, int64_t now_ms,
                          enum clock_result *result, struct err *err);

/* Marks the falling due, once. STATUS_CONFLICT if it is not due (stopped, paused, moved, marked):
 * a timer that fires checks by this that it is still wanted. */
MUST_CHECK int clock_fall_due(struct clock *clock, const struct calendar *calendar, int64_t now_ms,
                              struct err *err);
/* A falling due that no script has heard of, of a clock not stopped since. */
bool clock_has_news(const struct clock *clock);
MUST_CHECK int clock_hand_over(struct clock *clock, int64_t now_ms, struct err *err);
/* What was handed to a wait that ended without being heard goes back: it is news again. */
void clock_take_back(struct clock *clock);

/* The acts on the period itself: one ledger entry each, whose at_ms and detail the caller fills in.
 * STATUS_CONFLICT once stopped; STATUS_INVALID for dates that cannot be. A set date is not paused,
 * only extended. */

/* from_ms, which may lie in the past. Pauses may overlap: only their union counts. *number names
 * this pause for clock_resume. */
MUST_CHECK int clock_pause(struct clock *clock, const struct ledger_entry *pause, int32_t *number,
                           struct err *err);
/* number, from_ms. */
MUST_CHECK int clock_resume(struct clock *clock, const struct ledger_entry *resume,
                            struct err *err);
/* from_date, to_date: those days do not count. */
MUST_CHECK int clock_exclude(struct clock *clock, const struct ledger_entry *days, struct err *err);
/* length. STATUS_CONFLICT after the due date, STATUS_INVALID if days would mix with hours. */
MUST_CHECK int clock_extend(struct clock *clock, const struct calendar *calendar,
                            const struct ledger_entry *extension, struct err *err);

/* Adds an entry that moves no due date (of LEDGER_APPLIED and below). STATUS_CONFLICT once stopped
 * or when no more fit. */
MUST_CHECK int clock_record(struct clock *clock, const struct ledger_entry *entry, struct err *err);
/* The last entry of that kind, or NULL; with `number` not 0 the one of that number. */
const struct ledger_entry *clock_entry(const struct clock *clock, enum ledger_kind kind,
                                       int32_t number);
int32_t clock_count(const struct clock *clock, enum ledger_kind kind);

/* An edit of the calendar. The terms stay, the facts change - but what has fallen due stays fallen,
 * and a citizen's period is never shortened: then the clock keeps its calendar.
 *   RECALC_KEPT     as it was, calendar included
 *   RECALC_ADOPTED  named after the calendar now; nothing about it changes
 *   RECALC_MOVED    its due time, or whether that is certain, has changed: one ledger entry more
 * `former` is the calendar it names. `why` goes into the entry (NULL: nothing is said). */
enum clock_recalc { RECALC_KEPT, RECALC_ADOPTED, RECALC_MOVED };
struct clock_change {
    struct due former, now;
};
enum clock_recalc clock_recalculate(struct clock *clock, const struct calendar *former,
                                    const struct calendar *calendar, int64_t now_ms,
                                    const struct value *why, struct clock_change *change);

/* Canonical and compact: what a row of the table `clocks` holds. Reading fails with STATUS_CORRUPT
 * on anything clock_to_value would not write. */
struct value *clock_to_value(struct arena *arena, const struct clock *clock);
MUST_CHECK int clock_from_value(struct arena *arena, const struct value *value, struct clock *out,
                                struct err *err);

/* Why it is due then: {id, row, owner, within, start, due, state, is_provisional, lines = {{date,
 * counts, day, zh, en}, ...}}; one line a day, at most CLOCK_EXPLAIN_DAYS_MAX. */
struct value *clock_explain(struct arena *arena, const struct clock *clock,
                            const struct calendar *calendar);

const char *clock_entry_word(enum ledger_kind kind); /* "paused", "extended", ... */
const char *clock_owner_word(enum clock_owner owner);
const char *clock_state_word(enum clock_state state);
const char *clock_result_word(enum clock_result result); /* "met", "late" */
