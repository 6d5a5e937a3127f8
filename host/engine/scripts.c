/* scripts.c - the folder given to serve, kept as a release: the first one of a host, or compared
 * with the active one. */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/publish.h"
#include "script/shelf.h"
#include "store/releases.h"

static struct value *files_value(struct arena *arena, const struct script_file *files, size_t count)
{
    struct value *body = value_map(arena), *map = value_map(arena);
    for (size_t i = 0; i < count; i++)
        value_put(arena, map, files[i].path, value_text(arena, files[i].text));
    value_put(arena, body, "files", map);
    return body;
}

struct waiting {
    struct note note;
    bool is_settled;
};

static void on_waited(struct note *note)
{
    ((struct waiting *)(void *)note)->is_settled = true;
}

/* The row of a digest, if the store has it. */
static int find_release(struct engine *engine, const struct digest *digest, int64_t *id,
                        int64_t *active, struct err *err)
{
    struct arena arena = {0};
    struct release_row *rows;
    struct reader *reader;
    size_t count;
    int rc = reader_open(engine->store, &reader, err);

    *id = 0;
    if (rc != 0)
        return rc;
    rc = reader_release_heads(reader, &arena, &rows, &count, active, err);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (memcmp(&rows[i].digest, digest, sizeof *digest) == 0)
            *id = rows[i].id;
    arena_close(&arena);
    reader_close(reader);
    return rc;
}

static int submit_and_wait(struct engine *engine, struct write_set *writes, struct err *err)
{
    struct waiting waiting = {.note = {.on_note = on_waited}};

    writes->owner = &waiting.note;
    writes->epoch = store_epoch(engine->store);
    writes->generation = store_generation(engine->store);
    store_submit(engine->store, writes);
    loop_run_until(engine->loop, &waiting.is_settled);
    int rc = writes->status;
    if (rc != 0 && err)
        *err = writes->err;
    write_set_close(writes);
    return rc;
}

static int store_release(struct engine *engine, struct release *release,
                         const struct script_file *files, size_t count, int64_t *id,
                         struct err *err)
{
    int64_t active;
    int rc = find_release(engine, release_digest(release), id, &active, err);

    if (rc == 0 && *id == 0) {
        struct write_set *writes = write_set_new();
        struct op *op = write_set_add(writes, OP_RELEASE);
        op->release.digest = *release_digest(release);
        op->release.at = loop_now_ms(engine->loop);
        op->release.body = canon_text(&writes->arena, files_value(&writes->arena, files, count));
        rc = submit_and_wait(engine, writes, err);
        if (rc == 0)
            rc = find_release(engine, release_digest(release), id, &active, err);
    }
    if (rc == 0 && active != *id) {
        struct write_set *writes = write_set_new();
        struct op *op = write_set_add(writes, OP_ACTIVATE);
        op->number = *id;
        op->activation.at = loop_now_ms(engine->loop);
        op->activation.kind = slice_of("serve");
        rc = submit_and_wait(engine, writes, err);
    }
    return rc;
}

int engine_use_scripts(struct engine *engine, const struct script_file *files, size_t count,
                       struct err *err)
{
    struct release *release;
    struct reader *reader;
    int64_t id;
    int rc = shelf_open_release(engine->options.shelf, files, count, &release, err);

    if (rc == 0)
        rc = store_release(engine, release, files, count, &id, err);
    else
        return rc;
    const struct edition *edition = NULL;
    if (rc == 0)
        rc = engine_open_edition(engine, id, release, &edition, err);
    else
        release_unref(release);
    if (rc == 0)
        engine_set_active(engine, edition);
    edition_unref(edition);
    if (rc == 0)
        rc = reader_open(engine->store, &reader, err);
    if (rc == 0) {
        rc = numbers_load(engine, reader, err);
        reader_close(reader);
    }
    return rc;
}

static int read_active(struct engine *engine, struct digest *digest, bool *is_there,
                       struct err *err)
{
    struct arena arena = {0};
    struct release_row *rows;
    struct reader *reader;
    size_t count;
    int64_t active;
    int rc = reader_open(engine->store, &reader, err);

    *is_there = false;
    if (rc != 0)
        return rc;
    rc = reader_release_heads(reader, &arena, &rows, &count, &active, err);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (rows[i].id == active) {
            *digest = rows[i].digest;
            *is_there = true;
        }
    arena_close(&arena);
    reader_close(reader);
    return rc;
}

bool engine_active_digest(struct engine *engine, struct digest *out)
{
    struct err ignored = {0};
    bool is_there;
    return read_active(engine, out, &is_there, &ignored) == 0 && is_there;
}

int engine_offer_scripts(struct engine *engine, const struct script_file *files, size_t count,
                         enum offered *out, struct err *err)
{
    struct digest active, offered;
    bool is_there;
    int rc = read_active(engine, &active, &is_there, err);

    *out = OFFERED_TAKEN;
    if (rc != 0)
        return rc;
    if (!is_there)
        return engine_use_scripts(engine, files, count, err);
    rc = release_digest_of(files, count, &offered, err);
    *out =
        rc == 0 && memcmp(&active, &offered, sizeof active) == 0 ? OFFERED_SAME : OFFERED_DIFFERS;
    return rc;
}

const struct value *engine_model(struct engine *engine)
{
    return engine->active ? release_model(engine->active->release) : &value_nil;
}
