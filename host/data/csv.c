/* csv.c - tables as spreadsheets write them (csv.h). */
#include "data/csv.h"

enum { VALUES_FIRST = 16, VALUES_MOST = 1000 };

void csv_open(struct csv *csv, struct slice text)
{
    *csv = (struct csv){.rest = text, .line = 1};
    if (text.len >= 3 && memcmp(text.bytes, "\xef\xbb\xbf", 3) == 0)
        csv->rest = (struct slice){.bytes = text.bytes + 3, .len = text.len - 3};
}

static void skip(struct csv *csv, size_t len)
{
    csv->rest.bytes += len;
    csv->rest.len -= len;
}

static bool is_at(const struct csv *csv, char c)
{
    return csv->rest.len > 0 && *csv->rest.bytes == c;
}

static bool is_at_end_of_line(const struct csv *csv)
{
    return csv->rest.len == 0 || is_at(csv, '\n') ||
           (is_at(csv, '\r') && csv->rest.len > 1 && csv->rest.bytes[1] == '\n');
}

static void skip_blanks(struct csv *csv)
{
    while (is_at(csv, ' ') || is_at(csv, '\t'))
        skip(csv, 1);
}

static int read_quoted(struct csv *csv, struct arena *arena, struct slice *value, struct err *err)
{
    struct buf text = {0};
    int line = csv->line;

    for (skip(csv, 1); csv->rest.len > 0; skip(csv, 1)) {
        bool is_double = is_at(csv, '"') && csv->rest.len > 1 && csv->rest.bytes[1] == '"';
        if (is_at(csv, '"') && !is_double)
            break;
        if (is_double)
            skip(csv, 1);
        csv->line += is_at(csv, '\n');
        buf_add(&text, csv->rest.bytes, 1);
    }
    *value = arena_copy(arena, buf_slice(&text));
    buf_close(&text);
    bool is_closed = is_at(csv, '"');
    if (is_closed)
        skip(csv, 1);
    skip_blanks(csv);
    if (is_closed && (is_at(csv, ',') || is_at_end_of_line(csv)))
        return 0;
    return err_set(err, STATUS_MALFORMED,
                   "line %d: a value begins with a quote and does not end with one. Write \"\" for "
                   "a quote inside of quotes.",
                   line);
}

static int read_value(struct csv *csv, struct arena *arena, struct slice *value, struct err *err)
{
    skip_blanks(csv);
    if (is_at(csv, '"'))
        return read_quoted(csv, arena, value, err);
    struct slice text = {.bytes = csv->rest.bytes};
    while (!is_at(csv, ',') && !is_at_end_of_line(csv)) {
        text.len++;
        skip(csv, 1);
    }
    while (text.len > 0 && (text.bytes[text.len - 1] == ' ' || text.bytes[text.len - 1] == '\t'))
        text.len--;
    *value = arena_copy(arena, text);
    return 0;
}

static void row_add(struct csv_row *row, size_t *capacity, struct slice value, struct arena *arena)
{
    if (row->count == *capacity) {
        size_t larger = *capacity ? 2 * *capacity : (size_t)VALUES_FIRST;
        struct slice *values = ARENA_ARRAY(arena, struct slice, larger);
        if (row->count)
            memcpy(values, row->values, row->count * sizeof *values);
        row->values = values;
        *capacity = larger;
    }
    row->values[row->count++] = value;
}

static bool has_value(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->values[i].len > 0)
            return true;
    return false;
}

static int read_row(struct csv *csv, struct arena *arena, struct csv_row *row, struct err *err)
{
    size_t capacity = 0;

    *row = (struct csv_row){.line = csv->line};
    for (bool has_more = true; has_more;) {
        struct slice value;
        int rc = read_value(csv, arena, &value, err);
        if (rc != 0)
            return rc;
        if (row->count == VALUES_MOST)
            return err_set(err, STATUS_MALFORMED, "line %d has more than %d values.", row->line,
                           VALUES_MOST);
        row_add(row, &capacity, value, arena);
        has_more = is_at(csv, ',');
        if (has_more)
            skip(csv, 1);
    }
    if (is_at(csv, '\r'))
        skip(csv, 1);
    if (is_at(csv, '\n'))
        skip(csv, 1);
    csv->line++;
    return 0;
}

int csv_next(struct csv *csv, struct arena *arena, struct csv_row *row, struct err *err)
{
    while (csv->rest.len > 0) {
        int rc = read_row(csv, arena, row, err);
        if (rc != 0)
            return rc;
        if (has_value(row))
            return 1;
    }
    return 0;
}

/* "=1+1" and "@SUM" are run by who opens the table; "+8613800010001" and "-3" are numbers. */
static bool is_formula(struct slice value)
{
    static const char signs[] = "=+-@\t\r";
    if (value.len < 2 || !strchr(signs, *value.bytes))
        return false;
    return !(strchr("+-", *value.bytes) && value.bytes[1] >= '0' && value.bytes[1] <= '9');
}

static bool needs_quotes(struct slice value)
{
    for (size_t i = 0; i < value.len; i++)
        if (strchr(",\"\r\n", value.bytes[i]))
            return true;
    return value.len > 0 && (value.bytes[0] == ' ' || value.bytes[value.len - 1] == ' ');
}

void csv_add(struct buf *out, struct slice value, bool is_first)
{
    bool is_quoted = needs_quotes(value);

    if (!is_first)
        buf_add_byte(out, ',');
    if (is_quoted)
        buf_add_byte(out, '"');
    if (is_formula(value))
        buf_add_byte(out, '\'');
    for (size_t i = 0; i < value.len; i++) {
        if (value.bytes[i] == '"')
            buf_add_byte(out, '"');
        buf_add_byte(out, value.bytes[i]);
    }
    if (is_quoted)
        buf_add_byte(out, '"');
}

void csv_end_line(struct buf *out)
{
    buf_add_text(out, "\r\n");
}
