/* clock.c - the life of a deadline: starting it, and the acts its ledger records.
 *
 * Each act checks, then adds exactly one entry; what fails adds none. The state and the due date
 * are computed from the ledger (clock_period.c), never kept beside it, so they cannot drift.
 *
 *      (none) --clock_start--> RUNNING --clock_pause--> PAUSED --clock_resume--> RUNNING
 *                                 |                        |
 *                                 +------ clock_stop ------+--> STOPPED, final
 *
 * L1. The ledger holds exactly one STARTED, at most one each of DUE, HANDED, STOPPED; HANDED only
 *     with DUE. Nothing is ever taken out.
 * L2. Pauses, extensions and applications are numbered from 1 without gaps, each kind for itself;
 * of the steps of a ladder each number comes at most once, and no higher one before a lower. L3. A
 * RESUMED names a pause, no pause is resumed twice, and no pause ends before it begins.
 *
 * To add an act: a ledger_kind with its word in clock_value.c, a function here, and what it does to
 * the due date in clock_period.c.
 */
#include "duty/clock.h"

#include <assert.h>
#include <inttypes.h>

#include "base/wallclock.h"
#include "duty/clock_period.h"

enum { START_YEAR_MIN = 1970, START_YEAR_MAX = 2999 };

/* --- the ledger ------------------------------------------------------------------------------ */

static const struct ledger_entry *ledger_find(const struct clock *clock, enum ledger_kind kind)
{
    for (size_t i = 0; i < clock->ledger_len; i++)
        if (clock->ledger[i].kind == kind)
            return &clock->ledger[i];
    return NULL;
}

static int32_t ledger_count(const struct clock *clock, enum ledger_kind kind)
{
    int32_t count = 0;
    for (size_t i = 0; i < clock->ledger_len; i++)
        count += clock->ledger[i].kind == kind;
    return count;
}

/* How many entries there may be before one of this kind. A clock can always be stopped and fall
 * due, and its ladder be climbed, whatever people have done to it before. */
static size_t ledger_room(enum ledger_kind kind)
{
    if (kind == LEDGER_STOPPED)
        return CLOCK_LEDGER_MAX;
    if (kind == LEDGER_DUE || kind == LEDGER_HANDED || kind == LEDGER_STEPPED)
        return CLOCK_LEDGER_MAX - 1;
    return CLOCK_LEDGER_PEOPLE;
}

static int ledger_add(struct clock *clock, const struct ledger_entry *entry, struct err *err)
{
    size_t most = ledger_room(entry->kind);
    if (clock->ledger_len >= most)
        return err_set(err, STATUS_CONFLICT, "clock %s has %zu ledger entries, no more fit",
                       clock->id, clock->ledger_len);
    if (clock->ledger_len == clock->ledger_capacity) {
        size_t capacity = clock->ledger_capacity ? 2 * clock->ledger_capacity : 4;
        struct ledger_entry *grown = ARENA_ARRAY(clock->arena, struct ledger_entry, capacity);
        if (clock->ledger_len > 0)
            memcpy(grown, clock->ledger, clock->ledger_len * sizeof *grown);
        clock->ledger = grown;
        clock->ledger_capacity = capacity;
    }
    struct ledger_entry *added = &clock->ledger[clock->ledger_len++];
    *added = *entry;
    added->detail = entry->detail && !value_is_nil(entry->detail)
                        ? value_copy(clock->arena, entry->detail)
                        : NULL;
    return 0;
}

static int check_not_stopped(const struct clock *clock, struct err *err)
{
    const struct ledger_entry *stop = ledger_find(clock, LEDGER_STOPPED);
    if (!stop)
        return 0;
    char text[40];
    return err_set_at(err, STATUS_CONFLICT, "clock_stopped", NULL, "clock %s was stopped on %s",
                      clock->id, time_to_text(stop->at_ms, text));
}

/* --- starting -------------------------------------------------------------------------------- */

static bool date_is_possible(int32_t date)
{
    return date >= date_from_civil(START_YEAR_MIN, 1, 1) &&
           date <= date_from_civil(START_YEAR_MAX, 12, 31);
}

static bool time_is_possible(int64_t at_ms)
{
    return at_ms >= date_start_ms(date_from_civil(START_YEAR_MIN, 1, 2)) &&
           at_ms < date_start_ms(date_from_civil(START_YEAR_MAX, 12, 31));
}

static int owner_read(struct clock *clock, const struct value *decl, struct err *err)
{
    const struct value *owner = value_get(decl, "owner");
    if (value_is_text(owner, "office"))
        clock->owner = CLOCK_OFFICE;
    else if (value_is_text(owner, "citizen"))
        clock->owner = CLOCK_CITIZEN;
    else
        return err_set(err, STATUS_INVALID,
                       "clock %s: the owner of a clock is \"office\" or \"citizen\"", clock->id);
    return 0;
}

/* The budget: one length, or the one of the choice. */
static int within_read(struct clock *clock, const struct clock_request *request, struct err *err)
{
    const struct value *within = value_get(request->decl, "within");
    if (value_is_nil(within))
        return err_set(
            err, STATUS_INVALID,
            "clock %s has no length of its own: say when it is due, due = \"2026-02-10\"",
            clock->id);
    const char *choose = value_get_text(request->decl, "choose");
    if (choose && !request->choice)
        return err_set(err, STATUS_INVALID,
                       "clock %s depends on the field \"%s\", which has no value yet", clock->id,
                       choose);
    if (choose)
        within = value_get(within, request->choice);
    if (value_is_nil(within))
        return err_set(err, STATUS_INVALID, "clock %s has no length for \"%s\" in \"%s\"",
                       clock->id, request->choice, choose);
    if (duration_from_value(within, &clock->within, err) < 0)
        return err_wrap(err, "clock %s", clock->id);
    return 0;
}

/* A date given for this clock: only where the declaration lets somebody set it. */
static int set_date_read(struct clock *clock, const struct clock_request *request, struct err *err)
{
    if (!value_get_text(request->decl, "set_by"))
        return err_set(err, STATUS_INVALID,
                       "clock %s is not set by anybody: its due date is computed, leave `due` out",
                       clock->id);
    if (request->due->type != VALUE_TEXT || !date_from_text(request->due->text, &clock->set_date) ||
        !date_is_possible(clock->set_date))
        return err_set(err, STATUS_INVALID, "clock %s: `due` is a date like \"2026-02-10\"",
                       clock->id);
    clock->is_set = true;
    return 0;
}

/* False unless it is a date, a time, or milliseconds. */
static bool from_read(struct clock *clock, const struct value *from)
{
    if (from->type == VALUE_TEXT && date_from_text(from->text, &clock->start_date)) {
        clock->is_start_date = true;
        return date_is_possible(clock->start_date);
    }
    if (from->type == VALUE_INT)
        clock->start_ms = from->integer;
    else if (from->type != VALUE_TEXT || !time_from_text(from->text, &clock->start_ms))
        return false;
    if (!time_is_possible(clock->start_ms))
        return false;
    clock->start_date = date_of(clock->start_ms);
    return true;
}

static int start_read(struct clock *clock, const struct clock_request *request, struct err *err)
{
    if (!request->from || !from_read(clock, request->from))
        return err_set(err, STATUS_INVALID,
                       "clock %s: `from` is missing or no date: it starts from a date like "
                       "\"2026-02-10\" or from a time",
                       clock->id);
    if (clock->is_start_date && !clock_is_days(clock))
        return err_set(err, STATUS_INVALID,
                       "clock %s counts hours or minutes: it starts from a time, a date alone "
                       "will not do",
                       clock->id);
    return 0;
}

static const struct value *term_copy(struct arena *arena, const struct value *term)
{
    return term && !value_is_nil(term) ? value_copy(arena, term) : NULL;
}

/* What the clock keeps of its declaration, whatever is published later. */
static void terms_take(struct clock *clock, const struct clock_request *request)
{
    clock->ladder = term_copy(clock->arena, request->ladder);
    clock->pausable = term_copy(clock->arena, value_get(request->decl, "pausable"));
    clock->pause_by = term_copy(clock->arena, value_get(request->decl, "pause_by"));
    clock->extend = term_copy(clock->arena, value_get(request->decl, "extend"));
}

int clock_start(struct arena *arena, const struct clock_request *request,
                const struct calendar *calendar, struct clock *out, struct err *err)
{
    const char *basis = value_get_text(request->decl, "basis");
    *out = (struct clock){
        .id = arena_text(arena, request->id),
        .row = arena_text(arena, request->row ? request->row : ""),
        .basis = arena_text(arena, basis ? basis : ""),
        .calendar = arena_text(arena, calendar_version(calendar)),
        .arena = arena,
    };
    bool is_given = request->due && !value_is_nil(request->due);
    int rc = owner_read(out, request->decl, err);
    if (rc == 0)
        rc = is_given ? set_date_read(out, request, err) : within_read(out, request, err);
    if (rc == 0)
        rc = start_read(out, request, err);
    if (rc < 0)
        return rc;
    terms_take(out, request);
    return ledger_add(out,
                      &(struct ledger_entry){.kind = LEDGER_STARTED,
                                             .at_ms = request->now_ms,
                                             .detail = request->detail},
                      err);
}

/* --- asking ---------------------------------------------------------------------------------- */

static bool has_open_pause(const struct clock *clock)
{
    return ledger_count(clock, LEDGER_PAUSED) > ledger_count(clock, LEDGER_RESUMED);
}

bool clock_is_stopped(const struct clock *clock)
{
    return ledger_find(clock, LEDGER_STOPPED) != NULL;
}

enum clock_state clock_state(const struct clock *clock)
{
    if (clock_is_stopped(clock))
        return CLOCK_STOPPED;
    return has_open_pause(clock) ? CLOCK_PAUSED : CLOCK_RUNNING;
}

static bool due_is_past(const struct clock *clock, const struct due *due, int64_t at_ms)
{
    if (!due->has_date)
        return false;
    return clock_is_days(clock) ? at_ms >= due->at_ms : at_ms > due->at_ms;
}

bool clock_is_late(const struct clock *clock, const struct calendar *calendar, int64_t now_ms)
{
    struct due due;
    clock_due(clock, calendar, &due);
    const struct ledger_entry *stop = ledger_find(clock, LEDGER_STOPPED);
    return due_is_past(clock, &due, stop ? stop->at_ms : now_ms);
}

/* --- stopping and falling due ---------------------------------------------------------------- */

int clock_stop(struct clock *clock, const struct calendar *calendar, int64_t now_ms,
               enum clock_result *result, struct err *err)
{
    int rc = check_not_stopped(clock, err);
    if (rc < 0)
        return rc;
    *result = clock_is_late(clock, calendar, now_ms) ? CLOCK_LATE : CLOCK_MET;
    return ledger_add(clock, &(struct ledger_entry){.kind = LEDGER_STOPPED, .at_ms = now_ms}, err);
}

int clock_fall_due(struct clock *clock, const struct calendar *calendar, int64_t now_ms,
                   struct err *err)
{
    int rc = check_not_stopped(clock, err);
    if (rc < 0)
        return rc;
    if (ledger_find(clock, LEDGER_DUE))
        return err_set(err, STATUS_CONFLICT, "clock %s has fallen due before", clock->id);
    struct due due;
    clock_due(clock, calendar, &due);
    if (!due.has_date || now_ms < due.at_ms)
        return err_set(err, STATUS_CONFLICT, "clock %s is not due yet", clock->id);
    return ledger_add(
        clock, &(struct ledger_entry){.kind = LEDGER_DUE, .at_ms = now_ms, .from_ms = due.at_ms},
        err);
}

bool clock_has_news(const struct clock *clock)
{
    return ledger_find(clock, LEDGER_DUE) && !ledger_find(clock, LEDGER_HANDED) &&
           !clock_is_stopped(clock);
}

int clock_hand_over(struct clock *clock, int64_t now_ms, struct err *err)
{
    if (!clock_has_news(clock))
        return err_set(err, STATUS_CONFLICT, "clock %s has no falling due to hand over", clock->id);
    return ledger_add(clock, &(struct ledger_entry){.kind = LEDGER_HANDED, .at_ms = now_ms}, err);
}

void clock_take_back(struct clock *clock)
{
    size_t last = clock->ledger_len;
    while (last > 0 && clock->ledger[last - 1].kind != LEDGER_HANDED)
        last--;
    if (last == 0)
        return;
    memmove(&clock->ledger[last - 1], &clock->ledger[last],
            (clock->ledger_len - last) * sizeof clock->ledger[0]);
    clock->ledger_len--;
}

/* --- what moves no due date ------------------------------------------------------------------ */

const struct ledger_entry *clock_entry(const struct clock *clock, enum ledger_kind kind,
                                       int32_t number)
{
    for (size_t i = clock->ledger_len; i-- > 0;)
        if (clock->ledger[i].kind == kind && (number == 0 || clock->ledger[i].number == number))
            return &clock->ledger[i];
    return NULL;
}

int32_t clock_count(const struct clock *clock, enum ledger_kind kind)
{
    return ledger_count(clock, kind);
}

int clock_record(struct clock *clock, const struct ledger_entry *entry, struct err *err)
{
    assert(entry->kind >= LEDGER_APPLIED);
    int rc = check_not_stopped(clock, err);
    return rc < 0 ? rc : ledger_add(clock, entry, err);
}

/* --- pausing, excluding, extending ----------------------------------------------------------- */

/* What all acts on the period ask. */
static int check_act(const struct clock *clock, int64_t from_ms, struct err *err)
{
    int rc = check_not_stopped(clock, err);
    if (rc < 0)
        return rc;
    if (clock->is_set)
        return err_set(err, STATUS_CONFLICT,
                       "the due date of clock %s was set, not computed: it can be extended, not "
                       "paused",
                       clock->id);
    if (!time_is_possible(from_ms))
        return err_set(err, STATUS_INVALID, "clock %s: that date is not possible", clock->id);
    return 0;
}

int clock_pause(struct clock *clock, const struct ledger_entry *pause, int32_t *number,
                struct err *err)
{
    int rc = check_act(clock, pause->from_ms, err);
    if (rc < 0)
        return rc;
    struct ledger_entry entry = {.kind = LEDGER_PAUSED,
                                 .at_ms = pause->at_ms,
                                 .number = ledger_count(clock, LEDGER_PAUSED) + 1,
                                 .from_ms = pause->from_ms,
                                 .detail = pause->detail};
    *number = entry.number;
    return ledger_add(clock, &entry, err);
}

/* The entry of that kind and number, or NULL. */
static const struct ledger_entry *numbered_find(const struct clock *clock, enum ledger_kind kind,
                                                int32_t number)
{
    for (size_t i = 0; i < clock->ledger_len; i++)
        if (clock->ledger[i].kind == kind && clock->ledger[i].number == number)
            return &clock->ledger[i];
    return NULL;
}

int clock_resume(struct clock *clock, const struct ledger_entry *resume, struct err *err)
{
    int rc = check_act(clock, resume->from_ms, err);
    if (rc < 0)
        return rc;
    const struct ledger_entry *pause = numbered_find(clock, LEDGER_PAUSED, resume->number);
    if (!pause)
        return err_set(err, STATUS_CONFLICT, "clock %s has no pause %" PRId32, clock->id,
                       resume->number);
    if (numbered_find(clock, LEDGER_RESUMED, resume->number))
        return err_set(err, STATUS_CONFLICT, "pause %" PRId32 " of clock %s has ended before",
                       resume->number, clock->id);
    if (resume->from_ms < pause->from_ms)
        return err_set(err, STATUS_INVALID, "clock %s: a pause cannot end before it begins",
                       clock->id);
    struct ledger_entry entry = {.kind = LEDGER_RESUMED,
                                 .at_ms = resume->at_ms,
                                 .number = resume->number,
                                 .from_ms = resume->from_ms,
                                 .detail = resume->detail};
    return ledger_add(clock, &entry, err);
}

int clock_exclude(struct clock *clock, const struct ledger_entry *days, struct err *err)
{
    if (!date_is_possible(days->from_date) || !date_is_possible(days->to_date) ||
        days->to_date < days->from_date)
        return err_set(err, STATUS_INVALID,
                       "clock %s: give the first and the last day that do not count", clock->id);
    int rc = check_act(clock, days->at_ms, err);
    if (rc < 0)
        return rc;
    struct ledger_entry entry = {.kind = LEDGER_EXCLUDED,
                                 .at_ms = days->at_ms,
                                 .from_date = days->from_date,
                                 .to_date = days->to_date,
                                 .detail = days->detail};
    return ledger_add(clock, &entry, err);
}

static int check_extension(const struct clock *clock, const struct calendar *calendar,
                           const struct ledger_entry *extension, struct err *err)
{
    if (extension->length.n <= 0)
        return err_set(err, STATUS_INVALID, "clock %s: an extension is longer than nothing",
                       clock->id);
    bool is_open = extension->length.unit == DUR_OPEN_HOUR;
    if (duration_is_days(extension->length) != clock_is_days(clock) ||
        is_open != clock_is_open_hours(clock))
        return err_set(err, STATUS_INVALID,
                       "clock %s: days and hours do not mix, extend it in its own kind of unit",
                       clock->id);
    struct due due;
    clock_due(clock, calendar, &due);
    if (due_is_past(clock, &due, extension->at_ms)) {
        char text[16];
        return err_set_at(err, STATUS_CONFLICT, "extension_too_late", NULL,
                          "clock %s was due on %s: an extension granted after that is not valid",
                          clock->id, date_to_text(due.date, text));
    }
    return 0;
}

int clock_extend(struct clock *clock, const struct calendar *calendar,
                 const struct ledger_entry *extension, struct err *err)
{
    int rc = check_not_stopped(clock, err);
    if (rc == 0)
        rc = check_extension(clock, calendar, extension, err);
    if (rc < 0)
        return rc;
    struct ledger_entry entry = {.kind = LEDGER_EXTENDED,
                                 .at_ms = extension->at_ms,
                                 .number = ledger_count(clock, LEDGER_EXTENDED) + 1,
                                 .length = extension->length,
                                 .detail = extension->detail};
    return ledger_add(clock, &entry, err);
}

/* --- another calendar ------------------------------------------------------------------------ */

static bool due_is_same(const struct due *a, const struct due *b)
{
    return a->has_date == b->has_date && a->at_ms == b->at_ms &&
           a->is_provisional == b->is_provisional && a->is_not_loaded == b->is_not_loaded &&
           a->is_never == b->is_never;
}

enum clock_recalc clock_recalculate(struct clock *clock, const struct calendar *former,
                                    const struct calendar *calendar, int64_t now_ms,
                                    const struct value *why, struct clock_change *change)
{
    struct due *was = &change->former, *is = &change->now;
    struct ledger_entry entry = {.kind = LEDGER_RECALCULATED, .at_ms = now_ms, .detail = why};

    clock_due(clock, former, was);
    *is = *was;
    if (clock_is_stopped(clock) || ledger_find(clock, LEDGER_DUE) ||
        due_is_past(clock, was, now_ms))
        return RECALC_KEPT;
    clock_due(clock, calendar, is);
    bool is_shorter = was->has_date && is->has_date && is->at_ms < was->at_ms;
    if (is_shorter && clock->owner == CLOCK_CITIZEN) {
        *is = *was;
        return RECALC_KEPT;
    }
    if (!due_is_same(was, is)) {
        entry.from_ms = was->has_date ? was->at_ms : 0;
        entry.to_ms = is->has_date ? is->at_ms : 0;
        if (ledger_add(clock, &entry, NULL) != 0) {
            *is = *was; /* a ledger that is full: the clock stays as it is */
            return RECALC_KEPT;
        }
    }
    clock->calendar = arena_text(clock->arena, calendar_version(calendar));
    return due_is_same(was, is) ? RECALC_ADOPTED : RECALC_MOVED;
}
