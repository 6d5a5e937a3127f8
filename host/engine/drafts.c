/* drafts.c - what is begun and not sent (drafts.h). */
#include "engine/drafts.h"

#include "data/canon.h"
#include "engine/attachment_file.h"
#include "engine/inside.h"
#include "engine/loan.h"

static const char *draft_key(struct arena *arena, const struct id *task, const struct actor *actor)
{
    char text[ID_TEXT_LEN + 1];
    return arena_printf(arena, "%s/%s", id_to_text(task, text), actor->id);
}

int draft_read(struct engine *engine, struct reader *reader, const struct id *task,
               const struct actor *actor, struct arena *arena, struct draft *out, struct err *err)
{
    const char *key = draft_key(arena, task, actor);
    struct record_row row;
    struct value *body;
    struct slice sealed;
    struct buf plain = {0};

    *out = (struct draft){.value = &value_nil};
    int rc = reader_record(reader, RECORD_DRAFT, slice_of(key), arena, &row, err);
    if (rc == STATUS_NOT_FOUND)
        return 0;
    if (rc == 0)
        rc = canon_read(arena, row.body, &body, err);
    if (rc != 0)
        return rc;
    out->version = row.version;
    out->at = row.at;
    if (row.status == 0 ||
        !hex_read(arena, slice_of(value_text_or(value_get(body, "sealed"), "")), &sealed))
        return 0;
    struct err ignored = {0}; /* of another master key: then there is none */
    if (secret_unseal(&engine->master, sealed, slice_of(key), &plain, &ignored) == 0)
        rc = canon_read(arena, arena_copy(arena, buf_slice(&plain)), &out->value, err);
    if (plain.bytes)
        secret_wipe(plain.bytes, plain.len);
    buf_close(&plain);
    return rc;
}

struct records_change *draft_change(struct engine *engine, const struct id *task,
                                    const struct actor *actor, int64_t expected,
                                    const struct value *value)
{
    struct records_change *change =
        records_change_new(actor, value ? "draft_saved" : "draft_dropped");
    struct arena *arena = &change->arena;
    struct record_change *one = records_change_add(change);
    struct value *body = value_map(arena);
    struct buf sealed = {0};

    one->kind = RECORD_DRAFT;
    one->key = draft_key(arena, task, actor);
    one->expected = expected;
    one->status = value ? 1 : 0;
    if (value) {
        secret_seal(&engine->master, engine->chance, canon_text(arena, value), slice_of(one->key),
                    &sealed);
        value_put(arena, body, "sealed", value_string(arena, hex_of(arena, buf_slice(&sealed))));
    }
    buf_close(&sealed);
    one->body = body;
    return change;
}

/* ---- with a person of the case --------------------------------------------------------------- */

enum { DRAFTS_PAGE = 100 };

/* Whoever saves one just now makes this turn be refused, and with it the key stay: never one
 * without the other. */
static void end_draft(struct turn *turn, const struct record_row *row)
{
    struct op *op = write_set_add(turn->writes, OP_RECORD);

    op->number = row->version;
    op->record = (struct record_row){.kind = RECORD_DRAFT,
                                     .key = row->key,
                                     .at = turn->at,
                                     .body = canon_text(turn->arena, value_map(turn->arena))};
    turn->writes->bytes += 128;
}

static bool is_of(struct slice key, struct slice before)
{
    return key.len > before.len && memcmp(key.bytes, before.bytes, before.len) == 0;
}

static int end_of_task(struct turn *turn, const struct id *task, int64_t *ended, struct err *err)
{
    char text[ID_TEXT_LEN + 1];
    const struct slice before = slice_of(arena_printf(turn->arena, "%s/", id_to_text(task, text)));
    struct record_span span = {.kind = RECORD_DRAFT, .after = before, .limit = DRAFTS_PAGE};
    struct record_row *rows;
    size_t count, i;
    int rc;

    do {
        rc = reader_records(turn->worker->reader, &span, turn->arena, &rows, &count, err);
        for (i = 0; rc == 0 && i < count && is_of(rows[i].key, before); i++)
            end_draft(turn, &rows[i]);
        *ended += rc == 0 ? (int64_t)i : 0;
        if (rc == 0 && i > 0)
            span.after = rows[i - 1].key;
    } while (rc == 0 && i == span.limit);
    return rc;
}

int drafts_end(struct turn *turn, int64_t *ended, struct err *err)
{
    struct case_image image;
    int rc = reader_load(turn->worker->reader, &turn->cf->ref, turn->arena, &image, err);

    *ended = 0;
    for (size_t i = 0; rc == 0 && i < image.part_count; i++)
        if (image.parts[i].kind == PART_TASK)
            rc = end_of_task(turn, &image.parts[i].ref, ended, err);
    return rc;
}
