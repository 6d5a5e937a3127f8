/* work.h - whose work a list shows: from who asks and what they asked for to the sources of
 * store/lists_work.h. Loop thread; all in the call's arena.
 */
#pragma once
#include "api/call.h"
#include "store/lists_work.h"

/* "mine", "group", "overdue", "follow_up", "office"; `office` NULL: any. Fails with
 * STATUS_MALFORMED for another word, STATUS_FORBIDDEN for an office the actor does not lead. */
MUST_CHECK int work_of(struct call *call, const char *list, const char *office,
                       struct work_filter *out, struct err *err);
