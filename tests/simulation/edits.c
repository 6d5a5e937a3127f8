/* edits.c - the calendar is edited in the middle of a run, while cases are at work, the disk fails
 * and the host dies: a preview is looked at and then done, at once or after much has happened.
 *
 * Whenever all has settled no running clock is behind: counting it again by the calendar in force
 * would move nothing. So no case was forgotten, whoever was born, at work or asleep meanwhile.
 */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/calendar_edit.h"
#include "script/release.h"
#include "simulation/run.h"

enum { EDITS = 3, EDIT_PERCENT = 30, DAYS_AROUND = 6 };

struct editing {
    struct run *run;
    int life;
};

static bool run_edits_calendar(const struct run *run)
{
    return run->world.seed % EDITS == 1 && !run->options->is_compared;
}

static bool may_be_refused(const struct calendar_edit *edit)
{
    switch (edit->status) {
    case STATUS_BUSY:
    case STATUS_UNKNOWN:
    case STATUS_FULL:
    case STATUS_REFUSED:
    case STATUS_STOPPING:
        return true;
    default: /* somebody else was faster: seen, and not what is there */
        return edit->status == STATUS_CONFLICT &&
               strcmp(err_code(&edit->err), "stale_preview") == 0;
    }
}

static void on_edited(struct calendar_edit *edit)
{
    struct editing *editing = edit->owner;
    struct run *run = editing->run;

    if (editing->life == run->world.life) {
        run_trace(run, "-- calendar: %d %s", edit->status, edit->err.text);
        if (edit->status != 0 && !may_be_refused(edit))
            run_fail(run, "an edit of the calendar ended with %d: %s", edit->status,
                     edit->err.text);
    }
    free(editing);
    calendar_edit_free(edit);
}

/* What was seen is done by another edit with the same words. */
static void on_seen(struct calendar_edit *seen)
{
    struct editing *editing = seen->owner;
    struct run *run = editing->run;

    if (seen->status != 0 || editing->life != run->world.life || run->world.is_dead) {
        if (editing->life == run->world.life && seen->status != 0 && !may_be_refused(seen))
            run_fail(run, "a preview of the calendar ended with %d: %s", seen->status,
                     seen->err.text);
        free(editing);
        calendar_edit_free(seen);
        return;
    }
    struct calendar_edit *edit = calendar_edit_new();
    struct arena *arena = &edit->arena;
    edit->office = seen->office ? arena_text(arena, seen->office) : NULL;
    edit->csv = arena_copy(arena, seen->csv);
    edit->hours = seen->hours ? value_copy(arena, seen->hours) : NULL;
    edit->why = "a seed wills it";
    edit->preview = arena_text(arena, value_get_text(seen->reply, "preview"));
    edit->on_done = on_edited;
    edit->owner = editing;
    calendar_edit_free(seen);
    engine_edit_calendar(run->world.engine, edit);
}

static int32_t draw_date(struct run *run)
{
    return date_of(run->world.clock.now) + (int32_t)run_draw(run, DAYS_AROUND) - 1;
}

static void draw_hours(struct run *run, struct calendar_edit *edit)
{
    struct arena *arena = &edit->arena;
    struct value *hours = value_map(arena), *closures = value_list(arena);
    int32_t first = draw_date(run);
    char text[16];

    edit->office = RELEASE_ONLY_OFFICE;
    edit->hours = &value_nil;
    if (run_is_lucky(run, 20))
        return; /* all of it is taken away */
    struct value *closure = value_map(arena);
    value_put(arena, closure, "first", value_string(arena, date_to_text(first, text)));
    first += (int32_t)run_draw(run, 3);
    value_put(arena, closure, "last", value_string(arena, date_to_text(first, text)));
    value_put(arena, closure, "why", value_string(arena, "repairs"));
    value_put(arena, closure, "duties",
              value_string(arena, run_is_lucky(run, 50) ? "run" : "stop"));
    value_push(arena, closures, closure);
    value_put(arena, hours, "closures", closures);
    edit->hours = hours;
}

static void draw_list(struct run *run, struct calendar_edit *edit)
{
    struct buf text = {0};
    char date[16];

    buf_add_slice(&text, calendar_embedded_text());
    for (int32_t at = draw_date(run), left = 3; left > 0;
         left--, at += 1 + (int32_t)run_draw(run, 3)) {
        struct slice now = buf_slice(&text);
        date_to_text(at, date);
        if (!memmem(now.bytes, now.len, date, strlen(date)))
            buf_printf(&text, "%s,%s,x,y\n", date, run_is_lucky(run, 60) ? "holiday" : "workday");
    }
    edit->csv = arena_copy(&edit->arena, buf_slice(&text));
    buf_close(&text);
}

void edit_calendar(struct run *run)
{
    if (!run_edits_calendar(run) || !run_is_lucky(run, EDIT_PERCENT))
        return;
    struct calendar_edit *edit = calendar_edit_new();
    struct editing *editing = mem_zero(sizeof *editing);
    *editing = (struct editing){run, run->world.life};
    if (run_is_lucky(run, 60))
        draw_hours(run, edit);
    else
        draw_list(run, edit);
    edit->is_preview = true;
    edit->on_done = on_seen;
    edit->owner = editing;
    run_trace(run, "-- the calendar is edited: %s", edit->office ? "hours" : "list");
    engine_edit_calendar(run->world.engine, edit);
}

/* ---- is any clock behind? ---- */

void check_calendar(struct run *run, const struct case_image *image, struct arena *arena)
{
    const struct calendars *calendars = engine_calendars(run->world.engine);
    const struct calendar *in_force = calendars_of(calendars, image->row.office);

    for (size_t i = 0; i < image->part_count && image->row.status != CASE_CLOSED; i++) {
        const struct part *part = &image->parts[i];
        struct clock_change change;
        struct clock clock;
        struct value *body;
        char ref[ID_TEXT_LEN + 1];
        if (part->kind != PART_CLOCK || canon_read(arena, part->body, &body, NULL) != 0 ||
            clock_from_value(arena, body, &clock, NULL) != 0)
            continue;
        if (!calendars_find(calendars, clock.calendar))
            run_fail(run, "case %s: clock %s names a calendar nobody knows: %s",
                     id_to_text(&image->row.ref, ref), clock.id, clock.calendar);
        if (clock_recalculate(&clock, clock_calendar(calendars, &clock), in_force,
                              run->world.clock.now, NULL, &change) == RECALC_MOVED)
            run_fail(run, "case %s was forgotten: clock %s is behind the calendar",
                     id_to_text(&image->row.ref, ref), clock.id);
    }
}
