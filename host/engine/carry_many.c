/* carry_many.c - moves by hand of many cases (carry_many.h). */
#include "engine/carry_many.h"
#include <stdlib.h>
#include "data/canon.h"
#include "engine/carry.h"
#include "engine/deed.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "store/each_case.h"
#include "store/releases.h"

enum { REFS_GROWTH = 500, PREFIX_LEAST = 6 };

struct carry_many *carry_many_new(void)
{
    return mem_zero(sizeof(struct carry_many));
}

void carry_many_free(struct carry_many *many)
{
    if (!many)
        return;
    edition_unref(many->own.active);
    free(many->own.refs);
    arena_close(&many->arena);
    free(many);
}

/* ---- finding (worker) ---- */

static int find_release(struct carry_many *many, struct reader *reader, int64_t *id,
                        struct err *err)
{
    struct release_row *rows;
    size_t count, len = many->release ? strlen(many->release) : 0, found = 0;
    int64_t active;
    int rc =
        many->release ? reader_release_heads(reader, &many->arena, &rows, &count, &active, err) : 0;

    *id = 0;
    for (size_t i = 0; rc == 0 && many->release && i < count; i++) {
        char text[2 * DIGEST_BYTES + 1];
        digest_to_text(&rows[i].digest, text);
        if (len >= PREFIX_LEAST && len < sizeof text && memcmp(text, many->release, len) == 0) {
            *id = rows[i].id;
            found++;
        }
    }
    if (rc == 0 && many->release && found != 1)
        return err_set(err, STATUS_NOT_FOUND,
                       found ? "More than one release begins like that. Give more of its name."
                             : "There is no such release. `comity release list` shows them.");
    return rc;
}

static bool is_asked_for(const struct carry_many *many, const struct case_row *row, int64_t release)
{
    return row->status != CASE_CLOSED && slice_is(row->workflow, many->workflow) &&
           slice_is(row->stage, many->stage) && (release == 0 || row->release == release) &&
           (many->to || row->release != many->own.active->id);
}

static int keep_ref(struct carry_many *many, const struct id *ref, struct err *err)
{
    if (many->count == CARRY_CASES_MOST)
        return err_set(err, STATUS_TOO_LARGE,
                       "More than %d cases are asked for. Nothing was recorded; ask for those of "
                       "one release (--release), or move some first.",
                       CARRY_CASES_MOST);
    if (many->count % REFS_GROWTH == 0)
        many->own.refs =
            mem_resize(many->own.refs, (many->count + REFS_GROWTH) * sizeof *many->own.refs);
    many->own.refs[many->count++] = *ref;
    return 0;
}

struct choosing {
    struct carry_many *many;
    int64_t release;
};

static int find_case(void *owner, const struct case_row *row, struct err *err)
{
    const struct choosing *choosing = owner;
    return is_asked_for(choosing->many, row, choosing->release)
               ? keep_ref(choosing->many, &row->ref, err)
               : 0;
}

static int find_cases(struct carry_many *many, struct reader *reader, struct err *err)
{
    struct choosing choosing = {.many = many};

    if (many->has_ref)
        return keep_ref(many, &many->ref, err);
    int rc = find_release(many, reader, &choosing.release, err);
    return rc == 0 ? each_case(reader, find_case, &choosing, err) : rc;
}

static int look_ahead(struct carry_many *many, struct reader *reader, struct err *err)
{
    int rc = 0;

    many->items = value_list(&many->arena);
    for (size_t i = 0; rc == 0 && i < many->count && i < CARRY_SHOWN_MOST; i++) {
        struct carry_question question = {.ref = many->own.refs[i], .to = many->to};
        struct value *shown;
        rc = carry_preview(many->own.engine, many->own.active, reader, &question, &many->arena,
                           &shown, err);
        if (rc == 0)
            value_push(&many->arena, many->items, shown);
        else if (!many->has_ref && (rc == STATUS_CLOSED || rc == STATUS_CONFLICT))
            rc = 0; /* it has moved on since it was found */
    }
    return rc;
}

static void write_messages(struct carry_many *many)
{
    struct write_set *writes = many->own.writes = write_set_new();
    struct arena *arena = &writes->arena;
    struct value *body = value_map(arena);

    value_put(arena, body, "kind", value_string(arena, "move"));
    value_put(arena, body, "to", value_string(arena, many->to));
    value_put(arena, body, "stage", value_string(arena, many->stage));
    value_put(arena, body, "reason", value_string(arena, many->reason));
    value_put(arena, body, "by", value_string(arena, many->actor ? many->actor->id : NULL));
    struct slice text = canon_text(arena, body);
    for (size_t i = 0; i < many->count; i++) {
        struct op *op = write_set_add(writes, OP_SEND);
        op->message.to = many->own.refs[i];
        op->message.body = text;
        writes->bytes += text.len + 64;
    }
}

static struct carry_many *of_job(struct job *job)
{
    return (struct carry_many *)(void *)((char *)job - offsetof(struct carry_many, own.job));
}

static void many_run(struct job *job, void *worker_)
{
    struct carry_many *many = of_job(job);
    struct worker *worker = worker_;

    if (many->own.engine->is_halted) {
        many->status = err_set(&many->err, STATUS_STOPPING, "The host has stopped.");
        return;
    }
    many->status = find_cases(many, worker->reader, &many->err);
    if (many->status == 0 && many->is_preview)
        many->status = look_ahead(many, worker->reader, &many->err);
    else if (many->status == 0 && many->count > 0)
        write_messages(many);
}

struct value *carry_many_reply(const struct carry_many *many, struct arena *arena)
{
    struct value *out = value_map(arena);

    value_put(arena, out, "cases", value_int(arena, (int64_t)many->count));
    if (many->is_preview)
        value_put(arena, out, "items", value_copy(arena, many->items));
    return out;
}

/* ---- telling them (loop thread) ---- */

static void on_stored(struct note *note)
{
    struct carry_many *many =
        (struct carry_many *)(void *)((char *)note - offsetof(struct carry_many, own.note));
    struct engine *engine = many->own.engine;
    struct write_set *writes = many->own.writes;

    many->status = deed_status(writes, &many->err);
    for (struct op *op = writes->first_op; many->status == 0 && op; op = op->next)
        if (op->kind == OP_SEND && engine->state != ENGINE_LOST) /* else found again on disk */
            message_deliver(engine, &op->message);
    write_set_close(writes);
    many->own.writes = NULL;
    many->on_done(many);
    deed_end(engine);
}

static void on_found(struct job *job)
{
    struct carry_many *many = of_job(job);
    struct engine *engine = many->own.engine;
    struct write_set *writes = many->own.writes;

    if (many->status == 0 && writes)
        many->status = deed_refusal(engine, &many->err);
    if (many->status != 0 || !writes) {
        write_set_close(writes);
        many->on_done(many);
        return;
    }
    struct arena *arena = &writes->arena;
    struct value *body = value_map(arena);
    value_put(arena, body, "workflow", value_string(arena, many->workflow));
    value_put(arena, body, "stage", value_string(arena, many->stage));
    value_put(arena, body, "to", value_string(arena, many->to));
    value_put(arena, body, "reason", value_string(arena, many->reason));
    value_put(arena, body, "cases", value_int(arena, (int64_t)many->count));
    deed_audit(engine, writes, many->actor, "cases_moved", body);
    deed_key_put(engine, writes, many->key, carry_many_reply(many, arena));
    many->own.note.on_note = on_stored;
    deed_submit(engine, writes, &many->own.note);
}

struct refused {
    struct note note;
    struct carry_many *many;
};

static void on_refused(struct note *note)
{
    struct refused *refused = (struct refused *)(void *)note;
    refused->many->on_done(refused->many);
    free(refused);
}

void engine_carry_many(struct engine *engine, struct carry_many *many)
{
    many->own.engine = engine;
    if (!engine->active) {
        struct refused *refused = mem_zero(sizeof *refused);
        many->status = err_set(&many->err, STATUS_CONFLICT, "No release is active.");
        refused->note.on_note = on_refused;
        refused->many = many;
        loop_post(engine->loop, &refused->note);
        return;
    }
    many->own.active = edition_ref(engine->active);
    many->own.job.run = many_run;
    many->own.job.on_done = on_found;
    loop_offload(engine->loop, LANE_READ, &many->own.job);
}
