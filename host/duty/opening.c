/* opening.c - opening hours and closures of one office, read from its record (opening.h).
 *
 * One block holds everything. Days of their own are sorted by date and looked up by bisection;
 * closures are few and looked through. Invariants: no day is there twice; the spans of a day ascend
 * and do not touch; a week that is said has at least one span, for a week without any would never
 * let an opening hour pass.
 *
 * To add a member: its row in `readers`, and its place in opening.h.
 */
#include "duty/opening.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/wallclock.h"
#include "data/canon.h"
#include "data/digest.h"

enum { MAKEUP = 7, WEEK_ROWS = 8, DAY_MINUTES = 24 * 60 };

struct own_day {
    int32_t date;
    struct open_hours hours;
};

struct opening {
    atomic_int refs;
    char version[OPENING_VERSION_SIZE];
    struct arena arena;
    const struct value *value;
    bool has_week, has_makeup, is_on_holidays;
    struct open_hours week[WEEK_ROWS];
    struct own_day *days;
    size_t day_count;
    struct closure *closures;
    size_t closure_count;
};

static const char *const week_words[WEEK_ROWS] = {"mon", "tue", "wed", "thu",
                                                  "fri", "sat", "sun", "makeup"};

/* --- life ------------------------------------------------------------------------------------ */

struct opening *opening_ref(struct opening *opening)
{
    atomic_fetch_add_explicit(&opening->refs, 1, memory_order_relaxed);
    return opening;
}

void opening_unref(struct opening *opening)
{
    if (!opening || atomic_fetch_sub_explicit(&opening->refs, 1, memory_order_acq_rel) > 1)
        return;
    arena_close(&opening->arena);
    free(opening);
}

const char *opening_version(const struct opening *opening)
{
    return opening->version;
}

struct value *opening_to_value(struct arena *arena, const struct opening *opening)
{
    return value_copy(arena, opening->value);
}

/* --- reading --------------------------------------------------------------------------------- */

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -100;
}

/* "09:30" to minutes; -1 for anything else. */
static int minute_read(const struct value *value)
{
    if (value->type != VALUE_TEXT || value->text.len != 5 || value->text.bytes[2] != ':')
        return -1;
    const char *text = value->text.bytes;
    int hour = 10 * digit(text[0]) + digit(text[1]);
    int minute = 10 * digit(text[3]) + digit(text[4]);
    if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > DAY_MINUTES)
        return -1;
    return hour * 60 + minute;
}

static int hours_read(const struct value *list, const char *of, struct open_hours *out,
                      struct err *err)
{
    if (list->type != VALUE_LIST || value_len(list) > OPENING_SPANS_MAX)
        return err_set(err, STATUS_INVALID,
                       "%s: write a list of times, [[\"09:00\", \"12:00\"], ...], at most %d, or "
                       "[] for a day without hours",
                       of, OPENING_SPANS_MAX);
    for (size_t i = 0; i < value_len(list); i++) {
        const struct value *pair = value_item(list, i);
        int from = minute_read(value_item(pair, 0)), until = minute_read(value_item(pair, 1));
        if (value_len(pair) != 2 || from < 0 || until <= from)
            return err_set(err, STATUS_INVALID,
                           "%s: a time from and a later time until, [\"09:00\", \"12:00\"]; "
                           "\"24:00\" ends the day",
                           of);
        if (out->count > 0 && from <= out->spans[out->count - 1].until)
            return err_set(err, STATUS_INVALID,
                           "%s: times follow each other and do not touch: write one longer time",
                           of);
        out->spans[out->count++] =
            (struct open_span){.from = (int16_t)from, .until = (int16_t)until};
    }
    return 0;
}

static int week_row(const char *word)
{
    for (int i = 0; i < WEEK_ROWS; i++)
        if (strcmp(week_words[i], word) == 0)
            return i;
    return -1;
}

static int week_read(struct opening *opening, const struct value *week, struct err *err)
{
    if (week->type != VALUE_MAP)
        return err_set(err, STATUS_INVALID, "week: write {\"mon\": [[\"09:00\", \"12:00\"]], ...}");
    int spans = 0;
    for (size_t i = 0; i < value_len(week); i++) {
        const struct member *member = &week->map.members[i];
        int row = week_row(member->key.bytes);
        if (row < 0)
            return err_set(err, STATUS_INVALID,
                           "week: the days are mon, tue, wed, thu, fri, sat, sun and makeup");
        int rc = hours_read(member->value, member->key.bytes, &opening->week[row], err);
        if (rc < 0)
            return rc;
        opening->has_makeup |= row == MAKEUP;
        spans += row == MAKEUP ? 0 : opening->week[row].count;
    }
    if (spans == 0)
        return err_set(err, STATUS_INVALID,
                       "week: no day of it has any hours. Leave the week out to have those of the "
                       "office above, or write closures");
    opening->has_week = true;
    return 0;
}

static int on_holidays_read(struct opening *opening, const struct value *value, struct err *err)
{
    if (value->type != VALUE_BOOL)
        return err_set(err, STATUS_INVALID, "on_holidays is true or false");
    opening->is_on_holidays = value->boolean;
    return 0;
}

/* Members of a map ascend bytewise, and so do dates written as text. */
static int days_read(struct opening *opening, const struct value *days, struct err *err)
{
    if (days->type != VALUE_MAP || value_len(days) > OPENING_DAYS_MAX)
        return err_set(err, STATUS_INVALID,
                       "days: write {\"2026-03-01\": [[\"09:00\", \"12:00\"]]}, at most %d",
                       OPENING_DAYS_MAX);
    opening->days = ARENA_ARRAY(&opening->arena, struct own_day, value_len(days) + 1);
    for (size_t i = 0; i < value_len(days); i++) {
        const struct member *member = &days->map.members[i];
        struct own_day *day = &opening->days[opening->day_count++];
        if (!date_from_text(member->key, &day->date))
            return err_set(err, STATUS_INVALID, "days: a date is written 2026-03-01");
        int rc = hours_read(member->value, member->key.bytes, &day->hours, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int closure_read(struct opening *opening, const struct value *value, struct err *err)
{
    const struct value *first = value_get(value, "first"), *last = value_get(value, "last");
    const struct value *why = value_get(value, "why"), *duties = value_get(value, "duties");
    struct closure *closure = &opening->closures[opening->closure_count++];

    if (first->type != VALUE_TEXT || !date_from_text(first->text, &closure->first) ||
        last->type != VALUE_TEXT || !date_from_text(last->text, &closure->last) ||
        closure->last < closure->first)
        return err_set(err, STATUS_INVALID,
                       "closures: give the first and the last day, \"first\": \"2026-03-02\", "
                       "\"last\": \"2026-03-03\"");
    if (why->type != VALUE_TEXT || why->text.len == 0 || why->text.len > OPENING_WHY_MAX)
        return err_set(err, STATUS_INVALID, "closures: say why, in 1 to %d bytes", OPENING_WHY_MAX);
    closure->duties_run = value_is_text(duties, "run");
    if (!value_is_nil(duties) && !closure->duties_run && !value_is_text(duties, "stop"))
        return err_set(err, STATUS_INVALID, "closures: duties is \"run\" or \"stop\"");
    if (value_len(value) != 3u + !value_is_nil(duties))
        return err_set(err, STATUS_INVALID, "closures: the members are first, last, why, duties");
    closure->why = why->text.bytes;
    return 0;
}

static int closures_read(struct opening *opening, const struct value *list, struct err *err)
{
    if (list->type != VALUE_LIST || value_len(list) > OPENING_DAYS_MAX)
        return err_set(err, STATUS_INVALID, "closures: write a list, at most %d", OPENING_DAYS_MAX);
    opening->closures = ARENA_ARRAY(&opening->arena, struct closure, value_len(list) + 1);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < value_len(list); i++)
        rc = closure_read(opening, value_item(list, i), err);
    return rc;
}

static const struct {
    const char *key;
    int (*read)(struct opening *opening, const struct value *value, struct err *err);
} readers[] = {
    {"week",        week_read       },
    {"on_holidays", on_holidays_read},
    {"days",        days_read       },
    {"closures",    closures_read   },
};

static int member_read(struct opening *opening, const struct member *member, struct err *err)
{
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (slice_is(member->key, readers[i].key))
            return readers[i].read(opening, member->value, err);
    return err_set(err, STATUS_INVALID,
                   "hours of an office have the members week, on_holidays, days and closures");
}

int opening_from_value(const struct value *value, struct opening **out, struct err *err)
{
    *out = NULL;
    if (value->type != VALUE_MAP)
        return err_set(err, STATUS_INVALID,
                       "hours of an office have the members week, on_holidays, days and closures");
    struct opening *opening = mem_zero(sizeof *opening);
    atomic_init(&opening->refs, 1);
    opening->value = value_copy(&opening->arena, value);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < value_len(value); i++)
        rc = member_read(opening, &opening->value->map.members[i], err);
    if (rc < 0) {
        opening_unref(opening);
        return rc;
    }
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];
    digest_of(canon_text(&opening->arena, opening->value), &digest);
    memcpy(opening->version, digest_to_text(&digest, text), OPENING_VERSION_SIZE - 1);
    *out = opening;
    return 0;
}

/* --- asking ---------------------------------------------------------------------------------- */

bool opening_has_week(const struct opening *opening)
{
    return opening->has_week;
}

bool opening_is_on_holidays(const struct opening *opening)
{
    return opening->is_on_holidays;
}

const struct open_hours *opening_of_weekday(const struct opening *opening, int weekday)
{
    return &opening->week[weekday];
}

const struct open_hours *opening_of_makeup(const struct opening *opening)
{
    if (opening->has_makeup)
        return &opening->week[MAKEUP];
    for (int weekday = 0; weekday < 5; weekday++)
        if (opening->week[weekday].count > 0)
            return &opening->week[weekday];
    return &opening->week[MAKEUP]; /* an office of weekends only: none */
}

static int day_compare(const void *a, const void *b)
{
    int32_t left = ((const struct own_day *)a)->date, right = ((const struct own_day *)b)->date;
    return (left > right) - (left < right);
}

const struct open_hours *opening_of_day(const struct opening *opening, int32_t date)
{
    if (opening->day_count == 0)
        return NULL;
    struct own_day key = {.date = date};
    const struct own_day *day =
        bsearch(&key, opening->days, opening->day_count, sizeof key, day_compare);
    return day ? &day->hours : NULL;
}

const struct closure *opening_closure(const struct opening *opening, int32_t date)
{
    const struct closure *found = NULL;
    for (size_t i = 0; i < opening->closure_count; i++) {
        const struct closure *closure = &opening->closures[i];
        if (date < closure->first || date > closure->last)
            continue;
        if (!closure->duties_run)
            return closure;
        found = closure;
    }
    return found;
}

/* clang-format off */
#define OFFICE_DAY {{{540, 720}, {840, 1020}}, 2}
/* clang-format on */

const struct opening *opening_default(void)
{
    static const struct opening usual = {
        .version = "usual",
        .has_week = true,
        .week = {OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, OFFICE_DAY},
    };
    return &usual;
}
