/* drafting.h - drafts of tasks: read, kept, dropped, and kept by the host itself when an answer
 * came too late for the version it was written for.
 */
#pragma once
#include "api/call.h"
#include "engine/drafts.h"

enum drafting_way { DRAFTING_SHOW, DRAFTING_SAVE, DRAFTING_DROP };

/* For the task {id} of the path; answers the call. `value`: {outcome, data} to be kept. */
void drafting_start(struct call *call, enum drafting_way way, const struct value *value,
                    int64_t expected);
/* Keeps it beside whatever the writer has kept before, then calls on_kept - also when it could not
 * be kept. Loop thread; `task` and `value` live until then. */
void drafting_keep(struct call *call, const struct id *task, const struct value *value,
                   void (*on_kept)(struct call *call, bool is_kept, void *owner), void *owner);
