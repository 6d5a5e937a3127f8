/* lists_inside.h - what the files of the reading half share. Inside store/ only. */
#pragma once
#include "store/lists.h"
#include "store/sqlite.h"

/* One page under way: items are made as rows come, one more than the page holds tells whether there
 * is a next one. */
struct page {
    struct arena *arena;
    struct value *items;
    size_t limit;
    struct slice next; /* cursor of the last item kept; empty: no more */
    int status;        /* of a row that could not be read */
};

enum { PAGE_LIMIT = 200, CURSOR_NUMBERS = 3 };

/* STATUS_LATER from a reader that is not of SQLite, STATUS_MALFORMED for a limit out of 1 to 200.
 */
MUST_CHECK int page_open(struct page *page, struct reader *reader, size_t limit,
                         struct arena *arena, struct err *err);
/* { items, next }; next is nil on the last page. */
struct value *page_close(const struct page *page);
/* True while another item fits; else the page notes that there is more. */
bool page_has_room(const struct page *page);

/* Is what belongs to this case for him who looks? Before an item is made, and before it counts. */
static inline bool page_may_show(const struct list_eyes *eyes, struct slice office,
                                 struct slice extra, int64_t seq)
{
    const struct seen_case seen = {.office = office, .extra = extra, .seq = seq};
    return !eyes || eyes->may_see(eyes->owner, &seen);
}
/* Rows to ask for: one more than the page holds, or all, where some may be passed over. */
static inline int64_t page_rows(const struct page *page, const struct list_eyes *eyes)
{
    return eyes ? -1 : (int64_t)page->limit + 1;
}

/* Tasks, as lists_tasks.c and lists_work.c show them. */
#define TASK_COLUMNS                                                                               \
    "t.id, t.ref, c.ref, c.number, c.workflow, c.office, t.form, t.\"to\", t.assignee, t.status, " \
    "t.due_at, t.due_sort, t.opened_at, t.body, t.key, c.extra, t.office"
struct task_place {
    int64_t id, due_sort, opened_at;
};
/* The row of TASK_COLUMNS as an item; NULL: he who looks may not see it. */
struct value *task_item(struct run *run, struct page *page, const struct list_eyes *eyes,
                        struct task_place *place, struct err *err);

/* A cursor is `count` whole numbers with dots between; empty leaves `numbers` as they are. */
MUST_CHECK int cursor_read(struct slice cursor, size_t count, int64_t *numbers, struct err *err);
struct slice cursor_write(struct arena *arena, const int64_t *numbers, size_t count);

/* Members of an item: id as text (zero: nil), text (empty: nil), lines as a list. */
struct value *value_of_id(struct arena *arena, const struct id *id);
struct value *value_of_text(struct arena *arena, struct slice text);
struct value *value_of_lines(struct arena *arena, struct slice lines);
/* Canonical JSON of a row; nil and STATUS_CORRUPT in *status if it cannot be read. */
struct value *value_of_body(struct arena *arena, struct slice body, int *status, struct err *err);
