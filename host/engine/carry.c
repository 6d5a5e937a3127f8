/* carry.c - a case carried into a stage of another release (carry.h).
 *
 * Two ways lead here: EVENT_MOVE of the sweep, for a case whose hook carries it, and ACT_MOVE, by
 * hand. Both end in leave_stage; the stage itself opens in the turn after (accept_stage).
 */
#include "engine/carry.h"
#include <stdlib.h>
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/move.h"
#include "engine/replay.h"

/* ---- the hook ---- */

bool carry_is_offered(const struct workflow *workflow, struct slice stage)
{
    const struct value *list = workflow ? value_get(workflow->model, "move") : &value_nil;

    for (size_t i = 0; i < value_len(list); i++)
        if (slice_is(stage, value_text_or(value_item(list, i), "")))
            return true;
    return false;
}

static int compare_since(const void *a, const void *b)
{
    const struct value *left = *(struct value *const *)a, *right = *(struct value *const *)b;
    int64_t x = value_get_int(left, "since", 0), y = value_get_int(right, "since", 0);
    return x < y ? -1 : x > y;
}

struct value *carry_waiting(struct arena *arena, const struct part *parts, size_t count)
{
    struct value **bodies = ARENA_ARRAY(arena, struct value *, count + 1);
    struct value *list = value_list(arena);
    struct err ignored = {0};
    size_t len = 0;

    for (size_t i = 0; i < count; i++)
        if (parts[i].kind == PART_WAIT && parts[i].status == WAIT_OPEN &&
            canon_read(arena, parts[i].body, &bodies[len], &ignored) == 0) {
            value_put(arena, bodies[len], "id", value_text(arena, parts[i].key));
            len++;
        }
    qsort(bodies, len, sizeof(struct value *), compare_since);
    for (size_t i = 0; i < len; i++) {
        struct value *entry = value_map(arena);
        value_put(arena, entry, "id", value_get(bodies[i], "id"));
        value_put(arena, entry, "verb", value_get(bodies[i], "verb"));
        value_put(arena, entry, "name", value_get(bodies[i], "name"));
        value_push(arena, list, entry);
    }
    return list;
}

static int no_command(void *host, struct command *command, struct err *err)
{
    (void)host, (void)command;
    return err_set_at(err, STATUS_SCRIPT_FAILED, "no_verbs", NULL, "a move hook has no verbs");
}

static int no_query(void *host, const char *query, const char *name, const struct value *args,
                    struct value **out, struct err *err)
{
    (void)host, (void)query, (void)name, (void)args, (void)out;
    return err_set_at(err, STATUS_SCRIPT_FAILED, "no_verbs", NULL, "a move hook has no verbs");
}

static int no_cancel(void *host, const char *branch, struct err *err)
{
    (void)host, (void)branch, (void)err;
    return 0;
}

static const struct script_host hook_host = {no_command, no_query, no_cancel};

static int check_fields(const struct value *data, const struct carried *carried,
                        struct arena *arena, struct err *err)
{
    struct value *merged = value_copy(arena, data);

    for (size_t i = 0; i < value_len(carried->fields); i++)
        value_put_slice(arena, merged, carried->fields->map.members[i].key,
                        carried->fields->map.members[i].value);
    if (data_size(merged) <= DATA_BYTES_MOST)
        return 0;
    return err_set_at(err, STATUS_SCRIPT_FAILED, "data_too_large", carried->where,
                      "With the fields that its move gives, case.data takes more than 64 KiB.");
}

static int run_hook(const struct casefile *cf, const struct edition *edition,
                    const struct fiber_move *move, struct arena *arena, struct carried *out,
                    struct err *err)
{
    const struct engine_options *options = &cf->engine->options;
    struct fiber_limits limits = {.units = options->turn_units,
                                  .wall_ms = options->turn_wall_ms,
                                  .collect_each = options->collect_each};
    struct fiber_play play = {.release = edition->release,
                              .office = arena_copy(arena, casefile_plays(cf)).bytes,
                              .workflow = arena_copy(arena, cf->row.workflow).bytes};
    struct fiber_moved moved;
    struct fiber *fiber;
    int rc = fiber_open(&play, &limits, &hook_host, NULL, &fiber, err);

    *out = (struct carried){0};
    if (rc != 0)
        return rc;
    fiber_turn(fiber, cf->row.at, arena, false);
    enum fiber_state state = fiber_move(fiber, move, &moved, err);
    fiber_close(fiber);
    out->where = moved.where;
    if (state == FIBER_FAILED)
        return STATUS_SCRIPT_FAILED;
    if (state != FIBER_RETURNED)
        return STATUS_HOST_VERDICT;
    out->to = moved.to;
    out->fields = moved.fields;
    if (out->fields)
        data_name_rows(arena, out->fields);
    return out->fields ? check_fields(move->data, out, arena, err) : 0;
}

int carry_try(const struct casefile *cf, const struct edition *edition, struct reader *reader,
              struct arena *arena, struct carried *out, struct err *err)
{
    const struct workflow *workflow =
        edition_workflow(edition, casefile_plays(cf), cf->row.workflow);
    struct stage stage = {0};
    struct case_image image;
    struct journal_row *rows;
    size_t count;

    *out = (struct carried){0};
    if (!carry_is_offered(workflow, cf->row.stage))
        return STATUS_NOT_FOUND;
    int rc = reader_load_live(reader, &cf->ref, arena, &image, err);
    if (rc == 0)
        rc = reader_stage(reader, &image.row, arena, &rows, &count, err);
    if (rc == 0)
        rc = replay_fold(&stage, rows, count, arena, err);
    if (rc == 0) {
        struct fiber_move move = {.stage = arena_copy(arena, cf->row.stage).bytes,
                                  .data = stage.data,
                                  .waiting = carry_waiting(arena, image.parts, image.part_count)};
        memcpy(move.seed, stage.seed, sizeof move.seed);
        rc = run_hook(cf, edition, &move, arena, out, err);
    }
    stage_close(&stage);
    return rc;
}

/* ---- in a turn ---- */

/* The stage as its rows tell it; its fiber may be missing and stay so: it is about to end. Else
 * forget_fold, or a turn would take it for one that has just opened. */
static int ensure_stage(struct turn *turn, bool *is_fold, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct journal_row *rows;
    size_t count;

    if (cf->has_stage)
        return 0;
    int rc = reader_stage(turn->worker->reader, &cf->row, turn->arena, &rows, &count, err);
    if (rc == 0)
        rc = replay_fold(&cf->stage, rows, count, turn->arena, err);
    if (rc == 0)
        cf->has_stage = *is_fold = true;
    else
        stage_close(&cf->stage);
    return rc;
}

static void forget_fold(struct casefile *cf, bool is_fold)
{
    if (is_fold)
        casefile_drop_fiber(cf);
}

/* The stage ends in this turn; the next opens `to` on the active release. */
static int leave_stage(struct turn *turn, const struct carried *carried, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct arena *arena = turn->arena;
    bool is_fold = false;
    int rc = ensure_stage(turn, &is_fold, err);

    if (rc == 0 && cf->row.status == CASE_PARKED)
        rc = incidents_end_failures(turn, err);
    if (rc != 0) {
        forget_fold(cf, is_fold);
        return rc;
    }
    cf->row.status = CASE_OPEN;
    value_put(arena, turn->event_value, "from", value_text(arena, cf->row.stage));
    value_put(arena, turn->event_value, "to", value_string(arena, carried->to));
    if (carried->fields)
        value_put(arena, turn->event_value, "fields", carried->fields);
    turn->moves_to = arena_text(arena, carried->to);
    cf->next_fields = carried->fields;
    return 0;
}

/* The hook, on the case as this loan has it. */
static int live_hook(struct turn *turn, struct carried *out, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct arena *arena = turn->arena;
    struct part *parts = ARENA_ARRAY(arena, struct part, cf->parts.count + 1);
    const struct part *part;
    size_t count = 0;
    bool is_fold = false;
    int rc = ensure_stage(turn, &is_fold, err);

    if (rc != 0)
        return rc;
    for (size_t i = 0; (part = parts_next(&cf->parts, PART_WAIT, &i));)
        parts[count++] = *part;
    struct fiber_move move = {.stage = arena_copy(arena, cf->row.stage).bytes,
                              .data = cf->stage.data,
                              .waiting = carry_waiting(arena, parts, count)};
    memcpy(move.seed, cf->stage.seed, sizeof move.seed);
    rc = run_hook(cf, cf->loan.active, &move, arena, out, err);
    forget_fold(cf, is_fold);
    return rc;
}

/* Found by the sweep: the hook carries it. Looked at again, since turns may have come first. */
static int carry_by_hook(struct turn *turn, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct carried carried;
    struct err why = {0};
    bool is_behind;
    int rc = move_is_behind(turn, &is_behind, err);

    turn->is_idle = true;
    if (rc != 0 || !is_behind)
        return rc;
    const struct workflow *workflow =
        edition_workflow(cf->loan.active, casefile_plays(cf), cf->row.workflow);
    if (!carry_is_offered(workflow, cf->row.stage))
        return 0;
    rc = live_hook(turn, &carried, &why);
    if (rc == STATUS_SCRIPT_FAILED || rc == STATUS_HOST_VERDICT)
        return move_stay_for(turn, VERDICT_DIVERGES, &why, err);
    if (rc != 0) {
        *err = why;
        return rc;
    }
    turn->is_idle = false;
    value_put(turn->arena, turn->event_value, "by", value_string(turn->arena, "activation"));
    return leave_stage(turn, &carried, err);
}

/* ---- by hand ---- */

static int refuse_stage(const struct workflow *workflow, const char *to, struct arena *arena,
                        struct err *err)
{
    const struct value *stages = value_get(workflow->model, "stages");
    const char *listed = "";

    for (size_t i = 0; i < value_len(stages); i++)
        listed = arena_printf(arena, "%s%s%.*s", listed, i ? ", " : "",
                              SLICE_ARG(stages->map.members[i].key));
    return err_set(err, STATUS_INVALID,
                   "The active release has no stage \"%.*s\" in this workflow. Stages are: %s.",
                   SLICE_ARG(slice_repeatable(slice_of(to))), listed);
}

/* Where the case would go, or why it cannot. */
static int hand_target(const struct casefile *cf, const struct edition *active, const char *to,
                       struct arena *arena, const struct workflow **out, struct err *err)
{
    *out = active ? edition_workflow(active, casefile_plays(cf), cf->row.workflow) : NULL;
    if (!*out)
        return err_set(err, STATUS_CONFLICT,
                       "The active release has no workflow %.*s for this office. Nothing was "
                       "recorded; activate one that has it.",
                       SLICE_ARG(cf->row.workflow));
    if (to && value_is_nil(workflow_stage(*out, to)))
        return refuse_stage(*out, to, arena, err);
    if (!to && cf->row.release == active->id)
        return err_set(err, STATUS_CONFLICT,
                       "The case %.*s is on the active release already. Name a stage, if it shall "
                       "go there.",
                       SLICE_ARG(cf->row.number));
    return 0;
}

/* Does what it has recorded in this stage hold on the active release? Then it goes on there. */
static int goes_on(struct turn *turn, const struct workflow *newer, bool *out, struct err *err)
{
    const char *stage = arena_copy(turn->arena, turn->cf->row.stage).bytes;

    *out = false;
    if (value_is_nil(workflow_stage(newer, stage)))
        return 0;
    return move_to_active(turn, newer, out, err);
}

static int carry_by_hand(struct turn *turn, const struct hand *hand, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct arena *arena = turn->arena;
    const struct workflow *newer;
    struct carried carried = {.to = hand->to};
    int64_t former = cf->row.release;
    bool is_same = false;
    int rc = accept_needs_open(turn, err);

    if (rc == 0)
        rc = hand_target(cf, cf->loan.active, hand->to, arena, &newer, err);
    if (rc == 0 && !hand->to)
        rc = goes_on(turn, newer, &is_same, err);
    if (rc != 0)
        return rc;
    turn->skips_hearing = true;
    turn->is_outside = true;
    value_put(arena, turn->event_value, "by", value_string(arena, hand->by));
    value_put(arena, turn->event_value, "reason", value_string(arena, hand->reason));
    value_put(arena, turn->event_value, "former", value_int(arena, former));
    value_put(arena, turn->event_value, "release", value_int(arena, cf->loan.active->id));
    if (is_same)
        return 0;
    if (!carried.to)
        carried.to = arena_copy(arena, cf->row.stage).bytes;
    if (value_is_nil(workflow_stage(newer, carried.to)))
        return refuse_stage(newer, carried.to, arena, err);
    return leave_stage(turn, &carried, err);
}

int accept_move(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;

    turn->skips_hearing = true;
    if (!act)
        return carry_by_hook(turn, err);
    struct hand hand = {.to = act->name, .reason = act->reason, .by = turn_by(turn)};
    return carry_by_hand(turn, &hand, err);
}

/* One of many, by a message of who moved them: what cannot go now is left where it is. */
int carry_by_message(struct turn *turn, const struct value *body, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct hand hand = {.to = value_get_text(body, "to"),
                        .reason = value_get_text(body, "reason"),
                        .by = value_get_text(body, "by")};
    const char *stage = value_get_text(body, "stage");
    struct err why = {0};
    int rc = 0;

    turn->skips_hearing = true;
    if (cf->row.status == CASE_CLOSED || (stage && !slice_is(cf->row.stage, stage))) {
        turn->is_idle = true;
        return 0;
    }
    value_put(turn->arena, turn->event_value, "kind", value_string(turn->arena, "move"));
    rc = carry_by_hand(turn, &hand, &why);
    if (rc == STATUS_CONFLICT || rc == STATUS_CLOSED || rc == STATUS_INVALID ||
        rc == STATUS_SCRIPT_FAILED || rc == STATUS_BUSY) {
        turn->is_idle = true;
        return 0;
    }
    if (rc != 0)
        *err = why;
    return rc;
}

/* ---- a look before ---- */

/* What ends with the stage: waits with their tasks, and the clocks of commands. */
static struct value *ends_with_stage(struct arena *arena, const struct case_image *image)
{
    struct value *ends = carry_waiting(arena, image->parts, image->part_count);

    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind != PART_CLOCK || !memchr(part->key.bytes, '@', part->key.len))
            continue;
        struct value *entry = value_map(arena);
        value_put(arena, entry, "id", value_text(arena, part->key));
        value_put(arena, entry, "verb", value_string(arena, "clock"));
        value_push(arena, ends, entry);
    }
    return ends;
}

int carry_preview(struct engine *engine, const struct edition *active, struct reader *reader,
                  const struct carry_question *question, struct arena *arena, struct value **out,
                  struct err *err)
{
    struct casefile cf = {.engine = engine, .ref = question->ref};
    struct value *shown = value_map(arena);
    const struct workflow *newer;
    struct case_image image;
    struct finding finding;
    char text[ID_TEXT_LEN + 1];
    int rc = reader_load_live(reader, &question->ref, arena, &image, err);

    if (rc == STATUS_NOT_FOUND)
        return err_set(err, STATUS_NOT_FOUND, "There is no such case.");
    if (rc == 0 && image.row.status == CASE_CLOSED)
        rc = err_set(err, STATUS_CLOSED, "The case %.*s is closed: nothing of it moves.",
                     SLICE_ARG(image.row.number));
    cf.row = image.row;
    if (rc == 0)
        rc = hand_target(&cf, active, question->to, arena, &newer, err);
    if (rc == 0)
        rc = shadow_replay(engine, active, reader, &image.row, arena, &finding, err);
    if (rc != 0)
        return rc;
    bool goes = !question->to && finding.verdict <= VERDICT_CHANGED;
    const char *to = question->to ? question->to : finding.stage;
    if (!goes && value_is_nil(workflow_stage(newer, to)))
        return refuse_stage(newer, to, arena, err);
    value_put(arena, shown, "case", value_string(arena, id_to_text(&question->ref, text)));
    value_put(arena, shown, "number", value_text(arena, image.row.number));
    value_put(arena, shown, "stage", value_text(arena, image.row.stage));
    value_put(arena, shown, "verdict", value_string(arena, verdict_word(finding.verdict)));
    value_put(arena, shown, "message", value_string(arena, finding.message));
    value_put(arena, shown, "where", value_string(arena, finding.where));
    value_put(arena, shown, "goes_on", value_bool(arena, goes));
    value_put(arena, shown, "to", value_string(arena, to));
    value_put(arena, shown, "ends", goes ? value_list(arena) : ends_with_stage(arena, &image));
    *out = shown;
    return 0;
}
