/* staff_table.c - people as a table (staff_table.h): each column reads its text into what
 * person_input takes, and writes it again; so both ways say the same. What is wrong within a value
 * is found by person_input, which knows the rules.
 */
#include "engine/staff_table.h"

#include <stdlib.h>
#include "data/csv.h"

struct column {
    const char *en, *zh;
    /* NULL: a value that cannot be read. */
    struct value *(*read)(struct arena *arena, const char *text);
    void (*write)(struct buf *out, const struct value *body);
    const char *member; /* of person_input; NULL: handled apart */
};

/* ---- pieces ---------------------------------------------------------------------------------- */

/* "；" and "，" are what Chinese keyboards write. */
static const char *plain_marks(struct arena *arena, const char *text)
{
    static const char *const marks[][2] = {
        {"；", ";"},
        {"，", ","},
        {"：", ":"},
        {"～", "~"},
        {"　", " "}
    };
    char *out = arena_alloc(arena, strlen(text) + 1), *at = out;

    while (*text) {
        size_t i = 0, len = 0;
        for (; i < sizeof marks / sizeof *marks; i++) {
            len = strlen(marks[i][0]);
            if (strncmp(text, marks[i][0], len) == 0)
                break;
        }
        if (i < sizeof marks / sizeof *marks) {
            *at++ = *marks[i][1];
            text += len;
        } else {
            *at++ = *text++;
        }
    }
    *at = '\0';
    return out;
}

/* The next piece before `mark`, without blanks around; NULL at the end. */
static const char *next_piece(struct arena *arena, const char **at, char mark)
{
    const char *from = *at;
    if (!from)
        return NULL;
    const char *end = strchr(from, mark);
    size_t len = end ? (size_t)(end - from) : strlen(from);
    *at = end ? end + 1 : NULL;
    while (len > 0 && *from == ' ') {
        from++;
        len--;
    }
    while (len > 0 && from[len - 1] == ' ')
        len--;
    return arena_copy(arena, (struct slice){.bytes = from, .len = len}).bytes;
}

/* ---- reading --------------------------------------------------------------------------------- */

static struct value *read_text(struct arena *arena, const char *text)
{
    return value_string(arena, text);
}

/* OFFICE:ROLE, with @FROM~UNTIL behind, either of which may be left out. */
static struct value *read_membership(struct arena *arena, const char *text)
{
    const char *at = text, *office = next_piece(arena, &at, ':');
    const char *role = next_piece(arena, &at, '@'), *from = next_piece(arena, &at, '~');
    const char *until = next_piece(arena, &at, '~');
    struct value *membership = value_map(arena);

    if (!role || at)
        return NULL;
    value_put(arena, membership, "office", value_string(arena, office));
    value_put(arena, membership, "role", value_string(arena, role));
    if (from && *from)
        value_put(arena, membership, "from", value_string(arena, from));
    if (until && *until)
        value_put(arena, membership, "until", value_string(arena, until));
    return membership;
}

static struct value *read_each(struct arena *arena, const char *text,
                               struct value *(*read)(struct arena *arena, const char *text))
{
    struct value *list = value_list(arena);
    const char *at = plain_marks(arena, text), *piece;

    while ((piece = next_piece(arena, &at, ';')) != NULL) {
        struct value *item = *piece ? read(arena, piece) : NULL;
        if (*piece && !item)
            return NULL;
        if (item)
            value_push(arena, list, item);
    }
    return list;
}

static struct value *read_memberships(struct arena *arena, const char *text)
{
    return read_each(arena, text, read_membership);
}

static struct value *read_skills(struct arena *arena, const char *text)
{
    return read_each(arena, text, read_text);
}

/* "1-5" or "1,3,5" or "6". */
static struct value *read_days(struct arena *arena, const char *text)
{
    struct value *days = value_list(arena);
    const char *at = text, *piece;

    while ((piece = next_piece(arena, &at, ',')) != NULL) {
        size_t len = strlen(piece);
        bool is_span = len == 3 && piece[1] == '-';
        if ((len != 1 && !is_span) || piece[0] < '1' || piece[len - 1] > '7')
            return NULL;
        for (char day = piece[0]; day <= piece[len - 1]; day++)
            value_push(arena, days, value_int(arena, day - '0'));
    }
    return days;
}

/* "1-5 08:00-18:00" */
static struct value *read_window(struct arena *arena, const char *text)
{
    const char *at = text, *days = next_piece(arena, &at, ' ');
    const char *from = next_piece(arena, &at, '-'), *until = next_piece(arena, &at, '-');
    struct value *window = value_map(arena), *list = read_days(arena, days);

    if (!list || !from || !until || at)
        return NULL;
    value_put(arena, window, "days", list);
    value_put(arena, window, "from", value_string(arena, from));
    value_put(arena, window, "until", value_string(arena, until));
    return window;
}

static struct value *read_hours(struct arena *arena, const char *text)
{
    return read_each(arena, text, read_window);
}

static struct value *read_choice(struct arena *arena, const char *text, const char *const no[],
                                 const char *const yes[])
{
    for (size_t i = 0; no[i]; i++)
        if (strcmp(text, no[i]) == 0)
            return value_bool(arena, false);
    for (size_t i = 0; yes[i]; i++)
        if (strcmp(text, yes[i]) == 0)
            return value_bool(arena, true);
    return NULL;
}

static struct value *read_yes_no(struct arena *arena, const char *text)
{
    static const char *const no[] = {"", "no", "否", "0", "false", NULL};
    static const char *const yes[] = {"yes", "是", "1", "true", NULL};
    return read_choice(arena, text, no, yes);
}

static struct value *read_left(struct arena *arena, const char *text)
{
    static const char *const no[] = {"", "active", "在岗", NULL};
    static const char *const yes[] = {"left", "离岗", NULL};
    return read_choice(arena, text, no, yes);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void add_text(struct buf *out, const struct value *text)
{
    buf_add_text(out, value_text_or(text, ""));
}

static void write_name(struct buf *out, const struct value *body)
{
    add_text(out, value_get(body, "name"));
}

static void write_phone(struct buf *out, const struct value *body)
{
    add_text(out, value_get(body, "phone"));
}

static void write_email(struct buf *out, const struct value *body)
{
    add_text(out, value_get(body, "email"));
}

static void write_nothing(struct buf *out, const struct value *body)
{
    (void)out, (void)body;
}

static void write_memberships(struct buf *out, const struct value *body)
{
    const struct value *list = value_get(body, "memberships");
    for (size_t i = 0; i < value_len(list); i++) {
        const struct value *one = value_item(list, i);
        const char *from = value_get_text(one, "from"), *until = value_get_text(one, "until");
        buf_printf(out, "%s%s:%s", i ? "; " : "", value_text_or(value_get(one, "office"), ""),
                   value_text_or(value_get(one, "role"), ""));
        if (from || until)
            buf_printf(out, "@%s~%s", from ? from : "", until ? until : "");
    }
}

static void write_skills(struct buf *out, const struct value *body)
{
    const struct value *list = value_get(body, "skills");
    for (size_t i = 0; i < value_len(list); i++)
        buf_printf(out, "%s%s", i ? "; " : "", value_text_or(value_item(list, i), ""));
}

static void write_hours(struct buf *out, const struct value *body)
{
    const struct value *list = value_get(body, "hours");
    for (size_t i = 0; i < value_len(list); i++) {
        const struct value *window = value_item(list, i), *days = value_get(window, "days");
        buf_add_text(out, i ? "; " : "");
        for (size_t k = 0; k < value_len(days); k++)
            buf_printf(out, "%s%lld", k ? "," : "",
                       (long long)value_int_or(value_item(days, k), 0));
        buf_printf(out, " %s-%s", value_text_or(value_get(window, "from"), ""),
                   value_text_or(value_get(window, "until"), ""));
    }
}

static void write_mail(struct buf *out, const struct value *body)
{
    buf_add_text(out, value_get_bool(value_get(body, "notices"), "mail", false) ? "yes" : "no");
}

static void write_sms(struct buf *out, const struct value *body)
{
    buf_add_text(out, value_get_bool(value_get(body, "notices"), "sms", false) ? "yes" : "no");
}

static void write_active(struct buf *out, const struct value *body)
{
    (void)body;
    buf_add_text(out, "active");
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct column columns[] = {
    {"key",         "账号",       read_text,        write_nothing,     NULL         },
    {"name",        "姓名",       read_text,        write_name,        "name"       },
    {"phone",       "电话",       read_text,        write_phone,       "phone"      },
    {"email",       "邮箱",       read_text,        write_email,       "email"      },
    {"id_number",   "证件号码", read_text,        write_nothing,     "id_number"  },
    {"memberships", "任职",       read_memberships, write_memberships, "memberships"},
    {"skills",      "技能",       read_skills,      write_skills,      "skills"     },
    {"hours",       "可用时间", read_hours,       write_hours,       "hours"      },
    {"mail",        "邮件通知", read_yes_no,      write_mail,        NULL         },
    {"sms",         "短信通知", read_yes_no,      write_sms,         NULL         },
    {"status",      "状态",       read_left,        write_active,      NULL         },
};
enum {
    COLUMN_COUNT = sizeof columns / sizeof *columns,
    COLUMN_KEY = 0,
    COLUMN_NAME = 1,
    COLUMN_ID_NUMBER = 4,
};

struct reading_table {
    struct staff_input *input;
    const struct column *order[COLUMN_COUNT];
    size_t count;
    struct value *keys; /* { key = line } */
    struct value *rows;
};

static int read_head(struct reading_table *table, const struct csv_row *head, struct err *err)
{
    bool is_named[COLUMN_COUNT] = {false};

    for (size_t i = 0; i < head->count; i++) {
        size_t k = 0;
        while (k < COLUMN_COUNT && !slice_is(head->values[i], columns[k].en) &&
               !slice_is(head->values[i], columns[k].zh))
            k++;
        if (k == COLUMN_COUNT || is_named[k])
            return err_set(err, STATUS_MALFORMED,
                           "line %d, column %zu: this is no column of people, or it stands here "
                           "twice. The columns are key, name, phone, email, id_number, "
                           "memberships, skills, hours, mail, sms, status (or 账号 姓名 电话 邮箱 "
                           "证件号码 任职 技能 可用时间 邮件通知 短信通知 状态).",
                           head->line, i + 1);
        is_named[k] = true;
        table->order[table->count++] = &columns[k];
    }
    if (is_named[COLUMN_KEY] && is_named[COLUMN_NAME])
        return 0;
    return err_set(err, STATUS_MALFORMED,
                   "line %d: the first line names the columns; key (账号) and name (姓名) are "
                   "needed.",
                   head->line);
}

static void take_value(struct reading_table *table, const struct column *column, struct slice value,
                       struct value *row)
{
    struct staff_input *input = table->input;
    struct arena *arena = input->arena;
    struct value *given = value_get(row, "given");
    bool is_cleared = value.len == 0 && column->member && column != &columns[COLUMN_NAME];

    if (is_cleared) { /* but the number of a document cannot be written out: it stays */
        if (column != &columns[COLUMN_ID_NUMBER])
            value_push(arena, value_get(given, "without"), value_string(arena, column->member));
        return;
    }
    struct value *read = column->read(arena, value.bytes);
    if (!read)
        input_fault(input, column->en, "wrong_value", "此格内容无法识别",
                    "this value cannot be read; see docs/people.md for how it is written");
    else if (column->member)
        value_put(arena, given, column->member, read);
    else if (column == &columns[COLUMN_KEY])
        value_put(arena, row, "key", read);
    else if (column->write == write_active)
        value_put(arena, row, "is_left", read);
    else
        value_put(arena, value_get(given, "notices"), column->en, read);
}

static void check_key(struct reading_table *table, const struct value *row, int line)
{
    struct staff_input *input = table->input;
    const char *key = value_text_or(value_get(row, "key"), "");
    int64_t first = value_get_int(table->keys, key, 0);

    if (!staff_key_is_valid(key))
        input_fault(input, "key", "wrong_key", "账号为1至32个字母、数字或 . _ -，至少一个字母",
                    "a key has 1 to 32 letters, digits, . _ -, at least one of them a letter");
    else if (first)
        input_fault(
            input, "key", "twice",
            arena_printf(input->arena, "此账号已在第%lld行", (long long)first),
            arena_printf(input->arena, "this key stands on line %lld already", (long long)first));
    else
        value_put(input->arena, table->keys, key, value_int(input->arena, line));
}

static void take_row(struct reading_table *table, const struct csv_row *from)
{
    struct staff_input *input = table->input;
    struct arena *arena = input->arena;
    size_t first = value_len(input->errors);
    struct value *row = value_map(arena), *given = value_map(arena);

    value_put(arena, given, "notices", value_map(arena));
    value_put(arena, given, "without", value_list(arena));
    value_put(arena, row, "given", given);
    value_put(arena, row, "line", value_int(arena, from->line));
    if (from->count > table->count)
        input_fault(input, "", "too_many_values", "此行的格数多于表头",
                    "this line has more values than the first line names columns");
    for (size_t i = 0; i < table->count && i < from->count; i++)
        take_value(table, table->order[i], from->values[i], row);
    if (value_len(value_get(given, "notices")) == 0)
        value_put(arena, given, "notices", &value_nil);
    check_key(table, row, from->line);
    people_table_place(input, first, from->line);
    value_push(arena, table->rows, row);
}

int people_table_read(struct staff_input *input, struct slice text, struct value **rows,
                      struct err *err)
{
    struct reading_table table = {
        .input = input, .keys = value_map(input->arena), .rows = value_list(input->arena)};
    struct csv csv;
    struct csv_row row;

    csv_open(&csv, text);
    int rc = csv_next(&csv, input->arena, &row, err);
    if (rc == 0)
        return err_set(err, STATUS_MALFORMED, "The table is empty. Its first line names columns.");
    if (rc == 1)
        rc = read_head(&table, &row, err);
    while (rc >= 0 && (rc = csv_next(&csv, input->arena, &row, err)) == 1) {
        if (value_len(table.rows) == TABLE_LINES_MOST)
            return err_set(err, STATUS_TOO_LARGE, "The table has more than %d people.",
                           TABLE_LINES_MOST);
        take_row(&table, &row);
    }
    *rows = table.rows;
    return rc;
}

void people_table_place(struct staff_input *input, size_t first, int64_t line)
{
    for (size_t i = first; i < value_len(input->errors); i++) {
        struct value *fault = value_item(input->errors, i);
        const char *field = value_text_or(value_get(fault, "field"), "");
        size_t len = strcspn(field, "[.");
        value_put(input->arena, fault, "line", value_int(input->arena, line));
        value_put(input->arena, fault, "column",
                  value_text(input->arena, (struct slice){.bytes = field, .len = len}));
    }
}

void people_table_head(struct buf *out)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        csv_add(out, slice_of(columns[i].en), i == 0);
    csv_end_line(out);
}

void people_table_add(struct buf *out, const struct value *body, const char *key)
{
    csv_add(out, slice_of(key), true);
    for (size_t i = 1; i < COLUMN_COUNT; i++) {
        struct buf text = {0};
        columns[i].write(&text, body);
        csv_add(out, buf_slice(&text), false);
        buf_close(&text);
    }
    csv_end_line(out);
}
