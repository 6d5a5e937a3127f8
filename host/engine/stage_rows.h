/* stage_rows.h - the rows of one stage of a case, the open one or a former one, oldest first.
 *
 * Rows lead back only, so the stage is found from the head of the journal; what is kept of it is a
 * rowid per turn. Its rows are then read in pages: bounded memory for a stage of any length. Used
 * by one thread, with its reader.
 */
#pragma once
#include "store/store.h"

struct stage_rows {
    struct reader *reader;
    int64_t *ids; /* newest first; owned */
    size_t count, capacity;
    int64_t opened, last; /* seq of its first and its last turn */
    int64_t release;      /* of its last turn: what the whole stage is replayed on */
    /* of the page that is read */
    struct arena page;
    struct journal_row *rows; /* newest first */
    size_t left, read;        /* rows of the page still to be given; rows of the stage read */
};

/* Finds the stage that holds turn `seq`. STATUS_NOT_FOUND if the case has no such turn;
 * STATUS_CORRUPT if its rows are not numbered without gaps. Close it in any case. */
MUST_CHECK int stage_rows_open(struct stage_rows *stage, struct reader *reader,
                               const struct case_row *row, int64_t seq, struct err *err);
/* The next row, valid until the call after; NULL at the end. */
MUST_CHECK int stage_rows_next(struct stage_rows *stage, const struct journal_row **row,
                               struct err *err);
void stage_rows_close(struct stage_rows *stage);
