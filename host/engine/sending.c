/* sending.c - one attempt to send an effect (sending.h; the states are in outbox.h).
 *
 * S1. Nothing is sent before the write set that counts the attempt has committed.
 * S2. What became of it is one write set: the effect's row, the message to its case, the incident
 *     of a dead letter. It names the version that was read, so it is written once or not at all.
 * S3. What was opened for sending lives in an arena of the sending thread and dies with the call.
 * S4. An attempt whose end cannot be written is kept until it can; with the host it is forgotten,
 *     the row is still pending, and the effect goes out again under the same key.
 */
#include "engine/sending.h"
#include <stdlib.h>
#include "base/fault.h"
#include "base/log.h"
#include "data/canon.h"
#include "engine/deed.h"
#include "engine/loan.h"
#include "engine/outbox.h"
#include "engine/recover.h"
#include "engine/target.h"
#include "store/office.h"

enum { AGAIN_MS = 1000 };

static void sending_run(struct job *job, void *worker);
static void on_ran(struct job *job);
static void on_written(struct note *note);

void sending_begin(struct outbox *outbox, struct outbox_target *target, const struct id *ref)
{
    struct sending *sending = mem_zero(sizeof *sending);

    sending->engine = outbox->engine;
    sending->target = target;
    sending->ref = *ref;
    sending->staff = staff_ref(outbox->engine->staff);
    sending->job.run = sending_run;
    sending->job.on_done = on_ran;
    sending->note.on_note = on_written;
    sending->state = SENDING_READING;
    list_push(&outbox->under_way, &sending->link);
    loop_offload(sending->engine->loop, LANE_SEND, &sending->job);
}

void sending_free(struct sending *sending)
{
    staff_unref(sending->staff);
    write_set_close(sending->writes);
    arena_close(&sending->arena);
    free(sending);
}

static int64_t now_of(const struct sending *sending)
{
    return loop_now_ms(sending->engine->loop);
}

static void try_again_soon(struct sending *sending)
{
    sending_ended(sending, now_of(sending) + AGAIN_MS);
}

/* ---- reading (sending thread) ---- */

static bool has_handle(const struct value *value)
{
    if (value->type == VALUE_HANDLE)
        return true;
    for (size_t i = 0; value->type == VALUE_LIST && i < value_len(value); i++)
        if (has_handle(value_item(value, i)))
            return true;
    for (size_t i = 0; value->type == VALUE_MAP && i < value_len(value); i++)
        if (has_handle(value->map.members[i].value))
            return true;
    return false;
}

static void refuse_ours(struct sent *sent, const char *reason)
{
    struct buf text = {0};
    sent->status = SENT_REFUSED;
    sent->is_ours = true;
    buf_add_text(&text, reason);
    size_t len = text.len < sizeof sent->reason ? text.len : sizeof sent->reason - 1;
    memcpy(sent->reason, text.bytes, len);
    sent->reason[len] = '\0';
    buf_close(&text);
}

static int read_target(struct sending *sending, struct reader *reader)
{
    struct record_row record;
    struct value *settings;
    int rc = reader_record(reader, RECORD_TARGET, sending->row.target, &sending->arena, &record,
                           &sending->err);
    if (rc == STATUS_NOT_FOUND && sending->engine->options.takes_as_written) {
        sending->settings = value_map(&sending->arena); /* a rehearsal: there is nothing outside */
        sending->attempts_most = EFFECT_ATTEMPTS_MOST;
        return 0;
    }
    if (rc == STATUS_NOT_FOUND || (rc == 0 && record.status == 0)) {
        refuse_ours(&sending->sent, "There is no target of this name: comity target add, then send "
                                    "it again.");
        return 0;
    }
    if (rc == 0)
        rc = canon_read(&sending->arena, record.body, &settings, &sending->err);
    if (rc == 0) {
        sending->settings = settings;
        sending->attempts_most = (int)value_get_int(settings, "attempts", EFFECT_ATTEMPTS_MOST);
    }
    return rc;
}

static int read_effect(struct sending *sending, struct reader *reader)
{
    struct value *body;
    int rc = reader_effect(reader, &sending->ref, &sending->arena, &sending->row, &sending->err);
    if (rc == STATUS_NOT_FOUND || (rc == 0 && sending->row.status != EFFECT_PENDING))
        return 0;
    if (rc == 0)
        rc = canon_read(&sending->arena, sending->row.body, &body, &sending->err);
    if (rc != 0)
        return rc;
    sending->is_there = true;
    sending->has_handles = has_handle(body);
    return read_target(sending, reader);
}

/* ---- sending (sending thread) ---- */

static void send_now(struct sending *sending, struct worker *worker)
{
    const struct sender *sender = sending->engine->options.sender;
    char key[ID_TEXT_LEN + 1];
    struct arena opened = {0};
    struct value *with = NULL;
    struct outgoing outgoing = {
        .key = id_to_text(&sending->ref, key),
        .name = sending->target->name,
        .kind = value_get_text(sending->settings, "kind"),
        .target = sending->settings,
        .at = sending->row.at,
        .now_ms = sending->now_ms,
    };
    struct err err = {0};
    int rc = target_secret(sending->engine, outgoing.name, sending->settings, &opened,
                           &outgoing.secret, &err);
    if (rc != 0)
        refuse_ours(&sending->sent, "The secret of the target cannot be opened: set it again.");
    if (rc == 0)
        rc = sending_open_values(sending, worker->reader, &opened, &with, &err);
    if (rc == STATUS_ERASED || rc == STATUS_NOT_FOUND || rc == STATUS_CORRUPT)
        refuse_ours(&sending->sent, rc == STATUS_ERASED
                                        ? "A personal value in it was erased meanwhile."
                                        : "A personal value in it cannot be opened.");
    else if (rc != 0 && sending->sent.status == SENT_DONE)
        sending->sent.status = SENT_LATER;
    outgoing.with = with;
    fault_is_set("effect.before_send");
    if (rc == 0)
        sender->send(sender->owner, &outgoing, &sending->arena, &sending->sent);
    fault_is_set("effect.after_send");
    target_wipe_secret(outgoing.secret);
    arena_close(&opened);
}

static void sending_run(struct job *job, void *worker_)
{
    struct sending *sending =
        (struct sending *)(void *)((char *)job - offsetof(struct sending, job));
    struct worker *worker = worker_;

    if (sending->engine->is_halted)
        sending->status = STATUS_STOPPING;
    else if (sending->state == SENDING_READING)
        sending->status = read_effect(sending, worker->reader);
    else
        send_now(sending, worker);
}

/* ---- writing (loop thread) ---- */

static struct op *add_row(struct sending *sending)
{
    sending->writes = write_set_new();
    struct op *op = write_set_add(sending->writes, OP_EFFECT);
    op->number = sending->row.version;
    op->effect = sending->row; /* texts live in the sending's arena, which outlives the set */
    return op;
}

static void mark(struct sending *sending)
{
    struct engine *engine = sending->engine;
    struct err err = {0};

    if (!engine->outbox->is_running || deed_refusal(engine, &err) != 0) {
        try_again_soon(sending);
        return;
    }
    struct op *op = add_row(sending);
    op->effect.attempts++;
    op->effect.next_at =
        now_of(sending) + effect_delay_ms(op->effect.attempts, chance_next(engine->chance));
    if (sending->has_handles) {
        char text[ID_TEXT_LEN + 1];
        struct arena *arena = &sending->writes->arena;
        struct value *body = value_map(arena);
        value_put(arena, body, "effect", value_string(arena, id_to_text(&sending->ref, text)));
        value_put(arena, body, "target", value_string(arena, sending->target->name));
        deed_audit(engine, sending->writes, NULL, "effect_opened", body);
        sending->writes->last_op->audit.case_ref = sending->row.case_ref;
    }
    sending->state = SENDING_MARKING;
    deed_submit(engine, sending->writes, &sending->note);
}

/* A failure of the target counts against it; what we could not even send does not. */
static void note_breaker(struct sending *sending)
{
    struct engine *engine = sending->engine;
    struct breaker *breaker = &sending->target->breaker;
    enum breaker_state before = breaker->state;

    if (!engine->outbox->is_running || sending->sent.is_ours)
        return;
    breaker_note(breaker, sending->sent.status, now_of(sending), chance_next(engine->chance));
    if (breaker->state == before || engine->options.takes_as_written)
        return;
    if (breaker->state == BREAKER_OPEN)
        log_warn("effect", "target %s does not answer (%s): left alone for %lld s",
                 sending->target->name, sending->sent.reason,
                 (long long)((breaker->open_until - now_of(sending)) / 1000));
    else
        log_info("effect", "target %s answers again", sending->target->name);
}

static void tell_case(struct sending *sending, bool is_done)
{
    struct arena *arena = &sending->writes->arena;
    const struct effect_row *row = &sending->row;
    struct value *body = value_map(arena), *answer = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    if (id_is_zero(&row->case_ref) || !slice_is(row->kind, "effect"))
        return;
    if (is_done && sending->sent.answer)
        answer = value_copy(arena, sending->sent.answer);
    value_put(arena, answer, "outcome", value_string(arena, is_done ? "done" : "failed"));
    if (!is_done)
        value_put(arena, answer, "reason", value_string(arena, sending->sent.reason));
    value_put(arena, body, "kind", value_string(arena, "effect"));
    value_put(arena, body, "effect", value_string(arena, id_to_text(&row->ref, text)));
    value_put(arena, body, "key", value_text(arena, row->key));
    value_put(arena, body, "target", value_text(arena, row->target));
    value_put(arena, body, "answer", answer);
    struct op *op = write_set_add(sending->writes, OP_SEND);
    op->message.to = row->case_ref;
    op->message.body = canon_text(arena, body);
}

/* The incident has the id of its effect. */
static void add_incident(struct sending *sending)
{
    struct arena *arena = &sending->writes->arena;
    const struct effect_row *row = &sending->row;
    struct op *op = write_set_add(sending->writes, OP_INCIDENT);
    struct value *body = value_map(arena);

    op->incident.ref = row->ref;
    op->incident.case_id = row->case_id;
    op->incident.case_ref = row->case_ref;
    op->incident.at = now_of(sending);
    op->incident.kind = slice_of("effect");
    op->incident.code = slice_of("dead_letter");
    value_put(arena, body, "message",
              value_string(arena, arena_printf(arena, "%s: given up after %d attempts. %s",
                                               sending->target->name, row->attempts,
                                               sending->sent.reason)));
    value_put(arena, body, "target", value_text(arena, row->target));
    value_put(arena, body, "key", value_text(arena, row->key));
    op->incident.body = canon_text(arena, body);
}

static void settle(struct sending *sending)
{
    struct engine *engine = sending->engine;
    bool is_done = sending->sent.status == SENT_DONE;
    bool is_dead =
        sending->sent.status == SENT_REFUSED ||
        (!is_done && sending->row.attempts >= sending->attempts_most && engine->outbox->is_running);

    sending->state = SENDING_SETTLING;
    sending->must_settle = engine->state == ENGINE_LOST || engine->state == ENGINE_DEAD ||
                           (engine->is_full && engine->state == ENGINE_RUNNING);
    if (sending->must_settle)
        return;
    struct op *op = add_row(sending);
    op->effect.status = is_done ? EFFECT_DONE : is_dead ? EFFECT_DEAD : EFFECT_PENDING;
    op->effect.error = slice_of(is_done ? "" : sending->sent.reason);
    if (op->effect.status == EFFECT_PENDING)
        op->effect.next_at =
            now_of(sending) + effect_delay_ms(sending->row.attempts, chance_next(engine->chance));
    if (is_done || is_dead)
        tell_case(sending, is_done);
    if (is_dead)
        add_incident(sending);
    deed_submit(engine, sending->writes, &sending->note);
}

void sending_retry(struct sending *sending)
{
    sending->must_settle = false;
    settle(sending);
}

/* ---- coming back (loop thread) ---- */

static void on_ran(struct job *job)
{
    struct sending *sending =
        (struct sending *)(void *)((char *)job - offsetof(struct sending, job));

    if (sending->status == STATUS_CORRUPT)
        engine_damaged(sending->engine, &sending->err);
    if (sending->status != 0) {
        try_again_soon(sending);
    } else if (sending->state == SENDING_SENDING) {
        note_breaker(sending);
        settle(sending);
    } else if (!sending->is_there) {
        sending_ended(sending, 0);
    } else if (sending->sent.status == SENT_REFUSED) {
        settle(sending);
    } else {
        mark(sending);
    }
}

static void after_mark(struct sending *sending, int status)
{
    const struct effect_row *marked = &sending->writes->first_op->effect;

    if (status == 0) {
        sending->row.version = marked->version;
        sending->row.attempts = marked->attempts;
        sending->row.next_at = marked->next_at;
    }
    write_set_close(sending->writes);
    sending->writes = NULL;
    if (status != 0 || !sending->engine->outbox->is_running) {
        try_again_soon(sending);
        return;
    }
    sending->now_ms = now_of(sending);
    sending->state = SENDING_SENDING;
    loop_offload(sending->engine->loop, LANE_SEND, &sending->job);
}

static void after_settle(struct sending *sending, int status)
{
    struct engine *engine = sending->engine;
    struct write_set *writes = sending->writes;
    const struct effect_row *after = &writes->first_op->effect;
    int64_t next_at = after->status == EFFECT_PENDING ? after->next_at : 0;

    if (status == 0)
        for (const struct op *op = writes->first_op; op; op = op->next)
            if (op->kind == OP_SEND && engine->state != ENGINE_LOST)
                message_deliver(engine, &op->message);
    if (status == 0 && after->status == EFFECT_DEAD && !engine->options.takes_as_written)
        log_warn("effect", "given up: target %s, %s", sending->target->name, sending->sent.reason);
    write_set_close(writes);
    sending->writes = NULL;
    if (status == 0)
        sending_ended(sending, next_at);
    else if (status == STATUS_REFUSED || !engine->outbox->is_running)
        try_again_soon(sending); /* somebody was quicker, or it goes on in the next life */
    else
        sending->must_settle = true;
}

static void on_written(struct note *note)
{
    struct sending *sending =
        (struct sending *)(void *)((char *)note - offsetof(struct sending, note));
    struct engine *engine = sending->engine;
    int status = sending->writes->status;

    fault_is_set("effect.written");
    if (sending->state == SENDING_MARKING)
        after_mark(sending, status);
    else
        after_settle(sending, status);
    deed_end(engine);
}
