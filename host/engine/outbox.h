/* outbox.h - what is sent outside: asked for in a turn, sent only after its commit.
 *
 * An effect is a row of the turn's write set (store/office_rows.h): if the turn does not commit,
 * there is none. Once it has committed the outbox sends it, at least once and always under the same
 * idempotency key - the effect's ref -, and what became of it comes back as a message to its case,
 * taken once in a turn of its own. Nothing here waits; the script's verb does (command_effect.c).
 *
 * On the loop thread a sending goes
 *
 *     WAITING --due--> READING --> MARKING --> SENDING --> SETTLING --> done, dead or WAITING again
 *
 * MARKING is a write set of its own that counts the attempt before it is made, with an audit row if
 * personal values will be opened for it; they are opened on the sending thread and nowhere else.
 */
#pragma once
#include "duty/effect.h"
#include "engine/turn.h"

struct effect_request {
    const char *target;       /* a target of the administrator (RECORD_TARGET), by name */
    const char *kind;         /* what `with` is: "effect" or "notice" */
    const char *key;          /* of the command, or what else is unique within this turn */
    const struct value *with; /* what goes out; personal values as handles */
    int64_t not_before_ms;    /* 0: as soon as it is recorded */
};
/* Adds the row to the write set of the turn; `ref` is its id and idempotency key. Draws nothing:
 * the ref follows from case, seq and key. Works in every turn, also of parked cases. */
void effect_ask(struct turn *turn, const struct effect_request *request, struct id *ref);
/* The ref that an effect with this key has in this turn. */
void effect_ref(const struct turn *turn, const char *key, struct id *ref);
