/* lists.h - the reading half: lists for people. SQLite only. Each call is one fresh transaction;
 * rows come back as values ready for the API, personal values never among them.
 */
#pragma once
#include "store/store.h"

/* Who looks: what belongs to a case that he may not see is passed over, as if it were not there.
 * `extra` is that of the case's row; `seq` the turn the item is about, or that opened the stage of
 * a task; 0: the case as a whole. Any thread. */
struct seen_case {
    struct slice office, extra;
    int64_t seq;
};
struct list_eyes {
    bool (*may_see)(void *owner, const struct seen_case *seen);
    void *owner;
};

struct task_filter {
    const struct list_eyes *eyes; /* NULL: sees everything; here and below */
    const struct id *case_ref;    /* NULL: all cases */
    struct slice status;          /* "open" "claimed" "done" ... ; empty: all */
    struct slice assignee, role, form;
    int64_t due_before;  /* 0: any */
    struct slice cursor; /* of the page before; empty: first page */
    size_t limit;        /* 1 to 200 */
};

/* -> { items = [ { id, case, number, workflow, office, form, to = [...], due, status, assignee,
 * opened_at, task } ], next = cursor|nil }, in stable order (due first, then oldest). `task` is the
 * body of the part; what is empty is left out. Times are integers in ms here; the API words them. A
 * cursor, status or limit that cannot be is STATUS_MALFORMED, here and below. */
MUST_CHECK int list_tasks(struct reader *reader, const struct task_filter *filter,
                          struct arena *arena, struct value **out, struct err *err);
/* One task by its ref, with its case's ref: how the API finds the case of a task. */
MUST_CHECK int list_find_task(struct reader *reader, const struct id *task, struct arena *arena,
                              struct part *part, struct id *case_ref, struct err *err);

/* A dispatch that is going on, as its row has it; `held`: places taken. */
struct listed_dispatch {
    struct id case_ref;
    struct slice workflow, office, body;
    int status;
    int64_t held;
};
struct dispatch_filter {
    const struct list_eyes *eyes;
    /* The item of a page, in the page's arena; NULL: not for who asks. */
    struct value *(*make)(void *owner, const struct listed_dispatch *listed);
    void *owner;
    struct slice cursor;
    size_t limit;
};
/* -> { items, next }, oldest first. */
MUST_CHECK int list_dispatches(struct reader *reader, const struct dispatch_filter *filter,
                               struct arena *arena, struct value **out, struct err *err);

/* The cases in which the number with this keyed digest is that of a party, newest first: `limit` at
 * most, whoever may see them. A digest as text. */
MUST_CHECK int list_parties(struct reader *reader, struct slice digest, size_t limit,
                            struct arena *arena, struct id **refs, size_t *count, struct err *err);

struct case_filter {
    const struct list_eyes *eyes;
    struct slice workflow, status, stage, number, cursor;
    int64_t card[2]; /* with a part of kind PART_CARD whose status lies there; zeroes: with or
                        without */
    size_t limit;
};
/* Newest first: { id, number, workflow, office, stage, outcome, status, seq, opened_at, at, card =
 * the highest status below 10 of its cards }. */
MUST_CHECK int list_cases(struct reader *reader, const struct case_filter *filter,
                          struct arena *arena, struct value **out, struct err *err);
/* Newest first: { id, case, number, at, ended_at, kind, code, incident = its body }. */
struct incident_filter {
    const struct list_eyes *eyes;
    bool only_open;
    struct slice cursor;
    size_t limit;
};
MUST_CHECK int list_incidents(struct reader *reader, const struct incident_filter *filter,
                              struct arena *arena, struct value **out, struct err *err);
/* Journal rows above `after` of all cases in order of rowid: the event stream. A list (no pages) of
 * { id = rowid, case, number, workflow, office, seq, at, event = that member of the body }. */
struct event_filter {
    const struct list_eyes *eyes;
    int64_t after;
    size_t limit;
};
/* *last: the rowid of the last row looked at, shown or not; `after` if there was none. */
MUST_CHECK int list_events(struct reader *reader, const struct event_filter *filter,
                           struct arena *arena, struct value **out, int64_t *last, struct err *err);
struct effect_filter {
    const struct list_eyes *eyes;
    const struct id *case_ref;   /* NULL: of all and of none */
    struct slice status, target; /* "pending" "done" "dead" "held"; empty: all */
    struct slice cursor;
    size_t limit;
};
/* Newest first: { id, case, number, key, target, kind, status, attempts, next_at, at, error,
 * effect = its body }. */
MUST_CHECK int list_effects(struct reader *reader, const struct effect_filter *filter,
                            struct arena *arena, struct value **out, struct err *err);

/* What a person may see: told to them, or to a role they hold. */
struct notice_filter {
    const struct list_eyes *eyes; /* asked of what is told to a role; who is told by name sees it */
    struct slice person;
    const struct value *holds; /* list of { role, office }; office "": everywhere */
    bool only_unread;
    int64_t now_ms; /* those that are not to be shown before are left out */
    struct slice cursor;
    size_t limit;
};
/* Newest first: { items = { id, case, number, at, shown_at, office, person, role, name, read_at,
 * notice = its body }, next, counts = { all, unread } }; counts stop at 1,000. */
MUST_CHECK int list_notices(struct reader *reader, const struct notice_filter *filter,
                            struct arena *arena, struct value **out, struct err *err);
/* May this person (filter->person, holds) see the notice? STATUS_NOT_FOUND without a text if not.
 */
MUST_CHECK int list_find_notice(struct reader *reader, const struct notice_filter *filter,
                                const struct id *ref, struct err *err);

/* How many cases that are not closed run on each release; none of those without any. */
struct release_count {
    int64_t release, open_cases;
    int64_t sealed_cases; /* of these: not to be told of */
};
MUST_CHECK int list_release_counts(struct reader *reader, struct arena *arena,
                                   struct release_count **rows, size_t *count, struct err *err);
/* Is the database itself sound? Reads all of it, so for offline use. STATUS_CORRUPT with the first
 * finding. */
MUST_CHECK int list_check(struct reader *reader, struct err *err);
/* Does every row of the audit log follow from the one before? In pages, so also beside a running
 * host. STATUS_CORRUPT with the first that does not. */
MUST_CHECK int list_check_audit(struct reader *reader, struct err *err);
