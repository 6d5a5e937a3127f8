/* kept.c - what must be true of the county whatever happened (years.h), besides what check.c of the
 * simulation finds in every journal: one function for each promise, all of them in `promises`.
 */
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "duty/ladder.h"
#include "engine/calendars.h"
#include "engine/inside.h"
#include "engine/letters.h"
#include "engine/veil.h"
#include "years/kept.h"

void kept_broken(const struct seen *seen, const char *promise, const char *detail)
{
    char ref[ID_TEXT_LEN + 1];
    const struct case_row *row = &seen->image->row;
    run_fail(&seen->years->run, "%s: %.*s %.*s (%s, stage %.*s): %s", promise,
             SLICE_ARG(row->workflow), SLICE_ARG(row->number), id_to_text(&row->ref, ref),
             SLICE_ARG(row->stage), detail);
}

/* ---- every case comes to an end, or says who is to look at it -------------------------------- */

static size_t open_incidents(const struct seen *seen)
{
    struct incident_row *rows;
    size_t count = 0;
    struct err err = {0};
    if (reader_incidents(seen->years->run.world.reader, seen->image->row.id, true, seen->arena,
                         &rows, &count, &err) != 0)
        kept_broken(seen, "incidents", "cannot be read");
    return count;
}

/* It waits for a case of its own that has not ended: then that one is looked at. */
static bool waits_for_another(const struct seen *seen)
{
    for (size_t i = 0; i < seen->image->part_count; i++) {
        const struct part *part = &seen->image->parts[i];
        struct case_image other;
        struct value *body;
        struct err err = {0};
        struct id ref;
        if (part->kind != PART_WAIT || canon_read(seen->arena, part->body, &body, &err) != 0 ||
            !value_is_text(value_get(body, "verb"), "await_case"))
            continue;
        const char *text = value_text_or(value_get(body, "case"), "");
        if (id_from_text(text, strlen(text), &ref) &&
            reader_load(seen->years->run.world.reader, &ref, seen->arena, &other, &err) == 0 &&
            other.row.status != CASE_CLOSED)
            return true;
    }
    return false;
}

static void check_ended(const struct seen *seen)
{
    if (seen->image->row.status == CASE_OPEN && open_incidents(seen) == 0 &&
        !waits_for_another(seen))
        kept_broken(seen, "stuck",
                    "years after the last of it everybody is diligent; it is open and no "
                    "incident says why");
}

/* ---- every clock was met, or those were told who must be ------------------------------------- */

static bool was_withdrawn(const struct clock *clock)
{
    return clock_entry(clock, LEDGER_WITHDRAWN, 0) != NULL;
}

/* Of a card that is answered after the close; any other ends with its case. */
static bool is_of_card(const struct part *part)
{
    return memmem(part->key.bytes, part->key.len, "@card/", 6) != NULL;
}

/* The latest moment at which what a clock counts was set. */
static int64_t set_at(const struct clock *clock)
{
    int64_t at = clock->ledger[0].at_ms;
    for (size_t i = 0; i < clock->ledger_len; i++) {
        enum ledger_kind kind = clock->ledger[i].kind;
        bool moves = kind == LEDGER_PAUSED || kind == LEDGER_RESUMED || kind == LEDGER_EXCLUDED ||
                     kind == LEDGER_EXTENDED || kind == LEDGER_RECALCULATED;
        if (moves && clock->ledger[i].at_ms > at)
            at = clock->ledger[i].at_ms;
    }
    return at;
}

/* By the moments of the steps themselves, whatever the host thinks is the next one. */
static void check_ladder(const struct seen *seen, const struct clock *clock,
                         const struct calendar *calendar, int64_t end)
{
    const struct value *steps = value_get(clock->ladder ? clock->ladder : &value_nil, "steps");
    int64_t latest = set_at(clock);
    if (was_withdrawn(clock) || clock_entry(clock, LEDGER_HELD, 0))
        return;
    for (size_t i = 0; i < value_len(steps); i++) {
        const struct value *step = value_item(steps, i);
        int64_t at;
        if (!ladder_moment(clock, calendar, step, &at))
            continue;
        latest = at > latest ? at : latest; /* none before the one in front of it */
        if (latest < end - HOUR_MS && !clock_entry(clock, LEDGER_STEPPED, (int32_t)i + 1))
            kept_broken(seen, "a step of a ladder was passed over",
                        arena_printf(seen->arena, "clock %s %s, step %s", clock->id, clock->row,
                                     value_text_or(value_get(step, "name"), "")));
    }
}

static void check_clock(const struct seen *seen, const struct part *part, const struct clock *clock,
                        const struct calendar *calendar)
{
    const struct ledger_entry *stopped = clock_entry(clock, LEDGER_STOPPED, 0);
    bool is_closed = seen->image->row.status == CASE_CLOSED;
    int64_t end = stopped ? stopped->at_ms : seen->years->run.world.clock.now;
    struct ladder_step step;
    struct due due;
    const char *name = arena_printf(seen->arena, "clock %s %s", clock->id, clock->row);
    clock_due(clock, calendar, &due);
    if (!stopped && is_closed && clock->owner == CLOCK_OFFICE && !is_of_card(part))
        kept_broken(seen, "a case closed over a clock of the office that runs", name);
    if (is_closed && (!stopped || is_of_card(part)))
        return; /* it ended with its case; a card may be answered after that */
    if (due.has_date && due.at_ms < end && !clock_entry(clock, LEDGER_DUE, 0))
        kept_broken(seen, "a clock is over and has not fallen due", name);
    if (!stopped && !was_withdrawn(clock) && ladder_next(clock, calendar, &step) &&
        step.fires_ms < end - HOUR_MS)
        kept_broken(seen, "a step of a ladder was not taken",
                    arena_printf(seen->arena, "%s, step %s", name, step.name));
    check_ladder(seen, clock, calendar, end);
    if (stopped && due.has_date && due.at_ms < end - 10 * (int64_t)DAY_MS &&
        !value_is_nil(clock->ladder ? clock->ladder : &value_nil) && !was_withdrawn(clock) &&
        clock_count(clock, LEDGER_STEPPED) == 0)
        kept_broken(seen, "a clock was late and its ladder told nobody", name);
}

static void check_clocks(const struct seen *seen)
{
    const struct calendars *calendars = engine_calendars(seen->years->run.world.engine);
    for (size_t i = 0; i < seen->image->part_count; i++) {
        const struct part *part = &seen->image->parts[i];
        struct clock clock;
        struct value *body;
        struct err err = {0};
        if (part->kind != PART_CLOCK)
            continue;
        if (canon_read(seen->arena, part->body, &body, &err) != 0 ||
            clock_from_value(seen->arena, body, &clock, &err) != 0)
            kept_broken(seen, "a clock cannot be read", err.text);
        else if (!slice_is(seen->image->row.outcome, "merged_into"))
            check_clock(seen, part, &clock, clock_calendar(calendars, &clock));
    }
}

/* ---- what people were told they did is there, once, and theirs ------------------------------- */

static const struct value *event_at(const struct seen *seen, int64_t seq)
{
    return seq > 0 && (size_t)seq <= seen->count ? value_get(seen->rows[seq - 1], "event")
                                                 : &value_nil;
}

static void check_told(const struct seen *seen)
{
    for (const struct request *request = seen->docket->told; request;
         request = request->next_of_case) {
        struct value *reply;
        struct err err = {0};
        if (canon_read(seen->arena, slice_of(request->reply), &reply, &err) != 0)
            continue;
        int64_t seq = value_get_int(reply, "seq", 0);
        const struct value *event = event_at(seen, seq);
        if (seq > 0 && !value_is_text(value_get(event, "by"), request->person->actor.id))
            kept_broken(seen, "a turn that somebody was told of is not his",
                        arena_printf(seen->arena, "turn %lld", (long long)seq));
    }
}

/* ---- the law --------------------------------------------------------------------------------- */

/* INV-5: after an express refusal nobody is mediated. */
static void check_consent(const struct seen *seen)
{
    bool has_refused = false;
    if (!slice_is(seen->image->row.workflow, "dispute_mediation"))
        return;
    for (size_t i = 0; i < seen->count; i++) {
        const struct value *event = value_get(seen->rows[i], "event");
        const char *form = value_text_or(value_get(event, "form"), "");
        const struct value *outcome = value_get(value_get(event, "answer"), "outcome");
        if (!value_is_text(value_get(event, "kind"), "task_completed"))
            continue;
        if (strcmp(form, "consent") == 0 && value_is_text(outcome, "refuse"))
            has_refused = true;
        if (has_refused && (strcmp(form, "session_record") == 0 || strcmp(form, "signature") == 0))
            kept_broken(seen, "INV-5", "mediated after an express refusal");
    }
}

/* INV-2: of the unit that is accused nobody acts, from the turn on in which it was named. */
static void check_interest(const struct seen *seen)
{
    const struct staff *staff = seen->years->run.world.engine->staff;
    struct value *accused = value_list(seen->arena);
    for (size_t i = 0; i < seen->count && !seen->years->run.has_failed; i++) {
        const struct value *event = value_get(seen->rows[i], "event");
        const char *by = value_text_or(value_get(event, "by"), "");
        const struct staff_person *person = staff_person(staff, by);
        const char *kind = value_text_or(value_get(event, "kind"), "");
        bool acts = strcmp(kind, "task_completed") == 0 || strcmp(kind, "task_claimed") == 0;
        for (size_t k = 0; acts && person && k < value_len(accused); k++) {
            struct staff_subjects subjects = {.units = accused};
            if (staff_recusal(staff, by, seen->journal[i].at, &subjects) == RECUSAL_UNIT)
                kept_broken(seen, "INV-2",
                            arena_printf(seen->arena, "%s of the accused unit acted in turn %zu",
                                         person->key, i + 1));
        }
        if (!value_is_nil(value_get(seen->rows[i], "opening")))
            accused = value_list(seen->arena); /* as the stage that begins has it */
        const struct value *demands =
            value_get(value_get(value_get(seen->rows[i], "opening"), "data"), "demands");
        for (size_t k = 0; k < value_len(demands); k++) {
            const struct value *unit = value_get(value_item(demands, k), "accused");
            if (unit->type == VALUE_TEXT &&
                value_is_nil(value_get(value_item(demands, k), "$ended")))
                value_push(seen->arena, accused, (struct value *)unit);
        }
    }
}

/* INV-4: who is refused or sent elsewhere has it in writing. */
static void check_reasons(const struct seen *seen)
{
    static const char *const outcomes[] = {"not_accepted", "refused",      "guided",   "declined",
                                           "referred",     "not_admitted", "duplicate"};
    size_t papers = 0;
    bool is_refused = false;
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        is_refused = is_refused || slice_is(seen->image->row.outcome, outcomes[i]);
    for (size_t i = 0; i < seen->image->part_count; i++)
        papers +=
            seen->image->parts[i].kind == PART_LETTER ||
            (seen->image->parts[i].kind == PART_TASK &&
             memmem(seen->image->parts[i].form.bytes, seen->image->parts[i].form.len, "notice", 6));
    if (is_refused && papers == 0)
        kept_broken(seen, "INV-4", "nobody was told in writing");
}

/* Somebody who is cleared where the case is, and in this unit besides; NULL: only the first. */
static bool sees_sealed(const struct seen *seen, const char *unit)
{
    const char *holder = arena_copy(seen->arena, seen->image->row.office).bytes;
    struct membership memberships[] = {
        {.office = holder, .role = "sealed" },
        {.office = unit,   .role = "officer"},
    };
    struct actor actor = {.id = "01234567890123456789012345",
                          .name = "somebody",
                          .roles = value_list(seen->arena),
                          .memberships = memberships,
                          .membership_count = unit ? 2 : 1,
                          .covers = value_list(seen->arena),
                          .is_person = true};
    struct engine *engine = seen->years->run.world.engine;
    struct err err = {0};
    return eyes_check_case(engine_eyes(engine, &actor, seen->arena), seen->years->run.world.reader,
                           &seen->image->row.ref, seen->arena, &err) == 0;
}

/* INV-1: of a sealed case nobody of the unit it is about knows, nor who is not cleared. */
static void check_sealed(const struct seen *seen)
{
    struct years *years = seen->years;
    const struct staff *staff = years->run.world.engine->staff;
    struct value *extra;
    struct err err = {0};
    if (!case_is_sealed(seen->image->row.extra) ||
        canon_read(seen->arena, seen->image->row.extra, &extra, &err) != 0)
        return;
    const struct value *units = value_get(value_get(extra, "sealed"), "units");
    if (seen->image->row.number.bytes[0] != 'S')
        kept_broken(seen, "INV-1", "a sealed case stands in the series of the others");
    for (size_t i = 0; i < value_len(units); i++)
        if (sees_sealed(seen, value_text_or(value_item(units, i), "")))
            kept_broken(seen, "INV-1", "who is of the unit sees it, being cleared besides");
    if (value_len(units) == 0 && !sees_sealed(seen, NULL))
        kept_broken(seen, "INV-1", "not even who is cleared sees it");
    for (size_t i = 0; i < years->staff_count; i++) {
        const struct actor *actor = &years->staff[i].actor;
        struct staff_subjects subjects = {.units = units};
        bool is_of_it =
            staff_recusal(staff, actor->id, years->run.world.clock.now, &subjects) == RECUSAL_UNIT;
        bool may_see =
            eyes_check_case(engine_eyes(years->run.world.engine, actor, seen->arena),
                            years->run.world.reader, &seen->image->row.ref, seen->arena, &err) == 0;
        if (may_see && (is_of_it || !actor_holds(actor, "sealed", NULL)))
            kept_broken(seen, "INV-1", arena_printf(seen->arena, "%s sees it", actor->name));
    }
}

static void (*const promises[])(const struct seen *seen) = {
    check_ended,    check_clocks,  check_told,   check_consent,
    check_interest, check_reasons, check_sealed, kept_check_acts,
};

/* ---- numbers --------------------------------------------------------------------------------- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Where the serial begins: "2026P|000001", "=清民调〔2026〕{n}号\n|00000012". */
static size_t series_length(const char *number)
{
    size_t len = strlen(number);
    const char *line = strchr(number, '\n');
    if (line)
        return (size_t)(line + 1 - number);
    while (len > 0 && number[len - 1] >= '0' && number[len - 1] <= '9')
        len--;
    return len;
}

static bool is_same_series(const char *a, const char *b)
{
    size_t len = series_length(a);
    return len == series_length(b) && memcmp(a, b, len) == 0;
}

/* A number whose letter was never recorded waits for the next one of its series. If there is none
 * any more, it stays unused, and the host knows it. */
static bool is_given_back(const struct years *years, const char *number, int64_t serial)
{
    const struct numbers *numbers = &years->run.world.engine->numbers;
    size_t len = series_length(number);

    for (size_t i = 0; i < numbers->count; i++) {
        const struct number_series *series = &numbers->series[i];
        bool is_it = strlen(series->prefix) == len && memcmp(series->prefix, number, len) == 0;
        for (size_t k = 0; is_it && k < series->free_count; k++)
            if (series->free[k] == serial)
                return true;
    }
    return false;
}

/* No two cases, no two letters of a series have one number, and none is left out: who reads a
 * series sees that nothing was taken out of it. */
static void check_numbers(struct years *years, const char **numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, compare_texts);
    for (size_t i = 0; i < count; i++) {
        bool begins = i == 0 || !is_same_series(numbers[i - 1], numbers[i]);
        int64_t serial = strtoll(numbers[i] + series_length(numbers[i]), NULL, 10);
        int64_t former =
            begins ? 0 : strtoll(numbers[i - 1] + series_length(numbers[i - 1]), NULL, 10);
        if (serial == former)
            run_fail(&years->run, "the number %s was given twice", numbers[i]);
        for (int64_t left = former + 1; left < serial; left++)
            if (!is_given_back(years, numbers[i], left))
                run_fail(&years->run, "before %s the number %lld is left out", numbers[i],
                         (long long)left);
    }
}

struct number_list {
    const char **items;
    size_t count, most;
};

static void add_number(struct number_list *numbers, const char *number)
{
    if (numbers->count == numbers->most) {
        numbers->most = numbers->most ? 2 * numbers->most : 1024;
        numbers->items = mem_resize((void *)numbers->items, numbers->most * sizeof *numbers->items);
    }
    numbers->items[numbers->count++] = number;
}

static void note_numbers(struct years *years, const struct case_image *image,
                         struct number_list *numbers)
{
    struct arena *arena = &years->run.arena;
    add_number(numbers, arena_copy(arena, image->row.number).bytes);
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind == PART_LETTER && part->status == LETTER_WAITING)
            run_fail(&years->run, "a letter waits for a number that does not come");
        else if (part->kind == PART_LETTER && part->key.bytes[0] == LETTER_NUMBERED)
            add_number(numbers, arena_copy(arena, part->key).bytes);
    }
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void gather_told(struct years *years)
{
    for (struct request *request = years->run.first; request; request = request->next) {
        size_t i = 0;
        if (request->fate != FATE_RECORDED || request->kind == ACT_START)
            continue;
        while (i < years->docket_count && !id_is_equal(&years->dockets[i].ref, &request->case_ref))
            i++;
        if (i == years->docket_count) {
            run_fail(&years->run, "what was recorded is of a case nobody knows");
            return;
        }
        request->next_of_case = years->dockets[i].told;
        years->dockets[i].told = request;
    }
}

static bool see(struct years *years, const struct docket *docket, struct arena *arena,
                struct case_image *image, struct seen *seen)
{
    enum { ROWS_MOST = 100000 };
    struct err err = {0};
    *seen = (struct seen){.years = years, .image = image, .docket = docket, .arena = arena};
    int rc = reader_load(years->run.world.reader, &docket->ref, arena, image, &err);
    if (rc == 0)
        rc = reader_back(years->run.world.reader, image->row.head, ROWS_MOST, arena, &seen->journal,
                         &seen->count, &err);
    seen->rows = ARENA_ARRAY(arena, struct value *, seen->count + 1);
    for (size_t i = 0; rc == 0 && i < seen->count / 2; i++) {
        struct journal_row kept = seen->journal[i];
        seen->journal[i] = seen->journal[seen->count - 1 - i];
        seen->journal[seen->count - 1 - i] = kept;
    }
    for (size_t i = 0; rc == 0 && i < seen->count; i++)
        rc = canon_read(arena, seen->journal[i].body, &seen->rows[i], &err);
    if (rc != 0)
        run_fail(&years->run, "a case cannot be read: %s", err.text);
    return rc == 0;
}

void kept_check(struct years *years)
{
    struct number_list numbers = {0};
    county_see_staff(years);
    gather_told(years);
    for (size_t i = 0; i < years->docket_count && !years->run.has_failed; i++) {
        struct arena arena = {0};
        struct case_image image;
        struct seen seen;
        if (see(years, &years->dockets[i], &arena, &image, &seen)) {
            note_numbers(years, &image, &numbers);
            reached_note(&seen);
            for (size_t k = 0; k < sizeof promises / sizeof promises[0]; k++)
                promises[k](&seen);
        }
        arena_close(&arena);
    }
    check_numbers(years, numbers.items, numbers.count);
    free((void *)numbers.items);
    if (!years->run.has_failed)
        check_all(&years->run);
    if (!years->run.has_failed)
        check_facts(&years->run);
}

/* ---- what came of them ----------------------------------------------------------------------- */

static void count_word(struct value *counts, struct arena *arena, const char *word)
{
    value_put(arena, counts, word, value_int(arena, value_get_int(counts, word, 0) + 1));
}

void kept_tell(struct years *years)
{
    struct arena arena = {0};
    struct value *counts = value_map(&arena);
    for (size_t i = 0; i < years->docket_count; i++) {
        struct case_image image;
        struct err err = {0};
        if (reader_load(years->run.world.reader, &years->dockets[i].ref, &arena, &image, &err) != 0)
            continue;
        count_word(counts, &arena,
                   arena_printf(&arena, "%.*s: %.*s", SLICE_ARG(image.row.workflow),
                                SLICE_ARG(image.row.status == CASE_CLOSED ? image.row.outcome
                                                                          : image.row.stage)));
    }
    for (size_t i = 0; i < value_len(counts); i++)
        printf("  %5lld %s\n", (long long)counts->map.members[i].value->integer,
               counts->map.members[i].key.bytes);
    arena_close(&arena);
}
