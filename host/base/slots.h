/* slots.h - which cases were being worked on when the process died.
 *
 * A small mapped file: each script thread writes the id of the case it has on loan into a slot of
 * its own and clears it afterwards. Memory that a dead process had mapped stays with the kernel, so
 * the next life finds what the last one was at - at the price of a 16-byte copy per loan, without
 * syncing. Only a crash of our own counts (slots_mark_crash, from the signal handler): no power
 * loss, no kill -9. An id found in two crashed lives in succession is struck: its case may be what
 * kills the host.
 */
#pragma once
#include "base/err.h"
#include "base/id.h"

enum { SLOTS_MOST = 64 };

struct slots;

/* Opens or makes the file; `struck` gets the ids that two lives in succession died with. */
MUST_CHECK int slots_open(const char *path, struct slots **out, struct id struck[SLOTS_MOST],
                          int *struck_count, struct err *err);
/* A clean end: nothing was being worked on. NULL allowed. */
void slots_close(struct slots *slots);

/* This life dies of a fault of its own. Safe in a signal handler. NULL allowed. */
void slots_mark_crash(struct slots *slots);

/* One slot has one writer. NULL allowed; a slot beyond SLOTS_MOST is not kept. */
void slots_set(struct slots *slots, int slot, const struct id *id);
void slots_clear(struct slots *slots, int slot);
