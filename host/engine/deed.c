/* deed.c - write sets of no case (deed.h). */
#include "engine/deed.h"
#include "data/canon.h"

int deed_refusal(struct engine *engine, struct err *err)
{
    if (engine->state == ENGINE_DRAINING || engine->state == ENGINE_DEAD)
        return err_set(err, STATUS_STOPPING, "The host is shutting down. Send it again later.");
    if (engine->state == ENGINE_LOST)
        return err_set(err, STATUS_BUSY,
                       "The host is finding out what was recorded. Send it again in a moment.");
    if (engine->is_full)
        return err_set(err, STATUS_FULL,
                       "The disk is full or cannot be written. Nothing was recorded. Reading "
                       "works; the host goes on by itself when there is space.");
    return 0;
}

void deed_audit(struct engine *engine, struct write_set *writes, const struct actor *actor,
                const char *what, const struct value *body)
{
    struct arena *arena = &writes->arena;
    struct op *op = write_set_add(writes, OP_AUDIT);

    op->audit.at = loop_now_ms(engine->loop);
    op->audit.actor = slice_of(arena_text(arena, actor ? actor->id : "host"));
    op->audit.what = slice_of(arena_text(arena, what));
    op->audit.body = canon_text(arena, body);
}

void deed_submit(struct engine *engine, struct write_set *writes, struct note *note)
{
    writes->owner = note;
    writes->epoch = store_epoch(engine->store);
    writes->generation = store_generation(engine->store);
    engine->loans++;
    store_submit(engine->store, writes);
}

void deed_end(struct engine *engine)
{
    engine->loans--;
    engine_after_loan(engine);
}
