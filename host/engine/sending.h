/* sending.h - effects on their way out. Inside engine/ only; loop thread but where marked.
 *
 * The outbox (outbox.c) keeps in memory when each pending effect is to be tried next, per target;
 * a sending (sending.c) is one attempt under way. Both forget everything when the store is lost:
 * the rows are the truth, and every write of a sending names the version it has read.
 */
#pragma once
#include "base/heap.h"
#include "duty/effect.h"
#include "engine/inside.h"

/* Of whom effects wait. Never freed before the engine: there are few, sendings point to them. */
struct outbox_target {
    struct outbox_target *next;
    char *name;
    struct heap items; /* struct outbox_item, by next_at, then in order */
    struct breaker breaker;
    int under_way;
};

struct outbox_item {
    int64_t next_at;
    uint64_t number;
    struct id ref;
};

enum sending_state { SENDING_READING, SENDING_MARKING, SENDING_SENDING, SENDING_SETTLING };

struct sending {
    struct list_link link; /* in outbox.under_way */
    struct job job;        /* READING, SENDING: on LANE_SEND */
    struct note note;      /* MARKING, SETTLING */
    struct engine *engine;
    struct outbox_target *target;
    enum sending_state state;
    struct id ref;
    struct staff *staff; /* counted: addresses of people */
    struct arena arena;
    struct effect_row row; /* as the store has it */
    bool is_there;         /* READING found it pending */
    const struct value *settings;
    bool has_handles;
    int attempts_most;
    int64_t now_ms; /* when it was handed to the sending thread */
    struct sent sent;
    struct write_set *writes;
    bool must_settle; /* SETTLING could not be submitted yet */
    int status;       /* of the job */
    struct err err;
};

struct outbox {
    struct engine *engine;
    struct outbox_target *targets;
    struct loop_timer timer;
    struct list under_way; /* struct sending */
    size_t item_count;
    uint64_t next_number, round;
    bool is_running, is_reading;
    bool has_more; /* on disk, beyond what memory takes */
};

void outbox_open(struct engine *engine);
void outbox_close(struct engine *engine);
/* Reads what is pending from the disk; what memory knew is forgotten. */
void outbox_restart(struct engine *engine);
/* Begins nothing new, and asks the sender to give up what is under way. */
void outbox_stop(struct engine *engine);
bool outbox_is_busy(const struct engine *engine);
/* An effect is pending now: its write set has committed. */
void outbox_note(struct engine *engine, const struct effect_row *row);
/* Looks soon what may be sent. */
void outbox_wake(struct engine *engine);

/* One attempt begins; it ends with sending_ended, always later. */
void sending_begin(struct outbox *outbox, struct outbox_target *target, const struct id *ref);
/* Settles what could not be settled before. */
void sending_retry(struct sending *sending);
void sending_free(struct sending *sending);
/* Of sending.c, to outbox.c: the attempt is over, and freed. next_at 0: not pending any more. */
void sending_ended(struct sending *sending, int64_t next_at);
/* Opens what goes out, on the sending thread: handles become what they stand for. */
MUST_CHECK int sending_open_values(struct sending *sending, struct reader *reader,
                                   struct arena *arena, struct value **with, struct err *err);
