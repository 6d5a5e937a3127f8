/* figures.h - the facts of cases, kept beside the data: what a report reads instead of every
 * journal.
 *
 * A file of its own, figures.db. Nothing in it is the truth: each row follows from the journal of
 * one case up to the turn it names, so the file may be deleted at any time and is made again when a
 * report is asked for. It is not in backups. Whoever reports brings it up to date first: the cases
 * that have moved since are folded again, whole, and replace what was kept of them.
 *
 * The mark says up to which journal row that was done, with the hash of that row: if the data
 * directory was put back to an older state, or a commit of unknown outcome is not there after all,
 * the row is another one and all is made anew.
 */
#pragma once
#include "store/store.h"

struct figures;

/* The file beside the database of this reader; made if it is not there or not ours. STATUS_LATER
 * for a reader that is not of SQLite, STATUS_BUSY while another report brings it up to date. */
MUST_CHECK int figures_open(struct reader *reader, struct figures **out, struct err *err);
void figures_close(struct figures *figures); /* NULL allowed */

/* What is kept of one case. Texts are borrowed. */
struct figures_row {
    int64_t case_id;
    struct id ref;
    struct slice workflow, office, type;
    struct slice extra;        /* marks of who may see the case (rows.h) */
    int64_t seq;               /* of the last turn that was folded */
    int64_t first_ms, last_ms; /* of its facts */
    struct slice body;         /* facts_write of duty/fact.h */
};
struct figures_link {
    struct id to; /* the case that was linked to */
    struct slice as;
    int64_t at_ms, seq; /* of the turn that linked it */
    struct slice extra; /* of the case that was linked from: marks of who may see it */
};

/* The data directory of a reader of SQLite; NULL of any other. */
const char *reader_directory(const struct reader *reader);

/* ---- bringing up to date: between figures_begin and figures_end, all or nothing ---- */

MUST_CHECK int figures_begin(struct figures *figures, struct err *err);
/* The next of the cases that have moved since the mark, each once; of all if it is void. Fewer than
 * `limit`: these are the last. */
MUST_CHECK int figures_changed(struct figures *figures, struct reader *reader, size_t limit,
                               struct arena *arena, struct case_row **rows, size_t *count,
                               struct err *err);
MUST_CHECK int figures_put(struct figures *figures, const struct figures_row *row,
                           const struct figures_link *links, size_t link_count, struct err *err);
/* The mark moves to the last journal row there was when the first of them were asked for. */
MUST_CHECK int figures_end(struct figures *figures, struct reader *reader, struct err *err);
void figures_undo(struct figures *figures); /* what was begun, if it was */
/* figures_changed gives every case, though what is kept of them stays. Before the first of it. */
void figures_take_all(struct figures *figures);
/* Forgets all: figures_changed gives every case. Between begin and the first of it. */
MUST_CHECK int figures_forget(struct figures *figures, struct err *err);

/* ---- reading ---- */

struct figures_span {
    struct slice workflow;     /* empty: of all */
    int64_t from_ms, until_ms; /* with facts in [from, until) */
};
/* Calls `on_row` for each, by case; what it returns but 0 ends it. */
MUST_CHECK int figures_each(struct figures *figures, const struct figures_span *span,
                            int (*on_row)(void *owner, const struct figures_row *row,
                                          struct err *err),
                            void *owner, struct err *err);
/* Links of other cases to this one. */
MUST_CHECK int figures_links(struct figures *figures, const struct id *to, struct arena *arena,
                             struct figures_link **rows, size_t *count, struct err *err);
/* What is kept of the case; STATUS_NOT_FOUND. */
MUST_CHECK int figures_find(struct figures *figures, int64_t case_id, struct arena *arena,
                            struct figures_row *out, struct err *err);
