/* facts.h - the facts of a case, told by its journal: what statistics count (duty/fact.h).
 *
 * Facts are folded from the rows in order, oldest first, and from nothing else: the same rows give
 * the same facts, whenever and wherever they are folded. So what is kept of them (store/figures.h)
 * can be thrown away and made again at any time (INV-8).
 */
#pragma once
#include "duty/fact.h"
#include "engine/editions.h"
#include "store/store.h"

struct facts_fold;

/* The arena keeps what is folded and the facts. */
struct facts_fold *facts_fold_new(struct arena *arena);
/* The next row. `workflow` is the case's on the release of the row: it says which field is the
 * case's type and which fields of an answer are choices. NULL: the release is not to be had; then
 * neither is told. */
MUST_CHECK int facts_fold_row(struct facts_fold *fold, const struct journal_row *row,
                              const struct workflow *workflow, struct err *err);
/* What has been told so far; workflow, office and type as of the last row. */
struct case_facts *facts_fold_facts(struct facts_fold *fold);

/* How many of each are still going on by the facts: what a case's rows can be compared with. */
struct facts_open {
    size_t clocks, tasks;
    const char *stage; /* NULL: closed */
    bool is_closed;
};
struct facts_open facts_fold_open(const struct facts_fold *fold);

/* Reads cases for one thread, and keeps the releases that their rows name. */
struct facts_source {
    struct engine *engine;
    struct reader *reader;
    struct editions *editions; /* NULL at first */
};
void facts_source_close(struct facts_source *source);
/* All rows of a case up to row->seq, read and folded. */
MUST_CHECK int facts_of_case(struct facts_source *source, const struct case_row *row,
                             struct arena *arena, struct facts_fold **out, struct err *err);
