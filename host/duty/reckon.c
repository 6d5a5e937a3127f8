/* reckon.c - answers about calendars for people (reckon.h). */
#include "duty/reckon.h"

#include "base/wallclock.h"

enum { YEARS_MOST = 200, NOVEMBER = 11 };

/* ---- a due date ---- */

static int member_check(const struct value *question, struct err *err)
{
    static const char *const known[] = {"start", "budget", "owner", "office", "explain"};
    for (size_t i = 0; i < value_len(question); i++) {
        bool is_known = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            is_known |= slice_is(question->map.members[i].key, known[k]);
        if (!is_known)
            return err_set(err, STATUS_INVALID,
                           "the members are start, budget, owner, office and explain");
    }
    return 0;
}

/* "2026-02-10T09:30" is a time in the zone of all offices. */
static const struct value *start_of(struct arena *arena, const struct value *start)
{
    bool has_no_zone =
        start->type == VALUE_TEXT && (start->text.len == 16 || start->text.len == 19);
    if (!has_no_zone)
        return start;
    return value_string(arena, arena_printf(arena, "%s+08:00", start->text.bytes));
}

static int declare(struct arena *arena, const struct value *question, struct value **out,
                   struct err *err)
{
    const struct value *budget = value_get(question, "budget"),
                       *owner = value_get(question, "owner");
    struct duration within;
    struct value *decl = value_map(arena);

    if (budget->type != VALUE_TEXT)
        return err_set(err, STATUS_INVALID, "budget: write a number and a unit, 5wd");
    if (duration_from_text(budget->text, &within, err) != 0)
        return err_wrap(err, "budget");
    if (!value_is_nil(owner) && !value_is_text(owner, "office") && !value_is_text(owner, "citizen"))
        return err_set(err, STATUS_INVALID, "owner: it is \"office\" or \"citizen\"");
    value_put(arena, decl, "within", duration_to_value(arena, within));
    value_put(arena, decl, "owner", value_string(arena, value_text_or(owner, "office")));
    *out = decl;
    return 0;
}

int reckon_due(struct arena *arena, const struct calendars *calendars, const struct value *question,
               struct value **out, struct err *err)
{
    const struct value *start = value_get(question, "start"),
                       *office = value_get(question, "office");
    struct clock clock;
    struct value *decl = NULL;

    *out = &value_nil;
    if (question->type != VALUE_MAP)
        return err_set(err, STATUS_INVALID,
                       "write {\"start\": \"2026-02-10\", \"budget\": \"5wd\"}");
    int rc = member_check(question, err);
    if (rc == 0)
        rc = declare(arena, question, &decl, err);
    if (rc != 0)
        return rc;
    if (start->type != VALUE_TEXT)
        return err_set(err, STATUS_INVALID,
                       "start: write a date, 2026-02-10, or a time, 2026-02-10T09:30");
    if (!value_is_nil(office) && office->type != VALUE_TEXT)
        return err_set(err, STATUS_INVALID, "office: it is the code of an office");
    const struct calendar *calendar = office->type == VALUE_TEXT
                                          ? calendars_of(calendars, office->text)
                                          : calendars_list(calendars);
    struct clock_request request = {.id = "due", .decl = decl, .from = start_of(arena, start)};
    const char *unit = value_get_text(value_get(decl, "within"), "unit");
    bool is_days = strcmp(unit, "cd") == 0 || strcmp(unit, "wd") == 0;
    if (clock_start(arena, &request, calendar, &clock, err) != 0)
        return err_set(err, STATUS_INVALID,
                       is_days
                           ? "start: there is no such date or time; write 2026-02-10 or "
                             "2026-02-10T09:30"
                           : "start: hours and minutes begin at a time, 2026-02-10T09:30; a date "
                             "alone will not do");
    *out = clock_explain(arena, &clock, calendar);
    value_put(arena, *out, "id", &value_nil);
    value_put(arena, *out, "basis", &value_nil);
    value_put(arena, *out, "office", (struct value *)office);
    if (!value_get_bool(question, "explain", false))
        value_put(arena, *out, "lines", &value_nil);
    return 0;
}

/* ---- a day ---- */

static struct value *hours_value(struct arena *arena, const struct calendar *calendar, int32_t date)
{
    struct value *list = value_list(arena);
    struct open_hours hours;

    calendar_hours(calendar, date, &hours);
    for (int i = 0; i < hours.count; i++) {
        int from = hours.spans[i].from, until = hours.spans[i].until;
        value_push(arena, list,
                   value_string(arena, arena_printf(arena, "%02d:%02d-%02d:%02d", from / 60,
                                                    from % 60, until / 60, until % 60)));
    }
    return list;
}

struct value *reckon_day(struct arena *arena, const struct calendar *calendar, int32_t date)
{
    static const struct {
        const char *word, *zh, *en;
    } kinds[] = {
        [DAY_WEEKDAY] = {"weekday", "工作日",    "a working day"       },
        [DAY_WEEKEND] = {"weekend", "周末",       "a weekend day"       },
        [DAY_HOLIDAY] = {"holiday", "放假",       "a public holiday"    },
        [DAY_MAKEUP] = {"makeup",  "调休上班", "a make-up workday"   },
        [DAY_CLOSED] = {"closed",  "停止办公", "the office is closed"},
    };
    struct calendar_day day = calendar_get_day(calendar, date);
    struct value *map = value_map(arena);
    char text[16];

    value_put(arena, map, "date", value_string(arena, date_to_text(date, text)));
    value_put(arena, map, "works", value_bool(arena, day.is_working));
    value_put(arena, map, "open_to_public", value_bool(arena, day.is_public));
    value_put(arena, map, "kind", value_string(arena, kinds[day.kind].word));
    value_put(arena, map, "name", value_string(arena, day.name));
    value_put(arena, map, "hours", hours_value(arena, calendar, date));
    value_put(arena, map, "known", value_bool(arena, day.is_known));
    value_put(arena, map, "zh",
              value_string(arena, arena_printf(arena, "%s%s", kinds[day.kind].zh,
                                               day.is_known ? "" : "（放假安排未载入，暂定）")));
    value_put(
        arena, map, "en",
        value_string(arena, arena_printf(arena, "%s%s", kinds[day.kind].en,
                                         day.is_known ? "" : " (not known yet: provisional)")));
    return map;
}

/* ---- a calendar ---- */

static void note_add(struct arena *arena, struct value *notes, const char *zh, const char *en)
{
    struct value *note = value_map(arena);
    value_put(arena, note, "zh", value_string(arena, zh));
    value_put(arena, note, "en", value_string(arena, en));
    value_push(arena, notes, note);
}

static bool has_year(const int *years, size_t count, int year)
{
    for (size_t i = 0; i < count; i++)
        if (years[i] == year)
            return true;
    return false;
}

struct value *reckon_calendar(struct arena *arena, const struct calendar *calendar, int32_t today)
{
    struct value *map = value_map(arena), *list = value_list(arena), *notes = value_list(arena);
    int years[YEARS_MOST], year, month, day;
    size_t count = calendar_years(calendar, years, YEARS_MOST);

    count = count < YEARS_MOST ? count : YEARS_MOST;
    date_to_civil(today, &year, &month, &day);
    for (size_t i = 0; i < count; i++)
        value_push(arena, list, value_int(arena, years[i]));
    if (!has_year(years, count, year))
        note_add(arena, notes,
                 arena_printf(arena, "%d年放假安排未载入，涉及该年的期限均为暂定。", year),
                 arena_printf(arena,
                              "No list for %d is loaded: every due date it touches is "
                              "provisional. Load it with `comity calendar import`.",
                              year));
    if (month >= NOVEMBER && !has_year(years, count, year + 1))
        note_add(
            arena, notes,
            arena_printf(arena, "请载入%d年放假安排（国务院办公厅通常于11月公布）。", year + 1),
            arena_printf(arena,
                         "Load the list for %d, which is published about November: "
                         "`comity calendar import FILE --preview`.",
                         year + 1));
    value_put(arena, map, "version", value_string(arena, calendar_version(calendar)));
    value_put(arena, map, "years", list);
    value_put(arena, map, "notes", notes);
    return map;
}
