/* verify.c - is every case what its journal says? (verify.h) */
#include "engine/calendars.h"
#include "engine/verify.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/replay.h"
#include "engine/turn.h"
#include "engine/verify_custody.h"
#include "engine/verify_links.h"
#include "engine/verify_climb.h"
#include "engine/verify_parts.h"
#include "engine/verify_places.h"
#include "store/each_case.h"

enum { VERIFY_PAGE = 256 };

static int check_row(const struct case_row *row, const struct journal_row *turn,
                     const struct digest *former, int64_t seq, struct err *err)
{
    struct digest hash;

    if (turn->seq != seq)
        return err_set(err, STATUS_CORRUPT, "turn %lld is missing", (long long)seq);
    journal_hash(former, &row->ref, turn, &hash);
    if (memcmp(&hash, &turn->hash, sizeof hash) != 0)
        return err_set(err, STATUS_CORRUPT,
                       "turn %lld is not the one that was recorded: its hash does not follow from "
                       "the turn before",
                       (long long)seq);
    return 0;
}

/* What only the whole journal tells: gathered while the chain is walked. */
struct told_whole {
    struct told_links links;
    struct told_custody custody;
    struct told_places places;
};

/* From the head back to the first turn, page by page: each row against the one before it. */
static int walk_chain(struct reader *reader, const struct case_row *row, uint64_t *rows_seen,
                      struct told_whole *whole, struct err *err)
{
    static const struct digest none;
    int64_t from = row->head, seq = row->seq;
    struct digest expected = row->hash;
    int rc = 0;

    while (rc == 0 && from != 0) {
        struct arena page = {0};
        struct journal_row *rows;
        size_t count;
        rc = reader_back(reader, from, VERIFY_PAGE + 1, &page, &rows, &count, err);
        size_t complete = rc == 0 && count > VERIFY_PAGE ? VERIFY_PAGE : count;
        if (rc == 0 && count == 0)
            rc = err_set(err, STATUS_CORRUPT, "the journal ends before its first turn");
        for (size_t i = 0; rc == 0 && i < complete; i++, seq--) {
            const struct digest *former = i + 1 < count ? &rows[i + 1].hash : &none;
            if (memcmp(&rows[i].hash, &expected, sizeof expected) != 0)
                rc = err_set(err, STATUS_CORRUPT, "turn %lld is not the one its follower names",
                             (long long)seq);
            if (rc == 0)
                rc = check_row(row, &rows[i], former, seq, err);
            if (rc == 0 && whole)
                rc = verify_links_tell(&whole->links, &rows[i], err);
            if (rc == 0 && whole)
                rc = verify_custody_tell(&whole->custody, &rows[i], err);
            if (rc == 0 && whole)
                rc = verify_places_tell(&whole->places, &rows[i], err);
            expected = *former;
            ++*rows_seen;
        }
        from = rc == 0 && count > VERIFY_PAGE ? rows[VERIFY_PAGE].id : 0;
        arena_close(&page);
    }
    if (rc == 0 && seq != 0)
        rc = err_set(err, STATUS_CORRUPT, "the first %lld turns are missing", (long long)seq);
    return rc;
}

int verify_chain(struct reader *reader, const struct case_row *row, uint64_t *rows_seen,
                 struct err *err)
{
    return walk_chain(reader, row, rows_seen, NULL, err);
}

/* All rows of the open stage, also those that replay skips: back from the head to the opening. */
static int read_stage_rows(struct reader *reader, const struct case_row *row, struct arena *arena,
                           struct journal_row **out, size_t *count, struct err *err)
{
    struct journal_row *rows;
    size_t limit = VERIFY_PAGE, found = 0, len = 0;
    int rc;

    for (;; limit *= 4) { /* a stage is short as a rule */
        rc = reader_back(reader, row->head, limit, arena, &rows, &found, err);
        for (len = 0; rc == 0 && len < found && !rows[len].is_opening;)
            len++;
        if (rc != 0 || len < found || found < limit)
            break;
    }
    if (rc == 0 && len == found)
        rc = err_set(err, STATUS_CORRUPT, "the stage has no opening row");
    if (rc != 0)
        return rc;
    *count = len + 1;
    *out = ARENA_ARRAY(arena, struct journal_row, *count);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = rows[len - i];
    return 0;
}

/* `whole`: what its whole journal told, up to the turn of `chained`. */
static int check_parts(struct engine *engine, struct reader *reader, const struct case_row *chained,
                       const struct told_whole *whole, struct err *err)
{
    struct arena arena = {0};
    struct stage stage = {0};
    struct case_image image;
    struct journal_row *rows;
    size_t count;
    int rc = reader_load(reader, &chained->ref, &arena, &image, err);

    if (rc == 0)
        rc = read_stage_rows(reader, &image.row, &arena, &rows, &count, err);
    if (rc == 0)
        rc = replay_fold(&stage, rows, count, &arena, err);
    if (rc == 0)
        rc = verify_parts(&image, rows, count, &stage, engine_calendars(engine), &arena, err);
    if (rc == 0)
        rc = verify_climb(&image, rows, count, &arena, err);
    if (rc == 0 && image.row.seq == chained->seq) /* a case at work has gone on meanwhile */
        rc = verify_links(&whole->links, &image, err);
    if (rc == 0 && image.row.seq == chained->seq)
        rc = verify_custody(&whole->custody, &image, err);
    if (rc == 0 && image.row.seq == chained->seq)
        rc = verify_places(&whole->places, &image, err);
    stage_close(&stage);
    arena_close(&arena);
    return rc;
}

static int check_replay(struct casefile *cf, struct worker *worker, struct err *err)
{
    struct arena arena = {0};
    int rc = replay_rebuild(cf, worker, &arena, err);

    if (rc == 0 && !slice_is(cf->row.stage, cf->stage.name))
        rc = err_set(err, STATUS_CORRUPT, "the case is in %.*s, its journal in %s",
                     SLICE_ARG(cf->row.stage), cf->stage.name);
    if (rc == 0 && cf->row.is_ready != casefile_has_news(cf, INT64_MAX))
        rc =
            err_set(err, STATUS_CORRUPT,
                    cf->row.is_ready ? "the case is marked as ready, but has nothing to hear"
                                     : "the case has something to hear and is not marked as ready");
    arena_close(&arena);
    return rc;
}

static int verify_on(struct engine *engine, struct reader *reader, const struct case_row *row,
                     struct verify_result *out, struct err *err)
{
    struct worker worker = {.engine = engine, .reader = reader};
    struct casefile cf = {.engine = engine, .ref = row->ref, .loan.editions = out->editions};
    struct arena arena = {0};
    struct told_whole whole = {
        .links.arena = &arena, .custody.arena = &arena, .places.arena = &arena};

    out->cases++;
    int rc = walk_chain(reader, row, &out->rows, &whole, err);
    if (rc == 0)
        rc = check_parts(engine, reader, row, &whole, err);
    if (rc == 0 && row->status != CASE_OPEN && row->is_ready)
        rc = err_set(err, STATUS_CORRUPT, "the case is marked as ready, but is %s",
                     case_status_word(row->status));
    if (rc == 0 && row->status == CASE_OPEN) {
        rc = casefile_load(&cf, reader, err);
        if (rc == 0 && cf.row.status == CASE_OPEN) {
            rc = check_replay(&cf, &worker, err);
            out->replayed++;
        }
        editions_add(&out->editions, cf.edition);
        casefile_drop(&cf);
    }
    if (rc != 0)
        out->faults++;
    arena_close(&arena);
    return rc;
}

int verify_case(struct engine *engine, struct reader *reader, const struct case_row *row,
                struct verify_result *out, struct err *err)
{
    out->editions = editions_none();
    int rc = verify_on(engine, reader, row, out, err);
    editions_unref(out->editions);
    out->editions = NULL;
    return rc;
}

struct verifying {
    struct engine *engine;
    struct reader *reader;
    void (*on_fault)(void *owner, const struct id *case_ref, const struct err *err);
    void *owner;
    struct verify_result *out;
};

static int verify_next(void *owner, const struct case_row *row, struct err *err)
{
    const struct verifying *verifying = owner;
    struct err fault = {0};

    (void)err; /* a fault of one case is told, and the next is looked at */
    if (verify_on(verifying->engine, verifying->reader, row, verifying->out, &fault) != 0 &&
        verifying->on_fault)
        verifying->on_fault(verifying->owner, &row->ref, &fault);
    return 0;
}

int verify_all(struct engine *engine, struct reader *reader,
               void (*on_fault)(void *owner, const struct id *case_ref, const struct err *err),
               void *owner, struct verify_result *out, struct err *err)
{
    struct verifying verifying = {engine, reader, on_fault, owner, out};

    *out = (struct verify_result){.editions = editions_none()};
    int rc = each_case(reader, verify_next, &verifying, err);
    editions_unref(out->editions);
    out->editions = NULL;
    if (rc == 0 && out->faults > 0)
        rc = err_set(err, STATUS_CORRUPT, "%llu of %llu cases are not what their journal says.",
                     (unsigned long long)out->faults, (unsigned long long)out->cases);
    return rc;
}
