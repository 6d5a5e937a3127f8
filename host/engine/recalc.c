/* recalc.c - clocks computed again (recalc.h).
 *
 * R1. A clock names the calendar it is computed by, in its part and so in its case's row set: what
 *     was computed, is shown and is verified by the same one.
 * R2. One that is not touched by an edit takes the new name when its case next writes, without a
 *     row: nothing about it changes.
 * R3. What fell due stays fallen, and a citizen's period is never shortened (duty/clock.h).
 *
 * The background look reads pages of cases at lowest priority and wakes those that need it; a case
 * that is woken for nothing writes nothing.
 */
#include "engine/recalc.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/log.h"
#include "data/canon.h"
#include "engine/clocks.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/loan.h"

enum { SWEEP_PAGE = 200 };

static bool part_runs(const struct part *part)
{
    return part->kind == PART_CLOCK && part->status != (int)CLOCK_STOPPED + 1;
}

/* The body says "cal":"VERSION"; that is cheaper to find than a clock is to read. */
static bool names_calendar(struct slice body, const char *version)
{
    char member[CALENDAR_VERSION_SIZE + 16];
    int len = snprintf(member, sizeof member, "\"cal\":\"%s\"", version);
    return memmem(body.bytes, body.len, member, (size_t)len) != NULL;
}

bool recalc_is_needed(struct casefile *cf)
{
    struct part *part;

    if (cf->row.status == CASE_CLOSED || cf->calendars_seen == cf->loan.calendars)
        return false;
    const char *version = calendar_version(casefile_calendar(cf));
    for (size_t i = 0; (part = parts_next(&cf->parts, PART_CLOCK, &i));)
        if (part_runs(part) && !names_calendar(part->body, version))
            return true;
    cf->calendars_seen = cf->loan.calendars;
    return false;
}

/* ---- the turn ---- */

static struct value *date_or_none(struct turn *turn, const struct due *due)
{
    return due->has_date ? date_value(turn->arena, due->date) : &value_nil;
}

static void note_moved(struct turn *turn, const char *key, const struct clock_change *change)
{
    struct arena *arena = turn->arena;
    struct value *entry = value_map(arena);

    value_put(arena, entry, "clock", value_string(arena, key));
    value_put(arena, entry, "status", value_string(arena, "recalculated"));
    value_put(arena, entry, "from", date_or_none(turn, &change->former));
    value_put(arena, entry, "to", date_or_none(turn, &change->now));
    if (!turn->done)
        turn->done = value_list(arena);
    value_push(arena, turn->done, entry);
}

static struct value *reason_of(struct turn *turn, const struct clock *clock,
                               const struct calendar *calendar)
{
    struct arena *arena = turn->arena;
    struct value *why = value_map(arena);

    value_put(arena, why, "why",
              value_string(arena, calendars_why(engine_calendars(turn->engine))));
    value_put(arena, why, "former", value_string(arena, clock->calendar));
    value_put(arena, why, "calendar", value_string(arena, calendar_version(calendar)));
    return why;
}

static int recalc_part(struct turn *turn, struct part *part, bool *has_moved, struct err *err)
{
    const struct calendar *calendar = turn_calendar(turn);
    const char *key = arena_copy(turn->arena, part->key).bytes;
    struct clock_change change;
    struct clock clock;
    int rc = clock_of_part(turn, part, &clock, err);
    if (rc != 0)
        return rc;
    enum clock_recalc what =
        clock_recalculate(&clock, turn_clock_calendar(turn, &clock), calendar, turn->at,
                          reason_of(turn, &clock, calendar), &change);
    if (what == RECALC_ADOPTED)
        clock_keep(turn, key, &clock);
    if (what != RECALC_MOVED)
        return 0;
    clock_moved(turn, key, &clock);
    note_moved(turn, key, &change);
    *has_moved = true;
    return 0;
}

int accept_calendar(struct turn *turn, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct part *part;
    bool has_moved = false;
    int rc = 0;

    turn->skips_hearing = true;
    if (cf->row.status != CASE_CLOSED)
        for (size_t i = 0; rc == 0 && (part = parts_next(&cf->parts, PART_CLOCK, &i));)
            if (part_runs(part))
                rc = recalc_part(turn, part, &has_moved, err);
    cf->calendars_seen = cf->loan.calendars;
    value_put(turn->arena, turn->event_value, "why",
              value_string(turn->arena, calendars_why(engine_calendars(turn->engine))));
    turn->is_idle = rc == 0 && !has_moved;
    return rc;
}

/* ---- loans of before (loop thread) ---- */

bool recalc_is_due(const struct casefile *cf)
{
    return cf->loan.status == 0 && cf->is_loaded && cf->row.status != CASE_CLOSED &&
           cf->loan.calendars != engine_calendars(cf->engine);
}

/* ---- once in a life ---- */

struct recalc_page {
    struct read read;
    int64_t after;
    struct id found[SWEEP_PAGE];
    size_t count, seen;
};

static bool case_is_stale(struct engine *engine, const struct case_image *image)
{
    const struct calendars *calendars = engine_calendars(engine);
    const char *version = calendar_version(calendars_of(calendars, image->row.office));
    for (size_t i = 0; i < image->part_count; i++)
        if (part_runs(&image->parts[i]) && !names_calendar(image->parts[i].body, version))
            return true;
    return false;
}

static int look_at_page(struct read *read, struct engine *engine, struct reader *reader,
                        struct err *err)
{
    struct recalc_page *page = (struct recalc_page *)(void *)read;
    struct case_row *rows;
    int rc = reader_cases(reader, page->after, SWEEP_PAGE, &read->arena, &rows, &page->seen, err);

    for (size_t i = 0; rc == 0 && i < page->seen && !engine->is_halted; i++) {
        struct arena arena = {0};
        struct case_image image;
        struct err ignored = {0};
        page->after = rows[i].id;
        if (rows[i].status != CASE_CLOSED &&
            reader_load_live(reader, &rows[i].ref, &arena, &image, &ignored) == 0 &&
            case_is_stale(engine, &image))
            page->found[page->count++] = rows[i].ref;
        arena_close(&arena);
    }
    return rc;
}

static void next_page(struct engine *engine, int64_t after);

static void on_page(struct read *read)
{
    struct recalc_page *page = (struct recalc_page *)(void *)read;
    struct engine *engine = read->engine;
    bool is_last = page->seen < SWEEP_PAGE || read->status != 0;
    int64_t after = page->after;

    if (read->status != 0)
        log_warn("engine", "clocks could not be compared with the calendar: %s", read->err.text);
    if (engine->state == ENGINE_RUNNING)
        for (size_t i = 0; i < page->count; i++)
            casefile_wake(engine, &page->found[i], event_new(EVENT_CALENDAR));
    else
        is_last = true; /* stopping, or lost: each case looks at its next loan anyway */
    arena_close(&read->arena);
    free(page);
    if (!is_last)
        next_page(engine, after);
}

static void next_page(struct engine *engine, int64_t after)
{
    struct recalc_page *page = mem_zero(sizeof *page);
    page->after = after;
    page->read.run = look_at_page;
    page->read.on_done = on_page;
    engine_read(engine, &page->read);
}

void recalc_sweep(struct engine *engine)
{
    if (engine->options.skips_sweep || engine->has_recalculated)
        return;
    engine->has_recalculated = true;
    next_page(engine, 0);
}
