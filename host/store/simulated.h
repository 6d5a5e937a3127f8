/* simulated.h - the journal half in memory, for rehearsals and simulations: obeys the same contract
 * and can be made to delay, refuse, be full, fail as unknown either way, and lose at a crash
 * whatever had not settled. One thread; work is done when the simulated loop draws it.
 */
#pragma once
#include "data/secret.h"
#include "store/store.h"

struct store_faults { /* each in 1/1,000,000 per write set or batch; 0: never */
    uint32_t refuse, full, unknown_kept, unknown_lost;
    uint32_t full_lasts; /* batches a full disk lasts */
};

struct disk; /* what survives a crash of the host */

struct disk *disk_new(uint64_t seed);
void disk_close(struct disk *disk);
struct disk *disk_copy(const struct disk *disk);
/* As store_mark_restored. */
void disk_mark_restored(struct disk *disk);
void disk_set_faults(struct disk *disk, const struct store_faults *faults);
/* Canonical dump of everything committed, for comparing two worlds. */
void disk_dump(const struct disk *disk, struct buf *out);

/* One case with all it refers to, as an export holds it: turns oldest first, releases with the ids
 * by which the turns name them. Borrowed. */
struct disk_case {
    struct case_row row;
    struct journal_row *turns;
    size_t turn_count;
    struct part *parts;
    size_t part_count;
    struct incident_row *incidents;
    size_t incident_count;
    struct release_row *releases;
    size_t release_count;
};
/* Puts it on an empty disk, unchecked, for readers only; no release is active there. */
void disk_lay_case(struct disk *disk, const struct disk_case *from);

/* A host boots from the disk: a new epoch. Closing without settling first is the crash: what was
 * submitted and not committed settles as STATUS_UNKNOWN and is gone (or kept, by seed). */
MUST_CHECK int store_open_simulated(struct disk *disk, const struct store_options *options,
                                    struct store **out, struct err *err);
bool store_simulated_has_work(void *store);
/* The crash alone: what is queued settles as above; readers may still be closed after it. */
void store_simulated_crash(void *store);
void store_simulated_step(void *store); /* commits one batch of seeded size */
