/* people.c - who may speak to this host (people.h). */
#include "engine/people.h"
#include <stdlib.h>
#include "engine/inside.h"

static void token_digest(const struct engine *engine, struct slice token, struct digest *out)
{
    struct digest_state state;
    digest_init(&state, engine->child_key, sizeof engine->child_key);
    digest_add(&state, "token", 5);
    digest_add(&state, token.bytes, token.len);
    digest_end(&state, out);
}

static void person_add(struct people *people, const struct digest *digest, struct slice name,
                       struct slice roles, const struct id *actor)
{
    struct person *person = mem_zero(sizeof *person);
    struct value *list = value_list(&person->arena);
    char text[ID_TEXT_LEN + 1];

    while (roles.len) {
        const char *end = memchr(roles.bytes, '\n', roles.len);
        size_t len = end ? (size_t)(end - roles.bytes) : roles.len;
        struct slice role = {.bytes = roles.bytes, .len = len};
        value_push(&person->arena, list, value_text(&person->arena, role));
        if (slice_is(role, "admin"))
            person->actor.is_administrator = true;
        roles.bytes += len + (end ? 1 : 0);
        roles.len -= len + (end ? 1 : 0);
    }
    person->digest = *digest;
    person->actor.id = arena_text(&person->arena, id_to_text(actor, text));
    person->actor.roles = list;
    person->name = arena_copy(&person->arena, name).bytes;
    person->next = people->first;
    people->first = person;
}

int people_load(struct engine *engine, struct reader *reader, struct err *err)
{
    struct arena arena = {0};
    struct token_row *rows;
    size_t count;
    int rc = reader_tokens(reader, &arena, &rows, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++)
        person_add(&engine->people, &rows[i].digest, rows[i].name, rows[i].roles, &rows[i].actor);
    arena_close(&arena);
    return rc;
}

void people_close(struct people *people)
{
    while (people->first) {
        struct person *person = people->first;
        people->first = person->next;
        arena_close(&person->arena);
        free(person);
    }
}

const struct actor *engine_actor_by_token(struct engine *engine, struct slice token)
{
    struct digest digest;

    token_digest(engine, token, &digest);
    for (const struct person *person = engine->people.first; person; person = person->next)
        if (secret_is_equal(&person->digest, &digest, sizeof digest))
            return &person->actor;
    return NULL;
}

const char *engine_actor_name(struct engine *engine, const struct actor *actor)
{
    for (const struct person *person = engine->people.first; person; person = person->next)
        if (&person->actor == actor)
            return person->name;
    return "";
}

/* ---- administrative write sets ---- */

struct deed {
    struct note note; /* first: owner of its write set */
    struct engine *engine;
    struct write_set *writes;
    void (*on_done)(void *owner, int status);
    void *owner;
    bool is_token;
};

static void on_deed_settled(struct note *note)
{
    struct deed *deed = (struct deed *)(void *)note;
    struct write_set *writes = deed->writes;

    if (writes->status == 0 && deed->is_token) {
        const struct token_row *token = &writes->first_op->token;
        person_add(&deed->engine->people, &token->digest, token->name, token->roles, &token->actor);
    }
    if (deed->on_done)
        deed->on_done(deed->owner, writes->status);
    write_set_close(writes);
    free(deed);
}

static struct deed *deed_new(struct engine *engine, void (*on_done)(void *owner, int status),
                             void *owner)
{
    struct deed *deed = mem_zero(sizeof *deed);
    deed->note.on_note = on_deed_settled;
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
    struct deed *deed = deed_new(engine, on_done, owner);
    struct op *op = write_set_add(deed->writes, OP_TOKEN);
    struct arena *arena = &deed->writes->arena;

    token_digest(engine, token, &op->token.digest);
    op->token.name = slice_of(arena_text(arena, name));
    op->token.roles = slice_of(arena_text(arena, roles));
    op->token.at = loop_now_ms(engine->loop);
    chance_id(engine->chance, &op->token.actor);
    deed->is_token = true;
    store_submit(engine->store, deed->writes);
}

void engine_audit(struct engine *engine, const struct actor *actor, const char *what,
                  const struct id *case_ref, void (*on_done)(void *owner, int status), void *owner)
{
    struct deed *deed = deed_new(engine, on_done, owner);
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
