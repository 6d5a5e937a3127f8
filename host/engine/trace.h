/* trace.h - a case replayed for people to look at: what came in each turn, what the script heard
 * and asked for and where, and what its variables held when it waited.
 *
 * Reads committed rows only and touches no casefile of the directory: any worker thread, whatever
 * the case is doing. Every stage, the open one or a former one, is replayed from its opening row on
 * the release of its rows. Personal values are not there: { "personal": true }.
 */
#pragma once
#include "engine/engine.h"

struct trace_ask {
    int64_t at;     /* this turn alone, in full; 0: a page */
    int64_t before; /* turns before this one; 0: the last */
    size_t limit;   /* of a page, which never goes beyond the beginning of a stage */
    /* This process may die of the script: what a host died of twice is heard again only then. */
    bool is_expendable;
};

/* { case = { id, number, workflow, office, stage, status, outcome, seq },
 *   stage, release, opened, next, items = [ turn ], retry, fault }
 * oldest first; `next`: the page before this one is asked for with `before` = next. A turn:
 *   { seq, at, event, done, heard, commands = [ { id, kind, name, row, args, result, refused,
 * where, line } ], next, closed, error, incident = { where, line, stack, message }, branches = [ as
 * script/inspect.h, with the text of its `line` ], ran = [ { where, line, times } ] the lines
 * executed last, opening, data (of one turn in full: case.data after it) } `fault`: { seq, code,
 * where, line, message, branches }: the scripts did not do here what was recorded; nothing behind
 * it can be shown. STATUS_NOT_FOUND: no such case, or turn. */
MUST_CHECK int case_trace(struct engine *engine, struct reader *reader, const struct id *ref,
                          const struct trace_ask *ask, struct arena *arena, struct value **out,
                          struct err *err);
