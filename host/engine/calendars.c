/* calendars.c - which calendar counts (calendars.h).
 *
 * A row that counted days says by which calendar, `"calendar": version`, and replay of that row
 * counts by it whatever has been edited since. A clock names its own: what it was computed by last.
 */
#include "engine/calendars.h"
#include <stdlib.h>
#include "engine/inside.h"

struct former {
    struct former *next;
    struct calendars *calendars;
};

struct calendars *engine_calendars(const struct engine *engine)
{
    return atomic_load_explicit(&engine->calendars, memory_order_acquire);
}

void engine_set_calendars(struct engine *engine, struct calendars *calendars)
{
    struct calendars *former = engine_calendars(engine);

    atomic_store_explicit(&engine->calendars, calendars, memory_order_release);
    if (!former)
        return;
    struct former *kept = mem_zero(sizeof *kept);
    kept->calendars = former;
    kept->next = engine->former_calendars;
    engine->former_calendars = kept;
    hands_watch_begin(engine); /* how long is long is said in working days */
}

void engine_calendars_open(struct engine *engine)
{
    struct calendar *list = calendar_embedded();
    engine->kept_calendars = value_map(&engine->kept_arena);
    engine_set_calendars(engine, calendars_new(NULL, list));
    calendar_unref(list);
}

void engine_calendars_close(struct engine *engine)
{
    for (struct former *former = engine->former_calendars, *next; former; former = next) {
        next = former->next;
        calendars_unref(former->calendars);
        free(former);
    }
    arena_close(&engine->kept_arena);
    calendars_unref(engine_calendars(engine));
    atomic_store(&engine->calendars, NULL);
}

const struct calendars *casefile_calendars(const struct casefile *cf)
{
    return cf->loan.calendars ? cf->loan.calendars : engine_calendars(cf->engine);
}

const struct calendar *casefile_calendar(const struct casefile *cf)
{
    const struct calendars *lent = casefile_calendars(cf);
    const struct calendar *then = NULL;

    if (cf->calendar_then)
        then = calendars_find(lent, cf->calendar_then);
    return then ? then : calendars_of(lent, cf->row.office);
}

const struct calendar *turn_calendar(struct turn *turn)
{
    const struct calendar *calendar = casefile_calendar(turn->cf);
    turn->calendar = calendar_version(calendar);
    return calendar;
}

const struct calendar *turn_clock_calendar(struct turn *turn, const struct clock *clock)
{
    const struct calendar *in_force = turn_calendar(turn);
    const struct calendar *named = calendars_find(casefile_calendars(turn->cf), clock->calendar);
    return named ? named : in_force;
}

const struct calendar *clock_calendar(const struct calendars *calendars, const struct clock *clock)
{
    const struct calendar *named = calendars_find(calendars, clock->calendar);
    return named ? named : calendars_list(calendars);
}
