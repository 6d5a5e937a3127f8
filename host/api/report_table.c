/* report_table.c - a report as a table (report_table.h). To add a column: a row in `columns` with
 * what it shows. */
#include "api/report_table.h"
#include <inttypes.h>
#include <stdio.h>
#include "data/csv.h"

struct table {
    struct arena *arena;
    const struct value *report;
    enum language language;
    bool is_marked; /* something is hidden */
};

static const char *in(const struct table *table, const char *zh, const char *en)
{
    return table->language == LANGUAGE_ZH ? zh : en;
}

/* `name`_zh or `name`_en of a row. */
static const struct value *worded(const struct table *table, const struct value *row,
                                  const char *name)
{
    return value_get(row, arena_printf(table->arena, "%s_%s", name, in(table, "zh", "en")));
}

static const struct value *rate_of(const struct table *table, const struct value *row)
{
    const struct value *rates = value_get(table->report, "rates");
    const char *name = value_text_or(value_get(row, "rate"), "");
    for (size_t i = 0; i < value_len(rates); i++)
        if (value_is_text(value_get(value_item(rates, i), "name"), name))
            return value_item(rates, i);
    return &value_nil;
}

static struct value *text(const struct table *table, const struct value *value, const char *other)
{
    return value_string(table->arena, value_text_or(value, other));
}

static struct value *show_rate(struct table *table, const struct value *row)
{
    return text(table, value_get(rate_of(table, row), in(table, "zh", "en")), "");
}

static struct value *show_office(struct table *table, const struct value *row)
{
    const char *code = value_text_or(value_get(row, "office"), "");
    const char *name = value_text_or(worded(table, row, "office"), code);
    if (value_get_bool(row, "is_total", false))
        return value_string(table->arena, in(table, "合计", "Total"));
    if (value_get_bool(row, "is_own", false))
        return value_string(
            table->arena, arena_printf(table->arena, in(table, "%s（本级）", "%s (itself)"), name));
    return value_string(table->arena, name);
}

static struct value *show_month(struct table *table, const struct value *row)
{
    bool is_total = value_get_bool(row, "is_total", false);
    return text(table, value_get(row, "month"), is_total ? in(table, "合计", "Total") : "");
}

static struct value *show_type(struct table *table, const struct value *row)
{
    const struct value *type = worded(table, row, "type");
    if (value_get_bool(row, "is_total", false))
        return value_string(table->arena, in(table, "合计", "Total"));
    return text(table, type, value_is_nil(type) ? in(table, "未分类", "None given") : "");
}

static struct value *show_number(struct table *table, const struct value *row, const char *name)
{
    const struct value *number = value_get(row, name);
    if (value_get_bool(row, "is_hidden", false)) {
        table->is_marked = true;
        return value_string(table->arena, "*");
    }
    return number->type == VALUE_INT ? value_int(table->arena, number->integer)
                                     : value_string(table->arena, "");
}

static struct value *show_count(struct table *table, const struct value *row)
{
    return show_number(table, row, "count");
}

static struct value *show_of(struct table *table, const struct value *row)
{
    bool is_share = value_is_text(value_get(rate_of(table, row), "unit"), "%");
    return is_share ? show_number(table, row, "of") : value_string(table->arena, "");
}

static struct value *show_figure(struct table *table, const struct value *row)
{
    if (value_get_bool(row, "is_hidden", false))
        return value_string(table->arena, "*");
    return text(table, value_get(row, "figure"), in(table, "无", "none"));
}

static struct value *show_unit(struct table *table, const struct value *row)
{
    const char *unit = value_text_or(value_get(rate_of(table, row), "unit"), "");
    if (unit[0] == 'm')
        unit = in(table, "分钟", "min");
    else if (unit[0] == 'y')
        unit = in(table, "元", "yuan");
    return value_string(table->arena, unit);
}

static const struct column {
    const char *zh, *en;
    const char *by; /* shown where the report is by this; NULL: always */
    struct value *(*show)(struct table *table, const struct value *row);
} columns[] = {
    {"指标",       "Rate",   NULL,     show_rate  },
    {"机构",       "Office", "office", show_office},
    {"月份",       "Month",  "month",  show_month },
    {"类型",       "Type",   "type",   show_type  },
    {"计数",       "Count",  NULL,     show_count },
    {"基数",       "Out of", NULL,     show_of    },
    {"数值",       "Figure", NULL,     show_figure},
    {"计量单位", "Unit",   NULL,     show_unit  },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static bool is_shown(const struct table *table, const struct column *column)
{
    const struct value *by = value_get(table->report, "by");
    for (size_t i = 0; column->by && i < value_len(by); i++)
        if (value_is_text(value_item(by, i), column->by))
            return true;
    return !column->by;
}

static struct value *make_columns(const struct table *table)
{
    struct value *heads = value_list(table->arena);
    for (size_t c = 0; c < COLUMNS; c++)
        if (is_shown(table, &columns[c]))
            value_push(table->arena, heads,
                       value_string(table->arena, in(table, columns[c].zh, columns[c].en)));
    return heads;
}

static struct value *make_rows(struct table *table)
{
    const struct value *rows = value_get(table->report, "rows");
    struct value *out = value_list(table->arena);

    for (size_t i = 0; i < value_len(rows); i++) {
        struct value *line = value_list(table->arena);
        for (size_t c = 0; c < COLUMNS; c++)
            if (is_shown(table, &columns[c]))
                value_push(table->arena, line, columns[c].show(table, value_item(rows, i)));
        value_push(table->arena, out, line);
    }
    return out;
}

static void add_note(const struct table *table, struct value *notes, const char *note)
{
    value_push(table->arena, notes, value_string(table->arena, note));
}

static struct value *make_notes(const struct table *table)
{
    struct arena *arena = table->arena;
    const struct value *report = table->report;
    struct value *notes = value_list(arena);
    const char *code = value_text_or(value_get(report, "office"), "");
    long long small = (long long)value_get_int(report, "small", 0);

    add_note(table, notes,
             arena_printf(arena, in(table, "%s　%s 至 %s", "%s, %s to %s"),
                          value_text_or(worded(table, report, "office"), code),
                          value_text_or(value_get(report, "from"), ""),
                          value_text_or(value_get(report, "to"), "")));
    add_note(table, notes,
             arena_printf(arena, in(table, "统计口径：规则版本 %.12s", "Formulas: release %.12s"),
                          value_text_or(value_get(report, "release"), "")));
    if (table->is_marked)
        add_note(table, notes,
                 arena_printf(arena,
                              in(table, "* 数量少于 %lld 或可由此推算，不予显示",
                                 "* fewer than %lld, or could be found out from it: not shown"),
                              small));
    if (!value_get_bool(report, "hides", true))
        add_note(table, notes,
                 in(table, "含小数量单元，仅供内部使用，不得公开",
                    "Small numbers are shown: for internal use, not for publication"));
    return notes;
}

struct value *report_table(struct arena *arena, const struct value *report, enum language language)
{
    struct table table = {.arena = arena, .report = report, .language = language};
    struct value *out = value_map(arena);

    value_put(
        arena, out, "title",
        value_string(arena,
                     arena_printf(arena, in(&table, "%s统计表", "%s: figures"),
                                  value_text_or(value_get(report, in(&table, "zh", "en")), ""))));
    value_put(arena, out, "sheet", value_string(arena, in(&table, "统计", "Figures")));
    value_put(arena, out, "columns", make_columns(&table));
    value_put(arena, out, "rows", make_rows(&table));
    value_put(arena, out, "notes", make_notes(&table));
    return out;
}

static void add_line(const struct value *cells, struct buf *out)
{
    for (size_t i = 0; i < value_len(cells); i++) {
        const struct value *cell = value_item(cells, i);
        char number[32];
        snprintf(number, sizeof number, "%" PRId64, value_int_or(cell, 0));
        csv_add(out, slice_of(cell->type == VALUE_INT ? number : value_text_or(cell, "")), i == 0);
    }
    csv_end_line(out);
}

void report_csv(const struct value *table, struct buf *out)
{
    const struct value *rows = value_get(table, "rows");

    buf_add_text(out, "\xEF\xBB\xBF");
    add_line(value_get(table, "columns"), out);
    for (size_t i = 0; i < value_len(rows); i++)
        add_line(value_item(rows, i), out);
}
