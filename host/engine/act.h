/* act.h - what a person does to a case from outside: taken by the engine, answered exactly once,
 * always later, after the commit that records it or with the reason why nothing was recorded.
 *
 * To add a kind: a row here and in event.c, its accept function, its endpoint.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/list.h"
#include "data/digest.h"
#include "data/value.h"
#include "duty/actor.h"

struct engine;

enum act_kind {
    ACT_START,    /* workflow, office, data */
    ACT_SIGNAL,   /* case, name, data */
    ACT_CLAIM,    /* case, task */
    ACT_RELEASE,  /* case, task */
    ACT_COMPLETE, /* case, task, outcome, data */
    ACT_ASSIGN,   /* case, task, name = the person, data = { reason } */
    ACT_DELEGATE, /* the same, is_for_good */
    ACT_MARK,     /* case, task, data = { follow_up, priority } */
    ACT_RETRY,    /* case */
    ACT_MOVE,     /* case, name = stage or NULL, reason: engine/carry.h */
    ACT_CLOCK,    /* case, name = key of a clock, row, outcome = what: accept_clock.c, data */
    ACT_LETTER,   /* case, name = ordinal of a letter, outcome = served or failed, data */
    ACT_CARD,     /* case, name = key of a card, outcome = what: accept_card.c, data */
    ACT_PLACE,    /* case, name = dispatch, outcome = what: "claim" ..., data */
    ACT_ERASE,    /* case, name = id of the person in the case: destroys the key */
    ACT_CUSTODY,  /* case, name = "parent", "review_body", "back" or an office, reason */
    ACT_MERGE,    /* case, other = the case it is merged into, reason */
    ACT_UNMERGE,  /* case, reason */
    ACT_RECUSE,   /* case, name = the person or NULL: himself, reason; is_for_good: it is over */
};

struct answer {
    int status; /* 0: recorded; else refused, and nothing was written */
    struct err err;
    struct value *errors; /* [{ field, code, message }] of an invalid form; else nil */
    struct value *reply;  /* what to send: rendered from the journal row (rules.md E20) */
    bool is_repeated;     /* the key was known: this is the first answer again */
};

struct act {
    struct arena arena; /* owns all it points to; started as {0}, closed by the engine */
    enum act_kind kind;
    struct id case_ref; /* zero for ACT_START */
    struct id task, other;
    const char *name, *workflow, *office, *outcome, *reason;
    const char *row;    /* of a signal `about` rows: "obligations/2"; NULL */
    struct value *data; /* parsed input, not yet checked */
    bool is_for_good;
    bool has_version; /* of a task: what it was read as */
    int64_t version;
    int64_t told_seq; /* of a case that is lived again: its turn in the record; else 0 */
    const struct actor *actor;
    bool has_key;
    struct digest key, request; /* see engine_key */
    /* Once, on the loop thread; the answer's memory is the act's and dies after it returns. */
    void (*on_answer)(struct act *act, const struct answer *answer);
    void *owner;
    struct act_private {
        struct list_link link;
        struct act *twins, *next_once;
        struct answer answer;
        bool is_counted; /* among the unsettled */
        size_t bytes;
    } own;
};

struct act *act_new(enum act_kind kind);
/* Keyed digests of an Idempotency-Key and its request body; sets has_key. */
void act_set_key(struct engine *engine, struct act *act, const char *route, struct slice key,
                 struct slice body);
/* Takes the act. Over the limit (20,000 or 64 MiB unsettled) it is answered STATUS_BUSY. */
void engine_post(struct engine *engine, struct act *act);
