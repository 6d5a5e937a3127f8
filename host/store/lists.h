/* lists.h - the reading half: lists for people. SQLite only. Each call is one fresh transaction;
 * rows come back as values ready for the API, personal values never among them.
 */
#pragma once
#include "store/store.h"

struct task_filter {
    const struct id *case_ref; /* NULL: all cases */
    struct slice status;       /* "open" "claimed" "done" ... ; empty: all */
    struct slice assignee, role, form;
    int64_t due_before;  /* 0: any */
    struct slice cursor; /* of the page before; empty: first page */
    size_t limit;        /* 1 to 200 */
};

/* -> { items = [ { id, case, number, form, to, due, status, assignee, ... } ], next = cursor|nil },
 * in stable order (due first, then oldest). Times are integers in ms here; the API words them. */
MUST_CHECK int list_tasks(struct reader *reader, const struct task_filter *filter,
                          struct arena *arena, struct value **out, struct err *err);
/* One task by its ref, with its case's ref: how the API finds the case of a task. */
MUST_CHECK int list_find_task(struct reader *reader, const struct id *task, struct arena *arena,
                              struct part *part, struct id *case_ref, struct err *err);

struct case_filter {
    struct slice workflow, status, stage, number, cursor;
    size_t limit;
};
MUST_CHECK int list_cases(struct reader *reader, const struct case_filter *filter,
                          struct arena *arena, struct value **out, struct err *err);
MUST_CHECK int list_incidents(struct reader *reader, bool only_open, struct slice cursor,
                              size_t limit, struct arena *arena, struct value **out,
                              struct err *err);
/* Journal rows above `after` of all cases in order of rowid: the event stream. */
MUST_CHECK int list_events(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                           struct value **out, struct err *err);
