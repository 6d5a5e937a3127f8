/* tree.c - reads offices/tree.csv (tree.h): one office a line, its code and the code of the office
 * above it.
 *
 * The first line names the columns: code,parent,kind,zh,en and, in any order behind them, those of
 * the others that are used. Commas stand between values; a value in quotes may hold commas, and ""
 * for one quote, but no line break. Exactly one office has no parent. A byte order mark and \r at
 * the end of a line are what spreadsheets write and are taken.
 *
 * An office that is merged or abolished stays in the table and names its successor: cases, people
 * and rosters that hang on it go on there. To add a column: its name in `columns`, its check in
 * check_office or check_names.
 */
#include "script/tree.h"
#include "script/lib.h"

enum column {
    COLUMN_CODE,
    COLUMN_PARENT,
    COLUMN_KIND,
    COLUMN_ZH,
    COLUMN_EN,
    COLUMN_NEEDED, /* from here on: left out, or empty, where there is nothing to say */
    COLUMN_LEVEL = COLUMN_NEEDED,
    COLUMN_AREA,
    COLUMN_REVIEW_BODY,
    COLUMN_SEALED_ROUTE,
    COLUMN_SUCCESSOR,
    COLUMN_ORGAN_ZH,
    COLUMN_ORGAN_EN,
    COLUMN_COUNT
};

enum { OFFICES_MOST = 20000, LEVELS_MOST = 20, CODE_MOST = 32, TEXT_MOST = 200 };

static const char *const columns[COLUMN_COUNT] = {
    "code", "parent",      "kind",         "zh",        "en",       "level",
    "area", "review_body", "sealed_route", "successor", "organ_zh", "organ_en"};

#define COLUMNS_TOLD                                                                               \
    "code,parent,kind,zh,en and, as far as needed, level,area,review_body,sealed_route,successor," \
    "organ_zh,organ_en"

struct table {
    const char *path;
    int line;
    struct arena *arena;
    struct value *tree;
    const char *root;
    enum column order[COLUMN_COUNT]; /* as the first line names them */
    size_t column_count;
    struct err *err;
};

static const char *table_at(const struct table *table)
{
    return arena_printf(table->arena, "%s:%d", table->path, table->line);
}

#define FAIL(table, ...)                                                                           \
    err_set_at((table)->err, STATUS_SCRIPT_FAILED, "bad_office", table_at(table), __VA_ARGS__)

/* ---- one line -------------------------------------------------------------------------------- */

static bool is_blank(struct slice line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.bytes[i] != ' ' && line.bytes[i] != ',' && line.bytes[i] != '\t')
            return false;
    return true;
}

static struct slice trimmed(struct slice text)
{
    while (text.len > 0 && *text.bytes == ' ')
        text = (struct slice){.bytes = text.bytes + 1, .len = text.len - 1};
    while (text.len > 0 && text.bytes[text.len - 1] == ' ')
        text.len--;
    return text;
}

/* One value of the line, from *at on; *at stands behind it then. False: a quote is never closed, or
 * something stands behind the closing one. */
static bool read_value(struct slice line, size_t *at, struct arena *arena, struct slice *out)
{
    struct buf text = {0};
    bool is_quoted = *at < line.len && line.bytes[*at] == '"', is_closed = !is_quoted;

    *at += is_quoted;
    for (; *at < line.len && (is_quoted || line.bytes[*at] != ','); ++*at) {
        bool is_quote = is_quoted && line.bytes[*at] == '"';
        if (is_quote && !(*at + 1 < line.len && line.bytes[*at + 1] == '"')) {
            is_closed = true;
            ++*at;
            break;
        }
        *at += is_quote;
        buf_add(&text, &line.bytes[*at], 1);
    }
    *out = trimmed(arena_copy(arena, buf_slice(&text)));
    buf_close(&text);
    return is_closed && (*at == line.len || line.bytes[*at] == ',');
}

/* The values of a line as they stand; *count of them, of which the first COLUMN_COUNT are given. */
static int split_line(struct table *table, struct slice line, struct slice values[COLUMN_COUNT],
                      size_t *count)
{
    size_t at = 0;
    struct slice value;

    *count = 0;
    if (!lib_utf8_is_valid(line))
        return FAIL(table, "this line is not UTF-8. Save the table as UTF-8.");
    for (bool has_more = true; has_more; ++*count) {
        if (!read_value(line, &at, table->arena, &value))
            return FAIL(table, "a value begins with a quote and does not end with one. Write \"\" "
                               "for a quote inside of quotes.");
        if (*count < COLUMN_COUNT)
            values[*count] = value;
        has_more = at < line.len;
        at++;
    }
    return 0;
}

static int read_header(struct table *table, struct slice line)
{
    struct slice names[COLUMN_COUNT] = {{0}};
    bool is_named[COLUMN_COUNT] = {false};
    size_t count;
    int rc = split_line(table, line, names, &count);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        enum column column = COLUMN_CODE;
        while (i < COLUMN_COUNT && column < COLUMN_COUNT && !slice_is(names[i], columns[column]))
            column++;
        bool is_in_place = column >= COLUMN_NEEDED || (size_t)column == i;
        if (i >= COLUMN_COUNT || column == COLUMN_COUNT || is_named[column] || !is_in_place)
            return FAIL(table, "the first line names the columns: " COLUMNS_TOLD ".");
        is_named[column] = true;
        table->order[i] = column;
    }
    table->column_count = count;
    if (rc == 0 && count < COLUMN_NEEDED)
        rc = FAIL(table, "the first line names the columns: " COLUMNS_TOLD ".");
    return rc;
}

static int read_line(struct table *table, struct slice line, struct slice values[COLUMN_COUNT])
{
    struct slice in_order[COLUMN_COUNT] = {{0}};
    size_t count;
    int rc = split_line(table, line, in_order, &count);

    if (rc == 0 && count != table->column_count)
        rc = FAIL(table, "this line has %zu values; the first line names %zu columns.", count,
                  table->column_count);
    for (size_t i = 0; rc == 0 && i < count; i++)
        values[table->order[i]] = in_order[i];
    return rc;
}

/* ---- one office ------------------------------------------------------------------------------ */

static bool is_code(struct slice code)
{
    for (size_t i = 0; i < code.len; i++) {
        char c = code.bytes[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return code.len > 0 && code.len <= CODE_MOST;
}

/* 6 digits of a county, 9 of a town, 12 of a village (GB/T 2260, GB/T 10114). */
static bool is_area(struct slice area)
{
    for (size_t i = 0; i < area.len; i++)
        if (area.bytes[i] < '0' || area.bytes[i] > '9')
            return false;
    return area.len == 6 || area.len == 9 || area.len == 12;
}

static int check_more(struct table *table, const struct slice values[COLUMN_COUNT])
{
    struct slice code = values[COLUMN_CODE], level = values[COLUMN_LEVEL];

    if (level.len > 0 &&
        (level.len > 2 || level.bytes[0] < '0' || level.bytes[level.len - 1] < '0' ||
         level.bytes[0] > '9' || level.bytes[level.len - 1] > '9'))
        return FAIL(table, "office %.*s: level is a number from 0 (the highest) to 99, or empty.",
                    SLICE_ARG(code));
    if ((values[COLUMN_ORGAN_ZH].len > 0) != (values[COLUMN_ORGAN_EN].len > 0) ||
        values[COLUMN_ORGAN_ZH].len > TEXT_MOST || values[COLUMN_ORGAN_EN].len > TEXT_MOST)
        return FAIL(table,
                    "office %.*s: organ_zh and organ_en are both given, of at most %d bytes, or "
                    "both empty.",
                    SLICE_ARG(code), TEXT_MOST);
    if (values[COLUMN_AREA].len > 0 && !is_area(values[COLUMN_AREA]))
        return FAIL(table, "office %.*s: area is a code of 6, 9 or 12 digits, or empty.",
                    SLICE_ARG(code));
    return 0;
}

static int check_office(struct table *table, const struct slice values[COLUMN_COUNT])
{
    struct slice code = values[COLUMN_CODE];

    if (!is_code(code))
        return FAIL(table,
                    "\"%.*s\" is no code of an office: letters, digits, - and _, at most %d.",
                    (int)(code.len < 64 ? code.len : 64), code.bytes, CODE_MOST);
    for (int i = COLUMN_KIND; i < COLUMN_NEEDED; i++)
        if (values[i].len == 0 || values[i].len > TEXT_MOST)
            return FAIL(table, "office %.*s needs %s, of at most %d bytes.", SLICE_ARG(code),
                        columns[i], TEXT_MOST);
    struct value *known = value_get_slice(table->tree, code);
    if (!value_is_nil(known))
        return FAIL(table, "office %.*s stands here twice, first at %s. Remove or rename one.",
                    SLICE_ARG(code), value_get_text(known, "at"));
    if (values[COLUMN_PARENT].len == 0 && table->root)
        return FAIL(table,
                    "office %.*s has no parent, and neither has %s. One office stands at the top; "
                    "give the other a parent.",
                    SLICE_ARG(code), table->root);
    return value_len(table->tree) < OFFICES_MOST
               ? 0
               : FAIL(table, "there are more than %d offices here.", OFFICES_MOST);
}

static int take_office(struct table *table, const struct slice values[COLUMN_COUNT])
{
    struct arena *arena = table->arena;
    int rc = check_office(table, values);
    if (rc == 0)
        rc = check_more(table, values);
    if (rc != 0)
        return rc;
    struct value *office = value_map(arena);
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (values[i].len > 0 && i != COLUMN_LEVEL)
            value_put(arena, office, columns[i], value_text(arena, values[i]));
    int64_t level = 0;
    for (size_t i = 0; i < values[COLUMN_LEVEL].len; i++)
        level = 10 * level + (values[COLUMN_LEVEL].bytes[i] - '0');
    if (values[COLUMN_LEVEL].len > 0)
        value_put(arena, office, "level", value_int(arena, level));
    value_put(arena, office, "at", value_string(arena, table_at(table)));
    value_put_slice(arena, table->tree, values[COLUMN_CODE], office);
    if (values[COLUMN_PARENT].len == 0)
        table->root = arena_copy(arena, values[COLUMN_CODE]).bytes;
    return 0;
}

static int take_line(struct table *table, struct slice line)
{
    struct slice values[COLUMN_COUNT] = {{0}};
    if (table->line > 1 && is_blank(line))
        return 0;
    if (table->line == 1)
        return read_header(table, line);
    int rc = read_line(table, line, values);
    return rc == 0 ? take_office(table, values) : rc;
}

/* ---- the tree -------------------------------------------------------------------------------- */

/* The office's own line is the place of what is wrong with it. */
static int fail_at(const struct table *table, const struct value *office, const char *text)
{
    return err_set_at(table->err, STATUS_SCRIPT_FAILED, "bad_office", value_get_text(office, "at"),
                      "%s", text);
}

/* From every office a way leads to the top: no unknown parent, no way round. */
static int check_ways(const struct table *table)
{
    for (size_t i = 0; i < value_len(table->tree); i++) {
        const struct value *office = table->tree->map.members[i].value, *at = office;
        const char *parent = NULL;
        int steps = 0;
        while ((parent = value_get_text(at, "parent")) && steps++ < LEVELS_MOST) {
            const struct value *above = value_get(table->tree, parent);
            if (value_is_nil(above))
                return fail_at(table, at,
                               arena_printf(table->arena,
                                            "office %s has the parent %s, which is not in the "
                                            "table. Add a line for it, or correct the code.",
                                            value_get_text(at, "code"), parent));
            at = above;
        }
        if (parent)
            return fail_at(table, office,
                           arena_printf(table->arena,
                                        "the parents of office %s lead round, or are more than %d: "
                                        "no way leads to the top. Correct its parent or theirs.",
                                        value_get_text(office, "code"), LEVELS_MOST));
    }
    return 0;
}

/* review_body and sealed_route name offices of the table that work; a successor works in the end,
 * and is not found by going round. The office at the top does not end. */
static int check_names(const struct table *table)
{
    static const char *const names[] = {"review_body", "sealed_route", "successor"};
    for (size_t i = 0; i < value_len(table->tree); i++) {
        const struct value *office = table->tree->map.members[i].value, *at = office;
        const char *code = value_get_text(office, "code"), *next;
        int steps = 0;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            const char *named = value_get_text(office, names[k]);
            if (named && (value_is_nil(value_get(table->tree, named)) || strcmp(named, code) == 0))
                return fail_at(table, office,
                               arena_printf(table->arena,
                                            "office %s has the %s %s, which is not another office "
                                            "of the table. Correct the code.",
                                            code, names[k], named));
        }
        while ((next = value_get_text(at, "successor")) != NULL && steps++ < LEVELS_MOST)
            at = value_get(table->tree, next);
        if (next || (at != office && !value_get_text(office, "parent")))
            return fail_at(table, office,
                           arena_printf(table->arena,
                                        "office %s has ended, and its successors lead round, or it "
                                        "is the one at the top. Name one that works.",
                                        code));
    }
    return 0;
}

int tree_read(struct slice text, const char *path, struct arena *arena, struct value **tree,
              const char **root, struct err *err)
{
    struct table table = {.path = path, .arena = arena, .tree = value_map(arena), .err = err};
    const char *at = text.bytes, *end = text.bytes + text.len;
    int rc = 0;

    if (text.len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    for (table.line = 1; at < end && rc == 0; table.line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        struct slice line = {.bytes = at, .len = (size_t)((stop ? stop : end) - at)};
        at += line.len + 1;
        if (line.len > 0 && line.bytes[line.len - 1] == '\r')
            line.len--;
        rc = take_line(&table, line);
    }
    if (rc == 0 && value_len(table.tree) == 0)
        rc =
            FAIL(&table, "there is no office here. After the line code,parent,kind,zh,en write one "
                         "line for each.");
    if (rc == 0)
        rc = check_ways(&table);
    if (rc == 0)
        rc = check_names(&table);
    *tree = table.tree;
    *root = table.root;
    return rc;
}

int tree_depth(const struct value *tree, const char *code)
{
    int depth = 0;
    while ((code = value_get_text(value_get(tree, code), "parent")) != NULL)
        depth++;
    return depth;
}
