/* sweep.c - open cases proved on the active release in the background (sweep.h). */
#include "engine/sweep.h"
#include <stdlib.h>
#include "base/log.h"
#include "base/slots.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "store/releases.h"

enum { SWEEP_ROWS = 500, SWEEP_CASES = 16, PAUSE_MS = 100, UNDER_WAY_MOST = 500 };

struct swept {
    bool is_own; /* found on the release it is on */
    struct finding finding;
    struct slice body; /* of the stay */
};

struct page {
    struct job job;
    struct engine *engine;
    struct shadow *shadow;
    struct arena arena;
    struct id suspects[ENGINE_SUSPECTS];
    size_t suspect_count;
    int64_t after;
    bool is_last, is_proving;
    struct swept found[2 * SWEEP_CASES];
    size_t count, looked;
    int status;
    struct err err;
};

/* ---- one page (shadow thread) ---- */

static bool is_suspect(const struct page *page, const struct id *ref)
{
    for (size_t i = 0; i < page->suspect_count; i++)
        if (id_is_equal(&page->suspects[i], ref))
            return true;
    return false;
}

/* Is it listed already? Then it stays, whatever its turns since. */
static int is_listed(const struct page *page, const struct case_row *row, bool *out,
                     struct err *err)
{
    struct arena arena = {0};
    struct stay_row stay;
    int rc = reader_stay(page->shadow->reader, row->id, &arena, &stay, err);

    *out = rc == 0 && stay.release == page->shadow->candidate->id &&
           stay.verdict != (int)VERDICT_MOVES; /* those wait for the sweep */
    arena_close(&arena);
    return rc == STATUS_NOT_FOUND ? 0 : rc;
}

static bool is_news(const struct finding *finding)
{
    return verdict_stays(finding->verdict) || finding->verdict == VERDICT_MOVES ||
           (finding->is_parked && finding->gets_past);
}

static void keep_found(struct page *page, bool is_own)
{
    struct swept *swept = &page->found[page->count++];

    swept->is_own = is_own;
    swept->body = canon_text(&page->arena, finding_value(&page->arena, &swept->finding));
}

/* On the release it is on. One that is another's matter - gone, unreadable - is left to its turn.
 */
static int prove_own(struct page *page, const struct case_row *row, struct err *err)
{
    struct swept *swept = &page->found[page->count];
    const struct edition *own, *made = NULL;
    struct err ignored = {0};
    int rc = 0;

    if (!page->is_proving || row->status != CASE_OPEN)
        return 0;
    if (!editions_find(page->shadow->known, row->release) &&
        edition_load(page->engine, page->shadow->reader, row->release, &made, &ignored) == 0) {
        editions_add(&page->shadow->known, made);
        edition_unref(made);
    }
    own = editions_find(page->shadow->known, row->release);
    if (!own)
        return 0;
    rc = own == page->shadow->candidate
             ? shadow_case(page->shadow, row, &page->arena, &swept->finding, err)
             : shadow_replay(page->engine, own, page->shadow->reader, row, &page->arena,
                             &swept->finding, err);
    if (rc == 0 &&
        (swept->finding.verdict == VERDICT_DIVERGES || swept->finding.verdict == VERDICT_RAISES ||
         swept->finding.verdict == VERDICT_MOVES))
        keep_found(page, true);
    return rc;
}

/* On the active release, if it is not on that. */
static int look_ahead(struct page *page, const struct case_row *row, struct err *err)
{
    struct swept *swept = &page->found[page->count];
    bool is_known = true;
    int rc = 0;

    if (row->release == page->shadow->candidate->id)
        return 0;
    rc = is_listed(page, row, &is_known, err);
    if (rc == 0 && !is_known)
        rc = shadow_case(page->shadow, row, &page->arena, &swept->finding, err);
    if (rc == 0 && !is_known && is_news(&swept->finding))
        keep_found(page, false);
    return rc;
}

static int look_at(struct page *page, const struct case_row *row, int slot, struct err *err)
{
    if (row->status == CASE_CLOSED || is_suspect(page, &row->ref) ||
        (row->release == page->shadow->candidate->id && !page->is_proving))
        return 0;
    page->looked++;
    slots_set(page->engine->slots, slot, &row->ref); /* what it runs may be what kills the host */
    int rc = look_ahead(page, row, err);
    if (rc == 0)
        rc = prove_own(page, row, err);
    slots_clear(page->engine->slots, slot);
    if (rc != STATUS_CLOSED && rc != STATUS_NOT_FOUND)
        return rc;
    err_clear(err);
    return 0;
}

static void page_run(struct job *job, void *worker_)
{
    struct page *page = (struct page *)(void *)job;
    struct worker *worker = worker_;
    struct arena arena = {0};
    struct case_row *rows;
    size_t count = 0, i = 0;

    if (page->engine->is_halted) {
        page->status = STATUS_STOPPING;
        return;
    }
    page->shadow->reader = worker->reader;
    int rc =
        reader_cases(worker->reader, page->after, SWEEP_ROWS, &arena, &rows, &count, &page->err);
    for (; rc == 0 && i < count && page->looked < SWEEP_CASES; i++) {
        struct err fault = {0};
        if (look_at(page, &rows[i], worker->slot, &fault) != 0)
            log_error("sweep", "case %lld cannot be looked at: %s", (long long)rows[i].id,
                      fault.text);
        page->after = rows[i].id;
    }
    page->is_last = rc == 0 && i == count && count < SWEEP_ROWS;
    page->status = rc;
    arena_close(&arena);
}

/* ---- round (loop thread) ---- */

static void next_page(struct engine *engine);

static void on_timer(struct loop_timer *timer)
{
    struct engine *engine = timer->owner;

    if (engine->sweep.state == SWEEP_PAUSED) {
        engine->sweep.state = SWEEP_RESTING;
        next_page(engine);
    }
}

static void pause(struct engine *engine)
{
    struct sweep *sweep = &engine->sweep;

    sweep->state = SWEEP_PAUSED;
    sweep->timer.on_timer = on_timer;
    sweep->timer.owner = engine;
    loop_timer_start(engine->loop, &sweep->timer, PAUSE_MS);
}

static void tell_case(struct engine *engine, const struct swept *swept)
{
    const struct finding *finding = &swept->finding;
    bool stays = !swept->is_own && verdict_stays(finding->verdict);
    bool is_carried = !swept->is_own && finding->verdict == VERDICT_MOVES;
    struct event *event = event_new(swept->is_own ? EVENT_PROVE
                                    : stays       ? EVENT_STAY
                                    : is_carried  ? EVENT_MOVE
                                                  : EVENT_RETRY);
    char *body = mem_alloc(swept->body.len + 1);

    memcpy(body, swept->body.bytes, swept->body.len);
    body[swept->body.len] = '\0';
    event->body = (struct slice){.bytes = body, .len = swept->body.len};
    event->release = engine->sweep.candidate->id;
    event->seq = finding->seq;
    event->stage_seq = finding->stage_seq;
    event->verdict = (int)finding->verdict;
    engine->sweep.stays += stays;
    engine->sweep.carried += is_carried;
    engine->sweep.retried += !swept->is_own && !stays && !is_carried;
    casefile_wake(engine, &finding->ref, event);
}

static void end_round(struct engine *engine)
{
    struct sweep *sweep = &engine->sweep;

    if (sweep->candidate)
        shadow_close(&sweep->shadow);
    edition_unref(sweep->candidate);
    sweep->candidate = NULL;
    sweep->state = SWEEP_RESTING;
}

static bool is_stopping(const struct engine *engine)
{
    return engine->state == ENGINE_DRAINING || engine->state == ENGINE_DEAD;
}

static void page_done(struct job *job)
{
    struct page *page = (struct page *)(void *)job;
    struct engine *engine = page->engine;
    struct sweep *sweep = &engine->sweep;
    bool is_current = !sweep->is_again && engine->state == ENGINE_RUNNING;

    sweep->state = SWEEP_RESTING;
    sweep->looked += page->looked;
    for (size_t i = 0; is_current && page->status == 0 && i < page->count; i++)
        tell_case(engine, &page->found[i]);
    if (is_current && page->status == 0)
        sweep->after = page->after;
    bool is_over = is_stopping(engine) || (is_current && page->status == 0 && page->is_last);
    bool has_failed = page->status != 0;
    arena_close(&page->arena);
    free(page);
    if (is_over && sweep->candidate && (sweep->stays || sweep->retried || sweep->carried))
        log_info(
            "sweep",
            "release %lld: %llu cases stay on theirs, %llu are carried, %llu parked ones go on",
            (long long)sweep->candidate->id, (unsigned long long)sweep->stays,
            (unsigned long long)sweep->carried, (unsigned long long)sweep->retried);
    if (is_over) {
        sweep->is_proving = false;
        end_round(engine);
    } else if (sweep->is_again)
        sweep_begin(engine);
    else if (has_failed)
        pause(engine);
    else
        next_page(engine);
}

static void next_page(struct engine *engine)
{
    struct sweep *sweep = &engine->sweep;

    if (is_stopping(engine)) {
        end_round(engine);
        return;
    }
    if (engine->state != ENGINE_RUNNING || engine->is_full || engine->loans > UNDER_WAY_MOST) {
        pause(engine);
        return;
    }
    struct page *page = mem_zero(sizeof *page);
    page->job.run = page_run;
    page->job.on_done = page_done;
    page->engine = engine;
    page->shadow = &sweep->shadow;
    page->after = sweep->after;
    page->is_proving = sweep->is_proving;
    page->suspect_count = engine->suspect_count;
    memcpy(page->suspects, engine->suspects, sizeof page->suspects);
    sweep->state = SWEEP_READING;
    loop_offload(engine->loop, LANE_SHADOW, &page->job);
}

void sweep_begin(struct engine *engine)
{
    struct sweep *sweep = &engine->sweep;

    if (!sweep->is_allowed || !engine->active || is_stopping(engine))
        return;
    sweep->is_again = sweep->state == SWEEP_READING;
    if (sweep->is_again)
        return;
    loop_timer_stop(engine->loop, &sweep->timer);
    end_round(engine);
    sweep->candidate = edition_ref(engine->active);
    shadow_open(&sweep->shadow, engine, sweep->candidate, NULL, engine->editions);
    sweep->after = 0;
    sweep->looked = sweep->stays = sweep->retried = sweep->carried = 0;
    next_page(engine);
}

void sweep_allow(struct engine *engine)
{
    if (engine->options.skips_sweep || engine->sweep.is_allowed)
        return;
    engine->sweep.is_allowed = engine->sweep.is_proving = true;
    sweep_begin(engine);
}

void sweep_close(struct engine *engine)
{
    end_round(engine);
}

bool sweep_rests(const struct engine *engine)
{
    return engine->sweep.state == SWEEP_RESTING && !engine->sweep.candidate;
}
