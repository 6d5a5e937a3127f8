/* calendar.c - working days by a list of holidays and make-up workdays, and the closures of
 * offices.
 *
 * The list is one block, shared by all calendars made of it: the listed days sorted by date, their
 * names behind them. A day is looked up by bisection; a day that is not listed follows the weekday
 * rule. Invariants: dates strictly ascend, so no day is listed twice; nothing changes after
 * calendar_load; `refs` counts the holders, except of the static weekday calendar, which is never
 * freed. Hours are in calendar_hours.c.
 *
 * Why 25 December: a notice for year Y has moved days of Y-1 no earlier than the weekend before New
 * Year (2018-12-29, 2022-12-31); a week covers every such weekend.
 */
#include "duty/calendar_inside.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/wallclock.h"
#include "data/digest.h"

enum {
    CALENDAR_BYTES_MAX = 1 << 20,
    CALENDAR_DAYS_MAX = 20000,
    CALENDAR_NAME_MAX = 200,
    LATE_DECEMBER_DAY = 25,
    SATURDAY = 5,
};

static struct day_list no_list;
static struct calendar weekdays = {.version = "weekdays", .list = &no_list};

/* --- life ------------------------------------------------------------------------------------ */

struct calendar *calendar_weekdays(void)
{
    return &weekdays;
}

struct calendar *calendar_ref(struct calendar *calendar)
{
    if (calendar != &weekdays)
        atomic_fetch_add_explicit(&calendar->refs, 1, memory_order_relaxed);
    return calendar;
}

static struct day_list *list_ref(struct day_list *list)
{
    if (list != &no_list)
        atomic_fetch_add_explicit(&list->refs, 1, memory_order_relaxed);
    return list;
}

static void list_unref(struct day_list *list)
{
    if (list == &no_list || atomic_fetch_sub_explicit(&list->refs, 1, memory_order_acq_rel) > 1)
        return;
    arena_close(&list->arena);
    free(list);
}

void calendar_unref(struct calendar *calendar)
{
    if (!calendar || calendar == &weekdays)
        return;
    if (atomic_fetch_sub_explicit(&calendar->refs, 1, memory_order_acq_rel) > 1)
        return;
    for (size_t i = 0; i < calendar->chain_len; i++)
        opening_unref(calendar->chain[i]);
    list_unref(calendar->list);
    free(calendar);
}

/* Takes the list. */
static struct calendar *calendar_of_list(struct day_list *list, const char *version)
{
    struct calendar *calendar = mem_zero(sizeof *calendar);
    atomic_init(&calendar->refs, 1);
    calendar->list = list;
    snprintf(calendar->version, sizeof calendar->version, "%s", version);
    return calendar;
}

struct calendar *calendar_with(const struct calendar *base, struct opening *const *chain,
                               size_t chain_len)
{
    char list_version[OPENING_VERSION_SIZE];
    size_t len = strcspn(base->version, "+");

    assert(chain_len <= CALENDAR_CHAIN_MAX);
    memcpy(list_version, base->version, len);
    list_version[len] = '\0';
    struct calendar *calendar = calendar_of_list(list_ref(base->list), list_version);
    for (size_t i = 0; i < chain_len; i++) {
        size_t used = strlen(calendar->version);
        snprintf(calendar->version + used, sizeof calendar->version - used, "+%s",
                 opening_version(chain[i]));
        calendar->chain[calendar->chain_len++] = opening_ref(chain[i]);
    }
    return calendar;
}

struct calendar *calendar_embedded(void)
{
    struct calendar *calendar;
    struct err err = {0};
    if (calendar_load(calendar_embedded_text(), &calendar, &err) != 0)
        return &weekdays; /* a test reads it: the build has a list that loads */
    return calendar;
}

struct slice calendar_list_text(const struct calendar *calendar)
{
    return calendar->list->text;
}

const char *calendar_version(const struct calendar *calendar)
{
    return calendar->version;
}

/* --- reading the list ------------------------------------------------------------------------ */

struct csv_row {
    struct slice fields[4];
};

/* Cuts one line off `rest`, without its line end. */
static struct slice line_take(struct slice *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->bytes) : rest->len;
    struct slice line = {.bytes = rest->bytes, .len = len};
    size_t taken = end ? len + 1 : len;
    rest->bytes += taken;
    rest->len -= taken;
    if (line.len > 0 && line.bytes[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* False unless the line has exactly four fields without quotes. */
static bool row_split(struct slice line, struct csv_row *row)
{
    size_t field = 0, from = 0;
    for (size_t i = 0; i <= line.len; i++) {
        if (i < line.len && line.bytes[i] == '"')
            return false;
        if (i < line.len && line.bytes[i] != ',')
            continue;
        if (field == 4)
            return false;
        row->fields[field++] = (struct slice){.bytes = line.bytes + from, .len = i - from};
        from = i + 1;
    }
    return field == 4;
}

static int row_read(struct day_list *list, struct slice line, size_t number, struct err *err)
{
    struct csv_row row;
    if (!row_split(line, &row))
        return err_set(err, STATUS_MALFORMED,
                       "line %zu: write four fields, date,kind,name,source, without quotes",
                       number);
    struct listed_day day = {0};
    if (!date_from_text(row.fields[0], &day.date))
        return err_set(err, STATUS_MALFORMED, "line %zu: the date is not one, write 2026-02-10",
                       number);
    day.is_working = slice_is(row.fields[1], "workday");
    if (!day.is_working && !slice_is(row.fields[1], "holiday"))
        return err_set(err, STATUS_MALFORMED, "line %zu: the kind is holiday or workday", number);
    if (row.fields[2].len == 0 || row.fields[2].len > CALENDAR_NAME_MAX)
        return err_set(err, STATUS_MALFORMED, "line %zu: the name has 1 to %d bytes", number,
                       CALENDAR_NAME_MAX);
    if (list->count == CALENDAR_DAYS_MAX)
        return err_set(err, STATUS_TOO_LARGE, "line %zu: a calendar has at most %d days", number,
                       CALENDAR_DAYS_MAX);
    day.name = arena_copy(&list->arena, row.fields[2]).bytes;
    list->days[list->count++] = day;
    return 0;
}

static int day_compare(const void *a, const void *b)
{
    int32_t left = ((const struct listed_day *)a)->date;
    int32_t right = ((const struct listed_day *)b)->date;
    return (left > right) - (left < right);
}

static int days_sort(struct day_list *list, struct err *err)
{
    if (list->count == 0)
        return err_set(err, STATUS_MALFORMED, "the calendar lists no day");
    qsort(list->days, list->count, sizeof *list->days, day_compare);
    for (size_t i = 1; i < list->count; i++) {
        if (list->days[i - 1].date != list->days[i].date)
            continue;
        char text[16];
        return err_set(err, STATUS_MALFORMED, "%s is listed twice",
                       date_to_text(list->days[i].date, text));
    }
    return 0;
}

static int rows_read(struct day_list *list, struct slice rest, struct err *err)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* spreadsheets put it in front */
    if (rest.len >= 3 && memcmp(rest.bytes, mark, 3) == 0)
        rest = (struct slice){.bytes = rest.bytes + 3, .len = rest.len - 3};
    if (!slice_is(line_take(&rest), "date,kind,name,source"))
        return err_set(err, STATUS_MALFORMED, "line 1: the header is date,kind,name,source");
    int rc = 0;
    for (size_t number = 2; rc == 0 && rest.len > 0; number++) {
        struct slice line = line_take(&rest);
        if (line.len > 0)
            rc = row_read(list, line, number, err);
    }
    return rc == 0 ? days_sort(list, err) : rc;
}

static size_t lines_count(struct slice text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++)
        count += text.bytes[i] == '\n';
    return count;
}

int calendar_load(struct slice csv, struct calendar **out, struct err *err)
{
    *out = NULL;
    if (csv.len > CALENDAR_BYTES_MAX)
        return err_set(err, STATUS_TOO_LARGE, "a calendar file has at most 1 MiB");
    struct day_list *list = mem_zero(sizeof *list);
    atomic_init(&list->refs, 1);
    list->text = arena_copy(&list->arena, csv);
    list->days = ARENA_ARRAY(&list->arena, struct listed_day, lines_count(csv));
    int rc = rows_read(list, csv, err);
    if (rc < 0) {
        list_unref(list);
        return rc;
    }
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];
    digest_of(csv, &digest);
    digest_to_text(&digest, text);
    text[OPENING_VERSION_SIZE - 1] = '\0';
    *out = calendar_of_list(list, text);
    return 0;
}

/* --- asking ---------------------------------------------------------------------------------- */

static const struct listed_day *day_find(const struct calendar *calendar, int32_t date)
{
    const struct day_list *list = calendar->list;
    if (list->count == 0)
        return NULL;
    struct listed_day key = {.date = date};
    return bsearch(&key, list->days, list->count, sizeof key, day_compare);
}

static bool year_is_listed(const struct calendar *calendar, int year)
{
    return day_find(calendar, date_from_civil(year, 1, 1)) != NULL;
}

size_t calendar_years(const struct calendar *calendar, int *years, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < calendar->list->count; i++) {
        int year, month, day;
        date_to_civil(calendar->list->days[i].date, &year, &month, &day);
        if (month != 1 || day != 1)
            continue;
        if (count < most)
            years[count] = year;
        count++;
    }
    return count;
}

/* Of the office or one above it; one that stops duties too comes first. */
static const struct closure *closure_find(const struct calendar *calendar, int32_t date)
{
    const struct closure *found = NULL;
    for (size_t i = 0; i < calendar->chain_len; i++) {
        const struct closure *closure = opening_closure(calendar->chain[i], date);
        if (closure && !closure->duties_run)
            return closure;
        if (closure)
            found = closure;
    }
    return found;
}

struct calendar_day calendar_get_day(const struct calendar *calendar, int32_t date)
{
    int year, month, day;
    date_to_civil(date, &year, &month, &day);
    bool is_late = month == 12 && day >= LATE_DECEMBER_DAY;
    struct calendar_day out = {.is_listed = year_is_listed(calendar, year)};
    out.is_known = out.is_listed && (!is_late || year_is_listed(calendar, year + 1));

    const struct listed_day *listed = day_find(calendar, date);
    bool is_weekend = date_weekday(date) >= SATURDAY;
    out.is_working = listed ? listed->is_working : !is_weekend;
    out.name = listed ? listed->name : NULL;
    if (listed)
        out.kind = listed->is_working ? DAY_MAKEUP : DAY_HOLIDAY;
    else
        out.kind = is_weekend ? DAY_WEEKEND : DAY_WEEKDAY;
    const struct closure *closure = closure_find(calendar, date);
    out.is_public = out.is_working && !closure;
    if (!closure || !out.is_working)
        return out;
    out.is_working = closure->duties_run;
    out.kind = DAY_CLOSED;
    out.name = closure->why;
    return out;
}

bool calendar_is_working(const struct calendar *calendar, int32_t date, bool *is_known)
{
    struct calendar_day day = calendar_get_day(calendar, date);
    if (is_known)
        *is_known = day.is_known;
    return day.is_working;
}

/* Notes in *is_known (may be NULL) that this day counted. */
static bool day_counts(const struct calendar *calendar, int32_t date, bool *is_known)
{
    struct calendar_day day = calendar_get_day(calendar, date);
    if (is_known && !day.is_known)
        *is_known = false;
    return day.is_working;
}

int32_t calendar_add(const struct calendar *calendar, int32_t date, struct duration length,
                     bool *is_known)
{
    assert(duration_is_days(length) && length.n >= 0);
    if (is_known)
        *is_known = true;
    if (length.unit == DUR_DAY)
        return date + (int32_t)length.n;
    for (int64_t left = length.n; left > 0;) {
        date++;
        if (day_counts(calendar, date, is_known))
            left--;
    }
    return date;
}

int32_t calendar_roll(const struct calendar *calendar, int32_t date, bool *is_known)
{
    if (is_known)
        *is_known = true;
    while (!day_counts(calendar, date, is_known))
        date++;
    return date;
}

int64_t calendar_workdays_between(const struct calendar *calendar, int32_t from, int32_t to)
{
    int64_t count = 0;
    for (int32_t date = from + 1; date <= to; date++)
        count += calendar_get_day(calendar, date).is_working;
    return count;
}
