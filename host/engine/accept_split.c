/* accept_split.c - a part that was split off another case is born (command_split.c).
 *
 * It begins in the stage that the split named, on the active release; where that has no such stage,
 * on the release of the case it comes from, so that nothing that moved out can be refused. Its data
 * is no answer to a form: it was taken by forms once. Handles of the other case are re-sealed here,
 * vault to vault: what lay under the key of one person there lies under one key here.
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/birth.h"
#include "engine/calendars.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/recusal.h"
#include "engine/veil.h"

/* ---- the row ---- */

static bool has_stage(const struct edition *edition, struct slice office, struct slice workflow,
                      const char *stage)
{
    const struct workflow *found = edition ? edition_workflow(edition, office, workflow) : NULL;
    return found && !value_is_nil(workflow_stage(found, stage));
}

static int part_row(struct turn *turn, const struct value *body, struct err *err)
{
    struct casefile *cf = turn->cf;
    const struct edition *active = cf->loan.active;
    const char *stage = value_text_or(value_get(body, "stage"), "");
    int64_t release = value_get_int(body, "release", 0);

    cf->row.ref = cf->ref;
    cf->row.workflow = arena_copy(&cf->arena, value_get(body, "workflow")->text);
    cf->row.office = arena_copy(&cf->arena, value_get(body, "office")->text);
    cf->row.number = arena_copy(&cf->arena, slice_of(turn->event->number));
    cf->row.stage = cf->row.outcome = (struct slice){.bytes = "", .len = 0};
    cf->row.status = CASE_OPEN;
    if (has_stage(active, cf->row.office, cf->row.workflow, stage))
        release = active->id;
    cf->row.release = release;
    return casefile_use_edition(cf, turn->worker->reader, release, err);
}

/* ---- clocks that keep their first start ---- */

static struct value *clocks_seen(struct turn *turn, const struct value *along)
{
    struct arena *arena = turn->arena;
    struct value *seen = value_map(arena);
    struct err ignored = {0};

    for (size_t i = 0; i < value_len(along); i++) {
        struct value *view = value_map(arena);
        struct clock clock;
        struct due due;
        if (clock_from_value(arena, value_item(along, i), &clock, &ignored) != 0)
            continue;
        clock_due(&clock, clock_calendar(casefile_calendars(turn->cf), &clock), &due);
        value_put(arena, view, "due", due.has_date ? date_value(arena, due.date) : &value_nil);
        value_put(arena, view, "running", value_bool(arena, true));
        value_put(arena, seen, clock_key(arena, clock.id, clock.row), view);
    }
    return seen;
}

static void keep_clocks(struct turn *turn, const struct value *along)
{
    struct err ignored = {0};

    for (size_t i = 0; i < value_len(along); i++) {
        struct clock clock;
        if (clock_from_value(turn->arena, value_item(along, i), &clock, &ignored) != 0)
            continue;
        const char *key = clock_key(turn->arena, clock.id, clock.row);
        clock_keep(turn, key, &clock);
        turn_note_done(turn, "clock", slice_of(key), "kept");
    }
}

/* ---- the birth ---- */

static void put_event(struct turn *turn, const struct value *body)
{
    struct arena *arena = turn->arena;
    struct value *event = turn->event_value;

    value_put(arena, event, "kind", value_string(arena, "started"));
    value_put(arena, event, "parent", value_get(body, "from"));
    value_put(arena, event, "as", value_get(body, "as"));
    value_put(arena, event, "group", value_get(body, "group"));
    value_put(arena, event, "workflow", value_get(body, "workflow"));
    value_put(arena, event, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, event, "office", value_get(body, "office"));
}

static void put_parent(struct turn *turn, const struct value *body, const struct id *from)
{
    struct arena *arena = turn->arena;
    struct part link = {.kind = PART_LINK, .key = slice_of("parent"), .status = 1, .ref = *from};
    struct value *about = value_map(arena);

    value_put(arena, about, "group", value_get(body, "group"));
    /* a sealed part tells nobody of itself; what a sealed case splits off for itself tells it */
    if (value_get_bool(body, "sealed", false) && !value_get_bool(body, "linked", false))
        value_put(arena, about, "silent", value_bool(arena, true));
    link.body = canon_text(arena, about);
    parts_put(&turn->cf->parts, &link);
}

int accept_split(struct turn *turn, const struct value *body, struct err *err)
{
    struct casefile *cf = turn->cf;
    const char *text = value_text_or(value_get(body, "from"), "");
    const struct value *along = value_get(body, "clocks");
    struct value *data = value_get(body, "data");
    struct id from;
    int rc = 0;

    if (!id_from_text(text, strlen(text), &from))
        return err_set(err, STATUS_CORRUPT, "a message without a sender");
    cf->hops++; /* a stage is entered: of cases that only split each other too */
    rc = part_row(turn, body, err);
    if (rc == 0)
        rc = vault_move(turn, &from, data, err);
    if (rc != 0)
        return rc;
    cf->is_loaded = true;
    put_event(turn, body);
    veil_take(turn, body);
    recusal_take(turn, value_get(body, "recusals"));
    put_parent(turn, body, &from);
    turn->group = value_get_text(body, "group");
    rc = accept_open_stage(turn, value_text_or(value_get(body, "stage"), ""), data,
                           clocks_seen(turn, along), err);
    if (rc == 0)
        keep_clocks(turn, along);
    return rc;
}
