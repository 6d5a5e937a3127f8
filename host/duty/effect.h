/* effect.h - what is sent outside, between who decides and who sends; when to try again; when to
 * leave a target alone. No clock, no sockets: the engine decides (engine/outbox.h), the room
 * outside/ sends.
 */
#pragma once
#include "base/arena.h"
#include "data/value.h"

/* One attempt, everything opened: what only a sending thread ever holds. Borrowed. */
struct outgoing {
    const char *key;            /* idempotency key, the same in every attempt */
    const char *name, *kind;    /* of the target; kind: one of target_kinds */
    const struct value *target; /* its settings (below) */
    const char *secret;         /* opened; NULL: it has none */
    const struct value *with;   /* what goes out */
    int64_t at;                 /* when it was asked for */
    int64_t now_ms;
};

/* What became of it. */
enum sent_status {
    SENT_DONE,    /* taken by the other side */
    SENT_LATER,   /* not now: no connection, too slow, too busy, an error of theirs */
    SENT_REFUSED, /* never: they refuse it, or it cannot be sent as it is */
};

enum { SENT_REASON_MOST = 200, SENT_ANSWER_MOST = 64 * 1024 };

struct sent {
    enum sent_status status;
    char reason[SENT_REASON_MOST]; /* one line for people and logs: never what was sent */
    struct value *answer;          /* of a call: { status, ... fields }, in `arena`; may be nil */
    bool is_ours;                  /* the fault is the effect's, not the target's */
};

/* Given to the engine. Runs on a sending thread, may take as long as the target's limits allow, and
 * is called by several threads at once. */
struct sender {
    void (*send)(void *owner, const struct outgoing *outgoing, struct arena *arena,
                 struct sent *sent);
    /* The host stops: what is under way ends soon, as SENT_LATER. Any thread. NULL: it is waited
     * for. */
    void (*stop)(void *owner);
    void *owner;
};

/* ---- trying again ---- */

enum { EFFECT_ATTEMPTS_MOST = 14 };

/* How long to wait after attempt number `attempts` (1, 2, ...) has failed: 5 s, 20 s, 80 s ... up
 * to 12 h, each up to a fifth more or less by `draw`. Fourteen attempts reach over a weekend. */
int64_t effect_delay_ms(int attempts, uint64_t draw);

/* ---- leaving a target alone ----
 *
 *   CLOSED --5 failures in a row--> OPEN --its time is over--> HALF_OPEN --sent--> CLOSED
 *                                    ^-----------failed-----------'
 */
enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };

struct breaker {
    enum breaker_state state;
    int failures; /* in a row */
    int openings; /* in a row: each is longer than the one before */
    int64_t open_until;
    bool is_probing; /* half open: one is under way */
};

/* May one be sent now? Taking it begins the probe. */
bool breaker_may_send(const struct breaker *breaker, int64_t now_ms);
void breaker_take(struct breaker *breaker, int64_t now_ms);
/* It came back. A refusal of one effect is no failure of the target. */
void breaker_note(struct breaker *breaker, enum sent_status status, int64_t now_ms, uint64_t draw);
/* When it may be asked again; 0: now. */
int64_t breaker_opens_at(const struct breaker *breaker);

/* ---- targets ---- */

/* Settings of a target, as the record's body: { kind, url, ... }:
 *   mail       url smtp:// or smtps://, from, user, tls = "required" | "none"
 *   webhook    url https:// (http:// only if is_private), headers
 *   call       the same, method
 *   extension  extension = name of its function
 * All: is_private (its addresses may be local ones), timeout_s, attempts, use = "people" |
 * "citizens" | "both" (notices go there too), address = "mail" | "phone" (what of a person is
 * taken); sealed = the secret under the master key. */
MUST_CHECK int target_check(const char *name, const struct value *settings, struct err *err);
