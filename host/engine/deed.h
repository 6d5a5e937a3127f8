/* deed.h - write sets of no case: what administrators do to the host itself.
 *
 * A deed under way counts as a loan, so a host that stops waits for it and one that lost its store
 * does not recover before it has settled. Loop thread only, but for deed_key_find.
 *
 * A deed that is sent twice under one Idempotency-Key is done once (engine rule E14). It has no
 * journal row from which its answer could be rendered again, so the answer is kept with the key, in
 * the write set of the deed; it holds no personal value and no secret. A twin that comes while the
 * first runs is refused as busy.
 */
#pragma once
#include "engine/inside.h"
#include "engine/once.h"

/* Why nothing may be written now, in the words an act would be told; 0: it may. */
MUST_CHECK int deed_refusal(struct engine *engine, struct err *err);
/* Adds an audit row; actor NULL: the host itself. */
void deed_audit(struct engine *engine, struct write_set *writes, const struct actor *actor,
                const char *what, const struct value *body);
/* The answer to the same request under this key; nil: it is a new one. STATUS_KEY_REUSED. Any
 * thread with a reader. */
MUST_CHECK int deed_key_find(struct reader *reader, const struct once_digests *digests,
                             int64_t now_ms, struct arena *arena, struct value **reply,
                             struct err *err);
/* Keeps the answer under the key; `digests` NULL: the deed has none. */
void deed_key_put(struct engine *engine, struct write_set *writes,
                  const struct once_digests *digests, const struct value *reply);
/* The status of a deed's write set, in the words its caller is told. */
MUST_CHECK int deed_status(const struct write_set *writes, struct err *err);
/* The write set stays the caller's; note->on_note comes on the loop thread when it has settled and
 * must call deed_end last. */
void deed_submit(struct engine *engine, struct write_set *writes, struct note *note);
void deed_end(struct engine *engine);
