/* reckon.h - when a period would end, asked by people beforehand: `comity calendar due`, POST
 * /api/v1/calendars/due. The same clock, the same walk, the same words as in a case.
 */
#pragma once
#include "duty/calendars.h"
#include "duty/clock.h"

enum { RECKON_MOST = 200, RECKON_EXPLAINED_MOST = 20 }; /* questions at once */

/* question: { start = "2026-02-10" or a time, budget = "5wd", owner = "office" | "citizen" (office
 * unless said), office = code, explain = true }. *out: as clock_explain, without its lines unless
 * they are asked for. STATUS_INVALID with a sentence that names the member; nothing is guessed. */
MUST_CHECK int reckon_due(struct arena *arena, const struct calendars *calendars,
                          const struct value *question, struct value **out, struct err *err);

/* One day as a calendar sees it: { date, works, kind, name, hours = {"09:00-12:00"}, known, zh, en
 * }. */
struct value *reckon_day(struct arena *arena, const struct calendar *calendar, int32_t date);
/* { version, years, notes = [{zh, en}] }: the notes say what is to be done about it, `today` being
 * today: a year without a list, no list for next year in November. */
struct value *reckon_calendar(struct arena *arena, const struct calendar *calendar, int32_t today);
