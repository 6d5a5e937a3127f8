/* lists_dispatches.c - dispatches that are going on, of all cases, oldest first. Who asks decides
 * row by row what is for him, so that a page holds a full page of it. */
#include "store/lists_inside.h"

static const struct query query = {
    QUERY_LIST_DISPATCHES,
    "SELECT p.id, c.ref, c.workflow, c.office, c.extra, p.status, p.body, "
    "(SELECT count(*) FROM parts h INDEXED BY parts_live WHERE h.case_id = p.case_id AND "
    "h.kind = 8 AND h.kind > 5 AND h.status < 100 AND h.status BETWEEN 3 AND 5 AND h.key > p.key "
    "|| '/' AND h.key < p.key || '0') "
    "FROM parts p INDEXED BY parts_dispatch CROSS JOIN cases c ON c.id = p.case_id "
    "WHERE p.kind = 7 AND p.status < 5 AND instr(p.key, '#') = 0 AND p.id > ? ORDER BY p.id"};

static bool take_row(struct run *run, const struct dispatch_filter *filter, struct page *page)
{
    struct listed_dispatch listed;
    int64_t id = get_int(run);

    get_id(run, &listed.case_ref);
    listed.workflow = get_text(run, page->arena);
    listed.office = get_text(run, page->arena);
    struct slice extra = get_text(run, page->arena);
    listed.status = (int)get_int(run);
    listed.body = get_text(run, page->arena);
    listed.held = get_int(run);
    if (!page_may_show(filter->eyes, listed.office, extra, 0))
        return true;
    struct value *item = filter->make(filter->owner, &listed);
    if (!item)
        return true;
    if (!page_has_room(page))
        return false;
    value_push(page->arena, page->items, item);
    page->next = cursor_write(page->arena, &id, 1);
    return true;
}

int list_dispatches(struct reader *reader, const struct dispatch_filter *filter,
                    struct arena *arena, struct value **out, struct err *err)
{
    struct page page;
    int64_t after = 0;
    bool has_more = true;
    int status = page_open(&page, reader, filter->limit, arena, err);
    if (status == 0)
        status = cursor_read(filter->cursor, 1, &after, err);
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!db)
        return status;
    struct run run = db_run(db, &query);
    run_int(&run, after);
    while (has_more && run_step(&run))
        has_more = take_row(&run, filter, &page);
    if (has_more) /* all were read */
        page.next = (struct slice){0};
    status = sqlite_reader_end(reader, run_end(&run), err);
    *out = page_close(&page);
    return status;
}
