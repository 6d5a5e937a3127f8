/* carry_many.h - moves by hand of a query's worth of cases, and the look before any move.
 *
 * Started on the loop thread; the cases are found on another; then either what would happen is
 * told, or one write set holds the audit row and a message for each case (engine rule E6), and each
 * case moves in a turn of its own. on_done comes exactly once; the owner then frees it.
 */
#pragma once
#include "engine/engine.h"
#include "engine/once.h"

enum { CARRY_CASES_MOST = 10000, CARRY_SHOWN_MOST = 200 };

struct carry_many {
    struct arena arena;
    /* in; texts in the arena, or borrowed until on_done */
    bool has_ref; /* one case, for a preview; else workflow and stage, and release if given */
    struct id ref;
    const char *workflow, *stage;
    const char *release; /* only those on it: its digest or the beginning of it; NULL */
    const char *to;      /* the stage to enter; NULL: see struct hand */
    const char *reason;
    bool is_preview;
    const struct actor *actor;
    const struct once_digests *key; /* it may be sent again under it; NULL */
    void (*on_done)(struct carry_many *many);
    void *owner;
    /* out */
    int status;
    struct err err;
    size_t count;        /* cases found */
    struct value *items; /* of a preview: as carry_preview says, the first CARRY_SHOWN_MOST */
    struct carry_many_private {
        struct job job;
        struct note note;
        struct engine *engine;
        const struct edition *active;
        struct write_set *writes;
        struct id *refs;
    } own;
};

struct carry_many *carry_many_new(void);
void carry_many_free(struct carry_many *many); /* NULL allowed */
/* The answer to one that went well: { cases, items of a preview }. */
struct value *carry_many_reply(const struct carry_many *many, struct arena *arena);
void engine_carry_many(struct engine *engine, struct carry_many *many);
