/* parts.h - what hangs on a case, in memory: its waits, tasks, clocks, kept signals, links, places.
 *
 * The accept half of a turn works on these rows only. Changes are noted and become operations of
 * the write set once per loan (parts_flush), so what is born and gone within one loan costs
 * nothing. What has ended is let go of with the loan: no turn moves it again. Owns copies of
 * everything; pointers into it are valid until the next put or drop.
 *
 * A case may hold ten thousand places: one is found by hash, a kind is walked without the others,
 * and a flush looks at what changed. The parts of a kind keep the order in which they came, which
 * is that of their keys where it matters, so that a case rebuilt from its rows does the same.
 */
#pragma once
#include "store/store.h"

struct held_part;

struct part_list { /* of one kind, as they came; NULL where one has gone */
    struct held_part **items;
    size_t count, capacity, gaps;
};

struct parts {
    struct part_list kinds[PART_KINDS];
    struct held_part **buckets; /* by kind and key */
    size_t bucket_count;
    size_t count;                               /* of all kinds */
    struct held_part *first_dirty, *last_dirty; /* in the order in which they changed first */
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
