/* world.h - one host in held time on a simulated disk, which may die at any moment.
 *
 * The disk and the clock live as long as the world; loop, store and engine are one *life* of the
 * host. A crash keeps what the disk held at that instant: the disk is copied, the old life is let
 * come to its end on the old disk where nobody looks at it any more (so that its memory is freed),
 * and a new life boots from the copy.
 */
#pragma once
#include "engine/engine.h"
#include "script/release.h"
#include "simulation/outside.h"
#include "store/simulated.h"

struct scripts {
    struct script_file *files;
    size_t count;
    struct arena arena;
};

struct world {
    uint64_t seed;
    int64_t start_ms; /* 0: 2026-01-05T09:00+08:00 */
    int life;         /* counts from 1 */
    bool evicts_always;
    unsigned collect_each; /* as in script/fiber.h */
    size_t resident_bytes;
    int64_t near_ms;
    int64_t drift_ms; /* wall clock minus boot clock when nobody had set it */
    const struct scripts *scripts;
    /* Not NULL: all of these are stored when the host boots for the first time, `scripts` last; and
     * from then on the active release is the disk's affair (changes.c). */
    const struct scripts *stored;
    size_t stored_count;
    bool keeps_releases;
    struct shelf *shelf; /* compiled once for all seeds */
    struct wallclock_held clock;
    int64_t latest_ms; /* the latest the wall clock ever said */
    struct chance chance;
    struct disk *disk;
    struct outside outside; /* lives as long as the disk */
    struct loop *loop;
    struct store *store;
    struct engine *engine;
    struct reader *reader; /* of whoever looks from outside */
    bool is_dead;          /* the store said so */
    void (*on_turn)(void *owner, int64_t journal_id, const struct id *case_ref, const char *event);
    void *owner;
};

/* What an administrator may have done to the scripts between two lives of the host. */
enum edition_kind {
    EDITION_PLAIN,    /* as they are */
    EDITION_REWORDED, /* another release that does the same */
    EDITION_CHANGED,  /* every stage begins with one more command */
};
/* Every workflow.lua below the folder, by name. */
MUST_CHECK int scripts_read(const char *folder, enum edition_kind kind, struct scripts *out,
                            struct err *err);
void scripts_close(struct scripts *scripts);

/* Seed, scripts and the rest are set by the caller; on failure world_close frees what is there. */
MUST_CHECK int world_open(struct world *world, struct err *err);
void world_close(struct world *world);
/* The host dies and boots again. */
MUST_CHECK int world_crash(struct world *world, struct err *err);
/* Lets at most `most` things happen; returns how many did. */
uint64_t world_step(struct world *world, uint64_t most);
void world_settle(struct world *world);
/* Lets time pass, firing timers on the way. */
void world_advance(struct world *world, int64_t by_ms);
/* Somebody sets the wall clock. */
void world_set_clock(struct world *world, int64_t by_ms);
