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

int deed_key_find(struct reader *reader, const struct once_digests *digests, int64_t now_ms,
                  struct arena *arena, struct value **reply, struct err *err)
{
    struct key_row key;
    int rc = reader_key(reader, &digests->key, arena, &key, err);

    *reply = &value_nil;
    if (rc == STATUS_NOT_FOUND || (rc == 0 && now_ms - key.at > KEY_LIFE_MS)) {
        err_clear(err);
        return 0;
    }
    if (rc == 0 && memcmp(&key.request, &digests->request, sizeof key.request) != 0)
        rc = err_set(err, STATUS_KEY_REUSED, "%s", once_reused_text);
    return rc == 0 ? canon_read(arena, key.reply, reply, err) : rc;
}

void deed_key_put(struct engine *engine, struct write_set *writes,
                  const struct once_digests *digests, const struct value *reply)
{
    if (!digests)
        return;
    struct op *op = write_set_add(writes, OP_KEY);
    op->number = KEY_OF_DEED;
    op->key = (struct key_row){.digest = digests->key,
                               .request = digests->request,
                               .at = loop_now_ms(engine->loop),
                               .reply = canon_text(&writes->arena, reply)};
}

int deed_status(const struct write_set *writes, struct err *err)
{
    if (writes->status == STATUS_REFUSED && strcmp(err_code(&writes->err), "key_taken") == 0)
        return err_set(err, STATUS_BUSY,
                       "The same request is being recorded. Send it again in a moment.");
    *err = writes->err;
    return writes->status;
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
