/* preflight.c - every open and parked case replayed on a candidate (preflight.h).
 *
 *   prepare (one job)  the edition is made ready, the cases are counted
 *   pages              PAGES_AT_ONCE jobs, each with a range of case ids; a page that comes back is
 *                      added to what is known and goes out again with the next range
 *   the end            a page that met no case, when no other page is out
 *
 * P1. A page - and what prepare finds - belongs to one thread from offload to on_done; the loop
 * thread owns everything else. Only `is_cancelled` is looked at by both. P2. Ended means: nobody
 * writes to it any more, so any thread with a reference may read. P3. Findings are in order of
 * case_id: pages hang in a list in the order of their ranges.
 */
#include "engine/preflight.h"
#include <stdlib.h>
#include "base/log.h"
#include "data/canon.h"
#include "engine/group.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "store/each_case.h"

enum { PAGE_CASES = 256, PAGES_AT_ONCE = 2, PROGRESS_MS = 200 };

/* Findings of one range of cases. */
struct kept {
    struct kept *next;
    struct arena arena;
    struct finding *findings;
    size_t count;
    int64_t after; /* the range began behind this case_id */
};

struct page {
    struct job job;
    struct preflight *preflight;
    int64_t after, until; /* case ids */
    int64_t skip_to;      /* no case up to here */
    bool has_met_none;    /* there are no cases behind `after` */
    struct preflight_tally tally;
    struct editions *known; /* counted: as it went out, and as it came back */
    struct kept *kept;
    int status;
    struct err err;
};

struct preflight {
    atomic_int refs;
    atomic_bool is_cancelled;
    struct preflight *next;
    struct engine *engine;
    int64_t release;
    struct digest digest;
    const struct edition *edition; /* counted; NULL once ended */
    struct editions *known;        /* counted: releases that cases are on; NULL once ended */
    enum preflight_state state;
    struct err err;
    int64_t started_at, ended_at;
    uint64_t total;
    struct preflight_tally tally;
    uint64_t harmless; /* findings kept that are held or changed */
    uint64_t hidden;   /* and that are for the cleared: in no tally */
    struct groups groups;
    struct kept *first;

    struct {
        struct job job;
        const struct edition *edition; /* counted */
        uint64_t total;
        int status;
        struct err err;
    } prepare;
    struct id suspects[ENGINE_SUSPECTS]; /* as they were when it began */
    size_t suspect_count;
    struct page pages[PAGES_AT_ONCE];
    int out;         /* pages away */
    int64_t next_id; /* the next range begins behind it */
    bool has_met_end;
    int64_t told_at;
};

/* ---- life ---- */

struct preflight *preflight_ref(struct preflight *preflight)
{
    atomic_fetch_add(&preflight->refs, 1);
    return preflight;
}

void preflight_unref(struct preflight *preflight)
{
    if (!preflight || atomic_fetch_sub(&preflight->refs, 1) > 1)
        return;
    for (struct kept *kept = preflight->first, *next; kept; kept = next) {
        next = kept->next;
        arena_close(&kept->arena);
        free(kept);
    }
    groups_close(&preflight->groups);
    free(preflight);
}

static void tell(struct preflight *preflight)
{
    struct engine *engine = preflight->engine;
    preflight->told_at = loop_now_ms(engine->loop);
    if (engine->on_preflight)
        engine->on_preflight(engine->on_preflight_owner, preflight);
}

static void end(struct preflight *preflight)
{
    struct engine *engine = preflight->engine;

    preflight->state = preflight->err.status                   ? PREFLIGHT_FAILED
                       : atomic_load(&preflight->is_cancelled) ? PREFLIGHT_CANCELLED
                                                               : PREFLIGHT_DONE;
    preflight->ended_at = loop_now_ms(engine->loop);
    edition_unref(preflight->edition);
    preflight->edition = NULL;
    editions_unref(preflight->known);
    preflight->known = NULL;
    if (preflight->state == PREFLIGHT_FAILED)
        log_warn("preflight", "ended early: %s", preflight->err.text);
    tell(preflight);
    preflight_unref(preflight); /* of the jobs */
}

/* The same where the host may be dying. */
static void end_halted(struct preflight *preflight)
{
    if (preflight->engine->is_halted)
        atomic_store(&preflight->is_cancelled, true);
    end(preflight);
}

/* ---- a page, on a shadow thread ---- */

static bool is_stopped(const struct preflight *preflight)
{
    return atomic_load(&preflight->is_cancelled) || preflight->engine->is_halted;
}

static bool is_worth_keeping(const struct finding *finding)
{
    return finding->verdict != VERDICT_SAME || finding->is_parked;
}

static void add_finding(struct page *page, const struct finding *finding)
{
    struct kept *kept = page->kept;
    bool is_hidden = finding_is_hidden(finding);

    if (!case_is_sealed(finding->marks)) {
        page->tally.cases++;
        page->tally.by_verdict[is_hidden ? VERDICT_SAME : finding->verdict]++;
        page->tally.parked += finding->is_parked && !is_hidden;
        page->tally.gets_past += finding->gets_past && !is_hidden;
    }
    if (is_worth_keeping(finding))
        kept->findings[kept->count++] = *finding;
}

/* Not replayed: the finding says why. */
static void add_unseen(struct page *page, const struct case_row *row, const char *now,
                       const char *message)
{
    struct arena *arena = &page->kept->arena;
    struct finding finding = {
        .ref = row->ref,
        .case_id = row->id,
        .seq = row->seq,
        .verdict = VERDICT_RAISES,
        .is_parked = row->status == CASE_PARKED,
        .number = arena_copy(arena, row->number).bytes,
        .workflow = arena_copy(arena, row->workflow).bytes,
        .office = arena_copy(arena, row->office).bytes,
        .stage = arena_copy(arena, row->stage).bytes,
        .marks = finding_marks(arena, row->extra),
        .now = now,
        .message = message,
    };
    add_finding(page, &finding);
}

/* A case that cannot be read is not the script's fault, and no reason to say nothing of the rest.
 */
static void add_unreadable(struct page *page, const struct case_row *row, const struct err *err)
{
    add_unseen(page, row, "cannot be read",
               arena_printf(&page->kept->arena, "The case cannot be read: %s. Run `comity verify`.",
                            err->text));
}

/* The host died with it twice: it must not do so a third time for a look ahead. */
static bool is_suspect(const struct page *page, const struct case_row *row)
{
    const struct preflight *preflight = page->preflight;
    for (size_t i = 0; i < preflight->suspect_count; i++)
        if (id_is_equal(&preflight->suspects[i], &row->ref))
            return true;
    return false;
}

static int look_at(struct page *page, struct shadow *shadow, const struct case_row *row)
{
    struct finding finding;
    struct err err = {0};

    if (row->status == CASE_CLOSED)
        return 0;
    if (is_suspect(page, row)) {
        add_unseen(page, row, "is not tried",
                   "The host died twice while this case was at work, so it is not tried.");
        return 0;
    }
    int rc = shadow_case(shadow, row, &page->kept->arena, &finding, &err);
    if (rc == 0)
        add_finding(page, &finding);
    else if (rc == STATUS_CORRUPT)
        add_unreadable(page, row, &err);
    else if (rc != STATUS_CLOSED && rc != STATUS_NOT_FOUND) {
        page->err = err;
        return rc;
    }
    return 0;
}

/* The rows of so many cases are read in one transaction and replayed after it: each begin and end
 * takes a lock that all readers of the database share (docs/decisions.md). */
enum { BATCH_CASES = 32, BATCH_BYTES = 1 << 20 };

struct batch {
    struct arena arena;
    struct shadow_rows rows[BATCH_CASES];
    size_t count;
};

static int read_batch(struct reader *reader, const struct case_row *rows, size_t count,
                      struct batch *batch, struct err *err)
{
    batch->count = 0;
    arena_clear(&batch->arena);
    int rc = reader_hold(reader, err);
    if (rc != 0)
        return rc;
    while (rc == 0 && batch->count < count && batch->count < BATCH_CASES &&
           batch->arena.used < BATCH_BYTES) {
        const struct case_row *row = &rows[batch->count];
        struct shadow_rows *read = &batch->rows[batch->count++];
        *read = (struct shadow_rows){.case_id = row->id, .seq = row->seq};
        if (row->status == CASE_OPEN)
            rc = reader_stage(reader, row, &batch->arena, &read->rows, &read->count, err);
        if (rc == STATUS_CORRUPT) { /* found again, and told, when it is looked at */
            read->rows = NULL;
            rc = 0;
        }
    }
    reader_let_go(reader);
    return rc;
}

static int look_at_all(struct page *page, struct shadow *shadow, const struct case_row *rows,
                       size_t count)
{
    struct batch batch = {0};
    int rc = 0;

    for (size_t done = 0; rc == 0 && done < count;) {
        rc = read_batch(shadow->reader, &rows[done], count - done, &batch, &page->err);
        for (size_t i = 0; rc == 0 && i < batch.count; i++, done++) {
            shadow->ahead = batch.rows[i];
            rc = is_stopped(page->preflight) ? STATUS_STOPPING : look_at(page, shadow, &rows[done]);
        }
    }
    arena_close(&batch.arena);
    return rc;
}

static int read_page(struct page *page, struct reader *reader)
{
    struct preflight *preflight = page->preflight;
    struct arena arena = {0};
    struct case_row *rows;
    struct shadow shadow;
    size_t count, mine = 0;
    int rc = reader_cases(reader, page->after, PAGE_CASES, &arena, &rows, &count, &page->err);

    shadow_open(&shadow, preflight->engine, preflight->edition, reader, page->known);
    page->has_met_none = rc == 0 && count == 0;
    if (rc == 0 && count > 0 && rows[0].id > page->until)
        page->skip_to = rows[0].id - 1;
    while (rc == 0 && mine < count && rows[mine].id <= page->until)
        mine++;
    if (rc == 0)
        rc = look_at_all(page, &shadow, rows, mine);
    editions_unref(page->known);
    page->known = editions_ref(shadow.known);
    shadow_close(&shadow);
    arena_close(&arena);
    return rc == STATUS_STOPPING ? 0 : rc;
}

static void page_run(struct job *job, void *worker_)
{
    struct page *page = (struct page *)(void *)job;
    struct worker *worker = worker_;

    page->kept = mem_zero(sizeof *page->kept);
    page->kept->after = page->after;
    page->kept->findings = ARENA_ARRAY(&page->kept->arena, struct finding, PAGE_CASES);
    page->status = is_stopped(page->preflight) ? 0 : read_page(page, worker->reader);
}

/* ---- pages coming back, on the loop thread ---- */

static bool is_harmless(const struct finding *finding)
{
    return finding->verdict == VERDICT_CHANGED || finding->verdict == VERDICT_HELD;
}

static bool may_keep(struct preflight *preflight, const struct finding *finding)
{
    if (is_harmless(finding) && preflight->harmless++ >= PREFLIGHT_KEPT_HARMLESS)
        return false;
    return preflight->tally.kept < PREFLIGHT_KEPT_MOST;
}

/* In order of ranges; the one that came last belongs near the end, which is first looked at. */
static void hang_in(struct preflight *preflight, struct kept *kept)
{
    struct kept **at = &preflight->first;
    while (*at && (*at)->after < kept->after)
        at = &(*at)->next;
    kept->next = *at;
    *at = kept;
}

static void add_tally(struct preflight *preflight, const struct preflight_tally *more)
{
    struct preflight_tally *tally = &preflight->tally;
    tally->cases += more->cases;
    tally->parked += more->parked;
    tally->gets_past += more->gets_past;
    for (int i = 0; i < VERDICT_COUNT; i++)
        tally->by_verdict[i] += more->by_verdict[i];
}

static void take_kept(struct preflight *preflight, struct kept *kept)
{
    size_t left = 0;

    for (size_t i = 0; i < kept->count; i++) {
        const struct finding *finding = &kept->findings[i];
        if (finding_is_hidden(finding)) {
            if (preflight->hidden++ < PREFLIGHT_KEPT_MOST)
                kept->findings[left++] = *finding;
            continue;
        }
        groups_add(&preflight->groups, preflight->edition, finding);
        if (!may_keep(preflight, finding)) {
            preflight->tally.beyond++;
            continue;
        }
        preflight->tally.kept++;
        kept->findings[left++] = *finding;
    }
    kept->count = left;
    if (left > 0) {
        hang_in(preflight, kept);
        return;
    }
    arena_close(&kept->arena);
    free(kept);
}

static void on_page(struct job *job);

static void send_page(struct preflight *preflight, struct page *page)
{
    *page = (struct page){
        .job = {.run = page_run, .on_done = on_page},
        .preflight = preflight,
        .after = preflight->next_id,
        .until = preflight->next_id + PAGE_CASES,
        .known = editions_ref(preflight->known),
    };
    preflight->next_id = page->until;
    preflight->out++;
    loop_offload(preflight->engine->loop, LANE_SHADOW, &page->job);
}

/* What a page had to compile the next ones find. */
static void keep_known(struct preflight *preflight, struct editions *known)
{
    if (known->count > preflight->known->count) {
        editions_unref(preflight->known);
        preflight->known = editions_ref(known);
    }
    editions_unref(known);
}

static void take_page(struct preflight *preflight, struct page *page)
{
    preflight->out--;
    keep_known(preflight, page->known);
    page->known = NULL;
    add_tally(preflight, &page->tally);
    take_kept(preflight, page->kept);
    page->kept = NULL;
    if (page->status != 0 && preflight->err.status == 0) {
        preflight->err = page->err;
        preflight->err.status = page->status;
    }
    preflight->has_met_end = preflight->has_met_end || page->has_met_none;
    if (page->skip_to > preflight->next_id)
        preflight->next_id = page->skip_to;
}

static void on_page(struct job *job)
{
    struct page *page = (struct page *)(void *)job;
    struct preflight *preflight = page->preflight;

    take_page(preflight, page);
    if (!preflight->has_met_end && preflight->err.status == 0 && !is_stopped(preflight))
        send_page(preflight, page);
    else if (preflight->out == 0) {
        end_halted(preflight);
        return;
    }
    if (loop_now_ms(preflight->engine->loop) - preflight->told_at >= PROGRESS_MS)
        tell(preflight);
}

/* ---- the beginning ---- */

static int count_case(void *owner, const struct case_row *row, struct err *err)
{
    struct preflight *preflight = owner;
    (void)err;
    preflight->prepare.total += row->status != CASE_CLOSED && !case_is_sealed(row->extra);
    return is_stopped(preflight) ? EACH_ENOUGH : 0;
}

static int take_edition(struct preflight *preflight, struct reader *reader)
{
    struct err *err = &preflight->prepare.err;
    int rc = edition_load(preflight->engine, reader, preflight->release,
                          &preflight->prepare.edition, err);
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such release. `comity release list` shows them.");
    return rc;
}

static struct preflight *preflight_of_prepare(struct job *job)
{
    return (struct preflight *)(void *)((char *)job - offsetof(struct preflight, prepare.job));
}

static void prepare_run(struct job *job, void *worker_)
{
    struct preflight *preflight = preflight_of_prepare(job);
    struct worker *worker = worker_;
    int rc = is_stopped(preflight) ? 0 : take_edition(preflight, worker->reader);

    if (rc == 0 && preflight->prepare.edition)
        rc = each_case(worker->reader, count_case, preflight, &preflight->prepare.err);
    preflight->prepare.status = rc;
}

static void on_prepared(struct job *job)
{
    struct preflight *preflight = preflight_of_prepare(job);

    preflight->edition = preflight->prepare.edition;
    preflight->total = preflight->prepare.total;
    if (preflight->prepare.status != 0) {
        preflight->err = preflight->prepare.err;
        preflight->err.status = preflight->prepare.status;
    }
    if (preflight->err.status != 0 || !preflight->edition || is_stopped(preflight)) {
        end_halted(preflight);
        return;
    }
    for (int i = 0; i < PAGES_AT_ONCE; i++)
        send_page(preflight, &preflight->pages[i]);
    tell(preflight);
}

/* The newest first: a former one of the same release goes, and the oldest of too many. */
static void forget_others(struct engine *engine, int64_t release)
{
    int left = PREFLIGHTS_MOST - 1;
    struct preflight **at = &engine->preflights;

    while (*at) {
        struct preflight *preflight = *at;
        if (preflight->state == PREFLIGHT_RUNNING || (preflight->release != release && left > 0)) {
            at = &preflight->next;
            left--;
            continue;
        }
        *at = preflight->next;
        preflight_unref(preflight);
    }
}

int engine_preflight(struct engine *engine, int64_t release, const struct digest *digest,
                     struct err *err)
{
    const struct preflight *last = preflight_last(engine, release);

    if (engine->state == ENGINE_DRAINING || engine->state == ENGINE_DEAD)
        return err_set(err, STATUS_STOPPING, "The host is shutting down.");
    if (last && last->state == PREFLIGHT_RUNNING)
        return err_set(err, STATUS_CONFLICT,
                       "A pre-flight of this release is under way. Wait for it, or cancel it.");
    forget_others(engine, release);
    struct preflight *preflight = mem_zero(sizeof *preflight);
    atomic_init(&preflight->refs, 2); /* the engine's and the jobs' */
    preflight->engine = engine;
    preflight->release = release;
    preflight->digest = *digest;
    preflight->known = editions_ref(engine->editions);
    preflight->started_at = loop_now_ms(engine->loop);
    preflight->next = engine->preflights;
    engine->preflights = preflight;
    preflight->suspect_count = engine->suspect_count;
    memcpy(preflight->suspects, engine->suspects, sizeof preflight->suspects);
    preflight->prepare.job = (struct job){.run = prepare_run, .on_done = on_prepared};
    loop_offload(engine->loop, LANE_SHADOW, &preflight->prepare.job);
    return 0;
}

struct preflight *preflight_last(const struct engine *engine, int64_t release)
{
    for (struct preflight *at = engine->preflights; at; at = at->next)
        if (at->release == release)
            return at;
    return NULL;
}

void preflight_cancel(struct preflight *preflight)
{
    atomic_store(&preflight->is_cancelled, true);
}

void preflights_stop(struct engine *engine)
{
    for (struct preflight *at = engine->preflights; at; at = at->next)
        if (at->state == PREFLIGHT_RUNNING)
            preflight_cancel(at);
}

void preflights_close(struct engine *engine)
{
    struct preflight *preflight;
    while ((preflight = engine->preflights)) {
        engine->preflights = preflight->next;
        preflight_unref(preflight);
    }
}

void engine_on_preflight(struct engine *engine,
                         void (*on_preflight)(void *owner, struct preflight *preflight),
                         void *owner)
{
    engine->on_preflight = on_preflight;
    engine->on_preflight_owner = owner;
}

/* ---- what it found ---- */

int64_t preflight_release(const struct preflight *preflight)
{
    return preflight->release;
}

const struct digest *preflight_digest(const struct preflight *preflight)
{
    return &preflight->digest;
}

enum preflight_state preflight_state(const struct preflight *preflight)
{
    return preflight->state;
}

const struct err *preflight_err(const struct preflight *preflight)
{
    return &preflight->err;
}

const struct preflight_tally *preflight_tally(const struct preflight *preflight)
{
    return &preflight->tally;
}

uint64_t preflight_total(const struct preflight *preflight)
{
    return preflight->total;
}

static bool may_see(const struct eyes *eyes, const struct finding *finding)
{
    return !finding_is_hidden(finding) ||
           eyes_may_see(eyes, slice_of(finding->office), finding->marks, finding->stage_seq);
}

const struct finding *preflight_next(const struct preflight *preflight, const struct eyes *eyes,
                                     int64_t after, enum verdict verdict)
{
    for (const struct kept *kept = preflight->first; kept; kept = kept->next) {
        if (kept->findings[kept->count - 1].case_id <= after)
            continue;
        for (size_t i = 0; i < kept->count; i++)
            if (kept->findings[i].case_id > after &&
                (verdict == VERDICT_COUNT || kept->findings[i].verdict == verdict) &&
                may_see(eyes, &kept->findings[i]))
                return &kept->findings[i];
    }
    return NULL;
}

size_t preflight_stays(const struct preflight *preflight, struct write_set *writes)
{
    size_t count = 0;

    for (const struct kept *kept = preflight->first; kept && preflight->state == PREFLIGHT_DONE;
         kept = kept->next)
        for (size_t i = 0; i < kept->count; i++) {
            const struct finding *finding = &kept->findings[i];
            if (!verdict_stays(finding->verdict))
                continue;
            struct op *op = write_set_add(writes, OP_STAY);
            op->stay = (struct stay_row){
                .case_id = finding->case_id,
                .release = preflight->release,
                .stage_seq = finding->stage_seq,
                .seq = finding->seq,
                .verdict = (int)finding->verdict,
                .body = canon_text(&writes->arena, finding_value(&writes->arena, finding)),
            };
            writes->bytes += op->stay.body.len + 64;
            count += !finding_is_hidden(finding);
        }
    return count;
}

/* ---- as JSON ---- */

static void put_count(struct arena *arena, struct value *map, const char *key, uint64_t count)
{
    value_put(arena, map, key, value_int(arena, (int64_t)count));
}

static uint64_t stays_of(const struct preflight_tally *tally)
{
    uint64_t count = 0;
    for (int i = 0; i < VERDICT_COUNT; i++)
        if (verdict_stays((enum verdict)i))
            count += tally->by_verdict[i];
    return count;
}

struct value *preflight_progress(const struct preflight *preflight, struct arena *arena)
{
    static const char *const states[] = {"running", "done", "cancelled", "failed"};
    const struct preflight_tally *tally = &preflight->tally;
    struct value *map = value_map(arena), *counts = value_map(arena);
    char text[2 * DIGEST_BYTES + 1];

    digest_to_text(&preflight->digest, text);
    value_put(arena, map, "release", value_string(arena, text));
    value_put(arena, map, "state", value_string(arena, states[preflight->state]));
    put_count(arena, map, "total", preflight->total);
    put_count(arena, map, "cases", tally->cases);
    for (int i = 0; i < VERDICT_COUNT; i++)
        put_count(arena, counts, verdict_word((enum verdict)i), tally->by_verdict[i]);
    value_put(arena, map, "counts", counts);
    put_count(arena, map, "parked", tally->parked);
    put_count(arena, map, "gets_past", tally->gets_past);
    put_count(arena, map, "stays", stays_of(tally));
    return map;
}

struct value *preflight_report(const struct preflight *preflight, struct arena *arena)
{
    struct value *map = preflight_progress(preflight, arena);
    char text[40];

    value_put(arena, map, "started_at",
              value_string(arena, time_to_text(preflight->started_at, text)));
    if (preflight->state != PREFLIGHT_RUNNING)
        value_put(arena, map, "ended_at",
                  value_string(arena, time_to_text(preflight->ended_at, text)));
    put_count(arena, map, "kept", preflight->tally.kept);
    put_count(arena, map, "beyond", preflight->tally.beyond);
    if (preflight->state == PREFLIGHT_FAILED)
        value_put(arena, map, "error", value_string(arena, preflight->err.text));
    value_put(arena, map, "groups", groups_value(&preflight->groups, arena));
    put_count(arena, map, "groups_beyond", preflight->groups.beyond);
    return map;
}
