/* replay.c - a fiber rebuilt from the journal (replay.h). It shares stage_note, stage_query and the
 * fiber with live turns; only what answers the verbs differs. */
#include "engine/replay.h"
#include <stdio.h>
#include "base/fault.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/row.h"
#include "engine/turn.h"

enum { REPLAY_WALL_MS = 60000 };

/* The recorded command of that id; it has come. */
static const struct value *take_recorded(struct replay *replay, const char *id)
{
    for (size_t i = 0; i < value_len(replay->commands); i++) {
        const struct value *command = value_item(replay->commands, i);
        if (value_is_text(value_get(command, "id"), id)) {
            replay->came[i] = true;
            return command;
        }
    }
    return NULL;
}

static bool texts_differ(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

/* What follows from the first divergence is no news. */
static int part_ways(struct replay *replay, const struct divergence *divergence, struct err *err)
{
    if (replay->divergence.kind == DIVERGENCE_NONE) {
        replay->divergence = *divergence;
        replay->divergence.turn = replay->seq;
    }
    return divergence_tell(&replay->divergence, err);
}

static int diverged(struct replay *replay, const struct value *old, const struct command *command,
                    struct err *err)
{
    struct divergence divergence = {
        .kind = old ? DIVERGENCE_CALL : DIVERGENCE_ADDED,
        .command = arena_text(replay->arena, command->id),
        .recorded = old ? call_recorded(replay->arena, old) : NULL,
        .now = call_made(replay->arena, command),
        .where = command->where ? arena_text(replay->arena, command->where) : NULL,
    };
    return part_ways(replay, &divergence, err);
}

static int on_command(void *host, struct command *command, struct err *err)
{
    struct replay *replay = host;
    const struct value *old = take_recorded(replay, command->id);
    const char *row = command->row;

    if (!row && value_get(command->args, "row")->type == VALUE_ROW)
        row = value_text_or(value_get(command->args, "row"), NULL);
    command->row = row;
    if (replay->on_command)
        replay->on_command(replay->owner, command, old);
    if (!old || !value_is_text(value_get(old, "kind"), verb_word(command->verb)) ||
        texts_differ(value_get_text(old, "name"), command->name) ||
        texts_differ(value_get_text(old, "row"), row))
        return diverged(replay, old, command, err);
    replay->used++;
    replay->last_where = command->where;
    const struct value *refused = value_get(old, "refused");
    if (!value_is_nil(refused))
        return err_set_at(err, STATUS_SCRIPT_FAILED, value_get_text(refused, "code"), NULL, "%s",
                          value_text_or(value_get(refused, "message"), ""));
    command->result = value_get(old, "result");
    if (command->verb == VERB_SET || command->verb == VERB_ADD || command->verb == VERB_SPLIT)
        command->args = value_get(old, "args");
    stage_note(&replay->cf->stage, command->verb, command->id, command->name, row,
               command->verb == VERB_SET ? value_get(old, "args") : command->args, command->result,
               replay->seq);
    return 0;
}

static int on_query(void *host, const char *query, const char *name, const struct value *args,
                    struct value **out, struct err *err)
{
    struct replay *replay = host;
    return stage_query(replay->cf, replay->arena, query, name, args, out, err);
}

static int on_cancel(void *host, const char *branch, struct err *err)
{
    struct replay *replay = host;
    struct command command = {
        .verb = VERB_CANCEL, .id = branch, .name = branch, .args = &value_nil};
    if (!take_recorded(replay, branch))
        return diverged(replay, NULL, &command, err);
    replay->used++;
    stage_note(&replay->cf->stage, VERB_CANCEL, branch, branch, NULL, NULL, NULL, replay->seq);
    return 0;
}

static const struct script_host replay_host = {on_command, on_query, on_cancel};

/* ---- rows ---- */

static void forget_recorded(struct stage *stage, const char *id)
{
    for (struct recorded **at = &stage->recorded; *at; at = &(*at)->next)
        if (strcmp((*at)->id, id) == 0) {
            *at = (*at)->next;
            return;
        }
}

static const struct recorded *find_recorded(const struct stage *stage, const char *id)
{
    for (const struct recorded *r = stage->recorded; r; r = r->next)
        if (strcmp(r->id, id) == 0)
            return r;
    return NULL;
}

static enum fiber_state hear_entry(struct casefile *cf, const struct value *entry,
                                   const struct value *answer, struct err *err)
{
    const char *id = value_text_or(value_get(entry, "id"), "");
    const struct value *error = value_get(entry, "error");
    const struct value *value = value_get(entry, "value");
    const struct recorded *recorded;

    if (value_is_text(value_get(entry, "from"), "event"))
        value = answer;
    if (value_get_text(entry, "signal")) {
        cf->stage.handlers++;
        return fiber_signal(cf->fiber, id, value_get_text(entry, "signal"), value, err);
    }
    if (strcmp(id, "begin") == 0)
        return stage_begin(cf, err);
    if (value_is_nil(value) && value_is_nil(error) && (recorded = find_recorded(&cf->stage, id))) {
        value = recorded->value;
        bool is_error = recorded->is_error;
        forget_recorded(&cf->stage, id);
        return fiber_hear(cf->fiber, id, value, is_error, err);
    }
    return fiber_hear(cf->fiber, id, value_is_nil(error) ? value : error, !value_is_nil(error),
                      err);
}

/* A stage begins once and hears nothing before; else nobody has recorded these rows. */
static bool is_in_order(struct replay *replay, const struct value *entry)
{
    bool is_begin =
        value_is_text(value_get(entry, "id"), "begin") && !value_get_text(entry, "signal");
    bool is_it = is_begin != replay->has_begun;
    replay->has_begun |= is_begin;
    return is_it;
}

/* The script was stopped or raised; err says why, if anybody knows. */
static int fell(struct replay *replay, struct err *err)
{
    bool is_raised = replay->state == FIBER_FAILED;
    struct divergence divergence = {
        .kind = is_raised ? DIVERGENCE_RAISES : DIVERGENCE_STOPPED,
        .code = arena_text(replay->arena, err->status ? err_code(err) : "diverged"),
        .where = err->where[0] ? arena_text(replay->arena, err->where) : NULL,
        .now =
            arena_printf(replay->arena, "%s: %s", is_raised ? "raises" : "is stopped", err->text),
        .message = arena_text(replay->arena, err->text),
    };
    return part_ways(replay, &divergence, err);
}

/* How a turn leaves the stage, in words: `tense` is "s" or "ed". */
static const char *end_text(struct replay *replay, const char *tense, const char *next,
                            const char *closed)
{
    if (closed)
        return arena_printf(replay->arena, "end%s the stage with close \"%s\"", tense, closed);
    if (next)
        return arena_printf(replay->arena, "end%s the stage with \"%s\"", tense, next);
    return arena_printf(replay->arena, "wait%s", tense);
}

/* The turn must leave the stage as it was recorded: waiting, gone on to `next`, or `closed`. */
static int check_end(struct replay *replay, const struct value *body, struct err *err)
{
    const char *next = value_get_text(body, "next"), *closed = value_get_text(body, "closed");
    const char *recorded = closed ? closed : next;
    enum fiber_state state = replay->state;

    if (state == FIBER_STOPPED || state == FIBER_FAILED)
        return fell(replay, err);
    bool is_as_recorded = state == (closed ? FIBER_CLOSED : next ? FIBER_RETURNED : FIBER_WAITING);
    const char *now = state == FIBER_WAITING ? NULL : fiber_result_name(replay->cf->fiber);
    if (is_as_recorded && (!recorded || strcmp(recorded, now) == 0))
        return 0;
    struct divergence divergence = {
        .kind = DIVERGENCE_ENDS,
        .where = replay->last_where,
        .recorded = end_text(replay, "ed", closed ? NULL : next, closed),
        .now = end_text(replay, "s", now, state == FIBER_CLOSED ? now : NULL),
    };
    return part_ways(replay, &divergence, err);
}

/* A recorded call did not come: the first such. */
static int left_out(struct replay *replay, struct err *err)
{
    struct divergence divergence = {.kind = DIVERGENCE_LEFT_OUT,
                                    .where = replay->last_where,
                                    .now = "nothing",
                                    .asked = replay->used,
                                    .of = value_len(replay->commands)};
    size_t i = 0;

    while (i + 1 < divergence.of && replay->came[i])
        i++;
    const struct value *old = value_item(replay->commands, i);
    divergence.command = value_text_or(value_get(old, "id"), "");
    divergence.recorded = call_recorded(replay->arena, old);
    return part_ways(replay, &divergence, err);
}

static int not_written(int64_t seq, struct err *err)
{
    return err_set(err, STATUS_CORRUPT, "turn %lld: a journal row that no host has written",
                   (long long)seq);
}

int replay_open(struct replay *replay, struct casefile *cf, const struct journal_row *opening,
                struct arena *arena, struct err *err)
{
    struct value *body;

    *replay = (struct replay){.cf = cf, .state = FIBER_WAITING, .calendar = "weekdays"};
    if (!opening->is_opening)
        return err_set(err, STATUS_CORRUPT, "the journal does not begin with the stage's opening");
    int rc = row_read(arena, opening, &body, err);
    if (rc == 0)
        rc = stage_open(&cf->stage, value_get(body, "opening"), opening->seq, err);
    if (rc != 0)
        return rc;
    cf->has_stage = true;
    rc = stage_open_fiber(cf, err);
    casefile_set_host(cf, &replay_host, replay);
    return rc;
}

void replay_close(struct replay *replay)
{
    casefile_set_host(replay->cf, NULL, NULL);
    replay->cf->calendar_then = NULL;
}

/* A row without one counted no days; a candidate that counts some there does it by the last one
 * named before, the same each time. Rows of hosts that knew no lists counted weekdays. */
static void calendar_take(struct replay *replay, const struct value *body)
{
    const char *named = value_get_text(body, "calendar");
    if (named)
        snprintf(replay->calendar, sizeof replay->calendar, "%s", named);
    replay->cf->calendar_then = replay->calendar;
}

int replay_row(struct replay *replay, const struct journal_row *row, struct arena *arena,
               struct err *err)
{
    struct casefile *cf = replay->cf;
    struct value *body;
    int rc = row_read(arena, row, &body, err);
    if (rc != 0)
        return rc;
    const struct value *heard = value_get(body, "heard");
    const struct value *answer = value_get(value_get(body, "event"), "answer");

    replay->body = body;
    replay->arena = arena;
    calendar_take(replay, body);
    replay->commands = value_get(body, "commands");
    replay->came = ARENA_ARRAY(arena, bool, value_len(replay->commands) + 1);
    replay->last_where = NULL;
    replay->used = 0;
    replay->seq = row->seq;
    stage_note_clocks(&cf->stage, value_get(body, "clocks"));
    if (replay->state != FIBER_WAITING)
        return value_len(heard) ? not_written(row->seq, err) : 0;
    fiber_turn(cf->fiber, row->at, arena, true);
    for (size_t i = 0; i < value_len(heard) && replay->state == FIBER_WAITING; i++) {
        if (!is_in_order(replay, value_item(heard, i)))
            return not_written(row->seq, err);
        replay->state = hear_entry(cf, value_item(heard, i), answer, err);
    }
    rc = check_end(replay, body, err);
    if (rc != 0)
        return rc;
    if (replay->used < value_len(replay->commands))
        return left_out(replay, err);
    if (value_len(heard)) {
        cf->stage.heard_rows++;
        cf->stage.bytes += (int64_t)row->body.len;
    }
    return 0;
}

static int replay_rows(struct casefile *cf, const struct journal_row *rows, size_t count,
                       struct arena *arena, struct err *err)
{
    struct replay replay;

    if (count == 0)
        return err_set(err, STATUS_CORRUPT, "the journal does not begin with the stage's opening");
    int rc = replay_open(&replay, cf, &rows[0], arena, err);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = replay_row(&replay, &rows[i], arena, err);
    if (rc == 0 && replay.state != FIBER_WAITING)
        rc = not_written(replay.seq, err); /* the opening of the next stage is missing */
    replay_close(&replay);
    return rc;
}

int replay_rebuild(struct casefile *cf, struct worker *worker, struct arena *arena, struct err *err)
{
    struct journal_row *rows;
    size_t count;

    if (fault_is_set("replay.read"))
        return err_set(err, STATUS_NO_MEMORY, "a fault for tests");
    if (cf->has_stage)
        return stage_open_fiber(cf, err); /* opened in this very turn: nothing to replay */
    int rc = casefile_use_edition(cf, worker->reader, cf->row.release, err);
    if (rc == 0)
        rc = reader_stage(worker->reader, &cf->row, arena, &rows, &count, err);
    if (rc == 0)
        rc = replay_rows(cf, rows, count, arena, err);
    if (rc != 0)
        casefile_drop_fiber(cf);
    return rc;
}

int turn_data(struct turn *turn, struct stage *out, struct err *err)
{
    struct journal_row *rows;
    size_t count;

    if (turn->cf->has_stage) {
        *out = (struct stage){0};
        out->data = value_copy(&out->arena, turn->cf->stage.data);
        return 0;
    }
    int rc = reader_stage(turn->worker->reader, &turn->cf->row, turn->arena, &rows, &count, err);
    return rc == 0 ? replay_fold(out, rows, count, turn->arena, err) : rc;
}

int replay_fold(struct stage *stage, const struct journal_row *rows, size_t count,
                struct arena *arena, struct err *err)
{
    struct value *body;
    int rc = count ? row_read(arena, &rows[0], &body, err)
                   : err_set(err, STATUS_CORRUPT, "the case has no rows");
    if (rc == 0)
        rc = stage_open(stage, value_get(body, "opening"), rows[0].seq, err);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = row_read(arena, &rows[i], &body, err);
        const struct value *commands = rc == 0 ? value_get(body, "commands") : &value_nil;
        if (rc == 0)
            stage_note_clocks(stage, value_get(body, "clocks"));
        for (size_t k = 0; k < value_len(commands); k++) {
            const struct value *command = value_item(commands, k);
            if (!value_is_nil(value_get(command, "refused")))
                continue;
            stage_note(stage, verb_of(value_text_or(value_get(command, "kind"), "")),
                       value_text_or(value_get(command, "id"), ""), value_get_text(command, "name"),
                       value_get_text(command, "row"), value_get(command, "args"),
                       value_get(command, "result"), rows[i].seq);
        }
    }
    return rc;
}
