/* world.h - a store of either kind for tests: submit, wait, read, reopen. No sleeps: waiting is for
 * the store's own callback.
 */
#pragma once
#include "lib/check.h"
#include <pthread.h>
#include "base/buf.h"
#include "store/simulated.h"

enum world_kind { WORLD_SQLITE, WORLD_SIMULATED };

struct world {
    enum world_kind kind;
    char directory[64];
    struct disk *disk;
    struct store_limits limits;
    const char *vfs;
    struct store *store;
    struct reader *reader;
    struct arena arena; /* of what was read; cleared by nobody until world_close */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct list settled;
    enum store_state state;
    int64_t generation; /* as last told by on_state */
    int states_told;
};

void world_open(struct world *world, enum world_kind kind);
void world_close(struct world *world);
void world_stop(struct world *world); /* closes reader and store */
int world_start(struct world *world, struct err *err);
void world_reopen(struct world *world);

/* Waits until `count` write sets have settled since the last take; returns them in order. */
struct list world_take(struct world *world, size_t count);
void world_wait_state(struct world *world, enum store_state state);
/* Submits one and waits; returns its status. The caller closes the set. */
int world_write(struct world *world, struct write_set *set);
/* world_write and write_set_close. */
int world_write_once(struct world *world, struct write_set *set);

/* A write set on the case: `turns` rows behind row->seq, chained; row is copied in, with seq, at
 * and hash moved on. A row with seq 0 is a new case. Texts are borrowed. */
struct write_set *world_set(struct world *world, const struct case_row *row, size_t turns);
/* A write set of no case. */
struct write_set *world_plain_set(struct world *world);
/* A new case with this number in the last byte of its ref, not yet written. */
struct case_row world_row(uint8_t number);
/* The series of that prefix has come so far, and so many below are missing. */
void world_check_series(struct world *world, const char *prefix, int64_t last, size_t missing);
struct id world_id(uint8_t number);
/* Writes `turns` turns and moves *row on; fails the test unless they are recorded. */
void world_take_turns(struct world *world, struct case_row *row, size_t turns);
struct op *world_put(struct write_set *set, enum part_kind kind, const char *key, int64_t due_ms);

static inline void assert_slice(struct slice got, const char *wanted)
{
    if (!slice_is(got, wanted))
        fail_msg("got \"%.*s\", wanted \"%s\"", SLICE_ARG(got), wanted);
}

/* A test against both kinds; main has `sqlite` and `simulated`. */
#define EACH(test)                                                                                 \
    {#test " (sqlite)", test, NULL, NULL, &sqlite},                                                \
    {                                                                                              \
#test " (simulated)", test, NULL, NULL, &simulated                                         \
    }
