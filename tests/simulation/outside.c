/* outside.c - the world outside a simulated host (outside.h). */
#include "simulation/outside.h"
#include <stdio.h>
#include <stdlib.h>
#include "loop/simulated.h"
#include "store/simulated.h"

static uint64_t draw(const struct outside *outside, const char *key, int count)
{
    uint64_t z = outside->seed * 0x9e3779b97f4a7c15u + (uint64_t)count;
    for (; *key; key++)
        z = (z ^ (uint64_t)*key) * 0x100000001b3u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

const struct seen_key *outside_find(const struct outside *outside, const char *key)
{
    for (size_t i = 0; i < outside->count; i++)
        if (strcmp(outside->seen[i].key, key) == 0)
            return &outside->seen[i];
    return NULL;
}

static struct seen_key *see(struct outside *outside, const char *key)
{
    struct seen_key *seen = (struct seen_key *)outside_find(outside, key);
    if (!seen && outside->count == SEEN_MOST) {
        outside->has_overflowed = true;
        return &outside->seen[SEEN_MOST - 1];
    }
    if (!seen) {
        seen = &outside->seen[outside->count++];
        snprintf(seen->key, sizeof seen->key, "%s", key);
    }
    seen->count++;
    return seen;
}

/* In percent: taken, taken without saying so, refused; else too busy. */
struct manners {
    const char *target;
    unsigned takes, takes_silently, refuses;
};

static struct manners manners_of(const struct outside *outside, const char *target)
{
    static const struct manners all[] = {
        {"good", 70, 15, 0 },
        {"bad",  10, 20, 20},
        {"slow", 3,  2,  0 },
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].target, target) == 0)
            return outside->is_well && i == 0 ? (struct manners){"good", 100, 0, 0} : all[i];
    return (struct manners){0};
}

static void take(const struct outgoing *outgoing, struct arena *arena, struct sent *sent)
{
    sent->status = SENT_DONE;
    if (strcmp(outgoing->name, "bad") == 0) {
        sent->answer = value_map(arena);
        value_put(arena, sent->answer, "n", value_int(arena, 7));
    }
}

static void send_it(void *owner, const struct outgoing *outgoing, struct arena *arena,
                    struct sent *sent)
{
    struct outside *outside = owner;
    struct seen_key *seen = see(outside, outgoing->key);
    struct manners manners = manners_of(outside, outgoing->name);
    uint64_t dice = draw(outside, outgoing->key, seen->count) % 100;

    *sent = (struct sent){.status = SENT_LATER};
    snprintf(sent->reason, sizeof sent->reason, "too busy");
    if (dice < manners.takes + manners.takes_silently)
        seen->taken++;
    if (dice < manners.takes) {
        take(outgoing, arena, sent);
    } else if (dice >= manners.takes + manners.takes_silently &&
               dice < manners.takes + manners.takes_silently + manners.refuses) {
        sent->status = SENT_REFUSED;
        seen->is_refused = true;
    }
}

void outside_init(struct outside *outside, uint64_t seed)
{
    *outside = (struct outside){.seed = seed};
    outside->sender = (struct sender){.send = send_it, .owner = outside};
    outside->seen = calloc(SEEN_MOST, sizeof *outside->seen);
}

void outside_free(struct outside *outside)
{
    free(outside->seen);
    outside->seen = NULL;
}

static void on_made(struct note *note)
{
    (void)note;
}

int outside_make_targets(struct store *store, struct loop *loop, struct err *err)
{
    static const char *const names[] = {"good", "bad", "slow"};
    struct note note = {.on_note = on_made};
    struct write_set *writes = write_set_new();

    for (size_t i = 0; i < 3; i++)
        write_set_add(writes, OP_RECORD)->record =
            (struct record_row){.kind = RECORD_TARGET,
                                .key = slice_of(names[i]),
                                .status = 1,
                                .body = slice_of(i == 1 ? "{\"attempts\":5,\"kind\":\"call\"}"
                                                        : "{\"kind\":\"call\"}")};
    writes->owner = &note;
    writes->epoch = store_epoch(store);
    writes->generation = store_generation(store);
    store_submit(store, writes);
    loop_simulated_settle(loop, UINT64_MAX);
    int rc = writes->status;
    if (rc != 0)
        *err = writes->err;
    write_set_close(writes);
    return rc;
}
