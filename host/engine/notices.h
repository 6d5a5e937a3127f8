/* notices.h - notices as those who were told see them. */
#pragma once
#include "engine/engine.h"

/* What the actor holds, as lists ask for it: [[role, office], ...]. */
struct value *notice_holds(const struct actor *actor, struct arena *arena);
/* { title, text } with {fields} filled in, in each language there is; what is personal shows as
 * "***": a list of notices opens no vault. */
void notice_word(struct arena *arena, struct value *item);
/* Notes that the actor has seen it; on_done on the loop thread after the commit. The caller has
 * found that it is told to them. */
void engine_read_notice(struct engine *engine, const struct id *notice, const struct actor *actor,
                        void (*on_done)(void *owner, int status, const struct err *err),
                        void *owner);
