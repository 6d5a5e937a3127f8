/* form_field.c - the types of fields: what is a right value, and in which words a wrong one is
 * named.
 *
 * A check gets a value that is there (field_is_missing has been asked) and gives the value to keep,
 * in the checking's arena, or notes what is wrong and gives NULL. It never changes what it was
 * given and never quotes it: a wrong value may be personal.
 *
 * To add a type: a check_ function and a row in field_types; a paragraph in docs/lua.md.
 */
#include "duty/form_field.h"

#include <inttypes.h>

#include "base/wallclock.h"
#include "duty/duration.h"

enum { ERRORS_MAX = 500, OFFICE_CODE_MAX = 40 };
static const int64_t NUMBER_MOST = (INT64_C(1) << 53) - 1;

/* --- saying what is wrong -------------------------------------------------------------------- */

struct value *checking_note(struct checking *checking, const char *path, const char *code,
                            const char *zh, const char *en)
{
    if (value_len(checking->errors) >= ERRORS_MAX)
        return NULL;
    struct value *error = value_map(checking->arena);
    value_put(checking->arena, error, "field", value_string(checking->arena, path));
    value_put(checking->arena, error, "code", value_string(checking->arena, code));
    value_put(checking->arena, error, "message", phrase(checking->arena, zh, en));
    value_push(checking->arena, checking->errors, error);
    return NULL;
}

static struct value *note_range(struct checking *checking, const struct form_field *field,
                                const char *path)
{
    struct arena *arena = checking->arena;
    const char *zh, *en;
    if (field->has_min && field->has_max) {
        zh = arena_printf(arena, "应在%" PRId64 "至%" PRId64 "之间", field->min, field->max);
        en = arena_printf(arena, "between %" PRId64 " and %" PRId64, field->min, field->max);
    } else if (field->has_min) {
        zh = arena_printf(arena, "不能小于%" PRId64, field->min);
        en = arena_printf(arena, "not less than %" PRId64, field->min);
    } else if (field->has_max) {
        zh = arena_printf(arena, "不能大于%" PRId64, field->max);
        en = arena_printf(arena, "not more than %" PRId64, field->max);
    } else {
        zh = "数字过大";
        en = "the number is too large";
    }
    return checking_note(checking, path, "out_of_range", zh, en);
}

static struct value *check_text(struct checking *checking, const struct form_field *field,
                                const char *path, const struct value *given)
{
    return form_text_check(
        checking, path, given,
        (struct text_limits){.min = field->has_min ? field->min : 0,
                             .max = field->has_max ? field->max : FORM_TEXT_MAX});
}

/* --- choices, numbers, dates ----------------------------------------------------------------- */

static struct value *check_choice(struct checking *checking, const struct form_field *field,
                                  const char *path, const struct value *given)
{
    const struct value *choices = value_get(field->decl, "choices");
    struct buf words = {0};
    for (size_t i = 0; i < value_len(choices); i++) {
        const char *id = value_get_text(value_item(choices, i), "id");
        if (value_is_text(given, id)) {
            buf_close(&words);
            return value_text(checking->arena, given->text);
        }
        buf_printf(&words, "%s%s", i ? ", " : "", id);
    }
    checking_note(checking, path, "not_a_choice",
                  arena_printf(checking->arena, "应为下列选项之一：%s", words.bytes),
                  arena_printf(checking->arena, "must be one of: %s", words.bytes));
    buf_close(&words);
    return NULL;
}

static struct value *check_yes_no(struct checking *checking, const struct form_field *field,
                                  const char *path, const struct value *given)
{
    (void)field;
    if (given->type != VALUE_BOOL)
        return checking_note(checking, path, "not_yes_no", "应填写是或者否",
                             "must be true or false");
    return value_bool(checking->arena, given->boolean);
}

static bool limits_hold(const struct form_field *field, int64_t number)
{
    return (!field->has_min || number >= field->min) && (!field->has_max || number <= field->max);
}

/* Numbers and money (whole fen). A fraction is refused, not rounded; 3.0 is 3. */
static struct value *check_number(struct checking *checking, const struct form_field *field,
                                  const char *path, const struct value *given)
{
    int64_t number = value_int_or(given, 0);
    bool is_real = given->type == VALUE_REAL;
    if (is_real && (given->real > (double)NUMBER_MOST || given->real < -(double)NUMBER_MOST))
        return note_range(checking, field, path);
    if (is_real && (double)(int64_t)given->real == given->real)
        number = (int64_t)given->real;
    else if (given->type != VALUE_INT && field_is(field, "money"))
        return checking_note(checking, path, "not_whole", "金额应以分为单位，填写整数",
                             "an amount is a whole number of fen");
    else if (given->type != VALUE_INT)
        return checking_note(checking, path, "not_whole", "应填写整数", "must be a whole number");
    if (number > NUMBER_MOST || number < -NUMBER_MOST || !limits_hold(field, number))
        return note_range(checking, field, path);
    return value_int(checking->arena, number);
}

static bool has_birth_fact(const struct form_field *field)
{
    return value_len(value_get(field->decl, "facts")) > 0;
}

static struct value *check_date(struct checking *checking, const struct form_field *field,
                                const char *path, const struct value *given)
{
    int32_t date;
    char min[16] = "", max[16] = "";
    if (given->type != VALUE_TEXT || !date_from_text(given->text, &date))
        return checking_note(checking, path, "not_a_date", "应填写日期，例如2026-02-10",
                             "must be a date like 2026-02-10");
    if (has_birth_fact(field) && date > checking->today)
        return checking_note(checking, path, "in_future", "出生日期不能晚于今天",
                             "a date of birth cannot lie in the future");
    if (field->from_today && !checking->is_recorded && date < checking->today)
        return checking_note(checking, path, "in_past", "日期不能早于今天",
                             "cannot lie before today");
    if (field->until_today && !checking->is_recorded && date > checking->today)
        return checking_note(checking, path, "in_future", "日期不能晚于今天",
                             "cannot lie after today");
    if (limits_hold(field, date))
        return value_text(checking->arena, given->text);
    if (field->has_min)
        date_to_text((int32_t)field->min, min);
    if (field->has_max)
        date_to_text((int32_t)field->max, max);
    return checking_note(checking, path, "out_of_range",
                         arena_printf(checking->arena, "日期应在%s至%s之间", min[0] ? min : "不限",
                                      max[0] ? max : "不限"),
                         arena_printf(checking->arena, "must lie between %s and %s",
                                      min[0] ? min : "ever", max[0] ? max : "ever"));
}

static struct value *check_time(struct checking *checking, const struct form_field *field,
                                const char *path, const struct value *given)
{
    (void)field;
    int64_t at_ms;
    char text[40];
    if (given->type != VALUE_TEXT || !time_from_text(given->text, &at_ms))
        return checking_note(checking, path, "not_a_time",
                             "应填写时间，例如2026-02-10T09:30:00+08:00",
                             "must be a time like 2026-02-10T09:30:00+08:00");
    return value_string(checking->arena, time_to_text(at_ms, text));
}

static struct value *check_duration(struct checking *checking, const struct form_field *field,
                                    const char *path, const struct value *given)
{
    (void)field;
    struct duration duration;
    struct err err = {0};
    if (duration_from_value(given, &duration, &err) < 0)
        return checking_note(checking, path, "not_a_duration",
                             "应填写时长：整数和单位(min、h、cd、wd)", err.text);
    return duration_to_value(checking->arena, duration);
}

/* --- offices --------------------------------------------------------------------------------- */

static bool is_office_code(struct slice code)
{
    bool is = code.len > 0 && code.len <= OFFICE_CODE_MAX;
    for (size_t i = 0; is && i < code.len; i++) {
        char byte = code.bytes[i];
        is = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
             (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-';
    }
    return is;
}

/* The code of an office of the tree, as the list of offices tells it. */
static struct value *check_office(struct checking *checking, const struct form_field *field,
                                  const char *path, const struct value *given)
{
    const struct form_around *around = checking->around;
    (void)field;
    if (given->type != VALUE_TEXT || !is_office_code(given->text))
        return checking_note(checking, path, "not_an_office", "应填写机构代码",
                             "must be the code of an office");
    const char *code = arena_copy(checking->arena, given->text).bytes;
    if (around && around->is_office && !around->is_office(around->owner, code))
        return checking_note(checking, path, "no_such_office", "没有这个机构",
                             "there is no office of this code");
    return value_string(checking->arena, code);
}

/* --- the types ------------------------------------------------------------------------------- */

/* A sheet is not personal, but has thousands of rows: it lies in the vault, and scripts pass it on.
 */
static const struct field_type field_types[] = {
    {"text",      check_text,      true,  true },
    {"choice",    check_choice,    false, false},
    {"yes_no",    check_yes_no,    false, false},
    {"number",    check_number,    false, false},
    {"money",     check_number,    false, false},
    {"date",      check_date,      false, false},
    {"time",      check_time,      false, false},
    {"duration",  check_duration,  false, false},
    {"people",    check_people,    true,  false},
    {"phone",     check_phone,     true,  false},
    {"id_number", check_id_number, true,  false},
    {"address",   check_address,   true,  false},
    {"files",     check_files,     true,  false},
    {"rows",      check_rows,      false, false},
    {"office",    check_office,    false, false},
    {"sheet",     check_sheet,     true,  false},
};

const struct field_type *field_type_find(const char *word)
{
    for (size_t i = 0; word && i < sizeof field_types / sizeof field_types[0]; i++)
        if (strcmp(field_types[i].word, word) == 0)
            return &field_types[i];
    return NULL;
}

bool field_is(const struct form_field *field, const char *type)
{
    return strcmp(field->type->word, type) == 0;
}

bool field_is_missing(const struct form_field *field, const struct value *given)
{
    if (given->type == VALUE_LIST && value_len(given) == 0)
        return field_is(field, "files") || field_is(field, "rows") || field_is(field, "sheet");
    return value_is_nil(given) || form_text_is_blank(given);
}

static bool is_today(const struct form_field *field, const struct value *limit)
{
    return field_is(field, "date") && value_is_text(limit, "today");
}

/* One limit: a date's is text, a day or "today"; all others are whole numbers. */
static bool limit_read(const struct form_field *field, const char *key, bool *has, int64_t *limit)
{
    const struct value *value = value_get(field->decl, key);
    *has = !value_is_nil(value) && !is_today(field, value);
    if (!*has)
        return true;
    int32_t date;
    if (field_is(field, "date") && value->type == VALUE_TEXT && date_from_text(value->text, &date))
        *limit = date;
    else if (!field_is(field, "date") && value->type == VALUE_INT)
        *limit = value->integer;
    else
        return false;
    return true;
}

bool field_limits_read(struct form_field *field)
{
    field->from_today = is_today(field, value_get(field->decl, "min"));
    field->until_today = is_today(field, value_get(field->decl, "max"));
    return limit_read(field, "min", &field->has_min, &field->min) &&
           limit_read(field, "max", &field->has_max, &field->max) &&
           (!field->has_min || !field->has_max || field->min <= field->max);
}
