/* report.c - collecting findings as data (report.h). */
#include "script/report.h"
#include <stdlib.h>

static const struct {
    const char *text;
    enum check_severity severity;
    const char *why;
} codes[CHECK_COUNT] = {
#define X(name, text, severity, why) [CHECK_##name] = {text, CHECK_##severity, why},
    CHECK_CODES(X)
#undef X
};

const char *check_code_text(enum check_code code)
{
    return codes[code].text;
}

enum check_severity check_code_severity(enum check_code code)
{
    return codes[code].severity;
}

static bool is_same(const struct value *known, const struct check_finding *finding)
{
    return value_get_int(known, "line", 0) == finding->line &&
           value_get_int(known, "column", 0) == finding->column &&
           value_is_text(value_get(known, "code"), codes[finding->code].text) &&
           value_is_text(value_get(known, "file"), finding->file);
}

void report_add(struct report *report, const struct check_finding *finding)
{
    struct arena *arena = report->arena;
    for (size_t i = 0; i < value_len(report->findings); i++) {
        if (is_same(value_item(report->findings, i), finding))
            return;
    }
    bool is_error = codes[finding->code].severity == CHECK_ERROR;
    report->errors += is_error;
    if (value_len(report->findings) >= REPORT_MOST)
        return;
    const char *why = finding->why ? finding->why : codes[finding->code].why;
    struct value *map = value_map(arena);
    value_put(arena, map, "file", value_string(arena, finding->file));
    value_put(arena, map, "line", value_int(arena, finding->line));
    value_put(arena, map, "column", value_int(arena, finding->column));
    value_put(arena, map, "code", value_string(arena, codes[finding->code].text));
    value_put(arena, map, "severity", value_string(arena, is_error ? "error" : "warning"));
    value_put(arena, map, "what", value_string(arena, finding->what));
    value_put(arena, map, "why", value_string(arena, why));
    value_put(arena, map, "instead", value_string(arena, finding->instead));
    value_push(arena, report->findings, map);
}

static int compare(const void *a, const void *b)
{
    const struct value *left = *(struct value *const *)a, *right = *(struct value *const *)b;
    int order = strcmp(value_get_text(left, "file"), value_get_text(right, "file"));
    int64_t by[] = {value_get_int(left, "line", 0) - value_get_int(right, "line", 0),
                    value_get_int(left, "column", 0) - value_get_int(right, "column", 0)};
    for (size_t i = 0; order == 0 && i < sizeof by / sizeof *by; i++)
        order = (by[i] > 0) - (by[i] < 0);
    return order ? order : strcmp(value_get_text(left, "code"), value_get_text(right, "code"));
}

void report_sort(struct report *report)
{
    struct value *list = report->findings;
    if (value_len(list) > 1)
        qsort(list->list.items, list->list.len, sizeof *list->list.items, compare);
}

const char *report_sentence(const struct value *finding, struct arena *arena)
{
    bool is_warning = value_is_text(value_get(finding, "severity"), "warning");
    const char *why = value_get_text(finding, "why"), *instead = value_get_text(finding, "instead");
    return arena_printf(arena, "%s:%d:%d: %s%s.%s%s%s%s [%s]", value_get_text(finding, "file"),
                        (int)value_get_int(finding, "line", 0),
                        (int)value_get_int(finding, "column", 0), is_warning ? "warning: " : "",
                        value_get_text(finding, "what"), why && *why ? " " : "", why ? why : "",
                        instead && *instead ? " " : "", instead ? instead : "",
                        value_get_text(finding, "code"));
}
