/* effect_ask.c - asking for something outside (outbox.h): a row of the turn's write set. */
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/outbox.h"

void effect_ref(const struct turn *turn, const char *key, struct id *ref)
{
    const char *name = arena_printf(turn->arena, "effect/%lld/%s", (long long)turn->seq, key);
    char text[ID_TEXT_LEN + 1];
    digest_id(turn->engine->child_key, slice_of(name), slice_of(id_to_text(&turn->cf->ref, text)),
              ref);
}

void effect_ask(struct turn *turn, const struct effect_request *request, struct id *ref)
{
    struct arena *arena = turn->arena;
    struct op *op = write_set_add(turn->writes, OP_EFFECT);

    effect_ref(turn, request->key, ref);
    op->effect = (struct effect_row){
        .ref = *ref,
        .case_id = turn->cf->row.id,
        .case_ref = turn->cf->ref,
        .key = slice_of(arena_text(arena, request->key)),
        .target = slice_of(arena_text(arena, request->target)),
        .kind = slice_of(arena_text(arena, request->kind)),
        .status = EFFECT_PENDING,
        .next_at = request->not_before_ms > turn->at ? request->not_before_ms : turn->at,
        .at = turn->at,
        .body = canon_text(arena, request->with && !value_is_nil(request->with) ? request->with
                                                                                : value_map(arena)),
        .error = slice_of(""),
    };
    turn->writes->bytes += op->effect.body.len + 256;
}
