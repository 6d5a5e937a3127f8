/* facts_case.c - the journal of a case read and folded whole, each row by its own release
 * (facts.h).
 */
#include "engine/facts.h"

enum { ROWS_AT_ONCE = 256 };

/* The newest first, page behind page: all are held, for they are told the other way round. */
static int read_rows(struct reader *reader, const struct case_row *row, struct arena *arena,
                     struct journal_row **out, struct err *err)
{
    struct journal_row *all = ARENA_ARRAY(arena, struct journal_row, (size_t)row->seq + 1), *page;
    int64_t from = row->head, left = row->seq;
    size_t count;
    int rc = 0;

    while (rc == 0 && from != 0 && left > 0) {
        rc = reader_back(reader, from, ROWS_AT_ONCE, arena, &page, &count, err);
        for (size_t i = 0; rc == 0 && i < count && left > 0; i++)
            all[--left] = page[i];
        from = rc == 0 && count == ROWS_AT_ONCE ? page[count - 1].prev : 0;
    }
    if (rc == 0 && left != 0)
        rc = err_set(err, STATUS_CORRUPT, "the first %lld turns are missing", (long long)left);
    *out = all;
    return rc;
}

static const struct workflow *find_workflow(struct facts_source *source, int64_t release,
                                            struct slice office, struct slice name)
{
    const struct edition *edition;
    struct err ignored = {0}; /* a release this host cannot use tells neither types nor choices */

    if (!source->editions)
        source->editions = editions_none();
    edition = editions_find(source->editions, release);
    if (!edition &&
        edition_load(source->engine, source->reader, release, &edition, &ignored) == 0) {
        editions_add(&source->editions, edition);
        edition_unref(edition);
    }
    return edition ? edition_workflow(edition, office, name) : NULL;
}

void facts_source_close(struct facts_source *source)
{
    if (source->editions)
        editions_unref(source->editions);
    source->editions = NULL;
}

int facts_of_case(struct facts_source *source, const struct case_row *row, struct arena *arena,
                  struct facts_fold **out, struct err *err)
{
    struct arena rows_arena = {0};
    struct journal_row *rows;
    struct facts_fold *fold = facts_fold_new(arena);
    struct case_facts *facts = facts_fold_facts(fold);
    int rc = read_rows(source->reader, row, &rows_arena, &rows, err);

    for (int64_t i = 0; rc == 0 && i < row->seq; i++) {
        struct slice office = slice_of(facts->office ? facts->office : "");
        rc = facts_fold_row(fold, &rows[i],
                            find_workflow(source, rows[i].release, office, row->workflow), err);
    }
    if (rc == 0 && !facts->workflow) /* rows of old cases do not say */
        facts->workflow = arena_copy(arena, row->workflow).bytes;
    if (rc == 0 && !facts->office)
        facts->office = arena_copy(arena, row->office).bytes;
    arena_close(&rows_arena);
    *out = fold;
    return rc;
}
