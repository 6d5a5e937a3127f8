/* sheet.c - posts and shifts as a table (sheet.h).
 *
 * A CSV is read field by field: what stands in quotes may hold commas and line ends, two quotes
 * are one. A byte order mark and CRLF, as spreadsheets write them, are taken; blank lines are
 * skipped. All values are texts then; a row turns them into times and numbers.
 *
 * To add a column: a row in `columns`, its case in sheet_row.
 */
#include "duty/sheet.h"

#include "base/wallclock.h"

enum { POST_MAX = 60, PLACE_MAX = 100, NEED_MAX = 1000, BYTES_OF_CHAR = 4 };
enum { HOURS_MAX = 8 }; /* of a shift: dispatch.h */

enum column { COLUMN_POST, COLUMN_PLACE, COLUMN_STARTS, COLUMN_ENDS, COLUMN_NEED, COLUMNS };

static const struct column_row {
    const char *name, *type, *fault, *hint;
    int64_t max;
    bool is_required;
} columns[COLUMNS] = {
    [COLUMN_POST] = {"post",   "text",   "a post is a text of 1 to 60 characters",
                     "应填写岗位名称(1至60字)",                                    POST_MAX,  true },
    [COLUMN_PLACE] = {"place",  "text",   "a place is a text of at most 100 characters",
                     "地点最多100字",                                                  PLACE_MAX, false},
    [COLUMN_STARTS] = {"starts", "time",   "starts is a time like 2026-05-01T08:30:00+08:00",
                     "应填写开始时间，例如2026-05-01 08:30",                      0,         true },
    [COLUMN_ENDS] =
        {"ends",   "time",
                     "ends is a time after starts, at most 8 hours later: divide longer service into shifts",
                     "应填写结束时间，晚于开始时间，每班不超过8小时", 0,         true },
    [COLUMN_NEED] = {"need",   "number", "need is a whole number from 1 to 1000",
                     "应填写所需人数(1至1000)",                                     NEED_MAX,  true },
};

const char *sheet_hint(const char *part)
{
    for (int i = 0; i < COLUMNS; i++)
        if (strcmp(columns[i].name, part) == 0)
            return columns[i].hint;
    return "没有这一列";
}

struct value *sheet_columns(struct arena *arena)
{
    struct value *list = value_list(arena);
    for (int i = 0; i < COLUMNS; i++) {
        struct value *column = value_map(arena);
        value_put(arena, column, "name", value_string(arena, columns[i].name));
        value_put(arena, column, "type", value_string(arena, columns[i].type));
        value_put(arena, column, "required", value_bool(arena, columns[i].is_required));
        if (columns[i].max)
            value_put(arena, column, "max", value_int(arena, columns[i].max));
        value_push(arena, list, column);
    }
    return list;
}

/* --- rows ------------------------------------------------------------------------------------ */

static struct value *refuse(int column, const char **part, const char **fault)
{
    *part = columns[column].name;
    *fault = columns[column].fault;
    return NULL;
}

/* One line of at most so many characters, no control characters in it. */
static bool is_line(const struct value *value, int64_t max)
{
    if (value->type != VALUE_TEXT || value->text.len > (size_t)(max * BYTES_OF_CHAR))
        return false;
    int64_t chars = 0;
    for (size_t i = 0; i < value->text.len; i++) {
        unsigned char byte = (unsigned char)value->text.bytes[i];
        if (byte < 0x20 || byte == 0x7f)
            return false;
        chars += (byte & 0xC0) != 0x80;
    }
    return chars <= max;
}

/* RFC 3339, or local and short: "2026-05-01 08:30". */
static bool read_time(const struct value *value, int64_t *at_ms)
{
    enum { SHORT_LEN = 16 };
    char full[32];
    if (value->type != VALUE_TEXT)
        return false;
    if (value->text.len != SHORT_LEN)
        return time_from_text(value->text, at_ms);
    memcpy(full, value->text.bytes, SHORT_LEN);
    if (full[10] == ' ')
        full[10] = 'T';
    memcpy(full + SHORT_LEN, ":00+08:00", sizeof ":00+08:00");
    return time_from_text(slice_of(full), at_ms);
}

static bool read_need(const struct value *value, int64_t *need)
{
    *need = value->type == VALUE_INT ? value->integer : 0;
    if (value->type == VALUE_TEXT && value->text.len > 0 && value->text.len <= 4)
        for (size_t i = 0; i < value->text.len; i++) {
            char byte = value->text.bytes[i];
            if (byte < '0' || byte > '9')
                return false;
            *need = *need * 10 + (byte - '0');
        }
    return *need >= 1 && *need <= NEED_MAX;
}

static bool members_are_known(const struct value *given, const char **part)
{
    for (size_t i = 0; i < given->map.len; i++) {
        int column = 0;
        while (column < COLUMNS && !slice_is(given->map.members[i].key, columns[column].name))
            column++;
        if (column == COLUMNS) {
            *part = slice_repeatable(given->map.members[i].key).bytes;
            return false;
        }
    }
    return true;
}

struct value *sheet_row(const struct value *given, struct arena *arena, const char **part,
                        const char **fault)
{
    int64_t starts, ends, need;
    char text[40];
    *part = "row";
    *fault = "a row has post, place, starts, ends and need";
    if (given->type != VALUE_MAP || !members_are_known(given, part))
        return NULL;
    const struct value *post = value_get(given, "post"), *place = value_get(given, "place");
    if (!is_line(post, POST_MAX) || post->text.len == 0)
        return refuse(COLUMN_POST, part, fault);
    if (!value_is_nil(place) && !is_line(place, PLACE_MAX))
        return refuse(COLUMN_PLACE, part, fault);
    if (!read_time(value_get(given, "starts"), &starts))
        return refuse(COLUMN_STARTS, part, fault);
    if (!read_time(value_get(given, "ends"), &ends) || ends <= starts ||
        ends - starts > (int64_t)HOURS_MAX * 3600 * 1000)
        return refuse(COLUMN_ENDS, part, fault);
    if (!read_need(value_get(given, "need"), &need))
        return refuse(COLUMN_NEED, part, fault);
    struct value *row = value_map(arena);
    value_put(arena, row, "post", value_text(arena, post->text));
    if (place->type == VALUE_TEXT && place->text.len > 0)
        value_put(arena, row, "place", value_text(arena, place->text));
    value_put(arena, row, "starts", value_string(arena, time_to_text(starts, text)));
    value_put(arena, row, "ends", value_string(arena, time_to_text(ends, text)));
    value_put(arena, row, "need", value_int(arena, need));
    return row;
}

/* --- CSV ------------------------------------------------------------------------------------- */

struct csv {
    const char *at, *end;
    struct arena *arena;
    char *text;    /* as long as what is read: fields one behind the other */
    bool is_wrong; /* a quote in the wrong place */
};

/* The next field; *is_last: a line ended behind it, or the text. */
static struct slice csv_field(struct csv *csv, bool *is_last)
{
    char *text = csv->text;
    size_t len = 0;
    bool is_quoted = csv->at < csv->end && *csv->at == '"';
    csv->at += is_quoted;
    while (csv->at < csv->end) {
        char byte = *csv->at;
        if (is_quoted && byte == '"' && csv->at + 1 < csv->end && csv->at[1] == '"')
            csv->at++;
        else if (is_quoted && byte == '"')
            break;
        else if (!is_quoted && (byte == ',' || byte == '\n' || byte == '\r'))
            break;
        text[len++] = byte;
        csv->at++;
    }
    if (is_quoted && csv->at < csv->end)
        csv->at++;
    else if (is_quoted)
        csv->is_wrong = true;
    *is_last = csv->at >= csv->end || *csv->at != ',';
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (*is_last && csv->at < csv->end && *csv->at != '\n')
        csv->is_wrong = true;
    csv->at += csv->at < csv->end;
    csv->text += len;
    return (struct slice){.bytes = text, .len = len};
}

/* Which column stands where; false if one is unknown, named twice, or a compulsory one missing. */
static bool csv_names(struct csv *csv, int places[COLUMNS], int *count)
{
    bool is_last = false, has[COLUMNS] = {false};
    for (*count = 0; !is_last; ++*count) {
        struct slice name = csv_field(csv, &is_last);
        int column = 0;
        while (column < COLUMNS && !slice_is(name, columns[column].name))
            column++;
        if (*count == COLUMNS || column == COLUMNS || has[column])
            return false;
        has[column] = true;
        places[*count] = column;
    }
    for (int i = 0; i < COLUMNS; i++)
        if (columns[i].is_required && !has[i])
            return false;
    return true;
}

static bool csv_line(struct csv *csv, const int *places, int count, struct value *rows)
{
    struct value *row = value_map(csv->arena);
    bool is_last = false;
    for (int i = 0; !is_last; i++) {
        struct slice field = csv_field(csv, &is_last);
        if (i == 0 && is_last && field.len == 0)
            return true; /* a blank line */
        if (i == count)
            return false;
        if (field.len > 0)
            value_put(csv->arena, row, columns[places[i]].name, value_text(csv->arena, field));
    }
    value_push(csv->arena, rows, row);
    return true;
}

bool sheet_from_csv(struct slice text, struct arena *arena, const struct value **out)
{
    static const char mark[] = "\xEF\xBB\xBF";
    struct csv csv = {.at = text.bytes, .end = text.bytes + text.len, .arena = arena};
    int places[COLUMNS], count;
    csv.text = arena_alloc(arena, text.len + 1);
    if (text.len >= 3 && memcmp(text.bytes, mark, 3) == 0)
        csv.at += 3;
    struct value *rows = value_list(arena);
    bool is_right = csv_names(&csv, places, &count);
    while (is_right && !csv.is_wrong && csv.at < csv.end)
        is_right = csv_line(&csv, places, count, rows);
    *out = rows;
    return is_right && !csv.is_wrong;
}
