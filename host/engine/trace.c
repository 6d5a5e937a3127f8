/* trace.c - a case replayed for people to look at (trace.h).
 *
 * The rows of one stage are fed to replay.c one by one; after each row that is asked for the fiber
 * is inspected. What a divergence leaves standing is inspected as well, since that is where
 * somebody wants to look.
 */
#include "engine/veil.h"
#include "engine/trace.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/replay.h"
#include "engine/row.h"
#include "engine/sources.h"
#include "engine/stage_rows.h"
#include "engine/turn.h"
#include "script/inspect.h"

struct trace {
    struct engine *engine;
    struct reader *reader;
    const struct trace_ask *ask;
    struct arena *arena;  /* of what is shown */
    struct arena scratch; /* of one row */
    struct casefile cf;
    struct replay replay;
    struct sources sources;
    struct value *places; /* { command id = "file:line" } of the row being replayed */
    struct value *items;
    struct value *fault, *retry;
    struct incident_row *incidents;
    size_t incident_count;
    int64_t first, last; /* the turns that are shown */
};

/* ---- places in scripts ---- */

/* Puts "where" and the text of that line. */
static void put_place(struct trace *trace, struct value *shown, const char *where)
{
    if (!where || !*where)
        return;
    value_put(trace->arena, shown, "where", value_string(trace->arena, where));
    value_put(trace->arena, shown, "line",
              value_string(trace->arena, sources_line(&trace->sources, where, trace->arena)));
}

static void put_line(struct trace *trace, struct value *shown)
{
    const char *where = value_get_text(shown, "where");
    if (where)
        put_place(trace, shown, where);
}

static void on_command(void *owner, const struct command *command, const struct value *recorded)
{
    struct trace *trace = owner;
    (void)recorded;
    if (command->id && command->where)
        value_put(&trace->scratch, trace->places, command->id,
                  value_string(&trace->scratch, command->where));
}

/* ---- one turn ---- */

static enum inspect_detail detail_of(const struct trace *trace)
{
    return trace->ask->at ? INSPECT_FULL : INSPECT_SHORT;
}

static struct value *branches_value(struct trace *trace)
{
    struct value *branches = fiber_inspect(trace->cf.fiber, detail_of(trace), trace->arena);

    for (size_t i = 0; i < value_len(branches); i++) {
        struct value *branch = value_item(branches, i);
        const struct value *frames = value_get(branch, "frames");
        put_line(trace, branch);
        for (size_t k = 0; k < value_len(frames); k++)
            put_line(trace, value_item(frames, k));
    }
    return branches;
}

static struct value *commands_value(struct trace *trace, const struct value *recorded)
{
    struct value *commands = show_closed(trace->arena, recorded);

    for (size_t i = 0; i < value_len(commands); i++) {
        struct value *command = value_item(commands, i);
        const char *id = value_get_text(command, "id");
        put_place(trace, command, id ? value_get_text(trace->places, id) : NULL);
    }
    return commands;
}

static struct value *ran_value(struct trace *trace)
{
    struct value *lines = fiber_lines(trace->cf.fiber, trace->arena);
    struct value *shown = value_list(trace->arena);
    size_t count = value_len(lines), first = 0;

    if (!trace->ask->at && count > 0)
        first = count - 1; /* a page shows the last one only */
    for (size_t i = first; i < count; i++) {
        put_line(trace, value_item(lines, i));
        value_push(trace->arena, shown, value_item(lines, i));
    }
    return value_len(shown) ? shown : &value_nil;
}

static bool parks(const struct incident_row *incident)
{
    return slice_is(incident->kind, "script") || slice_is(incident->kind, "verdict");
}

/* What was noted for people when the turn parked the case. */
static struct value *incident_value(struct trace *trace, int64_t seq)
{
    struct arena *arena = trace->arena;

    for (size_t i = 0; i < trace->incident_count; i++) {
        struct value *body, *shown;
        struct err ignored = {0};
        if (!parks(&trace->incidents[i]) ||
            canon_read(arena, trace->incidents[i].body, &body, &ignored) != 0 ||
            value_get_int(body, "seq", 0) != seq)
            continue;
        shown = value_map(arena);
        value_put(arena, shown, "kind", value_text(arena, trace->incidents[i].kind));
        value_put(arena, shown, "message", value_get(body, "message"));
        value_put(arena, shown, "stack", value_get(body, "stack"));
        put_place(trace, shown, value_get_text(body, "where"));
        return shown;
    }
    return &value_nil;
}

static struct value *turn_value(struct trace *trace, const struct journal_row *row)
{
    static const char *const names[] = {"event",  "done",    "heard", "next",
                                        "closed", "ends_as", "error"};
    struct arena *arena = trace->arena;
    const struct value *body = trace->replay.body;
    struct value *turn = value_map(arena);
    char text[40];

    value_put(arena, turn, "seq", value_int(arena, row->seq));
    value_put(arena, turn, "at", value_string(arena, time_to_text(row->at, text)));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        value_put(arena, turn, names[i], show_closed(arena, value_get(body, names[i])));
    value_put(arena, turn, "commands", commands_value(trace, value_get(body, "commands")));
    if (!value_is_nil(value_get(body, "error")))
        value_put(arena, turn, "incident", incident_value(trace, row->seq));
    if (trace->replay.state == FIBER_WAITING)
        value_put(arena, turn, "branches", branches_value(trace));
    value_put(arena, turn, "ran", ran_value(trace));
    if (!trace->ask->at)
        return turn;
    value_put(arena, turn, "opening", show_closed(arena, value_get(body, "opening")));
    value_put(arena, turn, "data", show_closed(arena, trace->cf.stage.data));
    return turn;
}

/* ---- a parked case ---- */

/* The turn that failed, once more: checked as a live one, and thrown away. */
static int hear_again(struct trace *trace, struct write_set *writes, struct err *fault)
{
    struct worker worker = {.engine = trace->engine, .reader = trace->reader};
    struct event retry = {.kind = EVENT_RETRY};
    struct casefile *cf = &trace->cf;
    struct turn turn;

    writes->expected_seq = cf->row.seq;
    cf->loan.now_ms = cf->row.at;
    turn_init(&turn, cf, &worker, writes, &retry);
    return turn_hear(&turn, fault);
}

static bool is_quarantined(const struct trace *trace)
{
    for (size_t i = 0; i < trace->incident_count; i++)
        if (trace->incidents[i].ended_at == 0 && slice_is(trace->incidents[i].code, "quarantine"))
            return true;
    return false;
}

static void trace_retry(struct trace *trace)
{
    struct arena *arena = trace->arena;

    if (is_quarantined(trace) && !trace->ask->is_expendable) {
        trace->retry = value_map(arena);
        value_put(arena, trace->retry, "is_quarantined", value_bool(arena, true));
        return;
    }
    struct write_set *writes = write_set_new();
    struct value *shown = value_map(arena);
    struct err fault = {0};
    int rc = hear_again(trace, writes, &fault);

    if (rc == 0) {
        value_put(arena, shown, "goes_on", value_bool(arena, true));
    } else if (rc == STATUS_SCRIPT_FAILED || rc == STATUS_HOST_VERDICT) {
        value_put(arena, shown, "code", value_string(arena, err_code(&fault)));
        value_put(arena, shown, "message", value_string(arena, fault.text));
        if (fault.stack[0])
            value_put(arena, shown, "stack", value_string(arena, fault.stack));
        put_place(trace, shown, fault.where);
        if (trace->cf.fiber) {
            value_put(arena, shown, "branches", branches_value(trace));
            value_put(arena, shown, "ran", ran_value(trace));
        }
    }
    trace->retry = value_len(shown) ? shown : NULL;
    write_set_close(writes);
}

/* ---- one stage ---- */

static void note_fault(struct trace *trace, int64_t seq, const struct err *fault)
{
    struct arena *arena = trace->arena;
    struct value *shown = value_map(arena);

    value_put(arena, shown, "seq", value_int(arena, seq));
    value_put(arena, shown, "code", value_string(arena, err_code(fault)));
    value_put(arena, shown, "message", value_string(arena, fault->text));
    put_place(trace, shown, fault->where);
    if (trace->cf.fiber)
        value_put(arena, shown, "branches", branches_value(trace));
    trace->fault = shown;
}

static int trace_row(struct trace *trace, const struct journal_row *row, struct err *err)
{
    arena_clear(&trace->scratch);
    trace->places = value_map(&trace->scratch);
    int rc = replay_row(&trace->replay, row, &trace->scratch, err);
    if (rc == 0 && row->seq >= trace->first)
        value_push(trace->arena, trace->items, turn_value(trace, row));
    return rc;
}

static int trace_rows(struct trace *trace, struct stage_rows *rows, struct err *err)
{
    const struct journal_row *row;
    int64_t seq = rows->opened;
    int rc = stage_rows_next(rows, &row, err);

    if (rc == 0)
        rc = sources_load(&trace->sources, trace->reader, rows->release, err);
    if (rc == 0)
        rc = casefile_use_edition(&trace->cf, trace->reader, rows->release, err);
    if (rc == 0)
        rc = replay_open(&trace->replay, &trace->cf, row, &trace->scratch, err);
    if (rc == 0) {
        trace->replay.on_command = on_command;
        trace->replay.owner = trace;
        fiber_watch(trace->cf.fiber, detail_of(trace));
    }
    while (rc == 0 && row && row->seq <= trace->last) {
        seq = row->seq;
        rc = trace_row(trace, row, err);
        if (rc == 0)
            rc = stage_rows_next(rows, &row, err);
    }
    if (rc == STATUS_HOST_VERDICT || rc == STATUS_SCRIPT_FAILED || rc == STATUS_CORRUPT) {
        note_fault(trace, seq, err);
        rc = 0;
    }
    if (trace->replay.cf)
        replay_close(&trace->replay);
    if (rc == 0 && !trace->fault && trace->last == trace->cf.row.seq &&
        trace->cf.row.status == CASE_PARKED)
        trace_retry(trace);
    return rc;
}

static struct value *case_value(struct arena *arena, const struct case_row *row)
{
    struct value *shown = value_map(arena);
    char text[ID_TEXT_LEN + 1];

    value_put(arena, shown, "id", value_string(arena, id_to_text(&row->ref, text)));
    if (row->number.len)
        value_put(arena, shown, "number", value_text(arena, row->number));
    value_put(arena, shown, "workflow", value_text(arena, row->workflow));
    value_put(arena, shown, "office", value_text(arena, row->office));
    value_put(arena, shown, "stage", value_text(arena, row->stage));
    value_put(arena, shown, "status", value_string(arena, case_status_word(row->status)));
    if (row->outcome.len)
        value_put(arena, shown, "outcome", value_text(arena, row->outcome));
    value_put(arena, shown, "seq", value_int(arena, row->seq));
    return shown;
}

static struct value *page_value(struct trace *trace, const struct stage_rows *rows)
{
    struct arena *arena = trace->arena;
    struct value *page = value_map(arena);
    const char *stage = trace->cf.has_stage ? trace->cf.stage.name : NULL;

    value_put(arena, page, "case", case_value(arena, &trace->cf.row));
    value_put(arena, page, "stage", value_string(arena, stage));
    value_put(arena, page, "release", value_int(arena, trace->sources.release));
    value_put(arena, page, "opened", value_int(arena, rows->opened));
    value_put(arena, page, "items", trace->items);
    if (trace->retry)
        value_put(arena, page, "retry", trace->retry);
    if (trace->fault)
        value_put(arena, page, "fault", trace->fault);
    if (!trace->ask->at && trace->first > 1)
        value_put(arena, page, "next", value_int(arena, trace->first));
    return page;
}

/* Which turns are shown: never beyond the beginning of their stage. */
static void choose_turns(struct trace *trace, const struct stage_rows *rows)
{
    const struct trace_ask *ask = trace->ask;

    trace->last = ask->at                                        ? ask->at
                  : ask->before > 0 && ask->before <= rows->last ? ask->before - 1
                                                                 : rows->last;
    trace->first = ask->at ? ask->at : trace->last - (int64_t)ask->limit + 1;
    if (trace->first < rows->opened)
        trace->first = rows->opened;
}

static int trace_stage(struct trace *trace, struct value **out, struct err *err)
{
    const struct trace_ask *ask = trace->ask;
    struct stage_rows rows;
    const struct case_row *row = &trace->cf.row;
    int64_t seq = ask->at                                      ? ask->at
                  : ask->before > 1 && ask->before <= row->seq ? ask->before - 1
                                                               : row->seq;

    int rc = stage_rows_open(&rows, trace->reader, row, seq, err);
    if (rc == 0)
        rc = reader_incidents(trace->reader, row->id, false, trace->arena, &trace->incidents,
                              &trace->incident_count, err);
    if (rc == 0)
        choose_turns(trace, &rows);
    if (rc == 0)
        rc = trace_rows(trace, &rows, err);
    if (rc == 0)
        *out = page_value(trace, &rows);
    stage_rows_close(&rows);
    return rc;
}

int case_trace(struct engine *engine, struct reader *reader, const struct id *ref,
               const struct trace_ask *ask, struct arena *arena, struct value **out,
               struct err *err)
{
    struct trace trace = {
        .engine = engine,
        .reader = reader,
        .ask = ask,
        .arena = arena,
        .items = value_list(arena),
        .cf = {.engine = engine, .ref = *ref}
    };

    int rc = casefile_load(&trace.cf, reader, err);
    if (rc == STATUS_NOT_FOUND)
        rc = err_set(err, rc, "There is no such case.");
    if (rc == 0)
        rc = trace_stage(&trace, out, err);
    casefile_drop(&trace.cf);
    sources_close(&trace.sources);
    arena_close(&trace.scratch);
    return rc;
}
