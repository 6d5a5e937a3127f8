/* assessing.c - an assessment made from a report (assessing.h): what it is reckoned by is copied
 * into it, so that it says the same when the declarations have long changed.
 */
#include "engine/assessing.h"
#include <string.h>
#include "base/wallclock.h"
#include "engine/calendars.h"
#include "store/releases.h"

enum { MONTHS = 12, QUARTER = 3 };

struct span {
    int first, last; /* months: year * 12 + month from 0 */
};

static bool read_digits(const char *text, size_t len, int *out)
{
    *out = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *out = *out * 10 + (text[i] - '0');
    }
    return true;
}

static bool read_period(const char *period, struct span *span)
{
    int year, part;
    size_t len = strlen(period);

    if (len < 4 || !read_digits(period, 4, &year) || year < 1900)
        return false;
    *span = (struct span){year * MONTHS, year * MONTHS + MONTHS - 1};
    if (len == 4)
        return true;
    if (len != 7 || period[4] != '-' || !read_digits(period + 6, 1, &part))
        return false;
    if (period[5] == 'Q') {
        span->first += (part - 1) * QUARTER;
        span->last = span->first + QUARTER - 1;
        return part >= 1 && part <= 4;
    }
    if (!read_digits(period + 5, 2, &part))
        return false;
    span->first = span->last = year * MONTHS + part - 1;
    return part >= 1 && part <= MONTHS;
}

static int check_period(const struct assess_question *question, struct span *span, struct err *err)
{
    int year, month, day;

    if (!read_period(question->period, span))
        return err_set(err, STATUS_INVALID,
                       "period is a year, a quarter or a month: 2026, 2026-Q1, 2026-03.");
    date_to_civil(date_of(question->now_ms), &year, &month, &day);
    if (span->last >= year * MONTHS + month - 1)
        return err_set(err, STATUS_INVALID, "The period %s is not over.", question->period);
    return 0;
}

static int load_active(struct engine *engine, struct reader *reader, const struct edition **out,
                       struct err *err)
{
    struct arena arena = {0};
    struct release_row *rows;
    size_t count;
    int64_t active = 0;
    int rc = reader_release_heads(reader, &arena, &rows, &count, &active, err);

    if (rc == 0 && active == 0)
        rc = err_set(err, STATUS_NOT_FOUND, "No release is active.");
    if (rc == 0)
        rc = edition_load(engine, reader, active, out, err);
    arena_close(&arena);
    return rc;
}

static const struct value *find_declared(const struct edition *edition,
                                         const struct assess_question *question)
{
    const struct value *workflows = value_get(release_model(edition->release), "workflows");
    return value_get(value_get(value_get(workflows, question->workflow), "assessments"),
                     question->name);
}

static const struct value *rate_entry(const struct value *report, const char *rate)
{
    const struct value *rates = value_get(report, "rates");
    for (size_t i = 0; i < value_len(rates); i++)
        if (value_is_text(value_get(value_item(rates, i), "name"), rate))
            return value_item(rates, i);
    return &value_nil;
}

/* Each indicator with the words and the formula of its rate. */
static struct value *indicators_of(struct arena *arena, const struct value *declared,
                                   const struct value *report)
{
    const struct value *given = value_get(declared, "indicators");
    struct value *list = value_list(arena);

    for (size_t i = 0; i < value_len(given); i++) {
        struct value *item = value_copy(arena, value_item(given, i));
        const struct value *rate = rate_entry(report, value_text_or(value_get(item, "rate"), ""));
        value_put(arena, item, "zh", value_copy(arena, value_get(rate, "zh")));
        value_put(arena, item, "en", value_copy(arena, value_get(rate, "en")));
        value_put(arena, item, "formula", value_copy(arena, value_get(rate, "formula")));
        value_push(arena, list, item);
    }
    return list;
}

static int last_day(struct engine *engine, const struct assess_question *question,
                    const struct value *declared, const char **out, struct arena *arena,
                    struct err *err)
{
    struct duration within;
    char text[16];
    int rc = duration_from_value(value_get(declared, "appeal"), &within, err);
    const struct calendar *calendar =
        calendars_of(engine_calendars(engine), slice_of(question->office ? question->office : ""));

    if (rc == 0)
        *out = arena_text(
            arena,
            date_to_text(calendar_add(calendar, date_of(question->now_ms), within, NULL), text));
    return rc;
}

static struct value *make_body(const struct assess_question *question, const struct value *declared,
                               const struct value *report, const char *until, struct arena *arena)
{
    static const char *const told[] = {"zh", "en", "basis"};
    static const char *const reported[] = {"from", "to", "release", "office"};
    struct value *body = value_map(arena);
    char today[16];

    value_put(arena, body, "workflow", value_string(arena, question->workflow));
    value_put(arena, body, "name", value_string(arena, question->name));
    value_put(arena, body, "period", value_string(arena, question->period));
    /* `version` is that of the record where it is shown */
    value_put(arena, body, "rules", value_copy(arena, value_get(declared, "version")));
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        value_put(arena, body, told[i], value_copy(arena, value_get(declared, told[i])));
    for (size_t i = 0; i < sizeof reported / sizeof *reported; i++)
        value_put(arena, body, reported[i], value_copy(arena, value_get(report, reported[i])));
    value_put(arena, body, "circulated_on",
              value_string(arena, date_to_text(date_of(question->now_ms), today)));
    value_put(arena, body, "appeal_until", value_string(arena, until));
    value_put(arena, body, "indicators", indicators_of(arena, declared, report));
    value_put(arena, body, "units", assess_units(arena, declared, report));
    value_put(arena, body, "appeals", value_list(arena));
    return body;
}

int assess_make(struct engine *engine, struct reader *reader,
                const struct assess_question *question, struct arena *arena, struct value **out,
                struct err *err)
{
    const struct edition *edition = NULL;
    const struct value *declared;
    struct value *report;
    const char *until;
    struct span span = {0};
    int rc = check_period(question, &span, err);

    if (rc == 0)
        rc = load_active(engine, reader, &edition, err);
    if (rc != 0)
        return rc;
    declared = find_declared(edition, question);
    struct report_question asked = {.edition = edition,
                                    .workflow = question->workflow,
                                    .office = question->office,
                                    .first_month = span.first,
                                    .last_month = span.last,
                                    .by_unit = true};
    if (value_is_nil(declared))
        rc = err_set(err, STATUS_NOT_FOUND, "The workflow declares no such assessment.");
    if (rc == 0)
        rc = report_make(engine, reader, &asked, arena, &report, err);
    if (rc == 0)
        rc = last_day(engine, question, declared, &until, arena, err);
    if (rc == 0)
        *out = make_body(question, declared, report, until, arena);
    edition_unref(edition);
    return rc;
}
