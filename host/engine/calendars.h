/* calendars.h - the calendars of this host, and which of them a turn counts days by.
 *
 * A snapshot (duty/calendars.h) is lent with each loan, so all turns of a loan see one. An edit
 * puts another in its place; former ones live as long as the engine, for they are few and any
 * thread may be looking at one.
 */
#pragma once
#include "duty/calendars.h"
#include "duty/clock.h"
#include "engine/turn.h"

/* In force now. Any thread; it lives as long as the engine. */
struct calendars *engine_calendars(const struct engine *engine);
/* Takes the reference. Loop thread, or before workers start. */
void engine_set_calendars(struct engine *engine, struct calendars *calendars);
void engine_calendars_open(struct engine *engine);
void engine_calendars_close(struct engine *engine);

/* Those lent to the case; of one that was never lent - a shadow, a verification - those in force.
 */
const struct calendars *casefile_calendars(const struct casefile *cf);
/* Of the office that holds the case, as lent. */
const struct calendar *casefile_calendar(const struct casefile *cf);
/* The same; the row of this turn says which it was, so that replay counts by it too. */
const struct calendar *turn_calendar(struct turn *turn);
/* By which this clock of the case is computed; noted in the same way. */
const struct calendar *turn_clock_calendar(struct turn *turn, const struct clock *clock);
/* By which this clock is computed: the one its terms name. The list in force if that is not known
 * to this host. */
const struct calendar *clock_calendar(const struct calendars *calendars, const struct clock *clock);
