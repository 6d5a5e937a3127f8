/* lists_tasks.c - tasks for people: by case, by person, by status; due first, then oldest.
 *
 * Four statements differ only in the index they begin with; what a filter leaves empty is not asked
 * for. The order is (due or far away, opened, id), and so is the cursor.
 */
#include "store/lists_inside.h"

struct wanted {
    const struct task_filter *filter;
    int64_t status; /* -1: any */
    int64_t from[CURSOR_NUMBERS];
};

#define TASK_TAIL                                                                                  \
    " AND (?1 < 0 OR t.status = ?1) AND (?2 = '' OR t.assignee = ?2) AND (?3 = '' OR t.form = ?3)" \
    " AND (?4 = '' OR instr(char(10) || t.\"to\" || char(10), char(10) || ?4 || char(10)) > 0)"    \
    " AND (?5 = 0 OR (t.due_at > 0 AND t.due_at < ?5))"                                            \
    " AND (t.due_sort, t.opened_at, t.id) > (?6, ?7, ?8)"                                          \
    " ORDER BY t.due_sort, t.opened_at, t.id LIMIT ?9"

static const struct query of_case = {
    QUERY_LIST_TASKS_OF_CASE,
    "SELECT " TASK_COLUMNS " FROM cases c JOIN tasks t INDEXED BY tasks_key ON t.case_id = c.id "
    "WHERE c.ref = ?10" TASK_TAIL};
static const struct query of_person = {
    QUERY_LIST_TASKS_OF_PERSON,
    "SELECT " TASK_COLUMNS " FROM tasks t INDEXED BY tasks_by_assignee "
    "CROSS JOIN cases c ON c.id = t.case_id WHERE t.assignee <> '' AND t.assignee = ?2" TASK_TAIL};
static const struct query by_status = {
    QUERY_LIST_TASKS_BY_STATUS,
    "SELECT " TASK_COLUMNS " FROM tasks t INDEXED BY tasks_by_status "
    "CROSS JOIN cases c ON c.id = t.case_id WHERE t.status = ?1" TASK_TAIL};
static const struct query by_due = {QUERY_LIST_TASKS_BY_DUE,
                                    "SELECT " TASK_COLUMNS " FROM tasks t INDEXED BY tasks_by_due "
                                    "CROSS JOIN cases c ON c.id = t.case_id WHERE 1" TASK_TAIL};

static const struct query *choose(const struct wanted *wanted)
{
    if (wanted->filter->case_ref)
        return &of_case;
    if (wanted->filter->assignee.len)
        return &of_person;
    return wanted->status >= 0 ? &by_status : &by_due;
}

static int read_status(struct slice word, int64_t *status, struct err *err)
{
    *status = -1;
    for (int i = 0; i < TASK_STATUS_WORDS; i++)
        if (slice_is(word, task_status_words[i]))
            *status = i;
    if (word.len && *status < 0)
        return err_set(
            err, STATUS_MALFORMED,
            "A task is open, claimed, done, expired or cancelled. Ask for one of these.");
    return 0;
}

/* "00000004:2": the stage of a task begins with that turn. */
static int64_t stage_of_key(struct slice key)
{
    int64_t seq = 0;
    for (size_t i = 0; i < key.len && key.bytes[i] >= '0' && key.bytes[i] <= '9'; i++)
        seq = seq * 10 + (key.bytes[i] - '0');
    return seq;
}

static void item_name(struct run *run, struct arena *arena, struct value *item,
                      struct slice *office)
{
    struct id ref, case_ref;
    get_id(run, &ref);
    get_id(run, &case_ref);
    value_put(arena, item, "id", value_of_id(arena, &ref));
    value_put(arena, item, "case", value_of_id(arena, &case_ref));
    value_put(arena, item, "number", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "workflow", value_of_text(arena, get_text(run, arena)));
    *office = get_text(run, arena);
    value_put(arena, item, "office", value_of_text(arena, *office));
}

struct value *task_item(struct run *run, struct page *page, const struct list_eyes *eyes,
                        struct task_place *place, struct err *err)
{
    struct arena *arena = page->arena;
    struct value *item = value_map(arena);
    struct slice office;
    place->id = get_int(run);
    item_name(run, arena, item, &office);
    value_put(arena, item, "form", value_of_text(arena, get_text(run, arena)));
    value_put(arena, item, "to", value_of_lines(arena, get_text(run, arena)));
    value_put(arena, item, "assignee", value_of_text(arena, get_text(run, arena)));
    int64_t status = get_int(run);
    bool is_known = status >= 0 && status < TASK_STATUS_WORDS;
    value_put(arena, item, "status",
              value_string(arena, is_known ? task_status_words[status] : "unknown"));
    int64_t due_at = get_int(run);
    place->due_sort = get_int(run);
    place->opened_at = get_int(run);
    value_put(arena, item, "due", due_at ? value_int(arena, due_at) : &value_nil);
    value_put(arena, item, "opened_at", value_int(arena, place->opened_at));
    value_put(arena, item, "task", value_of_body(arena, get_text(run, arena), &page->status, err));
    int64_t stage_seq = stage_of_key(get_text(run, arena));
    bool is_shown = page_may_show(eyes, office, get_text(run, arena), stage_seq);
    value_put(arena, item, "task_office", value_of_text(arena, get_text(run, arena)));
    return is_shown ? item : NULL;
}

/* False: there was one more than the page holds. */
static bool add_task(struct run *run, struct page *page, const struct list_eyes *eyes,
                     struct err *err)
{
    struct task_place place;
    struct value *item = task_item(run, page, eyes, &place, err);
    const int64_t key[CURSOR_NUMBERS] = {place.due_sort, place.opened_at, place.id};
    if (!item)
        return true;
    if (!page_has_room(page))
        return false;
    value_push(page->arena, page->items, item);
    page->next = cursor_write(page->arena, key, CURSOR_NUMBERS);
    return true;
}

static int run_query(struct db *db, const struct wanted *wanted, struct page *page, struct err *err)
{
    const struct task_filter *filter = wanted->filter;
    struct run run = db_run(db, choose(wanted));
    run_int(&run, wanted->status);
    run_text(&run, filter->assignee);
    run_text(&run, filter->form);
    run_text(&run, filter->role);
    run_int(&run, filter->due_before);
    for (int i = 0; i < CURSOR_NUMBERS; i++)
        run_int(&run, wanted->from[i]);
    run_int(&run, page_rows(page, filter->eyes));
    if (filter->case_ref)
        run_id(&run, filter->case_ref);
    bool has_more = false;
    while (!has_more && run_step(&run))
        has_more = !add_task(&run, page, filter->eyes, err);
    if (!has_more)
        page->next = (struct slice){0};
    return run_end(&run);
}

int list_tasks(struct reader *reader, const struct task_filter *filter, struct arena *arena,
               struct value **out, struct err *err)
{
    struct wanted wanted = {
        .filter = filter, .from = {-1, -1, -1}
    };
    struct page page;
    int status = page_open(&page, reader, filter->limit, arena, err);
    if (status == 0)
        status = read_status(filter->status, &wanted.status, err);
    if (status == 0)
        status = cursor_read(filter->cursor, CURSOR_NUMBERS, wanted.from, err);
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!db)
        return status;
    status = sqlite_reader_end(reader, run_query(db, &wanted, &page, err), err);
    *out = page_close(&page);
    return status ? status : page.status;
}

int list_find_task(struct reader *reader, const struct id *task, struct arena *arena,
                   struct part *part, struct id *case_ref, struct err *err)
{
    static const struct query query = {
        QUERY_LIST_FIND_TASK,
        "SELECT c.ref, t.key, t.status, t.due_ms, t.body, t.form, t.\"to\", t.assignee, "
        "t.opened_at, t.due_at, t.office FROM tasks t JOIN cases c ON c.id = t.case_id "
        "WHERE t.ref = ?"};
    struct page page;
    int status = page_open(&page, reader, 1, arena, err);
    struct db *db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!db)
        return status;
    *part = (struct part){.kind = PART_TASK, .ref = *task};
    struct run run = db_run(db, &query);
    run_id(&run, task);
    bool is_there = run_step(&run);
    if (is_there) {
        get_id(&run, case_ref);
        part->key = get_text(&run, arena);
        part->status = (int)get_int(&run);
        part->due_ms = get_int(&run);
        part->body = get_text(&run, arena);
        part->form = get_text(&run, arena);
        part->to = get_text(&run, arena);
        part->assignee = get_text(&run, arena);
        part->opened_at = get_int(&run);
        part->due_at = get_int(&run);
        part->office = get_text(&run, arena);
    }
    status = sqlite_reader_end(reader, run_end(&run), err);
    return status == 0 && !is_there ? STATUS_NOT_FOUND : status;
}
