/* report.c - a report (report.h).
 *
 *   facts of cases -> hits of each rate      kept as they come: who knows which offices will be
 * there hits           -> cells                  whole years, all offices that have any, all types
 *   cells          -> rows                   what was asked for, cut from them
 *
 * Rates that are about the same things tell something of each other: their cells are made and
 * hidden together, also of those that were not asked for. Medians are made from the values
 * themselves.
 */
#include "engine/report.h"
#include <stdlib.h>
#include "base/wallclock.h"
#include "duty/cells.h"
#include "duty/rate.h"
#include "engine/facts.h"

enum { MONTHS = 12, HITS_MOST = 8 << 20 };

struct hit {
    int32_t month; /* of the first year shown, from 0 */
    int32_t office, type;
    int32_t who; /* the number of the case */
    int64_t of, count, minutes;
};

struct hits {
    struct hit *items;
    size_t count, capacity;
};

struct report {
    const struct report_question *question;
    const struct workflow *workflow;
    struct figures *figures;
    struct arena *arena;
    struct rate *rates; /* those asked for and those that tell of them */
    struct hits *hits;  /* of each rate, by case */
    bool *is_asked, *is_needed;
    size_t rate_count;
    int first_year, years;
    int64_t small;
    /* the tree: an office stands behind the one above it */
    const struct value *tree;
    const char **offices;
    int32_t *parents;
    struct code_at *codes; /* places in `offices`, in the order of codes */
    size_t office_count, root;
    const struct value *types; /* { id, zh, en } */
    size_t hit_count;          /* of all rates */
    /* while a case is looked at */
    size_t rate_now;
    int32_t type_now, who_now;
    struct value *out, *rows;
};

/* ---- offices ---- */

struct code_at {
    const char *code;
    int32_t at;
};

static int order_codes(const void *a, const void *b)
{
    const struct code_at *left = a, *right = b;
    return strcmp(left->code, right->code);
}

static int32_t find_code(const struct code_at *codes, size_t count, const char *code)
{
    const struct code_at wanted = {.code = code};
    const struct code_at *found =
        code && count > 0 ? bsearch(&wanted, codes, count, sizeof wanted, order_codes) : NULL;
    return found ? found->at : -1;
}

static int32_t find_office(const struct report *report, const char *code)
{
    return find_code(report->codes, report->office_count, code);
}

static void add_office(struct report *report, const char *code, int32_t parent)
{
    report->offices[report->office_count] = code;
    report->parents[report->office_count++] = parent;
}

static const char *tree_code(const struct report *report, size_t at)
{
    return report->tree->map.members[at].key.bytes;
}

/* Of each office of the tree the first right below it and the next beside it, in their order. */
static void link_offices(const struct report *report, int32_t *first, int32_t *next)
{
    size_t count = value_len(report->tree);
    struct code_at *codes = ARENA_ARRAY(report->arena, struct code_at, count + 1);

    for (size_t i = 0; i < count; i++) {
        codes[i] = (struct code_at){.code = tree_code(report, i), .at = (int32_t)i};
        first[i] = next[i] = -1;
    }
    qsort(codes, count, sizeof *codes, order_codes);
    for (size_t i = count; i-- > 0;) {
        const char *above = value_get_text(report->tree->map.members[i].value, "parent");
        int32_t parent = find_code(codes, count, above);
        if (parent >= 0) {
            next[i] = first[parent];
            first[parent] = (int32_t)i;
        }
    }
}

/* Level by level from the top. */
static void list_offices(struct report *report)
{
    size_t count = value_len(report->tree);
    int32_t *first = ARENA_ARRAY(report->arena, int32_t, count + 1);
    int32_t *next = ARENA_ARRAY(report->arena, int32_t, count + 1);
    int32_t *member = ARENA_ARRAY(report->arena, int32_t, count + 1); /* of each listed */

    report->offices = ARENA_ARRAY(report->arena, const char *, count + 1);
    report->parents = ARENA_ARRAY(report->arena, int32_t, count + 1);
    report->codes = ARENA_ARRAY(report->arena, struct code_at, count + 1);
    link_offices(report, first, next);
    if (count == 0)
        add_office(report, RELEASE_ONLY_OFFICE, -1);
    for (size_t i = 0; i < count; i++)
        if (!value_get_text(report->tree->map.members[i].value, "parent")) {
            member[report->office_count] = (int32_t)i;
            add_office(report, tree_code(report, i), -1);
        }
    for (size_t at = 0; at < report->office_count && count > 0; at++)
        for (int32_t i = first[member[at]]; i >= 0; i = next[i]) {
            member[report->office_count] = i;
            add_office(report, tree_code(report, (size_t)i), (int32_t)at);
        }
    for (size_t i = 0; i < report->office_count; i++)
        report->codes[i] = (struct code_at){.code = report->offices[i], .at = (int32_t)i};
    qsort(report->codes, report->office_count, sizeof *report->codes, order_codes);
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

    if (month < 0 || month >= report->years * MONTHS || report->hit_count > HITS_MOST)
        return;
    report->hit_count++;
    struct hits *hits = &report->hits[report->rate_now];
    if (hits->count == hits->capacity) {
        hits->capacity = hits->capacity ? 2 * hits->capacity : 256;
        hits->items = mem_resize(hits->items, hits->capacity * sizeof *hits->items);
    }
    hits->items[hits->count++] = (struct hit){.month = month,
                                              .office = office < 0 ? 0 : office,
                                              .type = report->type_now,
                                              .who = report->who_now,
                                              .of = rate_hit->of,
                                              .count = rate_hit->count,
                                              .minutes = rate_hit->minutes};
}

/* Those that may be known of. */
static void put_links(struct case_facts *facts, const struct figures_link *links, size_t count,
                      struct arena *arena)
{
    facts->links = ARENA_ARRAY(arena, struct fact_link, count + 1);
    for (size_t i = 0; i < count; i++)
        if (report_tells_of_link(links[i].extra, links[i].seq))
            facts->links[facts->link_count++] =
                (struct fact_link){links[i].as.bytes, links[i].at_ms};
}

static int on_case(void *owner, const struct figures_row *row, struct err *err)
{
    struct report *report = owner;
    struct arena arena = {0};
    struct case_facts facts = {0};
    struct figures_link *links;
    size_t link_count = 0;
    int rc = facts_read(row->body, &arena, &facts, err);

    if (rc == 0)
        rc = figures_links(report->figures, &row->ref, &arena, &links, &link_count, err);
    if (rc == 0) {
        report_leave_out(&facts, row->extra);
        put_links(&facts, links, link_count, &arena);
        report->type_now = find_type(report, row->type.len ? row->type.bytes : NULL);
        for (report->rate_now = 0; report->rate_now < report->rate_count; report->rate_now++)
            rate_add_case(&report->rates[report->rate_now], &facts, on_hit, report);
        report->who_now++;
    }
    arena_close(&arena);
    if (rc == 0 && report->hit_count > HITS_MOST) /* half a report would be a wrong one */
        rc = err_set(err, STATUS_TOO_LARGE,
                     "This report would count more than %d things. Ask for one rate or fewer "
                     "years.",
                     HITS_MOST);
    return rc;
}

/* Of a whole country's tree most offices have no cases of this workflow: cells are for those that
 * have, and all above them. */
static void leave_out_offices(struct report *report)
{
    size_t count = report->office_count, kept = 0;
    int32_t *now = ARENA_ARRAY(report->arena, int32_t, count + 1);

    for (size_t rate = 0; rate < report->rate_count; rate++)
        for (size_t i = 0; i < report->hits[rate].count; i++)
            now[report->hits[rate].items[i].office] = 1;
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
    for (size_t rate = 0; rate < report->rate_count; rate++)
        for (size_t i = 0; i < report->hits[rate].count; i++)
            report->hits[rate].items[i].office = now[report->hits[rate].items[i].office];
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
    const struct hits *hits; /* of a measure by month */
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

static int order_months(const void *a, const void *b)
{
    const struct hit *left = a, *right = b;
    return left->month < right->month ? -1 : left->month > right->month;
}

static int64_t gather_minutes(const struct table *table, const struct cells_cut *cut)
{
    const struct hits *hits = table->hits;
    size_t from = 0, until = hits->count;
    int64_t count = 0;

    while (from < until) { /* the first of its months */
        size_t middle = from + (until - from) / 2;
        if (hits->items[middle].month < cut->first_month)
            from = middle + 1;
        else
            until = middle;
    }
    for (; from < hits->count && hits->items[from].month <= cut->last_month; from++)
        if (is_of_cut(table->report, &hits->items[from], cut))
            table->minutes[count++] = hits->items[from].minutes;
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

    for (size_t i = 0; rc == 0 && i < table->hits->count; i++) {
        const struct hit *hit = &table->hits->items[i];
        cells_add(table->cells,
                  (struct cells_at){.month = hit->month,
                                    .office = (size_t)hit->office,
                                    .type = (size_t)hit->type},
                  (struct cells_hit){.of = hit->of, .count = hit->count, .who = hit->who});
    }
    if (rc == 0 && table->rate->measure > RATE_NUMBER && table->hits->count > 1)
        qsort(table->hits->items, table->hits->count, sizeof *table->hits->items, order_months);
    return rc;
}

static void add_rate(struct table *table)
{
    struct report *report = table->report;
    const struct report_question *question = report->question;
    struct row_of what = {
        .cut = {.first_month = question->first_month - report->first_year * MONTHS,
                .last_month = question->last_month - report->first_year * MONTHS,
                .office = report->root,
                .type = CELLS_ALL_TYPES}
    };

    table->minutes = mem_zero((table->hits->count + 1) * sizeof *table->minutes);
    if (question->by_office || question->by_unit || question->by_month || question->by_type)
        add_offices(table, what);
    add_row(table, &what);
    free(table->minutes);
}

/* Rates that tell of each other, of which some were asked for. `group` of each rate: whose it is
 * in.
 */
static int add_group(struct report *report, const size_t *group, size_t number, struct err *err)
{
    struct table *tables = mem_zero(report->rate_count * sizeof *tables);
    struct cells **cells = mem_zero(report->rate_count * sizeof *cells);
    size_t count = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < report->rate_count; i++) {
        if (group[i] != number)
            continue;
        tables[count] =
            (struct table){.report = report, .rate = &report->rates[i], .hits = &report->hits[i]};
        rc = open_cells(&tables[count], err);
        cells[count] = tables[count].cells;
        count += cells[count] != NULL;
    }
    if (rc == 0)
        cells_hide(cells, count);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (report->is_asked[tables[i].rate - report->rates])
            add_rate(&tables[i]);
    for (size_t i = 0; i < count; i++)
        cells_close(cells[i]);
    free(tables);
    free(cells);
    return rc;
}

/* ---- the question ---- */

static bool is_akin(const struct fact_pattern *a, bool has_a, const struct fact_pattern *b,
                    bool has_b)
{
    return has_a && has_b && fact_pattern_is_akin(a, b);
}

/* Is one about what the other is about, in what it counts or in what that is out of? */
static bool rates_are_akin(const struct rate *a, const struct rate *b)
{
    return is_akin(&a->count, true, &b->count, true) ||
           is_akin(&a->count, true, &b->of, b->has_of) ||
           is_akin(&a->of, a->has_of, &b->count, true) ||
           is_akin(&a->of, a->has_of, &b->of, b->has_of);
}

/* Each rate gets the number of its group: that of the first in it. Nothing hidden: each its own. */
static size_t *group_rates(const struct report *report)
{
    size_t *group = ARENA_ARRAY(report->arena, size_t, report->rate_count + 1);

    for (size_t i = 0; i < report->rate_count; i++)
        group[i] = i;
    for (size_t i = 0; report->question->hides && i < report->rate_count; i++)
        for (size_t k = 0; k < i; k++) {
            size_t from = group[i], to = group[k];
            if (from == to || !rates_are_akin(&report->rates[i], &report->rates[k]))
                continue;
            for (size_t n = 0; n <= i; n++)
                group[n] = group[n] == from || group[n] == to ? (from < to ? from : to) : group[n];
        }
    return group;
}

/* What is in no group with any that was asked for is not counted. */
static void leave_out_rates(struct report *report)
{
    const size_t *group = group_rates(report);
    size_t kept = 0;

    for (size_t i = 0; i < report->rate_count; i++) {
        bool is_needed = false;
        for (size_t k = 0; k < report->rate_count; k++)
            is_needed |= group[k] == group[i] && report->is_asked[k];
        report->is_needed[i] = is_needed;
    }
    for (size_t i = 0; i < report->rate_count; i++)
        if (report->is_needed[i]) {
            report->is_asked[kept] = report->is_asked[i];
            report->rates[kept++] = report->rates[i];
        }
    report->rate_count = kept;
}

static int open_rates(struct report *report, struct err *err)
{
    const struct value *rates = value_get(report->workflow->model, "rates");
    const char *only = report->question->rate;
    size_t most = value_len(rates) + 1;
    bool is_any = false;
    int rc = 0;

    report->rates = ARENA_ARRAY(report->arena, struct rate, most);
    report->hits = ARENA_ARRAY(report->arena, struct hits, most);
    report->is_asked = ARENA_ARRAY(report->arena, bool, most);
    report->is_needed = ARENA_ARRAY(report->arena, bool, most);
    for (size_t i = 0; rc == 0 && i < value_len(rates); i++) {
        report->is_asked[i] = !only || slice_is(rates->map.members[i].key, only);
        is_any |= report->is_asked[i];
        rc = rate_open(rates->map.members[i].key.bytes, rates->map.members[i].value, report->arena,
                       &report->rates[report->rate_count++], err);
    }
    if (rc == 0 && !is_any)
        rc = err_set(err, STATUS_NOT_FOUND,
                     "The workflow has no such rate. `comity report list` names them.");
    if (rc == 0)
        leave_out_rates(report);
    return rc;
}

/* Of all offices the most: what one office would show must not open what another hides. */
static int64_t small_of(const struct report *report)
{
    const struct report_question *question = report->question;
    int64_t most = 0;

    for (size_t i = 0; i < report->office_count; i++) {
        const struct workflow *workflow = edition_workflow(
            question->edition, slice_of(report->offices[i]), slice_of(question->workflow));
        int64_t small =
            workflow
                ? value_get_int(value_get(value_get(workflow->model, "settings"), "small_cells"),
                                "value", REPORT_SMALL)
                : REPORT_SMALL;
        most = small > most ? small : most;
    }
    return most;
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
    report->small = small_of(report);
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
        if (!report->is_asked[i])
            continue;
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
    const size_t *group = group_rates(report);
    for (size_t i = 0; rc == 0 && i < report->rate_count; i++)
        if (group[i] == i)
            rc = add_group(report, group, i, err);
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
    for (size_t i = 0; i < report.rate_count; i++)
        free(report.hits[i].items);
    *out = report.out;
    return rc;
}
