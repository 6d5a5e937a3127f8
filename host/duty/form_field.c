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
#include "duty/identity.h"

enum {
    PERSON_NAME_MAX = 60,
    ADDRESS_MAX = 300,
    PAPER_NUMBER_MAX = 40,
    ERRORS_MAX = 500,
};
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

/* --- text ------------------------------------------------------------------------------------ */

struct text_facts {
    size_t chars;
    bool is_sound; /* UTF-8 without control characters, except newline and tab */
    bool is_blank;
    bool has_breaks; /* newline or tab */
};

/* One character of UTF-8 from the front; 0 if it is none. */
static size_t char_take(struct slice text, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)text.bytes[0];
    size_t len = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : 4;
    if (len > text.len || (len == 4 && first >> 3 != 30))
        return 0;
    uint32_t code = len == 1 ? first : first & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.bytes[i];
        if (next >> 6 != 2)
            return 0;
        code = code << 6 | (next & 0x3Fu);
    }
    *out = code;
    bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < least[len] || code > 0x10FFFF || is_surrogate ? 0 : len;
}

/* Control characters, and those that turn the direction of what follows: they would make a letter
 * read otherwise than it was written. */
static bool char_is_refused(uint32_t code)
{
    if (code == '\n' || code == '\t')
        return false;
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static bool char_is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == 0xA0 || code == 0x3000;
}

static struct text_facts text_look(struct slice text)
{
    struct text_facts facts = {.is_sound = true, .is_blank = true};
    while (text.len > 0) {
        uint32_t code;
        size_t len = char_take(text, &code);
        if (len == 0) {
            facts.is_sound = facts.is_blank = false;
            return facts;
        }
        facts.chars++;
        facts.is_sound = facts.is_sound && !char_is_refused(code);
        facts.is_blank = facts.is_blank && char_is_blank(code);
        facts.has_breaks = facts.has_breaks || code == '\n' || code == '\t';
        text = (struct slice){.bytes = text.bytes + len, .len = text.len - len};
    }
    return facts;
}

struct text_limits {
    int64_t min, max;
    bool is_one_line;
};

static struct value *text_check(struct checking *checking, const char *path,
                                const struct value *given, struct text_limits limits)
{
    struct arena *arena = checking->arena;
    if (given->type != VALUE_TEXT)
        return checking_note(checking, path, "not_text", "应填写文字", "must be text");
    struct text_facts facts = text_look(given->text);
    if (!facts.is_sound || (limits.is_one_line && facts.has_breaks))
        return checking_note(checking, path, "bad_character", "含有不能使用的控制字符",
                             "holds control characters, which cannot be used");
    if ((int64_t)facts.chars < limits.min)
        return checking_note(checking, path, "too_short",
                             arena_printf(arena, "至少%" PRId64 "个字", limits.min),
                             arena_printf(arena, "at least %" PRId64 " characters", limits.min));
    if ((int64_t)facts.chars > limits.max)
        return checking_note(checking, path, "too_long",
                             arena_printf(arena, "最多%" PRId64 "个字", limits.max),
                             arena_printf(arena, "at most %" PRId64 " characters", limits.max));
    return value_text(arena, given->text);
}

static struct value *check_text(struct checking *checking, const struct form_field *field,
                                const char *path, const struct value *given)
{
    return text_check(checking, path, given,
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

/* --- people, their numbers and addresses ----------------------------------------------------- */

static struct value *check_phone(struct checking *checking, const struct form_field *field,
                                 const char *path, const struct value *given)
{
    (void)field;
    if (given->type != VALUE_TEXT || !phone_is_valid(given->text))
        return checking_note(checking, path, "bad_phone",
                             "应为11位手机号码，或者带区号的固定电话号码",
                             "must be an 11-digit mobile number, or a landline with area code");
    return value_text(checking->arena, given->text);
}

/* Letters in capitals, as the papers print them. */
static struct value *number_capital(struct checking *checking, struct slice text)
{
    char *copy = arena_alloc(checking->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        copy[i] = (char)(text.bytes[i] >= 'a' && text.bytes[i] <= 'z' ? text.bytes[i] - 'a' + 'A'
                                                                      : text.bytes[i]);
    return value_text(checking->arena, (struct slice){.bytes = copy, .len = text.len});
}

static struct value *check_id_number(struct checking *checking, const struct form_field *field,
                                     const char *path, const struct value *given)
{
    (void)field;
    if (given->type == VALUE_TEXT && given->text.len == 18) {
        struct value *number = number_capital(checking, given->text);
        if (id_card_is_valid(number->text) || unified_code_is_valid(number->text))
            return number;
    }
    return checking_note(checking, path, "bad_id_number",
                         "应为18位公民身份号码或者18位统一社会信用代码，请核对校验位",
                         "must be an 18-digit identity number or an 18-character unified code "
                         "with a right check digit");
}

static bool area_is_valid(const struct value *area)
{
    if (area->type != VALUE_TEXT ||
        (area->text.len != 6 && area->text.len != 9 && area->text.len != 12))
        return false;
    for (size_t i = 0; i < area->text.len; i++)
        if (area->text.bytes[i] < '0' || area->text.bytes[i] > '9')
            return false;
    return true;
}

/* Names each member of the map that the list of words does not have. */
static bool members_check(struct checking *checking, const char *path, const struct value *map,
                          const char *const *words)
{
    bool is_right = true;
    for (size_t i = 0; i < map->map.len; i++) {
        struct slice key = map->map.members[i].key;
        const char *const *word = words;
        while (*word && !slice_is(key, *word))
            word++;
        if (*word)
            continue;
        is_right = false;
        checking->is_malformed = true;
        checking_note(
            checking,
            arena_printf(checking->arena, "%s.%.*s", path, SLICE_ARG(slice_repeatable(key))),
            "undeclared", "没有这一项", "there is no such part");
    }
    return is_right;
}

static struct value *check_address(struct checking *checking, const struct form_field *field,
                                   const char *path, const struct value *given)
{
    static const char *const parts[] = {"area", "text", NULL};
    struct text_limits limits = {.min = 1, .max = ADDRESS_MAX};
    if (field && field->has_max)
        limits.max = field->max;
    if (given->type != VALUE_MAP)
        return text_check(checking, path, given, limits);
    struct arena *arena = checking->arena;
    bool is_right = members_check(checking, path, given, parts);
    const struct value *area = value_get(given, "area"), *text = value_get(given, "text");
    if (!value_is_nil(area) && !area_is_valid(area)) {
        checking_note(checking, arena_printf(arena, "%s.area", path), "bad_area",
                      "应为6位(县)、9位(乡镇)或者12位(村)区划代码",
                      "must be an area code of 6 (county), 9 (town) or 12 (village) digits");
        is_right = false;
    }
    struct value *kept = text_check(checking, arena_printf(arena, "%s.text", path), text, limits);
    if (!is_right || !kept)
        return NULL;
    struct value *map = value_map(arena);
    value_put(arena, map, "area", value_copy(arena, area));
    value_put(arena, map, "text", kept);
    return map;
}

static const char *const paper_kinds[] = {
    "id_card", "unified_code", "passport", "travel_permit", "foreigner_permit", "other", NULL};

static struct value *check_paper_kind(struct checking *checking, const struct form_field *field,
                                      const char *path, const struct value *given)
{
    (void)field;
    for (size_t i = 0; paper_kinds[i]; i++)
        if (value_is_text(given, paper_kinds[i]))
            return value_text(checking->arena, given->text);
    return checking_note(checking, path, "not_a_choice",
                         "应为下列之一：id_card(身份证)、unified_code(统一社会信用代码)、"
                         "passport(护照)、travel_permit(通行证)、foreigner_permit(外国人永久居留"
                         "身份证)、other(其他)",
                         "must be one of: id_card, unified_code, passport, travel_permit, "
                         "foreigner_permit, other");
}

static struct value *check_person_name(struct checking *checking, const struct form_field *field,
                                       const char *path, const struct value *given)
{
    (void)field;
    return text_check(checking, path, given,
                      (struct text_limits){.min = 1, .max = PERSON_NAME_MAX, .is_one_line = true});
}

static struct value *check_paper_number(struct checking *checking, const struct form_field *field,
                                        const char *path, const struct value *given)
{
    (void)field;
    return text_check(checking, path, given,
                      (struct text_limits){.min = 1, .max = PAPER_NUMBER_MAX, .is_one_line = true});
}

static bool is_blank_text(const struct value *given)
{
    return given->type == VALUE_TEXT && text_look(given->text).is_blank;
}

/* One part of a person into `person`; false if it is wrong. */
static bool person_part(struct checking *checking, struct value *person, const char *path,
                        const struct value *given, const char *part)
{
    /* The number of a free-form paper cannot be checked. */
    const char *kind = value_get_text(given, "id_type");
    bool is_free = kind && strcmp(kind, "id_card") != 0 && strcmp(kind, "unified_code") != 0;
    const struct {
        const char *word;
        struct value *(*check)(struct checking *, const struct form_field *, const char *,
                               const struct value *);
    } parts[] = {
        {"name",      check_person_name                             },
        {"phone",     check_phone                                   },
        {"id_type",   check_paper_kind                              },
        {"id_number", is_free ? check_paper_number : check_id_number},
        {"address",   check_address                                 },
    };
    const struct value *value = value_get(given, part);
    if (value_is_nil(value) || is_blank_text(value))
        return true;
    size_t i = 0;
    while (strcmp(parts[i].word, part) != 0)
        i++;
    const char *name = arena_printf(checking->arena, "%s.%s", path, part);
    struct value *kept = parts[i].check(checking, NULL, name, value);
    if (kept)
        value_put(checking->arena, person, part, kept);
    return kept != NULL;
}

/* Kind and number must agree: an identity card does not carry a unified code. */
static bool person_paper_agrees(struct checking *checking, const char *path,
                                const struct value *person)
{
    const struct value *number = value_get(person, "id_number");
    const char *kind = value_get_text(person, "id_type");
    if (!kind || number->type != VALUE_TEXT)
        return true;
    bool is_wrong = (strcmp(kind, "id_card") == 0 && !id_card_is_valid(number->text)) ||
                    (strcmp(kind, "unified_code") == 0 && !unified_code_is_valid(number->text));
    if (is_wrong)
        checking_note(checking, arena_printf(checking->arena, "%s.id_number", path),
                      "bad_id_number", "证件号码与证件类型不符",
                      "the number is not one of that kind of paper");
    return !is_wrong;
}

static struct value *check_people(struct checking *checking, const struct form_field *field,
                                  const char *path, const struct value *given)
{
    static const char *const parts[] = {"name", "phone", "id_type", "id_number", "address", NULL};
    (void)field;
    if (given->type != VALUE_MAP)
        return checking_note(checking, path, "not_a_person",
                             "应填写姓名等各项(name、phone、id_type、id_number、address)",
                             "must be a person: name, phone, id_type, id_number, address");
    struct value *person = value_map(checking->arena);
    bool is_right = members_check(checking, path, given, parts);
    if (value_is_nil(value_get(given, "name")) || is_blank_text(value_get(given, "name"))) {
        checking_note(checking, arena_printf(checking->arena, "%s.name", path), "required",
                      "必须填写姓名", "a name is required");
        is_right = false;
    }
    for (size_t i = 0; parts[i]; i++)
        is_right = person_part(checking, person, path, given, parts[i]) && is_right;
    is_right = is_right && person_paper_agrees(checking, path, person);
    return is_right ? person : NULL;
}

/* --- files and rows -------------------------------------------------------------------------- */

static struct value *check_files(struct checking *checking, const struct form_field *field,
                                 const char *path, const struct value *given)
{
    (void)field;
    (void)given;
    return checking_note(checking, path, "comes_later", "暂不能上传文件，请先不填此项",
                         "files cannot be taken yet: leave this field out");
}

static struct value *row_check(struct checking *checking, const struct form_field *field,
                               const char *path, const struct value *given)
{
    if (given->type != VALUE_MAP)
        return checking_note(checking, path, "not_a_row", "此行应逐项填写",
                             "a row is a map of fields");
    struct fields_answer answer = {.fields = field->fields,
                                   .count = field->field_count,
                                   .prefix = arena_printf(checking->arena, "%s.", path),
                                   .given = given};
    return fields_check(checking, &answer);
}

static struct value *check_rows(struct checking *checking, const struct form_field *field,
                                const char *path, const struct value *given)
{
    struct arena *arena = checking->arena;
    int64_t min = field->has_min ? field->min : 0;
    int64_t max = field->has_max ? field->max : FORM_ROWS_MAX;
    if (given->type != VALUE_LIST)
        return checking_note(checking, path, "not_rows", "应逐行填写", "must be a list of rows");
    int64_t len = (int64_t)value_len(given);
    if (len < min)
        return checking_note(checking, path, "too_few",
                             arena_printf(arena, "至少%" PRId64 "行", min),
                             arena_printf(arena, "at least %" PRId64 " rows", min));
    if (len > max)
        return checking_note(checking, path, "too_many",
                             arena_printf(arena, "最多%" PRId64 "行", max),
                             arena_printf(arena, "at most %" PRId64 " rows", max));
    struct value *rows = value_list(arena);
    for (int64_t i = 0; i < len; i++) {
        struct value *row =
            row_check(checking, field, arena_printf(arena, "%s[%" PRId64 "]", path, i),
                      value_item(given, (size_t)i));
        value_push(arena, rows, row ? row : &value_nil);
    }
    return rows;
}

/* --- the types ------------------------------------------------------------------------------- */

static const struct field_type field_types[] = {
    {.word = "text",           .check = check_text,                       .is_personal = true, .may_be_plain = true},
    {.word = "choice",    .check = check_choice                                            },
    {.word = "yes_no",.check = check_yes_no},
    {.word = "number",    .check = check_number                                                },
    {.word = "money",.check = check_number},
    {.word = "date",    .check = check_date                                                    },
    {.word = "time",  .check = check_time},
    {.word = "duration",    .check = check_duration                                                      },
    {.word = "people",.check = check_people,.is_personal = true},
    {.word = "phone",      .check = check_phone,                                            .is_personal = true},
    {.word = "id_number",          .check = check_id_number,                          .is_personal = true},
    {.word = "address",                        .check = check_address,                                               .is_personal = true},
    {.word = "files",     .check = check_files,                     .is_personal = true},
    {.word = "rows",.check = check_rows},
    {.word = "office",          .is_later = true                          },
    {.word = "sheet",                        .is_later = true                                                   },
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
        return field_is(field, "files") || field_is(field, "rows");
    return value_is_nil(given) || is_blank_text(given);
}

/* One limit: a date's is text, all others are whole numbers. */
static bool limit_read(const struct form_field *field, const char *key, bool *has, int64_t *limit)
{
    const struct value *value = value_get(field->decl, key);
    *has = !value_is_nil(value);
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
    return limit_read(field, "min", &field->has_min, &field->min) &&
           limit_read(field, "max", &field->has_max, &field->max) &&
           (!field->has_min || !field->has_max || field->min <= field->max);
}
