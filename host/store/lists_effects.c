/* lists_effects.c - the outbox for people: what was sent, what failed, what is held. Newest first.
 */
#include "store/lists_inside.h"

struct wanted {
    const struct effect_filter *filter;
    int64_t status; /* 0: any */
    int64_t before; /* rowid */
};

static const struct query query = {
    QUERY_LIST_EFFECTS,
    "SELECT e.id, e.ref, e.case_ref, c.number, e.key, e.target, e.kind, e.status, e.attempts, "
    "e.next_at, e.at, e.error, e.body, c.office, c.extra FROM effects e LEFT JOIN cases c ON c.id "
    "= e.case_id "
    "WHERE e.id < ?1 AND (?2 = 0 OR e.status = ?2) AND (?3 = '' OR e.target = ?3) "
    "AND (?4 IS NULL OR e.case_id = (SELECT id FROM cases WHERE ref = ?4)) "
    "ORDER BY e.id DESC LIMIT ?5"};

static int read_status(struct slice word, int64_t *status, struct err *err)
{
    for (int i = EFFECT_PENDING; i < EFFECT_STATUSES; i++)
        if (slice_is(word, effect_status_word(i)))
            *status = i;
    if (word.len && *status == 0)
        return err_set(err, STATUS_MALFORMED,
                       "An effect is pending, done, dead or held. Ask for one of these.");
    return 0;
}

/* False: there is no room for it. */
static bool add_effect(struct run *run, struct page *page, const struct list_eyes *eyes,
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
    value_put(arena, item, "key", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "target", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "kind", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "status", value_string(arena, effect_status_word(get_int(run))));
    value_put(arena, item, "attempts", value_int(arena, get_int(run)));
    value_put(arena, item, "next_at", value_int(arena, get_int(run)));
    value_put(arena, item, "at", value_int(arena, get_int(run)));
    value_put(arena, item, "error", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "effect",
              value_of_body(arena, get_text(run, arena), &page->status, err));
    struct slice office = get_text(run, arena);
    if (!page_may_show(eyes, office, get_text(run, arena), 0))
        return true;
    if (!page_has_room(page))
        return false;
    value_push(arena, page->items, item);
    page->next = cursor_write(arena, &id, 1);
    return true;
}

static int run_query(struct db *db, const struct wanted *wanted, struct page *page, struct err *err)
{
    static const struct id nobody;
    const struct effect_filter *filter = wanted->filter;
    struct run run = db_run(db, &query);
    run_int(&run, wanted->before);
    run_int(&run, wanted->status);
    run_text(&run, filter->target);
    run_id_or_null(&run, filter->case_ref ? filter->case_ref : &nobody);
    run_int(&run, page_rows(page, filter->eyes));
    bool has_more = false;
    while (!has_more && run_step(&run))
        has_more = !add_effect(&run, page, filter->eyes, err);
    if (!has_more)
        page->next = (struct slice){0};
    return run_end(&run);
}

int list_effects(struct reader *reader, const struct effect_filter *filter, struct arena *arena,
                 struct value **out, struct err *err)
{
    struct wanted wanted = {.filter = filter, .before = INT64_MAX};
    struct page page;
    int status = page_open(&page, reader, filter->limit, arena, err);
    if (status == 0)
        status = read_status(filter->status, &wanted.status, err);
    if (status == 0)
        status = cursor_read(filter->cursor, 1, &wanted.before, err);
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!db)
        return status;
    status = sqlite_reader_end(reader, run_query(db, &wanted, &page, err), err);
    *out = page_close(&page);
    return status ? status : page.status;
}
