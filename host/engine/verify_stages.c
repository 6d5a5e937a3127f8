/* verify_stages.c - does every stage of a case, former ones too, replay to its end? (verify.h) */
#include "engine/inside.h"
#include "engine/replay.h"
#include "engine/stage_rows.h"
#include "engine/verify.h"

/* The stage was left by a move to another release, whatever its script waited for (carry.h). */
static bool is_carried(const struct value *body)
{
    return value_is_text(value_get(value_get(body, "event"), "kind"), event_word(EVENT_MOVE));
}

/* Rows of one stage, the opening being the next, to the end. */
static int replay_stage(struct casefile *cf, struct stage_rows *rows, bool is_last, struct err *err)
{
    const struct journal_row *row;
    struct arena arena = {0};
    struct replay replay;
    int rc = stage_rows_next(rows, &row, err);

    if (rc == 0)
        rc = casefile_use_edition(cf, rows->reader, rows->release, err);
    if (rc != 0)
        return rc;
    rc = replay_open(&replay, cf, row, &arena, err);
    while (rc == 0 && row) {
        arena_clear(&arena);
        rc = replay_row(&replay, row, &arena, err);
        if (rc == 0)
            rc = stage_rows_next(rows, &row, err);
    }
    replay_close(&replay);
    if (rc == 0 && !is_last && replay.state == FIBER_WAITING && !is_carried(replay.body))
        rc = err_set(err, STATUS_CORRUPT, "the stage %s of turn %lld has no end", cf->stage.name,
                     (long long)rows->opened);
    if (rc == 0 && is_last && !slice_is(cf->row.stage, cf->stage.name))
        rc = err_set(err, STATUS_CORRUPT, "the case is in %.*s, its journal in %s",
                     SLICE_ARG(cf->row.stage), cf->stage.name);
    arena_close(&arena);
    return rc;
}

static int check_stage(struct engine *engine, const struct case_row *row, struct stage_rows *rows,
                       struct verify_result *out, struct err *err)
{
    struct casefile cf = {.engine = engine, .ref = row->ref, .loan.editions = out->editions};
    int rc = casefile_load(&cf, rows->reader, err);

    if (rc == 0)
        rc = replay_stage(&cf, rows, rows->last == row->seq, err);
    editions_add(&out->editions, cf.edition);
    casefile_drop(&cf);
    return rc;
}

int verify_stages(struct engine *engine, struct reader *reader, const struct case_row *row,
                  void (*on_fault)(void *owner, const struct id *case_ref, const struct err *err),
                  void *owner, struct verify_result *out, struct err *err)
{
    int64_t seq = row->seq;
    int rc = 0;

    out->editions = editions_none();
    while (rc == 0 && seq > 0) {
        struct stage_rows rows;
        struct err fault = {0};
        rc = stage_rows_open(&rows, reader, row, seq, &fault);
        bool has_rows = rc == 0;
        if (has_rows)
            rc = check_stage(engine, row, &rows, out, &fault);
        if (rc != 0 && (has_rows || rc == STATUS_CORRUPT)) {
            out->faults++;
            on_fault(owner, &row->ref, &fault);
            rc = 0;
        }
        if (rc != 0 && err)
            *err = fault;
        out->replayed += has_rows;
        seq =
            has_rows ? rows.opened - 1 : 0; /* without its opening nothing before it can be told */
        stage_rows_close(&rows);
    }
    editions_unref(out->editions);
    out->editions = NULL;
    return rc;
}
