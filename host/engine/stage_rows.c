/* stage_rows.c - the rows of one stage of a case, oldest first (stage_rows.h). */
#include "engine/stage_rows.h"
#include <stdlib.h>
#include "base/buf.h"

enum { STAGE_ROWS_PAGE = 256 };

static void note_row(struct stage_rows *stage, const struct journal_row *row)
{
    if (stage->count == stage->capacity) {
        stage->capacity = stage->capacity ? 2 * stage->capacity : STAGE_ROWS_PAGE;
        stage->ids = mem_resize(stage->ids, stage->capacity * sizeof *stage->ids);
    }
    if (stage->count == 0) {
        stage->last = row->seq;
        stage->release = row->release;
    }
    stage->ids[stage->count++] = row->id;
    stage->opened = row->seq;
}

/* A page on the way back. Stages later than the one wanted are forgotten as they end. */
static bool note_page(struct stage_rows *stage, const struct journal_row *rows, size_t count,
                      int64_t seq)
{
    for (size_t i = 0; i < count; i++) {
        note_row(stage, &rows[i]);
        if (rows[i].is_opening && rows[i].seq <= seq)
            return true;
        if (rows[i].is_opening)
            stage->count = 0;
    }
    return false;
}

static int check_numbers(const struct journal_row *rows, size_t count, int64_t seq, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].seq != seq - (int64_t)i)
            return err_set(err, STATUS_CORRUPT, "turn %lld is missing",
                           (long long)(seq - (int64_t)i));
    return 0;
}

int stage_rows_open(struct stage_rows *stage, struct reader *reader, const struct case_row *row,
                    int64_t seq, struct err *err)
{
    int64_t from = row->head, expected = row->seq;
    bool is_found = false;
    int rc = 0;

    *stage = (struct stage_rows){.reader = reader};
    if (seq < 1 || seq > row->seq)
        return err_set(err, STATUS_NOT_FOUND, "The case has no turn %lld; its last is turn %lld.",
                       (long long)seq, (long long)row->seq);
    while (rc == 0 && !is_found && from != 0) {
        struct arena page = {0};
        struct journal_row *rows;
        size_t count;
        rc = reader_back(reader, from, STAGE_ROWS_PAGE, &page, &rows, &count, err);
        if (rc == 0)
            rc = check_numbers(rows, count, expected, err);
        if (rc == 0)
            is_found = note_page(stage, rows, count, seq);
        expected -= (int64_t)count;
        from = rc == 0 && count ? rows[count - 1].prev : 0;
        arena_close(&page);
    }
    if (rc == 0 && !is_found)
        rc = err_set(err, STATUS_CORRUPT, "turn %lld belongs to no stage: its opening is missing",
                     (long long)seq);
    return rc;
}

int stage_rows_next(struct stage_rows *stage, const struct journal_row **row, struct err *err)
{
    size_t rest = stage->count - stage->read, count;
    int rc = 0;

    *row = NULL;
    if (stage->left == 0 && rest > 0) {
        size_t wanted = rest < STAGE_ROWS_PAGE ? rest : STAGE_ROWS_PAGE;
        arena_clear(&stage->page);
        rc = reader_back(stage->reader, stage->ids[rest - wanted], wanted, &stage->page,
                         &stage->rows, &count, err);
        if (rc == 0 && count != wanted)
            rc = err_set(err, STATUS_CORRUPT, "the journal ends before its first turn");
        stage->left = rc == 0 ? wanted : 0;
        stage->read += wanted;
    }
    if (rc == 0 && stage->left > 0)
        *row = &stage->rows[--stage->left];
    return rc;
}

void stage_rows_close(struct stage_rows *stage)
{
    free(stage->ids);
    arena_close(&stage->page);
    *stage = (struct stage_rows){0};
}
