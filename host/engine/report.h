/* report.h - rates over the facts of cases, by office, month and type: what `comity report` shows.
 *
 * A report first brings figures.db up to date (store/figures.h), then reads the facts of the years
 * it touches, makes of them what the declared rates say (duty/rate.h), and hides what is too small
 * (duty/cells.h). It counts no sealed case, and of a veiled one nothing that people did behind the
 * veil: for who asks, those do not exist. Any worker thread.
 */
#pragma once
#include "duty/fact.h"
#include "engine/editions.h"
#include "store/figures.h"

enum { REPORT_SMALL = 5 }; /* unless the setting "small_cells" says otherwise */

struct report_question {
    const struct edition *edition; /* whose declarations are asked */
    const char *workflow, *rate;   /* rate NULL: all of the workflow */
    const char *office;            /* with those below it; NULL: the one at the top */
    int first_month, last_month;   /* year * 12 + month, both included */
    bool by_unit; /* a row for each office itself, however deep; instead of by_office */
    bool by_office, by_month, by_type;
    bool hides;      /* what is small; for who may not see the cases themselves */
    bool recomputes; /* folds every journal anew and compares */
};

/* { workflow, zh, en, office, office_zh, office_en, from, to, by, small, hides, cases, release,
 *   rates = { { name, zh, en, unit, formula }, ... },
 *   rows = { { rate, office, office_zh, office_en, month, type, type_zh, type_en, count, of,
 * figure, is_hidden, is_total, is_own }, ... }, checked = { cases, differ } if it was recomputed }.
 * What is hidden has neither count nor figure; rates that are about the same things hide the same.
 * STATUS_NOT_FOUND, STATUS_INVALID, STATUS_TOO_LARGE with a sentence. */
MUST_CHECK int report_make(struct engine *engine, struct reader *reader,
                           const struct report_question *question, struct arena *arena,
                           struct value **out, struct err *err);

/* The facts kept of cases follow the journals up to now. `checked`: all are folded anew and
 * compared with what was kept before; NULL: only those that have moved. Sealed cases are folded
 * too and not counted here: who asks must not learn how many there are. */
struct report_check {
    int64_t cases, differ;
};
MUST_CHECK int report_refresh(struct engine *engine, struct reader *reader, struct figures *figures,
                              struct report_check *checked, struct err *err);

/* Of the active release, with a reference; NULL: none is. Loop thread. */
const struct edition *engine_active_edition(struct engine *engine);
/* The facts of a case as statistics see them: none of a sealed case, none from behind a veil. */
void report_leave_out(struct case_facts *facts, struct slice extra);
/* May it be counted that a case with these marks was linked to another, in that turn? */
bool report_tells_of_link(struct slice extra, int64_t seq);
