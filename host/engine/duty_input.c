/* duty_input.c - what is said of absences, conflicts and rosters from outside (staff_input.h). */
#include "base/wallclock.h"
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/people.h"
#include "engine/recusal.h"
#include "engine/staff_input.h"

enum {
    PEOPLE_MOST = 50,
    SHIFTS_MOST = 24,
    TEAMS_MOST = 400,
    CHANGES_MOST = 1000,
    TITLE_MOST = 200
};

/* ---- shared ---------------------------------------------------------------------------------- */

const char *input_person(struct staff_input *input, const char *field, const struct value *key)
{
    const char *text = value_text_or(key, NULL);
    const struct staff_person *person = text ? staff_person_by_key(input->staff, text) : NULL;
    if (!person && text)
        person = staff_person(input->staff, text);
    if (!person)
        input_fault(input, field, "unknown_person", "没有这个账号的人员",
                    "nobody of this key works here");
    return person ? person->id : NULL;
}

const char *shown_person(const struct staff *staff, const char *id)
{
    const struct staff_person *person = staff_person(staff, id);
    return person ? person->key : id;
}

int64_t input_time(struct staff_input *input, const char *field, const struct value *text,
                   bool is_end)
{
    const char *given = value_text_or(text, "");
    int64_t at_ms;
    int32_t date;

    if (value_is_nil(text))
        return 0;
    if (date_from_text(slice_of(given), &date))
        return date_start_ms(is_end ? date + 1 : date);
    if (time_from_text(slice_of(given), &at_ms) && at_ms > 0)
        return at_ms;
    input_fault(input, field, "wrong_time", "日期或者时间不正确",
                "a date like 2026-02-10, or a time like 2026-02-10T09:00:00+08:00");
    return -1;
}

static void put_period(struct staff_input *input, const struct value *given, const char *prefix,
                       struct value *body)
{
    struct arena *arena = input->arena;
    int64_t from =
        input_time(input, arena_printf(arena, "%sfrom", prefix), value_get(given, "from"), false);
    int64_t until =
        input_time(input, arena_printf(arena, "%suntil", prefix), value_get(given, "until"), true);

    if (from > 0 && until > 0 && until <= from)
        input_fault(input, arena_printf(arena, "%suntil", prefix), "wrong_time", "结束早于开始",
                    "the end is not after the beginning");
    value_put(arena, body, "from", value_int(arena, from > 0 ? from : 0));
    value_put(arena, body, "until", value_int(arena, until > 0 ? until : 0));
}

static void show_period(const struct value *body, struct arena *arena, struct value *shown)
{
    static const char *const names[] = {"from", "until"};
    char text[40];
    for (size_t i = 0; i < 2; i++) {
        int64_t at_ms = value_get_int(body, names[i], 0);
        if (at_ms)
            value_put(arena, shown, names[i], value_string(arena, time_to_text(at_ms, text)));
    }
}

/* Keys -> ids. */
static struct value *people_input(struct staff_input *input, const char *field,
                                  const struct value *given)
{
    struct value *ids = value_list(input->arena);

    if ((given->type != VALUE_LIST && !value_is_nil(given)) || value_len(given) > PEOPLE_MOST) {
        input_fault(input, field, "wrong_people", "应为账号列表", "a list of keys of people");
        return ids;
    }
    for (size_t i = 0; i < value_len(given); i++) {
        const char *id = input_person(input, arena_printf(input->arena, "%s[%zu]", field, i),
                                      value_item(given, i));
        value_push(input->arena, ids, value_string(input->arena, id));
    }
    return ids;
}

static struct value *people_shown(const struct staff *staff, const struct value *ids,
                                  struct arena *arena)
{
    struct value *keys = value_list(arena);
    for (size_t i = 0; i < value_len(ids); i++)
        value_push(arena, keys,
                   value_string(arena, shown_person(staff, value_text_or(value_item(ids, i), ""))));
    return keys;
}

static void put_choice(struct staff_input *input, const struct value *given, const char *field,
                       const char *const *choices, struct value *body)
{
    const struct value *value = value_get(given, field);
    for (size_t i = 0; choices[i]; i++)
        if (value_is_text(value, choices[i])) {
            value_put(input->arena, body, field, value_copy(input->arena, value));
            return;
        }
    if (!value_is_nil(value))
        input_fault(input, field, "wrong_choice", "没有这个选项", "not one of the choices");
}

/* ---- absences -------------------------------------------------------------------------------- */

struct value *absence_input(struct staff_input *input, const struct value *given)
{
    static const char *const why[] = {"leave", "sick", "travel", "training", "left", "other", NULL};
    struct arena *arena = input->arena;
    struct value *body = value_map(arena);
    const char *person = input_person(input, "person", value_get(given, "person"));
    struct value *substitutes = people_input(input, "substitutes", value_get(given, "substitutes"));

    value_put(arena, body, "person", value_string(arena, person));
    value_put(arena, body, "substitutes", substitutes);
    if (value_is_nil(value_get(given, "from")))
        input_fault(input, "from", "missing", "须填写开始时间", "say from when");
    for (size_t i = 0; person && i < value_len(substitutes); i++)
        if (value_is_text(value_item(substitutes, i), person))
            input_fault(input, "substitutes", "wrong_people", "本人不能代替本人",
                        "nobody stands in for himself");
    put_period(input, given, "", body);
    put_choice(input, given, "why", why, body);
    return body;
}

struct value *absence_shown(const struct staff *staff, const struct value *body, const char *key,
                            struct arena *arena)
{
    struct value *shown = value_map(arena);
    value_put(arena, shown, "key", value_string(arena, key));
    value_put(
        arena, shown, "person",
        value_string(arena, shown_person(staff, value_text_or(value_get(body, "person"), ""))));
    value_put(arena, shown, "substitutes",
              people_shown(staff, value_get(body, "substitutes"), arena));
    value_put(arena, shown, "why", value_copy(arena, value_get(body, "why")));
    show_period(body, arena, shown);
    return shown;
}

/* ---- conflicts ------------------------------------------------------------------------------- */

static struct value *party_input(struct staff_input *input, const struct value *party)
{
    struct arena *arena = input->arena;
    struct digest digests[PERSON_DIGESTS_MOST];
    struct value *list = value_list(arena);
    char text[2 * DIGEST_BYTES + 1];
    size_t count = person_digests(input->engine, value_get_text(party, "phone"),
                                  value_get_text(party, "id_number"), digests);

    for (size_t i = 0; i < count; i++)
        value_push(arena, list, value_string(arena, digest_to_text(&digests[i], text)));
    if (count == 0)
        input_fault(input, "party", "wrong_party", "当事人须有电话或者证件号码",
                    "a party is {phone: ..., id_number: ...}, one of them at least; only a keyed "
                    "digest is kept");
    return list;
}

struct value *conflict_input(struct staff_input *input, const struct value *given)
{
    static const char *const why[] = {"kin", "interest", "former_handler", "other", NULL};
    struct arena *arena = input->arena;
    struct value *body = value_map(arena);
    const struct value *party = value_get(given, "party");
    const char *office = value_get_text(given, "office");
    const char *person = input_person(input, "person", value_get(given, "person"));

    value_put(arena, body, "person", value_string(arena, person));
    if (value_is_nil(party) == (office == NULL))
        input_fault(input, "office", "wrong_conflict", "须指明单位或者当事人之一",
                    "a conflict is with an office or with a party: say one of them");
    else if (office && input_office(input, "office", office))
        value_put(arena, body, "office", value_string(arena, office));
    else if (!office)
        value_put(arena, body, "parties", party_input(input, party));
    put_period(input, given, "", body);
    put_choice(input, given, "why", why, body);
    return body;
}

const char *conflict_key(const struct staff_input *input, const struct value *body)
{
    static const char *const kept[] = {"person", "office", "parties"};
    struct arena *arena = input->arena;
    struct value *between = value_map(arena);
    struct id id;
    char text[ID_TEXT_LEN + 1];

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        value_put(arena, between, kept[i], value_get(body, kept[i]));
    digest_id(input->engine->child_key, slice_of("conflict"), canon_text(arena, between), &id);
    return arena_text(arena, id_to_text(&id, text));
}

struct value *conflict_shown(const struct staff *staff, const struct value *body, const char *key,
                             struct arena *arena)
{
    struct value *shown = value_map(arena);
    value_put(arena, shown, "key", value_string(arena, key));
    value_put(
        arena, shown, "person",
        value_string(arena, shown_person(staff, value_text_or(value_get(body, "person"), ""))));
    value_put(arena, shown, "office", value_copy(arena, value_get(body, "office")));
    value_put(arena, shown, "why", value_copy(arena, value_get(body, "why")));
    value_put(arena, shown, "with",
              value_string(arena, value_get_text(body, "office") ? "office" : "party"));
    show_period(body, arena, shown);
    return shown;
}

/* ---- rosters --------------------------------------------------------------------------------- */

static bool is_list_of(struct staff_input *input, const char *field, const struct value *given,
                       size_t most)
{
    if (value_is_nil(given) || (given->type == VALUE_LIST && value_len(given) <= most))
        return true;
    input_fault(input, field, "wrong_list", "应为列表，或者项目过多", "a list, and not too long");
    return false;
}

static struct value *shifts_input(struct staff_input *input, const struct value *given)
{
    bool is_right = is_list_of(input, "shifts", given, SHIFTS_MOST);
    for (size_t i = 0; is_right && i < value_len(given); i++) {
        const struct value *shift = value_item(given, i);
        if (!input_minute(value_get_text(shift, "from")) ||
            !input_minute(value_get_text(shift, "until")))
            input_fault(input, arena_printf(input->arena, "shifts[%zu]", i), "wrong_shift",
                        "班次形如 {from: \"08:00\", until: \"20:00\"}",
                        "a shift is {from: \"08:00\", until: \"20:00\"}");
    }
    return value_copy(input->arena, given);
}

static struct value *teams_input(struct staff_input *input, const struct value *given)
{
    struct value *teams = value_list(input->arena);
    bool is_right = is_list_of(input, "teams", given, TEAMS_MOST);
    for (size_t i = 0; is_right && i < value_len(given); i++)
        value_push(
            input->arena, teams,
            people_input(input, arena_printf(input->arena, "teams[%zu]", i), value_item(given, i)));
    return teams;
}

static struct value *overrides_input(struct staff_input *input, const struct value *given)
{
    struct arena *arena = input->arena;
    struct value *overrides = value_list(arena);
    bool is_right = is_list_of(input, "overrides", given, CHANGES_MOST);

    for (size_t i = 0; is_right && i < value_len(given); i++) {
        const struct value *one = value_item(given, i);
        struct value *kept = value_map(arena);
        put_period(input, one, arena_printf(arena, "overrides[%zu].", i), kept);
        if (value_is_nil(value_get(one, "from")) || value_is_nil(value_get(one, "until")))
            input_fault(input, arena_printf(arena, "overrides[%zu]", i), "missing",
                        "调班须有起止时间", "a change of shifts says from when until when");
        value_put(arena, kept, "people",
                  people_input(input, arena_printf(arena, "overrides[%zu].people", i),
                               value_get(one, "people")));
        value_push(arena, overrides, kept);
    }
    return overrides;
}

static struct value *fixed_input(struct staff_input *input, const struct value *given)
{
    struct arena *arena = input->arena;
    struct value *fixed = value_list(arena);
    bool is_right = is_list_of(input, "fixed", given, CHANGES_MOST);

    for (size_t i = 0; is_right && i < value_len(given); i++) {
        const struct value *one = value_item(given, i);
        const char *date = value_get_text(one, "date");
        struct value *kept = value_map(arena);
        int32_t day;
        if (!date || !date_from_text(slice_of(date), &day))
            input_fault(input, arena_printf(arena, "fixed[%zu].date", i), "wrong_date",
                        "日期不正确", "a date like 2026-02-10");
        value_put(arena, kept, "date", value_string(arena, date));
        value_put(arena, kept, "people",
                  people_input(input, arena_printf(arena, "fixed[%zu].people", i),
                               value_get(one, "people")));
        value_push(arena, fixed, kept);
    }
    return fixed;
}

static struct value *days_input(struct staff_input *input, const struct value *given)
{
    bool are_right = given->type == VALUE_LIST && value_len(given) > 0;
    for (size_t i = 0; are_right && i < value_len(given); i++) {
        int64_t day = value_int_or(value_item(given, i), 0);
        are_right = day >= 1 && day <= 7;
    }
    if (!are_right)
        input_fault(input, "days", "wrong_days", "值班日为1至7的列表，1为周一",
                    "days are a list of 1 to 7, 1 is Monday");
    return value_copy(input->arena, given);
}

static void put_titles(struct staff_input *input, const struct value *given, struct value *body)
{
    static const char *const names[] = {"zh", "en"};
    for (size_t i = 0; i < 2; i++) {
        const struct value *title = value_get(given, names[i]);
        if (value_is_nil(title))
            continue;
        if (title->type != VALUE_TEXT || title->text.len > TITLE_MOST)
            input_fault(input, names[i], "wrong_title", "名称过长",
                        "a title has at most 200 bytes");
        value_put(input->arena, body, names[i], value_copy(input->arena, title));
    }
}

static void put_parts(struct staff_input *input, const struct value *given, struct value *body)
{
    static const struct {
        const char *name;
        struct value *(*take)(struct staff_input *input, const struct value *given);
    } parts[] = {
        {"days",      days_input     },
        {"shifts",    shifts_input   },
        {"teams",     teams_input    },
        {"overrides", overrides_input},
        {"fixed",     fixed_input    },
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const struct value *part = value_get(given, parts[i].name);
        if (!value_is_nil(part))
            value_put(input->arena, body, parts[i].name, parts[i].take(input, part));
    }
}

struct value *roster_input(struct staff_input *input, const struct value *given,
                           const struct value *former)
{
    static const char *const turns[] = {"shift", "day", "week", NULL};
    struct arena *arena = input->arena;
    struct value *body = former ? value_copy(arena, former) : value_map(arena);
    const char *office = value_get_text(given, "office"), *starts = value_get_text(given, "starts");
    int32_t date;

    if (office && input_office(input, "office", office))
        value_put(arena, body, "office", value_string(arena, office));
    if (starts && !date_from_text(slice_of(starts), &date))
        input_fault(input, "starts", "wrong_date", "日期不正确", "a date like 2026-02-10");
    if (starts)
        value_put(arena, body, "starts", value_string(arena, starts));
    put_titles(input, given, body);
    put_choice(input, given, "turn", turns, body);
    put_parts(input, given, body);
    if (!value_get_text(body, "office"))
        input_fault(input, "office", "missing", "须指明单位", "say which office's roster it is");
    if (!value_get_text(body, "starts"))
        input_fault(input, "starts", "missing", "须指明开始日期",
                    "say from which date the turns count");
    if (value_is_nil(value_get(body, "days"))) {
        struct value *days = value_list(arena);
        for (int64_t day = 1; day <= 7; day++)
            value_push(arena, days, value_int(arena, day));
        value_put(arena, body, "days", days);
    }
    return body;
}

static struct value *changes_shown(const struct staff *staff, const struct value *list,
                                   struct arena *arena)
{
    struct value *shown = value_list(arena);
    for (size_t i = 0; i < value_len(list); i++) {
        const struct value *one = value_item(list, i);
        struct value *item = value_map(arena);
        value_put(arena, item, "date", value_copy(arena, value_get(one, "date")));
        show_period(one, arena, item);
        value_put(arena, item, "people", people_shown(staff, value_get(one, "people"), arena));
        value_push(arena, shown, item);
    }
    return shown;
}

struct value *roster_shown(const struct staff *staff, const struct value *body, const char *key,
                           struct arena *arena)
{
    static const char *const plain[] = {"office", "zh", "en", "starts", "turn", "days", "shifts"};
    struct value *shown = value_map(arena), *teams = value_list(arena);

    value_put(arena, shown, "key", value_string(arena, key));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        value_put(arena, shown, plain[i], value_copy(arena, value_get(body, plain[i])));
    for (size_t i = 0; i < value_len(value_get(body, "teams")); i++)
        value_push(arena, teams,
                   people_shown(staff, value_item(value_get(body, "teams"), i), arena));
    value_put(arena, shown, "teams", teams);
    value_put(arena, shown, "overrides", changes_shown(staff, value_get(body, "overrides"), arena));
    value_put(arena, shown, "fixed", changes_shown(staff, value_get(body, "fixed"), arena));
    return shown;
}
