/* tokens.c - administrative write sets of people: a token made for a name, a line in the audit log.
 * Tokens of persons are records (records.h, api/person_token.c).
 */
#include <stdlib.h>
#include "engine/deed.h"
#include "engine/people.h"

struct told_deed {
    struct note note; /* first: owner of its write set */
    struct engine *engine;
    struct write_set *writes;
    void (*on_done)(void *owner, int status);
    void *owner;
};

static void on_settled(struct note *note)
{
    struct told_deed *deed = (struct told_deed *)(void *)note;
    struct write_set *writes = deed->writes;

    if (writes->status == 0)
        people_follow(deed->engine, writes);
    if (deed->on_done)
        deed->on_done(deed->owner, writes->status);
    write_set_close(writes);
    free(deed);
}

static struct told_deed *deed_new(struct engine *engine, void (*on_done)(void *owner, int status),
                                  void *owner)
{
    struct told_deed *deed = mem_zero(sizeof *deed);
    deed->note.on_note = on_settled;
    deed->engine = engine;
    deed->on_done = on_done;
    deed->owner = owner;
    deed->writes = write_set_new();
    deed->writes->owner = &deed->note;
    deed->writes->epoch = store_epoch(engine->store);
    deed->writes->generation = store_generation(engine->store);
    return deed;
}

void engine_add_token(struct engine *engine, const char *name, const char *roles,
                      struct slice token, void (*on_done)(void *owner, int status), void *owner)
{
    struct told_deed *deed = deed_new(engine, on_done, owner);
    struct op *op = write_set_add(deed->writes, OP_TOKEN);
    struct arena *arena = &deed->writes->arena;

    token_digest(engine, token, &op->token.digest);
    op->token.name = slice_of(arena_text(arena, name));
    op->token.roles = slice_of(arena_text(arena, roles));
    op->token.at = loop_now_ms(engine->loop);
    chance_id(engine->chance, &op->token.actor);
    store_submit(engine->store, deed->writes);
}

void engine_audit(struct engine *engine, const struct actor *actor, const char *what,
                  const struct id *case_ref, void (*on_done)(void *owner, int status), void *owner)
{
    struct told_deed *deed = deed_new(engine, on_done, owner);
    struct op *op = write_set_add(deed->writes, OP_AUDIT);
    struct arena *arena = &deed->writes->arena;

    op->audit.at = loop_now_ms(engine->loop);
    op->audit.actor = slice_of(arena_text(arena, actor->id));
    op->audit.what = slice_of(arena_text(arena, what));
    if (case_ref)
        op->audit.case_ref = *case_ref;
    op->audit.body = slice_of("{}");
    store_submit(engine->store, deed->writes);
}
