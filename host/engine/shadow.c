/* shadow.c - one case on a candidate release (shadow.h).
 *
 *   held or gone?   said by the declarations alone
 *   replay          the rows of the stage, as replay.c hears them; bounded by the budget of a turn
 *   parked?         what stands in line is heard too, by the table of live turns, and what it asks
 *                   for is thrown away: does the candidate get past what the case is parked for?
 *
 * The casefile is one of its own, on the stack, and dies with the call. The journal only grows, so
 * a row of the case and the rows behind its `back` belong together, whenever they are read.
 *
 * To add a verdict: a row in the enum and in `words`, the place in judge that gives it, and the
 * sentence of report.c.
 */
#include "engine/shadow.h"
#include "engine/carry.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/move.h"
#include "engine/replay.h"
#include "engine/terms.h"
#include "engine/turn.h"
#include "engine/veil.h"

static const char *const words[VERDICT_COUNT] = {
    [VERDICT_SAME] = "same", [VERDICT_CHANGED] = "changed",   [VERDICT_MOVES] = "moves",
    [VERDICT_HELD] = "held", [VERDICT_DIVERGES] = "diverges", [VERDICT_RAISES] = "raises",
    [VERDICT_GONE] = "gone",
};

const char *verdict_word(enum verdict verdict)
{
    return words[verdict];
}

bool verdict_from_word(const char *word, enum verdict *out)
{
    for (int i = 0; i < VERDICT_COUNT; i++)
        if (strcmp(words[i], word) == 0) {
            *out = (enum verdict)i;
            return true;
        }
    return false;
}

bool verdict_stays(enum verdict verdict)
{
    return verdict >= VERDICT_HELD;
}

bool finding_is_hidden(const struct finding *finding)
{
    bool is_declared = finding->verdict == VERDICT_HELD || finding->verdict == VERDICT_GONE ||
                       (finding->verdict == VERDICT_MOVES && finding->at_turn == 0);
    if (case_is_sealed(finding->marks))
        return true;
    /* one that was not replayed has no stage entry */
    int64_t at = finding->stage_seq ? finding->stage_seq : finding->seq;
    return !is_declared && case_is_veiled_at(finding->marks, at);
}

void shadow_open(struct shadow *shadow, struct engine *engine, const struct edition *candidate,
                 struct reader *reader, struct editions *known)
{
    *shadow = (struct shadow){.engine = engine, .candidate = candidate, .reader = reader};
    shadow->known = known ? editions_ref(known) : editions_none();
    chance_seeded(&shadow->chance, 1);
}

void shadow_close(struct shadow *shadow)
{
    arena_close(&shadow->arena);
    arena_close(&shadow->scratch);
    editions_unref(shadow->known);
}

/* The release a case is on; NULL if this host cannot use it: then nobody can say what changed. */
static const struct edition *former_edition(struct shadow *shadow, int64_t release)
{
    const struct edition *edition = release == shadow->candidate->id
                                        ? shadow->candidate
                                        : editions_find(shadow->known, release);
    struct err ignored = {0};

    if (edition || release == shadow->missing)
        return edition;
    if (edition_load(shadow->engine, shadow->reader, release, &edition, &ignored) != 0) {
        shadow->missing = release;
        return NULL;
    }
    editions_add(&shadow->known, edition);
    edition_unref(edition); /* the set keeps it */
    return edition;
}

/* ---- one case ---- */

/* What is known while one case is looked at. */
struct look {
    struct shadow *shadow;
    struct casefile cf;
    const struct terms *terms;
    bool has_changed;
    struct arena *arena; /* of the finding */
    struct finding *out;
};

static const char *keep(const struct look *look, const char *text)
{
    return text && *text ? arena_text(look->arena, text) : NULL;
}

static void on_command(void *owner, const struct command *made, const struct value *recorded)
{
    struct look *look = owner;
    if (recorded && !look->has_changed)
        look->has_changed = terms_changed(look->terms, recorded, made);
}

static void find(const struct look *look, enum verdict verdict, const char *message)
{
    look->out->verdict = verdict;
    look->out->message = keep(look, message);
}

/* What the declarations alone decide. True: the case need not be replayed. */
static bool judge_declared(struct look *look)
{
    struct shadow *shadow = look->shadow;
    struct casefile *cf = &look->cf;
    const struct edition *former = former_edition(shadow, cf->row.release);
    const struct workflow *then =
        former ? edition_workflow(former, casefile_plays(cf), cf->row.workflow) : NULL;
    enum verdict why_not;

    if (then)
        casefile_set_edition(cf, former, then); /* where move_target looks what it may */
    const struct workflow *now =
        former == shadow->candidate && then && !value_is_nil(workflow_stage(then, look->out->stage))
            ? then
            : move_target(cf, shadow->candidate, cf->row.stage, &why_not);

    if (!now) {
        find(look, why_not,
             why_not == VERDICT_HELD ? "The workflow changes for new cases only."
                                     : "The new release has no such stage.");
        return true;
    }
    casefile_set_edition(cf, shadow->candidate, now);
    if (then && then != now)
        look->terms = terms_between(&shadow->terms, &shadow->arena, then, now);
    return false;
}

static enum verdict verdict_of(const struct divergence *divergence)
{
    bool is_budget =
        divergence->kind == DIVERGENCE_STOPPED &&
        (strcmp(divergence->code, "budget") == 0 || strcmp(divergence->code, "memory") == 0 ||
         strcmp(divergence->code, "stack") == 0 || strcmp(divergence->code, "wall") == 0);
    return is_budget || divergence->kind == DIVERGENCE_RAISES ? VERDICT_RAISES : VERDICT_DIVERGES;
}

static void judge_divergence(struct look *look, const struct divergence *divergence,
                             const struct err *err)
{
    struct finding *out = look->out;

    out->at_turn = divergence->turn;
    out->command = keep(look, divergence->command);
    out->recorded = keep(look, divergence->recorded);
    out->now = keep(look, divergence->now);
    out->where = keep(look, divergence->where);
    find(look, verdict_of(divergence), err->text);
}

/* The table of live turns checks what is asked for; nothing of it is applied. */
static int hear_rest(struct look *look, struct err *err)
{
    struct worker worker = {.engine = look->shadow->engine, .reader = look->shadow->reader};
    struct event retry = {.kind = EVENT_RETRY};
    struct write_set *writes = write_set_new();
    struct casefile *cf = &look->cf;
    struct turn turn;

    writes->expected_seq = cf->row.seq;
    cf->loan.now_ms = cf->row.at;
    turn_init(&turn, cf, &worker, writes, &retry);
    turn.chance = &look->shadow->chance;
    int rc = turn_hear(&turn, err);
    write_set_close(writes);
    return rc;
}

static bool is_fault(int rc)
{
    return rc == STATUS_SCRIPT_FAILED || rc == STATUS_HOST_VERDICT;
}

static int judge_parked(struct look *look, struct err *err)
{
    struct err fault = {0};
    int rc = hear_rest(look, &fault);

    look->out->gets_past = rc == 0;
    if (rc == 0)
        return 0;
    if (!is_fault(rc)) {
        *err = fault;
        return rc;
    }
    look->out->where = keep(look, fault.where);
    look->out->message = keep(look, fault.text);
    return 0;
}

static int read_stage(struct look *look, struct journal_row **rows, size_t *count, struct err *err)
{
    struct shadow *shadow = look->shadow;
    const struct shadow_rows *ahead = &shadow->ahead;

    if (ahead->rows && ahead->case_id == look->cf.row.id && ahead->seq == look->cf.row.seq) {
        *rows = ahead->rows;
        *count = ahead->count;
        return 0;
    }
    return reader_stage(shadow->reader, &look->cf.row, &shadow->scratch, rows, count, err);
}

/* 0, or where it parted ways in `replay` with its sentence in err, or a host error. */
static int replay_stage(struct look *look, struct replay *replay, struct err *err)
{
    struct shadow *shadow = look->shadow;
    struct journal_row *rows;
    size_t count;
    int rc = read_stage(look, &rows, &count, err);

    if (rc == 0 && count == 0)
        rc = err_set(err, STATUS_CORRUPT, "the case has no rows");
    if (rc != 0)
        return rc;
    rc = replay_open(replay, &look->cf, &rows[0], &shadow->scratch, err);
    replay->on_command = on_command;
    replay->owner = look;
    if (is_fault(rc)) /* the chunks of the workflow, before any turn */
        replay->divergence = (struct divergence){.kind = DIVERGENCE_RAISES,
                                                 .turn = rows[0].seq,
                                                 .now = arena_text(&shadow->scratch, err->text),
                                                 .where = arena_text(&shadow->scratch, err->where)};
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = replay_row(replay, &rows[i], &shadow->scratch, err);
    replay_close(replay);
    look->out->stage_seq = rows[0].seq;
    return rc;
}

static int judge_replay(struct look *look, struct err *err)
{
    struct replay replay = {.cf = &look->cf};

    int rc = replay_stage(look, &replay, err);
    if (rc != 0 && replay.divergence.kind != DIVERGENCE_NONE) {
        judge_divergence(look, &replay.divergence, err);
        return 0;
    }
    if (rc != 0)
        return rc;
    look->out->verdict = look->has_changed ? VERDICT_CHANGED : VERDICT_SAME;
    return look->out->is_parked ? judge_parked(look, err) : 0;
}

/* The new release may carry it where it cannot go by itself. */
static int judge_hook(struct look *look, struct err *err)
{
    struct shadow *shadow = look->shadow;
    struct carried carried;
    struct err why = {0};
    int rc =
        carry_try(&look->cf, shadow->candidate, shadow->reader, &shadow->scratch, &carried, &why);

    if (rc == STATUS_NOT_FOUND)
        return 0;
    if (rc == 0) {
        look->out->verdict = VERDICT_MOVES;
        look->out->moves_to = keep(look, carried.to);
        return 0;
    }
    if (!is_fault(rc)) {
        *err = why;
        return rc;
    }
    look->out->where = keep(look, *why.where ? why.where : carried.where);
    look->out->message = arena_printf(look->arena, "Its move fails: %s", why.text);
    return 0;
}

static int judge(struct look *look, struct err *err)
{
    int rc = judge_declared(look) ? 0 : judge_replay(look, err);
    bool is_stuck = look->out->verdict == VERDICT_GONE || look->out->verdict == VERDICT_DIVERGES ||
                    look->out->verdict == VERDICT_RAISES;

    return rc == 0 && is_stuck ? judge_hook(look, err) : rc;
}

struct slice finding_marks(struct arena *arena, struct slice extra)
{
    bool has_marks = case_is_sealed(extra) || case_is_veiled(extra);
    return has_marks ? arena_copy(arena, extra) : (struct slice){0};
}

/* A parked case is loaded whole, for what stands in line; of an open one its row says enough. */
static int take_case(struct look *look, const struct case_row *row, struct err *err)
{
    struct casefile *cf = &look->cf;
    int rc = 0;

    cf->engine = look->shadow->engine;
    cf->is_shadow = true;
    cf->ref = row->ref;
    cf->loan.editions = look->shadow->known;
    if (row->status == CASE_PARKED)
        rc = casefile_load(cf, look->shadow->reader, err);
    else {
        cf->row = *row;
        cf->plays = row_plays(row, look->arena);
    }
    cf->loan.editions = NULL;
    if (rc == 0 && cf->row.status == CASE_CLOSED)
        rc = err_set(err, STATUS_CLOSED, "the case is closed");
    if (rc != 0)
        return rc;
    *look->out = (struct finding){
        .ref = row->ref,
        .case_id = row->id,
        .seq = cf->row.seq,
        .is_parked = cf->row.status == CASE_PARKED,
        .number = arena_copy(look->arena, cf->row.number).bytes,
        .workflow = arena_copy(look->arena, cf->row.workflow).bytes,
        .office = arena_copy(look->arena, cf->row.office).bytes,
        .stage = arena_copy(look->arena, cf->row.stage).bytes,
        .marks = finding_marks(look->arena, row->extra),
    };
    return 0;
}

/* Where nothing was replayed: a finding names the stage entry it is about, or nobody heeds it. */
static int find_stage_entry(struct look *look, struct err *err)
{
    struct journal_row *rows;
    size_t count;
    int rc = read_stage(look, &rows, &count, err);

    if (rc == 0 && count > 0)
        look->out->stage_seq = rows[0].seq;
    return rc;
}

int shadow_case(struct shadow *shadow, const struct case_row *row, struct arena *arena,
                struct finding *out, struct err *err)
{
    struct look look = {.shadow = shadow, .arena = arena, .out = out};
    struct err own = {0};

    arena_clear(&shadow->scratch);
    int rc = take_case(&look, row, &own);
    if (rc == 0)
        rc = judge(&look, &own);
    if (rc == 0 && out->stage_seq == 0)
        rc = find_stage_entry(&look, &own);
    casefile_drop(&look.cf);
    if (rc != 0 && err)
        *err = own;
    return rc;
}

int shadow_replay(struct engine *engine, const struct edition *candidate, struct reader *reader,
                  const struct case_row *row, struct arena *arena, struct finding *out,
                  struct err *err)
{
    struct shadow shadow;

    shadow_open(&shadow, engine, candidate, reader, NULL);
    int rc = shadow_case(&shadow, row, arena, out, err);
    shadow_close(&shadow);
    return rc;
}

/* ---- as JSON ---- */

static void put_text(struct arena *arena, struct value *map, const char *key, const char *text)
{
    if (text && *text)
        value_put(arena, map, key, value_string(arena, text));
}

struct value *finding_value(struct arena *arena, const struct finding *finding)
{
    struct value *map = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    put_text(arena, map, "case", id_to_text(&finding->ref, text));
    put_text(arena, map, "number", finding->number);
    put_text(arena, map, "workflow", finding->workflow);
    put_text(arena, map, "office", finding->office);
    put_text(arena, map, "stage", finding->stage);
    put_text(arena, map, "verdict", verdict_word(finding->verdict));
    put_text(arena, map, "command", finding->command);
    put_text(arena, map, "recorded", finding->recorded);
    put_text(arena, map, "now", finding->now);
    put_text(arena, map, "where", finding->where);
    put_text(arena, map, "message", finding->message);
    put_text(arena, map, "moves_to", finding->moves_to);
    value_put(arena, map, "seq", value_int(arena, finding->seq));
    if (finding->stage_seq)
        value_put(arena, map, "stage_seq", value_int(arena, finding->stage_seq));
    if (finding->at_turn)
        value_put(arena, map, "turn", value_int(arena, finding->at_turn));
    if (finding->is_parked) {
        value_put(arena, map, "parked", value_bool(arena, true));
        value_put(arena, map, "gets_past", value_bool(arena, finding->gets_past));
    }
    return map;
}
