/* letter_words.c - values as letters say them (letter_words.h). To word another type of field: a
 * row in `types`. */
#include "engine/letter_words.h"
#include <stdio.h>
#include "duty/calendar.h"
#include "duty/duration.h"
#include "engine/custody.h"

static struct value *both(struct arena *arena, const char *zh, const char *en)
{
    struct value *words = value_map(arena);
    value_put(arena, words, "zh", value_string(arena, zh));
    value_put(arena, words, "en", value_string(arena, en));
    return words;
}

/* ---- types ---- */

static struct value *word_choice(struct turn *turn, const struct value *field,
                                 const struct value *value)
{
    struct arena *arena = turn->arena;
    const struct value *choices = value_get(field, "choices");
    for (size_t i = 0; value->type == VALUE_TEXT && i < value_len(choices); i++) {
        const struct value *choice = value_item(choices, i);
        if (value_is_text(value_get(choice, "id"), value->text.bytes))
            return both(arena, value_get_text(choice, "zh"), value_get_text(choice, "en"));
    }
    return NULL;
}

/* 123456 fen: 1,234.56. */
static const char *grouped(struct arena *arena, int64_t fen)
{
    char digits[32], text[48];
    int64_t yuan = fen / 100, rest = fen % 100;
    size_t len = 0;

    snprintf(digits, sizeof digits, "%lld", (long long)(yuan < 0 ? -yuan : yuan));
    if (fen < 0)
        text[len++] = '-';
    for (size_t i = 0, count = strlen(digits); i < count; i++) {
        text[len++] = digits[i];
        if ((count - i - 1) % 3 == 0 && i + 1 < count)
            text[len++] = ',';
    }
    snprintf(text + len, sizeof text - len, ".%02d", (int)(rest < 0 ? -rest : rest));
    return arena_text(arena, text);
}

static struct value *word_money(struct turn *turn, const struct value *field,
                                const struct value *value)
{
    struct arena *arena = turn->arena;
    (void)field;
    if (value->type != VALUE_INT)
        return NULL;
    const char *text = grouped(arena, value->integer);
    return both(arena, arena_printf(arena, "%s元", text), arena_printf(arena, "CNY %s", text));
}

static struct value *word_yes_no(struct turn *turn, const struct value *field,
                                 const struct value *value)
{
    (void)field;
    if (value->type != VALUE_BOOL)
        return NULL;
    return value->boolean ? both(turn->arena, "是", "yes") : NULL;
}

struct value *letter_office(struct arena *arena, const struct letter_office_names *names)
{
    struct value *words = value_map(arena);
    value_put(arena, words, "name", both(arena, names->zh, names->en));
    value_put(arena, words, "organ", both(arena, names->organ_zh, names->organ_en));
    return words;
}

/* The code of an office: people read its name. */
static struct value *word_office(struct turn *turn, const struct value *field,
                                 const struct value *value)
{
    (void)field;
    if (value->type != VALUE_TEXT)
        return NULL;
    const char *code = value->text.bytes;
    const struct letter_office_names names = {
        .zh = custody_office_name(turn, code, "zh"),
        .en = custody_office_name(turn, code, "en"),
        .organ_zh = custody_office_organ(turn, code, "zh"),
        .organ_en = custody_office_organ(turn, code, "en"),
    };
    return letter_office(turn->arena, &names);
}

static const struct type_row {
    const char *type;
    struct value *(*word)(struct turn *turn, const struct value *field, const struct value *value);
} types[] = {
    {"choice", word_choice},
    {"money",  word_money },
    {"yes_no", word_yes_no},
    {"office", word_office},
};

/* By the first field of that name, in any form or its rows, that knows the value: forms may call
 * several choices alike. NULL: none does. */
static struct value *word_by_field(struct turn *turn, const struct value *fields, struct slice name,
                                   const struct value *value)
{
    struct value *words = NULL;

    for (size_t i = 0; !words && i < value_len(fields); i++) {
        const struct value *field = value_item(fields, i);
        if (!slice_is_equal(slice_of(value_text_or(value_get(field, "name"), "")), name)) {
            words = word_by_field(turn, value_get(field, "fields"), name, value);
            continue;
        }
        const char *type = value_text_or(value_get(field, "type"), "");
        for (size_t k = 0; !words && k < sizeof types / sizeof *types; k++)
            if (strcmp(types[k].type, type) == 0)
                words = types[k].word(turn, field, value);
    }
    return words;
}

/* How a task ended, by the first form that may end so. */
static struct value *word_outcome(struct turn *turn, const struct value *form,
                                  const struct value *value)
{
    const struct value *outcomes = value_get(form, "outcomes");
    for (size_t i = 0; value->type == VALUE_TEXT && i < value_len(outcomes); i++) {
        const struct value *outcome = value_item(outcomes, i);
        if (value_is_text(value_get(outcome, "id"), value->text.bytes))
            return both(turn->arena, value_get_text(outcome, "zh"), value_get_text(outcome, "en"));
    }
    return NULL;
}

static struct value *word_by_forms(struct turn *turn, struct slice name, const struct value *value)
{
    const struct value *forms = value_get(turn->cf->workflow->model, "forms");
    bool is_outcome = slice_is(name, "outcome"); /* no field may be called so */
    struct value *words = NULL;
    for (size_t i = 0; !words && i < value_len(forms); i++) {
        const struct value *form = forms->map.members[i].value;
        words = is_outcome ? word_outcome(turn, form, value)
                           : word_by_field(turn, value_get(form, "fields"), name, value);
    }
    return words;
}

struct value *letter_date(struct arena *arena, int32_t date)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    int year, month, day;
    date_to_civil(date, &year, &month, &day);
    return both(arena, arena_printf(arena, "%d年%d月%d日", year, month, day),
                arena_printf(arena, "%d %s %d", day, months[month - 1], year));
}

/* A moment, by the clock on the wall. */
static struct value *letter_moment(struct arena *arena, int64_t at_ms)
{
    int64_t minute = (at_ms - date_start_ms(date_of(at_ms))) / 60000;
    struct value *day = letter_date(arena, date_of(at_ms));
    int hours = (int)(minute / 60), minutes = (int)(minute % 60);

    return both(arena,
                arena_printf(arena, "%s%d时%02d分", value_get_text(day, "zh"), hours, minutes),
                arena_printf(arena, "%s, %02d:%02d", value_get_text(day, "en"), hours, minutes));
}

static struct value *word_text(struct arena *arena, const struct value *value)
{
    int64_t at_ms;
    int32_t date;
    bool is_moment = value->text.len >= 20 && value->text.len <= 35 &&
                     value->text.bytes[10] == 'T' && time_from_text(value->text, &at_ms);
    if (is_moment)
        return letter_moment(arena, at_ms);
    if (value->text.len == 10 && date_from_text(value->text, &date))
        return letter_date(arena, date);
    return value_text(arena, value->text);
}

static struct value *word_duration(struct arena *arena, const struct value *value)
{
    char zh[DURATION_TEXT_SIZE], en[DURATION_TEXT_SIZE];
    struct duration duration;
    struct err ignored = {0};

    if (value->type != VALUE_MAP || value_get(value, "unit")->type != VALUE_TEXT ||
        duration_from_value(value, &duration, &ignored) != 0)
        return NULL;
    return both(arena, duration_to_text(duration, LANGUAGE_ZH, zh),
                duration_to_text(duration, LANGUAGE_EN, en));
}

/* ---- the whole of it ---- */

static struct value *word(struct turn *turn, struct slice name, const struct value *value)
{
    struct arena *arena = turn->arena;
    struct value *words = word_duration(arena, value);

    if (!words)
        words = word_by_forms(turn, name, value);
    if (words)
        return words;
    if (value->type == VALUE_TEXT)
        return word_text(arena, value);
    if (value->type == VALUE_LIST) {
        words = value_list(arena);
        for (size_t i = 0; i < value_len(value); i++)
            value_push(arena, words, word(turn, name, value_item(value, i)));
        return words;
    }
    return value->type == VALUE_MAP ? letter_words(turn, value) : value_copy(arena, value);
}

struct value *letter_words(struct turn *turn, const struct value *with)
{
    struct value *words = value_map(turn->arena);
    for (size_t i = 0; with->type == VALUE_MAP && i < value_len(with); i++) {
        const struct member *member = &with->map.members[i];
        if (member->key.len > 0 && member->key.bytes[0] != '$')
            value_put_slice(turn->arena, words, member->key,
                            word(turn, member->key, member->value));
    }
    return words;
}

/* ---- one language ---- */

static bool is_both(const struct value *value)
{
    return value_len(value) == 2 && value_get_text(value, "zh") && value_get_text(value, "en");
}

struct value *letter_in(struct arena *arena, const struct value *words, const char *lang)
{
    bool is_english = strcmp(lang, "en") == 0;

    if (words->type == VALUE_LIST) {
        struct value *list = value_list(arena);
        for (size_t i = 0; i < value_len(words); i++)
            value_push(arena, list, letter_in(arena, value_item(words, i), lang));
        return list;
    }
    if (words->type != VALUE_MAP)
        return value_copy(arena, words);
    if (is_both(words))
        return value_string(arena, value_get_text(words, lang));
    if (value_get_bool(words, "erased", false) || value_get_bool(words, "unreadable", false))
        return value_string(arena, is_english ? "[erased]" : "［已删除］");
    if (value_get_bool(words, "personal", false) && value_is_nil(value_get(words, "value")))
        return value_string(arena, is_english ? "[closed]" : "［不显示］");
    if (value_get_bool(words, "personal", false)) {
        const struct value *plain = value_get(words, "value");
        /* an address is its text */
        return value_copy(arena, value_get_text(plain, "text") ? value_get(plain, "text") : plain);
    }
    struct value *map = value_map(arena);
    for (size_t i = 0; i < value_len(words); i++)
        value_put_slice(arena, map, words->map.members[i].key,
                        letter_in(arena, words->map.members[i].value, lang));
    return map;
}
