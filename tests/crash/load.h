/* load.h - a mixed load on a store and the model of what it must hold, for crash tests.
 *
 * The whole load runs inside the store's callbacks, on its thread: when the last write set of a
 * group has settled, the next group is submitted before the callback returns. So one seed gives one
 * run, whatever the machine does.
 */
#pragma once
#include <pthread.h>
#include "data/secret.h"
#include "store/store.h"

enum { LOAD_CASES = 24, LOAD_SLOTS = 6, LOAD_GROUP = 16, LOAD_MESSAGES = 4096, LOAD_KEYS = 4096 };

/* What the model knows of a case: as last recorded, and what is under way on it. */
struct load_case {
    struct case_row row;
    uint32_t slots[LOAD_SLOTS]; /* version in the body of each part; 0: not there */
    struct write_set *pending;  /* submitted, or settled as unknown and not looked up yet */
    uint32_t pending_slots[LOAD_SLOTS];
    uint32_t sends, takes, key; /* numbers in the pending write set; 0: none */
};

struct load {
    struct chance chance;
    struct store *store;
    struct reader *reader;
    struct load_case cases[LOAD_CASES];
    bool messages[LOAD_MESSAGES]; /* by number: on its way */
    uint32_t last_message;
    bool keys[LOAD_KEYS]; /* by number: recorded */
    uint32_t last_key;
    uint32_t version;
    size_t in_flight;
    int rounds_left;
    bool is_full, has_unknown;
    bool is_over;          /* under lock */
    bool ends_in_the_dark; /* power fails with the last group, before whatever comes after */
    uint64_t acknowledged, unknown, full, refused, found;
    char fault[1000]; /* "" while all is well */
    pthread_mutex_t lock;
    pthread_cond_t over;
};

void load_init(struct load *load, uint64_t seed);
void load_close(struct load *load);
/* Callbacks for struct store_options; owner: the load. */
void load_on_settled(void *owner, struct list *settled);
void load_on_state(void *owner, enum store_state state, int64_t generation);
/* Runs `rounds` groups on the store, or until it is dead. Returns when it is over. */
void load_run(struct load *load, struct store *store, struct reader *reader, int rounds);
/* Compares the store with the model, settling what was unknown. False with load->fault set: an
 * acknowledged row is lost, one is there that nobody wrote, or a chain is broken. */
bool load_check(struct load *load, struct store *store, struct reader *reader);
