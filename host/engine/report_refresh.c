/* report_refresh.c - figures.db brought up to date, or made again and compared (report.h). */
#include "engine/facts.h"
#include "engine/inside.h"
#include "engine/report.h"
#include "engine/veil.h"
#include "data/canon.h"
#include "store/lists.h"

enum { CASES_AT_ONCE = 200 };

struct refresh {
    struct facts_source source;
    struct figures *figures;
    struct report_check *checked; /* NULL: nothing is compared */
};

static void fill_row(struct figures_row *out, const struct case_row *row,
                     const struct case_facts *facts)
{
    *out = (struct figures_row){.case_id = row->id,
                                .ref = row->ref,
                                .workflow = row->workflow,
                                .office = row->office,
                                .type = slice_of(facts->type ? facts->type : ""),
                                .extra = row->extra,
                                .seq = row->seq};
    if (facts->count > 0) {
        out->first_ms = facts->items[0].at_ms;
        out->last_ms = facts->items[facts->count - 1].at_ms;
    }
}

/* The case of that number; zero: there is none. */
static int find_number(struct reader *reader, const char *number, struct arena *arena,
                       struct id *out, struct err *err)
{
    const struct case_filter filter = {.number = slice_of(number), .limit = 1};
    struct value *page;
    int rc = list_cases(reader, &filter, arena, &page, err);
    const char *ref =
        rc == 0 ? value_get_text(value_item(value_get(page, "items"), 0), "id") : NULL;
    if (!ref || !id_from_text(ref, strlen(ref), out))
        *out = (struct id){0};
    return rc;
}

/* A repeat names its earlier case by number. */
static int resolve(struct reader *reader, struct case_facts *facts, struct arena *arena,
                   struct err *err)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < facts->count; i++) {
        struct fact *fact = &facts->items[i];
        if (fact->kind == FACT_LINK && fact->where && id_is_zero(&fact->other))
            rc = find_number(reader, fact->where, arena, &fact->other, err);
    }
    return rc;
}

static size_t links_of(const struct case_facts *facts, struct arena *arena,
                       struct figures_link **out)
{
    size_t count = 0;
    *out = ARENA_ARRAY(arena, struct figures_link, facts->count + 1);
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (fact->kind == FACT_LINK && !id_is_zero(&fact->other))
            (*out)[count++] = (struct figures_link){.to = fact->other,
                                                    .as = slice_of(fact->name ? fact->name : ""),
                                                    .at_ms = fact->at_ms,
                                                    .seq = fact->seq};
    }
    return count;
}

/* Is what was kept of the same turns what the journal says? */
static int compare(struct refresh *refresh, const struct figures_row *now, struct arena *arena,
                   struct err *err)
{
    struct figures_row kept;
    int rc = figures_find(refresh->figures, now->case_id, arena, &kept, err);

    if (rc != 0 && rc != STATUS_NOT_FOUND)
        return rc;
    if (rc == 0 && kept.seq != now->seq)
        return 0; /* it has moved meanwhile */
    if (case_is_sealed(now->extra))
        return 0;
    refresh->checked->cases++;
    bool is_same = rc == 0 && slice_is_equal(kept.body, now->body) &&
                   slice_is_equal(kept.type, now->type) && slice_is_equal(kept.office, now->office);
    refresh->checked->differ += !is_same;
    return 0;
}

static int fold_case(struct refresh *refresh, const struct case_row *row, struct err *err)
{
    struct arena arena = {0};
    struct facts_fold *fold;
    struct figures_row kept;
    struct figures_link *links;
    struct buf body = {0};
    int rc = facts_of_case(&refresh->source, row, &arena, &fold, err);

    if (rc == 0)
        rc = resolve(refresh->source.reader, facts_fold_facts(fold), &arena, err);
    if (rc == 0) {
        const struct case_facts *facts = facts_fold_facts(fold);
        size_t link_count = links_of(facts, &arena, &links);
        fill_row(&kept, row, facts);
        facts_write(facts, &body);
        kept.body = buf_slice(&body);
        if (refresh->checked)
            rc = compare(refresh, &kept, &arena, err);
        if (rc == 0)
            rc = figures_put(refresh->figures, &kept, links, link_count, err);
    }
    buf_close(&body);
    arena_close(&arena);
    return rc;
}

static int fold_all(struct refresh *refresh, struct err *err)
{
    struct reader *reader = refresh->source.reader;
    size_t count = CASES_AT_ONCE;
    int rc = figures_begin(refresh->figures, err);

    if (rc == 0 && refresh->checked)
        figures_take_all(refresh->figures);
    while (rc == 0 && count == CASES_AT_ONCE) {
        struct arena page = {0};
        struct case_row *rows;
        rc = figures_changed(refresh->figures, reader, CASES_AT_ONCE, &page, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++)
            rc = fold_case(refresh, &rows[i], err);
        arena_close(&page);
    }
    if (rc == 0)
        rc = figures_end(refresh->figures, reader, err);
    else
        figures_undo(refresh->figures);
    return rc;
}

int report_refresh(struct engine *engine, struct reader *reader, struct figures *figures,
                   struct report_check *checked, struct err *err)
{
    struct refresh refresh = {
        .source = {.engine = engine, .reader = reader},
          .figures = figures
    };
    int rc = fold_all(&refresh, err); /* first what has moved, so that all can be compared */

    if (rc == 0 && checked) {
        refresh.checked = checked;
        rc = fold_all(&refresh, err);
    }
    facts_source_close(&refresh.source);
    return rc;
}

const struct edition *engine_active_edition(struct engine *engine)
{
    return engine->active ? edition_ref(engine->active) : NULL;
}

/* The turn before which the case is veiled; 0: it is not, INT64_MAX: all of it is. */
static int64_t veiled_until(struct slice extra)
{
    struct arena arena = {0};
    struct value *marks;
    struct err ignored = {0};

    if (!memmem(extra.bytes, extra.len, "\"veil\"", strlen("\"veil\"")))
        return 0;
    int64_t seq = canon_read(&arena, extra, &marks, &ignored) == 0
                      ? value_get_int(value_get(marks, "veil"), "seq", 0)
                      : INT64_MAX;
    arena_close(&arena);
    return seq;
}

/* What people did behind a veil, and that a part was split off there. */
static bool is_behind(const struct fact *fact, int64_t seq)
{
    return fact->seq < seq &&
           (fact->kind == FACT_TASK || fact->kind == FACT_LINK || fact->kind == FACT_LETTER);
}

void report_leave_out(struct case_facts *facts, struct slice extra)
{
    int64_t seq = veiled_until(extra);
    size_t kept = 0;

    if (case_is_sealed(extra)) {
        facts->count = 0;
        return;
    }
    if (seq == 0)
        return;
    for (size_t i = 0; i < facts->count; i++)
        if (!is_behind(&facts->items[i], seq))
            facts->items[kept++] = facts->items[i];
    facts->count = kept;
}

bool report_tells_of_link(struct slice extra, int64_t seq)
{
    return !case_is_sealed(extra) && seq >= veiled_until(extra);
}
