/* outcomes.c - the cases of a period, each compared (outcomes.h).
 *
 *   prepare (one job)  the candidate is made ready, the cases of the period are counted
 *   pages              PAGES_AT_ONCE jobs, each with worlds of its own and a range of case ids; one
 *                      that comes back is added to what is known and goes out with the next range
 *   the end            a page that met no case, when no other is out
 *
 * A page belongs to one thread from offload to on_done; all else to the loop thread. Only
 * `is_cancelled` is looked at by both.
 */
#include "engine/calendars.h"
#include "engine/outcomes.h"
#include <stdatomic.h>
#include <stdlib.h>
#include "base/log.h"
#include "base/slots.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/outcome_groups.h"
#include "engine/veil.h"
#include "store/each_case.h"

enum { PAGE_CASES = 16, PAGES_AT_ONCE = 2 };

/* Of one page: the cases worth keeping, in order, and what they have in common. */
struct kept_page {
    struct kept_page *next;
    struct arena arena;
    int64_t after; /* the range began behind this case id */
    struct {
        int64_t id;
        enum outcome_verdict verdict;
        const struct value *value;
    } cases[PAGE_CASES];
    size_t count;
    uint64_t ended_otherwise;
    struct outcome_groups groups; /* until they are merged */
};

struct page {
    struct job job;
    struct outcomes *outcomes;
    struct reader *reader; /* of the worker, while it runs */
    struct outcome_finder finder;
    struct editions *known; /* releases this page has met */
    struct id suspects[ENGINE_SUSPECTS];
    size_t suspect_count;
    int64_t after, until;
    int64_t skip_to; /* no case up to here */
    bool has_met_none;
    uint64_t cases, by_verdict[OUTCOME_VERDICTS];
    struct kept_page *kept;
    int status;
    struct err err;
};

struct outcomes {
    struct outcomes *next;
    struct engine *engine;
    struct arena arena;
    struct outcomes_query query;
    atomic_bool is_cancelled;
    const struct edition *candidate; /* counted */
    enum outcomes_state state;
    struct err err;
    int64_t started_at, ended_at;
    uint64_t total, cases, by_verdict[OUTCOME_VERDICTS], ended_otherwise, kept_count, beyond;
    struct outcome_groups groups;
    struct kept_page *first;
    struct job prepare;
    struct page pages[PAGES_AT_ONCE];
    int out;         /* jobs away */
    int64_t next_id; /* the next range begins behind it */
    bool has_met_end;
};

static bool is_stopped(const struct outcomes *outcomes)
{
    return atomic_load(&outcomes->is_cancelled) || outcomes->engine->is_halted;
}

static bool is_of_query(const struct outcomes *outcomes, const struct case_row *row)
{
    const struct outcomes_query *query = &outcomes->query;
    int32_t date = date_of(row->opened_at);

    /* like a report: what is sealed is in no figure */
    if (case_is_sealed(row->extra))
        return false;
    return (query->from == 0 || date >= query->from) && (query->to == 0 || date <= query->to) &&
           (!query->workflow || slice_is(row->workflow, query->workflow));
}

/* ---- a page, on a shadow thread ---- */

/* Releases are compiled once for a page, whatever becomes of its worlds. */
static struct release *find_release(void *owner, int64_t id)
{
    struct page *page = owner;
    const struct edition *edition = editions_find(page->known, id);
    struct err err = {0};

    if (edition)
        return release_ref(edition->release);
    if (edition_load(page->outcomes->engine, page->reader, id, &edition, &err) != 0)
        return NULL;
    editions_add(&page->known, edition);
    struct release *release = release_ref(edition->release);
    edition_unref(edition);
    return release;
}

static void page_open(struct page *page)
{
    struct outcomes *outcomes = page->outcomes;
    struct release_source source = {
        .find = find_release, .owner = page, .calendars = engine_calendars(outcomes->engine)};

    outcome_finder_open(&page->finder, &source, outcomes->query.release, outcomes->started_at);
    page->known = editions_ref(outcomes->engine->editions);
    editions_add(&page->known, outcomes->candidate);
}

static void page_close(struct page *page)
{
    outcome_finder_close(&page->finder);
    editions_unref(page->known);
    page->known = NULL;
}

static bool is_suspect(const struct page *page, const struct id *ref)
{
    for (size_t i = 0; i < page->suspect_count; i++)
        if (id_is_equal(&page->suspects[i], ref))
            return true;
    return false;
}

static bool ended_otherwise(const struct outcome *outcome)
{
    for (const struct difference *at = outcome->differences.first; at; at = at->next)
        if (at->kind <= DIFFERENCE_ENDED_NOW)
            return true;
    return false;
}

static void keep(struct kept_page *kept, int64_t id, const struct outcome *outcome)
{
    kept->cases[kept->count].id = id;
    kept->cases[kept->count].verdict = outcome->verdict;
    kept->cases[kept->count++].value = outcome_value(&kept->arena, outcome);
    kept->ended_otherwise += ended_otherwise(outcome);
    outcome_groups_add(&kept->groups, outcome);
}

static void look_at(struct page *page, const struct case_row *row, int slot)
{
    struct engine *engine = page->outcomes->engine;
    struct arena arena = {0}; /* two whole lives: let go of when they have been compared */
    struct outcome outcome;

    if (is_suspect(page, &row->ref))
        return;
    slots_set(engine->slots, slot, &row->ref); /* what it runs may be what kills the host */
    outcome_find(&page->finder, page->reader, &row->ref, &arena, &outcome);
    slots_clear(engine->slots, slot);
    page->cases++;
    page->by_verdict[outcome.verdict]++;
    if (outcome.verdict != OUTCOME_SAME)
        keep(page->kept, row->id, &outcome);
    arena_close(&arena);
}

static int read_page(struct page *page, int slot)
{
    struct arena arena = {0};
    struct case_row *rows;
    size_t count;
    int rc = reader_cases(page->reader, page->after, PAGE_CASES, &arena, &rows, &count, &page->err);

    page->has_met_none = rc == 0 && count == 0;
    if (rc == 0 && count > 0 && rows[0].id > page->until)
        page->skip_to = rows[0].id - 1;
    for (size_t i = 0; rc == 0 && i < count && rows[i].id <= page->until; i++)
        if (!is_stopped(page->outcomes) && is_of_query(page->outcomes, &rows[i]))
            look_at(page, &rows[i], slot);
    arena_close(&arena);
    return rc;
}

static void page_run(struct job *job, void *worker_)
{
    struct page *page = (struct page *)(void *)job;
    struct worker *worker = worker_;

    page->reader = worker->reader;
    page->kept = mem_zero(sizeof *page->kept);
    page->kept->after = page->after;
    page->status = is_stopped(page->outcomes) ? 0 : read_page(page, worker->slot);
    page->reader = NULL;
}

/* ---- pages coming back, on the loop thread ---- */

static void kept_free(struct kept_page *kept)
{
    outcome_groups_close(&kept->groups);
    arena_close(&kept->arena);
    free(kept);
}

/* In order of ranges; what came last belongs near the end, which is looked at last. */
static void hang_in(struct outcomes *outcomes, struct kept_page *kept)
{
    struct kept_page **at = &outcomes->first;
    while (*at && (*at)->after < kept->after)
        at = &(*at)->next;
    kept->next = *at;
    *at = kept;
}

static void take_kept(struct outcomes *outcomes, struct kept_page *kept)
{
    outcomes->ended_otherwise += kept->ended_otherwise;
    outcome_groups_merge(&outcomes->groups, &kept->groups);
    outcome_groups_close(&kept->groups);
    if (kept->count == 0 || outcomes->kept_count + kept->count > OUTCOMES_KEPT_MOST) {
        outcomes->beyond += kept->count;
        kept_free(kept);
        return;
    }
    outcomes->kept_count += kept->count;
    hang_in(outcomes, kept);
}

static void end(struct outcomes *outcomes)
{
    for (int i = 0; i < PAGES_AT_ONCE; i++)
        page_close(&outcomes->pages[i]);
    outcomes->state = outcomes->err.status   ? OUTCOMES_FAILED
                      : is_stopped(outcomes) ? OUTCOMES_CANCELLED
                                             : OUTCOMES_DONE;
    outcomes->ended_at = loop_now_ms(outcomes->engine->loop);
    if (outcomes->state == OUTCOMES_FAILED)
        log_warn("outcomes", "ended early: %s", outcomes->err.text);
}

static void send_page(struct outcomes *outcomes, struct page *page)
{
    page->after = outcomes->next_id;
    page->until = outcomes->next_id + PAGE_CASES;
    page->skip_to = 0;
    page->cases = 0;
    memset(page->by_verdict, 0, sizeof page->by_verdict);
    page->suspect_count = outcomes->engine->suspect_count;
    memcpy(page->suspects, outcomes->engine->suspects, sizeof page->suspects);
    outcomes->next_id = page->until;
    outcomes->out++;
    loop_offload(outcomes->engine->loop, LANE_SHADOW, &page->job);
}

static void on_page(struct job *job)
{
    struct page *page = (struct page *)(void *)job;
    struct outcomes *outcomes = page->outcomes;

    outcomes->out--;
    outcomes->cases += page->cases;
    for (int i = 0; i < OUTCOME_VERDICTS; i++)
        outcomes->by_verdict[i] += page->by_verdict[i];
    take_kept(outcomes, page->kept);
    page->kept = NULL;
    if (page->status != 0 && outcomes->err.status == 0) {
        outcomes->err = page->err;
        outcomes->err.status = page->status;
    }
    outcomes->has_met_end = outcomes->has_met_end || page->has_met_none;
    if (page->skip_to > outcomes->next_id)
        outcomes->next_id = page->skip_to;
    if (!outcomes->has_met_end && outcomes->err.status == 0 && !is_stopped(outcomes))
        send_page(outcomes, page);
    else if (outcomes->out == 0)
        end(outcomes);
}

/* ---- preparing ---- */

static int count_case(void *owner, const struct case_row *row, struct err *err)
{
    struct outcomes *outcomes = owner;
    (void)err;
    outcomes->total += is_of_query(outcomes, row);
    return is_stopped(outcomes) ? EACH_ENOUGH : 0;
}

static void prepare_run(struct job *job, void *worker_)
{
    struct outcomes *outcomes =
        (struct outcomes *)(void *)((char *)job - offsetof(struct outcomes, prepare));
    struct worker *worker = worker_;
    int rc = 0;

    if (!outcomes->candidate)
        rc = edition_load(outcomes->engine, worker->reader, outcomes->query.release,
                          &outcomes->candidate, &outcomes->err);
    if (rc == 0)
        rc = each_case(worker->reader, count_case, outcomes, &outcomes->err);
    outcomes->err.status = rc;
}

static void on_prepared(struct job *job)
{
    struct outcomes *outcomes =
        (struct outcomes *)(void *)((char *)job - offsetof(struct outcomes, prepare));

    outcomes->out--;
    if (outcomes->err.status != 0 || is_stopped(outcomes)) {
        end(outcomes);
        return;
    }
    for (int i = 0; i < PAGES_AT_ONCE; i++) {
        struct page *page = &outcomes->pages[i];
        page->job.run = page_run;
        page->job.on_done = on_page;
        page->outcomes = outcomes;
        page_open(page);
        send_page(outcomes, page);
    }
}

/* ---- life ---- */

static void outcomes_free(struct outcomes *outcomes)
{
    for (struct kept_page *kept = outcomes->first, *next; kept; kept = next) {
        next = kept->next;
        kept_free(kept);
    }
    outcome_groups_close(&outcomes->groups);
    edition_unref(outcomes->candidate);
    arena_close(&outcomes->arena);
    free(outcomes);
}

/* Ended ones make room: that of the same release, then the oldest. */
static int make_room(struct engine *engine, int64_t release, struct err *err)
{
    struct outcomes **oldest = NULL;
    size_t count = 0;

    for (struct outcomes **at = &engine->outcomes; *at;) {
        struct outcomes *one = *at;
        bool is_same = one->query.release == release;
        if (is_same && one->state == OUTCOMES_RUNNING)
            return err_set_at(err, STATUS_CONFLICT, "outcomes_running", NULL,
                              "The cases are being compared with this release already. Wait for "
                              "it to end, or cancel it.");
        if (is_same) {
            *at = one->next;
            outcomes_free(one);
            continue;
        }
        count++;
        if (one->state != OUTCOMES_RUNNING)
            oldest = at;
        at = &one->next;
    }
    if (count < OUTCOMES_MOST)
        return 0;
    if (!oldest)
        return err_set(err, STATUS_BUSY, "%d comparisons are under way. Wait for one to end.",
                       OUTCOMES_MOST);
    struct outcomes *one = *oldest;
    *oldest = one->next;
    outcomes_free(one);
    return 0;
}

int engine_outcomes(struct engine *engine, const struct outcomes_query *query, struct err *err)
{
    if (engine->state == ENGINE_DRAINING || engine->state == ENGINE_DEAD)
        return err_set(err, STATUS_STOPPING, "The host is shutting down.");
    int rc = make_room(engine, query->release, err);
    if (rc != 0)
        return rc;
    struct outcomes *outcomes = mem_zero(sizeof *outcomes);
    const struct edition *known = engine_edition(engine, query->release);

    outcomes->engine = engine;
    outcomes->query = *query;
    if (query->workflow)
        outcomes->query.workflow = arena_text(&outcomes->arena, query->workflow);
    outcomes->candidate = known ? edition_ref(known) : NULL;
    outcomes->started_at = loop_now_ms(engine->loop);
    outcomes->prepare = (struct job){.run = prepare_run, .on_done = on_prepared};
    outcomes->next = engine->outcomes;
    engine->outcomes = outcomes;
    outcomes->out++;
    loop_offload(engine->loop, LANE_SHADOW, &outcomes->prepare);
    return 0;
}

struct outcomes *outcomes_last(const struct engine *engine, int64_t release)
{
    for (struct outcomes *at = engine->outcomes; at; at = at->next)
        if (at->query.release == release)
            return at;
    return NULL;
}

void outcomes_cancel(struct outcomes *outcomes)
{
    if (outcomes->state == OUTCOMES_RUNNING)
        atomic_store(&outcomes->is_cancelled, true);
}

void outcomes_stop(struct engine *engine)
{
    for (struct outcomes *at = engine->outcomes; at; at = at->next)
        outcomes_cancel(at);
}

/* After the loop: a job that never came back leaves what it held to be let go of here. */
void outcomes_close(struct engine *engine)
{
    while (engine->outcomes) {
        struct outcomes *outcomes = engine->outcomes;
        engine->outcomes = outcomes->next;
        if (outcomes->state == OUTCOMES_RUNNING)
            for (int i = 0; i < PAGES_AT_ONCE; i++) {
                page_close(&outcomes->pages[i]);
                if (outcomes->pages[i].kept)
                    kept_free(outcomes->pages[i].kept);
            }
        outcomes_free(outcomes);
    }
}

enum outcomes_state outcomes_state(const struct outcomes *outcomes)
{
    return outcomes->state;
}

/* ---- as JSON ---- */

static void put_text(struct arena *arena, struct value *map, const char *key, const char *text)
{
    if (text && *text)
        value_put(arena, map, key, value_string(arena, text));
}

static void put_count(struct arena *arena, struct value *map, const char *key, uint64_t count)
{
    value_put(arena, map, key, value_int(arena, (int64_t)count));
}

static void put_date(struct arena *arena, struct value *map, const char *key, int32_t date)
{
    char text[16];
    if (date)
        put_text(arena, map, key, date_to_text(date, text));
}

static void put_time(struct arena *arena, struct value *map, const char *key, int64_t at)
{
    char text[40];
    if (at)
        put_text(arena, map, key, time_to_text(at, text));
}

static void put_headline(const struct outcomes *outcomes, struct arena *arena, struct value *map)
{
    unsigned long long compared = outcomes->cases - outcomes->by_verdict[OUTCOME_INCOMPARABLE];
    unsigned long long otherwise = outcomes->ended_otherwise;
    unsigned long long different = outcomes->by_verdict[OUTCOME_DIFFERENT];
    unsigned long long left = outcomes->by_verdict[OUTCOME_INCOMPARABLE];

    put_text(arena, map, "en",
             arena_printf(arena,
                          "%llu of %llu cases would have ended otherwise; %llu would have differed "
                          "in something; %llu cannot be compared.",
                          otherwise, compared, different, left));
    put_text(arena, map, "zh",
             arena_printf(
                 arena,
                 "可比较的%llu件中，%llu件会有不同的结果，%llu件会有某种不同；另有%llu件无法比较。",
                 compared, otherwise, different, left));
}

struct value *outcomes_progress(const struct outcomes *outcomes, struct arena *arena)
{
    static const char *const states[] = {"running", "done", "cancelled", "failed"};
    struct value *map = value_map(arena), *counts = value_map(arena);
    char digest[2 * DIGEST_BYTES + 1];

    put_text(arena, map, "release", digest_to_text(&outcomes->query.digest, digest));
    put_date(arena, map, "from", outcomes->query.from);
    put_date(arena, map, "to", outcomes->query.to);
    put_text(arena, map, "workflow", outcomes->query.workflow);
    put_text(arena, map, "state", states[outcomes->state]);
    put_time(arena, map, "started_at", outcomes->started_at);
    put_time(arena, map, "ended_at", outcomes->ended_at);
    put_count(arena, map, "total", outcomes->out && !outcomes->next_id ? 0 : outcomes->total);
    put_count(arena, map, "cases", outcomes->cases);
    for (int i = 0; i < OUTCOME_VERDICTS; i++)
        put_count(arena, counts, outcome_verdict_word((enum outcome_verdict)i),
                  outcomes->by_verdict[i]);
    put_count(arena, counts, "ended_otherwise", outcomes->ended_otherwise);
    value_put(arena, map, "counts", counts);
    put_count(arena, map, "kept", outcomes->kept_count);
    put_count(arena, map, "beyond", outcomes->beyond);
    if (outcomes->state == OUTCOMES_FAILED)
        put_text(arena, map, "error", outcomes->err.text);
    put_headline(outcomes, arena, map);
    return map;
}

struct value *outcomes_report(const struct outcomes *outcomes, struct arena *arena)
{
    struct value *map = outcomes_progress(outcomes, arena);
    bool is_ready = outcomes->state != OUTCOMES_RUNNING || outcomes->next_id > 0;

    value_put(
        arena, map, "groups",
        outcome_groups_value(&outcomes->groups, is_ready ? outcomes->candidate : NULL, arena));
    put_count(arena, map, "groups_beyond", outcomes->groups.beyond);
    return map;
}

struct value *outcomes_cases(const struct outcomes *outcomes, int64_t after, int verdict,
                             size_t limit, struct arena *arena)
{
    struct value *page = value_map(arena), *items = value_list(arena);

    value_put(arena, page, "items", items);
    value_put_null(arena, page, "next");
    for (const struct kept_page *kept = outcomes->first; kept; kept = kept->next)
        for (size_t i = 0; i < kept->count; i++) {
            if (kept->cases[i].id <= after ||
                (verdict >= 0 && (int)kept->cases[i].verdict != verdict))
                continue;
            if (value_len(items) == limit) {
                value_put(arena, page, "next",
                          value_string(arena, arena_printf(arena, "%lld", (long long)after)));
                return page;
            }
            value_push(arena, items, value_copy(arena, kept->cases[i].value));
            after = kept->cases[i].id;
        }
    return page;
}
