/* report_show.c - GET /api/v1/reports/{name}: rates by office, month and type, as JSON, CSV or
 * XLSX.
 *
 * Months are whole, and what is small is hidden by the same pattern for everybody who may not see
 * the cases themselves: a statistician. Who leads or supervises an office sees its small numbers
 * too; with small=hide as they may be published. Made on a worker thread.
 */
#include <stdio.h>
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/report_table.h"
#include "api/reporting.h"
#include "api/service.h"
#include "base/wallclock.h"
#include "duty/staff.h"
#include "engine/report.h"
#include "outside/xlsx.h"

const struct input_rule report_show_input[] = {
    {.place = INPUT_QUERY,
     .name = "from",
     .most = 10,
     .about = "First month, 2026-01 (or its first day); January of this year unless said"         },
    {.place = INPUT_QUERY,
     .name = "to",
     .most = 10,
     .about = "Last month, 2026-03 (or its last day); this month unless said"                     },
    {.place = INPUT_QUERY,
     .name = "office",
     .most = INPUT_NAME_MOST,
     .about = "Of this office and those below it"                                                 },
    {.place = INPUT_QUERY,
     .name = "by",
     .most = 40,
     .about = "office, month, type, with commas between them"                                     },
    {.place = INPUT_QUERY, .name = "format", .most = 4, .about = "json (unless said), csv or xlsx"},
    {.place = INPUT_QUERY,
     .name = "lang",
     .most = 2,
     .about = "Of CSV and XLSX: zh (unless said) or en"                                           },
    {.place = INPUT_QUERY,
     .name = "small",
     .most = 4,
     .about = "hide: as it may be published, whoever asks"                                        },
    {.place = INPUT_QUERY,
     .name = "recompute",
     .type = INPUT_YES_NO,
     .about = "Fold every journal anew and compare"                                               },
    INPUT_LAST,
};

enum format { FORMAT_JSON, FORMAT_CSV, FORMAT_XLSX };

struct plan {
    struct report_question question;
    enum format format;
    enum language language;
    struct buf bytes; /* CSV, XLSX */
};

/* ---- who may ---- */

/* The office that is meant when none is named: the one he holds such a role in; NULL: the top. */
static const char *own_office(const struct actor *actor)
{
    for (size_t i = 0; i < actor->membership_count; i++)
        if (reporting_is_role(actor->memberships[i].role))
            return actor->memberships[i].office;
    return NULL;
}

static int check_right(struct call *call, struct plan *plan, bool hides, struct err *err)
{
    struct staff *staff = engine_staff(call->service->engine);
    const struct actor *actor = call->actor;
    const char *office = plan->question.office;
    int rc = 0;

    if (!office && !actor->is_administrator)
        office = own_office(actor);
    plan->question.office = office;
    office = office ? office : ""; /* the top: within no other */
    bool sees = reporting_may_see(actor, staff, office);
    plan->question.hides = hides || !sees;
    const struct staff_office *at = staff_office(staff, office);
    if (plan->question.recomputes && (!sees || (at && at->parent)))
        rc = err_set_at(err, STATUS_FORBIDDEN, "not_at_the_top", NULL,
                        "recompute folds the cases of all offices anew, which holds up the reports "
                        "of others: it is for who leads or audits the office at the top.");
    else if (!sees && !reporting_may_count(actor, staff, office))
        rc = err_set_at(err, STATUS_FORBIDDEN, "not_a_statistician", NULL,
                        "Reports are for statisticians, and for those who lead or supervise the "
                        "office or one above it.");
    staff_unref(staff);
    return rc;
}

/* ---- the question ---- */

static int bad_month(struct err *err, const char *name)
{
    return err_set_at(err, STATUS_MALFORMED, "bad_month", NULL,
                      "%s is a month, as 2026-01, or its %s day: reports cover whole months.", name,
                      strcmp(name, "from") == 0 ? "first" : "last");
}

/* "2026-01", "2026-01-01" or, of the last month, "2026-01-31". */
static int read_month(struct slice text, const char *name, int *month, struct err *err)
{
    bool is_last = strcmp(name, "to") == 0;
    int year, number, day;
    int32_t date;
    char whole[16];

    if (text.len == 7)
        snprintf(whole, sizeof whole, "%.*s-01", SLICE_ARG(text));
    else
        snprintf(whole, sizeof whole, "%.*s", SLICE_ARG(text));
    if (!date_from_text(slice_of(whole), &date))
        return bad_month(err, name);
    date_to_civil(is_last && text.len != 7 ? date + 1 : date, &year, &number, &day);
    if (day != 1)
        return bad_month(err, name);
    date_to_civil(date, &year, &number, &day);
    *month = year * 12 + number - 1;
    return 0;
}

static int read_months(const struct value *input, int64_t now_ms, struct plan *plan,
                       struct err *err)
{
    struct slice from = input_slice(input, "from"), to = input_slice(input, "to");
    int year, month, day, rc = 0;

    date_to_civil(date_of(now_ms), &year, &month, &day);
    plan->question.last_month = year * 12 + month - 1;
    if (to.len)
        rc = read_month(to, "to", &plan->question.last_month, err);
    plan->question.first_month = plan->question.last_month / 12 * 12;
    if (rc == 0 && from.len)
        rc = read_month(from, "from", &plan->question.first_month, err);
    return rc;
}

static int read_by(struct slice by, struct plan *plan, struct err *err)
{
    while (by.len) {
        const char *comma = memchr(by.bytes, ',', by.len);
        struct slice word = {by.bytes, comma ? (size_t)(comma - by.bytes) : by.len};
        if (slice_is(word, "office"))
            plan->question.by_office = true;
        else if (slice_is(word, "month"))
            plan->question.by_month = true;
        else if (slice_is(word, "type"))
            plan->question.by_type = true;
        else
            return err_set_at(err, STATUS_MALFORMED, "bad_by", NULL,
                              "by is office, month or type, or several with commas between them.");
        by.bytes += word.len + (comma != NULL);
        by.len -= word.len + (comma != NULL);
    }
    return 0;
}

static int read_format(const struct value *input, struct plan *plan, struct err *err)
{
    struct slice format = input_slice(input, "format"), lang = input_slice(input, "lang");

    plan->format = slice_is(format, "csv")    ? FORMAT_CSV
                   : slice_is(format, "xlsx") ? FORMAT_XLSX
                                              : FORMAT_JSON;
    plan->language = slice_is(lang, "en") ? LANGUAGE_EN : LANGUAGE_ZH;
    if (format.len && plan->format == FORMAT_JSON && !slice_is(format, "json"))
        return err_set_at(err, STATUS_MALFORMED, "bad_format", NULL,
                          "format is json, csv or xlsx.");
    if (lang.len && !slice_is(lang, "en") && !slice_is(lang, "zh"))
        return err_set_at(err, STATUS_MALFORMED, "bad_lang", NULL, "lang is en or zh.");
    return 0;
}

static int read_question(struct call *call, const struct value *input, struct plan *plan,
                         struct err *err)
{
    char *name = arena_text(&call->arena, call_param(call, "name"));
    char *dot = strchr(name, '.');

    if (dot) {
        *dot = '\0';
        plan->question.rate = dot + 1;
    }
    plan->question.workflow = name;
    plan->question.office = value_get_text(input, "office");
    plan->question.recomputes = value_get_bool(input, "recompute", false);
    int rc = read_months(input, call->at_ms, plan, err);
    if (rc == 0)
        rc = read_by(input_slice(input, "by"), plan, err);
    if (rc == 0)
        rc = read_format(input, plan, err);
    if (rc == 0)
        rc = check_right(call, plan, slice_is(input_slice(input, "small"), "hide"), err);
    return rc;
}

/* ---- the answer ---- */

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct plan *plan = reading->plan;
    struct arena *arena = &reading->read.arena;
    int rc = report_make(reading->read.engine, reader, &plan->question, arena, &reading->out, err);

    if (rc != 0 || plan->format == FORMAT_JSON)
        return rc;
    const struct value *table = report_table(arena, reading->out, plan->language);
    if (plan->format == FORMAT_CSV)
        report_csv(table, &plan->bytes);
    else
        rc = xlsx_write(table, reader_directory(reader), &plan->bytes, err);
    return rc;
}

static void on_filled(struct reading *reading)
{
    static const char *const types[] = {
        [FORMAT_CSV] = "text/csv; charset=utf-8",
        [FORMAT_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    static const char *const files[] = {[FORMAT_CSV] = "attachment; filename=\"report.csv\"",
                                        [FORMAT_XLSX] = "attachment; filename=\"report.xlsx\""};
    struct plan *plan = reading->plan;
    struct call *call = reading->call;
    struct buf bytes = plan->bytes;
    const struct edition *edition = plan->question.edition;

    if (reading->read.status != 0) {
        problem_answer(call, &reading->read.err);
    } else if (plan->format == FORMAT_JSON) {
        call_answer_json(call, 200, reading->out);
    } else {
        call_add_header(call, "Content-Disposition", files[plan->format]);
        call_answer_bytes(call, 200, types[plan->format], buf_slice(&bytes));
    }
    buf_close(&bytes);
    edition_unref(edition);
}

void answer_report_show(struct call *call)
{
    struct plan *plan = ARENA_NEW(&call->arena, struct plan);
    const struct value *input = input_take(call);
    struct err err = {0};

    if (!input)
        return;
    if (read_question(call, input, plan, &err) != 0) {
        problem_answer(call, &err);
        return;
    }
    plan->question.edition = engine_active_edition(call->service->engine);
    if (!plan->question.edition) {
        problem_answer_status(call, STATUS_NOT_FOUND, "No release is active.");
        return;
    }
    reading_start_whole(call, plan, fill, on_filled);
}
