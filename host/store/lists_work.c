/* lists_work.c - the work of people (lists_work.h): a few ordered sources, merged.
 *
 * Each source is a range of one index whose order is that of the list, so a page reads as many
 * entries as it holds and those that do not fit. Who a task is for is compared here, in the words
 * of the index: the table is touched for what is shown only. What the sources gave is merged, each
 * task once.
 */
#include <stdlib.h>
#include "store/lists_inside.h"
#include "store/lists_work.h"

enum { WORK_NUMBERS = 4 };

/* One entry of an index, in the order of the list. */
struct entry {
    int64_t rank, due_sort, opened_at, id;
};

struct gathering {
    struct db *db;
    const struct work_filter *filter;
    struct entry from; /* behind this one */
    size_t most;       /* of each source */
    struct arena *arena;
    struct entry *entries;
    size_t count, capacity;
};

#define AFTER " AND (rank, due_order, opened_at, id) > (?2, ?3, ?4, ?5)"
#define ORDER " ORDER BY rank, due_order, opened_at, id"

static const struct query queries[] = {
    [WORK_MINE] = {QUERY_LIST_WORK_MINE,
                   "SELECT rank, due_order, opened_at, id, follow_up FROM tasks INDEXED BY "
                   "tasks_mine WHERE status = 1 AND assignee = ?1" AFTER ORDER           },
    [WORK_GROUP] = {QUERY_LIST_WORK_GROUP,
                   "SELECT rank, due_order, opened_at, id, words FROM tasks INDEXED BY "
                    "tasks_group WHERE status = 0 AND office = ?1" AFTER ORDER           },
    [WORK_NAMED] =
        {QUERY_LIST_WORK_NAMED,
                   "SELECT rank, due_order, opened_at, id, words FROM tasks INDEXED BY "
         "tasks_named WHERE status = 0 AND instr(words, '@') > 0 AND ?1 = ?1" AFTER ORDER},
    [WORK_OFFICE] = {QUERY_LIST_WORK_OFFICE,
                   "SELECT rank, due_order, opened_at, id FROM tasks INDEXED BY "
                     "tasks_office WHERE status < 2 AND office = ?1" AFTER ORDER         },
};

const char *list_work_sql(enum work_kind kind)
{
    return queries[kind].sql;
}

/* ---- who it is for --------------------------------------------------------------------------- */

static bool lines_have(struct slice lines, struct slice word)
{
    while (lines.len) {
        const char *end = memchr(lines.bytes, '\n', lines.len);
        size_t len = end ? (size_t)(end - lines.bytes) : lines.len;
        if (slice_is_equal((struct slice){lines.bytes, len}, word))
            return true;
        lines.bytes += len + (end ? 1 : 0);
        lines.len -= len + (end ? 1 : 0);
    }
    return false;
}

static bool fits(const struct work_filter *filter, const struct work_source *source,
                 struct slice lines)
{
    bool is_for = source->word_count == 0;
    for (size_t i = 0; !is_for && i < source->word_count; i++)
        is_for = lines_have(lines, source->words[i]);
    for (size_t i = 0; is_for && i < filter->not_count; i++)
        is_for = !lines_have(lines, filter->not_for[i]);
    return is_for;
}

/* ---- gathering ------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const int64_t left[] = {x->rank, x->due_sort, x->opened_at, x->id};
    const int64_t right[] = {y->rank, y->due_sort, y->opened_at, y->id};
    for (int i = 0; i < WORK_NUMBERS; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static void keep(struct gathering *gathering, const struct entry *entry)
{
    if (gathering->count == gathering->capacity) {
        size_t wanted = gathering->capacity ? 2 * gathering->capacity : 256;
        struct entry *larger = ARENA_ARRAY(gathering->arena, struct entry, wanted);
        if (gathering->count)
            memcpy(larger, gathering->entries, gathering->count * sizeof *larger);
        gathering->entries = larger;
        gathering->capacity = wanted;
    }
    gathering->entries[gathering->count++] = *entry;
}

static bool is_wanted(const struct gathering *gathering, const struct work_source *source,
                      const struct entry *entry, struct run *run)
{
    const struct work_filter *filter = gathering->filter;
    if (filter->due_before && entry->due_sort >= filter->due_before)
        return false;
    if (source->kind == WORK_MINE) {
        int64_t follow_up = get_int(run);
        return !filter->follow_up_until || (follow_up && follow_up <= filter->follow_up_until);
    }
    if (source->kind == WORK_OFFICE)
        return !filter->follow_up_until;
    return !filter->follow_up_until && fits(filter, source, peek_text(run));
}

static int gather_from(struct gathering *gathering, const struct work_source *source,
                       struct slice name)
{
    struct run run = db_run(gathering->db, &queries[source->kind]);
    const struct entry *from = &gathering->from;
    size_t found = 0;

    run_text(&run, name);
    run_int(&run, from->rank);
    run_int(&run, from->due_sort);
    run_int(&run, from->opened_at);
    run_int(&run, from->id);
    while (found < gathering->most && run_step(&run)) {
        struct entry entry = {.rank = get_int(&run)};
        entry.due_sort = get_int(&run);
        entry.opened_at = get_int(&run);
        entry.id = get_int(&run);
        if (!is_wanted(gathering, source, &entry, &run))
            continue;
        keep(gathering, &entry);
        found++;
    }
    return run_end(&run);
}

/* Offices that have open tasks, one after the other: as many look-ups as there are of them. */
static int gather_everywhere(struct gathering *gathering, const struct work_source *source)
{
    static const struct query next = {
        QUERY_LIST_WORK_OFFICES,
        "SELECT office FROM tasks INDEXED BY tasks_group WHERE status = 0 AND office > ?1 "
        "ORDER BY office LIMIT 1"};
    struct slice office = {.bytes = "", .len = 0};
    int rc = gather_from(gathering, source, office); /* of no office: of before there were any */
    for (bool is_there = true; rc == 0 && is_there;) {
        struct run run = db_run(gathering->db, &next);
        run_text(&run, office);
        is_there = run_step(&run);
        if (is_there)
            office = get_text(&run, gathering->arena);
        rc = run_end(&run);
        if (rc == 0 && is_there)
            rc = gather_from(gathering, source, office);
    }
    return rc;
}

/* All sources in one order, each task once. */
static int gather(struct gathering *gathering)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < gathering->filter->source_count; i++) {
        const struct work_source *source = &gathering->filter->sources[i];
        bool is_everywhere = source->kind == WORK_GROUP && !source->name.bytes;
        rc = is_everywhere ? gather_everywhere(gathering, source)
                           : gather_from(gathering, source, source->name);
    }
    if (gathering->count)
        qsort(gathering->entries, gathering->count, sizeof *gathering->entries, compare);
    size_t kept = 0;
    for (size_t i = 0; i < gathering->count; i++)
        if (kept == 0 || compare(&gathering->entries[kept - 1], &gathering->entries[i]) != 0)
            gathering->entries[kept++] = gathering->entries[i];
    gathering->count = kept;
    return rc;
}

/* ---- what is shown --------------------------------------------------------------------------- */

static int read_item(struct gathering *gathering, struct page *page, const struct entry *entry,
                     struct value **item, struct err *err)
{
    static const struct query query = {QUERY_LIST_WORK_TASK,
                                       "SELECT " TASK_COLUMNS " FROM tasks t CROSS JOIN cases c ON "
                                       "c.id = t.case_id WHERE t.id = ?"};
    struct run run = db_run(gathering->db, &query);
    struct task_place place;
    run_int(&run, entry->id);
    *item = run_step(&run) ? task_item(&run, page, gathering->filter->eyes, &place, err) : NULL;
    return run_end(&run);
}

/* Until the page is full, or what was gathered is used up: then *is_last says whether that was all
 * there is. */
static int show(struct gathering *gathering, struct page *page, bool *has_more, struct err *err)
{
    struct value *item;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < gathering->count; i++) {
        const struct entry *entry = &gathering->entries[i];
        if (i == gathering->most - 1 && gathering->most <= gathering->count) {
            *has_more = true; /* behind it another source may have left something out */
            return 0;
        }
        gathering->from = *entry;
        rc = read_item(gathering, page, entry, &item, err);
        if (rc != 0 || !item)
            continue;
        if (!page_has_room(page)) {
            *has_more = true;
            return 0;
        }
        const int64_t key[WORK_NUMBERS] = {entry->rank, entry->due_sort, entry->opened_at,
                                           entry->id};
        value_push(page->arena, page->items, item);
        page->next = cursor_write(page->arena, key, WORK_NUMBERS);
    }
    return rc;
}

/* Some may be passed over: then another helping, until the page is full or there is no more. */
static int fill(struct gathering *gathering, struct page *page, struct err *err)
{
    bool has_more = true;
    int rc = 0;
    while (rc == 0 && has_more && value_len(page->items) <= page->limit) {
        has_more = false;
        gathering->count = 0;
        rc = gather(gathering);
        if (rc == 0)
            rc = show(gathering, page, &has_more, err);
        if (value_len(page->items) == page->limit)
            break;
    }
    if (!has_more)
        page->next = (struct slice){0};
    return rc;
}

static int gathering_open(struct gathering *gathering, const struct work_filter *filter,
                          struct arena *arena, struct err *err)
{
    int64_t from[WORK_NUMBERS] = {-1, -1, -1, -1};
    int status = cursor_read(filter->cursor, WORK_NUMBERS, from, err);
    *gathering = (struct gathering){.filter = filter, .arena = arena};
    gathering->from = (struct entry){from[0], from[1], from[2], from[3]};
    return status;
}

int list_work(struct reader *reader, const struct work_filter *filter, struct arena *arena,
              struct value **out, struct err *err)
{
    struct gathering gathering;
    struct page page;
    int status = page_open(&page, reader, filter->limit, arena, err);
    if (status == 0)
        status = gathering_open(&gathering, filter, arena, err);
    gathering.most = filter->limit + 2; /* one more than the page, and one that is not looked at */
    gathering.db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!gathering.db)
        return status;
    status = sqlite_reader_end(reader, fill(&gathering, &page, err), err);
    *out = page_close(&page);
    return status ? status : page.status;
}

int list_work_count(struct reader *reader, const struct work_filter *filter, struct arena *arena,
                    int64_t *count, struct err *err)
{
    struct gathering gathering;
    struct page page;
    struct value *item;
    *count = 0;
    int status = page_open(&page, reader, 1, arena, err);
    if (status == 0)
        status = gathering_open(&gathering, filter, arena, err);
    gathering.most = WORK_COUNT_MOST;
    gathering.db = status == 0 ? sqlite_reader_begin(reader, &status, err) : NULL;
    if (!gathering.db)
        return status;
    int rc = gather(&gathering);
    for (size_t i = 0; rc == 0 && filter->eyes && i < gathering.count; i++) {
        rc = read_item(&gathering, &page, &gathering.entries[i], &item, err);
        *count += item != NULL;
    }
    if (!filter->eyes)
        *count = (int64_t)gathering.count;
    if (*count > WORK_COUNT_MOST)
        *count = WORK_COUNT_MOST;
    return sqlite_reader_end(reader, rc, err);
}
