/* activate.c - a stored release becomes the active one (publish.h).
 *
 *   engine_activate --job--> prepare_run --> on_prepared --job--> list_run --> on_listed
 *   (loop)                   (read lane)     (loop)               (read lane)  (loop)
 *                                              |                                 |
 *                     without a pre-flight     +-----------> submit <------------+
 *                                                              |
 *                                                        on_recorded --> on_done
 *
 * Cases go on safely with or without a pre-flight: each is replayed before it moves (move.c). What
 * a pre-flight adds is that somebody has been told beforehand; so activating asks for one that was
 * finished in this life of the host, unless there is no open case, it is forced, or it is a
 * rollback, which must not wait. How long ago it was does not matter: a finding belongs to a stage
 * entry of its case and is not applied to another.
 *
 * A1. One write set holds the activation, the list of the cases that stay behind and the audit row:
 *     after a crash all of it is there or nothing.
 * A2. Memory follows the disk: new stages open on the release from engine_set_active on, which is
 *     called once the write set has committed. When nobody can say whether it has, engine_recover
 *     reads which release is active.
 * A3. One activation at a time, so `former` is what it says.
 *
 * Compiling is a matter of milliseconds and a rollback must not wait behind a pre-flight of
 * 100,000 cases: so the job runs where lists are read, not in the shadow lane.
 */
#include <stdlib.h>
#include "base/fault.h"
#include "base/log.h"
#include "base/wallclock.h"
#include "engine/deed.h"
#include "engine/editions.h"
#include "engine/loan.h"
#include "engine/number.h"
#include "engine/offices.h"
#include "engine/preflight.h"
#include "engine/publish.h"
#include "engine/releases.h"
#include "engine/veil.h"
#include "store/each_case.h"
#include "store/lists.h"
#include "store/releases.h"

static const char *const kind_words[] = {
    [ACTIVATION_PLAIN] = "activate",
    [ACTIVATION_ROLLBACK] = "rollback",
    [ACTIVATION_WATCH] = "watch",
};

struct activation *activation_new(enum activation_kind kind)
{
    struct activation *activation = mem_zero(sizeof *activation);
    activation->kind = kind;
    return activation;
}

void activation_free(struct activation *activation)
{
    if (!activation)
        return;
    edition_unref(activation->own.edition);
    preflight_unref(activation->own.preflight);
    staff_unref(activation->own.staff);
    write_set_close(activation->own.writes);
    arena_close(&activation->arena);
    free(activation);
}

struct value *activation_reply(const struct activation *activation, struct arena *arena)
{
    struct value *out = value_map(arena);
    char text[2 * DIGEST_BYTES + 1], at[40];

    value_put(arena, out, "digest", value_string(arena, digest_to_text(&activation->digest, text)));
    value_put(arena, out, "was_active", value_bool(arena, activation->was_active));
    if (activation->was_active)
        return out;
    value_put(arena, out, "at", value_string(arena, time_to_text(activation->at, at)));
    value_put(arena, out, "stays", value_int(arena, (int64_t)activation->stays));
    if (activation->former)
        value_put(arena, out, "former",
                  value_string(arena, digest_to_text(&activation->former_digest, text)));
    return out;
}

/* ---- which one, on a reading thread ---- */

/* Undoing goes back step by step: a rollback takes the activation before it with it, so the second
 * one in a row goes one further back and not forward again. */
static int find_former(struct activation *activation, struct reader *reader, struct err *err)
{
    enum { PAGE = 100 };
    struct activation_row *rows;
    size_t count = PAGE;
    int64_t before = 0, undone = 0;
    int rc = 0;

    while (rc == 0 && count == PAGE) {
        struct arena page = {0};
        rc = reader_activations(reader, before, PAGE, &page, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count && activation->own.target == 0; i++) {
            before = rows[i].id;
            if (slice_is(rows[i].kind, kind_words[ACTIVATION_ROLLBACK]))
                undone++;
            else if (undone > 0)
                undone--;
            else if (rows[i].former == 0)
                count = 0; /* the first there was */
            else
                activation->own.target = rows[i].former;
        }
        arena_close(&page);
        if (activation->own.target != 0)
            return rc;
    }
    return rc != 0 ? rc
                   : err_set_at(err, STATUS_CONFLICT, "no_former", NULL,
                                "There is no release to go back to: the active one is the first. "
                                "`comity release list` shows them all.");
}

static int find_target(struct activation *activation, struct reader *reader, struct err *err)
{
    struct release_found found;
    struct release_row *rows;
    size_t count;
    int64_t active;
    int rc = 0;

    if (activation->release)
        rc = release_find(reader, activation->release, &activation->arena, &found, err);
    if (rc == 0 && activation->kind == ACTIVATION_ROLLBACK && activation->release &&
        found.row.id != found.active)
        rc = err_set_at(err, STATUS_CONFLICT, "other_active", NULL,
                        "Release %s is not active any more, so it is not taken back. `comity "
                        "release list` shows what is.",
                        activation->release);
    if (rc == 0 && activation->kind == ACTIVATION_ROLLBACK)
        rc = find_former(activation, reader, err);
    else if (rc == 0)
        activation->own.target = found.row.id;
    if (rc == 0)
        rc = reader_release_heads(reader, &activation->arena, &rows, &count, &active, err);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (rows[i].id == activation->own.target)
            activation->digest = rows[i].digest;
        if (rows[i].id == active)
            activation->former_digest = rows[i].digest;
    }
    if (rc == 0) {
        activation->former = active;
        activation->was_active = active == activation->own.target;
    }
    return rc;
}

/* The same by reading every case, where nobody counts them: the simulated store. */
static int look_at_case(void *owner, const struct case_row *row, struct err *err)
{
    struct activation *activation = owner;
    (void)err;
    activation->own.has_cases |= row->status != CASE_CLOSED && !case_is_sealed(row->extra) &&
                                 row->release != activation->own.target;
    return activation->own.has_cases ? EACH_ENOUGH : 0;
}

/* Is there a case that a pre-flight would have told of? A refusal because of a sealed one would
 * tell whoever sees no open case that there is one; it goes on as safely without (move.c). */
static int look_for_cases(struct activation *activation, struct reader *reader, struct err *err)
{
    struct release_count *counts;
    size_t count;
    int rc = list_release_counts(reader, &activation->arena, &counts, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++)
        activation->own.has_cases |= counts[i].release != activation->own.target &&
                                     counts[i].open_cases > counts[i].sealed_cases;
    if (rc != STATUS_LATER)
        return rc;
    err_clear(err);
    return each_case(reader, look_at_case, activation, err);
}

static int prepare(struct activation *activation, struct reader *reader, struct err *err)
{
    struct engine *engine = activation->own.engine;
    int rc = find_target(activation, reader, err);

    if (rc != 0 || activation->was_active)
        return rc;
    rc = edition_load(engine, reader, activation->own.target, &activation->own.edition, err);
    if (rc == STATUS_SCRIPT_FAILED) /* it was sound when it came: this host reads it differently */
        err->status = rc = STATUS_CONFLICT;
    if (rc == 0)
        rc = series_find(activation->own.edition, activation->at, reader, &activation->arena,
                         &activation->own.series, err);
    if (rc == 0 && activation->kind != ACTIVATION_ROLLBACK) /* which must not wait */
        rc = offices_check_stranded(
            activation->own.staff,
            value_get(release_model(activation->own.edition->release), "tree"), reader, err);
    if (rc == 0 && activation->kind == ACTIVATION_PLAIN && !activation->is_forced)
        rc = look_for_cases(activation, reader, err);
    return rc;
}

static struct activation *activation_of_job(struct job *job)
{
    return (struct activation *)(void *)((char *)job - offsetof(struct activation, own.job));
}

static void prepare_run(struct job *job, void *worker_)
{
    struct activation *activation = activation_of_job(job);
    struct worker *worker = worker_;
    activation->status = prepare(activation, worker->reader, &activation->err);
}

/* ---- making it so, on the loop thread ---- */

static void finish(struct activation *activation)
{
    activation->own.engine->is_activating = false;
    activation->on_done(activation);
}

static void on_recorded(struct note *note)
{
    struct activation *activation =
        (struct activation *)(void *)((char *)note - offsetof(struct activation, own.note));
    struct engine *engine = activation->own.engine;
    struct write_set *writes = activation->own.writes;
    char text[2 * DIGEST_BYTES + 1];

    activation->status = deed_status(writes, &activation->err);
    fault_is_set("activate.recorded");
    if (activation->status == 0) {
        series_learn(engine, activation->own.series);
        engine_set_active(engine, activation->own.edition);
        fault_is_set("activate.set");
        log_info("engine", "release %.12s is active (%s); %zu cases stay behind",
                 digest_to_text(&activation->digest, text), kind_words[activation->kind],
                 activation->stays);
    }
    finish(activation);
    deed_end(engine);
}

static void fill_writes(struct activation *activation)
{
    struct engine *engine = activation->own.engine;
    struct write_set *writes = activation->own.writes = write_set_new();
    struct arena *arena = &writes->arena;
    struct value *body = value_map(arena);
    struct op *op = write_set_add(writes, OP_ACTIVATE);
    const char *why = activation->why ? activation->why : "";
    char text[2 * DIGEST_BYTES + 1];

    op->number = activation->own.target;
    op->activation.at = activation->at;
    op->activation.kind = slice_of(kind_words[activation->kind]);
    op->activation.why = slice_of(arena_text(arena, why));
    if (activation->actor)
        op->activation.by = slice_of(arena_text(arena, actor_name(activation->actor)));
    value_put(arena, body, "release",
              value_string(arena, digest_to_text(&activation->digest, text)));
    value_put(arena, body, "kind", value_string(arena, kind_words[activation->kind]));
    value_put(arena, body, "why", value_string(arena, activation->why));
    if (activation->is_forced)
        value_put(arena, body, "forced", value_bool(arena, true));
    deed_audit(engine, writes, activation->actor, "release_activated", body);
}

static void submit(struct activation *activation)
{
    struct engine *engine = activation->own.engine;

    activation->status = deed_refusal(engine, &activation->err);
    if (activation->status != 0) {
        finish(activation);
        return;
    }
    fault_is_set("activate.prepared");
    deed_key_put(engine, activation->own.writes, activation->key,
                 activation_reply(activation, &activation->own.writes->arena));
    activation->own.note.on_note = on_recorded;
    deed_submit(engine, activation->own.writes, &activation->own.note);
}

/* A hundred thousand findings are worded on a thread, not by the loop. */
static void list_run(struct job *job, void *worker)
{
    struct activation *activation = activation_of_job(job);
    (void)worker;
    activation->stays = preflight_stays(activation->own.preflight, activation->own.writes);
}

static void on_listed(struct job *job)
{
    submit(activation_of_job(job));
}

/* The last pre-flight, if it came to its end. */
static void take_preflight(struct activation *activation)
{
    struct preflight *last = preflight_last(activation->own.engine, activation->own.target);
    if (last && preflight_state(last) == PREFLIGHT_DONE)
        activation->own.preflight = preflight_ref(last);
    else if (activation->own.has_cases)
        activation->status = err_set_at(
            &activation->err, STATUS_CONFLICT, "no_preflight", NULL,
            "No pre-flight has looked at what this release does to the open cases since the host "
            "started. Run `comity preflight DIGEST` first, or activate it without (force).");
}

/* The disk may be ahead: a commit whose outcome was unknown is there after all, and engine_recover
 * has not come to it yet. "It is active" is said when new stages open on it (A2). */
static int refuse_ahead(struct activation *activation)
{
    struct engine *engine = activation->own.engine;

    if (engine_active_release(engine) == activation->own.target)
        return 0;
    int rc = deed_refusal(engine, &activation->err);
    return rc != 0 ? rc
                   : err_set(&activation->err, STATUS_BUSY,
                             "The host is about to go on with this release. Send it again in a "
                             "moment.");
}

static void on_prepared(struct job *job)
{
    struct activation *activation = activation_of_job(job);

    if (activation->status == 0 && activation->was_active)
        activation->status = refuse_ahead(activation);
    else if (activation->status == 0)
        take_preflight(activation);
    if (activation->status != 0 || activation->was_active) {
        finish(activation);
        return;
    }
    fill_writes(activation);
    if (!activation->own.preflight) {
        submit(activation);
        return;
    }
    activation->own.job.run = list_run;
    activation->own.job.on_done = on_listed;
    loop_offload(activation->own.engine->loop, LANE_READ, &activation->own.job);
}

static void on_busy(struct note *note)
{
    struct activation *activation =
        (struct activation *)(void *)((char *)note - offsetof(struct activation, own.note));
    activation->on_done(activation);
}

void engine_activate(struct engine *engine, struct activation *activation)
{
    activation->own.engine = engine;
    if (engine->is_activating) {
        activation->status = err_set(&activation->err, STATUS_BUSY,
                                     "Another activation is under way. Look at `comity release "
                                     "list` and send it again in a second.");
        activation->own.note.on_note = on_busy;
        loop_post(engine->loop, &activation->own.note);
        return;
    }
    engine->is_activating = true;
    activation->at = loop_now_ms(engine->loop);
    activation->own.staff = staff_ref(engine->staff);
    activation->own.job.run = prepare_run;
    activation->own.job.on_done = on_prepared;
    loop_offload(engine->loop, LANE_READ, &activation->own.job);
}

int64_t engine_active_release(const struct engine *engine)
{
    return engine->active ? engine->active->id : 0;
}
