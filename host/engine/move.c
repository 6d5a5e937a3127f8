/* move.c - on which release an open case goes on (move.h).
 *
 * An answer is checked against the form of the release the case is on when it arrives. If the
 * active release has another form of that name, the turn that brings the answer is still heard on
 * the present release: no script is given what its own form has not let through. The case moves at
 * the next hearing, or diverges there.
 */
#include "engine/move.h"
#include "data/canon.h"
#include "engine/carry.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/replay.h"
#include "store/releases.h"

const struct workflow *move_target(const struct casefile *cf, const struct edition *edition,
                                   struct slice stage, enum verdict *why_not)
{
    const struct workflow *workflow =
        edition_workflow(edition, casefile_plays(cf), cf->row.workflow);
    bool is_here = cf->workflow && cf->edition->id == cf->row.release;

    *why_not = VERDICT_GONE;
    if (!workflow || value_is_nil(value_get_slice(value_get(workflow->model, "stages"), stage)))
        return NULL;
    *why_not = VERDICT_HELD;
    if (workflow_is_for_new_cases(workflow) || (is_here && workflow_is_for_new_cases(cf->workflow)))
        return NULL;
    return workflow;
}

/* ---- stays ---- */

static struct slice stay_body(struct turn *turn, int64_t stage_seq, enum verdict verdict,
                              const struct err *why)
{
    const struct case_row *row = &turn->cf->row;
    struct finding finding = {.ref = turn->cf->ref,
                              .case_id = row->id,
                              .stage_seq = stage_seq,
                              .seq = turn->seq,
                              .verdict = verdict,
                              .number = row->number.bytes,
                              .workflow = row->workflow.bytes,
                              .office = row->office.bytes,
                              .stage = row->stage.bytes};

    if (why) {
        finding.where = why->where;
        finding.message = why->text;
    }
    return canon_text(turn->arena, finding_value(turn->arena, &finding));
}

/* `body`: what was found, if that was told before; else it is made of `why`. */
static void put_stay(struct turn *turn, int64_t stage_seq, enum verdict verdict, struct slice body)
{
    struct casefile *cf = turn->cf;
    struct op *op = write_set_add(turn->writes, OP_STAY);

    op->stay = (struct stay_row){.case_id = cf->row.id,
                                 .release = cf->loan.active->id,
                                 .stage_seq = stage_seq,
                                 .seq = turn->seq,
                                 .verdict = (int)verdict,
                                 .body = body};
    turn->writes->bytes += op->stay.body.len + 64;
    cf->stays_from = cf->loan.active->id;
}

static void put_unstay(struct turn *turn)
{
    write_set_add(turn->writes, OP_UNSTAY)->stay.case_id = turn->cf->row.id;
}

/* A case whose workflow offers a hook is listed as one that will be carried: the sweep does it. */
static enum verdict stay_verdict(const struct casefile *cf, enum verdict verdict)
{
    const struct workflow *workflow =
        edition_workflow(cf->loan.active, casefile_plays(cf), cf->row.workflow);
    bool is_carried = verdict != VERDICT_HELD && carry_is_offered(workflow, cf->row.stage);
    return is_carried ? VERDICT_MOVES : verdict;
}

/* Rebuilt where it is: the stay names the stage it is about. */
static int stay_here(struct turn *turn, enum verdict verdict, const struct err *why,
                     struct err *err)
{
    struct casefile *cf = turn->cf;
    int rc = cf->fiber ? 0 : replay_rebuild(cf, turn->worker, turn->arena, err);

    if (rc == 0)
        put_stay(turn, cf->stage.seq, verdict, stay_body(turn, cf->stage.seq, verdict, why));
    return rc;
}

/* Was it found before that it does not go there? By a pre-flight, the sweep, or a turn of its own.
 */
static int read_stay(struct turn *turn, bool *stays, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct stay_row row;
    int rc = reader_stay(turn->worker->reader, cf->row.id, turn->arena, &row, err);

    *stays = false;
    if (rc == STATUS_NOT_FOUND)
        return 0;
    if (rc != 0 || row.release != cf->loan.active->id)
        return rc;
    rc = cf->fiber ? 0 : replay_rebuild(cf, turn->worker, turn->arena, err);
    if (rc != 0 || cf->stage.seq != row.stage_seq)
        return rc;
    cf->stays_from = row.release;
    *stays = true;
    return 0;
}

/* ---- moving ---- */

/* Rows that this loan has heard and not settled cannot be read again. */
static bool has_heard_in_loan(const struct turn *turn)
{
    for (size_t i = 0; i < turn->writes->row_count; i++)
        if (turn->writes->rows[i].is_replayed)
            return true;
    return false;
}

static bool is_behind(const struct turn *turn)
{
    const struct casefile *cf = turn->cf;
    const struct edition *active = cf->loan.active;

    return active && active->id != cf->row.release && active->id != cf->stays_from &&
           !has_heard_in_loan(turn);
}

static bool is_wording(const struct member *member)
{
    return slice_is(member->key, "at") || slice_is(member->key, "zh") ||
           slice_is(member->key, "en") || slice_is(member->key, "source");
}

static size_t count_members(const struct value *map)
{
    size_t count = 0;
    for (size_t i = 0; i < value_len(map); i++)
        count += !is_wording(&map->map.members[i]);
    return count;
}

/* Equal but for places and texts. */
static bool reads_the_same(const struct value *a, const struct value *b)
{
    bool is_same = a->type == b->type;

    if (is_same && a->type == VALUE_LIST) {
        is_same = value_len(a) == value_len(b);
        for (size_t i = 0; is_same && i < value_len(a); i++)
            is_same = reads_the_same(value_item(a, i), value_item(b, i));
        return is_same;
    }
    if (!is_same || a->type != VALUE_MAP)
        return is_same && value_is_equal(a, b);
    is_same = count_members(a) == count_members(b);
    for (size_t i = 0; is_same && i < value_len(a); i++) {
        const struct member *member = &a->map.members[i];
        is_same =
            is_wording(member) || reads_the_same(member->value, value_get_slice(b, member->key));
    }
    return is_same;
}

static bool form_differs(const struct turn *turn, const struct workflow *newer)
{
    const struct value *here = value_get(turn->cf->workflow->model, "forms");
    const struct value *there = value_get(newer->model, "forms");

    return turn->form && !reads_the_same(value_get(here, turn->form), value_get(there, turn->form));
}

/* A limit of this machine says nothing of the script. */
static bool is_final(int rc, const struct err *why)
{
    return rc == STATUS_SCRIPT_FAILED || strcmp(err_code(why), "wall") != 0;
}

/* Rebuilt on the active release; if that fails, on the one it was on, by whoever needs it, with
 * the reason in `why`. */
static int rebuild_on_active(struct turn *turn, const struct workflow *newer, struct err *why)
{
    struct casefile *cf = turn->cf;
    int64_t release = cf->row.release;
    const struct edition *former = edition_ref(cf->edition);
    const struct workflow *former_workflow = cf->workflow;

    casefile_drop_fiber(cf);
    casefile_set_edition(cf, cf->loan.active, newer);
    cf->row.release = cf->loan.active->id;
    int rc = replay_rebuild(cf, turn->worker, turn->arena, why);
    if (rc != 0) {
        cf->row.release = release;
        casefile_set_edition(cf, former, former_workflow);
    }
    edition_unref(former);
    return rc;
}

static int go_or_stay(struct turn *turn, const struct workflow *newer, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct err why = {0};
    int rc = rebuild_on_active(turn, newer, &why);

    if (rc == 0)
        return 0;
    if (rc != STATUS_SCRIPT_FAILED && rc != STATUS_HOST_VERDICT) {
        *err = why;
        return rc;
    }
    if (is_final(rc, &why))
        return stay_here(turn, stay_verdict(cf, VERDICT_DIVERGES), &why, err);
    cf->stays_from = cf->loan.active->id;
    return 0;
}

int move_to_active(struct turn *turn, const struct workflow *newer, bool *moved, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct err why = {0};

    *moved = false;
    if (has_heard_in_loan(turn))
        return err_set(err, STATUS_BUSY, "The case is at work. Send it again in a moment.");
    if (!cf->edition)
        return 0;
    int rc = rebuild_on_active(turn, newer, &why);
    if (rc != 0 && rc != STATUS_SCRIPT_FAILED && rc != STATUS_HOST_VERDICT) {
        *err = why;
        return rc;
    }
    *moved = rc == 0;
    if (*moved)
        put_unstay(turn);
    return 0;
}

int move_before_hearing(struct turn *turn, struct err *err)
{
    struct casefile *cf = turn->cf;
    enum verdict why_not;
    bool stays;

    if (!is_behind(turn))
        return 0;
    const struct workflow *newer = move_target(cf, cf->loan.active, cf->row.stage, &why_not);
    if (newer && cf->workflow && form_differs(turn, newer))
        return 0;
    int rc = read_stay(turn, &stays, err);
    if (rc != 0 || stays)
        return rc;
    return newer ? go_or_stay(turn, newer, err)
                 : stay_here(turn, stay_verdict(cf, why_not), NULL, err);
}

/* ---- stages ---- */

void move_at_stage(struct turn *turn, const char *stage, bool is_carried)
{
    struct casefile *cf = turn->cf;
    const struct edition *active = cf->loan.active;
    enum verdict why_not;

    cf->stays_from = 0;
    if (!active || active->id == cf->row.release)
        return;
    const struct workflow *newer =
        is_carried ? edition_workflow(active, casefile_plays(cf), cf->row.workflow)
                   : move_target(cf, active, slice_of(stage), &why_not);
    if (!newer) {
        put_stay(turn, turn->seq, why_not, stay_body(turn, turn->seq, why_not, NULL));
        return;
    }
    casefile_set_edition(cf, active, newer);
    cf->row.release = active->id;
    put_unstay(turn);
}

void move_at_end(struct turn *turn)
{
    const struct casefile *cf = turn->cf;

    if (cf->loan.active && cf->loan.active->id != cf->row.release)
        put_unstay(turn);
}

/* ---- what the sweep found ---- */

/* The opening row of the stage the case is in. */
static int stage_entry(struct turn *turn, int64_t *seq, struct err *err)
{
    const struct casefile *cf = turn->cf;
    struct journal_row *rows;
    size_t count;

    *seq = cf->stage.seq;
    if (cf->has_stage)
        return 0;
    int rc = reader_stage(turn->worker->reader, &cf->row, turn->arena, &rows, &count, err);
    if (rc == 0)
        *seq = count ? rows[0].seq : 0;
    return rc;
}

int move_is_behind(struct turn *turn, bool *out, struct err *err)
{
    struct casefile *cf = turn->cf;
    const struct event *event = turn->event;
    const struct edition *active = cf->loan.active;
    enum verdict why_not;
    int64_t entry;
    int rc = 0;

    *out = active && active->id == event->release && cf->row.release != active->id &&
           cf->row.status != CASE_CLOSED;
    if (!*out || !move_target(cf, active, cf->row.stage, &why_not))
        return 0; /* said by the declarations, whatever it has recorded */
    rc = stage_entry(turn, &entry, err);
    *out = rc == 0 && entry == event->stage_seq;
    return rc;
}

int move_stay_for(struct turn *turn, enum verdict verdict, const struct err *why, struct err *err)
{
    int64_t entry;
    int rc = stage_entry(turn, &entry, err);

    if (rc == 0)
        put_stay(turn, entry, verdict, stay_body(turn, entry, verdict, why));
    return rc;
}

/* The case is on loan, so nothing else moves it: what still holds here holds when the write set is
 * committed. No row: nothing has happened to the case. */
int accept_stay(struct turn *turn, struct err *err)
{
    struct casefile *cf = turn->cf;
    const struct event *event = turn->event;
    enum verdict verdict = (enum verdict)event->verdict, why_not;
    bool is_behind;
    int64_t entry;
    int rc = move_is_behind(turn, &is_behind, err);

    turn->is_idle = true;
    if (rc != 0 || !is_behind || cf->stays_from == event->release)
        return rc;
    if (!move_target(cf, cf->loan.active, cf->row.stage, &why_not))
        verdict = why_not;
    rc = stage_entry(turn, &entry, err);
    if (rc == 0)
        put_stay(turn, entry, verdict, arena_copy(turn->arena, event->body));
    return rc;
}
