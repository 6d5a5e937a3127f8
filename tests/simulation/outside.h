/* outside.h - the world outside a simulated host: it takes what is sent, is too busy, refuses, or
 * takes it and does not say so. What it answers follows from the seed, the key and how often it has
 * seen the key, whatever order things happen in. It remembers all it has ever seen, whatever
 * becomes of the host.
 */
#pragma once
#include "duty/effect.h"
#include "engine/engine.h"

enum { SEEN_MOST = 4096 };

struct seen_key {
    char key[27];
    int count, taken; /* sendings; of them taken */
    bool is_refused;
};

struct outside {
    uint64_t seed;
    struct sender sender;
    struct seen_key *seen; /* SEEN_MOST */
    size_t count;
    bool is_well;        /* at the end everybody answers */
    bool has_overflowed; /* more keys than it can remember */
};

void outside_init(struct outside *outside, uint64_t seed);
void outside_free(struct outside *outside);
const struct seen_key *outside_find(const struct outside *outside, const char *key);
/* Makes the targets of the workflow "sending": good, bad, slow. Before the engine starts. */
MUST_CHECK int outside_make_targets(struct store *store, struct loop *loop, struct err *err);
