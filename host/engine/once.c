/* once.c - the same request twice is done once (once.h). */
#include "engine/once.h"
#include "engine/inside.h"

void once_digest(const struct engine *engine, const struct once_request *request,
                 struct once_digests *out)
{
    struct digest_state state;

    digest_init(&state, engine->child_key, sizeof engine->child_key);
    digest_add(&state, request->actor->id, strlen(request->actor->id) + 1);
    digest_add(&state, request->route, strlen(request->route) + 1);
    digest_add(&state, request->key.bytes, request->key.len);
    digest_end(&state, &out->key);
    digest_init(&state, engine->child_key, sizeof engine->child_key);
    digest_add(&state, request->body.bytes, request->body.len);
    digest_end(&state, &out->request);
}

static struct act **bucket_of(struct engine *engine, const struct act *act)
{
    size_t index = (size_t)(act->key.bytes[0] | act->key.bytes[1] << 8) % ONCE_BUCKETS;
    return &engine->onces.buckets[index];
}

const char once_reused_text[] =
    "This Idempotency-Key was used with another request. Use a new key for a new request.";

bool once_join(struct engine *engine, struct act *act)
{
    struct act **bucket = bucket_of(engine, act);

    for (struct act *running = *bucket; running; running = running->own.next_once) {
        if (memcmp(&running->key, &act->key, sizeof act->key) != 0)
            continue;
        if (memcmp(&running->request, &act->request, sizeof act->request) != 0) {
            act_refuse(engine, act, STATUS_KEY_REUSED, once_reused_text);
            return true;
        }
        act->own.twins = running->own.twins;
        running->own.twins = act;
        return true;
    }
    act->own.next_once = *bucket;
    *bucket = act;
    return false;
}

void once_leave(struct engine *engine, struct act *act)
{
    struct act *twin = act->own.twins;

    for (struct act **at = bucket_of(engine, act); *at; at = &(*at)->own.next_once)
        if (*at == act) {
            *at = act->own.next_once;
            break;
        }
    act->own.twins = NULL;
    while (twin) {
        struct act *next = twin->own.twins;
        twin->own.twins = NULL;
        twin->own.answer = act->own.answer;
        twin->own.answer.is_repeated = true;
        act_uncount(engine, twin);
        twin->on_answer(twin, &twin->own.answer);
        act_free(twin);
        twin = next;
    }
}

int once_find(struct reader *reader, struct act *act, struct write_set *writes, int64_t now_ms,
              struct err *err)
{
    struct arena *arena = &writes->arena;
    struct journal_row *rows;
    struct key_row key;
    size_t count;
    int rc = reader_key(reader, &act->key, arena, &key, err);

    if (rc == STATUS_NOT_FOUND || (rc == 0 && now_ms - key.at > KEY_LIFE_MS)) {
        err_clear(err);
        return 0;
    }
    if (rc == 0 && memcmp(&key.request, &act->request, sizeof key.request) != 0)
        rc = err_set(err, STATUS_KEY_REUSED, once_reused_text);
    if (rc == 0)
        rc = reader_back(reader, key.journal_id, 1, arena, &rows, &count, err);
    if (rc == 0 && count == 0)
        rc = err_set(err, STATUS_CORRUPT, "the first answer to this key is not in the journal");
    if (rc == 0)
        rc = answer_render(&key.case_ref, &rows[0], arena, &act->own.answer.reply, err);
    act->own.answer.is_repeated = rc == 0;
    return rc;
}
