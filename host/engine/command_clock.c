/* command_clock.c - clocks of the case, and those that a task or a wait brings with it.
 *
 * A clock's row is keyed "TJ-D6" or "TJ-D6#obligations/2"; one started for a single command has
 * "@" and the command's id behind, ends with it, and is not seen by `due` and `running`. */
#include "data/canon.h"
#include "duty/clock.h"
#include "engine/calendars.h"
#include "duty/ladder.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/tasks.h"

struct value *date_value(struct arena *arena, int32_t date)
{
    char text[16];
    return value_string(arena, date_to_text(date, text));
}

int clock_of_part(struct turn *turn, const struct part *part, struct clock *out, struct err *err)
{
    struct value *body;
    int rc = canon_read(turn->arena, part->body, &body, err);
    return rc == 0 ? clock_from_value(turn->arena, body, out, err) : rc;
}

bool clock_is_marked(const struct clock *clock)
{
    for (size_t i = 0; i < clock->ledger_len; i++)
        if (clock->ledger[i].kind == LEDGER_DUE)
            return true;
    return false;
}

int64_t clock_timer(const struct clock *clock, const struct calendar *calendar)
{
    struct ladder_step step;
    struct due due;
    int64_t at_ms = INT64_MAX;

    clock_due(clock, calendar, &due);
    if (due.state == CLOCK_RUNNING && due.has_date && !clock_is_marked(clock))
        at_ms = due.at_ms;
    if (ladder_next(clock, calendar, &step) && step.fires_ms < at_ms)
        at_ms = step.fires_ms;
    if (at_ms == INT64_MAX)
        return 0;
    return at_ms > 0 ? at_ms : 1;
}

void clock_keep(struct turn *turn, const char *key, const struct clock *clock)
{
    struct part part = {
        .kind = PART_CLOCK, .key = slice_of(key), .status = (int)clock_state(clock) + 1};

    part.due_ms = clock_timer(clock, turn_clock_calendar(turn, clock));
    part.body = canon_text(turn->arena, clock_to_value(turn->arena, clock));
    parts_put(&turn->cf->parts, &part);
    waits_follow_clock(turn, clock->id);
}

/* Length by the choice of a field of the case, where the clock says so. */
static const char *clock_choice(struct turn *turn, const struct value *decl)
{
    const char *field = value_get_text(decl, "choose");
    return field ? value_get_text(turn->cf->stage.data, field) : NULL;
}

/* The declared ladder as a clock keeps it: { name, steps }. */
static const struct value *ladder_of(struct turn *turn, const char *name)
{
    const struct value *ladders = value_get(turn->cf->workflow->model, "ladders");
    struct value *steps = value_get(value_get(ladders, name), "steps");
    struct value *ladder = value_map(turn->arena);

    value_put(turn->arena, ladder, "name", value_string(turn->arena, name));
    value_put(turn->arena, ladder, "steps", steps);
    return value_len(steps) ? ladder : NULL;
}

int clock_make(struct turn *turn, const struct clock_making *making, struct clock *clock,
               struct err *err)
{
    const struct workflow *workflow = turn->cf->workflow;
    const struct value *decl = workflow_clock(workflow, making->id);
    const char *ladder = value_get_text(decl, "ladder");
    struct clock_request request = {.id = making->id,
                                    .decl = decl,
                                    .row = making->row,
                                    .choice = clock_choice(turn, decl),
                                    .from = making->from,
                                    .due = making->due,
                                    .now_ms = turn->at};

    if (value_is_nil(decl))
        return err_set(err, STATUS_INVALID, "there is no clock \"%s\" in this workflow.",
                       making->id);
    if (ladder)
        request.ladder = ladder_of(turn, ladder);
    return clock_start(turn->arena, &request, turn_calendar(turn), clock, err);
}

int clock_begin(struct turn *turn, const char *id, const char *row, const char *key,
                const struct value *from, const struct value *due, struct err *err)
{
    struct clock clock;
    struct due falls;
    struct clock_making making = {.id = id, .row = row, .from = from, .due = due};
    int rc = clock_make(turn, &making, &clock, err);
    if (rc != 0)
        return rc;
    clock_keep(turn, key, &clock);
    clock_due(&clock, turn_clock_calendar(turn, &clock), &falls);
    if (!strchr(key, '@')) { /* a clock of the case: the script may ask for it */
        stage_note(&turn->cf->stage, VERB_START_CLOCK, NULL, id, row, NULL,
                   date_value(turn->arena, falls.date), turn->seq);
        if (turn->opening)
            value_put(turn->arena, turn->opening, "clocks",
                      value_copy(turn->arena, turn->cf->stage.clocks));
    }
    return 0;
}

const char *clock_for(struct turn *turn, const struct asked *asked, const char *clock_id,
                      int64_t *due_ms, struct err *err)
{
    struct arena *arena = turn->arena;
    const char *key = clock_key(arena, clock_id, asked->row);
    struct part *part = parts_find(&turn->cf->parts, PART_CLOCK, slice_of(key));
    struct clock clock;
    struct due due;

    if (!part && asked->row)
        part = parts_find(&turn->cf->parts, PART_CLOCK, slice_of(clock_id)), key = clock_id;
    if (part && clock_of_part(turn, part, &clock, err) == 0 && !clock_is_stopped(&clock)) {
        clock_due(&clock, turn_clock_calendar(turn, &clock), &due);
        *due_ms = due.has_date ? due.at_ms : 0;
        return arena_text(arena, key);
    }
    key = arena_printf(arena, "%s@%s", clock_key(arena, clock_id, asked->row), asked->id);
    if (!parts_find(&turn->cf->parts, PART_CLOCK, slice_of(key)) &&
        clock_begin(turn, clock_id, asked->row, key, value_int(arena, turn->at), NULL, err) != 0)
        return NULL;
    part = parts_find(&turn->cf->parts, PART_CLOCK, slice_of(key));
    *due_ms = part ? part->due_ms : 0;
    return key;
}

void wait_expire_if_past(struct turn *turn, struct part *wait, const struct part *part)
{
    struct clock clock;
    struct err ignored = {0};

    if (clock_of_part(turn, part, &clock, &ignored) != 0 || !clock_is_marked(&clock) ||
        clock_is_stopped(&clock))
        return;
    wait_expire(turn, wait);
}

/* ---- start_clock, stop_clock ---- */

static struct clock_making making_of(const struct asked *asked)
{
    return (struct clock_making){.id = asked->name,
                                 .row = asked->row,
                                 .from = value_get(asked->args, "from"),
                                 .due = value_get(asked->args, "due")};
}

int check_start_clock(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *from = value_get(asked->args, "from");
    struct value *seen = value_get(
        turn->cf->stage.clocks, clock_key(turn->arena, asked->name ? asked->name : "", asked->row));
    struct clock clock;
    struct due due;

    if (!asked->name || value_is_nil(workflow_clock(turn->cf->workflow, asked->name)))
        return command_refuse(err, asked, "there is no clock \"%s\" in this workflow.",
                              asked->name ? asked->name : "");
    if (value_is_nil(from))
        return command_refuse(err, asked,
                              "from = the start of %s is missing: a missing date must not become "
                              "today.",
                              asked->name);
    if (value_get_bool(seen, "running", false))
        return command_refuse(err, asked, "%s runs already. Stop it first: stop_clock.",
                              asked->name);
    struct clock_making making = making_of(asked);
    if (clock_make(turn, &making, &clock, err) != 0)
        return command_refuse(err, asked, "%s", err->text);
    clock_due(&clock, turn_clock_calendar(turn, &clock), &due);
    asked->result = date_value(turn->arena, due.date);
    return 0;
}

void apply_start_clock(struct turn *turn, const struct asked *asked)
{
    struct clock clock;
    struct err ignored = {0};

    struct clock_making making = making_of(asked);
    if (clock_make(turn, &making, &clock, &ignored) == 0)
        clock_keep(turn, clock_key(turn->arena, asked->name, asked->row), &clock);
}

int check_stop_clock(struct turn *turn, struct asked *asked, struct err *err)
{
    struct value *seen = value_get(
        turn->cf->stage.clocks, clock_key(turn->arena, asked->name ? asked->name : "", asked->row));
    struct clock clock;
    enum clock_result result;

    if (!value_get_bool(seen, "running", false))
        return command_refuse(err, asked, "%s does not run%s%s. Ask case:running first.",
                              asked->name ? asked->name : "", asked->row ? " for " : "",
                              asked->row ? asked->row : "");
    if (clock_as_asked(turn, asked, &clock, err) != 0 ||
        clock_stop(&clock, turn_clock_calendar(turn, &clock), turn->at, &result, err) != 0)
        return command_refuse(err, asked, "%s", err->text);
    asked->result = value_string(turn->arena, clock_result_word(result));
    return 0;
}

void apply_stop_clock(struct turn *turn, const struct asked *asked)
{
    const char *key = clock_key(turn->arena, asked->name, asked->row);
    struct part *part = parts_find(&turn->cf->parts, PART_CLOCK, slice_of(key)), *wait;
    struct told_wait *told;
    struct clock clock;
    enum clock_result result;
    struct err ignored = {0};

    if (!part || clock_of_part(turn, part, &clock, &ignored) != 0 ||
        clock_stop(&clock, turn_clock_calendar(turn, &clock), turn->at, &result, &ignored) != 0)
        return;
    clock_keep(turn, key, &clock);
    size_t count = waits_told(turn, &told);
    for (size_t i = 0; i < count; i++) {
        const struct value *body = told[i].body;
        struct value *stopped;
        if (!value_is_text(value_get(body, "verb"), "await_clock") ||
            !value_is_text(value_get(body, "name"), clock.id) ||
            strcmp(value_text_or(value_get(body, "row"), ""), clock.row) != 0 ||
            !(wait = wait_still_open(turn, &told[i])))
            continue; /* one that waits for any row waits on for the others */
        stopped = clock_news_value(turn, &clock);
        value_put(turn->arena, stopped, "outcome", value_string(turn->arena, "stopped"));
        wait_end(turn, wait, stopped, false, false);
    }
}
