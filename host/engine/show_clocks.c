/* show_clocks.c - what people are told of the clocks of a case (show_clocks.h): the day-by-day
 * reason, the legal source, and the ledger - what was done to the clock, when, by whom and why,
 * with personal values closed.
 */
#include "engine/veil.h"
#include "engine/show_clocks.h"
#include "base/wallclock.h"
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/inside.h"

static struct value *time_text(struct arena *arena, const struct value *at)
{
    char text[40];
    return value_string(arena, time_to_text(value_int_or(at, 0), text));
}

static struct value *show_entry(struct arena *arena, const struct value *entry)
{
    static const char *const times[] = {"at", "from", "to"};
    struct value *shown = show_closed(arena, entry);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        if (value_get(entry, times[i])->type == VALUE_INT)
            value_put(arena, shown, times[i], time_text(arena, value_get(entry, times[i])));
    return shown;
}

static int show_clock(struct engine *engine, const struct part *part, struct arena *arena,
                      struct value **out, struct err *err)
{
    struct value *body, *ledger = value_list(arena);
    struct clock clock;
    int rc = canon_read(arena, part->body, &body, err);
    if (rc == 0)
        rc = clock_from_value(arena, body, &clock, err);
    if (rc != 0)
        return rc;
    *out = clock_explain(arena, &clock, clock_calendar(engine_calendars(engine), &clock));
    const struct value *entries = value_get(body, "ledger");
    for (size_t i = 0; i < value_len(entries); i++)
        value_push(arena, ledger, show_entry(arena, value_item(entries, i)));
    value_put(arena, *out, "key", value_text(arena, part->key));
    value_put(arena, *out, "ledger", ledger);
    return 0;
}

int case_clocks(struct engine *engine, struct reader *reader, const struct id *ref,
                struct arena *arena, struct value **out, struct err *err)
{
    struct case_image image;
    struct value *items = value_list(arena), *item;
    int rc = reader_load_live(reader, ref, arena, &image, err);

    *out = value_map(arena);
    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        if (image.parts[i].kind != PART_CLOCK)
            continue;
        rc = show_clock(engine, &image.parts[i], arena, &item, err);
        if (rc == 0)
            value_push(arena, items, item);
    }
    value_put(arena, *out, "items", items);
    return rc;
}
