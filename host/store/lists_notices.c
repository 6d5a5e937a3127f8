/* lists_notices.c - what a person has been told: by name, or by a role they hold. Newest first.
 *
 * A person holds few roles, so `mine` is found by two indexes: the rows for the person, and for
 * each role those of its office (or of all offices, if it is held everywhere, or the row names
 * none).
 */
#include "data/canon.h"
#include "store/lists_inside.h"

/* ?1 person, ?2 the roles as JSON [[role, office], ...], ?3 now. */
#define MINE                                                                                       \
    "WITH mine(id) AS (SELECT id FROM notices INDEXED BY notices_person "                          \
    "WHERE person <> '' AND person = ?1 AND not_before <= ?3 "                                     \
    "UNION SELECT n.id FROM json_each(?2) h CROSS JOIN notices n INDEXED BY notices_role "         \
    "WHERE n.person = '' AND n.role = json_extract(h.value, '$[0]') AND n.not_before <= ?3 "       \
    "AND (n.office = '' OR json_extract(h.value, '$[1]') IN ('', n.office))) "

static const struct query page_query = {
    QUERY_LIST_NOTICES,
    MINE "SELECT n.id, n.ref, n.case_ref, c.number, n.at, n.not_before, n.office, n.person, "
         "n.role, n.name, r.at, n.body, c.office, c.extra FROM mine CROSS JOIN notices n ON n.id = "
         "mine.id "
         "LEFT JOIN cases c ON c.id = n.case_id "
         "LEFT JOIN notice_reads r ON r.notice_id = n.id AND r.person = ?1 "
         "WHERE n.id < ?4 AND (?5 = 0 OR r.at IS NULL) ORDER BY n.id DESC LIMIT ?6"};

static const struct query count_query = {
    QUERY_LIST_NOTICE_COUNTS,
    MINE "SELECT n.person, r.at IS NOT NULL, c.office, c.extra FROM mine "
         "CROSS JOIN notices n ON n.id = mine.id LEFT JOIN cases c ON c.id = n.case_id "
         "LEFT JOIN notice_reads r ON r.notice_id = n.id AND r.person = ?1 "
         "ORDER BY n.id DESC LIMIT 1000"};

static const struct query find_query = {
    QUERY_LIST_NOTICE_FIND,
    MINE "SELECT 1 FROM mine WHERE id = (SELECT id FROM notices WHERE ref = ?4)"};

static struct run begin(struct db *db, const struct query *query,
                        const struct notice_filter *filter, struct slice holds)
{
    struct run run = db_run(db, query);
    run_text(&run, filter->person);
    run_text(&run, holds);
    run_int(&run, filter->now_ms);
    return run;
}

/* What was told to somebody by name was meant for them; what a role was told may be sealed. */
static bool may_show(const struct notice_filter *filter, struct slice person, struct slice office,
                     struct slice extra)
{
    return person.len > 0 || page_may_show(filter->eyes, office, extra, 0);
}

static bool add_notice(struct run *run, struct page *page, const struct notice_filter *filter,
                       struct err *err)
{
    struct arena *arena = page->arena;
    struct value *item = value_map(arena);
    struct id ref, case_ref;
    int64_t id = get_int(run);
    get_id(run, &ref);
    get_id(run, &case_ref);
    value_put(arena, item, "id", value_of_id(arena, &ref));
    value_put(arena, item, "case", value_of_id(arena, &case_ref));
    value_put(arena, item, "number", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "at", value_int(arena, get_int(run)));
    value_put(arena, item, "shown_at", value_int(arena, get_int(run)));
    value_put(arena, item, "office", value_of_text(arena, get_text(run, arena)));
    struct slice person = get_text(run, arena);
    value_put(arena, item, "person", value_of_text(arena, person));
    value_put(arena, item, "role", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "name", value_of_text(arena, get_text(run, arena)));
    int64_t read_at = get_int(run);
    value_put(arena, item, "read_at", read_at ? value_int(arena, read_at) : &value_nil);
    value_put(arena, item, "notice",
              value_of_body(arena, get_text(run, arena), &page->status, err));
    struct slice office = get_text(run, arena);
    if (!may_show(filter, person, office, get_text(run, arena)))
        return true;
    if (!page_has_room(page))
        return false;
    value_push(arena, page->items, item);
    page->next = cursor_write(arena, &id, 1);
    return true;
}

static int run_page(struct db *db, const struct notice_filter *filter, struct slice holds,
                    int64_t before, struct page *page, struct err *err)
{
    struct run run = begin(db, &page_query, filter, holds);
    run_int(&run, before);
    run_int(&run, filter->only_unread);
    run_int(&run, page_rows(page, filter->eyes));
    bool has_more = false;
    while (!has_more && run_step(&run))
        has_more = !add_notice(&run, page, filter, err);
    if (!has_more)
        page->next = (struct slice){0};
    return run_end(&run);
}

static int run_counts(struct db *db, const struct notice_filter *filter, struct slice holds,
                      struct arena *arena, struct value *counts)
{
    struct run run = begin(db, &count_query, filter, holds);
    int64_t all = 0, unread = 0;
    while (run_step(&run)) {
        struct slice person = get_text(&run, arena);
        bool is_read = get_int(&run) != 0;
        struct slice office = get_text(&run, arena);
        bool is_shown = may_show(filter, person, office, get_text(&run, arena));
        all += is_shown;
        unread += is_shown && !is_read;
    }
    value_put(arena, counts, "all", value_int(arena, all));
    value_put(arena, counts, "unread", value_int(arena, unread));
    return run_end(&run);
}

static struct slice write_holds(const struct notice_filter *filter, struct arena *arena)
{
    return filter->holds ? canon_text(arena, filter->holds) : slice_of("[]");
}

int list_notices(struct reader *reader, const struct notice_filter *filter, struct arena *arena,
                 struct value **out, struct err *err)
{
    int64_t before = INT64_MAX;
    struct page page;
    int status = page_open(&page, reader, filter->limit, arena, err);
    if (status == 0)
        status = cursor_read(filter->cursor, 1, &before, err);
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!db)
        return status;
    struct slice holds = write_holds(filter, arena);
    struct value *counts = value_map(arena);
    int rc = run_page(db, filter, holds, before, &page, err);
    if (rc == SQLITE_OK)
        rc = run_counts(db, filter, holds, arena, counts);
    status = sqlite_reader_end(reader, rc, err);
    *out = page_close(&page);
    value_put(arena, *out, "counts", counts);
    return status ? status : page.status;
}

int list_find_notice(struct reader *reader, const struct notice_filter *filter,
                     const struct id *ref, struct err *err)
{
    struct arena arena = {0};
    struct page page;
    int status = page_open(&page, reader, 1, &arena, err);
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (db) {
        struct run run = begin(db, &find_query, filter, write_holds(filter, &arena));
        run_id(&run, ref);
        bool is_there = run_step(&run);
        status = sqlite_reader_end(reader, run_end(&run), err);
        if (status == 0 && !is_there)
            status = STATUS_NOT_FOUND;
    }
    arena_close(&arena);
    return status;
}
