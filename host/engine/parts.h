/* parts.h - what hangs on a case, in memory: its waits, tasks, clocks, kept signals, links.
 *
 * The accept half of a turn works on these rows only. Changes are noted and become operations of
 * the write set once per loan (parts_flush), so what is born and gone within one loan costs
 * nothing. Tasks that have ended are let go of with the loan: no turn moves them again. Owns copies
 * of everything; pointers into it are valid until the next put or drop.
 */
#pragma once
#include "store/store.h"

struct held_part {
    struct part part;
    bool is_stored; /* the store has a row of this key */
    bool is_dirty;  /* and it must be written, or if is_gone, dropped */
    bool is_gone;
};

struct parts {
    struct held_part *items;
    size_t count, capacity;
};

void parts_close(struct parts *parts);
void parts_load(struct parts *parts, const struct part *from, size_t count);

/* NULL if there is none. */
struct part *parts_find(struct parts *parts, enum part_kind kind, struct slice key);
struct part *parts_find_ref(struct parts *parts, enum part_kind kind, const struct id *ref);
/* The next part of the kind at or after *index, which then points behind it; NULL at the end. */
struct part *parts_next(struct parts *parts, enum part_kind kind, size_t *index);
void parts_put(struct parts *parts, const struct part *part); /* by kind and key; copies */
void parts_drop(struct parts *parts, enum part_kind kind, struct slice key);

/* Writes what changed into the set and forgets what is gone. */
void parts_flush(struct parts *parts, struct write_set *writes);
