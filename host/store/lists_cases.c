/* lists_cases.c - cases and incidents, newest first; the stream of turns, oldest first. */
#include "store/lists_inside.h"
#include "store/tables.h"

#define CASE_ITEM                                                                                  \
    "SELECT id, ref, number, workflow, office, stage, outcome, status, seq, opened_at, at, "       \
    "extra, (SELECT max(p.status) FROM parts p WHERE p.case_id = cases.id AND p.kind = 6 "         \
    "AND p.status < 10) FROM cases"
#define CASE_TAIL                                                                                  \
    " AND id < ?1 AND (?2 = '' OR workflow = ?2) AND (?3 < 0 OR status = ?3) "                     \
    "AND (?4 = '' OR stage = ?4) ORDER BY id DESC LIMIT ?5"

static const struct query all_cases = {QUERY_LIST_CASES, CASE_ITEM " WHERE 1" CASE_TAIL};
static const struct query alive_cases = {QUERY_LIST_CASES_ALIVE, CASE_ITEM
                                         " INDEXED BY cases_alive WHERE status <> 3" CASE_TAIL};
static const struct query carded_cases = {QUERY_LIST_CASES_CARDED, CASE_ITEM
                                          " WHERE id IN (SELECT case_id FROM parts INDEXED BY "
                                          "parts_card WHERE kind = 6 AND status BETWEEN ?6 AND "
                                          "?7)" CASE_TAIL};
static const struct query case_by_number = {QUERY_LIST_CASE_BY_NUMBER,
                                            CASE_ITEM " WHERE number = ?6" CASE_TAIL};

static int read_status(struct slice word, int64_t *status, struct err *err)
{
    *status = -1;
    for (int i = CASE_OPEN; i <= CASE_CLOSED; i++)
        if (slice_is(word, case_status_word(i)))
            *status = i;
    if (word.len && *status < 0)
        return err_set(err, STATUS_MALFORMED,
                       "A case is open, parked or closed. Ask for one of these.");
    return 0;
}

/* False: there was one more than the page holds. */
static bool add_case(struct run *run, struct page *page, const struct list_eyes *eyes)
{
    struct arena *arena = page->arena;
    struct value *item = value_map(arena);
    struct id ref;
    int64_t id = get_int(run);
    get_id(run, &ref);
    value_put(arena, item, "id", value_of_id(arena, &ref));
    value_put(arena, item, "number", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "workflow", value_of_text(arena, get_text(run, arena)));
    struct slice office = get_text(run, arena);
    value_put(arena, item, "office", value_of_text(arena, office));
    value_put(arena, item, "stage", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "outcome", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "status", value_string(arena, case_status_word(get_int(run))));
    value_put(arena, item, "seq", value_int(arena, get_int(run)));
    value_put(arena, item, "opened_at", value_int(arena, get_int(run)));
    value_put(arena, item, "at", value_int(arena, get_int(run)));
    struct slice extra = get_text(run, arena);
    int64_t card = get_int(run);
    if (card > 0)
        value_put(arena, item, "card", value_int(arena, card));
    if (!page_may_show(eyes, office, extra, 0))
        return true;
    if (!page_has_room(page))
        return false;
    value_push(arena, page->items, item);
    page->next = cursor_write(arena, &id, 1);
    return true;
}

static int run_cases(struct db *db, const struct case_filter *filter, int64_t status, int64_t from,
                     struct page *page)
{
    bool is_alive = status == CASE_OPEN || status == CASE_PARKED;
    bool is_carded = filter->card[1] > 0 && filter->number.len == 0;
    struct run run = db_run(db, filter->number.len ? &case_by_number
                                : is_carded        ? &carded_cases
                                : is_alive         ? &alive_cases
                                                   : &all_cases);
    run_int(&run, from);
    run_text(&run, filter->workflow);
    run_int(&run, status);
    run_text(&run, filter->stage);
    run_int(&run, page_rows(page, filter->eyes));
    if (filter->number.len)
        run_text(&run, filter->number);
    if (is_carded) {
        run_int(&run, filter->card[0]);
        run_int(&run, filter->card[1]);
    }
    bool has_more = false;
    while (!has_more && run_step(&run))
        has_more = !add_case(&run, page, filter->eyes);
    if (!has_more)
        page->next = (struct slice){0};
    return run_end(&run);
}

int list_cases(struct reader *reader, const struct case_filter *filter, struct arena *arena,
               struct value **out, struct err *err)
{
    int64_t case_status = -1, from = INT64_MAX;
    struct page page;
    int status = page_open(&page, reader, filter->limit, arena, err);
    if (status == 0)
        status = read_status(filter->status, &case_status, err);
    if (status == 0)
        status = cursor_read(filter->cursor, 1, &from, err);
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!db)
        return status;
    status = sqlite_reader_end(reader, run_cases(db, filter, case_status, from, &page), err);
    *out = page_close(&page);
    return status;
}

static bool add_incident(struct run *run, struct page *page, const struct list_eyes *eyes,
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
    int64_t ended_at = get_int(run);
    value_put(arena, item, "ended_at", ended_at ? value_int(arena, ended_at) : &value_nil);
    value_put(arena, item, "kind", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "code", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "incident",
              value_of_body(arena, get_text(run, arena), &page->status, err));
    struct slice office = get_text(run, arena);
    if (!page_may_show(eyes, office, get_text(run, arena),
                       value_get_int(value_get(item, "incident"), "seq", 0)))
        return true;
    if (!page_has_room(page))
        return false;
    value_push(arena, page->items, item);
    page->next = cursor_write(arena, &id, 1);
    return true;
}

#define INCIDENT_ITEM                                                                              \
    "SELECT i.id, i.ref, i.case_ref, c.number, i.at, i.ended_at, i.kind, i.code, i.body, "         \
    "c.office, c.extra "
#define INCIDENT_TAIL " AND i.id < ?1 ORDER BY i.id DESC LIMIT ?2"

static int run_incidents(struct db *db, const struct incident_filter *filter, int64_t from,
                         struct page *page, struct err *err)
{
    static const struct query all = {QUERY_LIST_INCIDENTS,
                                     INCIDENT_ITEM "FROM incidents i LEFT JOIN cases c ON "
                                                   "c.id = i.case_id WHERE 1" INCIDENT_TAIL};
    static const struct query open = {
        QUERY_LIST_INCIDENTS_OPEN,
        INCIDENT_ITEM "FROM incidents i INDEXED BY incidents_open LEFT JOIN cases c ON "
                      "c.id = i.case_id WHERE i.ended_at = 0" INCIDENT_TAIL};
    struct run run = db_run(db, filter->only_open ? &open : &all);
    run_int(&run, from);
    run_int(&run, page_rows(page, filter->eyes));
    bool has_more = false;
    while (!has_more && run_step(&run))
        has_more = !add_incident(&run, page, filter->eyes, err);
    if (!has_more)
        page->next = (struct slice){0};
    return run_end(&run);
}

int list_incidents(struct reader *reader, const struct incident_filter *filter, struct arena *arena,
                   struct value **out, struct err *err)
{
    int64_t from = INT64_MAX;
    struct page page;
    int status = page_open(&page, reader, filter->limit, arena, err);
    if (status == 0)
        status = cursor_read(filter->cursor, 1, &from, err);
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!db)
        return status;
    status = sqlite_reader_end(reader, run_incidents(db, filter, from, &page, err), err);
    *out = page_close(&page);
    return status ? status : page.status;
}

static void add_event(struct run *run, struct page *page, const struct event_filter *filter,
                      int64_t *last, struct err *err)
{
    struct arena *arena = page->arena;
    struct value *item = value_map(arena);
    struct id case_ref;
    *last = get_int(run);
    value_put(arena, item, "id", value_int(arena, *last));
    get_id(run, &case_ref);
    value_put(arena, item, "case", value_of_id(arena, &case_ref));
    value_put(arena, item, "number", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "workflow", value_of_text(arena, get_text(run, arena)));
    struct slice office = get_text(run, arena);
    value_put(arena, item, "office", value_of_text(arena, office));
    int64_t seq = get_int(run);
    value_put(arena, item, "seq", value_int(arena, seq));
    value_put(arena, item, "at", value_int(arena, get_int(run)));
    struct value *body = value_of_body(arena, get_text(run, arena), &page->status, err);
    value_put(arena, item, "event", value_get(body, "event"));
    if (page_may_show(filter->eyes, office, get_text(run, arena), seq))
        value_push(arena, page->items, item);
}

static int run_events(struct db *db, const struct event_filter *filter, struct page *page,
                      int64_t *last, struct err *err)
{
    static const struct query query = {
        QUERY_LIST_EVENTS,
        "SELECT j.id, c.ref, c.number, c.workflow, c.office, j.seq, j.at, j.body, c.extra FROM "
        "journal j "
        "CROSS JOIN cases c ON c.id = j.case_id WHERE j.id > ? ORDER BY j.id LIMIT ?"};
    struct run run = db_run(db, &query);
    run_int(&run, filter->after);
    run_int(&run, (int64_t)page->limit);
    while (run_step(&run))
        add_event(&run, page, filter, last, err);
    return run_end(&run);
}

int list_events(struct reader *reader, const struct event_filter *filter, struct arena *arena,
                struct value **out, int64_t *last, struct err *err)
{
    struct page page;
    int status = page_open(&page, reader, filter->limit, arena, err);

    *last = filter->after;
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!db)
        return status;
    status = sqlite_reader_end(reader, run_events(db, filter, &page, last, err), err);
    *out = page.items;
    return status ? status : page.status;
}

int list_release_counts(struct reader *reader, struct arena *arena, struct release_count **out,
                        size_t *count, struct err *err)
{
    /* numbers of sealed cases, and no others, begin with S (engine/number.c): few, by their index
     */
    static const struct query query = {
        QUERY_LIST_RELEASE_COUNTS,
        "SELECT release, sum(open_cases), sum(sealed) FROM ("
        "SELECT release, count(*) AS open_cases, 0 AS sealed FROM cases INDEXED BY cases_alive "
        "WHERE status <> 3 GROUP BY release UNION ALL "
        "SELECT release, 0, count(*) FROM cases INDEXED BY cases_number "
        "WHERE number >= 'S' AND number < 'T' AND status <> 3 GROUP BY release) GROUP BY release"};
    struct rows rows = {.arena = arena, .size = sizeof(struct release_count)};
    int status = 0;

    *out = NULL;
    *count = 0;
    if (!reader_is_sqlite(reader))
        return err_set(err, STATUS_LATER, "Lists are read from SQLite only.");
    struct db *db = sqlite_reader_begin(reader, &status, err);
    if (!db)
        return status;
    struct run run = db_run(db, &query);
    while (run_step(&run)) {
        struct release_count *row = rows_add(&rows);
        row->release = get_int(&run);
        row->open_cases = get_int(&run);
        row->sealed_cases = get_int(&run);
    }
    *out = rows.items;
    *count = rows.count;
    return sqlite_reader_end(reader, run_end(&run), err);
}
