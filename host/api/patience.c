/* patience.c - buckets by address (patience.h). A bucket is what is left in thousandths of a look
 * and when that was so; a slot never used is full. */
#include "api/patience.h"
#include <stdlib.h>
#include <string.h>
#include "base/buf.h"
#include "data/digest.h"
#include "data/secret.h"

enum {
    SLOTS = 4096,
    UNIT = 1000,
    OWN_MOST = 60,
    OWN_A_SECOND = 1,
    ALL_MOST = 200,
    ALL_A_SECOND = 50
};

struct bucket {
    int64_t left, at_ms; /* at_ms 0: full */
};

struct patience {
    uint8_t key[16];
    struct bucket all, here;
    struct bucket addresses[SLOTS], codes[SLOTS];
};

struct patience *patience_new(struct chance *chance)
{
    struct patience *patience = mem_zero(sizeof *patience);
    chance->fill(chance, patience->key, sizeof patience->key);
    return patience;
}

void patience_free(struct patience *patience)
{
    free(patience);
}

/* A clock set back gives nothing and takes nothing. */
static void refill(struct bucket *bucket, int64_t now_ms, int64_t most, int64_t a_second)
{
    int64_t passed = now_ms - bucket->at_ms;

    if (bucket->at_ms == 0 || passed >= most * 1000 / a_second)
        bucket->left = most * UNIT;
    else if (passed > 0)
        bucket->left += passed * a_second * UNIT / 1000;
    if (bucket->left > most * UNIT)
        bucket->left = most * UNIT;
    bucket->at_ms = now_ms;
}

static struct bucket *bucket_of(const struct patience *patience, struct bucket slots[SLOTS],
                                const void *whose, size_t len, int64_t now_ms)
{
    struct digest_state state;
    struct digest digest;
    uint32_t slot;

    digest_init(&state, patience->key, sizeof patience->key);
    digest_add(&state, whose, len);
    digest_end(&state, &digest);
    memcpy(&slot, digest.bytes, sizeof slot);
    slot %= SLOTS;
    refill(&slots[slot], now_ms, OWN_MOST, OWN_A_SECOND);
    return &slots[slot];
}

bool patience_take(struct patience *patience, const uint8_t peer[16], int64_t now_ms, int cost)
{
    static const uint8_t here[16];
    struct bucket *own = &patience->here;

    if (memcmp(peer, here, sizeof here) == 0)
        refill(own, now_ms, ALL_MOST, ALL_A_SECOND);
    else
        own = bucket_of(patience, patience->addresses, peer, 16, now_ms);
    if (own->left < UNIT)
        return false;
    own->left -= (int64_t)cost * UNIT;
    return true;
}

bool patience_take_known(struct patience *patience, const void *code, size_t len, int64_t now_ms)
{
    struct bucket *own = bucket_of(patience, patience->codes, code, len, now_ms);

    refill(&patience->all, now_ms, ALL_MOST, ALL_A_SECOND);
    if (patience->all.left < UNIT || own->left < UNIT)
        return false;
    patience->all.left -= UNIT;
    own->left -= UNIT;
    return true;
}
