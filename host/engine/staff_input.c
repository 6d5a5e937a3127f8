/* staff_input.c - what is said of people from outside (staff_input.h): one row of `members` for
 * each member of a person, with its check and what it becomes.
 */
#include "engine/staff_input.h"

#include "base/wallclock.h"
#include "duty/identity.h"
#include "duty/phrase.h"
#include "engine/inside.h"
#include "engine/recusal.h"

enum { KEY_MOST = 32, NAME_MOST = 60, WORD_MOST = 60, MAIL_MOST = 254, LIST_MOST = 50, WEEK = 7 };

void input_fault(struct staff_input *input, const char *field, const char *code, const char *zh,
                 const char *en)
{
    struct value *fault = value_map(input->arena);
    value_put(input->arena, fault, "field", value_string(input->arena, field));
    value_put(input->arena, fault, "code", value_string(input->arena, code));
    value_put(input->arena, fault, "message", phrase(input->arena, zh, en));
    value_push(input->arena, input->errors, fault);
}

bool staff_key_is_valid(const char *key)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t len = strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    return len > 0 && len <= KEY_MOST && key[len] == '\0' && strpbrk(key, letters) != NULL;
}

static bool is_word(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return len > 0 && len <= WORD_MOST && text[len] == '\0' && text[0] >= 'a' && text[0] <= 'z';
}

/* Characters, not bytes; 0 for what has a control character in it. */
static size_t text_len(struct slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.bytes[i] < 0x20)
            return 0;
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    }
    return count;
}

/* ---- members of a person --------------------------------------------------------------------- */

static struct value *check_name(struct staff_input *input, const char *field,
                                const struct value *given)
{
    size_t len = given->type == VALUE_TEXT ? text_len(given->text) : 0;
    if (len == 0 || len > NAME_MOST)
        input_fault(input, field, "wrong_name", "姓名为1至60个字", "a name has 1 to 60 characters");
    return value_copy(input->arena, given);
}

static struct value *check_phone(struct staff_input *input, const char *field,
                                 const struct value *given)
{
    if (given->type != VALUE_TEXT || !phone_is_valid(given->text))
        input_fault(input, field, "wrong_phone", "电话号码不正确",
                    "not a telephone number: 11 digits of a mobile, or area code and number");
    return value_copy(input->arena, given);
}

static struct value *check_email(struct staff_input *input, const char *field,
                                 const struct value *given)
{
    const char *text = value_text_or(given, ""), *at = strchr(text, '@');
    size_t len = strlen(text);
    bool is_address = given->type == VALUE_TEXT && len <= MAIL_MOST && at && at > text && at[1] &&
                      !strchr(at + 1, '@') && strcspn(text, " <>\",;\r\n\t") == len;
    if (!is_address)
        input_fault(input, field, "wrong_email", "邮箱地址不正确", "not a mail address");
    return value_copy(input->arena, given);
}

/* Kept as a keyed digest only: for comparing with the parties of a case. */
static struct value *check_id_number(struct staff_input *input, const char *field,
                                     const struct value *given)
{
    struct digest digests[PERSON_DIGESTS_MOST];
    char text[2 * DIGEST_BYTES + 1];
    bool is_number = given->type == VALUE_TEXT && given->text.len <= WORD_MOST &&
                     (given->text.len != 18 || id_card_is_valid(given->text));
    if (!is_number || person_digests(input->engine, NULL, given->text.bytes, digests) == 0) {
        input_fault(input, field, "wrong_id_number", "证件号码不正确",
                    "not the number of a document: 18 digits with the right check digit, or that "
                    "of another document");
        return &value_nil;
    }
    return value_string(input->arena, digest_to_text(&digests[0], text));
}

static struct value *check_skills(struct staff_input *input, const char *field,
                                  const struct value *given)
{
    bool is_list = given->type == VALUE_LIST && value_len(given) <= LIST_MOST;
    for (size_t i = 0; is_list && i < value_len(given); i++)
        is_list = is_word(value_text_or(value_item(given, i), ""));
    if (!is_list)
        input_fault(input, field, "wrong_skills", "技能为小写字母单词的列表，如 first_aid",
                    "skills are a list of words of small letters, like first_aid");
    return value_copy(input->arena, given);
}

bool input_minute(const char *text)
{
    if (!text || strlen(text) != 5 || text[2] != ':' || strspn(text, "0123456789:") != 5)
        return false;
    int hours = (text[0] - '0') * 10 + text[1] - '0';
    int minutes = (text[3] - '0') * 10 + text[4] - '0';
    return minutes < 60 && (hours < 24 || (hours == 24 && minutes == 0));
}

static bool are_days(const struct value *days)
{
    bool are = days->type == VALUE_LIST && value_len(days) > 0 && value_len(days) <= WEEK;
    for (size_t i = 0; are && i < value_len(days); i++) {
        int64_t day = value_int_or(value_item(days, i), 0);
        are = day >= 1 && day <= WEEK;
    }
    return are;
}

static struct value *check_hours(struct staff_input *input, const char *field,
                                 const struct value *given)
{
    bool is_list = given->type == VALUE_LIST && value_len(given) <= LIST_MOST;
    for (size_t i = 0; is_list && i < value_len(given); i++) {
        const struct value *window = value_item(given, i);
        is_list = are_days(value_get(window, "days")) &&
                  input_minute(value_get_text(window, "from")) &&
                  input_minute(value_get_text(window, "until"));
    }
    if (!is_list)
        input_fault(input, field, "wrong_hours",
                    "可用时间形如 {days: [1,2], from: \"08:00\", until: \"18:00\"}",
                    "hours are {days: [1 to 7], from: \"08:00\", until: \"18:00\"}, 1 is Monday");
    return value_copy(input->arena, given);
}

static struct value *check_notices(struct staff_input *input, const char *field,
                                   const struct value *given)
{
    bool is_map = given->type == VALUE_MAP;
    for (size_t i = 0; is_map && i < value_len(given); i++) {
        const struct member *member = &given->map.members[i];
        is_map = (slice_is(member->key, "mail") || slice_is(member->key, "sms")) &&
                 member->value->type == VALUE_BOOL;
    }
    if (!is_map)
        input_fault(input, field, "wrong_notices", "通知方式形如 {mail: true, sms: false}",
                    "notices are {mail: true or false, sms: true or false}");
    struct value *wanted = value_map(input->arena); /* what is not wanted is not said */
    for (size_t i = 0; is_map && i < value_len(given); i++)
        if (given->map.members[i].value->boolean)
            value_put_slice(input->arena, wanted, given->map.members[i].key,
                            value_bool(input->arena, true));
    return value_len(wanted) ? wanted : &value_nil;
}

/* ---- roles ----------------------------------------------------------------------------------- */

bool input_office(struct staff_input *input, const char *field, const char *code)
{
    bool is_known = code && (input->is_only_office ? strcmp(code, RELEASE_ONLY_OFFICE) == 0
                                                   : staff_office(input->staff, code) != NULL);
    if (!is_known)
        input_fault(input, field, "unknown_office", "没有这个单位代码",
                    "no office of the active release has this code");
    return is_known;
}

static bool are_dates(const struct value *membership)
{
    const char *from = value_get_text(membership, "from");
    const char *until = value_get_text(membership, "until");
    int32_t first = 0, last = 0;
    if ((from && !date_from_text(slice_of(from), &first)) ||
        (until && !date_from_text(slice_of(until), &last)))
        return false;
    return !from || !until || first <= last;
}

static void check_membership(struct staff_input *input, const char *field,
                             const struct value *given)
{
    static const char *const known[] = {"office", "role", "from", "until"};
    size_t count = 0;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        count += value_get_text(given, known[i]) != NULL;
    if (given->type != VALUE_MAP || count != value_len(given))
        input_fault(input, field, "wrong_membership",
                    "任职形如 {office: \"代码\", role: \"角色\"}，可加 from、until 日期",
                    "a membership is {office: code, role: word}, and from and until as dates");
    else if (!is_word(value_text_or(value_get(given, "role"), "")))
        input_fault(input, field, "wrong_role", "角色为小写字母单词，如 mediator",
                    "a role is a word of small letters, as workflows name it: mediator");
    else if (!are_dates(given))
        input_fault(input, field, "wrong_dates", "任职日期不正确，或者止期早于起期",
                    "from and until are dates like 2026-02-10, until not before from");
    else
        input_office(input, field, value_get_text(given, "office"));
}

static struct value *check_memberships(struct staff_input *input, const char *field,
                                       const struct value *given)
{
    if (given->type != VALUE_LIST || value_len(given) > LIST_MOST)
        input_fault(input, field, "wrong_membership", "任职为列表，最多50项",
                    "memberships are a list of at most 50");
    for (size_t i = 0; given->type == VALUE_LIST && i < value_len(given); i++)
        check_membership(input, arena_printf(input->arena, "%s[%zu]", field, i),
                         value_item(given, i));
    return value_copy(input->arena, given);
}

/* ---- a person -------------------------------------------------------------------------------- */

static const struct member_row {
    const char *name, *kept; /* as given, as kept */
    struct value *(*check)(struct staff_input *input, const char *field, const struct value *given);
} members[] = {
    {"name",        "name",        check_name       },
    {"phone",       "phone",       check_phone      },
    {"email",       "email",       check_email      },
    {"id_number",   "number",      check_id_number  },
    {"memberships", "memberships", check_memberships},
    {"skills",      "skills",      check_skills     },
    {"hours",       "hours",       check_hours      },
    {"notices",     "notices",     check_notices    },
};
enum { MEMBER_COUNT = sizeof members / sizeof *members };

/* What stands in the body for an empty text or list: it is taken away. */
static bool is_empty(const struct value *given)
{
    return (given->type == VALUE_TEXT && given->text.len == 0) ||
           (given->type == VALUE_LIST && value_len(given) == 0);
}

static void take_away(struct value *body, const struct value *name, struct arena *arena)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (value_is_text(name, members[i].name))
            value_put(arena, body, members[i].kept, &value_nil);
}

static void put_numbers(struct staff_input *input, struct value *body)
{
    struct value *numbers = value_list(input->arena);
    struct digest digests[PERSON_DIGESTS_MOST];
    char text[2 * DIGEST_BYTES + 1];

    if (person_digests(input->engine, value_get_text(body, "phone"), NULL, digests) > 0)
        value_push(input->arena, numbers,
                   value_string(input->arena, digest_to_text(&digests[0], text)));
    if (value_get_text(body, "number"))
        value_push(input->arena, numbers, value_get(body, "number"));
    value_put(input->arena, body, "numbers", value_len(numbers) ? numbers : &value_nil);
}

struct value *person_input(struct staff_input *input, const struct value *given,
                           const struct value *former, const char *id)
{
    struct arena *arena = input->arena;
    struct value *body = former ? value_copy(arena, former) : value_map(arena);

    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const struct value *value = value_get(given, members[i].name);
        if (value_is_nil(value))
            continue;
        value_put(arena, body, members[i].kept,
                  is_empty(value) ? &value_nil : members[i].check(input, members[i].name, value));
    }
    for (size_t i = 0; i < value_len(value_get(given, "without")); i++)
        take_away(body, value_item(value_get(given, "without"), i), arena);
    if (!former)
        value_put(arena, body, "id", value_string(arena, id));
    if (!value_get_text(body, "name"))
        input_fault(input, "name", "missing", "须填写姓名", "a name is needed");
    if (value_is_nil(value_get(body, "memberships")))
        value_put(arena, body, "memberships", value_list(arena));
    put_numbers(input, body);
    return body;
}

struct value *person_shown(const struct value *body, const char *key, bool is_full,
                           struct arena *arena)
{
    static const char *const all[] = {"id", "name", "memberships", "skills"};
    static const char *const more[] = {"phone", "email", "hours", "notices"};
    struct value *shown = value_map(arena);

    value_put(arena, shown, "key", value_string(arena, key));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        value_put(arena, shown, all[i], value_copy(arena, value_get(body, all[i])));
    for (size_t i = 0; is_full && i < sizeof more / sizeof *more; i++)
        value_put(arena, shown, more[i], value_copy(arena, value_get(body, more[i])));
    if (is_full)
        value_put(arena, shown, "has_id_number",
                  value_bool(arena, value_get_text(body, "number") != NULL));
    return shown;
}

/* ---- who may --------------------------------------------------------------------------------- */

static bool is_privileged(const char *role)
{
    static const char *const roles[] = {"admin", "unit_head", "sealed"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(role, roles[i]) == 0)
            return true;
    return false;
}

bool actor_leads_office(const struct actor *actor, const char *office)
{
    if (actor->is_administrator)
        return true;
    for (size_t i = 0; office && actor->is_person && i < actor->membership_count; i++)
        if (strcmp(actor->memberships[i].role, "unit_head") == 0 &&
            strcmp(actor->memberships[i].office, office) == 0)
            return true;
    return false;
}

static bool leads_all_of(const struct actor *actor, const struct value *memberships)
{
    for (size_t i = 0; i < value_len(memberships); i++)
        if (!actor_leads_office(actor, value_get_text(value_item(memberships, i), "office")))
            return false;
    return value_len(memberships) > 0;
}

/* Is each privileged role of the one list in the other as well? */
static bool has_privileged(const struct value *memberships, const struct value *wanted)
{
    for (size_t i = 0; i < value_len(wanted); i++) {
        const struct value *one = value_item(wanted, i);
        bool is_there = !is_privileged(value_text_or(value_get(one, "role"), ""));
        for (size_t k = 0; k < value_len(memberships) && !is_there; k++)
            is_there = value_is_equal(value_item(memberships, k), one);
        if (!is_there)
            return false;
    }
    return true;
}

bool person_may_be_changed(const struct actor *actor, const struct value *former,
                           const struct value *body)
{
    const struct value *before = former ? value_get(former, "memberships") : NULL;
    const struct value *after = value_get(body, "memberships");

    if (actor->is_administrator)
        return true;
    return leads_all_of(actor, after) && (!before || leads_all_of(actor, before)) &&
           has_privileged(after, before ? before : &value_nil) &&
           has_privileged(before ? before : &value_nil, after);
}

bool actor_leads(const struct actor *actor, const struct staff *staff, const char *person)
{
    const struct staff_person *known = staff_person(staff, person);
    if (actor->is_administrator)
        return true;
    for (size_t i = 0; known && i < known->membership_count; i++)
        if (actor_leads_office(actor, known->memberships[i].office))
            return true;
    return false;
}
