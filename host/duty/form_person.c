/* form_person.c - people of an answer: their names, numbers, papers and addresses.
 *
 * Numbers are checked by their own digits (identity.h) and never looked up. Of free-form papers
 * (passports, travel permits) only the length can be judged.
 */
#include "duty/form_field.h"
#include "duty/identity.h"

enum {
    PERSON_NAME_MAX = 60,
    ADDRESS_MAX = 300,
    PAPER_NUMBER_MAX = 40,
};

struct value *check_phone(struct checking *checking, const struct form_field *field,
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

struct value *check_id_number(struct checking *checking, const struct form_field *field,
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
    return area->type == VALUE_TEXT && slice_is_area(area->text);
}

bool members_check(struct checking *checking, const char *path, const struct value *map,
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

struct value *check_address(struct checking *checking, const struct form_field *field,
                            const char *path, const struct value *given)
{
    static const char *const parts[] = {"area", "text", NULL};
    struct text_limits limits = {.min = 1, .max = ADDRESS_MAX};
    if (field && field->has_max)
        limits.max = field->max;
    if (given->type != VALUE_MAP)
        return form_text_check(checking, path, given, limits);
    struct arena *arena = checking->arena;
    bool is_right = members_check(checking, path, given, parts);
    const struct value *area = value_get(given, "area"), *text = value_get(given, "text");
    if (!value_is_nil(area) && !area_is_valid(area)) {
        checking_note(checking, arena_printf(arena, "%s.area", path), "bad_area",
                      "应为6位(县)、9位(乡镇)或者12位(村)区划代码",
                      "must be an area code of 6 (county), 9 (town) or 12 (village) digits");
        is_right = false;
    }
    struct value *kept =
        form_text_check(checking, arena_printf(arena, "%s.text", path), text, limits);
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
    return form_text_check(
        checking, path, given,
        (struct text_limits){.min = 1, .max = PERSON_NAME_MAX, .is_one_line = true});
}

static struct value *check_paper_number(struct checking *checking, const struct form_field *field,
                                        const char *path, const struct value *given)
{
    (void)field;
    return form_text_check(
        checking, path, given,
        (struct text_limits){.min = 1, .max = PAPER_NUMBER_MAX, .is_one_line = true});
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
    if (value_is_nil(value) || form_text_is_blank(value))
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

struct value *check_people(struct checking *checking, const struct form_field *field,
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
    if (value_is_nil(value_get(given, "name")) || form_text_is_blank(value_get(given, "name"))) {
        checking_note(checking, arena_printf(checking->arena, "%s.name", path), "required",
                      "必须填写姓名", "a name is required");
        is_right = false;
    }
    for (size_t i = 0; parts[i]; i++)
        is_right = person_part(checking, person, path, given, parts[i]) && is_right;
    is_right = is_right && person_paper_agrees(checking, path, person);
    return is_right ? person : NULL;
}
