/* lists_work.h - the work of people: what is somebody's, and what waits for somebody to take it.
 *
 * The two never mix: a source of MINE gives tasks that are claimed by that person, one of GROUP
 * tasks that nobody has. Order: the urgent first, then due, then oldest; the same on every page.
 * SQLite only; each call is one fresh transaction.
 */
#pragma once
#include "store/lists.h"

enum work_kind {
    WORK_MINE,   /* claimed by `name` */
    WORK_GROUP,  /* open, for the people of office `name`; NULL bytes: of every office */
    WORK_NAMED,  /* open, for one of `words` by id, whatever the office */
    WORK_OFFICE, /* open or claimed, of office `name` */
};

struct work_source {
    enum work_kind kind;
    struct slice name;
    /* GROUP, NAMED: roles, "@" and ids: a task fits if it is for one of them. No words: it fits. */
    const struct slice *words;
    size_t word_count;
};

struct work_filter {
    const struct list_eyes *eyes;
    const struct work_source *sources;
    size_t source_count;
    const struct slice
        *not_for; /* "!" before ids and roles of who looks: such tasks are left out */
    size_t not_count;
    int64_t due_before;      /* 0: any */
    int64_t follow_up_until; /* MINE: to be seen again until then; 0: any */
    struct slice cursor;
    size_t limit; /* 1 to 200 */
};

enum { WORK_COUNT_MOST = 1000 };

/* -> { items, next }, items as of list_tasks, with `task_office`. */
MUST_CHECK int list_work(struct reader *reader, const struct work_filter *filter,
                         struct arena *arena, struct value **out, struct err *err);
/* How many there are; counting stops at WORK_COUNT_MOST. */
MUST_CHECK int list_work_count(struct reader *reader, const struct work_filter *filter,
                               struct arena *arena, int64_t *count, struct err *err);
/* The statement behind a kind of source, for tests that look at its plan. */
const char *list_work_sql(enum work_kind kind);
