/* query.c - what a script may ask without leaving a trace: `due`, `running`, `after`. The answer
 * comes from the stage as its rows tell it, so it is the same in replay. To add a question: a
 * branch in stage_query, its binding in script/lib_case.c, a paragraph in docs/lua.md. */
#include "duty/clock.h"
#include "engine/calendars.h"
#include "engine/command.h"
#include "engine/inside.h"

static bool any_row_runs(const struct value *clocks, const char *id, const struct value **found)
{
    size_t len = strlen(id);
    for (size_t i = 0; i < value_len(clocks); i++) {
        const struct member *member = &clocks->map.members[i];
        if (member->key.len > len && memcmp(member->key.bytes, id, len) == 0 &&
            member->key.bytes[len] == '#' && value_get_bool(member->value, "running", false)) {
            *found = member->value;
            return true;
        }
    }
    return false;
}

/* What the script may know of a clock: from the opening row and the commands since. */
static const struct value *clock_seen(const struct casefile *cf, struct arena *arena,
                                      const char *id, const char *row)
{
    const struct value *found = value_get(cf->stage.clocks, clock_key(arena, id, row));
    if (value_get_bool(found, "running", false) || (row && *row))
        return found;
    any_row_runs(cf->stage.clocks, id, &found);
    return found;
}

static int after_instant(struct casefile *cf, struct arena *arena, int64_t from,
                         struct duration length, struct value **out, struct err *err)
{
    int64_t end;

    if (!calendar_end_ms(casefile_calendar(cf), from, length, &end))
        return err_set(err, STATUS_SCRIPT_FAILED,
                       "after: the office does not open so long any more; look at its hours");
    *out = value_int(arena, end);
    return 0;
}

static int query_after(struct casefile *cf, struct arena *arena, const struct value *args,
                       struct value **out, struct err *err)
{
    struct duration length;
    int32_t date;
    const struct value *from = value_get(args, "date");
    const char *text = value_text_or(from, NULL);

    int rc = duration_from_value(value_get(args, "duration"), &length, err);
    if (rc == 0 && from->type == VALUE_INT && !duration_is_days(length))
        return after_instant(cf, arena, from->integer, length, out, err);
    if (rc == 0 && from->type == VALUE_INT)
        date = date_of(from->integer);
    else if (rc == 0 && (!text || !date_from_text(slice_of(text), &date)))
        rc = err_set(err, STATUS_SCRIPT_FAILED,
                     "after: the first argument is a date like \"2026-02-10\"");
    if (rc == 0 && !duration_is_days(length))
        rc = err_set(err, STATUS_SCRIPT_FAILED,
                     "after: a date goes with days(n) or workdays(n); give case:now() for hours");
    if (rc != 0)
        return err_set(err, STATUS_SCRIPT_FAILED, "%s", err->text);
    *out = date_value(arena, calendar_add(casefile_calendar(cf), date, length, NULL));
    return 0;
}

int stage_query(struct casefile *cf, struct arena *arena, const char *query, const char *name,
                const struct value *args, struct value **out, struct err *err)
{
    const struct value *row = value_get(args, "row");

    if (strcmp(query, "after") == 0)
        return query_after(cf, arena, args, out, err);
    if (!name || value_is_nil(workflow_clock(cf->workflow, name)))
        return err_set_at(err, STATUS_SCRIPT_FAILED, "unknown_clock", NULL,
                          "%s: there is no clock \"%s\" in this workflow", query, name ? name : "");
    const struct value *seen = clock_seen(cf, arena, name, value_text_or(row, NULL));
    if (strcmp(query, "running") == 0)
        *out = value_bool(arena, value_get_bool(seen, "running", false));
    else
        *out = value_copy(arena, value_get(seen, "due"));
    return 0;
}

/* The same of a live turn, whose row says by which calendar days were counted. */
int turn_query(struct turn *turn, const char *query, const char *name, const struct value *args,
               struct value **out, struct err *err)
{
    if (strcmp(query, "after") == 0)
        turn_calendar(turn);
    return stage_query(turn->cf, turn->arena, query, name, args, out, err);
}
