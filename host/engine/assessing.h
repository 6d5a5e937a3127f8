/* assessing.h - an assessment made from a report (duty/assess.h, engine/report.h). Any thread. */
#pragma once
#include "duty/assess.h"
#include "engine/report.h"

struct assess_question {
    const char *workflow, *name, *period; /* "2026", "2026-Q1", "2026-03" */
    const char *office;                   /* with those below it; NULL: the one at the top */
    int64_t now_ms;
};
/* The body as it is circulated today, from the active release. STATUS_INVALID for a period that is
 * none or is not over. */
MUST_CHECK int assess_make(struct engine *engine, struct reader *reader,
                           const struct assess_question *question, struct arena *arena,
                           struct value **out, struct err *err);
