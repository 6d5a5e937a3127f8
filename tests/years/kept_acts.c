/* kept_acts.c - what the turns of a case owe each other (kept.h): what was asked was done, by rows
 * of the journal, without the host's own idea of it.
 */
#include <stdio.h>
#include "data/canon.h"
#include "duty/clock.h"
#include "engine/calendars.h"
#include "engine/facts.h"
#include "years/kept.h"

static const struct value *event_of(const struct seen *seen, size_t i)
{
    return value_get(seen->rows[i], "event");
}

/* What became of a thing in this turn: the entry of `done` that names it; nil: none. */
static const struct value *done_of(const struct seen *seen, size_t i, const char *what)
{
    const struct value *done = value_get(seen->rows[i], "done");
    for (size_t k = 0; k < value_len(done); k++)
        if (!value_is_nil(value_get(value_item(done, k), what)))
            return value_item(done, k);
    return &value_nil;
}

static const struct part *find_part(const struct seen *seen, enum part_kind kind, const char *key)
{
    for (size_t i = 0; i < seen->image->part_count; i++)
        if (seen->image->parts[i].kind == kind && slice_is(seen->image->parts[i].key, key))
            return &seen->image->parts[i];
    return NULL;
}

/* ---- handoffs: who says that the case was received has it -------------------------------------
 */

static void note_handoffs(const struct seen *seen, size_t i, struct value *asked)
{
    const struct value *commands = value_get(seen->rows[i], "commands");
    for (size_t k = 0; k < value_len(commands); k++) {
        const struct value *result = value_get(value_item(commands, k), "result");
        const char *task = value_get_text(result, "task");
        if (task && value_is_text(value_get(value_item(commands, k), "kind"), "handoff"))
            value_put(seen->arena, asked, task, value_get(result, "office"));
    }
}

static void check_handoffs(const struct seen *seen)
{
    struct value *asked = value_map(seen->arena);
    const char *holder = NULL;
    for (size_t i = 0; i < seen->count; i++) {
        const struct value *event = event_of(seen, i);
        const char *moved = value_get_text(done_of(seen, i, "custody"), "custody");
        const char *task = value_text_or(value_get(event, "task"), "");
        const char *to = value_get_text(asked, task);
        holder = moved ? moved : holder;
        if (to && value_is_text(value_get(event, "kind"), "task_completed") &&
            value_is_text(value_get(value_get(event, "answer"), "outcome"), "receive") &&
            (!holder || strcmp(holder, to) != 0))
            kept_broken(seen, "a case was received and did not move",
                        arena_printf(seen->arena, "turn %zu, to %s", i + 1, to));
        note_handoffs(seen, i, asked);
    }
    if (holder && !slice_is(seen->image->row.office, holder))
        kept_broken(seen, "held by another than it was handed to", holder);
}

/* ---- ladders: a step that was taken did what it is for ----------------------------------------
 */

static const struct value *terms_of(const struct seen *seen, const struct value *event)
{
    const struct part *part =
        find_part(seen, PART_CLOCK, value_text_or(value_get(event, "clock"), ""));
    struct value *body;
    struct err err = {0};
    if (!part || canon_read(seen->arena, part->body, &body, &err) != 0)
        return &value_nil; /* it ended with what had brought it */
    const struct value *steps = value_get(value_get(body, "ladder"), "steps");
    for (size_t i = 0; i < value_len(steps); i++)
        if (value_is_equal(value_get(value_item(steps, i), "name"), value_get(event, "step")))
            return value_item(steps, i);
    return &value_nil;
}

static bool was_skipped(const struct value *event, const char *what)
{
    const struct value *skipped = value_get(event, "skipped");
    for (size_t i = 0; i < value_len(skipped); i++)
        if (value_is_text(value_get(value_item(skipped, i), "what"), what))
            return true;
    return false;
}

static void check_steps(const struct seen *seen)
{
    for (size_t i = 0; i < seen->count; i++) {
        const struct value *event = event_of(seen, i);
        if (!value_get_text(event, "step"))
            continue;
        const struct value *terms = terms_of(seen, event);
        bool tells = value_len(value_get(event, "told")) > 0 || was_skipped(event, "notify");
        bool writes = !value_is_nil(done_of(seen, i, "letter")) || was_skipped(event, "letter");
        bool has_card = value_get_text(event, "card") || was_skipped(event, "card");
        if ((!value_is_nil(value_get(terms, "notify")) && !tells) ||
            (!value_is_nil(value_get(terms, "letter")) && !writes) ||
            (!value_is_nil(value_get(terms, "card")) && !has_card))
            kept_broken(seen, "a step of a ladder was taken and did nothing",
                        arena_printf(seen->arena, "turn %zu", i + 1));
    }
}

/* Whoever a ladder could not reach is an incident that stays. */
static void check_unreached(const struct seen *seen)
{
    struct incident_row *rows;
    size_t count = 0, opened = 0, shown = 0;
    struct err err = {0};
    for (size_t i = 0; i < seen->count; i++) {
        const struct value *done = value_get(seen->rows[i], "done");
        for (size_t k = 0; value_get_text(event_of(seen, i), "step") && k < value_len(done); k++)
            opened += !value_is_nil(value_get(value_item(done, k), "incident"));
    }
    if (reader_incidents(seen->years->run.world.reader, seen->image->row.id, true, seen->arena,
                         &rows, &count, &err) != 0)
        kept_broken(seen, "incidents", "cannot be read");
    for (size_t i = 0; i < count; i++)
        shown += slice_is(rows[i].kind, "ladder");
    if (shown != opened)
        kept_broken(seen, "a ladder found nobody, and no incident says so",
                    arena_printf(seen->arena, "%zu times, %zu shown", opened, shown));
}

/* ---- agreements: a day for each obligation ----------------------------------------------------
 */

static void check_obligations(const struct seen *seen)
{
    if (!slice_is(seen->image->row.workflow, "dispute_mediation"))
        return;
    for (size_t i = 0; i < seen->count; i++) {
        const struct value *opening = value_get(seen->rows[i], "opening");
        const struct value *rows = value_get(value_get(opening, "data"), "obligations");
        if (!value_is_text(value_get(opening, "stage"), "performing"))
            continue;
        for (size_t k = 0; k < value_len(rows); k++) {
            const char *row = value_text_or(value_get(value_item(rows, k), "$row"), "");
            if (value_is_nil(value_get(value_item(rows, k), "$ended")) &&
                !find_part(seen, PART_CLOCK, arena_printf(seen->arena, "TJ-D6#%s", row)))
                kept_broken(seen, "TJ-D6", arena_printf(seen->arena, "no clock for %s", row));
        }
    }
}

/* ---- statistics: late is what fell due while it ran -------------------------------------------
 */

static size_t count_of(const struct case_facts *facts, const char *word, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->count; i++)
        count += facts->items[i].kind == FACT_CLOCK && strcmp(facts->items[i].word, word) == 0 &&
                 strcmp(facts->items[i].name, name) == 0;
    return count;
}

/* Of clocks that ran once, for the case as a whole, the ledger says what statistics must. */
static void compare_clocks(const struct seen *seen, const struct case_facts *facts)
{
    const struct calendars *calendars = engine_calendars(seen->years->run.world.engine);
    for (size_t i = 0; i < seen->image->part_count; i++) {
        const struct part *part = &seen->image->parts[i];
        struct value *body;
        struct clock clock;
        struct err err = {0};
        if (part->kind != PART_CLOCK || strpbrk(part->key.bytes, "@#") ||
            canon_read(seen->arena, part->body, &body, &err) != 0 ||
            clock_from_value(seen->arena, body, &clock, &err) != 0 ||
            count_of(facts, "started", clock.id) != 1)
            continue;
        const struct ledger_entry *fell = clock_entry(&clock, LEDGER_DUE, 0);
        if (fell && fell->at_ms <= seen->journal[0].at)
            continue; /* of the case that this one was split off: counted there */
        bool is_late = fell || (clock_is_stopped(&clock) && /* at the very moment, by another */
                                clock_is_late(&clock, clock_calendar(calendars, &clock), 0));
        if (count_of(facts, "late", clock.id) != is_late ||
            (is_late && count_of(facts, "met", clock.id) > 0))
            kept_broken(seen, "statistics call a clock late that was not, or the other way round",
                        clock.id);
    }
}

static void check_statistics(const struct seen *seen)
{
    struct facts_source source = {.engine = seen->years->run.world.engine,
                                  .reader = seen->years->run.world.reader};
    struct facts_fold *fold;
    struct err err = {0};
    if (facts_of_case(&source, &seen->image->row, seen->arena, &fold, &err) != 0)
        kept_broken(seen, "facts cannot be told", err.text);
    else
        compare_clocks(seen, facts_fold_facts(fold));
    facts_source_close(&source);
}

void kept_check_acts(const struct seen *seen)
{
    check_handoffs(seen);
    check_steps(seen);
    check_unreached(seen);
    check_obligations(seen);
    check_statistics(seen);
}
