/* report.c - a report (report.h).
 *
 *   facts of cases -> hits of each rate      kept as they come: who knows which offices will be
 * there hits           -> cells                  whole years, all offices that have any, all types
 *   cells          -> rows                   what was asked for, cut from them
 *
 * One rate after the other is made from its hits. Medians are made from the values themselves.
 */
#include "engine/report.h"
#include <stdlib.h>
#include "base/wallclock.h"
#include "duty/cells.h"
#include "duty/rate.h"
#include "engine/facts.h"

enum { MONTHS = 12, HITS_MOST = 20 << 20 };

struct hit {
    int32_t rate, month; /* of the first year shown, from 0 */
    int32_t office, type;
    int64_t of, count, minutes;
};

struct report {
    const struct report_question *question;
    const struct workflow *workflow;
    struct figures *figures;
    struct arena *arena;
    struct rate *rates;
    size_t rate_count;
    int first_year, years;
    int64_t small, cases;
    /* the tree: an office stands behind the one above it */
    const struct value *tree;
    const char **offices;
    int32_t *parents;
    size_t office_count, root;
    const struct value *types; /* { id, zh, en } */
    struct hit *hits;
    size_t hit_count, hit_capacity;
    /* while a case is looked at */
    int32_t rate_now, type_now;
    struct value *out, *rows;
};

/* ---- offices ---- */

static int32_t find_office(const struct report *report, const char *code)
{
    for (size_t i = 0; code && i < report->office_count; i++)
        if (strcmp(report->offices[i], code) == 0)
            return (int32_t)i;
    return -1;
}

static void add_office(struct report *report, const char *code, int32_t parent)
{
    report->offices[report->office_count] = code;
    report->parents[report->office_count++] = parent;
}

/* Level by level from the top; what hangs in the air stands at the top as well. */
static void list_offices(struct report *report)
{
    size_t count = value_len(report->tree);

    report->offices = ARENA_ARRAY(report->arena, const char *, count + 1);
    report->parents = ARENA_ARRAY(report->arena, int32_t, count + 1);
    if (count == 0)
        add_office(report, RELEASE_ONLY_OFFICE, -1);
    for (size_t i = 0; i < count; i++) {
        const struct value *office = report->tree->map.members[i].value;
        if (!value_get_text(office, "parent"))
            add_office(report, report->tree->map.members[i].key.bytes, -1);
    }
    for (size_t at = 0; at < report->office_count; at++)
        for (size_t i = 0; i < count; i++) {
            const struct value *office = report->tree->map.members[i].value;
            if (value_is_text(value_get(office, "parent"), report->offices[at]))
                add_office(report, report->tree->map.members[i].key.bytes, (int32_t)at);
        }
}

static bool is_within(const struct report *report, int32_t office, size_t root)
{
    while (office >= 0 && (size_t)office != root)
        office = report->parents[office];
    return office >= 0;
}

static void name_office(const struct report *report, struct value *row, size_t office,
                        const char *prefix)
{
    struct arena *arena = report->arena;
    const struct value *entry = value_get(report->tree, report->offices[office]);
    value_put(arena, row, prefix, value_string(arena, report->offices[office]));
    value_put(arena, row, arena_printf(arena, "%s_zh", prefix), value_get(entry, "zh"));
    value_put(arena, row, arena_printf(arena, "%s_en", prefix), value_get(entry, "en"));
}

/* ---- types ---- */

/* Of a form, or of rows in it. */
static const struct value *choices_in(const struct value *fields, const char *name, int depth)
{
    const struct value *found = &value_nil;
    for (size_t i = 0; i < value_len(fields) && value_is_nil(found); i++) {
        const struct value *field = value_item(fields, i);
        if (value_is_text(value_get(field, "name"), name))
            found = value_get(field, "choices");
        else if (depth > 0)
            found = choices_in(value_get(field, "fields"), name, depth - 1);
    }
    return found;
}

/* The choices of the field that says of which type a case is. */
static const struct value *type_choices(const struct workflow *workflow)
{
    const char *type = value_get_text(workflow->model, "type");
    const struct value *forms = value_get(workflow->model, "forms"), *found = &value_nil;

    for (size_t i = 0; type && i < value_len(forms) && value_is_nil(found); i++)
        found = choices_in(value_get(forms->map.members[i].value, "fields"), type, 1);
    return found;
}

/* Behind the last: cases whose type nobody has said, or that is no choice any more. */
static int32_t find_type(const struct report *report, const char *type)
{
    size_t count = value_len(report->types);
    for (size_t i = 0; type && i < count; i++)
        if (value_is_text(value_get(value_item(report->types, i), "id"), type))
            return (int32_t)i;
    return (int32_t)count;
}

/* ---- gathering ---- */

static int month_of(int64_t at_ms)
{
    int year, month, day;
    date_to_civil(date_of(at_ms), &year, &month, &day);
    return year * MONTHS + month - 1;
}

static int64_t month_start(int month)
{
    return date_start_ms(date_from_civil(month / MONTHS, month % MONTHS + 1, 1));
}

static void on_hit(void *owner, const struct rate_hit *rate_hit)
{
    struct report *report = owner;
    int month = month_of(rate_hit->at_ms) - report->first_year * MONTHS;
    int32_t office = find_office(report, rate_hit->office);

    if (month < 0 || month >= report->years * MONTHS || report->hit_count == HITS_MOST)
        return;
    if (report->hit_count == report->hit_capacity) {
        report->hit_capacity = report->hit_capacity ? 2 * report->hit_capacity : 1024;
        report->hits = mem_resize(report->hits, report->hit_capacity * sizeof *report->hits);
    }
    report->hits[report->hit_count++] = (struct hit){.rate = report->rate_now,
                                                     .month = month,
                                                     .office = office < 0 ? 0 : office,
                                                     .type = report->type_now,
                                                     .of = rate_hit->of,
                                                     .count = rate_hit->count,
                                                     .minutes = rate_hit->minutes};
}

static int on_case(void *owner, const struct figures_row *row, struct err *err)
{
    struct report *report = owner;
    struct arena arena = {0};
    struct case_facts facts = {0};
    struct figures_link *links;
    int rc = facts_read(row->body, &arena, &facts, err);

    if (rc == 0)
        rc = figures_links(report->figures, &row->ref, &arena, &links, &facts.link_count, err);
    if (rc == 0) {
        report_leave_out(&facts, row->extra);
        facts.links = ARENA_ARRAY(&arena, struct fact_link, facts.link_count + 1);
        for (size_t i = 0; i < facts.link_count; i++)
            facts.links[i] = (struct fact_link){links[i].as.bytes, links[i].at_ms};
        report->type_now = find_type(report, row->type.len ? row->type.bytes : NULL);
        report->cases += facts.count > 0;
        for (report->rate_now = 0; (size_t)report->rate_now < report->rate_count;
             report->rate_now++)
            rate_add_case(&report->rates[report->rate_now], &facts, on_hit, report);
    }
    arena_close(&arena);
    return rc;
}

/* Of a whole country's tree most offices have no cases of this workflow: cells are for those that
 * have, and all above them. */
static void leave_out_offices(struct report *report)
{
    size_t count = report->office_count, kept = 0;
    int32_t *now = ARENA_ARRAY(report->arena, int32_t, count + 1);

    for (size_t i = 0; i < report->hit_count; i++)
        now[report->hits[i].office] = 1;
    now[report->root] = 1;
    for (size_t i = count; i-- > 0;)
        if (now[i] && report->parents[i] >= 0)
            now[report->parents[i]] = 1;
    for (size_t i = 0; i < count; i++) {
        if (!now[i])
            continue;
        now[i] = (int32_t)kept;
        report->offices[kept] = report->offices[i];
        report->parents[kept++] = report->parents[i] < 0 ? -1 : now[report->parents[i]];
    }
    report->office_count = kept;
    report->root = (size_t)now[report->root];
    for (size_t i = 0; i < report->hit_count; i++)
        report->hits[i].office = now[report->hits[i].office];
}

static int gather(struct report *report, struct err *err)
{
    struct figures_span span = {.workflow = slice_of(report->question->workflow),
                                .from_ms = month_start(report->first_year * MONTHS),
                                .until_ms =
                                    month_start((report->first_year + report->years) * MONTHS)};
    int rc = figures_each(report->figures, &span, on_case, report, err);
    leave_out_offices(report);
    return rc;
}

/* ---- one rate ---- */

struct table {
    struct report *report;
    const struct rate *rate;
    int32_t number;
    struct cells *cells;
    int64_t *minutes; /* room for the values of one row */
};

static bool is_of_cut(const struct report *report, const struct hit *hit,
                      const struct cells_cut *cut)
{
    bool is_there = cut->is_own ? (size_t)hit->office == cut->office
                                : is_within(report, hit->office, cut->office);
    return is_there && hit->month >= cut->first_month && hit->month <= cut->last_month &&
           (cut->type == CELLS_ALL_TYPES || (size_t)hit->type == cut->type);
}

static int64_t gather_minutes(const struct table *table, const struct cells_cut *cut)
{
    const struct report *report = table->report;
    int64_t count = 0;
    for (size_t i = 0; i < report->hit_count; i++)
        if (report->hits[i].rate == table->number && is_of_cut(report, &report->hits[i], cut))
            table->minutes[count++] = report->hits[i].minutes;
    return count;
}

static void put_sum(const struct table *table, const struct cells_cut *cut,
                    const struct cells_sum *cell, struct value *row)
{
    struct arena *arena = table->report->arena;
    struct rate_sum sum = {.of = cell->of, .count = cell->count, .minutes = table->minutes};

    if (cell->is_hidden && table->report->question->hides) {
        value_put(arena, row, "is_hidden", value_bool(arena, true));
        return;
    }
    value_put(arena, row, "count", value_int(arena, cell->count));
    if (table->rate->has_of)
        value_put(arena, row, "of", value_int(arena, cell->of));
    if (table->rate->measure > RATE_NUMBER)
        sum.count = gather_minutes(table, cut);
    value_put(arena, row, "figure", value_string(arena, rate_figure(table->rate, &sum, arena)));
}

/* What the row is about; an empty one is left out, but for totals. */
struct row_of {
    bool has_office, has_month, has_type;
    struct cells_cut cut;
};

static void add_row(const struct table *table, const struct row_of *what)
{
    struct report *report = table->report;
    struct arena *arena = report->arena;
    struct cells_sum cell = report->question->hides ? cells_get(table->cells, &what->cut)
                                                    : cells_get_all(table->cells, &what->cut);
    bool is_total = !what->has_office && !what->has_month && !what->has_type;

    if (!is_total && !cell.is_hidden && cell.of == 0 && cell.count == 0)
        return;
    struct value *row = value_map(arena);
    value_put(arena, row, "rate", value_string(arena, table->rate->name));
    if (is_total)
        value_put(arena, row, "is_total", value_bool(arena, true));
    if (what->has_office)
        name_office(report, row, what->cut.office, "office");
    if (what->has_office && what->cut.is_own)
        value_put(arena, row, "is_own", value_bool(arena, true));
    if (what->has_month) {
        int month = report->first_year * MONTHS + what->cut.first_month;
        value_put(arena, row, "month",
                  value_string(
                      arena, arena_printf(arena, "%04d-%02d", month / MONTHS, month % MONTHS + 1)));
    }
    if (what->has_type) {
        const struct value *type = value_item(report->types, what->cut.type);
        value_put(arena, row, "type",
                  value_string(arena, value_text_or(value_get(type, "id"), "")));
        value_put(arena, row, "type_zh", value_get(type, "zh"));
        value_put(arena, row, "type_en", value_get(type, "en"));
    }
    put_sum(table, &what->cut, &cell, row);
    value_push(arena, report->rows, row);
}

static void add_types(const struct table *table, struct row_of what)
{
    size_t types = value_len(table->report->types) + 1;

    if (!table->report->question->by_type) {
        add_row(table, &what);
        return;
    }
    what.has_type = true;
    for (what.cut.type = 0; what.cut.type < types; what.cut.type++)
        add_row(table, &what);
}

static void add_months(const struct table *table, struct row_of what)
{
    int first = what.cut.first_month, last = what.cut.last_month;

    if (!table->report->question->by_month) {
        add_types(table, what);
        return;
    }
    what.has_month = true;
    for (int month = first; month <= last; month++) {
        what.cut.first_month = what.cut.last_month = month;
        add_types(table, what);
    }
}

/* The office itself, then those right below it with all below them. */
static void add_offices(const struct table *table, struct row_of what)
{
    const struct report *report = table->report;

    if (!report->question->by_office && !report->question->by_unit) {
        add_months(table, what);
        return;
    }
    what.has_office = true;
    what.cut.is_own = true;
    for (size_t i = 0; report->question->by_unit && i < report->office_count; i++) {
        what.cut.office = i;
        if (is_within(report, (int32_t)i, report->root))
            add_months(table, what);
    }
    if (report->question->by_unit)
        return;
    add_months(table, what);
    what.cut.is_own = false;
    for (size_t i = 0; i < report->office_count; i++)
        if (report->parents[i] == (int32_t)report->root) {
            what.cut.office = i;
            add_months(table, what);
        }
}

static int open_cells(struct table *table, struct err *err)
{
    const struct report *report = table->report;
    const struct cells_plan plan = {.years = report->years,
                                    .parent = report->parents,
                                    .office_count = report->office_count,
                                    .type_count = value_len(report->types) + 1,
                                    .small = report->question->hides ? report->small : 0,
                                    .has_of = table->rate->has_of};
    int rc = cells_open(&plan, &table->cells, err);
    size_t values = 0;

    for (size_t i = 0; rc == 0 && i < report->hit_count; i++) {
        const struct hit *hit = &report->hits[i];
        if (hit->rate != table->number)
            continue;
        values++;
        cells_add(table->cells,
                  (struct cells_at){.month = hit->month,
                                    .office = (size_t)hit->office,
                                    .type = (size_t)hit->type},
                  hit->of, hit->count);
    }
    if (rc == 0) {
        cells_hide(table->cells);
        table->minutes = mem_zero((values + 1) * sizeof *table->minutes);
    }
    return rc;
}

static int add_rate(struct report *report, size_t number, struct err *err)
{
    struct table table = {
        .report = report, .rate = &report->rates[number], .number = (int32_t)number};
    const struct report_question *question = report->question;
    struct row_of what = {
        .cut = {.first_month = question->first_month - report->first_year * MONTHS,
                .last_month = question->last_month - report->first_year * MONTHS,
                .office = report->root,
                .type = CELLS_ALL_TYPES}
    };
    int rc = open_cells(&table, err);

    if (rc == 0) {
        if (question->by_office || question->by_unit || question->by_month || question->by_type)
            add_offices(&table, what);
        add_row(&table, &what);
    }
    free(table.minutes);
    cells_close(table.cells);
    return rc;
}

/* ---- the question ---- */

static int open_rates(struct report *report, struct err *err)
{
    const struct value *rates = value_get(report->workflow->model, "rates");
    const char *only = report->question->rate;
    int rc = 0;

    report->rates = ARENA_ARRAY(report->arena, struct rate, value_len(rates) + 1);
    for (size_t i = 0; rc == 0 && i < value_len(rates); i++)
        if (!only || slice_is(rates->map.members[i].key, only))
            rc = rate_open(rates->map.members[i].key.bytes, rates->map.members[i].value,
                           report->arena, &report->rates[report->rate_count++], err);
    if (rc == 0 && report->rate_count == 0)
        rc = err_set(err, STATUS_NOT_FOUND,
                     "The workflow has no such rate. `comity report list` names them.");
    return rc;
}

static int open_question(struct report *report, struct err *err)
{
    const struct report_question *question = report->question;
    const struct value *model = release_model(question->edition->release);

    report->tree = value_get(model, "tree");
    list_offices(report);
    int32_t root = question->office ? find_office(report, question->office) : 0;
    if (root < 0)
        return err_set(err, STATUS_NOT_FOUND, "There is no such office. See `comity office list`.");
    report->root = (size_t)root;
    report->workflow = edition_workflow(question->edition, slice_of(report->offices[root]),
                                        slice_of(question->workflow));
    if (!report->workflow)
        return err_set(err, STATUS_NOT_FOUND,
                       "There is no such workflow. `comity report list` names them.");
    report->first_year = question->first_month / MONTHS;
    report->years = question->last_month / MONTHS - report->first_year + 1;
    if (question->last_month < question->first_month || report->years > CELLS_YEARS_MOST)
        return err_set(err, STATUS_INVALID,
                       "A report covers months of at most %d years, the first of them first.",
                       CELLS_YEARS_MOST);
    report->types = type_choices(report->workflow);
    const struct value *settings = value_get(report->workflow->model, "settings");
    report->small = value_get_int(value_get(settings, "small_cells"), "value", REPORT_SMALL);
    return open_rates(report, err);
}

static void put_head(struct report *report)
{
    const struct report_question *question = report->question;
    struct arena *arena = report->arena;
    struct value *out = report->out, *by = value_list(arena), *rates = value_list(arena);
    const struct value *declared = value_get(report->workflow->model, "rates");
    char digest[2 * DIGEST_BYTES + 1];

    value_put(arena, out, "workflow", value_string(arena, question->workflow));
    value_put(arena, out, "zh", value_get(report->workflow->model, "zh"));
    value_put(arena, out, "en", value_get(report->workflow->model, "en"));
    name_office(report, out, report->root, "office");
    value_put(arena, out, "from",
              value_string(arena, arena_printf(arena, "%04d-%02d", question->first_month / MONTHS,
                                               question->first_month % MONTHS + 1)));
    value_put(arena, out, "to",
              value_string(arena, arena_printf(arena, "%04d-%02d", question->last_month / MONTHS,
                                               question->last_month % MONTHS + 1)));
    if (question->by_office || question->by_unit)
        value_push(arena, by, value_string(arena, "office"));
    if (question->by_month)
        value_push(arena, by, value_string(arena, "month"));
    if (question->by_type)
        value_push(arena, by, value_string(arena, "type"));
    value_put(arena, out, "by", by);
    value_put(arena, out, "small", value_int(arena, report->small));
    value_put(arena, out, "hides", value_bool(arena, question->hides));
    value_put(
        arena, out, "release",
        value_string(arena, digest_to_text(release_digest(question->edition->release), digest)));
    for (size_t i = 0; i < report->rate_count; i++) {
        struct value *entry = value_map(arena);
        value_put(arena, entry, "name", value_string(arena, report->rates[i].name));
        value_put(arena, entry, "zh", value_string(arena, report->rates[i].zh));
        value_put(arena, entry, "en", value_string(arena, report->rates[i].en));
        value_put(arena, entry, "unit", value_string(arena, rate_unit(&report->rates[i])));
        value_put(arena, entry, "formula", value_get(declared, report->rates[i].name));
        value_push(arena, rates, entry);
    }
    value_put(arena, out, "rates", rates);
}

static int fill(struct report *report, struct reader *reader, struct engine *engine,
                struct err *err)
{
    struct report_check checked = {0};
    int rc = report_refresh(engine, reader, report->figures,
                            report->question->recomputes ? &checked : NULL, err);

    if (rc == 0)
        rc = gather(report, err);
    for (size_t i = 0; rc == 0 && i < report->rate_count; i++)
        rc = add_rate(report, i, err);
    if (rc == 0 && report->question->recomputes) {
        struct value *entry = value_map(report->arena);
        value_put(report->arena, entry, "cases", value_int(report->arena, checked.cases));
        value_put(report->arena, entry, "differ", value_int(report->arena, checked.differ));
        value_put(report->arena, report->out, "checked", entry);
    }
    return rc;
}

int report_make(struct engine *engine, struct reader *reader,
                const struct report_question *question, struct arena *arena, struct value **out,
                struct err *err)
{
    struct report report = {.question = question, .arena = arena};
    int rc = open_question(&report, err);

    if (rc == 0) {
        report.out = value_map(arena);
        report.rows = value_list(arena);
        put_head(&report);
        value_put(arena, report.out, "rows", report.rows);
        rc = figures_open(reader, &report.figures, err);
    }
    if (rc == 0)
        rc = fill(&report, reader, engine, err);
    figures_close(report.figures);
    free(report.hits);
    *out = report.out;
    return rc;
}
