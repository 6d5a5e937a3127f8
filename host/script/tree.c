/* tree.c - reads offices/tree.csv (tree.h): one office a line, its code and the code of the office
 * above it.
 *
 * Commas stand between five columns; a value in quotes may hold commas, and "" for one quote, but
 * no line break. Exactly one office has no parent. A byte order mark and \r at the end of a line
 * are what spreadsheets write and are taken. To add a column: its name in `columns`, its check in
 * check_office.
 */
#include "script/tree.h"
#include "script/lib.h"

enum column { COLUMN_CODE, COLUMN_PARENT, COLUMN_KIND, COLUMN_ZH, COLUMN_EN, COLUMN_COUNT };

enum { OFFICES_MOST = 20000, LEVELS_MOST = 20, CODE_MOST = 32, TEXT_MOST = 200 };

static const char *const columns[COLUMN_COUNT] = {"code", "parent", "kind", "zh", "en"};

struct table {
    const char *path;
    int line;
    struct arena *arena;
    struct value *tree;
    const char *root;
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

static int read_line(struct table *table, struct slice line, struct slice values[COLUMN_COUNT])
{
    size_t at = 0, count = 0;
    struct slice value;

    if (!lib_utf8_is_valid(line))
        return FAIL(table, "this line is not UTF-8. Save the table as UTF-8.");
    for (bool has_more = true; has_more; count++) {
        if (!read_value(line, &at, table->arena, &value))
            return FAIL(table, "a value begins with a quote and does not end with one. Write \"\" "
                               "for a quote inside of quotes.");
        if (count < COLUMN_COUNT)
            values[count] = value;
        has_more = at < line.len;
        at++;
    }
    if (count == COLUMN_COUNT)
        return 0;
    return FAIL(table, "this line has %zu values; an office has %d: code,parent,kind,zh,en.", count,
                COLUMN_COUNT);
}

static int check_header(struct table *table, const struct slice values[COLUMN_COUNT])
{
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (!slice_is(values[i], columns[i]))
            return FAIL(table, "the first line names the columns: code,parent,kind,zh,en.");
    return 0;
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

static int check_office(struct table *table, const struct slice values[COLUMN_COUNT])
{
    struct slice code = values[COLUMN_CODE];

    if (!is_code(code))
        return FAIL(table,
                    "\"%.*s\" is no code of an office: letters, digits, - and _, at most %d.",
                    (int)(code.len < 64 ? code.len : 64), code.bytes, CODE_MOST);
    for (int i = COLUMN_KIND; i < COLUMN_COUNT; i++)
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
    if (rc != 0)
        return rc;
    struct value *office = value_map(arena);
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (values[i].len > 0)
            value_put(arena, office, columns[i], value_text(arena, values[i]));
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
    int rc = read_line(table, line, values);
    if (rc != 0)
        return rc;
    return table->line == 1 ? check_header(table, values) : take_office(table, values);
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
